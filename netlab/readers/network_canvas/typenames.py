"""Types of nodes and ties by their full names: a file name has lost letters of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from netlab.readers.source import Told


def _file_form(name: str) -> set[str]:
    """How a file name may write the name of a type: older exporters keep A–Z, 0–9 and _, newer ones all letters."""
    return {re.sub(r"\W", "", name, flags=re.ASCII), re.sub(r"\W", "", name)}


def full_names(written: Iterable[str], types: Mapping[str, str], full: Iterable[str]) -> dict[str, str]:
    """The full name of each type as file names write it; a name that fits two types, or none, stays as it is.

    Parameters
    ----------
    written : iterable of str
        The names as they stand in the files.
    types : mapping
        The names of the types by id, from the protocol: a file name has the id behind it where two names would clash.
    full : iterable of str
        Names of types known from elsewhere.
    """
    names = {}
    for one in written:
        if one in {*types.values(), *full}:
            continue
        fits = {name for name in {*types.values(), *full} if one in _file_form(name)}
        for id, name in types.items():
            behind = re.escape(re.sub(r"\W", "", id))
            begun = "|".join(re.escape(form) for form in _file_form(name))
            if re.fullmatch(rf"(?:{begun})_?{behind}", re.sub(r"[^\w]", "", one)):
                fits = {name}
        if len(fits) == 1:
            names[one] = next(iter(fits))
    return names


def in_study(names: pd.Series, told: Told) -> pd.Series:
    """Types of tie by the id that the codebook of the study gives them, where it writes them as file names do."""
    if told.codebook is None:
        return names
    ids = {**{t.id: t.id for t in told.codebook.tie_types}}
    forms = {one: id for id in ids for one in (id, *_file_form(id))}
    return names.map(
        lambda n: n if n in ids else next((forms[f] for f in sorted(_file_form(n)) if f in forms), n), "ignore"
    )
