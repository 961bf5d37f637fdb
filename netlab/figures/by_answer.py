"""Marks coloured or sized by what was answered about the alters, and the legend that says how."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from netlab.codebook import Interpreter
from netlab.figures import captions
from netlab.figures.lettering import plain, text_width
from netlab.figures.lookup import column
from netlab.figures.sheet import LEADING, Sheet, edge_of, marks, write_words
from netlab.figures.style import GREY, INK_SOFT, SECTORS, SMALL, WHITE
from netlab.measures.answers import codes
from netlab.networks import EgoNetworks
from netlab.problems import InputError, suggestion
from netlab.texts import pick, say

# Of a question with more answers than colours, those from here on share one.
MORE = len(SECTORS) - 1
REST = "#1F2933"
LARGEST = 6.5  # radius of the largest mark in the legend


class Answered(NamedTuple):
    """A question about the alters: what it is called, its answers in order, and the place of each alter's answer."""

    question: Interpreter
    ids: list[str]
    place: np.ndarray  # -1 where the answer is unknown


def questions(networks: EgoNetworks) -> list[Interpreter]:
    """The questions that a mark can be coloured or sized by: with a list of answers, or yes and no."""
    return [i for i in networks.codebook.interpreters if i.column in networks.alters.columns and i.closed]


def answered(networks: EgoNetworks, name: str) -> Answered:
    """The answers to one question, per alter of the study.

    Raises
    ------
    InputError
        For a column that is not such a question.
    """
    known = {i.column: i for i in questions(networks)}
    if name not in known:
        raise InputError(f"{name!r} is not a question with a list of answers. {suggestion(name, known)}")
    question = known[name]
    if question.categories:
        return Answered(question, question.ids, codes(networks, question))
    yes = networks.once(
        ("yes", name),
        lambda: np.array([-1 if pd.isna(v) else int(bool(v)) for v in column(networks, name)], dtype=np.int64),
    )
    return Answered(question, ["no", "yes"], yes)


def _label(of: Answered, place: int, lang: str) -> str:
    if place < 0:
        return say("drawing.unknown", lang)
    if not of.question.categories:
        return say(f"drawing.{of.ids[place]}", lang)
    return captions.category_label(of.question, of.ids[place], lang)


def _colors(of: Answered) -> list[str]:
    """The colour of each answer, last that of the unknown; the seventh and later answers share one."""
    many = len(of.ids)
    own = many if many <= len(SECTORS) else MORE
    return [*SECTORS[:own], *[REST] * (many - own), GREY]


def _parts(of: Answered) -> np.ndarray:
    """The radius of each answer as a part of the largest, last that of the unknown.

    The area of a mark goes up evenly with the place of its answer in the codebook's order.
    """
    steps = np.arange(1, len(of.ids) + 1) / len(of.ids)
    return np.sqrt(np.append(steps, (1 + 1 / len(of.ids)) / 2))


def shade(networks: EgoNetworks, alters: pd.DataFrame, color: str | None, size: str | None) -> pd.DataFrame:
    """The marks of some alters with the colour and radius of an answer; an unknown size has a cross in its mark.

    Parameters
    ----------
    alters : DataFrame
        As `netlab.figures.composing.in_pixels` gives it: row, color, r (pixels).
    color, size : str, optional
        Columns of questions about the alters; without them the marks stay as they are.

    Raises
    ------
    InputError
        For a column that is not a question with a list of answers.
    """
    rows = alters["row"].to_numpy(dtype=np.int64)
    if color is not None:
        of = answered(networks, color)
        alters = alters.assign(color=np.array(_colors(of), dtype=object)[of.place[rows]])
    if size is not None:
        of = answered(networks, size)
        alters = alters.assign(r=alters["r"] * _parts(of)[of.place[rows]], vague=of.place[rows] < 0)
    return alters


def write_shades(
    sheet: Sheet,
    networks: EgoNetworks,
    alters: pd.DataFrame,
    color: str | None,
    size: str | None,
    y: float,
    lang: str,
) -> float:
    """What the colours and the sizes mean, a line or more for each; gives the new y.

    Unknown stands there only where somebody's answer is unknown.
    """
    rows = alters["row"].to_numpy(dtype=np.int64)
    for key, name in (("colors", color), ("sizes", size)):
        if name is None:
            continue
        of = answered(networks, name)
        unknown = [-1] if (of.place[rows] < 0).any() else []
        shown, rest = list(range(len(of.ids))), ""
        if key == "colors" and len(of.ids) > len(SECTORS):
            shown, rest = shown[:MORE], say("drawing.colors_rest", lang)
        signs = [(p, plain(_label(of, p, lang))) for p in shown]
        signs += [(MORE, rest)] if rest else []
        signs += [(p, plain(_label(of, p, lang))) for p in unknown]
        what = plain(pick(of.question.label, lang) or name)
        y = _line(sheet, say(f"drawing.{key}", lang, what=what), of, signs, key == "colors", y)
    return y


def _line(
    sheet: Sheet, heading: str, of: Answered, signs: list[tuple[int, str]], colored: bool, y: float
) -> float:  # fmt: skip
    edge = edge_of(sheet.width)
    words, places, x = [(edge, y, heading)], [], edge + text_width(heading, SMALL) + 14
    for _, text in signs:
        wide = 2 * LARGEST + 6 + text_width(text, SMALL) + 16
        if x > edge and x + wide > sheet.width - edge + 16:
            x, y = edge, y + 1.2 * SMALL * LEADING
        places.append((x + LARGEST, y))
        words.append((x + 2 * LARGEST + 5, y, text))
        x += wide
    at = [p for p, _ in signs]
    radius = np.full(len(at), LARGEST) if colored else LARGEST * _parts(of)[at]
    fill = [_colors(of)[p] for p in at] if colored else [INK_SOFT] * len(at)
    symbol = ["circle-x" if p < 0 and not colored else "circle" for p in at]
    across, down = zip(*places, strict=True)
    marker = {"symbol": symbol, "color": fill, "line": {"color": WHITE, "width": 1}}
    marks(sheet, "shades", across, down, 2 * radius, marker)
    write_words(sheet, "shade names", words)
    return y + 24
