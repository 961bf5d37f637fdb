"""Tables in every kind of file become strings as a person sees them, with their labels, or one clear error."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import pandas as pd
import pyreadstat
import pytest
from openpyxl import Workbook

from netlab.problems import InputError
from netlab.readers.files import opened
from netlab.readers.tabular import tables_from, tables_in, tables_of
from tests.sources import qualtrics, spss_wide


def workbook(*sheets: tuple[str, list[list]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def cells(table) -> list[list]:
    rows = table.rows.drop(columns=["file", "line"]).astype(object)
    return rows.where(rows.notna(), None).to_numpy().tolist()


def test_excel_cells_are_read_as_a_person_sees_them():
    row = [
        1.0,
        1.5,
        0.1 + 0.2,
        True,
        False,
        datetime(2025, 3, 1),
        datetime(2025, 3, 1, 9, 30),
        date(2025, 3, 2),
        "007",
        None,
    ]
    table = tables_from(workbook(("a", [list("abcdefghij"), row])), "x.xlsx")[0]
    # Excel shows 15 significant digits, so 0.1 + 0.2 is 0.3
    seen = ["1", "1.5", "0.3", "true", "false", "2025-03-01", "2025-03-01 09:30:00", "2025-03-02", "007", None]
    assert cells(table) == [seen]


def test_a_number_that_excel_shows_with_zeros_in_front_keeps_them():
    book = Workbook()
    book.active.append(["code"])
    book.active.append([7])
    book.active["A2"].number_format = "000"
    data = io.BytesIO()
    book.save(data)
    assert cells(tables_from(data.getvalue(), "x.xlsx")[0]) == [["007"]]


def test_every_filled_sheet_is_a_table_with_the_numbers_of_its_rows():
    data = workbook(("een", [["a"], [None], ["x"]]), ("leeg", []), ("twee", [[None], ["b", None], ["y", None]]))
    tables = tables_from(data, "x.xlsx")
    assert [t.name for t in tables] == ["x.xlsx#een", "x.xlsx#twee"]
    assert [t.rows["line"].to_list() for t in tables] == [[3], [3]]  # blank rows count
    assert [t.columns for t in tables] == [["a"], ["b"]]


def test_a_workbook_with_one_filled_sheet_is_called_by_its_file():
    assert tables_from(workbook(("a", [["x"], [1]]), ("b", [])), "x.xlsx")[0].name == "x.xlsx"


def test_errors_of_excel_and_formulas_without_a_result_are_empty_and_named():
    table = tables_from(workbook(("a", [["x", "y"], ["#N/A", "=1+1"], ["goed", 2]])), "x.xlsx")[0]
    assert cells(table) == [["goed", "2"]]  # nothing is left of the first row, and both its cells are named
    assert sorted(table.found["kind"]) == ["excel_error", "formula_not_calculated"]
    assert table.found["line"].to_list() == [2, 2]
    assert table.found["stops"].all()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        (
            "oud.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
            r"oud\.xls: this is an old Excel workbook .* as \.xlsx",
        ),
        ("x.xlsx", b"PK\x03\x04" + bytes(100), r"x\.xlsx: the workbook is damaged"),
        ("x.xlsx", workbook(("leeg", [])), r"x\.xlsx: the workbook is empty"),
        ("x.xlsx", workbook(("a", [["q", "q"], [1, 2]])), r"x\.xlsx, line 1: column 'q' stands there twice"),
        ("x.sav", b"$FL2" + bytes(200), r"x\.sav: this SPSS file is damaged .* Save it again in SPSS"),
        ("x.dta", b"", r"x\.dta: this Stata file is damaged"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(name, data, said):
    with pytest.raises(InputError, match=said):
        tables_from(data, name)


def test_a_workbook_that_unpacks_to_any_size_is_refused(monkeypatch):
    monkeypatch.setattr("netlab.readers.workbooks.LARGEST", 1024**2)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", bytes(1024**2 + 1))
    assert len(data.getvalue()) < 10_000
    with pytest.raises(InputError, match="larger than 1 MB"):
        tables_from(data.getvalue(), "x.xlsx")


def test_a_text_file_called_xlsx_is_read_as_text():
    assert cells(tables_from(b"a;b\n1;2\n", "x.xlsx")[0]) == [["1", "2"]]


@pytest.mark.parametrize("ending", [".sav", ".zsav"])
def test_spss_gives_codes_with_their_labels_and_names_what_it_declares_missing(tmp_path, ending):
    path = tmp_path / f"x{ending}"
    pyreadstat.write_sav(
        pd.DataFrame({"id": [7.0, 12.0], "naam": ["Zoë ", ""], "q": [1.0, 99.0], "dag": [date(2025, 3, 1), None]}),
        path,
        compress=ending == ".zsav",
        column_labels={"q": "Hoe vaak?"},
        variable_value_labels={"q": {2: "vaak", 1: "soms", 99: "weet niet"}},
        missing_ranges={"q": [99]},
        variable_format={"id": "N3"},
    )
    table = tables_of(opened(path))[0]
    assert cells(table) == [["007", "Zoë", "1", "2025-03-01"], ["012", None, None, None]]
    assert table.labels == {"q": {"1": "soms", "2": "vaak"}}
    assert list(table.labels["q"]) == ["1", "2"]  # in the order of the numbers
    assert table.questions == {"q": "Hoe vaak?"}
    assert table.rows["line"].to_list() == [1, 2]
    assert table.found[["kind", "stops"]].to_numpy().tolist() == [["user_missing", False]]
    assert table.found["about"][0] == {"detail": "q: 99 (weet niet)", "n": 1}


def test_stata_gives_codes_with_their_labels_and_names_its_extended_missing_values(tmp_path):
    path = tmp_path / "x.dta"
    table = pd.DataFrame({"q": [1.0, "a", None]}, dtype=object)
    pyreadstat.write_dta(
        table, path, variable_value_labels={"q": {1: "soms", 2: "vaak"}}, missing_user_values={"q": ["a"]}, version=14
    )
    read = tables_of(opened(path))[0]
    assert cells(read) == [["1"], [None], [None]]
    assert read.labels == {"q": {"1": "soms", "2": "vaak"}}
    assert read.found["about"].to_list() == [{"detail": "q: a", "n": 1}]  # the plain missing value is nothing to name


def test_a_file_that_crashes_the_library_is_one_clear_error(tmp_path, monkeypatch):
    crash = tmp_path / "crash.py"
    crash.write_text("import os\nos.abort()\n", encoding="utf-8")
    monkeypatch.setattr("netlab.readers.labelled.READSTAT", crash)
    with pytest.raises(InputError, match=r"x\.sav: this SPSS file is damaged .*ended unexpectedly"):
        tables_from(spss_wide.write(tmp_path).read_bytes(), "x.sav")


def test_a_spss_file_that_was_cut_off_is_one_clear_error(tmp_path):
    data = spss_wide.write(tmp_path).read_bytes()
    with pytest.raises(InputError, match=r"x\.sav: this SPSS file is damaged"):
        tables_from(data[: len(data) // 2], "x.sav")


def test_the_questions_below_the_column_names_of_qualtrics_are_no_rows(tmp_path):
    table = tables_of(opened(qualtrics.write(tmp_path)))[0]
    assert len(table.rows) == 4
    # line 1 the names; lines 2–5 the questions, three of which have a line break; line 6 the ImportIds
    assert table.rows["line"].to_list() == [7, 8, 9, 10]
    assert table.questions["A1sekse"] == "Wat is het geslacht van [QID8-ChoiceTextEntryValue-1]?"


def test_a_file_is_read_once_however_many_formats_ask(tmp_path, monkeypatch):
    path = tmp_path / "x.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    files = opened(path)
    first = tables_in(files, "x.csv")[0]
    path.unlink()
    assert tables_in(files, "x.csv")[0] is first
