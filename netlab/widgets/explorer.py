"""Exploring a study in a notebook: a participant's drawings, the group's figures, and what is behind every mark."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import plotly.graph_objects as go
import traitlets

from netlab import figures
from netlab.figures.lookup import column
from netlab.figures.style import FAMILY, GREY_TEXT, ORANGE, blank
from netlab.measures import label, measures_of
from netlab.problems import InputError
from netlab.study import Study
from netlab.texts import pick, say, texts
from netlab.widgets.answers import known
from netlab.widgets.contact import about, contacts
from netlab.widgets.joined import script, style
from netlab.widgets.linked import LiveFigure
from netlab.widgets.views import DRAWINGS, PLOTS, Chosen, View, Worked, drawing_view, groupings, plot_view, questions

FORMATS = ("svg", "png")
NARROWEST, WIDEST = 360, 1180  # pixels of a figure


def explore(study: Study, lang: str = "nl", names: bool = False) -> Explorer:
    """Explore a study: drawings of one participant, figures of the group, and what is behind every mark.

    Above stands a participant's drawing: before beside after, in one drawing, or any wave by a slider, with everybody
    in the same place; colour and size of the marks by any question with a list of answers. A click on a contact, or its
    choice in the list, shows its answers in every wave, its ties, what changed and what interviews say of it. Below
    stands a figure of the group. A click on a participant in it shows that one's drawing; a brush over some, or a
    choice in the list, makes the figures theirs. Every figure has a button that copies the two lines of code that make
    it, and two that save it as a picture.

    Parameters
    ----------
    study : Study
    lang : {"nl", "en"}
    names : bool
        True shows the names of contacts, their free text and fragments, on the screen only: what Jupyter can save of
        the widgets ("Save Widget State") never holds them. Without, contacts have numbers; participants have codes
        always.

    Returns
    -------
    Explorer
        A widget. Its attributes ego, before, after, slide, drawing, color, size, plot, measure, group and egos are the
        choices; giving one another `value` redraws.

    Raises
    ------
    InputError
        For another language, or a study without participants.
    """
    texts(lang)
    if study.networks.egos.empty:
        raise InputError(f"{study.folder}: there is nobody in this study. `netlab check` says what was read.")
    return Explorer(study, lang, names)


class ExplorerPanel(anywidget.AnyWidget):
    """What stands below a figure: its buttons and, below a drawing, the contact that is chosen.

    Nothing of the study is a trait, as those are saved with a notebook: it travels in messages.
    """

    _esm = script("elements.mjs", "explorer.mjs")
    _css = style("explorer.css")
    waiting = traitlets.Unicode().tag(sync=True)


class Explorer(ipywidgets.VBox):
    """The panel of `explore`: choices, two figures that follow them, and below each what there is to do with it."""

    def __init__(self, study: Study, lang: str, names: bool):
        self._study, self._lang, self._names = study, lang, names
        self._work, self._known = Worked(study), known(study.networks, lang)
        self._width, self._person = WIDEST, ""
        self._views: dict[str, View | None] = {"above": None, "below": None}
        self._titles = {"above": "", "below": ""}
        self._choices()
        self._figures = {
            "above": LiveFigure(self._figure("above"), self._pointed),
            "below": LiveFigure(self._figure("below"), self._pointed),
        }
        self._panels = {part: ExplorerPanel(waiting=say("explore.waiting", lang)) for part in self._figures}
        for part, panel in self._panels.items():
            panel.on_msg(lambda _, message, __, part=part: self._heard(part, message))
        rows = [
            ("row", [self.ego, self.before, self.after, self.drawing, self.slide, self.color, self.size]),
            ("figure", [self._figures["above"]]),
            ("panel", [self._panels["above"]]),
            ("row", [self.plot, self.measure, self.group, self.egos, self._everyone]),
            ("figure", [self._figures["below"]]),
            ("panel", [self._panels["below"]]),
        ]
        boxes = []
        for kind, inside in rows:
            boxes.append(ipywidgets.Box(inside))
            boxes[-1].add_class(f"ne-{kind}")
        super().__init__(boxes)
        self.add_class("netlab-explore")
        self._only_what_counts()

    # the choices ------------------------------------------------------------------------------------------------

    def _dropdown(self, key: str, options: Sequence[Any], value: Any, draws: Sequence[str]) -> ipywidgets.Dropdown:
        made = ipywidgets.Dropdown(options=options, value=value, description=say(f"explore.{key}", self._lang))
        made.observe(lambda _: self._redraw(*draws), names="value")
        return made

    def _choices(self) -> None:
        networks, book, lang = self._study.networks, self._study.codebook, self._lang
        seen = set(networks.egos["wave"])
        waves = [(self._known.wave(w), w) for w in networks.waves if w in seen]
        nothing = say("explore.nothing", lang)
        asked = {i.column: pick(i.label, lang) or i.column for i in book.interpreters}
        by = [(nothing, ""), *((asked[c], c) for c in questions(networks))]
        columns = {book.group.column: say("explore.group_own", lang)} if book.group else {}
        split = [(nothing, ""), *((columns.get(c, c), c) for c in groupings(networks))]
        measures = [(label(m.column, book, lang), m.column) for m in measures_of(networks)]
        first = next((m for m in book.primary if m in dict(measures).values()), measures[0][1])
        egos = list(dict.fromkeys(networks.egos["ego"]))
        both = ("above", "below")
        self.ego = self._dropdown("ego", egos, egos[0], ["above"])
        self.before = self._dropdown("before", waves, waves[0][1], both)
        after = waves[1][1] if len(waves) > 1 else ""
        self.after = self._dropdown("after", [*waves, (say("explore.none", lang), "")], after, both)
        self.drawing = self._dropdown("drawing", self._named("drawing", DRAWINGS), "beside", ["above"])
        self.color = self._dropdown("color", by, "", both)
        self.size = self._dropdown("size", by, "", ["above"])
        self.slide = ipywidgets.SelectionSlider(options=waves, description=say("explore.slide", lang))
        self.slide.observe(lambda _: self._redraw("above"), names="value")
        self.plot = self._dropdown("plot", self._named("plot", PLOTS), "slopes" if after else "dots", ["below"])
        self.measure = self._dropdown("measure", measures, first, ["below"])
        self.group = self._dropdown("group", split, split[1][1] if book.group and len(split) > 1 else "", ["below"])
        self.egos = ipywidgets.SelectMultiple(options=egos, description=say("explore.egos", lang), rows=4)
        self.egos.observe(lambda _: self._redraw("below"), names="value")
        self._everyone = ipywidgets.Button(description=say("explore.everyone", lang))
        self._everyone.on_click(lambda _: setattr(self.egos, "value", ()))

    def _named(self, what: str, values: Sequence[str]) -> list[tuple[str, str]]:
        return [(say(f"explore.{what}_{value}", self._lang), value) for value in values]

    def _only_what_counts(self) -> None:
        """A choice that changes nothing in what is shown cannot be made."""
        self.slide.disabled = self.drawing.value != "slider"
        self.measure.disabled = self.plot.value not in ("slopes", "dots")
        self.group.disabled = self.plot.value in ("small", "cohort")
        self._everyone.disabled = not self.egos.value

    @property
    def chosen(self) -> Chosen:
        """What is chosen now."""
        picked = ("ego", "before", "after", "slide", "drawing", "plot", "measure", "group", "color", "size")
        values = {name: getattr(self, name).value or "" for name in picked}
        egos = tuple(e for e in self.egos.options if e in set(self.egos.value))
        return Chosen(**values, egos=egos, width=self._width, lang=self._lang, names=self._names)

    # the figures ------------------------------------------------------------------------------------------------

    def view(self, part: str) -> View | None:
        """The view that stands `above` (the drawing) or `below` (the group); None where it cannot be made."""
        return self._views[part]

    def _figure(self, part: str) -> go.Figure:
        """The figure of a part; an empty one that says why there is none."""
        try:
            view = (drawing_view if part == "above" else plot_view)(self._work, self.chosen)
            figure = view.figure()
        except InputError as error:
            self._views[part] = None
            return self._sentence(str(error))
        self._views[part] = view
        self._titles[part] = figure.layout.title.text or ""
        if part == "above":
            return self._ringed(figure)
        brush = {"dragmode": "select"} if self.plot.value in ("slopes", "dots", "cohort") else {}
        return figure.update_layout(hovermode="closest", **brush)

    def _sentence(self, why: str) -> go.Figure:
        known_why = texts(self._lang)["explore"].get(f"why_{why}")
        c = self.chosen
        said = known_why or say("explore.why_not", self._lang, ego=c.ego)
        empty = blank(min(self._width, 640), 160)
        empty.update_layout(xaxis={"visible": False}, yaxis={"visible": False})
        font = {"family": FAMILY, "size": 16, "color": GREY_TEXT}
        return empty.add_annotation(text=said, showarrow=False, x=0, xref="paper", xanchor="left", font=font)

    def _ringed(self, figure: go.Figure) -> go.Figure:
        """The drawing with a ring round every mark of the contact that is chosen."""
        whose, x, y, size = column(self._study.networks, "person"), [], [], []
        for trace in figure.data if self._person else ():
            if trace.customdata is None:
                continue
            sizes = trace.marker.size
            for n, row in enumerate(trace.customdata):
                if whose[int(row)] == self._person:
                    x.append(trace.x[n])
                    y.append(trace.y[n])
                    size.append(sizes[n] + 16)
        line = {"width": 3.5, "color": ORANGE}
        marker = {"symbol": "circle-open", "size": size, "color": ORANGE, "line": line, "opacity": 1}
        return figure.add_scatter(
            x=x, y=y, mode="markers", marker=marker, hoverinfo="skip", name="chosen", cliponaxis=False
        )

    def _redraw(self, *parts: str) -> None:
        if not hasattr(self, "_panels"):
            return
        if self._person and self._person not in contacts(self._study.networks, self._known, self.ego.value, False):
            self._person = ""
        self._only_what_counts()
        for part in parts:
            self._figures[part].show_figure(self._figure(part))
            self._tell(part)

    # what the page tells ----------------------------------------------------------------------------------------

    def _pointed(self, event: str, found: list[tuple[str, Any]]) -> None:
        """A contact, or a participant, was clicked; or participants were brushed."""
        rows = [int(who) for _, who in found if not isinstance(who, str)]
        egos = {who for _, who in found if isinstance(who, str)}
        networks = self._study.networks
        if event == "plotly_selected" and len(egos):
            self.egos.value = tuple(e for e in self.egos.options if e in egos)
        elif event == "plotly_click" and egos:
            self.ego.value = min(egos)
        elif event == "plotly_click" and rows:
            ego = column(networks, "ego")[rows[0]]
            if ego != self.ego.value:  # a small drawing of the group
                self.ego.value = ego
            self.choose(column(networks, "person")[rows[0]])

    def choose(self, person: str) -> None:
        """Show what there is of one contact of the participant; empty for none."""
        self._person = person
        self._redraw("above")

    def _heard(self, part: str, message: dict[str, Any]) -> None:
        """Do what the page asks."""
        asked = message.get("do")
        if asked in ("ready", "width"):
            self._fit(float(message.get("width") or WIDEST))
        if asked == "ready":
            self._figures[part].say_names()
            self._tell(part, words=True)
        elif asked == "choose":
            people = list(contacts(self._study.networks, self._known, self.ego.value, False))
            place = int(message["place"])
            self.choose(people[place] if 0 <= place < len(people) else "")
        elif asked == "save" and message.get("format") in FORMATS:
            self._save(part, message["format"])

    def _fit(self, width: float) -> None:
        """Draw for the width that the page has, in steps of 20 pixels."""
        fits = int(min(max(width // 20 * 20, NARROWEST), WIDEST))
        if fits != self._width:
            self._width = fits
            self._redraw("above", "below")

    def _save(self, part: str, kind: str) -> None:
        """Make a picture of the figure and send it to the page, which keeps it where the browser keeps downloads."""
        view, panel = self.view(part), self._panels[part]
        if view is None:
            return
        c = self.chosen
        about_whom = [c.ego, c.drawing] if part == "above" else [c.plot, c.measure]
        name = "-".join(w for w in [self._study.name, *about_whom, c.before, c.after] if w) + f".{kind}"
        try:
            with tempfile.TemporaryDirectory() as folder:
                data = figures.save(view.figure(), Path(folder) / f"figure.{kind}").read_bytes()
        except InputError as error:
            panel.send({"kind": "said", "said": str(error)})
            return
        said = say("explore.saved", self._lang, name=name)
        panel.send({"kind": "picture", "name": name, "format": kind, "said": said}, [data])

    def _tell(self, part: str, words: bool = False) -> None:
        """Send a panel what belongs to the figure above it."""
        view = self.view(part)
        told: dict[str, Any] = {"kind": "show", "title": self._titles[part] if view else "",
                                "code": view.code(self._study.folder) if view else ""}  # fmt: skip
        if words:
            told["words"] = texts(self._lang)["explore"]
        if part == "above":
            networks, ego, c = self._study.networks, self.ego.value, self.chosen
            people = contacts(networks, self._known, ego, self._names)
            told["contacts"] = list(people.values())
            told["chosen"] = list(people).index(self._person) if self._person in people else -1
            waves = (c.before, c.after if c.compares else "")
            fragments = self._study.fragments
            told["about"] = (
                about(networks, self._known, ego, self._person, waves, fragments, self._names)
                if self._person in people
                else None
            )
        self._panels[part].send(told)
