"""How the readings of a doubt become a range, and how counts of egos become one row for all or for each group."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from netlab.networks import EgoNetworks
from netlab.problems import InputError, expect, suggestion

ALL = "all"
# How many different sums over egos are kept before some are left out.
TOTALS = 1000


def not_the_same(before: str, after: str, waves: Iterable[str]) -> None:
    """InputError for one wave twice: the change would be 0 for everybody, and say nothing."""
    if before == after:
        raise InputError(
            f"before and after are both {before!r}: a change needs two waves. {suggestion('', map(str, waves))}"
        )


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
    expect("networks", networks, "nl.changes.groups({}, column)")
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


def ranged(readings: pd.DataFrame, open_ended: pd.Series | None = None) -> pd.DataFrame:
    """Each column with its `_min` and `_max` over all readings of a doubt.

    Parameters
    ----------
    readings : DataFrame
        One row per ego or group and reading; an index without repeats is a table without doubt.
    open_ended : Series of bool, optional
        Per ego or group whether there are more readings than were counted.

    Returns
    -------
    DataFrame
        One row per ego or group. Where all readings are equal the plain column has the value; else it is NaN, as it is
        for `open_ended`. Where one reading has no value there is no range.
    """
    low = high = plain = readings
    if not readings.index.is_unique:
        number = readings.groupby(level=0, sort=False)
        known = number.count().eq(number.size(), axis=0)
        low, high = number.min().where(known), number.max().where(known)
        plain = low.where(np.isclose(low, high, rtol=1e-12, atol=1e-12))
    if open_ended is not None:
        plain = plain.where(~open_ended.reindex(plain.index).to_numpy(dtype=bool)[:, None] & plain.notna())
    return pd.concat([plain, low.add_suffix("_min"), high.add_suffix("_max")], axis=1)


def _thinned(sums: np.ndarray) -> np.ndarray:
    """At most TOTALS of the sums: the first, those at either end of every column, and others evenly spread."""
    ends = np.concatenate([[0], sums.argmin(axis=0), sums.argmax(axis=0)])
    spread = np.linspace(0, len(sums) - 1, TOTALS - len(ends)).astype(int)
    return sums[np.unique(np.concatenate([ends, spread]))]


def totals(
    readings: pd.DataFrame, open_ended: pd.Series, by: pd.Series | None
) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    """Every sum over egos that their readings allow, whatever the one ego's says of the other's.

    With more than TOTALS different sums in a group some are left out, never one at the end of the range of a column.

    Returns
    -------
    tuple
        The sums (a row per group and sum), per group how many egos are in it, and whether sums or readings are left
        out.
    """
    again = readings.index.duplicated()
    first = readings[~again]
    base = summed(first, by)
    egos = base.pop("egos")
    left_out = pd.Series(False, index=base.index)
    if not again.any():
        return base, egos, left_out
    group = pd.Series(ALL, index=first.index, dtype=object) if by is None else by.reindex(first.index)
    doubtful = readings[readings.index.isin(readings.index[again])]
    reached = {name: np.zeros((1, readings.shape[1])) for name in base.index}
    for ego, rows in doubtful.groupby(level=0, sort=True):
        name = group[ego]
        if pd.isna(name) or rows.iloc[:, 0].isna().any():
            continue
        more = np.unique(rows.to_numpy() - first.loc[ego].to_numpy(), axis=0)
        sums = (reached[name][:, None] + more[None]).reshape(-1, readings.shape[1])
        sums = np.unique(np.round(sums, 9), axis=0)
        left_out[name] |= bool(open_ended[ego]) or len(sums) > TOTALS
        reached[name] = _thinned(sums) if len(sums) > TOTALS else sums
    number = [len(reached[name]) for name in base.index]
    long = base.loc[base.index.repeat(number)]
    return long + np.concatenate([reached[name] for name in base.index]), egos, left_out


def pooled_rates(
    networks: EgoNetworks,
    readings: pd.DataFrame,
    open_ended: pd.Series,
    rates: Callable[[pd.DataFrame], pd.DataFrame],
    group: str | None,
) -> pd.DataFrame:
    """One row for all egos or one per group: how many egos are in it, and the ranges of the rates of their sums.

    Parameters
    ----------
    networks : EgoNetworks
    readings : DataFrame
        One row of counts per ego and reading.
    open_ended : Series of bool
        Per ego whether it has more readings than were counted.
    rates : callable
        Counts to counts and the rates that follow from them.
    group : str or None
        A column of egos, constant per ego; None for one row that is called `all`.
    """
    sums, egos, left_out = totals(readings, open_ended, None if group is None else groups(networks, group))
    result = ranged(rates(sums), left_out)
    result.insert(0, "egos", egos)
    return result


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
