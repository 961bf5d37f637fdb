"""What a step may hold at most: anything larger, deeper or unreadable is refused before it is taken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

LONGEST_NAME = 200  # characters
LONGEST_TEXT = 4_000  # characters of a learning goal, an answer in free words, any other text
LARGEST_STEP = 1_000_000  # bytes as JSON
DEEPEST = 24  # tables and lists within each other; the page itself makes steps of at most twelve


def too_much(step: object) -> Iterator[str]:
    """What of a step can never stand in a drawing's file, in words; the words hold nothing of the step itself.

    Too deep, too large, a text that is too long or holds half a sign (a lone surrogate, which UTF-8 cannot write), or
    what JSON does not have: NaN, infinity, a key that is no text.
    """
    waiting: list[tuple[Any, int]] = [(step, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > DEEPEST:
            yield f"it is nested more than {DEEPEST} deep."
            return
        if isinstance(value, dict):
            if not all(isinstance(k, str) for k in value):
                yield "it has a key that is no text."
                return
            waiting += [(part, depth + 1) for pair in value.items() for part in pair]
        elif isinstance(value, list | tuple):
            waiting += [(part, depth + 1) for part in value]
        elif isinstance(value, str):
            if len(value) > LONGEST_TEXT:
                yield f"a text has {len(value):,} characters, more than {LONGEST_TEXT:,}. Make it shorter."
                return
            if not value.isprintable() and any("\ud800" <= sign <= "\udfff" for sign in value):
                yield "a text holds half a sign (a lone surrogate), which no file can hold."
                return
    try:
        size = len(json.dumps(step, ensure_ascii=False, allow_nan=False).encode())
    except (TypeError, ValueError):
        yield "it holds what JSON does not have, such as NaN."
        return
    if size > LARGEST_STEP:
        yield f"it has {size:,} bytes, more than {LARGEST_STEP:,}."
