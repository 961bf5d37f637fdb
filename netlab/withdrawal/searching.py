"""The files of a study beside its tables: drawings, documents, other exports, and reports that show a participant."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from pathlib import Path

from netlab.drawings.schema import FOLDER, named_by
from netlab.readers import located
from netlab.withdrawal.contents import Row, contents, has_letters, is_word, tables, texts
from netlab.withdrawal.removing import GRAPHML, comments_without, graphs_without
from netlab.withdrawal.sessions import FILE, ID, places
from netlab.withdrawal.tracing import Trail, known_egos, sides_of

PAPER = "papier"  # where the pictures of drawings are kept
LONGEST_NAME = 40  # of a column; in running text the first line is no list of names
# Columns that hold codes of participants, and columns of contacts where these come from one roster.
PEOPLE = {"ego", "egoid", "ego_id", "participant", "deelnemer", "respondent", "person", "id", "code"}
CONTACTS = {"alter", "alterid", "alter_id", "other_alter", "source", "target", "from", "to"}


def documents(trail: Trail) -> None:
    """Drawings and interview documents that are this ego's alone; those that are others' too are to be looked at."""
    study, ego = trail.study, trail.ego
    _drawings(trail)
    told = study.fragments
    mine: set[str] = set()
    theirs: set[str] = set()
    if told is not None and "document" in told.columns:
        named = told["document"].dropna()
        mine = set(named[told["ego"] == ego])
        theirs = set(named[told["ego"] != ego])
    folder = study.folder / "interviews"
    for path in sorted(p for p in folder.rglob("*") if p.is_file()) if folder.is_dir() else []:
        file = path.relative_to(study.folder).as_posix()
        if file in sides_of(study):
            continue
        called = {path.name, path.stem, file, path.relative_to(folder).as_posix()}
        by_name = is_word(ego, path.stem) and (has_letters(ego) or path.stem.startswith(f"{ego}_"))
        others = [e for e in known_egos(study) if e != ego and len(e) > 1 and is_word(e, path.stem)]
        if called & mine or by_name or path.stem == ego:
            trail.note("shared_file" if called & theirs or others else "own_file", file, ego=ego)


def _drawings(trail: Trail) -> None:
    """Drawings of this ego, and the pictures they name; what may be another's too is shared, to be judged by hand."""
    study, ego = trail.study, trail.ego
    folder = study.folder / FOLDER
    stems = {f"{ego}_{w.id}" for w in study.codebook.waves}
    named: dict[Path, set[str]] = defaultdict(set)  # picture → whose drawings name it
    drawn = sorted(p for p in folder.rglob("*") if p.is_file())
    for path in drawn:
        whose, picture = _drawn_by(path)
        if picture and whose is not None:
            named[Path(os.path.normpath(folder / picture))].add(whose)
        if path.stem in stems or whose == ego or _by_name(path) == ego:
            alone = whose in (None, ego) and not _named_after_another(trail, path)
            trail.note("own_file" if alone else "shared_file", path.relative_to(study.folder).as_posix(), ego=ego)
    for path in drawn:
        if ego in named[path]:  # a photo or scan that was not named after the participant
            alone = named[path] == {ego} and path.parent == folder / PAPER and not _named_after_another(trail, path)
            trail.note("own_file" if alone else "shared_file", path.relative_to(study.folder).as_posix(), ego=ego)


def _by_name(path: Path) -> str | None:
    """The ego after whom a drawing or a picture of it is named, also one that was set aside or half written."""
    of = named_by(path.name.removeprefix(".").partition(".")[0] + ".json")
    return None if of is None else of[0]


def _named_after_another(trail: Trail, path: Path) -> bool:
    """Whether the name of a file in drawings/ is that of another participant, known or of one of the waves."""
    of = named_by(path.name.removeprefix(".").partition(".")[0] + ".json")
    others = {e.casefold() for e in known_egos(trail.study) if e != trail.ego}
    if of is None or of[0] == trail.ego:
        return of is None and any(len(e) > 1 and is_word(e, path.stem.casefold()) for e in others)
    waves = {w.id for w in trail.study.codebook.waves}
    return of[0].casefold() in others or of[1] in waves or of[1].rpartition("-")[0] in waves


def _drawn_by(path: Path) -> tuple[str | None, str]:
    """Whose drawing or picture this is, by what it says or by its name, and the picture that belongs to a drawing.

    Also one that was set aside, damaged, half written, or its lock.
    """
    try:
        about = json.loads(path.read_bytes())
        if isinstance(about, dict) and "ego" in about:
            paper = about.get("paper")
            return str(about["ego"]), str(paper.get("file") or "") if isinstance(paper, dict) else ""
    except (ValueError, OSError, RecursionError):
        pass
    return _by_name(path), ""


def elsewhere(trail: Trail) -> None:
    """Files that were not read, or not as a table: own rows, sessions and graphs in any copy, and mere mentions."""
    known = trail.known
    words = {i for i in (trail.ego, *known.cases) if has_letters(i)}
    for file, data in contents(trail.study.folder):
        if trail.own(file):
            continue
        last = file.rpartition("/")[2]
        if known.ids & {u.lower() for u in ID.findall(last)} or _by_case(trail, last):
            trail.note("own_file", file, ego=trail.ego)
        elif last.lower().endswith(GRAPHML) and (left := graphs_without(data, known.ids, known.cases)) != data:
            trail.note("own_file" if left is None else "own_graph", file, ego=trail.ego)
        elif file == "study.toml":
            _comments(trail, data, words)
        elif (found := tables(file, data)) is not None:
            for name, header, rows in found:
                _rows(trail, name, header, rows)
        elif any(is_word(word, text) for text in texts(data) for word in (*words, *known.ids)):
            trail.note("mention", file)


def _by_case(trail: Trail, name: str) -> bool:
    """Whether the name of a file is that of one session of this ego; a case that others have too tells nothing."""
    place = FILE.match(name)
    return (
        place is not None and place["case"] in trail.known.cases and place["session"].lower() not in trail.known.others
    )


def _comments(trail: Trail, data: bytes, words: set[str]) -> None:
    """The comments of study.toml in which a code of this ego stands, and whether it stands elsewhere in it too."""
    left, lines = comments_without(data.decode("utf-8"), {*words, *trail.known.ids})
    for line in lines:
        trail.note("comment", "study.toml", line, ego=trail.ego)
    if any(is_word(word, left) for word in words):
        trail.note("mention", "study.toml")


def _rows(trail: Trail, file: str, header: list[str], rows: list[Row]) -> None:
    """The rows of one table that are this ego's, and per column how often others' rows hold one of its codes."""
    at, known = places(header, trail.study), trail.known
    codes = {trail.ego, *known.cases}
    words = {c for c in codes if has_letters(c)}
    unique = known.ids | known.contacts
    people = _of_people(trail, header)
    mentions: dict[int, list[int]] = defaultdict(list)
    for line, cells in rows:
        if trail.noted(file, line):
            continue
        if at.own(cells, trail.ego, known):
            trail.note("own_row", file, line, ego=trail.ego)
            continue
        for n, cell in enumerate(cells):
            if cell and (
                (cell in codes and (n in people or has_letters(cell)))
                or cell.lower() in unique
                or any(w in cell and is_word(w, cell) for w in words)
            ):
                mentions[n].append(line)
    if any(is_word(w, cell) for cell in header for w in words) or unique & {c.lower() for c in header}:
        trail.note("mention", file, 1)
    for n, lines in mentions.items():
        column = (header[n] if n < len(header) else "")[:LONGEST_NAME] or str(n + 1)
        trail.note("mention", file, lines[0] if len(lines) == 1 else None, column, cells=len(lines))


def _of_people(trail: Trail, header: list[str]) -> set[int]:
    """The columns that hold codes of participants; those of contacts too, where these come from one roster."""
    columns = trail.study.codebook.columns.values()
    roster = trail.study.codebook.alter_ids == "roster"
    keys = ("ego", "person", "alter", "source", "target") if roster else ("ego", "person")
    asked = {str(c[k]).casefold() for c in columns for k in keys if k in c} | PEOPLE | (CONTACTS if roster else set())
    return {n for n, c in enumerate(header) if c.casefold() in asked}


def reports(trail: Trail) -> None:
    """Reports of this study in which the id stands; for an id without letters all of them."""
    study = trail.study
    folders = {located("reports").resolve(), (study.folder / "reports").resolve()}
    folders |= {parent / "reports" for parent in study.folder.resolve().parents[:2]}
    for folder in sorted(f for f in folders if f.is_dir()):
        for path in sorted(p for p in folder.rglob("*") if p.suffix in (".html", ".pdf", ".ipynb", ".xlsx", ".zip")):
            if path.name.startswith(study.name):
                lettered = has_letters(trail.ego) and path.suffix in (".html", ".ipynb")
                if not lettered or is_word(trail.ego, path.read_bytes()):
                    trail.note("report", str(path))
