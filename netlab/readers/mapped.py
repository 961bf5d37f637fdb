"""The files of a study folder, their columns and waves renamed as the codebook says."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from netlab.cleaning.answers import answers_of, normal
from netlab.codebook import KEYS, TABLES, Category, Codebook
from netlab.networks import EgoNetworks
from netlab.persons import LINKS, PERSONS
from netlab.problems import InputError, found
from netlab.readers.delimited import name_of, read_delimited

FRAGMENTS = ["ego", "wave", "alter", "code", "text", "document"]
# The tables that netlab itself defines: where they are looked for, their columns, and which of these may be lacking.
SIDES = {
    "links": ("links.csv", LINKS),
    "persons": ("persons.csv", PERSONS),
    "fragments": ("interviews/fragments.csv", FRAGMENTS),
}
OPTIONAL = {"score", "reason", "by", "document"}


def _waves_spelled(codebook: Codebook, waves: pd.Series) -> pd.Series:
    """Waves by their id, where a file has their label or other capitals."""
    spelled = answers_of(tuple(Category(w.id, w.label) for w in codebook.waves))
    return waves.map(lambda w: spelled.get(normal(w), w), na_action="ignore")


def _lacking(mapped: dict[str, str], needed: list[str], there: list[str]) -> list[str]:
    """What is wrong with the columns of a file, in words: those the codebook names, and those netlab needs."""
    wrong = []
    for here, column in mapped.items():
        if column not in there:
            close = get_close_matches(column, there, n=1)
            meant = f"; meant {close[0]!r}?" if close else ""
            wrong.append(f"there is no column {column!r} (study.toml: {here} = {column!r}{meant})")
    wrong += [f"no column is called {key!r} and study.toml does not say which one it is" for key in needed]
    return wrong


def read_table(folder: Path, codebook: Codebook, table: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One of the three tables, with netlab's names for the columns that [columns] maps; all others as they came.

    A column of the file whose own name is one that netlab needs for another column makes way for it.

    Returns
    -------
    table, found : DataFrame

    Raises
    ------
    InputError
        When the file cannot be read, or lacks a column that the codebook names or netlab needs.
    """
    path = folder / codebook.files[table]
    rows, notes = read_delimited(path, folder)
    there = [c for c in rows.columns if c not in ("file", "line")]
    declared = dict(codebook.columns.get(table, {}))
    mapped = {**{k: k for k in KEYS[table] if k in there}, **declared}
    optional = {"alter", "wave"} if len(codebook.waves) == 1 else {"alter"}
    wrong = _lacking(mapped, [k for k in KEYS[table] if k not in mapped and k not in optional], there)
    if wrong:
        raise InputError(
            f"{name_of(path, folder)}, line 1: {'; '.join(wrong)}. Found in the file: {', '.join(there)}. "
            f"Correct [columns.{table}] in study.toml, or the first line of the file."
        )
    others = [c for c in there if c not in mapped.values() and c not in mapped]
    read = pd.DataFrame({here: rows[column] for here, column in mapped.items()})
    read = pd.concat([read, rows[[*others, "file", "line"]]], axis=1)
    if "wave" not in read.columns:
        read["wave"] = codebook.waves[0].id
    return read.assign(wave=_waves_spelled(codebook, read["wave"])), notes


def read_side(folder: Path, codebook: Codebook, name: str) -> tuple[pd.DataFrame | None, pd.DataFrame]:
    """An optional table that netlab itself defines: None when it is not there and study.toml does not name it."""
    default, columns = SIDES[name]
    path = folder / codebook.files.get(name, default)
    if not path.exists() and name not in codebook.files:
        return None, found()
    table, notes = read_delimited(path, folder)
    missing = [c for c in columns if c not in OPTIONAL and c not in table.columns]
    if missing:
        raise InputError(
            f"{name_of(path, folder)}, line 1: there is no column {', '.join(map(repr, missing))}. Expected: "
            f"{', '.join(columns)} (of which {', '.join(c for c in columns if c in OPTIONAL)} may be left out)."
        )
    return table, notes


def _wrong_rows(table: pd.DataFrame, wrong: pd.Series, kind: str, about: str) -> pd.DataFrame:
    """The wrong rows of a table as found problems of one kind, with what one column says."""
    return found(
        {
            **{c: r[c] for c in ("file", "line", "ego", "wave")},
            "kind": kind,
            "about": {"detail": r[about]},
            "stops": True,
        }
        for r in table[wrong].to_dict("records")
    )


def _in_study(
    fragments: pd.DataFrame, networks: EgoNetworks, codebook: Codebook
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """The fragments of egos and waves that the study has, and those whose ego, wave or alter it does not."""
    fragments = fragments.assign(wave=_waves_spelled(codebook, fragments["wave"]))
    strange = ~(fragments["ego"].isin(networks.egos["ego"]) & fragments["wave"].isin(networks.waves))
    alters = networks.alters
    known = pd.MultiIndex.from_arrays([alters["ego"], alters["wave"].astype(object), alters["alter"]])
    named = pd.MultiIndex.from_frame(fragments[["ego", "wave", "alter"]]).isin(known)
    unnamed = fragments["alter"].notna() & ~named & ~strange
    notes = [
        _wrong_rows(fragments, unnamed, "fragment_unknown_alter", "alter"),
        _wrong_rows(fragments, strange, "fragment_unknown_ego", "wave"),
    ]
    return fragments[~strange].reset_index(drop=True), notes


def read_mapped(folder: Path, codebook: Codebook) -> tuple[EgoNetworks, pd.DataFrame | None, pd.DataFrame]:
    """The networks and interview fragments of a study folder, and everything found on the way.

    Raises
    ------
    InputError
        Naming every file that is missing or unreadable and every column that is not there, all at once.
    """
    unnamed = [t for t in ("egos", "alters") if t not in codebook.files]
    if unnamed:
        raise InputError(
            f"study.toml: [files] does not name the file of {' and '.join(unnamed)}. "
            'Expected for example:\n[files]\negos = "raw/egos.csv"\nalters = "raw/alters.csv"\nties = "raw/ties.csv"'
        )
    tables: dict[str, pd.DataFrame | None] = dict.fromkeys((*TABLES, *SIDES))
    notes, wrong = [], []
    for name in tables:
        try:
            if name in SIDES:
                tables[name], more = read_side(folder, codebook, name)
            elif name in codebook.files:
                tables[name], more = read_table(folder, codebook, name)
            else:
                continue
            notes.append(more)
        except InputError as error:
            wrong += error.problems
    egos, alters, fragments = tables["egos"], tables["alters"], tables["fragments"]
    if egos is not None and egos.empty:
        wrong.append(
            f"{codebook.files['egos']}: there are column names but no rows. Expected one row per participant and wave."
        )
    if wrong or egos is None or alters is None:
        raise InputError(wrong)
    networks = EgoNetworks.from_frames(egos, alters, tables["ties"], codebook, tables["links"], tables["persons"])
    if fragments is not None:
        fragments, more = _in_study(fragments, networks, codebook)
        notes += more
    notes = [n for n in notes if len(n)]
    return networks, fragments, pd.concat(notes, ignore_index=True) if notes else found()
