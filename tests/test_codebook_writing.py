"""A codebook written as study.toml reads back as the same codebook, whatever its texts hold."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netlab.codebook import (
    Category,
    Codebook,
    Generator,
    Group,
    Interpreter,
    Outcome,
    TieType,
    Wave,
    read_codebook,
    written,
)

HERE = Path(__file__).parent.parent
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
filled = texts.filter(lambda t: t.strip() == t and t)
in_languages = st.one_of(texts, st.fixed_dictionaries({"nl": texts, "en": texts}))
ids = st.lists(st.from_regex(r"[a-zé0-9][a-zé0-9_]{0,6}", fullmatch=True), min_size=1, max_size=4, unique=True)


def read_back(text, folder):
    (folder / "study.toml").write_text(text, encoding="utf-8", newline="\n")
    return read_codebook(folder)


@pytest.mark.parametrize("study", ["data/voorbeeld", "netlab/new_study/nl", "netlab/new_study/en"])
def test_the_codebooks_of_this_project_read_back_the_same(study, tmp_path):
    book = read_codebook(HERE / study)
    assert read_back(written(book), tmp_path) == book


@st.composite
def codebooks(draw):
    """Codebooks with every kind of part, no column or id twice."""
    columns = draw(ids)
    interpreters = []
    for n, column in enumerate(columns):
        answers = tuple(
            Category(
                i, draw(in_languages), also=(f"also {i} {draw(texts)}",), code=draw(st.sampled_from([None, 0, 1.5]))
            )
            for i in draw(ids)
        )
        role = "strength" if n == 0 else draw(st.sampled_from(["attribute", "note", "relation"]))
        cut = answers[-1].id if role == "strength" and draw(st.booleans()) else None
        interpreters.append(Interpreter(column + "_", role, draw(in_languages), categories=answers, strong_from=cut))
    return Codebook(
        waves=tuple(Wave(i, draw(in_languages)) for i in draw(ids)),
        interpreters=tuple(interpreters),
        group=draw(st.sampled_from([None, Group("groep", (Category("a"), Category("b")), "b", True)])),
        generators=tuple(
            Generator(i, draw(in_languages), at_most=draw(st.sampled_from([None, 15]))) for i in draw(ids)
        ),
        tie_types=tuple(TieType(i, directed=draw(st.booleans())) for i in draw(ids)),
        outcomes=tuple(Outcome(f"{i}_score", draw(in_languages)) for i in draw(ids)),
        primary=("size",),
        title=draw(in_languages),
        files={"egos": draw(filled)},
        source=draw(st.sampled_from([{}, {"path": "raw/x.zip", "format": "egoweb"}])),
        columns={"alters": {c: draw(texts) for c in columns}},
        codes={draw(texts): ("size", "density")},
        alter_ids=draw(st.sampled_from(["own", "per wave", "roster"])),
    )


@pytest.mark.slow
@given(codebooks())
def test_any_codebook_reads_back_the_same(tmp_path_factory, book):
    assert read_back(written(book), tmp_path_factory.mktemp("study")) == book


def test_what_is_to_be_confirmed_stands_above_its_line():
    book = Codebook(waves=(Wave("1"), Wave("2")), interpreters=(Interpreter("nabij", categories=(Category("a"),)),))
    confirm = {
        ("waves", "2", "id"): "by date",
        ("interpreters", "nabij", "categories"): "put them\nin order",
        ("group", "", ""): "nothing says who is in which group",
    }
    lines = written(book, confirm, "en", "Drafted.\nLook.").splitlines()
    assert lines[:2] == ["# Drafted.", "# Look."]
    assert lines[lines.index('id = "2"') - 1] == "# guess: by date"
    place = lines.index('categories = ["a"]')
    assert lines[place - 2 : place] == ["# guess: put them", "# guess: in order"]
    assert lines[-1] == "# guess: nothing says who is in which group"
    assert "# gok: by date" in written(book, confirm, "nl")


def test_comments_never_become_settings():
    book = replace(Codebook(), waves=(Wave("1"),))
    text = written(book, {("waves", "1", "id"): "one\n[files]\nx = 1"}, "en", 'a\nb = "c"')
    assert tomllib.loads(text) == {"waves": [{"id": "1"}]}
