"""The small wide survey in Excel: a sheet per wave, codes as numbers with leading zeros, a sheet that is no survey."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

HEADER = [
    "code",
    "datum",
    "naam1",
    "naam2",
    "naam3",
    "leren1",
    "leren2",
    "leren3",
    "band12",
    "kent 1-2",
    "kent 1-3",
    "kent 2-3",
]
ROWS = {
    "voor": [
        [7, datetime(2025, 3, 1), "Zoë", "José", None, True, False, None, None, "ja", None, None],
        ["P2", datetime(2025, 3, 2), "An", "Bo", "Cas", True, True, True, None, "nee", "ja", "ja"],
    ],
    "na": [
        [7, datetime(2025, 9, 1), None, None, None, None, None, None, None, None, None, None],
        ["P2", datetime(2025, 9, 2), "An", "Dé", None, True, None, None, 1.0, "nee", None, None],
    ],
}


def write(folder: Path) -> Path:
    """Write it and return the path to read."""
    book = Workbook()
    book.remove(book.active)
    for wave, rows in ROWS.items():
        sheet = book.create_sheet(wave)
        sheet.append(HEADER)
        for row in rows:
            sheet.append(row)
            if row[0] == 7:
                sheet.cell(sheet.max_row, 1).number_format = "000"
    book.create_sheet("uitleg").append(["Dit blad is geen enquête"])
    path = folder / "enquete.xlsx"
    book.save(path)
    return path
