"""Which participant and which wave each Network Canvas session is: by a pattern, a table of cases, or the dates."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from netlab.codebook.case_ids import taken_apart
from netlab.problems import InputError
from netlab.readers.case_ids import cases_in, one_place
from netlab.readers.file_names import wave_in
from netlab.readers.network_canvas.exported import CASE, EGO, SESSION, START
from netlab.readers.source import Guess, Remark, Told

SEPARATORS = "_- ."
MOST_WAVES = 6
SHARE = 0.75  # of the case ids a pattern must fit before it is proposed


@dataclass(frozen=True, eq=False)
class Placed:
    """Who and when each session is.

    `ego` and `wave` have the index of the sessions; `wave` is None where the source has no waves. `left` says why a
    session cannot be placed, else it is empty. `waves` stand in order.
    """

    ego: pd.Series
    wave: pd.Series | None
    waves: tuple[str, ...]
    left: pd.Series
    guesses: tuple[Guess, ...] = ()
    found: tuple[Mapping[str, Any], ...] = ()
    pattern: str | None = None


def _listed(sessions: pd.DataFrame, path: Path) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Ego and wave of each session as the table of cases says; cases in it that the export does not have are named."""
    cases = cases_in(path)
    answers = {key: one_place(cases, key, path) for key in ("case", "session")}
    by_case = answers["case"].reindex(sessions[CASE]).set_index(sessions.index)
    by_session = answers["session"].reindex(sessions[SESSION]).set_index(sessions.index)
    known = by_session["ego"].notna()
    placed = by_session.where(known, by_case)
    strange = ~(
        cases["session"].isin(sessions[SESSION].dropna())
        | (cases["session"].isna() & cases["case"].isin(sessions[CASE].dropna()))
    )
    notes = [
        {"file": r["file"], "line": r["line"], "ego": r["ego"], "wave": r["wave"], "kind": "case_unused"}
        | {"about": {"detail": r["session"] if pd.notna(r["session"]) else r["case"]}, "stops": False}
        for r in cases[strange].to_dict("records")
    ]
    return placed, notes


def _matched(cases: pd.Series, pattern: str) -> pd.DataFrame:
    """Ego and wave of each case id as the pattern says; missing where it does not fit the whole id."""
    found = [None if pd.isna(c) else taken_apart(pattern, c) for c in cases]
    return pd.DataFrame([f or (None, None) for f in found], index=cases.index, columns=["ego", "wave"], dtype="str")


def _both_ways(case: str, separator: str) -> dict[str, tuple[str, str]]:
    """A case id as (ego, wave) and as (wave, ego), cut at this separator."""
    first, last = case.partition(separator), case.rpartition(separator)
    return {"ego first": (last[0], last[2]), "wave first": (first[2], first[0])}


def _waves_of(split: list[tuple[str, str]], cases: int) -> list[str]:
    """The waves when case ids are cut so: two to six that each go with several egos, and most ids have; else none."""
    several = {ego for ego, n in Counter(ego for ego, _ in split).items() if n > 1}
    of: dict[str, set[str]] = defaultdict(set)
    for ego, wave in split:
        if ego in several:
            of[wave].add(ego)
    waves = sorted(wave for wave, egos in of.items() if len(egos) > 1)
    fits = sum(wave in waves for _, wave in split)
    return waves if 2 <= len(waves) <= MOST_WAVES and fits >= SHARE * cases else []


def proposed(cases: pd.Series) -> str | None:
    """A pattern when the case ids look like participant and wave: the same two to six endings with several others.

    `P01_T1, P01_T2, P02_T1, P02_T2` gives `(?P<ego>.+)_(?P<wave>T1|T2)`. Where they can be cut in several ways, one
    whose waves look like waves goes first, then one with the participant first. None when nothing like it is there.
    """
    ids = sorted(set(cases.dropna()))
    found: list[tuple[bool, str]] = []
    for separator in SEPARATORS:
        for order in ("ego first", "wave first"):
            split = [_both_ways(c, separator)[order] for c in ids if separator in c]
            waves = _waves_of([(ego, wave) for ego, wave in split if ego and wave], len(ids))
            if waves:
                parts = ["(?P<ego>.+)", f"(?P<wave>{'|'.join(re.escape(w) for w in waves)})"]
                like = all(wave_in(w) is not None for w in waves)
                pattern = re.escape(separator).join(parts if order == "ego first" else reversed(parts))
                found.append((not like, pattern))
    return min(found, key=lambda one: one[0])[1] if found else None


def _in_order(waves: pd.Series, start: pd.Series) -> tuple[str, ...]:
    """The waves by their earliest session; those without a date last, as they first occur."""
    first = start.groupby(waves, sort=False).min()
    return tuple(first.sort_values(kind="stable", na_position="last").index)


def _numbered(ego: pd.Series, start: pd.Series, sessions: pd.DataFrame) -> pd.Series | None:
    """Waves `1`, `2`, … by the order of each ego's sessions; None when no ego has more than one."""
    by = pd.DataFrame({"ego": ego, "start": start, "uuid": sessions[EGO]})
    once = by[by["ego"].notna()].drop_duplicates(["ego", "uuid"]).sort_values("start", kind="stable")
    number = once.groupby("ego").cumcount() + 1
    if number.max() < 2 or once.empty:
        return None
    known = pd.Series(number.astype("str").to_numpy(), index=pd.MultiIndex.from_frame(once[["ego", "uuid"]]))
    wave = known.reindex(pd.MultiIndex.from_arrays([ego, by["uuid"]])).to_numpy()
    return pd.Series(wave, index=ego.index, dtype=object).fillna("1").astype("str")


def _late(ego: pd.Series, wave: pd.Series, start: pd.Series, sessions: pd.DataFrame) -> list[Mapping[str, Any]]:
    """Sessions numbered as an earlier wave than their day suggests: the ego may have missed the first one."""
    first = start.groupby(wave).min()
    later = wave.map(lambda w: first.get(str(int(w) + 1)))
    late = sessions[(start.notna() & later.notna() & (start >= later)).to_numpy(dtype=bool)]
    return [
        {"file": row["file"], "line": row["line"], "ego": ego[i], "wave": wave[i], "kind": "session_late"}
        | {"about": {"detail": str(start[i])[:10]}, "stops": True}
        for i, row in late.iterrows()
    ]


def _again(ego: pd.Series) -> int:
    """How many egos have more than one session."""
    return int((ego.value_counts() > 1).sum())


def _twice(ego: pd.Series, wave: pd.Series | None, sessions: pd.DataFrame, start: pd.Series) -> dict[Any, str]:
    """The sessions that would be a network that another, earlier session is already; with the ids of both."""
    keys = pd.DataFrame({"ego": ego, "wave": "1" if wave is None else wave, "uuid": sessions[EGO], "start": start})
    keys = keys[keys[["ego", "wave"]].notna().all(axis=1)].sort_values("start", kind="stable")
    first = keys.groupby(["ego", "wave"])["uuid"].transform("first")
    named = sessions[SESSION].fillna(sessions[EGO])
    by_uuid = named.groupby(sessions[EGO]).first()
    other = keys["uuid"] != first
    return {i: f"{by_uuid.get(first[i], first[i])}, {named[i]}" for i in keys.index[other.to_numpy(dtype=bool)]}


def placed(sessions: pd.DataFrame, told: Told) -> Placed:
    """Who and when each session is.

    Parameters
    ----------
    sessions : DataFrame
        A row per session with its case id, session id and start.
    told : Told
        `cases` goes before `case_id`; with neither, the case id is the ego, and its sessions are waves by their date.

    Raises
    ------
    InputError
        When the pattern fits none of the case ids, or the table of cases none of the sessions.
    """
    start = sessions[START].where(sessions[START].str.match(r"\d{4}-\d{2}-\d{2}", na=False))
    left = pd.Series("", index=sessions.index, dtype=object)
    found: list[Mapping[str, Any]] = []
    guesses: list[Guess] = []
    shown = ", ".join(repr(c) for c in sessions[CASE].dropna().unique()[:3]) or "none"
    pattern = None
    if told.cases is not None or told.case_id is not None:
        who = pd.DataFrame(None, index=sessions.index, columns=["ego", "wave"], dtype=object)
        if told.cases is not None:
            who, notes = _listed(sessions, told.cases)
            found += notes
            if who["ego"].isna().all() and told.case_id is None:
                raise InputError(f"{told.cases.name}: none of its cases is in the export. Case ids there: {shown}.")
        if told.case_id is not None:
            by_pattern = _matched(sessions[CASE], told.case_id)
            who = who.where(who["ego"].notna(), by_pattern)
            if who["ego"].isna().all():
                raise InputError(
                    f"case_id {told.case_id!r} fits none of the case ids, such as {shown}. It has to fit a whole case "
                    r"id, for example (?P<ego>P\d+)_(?P<wave>T\d) for P01_T1."
                )
        kind = "case_not_listed" if told.case_id is None else "case_id_unmatched"
        left = left.where(who["ego"].notna(), kind)
        ego, wave = who["ego"].astype("str"), who["wave"].astype("str")
        if wave.notna().any():
            left = left.where(wave.notna() | (left != ""), kind)
        else:
            wave = None
    else:
        ego, wave = sessions[CASE], None
        pattern = proposed(sessions[CASE])
    if wave is None:
        wave = _numbered(ego, start, sessions)
        if wave is not None:
            found += _late(ego, wave, start, sessions)
            declared = [w.id for w in told.codebook.waves] if told.codebook is not None else []
            if wave.nunique() <= len(declared) and not wave.isin(declared).any():
                wave = wave.map(dict(zip(map(str, range(1, len(declared) + 1)), declared, strict=True))).astype("str")
            guesses.append(Guess("waves", _in_order(wave, start)[0], "id", Remark("guess.canvas_sessions")))
            found.append({"kind": "waves_by_session", "about": {"n": _again(ego)}, "stops": False})
    elif wave.nunique() > 1:
        guesses.append(Guess("waves", _in_order(wave, start)[0], "id", Remark("guess.waves_by_date")))
    again = _twice(ego.where(left == ""), wave, sessions, start)
    for i in again:
        left[i] = "two_sessions"
    for i in left.index[left != ""]:
        row = sessions.loc[i]
        detail = again.get(i, row[CASE])
        at = {"file": row["file"], "line": row["line"], "ego": ego[i], "wave": None if wave is None else wave[i]}
        found.append({**at, "kind": left[i], "about": {"detail": "" if pd.isna(detail) else detail}, "stops": True})
    if pattern is not None:
        guesses.append(Guess("source", "", "case_id", Remark("guess.canvas_case_id", {"cases": shown})))
        found.append({"kind": "case_id_proposed", "about": {"detail": pattern}, "stops": False})
    waves = () if wave is None else _in_order(wave[left == ""], start)
    return Placed(ego, wave, waves, left, tuple(guesses), tuple(found), pattern)
