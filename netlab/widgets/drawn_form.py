"""What the drawing in the browser has to know of a study: its questions, earlier alters, steps to take back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import pandas as pd

from netlab.codebook import Codebook, Interpreter
from netlab.drawings import Drawing, apply, empty, inverse, load, place_in, placing, rings, sectors
from netlab.drawings.form import NUMBER
from netlab.problems import InputError
from netlab.study import Study
from netlab.texts import pick, say

UNDOABLE = 200  # steps that can be taken back after the page was opened again


def asked(study: Study, ego: str, wave: str, lang: str) -> dict[str, Any]:
    """The codebook as the browser needs it: rings, sectors, questions, generators and kinds of tie, in one language."""
    book = study.codebook
    strength, sector = book.one("strength"), book.sector
    rims = strength if strength is not None and strength.categories else None
    place = f"{study.folder.resolve()}\n{ego}\n{wave}"
    types = [
        {"id": t.id, "label": pick(t.label, lang) or t.id, "text": pick(t.text, lang), "directed": t.directed}
        for t in book.tie_types
    ]
    generators = [{"id": g.id, "text": pick(g.text, lang) or g.id, "at_most": g.at_most} for g in book.generators]
    return {
        "key": hashlib.sha256(place.encode()).hexdigest()[:16],
        "ego": ego,
        "wave": wave,
        "wave_label": wave_label(book, wave, lang),
        "strength": None if rims is None else {**_question(rims, lang), "answers": rings(book)},
        "sector": None if sector is None else {**_question(sector, lang), "answers": sectors(book)},
        "external": list(sector.external) if sector is not None else [],
        "questions": [_question(i, lang) for i in book.interpreters],
        "generators": generators,
        "types": types or [{"id": "tie", "label": say("draw.tie", lang), "text": "", "directed": False}],
    }


def wave_label(book: Codebook, wave: str, lang: str) -> str:
    """What readers call a wave."""
    return next((pick(w.label, lang) for w in book.waves if w.id == wave), "") or wave


def _question(question: Interpreter, lang: str) -> dict[str, Any]:
    kind = "choice" if question.categories else "number" if question.role in NUMBER else "text"
    return {
        "column": question.column,
        "role": question.role,
        "kind": "yes_no" if question.yes_no else kind,
        "label": pick(question.label, lang) or question.column,
        "text": pick(question.text, lang),
        "answers": question.ids,
        "fixed": question.fixed,
        "labels": {c.id: pick(c.label, lang) or c.id for c in question.categories},
    }


def earlier(study: Study, ego: str, wave: str, lang: str) -> list[dict[str, Any]]:
    """The alters of this ego in the last wave before this one that has any, drawn or reported; wished ones left out."""
    book = study.codebook
    ids = [w.id for w in book.waves]
    for before in reversed(ids[: ids.index(wave)] if wave in ids else []):
        drawn = load(study.folder, ego, before)
        alters = (drawn["alters"] if drawn is not None else []) or _reported(study, ego, before)
        if alters:
            label = wave_label(book, before, lang)
            return [{**a, "wave": before, "wave_label": label} for a in alters if not a["wished"]]
    return []


def _reported(study: Study, ego: str, wave: str) -> list[dict[str, Any]]:
    """The alters of a network that came from a file, as a drawing has them: without a place where an answer lacks."""
    rows = study.networks.alters
    rows = rows[(rows["ego"] == ego) & (rows["wave"].astype("string") == wave)]
    named, places = "name" in rows, placing(study.codebook)
    kept = [i.column for i in study.codebook.interpreters if i.fixed and i.column in rows]
    alters = []
    for n, row in enumerate(rows.to_dict("records")):
        name = str(row["name"]) if named and pd.notna(row["name"]) else str(row["alter"])
        said = {c: _known(row.get(c)) for c in dict.fromkeys([*places, *kept])}
        x, y = _place(study.codebook, said, n)
        answers = {c: v for c, v in said.items() if v is not None or c in places}
        alters.append(
            {"alter": row["alter"], "name": name, "x": x, "y": y, "wished": False, "generators": [], "answers": answers}
        )
    return alters


def _known(value: object) -> str | None:
    return None if pd.isna(value) else str(value)


def _place(book: Codebook, said: Mapping[str, Any], nth: int) -> tuple[float | None, float | None]:
    """Where an alter stands by its answers on ring and sector; nowhere while one of them is unknown."""
    at = {c: answers.index(said[c]) for c, answers in placing(book).items() if said[c] in answers}
    if len(at) < len(placing(book)):
        return None, None
    strength, sector = book.one("strength"), book.sector
    ring = at.get(strength.column, 0) if strength is not None else 0
    part = at.get(sector.column, 0) if sector is not None else 0
    return place_in(ring, part, len(rings(book)), len(sectors(book)), nth)


def to_undo(drawing: Drawing, codebook: Codebook) -> dict[str, list[dict[str, Any]]]:
    """What can be undone and redone in a drawing that is opened again: steps, each with the one that takes it back.

    Nothing where the history cannot be taken again, because study.toml has changed since.
    """
    made = empty(drawing["ego"], drawing["wave"], drawing["date"])
    undo: list[dict[str, Any]] = []
    redo: list[dict[str, Any]] = []
    try:
        for entry in drawing["history"]:
            step = {"what": entry["what"], "about": entry["about"]}
            if step["what"] == "undo" and undo:
                redo.append(undo.pop())
            elif step["what"] != "undo":
                real = step["about"]["step"] if step["what"] == "redo" else step
                redo = redo[:-1] if step["what"] == "redo" else []
                undo.append({"step": real, "back": inverse(made, real, codebook)})
            made = apply(made, step, codebook)
    except InputError:
        return {"undo": [], "redo": []}
    return {"undo": undo[-UNDOABLE:], "redo": redo[-UNDOABLE:]}
