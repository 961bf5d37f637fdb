"""How large a change is: effect sizes, always after - before, and what one person does to the mean."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from netlab.problems import InputError
from netlab.statistics.exact import signed_ranks
from netlab.statistics.inference import NONE, known, spread_of


def rank_biserial(changes: Iterable[float]) -> float:
    """The matched-pairs rank-biserial correlation, (W⁺ - W⁻) / (W⁺ + W⁻).

    W are the sums of the ranks of the changes up and down, 0 left out, ties at their mean rank. Range -1 (everyone
    down) to 1 (everyone up). NaN when no change differs from 0.

    References
    ----------
    Kerby, D. S. (2014). The simple difference formula. Comprehensive Psychology, 3.
    """
    ranks = signed_ranks(known(changes))
    return float(ranks.sum() / np.abs(ranks).sum()) if len(ranks) else np.nan


def d_z(changes: Iterable[float]) -> float:
    """Mean change over the standard deviation of the changes; NaN for fewer than two changes or all equal ones."""
    d = known(changes)
    return float(d.mean() / spread_of(d)) if spread_of(d) > 0 else np.nan


def g_av(before: Iterable[float], after: Iterable[float]) -> float:
    """Hedges' g of a change in units of the people themselves: J(2(n-1)) mean change / √((s₁² + s₂²)/2).

    s₁ and s₂ are the standard deviations before and after, their root mean square in the denominator (Lakens takes
    their mean); J is Hedges' exact correction for few people with 2(n-1) degrees of freedom. after - before; pairs with
    an unknown value left out. NaN for fewer than two pairs, or when nobody differs from anybody in either wave.

    Raises
    ------
    InputError
        For two columns of different length.

    References
    ----------
    Lakens, D. (2013). Frontiers in Psychology, 4:863. Cumming, G. (2012). Understanding the New Statistics.
    """
    from scipy.special import gammaln

    first, second = np.asarray(before, dtype="float64"), np.asarray(after, dtype="float64")
    if len(first) != len(second):
        raise InputError(f"values before and after are of the same people; found {len(first)} and {len(second)}.")
    both = ~np.isnan(first) & ~np.isnan(second)
    first, second = known(first[both]), known(second[both])
    spread = np.sqrt((spread_of(first) ** 2 + spread_of(second) ** 2) / 2)
    if not spread > 0:
        return np.nan
    m = 2 * (len(first) - 1)
    correction = np.exp(gammaln(m / 2) - gammaln((m - 1) / 2)) / np.sqrt(m / 2)
    return float(correction * (second - first).mean() / spread)


def leave_one_out(changes: Iterable[float]) -> tuple[float, float]:
    """The lowest and the highest mean change when one person at a time is left out; NaN for fewer than two."""
    d = known(changes)
    if len(d) < 2:
        return NONE
    means = (d.sum() - d) / (len(d) - 1)
    return float(means.min()), float(means.max())
