"""A label or sentence in Dutch or English, and numbers as that language writes them."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from netlab.problems import InputError, suggestion

LANGUAGES = ("nl", "en")
Text = Mapping[str, str]
LEAST_APART = 1e-9  # nearer to a border than this, a number is the border
MORE = 1  # decimals that an interval may get beyond the usual ones


class _Inflected(Formatter):
    """Texts in which `{n:person|people}` gives the word that goes with a number: the first with 1, else the second."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """A value as it is, or the word that goes with it."""
        one, bar, more = format_spec.partition("|")
        return str((one if str(value) == "1" else more) if bar else super().format_field(value, format_spec))


_FILL = _Inflected()


@cache
def texts(lang: str) -> dict[str, Any]:
    """All texts of one language, as texts.<lang>.toml has them."""
    if lang not in LANGUAGES:
        raise InputError(f"language {lang!r} is not one of netlab's. {suggestion(lang, LANGUAGES)}")
    return tomllib.loads((Path(__file__).parent / f"texts.{lang}.toml").read_text(encoding="utf-8"))


def say(key: str, lang: str, **values: Any) -> str:
    """The text under a dotted key, with values filled in; KeyError names the key when it is not there."""
    entry: Any = texts(lang)
    for part in key.split("."):
        try:
            entry = entry[part]
        except (KeyError, TypeError):
            raise KeyError(f"texts.{lang}.toml has no {key!r}") from None
    return _FILL.format(entry, **values) if values else entry


def has(key: str, lang: str) -> bool:
    """Whether there is a text under a dotted key."""
    try:
        say(key, lang)
    except KeyError:
        return False
    return True


def pick(text: Text | str | None, lang: str) -> str:
    """A study's own text in this language, else in the other one, else empty."""
    if text is None or isinstance(text, str):
        return text or ""
    return text.get(lang) or next(iter(text.values()), "")


def number(value: float, lang: str, decimals: int = 2, sign: bool = False) -> str:
    """A number as the language writes it: `1,50` in Dutch, a real minus sign, `–` for unknown."""
    if value is None or math.isnan(value):
        return "–"
    if math.isinf(value):
        return "−∞" if value < 0 else "∞"
    rounded = round(value, decimals) + 0.0  # no -0
    written = f"{abs(rounded):.{decimals}f}"
    if lang == "nl":
        written = written.replace(".", ",")
    return ("−" if rounded < 0 else "+" if sign and rounded > 0 else "") + written


def percent(value: float, lang: str) -> str:
    """A share as a percentage: `36 %` in Dutch, `36%` in English, `–` for unknown."""
    if value is None or math.isnan(value):
        return "–"
    return number(100 * value, lang, 0) + percent_sign(lang)


def percent_sign(lang: str) -> str:
    """What stands behind a percentage: ` %` in Dutch, `%` in English."""
    return " %" if lang == "nl" else "%"


def decimals_apart(value: float, decimals: int, border: float = 0.0) -> int:
    """How many decimals a number needs, at least these, to be written on its own side of a border.

    0.004 in two decimals would be written as 0, and an interval that leaves out 0 as one that ends there. A number on
    the border (closer than a billionth) or unknown needs no more than the least.
    """
    if math.isnan(value) or math.isinf(value) or abs(value - border) < LEAST_APART:
        return decimals
    while round(value, decimals) == border:
        decimals += 1
    return decimals


def p_value(value: float, lang: str) -> str:
    """A p to three decimals, more where it would look like 0.05 and is not; `< 0.001` below that; `–` for unknown."""
    if value is None or math.isnan(value):
        return "–"
    return "< " + number(0.001, lang, 3) if value < 0.001 else number(value, lang, decimals_apart(value, 3, 0.05))


def p_words(p: float, size: int, lang: str) -> str:
    """A p in a sentence, with the number of tests in its family: `p = 0,012, een van 4 toetsen`."""
    return say("report.p_alone" if size == 1 else "report.p", lang, p=p_compared(p, lang), size=size)


def p_compared(p: float, lang: str) -> str:
    """What stands behind the letter p in a sentence: `= 0,012`, `< 0,001`."""
    written = p_value(p, lang)
    return written if written.startswith("<") else f"= {written}"


def listed(words: list[str], lang: str) -> str:
    """`a, b en c` or `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + f" {say('and', lang)} " + words[-1]


def amount(value: float, kind: str, lang: str, sign: bool = False, beside: Iterable[float] = ()) -> str:
    """A number as its kind is written: a share as a percentage, a count to one decimal (whole: none), an index to two.

    With `sign` it is a change: `+2,1`, and of a share in percentage points without the unit: `+12`.

    Parameters
    ----------
    beside : numbers
        The ends of the interval that the number stands with, or is one of. All of these get the same decimals: one more
        than usual where that shows an end not to be 0. An end nearer to 0 is called `net boven 0` or `just above 0`, so
        that what is written leaves out 0 where the interval does.
    """
    size, least = (100.0, 0) if kind == "share" else (1.0, {"whole": 0, "count": 1}.get(kind, 2))
    ends = [float(end) for end in beside]
    decimals = max([least, *(decimals_apart(size * end, least) for end in ends)])
    decimals = decimals if decimals <= least + MORE else least
    unit = percent_sign(lang) if kind == "share" and not sign and not math.isnan(value) else ""
    without_0 = value in ends or all(end > 0 for end in ends) or all(end < 0 for end in ends)
    if ends and without_0 and decimals_apart(size * value, decimals) > decimals:
        return say("just_above_0" if value > 0 else "just_below_0", lang) + unit
    return number(size * value, lang, decimals, sign) + unit


def unit_of_change(kind: str, lang: str) -> str:
    """What stands behind a change of this kind: percentage points for a share, else nothing."""
    return " " + say("points", lang) if kind == "share" else ""
