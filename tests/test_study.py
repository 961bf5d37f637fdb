"""A study folder is one frozen object; what the folder lacks is None."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

import netlab as nl

SMALL = Path(__file__).parent / "data" / "small"


def test_a_study_is_opened_by_its_folder_or_its_study_toml():
    for path in (SMALL, str(SMALL), SMALL / "study.toml"):
        study = nl.open_study(path)
        assert study.name == "small"
        assert len(study.networks.egos) == 4


def test_a_study_has_its_links_fragments_and_codebook():
    study = nl.open_study(SMALL)
    assert study.links["status"].to_list() == ["gone", "same", "same", "same"]
    assert study.fragments["text"].to_list() == ["Ik zie [Bo] nu elke week, echt.", "Alles bleef zoals het was."]
    assert study.codebook.primary == ("size",)
    assert study.people is None
    assert study.sessions is None
    assert study.found.empty


def test_a_study_cannot_be_assigned_to():
    with pytest.raises(dataclasses.FrozenInstanceError):
        nl.open_study(SMALL).networks = None


def test_the_changes_of_the_small_study_are_those_worked_out_by_hand():
    table = nl.turnover(nl.open_study(SMALL).networks, "voor", "na")
    # by hand: A keeps Bo and Cas, An is gone (asked again); B keeps Di
    columns = ["kept", "lost", "new", "lost_confirmed"]
    assert table.loc["A", columns].to_list() == [2, 1, 0, 1]
    assert table.loc["B", columns].to_list() == [1, 0, 0, 0]
