"""Polinode's nodes and edges as two files."""

from __future__ import annotations

from pathlib import Path

NODES = "Name,Afdeling\n007,zorg\nBé,zorg\nCem,bureau\nDirk,bureau\n"
EDGES = "Source,Target,Frequentie\n007,Bé,2\n007,Cem,1\nBé,007,1\nBé,Cem,2\nCem,Bé,2\n"


def write(folder: Path) -> Path:
    """The source in a folder; Dirk names nobody and is named by nobody."""
    (folder / "nodes.csv").write_text(NODES, encoding="utf-8")
    (folder / "edges.csv").write_text(EDGES, encoding="utf-8")
    return folder
