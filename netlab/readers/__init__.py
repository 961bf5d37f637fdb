"""Sources that netlab reads, a file per format, each ending in `EgoNetworks`."""

from __future__ import annotations

from pathlib import Path

from netlab.codebook import read_codebook
from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.readers.drawn_tables import with_wished
from netlab.readers.mapped import read_mapped
from netlab.readers.recognising import noted, source_at
from netlab.readers.source import Told


def located(path: str | Path) -> Path:
    """A path as given, else the same path below one of the folders above: notebooks run in a folder of their own."""
    path = Path(path)
    if path.is_absolute() or path.exists():
        return path
    return next((p / path for p in Path.cwd().parents if (p / path).exists()), path)


def read(
    path: str | Path,
    case_id: str | None = None,
    cases: str | Path | None = None,
    protocol: str | Path | None = None,
    format: str | None = None,
) -> EgoNetworks:
    r"""Read a source into ego networks; what it is, is seen from its content.

    `networks.cleaned` begins with what the source was recognised as and why, what had to be guessed, and what was found
    while reading; `netlab convert` makes a study folder of the same source, with every guess to be confirmed.

    Parameters
    ----------
    path : str or Path
        A study folder (or its study.toml), or its folder of drawings; or a file, a folder or a zip that another tool
        wrote: Network Canvas, EgoWeb, EgoNet, OpenEddi, Qualtrics, REDCap, three tables, a wide survey (CSV, Excel,
        SPSS, Stata), a whole network.
    case_id : str, optional
        How a case id names the participant and, optionally, the wave: a regular expression with the groups `ego` and
        `wave`, such as ``r"(?P<ego>P\d+)_(?P<wave>T\d)"``.
    cases : str or Path, optional
        A table with the columns case_id, ego and wave, where no pattern fits.
    protocol : str or Path, optional
        The file that describes the questions, where the export does not hold it (Network Canvas: .netcanvas).
    format : str, optional
        The name of the format, where the content alone is recognised as another.

    Returns
    -------
    EgoNetworks

    Raises
    ------
    InputError
        When it is no such source, or its files cannot be read; when `case_id` is no pattern with a group `ego`.
    """
    path = located(path)
    folder = path.parent if path.name == "study.toml" else path
    if (folder / "study.toml").is_file():
        if case_id or cases or protocol or format:
            raise InputError(f"{path}: in a study folder, [source] in study.toml says how to read. Write it there.")
        return read_mapped(folder, read_codebook(folder))[0]
    told = Told(case_id, located(cases) if cases else None, located(protocol) if protocol else None)
    source = source_at(path, told, format)
    networks = EgoNetworks.from_frames(source.egos, source.alters, source.ties, source.codebook, source.links)
    return noted(with_wished(networks, source.wished), source)
