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


def _with_names(folder: Path, alters: str) -> nl.open_study:
    """A study of one participant in one wave who named these contacts."""
    (folder / "study.toml").write_text('[files]\negos = "e.csv"\nalters = "a.csv"\n[[waves]]\nid = "voor"\n', "utf-8")
    (folder / "e.csv").write_text("ego,wave\nP,voor\nQ,voor\n", encoding="utf-8")
    (folder / "a.csv").write_text(f"ego,wave,alter,name\n{alters}", encoding="utf-8")
    return nl.open_study(folder)


def test_one_name_twice_in_a_network_is_named_with_both_lines_and_stops_nothing(tmp_path):
    study = _with_names(tmp_path, "P,voor,1,Zoë\nP,voor,2,Bo\nP,voor,3,ZOE \nQ,voor,1,Bo\n")
    table = nl.check(study)
    assert table[["file", "line", "ego", "wave", "stops"]].to_numpy().tolist() == [["a.csv", 4, "P", "voor", False]]
    assert table["problem"][0] == "'ZOE' also stands in line 2, in the same network; the two count as two contacts"
    assert "ZOE" not in nl.check(study, private=True)["problem"][0]


def test_of_one_name_three_times_each_further_row_refers_to_the_first(tmp_path):
    table = nl.check(_with_names(tmp_path, "P,voor,1,Bo\nP,voor,2,bo\nP,voor,3,B o\nP,voor,4,Bo\n"))
    assert table["line"].to_list() == [3, 5]
    assert table["problem"].str.contains("line 2").all()


def test_contacts_without_a_name_are_not_one_contact(tmp_path):
    assert nl.check(_with_names(tmp_path, "P,voor,1,\nP,voor,2,\n")).empty


def test_ids_that_are_names_are_compared_as_names(tmp_path):
    table = nl.check(_with_names(tmp_path, "P,voor,Els,\nP,voor,els,\n"))
    assert table["line"].to_list() == [3]


def test_contacts_of_one_row_with_one_name_are_told_apart_by_their_ids(tmp_path):
    (tmp_path / "study.toml").write_text(
        '[files]\negos = "e.csv"\n[columns.alters]\nname = "naam{n}"\n[[waves]]\nid = "voor"\n', encoding="utf-8"
    )
    (tmp_path / "e.csv").write_text("ego,wave,naam1,naam2\nP,voor,Bo,bo\n", encoding="utf-8")
    row = nl.check(nl.open_study(tmp_path)).iloc[0]
    assert row["problem"] == "contact 2 and contact 1 of this network are both called 'bo'; they count as two contacts"


def test_a_wrong_cell_is_named_by_the_column_of_the_file(tmp_path):
    study = Path(shutil.copytree(SMALL, tmp_path / "small"))
    for file, old, new in [("egos.csv", "2025-03-03", "3 maart"), ("alters.csv", "Di,soms", "Di,nooit")]:
        text = (study / file).read_text(encoding="utf-8")
        assert old in text
        (study / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    text = (study / "alters.csv").read_text(encoding="utf-8").replace(",dichtbij,", ",Hoe dichtbij,")
    (study / "alters.csv").write_text(text, encoding="utf-8")
    told = (study / "study.toml").read_text(encoding="utf-8")
    told = told.replace("[[waves]]", '[columns.alters]\ndichtbij = "Hoe dichtbij"\n\n[[waves]]', 1)
    (study / "study.toml").write_text(told, encoding="utf-8")
    problems = nl.check(nl.open_study(study))["problem"].to_list()
    # study.toml calls these columns date and dichtbij; the files datum and Hoe dichtbij
    assert [p.partition(": ")[2] for p in problems] == ["Hoe dichtbij: nooit", "datum: 3 maart"]


def test_a_fixed_answer_that_differs_is_one_row_with_every_answer_and_its_line(tmp_path):
    study = Path(shutil.copytree(SMALL, tmp_path / "small"))
    text = (study / "alters.csv").read_text(encoding="utf-8")
    old, new = "A,na,1,Bo,vaak,extern,,nee", "A,na,1,Bo,vaak,extern,zorg,nee"
    assert old in text
    (study / "alters.csv").write_text(text.replace(old, new), encoding="utf-8")
    table = nl.check(nl.open_study(study), "nl")
    # Bo is 2 in voor (line 3, beleid) and 1 in na (line 5, now zorg)
    assert table[["file", "line", "ego", "wave", "stops"]].to_numpy().tolist() == [
        ["alters.csv", 3, "A", "voor", False]
    ]
    assert table["problem"][0].endswith("functie: beleid (voor, regel 3), zorg (na, regel 5)")
    assert "beleid" not in nl.check(nl.open_study(study), private=True)["problem"][0]
