"""One step in a drawing: somebody added, moved, answered about, tied; the drawing before gives the drawing after."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from netlab.codebook import Codebook
from netlab.drawings.form import FIELDS, Drawing, Step, alter_faults, answer_fault, earlier_faults, tie_faults
from netlab.drawings.limits import LONGEST_NAME, too_much
from netlab.drawings.places import (
    Place,
    answers_at,
    is_outside,
    place_in,
    place_with,
    placing,
    settled,
)
from netlab.drawings.schema import is_picture_of
from netlab.problems import InputError, suggestion

Alter = dict[str, Any]


def apply(drawing: Drawing, step: Step, codebook: Codebook) -> Drawing:
    """The drawing after one step; version and history are left to `netlab.drawings.save`.

    A step that is done already (a tie that is there, an alter that is gone) changes nothing.

    Parameters
    ----------
    drawing : dict
        As `read_drawing` gives it. It is not changed.
    step : mapping
        `what` and `about`, as docs/drawing.md lists them.
    codebook : Codebook
        Its questions say what a place means, and which answers there are.

    Raises
    ------
    InputError
        When the step is unknown or cannot be done: an alter that is not there, an answer that the codebook does not
        have, somebody who would be two persons.
    """
    check_step(step)
    return _taken(drawing, step, codebook)


def check_step(step: Step) -> None:
    """Refuse a step that can be taken in no drawing at all.

    Raises
    ------
    InputError
        When it is no table, is unknown, lacks `about`, or holds too much (see `netlab.drawings.limits`).
    """
    if not isinstance(step, Mapping):
        raise InputError("a step is a table with what and about.")
    what, about = step.get("what"), step.get("about")
    if not isinstance(what, str) or what not in STEPS or not isinstance(about, Mapping):
        raise InputError(f"step {str(what)[:60]!r} is unknown, or lacks `about`. {suggestion(str(what)[:60], STEPS)}")
    _checked(too_much(dict(step)), f"step {what!r}")


def _taken(drawing: Drawing, step: Step, codebook: Codebook) -> Drawing:
    what, about = step.get("what"), step.get("about")
    if not isinstance(what, str) or what not in STEPS or not isinstance(about, Mapping):
        raise InputError(f"step {what!r} is unknown, or lacks `about`. {suggestion(str(what), STEPS)}")
    try:
        return STEPS[what](drawing, about, codebook)
    except KeyError as error:
        raise InputError(f"step {what!r}: about has no {error}. Found: {', '.join(about) or 'nothing'}.") from None
    except (TypeError, AttributeError, OverflowError) as error:
        raise InputError(f"step {what!r}: about has another form than docs/drawing.md says ({error}).") from None


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


def _checked(faults: Iterable[str], what: str) -> None:
    wrong = [f"{what}: {fault}" for fault in faults]
    if wrong:
        raise InputError(wrong)


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


def _new(given: Mapping[str, Any], codebook: Codebook) -> Alter:
    """An alter as it enters a drawing: its place settled, the answers that a place gives written."""
    alter = {"alter": given["alter"], "name": given["name"], "x": given["x"], "y": given["y"], "wished": False}
    alter |= {"generators": _in_order(given.get("generators") or [], codebook), "answers": {}}
    alter = _answered(alter, dict.fromkeys(placing(codebook)) | dict(given.get("answers") or {}), codebook)
    alter = _placed(alter, _place_of(given), codebook)
    alter["name"] = alter["name"].strip() if isinstance(alter["name"], str) else alter["name"]
    _checked(alter_faults(alter), "alter")
    _short_enough(alter["name"])
    return alter


def _short_enough(name: str) -> None:
    if len(name) > LONGEST_NAME:
        raise InputError(
            f"the name has {len(name)} characters, more than {LONGEST_NAME}. Initials or a number will do."
        )


def _start(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Drawing:
    if about["from"] is None:  # taken back
        return {**drawing, "from_earlier": False, "alters": [], "ties": [], "earlier": list(about["earlier"])}
    if drawing["alters"] or drawing["from_earlier"]:
        return drawing
    made = {**drawing, "from_earlier": True, "alters": [_new(a, codebook) for a in about["alters"]]}
    for tie in about.get("ties", []):
        made = _tie(made, tie, codebook)
    for said in about["earlier"]:
        made = _earlier(made, said, codebook)
    return made


def _add(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Drawing:
    alter = _new(about["alter"], codebook)
    row = row_of(drawing, alter["alter"])
    if row is not None:
        if drawing["alters"][row] == alter:
            return drawing
        raise InputError(f"there is an alter {alter['alter']!r} in this drawing already.")
    alters = list(drawing["alters"])
    alters.insert(about.get("at", len(alters)), alter)
    return {**drawing, "alters": alters}


def _remove(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Drawing:
    gone = about["alter"]
    return {
        **drawing,
        "alters": [a for a in drawing["alters"] if a["alter"] != gone],
        "ties": [t for t in drawing["ties"] if gone not in (t["source"], t["target"])],
        "earlier": [e for e in drawing["earlier"] if e["other_alter"] != gone],
    }


def _move(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Drawing:
    row, place = _row(drawing, about), _place_of(about)
    alter = drawing["alters"][row]
    if place is None:  # what is still known of ring or sector may be said
        alter = _answered(alter, {c: about.get("answers", {}).get(c) for c in placing(codebook)}, codebook)
    return _with_alter(drawing, row, _placed(alter, place, codebook))


def _rename(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Drawing:
    row, name = _row(drawing, about), about["name"]
    if not isinstance(name, str) or not name.strip():
        raise InputError(f"the name is {name!r}, expected a text. Initials or a number will do.")
    _short_enough(name.strip())
    return _with_alter(drawing, row, {**drawing["alters"][row], "name": name.strip()})


def _generator(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Drawing:
    row = _row(drawing, about)
    alter, (generator,) = drawing["alters"][row], _in_order([about["generator"]], codebook)
    others = [g for g in alter["generators"] if g != generator]
    named = _in_order([*others, generator], codebook) if about["named"] else others
    return _with_alter(drawing, row, {**alter, "generators": named})


def _answer(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Drawing:
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


def tie_key(tie: Mapping[str, Any], codebook: Codebook) -> tuple[str, str, str]:
    """A tie as it stands in a drawing: undirected ones with the smaller id first."""
    source, target = tie["source"], tie["target"]
    kind = tie.get("type") or (codebook.tie_types[0].id if codebook.tie_types else "tie")
    directed = any(t.id == kind and t.directed for t in codebook.tie_types)
    return (source, target, kind) if directed or str(source) <= str(target) else (target, source, kind)


def _ties(drawing: Drawing) -> list[tuple[str, str, str]]:
    return [(t["source"], t["target"], t["type"]) for t in drawing["ties"]]


def _tie(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Drawing:
    known = [t.id for t in codebook.tie_types] or ["tie"]
    source, target, kind = tie_key(about, codebook)
    tie = {"source": source, "target": target, "type": kind}
    _checked(tie_faults(tie, {a["alter"] for a in drawing["alters"]}), "tie")
    if kind not in known:
        raise InputError(f"type of tie {kind!r} is not in study.toml. {suggestion(kind, known)}")
    if (source, target, kind) in _ties(drawing):
        return drawing
    order = sorted([*drawing["ties"], tie], key=lambda t: (t["source"], t["target"], t["type"]))
    return {**drawing, "ties": order}


def _untie(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Drawing:
    gone = tie_key(about, codebook)
    return {**drawing, "ties": [t for t, key in zip(drawing["ties"], _ties(drawing), strict=True) if key != gone]}


def _earlier(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Drawing:
    said = {k: about.get(k) if k == "other_alter" else about[k] for k in ("wave", "alter", "status", "other_alter")}
    others = [e for e in drawing["earlier"] if (e["wave"], e["alter"]) != (said["wave"], said["alter"])]
    if said["status"] is None:
        return {**drawing, "earlier": others}
    _checked(earlier_faults(said, {a["alter"] for a in drawing["alters"]}), "earlier")
    if said["wave"] == drawing["wave"]:
        raise InputError(f"earlier: wave {said['wave']!r} is the wave of this drawing itself.")
    twice = [e for e in others if said["status"] == "same" and e["other_alter"] == said["other_alter"]]
    if any(e["wave"] == said["wave"] for e in twice):
        raise InputError(
            f"earlier: {said['other_alter']!r} is the same person as {twice[0]['alter']!r} of {said['wave']!r} already."
        )
    return {**drawing, "earlier": sorted([*others, said], key=lambda e: (e["wave"], e["alter"]))}


def _asked(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Drawing:
    fits, expected = FIELDS["ties_asked"]
    if not fits(about["asked"]):
        raise InputError(f"asked is {about['asked']!r}, expected {expected}.")
    return {**drawing, "ties_asked": about["asked"]}


def _goal(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Drawing:
    goal = about["goal"]
    if goal is not None and not isinstance(goal, str):
        raise InputError(f"goal is {goal!r}, expected a text or null.")
    return {**drawing, "goal": goal.strip() or None if goal else None}


def _date(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Drawing:
    fits, expected = FIELDS["date"]
    if not fits(about["date"]):
        raise InputError(f"date is {about['date']!r}, expected {expected}.")
    return {**drawing, "date": about["date"]}


def _paper(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Drawing:
    paper = about["paper"]
    if paper is not None and not (isinstance(paper, Mapping) and isinstance(paper.get("file"), str)):
        raise InputError(f"paper is {paper!r}, expected null or a table with file and points.")
    if paper is not None and not is_picture_of(drawing["ego"], drawing["wave"], paper["file"]):
        raise InputError(f"paper: {paper['file']!r} is no picture of this drawing.")
    return {**drawing, "paper": None if paper is None else dict(paper)}


def _several(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Drawing:
    for step in about["steps"]:
        drawing = _taken(drawing, step, codebook)
    return drawing


def _within(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Drawing:
    return _taken(drawing, about["step"], codebook)


STEPS: Mapping[str, Callable[[Drawing, Mapping[str, Any], Codebook], Drawing]] = {
    "start": _start,
    "add": _add,
    "remove": _remove,
    "move": _move,
    "rename": _rename,
    "generator": _generator,
    "answer": _answer,
    "tie": _tie,
    "untie": _untie,
    "earlier": _earlier,
    "asked": _asked,
    "goal": _goal,
    "date": _date,
    "paper": _paper,
    "several": _several,
    "undo": _within,
    "redo": _within,
}
