"""EgoWeb 2.0: contacts, pairs and participants, in one session or several side by side, with codes for no answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from netlab.codebook import Codebook, Generator, Interpreter
from netlab.problems import InputError, found
from netlab.readers.drafting import Draft, drafted, type_ids
from netlab.readers.egoweb_codebook import Questions, questions_of
from netlab.readers.egoweb_rows import OWN, rows_of
from netlab.readers.egoweb_tables import (
    CODES,
    MATCHING,
    NO_QUESTION,
    OF_ALTER,
    OF_NETWORK,
    Exports,
    both_ends,
    sessions_of,
    sorted_out,
    whole,
)
from netlab.readers.files import Files
from netlab.readers.key_columns import must_read, not_used, noted_in, plain, readable
from netlab.readers.missing_codes import declared, with_other_negatives, without_codes
from netlab.readers.pair_questions import ties_asked
from netlab.readers.source import Format, Remark, Source, Told

MOST_OPTIONS = 20
SEVERAL = "; "
SPAN = re.compile(r"\d* ?(years|months|weeks|days|hours|minutes)", re.IGNORECASE)


def recognise(files: Files) -> Remark | None:
    """Tables with the columns EgoID and Alter Number; those of pairs with Alter 1 Number and Alter 2 Number."""
    exports = sorted_out(*readable(files))
    return None if exports is None else _remark(exports)


def _remark(exports: Exports) -> Remark:
    several = max(len(sessions_of(t)) for t in exports.alters)
    about = {"files": ", ".join(t.name for t in exports.used)}
    return (
        Remark("recognised.egoweb_sessions", {**about, "n": several}) if several else Remark("recognised.egoweb", about)
    )


def source(files: Files, told: Told) -> Source:
    """The networks of an EgoWeb export.

    Raises
    ------
    InputError
        When a file cannot be read, has no contacts, or its rows have shifted.
    """
    tables, others = must_read(files)
    exports = sorted_out(tables, others)
    if exports is None:
        raise InputError(
            f"{files.path.name}: this is no export of EgoWeb. Expected <study>-ego-alter.csv with the columns EgoID "
            "and Alter Number, and <study>-alter-pair.csv with Alter 1 Number and Alter 2 Number."
        )
    for table in tables:
        both_ends(table)
    for table in exports.used:
        whole(table)
    questions, draft = questions_of(tables, told), Draft()
    rows = rows_of(exports, told, draft)
    egos, blank_egos = _read_codes(rows.egos, rows.of_egos, told, draft)
    alters, blank_alters = _read_codes(rows.alters, rows.of_alters, told, draft)
    more = [blank_egos, blank_alters]
    columns = [c for c in rows.of_alters if c in alters.columns and plain(c) not in NO_QUESTION]
    generators = _generators(alters, columns, questions)
    alters, several = _with_options(alters, [c for c in columns if c not in generators], questions, draft)
    ties = None
    if rows.pairs is not None:
        pairs, codes = without_codes(rows.pairs, _asked(rows.pairs), CODES)
        egos, ties, blank = ties_asked(egos, alters, pairs, _asked(pairs), draft, told.codebook)
        more += [codes, blank]
    book = told.codebook
    if book is None:
        skip = {c for c in alters.columns if plain(c) in NO_QUESTION} | {*generators, *several, "study", "key"}
        book = drafted(draft, egos, alters, ties, questions.labels, questions.prompts, skip)
        book = _with_questions(book, generators, questions, draft)
        # Side by side a contact has one Alter ID in all sessions; an Alter Number counts within an interview.
        draft.guesses = [g for g in draft.guesses if g.field != "alter_ids"]
        book = replace(book, alter_ids="own" if sessions_of(exports.alters[0]) else "per wave")
    computed = [c for c in [*egos.columns, *alters.columns] if plain(c) in OF_NETWORK | OF_ALTER]
    notes = [*rows.notes]
    if computed:
        about = {"detail": ", ".join(computed)}
        notes.append({"file": exports.alters[0].name, "kind": "columns_computed", "about": about, "stops": False})
    egos = egos.rename(columns={"interview": "Interview ID"})
    out = {"study", "key", "link", *(() if rows.waved else ("wave",))}
    egos, alters = (t.drop(columns=[c for c in out if c in t.columns]) for t in (egos, alters))
    if ties is not None and not rows.waved:
        ties = ties.drop(columns="wave")
    seen = noted_in(exports.used, not_used(exports.others), found(notes), *more)
    return Source(egos, alters, ties, book, _remark(exports), tuple(draft.guesses), seen)


def _read_codes(
    rows: pd.DataFrame, columns: Sequence[str], told: Told, draft: Draft
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A table with the codes for no answer taken out, but for columns in which they may be numbers or answers."""
    asked = [c for c in columns if c in rows.columns and plain(c) not in NO_QUESTION | OF_NETWORK]
    other = with_other_negatives(rows, asked, CODES)
    for column in other:
        draft.guess("interpreters", column, "", "negative_numbers", column=column)
    kept = {*other, *declared(told.codebook, CODES)}
    return without_codes(rows, [c for c in asked if c not in kept], CODES)


def _asked(pairs: pd.DataFrame) -> list[str]:
    """The questions about pairs."""
    return [c for c in pairs.columns if c not in OWN and plain(c) not in NO_QUESTION]


def _generators(alters: pd.DataFrame, columns: Sequence[str], questions: Questions) -> list[str]:
    """The questions for names among the columns of contacts: by the codebook, else those of 0 and 1 in front.

    In front, up to the column with which every contact comes from at least one question.
    """
    if questions.subjects:
        return [c for c in columns if questions.subjects.get(c) == "NAME_GENERATOR"]
    front: list[str] = []
    for column in [c for c in columns if plain(c) not in MATCHING]:
        if not len(alters) or not alters[column].isin(["0", "1"]).all():
            break
        front.append(column)
        if alters[front].eq("1").any(axis=1).all():
            return front
    return []


def options_in(values: pd.Series) -> list[str]:
    """The options of a question with several answers in a cell; none for another question, or a span of time."""
    known = values.dropna()
    if not known.str.contains(SEVERAL, regex=False).any():
        return []
    options = list(dict.fromkeys(o.strip() for v in known for o in v.split(SEVERAL) if o.strip()))
    return [] if len(options) > MOST_OPTIONS or any(SPAN.fullmatch(o) for o in options) else options


def _with_options(
    alters: pd.DataFrame, columns: Sequence[str], questions: Questions, draft: Draft
) -> tuple[pd.DataFrame, list[str]]:
    """A true/false column per option of each question with several answers, missing where it was not answered.

    Returns
    -------
    alters, several : DataFrame, list of str
        The table, in which the questions themselves stay as text; and which questions these are.
    """
    several = []
    for column in columns:
        options = options_in(alters[column])
        if not options:
            continue
        several.append(column)
        chosen = alters[column].map(lambda v: {o.strip() for o in v.split(SEVERAL)}, na_action="ignore")
        for option in options:
            name = f"{column}_{option}"
            while name in alters.columns:
                name += "_"
            picked = [("1" if option in c else "0") if isinstance(c, set) else None for c in chosen]
            alters = alters.assign(**{name: pd.Series(picked, index=alters.index, dtype="str")})
            label = f"{column}: {questions.labels.get(column, {}).get(option, option)}"
            draft.interpreters.append(Interpreter(name, "relation", label, questions.prompts.get(column, "")))
            draft.guess("interpreters", name, "role", "several_answers", column=column)
    return alters, several


def _with_questions(book: Codebook, generators: Sequence[str], questions: Questions, draft: Draft) -> Codebook:
    """The codebook with the questions for names, and the texts of the questions about pairs."""
    named = type_ids(generators)
    made = tuple(
        Generator(name, questions.prompts.get(c, c), c if len(generators) > 1 else None) for c, name in named.items()
    )
    if made and not questions.subjects:
        draft.guess("generators", made[0].id, "", "first_columns", columns=", ".join(generators))
    types = tuple(replace(t, text=questions.prompts.get(str(t.label), "")) for t in book.tie_types)
    return replace(book, generators=made, tie_types=types)


FORMAT = Format("egoweb", recognise, source)
