"""`netlab new` makes a study folder that works as it is and explains everything a codebook can say."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest

from netlab import codebook as books
from netlab.changes import turnover
from netlab.checks import check
from netlab.codebook import read_codebook
from netlab.codebook.examples import TEMPLATES
from netlab.links import link, proposals
from netlab.measures import measure, undefined
from netlab.problems import InputError
from netlab.scaffold import new_study
from netlab.study import open_study
from netlab.texts import LANGUAGES, say

SWITCHED_OFF = re.compile(r"^#(?=[\w\[])", re.M)
both = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.fixture
def scaffold(tmp_path, lang):
    return new_study(str(tmp_path / "proef"), lang)


@both
def test_a_fresh_study_has_no_problems(scaffold):
    assert check(open_study(scaffold)).empty


@both
def test_a_fresh_study_asserts_nothing_about_how_people_were_chosen_and_linked(scaffold):
    book = read_codebook(scaffold)
    assert (book.selection, book.boundary, book.matching) == ("", "", "")


def _with_own_contacts(folder: Path) -> None:
    """One more contact than the made-up ones."""
    (contacts,) = (p for p in (folder / "raw").iterdir() if p.name in ("contacten.csv", "contacts.csv"))
    last = contacts.read_text(encoding="utf-8-sig").rstrip().splitlines()[-1].split(";")
    with contacts.open("a", encoding="utf-8") as file:
        file.write(";".join([*last[:2], "9", "Zita", *last[4:]]) + "\n")


@both
def test_with_other_contacts_every_text_that_is_still_an_example_is_named_once(scaffold):
    _with_own_contacts(scaffold)
    table = check(open_study(scaffold))
    assert table[["file", "stops"]].to_numpy().tolist() == [["study.toml", False]]
    assert re.search(r": title, subtitle, notice, text \(\w+\), text \(\w+\)$", table["problem"][0])


@both
def test_texts_of_ones_own_are_not_called_examples(scaffold):
    _with_own_contacts(scaffold)
    told = (scaffold / "study.toml").read_text(encoding="utf-8")
    told = re.sub(r'^(title|subtitle|notice|text) = ".*"', r'\1 = "Anders"', told, flags=re.M)
    (scaffold / "study.toml").write_text(told, encoding="utf-8")
    assert check(open_study(scaffold)).empty


@both
def test_a_fresh_study_is_read_whole(scaffold, lang):
    study = open_study(scaffold)
    before, after = study.networks.waves
    # by hand, counted in the contacts file
    assert measure(study.networks)["size"].to_dict() == {
        ("P01", before): 4, ("P01", after): 5, ("P02", before): 3, ("P02", after): 4, ("P03", before): 4,
        ("P03", after): 3,
    }  # fmt: skip
    # by hand: P01 at the start knows 4 people of whom 3 pairs know each other, of 6 possible
    assert measure(study.networks).loc[("P01", before), "density"] == 0.5
    assert len(study.fragments) == 2
    assert study.networks.egos["date"].notna().all()


@both
def test_the_links_of_a_fresh_study_say_who_is_who(scaffold):
    study = open_study(scaffold)
    table = turnover(study.networks, *study.networks.waves)
    # by hand, from the names: P03 keeps Karim and Noor, loses Lotte and one Mieke, meets another Mieke
    assert table.loc["P03", ["kept", "lost", "new"]].to_list() == [2, 2, 1]
    assert table.loc["P01", ["kept", "lost", "new", "lost_confirmed"]].to_list() == [3, 1, 2, 1]
    assert table["reason"].isna().all()


@both
def test_every_question_of_a_fresh_study_is_answered(scaffold):
    """No measure is missing, but for the questions that are switched off."""
    study = open_study(scaffold)
    why = undefined(study.networks)
    off = {"types_mean", "share_multiplex", "know", "value", "access", "cost", "ready"}
    assert set(why.columns[why.notna().any()]) == off


@both
def test_the_measures_that_a_fresh_study_declares_exist(scaffold):
    study = open_study(scaffold)
    known = {*measure(study.networks).columns, "kept", "lost", "new", "novelty", "deepened"}
    assert set(study.codebook.primary) <= known
    assert {m for measures in study.codebook.codes.values() for m in measures} <= known
    assert set(study.fragments["code"]) == set(study.codebook.codes)


@both
def test_nothing_is_left_to_link_in_a_fresh_study(scaffold):
    assert len(proposals(open_study(scaffold))) == 0


def every_field() -> set[str]:
    """Every field that study.toml can have, its fixed values, and the columns that netlab knows by name."""
    kinds = (books.Category, books.Wave, books.Group, books.Generator, books.TieType, books.Interpreter, books.Outcome)
    known = {f.name.rstrip("_") for kind in kinds for f in fields(kind)}
    own = {"files", "columns", "derived"}  # what [files] and [columns] fill; what from_frames fills
    known |= {f.name for f in fields(books.Codebook)} - own
    known |= {*books.TABLES, "fragments", "links", "persons", "people"}
    known |= {"ties_asked", "pairs_missing", "date", "name", "type", "strength"}  # columns that netlab knows by name
    return known | {*books.ROLES, *books.ALTER_IDS, *books.CHANNELS, "alter_ids"}


@both
def test_the_codebook_explains_every_field_that_there_is(lang):
    text = (TEMPLATES / lang / "study.toml").read_text(encoding="utf-8")
    assert {k for k in every_field() if not re.search(rf"\b{k}\b", text)} == set()


def test_the_documentation_of_the_codebook_explains_every_field_that_there_is():
    text = (TEMPLATES.parent.parent / "docs" / "codebook.md").read_text(encoding="utf-8")
    sections = {"waves", "interpreters", "group", "generators", "tie_types", "outcomes", "codes"}
    fields_ = every_field() - sections
    assert {k for k in fields_ if not re.search(rf'`"?{k}"?`', text)} == set()
    assert {k for k in sections if not re.search(rf"^## \[+{k}\]+", text, re.M)} == set()


@both
def test_every_field_that_is_switched_off_can_be_switched_on(lang, tmp_path):
    text = (TEMPLATES / lang / "study.toml").read_text(encoding="utf-8")
    everything = SWITCHED_OFF.sub("", text)
    assert len(tomllib.loads(everything)["interpreters"]) == 15
    (tmp_path / "study.toml").write_text(everything, encoding="utf-8")
    book = read_codebook(tmp_path)
    assert {i.role for i in book.interpreters} == set(books.ROLES)
    assert book.group is not None
    assert book.group.comparison
    # every question stands under [columns.alters], every outcome and the group under [columns.egos]
    assert {i.column for i in book.interpreters} <= set(book.columns["alters"])
    assert {book.group.column, *(o.column for o in book.outcomes)} <= set(book.columns["egos"])


def test_both_languages_say_the_same():
    """The two codebooks have the same parts with the same fields in the same order, also those switched off."""

    def outline(lang: str) -> list[str]:
        text = SWITCHED_OFF.sub("", (TEMPLATES / lang / "study.toml").read_text(encoding="utf-8"))
        columns = re.compile(r"\[columns\.(\w+)\]")
        lines, part = [], ""
        for line in text.splitlines():
            if match := columns.match(line):
                part = match[1]
            elif line.startswith("["):
                part = ""
            key = re.match(r'(\[+[\w.]+\]+)|([\w"][^=]*?) *=', line)
            if key:
                own = part in ("egos", "alters") or line.startswith('"')  # names that the study chooses
                lines.append(key[1] or ("own" if own else key[2]))
        return lines

    assert outline("nl") == outline("en")
    tables = [
        [pd.read_csv(path, sep=None, engine="python").shape for path in sorted((TEMPLATES / lang).rglob("*.csv"))]
        for lang in LANGUAGES
    ]
    assert sorted(tables[0]) == sorted(tables[1])


def test_a_bare_name_comes_in_data(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert new_study("pilot").as_posix() == "data/pilot"
    assert (tmp_path / "data/pilot/study.toml").is_file()
    assert new_study("./pilot").as_posix() == "pilot"


def test_what_is_there_is_never_written_over(tmp_path):
    (tmp_path / "mijn").mkdir()
    with pytest.raises(InputError, match="there already, and nothing in it was changed"):
        new_study(str(tmp_path / "mijn"))
    assert list((tmp_path / "mijn").iterdir()) == []


@pytest.mark.parametrize("name", ["", ".", "..", "a/..", "mijn onderzoek", "x?", "-x", ".verborgen"])
def test_a_name_that_no_folder_should_have_is_refused(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="cannot be the name of a study"):
        new_study(name)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_hold_a_folder_is_named(tmp_path):
    (tmp_path / "bestand").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be made"):
        new_study(str(tmp_path / "bestand" / "proef"))


def test_another_language_is_refused(tmp_path):
    with pytest.raises(InputError, match="language 'fr'"):
        new_study(str(tmp_path / "proef"), "fr")
    assert list(tmp_path.iterdir()) == []


PAGES = {"nl": "mijn-eigen-data.md", "en": "my-own-data.md"}
UNASKED = {"nl": ("contactvorm", "vragen", "geven"), "en": ("contact", "asking", "giving")}
NOW_AND_THEN = {"nl": ("soms", "af en toe"), "en": ("sometimes", "now and then")}


@both
def test_whoever_follows_the_page_on_own_data_gets_what_it_shows(scaffold, lang):
    """Its three tables in raw/, study.toml as in step 3, then the proposals and the problem that it prints."""
    page = (TEMPLATES.parent.parent / "docs" / PAGES[lang]).read_text(encoding="utf-8")
    tables = [t for t in re.findall(r"(?:^\|.*\n)+", page, re.M) if t.startswith("| Code")]
    book = read_codebook(scaffold)
    for table, file in zip(tables, ("egos", "alters", "ties"), strict=True):
        cells = [[c.strip() for c in row.strip("|").split("|")] for row in table.splitlines() if "---" not in row]
        (scaffold / book.files[file]).write_text("\n".join(";".join(row) for row in cells), encoding="utf-8")
    told = (scaffold / "study.toml").read_text(encoding="utf-8")
    for column in UNASKED[lang]:
        told = re.sub(rf"^{column} = .*\n", "", told, flags=re.M)
        told = re.sub(rf'^\[\[interpreters\]\]\ncolumn = "{column}"\n(?:(?!\[|#).*\n)*', "", told, flags=re.M)
    answer, also = NOW_AND_THEN[lang]
    told = told.replace(f'label = "{answer}" }}', f'label = "{answer}", also = ["{also}"] }}', 1)
    (scaffold / "study.toml").write_text(told, encoding="utf-8")
    (scaffold / "links.csv").unlink()
    for fragment in (scaffold / "interviews").iterdir():
        fragment.unlink()
    assert set(check(open_study(scaffold))["stops"]) == {False}

    link(open_study(scaffold), lang)
    written = (scaffold / "links.csv").read_text(encoding="utf-8-sig").splitlines()
    assert "".join(f"    {row}\n" for row in written) in page

    contacts = scaffold / book.files["alters"]
    rows = contacts.read_text(encoding="utf-8").splitlines()
    wave = re.search(r"\(D2 (\w+)\)", page)[1]
    rows[7] = ";".join(["D2", wave, *rows[7].split(";")[2:]])
    contacts.write_text("\n".join(rows), encoding="utf-8")
    problem = check(open_study(scaffold), lang).query("stops and file != 'links.csv'").iloc[0]
    assert (problem["file"], problem["line"]) == (book.files["alters"], 8)
    assert f"    {say('check.stops', lang)} {problem['file']}, {say('report.line', lang)} 8 (D2 {wave}): " in page
    assert f"{problem['problem']}.\n        {problem['what_to_do']}\n" in page


@pytest.mark.slow
@both
def test_a_fresh_study_gives_a_report(scaffold, lang, tmp_path):
    from netlab.report import run

    page = run("3_compare", scaffold, tmp_path / "verslag.html", lang=lang).read_text(encoding="utf-8")
    assert open_study(scaffold).codebook.title in page
    assert "Traceback" not in page
