"""The design of a study: what it can show, how many people it needs, by formula and by simulation."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.power import TTestIndPower, TTestPower

from netlab.codebook import Outcome
from netlab.figures.power import power_curve
from netlab.measures import measure
from netlab.problems import InputError
from netlab.simulation import power_simulated, simulate
from netlab.simulation.power import _patterns, _shown, proportion_interval
from netlab.statistics import is_clear, label_permutation, robust_error, sign_flip, t_interval, welch_interval
from netlab.statistics.exact import label_permutation_of_rows
from netlab.statistics.mixed import fit_mixed
from netlab.statistics.power import detectable_effect, people_needed, power_of, power_table

pytestmark = pytest.mark.slow  # too long for the quick loop


@pytest.mark.parametrize(("n", "d"), [(12, 0.89), (15, 0.78), (20, 0.66), (30, 0.53)])
def test_few_people_can_show_only_large_changes(n, d):
    """The paired t test at 80 % power; the same numbers as G*Power prints for it."""
    assert detectable_effect(n) == pytest.approx(d, abs=0.005)


@pytest.mark.parametrize(("n", "d"), [(6, 1.43), (8, 1.16), (10, 1.00)])
def test_where_the_exact_test_has_few_p_values_the_effect_must_be_larger_than_t_says(n, d):
    """G*Power's d of the paired t test, that is what the model of three waves uses."""
    assert detectable_effect(n, waves=3) == pytest.approx(d, abs=0.005)
    assert detectable_effect(n) > d + 0.005


def test_six_people_show_an_effect_only_when_all_of_them_go_the_same_way():
    """p = 2/2⁶ = .031 then, else 4/2⁶ = .0625 or more: power Φ(d)⁶ + Φ(-d)⁶, .8 for d = 1.793. The interval takes some
    of these away, never more than the t test alone would miss."""
    for d in (0.0, 0.7, 1.4, 1.8, 2.5):
        alike = stats.norm.cdf(d) ** 6 + stats.norm.cdf(-d) ** 6
        by_t = TTestPower().power(d, 6, 0.05)
        assert alike + by_t - 1 - 0.005 <= power_of(d, 6) <= min(alike, by_t) + 0.005
    assert stats.norm.ppf(0.8 ** (1 / 6)) == pytest.approx(1.793, abs=1e-3)
    assert 1.79 <= detectable_effect(6) <= 1.83


@pytest.mark.parametrize(("n", "m", "family"), [(7, None, 1), (9, None, 4), (4, 3, 1), (8, 4, 1), (5, 5, 2)])
def test_the_effect_that_can_be_shown_is_called_clear_in_four_of_five_studies(n, m, family):
    """The tests that netlab does, study by study: the interval and the exact p of 2,500 normal samples, ± .024."""
    rng, d = np.random.default_rng(20), detectable_effect(n, m, family=family)
    changes, others = rng.normal(d, 1, (2_500, n)), rng.normal(0, 1, (2_500, m or 0))
    if m is None:
        limits, p = [t_interval(c) for c in changes], [sign_flip(c) for c in changes]
    else:
        limits = [welch_interval(*both) for both in zip(changes, others, strict=True)]
        p = label_permutation_of_rows(changes, others)
    low, high = np.array(limits).T
    assert np.mean(is_clear(low, high, np.array(p) * family)) == pytest.approx(0.8, abs=0.024)


def test_with_more_reachable_p_values_the_simulation_joins_the_formula():
    """Ten people and .05: 25 values below it, simulated; with the t test of scipy's noncentral t within .02."""
    for d in (0.5, 1.0, 1.4):
        by_t = stats.nct.sf(stats.t.ppf(0.975, 9), 9, d * np.sqrt(10))
        assert by_t - 0.02 <= power_of(d, 10) <= by_t + 0.005


def test_a_small_comparison_group_asks_a_larger_effect_than_the_pooled_t_test_says():
    """Of nine and two people Welch's interval has less than two degrees of freedom; the other way round alike."""
    pooled = TTestIndPower().solve_power(nobs1=9, ratio=2 / 9, alpha=0.05, power=0.8)
    assert detectable_effect(9, 2) > 1.5 * pooled
    assert detectable_effect(2, 9) == pytest.approx(detectable_effect(9, 2), rel=0.1)
    assert detectable_effect(30, 5) > TTestIndPower().solve_power(nobs1=30, ratio=5 / 30, alpha=0.05, power=0.8)


@pytest.mark.parametrize(("n", "d"), [(10, 1.33), (12, 1.20), (15, 1.06)])
def test_two_groups_need_a_larger_difference(n, d):
    assert detectable_effect(n, n) == pytest.approx(d, abs=0.0051)  # 1.3249 stands as 1.33


def test_people_needed_are_those_of_cohens_tables():
    """Cohen (1988), table 2.4.1, two groups, two-sided .05, power .80: 64 and 26; paired d = .5: 34 (G*Power)."""
    assert people_needed(0.5, groups=2) == 64
    assert people_needed(0.8, groups=2) == 26
    assert people_needed(0.5) == 34
    assert people_needed(-0.5) == 34


@pytest.mark.parametrize("n", [12, 30])
@pytest.mark.parametrize("d", [0.0, 0.3, 0.9, 1.3])
def test_power_is_that_of_statsmodels(n, d):
    assert power_of(d, n) == pytest.approx(TTestPower().power(d, n, 0.05), abs=1e-5)
    assert power_of(d, n, n) == pytest.approx(TTestIndPower().power(d, n, 0.05), abs=1e-5)
    assert power_of(d, 40, family=4) == pytest.approx(TTestPower().power(d, 40, 0.05 / 4), abs=1e-5)


def test_an_effect_can_be_as_large_as_it_likes():
    """Where scipy's noncentral t is not a number: by its limit, 1."""
    assert power_of(50, 12) == pytest.approx(1)
    assert power_of(1000, 8, 8) == pytest.approx(1)


def test_too_few_people_show_nothing_whatever_happens():
    """By hand: 2/2⁵ = .0625 and 2/2⁶ = .031 for signs; 2/C(6, 3) = .1 and 2/C(8, 4) = .029 for two groups, 1/C(7, 3)
    = .029 for three and four."""
    assert power_of(100, 5) == 0
    assert people_needed(100) == 6
    assert power_of(100, 3, 3) == 0
    assert people_needed(100, groups=2) == 4
    assert power_of(100, 3, 4) > 0.99
    assert np.isnan(detectable_effect(5))
    assert np.isnan(power_of(1, 1))


def test_a_third_wave_does_not_make_the_change_between_two_waves_surer():
    """t of everybody's own change: 11 degrees of freedom for 12 people, by the noncentral t of scipy; five people, who
    show nothing in two waves (2/2⁵ = .0625), show nothing in three. Groups of 12 and 6: Welch's for equal spread, (1/12
    + 1/6)² / (1/(144·11) + 1/(36·5))."""
    reach, away = stats.t.ppf(0.975, 11), 0.8 * np.sqrt(12)
    assert power_of(0.8, 12, waves=3) == pytest.approx(stats.nct.sf(reach, 11, away), abs=1e-4)
    assert power_of(0.8, 12, waves=3) == power_of(0.8, 12)
    assert power_of(100, 5, waves=3) == 0
    freedom = (1 / 12 + 1 / 6) ** 2 / (1 / (144 * 11) + 1 / (36 * 5))
    reach, away = stats.t.ppf(0.975, freedom), 1.5 / np.sqrt(1 / 12 + 1 / 6)
    assert power_of(1.5, 12, 6, waves=3) == pytest.approx(stats.nct.sf(reach, freedom, away), abs=1e-4)


@pytest.mark.parametrize("groups", [1, 2])
def test_the_number_of_people_needed_is_the_first_that_is_enough(groups):
    for d in (0.4, 0.7, 1.15):
        n = int(people_needed(d, groups=groups))
        assert detectable_effect(n, n if groups == 2 else None) <= d
        assert detectable_effect(n - 1, n - 1 if groups == 2 else None) > d


def test_the_table_answers_three_questions():
    found = power_table()
    assert list(found["n"]) == [8, 10, 12, 15, 20, 30]
    assert set(found["find"]) == {"d"}
    assert found["power"].to_numpy() == pytest.approx(0.8)
    assert set(found["test"]) == {"interval_and_exact"}
    needed = power_table(effect=2, sd=2.5)
    assert needed[["n", "d", "effect", "find"]].iloc[0].tolist() == [15, 0.8, 2, "n"]  # G*Power: 15 for d = .8
    assert needed["power"].item() >= 0.8
    reached = power_table([10, 12, 15], effect=0.5)
    assert reached["power"].tolist() == pytest.approx([0.29, 0.35, 0.44], abs=0.015)  # of ten by simulation
    assert set(reached["find"]) == {"power"}


def test_the_table_speaks_the_units_of_the_measure_and_of_both_groups():
    row = power_table(12, groups=2, comparison=9, sd=3).iloc[0]
    assert row["effect"] == pytest.approx(3 * row["d"])
    assert row[["n", "comparison", "people", "family_size"]].tolist() == [12, 9, 21, 1]
    assert power_table(12, groups=2)["people"].item() == 24
    assert power_table(12, waves=3)["test"].item() == "mixed_model"


def test_what_cannot_be_is_unknown_in_the_table():
    assert np.isnan(power_table(5)["d"].item())
    assert np.isnan(power_table(effect=0)["n"].item())


def test_what_is_wrong_with_power_and_level_is_said_in_the_same_words_by_formula_and_by_simulation():
    networks = simulate(4, seed=1).networks
    for asked in (
        lambda **odd: power_table(12, **odd),
        lambda **odd: power_simulated(networks, "size", "t1", 1, 12, **odd),
    ):
        with pytest.raises(InputError) as error:
            asked(power=1.5, level=0.0)
        assert [str(p) for p in error.value.problems] == [
            "power is 1.5. Expected more than 0 and less than 1.",
            "level is 0.0. Expected more than 0 and less than 1.",
        ]


def test_wrong_questions_are_named_all_at_once():
    with pytest.raises(InputError) as error:
        power_table([1], waves=1, groups=3, sd=0, power=2, level=0, family=0)
    for name in ("family is 0", "n is 1", "waves is 1", "groups is 3", "sd is 0", "power is 2", "level is 0"):
        assert name in str(error.value)
    with pytest.raises(InputError, match="groups = 2"):
        power_table(10, comparison=10)
    with pytest.raises(InputError, match="n is not"):
        power_table(effect=1, groups=2, comparison=10)


# ------------------------------------------------------------------ by simulation
@pytest.fixture(scope="module")
def pilot():
    return simulate(200, waves=3, size=20, size_sd=4, seed=3).networks


def test_simulated_power_is_near_the_formula_where_changes_are_nearly_normal(pilot):
    """Changes of networks of 20 alters. The sign-flip test has about the power of the t test: within .05."""
    found = power_simulated(pilot, "size", "t1", 3.0, [12, 20], after="t2", draws=2_000)
    for row in found.itertuples():
        assert row.power == pytest.approx(power_of(row.d, row.n), abs=0.05)
        assert row.power_low < row.power < row.power_high
    both = power_simulated(pilot, "size", "t1", 3.0, 12, after="t2", comparison=12).iloc[0]
    assert both["power"] == pytest.approx(power_of(both["d"], 12, 12), abs=0.05)


def test_the_spread_is_that_of_the_study_itself(pilot):
    table = measure(pilot)["size"].unstack("wave")
    change = (table["t2"] - table["t1"]).std()
    assert power_simulated(pilot, "size", "t1", 1, 12, after="t2")["sd"].item() == pytest.approx(change)
    # by hand: the variance of a change is 2 (1 - r) s²
    spread = table["t1"].std() * np.sqrt(2 * 0.4)
    assert power_simulated(pilot, "size", "t1", 1, 12, correlation=0.6)["sd"].item() == pytest.approx(spread)


def test_an_outcome_is_drawn_as_a_measure_is(pilot):
    """An outcome that is the number of alters of every network: whatever is asked, the answer of that measure."""
    egos = pilot.egos.assign(score=pilot.at.n * 1.0)
    known = replace(pilot, egos=egos, codebook=replace(pilot.codebook, outcomes=(Outcome("score"),)))
    for asked in ({"after": "t2"}, {}, {"after": "t2", "comparison": 8, "level": 1 - 0.05 / 4}):
        by_measure = power_simulated(pilot, "size", "t1", 2, [8, 12], draws=300, **asked)
        pd.testing.assert_frame_equal(power_simulated(known, "score", "t1", 2, [8, 12], draws=300, **asked), by_measure)


def test_of_an_outcome_only_who_answered_is_drawn_from(pilot):
    score = pd.Series(pilot.at.n * 1.0).mask((pilot.egos["ego"] == pilot.egos["ego"].iloc[0]).to_numpy()).to_numpy()
    codebook = replace(pilot.codebook, outcomes=(Outcome("score"),))
    known = replace(pilot, egos=pilot.egos.assign(score=score), codebook=codebook)
    found = power_simulated(known, "score", "t1", 2, 8, after="t2", draws=100)
    assert found["people_drawn_from"].item() == pilot.egos["ego"].nunique() - 1


def test_without_an_effect_the_tests_find_one_in_twenty_at_most(pilot):
    """.05 and three standard errors of 2,000 draws."""
    for more in ({"after": "t2"}, {"after": "t2", "comparison": 10}, {}):
        assert power_simulated(pilot, "size", "t1", 0.0, 12, **more)["power"].item() <= 0.065


def test_five_people_never_show_anything(pilot):
    row = power_simulated(pilot, "size", "t1", 50, 5, after="t2").iloc[0]
    assert row["power"] == 0
    assert np.isnan(power_simulated(pilot, "size", "t1", None, 5, after="t2", draws=200)["effect"].item())


def test_the_effect_that_is_looked_for_is_shown_with_the_wanted_power(pilot):
    found = power_simulated(pilot, "size", "t1", None, 12, after="t2", power=0.8).iloc[0]
    assert found["power"] == pytest.approx(0.8, abs=0.03)
    again = power_simulated(pilot, "size", "t1", found["effect"], 12, after="t2").iloc[0]
    assert again["power"] == found["power"]
    assert found["d"] == pytest.approx(detectable_effect(12), abs=0.1)


def test_the_same_seed_gives_the_same_numbers_whatever_else_is_asked(pilot):
    alone = power_simulated(pilot, "size", "t1", 2, 12, after="t2", draws=300)
    among = power_simulated(pilot, "size", "t1", 2, [8, 12], after="t2", draws=300)
    assert among["power"].iloc[1] == alone["power"].item()
    assert (
        power_simulated(pilot, "size", "t1", 2, 12, after="t2", draws=300, seed=2)["power"].item()
        != alone["power"].item()
    )


def studies_of(rng, people, waves=2):
    return rng.integers(-3, 4, (40, people, waves)).astype(float)


def test_the_tests_of_the_simulation_are_those_of_the_statistics():
    """Whether p ≤ .05, study by study, with all patterns: by sign_flip and label_permutation."""
    rng = np.random.default_rng(1)
    for n in (6, 9):
        samples = studies_of(rng, n)
        found = _shown(samples, n, _patterns(rng, n, None, 1), 1.5, 0.95)
        assert found.tolist() == [sign_flip(s[:, 1] - s[:, 0] + 1.5) <= 0.05 for s in samples]
        assert 0 < found.sum() < 40
    samples = studies_of(rng, 11)
    found = _shown(samples, 6, _patterns(rng, 6, 5, 1), 3.0, 0.95)
    changes = samples[:, :, 1] - samples[:, :, 0]
    assert found.tolist() == [label_permutation(c[:6] + 3.0, c[6:]) <= 0.05 for c in changes]
    assert 0 < found.sum() < 40


def test_the_contrast_of_the_simulation_is_that_of_the_mixed_model():
    """Six egos in three waves: |t| of the last wave since the first by the fitted model, where egos differ."""
    rng = np.random.default_rng(2)
    samples = rng.normal(0, 1, (12, 6, 3)) + 2 * rng.normal(0, 1, (12, 6, 1))
    found = _shown(samples, 6, _patterns(rng, 6, None, 2), 1.2, 0.95)
    for study, shown in zip(samples, found, strict=True):
        values = study + np.array([0, 1.2, 1.2])
        given = values.ravel(), np.tile(np.eye(3), (6, 1)), np.repeat(np.arange(6), 3)
        fit = fit_mixed(*given)
        assert fit.reason == ""
        error, freedom = robust_error(*given, fit, np.array([[-1.0, 0, 1]]))
        assert shown == (abs(fit.estimate[2] - fit.estimate[0]) / error[0] > stats.t.ppf(0.975, freedom[0]))
    assert 0 < found.sum() < 12


def test_many_people_are_tested_with_random_patterns_that_agree_with_the_exact_test():
    rng = np.random.default_rng(3)
    rows, all_ = _patterns(rng, 20, None, 1)
    assert not all_
    samples = rng.normal(0.4, 1, (60, 20, 2)) * [0, 1]
    p = np.array([sign_flip(s[:, 1]) for s in samples])
    clear = (p < 0.03) | (p > 0.07)  # away from .05 1,999 random patterns decide alike: their error is .005
    found = _shown(samples, 20, (rows, all_), 0.0, 0.95)
    assert (found == (p <= 0.05))[clear].all()
    assert clear.sum() > 40


def test_wilsons_interval_is_that_of_statsmodels():
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_interval(np.array([0.0, 0.35, 1.0]), 200)
    oracle = proportion_confint(np.array([0, 70, 200]), 200, method="wilson")
    assert low == pytest.approx(oracle[0], abs=1e-12)
    assert high == pytest.approx(oracle[1], abs=1e-12)


def test_there_must_be_something_to_draw_from(pilot):
    for wrong, words in (
        ({"measure": "sice"}, "size"),
        ({"before": "t9"}, "t9"),
        ({"n": 1}, "n is 1"),
        ({"correlation": 1.0}, "correlation is 1.0"),
        ({"after": ["t2", "t3"], "comparison": 10}, "two waves only"),
        ({"draws": 10}, "draws is 10"),
    ):
        given = {"measure": "size", "before": "t1", "effect": 1, "n": 12, **wrong}
        with pytest.raises(InputError, match=words):
            power_simulated(pilot, **given)
    with pytest.raises(InputError, match="2 egos have a value"):
        power_simulated(simulate(2).networks, "size", "t1", 1, 12)
    with pytest.raises(InputError, match="no spread"):
        power_simulated(simulate(5, knows=1.0, size=9).networks, "density", "t1", 1, 12, after="t2")


# ------------------------------------------------------------------ the picture
def curve(effect=0.8, n=range(6, 41), **more):
    return power_table(n, effect=effect, **more)


def texts_of(figure):
    return " ".join([figure.layout.title.text, *(a.text for a in figure.layout.annotations)]).replace("<br>", " ")


@pytest.mark.parametrize(("lang", "people", "share"), [("nl", "deelnemers", "80 %"), ("en", "participants", "80%")])
def test_the_title_says_from_how_many_people_on(lang, people, share):
    """15 for d = .8, as G*Power."""
    words = texts_of(power_curve(curve(), lang=lang))
    assert f"15 {people}" in words or f"15 or more {people}" in words
    assert share in words
    assert ("0,80" if lang == "nl" else "0.80") in words


def test_the_title_says_when_nobody_is_enough():
    words = texts_of(power_curve(curve(effect=0.2), lang="en"))
    assert "Even 40 participants are too few" in words


def test_several_curves_are_told_apart_without_colour_and_named_at_their_ends():
    figure = power_curve({"one group": curve(), "two groups": curve(groups=2)}, lang="en")
    words = texts_of(figure)
    assert "15 participants (one group) and 26 participants per group (two groups)" in words
    lines = [t for t in figure.data if t.name == "power"]
    assert len({t.line.dash for t in lines}) == len({t.marker.symbol for t in lines}) == 2
    assert {"<b>one group</b>", "<b>two groups</b>"} <= {a.text for a in figure.layout.annotations}


def test_simulated_points_bear_the_interval_of_the_simulation(pilot):
    found = power_simulated(pilot, "size", "t1", 3.0, [8, 12, 20], after="t2", draws=300)
    figure = power_curve(found, unit="contacten")
    assert figure.data[0].name == "simulation"
    words = texts_of(figure)
    assert "3 contacten" in words
    assert "300 onderzoeken" in words


def test_the_curve_starts_counting_where_power_never_falls_below_again():
    """Simulated power may dip: 80 % at 10 and 14, but not at 12, is enough from 14 on."""
    table = pd.DataFrame({"n": [8, 10, 12, 14, 16], "power": [0.7, 0.81, 0.79, 0.82, 0.9]})
    assert "with 14 or more" in texts_of(power_curve(table, lang="en"))


def test_a_label_of_the_study_is_no_markup():
    figure = power_curve({"<b>one": curve(), "two & three": curve(effect=1.0)}, lang="en")
    assert "<b>&lt;b&gt;one</b>" in {a.text for a in figure.layout.annotations}


@pytest.mark.parametrize("width", [390, 860])
def test_long_names_leave_room_for_the_curves(width):
    long = "deelnemers van het leernetwerk in de regio Kempen"
    figure = power_curve({long: curve(), "kort": curve(groups=2)}, width=width)
    left, right = figure.layout.xaxis.domain
    assert (right - left) * (width - 48) > 0.4 * width
    assert long in texts_of(figure)  # in full in the sentence above


def test_a_picture_needs_curves():
    for wrong, words in (
        ({}, "0 curves"),
        (pd.DataFrame({"n": [1, 2]}), "no power"),
        (curve(n=[12]), "fewer than two"),
    ):
        with pytest.raises(InputError, match=words):
            power_curve(wrong)


def test_what_a_study_did_to_one_group_is_no_spread():
    """Pools within groups: the same number of new alters added to everybody of a group leaves their spread."""
    for after in ("t2", None):
        without, effect = (
            power_simulated(
                simulate(400, comparison=400, size=20, new=new, seed=4).networks,
                "size",
                "t1",
                1,
                12,
                after=after,
                draws=100,
            ).iloc[0]
            for new in (0, 10)
        )
        assert without["groups_drawn_from"] == effect["groups_drawn_from"] == 2
        # ten more new alters, Poisson, add 10 to the variance of half of the people; a mean of 10 apart would add 25
        more = {"t2": 10 / 2, None: 0}[after]
        assert effect["sd"] ** 2 == pytest.approx(without["sd"] ** 2 + more, rel=0.15)


def test_the_spread_within_groups_is_over_egos_minus_groups():
    networks = simulate(7, comparison=5, new=6, seed=2).networks
    table = measure(networks)["size"].unstack("wave").dropna()
    change = table["t2"] - table["t1"]
    squares = [((c - c.mean()) ** 2).sum() for c in (change[change.index.str[0] == g] for g in "PC")]
    found = power_simulated(networks, "size", "t1", 1, 12, after="t2", draws=100)["sd"].item()
    assert found == pytest.approx(np.sqrt(sum(squares) / (12 - 2)))
    first = [((c - c.mean()) ** 2).sum() for c in (table["t1"][table.index.str[0] == g] for g in "PC")]
    found = power_simulated(networks, "size", "t1", 1, 12, correlation=0.6, draws=100)["sd"].item()
    assert found == pytest.approx(np.sqrt(2 * 0.4 * sum(first) / (12 - 2)))


def test_five_people_in_three_waves_show_nothing_in_the_simulation_either(pilot):
    """As `waves_model` calls nothing of five people clear: 2/2⁵ = .0625."""
    assert power_simulated(pilot, "size", "t1", 50, 5, after=["t2", "t3"], draws=100)["power"].item() == 0
    assert power_simulated(pilot, "size", "t1", 50, 6, after=["t2", "t3"], draws=100)["power"].item() == 1
