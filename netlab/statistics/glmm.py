"""Logistic regression with a random intercept: yes or no of several alters per ego."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

POINTS = 9
WIDEST = 10.0  # a standard deviation between egos, in log-odds, beyond which there is no maximum to speak of
STEP = 1e-3  # for numerical derivatives, on columns of which the mean square is 1
ROUNDS = 60


class Logit(NamedTuple):
    """What the random-intercept logistic model gives.

    Attributes
    ----------
    estimate : ndarray
        Log-odds, a number per column of the design.
    covariance : ndarray
        Of the estimates, from the curvature of the log-likelihood.
    spread : float
        The standard deviation between egos in log-odds; NaN where it is estimated as 0 (reason `zero_variance`).
    likelihood : float
        The log-likelihood that was reached, without the binomial coefficients.
    reason : str
        Why there are no numbers, or empty; `zero_variance` is said beside the numbers.
    """

    estimate: np.ndarray
    covariance: np.ndarray
    spread: float
    likelihood: float
    reason: str


class _Rows(NamedTuple):
    """The rows in the order of their egos: yes, out of how many, the design, and where each ego starts."""

    yes: np.ndarray
    trials: np.ndarray
    design: np.ndarray
    starts: np.ndarray
    ego: np.ndarray


def random_intercept_logit(
    outcome: np.ndarray, design: np.ndarray, ego: np.ndarray, trials: np.ndarray | None = None, points: int = POINTS
) -> Logit:
    """Fit yes ~ design + a random intercept per ego by maximum likelihood.

    log-odds = X b + s u, with u standard normal per ego. The integral over u is taken by adaptive Gauss-Hermite
    quadrature: per ego the nodes are centred on the mode of what is integrated and scaled by its curvature there. One
    node is Laplace's approximation.

    Parameters
    ----------
    outcome : array
        1 for yes and 0 for no, or with `trials` how many times yes.
    design : array of float
        A column per effect, the intercept written out.
    ego : array
        Whose row it is.
    trials : array, optional
        Out of how many; 1 each without it.
    points : int
        Nodes per ego: nine are enough for the digits one prints.

    Returns
    -------
    Logit
        Numbers are NaN with reason `outcome_constant` (always yes, or never), `collinear`, `complete_separation` or
        `quasi_separation` (a combination of the columns tells yes from no without, or with no more than ties: the
        odds ratio has no finite estimate; see `separated`), `constant_within_egos` (every ego is all yes or all no) or
        `not_converged`.

    References
    ----------
    Pinheiro, J. C. & Bates, D. M. (1995). Journal of Computational and Graphical Statistics, 4, 12–35.
    """
    from scipy.optimize import minimize

    group, egos = pd.factorize(np.asarray(ego))
    order = np.argsort(group, kind="stable")
    yes, given = np.asarray(outcome, dtype="float64")[order], np.asarray(design, dtype="float64")[order]
    count = np.ones(len(yes)) if trials is None else np.asarray(trials, dtype="float64")[order]
    reason = _impossible(yes, count, given, group[order])
    if reason:
        return _nothing(given.shape[1], reason)
    independent, back = np.linalg.qr(given)  # columns at right angles: the climb does not depend on their units
    back = np.linalg.inv(back) * np.sqrt(len(yes))
    rows = _Rows(
        yes, count, independent * np.sqrt(len(yes)), np.searchsorted(group[order], np.arange(len(egos))), group[order]
    )
    nodes, weights = np.polynomial.hermite.hermgauss(points)

    def level(parameters: np.ndarray) -> np.ndarray:
        return _likelihood(np.atleast_2d(parameters), rows, nodes, weights)

    def downhill(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        values = level(parameters + np.vstack([np.zeros(len(parameters)), *_steps(len(parameters), 1e-5)]))
        half = len(parameters)
        return -values[0], -(values[1 : half + 1] - values[half + 1 :]) / 2e-5

    start = np.append(np.zeros(given.shape[1]), 1.0)
    found = minimize(downhill, start, jac=True, method="BFGS", options={"gtol": 1e-6, "maxiter": 300})
    best, reached = found.x, -float(found.fun)
    if not np.isfinite(reached) or abs(best[-1]) > WIDEST or np.abs(found.jac).max() > 1e-2:
        return _nothing(given.shape[1], "not_converged")
    curvature = _curvature(level, best)
    if np.linalg.eigvalsh(curvature[:-1, :-1]).min() <= 0:
        return _nothing(given.shape[1], "not_converged")
    none = best.copy()
    none[-1] = 0
    zero = reached - float(level(none)[0]) < 1e-6
    if not zero and np.linalg.eigvalsh(curvature).min() <= 0:
        return _nothing(given.shape[1], "not_converged")
    covariance = np.linalg.inv(curvature[:-1, :-1]) if zero else np.linalg.inv(curvature)[:-1, :-1]
    spread = np.nan if zero else abs(float(best[-1]))
    return Logit(back @ best[:-1], back @ covariance @ back.T, spread, reached, "zero_variance" if zero else "")


def _nothing(columns: int, reason: str) -> Logit:
    return Logit(np.full(columns, np.nan), np.full((columns, columns), np.nan), np.nan, np.nan, reason)


def _impossible(yes: np.ndarray, trials: np.ndarray, design: np.ndarray, ego: np.ndarray) -> str:
    """Why there is no maximum, or empty."""
    if not len(yes) or yes.sum() in (0, trials.sum()):
        return "outcome_constant"
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return "collinear"
    kind, _ = separated(yes, design, trials)
    if kind:
        return kind
    of_ego, all_of_ego = np.bincount(ego, yes), np.bincount(ego, trials)
    return "constant_within_egos" if ((of_ego == 0) | (of_ego == all_of_ego)).all() else ""


def separated(outcome: np.ndarray, design: np.ndarray, trials: np.ndarray | None = None) -> tuple[str, np.ndarray]:
    """Whether some combination of the columns tells yes from no, and which columns have no finite estimate by it.

    A linear programme per column: how far can its coefficient move in a direction that never lowers the log-odds of a
    yes nor raises that of a no? Complete separation has a direction that moves every one; quasi-complete one that
    leaves some where they are.

    Parameters
    ----------
    outcome, trials : array
        As in `random_intercept_logit`; a row with both yes and no counts as both.
    design : array of float
        Of full rank.

    Returns
    -------
    tuple
        `complete_separation`, `quasi_separation` or empty; and per column whether its estimate is infinite.

    References
    ----------
    Albert, A. & Anderson, J. A. (1984). Biometrika, 71, 1–10.
    Konis, K. (2007). Linear programming algorithms for detecting separated data. DPhil thesis, Oxford.
    """
    from scipy.optimize import linprog

    yes, x = np.asarray(outcome, dtype="float64"), np.asarray(design, dtype="float64")
    all_ = np.ones(len(yes)) if trials is None else np.asarray(trials, dtype="float64")
    signed = np.unique(np.vstack([x[yes > 0], -x[yes < all_]]) / np.maximum(np.abs(x).max(axis=0), 1e-300), axis=0)
    width = x.shape[1]
    infinite = np.zeros(width, dtype=bool)
    for column in range(width):
        for sign in (1, -1):
            if not infinite[column]:
                found = linprog(-sign * np.eye(width)[column], -signed, np.zeros(len(signed)), bounds=[(-1, 1)] * width)
                infinite[column] = found.status == 0 and abs(found.x[column]) > 1e-7
    if not infinite.any():
        return "", infinite
    margin = linprog(
        np.append(np.zeros(width), -1), np.column_stack([-signed, np.ones(len(signed))]), np.zeros(len(signed)),
        bounds=[(-1, 1)] * (width + 1),
    )  # fmt: skip
    return ("complete_separation" if margin.x[-1] > 1e-7 else "quasi_separation"), infinite


def _steps(width: int, size: float) -> tuple[np.ndarray, np.ndarray]:
    return size * np.eye(width), -size * np.eye(width)


def _likelihood(parameters: np.ndarray, rows: _Rows, nodes: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The log-likelihood at several parameter vectors at once: coefficients and, last, the spread between egos."""
    spread = parameters[:, -1:]
    fixed = parameters[:, :-1] @ rows.design.T

    def of_egos(values: np.ndarray) -> np.ndarray:
        return np.add.reduceat(values, rows.starts, axis=1)

    u = np.zeros((len(parameters), len(rows.starts)))
    for _ in range(ROUNDS):  # Newton's method to the mode of every ego
        chance = _logistic(fixed + spread * u[:, rows.ego])
        slope = spread * of_egos(rows.yes - rows.trials * chance) - u
        bend = 1 + spread**2 * of_egos(rows.trials * chance * (1 - chance))
        step = np.clip(slope / bend, -2, 2)
        u = u + step
        if np.abs(step).max() < 1e-11:
            break
    chance = _logistic(fixed + spread * u[:, rows.ego])
    width = 1 / np.sqrt(1 + spread**2 * of_egos(rows.trials * chance * (1 - chance)))
    terms = []
    for node, weight in zip(nodes, weights, strict=True):
        at = u + np.sqrt(2) * width * node
        odds = fixed + spread * at[:, rows.ego]
        terms.append(
            of_egos(rows.yes * odds - rows.trials * np.logaddexp(0, odds)) - at**2 / 2 + node**2 + np.log(weight)
        )
    whole = np.array(terms)
    top = whole.max(axis=0)
    return (top + np.log(np.exp(whole - top).sum(axis=0)) + np.log(width / np.sqrt(np.pi))).sum(axis=1)


def _logistic(odds: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(odds, -500, 500)))


def _curvature(level: Callable[[np.ndarray], np.ndarray], best: np.ndarray) -> np.ndarray:
    """Minus the second derivatives of the log-likelihood, by central differences."""
    size = len(best)
    up = STEP * np.eye(size)
    shifts = [a * up[i] + b * up[j] for i in range(size) for j in range(size) for a in (1, -1) for b in (1, -1)]
    values = level(best + np.array(shifts)).reshape(size, size, 4)
    signs = np.array([1, -1, -1, 1])
    return -(values * signs).sum(axis=2) / (4 * STEP**2)
