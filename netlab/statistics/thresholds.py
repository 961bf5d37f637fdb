"""From which effect on a study of few people is called clear: its interval and its exact test together."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

import numpy as np

from netlab.statistics.exact import smallest_p, smallest_p_of_groups

FEW = 50  # p-values that the exact test can give below its level: from here on it finds as much as the t test
NUMBERS = 4_000_000  # arrangements × simulated studies
STUDIES = (1_000, 3_000)  # simulated, at the least and at the most
NODES = 24  # of a quadrature
SEED = 1


def reachable(n: int, comparison: int | None, p: float) -> float:
    """How many different p-values below p the exact test of so many people can give; 0 where it never can."""
    least = smallest_p(n) if comparison is None else smallest_p_of_groups(n, comparison)
    return float(np.ceil(p / least - 1e-9) - 1) if least > 0 else np.inf


def clear_by_both(effect: float, n: int, comparison: int | None, p: float, level: float) -> float:
    """How likely the interval leaves out 0 and the exact test gives a value below p, for normally distributed changes.

    Simulated with a fixed seed, and only what has to be: of each study the form of its changes. How far they spread and
    where their mean lies do not hang on their form, so that the chance that these two take the study beyond its
    threshold is worked out.

    Parameters
    ----------
    effect : float
        Mean change, or difference in mean change, in standard deviations of the change.
    n, comparison : int
        People in the group, and in the comparison group; without it there is one group. For few of them: `reachable`.
    p : float
        Below which the exact test counts: .05 over the number of declared measures.
    level : float
        Of the interval: Student's in the place of the bootstrap one, which has the same width for normal changes;
        between groups Welch's.

    Returns
    -------
    float
        0 to 1.
    """
    from scipy.special import ndtr

    spread, weight = _spreads(n - 1 if comparison is None else n + comparison - 2)
    least = thresholds(n, comparison, p, level)[:, None] * spread
    error = np.sqrt(1 / n + (1 / comparison if comparison else 0))
    found = ndtr((abs(effect) - least) / error) + ndtr((-abs(effect) - least) / error)
    return float((found @ weight).mean())


@lru_cache(maxsize=256)
def _spreads(freedom: int) -> tuple[np.ndarray, np.ndarray]:
    """Estimated standard deviations where the true one is 1, and the weight of each."""
    from scipy.stats import chi2

    at, weight = np.polynomial.legendre.leggauss(NODES)
    return np.sqrt(chi2.ppf((at + 1) / 2, freedom) / freedom), weight / 2


@lru_cache(maxsize=256)
def thresholds(n: int, comparison: int | None, p: float, level: float) -> np.ndarray:
    """Of each simulated study the mean change, or difference, that it must pass to be clear upwards, in its own spread.

    In a sign-flip test the signs of some people count against the study when their own mean change is not above 0: as
    long as the mean is below minus the mean of how these people lie around it. So each arrangement (of signs, or of
    people over two groups) has an effect up to which it counts, and when k of them may count, the k-th largest of these
    effects is what the mean must pass.
    """
    ways, always = _signs(n) if comparison is None else _divisions(n, comparison)
    every = 2.0 ** (n - 1) if comparison is None else len(ways[0]) + always
    may = int(np.ceil(p * every - 1e-9)) - 1 - always  # arrangements besides those that always count
    people = n + (comparison or 0)
    studies = int(np.clip(NUMBERS // len(ways[0]), *STUDIES))
    rest = np.random.default_rng([SEED, n, comparison or 0]).normal(size=(studies, people))
    for group in (slice(0, n), slice(n, people)):
        rest[:, group] -= rest[:, group].mean(axis=1, keepdims=True) if rest[:, group].size else 0.0
    rest /= np.sqrt((rest**2).sum(axis=1, keepdims=True) / (people - (1 if comparison is None else 2)))
    up_to = rest @ ways[0].T
    for other in ways[1:]:
        np.maximum(up_to, rest @ other.T, out=up_to)
    up_to.partition(up_to.shape[1] - may - 1, axis=1)
    return np.maximum(up_to[:, -may - 1], _reach(rest, n, level))


def _signs(n: int) -> tuple[list[np.ndarray], int]:
    """Of every pattern of signs who is turned, as the weights of minus their mean; and that only none turned counts."""
    turned = ((np.arange(1, 2**n)[:, None] >> np.arange(n)) & 1).astype("float64")
    return [-turned / turned.sum(axis=1, keepdims=True)], 1


def _divisions(n: int, m: int) -> tuple[list[np.ndarray], int]:
    """Of every other division over two groups the weights of the difference up to which it counts, on either side of 0.

    With j people of the first group exchanged: their sum and that of those who came in their place; and on the other
    side of 0 the two sums of the first group together, against twice what is expected. How many always count: the
    division itself, and for equal groups its mirror image.
    """
    chosen = np.array(list(combinations(range(n + m), n)))
    inside = np.zeros((len(chosen), n + m))
    np.put_along_axis(inside, chosen, 1.0, axis=1)
    first = inside[0]  # the first n
    moved = n - inside @ first
    further = 2 * n * m / (n + m) - moved
    other = (moved > 0) & (further > 1e-9)
    inside, moved, further = inside[other], moved[other, None], further[other, None]
    return [(inside - first) / moved, (2 * n / (n + m) - first - inside) / further], int((~other).sum())


def _reach(rest: np.ndarray, n: int, level: float) -> np.ndarray:
    """How far the interval of each study reaches from its mean, or from the difference between its groups."""
    from scipy.stats import t

    first = rest[:, :n].var(axis=1, ddof=1) / n
    m = rest.shape[1] - n
    if not m:
        return t.ppf((1 + level) / 2, n - 1) * np.sqrt(first)
    second = rest[:, n:].var(axis=1, ddof=1) / m
    freedom = (first + second) ** 2 / (first**2 / (n - 1) + second**2 / (m - 1))
    return t.ppf((1 + level) / 2, freedom) * np.sqrt(first + second)
