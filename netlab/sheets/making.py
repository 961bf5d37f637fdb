"""Making the sheets of a study: the PDF, the workbook and the part of study.toml that reads it, in one folder."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from netlab.codebook import read_codebook
from netlab.problems import InputError
from netlab.sheets.entry import entry_part, entry_sheet
from netlab.sheets.paper import drawing_sheet
from netlab.study import folder_of
from netlab.texts import say

FOLDER = "sheets"


def make_sheets(
    study: str | Path,
    to: str | Path | None = None,
    size: str = "A4",
    landscape: bool = False,
    lang: str = "nl",
    egos: Sequence[str] = (),
    wave: str | None = None,
    contacts: int | None = None,
    font: str | Path | None = None,
) -> list[Path]:
    """Write the sheet to draw on and the workbook to enter it in.

    A study needs no data for this, only its study.toml. A sheet to draw on that was made before is replaced. A
    workbook that is there already is never written over, for it may have been filled in.

    Parameters
    ----------
    study : str or Path
        The study folder, or its study.toml.
    to : str or Path, optional
        The folder to write to; sheets/ in the study without it.
    size, landscape, lang, egos, wave, font
        See `drawing_sheet`.
    contacts : int, optional
        See `entry_sheet`.

    Returns
    -------
    list of Path
        What was written: the PDF, the workbook, the part of study.toml. The last two only when they were not there.

    Raises
    ------
    InputError
        For a study.toml that is wrong, and what `drawing_sheet` and `entry_sheet` raise; nothing is written then.
    """
    folder = folder_of(study)
    codebook = read_codebook(folder)
    made = {
        f"{say('sheet.entry.drawing', lang)}_{size}.pdf": drawing_sheet(
            codebook, size, landscape, lang, egos, wave, font
        )
    }
    there = Path(to) if to is not None else folder / FOLDER
    if not (there / say("sheet.entry.file", lang)).exists():
        made[say("sheet.entry.file", lang)] = entry_sheet(codebook, lang, contacts)
        made[say("sheet.entry.toml", lang)] = entry_part(codebook, lang, contacts).encode()
    try:
        there.mkdir(parents=True, exist_ok=True)
        for name, data in made.items():
            beside = there / f".{name}.{secrets.token_hex(4)}"
            beside.write_bytes(data)
            os.replace(beside, there / name)
    except OSError as error:
        raise InputError(f"{there}: cannot be written to ({error.strerror}). Choose another folder.") from None
    return [there / name for name in made]
