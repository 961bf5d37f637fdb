"""What a Network Canvas export says, whichever of its files it stands in: sessions, nodes and edges as they came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

EGO, UUID = "networkCanvasEgoUUID", "networkCanvasUUID"
CASE, SESSION, PROTOCOL = "networkCanvasCaseID", "networkCanvasSessionID", "networkCanvasProtocolName"
SOURCE, TARGET, TYPE = "networkCanvasSourceUUID", "networkCanvasTargetUUID", "networkCanvasType"
START, FINISH, OUTCOME = "sessionStart", "sessionFinish", "networkCanvasFinishOutcome"
# What Network Canvas writes about a session, a node or an edge beside the answers.
OWN = {
    *(EGO, UUID, CASE, SESSION, PROTOCOL, SOURCE, TARGET, TYPE, START, FINISH, OUTCOME),
    *("sessionExported", "APP_VERSION", "COMMIT_HASH", "networkCanvasInterviewLocale"),
    *("nodeID", "edgeID", "from", "to", "file", "line"),
}
KINDS = ("egos", "nodes", "edges")
# What tells the rows of a kind apart; an edge of the same two nodes and type is another edge when its id is.
IDS = {"egos": [EGO, SESSION], "nodes": [EGO, UUID], "edges": [EGO, UUID]}


@dataclass(frozen=True, eq=False)
class Exported:
    """The rows of an export, before anything is made of them.

    Attributes
    ----------
    tables : mapping of str to DataFrame
        `egos` (a row per session), `nodes` and `edges`: Network Canvas's own columns, the answers as text, file, line.
    generations : mapping
        Per ego UUID which of its exporters wrote it: `A`, `B` or `C` (CSV) or `GraphML`.
    types : set of str
        The full names of types of nodes and edges; empty where only file names tell them.
    options : mapping
        Per kind of table and variable, which columns are its options: column → value. Empty where nothing tells them.
    typed : bool
        Whether there is a list of edges of some type, be it empty.
    edgeless : set of str
        The ego UUIDs of sessions whose list of edges is not there; every session has one, be it empty.
    used, unused : tuple of str
        The files these rows come from, and files with the same sessions that were left out.
    found : list of dict
        Problems found (see `netlab.problems.found`).
    """

    tables: Mapping[str, pd.DataFrame]
    generations: Mapping[str, str] = field(default_factory=dict)
    types: frozenset[str] = frozenset()
    options: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    typed: bool = False
    edgeless: frozenset[str] = frozenset()
    used: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    found: tuple[Mapping[str, Any], ...] = ()


def changed(rows: pd.DataFrame, columns: Mapping[str, pd.Series]) -> pd.DataFrame:
    """The rows with other or more columns, whatever these are called (`assign` takes no column called `self`)."""
    made = rows.copy()
    for name, values in columns.items():
        made[name] = values
    return made


def table(rows: pd.DataFrame | Iterable[Mapping[str, object]], kind: str) -> pd.DataFrame:
    """Rows as a table of text with the columns that every table of its kind has."""
    made = rows.copy() if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows), dtype=object)
    needed = {"egos": [EGO, CASE, SESSION, PROTOCOL, START], "nodes": [EGO, UUID, TYPE], "edges": [EGO, SOURCE, TARGET]}
    for column in [*needed[kind], UUID, TYPE, "file", "line"] if kind == "edges" else [*needed[kind], "file", "line"]:
        if column not in made.columns:
            made[column] = pd.Series(None, index=made.index, dtype=object)
    text = {c: made[c].where(made[c].notna()).astype("str") for c in made.columns if c != "line"}
    return changed(made, {**text, "line": made["line"].astype("Int64")})


def stacked(tables: list[pd.DataFrame], kind: str) -> pd.DataFrame:
    """Tables of one kind below each other, columns in the order in which they first occur."""
    filled = [t for t in tables if len(t)]
    if not filled:
        return tables[0] if tables else table([], kind)
    return pd.concat(filled, ignore_index=True) if len(filled) > 1 else filled[0].reset_index(drop=True)


def _known(rows: pd.DataFrame, ids: list[str], seen: set[tuple[object, ...]]) -> pd.Series:
    """Which rows have ids that were seen before, all filled in."""
    keys = pd.Series(list(rows[ids].itertuples(index=False, name=None)), index=rows.index, dtype=object)
    return keys.isin(seen) & rows[ids].notna().all(axis=1)


def together(parts: list[Exported]) -> Exported:
    """Several exports as one; what stands in an earlier one is not read again from a later one.

    A later file whose every row stands in an earlier file is left out as a whole; else each such row is named.
    """
    seen: dict[str, set[tuple[object, ...]]] = {kind: set() for kind in KINDS}
    kept: dict[str, list[pd.DataFrame]] = {kind: [] for kind in KINDS}
    unused: list[str] = []
    found: list[Mapping[str, Any]] = []
    for part in parts:
        again = {kind: _known(part.tables[kind], IDS[kind], seen[kind]) for kind in KINDS}
        new_in = {f for kind in KINDS for f in part.tables[kind].loc[~again[kind], "file"]}
        rows_in = {f for kind in KINDS for f in part.tables[kind]["file"]}
        unused += sorted(rows_in - new_in)
        for kind in KINDS:
            rows = part.tables[kind]
            repeated = rows[again[kind] & rows["file"].isin(new_in)]
            at = zip(repeated["file"], repeated["line"], strict=True)
            found += [{"file": f, "line": n, "kind": "row_elsewhere", "about": {}, "stops": False} for f, n in at]
            kept[kind].append(rows[~again[kind]])
        for kind in KINDS:
            seen[kind] |= set(part.tables[kind][IDS[kind]].itertuples(index=False, name=None))
    first = parts[0]
    generations: dict[str, str] = {}
    options: dict[str, dict[str, Mapping[str, str]]] = {kind: {} for kind in KINDS}
    for part in parts:
        generations = {**part.generations, **generations}
        for kind in KINDS:
            options[kind] = {**part.options.get(kind, {}), **options[kind]}
    return replace(
        first,
        tables={kind: stacked(kept[kind], kind) for kind in KINDS},
        generations=generations,
        types=frozenset().union(*(p.types for p in parts)),
        options=options,
        typed=any(p.typed for p in parts),
        edgeless=frozenset(e for e in generations if all(e in p.edgeless for p in parts if e in p.generations)),
        used=tuple(f for p in parts for f in p.used if f not in unused),
        unused=tuple(unused),
        found=(*(row for p in parts for row in p.found), *found),
    )
