"""The made-up study as the newest Network Canvas exports it in CSV (generation C)."""

from __future__ import annotations

from pathlib import Path

from . import network_canvas_csv

ASKED = {"case_id": r"(?P<ego>.+)_(?P<wave>voor|na)"}


def write(folder: Path) -> Path:
    """The export in a folder; the folder."""
    return network_canvas_csv.write(folder, generation="C")
