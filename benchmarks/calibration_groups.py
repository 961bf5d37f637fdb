"""Two groups that are compared: what Welch's interval covers, when it is warned about, and false positives."""

from __future__ import annotations

from functools import cache

import numpy as np
from calibration_changes import CHANGES, EXCHANGEABLE, LEANING, Draw, significant, stream, with_zeros

from netlab.statistics.calibration import difference_warning
from netlab.statistics.covariance import ancova
from netlab.statistics.exact import label_permutation_of_rows
from netlab.statistics.inference import welch_interval
from netlab.statistics.verdicts import is_clear

SIZES = ((6, 6), (8, 8), (6, 12), (12, 6), (12, 12), (15, 15))
WARNED_OF = ((6, 6), (6, 12), (12, 12))
COVERED, TESTED = 10_000, 4_000  # studies per cell


def normal(mean: float, sd: float = 1.0) -> tuple[Draw, float]:
    """Normally distributed changes, and their mean."""
    return lambda rng, shape: rng.normal(mean, sd, shape), mean


def around_0(share: float) -> tuple[Draw, float]:
    """Changes of which a share is 0 and the others are normal around 0, and their mean."""
    return with_zeros(share, normal(0)[0]), 0.0


# what the changes of the first and of the second group are drawn from, each with its mean
PAIRS: dict[str, tuple[tuple[Draw, float], tuple[Draw, float]]] = {
    "normal": (normal(0.5), normal(0)),
    "normal, first group spreads twice as much": (normal(0.5, 2), normal(0)),
    "count": (CHANGES["count"], (EXCHANGEABLE["count"], 0.0)),
    "exponential, both groups": (CHANGES["exponential"], CHANGES["exponential"]),
    "exponential, second normal": (CHANGES["exponential"], normal(0)),
    "exponential, second half as large": ((lambda rng, shape: rng.exponential(2, shape), 2.0), CHANGES["exponential"]),
    "lognormal, second normal": (CHANGES["lognormal"], normal(0)),
    "60 % zeros, else exponential, both groups": (CHANGES["60 % zeros, else exponential"],) * 2,
    "60 % zeros, else exponential, second else normal around 0": (
        CHANGES["60 % zeros, else exponential"],
        around_0(0.6),
    ),
    "60 % zeros, else normal around 1, second around 0": (CHANGES["60 % zeros, else normal around 1"], around_0(0.6)),
    "60 % zeros, else normal around 0, first normal": (normal(0.5), around_0(0.6)),
    "60 % zeros, else exponential, second 80 % zeros": (CHANGES["60 % zeros, else exponential"], around_0(0.8)),
}


@cache
def of_studies(kind: str, n: int, m: int, studies: int = COVERED) -> tuple[np.ndarray, np.ndarray]:
    """Of each simulated study: whether Welch's interval has the true difference in it (1), not (0), or is none.

    And whether the report would warn of it.
    """
    (one, mean), (other, other_mean) = PAIRS[kind]
    rng = stream(kind, n, m, "covered")
    pairs = list(zip(one(rng, (studies, n)), other(rng, (studies, m)), strict=True))
    low, high = np.array([welch_interval(*pair) for pair in pairs]).T
    true = mean - other_mean
    hit = np.where(np.isnan(low), np.nan, (low <= true) & (true <= high))
    return hit, np.array([difference_warning(*pair) is not None for pair in pairs])


def two_groups(kind: str, n: int, m: int, studies: int = TESTED, wider: float = 1.0) -> dict[str, float]:
    """False positives of the comparison of two groups that change alike; `wider` is how much more the first spreads."""
    draw = {**EXCHANGEABLE, **LEANING}[kind]
    rng = stream(kind, n, m, "two")
    d, e = wider * draw(rng, (studies, n)), draw(rng, (studies, m))
    base, other = rng.normal(0, 1, (studies, n)), rng.normal(0, 1, (studies, m))
    pairs = list(zip(d, e, strict=True))
    low, high = np.array([welch_interval(*pair) for pair in pairs]).T
    p = label_permutation_of_rows(d, e, draws=1_999)
    return {
        "label permutation": significant(p),
        "Welch": float(np.mean((low > 0) | (high < 0))),
        "clear: both": float(np.mean(is_clear(low, high, p))),
        "ANCOVA": significant(ancova(x, x + a, y, y + b).p for x, a, y, b in zip(base, d, other, e, strict=True)),
    }
