"""A design as it was asked for, and in words what is found of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

    from netlab.study import Study


LARGEST = 40  # people on the axis of the figure, and those among whom a simulation looks for enough


class Design(NamedTuple):
    """What was asked: of a study that is there by simulation, without one by formula."""

    study: Study | None
    measure: str
    n: list[int]
    effect: float | None
    sd: float | None
    wanted: float
    waves: int
    groups: int
    family: int
    lang: str

    @property
    def p(self) -> float:
        """Below which p counts: Holm's first step for the number of measures declared beforehand."""
        from netlab.statistics.inference import LEVEL

        return (1 - LEVEL) / self.family


def effect_size(design: Design, row: pd.Series) -> str:
    """An effect in the units of the measure where they are known, else as d."""
    from netlab.texts import amount, unit_of_change

    if math.isnan(row["effect"]):
        return f"d = {_written(row['d'], design.lang)}"
    if design.study is None:
        return _written(row["effect"], design.lang)
    kind = kind_of(design)
    written = amount(row["effect"], kind, design.lang, sign=True)
    if not any(c in "123456789" for c in written):
        written = _written(row["effect"] * (100 if kind == "share" else 1), design.lang, sign=True)
    return written + unit_of_change(kind, design.lang)


def kind_of(design: Design) -> str:
    """How a number of the measure is written; empty without a study. An outcome is on a scale of its own."""
    from netlab.measures import text_of

    if design.study is None:
        return ""
    outcomes = [o.column for o in design.study.codebook.outcomes]
    return "index" if design.measure in outcomes else text_of(design.measure, "kind", design.study.codebook, "en")


def _written(value: float, lang: str, sign: bool = False) -> str:
    """A number to two decimals, and one so small that these would not tell it from 0 to two digits."""
    from netlab.texts import number

    small = 0 < abs(value) < 0.095
    return number(value, lang, 1 - math.floor(math.log10(abs(value))) if small else 2, sign)


def _effect_words(design: Design, row: pd.Series) -> str:
    """An effect in the units of the measure where they are known, with d beside it."""
    from netlab.measures import label
    from netlab.texts import say

    size, d = effect_size(design, row), f"d = {_written(row['d'], design.lang)}"
    if design.study is None:
        return size if size == d else f"{size} ({d})"
    measure = label(design.measure, design.study.codebook, design.lang)
    return say("power.said.of_measure", design.lang, value=size, measure=measure, d=d)


def in_words(design: Design, table: pd.DataFrame) -> list[str]:
    """The table in words: what it is about, a line per row, and how it was found."""
    from netlab.texts import number, percent, say

    lang, two = design.lang, design.groups == 2
    find = "d" if design.effect is None else "power" if design.n else "n"
    lines = [say("power.said.about_two_groups" if two else "power.said.about_one_group", lang, waves=design.waves)]
    for _, row in table.iterrows():
        told = {
            "people": say("power.people_per_group" if two else "power.people", lang),
            "wanted": percent(design.wanted, lang),
            "n": number(row["n"], lang, 0),
            "effect": "" if math.isnan(row["d"]) else _effect_words(design, row),
            "power": percent(row["power"], lang),
            "most": LARGEST if design.study is not None else 100_000,
        }
        lines.append(say(f"power.said.{find}{'_none' if math.isnan(row[find]) else ''}", lang, **told))
    m = design.family
    tests = say("power.said.one_test", lang)
    if m > 1:
        tests = say("power.said.family", lang, m=m, p=number(design.p, lang, 4))
    if design.study is None:
        return [*lines, say("power.note_model" if design.waves > 2 else "power.note_formula", lang), tests]
    draws, pool = int(table["draws"].iloc[0]), int(table["people_drawn_from"].iloc[0])
    lines.append(say("power.said.simulated", lang, draws=draws, people=pool))
    apart = int(table["groups_drawn_from"].iloc[0])
    if apart > 1:
        lines.append(say("power.said.within_groups", lang, groups=apart))
    if design.waves == 2:
        lines.append(say("power.said.apart_from_formula", lang))
    lines.append(tests)
    alone = design.study.networks.egos["wave"].nunique() < 2
    return [*lines, say("power.said.one_wave", lang)] if alone else lines
