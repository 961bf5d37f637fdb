"""One row of the table of `compare`: what the changes of one group say, and the difference between two groups."""

from __future__ import annotations

from typing import Any

import numpy as np

from netlab.statistics.covariance import ancova
from netlab.statistics.effects import d_z, g_av, leave_one_out, rank_biserial
from netlab.statistics.exact import label_permutation, sign_flip, smallest_p, smallest_p_of_groups, wilcoxon
from netlab.statistics.inference import bootstrap_t, known, spread_of, t_interval, welch_interval
from netlab.statistics.intervals import hodges_lehmann, interval, no_interval


def of_one_group(
    before: np.ndarray, after: np.ndarray, method: str, level: float, draws: int, seed: int
) -> dict[str, Any]:
    """The statistics of the changes of one group; unknown pairs are already gone."""
    changes = known(after - before)
    n = len(changes)
    row: dict[str, Any] = {"n": n}
    for name, values in (("before", before), ("after", after)):
        row |= {f"{name}_mean": values.mean() if n else np.nan, f"{name}_median": np.median(values) if n else np.nan}
    row |= {
        "change_mean": changes.mean() if n else np.nan,
        "change_sd": spread_of(changes),
        "change_median": np.median(changes) if n else np.nan,
        "change_min": changes.min() if n else np.nan,
        "change_max": changes.max() if n else np.nan,
    }
    row["t_low"], row["t_high"] = t_interval(changes, level)
    row["boot_low"], row["boot_high"] = boot = bootstrap_t(changes, level, draws, seed)
    headline = boot if method == "bootstrap_t" else interval(changes, method, level, draws, seed)
    row["low"], row["high"] = headline
    row |= {"interval": method, "no_interval": no_interval(changes, headline)}
    row["hodges_lehmann"], row["hl_low"], row["hl_high"] = hodges_lehmann(changes, level)
    row |= {
        "p_flip": sign_flip(changes, draws, seed),
        "p_wilcoxon": wilcoxon(changes),
        "rank_biserial": rank_biserial(changes),
        "g_av": g_av(before, after),
        "d_z": d_z(changes),
    }
    row["leave_one_out_low"], row["leave_one_out_high"] = leave_one_out(changes)
    return row | {"detectable": np.nan, "smallest_p": smallest_p(n)}  # the former in `_detectable`


def of_difference(
    studied: tuple[np.ndarray, np.ndarray], other: tuple[np.ndarray, np.ndarray], level: float, draws: int, seed: int
) -> dict[str, Any]:
    """The statistics of the difference between two groups, each with its values before and after."""
    changes, others = (known(after - before) for before, after in (studied, other))
    mean = others.mean() if len(others) else np.nan
    row: dict[str, Any] = {
        "n_comparison": len(others),
        "comparison_change_mean": mean,
        "difference": (changes.mean() if len(changes) else np.nan) - mean,
        "difference_sd": _pooled(changes, others),
    }
    row["difference_low"], row["difference_high"] = welch_interval(changes, others, level)
    row["p_difference"] = label_permutation(changes, others, draws, seed)
    least = row["smallest_p_difference"] = smallest_p_of_groups(len(changes), len(others))
    found = ancova(*studied, *other, level=level)
    row |= {"ancova": found.difference, "ancova_low": found.low, "ancova_high": found.high}
    row["p_ancova"] = np.maximum(found.p, least)  # t has no least p; the permutation of so few has
    return row | {"ancova_freedom": found.freedom, "ancova_reason": found.reason}


def _pooled(changes: np.ndarray, others: np.ndarray) -> float:
    """The standard deviation of the changes within both groups together; NaN without two people in one of them."""
    freedom = [max(len(d) - 1, 0) for d in (changes, others)]
    squares = sum(f * spread_of(d) ** 2 for f, d in zip(freedom, (changes, others), strict=True) if f)
    return float(np.sqrt(squares / sum(freedom))) if sum(freedom) else np.nan
