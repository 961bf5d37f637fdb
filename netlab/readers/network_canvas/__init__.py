"""Network Canvas: the CSV and GraphML files of an export, per session or merged, with the protocol when it is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from netlab.problems import InputError, found
from netlab.readers.files import Files
from netlab.readers.network_canvas.answers import Answered, answered, answers_in, questions, renamed, settled
from netlab.readers.network_canvas.cases import placed
from netlab.readers.network_canvas.csv_files import first_line, generation, marked, read_csv_files
from netlab.readers.network_canvas.drafting import drafted, name_of
from netlab.readers.network_canvas.exported import (
    CASE,
    EGO,
    KINDS,
    OUTCOME,
    PROTOCOL,
    SOURCE,
    TARGET,
    TYPE,
    UUID,
    Exported,
    together,
)
from netlab.readers.network_canvas.graphml import graphml_names, read_graphml_files
from netlab.readers.network_canvas.protocol import Protocol, protocol_in, told_protocol
from netlab.readers.network_canvas.sessions import asked_in, findable, joined, network_rows, unfinished
from netlab.readers.network_canvas.typenames import full_names, in_study
from netlab.readers.source import Format, Remark, Source, Told

COLUMNS = {
    "A": f"{EGO}, {CASE}",
    "B": f"{EGO}, {CASE}, APP_VERSION",
    "C": f"{EGO}, {CASE}, {OUTCOME}",
}


def recognise_csv(files: Files) -> Remark | None:
    """Whether there are CSV files of a Network Canvas export."""
    partly = None
    for name in files.ending(".csv"):
        data = files.data(name)
        if not marked(data):
            continue
        line = first_line(data)
        if CASE in line:
            made_by = generation(line)
            about = {"file": name, "generation": made_by, "columns": COLUMNS[made_by]}
            return Remark("recognised.network_canvas", about)
        if partly is None and EGO in line and UUID in line:
            partly = Remark("recognised.network_canvas", {"file": name, "generation": "?", "columns": f"{EGO}, {UUID}"})
    return partly


def recognise_graphml(files: Files) -> Remark | None:
    """Whether there are GraphML files of a Network Canvas export."""
    names = graphml_names(files)
    return Remark("recognised.network_canvas_graphml", {"file": names[0]}) if names else None


def _read(files: Files, told: Told) -> tuple[Exported, Protocol | None, str | None]:
    """Everything in the files, and the protocol with its name; all problems at once."""
    parts, wrong = read_csv_files(files)
    more, also_wrong = read_graphml_files(files)
    wrong += also_wrong
    protocol, name = None, None
    names = {p for part in (*parts, *more) for p in part.tables["egos"][PROTOCOL].dropna()}
    try:
        if told.protocol is not None:
            protocol = told_protocol(told.protocol)
        else:
            protocol, name = protocol_in(files, names)
    except InputError as error:
        wrong += error.problems
    if wrong:
        raise InputError(wrong)
    if not (parts or more):
        raise InputError(
            f"{files.path.name}: there are no files of a Network Canvas export here. Expected *_ego.csv, "
            "*_attributeList_<type>.csv and *_edgeList_<type>.csv, or GraphML."
        )
    exported = together([*parts, *more])
    if exported.tables["egos"].empty and not any(row.get("kind") == "session_without_list" for row in exported.found):
        raise InputError(
            f"{files.path.name}: there is no session in these files. Expected a file *_ego.csv (or GraphML) with a row "
            "per session; export again with everything ticked."
        )
    there = [n.lower() for n in exported.used]
    if not any("attributelist" in n or not n.endswith(".csv") for n in there) and exported.tables["nodes"].empty:
        raise InputError(
            f"{files.path.name}: there are files *_ego.csv and none *_attributeList*.csv, so whom they named is "
            "unknown. Export again with attribute lists."
        )
    return exported, protocol, name


def source(files: Files, told: Told) -> Source:
    """The networks of a Network Canvas export.

    Parameters
    ----------
    files : Files
        The files of the export: CSV, GraphML or both, of one session each or merged, of any generation.
    told : Told
        A pattern for case ids or a table of cases, a protocol, the codebook of the study.

    Raises
    ------
    InputError
        When a file cannot be read, files were swapped, there is no session, or no case id fits the pattern.
    """
    exported, protocol, described = _read(files, told)
    notes: list[Mapping[str, Any]] = list(exported.found)
    sessions, more = findable(exported.tables["egos"])
    notes += more
    where = placed(sessions, told)
    notes += where.found
    asked, more = asked_in(sessions, exported, protocol)
    notes += more
    read: dict[str, Answered] = {}
    for kind in KINDS:
        rows = sessions if kind == "egos" else exported.tables[kind]
        if kind != "egos":
            names = full_names(rows[TYPE].dropna().unique(), protocol.types[kind] if protocol else {}, exported.types)
            rows = rows.assign(**{TYPE: rows[TYPE].replace(names)})
        told_of, known = exported.options.get(kind, {}), questions(protocol, kind)
        spoken = settled(told.codebook, kind)
        read[kind] = renamed(answered(rows, told_of, known, exported.generations, spoken), kind)
        notes += read[kind].found
    notes += unfinished(sessions, where)
    tables = {"egos": network_rows(read["egos"], where, asked)}
    for kind in ("nodes", "edges"):
        rows, more = joined(read[kind].rows, sessions, where)
        notes += more
        tables[kind] = rows
    name = name_of(answers_in(read["nodes"].rows))
    types = list(protocol.types["edges"].values()) if protocol else []
    types += sorted(set(tables["edges"][TYPE].dropna()) - set(types))
    book, guesses = drafted(
        read["egos"], read["nodes"], types, where.waves, protocol, name, where.pattern or told.case_id
    )
    if told.codebook is not None:
        book = replace(told.codebook, alter_ids="per wave")
        if name in told.codebook.columns.get("alters", {}).values():
            name = None  # the study names that column itself
    alters, ties = tables["nodes"].rename(columns={name: "name"} if name else {}), tables["edges"]
    ties = ties.assign(**{TYPE: in_study(ties[TYPE], told)}).drop(columns=[UUID, EGO])
    alters = alters.drop(columns=EGO)
    alters.insert(list(alters.columns).index("ego") + 1, "alter", alters.pop(UUID))
    ties = ties.rename(columns={SOURCE: "source", TARGET: "target", TYPE: "type"})
    asked_for = {p.resolve() for p in (told.cases, told.protocol) if p is not None}
    used = {*exported.used, described, *(f for f in files.names if (files.path / f).resolve() in asked_for)}
    notes += [{"file": f, "kind": "file_not_used", "about": {}, "stops": False} for f in files.names if f not in used]
    return Source(
        tables["egos"],
        alters,
        ties if asked.any() else None,
        book,
        _recognised(files, exported),
        (*where.guesses, *guesses),
        found(notes),
    )


def _recognised(files: Files, exported: Exported) -> Remark:
    """What the export was taken for, with every generation in it."""
    by = sorted({*exported.generations.values()} - {"GraphML"})
    used = files.of(list(exported.used))
    remark = recognise_csv(used) or recognise_graphml(used)
    if remark is None:
        remark = Remark("recognised.network_canvas_graphml", {"file": files.path.name})
    return Remark(remark.key, {**remark.about, "generation": ", ".join(by)}) if by else remark


FORMATS = (
    Format("network_canvas", recognise_csv, source),
    Format("network_canvas_graphml", recognise_graphml, source),
)
