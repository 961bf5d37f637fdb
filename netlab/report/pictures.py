"""The figures of a report, each in three forms: for a wide screen, for paper and tablets, and for a phone."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from IPython.display import HTML, display

from netlab import figures
from netlab.changes import groups, transitions
from netlab.figures.wording import capital
from netlab.report import once
from netlab.report.export import NARROWER, PLOTLY
from netlab.report.sentences import group_label, paragraphs
from netlab.statistics.comparing import values_of
from netlab.study import Study
from netlab.texts import say

PAPER, PHONE = 720, 390


class Forms:
    """A figure in several forms, the widest first: a notebook shows that one, a page the one that fits."""

    def __init__(self, *forms: go.Figure):
        self.forms = forms

    def __repr__(self) -> str:
        # no address in memory: a notebook that is run again keeps the same bytes
        return f"<figure in {len(self.forms)} forms>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        wide, *narrower = [form.to_plotly_json() for form in self.forms]
        return {PLOTLY: wide, NARROWER: narrower}


def figure(make: Callable[..., go.Figure], *args: Any, **more: Any) -> Forms:
    """One of `netlab.figures`, made at its own width, at that of paper and at that of a phone."""
    return Forms(*(make(*args, **more, width=width) for width in (None, PAPER, PHONE)))


def _group(study: Study, group: str) -> pd.Series | None:
    return groups(study.networks, group) if group else None


def drawings(study: Study, before: str, after: str, group: str, lang: str) -> None:
    """Every participant's networks side by side, a figure per group; without names of alters."""
    by = _group(study, group)
    sets = {"": None} if by is None else {g: list(by.index[by == g]) for g in by.dropna().unique()}
    for name, egos in sets.items():
        if name:
            display(HTML(f"<h3>{html.escape(capital(group_label(study, str(name), lang)))}</h3>"))
        display(figure(figures.small_multiples, study.networks, before, after or None, egos=egos, lang=lang))


def fates_bars(study: Study, before: str, after: str, group: str, lang: str) -> Forms:
    """Alters kept, lost and new of every participant."""
    table = once.fates_per_ego(study.networks, before, after)
    return figure(figures.turnover_bars, table, study.codebook, group=_group(study, group), lang=lang)


def strength_flow(study: Study, before: str, after: str, group: str, lang: str) -> Forms | HTML:
    """Ties that were weak, strong or absent before, and what they are after; a sentence where nobody asked."""
    if study.codebook.one("strength") is None:
        return paragraphs([say("report.no_strength", lang)])
    table = transitions(study.networks, before, after)
    why = once.fates_per_ego(study.networks, before, after)["reason"]
    told = {"group": _group(study, group), "reasons": why, "lang": lang}
    return figure(figures.flow, table, study.codebook, before, after, **told)


def slopes(
    study: Study,
    changes: pd.DataFrame,
    statistics: pd.DataFrame,
    measures: list[str],
    before: str,
    after: str,
    group: str,
    lang: str,
) -> None:
    """Every participant's line from before to after, a figure per measure."""
    for one in measures:
        told = {"codebook": study.codebook, "before": before, "after": after, "statistics": statistics, "lang": lang}
        display(figure(figures.slopes, changes, one, group=_group(study, group), **told))


def intervals(
    study: Study, changes: pd.DataFrame, statistics: pd.DataFrame, measures: list[str], group: str, lang: str
) -> Forms:
    """The mean changes with their intervals, and every participant's change."""
    by = _group(study, group)
    return figure(figures.intervals, changes, statistics, study.codebook, measures, group=by, lang=lang)


def dots(study: Study, measures: list[str], wave: str, group: str, lang: str) -> None:
    """Every participant's value of a measure in one wave, a figure per measure."""
    values, why = once.measures(study.networks), once.reasons(study.networks)
    told = {"codebook": study.codebook, "wave": wave, "group": _group(study, group), "reasons": why, "lang": lang}
    for one in measures:
        display(figure(figures.dots, values, one, **told))


def courses(study: Study, model: pd.DataFrame, measures: list[str], group: str, lang: str) -> None:
    """Every participant's line over all waves and the estimated means, a figure per measure or outcome."""
    values, why = values_of(study.networks, measures), once.reasons(study.networks)
    told = {"codebook": study.codebook, "group": _group(study, group), "reasons": why, "lang": lang}
    for one in measures:
        display(figure(figures.course, values, model, one, **told))


def composition(study: Study, before: str, after: str, group: str, lang: str) -> None:
    """The shares of the answers to every question about who the alters are, before and after or in one wave."""
    values = once.measures(study.networks)
    told = {"codebook": study.codebook, "before": before, "after": after or None, "lang": lang}
    for attribute in study.codebook.attributes:
        display(figure(figures.composition_bars, values, attribute.column, group=_group(study, group), **told))
