"""A program of its own that reads an SPSS or Stata file: a damaged one can crash the library, and only this process.

It is started by `netlab.readers.labelled`, takes the ending as its argument and the file on standard input, and writes
JSON. It imports nothing of netlab.
"""

from __future__ import annotations

import io
import json
import math
import sys
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

MOST_ROWS = 1_000_000


def text(value: Any) -> str | None:
    """A value as text: no `.0`, days as 2025-03-31; None for a missing one."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, float | int):
        return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else format(value, ".15g")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value).replace("\x00", "").strip() or None


def _texts(values: Iterable[Any]) -> list[str | None]:
    known: dict[Any, str | None] = {}
    made = []
    for value in values:
        value = value.item() if hasattr(value, "item") else value
        if value not in known:
            known[value] = text(value)
        made.append(known[value])
    return made


def _ranges(declared: Mapping[str, Any] | None) -> dict[str, list[list[Any]]]:
    """Per column what is declared missing: from and up to, as numbers or texts."""
    return {str(c): [[part["lo"], part["hi"]] for part in parts] for c, parts in (declared or {}).items()}


def read(data: bytes, ending: str) -> dict[str, Any]:
    """The columns of a file as text, its labels, and what it declares missing."""
    import pyreadstat

    reading: Any = pyreadstat.read_dta if ending == ".dta" else pyreadstat.read_sav
    options = {"user_missing": True, "row_limit": MOST_ROWS + 1, "output_format": "dict"}
    try:
        table, about = reading(io.BytesIO(data), **options)
    except (OverflowError, ValueError):  # a day after the year 9999
        table, about = reading(io.BytesIO(data), disable_datetime_conversion=True, **options)
    labels = {
        str(c): {t: str(label).strip() for v, label in known.items() if (t := text(v)) is not None}
        for c, known in (about.variable_value_labels or {}).items()
    }
    questions = {str(c): str(q).strip() for c, q in (about.column_names_to_labels or {}).items() if q}
    return {
        "columns": [str(c) for c in table],
        "values": [_texts(values) for values in table.values()],
        "formats": {str(c): str(f) for c, f in (about.original_variable_types or {}).items()},
        "labels": labels,
        "questions": questions,
        "ranges": _ranges(about.missing_ranges),
        "codes": {str(c): [text(v) for v in codes] for c, codes in (about.missing_user_values or {}).items()},
    }


if __name__ == "__main__":
    try:
        answer = read(sys.stdin.buffer.read(), sys.argv[1])
    except Exception as error:  # pyreadstat raises almost anything for a damaged file
        answer = {"error": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(answer))
