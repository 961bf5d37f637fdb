"""What the mean change could have been with those who are missing."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from netlab.changes import change, groups
from netlab.networks import EgoNetworks
from netlab.problems import expect
from netlab.statistics.comparing import names_of, values_of
from netlab.statistics.inference import known


def missing_bounds(
    networks: EgoNetworks,
    before: str,
    after: str,
    measures: str | Iterable[str] | None = None,
    group: str | None = None,
) -> pd.DataFrame:
    """Who has no second value, and between which bounds the mean change lies with them.

    Over the egos who were interviewed before. With n changes known and m egos without one::

        no_change = Σ changes / (n + m)         as if nothing changed for the missing
        low       = (Σ changes - m c) / (n + m)  c the largest change of anybody, up or down, without its sign
        high      = (Σ changes + m c) / (n + m)

    The bounds say what the missing could do to the mean if none of them changed more than the one who changed most, in
    either direction: also where everybody who came back rose, who stayed away could have fallen. They are no interval:
    chance comes on top.

    Parameters
    ----------
    before, after : str
        The two waves.
    measures : names, optional
        Columns of `measure`, and outcomes; by default the codebook's primary ones, without any only `size`.
    group : str, optional
        A column of egos, constant per ego: a row per group, the largest changes those within it. Egos without a group
        are in no row.

    Returns
    -------
    DataFrame
        Index measure, or (group, measure): n, n_missing; no_second (a tuple of the egos who were not interviewed
        after), no_value (a tuple of those who were, but of whom the measure is unknown in one of the waves);
        change_mean (of the n), no_change, low, high. All four NaN where nobody has a change.

    Raises
    ------
    InputError
        For an unknown wave or measure, or a group that is not constant per ego.
    """
    expect("networks", networks, "nl.missing_bounds({}, before, after)")
    first, second = networks.has(before), networks.has(after)
    names = names_of(measures) if measures is not None else list(networks.codebook.primary) or ["size"]
    table = change(values_of(networks.of(waves=[before, after]), names), before, after)
    changes = table.pivot(index="ego", columns="measure", values="change").reindex(first)
    of = pd.Series("", index=first) if group is None else groups(networks, group).reindex(first)
    rows = []
    for one in of.dropna().unique():
        here = changes[(of == one).to_numpy()]
        for name in names:
            values = known(here[name])
            unknown = here.index[here[name].isna()]
            rows.append(
                {
                    group or "group": one,
                    "measure": name,
                    "n": len(values),
                    "n_missing": len(unknown),
                    "no_second": tuple(unknown[~unknown.isin(second)]),
                    "no_value": tuple(unknown[unknown.isin(second)]),
                    **_bounds(values, len(unknown)),
                }
            )
    columns = [group or "group", "measure", "n", "n_missing", "no_second", "no_value", *_bounds(np.empty(0), 0)]
    result = pd.DataFrame(rows, columns=columns).set_index([group or "group", "measure"])
    return result if group is not None else result.droplevel(0)


def _bounds(values: np.ndarray, missing: int) -> dict[str, float]:
    """The mean of the changes, and what it would be with the missing."""
    if not len(values):
        return dict.fromkeys(["change_mean", "no_change", "low", "high"], np.nan)
    total, everyone = values.sum(), len(values) + missing
    most = np.abs(values).max()
    ends = {"no_change": 0.0, "low": -most, "high": most}
    return {"change_mean": values.mean()} | {name: (total + missing * end) / everyone for name, end in ends.items()}
