"""Who names whom, from the rows of a list or the cells of a matrix, with netlab's names for the columns."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
from openpyxl import load_workbook

from netlab.cleaning.answers import NO, YES, normal, numbers
from netlab.readers.delimited import decoded
from netlab.readers.tabular import EXCEL, TEXT, Table, tables_from

SOURCES = ("source", "from", "van", "sender", "zender", "src", "sourceid", "srcid", "nominator", "kiezer", "chooser")
TARGETS = ("target", "to", "naar", "receiver", "ontvanger", "tgt", "targetid", "tgtid", "nominee", "gekozene", "chosen")
EGOS, ALTERS = ("ego", "egoid"), ("alter", "alterid", "altid")
WAVES = ("wave", "meting", "golf", "tijd", "time", "moment", "ronde")
STRENGTHS = ("strength", "weight", "gewicht", "sterkte", "frequency", "frequentie")
TYPES = ("type", "tietype", "relation", "relatie", "soort")
PEOPLE = ("person", "persoon", "id", "code", "personid", "nodeid", "respondent", "deelnemer", "ego", "egoid", "nr")
RESPONDED = ("responded", "deelgenomen", "answered", "participated", "ingevuld", "tookpart")
NAMES = ("name", "naam")
KEPT = {"ego", "wave", "alter", "source", "target", "person", "ties_asked", "pairs_missing", "strength", "type"}
UNKNOWN = {"na", "nan", "."}
CORNER = "person"


@dataclass(frozen=True, eq=False)
class Whole:
    """What of a source is what: lists with their columns of who names whom, or matrices; the roster and its ids."""

    lists: list[Table]
    source: str
    target: str
    matrices: list[Table]
    roster: Table | None
    person: str


def plain(column: object) -> str:
    """A column name as it is compared: small letters and digits."""
    return re.sub(r"[^a-z0-9]", "", str(column).casefold())


def called(table: Table, names: Iterable[str], but: Iterable[str] = ()) -> str | None:
    """The column that goes by one of these names, in the order of the names; None when there is none."""
    known = {plain(c): c for c in reversed(table.columns) if c not in but}
    return next((known[n] for n in names if n in known), None)


def with_corner(data: bytes, name: str) -> bytes | None:
    """A file in which a table begins with an empty cell, as matrices have it, with a name in that cell; else None."""
    if name.lower().endswith(TEXT):
        text, encoding = decoded(data, name)
        empty = re.match(r'[ ]*(?:"[ ]*")?(?=[;,\t|])', text)
        return None if empty is None else (CORNER + text[empty.end() :]).encode(encoding)
    if not name.lower().endswith(EXCEL) or not tables_from(data, name):
        return None
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        first = {s.title: list(next(s.iter_rows(max_row=1, max_col=2, values_only=True), ())) for s in book.worksheets}
        wanting = [s for s, cells in first.items() if len(cells) > 1 and cells[0] is None and cells[1] is not None]
        if not wanting:
            return None
        book = load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
        for sheet in wanting:
            book[sheet]["A1"].value = CORNER
        made = io.BytesIO()
        book.save(made)
        return made.getvalue()
    except Exception:  # openpyxl raises almost anything for a damaged file; the other readers say what is wrong with it
        return None


def waves_of(tables: list[Table]) -> list[str]:
    """A wave per table: what tells their names apart; `1` where there is one."""
    if len(tables) == 1:
        return ["1"]
    stems = [re.sub(r"\.\w+(#|$)", r"\1", t.name.rsplit("/", 1)[-1]) for t in tables]
    parts = [re.split(r"[^\w]+|_", s) for s in stems]
    if len({len(p) for p in parts}) == 1:
        apart = [n for n in range(len(parts[0])) if len({p[n] for p in parts}) > 1]
        stems = ["_".join(p[n] for n in apart) for p in parts]
    return stems if len(set(stems)) == len(stems) else [t.name for t in tables]


def listed(whole: Whole) -> pd.DataFrame:
    """The rows of the lists with netlab's names for who, whom and when."""
    rows = []
    for table, wave in zip(whole.lists, waves_of(whole.lists), strict=True):
        when = called(table, WAVES, but=(whole.source, whole.target))
        key = {whole.source: "source", whole.target: "target", **({when: "wave"} if when else {})}
        others = {c: f"{c}_" for c in table.columns if c in KEPT and c not in key}
        for known, new in ((STRENGTHS, "strength"), (TYPES, "type")):
            if column := called(table, known, but=key):
                others[column] = new
        one = table.rows.rename(columns={**others, **key})
        rows.append(one if when else one.assign(wave=wave))
    return pd.concat(rows, ignore_index=True)


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of matrices.

    Attributes
    ----------
    edges : DataFrame
        wave, source, target, strength (not where the cells only say yes or no), file, line: a row per naming.
    rows : DataFrame
        person, wave, responded, file, line: a row per row of a matrix; one without a filled cell did not respond.
    blank : DataFrame
        wave, source, target: cells left open by somebody who filled in others, in matrices that have a 0 for no.
    diagonal : dict
        Per file and wave how many cells about a person's own tie were filled in.
    """

    edges: pd.DataFrame
    rows: pd.DataFrame
    blank: pd.DataFrame
    diagonal: dict[tuple[str, str], int]


def cells(whole: Whole) -> Cells:
    """Who names whom by the cells of one matrix per wave: a row is who names, a column is who is named."""
    edges, rows, blank, diagonal = [], [], [], {}
    zeros = any(bool((numbers(t.rows[c])[0] == 0).any()) for t in whole.matrices for c in t.columns[1:])
    for table, wave in zip(whole.matrices, waves_of(whole.matrices), strict=True):
        first, *persons = table.columns
        there = table.rows[[first, "file", "line"]].set_axis(["source", "file", "line"], axis="columns")
        long = there.loc[there.index.repeat(len(persons))].reset_index(drop=True)
        cell = table.rows[persons].to_numpy(dtype=object).ravel()
        target = pd.Series(persons * len(there), index=long.index, dtype="str")
        long = long.assign(target=target, strength=pd.Series(cell, dtype="str"), wave=wave)
        spelled = {v: normal(v) for v in long["strength"].dropna().unique()}
        words = long["strength"].map(spelled).astype("str")
        no = (words.isin(NO) | (numbers(words)[0] == 0)).to_numpy(dtype=bool)
        filled = (words.notna() & ~words.isin(UNKNOWN)).to_numpy(dtype=bool)
        own = (long["source"] == long["target"]).to_numpy(dtype=bool)
        if count := int((own & filled & ~no).sum()):
            diagonal[there["file"].iloc[0], wave] = count
        responded = pd.Series(filled & ~own).groupby(long["line"].to_numpy()).any()
        answered = long["line"].map(responded).to_numpy(dtype=bool)
        said = there[["source", "file", "line"]].rename(columns={"source": "person"})
        rows.append(said.assign(wave=wave, responded=said["line"].map(responded).map({True: "1", False: "0"})))
        edges.append(long[filled & ~no & ~own])
        blank.append(long[~filled & answered & ~own & zeros])
    given = pd.concat(edges, ignore_index=True)[["wave", "source", "target", "strength", "file", "line"]]
    if set(given["strength"].map(normal)) <= YES:
        given = given.drop(columns="strength")
    open_ = pd.concat(blank, ignore_index=True)[["wave", "source", "target"]].dropna()
    return Cells(given, pd.concat(rows, ignore_index=True), open_, diagonal)


def people_in(whole: Whole, waves: set[str]) -> pd.DataFrame | None:
    """The roster with netlab's names for who, when (if its waves are those of the network), and who took part."""
    if whole.roster is None:
        return None
    roster = whole.roster
    key = {whole.person: "person"}
    for known, new in ((WAVES, "wave"), (RESPONDED, "responded"), (NAMES, "name")):
        column = called(roster, known, but=key)
        if column and (new != "wave" or waves & set(roster.rows[column].dropna())):
            key[column] = new
    others = {c: f"{c}_" for c in roster.columns if c not in key and c in {*KEPT, *key.values()}}
    return roster.rows.rename(columns={**others, **key})


def people_with_rows(people: pd.DataFrame | None, rows: pd.DataFrame) -> pd.DataFrame:
    """The roster per wave, with whether that person's row in the matrix of that wave was filled in."""
    if people is None:
        return rows
    on = [c for c in ("wave", "person") if c in people.columns]
    people = people.rename(columns={"responded": "responded_"})
    said = rows[["person", "wave", "responded"]].dropna().drop_duplicates(["person", "wave"])
    there = people.merge(said, on=on, how="left")
    known = pd.MultiIndex.from_frame(there[["person", "wave"]])
    return pd.concat([there, rows[~pd.MultiIndex.from_frame(rows[["person", "wave"]]).isin(known)]], ignore_index=True)
