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
    kept: dict[str, np.ndarray] = networks.__dict__.setdefault("_answer_counts", {})
    if asked.column not in kept:
        answer, width = codes(networks, asked), len(asked.categories)
        valid = answer >= 0
        cells = networks.at.network[valid] * width + answer[valid]
        kept[asked.column] = np.bincount(cells, minlength=len(networks.egos) * width).reshape(-1, width)
    return kept[asked.column]


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
