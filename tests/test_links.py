"""Proposals of who is who: within one participant, never decided by netlab, never over a person's decision."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest

from netlab.links import link, plain, proposals
from netlab.study import open_study

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
ALTERS = """ego,wave,alter,name
A,voor,1,André Peeters
A,voor,2,Els
A,voor,3,Els
A,na,1,Els
A,na,2,ANDRE  PEETERS (boekhouding)
A,na,3,Tom
B,voor,1,Tom
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    (tmp_path / "egos.csv").write_text("ego,wave\nA,voor\nA,na\nB,voor\n", encoding="utf-8")
    (tmp_path / "alters.csv").write_text(ALTERS, encoding="utf-8")
    return tmp_path


def test_names_are_compared_without_accents_capitals_spaces_and_roles():
    assert plain("André Peeters") == plain("ANDRE  PEETERS (boekhouding)") == "andrepeeters"


def test_only_a_name_that_stands_once_in_both_networks_is_proposed(folder):
    found = proposals(open_study(folder))
    # Els stands twice before, Tom is of another participant
    assert found[["ego", "alter", "other_alter", "status"]].to_numpy().tolist() == [["A", "1", "2", "unsure"]]


def test_links_are_added_once_and_a_persons_decision_stays(folder):
    assert len(link(open_study(folder))) == 1
    path = folder / "links.csv"
    path.write_text(path.read_text("utf-8").replace("unsure,netlab", "different,Ria"), encoding="utf-8")
    decided = path.read_bytes()
    assert len(link(open_study(folder))) == 0
    assert path.read_bytes() == decided
    assert open_study(folder).links["by"].tolist() == ["Ria"]


def test_the_example_needs_no_proposal_for_what_is_decided(tmp_path):
    shutil.copytree("data/voorbeeld", tmp_path / "v")
    study = open_study(tmp_path / "v")
    found = proposals(study)
    known = study.links.dropna(subset=["other_alter"])
    both = found.merge(known, on=["ego", "wave", "alter", "other_wave", "other_alter"])
    assert both.empty
    assert isinstance(found, pd.DataFrame)


def test_a_links_file_that_excel_saved_with_semicolons_stays_one_table(folder):
    path = folder / "links.csv"
    header = "ego;wave;alter;other_wave;other_alter;score;reason;status;by\r\n"
    path.write_text(header + "A;voor;2;na;1;;;different;Ria\r\n", encoding="utf-8-sig")
    assert len(link(open_study(folder))) == 1
    assert open_study(folder).links[["alter", "other_alter", "status"]].to_numpy().tolist() == [
        ["2", "1", "different"],
        ["1", "2", "unsure"],
    ]
