"""One part of the explorer's page: a figure that follows the choices, and the panel below it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget
import ipywidgets
import plotly.graph_objects as go
import traitlets

from netlab.texts import say, texts
from netlab.widgets.joined import script, style
from netlab.widgets.linked import LiveFigure, Pointed


class ExplorerPanel(anywidget.AnyWidget):
    """What stands below a figure: its buttons and, below a drawing, the contact that is chosen.

    Nothing of the study is a trait, as those are saved with a notebook: it travels in messages.
    """

    _esm = script("elements.mjs", "explorer.mjs")
    _css = style("explorer.css")
    waiting = traitlets.Unicode().tag(sync=True)


class Part:
    """A figure on the page, its panel, and what both were last told.

    A page gives the script of a widget two seconds, and plotly's needs more of them on a slow machine: a widget that
    comes too late is on the page and never hears anything again. So a figure is made when the page asks for it, and a
    figure or a panel that does not follow is replaced by another.

    Attributes
    ----------
    boxes : (Box, Box)
        Where the figure and the panel stand.
    figure : LiveFigure or None
        The figure on the page; None until the page asked for it.
    seen : bool
        Whether a page showed what it was last told.
    """

    def __init__(self, lang: str, heard: Callable[[dict[str, Any]], None], pointed: Pointed):
        self._lang, self._heard, self._pointed = lang, heard, pointed
        self._drawn = go.Figure()
        self._told: dict[str, Any] = {"turn": 0}
        self.figure: LiveFigure | None = None
        self.seen = False
        self.boxes = ipywidgets.Box(), ipywidgets.Box()
        for box, kind in zip(self.boxes, ("ne-figure", "ne-panel"), strict=True):
            box.add_class(kind)
        self.panel = self._new_panel()

    def _new_panel(self) -> ExplorerPanel:
        panel = ExplorerPanel(waiting=say("explore.waiting", self._lang))
        panel.on_msg(lambda _, message, __: self._heard(message))
        self.boxes[1].children = [panel]
        return panel

    def show(self, figure: go.Figure, told: dict[str, Any]) -> None:
        """Show a figure, and below it what is told of it."""
        turn = self._told["turn"] + 1
        self._drawn, self._told = figure.update_layout(meta=turn), {"kind": "show", "turn": turn, **told}
        if self.figure is not None:
            self.figure.show_figure(self._drawn)
        self.panel.send(self._told)

    def appear(self, anew: bool = False) -> None:
        """Put the figure on the page where it is not there yet; `anew` another one in its place."""
        old = self.figure
        if old is not None and not anew:
            return
        self.figure = LiveFigure(self._drawn, self._pointed)
        self.boxes[0].children = [self.figure]
        if old is not None:
            old.close()

    def be_seen(self) -> None:
        """The page drew the figure, from a state without names: tell them."""
        self.seen = True
        if self.figure is not None:
            self.figure.say_names()

    def answer(self, tries: int) -> None:
        """Tell a panel that is on the page everything; one that asked before and heard nothing is replaced."""
        if tries > 1:
            old, self.panel = self.panel, self._new_panel()
            old.close()
        else:
            self.panel.send({**self._told, "words": texts(self._lang)["explore"]})

    def say(self, text: str, picture: dict[str, Any] | None = None, data: bytes = b"") -> None:
        """Say something below the buttons, and hand over a picture (its name and format) to be kept."""
        self.panel.send({"kind": "said", "said": text, **(picture or {})}, [data] if picture else None)
