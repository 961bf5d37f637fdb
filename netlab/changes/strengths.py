"""How ties to alters change in strength: the table of transitions, what deepened, and what is explored."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netlab.changes.compared import first_reason, groups, pooled_rates, ranged, summed
from netlab.changes.traces import Traces, readings
from netlab.codebook import Interpreter
from netlab.measures.answers import codes, place
from netlab.networks import EgoNetworks
from netlab.problems import InputError, expect

STATES = ("absent", "weak", "strong", "unknown")
ABSENT, WEAK, STRONG, UNKNOWN = range(4)
CELLS = [(b, a) for b in range(4) for a in range(4) if (b, a) != (ABSENT, ABSENT)]


def _asked(networks: EgoNetworks) -> tuple[Interpreter, int]:
    """The question about strength, and the place of the first answer that counts as strong."""
    asked = networks.codebook.one("strength")
    if asked is None or asked.first_strong is None:
        raise InputError(
            "this study has no strength of ties: the codebook has no interpreter with role 'strength' and categories. "
            "Add one to study.toml (from weak to strong, with `strong_from`), or leave this table out."
        )
    return asked, place(asked, asked.first_strong)


def _state(answer: np.ndarray, cut: int) -> np.ndarray:
    """Weak, strong or unknown, per alter."""
    return np.select([answer < 0, answer < cut], [UNKNOWN, WEAK], STRONG)


def _cells(traces: Traces, state: np.ndarray) -> pd.DataFrame:
    """Per ego how many traces there are of each transition; a column per cell."""
    states = np.append(state, ABSENT)
    cell = states[traces.before] * 4 + states[traces.after]
    counts = {f"{STATES[b]} {STATES[a]}": traces.sums(cell == b * 4 + a) for b, a in CELLS}
    return pd.DataFrame(counts, index=traces.egos)


def transitions(
    networks: EgoNetworks, before: str, after: str, pooled: bool = False, group: str | None = None
) -> pd.DataFrame:
    """How many ties of each strength became what: absent, weak, strong or unknown at either wave.

    Weak is every category before the codebook's `strong_from` (without one: before the last), strong the others.
    Unknown is an alter who was named but whose strength was not answered. `absent → …` are new alters, `… → absent`
    lost ones. Counts from 0.

    Parameters
    ----------
    networks : EgoNetworks
    before, after : str
        The two waves.
    pooled : bool
        Added up over all egos that can be compared.
    group : str, optional
        A column of egos, constant per ego: added up per group. Implies `pooled`.

    Returns
    -------
    DataFrame
        Fifteen rows per ego that can be compared (`turnover` says which not, and why), also for one without alters:
        ego, before, after (ordered: absent, weak, strong, unknown), count, count_min, count_max. Pooled: `group` (or
        the column's name) instead of ego.

    Notes
    -----
    An unsure link is one tie or two: count_min and count_max are over every one-to-one set of the unsure pairs that may
    be the same persons, and where these differ count is NaN. Of an ego with more than 256 sets the smallest and a
    largest are counted; count is then NaN.

    Raises
    ------
    InputError
        When the codebook has no strength, for an unknown wave, or a group that is not constant per ego.
    """
    expect("networks", networks, "nl.transitions({}, before, after)")
    asked, cut = _asked(networks)
    state = _state(codes(networks, asked), cut)
    read = readings(networks, before, after)
    counts = ranged(read.count(lambda t: _cells(t, state)), read.open_ended)
    names = list(counts.columns[: len(CELLS)])
    name = "ego"
    if pooled or group is not None:
        name = group or "group"
        by = None if group is None else groups(networks, group)
        known = counts[f"{names[0]}_min"].notna()
        doubt = counts[names].isna()[known]  # an ego in doubt leaves the sum in doubt
        counts.loc[known, names] = counts.loc[known, names].fillna(0)
        doubt = summed(doubt.astype("float64").reindex(counts.index), by).drop(columns="egos") > 0
        counts = summed(counts, by).drop(columns="egos")
        counts[names] = counts[names].mask(doubt)
    else:
        counts = counts[counts[f"{names[0]}_min"].notna()]
    long = pd.DataFrame({name: np.repeat(counts.index.to_numpy(), len(CELLS))})
    for side, column in enumerate(("before", "after")):
        code = np.tile([cell[side] for cell in CELLS], len(counts))
        long[column] = pd.Categorical.from_codes(code, list(STATES), ordered=True)
    values = {f"count{end}": counts[[n + end for n in names]].to_numpy().ravel() for end in ("", "_min", "_max")}
    return long.assign(**values)


def _explored(networks: EgoNetworks, traces: Traces, weak: np.ndarray, unknown: np.ndarray) -> tuple[np.ndarray, ...]:
    """Which traces are of a new alter that is weak or of a new kind, and of which this is known."""
    exploring, doubt = traces.new & weak[traces.after], unknown[traces.after]
    for kind in networks.codebook.kinds:
        if kind.column not in networks.alters.columns:
            continue
        answer = codes(networks, kind)
        first, second = answer[traces.before], answer[traces.after]
        had = np.zeros((len(traces.egos), len(kind.ids)), dtype=bool)
        named = (traces.before >= 0) & (first >= 0)
        had[traces.ego[named], first[named]] = True
        exploring = exploring | (traces.new & (second >= 0) & ~had[traces.ego, second])
        doubt = doubt | (second < 0)
    return exploring, traces.new & (exploring | ~doubt)


def _deepened(networks: EgoNetworks, traces: Traces, asked: Interpreter, cut: int) -> pd.DataFrame:
    """The counts of `strengthening` per ego."""
    answer = codes(networks, asked)
    state = _state(answer, cut)
    first, second = answer[traces.before], answer[traces.after]
    valid = traces.kept & (first >= 0) & (second >= 0)
    weak, strong = valid & (first < cut), valid & (first >= cut)
    exploring, known = _explored(networks, traces, state == WEAK, state == UNKNOWN)
    counts = {
        "kept_weak": weak,
        "upgraded": weak & (second >= cut),
        "kept_strong": strong,
        "downgraded": strong & (second < cut),
        "kept_valid": valid,
        "deepened": valid & (second > first),
        "loosened": valid & (second < first),
        "new_valid": known,
        "exploring": exploring,
    }
    return pd.DataFrame({name: traces.sums(which) for name, which in counts.items()}, index=traces.egos)


def _shares(counts: pd.DataFrame) -> pd.DataFrame:
    """The rates of `strengthening`; NaN where there is nothing to divide by."""
    parts = {
        "upgrade_rate": ("upgraded", "kept_weak"),
        "downgrade_rate": ("downgraded", "kept_strong"),
        "deepened_share": ("deepened", "kept_valid"),
        "exploring_share": ("exploring", "new_valid"),
    }
    return counts.assign(**{n: counts[a] / counts[b].where(counts[b] > 0) for n, (a, b) in parts.items()})


def strengthening(
    networks: EgoNetworks, before: str, after: str, pooled: bool = False, group: str | None = None
) -> pd.DataFrame:
    """How many kept ties became stronger or weaker, and how many new ties explore.

    Deepened is a kept tie in a stronger category than before, any ring; upgraded one that went from weak to strong.
    Exploring is a new tie that is weak, or to someone of a kind (an answer to the organisation question, or to one that
    the codebook marks `kind`) that none of ego's alters had before. ::

        upgrade_rate = upgraded / kept_weak        downgrade_rate = downgraded / kept_strong
        deepened_share = deepened / kept_valid     exploring_share = exploring / new_valid

    Counts from 0, rates from 0 to 1.

    Parameters
    ----------
    networks : EgoNetworks
    before, after : str
        The two waves.
    pooled : bool
        One row, `all`: counts summed over the egos that can be compared, rates from those sums.
    group : str, optional
        A column of egos, constant per ego: the same per group. Implies `pooled`.

    Returns
    -------
    DataFrame
        Index ego, a row for every ego of the study: kept_weak (kept ties that were weak), upgraded, kept_strong,
        downgraded, kept_valid (kept ties with a known strength in both waves), deepened, loosened, new_valid (new ties
        of which it is known whether they explore), exploring, the four rates; each again with _min and _max; reason.
        Pooled: index `group` or the column, with `egos` instead of reason.

    Notes
    -----
    Only kept ties with a known strength in both waves count as kept here. An answer that is missing for a new alter
    leaves open whether it explores, unless another answer already says so; a missing kind of an alter before counts as
    a kind that ego did not have.

    A rate over nothing is NaN: nothing kept, nothing deepened. Reason: `wave_missing`, `not_linked`, `unsure` (an
    unsure link leaves a range, over every one-to-one set of the unsure pairs that may be the same persons; where one of
    them has no value there is none), `no_alters` (in one of the waves), `none_kept`.

    Of an ego with more than 256 such sets the smallest and a largest are counted, and of a group with more than 1000
    different sums some; the plain columns are then NaN, and a rate may lie outside its range.

    Raises
    ------
    InputError
        When the codebook has no strength, for an unknown wave, or a group that is not constant per ego.
    """
    expect("networks", networks, "nl.strengthening({}, before, after)")
    asked, cut = _asked(networks)
    read = readings(networks, before, after)
    counts, different = read.count(lambda t: _deepened(networks, t, asked, cut)), read.traces[0]
    if pooled or group is not None:
        return pooled_rates(networks, counts, read.open_ended, _shares, group)
    reasons = [*different.reasons(), (different.sums(different.kept) == 0, "none_kept")]
    return ranged(_shares(counts), read.open_ended).assign(reason=first_reason(different.egos, reasons))
