"""What stands in the file of one drawing: read and checked, written, named, and a new one begun."""

from __future__ import annotations

import json
import math
import re
import secrets
from collections.abc import Collection
from datetime import date
from typing import Never
from urllib.parse import unquote_to_bytes

from netlab.codebook import Codebook
from netlab.drawings.form import FORMAT, Drawing, Step, faults
from netlab.drawings.places import answers_at
from netlab.problems import InputError

FOLDER = "drawings"
PAPER = "papier"  # in it, pictures of drawings on paper
LONGEST_NAME = 240  # bytes of a file name, with room for `.conflict-…`
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
RESTORE = "The file was left as it is; take it from a backup, or move it elsewhere."


def file_name(ego: str, wave: str) -> str:
    """The name of a drawing's file: `P01_start.json`; other signs than letters, digits and - as %XX.

    Raises
    ------
    InputError
        When ego or wave is empty, or the name is too long for a file.
    """
    if not ego or not wave:
        raise InputError(f"a drawing needs an ego and a wave, found {ego!r} and {wave!r}.")
    name = "_".join(re.sub(rb"[^A-Za-z0-9-]", _percent, p.encode()).decode() for p in (ego, wave)) + ".json"
    if len(name) > LONGEST_NAME - 40:
        raise InputError(f"{name[:60]}…: the names of ego and wave are too long for a file. Use shorter codes.")
    return name


def _percent(sign: re.Match[bytes]) -> bytes:
    return b"%%%02X" % sign.group()[0]


def named_by(name: str) -> tuple[str, str] | None:
    """The ego and wave that a file name stands for; None for a name that `file_name` does not make."""
    parts = name.removesuffix(".json").split("_")
    if not name.endswith(".json") or len(parts) != 2:
        return None
    try:
        ego, wave = (unquote_to_bytes(p).decode() for p in parts)
        return (ego, wave) if file_name(ego, wave) == name else None
    except (UnicodeDecodeError, InputError):
        return None


def is_picture_of(ego: str, wave: str, name: str) -> bool:
    """Whether this is a name that a picture of this drawing on paper gets: `papier/P01_start.jpg`, `…-1a2b3c.jpg`."""
    stem = re.escape(file_name(ego, wave).removesuffix(".json"))
    return bool(re.fullmatch(rf"{PAPER}/{stem}(-[0-9a-f]{{6}})?\.(png|jpg)", name))


def new_id(taken: Collection[str]) -> str:
    """An id for a new alter: six random letters and digits, none of those taken."""
    while True:
        made = "".join(secrets.choice(LETTERS) for _ in range(6))
        if made not in taken:
            return made


def empty(ego: str, wave: str, day: str | None = None) -> Drawing:
    """A drawing in which nothing has been done yet; whether ties were asked is not said.

    Parameters
    ----------
    ego, wave : str
    day : str, optional
        The day of the drawing, `2026-11-21`; today without it.
    """
    return {
        "netlab_drawing": FORMAT,
        "ego": ego,
        "wave": wave,
        "date": day or date.today().isoformat(),
        "version": 0,
        "ties_asked": None,
        "goal": None,
        "from_earlier": False,
        "alters": [],
        "ties": [],
        "earlier": [],
        "paper": None,
        "history": [],
    }


def beginning(earlier: Drawing, codebook: Codebook) -> Step:
    """The step that begins a drawing with what an earlier one shows: alters with their ids, places, and ties.

    Answers in the form belong to the wave in which they were given and are asked anew, but for those that are `fixed`.
    Who was wished for stays so. That the alters are the same persons is what `earlier` says of them.
    """
    kept = [i.column for i in codebook.interpreters if i.fixed]
    alters = []
    for alter in earlier["alters"]:
        answers = {c: v for c, v in alter["answers"].items() if c in kept and v is not None}
        if alter["x"] is not None:
            answers |= answers_at(codebook, alter["x"], alter["y"])
        alters.append({**alter, "generators": [], "answers": answers})
    same = [
        {"wave": earlier["wave"], "alter": a["alter"], "status": "same", "other_alter": a["alter"]}
        for a in alters
        if not a["wished"]
    ]
    ties = [dict(tie) for tie in earlier["ties"]]
    return {"what": "start", "about": {"from": earlier["wave"], "alters": alters, "ties": ties, "earlier": same}}


def written(drawing: Drawing) -> bytes:
    """The bytes of a drawing's file: one line per alter, tie and step, so that two files can be compared.

    Raises
    ------
    InputError
        When a text in it cannot be written as UTF-8.
    """
    lines = []
    for key, value in drawing.items():
        if isinstance(value, list) and value:
            rows = ",\n  ".join(json.dumps(v, ensure_ascii=False, allow_nan=False) for v in value)
            lines.append(f" {json.dumps(key, ensure_ascii=False)}: [\n  {rows}\n ]")
        else:
            lines.append(
                f" {json.dumps(key, ensure_ascii=False)}: {json.dumps(value, ensure_ascii=False, allow_nan=False)}"
            )
    try:
        return ("{\n" + ",\n".join(lines) + "\n}\n").encode()
    except UnicodeEncodeError:
        raise InputError(
            "a text of this drawing holds half a sign (a lone surrogate), which no file can hold."
        ) from None


def read_drawing(data: bytes, name: str) -> Drawing:
    """The drawing in the bytes of a file.

    Parameters
    ----------
    data : bytes
    name : str
        How messages call the file.

    Raises
    ------
    InputError
        When it is cut off or no drawing, or something in it has another form than `docs/drawing.md` says: everything
        that is wrong at once.
    """
    try:
        text = data.decode("utf-8-sig")
        raw = json.loads(text, parse_constant=_not_a_number, parse_float=_finite)
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: the text cannot be read as UTF-8 (byte {error.start}). {RESTORE}") from None
    except json.JSONDecodeError as error:
        cut = "it is empty" if not data.strip() else "it breaks off" if error.pos >= len(text.rstrip()) else error.msg
        raise InputError(f"{name}, line {error.lineno}: this is no whole drawing: {cut}. {RESTORE}") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name}: this is no drawing ({error}). {RESTORE}") from None
    wrong = list(faults(raw))
    if wrong:
        raise InputError([f"{name}: {w}" for w in wrong])
    return raw


def _not_a_number(what: str) -> Never:
    raise ValueError(f"{what} is no number")


def _finite(written: str) -> float:
    value = float(written)
    return value if math.isfinite(value) else _not_a_number(written)
