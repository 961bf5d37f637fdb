"""What the rows of a table are, by its columns: participants, contacts or ties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from netlab.readers.key_columns import ALTERS, EGOS, TIES, Names, keys_in, plain
from netlab.readers.tabular import Table

MOST_WAVES = 12
ENDS = (("source", "srcid", "sourceid", "alter1"), ("target", "tgtid", "targetid", "alter2"))
KINDS: Mapping[str, Names] = {"egos": EGOS, "alters": ALTERS, "ties": TIES}


@dataclass(frozen=True, eq=False)
class Keyed:
    """A table, what its rows are (`egos`, `alters`, `ties`), and which columns are its keys."""

    table: Table
    kind: str
    keys: dict[str, str]


@dataclass(frozen=True, eq=False)
class Parts:
    """The tables of a source by what their rows are, and the names of those that are none of these."""

    egos: tuple[Keyed, ...] = ()
    alters: tuple[Keyed, ...] = ()
    ties: tuple[Keyed, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def used(self) -> list[Table]:
        """The tables that are used."""
        return [k.table for k in (*self.egos, *self.alters, *self.ties)]

    @property
    def columns(self) -> list[str]:
        """The key columns as the tables call them, each once."""
        wanted = ("ego", "wave", "alter", "source", "target")
        of_all = (k.keys[key] for k in (*self.egos, *self.alters, *self.ties) for key in wanted if key in k.keys)
        return list(dict.fromkeys(of_all))


def keyed(table: Table) -> Keyed | None:
    """What the rows of a table are, by its columns; None when it has no key columns.

    A column that could be a wave by a vague name (time, moment) is one only when it has at most 12 different values.
    """
    if one_end(table) is not None:
        return None
    for kind in ("ties", "alters", "egos"):
        keys = keys_in(table.columns, KINDS[kind])
        needed = {"ties": {"source", "target"}, "alters": {"alter"}, "egos": {"ego"}}[kind]
        if needed <= set(keys):
            if "wave" in keys and table.rows[keys["wave"]].nunique() > MOST_WAVES:
                del keys["wave"]
            return Keyed(table, kind, keys)
    return None


def one_end(table: Table) -> str | None:
    """The column of a table of ties that says one end, where none says the other; None for every other table."""
    columns = {plain(c): c for c in table.columns}
    there = [[columns[n] for n in names if n in columns] for names in ENDS]
    ends = [end[0] for end in there if end]
    return ends[0] if len(ends) == 1 and "ego" in keys_in(table.columns, EGOS) else None


def rows_each(one: Keyed) -> float:
    """How many rows a participant has on average, in a wave where the table has one; 0 for a table without rows."""
    by = [one.keys[k] for k in ("ego", "wave") if k in one.keys]
    known = one.table.rows.dropna(subset=by[:1])
    return len(known) / max(len(known[by].drop_duplicates()), 1)


def as_egos(one: Keyed) -> Keyed:
    """The same table taken for participants: a column called `Alter` is then an answer."""
    keys = keys_in(one.table.columns, EGOS)
    return replace(one, kind="egos", keys=keys)
