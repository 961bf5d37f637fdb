"""A label or sentence in Dutch or English, and numbers as that language writes them."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from netlab.problems import InputError, suggestion

LANGUAGES = ("nl", "en")
Text = Mapping[str, str]


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
    return entry.format(**values) if values else entry


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
    return f"{number(100 * value, lang, 0)}{' ' if lang == 'nl' else ''}%"


def p_value(value: float, lang: str) -> str:
    """A p to three decimals; `< 0.001` below that; `–` for unknown."""
    if value is None or math.isnan(value):
        return "–"
    return "< " + number(0.001, lang, 3) if value < 0.001 else number(value, lang, 3)


def listed(words: list[str], lang: str) -> str:
    """`a, b en c` or `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + f" {say('and', lang)} " + words[-1]


def amount(value: float, kind: str, lang: str, sign: bool = False) -> str:
    """A number as its kind is written: a share as a percentage, a count to one decimal (whole: none), an index to two.

    With `sign` it is a change: `+2,1`, and of a share in percentage points without the unit: `+12`.
    """
    if kind == "share":
        return number(100 * value, lang, 0, sign) if sign else percent(value, lang)
    return number(value, lang, {"whole": 0, "count": 1}.get(kind, 2), sign)


def unit_of_change(kind: str, lang: str) -> str:
    """What stands behind a change of this kind: percentage points for a share, else nothing."""
    return " " + say("points", lang) if kind == "share" else ""
