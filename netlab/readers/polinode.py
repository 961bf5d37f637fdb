"""Polinode's sheets Nodes and Edges: a whole network, cut into the ego networks of all who name somebody."""

from __future__ import annotations

import re
from dataclasses import replace

from netlab.problems import InputError
from netlab.readers import whole_network
from netlab.readers.file_names import stem
from netlab.readers.files import Files
from netlab.readers.key_columns import EGO, keys_in, must_read, plain, readable
from netlab.readers.source import Format, Remark, Source, Told
from netlab.readers.tabular import Table

NODES = {"name": ("name",)}
EDGES = {"source": ("source",), "target": ("target",)}


def _sheets(tables: list[Table]) -> tuple[Table, Table] | None:
    """The sheets of nodes and of edges; None where they are not both there, or a column says whose they are."""
    nodes = [t for t in tables if re.search(r"nodes?$", stem(t.name), re.I) and keys_in(t.columns, NODES)]
    edges = [t for t in tables if re.search(r"edges?$", stem(t.name), re.I) and len(keys_in(t.columns, EDGES)) == 2]
    whose = any(plain(c) in EGO for t in edges for c in t.columns)
    return (nodes[0], edges[0]) if len(nodes) == len(edges) == 1 and not whose else None


def _remark(nodes: Table, edges: Table) -> Remark:
    return Remark("recognised.polinode", {"nodes": nodes.name, "edges": edges.name})


def recognise(files: Files) -> Remark | None:
    """Sheets or files called nodes and edges, with the column Name, and Source and Target."""
    sheets = _sheets(readable(files)[0])
    return None if sheets is None else _remark(*sheets)


def source(files: Files, told: Told) -> Source:
    """The ego networks in a whole network; see `netlab.readers.cutting.cut`.

    Polinode does not say who answered. Without a column that does, whoever names somebody took part; whoever is only
    named has no network, and whether they name anybody is not known.

    Raises
    ------
    InputError
        When a sheet cannot be read, is not there, or the edges are not between the nodes.
    """
    sheets = _sheets(must_read(files)[0])
    if sheets is None:
        raise InputError(
            f"{files.path.name}: no network of Polinode was found here. Expected a sheet or file Nodes with the column "
            "Name, and one Edges with Source and Target."
        )
    return replace(whole_network.source(files, told), recognised=_remark(*sheets))


FORMAT = Format("polinode", recognise, source)
