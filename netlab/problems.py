"""What is wrong with an input: one error that lists everything, and the table in which smaller problems stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
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


# What to write for what was given, where another thing was expected: `{}` is that thing, or the path of it.
INSTEAD = {
    ("networks", "study"): "study.networks",
    ("networks", "folder"): "nl.open_study({}).networks",
    ("networks", "file"): "nl.read({})",
    ("measures", "study"): "nl.measure(study.networks)",
    ("measures", "networks"): "nl.measure(networks)",
    ("measures", "folder"): "nl.measure(nl.open_study({}).networks)",
    ("measures", "file"): "nl.measure(nl.read({}))",
    ("study", "folder"): "nl.open_study({})",
    ("path", "study"): "study.folder",
}
# What each is, where it cannot be had from what was given.
KINDS = {
    "networks": 'networks (as `networks = nl.open_study("data/voorbeeld").networks` or `nl.read` gives them)',
    "measures": "a table of measures (as `nl.measure(networks)` gives it)",
    "study": 'a study (as `study = nl.open_study("data/voorbeeld")` gives it)',
    "path": 'a path (as "data/voorbeeld")',
}
GIVEN = {
    "study": "a study",
    "networks": "networks",
    "table": "a table",
    "folder": "the path {}",
    "file": "the path {}",
}


def expect(kind: str, given: object, call: str) -> None:
    """Raise where a public function was given another thing than the one it begins with.

    Parameters
    ----------
    kind : {"networks", "measures", "study", "path"}
        What it takes: EgoNetworks, a DataFrame, a Study, a text or Path.
    given : object
        What it was given.
    call : str
        How it is called, `{}` in the place of this thing: `nl.turnover({}, before, after)`.

    Raises
    ------
    InputError
        With what was expected, what was given and, where the one can be had from the other, what to write.
    """
    was = _kind(given)
    if was == kind or (kind, was) in (("measures", "table"), ("path", "folder"), ("path", "file")):
        return
    instead, of = INSTEAD.get((kind, was), ""), repr(str(given))
    told = "None" if given is None else GIVEN.get(was, f"a {type(given).__name__}").format(of)
    takes = KINDS[kind].partition(" (")[0] if instead else KINDS[kind]
    name, write = call.partition("(")[0], call.format(instead.format(of) or kind)
    raise InputError(f"{name} takes {takes}; it was given {told}. Write {write}.")


def _kind(given: object) -> str:
    """What somebody gave, by the names of its classes: this module stands left of those that make them."""
    if isinstance(given, pd.DataFrame):
        return "table"
    if isinstance(given, str | Path):
        return "file" if Path(given).suffix not in ("", ".toml") else "folder"
    names = {c.__name__ for c in type(given).__mro__}
    return "networks" if "EgoNetworks" in names else "study" if "Study" in names else ""
