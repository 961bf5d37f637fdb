"""The page a drawing stands on: its axes count pixels, y downwards; lines, marks and letters at places on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from netlab.figures.lettering import wrapped
from netlab.figures.style import BODY, DECIMALS, FAMILY, GREY_TEXT, HEADING, INK, INK_SOFT, SMALL, TITLE, WHITE, blank

EDGE, TOP = 40, 18
LEADING = 1.35
TINY = 10  # letters inside a mark
HALO = ", ".join(f"{x}px {y}px 1px {WHITE}" for x in (-1, 0, 1) for y in (-1, 0, 1) if x or y)


@dataclass(frozen=True)
class Disc:
    """One drawing on the page: its middle, the pixels of radius 1, how far its outermost ring goes, its rectangle."""

    x: float
    y: float
    unit: float
    extent: float
    left: float
    top: float
    right: float
    bottom: float

    @property
    def rim(self) -> float:
        """The radius of the outermost ring in pixels."""
        return self.unit * self.extent

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        return self.left, self.top, self.right, self.bottom

    def on_page(self, table: pd.DataFrame) -> pd.DataFrame:
        """The same table with its places in pixels of the page."""
        across = {c: self.x + self.unit * table[c] for c in ("x", "x0", "x1", "cx", "old_x") if c in table}
        down = {c: self.y - self.unit * table[c] for c in ("y", "y0", "y1", "cy", "old_y") if c in table}
        return table.assign(**across, **down)


def edge_of(width: float) -> float:
    """The white at either side of a page."""
    return min(EDGE, width // 24)


def new_sheet(width: int, title: str, subtitle: str) -> tuple[go.Figure, float]:
    """An empty page with its finding and numbers, and the y below them; `close` gives it its height."""
    edge = edge_of(width)
    size = TITLE if width > 480 else HEADING + 2
    heading = wrapped(title, width - 2 * edge, size, bold=True)
    below = wrapped(subtitle, width - 2 * edge, BODY)
    figure = blank(width, 100, "<br>".join(heading))
    figure.update_layout(
        margin={"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        title={"xref": "container", "x": round(edge / width, DECIMALS), "yref": "container", "yanchor": "top",
               "font": {"size": size}},
        xaxis={"range": [0, width], "visible": False, "fixedrange": True},
        yaxis={"visible": False, "fixedrange": True},
        hovermode="closest",
        dragmode=False,
    )  # fmt: skip
    y = TOP + 1.3 * size * len(heading) + BODY / 2 + 3
    write_lines(figure, "subtitle", edge, y, below, size=BODY)
    return figure, y + LEADING * BODY * len(below)


def close(figure: go.Figure, height: float) -> go.Figure:
    """Give the page its height, and the title its place at the top of it."""
    height = round(height)
    title = figure.layout.title
    # plotly lowers a title of one line by the height of its capitals, one of several lines not
    first = TOP + (0.7 * title.font.size if "<br>" in title.text else 0)
    return figure.update_layout(height=height, yaxis_range=[height, 0], title_y=round(1 - first / height, DECIMALS))


def listed(values: Iterable) -> list:
    """Numbers as a figure keeps them: rounded, NaN as a gap."""
    return [None if v is None or v != v else round(float(v), DECIMALS) for v in values]


def letters(
    figure: go.Figure,
    name: str,
    x: Iterable[float],
    y: Iterable[float],
    text: Sequence[str],
    color: str | list[str] = INK,
    size: float = SMALL,
    position: str = "middle center",
    halo: bool = False,
    italic: bool = False,
) -> None:
    """Texts at places on the page."""
    if not len(text):
        return
    font = {"family": FAMILY, "size": size, "color": color}
    font |= {"shadow": HALO} if halo else {}
    font |= {"style": "italic"} if italic else {}
    figure.add_scatter(
        x=listed(x), y=listed(y), text=list(text), mode="text", name=name, textposition=position, textfont=font,
        hoverinfo="skip", cliponaxis=False,
    )  # fmt: skip


def marks(
    figure: go.Figure,
    name: str,
    x: Iterable,
    y: Iterable,
    size: Any,
    marker: Mapping,
    hover: Sequence[str] | None = None,
) -> None:
    """Marks at places on the page; without `hover` they say nothing."""
    about = {"hoverinfo": "skip"} if hover is None else {"hoverinfo": "text", "hovertext": list(hover)}
    size = size if np.isscalar(size) else listed(size)
    figure.add_scatter(
        x=listed(x), y=listed(y), mode="markers", name=name, marker={"size": size, "opacity": 1, **marker},
        cliponaxis=False, **about,
    )  # fmt: skip


def lines(figure: go.Figure, name: str, pieces: Sequence[np.ndarray], line: Mapping) -> None:
    """Several polylines, each an array of (x, y), as one trace with gaps."""
    if not len(pieces):
        return
    gap = np.full((1, 2), np.nan)
    points = np.concatenate([p for piece in pieces for p in (piece, gap)])[:-1]
    figure.add_scatter(
        x=listed(points[:, 0]), y=listed(points[:, 1]), mode="lines", name=name, line=line, hoverinfo="skip",
        cliponaxis=False, connectgaps=False,
    )  # fmt: skip


def write_words(
    figure: go.Figure, name: str, words: Sequence[tuple[float, float, str]], position: str = "middle right"
) -> None:
    """Write words that each have an x and a y."""
    x, y = [w[0] for w in words], [w[1] for w in words]
    letters(figure, name, x, y, [w[2] for w in words], INK_SOFT, SMALL, position)


def write_lines(figure: go.Figure, name: str, x: float, y: float, lines: Sequence[str], **more: Any) -> None:
    """Lines of small grey text below each other; `y` is the middle of the first."""
    step = LEADING * more.get("size", SMALL)
    more = {"color": GREY_TEXT, "position": "middle right", **more}
    letters(figure, name, [x] * len(lines), [y + step * i for i in range(len(lines))], list(lines), **more)
