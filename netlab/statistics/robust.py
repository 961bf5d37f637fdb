"""The error of a linear mixed model's estimates by how much egos differ, whatever the model takes waves to be."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from netlab.statistics.inference import DECIMALS
from netlab.statistics.mixed import Mixed

ALIKE = 1e-6  # shares of a variance that are the same but for the computer's rounding


class Robust(NamedTuple):
    """Errors of some contrasts.

    Attributes
    ----------
    error : ndarray
        Standard errors; NaN where too few egos tell how far the contrast could be off, 0 where all of them agree.
    freedom : ndarray of float
        Degrees of freedom for Student's t, NaN where there is no error.
    """

    error: np.ndarray
    freedom: np.ndarray


def robust_error(
    response: np.ndarray, design: np.ndarray, ego: np.ndarray, fit: Mixed, contrasts: np.ndarray
) -> Robust:
    """The cluster-robust error of contrasts of `fit_mixed`'s estimates, corrected for few egos, with its freedom.

    A random intercept takes any two waves of an ego to be equally alike. Networks are not so: alters who are there in
    one wave are mostly there in the next. Here the variance of an estimate comes from the residuals of whole egos, each
    scaled so that it is what it should be on average where the model does hold (CR2), with Satterthwaite's degrees of
    freedom.

    Where nobody misses a wave the error of a change between two waves is that of the paired t test, sd/√n of each ego's
    own change with n - 1 degrees of freedom; that of a mean is sd/√n of the values.

    Parameters
    ----------
    response, design, ego : arrays
        What the model was fitted to, with a random intercept and no slope.
    fit : Mixed
        What it gave, with numbers.
    contrasts : array of float
        A row per contrast, a column per column of the design.

    References
    ----------
    Bell, R. M. & McCaffrey, D. F. (2002). Survey Methodology, 28, 169–181.
    Pustejovsky, J. E. & Tipton, E. (2018). Journal of Business & Economic Statistics, 36, 672–683.
    """
    y, x = np.asarray(response, dtype="float64"), np.asarray(design, dtype="float64")
    group = np.unique(ego, return_inverse=True)[1]
    between, within = float(fit.between[0, 0]), fit.within
    agree = 10.0**-DECIMALS * max(1.0, np.abs(y).max())
    rest, spread = y - x @ fit.estimate, fit.covariance
    wanted = np.asarray(contrasts, dtype="float64").T
    scores, own, reached = [], [], []
    order = np.argsort(group, kind="stable")
    for rows in np.split(order, np.cumsum(np.bincount(group))[:-1]):
        here = x[rows]
        variance = within * np.eye(len(rows)) + between
        left = _adjusted(variance, here, spread).T @ np.linalg.solve(variance, here) @ spread @ wanted
        scores.append(rest[rows] @ left)
        own.append(((variance @ left) * left).sum(axis=0))
        reached.append(left.T @ here)
    score, alone, shared = np.array(scores), np.array(own), np.array(reached)  # egos × contrasts (× columns of x)
    error, freedom = np.full(wanted.shape[1], np.nan), np.full(wanted.shape[1], np.nan)
    model = ((spread @ wanted) * wanted).sum(axis=0)
    for k in range(wanted.shape[1]):
        # what the squares of the scores are together under the model: diag(alone) - U M U'
        u = shared[:, k]
        crossed = ((u @ spread) * u).sum(axis=1)
        expected = (alone[:, k] - crossed).sum()
        if expected < (1 - ALIKE) * model[k]:
            continue
        squared = u.T @ u
        size = (alone[:, k] ** 2).sum() - 2 * (alone[:, k] * crossed).sum()
        size += np.trace(spread @ squared @ spread @ squared)
        found = np.sqrt((score[:, k] ** 2).sum())
        error[k], freedom[k] = found if found > agree else 0.0, expected**2 / size
    return Robust(error, np.round(freedom, DECIMALS))


def _adjusted(variance: np.ndarray, here: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """The matrix A that gives the residuals of an ego, A e, the variance that the model gives its values.

    With V = L L' the values' variance and X M X' what the estimates take of it: A = L (L' (V - X M X') L)^(-1/2) L'.
    """
    root = np.linalg.cholesky(variance)
    values, vectors = np.linalg.eigh(root.T @ (variance - here @ spread @ here.T) @ root)
    scale = np.where(values > ALIKE * values.max(), 1 / np.sqrt(np.where(values > 0, values, 1)), 0.0)
    return root @ (vectors * scale) @ vectors.T @ root.T
