"""The files of a study as bytes and as rows of cells, those within a zip too."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from netlab.problems import InputError
from netlab.readers.delimited import existing
from netlab.readers.files import DAMAGED, is_zip, opened
from netlab.readers.tabular import EXCEL, LABELLED, TEXT, Table, tables_from
from netlab.withdrawal.removing import records

LARGEST_PART = 64 * 1024**2
Row = tuple[int, list[str]]  # the line of a row, its cells


def is_word(word: str, text: str | bytes) -> bool:
    """Whether an id stands in a text as a whole: P1 does in `P1_start`, not in `P10`."""
    if isinstance(text, bytes):
        edge = rb"[0-9A-Za-z\x80-\xff]"
        return re.search(rb"(?<!" + edge + rb")" + re.escape(word.encode()) + rb"(?!" + edge + rb")", text) is not None
    return re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", text) is not None


def has_letters(code: str) -> bool:
    """Whether a code can be looked for in running text: a number alone stands everywhere."""
    return any(c.isalpha() for c in code)


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a study that is not hidden; the files in a zip as `export.zip/name`."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder)
        if any(part.startswith(".") for part in name.parts):
            continue
        if path.suffix.lower() == ".zip" and is_zip(path):
            files = opened(path)
            yield from ((f"{name.as_posix()}/{n}", files.data(n)) for n in files.names)
        else:
            yield name.as_posix(), existing(path, name.as_posix())


def _rows(table: Table) -> list[Row]:
    cells = table.rows[table.columns].fillna("").astype("str").to_numpy().tolist()
    return list(zip(table.rows["line"].tolist(), cells, strict=True))


def tables(file: str, data: bytes) -> list[tuple[str, list[str], list[Row]]] | None:
    """The tables of a file: its name (a sheet behind `#`), the column names, the rows below; None where it has none."""
    ending = file.lower()
    try:
        if ending.endswith(TEXT):
            header, *rows = records(data, file) or [(1, [])]
            return [(file, header[1], rows)]
        if ending.endswith((*EXCEL, *LABELLED)):
            return [(t.name, t.columns, _rows(t)) for t in tables_from(data, file)]
    except (InputError, ValueError, csv.Error):
        pass
    return None


def texts(data: bytes) -> Iterator[bytes]:
    """What can be searched in a file that is no table: its bytes, the parts of a packed document, words of a PDF."""
    if data.startswith(b"%PDF-"):
        yield from _words_of_pdf(data)
    if not data.startswith(b"PK"):
        yield data
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for entry in packed.infolist():
                if entry.file_size < LARGEST_PART:
                    yield packed.read(entry)
    except DAMAGED:
        yield data


def _words_of_pdf(data: bytes) -> Iterator[bytes]:
    """The words on each page; none of a file that cannot be read."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return
    try:
        for page in document:
            yield page.get_textpage().get_text_bounded().encode("utf-8", "replace")
    finally:
        document.close()
