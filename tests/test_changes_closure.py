"""Ties among the alters who stayed."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_changes import equal, two_waves, unsure

from netlab.changes import tie_turnover


def test_only_pairs_of_kept_alters_count():
    """a, b, c stay: 3 pairs. ab stays tied, ac is lost, bc is new. Ties with d (lost) and e (new) are composition."""
    networks = two_waves(
        {("E", "1"): "abcd", ("E", "2"): "abce"},
        ties={("E", "1"): [("a", "b"), ("a", "c"), ("a", "d")], ("E", "2"): [("b", "a"), ("b", "c"), ("c", "e")]},
    )
    row = tie_turnover(networks, "1", "2").loc["E"]
    equal(row, kept=1, lost=1, new=1, pairs=3, density_before=2 / 3, density_after=2 / 3, jaccard=1 / 3)
    assert pd.isna(row["reason"])


def test_pairs_are_those_of_persons_not_of_ids():
    links = [("E", "1", "1", "2", "2", "same"), ("E", "1", "2", "2", "1", "same")]
    networks = two_waves(
        {("E", "1"): "12", ("E", "2"): "12"},
        ties={("E", "1"): [("1", "2")], ("E", "2"): [("1", "2")]},
        links=links,
        alter_ids="per wave",
    )
    equal(tie_turnover(networks, "1", "2").loc["E"], kept=1, lost=0, new=0, jaccard=1)


def test_unknown_ties_are_unknown_and_say_why():
    named = {(ego, wave): "ab" for ego in "EFGHI" for wave in "12"} | {("G", "2"): "ac", ("J", "1"): "ab"}
    egos = pd.DataFrame(list(named), columns=["ego", "wave"])
    egos["ties_asked"] = ~((egos["ego"] == "E") & (egos["wave"] == "2"))
    egos["pairs_missing"] = ((egos["ego"] == "F") & (egos["wave"] == "1")).astype(float)
    networks = two_waves(named, ties={("H", "2"): [("a", "b")]}, egos=egos)
    table = tie_turnover(networks, "1", "2")
    reasons = ["ties_not_asked", "pairs_missing", "too_few_kept", "", "no_ties", "wave_missing"]
    assert table["reason"].fillna("").tolist() == reasons
    assert table.loc[["E", "F", "G", "J"]].drop(columns="reason").isna().all(axis=None)
    equal(table.loc["H"], kept=0, new=1, density_before=0, density_after=1, jaccard=0)
    equal(table.loc["I"], kept=0, lost=0, new=0, density_after=0, jaccard=np.nan)
    pooled = tie_turnover(networks, "1", "2", pooled=True).loc["all"]
    equal(pooled, egos=3, pairs=2, new=1, density_before=0, density_after=1 / 2)


def test_an_unsure_link_gives_the_values_of_both_ends():
    """a and b stay; if c and d are one person there are 3 pairs and its tie to a stays, else only the pair ab."""
    networks = two_waves(
        {("E", "1"): "abc", ("E", "2"): "abd"},
        ties={("E", "1"): [("a", "b"), ("a", "c")], ("E", "2"): [("a", "b"), ("a", "d")]},
        links=[unsure("E", "c", "d")],
    )
    row = tie_turnover(networks, "1", "2").loc["E"]
    equal(row, kept_min=1, kept_max=2, pairs_min=1, pairs_max=3, lost=0, jaccard=1, density_before_min=2 / 3)
    assert row["reason"] == "unsure"


tied = st.sets(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")).filter(lambda p: p[0] < p[1]), max_size=12
)
names = st.sets(st.sampled_from("abcdef"), max_size=6)


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(first=names, second=names, one=tied, two=tied)
def test_counts_are_those_of_the_graphs_of_networkx(first, second, one, two):
    """The oracle is networkx: the edges of both graphs within the nodes they share."""
    networks = two_waves(
        {("Z", "1"): "ab", ("E", "1"): sorted(first), ("Z", "2"): "ab", ("E", "2"): sorted(second)},
        ties={("E", "1"): sorted(one), ("E", "2"): sorted(two), ("Z", "2"): [("a", "b")]},
    )
    shared = sorted(first & second)
    edges = [{frozenset(e) for e in networks.graph("E", w).subgraph(shared).edges} for w in ("1", "2")]
    row = tie_turnover(networks, "1", "2").loc["E"]
    if len(shared) < 2:
        assert row.drop("reason").isna().all()
        return
    pairs = len(shared) * (len(shared) - 1) / 2
    equal(row, kept=len(edges[0] & edges[1]), lost=len(edges[0] - edges[1]), new=len(edges[1] - edges[0]), pairs=pairs)
    equal(row, density_before=len(edges[0]) / pairs, density_after=len(edges[1]) / pairs)
    assert pytest.approx(row["kept"] + row["new"]) == len(edges[1])
