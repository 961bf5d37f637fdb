"""The drawings of a study, one JSON file per ego and wave, as three tables, links and the contacts wished for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from netlab.cleaning.answers import as_id, numbers
from netlab.cleaning.tables import Cleaner, answered
from netlab.codebook import Codebook
from netlab.drawings import FOLDER, Drawing, beside_of, file_name, is_picture_of, named_by, read_drawing
from netlab.drawings.form import misplaced
from netlab.drawings.schema import RESTORE
from netlab.networks import WISHED, EgoNetworks
from netlab.persons import LINKS
from netlab.problems import InputError, found
from netlab.readers.described import ThreeTables
from netlab.readers.files import Files

EGOS = ["ego", "wave", "date", "ties_asked", "goal", "file", "line"]
ALTERS = ["ego", "wave", "alter", "name", "x", "y", "file", "line"]
TIES = ["ego", "wave", "source", "target", "type", "file", "line"]
OWN = {*ALTERS, "person"}  # columns of alters that no question may have
MARK = b'"netlab_drawing"'
BY = "drawing"  # who decided, in links that a drawing itself gives
MOST_SHOWN = 3
FIRST_DAY = "1900-01-01"  # a drawing that is dated before was not made then
Row = dict[str, Any]
Drawn = list[tuple[str, Drawing]]


def _told(file: str, kind: str, stops: bool, line: int | None = None, **more: Any) -> Row:
    """A row of what was found; `ego` and `wave` stand in columns of their own, the rest in `about`."""
    about = {k: v for k, v in more.items() if k not in ("ego", "wave")}
    at = {"ego": more.get("ego"), "wave": more.get("wave")}
    return {"file": file, "line": line, **at, "kind": kind, "about": about, "stops": stops}


def drawings_in(files: Files, prefix: str = "") -> tuple[Drawn, list[Row]]:
    """The drawings among some files, each with the name of its file, and what is to be said of the other files."""
    drawn: Drawn = []
    notes: list[Row] = []
    for file, drawing, told in _each(files, prefix):
        notes += told
        if drawing is not None:
            drawn.append((file, drawing))
    return drawn, notes


def _each(files: Files, prefix: str) -> Iterator[tuple[str, Drawing | None, list[Row]]]:
    seen: dict[tuple[str, str], str] = {}
    for name in files.ending(".json"):
        file, base = prefix + name, PurePosixPath(name).name
        of, beside = named_by(base), beside_of(base)
        if beside is not None:
            ego, wave, kind = beside
            conflict = kind == "conflict"
            kind = "drawing_conflict" if conflict else "drawing_aside"
            yield file, None, [_told(file, kind, conflict, 1, ego=ego, wave=wave, detail=file_name(ego, wave))]
            continue
        try:
            data = files.data(name)
            if of is None and MARK not in data:
                yield file, None, [_told(file, "file_not_used", False)]
                continue
            drawing = read_drawing(data, file)
        except InputError as error:
            at = dict(zip(("ego", "wave"), of or (), strict=False))
            # without what to do, which `check` says itself
            parts = (p.removeprefix(file).removesuffix(RESTORE).strip(":,. ") for p in error.problems[:MOST_SHOWN])
            why = "; ".join(parts)
            yield file, None, [_told(file, "drawing_damaged", True, 1, detail=why, **at)]
            continue
        key = (drawing["ego"], drawing["wave"])
        at = {"ego": key[0], "wave": key[1]}
        if of != key:
            yield file, None, [_told(file, "drawing_misnamed", True, 1, **at, detail=_named(*key))]
        elif key in seen:
            yield file, None, [_told(file, "network_twice", True, 1, **at, detail=seen[key])]
        else:
            seen[key] = file
            yield file, drawing, []


def _named(ego: str, wave: str) -> str:
    try:
        return file_name(ego, wave)
    except InputError:
        return "–"


def free_column(column: str) -> str:
    """The name of a column of answers: with `_` behind it where netlab uses the name itself."""
    return column + "_" if column in OWN else column


def _answers(alter: Mapping[str, Any], codebook: Codebook) -> Row:
    """The answers on one alter, a column each, and which generators named it, where that is known of any."""
    named = alter["generators"]
    columns = {g.column: g.id in named if named else None for g in codebook.generators if g.column}
    return {**columns, **{free_column(c): v for c, v in alter["answers"].items()}}


def _asked(drawing: Drawing, file: str, here: set[str]) -> tuple[bool, list[Row]]:
    """Whether ties were asked; where nobody said so, a drawing with ties says it, and one without does not."""
    if drawing["ties_asked"] is not None:
        return drawing["ties_asked"], []
    if drawing["ties"] or len(here) < 2:
        return bool(drawing["ties"]), []
    at = {"ego": drawing["ego"], "wave": drawing["wave"]}
    return False, [_told(file, "ties_unsaid", False, 1, **at)]


def _strange(drawing: Drawing, file: str) -> Iterator[Row]:
    """A day on which nobody can have drawn it; a picture on paper that is another drawing's, or none of netlab's."""
    at, day, paper = {"ego": drawing["ego"], "wave": drawing["wave"]}, drawing["date"], drawing["paper"]
    tomorrow = (date.today() + timedelta(days=1)).isoformat()  # which it is already on another side of the earth
    if day is not None and not FIRST_DAY <= day <= tomorrow:
        yield _told(file, "drawing_date", True, 1, **at, detail=day)
    if paper is not None and not is_picture_of(at["ego"], at["wave"], str(paper.get("file"))):
        yield _told(file, "drawing_picture", True, 1, **at, detail=str(paper.get("file")))


def _links(
    drawing: Drawing, file: str, here: set[str], wished: set[tuple[str, str, str]]
) -> tuple[list[Row], list[Row]]:
    """What a drawing says of who was drawn earlier, as links; not of who is or was wished for only."""
    ego, wave, links, notes = drawing["ego"], drawing["wave"], [], []
    for n, said in enumerate(drawing["earlier"], 1):
        if said["status"] == "not_mentioned":
            continue
        other = said["other_alter"]
        if (other is not None and other not in here) or (ego, said["wave"], said["alter"]) in wished:
            notes.append(_told(file, "link_wished", False, n, ego=ego, wave=wave, detail=said["alter"]))
            continue
        row = {"ego": ego, "wave": said["wave"], "alter": said["alter"], "other_wave": wave, "other_alter": other}
        links.append({**row, "status": said["status"], "by": BY, "file": file, "line": n})
    return links, notes


def _table(rows: list[Row], columns: list[str]) -> pd.DataFrame:
    """Rows as a table that has these columns also when there are no rows, each cell as it was answered."""
    more = list(dict.fromkeys(c for row in rows for c in row))
    table = pd.DataFrame(rows, columns=list(dict.fromkeys([*columns, *more])), dtype=object)
    return table.assign(line=table["line"].astype("int64")) if "line" in table.columns else table


def tables_of(drawn: Drawn, notes: list[Row], codebook: Codebook) -> ThreeTables:
    """Drawings as tables; every question of the codebook has its column.

    `line` is the running number of the alter or tie in its file. `alters` and `ties` are without who is only wished
    for: they stand in `wished`. `links` says who is who, as far as the participant said so: `same` and `gone`. What is
    found comes after the `notes`.
    """
    notes = list(notes)
    dreamt = {(d["ego"], d["wave"], a["alter"]) for _, d in drawn for a in d["alters"] if a["wished"]}
    egos: list[Row] = []
    alters: list[Row] = []
    ties: list[Row] = []
    links: list[Row] = []
    wished: list[Row] = []
    for file, one in drawn:
        at = {"ego": one["ego"], "wave": one["wave"]}
        here = {a["alter"] for a in one["alters"] if not a["wished"]}
        asked, told = _asked(one, file, here)
        notes += [*told, *_strange(one, file)]
        egos.append({**at, "date": one["date"], "ties_asked": asked, "goal": one["goal"], "file": file, "line": 1})
        for n, alter in enumerate(one["alters"], 1):
            row = {**at, **{k: alter[k] for k in ("alter", "name", "x", "y")}, "file": file, "line": n}
            (wished if alter["wished"] else alters).append({**row, **_answers(alter, codebook)})
            if alter["x"] is None:
                notes.append(_told(file, "alter_unplaced", False, n, **at, detail=alter["alter"]))
            for fault in misplaced(alter, codebook):
                notes.append(_told(file, "alter_misplaced", True, n, **at, detail=f"{alter['alter']}: {fault}"))
        for n, tie in enumerate(one["ties"], 1):
            if {tie["source"], tie["target"]} <= here:
                ties.append({**at, **tie, "file": file, "line": n})
            else:
                detail = f"{tie['source']} – {tie['target']}"
                notes.append(_told(file, "tie_wished", False, n, **at, detail=detail))
        said, told = _links(one, file, here, dreamt)
        links += said
        notes += told
    columns = [*ALTERS, *(i.column for i in codebook.interpreters)]
    columns += [g.column for g in codebook.generators if g.column]
    notes += _not_compared(drawn, codebook)
    return ThreeTables(
        _table(egos, EGOS),
        _table(alters, columns),
        _table(ties, TIES),
        found(notes),
        _table(links, [*LINKS, "file", "line"]),
        _table(wished, [*WISHED, *(c for c in columns if c not in WISHED)]),
    )


def _not_compared(drawn: Drawn, codebook: Codebook) -> Iterator[Row]:
    """Later drawings that say nothing of the one before, where equal ids are all that says who is who."""
    if codebook.alter_ids != "own":
        return
    of = {(d["ego"], d["wave"]): (file, d) for file, d in drawn}
    for ego in dict.fromkeys(ego for ego, _ in of):
        mine = [of[ego, w.id] for w in codebook.waves if (ego, w.id) in of]
        for (_, before), (file, after) in pairwise(mine):
            known, there = ({a["alter"] for a in d["alters"] if not a["wished"]} for d in (before, after))
            said = any(e["wave"] == before["wave"] for e in after["earlier"])
            if known and there and not said and not known & there:
                at = {"ego": ego, "wave": after["wave"]}
                yield _told(file, "drawing_not_compared", True, 1, **at, detail=before["wave"])


def drawn_in(folder: Path, codebook: Codebook) -> ThreeTables | None:
    """The drawings of a study folder as tables; None when it has no folder drawings/."""
    home = folder / FOLDER
    if not home.is_dir():
        return None
    names = sorted(p.name for p in home.glob("*.json") if p.is_file() and not p.name.startswith("."))
    drawn, notes = drawings_in(Files(home, tuple(names)), f"{FOLDER}/")
    waves = {w.id: n for n, w in enumerate(codebook.waves)}
    drawn.sort(key=lambda one: (one[1]["ego"], waves.get(one[1]["wave"], len(waves))))
    return tables_of(drawn, notes, codebook)


def with_wished(networks: EgoNetworks, wished: pd.DataFrame | None) -> EgoNetworks:
    """The networks with the contacts that their egos only wish for, their answers coded as those of other contacts.

    Rows of a network that is not there are left out, and stand in `cleaned`.
    """
    if wished is None:
        return networks
    wished = wished.assign(
        name=wished["name"].astype("str") if "name" in wished.columns else pd.Series(dtype="str"),
        **{c: as_id(wished[c]).astype("str") for c in ("ego", "alter")},
        **{c: numbers(wished[c])[0] for c in ("x", "y") if c in wished.columns},
    )
    there = pd.MultiIndex.from_frame(wished[["ego", "wave"]].astype(object)).isin(
        pd.MultiIndex.from_frame(networks.egos[["ego", "wave"]].astype(object))
    )
    cleaner = Cleaner(networks.codebook, [networks.cleaned] if len(networks.cleaned) else [])
    wished = answered(cleaner, "wished", cleaner.drop("wished", wished, ~there, "no_network"))
    wished = wished.assign(wave=pd.Categorical(wished["wave"], networks.waves, ordered=True))
    return replace(networks, wished=wished.reset_index(drop=True), cleaned=cleaner.cleaned())
