"""What a wide table tells of itself: who the ego is, which wave, and what the answers about contacts and pairs mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from netlab.cleaning.answers import NO, YES, days, normal, numbers
from netlab.codebook import Codebook, Generator, TieType, Wave
from netlab.readers.drafting import Draft, waves_of
from netlab.readers.key_columns import DATE, EGO, WAVE, plain
from netlab.readers.not_known import none_among, says_none
from netlab.readers.source import slug
from netlab.readers.tabular import Table
from netlab.readers.wide_families import Layout
from netlab.readers.wide_patterns import ANSWERS, ROW, is_pattern, pairs_of, slots_of
from netlab.readers.wide_tables import ABOUT_SLOTS

EGOS = (
    *EGO,
    "code",
    "recordid",
    "participant",
    "participantcode",
    "deelnemerscode",
    "pp",
    "ppn",
    "puid",
    "proefpersoon",
)
LAST = ("caseid", "id", "responseid", "token", "nr", "nummer")
WAVES = (*WAVE, "redcapeventname", "event", "moment", "t")
DATES = (*DATE, "recordeddate", "submitdate", "startdate", "enddate")
MOST_WAVES = 12
NA = "NA"
# What an answer about a pair says, in the words of a survey.
TOGETHER = re.compile(r"\b(each other|elkaar)\b")
DENIED = re.compile(r"\b(niet|not|don'?t|geen)\b")
NOT_TIED = re.compile(
    r"^(no|nee|neen|geen|none|never|nooit|niet|not|strangers?|total strangers?|vreemden?|onbekenden?)\b"
)
NOT_KNOWN = re.compile(
    r"weet (ik )?(het )?niet|don'?t know|do not know|geen antwoord|no answer|onbekend$|unknown|skip|overgeslagen|"
    r"niet van toepassing|n\.?v\.?t|not applicable|refus|weiger|prefer not|missing|^n/?a$"
)


def columns_drafted(draft: Draft, table: Table, layout: Layout) -> dict[str, dict[str, str]]:
    """The part [columns] for a wide table; what in it is a guess, is added to the draft."""
    rolled = _rolled(table, layout)
    free = [c for c in table.columns if c not in rolled]
    egos = {}
    wave = _wave_column(table, free)
    ego = _ego_column(table, free, wave)
    egos["ego"] = ego or ROW
    draft.guess("columns", "egos", "ego", "wide_ego" if ego else "wide_row", column=ego or "")
    if wave:
        egos["wave"] = wave
        draft.guess("columns", "egos", "wave", "wide_wave", column=wave)
    date = next((c for n in DATES for c in free if plain(c) == n and _dated(table.rows[c])), None)
    if date:
        egos["date"] = date
    alters = dict(layout.alters)
    for here in ("name", "surname", "alter", "named"):
        if here in alters:
            draft.guess("columns", "alters", here, f"wide_{here}", columns=alters[here])
    if "name" not in alters:
        draft.guess("columns", "alters", "", "wide_nameless")
    for here in layout.unsure:
        draft.guess("columns", "alters", here, "wide_same_numbers", columns=alters[here])
    asked = {h: [*slots_of(p, table.columns).values()] for h, p in alters.items() if h not in ABOUT_SLOTS}
    answers = [c for columns in asked.values() for c in columns]
    unknown = _not_known(draft, table, asked)
    if answers and (table.rows[answers] == NA).to_numpy().any():
        unknown.insert(0, NA)
        draft.guess("columns", "alters", "no_answer", "wide_na", codes=NA)
    if unknown:
        alters["no_answer"] = " | ".join(unknown)
    if table.rows[[c for c in table.columns if c in rolled]].isna().all(axis=1).any():
        draft.guess("columns", "alters", "empty", "wide_empty_row")
    columns = {"egos": egos, "alters": alters}
    if layout.ties:
        columns["ties"] = _ties_drafted(draft, table, layout)
    return columns


def _not_known(draft: Draft, table: Table, asked: Mapping[str, list[str]]) -> list[str]:
    """What stands for no answer in the questions about contacts; not what is an answer to another of them."""
    none: dict[str, str] = {}
    others: set[str] = set()
    for here, columns in asked.items():
        values = table.rows[columns].stack().astype("str")
        labels = {v: t for c in reversed(columns) for v, t in table.labels.get(c, {}).items()}
        unknown = none_among(values, labels)
        none |= dict.fromkeys(unknown, here)
        others |= {*values.unique(), *labels} - {*unknown, *(v for v, t in labels.items() if says_none(t))}
    found = [v for v in none if v not in others and "|" not in v]
    if found:
        draft.guess("columns", "alters", "no_answer", "wide_no_answer", answers=", ".join(found))
    return found


def _rolled(table: Table, layout: Layout) -> set[str]:
    """The columns that are about contacts and pairs."""
    slots = layout.slots(table.columns)
    rolled = {c for p in layout.alters.values() for c in slots_of(p, table.columns).values()}
    return rolled | {c for p in layout.ties.values() for c in pairs_of(p, table.columns, slots).values()}


def _wave_column(table: Table, free: list[str]) -> str | None:
    """The column that says the wave: called so, and with few values."""
    for name in WAVES:
        for column in (c for c in free if plain(c) == name):
            seen = table.rows[column].dropna().nunique()
            if 0 < seen <= MOST_WAVES and (seen < len(table.rows) or len(table.rows) == 1):
                return column
    return None


def _ego_column(table: Table, free: list[str], wave: str | None) -> str | None:
    """The column that says who the ego is: called so, filled in, and for the most part different in every row."""
    for name in (*EGOS, *LAST):
        for column in (c for c in free if plain(c) == name and c != wave):
            keys = table.rows[[column, wave] if wave else [column]].dropna(subset=[column])
            if 2 * len(keys) > len(table.rows) and 2 * len(keys.drop_duplicates()) > len(keys):
                return column
    return None


def _dated(values: pd.Series) -> bool:
    return bool(values.notna().any()) and not days(values)[1].any()


def _ties_drafted(draft: Draft, table: Table, layout: Layout) -> dict[str, str]:
    """The part [columns.ties]: numbers are the strength of a tie, words its type; which of them say that it is none."""
    ties = dict(layout.ties)
    slots = layout.slots(table.columns)
    columns = list(pairs_of(ties["strength"], table.columns, slots).values())
    draft.guess("columns", "ties", "", "wide_ties", columns=ties["strength"])
    values = pd.unique(table.rows[columns].to_numpy(dtype=object).ravel())
    written = [str(v) for v in values if pd.notna(v)]
    labels = {v: t for c in reversed(columns) for v, t in table.labels.get(c, {}).items()}
    said = {v: normal(labels.get(v, v)) for v in written}
    none = [v for v, word in said.items() if _says_none(word) and normal(v) not in NO]
    unknown = [v for v, word in said.items() if v not in none and _says_unknown(word)]
    if none:
        ties["no_tie"] = " | ".join(sorted(none))
        draft.guess("columns", "ties", "no_tie", "wide_no_tie", answers=ties["no_tie"])
    if unknown:
        ties["no_answer"] = " | ".join(sorted(unknown))
        draft.guess("columns", "ties", "no_answer", "wide_no_answer", answers=ties["no_answer"])
    zero = [v for v in written if normal(v) in NO or (numbers(pd.Series([v], dtype="str"))[0] == 0).any()]
    tied = [v for v in written if v not in (*none, *unknown, *zero)]
    if written and not none and not zero:
        draft.guess("columns", "ties", "strength", "wide_never_no")
    words = [v for v in tied if normal(v) not in YES and numbers(pd.Series([v], dtype="str"))[1].any()]
    if tied and not words and all(numbers(pd.Series([v], dtype="str"))[1].any() for v in tied):
        ties = {"tied" if here == "strength" else here: c for here, c in ties.items()}
        draft.guess("columns", "ties", "tied", "wide_tied", answers=", ".join(sorted(written)))
    elif words and "{type}" not in ties["strength"]:
        ties = {"type" if here == "strength" else here: c for here, c in ties.items()}
    return ties


def _says_none(word: str) -> bool:
    return (
        bool(DENIED.search(word)) if TOGETHER.search(word) else bool(NOT_TIED.match(word)) and not _says_unknown(word)
    )


def _says_unknown(word: str) -> bool:
    return bool(NOT_KNOWN.search(word)) and not TOGETHER.search(word)


def waves_drafted(draft: Draft, table: Table, column: str | None) -> tuple[Wave, ...]:
    """The waves, in the order of their labels where the file has these, else as `drafting.waves_of`."""
    if column is None:
        draft.guess("waves", "1", "id", "one_wave")
        return (Wave("1", "1"),)
    labels = table.labels.get(column, {})
    seen = table.rows[column].dropna()
    if labels and set(seen) <= set(labels):
        draft.guess("waves", slug(next(iter(labels.values()))), "id", "waves_by_label")
        return tuple(Wave(slug(t), t) for t in labels.values())
    return waves_of(draft, pd.DataFrame({"wave": seen}))


def questions_drafted(
    draft: Draft,
    book: Codebook,
    table: Table,
    alters: pd.DataFrame,
    ties: pd.DataFrame | None,
    answers: Mapping[str, Mapping[str, str]],
) -> Codebook:
    """The drafted codebook with the questions about the contacts, the types of tie and what the ids mean.

    Parameters
    ----------
    draft : Draft
    book : Codebook
        With the columns and the waves.
    table : Table
        The wide table: its questions and labels.
    alters, ties : DataFrame
        What it gave.
    answers : mapping
        Per name of alters' column what its values stand for, where the source says so elsewhere.
    """
    columns = book.columns["alters"]
    done = {i.column for i in draft.interpreters}
    for here, pattern in columns.items():
        if here in (*ABOUT_SLOTS, *ANSWERS) or here in done or not is_pattern(pattern):
            continue
        by_slot = slots_of(pattern, table.columns)
        labels = answers.get(here) or next((table.labels[c] for c in by_slot.values() if c in table.labels), None)
        question = next((table.questions[c] for c in by_slot.values() if c in table.questions), "")
        draft.ask(here, alters[here], labels, question)
    names = slots_of(columns.get("name") or next(c for c in columns.values() if is_pattern(c)), table.columns)
    asked = table.questions.get(next(iter(names.values())), "")
    generator = Generator(
        "names", re.sub(r"\s+[-–:]\s*\d+$", "", asked) if "name" in columns else "", at_most=len(names)
    )
    draft.guess("generators", "names", "", "wide_generator")
    draft.guess("files", "", "alter_ids", "wide_ids_own" if "alter" in columns else "wide_ids_per_wave")
    return replace(
        book,
        interpreters=tuple(draft.interpreters),
        generators=(generator,),
        tie_types=_types(draft, book, table, ties),
        alter_ids="own" if "alter" in columns else "per wave",
    )


def _types(draft: Draft, book: Codebook, table: Table, ties: pd.DataFrame | None) -> tuple[TieType, ...]:
    """The types of tie: the words that stand in the cells or in the names of the columns, else one."""
    columns = book.columns.get("ties", {})
    if not columns:
        return ()
    pattern = next((columns[h] for h in ("strength", "tied", "type") if h in columns), "")
    by_pair = pairs_of(pattern, table.columns, _slots(book, table))
    if "{type}" in pattern:
        named = list(dict.fromkeys(kind for _, _, kind in by_pair))
        labels = {
            k: next((table.questions[c] for p, c in by_pair.items() if p[2] == k and c in table.questions), k)
            for k in named
        }
    elif ties is not None and "type" in ties.columns and "type" in columns:
        named = list(dict.fromkeys(ties["type"].dropna()))
        labels = {v: t for c in by_pair.values() for v, t in table.labels.get(c, {}).items()}
    else:
        return (TieType("tie"),)
    draft.guess("tie_types", named[0] if named else "tie", "id", "wide_types")
    return tuple(TieType(n, labels.get(n, n)) for n in _once(named)) or (TieType("tie"),)


def _once(words: Iterable[str]) -> list[str]:
    return list({normal(w): w for w in reversed(list(words))}.values())[::-1]


def _slots(book: Codebook, table: Table) -> list[int]:
    patterns = [c for c in book.columns["alters"].values() if is_pattern(c)]
    return sorted({slot for p in patterns for slot in slots_of(p, table.columns)})
