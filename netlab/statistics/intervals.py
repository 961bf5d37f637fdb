"""Intervals for a mean or a middle change, each by its name, and why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from netlab.problems import InputError, suggestion
from netlab.statistics.inference import (
    DECIMALS,
    DRAWS,
    FEWEST,
    LEVEL,
    NONE,
    SEED,
    blocks,
    bootstrap_t,
    known,
    possible,
    spread_of,
    t_interval,
)

INTERVALS = ("bootstrap_t", "bca", "percentile", "t")
EXACT_RANKS = 100  # changes of which the signed ranks are counted in every way; beyond, the normal distribution
MOST_WALSH = 2000  # changes of which all averages of two fit in memory with ease


def interval(
    changes: Iterable[float], method: str = "bootstrap_t", level: float = LEVEL, draws: int = DRAWS, seed: int = SEED
) -> tuple[float, float]:
    """An interval for the mean change, by one of four methods.

    Parameters
    ----------
    changes : numbers, NaN left out
    method : {"bootstrap_t", "bca", "percentile", "t"}
        `bootstrap_t` is the one to print: with 10 to 15 people it alone keeps its level for skewed changes and for
        changes with many zeros. `percentile` takes the quantiles of the means of resamples; `bca` shifts these for bias
        and for a spread that depends on the mean; both are too narrow for so few. `t` is Student's.
    level : float
        0.95 by default.
    draws, seed : int
        For the three that draw resamples, all of them the same ones.

    Returns
    -------
    tuple of float
        Low and high; NaN where there is none, and `no_interval` says why.

    Raises
    ------
    InputError
        For another method, a level that is not between 0 and 1, fewer draws than it needs (39 for 0.95), and an
        infinite change.

    References
    ----------
    Efron, B. & Tibshirani, R. J. (1993). An Introduction to the Bootstrap, chapters 12 to 14.
    """
    if method not in INTERVALS:
        raise InputError(f"{method!r} is not a kind of interval. {suggestion(method, INTERVALS)}")
    possible(level, draws, seed)
    if method == "bootstrap_t":
        return bootstrap_t(changes, level, draws, seed)
    if method == "t":
        return t_interval(changes, level)
    d = known(changes)
    if len(d) < FEWEST or not spread_of(d) > 0:
        return NONE
    means = _means(d, draws, seed)
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    if method == "bca":
        tails = _accelerated(d, means, tails)
        if np.isnan(tails).any():
            return NONE
    low, high = np.quantile(means, tails)
    return float(low), float(high)


def _means(d: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """The means of resamples, equal but for the computer's rounding made equal."""
    rng = np.random.default_rng(seed)
    drawn = [d[rng.integers(0, len(d), (some, len(d)))].mean(axis=1) for some in blocks(draws, len(d))]
    return np.round(np.concatenate(drawn), DECIMALS)


def _accelerated(d: np.ndarray, means: np.ndarray, tails: np.ndarray) -> np.ndarray:
    """The tails of BCa: moved by the bias z0 and stretched by the acceleration; NaN when no mean lies on one side."""
    from scipy.stats import norm

    mean = np.round(d.mean(), DECIMALS)
    below = ((means < mean).mean() + (means <= mean).mean()) / 2
    if not 0 < below < 1:
        return np.full(2, np.nan)
    bias = norm.ppf(below)
    apart = d - d.mean()  # a mean without one person is the mean minus this, over n - 1
    acceleration = (apart**3).sum() / (6 * (apart**2).sum() ** 1.5)
    moved = bias + norm.ppf(tails)
    return norm.cdf(bias + moved / (1 - acceleration * moved))


def no_interval(changes: Iterable[float], found: tuple[float, float] = NONE) -> str:
    """Why there is no interval, empty when there is.

    Parameters
    ----------
    changes : numbers, NaN left out
    found : tuple of float
        What `interval` gave.

    Returns
    -------
    str
        `no_changes`; `one_change`; `all_equal` (whatever the mean, nothing says how far it could be off); `too_few`
        (two or three changes cannot be resampled); `nearly_all_equal` (BCa: the resamples all lie on one side of the
        mean); or empty.
    """
    d = known(changes)
    if np.isfinite(found).all():
        return ""
    if len(d) < 2:
        return "one_change" if len(d) else "no_changes"
    if not spread_of(d) > 0:
        return "all_equal"
    return "too_few" if len(d) < FEWEST else "nearly_all_equal"


def hodges_lehmann(changes: Iterable[float], level: float = LEVEL) -> tuple[float, float, float]:
    """The middle of the changes after Hodges and Lehmann, with the interval that belongs to Wilcoxon's test.

    The median of the n(n + 1)/2 averages of two changes, a change with itself included. Low and high are the averages
    that Wilcoxon's exact test leaves standing: the k-th from either end, k the largest number for which both tails
    together have no more than 1 - level. So the level is kept or exceeded, also with ties, for changes that lie
    symmetrically around their middle; up to 100 changes by counting, beyond that by the normal distribution.

    Returns
    -------
    tuple of float
        The middle, low, high. Low and high are NaN for too few changes (five cannot give 95 %: 2/2⁵ = .06) and for
        changes that are all equal. All NaN without changes, and for more than 2000.

    References
    ----------
    Hodges, J. L. & Lehmann, E. L. (1963). Annals of Mathematical Statistics, 34, 598–611.
    Hollander, M. & Wolfe, D. A. (1973). Nonparametric Statistical Methods, 3.2 and 3.3.
    """
    possible(level)
    d = known(changes)
    if not 0 < len(d) <= MOST_WALSH:
        return (np.nan, *NONE)
    averages = np.sort((d[:, None] + d)[np.triu_indices(len(d))] / 2)
    middle, place = float(np.median(averages)), _place(len(d), level)
    if place == 0 or not spread_of(d) > 0:
        return (middle, *NONE)
    return middle, float(averages[place - 1]), float(averages[-place])


@lru_cache(maxsize=256)
def _place(n: int, level: float) -> int:
    """The largest k with 2 P(W < k) ≤ 1 - level, W the sum of the positive ranks of n changes; 0 when there is none."""
    if n > EXACT_RANKS:
        from scipy.stats import norm

        reach = norm.ppf((1 + level) / 2) * np.sqrt(n * (n + 1) * (2 * n + 1) / 24)
        return int(n * (n + 1) / 4 - reach)
    chance = np.ones(1)
    for rank in range(1, n + 1):
        longer = np.zeros(len(chance) + rank)
        longer[: len(chance)] += chance / 2
        longer[rank:] += chance / 2
        chance = longer
    return int((2 * np.cumsum(chance) <= 1 - level + 1e-12).sum())
