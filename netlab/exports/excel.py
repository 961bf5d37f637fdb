"""One workbook: a sheet per table and one that explains the columns; study.toml beside it, so that it reads back."""

from __future__ import annotations

import io
import re
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from netlab.codebook import TABLES
from netlab.codebook import written as study_toml
from netlab.exports.columns import SPELLED, Column, cell, columns_of, in_file
from netlab.exports.three_tables import described, sides
from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.texts import pick, say

WORKBOOK = "networks.xlsx"
MOST_ROWS, LONGEST = 1_048_575, 32_767
# What XML, and so a workbook, cannot hold.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _cell(sheet: Worksheet, value: object, header: bool = False) -> WriteOnlyCell | None:
    """A cell: numbers, dates, true and false as such; all else text, also when it looks like a formula or a number."""
    if value is None:
        return None
    if not isinstance(value, str):
        made = WriteOnlyCell(sheet, value)
        if isinstance(value, date):
            made.number_format = "yyyy-mm-dd"
        return made
    made = WriteOnlyCell(sheet, value)
    made.data_type = "s"
    made.number_format = "@"
    if value[:1] in ("=", "+", "-", "@"):
        made.quotePrefix = True
    if header:
        made.font = Font(bold=True)
    return made


def _checked(name: str, header: list[str], rows: list[list[object]]) -> tuple[str, list[str], list[list[object]]]:
    """A sheet as it is given; an InputError for what Excel cannot hold."""
    if len(rows) > MOST_ROWS:
        raise InputError(f"{name}: {len(rows):,} rows, and Excel holds {MOST_ROWS:,}. Export the format 'tables'.")
    for n, row in enumerate(rows, 2):
        for column, value in zip(header, row, strict=True):
            if isinstance(value, str) and (len(value) > LONGEST or UNWRITABLE.search(value)):
                what = f"longer than {LONGEST:,} characters" if len(value) > LONGEST else "with a control character"
                raise InputError(
                    f"{name}, row {n}, column {column!r}: a text {what}, which Excel cannot hold. "
                    "Export the format 'tables'."
                )
    return name, header, rows


def explained(columns: dict[str, list[Column]], spelled: dict[str, dict[str, str]], lang: str) -> list[list[object]]:
    """A row per answer of every column: table, column, what it is, the question, answer, what the answer means."""
    rows: list[list[object]] = []
    for table, ones in columns.items():
        for one in ones:
            about: list[object] = [table, spelled[table][one.name], one.title(lang), one.description(lang)]
            rows += [[*about, a.id, pick(a.label, lang) or a.id] for a in one.answers] or [[*about, None, None]]
    return rows


def workbook(networks: EgoNetworks, lang: str) -> dict[str, bytes]:
    """networks.xlsx and study.toml; links.csv, persons.csv and wished.csv where there are any.

    Raises
    ------
    InputError
        For a text that a cell of Excel cannot hold, or more rows than a sheet has.
    """
    columns = {t: columns_of(networks, t) for t in TABLES}
    spelled = {t: in_file(columns[t], SPELLED) for t in TABLES}
    sheets = []
    for table in TABLES:
        values = [[cell(v) for v in getattr(networks, table)[c.name]] for c in columns[table]]
        rows = [list(row) for row in zip(*values, strict=True)]
        sheets.append(_checked(table, list(spelled[table].values()), rows))
    header = [say(f"export.codebook.{h}", lang) for h in ("table", "column", "title", "text", "answer", "meaning")]
    sheets.append(_checked("codebook", header, explained(columns, spelled, lang)))

    book = Workbook(write_only=True)
    for name, head, rows in sheets:
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        sheet.append([_cell(sheet, h, header=True) for h in head])
        for row in rows:
            sheet.append([_cell(sheet, v) for v in row])
    data = io.BytesIO()
    book.save(data)
    toml = study_toml(described(networks, {t: f"{WORKBOOK}#{t}" for t in TABLES}, spelled))
    return {WORKBOOK: data.getvalue(), **sides(networks), "study.toml": toml.encode()}
