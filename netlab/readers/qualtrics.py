"""Qualtrics exports: the questions stand below the column names, and say which contact each of them is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

import pandas as pd

from netlab.cleaning.answers import normal
from netlab.problems import InputError, found
from netlab.readers.files import Files
from netlab.readers.key_columns import must_read, not_used, noted_in, readable
from netlab.readers.source import Format, Guess, Remark, Source, Told
from netlab.readers.tabular import Table
from netlab.readers.wide import read_wide, remark
from netlab.readers.wide_families import Layout, families, layout_of, pattern, short_name
from netlab.readers.wide_patterns import has_patterns

OWN = {"StartDate", "EndDate", "RecordedDate", "ResponseId", "Finished", "Progress", "Status"}
# Text that Qualtrics pipes into a question: the n-th name that was given to an earlier question.
PIPED = re.compile(r"\[?\$?\{?(?:q://)?(QID\d+)[-/]ChoiceTextEntryValue[-/](\d+)\}?\]?")
NO_PARTICIPANT = r"preview|test|spam|^(?:1|2|8|9|12|17|40)$"
FINISHED = {"true", "1", "waar"}


def _tables(tables: list[Table]) -> list[Table]:
    """The tables that Qualtrics wrote: at least three of its own columns, and questions below the column names."""
    return [t for t in tables if len(OWN & set(t.columns)) > 2 and t.questions and "ResponseId" in t.columns]


def piped_layout(table: Table) -> tuple[Layout | None, list[str]]:
    """What is about contacts and pairs by the text of the questions, and the questions that fit no contact or pair.

    A question with one name piped in is about that contact, one with two about that pair. Questions that are equal but
    for the name are one question. None where no names are piped in.
    """
    single: dict[str, dict[int, str]] = {}
    double: dict[str, dict[tuple[int, int], str]] = {}
    odd: list[str] = []
    for column in table.columns:
        question = table.questions.get(column, "")
        slots = list(dict.fromkeys(int(n) for _, n in PIPED.findall(question)))
        text = normal(PIPED.sub("…", question))
        if len(slots) == 1:
            taken = single.setdefault(text, {}).setdefault(slots[0], column)
        elif len(slots) == 2:
            taken = double.setdefault(text, {}).setdefault((min(slots), max(slots)), column)
        else:
            taken = column
            if slots:
                odd.append(column)
        if taken != column:
            odd.append(column)
    if not single and not double:
        return None, odd
    names = _names(table, single, double)
    if names is None:
        return None, odd
    columns = families(table.columns)[names]
    alters = {"name": pattern(names)}
    every = sorted(columns)
    for by_slot in single.values():
        if set(by_slot) <= set(every):
            first = by_slot[min(by_slot)]
            called = short_name(_around(first, min(by_slot)), alters)
            alters[called] = _listed(by_slot, every)
        else:
            odd += by_slot.values()
    ties: dict[str, str] = {}
    for by_pair in double.values():
        if {slot for pair in by_pair for slot in pair} <= set(every):
            called = "strength" if not ties else short_name(_around(next(iter(by_pair.values())), 0), ties)
            ties[called] = _listed(by_pair, list(combinations(every, 2)))
        else:
            odd += by_pair.values()
    return Layout(alters, ties), odd


def _names(table: Table, single: Mapping, double: Mapping) -> tuple[str, str] | None:
    """The family of columns with the names: one question for all, and a number for every name that is piped in."""
    wanted = {s for by in single.values() for s in by} | {s for by in double.values() for pair in by for s in pair}
    layout = layout_of(table)
    named = layout.alters.get("name") if layout else None
    fits = []
    for key, by in families(table.columns).items():
        stems = {re.sub(r"\s*-\s*[^-]*$", "", table.questions.get(c, c)) for c in by.values()}
        if wanted <= set(by) and not any(PIPED.search(table.questions.get(c, "")) for c in by.values()):
            fits.append((pattern(key) == named, len(stems) == 1, key))
    best = max(fits, key=lambda f: f[:2], default=None)
    return best[2] if best is not None and any(best[:2]) else None


def _around(column: str, slot: int) -> tuple[str, str]:
    """The text before and behind the number of the contact in the name of a column."""
    before, _, behind = column.partition(str(slot)) if slot else (column, "", "")
    return before, behind


def _listed(by_place: Mapping, places: list) -> str:
    """The columns of a question as a pattern: with a number where they are numbered so, else all of them by name."""
    written = [by_place.get(p, "") for p in places]
    first = places[0]
    if isinstance(first, int) and all(written):
        before, _, behind = written[0].partition(str(first))
        if written == [f"{before}{slot}{behind}" for slot in places]:
            return f"{before}{{n}}{behind}"
    return "{" + " | ".join(written) + "}"


def recognise(files: Files) -> Remark | None:
    """Columns of Qualtrics' own, its questions below the column names, and columns about contacts."""
    for table in _tables(readable(files)[0]):
        layout = piped_layout(table)[0] or layout_of(table)
        if layout is not None:
            return remark(table, layout, "qualtrics")
    return None


def source(files: Files, told: Told) -> Source:
    """The three tables of a Qualtrics export.

    Rows that Qualtrics marks as a preview, a test or spam are named and not counted; surveys that were not finished
    stay and are named.

    Raises
    ------
    InputError
        When a file cannot be read, or nothing in it is about contacts.
    """
    tables, others = must_read(files)
    mine = _tables(tables)
    if not mine:
        raise InputError(
            f"{files.path.name}: not a Qualtrics export. Expected the columns ResponseId, StartDate, … with the "
            "questions below them: export as CSV, with the two extra rows."
        )
    layouts = [(t, *piped_layout(t)) for t in mine]
    table, layout, odd = next((found for found in layouts if found[1] is not None), layouts[0])
    guesses: tuple[Guess, ...] = ()
    if layout is not None:
        guesses = (Guess("columns", "alters", "", Remark("guess.qualtrics_slots")),)
    described = told.codebook is not None and has_patterns(told.codebook.columns.get("alters", {}))
    layout = None if described else layout or layout_of(table)
    if layout is None and not described:
        raise InputError(
            f"{table.name}: no question is about contacts that were named before, and no columns come again with their "
            "numbers. Describe the columns in study.toml (docs/codebook.md, patterns)."
        )
    unused = not_used([*(t.name for t in tables if t is not table), *others])
    more = noted_in([], unused, _named(table, [] if described else odd))
    table = replace(table, rows=table.rows[~_no_participants(table)].reset_index(drop=True))
    return read_wide(table, layout, told, more, files, "qualtrics", guesses=guesses)


def _no_participants(table: Table) -> pd.Series:
    """The rows that are a preview, a test or spam: in words, or as the codes of Qualtrics."""
    if "Status" not in table.columns:
        return pd.Series(False, index=table.rows.index)
    said = table.rows["Status"].fillna("").map(normal).astype("str")
    return said.str.contains(NO_PARTICIPANT).astype(bool)


def _named(table: Table, odd: list[str]) -> pd.DataFrame:
    """Rows that are no participant's or were not finished, and questions that could not be placed."""
    rows = table.rows
    notes = [
        {"file": table.name, "line": None, "kind": "question_not_placed", "about": {"detail": c}, "stops": False}
        for c in dict.fromkeys(odd)
    ]
    for column, kind in (("Status", "survey_preview"), ("Finished", "not_finished")):
        if column not in rows.columns:
            continue
        said = rows[column].fillna("").map(normal).astype("str")
        wrong = _no_participants(table) if column == "Status" else ~said.isin({*FINISHED, ""})
        notes += [
            {
                "file": r["file"],
                "line": r["line"],
                "kind": kind,
                "about": {"detail": f"{column}: {r[column]}"},
                "stops": False,
            }
            for r in rows[wrong].to_dict("records")
        ]
    return found(notes)


FORMAT = Format("qualtrics", recognise, source)
