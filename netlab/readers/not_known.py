"""Answers that say that there is none: don't know, refused, weet niet, geen antwoord; by word or by label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from netlab.cleaning.answers import answers_of, normal, numbers
from netlab.codebook import Codebook
from netlab.problems import found

NONE = re.compile(
    r"(ik )?weet( ik)?( het)? niet( zeker)?|(ik )?weet ik niet|geen (idee|antwoord|respons)|"
    r"(i )?(don'?t|do not|dont) know( the answer)?|dk|dunno|no (idea|answer|response)|not sure|"
    r"refus(ed|al|e[sd]? to (answer|say))|refuse|geweigerd|weigerde?|weigering|weigert( te antwoorden)?|"
    r"(ik )?(wil|wens)( het| ik)? niet( te)? (zeggen|antwoorden)|liever niet( .{1,30})?|zeg ik liever niet|"
    r"(i )?((would )?(prefer|rather)|choose|chose) not( to)?( (say|answer|respond|disclose|tell))?|"
    r"unknown|onbekend|missing|ontbreekt|n\.?v\.?t\.?|niet van toepassing|not applicable|n/a|skip(ped)?|overgeslagen|"
    r"not answered|niet (beantwoord|ingevuld)"
)
CODES = {"99", "999", "9999", "-9", "-99", "-999"}  # beside answers of 0 to 10
LARGEST_CODE = 10


def says_none(answer: object) -> bool:
    """Whether an answer says that it is none: `Weet niet / geen antwoord`, `Choose not to respond`."""
    plain = normal(answer).replace("’", "'").strip(" .-–()[]")
    parts = [p.strip() for p in re.split(r"[/,;()|]| of | or ", plain) if p.strip()]
    return bool(NONE.fullmatch(plain)) or (bool(parts) and all(NONE.fullmatch(p) for p in parts))


def none_among(values: pd.Series, labels: Mapping[str, str] | None = None) -> list[str]:
    """The values in a column that stand for no answer: by their words or labels; 99 and the like beside small numbers.

    Examples
    --------
    >>> none_among(pd.Series(["1", "4", "99", "1"]))
    ['99']
    """
    labels = labels or {}
    written = [str(v) for v in values.dropna().unique()]
    none = [v for v in written if says_none(labels.get(v, v))]
    others = numbers(pd.Series([v for v in written if v not in CODES and v not in none], dtype="str"))[0]
    small = len(others) > 1 and ((others >= 0) & (others <= LARGEST_CODE) & (others == others.round())).all()
    return none + [v for v in written if small and v in CODES and v not in none and v not in labels]


def without_none(
    alters: pd.DataFrame,
    columns: Iterable[str],
    labels: Mapping[str, Mapping[str, str]],
    codebook: Codebook | None,
) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, list[str]]]:
    """The answers about contacts without those that say that there is none.

    Parameters
    ----------
    alters : DataFrame
        Strings, with the column `file`.
    columns : iterable of str
        The questions.
    labels : mapping
        Per column what its values stand for, where the source says so.
    codebook : Codebook or None
        That of the study: what it knows as an answer stays one.

    Returns
    -------
    alters, found : DataFrame
        `found` says per column what stood there and how often.
    none : dict
        Per column those values.
    """
    notes, gone = [], {}
    for column in columns:
        asked = codebook.interpreter(column) if codebook is not None else None
        known = answers_of(asked.categories) if asked is not None else {}
        note = asked is not None and asked.role == "note"
        none = [v for v in none_among(alters[column], labels.get(column)) if normal(v) not in known and not note]
        if not none:
            continue
        blank = alters[column].isin(none).to_numpy(dtype=bool)
        counts = alters.loc[blank, column].value_counts()
        said = ", ".join(f"{v} ({counts[v]} ×)" for v in none)
        notes.append(
            {
                "file": alters["file"].iloc[0],
                "kind": "no_answer_codes",
                "about": {"detail": column, "codes": said, "n": int(blank.sum())},
                "stops": False,
            }
        )
        alters = alters.assign(**{column: alters[column].mask(blank)})
        gone[column] = none
    return alters, found(notes), gone
