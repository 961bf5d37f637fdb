"""Exploring a study in a notebook: a participant's drawings, the group's figures, and what is behind every mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import ipywidgets
import plotly.graph_objects as go

from netlab.figures.drawing import WIDE
from netlab.figures.lookup import column
from netlab.figures.style import FAMILY, GREY_TEXT, blank, picture
from netlab.measures import label, measures_of
from netlab.problems import InputError, expect
from netlab.study import Study
from netlab.texts import pick, say, texts
from netlab.widgets.answers import known
from netlab.widgets.contact import about, contacts, ringed
from netlab.widgets.part import Part
from netlab.widgets.views import (
    DRAWINGS,
    PLOTS,
    WIDEST,
    Chosen,
    View,
    Worked,
    drawing_view,
    groupings,
    plot_view,
    questions,
)

FORMATS = ("svg", "png")
NARROWEST = 280  # pixels of a figure


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
    expect("study", study, "nl.explore({})")
    texts(lang)
    if study.networks.egos.empty:
        raise InputError(f"{study.folder}: there is nobody in this study. `netlab check` says what was read.")
    return Explorer(study, lang, names)


class Explorer(ipywidgets.VBox):
    """The panel of `explore`: choices, two figures that follow them, and below each what there is to do with it."""

    _built = False  # redrawing waits until everything is there

    def __init__(self, study: Study, lang: str, names: bool):
        self._study, self._lang, self._names = study, lang, names
        self._work, self._known = Worked(study), known(study.networks, lang)
        self._width, self._height, self._touch, self._person = WIDE, 0, False, ""
        self._views: dict[str, View | None] = {"above": None, "below": None}
        self.parts = {part: Part(lang, partial(self._heard, part), self._pointed) for part in self._views}
        self._choices()
        rows = [
            [self.ego, self.before, self.after, self.drawing, self.slide, self.color, self.size],
            [self.plot, self.measure, self.group, self.egos, self._everyone],
        ]
        boxes = []
        for row, part in zip(rows, self.parts.values(), strict=True):
            boxes += [ipywidgets.Box(row).add_class("ne-row"), *part.boxes]
        boxes[3].add_class("ne-long")
        super().__init__(boxes)
        self.add_class("netlab-explore")
        self._built = True
        self._redraw(*self.parts)

    def __repr__(self) -> str:
        """Short, and without what is shown: Jupyter keeps it in the notebook."""
        return f"Explorer({self._study.name!r})"

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
        self.slide.layout.display = None if self.drawing.value == "slider" else "none"
        self.measure.disabled = self.plot.value not in ("slopes", "dots")
        self.group.disabled = self.plot.value in ("small", "cohort")
        self._everyone.disabled = not self.egos.value

    @property
    def chosen(self) -> Chosen:
        """What is chosen now."""
        picked = ("ego", "before", "after", "slide", "drawing", "plot", "measure", "group", "color", "size")
        values: dict[str, Any] = {name: getattr(self, name).value or "" for name in picked}
        egos = tuple(e for e in self.egos.options if e in set(self.egos.value))
        chosen = Chosen(**values, egos=egos, lang=self._lang, names=self._names)
        return replace(chosen, width=self._width, height=self._height)

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
        if part == "above":
            return ringed(figure, self._study.networks, self._person)
        # a finger on a figure that can be brushed would not move the page
        brush = self.plot.value in ("slopes", "dots", "cohort") and not self._touch
        return figure.update_layout(hovermode="closest", dragmode="select" if brush else False)

    def _sentence(self, why: str) -> go.Figure:
        known_why = texts(self._lang)["explore"].get(f"why_{why}")
        c = self.chosen
        said = known_why or say("explore.why_not", self._lang, ego=c.ego)
        empty = blank(min(self._width, 640), 160)
        empty.update_layout(xaxis={"visible": False}, yaxis={"visible": False})
        font = {"family": FAMILY, "size": 16, "color": GREY_TEXT}
        return empty.add_annotation(text=said, showarrow=False, x=0, xref="paper", xanchor="left", font=font)

    def _redraw(self, *parts: str) -> None:
        if not self._built:
            return
        if self._person and self._person not in contacts(self._study.networks, self._known, self.ego.value, False):
            self._person = ""
        self._only_what_counts()
        for part in parts:
            figure = self._figure(part)
            self.parts[part].show(figure, self._told(part, figure))

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
            self.parts["below"].say(say("explore.shown_above", self._lang, ego=self.ego.value))
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
        asked, here = message.get("do"), self.parts[part]
        if asked in ("ready", "width"):
            self._fit(message)
        if asked == "ready":
            here.answer(int(message.get("tries", 1)))
            if part == "above" or self.parts["above"].seen:
                here.appear()
        elif asked == "seen":
            here.be_seen()
            self.parts["below"].appear()  # not both at once: each keeps the page busy
        elif asked == "late":
            here.appear(anew=True)
        elif asked == "choose":
            people = list(contacts(self._study.networks, self._known, self.ego.value, False))
            place = int(message["place"])
            self.choose(people[place] if 0 <= place < len(people) else "")
        elif asked == "save" and message.get("format") in FORMATS:
            self._save(part, message["format"])

    def _fit(self, message: dict[str, Any]) -> None:
        """Draw for the width of the page and the height of its window, in steps of 20 pixels, and for fingers."""
        width, height = (int(message.get(side) or 0) // 20 * 20 for side in ("width", "height"))
        touch = bool(message.get("touch", self._touch))
        room = min(max(width or WIDE, NARROWEST), WIDEST), height, touch
        if room != (self._width, self._height, self._touch):
            self._width, self._height, self._touch = room
            self._redraw(*self.parts)

    def _save(self, part: str, kind: str) -> None:
        """Make a picture of the figure and send it to the page, which keeps it where the browser keeps downloads."""
        view, here, c = self.view(part), self.parts[part], self.chosen
        if view is None:
            return
        about_whom = [c.ego, c.drawing] if part == "above" else [c.plot, c.measure]
        name = "-".join(w for w in [self._study.name, *about_whom, c.before, c.after] if w) + f".{kind}"
        try:
            data = picture(view.figure(), kind)
        except InputError:
            here.say(say("explore.no_picture", self._lang))
            return
        here.say(say("explore.saved", self._lang, name=name), {"name": name, "format": kind}, data)

    def _told(self, part: str, figure: go.Figure) -> dict[str, Any]:
        """What the panel below a figure shows."""
        view = self.view(part)
        told: dict[str, Any] = {
            "title": (figure.layout.title.text or "") if view else "",
            "code": view.code(self._study.folder) if view else "",
        }
        if part == "below":
            return told
        networks, ego, c = self._study.networks, self.ego.value, self.chosen
        people = contacts(networks, self._known, ego, self._names)
        told |= {"contacts": list(people.values()), "chosen": -1, "about": None}
        if self._person in people:
            waves = (c.before, c.after if c.compares else "")
            told["chosen"] = list(people).index(self._person)
            told["about"] = about(networks, self._known, ego, self._person, waves, self._study.fragments, self._names)
        return told
