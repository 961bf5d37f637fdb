"""Inference from few people: intervals, exact tests, effect sizes, and the smallest effect that could be seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain, combinations
from math import comb

import numpy as np
import pandas as pd

from netlab.problems import InputError, suggestion
from netlab.texts import number, say

LEVEL, DRAWS, SEED = 0.95, 9999, 1
POWER = 0.8
ENUMERATED = 20  # changes whose signs are flipped in every possible way
LABELLINGS = 200_000  # divisions of egos into two groups that are all tried
BLOCK = 4_000_000  # numbers drawn at once
DECIMALS = 9  # differences closer than this are ties: 0.3 - 0.2 and 0.2 - 0.1 are the same change
NONE = (np.nan, np.nan)


def known(values: Iterable[float]) -> np.ndarray:
    """The values that are known, differences that are equal but for the computer's rounding made equal."""
    given = np.asarray(values if isinstance(values, np.ndarray | pd.Series) else list(values), dtype="float64")
    return np.round(given[~np.isnan(given)], DECIMALS)


def _sd(values: np.ndarray) -> float:
    """Standard deviation over n - 1; 0 when all are equal, NaN for fewer than two values."""
    if len(values) < 2:
        return np.nan
    return float(np.std(values, ddof=1)) if np.ptp(values) > 0 else 0.0


def _blocks(draws: int, width: int) -> Iterator[int]:
    """How many draws to take at a time."""
    step = max(1, BLOCK // max(width, 1))
    yield from (min(step, draws - done) for done in range(0, draws, step))


def t_interval(changes: Iterable[float], level: float = LEVEL) -> tuple[float, float]:
    """Student's interval for a mean change, mean ± t(n-1) sd/√n; NaN for fewer than two changes or all equal ones."""
    from scipy.stats import t

    d = known(changes)
    if not _sd(d) > 0:
        return NONE
    reach = t.ppf((1 + level) / 2, len(d) - 1) * _sd(d) / np.sqrt(len(d))
    return float(d.mean() - reach), float(d.mean() + reach)


@lru_cache(maxsize=4)
def _resamples(n: int, draws: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, n, (draws, n))


def bootstrap_t(
    changes: Iterable[float], level: float = LEVEL, draws: int = DRAWS, seed: int = SEED
) -> tuple[float, float]:
    """The bootstrap-t interval for a mean change: the headline interval for few people.

    The n changes are drawn again with replacement; t* = (mean* - mean) / (sd*/√n); the interval runs from mean minus
    the upper quantile of t* times sd/√n to mean minus the lower one. It keeps its level at n = 10-15 for skewed and
    zero-inflated changes, where percentile, BCa and t fall short. A draw of n equal values has sd* = 0 and counts as t*
    = 0, or as plus or minus infinity when its mean is not the mean.

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
        Low and high; NaN when there are fewer than two changes, when all are equal, or when so many draws have sd* = 0
        that a bound is infinite.

    References
    ----------
    Efron, B. & Tibshirani, R. J. (1993). An Introduction to the Bootstrap, 12.5.
    """
    d = known(changes)
    n, se = len(d), _sd(d) / np.sqrt(max(len(d), 1))
    if not se > 0:
        return NONE
    drawn = []
    rng = np.random.default_rng(seed)
    for some in [draws] if n * draws <= BLOCK else _blocks(draws, n):
        sample = d[_resamples(n, draws, seed) if some == draws else rng.integers(0, n, (some, n))]
        equal = np.ptp(sample, axis=1) == 0
        distance = sample.mean(axis=1) - d.mean()
        infinite = np.where(np.abs(distance) < 10.0**-DECIMALS, 0, np.copysign(np.inf, distance))
        drawn.append(np.where(equal, infinite, distance / np.where(equal, 1, sample.std(axis=1, ddof=1) / np.sqrt(n))))
    t = np.sort(np.concatenate(drawn))
    place = max(int(np.floor((draws + 1) * (1 - level) / 2 + 1e-9)), 1)
    low, high = d.mean() - t[-place] * se, d.mean() - t[place - 1] * se
    return (float(low), float(high)) if np.isfinite(low) and np.isfinite(high) else NONE


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
    reached = abs(d.sum()) - max(0.5 * 10.0**-DECIMALS, 1e-12 * np.abs(d).sum())
    if len(d) <= ENUMERATED:
        sums = d[:1].copy() if len(d) else np.zeros(1)  # the other half of the patterns is its mirror image
        for one in d[1:]:
            sums = np.concatenate([sums + one, sums - one])
        return float(np.mean(np.abs(sums) >= reached))
    rng = np.random.default_rng(seed)
    far = sum(
        int((np.abs(rng.choice([-1.0, 1.0], (some, len(d))) @ d) >= reached).sum()) for some in _blocks(draws, len(d))
    )
    return (1 + far) / (1 + draws)


def _signed_ranks(d: np.ndarray) -> np.ndarray:
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
    ranks = _signed_ranks(d)
    if not len(ranks):
        return np.nan
    if len(ranks) <= ENUMERATED:
        return sign_flip(ranks)  # scipy gives the same p, slowly, and with ties for 13 changes at most
    from scipy.stats import wilcoxon as signed_rank

    return float(signed_rank(d[d != 0]).pvalue)


def rank_biserial(changes: Iterable[float]) -> float:
    """The matched-pairs rank-biserial correlation, (W⁺ - W⁻) / (W⁺ + W⁻).

    W are the sums of the ranks of the changes up and down, 0 left out, ties at their mean rank. Range -1 (everyone
    down) to 1 (everyone up). NaN when no change differs from 0.

    References
    ----------
    Kerby, D. S. (2014). The simple difference formula. Comprehensive Psychology, 3.
    """
    ranks = _signed_ranks(known(changes))
    return float(ranks.sum() / np.abs(ranks).sum()) if len(ranks) else np.nan


def d_z(changes: Iterable[float]) -> float:
    """Mean change over the standard deviation of the changes; NaN for fewer than two changes or all equal ones."""
    d = known(changes)
    return float(d.mean() / _sd(d)) if _sd(d) > 0 else np.nan


def g_av(before: Iterable[float], after: Iterable[float]) -> float:
    """Hedges' g of a change in units of the people themselves: J(2(n-1)) mean change / √((s₁² + s₂²)/2).

    s₁ and s₂ are the standard deviations before and after, their root mean square in the denominator (Lakens takes
    their mean); J is Hedges' exact correction for few people with 2(n-1) degrees of freedom. after - before; pairs with
    an unknown value left out. NaN for fewer than two pairs, or when nobody differs from anybody in either wave.

    References
    ----------
    Lakens, D. (2013). Frontiers in Psychology, 4:863. Cumming, G. (2012). Understanding the New Statistics.
    """
    from scipy.special import gammaln

    first, second = np.asarray(before, dtype="float64"), np.asarray(after, dtype="float64")
    both = ~np.isnan(first) & ~np.isnan(second)
    first, second = known(first[both]), known(second[both])
    spread = np.sqrt((_sd(first) ** 2 + _sd(second) ** 2) / 2)
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


def smallest_p(n: int) -> float:
    """The smallest two-sided p that n changes can give in a sign-flip or Wilcoxon test, 2/2ⁿ; NaN for none."""
    return min(1.0, 2.0 / 2.0**n) if n > 0 else np.nan


def welch_interval(changes: Iterable[float], other: Iterable[float], level: float = LEVEL) -> tuple[float, float]:
    """Welch's interval for the difference of two mean changes, the first minus the second.

    NaN when either group has fewer than two changes, or when all changes are equal within both.
    """
    from scipy.stats import t

    d, e = known(changes), known(other)
    v, w = _sd(d) ** 2 / max(len(d), 1), _sd(e) ** 2 / max(len(e), 1)
    if not v + w > 0:
        return NONE
    freedom = (v + w) ** 2 / (v**2 / (len(d) - 1) + w**2 / (len(e) - 1))
    reach = t.ppf((1 + level) / 2, freedom) * np.sqrt(v + w)
    return float(d.mean() - e.mean() - reach), float(d.mean() - e.mean() + reach)


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
    pool = np.concatenate([d, e])
    n, size = len(d), len(pool)
    expected = n * pool.mean()  # the difference grows with the distance of the first group's sum from this
    reached = abs(d.sum() - expected) - max(0.5 * 10.0**-DECIMALS, 1e-12 * np.abs(pool).sum())
    if comb(size, n) <= LABELLINGS:
        return float(np.mean(np.abs(pool[_labellings(size, n)].sum(axis=1) - expected) >= reached))
    rng = np.random.default_rng(seed)
    far = 0
    for some in _blocks(draws, size):
        first = rng.permuted(np.broadcast_to(pool, (some, size)), axis=1)[:, :n]
        far += int((np.abs(first.sum(axis=1) - expected) >= reached).sum())
    return (1 + far) / (1 + draws)


@cache
def detectable(n: int, level: float = LEVEL) -> float:
    """The smallest d_z that n people show with 80 % power in a two-sided paired t test; NaN for fewer than three."""
    from scipy.optimize import brentq
    from statsmodels.stats.power import TTestPower

    if n < 3:
        return np.nan
    test = TTestPower()
    return float(brentq(lambda d: np.nan_to_num(test.power(d, n, 1 - level), nan=1) - POWER, 1e-6, 100))


@cache
def detectable_difference(n: int, other: int, level: float = LEVEL) -> float:
    """The smallest difference in mean change, in standard deviations of change, that two groups show with 80 % power.

    Two-sided t test, equal spread; NaN when either group has fewer than two people.
    """
    from scipy.optimize import brentq
    from statsmodels.stats.power import TTestIndPower

    if n < 2 or other < 2:
        return np.nan
    test = TTestIndPower()
    return float(brentq(lambda d: np.nan_to_num(test.power(d, n, 1 - level, other / n), nan=1) - POWER, 1e-6, 100))


def detectable_in_words(n: int, lang: str) -> str:
    """In a sentence how large an effect must be for n people to show it (80 % power)."""
    if n < 3:
        return say("statistics.too_few", lang)
    return say("statistics.detectable", lang, n=n, d=number(detectable(n), lang))


def adjusted(p: pd.Series, method: str) -> pd.Series:
    """p-values adjusted for their number: `holm`, or `bh` for Benjamini and Hochberg's; unknown ones do not count.

    References
    ----------
    Holm, S. (1979). Scandinavian Journal of Statistics, 6, 65–70.
    Benjamini, Y. & Hochberg, Y. (1995). Journal of the Royal Statistical Society B, 57, 289–300.
    """
    from statsmodels.stats.multitest import multipletests

    methods = {"holm": "holm", "bh": "fdr_bh"}
    if method not in methods:
        raise InputError(f"{method!r} is not a way to adjust p-values. {suggestion(method, methods)}")
    result, known = p.astype("float64"), p.notna()
    if known.any():
        result = result.where(~known, pd.Series(np.nan, index=p.index))
        result[known] = multipletests(p[known].to_numpy(dtype="float64"), method=methods[method])[1]
    return result
