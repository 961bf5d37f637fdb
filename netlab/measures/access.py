"""Whether ego can use what the alters know: knowing it, valuing it, reaching them in time, at a cost ego can bear."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netlab.measures.answers import codes, place, ratio, tally
from netlab.networks import EgoNetworks

ROLES = ("know", "value", "access", "cost")


def know(networks: EgoNetworks) -> pd.Series:
    """Share of the alters of whom ego knows what they know: answers at or above `from` of the question with role know.

    Range 0 to 1, over alters with an answer; one alter gives 0 or 1. NaN for no alters, nobody answered, no such
    question, or no cut declared.

    References
    ----------
    Borgatti & Cross 2003, Management Science 49:432-445.
    """
    return _share(networks, "know")


def value(networks: EgoNetworks) -> pd.Series:
    """Share of the alters whose knowledge ego values: answers at or above `from` of the question with role value.

    Range 0 to 1, over alters with an answer; one alter gives 0 or 1. NaN for no alters, nobody answered, no such
    question, or no cut declared.

    References
    ----------
    Borgatti & Cross 2003, Management Science 49:432-445.
    """
    return _share(networks, "value")


def access(networks: EgoNetworks) -> pd.Series:
    """Share of the alters whom ego can reach in time: answers at or above `from` of the question with role access.

    Range 0 to 1, over alters with an answer; one alter gives 0 or 1. NaN for no alters, nobody answered, no such
    question, or no cut declared.

    References
    ----------
    Borgatti & Cross 2003, Management Science 49:432-445.
    """
    return _share(networks, "access")


def cost(networks: EgoNetworks) -> pd.Series:
    """Share of the alters whom asking costs little: answers at or below `up_to` of the question with role cost.

    A higher share is better, as for the other three. Range 0 to 1, over alters with an answer; one alter gives 0 or 1.
    NaN for no alters, nobody answered, no such question, or no cut declared.

    References
    ----------
    Borgatti & Cross 2003, Management Science 49:432-445 (where cost did not mediate the effect of proximity).
    """
    return _share(networks, "cost")


def ready(networks: EgoNetworks) -> pd.Series:
    """Share of the ties for which know, value, access and cost all hold.

    Over ties with all four answered. Range 0 to 1; one alter gives 0 or 1. NaN for no alters, no tie fully answered, or
    where one of the four has no question or no cut.
    """
    held, answered = zip(*(held_by(networks, role) for role in ROLES), strict=True)
    every = np.logical_and.reduce(answered)
    return ratio(networks, tally(networks, every & np.logical_and.reduce(held)), tally(networks, every), "ready")


def held_by(networks: EgoNetworks, role: str) -> tuple[np.ndarray, np.ndarray]:
    """Per alter whether the question with this role is answered on the good side of its cut, and whether it counts.

    Without the question, its cut or an answer an alter does not count.
    """
    asked = networks.codebook.one(role)
    cut = None if asked is None else asked.up_to if role == "cost" else asked.from_
    if asked is None or cut is None:
        nobody = np.zeros(len(networks.alters), dtype=bool)
        return nobody, nobody
    answer, at = codes(networks, asked), place(asked, cut)
    answered = answer >= 0
    return answered & ((answer <= at) if role == "cost" else (answer >= at)), answered


def _share(networks: EgoNetworks, role: str) -> pd.Series:
    held, answered = held_by(networks, role)
    return ratio(networks, tally(networks, held), tally(networks, answered), role)
