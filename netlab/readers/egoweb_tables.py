"""The columns of EgoWeb's exports: of participants, contacts and pairs, in one session or several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from netlab.problems import InputError
from netlab.readers.egoweb_codebook import is_codebook
from netlab.readers.file_names import stem
from netlab.readers.key_columns import plain
from netlab.readers.tabular import Table

CODES = ("-1", "-2", "-3", "-4")  # refused, don't know, skipped, not yet answered: as EgoWeb sets them unless changed
MATCHING = {"dyadmatchid", "matchuser", "matchedaltername", "alterpairid"}
SHARED = {"alternumber", "altername", *MATCHING}  # once for all sessions, some with the number of the last
OF_NETWORK = {
    *("density", "maxdegreevalue", "maxbetweennessvalue", "maxeigenvectorvalue", "degreecentralization"),
    *("betweennesscentralization", "components", "dyads", "isolates"),
}
OF_ALTER = {"degree", "betweenness", "eigenvector"}
# Columns of contacts and pairs that answer no question.
NO_QUESTION = {
    *(*MATCHING, *OF_ALTER, "alterid", "alternumber", "interviewid", "egoid"),
    *("alter1name", "alter2name", "alter1id", "alter2id", "alter1number", "alter2number"),
}
SESSION = re.compile(r"egoid_(\d{1,3})", re.IGNORECASE)
KEYS = {
    "egoid": "ego",
    "linkid": "link",
    "interviewid": "interview",
    "starttime": "date",
    "alternumber": "alter",
    "altername": "name",
}


@dataclass(frozen=True, eq=False)
class Exports:
    """The tables of an export by what their rows are, and the names of files that were not used."""

    alters: tuple[Table, ...]
    pairs: tuple[Table, ...]
    egos: tuple[Table, ...]
    others: tuple[str, ...]

    @property
    def used(self) -> list[Table]:
        """The tables that are used."""
        return [*self.egos, *self.alters, *self.pairs]


def sessions_of(table: Table) -> list[int]:
    """The numbers of the sessions that stand side by side; none in an export of one session."""
    found = (SESSION.fullmatch(c) for c in table.columns)
    return sorted({int(m.group(1)) for m in found if m})


def without(column: str, session: int | None) -> str:
    """The name of a column without the number of its session."""
    return column if session is None else re.sub(rf"_{session}$", "", column)


def kind_of(table: Table) -> str | None:
    """Whether the rows are participants, contacts or pairs; None for another table."""
    columns = {plain(re.sub(r"_\d+$", "", c)) for c in table.columns}
    if "egoid" not in columns or {"responseoption", "question"} <= columns:
        return None
    if {"alter1number", "alter2number"} <= columns:
        return "pairs"
    if "alternumber" in columns:
        return "alters"
    of_contacts = any(re.match(r"alter([12]|name|pair|id|number)", c) for c in columns)
    return None if "EGO ID" in table.columns or of_contacts else "egos"


def sorted_out(tables: list[Table], others: list[str]) -> Exports | None:
    """Which table is which; None without contacts."""
    kinds = {t.name: kind_of(t) for t in tables}
    of = {k: tuple(t for t in tables if kinds[t.name] == k) for k in ("alters", "pairs", "egos")}
    if not of["alters"]:
        return None
    left = [t.name for t in tables if kinds[t.name] is None and not is_codebook(t)]
    return Exports(of["alters"], of["pairs"], of["egos"], (*left, *others))


def both_ends(table: Table) -> None:
    """Raise for a table of pairs that says only one of the two contacts."""
    columns = {plain(c) for c in table.columns}
    if len({"alter1number", "alter2number"} & columns) == 1:
        raise InputError(
            f"{table.name}, line 1: a table of pairs needs the columns Alter 1 Number and Alter 2 Number, and one is "
            f"not there. Found: {', '.join(table.columns[:12])}. Correct the name of the column, or export again."
        )


def whole(table: Table) -> None:
    """Raise where every row has fewer cells than there are column names: a title with a separator shifts all of them.

    EgoWeb writes the titles of questions without quotation marks.
    """
    short = table.found[table.found["kind"] == "too_few_cells"]
    cells = {about["found"] for about in short["about"]}
    if len(table.rows) and len(short) == len(table.rows) and max(cells) < len(table.columns):
        raise InputError(
            f"{table.name}, line 1: there are {len(table.columns)} column names and every row has fewer cells (at most "
            f"{max(cells)}). Does the title of a question hold a separator? Put that title between quotation marks."
        )


def study_of(table: Table) -> str:
    """The name of the study in the name of an export: `start-ego-alter.csv` → `start`."""
    return re.sub(
        r"[-_. ]?(ego[-_ ]?alter|alter[-_ ]?pair|ego[-_ ]?level)s?(\.csv)?$", "", stem(table.name), flags=re.I
    )


def keyed(table: Table, session: int | None = None) -> dict[str, str]:
    """Per column its name in one session: netlab's for the keys, else its own without the number of the session.

    Columns of other sessions are left out.
    """
    sessions = sessions_of(table)
    names: dict[str, str] = {}
    for column in table.columns:
        base = re.sub(r"_\d+$", "", column)
        shared = session is not None and plain(base) in SHARED
        if not shared and any(re.search(rf"_{n}$", column) for n in sessions if n != session):
            continue
        own = base if shared else without(column, session)
        key = KEYS.get(plain(own), own)
        if key != own and key in names.values():
            key = own
        elif key == own and own in {"ego", "wave", "alter", "source", "target", "study", "key", *KEYS.values()}:
            key = own + "_"
        names[column] = key
    return names


def at_alter(table: Table) -> int:
    """The place of the first column that is about the contact and not about the participant."""
    first = {"alternumber", "dyadmatchid", "matchuser"}
    return next(n for n, c in enumerate(table.columns) if plain(re.sub(r"_\d+$", "", c)) in first)


def flags_of(table: Table, sessions: Sequence[int]) -> dict[int, str]:
    """Per session the column that says whether the contact was named in it: those behind `Alter ID`.

    Raises
    ------
    InputError
        When they are not there.
    """
    places = [n for n, c in enumerate(table.columns) if plain(c) == "alterid"]
    last = table.columns[places[-1] + 1 :] if places else []
    flags = {s: next((c for c in last if re.search(rf"_{s}$", c)), None) for s in sessions}
    missing = [s for s, c in flags.items() if c is None]
    if missing:
        raise InputError(
            f"{table.name}, line 1: the columns of {len(sessions)} sessions stand here side by side, and of session "
            f"{', '.join(map(str, missing))} no column says who was named in it. Expected `Alter ID` and behind it one "
            "column per study. Export the data again from EgoWeb, with multi-session."
        )
    return {s: c for s, c in flags.items() if c is not None}


def no_answers(rows: pd.DataFrame, columns: Sequence[str], more: Sequence[str] = ()) -> pd.Series:
    """Whether all of these columns are empty, or hold a code for no answer, or one of `more`."""
    if not len(columns):
        return pd.Series(True, index=rows.index)
    return (rows[list(columns)].isna() | rows[list(columns)].isin([*CODES, *more])).all(axis=1)
