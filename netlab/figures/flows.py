"""Flow: how many ties were weak, strong or absent before, and what they were after, as bands between two columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from netlab.codebook import Codebook
from netlab.figures import findings, wording
from netlab.figures.findings import Band
from netlab.figures.lettering import text_width
from netlab.figures.panels import Page, Panel, axis, columns, needs, page, spread, width_for, write
from netlab.figures.style import (
    BODY,
    DECIMALS,
    GREEN,
    GREY,
    GREY_TEXT,
    HEADING,
    INK,
    INK_SOFT,
    ORANGE,
    SKY,
    WHITE,
)
from netlab.texts import say

STATES = ("strong", "weak", "unknown", "absent")
BAR, GAP, HEIGHT, THICKEST, LETTERS = 12, 30, 400, 16, 15
NEEDED = ["ego", "before", "after", "count"]


def flow(
    transitions: pd.DataFrame,
    codebook: Codebook | None = None,
    before: str | None = None,
    after: str | None = None,
    group: pd.Series | None = None,
    reasons: pd.Series | None = None,
    lang: str = "nl",
    width: int | None = None,
) -> go.Figure:
    """Bands from the strength of each tie before to its strength after, as thick as the number of ties.

    One panel per group on one scale. Every band bears its number. Where a link is unsure the number is a range, and the
    band is drawn as if the two alters were different people.

    Parameters
    ----------
    transitions : DataFrame
        The long table of `netlab.transitions`: ego, before, after, count and, where links can be unsure, count_min and
        count_max; states absent, weak, strong, unknown.
    codebook : Codebook, optional
        For the names of waves and groups.
    before, after : str, optional
        The two waves, for their names.
    group : Series, optional
        The group of each ego (index ego).
    reasons : Series, optional
        Why an ego is not in the table (index ego; the column `reason` of `netlab.turnover`), to name who is missing.
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
        When the table lacks a column.
    """
    codebook = codebook or Codebook()
    needs(transitions, NEEDED, "netlab.transitions")
    rows = transitions.astype({"ego": str, "before": str, "after": str})
    low = rows["count_min"] if "count_min" in rows else rows["count"]
    high = rows["count_max"] if "count_max" in rows else rows["count"]
    rows = rows.assign(low=low.fillna(rows["count"]), high=high.fillna(rows["count"])).dropna(subset=["low", "high"])
    egos = shown = pd.Index(rows["ego"].unique(), name="ego")
    missing = pd.Series(dtype=object)
    if reasons is not None:
        missing = reasons[~reasons.index.isin(egos)]
        egos = egos.append(pd.Index(missing.index, name="ego"))
    groups = wording.sets(egos, shown, group, codebook, lang)
    bands = [_bands(rows[rows["ego"].isin(s.egos)]) for s in groups]
    width = width or width_for(len(groups), 720)

    most = max((sum(b.drawn for b in some) for some in bands), default=0)
    pixel = min(THICKEST, (HEIGHT - GAP * 3) / max(most, 1))
    seen = [s for s in STATES if any(b.drawn and s in (b.before, b.after) for some in bands for b in some)]
    labels = [f"{word} {name}" for some in bands for end in (0, 1) for name, word in _totals(some, end, lang).values()]
    side = max((text_width(label, BODY, bold=True) for label in labels), default=0) + 12
    panels = [
        replace(p, left=p.left + side, width=p.width - 2 * side)
        for p in columns([max(_height(some, pixel), 60) for some in bands], width, gap=32, header=96, foot=24)
    ]
    unsure = any(b.low < b.high for some in bands for b in some)
    notes = ["flow_note"] + ["flow_unknown"] * ("unknown" in seen) + ["flow_unsure"] * unsure
    figure = page(
        width,
        panels,
        findings.of_flow(bands, [s.label for s in groups], lang),
        "",
        [wording.missing_note(missing, lang), " ".join(say(f"plot.{n}", lang) for n in notes) if seen else ""],
        foot=10,
    )
    for panel, s, some in zip(panels, groups, bands, strict=True):
        axis(figure, panel, "x", [0, panel.width])
        axis(figure, panel, "y", [panel.height, 0])
        there = len(s.egos) - int(s.egos.isin(missing.index).sum())
        ties = wording.many(sum(b.drawn for b in some), lang, "ties")
        words = say("plot.flow_panel", lang, who=wording.of_all(there, len(s.egos), lang), ties=ties)
        if s.label:
            write(figure, panel, -side, -78, f"<b>{wording.capital(s.label)}</b>", size=HEADING)
        write(figure, panel, -side, -54, words, size=BODY, color=GREY_TEXT)
        for x, wave, anchor in ((0, before, "left"), (panel.width, after, "right")):
            name = wording.wave(wave, codebook, lang, "before" if x == 0 else "after")
            write(figure, panel, x, -18, f"<b>{name}</b>", size=BODY, anchor=anchor)
        _draw(figure, panel, some, pixel, lang)
    return figure.figure()


def _names(state: str, lang: str) -> tuple[str, str]:
    """What a state is called in the column of before and in that of after."""
    if state == "absent":
        return say("plot.state.absent_before", lang), say("plot.state.absent_after", lang)
    return (say(f"plot.state.{state}", lang),) * 2


def _bands(rows: pd.DataFrame) -> list[Band]:
    """The rows summed over egos, in the order in which bands lie in a column; empty ones left out."""
    summed = rows.groupby(["before", "after"])[["low", "high"]].sum()
    named = rows[rows["high"] > 0].groupby(["before", "after"])["ego"].nunique()
    return [
        Band(b, a, int(summed.loc[(b, a), "low"]), int(summed.loc[(b, a), "high"]), int(named[(b, a)]))
        for b in STATES
        for a in STATES
        if (b, a) in named.index
    ]


def _totals(bands: Sequence[Band], side: int, lang: str) -> dict[str, tuple[str, str]]:
    """Per state in one column: its name, and how many ties. Only how many are new or lost can be in doubt."""
    totals = {}
    for state in STATES:
        mine = [b for b in bands if b[side] == state and b.drawn]
        sure = sum(b.drawn for b in mine)
        if mine:
            number = findings.range_of(sum(b.low for b in mine), sure) if state == "absent" else str(sure)
            totals[state] = (_names(state, lang)[side], number)
    return totals


def _height(bands: list[Band], pixel: float) -> float:
    """How tall the taller of the two columns is."""
    tall = 0.0
    for side in (0, 1):
        states = {b[side] for b in bands if b.drawn}
        tall = max(tall, sum(b.drawn for b in bands) * pixel + GAP * (len(states) - 1))
    return tall


def _look(band: Band) -> dict[str, object]:
    """Fill and outline of a band, readable without colour: plain, hatched, outlined, dashed, crossed."""
    if band.before == "absent":
        return {"fillcolor": "rgba(0,158,115,0.22)", "line": {"color": GREEN, "width": 1.5}}
    if band.after == "absent":
        return {"fillcolor": WHITE, "line": {"color": GREY, "width": 1.2, "dash": "3px,3px"}}
    if "unknown" in (band.before, band.after):
        pattern = {"shape": "x", "fgcolor": GREY, "bgcolor": WHITE, "size": 6, "solidity": 0.15}
        return {"fillpattern": pattern, "line": {"color": GREY, "width": 0.8}}
    if band.before == band.after:
        return {"fillcolor": "rgba(123,135,148,0.28)", "line": {"color": GREY, "width": 0}}
    if band.after == "strong":
        return {"fillcolor": SKY, "line": {"color": INK_SOFT, "width": 1.2}}
    pattern = {"shape": "/", "fgcolor": ORANGE, "bgcolor": WHITE, "size": 7, "solidity": 0.3}
    return {"fillpattern": pattern, "line": {"color": ORANGE, "width": 1.2}}


def _draw(figure: Page, panel: Panel, bands: list[Band], pixel: float, lang: str) -> None:
    """Both columns, the bands between them, and every number."""
    tops: list[dict[tuple[str, str], float]] = [{}, {}]
    for side in (0, 1):
        at, edge = 0.0, 0.0 if side == 0 else panel.width
        totals = _totals(bands, side, lang)
        for state in STATES:
            mine = sorted((b for b in bands if b[side] == state and b.drawn), key=lambda b: STATES.index(b[1 - side]))
            if not mine:
                continue
            start = at
            for band in mine:
                tops[side][band[:2]] = at
                at += band.drawn * pixel
            ends = [edge, edge + BAR * (1 - 2 * side)]
            figure.scatter(
                x=[round(x, DECIMALS) for x in (ends[0], ends[1], ends[1], ends[0], ends[0])],
                y=[round(y, DECIMALS) for y in (start, start, at, at, start)],
                mode="lines", fill="toself", fillcolor=WHITE if state == "absent" else INK, hoverinfo="skip",
                line={"color": INK, "width": 1}, name="column", xaxis=panel.x, yaxis=panel.y,
            )  # fmt: skip
            name, number = totals[state]
            beside, anchor = edge + (-8 if side == 0 else 8), "right" if side == 0 else "left"
            write(figure, panel, beside, (start + at) / 2, f"<b>{number}</b> {name}", size=BODY, anchor=anchor)
            at += GAP
    curve = np.linspace(0, 1, 25)
    eased = curve**2 * (3 - 2 * curve)
    across = BAR + curve * (panel.width - 2 * BAR)
    shown = [b for b in bands if b.drawn]
    for band in sorted(shown, key=lambda b: b.before == b.after, reverse=True):
        left, right = tops[0][band[:2]], tops[1][band[:2]]
        upper = left + (right - left) * eased
        lower = upper + band.drawn * pixel
        hover = say(
            "plot.flow_band",
            lang,
            from_=_names(band.before, lang)[0],
            to=_names(band.after, lang)[1],
            ties=wording.many(band.low, lang, "ties")
            if band.low == band.high
            else say("plot.ties", lang, n=band.words),
            who=wording.many(band.egos, lang),
        )
        figure.scatter(
            x=np.concatenate([across, across[::-1], across[:1]]).round(DECIMALS),
            y=np.concatenate([upper, lower[::-1], upper[:1]]).round(DECIMALS),
            mode="lines",
            fill="toself",
            hoveron="fills",
            text=hover,
            hoverinfo="text",
            name=f"{band.before} {band.after}",
            meta=band.words,
            opacity=0.95,
            xaxis=panel.x,
            yaxis=panel.y,
            **_look(band),
        )
    middles = [tops[0][b[:2]] + b.drawn * pixel / 2 for b in shown]
    for band, at in zip(shown, spread(middles, LETTERS, 6, panel.height), strict=True):
        write(figure, panel, BAR + 8, at, band.words, halo=True)
