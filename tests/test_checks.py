"""check lists every problem once, the grave ones first, in both languages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import netlab as nl
from netlab.checks import COLUMNS, problems_of

SMALL = Path(__file__).parent / "data" / "small"


@pytest.fixture
def damaged(tmp_path) -> nl.open_study:
    """A stranger among the ties, a tie both ways twice, doubt in a link, an answer nobody declared."""
    study = Path(shutil.copytree(SMALL, tmp_path / "small"))
    for file, old, new in [
        ("ties.csv", "A,na,1,2\n", "A,na,1,2\nA,voor,2,1\nA,voor,3,2\nA,voor,2,7\n"),
        ("links.csv", "2,na,1,,,same", "2,na,1,,,unsure"),
        ("alters.csv", "Di,soms", "Di,nooit"),
    ]:
        text = (study / file).read_text(encoding="utf-8")
        assert old in text
        (study / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return nl.open_study(study)


def test_problems_stand_with_file_and_line_those_that_stop_first(damaged):
    table = nl.check(damaged)
    assert table.columns.to_list() == COLUMNS
    assert table[["file", "stops"]].to_numpy().tolist() == [
        ["ties.csv", True],
        ["alters.csv", False],
        ["links.csv", False],
        ["ties.csv", False],
    ]
    assert table["line"].to_list()[:3] == [7, 7, 3]
    assert table["problem"][0] == "tie to contact '7', who was not named in this network; not counted"
    assert table["problem"][3].startswith("2 ties stand there in both directions")


def test_the_same_problems_in_dutch(damaged):
    nl_table, en_table = nl.check(damaged, "nl"), nl.check(damaged, "en")
    same = ["file", "line", "ego", "wave", "stops"]
    assert nl_table[same].equals(en_table[same])
    assert not (nl_table["problem"] == en_table["problem"]).any()
    assert nl_table["problem"][0] == "band met contact '7', dat in dit netwerk niet genoemd is; niet meegeteld"


def test_check_changes_nothing(damaged):
    before = damaged.networks.cleaned.copy(), damaged.found.copy()
    nl.check(damaged)
    assert damaged.networks.cleaned.equals(before[0])
    assert damaged.found.equals(before[1])


def test_a_comparison_group_without_egos_is_named(tmp_path):
    study = Path(shutil.copytree(SMALL, tmp_path / "small"))
    text = (study / "egos.csv").read_text(encoding="utf-8")
    (study / "egos.csv").write_text(text.replace(",v,", ",t,"), encoding="utf-8")
    table = problems_of(nl.open_study(study))
    assert table[["kind", "stops"]].to_numpy().tolist() == [["comparison_absent", False]]


def test_a_group_that_no_column_gives_is_named(tmp_path):
    study = Path(shutil.copytree(SMALL, tmp_path / "small"))
    text = (study / "study.toml").read_text(encoding="utf-8")
    (study / "study.toml").write_text(text.replace('column = "groep"', 'column = "klas"'), encoding="utf-8")
    table = problems_of(nl.open_study(study))
    assert table[["file", "kind", "stops"]].to_numpy().tolist() == [["egos.csv", "group_column", True]]


def test_a_wave_in_which_an_ego_named_nobody_needs_no_links(tmp_path):
    study = Path(shutil.copytree(SMALL, tmp_path / "small"))
    for file, row in (("alters.csv", "B,na,1,Di,soms,team,zorg,ja\n"), ("links.csv", "B,voor,1,na,1,,,same,ik\n")):
        text = (study / file).read_text(encoding="utf-8")
        assert row in text
        (study / file).write_text(text.replace(row, ""), encoding="utf-8")
    assert nl.check(nl.open_study(study)).empty


@pytest.mark.parametrize(("alter", "shown"), [("1", True), ("Els Maes", False)])
def test_a_report_hides_ids_that_may_be_names_and_shows_plain_numbers(tmp_path, alter, shown):
    (tmp_path / "study.toml").write_text(
        '[files]\negos = "e.csv"\nalters = "a.csv"\n[[waves]]\nid = "voor"\n[[waves]]\nid = "na"\n', encoding="utf-8"
    )
    (tmp_path / "e.csv").write_text("ego,wave\nP,voor\nP,na\n", encoding="utf-8")
    (tmp_path / "a.csv").write_text(f"ego,wave,alter\nP,voor,{alter}\nP,na,2\n", encoding="utf-8")
    (tmp_path / "links.csv").write_text(
        f"ego,wave,alter,other_wave,other_alter,score,reason,status,by\nP,voor,{alter},na,2,,,unsure,ik\n",
        encoding="utf-8",
    )
    study = nl.open_study(tmp_path)
    assert alter in nl.check(study)["problem"][0]
    assert (alter in nl.check(study, private=True)["problem"][0]) == shown
