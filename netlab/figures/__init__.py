"""Figures in plotly: drawings of networks and plots of a group."""

from netlab.figures.bars import turnover_bars
from netlab.figures.cohort import cohort_overlay
from netlab.figures.courses import course
from netlab.figures.drawing import before_after, network, overlay
from netlab.figures.estimates import intervals
from netlab.figures.flows import flow
from netlab.figures.multiples import small_multiples
from netlab.figures.plots import slopes
from netlab.figures.shares import composition_bars
from netlab.figures.strips import dots
from netlab.figures.style import save

__all__ = [
    "before_after",
    "cohort_overlay",
    "composition_bars",
    "course",
    "dots",
    "flow",
    "intervals",
    "network",
    "overlay",
    "save",
    "slopes",
    "small_multiples",
    "turnover_bars",
]
