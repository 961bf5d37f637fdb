"""A codebook drafted from the answers themselves: questions, answers in order, waves, and every guess in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from netlab.cleaning.answers import NO, YES, days, normal, numbers
from netlab.codebook import KEYS, Category, Codebook, Interpreter, TieType, Wave
from netlab.codebook.declared import YES_NO
from netlab.readers.file_names import in_time
from netlab.readers.not_known import says_none
from netlab.readers.personal import called_name, closed, holds_personal, named_personal
from netlab.readers.source import Guess, Remark, categories, slug

NOT_ASKED = {*KEYS["alters"], *KEYS["ties"], "name", "person", "file", "line", "date", "ties_asked", "pairs_missing"}
MOST_ANSWERS = 20
MOST_CODES, LARGEST_CODE = 10, 10  # different whole numbers that may stand for answers, and how large they may be
LONGEST_ANSWER = 60
# What a column of that name asks, when it can be that; each role once.
ROLES_BY_NAME = {
    "strength": ("strength", "sterkte", "weight", "gewicht", "closeness", "close", "nabijheid", "tiestrength"),
    "organisation": ("organisation", "organization", "organisatie"),
    "asks": ("asks", "vraagt"),
    "brings": ("brings", "brengt"),
    "priority": ("priority", "prioriteit"),
}


@dataclass
class Draft:
    """The questions drafted so far, and what in them was guessed."""

    interpreters: list[Interpreter] = field(default_factory=list)
    guesses: list[Guess] = field(default_factory=list)

    def guess(self, part: str, which: str, where: str, key: str, **about: object) -> None:
        """Note something that the source does not say; of two guesses about one place the first stays."""
        if not any((g.part, g.which, g.field) == (part, which, where) for g in self.guesses):
            self.guesses.append(Guess(part, which, where, Remark(f"guess.{key}", about)))

    def ask(self, column: str, values: pd.Series, labels: Mapping[str, str] | None = None, text: str = "") -> None:
        """Draft the question of one column of alters from all answers to it; numbers that are no codes ask nothing.

        Answers with labels come in the order of the labels; whole numbers up to 10 in their own order; other answers
        in the order in which they occur. Columns with a yes and a no are relations, or the priority where they are
        called so; more than 20 different answers, long ones, or answers that are all different are a note. So is what
        may hold names, addresses or remarks of people: what they wrote is no category. A label that says there is no
        answer, and that nobody has, is none.
        """
        known = values.dropna().astype("str")
        given = {str(v) for v in known.unique()}
        labels = {v: t for v, t in (labels or {}).items() if v in given or not says_none(t)}
        if _personal(column, known, labels):
            self._add(Interpreter(column, "note", column, text))
            self.guess("interpreters", column, "role", "personal")
            return
        if labels:
            answers = categories(list(labels), list(labels.values()))
            codes = numbers(pd.Series(list(labels), dtype="str"))[0]
            answers = _with_codes(answers, codes)
            self._add(Interpreter(column, self._role(column, len(answers)), column, text, answers))
            return
        words = [str(w) for w in known.unique()]
        if not words:
            return
        if _yes_no(words):
            role = self._named(column, yes_no=True) or "relation"
            self._add(Interpreter(column, role, column, text))
            self.guess("interpreters", column, "role", "relation")
            return
        read = numbers(pd.Series(words, dtype="str"))[0]
        if read.notna().all():
            if not _codes(read):
                return
            by_number = [words[n] for n in np.argsort(read.to_numpy(), kind="stable")]
            answers = _with_codes(categories(_once(by_number)), read.sort_values())
            self._add(Interpreter(column, self._role(column, len(answers)), column, text, answers))
            self.guess("interpreters", column, "categories", "order_numbers")
            return
        if _free(words, len(known)):
            self._add(Interpreter(column, "note", column, text))
            self.guess("interpreters", column, "role", "free_text")
            return
        begin = pd.Series(words, dtype="str").str.extract(r"^\D{0,2}(\d+)", expand=False).astype("float64")
        ordered = begin.notna().all()
        if ordered:
            words = [words[n] for n in np.argsort(begin.to_numpy(), kind="stable")]
        self._add(Interpreter(column, self._role(column, len(words)), column, text, categories(_once(words))))
        self.guess("interpreters", column, "categories", "order_numbers" if ordered else "order_first")

    def _add(self, interpreter: Interpreter) -> None:
        self.interpreters.append(interpreter)
        if interpreter.role in ROLES_BY_NAME:
            self.guess("interpreters", interpreter.column, "role", "role_by_name", role=interpreter.role)

    def _role(self, column: str, answers: int) -> str:
        """What a closed question asks, by the name of its column."""
        return (self._named(column, yes_no=False) if answers > 1 else None) or "attribute"

    def _named(self, column: str, yes_no: bool) -> str | None:
        """The role that the name of a column says, among those that are asked with yes or no, or among the others."""
        taken = {i.role for i in self.interpreters}
        plain = re.sub(r"[\W_]", "", column.casefold())
        fit = [role for role, names in ROLES_BY_NAME.items() if plain in names and (role in YES_NO) is yes_no]
        return next((role for role in fit if role not in taken), None)


def _personal(column: str, known: pd.Series, labels: Mapping[str, str] | None) -> bool:
    """Whether answers may be what people are called, where they are to be found, or what was written about them."""
    words = [str(w) for w in known.unique()]
    said = [(labels or {}).get(w, w) for w in words]
    if not words or closed(said):
        return False
    by_name = named_personal(column) if not labels else called_name(column)
    return by_name or holds_personal(said, len(known))


def _once(words: list[str]) -> list[object]:
    """Answers without those that differ only in capitals or spaces."""
    kept: list[object] = [*{normal(w): w for w in reversed(words)}.values()]
    return kept[::-1]


def _with_codes(answers: tuple[Category, ...], codes: pd.Series) -> tuple[Category, ...]:
    """The answers with the numbers that stood for them, where every answer has one of its own."""
    if len(codes) != len(answers) or not np.isfinite(codes.to_numpy()).all():
        return answers
    return tuple(replace(a, code=float(c)) for a, c in zip(answers, codes, strict=True))


def _yes_no(words: list[str]) -> bool:
    """Whether the answers are yes and no, both of them; or true or false in so many words."""
    seen = {normal(w) for w in words}
    both = bool(seen & YES) and bool(seen & NO)
    return seen <= YES | NO and (both or seen <= {"true", "false", "waar", "onwaar", "ja", "nee", "yes", "no"})


def _codes(read: pd.Series) -> bool:
    """Whether numbers can stand for answers: few, whole and small; one number alone says nothing."""
    whole = (read == read.round()).all() and (read.abs() <= LARGEST_CODE).all()
    return bool(whole) and 1 < read.nunique() <= MOST_CODES


def _free(words: list[str], answered: int) -> bool:
    """Whether answers are free text: too many, too long, or no two alike."""
    long = any(len(w) > LONGEST_ANSWER or "\n" in w for w in words)
    return long or len(words) > MOST_ANSWERS or (answered > 5 and len(words) == answered)


def in_order(waves: Iterable[str]) -> list[str]:
    """Waves in order of time as far as their names say it (voor, na; T1, T2; 2024-09, 2025-06), else as they came."""
    waves = list(dict.fromkeys(waves))
    return in_time(waves) or waves


def waves_of(draft: Draft, egos: pd.DataFrame, *others: pd.DataFrame) -> tuple[Wave, ...]:
    """The waves that the tables have: in order of their dates, else of their names, else as they first occur.

    Where none of the tables knows waves there is one, `1`, and that is a guess.
    """
    seen = [t["wave"] for t in (egos, *others) if "wave" in t.columns]
    waves = in_order(str(w) for w in pd.concat(seen).dropna().unique()) if seen else []
    if not waves:
        draft.guess("waves", "1", "id", "one_wave")
    if len(waves) > 1:
        key = "waves_by_name" if in_order(reversed(waves)) == waves else "waves_by_appearance"
        first = days(egos["date"])[0].groupby(egos["wave"]).min() if "date" in egos.columns else pd.Series(dtype=object)
        if set(first.dropna().index) == set(waves):
            waves, key = list(first.sort_values(kind="stable").index), "waves_by_date"
        draft.guess("waves", waves[0], "id", key)
    return tuple(Wave(w, w) for w in waves) or (Wave("1", "1"),)


def tie_types_of(draft: Draft, ties: pd.DataFrame | None) -> tuple[TieType, ...]:
    """The types of tie in a table, undirected until a researcher says otherwise."""
    if ties is None:
        return ()
    named = [str(t) for t in ties["type"].dropna().unique()] if "type" in ties.columns else []
    types = tuple(TieType(c.id, str(c.label)) for c in categories(_once(named))) or (TieType("tie"),)
    ends = ties[["ego", "wave", "source", "target"]].astype(object)
    back = pd.MultiIndex.from_frame(ends[["ego", "wave", "target", "source"]])
    if pd.MultiIndex.from_frame(ends).isin(back).any():
        draft.guess("tie_types", types[0].id, "directed", "undirected")
    return types


def alter_ids_of(draft: Draft, egos: pd.DataFrame, alters: pd.DataFrame) -> str:
    """What equal ids of alters mean: a roster where most of them are egos; nothing where every network counts anew.

    Ids that are just 1 … n, or 0 … n − 1, in every network say nothing about who is who in another wave: `per wave`.
    """
    if "alter" not in alters.columns:
        return "per wave"
    known = alters.dropna(subset=["ego", "alter"])
    if known.empty:
        return "own"
    number = pd.to_numeric(known["alter"].where(known["alter"].str.fullmatch(r"[0-9]{1,9}")), errors="coerce")
    by = number.groupby([known["ego"], known["wave"].fillna("")])
    least, most = by.min(), by.max()
    counted = (least.isin([0, 1]) & (by.nunique() == by.size()) & (most - least + 1 == by.size())).to_numpy()
    several = alters["wave"].nunique() > 1
    if counted.all():
        if several:
            draft.guess("files", "", "alter_ids", "ids_per_wave")
        return "per wave"
    other = known[known["alter"] != known["ego"]]
    if len(other) and other["alter"].isin(set(egos["ego"].dropna())).mean() >= 0.5:
        draft.guess("files", "", "alter_ids", "ids_roster")
        return "roster"
    if several:
        draft.guess("files", "", "alter_ids", "ids_own")
    return "own"


def drafted(
    draft: Draft,
    egos: pd.DataFrame,
    alters: pd.DataFrame,
    ties: pd.DataFrame | None,
    labels: Mapping[str, Mapping[str, str]] | None = None,
    questions: Mapping[str, str] | None = None,
    skip: Collection[str] = (),
) -> Codebook:
    """A codebook for three tables with netlab's key columns.

    Parameters
    ----------
    draft : Draft
        Questions that the reader has drafted itself; their columns are left as they are. The guesses are added to it.
    egos, alters, ties : DataFrame
        As in `Source`. Answers that egos give about themselves in a column of the same name count too.
    labels, questions : mapping, optional
        Per column of alters what its values stand for, in order, and the text of its question, where the file says so.
    skip : collection of str
        Columns of alters that are no answers.
    """
    labels, questions = labels or {}, questions or {}
    done = {*skip, *(i.column for i in draft.interpreters)}
    for column in [str(c) for c in alters.columns if c not in NOT_ASKED and c not in done]:
        values = alters[column]
        if column in egos.columns:
            values = pd.concat([values, egos[column]])
        draft.ask(column, values, labels.get(column), questions.get(column, ""))
    waves = waves_of(draft, egos, alters, *([] if ties is None else [ties]))
    types = tie_types_of(draft, ties)
    ids = alter_ids_of(draft, egos, alters)
    return Codebook(waves=waves, interpreters=tuple(draft.interpreters), tie_types=types, alter_ids=ids)


def type_ids(types: Iterable[str]) -> dict[str, str]:
    """Per type of tie as a source writes it, a short id of its own."""
    made: dict[str, str] = {}
    for written in types:
        name = slug(written)
        while name in made.values():
            name += "_"
        made[written] = name
    return made
