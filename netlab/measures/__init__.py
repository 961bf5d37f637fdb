"""The measures: one row per network, one column per measure; why a value is missing; and what they are called."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netlab.codebook import Codebook
from netlab.measures.catalogue import Measure, measures_by, measures_of
from netlab.networks import EgoNetworks
from netlab.problems import InputError, expect, suggestion
from netlab.texts import pick, say

__all__ = ["Measure", "describe", "label", "measure", "measures_of", "text_of", "undefined"]


def measure(networks: EgoNetworks) -> pd.DataFrame:
    """Every measure of every network.

    Parameters
    ----------
    networks : EgoNetworks

    Returns
    -------
    DataFrame
        A row per network, index (ego, wave); a column per measure of `measures_of`, float64. NaN is the only mark of
        unknown, and `undefined` says why. No alters: only `size` is a number, 0.

    Raises
    ------
    InputError
        For anything else than networks, or two measures that would have one name.
    """
    expect("networks", networks, "nl.measure({})")
    columns = {m.column: m.of(networks).to_numpy() for m in measures_of(networks)}
    return pd.DataFrame(columns, index=networks.index)


def undefined(networks: EgoNetworks) -> pd.DataFrame:
    """Why a value of `measure` is missing.

    Parameters
    ----------
    networks : EgoNetworks

    Returns
    -------
    DataFrame
        Rows and columns of `measure`; NaN where the value is known, else the first that applies of no_alters,
        one_alter (the measure needs two), ties_not_asked, pairs_missing, attribute_missing (not asked, not answered,
        or no cut declared), too_few_valid (fewer than two alters with an answer, or fewer than two answers possible)
        and no_exchange.

    Raises
    ------
    InputError
        For anything else than networks, or two measures that would have one name.
    """
    expect("networks", networks, "nl.undefined({})")
    n = networks.at.n
    asked = networks.egos["ties_asked"].to_numpy()
    unanswered = networks.egos["pairs_missing"].to_numpy() != 0
    reasons = {}
    for m in measures_of(networks):
        unknown = m.of(networks).isna().to_numpy()
        answered = np.nan_to_num(m.answers(networks, *m.about)) if m.answers else np.ones(len(n))
        applies = {
            "no_alters": n == 0,
            "one_alter": m.two & (n == 1),
            "ties_not_asked": m.ties & ~asked & (n > 1),
            "pairs_missing": m.ties & unanswered & (n > 1),
            "attribute_missing": answered == 0,
        }
        why = np.select(list(applies.values()), list(applies), m.otherwise)
        reasons[m.column] = pd.Series(why, index=networks.index, dtype="str").where(unknown)
    return pd.DataFrame(reasons, index=networks.index)


def describe(networks: EgoNetworks, wave: str | None = None) -> pd.DataFrame:
    """The measures of all networks in short: the table with which a paper starts.

    Parameters
    ----------
    networks : EgoNetworks
    wave : str, optional
        Only this wave. None: every wave.

    Returns
    -------
    DataFrame
        Index measure, or (measure, wave) for every wave; n (networks with a value), missing (networks without), mean,
        sd (n - 1 in the denominator; NaN for one value), median, min, max; NaN where no network has a value.

    Raises
    ------
    InputError
        For a wave that the study does not have.
    """
    expect("networks", networks, "nl.describe({})")
    if wave is not None:
        networks.has(wave)
    table = measure(networks)
    waves = table.index.get_level_values("wave")
    parts = {}
    for one in networks.waves if wave is None else [wave]:
        values = table[waves == one]
        parts[one] = pd.DataFrame(
            {
                "n": values.notna().sum(),
                "missing": values.isna().sum(),
                "mean": values.mean(),
                "sd": values.std(),
                "median": values.median(),
                "min": values.min(),
                "max": values.max(),
            }
        ).rename_axis("measure")
    if wave is not None:
        return parts[wave]
    stacked = pd.concat(parts, names=["wave"]).swaplevel()
    return stacked.reindex(pd.MultiIndex.from_product([table.columns, networks.waves], names=["measure", "wave"]))


def text_of(column: str, field: str, codebook: Codebook, lang: str) -> str:
    """One of the texts of a measure: `label`, `note` (one sentence: what a higher value means) or `kind`.

    `kind` says how its number is written: count (whole), share (as a percentage) or index (with decimals).

    Raises
    ------
    InputError
        For a column that is no measure of a study with this codebook.
    """
    known = {m.column: m for m in measures_by(codebook, [i.column for i in codebook.attributes])}
    if column not in known:
        raise InputError(f"{column!r} is not a measure of this study. {suggestion(column, known)}")
    found = known[column]
    about = dict(zip(("attribute", "category"), found.about, strict=False))
    asked = codebook.one("strength") if found.text == "ring_of" else codebook.interpreter(about.get("attribute", ""))
    if found.text == "ring_of":
        about = {"category": found.about[0]}
    if asked is not None and about:
        if "category" in about:
            answer = asked.categories[asked.ids.index(about["category"])]
            about["category"] = pick(answer.label, lang) or answer.id
        about["attribute"] = pick(asked.label, lang) or asked.column
    return say(f"measure.{found.text}.{field}", lang, **about)


def label(column: str | Measure, codebook: Codebook, lang: str) -> str:
    """What a measure, or an outcome of the codebook, is called: short, for axes and tables.

    Parameters
    ----------
    column : str or Measure
        A column of `measure`, or one of the codebook's outcomes.
    codebook : Codebook
        Gives the labels of attributes and answers.
    lang : {"nl", "en"}

    Raises
    ------
    InputError
        For a column that is neither.
    """
    name = column.column if isinstance(column, Measure) else column
    outcome = next((o for o in codebook.outcomes if o.column == name), None)
    if outcome is not None:
        return pick(outcome.label, lang) or name
    return text_of(name, "label", codebook, lang)
