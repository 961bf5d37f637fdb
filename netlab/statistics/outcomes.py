"""The outcomes of a study: their change, and whether it goes together with the change of the networks."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from netlab.changes import change
from netlab.networks import EgoNetworks
from netlab.problems import InputError, expect, suggestion
from netlab.statistics.comparing import compare, names_of, values_of
from netlab.statistics.correlation import spearman
from netlab.statistics.families import in_families
from netlab.statistics.inference import DRAWS, LEVEL, SEED


def _declared(networks: EgoNetworks, outcomes: str | Iterable[str] | None) -> list[str]:
    """The outcomes that are asked for, all of the codebook's by default."""
    known = [o.column for o in networks.codebook.outcomes]
    if not known:
        raise InputError(
            "this study has no outcomes: the codebook names no number about the participants. "
            'Add one to study.toml ([[outcomes]] with column = "…"), or leave this table out.'
        )
    wanted = known if outcomes is None else names_of(outcomes)
    strange = [f"{o!r} is not an outcome of this study. {suggestion(o, known)}" for o in wanted if o not in known]
    if strange:
        raise InputError(strange)
    return wanted


def compare_outcomes(
    networks: EgoNetworks,
    before: str,
    after: str,
    group: str | None = None,
    outcomes: str | Iterable[str] | None = None,
    level: float = LEVEL,
    draws: int = DRAWS,
    seed: int = SEED,
    comparison: str | None = None,
    interval: str = "bootstrap_t",
) -> pd.DataFrame:
    """The statistics of the change in each outcome, after - before: the columns of `compare`.

    Outcomes are the numeric columns of `egos` that the codebook calls so. One that `primary` in study.toml names is in
    the declared family, together with the measures named there; the others are exploratory among themselves.

    Parameters
    ----------
    networks : EgoNetworks
    before, after : str
        The two waves.
    group, comparison : str, optional
        Against whom, as in `compare`.
    outcomes : names, optional
        Which; by default all of the codebook's.
    level, draws, seed, interval
        As in `compare`.

    Returns
    -------
    DataFrame
        Index measure (the outcome), the columns of `compare`. NaN, with the reason in no_interval, where nobody has the
        outcome in both waves.

    Raises
    ------
    InputError
        Where the codebook has no outcomes or not this one, where the egos lack its column, and as `compare` does.
    """
    expect("networks", networks, "nl.compare_outcomes({}, before, after)")
    wanted = _declared(networks, outcomes)
    return compare(networks, before, after, group, wanted, level, draws, seed, comparison, interval)


def outcomes_with_measures(
    networks: EgoNetworks,
    before: str,
    after: str,
    measures: str | Iterable[str] | None = None,
    outcomes: str | Iterable[str] | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Whether the change in each outcome goes together with the change in each measure.

    Per pair Spearman's correlation of the two changes over the egos that have both, with its permutation p. Going
    together says nothing of what came first, or of a third thing behind both.

    Parameters
    ----------
    networks : EgoNetworks
    before, after : str
        The two waves.
    measures : names, optional
        Columns of `measure`; by default the codebook's primary ones, without any only `size`.
    outcomes : names, optional
        By default all of the codebook's.
    draws, seed : int
        For p with more than eight egos.

    Returns
    -------
    DataFrame
        Index (outcome, measure): n (egos with both changes), missing (egos of the study without), rho, p; family
        (always `exploratory`), family_size, p_adjusted (Benjamini-Hochberg over the whole table), family_remark. rho
        and p are NaN for fewer than three egos, or where one of the two changed equally for everyone.

    Raises
    ------
    InputError
        For an unknown wave, measure or outcome.
    """
    expect("networks", networks, "nl.outcomes_with_measures({}, before, after)")
    for wave in (before, after):
        networks.has(wave)
    asked, primary = _declared(networks, outcomes), networks.codebook.primary
    every = [o.column for o in networks.codebook.outcomes]
    if measures is None:
        measures = [m for m in primary if m not in every] or ["size"]
    wanted = names_of(measures)
    table = values_of(networks.of(waves=[before, after]), [*asked, *wanted])
    changes = change(table, before, after).pivot(index="ego", columns="measure", values="change")
    egos = networks.egos["ego"].nunique()
    rows = []
    for outcome in asked:
        for name in wanted:
            both = changes[[outcome, name]].to_numpy()
            n = int(changes[[outcome, name]].notna().all(axis=1).sum())
            rho, p = spearman(both[:, 0], both[:, 1], draws, seed)
            rows.append({"outcome": outcome, "measure": name, "n": n, "missing": egos - n, "rho": rho, "p": p})
    columns = ["outcome", "measure", "n", "missing", "rho", "p"]
    result = pd.DataFrame(rows, columns=columns).set_index(["outcome", "measure"])
    exploratory = pd.Series(False, index=result.index).to_numpy()
    return result.join(in_families(result["p"], exploratory, primary))
