"""The statistics of the change in every measure, of one group or against a comparison group."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from netlab.changes import change, groups
from netlab.measures import measure, measures_of
from netlab.networks import EgoNetworks
from netlab.problems import InputError, suggestion
from netlab.statistics.inference import (
    DRAWS,
    LEVEL,
    SEED,
    _sd,
    adjusted,
    bootstrap_t,
    d_z,
    detectable,
    detectable_difference,
    g_av,
    known,
    label_permutation,
    leave_one_out,
    rank_biserial,
    sign_flip,
    smallest_p,
    t_interval,
    welch_interval,
    wilcoxon,
)

# how many alters have an answer: how well something was measured, not something that could change
COUNTS_OF_ANSWERS = ("valid_of", "missing_of")


def _one_group(before: np.ndarray, after: np.ndarray, level: float, draws: int, seed: int) -> dict[str, float]:
    """The statistics of the changes of one group; unknown pairs are already gone."""
    changes = known(after - before)
    n = len(changes)
    row: dict[str, float] = {"n": n}
    for name, values in (("before", before), ("after", after)):
        row |= {f"{name}_mean": values.mean() if n else np.nan, f"{name}_median": np.median(values) if n else np.nan}
    row |= {
        "change_mean": changes.mean() if n else np.nan,
        "change_sd": _sd(changes),
        "change_median": np.median(changes) if n else np.nan,
        "change_min": changes.min() if n else np.nan,
        "change_max": changes.max() if n else np.nan,
    }
    row["t_low"], row["t_high"] = t_interval(changes, level)
    row["boot_low"], row["boot_high"] = bootstrap_t(changes, level, draws, seed)
    row |= {
        "p_flip": sign_flip(changes, draws, seed),
        "p_wilcoxon": wilcoxon(changes),
        "rank_biserial": rank_biserial(changes),
        "g_av": g_av(before, after),
        "d_z": d_z(changes),
    }
    row["leave_one_out_low"], row["leave_one_out_high"] = leave_one_out(changes)
    return row | {"detectable": detectable(n, level), "smallest_p": smallest_p(n)}


def _difference(changes: np.ndarray, other: np.ndarray, level: float, draws: int, seed: int) -> dict[str, float]:
    """The statistics of the difference between two groups."""
    mean = other.mean() if len(other) else np.nan
    row = {
        "n_comparison": len(other),
        "comparison_change_mean": mean,
        "difference": (changes.mean() if len(changes) else np.nan) - mean,
    }
    row["difference_low"], row["difference_high"] = welch_interval(changes, other, level)
    row["p_difference"] = label_permutation(changes, other, draws, seed)
    return row | {"detectable_difference": detectable_difference(len(changes), len(other), level)}


def studied_and_compared(networks: EgoNetworks, group: str, comparison: str | None = None) -> tuple[pd.Index, pd.Index]:
    """The egos of the group that is studied and those of the comparison group.

    Raises
    ------
    InputError
        For a column that is not there or not constant per ego, and where no value of it is the comparison group.
    """
    declared = networks.codebook.group
    of = groups(networks, group)
    if comparison is None and declared is not None and declared.column == group:
        comparison = declared.comparison
    values = [str(v) for v in of.dropna().unique()]
    if comparison is None:
        raise InputError(
            f"which value of {group!r} is the comparison group is not known: name it with `comparison` under [group] "
            f"in study.toml, or with comparison=…. {suggestion('', values)}"
        )
    same = (of.astype("str") == comparison).to_numpy() & of.notna().to_numpy()
    if not same.any():
        raise InputError(f"no ego has {comparison!r} in {group!r}. {suggestion(comparison, values)}")
    return of.index[of.notna().to_numpy() & ~same], of.index[same]


def compare(
    networks: EgoNetworks,
    before: str,
    after: str,
    group: str | None = None,
    measures: Iterable[str] | None = None,
    level: float = LEVEL,
    draws: int = DRAWS,
    seed: int = SEED,
    comparison: str | None = None,
) -> pd.DataFrame:
    """The statistics of the change in each measure, after - before, over the egos that have it in both waves.

    Parameters
    ----------
    before, after : str
        The two waves.
    group : str, optional
        A column of egos, constant per ego: the change of one group against that of the comparison group, which the
        codebook names. With more than two values everyone who is not in the comparison group is one group. An ego
        without a value is in neither.
    measures : names, optional
        Columns of `measure`; by default all but the numbers of answers (`valid_…`, `missing_…`).
    level : float
        Of the intervals.
    draws, seed : int
        For what is drawn; a row does not depend on which other measures are asked for.
    comparison : str, optional
        The value of the comparison group, for a column that the codebook does not declare.

    Returns
    -------
    DataFrame
        Index measure. n (egos with a change), missing (egos of the group without one); before_ and after_mean and
        _median; change_mean, _sd, _median, _min, _max; t_low, t_high; boot_low, boot_high (`bootstrap_t`, the interval
        to print); p_flip (`sign_flip`), p_wilcoxon; rank_biserial, g_av, d_z; leave_one_out_low, _high; detectable
        (smallest d_z with 80 % power), smallest_p; family (`primary`: declared beforehand in the codebook; or
        `exploratory`), family_size, p_adjusted (Holm within the primary family, Benjamini-Hochberg within the other; of
        p_flip, or of p_difference when there is a group).

        With `group` all of this is about the group that is not the comparison, and there is also n_comparison,
        comparison_change_mean, difference (in differences), difference_low and _high (`welch_interval`), p_difference
        (`label_permutation`) and detectable_difference.

    Notes
    -----
    All changes equal, or fewer than two: the mean change, and NaN for intervals and effect sizes. Only values known in
    both waves count, and `missing` says how many are not there: an ego without a second wave is not an ego without
    change.

    Raises
    ------
    InputError
        For an unknown wave, measure or group, a group that is not constant per ego, or a comparison group that is not
        declared or empty.
    """
    for wave in (before, after):
        networks.has(wave)
    table = measure(networks.of(waves=[before, after]))
    if measures is None:
        measures = [m.column for m in measures_of(networks) if m.text not in COUNTS_OF_ANSWERS]
    wanted = list(dict.fromkeys(measures))
    declared = networks.codebook.primary
    unknown = [
        f"{m!r} is not a measure of this study{where}. {suggestion(m, table.columns)}"
        for where, some in (("", wanted), (" (primary in study.toml)", declared))
        for m in some
        if m not in table
    ]
    if unknown:
        raise InputError(unknown)
    egos = pd.Index(networks.egos["ego"].unique(), name="ego")
    studied, compared = (egos, None) if group is None else studied_and_compared(networks, group, comparison)
    computed = list(dict.fromkeys([*wanted, *declared]))  # p is corrected for the whole declared family
    long = change(table[computed], before, after)
    sides = {
        side: long.pivot(index="ego", columns="measure", values=side).reindex(egos) for side in ("before", "after")
    }
    rows = {}
    for name in computed:
        first, second = (sides[side][name] for side in ("before", "after"))
        valid = (second - first).notna()
        here = valid & valid.index.isin(studied)
        row = _one_group(first[here].to_numpy(), second[here].to_numpy(), level, draws, seed)
        row["missing"] = len(studied) - row["n"]
        if compared is not None:
            there = valid & valid.index.isin(compared)
            changes, other = (known((second - first)[which]) for which in (here, there))
            row |= _difference(changes, other, level, draws, seed)
        rows[name] = row
    result = pd.DataFrame.from_dict(rows, orient="index").rename_axis("measure")
    return _in_families(result, declared, "p_flip" if group is None else "p_difference").loc[wanted]


def _in_families(result: pd.DataFrame, primary: tuple[str, ...], p: str) -> pd.DataFrame:
    """The rows with their family, how many p-values it has, and the adjusted p."""
    declared = result.index.isin(primary)
    family = pd.Series(np.where(declared, "primary", "exploratory"), index=result.index, dtype="str")
    size = result[p].notna().groupby(family).transform("sum").astype("int64")
    new = pd.concat([adjusted(result[p][declared], "holm"), adjusted(result[p][~declared], "bh")])
    counts = [c for c in ("n", "missing", "n_comparison") if c in result]
    result = result.astype(dict.fromkeys(counts, "int64")).assign(
        family=family, family_size=size, p_adjusted=new.reindex(result.index)
    )
    first = ["n", "missing"]
    last = ["n_comparison", "comparison_change_mean", "difference", "difference_low", "difference_high", "p_difference"]
    last = [c for c in [*last, "detectable_difference"] if c in result]
    return result[[*first, *(c for c in result if c not in (*first, *last)), *last]]
