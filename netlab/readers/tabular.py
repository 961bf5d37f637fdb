"""Tables of strings in any of the files that hold tables: separated text, Excel, SPSS and Stata, with their labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import pandas as pd

from netlab.problems import InputError, found
from netlab.readers.delimited import AS_CSV, tabled
from netlab.readers.files import Files
from netlab.readers.labelled import labelled
from netlab.readers.workbooks import sheets

TEXT = (".csv", ".tsv", ".txt", ".tab")
EXCEL = (".xlsx", ".xlsm")
LABELLED = (".sav", ".zsav", ".dta")
ENDINGS = (*TEXT, *EXCEL, *LABELLED)
REFUSED = {
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls) or another old Office file",
    b"mimetypeapplication/vnd.oasis": "a LibreOffice file",
}
ZIP = b"PK\x03\x04"
# What Qualtrics writes below its column names: the questions, and what each column is called inside Qualtrics.
IMPORT_ID = '{"ImportId"'
RESPONSE = ("ResponseId", "Response ID")


@dataclass(frozen=True, eq=False)
class Table:
    """One table of a source.

    Attributes
    ----------
    name : str
        The file, and the sheet where there are several: `survey.xlsx#Contacten`.
    rows : DataFrame
        Every cell as text, empty ones missing, with the columns `file` and `line` added.
    questions : mapping
        Per column the text of its question, where the file has it.
    labels : mapping
        Per column, in order, what each of its values stands for, where the file has it.
    found : DataFrame
        What was found on the way (see `netlab.problems.found`).
    """

    name: str
    rows: pd.DataFrame
    questions: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    found: pd.DataFrame = field(default_factory=found)

    @property
    def columns(self) -> list[str]:
        """The names of its own columns."""
        return [c for c in self.rows.columns if c not in ("file", "line")]


def _questions(rows: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """The rows without those that Qualtrics writes below the column names, and the questions that stood there."""
    own = rows.drop(columns=["file", "line"])
    second = own.iloc[1:2].astype("str").apply(lambda c: c.str.startswith(IMPORT_ID, na=False))
    name, question = RESPONSE
    if second.to_numpy().any():
        above = 2
    elif name in own.columns and len(own) and own[name].iloc[0] == question:
        above = 1
    else:
        return rows, {}
    asked = own.iloc[0].dropna()
    return rows.iloc[above:].reset_index(drop=True), {str(c): str(t) for c, t in asked.items()}


def tables_from(data: bytes, name: str) -> list[Table]:
    """The tables in the bytes of a file: one, or one per sheet of a workbook that is not empty.

    The two rows that Qualtrics writes below the column names become `questions`.

    Raises
    ------
    InputError
        When it cannot be read as a table; for an old Excel workbook, with what to do.
    """
    for start, what in REFUSED.items():
        if data.startswith(start) or (data.startswith(ZIP) and start in data[:200]):
            raise InputError(f"{name}: this is {what}, which netlab does not read. Save it as .xlsx. {AS_CSV}")
    ending = "." + name.lower().rpartition(".")[2]
    if ending in LABELLED:
        rows, questions, labels, notes = labelled(data, name, ending)
        return [Table(name, rows, questions, labels, notes)]
    workbook = ending in EXCEL and data.startswith(ZIP)
    read = sheets(data, name) if workbook else [(name, *tabled(data, name))]
    made = []
    for called, rows, notes in read:
        kept, questions = _questions(rows)
        made.append(Table(called, kept, questions, found=notes))
    return made


@lru_cache(maxsize=32)
def _tables(files: Files, name: str) -> tuple[Table, ...] | InputError:
    """The tables of a file, or what is wrong with it: every format asks for them to see whether they are its own."""
    try:
        return tuple(tables_from(files.data(name), name))
    except InputError as error:
        return error


def tables_in(files: Files, name: str) -> list[Table]:
    """The tables in one of the files of a source, read once; see `tables_from`.

    Raises
    ------
    InputError
        When it cannot be read as a table.
    """
    read = _tables(files, name)
    if isinstance(read, InputError):
        raise InputError(read.problems)
    return list(read)


def tables_of(files: Files) -> list[Table]:
    """The tables in all files of a source that hold tables, in the order of their names."""
    return [table for name in files.ending(*ENDINGS) for table in tables_in(files, name)]
