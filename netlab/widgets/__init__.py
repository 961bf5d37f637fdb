"""Widgets for JupyterLab, each loaded when it is first used: a page that shows one of them is there sooner."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from netlab.widgets.drawing import draw
    from netlab.widgets.explorer import explore
    from netlab.widgets.review import review_links

_WHERE = {"draw": "drawing", "explore": "explorer", "review_links": "review"}

__all__ = ["draw", "explore", "review_links"]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'netlab.widgets' has no attribute {name!r}")
    return getattr(import_module(f"netlab.widgets.{_WHERE[name]}"), name)
