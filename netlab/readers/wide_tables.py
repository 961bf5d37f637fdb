"""The alters in a wide table, a row per ego and wave: each numbered slot that is filled in becomes a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import numpy as np
import pandas as pd

from netlab.cleaning.answers import NO, YES, normal
from netlab.problems import InputError
from netlab.readers.key_columns import joined_names
from netlab.readers.wide_patterns import ANSWERS, is_pattern, slots_of

CHECKBOX = "___"  # REDCap writes 0 in the checkboxes of questions that were never asked
KEY = ["ego", "wave"]
ABOUT_SLOTS = ("named", "name", "surname", "alter")  # who is in a slot; all else is an answer
MOST_SHOWN = 6

Note = dict[str, object]
T = TypeVar("T")  # a slot, or a pair of slots


def noted(rows: pd.DataFrame, which: np.ndarray, kind: str, details: Iterable[str] | str, stops: bool) -> list[Note]:
    """Rows of a wide table as found problems of one kind."""
    chosen = rows.loc[which, ["file", "line", *KEY]].to_dict("records")
    said = [details] * len(chosen) if isinstance(details, str) else list(details)
    return [
        {**row, "kind": kind, "about": {"detail": detail}, "stops": stops}
        for row, detail in zip(chosen, said, strict=True)
    ]


def columns_in(which: np.ndarray, names: np.ndarray) -> list[str]:
    """Per row of `which` that has any, the names of its columns."""
    told = []
    for row in which[which.any(axis=1)]:
        here = [str(n) for n in names[row]]
        told.append(", ".join(here[:MOST_SHOWN]) + (f", … ({len(here)})" if len(here) > MOST_SHOWN else ""))
    return told


def _answers_in(which: np.ndarray, found: Mapping, filled: Mapping[str, np.ndarray], slots: list[int]) -> list[str]:
    """Per row of `which` that has any, the columns of these slots that are filled in."""
    told = []
    for row in np.flatnonzero(which.any(axis=1)):
        here = [
            by_slot[slots[n]]
            for question, by_slot in found.items()
            for n in np.flatnonzero(which[row])
            if slots[n] in by_slot and filled[question][row, n] and question not in ABOUT_SLOTS
        ]
        told.append(", ".join(here[:MOST_SHOWN]) + (f", … ({len(here)})" if len(here) > MOST_SHOWN else ""))
    return told


def placed(rows: pd.DataFrame) -> np.ndarray:
    """Which rows count: ego and wave known, and the first of that ego in that wave."""
    return (rows[KEY].notna().all(axis=1) & ~rows.duplicated(KEY)).to_numpy()


def alters_in(rows: pd.DataFrame, declared: Mapping[str, str]) -> tuple[pd.DataFrame, list[int], list[str], list[Note]]:
    """The alters in a wide table.

    A slot is an alter when `named` says so (a yes/no column per slot), else when its name is filled in, else its id,
    else, where names were not asked, any of its answers.

    Parameters
    ----------
    rows : DataFrame
        The table as it was read, with ego, wave, file and line.
    declared : mapping
        netlab's name → column or pattern with `{n}`; `named`, `name` and `alter` as above; `surname`: last names, put
        behind those of `name`; `no_answer`: what stands for no answer in these columns, separated by `|`; `empty`:
        ``"nobody"`` where a row without any answer means that nobody was named (see `described.three_tables`).

    Returns
    -------
    alters : DataFrame
        ego, wave, alter (the slot, where there are no ids), slot, the declared columns, file, line.
    slots : list of int
        The slots that the table has, in order.
    used : list of str
        The columns that were rolled out.
    notes : list of dict
        Answers in a slot that is no alter; rows that name nobody; names that `named` leaves out.

    Raises
    ------
    InputError
        For patterns that fit no column, or that are wrong.
    """
    found, wrong = fitted("alters", declared, rows, slots_of)
    if declared.get("empty", "unknown") not in ("nobody", "unknown"):
        wrong.append(f'[columns.alters] empty is {declared["empty"]!r}, expected "nobody" or "unknown".')
    if wrong:
        raise InputError(wrong)
    slots = sorted({slot for by_slot in found.values() for slot in by_slot})
    cells = {here: grid_of(rows, by_slot, slots) for here, by_slot in found.items()}
    cells, notes = _without(cells, declared, str(rows["file"].iloc[0]) if len(rows) else "")
    if "surname" in cells:
        cells["name"] = _whole(cells.get("name"), cells.pop("surname"))
    there, told = _named(rows, declared, found, cells, slots)
    notes += told
    used = [column for by_slot in found.values() for column in by_slot.values()]
    return _rolled_out(rows, declared, cells, there, slots), slots, used, notes


def _named(
    rows: pd.DataFrame,
    declared: Mapping[str, str],
    found: Mapping[str, Mapping[int, str]],
    cells: Mapping[str, np.ndarray],
    slots: list[int],
) -> tuple[np.ndarray, list[Note]]:
    """Which slots of which rows are alters, and what is to be said of the others."""
    filled = {here: pd.notna(grid) for here, grid in cells.items()}
    for here, pattern in declared.items():
        if here in filled and CHECKBOX in pattern:
            filled[here] = filled[here] & (cells[here] != "0")
    answers = [h for h in cells if h not in ABOUT_SLOTS]
    told = np.any([np.zeros((len(rows), len(slots)), dtype=bool), *(filled[h] for h in answers)], axis=0)
    known = np.any([filled[h] for h in ("name", "alter") if h in filled] or [told], axis=0)
    counted = placed(rows)
    there, notes = known, []
    if "named" in cells:
        yes, no = _yes_no(cells["named"])
        there = (known | yes) & ~no
        left = (known | told) & no & counted[:, None]
        notes += noted(rows, left.any(axis=1), "slot_left_out", columns_in(left, np.array(slots, dtype=object)), False)
        told = told & ~no
    outside = told & ~there & counted[:, None]
    notes += noted(rows, outside.any(axis=1), "answer_without_name", _answers_in(outside, found, filled, slots), True)
    notes += noted(rows, counted & ~there.any(axis=1), "named_nobody", "", False)
    return there & counted[:, None], notes


def _rolled_out(
    rows: pd.DataFrame,
    declared: Mapping[str, str],
    cells: Mapping[str, np.ndarray],
    there: np.ndarray,
    slots: list[int],
) -> pd.DataFrame:
    """A row per alter, with its slot and every declared column."""
    at, n = np.nonzero(there)
    alters = rows.iloc[at][[*KEY, "file", "line"]].reset_index(drop=True)
    made: dict[str, object] = {"slot": np.array(slots, dtype="int64")[n]}
    for here, pattern in declared.items():
        if here in cells:
            made[here] = pd.Series(cells[here][at, n], dtype="str")
        elif here not in (*ANSWERS, *KEY) and pattern in rows.columns:
            made[here] = rows[pattern].iloc[at].reset_index(drop=True)
    alters = pd.concat([alters, pd.DataFrame(made, index=alters.index)], axis=1)
    numbered = alters["slot"].astype("str")
    ids = alters["alter"].where(alters["alter"].notna(), "slot " + numbered) if "alter" in alters else numbered
    return alters.assign(alter=ids.astype("str")).drop(columns=["named"], errors="ignore")


def _without(
    cells: dict[str, np.ndarray], declared: Mapping[str, str], file: str
) -> tuple[dict[str, np.ndarray], list[Note]]:
    """The cells without what stands for no answer, and how often that stood there."""
    codes = {normal(w) for w in declared.get("no_answer", "").split("|") if w.strip()}
    if not codes:
        return cells, []
    kept: dict[str, np.ndarray] = {}
    notes: list[Note] = []
    for here, grid in cells.items():
        written = [v for v in pd.unique(grid[pd.notna(grid)]) if normal(v) in codes]
        gone = np.isin(grid, np.array(written, dtype=object)) & pd.notna(grid)
        kept[here] = grid.copy()
        kept[here][gone] = None
        if written:
            about = {"detail": here, "codes": ", ".join(written), "n": int(gone.sum())}
            notes.append({"file": file, "line": None, "kind": "no_answer_codes", "about": about, "stops": False})
    return kept, notes


def _whole(first: np.ndarray | None, last: np.ndarray) -> np.ndarray:
    """First and last names in each slot as whole names."""
    if first is None:
        return last
    ahead, behind = (pd.Series(grid.ravel(), dtype=object) for grid in (first, last))
    names = joined_names(ahead, behind).astype(object)
    return names.where(names.notna(), None).to_numpy(dtype=object).reshape(last.shape)


def _yes_no(cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which cells say yes, and which no."""
    said = {v: normal(v).removesuffix(".0") for v in pd.unique(cells[pd.notna(cells)])}
    yes, no = ([v for v, word in said.items() if word in words] for words in (YES, NO))
    return np.isin(cells, np.array(yes, dtype=object)), np.isin(cells, np.array(no, dtype=object))


def fitted(
    table: str, declared: Mapping[str, str], rows: pd.DataFrame, places_of: Callable[[str, list[str]], dict[T, str]]
) -> tuple[dict[str, dict[T, str]], list[str]]:
    """The columns that each declared pattern fits, by slot or by pair, and what is wrong with the patterns."""
    columns = [c for c in rows.columns if c not in ("file", "line")]
    shown = ", ".join(columns[:12]) + (", …" if len(columns) > 12 else "")
    found: dict[str, dict[T, str]] = {}
    wrong: list[str] = []
    for here, pattern in declared.items():
        try:
            if here not in ANSWERS and is_pattern(pattern):
                found[here] = places_of(pattern, columns)
                if not found[here]:
                    wrong.append(f"[columns.{table}] {here} = {pattern!r} fits no column. Found: {shown}.")
        except InputError as error:
            wrong += error.problems
    return found, wrong


def grid_of(rows: pd.DataFrame, by_place: Mapping, places: list) -> np.ndarray:
    """The cells of a question, a column per slot or pair; None where that has no column or no answer."""
    grid = np.full((len(rows), len(places)), None, dtype=object)
    for n, place in enumerate(places):
        if place in by_place:
            values = rows[by_place[place]]
            grid[:, n] = values.astype(object).where(values.notna(), None)
    return grid
