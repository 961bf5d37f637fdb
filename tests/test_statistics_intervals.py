"""Intervals for a change by their names, the Hodges-Lehmann middle, and why there is no interval."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from netlab.problems import InputError
from netlab.statistics import bootstrap_t, hodges_lehmann, interval, no_interval, t_interval, wilcoxon
from netlab.statistics.intervals import INTERVALS

SKEWED = [0.1, 0.2, 0.3, 0.5, 0.6, 0.9, 1.2, 1.8, 3.0, 6.0]
COUNTS = [0, 0, 1, 0, 3, -1, 2, 0, 1, 0, 5, 0]
# largest sum of ranks that is significant at .05, two-sided: University of York, Critical Values for T
CRITICAL = {6: 0, 7: 2, 8: 3, 9: 5, 10: 8, 11: 10, 12: 13, 13: 17, 14: 21, 15: 25, 20: 52, 25: 89}


def near(values):
    return pytest.approx(values, nan_ok=True)


def test_bootstrap_t_is_the_interval_unless_another_is_named():
    assert interval(SKEWED) == interval(SKEWED, "bootstrap_t") == bootstrap_t(SKEWED)
    assert interval(SKEWED, "t", 0.9) == t_interval(SKEWED, 0.9)
    with pytest.raises(InputError, match=r"'BCA' is not a kind of interval\. Known: bootstrap_t, bca, percentile, t"):
        interval(SKEWED, "BCA")


@pytest.mark.parametrize("changes", [SKEWED, COUNTS])
@pytest.mark.parametrize("method", ["bca", "percentile"])
def test_bca_and_percentile_are_scipys_but_for_what_is_drawn(changes, method):
    """scipy.stats.bootstrap with other draws: 99 999 of each leave about a hundredth of the width."""
    oracle = stats.bootstrap(
        (changes,), np.mean, method={"bca": "BCa"}.get(method, method), n_resamples=99_999, rng=np.random.default_rng(7)
    ).confidence_interval
    found = interval(changes, method, draws=99_999)
    assert found == pytest.approx(tuple(oracle), abs=0.02 * (oracle.high - oracle.low))


def test_percentile_agrees_with_every_resample_counted():
    """All 6⁶ resamples of six changes."""
    d = np.array([0.0, 1.0, 2.5, 3.5, 7.0, 4.5])
    means = np.array(list(product(d, repeat=6))).mean(axis=1)
    found = interval(d, "percentile", level=0.8, draws=99_999)
    assert found == pytest.approx(tuple(np.quantile(means, [0.1, 0.9])), abs=0.02)


@pytest.mark.parametrize("method", INTERVALS)
def test_every_interval_moves_stretches_and_turns_with_the_changes(method):
    low, high = interval(SKEWED, method)
    assert low < np.mean(SKEWED) < high
    assert interval([3 + 2 * c for c in SKEWED], method) == near((3 + 2 * low, 3 + 2 * high))
    assert interval([-c for c in SKEWED], method) == pytest.approx((-high, -low), abs=0.01)
    assert interval([*SKEWED, np.nan], method) == near((low, high))
    wider = interval(SKEWED, method, level=0.99)
    assert wider[0] < low
    assert wider[1] > high


@pytest.mark.parametrize("method", ["bootstrap_t", "bca", "percentile"])
def test_an_interval_that_is_drawn_is_the_same_again_with_the_same_seed(method):
    assert interval(SKEWED, method) == interval(SKEWED, method)
    assert interval(SKEWED, method) != interval(SKEWED, method, seed=2)


def test_bca_leans_to_the_long_tail_more_than_percentile():
    """Efron & Tibshirani 1993, 14.3: the acceleration of a mean has the sign of its skewness."""
    assert interval(SKEWED, "bca")[1] > interval(SKEWED, "percentile")[1]
    assert interval(SKEWED, "bca")[0] > interval(SKEWED, "percentile")[0]


@pytest.mark.parametrize("method", INTERVALS)
@pytest.mark.parametrize(
    ("changes", "reason"), [([], "no_changes"), ([2.0], "one_change"), ([0.1 + 0.2, 0.3, 0.3, 0.3], "all_equal")]
)
def test_where_there_is_no_interval_it_says_why(method, changes, reason):
    found = interval(changes, method)
    assert found == near((np.nan, np.nan))
    assert no_interval(changes, found) == reason
    assert no_interval(SKEWED, interval(SKEWED, method)) == ""


def test_three_changes_are_too_few_to_resample_but_not_for_t():
    assert no_interval([0, 1, 3], interval([0, 1, 3])) == "too_few"
    assert no_interval([0, 1, 3], interval([0, 1, 3], "t")) == ""


def test_hodges_lehmann_by_hand():
    """The averages of two of 1, 2, 6 are 1, 1.5, 2, 3.5, 4, 6; their median is 2.75."""
    assert hodges_lehmann([1, 2, 6]) == near((2.75, np.nan, np.nan))
    assert hodges_lehmann([]) == near((np.nan,) * 3)
    assert hodges_lehmann([2.0] * 8) == near((2.0, np.nan, np.nan))


def test_hodges_lehmann_of_the_depression_data_as_hollander_and_wolfe_print_it():
    """Hollander & Wolfe 1973, 3.2 and 3.3: .46 (down), 96.1 % interval .010 to .786."""
    first = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
    second = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
    assert hodges_lehmann(np.subtract(second, first)) == pytest.approx((-0.46, -0.786, -0.010))


@pytest.mark.parametrize(("n", "critical"), CRITICAL.items())
def test_the_interval_of_hodges_and_lehmann_stands_at_the_critical_value_of_wilcoxon(n, critical):
    d = np.random.default_rng(n).normal(size=n)
    averages = np.sort([(a + b) / 2 for i, a in enumerate(d) for b in d[i:]])
    _, low, high = hodges_lehmann(d)
    assert (low, high) == pytest.approx((averages[critical], averages[-critical - 1]))


def test_five_changes_cannot_give_95_percent_but_can_give_90():
    """2/2⁵ = .0625: the widest interval of five, from the lowest to the highest, has 93.75 %."""
    assert hodges_lehmann([1, 2, 4, 7, 11])[1:] == near((np.nan, np.nan))
    assert hodges_lehmann([1, 2, 4, 7, 11], level=0.9)[1:] == (1, 11)


@given(st.lists(st.integers(-50, 50), min_size=6, max_size=12, unique=True))
def test_the_interval_of_hodges_and_lehmann_holds_what_wilcoxon_leaves_standing(changes):
    """Moved by what lies just outside the interval the test says no, just inside it says nothing."""
    middle, low, high = hodges_lehmann(changes)
    assert low <= middle <= high
    assert wilcoxon(np.subtract(changes, low - 0.01)) <= 0.05
    assert wilcoxon(np.subtract(changes, high + 0.01)) <= 0.05
    if high - low > 0.1:
        assert wilcoxon(np.subtract(changes, low + 0.01)) > 0.05


@given(st.lists(st.integers(-9, 9), min_size=6, max_size=15), st.integers(-5, 5))
def test_hodges_lehmann_moves_and_turns_with_the_changes(changes, by):
    middle, low, high = hodges_lehmann(changes)
    assert hodges_lehmann([c + by for c in changes]) == near((middle + by, low + by, high + by))
    assert hodges_lehmann([-c for c in changes]) == near((-middle, -high, -low))
    assert hodges_lehmann(changes[::-1]) == near((middle, low, high))


def test_hodges_lehmann_of_many_changes_uses_the_normal_distribution():
    """101 changes, 100 of which are counted: the two places differ by what one change adds."""
    d = np.random.default_rng(4).normal(size=101)
    exact, approximate = hodges_lehmann(d[:100]), hodges_lehmann(d)
    assert approximate == pytest.approx(exact, abs=0.05)
