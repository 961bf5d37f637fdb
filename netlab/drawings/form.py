"""The form of a drawing: what is wrong with it by itself, and where it does not agree with the codebook."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from netlab.codebook import Codebook, Interpreter
from netlab.drawings.limits import too_much
from netlab.drawings.places import EDGE, OUTER, answers_at, is_outside, placing
from netlab.problems import InputError, suggestion

FORMAT = 1
STATUSES = ("same", "gone", "not_mentioned")
NUMBER = ("asks", "brings")  # roles whose answer is a number where they have no categories
Drawing = dict[str, Any]
Step = Mapping[str, Any]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _one_of(*known: object) -> Callable[[object], bool]:
    return lambda value: any(value is k for k in known)


FIELDS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "ego": (_is_text, "a text"),
    "wave": (_is_text, "a text"),
    "date": (lambda v: v is None or _is_day(v), "a day such as 2026-11-21, or null"),
    "version": (lambda v: isinstance(v, int) and not isinstance(v, bool) and v >= 0, "a whole number from 0"),
    "ties_asked": (_one_of(True, False, None), "true, false or null"),
    "goal": (lambda v: v is None or isinstance(v, str), "a text or null"),
    "from_earlier": (_one_of(True, False), "true or false"),
    "alters": (lambda v: isinstance(v, list), "a list"),
    "ties": (lambda v: isinstance(v, list), "a list"),
    "earlier": (lambda v: isinstance(v, list), "a list"),
    "paper": (lambda v: v is None or isinstance(v, dict), "null or a table with file and points"),
    "history": (lambda v: isinstance(v, list), "a list"),
}


def faults(raw: object) -> Iterator[str]:
    """What is wrong with the form of a drawing."""
    if not isinstance(raw, dict) or "netlab_drawing" not in raw:
        yield f"this is no drawing of netlab: expected a table with netlab_drawing = {FORMAT}."
        return
    if raw["netlab_drawing"] is True or raw["netlab_drawing"] != FORMAT:
        yield f"netlab_drawing is {raw['netlab_drawing']!r}, expected {FORMAT}. Was it made by a newer netlab? Update."
        return
    for key, (fits, expected) in FIELDS.items():
        if key not in raw:
            yield f"{key} is missing, expected {expected}."
        elif not fits(raw[key]):
            yield f"{key} is {_short(raw[key])}, expected {expected}."
    lists = {k: raw[k] if isinstance(raw.get(k), list) else [] for k in ("alters", "ties", "earlier", "history")}
    alters: set[str] = set()
    for n, alter in enumerate(lists["alters"], 1):
        for fault in alter_faults(alter):
            yield f"alter {n}: {fault}"
        if isinstance(alter, dict) and isinstance(alter.get("alter"), str):
            if alter["alter"] in alters:
                yield f"alter {n}: the id {alter['alter']!r} stands there twice."
            alters.add(alter["alter"])
    tied: set[tuple[str, str, str]] = set()
    for n, tie in enumerate(lists["ties"], 1):
        wrong = list(tie_faults(tie, alters))
        yield from (f"tie {n}: {fault}" for fault in wrong)
        if not wrong:
            ends = (tie["source"], tie["target"], tie["type"])
            if ends in tied:
                yield f"tie {n}: it stands there twice."
            tied.add(ends)
    decided: set[tuple[str, str]] = set()
    for n, said in enumerate(lists["earlier"], 1):
        wrong = list(earlier_faults(said, alters))
        yield from (f"earlier {n}: {fault}" for fault in wrong)
        if not wrong:
            if (said["wave"], said["alter"]) in decided:
                yield f"earlier {n}: {said['alter']!r} of {said['wave']!r} stands there twice."
            decided.add((said["wave"], said["alter"]))
    for n, entry in enumerate(lists["history"], 1):
        whole = isinstance(entry, dict) and isinstance(entry.get("what"), str) and isinstance(entry.get("about"), dict)
        if not whole or not FIELDS["version"][0](entry.get("version")):
            yield f"history {n}: expected version, at, who, what and about, found {_short(entry)}."
        elif any("nested" in fault for fault in too_much(entry)):
            yield f"history {n}: its tables are nested too deep."


def _short(value: object) -> str:
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= 60 else shown[:57] + "…"


def alter_faults(alter: object) -> Iterator[str]:
    """What is wrong with the form of one alter."""
    if not isinstance(alter, dict):
        yield f"expected a table, found {_short(alter)}."
        return
    for key in ("alter", "name"):
        if not _is_text(alter.get(key)):
            yield f"{key} is {_short(alter.get(key))}, expected a text."
    if not isinstance(alter.get("wished"), bool):
        yield f"wished is {_short(alter.get('wished'))}, expected true or false."
    x, y = alter.get("x", ""), alter.get("y", "")
    if not (x is None and y is None):
        if not (_is_number(x) and _is_number(y)):
            yield f"x, y is {_short(x)}, {_short(y)}, expected two numbers, or null and null before it has a place."
        elif max(abs(x), abs(y)) > OUTER + EDGE or (x * x + y * y) ** 0.5 > OUTER + EDGE:
            yield f"x, y is {x}, {y}, which lies farther than {OUTER} from ego."
        elif is_outside(x, y) != alter.get("wished"):
            yield f"x, y is {x}, {y}: who is wished for stands outside the rings (farther than 1), nobody else does."
    elif alter.get("wished"):
        yield "who is wished for has a place outside the rings, found null."
    given = alter.get("generators")
    if not isinstance(given, list) or not all(_is_text(g) for g in given) or len(set(given)) < len(given):
        yield f"generators is {_short(given)}, expected a list of ids."
    answers = alter.get("answers")
    if not isinstance(answers, dict) or not all(
        v is None or isinstance(v, str | bool) or _is_number(v) for v in answers.values()
    ):
        yield f"answers is {_short(answers)}, expected a table with a text, number, true, false or null per column."


def tie_faults(tie: object, alters: Collection[str]) -> Iterator[str]:
    """What is wrong with the form of one tie among these alters."""
    if not isinstance(tie, dict) or not all(_is_text(tie.get(k)) for k in ("source", "target", "type")):
        yield f"expected source, target and type, found {_short(tie)}."
        return
    for end in ("source", "target"):
        if tie[end] not in alters:
            yield f"{end} {tie[end]!r} is none of the alters in this drawing."
    if tie["source"] == tie["target"]:
        yield f"{tie['source']!r} is tied to itself."


def earlier_faults(said: object, alters: Collection[str]) -> Iterator[str]:
    """What is wrong with the form of what a drawing says of one alter of an earlier wave."""
    if not isinstance(said, dict) or not all(_is_text(said.get(k)) for k in ("wave", "alter")):
        yield f"expected wave, alter, status and other_alter, found {_short(said)}."
        return
    status, other = said.get("status"), said.get("other_alter")
    if status not in STATUSES:
        yield f"status {_short(status)} is unknown. {suggestion(str(status), STATUSES)}"
    elif status == "same" and other not in alters:
        yield f"status same needs an other_alter of this drawing, found {_short(other)}."
    elif status != "same" and other is not None:
        yield f"status {status} has no other_alter, found {_short(other)}."


def answer_fault(question: Interpreter, value: object) -> str | None:
    """What is wrong with an answer to a question, in words; None when nothing is. No answer (None) always fits."""
    if value is None:
        return None
    if question.yes_no:
        fits, expected = isinstance(value, bool), "true or false"
    elif question.categories:
        fits, expected = value in question.ids, f"one of its answers. {suggestion(str(value), question.ids)}"
    elif question.role in NUMBER:
        fits, expected = _is_number(value), "a number"
    else:
        fits, expected = isinstance(value, str) or _is_number(value), "a text or number"
    return None if fits else f"the answer to {question.column!r} is {_short(value)}, expected {expected}"


def unlike(drawing: Drawing, codebook: Codebook) -> list[str]:
    """Where a drawing does not agree with the codebook, in words; empty when it does.

    A wave, question, answer, generator or type of tie that study.toml does not have; an alter whose answer is not the
    one that its place says (rings or sectors were changed after it was drawn).
    """
    wrong = []
    waves = [w.id for w in codebook.waves]
    if waves and drawing["wave"] not in waves:
        wrong.append(f"wave {drawing['wave']!r} is not in study.toml. {suggestion(drawing['wave'], waves)}")
    for alter in drawing["alters"]:
        who = f"alter {alter['alter']!r}"
        for generator in alter["generators"]:
            known = [g.id for g in codebook.generators]
            if generator not in known:
                wrong.append(f"{who}: generator {generator!r} is not in study.toml. {suggestion(generator, known)}")
        for column, value in alter["answers"].items():
            question = codebook.interpreter(column)
            if question is None:
                known = [i.column for i in codebook.interpreters]
                wrong.append(f"{who}: question {column!r} is not in study.toml. {suggestion(column, known)}")
            elif fault := answer_fault(question, value):
                wrong.append(f"{who}: {fault}")
        wrong += [f"{who}: {fault}" for fault in misplaced(alter, codebook)]
    known = [t.id for t in codebook.tie_types] or ["tie"]
    strange = dict.fromkeys(t["type"] for t in drawing["ties"] if t["type"] not in known)
    wrong += [f"type of tie {t!r} is not in study.toml. {suggestion(t, known)}" for t in strange]
    return wrong


def misplaced(alter: Mapping[str, Any], codebook: Codebook) -> list[str]:
    """The questions whose answer is not the one that an alter's place says, in words."""
    if alter["x"] is None:
        return []
    said = answers_at(codebook, alter["x"], alter["y"])
    return [
        f"its place says {c} = {said[c]!r}, its answer {alter['answers'].get(c)!r}"
        for c in placing(codebook)
        if alter["answers"].get(c) != said[c]
    ]


def checked(faults: Iterable[str], what: str) -> None:
    """InputError with every fault that there is, each with what it is about before it."""
    wrong = [f"{what}: {fault}" for fault in faults]
    if wrong:
        raise InputError(wrong)
