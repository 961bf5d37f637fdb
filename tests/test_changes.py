"""Who was kept, lost and new between two waves; and how the small two-wave networks of these tests are made."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netlab.changes import fates, groups, turnover
from netlab.codebook import Category, Codebook, Interpreter
from netlab.networks import EgoNetworks
from netlab.problems import InputError

RINGS = Interpreter(
    "ring", role="strength", categories=tuple(map(Category, ["far", "near", "close"])), strong_from="near"
)
PLACE = Interpreter("place", role="organisation", categories=(Category("in"), Category("out")), external=("out",))
LINK = ["ego", "wave", "alter", "other_wave", "other_alter", "status"]


def two_waves(alters, ties=None, links=None, egos=None, answers=(), **codebook) -> EgoNetworks:
    """Networks from {(ego, wave): {alter: answers}} or {(ego, wave): "abc"}; `answers` names the columns."""
    rows = [
        (ego, wave, alter, *(np.atleast_1d(named[alter]) if isinstance(named, dict) else ()))
        for (ego, wave), named in alters.items()
        for alter in named
    ]
    interpreters = tuple(i for i in (RINGS, PLACE) if i.column in answers)
    tied = None if ties is None else [(e, w, *pair) for (e, w), pairs in ties.items() for pair in pairs]
    return EgoNetworks.from_frames(
        egos if egos is not None else pd.DataFrame(list(alters), columns=["ego", "wave"]),
        pd.DataFrame(rows, columns=["ego", "wave", "alter", *answers]),
        None if tied is None else pd.DataFrame(tied, columns=["ego", "wave", "source", "target"]),
        codebook=Codebook(interpreters=interpreters, **codebook),
        links=None if links is None else pd.DataFrame(links, columns=LINK),
    )


def unsure(ego, alter, other, wave="1", other_wave="2"):
    return (ego, wave, alter, other_wave, other, "unsure")


def equal(row, **expected):
    assert row[list(expected)].to_dict() == pytest.approx(expected, nan_ok=True)


def test_fates_name_each_person_once_in_the_order_of_the_study():
    """By hand: a is lost, b stays, c is new; F is interviewed once and has no fates."""
    table = fates(two_waves({("E", "1"): "ab", ("E", "2"): "bc", ("F", "1"): "x"}), "1", "2")
    assert table["fate"].tolist() == ["lost", "kept", "new"]
    assert table["before"].fillna("").tolist() == ["a", "b", ""]
    assert table["after"].fillna("").tolist() == ["", "b", "c"]
    assert table["person"].tolist() == ["E/a", "E/b", "E/c"]
    assert table["fate"].cat.categories.tolist() == ["kept", "lost", "new"]
    assert not table["confirmed"].any()


def test_fates_follow_the_person_and_not_the_alter_id():
    networks = two_waves(
        {("E", "1"): "12", ("E", "2"): "12"}, links=[("E", "1", "1", "2", "2", "same")], alter_ids="per wave"
    )
    table = fates(networks, "1", "2").set_index("person")
    assert table.loc["E/1/1", ["before", "after", "fate"]].tolist() == ["1", "2", "kept"]
    assert table["fate"].value_counts().to_dict() == {"kept": 1, "lost": 1, "new": 1}


def test_a_gone_link_confirms_a_loss_up_to_that_wave_only():
    named = {("E", "1"): "ab", ("E", "2"): "b", ("E", "3"): "c"}
    networks = two_waves(named, links=[("E", "1", "a", "2", None, "gone"), ("E", "2", "b", "3", None, "gone")])
    first = fates(networks, "1", "2").set_index("person")["confirmed"]
    assert first.to_dict() == {"E/a": True, "E/b": False}
    whole = fates(networks, "1", "3").set_index("person")["confirmed"]
    assert whole.to_dict() == {"E/a": True, "E/b": True, "E/c": False}
    assert turnover(networks, "1", "3").loc["E", "lost_confirmed"] == 2
    assert not fates(networks, "3", "1")["confirmed"].any()
    again = two_waves({("E", "1"): "a", ("E", "2"): "a", ("E", "3"): ""}, links=[("E", "1", "a", "2", None, "gone")])
    assert not fates(again, "2", "3")["confirmed"].any()  # named in 2 after all: that says nothing of 3


def test_turnover_of_one_ego_by_hand():
    """Kept b, lost a, new c and d: 1 of 4 persons in both, 1 of 2 stays, 2 of 3 new, 3 moves over 2 + 3 mentions."""
    row = turnover(two_waves({("E", "1"): "ab", ("E", "2"): "bcd"}), "1", "2").loc["E"]
    equal(row, kept=1, lost=1, new=2, jaccard=1 / 4, retention=1 / 2, novelty=2 / 3, turnover=3 / 5, net_change=1)
    equal(row, jaccard_min=1 / 4, jaccard_max=1 / 4, turnover_min=3 / 5, turnover_max=3 / 5)
    assert pd.isna(row["reason"])


def test_everyone_keeps_a_row_in_turnover():
    named = {("E", "1"): "a", ("E", "2"): "a", ("F", "1"): "a", ("G", "2"): "a"}
    named |= {("H", "1"): "", ("H", "2"): "", ("I", "1"): "", ("I", "2"): "ab", ("J", "1"): "a", ("J", "2"): ""}
    table = turnover(two_waves(named), "1", "2")
    assert table.index.tolist() == ["E", "F", "G", "H", "I", "J"]
    assert table["reason"].fillna("").tolist() == ["", "wave_missing", "wave_missing", *["no_alters"] * 3]
    assert table.loc[["F", "G"]].drop(columns="reason").isna().all(axis=None)
    equal(table.loc["H"], kept=0, lost=0, new=0, net_change=0, jaccard=np.nan, turnover=np.nan)
    equal(table.loc["I"], new=2, jaccard=0, retention=np.nan, novelty=1, turnover=1)
    equal(table.loc["J"], lost=1, jaccard=0, retention=0, novelty=np.nan, turnover=1)


def test_ids_made_per_wave_without_links_are_not_compared():
    named = {("E", "1"): "1", ("E", "2"): "1", ("F", "1"): "1", ("F", "2"): "", ("G", "1"): "1", ("G", "2"): "1"}
    links = [("G", "1", "1", "2", None, "gone")]
    networks = two_waves(named, links=links, alter_ids="per wave")
    table = turnover(networks, "1", "2")
    assert table["reason"].fillna("").tolist() == ["not_linked", "no_alters", ""]
    assert table["lost"].tolist()[1:] == [1, 1]  # F named nobody to link to; G was asked about, and had lost alter 1
    assert fates(networks, "1", "2")["ego"].unique().tolist() == ["F", "G"]


def test_an_unsure_pair_widens_the_range_by_exactly_the_two_outcomes():
    """a and c may be one person: 1 kept of 3 persons, or 2 kept of 2."""
    networks = two_waves({("E", "1"): "ab", ("E", "2"): "bc"}, links=[unsure("E", "a", "c")])
    row = turnover(networks, "1", "2").loc["E"]
    equal(row, kept_min=1, kept_max=2, lost_min=0, lost_max=1, new_min=0, new_max=1, net_change=0)
    equal(
        row, jaccard_min=1 / 3, jaccard_max=1, retention_min=1 / 2, retention_max=1, turnover_min=0, turnover_max=1 / 2
    )
    assert row[["kept", "lost", "new", "jaccard", "turnover"]].isna().all()
    assert row["reason"] == "unsure"
    apart, joined = (fates(networks, "1", "2", unsure=u) for u in ("different", "same"))
    assert apart["unsure"].tolist() == [True, False, True]
    assert joined["fate"].tolist() == ["kept", "kept"]
    assert joined.loc[joined["before"] == "a", "after"].tolist() == ["c"]


def test_an_unsure_link_to_someone_who_is_kept_otherwise_changes_nothing():
    named = {("E", "1"): "ab", ("E", "2"): "bc"}
    plain = turnover(two_waves(named), "1", "2")
    pd.testing.assert_frame_equal(turnover(two_waves(named, links=[unsure("E", "a", "b")]), "1", "2"), plain)
    gone = two_waves(named, links=[unsure("E", "a", "c"), ("E", "1", "a", "2", None, "gone")])
    pd.testing.assert_frame_equal(
        turnover(gone, "1", "2").drop(columns="lost_confirmed"), plain.drop(columns="lost_confirmed")
    )


def test_an_unsure_link_counts_by_way_of_a_same_link_and_not_by_way_of_another_unsure_one():
    named = {("E", "1"): "a", ("E", "2"): "m", ("E", "3"): "z"}
    same = ("E", "2", "m", "3", "z", "same")
    networks = two_waves(named, links=[unsure("E", "a", "m"), same])
    equal(turnover(networks, "1", "3").loc["E"], kept_min=0, kept_max=1)
    networks = two_waves(named, links=[unsure("E", "a", "m"), unsure("E", "m", "z", "2", "3")])
    equal(turnover(networks, "1", "3").loc["E"], kept=0, kept_min=0, kept_max=0)


def test_a_doubt_that_other_links_have_decided_leaves_no_range():
    """a is not c of wave 3, and b of wave 2 is that c: so a is not b."""
    named = {("E", "1"): "a", ("E", "2"): "b", ("E", "3"): "c"}
    links = [("E", "1", "a", "3", "c", "different"), unsure("E", "a", "b"), ("E", "2", "b", "3", "c", "same")]
    for waves in (("1", "2"), ("1", "3"), ("2", "1")):
        row = turnover(two_waves(named, links=links, alter_ids="per wave"), *waves).loc["E"]
        equal(row, kept=0, kept_min=0, kept_max=0, lost=1, new=1)


def test_gone_does_not_confirm_the_loss_of_one_who_was_named_in_that_wave():
    """a was named in 2 and not in 3; that a was gone in 2 is not so."""
    named = {("E", "1"): "a", ("E", "2"): "a", ("E", "3"): "b"}
    networks = two_waves(named, links=[("E", "1", "a", "2", None, "gone")])
    assert turnover(networks, "1", "3").loc["E", "lost_confirmed"] == 0


def test_pooled_counts_are_summed_and_rates_follow_from_the_sums():
    """E: 1 kept, 1 lost; F: 1 kept, 1 new; together 2 kept of 4 persons. G has no second wave."""
    egos = pd.DataFrame({"ego": list("EEFFG"), "wave": list("12121"), "team": list("xxyyy")})
    named = {("E", "1"): "ab", ("E", "2"): "b", ("F", "1"): "a", ("F", "2"): "ab", ("G", "1"): "a"}
    networks = two_waves(named, egos=egos)
    whole = turnover(networks, "1", "2", pooled=True)
    assert whole.index.tolist() == ["all"]
    equal(whole.loc["all"], egos=2, kept=2, lost=1, new=1, jaccard=2 / 4, retention=2 / 3, turnover=2 / 6)
    teams = turnover(networks, "1", "2", group="team")
    equal(teams.loc["x"], egos=1, kept=1, lost=1, new=0, novelty=0)
    equal(teams.loc["y"], egos=1, kept=1, lost=0, new=1, retention=1)


def test_a_group_without_comparable_egos_keeps_its_row():
    egos = pd.DataFrame({"ego": list("EEF"), "wave": list("121"), "team": list("xxy")})
    networks = two_waves({("E", "1"): "a", ("E", "2"): "a", ("F", "1"): "a"}, egos=egos)
    equal(turnover(networks, "1", "2", group="team").loc["y"], egos=0, kept=np.nan, jaccard=np.nan)


def test_groups_are_constant_per_ego_and_errors_name_the_egos():
    egos = pd.DataFrame(
        {"ego": list("EEFF"), "wave": list("1212"), "team": ["x", None, "x", "y"], "city": list("aabb")}
    )
    networks = two_waves({("E", "1"): "a", ("E", "2"): "a", ("F", "1"): "a", ("F", "2"): "a"}, egos=egos)
    assert groups(networks, "city").to_dict() == {"E": "a", "F": "b"}
    with pytest.raises(InputError, match="'team' has more than one value for ego F"):
        groups(networks, "team")
    with pytest.raises(InputError, match="Did you mean 'city'"):
        turnover(networks, "1", "2", group="citi")


def test_unknown_waves_and_words_are_errors_that_say_what_is_known():
    networks = two_waves({("E", "1"): "a", ("E", "2"): "a"})
    with pytest.raises(InputError, match=r"wave '3' is not in this study\. Known: 1, 2"):
        turnover(networks, "1", "3")
    with pytest.raises(InputError, match="Known: different, same"):
        fates(networks, "1", "2", unsure="maybe")


def test_a_study_without_any_alter_has_empty_fates():
    networks = two_waves({("E", "1"): "", ("E", "2"): ""})
    assert fates(networks, "1", "2").empty
    assert turnover(networks, "1", "2").loc["E", "kept"] == 0


def test_two_alters_with_one_name_in_a_network_are_not_lost_from_the_count():
    """persons.csv may call two alters of one network the same; both keep a fate."""
    networks = two_waves({("E", "1"): "ab", ("E", "2"): "a"})
    networks = EgoNetworks.from_frames(networks.egos, networks.alters.assign(person=["p", "p", "p"]))
    assert fates(networks, "1", "2")["fate"].value_counts().to_dict() == {"kept": 1, "lost": 1, "new": 0}


names = st.sets(st.sampled_from("abcdefg"), max_size=6)
doubts = st.sets(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg")), max_size=8)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(first=names, second=names, pairs=doubts)
def test_the_range_is_that_of_the_largest_matching(first, second, pairs):
    """The oracle is networkx: maximum matching between the lost and the new alters of the unsure pairs."""
    networks = two_waves(
        {("E", "1"): sorted(first), ("E", "2"): sorted(second), ("Z", "1"): "a"},
        links=[unsure("E", a, b) for a, b in sorted(pairs)],
    )
    possible = nx.Graph()
    possible.add_edges_from((("lost", a), ("new", b)) for a, b in pairs if a in first - second and b in second - first)
    extra = len(nx.max_weight_matching(possible, maxcardinality=True))
    row = turnover(networks, "1", "2").loc["E"]
    assert row["kept_min"] == len(first & second)
    assert row["kept_max"] == len(first & second) + extra
    assert row["lost_min"] == len(first - second) - extra
    assert row["net_change"] == len(second) - len(first)
    low, high = row[["jaccard_min", "jaccard_max"]]
    assert pd.isna(low) or 0 <= low <= high <= 1


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(first=names, second=names, pairs=doubts)
def test_swapping_the_waves_swaps_lost_and_new(first, second, pairs):
    networks = two_waves(
        {("E", "1"): sorted(first), ("E", "2"): sorted(second), ("Z", "1"): "a"},
        links=[unsure("E", a, b) for a, b in sorted(pairs)],
    )
    there, back = turnover(networks, "1", "2").loc["E"], turnover(networks, "2", "1").loc["E"]
    for end in ("", "_min", "_max"):
        for one, other in (("kept", "kept"), ("lost", "new"), ("turnover", "turnover"), ("jaccard", "jaccard")):
            assert there[one + end] == pytest.approx(back[other + end], nan_ok=True)
    # what was not kept of the one is what is new in the other
    assert there["retention_min"] == pytest.approx(1 - back["novelty_max"], nan_ok=True)
    assert there["net_change"] == -back["net_change"]
