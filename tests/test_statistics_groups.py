"""Two groups compared: analysis of covariance, which contrast is the one to print, and the families of p-values."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from test_statistics import sizes

from netlab.codebook import Category, Group
from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.statistics import ancova, bootstrap_t, compare, interval, welch_interval
from netlab.texts import LANGUAGES, say

BEFORE, AFTER = np.array([3.0, 5, 4, 6, 2]), np.array([6.0, 7, 8, 9, 5])
OTHER_BEFORE, OTHER_AFTER = np.array([4.0, 7, 3, 5]), np.array([4.0, 8, 4, 4])
FOUR = ("size", "density", "isolates", "components")


def near(values):
    return pytest.approx(values, nan_ok=True)


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_ancova_is_the_regression_of_after_on_before_and_group(level):
    """statsmodels' least squares is the oracle."""
    design = np.column_stack([np.ones(9), np.concatenate([BEFORE, OTHER_BEFORE]), np.arange(9) < 5])
    oracle = sm.OLS(np.concatenate([AFTER, OTHER_AFTER]), design).fit()
    found = ancova(BEFORE, AFTER, OTHER_BEFORE, OTHER_AFTER, level)
    assert found[:4] == near((oracle.params[2], *oracle.conf_int(1 - level)[2], oracle.pvalues[2]))
    assert (found.freedom, found.reason) == (6, "")


def test_ancova_by_hand():
    """In both groups the slope is 2/2 = 1; the means after differ by 3.5/3 - 12.5/3 = -3, before by 1 - 5 = -4."""
    found = ancova(np.array([0.0, 2, 1]), np.array([0.0, 2, 1.5]), np.array([4.0, 6, 5]), np.array([3.0, 5, 4.5]))
    assert found.difference == pytest.approx(-3 - 1 * -4)


def test_lords_paradox():
    """Both groups stay as they were on the whole, one higher than the other, and each person drifts to the own mean.

    The mean changes are equal, so their difference is 0; for the same start the higher group ends higher.
    """
    low, high = np.array([1.0, 2, 3, 4, 5]), np.array([4.0, 5, 6, 7, 8])
    noise = np.array([0.1, -0.2, 0.2, -0.2, 0.1])
    drift = [3 + 0.5 * (low - 3) + noise, 6 + 0.5 * (high - 6) - noise]
    assert np.mean(drift[1] - high) - np.mean(drift[0] - low) == pytest.approx(0)
    found = ancova(high, drift[1], low, drift[0])
    assert found.difference == pytest.approx(1.5)  # 3 points apart, half of which the start explains
    assert found.low > 0


@given(st.floats(-9, 9), st.floats(0.1, 9))
def test_ancova_does_not_depend_on_where_the_scale_starts_and_follows_its_unit(by, unit):
    plain = ancova(BEFORE, AFTER, OTHER_BEFORE, OTHER_AFTER)
    moved = ancova(*(by + unit * v for v in (BEFORE, AFTER, OTHER_BEFORE, OTHER_AFTER)))
    assert moved[:3] == pytest.approx([unit * v for v in plain[:3]], rel=1e-5)
    assert moved.p == pytest.approx(plain.p, rel=1e-5)
    turned = ancova(OTHER_BEFORE, OTHER_AFTER, BEFORE, AFTER)
    assert turned[:3] == pytest.approx((-plain.difference, -plain.high, -plain.low))


@pytest.mark.parametrize(
    ("four", "reason"),
    [
        (([1], [2], [1, 2], [2, 3]), "too_few"),
        (([1, 2, 3, 4, 5], [1.1, 2, 3.1, 4, 5.05], [3], [1]), "too_few"),  # one person says nothing of a group's spread
        (([1, 2, 3, 4, 5], [1.1, 2, 3.1, 4, 5.05], [3, 4], [1, np.nan]), "too_few"),
        (([1, 2, 3], [2, 3, 5], [], []), "too_few"),
        (([3, 3, 3], [4, 5, 6], [3, 3], [3, 4]), "before_equal"),
        (([3, 3, 3], [4, 5, 6], [2, 2], [3, 4]), "before_is_group"),
        (([1, 2, 3], [3, 4, 5], [1, 2], [1, 2]), "no_spread"),
    ],
)
def test_where_ancova_says_nothing_it_says_why(four, reason):
    found = ancova(*(np.array(v, dtype=float) for v in four))
    assert found.reason == reason
    assert found[:4] == near((np.nan,) * 4)
    assert all(say(f"statistics.reason.{reason}", lang) for lang in LANGUAGES)


def teams(randomised=False, **codebook):
    before, after = [3, 5, 4, 6, 2, 4, 7, 3, 5], [6, 7, 8, 9, 5, 4, 8, 4, 4]
    networks = sizes(before, after, ["t"] * 5 + ["c"] * 4)
    group = Group("team", (Category("t"), Category("c")), comparison="c", randomised=randomised)
    return replace(networks, codebook=replace(networks.codebook, group=group, **codebook))


@pytest.mark.parametrize("randomised", [False, True])
def test_the_contrast_to_print_is_ancova_only_where_the_groups_were_randomised(randomised):
    row = compare(teams(randomised), "1", "2", group="team", measures=["size"]).loc["size"]
    assert row["contrast"] == ("ancova" if randomised else "did")
    assert row["p_adjusted"] == row["p_ancova" if randomised else "p_difference"]
    oracle = ancova(BEFORE, AFTER, OTHER_BEFORE, OTHER_AFTER)
    assert row[["ancova", "ancova_low", "ancova_high"]].tolist() == near(list(oracle[:3]))
    # t gives .004; of five and four people a permutation of labels can give 1/C(9, 4) = .008 at the least
    assert oracle.p < 1 / 126
    assert row[["p_ancova", "smallest_p_difference"]].tolist() == near([1 / 126, 1 / 126])
    assert (row["difference_low"], row["difference_high"]) == near(
        welch_interval(AFTER - BEFORE, OTHER_AFTER - OTHER_BEFORE)
    )


@pytest.mark.slow
def test_a_randomised_study_of_so_few_that_no_division_could_show_it_is_never_clearly_different():
    """Five against two that hardly change: t gives p < .001, of C(7, 2) = 21 divisions one is .048; of C(5, 2) = 10 .1.

    With two declared measures .048 is not enough either.
    """
    up, flat = ([4, 5, 6, 7, 8], [10, 11, 13, 13, 14]), ([5, 7], [5, 7])
    for people, primary, clear in ((5, (), True), (3, (), False), (5, ("size", "isolates"), False)):
        before, after = (side[:people] + other for side, other in zip(up, flat, strict=True))
        networks = sizes(before, after, ["t"] * people + ["c"] * 2, primary=primary)
        group = Group("team", (Category("t"), Category("c")), comparison="c", randomised=True)
        networks = replace(networks, codebook=replace(networks.codebook, group=group))
        row = compare(networks, "1", "2", group="team", measures=["size"]).loc["size"]
        assert row["contrast"] == "ancova"
        assert ancova(*(np.array(v, float) for v in (up[0][:people], up[1][:people], *flat))).p < 0.02
        assert row["ancova_low"] > 0
        assert row["p_ancova"] == pytest.approx(1 / (21 if people == 5 else 10))
        assert row["clear_difference"] == clear


def test_both_contrasts_are_explained_in_one_sentence_in_both_languages():
    for lang in LANGUAGES:
        for name in ("did", "ancova"):
            text = say(f"statistics.{name}_explained", lang)
            assert text.endswith(".")
            assert ". " not in text
        assert "Lord" in say("statistics.did_or_ancova", lang)


def test_compare_prints_the_interval_that_is_asked_for_and_why_there_is_none():
    networks = sizes([3, 5, 2, 4, 6], [4, 8, 3, 9, 6])
    changes = [1, 3, 1, 5, 0]
    row = compare(networks, "1", "2", measures=["size"]).loc["size"]
    assert (row["low"], row["high"]) == (row["boot_low"], row["boot_high"]) == bootstrap_t(changes)
    assert (row["interval"], row["no_interval"]) == ("bootstrap_t", "")
    assert row["hodges_lehmann"] == 2  # of 0, .5, .5, 1, 1, 1, 1.5, 2, 2, 2.5, 3, 3, 3, 4, 5 the eighth
    assert row[["hl_low", "hl_high"]].isna().all()  # five people
    named = compare(networks, "1", "2", measures=["size"], interval="bca").loc["size"]
    assert (named["low"], named["high"], named["interval"]) == (*interval(changes, "bca"), "bca")
    equal = compare(sizes([3, 4, 5, 6], [4, 5, 6, 7]), "1", "2", measures=["size"]).loc["size"]
    assert (equal["change_mean"], equal["no_interval"]) == (1, "all_equal")
    with pytest.raises(InputError, match="'boot' is not a kind of interval"):
        compare(networks, "1", "2", interval="boot")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("primary", "remark"), [((), "not_declared"), (FOUR, ""), ((*FOUR, "mean_degree"), "more_than_four")]
)
def test_compare_remarks_on_what_was_declared_beforehand(primary, remark):
    table = compare(teams(primary=primary), "1", "2", measures=["size", "density"])
    assert set(table["family_remark"]) == {remark}
    assert not remark or all(say(f"statistics.family.{remark}", lang) for lang in LANGUAGES)


@pytest.mark.slow
def test_holm_is_over_the_whole_declared_family_also_when_one_measure_is_asked_for():
    networks = sizes([3, 5, 2, 4, 6, 2], [4, 8, 3, 9, 7, 4], primary=("size", "isolates"))
    whole = compare(networks, "1", "2", measures=["size", "isolates"])
    one = compare(networks, "1", "2", measures=["size"])
    pd.testing.assert_series_equal(one.loc["size"], whole.loc["size"])
    assert one.loc["size", "family_size"] == 2


def test_who_misses_a_wave_and_who_has_no_value_are_told_apart():
    """A gave three and three names, B none and three, C three and was not interviewed again."""
    waves, egos = ("1", "2"), pd.DataFrame([("A", "1"), ("A", "2"), ("B", "1"), ("B", "2"), ("C", "1")],
                                           columns=["ego", "wave"])  # fmt: skip
    named = [(e, w, f"{e}{i}") for e, w in (("A", "1"), ("A", "2"), ("B", "2"), ("C", "1")) for i in range(3)]
    alters = pd.DataFrame(named, columns=["ego", "wave", "alter"])
    networks = EgoNetworks.from_frames(egos.assign(ties_asked=True), alters, None)
    table = compare(networks, *waves, measures=["size", "constraint", "density"])
    assert table[["n", "missing", "twice"]].to_numpy().tolist() == [[2, 1, 2], [1, 2, 2], [1, 2, 2]]
    assert table["missing_why"].tolist() == ["", "no_alters", "no_alters"]


def test_the_spread_of_a_difference_is_that_within_both_groups_by_hand():
    """Changes 1, 2, 3 and 0, 0, 0, 4: squares 2 + 12 over 2 + 3 degrees of freedom."""
    networks = sizes([3] * 7, [4, 5, 6, 3, 3, 3, 7], group=["A"] * 3 + ["B"] * 4)
    row = compare(networks, "1", "2", "team", ["size"], comparison="B").iloc[0]
    assert row["difference_sd"] == pytest.approx(np.sqrt(14 / 5))
