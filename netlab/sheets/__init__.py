"""Sheets to take along: the drawing on paper with the questions on its back, and a workbook to enter answers in."""

from netlab.sheets.entry import entry_part, entry_sheet
from netlab.sheets.making import make_sheets
from netlab.sheets.paper import SIZES, drawing_sheet

__all__ = ["SIZES", "drawing_sheet", "entry_part", "entry_sheet", "make_sheets"]
