"""A whole network, as a list of who names whom or a matrix per wave, with or without a roster."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd

from netlab.cleaning.answers import numbers
from netlab.codebook import Codebook, Interpreter, TieType, Wave
from netlab.problems import InputError, found
from netlab.readers.cutting import cut
from netlab.readers.drafting import NOT_ASKED, Draft, in_order
from netlab.readers.file_names import MOST_WAVES
from netlab.readers.files import Files
from netlab.readers.namings import (
    ALTERS,
    EGOS,
    KEPT,
    PEOPLE,
    SOURCES,
    STRENGTHS,
    TARGETS,
    WAVES,
    Whole,
    called,
    cells,
    listed,
    people_in,
    people_with_rows,
    plain,
    with_corner,
)
from netlab.readers.source import Format, Guess, Remark, Source, Told
from netlab.readers.tabular import Table, tables_from, tables_in

__all__ = ["FORMAT", "cut"]


def _share(part: set[str], whole: set[str]) -> float:
    return len(part & whole) / len(part) if part else 0.0


def _values(table: Table, column: str) -> set[str]:
    return set(table.rows[column].dropna())


def _is_matrix(table: Table) -> bool:
    """Whether the column names are persons and the first column says whose row it is."""
    first, *persons = table.columns or [""]
    if len(persons) < 3 or table.rows.empty:
        return False
    rows = _values(table, first)
    return _share(rows, set(persons)) >= 0.8 and _share(set(persons), rows) >= 0.5


def _tables(files: Files) -> tuple[list[Table], list[str]]:
    """The tables of a source, and the names of files that are none."""
    tables, others = [], []
    for name in files.names:
        try:
            read = tables_in(files, name)
        except InputError:
            read = []
        try:
            cornered = with_corner(files.data(name), name)
            squares = [t for t in tables_from(cornered, name) if _is_matrix(t)] if cornered else []
        except InputError:
            squares = []
        same = {t.name for t in squares}
        read = [*squares, *(t for t in read if t.name not in same)] if squares else read
        tables += read
        if not read:
            others.append(name)
    return tables, others


def _ends(table: Table) -> tuple[str, str] | None:
    """The columns of who names and who is named; None when there are none of that name."""
    source, target = called(table, SOURCES), called(table, TARGETS)
    if source and target:
        return None if called(table, EGOS) else (source, target)
    ego, alter = called(table, EGOS), called(table, ALTERS)
    if not ego or not alter:
        return None
    ids = pd.to_numeric(table.rows[alter], errors="coerce")
    own = ids.groupby(table.rows[ego])
    counted = (own.max() == own.nunique()) & (own.min() == 1)
    return None if counted.mean() > 0.5 else (ego, alter)


def _roster(tables: list[Table], persons: set[str]) -> tuple[Table | None, str]:
    """The table with a row per person (and wave), and its column of ids."""
    best: tuple[float, Table | None, str] = (0.5, None, "")
    for table in tables:
        wave = called(table, WAVES)
        for column in [c for c in table.columns if c != wave]:
            ids = table.rows[[c for c in (column, wave) if c]].dropna()
            if ids.empty or ids.duplicated().mean() > 0.1:
                continue
            covered = _share(persons, _values(table, column)) + (0.01 if plain(column) in PEOPLE else 0)
            if covered > best[0]:
                best = (covered, table, column)
    return best[1], best[2]


def _whole(tables: list[Table]) -> Whole | None:
    """What of these tables is the network and what the roster; None when there is no whole network in them.

    More than 12 files that say no wave themselves are those of one participant each, and not waves of a whole network.
    """
    matrices = [t for t in tables if _is_matrix(t)]
    if len(matrices) > MOST_WAVES:
        return None
    if matrices:
        persons = {p for t in matrices for p in (*t.columns[1:], *_values(t, t.columns[0]))}
        roster, person = _roster([t for t in tables if t not in matrices], persons)
        return Whole([], "", "", matrices, roster, person)
    ends = {n: e for n, t in enumerate(tables) if (e := _ends(t))}
    if not ends:
        return None
    source, target = next(iter(ends.values()))
    lists = [tables[n] for n, e in ends.items() if e == (source, target)]
    if sum(called(t, WAVES, but=(source, target)) is None for t in lists) > MOST_WAVES:
        return None
    naming = {p for t in lists for p in _values(t, source)}
    named = {p for t in lists for p in _values(t, target)}
    roster, person = _roster([t for t in tables if t not in lists], naming | named)
    covered = roster is not None and _share(naming | named, _values(roster, person)) >= 0.9
    if not covered and max(_share(naming, named), _share(named, naming)) < 0.5:
        return None
    return Whole(lists, source, target, [], roster, person)


def recognise(files: Files) -> Remark | None:
    """A list with two columns of the same persons, or a matrix whose rows and columns are the same persons."""
    whole = _whole(_tables(files)[0])
    if whole is None:
        return None
    used = whole.lists or whole.matrices
    about = {"files": ", ".join(t.name for t in used), "roster": whole.roster.name if whole.roster else "–"}
    if whole.lists:
        about |= {"columns": f"{whole.source}, {whole.target}"}
    return Remark("recognised.whole_network" if whole.lists else "recognised.whole_matrix", about)


def _places(*tables: pd.DataFrame) -> set[tuple[str, int]]:
    return {place for t in tables for place in zip(t["file"], t["line"], strict=True)}


def _left(table: pd.DataFrame, used: set[tuple[str, int]]) -> list[dict]:
    """The rows of a table that stand nowhere else."""
    gone = [place not in used for place in zip(table["file"], table["line"], strict=True)]
    return table[np.array(gone, dtype=bool)].to_dict("records")


def _silent(people: pd.DataFrame, used: set[tuple[str, int]], what: str = "not_in_network") -> list[dict]:
    """The rows of a roster, or of a matrix, from which no network or no alter came, as problems found."""
    notes = []
    for row in _left(people, used):
        at = {"file": row["file"], "line": row["line"], "ego": row["person"], "wave": row.get("wave", "")}
        known = pd.notna(row["person"]) and pd.notna(at["wave"])
        notes.append({**at, "kind": what if known else "key_missing", "stops": not known})
    return notes


def _no_alter(edges: pd.DataFrame, used: set[tuple[str, int]]) -> list[dict]:
    """The rows of a list that made no alter: strength 0, and a second type of one pair (counted per file)."""
    notes, again = [], Counter[str]()
    for row in _left(edges, used):
        zero = "strength" in edges.columns and numbers(pd.Series([row["strength"]], dtype="str"))[0].iloc[0] == 0
        if zero:
            at = {"file": row["file"], "line": row["line"], "ego": row["source"], "wave": row["wave"]}
            notes.append({**at, "kind": "strength_zero"})
        else:
            again[row["file"]] += 1
    return notes + [{"file": f, "kind": "types_joined", "about": {"detail": n}} for f, n in again.items()]


def _strengths(whole: Whole) -> str:
    """What the source calls the strength of a naming."""
    return (called(whole.lists[0], STRENGTHS) if whole.lists else None) or "strength"


def _drafted(edges: pd.DataFrame, people: pd.DataFrame | None, whole: Whole) -> tuple[Codebook, list[Guess]]:
    """A codebook from the list and the roster, and what in it is a guess."""
    draft = Draft()
    types = list(edges["type"].dropna().unique()) if "type" in edges.columns else []
    if "strength" in edges.columns:
        strength = _strengths(whole)
        labels = whole.lists[0].labels.get(strength) if whole.lists else None
        named = edges["strength"].where(numbers(edges["strength"])[0] != 0)
        for column in [f"{strength}_{t}" for t in types] if len(types) > 1 else [strength]:
            draft.ask(column, named, labels)
    draft.interpreters += [Interpreter(t, "relation", t) for t in types if t not in NOT_ASKED]
    if people is not None:
        about = whole.roster.labels if whole.roster else {}
        for column in [c for c in people.columns if c not in {*NOT_ASKED, *KEPT, "responded"}]:
            draft.ask(column, people[column], about.get(column))
    waves = in_order(edges["wave"].dropna())
    if len(waves) > 1:
        draft.guess("waves", "", "", "whole_waves", waves=", ".join(waves))
    draft.guess("tie_types", "", "directed", "whole_either")
    if people is None or "responded" not in people.columns:
        draft.guess("source", "", "", "whole_silent")
    ties = tuple(TieType(one) for one in types) or (TieType("named"),)
    asked = {i.column: i for i in reversed(draft.interpreters)}
    book = Codebook(
        waves=tuple(Wave(w) for w in waves),
        interpreters=tuple(i for i in draft.interpreters if asked[i.column] is i),
        tie_types=ties,
        alter_ids="roster",
    )
    return book, draft.guesses


def _cut(
    edges: pd.DataFrame, people: pd.DataFrame | None, blank: pd.DataFrame | None, told: Told
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Ego networks in which a tie has a direction where the study's codebook says so."""
    directed = [t.directed for t in told.codebook.tie_types] if told.codebook else []
    egos, alters, ties = cut(edges, people, not directed or not all(directed), blank)
    if any(directed) and not all(directed):
        ties = cut(edges, people, False, blank)[2]
    return egos, alters, ties


def source(files: Files, told: Told) -> Source:
    """The ego networks of everyone who answered.

    Raises
    ------
    InputError
        When there is no list with two columns of the same persons and no matrix.
    """
    tables, others = _tables(files)
    whole = _whole(tables)
    recognised = recognise(files)
    if whole is None or recognised is None:
        raise InputError(
            f"{files.path}: no whole network here. Expected a table with a column {', '.join(SOURCES[:3])}, … "
            f"and a column {', '.join(TARGETS[:3])}, … in which the same persons stand, or a matrix with a row and a "
            "column per person."
        )
    blank, notes = None, []
    if whole.lists:
        edges = listed(whole)
        people = people_in(whole, set(edges["wave"].dropna()))
        egos, alters, ties = _cut(edges, people, blank, told)
        notes += _no_alter(edges, _places(alters))
    else:
        read = cells(whole)
        edges, blank = read.edges, read.blank
        people = people_with_rows(people_in(whole, set(read.rows["wave"])), read.rows)
        egos, alters, ties = _cut(edges, people, blank, told)
        about = [{"file": f, "wave": w, "about": {"detail": n}} for (f, w), n in read.diagonal.items()]
        notes += [{**one, "kind": "diagonal"} for one in about]
        answered = read.rows["responded"] == "1"
        used = _places(egos, alters)
        notes += _silent(read.rows[answered], used, "names_nobody")
        notes += _silent(read.rows[~answered], used)
    if people is not None:
        notes += _silent(people, _places(egos).union((n["file"], n["line"]) for n in notes if "line" in n))
    taken = [*whole.lists, *whole.matrices, *([whole.roster] if whole.roster else [])]
    notes += [{"file": t.name, "kind": "file_not_used"} for t in tables if t not in taken]
    notes += [{"file": n, "kind": "file_not_used"} for n in others]
    book, guesses = _drafted(edges, people, whole)
    told_of = [t.found for t in taken if len(t.found)]
    told_of += [found({"about": {"detail": ""}, "stops": False, **n} for n in notes)] if notes else []
    made = ["strength", *(f"strength_{i.column}" for i in book.interpreters)]
    alters = alters.rename(columns={c: c.replace("strength", _strengths(whole), 1) for c in made})
    together = pd.concat(told_of, ignore_index=True) if told_of else found()
    return Source(egos, alters, ties, book, recognised, tuple(guesses), together)


FORMAT = Format("whole_network", recognise, source)
