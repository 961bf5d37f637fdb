"""The cohort: the networks of all participants of one wave over each other, with the contacts they share."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from netlab.changes.cohort import cohort
from netlab.figures.cohort_places import Placed, placed
from netlab.figures.cohort_words import counted, finding, numbers, so_many
from netlab.figures.labels import boxes, names_beside
from netlab.figures.legend import write_note
from netlab.figures.lettering import plain, shortened, text_width
from netlab.figures.lookup import column
from netlab.figures.sheet import TINY, Sheet, close, edge_of, letters, lines, marks, new_sheet, write_words
from netlab.figures.style import BLUE, GREY, INK, INK_SOFT, SMALL, WHITE
from netlab.networks import EgoNetworks
from netlab.problems import expect
from netlab.texts import listed, say

__all__ = ["cohort_overlay"]

WIDTH = 860
PALE = "#A3AEB8"
# the radius of a participant, a shared contact, a contact of one participant
EGO, SHARED, DOT = 13.0, 7.5, 2.4
ARC = 20.0  # pixels that a tie outside the circle may stand out
NAMING = {"color": BLUE, "width": 0.9}
# how a tie between two contacts is drawn: by the word of one participant, or of more
TOLD = {"one": {"color": PALE, "width": 0.8}, "several": {"color": INK_SOFT, "width": 1.6}}
# how a tie between two participants is drawn, by who names whom
SIDES = {"both": (INK, 2.4, "solid"), "one": (INK_SOFT, 1.5, "6px,4px"), "not_asked": (INK_SOFT, 1.5, "1.5px,3px")}


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
    tie two-sided. Thin blue lines go from participants to a contact that at least two of them name; a small dot outside
    the circle is a contact of that participant alone. Curves are ties among contacts, as the drawings of participants
    have them; darker where more than one participant says so. Persons are compared, by `alters.person`.

    Above stand the counts: of how many participants there is a drawing of this wave, by how many participants people
    are named, and how many participants were asked about ties.

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
    expect("networks", networks, "nl.figures.cohort_overlay({}, wave)")
    found = cohort(networks, wave)
    persons, ties, pairs = found.persons, found.ties, found.pairs
    width = width or WIDTH
    counts = counted(networks, wave, found)
    sheet, top = new_sheet(width, finding(counts, lang), numbers(networks, wave, found, counts, lang))
    unit = (width / 2 - edge_of(width) - ARC) / 1.32
    at = placed(found, unit)
    high = np.hypot(at.own["x"], at.own["y"]).max() if len(at.own) else 1.0
    unit *= 1.32 / max(high + 0.05, 1.1)
    at = placed(found, unit)
    x, y = width / 2, top + 8 + ARC + unit * max(high, 1.0) + 2 * DOT

    def pixels(table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        return x + unit * table["x"].to_numpy(), y + unit * table["y"].to_numpy()

    where = {p: (a, b) for t in (at.egos, at.shared, at.own) for p, a, b in zip(t["person"], *pixels(t), strict=True)}
    _draw_pairs(sheet, pairs, where, dict(zip(at.own["person"], at.own["ego"], strict=True)), np.array([x, y]))
    lines(sheet, "namings", [np.array([where[e], where[p]]) for p, by in zip(at.shared["person"], at.shared["by"],
          strict=True) for e in by], NAMING)  # fmt: skip
    _draw_ties(sheet, ties, where)
    called = _called(networks, wave, names)
    _draw_own(sheet, at, pixels(at.own), called, lang)
    _draw_shared(sheet, at, pixels(at.shared), called, where, lang)
    _draw_egos(sheet, at, pixels(at.egos), persons.set_index("person"), lang)
    bottom = y + unit * max(high, 1.0) + 2 * DOT + ARC + 18
    occurs = {
        "egos": True,
        "absent": not at.egos["interviewed"].all(),
        "shared": bool(len(at.shared)),
        "namings": bool(len(at.shared)),
        "own": bool(len(at.own)),
        **{side: counts[side] > 0 for side in SIDES},
        "pairs": counts["pairs"] > counts["several"],
        "pairs_several": counts["several"] > 0,
    }
    bottom = _legend(sheet, [sign for sign, there in occurs.items() if there], bottom, lang)
    note = [say("overlay.note", lang)] if len(at.shared) or len(at.own) else []
    return close(sheet, write_note(sheet, note, bottom))


def _draw_pairs(
    sheet: Sheet,
    pairs: pd.DataFrame,
    where: dict[str, tuple[float, float]],
    alone: dict[str, str],
    middle: np.ndarray,
) -> None:
    """The ties among contacts as curves: inwards, and outwards between two contacts of one participant alone."""
    if pairs.empty:
        return
    a, b = (np.array([where[who] for who in pairs[end]]) for end in ("one", "other"))
    outward = (pairs["one"].isin(alone) & pairs["other"].isin(alone)).to_numpy()
    half = (a + b) / 2
    away = half - middle
    away = away / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9)
    far = np.linalg.norm(a - b, axis=1, keepdims=True)
    bent = np.where(outward[:, None], half + np.minimum(0.7 * far, 2 * ARC) * away, middle + 0.6 * (half - middle))
    t = np.linspace(0, 1, 13)[:, None, None]
    curves = ((1 - t) ** 2 * a + 2 * t * (1 - t) * bent + t**2 * b).transpose(1, 0, 2)
    several = (pairs["reported_by"] > 1).to_numpy()
    for name, some in (("one", ~several), ("several", several)):
        lines(sheet, f"pairs {name}", list(curves[some]), TOLD[name])


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
    sheet: Sheet, at: Placed, place: tuple[np.ndarray, np.ndarray], called: dict[str, str], lang: str
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
    at: Placed,
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
    sheet: Sheet, at: Placed, place: tuple[np.ndarray, np.ndarray], persons: pd.DataFrame, lang: str
) -> None:
    """The participants, with their codes; hollow who was not interviewed in this wave."""
    own = at.own["ego"].value_counts()
    shared = pd.Series([e for by in at.shared["by"] for e in by], dtype=object).value_counts()
    about = persons.loc[at.egos["person"]]
    hover = []
    for ego, asked, by in zip(about.index, about["interviewed"], about["by"], strict=True):
        told = [f"<b>{plain(ego)}</b>"]
        both = [
            so_many("ego_shared", int(shared.get(ego, 0)), lang),
            so_many("ego_own", int(own.get(ego, 0)), lang),
        ]
        told.append(", ".join(both) if asked else say("overlay.not_interviewed", lang))
        told += [say("overlay.named_by", lang, who=plain(listed(list(by), lang)))] if len(by) else []
        hover.append("<br>".join(told))
    asked = at.egos["interviewed"].to_numpy(dtype=bool)
    fill, border = np.where(asked, INK, WHITE), np.where(asked, WHITE, INK_SOFT)
    marker = {"symbol": "circle", "color": list(fill), "line": {"color": list(border), "width": 1.4}}
    marks(sheet, "egos", *place, 2 * EGO, marker, hover)
    sheet.traces[-1]["customdata"] = list(at.egos["person"])
    codes = [f"<b>{plain(shortened(e, 2 * EGO - 3, TINY, bold=True))}</b>" for e in at.egos["person"]]
    letters(sheet, "codes", *place, codes, list(np.where(asked, WHITE, INK)), TINY)


def _legend(sheet: Sheet, signs: list[str], y: float, lang: str) -> float:
    """What each sign means, only for those that occur; gives the new y."""
    strokes = {
        "namings": NAMING,
        "pairs": TOLD["one"],
        "pairs_several": TOLD["several"],
        **{side: {"color": color, "width": thick, "dash": dash} for side, (color, thick, dash) in SIDES.items()},
    }
    radius = {"egos": 9.0, "absent": 9.0, "shared": SHARED, "own": DOT}
    fill = {"egos": INK, "absent": WHITE, "shared": BLUE, "own": GREY}
    edge = edge_of(sheet.width)
    x, words = edge, []
    for sign in signs:
        text = say(f"overlay.sign_{sign}", lang)
        wide = 40 + text_width(text, SMALL) + 18
        if x > edge and x + wide > sheet.width - edge + 18:
            x, y = edge, y + 24
        if sign in strokes:
            bow = 6.0 * np.sin(np.linspace(0, np.pi, 9)) if sign.startswith("pairs") else np.zeros(9)
            lines(
                sheet,
                "legend",
                [np.stack([np.linspace(x, x + 30, 9), y + (3 if bow.any() else 0) - bow], axis=1)],
                strokes[sign],
            )
            if sign in ("one", "not_asked"):
                marks(sheet, "legend", [x + 32], [y], 9, {"symbol": "triangle-right", "color": SIDES[sign][0]})
        else:
            line = {"color": INK_SOFT, "width": float(sign == "absent")}
            marker = {"symbol": "circle", "color": fill[sign], "line": line}
            marks(sheet, "legend", [x + 16], [y], 2 * radius[sign], marker)
        words.append((x + 40, y, text))
        x += wide
    write_words(sheet, "legend", words)
    return y + 26
