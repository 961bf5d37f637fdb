"""REDCap exports: contacts in numbered fields, checkboxes as `field___1`, answers from the data dictionary beside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from netlab.cleaning.answers import NO, YES, normal
from netlab.codebook import Category, Generator
from netlab.problems import InputError, found
from netlab.readers.files import Files, opened
from netlab.readers.key_columns import must_read, not_used, noted_in, readable
from netlab.readers.source import Format, Guess, Remark, Source, Told
from netlab.readers.tabular import Table
from netlab.readers.wide import read_wide, remark
from netlab.readers.wide_families import Layout, layout_of
from netlab.readers.wide_patterns import has_patterns, is_pattern, pairs_of, slots_of
from netlab.readers.wide_tables import CHECKBOX

FIELD, TYPE, LABEL = "Variable / Field Name", "Field Type", "Field Label"
CHOICES, HEADER = "Choices, Calculations, OR Slider Labels", "Section Header"
EVENT, REPEATED = "redcap_event_name", "redcap_repeat_instrument"
MARKS = ("redcap_", EVENT, REPEATED)
TAG = re.compile(r"<[^>]*>")
KEPT = {"keep", "remove", "houden", "behouden", "verwijderen", "weglaten"}
RELATED = re.compile(r"rel|type|supp|help|advi|hulp|raad|steun|soort")
CLOSE = re.compile(r"\b(close|closeness|strength|dichtbij|nabij|sterk|hecht)\b")


def _is_dictionary(table: Table) -> bool:
    return {FIELD, TYPE, CHOICES} <= set(table.columns)


def _is_export(table: Table) -> bool:
    """Whether REDCap wrote a table: fields of its own, or checkboxes and a state per form."""
    columns = table.columns
    own = any(c.startswith(MARKS) for c in columns)
    return own or (any(CHECKBOX in c for c in columns) and any(c.endswith("_complete") for c in columns))


def _plain(text: object) -> str:
    """A label without its markup."""
    return " ".join(TAG.sub(" ", "" if pd.isna(text) else str(text)).split())


def choices_of(written: object) -> dict[str, str]:
    """The answers to a field, in the order of their numbers: `1, Yes | 0, No` is 0 → No, 1 → Yes."""
    if pd.isna(written):
        return {}
    parts = (p.partition(",") for p in str(written).split("|"))
    answers = {code.strip(): _plain(label) for code, comma, label in parts if comma and code.strip()}
    numbered = all(re.fullmatch(r"-?\d+", code) for code in answers)
    return dict(sorted(answers.items(), key=lambda item: int(item[0]))) if numbered else answers


def with_dictionary(table: Table, dictionary: Table | None) -> tuple[Table, dict[str, dict[str, str]]]:
    """A table with the questions and answers of its data dictionary.

    Returns
    -------
    table : Table
        With `questions` and, for fields with one answer, `labels`.
    options : dict
        Per checkbox field, what its boxes stand for.
    """
    if dictionary is None:
        return table, {}
    labels: dict[str, dict[str, str]] = {}
    questions: dict[str, str] = {}
    options: dict[str, dict[str, str]] = {}
    for field in dictionary.rows.fillna("").to_dict("records"):
        name, kind, answers = str(field[FIELD]), normal(field[TYPE]), choices_of(field[CHOICES])
        asked = _plain(field.get(HEADER)) or _plain(field.get(LABEL))
        if kind == "checkbox":
            options[name] = answers
            questions |= {f"{name}{CHECKBOX}{code}": label for code, label in answers.items()}
        elif kind in ("radio", "dropdown"):
            labels[name] = answers
        elif kind in ("yesno", "truefalse"):
            labels[name] = {"0": "no", "1": "yes"}
        questions.setdefault(name, asked)
    there = set(table.columns)
    return replace(
        table,
        questions={c: q for c, q in questions.items() if c in there and q},
        labels={c: a for c, a in labels.items() if c in there and a},
    ), options


def _with_flags(table: Table, layout: Layout) -> Layout:
    """The layout with the fields that say whether a contact counts: beside every name one that is yes or no.

    In the personal network form they are called name_1 …, with the answers Keep and Remove.
    """
    if "name" not in layout.alters or "named" in layout.alters:
        return layout
    stem = re.sub(r"[\W_]", "", layout.alters["name"])
    for here, pattern in layout.alters.items():
        columns = list(slots_of(pattern, table.columns).values())
        said = {normal(a) for c in columns for a in table.labels.get(c, {}).values()}
        values = {normal(v) for v in table.rows[columns].stack()}
        same = here != "name" and re.sub(r"[\W_]", "", pattern) == stem
        if here != "name" and ((said and said <= KEPT) or (same and values <= YES | NO)):
            rest = {h: p for h, p in layout.alters.items() if h != here}
            return replace(layout, alters={"name": rest.pop("name"), "named": pattern, **rest})
    return layout


def _unticked(table: Table, layout: Layout) -> tuple[Table, pd.DataFrame]:
    """Checkboxes about contacts that are all empty or 0 read as no answer: REDCap writes 0 where nobody was asked."""
    rows, notes = table.rows, []
    groups: dict[str, list[str]] = {}
    for pattern in layout.alters.values():
        if CHECKBOX in pattern and is_pattern(pattern):
            groups.setdefault(pattern.split(CHECKBOX)[0], []).append(pattern)
    for question, patterns in groups.items():
        by_slot = [slots_of(p, table.columns) for p in patterns]
        count = 0
        for slot in sorted({s for by in by_slot for s in by}):
            columns = [by[slot] for by in by_slot if slot in by]
            none = rows[columns].isin(["0"]).any(axis=1) & (rows[columns].isna() | rows[columns].isin(["0"])).all(
                axis=1
            )
            named = _named_in(table, layout, slot)
            count += int((none & named).sum())
            rows = rows.assign(**{c: rows[c].mask(none) for c in columns})
        if count:
            about = {"detail": question.replace("{n}", "…"), "n": count}
            notes.append({"file": table.name, "line": None, "kind": "checkboxes_empty", "about": about, "stops": False})
    return replace(table, rows=rows), found(notes)


def _named_in(table: Table, layout: Layout, slot: int) -> pd.Series:
    """Per row whether a slot has a name, and is not left out."""
    there = pd.Series(True, index=table.rows.index)
    for here in ("name", "named"):
        column = slots_of(layout.alters[here], table.columns).get(slot) if here in layout.alters else None
        if column is not None:
            values = table.rows[column]
            there &= values.notna() & ~(values.map(normal, na_action="ignore").isin(NO) if here == "named" else False)
    return there


def recognise(files: Files) -> Remark | None:
    """Fields that REDCap names (`redcap_…`, `…___1`, `…_complete`), and numbered fields about contacts."""
    tables, _ = readable(files)
    for table in tables:
        if _is_export(table) and (layout := layout_of(table)) is not None:
            return remark(table, layout, "redcap")
    return None


def source(files: Files, told: Told) -> Source:
    """The three tables of a REDCap export.

    The data dictionary is used when it lies beside: a CSV with the column `Variable / Field Name`; or as the protocol.

    Raises
    ------
    InputError
        When a file cannot be read, or no fields are about contacts.
    """
    tables, others = must_read(files)
    dictionary = next((t for t in [*_given(told), *tables] if _is_dictionary(t)), None)
    mine = [t for t in tables if _is_export(t)]
    described = told.codebook is not None and has_patterns(told.codebook.columns.get("alters", {}))
    table = next((t for t in mine if described or layout_of(t) is not None), None)
    if table is None:
        raise InputError(
            f"{files.path.name}: no numbered fields about contacts (name1, name2, …) in a REDCap export. Expected the "
            "data as CSV (raw values). Describe the fields in study.toml (docs/codebook.md, patterns)."
        )
    table, options = with_dictionary(table, dictionary)
    layout = layout_of(table) or Layout({})
    if described and told.codebook is not None:
        layout = Layout({h: c for h, c in told.codebook.columns["alters"].items() if is_pattern(c)})
    else:
        layout = _roles(table, _with_flags(table, layout))
    notes = [_texts(table), _repeated(table)]
    table, told_boxes = _unticked(table, layout)
    used = {table.name, dictionary.name if dictionary is not None else ""}
    unused = not_used([*(t.name for t in tables if t.name not in used), *others])
    guesses: tuple[Guess, ...] = ()
    if dictionary is not None:
        guesses = (Guess("interpreters", "", "", Remark("guess.redcap_dictionary", {"file": dictionary.name})),)
    read = read_wide(
        table,
        None if described else layout,
        told,
        noted_in([], unused, told_boxes, *notes),
        files,
        "redcap",
        guesses=guesses,
    )
    return read if described else _finished(read, table, layout, dictionary, options)


def _given(told: Told) -> list[Table]:
    """The tables of the file that the researcher gives as the protocol."""
    if told.protocol is None:
        return []
    return must_read(opened(told.protocol))[0]


def _roles(table: Table, layout: Layout) -> Layout:
    """The layout with a short name for the question of how close a contact is."""
    for here, pattern in layout.alters.items():
        columns = slots_of(pattern, table.columns).values()
        said = " ".join(normal(a) for c in columns for a in table.labels.get(c, {}).values())
        if here not in ("name", "named", "alter") and CLOSE.search(said) and "strength" not in layout.alters:
            alters = {("strength" if h == here else h): p for h, p in layout.alters.items()}
            return replace(layout, alters=alters, unsure=tuple(u for u in layout.unsure if u in alters))
    return layout


def _texts(table: Table) -> pd.DataFrame:
    """The rows in which more names stand in one text."""
    columns = [
        c for c in table.columns if re.match(r"(more|extra|other|meer|andere)_?(names?|namen)", c, re.IGNORECASE)
    ]
    notes = []
    for row in table.rows.to_dict("records"):
        filled = [c for c in columns if pd.notna(row[c])]
        if filled:
            at = {"file": row["file"], "line": row["line"], "kind": "names_in_text", "stops": False}
            notes.append({**at, "about": {"detail": ", ".join(filled)}})
    return found(notes)


def _repeated(table: Table) -> pd.DataFrame:
    """The rows of repeated forms."""
    if REPEATED not in table.columns:
        return found()
    rows = table.rows[table.rows[REPEATED].notna()]
    return found(
        {"file": r["file"], "line": r["line"], "kind": "repeated_form", "about": {"detail": r[REPEATED]}, "stops": True}
        for r in rows.to_dict("records")
    )


def _finished(
    read: Source, table: Table, layout: Layout, dictionary: Table | None, options: Mapping[str, Mapping[str, str]]
) -> Source:
    """The source with what the dictionary says of the checkboxes, the questions for names, and how close ties are."""
    book = read.codebook
    asked = []
    for question in book.interpreters:
        pattern = layout.alters.get(question.column, "")
        columns = list(slots_of(pattern, table.columns).values()) if pattern else []
        if CHECKBOX in pattern and columns:
            field, _, code = columns[0].partition(CHECKBOX)
            label = options.get(field, {}).get(code)
            question = replace(
                question, label=f"{question.column.partition(CHECKBOX)[0]}: {label}" if label else question.label
            )
            if not RELATED.search(field.lower()):  # boxes about the person are no types of tie
                boxes = (Category("no", also=("0",), code=0), Category("yes", also=("1",), code=1))
                question = replace(question, role="attribute", categories=boxes)
        asked.append(question)
    generators = _generators(table, layout, dictionary) or book.generators
    types = book.tie_types
    if types and "strength" in book.columns.get("ties", {}):
        slots = layout.slots(table.columns)
        columns = list(pairs_of(book.columns["ties"]["strength"], table.columns, slots).values())
        text = next((table.questions[c] for c in columns if c in table.questions), "")
        types = tuple(replace(t, text=text) for t in types)
    return replace(read, codebook=replace(book, interpreters=tuple(asked), generators=generators, tie_types=types))


def _generators(table: Table, layout: Layout, dictionary: Table | None) -> tuple[Generator, ...]:
    """The questions for names: a new one at every heading above the fields of the names."""
    if dictionary is None or "name" not in layout.alters:
        return ()
    headed = {str(f[FIELD]): _plain(f.get(HEADER)) for f in dictionary.rows.to_dict("records")}
    made: list[Generator] = []
    for column in slots_of(layout.alters["name"], table.columns).values():
        if headed.get(column) or not made:
            made.append(Generator(f"names_{len(made) + 1}", headed.get(column, ""), at_most=0))
        made[-1] = replace(made[-1], at_most=(made[-1].at_most or 0) + 1)
    return tuple(made)


FORMAT = Format("redcap", recognise, source)
