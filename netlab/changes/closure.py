"""Ties among the alters who stayed: which were kept, lost or new."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netlab.changes.compared import first_reason, pooled_rates, ranged, rows_at
from netlab.changes.traces import Traces, readings
from netlab.networks import EgoNetworks
from netlab.problems import expect

COUNTS = ["kept", "lost", "new", "pairs"]


def _pairs(networks: EgoNetworks, row_of: np.ndarray, traces: Traces) -> np.ndarray:
    """A number for each tied pair of kept alters in one wave; `row_of` gives the alter's row of each trace."""
    kept = np.flatnonzero(traces.kept)
    trace_of = np.full(len(networks.alters), -1, dtype=np.int64)
    trace_of[row_of[kept]] = kept
    a, b = trace_of[networks.at.pair_a], trace_of[networks.at.pair_b]
    a, b = a[(a >= 0) & (b >= 0)], b[(a >= 0) & (b >= 0)]
    return np.minimum(a, b) * np.int64(len(traces.ego)) + np.maximum(a, b)


def _counts(networks: EgoNetworks, traces: Traces, known: np.ndarray) -> pd.DataFrame:
    """Per ego the pairs of kept alters that are possible, and those tied in both waves or in one."""
    first, second = (_pairs(networks, row, traces) for row in (traces.before, traces.after))
    found = {
        "kept": np.intersect1d(first, second),
        "lost": np.setdiff1d(first, second),
        "new": np.setdiff1d(second, first),
    }
    width, egos = max(len(traces.ego), 1), len(traces.egos)
    counts = {name: np.bincount(traces.ego[pairs // width], minlength=egos) * 1.0 for name, pairs in found.items()}
    stayed = traces.sums(traces.kept)
    table = pd.DataFrame({**counts, "pairs": stayed * np.maximum(stayed - 1, 0) / 2}, index=traces.egos)
    table[~known | np.isnan(stayed)] = np.nan
    return table


def _rates(counts: pd.DataFrame) -> pd.DataFrame:
    """Density in either wave, and the Jaccard of the ties."""
    kept, lost, new = counts["kept"], counts["lost"], counts["new"]
    pairs = counts["pairs"].where(counts["pairs"] > 0)
    tied = kept + lost + new
    return counts.assign(
        density_before=(kept + lost) / pairs, density_after=(kept + new) / pairs, jaccard=kept / tied.where(tied > 0)
    )


def tie_turnover(
    networks: EgoNetworks, before: str, after: str, pooled: bool = False, group: str | None = None
) -> pd.DataFrame:
    """How the ties among the alters who stayed changed between two waves.

    Only pairs of which both ends were kept: a pair with a lost or a new end says who is in the network, not who got to
    know whom. With K such pairs tied in both waves, L only before, N only after, of P possible::

        density_before = (K + L) / P    density_after = (K + N) / P    jaccard = K / (K + L + N)

    Pairs are unordered, over all types and directions of tie; densities and jaccard run from 0 to 1.

    Parameters
    ----------
    networks : EgoNetworks
    before, after : str
        The two waves.
    pooled : bool
        One row, `all`: counts summed over the egos whose ties are known, rates from those sums. Who kept fewer than two
        alters adds nothing to them.
    group : str, optional
        A column of egos, constant per ego: the same per group. Implies `pooled`.

    Returns
    -------
    DataFrame
        Index ego, a row for every ego of the study: kept, lost, new, pairs, density_before, density_after, jaccard;
        each again with _min and _max; reason. Pooled: index `group` or the column, with `egos` instead of reason.

    Notes
    -----
    NaN with reason: `wave_missing`, `not_linked` (see `turnover`), `ties_not_asked` in one of the waves,
    `pairs_missing` (asked, but not all answered: which ones is not known), `unsure` (an unsure link leaves open who
    stayed: _min and _max are over every one-to-one set of the unsure pairs that may be the same persons; where one of
    them leaves fewer than two kept alters there is no range),
    `too_few_kept` (fewer than two alters stayed), `no_ties` (no tie in either wave: counts and densities are 0, jaccard
    is NaN).

    Of an ego with more than 256 such sets the smallest and a largest are counted, and of a group with more than 1000
    different sums some; the plain columns are then NaN, and a value may lie outside its range.

    Raises
    ------
    InputError
        For a wave that the study does not have, or a group that is not constant per ego.
    """
    expect("networks", networks, "nl.tie_turnover({}, before, after)")
    read = readings(networks, before, after)
    rows = [rows_at(networks, wave) for wave in (before, after)]
    asked = np.append(networks.egos["ties_asked"].to_numpy(dtype=bool), False)
    missing = np.append(networks.egos["pairs_missing"].to_numpy(dtype="float64"), 0)
    unasked = ~(asked[rows[0]] & asked[rows[1]])
    unanswered = (missing[rows[0]] != 0) | (missing[rows[1]] != 0)
    counts, traces = read.count(lambda t: _counts(networks, t, ~unasked & ~unanswered)), read.traces[0]
    if pooled or group is not None:
        return pooled_rates(networks, counts, read.open_ended, _rates, group)
    result = ranged(_rates(counts.where(counts["pairs"] > 0)), read.open_ended)
    tied = counts[["kept", "lost", "new"]].sum(axis=1).to_numpy()[: len(traces.egos)]
    reasons = [
        (traces.reason != "", traces.reason),
        (unasked, "ties_not_asked"),
        (unanswered, "pairs_missing"),
        (traces.sums(traces.unsure) > 0, "unsure"),
        (traces.sums(traces.kept) < 2, "too_few_kept"),
        (tied == 0, "no_ties"),
    ]
    return result.assign(reason=first_reason(result.index, reasons))
