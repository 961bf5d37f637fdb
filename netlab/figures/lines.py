"""Lines of egos over waves: the scale they share, kept apart where they coincide, each with its code at its end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from netlab.figures.lettering import plain
from netlab.figures.panels import Page, Panel, segment, spread, ticks, write
from netlab.figures.style import GREY

CODE_GAP = 14


def scale(values: Sequence[float], bounds: Sequence[float], kind: str) -> tuple[float, float, np.ndarray, int]:
    """From the lowest to the highest of all and a little more; the ticks in it, and how many decimals they need.

    No tick stands where the measure cannot come: below 0 when no value is, above 100 % for a share.

    Parameters
    ----------
    values, bounds : list of float
        What egos have, and the ends of intervals; unknown ones do not count.
    kind : {"count", "share", "index"}
    """
    known = [v for v in values if np.isfinite(v)]
    every = [*known, *(b for b in bounds if np.isfinite(b))]
    if not known:
        return 0.0, 1.0, np.array([]), 0
    low, high = min(every), max(every)
    least = {"count": 4.0, "share": 0.2}.get(kind, 0.1 * max(abs(low), abs(high), 1.0))
    pad = max(0.05 * (high - low), (least - (high - low)) / 2)
    places, decimals = ticks(low - pad, high + pad, whole=kind == "count")
    possible = ((places >= 0) | (min(known) < 0)) & ((places <= 1) | (kind != "share"))
    return low - pad, high + pad, places[possible], decimals


def moved_apart(values: pd.DataFrame, pixel: float) -> pd.Series:
    """How far each line is moved so that lines with the same values do not hide each other: 4 pixels or less.

    Parameters
    ----------
    values : DataFrame
        A row per line, a column per wave; two unknown values are the same.
    pixel : float
        How much one pixel is on the scale of the values.
    """
    same = values.round(9).assign(size=0).groupby(list(values.columns), dropna=False)["size"]
    size = same.transform("size")
    return ((size - 1) / 2 - same.cumcount()) * np.minimum(4.0, 40 / size) * pixel


def codes_beside(figure: Page, panel: Panel, codes: list[str], wanted: np.ndarray, end: float) -> None:
    """Each ego's code beside the end of its line, moved apart, with a thin line to that end where it moved."""
    for code, at, place in zip(codes, wanted, spread(wanted, CODE_GAP, 0, panel.height), strict=True):
        if abs(at - place) > 4:
            segment(figure, panel, (end + 6, at), (end + 36, place), GREY, 0.7)
        write(figure, panel, end + 39, place, plain(code), halo=True)
