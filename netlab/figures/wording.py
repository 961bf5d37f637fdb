"""How a plot says things: names of measures and groups, amounts with their unit, who is missing and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from netlab import measures, texts
from netlab.codebook import Codebook
from netlab.figures.lettering import plain
from netlab.problems import InputError
from netlab.texts import listed, number, pick, say


class Set(NamedTuple):
    """The egos that stand together in one panel: the value of the group column, its name, who is in it."""

    value: str | None
    label: str
    egos: pd.Index


def label(measure: str, codebook: Codebook, lang: str) -> str:
    """The name of a measure for readers, safe in a figure; a column that netlab does not know keeps its own."""
    try:
        return plain(measures.label(measure, codebook, lang))
    except InputError:
        key = f"measure.{measure}.label"
        return plain(say(key, lang) if texts.has(key, lang) else measure)


def kind(measure: str, codebook: Codebook) -> str:
    """What sort of number a measure is: "count", "share" (0 to 1, written as a percentage) or "index"."""
    try:
        return measures.text_of(measure, "kind", codebook, "en")
    except InputError:
        key = f"measure.{measure}.kind"
        return say(key, "en") if texts.has(key, "en") else "index"


def capital(text: str) -> str:
    """The text with a capital at the start of the sentence."""
    return text[:1].upper() + text[1:]


def amount(value: float, kind: str, lang: str, mean: bool = False) -> str:
    """A value of a measure: `7`, a mean count `7,4`, a share `36 %`, an index `0,45`."""
    return texts.amount(value, _written(value, kind, mean), lang)


def difference(
    value: float, kind: str, lang: str, mean: bool = False, unit: bool = True, beside: Iterable[float] = ()
) -> str:
    """A change of a measure with its sign: `+2`, a mean `+2,1`, of shares `+12 procentpunten`.

    `beside` are the ends of the interval it stands with: `netlab.texts.amount` says what they do.
    """
    written = texts.amount(value, _written(value, kind, mean), lang, sign=True, beside=beside)
    return written + (texts.unit_of_change(kind, lang) if unit else "")


def _written(value: float, kind: str, mean: bool) -> str:
    return "whole" if kind == "count" and not mean and float(value).is_integer() else kind


def interval(low: float, high: float, kind: str, lang: str, sign: bool = True) -> str:
    """Of a change `[+0,8; +3,4]`, without `sign` of a mean `[16 %; 37 %]`; empty where there is no interval."""
    if pd.isna(low) or pd.isna(high):
        return ""
    ends = [texts.amount(v, kind, lang, sign, beside=(low, high)) for v in (low, high)]
    return say("plot.interval", lang, low=ends[0], high=ends[1])


def tick_texts(values: np.ndarray, decimals: int, kind: str, lang: str, sign: bool = False) -> list[str]:
    """Tick texts: counts and indices as numbers, shares (given from 0 to 1) as percentages."""
    if kind != "share":
        return [number(v, lang, decimals, sign=sign) for v in values]
    space = " " if lang == "nl" else ""
    return [number(100 * v, lang, max(decimals - 2, 0), sign=sign) + ("" if sign else f"{space}%") for v in values]


def many(count: int, lang: str, key: str = "participants") -> str:
    """`1 deelnemer`, `12 deelnemers`; other things counted under `plot.<key>`."""
    return say(f"plot.{key}", lang, n=count)


def of_all(shown: int, total: int, lang: str) -> str:
    """`13 van 14 deelnemers`, or just `14 deelnemers` when nobody is missing."""
    return many(total, lang) if shown == total else say("plot.of_all", lang, n=shown, who=many(total, lang))


def wave(name: str | None, codebook: Codebook, lang: str, otherwise: str = "before") -> str:
    """The study's label of a wave; without a wave the word for before or after."""
    if name is None:
        return capital(say(f"plot.{otherwise}", lang))
    known = {w.id: pick(w.label, lang) for w in codebook.waves}
    return plain(capital(known.get(name) or name))


def sets(egos: pd.Index, shown: pd.Index, group: pd.Series | None, codebook: Codebook, lang: str) -> list[Set]:
    """The egos per group, the comparison group last; one set of all where there is no group.

    Egos whose group is unknown are a set of their own, so that nobody disappears. A group with nobody among those who
    are `shown` is left out: the note below the plot names them. Where nobody is shown at all, every group stays.
    """
    egos = pd.Index(egos.unique(), name="ego")
    if group is None:
        return [Set(None, "", egos)]
    if not isinstance(group, pd.Series):
        raise InputError(
            f"group must be a Series with the group of each ego, its index the egos; found {type(group).__name__}. "
            "netlab.changes.groups(networks, column) makes one."
        )
    of = group[~group.index.duplicated()].reindex(egos)
    declared = codebook.group.categories if codebook.group else ()
    names = {c.id: pick(c.label, lang) or c.id for c in declared}
    last = codebook.group.comparison if codebook.group else None
    order = [*names, *sorted(str(v) for v in of.dropna().unique() if str(v) not in names)]
    order.sort(key=lambda v: v == last)
    spelled = of.astype(object).where(of.notna(), None).map(lambda v: None if v is None else str(v))
    found = [Set(v, plain(names.get(v, v)), egos[(spelled == v).to_numpy()]) for v in order]
    found.append(Set(None, say("plot.no_group", lang), egos[spelled.isna().to_numpy()]))
    found = [s for s in found if len(s.egos)]
    return [s for s in found if s.egos.isin(shown).any()] or found


def in_words(parts: list[str], labels: list[str], lang: str) -> str:
    """`9 van 13 (traject) en 4 van 11 (vergelijkingsgroep)`; without labels just the one part."""
    return listed([f"{p} ({name})" if name else p for p, name in zip(parts, labels, strict=True)], lang)


def missing_note(reasons: pd.Series, lang: str, over: str = "change.reason", of: str | None = None) -> str:
    """The egos that are not in a plot (or, `of` one measure, not with it), by reason; empty when all are there.

    `over` is the section of the texts with the words for a reason: `change.reason` for two waves, `reason` for one.
    """
    who = reasons_told(reasons, lang, over)
    if not who:
        return ""
    return say("plot.missing", lang, who=who) if of is None else say("plot.missing_for", lang, measure=of, who=who)


def reasons_told(reasons: pd.Series, lang: str, over: str) -> str:
    """The egos by reason: `P11 en V04 (niet bevraagd); P05 (noemde niemand)`; empty when there are none."""
    parts = []
    filled = reasons.astype(object).where(reasons.notna() & (reasons != ""), "unknown")
    for reason in pd.unique(filled):
        key = next((k for k in (f"{over}.{reason}", f"reason.{reason}") if texts.has(k, lang)), "plot.no_value")
        parts.append(f"{listed([plain(e) for e in filled.index[filled == reason]], lang)} ({say(key, lang)})")
    return "; ".join(parts)


def level(part: float) -> str:
    """The level of an interval, as part of a word: `95%` in `95%-interval`."""
    return f"{100 * part:g}%"
