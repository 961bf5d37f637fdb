"""Exact tests for few people: every pattern of signs, every division into groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, combinations
from math import comb

import numpy as np

from netlab.statistics.inference import DECIMALS, DRAWS, SEED, blocks, known

ENUMERATED = 20  # changes whose signs are flipped in every possible way
LABELLINGS = 200_000  # divisions of egos into two groups that are all tried


def tie(terms: int, total: np.ndarray | float) -> np.ndarray | float:
    """How close two sums of so many rounded changes are when they are equal; `total` of the absolute changes.

    Each change is up to half of 10^-DECIMALS off, of 1/3 say, and so is each of the two sums as often as it has terms.
    """
    return np.maximum(terms * 10.0**-DECIMALS, 1e-12 * total)


def sign_flip(changes: Iterable[float], draws: int = DRAWS, seed: int = SEED) -> float:
    """Two-sided p of the sign-flip permutation test: if nothing changes, up and down are equally likely.

    The share of the 2ⁿ patterns of signs of which the sum is at least as far from 0 as the observed one. All patterns
    are tried for up to 20 changes that are not 0 (those that are 0 make no difference); beyond, `draws` random ones,
    the observed one counted in. Range 2/2ⁿ to 1. All changes 0: 1. No changes: NaN.

    References
    ----------
    Fisher, R. A. (1935). The Design of Experiments, section 21.
    """
    d = known(changes)
    if not len(d):
        return np.nan
    d = d[d != 0]
    reached = abs(d.sum()) - tie(len(d), np.abs(d).sum())
    if len(d) <= ENUMERATED:
        sums = d[:1].copy() if len(d) else np.zeros(1)  # the other half of the patterns is its mirror image
        for one in d[1:]:
            sums = np.concatenate([sums + one, sums - one])
        return float(np.mean(np.abs(sums) >= reached))
    rng = np.random.default_rng(seed)
    far = sum(
        int((np.abs(rng.choice([-1.0, 1.0], (some, len(d))) @ d) >= reached).sum()) for some in blocks(draws, len(d))
    )
    return (1 + far) / (1 + draws)


def signed_ranks(d: np.ndarray) -> np.ndarray:
    """The ranks of the changes that are not 0, ties at their mean rank, with the sign of the change."""
    from scipy.stats import rankdata

    d = d[d != 0]
    return rankdata(np.abs(d)) * np.sign(d)


def wilcoxon(changes: Iterable[float]) -> float:
    """Two-sided p of Wilcoxon's signed-rank test: changes of 0 left out, ties at their mean rank.

    Exact for up to 20 changes that are not 0, also with ties: the signs of their ranks are flipped in every way. Beyond
    that scipy's test: exact up to 50 without ties, else by the normal distribution. On differences rounded to nine
    decimals, for the noise of the computer makes ranks of equal changes. NaN when no change differs from 0.

    References
    ----------
    Wilcoxon, F. (1945). Biometrics Bulletin, 1, 80–83.
    """
    d = known(changes)
    ranks = signed_ranks(d)
    if not len(ranks):
        return np.nan
    if len(ranks) <= ENUMERATED:
        return sign_flip(ranks)  # scipy gives the same p, slowly, and with ties for 13 changes at most
    from scipy.stats import wilcoxon as signed_rank

    return float(signed_rank(d[d != 0]).pvalue)


def smallest_p(n: int) -> float:
    """The smallest two-sided p that n changes can give in a sign-flip or Wilcoxon test, 2/2ⁿ; NaN for none."""
    return min(1.0, 2.0 ** (1.0 - n)) if n > 0 else np.nan


def smallest_p_of_groups(n: int, other: int) -> float:
    """The smallest two-sided p of a label permutation of groups of these sizes; NaN where one has nobody.

    1 over the number of divisions; 2 over it for groups of equal size, for which the mirror image is as far from 0.
    """
    from scipy.special import comb as divisions  # in floating point: infinite for thousands

    return min(1.0, (2 if n == other else 1) / float(divisions(n + other, n))) if n > 0 and other > 0 else np.nan


@lru_cache(maxsize=4)
def _labellings(all_: int, some: int) -> np.ndarray:
    return np.fromiter(chain.from_iterable(combinations(range(all_), some)), dtype=np.int64).reshape(-1, some)


def label_permutation(changes: Iterable[float], other: Iterable[float], draws: int = DRAWS, seed: int = SEED) -> float:
    """Two-sided p for a difference between two groups in mean change: who is in which group is shuffled.

    The share of all divisions of the people into groups of these sizes of which the difference is at least as far from
    0 as the observed one. All divisions are tried when there are at most 200 000 (10 and 10 people: 184 756); beyond,
    `draws` random ones, the observed one counted in. NaN when either group is empty.
    """
    d, e = known(changes), known(other)
    if not len(d) or not len(e):
        return np.nan
    return float(label_permutation_of_rows(d[None, :], e[None, :], draws, seed)[0])


def label_permutation_of_rows(
    changes: np.ndarray, other: np.ndarray, draws: int = DRAWS, seed: int = SEED
) -> np.ndarray:
    """`label_permutation` of every row of two tables of changes without NaN, in all of them the same divisions."""
    pool = np.round(np.column_stack([changes, other]).astype("float64"), DECIMALS)
    n, (rows, size) = np.shape(changes)[1], pool.shape
    expected = n * pool.mean(axis=1)  # the difference grows with the distance of the first group's sum from this
    reached = np.abs(pool[:, :n].sum(axis=1) - expected)
    reached -= tie(2 * size, np.abs(pool).sum(axis=1))  # the sum's rounding, and that of what is expected
    all_, far, tried = comb(size, n) <= LABELLINGS, np.zeros(rows), 0
    for first in _divisions(size, n, None if all_ else draws, seed, max(size, rows)):
        if rows == 1:
            sums = pool[0][first].sum(axis=1)[:, None]
        else:
            inside = np.zeros((len(first), size))
            np.put_along_axis(inside, first, 1.0, axis=1)
            sums = inside @ pool.T
        far += (np.abs(sums - expected) >= reached).sum(axis=0)
        tried += len(first)
    return far / tried if all_ else (1 + far) / (1 + tried)


def _divisions(size: int, n: int, draws: int | None, seed: int, width: int) -> Iterator[np.ndarray]:
    """Who is in the first group of n, in blocks: every division, or so many random ones."""
    if draws is None:
        every = _labellings(size, n)
        at = 0
        for some in blocks(len(every), width):
            yield every[at : at + some]
            at += some
        return
    rng = np.random.default_rng(seed)
    for some in blocks(draws, width):
        yield rng.permuted(np.broadcast_to(np.arange(size), (some, size)), axis=1)[:, :n]
