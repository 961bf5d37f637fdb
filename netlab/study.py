"""A study folder as one frozen object: codebook, networks, links, interview fragments, and what reading it found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from netlab.codebook import Codebook, read_codebook
from netlab.networks import EgoNetworks
from netlab.problems import InputError, expect
from netlab.readers import located
from netlab.readers.mapped import read_mapped


@dataclass(frozen=True, eq=False)
class Study:
    """A study folder; what the folder lacks is None.

    Attributes
    ----------
    folder : Path
        Where it stands.
    codebook : Codebook
        study.toml.
    networks : EgoNetworks
        Everything that was drawn or reported.
    fragments : DataFrame or None
        Coded pieces of interviews: ego, wave, alter or missing, code, text, document.
    people, sessions : DataFrame or None
        A roster with skills; sessions of a learning network.
    found : DataFrame
        What reading found: file, line, ego, wave, kind, about, stops; `check` puts it in words.
    """

    folder: Path
    codebook: Codebook
    networks: EgoNetworks
    fragments: pd.DataFrame | None
    people: pd.DataFrame | None
    sessions: pd.DataFrame | None
    found: pd.DataFrame

    @property
    def name(self) -> str:
        """The name of the folder."""
        return self.folder.resolve().name

    @property
    def links(self) -> pd.DataFrame:
        """The decisions on who is who, as links.csv has them and as far as they are valid."""
        return self.networks.links


def folder_of(path: str | Path) -> Path:
    """The folder of a study, given it or its study.toml; a relative path is looked for here and in the folders above.

    Raises
    ------
    InputError
        When there is no such folder, with the studies that there are.
    """
    folder = located(path)
    if folder.name == "study.toml":
        folder = folder.parent
    if not folder.is_dir():
        beside = located("data")
        known = sorted(p.parent.name for p in beside.glob("*/study.toml")) if beside.is_dir() else []
        there = f" Studies in data/: {', '.join(known)}." if known else ""
        what = "this is a file, expected a study folder" if folder.exists() else "there is no such study folder"
        raise InputError(f"{path}: {what}.{there} `netlab new NAME` makes one.")
    return folder


def open_study(path: str | Path) -> Study:
    """Open a study folder; nothing in it is ever written to.

    Parameters
    ----------
    path : str or Path
        The folder, or its study.toml. A relative path is looked for here and in the folders above.

    Returns
    -------
    Study
        Its codebook, networks, links and fragments; what the folder does not have is None.

    Raises
    ------
    InputError
        When there is no study.toml, when it is wrong, or when files or columns it names are not there: all at once.
    """
    expect("path", path, "nl.open_study({})")
    folder = folder_of(path)
    codebook = read_codebook(folder)
    networks, fragments, found = read_mapped(folder, codebook)
    return Study(folder, networks.codebook, networks, fragments, None, None, found)
