"""When a change is called clear: one rule for every table, figure and sentence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from netlab.statistics.inference import LEVEL
from netlab.texts import number, say

ROUNDING = 1e-12  # 1 - 0.95 is a little more than 0.05


def is_clear(low: Any, high: Any, p: Any, level: float = LEVEL) -> Any:
    """Whether a change is clear: its interval leaves out 0, and p is below 1 - level.

    Both, for each alone can be wrong: the interval leaves out 0 too often where changes have long tails up and down,
    and the exact test finds something where the mean is 0 but changes go further one way than the other. "Not clear" is
    not "nothing".

    Parameters
    ----------
    low, high : number or array
        The interval that is printed; of odds ratios their logarithms.
    p : number or array
        Of the test that stands beside it: `deciding_p`.
    level : float
        Of the interval.

    Returns
    -------
    bool or array of bool
        False where there is no interval or no p.
    """
    found = ((np.asarray(low) > 0) | (np.asarray(high) < 0)) & (np.asarray(p) < 1 - level - ROUNDING)
    return bool(found) if found.ndim == 0 else found


def clear_in_words(lang: str, level: float = LEVEL) -> str:
    """When a change is called clear, as part of a sentence."""
    return say("statistics.clear", lang, level=f"{100 * level:g}%", p=number(1 - level, lang, 2))


def deciding_p(p: pd.Series, families: pd.DataFrame) -> pd.Series:
    """The p that decides: corrected for the measures declared beforehand (`primary`), for the others as it is.

    Parameters
    ----------
    p : Series
        The p-values of which `families` is the table of `in_families`, on the same index.
    """
    return families["p_adjusted"].where(families["family"] == "primary", p)
