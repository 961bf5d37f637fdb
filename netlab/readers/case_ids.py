"""Case ids taken apart into participant and wave, by a pattern or a table that the researcher gives."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from netlab.codebook.case_ids import taken_apart
from netlab.problems import InputError, found
from netlab.readers.files import opened
from netlab.readers.source import Told
from netlab.readers.tabular import tables_of

SPELLED = {
    "case": {"caseid", "case", "networkcanvascaseid"},
    "session": {"sessionid", "session", "sessionuuid", "networkcanvassessionid"},
    "ego": {"ego"},
    "wave": {"wave"},
}


def cases_in(path: Path) -> pd.DataFrame:
    """The table of cases: case, session, ego, wave as far as it has them, file, line."""
    tables = tables_of(opened(path))
    for one in tables:
        spelled = {re.sub(r"[\W_]", "", c).casefold(): c for c in one.columns}
        columns = {
            ours: next((spelled[s] for s in sorted(known & {*spelled})), None) for ours, known in SPELLED.items()
        }
        if columns["ego"] and (columns["case"] or columns["session"]):
            rows = one.rows
            empty = pd.Series(None, index=rows.index, dtype="str")
            made = pd.DataFrame({ours: rows[c] if c else empty for ours, c in columns.items()})
            return made.assign(file=rows["file"], line=rows["line"])
    there = "; ".join(f"{t.name}: {', '.join(t.columns[:8])}" for t in tables) or "no table"
    raise InputError(
        f"{path.name}: expected a table with the columns case_id (or session_id), ego and wave. Found: {there}. "
        "Correct the first line of the file."
    )


def one_place(cases: pd.DataFrame, key: str, path: Path) -> pd.DataFrame:
    """Ego and wave by case id, or by session id: an InputError where one of them has more than one ego or wave."""
    rows = cases[cases[key].notna() & (cases["session"].isna() if key == "case" else True)]
    differ = rows.groupby(key)[["ego", "wave"]].nunique(dropna=False).max(axis=1) > 1
    wrong = []
    for case in differ.index[differ]:
        lines = ", ".join(str(n) for n in rows.loc[rows[key] == case, "line"])
        wrong.append(
            f"{path.name}, lines {lines}: {case!r} has more than one ego or wave. Keep one row for it; where sessions "
            "of Network Canvas share a case id, give the column session_id instead."
        )
    if wrong:
        raise InputError(wrong)
    return rows.drop_duplicates(key).set_index(key)[["ego", "wave"]]


def _known(path: Path | None) -> dict[str, tuple[str, str | None]]:
    """The table of cases: case id → ego and wave."""
    if path is None:
        return {}
    rows = one_place(cases_in(path), "case", path).dropna(subset=["ego"])
    waves = rows["wave"].astype(object).where(rows["wave"].notna(), None)
    return dict(zip(rows.index, zip(rows["ego"], waves, strict=True), strict=True))


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
    known = _known(told.cases)
    ids = [str(i) for i in table["ego"].dropna().unique()]
    apart = {i: known.get(i) or (taken_apart(told.case_id, i) if told.case_id else None) for i in ids}
    made = {i: one for i, one in apart.items() if one is not None}
    if ids and not made:
        by = (
            f"the pattern {told.case_id!r} as a whole"
            if told.case_id
            else f"the table {told.cases and told.cases.name}"
        )
        raise InputError(f"none of the case ids fits {by}. Found for example: {', '.join(ids[:3])}.")
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
