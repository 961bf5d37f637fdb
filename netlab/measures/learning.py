"""Who asks and who brings: help between ego and its alters, in both directions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netlab.codebook import Interpreter
from netlab.measures.answers import codes, ratio, tally
from netlab.networks import EgoNetworks


def balance(networks: EgoNetworks) -> pd.Series:
    """What ego brings against what ego asks, (Σg - Σh) / (Σg + Σh).

    g is the answer to the question with role brings (ego helps the alter), h to the one with role asks (ego asks the
    alter): the codes of their answers, or the numbers themselves, 0 for never. Range -1 (only asks) to +1 (only
    brings), also for one alter. Ties with either answer missing are left out. NaN for no alters, no tie with both
    answers, no exchange at all (Σg + Σh = 0), or no such questions.
    """
    brings, asks, _ = exchange(networks)
    at, size = networks.at.network, len(networks.egos)
    given, got = np.bincount(at, brings, minlength=size), np.bincount(at, asks, minlength=size)
    return ratio(networks, given - got, given + got, "balance")


def mutual(networks: EgoNetworks) -> pd.Series:
    """Ties in which ego both asks and brings as a share of the ties with any exchange: g > 0 and h > 0 over g + h > 0.

    The dyadic form of reciprocity: a tie without exchange is never counted as mutual. Range 0 to 1; one alter gives 0
    or 1. Ties with either answer missing are left out. NaN for no alters, no tie with both answers, no exchange at all,
    or no such questions.
    """
    brings, asks, _ = exchange(networks)
    two_way = tally(networks, (brings > 0) & (asks > 0))
    return ratio(networks, two_way, tally(networks, brings + asks > 0), "mutual")


def exchange(networks: EgoNetworks) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Per alter what ego brings and asks (both 0 where either answer is missing), and whether both are answered."""
    questions = [networks.codebook.one(role) for role in ("brings", "asks")]
    if None in questions:
        nothing = np.zeros(len(networks.alters))
        return nothing, nothing, nothing > 0
    brings, asks = (_amount(networks, asked) for asked in questions)
    answered = ~np.isnan(brings) & ~np.isnan(asks)
    return np.where(answered, brings, 0), np.where(answered, asks, 0), answered


def _amount(networks: EgoNetworks, asked: Interpreter | None) -> np.ndarray:
    """The number behind each alter's answer; NaN where it is unknown or was never asked."""
    if asked is None or asked.column not in networks.alters.columns:
        return np.full(len(networks.alters), np.nan)
    if not asked.categories:
        return networks.alters[asked.column].to_numpy(dtype="float64", na_value=np.nan)
    return np.array([*asked.codes, np.nan])[codes(networks, asked)]  # -1, unknown, is the last
