"""Three or more waves in one model: the mean of every wave, and its change since the first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from netlab.changes import groups
from netlab.networks import EgoNetworks
from netlab.problems import InputError, expect, suggestion
from netlab.statistics.comparing import names_of, studied_and_compared, values_of
from netlab.statistics.exact import smallest_p, smallest_p_of_groups
from netlab.statistics.families import in_families
from netlab.statistics.inference import LEVEL, possible
from netlab.statistics.mixed import fit_mixed
from netlab.statistics.robust import robust_error
from netlab.statistics.verdicts import deciding_p, is_clear

EVERYONE = "all"
ERRORS = ("robust", "model")


def waves_model(
    networks: EgoNetworks,
    measures: str | Iterable[str] | None = None,
    group: str | None = None,
    waves: Iterable[str] | None = None,
    level: float = LEVEL,
    comparison: str | None = None,
    error: str = "robust",
) -> pd.DataFrame:
    """Every wave in one linear mixed model: means per wave, changes since the first, and differences between groups.

    value ~ wave (× group) + a random intercept per ego, by REML: every ego has a level of its own, and the waves move
    all of a group alike. An ego that misses a wave counts with the waves it has; that is right where who is missing
    hangs on what was seen of them before, and not on what was not seen.

    Parameters
    ----------
    networks : EgoNetworks
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
    error : {"robust", "model"}
        What intervals and p rest on. `robust`: how much egos differ in this change (`robust_error`); where nobody
        misses a wave, the paired t test of each change and Welch's of the difference between groups. `model`: the
        textbook's, which takes any two waves to be equally alike. It is surer than it should be where neighbouring
        waves are more alike than distant ones, as networks are: see docs/statistics.md.

    Returns
    -------
    DataFrame
        Index (measure, group, wave); group is `all` without groups. n (egos with a value), mean (of them); estimate,
        low, high (the model's mean); change (since the first wave; the mean of everybody's own change where nobody
        misses a wave), change_low, change_high, p_change, df; egos and values (in the model), unused (interviews
        without a value or a group); reason; remark (`zero_variance`: egos differ no more than the values of one ego do,
        and what stands there does not need that they do; else empty); family, family_size, p_adjusted (over p_change,
        or with groups over p_difference), family_remark, untested (declared beforehand, and no p could be had: it
        counts in family_size all the same); pairs (egos with a value in this wave and the first), smallest_p (what the
        exact test of so many changes, or of the difference between two groups of so many, could give at the least);
        clear (`is_clear`, of the change or with groups of the difference). With `group` also difference (the change
        minus that of the comparison group), difference_low and _high, p_difference and df_difference, on the rows of
        the other groups.

    Notes
    -----
    df with `robust` errors are Satterthwaite's: n - 1 where nobody misses a wave. With those of the `model`: values -
    egos - groups × (waves - 1), which is (egos - groups)(waves - 1) when nobody misses a wave and without groups
    (egos - 1)(waves - 1); for the means egos - groups, on the safe side. Normal quantiles would be too narrow for so
    few.

    p is that of t, and never below what the exact test of so many people could give (smallest_p): of five people
    nothing is clear, as in `compare`. With two waves `compare` is the one to use: its test is the exact one itself.

    NaN with a reason: those of `fit_mixed`; `no_values` (nobody has a value in this group and wave), `no_first` (nobody
    in the group has one in the first wave). With an estimate but without interval and p: `too_few` (egos in this or the
    first wave to say how far it could be off; of a difference also in the comparison group), `changes_equal` (everyone
    changed by the same amount), and with the errors of the `model`, which then have nothing to work with,
    `zero_variance`. low and high are NaN too where everyone has the same value. `mean` is the plain mean always.

    Raises
    ------
    InputError
        For fewer than two waves, an unknown wave, measure, group, error or level, and as `compare` does for groups.

    References
    ----------
    Laird, N. M. & Ware, J. H. (1982). Biometrics, 38, 963–974.
    Searle, S. R., Speed, F. M. & Milliken, G. A. (1980). The American Statistician, 34, 216–221 (marginal means).
    """
    expect("networks", networks, "nl.waves_model({})")
    chosen = list(networks.waves) if waves is None else names_of(waves)
    for wave in chosen:
        networks.has(wave)
    if len(chosen) < 2:
        raise InputError(f"a change needs two waves at least; found {len(chosen)}. {suggestion('', networks.waves)}")
    possible(level)
    if error not in ERRORS:
        raise InputError(f"{error!r} is not a kind of error. {suggestion(error, ERRORS)}")
    primary = networks.codebook.primary
    names = names_of(measures) if measures is not None else list(primary) or ["size"]
    if not names:
        raise InputError(
            "there is no measure to model: name one or more, or leave out `measures` for the declared ones."
        )
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
        shape = (len(kinds), len(chosen))
        rows = _model(table[name].to_numpy(), kind, wave, here.egos["ego"].to_numpy(), shape, level, error)
        rows.index = pd.MultiIndex.from_product([kinds, chosen], names=["group", "wave"])
        parts[name] = _differences(rows, compared, level, error) if compared is not None else rows
    result = pd.concat(parts, names=["measure"])
    which = "change" if compared is None else "difference"
    p = result[f"p_{which}"]
    declared = result.index.get_level_values("measure").isin(primary)
    tests = result.index.get_level_values("wave") != chosen[0]
    tests &= result.index.get_level_values("group") != compared
    families = in_families(p, declared, primary, tests).assign(untested=declared & tests & p.isna())
    clear = is_clear(result[f"{which}_low"], result[f"{which}_high"], deciding_p(p, families), level)
    return result.drop(columns="error").join(families).assign(clear=clear).loc[names]


def _group_of(networks: EgoNetworks, group: str | None, comparison: str | None) -> tuple[pd.Series, str | None]:
    """The group of every ego, and which of them is the comparison; one group of all without groups."""
    if group is None:
        return pd.Series(EVERYONE, index=pd.Index(networks.egos["ego"].unique(), name="ego"), dtype=object), None
    of = groups(networks, group)
    compared = studied_and_compared(networks, group, comparison)[1]
    return of.where(of.isna(), of.astype("str")), str(of[compared[0]])


def _model(
    value: np.ndarray,
    kind: np.ndarray,
    wave: np.ndarray,
    ego: np.ndarray,
    shape: tuple[int, int],
    level: float,
    kind_of_error: str,
) -> pd.DataFrame:
    """One measure: a row per group and wave, groups first."""
    many = shape[0] * shape[1]
    used = ~np.isnan(value) & (kind >= 0)
    y, cell, egos = value[used], (kind * shape[1] + wave)[used], len(np.unique(ego[used]))
    n = np.bincount(cell, minlength=many)
    mean = np.bincount(cell, weights=y, minlength=many) / np.where(n > 0, n, np.nan)
    there = np.flatnonzero(n)
    design = (cell[:, None] == there).astype("float64")
    fit = fit_mixed(y, design, ego[used])
    estimate = np.full(many, np.nan)
    estimate[there] = fit.estimate
    first = np.arange(many) // shape[1] * shape[1]
    later = first != np.arange(many)
    pairs = np.bincount(cell[np.isin(ego[used], ego[used][cell == first[cell]])], minlength=many)
    least = [smallest_p(int(k)) if after else np.nan for k, after in zip(pairs, later, strict=True)]

    step = np.eye(many)[:, there]
    contrasts = np.concatenate([step, step - step[first]])
    possible = np.concatenate([n > 0, later & (n > 0) & (n[first] > 0)])
    errors, freedom = np.full(2 * many, np.nan), np.full(2 * many, np.nan)
    # how much egos differ in a change can be told also where their levels do not differ
    remark, refused = ("zero_variance", "") if fit.reason == "zero_variance" else ("", fit.reason)
    if remark and kind_of_error == "model":
        remark, refused = "", fit.reason
    if not refused and kind_of_error == "robust":
        # the value of who is alone in a wave fits whatever it is, and tells nothing of how far anything could be off
        many_there, together = n[there] > 1, n[cell] > 1
        told = fit._replace(estimate=fit.estimate[many_there], covariance=fit.covariance[many_there][:, many_there])
        possible &= ~(contrasts[:, ~many_there] != 0).any(axis=1)
        found = robust_error(
            y[together], design[together][:, many_there], ego[used][together], told, contrasts[possible][:, many_there]
        )
        errors[possible], freedom[possible] = found
    elif not refused:
        present = len(np.unique(there // shape[1]))
        left = np.repeat([egos - present, len(y) - egos - (len(there) - present)], many)
        possible &= left > 0
        errors[possible] = np.sqrt(((contrasts @ fit.covariance) * contrasts).sum(axis=1))[possible]
        freedom[possible] = left[possible]

    reason = np.where(n == 0, "no_values", refused)
    reason = np.where((reason == "") & (n[first] == 0), "no_first", reason)
    unsure = np.isnan(errors[:many]) | (later & np.isnan(errors[many:]))
    reason = np.where((reason == "") & unsure, "too_few", reason)
    reason = np.where((reason == "") & (errors[many:] == 0), "changes_equal", reason)
    errors[errors == 0] = np.nan
    change = np.where(later, estimate - estimate[first], np.nan)
    around, since = (_limits(v, errors[s], freedom[s], level)
                     for v, s in ((estimate, slice(0, many)), (change, slice(many, None))))  # fmt: skip
    columns: dict[str, Any] = {
        "n": n, "mean": mean, "estimate": estimate, "low": around[0], "high": around[1], "change": change,
        "change_low": since[0], "change_high": since[1], "p_change": np.maximum(since[2], least), "df": freedom[many:],
        "egos": egos, "values": len(y), "unused": len(value) - len(y), "reason": pd.Series(reason, dtype="str"),
        "remark": pd.Series([remark] * many, dtype="str"), "pairs": pairs,
        "smallest_p": np.array(least, dtype="float64"), "error": errors[many:],
    }  # fmt: skip
    return pd.DataFrame(columns)


def _limits(value: Any, error: Any, freedom: Any, level: float) -> tuple[Any, Any, Any]:
    """Low, high and p of Student's t; NaN where there is no error."""
    from scipy.stats import t

    reach = t.ppf((1 + level) / 2, freedom) * error
    return value - reach, value + reach, 2 * t.sf(np.abs(value / error), freedom)


def _differences(rows: pd.DataFrame, compared: str, level: float, kind_of_error: str) -> pd.DataFrame:
    """The rows with how much more each group changed than the comparison group.

    The estimates of two groups share no ego, so their errors add up, and with robust ones their freedom is Welch's; the
    model's have the freedom of all groups together.
    """
    wave = rows.index.get_level_values("wave")
    other = rows.xs(compared, level="group").reindex(wave).set_axis(rows.index)
    studied = rows.index.get_level_values("group") != compared
    difference = (rows["change"] - other["change"]).where(studied)
    one, two = rows["error"] ** 2, other["error"] ** 2
    freedom = rows["df"]
    if kind_of_error == "robust":
        freedom = (one + two) ** 2 / (one**2 / rows["df"] + two**2 / other["df"])
    low, high, p = _limits(difference, np.sqrt(one + two), freedom.where(studied), level)
    sizes = zip(rows["pairs"], other["pairs"], strict=True)
    least = pd.Series([smallest_p_of_groups(int(a), int(b)) for a, b in sizes], index=rows.index, dtype="float64")
    later = rows["smallest_p"].notna() & studied
    silent = later & (rows["reason"] == "") & np.isnan(p)  # the other group is why
    return rows.assign(
        reason=rows["reason"].mask(silent, other["reason"]),
        smallest_p=least.where(later),
        difference=difference,
        difference_low=low,
        difference_high=high,
        p_difference=np.maximum(p, least.fillna(1)),
        df_difference=freedom.where(studied),
    )
