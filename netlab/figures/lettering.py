"""How wide a text is in a figure, and how it is broken into lines or shortened to fit."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache

# Advance widths of Helvetica (and so of Arial and Liberation Sans), in thousandths of the size.
WIDTHS = {
    **dict.fromkeys("'", 191),
    **dict.fromkeys("ijl‘’|", 222),
    **dict.fromkeys(" .,:;!/\\It·[]f", 278),
    **dict.fromkeys("r-()“”`", 333),
    **dict.fromkeys('"*', 389),
    **dict.fromkeys("cksvxyzJ", 500),
    **dict.fromkeys("abdeghnopquL0123456789?$–_#", 556),
    **dict.fromkeys("+−=<>~", 584),
    **dict.fromkeys("FTZ", 611),
    **dict.fromkeys("ABEKPSVXY&", 667),
    **dict.fromkeys("wCDHNRU", 722),
    **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("mM", 833),
    **dict.fromkeys("%", 889),
    **dict.fromkeys("W", 944),
    **dict.fromkeys("…—→@", 1000),
}
# A letter that is not in the table, and one of a script with square letters.
OTHER, SQUARE = 700, 1000
# Other typefaces of the family are a little wider.
ALLOWANCE, BOLD = 1.04, 1.08


def plain(text: object) -> str:
    """A text of the study as a figure shows it: on one line, and no part of it read as markup."""
    return html.escape(" ".join(str(text).split()), quote=False)


@cache
def _letter(letter: str) -> int:
    base = unicodedata.normalize("NFD", letter)[0]
    if unicodedata.combining(base):
        return 0
    return WIDTHS.get(base, SQUARE if unicodedata.east_asian_width(base) in "WF" else OTHER)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """How many pixels a text takes at most, from a table of letter widths; an entity (`&amp;`) is one letter."""
    width = sum(_letter(letter) for letter in html.unescape(text))
    return width * size / 1000 * ALLOWANCE * (BOLD if bold else 1.0)


def shortened(text: str, room: float, size: float, bold: bool = False) -> str:
    """A text that fits in `room` pixels: itself, else its beginning and an ellipsis. Takes and gives plain text.

    Never less than one letter and the ellipsis.
    """
    if text_width(text, size, bold) <= room:
        return text
    for end in range(len(text) - 1, 1, -1):
        short = text[:end].rstrip(" -,.(") + "…"
        if text_width(short, size, bold) <= room:
            return short
    return text[:1] + "…"


def wrapped(text: str, room: float, size: float, bold: bool = False) -> list[str]:
    """A text in lines of at most `room` pixels; a longer word keeps a line of its own."""
    lines: list[str] = []
    for word in re.findall(r"\S+(?: %\S*)?", text):  # a number keeps its percent sign
        if lines and text_width(f"{lines[-1]} {word}", size, bold) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
