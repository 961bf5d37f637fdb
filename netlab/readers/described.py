"""Tables as study.toml describes them: columns and waves renamed, wide tables rolled out, ending in three tables."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import NamedTuple

import pandas as pd

from netlab.cleaning.answers import answers_of, as_id, normal
from netlab.codebook import KEYS, TABLES, Category, Codebook
from netlab.problems import InputError, found
from netlab.readers.tabular import Table
from netlab.readers.wide_answered import unanswered
from netlab.readers.wide_patterns import ROW, has_patterns, is_pattern, slots_of
from netlab.readers.wide_tables import KEY, alters_in, noted, placed
from netlab.readers.wide_ties import ties_in


class ThreeTables(NamedTuple):
    """The three tables as `EgoNetworks.from_frames` takes them (ties: None where not asked), and what was found.

    A drawing says itself who is who in another wave (`links`), and who is only wished for (`wished`).
    """

    egos: pd.DataFrame
    alters: pd.DataFrame
    ties: pd.DataFrame | None
    found: pd.DataFrame
    links: pd.DataFrame | None = None
    wished: pd.DataFrame | None = None


def waves_spelled(codebook: Codebook, waves: pd.Series) -> pd.Series:
    """Waves by their id, where a file has their label or other capitals."""
    spelled = answers_of(tuple(Category(w.id, w.label) for w in codebook.waves))
    return waves.map(lambda w: spelled.get(normal(w), w), na_action="ignore")


def _labelled(values: pd.Series, labels: Mapping[str, str], known: Mapping[str, str]) -> pd.Series:
    """Answers by their label, where the file has a label for them and the codebook knows that and not the answer."""
    said = {
        v: labels[v]
        for v in values.dropna().unique()
        if v in labels and normal(v) not in known and normal(labels[v]) in known
    }
    return values.replace(said) if said else values


def _by_label(read: pd.DataFrame, here: str, labels: Mapping[str, str], codebook: Codebook) -> pd.Series:
    if here == "wave":
        categories = tuple(Category(w.id, w.label) for w in codebook.waves)
    elif codebook.group is not None and here == codebook.group.column:
        categories = codebook.group.categories
    else:
        question = codebook.interpreter(here)
        categories = question.categories if question is not None else ()
    return _labelled(read[here], labels, answers_of(categories)) if categories else read[here]


def _rolled_by_label(
    alters: pd.DataFrame, declared: Mapping[str, str], table: Table, codebook: Codebook
) -> pd.DataFrame:
    """The alters of a wide table with answers by their label, as `_labelled`."""
    for here, pattern in declared.items():
        columns = slots_of(pattern, table.columns).values() if is_pattern(pattern) else [pattern]
        labels = next((table.labels[c] for c in columns if c in table.labels), None)
        if labels and here in alters.columns:
            alters = alters.assign(**{here: _by_label(alters, here, labels, codebook)})
    return alters


def _lacking(mapped: Mapping[str, str], needed: list[str], there: list[str]) -> list[str]:
    """What is wrong with the columns of a file, in words: those the codebook names, and those netlab needs."""
    wrong = []
    for here, column in mapped.items():
        if column not in there:
            close = get_close_matches(column, there, n=1)
            meant = f"; meant {close[0]!r}?" if close else ""
            wrong.append(f"there is no column {column!r} (study.toml: {here} = {column!r}{meant})")
    wrong += [f"no column is called {key!r} and study.toml does not say which one it is" for key in needed]
    return wrong


def renamed(
    table: Table, codebook: Codebook, name: str, mapped: Mapping[str, str], left: tuple[str, ...] = ()
) -> pd.DataFrame:
    """A table with netlab's names for the columns that are `mapped`; all others as they came.

    A column of the file whose own name is one that netlab needs for another column makes way for it.

    Parameters
    ----------
    table : Table
    codebook : Codebook
    name : str
        Which of the three tables it is.
    mapped : mapping
        netlab's name of a column → the name in the file.
    left : tuple of str
        Keys that the table may lack.

    Raises
    ------
    InputError
        When it lacks a column that is mapped or that netlab needs.
    """
    rows, there = table.rows, table.columns
    mapped = {**{k: k for k in KEYS[name] if k in there}, **mapped}
    optional = {"alter", "wave", *left} if len(codebook.waves) < 2 else {"alter", *left}
    row = mapped.get("ego") == ROW and ROW not in there
    plain = {here: c for here, c in mapped.items() if not (row and here == "ego")}
    wrong = _lacking(plain, [k for k in KEYS[name] if k not in mapped and k not in optional], there)
    if wrong:
        raise InputError(
            f"{table.name}, line 1: {'; '.join(wrong)}. Found in the file: {', '.join(there)}. "
            f"Correct [columns.{name}] in study.toml, or the first line of the file."
        )
    others = [c for c in there if c not in plain.values() and c not in mapped]
    read = pd.DataFrame({here: rows[column] for here, column in plain.items()}, index=rows.index)
    for here, column in plain.items():
        if column in table.labels:
            read[here] = _by_label(read, here, table.labels[column], codebook)
    read = pd.concat([read, rows[[*others, "file", "line"]]], axis=1)
    if row:
        read.insert(0, "ego", pd.Series(range(1, len(read) + 1), index=read.index).astype("str"))
    if "wave" not in read.columns:
        read["wave"] = codebook.waves[0].id if codebook.waves else "1"
    return read.assign(wave=waves_spelled(codebook, read["wave"]))


def _with_slots(alters: pd.DataFrame) -> tuple[pd.DataFrame, list[int]]:
    """A list of alters with their place in their network, to which the columns of a wide table of ties refer."""
    slot = alters.groupby([*KEY], dropna=False).cumcount() + 1
    ids = as_id(alters["alter"]) if "alter" in alters.columns else slot.astype("str")
    return alters.assign(alter=ids, slot=slot), list(range(1, int(slot.max() or 0) + 1)) if len(slot) else []


def _keyed(table: Table, codebook: Codebook, columns: Mapping[str, str]) -> pd.DataFrame:
    """A wide table with ego and wave in front, its own columns behind."""
    keys = {h: c for h, c in columns.items() if h in KEY}
    named = renamed(table, codebook, "egos", keys)[KEY]
    named = named.assign(ego=as_id(named["ego"]), wave=as_id(named["wave"]))
    return pd.concat([named, table.rows.drop(columns=[c for c in KEY if c in table.columns])], axis=1)


def three_tables(tables: Mapping[str, Table], codebook: Codebook) -> ThreeTables:
    """The three tables of a study, from the tables of its files.

    Where [columns.alters] or [columns.ties] has patterns, that table is rolled out from its own file, and from that of
    the egos when it has none.

    Parameters
    ----------
    tables : mapping
        egos; alters, which may be lacking when it has patterns; ties, when they were asked.
    codebook : Codebook
        Its `columns`, waves and categories.

    Returns
    -------
    ThreeTables
        Ties are None where they were not asked; `found` is what was found while rolling out (see `wide_tables`).

    Raises
    ------
    InputError
        Naming every column that is not there and every pattern that fits none.
    """
    made: dict[str, pd.DataFrame | None] = dict.fromkeys(TABLES)
    wrong: list[str] = []
    notes: list[dict] = []
    used: list[str] = []
    asked = slots = None
    for name in ("alters", "ties"):
        columns = codebook.columns.get(name, {})
        own, table = name in tables, tables.get(name, tables.get("egos"))
        try:
            if not has_patterns(columns):
                made[name] = renamed(table, codebook, name, columns) if own and table is not None else None
                continue
            if table is None:
                continue
            rows = _keyed(table, codebook, columns if own else {**codebook.columns.get("egos", {}), **columns})
            if name == "alters":
                declared = {h: c for h, c in columns.items() if h not in KEY}
                alters, slots, more, told = alters_in(rows, declared)
                made[name] = _rolled_by_label(alters, declared, table, codebook)
            else:
                if slots is None and made["alters"] is not None:
                    made["alters"], slots = _with_slots(made["alters"])
                if slots is None or made["alters"] is None:
                    continue  # what is wrong with the contacts was told
                made[name], asked, more, told = ties_in(rows, columns, made["alters"], slots)
            used += [] if own else more
            notes += told + (_unplaced(rows, made[name] if name == "ties" else None) if own else [])
        except InputError as error:
            wrong += error.problems
    if "egos" in tables:
        try:
            here = tables["egos"]
            columns = {h: c for h, c in codebook.columns.get("egos", {}).items() if not is_pattern(c)}
            rest = Table(here.name, here.rows.drop(columns=list(dict.fromkeys(used))), here.questions, here.labels)
            read = renamed(rest, codebook, "egos", columns)
            notes += _networks_again(here, read, used)
            if "alters" not in tables:
                gone = unanswered(here, read, used, codebook)
                places = set(zip(read["file"][gone], read["line"][gone], strict=True))
                notes = [n for n in notes if n["kind"] != "named_nobody" or (n["file"], n["line"]) not in places]
                notes += noted(read, gone, "row_not_answered", "", False)
                read = read[~gone].reset_index(drop=True)
            made["egos"] = read
        except InputError as error:
            wrong += error.problems
    egos, alters = made["egos"], made["alters"]
    if wrong or egos is None or alters is None:
        raise InputError(list(dict.fromkeys(wrong)))
    egos = egos if asked is None else _asked(egos, asked)
    return ThreeTables(egos, alters.drop(columns="slot") if slots is not None else alters, made["ties"], found(notes))


def _asked(egos: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """The egos with ties_asked and pairs_missing as the wide table has them, where the file does not say it itself."""
    where = pd.MultiIndex.from_frame(asked[KEY].astype(object))
    row = where.get_indexer(pd.MultiIndex.from_frame(egos[KEY].assign(ego=as_id(egos["ego"])).astype(object)))
    for column in ("ties_asked", "pairs_missing"):
        if column not in egos.columns:
            values = asked[column].reindex(row).set_axis(egos.index)
            egos = egos.assign(**{column: values})
    return egos


def _networks_again(table: Table, egos: pd.DataFrame, used: list[str]) -> list[dict]:
    """The rows of an ego in a wave that stands above already with other contacts, and with the same of everything else.

    Without contacts and ties such rows look the same, which would be no problem.
    """
    if not used:
        return []
    again = egos.duplicated(KEY) & egos[KEY].notna().all(axis=1)
    others = [c for c in egos.columns if c not in ("file", "line")]
    keys = egos[KEY].reset_index(drop=True)
    whole = pd.concat([keys, table.rows[list(dict.fromkeys(used))].reset_index(drop=True)], axis=1)
    differs = (again & egos.duplicated(others)).to_numpy() & ~whole.duplicated().to_numpy()
    return noted(egos, differs, "duplicate_differs", "", True)


def _unplaced(rows: pd.DataFrame, made: pd.DataFrame | None) -> list[dict]:
    """The rows of a wide file of its own that stand in no table: without a key, there already, or without an answer."""
    counted = placed(rows)
    without = rows[KEY].isna().any(axis=1).to_numpy()
    notes = noted(rows, without, "key_missing", "", True)
    notes += noted(rows, ~counted & ~without, "duplicate_differs", "", True)
    if made is None:
        return notes
    nothing = counted & ~rows["line"].isin(set(made["line"])).to_numpy()
    return notes + noted(rows, nothing, "row_without_answers", "", False)
