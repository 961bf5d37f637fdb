"""Linear mixed models: values of the same people in several waves."""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np
import pandas as pd

from netlab.statistics.inference import DECIMALS


class Mixed(NamedTuple):
    """What a linear mixed model gives.

    Attributes
    ----------
    estimate : ndarray
        A number per column of the design.
    covariance : ndarray
        Of the estimates, (Σ X'V⁻¹X)⁻¹; their standard errors are the roots of its diagonal.
    between : ndarray
        The covariance matrix of the random effects: a single variance, or two by two with a slope.
    within : float
        The variance that is left.
    reason : str
        Why these are NaN, or empty; `zero_variance` is said beside the numbers: see `fit_mixed`.
    """

    estimate: np.ndarray
    covariance: np.ndarray
    between: np.ndarray
    within: float
    reason: str


def fit_mixed(response: np.ndarray, design: np.ndarray, ego: np.ndarray, slope: np.ndarray | None = None) -> Mixed:
    """Fit a linear mixed model with a random intercept per ego, and with `slope` a random slope too, by REML.

    Parameters
    ----------
    response : array of float
        A value per row; none of them unknown.
    design : array of float
        The fixed effects: a column for each, the intercept written out.
    ego : array
        Whose row it is.
    slope : array of float, optional
        The variable of which every ego has a slope of its own.

    Returns
    -------
    Mixed
        NaN with reason: `all_equal` (every value is the same), `collinear` (a column of the design follows from the
        others), `one_value_each` (nobody has two values), `no_spread_within` (ego and design explain every value),
        `not_converged`; with a slope also `zero_variance` (a random effect has no variance of its own). With an
        intercept alone `zero_variance` stands beside the numbers: the estimated variance between egos is 0, for they
        differ no more than the values of one ego do. The estimates are then those of plain least squares, and their
        covariance takes every value to be by itself.

    References
    ----------
    Laird, N. M. & Ware, J. H. (1982). Biometrics, 38, 963–974.
    """
    y, x = np.round(np.asarray(response, dtype="float64"), DECIMALS), np.asarray(design, dtype="float64")
    group = pd.factorize(np.asarray(ego))[0]
    random = np.ones((len(y), 1)) if slope is None else np.column_stack([np.ones(len(y)), slope])
    reason = _impossible(y, x, group)
    if reason:
        return _nothing(x.shape[1], random.shape[1], reason)
    if slope is None and _none_between(y, x, group):
        return _at_zero(y, x, group, random)
    from statsmodels.regression.mixed_linear_model import MixedLM

    centre, scale = y.mean(), y.std()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = MixedLM((y - centre) / scale, x, group, random).fit(reml=True)
            between, within = np.asarray(found.cov_re), float(found.scale)
            converged = bool(found.converged)
        except (np.linalg.LinAlgError, ValueError):
            converged = False
    if not converged or not within > 0:
        return _nothing(x.shape[1], random.shape[1], "not_converged")
    if np.linalg.eigvalsh(between).min() < 1e-6 * within:
        none = _nothing(x.shape[1], random.shape[1], "zero_variance")
        return none if slope is not None else _at_zero(y, x, group, random)
    between, within = between * scale**2, within * scale**2
    covariance, estimate = _generalised(y, x, group, random, between, within)
    return Mixed(estimate, covariance, between, within, "")


def _nothing(fixed: int, random: int, reason: str) -> Mixed:
    unknown = [np.full(shape, np.nan) for shape in (fixed, (fixed, fixed), (random, random))]
    return Mixed(unknown[0], unknown[1], unknown[2], np.nan, reason)


def _at_zero(y: np.ndarray, x: np.ndarray, group: np.ndarray, random: np.ndarray) -> Mixed:
    """The model where the variance between egos is estimated as 0."""
    rest = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    between, within = np.zeros((1, 1)), float(rest @ rest) / (len(y) - x.shape[1])
    covariance, estimate = _generalised(y, x, group, random, between, within)
    return Mixed(estimate, covariance, between, within, "zero_variance")


def _impossible(y: np.ndarray, x: np.ndarray, group: np.ndarray) -> str:
    """Why there is nothing to fit, or empty."""
    if not len(y) or np.ptp(y) == 0:
        return "all_equal"
    if np.linalg.matrix_rank(x) < x.shape[1]:
        return "collinear"
    if np.bincount(group).max() < 2:
        return "one_value_each"
    whole = np.column_stack([x, np.eye(group.max() + 1)[group]])
    rest = y - whole @ np.linalg.lstsq(whole, y, rcond=None)[0]
    return "no_spread_within" if np.abs(rest).max() < 10.0**-DECIMALS * max(1, np.abs(y).max()) else ""


def _none_between(y: np.ndarray, x: np.ndarray, group: np.ndarray) -> bool:
    """Whether the restricted likelihood falls from a variance of 0 between egos on: its slope there is not positive."""
    rest = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    ego = np.eye(group.max() + 1)[group]
    hat = x @ np.linalg.solve(x.T @ x, x.T @ ego)
    expected = (ego * (ego - hat)).sum()  # the trace of what the sum of squares of egos would be by chance
    return bool(((rest @ ego) ** 2).sum() / (rest @ rest) * (len(y) - x.shape[1]) <= expected)


def _generalised(
    y: np.ndarray, x: np.ndarray, group: np.ndarray, random: np.ndarray, between: np.ndarray, within: float
) -> tuple[np.ndarray, np.ndarray]:
    """Generalised least squares with the variances that were found: covariance and estimates."""
    information, score = np.zeros((x.shape[1], x.shape[1])), np.zeros(x.shape[1])
    for one in range(group.max() + 1):
        rows = group == one
        weighted = np.linalg.solve(random[rows] @ between @ random[rows].T + within * np.eye(rows.sum()), x[rows])
        information += x[rows].T @ weighted
        score += weighted.T @ y[rows]
    covariance = np.linalg.inv(information)
    return covariance, covariance @ score
