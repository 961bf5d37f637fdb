"""The rows of a study's tables that are about one participant: their own, and where others name them."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from netlab.drawings.schema import FOLDER
from netlab.problems import InputError
from netlab.readers.delimited import existing
from netlab.readers.files import is_zip, opened
from netlab.readers.mapped import FRAGMENTS, SIDES
from netlab.readers.tabular import ENDINGS
from netlab.study import Study
from netlab.withdrawal.contents import is_word
from netlab.withdrawal.removing import records
from netlab.withdrawal.sessions import ID, Sessions

COLUMNS = ["file", "line", "ego", "wave", "alter", "kind", "column", "cells"]


@dataclass
class Trail:
    """What was found so far, and the files of the study that it was looked for in."""

    study: Study
    ego: str
    known: Sessions = field(default_factory=Sessions)
    rows: list[dict] = field(default_factory=list)
    _noted: dict[tuple[str, int | None, str], str] = field(default_factory=dict, repr=False)

    def note(self, kind: str, file: str, line: int | None = None, column: str = "", **about: object) -> None:
        """Note a place, once."""
        if (file, line, column) not in self._noted:
            self._noted[file, line, column] = kind
            blank = {"ego": "", "wave": "", "alter": "", "cells": 1}
            self.rows.append({"kind": kind, "file": file, "line": line, "column": column, **blank, **about})

    def noted(self, file: str, line: int | None = None) -> bool:
        """Whether a place is known already."""
        return (file, line, "") in self._noted

    def own(self, file: str) -> bool:
        """Whether the whole file is to go."""
        return self._noted.get((file, None, "")) == "own_file"

    def called(self, name: str) -> bool:
        """Whether the name of a file says that it is this ego's: by the code, or by a case or session id."""
        last = name.rpartition("/")[2]
        return any(is_word(i, last) for i in (self.ego, *self.known.cases)) or bool(
            self.known.ids & {u.lower() for u in ID.findall(last)}
        )


def known_egos(study: Study) -> list[str]:
    """Everybody whom the files of a study call a participant, also those whose rows were not used."""
    networks = study.networks
    named = [networks.egos["ego"], networks.cleaned["ego"], study.found["ego"]]
    seen = pd.concat([n.dropna().astype("str") for n in named])
    return sorted(e for e in seen.unique() if e)


def _prefixes(study: Study) -> dict[str, str]:
    """How each file of the export that [source] points at is called below the study folder."""
    base = study.codebook.source.get("path", "").strip("/")
    if not base:
        return {}
    path = study.folder / base
    alone = path.is_file() and not is_zip(path)
    return {name: base if alone else f"{base}/{name}" for name in opened(path).names}


def _below(files: pd.Series, prefixes: dict[str, str]) -> list[str]:
    """Files as they are called below the study folder; behind `#` the sheet."""
    made = {}
    for file in files.unique():
        name, mark, sheet = str(file).partition("#")
        made[file] = prefixes.get(str(file)) or prefixes.get(name, name) + mark + sheet
    return [made[f] for f in files]


def places_of(study: Study) -> pd.DataFrame:
    """Every row that was read: file below the study folder (in a zip: `export.zip/name`), line, ego, table."""
    networks = study.networks
    tables = {name: getattr(networks, name) for name in ("egos", "alters", "ties")}
    tables |= {"cleaned": networks.cleaned, "found": study.found}
    parts = [
        t[["file", "line", "ego"]].astype(object).assign(table=name)
        for name, t in tables.items()
        if "file" in t.columns
    ]
    together = pd.concat(parts, ignore_index=True)
    together = together[together["file"].notna() & (together["file"] != "") & together["line"].notna()]
    return together.assign(file=_below(together["file"], _prefixes(study)))


def own_rows(trail: Trail) -> None:
    """The rows of the tables that were read, and the files that hold nothing else than rows of this ego."""
    places = places_of(trail.study)
    others = places[(places["ego"] != trail.ego) & places["table"].isin(["egos", "alters"])]
    taken = set(zip(others["file"], others["line"], strict=True))
    mine = places[(places["ego"] == trail.ego)]
    kept = [place not in taken for place in zip(mine["file"], mine["line"], strict=True)]
    mine = mine[np.array(kept, dtype=bool)]
    named = {f.partition("#")[0] for f in trail.study.codebook.files.values() if "{" not in f}
    for file, rows in mine.groupby("file", sort=False):
        if str(file).startswith(f"{FOLDER}/"):
            continue  # a drawing may say one name and bear another: `documents` looks at both
        everybody = set(places.loc[places["file"] == file, "ego"])
        table = str(file).partition("#")[0].lower().endswith(ENDINGS)
        alone = everybody == {trail.ego} and str(file).partition("#")[0] not in {*named, *sides_of(trail.study)}
        if alone and (not table or trail.called(str(file))):  # a table of all stays, be it empty: others named nobody
            trail.note("own_file", str(file), ego=trail.ego)
            continue
        if not table:
            continue  # no table with lines: `elsewhere` looks for the participant's own part of it
        for line in sorted({int(n) for n in rows["line"]}):
            trail.note("own_row", str(file), line, ego=trail.ego)


def sides_of(study: Study) -> dict[str, str]:
    """The files of links, persons, fragments and people, and which of these each is."""
    named = {**{n: default for n, (default, _) in SIDES.items()}, "people": "people.csv"}
    return {study.codebook.files.get(n, default): n for n, default in named.items()}


def side_rows(trail: Trail) -> None:
    """The rows of links.csv, persons.csv, people.csv and the fragments; where others say that a contact is this ego."""
    for file, name in sides_of(trail.study).items():
        path = trail.study.folder / file
        if not path.is_file():
            continue
        header, *rows = _table(existing(path, file), file) or [(1, [])]
        columns = {c.casefold(): n for n, c in enumerate(header[1])}
        wanted = ("ego", "person", "id", "code") if name == "people" else ("ego",)
        at = next((columns[c] for c in wanted if c in columns), None)
        for line, cells in rows:
            row = dict(zip(header[1], cells, strict=False))
            if at is not None and at < len(cells) and cells[at] == trail.ego:
                trail.note("own_row", file, line, ego=trail.ego, wave=row.get("wave", ""))
            elif name == "persons" and row.get("person") == trail.ego:
                who = {c: row.get(c, "") for c in ("ego", "wave", "alter")}
                trail.note("named", file, line, **who)


def _table(data: bytes, name: str) -> list[tuple[int, list[str]]]:
    try:
        return records(data, name)
    except (InputError, ValueError, csv.Error) as error:
        raise InputError(
            f"{name}: cannot be read as a table ({error}). Correct it first; nothing was changed."
        ) from None


def named_by_others(trail: Trail) -> None:
    """Contacts of others who are this ego: by person, by the id of a roster, or by the ego's own name."""
    networks = trail.study.networks
    alters = networks.alters
    same = alters["person"] == trail.ego
    if networks.codebook.alter_ids == "roster":
        same |= alters["alter"] == trail.ego
    if "name" in alters.columns and "name" in networks.egos.columns:
        called = set(networks.egos.loc[networks.egos["ego"] == trail.ego, "name"].dropna())
        same |= alters["name"].isin(called)
    rows = alters[(same & (alters["ego"] != trail.ego)).to_numpy(dtype=bool)]
    files = _below(rows["file"], _prefixes(trail.study)) if "file" in rows.columns else [""] * len(rows)
    for file, row in zip(files, rows.to_dict("records"), strict=True):
        trail.note("named", file, row.get("line"), ego=row["ego"], wave=str(row["wave"]), alter=row["alter"])
    fragments = trail.study.fragments
    if fragments is not None and len(rows):
        keys = pd.MultiIndex.from_frame(rows[["ego", "wave", "alter"]].astype(object))
        about = pd.MultiIndex.from_frame(fragments[FRAGMENTS[:3]].astype(object)).isin(keys)
        for row in fragments[about].to_dict("records"):
            trail.note("named", row["file"], row["line"], **{c: row[c] for c in FRAGMENTS[:3]})
