"""Where the letters stand: names beside marks, at the rim and in rings, none over another or over a mark."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from netlab.figures.lettering import shortened, text_width, wrapped
from netlab.figures.style import SMALL

# Room for a name in pixels: first all sides with the most of it, then shorter.
ROOMS = (128.0, 92.0, 62.0, 44.0)
LINE_HEIGHT = 1.22
# below, above, right, left, and the four corners
SIDES = np.array([(0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1)], dtype=float)
SQUARE = 9.0  # the coloured square before a sector's name
BOX = ["left", "top", "right", "bottom"]


def boxes(x: np.ndarray, y: np.ndarray, half_width: np.ndarray | float, half_height: np.ndarray | float) -> np.ndarray:
    """Rectangles as rows of left, top, right, bottom, from their middles."""
    return np.stack(np.broadcast_arrays(x - half_width, y - half_height, x + half_width, y + half_height), axis=-1)


def clear(candidates: np.ndarray, taken: np.ndarray, bounds: Sequence[float], gap: float = 1.0) -> np.ndarray:
    """Which rectangles touch no taken one, with `gap` pixels between, and lie within the bounds."""
    a, b = candidates[:, None, :], taken[None, :, :]
    across = (a[..., 0] < b[..., 2] + gap) & (a[..., 2] > b[..., 0] - gap)
    down = (a[..., 1] < b[..., 3] + gap) & (a[..., 3] > b[..., 1] - gap)
    left, top, right, bottom = bounds
    inside = (candidates[:, :2] >= (left, top)).all(axis=1) & (candidates[:, 2:] <= (right, bottom)).all(axis=1)
    return np.asarray(inside & ~(across & down).any(axis=1))


def _beside(x: np.ndarray, y: np.ndarray, reach: np.ndarray, width: np.ndarray, size: float) -> np.ndarray:
    """For each text of this width the eight rectangles around a mark that reaches so far from its middle."""
    half = np.stack([width / 2, np.full(len(width), size * LINE_HEIGHT / 2)], axis=1)
    corner = np.abs(SIDES).sum(axis=1) == 2
    away = np.where(corner, 0.75 * reach[:, None], reach[:, None] + 1.5)
    offset = SIDES * (away[:, :, None] + half[:, None, :])
    at = np.stack([x, y], axis=1)[:, None] + offset
    return boxes(at[..., 0], at[..., 1], half[:, :1], half[:, 1:])


def names_beside(
    names: Sequence[str],
    x: np.ndarray,
    y: np.ndarray,
    reach: np.ndarray,
    taken: np.ndarray,
    bounds: Sequence[float],
    size: float = SMALL,
    rooms: Sequence[float] = ROOMS,
) -> pd.DataFrame:
    """A place beside its mark for each name: whole or, where that does not fit, shortened on another side.

    Names with the fewest free sides choose first. Same input, same places.

    Parameters
    ----------
    names : sequence of str
        Plain text.
    x, y, reach : arrays
        The middle of each mark and how far it reaches, in pixels, y downwards.
    taken : array of shape (n, 4)
        Rectangles that no name may touch: all marks (also those named here), rim and ring names.
    bounds : left, top, right, bottom

    Returns
    -------
    DataFrame
        In the order of the names: text, x, y (the middle of the text), left, top, right, bottom; text is empty and the
        rest NaN for a name that fits nowhere: it wants a number and a line in the list.
    """
    texts = [list(dict.fromkeys(shortened(name, room, size) for room in rooms)) for name in names]
    whose = np.array([i for i, of_one in enumerate(texts) for _ in of_one], dtype=int)
    words = [text for of_one in texts for text in of_one]
    widths = np.array([text_width(text, size) for text in words])
    tries = _beside(x[whose], y[whose], reach[whose], widths, size).reshape(-1, 4)
    owner, word = (np.repeat(part, len(SIDES)) for part in (whose, np.arange(len(words))))
    free = clear(tries, taken, bounds)
    sides = np.bincount(owner[free], minlength=len(names))
    chosen = np.full(len(names), -1)
    for i in np.argsort(sides, kind="stable"):
        left = np.flatnonzero(free & (owner == i))
        if len(left):
            chosen[i] = left[0]
            free &= clear(tries, tries[left[:1]], bounds)
    place = np.vstack([tries, np.full(4, np.nan)])[chosen]
    return pd.DataFrame(
        {
            "text": [words[word[n]] if n >= 0 else "" for n in chosen],
            "x": (place[:, 0] + place[:, 2]) / 2,
            "y": (place[:, 1] + place[:, 3]) / 2,
            **dict(zip(BOX, place.T, strict=True)),
        }
    )


def names_at_rim(
    names: Sequence[str],
    angles: Sequence[float],
    centre: tuple[float, float],
    radius: float,
    taken: np.ndarray,
    bounds: Sequence[float],
    size: float = SMALL,
) -> pd.DataFrame:
    """A place outside the rim for each sector's name, in one to three lines, as near to the sector's middle as can be.

    Parameters
    ----------
    angles : sequence of float
        The middle of each sector, radians clockwise from 12 o'clock.
    centre, radius, taken, bounds
        In pixels, y downwards; `taken` are rectangles that no name may touch.

    Returns
    -------
    DataFrame
        lines (list of str), x, y (left edge of the square, middle of the text), left, top, right, bottom. A name that
        fits nowhere has no lines.
    """
    rows = []
    turns = np.radians([turn for step in range(0, 91, 3) for turn in dict.fromkeys((step, -step))])
    for name, angle in zip(names, angles, strict=True):
        name = shortened(name, 190, size, bold=True)
        by_height = {len(w): w for w in (wrapped(name, room, size, bold=True) for room in (999, 110, 82, 60))}
        words = [by_height[count] for count in sorted(by_height)]
        wide = [max(text_width(t, size, bold=True) for t in lines) + SQUARE + 5 for lines in words]
        width = np.tile(wide, len(turns))
        height = np.tile([len(lines) * size * LINE_HEIGHT for lines in words], len(turns))
        turned = np.repeat(angle + turns, len(words))
        direction = np.stack([np.sin(turned), -np.cos(turned)], axis=1)
        away = radius + 8 + np.abs(direction[:, 0]) * width / 2 + np.abs(direction[:, 1]) * height / 2
        at = np.array(centre) + direction * away[:, None]
        rectangles = boxes(at[:, 0], at[:, 1], width / 2, height / 2)
        near = np.clip(np.array(centre), rectangles[:, :2], rectangles[:, 2:])
        outside = np.linalg.norm(near - np.array(centre), axis=1) >= radius + 3
        free = np.flatnonzero(clear(rectangles, taken, bounds, gap=4.0) & outside)
        if len(free):
            box = rectangles[free[0]]
            taken = np.vstack([taken, box])
            rows.append(
                {
                    "lines": words[free[0] % len(words)],
                    "x": box[0],
                    "y": (box[1] + box[3]) / 2,
                    **dict(zip(BOX, box, strict=True)),
                }
            )
        else:
            rows.append({"lines": [], "x": np.nan, "y": np.nan, **dict.fromkeys(BOX, np.nan)})
    return pd.DataFrame(rows, columns=["lines", "x", "y", *BOX])


def names_on_rings(
    names: Sequence[str],
    outer: Sequence[float],
    centre: tuple[float, float],
    taken: np.ndarray,
    bounds: Sequence[float],
    size: float = SMALL,
) -> pd.DataFrame:
    """A place for each ring's name on its outer edge, as on the lines of a map, as near to 12 o'clock as marks allow.

    Returns
    -------
    DataFrame
        text, x, y, left, top, right, bottom; text is empty where there is no room anywhere round the ring.
    """
    rows = []
    turns = np.radians([turn for step in range(0, 180, 4) for turn in dict.fromkeys((step, -step))])
    for name, radius in zip(names, outer, strict=True):
        text = shortened(name, max(70.0, min(110.0, 1.2 * radius)), size)
        half = np.array([text_width(text, size) / 2, size / 2])
        at = np.array(centre) + radius * np.stack([np.sin(turns), -np.cos(turns)], axis=1)
        rectangles = boxes(at[:, 0], at[:, 1], *half)
        free = np.flatnonzero(clear(rectangles, taken, bounds))
        if len(free):
            box = rectangles[free[0]]
            taken = np.vstack([taken, box])
            rows.append({"text": text, "x": at[free[0], 0], "y": at[free[0], 1], **dict(zip(BOX, box, strict=True))})
        else:
            rows.append({"text": "", "x": np.nan, "y": np.nan, **dict.fromkeys(BOX, np.nan)})
    return pd.DataFrame(rows, columns=["text", "x", "y", *BOX])
