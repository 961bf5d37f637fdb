"""Intervals and tests keep their promises over many simulated studies: the benchmark, reduced, with the same seeds."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from netlab.changes import turnover
from netlab.simulation import simulate
from netlab.statistics import waves_model
from netlab.statistics.calibration import calibration_warning, skewness
from netlab.statistics.staying import retention
from netlab.texts import has

pytestmark = pytest.mark.slow  # too long for the quick loop

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "statistics.md"
sys.path.append(str(ROOT / "benchmarks"))
import calibration  # noqa: E402
import calibration_models  # noqa: E402

STUDIES = 2_000
LEANS = 3  # standard errors that a share of simulated studies may lie off


def error(share, studies):
    """The standard error of a share."""
    return np.sqrt(share * (1 - share) / studies)


CELLS = [(kind, n, 0.93, 0.97) for kind in ("normal", "count") for n in (8, 10, 12, 15, 30)]
CELLS += [("exponential", n, 0.93, 0.97) for n in (10, 12, 15, 30)]
ZEROS = [kind for kind in calibration.CHANGES if kind.startswith("60 % zeros")]
CELLS += [(kind, n, 0.92, 0.98) for kind in ZEROS for n in (12, 15, 30)]


@pytest.mark.parametrize(("kind", "n", "low", "high"), CELLS)
def test_the_headline_interval_covers_what_it_promises(kind, n, low, high):
    """Samples without an interval are misses; the bounds are two standard errors of 2,000 studies wider."""
    share = np.nan_to_num(calibration.covered(kind, n, STUDIES, draws=999)).mean()
    assert low - 2 * error(low, STUDIES) <= share <= high + 2 * error(high, STUDIES)


def test_students_interval_would_not_do_for_skewed_changes():
    """That the measuring can fail. Another simulation of 2,000 studies had .902 for skewed changes of ten people."""
    assert calibration.student("exponential", 10, STUDIES) == pytest.approx(0.902, abs=3 * error(0.9, STUDIES))


@pytest.mark.parametrize("n", [8, 12])
def test_exact_tests_of_one_group_find_nothing_where_there_is_nothing(n):
    """At most .05, whatever the form of the changes: that is what exact means."""
    for kind, found in calibration.one_group(calibration.EXCHANGEABLE, n, 1_000).items():
        for test in ("sign-flip", "Wilcoxon"):
            assert found[test] <= 0.05 + LEANS * error(0.05, 1_000), (kind, test)
            assert "zeros" in kind or found[test] > 0.02, (kind, test)  # of three who changed p is .25 at least
        assert found["clear: both"] <= min(found["sign-flip"], found["bootstrap-t interval without 0"]) + 1e-12


@pytest.mark.parametrize(("n", "m"), [(8, 8), (12, 6)])
def test_tests_of_two_groups_find_nothing_where_there_is_nothing(n, m):
    for kind in ("normal", "60 % zeros"):
        for test, found in calibration.two_groups(kind, n, m, 500).items():
            assert 0.005 < found <= 0.06 + LEANS * error(0.06, 500), (kind, test)


def test_changes_that_have_nothing_to_do_with_each_other_do_not_correlate():
    assert 0.01 < calibration.together(10, 400) <= 0.05 + LEANS * error(0.05, 400)


@pytest.mark.parametrize("n", calibration_models.PEOPLE)
def test_the_mixed_model_finds_no_change_where_there_is_none(n):
    """Where waves are as a random intercept has them, and where each hangs on the one before."""
    for values in (calibration_models.as_modelled(n), calibration_models.as_neighbours(n)):
        found = calibration.significant(calibration_models.p_of_rows(values))
        assert 0.02 < found <= 0.06 + LEANS * error(0.06, calibration_models.WAVES)


def test_the_model_finds_no_change_in_networks_where_there_is_none():
    """Their sizes over three waves: a t test that takes all waves to be equally alike finds some in one of ten."""
    values = calibration_models.sizes(8, 500)
    assert calibration.significant(calibration_models.p_of_rows(values)) <= 0.06 + LEANS * error(0.06, 500)
    assert calibration.significant(calibration_models.p_of_rows(values, error="model")) > 0.07


def test_the_model_finds_no_change_where_people_miss_waves():
    p = calibration_models.p_with_gaps(calibration_models.as_neighbours(10, 3, 0.6, 150), 10)
    found = calibration.significant(p)
    assert found <= 0.06 + LEANS * error(0.06, 150)


def test_what_the_benchmark_computes_is_what_the_model_gives():
    """Sizes of simulated networks without gaps, study by study, with either error; p from the analysis of variance."""
    for seed in (1, 2, 3):
        networks = simulate(7, waves=3, knows=0.0, seed=seed).networks
        values = networks.at.n.reshape(1, 7, 3) * 1.0
        for kind in ("robust", "model"):
            p = waves_model(networks, ["size"], error=kind)["p_change"].to_numpy()
            counted = [calibration_models.p_of_rows(values, wave, kind)[0] for wave in (1, 2)]
            assert counted == pytest.approx(p[1:].tolist(), rel=1e-3, nan_ok=True)
    some, other = calibration_models.as_modelled(6, studies=2), calibration_models.as_modelled(5, studies=2)
    oracle = [stats.ttest_ind(a, b, equal_var=False).pvalue
              for a, b in zip(*(v[:, :, 2] - v[:, :, 0] for v in (some, other)), strict=True)]  # fmt: skip
    assert calibration_models.p_between_groups(some, other).tolist() == pytest.approx(oracle)


@pytest.mark.parametrize("egos", [12, 24])
def test_no_group_keeps_more_alters_where_none_does(egos):
    """A plain logistic model, which takes alters for so many separate people, finds something in about .19."""
    for p in calibration_models.kept_by_group(egos, 400):
        assert 0.01 < calibration.significant(p) <= 0.06 + LEANS * error(0.06, 400)


def test_what_the_benchmark_fits_is_the_model_that_netlab_offers():
    """Alters of an ego counted together or one by one: the same p, and the same test of the shares per ego."""
    networks = simulate(6, comparison=6, size=10, kept=0.7, kept_sd=0.8, knows=0.0, seed=5).networks
    row = retention(networks, "t1", "t2", ["group"], draws=999).iloc[0]
    counted = turnover(networks, "t1", "t2")[["kept", "lost"]].to_numpy(dtype="float64")
    p, shares = calibration_models.kept_p(counted[:, 0], counted[:, 1], np.arange(12) < 6)
    assert p == pytest.approx(row["p"], abs=1e-4)
    assert shares == pytest.approx(row["ego_level_p"], abs=1e-9)


# ------------------------------------------------------------------ the page with the tables
def printed(part: str) -> list[list[str]]:
    """The rows of the tables of one part of the page."""
    text = PAGE.read_text(encoding="utf-8").split(f"<!-- calibration: {part} -->")[1].split("<!-- end")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]


def test_the_page_prints_coverage_within_what_is_aimed_at():
    head, _, *rows = printed("coverage")
    people = [int(re.sub(r"\D", "", cell)) for cell in head[2:]]
    found = {
        (row[0], n): float(cell)
        for row in rows
        if row[1] == "bootstrap-t"
        for n, cell in zip(people, row[2:], strict=True)
    }
    assert {kind for kind, _ in found} == set(calibration.CHANGES)
    wrong = {(kind, n): found[kind, n] for kind, n, low, high in CELLS if not low <= found[kind, n] <= high}
    assert wrong == {}


def test_the_page_is_of_this_code():
    """One cell again, with all its studies: the printed share to three decimals."""
    row = next(r for r in printed("coverage") if r[0] == ZEROS[0])
    assert row[2] == calibration.written(np.nan_to_num(calibration.covered(ZEROS[0], 8)).mean())


def test_the_page_prints_false_positives_of_default_tests_of_at_most_six_in_a_hundred():
    default = ("sign-flip", "Wilcoxon", "label permutation", "Welch", "ANCOVA", "clear", "Spearman")
    default += ("group effect on who stays", *calibration_models.MIXED)
    default = tuple(name for name in default if not name.startswith("the model's own error"))
    checked = 0
    for row in printed("tests") + printed("groups") + printed("models"):
        numbers = [float(cell) for cell in row if re.fullmatch(r"\d?\.\d{3}", cell)]
        leaning = row[0] in calibration.LEANING and "label" not in row[1]  # a mean of 0 is not "no effect"
        leaning |= "spreads twice" in row[0] and row[1] != "Welch"  # the groups do differ
        if numbers and not leaning and any(cell.startswith(default) for cell in row[:2]):
            assert max(numbers) <= 0.06, row
            checked += 1
    assert checked > 30


def test_the_page_prints_that_the_effect_of_the_power_table_is_found_in_eighty_of_a_hundred_studies():
    found = [row for row in printed("models") if row[0] in calibration_models.FOUND]
    assert len(found) == 2
    for row in found:
        assert [float(cell) for cell in row[1:]] == pytest.approx([0.8] * 4, abs=0.02)  # three errors of 4,000 studies


def test_the_effect_of_the_power_table_is_found_also_where_egos_hardly_differ():
    """Eight and twelve people, .3 of the variance between egos: the model that gives its changes all the same."""
    for n in (8, 12):
        p = calibration_models.p_with_effect(n, calibration_models.LESS)
        assert calibration.significant(p) == pytest.approx(0.8, abs=0.02)


def test_a_share_is_written_as_papers_do():
    assert [calibration.written(v) for v in (0.9496, 1.0, 0.0)] == [".950", "1.000", ".000"]


def test_tables_stand_between_their_marks():
    page = "a\n<!-- calibration: x -->\nold\n<!-- end: x -->\nb"
    assert calibration.put(page, "x", "new") == "a\n<!-- calibration: x -->\n\nnew\n\n<!-- end: x -->\nb"


# ------------------------------------------------------------------ the warning
@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ([1, 2, 3, 4, 5, 6, 7], "few_people"),
        ([1, 2, 3, 4, 5, 6, 7, np.nan], "few_people"),  # an unknown change is no change
        ([1, 2, 3, 4, 5, 6, 7, 8], None),
        ([0, 0, 0, 0, 1, 2, 3, 4], "many_zeros"),  # half of eight
        ([0, 0, 0, 1, 2, 3, 4, 5], None),
        ([0] * 6 + [1, 2, 3, 4, 5, 6], None),  # half of twelve, but six changed
        ([0] * 8 + [1, -2, 3, 4], "many_zeros"),  # of twelve four changed
        ([0] * 25 + [1, 2, 3, 4, 5], None),
        ([1, 2, 3, 2, 1, 2, 3, 40], "long_tail"),
        ([-1, -2, -3, -2, -1, -2, -3, -40], "long_tail"),
        ([2] * 10, None),  # no interval, so nothing to say of it
        ([], None),
    ],
)
def test_a_warning_names_what_a_sample_looks_like(changes, key):
    assert calibration_warning(changes) == (key and f"calibration.{key}")


def test_every_warning_has_its_words_in_both_languages():
    for key in ("few_people", "many_zeros", "long_tail"):
        assert has(f"calibration.{key}", "nl")
        assert has(f"calibration.{key}", "en")


def test_a_warning_does_not_depend_on_order_or_sign():
    rng = np.random.default_rng(1)
    for n in (8, 12, 20):
        d = rng.lognormal(0, 1, n) * (rng.random(n) < 0.6)
        assert calibration_warning(d) == calibration_warning(-d) == calibration_warning(rng.permutation(d))


def test_skewness_is_that_of_scipy():
    d = np.random.default_rng(2).exponential(size=12)
    assert skewness(d) == pytest.approx(stats.skew(d, bias=False))
    assert np.isnan(skewness([1, 2]))
    assert np.isnan(skewness([1, 1, 1]))
