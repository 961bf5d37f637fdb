"""What the mean change, or the difference between two groups, could have been with those who are missing."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from netlab.changes import change, groups
from netlab.networks import EgoNetworks
from netlab.problems import expect
from netlab.statistics.comparing import names_of, studied_and_compared, values_of
from netlab.statistics.inference import known

ENDS = ("no_change", "low", "high")


def missing_bounds(
    networks: EgoNetworks,
    before: str,
    after: str,
    measures: str | Iterable[str] | None = None,
    group: str | None = None,
) -> pd.DataFrame:
    """Who has no first or no second value, and between which bounds the mean change lies with them.

    Over every ego of the study, also who was interviewed after only. With n changes known and m egos without one::

        no_change = Σ changes / (n + m)         as if nothing changed for the missing
        low       = (Σ changes - m c) / (n + m)  c the largest change of anybody, up or down, without its sign
        high      = (Σ changes + m c) / (n + m)

    The bounds say what the missing could do to the mean if none of them changed more than the one who changed most, in
    either direction: also where everybody who came back rose, who stayed away could have fallen. They are no interval:
    chance comes on top.

    Parameters
    ----------
    networks : EgoNetworks
    before, after : str
        The two waves.
    measures : names, optional
        Columns of `measure`, and outcomes; by default the codebook's primary ones, without any only `size`.
    group : str, optional
        A column of egos, constant per ego: a row per group. The largest change is that of all egos together, for of a
        group of two or three it would be next to nothing. Egos without a group are in no row.

    Returns
    -------
    DataFrame
        Index measure, or (group, measure): n, n_missing (all the others of the study, or of the group); no_second (a
        tuple of the egos who were interviewed before and not after), no_first (a tuple of those who were not before),
        no_value (a tuple of those who were in both, but of whom the measure is unknown in one); change_mean (of the n),
        no_change, low, high. All four NaN where nobody has a change.

    Raises
    ------
    InputError
        For an unknown wave or measure, or a group that is not constant per ego.
    """
    expect("networks", networks, "nl.missing_bounds({}, before, after)")
    first, second = networks.has(before), networks.has(after)
    changes = _changes(networks, before, after, measures)
    of = pd.Series("", index=changes.index) if group is None else groups(networks, group).reindex(changes.index)
    rows = []
    for one in of.dropna().unique():
        here = changes[(of == one).to_numpy()]
        for name in changes:
            values, unknown = known(here[name]), here.index[here[name].isna()]
            not_first, not_second = ~unknown.isin(first), ~unknown.isin(second)
            rows.append(
                {
                    group or "group": one,
                    "measure": name,
                    "n": len(values),
                    "n_missing": len(unknown),
                    "no_second": tuple(unknown[~not_first & not_second]),
                    "no_first": tuple(unknown[not_first]),
                    "no_value": tuple(unknown[~not_first & ~not_second]),
                    **_bounds(values, len(unknown), _largest(changes[name])),
                }
            )
    columns = [group or "group", "measure", "n", "n_missing", "no_second", "no_first", "no_value", "change_mean", *ENDS]
    result = pd.DataFrame(rows, columns=columns).set_index([group or "group", "measure"])
    return result if group is not None else result.droplevel(0)


def missing_bounds_between(
    networks: EgoNetworks,
    before: str,
    after: str,
    group: str,
    measures: str | Iterable[str] | None = None,
    comparison: str | None = None,
) -> pd.DataFrame:
    """Between which bounds the difference in mean change between two groups lies with those who are missing.

    As `missing_bounds`, with the worst that could be: in `low` everybody who is missing from the studied group fell and
    everybody missing from the comparison group rose, as far as the one who changed most; in `high` the reverse.

    Parameters
    ----------
    networks : EgoNetworks
    group : str
        A column of egos, constant per ego. With more than two values everyone who is not in the comparison group is one
        group, as in `compare`.
    comparison : str, optional
        The value of the comparison group, for a column that the codebook does not declare.

    Returns
    -------
    DataFrame
        Index measure: n, n_comparison, n_missing, n_missing_comparison; difference (of those who are known), no_change
        (as if nothing changed for the missing), low, high. All four NaN where nobody of a group has a change.

    Raises
    ------
    InputError
        As `missing_bounds`, and where there is no comparison group.
    """
    expect("networks", networks, "nl.statistics.missing_bounds_between({}, before, after, group)")
    changes = _changes(networks, before, after, measures)
    both = [changes.reindex(egos) for egos in studied_and_compared(networks, group, comparison)]
    rows = {}
    for name in changes:
        values = [known(side[name]) for side in both]
        missing = [len(side) - len(v) for side, v in zip(both, values, strict=True)]
        one, other = (_bounds(v, m, _largest(changes[name])) for v, m in zip(values, missing, strict=True))
        rows[name] = {
            "n": len(values[0]),
            "n_comparison": len(values[1]),
            "n_missing": missing[0],
            "n_missing_comparison": missing[1],
            "difference": one["change_mean"] - other["change_mean"],
            "no_change": one["no_change"] - other["no_change"],
            "low": one["low"] - other["high"],
            "high": one["high"] - other["low"],
        }
    counts = dict.fromkeys(["n", "n_comparison", "n_missing", "n_missing_comparison"], "int64")
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("measure").astype(counts)


def _changes(networks: EgoNetworks, before: str, after: str, measures: str | Iterable[str] | None) -> pd.DataFrame:
    """The change of every ego of the study in each measure; NaN where it is unknown."""
    for wave in (before, after):
        networks.has(wave)
    names = names_of(measures) if measures is not None else list(networks.codebook.primary) or ["size"]
    table = change(values_of(networks.of(waves=[before, after]), names), before, after)
    egos = pd.Index(networks.egos["ego"].unique(), name="ego")
    return table.pivot(index="ego", columns="measure", values="change").reindex(egos)[names]


def _largest(changes: pd.Series) -> float:
    """The largest change of anybody, without its sign; NaN where nobody has one."""
    values = known(changes)
    return float(np.abs(values).max()) if len(values) else np.nan


def _bounds(values: np.ndarray, missing: int, most: float) -> dict[str, float]:
    """The mean of the changes, and what it would be with the missing."""
    if not len(values):
        return dict.fromkeys(["change_mean", *ENDS], np.nan)
    total, everyone = values.sum(), len(values) + missing
    ends = dict(zip(ENDS, (0.0, -most, most), strict=True))
    return {"change_mean": values.mean()} | {name: (total + missing * end) / everyone for name, end in ends.items()}
