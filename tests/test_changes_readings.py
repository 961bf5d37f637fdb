"""Every way to read the unsure links counts: the ranges are those over all one-to-one sets, whatever the row order."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_changes import equal, two_waves, unsure

from netlab.changes import compared, fates, split_mean, strengthening, tie_turnover, traces, transitions, turnover

FUNCTIONS = {
    "transitions": transitions,
    "strengthening": strengthening,
    "split": lambda n, *waves, **k: split_mean(n, *waves, "years", **k),
    "ties": tie_turnover,
    "turnover": turnover,
}

answers = st.tuples(st.sampled_from(["far", "near", "close", None]), st.sampled_from([1.0, 2.0, 5.0, np.nan]))
pairs_of = {w: list(itertools.combinations("k" + w, 2)) for w in ("abc", "xyz")}
ego = st.fixed_dictionaries(
    {
        "before": st.fixed_dictionaries(dict.fromkeys("kabc", answers)),
        "after": st.fixed_dictionaries(dict.fromkeys("kxyz", answers)),
        "ties_before": st.sets(st.sampled_from(pairs_of["abc"])),
        "ties_after": st.sets(st.sampled_from(pairs_of["xyz"])),
        "doubts": st.sets(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), max_size=4),
    }
)


def study(egos: dict, links: list, shuffled=None):
    """Two waves of egos as drawn; `shuffled` says in which order the rows stand."""
    order = shuffled or (lambda rows: rows)
    named, ties = {}, {}
    for who, drawn in egos.items():
        for wave, side in (("1", "before"), ("2", "after")):
            named[who, wave] = {a: np.array(drawn[side][a], dtype=object) for a in order(sorted(drawn[side]))}
            ties[who, wave] = order(sorted(drawn["ties_" + side]))
    return two_waves(named, ties, order(links), answers=["ring", "years"])


def doubts(egos: dict) -> list:
    return [unsure(who, *pair) for who, drawn in egos.items() for pair in sorted(drawn["doubts"])]


def one_to_one(links: list) -> list:
    """All subsets of the links in which nobody stands twice."""
    subsets = itertools.chain.from_iterable(itertools.combinations(links, n) for n in range(len(links) + 1))
    ends = [(s, [(e[0], e[2]) for e in s], [(e[0], e[4]) for e in s]) for s in subsets]
    return [s for s, first, second in ends if len(set(first)) == len(first) and len(set(second)) == len(second)]


def numbers(name: str, table: pd.DataFrame) -> pd.DataFrame:
    if name == "transitions":
        return table[["count", "count_min", "count_max"]]
    return table.drop(columns=["reason", "lost_confirmed", "egos"], errors="ignore")


def check_against_all(egos: dict, **how) -> None:
    """The oracle: decide every doubt in every possible way, and take the smallest and the largest number."""
    links = doubts(egos)
    networks = study(egos, links)
    settled = [study(egos, [(*e[:5], "same") for e in chosen]) for chosen in one_to_one(links)]
    for name, function in FUNCTIONS.items():
        found = numbers(name, function(networks, "1", "2", **how))
        values = np.stack([numbers(name, function(s, "1", "2", **how)).to_numpy(dtype=float) for s in settled])
        every = [pd.DataFrame(v, columns=found.columns, index=found.index) for v in values]
        for column in [c for c in found if f"{c}_min" in found]:
            outcomes = np.stack([t[column] for t in every])
            low, high = outcomes.min(axis=0), outcomes.max(axis=0)  # NaN where one of them has no value
            np.testing.assert_allclose(found[f"{column}_min"], low, atol=1e-9, err_msg=f"{name} {column}")
            np.testing.assert_allclose(found[f"{column}_max"], high, atol=1e-9, err_msg=f"{name} {column}")
            sure = np.where(np.isclose(low, high, atol=1e-9), low, np.nan)
            np.testing.assert_allclose(found[column], sure, atol=1e-9, err_msg=f"{name} {column}")


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(drawn=ego)
def test_the_range_of_an_ego_is_that_over_every_way_to_settle_the_doubts(drawn):
    check_against_all({"E": drawn, "F": drawn | {"doubts": set()}})


@pytest.mark.slow
@settings(max_examples=6, deadline=None)
@given(one=ego, other=ego)
def test_the_range_of_a_sum_is_that_over_every_way_to_settle_the_doubts_of_all_egos(one, other):
    two = {
        "E": one | {"doubts": set(sorted(one["doubts"])[:2])},
        "F": other | {"doubts": set(sorted(other["doubts"])[:2])},
    }
    check_against_all(two, pooled=True)


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(one=ego, other=ego, seed=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(one, other, seed):
    egos = {"E": one, "F": other}
    plain = study(egos, doubts(egos))
    mixed = study(egos, doubts(egos), lambda rows: seed.sample(rows, len(rows)))
    for name, function in FUNCTIONS.items():
        for how in ({}, {"pooled": True}):
            first, second = (numbers(name, function(n, "1", "2", **how)) for n in (plain, mixed))
            pd.testing.assert_frame_equal(first, second, obj=name)
    first, second = (fates(n, "1", "2", unsure="same").sort_values(["ego", "person"]) for n in (plain, mixed))
    assert first[["ego", "before", "after"]].fillna("").to_numpy().tolist() == (
        second[["ego", "before", "after"]].fillna("").to_numpy().tolist()
    )


@pytest.mark.parametrize("order", ["bc", "cb"])
def test_a_doubt_between_two_candidates_of_unlike_strength_is_no_certainty(order):
    """a (far) may be b (far: not upgraded), c (near: upgraded) or neither: 0 to 1, in either order of the rows."""
    named = {("E", "1"): {"a": "far"}, ("E", "2"): {who: {"b": "far", "c": "near"}[who] for who in order}}
    networks = two_waves(named, links=[unsure("E", "a", "b"), unsure("E", "a", "c")], answers=["ring"])
    equal(strengthening(networks, "1", "2").loc["E"], upgraded=np.nan, upgraded_min=0, upgraded_max=1)
    pooled = transitions(networks, "1", "2", pooled=True).set_index(["before", "after"])
    equal(pooled.loc[("weak", "strong")], count=np.nan, count_min=0, count_max=1)


def many_doubts(n: int):
    """n alters before (far), each perhaps one of n after (near): a doubt for each pair of equal number."""
    named = {("E", "1"): {f"a{i:02}": "far" for i in range(n)}, ("E", "2"): {f"b{i:02}": "near" for i in range(n)}}
    named |= {("F", "1"): {"k": "far"}, ("F", "2"): {"k": "near"}}
    return two_waves(named, links=[unsure("E", f"a{i:02}", f"b{i:02}") for i in range(n)], answers=["ring"])


@pytest.mark.slow
def test_eight_doubts_that_share_nobody_are_all_read_and_of_more_none_is_called_certain():
    """2 ** 8 = 256 sets; of nine pairs some sets are left out, never that of none and that of all."""
    read = traces.readings(many_doubts(8), "1", "2")
    assert (len(read.traces), read.number.tolist()) == (256, [256, 1])
    assert not read.open_ended.any()
    networks = many_doubts(9)
    assert traces.readings(networks, "1", "2").open_ended.to_dict() == {"E": True, "F": False}
    table = strengthening(networks, "1", "2")
    equal(table.loc["E"], upgraded=np.nan, upgraded_min=0, upgraded_max=9, downgraded=np.nan, downgraded_max=0)
    equal(table.loc["F"], upgraded=1, downgraded=0)
    pooled = strengthening(networks, "1", "2", pooled=True).loc["all"]
    equal(pooled, upgraded=np.nan, upgraded_min=1, upgraded_max=10, downgraded=np.nan, downgraded_max=0)
    cells = transitions(networks, "1", "2", pooled=True).set_index(["before", "after"])
    equal(cells.loc[("weak", "strong")], count=np.nan, count_min=1, count_max=10)
    equal(cells.loc[("strong", "weak")], count=np.nan, count_min=0, count_max=0)


def test_sums_that_are_left_out_are_never_the_smallest_or_the_largest(monkeypatch):
    """Six egos with three unsure pairs each: 0 to 6 upgraded, also when no more than a few sums are kept."""
    monkeypatch.setattr(compared, "TOTALS", 20)
    named, links = {}, []
    for n, who in enumerate("EFGHIJ"):
        named |= {(who, "1"): {"a": "far", "b": "near"}, (who, "2"): {"x": "near", "y": ["far", "near"][n % 2]}}
        links += [unsure(who, "a", "x"), unsure(who, "b", "y"), unsure(who, "a", "y")]
    row = strengthening(two_waves(named, links=links, answers=["ring"]), "1", "2", pooled=True).loc["all"]
    # by hand: of each of the six, a may be x (upgraded) or nobody; b may be y, who is far with E, G and I (downgraded)
    equal(row, egos=6, upgraded=np.nan, upgraded_min=0, upgraded_max=6, downgraded_min=0, downgraded_max=3)


def test_without_doubt_there_is_one_reading():
    networks = two_waves({("E", "1"): "ab", ("E", "2"): "bc"})
    assert len(traces.readings(networks, "1", "2").traces) == 1
    first, second = traces.ends(networks, "1", "2")
    assert first is second
