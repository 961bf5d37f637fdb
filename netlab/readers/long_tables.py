"""Tables with a row per participant, contact or tie put together to three, whatever files or columns they stand in."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from netlab.problems import InputError
from netlab.readers.case_ids import by_case
from netlab.readers.file_names import MOST_WAVES, ego_in, wave_in, waves_by_name
from netlab.readers.key_columns import renamed
from netlab.readers.one_list import split
from netlab.readers.source import Told
from netlab.readers.table_kinds import Keyed, Parts

TIE_COLUMN = re.compile(r"[Xx]?(\d{1,4})[ ._]to[ ._](\d{1,4})")
ONE_WAVE = "1"
WORDS = {"egos": "participants", "alters": "contacts", "ties": "ties"}


def placed(column: str) -> tuple[int, int] | None:
    """The two alters, counted from 1, of a column of ties such as `X1.to.2`; None for another column."""
    match = TIE_COLUMN.fullmatch(column)
    return (int(match.group(1)), int(match.group(2))) if match else None


def _of_one_ego(one: Keyed, egos: set[str]) -> tuple[pd.DataFrame, bool]:
    """The rows of a table that says nowhere whose it is, with the ego of its file name; and whether there is one."""
    rows = renamed(one.table, one.keys)
    if "ego" in one.keys:
        return rows, True
    ego = ego_in(one.table.name, egos)
    return rows.assign(ego=ego), ego is not None


def stacked(parts: Sequence[Keyed], kind: str, egos: set[str], only: bool) -> pd.DataFrame:
    """All tables of one kind as one, with netlab's key columns; the waves from the names of files where they say them.

    Parameters
    ----------
    parts : sequence of Keyed
    kind : str
    egos : set of str
        The ids of participants that are known, for files of one participant each.
    only : bool
        Whether these are all there is to know the participants from; a file name is then enough.

    Raises
    ------
    InputError
        When several tables hold the same kind of rows and neither a column nor their names tell the waves apart.
    """
    names = [p.table.name for p in parts]
    waves = None
    if len(parts) > 1 and not any("wave" in p.keys for p in parts):
        waves = waves_by_name(names) or _waves_each(parts)
        if waves is None and _overlap(parts):
            raise InputError(
                f"{', '.join(names)}: these tables all hold {WORDS[kind]}, and nothing says how they differ. Expected "
                "one table, or a column with the wave, or names that say it (egos_T1.csv, egos_T2.csv). Give a folder "
                "with the tables of one study, or describe them in study.toml."
            )
    rows, strange = [], []
    for n, one in enumerate(parts):
        table, known = _of_one_ego(one, set() if only else egos)
        if not known:
            strange.append(one.table.name)
        if waves is not None:
            table = table.assign(wave=waves[n])
        rows.append(table)
    if strange:
        raise InputError(
            [
                f"{name}: the file has no column that says whose {WORDS[kind]} these are, and its name is no "
                "participant's. Add a column `ego`, or name the file after the participant (ego7.csv)."
                for name in strange
            ]
        )
    return pd.concat(rows, ignore_index=True)


def _waves_each(parts: Sequence[Keyed]) -> list[str] | None:
    """A wave per file where the files are of one participant each and every name says the wave."""
    if any("ego" in p.keys for p in parts):
        return None
    waves = [wave_in(p.table.name) for p in parts]
    return [str(w) for w in waves] if all(waves) and len(set(waves)) <= MOST_WAVES else None


def _overlap(parts: Sequence[Keyed]) -> bool:
    """Whether the same participant stands in two of the tables."""
    each = [set(p.table.rows[p.keys["ego"]].dropna()) for p in parts if "ego" in p.keys]
    return sum(map(len, each)) > len(set().union(*each))


def _in_waves(tables: dict[str, pd.DataFrame]) -> tuple[dict[str, pd.DataFrame], list[dict]]:
    """Every table with a wave; participants that stand there once for all waves get a row in each wave they occur in.

    Raises
    ------
    InputError
        When contacts or ties of several waves lack a column that says which.
    """
    known = {k: t for k, t in tables.items() if "wave" in t.columns}
    waves = list(dict.fromkeys(w for t in known.values() for w in t["wave"].dropna().unique()))
    if not known:
        return {k: t.assign(wave=ONE_WAVE) for k, t in tables.items()}, []
    notes: list[dict] = []
    lacking = [k for k in tables if k not in known]
    if len(waves) == 1:
        return {k: t if k in known else t.assign(wave=waves[0]) for k, t in tables.items()}, []
    wrong = [k for k in lacking if k != "egos"]
    if wrong:
        raise InputError(
            [
                f"{tables[k]['file'].iloc[0] if len(tables[k]) else WORDS[k]}: no column says the wave of these "
                f"{WORDS[k]}, and other tables have the waves {', '.join(waves)}. Add a column `wave`."
                for k in wrong
            ]
        )
    if "egos" in lacking:
        seen = pd.concat([t[["ego", "wave"]] for t in known.values()]).dropna().drop_duplicates()
        egos = tables["egos"].merge(seen, on="ego", how="left")
        once = egos["wave"].isna() & egos["ego"].notna()
        for row in egos[once].to_dict("records"):
            at = {c: row[c] for c in ("file", "line", "ego")}
            notes.append({**at, "kind": "ego_without_wave", "about": {"detail": ", ".join(waves)}, "stops": True})
        file = str(egos["file"].iloc[0]) if len(egos) else ""
        notes.append({"file": file, "kind": "egos_without_wave", "about": {"detail": ", ".join(waves)}, "stops": False})
        tables = {**tables, "egos": egos[~once].reset_index(drop=True)}
    return tables, notes


def _ties_in_columns(egos: pd.DataFrame, alters: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame | None, list[dict]]:
    """Ties from columns such as `X1.to.2` of the participants: the numbers count the contacts of a network from 1."""
    columns = {str(c): p for c in egos.columns if (p := placed(str(c))) is not None}
    if not columns:
        return egos, None, []
    counted = alters.dropna(subset=["ego", "wave", "alter"])
    place = (counted.groupby(["ego", "wave"]).cumcount() + 1).rename("place")
    ids = counted.assign(place=place).set_index(["ego", "wave", "place"])["alter"]
    long = egos[["ego", "wave", "file", "line", *columns]].melt(
        ["ego", "wave", "file", "line"], var_name="column", value_name="strength"
    )
    for end, which in (("source", 0), ("target", 1)):
        number = long["column"].map({c: p[which] for c, p in columns.items()})
        asked = pd.MultiIndex.from_arrays([long["ego"], long["wave"], number])
        long[end] = ids.reindex(asked).to_numpy()
    there = long["source"].notna() & long["target"].notna()
    beyond = long[~there & long["strength"].notna()]
    notes = [
        {
            **{c: r[c] for c in ("file", "line", "ego", "wave")},
            "kind": "tie_of_nobody",
            "about": {"detail": f"{r['column']}: {r['strength']}"},
            "stops": False,
        }
        for r in beyond.to_dict("records")
    ]
    return egos.drop(columns=list(columns)), long[there].drop(columns="column").reset_index(drop=True), notes


def together(parts: Parts, told: Told) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame | None, list[dict], dict]:
    """Three tables from the parts of a source.

    Returns
    -------
    egos, alters, ties : DataFrame
        With ego, wave, file and line; `ties` is None where there are none.
    notes : list of dict
        What was found on the way.
    made : dict
        `own`: answers of participants taken from the list of contacts; `waved`: whether the source tells waves apart.

    Raises
    ------
    InputError
        When it cannot be said whose or of which wave the rows of a table are.
    """
    tables: dict[str, pd.DataFrame] = {}
    egos_known: set[str] = set()
    found_cases = []
    for kind in ("egos", "alters", "ties"):
        of_kind = getattr(parts, kind)
        if not of_kind:
            continue
        only = kind == "alters" and not parts.egos
        table = stacked(of_kind, kind, egos_known, only)
        table, more = by_case(table, told)
        found_cases.append(more)
        tables[kind] = table
        egos_known |= set(table["ego"].dropna())
    waved = any("wave" in t.columns for t in tables.values())
    tables, notes = _in_waves(tables)
    notes += [r for more in found_cases for r in more.to_dict("records")]
    made: dict = {"own": [], "waved": waved}
    if "egos" not in tables:
        file = str(tables["alters"]["file"].iloc[0]) if len(tables["alters"]) else ""
        tables["egos"], tables["alters"], made["own"] = split(tables["alters"], told.codebook)
        if "ties" in tables:
            tables["egos"] = _with_tied(tables["egos"], tables["ties"])
        notes.append({"file": file, "kind": "egos_from_alters", "about": {}, "stops": False})
    if "ties" not in tables and "alter" in tables["alters"].columns:
        tables["egos"], ties, more_notes = _ties_in_columns(tables["egos"], tables["alters"])
        notes += more_notes
        if ties is not None:
            tables["ties"] = ties
    return tables["egos"], tables["alters"], tables.get("ties"), notes, made


def _with_tied(egos: pd.DataFrame, ties: pd.DataFrame) -> pd.DataFrame:
    """The participants, and those who occur among the ties only, so that their rows are not strangers."""
    tied = ties.dropna(subset=["ego", "wave"]).drop_duplicates(["ego", "wave"])[["ego", "wave", "file", "line"]]
    known = pd.MultiIndex.from_frame(egos[["ego", "wave"]].astype(object))
    new = ~pd.MultiIndex.from_frame(tied[["ego", "wave"]].astype(object)).isin(known)
    return pd.concat([egos, tied[new]], ignore_index=True) if new.any() else egos


def asked_in(egos: pd.DataFrame, alters: pd.DataFrame, ties: pd.DataFrame | None) -> tuple[pd.DataFrame, list[str]]:
    """The participants with, per wave, whether ties were asked; and the waves in which it seems they were not.

    A wave without a single tie, in which somebody named two contacts, while other waves have ties, was not asked about.
    """
    if ties is None or "ties_asked" in egos.columns or ties.empty:
        return egos, []
    size = alters.groupby(["ego", "wave"]).size()
    several = set(size[size > 1].index.get_level_values("wave"))
    tied = set(ties["wave"].unique())
    without = [w for w in egos["wave"].dropna().unique() if w in several and w not in tied]
    if not without:
        return egos, []
    return egos.assign(ties_asked=np.where(egos["wave"].isin(without), "no", "yes")), without
