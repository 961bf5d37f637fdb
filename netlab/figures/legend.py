"""The legend of a drawing: the signs that occur in it and what they mean, the sectors, and the note below."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from netlab.figures import captions, strokes
from netlab.figures.labels import SQUARE
from netlab.figures.lettering import plain, text_width, wrapped
from netlab.figures.lookup import asked
from netlab.figures.sheet import LEADING, Sheet, edge_of, write_lines, write_words
from netlab.figures.style import SMALL
from netlab.networks import EgoNetworks
from netlab.texts import pick, say

LEGEND = (
    "kept",
    "new",
    "lost",
    "mark_stronger",
    "mark_weaker",
    "mark_both",
    "outside",
    "mark_moved",
    "know",
    "know_new",
)


def entries_of(
    networks: EgoNetworks, alters: pd.DataFrame, ties: pd.DataFrame, two: bool, lang: str
) -> list[tuple[str, str]]:
    """The signs that occur, with what they mean."""
    types = networks.codebook.tie_types
    know = pick(types[0].label, lang) if len(types) == 1 else ""
    know = plain(know) or say("drawing.know", lang)
    what = networks.codebook.sector
    moved = plain(pick(what.label, lang) or what.column) if what else ""
    inward, outward = ((alters["towards"] == way).any() for way in ("stronger", "weaker"))
    occurs = {
        "kept": two and (alters["fate"] == "kept").any(),
        "new": (alters["fate"] == "new").any(),
        "lost": (alters["fate"] == "lost").any(),
        "mark_stronger": inward and not outward,
        "mark_weaker": outward and not inward,
        "mark_both": inward and outward,
        "outside": alters["outside"].any(),
        "mark_moved": alters["moved"].any(),
        "know": (~ties["new"].astype(bool)).any(),
        "know_new": ties["new"].astype(bool).any(),
    }
    meaning = {"know": know, "know_new": say("drawing.know_new", lang, know=know)}
    meaning["mark_moved"] = say("drawing.mark_moved", lang, what=moved)
    return [(k, meaning.get(k) or say(f"drawing.{k}", lang)) for k in LEGEND if occurs[k]]


def write_legend(sheet: Sheet, entries: Sequence[tuple[str, str]], y: float) -> float:
    """What each sign means, only for those that occur; gives the new y."""
    if not entries:
        return y
    edge = edge_of(sheet.width)
    x, step, signs, words = edge, 26.0, [], []
    for kind, meaning in entries:
        wide = 32 + text_width(meaning, SMALL) + 18
        if x > edge and x + wide > sheet.width - edge + 18:
            x, y = edge, y + step
        signs.append((kind, x + 12, y))
        words.append((x + 32, y, meaning))
        x += wide
    before = len(sheet.traces)
    alters, ties = strokes.legend_signs(signs)
    strokes.draw_ties(sheet, ties)
    strokes.draw_alters(sheet, alters)
    for trace in sheet.traces[before:]:
        trace |= {"name": f"legend {trace['name']}", "hoverinfo": "skip", "hovertext": None, "customdata": None}
    write_words(sheet, "legend", words)
    return y + step


def write_sector_legend(sheet: Sheet, networks: EgoNetworks, y: float, lang: str) -> float:
    """Which sector follows which, clockwise, with their colours; gives the new y."""
    question = asked(networks, networks.codebook.sector)
    if question is None or not question.ids:
        return y
    edge = edge_of(sheet.width)
    what = plain(pick(question.label, lang) or question.column)
    text = say("drawing.sectors_clockwise", lang, what=what[:1].upper() + what[1:])
    words, squares, x = [(edge, y, text)], [], edge + text_width(text, SMALL) + 12
    for answer in question.ids:
        label = captions.category_label(question, answer, lang)
        wide = SQUARE + 6 + text_width(label, SMALL) + 16
        if x + wide > sheet.width - edge + 16:
            x, y = edge, y + SMALL * LEADING
        squares.append((x + SQUARE / 2, y))
        words.append((x + SQUARE + 5, y, plain(label)))
        x += wide
    colors = [strokes.sector_color(n) for n in range(len(question.ids))]
    across, down = zip(*squares, strict=True)
    strokes.draw_squares(sheet, "sector squares", across, down, colors, SQUARE)
    write_words(sheet, "sector names", words)
    return y + 24


def write_note(sheet: Sheet, parts: Sequence[str], y: float) -> float:
    """Write the note below everything, its parts one below the other; gives the new y."""
    edge = edge_of(sheet.width)
    lines = [line for part in parts for line in wrapped(part, sheet.width - 2 * edge, SMALL)]
    write_lines(sheet, "note", edge, y, lines)
    return y + len(lines) * SMALL * LEADING + 10
