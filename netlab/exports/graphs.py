"""Networks as GraphML and GEXF, for Gephi, igraph and others: a file per network, or one per wave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from netlab.exports.columns import Column, cell, columns_of, written
from netlab.networks import EgoNetworks
from netlab.persons import SIGNS

GRAPHML = "http://graphml.graphdrawing.org/xmlns"
GEXF = "http://www.gexf.net/1.2draft"
TYPES = {"number": "double", "yes_no": "boolean"}
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

Row = dict[str, object]


@dataclass(frozen=True)
class _Graph:
    """One file: what is said of the whole, the alters and the ties, with the columns of each."""

    name: str
    about: list[tuple[Column, object]]
    nodes: list[tuple[str, str, Row]]  # id, label, answers
    edges: list[tuple[str, str, bool, Row]]  # source, target, directed, answers
    node_columns: list[Column]
    edge_columns: list[Column]


def _xml(value: object) -> str:
    """A value as text that XML can hold; a character that it cannot becomes a question mark in a diamond."""
    return UNWRITABLE.sub("\ufffd", written(value))


def _rows(networks: EgoNetworks, table: str, columns: list[Column]) -> Iterator[Row]:
    rows = getattr(networks, table)
    values = [[cell(v) for v in rows[c.name]] for c in columns]
    for row in zip(*values, strict=True):
        yield dict(zip([c.name for c in columns], row, strict=True))


def _graphs(networks: EgoNetworks, per: str) -> list[_Graph]:
    """A graph per network (alters by their id), or per wave (alters by ego and id, since ids are private to an ego)."""
    columns = {t: columns_of(networks, t) for t in ("egos", "alters", "ties")}
    keys = {c.name: c for c in columns["ties"]}
    whole = per == "wave"
    signs = "".join({*networks.egos["ego"].unique(), *networks.alters["alter"].unique()})
    between = next((sign for sign in SIGNS if sign not in signs), SIGNS[-1])
    directed = {t.id for t in networks.codebook.tie_types if t.directed}

    def key(row: Row) -> tuple:
        return (row["wave"],) if whole else (row["ego"], row["wave"])

    def called(row: Row, column: str) -> str:
        return f"{_xml(row['ego'])}{between}{_xml(row[column])}" if whole else _xml(row[column])

    made: dict[tuple, _Graph] = {}
    node_columns = [c for c in columns["alters"] if whole or c.name not in ("ego", "wave")]
    edge_columns = [c for c in columns["ties"] if c.name not in ("ego", "wave", "source", "target")]
    for row in _rows(networks, "egos", columns["egos"]):
        if key(row) not in made:
            about = [(keys["wave"], row["wave"])] if whole else [(c, row[c.name]) for c in columns["egos"]]
            name = str(row["wave"]) if whole else f"{row['ego']}_{row['wave']}"
            made[key(row)] = _Graph(name, about, [], [], node_columns, edge_columns)
    for row in _rows(networks, "alters", columns["alters"]):
        label = _xml(row["name"] if row.get("name") is not None else row["alter"])
        made[key(row)].nodes.append((called(row, "alter"), label, row))
    for row in _rows(networks, "ties", columns["ties"]):
        ends = called(row, "source"), called(row, "target")
        made[key(row)].edges.append((*ends, row["type"] in directed, row))
    return list(made.values())


def _bytes(root: ET.Element) -> bytes:
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def graphml(graph: _Graph) -> bytes:
    """GraphML: what is known of ego stands at the graph, of alters at the nodes, of ties at the edges."""
    root = ET.Element("graphml", {"xmlns": GRAPHML})
    kinds = {
        "graph": [c for c, _ in graph.about],
        "node": [Column("label", "text"), *graph.node_columns],
        "edge": graph.edge_columns,
    }
    ids: dict[tuple[str, str], str] = {}
    for kind, columns in kinds.items():
        for column in columns:
            ids[kind, column.name] = f"d{len(ids)}"
            typed = {"attr.name": _xml(column.name), "attr.type": TYPES.get(column.kind, "string")}
            ET.SubElement(root, "key", {"id": ids[kind, column.name], "for": kind, **typed})

    def fill(at: ET.Element, kind: str, columns: list[Column], row: Row) -> None:
        for column in columns:
            if row[column.name] is not None:
                ET.SubElement(at, "data", {"key": ids[kind, column.name]}).text = _xml(row[column.name])

    directed = bool(graph.edges) and all(e[2] for e in graph.edges)
    about = {"id": _xml(graph.name), "edgedefault": "directed" if directed else "undirected"}
    whole = ET.SubElement(root, "graph", about)
    fill(whole, "graph", kinds["graph"], {c.name: v for c, v in graph.about})
    for name, label, row in graph.nodes:
        fill(ET.SubElement(whole, "node", {"id": name}), "node", kinds["node"], {**row, "label": label})
    for n, (source, target, one_way, row) in enumerate(graph.edges):
        ends = {"id": f"e{n}", "source": source, "target": target, "directed": "true" if one_way else "false"}
        fill(ET.SubElement(whole, "edge", ends), "edge", graph.edge_columns, row)
    return _bytes(root)


def gexf(graph: _Graph) -> bytes:
    """GEXF 1.2, which Gephi opens: what is known of ego stands in the description."""
    root = ET.Element("gexf", {"xmlns": GEXF, "version": "1.2"})
    meta = ET.SubElement(root, "meta")
    ET.SubElement(meta, "creator").text = "netlab"
    said = ((c.name, _xml(v)) for c, v in graph.about if v is not None)
    ET.SubElement(meta, "description").text = "; ".join(f"{name} = {value}" for name, value in said)
    directed = bool(graph.edges) and all(e[2] for e in graph.edges)
    whole = ET.SubElement(
        root, "graph", {"mode": "static", "defaultedgetype": "directed" if directed else "undirected"}
    )
    ids: dict[tuple[str, str], str] = {}
    for kind, columns in (("node", graph.node_columns), ("edge", graph.edge_columns)):
        attributes = ET.SubElement(whole, "attributes", {"class": kind})
        for n, column in enumerate(columns):
            ids[kind, column.name] = str(n)
            typed = {"id": str(n), "title": _xml(column.name), "type": TYPES.get(column.kind, "string")}
            ET.SubElement(attributes, "attribute", typed)

    def fill(at: ET.Element, kind: str, columns: list[Column], row: Row) -> None:
        values = ET.SubElement(at, "attvalues")
        for column in columns:
            if row[column.name] is not None:
                said = {"for": ids[kind, column.name], "value": _xml(row[column.name])}
                ET.SubElement(values, "attvalue", said)

    nodes, edges = ET.SubElement(whole, "nodes"), ET.SubElement(whole, "edges")
    for name, label, row in graph.nodes:
        fill(ET.SubElement(nodes, "node", {"id": name, "label": label}), "node", graph.node_columns, row)
    for n, (source, target, one_way, row) in enumerate(graph.edges):
        ends = {"id": str(n), "source": source, "target": target, "type": "directed" if one_way else "undirected"}
        fill(ET.SubElement(edges, "edge", ends), "edge", graph.edge_columns, row)
    return _bytes(root)


WRITERS = {"graphml": graphml, "gexf": gexf}


def file_names(graphs: list[str], ending: str) -> list[str]:
    """A name for each file that every system accepts, none of them twice."""
    made: list[str] = []
    for graph in graphs:
        plain = re.sub(r"[^\w.-]+", "-", graph).strip(".-")[:100] or "network"
        name, n = plain, 1
        while f"{name}.{ending}".casefold() in [m.casefold() for m in made]:
            n += 1
            name = f"{plain}-{n}"
        made.append(f"{name}.{ending}")
    return made


def files(networks: EgoNetworks, format: str, per: str) -> dict[str, bytes]:
    """A file per network, or per wave, in one of the two formats."""
    graphs = _graphs(networks, per)
    names = file_names([g.name for g in graphs], format)
    return {name: WRITERS[format](graph) for name, graph in zip(names, graphs, strict=True)}
