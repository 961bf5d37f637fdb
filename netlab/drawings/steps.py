"""One step in a drawing: somebody added, moved, answered about, tied; the drawing before gives the drawing after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from netlab.codebook import Codebook
from netlab.drawings.alter_steps import add, answer, move, name_at, new_alter, remove, rename
from netlab.drawings.form import FIELDS, Drawing, Step, checked, earlier_faults, tie_faults
from netlab.drawings.limits import too_much
from netlab.drawings.schema import is_picture_of
from netlab.problems import InputError, suggestion


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
    checked(too_much(dict(step)), f"step {what!r}")


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


def _start(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Drawing:
    if about["from"] is None:  # taken back
        return {**drawing, "from_earlier": False, "alters": [], "ties": [], "earlier": list(about["earlier"])}
    if drawing["alters"] or drawing["from_earlier"]:
        return drawing
    made = {**drawing, "from_earlier": True, "alters": [new_alter(a, codebook) for a in about["alters"]]}
    for tie in about.get("ties", []):
        made = _tie(made, tie, codebook)
    for said in about["earlier"]:
        made = _earlier(made, said, codebook)
    return made


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
    checked(tie_faults(tie, {a["alter"] for a in drawing["alters"]}), "tie")
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
    checked(earlier_faults(said, {a["alter"] for a in drawing["alters"]}), "earlier")
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
    "add": add,
    "remove": remove,
    "move": move,
    "rename": rename,
    "generator": name_at,
    "answer": answer,
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
