"""The made-up study as Network Canvas exports it in CSV with 'merge sessions'."""

from __future__ import annotations

from pathlib import Path

from . import network_canvas_csv


def write(folder: Path) -> Path:
    """The export in a folder; the folder."""
    return network_canvas_csv.write(folder, merged=True)
