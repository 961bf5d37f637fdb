"""Which alters stay, which ties become strong, and what tells them apart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from netlab.changes.traces import Traces, ends
from netlab.networks import EgoNetworks
from netlab.problems import InputError, expect, suggestion
from netlab.statistics.crosschecks import ego_level, gee
from netlab.statistics.families import in_families
from netlab.statistics.glmm import POINTS, random_intercept_logit, separated
from netlab.statistics.inference import DRAWS, LEVEL, SEED, possible
from netlab.statistics.predictors import Predictor, predictors_of, strong_of
from netlab.statistics.verdicts import is_clear

OUTCOMES = ("kept", "became_strong")
ENDS = ("different", "same")
NUMBERS = ("estimate", "low", "high", "odds_ratio", "odds_low", "odds_high", "p", "gee_estimate", "gee_low", "gee_high")
FEWEST_EGOS = 4  # two or three give an interval from nothing to a million
SAID_BESIDE = ("", "zero_variance")  # what is said of a model that has numbers


def retention_rows(
    networks: EgoNetworks,
    before: str,
    after: str,
    predictors: str | Iterable[str] = ("strong",),
    outcome: str = "kept",
    unsure: str = "different",
) -> pd.DataFrame:
    """The rows behind `retention`: one per alter, also those that cannot be used, with what is unknown of them.

    Returns
    -------
    DataFrame
        ego, person, outcome (1, 0 or NaN), a column per predictor (numbers, or answers as text) and left_out: `outcome`
        or the names of the predictors that are unknown, NaN for a row that is used. Egos that cannot be compared have
        no rows; `turnover` says why.

    Raises
    ------
    InputError
        As `retention` does, and for another word for `unsure`.
    """
    expect("networks", networks, "nl.statistics.retention_rows({}, before, after)")
    if unsure not in ENDS:
        raise InputError(f"unsure = {unsure!r} is not possible. {suggestion(unsure, ENDS)}")
    traces = ends(networks, before, after)[ENDS.index(unsure)]
    return _rows(networks, traces, predictors_of(networks, predictors, before), outcome)[0]


def _rows(
    networks: EgoNetworks, traces: Traces, predictors: list[Predictor], outcome: str
) -> tuple[pd.DataFrame, np.ndarray]:
    """The rows of `retention_rows`, and for each its values of the predictors as numbers."""
    which, yes = _outcome(networks, traces, outcome)
    named = np.where(traces.before >= 0, traces.before, traces.after)[which]
    values = np.array([p.values[named] for p in predictors]).reshape(len(predictors), len(named)).T
    unknown = np.isnan(np.column_stack([yes, values]))
    names = ["outcome", *(p.name for p in predictors)]
    why = [", ".join(n for n, missing in zip(names, row, strict=True) if missing) for row in unknown]
    table = pd.DataFrame(
        {"ego": traces.egos.to_numpy()[traces.ego[which]], "person": networks.alters["person"].to_numpy()[named]}
    )
    table["outcome"] = yes
    for place, p in enumerate(predictors):
        shown: Any = values[:, place]
        if p.categories:
            shown = pd.Categorical.from_codes(np.nan_to_num(shown, nan=-1).astype(int), list(p.categories))
        table[p.name] = shown
    left_out = pd.Series(why, dtype="str")
    return table.assign(left_out=left_out.where(left_out != "")), values


def _outcome(networks: EgoNetworks, traces: Traces, outcome: str) -> tuple[np.ndarray, np.ndarray]:
    """Which traces count for an outcome, and yes, no or unknown for each of these."""
    if outcome == "kept":
        which = traces.before >= 0
        return which, traces.kept[which].astype("float64")
    if outcome == "became_strong":
        strong = np.append(strong_of(networks), np.nan)
        which = traces.kept & (strong[traces.before] != 1)
        first, second = strong[traces.before][which], strong[traces.after][which]
        return which, np.where(np.isnan(first), np.nan, second)
    flags = [c for c in networks.alters if pd.api.types.is_bool_dtype(networks.alters[c])]
    if outcome not in flags:
        raise InputError(
            f"{outcome!r} is no outcome of an alter: `kept`, `became_strong`, or a true/false column of the alters "
            f"that says something of those who are new. {suggestion(outcome, [*OUTCOMES, *flags])}"
        )
    given = networks.alters[outcome].to_numpy("float64", na_value=np.nan)
    return traces.new, given[traces.after[traces.new]]


def retention(
    networks: EgoNetworks,
    before: str,
    after: str,
    predictors: str | Iterable[str] = ("strong",),
    outcome: str = "kept",
    level: float = LEVEL,
    points: int = POINTS,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """What tells the alters that stay from those that are lost: a logistic model with a random intercept per ego.

    Alters of one ego are alike, so they do not count as so many separate people: each ego has a level of its own in the
    model, and the limits take Student's t over egos.

    Parameters
    ----------
    networks : EgoNetworks
    before, after : str
        The two waves.
    predictors : names
        `strong`, `same_organisation`, `multiplexity`, `same_<attribute>`, columns of alters or egos, measures of the
        network before: see `netlab.statistics.predictors`. A closed question has a row for each answer but the first
        that occurs, with which the others are compared; of groups that is the comparison group.
    outcome : str
        `kept`: of all alters before, who is there after. `became_strong`: of the weak ties that stayed, which became
        strong. Any true/false column of alters: of the new alters, for which it is true (say, who came in through a
        co-participant).
    level : float
        Of the intervals.
    points : int
        Nodes of the quadrature.
    draws, seed : int
        For the permutations of the test per ego.

    Returns
    -------
    DataFrame
        Index (predictor, category, unsure): category empty for a number; unsure `none` where no unsure link matters,
        else every row twice: with all unsure pairs as different persons (`different`) and with as many as can be the
        same (`same`). estimate (log-odds per unit, with the others equal), low, high; odds_ratio, odds_low, odds_high;
        p (of t), df; spread (the predictor's standard deviation over the rows), of_ego; ego_spread (between egos, in
        log-odds); gee_estimate, gee_low, gee_high (the cross-check: generalised estimating equations, bias-reduced);
        ego_level, ego_level_p (for a predictor of egos: the difference in the share per ego between the groups with its
        label permutation, or for a number Spearman's correlation with its permutation; beside p, not another test of
        the family); n_alters, n_egos, yes (used); left_out (alters of whom something is unknown, by name in
        `retention_rows`), egos_left_out (egos that cannot be compared or have no alter that counts); clear (`is_clear`:
        low to high leaves out 0 and p is below 1 - level); reason; family, family_size, p_adjusted (Benjamini-Hochberg
        over the rows of one end), family_remark.

    Notes
    -----
    df is the number of egos minus the parameters about egos (the intercept, and each row of a predictor of egos).

    NaN with a reason: `predictor_constant` (left out of the model), `outcome_constant` (everyone stayed, or nobody),
    `complete_separation` or `quasi_separation` (this predictor, perhaps with others, tells yes from no: its odds ratio
    has no finite estimate), `collinear`, `other_predictor` (one of the others is separated or collinear: leave it out),
    `constant_within_egos`, `fewer_than_four_egos`, `too_few_egos` (for so many predictors), `not_converged`,
    `no_alters`. `zero_variance` stands beside the numbers:
    egos differ no more than chance, ego_spread is NaN, and the model is the plain logistic one, still with t over egos.

    GEE estimates the odds ratio for the population, which lies nearer 1 than the one for given egos; it serves to see
    whether the two point the same way.

    Raises
    ------
    InputError
        For an unknown wave, outcome or predictor, a level that is not between 0 and 1, and no nodes.

    References
    ----------
    Lubbers, M. J. et al. (2010). Social Networks, 32, 91–104 (persistence of ties of egos).
    Mancl, L. A. & DeRouen, T. A. (2001). Biometrics, 57, 126–134 (bias-reduced GEE).
    """
    expect("networks", networks, "nl.retention({}, before, after)")
    possible(level)
    if points < 1:
        raise InputError(f"points is {points}. Expected 1 or more nodes; 1 is Laplace's approximation.")
    found = predictors_of(networks, predictors, before)
    if not found:
        raise InputError("retention needs at least one predictor; found none. Name one, for example 'strong'.")
    both = ends(networks, before, after)
    parts = []
    for name, traces in zip(ENDS, both, strict=True):
        if name == "same" and both[0] is both[1]:
            continue
        table, values = _rows(networks, traces, found, outcome)
        part = _model(table, values, found, level, points, draws, seed)
        part["egos_left_out"] = len(traces.egos) - part["n_egos"]
        parts.append(part.assign(unsure="none" if both[0] is both[1] else name))
        none = np.zeros(len(part), dtype=bool)
        parts[-1] = pd.concat([parts[-1], in_families(part["p"], none, networks.codebook.primary)], axis=1)
    return pd.concat(parts).set_index(["predictor", "category", "unsure"])


def _columns(values: np.ndarray, predictors: list[Predictor]) -> tuple[pd.DataFrame, np.ndarray]:
    """A row per effect (predictor, category, of_ego, place of the predictor), and the design without intercept."""
    about, columns = [], []
    for place, p in enumerate(predictors):
        given = values[:, place]
        if not p.categories:
            about.append((p.name, "", p.of_ego, place))
            columns.append(given)
            continue
        there = [c for c in range(len(p.categories)) if (given == c).any()]
        for c in there[1:] or [0]:
            about.append((p.name, p.categories[c], p.of_ego, place))
            columns.append((given == c).astype("float64") if there[1:] else np.zeros(len(given)))
    design = np.array(columns).reshape(len(about), len(values)).T
    return pd.DataFrame(about, columns=["predictor", "category", "of_ego", "place"]), design


def _model(
    table: pd.DataFrame,
    values: np.ndarray,
    predictors: list[Predictor],
    level: float,
    points: int,
    draws: int,
    seed: int,
) -> pd.DataFrame:
    """One end of the doubt: a row per effect."""
    from scipy.stats import t

    used = table["left_out"].isna().to_numpy()
    y, ego = table["outcome"].to_numpy()[used], table["ego"].to_numpy()[used]
    about, design = _columns(values[used], predictors)
    result = about.drop(columns="place").assign(**dict.fromkeys(NUMBERS, np.nan))
    varies = np.array([np.ptp(c) > 0 if len(c) else False for c in design.T], dtype=bool)
    egos = len(np.unique(ego))
    freedom = egos - 1 - int((about["of_ego"].to_numpy() & varies).sum())
    result = result.assign(
        df=max(freedom, 0),
        spread=[c.std(ddof=1) if len(c) > 1 else np.nan for c in design.T],
        ego_spread=np.nan,
        n_alters=len(y),
        n_egos=egos,
        yes=int(y.sum()),
        left_out=int((~used).sum()),
        clear=False,
    )
    x = np.column_stack([np.ones(len(y)), design[:, varies]])
    reason = "" if len(y) else "no_alters"
    if not reason and freedom < 1:
        reason = "too_few_egos"
    if not reason and egos < FEWEST_EGOS:
        reason = "fewer_than_four_egos"
    if not reason and varies.any():
        fit = random_intercept_logit(y, x, ego, points=points)
        reason = fit.reason
        if reason in SAID_BESIDE:
            reach = t.ppf((1 + level) / 2, freedom)
            error = np.sqrt(np.diag(fit.covariance))[1:]
            found = [fit.estimate[1:] + k * reach * error for k in (0, -1, 1)]
            cross = gee(y, x, ego, reach)
            columns = [*found, *(_odds(f) for f in found), 2 * t.sf(np.abs(found[0] / error), freedom), *cross]
            result.loc[varies, list(NUMBERS)] = np.column_stack(columns)
            result["ego_spread"] = fit.spread
            result["clear"] = is_clear(result["low"], result["high"], result["p"], level)
    result["reason"] = _reasons(reason, varies, y, x)
    tests = [ego_level(y, ego, values[used], row, predictors, draws, seed) for row in about.itertuples()]
    result["ego_level"], result["ego_level_p"] = zip(*tests, strict=True)
    return result


def _odds(estimate: np.ndarray) -> np.ndarray:
    return np.exp(np.clip(estimate, -700, 700))


def _reasons(reason: str, varies: np.ndarray, y: np.ndarray, x: np.ndarray) -> pd.Series:
    """The reason of each effect: its own where it is to blame, `other_predictor` where another one is."""
    blamed = np.ones(x.shape[1] - 1, dtype=bool)
    if reason in ("complete_separation", "quasi_separation"):
        blamed = separated(y, x)[1][1:]
    elif reason == "collinear":
        rank = np.linalg.matrix_rank(x)
        blamed = np.array([np.linalg.matrix_rank(np.delete(x, c, 1)) == rank for c in range(1, x.shape[1])], dtype=bool)
    elif reason in SAID_BESIDE:
        blamed[:] = True
    every = pd.Series("predictor_constant" if reason in SAID_BESIDE else reason, index=range(len(varies)), dtype="str")
    if reason not in SAID_BESIDE and len(y):
        every[~varies] = "predictor_constant"
    every[varies] = np.where(blamed, reason, "other_predictor")
    return every
