"""Wide surveys, a row per participant and wave: contacts in numbered columns, in CSV, Excel, SPSS or Stata."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from netlab.codebook import Codebook
from netlab.problems import InputError
from netlab.readers.case_ids import by_case
from netlab.readers.described import three_tables
from netlab.readers.drafting import Draft
from netlab.readers.files import Files
from netlab.readers.key_columns import must_read, not_used, noted_in, readable
from netlab.readers.namings import waves_of as waves_by_file
from netlab.readers.source import Format, Guess, Remark, Source, Told
from netlab.readers.tabular import Table
from netlab.readers.wide_draft import columns_drafted, questions_drafted, waves_drafted
from netlab.readers.wide_families import Layout, layout_of
from netlab.readers.wide_patterns import has_patterns, is_pattern, slots_of

MOST_SHOWN = 4
OF_CASE = "wave of the case id"


def recognise(files: Files) -> Remark | None:
    """Columns that come again with the numbers 1, 2, 3 … of the contacts."""
    tables, _ = readable(files)
    found = [(t, layout) for t in tables if (layout := layout_of(t)) is not None]
    return remark(*found[0]) if found else None


def remark(table: Table, layout: Layout, key: str = "wide") -> Remark:
    """What a table is taken for, and why."""
    patterns = [*layout.alters.values(), *layout.ties.values()]
    shown = ", ".join(patterns[:MOST_SHOWN]) + (", …" if len(patterns) > MOST_SHOWN else "")
    return Remark(f"recognised.{key}", {"file": table.name, "n": len(layout.slots(table.columns)), "columns": shown})


def source(files: Files, told: Told) -> Source:
    """The three tables of a wide survey.

    Raises
    ------
    InputError
        When a file cannot be read, has no columns about contacts or no rows, or has the waves beside each other.
    """
    tables, others = must_read(files)
    if told.codebook is not None and has_patterns(told.codebook.columns.get("alters", {})):
        fit = _fitting(tables, told.codebook)
        return read_wide(_stacked(fit), None, told, not_used(_others(tables, others, fit)), files)
    found = [(t, layout) for t in tables if (layout := layout_of(t)) is not None]
    if not found:
        raise InputError(
            f"{files.path.name}: no columns come again with the numbers 1, 2, 3 … of contacts (naam1, naam2, …). "
            "Describe the columns in study.toml (docs/codebook.md, patterns)."
        )
    first = found[0][1]
    same = [t for t, layout in found if layout.alters == first.alters and layout.ties == first.ties]
    return read_wide(_stacked(same), first, told, not_used(_others(tables, others, same)), files)


def _others(tables: list[Table], others: list[str], used: list[Table]) -> list[str]:
    return [*(t.name for t in tables if t not in used), *others]


def _fitting(tables: list[Table], codebook: Codebook) -> list[Table]:
    """The tables that a study describes: the one it names, else all in which every pattern fits."""
    named = codebook.files.get("egos", "")
    patterns = [c for c in codebook.columns["alters"].values() if is_pattern(c)]
    fit = []
    for table in tables:
        try:
            if all(slots_of(p, table.columns) for p in patterns):
                fit.append(table)
        except InputError:
            continue
    one = [t for t in fit if named and named.endswith(t.name)]
    if fit:
        return one or fit
    shown = ", ".join(t.name for t in tables) or "none"
    raise InputError(f"no table has all columns of [columns.alters]: {', '.join(patterns)}. Tables found: {shown}.")


def _stacked(tables: list[Table]) -> Table:
    """Tables of the same questions, one per wave, one below the other; the wave from their names."""
    if len(tables) == 1:
        return tables[0]
    waves = waves_by_file(tables)
    column = "wave" if all("wave" not in t.columns for t in tables) else "wave of the file"
    rows = pd.concat([t.rows.assign(**{column: w}) for t, w in zip(tables, waves, strict=True)], ignore_index=True)
    questions = {c: q for t in reversed(tables) for c, q in t.questions.items()}
    labels = {c: q for t in reversed(tables) for c, q in t.labels.items()}
    return Table(", ".join(t.name for t in tables), rows, questions, labels, noted_in(tables))


def read_wide(
    table: Table,
    layout: Layout | None,
    told: Told,
    more: pd.DataFrame,
    files: Files,
    key: str = "wide",
    answers: Mapping[str, Mapping[str, str]] | None = None,
    guesses: tuple[Guess, ...] = (),
) -> Source:
    """A wide table as a source, by the study's own codebook or by one that is drafted from the table.

    Parameters
    ----------
    table : Table
    layout : Layout or None
        What is about contacts; None where the study's codebook says so.
    told : Told
    more : DataFrame
        What was found before.
    files : Files
        Where the table comes from.
    key : str
        The format, for the remark that says what was recognised.
    answers : mapping, optional
        Per name of alters' column what its values stand for, where the source says so elsewhere.
    guesses : tuple of Guess
        What was guessed before.

    Raises
    ------
    InputError
        When there are no rows, or the waves stand beside each other in columns.
    """
    if table.rows.empty:
        raise InputError(
            f"{table.name}: there are column names but no rows. Expected one row per participant and wave."
        )
    if layout is not None and layout.twice:
        raise InputError(
            f"{table.name}: {' and '.join(map(repr, layout.twice))} are both a first name: do two waves or two "
            "questions stand beside each other? Make a row per participant and wave, or describe the columns yourself."
        )
    draft = Draft()
    if layout is None and told.codebook is not None:
        book = told.codebook
    else:
        assert layout is not None
        book = Codebook(columns=columns_drafted(draft, table, layout))
    table, book, unplaced = _by_case(table, book, told)
    if layout is not None:
        book = replace(book, waves=waves_drafted(draft, table, book.columns["egos"].get("wave")))
    made = three_tables({"egos": table}, book)
    egos, alters, ties = made.egos, made.alters, made.ties
    found = noted_in([table], more, unplaced, made.found)
    if layout is None:
        return Source(egos, alters, ties, book, Remark(f"recognised.{key}_told", {"file": table.name}), found=found)
    book = questions_drafted(draft, book, table, alters, ties, answers or {})
    return Source(egos, alters, ties, book, remark(table, layout, key), (*guesses, *draft.guesses), found)


def _by_case(table: Table, book: Codebook, told: Told) -> tuple[Table, Codebook, pd.DataFrame]:
    """The table with its case ids taken apart into ego and wave, as the researcher says."""
    egos = book.columns.get("egos", {})
    column, wave = egos.get("ego", "ego"), egos.get("wave", "wave")
    if (told.case_id is None and told.cases is None) or column not in table.columns:
        return table, book, noted_in([])
    about = table.rows[["file", "line"]].assign(ego=table.rows[column])
    if wave in table.columns:
        about = about.assign(wave=table.rows[wave])
    read, notes = by_case(about, told)
    rows = table.rows.assign(**{column: read["ego"]})
    if "wave" in read.columns:
        rows = rows.assign(**{OF_CASE: read["wave"]})
        book = replace(book, columns={**book.columns, "egos": {**egos, "wave": OF_CASE}})
    return replace(table, rows=rows), book, notes


FORMAT = Format("wide", recognise, source)
