"""A file without some of its rows, every other byte as it was where the format allows that."""

from __future__ import annotations

import codecs
import csv
import html
import io
import re
import tempfile
import tomllib
import zipfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
from openpyxl import load_workbook

from netlab.readers.delimited import LARGEST_CELL, decoded, separator

MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
GRAPHML = (".graphml", ".xml")
GRAPH = re.compile(rb"<graph[\s>].*?</graph\s*>", re.DOTALL)
CASE_OF_GRAPH = re.compile(rb"\bcaseId\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
ENCODINGS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def _text(data: bytes, name: str) -> tuple[bytes, str, str]:
    """The byte order mark, the text behind it, and the encoding that gives the same bytes back."""
    mark = next((m for m in MARKS if data.startswith(m)), b"")
    encoding = ENCODINGS.get(mark) or decoded(data, name)[1].replace("utf-8-sig", "utf-8")
    return mark, data[len(mark) :].decode(encoding), encoding


def records(data: bytes, name: str) -> list[tuple[int, list[str]]]:
    """The rows of a separated text file that are not blank, the first one too: the line each starts on, its cells."""
    return [(start, cells) for start, _, cells in _spans(_text(data, name)[1]) if any(c.strip() for c in cells)]


def _spans(text: str) -> list[tuple[int, int, list[str]]]:
    """The first and last line of each row, and its cells."""
    before = csv.field_size_limit(LARGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text))
    spans, last = [], 0
    try:
        for cells in reader:
            spans.append((last + 1, reader.line_num, [c.strip() for c in cells]))
            last = reader.line_num
    finally:
        csv.field_size_limit(before)
    return spans


def text_without(data: bytes, name: str, lines: set[int]) -> bytes:
    """A separated text file without the rows that start on these lines; all other bytes are the same."""
    mark, text, encoding = _text(data, name)
    gone = {n for first, last, _ in _spans(text) if first in lines for n in range(first, last + 1)}
    kept = (line for n, line in enumerate(io.StringIO(text, newline=""), 1) if n not in gone)
    return mark + "".join(kept).encode(encoding)


def workbook_without(data: bytes, lines: dict[str | None, set[int]]) -> bytes:
    """A workbook without these rows per sheet (None: the only sheet that is filled). Other formatting may change."""
    book = load_workbook(io.BytesIO(data), keep_vba=zipfile.is_zipfile(io.BytesIO(data)) and b"vbaProject" in data)
    filled = [s for s in book.worksheets if any(c.value is not None for row in s.iter_rows() for c in row)]
    for sheet, numbers in lines.items():
        page = book[sheet] if sheet is not None else filled[0]
        for number in sorted(numbers, reverse=True):
            page.delete_rows(number)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def labelled_without(data: bytes, ending: str, lines: set[int]) -> bytes:
    """An SPSS or Stata file without these rows (counted from 1), its labels, formats and missing values kept."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table{ending}"
        path.write_bytes(data)
        if ending == ".dta":
            rows, about = pyreadstat.read_dta(str(path), user_missing=True)
        else:
            rows, about = pyreadstat.read_sav(str(path), user_missing=True)
        kept = rows[~pd.Series(range(1, len(rows) + 1), index=rows.index).isin(lines)]
        told: dict[str, Any] = {
            "file_label": about.file_label or "",
            "column_labels": about.column_names_to_labels,
            "variable_value_labels": about.variable_value_labels,
            "variable_format": about.original_variable_types,
        }
        if ending == ".dta":
            told["missing_user_values"] = about.missing_user_values or None
            pyreadstat.write_dta(kept, str(path), **told)
        else:
            told["missing_ranges"] = about.missing_ranges
            told["variable_measure"] = {c: m for c, m in about.variable_measure.items() if m != "unknown"}
            told["variable_display_width"] = about.variable_display_width
            pyreadstat.write_sav(kept, str(path), compress=ending == ".zsav", **told)
        return path.read_bytes()


def graph_case(graph: bytes) -> str:
    """The case id of one `<graph>`; empty when it names none."""
    found = CASE_OF_GRAPH.search(graph[: graph.find(b">")])
    return html.unescape((found[1] or found[2] or b"").decode("utf-8", "replace")) if found else ""


def graphs_without(data: bytes, ids: Collection[str], cases: Collection[str] = ()) -> bytes | None:
    """GraphML without each `<graph>` of these sessions, egos or cases; all other bytes are the same.

    None when it is about nobody else: no graph is left, or the file as a whole names one of the ids.
    """
    pieces, at, left = [], 0, 0
    either = b"|".join(re.escape(i.encode()) for i in sorted(ids))
    named = re.compile(rb"(?<![\w-])(?:" + either + rb")(?![\w-])", re.IGNORECASE) if either else None
    first = GRAPH.search(data)
    if named is not None and first is not None and named.search(data[: first.start()]):
        return None
    for graph in GRAPH.finditer(data):
        if (named is not None and named.search(graph.group())) or graph_case(graph.group()) in cases:
            pieces.append(data[at : graph.start()])
            at = graph.end()
        else:
            left += 1
    return b"".join([*pieces, data[at:]]) if left or not at else None


def comments_without(text: str, ids: Collection[str]) -> tuple[str, list[int]]:
    """A study.toml in whose comments these ids are `…`, and the lines of those; what it says stays the same.

    File names and other words that hold an id go with it. No line changes where a text of several lines begins with #.
    """
    lines, changed = text.splitlines(keepends=True), []
    either = "|".join(re.escape(i) for i in sorted(ids, key=len, reverse=True))
    word = re.compile(rf"[^\s'\"(),;:=]*(?<![^\W_])(?:{either})(?![^\W_])[^\s'\"(),;:=]*")
    for n, line in enumerate(lines):
        if ids and line.lstrip().startswith("#") and (shorter := word.sub("…", line)) != line:
            lines[n] = re.sub(r"('…'|\"…\"|…)(?:, \1)+", r"\1", shorter)
            changed.append(n + 1)
    if tomllib.loads("".join(lines)) != tomllib.loads(text):
        return text, []
    return "".join(lines), changed


def zip_without(data: bytes, changed: dict[str, bytes | None]) -> bytes:
    """A zip in which some files have other bytes, or (None) are not there any more."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            name = entry.filename.replace("\\", "/")
            content = changed.get(name, old.read(entry))
            if content is not None:
                new.writestr(entry, content, compress_type=entry.compress_type)
    return made.getvalue()
