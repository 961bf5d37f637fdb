"""Drawings kept in a study folder: one file each, every step saved at once, nothing accepted ever lost."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from netlab.codebook import Codebook
from netlab.drawings.form import Drawing, Step
from netlab.drawings.locking import locked
from netlab.drawings.schema import FOLDER, empty, file_name, named_by, read_drawing, written
from netlab.drawings.steps import apply, check_step
from netlab.drawings.undoing import commute, replayed
from netlab.problems import InputError

BESIDE = re.compile(r"(?P<name>[A-Za-z0-9%-]+_[A-Za-z0-9%-]+)\.(?P<kind>conflict-\d+|damaged)-[a-z0-9]+\.json")
CONTENT = ("ties_asked", "goal", "from_earlier", "date", "alters", "ties", "earlier", "paper")
TRIES = 20  # how often a file that another program holds open (Windows) is tried again


class Saved(NamedTuple):
    """What became of a step: `saved`, `again` (it stood there already) or `conflict`.

    `drawing` is the drawing as it stands in its file now; `beside` the file in which the other version is kept.
    """

    status: str
    drawing: Drawing
    beside: Path | None = None


def path_of(folder: str | Path, ego: str, wave: str) -> Path:
    """Where the drawing of an ego in a wave stands in a study folder."""
    return Path(folder) / FOLDER / file_name(ego, wave)


def load(folder: str | Path, ego: str, wave: str) -> Drawing | None:
    """The drawing of an ego in a wave; None when there is none yet.

    Raises
    ------
    InputError
        When the file is cut off, has another form, or is about another ego or wave. It is left as it is.
    """
    path = path_of(folder, ego, wave)
    name = f"{FOLDER}/{path.name}"
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(f"{name}: the file cannot be opened ({error.strerror}). Is it open elsewhere?") from None
    drawing = read_drawing(data, name)
    if (drawing["ego"], drawing["wave"]) != (ego, wave):
        raise InputError(
            f"{name}: this drawing is of ego {drawing['ego']!r} in wave {drawing['wave']!r}, expected {ego!r} in "
            f"{wave!r}. Codes that differ in capitals alone have one file on some systems. Rename one."
        )
    return drawing


def save(
    folder: str | Path,
    ego: str,
    wave: str,
    step: Step,
    base_version: int,
    who: str,
    codebook: Codebook,
) -> Saved:
    """Take one step in a drawing and write it to its file, with its history, before answering.

    A step made on an older version is taken too, when it touches nothing that was changed since (see
    `netlab.drawings.commute`). Else the file stays as it is, and the drawing as the maker of this step would have it
    is written beside it, `P01_start.conflict-17-x7k2.json`, with the step itself under `conflict`; `netlab check`
    names it. Send one step at a time, each on the version that the last answer gave.

    Parameters
    ----------
    folder : str or Path
        The study folder.
    ego, wave : str
    step : mapping
        `what` and `about`; an `id` of its own makes sending it twice harmless.
    base_version : int
        The version of the drawing on which the step was made; 0 for a new one.
    who : str
        Who draws: the participant or initials.
    codebook : Codebook

    Returns
    -------
    Saved

    Raises
    ------
    InputError
        When the step cannot be taken though nothing was changed since, or in no drawing at all; when `base_version`
        is no version that this drawing has or had; when the file is damaged (it is left as it is, see `set_aside`);
        when it cannot be written. Nothing was written then.
    """
    check_step(step)
    path = path_of(folder, ego, wave)
    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: no folder {FOLDER}/ can be made here ({error.strerror}).") from None
    with locked(path):
        _swept(path)
        drawing = load(folder, ego, wave) or empty(ego, wave)
        if step.get("id") is not None and any(e.get("id") == step["id"] for e in drawing["history"]):
            return Saved("again", drawing)
        if not is_version(base_version, drawing):
            raise InputError(
                f"the step was made on version {base_version!r} of {FOLDER}/{path.name}, which has versions 0 to "
                f"{drawing['version']}. Was the file put back from a backup? Open the drawing again."
            )
        since = [e for e in drawing["history"] if e["version"] > base_version]
        seen_all = base_version == drawing["version"]
        try:
            made = apply(drawing, step, codebook)
        except InputError:
            if seen_all:
                raise
            made = None
        if made is not None and all(made[k] == drawing[k] for k in CONTENT):
            return Saved("again", drawing)
        whole = len(since) == drawing["version"] - base_version >= 0
        if made is None or not (seen_all or (whole and commute(step, since, codebook))):
            return Saved("conflict", drawing, _kept_beside(path, drawing, step, base_version, who, codebook))
        made = _with_history(made, step, who)
        _write(path, _readable(made, path.name))
        return Saved("saved", made)


def is_version(base: object, drawing: Drawing) -> bool:
    """Whether a drawing has or had this version."""
    return isinstance(base, int) and not isinstance(base, bool) and 0 <= base <= drawing["version"]


def _readable(drawing: Drawing, name: str) -> bytes:
    """The bytes of a drawing's file, of which it is sure that `load` reads them again."""
    data = written(drawing)
    read_drawing(data, f"{FOLDER}/{name}")
    return data


def _with_history(drawing: Drawing, step: Step, who: str) -> Drawing:
    at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    version = drawing["version"] + 1
    entry = {"version": version, "at": at, "who": who, "what": step["what"], "about": step["about"]}
    if step.get("id") is not None:
        entry["id"] = step["id"]
    return {**drawing, "version": version, "history": [*drawing["history"], entry]}


def _kept_beside(path: Path, drawing: Drawing, step: Step, base: int, who: str, codebook: Codebook) -> Path:
    """The drawing as the maker of a step would have it, in a file of its own; once, however often it is sent."""
    mark = json.dumps(step.get("id"))
    for there in path.parent.glob(f"{path.stem}.conflict-*.json"):
        if step.get("id") is not None and f'"id": {mark}' in there.read_text(encoding="utf-8", errors="replace"):
            return there
    mine, problem = drawing, None
    try:
        now = replayed(drawing, drawing["version"], codebook)
        if all(now[k] == drawing[k] for k in CONTENT):
            mine = replayed(drawing, base, codebook)
        mine = _with_history(apply(mine, step, codebook), step, who)
    except InputError as error:
        problem = str(error)
    about = {
        "id": step.get("id"),
        "version": base,
        "who": who,
        "what": step["what"],
        "about": step["about"],
        "problem": problem,
    }
    beside = path.with_name(f"{path.stem}.conflict-{max(base, 0)}-{secrets.token_hex(3)}.json")
    _write(beside, _readable({**mine, "conflict": about}, beside.name))
    return beside


def set_aside(folder: str | Path, ego: str, wave: str) -> Path:
    """Give a damaged drawing another name, `P01_start.damaged-x7k2.json`, so that a new one can begin; for a person.

    Nothing in the file changes, and `netlab check` goes on naming it.

    Raises
    ------
    InputError
        When there is no drawing, or nothing is wrong with it.
    """
    path = path_of(folder, ego, wave)
    if not path.exists():
        raise InputError(f"{FOLDER}/{path.name}: there is no such drawing.")
    with locked(path):
        try:
            load(folder, ego, wave)
        except InputError:
            aside = path.with_name(f"{path.stem}.damaged-{secrets.token_hex(3)}.json")
            os.rename(path, aside)
            return aside
    raise InputError(f"{FOLDER}/{path.name}: nothing is wrong with this drawing; it stays where it is.")


def beside_of(name: str) -> tuple[str, str, str] | None:
    """Whose other version a file name stands for: ego, wave, and `conflict` or `damaged`; None for another name."""
    match = BESIDE.fullmatch(name)
    of = named_by(f"{match['name']}.json") if match else None
    return None if match is None or of is None else (*of, match["kind"].partition("-")[0])


def _swept(path: Path) -> None:
    """Remove what a writer that was killed had begun to write; only who holds the lock may."""
    for left in path.parent.glob(f".{path.name}.*.part"):
        left.unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> None:
    """Replace a file by these bytes, all of them on the disk, or leave it as it was."""
    half = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with half.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, half)
        _replaced(half, path)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise InputError(
            f"{FOLDER}/{path.name}: the file cannot be written ({error.strerror}). Is the disk full, or the folder "
            "read-only? Nothing was saved; try again."
        ) from None
    with contextlib.suppress(OSError):  # the name as well; not every system lets a folder be opened
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _replaced(half: Path, path: Path) -> None:
    for left in reversed(range(TRIES)):
        try:
            os.replace(half, path)
            return
        except PermissionError:
            if not left:
                raise
            time.sleep(0.05)
