"""The design of a study by formula: the effect it can show, the people it needs, how likely it is to show one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
import pandas as pd

from netlab.problems import InputError
from netlab.statistics.exact import smallest_p
from netlab.statistics.inference import LEVEL
from netlab.statistics.thresholds import FEW, clear_by_both, reachable
from netlab.texts import number, say

POWER = 0.8
USUAL = (8, 10, 12, 15, 20, 30)  # people, when nobody says how many
MOST = 100_000  # people
LARGEST = 1_000.0  # effect
NODES = 400


@cache
def power_of(
    effect: float, n: int, comparison: int | None = None, waves: int = 2, level: float = LEVEL, family: int = 1
) -> float:
    """How likely a study calls a change clear: its interval leaves out 0, and p is below (1 - level) / family.

    For normally distributed changes. Where the exact test can give fewer than 50 different p-values below that, both
    conditions are simulated with a fixed seed (`clear_by_both`; the power is known to ± .005). Where it can give more,
    it finds as much as the t test, whose power is by the noncentral t distribution. One group: t = d √n with n - 1
    degrees of freedom. Two groups: t = d / √(1/n + 1/m) with n + m - 2, and for groups of different size no more than
    what Welch's interval leaves, with the freedom that it has for equal spread.

    A third wave shows the course; it does not make the change between two waves surer: the power is that of the t test
    of everybody's own change since the first wave (`waves_model`), between groups Welch's.

    Parameters
    ----------
    effect : float
        Mean change, or difference in mean change, in standard deviations of the change.
    n, comparison : int
        People in the group, and in the comparison group; without it there is one group.
    waves : int
        Two or more.
    level : float
        Of the interval.
    family : int
        Measures declared beforehand: an effect on one of them must pass Holm's first step.

    Returns
    -------
    float
        0 to 1. 0 where the exact test could not give such a p whatever happened, for then nothing is called clear:
        `smallest_p`, `smallest_p_of_groups`. NaN for fewer than two people in a group.

    References
    ----------
    Cohen, J. (1988). Statistical Power Analysis for the Behavioral Sciences, chapter 2.
    """
    if n < 2 or (comparison is not None and comparison < 2):
        return np.nan
    p = (1 - level) / family
    different = reachable(n, comparison, p)
    if different < 1:
        return 0.0
    if waves == 2 and different < FEW:
        return clear_by_both(effect, n, comparison, p, level)
    if comparison is None:
        return _beyond(abs(effect) * np.sqrt(n), n - 1.0, 1 - p)
    one, two = 1 / n, 1 / comparison
    away, welch = abs(effect) / np.sqrt(one + two), (one + two) ** 2 / (one**2 / (n - 1) + two**2 / (comparison - 1))
    if waves > 2:
        return _beyond(away, welch, 1 - p)
    pooled = _beyond(away, n + comparison - 2.0, 1 - p)
    return pooled if n == comparison else min(pooled, _beyond(away, welch, level))


def _beyond(away: float, freedom: float, level: float) -> float:
    """The chance that |t| passes its critical value when t is noncentral: the mean over the estimated spread.

    scipy's own noncentral t is NaN for large effects.
    """
    from scipy.stats import chi2, norm, t

    u, weight = _nodes()
    spread = np.sqrt(chi2.ppf((u + 1) / 2, freedom) / freedom)
    reach = t.ppf((1 + level) / 2, freedom) * spread
    return float(weight @ (norm.cdf(away - reach) + norm.cdf(-away - reach)) / 2)


@cache
def _nodes() -> tuple[np.ndarray, np.ndarray]:
    return np.polynomial.legendre.leggauss(NODES)


@cache
def detectable_effect(
    n: int,
    comparison: int | None = None,
    waves: int = 2,
    power: float = POWER,
    level: float = LEVEL,
    family: int = 1,
) -> float:
    """The smallest effect that a study shows with this power, in standard deviations of the change; see `power_of`.

    NaN where no effect is large enough: too few people. 0 where the test finds something as often without an effect.
    """
    from scipy.optimize import brentq

    def short(effect: float) -> float:
        return power_of(effect, n, comparison, waves, level, family) - power

    if short(0) >= 0:
        return 0.0
    low, high = 0.0, 1.0
    while not short(high) >= 0:
        low, high = high, 2 * high
        if high > LARGEST:
            return np.nan
    return float(brentq(short, low, high, xtol=1e-9))


def detectable(n: int, level: float = LEVEL, measures: int = 1) -> float:
    """The smallest d_z that n people show with 80 % power in two waves; NaN where they can show none: `power_of`.

    Shown is what is called clear: the interval leaves out 0, and the exact test gives a p below (1 - level) / measures.

    Parameters
    ----------
    measures : int
        Declared beforehand. An effect on one of them must pass Holm's first step; of seven people and four measures
        none can, for 4 × 2/2⁷ = .0625.
    """
    return detectable_effect(n, level=level, family=measures)


def detectable_difference(n: int, other: int, level: float = LEVEL, measures: int = 1) -> float:
    """The smallest difference in mean change, in standard deviations of change, that two groups show with 80 % power.

    Equal spread; NaN where they can show none: `power_of`. `measures` as in `detectable`.
    """
    return detectable_effect(n, other, level=level, family=measures)


def detectable_in_words(n: int, lang: str, measures: int = 1) -> str:
    """In a sentence how large an effect must be for n people to show it (80 % power), on one of `measures`."""
    effect, family = detectable(n, measures=measures), "_family" if measures > 1 else ""
    if np.isnan(effect):
        return say("statistics.too_few" + (family if smallest_p(n) < 1 - LEVEL else ""), lang, n=n, m=measures)
    return say(f"statistics.detectable{family}", lang, n=n, m=measures, d=number(effect, lang))


def people_needed(
    effect: float,
    waves: int = 2,
    groups: int = 1,
    power: float = POWER,
    level: float = LEVEL,
    family: int = 1,
) -> float:
    """The smallest number of people, per group, with which a study shows this effect with this power; see `power_of`.

    In standard deviations of the change. NaN for an effect of 0, and where more than 100 000 are needed.
    """

    def enough(n: int) -> bool:
        return power_of(effect, n, n if groups == 2 else None, waves, level, family) >= power

    if not effect:
        return np.nan
    low, high = 1, 2
    while not enough(high):
        low, high = high, 2 * high
        if high > MOST:
            return np.nan
    while high - low > 1:
        half = (low + high) // 2
        low, high = (low, half) if enough(half) else (half, high)
    return float(high)


def power_table(
    n: int | Iterable[int] | None = None,
    waves: int = 2,
    groups: int = 1,
    effect: float | None = None,
    sd: float | None = None,
    power: float = POWER,
    level: float = LEVEL,
    comparison: int | None = None,
    family: int = 1,
) -> pd.DataFrame:
    """What a study of n people can show; or how many people an effect needs; or how likely it is shown.

    Parameters
    ----------
    n : int or several, optional
        People per group. Without `effect`: which effect they show. With `effect`: how likely they show it. None without
        `effect`: 8, 10, 12, 15, 20 and 30.
    waves, groups : int
        Two waves or more; one group, or two that are compared.
    effect : float, optional
        Mean change (two groups: difference in mean change); without `n`: how many people it needs. In the units of
        `sd`; without `sd` in standard deviations of the change.
    sd : float, optional
        The standard deviation of the change, in the measure's own units.
    power, level : float
        What is wanted: 0.8 and 0.95 by default.
    comparison : int, optional
        People in the comparison group, when it is not as large as the group that is studied.
    family : int
        Measures declared beforehand: an effect on one of them must pass Holm's first step, p < (1 - level) / family.

    Returns
    -------
    DataFrame
        A row per n: n (per group; NaN where no number is enough), comparison (NaN with one group), people (all
        together), waves, groups; d (the effect in standard deviations of the change), effect (in the measure's units;
        NaN without `sd`), power, level, family_size. What was asked is in the same columns as what was given: `find`
        names it (d, n or power). test names what must be passed: interval_and_exact (two waves), or mixed_model. NaN
        where nothing is large enough.

    Raises
    ------
    InputError
        For fewer than two waves, other than one or two groups, and numbers out of range.
    """
    some = list(USUAL) if n is None and effect is None else [] if n is None else np.atleast_1d(np.asarray(n)).tolist()
    _possible(some, waves, groups, sd, power, level, comparison, effect, family, n is not None and not some)
    d = None if effect is None else effect / (sd or 1.0)
    two = groups == 2
    find = "d" if d is None else "power" if some else "n"
    rows = []
    for one in some or [people_needed(d or 0.0, waves, groups, power, level, family)]:
        other = (comparison or one) if two else None
        if np.isnan(one):
            found, reached = d, np.nan
        elif d is None:
            found = detectable_effect(one, other, waves, power, level, family)
            reached = power_of(found, one, other, waves, level, family) if np.isfinite(found) else np.nan
        else:
            found, reached = d, power_of(d, int(one), None if other is None else int(other), waves, level, family)
        rows.append(
            {
                "n": one,
                "comparison": np.nan if other is None else other,
                "people": one + (other or 0),
                "waves": waves,
                "groups": groups,
                "d": found,
                "effect": np.nan if sd is None or found is None else found * sd,
                "power": reached,
                "level": level,
                "family_size": family,
                "find": find,
                "test": "mixed_model" if waves > 2 else "interval_and_exact",
            }
        )
    return pd.DataFrame(rows).astype(dict.fromkeys(("n", "comparison", "people", "d", "effect", "power"), "float64"))


def _possible(
    n: list,
    waves: int,
    groups: int,
    sd: float | None,
    power: float,
    level: float,
    comparison: int | None,
    effect: float | None,
    family: int,
    none: bool,
) -> None:
    wrong = [f"n is {one}. Expected 2 people or more in a group." for one in n if one < 2 or one != int(one)]
    if comparison is not None and (comparison < 2 or groups != 2):
        wrong.append(f"comparison is {comparison}. Expected 2 people or more, and groups = 2.")
    if comparison is not None and not n:
        wrong.append("comparison is given and n is not: how many people are needed is worked out for equal groups.")
    if none:
        wrong.append("n is empty. Expected one or more numbers of people; leave n out for the usual ones.")
    if not waves >= 2 or waves != int(waves):
        wrong.append(f"waves is {waves}. Expected a whole number, 2 or more: a change needs two waves.")
    if effect is not None and not np.isfinite(effect):
        wrong.append(f"effect is {effect}. Expected a number.")
    if not family >= 1 or family != int(family):
        wrong.append(f"family is {family}. Expected how many measures are declared beforehand: 1 or more.")
    if groups not in (1, 2):
        wrong.append(f"groups is {groups}. Expected 1, or 2 to compare with another group.")
    if sd is not None and not sd > 0:
        wrong.append(f"sd is {sd}. Expected more than 0: the standard deviation of the change.")
    wrong += outside_0_and_1(power=power, level=level)
    if wrong:
        raise InputError(wrong)


def outside_0_and_1(**shares: float) -> list[str]:
    """What is wrong with a wanted power or a level, a problem for each."""
    return [f"{k} is {v}. Expected more than 0 and less than 1." for k, v in shares.items() if not 0 < v < 1]
