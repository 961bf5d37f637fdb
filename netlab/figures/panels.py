"""The page a plot of a group stands on: sentence above, panels in pixels, note below; ticks, and labels kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from netlab.figures.lettering import wrapped
from netlab.figures.style import BODY, DECIMALS, GREY_TEXT, HEADING, INK, LINE, SMALL, TITLE, WHITE, blank
from netlab.problems import InputError

EDGE = 24
NARROW = 700
NARROWEST = 320
LEADING = 1.3
QUIET = {"borderwidth": 0, "borderpad": 0}


class Page:
    """A plot on its way: marks, texts and lines as plain values, made into a plotly figure once.

    plotly checks and copies everything that a figure holds for each single thing that is added to it.
    """

    def __init__(self, figure: go.Figure, **layout: Any):
        self._layout: dict[str, Any] = figure.update_layout(**layout).to_plotly_json()["layout"]
        self._marks: list[dict[str, Any]] = []
        self._texts: list[dict[str, Any]] = []
        self._lines: list[dict[str, Any]] = []
        edge = self._layout["margin"]
        self.width = self._layout["width"] - edge["l"] - edge["r"]
        self.height = self._layout["height"] - edge["t"] - edge["b"]

    def axis(self, along: str, number: int, **settings: Any) -> None:
        """Settings of one "x" or "y" axis."""
        self._layout.setdefault(f"{along}axis{'' if number == 1 else number}", {}).update(settings)

    def scatter(self, **mark: Any) -> None:
        """A scatter trace."""
        self._marks.append({"type": "scatter", **mark})

    def bar(self, **mark: Any) -> None:
        """A bar trace."""
        self._marks.append({"type": "bar", **mark})

    def text(self, **settings: Any) -> None:
        """An annotation, at places counted from 0 to 1 over the drawing area."""
        self._texts.append({"xref": "paper", "yref": "paper", "showarrow": False, **QUIET, **settings})

    def line(self, **settings: Any) -> None:
        """A straight line, at places counted from 0 to 1 over the drawing area."""
        self._lines.append({"type": "line", "xref": "paper", "yref": "paper", **settings})

    def figure(self) -> go.Figure:
        """The plotly figure."""
        more = {"annotations": self._texts, "shapes": self._lines}
        return go.Figure(self._marks, {**self._layout, **{k: v for k, v in more.items() if v}})


@dataclass(frozen=True)
class Panel:
    """A rectangle with its own pair of axes, in pixels from the upper left corner of the page's drawing area."""

    left: float
    top: float
    width: float
    height: float
    number: int = 1

    @property
    def x(self) -> str:
        """The name of the horizontal axis, as traces want it."""
        return "x" if self.number == 1 else f"x{self.number}"

    @property
    def y(self) -> str:
        """The name of the vertical axis, as traces want it."""
        return "y" if self.number == 1 else f"y{self.number}"


def spread(wanted: Sequence[float] | np.ndarray, gap: float, low: float, high: float) -> np.ndarray:
    """Places at least `gap` apart within [low, high], together as near to the wanted ones as can be (least squares).

    Labels keep the order of their wanted places. Where they do not fit, they stand equally spaced from `low` on and the
    last ones pass `high`; compare `gap * (n - 1)` with `high - low` first.
    """
    place = np.asarray(wanted, dtype=float)
    n = len(place)
    if n == 0:
        return place
    order = np.argsort(place, kind="stable")
    steps = gap * np.arange(n)
    total = np.concatenate([[0.0], np.cumsum(place[order] - steps)])
    # isotonic regression by its max-min formula: means[a, b] is the mean of a … b
    a, b = np.arange(n)[:, None], np.arange(n)[None, :]
    means = np.where(b >= a, (total[b + 1] - total[a]) / np.maximum(b - a + 1, 1), np.inf)
    least = np.minimum.accumulate(means[:, ::-1], axis=1)[:, ::-1]
    rising = np.where(b >= a, least, -np.inf).max(axis=0)
    apart = np.empty(n)
    apart[order] = np.clip(rising, low, max(low, high - steps[-1])) + steps
    return apart


def ticks(low: float, high: float, about: int = 8, whole: bool = False) -> tuple[np.ndarray, int]:
    """Round numbers within [low, high], about as many as asked, and the decimals they need; `whole` for counts."""
    span = max(high - low, 1e-9)
    size = 10.0 ** np.floor(np.log10(span / about))
    step = next(size * m for m in (1, 2, 5, 10) if span / (size * m) <= about)
    step = max(1.0, float(np.ceil(step))) if whole else float(step)
    first, last = int(np.ceil(low / step - 1e-9)), int(np.floor(high / step + 1e-9))
    decimals = 0 if whole else max(0, -int(np.floor(np.log10(step) + 1e-9)))
    return np.round(np.arange(first, last + 1) * step, 10), decimals


def stacked(places: Sequence[float] | np.ndarray, size: float) -> np.ndarray:
    """The level, from 0, on which each mark of this size lies when no two may overlap: equal values pile up."""
    place = np.asarray(places, dtype=float)
    levels = np.zeros(len(place), dtype=int)
    ends: list[float] = []
    for i in np.argsort(place, kind="stable"):
        level = next((n for n, end in enumerate(ends) if place[i] >= end - 1e-9), len(ends))
        ends[level : level + 1] = [place[i] + size]
        levels[i] = level
    return levels


def width_for(groups: int, one: int) -> int:
    """The width of a page that nobody gave one: that of several groups beside each other, or of `one`."""
    return 1180 if groups > 1 else one


def needs(table: pd.DataFrame, columns: Sequence[str], maker: str) -> None:
    """InputError naming the columns that a table lacks; `maker` is the function that makes such a table."""
    lacking = [c for c in columns if c not in table.columns]
    if lacking:
        raise InputError(f"the table lacks {', '.join(lacking)}. Expected the table of {maker}.")


def columns(heights: Sequence[float], width: float, gap: float, header: float, foot: float) -> list[Panel]:
    """Panels of these heights beside each other, or below each other on a narrow page; room above and below each."""
    inner, count = width - 2 * EDGE, len(heights)
    if width < NARROW:
        tops = header + np.concatenate([[0], np.cumsum([h + header + foot for h in heights])])
        return [Panel(0, float(top), inner, h, i + 1) for i, (top, h) in enumerate(zip(tops, heights, strict=False))]
    each = (inner - gap * (count - 1)) / count
    return [Panel(i * (each + gap), header, each, h, i + 1) for i, h in enumerate(heights)]


def page(width: float, panels: Sequence[Panel], title: str, subtitle: str, notes: Sequence[str], foot: float) -> Page:
    """An empty page with these panels, the sentence above and the notes below, all broken into lines.

    `foot` is the room in pixels that the lowest panels need below themselves, for their tick texts.
    """
    if width < NARROWEST:
        raise InputError(f"width {width} is too narrow for a plot. Expected at least {NARROWEST} pixels.")
    inner = width - 2 * EDGE
    heading = wrapped(title, inner, TITLE, bold=True)
    below = wrapped(subtitle, inner, BODY)
    lines = [line for note in notes for line in wrapped(note, inner, SMALL)]
    under = (18 if below else 12) + LEADING * TITLE * len(heading)
    top = under + LEADING * BODY * len(below) + (24 if below else 14)
    area = max(p.top + p.height for p in panels) + foot
    bottom = 14 + LEADING * SMALL * len(lines) + 12
    full = round(top + area + bottom)
    figure = Page(
        blank(int(width), full, "<br>".join(heading)),
        margin={"l": EDGE, "r": EDGE, "t": round(top), "b": round(bottom), "pad": 0},
        # the place of the first line; plotly puts the lines below it lower
        title={"yref": "container", "y": round(1 - 34 / full, DECIMALS), "yanchor": "bottom"},
        hovermode="closest",
        barmode="overlay",
        bargap=0.25,
        dragmode=False,
    )
    quiet: dict[str, Any] = {
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
        "showline": False,
        "fixedrange": True,
        "automargin": False,
    }
    for p in panels:
        across = [round(p.left / inner, DECIMALS), round(min((p.left + p.width) / inner, 1), DECIMALS)]
        up = [
            round(max(1 - (p.top + p.height) / figure.height, 0), DECIMALS),
            round(1 - p.top / figure.height, DECIMALS),
        ]
        figure.axis("x", p.number, **quiet, domain=across, anchor=p.y, showticklabels=False)
        figure.axis("y", p.number, **quiet, domain=up, anchor=p.x, showticklabels=False)
    # not in plotly's title, which spaces every line as a line of the title
    places = [(1, top - under - (i + 0.5) * LEADING * BODY, BODY, line) for i, line in enumerate(below)]
    places += [(0, -14 - (i + 0.5) * LEADING * SMALL, SMALL, line) for i, line in enumerate(lines)]
    for y, shift, size, line in places:
        figure.text(
            text=line,
            x=0,
            y=y,
            yshift=round(shift),
            xanchor="left",
            yanchor="middle",
            font={"size": size, "color": GREY_TEXT},
        )
    return figure


def axis(
    figure: Page,
    panel: Panel,
    along: str,
    range: Sequence[float],
    values: Sequence[float] | np.ndarray = (),
    texts: Sequence[str] = (),
    grid: bool = True,
) -> None:
    """Give a panel's "x" or "y" axis its range and, where it has any, its tick texts and quiet grid lines."""
    figure.axis(
        along,
        panel.number,
        range=[round(float(r), DECIMALS) for r in range],
        tickmode="array",
        tickvals=[round(float(v), DECIMALS) for v in values],
        ticktext=list(texts),
        showticklabels=len(values) > 0,
        showgrid=grid and len(values) > 0,
        gridcolor=LINE,
        gridwidth=1,
        tickfont={"size": SMALL, "color": GREY_TEXT},
    )


def write(
    figure: Page,
    panel: Panel,
    x: float,
    y: float,
    text: str,
    size: float = SMALL,
    color: str = INK,
    anchor: str = "left",
    halo: bool = False,
    **more: Any,
) -> None:
    """Text at a place in pixels from a panel's upper left corner, also outside it; `y` is the middle of the line."""
    figure.text(
        text=text,
        x=round((panel.left + x) / figure.width, DECIMALS),
        y=round(1 - (panel.top + y) / figure.height, DECIMALS),
        xanchor=anchor,
        yanchor="middle",
        align=anchor,
        font={"size": size, "color": color},
        **({"bgcolor": WHITE} if halo else {}),
        **more,
    )


def head(figure: Page, panel: Panel, x: float, y: float, name: str, who: str) -> None:
    """Above a panel: the name of the group, when it has one, and how many egos are in it."""
    more = f" <span style='font-size:{BODY}px;color:{GREY_TEXT}'>· {who}</span>"
    write(figure, panel, x, y, f"<b>{name}</b>{more}" if name else who, size=HEADING if name else BODY)


def segment(
    figure: Page,
    panel: Panel,
    start: tuple[float, float],
    end: tuple[float, float],
    color: str,
    width: float = 1,
    dash: str = "solid",
) -> None:
    """A straight line between two places in pixels from a panel's upper left corner."""
    figure.line(
        x0=round((panel.left + start[0]) / figure.width, DECIMALS),
        x1=round((panel.left + end[0]) / figure.width, DECIMALS),
        y0=round(1 - (panel.top + start[1]) / figure.height, DECIMALS),
        y1=round(1 - (panel.top + end[1]) / figure.height, DECIMALS),
        line={"color": color, "width": width, "dash": dash},
    )
