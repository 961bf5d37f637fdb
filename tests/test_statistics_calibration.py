"""The interval of the difference between two groups keeps its promise, or is warned about: the benchmark, reduced."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import pytest

from netlab.statistics import difference_warning
from netlab.texts import LANGUAGES, has

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "statistics.md"
sys.path.append(str(ROOT / "benchmarks"))
import calibration  # noqa: E402
import calibration_groups  # noqa: E402

STUDIES = 2_000
ERROR = np.sqrt(0.05 * 0.95 / STUDIES)  # the standard error of a share of .95
KEEPING = ("normal", "normal, first group spreads twice as much", "count")
FAR = "60 % zeros, else exponential, second 80 % zeros"
EIGHT = [1, 2, 3, 4, 5, 6, 7, 8]
ZEROS = [0, 0, 0, 0, 1, 2, 3, 4]
TAIL = [1, 2, 3, 2, 1, 2, 3, 40]


@pytest.mark.slow
@pytest.mark.parametrize("kind", KEEPING)
@pytest.mark.parametrize(("n", "m"), [(6, 6), (6, 12), (12, 12)])
def test_welchs_interval_covers_what_it_promises_of_changes_without_a_tail(kind, n, m):
    """Also where one group spreads twice as much: that is what it is for. Bounds of .93 and .97, two errors wider."""
    hit, warned = calibration_groups.of_studies(kind, n, m, STUDIES)
    assert 0.93 - 2 * ERROR <= np.nan_to_num(hit).mean() <= 0.97 + 2 * ERROR
    assert warned.mean() < 0.1


@pytest.mark.slow
def test_where_it_falls_short_most_studies_are_warned_of_it():
    """That the measuring can fail: skewed changes in the smaller group, hardly any change in the other."""
    hit, warned = calibration_groups.of_studies(FAR, 6, 12, STUDIES)
    assert np.nan_to_num(hit).mean() < 0.9
    assert warned.mean() > 0.9


@pytest.mark.slow
def test_two_long_tails_alike_cancel():
    hit, _ = calibration_groups.of_studies("exponential, both groups", 12, 12, STUDIES)
    assert np.nan_to_num(hit).mean() > 0.95 - 2 * ERROR


# ------------------------------------------------------------------ the page with the tables
def printed() -> tuple[list[list[str]], list[list[str]]]:
    """The rows of the two tables of the page about differences between groups."""
    part = PAGE.read_text(encoding="utf-8").split("<!-- calibration: differences -->")[1].split("<!-- end")[0]
    tables = [t for t in re.split(r"\n\n+", part) if t.strip()]
    assert len(tables) == 2
    first, second = ([[c.strip() for c in row.strip("|").split("|")] for row in t.strip().splitlines()] for t in tables)
    return first, second


def test_the_page_prints_every_cell_and_keeps_what_it_says_of_them():
    rows, warned = printed()
    sizes = [tuple(int(v) for v in cell.split(" and ")) for cell in rows[0][2:]]
    assert sizes == list(calibration_groups.SIZES)
    found = {row[0]: [float(v) for v in row[2:]] for row in rows[2:] if row[1] == "Welch"}
    assert set(found) == set(calibration_groups.PAIRS)
    for kind in KEEPING:
        assert all(0.94 <= v <= 0.96 for v in found[kind]), kind
    share = {row[0]: float(row[2]) for row in warned[2:] if row[0]}
    for kind, covered in found.items():  # where a cell falls to .90 the form is in sight, or it is a tail
        assert min(covered) >= 0.90 or share[kind] > 0.2, kind


@pytest.mark.slow
def test_the_page_is_of_this_code():
    """One cell again, with all its studies: the printed share to three decimals."""
    row = next(r for r in printed()[0] if r[0] == FAR)
    hit, _ = calibration_groups.of_studies(FAR, 6, 6)
    assert row[2] == calibration.written(np.nan_to_num(hit).mean())


# ------------------------------------------------------------------ the warning
@pytest.mark.parametrize(
    ("changes", "other", "key"),
    [
        (EIGHT, EIGHT, None),
        (EIGHT, [1, 2, 3, 4, 5], "few_people"),
        (EIGHT, [1, 2, 3, 4, 5, np.nan], "few_people"),  # an unknown change is no change
        ([1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1], None),  # six in a group were measured
        (EIGHT, ZEROS, "many_zeros"),
        (EIGHT, [0, 0, 0, 0, 0, 0], "all_equal"),
        (EIGHT, [2, 2, 2, 2, 2, 2], "all_equal"),
        (EIGHT, TAIL, "long_tail"),
        (ZEROS, TAIL, "many_zeros"),  # the first that applies
        ([0] * 6, [0] * 6, None),  # no interval, so nothing to say of it
        ([1, 2, 3], [4], None),
        ([], [], None),
    ],
)
def test_a_warning_names_what_either_group_looks_like(changes, other, key):
    said = key and f"calibration.difference.{key}"
    assert difference_warning(changes, other) == difference_warning(other, changes) == said


def test_every_warning_of_a_difference_has_its_words_in_both_languages():
    for key in ("few_people", "all_equal", "many_zeros", "long_tail"):
        assert all(has(f"calibration.difference.{key}", lang) for lang in LANGUAGES)
