"""Sources that netlab reads, a file per format, each ending in `EgoNetworks`."""

from __future__ import annotations

from pathlib import Path

from netlab.codebook import read_codebook
from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.readers.mapped import read_mapped


def located(path: str | Path) -> Path:
    """A path as given, else the same path below one of the folders above: notebooks run in a folder of their own."""
    path = Path(path)
    if path.is_absolute() or path.exists():
        return path
    return next((p / path for p in Path.cwd().parents if (p / path).exists()), path)


def read(path: str | Path) -> EgoNetworks:
    """Read a source into ego networks.

    Parameters
    ----------
    path : str or Path
        A study folder, or its study.toml.

    Raises
    ------
    InputError
        When it is no such source, or its files cannot be read.
    """
    path = located(path)
    folder = path.parent if path.name == "study.toml" else path
    if not folder.exists():
        raise InputError(f"{path}: there is no such file or folder. Check the spelling.")
    if not (folder / "study.toml").is_file():
        raise InputError(
            f"{path}: not recognised. netlab reads a folder with a study.toml. "
            "`netlab new NAME` makes one with examples."
        )
    return read_mapped(folder, read_codebook(folder))[0]
