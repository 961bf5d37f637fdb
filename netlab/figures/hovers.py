"""What each alter says when a reader points at it: name, fate, answers before and after, fragments of interviews."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from netlab.codebook import Interpreter
from netlab.figures.captions import category_label, wave_label
from netlab.figures.lettering import plain, wrapped
from netlab.figures.style import SMALL
from netlab.networks import EgoNetworks
from netlab.texts import number, pick, say

HOVER_WIDTH = 300.0
FRAGMENTS = 3


def names_of(networks: EgoNetworks, ego: str) -> pd.Series:
    """What each alter is called, by (wave, alter): its name, else its id; plain text."""
    here = networks.alters[networks.alters["ego"] == ego]
    name = here["alter"].astype(object)
    if "name" in here.columns:
        given = here["name"].astype(object).where(here["name"].notna(), "").map(lambda n: " ".join(str(n).split()))
        name = given.where(given != "", name)
    index = pd.MultiIndex.from_arrays([here["wave"].astype(object), here["alter"]], names=["wave", "alter"])
    return pd.Series(name.to_numpy(), index=index, dtype=object)


def _answer(question: Interpreter, value: object, lang: str) -> str:
    if pd.isna(value):  # type: ignore[call-overload]
        return ""
    if question.role == "relation":
        return say("drawing.yes" if value else "drawing.no", lang)
    if question.categories:
        return plain(category_label(question, str(value), lang))
    if isinstance(value, float):
        return number(value, lang, 0 if value.is_integer() else 2)
    return plain(value)


def _answers(
    questions: list[Interpreter], now: Mapping[str, object], earlier: Mapping[str, object] | None, lang: str
) -> list[str]:
    lines = []
    for q in questions:
        text = _answer(q, now[q.column], lang)
        first = _answer(q, earlier[q.column], lang) if earlier is not None else ""
        if first and text and first != text:
            text = f"{first} → {text}"
        if text:
            lines += wrapped(f"{plain(pick(q.label, lang) or q.column)}: {text}", HOVER_WIDTH, SMALL)
    return lines


def _doubts(networks: EgoNetworks, ego: str, named: pd.Series, lang: str) -> dict[tuple[str, str], list[str]]:
    """Per (wave, alter) of an ego the names at the other end of its unsure links."""
    links = networks.links
    links = links[(links["ego"] == ego) & (links["status"] == "unsure")]
    others: dict[tuple[str, str], list[str]] = {}
    for wave, alter, other_wave, other_alter in links[["wave", "alter", "other_wave", "other_alter"]].to_numpy():
        for one, two in (((wave, alter), (other_wave, other_alter)), ((other_wave, other_alter), (wave, alter))):
            others.setdefault(one, []).append(f"{plain(named.get(two, two[1]))} ({wave_label(networks, two[0], lang)})")
    return others


def hovers(
    networks: EgoNetworks,
    ego: str,
    alters: pd.DataFrame,
    before: str | None,
    fragments: pd.DataFrame | None,
    lang: str,
    names: bool,
) -> list[str]:
    """What a reader sees of each mark when pointing at it, one text per row of the drawing's table.

    Its name, its fate, its answers as the codebook labels them (before → after where they changed), and what the ego
    said of it in interviews. Without names: no name, no free text and no fragments, which could tell who it is.
    """
    named = names_of(networks, ego)
    known = [i for i in networks.codebook.interpreters if i.column in networks.alters.columns]
    questions = [i for i in known if names or i.categories or i.role == "relation"]
    here = networks.alters[networks.alters["ego"] == ego]
    keys = zip(here["wave"].astype(object), here["alter"], strict=True)
    rows = dict(zip(keys, here.to_dict("records"), strict=True))
    by_person = {(str(w), row["person"]): row for (w, _), row in rows.items()}
    doubts = _doubts(networks, ego, named, lang)
    said = _fragments(ego, rows, fragments if names else None)
    texts = []
    for mark in alters.itertuples():
        key = (mark.named_in, mark.alter)
        doubt = "?" if mark.unsure else ""
        lines = [f"<b>{plain(named[key]) if names else say('drawing.contact', lang)}{doubt and ' (?)'}</b>"]
        fate = "lost_confirmed" if mark.confirmed else mark.fate
        if fate:
            lines.append(say(f"drawing.{fate}", lang))
        if mark.unsure:
            other = ", ".join(doubts.get(key, [])) if names else ""
            text = say("drawing.unsure_with", lang, name=other) if other else say("drawing.unsure", lang)
            lines += wrapped(text, HOVER_WIDTH, SMALL)
        earlier = by_person.get((before, mark.person)) if before and mark.fate == "kept" else None
        lines += _answers(questions, rows[key], earlier, lang)
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


def _fragments(ego: str, rows: Mapping, fragments: pd.DataFrame | None) -> dict[str, list[tuple[str, str]]]:
    """Per person of an ego what was said about it, as (wave, text)."""
    said: dict[str, list[tuple[str, str]]] = {}
    if fragments is None:
        return said
    for fragment in fragments[(fragments["ego"] == ego) & fragments["alter"].notna()].itertuples():
        row = rows.get((str(fragment.wave), str(fragment.alter)))
        if row is not None and str(fragment.text).strip():
            said.setdefault(row["person"], []).append((str(fragment.wave), str(fragment.text)))
    return said
