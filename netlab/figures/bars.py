"""Bars: for every ego how many contacts were lost, kept and new, in doubt where a link is unsure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from netlab.codebook import Codebook
from netlab.figures import findings, wording
from netlab.figures.lettering import plain, shortened, text_width
from netlab.figures.panels import Page, Panel, axis, columns, head, needs, page, segment, ticks, width_for, write
from netlab.figures.style import DECIMALS, GREEN, GREY, GREY_TEXT, INK, SMALL, WHITE
from netlab.texts import say

# pixels of a row, how much of it a bar fills, the rows that the key takes
ROW, THICK, KEY = 24, 0.72, 1.4
ROOM = {"gap": 48, "header": 36, "foot": 56}
# kept is plain, lost is hatched, new is outlined: no bar needs its colour
LOOKS: dict[str, dict[str, Any]] = {
    "lost": {"color": WHITE, "line": {"color": GREY, "width": 1},
             "pattern": {"shape": "/", "fgcolor": GREY, "bgcolor": WHITE, "size": 6, "solidity": 0.2}},
    "kept": {"color": "#B9C5D1", "line": {"color": WHITE, "width": 1}},
    "new": {"color": "#CDEBE1", "line": {"color": GREEN, "width": 2}},
    "unsure": {"color": WHITE, "line": {"color": GREY, "width": 1},
               "pattern": {"shape": ".", "fgcolor": GREY, "bgcolor": WHITE, "size": 4, "solidity": 0.15}},
}  # fmt: skip


def turnover_bars(
    turnover: pd.DataFrame,
    codebook: Codebook | None = None,
    group: pd.Series | None = None,
    lang: str = "nl",
    width: int | None = None,
) -> go.Figure:
    """A row per ego: contacts lost to the left of zero, kept and then new to the right; the largest gain on top.

    The right side is as long as the number of contacts after, the left as those of before that are not kept. Where
    links are unsure the contacts in doubt stand apart, dotted, on both sides: they are kept, or lost and new.

    Parameters
    ----------
    turnover : DataFrame
        The table of `netlab.turnover`: index ego; kept, lost, new, each with _min and _max; reason.
    codebook : Codebook, optional
        For the names of the groups.
    group : Series, optional
        The group of each ego: a panel for each, on one scale.
    lang : {"nl", "en"}
        Language of every word and number.
    width : int, optional
        In pixels; without it 1180, or 760 for a single group.

    Returns
    -------
    plotly Figure

    Raises
    ------
    InputError
        When the table lacks a column.
    """
    codebook = codebook or Codebook()
    needs(turnover, ("kept", "lost", "new", "reason"), "netlab.turnover, a row per ego")
    parts = _parts(turnover)
    missing = turnover.loc[~turnover.index.isin(parts.index), "reason"]
    groups = wording.sets(turnover.index, parts.index, group, codebook, lang)
    members = [_ordered(parts[parts.index.isin(s.egos)]) for s in groups]
    totals = pd.DataFrame(
        [{"low": m["kept"].sum(), "high": (m["kept"] + m["unsure"]).sum(),
          "first": m[["lost", "unsure", "kept"]].sum(axis=None), "second": m[["kept", "unsure", "new"]].sum(axis=None)}
         for m in members]
    )  # fmt: skip
    width = width or width_for(len(groups), 760)
    left = max((m[["lost", "unsure"]].sum(axis=1).max() for m in members if len(m)), default=0)
    right = max((m[["kept", "unsure", "new"]].sum(axis=1).max() for m in members if len(m)), default=0)
    reach = (min(-left, -1) - 0.3, max(right, 1) + 0.3)
    codes = {ego: shortened(ego, min(200, 0.3 * width), SMALL) for ego in parts.index}
    side = max((text_width(code, SMALL) for code in codes.values()), default=0) + 12
    unsure = bool(parts["unsure"].any())
    across = columns([0] * len(groups), width, **ROOM)[0].width - side
    key = _key_places(["lost", "kept", "new", *["unsure"] * unsure], across, lang)
    above = KEY + max(row for _, row in key.values())
    panels = columns([(len(m) + above) * ROW for m in members], width, **ROOM)
    panels = [replace(p, left=p.left + side, width=p.width - side) for p in panels]
    notes = ["turnover_note"] * bool(len(parts)) + ["turnover_unsure"] * unsure
    figure = page(
        width,
        panels,
        findings.of_turnover(totals, [s.label for s in groups], lang),
        "",
        [wording.missing_note(missing, lang), " ".join(say(f"plot.{n}", lang) for n in notes)],
        foot=50,
    )
    for panel, s, mine in zip(panels, groups, members, strict=True):
        places, _ = ticks(*reach, about=max(6, int(panel.width // 60)), whole=True)
        axis(figure, panel, "x", reach, places if len(mine) else [], [f"{abs(v):.0f}" for v in places])
        names = [plain(codes[e]) for e in mine.index]
        axis(figure, panel, "y", [len(mine) - 0.5, -0.5 - above], range(len(mine)), names, grid=False)
        if len(mine):
            _turnover_rows(figure, panel, mine, reach, above, lang)
            _key(figure, panel, key, reach, above, lang)
            zero = -reach[0] / (reach[1] - reach[0]) * panel.width
            segment(figure, panel, (zero, above * ROW - 2), (zero, panel.height), INK, 1.5)
            write(figure, panel, -side, panel.height + 38, say("plot.turnover_axis", lang), color=GREY_TEXT)
        head(figure, panel, -side, -18, wording.capital(s.label), wording.of_all(len(mine), len(s.egos), lang))
    return figure.figure()


def _parts(turnover: pd.DataFrame) -> pd.DataFrame:
    """Of every ego whose contacts can be compared: certainly lost, in doubt, certainly kept, certainly new."""
    ends = {c: turnover[c] for c in ("kept", "lost", "new")}
    low = pd.DataFrame({c: turnover.get(f"{c}_min", v).fillna(v) for c, v in ends.items()})
    most = turnover.get("kept_max", ends["kept"]).fillna(ends["kept"])
    parts = low.assign(unsure=most - low["kept"])
    return parts[parts.notna().all(axis=1)].astype(int)


def _ordered(parts: pd.DataFrame) -> pd.DataFrame:
    """The largest gain first; then whoever kept most; then in the order of the table."""
    by = pd.DataFrame({"gain": parts["lost"] - parts["new"], "kept": -parts["kept"]})
    return parts.loc[by.sort_values(["gain", "kept"], kind="stable").index]


def _turnover_rows(
    figure: Page, panel: Panel, mine: pd.DataFrame, reach: tuple[float, float], above: float, lang: str
) -> None:
    """The bars of one panel, from zero outwards, each with its number."""
    doubt = mine["unsure"]
    pieces = [
        ("lost", -mine["lost"], mine["lost"]),
        ("unsure", -mine["lost"] - doubt, doubt),
        ("kept", 0 * doubt, mine["kept"]),
        ("unsure", mine["kept"], doubt),
        ("new", mine["kept"] + doubt, mine["new"]),
    ]
    words = {
        fate: [findings.range_of(n, n + d) for n, d in zip(mine[fate], doubt, strict=True)]
        for fate in ("kept", "lost", "new")
    }
    hover = [
        f"<b>{plain(ego)}</b><br>" + say("plot.turnover_hover", lang, **{fate: words[fate][i] for fate in words})
        for i, ego in enumerate(mine.index)
    ]
    empty = mine.sum(axis=1) == 0
    for name, base, length in pieces:
        drawn = (length > 0).to_numpy()
        if not drawn.any():
            continue
        figure.bar(
            x=length[drawn].to_numpy(),
            y=np.flatnonzero(drawn),
            base=base[drawn].to_numpy(),
            orientation="h",
            width=THICK,
            marker=LOOKS[name],
            customdata=mine.index[drawn].to_numpy(dtype=object),
            text=[str(n) for n in length[drawn]],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            constraintext="none",
            textfont={"size": SMALL, "color": INK},
            hovertext=[h for h, d in zip(hover, drawn, strict=True) if d],
            hoverinfo="text",
            name=name,
            xaxis=panel.x,
            yaxis=panel.y,
        )
    for row in np.flatnonzero(empty.to_numpy()):
        zero = -reach[0] / (reach[1] - reach[0]) * panel.width
        write(figure, panel, zero + 6, (row + above + 0.5) * ROW, say("plot.nobody_named", lang), color=GREY_TEXT)


def _key_places(names: list[str], across: float, lang: str) -> dict[str, tuple[float, int]]:
    """Where each look is explained above the rows: pixels from the left, and in which line when one is too short."""
    places: dict[str, tuple[float, int]] = {}
    x, line = 0.0, 0
    for name in names:
        wide = 25 + text_width(say(f"plot.fate.{name}", lang), SMALL)
        if x and x + wide > across:
            x, line = 0.0, line + 1
        places[name] = (x, line)
        x += wide + 12
    return places


def _key(
    figure: Page,
    panel: Panel,
    places: dict[str, tuple[float, int]],
    reach: tuple[float, float],
    above: float,
    lang: str,
) -> None:
    """What the looks mean, in lines of their own above the rows: a small bar and its word."""
    unit = (reach[1] - reach[0]) / panel.width
    for name, (x, line) in places.items():
        figure.bar(
            x=[round(20 * unit, DECIMALS)],
            y=[round(line + 0.2 - above, DECIMALS)],
            base=[round(reach[0] + x * unit, DECIMALS)],
            orientation="h",
            width=0.5,
            marker=LOOKS[name],
            hoverinfo="skip",
            name="key",
            xaxis=panel.x,
            yaxis=panel.y,
        )
        write(figure, panel, x + 25, (line + 0.7) * ROW, say(f"plot.fate.{name}", lang), halo=True)
