"""Priority, theme and example: asked in a drawing or a file, read as yes and no and as own words, and kept at home."""

from __future__ import annotations

import json
import tomllib

import pandas as pd
import pytest

from netlab import drawings as dr
from netlab.checks import check
from netlab.codebook import read_codebook, written
from netlab.exports import export
from netlab.figures.by_answer import answered, questions
from netlab.problems import InputError
from netlab.study import open_study
from netlab.widgets.drawn_form import asked

TOML = """
[files]
egos = "egos.csv"
alters = "alters.csv"

[[waves]]
id = "start"

[[interpreters]]
column = "prioriteit"
role = "priority"
label = "prioriteit"

[[interpreters]]
column = "thema"
label = "leerthema"
categories = ["zorgpad", "samenwerken"]

[[interpreters]]
column = "voorbeeld"
role = "note"
"""
ALTERS = """ego;wave;alter;prioriteit;thema;voorbeeld
P01;start;1;Ja;zorgpad;We bespraken mevrouw Peeters.
P01;start;2;nee;;
P01;start;3;;samenwerken;
P01;start;4;misschien;zorgpad;
"""


@pytest.fixture
def study(tmp_path):
    (tmp_path / "study.toml").write_text(TOML, encoding="utf-8")
    (tmp_path / "egos.csv").write_text("ego;wave\nP01;start\n", encoding="utf-8")
    (tmp_path / "alters.csv").write_text(ALTERS, encoding="utf-8")
    return open_study(tmp_path)


def drawn(folder, **answers):
    """A study in which one alter was drawn, with these answers."""
    (folder / "study.toml").write_text(TOML.replace('alters = "alters.csv"\n', ""), encoding="utf-8")
    (folder / "egos.csv").write_text("ego;wave\nP01;start\n", encoding="utf-8")
    (folder / "drawings").mkdir()
    book = read_codebook(folder)
    alter = {"alter": "a7f3k2", "name": "Els", "x": 0.3, "y": 0.2, "generators": [], "answers": answers}
    dr.save(folder, "P01", "start", {"what": "add", "about": {"alter": alter}}, 0, "P01", book)
    return open_study(folder)


def test_priority_is_read_as_yes_no_or_unknown_and_another_answer_is_named(study):
    rows = study.networks.alters.set_index("alter")
    assert rows["prioriteit"].dtype == "boolean"
    assert [rows.loc[a, "prioriteit"] is pd.NA for a in "1234"] == [False, False, True, True]
    assert [bool(rows.loc[a, "prioriteit"]) for a in "12"] == [True, False]
    (told,) = check(study).to_dict("records")
    assert (told["file"], told["line"]) == ("alters.csv", 5)
    assert "misschien" in told["problem"]


def test_who_has_priority_can_be_shown_in_the_figures_and_a_theme_as_well(study):
    assert [q.column for q in questions(study.networks)] == ["prioriteit", "thema"]  # own words are no colour
    assert len(set(answered(study.networks, "prioriteit").place[[0, 1]])) == 2
    assert answered(study.networks, "prioriteit").place[2] == -1


def test_an_export_leaves_examples_behind_and_keeps_priority_unless_names_are_asked_for(study, tmp_path):
    for names in (False, True):
        to = tmp_path / f"names {names}"
        export(study.networks, to, names=names)
        whole = b"".join(p.read_bytes() for p in to.iterdir())
        assert (b"Peeters" in whole) is names
        again = open_study(to).networks
        columns = ["prioriteit", "thema", "voorbeeld"] if names else ["prioriteit", "thema"]
        pd.testing.assert_frame_equal(again.alters[columns], study.networks.alters[columns])


@pytest.mark.parametrize("format", ["graphml", "gexf", "spss", "excel", "datapackage"])
def test_every_format_takes_a_priority(study, tmp_path, format):
    assert export(study.networks, tmp_path / "out", format=format)


def test_a_codebook_with_a_priority_is_written_and_read_back(study, tmp_path):
    text = written(study.codebook)
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "study.toml").write_text(text, encoding="utf-8")
    assert read_codebook(tmp_path / "again") == study.codebook
    assert tomllib.loads(text)["interpreters"][0]["role"] == "priority"


def test_only_one_question_is_about_priority(tmp_path):
    again = '\n[[interpreters]]\ncolumn = "dringend"\nrole = "priority"\n'
    (tmp_path / "study.toml").write_text(TOML + again, encoding="utf-8")
    with pytest.raises(InputError, match="'priority' is given to prioriteit and dringend"):
        read_codebook(tmp_path)


def test_the_drawing_asks_priority_as_yes_or_no_a_theme_as_a_choice_and_an_example_in_words(study):
    kinds = {q["column"]: q["kind"] for q in asked(study, "P01", "start", "nl")["questions"]}
    assert kinds == {"prioriteit": "yes_no", "thema": "choice", "voorbeeld": "text"}


def test_what_was_answered_in_a_drawing_comes_through_like_any_other_source(tmp_path):
    study = drawn(tmp_path, prioriteit=True, thema="zorgpad", voorbeeld="Samen het zorgpad hertekend.")
    (row,) = study.networks.alters.to_dict("records")
    assert (row["prioriteit"], row["thema"], row["voorbeeld"]) == (True, "zorgpad", "Samen het zorgpad hertekend.")
    assert check(study).empty


def test_a_drawing_takes_no_other_answer_on_priority_than_yes_or_no(tmp_path):
    study = drawn(tmp_path)
    step = {"what": "answer", "about": {"alter": "a7f3k2", "column": "prioriteit", "value": "ja"}}
    with pytest.raises(InputError, match="'prioriteit' is \"ja\", expected true or false"):
        dr.save(tmp_path, "P01", "start", step, 1, "P01", study.codebook)
    path = dr.path_of(tmp_path, "P01", "start")
    assert json.loads(path.read_text(encoding="utf-8"))["version"] == 1
