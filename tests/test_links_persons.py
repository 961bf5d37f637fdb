"""People named by several participants: proposed in a file of their own, followed only once a person moved them."""

from __future__ import annotations

import pandas as pd
import pytest

from netlab.links import link, propose_persons, several
from netlab.study import Study, open_study

STUDY = """
[files]
egos = "egos.csv"
alters = "alters.csv"
alter_ids = "per wave"
[[waves]]
id = "voor"
[[waves]]
id = "na"
"""


@pytest.fixture
def make_study(tmp_path):
    """A study folder from rows `ego, wave, alter, name`; `egos` gives the participants' own names."""

    def make(*rows: str, egos: dict[str, str] | None = None) -> Study:
        table = pd.DataFrame([row.split(",") for row in rows], columns=["ego", "wave", "alter", "name"])
        networks = table[["ego", "wave"]].drop_duplicates()
        if egos is not None:
            more = pd.DataFrame({"ego": list(egos), "wave": "voor"})
            networks = pd.concat([networks, more]).drop_duplicates()
            networks = networks.assign(Naam=networks["ego"].map(egos))
        (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
        networks.to_csv(tmp_path / "egos.csv", index=False)
        table.to_csv(tmp_path / "alters.csv", index=False)
        return open_study(tmp_path)

    return make


def test_a_full_name_with_two_participants_is_one_proposed_person(make_study):
    table = several(make_study("A,voor,1,Jan Vandenbossche", "B,na,4,Jan Van den Bossche", "B,voor,2,Els Buyse"))
    assert table[["ego", "wave", "alter", "person"]].to_numpy().tolist() == [
        ["A", "voor", "1", "persoon-1"],
        ["B", "na", "4", "persoon-1"],
    ]
    assert table["reason"].tolist() == ["zelfde volledige naam bij 2 deelnemers"] * 2


@pytest.mark.parametrize("name", ["Els", "Els (boekhouding)", "E. Buyse", "Els B.", "Buyse", "de directeur", ""])
def test_less_than_a_full_name_is_never_somebody_of_several(make_study, name):
    assert several(make_study(f"A,voor,1,{name}", f"B,voor,1,{name}", "A,voor,2,Jan Maes")).empty


def test_one_participant_who_names_somebody_in_both_waves_is_one_participant(make_study):
    assert several(make_study("A,voor,1,Jan Maes", "A,na,1,Jan Maes", "B,voor,1,Els Buyse")).empty


def test_two_of_a_name_in_one_drawing_are_shown_without_a_person(make_study):
    table = several(make_study("A,voor,1,Jan Maes", "A,voor,2,Jan Maes", "B,voor,1,Jan Maes"))
    assert len(table) == 3
    assert table["person"].tolist() == ["", "", ""]
    assert "twee in één netwerk" in table["reason"].iloc[0]


def test_a_participant_whom_others_name_is_that_participant(make_study):
    study = make_study("A,voor,1,Jan Maes", "A,voor,2,Ann Roels", egos={"A": "Ann Roels", "B": "Jan Maes"})
    table = several(study)
    assert table[["alter", "person", "reason"]].to_numpy().tolist() == [["1", "B", "naam van deelnemer B"]]


def test_two_participants_of_a_name_leave_open_who_is_meant(make_study):
    table = several(make_study("A,voor,1,Jan Maes", egos={"A": "Ann Roels", "B": "Jan Maes", "C": "Jan Maes"}))
    assert table["person"].tolist() == [""]


def test_who_stands_in_persons_csv_is_followed_and_not_proposed_again(make_study):
    study = make_study("A,voor,1,Jan Maes", "B,voor,1,Jan Maes", "C,voor,1,Jan Maes", "C,voor,2,Jan Roels")
    decided = "ego,wave,alter,person,by\nA,voor,1,X7,Ria\n"
    (study.folder / "persons.csv").write_text(decided, encoding="utf-8")
    table = several(open_study(study.folder))
    assert table[["ego", "person"]].to_numpy().tolist() == [["B", "X7"], ["C", "X7"]]


def test_rows_moved_to_persons_csv_make_one_person_and_leave_the_proposals(make_study):
    study = make_study("A,voor,1,Jan Maes", "B,voor,1,Jan Maes")
    table = propose_persons(study)
    moved = table[["ego", "wave", "alter", "person"]].assign(by="Ria")
    moved.to_csv(study.folder / "persons.csv", index=False)
    again = open_study(study.folder)
    assert again.networks.alters["person"].tolist() == ["persoon-1", "persoon-1"]
    assert propose_persons(again).empty
    assert pd.read_csv(study.folder / "persons_proposed.csv").empty


def test_proposals_of_persons_are_never_followed(make_study):
    study = make_study("A,voor,1,Jan Maes", "B,voor,1,Jan Maes")
    link(study)
    assert (study.folder / "persons_proposed.csv").exists()
    assert open_study(study.folder).networks.alters["person"].nunique() == 2


def test_no_file_is_made_when_nobody_is_named_by_several(make_study):
    study = make_study("A,voor,1,Jan Maes", "B,voor,1,Els Buyse")
    link(study)
    assert not (study.folder / "persons_proposed.csv").exists()


def test_the_same_study_gives_the_same_bytes(make_study):
    study = make_study("B,voor,1,Jan Maes", "A,voor,1,Jan Maes", "A,voor,2,Bo Claes", "B,na,2,Bo Claes")
    propose_persons(study)
    first = (study.folder / "persons_proposed.csv").read_bytes()
    propose_persons(open_study(study.folder))
    assert (study.folder / "persons_proposed.csv").read_bytes() == first
