"""What moved a mean and what moved constraint: each change in parts that add up to it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netlab.changes.compared import first_reason, groups, ranged, rows_at, totals
from netlab.changes.traces import Traces, readings
from netlab.changes.values import change
from netlab.measures import undefined
from netlab.measures.answers import outside_of, strong_of
from netlab.measures.structure import constraint, constraint_size_part
from netlab.networks import EgoNetworks
from netlab.problems import InputError, expect, suggestion

PARTS = ["stayers", "new", "lost"]


def _needs(networks: EgoNetworks, role: str, column: str) -> None:
    """InputError for a study without a question with this role."""
    asked = networks.codebook.one(role)
    if asked is None or asked.column not in networks.alters.columns:
        raise InputError(
            f"{column!r} needs a question with role {role!r}, and this study has none. "
            "Add it to study.toml, or name another column of the alters."
        )


def _values(networks: EgoNetworks, column: str, category: str | None) -> np.ndarray:
    """The number per alter whose mean is split; NaN where it is unknown."""
    if column == "external" and category is None:
        _needs(networks, "organisation", column)
        return outside_of(networks)
    if column == "strong" and category is None:
        _needs(networks, "strength", column)
        return strong_of(networks)
    alters = networks.alters
    if column not in alters.columns:
        known = [c for c in alters.columns if c not in ("ego", "wave", "alter", "person", "name", "file", "line")]
        raise InputError(
            f"{column!r} is not a column of the alters. {suggestion(column, ['external', 'strong', *known])}"
        )
    values = alters[column]
    if category is None:
        if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
            return values.to_numpy(dtype="float64", na_value=np.nan)
        raise InputError(f"{column!r} holds answers, not numbers: say which one with category=…, for its share.")
    answers = list(values.cat.categories) if isinstance(values.dtype, pd.CategoricalDtype) else values.dropna().unique()
    if category not in list(answers):
        raise InputError(f"{category!r} is not an answer to {column!r}. {suggestion(category, map(str, answers))}")
    return np.where(values.notna(), values.astype(object) == category, np.nan)


def _totals(traces: Traces, x: np.ndarray) -> pd.DataFrame:
    """Per ego the numbers and sums from which the split follows: all at either wave, and those valid in both."""
    values = np.append(x, np.nan)
    first, second = values[traces.before], values[traces.after]
    both = ~np.isnan(first) & ~np.isnan(second)
    totals = {
        "n1": traces.sums(~np.isnan(first)),
        "s1": traces.sums(np.nan_to_num(first)),
        "n2": traces.sums(~np.isnan(second)),
        "s2": traces.sums(np.nan_to_num(second)),
        "kept": traces.sums(both),
        "kept1": traces.sums(np.where(both, first, 0)),
        "kept2": traces.sums(np.where(both, second, 0)),
    }
    return pd.DataFrame(totals, index=traces.egos)


def _split(totals: pd.DataFrame) -> pd.DataFrame:
    """The three parts from the totals; NaN without anyone who stayed."""
    n1, n2, kept = (totals[c].where(totals[c] > 0) for c in ("n1", "n2", "kept"))
    stayed = totals["kept1"] / kept
    parts = {
        "stayers": (totals["kept2"] - totals["kept1"]) / n2,
        "new": (totals["s2"] - totals["kept2"] - (n2 - kept) * stayed) / n2,
        "lost": -(totals["s1"] - totals["kept1"] - (n1 - kept) * stayed) / n1,
    }
    known = stayed.notna() & n1.notna() & n2.notna()
    return pd.DataFrame(parts, index=totals.index).where(known, axis=0) + 0.0  # no -0


def _means(totals: pd.DataFrame) -> pd.DataFrame:
    """Before, after and change of the mean."""
    before, after = (totals[s] / totals[n].where(totals[n] > 0) for s, n in (("s1", "n1"), ("s2", "n2")))
    return pd.DataFrame({"before": before, "after": after, "change": after - before}, index=totals.index)


def split_mean(
    networks: EgoNetworks,
    before: str,
    after: str,
    column: str,
    category: str | None = None,
    pooled: bool = False,
    group: str | None = None,
) -> pd.DataFrame:
    """What moved the mean of an answer about the alters: those who stayed, those who came, those who left.

    With R alters who stayed (mean x1R before, x2R after), A new ones (mean x2A), L lost ones (mean x1L)::

        change = R/n2 (x2R - x1R)  +  A/n2 (x2A - x1R)  -  L/n1 (x1L - x1R)
               = stayers           +  new               +  lost

    The parts add up to the change exactly, in the units of the column; for a share each lies between -1 and 1.

    Parameters
    ----------
    networks : EgoNetworks
    before, after : str
        The two waves.
    column : str
        A column of alters with numbers or true/false; one with answers, of which `category` names one; or `external`
        (share outside ego's organisation) or `strong` (share of strong ties), as the measures define them.
    category : str, optional
        The answer whose share is split.
    pooled : bool
        One row, `all`, over the alters of all egos that can be compared together: an ego with many alters weighs more.
    group : str, optional
        A column of egos, constant per ego: the same per group. Implies `pooled`.

    Returns
    -------
    DataFrame
        Index ego, a row for every ego of the study: before, after, change, stayers, new, lost, the three parts again
        with _min and _max, reason. Pooled: index `group` or the column, with `egos` instead of reason.

    Notes
    -----
    A mean is over the alters with an answer in that wave. A kept alter with an answer in only one of the waves comes
    into or leaves that mean just as a new or a lost alter does, and is counted in that part.

    Nobody with an answer in both waves: change only, no parts (`none_kept`). Nobody with an answer in a wave: NaN
    (`no_alters`, `attribute_missing`). `wave_missing` and `not_linked` as in `turnover`; the means that are known are
    given. Unsure links do not touch the means; the parts are then NaN (`unsure`), and _min and _max are over every
    one-to-one set of the unsure pairs that may be the same persons. The mins need not add up. Of an ego with more than
    256 such sets the smallest and a largest are counted, and of a group with more than 1000 different sums some; a part
    may then lie outside its range.

    Raises
    ------
    InputError
        For an unknown column, category or wave, a column of answers without a category, a study without the question
        that `external` or `strong` needs, or a group that is not constant per ego.
    """
    expect("networks", networks, "nl.split_mean({}, before, after, column)")
    x = _values(networks, column, category)
    read = readings(networks, before, after)
    counts, different = read.count(lambda t: _totals(t, x)), read.traces[0]
    if pooled or group is not None:
        by = None if group is None else groups(networks, group)
        sums, egos, left_out = totals(counts, read.open_ended, by)
        means = _means(sums[~sums.index.duplicated()])
        means.insert(0, "egos", egos)
        return means.join(ranged(_split(sums), left_out))
    rows = [rows_at(networks, wave) for wave in (before, after)]
    count = np.append(np.bincount(networks.at.network, ~np.isnan(x), minlength=len(networks.egos)), 0)
    total = np.append(np.bincount(networks.at.network, np.nan_to_num(x), minlength=len(networks.egos)), 0)
    named = np.append(networks.at.n, 0)
    known = {"n1": count[rows[0]], "s1": total[rows[0]], "n2": count[rows[1]], "s2": total[rows[1]]}
    means = _means(pd.DataFrame(known, index=different.egos))
    nobody = (named[rows[0]] == 0) | (named[rows[1]] == 0)
    unanswered = (known["n1"] == 0) | (known["n2"] == 0)
    reasons = [
        (different.reason != "", different.reason),
        (nobody, "no_alters"),
        (unanswered, "attribute_missing"),
        (different.sums(different.unsure) > 0, "unsure"),
        (counts["kept"].to_numpy()[: len(different.egos)] == 0, "none_kept"),
    ]
    parts = ranged(_split(counts), read.open_ended)
    return means.join(parts).assign(reason=first_reason(means.index, reasons))


def split_constraint(networks: EgoNetworks, before: str, after: str) -> pd.DataFrame:
    """What moved constraint: the number of alters, or the ties among them.

    With n alters, constraint is 1/n when none of them are tied. So of a change in constraint ::

        size_part = 1/n2 - 1/n1        closure_part = change - size_part

    Someone who only gains contacts who know nobody sees constraint fall without any tie having changed; the closure
    part then still moves, because the same ties weigh less in a larger network. Range of change: about -1 to 1.

    Parameters
    ----------
    networks : EgoNetworks
    before, after : str
        The two waves.

    Returns
    -------
    DataFrame
        Index ego, a row for every ego of the study: before, after, change, size_part, closure_part, reason. NaN where
        constraint is (reason as `undefined` gives it, or `wave_missing`): no alters, ties not asked, pairs missing.
        Alters need not be linked.

    Raises
    ------
    InputError
        For a wave that the study does not have.

    References
    ----------
    Burt, R. S. (1992). Structural Holes.
    Everett, M. G. & Borgatti, S. P. (2020). Unpacking Burt's constraint measure. Social Networks, 62, 50–57.
    """
    expect("networks", networks, "nl.split_constraint({}, before, after)")
    for wave in (before, after):
        networks.has(wave)
    table = pd.concat([constraint(networks), constraint_size_part(networks)], axis=1)
    why = undefined(networks)[list(table.columns)]
    long = change(table, before, after, why).set_index(["measure", "ego"])
    whole = long.loc["constraint", ["before", "after", "change", "reason"]]
    size_part = long.loc["constraint_size_part", "change"]
    result = whole.assign(size_part=size_part, closure_part=whole["change"] - size_part)
    return result[["before", "after", "change", "size_part", "closure_part", "reason"]]
