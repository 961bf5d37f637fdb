"""`netlab new`: a study folder with a commented codebook and small example files to replace."""

from __future__ import annotations

import re
from pathlib import Path

from netlab.codebook.examples import TEMPLATES
from netlab.problems import InputError, suggestion
from netlab.texts import LANGUAGES


def made_folder(name: str) -> Path:
    """An empty folder for a study: a bare name comes in data/, a path where it says.

    Raises
    ------
    InputError
        When the name has characters that a folder should not have, or the folder is there already or cannot be made.
    """
    path = Path(name)
    if not re.fullmatch(r"\w([\w.-]*\w)?", path.name):
        raise InputError(f"{name!r} cannot be the name of a study: use letters, digits, - and _, without spaces.")
    folder = Path("data") / path if name.rstrip("/\\") == path.name else path
    if folder.exists():
        raise InputError(f"{folder}: this is there already, and nothing in it was changed. Choose another name.")
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise InputError(f"{folder}: this folder cannot be made ({error.strerror}). Choose another place.") from None
    return folder


def new_study(name: str, lang: str = "nl") -> Path:
    """Make a study folder; a bare name comes in data/.

    The folder holds study.toml, in which every field is explained in that language, and the small files that it
    describes: three made-up participants in two waves, links between the waves, two interview fragments. It passes
    `netlab check` as it is.

    Parameters
    ----------
    name : str
        A name, or a path: `pilot` comes in data/, `./pilot` here.
    lang : {"nl", "en"}
        The language of the explanations, the answers and the names of the files.

    Returns
    -------
    Path
        The folder that was made.

    Raises
    ------
    InputError
        When the name has characters that a folder should not have, or the folder is there already or cannot be made.
        Nothing that is there is ever written over.
    """
    if lang not in LANGUAGES:
        raise InputError(f"language {lang!r} is not one of netlab's. {suggestion(lang, LANGUAGES)}")
    folder = made_folder(name)
    template = TEMPLATES / lang
    for source in sorted(p for p in template.rglob("[!.]*") if p.is_file()):
        target = folder / source.relative_to(template)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    return folder
