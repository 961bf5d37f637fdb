"""Three tables, as egor and ideanet take them: participants, contacts and ties; also two of them, or one long list."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd

from netlab.codebook import Codebook
from netlab.problems import InputError, found
from netlab.readers.drafting import NOT_ASKED, Draft, alter_ids_of, drafted
from netlab.readers.files import Files
from netlab.readers.key_columns import halves, keys_in, must_read, not_used, noted_in, readable
from netlab.readers.long_tables import asked_in, placed, together
from netlab.readers.not_known import without_none
from netlab.readers.pairs import all_pairs, answered, as_said, is_no
from netlab.readers.source import Format, Remark, Source, Told
from netlab.readers.table_kinds import Keyed, Parts, as_egos, keyed, one_end, rows_each
from netlab.readers.tabular import Table

NOT_ANSWERED = "NA"
IDS = {"ego", "wave", "alter", "source", "target", "file", "line"}


def _sorted_out(tables: list[Table], others: list[str]) -> Parts | None:
    """Which tables hold participants, contacts and ties; None when there are no contacts of somebody."""
    known = [k for t in tables if (k := keyed(t)) is not None]
    left = [t.name for t in tables if t.name not in {k.table.name for k in known}] + others
    egos = [k for k in known if k.kind == "egos"]
    alters = [k for k in known if k.kind == "alters"]
    ties = [k for k in known if k.kind == "ties"]
    once = [k for k in alters if "ego" in k.keys and rows_each(k) <= 1]
    if not egos and once and len(once) < len(alters) and not any("alterid" in k.keys["alter"].casefold() for k in once):
        egos, alters = [as_egos(k) for k in once], [k for k in alters if k not in once]
    if not alters:
        many = [k for k in egos if rows_each(k) > 1.5]
        if not many or (len(many) == len(egos) and not ties):
            return None
        egos = [k for k in egos if k not in many]
        alters = [_named_by_name(k, ties) for k in many]
    if not _of_somebody(egos, alters, ties):
        return None
    return Parts(tuple(egos), tuple(alters), tuple(ties), tuple(left))


def _of_somebody(egos: list[Keyed], alters: list[Keyed], ties: list[Keyed]) -> bool:
    """Whether the contacts are of participants: by a column, or as files of one participant each."""
    if all("ego" in k.keys for k in alters):
        return bool(egos) or all("ego" in k.keys for k in ties)
    return bool(egos) or len(alters) > 1


def _named_by_name(one: Keyed, ties: list[Keyed]) -> Keyed:
    """Contacts without ids, with their name for an id where ties speak of them by name."""
    keys = keys_in(one.table.columns, {"name": ("name", "naam", "label", "id")})
    ends = {v for t in ties for e in ("source", "target") for v in t.table.rows[t.keys[e]].dropna()}
    by_name = keys and ends and ends <= set(one.table.rows[keys["name"]].dropna())
    named = {**one.keys, "alter": keys["name"]} if by_name else {k: v for k, v in one.keys.items() if k != "date"}
    return replace(one, kind="alters", keys=named)


def recognise(files: Files) -> Remark | None:
    """Tables with a column for the ego and one for the alter, and others with the ego, or with two alters.

    A list alone of egos who name each other is a whole network.
    """
    parts = _sorted_out(*readable(files))
    if parts is None or (not parts.egos and not parts.ties and _each_other(parts.alters[0])):
        return None
    return _remark(parts)


def _each_other(one: Keyed) -> bool:
    """Whether most alters of a list are egos in it themselves."""
    if "ego" not in one.keys or "alter" not in one.keys:
        return False
    rows = one.table.rows.rename(columns={one.keys["ego"]: "ego", one.keys["alter"]: "alter"})
    wave = rows[one.keys["wave"]] if "wave" in one.keys else "1"
    rows = rows[["ego", "alter"]].assign(wave=wave)
    return alter_ids_of(Draft(), rows, rows) == "roster"


def _remark(parts: Parts) -> Remark:
    """What the tables are taken for, and why."""
    names = {kind: ", ".join(_few(getattr(parts, kind))) for kind in ("egos", "alters", "ties")}
    about = {**{k: v for k, v in names.items() if v}, "columns": ", ".join(parts.columns)}
    if parts.egos:
        in_columns = any(placed(c) for k in parts.egos for c in k.table.columns)
        key = "three_tables" if parts.ties else "two_tables_tied" if in_columns else "two_tables"
    else:
        key = "two_tables_ties" if parts.ties else "one_list"
    return Remark(f"recognised.{key}", about)


def _few(tables: tuple[Keyed, ...]) -> list[str]:
    names = [k.table.name for k in tables]
    return names if len(names) < 4 else [names[0], "…", names[-1]]


def _from_r(files: Files, tables: list[Table]) -> bool:
    """Whether R wrote the tables: quoted column names, a first column without a name, or NA among numbers."""
    for table in tables:
        head = files.data(table.name.split("#")[0])[:4096].split(b"\n")[0]
        if re.match(rb'(\xef\xbb\xbf)?("[^"]*"[;,\t])+"[^"]*"\r?$', head):
            return True
        for column in table.columns:
            values = table.rows[column].dropna()
            others = values[values != NOT_ANSWERED]
            if len(others) < len(values) and len(others) and others.str.fullmatch(r"-?\d+([.,]\d+)?").all():
                return True
    return False


def without_na(table: pd.DataFrame, codebook: Codebook | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A table that R wrote with `NA` read as no answer, and how many of these each column had; ids stay as they are.

    Where the study's codebook knows `NA` as an answer of a question, it stays one.
    """
    asked = (
        {i.column for i in codebook.interpreters for c in i.categories if NOT_ANSWERED in (c.id, *c.also)}
        if codebook
        else set()
    )
    notes = []
    for column in [c for c in table.columns if c not in IDS and c not in asked]:
        blank = (table[column] == NOT_ANSWERED).to_numpy(dtype=bool)
        if blank.any():
            notes.append(
                {
                    "file": table["file"].iloc[0],
                    "kind": "na_unknown",
                    "about": {"detail": column, "n": int(blank.sum())},
                    "stops": False,
                }
            )
            table = table.assign(**{column: table[column].mask(blank)})
    return table, found(notes)


def source(files: Files, told: Told) -> Source:
    """The three tables of a folder, zip, workbook or file.

    Raises
    ------
    InputError
        When a table cannot be read, when there are no contacts, or when it cannot be said whose or of which wave they
        are.
    """
    tables, others = must_read(files)
    half = {t.name: end for t in tables if (end := one_end(t)) is not None}
    if half:
        raise InputError(
            [
                f"{name}, line 1: column {end!r} says one end of a tie, and no column the other (Source and Target). "
                "Add it or correct its name."
                for name, end in half.items()
            ]
        )
    parts = _sorted_out(tables, others)
    if parts is None:
        there = "; ".join(f"{t.name}: {', '.join(t.columns[:8])}" for t in tables[:6]) or "no tables"
        raise InputError(
            f"{files.path.name}: no table of contacts was found here. Expected a table with a column for the "
            f"participant (ego, egoID …) and one for the contact (alter, alterID …). Found {there}."
        )
    return assembled(parts, told, _remark(parts), _from_r(files, parts.used))


def assembled(parts: Parts, told: Told, recognised: Remark, from_r: bool = False) -> Source:
    """A source from tables of which it is known what their rows are.

    Raises
    ------
    InputError
        When it cannot be said whose or of which wave the rows of a table are.
    """
    egos, alters, ties, notes, made = together(parts, told)
    more = []
    if from_r:
        egos, na_egos = without_na(egos, told.codebook)
        alters, na_alters = without_na(alters, told.codebook)
        more = [na_egos, na_alters]
        if ties is not None:
            ties, na_ties = without_na(ties, told.codebook)
            more.append(na_ties)
    draft = Draft()
    if ties is not None and "strength" in ties.columns:
        ties = as_said(ties, told.codebook)
        values = [str(v) for v in ties["strength"].dropna().unique()]
        if 1 < len(values) < 13 and not is_no(ties["strength"]).any() and all_pairs(egos, alters, ties):
            draft.guess("tie_types", "tie", "", "tie_answers", answers=", ".join(sorted(values)))
        egos, ties, blank = answered(egos, alters, ties, of_pairs=False)
        more.append(blank)
    egos, without = asked_in(egos, alters, ties)
    notes += [{"wave": w, "kind": "ties_not_in_wave", "about": {}, "stops": False} for w in without]
    labels = {c: v for k in parts.alters for c, v in k.table.labels.items()}
    questions = {c: v for k in parts.alters for c, v in k.table.questions.items()}
    alters, blank, none = without_none(alters, [c for c in alters.columns if c not in NOT_ASKED], labels, told.codebook)
    more.append(blank)
    book = told.codebook
    if book is None:
        for column, values in none.items():
            draft.guess("interpreters", column, "", "not_known", answers=", ".join(values))
            labels = {**labels, column: {v: t for v, t in labels.get(column, {}).items() if v not in values}}
        _guess_names(draft, parts)
        book = drafted(draft, egos, alters, ties, labels, questions)
        if not made["waved"]:
            draft.guess("waves", "1", "id", "one_wave")
        if made["own"]:
            draft.guess("source", "", "", "own_answers", columns=", ".join(made["own"]))
    if not made["waved"]:
        egos, alters = egos.drop(columns="wave"), alters.drop(columns="wave")
        ties = None if ties is None else ties.drop(columns="wave")
    seen = noted_in(parts.used, not_used(parts.others), found(notes), *more)
    return Source(egos, alters, ties, book, recognised, tuple(draft.guesses), seen)


def _guess_names(draft: Draft, parts: Parts) -> None:
    """Note which columns were taken for the names of the contacts."""
    for one in parts.alters:
        if "name" in one.keys:
            both = halves(one.table.columns)
            columns = both if both is not None and one.keys["name"] in both else (one.keys["name"],)
            draft.guess("columns", "alters", "name", "names_column", columns=", ".join(columns))


FORMAT = Format("three_tables", recognise, source)
