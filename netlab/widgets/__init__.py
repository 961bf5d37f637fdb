"""Widgets for JupyterLab."""

from netlab.widgets.drawing import draw
from netlab.widgets.explorer import explore
from netlab.widgets.review import review_links

__all__ = ["draw", "explore", "review_links"]
