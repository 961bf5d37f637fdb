"""The change of every measure of every ego between two waves, in one long table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netlab.changes.compared import not_the_same
from netlab.problems import InputError, expect, suggestion


def _checked(table: pd.DataFrame, waves: tuple[str, str]) -> None:
    """Raise for a table that is not one of measures, or does not have the waves."""
    if list(table.index.names) != ["ego", "wave"]:
        raise InputError(
            f"a table of measures has the index (ego, wave); found {tuple(table.index.names)}. "
            "Use set_index(['ego', 'wave']), or the table that measure gives."
        )
    if table.index.has_duplicates:
        double = table.index[table.index.duplicated()][0]
        raise InputError(f"ego {double[0]!r} has more than one row in wave {double[1]!r}: keep one.")
    text = [str(c) for c in table.columns if not pd.api.types.is_numeric_dtype(table[c])]
    if text:
        raise InputError(f"{', '.join(text)}: not numbers, so there is no change to take. Leave these columns out.")
    known = table.index.levels[1] if isinstance(table.index, pd.MultiIndex) else []
    for wave in waves:
        if wave not in known:
            raise InputError(f"wave {wave!r} is not in this table. {suggestion(wave, map(str, known))}")
    not_the_same(*waves, known)


def change(table: pd.DataFrame, before: str, after: str, undefined: pd.DataFrame | None = None) -> pd.DataFrame:
    """The change of every column between two waves, after - before.

    Parameters
    ----------
    table : DataFrame
        Index (ego, wave), numbers in the columns: what `measure` gives, or columns of one's own.
    before, after : str
        The two waves.
    undefined : DataFrame, optional
        The same shape: why a value is missing, as `undefined` gives it.

    Returns
    -------
    DataFrame
        A row for every ego of the table and every column: ego, measure, before, after, change, reason. Where one of the
        two values is unknown the change is NaN and reason says why: `wave_missing` when the ego has no row in one of
        the waves, else what `undefined` says of before, or of after; else `undefined`. NaN where it is known.

    Raises
    ------
    InputError
        For another index, two rows of one ego in a wave, a column without numbers, an unknown wave, or one wave twice.
    """
    expect("measures", table, "nl.change({}, before, after)")
    _checked(table, (before, after))
    egos = pd.Index(table.index.get_level_values("ego").unique(), name="ego")
    wave, shape = table.index.get_level_values("wave"), (len(egos), table.shape[1])
    sides, reasons, absent = [], [], np.zeros(len(egos), dtype=bool)
    for at in (before, after):
        here = np.flatnonzero(np.asarray(wave == at))
        row = np.full(len(egos), -1)
        row[egos.get_indexer(table.index.get_level_values("ego")[here])] = here
        absent |= row < 0
        values = np.vstack([table.to_numpy(dtype="float64", na_value=np.nan), np.full(shape[1], np.nan)])
        sides.append(values[row])
        why = np.full(shape, "", dtype=object)
        if undefined is not None:
            same = undefined.reindex(index=table.index, columns=table.columns).astype(object)
            given = np.vstack(
                [same.where(same.notna(), "").to_numpy(dtype=object), np.full(shape[1], "", dtype=object)]
            )
            why = given[row]
        reasons.append(np.where(np.isnan(sides[-1]), why, ""))
    difference = sides[1] - sides[0]
    reason = np.where(reasons[0] != "", reasons[0], reasons[1])
    reason = np.where(reason == "", "undefined", reason)
    reason = np.where(absent[:, None], "wave_missing", reason)
    return pd.DataFrame(
        {
            "ego": np.repeat(egos.to_numpy(), shape[1]),
            "measure": np.tile(table.columns.astype("str").to_numpy(), shape[0]),
            "before": sides[0].ravel(),
            "after": sides[1].ravel(),
            "change": difference.ravel(),
            "reason": pd.Series(reason.ravel(), dtype="str").where(np.isnan(difference).ravel()),
        }
    )
