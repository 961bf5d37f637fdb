"""Sessions of an export as networks: whose nodes and edges are whose, whether ties were asked, who cannot be placed."""

from __future__ import annotations

from typing import Any

import pandas as pd

from netlab.readers.network_canvas.answers import Answered
from netlab.readers.network_canvas.cases import Placed
from netlab.readers.network_canvas.exported import CASE, EGO, FINISH, OUTCOME, PROTOCOL, START, UUID, Exported
from netlab.readers.network_canvas.protocol import Protocol


def findable(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """The sessions whose nodes can be found: those with an id that no other session has; the others are named."""
    notes = []
    first = rows.drop_duplicates(EGO).set_index(EGO)
    for i in rows.index:
        ego = rows.at[i, EGO]
        kind = None
        if pd.isna(ego):
            kind = "session_without_id"
        elif rows.at[i, CASE] != first.at[ego, CASE] and not (
            pd.isna(rows.at[i, CASE]) and pd.isna(first.at[ego, CASE])
        ):
            kind = "session_again"
        if kind:
            at = {"file": rows.at[i, "file"], "line": rows.at[i, "line"], "ego": rows.at[i, CASE]}
            detail = "" if pd.isna(ego) else ego
            notes.append({**at, "kind": kind, "about": {"detail": detail}, "stops": True, "row": i})
    gone = [note.pop("row") for note in notes]
    return rows.drop(index=gone), notes


def joined(rows: pd.DataFrame, sessions: pd.DataFrame, where: Placed) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Nodes or edges with the ego and wave of their session, without those whose session is unknown or left out."""
    uuids = sessions[EGO].drop_duplicates()
    row_of = pd.Series(uuids.index, index=uuids.to_numpy())
    row = rows[EGO].map(row_of)
    known = row.notna()
    left = row.map(where.left).fillna("") != ""
    notes = []
    for kind, wrong in (("session_unknown", ~known), ("session_left_out", known & left)):
        for r in rows[wrong].to_dict("records"):
            detail = "" if pd.isna(r[EGO]) else r[EGO]
            at = {"file": r["file"], "line": r["line"]}
            notes.append({**at, "kind": kind, "about": {"detail": detail}, "stops": kind == "session_unknown"})
    kept = rows[known & ~left]
    keys = {"ego": row[kept.index].map(where.ego).astype("str")}
    if where.wave is not None:
        keys["wave"] = row[kept.index].map(where.wave).astype("str")
    return pd.concat([pd.DataFrame(keys, index=kept.index), kept], axis=1), notes


def asked_in(
    sessions: pd.DataFrame, exported: Exported, protocol: Protocol | None
) -> tuple[pd.Series, list[dict[str, Any]]]:
    """In which sessions it was asked who is tied to whom.

    In all of them where the protocol has types of edge. Without a protocol: in those whose protocol, by its name, led
    to an edge in any session; a protocol under which two alters were named and never a tie is told, as not asked.
    """
    edges, nodes = exported.tables["edges"], exported.tables["nodes"]
    lacking = sessions[EGO].isin(exported.edgeless) & ~sessions[EGO].isin(edges[EGO])
    at = zip(sessions.loc[lacking, "file"], sessions.loc[lacking, "line"], sessions.loc[lacking, CASE], strict=True)
    notes: list[dict[str, Any]] = [
        {"file": f, "line": n, "ego": ego, "kind": "session_without_edges", "about": {}, "stops": False}
        for f, n, ego in at
    ]
    if protocol is not None and protocol.types.get("edges"):
        return ~lacking, notes
    of = sessions[PROTOCOL].fillna("")
    tied = sessions[EGO].isin(edges[EGO])
    if not tied.any():
        return ~lacking & exported.typed, notes
    with_ties = set(of[tied])
    named = sessions[EGO].map(nodes.groupby(EGO).size()).fillna(0)
    silent = ~of.isin(with_ties)
    doubt = sorted(set(of[silent & (named > 1)]))
    notes += [{"kind": "ties_not_seen", "about": {"detail": p or "?"}, "stops": False} for p in doubt]
    return ~of.isin(doubt) & ~lacking, notes


def unfinished(sessions: pd.DataFrame, where: Placed) -> list[dict[str, Any]]:
    """Sessions that were not completed, as far as the export says."""
    notes = []
    for i, r in sessions.iterrows():
        outcome = r.get(OUTCOME)
        detail = outcome if pd.notna(outcome) else f"{FINISH}: –" if FINISH in sessions and pd.isna(r[FINISH]) else None
        if detail is not None and detail != "completed":
            at = {"file": r["file"], "line": r["line"], "ego": where.ego[i]}
            at["wave"] = None if where.wave is None else where.wave[i]
            notes.append({**at, "kind": "session_unfinished", "about": {"detail": detail}, "stops": False})
    return notes


def network_rows(egos: Answered, where: Placed, asked: pd.Series) -> pd.DataFrame:
    """The table of egos: a row per session that can be placed."""
    rows = egos.rows[where.left == ""]
    keys = {"ego": where.ego[rows.index]}
    if where.wave is not None:
        keys["wave"] = where.wave[rows.index]
    day = rows[START].str.extract(r"^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$", expand=False)
    keys["date"] = day.where(day.notna(), rows[START])
    if not asked.all() and asked.any():
        keys["ties_asked"] = asked[rows.index]
    return pd.concat([pd.DataFrame(keys, index=rows.index), rows.drop(columns=[UUID], errors="ignore")], axis=1)
