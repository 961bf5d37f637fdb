"""The workbook in which drawings on paper are entered: a row per participant and wave, answers from drop-down lists."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, permutations
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from netlab.cleaning.answers import answers_of, normal
from netlab.codebook import Category, Codebook, written
from netlab.drawings.form import NUMBER
from netlab.problems import InputError
from netlab.texts import pick, say

ROWS = 500  # as many participants times waves can be entered with drop-down lists
CONTACTS = 20  # where the generators do not say how many names they allow
MOST_COLUMNS = 16_384  # Excel's own
LONGEST_PROMPT, LONGEST_TITLE = 255, 32  # Excel's own, of the help at a cell
BLANKS = str.maketrans({"{": "(", "}": ")", "|": "/"})  # what a pattern of columns cannot hold
SHADES = ("FFFFFF", "F0F3F6")  # one contact after the other
TEXT, DAY = "@", "yyyy-mm-dd"


@dataclass(frozen=True)
class _Column:
    """One column of the sheet: netlab's name and table, its heading, the question, and what may be filled in."""

    table: str
    name: str
    heading: str
    question: str = ""
    answers: tuple[str, ...] = ()
    kind: str = "free"  # free, date or number; answers go before it
    shade: int = 0


def entry_sheet(codebook: Codebook, lang: str = "nl", contacts: int | None = None) -> bytes:
    """The empty workbook: a sheet to fill in, a sheet that explains every column, a sheet with the answers.

    Parameters
    ----------
    codebook : Codebook
    lang : {"nl", "en"}
        The language of the headings and the answers; netlab reads both.
    contacts : int, optional
        How many contacts a row has room for; else what the generators allow together, else 20.

    Raises
    ------
    InputError
        When there would be more columns than a sheet of Excel holds.
    """
    columns = _columns(codebook, lang, _room(codebook, contacts))
    if len(columns) > MOST_COLUMNS:
        raise InputError(
            f"{len(columns):,} columns for {_room(codebook, contacts)} contacts, and Excel holds {MOST_COLUMNS:,}. "
            "Ask for fewer contacts."
        )
    book = Workbook()
    fill, explained, lists = book.active, *(book.create_sheet() for _ in range(2))
    assert isinstance(fill, Worksheet)
    for sheet, key in ((fill, "fill"), (explained, "explanation"), (lists, "answers")):
        sheet.title = say(f"sheet.entry.{key}", lang)
    _fill_in(fill, columns, _listed(lists, columns), lang)
    _explain(explained, columns, lang)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def entry_part(codebook: Codebook, lang: str = "nl", contacts: int | None = None) -> str:
    """The part of study.toml, [files] and [columns], with which netlab reads the filled-in workbook.

    The file is expected as raw/ with the name that it has in this language.
    """
    columns = _columns(codebook, lang, _room(codebook, contacts))
    named: dict[str, dict[str, str]] = {"egos": {}, "alters": {}, "ties": {}}
    for column in columns:
        if column.table == "egos":
            named["egos"][column.name] = column.heading
    named["alters"] = {q.name: q.heading for q in _about_contact(codebook, lang, "{n}")}
    tied = _tie(codebook, lang, "{a}", "{b}", "{type}")
    named["ties"] = {tied.name: tied.heading, "empty": "no_tie"}
    file = f"raw/{say('sheet.entry.file', lang)}#{say('sheet.entry.fill', lang)}"
    part = Codebook(files={"egos": file}, columns=named, alter_ids="per wave")
    return written(part, heading=say("sheet.entry.heading", lang))


def _room(codebook: Codebook, contacts: int | None) -> int:
    """How many contacts a row has room for."""
    if contacts is not None:
        if contacts < 1:
            raise InputError(f"room for {contacts} contacts was asked. Expected 1 or more.")
        return contacts
    allowed = [g.at_most for g in codebook.generators]
    return sum(a for a in allowed if a) if allowed and all(allowed) else CONTACTS


def _columns(codebook: Codebook, lang: str, contacts: int) -> list[_Column]:
    """Every column of the sheet, from left to right."""
    columns = list(_about_ego(codebook, lang))
    for n in range(1, contacts + 1):
        columns += _about_contact(codebook, lang, str(n), n % 2)
    types = codebook.tie_types
    for kind in types or (None,):
        pairs = permutations if kind is not None and kind.directed else combinations
        name = "" if kind is None else kind.id
        columns += [_tie(codebook, lang, str(a), str(b), name) for a, b in pairs(range(1, contacts + 1), 2)]
    return columns


def _about_ego(codebook: Codebook, lang: str) -> Iterator[_Column]:
    """The columns about the participant: who, when, and what the codebook says of participants."""
    taken: set[str] = set()

    def column(name: str, heading: str, *about: Any) -> _Column:
        return _Column("egos", name, _unlike(taken, heading, name), *about)

    def text(key: str) -> str:
        return say(f"sheet.{key}", lang)

    yes_no = (text("yes"), text("no"))
    yield column("ego", text("participant"))
    waves = tuple(Category(w.id, w.label) for w in codebook.waves)
    yield column("wave", text("wave"), "", _spelled(waves, lang))
    yield column("date", text("date"), "", (), "date")
    yield column("ties_asked", text("entry.ties_asked"), text("entry.ties_asked_text"), yes_no)
    yield column("goal", text("goal"))
    if codebook.group is not None:
        yield column(codebook.group.column, codebook.group.column, "", _spelled(codebook.group.categories, lang))
    for outcome in codebook.outcomes:
        yield column(outcome.column, pick(outcome.label, lang) or outcome.column, "", (), "number")
    of_egos = codebook.columns.get("egos", {})
    for question in codebook.attributes:  # the participant's own answer, where the study has it
        if question.column in of_egos or question.column == codebook.brokerage:
            label = pick(question.label, lang) or question.column
            yield column(question.column, label, "", _spelled(question.categories, lang))


def _about_contact(codebook: Codebook, lang: str, n: str, shade: int = 0) -> list[_Column]:
    """The columns about one contact; `{n}` for its number gives the patterns."""
    taken: set[str] = set()
    yes_no = (say("sheet.yes", lang), say("sheet.no", lang))

    def column(name: str, label: str, *about: Any) -> _Column:
        what = _unlike(taken, label, name)
        made = _Column("alters", name, say("sheet.entry.contact", lang, n=n, what=what), *about)
        return replace(made, shade=shade)

    columns = [column("name", say("sheet.entry.name", lang))]
    for asked in codebook.generators:
        if asked.column and codebook.interpreter(asked.column) is None:
            label = say("sheet.entry.named_by", lang, generator=asked.id)
            columns.append(column(asked.column, label, pick(asked.text, lang), yes_no))
    for question in codebook.interpreters:
        label, text = pick(question.label, lang) or question.column, pick(question.text, lang)
        answers = yes_no if question.yes_no else _spelled(question.categories, lang)
        kind = "number" if question.role in NUMBER and not answers else "free"
        columns.append(column(question.column, label, text, answers, kind))
    return columns


def _tie(codebook: Codebook, lang: str, a: str, b: str, kind: str) -> _Column:
    """The column about one pair of contacts; blanks for the numbers and the type give the pattern."""
    told = next((t for t in codebook.tie_types if t.id == kind), None)
    several = len(codebook.tie_types) > 1
    heading = say("sheet.entry.tie_of" if several else "sheet.entry.tie", lang, a=a, b=b, type=kind)
    text = "" if told is None else pick(told.text or told.label, lang)
    return _Column("ties", "strength", heading, text, (say("sheet.yes", lang), say("sheet.no", lang)))


def _unlike(taken: set[str], heading: str, name: str) -> str:
    """A heading that no other column has and that a pattern can hold."""
    heading = " ".join(heading.translate(BLANKS).split())
    if normal(heading) in taken:
        heading = f"{heading} ({name})"
    taken.add(normal(heading))
    return heading


def _spelled(categories: Sequence[Category], lang: str) -> tuple[str, ...]:
    """The answers as they are chosen: the label where netlab reads it as this answer, else the id."""
    known = answers_of(tuple(categories))
    labels = [(c.id, " ".join(pick(c.label, lang).split())) for c in categories]
    return tuple(label if label and known.get(normal(label)) == id else id for id, label in labels)


def _listed(sheet: Worksheet, columns: list[_Column]) -> dict[tuple[str, ...], str]:
    """Write every list of answers once, in a column of its own; where each stands."""
    places: dict[tuple[str, ...], str] = {}
    for column in columns:
        if not column.answers or column.answers in places:
            continue
        n = len(places) + 1
        for row, answer in enumerate(column.answers, 1):
            cell = sheet.cell(row, n, answer)
            cell.data_type, cell.number_format = "s", TEXT
        letter = get_column_letter(n)
        title = sheet.title.replace("'", "''")
        places[column.answers] = f"'{title}'!${letter}$1:${letter}${len(column.answers)}"
        sheet.column_dimensions[letter].width = 28
    return places


def _write(sheet: Worksheet, row: int, texts: Sequence[str], bold: bool = False) -> None:
    """A row of cells as text, also where it looks like a formula."""
    for n, text in enumerate(texts, 1):
        if text:
            cell = sheet.cell(row, n, text)
            cell.data_type, cell.number_format, cell.font = "s", TEXT, Font(bold=bold)


def _fill_in(sheet: Worksheet, columns: list[_Column], places: dict[tuple[str, ...], str], lang: str) -> None:
    """The sheet to fill in: headings that stay in sight, and per column what may be chosen."""
    _write(sheet, 1, [c.heading for c in columns], bold=True)
    alike: dict[tuple, list[int]] = {}
    for n, column in enumerate(columns, 1):
        cell = sheet.cell(1, n)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.fill = PatternFill("solid", fgColor=SHADES[column.shade])
        about = sheet.column_dimensions[get_column_letter(n)]
        about.width = 8 if column.table == "ties" else 16
        about.number_format = {"date": DAY, "number": "General"}.get(column.kind, TEXT)
        alike.setdefault((column.table, column.name, column.question, column.answers), []).append(n)
    for places_of in alike.values():
        check = _check(columns[places_of[0] - 1], places, lang)
        firsts = [n for n in places_of if n - 1 not in places_of]
        lasts = [n for n in places_of if n + 1 not in places_of]
        for first, last in zip(firsts, lasts, strict=True):
            check.add(f"{get_column_letter(first)}2:{get_column_letter(last)}{ROWS + 1}")
        if check.type or check.prompt:
            sheet.add_data_validation(check)
    sheet.row_dimensions[1].height = 48
    sheet.freeze_panes = "C2"


def _check(column: _Column, places: dict[tuple[str, ...], str], lang: str) -> DataValidation:
    """What Excel accepts in a column, and the question it shows at a cell."""
    if column.answers:
        check = DataValidation(type="list", formula1=places[column.answers])
        check.error = say("sheet.entry.not_in_list", lang)
    elif column.kind == "date":
        check = DataValidation(type="date", operator="greaterThan", formula1="1")
        check.error = say("sheet.entry.date_how", lang)
    elif column.kind == "number":
        check = DataValidation(type="decimal", operator="between", formula1="-1000000000", formula2="1000000000")
        check.error = say("sheet.entry.number_how", lang)
    else:
        check = DataValidation()
    check.allow_blank = True
    check.showErrorMessage = bool(check.error)
    if column.question:
        check.showInputMessage = True
        check.promptTitle = column.heading.rpartition(": ")[2][:LONGEST_TITLE]
        check.prompt = column.question[:LONGEST_PROMPT]
    return check


def _explain(sheet: Worksheet, columns: list[_Column], lang: str) -> None:
    """How it works, and a row per kind of column with its question and answers."""
    file, toml = say("sheet.entry.file", lang), say("sheet.entry.toml", lang)
    how = [say(f"sheet.entry.{k}", lang) for k in ("row", "row_absent", "number", "answer", "ties", "wished", "keep")]
    how.append(say("sheet.entry.where", lang, file=file, toml=toml))
    for row, text in enumerate(how, 1):
        _write(sheet, row, [text])
    row = len(how) + 2
    _write(sheet, row, [say(f"sheet.entry.{key}", lang) for key in ("column", "question", "possible")], bold=True)
    told: set[tuple] = set()
    for column in columns:
        key = (column.table, column.name, column.question)
        if key not in told:
            told.add(key)
            row += 1
            free = {"date": "date_how", "number": "number_how"}.get(column.kind, "free")
            answers = " | ".join(column.answers) or say(f"sheet.entry.{free}", lang)
            _write(sheet, row, [column.heading, column.question, answers])
    for letter, width in zip("ABC", (40, 70, 60), strict=True):
        sheet.column_dimensions[letter].width = width
