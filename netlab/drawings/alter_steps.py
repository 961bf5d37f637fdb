"""What a step does to one alter: added, removed, moved, renamed, said at which generator, answered about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from netlab.codebook import Codebook
from netlab.drawings.form import Drawing, alter_faults, answer_fault, checked
from netlab.drawings.limits import LONGEST_NAME
from netlab.drawings.places import Place, answers_at, is_outside, place_in, place_with, placing, settled
from netlab.problems import InputError, suggestion

Alter = dict[str, Any]


def row_of(drawing: Drawing, alter: object) -> int | None:
    """Which of the alters has this id, from 0; None for nobody."""
    return next((n for n, a in enumerate(drawing["alters"]) if a["alter"] == alter), None)


def _row(drawing: Drawing, about: Mapping[str, Any]) -> int:
    row = row_of(drawing, about["alter"])
    if row is None:
        raise InputError(f"there is no alter {about['alter']!r} in this drawing (any more).")
    return row


def _with_alter(drawing: Drawing, row: int, alter: Alter) -> Drawing:
    alters = drawing["alters"]
    return {**drawing, "alters": [*alters[:row], alter, *alters[row + 1 :]]}


def _placed(alter: Alter, place: Place | None, codebook: Codebook) -> Alter:
    """The alter at a place, which is the truth on the answers that a place gives; None: without a place."""
    if place is None:
        return {**alter, "x": None, "y": None, "wished": False}
    x, y = settled(*place)
    answers = {**alter["answers"], **answers_at(codebook, x, y)}
    return {**alter, "x": x, "y": y, "wished": is_outside(x, y), "answers": answers}


def _place_of(about: Mapping[str, Any]) -> Place | None:
    return None if about["x"] is None or about["y"] is None else (about["x"], about["y"])


def _answered(alter: Alter, answers: Mapping[str, Any], codebook: Codebook) -> Alter:
    """The alter with these answers, each known to the codebook; None stands only where a place gives the answer."""
    for column, value in answers.items():
        question = codebook.interpreter(column)
        if question is None:
            known = [i.column for i in codebook.interpreters]
            raise InputError(f"question {column!r} is not in study.toml. {suggestion(column, known)}")
        if fault := answer_fault(question, value):
            raise InputError(fault)
    together, always = {**alter["answers"], **answers}, placing(codebook)
    return {**alter, "answers": {c: v for c, v in together.items() if v is not None or c in always}}


def _in_order(generators: Iterable[str], codebook: Codebook) -> list[str]:
    """Generators in the codebook's order, each one that it has."""
    known = [g.id for g in codebook.generators]
    for generator in generators:
        if generator not in known:
            raise InputError(f"generator {generator!r} is not in study.toml. {suggestion(str(generator), known)}")
    return sorted(set(generators), key=known.index)


def new_alter(given: Mapping[str, Any], codebook: Codebook) -> Alter:
    """An alter as it enters a drawing: its place settled, the answers that a place gives written."""
    alter = {"alter": given["alter"], "name": given["name"], "x": given["x"], "y": given["y"], "wished": False}
    alter |= {"generators": _in_order(given.get("generators") or [], codebook), "answers": {}}
    alter = _answered(alter, dict.fromkeys(placing(codebook)) | dict(given.get("answers") or {}), codebook)
    alter = _placed(alter, _place_of(given), codebook)
    alter["name"] = alter["name"].strip() if isinstance(alter["name"], str) else alter["name"]
    checked(alter_faults(alter), "alter")
    _short_enough(alter["name"])
    return alter


def _short_enough(name: str) -> None:
    if len(name) > LONGEST_NAME:
        raise InputError(
            f"the name has {len(name)} characters, more than {LONGEST_NAME}. Initials or a number will do."
        )


def add(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Drawing:
    """Somebody more, at the end or at a place in the order; who is there already, exactly so, changes nothing."""
    alter = new_alter(about["alter"], codebook)
    row = row_of(drawing, alter["alter"])
    if row is not None:
        if drawing["alters"][row] == alter:
            return drawing
        raise InputError(f"there is an alter {alter['alter']!r} in this drawing already.")
    alters = list(drawing["alters"])
    alters.insert(about.get("at", len(alters)), alter)
    return {**drawing, "alters": alters}


def remove(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Drawing:
    """Somebody less, with the ties of that person and what was said about who it was earlier."""
    gone = about["alter"]
    return {
        **drawing,
        "alters": [a for a in drawing["alters"] if a["alter"] != gone],
        "ties": [t for t in drawing["ties"] if gone not in (t["source"], t["target"])],
        "earlier": [e for e in drawing["earlier"] if e["other_alter"] != gone],
    }


def move(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Drawing:
    """Somebody at another place, or at none."""
    row, place = _row(drawing, about), _place_of(about)
    alter = drawing["alters"][row]
    if place is None:  # what is still known of ring or sector may be said
        alter = _answered(alter, {c: about.get("answers", {}).get(c) for c in placing(codebook)}, codebook)
    return _with_alter(drawing, row, _placed(alter, place, codebook))


def rename(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Drawing:
    """Somebody under another name."""
    row, name = _row(drawing, about), about["name"]
    if not isinstance(name, str) or not name.strip():
        raise InputError(f"the name is {name!r}, expected a text. Initials or a number will do.")
    _short_enough(name.strip())
    return _with_alter(drawing, row, {**drawing["alters"][row], "name": name.strip()})


def name_at(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Drawing:
    """Somebody named at a generator, or not any more."""
    row = _row(drawing, about)
    alter, (generator,) = drawing["alters"][row], _in_order([about["generator"]], codebook)
    others = [g for g in alter["generators"] if g != generator]
    named = _in_order([*others, generator], codebook) if about["named"] else others
    return _with_alter(drawing, row, {**alter, "generators": named})


def answer(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Drawing:
    """Somebody with another answer; one on ring or sector moves the mark."""
    row, column, value = _row(drawing, about), about["column"], about["value"]
    alter = drawing["alters"][row]
    answered = _answered(alter, {column: value}, codebook)
    if column in placing(codebook):
        answered = _moved_by_answer(alter, answered, column, codebook)
    return _with_alter(drawing, row, answered)


def _moved_by_answer(alter: Alter, answered: Alter, column: str, codebook: Codebook) -> Alter:
    """The alter where its new answer puts it.

    With a place, it keeps the other answer; without an answer any more, it loses its place. Without a place, it gets
    one as soon as the questions that make a place are all answered.
    """
    value, asked = answered["answers"][column], placing(codebook)
    if alter["answers"].get(column) == value:
        return alter
    if alter["x"] is not None:
        place = None if value is None else place_with(codebook, (alter["x"], alter["y"]), column, value)
        return _placed(answered, place, codebook)
    if any(answered["answers"].get(c) is None for c in asked):
        return answered
    strength = codebook.one("strength")
    count, at = {"ring": 1, "sector": 1}, {"ring": 0, "sector": 0}
    for c, answers in asked.items():
        part = "ring" if strength is not None and c == strength.column else "sector"
        count[part], at[part] = len(answers), answers.index(answered["answers"][c])
    nth = sum((n + 1) * ord(sign) for n, sign in enumerate(alter["alter"])) % 97  # its own spot, whoever is there
    return _placed(answered, place_in(at["ring"], at["sector"], count["ring"], count["sector"], nth), codebook)
