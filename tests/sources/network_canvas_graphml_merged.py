"""The made-up study as Network Canvas exports it in GraphML, every session in one file."""

from __future__ import annotations

from pathlib import Path

from . import network_canvas_graphml


def write(folder: Path) -> Path:
    """The export in a folder; its only file."""
    return next(network_canvas_graphml.write(folder, merged=True).iterdir())
