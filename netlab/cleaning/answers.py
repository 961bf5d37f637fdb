"""What stands in a cell: an id, an answer, a number, a day, yes or no; and a codebook where nobody declared one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd

from netlab.codebook import KEYS, Category, Codebook, Interpreter

YES = {"ja", "j", "yes", "y", "true", "waar", "1", "x", "oui"}
NO = {"nee", "neen", "n", "no", "false", "onwaar", "0", "non"}
# What a column of that name means when nobody declared it.
NAMED_ROLES = ("strength", "organisation", "asks", "brings")
MOST_ANSWERS = 20
LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: .*)?")


def as_id(values: pd.Series) -> pd.Series:
    """Ids are strings: `007` stays `007`, 7.0 becomes `7`; an empty one is missing."""
    if not isinstance(values.dtype, pd.StringDtype):
        written = {
            v: str(int(v)) if isinstance(v, float | np.floating) and float(v).is_integer() else str(v)
            for v in values.dropna().unique()
        }
        values = values.astype(object).map(written)
    values = values.astype("str")
    blank = [v for v in values.dropna().unique() if not v.strip()]
    return values.where(~values.isin(blank)) if blank else values


def normal(text: object) -> str:
    """An answer as it is compared: without capitals and double, leading or trailing spaces."""
    return " ".join(str(text).split()).casefold()


def plain(text: object) -> str:
    """Small letters, without accents and surrounding spaces; every kind of apostrophe and dash as one."""
    low = unicodedata.normalize("NFKD", str(text).casefold().translate(LETTERS))
    low = "".join(c for c in low if not unicodedata.combining(c)).translate(LETTERS)
    return " ".join(re.sub(r"[‐-―−]", "-", re.sub(r"[’‘`´ʼ]", "'", low)).split())


def answers_of(categories: tuple[Category, ...]) -> dict[str, str]:
    """Every spelling of each answer → its id. An id goes before a label, a label before `also`."""
    spelled: dict[str, str] = {}
    for c in categories:
        spelled.setdefault(normal(c.id), c.id)
    for c in categories:
        labels = c.label.values() if isinstance(c.label, Mapping) else [c.label]
        for written in (*labels, *c.also):
            if written:
                spelled.setdefault(normal(written), c.id)
    return spelled


def true_false(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """A true/false/missing column, and which values were none of these."""
    spelled = {v: normal(v).removesuffix(".0") for v in values.dropna().unique()}
    words = values.astype(object).map(spelled).astype(object).fillna("").astype("str")
    known = pd.Series(pd.NA, index=values.index, dtype="boolean")
    known[words.isin(YES)] = True
    known[words.isin(NO)] = False
    return known, known.isna() & (words != "")


def numbers(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """A number column, decimal comma or point, and which values were no finite numbers."""
    if pd.api.types.is_numeric_dtype(values):
        read, given = values.astype("float64"), values.notna()
    else:
        words = values.astype("str").str.strip().str.replace(",", ".", regex=False)
        given = values.notna() & (words != "")
        read = pd.to_numeric(words.where(given), errors="coerce").astype("float64")
    read = read.where(np.isfinite(read))
    return read, read.isna() & given


def coded(values: pd.Series, categories: tuple[Category, ...]) -> tuple[pd.Series, pd.Series]:
    """An ordered categorical of answer ids, and which values were no known answer."""
    spelled = answers_of(categories)
    wanted = {v: spelled.get(normal(v)) for v in values.dropna().unique()}
    for v in wanted:
        if wanted[v] is None and isinstance(v, float | np.floating) and float(v).is_integer():
            wanted[v] = spelled.get(str(int(v)))
    read = values.astype(object).map(wanted).astype(pd.CategoricalDtype([c.id for c in categories], ordered=True))
    return read, read.isna() & values.notna() & (values.astype("str").str.strip() != "")


def read_date(written: object) -> date | None:
    """A day written as 2025-03-31 or 31/3/2025 (also with - or ., or a time behind it); None for anything else."""
    if isinstance(written, datetime):
        return written.date()
    if isinstance(written, date):
        return written
    text = str(written).strip()
    for pattern, order in ((ISO, (1, 2, 3)), (DAY_FIRST, (3, 2, 1))):
        if m := pattern.fullmatch(text):
            try:
                return date(*(int(m.group(i)) for i in order))
            except ValueError:
                return None
    return None


def days(values: pd.Series) -> tuple[pd.Series, pd.Series]:
    """A column of days, and which values were none."""
    if pd.api.types.is_datetime64_any_dtype(values):
        return values, pd.Series(False, index=values.index)
    given = values.notna() & (values.astype("str").str.strip() != "")
    read = pd.to_datetime(values.astype(object).where(given).map(read_date, na_action="ignore"), errors="coerce")
    return read, read.isna() & given


def _is_bool(values: pd.Series) -> bool:
    """Whether a column holds nothing but true, false and missing."""
    if pd.api.types.is_bool_dtype(values):
        return True
    known = values.dropna()
    return len(known) > 0 and values.dtype == object and bool(known.map(type).isin([bool, np.bool_]).all())


def _answers_in(values: pd.Series, read: pd.Series | None) -> list[Category]:
    """The different answers in a column: in the order of the numbers they stand for, else of the alphabet."""
    spelled: dict[str, Category] = {}
    written = as_id(values).str.strip()
    codes = [None] * len(values) if read is None else read.tolist()
    for text, code in zip(written, codes, strict=True):
        if pd.notna(text) and text:
            spelled.setdefault(normal(text), Category(text, code=code))
    return sorted(spelled.values(), key=lambda c: (c.code or 0.0, c.id))


def derive(codebook: Codebook, alters: pd.DataFrame) -> tuple[Codebook, list[tuple[str, str]]]:
    """A codebook from the values themselves, over all waves, for tables that came without one.

    Categorical columns give their categories in order; columns of true and false are relations; text gives its
    different values as answers, when there are at most 20 (else it is free text); numbers are an answer only in
    columns that netlab knows by name (strength, organisation, asks, brings).

    Returns
    -------
    codebook : Codebook
        With the interpreters, and their names in `derived`.
    remarks : list of (reason, detail)
        The answers that were taken from the values, and the columns that were taken for free text.
    """
    interpreters, remarks = [], []
    own = {*KEYS["alters"], "name", "person", "file", "line", *(g.column for g in codebook.generators)}
    for column in [str(c) for c in alters.columns if c not in own]:
        values = alters[column]
        role = column if column in NAMED_ROLES else "attribute"
        if isinstance(values.dtype, pd.CategoricalDtype):
            answers = [Category(str(c)) for c in values.cat.categories]
            interpreters.append(Interpreter(column, role=role, categories=tuple(answers)))
            continue
        if _is_bool(values):
            interpreters.append(Interpreter(column, role="relation"))
            continue
        read, unknown = numbers(values)
        numeric = not unknown.any()
        if numeric and (role == "attribute" or read.isna().all()):
            continue
        answers = _answers_in(values, read if numeric else None)
        if len(answers) > MOST_ANSWERS:
            remarks.append(("free_text", f"{column}: {len(answers)} different values"))
            continue
        remarks.append(("answers_from_values", f"{column}: {', '.join(a.id for a in answers)}"))
        interpreters.append(Interpreter(column, role=role, categories=tuple(answers)))
    derived = tuple(i.column for i in interpreters)
    return replace(codebook, interpreters=tuple(interpreters), derived=derived), remarks
