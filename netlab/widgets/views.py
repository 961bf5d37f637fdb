"""What the explorer can show: of each view the figure, and the two lines of code that make the same one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from netlab import figures
from netlab.changes import change, groups, transitions, turnover
from netlab.figures import by_answer
from netlab.figures.drawing import RADIUS, SINGLE, WIDE
from netlab.measures import measure, undefined
from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.study import Study

DRAWINGS = ("beside", "overlay", "before", "after", "slider")
PLOTS = ("slopes", "dots", "turnover", "flow", "composition", "small", "cohort")
BESIDE = 720  # pixels for two drawings side by side
LARGEST = 1.4  # how many times its own width a drawing can have
WIDEST = int(LARGEST * WIDE)
FRAME = 320  # pixels of a window that are left for what is around a disc: the choices, the sentence, names at the rim
# pixels that a plot needs at least, and a cohort; on a narrower page they are moved sideways within their own frame
PLOT, COHORT = 360, (500, 860)
COMPARING = ("slopes", "turnover", "flow")  # these need two waves


@dataclass(frozen=True)
class Chosen:
    """What is chosen in the explorer; an empty string is nothing.

    `slide` is the wave of the slider, `egos` the participants of the group's figures (empty: all), `width` the pixels
    that the page has and `height` those of its window (0: not known).
    """

    ego: str
    before: str
    after: str = ""
    slide: str = ""
    drawing: str = "beside"
    plot: str = "slopes"
    measure: str = "size"
    group: str = ""
    color: str = ""
    size: str = ""
    egos: tuple[str, ...] = ()
    width: int = WIDE
    height: int = 0
    lang: str = "nl"
    names: bool = False

    @property
    def compares(self) -> bool:
        """Whether two different waves are chosen."""
        return self.after not in ("", self.before)


class Told(NamedTuple):
    """A value with the code that gives it."""

    code: str
    value: Any


def told(value: Any) -> Told:
    """A text, number, list or None, which its own representation gives."""
    return Told(repr(value), value)


@dataclass(frozen=True)
class View:
    """A figure as a call: the name of a function of `netlab.figures` and what it is given."""

    function: str
    given: tuple[Told, ...]
    options: dict[str, Told] = field(default_factory=dict)

    def figure(self) -> go.Figure:
        """The figure."""
        make: Callable[..., go.Figure] = getattr(figures, self.function)
        return make(*(g.value for g in self.given), **{name: g.value for name, g in self.options.items()})

    def code(self, folder: Path) -> str:
        """Two lines that give the same figure: one opens the study, one makes the figure."""
        given = [g.code for g in self.given] + [f"{name}={g.code}" for name, g in self.options.items()]
        return (
            f"import netlab as nl; study = nl.open_study({_written(folder)!r})\n"
            f"nl.figures.{self.function}({', '.join(given)})"
        )


def _written(folder: Path) -> str:
    """The folder as it is found from here, where it lies here or below; else in full."""
    full, here = folder.resolve(), Path.cwd()
    return (full.relative_to(here) if full.is_relative_to(here) else full).as_posix()


class Worked:
    """The tables of a study that several views use, worked out once each."""

    def __init__(self, study: Study):
        self.study = study
        self._kept: dict[Any, Any] = {}

    @property
    def networks(self) -> EgoNetworks:
        """Those of the study."""
        return self.study.networks

    def once(self, what: Any, work: Callable[[], Any]) -> Any:
        """What `work` gives; asked again the same object."""
        if what not in self._kept:
            self._kept[what] = work()
        return self._kept[what]

    def measures(self) -> Told:
        """One row per network, one column per measure."""
        return Told("nl.measure(study.networks)", self.once("measures", lambda: measure(self.networks)))

    def reasons(self) -> Told:
        """Why a measure is missing."""
        return Told("nl.undefined(study.networks)", self.once("reasons", lambda: undefined(self.networks)))

    def changes(self, before: str, after: str) -> Told:
        """The change of every measure."""
        table, why = self.measures(), self.reasons()
        value = self.once(("changes", before, after), lambda: change(table.value, before, after, why.value))
        return Told(f"nl.change({table.code}, {before!r}, {after!r}, {why.code})", value)

    def between(self, what: str, work: Callable[..., pd.DataFrame], before: str, after: str) -> Told:
        """A table of `nl` about two waves."""
        value = self.once((what, before, after), lambda: work(self.networks, before, after))
        return Told(f"nl.{what}(study.networks, {before!r}, {after!r})", value)

    def group(self, column: str) -> Told:
        """The group of every ego by a column of the egos."""
        code = f'study.networks.egos.groupby("ego", sort=False)[{column!r}].first()'
        return Told(code, self.once(("group", column), lambda: groups(self.networks, column)))


def groupings(networks: EgoNetworks, most: int = 6) -> list[str]:
    """The columns of the egos that divide them in at most so many groups, the codebook's own first."""
    own = [networks.codebook.group.column] if networks.codebook.group else []
    outcomes = {o.column for o in networks.codebook.outcomes}
    apart = {"ego", "wave", "date", "ties_asked", "pairs_missing", "file", "line", *outcomes}
    found = []
    for name in dict.fromkeys([*own, *networks.egos.columns]):
        if name in apart or name not in networks.egos.columns:
            continue
        try:
            values = groups(networks, name)
        except InputError:
            continue  # it differs between waves: no group
        if 1 < values.nunique() <= most:
            found.append(name)
    return found


def _some(table: Told, egos: Sequence[str]) -> Told:
    """The rows of some egos; all where none are chosen."""
    if not egos:
        return table
    query = f"ego in {list(egos)!r}"
    return Told(f"{table.code}.query({query!r})", table.value.query(query))


def _room(own: int, c: Chosen) -> int:
    """How wide a drawing is: less than its own width on a narrow page; in tenths more if the window shows it whole."""
    larger = min(c.width / own, (c.height - FRAME) / (2 * RADIUS), LARGEST)
    return min(c.width, own * max(int(10 * larger + 0.001), 10) // 10)


def drawing_view(work: Worked, c: Chosen) -> View:
    """The drawing of one ego; where nothing is compared, that of the one wave.

    Raises
    ------
    InputError
        Never by itself: the figure does, for an ego that was not interviewed.
    """
    lang, names = told(c.lang), told(c.names)
    options = {"lang": lang, "names": names}
    options |= {key: told(column) for key, column in (("color", c.color), ("size", c.size)) if column}
    kind = c.drawing if c.compares or c.drawing == "slider" else "before"
    narrow, wide = (BESIDE, WIDE) if kind == "beside" else (SINGLE, SINGLE)
    options |= {"stacked": told(True)} if c.width < narrow else {}
    width = _room(wide, c)
    options |= {"width": told(width)} if width != wide else {}
    said = {"fragments": Told("study.fragments", work.study.fragments)} if c.names else {}
    networks = Told("study.networks", work.networks)
    if kind in ("beside", "overlay"):
        function = "before_after" if kind == "beside" else "overlay"
        return View(function, (networks, told(c.ego), told(c.before), told(c.after)), {**said, **options})
    wave = {"before": c.before, "after": c.after, "slider": c.slide or c.before}[kind]
    return View("network", (networks, told(c.ego), told(wave)), {**said, **options})


def plot_view(work: Worked, c: Chosen) -> View:
    """The figure of the group, or of the participants that are chosen in it.

    Raises
    ------
    InputError
        For a figure of two waves where one is chosen (`two_waves`), or of an attribute where the study has none.
    """
    if c.plot in COMPARING and not c.compares:
        raise InputError("two_waves")
    lang, width = told(c.lang), {"width": told(max(c.width, PLOT))} if c.width < WIDE else {}
    book = Told("study.codebook", work.study.codebook)
    options = {**({"group": work.group(c.group)} if c.group else {}), "lang": lang, **width}
    waves = (told(c.before), told(c.after))
    networks = Told("study.networks", work.networks)
    if c.plot == "slopes":
        table = _some(work.changes(c.before, c.after), c.egos)
        return View("slopes", (table, told(c.measure), book, *waves), options)
    if c.plot == "dots":
        table = _some(work.measures(), c.egos)
        options = {"reasons": work.reasons(), **options}
        return View("dots", (table, told(c.measure), book, told(c.before)), options)
    if c.plot == "turnover":
        return View(
            "turnover_bars", (_some(work.between("turnover", turnover, c.before, c.after), c.egos), book), options
        )
    if c.plot == "flow":
        table = _some(work.between("transitions", transitions, c.before, c.after), c.egos)
        why = _some(work.between("turnover", turnover, c.before, c.after), c.egos)
        reasons = {"reasons": Told(f'{why.code}["reason"]', why.value["reason"])}
        return View("flow", (table, book, *waves), {**reasons, **options})
    if c.plot == "composition":
        return _composition(work, c, book, options)
    if c.plot == "small":
        options = {"egos": told(list(c.egos))} if c.egos else {}
        options |= {"lang": lang, **({"width": told(c.width)} if c.width != WIDE else {})}
        return View("small_multiples", (networks, *(waves if c.compares else waves[:1])), options)
    some = Told(f"study.networks.of({list(c.egos)!r})", work.once(("of", c.egos), lambda: work.networks.of(c.egos)))
    options = {
        "lang": lang,
        "names": told(c.names),
        **({"width": told(max(c.width, COHORT[0]))} if c.width < COHORT[1] else {}),
    }
    return View("cohort_overlay", (some if c.egos else networks, told(c.after or c.before)), options)


def _composition(work: Worked, c: Chosen, book: Told, options: dict[str, Told]) -> View:
    """Of the question that colours the drawing where it has a list of answers, else of the sectors."""
    known = [i.column for i in work.study.codebook.attributes]
    sector = work.study.codebook.sector
    attribute = c.color if c.color in known else sector.column if sector else ""
    if not attribute:
        raise InputError("no_attribute")
    waves = (told(c.before), told(c.after)) if c.compares else (told(c.before),)
    return View("composition_bars", (_some(work.measures(), c.egos), told(attribute), book, *waves), options)


def questions(networks: EgoNetworks) -> list[str]:
    """The columns that a mark can be coloured or sized by."""
    return [q.column for q in by_answer.questions(networks)]
