"""A codebook drafted from a Network Canvas export and its protocol, with everything that is a guess named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from netlab.cleaning.answers import MOST_ANSWERS, answers_of, normal, numbers
from netlab.codebook import Category, Codebook, Generator, Group, Interpreter, TieType, Wave
from netlab.readers.network_canvas.answers import Answered, Options, answers_in, true_or_false
from netlab.readers.network_canvas.exported import TYPE
from netlab.readers.network_canvas.protocol import Protocol, Variable
from netlab.readers.personal import holds_personal, named_personal
from netlab.readers.source import Guess, Remark, categories

NAMES = ("name", "naam", "label", "nickname", "bijnaam", "alias", "voornaam", "initialen", "initials")
STRENGTHS = ("nabijheid", "sterkte", "closeness", "strength")
GROUPS = ("conditie", "condition", "groep", "group", "arm")
CLOSED_UP_TO = 10  # whole numbers above this are no answers in order but an amount


def name_of(columns: list[str]) -> str | None:
    """The column that holds the name of an alter, by what it is called; None when there is none."""
    if "name" in columns:
        return "name"
    called = {c.casefold(): c for c in reversed(columns)}
    return next((called[n] for n in NAMES if n in called), None)


def answers(options: Mapping[str, str]) -> tuple[Category, ...]:
    """Answers in order from value → label, each found again by its value; with its number where it is one."""
    once: dict[str, tuple[str, str]] = {}
    for value, label in options.items():
        once.setdefault(normal(value), (value, label))
    values, labels = [v for v, _ in once.values()], [label for _, label in once.values()]
    distinct = len({normal(label) for label in labels}) == len(labels)
    made = categories(list(values), labels if distinct else None)
    made = tuple(replace(c, also=() if c.id == v else (v,)) for c, v in zip(made, values, strict=True))
    spelled = answers_of(made)
    if any(spelled.get(normal(v)) != c.id for c, v in zip(made, values, strict=True)):
        made = tuple(Category(v, v) for v in values)
    codes, unknown = numbers(pd.Series(values, dtype="str"))
    if len(values) and not unknown.any():
        made = tuple(replace(c, code=float(n)) for c, n in zip(made, codes, strict=True))
    return made


def _strength(column: str, made: tuple[Category, ...]) -> bool:
    """Whether a question is about how strong the tie is, by its name, and its answers are numbers, so in order."""
    return normal(column) in STRENGTHS and len(made) > 1 and all(c.code is not None for c in made)


def _spread(one: Options, known: Mapping[str, Variable]) -> tuple[list[Interpreter], list[Guess]]:
    """The interpreters of a question that the export spreads over a column per answer."""
    about = known.get(one.variable)
    labels = dict(about.options) if about else {}
    text = about.text if about else ""
    if one.folded:
        made = answers({v: labels.get(v, v) for v in one.columns.values()})
        guesses = [Guess("interpreters", one.variable, "column", Remark("guess.canvas_options"))] if one.guessed else []
        return [Interpreter(one.variable, label=one.variable, text=text, categories=made)], guesses
    asked = [
        Interpreter(c, role="relation", label=f"{one.variable}: {labels.get(v, v)}", text=text)
        for c, v in one.columns.items()
    ]
    return asked, [Guess("interpreters", i.column, "role", Remark("guess.canvas_yes_no")) for i in asked]


def _declared(one: Variable) -> tuple[Interpreter | None, list[Guess]]:
    """The interpreter of a question of the protocol; none for numbers and places."""
    about = Interpreter(one.name, label=one.name, text=one.text)
    if one.type in ("ordinal", "categorical") and one.options:
        made = answers(dict(one.options))
        if _strength(one.name, made):
            made = tuple(sorted(made, key=lambda c: c.code or 0.0))
            return replace(about, role="strength", categories=made), [
                Guess("interpreters", one.name, "role", Remark("guess.canvas_strength"))
            ]
        return replace(about, categories=made), []
    if one.type == "boolean":
        guess = Guess("interpreters", one.name, "role", Remark("guess.canvas_yes_no"))
        return replace(about, role="relation"), [guess]
    if one.type in ("number", "scalar", "layout", "location"):
        return None, []
    return replace(about, role="note"), []


def _with_egos(one: Interpreter, egos: pd.DataFrame) -> Interpreter:
    """The question with the answers that only egos gave about themselves, where they were asked the same."""
    if one.column not in egos.columns or not one.categories:
        return one
    spelled = answers_of(one.categories)
    more = [v for v in dict.fromkeys(egos[one.column].dropna().astype("str")) if normal(v) not in spelled]
    values = {c.also[0] if c.also else c.id: str(c.label) for c in one.categories} | {v: v for v in more}
    return replace(one, categories=answers(values)) if more else one


def _seen(column: str, values: pd.Series) -> tuple[Interpreter | None, list[Guess]]:
    """The interpreter of a question of which only the answers are known; none for numbers and for no answers."""
    about = Interpreter(column, label=column)
    given = values.dropna().astype("str")
    different = list(dict.fromkeys(given))
    if not different:
        return None, []
    if true_or_false(values):
        guess = Guess("interpreters", column, "role", Remark("guess.canvas_yes_no"))
        return replace(about, role="relation"), [guess]
    read, unknown = numbers(given)
    if not unknown.any():
        whole = bool((read == read.round()).all()) and read.between(0, CLOSED_UP_TO).all()
        if not whole or len(different) < 2:
            return None, []
        in_order = sorted(different, key=lambda v: float(v.replace(",", ".")))
        made = answers({v: v for v in in_order})
        guess = Guess("interpreters", column, "categories", Remark("guess.canvas_numbers"))
        if _strength(column, made):
            more = Guess("interpreters", column, "role", Remark("guess.canvas_strength"))
            return replace(about, role="strength", categories=made), [guess, more]
        return replace(about, categories=made), [guess]
    personal = named_personal(column) or holds_personal(different, len(given))
    if personal or len(different) > MOST_ANSWERS or 2 * len(different) > len(given):
        return replace(about, role="note"), [Guess("interpreters", column, "role", Remark("guess.canvas_free_text"))]
    guess = Guess("interpreters", column, "categories", Remark("guess.canvas_appearance"))
    return replace(about, categories=answers({v: v for v in different})), [guess]


def interpreters(
    egos: Answered, nodes: Answered, known: Mapping[str, Variable], without: set[str]
) -> tuple[list[Interpreter], list[Guess]]:
    """The questions about the alters, in the order of their columns."""
    made: list[Interpreter] = []
    guesses: list[Guess] = []
    spread = {(o.variable if o.folded else next(iter(o.columns))): o for o in nodes.options}
    inside = {c for o in nodes.options if not o.folded for c in o.columns}
    for column in answers_in(nodes.rows):
        if column in without or column in nodes.layout:
            continue
        if column in spread:
            asked, why = _spread(spread[column], known)
            asked = [_with_egos(i, egos.rows) for i in asked]
        elif column in inside:
            continue
        else:
            one, why = _declared(known[column]) if column in known else _seen(column, nodes.rows[column])
            asked = [_with_egos(one, egos.rows)] if one is not None else []
        made += asked
        guesses += why
    types = list(dict.fromkeys(nodes.rows[TYPE].dropna()))
    if len(types) > 1:
        made.append(Interpreter(TYPE, label=TYPE, categories=answers({t: t for t in types})))
    strengths = [i.column for i in made if i.role == "strength"]
    if len(strengths) > 1:  # a study has one
        made = [replace(i, role="attribute") if i.column in strengths[1:] else i for i in made]
    return made, [g for g in guesses if not (g.field == "role" and g.which in strengths[1:])]


def _group(egos: Answered) -> tuple[Group | None, list[Guess]]:
    """The column of the sessions that looks like a group, by its name."""
    for one in egos.options:
        if one.folded and one.variable.casefold() in GROUPS:
            made = answers({v: v for v in one.columns.values()})
            return Group(one.variable, made), [Guess("group", "", "column", Remark("guess.canvas_group"))]
    return None, []


def drafted(
    egos: Answered,
    nodes: Answered,
    types: list[str],
    waves: tuple[str, ...],
    protocol: Protocol | None,
    name: str | None,
    pattern: str | None,
) -> tuple[Codebook, tuple[Guess, ...]]:
    """A codebook from what the export and, where there is one, its protocol say."""
    known = protocol.of("nodes") if protocol else {}
    generators: tuple[Generator, ...] = protocol.generators if protocol else ()
    there = [g.column if g.column in nodes.rows.columns else None for g in generators]
    generators = tuple(replace(g, column=c) for g, c in zip(generators, there, strict=True))
    without = {c for c in (name, *there) if c is not None}
    asked, guesses = interpreters(egos, nodes, known, without)
    group, more = _group(egos)
    texts = protocol.asked if protocol else {}
    book = Codebook(
        waves=tuple(Wave(w) for w in waves or ("1",)),
        interpreters=tuple(asked),
        group=group,
        generators=generators,
        tie_types=tuple(TieType(t, label=t, text=texts.get(t, "")) for t in types),
        alter_ids="per wave",
        source={"case_id": pattern} if pattern else {},
    )
    return book, (*guesses, *more)
