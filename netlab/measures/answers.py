"""What was answered about the alters, as codes per alter and counts per network."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netlab.codebook import Interpreter
from netlab.networks import EgoNetworks
from netlab.problems import InputError, suggestion


def question(networks: EgoNetworks, attribute: str) -> Interpreter:
    """The codebook's question behind an attribute.

    Raises
    ------
    InputError
        When the codebook has no closed question with that column.
    """
    found = networks.codebook.interpreter(attribute)
    if found is None or not found.categories:
        known = [i.column for i in networks.codebook.interpreters if i.categories]
        raise InputError(f"{attribute!r} is not a closed question of this codebook. {suggestion(attribute, known)}")
    return found


def place(asked: Interpreter, category: str) -> int:
    """Where an answer stands in the codebook's order, from 0; InputError for an answer it does not have."""
    if category not in asked.ids:
        raise InputError(f"{category!r} is not an answer to {asked.column!r}. {suggestion(category, asked.ids)}")
    return asked.ids.index(category)


def codes(networks: EgoNetworks, asked: Interpreter | None) -> np.ndarray:
    """The place of each alter's answer in the codebook's order; -1 where it is unknown or was never asked."""
    if asked is None or not asked.categories or asked.column not in networks.alters.columns:
        return np.full(len(networks.alters), -1)
    return networks.alters[asked.column].cat.codes.to_numpy().astype(np.int64)


def own_codes(networks: EgoNetworks, asked: Interpreter) -> np.ndarray:
    """The place of ego's own answer to the same question, per network; -1 where it is unknown or was never asked."""
    if asked.column not in networks.egos.columns:
        return np.full(len(networks.egos), -1)
    return pd.Index(asked.ids).get_indexer(networks.egos[asked.column].astype(object))


def counts(networks: EgoNetworks, asked: Interpreter) -> np.ndarray:
    """How many alters of each network gave each answer: a row per network, a column per answer of the codebook."""

    def counted() -> np.ndarray:
        answer, width = codes(networks, asked), len(asked.categories)
        valid = answer >= 0
        cells = networks.at.network[valid] * width + answer[valid]
        return np.bincount(cells, minlength=len(networks.egos) * width).reshape(-1, width)

    return networks.once(("counts", asked.column), counted)


def outside_of(networks: EgoNetworks) -> np.ndarray:
    """1 for an alter outside ego's organisation, 0 for one inside, NaN unknown; per row of `networks.alters`.

    Outside are the answers to the question with role organisation that the codebook calls `external`; where it names
    none, those that differ from ego's own. NaN for everyone where the study has no such question.
    """
    asked = networks.codebook.one("organisation")
    if asked is None:
        return np.full(len(networks.alters), np.nan)
    answer = codes(networks, asked)
    if asked.external:
        away = np.isin(answer, [place(asked, e) for e in asked.external])
        return np.where(answer >= 0, away, np.nan)
    own = own_codes(networks, asked)[networks.at.network]
    return np.where((answer >= 0) & (own >= 0), answer != own, np.nan)


def strong_of(networks: EgoNetworks) -> np.ndarray:
    """1 for a strong tie with an alter, 0 for a weak one, NaN unknown; per row of `networks.alters`.

    Strong are the answers to the question with role strength from the first that counts as strong. NaN for everyone
    where the study has no such question.
    """
    asked = networks.codebook.one("strength")
    answer = codes(networks, asked)
    if asked is None or asked.first_strong is None:
        return np.full(len(answer), np.nan)
    return np.where(answer >= 0, answer >= place(asked, asked.first_strong), np.nan)


def tally(networks: EgoNetworks, which: np.ndarray) -> np.ndarray:
    """How many alters of each network are marked in `which`, true or false per alter."""
    return np.bincount(networks.at.network[which], minlength=len(networks.egos))


def series(networks: EgoNetworks, values: np.ndarray, known: np.ndarray, name: str) -> pd.Series:
    """One measure: a number per network, NaN where it is not known or nobody was named."""
    values = np.where(known & (networks.at.n > 0), values, np.nan)
    return pd.Series(values, index=networks.index, name=name, dtype="float64")


def ratio(networks: EgoNetworks, part: np.ndarray, whole: np.ndarray, name: str) -> pd.Series:
    """One measure that divides two numbers per network; NaN where there is nothing to divide by."""
    return series(networks, part / np.where(whole == 0, 1, whole), whole != 0, name)


def unasked(networks: EgoNetworks, name: str) -> pd.Series:
    """A measure whose question the study does not have: NaN for every network."""
    return pd.Series(np.nan, index=networks.index, name=name, dtype="float64")
