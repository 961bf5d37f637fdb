"""Slopes: one measure before and after, a line for every ego and the mean of the group on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from netlab.codebook import Codebook
from netlab.figures import findings, rows, wording
from netlab.figures.lettering import plain, shortened, text_width
from netlab.figures.lines import CODE_GAP, codes_beside, moved_apart, scale
from netlab.figures.panels import Page, Panel, axis, columns, head, page, segment, width_for, write
from netlab.figures.rows import Ends, Statistics
from netlab.figures.style import BLUE, BODY, DECIMALS, GREY, GREY_TEXT, INK, ORANGE, SMALL, WHITE
from netlab.figures.wording import Set
from netlab.texts import say

HIGHEST = 600
# the direction of a change → its line, so that none needs its colour: colour, dash, the marker at either end, word
DIRECTIONS = {
    1: (BLUE, "solid", "circle", "rose"),
    -1: (ORANGE, "5px,4px", "circle-open", "fell"),
    0: (GREY, "1px,3px", "square", "same"),
}


def slopes(
    changes: pd.DataFrame,
    measure: str,
    codebook: Codebook | None = None,
    before: str | None = None,
    after: str | None = None,
    group: pd.Series | None = None,
    statistics: Statistics | None = None,
    level: float = 0.95,
    lang: str = "nl",
    width: int | None = None,
) -> go.Figure:
    """Every ego's value of one measure before and after as a line, the mean of the group on top.

    Groups stand side by side on one scale (below each other when `width` is under 700), the comparison group last. A
    rising line is solid with dots, a falling one dashed with open dots, an unchanged one dotted with squares. Egos
    without both values have no line and are named under the plot, with the reason.

    Parameters
    ----------
    changes : DataFrame
        The long table of `netlab.change`: ego, measure, before, after, change, reason.
    measure : str
        One of its measures.
    codebook : Codebook, optional
        For the names of the measure, the waves and the groups.
    before, after : str, optional
        The two waves, for their names; without them the figure says before and after.
    group : Series, optional
        The group of each ego (index ego), as `netlab.changes.groups` gives it.
    statistics : DataFrame or dict of DataFrames, optional
        The table of `netlab.compare`, or one per group. Adds the bootstrap-t interval of the mean change, drawn at the
        right from the group's mean before. Without it the mean is drawn alone.
    level : float
        Of the intervals in the statistics.
    lang : {"nl", "en"}
        Language of every word and number.
    width : int, optional
        In pixels; without it 1180, or 720 for a single group.

    Returns
    -------
    plotly Figure

    Raises
    ------
    InputError
        For a measure that is not in the table, and for statistics over another number of egos than are shown.
    """
    codebook = codebook or Codebook()
    asked = rows.about(changes, measure)
    known = asked["before"].notna() & asked["after"].notna()
    shown = asked[known].astype({"before": float, "after": float, "change": float})
    groups = wording.sets(asked.index, shown.index, group, codebook, lang)
    members = [shown.loc[shown.index.intersection(s.egos, sort=False)] for s in groups]
    ends = [
        rows.interval(statistics, measure, s, codebook, m["change"], level)
        for s, m in zip(groups, members, strict=True)
    ]
    kind, name = wording.kind(measure, codebook), wording.label(measure, codebook, lang)
    width = width or width_for(len(groups), 720)

    low, high, values, decimals = _scale(members, ends, kind)
    texts = wording.tick_texts(values, decimals, kind, lang)
    most = max(map(len, members))
    height = min(max(320, CODE_GAP * most), HIGHEST)
    named = CODE_GAP * (most - 1) <= height
    codes = {ego: shortened(ego, min(150, 0.3 * width), SMALL) for ego in shown.index} if named else {}
    longest = max((text_width(code, SMALL) for code in codes.values()), default=0)
    room = max((text_width(t, SMALL) for t in texts), default=0) + 8
    panels = [
        replace(p, left=p.left + room, width=p.width - room)
        for p in columns([height] * len(groups), width, gap=64, header=116, foot=44)
    ]
    span = max(panels[0].width - 12 - 40 - longest, 60)
    per_pixel = (high - low) / height
    apart = moved_apart(shown[["before", "after"]], per_pixel)

    figure = page(
        width,
        panels,
        findings.of_slopes(members, groups, wording.capital(name), kind, lang),
        "",
        [
            wording.missing_note(asked.loc[~known, "reason"], lang),
            _note(shown, wording.level(level) if any(map(rows.drawn, ends)) else "", bool(apart.any()), named, lang),
        ],
        foot=44,
    )
    for panel, s, mine, reach in zip(panels, groups, members, ends, strict=True):
        axis(figure, panel, "x", [-12 / span, (panel.width - 12) / span])
        axis(figure, panel, "y", [low, high], values, texts)
        _lines(figure, panel, mine, apart, kind, lang)
        if named:
            wanted = (high - mine["after"] - apart.loc[mine.index]).to_numpy() / per_pixel
            codes_beside(figure, panel, [codes[ego] for ego in mine.index], wanted, 12 + span)
        _mean(figure, panel, mine, reach, span)
        _above(figure, panel, s, mine, reach, kind, lang, room)
        if mine.empty:
            continue
        write(figure, panel, -room, -16, name, color=GREY_TEXT)
        for at, wave in enumerate((wording.wave(before, codebook, lang), wording.wave(after, codebook, lang, "after"))):
            write(figure, panel, 12 + at * span, height + 22, f"<b>{wave}</b>", size=BODY, anchor="center")
    return figure.figure()


def _scale(
    members: Sequence[pd.DataFrame], ends: Sequence[Ends | None], kind: str
) -> tuple[float, float, np.ndarray, int]:
    """From the lowest to the highest value or end of an interval in any panel and a little more; its ticks."""
    bounds = [mine["before"].mean() + end for mine, reach in zip(members, ends, strict=True) if len(mine)
              for end in reach or ()]  # fmt: skip
    return scale([v for m in members for v in (*m["before"], *m["after"])], bounds, kind)


def _lines(figure: Page, panel: Panel, mine: pd.DataFrame, apart: pd.Series, kind: str, lang: str) -> None:
    """The lines of one panel: a trace per direction, with each ego's id at both its ends."""
    direction = np.sign(mine["change"].round(9))
    for sign, (color, dash, symbol, _) in DIRECTIONS.items():
        some = mine[direction == sign]
        if some.empty:
            continue
        moved = apart.loc[some.index]
        ends = [some["before"] + moved, some["after"] + moved, pd.Series(np.nan, index=some.index)]
        hover = [
            f"<b>{plain(e)}</b><br>"
            + say(
                "plot.from_to",
                lang,
                before=wording.amount(r["before"], kind, lang),
                after=wording.amount(r["after"], kind, lang),
                change=wording.difference(r["change"], kind, lang),
            )
            for e, r in some.iterrows()
        ]
        figure.scatter(
            x=np.tile([0.0, 1.0, np.nan], len(some)),
            y=np.column_stack(ends).ravel().round(DECIMALS),
            customdata=np.repeat(some.index.to_numpy(dtype=object), 3),
            hovertext=np.repeat(np.array(hover, dtype=object), 3),
            hoverinfo="text",
            mode="lines+markers",
            line={"color": color, "width": 1.5, "dash": dash},
            marker={"symbol": symbol, "size": 7, "color": color, "line": {"color": color, "width": 1.5}},
            opacity=0.8,
            cliponaxis=False,
            name=DIRECTIONS[sign][3],
            xaxis=panel.x,
            yaxis=panel.y,
        )


def _mean(figure: Page, panel: Panel, mine: pd.DataFrame, reach: Ends | None, span: float) -> None:
    """The group's mean as a thick line, and the interval of the mean change from the mean before."""
    if len(mine) < 2:
        return
    start, end = mine["before"].mean(), mine["after"].mean()
    quiet = {"hoverinfo": "skip", "xaxis": panel.x, "yaxis": panel.y, "cliponaxis": False}
    for color, wide in ((WHITE, 6), (INK, 4)):
        figure.scatter(
            x=[0, 1],
            y=[round(start, DECIMALS), round(end, DECIMALS)],
            mode="lines",
            line={"color": color, "width": wide},
            name="mean" if color == INK else "halo",
            **quiet,
        )
    if reach is None or not rows.drawn(reach):
        return
    bar = 1 + 20 / span
    figure.scatter(
        x=[0, round(bar + 8 / span, DECIMALS)],
        y=[round(start, DECIMALS)] * 2,
        mode="lines",
        line={"color": INK, "width": 1, "dash": "1px,3px"},
        name="start",
        **quiet,
    )
    figure.scatter(
        x=[round(bar, DECIMALS)] * 2,
        y=[round(start + end, DECIMALS) for end in reach],
        mode="lines+markers",
        line={"color": INK, "width": 2.5},
        marker={"symbol": "line-ew-open", "size": 9, "color": INK, "line": {"color": INK, "width": 2.5}},
        name="interval",
        **quiet,
    )


def _above(
    figure: Page,
    panel: Panel,
    s: Set,
    mine: pd.DataFrame,
    reach: Ends | None,
    kind: str,
    lang: str,
    room: float,
) -> None:
    """Above a panel: whose it is and how many, the mean change with its interval, how many rose and fell."""
    head(figure, panel, -room, -98, wording.capital(s.label), wording.of_all(len(mine), len(s.egos), lang))
    if len(mine) > 1:
        start, end = (wording.amount(mine[c].mean(), kind, lang, mean=True) for c in ("before", "after"))
        change = wording.difference(mine["change"].mean(), kind, lang, mean=True, beside=reach or ())
        words = say("plot.mean_change", lang, before=start, after=end, change=f"<b>{change}</b>")
        if reach is not None:
            words += " " + (wording.interval(*reach, kind, lang) or f"({say('plot.no_interval', lang)})")
        write(figure, panel, -room, -74, words, size=BODY)
    direction = np.sign(mine["change"].round(9))
    at = -room
    for sign, (color, dash, _, word) in DIRECTIONS.items():
        count = int((direction == sign).sum())
        if count:
            text = say(f"plot.{word}", lang, n=count)
            segment(figure, panel, (at, -44), (at + 26, -44), color, 2, dash)
            write(figure, panel, at + 32, -44, text)
            at += 32 + text_width(text, SMALL) + 22


def _note(shown: pd.DataFrame, level: str, apart: bool, named: bool, lang: str) -> str:
    """What the lines, the bar and the places mean; `level` empty where no interval is drawn."""
    notes = [say("plot.slopes_note", lang)] if len(shown) else []
    if len(shown) > 1:
        notes.append(say("plot.slopes_mean", lang))
    if level:
        notes.append(say("plot.slopes_interval", lang, level=level))
    if apart:
        notes.append(say("plot.slopes_apart", lang))
    if not named:
        notes.append(say("plot.slopes_codes", lang))
    return " ".join(notes)
