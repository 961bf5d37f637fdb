"""Three or more waves in one model: the mean of every wave, and its change since the first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from netlab.changes import groups
from netlab.networks import EgoNetworks
from netlab.problems import InputError, suggestion
from netlab.statistics.comparing import studied_and_compared, values_of
from netlab.statistics.families import in_families
from netlab.statistics.inference import LEVEL
from netlab.statistics.mixed import fit_mixed

EVERYONE = "all"


def waves_model(
    networks: EgoNetworks,
    measures: Iterable[str] | None = None,
    group: str | None = None,
    waves: Iterable[str] | None = None,
    level: float = LEVEL,
    comparison: str | None = None,
) -> pd.DataFrame:
    """Every wave in one linear mixed model: means per wave, changes since the first, and differences between groups.

    value ~ wave (× group) + a random intercept per ego, by REML: every ego has a level of its own, and the waves move
    all of a group alike. An ego that misses a wave counts with the waves it has; that is right where who is missing
    hangs on what was seen of them before, and not on what was not seen.

    Parameters
    ----------
    measures : names, optional
        Columns of `measure`, and outcomes; by default the codebook's primary ones, without any only `size`.
    group : str, optional
        A column of egos, constant per ego: a mean per group and wave. An ego without a value is left out.
    waves : names, optional
        Which waves, in this order, the first one to compare with; by default all of the study. Two at least.
    level : float
        Of the intervals.
    comparison : str, optional
        The value of the comparison group, for a column that the codebook does not declare.

    Returns
    -------
    DataFrame
        Index (measure, group, wave); group is `all` without groups. n (egos with a value), mean (of them); estimate,
        low, high (the model's mean; t with egos - groups degrees of freedom, on the safe side); change (since the first
        wave), change_low, change_high, p_change, df; egos and values (in the model), unused (interviews without a value
        or a group); reason; family, family_size, p_adjusted (over p_change, or with groups over p_difference),
        family_remark. With `group` also difference (the change minus that of the comparison group), difference_low and
        _high, p_difference, on the rows of the other groups.

    Notes
    -----
    df of a change is values - egos - groups × (waves - 1): (egos - groups)(waves - 1) when nobody misses a wave, which
    without groups is (egos - 1)(waves - 1). Normal quantiles would be too narrow for so few.

    NaN with a reason: those of `fit_mixed`; `no_values` (nobody has a value in this group and wave), `no_first` (nobody
    in the group has one in the first wave), `too_few` (no degrees of freedom). `mean` is the plain mean always.

    Raises
    ------
    InputError
        For fewer than two waves, an unknown wave, measure or group, and as `compare` does for groups.

    References
    ----------
    Laird, N. M. & Ware, J. H. (1982). Biometrics, 38, 963–974.
    Searle, S. R., Speed, F. M. & Milliken, G. A. (1980). The American Statistician, 34, 216–221 (marginal means).
    """
    chosen = list(networks.waves if waves is None else dict.fromkeys(waves))
    for wave in chosen:
        networks.has(wave)
    if len(chosen) < 2:
        raise InputError(f"a change needs two waves at least; found {len(chosen)}. {suggestion('', networks.waves)}")
    primary = networks.codebook.primary
    names = list(dict.fromkeys(measures)) if measures is not None else list(primary) or ["size"]
    here = networks.of(waves=chosen)
    computed = list(dict.fromkeys([*names, *(primary if set(names) & set(primary) else ())]))  # the whole family
    table = values_of(here, computed)
    of, compared = _group_of(networks, group, comparison)
    own = of.reindex(here.egos["ego"]).to_numpy()
    wave = pd.Categorical(here.egos["wave"].astype("str"), categories=chosen).codes
    kinds = [str(g) for g in pd.unique(of.dropna())]
    kind = pd.Index(kinds).get_indexer(pd.Series(own, dtype=object))
    parts = {}
    for name in computed:
        rows = _model(table[name].to_numpy(), kind, wave, here.egos["ego"].to_numpy(), (len(kinds), len(chosen)), level)
        rows.index = pd.MultiIndex.from_product([kinds, chosen], names=["group", "wave"])
        parts[name] = _differences(rows, compared, level) if compared is not None else rows
    result = pd.concat(parts, names=["measure"])
    p = result["p_change" if compared is None else "p_difference"]
    families = in_families(p, result.index.get_level_values("measure").isin(primary), primary)
    return result.drop(columns="error").join(families).loc[names]


def _group_of(networks: EgoNetworks, group: str | None, comparison: str | None) -> tuple[pd.Series, str | None]:
    """The group of every ego, and which of them is the comparison; one group of all without groups."""
    if group is None:
        return pd.Series(EVERYONE, index=pd.Index(networks.egos["ego"].unique(), name="ego"), dtype=object), None
    of = groups(networks, group)
    compared = studied_and_compared(networks, group, comparison)[1]
    return of.where(of.isna(), of.astype("str")), str(of[compared[0]])


def _model(
    value: np.ndarray, kind: np.ndarray, wave: np.ndarray, ego: np.ndarray, shape: tuple[int, int], level: float
) -> pd.DataFrame:
    """One measure: a row per group and wave, groups first."""
    from scipy.stats import t

    many = shape[0] * shape[1]
    used = ~np.isnan(value) & (kind >= 0)
    y, cell, egos = value[used], (kind * shape[1] + wave)[used], len(np.unique(ego[used]))
    n = np.bincount(cell, minlength=many)
    mean = np.bincount(cell, weights=y, minlength=many) / np.where(n > 0, n, np.nan)
    there = np.flatnonzero(n)
    fit = fit_mixed(y, (cell[:, None] == there).astype("float64"), ego[used])
    present = len(np.unique(there // shape[1]))
    freedom = len(y) - egos - (len(there) - present)
    estimate, covariance = np.full(many, np.nan), np.full((many, many), np.nan)
    estimate[there], covariance[np.ix_(there, there)] = fit.estimate, fit.covariance
    reason = np.where(n == 0, "no_values", fit.reason)
    first = np.arange(many) // shape[1] * shape[1]
    reason = np.where((reason == "") & (n[first] == 0), "no_first", reason)
    if not fit.reason and (freedom < 1 or egos <= present):
        estimate, covariance = np.full(many, np.nan), np.full((many, many), np.nan)
        reason = np.where(reason == "", "too_few", reason)
    variance = np.diag(covariance)
    change = np.where(first == np.arange(many), np.nan, estimate - estimate[first])
    error = np.sqrt(np.maximum(variance + variance[first] - 2 * covariance[np.arange(many), first], 0))
    reach = t.ppf((1 + level) / 2, max(freedom, 1)) * error
    about = t.ppf((1 + level) / 2, max(egos - present, 1)) * np.sqrt(variance)
    columns: dict[str, Any] = {
        "n": n, "mean": mean, "estimate": estimate, "low": estimate - about, "high": estimate + about,
        "change": change, "change_low": change - reach, "change_high": change + reach,
        "p_change": 2 * t.sf(np.abs(change / error), max(freedom, 1)), "df": max(freedom, 0), "egos": egos,
        "values": len(y), "unused": len(value) - len(y), "reason": pd.Series(reason, dtype="str"), "error": error,
    }  # fmt: skip
    return pd.DataFrame(columns)


def _differences(rows: pd.DataFrame, compared: str, level: float) -> pd.DataFrame:
    """The rows with how much more each group changed than the comparison group.

    The estimates of two groups share no ego, so their errors add up.
    """
    from scipy.stats import t

    wave = rows.index.get_level_values("wave")
    other = rows.xs(compared, level="group").reindex(wave).set_axis(rows.index)
    studied = rows.index.get_level_values("group") != compared
    difference = (rows["change"] - other["change"]).where(studied)
    error = np.sqrt(rows["error"] ** 2 + other["error"] ** 2)
    freedom = rows["df"].clip(lower=1)
    reach = t.ppf((1 + level) / 2, freedom) * error
    return rows.assign(
        difference=difference,
        difference_low=difference - reach,
        difference_high=difference + reach,
        p_difference=2 * t.sf(np.abs(difference / error), freedom),
    )
