"""`netlab export`: the networks as files for other programs and for an archive, without names unless asked."""

from __future__ import annotations

from pathlib import Path

from netlab.exports import datapackage, excel, graphs, spss, three_tables
from netlab.exports.columns import shown
from netlab.networks import EgoNetworks
from netlab.problems import InputError, expect, suggestion
from netlab.texts import LANGUAGES, say

__all__ = ["FORMATS", "PER", "export"]

FORMATS = ("tables", "graphml", "gexf", "spss", "excel", "datapackage")
PER = ("network", "wave")
README = "README.txt"


def export(
    networks: EgoNetworks,
    folder: str | Path,
    format: str = "tables",
    per: str = "network",
    lang: str = "en",
    study_name: str = "",
    names: bool = False,
) -> list[Path]:
    """Write the networks for another program.

    Parameters
    ----------
    networks : EgoNetworks
    folder : str or Path
        Where to: a folder that is not there yet, or is empty.
    format : {"tables", "graphml", "gexf", "spss", "excel", "datapackage"}
        tables: three CSV files for R (egor) with study.toml, a study folder that netlab reads back the same; excel: the
        same in one workbook; datapackage: the three files with a datapackage.json for an archive; spss: a .sav per
        table; graphml, gexf: graphs of the alters, ego left out.
    per : {"network", "wave"}
        For graphml and gexf: a file per network, or one per wave with all networks beside each other.
    lang : {"nl", "en"}
        The language of labels and of README.txt.
    study_name : str
        What README.txt and the data package call the study, where the codebook has no title.
    names : bool
        With `alters.name`, notes and other free text. Without, README.txt says which columns were left out.

    Returns
    -------
    list of Path
        The files written, README.txt the last: what they are, and what is not in them.

    Raises
    ------
    InputError
        For a format, per or language that there is not; `per="wave"` for another format than graphs; a folder that has
        files already; `names` for an archive; a text that the format cannot hold. Then nothing is written.
    """
    expect("networks", networks, "nl.export({}, folder)")
    for value, known, what in ((format, FORMATS, "format"), (per, PER, "per"), (lang, LANGUAGES, "language")):
        if value not in known:
            raise InputError(f"{what} {value!r} is not one that netlab exports. {suggestion(value, known)}")
    if per != "network" and format not in graphs.WRITERS:
        raise InputError(
            f"per {per!r} is for {' and '.join(graphs.WRITERS)}: {format} has every wave in the same files. Leave it "
            "out, or choose another format."
        )
    if names and format == "datapackage":
        raise InputError("names do not belong in an archive: export the data package without them.")
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder}: this is there already, and nothing in it was changed. Choose an empty folder.")
    leaving, left = shown(networks, names)
    files, renamed = _files(leaving, format, per, lang, study_name)
    if len(networks.links) and "links.csv" not in files:
        left = [*(one for one in left if not one.startswith("links: ")), "links"]
    if len(networks.wished) and "wished.csv" not in files:
        left = [*(one for one in left if not one.startswith("wished: ")), "wished"]
    files[README] = _readme(format, per, lang, study_name, left, renamed, names).encode()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror}). Choose another place.") from None
    return [folder / name for name in files]


def _files(
    networks: EgoNetworks, format: str, per: str, lang: str, study_name: str
) -> tuple[dict[str, bytes], list[str]]:
    """The content of every file by its name, and the columns that had to get another name."""
    if format == "tables":
        return three_tables.tables(networks), []
    if format == "excel":
        return excel.workbook(networks, lang), []
    if format == "datapackage":
        return datapackage.package(networks, study_name, lang), []
    if format == "spss":
        return spss.files(networks, lang)
    return graphs.files(networks, format, per), []


def _left(one: str, lang: str) -> str:
    """What was left out, in words where it is a whole table."""
    return say(f"export.{one}", lang) if one in ("links", "wished") else one


def _readme(format: str, per: str, lang: str, study_name: str, left: list[str], renamed: list[str], names: bool) -> str:
    """What the files are, what is not in them, and how to open them."""
    parts = [study_name] if study_name else []
    parts.append(say(f"export.about.{format}_{per}" if format in graphs.WRITERS else f"export.about.{format}", lang))
    if left:
        parts.append("\n".join([say("export.left", lang), *(f"  {_left(one, lang)}" for one in left)]))
    if renamed:
        parts.append("\n".join([say("export.renamed", lang), *(f"  {column}" for column in renamed)]))
    parts.append(say("export.never", lang))
    parts.append(say("export.with_names" if names else "export.ids", lang))
    if format in ("tables", "datapackage"):
        parts.append(f"{say('export.r', lang)}\n\n{three_tables.R_LINES}")
    return "\n\n".join(p.strip("\n") for p in parts) + "\n"
