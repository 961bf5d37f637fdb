"""The small wide survey in SPSS: labels of values and questions, a value declared missing, pairs in triangle order."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyreadstat

CLOSE = {1.0: "soms", 2.0: "vaak", 3.0: "heel dichtbij", 9.0: "weet niet"}
KNOWS = {0.0: "kennen elkaar niet", 1.0: "kennen elkaar", 9.0: "weet niet"}
ROWS = [
    # code, moment, three names, three answers, three pairs (1–2, 1–3, 2–3)
    ("007", 2.0, "Zoë", "José", "An", 3.0, 1.0, 9.0, 1.0, 0.0, 9.0),
    ("007", 1.0, "Zoë", "Bo", "", 2.0, 2.0, None, 1.0, None, None),
    ("P2", 1.0, "", "", "", None, None, None, None, None, None),
]
COLUMNS = [
    "code",
    "moment",
    *(f"naam{n}" for n in (1, 2, 3)),
    *(f"dichtbij{n}" for n in (1, 2, 3)),
    *(f"paar{n}" for n in (1, 2, 3)),
]


def table() -> pd.DataFrame:
    """The rows with their columns."""
    return pd.DataFrame(ROWS, columns=COLUMNS)


def labels() -> dict[str, dict[float, str]]:
    """What the values of each column stand for."""
    return {
        "moment": {1.0: "Voor", 2.0: "Na"},
        **{f"dichtbij{n}": CLOSE for n in (1, 2, 3)},
        **{f"paar{n}": KNOWS for n in (1, 2, 3)},
    }


def write(folder: Path, ending: str = ".sav") -> Path:
    """Write it and return the path to read."""
    path = folder / f"enquete{ending}"
    questions = {"naam1": "Met wie leer je? - 1", "dichtbij1": "Hoe dichtbij is deze persoon?"}
    if ending == ".dta":
        pyreadstat.write_dta(table(), path, column_labels=questions, variable_value_labels=labels())
    else:
        missing = {f"dichtbij{n}": [9] for n in (1, 2, 3)}
        pyreadstat.write_sav(
            table(), path, column_labels=questions, variable_value_labels=labels(), missing_ranges=missing
        )
    return path
