"""Linear mixed models and the model of three or more waves."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from test_changes import two_waves

from netlab.problems import InputError
from netlab.statistics import fit_mixed, waves_model
from netlab.texts import LANGUAGES, say

# twelve people, four waves: people differ by 3, waves by 2 at most, and there is noise
LEVELS = np.random.default_rng(11).normal(0, 3, (12, 1))
VALUES = LEVELS + np.array([0, 1, 2, 0.5]) + np.random.default_rng(12).normal(0, 1, (12, 4))


def near(values):
    return pytest.approx(values, nan_ok=True)


def flat(values):
    """Values per ego (rows) and wave (columns) as response, design of waves and ego; NaN left out."""
    egos, waves = values.shape
    known = ~np.isnan(values.ravel())
    return values.ravel()[known], np.tile(np.eye(waves), (egos, 1))[known], np.repeat(np.arange(egos), waves)[known]


def mean_squares(values):
    """Of a full table: between egos, and what egos and waves leave."""
    egos, waves = values.shape
    rest = values - values.mean(axis=0)
    between = waves * (rest.mean(axis=1) ** 2).sum() / (egos - 1)
    return between, ((rest - rest.mean(axis=1, keepdims=True)) ** 2).sum() / ((egos - 1) * (waves - 1))


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_a_full_table_gives_the_analysis_of_variance(seed):
    """For balanced data REML has a closed form: Searle, Casella & McCulloch 1992, Variance Components, 4.8."""
    values = np.random.default_rng(seed).normal(size=(8, 1)) + np.random.default_rng(seed + 1).normal(size=(8, 3))
    between, within = mean_squares(values)
    fit = fit_mixed(*flat(values))
    if between <= within:
        assert fit.reason == "zero_variance"
        assert np.isnan(fit.estimate).all()
        return
    assert fit.within == pytest.approx(within, rel=1e-3)
    assert fit.between[0, 0] == pytest.approx((between - within) / 3, rel=1e-2, abs=1e-4)
    assert fit.estimate == pytest.approx(values.mean(axis=0))
    step = np.array([-1.0, 1, 0])
    assert step @ fit.covariance @ step == pytest.approx(2 * within / 8, rel=1e-3)


@given(st.floats(-100, 100), st.floats(0.01, 100))
@settings(max_examples=10)
def test_the_model_does_not_depend_on_the_scale(by, unit):
    plain, moved = fit_mixed(*flat(VALUES)), fit_mixed(*flat(by + unit * VALUES))
    assert moved.estimate == pytest.approx(by + unit * plain.estimate, rel=1e-4, abs=1e-4 * unit)
    assert moved.within == pytest.approx(unit**2 * plain.within, rel=1e-3)


def test_the_order_of_the_rows_does_not_matter():
    y, x, ego = flat(VALUES)
    order = np.random.default_rng(1).permutation(len(y))
    one, other = fit_mixed(y, x, ego), fit_mixed(y[order], x[order], [f"E{e}" for e in ego[order]])
    assert other.estimate == pytest.approx(one.estimate)
    assert other.covariance == pytest.approx(one.covariance, rel=1e-3)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (np.full((4, 3), 2.0), "all_equal"),
        (np.array([[1.0, np.nan], [np.nan, 2], [3, np.nan], [np.nan, 5]]), "one_value_each"),
        (np.array([[1.0, 2], [3, 4], [5, 6]]), "no_spread_within"),  # everyone up by one
        (np.array([[1.0, 5], [5, 1], [2, 4], [4, 2]]), "zero_variance"),  # every mean is 3
    ],
)
def test_where_there_is_nothing_to_fit_it_says_why(values, reason):
    fit = fit_mixed(*flat(values))
    assert fit.reason == reason
    assert np.isnan([*fit.estimate, fit.within]).all()
    assert all(say(f"statistics.reason.{reason}", lang) for lang in LANGUAGES)


def test_a_column_that_follows_from_the_others_is_said():
    y, x, ego = flat(VALUES)
    assert fit_mixed(y, np.column_stack([x, x.sum(axis=1)]), ego).reason == "collinear"


def study(sizes, team=None, **codebook):
    """Networks of so many alters, a row per ego, a column per wave; None for not interviewed."""
    named, rows = {}, []
    for i, row in enumerate(sizes):
        for wave, n in enumerate(row, start=1):
            if n is not None:
                named[f"E{i:02}", str(wave)] = [str(k) for k in range(100, 100 + n)]
                rows.append((f"E{i:02}", str(wave), team[i] if team else "all"))
    egos = pd.DataFrame(rows, columns=["ego", "wave", "team"])
    return two_waves(named, ties={}, egos=egos, **codebook)


SIZES = [[3, 5, 6], [8, 9, 12], [2, 2, 3], [5, 8, 6], [10, 11, 13], [6, 6, 8]]


def test_the_waves_of_a_full_study_have_the_analysis_of_variance_too():
    """Means 34/6, 41/6, 48/6; t on (6 - 1)(3 - 1) = 10 degrees of freedom for changes, on 5 for means."""
    values = np.array(SIZES, dtype=float)
    between, within = mean_squares(values)
    table = waves_model(study(SIZES), ["size"]).loc["size", "all"]
    assert table["estimate"].tolist() == near([34 / 6, 41 / 6, 48 / 6])
    assert table["mean"].tolist() == near([34 / 6, 41 / 6, 48 / 6])
    assert table["change"].tolist() == near([np.nan, 7 / 6, 14 / 6])
    assert set(table["df"]) == {10}
    error = np.sqrt(2 * within / 6)
    reach = stats.t.ppf(0.975, 10) * error
    assert (table["change_high"] - table["change"])["3"] == pytest.approx(reach, rel=1e-3)
    assert table["p_change"]["3"] == pytest.approx(2 * stats.t.sf(14 / 6 / error, 10), rel=1e-2)
    about = stats.t.ppf(0.975, 5) * np.sqrt(((between - within) / 3 + within) / 6)
    assert (table["estimate"] - table["low"]).tolist() == pytest.approx([about] * 3, rel=1e-3)
    assert table[["n", "egos", "values", "unused"]].drop_duplicates().to_numpy().tolist() == [[6, 6, 18, 0]]


def test_two_waves_without_gaps_are_the_paired_t_test():
    """scipy's is the oracle: the same mean, interval and p, on n - 1 degrees of freedom."""
    row = waves_model(study(SIZES), ["size"], waves=["1", "3"]).loc[("size", "all", "3")]
    oracle = stats.ttest_rel([r[2] for r in SIZES], [r[0] for r in SIZES])
    assert row["df"] == oracle.df
    assert row["p_change"] == pytest.approx(oracle.pvalue, rel=1e-3)
    assert (row["change_low"], row["change_high"]) == pytest.approx(tuple(oracle.confidence_interval()), rel=1e-3)


def test_an_ego_that_misses_a_wave_counts_with_the_others():
    """The largest network is not drawn again: the plain mean falls, the model's does not follow it down."""
    sizes = [*SIZES[:4], [10, 11, None], SIZES[5]]
    table = waves_model(study(sizes), ["size"]).loc["size", "all"]
    assert table.loc["3", ["n", "mean", "egos", "values"]].tolist() == [5, 7, 6, 17]
    assert table.loc["3", "estimate"] > 7.5
    assert set(table["df"]) == {17 - 6 - 2}


def test_groups_have_their_own_means_and_the_difference_between_their_changes():
    networks = study([*SIZES, *[[4, 4, 5], [7, 8, 7], [3, 3, 2], [9, 9, 10]]], ["t"] * 6 + ["c"] * 4)
    table = waves_model(networks, ["size"], group="team", comparison="c").loc["size"]
    assert set(table["df"]) == {(10 - 2) * (3 - 1)}
    row = table.loc[("t", "3")]
    assert row["change"] == pytest.approx(14 / 6)
    assert row["difference"] == pytest.approx(14 / 6 - 1 / 4)
    pooled = (
        mean_squares(np.array(SIZES, float))[1] * 10 + _within([[4, 4, 5], [7, 8, 7], [3, 3, 2], [9, 9, 10]])
    ) / 16
    error = np.sqrt(2 * pooled * (1 / 6 + 1 / 4))
    assert row["p_difference"] == pytest.approx(2 * stats.t.sf((14 / 6 - 1 / 4) / error, 16), rel=1e-2)
    assert table.loc["c", "difference"].isna().all()
    assert row["family_size"] == 2  # two waves after the first
    turned = waves_model(networks, ["size"], group="team", comparison="t").loc[("size", "c", "3")]
    assert turned["difference"] == pytest.approx(-row["difference"])
    assert (turned["difference_low"], turned["difference_high"]) == pytest.approx(
        (-row["difference_high"], -row["difference_low"])
    )


def _within(sizes):
    """The sum of squares that egos and waves leave."""
    values = np.array(sizes, dtype=float)
    return mean_squares(values)[1] * (values.shape[0] - 1) * (values.shape[1] - 1)


def test_holm_is_over_all_changes_of_the_declared_measures():
    networks = study(SIZES, primary=("size", "isolates"))
    table = waves_model(networks, ["size"])
    assert set(table["family"]) == {"primary"}
    assert set(table["family_size"]) == {4}  # two measures, two changes
    whole = waves_model(networks)
    assert whole.index.get_level_values("measure").unique().tolist() == ["size", "isolates"]
    pd.testing.assert_frame_equal(whole.loc[["size"]], table)


def test_what_nobody_has_in_a_wave_is_said_there():
    networks = study([[3, 5, 6], [8, 9, 12], [2, 2, 3], [0, 4, 6]], ["t", "t", "t", "c"])
    table = waves_model(networks, ["density"], group="team", comparison="c").xs("c", level="group")
    assert table["reason"].tolist()[0] == "no_values"
    assert table[["n", "unused"]].to_numpy().tolist() == [[0, 1], [1, 1], [1, 1]]
    equal = waves_model(study([[3, 3, 3], [3, 3, 3]]), ["size"])
    assert equal["reason"].tolist() == ["all_equal"] * 3
    assert equal["mean"].tolist() == [3] * 3
    assert equal[["estimate", "change", "p_change"]].isna().all(axis=None)


def test_one_wave_and_unknown_waves_are_errors():
    networks = study(SIZES)
    with pytest.raises(InputError, match="two waves at least; found 1"):
        waves_model(networks, waves=["1"])
    with pytest.raises(InputError, match="wave '9' is not in this study"):
        waves_model(networks, waves=["1", "9"])
    before = networks.egos.copy()
    waves_model(replace(networks), ["size"])
    pd.testing.assert_frame_equal(networks.egos, before)
