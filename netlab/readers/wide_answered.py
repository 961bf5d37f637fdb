"""Rows of a wide table in which nothing was answered: whoever dropped out is unknown, and has no network of nobody."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from netlab.cleaning.answers import NO, normal
from netlab.codebook import Codebook
from netlab.readers.key_columns import DATE, plain
from netlab.readers.tabular import Table
from netlab.readers.wide_patterns import has_patterns
from netlab.readers.wide_tables import CHECKBOX

# Columns that are filled in without the participant: the survey tool does it, or the researcher.
NOT_ANSWERED = {
    *("startdate", "enddate", "recordeddate", "submitdate", "datestamp", "startlanguage", "userlanguage", "status"),
    *(
        "progress",
        "finished",
        "durationinseconds",
        "responseid",
        "distributionchannel",
        "ipaddress",
        "locationlatitude",
    ),
    *("locationlongitude", "lastpage", "seed", "token", "refurl", "channel", "interviewtime", "language", "taal"),
    *("group", "groep", "conditie", "condition", "arm", "trajectory", "traject", "cohort", "file", "line"),
    *("ego", "wave", "id", "caseid", "nr", "nummer", "code", "recordid", "deelnemer", "respondent"),
}
TOOK_PART = {"responded", "deelgenomen", "participated", "tookpart", "ingevuld", "completed", "answered", "meegedaan"}


def unanswered(table: Table, egos: pd.DataFrame, used: list[str], codebook: Codebook) -> np.ndarray:
    """Which rows hold no answer about contacts or pairs, nor any other than who, when and what a survey tool fills in.

    Parameters
    ----------
    table : Table
        A wide table, a row per participant and wave.
    egos : DataFrame
        The same rows with netlab's names, without the columns about contacts and pairs.
    used : list of str
        The columns about contacts and pairs.
    codebook : Codebook
        `no_answer` and `empty` of [columns.alters]; its group.

    Returns
    -------
    numpy array of bool
        All false where [columns.alters] says that an empty row means nobody, or has no patterns.
    """
    declared = codebook.columns.get("alters", {})
    if not has_patterns(declared) or declared.get("empty") == "nobody" or not used:
        return np.zeros(len(egos), dtype=bool)
    none = {normal(w) for w in declared.get("no_answer", "").split("|") if w.strip()}
    about = _filled(table.rows[list(dict.fromkeys(used))], none)
    given = {*DATE, *NOT_ANSWERED}
    keys = {*codebook.columns.get("egos", {}).keys() & {"ego", "wave", "date"}, "ego", "wave", "date"}
    group = codebook.group.column if codebook.group is not None else ""
    others = [c for c in egos.columns if c not in {*keys, group, "file", "line"} and not _of_tool(str(c), given)]
    own = _filled(egos[others], none)
    return ~about & ~own


def _of_tool(column: str, given: set[str]) -> bool:
    called = plain(column)
    tool = re.match(r"redcap_|\.|interview", column.casefold()) or re.search(r"(_complete|_timestamp)$", column)
    return called in given or tool is not None


def _filled(rows: pd.DataFrame, none: set[str]) -> np.ndarray:
    """Which rows have an answer: not one that stands for none, an empty checkbox, or a no to having taken part."""
    filled = np.zeros(len(rows), dtype=bool)
    for column in rows.columns:
        values = rows[column].astype("str")
        nothing = {v for v in values.dropna().unique() if normal(v) in none}
        if CHECKBOX in str(column):
            nothing.add("0")
        if plain(column) in TOOK_PART:
            nothing |= {v for v in values.dropna().unique() if normal(v) in NO}
        filled |= (values.notna() & ~values.isin(nothing)).to_numpy(dtype=bool)
    return filled
