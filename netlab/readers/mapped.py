"""The files of a study folder, their columns and waves renamed as the codebook says."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from netlab.cleaning.answers import answers_of
from netlab.codebook import KEYS, TABLES, Category, Codebook
from netlab.networks import WISHED, EgoNetworks
from netlab.persons import LINKS, PERSONS
from netlab.problems import InputError, found, suggestion
from netlab.readers.delimited import existing, name_of, read_delimited
from netlab.readers.described import ThreeTables, renamed, three_tables, waves_spelled
from netlab.readers.drawn_and_filed import together, with_links
from netlab.readers.drawn_tables import drawn_in, with_wished
from netlab.readers.recognising import source_of
from netlab.readers.tabular import Table, tables_from
from netlab.readers.wide_patterns import ANSWERS, ROW, has_patterns, is_pattern

FRAGMENTS = ["ego", "wave", "alter", "code", "text", "document"]
# The tables that netlab itself defines: where they are looked for, their columns, and which of these may be lacking.
SIDES = {
    "links": ("links.csv", LINKS),
    "persons": ("persons.csv", PERSONS),
    "wished": ("wished.csv", WISHED),
    "fragments": ("interviews/fragments.csv", FRAGMENTS),
}
OPTIONAL = {"score", "reason", "by", "document", "name"}
MOST_SHOWN = 6


def _sheet(path: Path, tables: list[Table], sheet: str | None, name: str) -> Table:
    """The table of a file that is meant: the only one, or the sheet that study.toml names behind `#`."""
    called = [t.name.partition("#")[2] for t in tables]
    if sheet is None and len(tables) == 1:
        return tables[0]
    if sheet is not None and sheet in called:
        return tables[called.index(sheet)]
    if sheet is not None and len(tables) == 1:
        return tables[0]
    known = suggestion(sheet or "", called)
    raise InputError(
        f"{name}: the workbook has several sheets. {known} Name one behind #: {name.partition('#')[0]}#{called[0]}."
    )


def table_of(folder: Path, named: str) -> Table:
    """The table of one file that study.toml names: `raw/survey.csv`, or `raw/survey.xlsx#Contacten`.

    Raises
    ------
    InputError
        When it is not there, cannot be read, or has several sheets and none is named.
    """
    path, sheet = folder / named, None
    if not path.exists() and "#" in named:
        file, _, sheet = named.rpartition("#")
        path = folder / file
    name = name_of(path, folder)
    return _sheet(path, tables_from(existing(path, name), name), sheet, named)


def _spellings(codebook: Codebook) -> str:
    """What can stand for a wave in the name of a file: an id or a label, else anything without a separator."""
    known = answers_of(tuple(Category(w.id, w.label) for w in codebook.waves))
    return "|".join([*(re.escape(k) for k in sorted(known, key=len, reverse=True)), r"[^_\-/ .]+"])


def tables_named(folder: Path, codebook: Codebook, table: str) -> Table:
    """The table that study.toml names; with `{ego}` or `{wave}` in the name, all files that fit, one below the other.

    `raw/ALTER_{ego}_{wave}.csv` takes ego and wave from the name of each file, also where a column says otherwise.

    Raises
    ------
    InputError
        When no file fits, or some cannot be read.
    """
    named = codebook.files[table]
    blanks = re.findall(r"\{(ego|wave)\}", named)
    if not blanks:
        return table_of(folder, named)
    if len(set(blanks)) < len(blanks):
        raise InputError(f"study.toml: [files] {table} = {named!r} has a blank twice. Keep one.")
    groups = {"ego": "(?P<ego>[^/]+)", "wave": f"(?P<wave>{_spellings(codebook)})"}
    parts = re.split(r"\{(ego|wave)\}", named)
    written = "".join(groups[p] if n % 2 else re.escape(p) for n, p in enumerate(parts))
    expected = re.compile(written, re.IGNORECASE)
    top = folder / named.partition("{")[0].rpartition("/")[0]
    there = sorted(p for p in top.rglob("*") if p.is_file()) if top.is_dir() else []
    fits = [(p, m) for p in there if (m := expected.fullmatch(p.relative_to(folder).as_posix()))]
    if not fits:
        found_there = ", ".join(p.name for p in there[:MOST_SHOWN]) or "nothing"
        raise InputError(f"{named}: no file fits this name of [files] {table}. Found there: {found_there}.")
    read, wrong = [], []
    for path, match in fits:
        try:
            one = table_of(folder, path.relative_to(folder).as_posix())
            read.append(
                (one, one.rows.drop(columns=[b for b in blanks if b in one.columns]).assign(**match.groupdict()))
            )
        except InputError as error:
            wrong += error.problems
    if wrong:
        raise InputError(wrong)
    rows = pd.concat([rows for _, rows in read], ignore_index=True)
    notes = [one.found for one, _ in read if len(one.found)]
    return Table(
        named,
        rows.assign(line=rows["line"].astype("int64")),
        {c: t for one, _ in read for c, t in one.questions.items()},
        {c: t for one, _ in read for c, t in one.labels.items()},
        pd.concat(notes, ignore_index=True) if notes else found(),
    )


def _of_files(folder: Path, codebook: Codebook) -> ThreeTables:
    """The three tables from the files that [files] names.

    Raises
    ------
    InputError
        Naming every file that is missing or unreadable and every column that is not there, all at once.
    """
    wide = has_patterns(codebook.columns.get("alters", {}))
    unnamed = [t for t in ("egos", "alters") if t not in codebook.files and not (t == "alters" and wide)]
    if unnamed:
        raise InputError(
            f"study.toml: [files] does not name the file of {' and '.join(unnamed)}. "
            'Expected for example:\n[files]\negos = "raw/egos.csv"\nalters = "raw/alters.csv"\nties = "raw/ties.csv"\n'
            "or networks that are drawn: a folder drawings/ in the study."
        )
    tables: dict[str, Table] = {}
    wrong: list[str] = []
    for name in TABLES:
        try:
            if name in codebook.files:
                tables[name] = tables_named(folder, codebook, name)
        except InputError as error:
            wrong += error.problems
    try:
        if "egos" in tables and tables["egos"].rows.empty:
            wrong.append(
                f"{codebook.files['egos']}: there are column names but no rows. "
                "Expected one row per participant and wave."
            )
        made = three_tables(tables, codebook)
    except InputError as error:
        raise InputError([*wrong, *error.problems]) from None
    if wrong:
        raise InputError(wrong)
    notes = [n for n in (*(t.found for t in tables.values()), made.found) if len(n)]
    return made._replace(found=pd.concat(notes, ignore_index=True) if notes else found())


def _of_source(folder: Path, codebook: Codebook) -> ThreeTables:
    """The three tables of the source that [source] points at, its columns renamed as [columns] says.

    A column that the export does not hold is named: some tools write only the questions that were answered.
    """
    source = source_of(folder, codebook)
    notes = [source.found]
    made = {}
    for name, rows in {"egos": source.egos, "alters": source.alters, "ties": source.ties}.items():
        if rows is None:
            continue
        columns = codebook.columns.get(name, {})
        wanted = {h: c for h, c in columns.items() if h not in ANSWERS and not is_pattern(c) and c != ROW}
        there = {h: c for h, c in wanted.items() if c in rows.columns and h != c}
        absent = [c for h, c in wanted.items() if h not in rows.columns and c not in rows.columns]
        gone = {c for c in there.values() if c not in wanted} | {h for h in there if h in rows.columns}
        read = pd.DataFrame({h: rows[c] for h, c in there.items()}, index=rows.index)
        read = pd.concat([read, rows.drop(columns=list(gone))], axis=1)
        made[name] = read.assign(wave=waves_spelled(codebook, read["wave"])) if "wave" in read.columns else read
        at = {"file": codebook.source["path"], "kind": "column_missing", "stops": False}
        notes.append(found({**at, "about": {"detail": c, "table": name}} for c in absent))
    notes = [n for n in notes if len(n)]
    told = pd.concat(notes, ignore_index=True) if notes else found()
    return ThreeTables(made["egos"], made["alters"], made.get("ties"), told, source.links, source.wished)


def _all_tables(folder: Path, codebook: Codebook) -> ThreeTables:
    """The three tables from the files and from the drawings of a study, whichever it has."""
    drawn, named = drawn_in(folder, codebook), [t for t in TABLES if t in codebook.files]
    if codebook.source.get("path"):
        filed = _of_source(folder, codebook)
    elif drawn is not None and not named:
        return drawn
    elif drawn is not None and named == ["egos"] and not has_patterns(codebook.columns.get("alters", {})):
        table = tables_named(folder, codebook, "egos")
        egos = renamed(table, codebook, "egos", codebook.columns.get("egos", {}))
        nobody = ThreeTables(egos, pd.DataFrame(columns=list(KEYS["alters"]), dtype="str"), None, table.found)
        return together(nobody, drawn, codebook, roster=True)
    else:
        filed = _of_files(folder, codebook)
    return filed if drawn is None else together(filed, drawn, codebook)


def read_side(folder: Path, codebook: Codebook, name: str) -> tuple[pd.DataFrame | None, pd.DataFrame]:
    """An optional table that netlab itself defines: None when it is not there and study.toml does not name it."""
    default, columns = SIDES[name]
    path = folder / codebook.files.get(name, default)
    if not path.exists() and name not in codebook.files:
        return None, found()
    table, notes = read_delimited(path, folder)
    missing = [c for c in columns if c not in OPTIONAL and c not in table.columns]
    if missing:
        raise InputError(
            f"{name_of(path, folder)}, line 1: there is no column {', '.join(map(repr, missing))}. Expected: "
            f"{', '.join(columns)} (of which {', '.join(c for c in columns if c in OPTIONAL)} may be left out)."
        )
    return table, notes


def _wrong_rows(table: pd.DataFrame, wrong: pd.Series, kind: str, about: str) -> pd.DataFrame:
    """The wrong rows of a table as found problems of one kind, with what one column says."""
    return found(
        {
            **{c: r[c] for c in ("file", "line", "ego", "wave")},
            "kind": kind,
            "about": {"detail": r[about]},
            "stops": True,
        }
        for r in table[wrong].to_dict("records")
    )


def _in_study(
    fragments: pd.DataFrame, networks: EgoNetworks, codebook: Codebook
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """The fragments of egos and waves that the study has, and those whose ego, wave or alter it does not."""
    fragments = fragments.assign(wave=waves_spelled(codebook, fragments["wave"]))
    strange = ~(fragments["ego"].isin(networks.egos["ego"]) & fragments["wave"].isin(networks.waves))
    alters = networks.alters
    known = pd.MultiIndex.from_arrays([alters["ego"], alters["wave"].astype(object), alters["alter"]])
    named = pd.MultiIndex.from_frame(fragments[["ego", "wave", "alter"]]).isin(known)
    unnamed = fragments["alter"].notna() & ~named & ~strange
    notes = [
        _wrong_rows(fragments, unnamed, "fragment_unknown_alter", "alter"),
        _wrong_rows(fragments, strange, "fragment_unknown_ego", "wave"),
    ]
    return fragments[~strange].reset_index(drop=True), notes


def read_mapped(folder: Path, codebook: Codebook) -> tuple[EgoNetworks, pd.DataFrame | None, pd.DataFrame]:
    """The networks and interview fragments of a study folder, and everything found on the way.

    Raises
    ------
    InputError
        Naming every file that is missing or unreadable and every column that is not there, all at once.
    """
    sides: dict[str, pd.DataFrame | None] = dict.fromkeys(SIDES)
    tables = None
    notes: list[pd.DataFrame] = []
    wrong: list[str] = []
    try:
        tables = _all_tables(folder, codebook)
        notes.append(tables.found)
    except InputError as error:
        wrong += error.problems
    for name in SIDES:
        try:
            sides[name], told = read_side(folder, codebook, name)
            notes.append(told)
        except InputError as error:
            wrong += error.problems
    if wrong or tables is None:
        raise InputError(wrong)
    persons, fragments = sides["persons"], sides["fragments"]
    links, told = with_links(sides["links"], tables.links, codebook)
    notes.append(told)
    networks = EgoNetworks.from_frames(tables.egos, tables.alters, tables.ties, codebook, links, persons)
    wished = sides["wished"]
    if wished is not None:
        wished = wished.assign(wave=waves_spelled(codebook, wished["wave"]))
    both = [one for one in (wished, tables.wished) if one is not None]
    networks = with_wished(networks, pd.concat(both, ignore_index=True) if both else None)
    if fragments is not None:
        fragments, more = _in_study(fragments, networks, codebook)
        notes += more
    notes = [n for n in notes if len(n)]
    return networks, fragments, pd.concat(notes, ignore_index=True) if notes else found()
