"""EgoNet's raw export: one file with two tables below each other, of contacts and of pairs of contacts."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd

from netlab.problems import InputError, found
from netlab.readers.case_ids import by_case
from netlab.readers.delimited import decoded, tabled
from netlab.readers.drafting import Draft, drafted
from netlab.readers.files import Files
from netlab.readers.key_columns import not_used, noted_in, plain, renamed
from netlab.readers.long_tables import ONE_WAVE, together
from netlab.readers.missing_codes import declared, with_other_negatives, without_codes
from netlab.readers.pair_questions import ties_asked
from netlab.readers.source import Format, Remark, Source, Told
from netlab.readers.table_kinds import Keyed, Parts
from netlab.readers.tabular import Table

NO_ANSWER = ("-1",)
FIRST = ("egoid", "egoname", "alterid", "altername")
SECOND = ("egoid", "egoname", "alterid1", "altername1", "alterid2", "altername2")
SECOND_HEADER = re.compile(r'^[ ]*"?EgoID"?[ ]*[;,\t|][ ]*"?EgoName"?[ ]*[;,\t|][ ]*"?AlterID1"?', re.I | re.M)


def _begins(text: str) -> bool:
    """Whether a text begins with the column names of EgoNet's table of contacts."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    return tuple(plain(c) for c in re.split(r"[;,\t|]", head.replace('"', ""))[:4]) == FIRST


def _of_egonet(files: Files) -> list[str]:
    """The files of a source that are raw exports of EgoNet."""
    names = []
    for name in files.ending(".csv", ".txt"):
        try:
            text, _ = decoded(files.data(name), name)
        except InputError:
            continue
        if _begins(text[:20_000]):
            names.append(name)
    return names


def recognise(files: Files) -> Remark | None:
    """A file that begins with EgoID, EgoName, AlterID, AlterName."""
    names = _of_egonet(files)
    return Remark("recognised.egonet", {"files": ", ".join(names)}) if names else None


def _two_tables(data: bytes, name: str) -> tuple[Table, Table | None]:
    """The tables of contacts and of pairs, with the lines of the file; None where there are no pairs."""
    text, encoding = decoded(data, name)
    second = SECOND_HEADER.search(text)
    above = text[: second.start()] if second else text
    contacts, notes = tabled(above.encode("utf-8"), name)
    if encoding not in ("utf-8", "utf-8-sig"):
        about = {"encoding": "Windows-1252" if encoding == "cp1252" else "UTF-16"}
        notes = pd.concat([found([{"file": name, "kind": "encoding", "about": about, "stops": False}]), notes])
    if second is None:
        return Table(name, contacts, found=notes), None
    lines = len(above.splitlines())
    pairs, more = tabled(("\n" * lines + text[second.start() :]).encode("utf-8"), name)
    return Table(name, contacts, found=notes), Table(name, pairs, found=more)


def _columns(table: Table, names: tuple[str, ...]) -> dict[str, str]:
    """The key columns by their plain names.

    Raises
    ------
    InputError
        When one is not there.
    """
    there = {plain(c): c for c in table.columns}
    missing = [n for n in names if n not in there]
    if missing:
        raise InputError(
            f"{table.name}: there is no column {', '.join(missing)}. Found: {', '.join(table.columns[:12])}. "
            "Export the raw data from EgoNet again."
        )
    return {n: there[n] for n in names}


def _by_name(contacts: pd.DataFrame, column: dict[str, str]) -> bool:
    """Whether the names of participants tell the interviews apart: every number has one name, and no two the same."""
    who = contacts[[column["egoid"], column["egoname"]]].drop_duplicates()
    named = who[column["egoname"]].notna().all()
    return bool(named and not who.duplicated(column["egoname"]).any() and not who.duplicated(column["egoid"]).any())


def source(files: Files, told: Told) -> Source:
    """The networks of one raw export.

    Participants go by `EgoName`, where every interview has one of its own: `EgoID` counts the complete interviews, and
    changes when one is added. Who named nobody has no row in the export, and is not known.

    Raises
    ------
    InputError
        When there is not one such file, or it cannot be read.
    """
    names = _of_egonet(files)
    if len(names) != 1:
        what = f"{', '.join(names)}: these are {len(names)} exports" if names else f"{files.path.name}: there is none"
        raise InputError(
            f"{what}; expected one raw export of EgoNet, a CSV that begins with EgoID, EgoName, AlterID, AlterName. "
            "Convert two waves one by one, or put them in one table with a column `wave`."
        )
    contacts, pairs = _two_tables(files.data(names[0]), names[0])
    column = _columns(contacts, FIRST)
    by_name = _by_name(contacts.rows, column)
    ego = "egoname" if by_name else "egoid"
    keys = {"ego": column[ego], "alter": column["alterid"], "name": column["altername"]}
    parts = Parts(alters=(Keyed(contacts, "alters", keys),))
    egos, alters, _, notes, made = together(parts, told)
    notes = [n for n in notes if n["kind"] != "egos_from_alters"]
    notes.append({"file": names[0], "kind": "ego_by_name" if by_name else "ego_by_number", "about": {}, "stops": False})
    other = {c for c in alters.columns if plain(c) in FIRST[:2]}
    draft, more = Draft(), []
    tables = {"egos": egos, "alters": alters}
    for kind, table in tables.items():
        asked = [c for c in table.columns if c not in {"ego", "wave", "alter", "name", "file", "line", *other}]
        left = {*with_other_negatives(table, asked, NO_ANSWER), *declared(told.codebook, NO_ANSWER)}
        tables[kind], codes = without_codes(table, [c for c in asked if c not in left], NO_ANSWER)
        more.append(codes)
    egos, alters, ties = tables["egos"], tables["alters"], None
    if pairs is not None:
        places = _columns(pairs, SECOND)
        keys = {"ego": places[ego], "source": places["alterid1"], "target": places["alterid2"]}
        rows = renamed(pairs, keys)
        rows, unplaced = by_case(rows, told)
        rows = rows if "wave" in rows.columns else rows.assign(wave=ONE_WAVE)
        more.append(unplaced)
        asked = [c for c in rows.columns if plain(c) not in SECOND and c not in {*keys, "wave", "file", "line"}]
        rows, codes = without_codes(rows, asked, NO_ANSWER)
        egos, ties, blank = ties_asked(egos, alters, rows, asked, draft, told.codebook)
        more += [codes, blank]
    book = told.codebook
    if book is None:
        book = replace(drafted(draft, egos, alters, ties, skip=other), alter_ids="per wave")
        draft.guesses = [g for g in draft.guesses if g.field != "alter_ids"]  # AlterID counts within an interview
        own = [c for c in made["own"] if plain(c) not in FIRST]
        if own:
            draft.guess("source", "", "", "own_answers", columns=", ".join(own))
    if not made["waved"]:
        egos, alters = egos.drop(columns="wave"), alters.drop(columns="wave")
        ties = None if ties is None else ties.drop(columns="wave")
    unused = not_used(n for n in files.names if n != names[0])
    seen = noted_in([contacts, *([pairs] if pairs else [])], unused, found(notes), *more)
    recognised = Remark("recognised.egonet", {"files": names[0]})
    return Source(egos, alters, ties, book, recognised, tuple(draft.guesses), seen)


FORMAT = Format("egonet", recognise, source)
