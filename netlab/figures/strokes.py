"""Rings, ties and alters as traces on a page; what differs differs in shape, never in colour alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from netlab.figures.sheet import Disc, Sheet, lines, listed, marks
from netlab.figures.style import DECIMALS, GREY, GREY_TEXT, INK, INK_SOFT, LINE, PAPER, SECTORS, WHITE

INNERMOST = "#E3E9EE"  # the rings shade from PAPER to this
LARGEST, SMALLEST = 9.0, 3.0  # radius of a mark in pixels
CURVE = np.linspace(0, 1, 13)
ROUND = np.linspace(0, 2 * np.pi, 25)
# What a mark needs to be drawn, and the marks of some alters as a column of each.
MARK = ("x", "y", "old_x", "old_y", "r", "fate", "towards", "outside", "moved", "color", "hover", "vague", "row")
Columns = Mapping[str, np.ndarray]


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


def draw_shapes(sheet: Sheet, shapes: Sequence[dict[str, Any]]) -> None:
    """Put rings and borders behind everything."""
    places = ("x0", "x1", "y0", "y1")
    rounded = [{**s, "layer": "below", **{p: round(float(s[p]), DECIMALS) for p in places}} for s in shapes]
    sheet.shapes += rounded


def draw_ties(sheet: Sheet, ties: pd.DataFrame, thin: float = 1.0) -> None:
    """Ties as curves towards ego; those that were not there before are darker and thicker."""
    crowd = 1.0 if len(ties) < 60 else 0.75
    t = CURVE[:, None]
    points = ties[["x0", "y0", "cx", "cy", "x1", "y1"]].to_numpy(dtype=float).reshape(-1, 3, 2)
    is_new = ties["new"].to_numpy(dtype=bool)
    for name, new, color, width in (("ties", False, GREY, 1.2), ("new ties", True, INK_SOFT, 1.9)):
        pieces = [(1 - t) ** 2 * a + 2 * t * (1 - t) * c + t**2 * b for a, c, b in points[is_new == new]]
        lines(sheet, name, pieces, {"color": color, "width": round(width * thin * crowd, 2)})


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


def _some(rows: Columns, which: np.ndarray) -> Columns:
    return {name: values[which] for name, values in rows.items()}


def _squares(rows: Columns) -> list[str]:
    shapes = ["square" if outside else "circle" for outside in rows["outside"]]
    return [shape + "-x" if vague else shape for shape, vague in zip(shapes, rows["vague"], strict=True)]


def draw_arrows(sheet: Sheet, rows: Columns) -> None:
    """From a small hollow mark at the old ring to the new place."""
    size = rows["r"]
    if not len(size):
        return
    old, new = (np.stack([rows[x], rows[y]], axis=1) for x, y in (("old_x", "old_y"), ("x", "y")))
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
        lines(sheet, "arrows", list(shafts[color == one]), {"color": one, "width": 1.8})
    middle = tip - way * (head / 2)[:, None]
    angle = np.degrees(np.arctan2(way[:, 0], -way[:, 1]))
    marks(sheet, "arrow heads", middle[:, 0], middle[:, 1], head,
           {"symbol": "triangle-up", "color": list(color), "angle": listed(angle)})  # fmt: skip
    marks(sheet, "old places", old[:, 0], old[:, 1], 2 * small,
           {"symbol": _squares(rows), "color": WHITE, "line": {"color": GREY, "width": 1.2}})  # fmt: skip


def draw_lost(sheet: Sheet, rows: Columns) -> None:
    """Hollow marks with a dashed outline."""
    x, y, r = rows["x"], rows["y"], rows["r"]
    if not len(r):
        return
    pieces = [_outline(*mark) for mark in zip(x, y, r, rows["outside"], strict=True)]
    dashed = {"color": GREY_TEXT, "width": 1.4, "dash": "3.5px,2.5px", "simplify": False}
    lines(sheet, "lost outlines", pieces, dashed)
    hollow = {"symbol": _squares(rows), "color": "rgba(255,255,255,0.01)", "line": {"width": 0}}
    marks(sheet, "lost", x, y, 2 * r, hollow, list(rows["hover"]), rows["row"].tolist())


def draw_alters(sheet: Sheet, alters: pd.DataFrame) -> None:
    """The marks of the alters, on the page.

    Kept, and everyone where nothing is compared: filled. New: filled with a ring round it. Lost: hollow, dashed, grey.
    Outside the organisation: square. A sector that changed: a diamond round the mark.

    A size that stands for an unknown answer (`vague`): a cross in the mark.

    `alters` has x, y, old_x, old_y, r (pixels), fate, towards, outside, moved, color, hover, vague and row (kept with
    each mark, so that a widget knows which alter was clicked).
    """
    rows = {name: alters[name].to_numpy() for name in MARK}
    fate = rows["fate"]
    draw_arrows(sheet, _some(rows, rows["towards"] != ""))
    draw_lost(sheet, _some(rows, fate == "lost"))
    for name, which in (("alters", (fate == "") | (fate == "kept")), ("new", fate == "new")):
        here = _some(rows, which)
        x, y, r = here["x"], here["y"], here["r"]
        if not len(r):
            continue
        if name == "new":
            marks(sheet, "new rings", x, y, 2 * (r + ring_round(r)),
                   {"symbol": "circle-open", "color": list(here["color"]), "line": {"width": 1.8}})  # fmt: skip
        marks(sheet, name, x, y, 2 * r * np.where(here["outside"], 0.89, 1.0),
               {"symbol": _squares(here), "color": list(here["color"]), "line": {"color": WHITE, "width": 1}},
               list(here["hover"]), here["row"].tolist())  # fmt: skip
    moved = _some(rows, rows["moved"])
    if len(moved["r"]):
        marks(sheet, "moved", moved["x"], moved["y"], 2 * moved["r"] + 8,
               {"symbol": "diamond-open", "color": INK_SOFT, "line": {"width": 1.5}})  # fmt: skip


def draw_egos(sheet: Sheet, discs: Sequence[Disc], radius: float) -> None:
    """Ego in the middle of each drawing."""
    marks(sheet, "ego", [d.x for d in discs], [d.y for d in discs], 2 * radius, {"symbol": "circle", "color": INK})


def draw_squares(sheet: Sheet, name: str, x: Iterable, y: Iterable, colors: Sequence[str], size: float) -> None:
    """Small coloured squares, before the name of a sector."""
    marks(sheet, name, x, y, size, {"symbol": "square", "color": list(colors)})


def legend_signs(entries: Iterable[tuple[str, float, float]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The signs of a legend, each at its x and y, as a table of alters and a table of ties to draw."""
    signs, ties = [], []
    for kind, x, y in entries:
        if kind in ("know", "know_new"):
            ties.append((x - 11, y + 4, x, y - 9, x + 11, y + 4, kind == "know_new"))
            continue
        arrow = kind in ("mark_stronger", "mark_weaker", "mark_both")
        fate, towards = kind if kind in ("kept", "lost", "new") else "", "stronger" if arrow else ""
        outside, moved = kind == "outside", kind == "mark_moved"
        at = x + (10 if arrow else 0), y, x - 13, y, 5.0 if arrow else 6.5
        signs.append((*map(float, at), fate, towards, outside, moved, INK_SOFT, "", False, -1))
    alters = pd.DataFrame(signs, columns=list(MARK)).astype(
        {"r": float, "outside": bool, "moved": bool, "vague": bool, "row": int}
    )
    return alters, pd.DataFrame(ties, columns=["x0", "y0", "cx", "cy", "x1", "y1", "new"])
