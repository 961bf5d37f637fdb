"""Which column of a table says ego, wave, alter, or the two ends of a tie, under any of its usual names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from netlab.problems import InputError, found
from netlab.readers.files import Files
from netlab.readers.tabular import ENDINGS, Table, tables_in

Names = Mapping[str, Sequence[str]]

# Names of key columns as `plain` writes them, the surest first.
EGO = ("ego", "egoid", "egonr", "egocode", "respondentid", "respondent", "deelnemer", "deelnemerid", "participantid")
ALTER = ("alterid", "altid", "alternr", "alter", "contactid", "contactnr", "contact")
SOURCE = ("source", "srcid", "sourceid", "from", "van", "alter1", "alter1id")
TARGET = ("target", "tgtid", "targetid", "to", "naar", "alter2", "alter2id")
WAVE = ("wave", "waveid", "golf", "meting", "meetmoment", "ronde", "tijd", "tijdstip", "time", "timepoint", "occasion")
FIRST = (
    *("voornaam", "roepnaam", "firstname", "givenname", "forename", "altervoornaam", "contactvoornaam"),
    *("voornaamcontact", "voornaamalter", "alterfirstname", "contactfirstname"),
)
LAST = (
    *("achternaam", "familienaam", "lastname", "surname", "familyname", "alterachternaam", "alterfamilienaam"),
    *("contactachternaam", "contactfamilienaam", "achternaamcontact", "familienaamcontact", "alterlastname", "naam"),
)
NAME = ("name", "naam", "altername", "alternaam", "contactnaam", *FIRST, *LAST[:-1])
TYPE = ("type", "tietype", "relation", "relatie", "soort")
STRENGTH = ("strength", "weight", "sterkte", "gewicht")
DATE = ("date", "datum", "interviewdate")

EGOS: Names = {"ego": EGO, "wave": WAVE, "date": DATE}
ALTERS: Names = {"ego": EGO, "wave": WAVE, "alter": ALTER, "name": NAME}
TIES: Names = {"ego": EGO, "wave": WAVE, "source": SOURCE, "target": TARGET, "type": TYPE, "strength": STRENGTH}


def plain(column: object) -> str:
    """A column name as it is compared: `.egoID`, `ego_id` and `EgoID` are `egoid`."""
    return re.sub(r"[\W_]", "", str(column)).casefold()


def keys_in(columns: Iterable[str], names: Names) -> dict[str, str]:
    """Per key the column that goes by one of its names, in the order of the names; keys without one are left out."""
    known: dict[str, str] = {}
    for column in columns:
        known.setdefault(plain(column), column)
    called = {key: next((known[n] for n in spelled if n in known), None) for key, spelled in names.items()}
    return {key: column for key, column in called.items() if column is not None}


def renamed(table: Table, keys: Mapping[str, str]) -> pd.DataFrame:
    """The rows of a table with netlab's names for its keys; all other columns as they came.

    A column of the file whose own name is that of a key it is not gets a `_` behind its name. Where the name stands in
    two columns, first and last name, they are put together as `name`.
    """
    table, keys = _whole_names(table, keys)
    back = {column: key for key, column in keys.items()}
    taken = {*keys, *table.columns, "ego", "wave", "alter", "source", "target", "person"}
    names: dict[str, str] = {}
    for column in table.columns:
        name = back.get(column, column)
        if column not in back and column in {"ego", "wave", "alter", "source", "target", *keys}:
            name = column + "_"
            while name in taken:
                name += "_"
            taken.add(name)
        names[column] = name
    return table.rows.rename(columns=names)


def halves(columns: Iterable[str]) -> tuple[str, str] | None:
    """The columns with the first and the last name, where there are both. Beside a first name, `naam` is the last."""
    keys = keys_in(columns, {"first": FIRST, "last": LAST})
    return (keys["first"], keys["last"]) if len(keys) == 2 else None


def joined_names(first: pd.Series, last: pd.Series) -> pd.Series:
    """First and last names as whole names; where one is lacking the other, where the last holds the first the last."""
    start, end = first.fillna("").astype("str").str.strip(), last.fillna("").astype("str").str.strip()
    whole = (start + " " + end).str.strip()
    twice = [e.casefold().startswith(f"{s.casefold()} ") and s != "" for s, e in zip(start, end, strict=True)]
    return whole.mask(pd.Series(twice, index=whole.index), end).mask(whole == "").astype("str")


def _whole_names(table: Table, keys: Mapping[str, str]) -> tuple[Table, Mapping[str, str]]:
    """A table with one column for the names, where the key `name` is one of two halves."""
    both = halves(table.columns)
    if both is None or keys.get("name") not in both:
        return table, keys
    names = joined_names(table.rows[both[0]], table.rows[both[1]])
    rows = table.rows.assign(**{both[0]: names}).drop(columns=both[1])
    return replace(table, rows=rows), {**keys, "name": both[0]}


def readable(files: Files) -> tuple[list[Table], list[str]]:
    """The tables of a source that can be read, in the order of their names, and the files that cannot or are none."""
    tables, others = [], []
    for name in files.names:
        read: list[Table] = []
        if name.lower().endswith(ENDINGS):
            try:
                read = tables_in(files, name)
            except InputError:
                read = []
        tables += read
        if not read:
            others.append(name)
    return tables, others


def must_read(files: Files) -> tuple[list[Table], list[str]]:
    """The tables of a source, and the files that are none.

    Raises
    ------
    InputError
        Naming every table that cannot be read. A .txt that is no table is a file like any other.
    """
    tables, others, wrong = [], [], []
    for name in files.names:
        if not name.lower().endswith(ENDINGS):
            others.append(name)
            continue
        try:
            tables += tables_in(files, name)
        except InputError as error:
            if name.lower().endswith(".txt"):
                others.append(name)
            else:
                wrong += error.problems
    if wrong:
        raise InputError(wrong)
    return tables, others


def not_used(names: Iterable[str]) -> pd.DataFrame:
    """Files and sheets that a reader did not use, as found."""
    rows = [{"file": n, "kind": "file_not_used", "about": {}, "stops": False} for n in dict.fromkeys(names)]
    return found(rows)


def noted_in(tables: Iterable[Table], *more: pd.DataFrame) -> pd.DataFrame:
    """What was found while reading tables, and what a reader found itself, as one table."""
    told = [t for t in (*(table.found for table in tables), *more) if len(t)]
    return pd.concat(told, ignore_index=True) if told else found()
