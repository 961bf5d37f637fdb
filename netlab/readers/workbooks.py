"""The sheets of an Excel workbook as tables of strings: every cell as a person sees it, every row with its number."""

from __future__ import annotations

import io
import re
import warnings
import zipfile

import pandas as pd
from openpyxl import load_workbook

from netlab.problems import InputError, found
from netlab.readers.delimited import as_table
from netlab.readers.files import LARGEST
from netlab.readers.readstat import text

MOST_CELLS = 20_000_000
ZEROS = re.compile(r"0{2,}")  # a number format that shows 7 as 007
ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA"}


def _unpacked(data: bytes, name: str) -> bool:
    """Whether some cell holds a formula; an InputError for a workbook that is damaged or unpacks to any size."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(e.file_size for e in packed.infolist()) > LARGEST:
                raise InputError(
                    f"{name}: unpacked this workbook is larger than {LARGEST // 1024**2} MB. Take out what is no table."
                )
            parts = [e for e in packed.namelist() if e.startswith("xl/worksheets/") and e.endswith(".xml")]
            return any(b"<f" in packed.read(part) for part in parts)
    except InputError:
        raise
    except Exception as error:  # a damaged zip raises almost anything
        raise InputError(_damaged(name, error)) from None


def _damaged(name: str, error: Exception) -> str:
    what = re.sub(r"\s+", " ", str(error))[:120] or type(error).__name__
    return f"{name}: the workbook is damaged, or locked with a password ({what}). Save it again in Excel."


def _written(value: object, shown: str) -> str:
    """A cell as a person sees it: true and false, and the zeros before a number, which its format `shown` asks for."""
    if isinstance(value, bool):
        return str(value).lower()
    written = text(value) or ""
    whole = isinstance(value, int | float) and written.isdigit()
    return written.zfill(len(shown)) if whole and ZEROS.fullmatch(shown) else written


def sheets(data: bytes, name: str) -> list[tuple[str, pd.DataFrame, pd.DataFrame]]:
    """The sheets of a workbook that are not empty.

    Parameters
    ----------
    data : bytes
        An .xlsx or .xlsm file. Formulas give the value that Excel last calculated.
    name : str
        How messages call the file.

    Returns
    -------
    list of (name, table, found)
        `survey.xlsx`, or `survey.xlsx#Contacten` where several sheets are filled; the cells as strings, empty ones
        missing, with the columns file and line (the number of the row in the sheet); and what was found: cells with an
        error of Excel's, and formulas that were never calculated, which are read as empty.

    Raises
    ------
    InputError
        When the workbook is damaged, locked, empty, or larger than 512 MB or 20 million cells.
    """
    formulas = _unpacked(data, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that openpyxl does not know
            read = _cells(data, name)
            unknown = _uncalculated(data, read) if formulas else {}
    except InputError:
        raise
    except Exception as error:  # openpyxl raises almost anything for a damaged file
        raise InputError(_damaged(name, error)) from None
    filled = [sheet for sheet, (rows, _, _) in read.items() if rows]
    if not filled:
        raise InputError(f"{name}: the workbook is empty. Expected a row with column names and a row per answer.")
    made = []
    for sheet in filled:
        rows, lines, wrong = read[sheet]
        called = name if len(filled) == 1 else f"{name}#{sheet}"
        table, notes = as_table(rows, lines, called)
        more = [
            {"file": called, "line": line, "kind": kind, "about": {"detail": detail}, "stops": True}
            for kind, cells in (("excel_error", wrong), ("formula_not_calculated", unknown.get(sheet, [])))
            for line, detail in cells
        ]
        made.append((called, table, pd.concat([notes, found(more)], ignore_index=True) if more else notes))
    return made


def _cells(data: bytes, name: str) -> dict[str, tuple[list[list[str]], list[int], list[tuple[int, str]]]]:
    """Per sheet the rows that are not blank, their numbers, and the cells with an error."""
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    read, seen = {}, 0
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        rows, lines, wrong = [], [], []
        for number, cells in enumerate(sheet.iter_rows(), 1):
            seen += len(cells)
            if seen > MOST_CELLS:
                raise InputError(f"{name}: the workbook holds more than {MOST_CELLS:,} cells. Save the tables as CSV.")
            texts = [_written(c.value, str(c.number_format) if isinstance(c.value, int | float) else "") for c in cells]
            wrong += [(number, f"{t} ({cells[n].coordinate})") for n, t in enumerate(texts) if t in ERRORS]
            texts = ["" if t in ERRORS else t for t in texts]
            if any(texts):
                rows.append(texts)
                lines.append(number)
        if rows:  # cells behind the last filled one of all rows are none
            width = max(n for row in rows for n, t in enumerate(row, 1) if t)
            rows = [row[:width] + [""] * (width - len(row)) for row in rows]
        read[sheet.title] = (rows, lines, wrong)
    book.close()
    return read


def _uncalculated(data: bytes, read: dict) -> dict[str, list[tuple[int, str]]]:
    """Per sheet the cells that hold a formula and no value."""
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    unknown: dict[str, list[tuple[int, str]]] = {}
    for sheet in book.worksheets:
        rows, lines, _ = read[sheet.title]
        known = dict(zip(lines, rows, strict=True))
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(), 1):
            row = known.get(number, [])
            for n, cell in enumerate(cells):
                if cell.data_type == "f" and not (n < len(row) and row[n]):
                    unknown.setdefault(sheet.title, []).append((number, str(cell.coordinate)))
    book.close()
    return unknown
