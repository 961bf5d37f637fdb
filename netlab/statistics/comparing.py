"""The statistics of the change in every measure and outcome, of one group or against a comparison group."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from netlab.changes import change, groups
from netlab.changes.compared import not_the_same
from netlab.measures import measure, measures_of, undefined
from netlab.networks import EgoNetworks
from netlab.problems import InputError, expect, suggestion
from netlab.statistics.families import in_families
from netlab.statistics.inference import DRAWS, LEVEL, SEED, possible
from netlab.statistics.intervals import INTERVALS
from netlab.statistics.power import detectable, detectable_difference
from netlab.statistics.rows import of_difference, of_one_group
from netlab.statistics.verdicts import deciding_p, is_clear

# what of a row is printed: the value, its interval and its p, of the change or of the difference between groups
PRINTED = {
    "change": ("change_mean", "low", "high", "p_flip"),
    "did": ("difference", "difference_low", "difference_high", "p_difference"),
    "ancova": ("ancova", "ancova_low", "ancova_high", "p_ancova"),
}
# how many alters have an answer: how well something was measured, not something that could change
COUNTS_OF_ANSWERS = ("valid_of", "missing_of")


def studied_and_compared(networks: EgoNetworks, group: str, comparison: str | None = None) -> tuple[pd.Index, pd.Index]:
    """The egos of the group that is studied and those of the comparison group.

    Raises
    ------
    InputError
        For a column that is not there or not constant per ego, and where no value of it is the comparison group.
    """
    declared = networks.codebook.group
    of = groups(networks, group)
    if comparison is None and declared is not None and declared.column == group:
        comparison = declared.comparison
    values = [str(v) for v in of.dropna().unique()]
    if comparison is None:
        raise InputError(
            f"which value of {group!r} is the comparison group is not known: name it with `comparison` under [group] "
            f"in study.toml, or with comparison=…. {suggestion('', values)}"
        )
    same = (of.astype("str") == comparison).to_numpy() & of.notna().to_numpy()
    if not same.any():
        raise InputError(f"no ego has {comparison!r} in {group!r}. {suggestion(comparison, values)}")
    return of.index[of.notna().to_numpy() & ~same], of.index[same]


def names_of(names: str | Iterable[str]) -> list[str]:
    """Names in their order, each once; one name by itself is a list of one."""
    return list(dict.fromkeys([names] if isinstance(names, str) else names))


def values_of(networks: EgoNetworks, names: str | Iterable[str]) -> pd.DataFrame:
    """Measures and outcomes side by side: index (ego, wave), a column per name, float64.

    Raises
    ------
    InputError
        Naming every one that is neither a measure nor one of the codebook's outcomes, and outcomes that no file has.
    """
    wanted, declared = names_of(names), networks.codebook.primary
    outcomes = [o.column for o in networks.codebook.outcomes]
    measures = [m.column for m in measures_of(networks)]
    problems = []
    for name in wanted:
        if name in outcomes and name not in networks.egos.columns:
            problems.append(f"outcome {name!r} is not a column of the egos: name its column under [columns.egos].")
        elif name not in outcomes and name not in measures:
            where = " (primary in study.toml)" if name in declared else ""
            known_ones = suggestion(name, [*measures, *outcomes])
            problems.append(f"{name!r} is not a measure of this study{where}. {known_ones}")
    if problems:
        raise InputError(problems)
    own = [name for name in wanted if name in outcomes]
    table = measure(networks) if set(wanted) - set(own) else pd.DataFrame(index=networks.index)
    answers = {name: networks.egos[name].to_numpy(dtype="float64", na_value=np.nan) for name in own}
    return table.assign(**answers)[wanted]


def compare(
    networks: EgoNetworks,
    before: str,
    after: str,
    group: str | None = None,
    measures: str | Iterable[str] | None = None,
    level: float = LEVEL,
    draws: int = DRAWS,
    seed: int = SEED,
    comparison: str | None = None,
    interval: str = "bootstrap_t",
) -> pd.DataFrame:
    """The statistics of the change in each measure, after - before, over the egos that have it in both waves.

    Parameters
    ----------
    networks : EgoNetworks
    before, after : str
        The two waves.
    group : str, optional
        A column of egos, constant per ego: the change of one group against that of the comparison group, which the
        codebook names. With more than two values everyone who is not in the comparison group is one group. An ego
        without a value is in neither.
    measures : names, optional
        Columns of `measure`, and outcomes of the codebook; by default all measures but the numbers of answers
        (`valid_…`, `missing_…`), and the outcomes that were declared beforehand. For the outcomes alone:
        `compare_outcomes`.
    level : float
        Of the intervals.
    draws, seed : int
        For what is drawn; a row does not depend on which other measures are asked for.
    comparison : str, optional
        The value of the comparison group, for a column that the codebook does not declare.
    interval : {"bootstrap_t", "bca", "percentile", "t"}
        Which interval stands in low and high, the ones to print; see `netlab.statistics.interval`.

    Returns
    -------
    DataFrame
        Index measure. n (egos with a change), missing (egos of the group without one), twice (egos of the group who
        were interviewed in both waves), missing_why (why some of those have no change all the same: the reasons of
        `undefined`, each once, with commas); before_ and after_mean and _median; change_mean, _sd, _median, _min, _max;
        t_low, t_high; boot_low, boot_high (`bootstrap_t`); low, high (the one that `interval` names) with interval (its
        name) and no_interval (why low and high are NaN: `no_changes`, `one_change`, `too_few`, `all_equal`,
        `nearly_all_equal`; else empty); hodges_lehmann, hl_low, hl_high (`hodges_lehmann`); p_flip (`sign_flip`),
        p_wilcoxon; rank_biserial, g_av, d_z; leave_one_out_low, _high; detectable (smallest d_z with 80 % power, in the
        test that decides: `detectable`), smallest_p; family (`primary`: declared beforehand in the codebook; or
        `exploratory`), family_size (of the declared one as it was declared), p_adjusted (Holm within the primary
        family, Benjamini-Hochberg within the other; of p_flip, or with a group of the p of its contrast), family_remark
        (`not_declared`, `more_than_four`, or empty), untested (declared, and no p could be had: counted all the same);
        clear (`is_clear`: low to high leaves out 0 and the p of the change is below 1 - level, within the primary
        family p_adjusted).

        With `group` all of this is about the group that is not the comparison, and there is also n_comparison,
        comparison_change_mean, difference (in differences), difference_sd (of the changes within both groups together),
        difference_low and _high (`welch_interval`), p_difference (`label_permutation`), smallest_p_difference (the
        least that this one can give for groups of these sizes); ancova, ancova_low, ancova_high, p_ancova (never below
        smallest_p_difference), ancova_freedom, ancova_reason (`ancova`: the difference after for the same start);
        contrast (which of the two is the one to print: `did`, or `ancova` where the codebook says that the groups were
        randomised), clear_difference (`is_clear` of that one) and detectable_difference (of the difference in
        differences). p_adjusted is then that of the contrasts; the changes within the group are a family of their own,
        alike: p_flip_adjusted, that decides clear.

    Notes
    -----
    All changes equal, or fewer than two: the mean change, and NaN for intervals and effect sizes. Only values known in
    both waves count, and `missing` says how many are not there: an ego without a second wave is not an ego without
    change; see `missing_bounds`.

    Raises
    ------
    InputError
        For an unknown wave, measure, interval or group, a level or a number of draws that cannot be, a group that is
        not constant per ego, or a comparison group that is not declared or empty.
    """
    expect("networks", networks, "nl.compare({}, before, after)")
    for wave in (before, after):
        networks.has(wave)
    not_the_same(before, after, networks.waves)
    possible(level, draws, seed)
    if interval not in INTERVALS:
        raise InputError(f"{interval!r} is not a kind of interval. {suggestion(interval, INTERVALS)}")
    if measures is None:
        measures = [m.column for m in measures_of(networks) if m.text not in COUNTS_OF_ANSWERS]
        known_outcomes = [o.column for o in networks.codebook.outcomes if o.column in networks.egos.columns]
        measures += [o for o in known_outcomes if o in networks.codebook.primary]
    wanted, primary = names_of(measures), networks.codebook.primary
    if not wanted:
        raise InputError("there is no measure to compare: name one or more, or leave out `measures` for all of them.")
    whole = primary if set(wanted) & set(primary) else ()  # p is corrected for the whole declared family
    computed = list(dict.fromkeys([*wanted, *whole]))
    here = networks.of(waves=[before, after])
    table = values_of(here, computed)
    egos = pd.Index(networks.egos["ego"].unique(), name="ego")
    studied, compared = (egos, None) if group is None else studied_and_compared(networks, group, comparison)
    twice = studied.intersection(networks.has(before)).intersection(networks.has(after))
    # of outcomes no more is known than that there is no answer
    long = change(table, before, after, undefined(here).reindex(columns=computed, fill_value="attribute_missing"))
    lacking = long[long["change"].isna() & long["ego"].isin(twice)]
    why = lacking.groupby("measure")["reason"].agg(lambda reasons: ", ".join(reasons.unique()))
    sides = {
        side: long.pivot(index="ego", columns="measure", values=side).reindex(egos) for side in ("before", "after")
    }
    rows = {}
    for name in computed:
        both = pd.DataFrame({side: sides[side][name] for side in sides}).dropna()
        own = _sides(both[both.index.isin(studied)])
        row = of_one_group(*own, interval, level, draws, seed)
        row |= {"missing": len(studied) - row["n"], "twice": len(twice), "missing_why": why.get(name, "")}
        if compared is not None:
            row |= of_difference(own, _sides(both[both.index.isin(compared)]), level, draws, seed)
        rows[name] = row
    result = pd.DataFrame.from_dict(rows, orient="index").rename_axis("measure")
    which = "change"
    if compared is not None:
        grouped = networks.codebook.group
        randomised = grouped is not None and grouped.column == group and grouped.randomised
        which = "ancova" if randomised else "did"
        result["contrast"] = which
    _, low, high, p = PRINTED[which]
    declared = result.index.isin(primary)
    families = in_families(result[p], declared, primary).assign(untested=declared & result[p].isna())
    clear = is_clear(result[low], result[high], deciding_p(result[p], families), level)
    if compared is not None:
        within = in_families(result["p_flip"], declared, primary)
        families = families.assign(p_flip_adjusted=within["p_adjusted"])
        result["clear_difference"] = clear
        clear = is_clear(result["low"], result["high"], deciding_p(result["p_flip"], within), level)
    return _arranged(_detectable(result.join(families.assign(clear=clear)), compared is not None, level)).loc[wanted]


def _detectable(result: pd.DataFrame, compared: bool, level: float) -> pd.DataFrame:
    """The rows with the effect that so many people show in the test that decides: for declared measures after Holm."""
    declared = result["family"] == "primary"
    tests = result["family_size"].where(declared, 1).clip(lower=1)
    people = result["n"].astype("int64")
    result = result.assign(detectable=[detectable(n, level, m) for n, m in zip(people, tests, strict=True)])
    if not compared:
        return result
    return result.assign(
        detectable_difference=[
            detectable_difference(n, other, level, m)
            for n, other, m in zip(people, result["n_comparison"].astype("int64"), tests, strict=True)
        ],
    )


def _sides(both: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The values before and those after, in the same order of egos."""
    return both["before"].to_numpy(), both["after"].to_numpy()


def _arranged(result: pd.DataFrame) -> pd.DataFrame:
    """The columns in order: how many, the change, its family, and last the difference between groups."""
    first = ["n", "missing", "twice", "missing_why"]
    last = [
        *("n_comparison", "comparison_change_mean", "difference", "difference_sd", "difference_low", "difference_high"),
        *("p_difference", "smallest_p_difference"),
        *("ancova", "ancova_low", "ancova_high", "p_ancova", "ancova_freedom", "ancova_reason", "contrast"),
        *("clear_difference", "detectable_difference"),
    ]
    last = [c for c in last if c in result]
    counts = [c for c in ("n", "missing", "twice", "n_comparison", "ancova_freedom") if c in result]
    words = [c for c in ("missing_why", "interval", "no_interval", "ancova_reason", "contrast") if c in result]
    result = result.astype({**dict.fromkeys(counts, "int64"), **dict.fromkeys(words, "str")})
    return result[[*first, *(c for c in result if c not in (*first, *last)), *last]]
