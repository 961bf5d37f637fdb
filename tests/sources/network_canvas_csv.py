"""A made-up study of three participants as Network Canvas exports it in CSV, in every generation of its exporters."""

from __future__ import annotations

import csv
import io
import uuid
from pathlib import Path

PROTOCOL = "Leren op het werk"
THEMES = ("vakkennis", "digitaal_werken", "samenwerken")
PLACES = ("zorg", "ict", "extern")
# Full names of types; the name of a file loses everything but A–Z, 0–9 and _.
COLLEAGUE, LEARNS, KNOWS = "Collega's", "Leert van elkaar", "Kent"


def node(name, afdeling=None, thema=None, nabijheid=None, extern=None, plaats=None):
    """An alter: one place of work, any number of themes (None: not asked), closeness 1–4, external or not, a place."""
    return {
        "name": name, "afdeling": afdeling, "thema": thema, "nabijheid": nabijheid, "extern": extern, "plaats": plaats,
    }  # fmt: skip


# One dict per session: the ego's function and group; nodes in their order; an edge is (type, node, node, strength).
SESSIONS = (
    {
        "case": "007_voor", "start": "2025-02-01T09:00:00.000Z", "ego": ("coach", "traject"),
        "nodes": [
            node("Zoë", "zorg", ["vakkennis"], 4, False, (0.25, 0.5)),
            node("Jan, van ICT", "ict", ["vakkennis", "samenwerken"], 2, False),
            node('Els "de" Wit', "extern", None, 3, True),
        ],
        "edges": [(LEARNS, 0, 1, 2), (KNOWS, 0, 1, None), (KNOWS, 1, 2, None)],
    },
    {
        "case": "007_na", "start": "2025-09-01T09:00:00.000Z", "ego": ("coach", "traject"),
        "nodes": [
            node("Zoë", "zorg", None, 4, False, (0.5, 0.5)),
            node("Özgür", "extern", ["digitaal_werken"], 1, True),
        ],
        "edges": [(LEARNS, 1, 0, 1)],
    },
    {
        "case": "P_02_voor", "start": "2025-02-02T09:00:00.000Z", "ego": ("zorgkundige", "controle"),
        "nodes": [node("Anaïs", "zorg", None, 1, None), node("Bram", None, ["samenwerken"], 2, None)],
        "edges": [],
    },
    {
        "case": "P_02_na", "start": "2025-09-02T09:00:00.000Z", "ego": ("zorgkundige", "controle"),
        "nodes": [node("Anaïs", "zorg", ["vakkennis"], 3, None)],
        "edges": [],
    },
    {
        "case": "P_03_voor", "start": "2025-02-03T09:00:00.000Z", "ego": ("kok", "controle"),
        "nodes": [], "edges": [],
    },
)  # fmt: skip


def id_of(*parts) -> str:
    """The same UUID for the same thing, every time."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, parts))))


def session_id(session) -> str:
    return id_of("session", session["case"], session["start"])


def ego_id(session) -> str:
    return id_of("ego", session["case"], session["start"])


def node_id(session, n) -> str:
    return id_of("node", session["case"], session["start"], n)


def word(value) -> str:
    """A value as the exporter writes it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def options(prefix, chosen, all_options, generation) -> dict[str, str]:
    """A column per answer; generations A and B write false where nothing was answered, C leaves the cell empty."""
    if chosen is None:
        return {f"{prefix}_{o}": "" if generation == "C" else "false" for o in all_options}
    return {f"{prefix}_{o}": word(o in chosen) for o in all_options}


def signed(text, generation) -> str:
    """Generation C puts a quotation mark before what a spreadsheet could take for a formula."""
    return "'" + text if generation == "C" and text[:1] in ("=", "+", "-", "@") else text


def ego_row(session, generation) -> dict[str, str]:
    row = {
        "networkCanvasEgoUUID": ego_id(session),
        "networkCanvasCaseID": session["case"],
        "networkCanvasSessionID": session_id(session),
        "networkCanvasProtocolName": PROTOCOL,
        "sessionStart": session["start"],
        "sessionFinish": session["start"].replace("T09:00", "T09:30"),
        "sessionExported": "2025-10-01T08:00:00.000Z",
    }
    if generation in ("B", "C"):
        row |= {"APP_VERSION": "3.1.2", "COMMIT_HASH": "abc"}
    if generation == "C":
        row |= {"networkCanvasInterviewLocale": "nl", "networkCanvasFinishOutcome": session.get("outcome", "completed")}
    row["functie"] = signed(session["ego"][0], generation)
    return row | options("conditie", [session["ego"][1]], ("traject", "controle"), generation)


def node_rows(session, generation) -> list[dict[str, str]]:
    rows = []
    for n, one in enumerate(session["nodes"]):
        x, y = one["plaats"] or ("", "")
        row = {
            "nodeID": str(n + 1),
            "networkCanvasEgoUUID": ego_id(session),
            "networkCanvasUUID": node_id(session, n),
            "name": signed(one["name"], generation),
            **options("afdeling", None if one["afdeling"] is None else [one["afdeling"]], PLACES, generation),
            **options("thema", one["thema"], THEMES, generation),
            "nabijheid": word(one["nabijheid"]),
            "extern": word(one["extern"]),
            "plaats_x": str(x),
            "plaats_y": str(y),
        }
        rows.append(row | ({"null": ""} if generation == "A" else {}))
    return rows


def edge_rows(session) -> dict[str, list[dict[str, str]]]:
    by_type: dict[str, list[dict[str, str]]] = {}
    for n, (kind, a, b, strength) in enumerate(session["edges"]):
        row = {
            "edgeID": str(n + 1),
            "from": str(a + 1),
            "to": str(b + 1),
            "networkCanvasEgoUUID": ego_id(session),
            "networkCanvasUUID": id_of("edge", session["case"], session["start"], n),
            "networkCanvasSourceUUID": node_id(session, a),
            "networkCanvasTargetUUID": node_id(session, b),
        }
        by_type.setdefault(kind, []).append(row | ({"sterkte": word(strength)} if kind == LEARNS else {}))
    return by_type


def file_form(name) -> str:
    return "".join(c for c in name if (c.isascii() and c.isalnum()) or c == "_")


NODE_COLUMNS = ["nodeID", "networkCanvasEgoUUID", "networkCanvasUUID"]
EDGE_COLUMNS = [
    *("edgeID", "from", "to", "networkCanvasEgoUUID", "networkCanvasUUID"),
    *("networkCanvasSourceUUID", "networkCanvasTargetUUID"),
]


def text_of(rows, columns) -> str:
    out = io.StringIO(newline="")
    header = list(dict.fromkeys([*columns, *(c for r in rows for c in r)]))
    writer = csv.DictWriter(out, header, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def files(sessions=SESSIONS, generation="A", merged=False) -> dict[str, str]:
    """The files of an export: name → text."""
    made: dict[str, str] = {}
    groups = [(PROTOCOL, sessions)] if merged else [(f"{s['case']}_{session_id(s)}", [s]) for s in sessions]
    for start, group in groups:
        made[f"{start}_ego.csv"] = text_of([ego_row(s, generation) for s in group], [])
        nodes = [r for s in group for r in node_rows(s, generation)]
        behind = f"_{file_form(COLLEAGUE)}" if nodes else ""
        made[f"{start}_attributeList{behind}.csv"] = text_of(nodes, NODE_COLUMNS)
        kinds = list(dict.fromkeys(k for s in group for k in edge_rows(s)))
        for kind in kinds:
            rows = [r for s in group for r in edge_rows(s).get(kind, [])]
            made[f"{start}_edgeList_{file_form(kind)}.csv"] = text_of(rows, EDGE_COLUMNS)
        if not kinds:
            made[f"{start}_edgeList.csv"] = text_of([], EDGE_COLUMNS)
    return made


def write(folder: Path, **how) -> Path:
    """The export in a folder; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files(**how).items():
        (folder / name).write_bytes(text.encode("utf-8"))
    return folder
