"""The statistics reproduce the reference numbers; changes are after - before."""

import numpy as np
import pandas as pd
import pytest

from netlab.statistics import (
    adjusted,
    d_z,
    detectable,
    fit_mixed,
    g_av,
    random_intercept_logit,
    rank_biserial,
    sign_flip,
    t_interval,
    wilcoxon,
)
from netlab.statistics.power import detectable_effect

MAIZE = [6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75]


@pytest.mark.reference("ST-01")
def test_wilcoxon_of_darwins_maize_as_scipy_prints_it():
    """SciPy docstring: W = 24, W+ = 96, p = 0.041259765625."""
    assert wilcoxon(MAIZE) == pytest.approx(0.041259765625, abs=1e-12)
    assert rank_biserial(MAIZE) == pytest.approx((96 - 24) / (96 + 24), abs=1e-12)


@pytest.mark.reference("ST-02")
def test_sign_flip_of_darwins_maize_as_fisher_counted_it():
    """Fisher 1935, section 21: 863 of 32768 sums are at least 314, and as many at most -314."""
    assert sign_flip(MAIZE) == pytest.approx(2 * 863 / 32768, abs=1e-12)


@pytest.mark.reference("ST-03")
def test_wilcoxon_of_the_depression_data_as_r_prints_it():
    """R, wilcox.test (Hollander & Wolfe 1973): V = 40, two-sided p = 0.0390625."""
    after = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3]
    before = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
    changes = np.subtract(after, before)
    assert wilcoxon(changes) == pytest.approx(0.0390625, abs=1e-9)
    assert rank_biserial(changes) == pytest.approx((40 - 5) / 45, abs=1e-9)  # W- = 9·10/2 - 40
    assert rank_biserial(-changes) == pytest.approx(-(40 - 5) / 45, abs=1e-9)


@pytest.mark.reference("ST-04")
def test_rank_biserial_with_a_zero_and_ties_as_jasp_prints_it():
    """pingouin's test, values from JASP: W = 20.5, rank-biserial -0.379; scipy's exact p 0.2881."""
    after = [20, 22, 19, 20, 22, 18, 24, 20, 19, 24, 26, 13]
    before = [38, 37, 33, 29, 14, 12, 20, 22, 17, 25, 26, 16]
    changes = np.subtract(after, before)
    assert rank_biserial(changes) == pytest.approx(-0.379, abs=0.0005)
    assert rank_biserial(changes) == pytest.approx((20.5 - 45.5) / 66, abs=1e-12)
    assert wilcoxon(changes) == pytest.approx(0.2881, abs=0.00005)


@pytest.mark.reference("ST-05")
def test_equal_changes_are_ties_whatever_the_computer_rounds():
    """By hand: seven changes of 0.1, one of them down: W = 4, 16 of 128 patterns are as far out."""
    one = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]
    two = [0.2, 0.3, 0.2, 0.5, 0.6, 0.7, 0.8]
    changes = np.subtract(two, one)
    assert wilcoxon(changes) == pytest.approx(0.125, abs=1e-9)
    assert sign_flip(changes) == pytest.approx(0.125, abs=1e-9)
    assert rank_biserial(changes) == pytest.approx((24 - 4) / 28, abs=1e-9)


@pytest.mark.reference("ST-06")
def test_effect_sizes_of_lakens():
    """Lakens 2013, table 1: t(9) = 4.74, d_z = 1.50, g_av = 1.08."""
    after = [9.0, 7.0, 8.0, 9.0, 8.0, 9.0, 9.0, 10.0, 9.0, 9.0]
    before = [9.0, 6.0, 7.0, 8.0, 7.0, 9.0, 8.0, 8.0, 8.0, 7.0]
    changes = np.subtract(after, before)
    assert d_z(changes) == pytest.approx(1.5, abs=0.006)
    assert d_z(changes) * np.sqrt(10) == pytest.approx(4.74, abs=0.006)
    assert g_av(before, after) == pytest.approx(1.08, abs=0.006)
    assert g_av(after, before) == pytest.approx(-1.08, abs=0.006)


@pytest.mark.reference("ST-07")
def test_t_interval_of_students_sleep_data_as_r_prints_it():
    """R, t.test(sleep): mean difference -1.58, 95 % interval -2.4598858 to -0.7001142, t = -4.0621."""
    after = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    before = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    changes = np.subtract(after, before)
    low, high = t_interval(changes)
    assert (low, high) == pytest.approx((-2.4598858, -0.7001142), abs=1e-7)
    assert (low + high) / 2 == pytest.approx(-1.58)
    assert d_z(changes) * np.sqrt(10) == pytest.approx(-4.0621, abs=1e-4)


@pytest.mark.slow
@pytest.mark.reference("ST-09")
def test_adjusted_p_values_of_benjamini_and_hochberg():
    """Benjamini & Hochberg 1995, 15 p-values at .05: 4 rejected by theirs, 3 by Holm's (and by Bonferroni's)."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759]
    given = pd.Series([*p, 1.0])
    assert (adjusted(given, "bh") <= 0.05).sum() == 4
    assert (adjusted(given, "holm") <= 0.05).sum() == 3


@pytest.mark.reference("ST-15")
def test_detectable_effects_as_gpower_has_them():
    """G*Power, paired t: 34 pairs for d_z = 0.5; smallest d_z for 10, 12 and 15 pairs .996, .889, .778.

    Of ten pairs the exact test, that must agree in two waves, asks a little more.
    """
    assert detectable(34) <= 0.5 < detectable(33)
    assert [detectable(n) for n in (12, 15)] == pytest.approx([0.889, 0.778], abs=0.0005)
    assert [detectable_effect(n, waves=3) for n in (10, 12, 15)] == pytest.approx([0.996, 0.889, 0.778], abs=0.0005)
    assert 0.996 < detectable(10) < 1.03


def herds(shared):
    """Cases of lung disease among cattle: yes, out of how many, period as a design, herd."""
    rows = pd.read_csv(shared / "reference" / "data" / "lme4_cbpp.csv", dtype={"herd": str})
    periods = [(rows["period"] == period).to_numpy(dtype=float) for period in (2, 3, 4)]
    return rows["incidence"], np.column_stack([np.ones(len(rows)), *periods]), rows["herd"], rows["size"]


@pytest.mark.reference("ST-12")
def test_the_random_intercept_logistic_model_of_cbpp_as_lme4_prints_it(shared):
    """lme4, reference pages of glmer: one node (Laplace) to .001, nine (nAGQ = 9) to the four decimals it prints."""
    yes, design, herd, size = herds(shared)
    one = random_intercept_logit(yes, design, herd, size, points=1)
    assert one.estimate == pytest.approx([-1.3983, -0.9919, -1.1282, -1.5797], abs=0.001)
    assert one.spread == pytest.approx(0.6421, abs=0.001)
    assert np.sqrt(np.diag(one.covariance)) == pytest.approx([0.232, 0.307, 0.327, 0.427], abs=0.001)
    nine = random_intercept_logit(yes, design, herd, size)
    assert nine.estimate == pytest.approx([-1.3992, -0.9914, -1.1278, -1.5795], abs=0.00005)
    assert nine.spread == pytest.approx(0.6475, abs=0.00005)
    assert one.reason == nine.reason == ""


@pytest.mark.reference("ST-14")
def test_the_linear_mixed_model_of_sleepstudy_as_lme4_prints_it(shared):
    """lme4, reference pages of lmer: Reaction ~ Days + (Days | Subject), by REML."""
    rows = pd.read_csv(shared / "reference" / "data" / "lme4_sleepstudy.csv", dtype={"Subject": str})
    design = np.column_stack([np.ones(len(rows)), rows["Days"]])
    fit = fit_mixed(rows["Reaction"], design, rows["Subject"], slope=rows["Days"])
    assert fit.estimate == pytest.approx([251.405, 10.467], abs=0.0005)
    assert np.sqrt(np.diag(fit.covariance)) == pytest.approx([6.825, 1.546], abs=0.0005)
    assert [*np.sqrt(np.diag(fit.between)), np.sqrt(fit.within)] == pytest.approx([24.741, 5.922, 25.592], abs=0.001)
    assert fit.reason == ""
