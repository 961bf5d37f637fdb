"""What a drawing of a network says in words: its finding, its numbers, what the places mean."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from netlab.codebook import Interpreter
from netlab.figures.lettering import plain
from netlab.figures.lookup import interviewed, number_of, rows_of, traced, traces_of, why_not_compared
from netlab.measures.answers import outside_of
from netlab.networks import EgoNetworks
from netlab.texts import percent, pick, say


class Numbers(NamedTuple):
    """A subtitle, and whether one of its numbers is a range."""

    text: str
    ranged: bool


def numeral(n: int, lang: str) -> str:
    """A count in a sentence: a word up to twelve, then digits."""
    words = say("drawing.numerals", lang).split()
    return words[n] if n < len(words) else str(n)


def _counted(key: str, n: int, lang: str) -> str:
    return say(f"drawing.{key}", lang, n=n, numeral=numeral(n, lang))


def _sentence(text: str) -> str:
    # a Dutch capital bears no accent: Eén
    first = "E" if text[:1] == "é" else text[:1].upper()
    return first + text[1:] + "."


def wave_label(networks: EgoNetworks, wave: str, lang: str) -> str:
    """What the study calls a wave."""
    label = next((w.label for w in networks.codebook.waves if w.id == wave), "")
    return plain(pick(label, lang) or wave)


def wave_heading(networks: EgoNetworks, ego: str, wave: str, lang: str) -> str:
    """The wave and, where it is known, the month: `Start · maart 2025`."""
    heading = wave_label(networks, wave, lang)
    if "date" in networks.egos.columns and interviewed(networks, ego, wave):
        date = networks.egos["date"].iat[number_of(networks, ego, wave)]
        day = pd.to_datetime(date, errors="coerce", format="ISO8601")
        if not pd.isna(day):
            heading += f" · {say(f'month.m{day.month}', lang)} {day.year}"
    return heading


def category_label(question: Interpreter | None, answer: str, lang: str) -> str:
    """What the codebook calls an answer."""
    label = next((c.label for c in question.categories if c.id == answer), "") if question else ""
    return pick(label, lang) or str(answer)


def size_of(networks: EgoNetworks, ego: str, wave: str) -> int:
    """How many alters an ego named in a wave."""
    return int(networks.at.n[number_of(networks, ego, wave)]) if interviewed(networks, ego, wave) else 0


def _outside(networks: EgoNetworks, ego: str, wave: str) -> tuple[int, int]:
    """How many alters of an ego are outside its organisation, and of how many the organisation is known."""
    known = outside_of(networks)[rows_of(networks, ego, wave)]
    return int(np.nansum(known)), int((~np.isnan(known)).sum())


def _shares(networks: EgoNetworks, ego: str, before: str, after: str, lang: str) -> tuple[str, str, int] | None:
    """The shares outside as they are printed, and whether both share and number rose (1), fell (-1) or neither (0)."""
    counts = [_outside(networks, ego, w) for w in (before, after)]
    if min(known for _, known in counts) == 0:
        return None
    first, second = (out / known for out, known in counts)
    number = int(np.sign(counts[1][0] - counts[0][0]))
    printed = percent(first, lang), percent(second, lang)
    all_known = [known for _, known in counts] == [size_of(networks, ego, w) for w in (before, after)]
    sure = all_known and printed[0] != printed[1] and number == np.sign(second - first)
    return *printed, number if sure else 0


def finding(networks: EgoNetworks, ego: str, before: str, after: str, lang: str) -> str:
    """The change in one sentence: larger, smaller or the same size; looking outward more or less often where it does.

    Only what is true is said: nothing about outside where the organisation of somebody is unknown, where
    both shares are the same as printed, or where the share changed only because the rest of the network did.
    """
    name = plain(ego)
    sizes = [size_of(networks, ego, w) for w in (before, after)]
    seen = [interviewed(networks, ego, w) for w in (before, after)]
    if not all(seen):
        return described(networks, ego, before if seen[0] else after, lang)
    if not any(sizes):
        return say("drawing.nobody_twice", lang, ego=name)
    growth = (sizes[1] > sizes[0]) - (sizes[1] < sizes[0])
    text = say("drawing." + {1: "grew", -1: "shrank", 0: "same_size"}[growth], lang, ego=name)
    shares = _shares(networks, ego, before, after, lang)
    if shares and shares[2]:
        word = say("and", lang) if growth == shares[2] else say("drawing.but", lang)
        text += f" {word} " + say("drawing.more_outside" if shares[2] > 0 else "drawing.less_outside", lang)
    return text


def _fates(networks: EgoNetworks, ego: str, before: str, after: str) -> tuple[dict[str, str], bool]:
    """How many alters of an ego were kept, lost and new, and whether an unsure link makes ranges of these."""
    sides = [traces_of(t, ego) for t in traced(networks, before, after)]
    counts = {}
    for fate in ("kept", "lost", "new"):
        low, high = sorted(int(getattr(t, fate).sum()) for t in sides)
        counts[fate] = str(low) if low == high else f"{low}–{high}"
    return counts, bool(sides[0].unsure.any())


def numbers(networks: EgoNetworks, ego: str, before: str, after: str, alters: pd.DataFrame, lang: str) -> Numbers:
    """The numbers of the change in a few short sentences, and whether one of them is a range.

    `alters` is the drawing's table: from it come the ties that became stronger and weaker.
    """
    seen = [interviewed(networks, ego, w) for w in (before, after)]
    if not all(seen):
        only = wave_label(networks, before if seen[0] else after, lang)
        return Numbers(say("drawing.only_wave", lang, ego=plain(ego), wave=only), False)
    sizes = [size_of(networks, ego, w) for w in (before, after)]
    parts = [say("drawing.size", lang, before=sizes[0], after=sizes[1])]
    ranged = False
    if why_not_compared(networks, ego, before, after) == "not_linked":
        parts = [parts[0] + ".", say("drawing.not_linked", lang)]
    elif any(sizes):
        counts, ranged = _fates(networks, ego, before, after)
        parts = [f"{parts[0]}: {say('drawing.fates', lang, **counts)}."]
    else:
        parts = [parts[0] + "."]
    ways = [(way, int((alters["towards"] == way).sum())) for way in ("stronger", "weaker")]
    changed = [_counted(way, n, lang) for way, n in ways if n]
    if changed:
        parts.append(_sentence(", ".join(changed)))
    shares = _shares(networks, ego, before, after, lang)
    if shares:
        parts.append(say("drawing.outside_share", lang, before=shares[0], after=shares[1]))
        known = [_outside(networks, ego, w)[1] for w in (before, after)]
        if known != sizes:
            parts.append(say("drawing.known_of", lang, before=known[0], after=known[1]))
    return Numbers(" ".join(parts), ranged)


def described(networks: EgoNetworks, ego: str, wave: str, lang: str) -> str:
    """One network in one sentence: how many alters, and how many of them outside the organisation."""
    size, name = size_of(networks, ego, wave), plain(ego)
    out, known = _outside(networks, ego, wave)
    if size == 0:
        return say("drawing.named_none", lang, ego=name)
    text = say("drawing.named", lang, ego=name, n=size, numeral=numeral(size, lang))
    if size == 1:
        return text + (", " + say("drawing.one_outside", lang) if out else "")
    return text + (", " + say("drawing.of_which_outside", lang, n=numeral(out, lang)) if known == size else "")


def counts(networks: EgoNetworks, ego: str, wave: str, pairs: int | None, lang: str) -> str:
    """The numbers of one network: how many alters in each ring, how many pairs know each other, the share outside."""
    parts = []
    question = networks.codebook.one("strength")
    here = networks.alters.iloc[rows_of(networks, ego, wave)]
    if question is not None and question.column in here and len(here):
        by = here[question.column].value_counts()
        rings = [f"{plain(category_label(question, c, lang))} {by[c]}" for c in reversed(question.ids)]
        unknown = int(here[question.column].isna().sum())
        rings += [f"{say('drawing.unknown', lang)} {unknown}"] if unknown else []
        parts.append(say("drawing.per_ring", lang, counts=", ".join(rings)))
    if pairs is not None and len(here) > 1:
        parts.append(_sentence(_counted("tied", pairs, lang)))
    out, known = _outside(networks, ego, wave)
    if known > 1:
        parts.append(say("drawing.outside_now", lang, share=percent(out / known, lang)))
    return " ".join(parts)


def group_finding(networks: EgoNetworks, egos: list[str], waves: list[str], lang: str) -> tuple[str, str]:
    """What became of the sizes of several networks in one sentence, and the counts behind it."""
    seen = [e for e in egos if all(interviewed(networks, e, w) for w in waves)]
    if not seen:
        return say("drawing.nobody_drawn", lang), ""
    sizes = [[size_of(networks, e, w) for w in waves] for e in seen]
    if len(waves) == 1:
        label = wave_label(networks, waves[0], lang)
        return say("drawing.drawn", lang, n=len(seen), wave=label), say(
            "drawing.drawn_sizes", lang, low=min(sizes)[0], high=max(sizes)[0]
        )
    changes = [second - first for first, second in sizes]
    grew, shrank = sum(c > 0 for c in changes), sum(c < 0 for c in changes)
    way, n = ("grew", grew) if grew >= shrank else ("shrank", shrank)
    if n == 0:
        title = say("drawing.same_all", lang)
    elif n == len(seen):
        title = say(f"drawing.{way}_all", lang, total=n) if n > 1 else say(f"drawing.{way}", lang, ego=plain(seen[0]))
    else:
        title = say(f"drawing.{way}_of", lang, n=n, total=len(seen))
    subtitle = say("drawing.size_counts", lang, grew=grew, shrank=shrank, same=len(seen) - grew - shrank)
    subtitle += " " + say(
        "drawing.left_right", lang, **{k: wave_label(networks, w, lang) for k, w in zip("lr", waves, strict=True)}
    )
    missing = len(egos) - len(seen)
    if missing:
        subtitle += " " + say("drawing.not_twice", lang, n=missing)
    return title, subtitle


def note(networks: EgoNetworks, two: bool, ranged: bool, lang: str) -> list[str]:
    """What the places mean and which questions were asked, a paragraph each."""
    parts = []
    question = networks.codebook.one("strength")
    where = say("drawing.note_same_place", lang) if two else ""
    if question is not None and question.column in networks.alters.columns:
        text = plain(pick(question.text, lang))
        ring = say("drawing.note_ring_text", lang, text=text) if text else say("drawing.note_ring", lang)
        where = f"{where} {ring}".strip()
    parts.append(where)
    asked = [plain(pick(g.text, lang)) for g in networks.codebook.generators]
    parts += [say("drawing.note_asked", lang, text=text) for text in asked if text]
    parts += [say("drawing.note_range", lang)] if ranged else []
    return [p for p in parts if p]
