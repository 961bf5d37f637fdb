"""Linear mixed models and the model of three or more waves."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from test_changes import two_waves

from netlab.codebook import Outcome
from netlab.problems import InputError
from netlab.statistics import compare, fit_mixed, robust_error, waves_model
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


@pytest.mark.slow
@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_a_full_table_gives_the_analysis_of_variance(seed):
    """For balanced data REML has a closed form: Searle, Casella & McCulloch 1992, Variance Components, 4.8."""
    values = np.random.default_rng(seed).normal(size=(8, 1)) + np.random.default_rng(seed + 1).normal(size=(8, 3))
    between, within = mean_squares(values)
    fit = fit_mixed(*flat(values))
    assert fit.estimate == pytest.approx(values.mean(axis=0))
    if between <= within:  # at the edge: plain least squares
        assert (fit.reason, fit.between[0, 0]) == ("zero_variance", 0)
        assert fit.within == pytest.approx(((values - values.mean(axis=0)) ** 2).sum() / (24 - 3))
        return
    assert fit.within == pytest.approx(within, rel=1e-3)
    assert fit.between[0, 0] == pytest.approx((between - within) / 3, rel=1e-2, abs=1e-4)
    step = np.array([-1.0, 1, 0])
    assert step @ fit.covariance @ step == pytest.approx(2 * within / 8, rel=1e-3)


@pytest.mark.slow
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
    ],
)
def test_where_there_is_nothing_to_fit_it_says_why(values, reason):
    fit = fit_mixed(*flat(values))
    assert fit.reason == reason
    assert np.isnan([*fit.estimate, fit.within]).all()
    assert all(say(f"statistics.reason.{reason}", lang) for lang in LANGUAGES)


def test_where_egos_do_not_differ_their_values_stand_by_themselves():
    """Every ego's mean is 3: the variance between them is 0, the means are there, and squares 16 + 16 + 4 + 4 over
    8 - 2 are left."""
    fit = fit_mixed(*flat(np.array([[1.0, 5], [5, 1], [2, 4], [4, 2]])))
    assert fit.reason == "zero_variance"
    assert fit.estimate == pytest.approx([3, 3])
    assert (fit.between[0, 0], fit.within) == (0, pytest.approx(20 / 6))
    assert np.diag(fit.covariance) == pytest.approx([20 / 6 / 4] * 2)


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


def test_where_nobody_misses_a_wave_every_change_is_the_paired_one():
    """scipy's paired t test is the oracle of each change, its t interval that of each mean; means 34/6, 41/6, 48/6."""
    values = np.array(SIZES, dtype=float)
    table = waves_model(study(SIZES), ["size"]).loc["size", "all"]
    assert table["estimate"].tolist() == near([34 / 6, 41 / 6, 48 / 6])
    assert table["mean"].tolist() == near([34 / 6, 41 / 6, 48 / 6])
    assert table["change"].tolist() == near([np.nan, 7 / 6, 14 / 6])
    assert table["df"].tolist() == near([np.nan, 5, 5])
    for wave in (1, 2):
        oracle, row = stats.ttest_rel(values[:, wave], values[:, 0]), table.iloc[wave]
        assert row["p_change"] == pytest.approx(max(oracle.pvalue, 2 / 2**6))  # no less than six signs can give
        assert (row["change_low"], row["change_high"]) == pytest.approx(tuple(oracle.confidence_interval()))
    for wave in range(3):
        ends = stats.t.interval(0.95, 5, values[:, wave].mean(), stats.sem(values[:, wave]))
        assert table.iloc[wave][["low", "high"]].tolist() == pytest.approx(ends)
    assert table[["n", "egos", "values", "unused"]].drop_duplicates().to_numpy().tolist() == [[6, 6, 18, 0]]


def test_the_change_of_the_model_is_the_mean_change_that_compare_gives():
    networks = study(SIZES)
    table = waves_model(networks, ["size"]).loc["size", "all"]
    for wave in ("2", "3"):
        row = compare(networks, "1", wave, measures=["size"]).loc["size"]
        assert table.loc[wave, "change"] == pytest.approx(row["change_mean"])
        assert table.loc[wave, ["change_low", "change_high"]].tolist() == pytest.approx(
            row[["t_low", "t_high"]].tolist()
        )


def test_the_errors_of_the_model_itself_are_those_of_the_analysis_of_variance():
    """On request. t on (6 - 1)(3 - 1) = 10 degrees of freedom for changes, on 5 for means."""
    values = np.array(SIZES, dtype=float)
    between, within = mean_squares(values)
    table = waves_model(study(SIZES), ["size"], error="model").loc["size", "all"]
    assert table["df"].tolist() == near([np.nan, 10, 10])
    error = np.sqrt(2 * within / 6)
    reach = stats.t.ppf(0.975, 10) * error
    assert (table["change_high"] - table["change"])["3"] == pytest.approx(reach, rel=1e-3)
    assert table["p_change"]["3"] == pytest.approx(max(2 * stats.t.sf(14 / 6 / error, 10), 2 / 2**6), rel=1e-2)
    assert table["p_change"]["2"] == pytest.approx(max(2 * stats.t.sf(7 / 6 / error, 10), 2 / 2**6), rel=1e-2)
    about = stats.t.ppf(0.975, 5) * np.sqrt(((between - within) / 3 + within) / 6)
    assert (table["estimate"] - table["low"]).tolist() == pytest.approx([about] * 3, rel=1e-3)


@pytest.mark.parametrize("seed", range(6))
def test_the_robust_error_is_on_average_what_the_model_says_where_the_model_holds(seed):
    """Bell & McCaffrey 2002: the corrected residuals have the model's variance, whatever is missing.

    The squared error is a quadratic form of the values, so with the values' variance V = Σ u u' its mean is the sum of
    its values at all u; the model's own is c' (X' V⁻¹ X)⁻¹ c.
    """
    rng = np.random.default_rng(seed)
    values = VALUES[:7, :3].copy()
    values[rng.random(values.shape) < 0.2] = np.nan
    y, x, ego = flat(values)
    fit, step = fit_mixed(y, x, ego), np.array([[-1.0, 0, 1], [0, 1, 0]])
    assert fit.reason == ""
    v = fit.between[0, 0] * (ego[:, None] == ego) + fit.within * np.eye(len(ego))
    solved = np.linalg.solve(v, x)
    covariance = np.linalg.inv(x.T @ solved)
    at = [robust_error(u, x, ego, fit._replace(estimate=covariance @ solved.T @ u), step).error**2
          for u in np.linalg.cholesky(v).T]  # fmt: skip
    assert np.sum(at, axis=0) == pytest.approx(np.diag(step @ covariance @ step.T), rel=1e-4)


def test_neighbouring_waves_that_are_alike_widen_the_change_between_distant_ones():
    """By hand: everybody's change from 1 to 3 is twice that from 1 to 2, so its interval is twice as wide; the model's
    own error is the same for both."""
    steps = [0, 1, -1, 2, -2, 3, 0, -3]
    sizes = [[10 + 2 * i, 10 + 2 * i + d, 10 + 2 * i + 2 * d] for i, d in enumerate(steps)]
    robust = waves_model(study(sizes), ["size"]).loc["size", "all"]
    model = waves_model(study(sizes), ["size"], error="model").loc["size", "all"]
    wide = [table["change_high"] - table["change_low"] for table in (robust, model)]
    assert wide[0]["3"] == pytest.approx(2 * wide[0]["2"])
    assert wide[1]["3"] == pytest.approx(wide[1]["2"])


def test_equal_changes_of_everybody_have_no_interval_and_no_p():
    """From the first wave to the third all go up by two, on the way there they differ."""
    sizes = [[3, 5, 5], [8, 7, 10], [2, 2, 4], [5, 9, 7]]
    row = waves_model(study(sizes), ["size"]).loc[("size", "all", "3")]
    assert row["change"] == pytest.approx(2)
    assert row["reason"] == "changes_equal"
    assert row[["change_low", "change_high", "p_change"]].isna().all()
    assert not row["clear"]
    assert all(say("statistics.reason.changes_equal", lang) for lang in LANGUAGES)


def test_one_person_in_a_wave_says_nothing_of_how_far_its_mean_could_be_off():
    sizes = [[3, 5, 6], *[[*row[:2], None] for row in SIZES[1:]]]
    table = waves_model(study(sizes), ["size"]).loc["size", "all"]
    assert table["reason"].tolist() == ["", "", "too_few"]
    assert np.isfinite(table.loc["3", ["estimate", "change"]].astype(float)).all()
    assert table.loc["3", ["low", "high", "change_low", "change_high", "p_change", "df"]].isna().all()
    assert np.isfinite(table.loc["2", "p_change"])


@pytest.mark.slow
def test_a_change_is_clear_by_the_same_rule_with_the_corrected_p_of_declared_measures():
    """Changes of 0, 2, 1, 2, -1, 3, 1 and 2: mean 1.25, sd 1.28, t = 2.76 on 7: p = .028, twice that over two tests."""
    sizes = [[3 + i, 3 + i + d, 3 + i + (-1) ** i] for i, d in enumerate([0, 2, 1, 2, -1, 3, 1, 2])]
    alone = waves_model(study(sizes), ["size"]).loc[("size", "all", "2")]
    assert alone["p_change"] < 0.05
    assert alone["clear"]
    declared = waves_model(study(sizes, primary=("size",)), ["size"]).loc[("size", "all", "2")]
    assert (declared["change_low"] > 0, declared["p_adjusted"] < 0.05) == (True, False)
    assert not declared["clear"]


@pytest.mark.parametrize("error", ["robust", "model"])
def test_two_waves_without_gaps_are_the_paired_t_test(error):
    """scipy's is the oracle: the same mean, interval and p, on n - 1 degrees of freedom, whichever the error."""
    row = waves_model(study(SIZES), ["size"], waves=["1", "3"], error=error).loc[("size", "all", "3")]
    oracle = stats.ttest_rel([r[2] for r in SIZES], [r[0] for r in SIZES])
    assert row["df"] == pytest.approx(oracle.df)
    assert row["p_change"] == pytest.approx(max(oracle.pvalue, 2 / 2**6), rel=1e-3)
    assert (row["change_low"], row["change_high"]) == pytest.approx(tuple(oracle.confidence_interval()), rel=1e-3)


def test_an_ego_that_misses_a_wave_counts_with_the_others():
    """The largest network is not drawn again: the plain mean falls, the model's does not follow it down."""
    sizes = [*SIZES[:4], [10, 11, None], SIZES[5]]
    table = waves_model(study(sizes), ["size"]).loc["size", "all"]
    assert table.loc["3", ["n", "mean", "egos", "values"]].tolist() == [5, 7, 6, 17]
    assert table.loc["3", "estimate"] > 7.5
    assert table["df"].tolist()[1:] == [
        pytest.approx(5),
        pytest.approx(4.4, abs=0.4),
    ]  # about five changes since the first
    model = waves_model(study(sizes), ["size"], error="model").loc["size", "all"]
    assert model["estimate"].tolist() == near(table["estimate"].tolist())
    assert model["df"].tolist() == near([np.nan, 17 - 6 - 2, 17 - 6 - 2])


COMPARED = [[4, 4, 5], [7, 8, 7], [3, 3, 2], [9, 9, 10]]


def test_groups_have_their_own_means_and_the_difference_between_their_changes():
    """scipy's Welch test of the changes is the oracle."""
    networks = study([*SIZES, *COMPARED], ["t"] * 6 + ["c"] * 4)
    table = waves_model(networks, ["size"], group="team", comparison="c").loc["size"]
    row = table.loc[("t", "3")]
    assert row["change"] == pytest.approx(14 / 6)
    assert row["difference"] == pytest.approx(14 / 6 - 1 / 4)
    oracle = stats.ttest_ind([r[2] - r[0] for r in SIZES], [r[2] - r[0] for r in COMPARED], equal_var=False)
    assert row["p_difference"] == pytest.approx(max(oracle.pvalue, 1 / 210))  # C(10, 4) divisions
    assert row["df_difference"] == pytest.approx(oracle.df)
    assert (row["difference_low"], row["difference_high"]) == pytest.approx(tuple(oracle.confidence_interval()))
    assert table.loc["c", "difference"].isna().all()
    assert row["family_size"] == 2  # two waves after the first
    turned = waves_model(networks, ["size"], group="team", comparison="t").loc[("size", "c", "3")]
    assert turned["difference"] == pytest.approx(-row["difference"])
    assert (turned["difference_low"], turned["difference_high"]) == pytest.approx(
        (-row["difference_high"], -row["difference_low"])
    )


def test_with_the_errors_of_the_model_groups_share_one_spread():
    """The mean square that egos and waves leave, over (10 - 2)(3 - 1) degrees of freedom."""
    networks = study([*SIZES, *COMPARED], ["t"] * 6 + ["c"] * 4)
    table = waves_model(networks, ["size"], group="team", comparison="c", error="model").loc["size"]
    row = table.loc[("t", "3")]
    assert (row["df"], row["df_difference"]) == (16, 16)
    pooled = (_within(SIZES) + _within(COMPARED)) / 16
    error = np.sqrt(2 * pooled * (1 / 6 + 1 / 4))
    assert row["p_difference"] == pytest.approx(max(2 * stats.t.sf((14 / 6 - 1 / 4) / error, 16), 1 / 210), rel=1e-2)


def _within(sizes):
    """The sum of squares that egos and waves leave."""
    values = np.array(sizes, dtype=float)
    return mean_squares(values)[1] * (values.shape[0] - 1) * (values.shape[1] - 1)


@pytest.mark.slow
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
    with pytest.raises(InputError, match="'sandwich' is not a kind of error"):
        waves_model(networks, error="sandwich")
    before = networks.egos.copy()
    waves_model(replace(networks), ["size"])
    pd.testing.assert_frame_equal(networks.egos, before)


@pytest.mark.slow
@settings(max_examples=20)
@given(st.integers(3, 5), st.integers(0, 10_000), st.booleans())
def test_of_three_to_five_people_nothing_is_clear_however_alike_their_changes(egos, seed, declared):
    """2/2⁵ = .0625: what `compare` can never call clear."""
    rng = np.random.default_rng(seed)
    values = rng.integers(2, 9, (egos, 1)) + np.array([0, 6, 12]) + rng.integers(0, 2, (egos, 3))
    networks = study(values.tolist(), primary=("size",) if declared else ())
    table = waves_model(networks, ["size"])
    assert not table["clear"].any()
    assert table["smallest_p"].tolist() == near([np.nan, 2 / 2**egos, 2 / 2**egos])


def test_six_people_are_clear_by_t_where_sign_flip_could_be_but_not_in_a_family_of_two():
    """2/2⁶ = .031; of two declared tests (two waves) after Holm .0625."""
    sizes = [[3 + i, 9 + i + i % 2, 15 + i - i % 2] for i in range(6)]
    assert waves_model(study(sizes), ["size"]).loc["size", "all"]["clear"].tolist() == [False, True, True]
    declared = waves_model(study(sizes, primary=("size",)), ["size"]).loc["size", "all"]
    assert (declared.loc["2":, "change_low"] > 0).all()
    assert declared.loc["2":, "p_change"].tolist() == near([2 / 2**6] * 2)  # as printed, so decided
    assert declared.loc["2":, "p_adjusted"].tolist() == near([4 / 2**6] * 2)
    assert not declared["clear"].any()


def test_only_who_was_there_in_both_waves_counts_for_the_least_p():
    """Six egos, two of them not in the third wave, one not in the first: five and three pairs."""
    sizes = [[3, 5, 6], [8, 9, 12], [2, 2, 3], [5, 8, None], [10, 11, None], [None, 6, 8]]
    row = waves_model(study(sizes), ["size"]).loc["size", "all"]
    assert row["pairs"].tolist() == [5, 5, 3]
    assert row["smallest_p"].tolist() == near([np.nan, 2 / 2**5, 2 / 2**3])


def test_two_groups_of_three_are_never_clearly_different():
    """2/C(6, 3) = .1, whatever t says."""
    sizes = [[3, 9, 10], [4, 10, 12], [5, 12, 11], [3, 3, 4], [5, 5, 5], [4, 5, 4]]
    table = waves_model(study(sizes, list("aaabbb")), ["size"], group="team", comparison="b").loc["size", "a"]
    assert (table.loc["2":, "difference_low"] > 0).all()
    assert table["p_difference"].tolist() == near([np.nan, 0.1, 0.1])
    assert table["smallest_p"].tolist() == near([np.nan, 0.1, 0.1])
    assert not table["clear"].any()


@pytest.mark.slow
@settings(max_examples=15)
@given(st.integers(3, 9), st.integers(0, 10_000))
def test_the_p_that_is_printed_is_the_one_that_decides(egos, seed):
    rng = np.random.default_rng(seed)
    values = rng.integers(2, 9, (egos, 1)) + np.array([0, 2, 4]) + rng.integers(0, 3, (egos, 3))
    table = waves_model(study(values.tolist(), primary=("size",) if seed % 2 else ()), ["size"])
    decides = table["p_adjusted"] if seed % 2 else table["p_change"]
    assert (
        table["clear"].tolist()
        == (((table["change_low"] > 0) | (table["change_high"] < 0)) & (decides < 0.05)).tolist()
    )
    assert not (table["p_change"] < table["smallest_p"]).any()


# ------------------------------------------------------------------ what is there where egos do not differ
ALIKE = [[1, 6, 5], [5, 2, 8], [2, 6, 7], [4, 4, 5], [3, 5, 6], [1, 7, 6], [5, 4, 6], [2, 5, 7]]


def test_changes_are_told_also_where_egos_differ_no_more_than_their_own_values():
    """scipy's paired t test is the oracle; between egos there is less than within: 3 × the variance of their means."""
    values = np.array(ALIKE, dtype=float)
    between, within = mean_squares(values)
    assert between < within
    table = waves_model(study(ALIKE), ["size"]).loc["size", "all"]
    assert table["reason"].tolist() == ["", "", ""]
    assert table["remark"].tolist() == ["zero_variance"] * 3
    assert table["estimate"].tolist() == near(values.mean(axis=0).tolist())
    for wave in (1, 2):
        oracle, row = stats.ttest_rel(values[:, wave], values[:, 0]), table.iloc[wave]
        assert row["p_change"] == pytest.approx(max(oracle.pvalue, 2 / 2**8))
        assert (row["change_low"], row["change_high"]) == pytest.approx(tuple(oracle.confidence_interval()))
    assert all(say("statistics.remark.zero_variance", lang) for lang in LANGUAGES)
    assert waves_model(study(SIZES), ["size"])["remark"].tolist() == ["", "", ""]


def test_the_models_own_error_has_nothing_to_work_with_there_and_says_so():
    table = waves_model(study(ALIKE), ["size"], error="model").loc["size", "all"]
    assert table["reason"].tolist() == ["zero_variance"] * 3
    assert table["remark"].tolist() == [""] * 3
    assert table[["low", "change_low", "p_change"]].isna().all(axis=None)


def test_who_misses_a_wave_does_not_take_the_changes_of_egos_who_do_not_differ_with_them():
    """Without spread between egos a wave's mean is the plain mean of who was there."""
    gaps = [*ALIKE[:7], [2, 5, None]]
    table = waves_model(study(gaps), ["size"]).loc["size", "all"]
    assert set(table["remark"]) == {"zero_variance"}
    assert table["estimate"].tolist() == near(table["mean"].tolist())
    assert np.isfinite(table.loc["3", ["change_low", "p_change"]].astype(float)).all()


# ------------------------------------------------------------------ the declared family keeps its size
@pytest.mark.slow
def test_a_declared_measure_without_a_number_counts_in_the_family_all_the_same():
    """Two declared, two waves: four tests. Everyone has the same on the scale: no p, as if 1. Holm by hand."""
    networks = study(ALIKE, primary=("size", "scale"), outcomes=(Outcome("scale"),))
    networks = replace(networks, egos=networks.egos.assign(scale=2.0))
    table = waves_model(networks)
    assert set(table["family_size"]) == {4}
    assert table.loc["scale", "p_change"].isna().all()
    assert table.loc[("scale", "all"), "untested"].tolist() == [False, True, True]
    assert not table.loc["size", "untested"].any()
    p = table.loc["size", "p_change"].dropna().sort_values()
    adjusted = table.loc["size", "p_adjusted"].reindex(p.index)
    assert adjusted.tolist() == near([min(1, 4 * p.iloc[0]), max(min(1, 4 * p.iloc[0]), min(1, 3 * p.iloc[1]))])
    assert table.loc["scale", "p_adjusted"].isna().all()


def test_where_the_comparison_group_is_too_small_the_difference_says_why_there_is_no_p():
    networks = study([*SIZES, [4, 5, 6]], [*"tttttt", "c"], primary=("size",))
    table = waves_model(networks, group="team", comparison="c").loc["size"].loc["t"]
    assert np.isfinite(table.loc["2":, ["difference", "p_change"]].astype(float)).all(axis=None)
    assert table.loc["2":, "p_difference"].isna().all()
    assert table["untested"].tolist() == [False, True, True]
    assert table["reason"].tolist() == ["", "too_few", "too_few"]


@pytest.mark.slow
def test_with_groups_the_family_counts_a_test_for_every_group_but_the_comparison():
    networks = study([*SIZES, *COMPARED, [4, 5, 6], [3, 4, 4]], [*"tttttt", *"cccc", *"uu"], primary=("size",))
    table = waves_model(networks, group="team", comparison="c")
    assert set(table["family_size"]) == {4}  # two waves, two groups
