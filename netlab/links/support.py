"""What else speaks for two alters being one person: role, department, place in the drawing; never what differs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from netlab.cleaning.answers import numbers, plain
from netlab.codebook import Codebook
from netlab.links.likeness import alike_roles
from netlab.links.names import read_name

NEAR = 0.25  # share of the drawing's width beyond which two places say nothing
TRUST_PLACE = 0.6  # a place is where somebody happened to drop a contact
TRUST_ROLE = 0.8  # a role in brackets is written differently in every wave
ROLES = ("attribute", "organisation")


class Signs(NamedTuple):
    """The columns that may support a link: answers as integers (-1 unknown), places, and texts per alter.

    `chance` is how often two alters of the study agree on a column anyway.
    """

    columns: tuple[str, ...]
    codes: np.ndarray
    chance: np.ndarray
    places: np.ndarray
    texts: list[frozenset[str]]
    roles: list[tuple[str, ...]]


def _places(alters: pd.DataFrame) -> np.ndarray:
    """Where each alter stands in the drawing, in shares of its width; NaN where that is not known."""
    pairs = [(c, c[:-1] + "y") for c in map(str, alters.columns) if c == "x" or c.endswith("_x")]
    pairs = [(x, y) for x, y in pairs if y in alters.columns]
    if not pairs:
        return np.full((len(alters), 2), np.nan)
    read = np.column_stack([numbers(alters[c])[0].to_numpy(dtype="float64") for c in pairs[0]])
    known = read[~np.isnan(read)]
    span = known.max() - known.min() if len(known) else 1.0
    return read / max(span, 1.0)


def signs(alters: pd.DataFrame, codebook: Codebook) -> Signs:
    """What the columns of the alters say beside the name.

    Attributes and organisations of the codebook, its notes (free text such as a function), and the first pair of
    columns that are called `x` and `y` or end in `_x` and `_y`.
    """
    asked = [i for i in codebook.interpreters if (i.role in ROLES and i.categories) or i.role == "note"]
    columns = [i.column for i in asked if i.column in alters.columns]
    codes, chance = [], []
    written: list[set[str]] = [set() for _ in range(len(alters))]
    for column in columns:
        words = alters[column].astype(object).map(plain, na_action="ignore")
        words = words.where(words.notna() & (words != ""))
        code = pd.factorize(words)[0]
        shares = np.bincount(code[code >= 0]) / max((code >= 0).sum(), 1)
        codes.append(code)
        chance.append(float((shares**2).sum()))
        for n in np.flatnonzero(code >= 0):
            written[n].add(words.iloc[n])
    return Signs(
        tuple(columns),
        np.array(codes, dtype=np.int64).reshape(len(columns), len(alters)),
        np.array(chance),
        _places(alters),
        [frozenset(w) for w in written],
        [read_name(str(n)).roles for n in alters["name"]],
    )


def _role(signs: Signs, a: int, b: int) -> bool:
    """Whether the role written with one name is the role, or in a column, of the other."""
    for one, other in ((a, b), (b, a)):
        said = {*signs.roles[other], *signs.texts[other]}
        if any(alike_roles(role, text) for role in signs.roles[one] for text in said):
            return True
    return False


def support(signs: Signs, before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How much beside the name speaks for each pair.

    Parameters
    ----------
    signs : Signs
    before, after : array of int
        Rows of alters, in two waves.

    Returns
    -------
    strength : array of float, len(before) × len(after)
        0 (nothing) to 1. An answer that few give says more than one that most give; what is unknown, or differs, says
        nothing.
    agree : array of bool, columns + 2 × len(before) × len(after)
        On what they agree: the columns, the role written with the name, the place.
    """
    left, right = signs.codes[:, before], signs.codes[:, after]
    agree = (left[:, :, None] == right[:, None, :]) & (left[:, :, None] >= 0)
    weights = agree * (1 - signs.chance)[:, None, None]
    told = [n for n in before if signs.roles[n]] or [n for n in after if signs.roles[n]]
    role = np.zeros((len(before), len(after)), dtype=bool)
    if told:
        role = np.array([[_role(signs, a, b) for b in after] for a in before], dtype=bool).reshape(role.shape)
    gap = signs.places[before][:, None, :] - signs.places[after][None, :, :]
    close = np.nan_to_num(1 - np.hypot(gap[..., 0], gap[..., 1]) / NEAR).clip(0, 1)
    all_weights = np.concatenate([weights, [role * TRUST_ROLE], [close * TRUST_PLACE]])
    return 1 - (1 - all_weights).prod(axis=0), np.concatenate([agree, [role], [close > 0.5]])
