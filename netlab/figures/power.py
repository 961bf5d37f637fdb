"""The design of a study in a picture: how likely it shows an effect, against the number of people."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from netlab.figures.lettering import plain, shortened, text_width
from netlab.figures.panels import EDGE, Page, Panel, axis, page, segment, spread, ticks, write
from netlab.figures.style import BLUE, BODY, DECIMALS, GREEN, GREY_TEXT, INK, ORANGE, PURPLE, WHITE
from netlab.problems import InputError, suggestion
from netlab.statistics.inference import LEVEL
from netlab.texts import listed, number, percent, say

HEIGHT, GAP = 340, 18
# colour and dash of each curve, so that none needs its colour
LINES = ((BLUE, "solid", "circle"), (ORANGE, "7px,4px", "square"), (GREEN, "2px,3px", "diamond"),
         (PURPLE, "9px,3px,2px,3px", "triangle-up"))  # fmt: skip


def power_curve(
    curves: pd.DataFrame | Mapping[str, pd.DataFrame],
    wanted: float = 0.8,
    unit: str = "",
    lang: str = "nl",
    width: int | None = None,
) -> go.Figure:
    """How likely a study shows an effect against the number of people, and the number from which it is likely enough.

    Parameters
    ----------
    curves : DataFrame, or dict of label → DataFrame
        Tables of `netlab.statistics.power.power_table(n=…, effect=…)` or `netlab.simulation.power_simulated`: columns n
        and power; d and effect for the subtitle; power_low and power_high are drawn as bars. At most four.
    wanted : float
        The power that is aimed at, drawn as a line.
    unit : str
        What `effect` counts, for the subtitle (`contacten`); without it standard deviations are given.
    lang : {"nl", "en"}
        Language of every word and number.
    width : int, optional
        In pixels; without it 860.

    Raises
    ------
    InputError
        Without a curve, with more than four, without the columns n and power, or with fewer than two values of n.
    """
    named = dict(curves) if isinstance(curves, Mapping) else {"": curves}
    _possible(named)
    named = {label: t.dropna(subset=["n", "power"]).drop_duplicates("n").sort_values("n") for label, t in named.items()}
    width = width or 860
    people = {label: _people(t, lang) for label, t in named.items()}
    per_group = say("power.people_per_group", lang)
    found = {label: _from(t, wanted) for label, t in named.items()}
    most = {label: int(t["n"].max()) for label, t in named.items()}
    labels = {label: plain(label) for label in named}
    beside = {label: plain(shortened(label, 0.32 * width, BODY, bold=True)) for label in named}
    room = max((text_width(label, BODY, bold=True) for label in beside.values()), default=0) + 12 * any(labels.values())
    left = 46
    panel = Panel(left, 26, width - 2 * EDGE - left - max(room, 24), HEIGHT)
    figure = page(
        width, [panel], _title(found, most, labels, people, wanted, lang), _subtitle(named, unit, lang),
        _notes(named, lang), foot=52,
    )  # fmt: skip
    low = min(float(t["n"].min()) for t in named.values())
    high = max(float(t["n"].max()) for t in named.values())
    values, _ = ticks(low, high, about=max(4, int(panel.width // 70)), whole=True)
    shares = np.arange(0, 1.01, 0.2)
    axis(figure, panel, "x", [low, high], values, [number(v, lang, 0) for v in values])
    axis(figure, panel, "y", [0, 1], shares, [percent(v, lang) for v in shares])
    write(figure, panel, -left, -16, say("power.axis", lang), color=GREY_TEXT)
    below = per_group if per_group in people.values() else say("power.people", lang)
    write(figure, panel, panel.width, HEIGHT + 38, below, color=GREY_TEXT, anchor="right")
    segment(figure, panel, (0, (1 - wanted) * HEIGHT), (panel.width, (1 - wanted) * HEIGHT), INK, 1.2, "4px,3px")
    goal = say("power.wanted", lang, power=percent(wanted, lang))
    write(figure, panel, panel.width - 4, (1 - wanted) * HEIGHT + 12, goal, color=GREY_TEXT, anchor="right", halo=True)

    ends = [HEIGHT * (1 - float(t["power"].iloc[-1])) for t in named.values()]
    places = spread(ends, GAP, 0, HEIGHT)
    reached = {label: n for label, n in found.items() if n is not None}
    across = [(n - low) / (high - low) * panel.width for n in reached.values()]
    numbers = dict(zip(reached, spread(across, 2 * GAP, 0, panel.width), strict=True))
    for (label, table), line, place in zip(named.items(), LINES, places, strict=False):
        _curve(figure, panel, table, labels[label], line, people[label], lang)
        if label:
            write(figure, panel, panel.width + 10, float(place), f"<b>{beside[label]}</b>", size=BODY)
        if label in reached:
            n = reached[label]
            at = (n - low) / (high - low) * panel.width
            _mark(figure, panel, n, float(table.loc[table["n"] == n, "power"].iloc[0]), at, line[0])
            write(figure, panel, numbers[label], HEIGHT - 14, f"<b>{n}</b>", size=BODY, anchor="center", halo=True)
    return figure.figure()


def _possible(named: Mapping[str, pd.DataFrame]) -> None:
    if not 0 < len(named) <= len(LINES):
        raise InputError(f"{len(named)} curves to draw. Expected 1 to {len(LINES)}.")
    wrong = []
    for label, table in named.items():
        lacking = [c for c in ("n", "power") if c not in table]
        where = f" of the curve {label!r}" if label else ""
        if lacking:
            wrong.append(f"the table{where} has no {' and no '.join(lacking)}. {suggestion('', table.columns)}")
        elif table.dropna(subset=["n", "power"])["n"].nunique() < 2:
            wrong.append(f"the table{where} has fewer than two numbers of people. Ask for several: n=range(6, 41).")
    if wrong:
        raise InputError(wrong)


def _people(table: pd.DataFrame, lang: str) -> str:
    """Participants, or participants per group."""
    compared = "comparison" in table and bool(table["comparison"].notna().any())
    return say("power.people_per_group" if compared else "power.people", lang)


def _from(table: pd.DataFrame, wanted: float) -> int | None:
    """The number of people from which on power is never under what is wanted; None where the last one is."""
    under = np.flatnonzero(table["power"].to_numpy() < wanted)
    after = under[-1] + 1 if len(under) else 0
    return int(table["n"].iloc[after]) if after < len(table) else None


def _title(
    found: Mapping[str, int | None],
    most: Mapping[str, int],
    labels: Mapping[str, str],
    people: Mapping[str, str],
    wanted: float,
    lang: str,
) -> str:
    """From how many people on the effect is likely enough to be shown."""
    power = percent(wanted, lang)
    if len(found) == 1:
        ((label, n),) = found.items()
        key = "power.title_none" if n is None else "power.title"
        return say(key, lang, n=most[label] if n is None else n, people=people[label], power=power)
    parts = []
    for label, n in found.items():
        some = say("power.more_than", lang, n=most[label]) if n is None else str(n)
        parts.append(f"{some} {people[label]} ({labels[label]})")
    return say("power.title_several", lang, power=power, parts=listed(parts, lang))


def _subtitle(named: Mapping[str, pd.DataFrame], unit: str, lang: str) -> str:
    """Which effect it is about, when it is the same in all curves."""
    for column in ("effect", "d") if unit else ("d", "effect"):
        values = {round(float(v), 6) for t in named.values() if column in t for v in t[column].dropna().unique()}
        if len(values) == 1 and all(column in t for t in named.values()):
            value = values.pop()
            size = number(value, lang, 0 if value == round(value) else 2)
            if column == "d":
                return say("power.of_d", lang, d=size)
            return say("power.of_effect", lang, effect=f"{size} {plain(unit)}".strip())
    return ""


def _notes(named: Mapping[str, pd.DataFrame], lang: str) -> list[str]:
    """How the numbers were found, and for how many measures declared beforehand."""
    notes = []
    worked_out = [t for t in named.values() if "power_low" not in t]
    modelled = ["test" in t and bool(t["test"].eq("mixed_model").any()) for t in worked_out]
    if not all(modelled):
        notes.append(say("power.note_formula", lang))
    if any(modelled):
        notes.append(say("power.note_model", lang))
    drawn = [t for t in named.values() if "power_low" in t]
    if drawn:
        draws = number(float(drawn[0]["draws"].iloc[0]), lang, 0) if "draws" in drawn[0] else ""
        notes.append(say("power.note_simulated", lang, draws=draws))
    for m in sorted({int(m) for t in named.values() if "family_size" in t for m in t["family_size"] if m > 1}):
        notes.append(say("power.said.family", lang, m=m, p=number((1 - LEVEL) / m, lang, 4)))
    return notes


def _curve(
    figure: Page, panel: Panel, table: pd.DataFrame, label: str, line: tuple[str, str, str], people: str, lang: str
) -> None:
    """One curve, a mark for every number of people, and for simulated ones the interval of the simulation."""
    color, dash, symbol = line
    simulated = "power_low" in table
    x, y = table["n"].astype(float), table["power"].round(DECIMALS)
    on = {"xaxis": panel.x, "yaxis": panel.y, "cliponaxis": False}
    if simulated:
        ends = np.column_stack([table["power_low"], table["power_high"], np.full(len(table), np.nan)])
        figure.scatter(
            x=np.repeat(x.to_numpy(), 3),
            y=ends.ravel().round(DECIMALS),
            mode="lines",
            line={"color": color, "width": 1.5},
            hoverinfo="skip",
            name="simulation",
            **on,
        )
    words = [
        (f"<b>{label}</b><br>" if label else "")
        + say("power.hover", lang, n=int(n), people=people, power=percent(p, lang))
        for n, p in zip(x, table["power"], strict=True)
    ]
    figure.scatter(
        x=x,
        y=y,
        mode="lines+markers",
        line={"color": color, "width": 2.5, "dash": dash},
        marker={"size": 7 if simulated else 4, "symbol": symbol, "color": color},
        hovertext=words,
        hoverinfo="text",
        name="power",
        **on,
    )


def _mark(figure: Page, panel: Panel, n: int, power: float, at: float, color: str) -> None:
    """The number of people from which on the effect is likely enough: on the curve, and down to the axis."""
    place = (1 - power) * panel.height
    segment(figure, panel, (at, place), (at, panel.height), color, 1, "2px,3px")
    figure.scatter(
        x=[n],
        y=[round(power, DECIMALS)],
        mode="markers",
        marker={"size": 12, "symbol": "circle", "color": WHITE, "line": {"color": color, "width": 2.5}},
        hoverinfo="skip",
        name="enough",
        xaxis=panel.x,
        yaxis=panel.y,
        cliponaxis=False,
    )
