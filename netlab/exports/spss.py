"""A .sav file per table, with the labels of variables and answers in one language."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat

from netlab.exports.columns import Column, cell, columns_of
from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.texts import pick, say

FILES = {"egos": "egos.sav", "alters": "alters.sav", "ties": "ties.sav"}
RESERVED = {"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"}
LONGEST_NAME, LONGEST_LABEL, LONGEST_TEXT = 64, 120, 32_767  # in bytes
NOMINAL = ("attribute", "organisation", "channel")  # roles whose answers have no order
MEASURES = {"number": "scale", "date": "scale", "answers": "nominal", "yes_no": "nominal"}


def shortened(text: str, most: int) -> str:
    """The beginning of a text that fits in so many bytes of UTF-8."""
    return text.encode()[:most].decode(errors="ignore")


def variable_names(columns: list[str]) -> dict[str, str]:
    """A name that SPSS accepts for each column: letters, digits and `_`, a letter first, none of them twice."""
    made: dict[str, str] = {}
    for column in columns:
        plain = re.sub(r"\W", "_", column)
        plain = plain if plain[:1].isalpha() else f"v_{plain}"
        plain = shortened(plain, LONGEST_NAME)
        name, n = f"{plain}_" if plain.casefold() in RESERVED else plain, 1
        while name.casefold() in [m.casefold() for m in made.values()]:
            n += 1
            name = f"{shortened(plain, LONGEST_NAME - 1 - len(str(n)))}_{n}"
        made[column] = name
    return made


def _codes(column: Column) -> dict[str, float]:
    """The number of each answer: its own code where all have one, else its place counted from 1."""
    given = [a.code for a in column.answers]
    own = all(c is not None for c in given) and len(set(given)) == len(given)
    return {a.id: float(a.code) if own and a.code is not None else n for n, a in enumerate(column.answers, 1)}


def _values(column: Column, values: pd.Series, table: str) -> pd.Series:
    """A column as SPSS holds it: numbers, or text."""
    plain = [cell(v) for v in values]
    if column.kind == "answers":
        codes = _codes(column)
        return pd.Series([np.nan if v is None else codes[str(v)] for v in plain], dtype="float64")
    if column.kind in ("number", "yes_no"):
        return pd.Series([np.nan if v is None else float(v) for v in plain], dtype="float64")  # type: ignore[arg-type]  # numbers and yes or no only
    if column.kind == "date":
        return pd.Series(plain, dtype=object)
    longest = max((len(str(v).encode()) for v in plain if v is not None), default=0)
    if longest > LONGEST_TEXT:
        raise InputError(f"{table}, column {column.name!r}: a text of {longest:,} bytes; SPSS holds {LONGEST_TEXT:,}.")
    return pd.Series(["" if v is None else str(v) for v in plain], dtype=object)


def _labels(column: Column, lang: str) -> dict[float, str]:
    """What each number stands for."""
    if column.kind == "yes_no":
        return {0.0: say("export.no", lang), 1.0: say("export.yes", lang)}
    codes = _codes(column)
    return {codes[a.id]: shortened(pick(a.label, lang) or a.id, LONGEST_LABEL) for a in column.answers}


def files(networks: EgoNetworks, lang: str) -> tuple[dict[str, bytes], list[str]]:
    """egos.sav, alters.sav and ties.sav, and which columns had to get another name (`alters: 2e naam → v_2e_naam`).

    Unknown is system-missing; in a text it is empty. An answer is the code that the codebook gives it where it gives
    all of them one, else its place counted from 1.

    Raises
    ------
    InputError
        For a text that is longer than SPSS can hold.
    """
    made, renamed = {}, []
    with tempfile.TemporaryDirectory() as folder:
        for table, file in FILES.items():
            columns = columns_of(networks, table)
            names = variable_names([c.name for c in columns])
            renamed += [f"{table}: {old} → {new}" for old, new in names.items() if old != new]
            rows = getattr(networks, table)
            frame = pd.DataFrame({names[c.name]: _values(c, rows[c.name], table) for c in columns})
            ordinal = {i.column for i in networks.codebook.interpreters if i.role not in NOMINAL}
            measures = {
                names[c.name]: "ordinal"
                if c.kind == "answers" and c.name in ordinal
                else MEASURES.get(c.kind, "nominal")
                for c in columns
            }
            path = Path(folder) / file
            pyreadstat.write_sav(
                frame,
                str(path),
                column_labels={names[c.name]: shortened(c.title(lang), 2 * LONGEST_LABEL) for c in columns},
                variable_value_labels={names[c.name]: said for c in columns if (said := _labels(c, lang))},
                variable_measure=measures,
            )
            made[file] = path.read_bytes()
    return made, renamed
