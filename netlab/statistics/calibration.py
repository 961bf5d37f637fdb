"""Whether a sample looks like one for which the interval that is printed was measured to fall short."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from netlab.statistics.inference import known

MEASURED_FROM = 8  # people
MEASURED_FROM_EACH = 6  # people in either of two groups
ENOUGH_WITH_ZEROS = 12  # people, when half of them or more did not change
FEWEST_CHANGED = 5  # people who changed, when half or more did not
LONG_TAIL = 2.0  # skewness


def calibration_warning(changes: Iterable[float]) -> str | None:
    """The text to print beside the interval of such a sample, or None.

    Tables and what the rules catch are in docs/statistics.md.

    Parameters
    ----------
    changes : numbers, NaN left out

    Returns
    -------
    str or None
        A key of the texts, the first that applies: `calibration.few_people` (fewer than eight changes: not measured);
        `calibration.many_zeros` (half or more did not change, and there are fewer than twelve changes or fewer than
        five people who changed); `calibration.long_tail` (skewness beyond 2 either way, fewer than half unchanged).
        None also where all changes are equal, for then there is no interval.
    """
    d = known(changes)
    if len(d) < 2 or np.ptp(d) == 0:
        return None
    if len(d) < MEASURED_FROM:
        return "calibration.few_people"
    form = _form(d)
    return f"calibration.{form}" if form else None


def difference_warning(changes: Iterable[float], other: Iterable[float]) -> str | None:
    """The text to print beside Welch's interval of the difference between two groups like these, or None.

    It rests on the normal distribution, and two long tails in the same direction cancel; what makes it fall short is a
    group of another form than the other, most so when that is the smaller group.

    Parameters
    ----------
    changes, other : numbers, NaN left out
        Of the people in either group.

    Returns
    -------
    str or None
        A key of the texts, the first that applies to either group: `calibration.difference.few_people` (fewer than six
        changes: not measured), `calibration.difference.all_equal` (everyone changed alike: as if that group had no
        spread), `calibration.difference.many_zeros` and `calibration.difference.long_tail` (as in
        `calibration_warning`). None also where there is no interval: fewer than two changes in a group, or all equal in
        both.
    """
    both = [known(changes), known(other)]
    spread = [len(d) > 1 and bool(np.ptp(d) > 0) for d in both]
    if min(len(d) for d in both) < 2 or not any(spread):
        return None
    if min(len(d) for d in both) < MEASURED_FROM_EACH:
        return "calibration.difference.few_people"
    if not all(spread):
        return "calibration.difference.all_equal"
    forms = [_form(d) for d in both]
    return next((f"calibration.difference.{form}" for form in ("many_zeros", "long_tail") if form in forms), None)


def _form(d: np.ndarray) -> str:
    """`many_zeros` or `long_tail`, empty for another form."""
    changed = int((d != 0).sum())
    if changed <= len(d) / 2:
        return "many_zeros" if len(d) < ENOUGH_WITH_ZEROS or changed < FEWEST_CHANGED else ""
    return "long_tail" if abs(skewness(d)) > LONG_TAIL else ""


def skewness(changes: Iterable[float]) -> float:
    """The adjusted Fisher–Pearson skewness of a sample, √(n(n-1)) / (n-2) m₃ / m₂^1.5.

    0 for a symmetric sample, positive with a long tail upwards; NaN for fewer than three values or all equal ones.

    References
    ----------
    Joanes, D. N. & Gill, C. A. (1998). The Statistician, 47, 183–189.
    """
    d = known(changes)
    n = len(d)
    if n < 3 or np.ptp(d) == 0:
        return np.nan
    apart = d - d.mean()
    return float(np.sqrt(n * (n - 1)) / (n - 2) * (apart**3).mean() / (apart**2).mean() ** 1.5)
