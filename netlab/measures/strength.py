"""How strong the ties with the alters are, of how many types, and by which channel they run."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netlab.measures.answers import codes, counts, place, ratio, series, strong_of, tally, unasked
from netlab.networks import EgoNetworks


def strong(networks: EgoNetworks) -> pd.Series:
    """Number of strong ties: alters at or above `strong_from` of the question with role strength.

    Without `strong_from` only the last answer, the innermost ring, is strong. Range 0 to n, for one alter 0 or 1;
    alters without an answer are not counted. NaN for no alters, nobody answered, or no such question.
    """
    many, valid = _strong(networks)
    return series(networks, many, valid > 0, "strong")


def weak(networks: EgoNetworks) -> pd.Series:
    """Number of weak ties: alters below `strong_from`; with `strong` it adds up to the alters with an answer.

    Range 0 to n, for one alter 0 or 1. NaN for no alters, nobody answered, or no such question.
    """
    many, valid = _strong(networks)
    return series(networks, valid - many, valid > 0, "weak")


def share_strong(networks: EgoNetworks) -> pd.Series:
    """Strong ties as a share of the alters whose strength is known.

    Range 0 to 1; one alter gives 0 or 1. NaN for no alters, nobody answered, or no such question.
    """
    many, valid = _strong(networks)
    return ratio(networks, many, valid, "share_strong")


def share_weak(networks: EgoNetworks) -> pd.Series:
    """Weak ties as a share of the alters whose strength is known, 1 - share_strong.

    Range 0 to 1; one alter gives 0 or 1. NaN for no alters, nobody answered, or no such question.
    """
    many, valid = _strong(networks)
    return ratio(networks, valid - many, valid, "share_weak")


def ring(networks: EgoNetworks, category: str) -> pd.Series:
    """Number of alters in one ring of the drawing: with one answer on strength.

    Range 0 to n, for one alter 0 or 1. NaN for no alters, nobody answered, or no such question.
    """
    asked = networks.codebook.one("strength")
    if asked is None:
        return unasked(networks, f"ring_{category}")
    given = counts(networks, asked)
    return series(networks, given[:, place(asked, category)], given.sum(axis=1) > 0, f"ring_{category}")


def ring_median(networks: EgoNetworks) -> pd.Series:
    """The median ring, rings counted from 1 (weakest, outermost) to K (strongest, innermost).

    Over alters with an answer; an even number gives the mean of the middle two. Range 1 to K; one alter gives its own
    ring. NaN for no alters, nobody answered, or no such question.
    """
    asked = networks.codebook.one("strength")
    if asked is None:
        return unasked(networks, "ring_median")
    reached = counts(networks, asked).cumsum(axis=1)
    valid = reached[:, -1]
    low, high = ((reached <= middle[:, None]).sum(axis=1) for middle in ((valid - 1) // 2, valid // 2))
    return series(networks, 1 + (low + high) / 2, valid > 0, "ring_median")


def types_mean(networks: EgoNetworks) -> pd.Series:
    """Of how many types a tie with an alter is, on average.

    Types are the relations of the codebook, else its name generators with a column. A tie with any type unanswered is
    left out. Range 0 to the number of types; one alter gives its own number. NaN for no alters, no tie fully answered,
    or no such questions.
    """
    types, valid = _types(networks)
    total = np.bincount(networks.at.network[valid], types[valid], minlength=len(networks.egos))
    return ratio(networks, total, tally(networks, valid), "types_mean")


def share_multiplex(networks: EgoNetworks) -> pd.Series:
    """Share of the ties with an alter that are of two or more types.

    A tie with any type unanswered is left out. Range 0 to 1; one alter gives 0 or 1. NaN for no alters, no tie fully
    answered, or no such questions.
    """
    types, valid = _types(networks)
    return ratio(networks, tally(networks, valid & (types >= 2)), tally(networks, valid), "share_multiplex")


def face_to_face(networks: EgoNetworks) -> pd.Series:
    """Share of the alters whom ego only meets in person.

    The question with role channel says so, by the `channel` of its answers. Range 0 to 1, over alters with an answer;
    one alter gives 0 or 1. NaN for no alters, nobody answered, or no such question.
    """
    return _channel(networks, "face_to_face")


def digital(networks: EgoNetworks) -> pd.Series:
    """Share of the alters with whom ego's contact is only digital.

    Range 0 to 1, over alters with an answer; one alter gives 0 or 1. NaN for no alters, nobody answered, or no such
    question.
    """
    return _channel(networks, "digital")


def both(networks: EgoNetworks) -> pd.Series:
    """Share of the alters with whom ego has both kinds of contact.

    Range 0 to 1, over alters with an answer; one alter gives 0 or 1; with face_to_face and digital it adds up to 1
    unless the question has answers of no channel. NaN for no alters, nobody answered, or no such question.
    """
    return _channel(networks, "both")


def _strong(networks: EgoNetworks) -> tuple[np.ndarray, np.ndarray]:
    """Strong ties and ties of known strength, per network."""

    def counted() -> tuple[np.ndarray, np.ndarray]:
        strong = strong_of(networks)
        return tally(networks, strong == 1), tally(networks, strong >= 0)

    return networks.once("strong", counted)


def _types(networks: EgoNetworks) -> tuple[np.ndarray, np.ndarray]:
    """Per alter the number of types of the tie, and whether every type was answered."""
    columns = networks.codebook.types
    if not columns or not set(columns) <= set(networks.alters.columns):
        nobody = np.zeros(len(networks.alters))
        return nobody, nobody > 0
    answered = networks.alters[columns].to_numpy(dtype="float64", na_value=np.nan)
    return np.nansum(answered, axis=1), ~np.isnan(answered).any(axis=1)


def _channel(networks: EgoNetworks, channel: str) -> pd.Series:
    asked = networks.codebook.one("channel")
    if asked is None or all(c.channel is None for c in asked.categories):
        return unasked(networks, channel)
    answer = codes(networks, asked)
    by = np.array([c.channel == channel for c in asked.categories])
    return ratio(networks, tally(networks, (answer >= 0) & by[answer]), tally(networks, answer >= 0), channel)
