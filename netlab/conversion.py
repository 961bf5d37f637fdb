"""`netlab convert`: a study folder from another tool's files, study.toml drafted with every guess to be confirmed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from netlab.codebook import TABLES, Codebook, read_codebook, written
from netlab.networks import EgoNetworks
from netlab.problems import InputError, suggestion
from netlab.readers import located
from netlab.readers.files import Files, opened
from netlab.readers.recognising import format_of, source_by
from netlab.readers.source import Guess, Remark, Source, Told, slug
from netlab.scaffold import made_folder
from netlab.texts import LANGUAGES, say

RAW = "raw"
KEYS = {"ego", "wave", "alter", "name", "source", "target", "type", "date", "strength", "ties_asked", "pairs_missing"}


@dataclass(frozen=True)
class Converted:
    """What `convert` made: the folder, what the source was recognised as, what to confirm, and files not used."""

    folder: Path
    recognised: str
    guesses: tuple[str, ...]
    unused: tuple[str, ...] = ()


def convert(
    source: str | Path,
    study: str,
    lang: str = "nl",
    case_id: str | None = None,
    cases: str | Path | None = None,
    protocol: str | Path | None = None,
    format: str | None = None,
) -> Converted:
    """Make a study folder from a source.

    The source is copied into raw/ of the new folder and stays as it is; study.toml points at it and says what its
    columns, waves, questions and answers mean, as far as the source tells. What it does not tell is guessed, and stands
    under a comment for the researcher to confirm.

    Parameters
    ----------
    source : str or Path
        What `netlab.read` reads: a file, a folder or a zip.
    study : str
        The folder to make: a bare name comes in data/.
    lang : {"nl", "en"}
        The language of the comments in study.toml.
    case_id, cases, protocol, format
        As for `netlab.read`. A pattern for case ids that netlab proposes itself is written as a guess.

    Returns
    -------
    Converted
        The folder, what the source was recognised as, what is to be confirmed, and the files that were not used.

    Raises
    ------
    InputError
        When the source cannot be read, or the folder is there already. Then nothing is left behind.
    """
    if lang not in LANGUAGES:
        raise InputError(f"language {lang!r} is not one of netlab's. {suggestion(lang, LANGUAGES)}")
    path = located(source)
    if (path / "study.toml").is_file():
        raise InputError(f"{source}: this is a study folder already. `netlab check {source}` reads it.")
    told = Told(case_id, _there(cases, "cases"), _there(protocol, "protocol"))
    files = opened(path)
    chosen = format_of(files, format)
    made = source_by(chosen, files, told)
    proposed = made.codebook.source.get("case_id")
    if proposed and not (case_id or cases):
        again = source_by(chosen, files, replace(told, case_id=proposed))
        made = replace(again, guesses=(*(g for g in made.guesses if g.part == "source"), *again.guesses))
    networks = EgoNetworks.from_frames(made.egos, made.alters, made.ties, made.codebook)
    made = replace(made, codebook=replace(networks.codebook, derived=()), guesses=(*made.guesses, *_derived(networks)))
    folder = made_folder(study)
    if files.path.is_dir() and folder.resolve().is_relative_to(files.path.resolve()):
        folder.rmdir()
        raise InputError(f"{folder}: this lies within the source, which would then hold itself. Choose another place.")
    try:
        (folder / RAW).mkdir()
        asked = _copied(files, folder, {"cases": told.cases, "protocol": told.protocol})
        book = _below_raw(made.codebook, files, chosen.name, {**asked, **({"case_id": case_id} if case_id else {})})
        book, renamed = _named(book)
        confirm: dict[tuple[str, str, str], str] = {}
        for g in made.guesses:
            place, why = (g.part, renamed.get(g.which, g.which), g.field), " ".join(g.why.text(lang).split())
            if why not in confirm.get(place, "").splitlines():
                confirm[place] = "\n".join(filter(None, [confirm.get(place), why]))
        heading = say("convert.heading", lang, recognised=made.recognised.text(lang), guess=say("guess.confirm", lang))
        (folder / "study.toml").write_text(written(book, confirm, lang, heading), encoding="utf-8", newline="\n")
        read_codebook(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    guesses = tuple(dict.fromkeys(g.why.text(lang) for g in made.guesses))
    return Converted(folder, made.recognised.text(lang), guesses, _unused(made))


def _there(path: str | Path | None, option: str) -> Path | None:
    """A file that describes the source, where one is given."""
    if path is None or not str(path):
        return None
    file = located(path)
    if not file.is_file():
        what = "this is a folder, expected a file" if file.is_dir() else "there is no such file"
        raise InputError(f"{path}: {what}. Check what stands behind {option}.")
    return file


def _derived(networks: EgoNetworks) -> tuple[Guess, ...]:
    """What `from_frames` took from the values themselves, to be confirmed too."""
    book = networks.codebook
    guesses = [Guess("interpreters", column, "categories", Remark("guess.from_values")) for column in book.derived]
    ordered = networks.cleaned["reason"].isin(["waves_by_date", "waves_by_appearance"])
    guesses += [
        Guess("waves", book.waves[0].id, "id", Remark(f"guess.{reason}"))
        for reason in networks.cleaned.loc[ordered, "reason"].unique()
    ]
    return tuple(guesses)


def _copied(files: Files, folder: Path, more: Mapping[str, Path | None]) -> dict[str, str]:
    """Copy what was given into raw/; where the files that describe it stand now."""
    target = folder / RAW / files.path.resolve().name
    if files.path.is_dir():
        for name in files.names:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(files.data(name))
    else:
        shutil.copyfile(files.path, target)
    asked = {}
    for key, path in more.items():
        if path is not None:
            shutil.copyfile(path, folder / RAW / path.name)
            asked[key] = f"{RAW}/{path.name}"
    return asked


def _below_raw(book: Codebook, files: Files, format: str, asked: Mapping[str, str]) -> Codebook:
    """The drafted codebook, pointing at where the source stands now."""
    place = PurePosixPath(RAW) / files.path.resolve().name
    return replace(book, files={}, source={"path": str(place), "format": format, **book.source, **asked})


def _unused(made: Source) -> tuple[str, ...]:
    """The files of the source that its reader had no use for."""
    rows = made.found[made.found["kind"] == "file_not_used"]
    return tuple(dict.fromkeys(str(f) for f in rows["file"] if f))


def _named(book: Codebook) -> tuple[Codebook, dict[str, str]]:
    """The codebook with column names that can be part of a measure's name, and what each was called."""
    columns = {table: dict(book.columns.get(table, {})) for table in TABLES}
    renamed: dict[str, str] = {}

    def name(column: str, table: str) -> str:
        if column in columns[table] or re.fullmatch(r"\w+", column):
            return column
        free = slug(column)
        while free in {*columns[table], *KEYS, *(i.column for i in book.interpreters)}:
            free += "_"
        columns[table][free] = column
        renamed[column] = free
        return free

    asked = tuple(replace(i, column=name(i.column, "alters")) for i in book.interpreters)
    named = tuple(replace(g, column=name(g.column, "alters") if g.column else None) for g in book.generators)
    outcomes = tuple(replace(o, column=name(o.column, "egos")) for o in book.outcomes)
    group = book.group and replace(book.group, column=name(book.group.column, "egos"))
    mapped = {table: about for table, about in columns.items() if about}
    made = replace(book, interpreters=asked, generators=named, outcomes=outcomes, group=group, columns=mapped)
    return made, renamed
