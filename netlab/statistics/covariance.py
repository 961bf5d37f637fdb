"""Analysis of covariance: where two groups end up for the same start."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from netlab.statistics.inference import DECIMALS, LEVEL

FEWEST = 2  # people in a group


class Ancova(NamedTuple):
    """The difference after between two groups for the same value before.

    Attributes
    ----------
    difference, low, high : float
        The first group minus the second, with its interval.
    p : float
        Two-sided, of Student's t.
    freedom : int
        Degrees of freedom, people - 3.
    reason : str
        Why these are NaN, or empty: `too_few` (fewer than two people in a group: one of them says nothing of how people
        differ there), `before_equal` (everyone had the same value before), `before_is_group` (within both groups
        everyone had the same value before), `no_spread` (the two explain every value after).
    """

    difference: float
    low: float
    high: float
    p: float
    freedom: int
    reason: str


def ancova(
    before: np.ndarray, after: np.ndarray, before_other: np.ndarray, after_other: np.ndarray, level: float = LEVEL
) -> Ancova:
    """Analysis of covariance: after ~ before + group, by least squares.

    One line for both groups with the same slope on the value before; the difference is how far apart the two lines lie.
    With randomised groups it answers the same question as the difference in differences, with a narrower interval. With
    groups that existed before, it answers another one: would people who started equal have ended equal? (Lord's
    paradox.)

    The interval is Student's with n - 3 degrees of freedom and one spread for both groups. The robust ones (HC3) need
    more people than there are here to keep their level. The permutation of labels that stands beside this one takes the
    groups to spread equally too: where the smaller group spreads more, both find something too often (measured in
    docs/statistics.md), and Welch's interval is the one to read. p has no least value, as that of a permutation has:
    `compare` does not take it to be smaller than that one could be.

    Parameters
    ----------
    before, after : array of float
        The values of the group that is studied, in the same order of people; a pair with an unknown value is left out.
    before_other, after_other : array of float
        Those of the comparison group.

    References
    ----------
    Vickers, A. J. & Altman, D. G. (2001). BMJ, 323, 1123–1124.
    Van Breukelen, G. J. P. (2006). Journal of Clinical Epidemiology, 59, 920–925.
    Lord, F. M. (1967). Psychological Bulletin, 68, 304–305.
    """
    from scipy.stats import t

    first = np.concatenate([before, before_other]).astype("float64")
    second = np.concatenate([after, after_other]).astype("float64")
    studied = np.arange(len(first)) < len(before)
    both = ~np.isnan(first) & ~np.isnan(second)
    x, y, group = np.round(first[both], DECIMALS), np.round(second[both], DECIMALS), studied[both]
    freedom = len(x) - 3

    def none(reason: str) -> Ancova:
        return Ancova(np.nan, np.nan, np.nan, np.nan, max(freedom, 0), reason)

    if freedom < 1 or min(group.sum(), (~group).sum()) < FEWEST:
        return none("too_few")
    if np.ptp(x) == 0:
        return none("before_equal")
    if np.ptp(x[group]) == 0 and np.ptp(x[~group]) == 0:
        return none("before_is_group")
    design = np.column_stack([np.ones(len(x)), x - x.mean(), group])
    inverse = np.linalg.inv(design.T @ design)
    estimate = inverse @ design.T @ y
    rest = y - design @ estimate
    if np.abs(rest).max() < 10.0**-DECIMALS * max(1, np.abs(y).max()):
        return none("no_spread")
    error = np.sqrt(rest @ rest / freedom * inverse[2, 2])
    reach = t.ppf((1 + level) / 2, freedom) * error
    difference = float(estimate[2])
    p = float(2 * t.sf(abs(difference) / error, freedom))
    return Ancova(difference, difference - float(reach), difference + float(reach), p, freedom, "")
