"""SPSS and Stata files as tables of strings, with what their values stand for and what was declared missing."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from netlab.problems import InputError, found
from netlab.readers.delimited import OWN
from netlab.readers.readstat import MOST_ROWS

READSTAT = Path(__file__).with_name("readstat.py")
LONGEST = 300  # seconds
LEADING_ZEROS = re.compile(r"N(\d+)$")  # the SPSS format that shows 7 as 007

Labels = dict[str, dict[str, str]]


def _order(value: str) -> tuple[float, str]:
    """Values in the order of their numbers, texts after them."""
    try:
        return float(value), ""
    except ValueError:
        return np.inf, value


def _read(data: bytes, name: str, ending: str) -> dict[str, Any]:
    """What `readstat` makes of the file, in a process of its own; an InputError when it is damaged or large."""
    kind = "Stata" if ending == ".dta" else "SPSS"
    command = [sys.executable, "-I", str(READSTAT), ending]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=LONGEST, check=False)
        read = json.loads(done.stdout) if done.returncode == 0 else {"error": "reading it ended unexpectedly"}
    except subprocess.TimeoutExpired:
        read = {"error": f"it was not read in {LONGEST} seconds"}
    if "error" in read:
        what = re.sub(r"\s+", " ", str(read["error"]))[:120]
        raise InputError(f"{name}: this {kind} file is damaged and cannot be read ({what}). Save it again in {kind}.")
    if read["values"] and len(read["values"][0]) > MOST_ROWS:
        raise InputError(f"{name}: the file has more than {MOST_ROWS:,} rows. Take out what netlab cannot use.")
    return read


def _missing(texts: pd.Series, ranges: list[list[Any]], codes: list[str]) -> pd.Series:
    """Which cells of a column hold a value that the file declares missing."""
    gone = texts.isin(codes)
    for low, high in ranges:
        if isinstance(low, str) or isinstance(high, str):
            gone |= texts.isin([str(low).strip(), str(high).strip()])
        else:
            numbers = pd.to_numeric(texts, errors="coerce")
            gone |= (numbers >= low) & (numbers <= high)
    return gone & texts.notna()


def labelled(data: bytes, name: str, ending: str) -> tuple[pd.DataFrame, Mapping[str, str], Labels, pd.DataFrame]:
    """An SPSS (.sav, .zsav) or Stata (.dta) file as strings.

    Parameters
    ----------
    data : bytes
    name : str
        How messages call the file.
    ending : str
        Of the file: which of the two it is.

    Returns
    -------
    table : DataFrame
        The values as text (codes, not labels), missing ones missing, with the columns file and line: the number of the
        row, from 1, as SPSS and Stata count them.
    questions : mapping
        Per column its label.
    labels : mapping
        Per column, in order, what each value stands for, without the values that are declared missing.
    found : DataFrame
        Per column how many cells held a value that the file declares missing, such as 99 (no answer).

    Raises
    ------
    InputError
        When the file is damaged, has more than a million rows, or a column is called file or line.
    """
    read = _read(data, name, ending)
    for column in OWN:
        if column in read["columns"]:
            raise InputError(f"{name}: a variable is called {column!r}, a name that netlab uses for itself. Rename it.")
    columns: dict[str, pd.Series] = {}
    labels: Labels = {}
    notes = []
    for column, values in zip(read["columns"], read["values"], strict=True):
        texts = pd.Series(values, dtype="str")
        if width := LEADING_ZEROS.match(read["formats"].get(column, "")):
            texts = texts.str.zfill(int(width.group(1)))
        missing = read["ranges"].get(column, []), read["codes"].get(column, [])
        gone = _missing(texts, *missing)
        known: dict[str, str] = read["labels"].get(column, {})
        if gone.any():
            said = [f"{v} ({known[v]})" if known.get(v) else v for v in sorted(texts[gone].unique())]
            about = {"detail": f"{column}: {', '.join(said)}", "n": int(gone.sum())}
            notes.append({"file": name, "line": None, "kind": "user_missing", "about": about, "stops": False})
        declared = _missing(pd.Series(list(known), dtype="str"), *missing)
        known = {v: label for (v, label), out in zip(known.items(), declared, strict=True) if label and not out}
        if known:
            labels[column] = dict(sorted(known.items(), key=lambda item: _order(item[0])))
        columns[column] = texts.mask(gone)
    count = len(read["values"][0]) if read["values"] else 0
    rows = pd.DataFrame(columns, index=range(count), dtype="str")
    lines = pd.Series(np.arange(1, count + 1), dtype="int64", index=rows.index)
    rows = pd.concat([rows, pd.DataFrame({"file": name, "line": lines}, index=rows.index)], axis=1)
    return rows, read["questions"], labels, found(notes)
