"""The statistics of a change in few people."""

import warnings
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.power import TTestIndPower, TTestPower
from test_changes import two_waves

from netlab.codebook import Category, Group, Outcome
from netlab.measures import measure
from netlab.problems import InputError
from netlab.statistics import (
    adjusted,
    bootstrap_t,
    compare,
    d_z,
    detectable,
    detectable_difference,
    detectable_in_words,
    g_av,
    interval,
    label_permutation,
    leave_one_out,
    rank_biserial,
    sign_flip,
    smallest_p,
    t_interval,
    welch_interval,
    wilcoxon,
)
from netlab.statistics.families import in_families
from netlab.statistics.inference import bootstrap_t_of_rows

SOME = [2.0, -1.0, 3.0, 0.5, 4.0, 1.0, -0.5, 2.5]
OTHER = [0.0, 1.0, -1.0, 0.5, 0.25]


def near(values):
    return pytest.approx(values, nan_ok=True)


def test_t_interval_is_that_of_scipy_at_any_level():
    for level in (0.8, 0.95):
        oracle = stats.ttest_1samp(SOME, 0).confidence_interval(level)
        assert t_interval(SOME, level) == near(tuple(oracle))


def test_bootstrap_t_agrees_with_every_resample_counted():
    """All 6⁶ resamples of six changes: the quantiles of their t are those that drawing them approaches."""
    d = np.array([0.0, 1.0, 2.5, 3.5, 7.0, 4.5])
    samples = np.array(list(product(d, repeat=6)))
    spread = samples.std(axis=1, ddof=1)
    with np.errstate(divide="ignore"):
        t = (samples.mean(axis=1) - d.mean()) / (spread / np.sqrt(6))
    low, high = np.quantile(t, [0.1, 0.9], method="inverted_cdf")
    se = d.std(ddof=1) / np.sqrt(6)
    expected = (d.mean() - high * se, d.mean() - low * se)
    assert bootstrap_t(d, level=0.8, draws=99_999) == pytest.approx(expected, abs=0.03)


def test_bootstrap_t_moves_and_stretches_with_the_changes_and_is_drawn_the_same_again():
    low, high = bootstrap_t(SOME)
    assert low < np.mean(SOME) < high
    assert bootstrap_t([3 + 2 * c for c in SOME]) == near((3 + 2 * low, 3 + 2 * high))
    assert bootstrap_t(SOME) == (low, high)
    assert bootstrap_t(SOME, seed=2) != (low, high)


def test_bootstrap_t_leans_to_the_long_tail_where_t_does_not():
    """The point of it: for skewed changes the interval reaches further on the side of the tail."""
    skewed = [0.1, 0.2, 0.3, 0.5, 0.6, 0.9, 1.2, 1.8, 3.0, 6.0]
    low, high = bootstrap_t(skewed)
    assert high - np.mean(skewed) > 1.2 * (np.mean(skewed) - low)


def test_no_interval_where_there_is_nothing_to_resample():
    """Too few people (of three changes one resample in nine is all equal), or equal changes."""
    for changes in ([], [1.0], [0.0, 1.0, 3.0], [2.0, 2.0, 2.0, 2.0]):
        assert bootstrap_t(changes) == near((np.nan, np.nan))


def test_a_resample_of_equal_changes_counts_as_if_one_of_them_lay_one_sd_away():
    """By hand: nine times 0 and a 1 have mean .1 and variance .1; 35 % of the resamples are all 0, and nothing lies
    lower: t* = -.1 / √(.1/10/10), so that high = .1 + .1/√(.1/10/10) √(.1/10) = .1 + √.1."""
    assert bootstrap_t([0.0] * 9 + [1.0])[1] == pytest.approx(0.1 + np.sqrt(0.1))


def test_when_half_are_equal_no_end_of_the_bootstrap_t_interval_is_nearer_than_students():
    """Three of twelve rose alike. By hand: mean .25, variance .25 × .75 × 12/11, and low is Student's: below 0, where
    the sign-flip test gives 2/2³ = .25. Moved up by 3 it is the same; of eleven people, five equal is not half."""
    few = [0.0] * 9 + [1.0] * 3
    student = 0.25 - stats.t.ppf(0.975, 11) * np.sqrt(0.25 * 0.75 / 11)
    assert bootstrap_t(few)[0] == pytest.approx(student)
    assert bootstrap_t([3 + c for c in few])[0] == pytest.approx(3 + student)
    five = [0.0] * 5 + [1.0, 1.2, 1.5, 2.0, 3.0, 6.0]
    assert bootstrap_t(five)[0] > t_interval(five)[0]
    assert bootstrap_t([0.0, *five])[0] == pytest.approx(t_interval([0.0, *five])[0])


def test_every_row_of_a_table_has_the_bootstrap_t_interval_that_it_has_alone():
    rows = np.random.default_rng(2).exponential(size=(450, 9))  # more than one block of rows
    rows[3] = 1.0
    low, high = bootstrap_t_of_rows(rows)
    assert np.isnan(low[3])
    for i in (0, 3, 449):
        assert (low[i], high[i]) == near(bootstrap_t(rows[i]))


def test_blocks_of_draws_give_an_interval_too():
    """3000 changes are drawn in several blocks; at that size the interval is Student's to about two percent."""
    many = np.random.default_rng(3).normal(0.2, 1, 3000)
    drawn, student = bootstrap_t(many), t_interval(many)
    assert drawn == pytest.approx(student, abs=0.02 * (student[1] - student[0]) + 0.003)


def test_sign_flip_counts_every_pattern():
    """By hand: of the 8 patterns of 1, 2, 4 only + + + and - - - reach 7; of 1, 2, -4 the sum -1 is reached by all."""
    assert sign_flip([1, 2, 4]) == 2 / 8
    assert sign_flip([1, 2, -4]) == 1
    assert sign_flip([0, 1, 2, 4]) == 2 / 8
    assert sign_flip([0, 0]) == 1
    assert np.isnan(sign_flip([]))
    assert sign_flip([1.0] * 12) == smallest_p(12) == 2 / 4096


SHARES = st.integers(-420, 420).filter(lambda v: any(v % (420 // m) == 0 for m in (3, 5, 6, 7)))  # thirds … sevenths


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([(10, st.integers(-6, 6)), (420, SHARES)]).flatmap(
        lambda part: st.tuples(st.just(part[0]), st.lists(part[1], min_size=1, max_size=9))
    )
)
def test_sign_flip_is_the_share_of_patterns_counted_in_whole_numbers(given_):
    """The oracle counts the same patterns in tenths, or in 420ths, where nothing is rounded."""
    parts, whole = given_
    sums = [abs(sum(s * v for s, v in zip(signs, whole, strict=True))) for signs in product((1, -1), repeat=len(whole))]
    p = sign_flip([v / parts for v in whole])
    assert p == pytest.approx(np.mean([s >= abs(sum(whole)) for s in sums]))
    assert smallest_p(len(whole)) <= p <= 1


def test_patterns_of_shares_that_add_up_to_the_same_are_ties():
    """By hand, in thirds: of −1, −1, 2, 3, 3, 3, 3, 3 the sum is 15. Left out of 19, a negative part of at most 2.

    What may turn: nothing, one of the two 1s or both, or the 2: 1 + 2 + 1 + 1 = 5 of 256 patterns, and their mirrors.
    """
    thirds = [-1, -1, 2, 3, 3, 3, 3, 3]
    assert sign_flip([v / 3 for v in thirds]) == 10 / 256


def test_many_changes_are_flipped_at_random_with_the_observed_one_counted_in():
    """21 equal changes are the most extreme pattern: 1 of 10 000, for no draw of 2²¹ reaches it."""
    assert sign_flip([1.0] * 21) == 1 / 10_000
    many = np.random.default_rng(1).normal(0.3, 1, 40)
    assert sign_flip(many) == pytest.approx(stats.ttest_1samp(many, 0).pvalue, abs=0.02)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-4, 4), min_size=1, max_size=7).filter(any))
def test_wilcoxon_with_ties_and_zeros_is_scipys_exact_one(changes):
    assert wilcoxon(changes) == pytest.approx(stats.wilcoxon(changes).pvalue)


def test_wilcoxon_of_many_changes_is_scipys():
    many = np.random.default_rng(1).normal(0.3, 1, 30)
    assert wilcoxon([*many, 0.0]) == pytest.approx(stats.wilcoxon(np.round(many, 9), mode="exact").pvalue)
    assert np.isnan(wilcoxon([0.0, 0.0]))


def test_rank_biserial_by_hand():
    """Ranks of 1, -2, 3, 3: 1, 2, 3.5, 3.5; (8 - 2) / 10. All up is 1, all down -1."""
    assert rank_biserial([1, -2, 3, 3, 0]) == pytest.approx(0.6)
    assert (rank_biserial([1, 5]), rank_biserial([-1, -5])) == (1, -1)
    assert np.isnan(rank_biserial([0, 0]))


def test_effect_sizes_by_hand():
    """Changes 1, 2, 3: mean 2, sd 1. Before 0, 1, 2 and after 1, 3, 5: variances 1 and 4; J(4) = Γ(2)/(√2 Γ(3/2))."""
    assert d_z([1, 2, 3]) == pytest.approx(2)
    correction = 1 / (np.sqrt(2) * np.sqrt(np.pi) / 2)  # Γ(3/2) = √π/2
    assert g_av([0, 1, 2], [1, 3, 5]) == pytest.approx(correction * 2 / np.sqrt(2.5))
    assert g_av([0, 1, 2, np.nan], [1, 3, 5, 9]) == pytest.approx(correction * 2 / np.sqrt(2.5))


def test_effect_sizes_of_equal_or_single_changes_are_unknown():
    assert [d_z(c) for c in ([], [1], [2, 2, 2])] == near([np.nan] * 3)
    assert g_av([1, 1], [2, 2]) == near(np.nan)
    assert g_av([1], [2]) == near(np.nan)
    assert t_interval([0.1 + 0.2, 0.3]) == near((np.nan, np.nan))  # equal but for the computer's rounding


def test_leave_one_out_by_hand():
    """1, 2, 6 without 6 is 1.5, without 1 is 4."""
    assert leave_one_out([1, 2, 6]) == (1.5, 4)
    assert leave_one_out([1]) == near((np.nan, np.nan))


def test_smallest_p_by_hand():
    """2/2⁵ is above .05: five people can never reach it. methods.md 3.1."""
    assert smallest_p(5) == 0.0625
    assert (smallest_p(1), smallest_p(0)) == near((1, np.nan))


def test_welch_interval_is_that_of_scipy():
    oracle = stats.ttest_ind(SOME, OTHER, equal_var=False).confidence_interval(0.9)
    assert welch_interval(SOME, OTHER, 0.9) == near(tuple(oracle))
    assert welch_interval([1, 1], [2, 2]) == near((np.nan, np.nan))
    assert welch_interval([1], OTHER) == near((np.nan, np.nan))
    assert np.isfinite(welch_interval([1, 1], OTHER)).all()


def test_label_permutation_counts_every_division():
    """The oracle divides 13 people in 8 and 5 one by one, 1287 ways; by hand: 2 of 6 for 3, 4 against 1, 2."""
    pool, observed = [*SOME, *OTHER], abs(np.mean(SOME) - np.mean(OTHER))
    far = []
    for first in combinations(range(13), 8):
        rest = [pool[i] for i in range(13) if i not in first]
        far.append(abs(np.mean([pool[i] for i in first]) - np.mean(rest)) >= observed - 1e-12)
    assert len(far) == 1287
    assert label_permutation(SOME, OTHER) == pytest.approx(np.mean(far))
    assert label_permutation([3, 4], [1, 2]) == pytest.approx(2 / 6)
    assert label_permutation([1, 1], [1]) == 1
    assert np.isnan(label_permutation([], [1]))


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.lists(SHARES, min_size=2, max_size=5), st.lists(SHARES, min_size=2, max_size=5))
def test_label_permutation_is_the_share_of_divisions_counted_in_whole_numbers(some, other):
    """The oracle counts in 420ths; the difference of the means grows with |size · sum of the first − n · all|."""
    pool, n = [*some, *other], len(some)
    apart = [abs(len(pool) * sum(first) - n * sum(pool)) for first in combinations(pool, n)]
    far = [a >= abs(len(pool) * sum(some) - n * sum(pool)) for a in apart]
    assert label_permutation([v / 420 for v in some], [v / 420 for v in other]) == pytest.approx(np.mean(far))


def test_many_labels_are_shuffled_at_random_with_the_observed_one_counted_in():
    """15 and 15 can be divided in 155 million ways: far apart, no draw reaches it."""
    assert label_permutation(np.arange(15) + 100, np.arange(15)) == 1 / 10_000
    assert label_permutation(np.arange(15), np.arange(15)) == 1


def test_detectable_effects_are_those_of_the_methods_text():
    """methods.md 3.1, as in G*Power: n = 20 0.66, 30 0.53; 12 and 15 in each of two groups 1.20 and 1.06."""
    assert [detectable(n) for n in (20, 30)] == pytest.approx([0.66, 0.53], abs=0.005)
    assert [detectable_difference(n, n) for n in (12, 15)] == pytest.approx([1.20, 1.06], abs=0.005)
    assert detectable_difference(12, 15) == pytest.approx(detectable_difference(15, 12))
    assert np.isnan([detectable(2), detectable_difference(1, 9)]).all()


def test_no_effect_is_large_enough_for_a_test_that_cannot_give_a_small_p():
    """By hand: five changes give 2/2⁵ = .0625 at the least, two groups of three 2/C(6, 3) = .1."""
    assert np.isnan([detectable(5), detectable_difference(3, 3)]).all()
    assert np.isfinite([detectable(6), detectable_difference(3, 4)]).all()
    assert "d =" not in detectable_in_words(5, "nl")


def test_the_smallest_effect_is_said_in_both_languages():
    assert detectable_in_words(12, "nl").startswith(
        "Met 12 deelnemers kan dit onderzoek alleen effecten groter dan d = 0,89 met een kans van minstens 80 %"
    )
    assert "12 participants" in detectable_in_words(12, "en")
    assert "d = 0.89" in detectable_in_words(12, "en")
    assert "d =" not in detectable_in_words(2, "nl")


def test_holm_and_bh_by_hand_leave_out_what_is_unknown():
    """Of .01, .03, .04: Holm 3(.01), 2(.03), then no less; Benjamini-Hochberg 3(.01), min(1.5(.03), .04), .04."""
    p = pd.Series([0.03, np.nan, 0.01, 0.04], index=list("abcd"))
    assert adjusted(p, "holm").tolist() == near([0.06, np.nan, 0.03, 0.06])
    assert adjusted(p, "bh").tolist() == near([0.04, np.nan, 0.03, 0.04])
    assert adjusted(p.where(p > 1), "holm").isna().all()
    with pytest.raises(InputError, match="Known: holm, bh"):
        adjusted(p, "bonferoni")


def sizes(before, after, group=None, **codebook):
    """A study of egos with so many alters in each wave; None for not interviewed."""
    named, rows = {}, []
    for i, (b, a) in enumerate(zip(before, after, strict=True)):
        for wave, n in (("1", b), ("2", a)):
            if n is not None:
                named[f"E{i:02}", wave] = [str(k) for k in range(100, 100 + n)]
                rows.append((f"E{i:02}", wave, group[i] if group else "all"))
    egos = pd.DataFrame(rows, columns=["ego", "wave", "team"])
    return two_waves(named, ties={}, egos=egos, **codebook)


def test_compare_has_a_row_per_measure_over_the_egos_with_both_waves():
    """Sizes 3, 5, 2, 4 become 4, 8, 2, nothing: changes 1, 3, 0."""
    row = compare(sizes([3, 5, 2, 4], [4, 8, 2, None]), "1", "2").loc["size"]
    expected = {
        "n": 3, "missing": 1, "before_mean": 10 / 3, "after_mean": 14 / 3, "before_median": 3, "after_median": 4,
        "change_mean": 4 / 3, "change_median": 1, "change_min": 0, "change_max": 3, "change_sd": np.sqrt(7 / 3),
        "p_flip": 2 / 4, "rank_biserial": 1, "leave_one_out_low": 0.5, "leave_one_out_high": 2, "smallest_p": 0.25,
    }  # fmt: skip
    assert row[list(expected)].to_dict() == near(expected)
    assert row["d_z"] == pytest.approx((4 / 3) / np.sqrt(7 / 3))


def test_compare_gives_all_measures_by_default_and_a_row_does_not_depend_on_the_others():
    networks = sizes([3, 5, 2, 4, 6], [4, 8, 3, 9, 6])
    whole = compare(networks, "1", "2")
    assert whole.index.tolist() == measure(networks).columns.tolist()
    one = compare(networks, "1", "2", measures=["size"])
    alone = ["family_size", "p_adjusted"]
    pd.testing.assert_series_equal(one.loc["size"].drop(alone), whole.loc["size"].drop(alone))


def test_compare_adjusts_within_the_family_declared_beforehand():
    networks = sizes([3, 5, 2, 4, 6, 2], [4, 8, 3, 9, 7, 4], primary=("size", "density"))
    table = compare(networks, "1", "2", measures=["size", "density", "isolates"])
    assert table["family"].tolist() == ["primary", "primary", "exploratory"]
    assert table["family_size"].tolist() == [2, 2, 1]
    assert table.loc["size", "p_flip"] == 2 / 64  # six changes, all up
    assert table.loc["size", "p_adjusted"] == 4 / 64  # Holm: twice the smallest of two
    assert table.loc["isolates", "p_adjusted"] == table.loc["isolates", "p_flip"]


def test_compare_two_groups_takes_the_difference_in_differences():
    """Studied: changes 1, 3. Comparison: 0, 1, -1. E05 has no second wave."""
    networks = sizes([3, 5, 4, 4, 4, 9], [4, 8, 4, 5, 3, None], group=["t", "u", "c", "c", "c", "t"])
    row = compare(networks, "1", "2", group="team", measures=["size"], comparison="c").loc["size"]
    expected = {"n": 2, "missing": 1, "change_mean": 2, "n_comparison": 3, "comparison_change_mean": 0, "difference": 2}
    assert row[list(expected)].to_dict() == near(expected)
    # of the 10 divisions of 1, 3, 0, 1, -1 in two and three, differences of at least 2: {1, 3} twice, {-1, 0} once
    assert row["p_difference"] == pytest.approx(3 / 10)
    assert row["p_adjusted"] == row["p_difference"]
    oracle = stats.ttest_ind([1, 3], [0, 1, -1], equal_var=False).confidence_interval()
    assert (row["difference_low"], row["difference_high"]) == near(tuple(oracle))


def test_the_codebook_names_the_comparison_group():
    networks = sizes([3, 5, 4, 4], [4, 8, 4, 5], ["t", "t", "c", "c"])
    group = Group("team", (Category("t"), Category("c")), comparison="c")
    declared = replace(networks, codebook=replace(networks.codebook, group=group))
    row = compare(declared, "1", "2", group="team", measures=["size"]).loc["size"]
    assert (row["change_mean"], row["comparison_change_mean"]) == (2, 0.5)
    with pytest.raises(InputError, match=r"which value of 'team' is the comparison group is not known.*Known: t, c"):
        compare(networks, "1", "2", group="team", measures=["size"])
    with pytest.raises(InputError, match="no ego has 'd' in 'team'"):
        compare(networks, "1", "2", group="team", comparison="d")


def test_an_ego_without_a_group_is_in_neither():
    networks = sizes([3, 5, 4, 4], [4, 8, 4, 5], ["t", None, "c", "c"])
    row = compare(networks, "1", "2", group="team", measures=["size"], comparison="c").loc["size"]
    assert row[["n", "missing", "n_comparison"]].tolist() == [1, 0, 2]


def test_a_group_that_changes_is_an_error_that_names_the_egos():
    networks = sizes([3, 5], [4, 8])
    changed = replace(networks, egos=networks.egos.assign(team=["t", "c", "c", "c"]))
    with pytest.raises(InputError, match="more than one value for ego E00"):
        compare(changed, "1", "2", group="team", comparison="c")


def test_unknown_measures_and_waves_are_errors_with_a_suggestion():
    networks = sizes([3], [4])
    with pytest.raises(InputError, match=r"'densty' is not a measure of this study.*Did you mean 'density'"):
        compare(networks, "1", "2", measures=["size", "densty"])
    with pytest.raises(InputError, match="wave 'x' is not in this study"):
        compare(networks, "1", "x")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after"), [([3, 4, 5], [4, 5, 6]), ([3], [4]), ([3, None], [None, 3]), ([0, 0], [0, 0])]
)
def test_degenerate_samples_give_the_value_no_interval_and_no_warning(before, after):
    """All changes equal, one person, nobody twice, nobody with alters."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        networks = sizes(before, after, ["t"] * (len(before) - 1) + ["c"])
        row = compare(networks, "1", "2").loc["size"]
        compare(networks, "1", "2", group="team", comparison="c")
    changes = [a - b for b, a in zip(before, after, strict=True) if None not in (a, b)]
    assert row["change_mean"] == near(np.mean(changes) if changes else np.nan)
    assert row[["t_low", "t_high", "boot_low", "boot_high", "d_z"]].isna().all()


def test_the_effect_that_can_be_shown_on_one_of_several_declared_measures_is_that_of_holms_first_step():
    """Of seven people and four measures none: 4 × 2/2⁷ = .0625. Of eight (.031) only with all signs alike: by hand
    Φ(d)⁸ + Φ(-d)⁸ = .8, and the interval leaves out 0 in nearly all of these. Of 15 as statsmodels has it for .05/4."""
    assert np.isnan(detectable(7, measures=4))
    assert np.isfinite(detectable(7, measures=3))  # 3 × .0156 = .047
    d = stats.norm.ppf(0.8 ** (1 / 8))
    assert d - 0.01 <= detectable(8, measures=4) <= d + 0.02
    d = TTestPower().solve_power(nobs=15, alpha=0.05 / 4, power=0.8)
    assert detectable(15, measures=4) == pytest.approx(d, abs=1e-3)
    # two groups of four: 2/C(8, 4) = .029, four times that .114; of 3 and 7: 6/C(10, 3) = .05, that is not below .05
    assert np.isfinite(detectable_difference(4, 4))
    assert np.isnan([detectable_difference(4, 4, measures=4), detectable_difference(3, 7, measures=6)]).all()
    d = TTestIndPower().solve_power(nobs1=10, alpha=0.05 / 4, power=0.8)
    assert detectable_difference(10, 10, measures=4) == pytest.approx(d, abs=1e-3)


@pytest.mark.parametrize(("lang", "none"), [("nl", "geen"), ("en", "no")])
def test_the_number_of_declared_measures_is_said_with_the_effect(lang, none):
    assert none in detectable_in_words(7, lang, 4).split()
    assert "d =" not in detectable_in_words(7, lang, 4)
    assert " 4 " in detectable_in_words(7, lang, 4)
    assert " 4 " in detectable_in_words(12, lang, 4)
    assert detectable_in_words(5, lang, 4) == detectable_in_words(5, lang)  # too few for one measure too


def test_the_table_has_the_effect_that_the_declared_family_can_show():
    """Thirteen people, two declared measures: statsmodels' effect for .05/2; of one that is not declared for .05."""
    before, after = [3, 5, 2, 6, 4, 3, 8, 3, 5, 2, 6, 4, 3], [5, 6, 2, 9, 5, 4, 8, 4, 5, 3, 6, 4, 3]
    networks = sizes(before, after, primary=("size", "isolates"))
    table = compare(networks, "1", "2", measures=["size", "isolates", "components"])["detectable"]
    for name, alpha in (("size", 0.025), ("components", 0.05)):
        d = TTestPower().solve_power(nobs=13, alpha=alpha, power=0.8)
        assert table[name] == pytest.approx(d, abs=1e-3)


def test_what_is_no_number_no_level_and_no_seed_is_named():
    for changes in (["a"], None, 5):
        with pytest.raises(InputError, match="Expected numbers"):
            interval(changes)
    with pytest.raises(InputError, match="level is '95'"):
        interval([1, 2, 3, 4], level="95")
    with pytest.raises(InputError, match="seed is -1"):
        interval([1, 2, 3, 4], seed=-1)


def test_a_declared_measure_without_a_p_keeps_its_place_in_the_family():
    """Three declared; nobody has the scale twice. Holm over three by hand: 3 p, 2 p; the third is as if 1."""
    before, after = [3, 5, 2, 6, 4, 3, 8], [5, 6, 4, 9, 5, 4, 9]
    networks = sizes(before, after, primary=("size", "density", "scale"), outcomes=(Outcome("scale"),))
    networks = replace(networks, egos=networks.egos.assign(scale=np.nan))
    table = compare(networks, "1", "2", measures=["size", "density", "scale", "components"])
    assert table["family_size"].tolist() == [3, 3, 3, 1]
    assert table["untested"].tolist() == [False, False, True, False]
    first, second = sorted(table.loc[["size", "density"], "p_flip"])
    expected = [min(1, 3 * first), max(min(1, 3 * first), min(1, 2 * second))]
    assert sorted(table.loc[["size", "density"], "p_adjusted"]) == near(expected)
    assert np.isnan(table.loc["scale", "p_adjusted"])
    assert table.loc["size", "p_flip"] == pytest.approx(2 / 2**7)  # all seven went up
    assert table.loc["size", "p_adjusted"] == pytest.approx(3 * 2 / 2**7)


def test_what_was_not_declared_is_corrected_for_the_p_that_are_known():
    """Of three exploratory p one is unknown: Benjamini-Hochberg over two, .01 × 2 and .2."""
    found = in_families(pd.Series([0.01, np.nan, 0.2]), np.zeros(3, dtype=bool), ())
    assert found["family_size"].tolist() == [2, 2, 2]
    assert found["p_adjusted"].tolist() == near([0.02, np.nan, 0.2])
    declared = in_families(pd.Series([0.01, np.nan, 0.2, np.nan]), np.ones(4, dtype=bool), ("a",), np.arange(4) < 3)
    assert declared["family_size"].tolist() == [3] * 4  # the last row is no test
    assert declared["p_adjusted"].tolist() == near([0.03, np.nan, 0.4, np.nan])
