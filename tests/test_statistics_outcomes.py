"""Outcomes of the participants beside their networks, and what those who are missing could do to a mean."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from test_changes import two_waves

from netlab.codebook import Outcome
from netlab.problems import InputError
from netlab.statistics import (
    compare,
    compare_outcomes,
    missing_bounds,
    missing_bounds_between,
    outcomes_with_measures,
    spearman,
)

SCALE = Outcome("scale")


def near(values):
    return pytest.approx(values, nan_ok=True)


def study(before, after, scale=None, team=None, **codebook):
    """Egos with so many alters in each wave, a scale (before, after) and a team; None for not interviewed."""
    named, rows = {}, []
    for i, both in enumerate(zip(before, after, strict=True)):
        for side, n in enumerate(both):
            if n is not None:
                named[f"E{i}", "12"[side]] = [str(k) for k in range(100, 100 + n)]
                rows.append((f"E{i}", "12"[side], scale[i][side] if scale else 0.0, team[i] if team else "all"))
    egos = pd.DataFrame(rows, columns=["ego", "wave", "scale", "team"])
    return two_waves(named, ties={}, egos=egos, **{"outcomes": (SCALE,), **codebook})


FIVE = study([3, 5, 2, 4, 6], [4, 8, 2, None, 5], [(1, 2), (2, 4), (3, 3.5), (2, None), (4, 3)])


def test_outcomes_go_through_the_same_statistics_as_measures():
    """The scale changes by 1, 2, .5 and -1; the table of a measure with those changes has the same numbers."""
    row = compare_outcomes(FIVE, "1", "2").loc["scale"]
    assert row[["n", "missing", "change_mean", "before_mean"]].tolist() == near([4, 1, 0.625, 2.5])
    assert row["p_flip"] == 8 / 16  # of 1, 2, .5, 1: the sums 4.5, 3.5, 2.5 and again 2.5, and their mirror images
    assert (
        compare_outcomes(FIVE, "1", "2").columns.tolist() == compare(FIVE, "1", "2", measures=["size"]).columns.tolist()
    )


@pytest.mark.slow
def test_a_declared_outcome_is_in_the_declared_family():
    declared = replace(FIVE, codebook=replace(FIVE.codebook, primary=("size", "scale")))
    table = compare(declared, "1", "2", measures=["size", "isolates"])
    assert table.loc["size", ["family", "family_size"]].tolist() == ["primary", 2]
    outcome = compare_outcomes(declared, "1", "2").loc["scale"]
    assert outcome[["family", "family_size"]].tolist() == ["primary", 2]
    both = compare(declared, "1", "2", measures=["size", "scale"])
    assert both.loc["scale", "p_adjusted"] == outcome["p_adjusted"]
    p = sorted(both["p_flip"])
    assert sorted(both["p_adjusted"]) == near([min(2 * p[0], 1), max(2 * p[0], p[1])])  # Holm by hand


def test_what_is_no_outcome_is_an_error_that_says_what_to_do():
    none = replace(FIVE, codebook=replace(FIVE.codebook, outcomes=()))
    with pytest.raises(InputError, match=r"this study has no outcomes.*\[\[outcomes\]\]"):
        compare_outcomes(none, "1", "2")
    with pytest.raises(InputError, match=r"'scal' is not an outcome.*Did you mean 'scale'"):
        compare_outcomes(FIVE, "1", "2", outcomes=["scal"])
    gone = replace(FIVE, egos=FIVE.egos.drop(columns="scale"))
    with pytest.raises(InputError, match=r"outcome 'scale' is not a column of the egos.*\[columns.egos\]"):
        compare_outcomes(gone, "1", "2")
    with pytest.raises(InputError, match="'sise' is not a measure"):
        outcomes_with_measures(FIVE, "1", "2", measures=["sise"])


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=3, max_size=5))
def test_spearman_is_scipys_with_every_order_counted(pairs):
    """rho by scipy, p by counting the orders one by one with it."""
    x, y = zip(*pairs, strict=True)
    rho, p = spearman(x, y)
    if len(set(x)) == 1 or len(set(y)) == 1:
        assert np.isnan([rho, p]).all()
        return
    assert rho == pytest.approx(stats.spearmanr(x, y).statistic)
    first, second = stats.rankdata(x), stats.rankdata(y)
    orders = np.array(list(permutations(second)))
    found = np.array([np.corrcoef(first, o)[0, 1] for o in orders])
    assert p == pytest.approx(np.mean(np.abs(found) >= abs(rho) - 1e-9))


def test_spearman_of_many_pairs_is_drawn_with_the_observed_one_counted_in():
    """No draw of 12! puts twelve in order; of 20 without relation p is scipy's, by t, to what drawing leaves."""
    assert spearman(range(12), range(12)) == (1, 1 / 10_000)
    assert spearman(range(12), range(12, 0, -1)) == (-1, 1 / 10_000)
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(2, 20))
    assert spearman(x, y)[1] == pytest.approx(stats.spearmanr(x, y).pvalue, abs=0.02)
    assert spearman(x, y) == spearman([*x, np.nan, 1.0], [*y, 1.0, np.nan])
    assert spearman([1, 2], [3, 4]) == near((np.nan, np.nan))


def test_outcomes_stand_beside_the_measures_with_their_correlation():
    """Sizes change by 1, 3, 0, -1, the scale by 1, 2, .5, -1: the same order, which 2 of 24 have or mirror."""
    row = outcomes_with_measures(FIVE, "1", "2").loc["scale", "size"]
    assert row[["n", "missing", "rho", "p"]].tolist() == near([4, 1, 1, 2 / 24])
    assert row[["family", "family_size", "p_adjusted"]].tolist() == ["exploratory", 1, row["p"]]
    two = outcomes_with_measures(FIVE, "1", "2", measures=["size", "isolates", "components"])
    assert two.index.tolist() == [("scale", "size"), ("scale", "isolates"), ("scale", "components")]
    assert set(two["family_size"]) == {3}
    assert two["p_adjusted"].tolist() == near([2 / 24] * 3)  # isolates and components change as size: no ties


def test_the_bounds_by_hand():
    """Changes 1, 3, 0, -1 (sum 3), one without second drawing: (3 + 0)/5, (3 - 3)/5, (3 + 3)/5."""
    row = missing_bounds(FIVE, "1", "2").loc["size"]
    assert row[["n", "n_missing", "no_second", "no_value"]].tolist() == [4, 1, ("E3",), ()]
    assert row[["change_mean", "no_change", "low", "high"]].tolist() == near([0.75, 0.6, 0.0, 1.2])


def test_nobody_missing_leaves_no_range_and_nobody_there_no_mean():
    full = missing_bounds(study([3, 5], [4, 8]), "1", "2").loc["size"]
    assert full[["change_mean", "no_change", "low", "high"]].tolist() == [2, 2, 2, 2]
    none = missing_bounds(study([3, 5, None], [None, None, 4]), "1", "2").loc["size"]
    assert none[["n", "n_missing", "no_second", "no_first"]].tolist() == [0, 3, ("E0", "E1"), ("E2",)]
    assert none[["change_mean", "no_change", "low", "high"]].isna().all()


def test_where_nobody_decreased_who_is_missing_can_have():
    """Changes 1 and 3, two missing: (4 + 0)/4, (4 - 6)/4 and (4 + 6)/4; the other way round the same mirrored."""
    row = missing_bounds(study([3, 5, 2, 2], [4, 8, None, None]), "1", "2").loc["size"]
    assert row[["no_change", "low", "high"]].tolist() == [1, -0.5, 2.5]
    fell = missing_bounds(study([4, 8, 2, 2], [3, 5, None, None]), "1", "2").loc["size"]
    assert fell[["no_change", "low", "high"]].tolist() == [-1, -2.5, 0.5]


def test_a_value_that_is_unknown_is_missing_too_and_so_is_who_came_later():
    """E1 named nobody at first, so it has no density; E2 was only interviewed after. As many are missing as compare
    says."""
    networks = study([3, 0, None], [4, 5, 3])
    row = missing_bounds(networks, "1", "2", ["density"]).loc["density"]
    assert row[["n", "n_missing", "no_second", "no_first", "no_value"]].tolist() == [1, 2, (), ("E2",), ("E1",)]
    assert compare(networks, "1", "2", measures="density").loc["density", ["n", "missing"]].tolist() == [1, 2]


def test_who_has_only_the_second_drawing_counts_in_the_bounds():
    """Changes 1 and 3, one only after: (4 + 0)/3, (4 - 3)/3 and (4 + 3)/3."""
    row = missing_bounds(study([3, 5, None], [4, 8, 6]), "1", "2").loc["size"]
    assert row[["no_change", "low", "high"]].tolist() == near([4 / 3, 1 / 3, 7 / 3])


def test_bounds_per_group_take_the_largest_change_of_all():
    # changes 1 and 7, one missing in each: (1 ± 7)/2 and (7 ± 7)/2
    networks = study([3, 5, 2, 4], [4, None, 9, None], team=["a", "a", "b", "b"])
    table = missing_bounds(networks, "1", "2", group="team")
    assert table.loc[("a", "size"), ["low", "high"]].tolist() == [-3, 4]
    assert table.loc[("b", "size"), ["low", "high"]].tolist() == [0, 7]
    assert table.index.names == ["team", "measure"]


def test_a_group_in_which_the_one_who_is_known_did_not_change_has_bounds_apart():
    """Change 0 and one missing; in the other group somebody went up by 4: (0 ± 4)/2."""
    networks = study([3, 5, 2, 4], [3, None, 6, 4], team=["a", "a", "b", "b"])
    assert missing_bounds(networks, "1", "2", group="team").loc[("a", "size"), ["low", "high"]].tolist() == [-2, 2]


def test_the_bounds_of_the_difference_between_groups_are_the_worst_both_ways_by_hand():
    """Changes 1, 2 and one missing; 4 and one missing. Means 1.5 - 4; unchanged 3/3 - 4/2; the largest change is 4:
    from (3 - 4)/3 - (4 + 4)/2 to (3 + 4)/3 - (4 - 4)/2. Who is in neither group counts in none."""
    team = ["a", "a", "a", "b", "b", None]
    networks = study([3, 5, 2, 4, 2, 1], [4, 7, None, 8, None, 2], team=team)
    row = missing_bounds_between(networks, "1", "2", "team", comparison="b").loc["size"]
    assert row[["n", "n_comparison", "n_missing", "n_missing_comparison"]].tolist() == [2, 1, 1, 1]
    assert row[["difference", "no_change", "low", "high"]].tolist() == near([-2.5, -1, -1 / 3 - 4, 7 / 3])
    turned = missing_bounds_between(networks, "1", "2", "team", "size", comparison="a").loc["size"]
    assert turned[["difference", "low", "high"]].tolist() == near([2.5, -7 / 3, 1 / 3 + 4])


def test_a_group_of_which_no_change_is_known_has_no_bounds_of_the_difference():
    networks = study([3, 5, 2], [4, None, None], team=["a", "a", "b"])
    row = missing_bounds_between(networks, "1", "2", "team", comparison="b").loc["size"]
    assert row[["difference", "no_change", "low", "high"]].isna().all()


def test_bounds_of_outcomes_and_of_what_was_declared():
    declared = replace(FIVE, codebook=replace(FIVE.codebook, primary=("size", "scale")))
    assert missing_bounds(declared, "1", "2").index.tolist() == ["size", "scale"]
    assert missing_bounds(FIVE, "1", "2", ["scale"]).loc["scale", "high"] == (2.5 + 2) / 5
