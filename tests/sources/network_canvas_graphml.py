"""The made-up study as Network Canvas exports it in GraphML, a file per session or all in one."""

from __future__ import annotations

from hashlib import sha1
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from .network_canvas_csv import (
    COLLEAGUE,
    LEARNS,
    PLACES,
    PROTOCOL,
    SESSIONS,
    THEMES,
    ego_id,
    id_of,
    node_id,
    session_id,
    word,
)

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
  <graphml
    xmlns="http://graphml.graphdrawing.org/xmlns"
    xmlns:nc="http://schema.networkcanvas.com/xmlns"{more}>
"""
PLAIN = {"graph": ["functie"], "node": ["name", "nabijheid", "extern"], "edge": ["sterkte"]}
SPREAD = {"graph": {"conditie": ("traject", "controle")}, "node": {"afdeling": PLACES, "thema": THEMES}, "edge": {}}


def key_of(kind, name, value=None) -> str:
    """The id of a key: the variable's, and for an answer of several its hash."""
    own = id_of("variable", kind, name)
    return own if value is None else f"{own}_{sha1(value.encode()).hexdigest()}"


def keys() -> str:
    lines = [
        f'<key id="{n}" attr.name="{n}" attr.type="string" for="all"/>'
        for n in (
            "label",
            "networkCanvasType",
            "networkCanvasUUID",
            "networkCanvasSourceUUID",
            "networkCanvasTargetUUID",
        )
    ]
    for kind, names in PLAIN.items():
        lines += [f'<key id="{key_of(kind, n)}" attr.name="{n}" attr.type="string" for="{kind}"/>' for n in names]
    for kind, variables in SPREAD.items():
        for n, values in variables.items():
            lines += [
                f'<key id="{key_of(kind, n, v)}" attr.name="{n}_{v}" attr.type="boolean" for="{kind}"/>' for v in values
            ]
    place = id_of("variable", "node", "plaats")
    lines += [f'<key id="{place}_{a}" attr.name="plaats_{a}" attr.type="double" for="node"/>' for a in "XY"]
    return "\n".join(lines) + "\n"


def data(key, value) -> str:
    return f'<data key="{key}">{escape(str(value))}</data>'


def answers(kind, given) -> list[str]:
    """What was answered; what was not answered is not there."""
    lines = []
    for name in PLAIN[kind]:
        if given.get(name) is not None:
            lines.append(data(key_of(kind, name), word(given[name])))
    for name, values in SPREAD[kind].items():
        chosen = given.get(name)
        if chosen is not None:
            chosen = [chosen] if isinstance(chosen, str) else chosen
            lines += [data(key_of(kind, name, v), word(v in chosen)) for v in values]
    if given.get("plaats"):
        place = id_of("variable", "node", "plaats")
        lines += [data(f"{place}_{a}", v) for a, v in zip("XY", given["plaats"], strict=True)]
    return lines


def said(session) -> dict[str, str]:
    """What Network Canvas says of a session in the attributes of its graph."""
    return {
        "nc:caseId": session["case"],
        "nc:sessionUUID": session_id(session),
        "nc:protocolName": PROTOCOL,
        "nc:sessionStartTime": session["start"],
        "nc:sessionFinishTime": session["start"].replace("T09:00", "T09:30"),
        "nc:sessionExportTime": "2025-10-01T08:00:00.000Z",
    }


def graph(session, about) -> str:
    ego = dict(zip(("functie", "conditie"), session["ego"], strict=True))
    lines = ["<graph", '  edgedefault="undirected"', *(f"  {k}={quoteattr(v)}" for k, v in about.items()), ">"]
    lines += [data("networkCanvasUUID", ego_id(session)), *answers("graph", ego)]
    for n, one in enumerate(session["nodes"]):
        lines += [f'<node id="{n + 1}">', data("networkCanvasUUID", node_id(session, n))]
        lines += [data("networkCanvasType", COLLEAGUE), data("label", one["name"]), *answers("node", one), "</node>"]
    for n, (kind, a, b, strength) in enumerate(session["edges"]):
        edge = id_of("edge", session["case"], session["start"], n)
        lines += [f'<edge id="{n + 1}" source="{a + 1}" target="{b + 1}">', data("networkCanvasUUID", edge)]
        lines += [data("networkCanvasType", kind), data("networkCanvasSourceUUID", node_id(session, a))]
        lines += [data("networkCanvasTargetUUID", node_id(session, b))]
        lines += [*answers("edge", {"sterkte": strength if kind == LEARNS else None}), "</edge>"]
    return "\n".join([*lines, "</graph>"]) + "\n"


def files(sessions=SESSIONS, merged=False) -> dict[str, str]:
    """The files of an export: name → text."""
    groups = {PROTOCOL: sessions} if merged else {f"{s['case']}_{session_id(s)}": [s] for s in sessions}
    return {
        f"{name}.graphml": HEAD.format(more="") + keys() + "".join(graph(s, said(s)) for s in group) + "</graphml>\n"
        for name, group in groups.items()
    }


def older(session) -> str:
    """A session as older versions wrote it: what is said of it stands on <graphml>, with caseID in other capitals."""
    about = {k.replace("caseId", "caseID"): v for k, v in said(session).items()}
    more = "".join(f" {k}={quoteattr(v)}" for k, v in about.items())
    return HEAD.format(more=more) + keys() + graph(session, {}) + "</graphml>\n"


def write(folder: Path, **how) -> Path:
    """The export in a folder; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files(**how).items():
        (folder / name).write_bytes(text.encode("utf-8"))
    return folder
