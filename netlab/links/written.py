"""links.csv as it stands on disk: read anew each time, one row written at a time, every other byte left as it was."""

from __future__ import annotations

import codecs
import csv
import io
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from netlab.cleaning.answers import answers_of, normal
from netlab.codebook import Category
from netlab.persons import LINKS, as_status
from netlab.problems import InputError
from netlab.readers.delimited import decoded, name_of, separator
from netlab.readers.mapped import read_side
from netlab.study import Study

NEEDED = [c for c in LINKS if c not in ("score", "reason")]
NETLAB = "netlab"


class _Record(NamedTuple):
    """A row of the file: where it stands in the text, and its cells."""

    start: int
    end: int
    cells: list[str]


class Written(NamedTuple):
    """links.csv: its text, how it is written, and its rows as a table.

    `table` has the columns of LINKS, waves by their id, missing cells as NaN, and `line`; `records` says of each of its
    rows where it stands in the text, up to behind its line end. `columns` are those of the file, in its order. `data`
    is None where there is no file.
    """

    path: Path
    name: str
    data: bytes | None
    text: str
    columns: list[str]
    separator: str
    newline: str
    table: pd.DataFrame
    records: list[_Record]


def path_of(study: Study) -> Path:
    """Where links.csv stands, or would stand."""
    return Path(study.folder) / study.codebook.files.get("links", "links.csv")


def _records(text: str, mark: str) -> dict[int, _Record]:
    """The rows of the file that are not blank, by the line on which each starts, the line of column names first."""
    lines = list(io.StringIO(text, newline=""))
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    found: dict[int, _Record] = {}
    last = 0
    reader = csv.reader(iter(lines), delimiter=mark)
    for row in reader:
        cells = [c.strip() for c in row]
        if any(cells) and not (not found and cells[0].lower().startswith("sep=")):
            found[last + 1] = _Record(starts[last], starts[reader.line_num], cells)
        last = reader.line_num
    return found


def read_links(study: Study) -> Written:
    """links.csv as it is at this moment.

    Raises
    ------
    InputError
        When it cannot be read, lacks a column, or stands in raw/, which netlab never writes to.
    """
    path = path_of(study)
    name = name_of(path, Path(study.folder))
    if Path(name).parts[0] == "raw":
        raise InputError(
            f"{name}: this file stands in raw/, which netlab never writes to. Move it and correct [files] links in "
            "study.toml."
        )
    if not path.exists():
        empty = pd.DataFrame(columns=[*LINKS, "line"])
        return Written(path, name, None, "", list(LINKS), ",", "\n", empty, [])
    table = read_side(Path(study.folder), study.codebook, "links")[0]
    assert table is not None
    data = path.read_bytes()
    text, _ = decoded(data, name)
    columns = [c for c in table.columns if c not in ("file", "line")]
    if "by" not in columns:
        raise InputError(
            f"{name}, line 1: there is no column 'by', in which netlab says which rows are its proposals. Found: "
            f"{', '.join(columns)}. Add the column (empty cells are fine)."
        )
    mark = separator(text)
    records = _records(text, mark)
    spelled = answers_of(tuple(Category(w.id, w.label) for w in study.codebook.waves))
    rows = table.reindex(columns=[*LINKS, "line"])
    for column in ("wave", "other_wave"):
        rows[column] = rows[column].map(lambda w: spelled.get(normal(w), w), na_action="ignore")
    rows["status"] = as_status(rows["status"])
    newline = "\r\n" if "\r\n" in text else "\r" if "\r" in text and "\n" not in text else "\n"
    rows = rows.reset_index(drop=True)
    records_of = [records[int(line)] for line in rows["line"]]
    return Written(path, name, data, text, next(iter(records.values())).cells, mark, newline, rows, records_of)


def row_text(written: Written, values: dict[str, str], newline: bool = True) -> str:
    """One row as it stands in the file, its cells in the order of the file's columns; other columns stay empty."""
    cells = [values.get(c, "") for c in written.columns]
    out = io.StringIO()
    csv.writer(out, delimiter=written.separator, lineterminator="").writerow(cells)
    return out.getvalue() + (written.newline if newline else "")


def changed(written: Written, row: int, values: dict[str, str]) -> str:
    """The text of one row with other values in some of its cells, without its line end."""
    there = dict(zip(written.columns, written.records[row].cells, strict=False))
    return row_text(written, {**there, **values}, newline=False)


def replaced(written: Written, row: int, text: str) -> str:
    """The text of the file with another text for one row, without its line end, which stays."""
    start, end, _ = written.records[row]
    old = written.text[start:end]
    return written.text[:start] + text + old[len(old.rstrip("\r\n")) :] + written.text[end:]


def standing(written: Written, row: int) -> str:
    """One row as it stands in the file, without its line end."""
    start, end, _ = written.records[row]
    return written.text[start:end].rstrip("\r\n")


def _encoded(written: Written, text: str) -> bytes:
    """The text in the encoding of the file, with its byte order mark where it had one."""
    data = written.data
    if data is None:
        return codecs.BOM_UTF8 + text.encode()
    _, encoding = decoded(data, written.name)
    mark = b""
    if encoding == "utf-16":
        mark = data[:2]
        encoding = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    try:
        return mark + text.encode(encoding)
    except UnicodeEncodeError as error:
        raise InputError(
            f"{written.name}: the file is in Windows-1252, which has no {error.object[error.start]!r}. Save it as 'CSV "
            "UTF-8' (Excel: Save as → CSV UTF-8) and try again."
        ) from None


def save(written: Written, text: str) -> None:
    """Replace the file by this text at once, or not at all.

    Raises
    ------
    InputError
        When a letter does not exist in the file's encoding, or the file cannot be written.
    """
    data = _encoded(written, text)
    path = written.path.resolve()
    half = path.with_name(f".{path.name}.part")
    try:
        half.write_bytes(data)
        if path.exists():
            shutil.copymode(path, half)
        os.replace(half, path)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise InputError(
            f"{written.name}: the file cannot be written ({error.strerror}). Is it open in Excel? Close it and try "
            "again."
        ) from None


def with_rows(written: Written, rows: Iterable[dict[str, str]]) -> str:
    """The text of the file with rows added at its end; of a new file, with its line of column names.

    A file whose last row has no line end keeps it that way, so that a row can be taken away again without a trace.
    """
    text = written.text
    if written.data is None:
        text = row_text(written, {c: c for c in written.columns})
    for row in rows:
        if text.endswith(("\n", "\r")):
            text += row_text(written, row)
        else:
            text += written.newline + row_text(written, row, newline=False)
    return text


def without_row(written: Written, row: int) -> str:
    """The text of the file without one row."""
    start, end, _ = written.records[row]
    before, behind = written.text[:start], written.text[end:]
    if not behind and not written.text.endswith(("\n", "\r")):
        before = before.removesuffix(written.newline)
    return before + behind
