"""Exploring a study in a notebook: choose a participant, two waves and a measure, and see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets
import plotly.graph_objects as go
from IPython.display import display

from netlab import figures
from netlab.changes import change, groups
from netlab.measures import label, measure, measures_of, undefined
from netlab.problems import InputError
from netlab.study import Study
from netlab.texts import pick, say


def explore(study: Study, lang: str = "nl") -> ipywidgets.VBox:
    """A panel with a participant's drawing before and after, and everyone's line of one measure.

    Parameters
    ----------
    study : Study
    lang : {"nl", "en"}

    Returns
    -------
    ipywidgets.VBox
        Its attributes `ego`, `before`, `after` and `measure` are the four choices; changing one redraws.
    """
    networks, book = study.networks, study.codebook
    seen = set(networks.egos["wave"])
    waves = [(pick(w.label, lang) or w.id, w.id) for w in book.waves if w.id in seen]
    measures = [(label(m.column, book, lang), m.column) for m in measures_of(networks)]
    first = next((m for m in book.primary if m in dict(measures).values()), measures[0][1])

    def choice(key: str, options: list, value: str | None = None) -> ipywidgets.Dropdown:
        return ipywidgets.Dropdown(options=options, value=value, description=say(f"explore.{key}", lang))

    egos = list(dict.fromkeys(networks.egos["ego"]))
    box = ipywidgets.VBox()
    box.ego = choice("ego", egos, egos[0])
    box.before = choice("before", waves, waves[0][1])
    after = [*waves, (say("explore.none", lang), "")]
    box.after = choice("after", after, waves[1][1] if len(waves) > 1 else "")
    box.measure = choice("measure", measures, first)
    drawing, plot = ipywidgets.Output(), ipywidgets.Output()
    values, why = measure(networks), undefined(networks)
    by = groups(networks, book.group.column) if book.group else None

    def show(output: ipywidgets.Output, make: Callable[[], go.Figure]) -> None:
        with output:
            output.clear_output(wait=True)
            try:
                display(make())
            except InputError as error:
                print(error)

    def draw(*_: object) -> None:
        ego, before, after = box.ego.value, box.before.value, box.after.value
        if after and after != before:
            show(drawing, lambda: figures.before_after(networks, ego, before, after, study.fragments, lang=lang))
        else:
            show(drawing, lambda: figures.network(networks, ego, before, lang=lang))

    def compare(*_: object) -> None:
        one, before, after = box.measure.value, box.before.value, box.after.value
        told: dict[str, Any] = {"codebook": book, "group": by, "lang": lang}
        if after and after != before:
            lines = change(values, before, after, why)
            show(plot, lambda: figures.slopes(lines, one, before=before, after=after, **told))
        else:
            show(plot, lambda: figures.dots(values, one, wave=before, reasons=why, **told))

    for each in (box.ego, box.before, box.after):
        each.observe(draw, names="value")
    for each in (box.measure, box.before, box.after):
        each.observe(compare, names="value")
    box.children = (ipywidgets.HBox([box.ego, box.before, box.after]), drawing, box.measure, plot)
    draw()
    compare()
    return box
