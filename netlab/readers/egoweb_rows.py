"""The rows of EgoWeb's exports as participants, contacts and pairs, each with its ego and wave."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from netlab.problems import InputError
from netlab.readers.case_ids import by_case
from netlab.readers.drafting import Draft
from netlab.readers.egoweb_tables import (
    CODES,
    MATCHING,
    NO_QUESTION,
    OF_ALTER,
    Exports,
    at_alter,
    flags_of,
    keyed,
    no_answers,
    sessions_of,
    study_of,
)
from netlab.readers.key_columns import plain
from netlab.readers.source import Told
from netlab.readers.tabular import Table

OWN = {"ego", "wave", "alter", "name", "interview", "link", "date", "file", "line", "source", "target", "study", "key"}


@dataclass(eq=False)
class Rows:
    """What the exports hold: three tables, which of their columns are answers, and what was found on the way.

    `waved` is False where there is one wave and nothing names it.
    """

    egos: pd.DataFrame
    alters: pd.DataFrame
    pairs: pd.DataFrame | None
    of_egos: list[str]
    of_alters: list[str]
    waved: bool
    notes: list[dict] = field(default_factory=list)


def rows_of(exports: Exports, told: Told, draft: Draft) -> Rows:
    """The rows of exports of one session each, or of several sessions side by side.

    Raises
    ------
    InputError
        When some files hold one session and others several, or columns of the sessions are not there.
    """
    several = [bool(sessions_of(t)) for t in exports.used]
    if any(several) and not all(several):
        apart = ", ".join(t.name for t, s in zip(exports.used, several, strict=True) if not s)
        raise InputError(
            f"{apart}: this file holds one session, and others hold several sessions side by side (EgoID_1, EgoID_2). "
            "Export all of them from EgoWeb in the same way."
        )
    return _side_by_side(exports) if all(several) else _interviews(exports, told, draft)


def at(rows: pd.DataFrame, kind: str, stops: bool = False) -> list[dict]:
    """Rows as problems found of one kind."""
    places = [{c: r.get(c) for c in ("file", "line", "ego", "wave")} for r in rows.to_dict("records")]
    return [{**place, "kind": kind, "about": {"detail": ""}, "stops": stops} for place in places]


def _answers(columns: Iterable[str]) -> list[str]:
    return [c for c in dict.fromkeys(columns) if c not in OWN]


# ---------------------------------------------------------------------- one session in a file
def _interviews(exports: Exports, told: Told, draft: Draft) -> Rows:
    """The rows of exports of one session each: an interview is a network."""
    apart = len(exports.alters) > 1
    numbered = all("interview" in keyed(t).values() for t in exports.used)
    again = apart and _again(exports.alters)
    egos, alters = [], []
    of_egos: list[str] = []
    of_alters: list[str] = []
    notes: list[dict] = []
    for table in exports.egos:
        egos.append(_with_interview(table, keyed(table), apart, numbered, again))
        of_egos += keyed(table).values()
    for table in exports.alters:
        names, split = keyed(table), at_alter(table)
        own, about = list(names.values())[:split], list(names.values())[split:]
        rows = _with_interview(table, names, apart, numbered, again)
        nobody = _nobody(rows, [c for c in _answers(about) if plain(c) not in {*MATCHING, *OF_ALTER}])
        notes += at(rows[nobody], "row_of_nobody")
        egos.append(rows.loc[~rows.duplicated("key"), [*dict.fromkeys(["key", *own, "file", "line", "study"])]])
        alters.append(rows.loc[~nobody, [c for c in rows.columns if c not in own or c in ("ego", "key")]])
        of_egos += own
        of_alters += about
    networks, waved = _placed(
        _merged(pd.concat(egos, ignore_index=True), "key", exports.egos), told, draft, apart, notes
    )
    place = networks.dropna(subset=["key"]).drop_duplicates("key").set_index("key")
    pairs = [_with_interview(t, {**keyed(t), **_ends(t, "number")}, apart, numbered, again) for t in exports.pairs]
    named = _from(place, pd.concat(alters, ignore_index=True))
    tied = _from(place, pd.concat(pairs, ignore_index=True)) if pairs else None
    return Rows(networks, named, tied, _answers(of_egos), _answers(of_alters), waved, notes)


def _again(tables: Sequence[Table]) -> bool:
    """Whether the interviews of two studies have a number in common."""
    columns = [next((c for c, n in keyed(t).items() if n == "interview"), None) for t in tables]
    each = [set(t.rows[c].dropna()) for t, c in zip(tables, columns, strict=True) if c is not None]
    return sum(map(len, each)) > len(set().union(*each))


def _with_interview(table: Table, names: dict[str, str], apart: bool, numbered: bool, again: bool) -> pd.DataFrame:
    """The rows of a table with the `key` of their interview: its number where all files have it, else the participant.

    With the study before it, where there are several studies and the number or participant is not enough.
    """
    rows = table.rows.rename(columns=names).assign(study=study_of(table))
    one = rows["interview" if numbered else "ego"]
    return rows.assign(key=rows["study"] + "\x1f" + one if (again if numbered else apart) else one)


def _placed(egos: pd.DataFrame, told: Told, draft: Draft, apart: bool, notes: list[dict]) -> tuple[pd.DataFrame, bool]:
    """The participants with their wave: of the case id, of the study, or counted by the time of the interview."""
    egos, more = by_case(egos, told)
    notes += more.to_dict("records")
    if "wave" in egos.columns:
        return egos, True
    if apart:
        return egos.assign(wave=egos["study"]), True
    known = egos.dropna(subset=["ego", "key"]).drop_duplicates("key")
    again = known[known.duplicated(["ego"], keep=False)]
    if again.empty or "date" not in egos.columns or known["key"].equals(known["ego"]):
        return egos.assign(wave="1"), False
    order = (known.sort_values("date", kind="stable").groupby("ego").cumcount() + 1).astype("str")
    draft.guess("waves", "1", "id", "waves_by_session", n=again["ego"].nunique())
    notes += at(again, "several_interviews")
    return egos.assign(wave=egos["key"].map(order.set_axis(known["key"].reindex(order.index))).astype("str")), True


def _nobody(rows: pd.DataFrame, answers: Sequence[str]) -> pd.Series:
    """Whether a row stands there for a participant without contacts.

    EgoWeb writes one row then: number 0, or number 1 without a name, in none of the questions for names (0), and every
    answer not yet given. Where the export has no names, a number 1 counts as nobody only if it comes from no question.
    """
    alone = ~rows.duplicated("key", keep=False)
    empty = no_answers(rows, answers, ["0"])
    none = rows["alter"].isna() | (rows["alter"] == "0")
    if "name" in rows.columns:
        return alone & empty & (none | rows["name"].isna())
    unasked = rows[answers[0]].eq("0") if len(answers) else pd.Series(False, index=rows.index)
    return alone & empty & (none | unasked)


def _from(place: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with the ego and the wave of their interview; without a wave where there is no such interview."""
    interview = rows["key"]
    ego = interview.map(place["ego"]).astype("str")
    wave = interview.map(place["wave"]).astype("str")
    return rows.assign(ego=ego.where(interview.isin(place.index), rows["ego"]), wave=wave)


def _merged(rows: pd.DataFrame, by: str, listed: Sequence[Table]) -> pd.DataFrame:
    """One row per interview, the first, with what the file of contacts says of the same interview added.

    A second row in a file of participants (`listed`) stays, for cleaning to name.
    """
    if not len(rows):
        return rows
    columns = [c for c in rows.columns if c not in ("file", "line", by)]
    filled = rows.groupby(by)[columns].transform("first")
    rows = rows.assign(**{c: rows[c].where(rows[c].notna() | rows[by].isna(), filled[c]) for c in columns})
    again = rows.duplicated(by) & rows[by].notna()
    return rows[~(again & ~rows["file"].isin(_files(listed)))].reset_index(drop=True)


def _files(tables: Sequence[Table]) -> set[str]:
    return {file for table in tables for file in table.rows["file"].unique()}


# ---------------------------------------------------------------------- several sessions side by side
def _side_by_side(exports: Exports) -> Rows:
    """The rows of exports in which a row holds several sessions: a wave for each, contacts known by their own id."""
    waves = _waves(exports.alters)
    egos, alters = [], []
    of_egos: list[str] = []
    of_alters: list[str] = []
    notes: list[dict] = []
    for table in exports.egos:
        for session in sessions_of(table):
            names = keyed(table, session)
            egos.append(_of_session(table, names, waves.get(session, str(session))))
            of_egos += names.values()
    for table in exports.alters:
        sessions = sessions_of(table)
        flags, first = flags_of(table, sessions), set(table.columns[: at_alter(table)])
        for session in sessions:
            names = {c: n for c, n in keyed(table, session).items() if c not in flags.values()}
            own = [n for c, n in names.items() if c in first]
            rows = _of_session(table, names, waves[session])
            egos.append(rows.loc[~_key(rows).duplicated(), [*dict.fromkeys(["ego", "wave", *own, "file", "line"])]])
            by_id = next(n for n in names.values() if plain(n) == "alterid")
            rows = rows.rename(columns={"alter": "Alter Number", by_id: "alter"})
            there = (table.rows[flags[session]] == "1").to_numpy(dtype=bool)
            alters.append(rows.loc[there, [c for c in rows.columns if c not in own or c == "ego"]])
            of_egos += own
            of_alters += [n for c, n in names.items() if c not in first]
        nowhere = ~table.rows[list(flags.values())].isin(["1"]).any(axis=1).to_numpy()
        notes += at(_of_session(table, keyed(table, sessions[0]), "")[nowhere], "alter_in_no_session")
    pairs = [
        _of_session(table, {**keyed(table, session), **_ends(table, "id")}, waves.get(session, str(session)))
        for table in exports.pairs
        for session in sessions_of(table)
    ]
    networks = pd.concat(egos, ignore_index=True)
    interviewed = networks["interview"].notna() if "interview" in networks.columns else networks["ego"].notna()
    place = pd.MultiIndex.from_frame(networks[["file", "line"]])
    in_list = networks["file"].isin(_files(exports.egos)).to_numpy()
    nowhere = ~place.isin(place[interviewed]) & ~place.duplicated() & in_list
    notes += at(networks[nowhere], "key_missing", stops=True)
    networks = networks[interviewed]
    networks = _merged(networks.assign(key=_key(networks)), "key", exports.egos).drop(columns="key")
    named = pd.concat(alters, ignore_index=True)
    tied = _within(pd.concat(pairs, ignore_index=True), named, notes) if pairs else None
    return Rows(networks, named, tied, _answers(of_egos), _answers(of_alters), True, notes)


def _waves(tables: Sequence[Table]) -> dict[int, str]:
    """Per session the name of its study; its number where two studies have one name."""
    waves: dict[int, str] = {}
    for table in tables:
        for session, flag in flags_of(table, sessions_of(table)).items():
            waves.setdefault(session, re.sub(rf"_{session}$", "", flag) or str(session))
    return waves if len(set(waves.values())) == len(waves) else {s: str(s) for s in waves}


def _of_session(table: Table, names: dict[str, str], wave: str) -> pd.DataFrame:
    """The columns of one session, with the link between sessions for ego; where there is none, the participant's id."""
    rows = table.rows[[*names, "file", "line"]].rename(columns=names).assign(wave=wave)
    if "link" not in rows.columns:
        return rows
    link = rows["link"].mask(rows["link"].isin(CODES))
    return rows.assign(ego=link.where(link.notna(), rows["ego"]), EgoID=rows["ego"])


def _ends(table: Table, by: str) -> dict[str, str]:
    """The columns of the two contacts of a pair: their numbers, or their ids where there are these."""
    column = {plain(c): c for c in table.columns}
    if by == "id" and {"alter1id", "alter2id"} <= set(column):
        return {column["alter1id"]: "source", column["alter2id"]: "target"}
    return {column["alter1number"]: "source", column["alter2number"]: "target"}


def _key(rows: pd.DataFrame) -> pd.Series:
    return rows["ego"].fillna("") + "\x1f" + rows["wave"].fillna("")


def _within(pairs: pd.DataFrame, alters: pd.DataFrame, notes: list[dict]) -> pd.DataFrame:
    """The pairs of each wave, without those of which not both were named in it and nothing was answered."""
    asked = [c for c in _answers(pairs.columns) if plain(c) not in NO_QUESTION]
    known = pd.MultiIndex.from_arrays([_key(alters), alters["alter"]])
    key = _key(pairs)
    both = pd.MultiIndex.from_arrays([key, pairs["source"]]).isin(known)
    both &= pd.MultiIndex.from_arrays([key, pairs["target"]]).isin(known)
    stays = both | ~no_answers(pairs, asked).to_numpy()
    place = pd.MultiIndex.from_frame(pairs[["file", "line"]])
    nowhere = ~place.isin(place[stays]) & ~place.duplicated()
    notes += at(pairs[nowhere], "pair_unanswered")
    return pairs[stays].reset_index(drop=True)
