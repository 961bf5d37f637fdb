"""The ties among alters in a wide table, a row per ego and wave: pairs that are tied, are not, or are unknown."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from netlab.cleaning.answers import NO, normal, numbers
from netlab.problems import InputError
from netlab.readers.wide_patterns import Pair, blanks, pairs_of
from netlab.readers.wide_tables import KEY, Note, columns_in, fitted, grid_of, noted, placed


def ties_in(
    rows: pd.DataFrame, declared: Mapping[str, str], alters: pd.DataFrame, slots: list[int]
) -> tuple[pd.DataFrame, pd.DataFrame, list[str], list[Note]]:
    """The ties among alters in a wide table.

    0, no, or an answer of `no_tie` is an answer: no tie. An empty cell, or an answer of `no_answer`, is a pair whose
    answer is unknown; with `empty = "no_tie"` an empty cell is no tie.

    Parameters
    ----------
    rows : DataFrame
        The table as it was read, with ego, wave, file and line.
    declared : mapping
        netlab's name → column or pattern with `{a}` and `{b}`, or `{k}`; `strength`, `type` or `tied` says whether
        there is a tie; the answers of `tied`, yes or no, say no more and are no column of the ties. `no_tie` and
        `no_answer`: answers, separated by `|`; `empty`: ``"no_tie"`` or ``"no_answer"``.
    alters : DataFrame
        As `alters_in` gives them: ego, wave, slot, alter.
    slots : list of int
        All slots.

    Returns
    -------
    ties : DataFrame
        ego, wave, source, target, the declared columns, file, line.
    asked : DataFrame
        Per row that counts: ego, wave; ties_asked, true when one of its pairs has an answer, or there is no pair;
        pairs_missing, how many have none.
    used : list of str
        The columns that were rolled out.
    notes : list of dict
        Ties with a slot that is no alter.

    Raises
    ------
    InputError
        For patterns that fit no column or are wrong, or when none of strength, type and tied is one.
    """
    found, wrong = fitted("ties", declared, rows, lambda pattern, columns: pairs_of(pattern, columns, slots))
    if not wrong and not {"strength", "type", "tied"} & found.keys():
        wrong.append(
            "[columns.ties] has patterns, but none for strength, type or tied: which says whether there is a tie?"
        )
    if declared.get("empty", "no_answer") not in ("no_tie", "no_answer"):
        wrong.append(f'[columns.ties] empty is {declared["empty"]!r}, expected "no_tie" or "no_answer".')
    if wrong:
        raise InputError(wrong)
    pairs = sorted({pair for by_pair in found.values() for pair in by_pair})
    cells = {here: grid_of(rows, by_pair, pairs) for here, by_pair in found.items()}
    first, *others = [cells[here] for here in ("tied", "strength", "type") if here in cells]
    said = first
    for grid in others:
        said = np.where(pd.isna(said), grid, said)
    cells.pop("tied", None)
    tied, no = _answered(said, declared)

    counted = placed(rows)
    ids, both = _ends(rows, counted, alters, slots, pairs)
    if declared.get("empty") == "no_tie":
        no = no | (pd.isna(said) & both)
    strange = tied & ~both & counted[:, None]
    names = np.array([next(m[p] for m in found.values() if p in m) for p in pairs], dtype=object)
    notes = noted(rows, strange.any(axis=1), "tie_without_alter", columns_in(strange, names), True)
    kinds = any("type" in blanks(declared[here]) for here in found)
    ties = _rolled_out(rows, cells, ids, tied & both, slots, pairs, kinds)
    asked = _asked(rows, counted, (tied | no) & both, pairs, pd.notna(ids).sum(axis=1))
    used = [column for by_pair in found.values() for column in by_pair.values()]
    return ties, asked, used, notes


def _rolled_out(
    rows: pd.DataFrame,
    cells: Mapping[str, np.ndarray],
    ids: np.ndarray,
    tied: np.ndarray,
    slots: list[int],
    pairs: list[Pair],
    kinds: bool,
) -> pd.DataFrame:
    """A row per tie, with its two alters and every declared column; `kinds` where a pattern says the type."""
    at, n = np.nonzero(tied)
    ties = rows.iloc[at][[*KEY, "file", "line"]].reset_index(drop=True)
    place = {slot: i for i, slot in enumerate(slots)}
    first = np.array([place.get(a, 0) for a, _, _ in pairs], dtype="int64")
    second = np.array([place.get(b, 0) for _, b, _ in pairs], dtype="int64")
    made = {"source": ids[at, first[n]], "target": ids[at, second[n]]}
    made |= {here: grid[at, n] for here, grid in cells.items()}
    if kinds:
        made["type"] = np.array([kind for _, _, kind in pairs], dtype=object)[n]
    made = {here: pd.Series(values, dtype="str") for here, values in made.items()}
    return pd.concat([ties, pd.DataFrame(made, index=ties.index)], axis=1)


def _answered(said: np.ndarray, declared: Mapping[str, str]) -> tuple[np.ndarray, np.ndarray]:
    """Which cells say that there is a tie, and which that there is none."""
    spelled = {
        key: {normal(w) for w in declared.get(key, "").split("|") if w.strip()} for key in ("no_tie", "no_answer")
    }
    written = pd.Series(pd.unique(said[pd.notna(said)]), dtype="object")
    words = written.map(normal)
    unknown = words.isin(spelled["no_answer"])
    zero = numbers(written.astype("str"))[0] == 0
    none = (zero | words.isin(NO | spelled["no_tie"])) & ~unknown
    tied = pd.Series(~(none | unknown), dtype=bool)
    return np.isin(said, written[tied].to_numpy(dtype=object)) & pd.notna(said), np.isin(
        said, written[none].to_numpy(dtype=object)
    ) & pd.notna(said)


def _ends(
    rows: pd.DataFrame, counted: np.ndarray, alters: pd.DataFrame, slots: list[int], pairs: list
) -> tuple[np.ndarray, np.ndarray]:
    """The id of the alter in each slot of each row, and which pairs have two alters."""
    ids = np.full((len(rows), max(len(slots), 1)), None, dtype=object)
    where = pd.MultiIndex.from_frame(rows.loc[counted, KEY].astype(object))
    row = where.get_indexer(pd.MultiIndex.from_frame(alters[KEY].astype(object)))
    ids[np.flatnonzero(counted)[row[row >= 0]], pd.Index(slots).get_indexer(alters["slot"])[row >= 0]] = alters[
        "alter"
    ].to_numpy(dtype=object)[row >= 0]
    there = pd.notna(ids)
    place = {slot: i for i, slot in enumerate(slots)}
    both = np.zeros((len(rows), len(pairs)), dtype=bool)
    for n, (a, b, _) in enumerate(pairs):
        if a in place and b in place:
            both[:, n] = there[:, place[a]] & there[:, place[b]]
    return ids, both


def _asked(
    rows: pd.DataFrame, counted: np.ndarray, answered: np.ndarray, pairs: list, size: np.ndarray
) -> pd.DataFrame:
    """Per row that counts, whether ties were asked and how many pairs of alters have no answer."""
    unordered = {pair: n for n, pair in enumerate(sorted({tuple(sorted(p[:2])) for p in pairs if p[0] != p[1]}))}
    known = np.zeros((len(rows), len(unordered)), dtype=bool)
    for n, (a, b, _) in enumerate(pairs):
        if a != b:
            known[:, unordered[min(a, b), max(a, b)]] |= answered[:, n]
    possible = size * (size - 1) // 2
    asked = known.any(axis=1) | (possible == 0)
    missing = np.where(asked, possible - known.sum(axis=1), 0)
    table = rows[KEY].assign(ties_asked=np.where(asked, "yes", "no"), pairs_missing=missing.astype(str))
    return table[counted].reset_index(drop=True)
