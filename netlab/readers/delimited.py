"""A text file with separated columns as a table of strings: encoding, separator and the line of every row."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

import pandas as pd

from netlab.problems import InputError, found

LARGEST_CELL = 1_000_000
SEPARATORS = ";,\t|"
OWN = ("file", "line")  # the columns that are added to every table
WORKBOOKS = {b"PK\x03\x04": "an Excel workbook or a zip file", b"\xd0\xcf\x11\xe0": "an old Excel workbook"}
AS_CSV = "Save it as 'CSV UTF-8' (Excel: Save as → CSV UTF-8) and name that file in study.toml."


def name_of(path: Path, base: Path | None = None) -> str:
    """How messages call a file: its path below the study folder."""
    return path.relative_to(base).as_posix() if base and path.is_relative_to(base) else path.name


def existing(path: Path, name: str) -> bytes:
    """What is in a file; an InputError that says what was found instead when it cannot be read."""
    if path.is_dir():
        raise InputError(f"{name}: this is a folder, expected a file. Correct the path in study.toml.")
    if not path.exists():
        beside = sorted(p.name for p in path.parent.iterdir()) if path.parent.is_dir() else []
        there = f"Found there: {', '.join(beside)}." if beside else "That folder is empty or not there."
        raise InputError(f"{name}: there is no such file. {there} Put it there or correct the path in study.toml.")
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{name}: the file cannot be opened ({error.strerror}). Is it open elsewhere, or locked?"
        ) from None


def decoded(data: bytes, name: str) -> tuple[str, str]:
    """The text of a file and the encoding it was read in.

    A byte order mark decides; UTF-16 without one is recognised by its zero bytes; else UTF-8, else Windows-1252.
    """
    for start, what in WORKBOOKS.items():
        if data.startswith(start):
            raise InputError(f"{name}: this is {what}, expected a text file. {AS_CSV}")
    if data.startswith(codecs.BOM_UTF8):
        encodings = ["utf-8-sig"]
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif data[:200].count(0) > len(data[:200]) / 4:
        encodings = ["utf-16-le" if data[1:200:2].count(0) > data[:200:2].count(0) else "utf-16-be"]
    else:
        encodings = ["utf-8", "cp1252"]
    place = 1
    for encoding in encodings:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError as error:
            place = data[: error.start].count(b"\n") + 1
    tried = " or ".join(
        {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "cp1252": "Windows-1252"}.get(e, "UTF-16") for e in encodings
    )
    raise InputError(f"{name}, line {place}: the text cannot be read as {tried}. {AS_CSV}")


def separator(text: str) -> str:
    """The separator of a file: what `sep=` in its first line says, else what stands there most often outside quotes."""
    header = next(iter(text.strip("\r\n ").splitlines()), "")
    if header.lower().startswith("sep=") and header[4:5]:
        return header[4]
    outside = "".join(header.split('"')[::2])
    return max(SEPARATORS, key=outside.count)


def _cells(text: str, name: str) -> tuple[list[list[str]], list[int]]:
    """The rows that are not blank, and the line on which each starts."""
    before = csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text), strict=True)
    rows, lines, last = [], [], 0
    try:
        for cells in reader:
            cells = [c.strip() for c in cells]
            if any(cells) and not (last == 0 and cells[0].lower().startswith("sep=")):
                rows.append(cells)
                lines.append(last + 1)
            last = reader.line_num
    except csv.Error as error:
        if "field larger" in str(error):
            what = f"a cell holds more than {LARGEST_CELL:,} characters. Was a quotation mark opened and never closed?"
        else:
            what = "a quotation mark is opened in this row and not closed where the cell ends."
        raise InputError(
            f"{name}, line {last + 1}: {what} Remove the mark, or close it before the separator; "
            'a quotation mark inside a text is written twice ("").'
        ) from None
    finally:
        csv.field_size_limit(before)
    return rows, lines


def _header(header: list[str], name: str, line: int) -> None:
    """Raise for column names that stand there twice or that netlab needs for itself."""
    for column in header:
        if column and header.count(column) > 1:
            places = " and ".join(str(n) for n, c in enumerate(header, 1) if c == column)
            raise InputError(
                f"{name}, line {line}: column {column!r} stands there twice (columns {places}). Rename one of them."
            )
        if column in OWN:
            raise InputError(
                f"{name}, line {line}: a column is called {column!r}, a name that netlab uses for itself. Rename it."
            )


def as_table(rows: list[list[str]], lines: list[int], name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of cells, the first of them column names, as a table of strings; see `tabled`.

    Parameters
    ----------
    rows : list of list of str
        Rows that are not blank.
    lines : list of int
        The line of each.
    name : str
        How messages call the file.

    Raises
    ------
    InputError
        When there are no rows, or a column name stands there twice.
    """
    if not rows:
        raise InputError(f"{name}: the file is empty. Expected a line with column names and a row per answer.")
    header, width = rows[0], len(rows[0])
    _header(header, name, lines[0])
    notes = []

    def note(line: int | None, kind: str, stops: bool, **about: object) -> None:
        notes.append({"file": name, "line": line, "kind": kind, "about": about, "stops": stops})

    kept, kept_lines = [], []
    for cells, line in zip(rows[1:], lines[1:], strict=True):
        if cells == header:
            note(line, "header_again", False)
            continue
        if any(cells[width:]):
            note(line, "too_many_cells", True, found=len(cells), expected=width)
            continue
        if len(cells) < width:
            note(line, "too_few_cells", False, found=len(cells), expected=width)
        kept.append(cells[:width] + [""] * (width - len(cells)))
        kept_lines.append(line)
    for n, column in enumerate(header):
        if not column and any(cells[n] for cells in kept):
            note(lines[0], "column_without_name", False, detail=str(n + 1))
    table = pd.DataFrame(kept, columns=header, dtype="str")
    table = table.loc[:, [bool(h) for h in header]]
    table = table.where(table != "")
    added = pd.DataFrame({"file": name, "line": pd.Series(kept_lines, dtype="int64")}, index=table.index)
    return pd.concat([table, added], axis=1), found(notes)


def tabled(data: bytes, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A separated text file as strings.

    Parameters
    ----------
    data : bytes
        CSV with `;`, `,`, tab or `|`; UTF-8 with or without byte order mark, UTF-16 or Windows-1252.
    name : str
        How messages call the file.

    Returns
    -------
    table, found : DataFrame
        The cells without surrounding spaces, empty ones missing, with the columns `file` and `line` added; and what was
        found on the way: the encoding when it is not UTF-8, rows with too few or too many cells, a second line of
        column names, a filled column without a name. Blank lines count as lines and are no rows.

    Raises
    ------
    InputError
        For an empty or unreadable file, a workbook, a cell over one million characters, a quotation mark that is never
        closed, a column name twice.
    """
    text, encoding = decoded(data, name)
    rows, lines = _cells(text, name)
    table, notes = as_table(rows, lines, name)
    if encoding in ("utf-8", "utf-8-sig"):
        return table, notes
    assumed = {"encoding": "Windows-1252" if encoding == "cp1252" else "UTF-16"}
    said = found([{"file": name, "kind": "encoding", "about": assumed, "stops": False}])
    return table, pd.concat([said, notes], ignore_index=True) if len(notes) else said


def read_delimited(path: Path, base: Path | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read a separated text file as strings; see `tabled`.

    Parameters
    ----------
    path : Path
    base : Path, optional
        The study folder, for the name of the file in messages.

    Raises
    ------
    InputError
        As `tabled`, and for a missing file or a folder.
    """
    name = name_of(path, base)
    return tabled(existing(path, name), name)
