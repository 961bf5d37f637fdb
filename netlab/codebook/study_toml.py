"""Reading study.toml into a codebook: every field that is unknown, missing or of another kind, with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from netlab.codebook.case_ids import wrong_pattern
from netlab.codebook.declared import (
    TABLES,
    Category,
    Codebook,
    Generator,
    Group,
    Interpreter,
    Outcome,
    TieType,
    Wave,
)
from netlab.codebook.fields import Fields
from netlab.problems import InputError, suggestion

ROLES = (
    "attribute",
    "organisation",
    "strength",
    "relation",
    "channel",
    "asks",
    "brings",
    "know",
    "value",
    "access",
    "cost",
    "priority",
    "note",
)
SOURCE = ("path", "format", "case_id", "cases", "protocol")
DRAWINGS = {"start": ("empty", "earlier"), "counts": ("drawings", "files")}
ALTER_IDS = ("own", "per wave", "roster")
CHANNELS = ("face_to_face", "digital", "both")
ONCE = ("strength", "channel", "asks", "brings", "know", "value", "access", "cost", "organisation", "priority")
CLOSED = ("organisation", "strength", "channel", "know", "value", "access", "cost")
MOST_PRIMARY = 4  # measures and outcomes declared beforehand: p is corrected over all of them
CURLY = re.compile(r"(^|[=\[{,])\s*[“”„‟‘’‚]")  # where a text begins; within straight quotation marks they may stand
RESERVED = {"ego", "wave", "alter", "person", "file", "line"}
PARTS = {
    *("study", "files", "source", "columns", "waves", "group", "generators", "tie_types", "interpreters", "outcomes"),
    *("analysis", "codes", "drawings"),
}


def read_codebook(path: str | Path) -> Codebook:
    """Read study.toml.

    Raises
    ------
    InputError
        Naming every key, answer or cut that is unknown, missing or of another kind, with its line and what to do.
    """
    path = Path(path)
    if path.is_dir():
        path = path / "study.toml"
    if not path.is_file():
        raise InputError(
            f"{path}: there is no study.toml here. Expected a study folder; `netlab new NAME` makes one with examples."
        )
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(
            f"{path.name}, line {line}: the text cannot be read as UTF-8. "
            "Open it in a text editor (not Word) and save it with the encoding UTF-8."
        ) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what = re.sub(r"\s*\(at .*\)$", "", str(error))
        what = what.replace(r"Illegal character '\n'", "a text that is not closed with a quotation mark")
        place = re.search(r"at line (\d+)", str(error))
        line = int(place.group(1)) if place else text.count("\n") + 1
        if CURLY.search(text.split("\n")[line - 1]):
            raise InputError(
                f"{path.name}, line {line}: the quotation marks here are curly (“ ” or ‘ ’), as Word and some text "
                'editors make them. Type straight ones: ". Look for others further down too.'
            ) from None
        raise InputError(
            f"{path.name}, line {line}: not valid TOML: {what}. Look in this line, or just above it, for a "
            "quotation mark or bracket that is missing, or a name that stands there twice."
        ) from None
    return _codebook(Fields(path.name, text), raw)


def _categories(read: Fields, raw: Mapping[str, Any], where: str) -> tuple[Category, ...]:
    """The answers of a question, none of them twice, no spelling that stands for two of them."""
    found = raw.get("categories", [])
    if not isinstance(found, list):
        read.wrong("categories", f"{where}: categories is {found!r}, expected a list of answers, in order.")
        return ()
    items = [item if isinstance(item, dict) else {"id": item} for item in found]
    answers = [a for item in items if (a := read.build(Category, item, f"an answer of {where}", "id")) is not None]
    spelled: dict[str, str] = {}
    for answer in answers:
        if answer.channel is not None and answer.channel not in CHANNELS:
            what = f"{where}: channel {answer.channel!r} is unknown. {suggestion(answer.channel, CHANNELS)}"
            read.wrong(answer.channel, what)
        if [a.id for a in answers].count(answer.id) > 1 and answer.id not in spelled.values():
            read.wrong(answer.id, f"{where}: answer {answer.id!r} stands there twice. Remove one.")
        for text in answer.also:
            other = spelled.setdefault(" ".join(text.split()).casefold(), answer.id)
            if other != answer.id:
                read.wrong(text, f"{where}: {text!r} is a spelling of {other!r} and of {answer.id!r}. Keep one.")
        spelled.setdefault(answer.id, answer.id)
    return tuple(answers)


def _free(read: Fields, column: str, where: str) -> None:
    """Note a column that has a meaning of its own."""
    if column in RESERVED:
        read.wrong(column, f"{where}: {column!r} is a column of netlab itself. Give it another name in [columns].")


def _interpreter(read: Fields, raw: Any) -> Interpreter | None:
    """One question about the alters, its cuts among its answers."""
    where = f"interpreter {raw.get('column', '?')!r}" if isinstance(raw, dict) else "[[interpreters]]"
    answers = _categories(read, raw, where) if isinstance(raw, dict) else ()
    built = read.build(Interpreter, raw, where, "column", categories=answers)
    if built is None:
        return None
    _free(read, built.column, where)
    if built.role not in ROLES:
        read.wrong(built.role, f"{where}: role {built.role!r} is unknown. {suggestion(built.role, ROLES)}")
    if not answers and built.role in CLOSED:
        read.wrong(built.column, f"{where} has role {built.role!r} and needs its answers in order: add `categories`.")
        return built
    for key, cut in [("strong_from", built.strong_from), ("from", built.from_), ("up_to", built.up_to)]:
        if cut is not None and cut not in built.ids:
            read.wrong(key, f"{where}: {key} {cut!r} is not one of its answers. {suggestion(cut, built.ids)}")
    for answer in built.external:
        if answer not in built.ids:
            what = f"{where}: external {answer!r} is not one of its answers. {suggestion(answer, built.ids)}"
            read.wrong("external", what)
    return built


def _group(read: Fields, raw: Mapping[str, Any]) -> Group | None:
    """Who is in which group."""
    about = read.table(raw, "group")
    if not about:
        return None
    answers = _categories(read, about, "[group]")
    built = read.build(Group, about, "[group]", "column", categories=answers)
    if built is None:
        return None
    _free(read, built.column, "[group]")
    ids = [c.id for c in answers]
    if built.comparison is not None and ids and built.comparison not in ids:
        what = f"[group]: comparison {built.comparison!r} is not one of its answers. "
        read.wrong("comparison", what + suggestion(built.comparison, ids))
    return built


def _codebook(read: Fields, raw: dict[str, Any]) -> Codebook:
    """The whole of study.toml; InputError with every problem when there is one."""
    read.known(raw, PARTS, "study.toml")
    about = read.table(raw, "study", {"title", "subtitle", "notice", "selection", "boundary", "matching"})
    files = read.table(raw, "files", {*TABLES, "fragments", "links", "persons", "wished", "people", "alter_ids"})
    files = read.texts(files, "files", "str")
    for key, file in files.items():
        if file is not None and not file.strip():
            read.wrong(key, f"[files]: {key} names no file. Fill it in or remove the line.")
    alter_ids = files.pop("alter_ids", None) or "own"
    if alter_ids not in ALTER_IDS:
        read.wrong("alter_ids", f"alter_ids {alter_ids!r} is unknown. {suggestion(alter_ids, ALTER_IDS)}")
    source = read.texts(read.table(raw, "source", set(SOURCE)), "source", "str")
    if source and not str(source.get("path") or "").strip():
        read.wrong("source", '[source] lacks path: where are the files? For example path = "raw/export"')
    wrong = wrong_pattern(source.get("case_id"))
    if wrong is not None:
        read.wrong("case_id", f"[source]: {wrong}")
    drawings = read.texts(read.table(raw, "drawings", set(DRAWINGS)), "drawings", "str")
    for key, chosen in drawings.items():
        if key in DRAWINGS and chosen is not None and chosen not in DRAWINGS[key]:
            read.wrong(key, f"[drawings]: {key} {chosen!r} is unknown. {suggestion(chosen, DRAWINGS[key])}")
    columns = {}
    for table in read.table(raw, "columns", set(TABLES)):
        columns[table] = read.texts(read.table(raw["columns"], table), f"columns.{table}", "str")

    waves = read.parts(raw, "waves", "id", lambda item: read.build(Wave, item, "[[waves]]", "id"))
    if not raw.get("waves"):
        read.wrong("waves", 'there are no [[waves]]. Name at least one, in order:\n[[waves]]\nid = "start"')
    group = _group(read, raw)
    interpreters = read.parts(raw, "interpreters", "column", lambda item: _interpreter(read, item))
    for role in ONCE:
        several = [i.column for i in interpreters if i.role == role]
        if len(several) > 1:
            read.at("")
            read.wrong(several[1], f"role {role!r} is given to {' and '.join(several)}. Keep it for one of them.")
    generators = read.parts(raw, "generators", "id", lambda item: read.build(Generator, item, "[[generators]]", "id"))
    tie_types = read.parts(raw, "tie_types", "id", lambda item: read.build(TieType, item, "[[tie_types]]", "id"))
    outcomes = read.parts(raw, "outcomes", "column", lambda item: read.build(Outcome, item, "[[outcomes]]", "column"))
    for outcome in outcomes:
        _free(read, outcome.column, "[[outcomes]]")

    analysis = read.table(raw, "analysis", {"primary", "brokerage"})
    primary = read.value(analysis.get("primary", []), "tuple[str, ...]", "primary", "[analysis]")
    if primary is not None and len(primary) > MOST_PRIMARY:
        what = f"[analysis]: primary names {len(primary)} measures and outcomes, expected {MOST_PRIMARY} at most"
        read.wrong("primary", f"{what}: the more there are, the less each can show. Keep those that matter most.")
    brokerage = read.value(analysis.get("brokerage", ""), "str", "brokerage", "[analysis]") or None
    asked = raw.get("interpreters", [])
    tables = [i for i in asked if isinstance(i, dict)] if isinstance(asked, list) else []
    closed = [str(i.get("column")) for i in tables if i.get("categories")]
    if brokerage is not None and brokerage not in closed:
        known = suggestion(brokerage, closed)
        read.wrong("brokerage", f"brokerage {brokerage!r} is not an interpreter with categories. {known}")
    codes = read.texts(read.table(raw, "codes"), "codes", "tuple[str, ...]")
    texts = read.texts(about, "study", "Text | str")
    if read.problems:
        raise InputError(read.problems)
    return Codebook(
        waves=tuple(waves),
        interpreters=tuple(interpreters),
        group=group,
        generators=tuple(generators),
        tie_types=tuple(tie_types),
        outcomes=tuple(outcomes),
        primary=primary,
        brokerage=brokerage,
        codes=codes,
        files=files,
        source=source,
        drawings=drawings,
        columns=columns,
        alter_ids=alter_ids,
        **texts,
    )
