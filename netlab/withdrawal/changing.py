"""The new bytes of every file of a study that changes when a participant leaves it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from netlab.problems import InputError
from netlab.readers.delimited import existing
from netlab.readers.files import opened
from netlab.readers.tabular import EXCEL, LABELLED
from netlab.withdrawal.contents import has_letters
from netlab.withdrawal.removing import (
    comments_without,
    graphs_without,
    labelled_without,
    text_without,
    workbook_without,
    zip_without,
)
from netlab.withdrawal.tracing import Trail


@dataclass
class _Going:
    """What goes from one file: rows per sheet, graphs, codes in comments, or the whole."""

    lines: dict[str | None, set[int]] = field(default_factory=lambda: defaultdict(set))
    kinds: set[str] = field(default_factory=set)


def changes(trail: Trail) -> dict[Path, bytes | None]:
    """The new bytes of every file that changes; None for one that goes.

    Raises
    ------
    InputError
        When a file cannot be rewritten, is not there any more, or is a link to a file elsewhere.
    """
    folder = trail.study.folder
    going: dict[str, _Going] = defaultdict(_Going)
    for row in trail.rows:
        if row["kind"] not in ("own_row", "own_file", "own_graph", "comment"):
            continue
        file, _, sheet = row["file"].partition("#")
        if _place(folder, file) is None:
            file, sheet = row["file"], ""
        going[file].kinds.add(row["kind"])
        if row["kind"] == "own_row":
            going[file].lines[sheet or None].add(int(row["line"]))
    made: dict[Path, bytes | None] = {}
    packed: dict[Path, dict[str, bytes | None]] = defaultdict(dict)
    for file, what in sorted(going.items()):
        place = _place(folder, file)
        if place is None:
            raise InputError(f"{file}: this file is not there any more. Nothing was changed.")
        path, inside = place
        if path.is_symlink():
            raise InputError(
                f"{path}: this is a link to a file elsewhere. Put the file itself here. Nothing was changed."
            )
        new = None
        if "own_file" not in what.kinds:
            new = _without(trail, file, opened(path).data(inside) if inside else existing(path, file), what)
        if inside:
            packed[path][inside] = new
        else:
            made[path] = new
    for path, members in packed.items():
        made[path] = zip_without(path.read_bytes(), members)
    return made


def _without(trail: Trail, file: str, data: bytes, what: _Going) -> bytes | None:
    """One file without what is this participant's."""
    ending = "." + file.lower().rpartition(".")[2]
    known = trail.known
    lines = {n for ones in what.lines.values() for n in ones}
    try:
        if "own_graph" in what.kinds:
            return graphs_without(data, known.ids, known.cases)
        if "comment" in what.kinds:
            return comments_without(data.decode("utf-8"), codes(trail))[0].encode("utf-8")
        if ending in EXCEL and data.startswith(b"PK"):
            return workbook_without(data, what.lines)
        if ending in LABELLED:
            return labelled_without(data, ending, lines)
        return text_without(data, file, lines)
    except InputError:
        raise
    except Exception as error:  # what other libraries raise for a file that they cannot write
        raise InputError(
            f"{file}: cannot be rewritten ({error}). Nothing was changed; remove the rows by hand."
        ) from None


def codes(trail: Trail) -> set[str]:
    """What can be looked for in a comment: codes with a letter in them, and ids of sessions."""
    return {i for i in (trail.ego, *trail.known.cases) if has_letters(i)} | trail.known.ids


def _place(folder: Path, file: str) -> tuple[Path, str] | None:
    """A file, or the zip that holds it and its name there; None when there is no such file."""
    path = folder / file
    if path.exists():
        return path, ""
    for parent in path.parents:
        if parent.is_file():
            return parent, path.relative_to(parent).as_posix()
    return None
