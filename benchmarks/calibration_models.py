"""False positives of the models over simulated studies without an effect: every wave in one model, and who stays."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from calibration_changes import stream

from netlab.changes import turnover
from netlab.simulation import simulate
from netlab.statistics.exact import label_permutation, smallest_p
from netlab.statistics.glmm import random_intercept_logit
from netlab.statistics.mixed import fit_mixed
from netlab.statistics.power import detectable_effect
from netlab.statistics.robust import robust_error

PEOPLE = (8, 12, 15, 30)
WAVES, MODELLED = 4_000, 2_000  # studies per cell
LESS = np.sqrt(0.3 / 0.7)  # standard deviation of egos' levels that makes for .3 of all variance, next to 1 within
LEFT_OUT = 0.25  # of the values, in the studies where people miss waves


# ------------------------------------------------------------------ three waves or more
def as_modelled(n: int, waves: int = 3, between: float = 1.0, studies: int = WAVES) -> np.ndarray:
    """Studies × egos × waves as a random intercept has it: any two waves of an ego are equally alike."""
    rng = stream(n, waves, between, "mixed")
    return rng.normal(0, between, (studies, n, 1)) + rng.normal(0, 1, (studies, n, waves))


def as_neighbours(n: int, waves: int = 5, carried: float = 0.8, studies: int = WAVES) -> np.ndarray:
    """Studies × egos × waves: levels of egos, and on top what is carried from each wave to the next."""
    rng = stream(n, waves, carried, "neighbours")
    values = rng.normal(0, 1, (studies, n, waves))
    for wave in range(1, waves):
        values[:, :, wave] = carried * values[:, :, wave - 1] + np.sqrt(1 - carried**2) * values[:, :, wave]
    return values + rng.normal(0, 1, (studies, n, 1))


@cache
def sizes(n: int, studies: int = WAVES) -> np.ndarray:
    """Studies × egos × 3: sizes of simulated networks, of which neighbouring waves are more alike than others."""
    networks = simulate(n * studies, waves=3, knows=0.0, seed=n).networks
    return networks.at.n.reshape(studies, n, 3) * 1.0


def p_of_rows(values: np.ndarray, wave: int = -1, error: str = "robust") -> np.ndarray:
    """p of the change of a wave since the first in `waves_model`, for studies in which nobody misses a wave.

    Then REML is the analysis of variance: the estimates are the means, the robust error is that of the paired changes,
    whether egos differ or not, and p never below what sign-flip of so many could give; the model's own error is the
    mean square that egos and waves leave, and there is none where egos differ no more than their values.
    """
    from scipy.stats import t

    _, n, waves = values.shape
    rest = values - values.mean(axis=1, keepdims=True)
    between = waves * (rest.mean(axis=2) ** 2).sum(axis=1) / (n - 1)
    within = ((rest - rest.mean(axis=2, keepdims=True)) ** 2).sum(axis=(1, 2)) / ((n - 1) * (waves - 1))
    changes = values[:, :, wave] - values[:, :, 0]
    freedom = n - 1 if error == "robust" else (n - 1) * (waves - 1)
    variance = changes.var(axis=1, ddof=1) if error == "robust" else 2 * within
    with np.errstate(divide="ignore", invalid="ignore"):
        p = 2 * t.sf(np.abs(changes.mean(axis=1)) / np.sqrt(variance / n), freedom)
    p = np.maximum(p, smallest_p(n))
    return np.where((variance > 1e-12) & ((error == "robust") | (between > within)), p, np.nan)


def p_with_effect(n: int, between: float) -> np.ndarray:
    """p of the change of the last of three waves where it is as large as `netlab power` says that 80 % find."""
    effect = detectable_effect(n, waves=3) * np.sqrt(2)  # the changes of two waves have a variance of 1 + 1
    return p_of_rows(as_modelled(n, 3, between) + np.array([0, 0, effect]))


def p_with_gaps(values: np.ndarray, n: int) -> np.ndarray:
    """p of the change of the last wave since the first where a quarter of the values is missing, study by study."""
    from scipy.stats import t

    studies, _, waves = values.shape
    known = stream(n, "gaps").random(values.shape) >= LEFT_OUT
    step = np.eye(waves)[[-1]] - np.eye(waves)[[0]]
    found = np.full(studies, np.nan)
    for k, (one, there) in enumerate(zip(values, known, strict=True)):
        ego, wave = np.nonzero(there)
        design = np.eye(waves)[wave]
        fit = fit_mixed(one[there], design, ego)
        if fit.reason in ("", "zero_variance"):
            error, freedom = robust_error(one[there], design, ego, fit, step)
            found[k] = 2 * t.sf(abs(step[0] @ fit.estimate) / error[0], freedom[0])
    return found


def p_between_groups(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """p of the difference between two groups in their change from the first wave to the last; nobody misses one."""
    from scipy.stats import ttest_ind

    return ttest_ind(*(v[:, :, -1] - v[:, :, 0] for v in (one, other)), axis=1, equal_var=False).pvalue


MIXED: dict[str, Callable[[int], np.ndarray]] = {
    "3 waves, egos differ as much as waves": lambda n: p_of_rows(as_modelled(n)),
    "3 waves, egos differ less than waves (.3 of the variance)": lambda n: p_of_rows(as_modelled(n, 3, LESS)),
    "4 waves, egos differ twice as much": lambda n: p_of_rows(as_modelled(n, 4, 2.0)),
    "network size, 3 waves: second since first": lambda n: p_of_rows(sizes(n), 1),
    "network size, 3 waves: third since first": lambda n: p_of_rows(sizes(n)),
    "5 waves, each hangs on the one before: fifth since first": lambda n: p_of_rows(as_neighbours(n)),
    "the model's own error: 3 waves, egos differ as much as waves": lambda n: p_of_rows(as_modelled(n), -1, "model"),
    "the model's own error: 4 waves, egos differ twice as much": lambda n: p_of_rows(
        as_modelled(n, 4, 2.0), -1, "model"
    ),
    "the model's own error: network size, 3 waves: third since first": lambda n: p_of_rows(sizes(n), -1, "model"),
}
FOUND: dict[str, Callable[[int], np.ndarray]] = {
    "change found: 3 waves, egos differ less than waves (.3 of the variance)": lambda n: p_with_effect(n, LESS),
    "change found: 3 waves, egos differ as much as waves": lambda n: p_with_effect(n, 1.0),
}
BETWEEN = ((8, 4), (8, 7), (15, 15), (20, 10))  # people in two groups
MISSED = (8, 15)


def sizes_of_groups(n: int, m: int) -> np.ndarray:
    """p of the difference between two groups in how their networks' sizes change from the first wave to the third."""
    return p_between_groups(*np.split(sizes(n + m), [n], axis=1))


# ------------------------------------------------------------------ which alters stay
def kept_p(kept: np.ndarray, lost: np.ndarray, studied: np.ndarray) -> tuple[float, float]:
    """p of a group effect on who stays: in the model of `netlab.statistics.staying`, and of the shares per ego.

    Alters of one ego who differ in nothing are counted together: the likelihood is that of the alters one by one.
    """
    from scipy.stats import t

    named = (kept + lost) > 0
    design = np.column_stack([np.ones(len(kept)), studied])[named]
    fit = random_intercept_logit(kept[named], design, np.arange(len(kept))[named], (kept + lost)[named])
    of_model = 2 * t.sf(abs(fit.estimate[1]) / np.sqrt(fit.covariance[1, 1]), named.sum() - 2)
    share = (kept / np.maximum(kept + lost, 1))[named]
    return of_model, label_permutation(share[studied[named]], share[~studied[named]], draws=999)


def kept_by_group(egos: int, studies: int = MODELLED) -> np.ndarray:
    """Both p of `kept_p`, a row each: half of the egos in each group, 10 alters on average, log-odds sd 0.8."""
    half = egos // 2
    networks = simulate(half * studies, comparison=half * studies, size=10, size_sd=0, kept=0.7, kept_sd=0.8,
                        knows=0.0, seed=egos).networks  # fmt: skip
    table = turnover(networks, "t1", "t2")[["kept", "lost"]].to_numpy(dtype="float64", na_value=0.0)
    # egos of the studied group come first: half of each study from either group
    both = np.concatenate([table[: half * studies].reshape(studies, half, 2),
                           table[half * studies :].reshape(studies, half, 2)], axis=1)  # fmt: skip
    studied = np.arange(egos) < half
    return np.array([kept_p(study[:, 0], study[:, 1], studied) for study in both]).T
