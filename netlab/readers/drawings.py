"""Drawings outside a study, such as one folder of them: recognised, and read with a codebook drafted from them."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd

from netlab.codebook import Category, Codebook, Generator, Interpreter
from netlab.problems import InputError
from netlab.readers.described import ThreeTables
from netlab.readers.drafting import Draft, drafted
from netlab.readers.drawn_tables import ALTERS, MARK, OWN, Row, drawings_in, free_column, tables_of
from netlab.readers.files import Files
from netlab.readers.source import Format, Remark, Source, Told

FEWEST = 4  # alters from which the rings of a drawing can be told by its answers


def _of_drawings(files: Files) -> list[str]:
    """The files that are drawings, or were before they were damaged."""
    names = []
    for name in files.ending(".json"):
        try:
            if MARK in files.data(name)[:2000]:
                names.append(name)
        except InputError:
            continue
    return names


def recognise(files: Files) -> Remark | None:
    """Files that end in .json and begin with netlab_drawing."""
    names = _of_drawings(files)
    return Remark("recognised.drawings", {"n": len(names)}) if names else None


def _rings(alters: pd.DataFrame) -> str | None:
    """The column whose answers lie in rings, each at distances from ego at which no other answer lies."""
    placed = alters[alters["x"].notna()]
    if len(placed) < FEWEST:
        return None
    radius = pd.Series([math.hypot(x, y) for x, y in zip(placed["x"], placed["y"], strict=True)], index=placed.index)
    for column in [c for c in placed.columns if c not in ALTERS]:
        answers = placed[column]
        if answers.isna().any() or not answers.map(lambda a: isinstance(a, str)).all() or answers.nunique() < 2:
            continue
        rings = radius.groupby(answers).agg(["min", "max"]).sort_values("min")
        if (rings["min"].iloc[1:].to_numpy() > rings["max"].iloc[:-1].to_numpy()).all():
            return str(column)
    return None


def _drafted(made: ThreeTables, draft: Draft, generators: tuple[Generator, ...]) -> Codebook:
    """A codebook from the drawings themselves; the rings are those answers that lie in rings."""
    ring = _rings(made.alters)
    if ring is not None:
        radius = made.alters["x"].astype("float64") ** 2 + made.alters["y"].astype("float64") ** 2
        order = radius.groupby(made.alters[ring]).mean().sort_values(ascending=False).index
        answers = tuple(Category(str(a)) for a in order)
        draft.interpreters.append(Interpreter(ring, "strength", ring, categories=answers))
        draft.guess("interpreters", ring, "role", "drawn_rings")
    named = [g.column for g in generators if g.column]
    book = drafted(draft, made.egos, made.alters, made.ties, skip={*OWN, *named})
    return replace(book, alter_ids="per wave" if len(book.waves) > 1 else "own", generators=generators)


def source(files: Files, told: Told) -> Source:
    """The networks of some drawings.

    Without a study's codebook the questions are drafted from the answers, and who is who in two waves is only what the
    participants said themselves.

    Raises
    ------
    InputError
        When there is no drawing among the files.
    """
    names = _of_drawings(files)
    if not names:
        raise InputError(
            f"{files.path.name}: there is no drawing of netlab here. Expected files such as P01_start.json, as "
            "netlab.draw keeps them in the folder drawings/ of a study."
        )
    drawn, notes = drawings_in(files)
    if not drawn:
        raise InputError(f"{files.path.name}: none of the {len(names)} drawings here can be read. {_why(notes)}")
    ids = dict.fromkeys(g for _, d in drawn for a in d["alters"] for g in a["generators"])
    generators = tuple(Generator(g, column=free_column(g)) for g in ids)
    made = tables_of(drawn, notes, told.codebook or Codebook(generators=generators))
    draft = Draft()
    book = told.codebook or _drafted(made, draft, generators)
    guesses = tuple(g for g in draft.guesses if g.field != "alter_ids")
    remark = Remark("recognised.drawings", {"n": len(names)})
    return Source(made.egos, made.alters, made.ties, book, remark, guesses, made.found, made.links, made.wished)


def _why(notes: list[Row]) -> str:
    """What is said of the first file of which something is."""
    return f"{notes[0]['file']}: {notes[0]['about'].get('detail', notes[0]['kind'])}"


FORMAT = Format("drawings", recognise, source)
