"""The cohort: the networks of all participants of one wave over each other, with the contacts they share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from netlab.changes.cohort import Cohort, cohort
from netlab.figures.captions import wave_label
from netlab.figures.labels import boxes, names_beside
from netlab.figures.legend import write_note
from netlab.figures.lettering import plain, shortened, text_width
from netlab.figures.lookup import column
from netlab.figures.sheet import TINY, Sheet, close, edge_of, letters, lines, marks, new_sheet, write_words
from netlab.figures.style import BLUE, GREY, INK, INK_SOFT, SMALL, WHITE
from netlab.networks import EgoNetworks
from netlab.texts import listed, say

__all__ = ["cohort_overlay"]

WIDTH = 860
# how far the contacts of one participant only stand outside the circle, in parts of its radius, and their marks
FIRST_ROW, ROW, DOT = 1.13, 0.055, 2.4
EGO, SHARED = 13.0, 7.5
# a contact that several name stands within this part of the radius
INSIDE = 0.72
# how a tie between two participants is drawn, by who names whom
SIDES = {"both": (INK, 2.4, "solid"), "one": (INK_SOFT, 1.5, "6px,4px"), "not_asked": (INK_SOFT, 1.5, "1.5px,3px")}


class _Placed(NamedTuple):
    """Where everybody stands, in the unit circle (x right, y down): participants, shared contacts, the others."""

    egos: pd.DataFrame  # person, x, y, angle, interviewed
    shared: pd.DataFrame  # person, by, x, y
    own: pd.DataFrame  # person, ego, x, y


def _around(names: list[str], asked: list[bool]) -> pd.DataFrame:
    angle = 2 * np.pi * np.arange(len(names)) / max(len(names), 1)
    at = {"x": np.sin(angle), "y": -np.cos(angle), "angle": angle}
    return pd.DataFrame({"person": names, **at, "interviewed": asked})


def _between(by: list[tuple[str, ...]], egos: pd.DataFrame) -> np.ndarray:
    """Each shared contact between those who name it, then moved apart until none stands on another."""
    at = egos.set_index("person")[["x", "y"]]
    place = np.array([at.loc[list(who)].mean().to_numpy() for who in by]).reshape(-1, 2) * INSIDE
    n = len(place)
    # those who are named by the same participants would stand on one place
    turn = 2.399963 * np.arange(n)
    place = place + 1e-3 * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    for _ in range(60):
        away = place[:, None] - place[None]
        far = np.linalg.norm(away, axis=2) + np.eye(n)
        push = np.maximum(0.14 - far, 0) / 2
        np.fill_diagonal(push, 0)
        place = place + (away / far[:, :, None] * push[:, :, None]).sum(axis=1)
        reach = np.linalg.norm(place, axis=1, keepdims=True)
        place = place * np.minimum(1, INSIDE / np.maximum(reach, 1e-9))
    return place.round(6)


def _fan(many: int, angle: float, slot: float, unit: float) -> np.ndarray:
    """The places of the contacts that one participant alone names: rows outside the circle, over its own part of it."""
    across = max(1, int(0.86 * slot * unit * FIRST_ROW // (2.9 * DOT)))
    row, nth = np.divmod(np.arange(many), across)
    in_row = np.minimum(across, many - row * across)
    step = 2.9 * DOT / (unit * FIRST_ROW)
    at = angle + (nth - (in_row - 1) / 2) * step
    reach = FIRST_ROW + ROW * row
    return np.stack([reach * np.sin(at), -reach * np.cos(at)], axis=1)


def _placed(found: Cohort, unit: float) -> _Placed:
    persons = found.persons
    inner = persons["participant"] | persons["interviewed"]
    egos = _around(persons.loc[inner, "person"].tolist(), persons.loc[inner, "interviewed"].tolist())
    several = persons[~inner & (persons["named_by"] > 1)].reset_index(drop=True)
    place = _between(list(several["by"]), egos)
    shared = several[["person", "by"]].assign(x=place[:, 0], y=place[:, 1])
    alone = persons[~inner & (persons["named_by"] == 1)]
    ego = alone["by"].map(lambda who: who[0])
    slot, parts = 2 * np.pi / max(len(egos), 1), [np.empty((0, 2))]
    order = []
    for row in egos.itertuples(index=False):
        mine = alone.index[ego == row.person]
        order += list(mine)
        parts.append(_fan(len(mine), row.angle, slot, unit))
    at = np.concatenate(parts)
    own = pd.DataFrame({"person": alone.loc[order, "person"].tolist(), "ego": ego[order].tolist(),
                        "x": at[:, 0], "y": at[:, 1]})  # fmt: skip
    return _Placed(egos, shared, own)


def _called(networks: EgoNetworks, wave: str, names: bool) -> dict[str, str]:
    """Per person what they are called in this wave; nothing without names."""
    if not names or "name" not in networks.alters.columns:
        return {}
    here = (networks.alters["wave"] == wave).to_numpy()
    called: dict[str, str] = {}
    for person, name in zip(column(networks, "person")[here], column(networks, "name")[here], strict=True):
        if not pd.isna(name) and str(name).strip():
            called.setdefault(person, " ".join(str(name).split()))
    return called


def cohort_overlay(
    networks: EgoNetworks, wave: str, lang: str = "nl", names: bool = False, width: int | None = None
) -> go.Figure:
    """All participants of a wave in a circle, the contacts that several name among them, the others outside.

    A thick line between two participants: both name each other. Dashed, with an arrow to who is named: one names the
    other, who was asked and does not. Dotted: the other was not interviewed in this wave. Nothing is added to make a
    tie two-sided. Thin lines go from participants to a contact that at least two of them name; a small dot outside the
    circle is a contact of that participant alone. Persons are compared, by `alters.person`. Ties that participants
    report among their contacts are not drawn; `netlab.changes.cohort.cohort` counts them.

    Parameters
    ----------
    networks : EgoNetworks
        `networks.of(egos)` for some participants: whoever is not among them is a contact like any other.
    wave : str
    lang : {"nl", "en"}
    names : bool
        True writes the names of shared contacts, and shows those of others in the hover.
    width : int, optional
        In pixels; by default 860.

    Returns
    -------
    plotly Figure
        Where nothing says who is who between participants, the subtitle says so: that nobody is shared then means
        nothing.

    Raises
    ------
    InputError
        For a wave that is not in the study.
    """
    found = cohort(networks, wave)
    persons, ties = found.persons, found.ties
    width = width or WIDTH
    named = persons["named_by"]
    counts = {
        "egos": int(persons["interviewed"].sum()),
        "persons": int((named > 0).sum()),
        "shared": int((named > 1).sum()),
        "alone": int((named == 1).sum()),
        **{side: int((ties["named_by"] == side).sum()) for side in SIDES},
    }
    subtitle = wave_label(networks, wave, lang) + ". "
    subtitle += say("overlay.not_compared" if found.reason else "overlay.numbers", lang, **counts)
    if counts["not_asked"]:
        subtitle += " " + say("overlay.numbers_not_asked", lang, **counts)
    sheet, top = new_sheet(width, say("overlay.finding", lang, **counts), subtitle)
    most = int(named.to_numpy().max(initial=0))
    unit = (width / 2 - edge_of(width)) / 1.32
    at = _placed(found, unit)
    high = np.hypot(at.own["x"], at.own["y"]).max() if len(at.own) else 1.0
    unit *= 1.32 / max(high + 0.05, 1.1)
    at = _placed(found, unit)
    x, y = width / 2, top + 8 + unit * max(high, 1.0) + 2 * DOT

    def pixels(table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        return x + unit * table["x"].to_numpy(), y + unit * table["y"].to_numpy()

    where = {p: (a, b) for t in (at.egos, at.shared) for p, a, b in zip(t["person"], *pixels(t), strict=True)}
    lines(sheet, "namings", [np.array([where[e], where[p]]) for p, by in zip(at.shared["person"], at.shared["by"],
          strict=True) for e in by], {"color": GREY, "width": 0.9})  # fmt: skip
    _draw_ties(sheet, ties, where)
    called = _called(networks, wave, names)
    _draw_own(sheet, at, pixels(at.own), called, lang)
    _draw_shared(sheet, at, pixels(at.shared), called, where, lang)
    _draw_egos(sheet, at, pixels(at.egos), persons.set_index("person"), lang)
    bottom = y + unit * max(high, 1.0) + 2 * DOT + 26
    occurs = [s for s in SIDES if counts[s]]
    bottom = _legend(
        sheet, occurs, bool(len(at.shared)), bool(len(at.own)), not at.egos["interviewed"].all(), bottom, lang
    )
    note = [say("overlay.note", lang)] if most else []
    return close(sheet, write_note(sheet, note, bottom))


def _draw_ties(sheet: Sheet, ties: pd.DataFrame, where: dict[str, tuple[float, float]]) -> None:
    """The ties between participants; an arrow where only one side names the other."""
    for side, (color, wide, dash) in SIDES.items():
        some = ties[ties["named_by"] == side]
        if some.empty:
            continue
        from_first = some["one_names"].fillna(False).to_numpy(dtype=bool)
        ends = np.array([[where[a], where[b]] if way else [where[b], where[a]]
                         for a, b, way in zip(some["one"], some["other"], from_first, strict=True)])  # fmt: skip
        lines(sheet, f"tie {side}", list(ends), {"color": color, "width": wide, "dash": dash})
        if side == "both":
            continue
        way = ends[:, 1] - ends[:, 0]
        way = way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9)
        tip = ends[:, 1] - way * (EGO + 7)
        angle = np.degrees(np.arctan2(way[:, 0], -way[:, 1])).round(2)
        marks(sheet, f"head {side}", tip[:, 0], tip[:, 1], 11,
              {"symbol": "triangle-up", "color": color, "angle": angle.tolist()})  # fmt: skip


def _draw_own(
    sheet: Sheet, at: _Placed, place: tuple[np.ndarray, np.ndarray], called: dict[str, str], lang: str
) -> None:
    """The contacts of one participant each."""
    if at.own.empty:
        return
    word = say("drawing.contact", lang)
    hover = [f"<b>{plain(called.get(p, word))}</b><br>{say('overlay.named_by', lang, who=plain(e))}"
             for p, e in zip(at.own["person"], at.own["ego"], strict=True)]  # fmt: skip
    marks(sheet, "own", *place, 2 * DOT, {"symbol": "circle", "color": GREY}, hover)


def _draw_shared(
    sheet: Sheet,
    at: _Placed,
    place: tuple[np.ndarray, np.ndarray],
    called: dict[str, str],
    where: dict[str, tuple[float, float]],
    lang: str,
) -> None:
    """The contacts that several participants name, each with how many do, and the names that are asked for."""
    if at.shared.empty:
        return
    word = say("drawing.contact", lang)
    hover = []
    for person, by in zip(at.shared["person"], at.shared["by"], strict=True):
        who = say("overlay.named_by", lang, who=plain(listed(list(by), lang)))
        hover.append(f"<b>{plain(called.get(person, word))}</b><br>{who}")
    marks(
        sheet,
        "shared",
        *place,
        2 * SHARED,
        {"symbol": "circle", "color": BLUE, "line": {"color": WHITE, "width": 1}},
        hover,
    )
    many = [f"<b>{len(by)}</b>" for by in at.shared["by"]]
    letters(sheet, "shared numbers", *place, many, WHITE, TINY)
    if not called:
        return
    names = [called.get(p, "") for p in at.shared["person"]]
    reach = np.full(len(names), SHARED + 1)
    others = np.array([place for person, place in where.items() if person not in set(at.shared["person"])])
    taken = np.vstack([boxes(others[:, 0], others[:, 1], EGO, EGO), boxes(*place, reach, reach)])
    bounds = (0.0, float(min(others[:, 1])) - 20, float(sheet.width), float(max(others[:, 1])) + 20)
    beside = names_beside(names, *place, reach, taken, bounds)
    beside = beside[beside["text"] != ""]
    letters(sheet, "names", beside["x"], beside["y"], [plain(t) for t in beside["text"]], INK, SMALL, halo=True)


def _draw_egos(
    sheet: Sheet, at: _Placed, place: tuple[np.ndarray, np.ndarray], persons: pd.DataFrame, lang: str
) -> None:
    """The participants, with their codes; hollow who was not interviewed in this wave."""
    own = at.own["ego"].value_counts()
    shared = pd.Series([e for by in at.shared["by"] for e in by], dtype=object).value_counts()
    about = persons.loc[at.egos["person"]]
    hover = []
    for ego, asked, by in zip(about.index, about["interviewed"], about["by"], strict=True):
        told = [f"<b>{plain(ego)}</b>"]
        words = {"own": int(own.get(ego, 0)), "shared": int(shared.get(ego, 0))}
        told.append(say("overlay.ego", lang, **words) if asked else say("overlay.not_interviewed", lang))
        told += [say("overlay.named_by", lang, who=plain(listed(list(by), lang)))] if len(by) else []
        hover.append("<br>".join(told))
    asked = at.egos["interviewed"].to_numpy(dtype=bool)
    fill, border = np.where(asked, INK, WHITE), np.where(asked, WHITE, INK_SOFT)
    marker = {"symbol": "circle", "color": list(fill), "line": {"color": list(border), "width": 1.4}}
    marks(sheet, "egos", *place, 2 * EGO, marker, hover)
    sheet.traces[-1]["customdata"] = list(at.egos["person"])
    codes = [f"<b>{plain(shortened(e, 2 * EGO - 3, TINY, bold=True))}</b>" for e in at.egos["person"]]
    letters(sheet, "codes", *place, codes, list(np.where(asked, WHITE, INK)), TINY)


def _legend(sheet: Sheet, sides: list[str], shared: bool, own: bool, absent: bool, y: float, lang: str) -> float:
    """What each sign means, only for those that occur; gives the new y."""
    signs = [("egos", True), ("absent", absent), ("shared", shared), ("own", own), *((side, True) for side in sides)]
    edge = edge_of(sheet.width)
    x, words = edge, []
    for sign, occurs in signs:
        if not occurs:
            continue
        text = say(f"overlay.sign_{sign}", lang)
        wide = 40 + text_width(text, SMALL) + 18
        if x > edge and x + wide > sheet.width - edge + 18:
            x, y = edge, y + 24
        if sign in SIDES:
            color, thick, dash = SIDES[sign]
            lines(sheet, "legend", [np.array([[x, y], [x + 30, y]])], {"color": color, "width": thick, "dash": dash})
            if sign != "both":
                marks(sheet, "legend", [x + 32], [y], 9, {"symbol": "triangle-right", "color": color})
        else:
            size = {"egos": 18.0, "absent": 18.0, "shared": 2 * SHARED, "own": 2 * DOT}[sign]
            fill = {"egos": INK, "absent": WHITE, "shared": BLUE, "own": GREY}[sign]
            marker = {"symbol": "circle", "color": fill, "line": {"color": INK_SOFT, "width": float(sign == "absent")}}
            marks(sheet, "legend", [x + 16], [y], size, marker)
        words.append((x + 40, y, text))
        x += wide
    write_words(sheet, "legend", words)
    return y + 26
