"""Intervals: the mean change of several measures with its interval, and every ego's change, around one zero line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from netlab.codebook import Codebook
from netlab.figures import findings, rows, wording
from netlab.figures.lettering import plain, wrapped
from netlab.figures.panels import EDGE, NARROW, Page, Panel, axis, page, segment, stacked, ticks, write
from netlab.figures.rows import Statistics
from netlab.figures.style import BLUE, BODY, DECIMALS, GREY, GREY_TEXT, INK, WHITE
from netlab.statistics import clear_in_words
from netlab.texts import say

SIDE, LANE, DOT, LEVELS = 230, 38, 6, 12


class Lane(NamedTuple):
    """One row of a measure: whose it is, every ego's change, the mean, its interval, whether it is clear; or how two
    groups differ.
    """

    label: str
    n: int | None
    changes: pd.Series
    mean: float
    low: float
    high: float
    symbol: str
    clear: bool
    contrast: str = ""


def intervals(
    changes: pd.DataFrame,
    statistics: Statistics,
    codebook: Codebook | None = None,
    measures: Sequence[str] | None = None,
    group: pd.Series | None = None,
    level: float = 0.95,
    lang: str = "nl",
    width: int | None = None,
) -> go.Figure:
    """The mean change of several measures with its interval, and every ego's change, on either side of zero.

    Each measure has its own symmetric scale in its own unit, so that no effect size has to be explained and zero stands
    in one line through all measures. With groups the comparison group lies under the other, and under both the
    difference between them where the statistics have it: that of the mean changes, or for randomised groups that of an
    analysis of covariance (the column `contrast` of `compare`).

    Parameters
    ----------
    changes : DataFrame
        The long table of `netlab.change`.
    statistics : DataFrame or dict of DataFrames
        The table of `netlab.compare`, or one per group. A single table with groups is about the group that is not the
        comparison; the comparison group then has a mean without an interval.
    codebook : Codebook, optional
        For names, and for which measures: its primary ones.
    measures : list of str, optional
        Which measures, in this order. Without it the codebook's primary measures that the statistics have, else all.
    group : Series, optional
        The group of each ego (index ego).
    level : float
        Of the intervals in the statistics.
    lang : {"nl", "en"}
        Language of every word and number.
    width : int, optional
        In pixels; without it 1180.

    Returns
    -------
    plotly Figure

    Raises
    ------
    InputError
        For a measure that the changes or the statistics do not have, and for statistics over other egos.
    """
    codebook, width = codebook or Codebook(), width or 1180
    known = rows.measures_of(statistics)
    chosen = list(measures or [m for m in codebook.primary if m in known] or known)
    lanes = {m: _lanes(changes, m, statistics, codebook, group, level, lang) for m in chosen}

    narrow = width < NARROW
    inner = width - 2 * EDGE
    left, across = (0, inner) if narrow else (SIDE, inner - 2 * SIDE)
    reach = {m: _reach(lanes[m], wording.kind(m, codebook)) for m in chosen}
    panels: list[Panel] = []
    starts: dict[str, list[float]] = {}
    top = 0.0
    for i, m in enumerate(chosen):
        header = 30.0 if narrow else 4.0
        at, starts[m] = 0.0, []
        for lane in lanes[m]:
            at += 38 if narrow else 0
            starts[m].append(at)
            at += _height(lane, reach[m], across)
        panels.append(Panel(left, top + header, across, at, i + 1))
        top += header + at + 48
    figure = page(width, panels, *_words(lanes, level, codebook, lang), _notes(changes, lanes, codebook, lang), foot=26)
    for panel, m in zip(panels, chosen, strict=True):
        kind = wording.kind(m, codebook)
        places, decimals = ticks(-reach[m], reach[m], about=max(6, int(across // 100)), whole=kind == "count")
        axis(
            figure,
            panel,
            "x",
            [-reach[m], reach[m]],
            places,
            wording.tick_texts(places, decimals, kind, lang, sign=True),
        )
        axis(figure, panel, "y", [panel.height, 0])
        segment(figure, panel, (across / 2, -4), (across / 2, panel.height), GREY_TEXT, 1.5)
        title = wrapped(
            wording.capital(wording.label(m, codebook, lang)), inner if narrow else SIDE - 20, BODY, bold=True
        )
        bold = "<br>".join(f"<b>{line}</b>" for line in title)
        write(figure, panel, -left, -18 if narrow else 10 + 9 * (len(title) - 1), bold, size=BODY)
        for lane, at in zip(lanes[m], starts[m], strict=True):
            _draw(figure, panel, lane, at, reach[m], kind, lang)
            number = "" if lane.n is None else f"n = {lane.n}"
            who = " · ".join(part for part in (wording.capital(lane.label), number) if part)
            both = (lane.low, lane.high)
            mean = wording.difference(lane.mean, kind, lang, mean=True, beside=both)
            value = f"<b>{mean}</b>" if np.isfinite(lane.mean) else "–"
            ends = wording.interval(*both, kind, lang) or f"({say('plot.no_interval', lang)})"
            beside = (0, at - 26, at - 9) if narrow else (across + 20, at + 6, at + 23)
            write(figure, panel, beside[0], beside[1], who, color=GREY_TEXT, halo=True)
            write(figure, panel, beside[0], beside[2], f"{value} {ends}", size=BODY, halo=True)
    return figure.figure()


def _lanes(
    changes: pd.DataFrame,
    measure: str,
    statistics: Statistics,
    codebook: Codebook,
    group: pd.Series | None,
    level: float,
    lang: str,
) -> list[Lane]:
    """The rows of one measure: a lane per group, and one for the difference between the groups."""
    asked = rows.about(changes, measure)
    found = []
    shown = asked.index[asked["change"].notna()]
    for s in wording.sets(asked.index, shown, group, codebook, lang):
        mine = asked.loc[asked.index.isin(s.egos), "change"].astype(float).dropna()
        low, high = rows.interval(statistics, measure, s, codebook, mine, level) or (np.nan, np.nan)
        comparison = codebook.group is not None and s.value is not None and s.value == codebook.group.comparison
        symbol, clear = (
            "circle-open" if comparison else "circle",
            rows.clear(statistics, measure, s, codebook, mine, level),
        )
        found.append(Lane(s.label, len(mine), mine, mine.mean(), low, high, symbol, clear))
    apart = rows.group_difference(statistics, measure)
    if apart is not None and len(found) > 1:
        label = say("plot.groups_end" if apart.which == "ancova" else "plot.groups_differ", lang)
        none = pd.Series(dtype=float)
        found.append(Lane(label, None, none, apart.value, apart.low, apart.high, "diamond", apart.clear, apart.which))
    return found


def _reach(lanes: Sequence[Lane], kind: str) -> float:
    """How far the scale of a measure runs to either side of zero."""
    ends = np.array([v for lane in lanes for v in (*lane.changes, lane.mean, lane.low, lane.high)], dtype=float)
    return max(1.08 * np.abs(ends[np.isfinite(ends)]).max(initial=0), {"count": 2.0, "share": 0.1}.get(kind, 0.1))


def _levels(lane: Lane, reach: float, across: float) -> np.ndarray:
    return stacked((lane.changes.to_numpy() + reach) / (2 * reach) * across, DOT)


def _height(lane: Lane, reach: float, across: float) -> float:
    """The pixels a lane takes: its mean, and its dots in at most twelve levels."""
    most = _levels(lane, reach, across).max(initial=-1) + 1
    return LANE + DOT * max(min(most, LEVELS) - 2, 0)


def _draw(figure: Page, panel: Panel, lane: Lane, at: float, reach: float, kind: str, lang: str) -> None:
    """One lane: the mean on its interval, below it a dot for every ego; above twelve levels they press closer."""
    levels = _levels(lane, reach, panel.width)
    step = DOT * min(1.0, LEVELS / (levels.max(initial=0) + 1))
    color = GREY if lane.symbol == "circle-open" else BLUE
    on = {"xaxis": panel.x, "yaxis": panel.y, "cliponaxis": False}
    figure.scatter(
        x=lane.changes.round(DECIMALS),
        y=(at + 22 + levels * step).round(DECIMALS),
        customdata=lane.changes.index.to_numpy(dtype=object),
        hovertext=[f"<b>{plain(e)}</b><br>{wording.difference(v, kind, lang)}" for e, v in lane.changes.items()],
        hoverinfo="text",
        mode="markers",
        marker={"size": DOT, "color": color, "opacity": 0.75},
        name="egos",
        **on,
    )
    if np.isfinite(lane.low) and np.isfinite(lane.high):
        figure.scatter(
            x=[round(lane.low, DECIMALS), round(lane.high, DECIMALS)],
            y=[round(at + 10, DECIMALS)] * 2,
            mode="lines",
            line={"color": INK, "width": 3},
            hoverinfo="skip",
            name="interval",
            **on,
        )
    if np.isfinite(lane.mean):
        figure.scatter(
            x=[round(lane.mean, DECIMALS)],
            y=[round(at + 10, DECIMALS)],
            mode="markers",
            marker={"symbol": lane.symbol.replace("-open", ""), "size": 12,
                    "color": WHITE if lane.symbol == "circle-open" else INK, "line": {"color": INK, "width": 2.5}},
            hoverinfo="skip",
            name="mean",
            **on,
        )  # fmt: skip


def _words(lanes: dict[str, list[Lane]], level: float, codebook: Codebook, lang: str) -> tuple[str, str]:
    """The sentence above, about the difference between groups where there is one; and what it calls clear."""
    how = _contrasts(lanes)
    told = {m: next((x for x in one if x.contrast), one[0]) for m, one in lanes.items()}
    clear = {wording.label(m, codebook, lang): lane.clear for m, lane in told.items()}
    whose = "" if how else next(iter(told.values())).label
    rule = say("plot.intervals_subtitle", lang, rule=clear_in_words(lang, level))
    return findings.of_intervals(clear, how[0] if how else "", whose, lang), rule


def _contrasts(lanes: dict[str, list[Lane]]) -> list[str]:
    """How groups are compared, `did` or `ancova`; empty where they are not."""
    return list(dict.fromkeys(lane.contrast for one in lanes.values() for lane in one if lane.contrast))


def _notes(changes: pd.DataFrame, lanes: dict[str, list[Lane]], codebook: Codebook, lang: str) -> list[str]:
    """Who is not shown, per measure where that differs, and what the marks mean."""
    gone = {m: one.loc[one["change"].isna(), "reason"] for m in lanes for one in [rows.about(changes, m)]}
    first, *others = gone.values()
    always = first[[all(ego in other.index for other in others) for ego in first.index]]
    notes = [wording.missing_note(always, lang)]
    for m, some in gone.items():
        only = some[~some.index.isin(always.index)]
        notes.append(wording.missing_note(only, lang, of=wording.label(m, codebook, lang)))
    keys = ["intervals_note", "intervals_scale"]
    keys[1:1] = [f"intervals_{'ancova' if how == 'ancova' else 'welch'}" for how in _contrasts(lanes)]
    return [*notes, " ".join(say(f"plot.{key}", lang) for key in keys)]
