"""The figures of a report, each in a wide form and one for a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from IPython.display import display

from netlab import figures
from netlab.changes import groups, transitions, turnover
from netlab.measures import measure, undefined
from netlab.report.export import NARROW, PLOTLY
from netlab.study import Study

PHONE = 390


class Forms:
    """A figure in two forms: a notebook shows the wide one, a page the one that fits the screen."""

    def __init__(self, wide: go.Figure, narrow: go.Figure):
        self.wide, self.narrow = wide, narrow

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {PLOTLY: self.wide.to_plotly_json(), NARROW: self.narrow.to_plotly_json()}


def figure(make: Callable[..., go.Figure], *args: Any, **more: Any) -> Forms:
    """One of `netlab.figures`, made at its own width and at that of a phone."""
    return Forms(make(*args, **more), make(*args, **more, width=PHONE))


def _group(study: Study, group: str) -> pd.Series | None:
    return groups(study.networks, group) if group else None


def drawings(study: Study, before: str, after: str, group: str, lang: str) -> None:
    """Every participant's networks side by side, a figure per group; without names of alters."""
    by = _group(study, group)
    sets = [None] if by is None else [list(by.index[by == g]) for g in by.dropna().unique()]
    for egos in sets:
        forms = [
            figures.small_multiples(study.networks, before, after, egos=egos, lang=lang, stacked=stacked)
            for stacked in (False, True)
        ]
        display(Forms(*forms))


def fates_bars(study: Study, before: str, after: str, group: str, lang: str) -> Forms:
    """Alters kept, lost and new of every participant."""
    table = turnover(study.networks, before, after)
    return figure(figures.turnover_bars, table, study.codebook, group=_group(study, group), lang=lang)


def strength_flow(study: Study, before: str, after: str, group: str, lang: str) -> Forms:
    """Ties that were weak, strong or absent before, and what they are after."""
    table = transitions(study.networks, before, after)
    why = turnover(study.networks, before, after)["reason"]
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
    values, why = measure(study.networks), undefined(study.networks)
    told = {"codebook": study.codebook, "wave": wave, "group": _group(study, group), "reasons": why, "lang": lang}
    for one in measures:
        display(figure(figures.dots, values, one, **told))


def composition(study: Study, before: str, after: str, group: str, lang: str) -> None:
    """The shares of the answers to every question about who the alters are, before and after or in one wave."""
    values = measure(study.networks)
    told = {"codebook": study.codebook, "before": before, "after": after or None, "lang": lang}
    for attribute in study.codebook.attributes:
        display(figure(figures.composition_bars, values, attribute.column, group=_group(study, group), **told))
