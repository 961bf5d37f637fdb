"""What of the networks leaves netlab: without names and free text, each column described, each cell plain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from netlab.codebook import KEYS, TABLES, Category, Codebook
from netlab.networks import WISHED, EgoNetworks
from netlab.readers.personal import holds_personal, named_personal
from netlab.texts import Text, has, pick, say

OWN = {"ego", "wave", "alter", "person", "source", "target", "type", "strength", "date", "ties_asked", "pairs_missing"}
ABOUT_FILES = ("file", "line")
ABOUT_LINKS = ("score", "reason", "by")
# How the three tables call the columns that other tools have to know.
SPELLED = {"ego": "egoID", "alter": "alterID", "source": "Source", "target": "Target"}


@dataclass(frozen=True)
class Column:
    """A column as it is exported.

    Attributes
    ----------
    name : str
        As netlab calls it.
    kind : {"id", "text", "number", "yes_no", "date", "answers"}
    label, text : str or text per language
        What it is, and the question as it was asked.
    answers : tuple of Category
        For kind `answers`, in order.
    """

    name: str
    kind: str
    label: Text | str = ""
    text: Text | str = ""
    answers: tuple[Category, ...] = ()

    def title(self, lang: str) -> str:
        """What the column is called for readers."""
        return pick(self.label, lang) or self.name

    def description(self, lang: str) -> str:
        """What stands in the column, in a sentence."""
        return pick(self.text, lang) or self.title(lang)


def shown(networks: EgoNetworks, names: bool) -> tuple[EgoNetworks, list[str]]:
    """The networks as they may leave, and the columns that were left out (`alters: name`).

    Without `names`: no `alters.name`, no questions with role `note`, no text that the codebook does not describe by its
    answers (it may be a name), nothing about participants that it does not describe, and of links only who is who. The
    columns file and line never leave: they are about the files that netlab read.
    """
    book = networks.codebook
    notes = {i.column for i in book.with_role("note")}
    closed = {"egos": {*_own_answers(book)}, "alters": {*_closed(book, networks.alters)}, "ties": set()}
    tables, left = {}, []
    for table in TABLES:
        rows: pd.DataFrame = getattr(networks, table)
        rows = rows.drop(columns=[c for c in ABOUT_FILES if c in rows.columns])
        gone = [c for c in rows.columns if c in notes - OWN or _free(c, rows[c], closed[table], table == "egos")]
        left += [f"{table}: {c}" for c in gone]
        tables[table] = rows if names else rows.drop(columns=gone)
    wished = networks.wished.drop(columns=[c for c in ABOUT_FILES if c in networks.wished.columns])
    kept = {*OWN, *WISHED, "x", "y"} - {"name"} | closed["alters"]
    private = [c for c in wished.columns if c not in kept] if len(wished) else []
    left += [f"wished: {c}" for c in private]
    links = networks.links.drop(columns=[c for c in ABOUT_FILES if c in networks.links.columns])
    about = [c for c in ABOUT_LINKS if c in links.columns and len(links)]
    left += [f"links: {c}" for c in about]
    if names:
        return replace(networks, **tables, links=links, wished=wished), []
    asked = tuple(i for i in book.interpreters if i.role != "note" and f"alters: {i.column}" not in left)
    book = replace(book, interpreters=asked)
    links = links.drop(columns=about)
    return replace(networks, **tables, links=links, wished=wished.drop(columns=private), codebook=book), left


def _closed(book: Codebook, alters: pd.DataFrame) -> list[str]:
    """Columns of alters that the codebook describes by their answers; of those only seen, the ones not personal."""
    closed = [i.column for i in book.interpreters if i.closed or i.role in ("asks", "brings")]
    seen = [c for c in book.derived if c in closed and c in alters.columns]
    personal = {c for c in seen if named_personal(c) or _holds_personal(alters[c])}
    return [c for c in closed if c not in personal] + [g.column for g in book.generators if g.column]


def _holds_personal(values: pd.Series) -> bool:
    known = values.dropna().astype("str")
    return holds_personal([str(v) for v in known.unique()], len(known))


def _own_answers(book: Codebook) -> list[str]:
    """Columns of egos that the codebook describes."""
    group = [book.group.column] if book.group else []
    return [*(i.column for i in book.attributes), *(o.column for o in book.outcomes), *group]


def _free(column: str, values: pd.Series, closed: set[str], of_egos: bool) -> bool:
    """Whether a column may hold free text: text that nobody declared as answers; of egos, whatever nobody described."""
    if column == "name":
        return True
    text = values.dtype == object or isinstance(values.dtype, pd.StringDtype)
    return column not in OWN | closed and bool(of_egos or text)


def columns_of(networks: EgoNetworks, table: str) -> list[Column]:
    """The columns of egos, alters, ties or wished, keys first, each with what the codebook says of it."""
    rows, book = getattr(networks, table), networks.codebook
    keys = KEYS["alters" if table == "wished" else table]
    about: dict[str, Column] = {}
    asked = book.interpreters if table in ("alters", "wished") else book.attributes if table == "egos" else ()
    for i in asked:
        about[i.column] = Column(i.column, "answers" if i.categories else "text", i.label, i.text, i.categories)
    if table in ("alters", "wished"):
        for g in [g for g in book.generators if g.column]:
            about[str(g.column)] = Column(str(g.column), "yes_no", "", g.text)
    if table == "egos":
        for o in book.outcomes:
            about[o.column] = Column(o.column, "number", o.label)
        if book.group is not None:
            about[book.group.column] = Column(book.group.column, "text", _own("group"), "", book.group.categories)
    if table == "ties":
        types = tuple(Category(t.id, t.label) for t in book.tie_types)
        about["type"] = Column("type", "text", _own("type"), _own("type"), types)
    about |= {k: Column(k, "id", _own(k), _own(k)) for k in (*keys, "person")}
    waves = tuple(Category(w.id, w.label) for w in book.waves)
    about["wave"] = replace(about["wave"], kind="answers", answers=waves)
    ordered = [*keys, *(c for c in rows.columns if c not in keys)]
    return [_typed(about.get(c, Column(str(c), "text", _own(str(c)), _own(str(c)))), rows[c]) for c in ordered]


def _own(name: str) -> dict[str, str] | str:
    """What a column of netlab itself is, per language; empty for others."""
    return {lang: say(f"export.column.{name}", lang) for lang in ("nl", "en") if has(f"export.column.{name}", lang)}


def _typed(column: Column, values: pd.Series) -> Column:
    """The column with the kind of its values, where these are no text."""
    kind = column.kind
    if isinstance(values.dtype, pd.CategoricalDtype):
        kind = "answers"
    elif pd.api.types.is_bool_dtype(values):
        kind = "yes_no"
    elif pd.api.types.is_datetime64_any_dtype(values):
        kind = "date"
    elif pd.api.types.is_numeric_dtype(values):
        kind = "number"
    elif kind != "id":
        kind = "text"
    answers = column.answers
    if kind == "answers" and not answers:
        answers = tuple(Category(str(c)) for c in values.cat.categories)
    return replace(column, kind=kind, answers=answers if kind == "answers" else ())


def number_text(value: float) -> str:
    """A number as every program reads it: `3`, `0.25`."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def cell(value: object) -> object:
    """A value of a table as a plain str, float, bool or date; None where it is unknown."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | float | np.integer | np.floating):
        return float(value)
    if isinstance(value, pd.Timestamp):
        return value.date()
    return str(value)


def written(value: object) -> str:
    """A plain value as text; empty where it is unknown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return number_text(value) if isinstance(value, float) else str(value)


def in_file(columns: list[Column], spelled: Mapping[str, str]) -> dict[str, str]:
    """netlab's name of each column → its name in a file, where no two are the same."""
    made: dict[str, str] = {}
    for column in columns:
        if column.name in spelled:
            made[column.name] = spelled[column.name]
    for column in [c for c in columns if c.name not in made]:
        name = column.name
        while name in made.values():
            name += "_"
        made[column.name] = name
    return {c.name: made[c.name] for c in columns}
