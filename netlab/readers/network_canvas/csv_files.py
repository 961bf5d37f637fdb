"""The CSV files of a Network Canvas export, per session or merged, of every generation of its exporters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

import pandas as pd

from netlab.problems import InputError
from netlab.readers.delimited import tabled
from netlab.readers.files import Files
from netlab.readers.network_canvas.exported import (
    CASE,
    EGO,
    KINDS,
    OUTCOME,
    SOURCE,
    TARGET,
    TYPE,
    UUID,
    Exported,
    changed,
    stacked,
    table,
)

MARK = b"networkCanvasEgoUUID"
HEADER = 100_000  # bytes within which the column names stand
KIND = {"ego": "egos", "attributelist": "nodes", "edgelist": "edges", "adjacencymatrix": "matrix"}
ID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_KINDS = r"(?P<kind>ego|attributeList|edgeList|adjacencyMatrix)(?:_(?P<type>.*))?\.csv"
# From the right: a case id may hold anything, also `_`; a type may too.
PER_SESSION = re.compile(rf"(?P<case>.*)_(?P<session>{ID})_{_KINDS}", re.IGNORECASE | re.DOTALL)
MERGED = re.compile(rf".*?_{_KINDS}", re.IGNORECASE | re.DOTALL)
NEEDED = {"egos": [EGO, CASE], "nodes": [EGO, UUID], "edges": [EGO, SOURCE, TARGET]}
LEFT_OUT = {"nodes": ["nodeID"], "edges": ["edgeID", "from", "to"]}  # numbers within one session or file


def marked(data: bytes, mark: bytes = MARK, within: int = HEADER) -> bool:
    """Whether these words stand at the beginning of a file, in any encoding."""
    return mark in data[:within].replace(b"\x00", b"")


def first_line(data: bytes) -> str:
    """The column names of a file, as they stand there."""
    return data[:HEADER].replace(b"\x00", b"").decode("utf-8", errors="replace").partition("\n")[0]


def generation(columns: list[str] | str) -> str:
    """Which of Network Canvas's exporters writes these columns of an ego file: `A`, `B` or `C`."""
    return "C" if OUTCOME in columns else "B" if "APP_VERSION" in columns else "A"


def _place(name: str) -> re.Match | None:
    """What the name of a file says: `kind`, `type`, and `case` and `session` where it is of one session."""
    last = PurePosixPath(name).name
    return PER_SESSION.fullmatch(last) or MERGED.fullmatch(last)


def _kind(columns: list[str]) -> str:
    """What a file holds, by its columns."""
    return "egos" if CASE in columns else "edges" if SOURCE in columns or TARGET in columns else "nodes"


def _unsigned(rows: pd.DataFrame, generations: Mapping[str, str]) -> pd.DataFrame:
    """The cells without the quotation mark that generation C puts before what looks like a formula."""
    newest = rows[EGO].map(generations) == "C"
    if not newest.any():
        return rows
    text = [c for c in rows.columns if c not in ("file", "line")]
    plain = {c: rows[c].str.replace(r"^'(?=[=+\-@\t\r])", "", regex=True).where(newest, rows[c]) for c in text}
    return changed(rows, plain)


def _read(files: Files, name: str) -> tuple[str, pd.DataFrame, list[dict]]:
    """One file: what it holds, its rows, and what was found in it; an InputError when it is not what its name says."""
    place = _place(name)
    rows, notes = tabled(files.data(name), name)
    columns = [c for c in rows.columns if c not in ("file", "line")]
    said = KIND[place["kind"].lower()] if place else None
    kind = _kind(columns) if {CASE, SOURCE, TARGET, UUID} & {*columns} else said or "nodes"
    missing = [c for c in NEEDED[kind if said is None else said] if c not in columns]
    if missing or (said is not None and said != kind):
        expected = ", ".join(NEEDED[said or kind])
        raise InputError(
            f"{name}, line 1: a Network Canvas file of this name has the columns {expected}. Found: "
            f"{', '.join(columns[:12]) or 'none'}. Were files swapped, renamed or changed? Export them again."
        )
    found = notes.to_dict("records")
    if "null" in columns and kind != "egos":  # older apps add an empty column of this name at the end
        if rows["null"].isna().all():
            rows = rows.drop(columns="null")
        else:
            found.append({"file": name, "line": 1, "kind": "column_null", "about": {}, "stops": False})
    if kind != "egos":
        rows = rows.drop(columns=[c for c in LEFT_OUT[kind] if c in rows.columns])
        rows = rows.assign(**{TYPE: place["type"] or None if place else None})
        rows = rows.assign(**{TYPE: rows[TYPE].astype("str")})
    return kind, rows, found


def csv_names(files: Files) -> list[str]:
    """The files that are, or by their name should be, CSV files of an export; adjacency matrices are none."""
    names = []
    for name in files.ending(".csv"):
        place = _place(name)
        if place and place["kind"].lower() == "adjacencymatrix":
            continue
        certain = place and ("session" in place.groupdict() or place["kind"].lower() != "ego")
        if certain or marked(files.data(name)):
            names.append(name)
    return names


def _without(kind: str, places: Mapping[str, re.Match | None], egos: pd.DataFrame) -> pd.Series:
    """Which sessions have no file of this kind: none of their own, or none beside a merged ego file.

    The exporter writes one for every session, be it empty, so that what stands in it is then unknown and not none.
    """
    there = [m for m in places.values() if m is not None and m["kind"].lower() == kind]
    own = {m["session"].lower() for m in there if "session" in m.groupdict()}
    merged = any("session" not in m.groupdict() for m in there)

    def lacking(file: str) -> bool:
        place = places.get(file)
        if place is None or "session" not in place.groupdict():
            return not merged
        return place["session"].lower() not in own

    return egos["file"].map(lacking).astype(bool)


def _exported(files: Files, names: list[str]) -> tuple[Exported, list[str]]:
    """What stands in these files, and what is wrong with those that cannot be read."""
    read: dict[str, list[pd.DataFrame]] = {kind: [] for kind in KINDS}
    found: list[dict] = []
    wrong: list[str] = []
    typed = False
    for name in names:
        try:
            kind, rows, notes = _read(files, name)
        except InputError as error:
            wrong += error.problems
            continue
        found += notes
        typed = typed or (kind == "edges" and PurePosixPath(name).name.lower().rfind("edgelist_") >= 0)
        read[kind].append(rows)
    generations = {ego: generation(list(rows.columns)) for rows in read["egos"] for ego in rows[EGO].dropna()}
    read = {kind: [_unsigned(rows, generations) for rows in tables] for kind, tables in read.items()}
    tables = {kind: table(stacked(read[kind], kind), kind) if read[kind] else table([], kind) for kind in KINDS}
    places = {n: _place(n) for n in names}
    lacking = tables["egos"][_without("attributelist", places, tables["egos"])]
    edgeless = tables["egos"].loc[_without("edgelist", places, tables["egos"]), EGO].dropna()
    for r in lacking.to_dict("records"):
        at = {"file": r["file"], "line": r["line"], "ego": r[CASE]}
        found.append({**at, "kind": "session_without_list", "about": {}, "stops": True})
    tables["egos"] = tables["egos"].drop(index=lacking.index)
    return Exported(
        tables, generations, typed=typed, edgeless=frozenset(edgeless), used=tuple(names), found=tuple(found)
    ), wrong


def read_csv_files(files: Files) -> tuple[list[Exported], list[str]]:
    """The CSV files of an export: those of one session each, then merged ones; and what is wrong with them."""
    names = csv_names(files)
    single = [n for n in names if PER_SESSION.fullmatch(PurePosixPath(n).name)]
    parts, wrong = [], []
    for group in (single, [n for n in names if n not in single]):
        if group:
            part, problems = _exported(files, group)
            parts.append(part)
            wrong += problems
    return parts, wrong
