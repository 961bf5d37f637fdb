"""The answers in a Network Canvas export: options of a question put together again, what is not known left unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from netlab.cleaning.answers import numbers
from netlab.codebook import Codebook
from netlab.readers.network_canvas.exported import EGO, OWN, changed
from netlab.readers.network_canvas.protocol import Protocol, Variable

ENCRYPTED = "ENCRYPTED"
WORDS = {"true", "false"}
# Names that netlab gives a meaning of its own: an answer of that name gets another.
TAKEN = {
    "egos": {"ego", "wave", "date", "ties_asked", "pairs_missing"},
    "nodes": {"ego", "wave", "alter", "person"},
    "edges": {"ego", "wave", "source", "target", "type"},
}
# Exporters that write `false` for every option of a question that was not answered.
VAGUE = ("A", "B")


@dataclass(frozen=True)
class Options:
    """A question that the export spreads over a column per answer.

    `columns` gives the answer of each column. `folded` is true where they were put together into one column, named
    after the question; `guessed` where only the names of the columns say that they belong together; `several` where
    several answers could be chosen, or no protocol says that they could not.
    """

    variable: str
    columns: Mapping[str, str]
    guessed: bool = False
    several: bool = False
    folded: bool = False


@dataclass(frozen=True, eq=False)
class Answered:
    """A table after its answers were read: the rows, the questions that were spread over columns, what was found."""

    rows: pd.DataFrame
    options: tuple[Options, ...]
    layout: frozenset[str]
    found: tuple[Mapping[str, Any], ...]


def answers_in(rows: pd.DataFrame) -> list[str]:
    """The columns that hold answers, in their order."""
    return [c for c in rows.columns if c not in OWN]


def true_or_false(values: pd.Series) -> bool:
    """Whether a column holds nothing but `true` and `false`, and at least one of them."""
    given = set(values.dropna().unique())
    return bool(given) and given <= WORDS


def _guessed(rows: pd.DataFrame, columns: list[str]) -> dict[str, dict[str, str]]:
    """Neighbouring true/false columns with the same beginning, answered by the same rows, as options of one question.

    The shortest common beginning before a `_` is the question. Two columns at least; a column of the name of the
    question itself means that they are none.
    """
    groups: dict[str, dict[str, str]] = {}
    given = {c: rows[c].notna() for c in columns if true_or_false(rows[c])}
    at = 0
    while at < len(columns):
        first, found = columns[at], 1
        cuts = [n for n, letter in enumerate(first) if letter == "_" and n] if first in given else []
        for cut in cuts:
            begin = first[: cut + 1]
            end = at + 1
            while (
                end < len(columns)
                and columns[end].startswith(begin)
                and columns[end] in given
                and given[columns[end]].equals(given[first])
            ):
                end += 1
            if end - at > 1 and first[:cut] not in columns and first[:cut] not in groups:
                groups[first[:cut]] = {c: c[cut + 1 :] for c in columns[at:end]}
                found = end - at
                break
        at += found
    return groups


def _known(rows: pd.DataFrame, variables: Iterable[Variable]) -> dict[str, dict[str, str]]:
    """The columns of the options that the protocol tells of, as far as they are there."""
    groups: dict[str, dict[str, str]] = {}
    for one in variables:
        if one.type == "categorical":
            columns = {f"{one.name}_{value}": value for value, _ in one.options}
            there = {c: v for c, v in columns.items() if c in rows.columns and c not in OWN}
            # A question of its own may have the name that an option would have: it holds other things than true, false.
            there = {
                c: v for c, v in there.items() if rows[c].dropna().isin(WORDS).mean() > 0.5 or rows[c].isna().all()
            }
            if there:
                groups[one.name] = there
    return groups


def grouped(rows: pd.DataFrame, told: Mapping[str, Mapping[str, str]], known: Mapping[str, Variable]) -> list[Options]:
    """Which columns are the answers of one question: by the protocol, by the GraphML files, else by their names."""
    found: list[Options] = []
    taken: set[str] = set()
    by_file = {v: {c: a for c, a in columns.items() if c in rows.columns} for v, columns in told.items()}
    for source, guessed in ((_known(rows, known.values()), False), (by_file, False), (None, True)):
        if source is None:
            source = _guessed(rows, [c for c in answers_in(rows) if c not in taken and c not in known])
        for variable, columns in source.items():
            columns = {c: a for c, a in columns.items() if c not in taken}
            if columns:
                several = variable not in known or known[variable].several
                found.append(Options(variable, columns, guessed, several))
                taken |= set(columns)
    return found


def _odd(rows: pd.DataFrame, columns: Iterable[str]) -> list[dict[str, Any]]:
    """Cells of true/false columns that hold something else, as problems."""
    found = []
    for column in columns:
        odd = rows[column].notna() & ~rows[column].isin(WORDS)
        for file, line, cell in zip(rows.loc[odd, "file"], rows.loc[odd, "line"], rows.loc[odd, column], strict=True):
            about = {"detail": f"{column}: {cell}"}
            found.append({"file": file, "line": line, "kind": "unknown_answer", "about": about, "stops": False})
    return found


def _read(
    rows: pd.DataFrame, one: Options, vague: pd.Series, settled: set[str]
) -> tuple[Options, pd.DataFrame, list[dict[str, Any]]]:
    """One question: its columns as one where nobody chose two answers, else each on its own; and what was found."""
    columns = list(one.columns)
    cells = rows[columns]
    true, given = cells == "true", cells.isin(WORDS).any(axis=1)
    chosen = true.sum(axis=1)
    none_of = given & (chosen == 0)
    found = _odd(rows, columns)
    apart = bool(settled & {*columns})
    together = one.variable in settled and not apart
    free = one.variable not in rows.columns or one.variable in columns
    fits = chosen.max() <= 1 and not (none_of & ~vague).any() if len(rows) else True
    if free and (together or (fits and not apart)):
        answer = pd.Series(None, index=rows.index, dtype=object)
        for column, value in one.columns.items():
            answer = answer.where(~true[column], value)
        for i in rows.index[chosen > 1]:
            about = {"column": one.variable, "detail": ", ".join(one.columns[c] for c in columns if true.at[i, c])}
            at = {"file": rows.at[i, "file"], "line": rows.at[i, "line"]}
            found.append({**at, "kind": "several_answers", "about": about, "stops": True})
        answer = answer.where(chosen <= 1).astype("str")
        if one.several and not together and (none_of & vague).any():
            found.append(_ambiguous(one.variable, none_of & vague))
        place = list(rows.columns).index(columns[0])
        left = rows.drop(columns=columns)
        made = pd.concat([left.iloc[:, :place], answer.rename(one.variable), left.iloc[:, place:]], axis=1)
        return Options(one.variable, one.columns, one.guessed, one.several, folded=True), made, found
    unknown = none_of & vague
    if unknown.any():
        found.append(_ambiguous(one.variable, unknown))
        rows = changed(rows, {c: rows[c].where(~unknown) for c in columns})
    return one, rows, found


def _ambiguous(variable: str, rows: pd.Series) -> dict[str, Any]:
    return {"kind": "ambiguous_no", "about": {"column": variable, "n": int(rows.sum())}, "stops": False}


def _places(rows: pd.DataFrame, known: Mapping[str, Variable]) -> tuple[pd.DataFrame, frozenset[str]]:
    """Places in a drawing as numbers, where every cell is one; which columns hold places."""
    columns = answers_in(rows)
    pairs = {c[:-2] for c in columns if c.endswith("_x") and c[:-2] + "_y" in columns}
    pairs |= {c.removesuffix("_screenSpaceX") for c in columns if c.endswith("_screenSpaceX")}
    pairs = {p for p in pairs if not known or p not in known or known[p].type == "layout"}
    ends = ("_x", "_y", "_screenSpaceX", "_screenSpaceY")
    layout = [p + end for p in sorted(pairs) for end in ends if p + end in columns and p + end not in known]
    read = {c: numbers(rows[c]) for c in layout}
    sure = {c: values for c, (values, odd) in read.items() if not odd.any()}
    return changed(rows, sure), frozenset(sure)


def answered(
    rows: pd.DataFrame,
    told: Mapping[str, Mapping[str, str]],
    known: Mapping[str, Variable],
    generations: Mapping[str, str],
    settled: set[str],
) -> Answered:
    """A table with its questions put together again.

    A question of which nobody chose two answers becomes one column with the answer; the others keep a true/false column
    per answer. Where the exporter wrote `false` for every answer of a question that was perhaps not asked (generations
    A and B), these cells are unknown, and their number is told.

    Parameters
    ----------
    rows : DataFrame
        Sessions, nodes or edges, the answers as text.
    told : mapping
        Which columns are the answers of one question, as far as GraphML files tell: question → column → answer.
    known : mapping
        The questions of the protocol by name; empty without one.
    generations : mapping
        Per ego UUID which exporter wrote its session.
    settled : set of str
        Columns that the codebook of the study speaks of: they are made, whatever the answers look like now.
    """
    by = rows[EGO].map(generations)
    found: list[dict[str, Any]] = []
    hidden = {}
    for column in answers_in(rows):
        secret = (rows[column] == ENCRYPTED) & (by != "A")
        if secret.any():
            found.append({"kind": "encrypted", "about": {"column": column, "n": int(secret.sum())}, "stops": False})
            hidden[column] = rows[column].where(~secret)
    rows = changed(rows, hidden)
    vague = by.isin(VAGUE) | by.isna()
    options = []
    for one in grouped(rows, told, known):
        read, rows, notes = _read(rows, one, vague, settled)
        options.append(read)
        found += notes
    rows, layout = _places(rows, known)
    return Answered(rows, tuple(options), layout, tuple(found))


def renamed(table: Answered, kind: str) -> Answered:
    """The table with other names for answers whose name has a meaning of its own for netlab; each is told."""
    names: dict[str, str] = {}
    for column in answers_in(table.rows):
        if column in TAKEN[kind]:
            free = column + "_"
            while free in table.rows.columns or free in TAKEN[kind]:
                free += "_"
            names[column] = free
    more = [{"kind": "column_renamed", "about": {"column": a, "to": b}, "stops": False} for a, b in names.items()]
    return replace(table, rows=table.rows.rename(columns=names), found=(*table.found, *more)) if names else table


def settled(book: Codebook | None, kind: str) -> set[str]:
    """The columns of the files that the codebook of a study speaks of."""
    if book is None:
        return set()
    table = {"egos": "egos", "nodes": "alters", "edges": "ties"}[kind]
    columns = dict(book.columns.get(table, {}))
    spoken = [i.column for i in book.interpreters] + [g.column for g in book.generators if g.column]
    if kind == "egos":
        spoken += [book.group.column] if book.group else []
        spoken += [o.column for o in book.outcomes]
    return {*columns.values(), *(columns.get(c, c) for c in spoken)}


def questions(protocol: Protocol | None, kind: str) -> Mapping[str, Variable]:
    """The questions of a protocol about one kind of thing; none without a protocol."""
    return protocol.of(kind) if protocol else {}
