"""Numbers that stand for no answer, such as -1 for refused, taken out of the columns where they can be no answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pandas as pd

from netlab.cleaning.answers import numbers
from netlab.codebook import Codebook
from netlab.problems import found


def with_other_negatives(table: pd.DataFrame, columns: Iterable[str], codes: Collection[str]) -> list[str]:
    """The columns in which other negative numbers stand too, so that a code there may be a number."""
    wanted = {float(code) for code in codes}
    other = []
    for column in columns:
        read = numbers(table[column])[0]
        if ((read < 0) & ~read.isin(wanted)).any():
            other.append(column)
    return other


def declared(codebook: Codebook | None, codes: Collection[str]) -> set[str]:
    """The columns for which a codebook knows one of the codes as an answer."""
    if codebook is None:
        return set()
    return {i.column for i in codebook.interpreters for c in i.categories if {c.id, *c.also} & set(codes)}


def without_codes(
    table: pd.DataFrame, columns: Iterable[str], codes: Collection[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A table with the codes read as no answer.

    Parameters
    ----------
    table : DataFrame
        Strings, with the column `file`.
    columns : iterable of str
        Where to look; see `with_other_negatives` and `declared` for those to leave alone.
    codes : collection of str

    Returns
    -------
    table, found : DataFrame
        `found` says per file and column how often each code stood there.
    """
    notes = []
    for column in columns:
        code = table[column].astype("str").str.replace(r"\.0$", "", regex=True)
        blank = code.isin(list(codes)).to_numpy(dtype=bool)
        if not blank.any():
            continue
        for file, of_file in code[blank].groupby(table.loc[blank, "file"]):
            counts = of_file.value_counts()
            said = ", ".join(f"{c} ({counts[c]} ×)" for c in codes if c in counts.index)
            notes.append(
                {"file": file, "kind": "missing_codes", "about": {"detail": column, "codes": said}, "stops": False}
            )
        table = table.assign(**{column: table[column].mask(blank)})
    return table, found(notes)
