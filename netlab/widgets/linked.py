"""A figure that stays on the screen: another one takes its place in one update, and its marks can be clicked."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import plotly.graph_objects as go
from traitlets import observe

# Traces in which the names of alters are written; their hovers say names too.
NAMED = frozenset({"names", "lost names", "list"})
LETTERED = NAMED | {"numbers", "numbers inside"}  # what is written at the marks
# So many traces wait, empty, for a figure that has more of them than the one before.
SPARE = 64
EMPTY: dict[str, Any] = {"x": [], "y": [], "visible": False, "hoverinfo": "skip", "name": ""}

Pointed = Callable[[str, list[tuple[str, Any]]], None]


def without_names(traces: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same traces without the names of alters, and without hovers."""
    kept = []
    for trace in traces:
        trace = {k: v for k, v in trace.items() if k != "hovertext"}
        if trace.get("name") in NAMED:
            trace["text"] = [""] * len(trace["text"])
        kept.append(trace)
    return kept


def _properties(figure: go.Figure) -> list[dict[str, Any]]:
    """The traces of a figure as dictionaries."""
    return [{"visible": True, **trace.to_plotly_json()} for trace in figure.data]


def _empty(kind: str, many: int) -> list[dict[str, Any]]:
    return [{"type": kind, **EMPTY} for _ in range(many)]


class LiveFigure(go.FigureWidget):
    """A FigureWidget that shows one figure after another.

    The traces of a figure are put in those of their type that are there, in one `batch_update`, so that the page draws
    once and nothing flickers; only where there are too few, some are added. What Jupyter can save in a notebook ("Save
    Widget State") never holds a name of an alter: names are in messages, and the state is sent without them after each.
    """

    def __init__(self, figure: go.Figure, pointed: Pointed | None = None):
        self._pointed: Pointed | None = None
        traces = _properties(figure)
        traces += _empty("scatter", max(SPARE - len(traces), 0))
        super().__init__(data=without_names(traces), layout=figure.layout.to_plotly_json())
        self._config = {"displayModeBar": False, "responsive": False}
        self._brushed = False
        self._pointed = pointed
        self.show_figure(figure)

    def __repr__(self) -> str:
        """Short: Jupyter keeps it in the notebook, and plotly would write out every name."""
        return f"{type(self).__name__}({sum(trace.visible is True for trace in self.data)} traces)"

    def _repr_mimebundle_(self, *_: Any, **__: Any) -> dict[str, Any]:
        """What a cell shows: the widget. Plotly would put the names in what is saved of it."""
        self._keep_nameless()
        view = {"version_major": 2, "version_minor": 0, "model_id": self._model_id}
        return {"text/plain": repr(self), "application/vnd.jupyter.widget-view+json": view}

    def show_figure(self, figure: go.Figure) -> None:
        """Put another figure in this one's place."""
        free: dict[str, list[int]] = {}
        for place, slot in enumerate(self.data):
            free.setdefault(slot.type, []).append(place)
        new = {place: dict(EMPTY) for place in range(len(self.data))}
        more = []
        for trace in _properties(figure):
            kind = trace.pop("type")
            if not free.get(kind):
                free[kind] = list(range(len(new), len(new) + SPARE // 4))
                more += _empty(kind, SPARE // 4)
                new |= {place: dict(EMPTY) for place in free[kind]}
            new[free[kind].pop(0)] = trace
        if more:
            self.add_traces(more)
        if self._brushed:  # the page keeps what was brushed by itself, and would grey the next figure
            self._send_update_msg({"selectedpoints": [None]}, {"selections": []})
            self._brushed = False
        with self.batch_update():
            for place, trace in new.items():
                self._take(self.data[place], trace)
            self._take(self.layout, figure.layout.to_plotly_json())
        self._keep_nameless()

    @staticmethod
    def _take(part: Any, new: dict[str, Any]) -> None:
        """Give a trace or the layout these properties, and no others."""
        for key in list(part._props or ()):
            if key not in new and key not in ("type", "uid"):
                part[key] = None
        for key, value in new.items():
            part[key] = value

    def _keep_nameless(self) -> None:
        """Send the state without names, which is also what a page that is opened again draws."""
        state = {"_widget_data": without_names(deepcopy(self._data)), "_widget_layout": deepcopy(self._layout)}
        for name, value in state.items():
            self._trait_values[name] = value
        self.send_state(list(state))

    def say_names(self) -> None:
        """Send the names and hovers once more, to a page that drew the figure from the state."""
        places = [n for n, trace in enumerate(self._data) if "hovertext" in trace or trace.get("name") in NAMED]
        if places:
            hovers = [self._data[n].get("hovertext") for n in places]
            texts = [self._data[n].get("text") for n in places]
            self._send_restyle_msg({"hovertext": hovers, "text": texts}, places)
            self._keep_nameless()

    # what the page tells: plotly would keep the defaults of every property that it did not give, which nobody reads

    @observe("_js2py_traceDeltas")
    def _handler_js2py_traceDeltas(self, change: Any) -> None:
        self._trace_edit_in_process = False
        if change["new"]:
            self._js2py_traceDeltas = None

    @observe("_js2py_layoutDelta")
    def _handler_js2py_layoutDelta(self, change: Any) -> None:
        self._layout_edit_in_process = False
        if change["new"]:
            self._js2py_layoutDelta = None

    @observe("_js2py_pointsCallback")
    def _handler_js2py_pointsCallback(self, change: Any) -> None:
        told = change["new"]
        if not told:
            return
        self._js2py_pointsCallback = None
        points = told.get("points") or {}
        self.tell(told["event_type"], list(zip(points.get("trace_indexes", []), points.get("point_indexes", []),
                                               strict=False)))  # fmt: skip

    def tell(self, event: str, points: list[tuple[int, int]]) -> None:
        """Pass on a click (`plotly_click`) or a brush (`plotly_selected`): the name of each trace and whose mark it is.

        Parameters
        ----------
        event : str
            As plotly calls it; any other is left.
        points : list of (int, int)
            The place of the trace and of the mark in it. Marks of nobody are left out.
        """
        if event not in ("plotly_click", "plotly_selected") or self._pointed is None:
            return
        self._brushed = self._brushed or event == "plotly_selected"
        found = []
        for place, mark in points:
            whose = self.data[place].customdata
            if whose is not None and mark < len(whose) and whose[mark] is not None:
                found.append((self.data[place].name or "", whose[mark]))
        self._pointed(event, found)
