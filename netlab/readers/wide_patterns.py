"""Patterns of column names in a wide table: which column is which slot of an alter, or which pair of slots."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import combinations

from netlab.problems import InputError

ROW = "{row}"  # the place of a row in its file, where nothing else says who the ego is
BLANKS = re.compile(r"\{(n|a|b|k|type)\}")
NUMBER = r"0*(\d{1,4})"
LIST = re.compile(r"\{(.*\|.*)\}", re.DOTALL)
# What [columns.ties] says of the answers rather than of the columns.
ANSWERS = ("no_tie", "no_answer", "empty")

Pair = tuple[int, int, str]  # two slots, and the type that stands in the name of the column (else empty)


def listed(pattern: str) -> list[str] | None:
    """The columns of a pattern that names them all, `{A1Gender | 2-1 | 3-1}`; None for any other."""
    names = LIST.fullmatch(pattern.strip())
    return [n.strip() for n in names.group(1).split("|")] if names else None


def blanks(pattern: str) -> list[str]:
    """The blanks in a pattern: n, a and b, k, type."""
    return [] if listed(pattern) is not None else BLANKS.findall(pattern)


def is_pattern(text: str) -> bool:
    """Whether a column in [columns] is a pattern for several columns."""
    return bool(blanks(text)) or listed(text) is not None


def has_patterns(columns: Mapping[str, str]) -> bool:
    """Whether a part of [columns] describes a wide table."""
    return any(is_pattern(c) for here, c in columns.items() if here not in ANSWERS)


def _matches(pattern: str, columns: Iterable[str]) -> list[tuple[str, re.Match[str]]]:
    parts = BLANKS.split(pattern)
    written = ""
    for n, part in enumerate(parts):
        group = f"(?P<{part}>.+)" if part == "type" else NUMBER.replace("(", f"(?P<{part}>", 1)
        written += re.escape(part) if n % 2 == 0 else group
    expected = re.compile(written)
    return [(c, m) for c in columns if (m := expected.fullmatch(c))]


def slots_of(pattern: str, columns: list[str]) -> dict[int, str]:
    """Which column is which slot.

    Parameters
    ----------
    pattern : str
        With `{n}`, such as ``naam{n}`` (naam1, naam01, …); or all columns, ``{A1Gender | 2-1 | 3-1}``, the first of
        slot 1; an empty one is a slot without this question.
    columns : list of str
        Those of the table.

    Returns
    -------
    dict
        Slot → column, in the order of the slots. Empty when no column fits.

    Raises
    ------
    InputError
        When two columns are one slot, a listed column is not there, or the pattern has other blanks.
    """
    names = listed(pattern)
    if names is not None:
        _present(pattern, names, columns)
        return {n: name for n, name in enumerate(names, 1) if name}
    if blanks(pattern) != ["n"]:
        raise InputError(f"pattern {pattern!r}: expected {{n}} once, for the number of the contact: naam{{n}}.")
    found: dict[int, str] = {}
    for column, match in _matches(pattern, columns):
        slot = int(match["n"])
        if slot in found:
            raise InputError(f"pattern {pattern!r}: {found[slot]!r} and {column!r} are both number {slot}. Rename one.")
        found[slot] = column
    return dict(sorted(found.items()))


def pairs_of(pattern: str, columns: list[str], slots: list[int]) -> dict[Pair, str]:
    """Which column is about which pair of slots.

    Parameters
    ----------
    pattern : str
        With `{a}` and `{b}`, the two slots; or with `{k}`, the k-th pair in the order 1–2, 1–3, …, 2–3, …; or all
        columns in that order, ``{AP1 | AP2 | AP30}``. With `{type}` the name of the column holds the type of tie.
    columns : list of str
        Those of the table.
    slots : list of int
        The slots of the alters, in order; for `{k}` and for a list.

    Returns
    -------
    dict
        (slot, slot, type) → column. Empty when no column fits.

    Raises
    ------
    InputError
        When two columns are one pair, there are more columns than pairs, a listed column is not there, or the pattern
        has other blanks.
    """
    every = list(combinations(slots, 2))
    names = listed(pattern)
    if names is not None:
        _present(pattern, names, columns)
        numbered = [(k, "", name) for k, name in enumerate(names, 1) if name]
    elif set(blanks(pattern)) - {"type"} == {"k"}:
        fits = _matches(pattern, columns)
        numbered = [(int(m["k"]), m.groupdict().get("type", ""), column) for column, m in fits]
    elif set(blanks(pattern)) - {"type"} == {"a", "b"}:
        return _once(
            pattern,
            [((int(m["a"]), int(m["b"]), m.groupdict().get("type", "")), c) for c, m in _matches(pattern, columns)],
        )
    else:
        raise InputError(
            f"pattern {pattern!r}: expected {{a}} and {{b}}, the numbers of the two contacts (band_{{a}}_{{b}}), or "
            "{k}, the number of the pair in the order 1–2, 1–3, …, 2–3, …"
        )
    beyond = [column for k, _, column in numbered if not 1 <= k <= len(every)]
    if beyond:
        raise InputError(
            f"pattern {pattern!r}: {beyond[-1]!r} is beyond the {len(every)} pairs of {len(slots)} contacts, in the "
            "order 1–2, 1–3, …, 2–3, … Correct the pattern, or those of the contacts."
        )
    return _once(pattern, [((*every[k - 1], kind), column) for k, kind, column in numbered])


def _once(pattern: str, named: list[tuple[Pair, str]]) -> dict[Pair, str]:
    found: dict[Pair, str] = {}
    for pair, column in named:
        if pair in found:
            raise InputError(
                f"pattern {pattern!r}: {found[pair]!r} and {column!r} are both pair {pair[0]}–{pair[1]}. Rename one."
            )
        found[pair] = column
    return dict(sorted(found.items()))


def _present(pattern: str, names: list[str], columns: list[str]) -> None:
    missing = [n for n in names if n and n not in columns]
    if missing:
        raise InputError(f"the list {pattern!r} names columns that are not there: {', '.join(missing)}.")
