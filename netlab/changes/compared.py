"""How two ends of a doubt become a range, and how counts of egos become one row for all or for each group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from netlab.networks import EgoNetworks
from netlab.problems import InputError, suggestion

ALL = "all"


def groups(networks: EgoNetworks, column: str) -> pd.Series:
    """The group of every ego: a column of `egos` that says the same in each of its waves.

    Returns
    -------
    Series
        Index ego, every ego of the study; values as the column has them, as objects; NaN for an ego that has none in
        any wave.

    Raises
    ------
    InputError
        When there is no such column, or naming the egos that have two values in it.
    """
    if column not in networks.egos.columns:
        known = [c for c in networks.egos.columns if c not in ("ego", "wave", "file", "line")]
        raise InputError(f"{column!r} is not a column of the egos. {suggestion(column, known)}")
    by = networks.egos[column].astype(object).groupby(networks.egos["ego"], sort=False)
    different = by.nunique()
    if (different > 1).any():
        raise InputError(
            f"{column!r} has more than one value for ego {', '.join(map(str, different.index[different > 1]))}. "
            "A group is one value per ego, the same in every wave: correct the egos table."
        )
    return by.first().rename(column)


def summed(counts: pd.DataFrame, by: pd.Series | None) -> pd.DataFrame:
    """Counts of egos added up: one row, or one per group; `egos` says how many egos are in the sum.

    Parameters
    ----------
    counts : DataFrame
        Index ego; an ego whose first column is NaN is not in the sums.
    by : Series or None
        Index ego, the group; None for one row that is called `all`. An ego without a group is in no sum.
    """
    if by is None:
        by = pd.Series(ALL, index=counts.index, name="group", dtype=object)
    by = by.reindex(counts.index)
    known = counts.iloc[:, 0].notna()
    order = list(pd.unique(by.dropna()))
    egos = known.groupby(by, sort=False).sum().reindex(order)
    total = counts[known].groupby(by[known], sort=False).sum().reindex(order).astype("float64")
    total.insert(0, "egos", egos.astype("int64"))
    return total.rename_axis(by.name or "group")


def ranged(different: pd.DataFrame, same: pd.DataFrame) -> pd.DataFrame:
    """Each column with its `_min` and `_max` over the two ends of a doubt.

    `different` holds the values when unsure links are taken as different persons, `same` when as many of them as
    possible are taken as the same. Where the two are equal the plain column has the value; else it is NaN. Where one
    end has no value there is no range.
    """
    low, high = np.minimum(different, same), np.maximum(different, same)
    sure = np.isclose(different, same, rtol=1e-12, atol=1e-12)
    return pd.concat(
        [different.where(sure), low.add_suffix("_min"), high.add_suffix("_max")],
        axis=1,
    )


def first_reason(index: pd.Index, reasons: Sequence[tuple[np.ndarray, Any]]) -> pd.Series:
    """Per ego the first reason that applies, of pairs (where it does, its name or names); NaN where none does."""
    found = np.select([where for where, _ in reasons], [np.asarray(name, dtype=object) for _, name in reasons], "")
    return pd.Series(found, index=index, name="reason", dtype="str").where(found != "")


def rows_at(networks: EgoNetworks, wave: str) -> np.ndarray:
    """The row of `networks.egos` of every ego in a wave, egos in order of first appearance; -1 for not interviewed."""
    networks.has(wave)
    ego, egos = pd.factorize(networks.egos["ego"])
    here = np.flatnonzero((networks.egos["wave"] == wave).to_numpy())
    rows = np.full(len(egos), -1)
    rows[ego[here]] = here
    return rows
