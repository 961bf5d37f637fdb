"""Files that somebody asks for: never over what a study is made of, and whole or not at all."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from netlab.problems import InputError, suggestion

STUDY = "study.toml"
FOLDERS = ("raw", "drawings", "interviews")
DECISIONS = (STUDY, "links.csv", "persons.csv", "people.csv")


def where_to_write(output: str | Path, endings: Sequence[str] = (), study: str | Path | None = None) -> Path:
    """The path where an output may be written.

    Parameters
    ----------
    output : str or Path
        What was asked for. A folder is a path without `endings`.
    endings : sequence of str
        The endings that can be written, each with its dot.
    study : str or Path, optional
        A study folder whose files may lie elsewhere too. Every folder above the output is looked at in any case.

    Returns
    -------
    Path
        The same path.

    Raises
    ------
    InputError
        For another ending, a folder that is not there, a file that cannot be written, and any place among what a study
        is made of: its raw/, drawings/ and interviews/, study.toml, links.csv, persons.csv, people.csv, and the files
        that study.toml names.
    """
    path = Path(output)
    if endings and path.suffix not in endings:
        how = path.suffix or "a file without ending"
        raise InputError(f"{output}: this cannot be written as {how}. {suggestion(path.suffix, endings)}")
    if endings and not path.parent.is_dir():
        raise InputError(f"{output}: there is no folder {path.parent}. Make it first.")
    for folder in _studies(path, study):
        if (part := _part_of(path, folder)) is not None:
            raise InputError(
                f"{output}: that is {part} of the study {folder.name}. What a study is made of is never written over: "
                "choose another place or name."
            )
    if endings:
        _tried(path)
    return path


def _studies(path: Path, study: str | Path | None) -> list[Path]:
    """The folders of a study in which a path lies, as it was written and as it really is, and the one that is given."""
    above = [*Path(os.path.abspath(path)).parents, *path.resolve().parents]
    given = [] if study is None else [Path(study)]
    return list(dict.fromkeys(f.resolve() for f in [*given, *above] if (f / STUDY).is_file()))


def _part_of(path: Path, folder: Path) -> str | None:
    """What of a study stands at a path, or above it; None where nothing does."""
    path = path.resolve()
    for name in (*FOLDERS, *DECISIONS, *_named(folder)):
        if "{" in name:
            blank = re.compile("[^/]+".join(map(re.escape, re.split(r"\{\w+\}", name))), re.IGNORECASE)
            if path.is_relative_to(folder) and blank.fullmatch(path.relative_to(folder).as_posix()):
                return name
        elif any(_same(one, (folder / name).resolve()) for one in (path, *path.parents)):
            return f"{name}/" if name in FOLDERS else name
    return None


def _named(folder: Path) -> list[str]:
    """The files that study.toml names, also one that netlab cannot read further."""
    try:
        told = tomllib.loads((folder / STUDY).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return []
    files, source = (told.get(part) for part in ("files", "source"))
    named = [v for k, v in files.items() if k != "alter_ids"] if isinstance(files, dict) else []
    named += [source.get(k) for k in ("path", "cases", "protocol")] if isinstance(source, dict) else []
    texts = [name for name in named if isinstance(name, str) and name.strip()]
    return [*texts, *(name.rpartition("#")[0] for name in texts if "#" in name)]


def _same(one: Path, other: Path) -> bool:
    """Whether two paths are one file, also where capitals do not count and where a file has two names."""
    if str(one).casefold() == str(other).casefold():
        return True
    try:
        return one.samefile(other)
    except OSError:
        return False


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A file beside the output to write to; it gets the output's name at the end of the block.

    When the block raises, what was there stays.

    Raises
    ------
    InputError
        When the file cannot be written.
    """
    there = path.resolve()
    half = _beside(there)
    try:
        yield half
        if there.exists():
            shutil.copymode(there, half)
        os.replace(half, there)
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        with suppress(OSError):  # in a folder that cannot be written to there is none
            half.unlink()


def changeable(folders: Iterable[Path]) -> None:
    """Raise where no file can be made, before anything that needs it is begun.

    Raises
    ------
    InputError
        Naming every such folder.
    """
    problems = []
    for folder in dict.fromkeys(folders):
        one = folder / f".netlab-{secrets.token_hex(4)}.part"
        try:
            one.touch()
            one.unlink()
        except OSError as error:
            why = error.strerror or error
            problems.append(f"{folder}: nothing can be written in this folder ({why}). Make it writable first.")
    if problems:
        raise InputError(problems)


def _tried(path: Path) -> None:
    """Raise where a file cannot be written: better now than after the computing."""
    there = path.resolve()
    half = _beside(there)
    try:
        half.touch()
        half.unlink()
        if there.exists():
            with there.open("ab"):  # read-only, a folder, or open in Excel on Windows
                pass
    except OSError as error:
        raise _unwritable(path, error) from None


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.stem}.{secrets.token_hex(4)}.part{path.suffix}")


def _unwritable(path: Path, error: OSError) -> InputError:
    return InputError(
        f"{path}: the file cannot be written ({error.strerror or error}). Is it open in Excel or another program? "
        "Close it and try again, or choose another place."
    )
