"""How every figure looks: colours that everyone can tell apart, one typeface, four sizes, quiet axes; and saving."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import plotly.graph_objects as go

from netlab.problems import InputError, suggestion

# Okabe and Ito's palette, by their names
BLUE, GREEN, ORANGE, PURPLE = "#0072B2", "#009E73", "#D55E00", "#CC79A7"
SKY, YELLOW = "#56B4E9", "#F0E442"
SECTORS = (BLUE, GREEN, ORANGE, PURPLE, SKY, YELLOW)
INK, INK_SOFT, GREY_TEXT = "#1F2933", "#3E4C59", "#52606D"
GREY, LINE, PAPER, WHITE = "#7B8794", "#D5DCE2", "#F7F9FA", "#FFFFFF"
BEFORE, AFTER = "#7B8FA6", INK
FAMILY = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif"
TITLE, HEADING, BODY, SMALL = 22, 16, 14, 12
FORMATS = ("svg", "png", "pdf")
DECIMALS = 4


def blank(width: int, height: int, title: str = "", subtitle: str = "", **layout: Any) -> go.Figure:
    """An empty figure in netlab's look: title and subtitle at the left, white paper, no default template."""
    heading = f"<b>{title}</b>" if title else ""
    if subtitle:
        heading += f"<br><span style='font-size:{BODY}px;color:{GREY_TEXT}'>{subtitle}</span>"
    settings: dict[str, Any] = {
        "template": None,
        "width": width,
        "height": height,
        "paper_bgcolor": WHITE,
        "plot_bgcolor": WHITE,
        "font": {"family": FAMILY, "size": SMALL, "color": INK},
        "title": {"text": heading, "x": 0, "xref": "paper", "xanchor": "left", "font": {"size": TITLE, "color": INK}},
        "margin": {"l": 40, "r": 40, "t": 100, "b": 60},
        "showlegend": False,
        "hoverlabel": {"bgcolor": WHITE, "bordercolor": LINE, "font": {"family": FAMILY, "size": SMALL, "color": INK}},
    }
    return go.Figure(layout={**settings, **layout})


def save(figure: go.Figure, path: str | Path, scale: float = 2.0) -> Path:
    """Write a figure for a paper, by the ending of the path: svg, png (`scale` pixels per point) or pdf.

    Parameters
    ----------
    figure : plotly Figure
    path : str or Path
        Its ending says what is written: svg, png or pdf.
    scale : float
        Of a png: pixels per point.

    Returns
    -------
    Path
        Of the file.

    Raises
    ------
    InputError
        For another ending, a folder that does not exist, or when no Chromium or Chrome is installed to draw with.
    """
    path = Path(path)
    kind = path.suffix.lstrip(".").lower()
    if kind not in FORMATS:
        raise InputError(f"{path.name}: a figure cannot be saved as {kind or 'a file without ending'!r}. "
                         f"{suggestion(kind, FORMATS)}")  # fmt: skip
    if not path.parent.is_dir():
        raise InputError(f"{path.parent}: there is no such folder to save {path.name} in. Make it first.")
    path.write_bytes(picture(figure, kind, scale))
    return path


def picture(figure: go.Figure, kind: str, scale: float = 2.0) -> bytes:
    """A figure as it is written in a file: svg, png (`scale` pixels per point) or pdf.

    Raises
    ------
    InputError
        When no Chromium or Chrome is installed to draw with.
    """
    try:
        # svg and pdf have no pixels: there, a scale would only make the page larger
        written: bytes = figure.to_image(format=kind, scale=scale if kind == "png" else 1)
    except RuntimeError as error:
        if "Chrome" not in str(error):
            raise
        raise InputError(
            "Saving a picture needs Chromium or Chrome, and none was found. Install it "
            "('sudo apt-get install chromium', or 'brew install --cask chromium')."
        ) from None
    return written
