"""What each alter says when a reader points at it: name, fate, answers before and after, fragments of interviews."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from netlab.codebook import Interpreter
from netlab.figures.captions import category_label, wave_label
from netlab.figures.lettering import plain, wrapped
from netlab.figures.lookup import column, rows_of
from netlab.figures.marks import View
from netlab.figures.style import SMALL
from netlab.networks import EgoNetworks
from netlab.texts import number, pick, say

HOVER_WIDTH = 300.0
FRAGMENTS = 3


def names_of(networks: EgoNetworks, ego: str) -> dict[tuple[str, str], str]:
    """What each alter of an ego is called, by (wave, alter): its name, else its id; plain text."""
    wave, alter = column(networks, "wave"), column(networks, "alter")
    name = column(networks, "name") if "name" in networks.alters.columns else alter
    named = {}
    for row in rows_of(networks, ego).tolist():
        given = "" if pd.isna(name[row]) else " ".join(str(name[row]).split())
        named[wave[row], alter[row]] = given or alter[row]
    return named


def numbers_of(networks: EgoNetworks, ego: str) -> dict[str, int]:
    """The number of each person whom an ego named in any wave, from 1, in the order in which they were named.

    It stands for a name where none may be shown, so that it is the same in every wave, drawing and list.
    """
    person, wave = column(networks, "person"), networks.alters["wave"].cat.codes.to_numpy()
    rows = sorted(rows_of(networks, ego).tolist(), key=lambda row: wave[row])
    return {who: n for n, who in enumerate(dict.fromkeys(person[row] for row in rows), start=1)}


def _answer(question: Interpreter, value: Any, lang: str) -> str:
    if pd.isna(value):
        return ""
    if question.yes_no:
        return say("drawing.yes" if value else "drawing.no", lang)
    if question.categories:
        return plain(category_label(question, str(value), lang))
    if isinstance(value, float):
        return number(value, lang, 0 if value.is_integer() else 2)
    return plain(value)


def _answers(networks: EgoNetworks, questions: list[Interpreter], row: int, earlier: int, lang: str) -> list[str]:
    """The answers in one row of alters, and in an earlier one (-1: none) where they differ."""
    lines = []
    for q in questions:
        answer = column(networks, q.column)
        text = _answer(q, answer[row], lang)
        first = _answer(q, answer[earlier], lang) if earlier >= 0 else ""
        if first and text and first != text:
            text = f"{first} → {text}"
        if text:
            lines += wrapped(f"{plain(pick(q.label, lang) or q.column)}: {text}", HOVER_WIDTH, SMALL)
    return lines


def _doubts(networks: EgoNetworks, ego: str, named: Mapping, lang: str) -> dict[tuple[str, str], list[str]]:
    """Per (wave, alter) of an ego the names at the other end of its unsure links."""
    links = networks.links
    links = links[(links["ego"] == ego) & (links["status"] == "unsure")]
    others: dict[tuple[str, str], list[str]] = {}
    for wave, alter, other_wave, other_alter in links[["wave", "alter", "other_wave", "other_alter"]].to_numpy():
        for one, two in (((wave, alter), (other_wave, other_alter)), ((other_wave, other_alter), (wave, alter))):
            others.setdefault(one, []).append(f"{plain(named.get(two, two[1]))} ({wave_label(networks, two[0], lang)})")
    return others


def hovers(
    networks: EgoNetworks, view: View, alters: pd.DataFrame, fragments: pd.DataFrame | None, lang: str, names: bool
) -> list[str]:
    """What a reader sees of each mark when pointing at it, one text per row of the drawing's table.

    Its name, its fate, its answers as the codebook labels them (before → after where they changed), and what the ego
    said of it in interviews. Without names: its number, no free text and no fragments, which could tell who it is.
    """
    ego, _, before = view
    named, numbers = names_of(networks, ego), numbers_of(networks, ego)
    known = [i for i in networks.codebook.interpreters if i.column in networks.alters.columns]
    questions = [i for i in known if names or i.closed]
    person = column(networks, "person")
    earlier = {} if before is None else {person[row]: row for row in rows_of(networks, ego, before).tolist()}
    doubts = _doubts(networks, ego, named, lang) if names and alters["unsure"].any() else {}
    said = _fragments(networks, ego, fragments if names else None)
    texts = []
    for mark in alters.itertuples():
        key = (mark.named_in, mark.alter)
        doubt = " (?)" if mark.unsure else ""
        called = plain(named[key]) if names else say("drawing.contact_number", lang, n=numbers[mark.person])
        lines = [f"<b>{called}{doubt}</b>"]
        fate = "lost_confirmed" if mark.confirmed else mark.fate
        if fate:
            lines.append(say(f"drawing.{fate}", lang))
        if mark.unsure:
            other = ", ".join(doubts.get(key, []))
            text = say("drawing.unsure_with", lang, name=other) if other else say("drawing.unsure", lang)
            lines += wrapped(text, HOVER_WIDTH, SMALL)
        first = earlier.get(mark.person, -1) if mark.fate == "kept" else -1
        lines += _answers(networks, questions, mark.row, first, lang)
        if mark.moved:
            sector = plain(category_label(networks.codebook.sector, mark.sector, lang))
            lines += wrapped(say("drawing.other_place", lang, sector=sector), HOVER_WIDTH, SMALL)
        waves = {mark.named_in} if before is None else {mark.named_in, before}
        for text in [t for wave, t in said.get(mark.person, []) if wave in waves][:FRAGMENTS]:
            lines += ["", *wrapped(f"“{plain(text)}”", HOVER_WIDTH, SMALL)]
        texts.append("<br>".join(lines))
    return texts


def hovers_without_answers(networks: EgoNetworks, alters: pd.DataFrame, lang: str) -> list[str]:
    """What a reader sees of each mark in a drawing of a group: its fate, sector and ring; nothing that names it."""
    sector, strength = networks.codebook.sector, networks.codebook.one("strength")
    texts = []
    for mark in alters.itertuples():
        parts = [say(f"drawing.{mark.fate}", lang)] if mark.fate else []
        parts += [plain(category_label(q, a, lang)) for q, a in ((sector, mark.sector_now), (strength, mark.ring)) if a]
        texts.append(" · ".join(parts))
    return texts


def _fragments(networks: EgoNetworks, ego: str, fragments: pd.DataFrame | None) -> dict[str, list[tuple[str, str]]]:
    """Per person of an ego what was said about it, as (wave, text)."""
    said: dict[str, list[tuple[str, str]]] = {}
    if fragments is None:
        return said
    wave, alter, person = (column(networks, name) for name in ("wave", "alter", "person"))
    persons = {(wave[row], alter[row]): person[row] for row in rows_of(networks, ego).tolist()}
    for fragment in fragments[(fragments["ego"] == ego) & fragments["alter"].notna()].itertuples():
        who = persons.get((str(fragment.wave), str(fragment.alter)))
        if who is not None and str(fragment.text).strip():
            said.setdefault(who, []).append((str(fragment.wave), str(fragment.text)))
    return said
