"""A small Qualtrics export: three header rows, names piped into questions, columns without a number of the contact."""

from __future__ import annotations

import csv
import json
from pathlib import Path

HEADERS = 3  # rows that are no data: column names, questions, what Qualtrics calls them
META = {
    "StartDate": "Start Date",
    "Status": "Response Type",
    "Finished": "Finished",
    "ResponseId": "Response ID",
    "meting": "Welke meting is dit?",
}
NAME = "Met wie leer je op je werk?\nNoem er hoogstens drie. - {n}"
SEX = "Wat is het geslacht van [QID8-ChoiceTextEntryValue-{n}]?"
CLOSE = "Hoe dichtbij is [QID8-ChoiceTextEntryValue-{n}]?"
KNOW = "Kennen [QID8-ChoiceTextEntryValue-{a}] en [QID8-ChoiceTextEntryValue-{b}] elkaar?"
COLUMNS = {
    **META,
    **{f"Lijst_{n}": NAME.format(n=n) for n in (1, 2, 3)},
    **{c: SEX.format(n=n) for n, c in enumerate(("A1sekse", "2-1", "Q30"), 1)},
    **{c: CLOSE.format(n=n) for n, c in enumerate(("A1dicht", "2-2", "Q31"), 1)},
    **{c: KNOW.format(a=a, b=b) for c, a, b in (("AP1", 1, 2), ("AP2", 1, 3), ("AP30", 2, 3))},
}
ROWS = [
    [
        "2025-03-01 09:00:00",
        "IP Address",
        "True",
        "R_007",
        "voor",
        "Zoë",
        "José",
        "An",
        "v",
        "m",
        "v",
        "ver",
        "dicht",
        "ver",
        "Ja",
        "Nee",
        "Misschien",
    ],
    [
        "2025-09-01 09:00:00",
        "IP Address",
        "True",
        "R_007b",
        "na",
        "Zoë",
        "",
        "",
        "v",
        "",
        "",
        "dicht",
        "",
        "",
        "",
        "",
        "",
    ],
    ["2025-03-02 09:00:00", "Survey Preview", "True", "R_2", "voor", "", "", "", "", "", "", "", "", "", "", "", ""],
    ["2025-03-03 09:00:00", "IP Address", "False", "R_3", "voor", "Bo", "Cas", "", "m", "", "", "", "", "", "", "", ""],
]


def write(folder: Path) -> Path:
    """Write it and return the path to read."""
    path = folder / "Netwerk+meting.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        out.writerow(COLUMNS.values())
        out.writerow(json.dumps({"ImportId": f"QID{n}"}, separators=(",", ":")) for n in range(len(COLUMNS)))
        out.writerows(ROWS)
    return path
