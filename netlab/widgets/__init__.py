"""Widgets for JupyterLab."""

from netlab.widgets.explorer import explore

__all__ = ["explore"]
