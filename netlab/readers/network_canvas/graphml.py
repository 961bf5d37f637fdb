"""The GraphML files of a Network Canvas export: every graph in a file is a session, its ego is the graph itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha1
from pathlib import PurePosixPath
from typing import Any
from xml.etree.ElementTree import Element

from netlab.problems import InputError
from netlab.readers.files import Files
from netlab.readers.markup import parsed
from netlab.readers.network_canvas.csv_files import ID, marked
from netlab.readers.network_canvas.exported import (
    CASE,
    EGO,
    FINISH,
    KINDS,
    OUTCOME,
    PROTOCOL,
    SESSION,
    SOURCE,
    START,
    TARGET,
    TYPE,
    UUID,
    Exported,
    table,
)

MARKS = (b"schema.networkcanvas.com", b"networkCanvasUUID")
FILE = re.compile(rf"(?P<case>.*)_(?P<session>{ID})\.graphml", re.IGNORECASE | re.DOTALL)
OPTION = re.compile(r".+_(?P<hash>[0-9a-f]{40})", re.DOTALL)
# Network Canvas's attributes of a graph (in older files: of the whole), without capitals, and what CSV files call them.
SAID = {
    "caseid": CASE,
    "sessionuuid": SESSION,
    "protocolname": PROTOCOL,
    "sessionstarttime": START,
    "sessionfinishtime": FINISH,
    "sessionexporttime": "sessionExported",
    "interviewlocale": "networkCanvasInterviewLocale",
    "finishoutcome": OUTCOME,
}
PARTS = {"node": "nodes", "edge": "edges"}


def graphml_names(files: Files) -> list[str]:
    """The files that Network Canvas wrote as GraphML."""
    names = files.ending(".graphml", ".xml")
    return [n for n in names if any(marked(files.data(n), mark) for mark in MARKS)]


def _local(name: object) -> str:
    """The name of an element or attribute without its namespace."""
    return str(name).rpartition("}")[2]


def _option(name: str, hashed: str) -> tuple[str, str] | None:
    """The variable and the value in the name of an option, told apart by the hash of the value in its id."""
    for cut in (m.start() for m in re.finditer("_", name)):
        if sha1(name[cut + 1 :].encode()).hexdigest() == hashed:
            return name[:cut], name[cut + 1 :]
    return None


class _Keys:
    """What the ids of the answers in one file stand for."""

    def __init__(self, root: Element):
        self.names: dict[str, str] = {}
        self.options: dict[str, dict[str, dict[str, str]]] = {kind: {} for kind in KINDS}
        for key in (e for e in root.iter() if _local(e.tag) == "key"):
            named = {_local(k).removeprefix("attr."): v for k, v in key.attrib.items()}
            id, name = named.get("id", ""), named.get("name") or named.get("id", "")
            if (m := re.fullmatch(r".*_([XY])", id, re.DOTALL)) and name.endswith("_" + m[1]):
                name = name[:-1] + m[1].lower()  # as the CSV files call them
            self.names[id] = name
            of = {"graph": "egos", "node": "nodes", "edge": "edges"}.get(named.get("for", ""))
            option = OPTION.fullmatch(id)
            if of and option and (split := _option(name, option["hash"])):
                self.options[of].setdefault(split[0], {})[name] = split[1]

    def answers(self, element: Element) -> dict[str, str | None]:
        """The answers that stand in an element; a second one of the same name gets a name of its own."""
        found: dict[str, str | None] = {}
        label = None
        for data in (e for e in element if _local(e.tag) == "data"):
            id = data.get("key", "")
            text = "".join(data.itertext()).strip() or None
            if id == "label":
                label = text
                continue
            name = self.names.get(id, id) or "data"
            while name in ("file", "line", EGO) or found.get(name) is not None:
                name += "_"
            found[name] = text
        if label is not None and label not in found.values():  # else it repeats a name or a type
            found.setdefault("label", label)
        return found


def _sessions(root: Element, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every row of a file: its kind and its cells. Graphs, nodes and edges are counted together, from 1."""
    keys = _Keys(root)
    place = FILE.fullmatch(PurePosixPath(name).name)
    count = 0
    for graph in (e for e in root.iter() if _local(e.tag) == "graph"):
        count += 1
        about = {_local(k).lower(): v for element in (root, graph) for k, v in element.attrib.items()}
        said = {
            column: v for key, column in SAID.items() if (v := about.get(key)) not in (None, "", "undefined", "null")
        }
        if place:
            said = {CASE: place["case"], SESSION: place["session"], **said}
        answers = keys.answers(graph)
        ego = answers.pop(UUID, None) or said.get(SESSION) or f"{name}#{count}"
        yield (
            "egos",
            {EGO: ego, **said, **{a: v for a, v in answers.items() if a not in said}, "file": name, "line": count},
        )
        ids: dict[str, str | None] = {}
        for element in graph:
            kind = PARTS.get(_local(element.tag))
            if kind is None:
                continue
            count += 1
            row: dict[str, Any] = {EGO: ego, TYPE: None, **keys.answers(element), "file": name, "line": count}
            if kind == "nodes":
                row[UUID] = ids[element.get("id", "")] = row.get(UUID) or element.get("id") or None
            else:
                for column, end in ((SOURCE, "source"), (TARGET, "target")):
                    at = element.get(end) or None
                    row[column] = row.get(column) or ids.get(at or "", at)
            yield kind, row


def read_graphml_files(files: Files) -> tuple[list[Exported], list[str]]:
    """The GraphML files of an export, and what is wrong with those that cannot be read."""
    rows: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    options: dict[str, dict[str, dict[str, str]]] = {kind: {} for kind in KINDS}
    wrong: list[str] = []
    names = graphml_names(files)
    for name in names:
        try:
            root = parsed(files.data(name), name)
        except InputError as error:
            wrong += error.problems
            continue
        there = list(_sessions(root, name))
        if not any(kind == "egos" for kind, _ in there):
            wrong.append(f"{name}: there is no <graph> in this file. Expected one per session; export it again.")
        inside = sum(_local(e.tag) in PARTS for e in root.iter())
        if inside != sum(kind != "egos" for kind, _ in there):
            wrong.append(
                f"{name}: nodes or edges stand outside a <graph>, so no one knows whose they are. Export it again."
            )
        for kind, row in there:
            rows[kind].append(row)
        for kind, known in _Keys(root).options.items():
            for variable, columns in known.items():
                options[kind].setdefault(variable, {}).update(columns)
    if not names:
        return [], wrong
    tables = {kind: table(rows[kind], kind) for kind in KINDS}
    types = frozenset(t for kind in ("nodes", "edges") for t in tables[kind][TYPE].dropna())
    generations = dict.fromkeys(tables["egos"][EGO].dropna(), "GraphML")
    return [Exported(tables, generations, types, options, used=tuple(names))], wrong
