"""From three tables as they came to three tables that can be measured; every row that leaves is named, with why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import pandas as pd

from netlab.cleaning.answers import answers_of, as_id, coded, days, derive, normal, numbers, true_false
from netlab.codebook import KEYS, Category, Codebook, TieType, Wave
from netlab.positions import alters_of, networks_of
from netlab.problems import InputError

CLEANED = ["table", "file", "line", "ego", "wave", "reason", "detail"]


@dataclass
class Cleaner:
    """The tables on their way, and what has left them so far."""

    codebook: Codebook
    left: list[pd.DataFrame] = field(default_factory=list)

    def note(self, table: str, rows: pd.DataFrame, reason: object, detail: object = "") -> None:
        """Name rows in `cleaned`; `reason` and `detail` are one text for all, or one per row.

        A row without the line of its file is named by its place in the table, counted from 1.
        """
        if not len(rows):
            return
        lines = pd.to_numeric(rows["line"], errors="coerce").round() if "line" in rows else rows.index.to_series() + 1
        named = pd.DataFrame(
            {
                "table": table,
                "file": rows["file"].astype(object) if "file" in rows else "",
                "line": lines.astype("Int64"),
                "ego": rows["ego"].astype(object) if "ego" in rows else "",
                "wave": rows["wave"].astype(object) if "wave" in rows else "",
                "reason": reason,
                "detail": detail,
            }
        )
        self.left.append(named)

    def remark(self, table: str, reason: str, detail: str) -> None:
        """Name something that concerns a whole table rather than rows."""
        self.left.append(pd.DataFrame([[table, "", pd.NA, "", "", reason, detail]], columns=CLEANED))

    def drop(self, table: str, rows: pd.DataFrame, gone: np.ndarray, reason: str, detail: object = "") -> pd.DataFrame:
        """The rows without those that are `gone`, which are named."""
        if not gone.any():
            return rows
        self.note(table, rows[gone], reason, detail[gone] if isinstance(detail, pd.Series) else detail)
        return rows[~gone]

    def answers(self, table: str, rows: pd.DataFrame, column: str, read: tuple[pd.Series, pd.Series]) -> pd.DataFrame:
        """The rows with one column as it was read; what could not be read becomes unknown, and is named."""
        values, unknown = read
        written = rows.loc[unknown, column].astype("str")
        self.note(table, rows[unknown], "date" if column == "date" else "unknown_answer", column + ": " + written)
        return rows.assign(**{column: values})

    def cleaned(self) -> pd.DataFrame:
        """Everything that left, in the order in which it left."""
        if not self.left:
            return pd.DataFrame(columns=CLEANED).astype({"line": "Int64"})
        return pd.concat(self.left, ignore_index=True).astype({"line": "Int64"})


def _prepared(cleaner: Cleaner, name: str, table: pd.DataFrame | None) -> pd.DataFrame:
    """A copy of one table with its ids as strings and without rows that lack one; its index counts the rows given."""
    if table is None:
        return pd.DataFrame({k: pd.Series(dtype="str") for k in KEYS[name]})
    waves = cleaner.codebook.waves
    optional = {"alter", "wave"} if len(waves) < 2 else {"alter"}
    lacking = [k for k in KEYS[name] if k not in table.columns and k not in optional]
    if lacking:
        raise InputError(
            f"the {name} table has no column {', '.join(repr(k) for k in lacking)}. "
            f"Found: {', '.join(map(str, table.columns)) or 'none'}. Rename or add it."
        )
    table = table.reset_index(drop=True)
    table = table.assign(**{k: as_id(table[k]) for k in KEYS[name] if k in table.columns})
    if "wave" not in table.columns:
        table = table.assign(wave=waves[0].id if waves else "1")
    if name == "alters" and "alter" not in table.columns:
        table = table.assign(alter=(table.groupby(["ego", "wave"]).cumcount() + 1).astype("str"))
    return cleaner.drop(name, table, table[list(KEYS[name])].isna().any(axis=1).to_numpy(), "key_missing")


def _in_order(cleaner: Cleaner, name: str, table: pd.DataFrame) -> pd.DataFrame:
    """The rows of waves that the codebook knows, the wave as an ordered categorical."""
    waves = [w.id for w in cleaner.codebook.waves]
    table = cleaner.drop(name, table, ~table["wave"].isin(waves).to_numpy(), "unknown_wave", table["wave"])
    return table.assign(wave=pd.Categorical(table["wave"], waves, ordered=True))


def _waves(cleaner: Cleaner, egos: pd.DataFrame) -> list[str]:
    """The waves that the data have, in order: by earliest date, else by first appearance."""
    seen = list(egos["wave"].unique())
    dated = "date" in egos.columns and bool(egos.groupby("wave")["date"].min().notna().all())
    if dated:
        seen = list(egos.groupby("wave", sort=False)["date"].min().sort_values(kind="stable").index)
    if len(seen) > 1:
        cleaner.remark("egos", "waves_by_date" if dated else "waves_by_appearance", ", ".join(seen))
    return seen


def _duplicates(cleaner: Cleaner, name: str, table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Keep the first row of each key; say whether the others were equal to it or not."""
    again = table.duplicated(keys).to_numpy()
    if not again.any():
        return table
    equal = table.duplicated([c for c in table.columns if c not in ("file", "line")]).to_numpy()
    reason = pd.Series(np.where(equal, "duplicate", "duplicate_differs"), index=table.index)
    cleaner.note(name, table[again], reason[again])
    return table[~again]


def clean_egos(cleaner: Cleaner, egos: pd.DataFrame, asked: bool) -> pd.DataFrame:
    """One row per network, with its wave in order, whether ties were asked, and how many pairs went unanswered."""
    egos = _prepared(cleaner, "egos", egos)
    if "date" in egos.columns:
        egos = cleaner.answers("egos", egos, "date", days(egos["date"]))
    if not cleaner.codebook.waves:
        cleaner.codebook = replace(cleaner.codebook, waves=tuple(Wave(w) for w in _waves(cleaner, egos)))
    egos = _duplicates(cleaner, "egos", _in_order(cleaner, "egos", egos), ["ego", "wave"])
    codebook = cleaner.codebook
    readings: dict[str, Callable] = {}
    for outcome in codebook.outcomes:
        readings[outcome.column] = numbers
    for interpreter in codebook.attributes:
        readings[interpreter.column] = partial(coded, categories=interpreter.categories)
    if codebook.group is not None and codebook.group.categories:
        readings[codebook.group.column] = partial(coded, categories=codebook.group.categories)
    readings |= {"ties_asked": true_false, "pairs_missing": numbers}
    for column, read in readings.items():
        if column in egos.columns:
            egos = cleaner.answers("egos", egos, column, read(egos[column]))
    ties_asked = egos["ties_asked"].fillna(False).astype(bool) if "ties_asked" in egos.columns else asked
    pairs_missing = 0.0
    if "pairs_missing" in egos.columns:
        pairs_missing = egos["pairs_missing"].where(egos["pairs_missing"] >= 0)
        cleaner.note("egos", egos[egos["pairs_missing"] < 0], "unknown_answer", "pairs_missing < 0")
    return egos.assign(ties_asked=ties_asked, pairs_missing=pairs_missing).reset_index(drop=True)


def _counted(ids: pd.Series, by: np.ndarray | pd.Series) -> np.ndarray:
    """Whether the ids of each group are just the numbers 1 … n, or 0 … n - 1."""
    groups = ids.groupby(by)
    plain = groups.transform("count") == groups.transform("size")
    first = groups.transform("min")
    whole = groups.transform("nunique") == groups.transform("max") - first + 1
    return (plain & whole & first.isin([0, 1])).to_numpy()


def _is_ego(alters: pd.DataFrame, network: np.ndarray, alter_ids: str) -> np.ndarray:
    """Which alters are the ego itself: equal ids, unless the ids are plainly numbers 1, 2, 3 … of this ego's alters."""
    same = (alters["alter"] == alters["ego"]).to_numpy(dtype=bool)
    if alter_ids == "per wave":
        return np.zeros(len(alters), dtype=bool)
    if alter_ids == "own" and same.any():
        plain = pd.to_numeric(alters["alter"].where(alters["alter"].str.fullmatch(r"[0-9]+")), errors="coerce")
        same = same & ~(_counted(plain, network) | _counted(plain, alters["ego"]))
    return same


def clean_alters(cleaner: Cleaner, egos: pd.DataFrame, alters: pd.DataFrame | None) -> pd.DataFrame:
    """One row per alter named in a network, its answers coded by the codebook; its index counts the rows given."""
    alters = _in_order(cleaner, "alters", _prepared(cleaner, "alters", alters))
    alters = cleaner.drop("alters", alters, networks_of(egos, alters) < 0, "no_network")
    alters = _duplicates(cleaner, "alters", alters, ["ego", "wave", "alter"])
    if not cleaner.codebook.interpreters:
        cleaner.codebook, remarks = derive(cleaner.codebook, alters)
        for reason, detail in remarks:
            cleaner.remark("alters", reason, detail)
    return answered(cleaner, "alters", alters)


def answered(cleaner: Cleaner, table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the answers about each contact coded by the codebook; one that it does not know is named."""
    for i in cleaner.codebook.interpreters:
        if i.column not in rows.columns:
            continue
        if i.yes_no:
            rows = cleaner.answers(table, rows, i.column, true_false(rows[i.column]))
        elif i.categories:
            rows = cleaner.answers(table, rows, i.column, coded(rows[i.column], i.categories))
        elif i.role in ("asks", "brings"):
            rows = cleaner.answers(table, rows, i.column, numbers(rows[i.column]))
    for column in [g.column for g in cleaner.codebook.generators if g.column]:
        if column in rows.columns:
            rows = cleaner.answers(table, rows, column, true_false(rows[column]))
    return rows


def without_ego(cleaner: Cleaner, egos: pd.DataFrame, alters: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The alters that are somebody else than ego, and those that are ego: by id, or by person where that is known."""
    itself = _is_ego(alters, networks_of(egos, alters), cleaner.codebook.alter_ids)
    if "person" in alters.columns:
        itself = itself | (alters["person"] == alters["ego"]).to_numpy(dtype=bool)
    return cleaner.drop("alters", alters, itself, "alter_is_ego"), alters[itself]


def _typed(cleaner: Cleaner, ties: pd.DataFrame) -> pd.DataFrame:
    """Ties with the id of their type, without those of a type that the codebook does not know."""
    types = cleaner.codebook.tie_types or (TieType("tie"),)
    written = as_id(ties["type"]) if "type" in ties.columns else pd.Series(types[0].id, index=ties.index, dtype="str")
    if len(types) == 1:
        written = written.fillna(types[0].id)
    spelled = answers_of(tuple(Category(t.id, t.label) for t in types))
    known = written.map({w: spelled.get(normal(w)) for w in written.dropna().unique()})
    ties = ties.assign(type=known.where(known.notna(), written).astype("str"))
    if not cleaner.codebook.tie_types:
        return ties
    return cleaner.drop("ties", ties, known.isna().to_numpy(), "unknown_type", written.fillna(""))


def clean_ties(
    cleaner: Cleaner, egos: pd.DataFrame, alters: pd.DataFrame, itself: pd.DataFrame, ties: pd.DataFrame | None
) -> pd.DataFrame:
    """One row per tie among named alters and type; an undirected tie has its source before its target.

    `itself` holds the alters that turned out to be ego, so that a tie to ego is not taken for one to a stranger.
    """
    ties = _in_order(cleaner, "ties", _typed(cleaner, _prepared(cleaner, "ties", ties)))
    ties = cleaner.drop("ties", ties, (ties["source"] == ties["target"]).to_numpy(dtype=bool), "self_loop")
    if "strength" in ties.columns:
        ties = cleaner.drop("ties", ties, (numbers(ties["strength"])[0] == 0).to_numpy(), "strength_zero")
    ties = cleaner.drop("ties", ties, networks_of(egos, ties) < 0, "no_network")
    network, ends = networks_of(egos, ties), [ties["source"], ties["target"]]
    a, b = alters_of(networks_of(egos, alters), alters["alter"], network, ends)
    to_ego = [r >= 0 for r in alters_of(networks_of(egos, itself), itself["alter"], network, ends)]
    if cleaner.codebook.alter_ids != "per wave":
        to_ego = [own | (end == ties["ego"]).to_numpy(dtype=bool) for own, end in zip(to_ego, ends, strict=True)]
    strange = [(row < 0) & ~own for row, own in zip((a, b), to_ego, strict=True)]
    stranger = strange[0] | strange[1]
    unnamed = pd.Series(np.where(strange[0], ties["source"], ties["target"]), index=ties.index)
    with_ego = ((a < 0) | (b < 0))[~stranger]
    ties = cleaner.drop("ties", ties, stranger, "unnamed_alter", unnamed)
    ties = cleaner.drop("ties", ties, with_ego, "tie_to_ego")

    directed = [t.id for t in cleaner.codebook.tie_types if t.directed]
    swap = ((ties["source"] > ties["target"]) & ~ties["type"].isin(directed)).to_numpy(dtype=bool)
    source, target = ties["source"], ties["target"]
    ties = ties.assign(source=source.where(~swap, target), target=target.where(~swap, source))
    keys = ["ego", "wave", "source", "target", "type"]
    again = ties.duplicated(keys).to_numpy()
    same_way = ties.assign(swap=swap).duplicated([*keys, "swap"]).to_numpy()
    ties = cleaner.drop("ties", ties, again & ~same_way, "mirrored")
    return _duplicates(cleaner, "ties", ties, keys).reset_index(drop=True)


def fill_fixed(cleaner: Cleaner, alters: pd.DataFrame) -> pd.DataFrame:
    """Fill a `fixed` attribute from the other waves of the same person; name persons with two different values."""
    fixed = [i.column for i in cleaner.codebook.interpreters if i.fixed and i.column in alters.columns]
    person = pd.factorize(alters["ego"] + "\x00" + alters["person"])[0]
    for column in fixed:
        by = alters[column].groupby(person)
        differs = by.transform("nunique") > 1
        wrong = differs & alters[column].notna()
        cleaner.note("alters", alters[wrong], "fixed_differs", column + ": " + alters.loc[wrong, column].astype("str"))
        first = alters[column].astype(object).groupby(person).transform("first")
        filled = alters[column].astype(object).where(alters[column].notna() | differs, first)
        alters = alters.assign(**{column: filled.astype(alters[column].dtype)})
    return alters
