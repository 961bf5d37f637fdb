"""Case ids taken apart into participant and wave, by a pattern or a table that the researcher gives."""

from __future__ import annotations

import re

import pandas as pd

from netlab.problems import InputError, found
from netlab.readers.files import opened
from netlab.readers.source import Told
from netlab.readers.tabular import tables_in


def _cases(told: Told) -> dict[str, tuple[str, str | None]]:
    """The table of cases: case id → ego and wave."""
    if told.cases is None:
        return {}
    files = opened(told.cases)
    rows = tables_in(files, files.names[0])[0].rows
    missing = [c for c in ("case_id", "ego") if c not in rows.columns]
    if missing:
        there = ", ".join(c for c in rows.columns if c not in ("file", "line"))
        raise InputError(
            f"{files.names[0]}, line 1: there is no column {' and no column '.join(map(repr, missing))}. "
            f"Expected case_id, ego and wave; found: {there}."
        )
    known = rows.dropna(subset=["case_id", "ego"])
    waves = known["wave"] if "wave" in known.columns else pd.Series(None, index=known.index, dtype=object)
    waves = waves.astype(object).where(waves.notna(), None)
    return dict(zip(known["case_id"], zip(known["ego"], waves, strict=True), strict=True))


def _taken_apart(case: str, told: Told, known: dict[str, tuple[str, str | None]]) -> tuple[str, str | None] | None:
    """Ego and wave of one case id; None where neither the pattern nor the table has it."""
    if case in known:
        return known[case]
    match = re.search(told.case_id, case) if told.case_id else None
    if match is None or not match.group("ego"):
        return None
    return match.group("ego"), match.groupdict().get("wave")


def by_case(table: pd.DataFrame, told: Told) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A table whose `ego` holds case ids, with ego and, where the ids say it, wave; and rows without a place.

    A row whose case id is unknown keeps it as its ego, without a wave where the others got theirs from the id.

    Raises
    ------
    InputError
        When no case id fits, or the table of cases lacks a column.
    """
    if told.case_id is None and told.cases is None:
        return table, found()
    known = _cases(told)
    ids = [str(i) for i in table["ego"].dropna().unique()]
    made = {i: one for i in ids if (one := _taken_apart(i, told, known)) is not None}
    if ids and not made:
        how = f"the pattern {told.case_id!r}" if told.case_id else f"the table {told.cases.name if told.cases else ''}"
        raise InputError(f"none of the case ids fits {how}. Found for example: {', '.join(ids[:3])}.")
    ego = table["ego"].map({i: one[0] for i, one in made.items()})
    wave = table["ego"].map({i: one[1] for i, one in made.items() if one[1] is not None})
    strange = table["ego"].notna() & ~table["ego"].isin(list(made))
    notes = found(
        {
            **{c: r.get(c) for c in ("file", "line", "ego")},
            "kind": "case_unknown",
            "about": {"detail": r["ego"]},
            "stops": True,
        }
        for r in table[strange].to_dict("records")
    )
    read = table.assign(ego=ego.where(ego.notna(), table["ego"]))
    if wave.notna().any():
        given = table["wave"] if "wave" in table.columns else pd.Series(pd.NA, index=table.index, dtype="str")
        read = read.assign(wave=wave.where(wave.notna(), given).astype("str"))
    return read, notes
