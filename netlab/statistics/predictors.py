"""Predictors by name: what is known of an alter or of an ego that may tell which alters stay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from netlab.changes import groups
from netlab.measures import answers, measures_of
from netlab.measures.answers import codes, outside_of, own_codes, question
from netlab.networks import EgoNetworks
from netlab.problems import InputError, suggestion

OF_ALTERS = ("strong", "same_organisation", "multiplexity")
OF_EGOS = ("ego", "wave", "date", "file", "line", "ties_asked", "pairs_missing")
OF_ROWS = ("ego", "wave", "alter", "person", "name", "file", "line")


class Predictor(NamedTuple):
    """One predictor of every row of `networks.alters`.

    Attributes
    ----------
    name : str
        As it was asked for.
    of_ego : bool
        Whether it says something of ego rather than of the alter.
    values : ndarray of float
        A number, or the place in `categories`; NaN for unknown.
    categories : tuple of str
        Empty for a number. The first that occurs is the one that others are compared with.
    """

    name: str
    of_ego: bool
    values: np.ndarray
    categories: tuple[str, ...] = ()


def predictors_of(networks: EgoNetworks, names: str | Iterable[str], before: str) -> list[Predictor]:
    """The predictors with these names, a value for every row of `networks.alters`.

    In this order a name is one of: `strong` (or `strength`: the alter's tie is strong by the codebook's cut),
    `same_organisation` (the alter does not work outside ego's organisation, as `share_external` has it),
    `multiplexity` (of how many types the tie is), `same_<attribute>` (the alter's answer is ego's own); a column of
    alters (answers, true/false, numbers); a column of egos (a group, constant per ego; or a number, in the wave
    before); a measure of the network before.

    Raises
    ------
    InputError
        Naming each one that is none of these, or is there and cannot be used.
    """
    found, problems = [], []
    for name in dict.fromkeys([names] if isinstance(names, str) else names):
        try:
            found.append(_of_alter(networks, name) or _of_ego(networks, name, before))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def _of_alter(networks: EgoNetworks, name: str) -> Predictor | None:
    """A predictor that differs from alter to alter, or None."""
    book = networks.codebook
    if name in ("strong", "strength") and book.one("strength") is not None:
        return Predictor(name, False, strong_of(networks))
    if name == "multiplexity" and book.types:
        lacking = [c for c in book.types if c not in networks.alters.columns]
        if lacking:
            raise InputError(f"multiplexity needs {', '.join(lacking)}: the alters have no such column.")
        return Predictor(name, False, networks.alters[book.types].to_numpy("float64", na_value=np.nan).sum(axis=1))
    if name == "same_organisation" and book.one("organisation") is not None:
        return Predictor(name, False, 1 - outside_of(networks))
    attribute = name.removeprefix("same_")
    if attribute != name and attribute in [i.column for i in book.attributes]:
        if attribute not in networks.egos.columns:
            raise InputError(f"{name!r} needs ego's own answer: the egos have no column {attribute!r}.")
        return Predictor(name, False, _same(networks, attribute))
    if name in networks.alters.columns and name not in OF_ROWS:
        return _column(name, networks.alters[name], False)
    return None


def strong_of(networks: EgoNetworks) -> np.ndarray:
    """1 for a strong tie, 0 for a weak one, NaN where the strength is unknown; per row of `networks.alters`.

    Raises
    ------
    InputError
        When the codebook has no strength.
    """
    asked = networks.codebook.one("strength")
    if asked is None or asked.first_strong is None:
        raise InputError(
            "this study has no strength of ties: the codebook has no interpreter with role 'strength' and categories."
        )
    return answers.strong_of(networks)


def _same(networks: EgoNetworks, attribute: str) -> np.ndarray:
    """Whether an alter's answer is ego's own; NaN where either is unknown."""
    asked = question(networks, attribute)
    answer, own = codes(networks, asked), own_codes(networks, asked)[networks.at.network]
    return np.where((answer >= 0) & (own >= 0), answer == own, np.nan)


def _of_ego(networks: EgoNetworks, name: str, before: str) -> Predictor:
    """A predictor that is the same for all alters of an ego."""
    egos = networks.egos
    here = (egos["wave"] == before).to_numpy()
    measures = {m.column: m for m in measures_of(networks)}
    categories: tuple[str, ...] = ()
    if name in egos.columns and name not in OF_EGOS:
        if pd.api.types.is_numeric_dtype(egos[name]) and not pd.api.types.is_bool_dtype(egos[name]):
            value = pd.Series(egos.loc[here, name].to_numpy("float64", na_value=np.nan), index=egos.loc[here, "ego"])
        else:
            of, group = groups(networks, name), networks.codebook.group
            order = [c.id for c in group.categories] if group is not None and group.column == name else None
            column = _column(name, of, True, order, group.comparison if order and group is not None else None)
            value, categories = pd.Series(column.values, index=of.index), column.categories
    elif name in measures:
        value = measures[name].of(networks.of(waves=[before])).droplevel("wave")
    else:
        own = [c for c in networks.egos.columns if c not in OF_EGOS]
        known = [*OF_ALTERS, *(c for c in networks.alters.columns if c not in OF_ROWS), *own, *measures]
        raise InputError(f"{name!r} is no column of the alters or the egos, and no measure. {suggestion(name, known)}")
    return Predictor(name, True, value.reindex(networks.alters["ego"]).to_numpy("float64"), categories)


def _column(
    name: str, given: pd.Series, of_ego: bool, order: list[str] | None = None, first: str | None = None
) -> Predictor:
    """A column as a predictor: a number, yes or no, or one of a few answers."""
    known = given.dropna()
    if isinstance(given.dtype, pd.CategoricalDtype) and order is None:
        order = [str(c) for c in given.cat.categories]
    numeric = pd.api.types.is_numeric_dtype(given) or known.map(lambda v: isinstance(v, bool | np.bool_)).all()
    if numeric and len(known) and order is None:
        return Predictor(name, of_ego, given.astype("object").where(given.notna(), np.nan).to_numpy("float64"))
    answers = order if order is not None else sorted(known.astype("str").unique())
    answers = sorted(answers, key=lambda a: a != first) if first is not None else answers
    place = pd.Index(answers).get_indexer(given.astype("object").where(given.notna(), "").astype("str"))
    return Predictor(name, of_ego, np.where((place >= 0) & given.notna(), place, np.nan), tuple(answers))
