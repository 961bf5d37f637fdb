"""How kept ties change in strength, and which new ties explore."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_changes import equal, two_waves, unsure

from netlab.changes import strengthening, transitions
from netlab.measures import measure
from netlab.problems import InputError

BEFORE = {"a": "far", "b": "far", "c": "near", "d": "close", "e": None}
AFTER = {"b": "near", "c": "close", "d": "far", "e": "far", "f": "far", "g": None}


def cell(table, before, after, column="count"):
    return table[(table["before"] == before) & (table["after"] == after)][column].item()


def test_the_table_of_transitions_by_hand():
    """a is lost; b weak to strong; c stays strong; d strong to weak; e unknown to weak; f and g are new, g unknown."""
    table = transitions(two_waves({("E", "1"): BEFORE, ("E", "2"): AFTER}, answers=["ring"]), "1", "2")
    assert len(table) == 15
    expected = {
        ("weak", "absent"): 1,
        ("weak", "strong"): 1,
        ("strong", "strong"): 1,
        ("strong", "weak"): 1,
        ("unknown", "weak"): 1,
        ("absent", "weak"): 1,
        ("absent", "unknown"): 1,
    }
    for (before, after), count in expected.items():
        assert cell(table, before, after) == count
    assert table["count"].sum() == 7


def test_transitions_have_rows_for_every_ego_that_can_be_compared_and_no_other():
    named = {
        ("E", "1"): {},
        ("E", "2"): {},
        ("F", "1"): {"a": "far"},
        ("G", "1"): {"a": "far"},
        ("G", "2"): {"a": "far"},
    }
    table = transitions(two_waves(named, answers=["ring"]), "1", "2")
    assert table["ego"].unique().tolist() == ["E", "G"]
    assert table.groupby("ego")["count"].sum().to_dict() == {"E": 0, "G": 1}
    pooled = transitions(two_waves(named, answers=["ring"]), "1", "2", pooled=True)
    assert pooled["group"].unique().tolist() == ["all"]
    assert cell(pooled, "weak", "weak") == 1


def test_an_unsure_link_gives_each_transition_the_counts_of_both_ends():
    """a (weak) and z (strong) are one tie that became strong, or a lost one and a new one."""
    networks = two_waves(
        {("E", "1"): {"a": "far"}, ("E", "2"): {"z": "close"}}, links=[unsure("E", "a", "z")], answers=["ring"]
    )
    table = transitions(networks, "1", "2")
    for before, after in (("weak", "absent"), ("absent", "strong"), ("weak", "strong")):
        assert pd.isna(cell(table, before, after))
        assert cell(table, before, after, "count_min") == 0
        assert cell(table, before, after, "count_max") == 1
    row = strengthening(networks, "1", "2").loc["E"]
    equal(row, upgraded_min=0, upgraded_max=1, exploring=0, upgrade_rate=np.nan, upgrade_rate_max=np.nan)
    assert row["reason"] == "unsure"


def test_strengthening_by_hand():
    """Kept and known: b and c one ring up, d two down; only b was weak. New: f is weak, of g it is not known."""
    row = strengthening(two_waves({("E", "1"): BEFORE, ("E", "2"): AFTER}, answers=["ring"]), "1", "2").loc["E"]
    equal(row, kept_valid=3, kept_weak=1, upgraded=1, upgrade_rate=1, kept_strong=2, downgraded=1, downgrade_rate=1 / 2)
    equal(row, deepened=2, loosened=1, deepened_share=2 / 3, new_valid=1, exploring=1, exploring_share=1)


def test_a_new_strong_tie_explores_when_it_is_of_a_kind_that_ego_did_not_have():
    before = {"a": ["close", "in"]}
    after = {
        "a": ["close", "in"],
        "f": ["close", "out"],
        "g": ["close", "in"],
        "h": ["close", None],
        "i": ["far", None],
    }
    row = strengthening(two_waves({("E", "1"): before, ("E", "2"): after}, answers=["ring", "place"]), "1", "2").loc[
        "E"
    ]
    equal(row, exploring=2, new_valid=3, exploring_share=2 / 3)  # f and i explore, g does not, of h it is not known


def test_kinds_are_compared_with_all_alters_before_also_the_lost_ones():
    named = {("E", "1"): {"a": ["far", "out"]}, ("E", "2"): {"b": ["close", "out"], "c": ["close", "in"]}}
    row = strengthening(two_waves(named, answers=["ring", "place"]), "1", "2").loc["E"]
    equal(row, exploring=1, new_valid=2)


def test_shares_of_nothing_are_unknown():
    named = {("E", "1"): {"a": "far"}, ("E", "2"): {"b": "far"}, ("F", "1"): {"a": "far"}, ("F", "2"): {"a": "far"}}
    named |= {("G", "1"): {"a": "far"}, ("H", "1"): {}, ("H", "2"): {"a": "far"}}
    table = strengthening(two_waves(named, answers=["ring"]), "1", "2")
    assert table["reason"].fillna("").tolist() == ["none_kept", "", "wave_missing", "no_alters"]
    equal(table.loc["E"], deepened=0, deepened_share=np.nan)
    equal(table.loc["F"], deepened_share=0, exploring_share=np.nan)
    assert table.loc["G"].isna().drop("reason").all()


def test_pooled_rates_follow_from_the_summed_counts():
    """E upgrades 1 of 1, F 0 of 3: 1 of 4 together, not the mean of the rates."""
    named = {("E", "1"): {"a": "far"}, ("E", "2"): {"a": "near"}}
    named |= {("F", w): dict.fromkeys("abc", "far") for w in "12"}
    row = strengthening(two_waves(named, answers=["ring"]), "1", "2", pooled=True).loc["all"]
    equal(row, egos=2, kept_weak=4, upgrade_rate=1 / 4)


def test_a_study_without_strength_says_so():
    networks = two_waves({("E", "1"): "a", ("E", "2"): "a"})
    for function in (transitions, strengthening):
        with pytest.raises(InputError, match="no strength of ties"):
            function(networks, "1", "2")


rings = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["far", "near", "close", None]), max_size=6)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(first=rings, second=rings)
def test_the_margins_of_the_table_are_the_measures_of_each_wave(first, second):
    networks = two_waves({("E", "1"): first, ("E", "2"): second, ("F", "1"): {"a": "far"}}, answers=["ring"])
    table = transitions(networks, "1", "2")
    measured = measure(networks)[["weak", "strong"]].fillna(0)
    for side, wave in (("before", "1"), ("after", "2")):
        margin = table.groupby(side, observed=False)["count"].sum()
        assert margin[["weak", "strong"]].tolist() == measured.loc[("E", wave)].tolist()
    back = transitions(networks, "2", "1").set_index(["after", "before"])["count"]
    assert table.set_index(["before", "after"])["count"].sort_index().tolist() == back.sort_index().tolist()
