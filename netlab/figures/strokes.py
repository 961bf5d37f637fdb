"""Rings, ties and alters as traces on a page; what differs differs in shape, never in colour alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from netlab.figures.sheet import Disc, lines, listed, marks
from netlab.figures.style import DECIMALS, GREY, GREY_TEXT, INK, INK_SOFT, LINE, PAPER, SECTORS, WHITE

INNERMOST = "#E3E9EE"  # the rings shade from PAPER to this
LARGEST, SMALLEST = 9.0, 3.0  # radius of a mark in pixels
CURVE = np.linspace(0, 1, 13)
ROUND = np.linspace(0, 2 * np.pi, 25)


def ring_shades(count: int) -> list[str]:
    """The colours of the rings from the inside out."""
    ends = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in (INNERMOST, PAPER)])
    parts = np.linspace(0, 1, count)[:, None] if count > 1 else np.ones((1, 1))
    shades = np.round(ends[0] + parts * (ends[1] - ends[0])).astype(int)
    return ["#{:02X}{:02X}{:02X}".format(*row) for row in shades]


def ring_shapes(disc: Disc, rings: pd.DataFrame, sectors: pd.DataFrame, faint: bool = False) -> list[dict[str, Any]]:
    """The rings and the borders between sectors; a band beyond the rim has a dotted edge, a faint drawing no shades."""
    known = rings[rings["outer"] <= 1]
    shades = [WHITE] * len(rings) if faint else ring_shades(len(known)) + [WHITE] * (len(rings) - len(known))
    shapes: list[dict[str, Any]] = []
    for outer, shade in list(zip(rings["outer"], shades, strict=True))[::-1]:
        r = outer * disc.unit
        edge = {"color": LINE, "width": 1, "dash": "dot" if outer > 1 else "solid"}
        corners = {"x0": disc.x - r, "x1": disc.x + r, "y0": disc.y - r, "y1": disc.y + r}
        shapes.append({"type": "circle", "fillcolor": shade, "line": edge, **corners})
    reach = rings["outer"].max() * disc.unit
    for angle in sectors["start"] if len(sectors) > 1 and not faint else []:
        ends = {"x0": disc.x, "y0": disc.y, "x1": disc.x + reach * np.sin(angle), "y1": disc.y - reach * np.cos(angle)}
        shapes.append({"type": "line", "line": {"color": WHITE, "width": 3}, **ends})
    return shapes


def draw_shapes(figure: go.Figure, shapes: Sequence[dict[str, Any]]) -> None:
    """Put rings and borders behind everything."""
    places = ("x0", "x1", "y0", "y1")
    rounded = [{**s, "layer": "below", **{p: round(float(s[p]), DECIMALS) for p in places}} for s in shapes]
    figure.update_layout(shapes=rounded)


def draw_ties(figure: go.Figure, ties: pd.DataFrame, thin: float = 1.0) -> None:
    """Ties as curves towards ego; those that were not there before are darker and thicker."""
    crowd = 1.0 if len(ties) < 60 else 0.75
    t = CURVE[:, None]
    for name, new, color, width in (("ties", False, GREY, 1.2), ("new ties", True, INK_SOFT, 1.9)):
        rows = ties[ties["new"].astype(bool) == new]
        ends = rows[["x0", "y0", "cx", "cy", "x1", "y1"]].to_numpy(dtype=float).reshape(-1, 3, 2)
        pieces = [(1 - t) ** 2 * a + 2 * t * (1 - t) * c + t**2 * b for a, c, b in ends]
        lines(figure, name, pieces, {"color": color, "width": round(width * thin * crowd, 2)})


def luminance(color: str) -> float:
    """How light a colour is, from 0 to 1 (WCAG's relative luminance)."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def sector_color(number: int) -> str:
    """The colour of a sector by its place in the codebook; grey for unknown (-1)."""
    return GREY if number < 0 else SECTORS[number % len(SECTORS)]


def mark_radius(apart: float) -> float:
    """The radius of the marks when the two nearest stand so many pixels apart."""
    return float(np.clip(0.42 * apart, SMALLEST, LARGEST))


def ring_round(radius: np.ndarray | float) -> np.ndarray | float:
    """How far outside a new mark of this radius its ring lies."""
    return np.minimum(3.5, 0.6 * radius)


def _outline(x: float, y: float, r: float, square: bool) -> np.ndarray:
    if square:
        r = 0.89 * r
        return np.array([(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r), (x - r, y - r)])
    return np.stack([x + r * np.sin(ROUND), y - r * np.cos(ROUND)], axis=1)


def _squares(rows: pd.DataFrame, suffix: str = "") -> list[str]:
    return [f"{'square' if outside else 'circle'}{suffix}" for outside in rows["outside"]]


def draw_arrows(figure: go.Figure, rows: pd.DataFrame) -> None:
    """From a small hollow mark at the old ring to the new place."""
    if rows.empty:
        return
    size = rows["r"].to_numpy()
    old, new = rows[["old_x", "old_y"]].to_numpy(dtype=float), rows[["x", "y"]].to_numpy(dtype=float)
    way = new - old
    long = np.maximum(np.linalg.norm(way, axis=1), 1e-9)
    way = way / long[:, None]
    small = np.maximum(2.5, 0.42 * size)
    head = np.minimum(10.0, 1.1 * size + 1)
    tip = new - way * (size + 1.5)[:, None]
    start = old + way * np.minimum(small + 0.5, long - size - 3)[:, None]
    color = np.array([c if luminance(c) < 0.3 else INK_SOFT for c in rows["color"]])
    shafts = np.stack([start, tip - way * 3], axis=1)
    for one in dict.fromkeys(color):
        lines(figure, "arrows", list(shafts[color == one]), {"color": one, "width": 1.8})
    middle = tip - way * (head / 2)[:, None]
    angle = np.degrees(np.arctan2(way[:, 0], -way[:, 1]))
    marks(figure, "arrow heads", middle[:, 0], middle[:, 1], head,
           {"symbol": "triangle-up", "color": list(color), "angle": listed(angle)})  # fmt: skip
    marks(figure, "old places", old[:, 0], old[:, 1], 2 * small,
           {"symbol": _squares(rows), "color": WHITE, "line": {"color": GREY, "width": 1.2}})  # fmt: skip


def draw_alters(figure: go.Figure, rows: pd.DataFrame) -> None:
    """The marks of the alters, on the page.

    Kept, and everyone where nothing is compared: filled. New: filled with a ring round it. Lost: hollow, dashed, grey.
    Outside the organisation: square. A sector that changed: a diamond round the mark.

    `rows` has x, y, old_x, old_y, r (pixels), fate, towards, outside, moved, color and hover.
    """
    draw_arrows(figure, rows[rows["towards"] != ""])
    lost = rows[rows["fate"] == "lost"]
    if len(lost):
        pieces = [_outline(x, y, r, o) for x, y, r, o in lost[["x", "y", "r", "outside"]].itertuples(index=False)]
        lines(
            figure,
            "lost outlines",
            pieces,
            {"color": GREY_TEXT, "width": 1.4, "dash": "3.5px,2.5px", "simplify": False},
        )
        hollow = {"symbol": _squares(lost), "color": "rgba(255,255,255,0.01)", "line": {"width": 0}}
        marks(figure, "lost", lost["x"], lost["y"], 2 * lost["r"], hollow, lost["hover"])
    for name, fates in (("alters", ["", "kept"]), ("new", ["new"])):
        here = rows[rows["fate"].isin(fates)]
        if here.empty:
            continue
        if name == "new":
            marks(figure, "new rings", here["x"], here["y"], 2 * (here["r"] + ring_round(here["r"])),
                   {"symbol": "circle-open", "color": list(here["color"]), "line": {"width": 1.8}})  # fmt: skip
        size = 2 * here["r"] * np.where(here["outside"], 0.89, 1.0)
        marks(figure, name, here["x"], here["y"], size,
               {"symbol": _squares(here), "color": list(here["color"]), "line": {"color": WHITE, "width": 1}},
               here["hover"])  # fmt: skip
    moved = rows[rows["moved"]]
    if len(moved):
        marks(figure, "moved", moved["x"], moved["y"], 2 * moved["r"] + 8,
               {"symbol": "diamond-open", "color": INK_SOFT, "line": {"width": 1.5}})  # fmt: skip


def draw_egos(figure: go.Figure, discs: Sequence[Disc], radius: float) -> None:
    """Ego in the middle of each drawing."""
    marks(figure, "ego", [d.x for d in discs], [d.y for d in discs], 2 * radius, {"symbol": "circle", "color": INK})


def draw_squares(figure: go.Figure, name: str, x: Iterable, y: Iterable, colors: Sequence[str], size: float) -> None:
    """Small coloured squares, before the name of a sector."""
    marks(figure, name, x, y, size, {"symbol": "square", "color": list(colors)})


def legend_row(kind: str, x: float, y: float, color: str = INK_SOFT) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The sign of one entry of the legend, as a table of alters and a table of ties to draw."""
    arrow = kind in ("mark_stronger", "mark_weaker", "mark_both")
    sign = {
        "x": x + (10 if arrow else 0), "y": y, "old_x": x - 13, "old_y": y, "r": 5.0 if arrow else 6.5,
        "fate": kind if kind in ("kept", "lost", "new") else "", "towards": "stronger" if arrow else "",
        "outside": kind == "outside", "moved": kind == "mark_moved", "color": color, "hover": "",
    }  # fmt: skip
    tie = {"x0": x - 11, "y0": y + 4, "cx": x, "cy": y - 9, "x1": x + 11, "y1": y + 4, "new": kind == "know_new"}
    ties = kind in ("know", "know_new")
    return pd.DataFrame([] if ties else [sign], columns=list(sign)), pd.DataFrame(
        [tie] if ties else [], columns=list(tie)
    )
