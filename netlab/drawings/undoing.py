"""A step taken back, and steps by two hands: which of them can both stand, and what a drawing was before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from netlab.codebook import Codebook
from netlab.drawings.alter_steps import row_of
from netlab.drawings.form import Drawing, Step
from netlab.drawings.places import placing
from netlab.drawings.schema import empty
from netlab.drawings.steps import apply, tie_key

NOTHING: Step = {"what": "several", "about": {"steps": []}}
WITHIN = ("undo", "redo")  # steps that hold the step that they take
Key = tuple[Any, ...]


def inverse(drawing: Drawing, step: Step, codebook: Codebook) -> Step:
    """The step that takes a step back: `apply(apply(d, s), inverse(d, s))` is `d` again.

    Parameters
    ----------
    drawing : dict
        The drawing before the step.
    step : mapping
    codebook : Codebook

    Raises
    ------
    InputError
        When the step cannot be done in this drawing.
    """
    if apply(drawing, step, codebook) == drawing:
        return NOTHING
    what, about = step["what"], step["about"]
    if what in WITHIN:
        return inverse(drawing, about["step"], codebook)
    if what == "several":
        back: list[Step] = []
        for one in about["steps"]:
            back.insert(0, inverse(drawing, one, codebook))
            drawing = apply(drawing, one, codebook)
        return {"what": "several", "about": {"steps": [b for b in back if b != NOTHING]}}
    if what in ("asked", "goal", "date", "paper"):
        return {"what": what, "about": {what: drawing["ties_asked" if what == "asked" else what]}}
    return _BACK[what](drawing, about, codebook)


def _alter(drawing: Drawing, about: Mapping[str, Any]) -> dict[str, Any]:
    return next(a for a in drawing["alters"] if a["alter"] == about["alter"])


def _removed(drawing: Drawing, alter: str) -> Step:
    steps: list[Step] = [
        {"what": "add", "about": {"alter": _alter(drawing, {"alter": alter}), "at": row_of(drawing, alter)}}
    ]
    steps += [{"what": "tie", "about": t} for t in drawing["ties"] if alter in (t["source"], t["target"])]
    steps += [{"what": "earlier", "about": e} for e in drawing["earlier"] if e["other_alter"] == alter]
    return {"what": "several", "about": {"steps": steps}}


def _started_back(drawing: Drawing, about: Mapping[str, Any]) -> Step:
    if about["from"] is None:
        there = {k: drawing[k] for k in ("alters", "ties", "earlier")}
        return {"what": "start", "about": {"from": about["was"], **there}}
    return {"what": "start", "about": {"from": None, "was": about["from"], "earlier": drawing["earlier"]}}


def _moved_back(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Step:
    alter = _alter(drawing, about)
    back = {k: alter[k] for k in ("alter", "x", "y")}
    if alter["x"] is None:
        back["answers"] = {c: alter["answers"].get(c) for c in placing(codebook)}
    return {"what": "move", "about": back}


def _answered_back(drawing: Drawing, about: Mapping[str, Any], codebook: Codebook) -> Step:
    if about["column"] in placing(codebook):
        return _moved_back(drawing, about, codebook)
    value = _alter(drawing, about)["answers"].get(about["column"])
    return {"what": "answer", "about": {"alter": about["alter"], "column": about["column"], "value": value}}


def _decided_back(drawing: Drawing, about: Mapping[str, Any]) -> Step:
    key = {"wave": about["wave"], "alter": about["alter"]}
    before = [e for e in drawing["earlier"] if (e["wave"], e["alter"]) == (about["wave"], about["alter"])]
    return {"what": "earlier", "about": before[0] if before else {**key, "status": None, "other_alter": None}}


_BACK: Mapping[str, Callable[[Drawing, Mapping[str, Any], Codebook], Step]] = {
    "start": lambda d, a, c: _started_back(d, a),
    "add": lambda d, a, c: {"what": "remove", "about": {"alter": a["alter"]["alter"]}},
    "remove": lambda d, a, c: _removed(d, a["alter"]),
    "move": _moved_back,
    "rename": lambda d, a, c: {
        "what": "rename",
        "about": {"alter": a["alter"], "name": _alter(d, a)["name"]},
    },
    "generator": lambda d, a, c: {"what": "generator", "about": {**a, "named": not a["named"]}},
    "answer": _answered_back,
    "tie": lambda d, a, c: {"what": "untie", "about": a},
    "untie": lambda d, a, c: {"what": "tie", "about": a},
    "earlier": lambda d, a, c: _decided_back(d, a),
}


def touched(step: Step, codebook: Codebook) -> set[Key]:
    """What a step is about; two steps that touch nothing in common can be done in either order.

    A whole alter is `("alter", id)`, a part of it begins so: `("alter", id, "name")`. `()` is the whole drawing.
    """
    what, about = step["what"], step["about"]
    if what in WITHIN:
        return touched(about["step"], codebook)
    if what == "several":
        return set().union(*(touched(s, codebook) for s in about["steps"]))
    if what == "add":
        return {("alter", about["alter"]["alter"])}
    if what == "remove":
        return {("alter", about["alter"])}
    if what in ("move", "rename", "generator"):
        part = {"move": ("place",), "rename": ("name",)}.get(what) or ("generator", about["generator"])
        return {("alter", about["alter"], *part)}
    if what == "answer":
        column = about["column"]
        return (
            {("alter", about["alter"], "place")}
            if column in placing(codebook)
            else {("alter", about["alter"], "answer", column)}
        )
    if what in ("tie", "untie"):
        tie = tie_key(about, codebook)
        return {("alter", tie[0], "tie", *tie), ("alter", tie[1], "tie", *tie)}
    if what == "earlier":
        other = about.get("other_alter")
        return {("earlier", about["wave"], about["alter"])} | (
            {("alter", other, "earlier", about["wave"])} if other is not None else set()
        )
    return {()} if what == "start" else {(what,)}


def commute(step: Step, others: Iterable[Step], codebook: Codebook) -> bool:
    """Whether a step can stand beside other steps whose result its maker had not seen."""
    mine = touched(step, codebook)
    theirs = set().union(*(touched(s, codebook) for s in others))
    return not any(a[: len(b)] == b or b[: len(a)] == a for a in mine for b in theirs)


def replayed(drawing: Drawing, version: int, codebook: Codebook) -> Drawing:
    """A drawing as it was at an earlier version: its history taken again from an empty drawing.

    Raises
    ------
    InputError
        When a step cannot be taken any more, because study.toml has changed since.
    """
    made = empty(drawing["ego"], drawing["wave"], drawing["date"])
    made |= {k: v for k, v in drawing.items() if k not in made}
    past = [entry for entry in drawing["history"] if entry["version"] <= version]
    for entry in past:
        made = apply(made, entry, codebook)
    return {**made, "version": past[-1]["version"] if past else 0, "history": past}
