"""Every problem in the data of a study, as a row that names file, line and ego and says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from netlab.cleaning.answers import plain
from netlab.codebook.examples import still_examples
from netlab.persons import PROPOSER, decided, gone_yet_named, linked_waves
from netlab.problems import expect, found
from netlab.readers.wide_patterns import is_pattern
from netlab.study import Study
from netlab.texts import say

CELLS = {"alter", "other_alter", "detail"}  # what a person wrote, which may be a name
COLUMNS = ["file", "line", "ego", "wave", "problem", "what_to_do", "stops"]
# Reasons in `cleaned` after which numbers may be wrong, until a person has looked at the source.
STOPPING = {
    *("unknown_wave", "no_network", "duplicate_differs", "unnamed_alter", "key_missing", "unknown_type"),
    *("links_contradict", "link_status", "link_unknown_alter", "link_unknown_other", "link_gone_filled"),
    *("link_one_wave", "link_twice", "link_contradicts", "link_gone_named", "link_not_one_to_one"),
    *("person_twice", "person_unknown_alter", "person_differs"),
}
# What many rows of a file may have, without anything to do about each.
COUNTED = {"mirrored", "strength_zero"}
# What `from_frames` tells of a whole table, and what is no fault of the file.
REMARKS = {"waves_by_date", "waves_by_appearance", "answers_from_values", "free_text"}

# Reasons whose detail begins with the name of a column.
OF_COLUMN = {"unknown_answer", "date"}

Row = dict[str, Any]
Cell = tuple[str, int | None, str, str]  # file, line, wave, answer


def _rows(table: pd.DataFrame, kind: str, stops: bool, detail: str | None = None) -> Iterator[Row]:
    """The rows of a table as problems of one kind; `detail` is a column, or what to say of every row."""
    for row in table.to_dict("records"):
        at = {c: row.get(c) for c in ("file", "line", "ego", "wave")}
        yield {**at, "kind": kind, "about": {"detail": row.get(detail, detail)}, "stops": stops}


def _cleaned(study: Study) -> Iterator[Row]:
    """What `from_frames` left out; ties in both directions, and those of strength 0, as one row per file."""
    cleaned = study.networks.cleaned
    for reason, rows in cleaned.groupby("reason", sort=False):
        if reason in COUNTED:
            for file, same in rows.groupby("file"):
                yield {"file": file, "kind": reason, "about": {"detail": len(same)}, "stops": False}
        elif reason in OF_COLUMN:
            yield from _rows(_as_in_file(study, rows), str(reason), False, "detail")
        elif reason not in REMARKS and reason != "fixed_differs":  # which `_fixed` says once per contact
            yield from _rows(rows, str(reason), reason in STOPPING, "detail")


def _column(study: Study, table: str, column: str) -> str:
    """What a column is called in the file, where it has one column there: what a person will look for."""
    given = study.codebook.columns.get(table, {}).get(column, column)
    return column if is_pattern(given) else given


def _as_in_file(study: Study, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of `cleaned` whose detail begins with the name of a column, with the name that their file has for it."""
    said = []
    for row in rows.to_dict("records"):
        own = next((c for c in study.codebook.columns.get(row["table"], {}) if row["detail"].startswith(f"{c}: ")), "")
        drawn = str(row["file"]).startswith("drawings/")
        called = own if drawn or not own else _column(study, row["table"], own)
        said.append(called + row["detail"].removeprefix(own))
    return rows.assign(detail=said)


def _fixed(study: Study) -> Iterator[Row]:
    """Contacts of whom a `fixed` answer is not the same everywhere: once each, with every answer and its place."""
    alters = study.networks.alters.reset_index(drop=True)
    for column in [i.column for i in study.codebook.interpreters if i.fixed and i.column in alters.columns]:
        of_person = [alters["ego"], alters["person"]]
        differs = (alters[column].groupby(of_person).transform("nunique") > 1) & alters[column].notna()
        for _, rows in alters[differs].groupby(["ego", "person"], sort=False):
            cells = [
                (row.get("file", ""), None if pd.isna(line := row.get("line")) else int(line), row["wave"], row[column])
                for row in rows.to_dict("records")
            ]
            at = {"file": cells[0][0], "line": cells[0][1], "ego": rows["ego"].iloc[0], "wave": cells[0][2]}
            about = {"column": _column(study, "alters", column), "cells": cells}
            yield {**at, "kind": "fixed_differs", "about": about, "stops": False}


def _columns(study: Study) -> Iterator[Row]:
    """Questions, outcomes and the group of study.toml that no file answers; texts of an example that still stand."""
    book, networks = study.codebook, study.networks
    asked = [i.column for i in book.interpreters] + [g.column for g in book.generators if g.column]
    wanted = {"alters": asked, "egos": [o.column for o in book.outcomes]}
    for name, columns in wanted.items():
        table = getattr(networks, name)
        for column in columns:
            if column not in table.columns:
                at = {"file": book.files.get(name, ""), "kind": "column_missing"}
                yield {**at, "about": {"detail": column, "table": name}, "stops": False}
    group = book.group
    if group is not None and group.column not in networks.egos.columns:
        at = {"file": book.files.get("egos", ""), "kind": "group_column"}
        yield {**at, "about": {"detail": group.column}, "stops": True}
    examples = still_examples(study.folder, book)
    if examples:
        about = {"fields": ", ".join(examples)}
        yield {"file": "study.toml", "kind": "still_example", "about": about, "stops": False}


def _egos(study: Study) -> Iterator[Row]:
    """Groups that are missing or change, more names than asked for, ties where none were asked."""
    networks, group = study.networks, study.codebook.group
    egos = networks.egos
    if group is not None and group.column in egos.columns:
        column = egos[group.column]
        yield from _rows(egos[column.isna()], "group_missing", True, group.column)
        changing = column.astype(object).groupby(egos["ego"]).transform("nunique") > 1
        yield from _rows(egos[changing], "group_changes", True, group.column)
        if group.comparison is not None and not (column == group.comparison).any():
            at = {"file": study.codebook.files.get("egos", ""), "kind": "comparison_absent"}
            yield {**at, "about": {"detail": group.comparison}, "stops": False}
    most = [g.at_most for g in study.codebook.generators]
    limit = sum(m or 0 for m in most)
    if most and all(most):
        yield from _rows(egos[networks.at.n > limit], "too_many_alters", False, str(limit))
    tied = pd.MultiIndex.from_frame(networks.ties[["ego", "wave"]].drop_duplicates())
    unasked = ~egos["ties_asked"] & networks.index.isin(tied)
    yield from _rows(egos[unasked], "ties_not_asked_but_given", True)


def _names(study: Study) -> Iterator[Row]:
    """Contacts of one network whose names are equal but for capitals, accents and spaces: often one person, twice."""
    alters = study.networks.alters.reset_index(drop=True)
    called = alters["alter"].astype(object)
    if "name" in alters.columns:
        called = alters["name"].astype(object).where(alters["name"].astype("str").fillna("").str.strip() != "", called)
    said = called.map({name: plain(name) for name in called.unique()})
    network = [alters["ego"], alters["wave"].astype(object), said]
    first = alters.index.to_series().groupby(network).transform("first")
    lines = alters["line"] if "line" in alters.columns else pd.Series(pd.NA, index=alters.index, dtype="Int64")
    for row in alters.index[first != alters.index]:
        one, other = alters.loc[row], alters.loc[first[row]]
        by_line = bool(pd.notna(lines[row]) and pd.notna(lines[first[row]]) and lines[row] != lines[first[row]])
        about = {"detail": called[row], "alter": one["alter"], "other_alter": other["alter"], "line": lines[first[row]]}
        at = {"file": one.get("file"), "line": lines[row], "ego": one["ego"], "wave": one["wave"]}
        yield {**at, "kind": "same_name" if by_line else "same_name_one_line", "about": about, "stops": False}


def _links(study: Study) -> Iterator[Row]:
    """Decisions still open, and participants whose alters nobody linked."""
    networks = study.networks
    egos, alters, links = networks.egos, networks.alters, networks.links
    unsure = (links["status"] == "unsure").to_numpy(dtype=bool)
    known = decided(egos, alters, links)
    pair = links["alter"] + " – " + links["other_alter"] + " (" + links["other_wave"] + ")"
    yield from _rows(links.assign(pair=pair)[unsure & ~known], "link_unsure", False, "pair")
    yield from _rows(links.assign(pair=pair)[known], "link_decided", False, "pair")
    proposed = (links["status"] == "same") & (links["by"] == PROPOSER) if "by" in links else unsure & False
    if proposed.any():
        at = {"file": study.codebook.files.get("links", "links.csv"), "kind": "links_proposed"}
        yield {**at, "about": {"detail": int(proposed.sum())}, "stops": False}
    again = gone_yet_named(egos, alters, alters["person"], links)  # by persons.csv; the others have left already
    said = links["alter"] + " (" + links["other_wave"] + ")"
    yield from _rows(links.assign(said=said)[again], "link_gone_named", True, "said")
    if study.codebook.alter_ids == "per wave":
        named = set(zip(networks.alters["ego"], networks.alters["wave"], strict=True))
        for before, after in zip(networks.waves, networks.waves[1:], strict=False):
            linked = linked_waves(networks.egos, networks.links, before, after)
            for ego in linked.index[~linked]:
                if (ego, before) in named and (ego, after) in named:
                    at = {"file": study.codebook.files.get("links", "links.csv"), "ego": ego, "wave": before}
                    yield {**at, "kind": "not_linked", "about": {"detail": after}, "stops": False}


def problems_of(study: Study) -> pd.DataFrame:
    """All problems of a study as found: file, line, ego, wave, kind, about, stops."""
    more = found([*_cleaned(study), *_columns(study), *_egos(study), *_fixed(study), *_names(study), *_links(study)])
    tables = [t for t in (study.found, more) if len(t)]
    if not tables:
        return found()
    together = pd.concat(tables, ignore_index=True)
    together = together.assign(file=together["file"].astype(object).fillna(""))
    return together.sort_values(
        ["stops", "file", "line"], ascending=[False, True, True], kind="stable", ignore_index=True
    )


def _told(column: str, cells: list[Cell], lang: str) -> str:
    """Answers to one question with the place of each: `Functie: zorg (voor, regel 4), beleid (na, regel 9)`."""
    files = len({file for file, *_ in cells}) > 1
    places = [
        ", ".join([wave, *([file] if files else []), *([f"{say('report.line', lang)} {line}"] if line else [])])
        for file, line, wave, _ in cells
    ]
    said = [f"{answer} ({place})" for (*_, answer), place in zip(cells, places, strict=True)]
    return f"{column}: {', '.join(said)}"


def check(study: Study, lang: str = "en", private: bool = False) -> pd.DataFrame:
    """Everything that is wrong with the data of a study.

    Parameters
    ----------
    study : Study
    lang : {"nl", "en"}
        The language of the texts.
    private : bool
        Leave out what stands in the cells: ids of alters and answers may be names, and a report names nobody.

    Returns
    -------
    DataFrame
        One row per problem: file, line, ego, wave, problem, what_to_do, stops (True where numbers may be wrong: a
        report refuses to run). Empty when nothing is.

    Raises
    ------
    InputError
        For anything else than a study.
    """
    expect("study", study, "nl.check({})")
    numbered = study.networks.alters["alter"].str.isdigit().all()  # else ids may be names
    rows = []
    for row in problems_of(study).to_dict("records"):
        about = row["about"]
        if "cells" in about:
            about = {"detail": _told(about["column"], about["cells"], lang)}
        values = {"detail": "", "ego": row["ego"], "wave": row["wave"]} | about
        hidden = CELLS if private and not (numbered and row["kind"].startswith("link")) else set()
        values = {k: "" if pd.isna(v) else "…" if k in hidden else v for k, v in values.items()}
        words = {part: say(f"{part}.{row['kind']}", lang, **values) for part in ("problem", "todo")}
        rows.append({**row, "problem": words["problem"], "what_to_do": words["todo"]})
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"line": "Int64", "stops": bool})
    return table.assign(**{c: table[c].astype(object).where(table[c].notna(), "") for c in ("file", "ego", "wave")})
