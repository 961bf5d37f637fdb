"""OpenEddi's three files: responses (`puid`), namedetails (`puid, nameid`) and nameties (`puid, nameid, targetid`)."""

from __future__ import annotations

from netlab.problems import InputError
from netlab.readers.files import Files
from netlab.readers.key_columns import DATE, STRENGTH, TYPE, WAVE, Names, keys_in, must_read, readable
from netlab.readers.source import Format, Remark, Source, Told
from netlab.readers.table_kinds import Keyed, Parts
from netlab.readers.tabular import Table
from netlab.readers.three_tables import assembled

PERSON: Names = {"ego": ("puid",), "wave": WAVE}
KINDS: dict[str, Names] = {
    "ties": {**PERSON, "source": ("nameid",), "target": ("targetid",), "type": TYPE, "strength": STRENGTH},
    "alters": {**PERSON, "alter": ("nameid",), "name": ("name", "nametext")},
    "egos": {**PERSON, "date": DATE},
}
NEEDED = {"ties": {"ego", "source", "target"}, "alters": {"ego", "alter"}, "egos": {"ego"}}


def _keyed(table: Table) -> Keyed | None:
    """What the rows of a table are, by OpenEddi's column names; None for another table."""
    for kind, names in KINDS.items():
        keys = keys_in(table.columns, names)
        if NEEDED[kind] <= set(keys):
            return Keyed(table, kind, keys)
    return None


def _sorted_out(tables: list[Table], others: list[str]) -> Parts | None:
    """Which table is which; None without responses and details of names."""
    known = [k for t in tables if (k := _keyed(t)) is not None]
    of = {kind: tuple(k for k in known if k.kind == kind) for kind in KINDS}
    if not of["alters"] or not (of["egos"] or of["ties"]):
        return None
    left = [t.name for t in tables if t.name not in {k.table.name for k in known}]
    return Parts(of["egos"], of["alters"], of["ties"], (*left, *others))


def _remark(parts: Parts) -> Remark:
    return Remark("recognised.openeddi", {"files": ", ".join(t.name for t in parts.used)})


def recognise(files: Files) -> Remark | None:
    """Tables with the columns `puid` and `nameid`."""
    parts = _sorted_out(*readable(files))
    return None if parts is None else _remark(parts)


def source(files: Files, told: Told) -> Source:
    """The participants, names and ties of an OpenEddi study.

    Raises
    ------
    InputError
        When a file cannot be read, or there is none with names.
    """
    parts = _sorted_out(*must_read(files))
    if parts is None:
        raise InputError(
            f"{files.path.name}: these are no files of OpenEddi. Expected *responses* with the column puid, "
            "*namedetails* with puid and nameid, and *nameties* with puid, nameid and targetid."
        )
    return assembled(parts, told, _remark(parts))


FORMAT = Format("openeddi", recognise, source)
