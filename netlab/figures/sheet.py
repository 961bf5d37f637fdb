"""The page a drawing stands on: its axes count pixels, y downwards; lines, marks and letters at places on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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


def on_page(table: pd.DataFrame, discs: Sequence[Disc]) -> pd.DataFrame:
    """The same table with its places in pixels of the page; `view` says in which of the discs each row is."""
    x, y, unit = np.array([(d.x, d.y, d.unit) for d in discs], dtype=float).reshape(-1, 3)[table["view"]].T
    across = {c: x + unit * table[c].to_numpy() for c in ("x", "x0", "x1", "cx", "old_x") if c in table}
    down = {c: y - unit * table[c].to_numpy() for c in ("y", "y0", "y1", "cy", "old_y") if c in table}
    return table.assign(**across, **down)


def edge_of(width: float) -> float:
    """The white at either side of a page."""
    return min(EDGE, width // 24)


@dataclass
class Sheet:
    """A page on its way: its title, and what stands on it from back to front; `close` makes the figure of it."""

    width: int
    title: str
    size: int  # of the letters of the title
    shapes: list[dict[str, Any]] = field(default_factory=list)
    traces: list[dict[str, Any]] = field(default_factory=list)


def new_sheet(width: int, title: str, subtitle: str) -> tuple[Sheet, float]:
    """An empty page with its finding and numbers, and the y below them."""
    edge = edge_of(width)
    size = TITLE if width > 480 else HEADING + 2
    heading = wrapped(title, width - 2 * edge, size, bold=True)
    below = wrapped(subtitle, width - 2 * edge, BODY)
    sheet = Sheet(width, "<br>".join(heading), size)
    y = TOP + 1.3 * size * len(heading) + BODY / 2 + 3
    write_lines(sheet, "subtitle", edge, y, below, size=BODY)
    return sheet, y + LEADING * BODY * len(below)


def close(sheet: Sheet, height: float) -> go.Figure:
    """The page as a figure, of this height, with the title at the top of it."""
    width, height = sheet.width, round(height)
    # plotly lowers a title of one line by the height of its capitals, one of several lines not
    first = TOP + (0.7 * sheet.size if "<br>" in sheet.title else 0)
    figure = blank(width, height, sheet.title)
    figure.update_layout(
        margin={"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        title={"xref": "container", "x": round(edge_of(width) / width, DECIMALS), "yref": "container",
               "yanchor": "top", "font": {"size": sheet.size}, "y": round(1 - first / height, DECIMALS)},
        xaxis={"range": [0, width], "visible": False, "fixedrange": True},
        yaxis={"visible": False, "fixedrange": True, "range": [height, 0]},
        hovermode="closest",
        dragmode=False,
        shapes=sheet.shapes,
    )  # fmt: skip
    return figure.add_traces(sheet.traces)


def listed(values: Iterable) -> list:
    """Numbers as a figure keeps them: rounded, NaN as a gap."""
    return [None if v is None or v != v else round(float(v), DECIMALS) for v in values]


def _add(sheet: Sheet, name: str, mode: str, x: Iterable, y: Iterable, more: Mapping[str, Any]) -> None:
    at = {"x": listed(x), "y": listed(y), "mode": mode, "name": name, "cliponaxis": False, "hoverinfo": "skip"}
    sheet.traces.append({"type": "scatter", **at, **more})


def letters(
    sheet: Sheet,
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
    _add(sheet, name, "text", x, y, {"text": list(text), "textposition": position, "textfont": font})


def marks(
    sheet: Sheet,
    name: str,
    x: Iterable,
    y: Iterable,
    size: Any,
    marker: Mapping,
    hover: Sequence[str] | None = None,
    rows: Sequence[int] | None = None,
) -> None:
    """Marks at places on the page; without `hover` they say nothing. `rows` says whose mark each is."""
    size = size if np.isscalar(size) else listed(size)
    about: dict[str, Any] = {} if hover is None else {"hoverinfo": "text", "hovertext": list(hover)}
    about |= {} if rows is None else {"customdata": list(rows)}
    _add(sheet, name, "markers", x, y, {"marker": {"size": size, "opacity": 1, **marker}, **about})


def lines(sheet: Sheet, name: str, pieces: Sequence[np.ndarray], line: Mapping) -> None:
    """Several polylines, each an array of (x, y), as one trace with gaps."""
    if not len(pieces):
        return
    gap = np.full((1, 2), np.nan)
    points = np.concatenate([p for piece in pieces for p in (piece, gap)])[:-1]
    _add(sheet, name, "lines", points[:, 0], points[:, 1], {"line": dict(line), "connectgaps": False})


def write_words(
    sheet: Sheet, name: str, words: Sequence[tuple[float, float, str]], position: str = "middle right"
) -> None:
    """Write words that each have an x and a y."""
    x, y = [w[0] for w in words], [w[1] for w in words]
    letters(sheet, name, x, y, [w[2] for w in words], INK_SOFT, SMALL, position)


def write_lines(sheet: Sheet, name: str, x: float, y: float, lines: Sequence[str], **more: Any) -> None:
    """Lines of small grey text below each other; `y` is the middle of the first."""
    step = LEADING * more.get("size", SMALL)
    more = {"color": GREY_TEXT, "position": "middle right", **more}
    letters(sheet, name, [x] * len(lines), [y + step * i for i in range(len(lines))], list(lines), **more)
