"""What is wrong with an input: one error that lists everything, and the table in which smaller problems stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

import pandas as pd

MOST_KNOWN = 12
FOUND = ["file", "line", "ego", "wave", "kind", "about", "stops"]


class InputError(ValueError):
    """An input that cannot be read as asked; its message names every problem with file, line and what to do."""

    def __init__(self, problems: str | Iterable[str]):
        self.problems = [problems] if isinstance(problems, str) else list(problems)
        super().__init__("\n".join(self.problems))


def found(rows: Iterable[Mapping[str, Any]] = ()) -> pd.DataFrame:
    """The table of things found while reading: file, line, ego, wave, kind, about (a dict), stops."""
    listed = list(rows)
    if not listed:
        return _NOTHING.copy()
    return pd.DataFrame(listed, columns=FOUND).astype({"stops": bool, "line": "Int64"})


_NOTHING = pd.DataFrame(columns=FOUND).astype({"stops": bool, "line": "Int64"})


def suggestion(name: str, known: Iterable[str]) -> str:
    """`Known …: a, b.` with, when one is close, `Did you mean …?`; for the end of an error message."""
    known = [str(k) for k in known]
    close = get_close_matches(str(name), known, n=1)
    shown = known[:MOST_KNOWN] if len(known) > MOST_KNOWN + 2 else known
    listed = ", ".join(shown) + (f", … ({len(known)} in all)" if len(shown) < len(known) else "") if known else "none"
    return f"Known: {listed}." + (f" Did you mean {close[0]!r}?" if close else "")
