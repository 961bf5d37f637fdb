"""The rows that a plot draws from the tables of `change` and `compare`, and the interval of a mean change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from netlab.codebook import Codebook
from netlab.figures.panels import needs
from netlab.figures.wording import Set
from netlab.problems import InputError, suggestion
from netlab.statistics import bootstrap_t, is_clear, sign_flip
from netlab.statistics.comparing import PRINTED

Statistics: TypeAlias = pd.DataFrame | Mapping[str, pd.DataFrame]
Ends: TypeAlias = tuple[float, float]


class Contrast(NamedTuple):
    """How far apart two groups are, with the interval and p of that; which of the two ways it is, and if it is clear.

    `clear` is said of the one to print only.
    """

    value: float
    low: float
    high: float
    p: float
    which: str
    clear: bool


def contrast_of(row: pd.Series, which: str = "") -> Contrast:
    """The difference between the groups in a row of `compare`: the one to print, or `did` or `ancova`."""
    first = str(row.get("contrast", "did"))
    which = which or first
    value, low, high, p = (float(row.get(column, np.nan)) for column in PRINTED[which])
    return Contrast(value, low, high, p, which, which == first and bool(row.get("clear_difference", False)))


def about(changes: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The rows of one measure from the long table of `change`, by ego; InputError when it is not there."""
    needs(changes, ("ego", "measure", "before", "after", "change", "reason"), "netlab.change")
    known = changes["measure"].astype(str)
    if not (known == measure).any():
        raise InputError(f"there is no measure {measure!r} in the changes. {suggestion(measure, known.unique())}")
    return changes[(known == measure).to_numpy()].set_index("ego")


def measures_of(statistics: Statistics) -> list[str]:
    """The measures that the table of `compare` (the first, of several) has a row for, in its order."""
    table = next(iter(statistics.values()), None) if isinstance(statistics, Mapping) else statistics
    if table is None or len(table) == 0:
        raise InputError("there are no statistics to show. Give the table of netlab.compare, or one per group.")
    return [str(m) for m in (table["measure"] if "measure" in table.columns else table.index)]


def interval(
    statistics: Statistics | None, measure: str, of: Set, codebook: Codebook, changes: pd.Series, level: float
) -> Ends | None:
    """The bootstrap-t interval of the mean change of one set of egos; NaN where there is none.

    A mapping has a table of `compare` per group. A single table is about everyone or, when it compares groups, about
    the group that is not the comparison. A group without a table of its own gets its interval from `bootstrap_t`, as
    `compare` would. None without statistics.

    Raises
    ------
    InputError
        When the statistics are about another number of egos than the plot shows: then they are not about these people.
    """
    if statistics is None:
        return None
    row = _own_row(statistics, measure, of, codebook, len(changes))
    return bootstrap_t(changes, level) if row is None else (float(row["boot_low"]), float(row["boot_high"]))


def clear(statistics: Statistics, measure: str, of: Set, codebook: Codebook, changes: pd.Series, level: float) -> bool:
    """Whether the mean change of one set of egos is clear, as `compare` says or would say: `is_clear`."""
    row = _own_row(statistics, measure, of, codebook, len(changes))
    if row is not None and "clear" in row:
        return bool(row["clear"])
    ends = interval(statistics, measure, of, codebook, changes, level) or (np.nan, np.nan)
    return is_clear(*ends, sign_flip(changes), level)


def _own_row(statistics: Statistics, measure: str, of: Set, codebook: Codebook, n: int) -> pd.Series | None:
    """The row of the statistics that is about these egos; None where there is none."""
    column = "n"
    if isinstance(statistics, Mapping):
        table = statistics.get(of.value) if of.value is not None else None
        if not of.label:
            table = next(iter(statistics.values()), None)
    else:
        comparison = codebook.group is not None and of.value is not None and of.value == codebook.group.comparison
        column = "n_comparison" if comparison else "n"
        table = statistics if not of.label or of.value is not None else None
    if table is None or column not in table.columns:
        return None
    row = _row(table, measure)
    if int(row[column]) != n:
        whose = f" of group {of.value!r}" if of.value else ""
        raise InputError(
            f"the statistics of {measure!r} are about {int(row[column])} egos{whose}, the plot shows {n}. "
            "Make both from the same networks; with more than two groups give a table per group (a dict)."
        )
    return None if column == "n_comparison" else row


def _row(table: pd.DataFrame, measure: str) -> pd.Series:
    by = table.set_index("measure") if "measure" in table.columns else table
    if measure not in by.index:
        raise InputError(f"the statistics have no row for {measure!r}. {suggestion(measure, map(str, by.index))}")
    return by.loc[measure]


def drawn(ends: Ends | None) -> bool:
    """Whether there is an interval to draw."""
    return ends is not None and bool(np.isfinite(ends).all())


def group_difference(statistics: Statistics, measure: str) -> Contrast | None:
    """The difference between the groups for a measure, as the statistics print it; None where groups are not compared.

    Its number is NaN where the design asks for an analysis of covariance and there is none.
    """
    for table in statistics.values() if isinstance(statistics, Mapping) else [statistics]:
        by = table.set_index("measure") if "measure" in table.columns else table
        if "difference" in by.columns and measure in by.index and pd.notna(by.loc[measure, "difference"]):
            return contrast_of(by.loc[measure])
    return None
