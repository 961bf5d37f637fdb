"""Families of numbered columns in a wide table: which are about contacts, which about pairs of contacts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise, permutations

from netlab.readers.source import slug
from netlab.readers.tabular import Table
from netlab.readers.wide_patterns import slots_of
from netlab.readers.wide_tables import CHECKBOX

NAMES = {"name", "names", "naam", "namen", "voornaam", "roepnaam", "initialen", "initials", "alias", "nickname"}
ALTERS = {
    "alter",
    "alters",
    "contact",
    "contacten",
    "contactpersoon",
    "contactperson",
    "persoon",
    "person",
    "alterlist",
}
AROUND = {"list", "lijst", "van", "of", "de", "het", "the", "q", "vraag"}
IDS = {"id", "alterid", "altid", "contactid", "persoonid", "personid", "nr", "alternr", "contactnr", "uuid"}
PAIRED = {"pair", "pairs", "paar", "paren", "aa", "aatie", "kent", "kennen", "know", "knows", "elkaar", "edge", "edges"}
TIED = {"tie", "ties", "band", "banden", "rel", "relatie"}
BETWEEN = re.compile(r"[\s._:,&/x-]*(?:to|naar|met|en|and|with|x)?[\s._:,&/-]*", re.IGNORECASE)
RESERVED = {"surname", "ego", "wave", "alter", "person", "file", "line", "name", "slot", "named"}
LARGEST = 200  # of a slot
# What stands before a number that says a wave: name_T1, sterkte_golf2.
OF_WAVE = re.compile(r"(?:^|[\W_]|(?<=[a-z0-9]))T$|(?:^|[\W_])t$|(?:wave|golf|meting|ronde|moment|time)[\W_]?$")
LASTS = {"achternaam", "familienaam", "lastname", "surname", "familyname"}
FIRSTS = {"voornaam", "roepnaam", "firstname", "givenname", "forename"}

Key = tuple[str, str]  # what stands before and behind the number


@dataclass(frozen=True)
class Layout:
    """What of a wide table is about contacts and pairs: netlab's name → pattern, as [columns] has them.

    `unsure` names the patterns that only share the numbers of the others. `twice` names two families of names: the
    waves stand beside each other, which no pattern describes.
    """

    alters: dict[str, str]
    ties: dict[str, str] = field(default_factory=dict)
    unsure: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()

    def slots(self, columns: list[str]) -> list[int]:
        """All slots, in order."""
        return sorted({slot for pattern in self.alters.values() for slot in slots_of(pattern, columns)})


def words_of(text: str) -> list[str]:
    """The words in the name of a column: `A{n}LastName` → a, last, name."""
    return [w.lower() for w in re.findall(r"[A-ZÀ-Ý]?[a-zà-ÿ]+|[A-ZÀ-Ý]+(?![a-zà-ÿ])", text)]


def families(columns: Iterable[str]) -> dict[Key, dict[int, str]]:
    """Per text before and behind a number the columns by that number.

    Checkboxes (`…___1`) are options and `_T1` a wave: no numbers of contacts.
    """
    found: dict[Key, dict[int, str]] = {}
    for column in columns:
        if "{" in column or "}" in column:
            continue
        for number in re.finditer(r"\d+", column):
            before = column[: number.start()]
            if _says_wave(before, column[number.end() :]):
                continue
            if before.endswith(CHECKBOX) or int(number[0][:6]) > LARGEST * LARGEST:
                continue
            found.setdefault((before, column[number.end() :]), {}).setdefault(int(number[0]), column)
    return {key: by for key, by in found.items() if len(by) > 1}


def _says_wave(before: str, behind: str) -> bool:
    """Whether a number says the wave and not the contact: T1 in name_T1 and T1_name; a column T1 alone does not."""
    return bool(OF_WAVE.search(before)) and bool(re.search(r"[^\W\d]", behind + OF_WAVE.sub("", before)))


def pattern(key: Key) -> str:
    """A family as a pattern."""
    return f"{key[0]}{{n}}{key[1]}"


def _is_name(key: Key) -> bool:
    words = [w for w in words_of(" ".join(key)) if w not in AROUND and len(w) > 1]
    return bool(words) and (words[-1] in NAMES | LASTS or set(words) <= NAMES | ALTERS)


def _joined(key: Key) -> set[str]:
    """The words around a number, and each two that stand beside each other as one: `last_name` is lastname."""
    words = words_of(" ".join(key))
    return {*words, *(a + b for a, b in pairwise(words))}


def _is_id(key: Key) -> bool:
    return "".join(w for w in words_of(" ".join(key)) if w not in AROUND) in IDS


def _about_alters(key: Key) -> bool:
    return bool(set(words_of(" ".join(key))) & (NAMES | ALTERS))


def _counted(numbers: Iterable[int]) -> bool:
    """Whether numbers run from 1 (or 0) without a gap."""
    numbers = sorted(numbers)
    return numbers[0] in (0, 1) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _texts(table: Table, columns: Iterable[str]) -> float:
    """The share of the answers in some columns that are no numbers."""
    values = table.rows[list(columns)].stack().astype("str")
    return float((~values.str.fullmatch(r"[-+\d.,\s]+")).mean()) if len(values) else 0.0


def pair_families(columns: list[str], slots: Sequence[int]) -> dict[tuple[str, str], dict[str, dict[tuple, str]]]:
    """Per text before the first and between two numbers, and per text behind, the columns by their two numbers.

    Only those that have every pair of the slots: in one order, or in both.
    """
    found: dict[tuple[str, str], dict[str, dict[tuple, str]]] = {}
    for column in columns:
        numbers = list(re.finditer(r"\d+", column))
        for a, b in pairwise(numbers):
            between, behind = column[a.end() : b.start()], column[b.end() :]
            if not between or not BETWEEN.fullmatch(between) or "{" in column or "}" in column:
                continue
            by = found.setdefault((column[: a.start()], between), {}).setdefault(behind, {})
            by.setdefault((int(a[0][:6]), int(b[0][:6])), column)
    whole = ({*combinations(slots, 2)}, {(b, a) for a, b in combinations(slots, 2)}, {*permutations(slots, 2)})
    kept = {}
    for key, by_behind in found.items():
        fit = {behind: by for behind, by in by_behind.items() if _off_diagonal(by) in whole}
        if fit:
            kept[key] = fit
    return kept


def _off_diagonal(by: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    return {(a, b) for a, b in by if a != b}


def short_name(key: Key, taken: Iterable[str]) -> str:
    """What netlab calls the answers of a family: `alter.sex.{n}` → sex, `A{n}Gender` → gender; none of those taken."""
    text = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])", "_", f"{key[0]}_{key[1]}")
    parts = [p for p in re.split(r"[\W_]+", text.replace(CHECKBOX, "\x00")) if p]
    about = [p for p in parts if p.lower() not in NAMES | ALTERS | AROUND and not re.fullmatch(r"[a-zA-Z]|q\d+", p)]
    name = slug("_".join(about or parts)).replace("\x00", CHECKBOX)
    if CHECKBOX in key[1]:
        name = slug(key[1].split(CHECKBOX)[0] or name) + CHECKBOX + slug(key[1].split(CHECKBOX)[1])
    while name in RESERVED or name in taken:
        name += "_"
    return name


def layout_of(table: Table) -> Layout | None:
    """What of a wide table is about contacts and pairs of them; None when it is no wide table of contacts.

    A family is about contacts when its numbers are those of the names (naam1 … naam15), or, where names were not asked,
    those of columns called alter, contact or person.
    """
    columns = table.columns
    found = {key: by for key, by in families(columns).items() if _counted(by)}
    names = [key for key in found if _is_name(key)]
    ids = [key for key in found if _is_id(key)]
    texts = {key: _texts(table, found[key].values()) for key in names}
    surnames = [key for key in names if _joined(key) & LASTS]
    lasts = surnames or [key for key in names if any(_joined(k) & FIRSTS for k in names) and not _joined(key) & FIRSTS]
    names = [key for key in names if key not in lasts] or names
    named = max(names, key=lambda k: (texts[k] > 0.5, not re.search(r"\d", k[1]), len(found[k])), default=None)
    first = named or next(iter(ids), None)
    if first is None:
        first = max((k for k in found if _about_alters(k)), key=lambda k: len(found[k]), default=None)
    if first is None or len(found[first]) > LARGEST:
        return None
    slots = sorted(found[first])
    pairs = pair_families(columns, slots) if len(slots) > 2 else {}
    taken = {c for by_behind in pairs.values() for by in by_behind.values() for c in by.values()}
    triangle = _triangle(found, slots) if not pairs else None
    about = {first: found[first]}
    unsure = []
    for key, by in found.items():
        if key == triangle or set(by.values()) & taken or key in about:
            continue
        if sorted(by) == slots or (_about_alters(key) and set(by) < set(slots) and not _is_name(key)):
            about[key] = by
    about = _apart(about, first)
    others = [k for k in names if k in about and k != named and texts[k] > 0.5 and texts[named] > 0.5] if named else []
    alters: dict[str, str] = {}
    last = next((k for k in lasts if k in about and k != named), None)
    if named:
        alters["name"] = pattern(named)
    if last is not None:
        alters["surname"] = pattern(last)
    the_id = next((k for k in ids if k in about), None)
    if the_id and the_id != named:
        alters["alter"] = pattern(the_id)
    for key in about:
        if key not in (named, the_id, last):
            called = short_name(key, alters)
            alters[called] = pattern(key)
            if not _about_alters(key):
                unsure.append(called)
    only_one = len(alters) == 1 and not named
    if only_one and not pairs and triangle is None:
        return None
    twice = tuple(found[k][slots[0]] for k in (named, *others)) if named and others and not pairs else ()
    return Layout(alters, _tie_patterns(pairs, triangle), tuple(unsure), twice)


def _apart(about: dict[Key, dict[int, str]], first: Key) -> dict[Key, dict[int, str]]:
    """The families without those of which a column belongs to a family that stands nearer to the names."""
    order = sorted(about, key=lambda k: (k != first, not _about_alters(k), k[0] != first[0], list(about).index(k)))
    taken: set[str] = set()
    kept = {}
    for key in order:
        if not set(about[key].values()) & taken:
            taken |= set(about[key].values())
            kept[key] = about[key]
    return {key: kept[key] for key in about if key in kept}


def _triangle(found: dict[Key, dict[int, str]], slots: list[int]) -> Key | None:
    """The family with a column per pair of slots, numbered from 1: 1–2, 1–3, …, 2–3, …"""
    count = len(slots) * (len(slots) - 1) // 2
    if count < 3:
        return None
    fits = [k for k, by in found.items() if sorted(by) == list(range(1, count + 1))]
    words = {k: words_of(" ".join(k)) for k in fits}
    paired = [k for k in fits if set(words[k]) & PAIRED or (words[k][:1] == ["a"] and set(words[k]) & TIED)]
    if count == len(slots):  # three contacts have three pairs: only the name can tell
        return next(iter(paired), None)
    return next(iter(paired or [k for k in fits if set(words[k]) & TIED] or fits), None)


def _tie_patterns(pairs: dict, triangle: Key | None) -> dict[str, str]:
    """The patterns of [columns.ties]."""
    if triangle is not None:
        return {"strength": f"{triangle[0]}{{k}}{triangle[1]}"}
    patterns: dict[str, str] = {}
    for (before, between), by_behind in pairs.items():
        start = f"{before}{{a}}{between}{{b}}"
        if len(by_behind) == 1:
            called = "strength" if not patterns else short_name((before, next(iter(by_behind))), patterns)
            patterns[called] = start + next(iter(by_behind))
        elif not patterns:
            behind = [b for b in by_behind if b]
            lead = next((b[0] for b in behind if not b[0].isalnum()), "")
            same = lead and all(b.startswith(lead) and len(b) > 1 for b in by_behind)
            patterns["strength"] = f"{start}{lead if same else ''}{{type}}"
    return patterns
