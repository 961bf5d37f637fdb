"""Samples and questions at the edge: nobody, one, two, all equal, all zero; levels, draws and names that cannot be."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_statistics import sizes
from test_statistics_waves import SIZES, study

from netlab.problems import InputError
from netlab.simulation import simulate
from netlab.statistics import (
    bootstrap_t,
    compare,
    d_z,
    g_av,
    hodges_lehmann,
    interval,
    label_permutation,
    missing_bounds,
    no_interval,
    power_table,
    rank_biserial,
    retention,
    sign_flip,
    smallest_p,
    spearman,
    t_interval,
    waves_model,
    welch_interval,
    wilcoxon,
)
from netlab.statistics.exact import label_permutation_of_rows, smallest_p_of_groups
from netlab.statistics.intervals import INTERVALS
from netlab.statistics.power import detectable_effect, people_needed

NOTHING = {"no_changes": [[], [np.nan, np.nan]], "one_change": [[2.0], [np.nan, 2]]}
NOTHING |= {"all_equal": [[1.0, 1], [0.0] * 8, [0.3 - 0.2, 0.2 - 0.1, 0.4 - 0.3]], "too_few": [[1.0, 3], [1.0, 2, 4]]}


@pytest.mark.parametrize("method", INTERVALS)
@pytest.mark.parametrize("reason", NOTHING)
def test_where_there_is_no_interval_it_says_why(method, reason):
    """Student's interval needs two different changes; the three that draw resamples need four."""
    for changes in NOTHING[reason]:
        found = interval(changes, method)
        if method == "t" and reason == "too_few":
            assert np.isfinite(found).all()
        else:
            assert np.isnan(found).all()
            assert no_interval(changes, found) == reason


@pytest.mark.parametrize("level", [0, 1, 1.5, -1, 95, np.nan])
def test_a_level_that_cannot_be_is_an_error(level):
    changes = [1.0, 2, 3, 4, 6]
    asked = [bootstrap_t, t_interval, hodges_lehmann, lambda d, level: welch_interval(d, d, level)]
    asked += [lambda d, level, m=m: interval(d, m, level) for m in INTERVALS]
    for one in asked:
        with pytest.raises(InputError, match="Expected more than 0 and less than 1"):
            one(changes, level=level)
    for one in (
        lambda: compare(sizes([1, 2], [2, 4]), "1", "2", level=level),
        lambda: waves_model(study(SIZES), level=level),
    ):
        with pytest.raises(InputError, match="Expected more than 0 and less than 1"):
            one()


def test_too_few_draws_for_a_level_are_an_error():
    """Of 38 resamples none lies beyond the 2.5 % at an end: (38 + 1) · .025 < 1; 39 are the first that do."""
    changes = [1.0, 2, 3, 4, 6]
    for method in ("bootstrap_t", "bca", "percentile"):
        with pytest.raises(InputError, match=r"draws is 38\. Expected 39 or more"):
            interval(changes, method, draws=38)
        assert np.isfinite(interval(changes, method, draws=39)).all()
    with pytest.raises(InputError, match="Expected 199 or more"):
        bootstrap_t(changes, level=0.99, draws=39)


def test_an_infinite_change_is_an_error():
    for one in (bootstrap_t, t_interval, sign_flip, wilcoxon, rank_biserial, d_z, hodges_lehmann):
        with pytest.raises(InputError, match="infinite"):
            one([1, 2, np.inf, 3, 4])


def test_values_of_other_people_are_an_error():
    with pytest.raises(InputError, match="found 3 and 2"):
        spearman([1, 2, 3], [1, 2])
    with pytest.raises(InputError, match="found 3 and 2"):
        g_av([1, 2, 3], [1, 2])


@settings(max_examples=40)
@given(st.lists(st.integers(-5, 5), min_size=1, max_size=30), st.lists(st.integers(-5, 5), min_size=1, max_size=30))
def test_p_is_never_0_and_does_not_ask_for_a_direction(some, other):
    for p, turned in (
        (sign_flip(some, draws=99), sign_flip(-np.array(some), draws=99)),
        (label_permutation(some, other, draws=99), label_permutation(-np.array(some), -np.array(other), draws=99)),
    ):
        assert 0 < p <= 1
        assert p == pytest.approx(turned)
    assert sign_flip(some, draws=99) >= smallest_p(len(some)) or len(some) > 20
    assert label_permutation(some, other, draws=99) >= min(smallest_p_of_groups(len(some), len(other)), 1 / 100)


@pytest.mark.parametrize(("n", "m"), [(4, 3), (12, 12)])
def test_many_studies_at_once_have_the_p_of_each_by_itself(n, m):
    rng = np.random.default_rng(5)
    some, other = rng.poisson(3, (6, n)) * 0.1, rng.poisson(4, (6, m)) * 0.1
    alone = [label_permutation(a, b, draws=999) for a, b in zip(some, other, strict=True)]
    assert label_permutation_of_rows(some, other, draws=999).tolist() == pytest.approx(alone, abs=0)


@settings(max_examples=5)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=4, max_size=8))
def test_the_other_way_round_everything_turns_its_sign(pairs):
    """after - before everywhere: with the waves swapped each number is the negative, each interval mirrored."""
    networks = sizes(*zip(*pairs, strict=True))
    one, other = (compare(networks, *w, measures="size", draws=499).loc["size"] for w in (("1", "2"), ("2", "1")))
    for name in ("change_mean", "change_median", "hodges_lehmann", "rank_biserial", "g_av", "d_z"):
        assert other[name] == pytest.approx(-one[name], nan_ok=True)
    for low, high in (("t_low", "t_high"), ("hl_low", "hl_high"), ("low", "high"), ("change_min", "change_max")):
        assert (other[low], other[high]) == pytest.approx((-one[high], -one[low]), nan_ok=True)
    assert (other["p_flip"], other["clear"]) == (one["p_flip"], one["clear"])


def test_one_name_by_itself_is_a_list_of_one():
    networks = sizes([3, 5, 2, 4, 6], [4, 8, 2, 5, 9])
    for named in (
        lambda names: compare(networks, "1", "2", measures=names),
        lambda names: waves_model(networks, names),
        lambda names: missing_bounds(networks, "1", "2", names),
    ):
        assert named("size").equals(named(["size"]))
    made = simulate(5, seed=1).networks
    assert retention(made, "t1", "t2", "strong").equals(retention(made, "t1", "t2", ["strong"]))


def test_questions_without_an_answer_are_errors_with_words():
    networks = sizes([3, 5, 2, 4, 6], [4, 8, 2, 5, 9])
    for asked, words in (
        (lambda: compare(networks, "1", "1"), "before and after are both '1'"),
        (lambda: compare(networks, "1", "2", measures=[]), "there is no measure to compare"),
        (lambda: waves_model(networks, []), "there is no measure to model"),
        (lambda: waves_model(networks, waves="12"), "wave '12' is not in this study"),
        (lambda: retention(simulate(5, seed=1).networks, "t1", "t2", points=0), "points is 0"),
        (lambda: power_table(10, effect=np.nan), "effect is nan"),
        (lambda: power_table(10, waves=2.5), "waves is 2.5"),
        (lambda: power_table([]), "n is empty"),
    ):
        with pytest.raises(InputError, match=words):
            asked()


def test_a_design_with_thousands_of_people_or_hardly_any_wish_has_an_answer():
    """2/2ⁿ is too small to write for 2,000 people; power .01 is reached without any effect, for p ≤ .05 is."""
    assert smallest_p(2_000) == 0
    assert people_needed(0.05, groups=2) == pytest.approx(2 * ((1.959964 + 0.841621) / 0.05) ** 2, abs=2)
    assert detectable_effect(10, power=0.01) == 0
    assert np.isnan(people_needed(1e-9))
