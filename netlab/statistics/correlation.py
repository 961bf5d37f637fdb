"""Whether two changes go together: Spearman's correlation with a permutation p."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import permutations

import numpy as np

from netlab.problems import InputError
from netlab.statistics.inference import DECIMALS, DRAWS, NONE, SEED, blocks

PERMUTED = 8  # pairs that are put together in every way: 8! = 40 320


@lru_cache(maxsize=4)
def _orders(n: int) -> np.ndarray:
    return np.array(list(permutations(range(n))), dtype=np.int64)


def spearman(one: Iterable[float], other: Iterable[float], draws: int = DRAWS, seed: int = SEED) -> tuple[float, float]:
    """Spearman's rank correlation of two columns, and its two-sided permutation p.

    The correlation of the ranks, ties at their mean rank; range -1 to 1. p is the share of all ways to put the two
    columns together in which the correlation is at least as far from 0: all of them for up to 8 pairs, beyond that
    `draws` random ones, the observed one counted in.

    Parameters
    ----------
    one, other : numbers
        In the same order of people; a pair with an unknown value is left out.
    draws, seed : int
        The same seed gives the same p.

    Returns
    -------
    tuple of float
        The correlation and p; NaN for fewer than three pairs, or where one column has a single value.

    Raises
    ------
    InputError
        For two columns of different length.

    References
    ----------
    Spearman, C. (1904). American Journal of Psychology, 15, 72–101.
    """
    from scipy.stats import rankdata

    x, y = (np.asarray(list(values), dtype="float64") for values in (one, other))
    if len(x) != len(y):
        raise InputError(f"a correlation needs two columns of the same people; found {len(x)} and {len(y)} values.")
    both = ~np.isnan(x) & ~np.isnan(y)
    x, y = np.round(x[both], DECIMALS), np.round(y[both], DECIMALS)
    if len(x) < 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return NONE
    first, second = (ranks - ranks.mean() for ranks in (rankdata(x), rankdata(y)))
    scale = np.sqrt((first @ first) * (second @ second))
    found = float(first @ second)
    reached = abs(found) - 1e-9 * scale
    if len(x) <= PERMUTED:
        p = float(np.mean(np.abs(second[_orders(len(x))] @ first) >= reached))
    else:
        rng = np.random.default_rng(seed)
        shuffled = (rng.permuted(np.broadcast_to(second, (some, len(x))), axis=1) for some in blocks(draws, len(x)))
        p = (1 + sum(int((np.abs(s @ first) >= reached).sum()) for s in shuffled)) / (1 + draws)
    return found / scale, p
