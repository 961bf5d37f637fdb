"""Inference from few people: which changes are known, and their intervals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from numbers import Integral, Real

import numpy as np
import pandas as pd

from netlab.problems import InputError

LEVEL, DRAWS, SEED = 0.95, 9999, 1
BLOCK = 4_000_000  # numbers drawn at once
FEWEST = 4  # changes for a bootstrap interval: of three, one draw in nine has all values equal
DECIMALS = 9  # differences closer than this are ties: 0.3 - 0.2 and 0.2 - 0.1 are the same change
NONE = (np.nan, np.nan)


def known(values: Iterable[float]) -> np.ndarray:
    """The values that are known, differences that are equal but for the computer's rounding made equal.

    Raises
    ------
    InputError
        For an infinite value, that has no mean to change, and for what is no numbers.
    """
    try:
        given = np.asarray(values if isinstance(values, np.ndarray | pd.Series) else list(values), dtype="float64")
    except (TypeError, ValueError):
        raise InputError(
            f"{values!r} is given as the changes. Expected numbers, and NaN for what is unknown."
        ) from None
    if np.isinf(given).any():
        raise InputError("an infinite value stands among the changes. Expected numbers, and NaN for what is unknown.")
    return np.round(given[~np.isnan(given)], DECIMALS)


def possible(level: float = LEVEL, draws: int = DRAWS, seed: int = SEED) -> None:
    """Nothing, for a level between 0 and 1, enough draws to have a share of them beyond each end, and a whole seed.

    Raises
    ------
    InputError
        Naming what cannot be: with fewer draws the interval would be narrower than it says.
    """
    between = isinstance(level, Real) and 0 < level < 1
    wrong = [] if between else [f"level is {level!r}. Expected more than 0 and less than 1, such as 0.95."]
    least = 1 if wrong else int(np.ceil(2 / (1 - level) - 1 - 1e-9))
    if not isinstance(draws, Integral) or draws < least:
        wrong.append(f"draws is {draws!r}. Expected {least} or more for this level.")
    if not isinstance(seed, Integral) or seed < 0:
        wrong.append(f"seed is {seed!r}. Expected a whole number, 0 or more.")
    if wrong:
        raise InputError(wrong)


def spread_of(values: np.ndarray) -> float:
    """Standard deviation over n - 1; 0 when all are equal, NaN for fewer than two values."""
    if len(values) < 2:
        return np.nan
    return float(np.std(values, ddof=1)) if np.ptp(values) > 0 else 0.0


def blocks(draws: int, width: int) -> Iterator[int]:
    """How many draws to take at a time."""
    step = max(1, BLOCK // max(width, 1))
    yield from (min(step, draws - done) for done in range(0, draws, step))


def t_interval(changes: Iterable[float], level: float = LEVEL) -> tuple[float, float]:
    """Student's interval for a mean change, mean ± t(n-1) sd/√n; NaN for fewer than two changes or all equal ones."""
    from scipy.stats import t

    possible(level)
    d = known(changes)
    if not spread_of(d) > 0:
        return NONE
    reach = t.ppf((1 + level) / 2, len(d) - 1) * spread_of(d) / np.sqrt(len(d))
    return float(d.mean() - reach), float(d.mean() + reach)


@lru_cache(maxsize=4)
def _resamples(n: int, draws: int, seed: int) -> np.ndarray:
    return _counts(np.random.default_rng(seed), n, draws)


def _counts(rng: np.random.Generator, n: int, draws: int) -> np.ndarray:
    """How often each of n changes is in each draw of n: a row per draw."""
    drawn = rng.integers(0, n, (draws, n)) + n * np.arange(draws)[:, None]
    return np.bincount(drawn.ravel(), minlength=n * draws).reshape(draws, n).astype("float64")


def _draws(n: int, draws: int, seed: int) -> Iterator[tuple[int, np.ndarray]]:
    """All draws in blocks, each with its place; in one block, which is remembered, for so few changes as people are."""
    if n * draws <= BLOCK:
        yield 0, _resamples(n, draws, seed)
        return
    rng, at = np.random.default_rng(seed), 0
    for some in blocks(draws, n):
        yield at, _counts(rng, n, some)
        at += some


def bootstrap_t(
    changes: Iterable[float], level: float = LEVEL, draws: int = DRAWS, seed: int = SEED
) -> tuple[float, float]:
    """The bootstrap-t interval for a mean change: the headline interval for few people.

    The n changes are drawn again with replacement; t* = (mean* - mean) / (sd*/√n); the interval runs from mean minus
    the upper quantile of t* times sd/√n to mean minus the lower one. A draw of n equal values has no sd* of its own: it
    gets the least that n values show when they are not all equal, that of one value one sd of the sample away from the
    others, sd* = sd/√n. Without that a sample with many zeros would have no interval at all.

    Where half or more of the changes are equal (most often 0), neither end is nearer to the mean than Student's: when
    the few who did change all went up, the resamples cannot know that others might have gone down.

    What it covers is measured in docs/statistics.md: about what it promises for normal, count and exponential changes
    of 8 to 30 people, where percentile, BCa and Student's t fall short for the skewed ones.

    Parameters
    ----------
    changes : numbers, NaN left out
    level : float
        0.95 by default.
    draws, seed : int
        The same seed gives the same interval, whatever else is computed.

    Returns
    -------
    tuple of float
        Low and high; NaN when there are fewer than four changes, or when all are equal.

    Raises
    ------
    InputError
        For a level that is not between 0 and 1, fewer draws than it needs (39 for 0.95), and an infinite change.

    References
    ----------
    Efron, B. & Tibshirani, R. J. (1993). An Introduction to the Bootstrap, 12.5.
    """
    low, high = bootstrap_t_of_rows(known(changes)[None, :], level, draws, seed)
    return float(low[0]), float(high[0])


def bootstrap_t_of_rows(
    samples: np.ndarray, level: float = LEVEL, draws: int = DRAWS, seed: int = SEED
) -> tuple[np.ndarray, np.ndarray]:
    """`bootstrap_t` of every row of a table of changes without NaN: the lows and the highs.

    All rows are drawn from in the same way, so that a row has the interval that it has alone.
    """
    from scipy.stats import t as student

    possible(level, draws, seed)
    d = np.round(np.asarray(samples, dtype="float64"), DECIMALS)
    n = d.shape[1]
    low, high = np.full(len(d), np.nan), np.full(len(d), np.nan)
    differ = np.flatnonzero(np.ptp(d, axis=1) > 0) if n >= FEWEST else np.array([], dtype=int)
    place = int(np.floor((draws + 1) * (1 - level) / 2 + 1e-9))
    for some in (differ[i : i + BLOCK // draws + 1] for i in range(0, len(differ), BLOCK // draws + 1)):
        mean = d[some].mean(axis=1)
        apart = d[some] - mean[:, None]
        variance = (apart**2).sum(axis=1, keepdims=True) / (n - 1)
        t = np.empty((len(some), draws))  # over √n, which falls away
        for at, drawn in _draws(n, draws, seed):
            shift = apart @ drawn.T / n
            spread = (apart**2 @ drawn.T - n * shift**2) / (n - 1)
            # what the computer's rounding leaves of a spread of 0 is not a spread
            t[:, at : at + len(drawn)] = shift / np.sqrt(np.where(spread > 1e-10 * variance, spread, variance / n))
        t.partition(sorted({place - 1, draws - place}), axis=1)
        sd = np.sqrt(variance[:, 0])
        reach = np.column_stack([t[:, draws - place], -t[:, place - 1]])
        equal = _half_equal(d[some])
        reach[equal] = np.maximum(reach[equal], student.ppf((1 + level) / 2, n - 1) / np.sqrt(n))
        low[some], high[some] = mean - reach[:, 0] * sd, mean + reach[:, 1] * sd
    return low, high


def _half_equal(rows: np.ndarray) -> np.ndarray:
    """In which rows half of the values or more are equal: the value in the middle is then that value."""
    n = rows.shape[1]
    in_order = np.sort(rows, axis=1)
    often = [(rows == in_order[:, [middle]]).sum(axis=1) for middle in ((n - 1) // 2, n // 2)]
    return np.maximum(*often) >= n / 2


def welch_interval(changes: Iterable[float], other: Iterable[float], level: float = LEVEL) -> tuple[float, float]:
    """Welch's interval for the difference of two mean changes, the first minus the second.

    NaN when either group has fewer than two changes, or when all changes are equal within both.
    """
    from scipy.stats import t

    possible(level)
    d, e = known(changes), known(other)
    v, w = spread_of(d) ** 2 / max(len(d), 1), spread_of(e) ** 2 / max(len(e), 1)
    if not v + w > 0:
        return NONE
    freedom = (v + w) ** 2 / (v**2 / (len(d) - 1) + w**2 / (len(e) - 1))
    reach = t.ppf((1 + level) / 2, freedom) * np.sqrt(v + w)
    return float(d.mean() - e.mean() - reach), float(d.mean() - e.mean() + reach)
