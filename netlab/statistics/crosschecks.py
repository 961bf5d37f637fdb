"""What stands beside the model of which alters stay: estimating equations, and a test with one number per ego."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd

from netlab.statistics.correlation import spearman
from netlab.statistics.exact import label_permutation
from netlab.statistics.inference import NONE
from netlab.statistics.predictors import Predictor

ALIKE = 1e-6  # a standard error in log-odds below which egos are alike but for the computer's rounding


def gee(y: np.ndarray, x: np.ndarray, ego: np.ndarray, reach: float) -> list[np.ndarray]:
    """A logistic model by generalised estimating equations: the odds for the population, whoever the ego is.

    Exchangeable within egos, with Mancl and DeRouen's bias-reduced errors, for there are few egos.

    Parameters
    ----------
    y, x, ego : array
        Yes or no, the design with the intercept first, and whose row it is.
    reach : float
        How many standard errors the limits lie from the estimate.

    Returns
    -------
    list of array
        Estimate, low and high of every column but the intercept; NaN where the equations are not solved, and for the
        limits where all egos are so alike that their differences say nothing of the error.
    """
    from statsmodels.genmod.cov_struct import Exchangeable
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_estimating_equations import GEE

    order = np.argsort(ego, kind="stable")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            model = GEE(y[order], x[order], ego[order], family=Binomial(), cov_struct=Exchangeable())
            fit = model.fit(cov_type="bias_reduced")
            estimate, error = np.asarray(fit.params)[1:], np.asarray(fit.bse)[1:]
        except (np.linalg.LinAlgError, ValueError, FloatingPointError):
            estimate = error = np.full(x.shape[1] - 1, np.nan)
    estimate = np.where(np.isfinite(estimate), estimate, np.nan)
    error = np.where(np.isfinite(error) & (error > ALIKE), error, np.nan)
    return [estimate, estimate - reach * error, estimate + reach * error]


def ego_level(
    y: np.ndarray, ego: np.ndarray, values: np.ndarray, row: Any, predictors: list[Predictor], draws: int, seed: int
) -> tuple[float, float]:
    """For a predictor of egos: how the share of yes per ego goes with it, and the p of that.

    Every ego counts once, however many alters it has. For groups the difference in the mean share with the group that
    others are compared with, and its label permutation; for a number Spearman's correlation and its permutation. NaN
    for a predictor of alters.
    """
    if not row.of_ego or not len(y):
        return NONE
    p = predictors[row.place]
    of_ego = pd.DataFrame({"yes": y, "value": values[:, row.place]}).groupby(ego).mean()
    if not p.categories:
        return spearman(of_ego["value"], of_ego["yes"], draws, seed)
    first = of_ego["value"].min()
    one, other = (of_ego.loc[of_ego["value"] == v, "yes"] for v in (p.categories.index(row.category), first))
    if first == p.categories.index(row.category):
        return NONE
    return float(one.mean() - other.mean()), label_permutation(one, other, draws, seed)
