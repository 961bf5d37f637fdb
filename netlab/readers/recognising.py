"""Which format a source has, by its content; and its tables by that format's reader."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pandas as pd

from netlab.codebook import Codebook
from netlab.networks import EgoNetworks
from netlab.problems import InputError, suggestion
from netlab.readers.files import Files, opened
from netlab.readers.source import Format, Source, Told
from netlab.readers.tabular import tables_in

# In this order: a format that can be recognised for certain goes before one that fits many files.
READERS = (
    "drawings",
    "network_canvas",
    "egonet",
    "openeddi",
    "egoweb",
    "qualtrics",
    "redcap",
    "three_tables",
    "polinode",
    "whole_network",
    "wide",
)
MOST_SHOWN = 6


def formats() -> dict[str, Format]:
    """Every format by its name, in the order in which they are tried."""
    known: dict[str, Format] = {}
    for name in READERS:
        module = import_module(f"netlab.readers.{name}")
        for one in getattr(module, "FORMATS", ()) or (module.FORMAT,):
            known[one.name] = one
    return known


def format_of(files: Files, name: str | None = None) -> Format:
    """The format that the files are recognised as; or the one with this name.

    Raises
    ------
    InputError
        When none fits, with what was found and what each format would need; when the name is unknown.
    """
    known = formats()
    if name is not None:
        if name not in known:
            raise InputError(f"format {name!r} is not one that netlab reads. {suggestion(name, known)}")
        return known[name]
    for one in known.values():
        if one.recognise(files) is not None:
            return one
    if len(files.names) == 1:
        _no_table(files, files.names[0])
    shown = ", ".join(files.names[:MOST_SHOWN]) + (", …" if len(files.names) > MOST_SHOWN else "")
    raise InputError(
        f"{files.path}: not recognised. Found: {shown}. netlab reads a folder with a study.toml, and these sources: "
        f"{', '.join(known)}. If it is one of them, name it (--format, in Python format=…); else save its tables as "
        "CSV and describe them in study.toml (`netlab new NAME` makes one; docs/codebook.md)."
    )


# How files begin that hold no tables, and what to do with them.
NO_TABLES = {
    b"%PDF": "a PDF. Export the data behind it as CSV or Excel",
    b"\xff\xd8\xff": "a photo. Type the network over into a table, or draw it",
    b"\x89PNG": "a picture. Type the network over into a table, or draw it",
    b"\xd0\xcf\x11\xe0": "an old Office file, or one with a password. Open it and save it as .xlsx without a password",
}


def _no_table(files: Files, name: str) -> None:
    """Raise for a file that by its first bytes, or for want of any, cannot hold a table; and for what a table lacks."""
    data = files.data(name)
    if not data.strip():
        raise InputError(f"{name}: the file is empty. Export it again.")
    for start, what in NO_TABLES.items():
        if data.startswith(start):
            raise InputError(f"{name}: this is {what}.")
    if data.startswith(b"PK") and b"word/document.xml" in data:
        raise InputError(f"{name}: this is a Word document. Save its tables in Excel or as CSV.")
    if name.lower().endswith((".xlsx", ".xlsm", ".sav", ".zsav", ".dta")):
        tables_in(files, name)  # what is wrong with it, where it cannot be read at all


def source_at(path: Path, told: Told, name: str | None = None) -> Source:
    """What the reader of its format makes of a file, folder or zip."""
    files = opened(path)
    return source_by(format_of(files, name), files, told)


def source_by(format: Format, files: Files, told: Told) -> Source:
    """What one format's reader makes of the files; InputError for a protocol where the format has none."""
    if told.protocol is not None and not format.name.startswith("network_canvas"):
        raise InputError(
            f"{told.protocol}: a protocol goes with Network Canvas; this source was recognised as {format.name}. "
            "Leave it out."
        )
    return format.source(files, told)


def source_of(folder: Path, codebook: Codebook) -> Source:
    """The source that [source] in study.toml points at.

    Raises
    ------
    InputError
        When it is not there, or cannot be read.
    """
    about = codebook.source

    def below(key: str) -> Path | None:
        return folder / about[key] if about.get(key) else None

    path = folder / about["path"]
    if not path.exists():
        raise InputError(
            f"{about['path']}: there is no such file or folder. Put it there or correct [source] in study.toml."
        )
    told = Told(about.get("case_id"), below("cases"), below("protocol"), codebook)
    return source_at(path, told, about.get("format"))


def noted(networks: EgoNetworks, source: Source) -> EgoNetworks:
    """The networks, with what was recognised, guessed and found while reading among what `cleaned` says."""
    said = [("recognised", source.recognised), *(("guess", g.why) for g in source.guesses)]
    rows = [{"reason": reason, "detail": remark.text("en")} for reason, remark in said]
    rows += [
        {**{c: r[c] for c in ("file", "line", "ego", "wave")}, "reason": r["kind"], "detail": _told(r["about"])}
        for r in source.found.to_dict("records")
    ]
    blank = {"table": "source", "file": "", "line": pd.NA, "ego": "", "wave": ""}
    rows = [{**blank, **{k: v for k, v in r.items() if not pd.isna(v)}} for r in rows]
    more = pd.DataFrame(rows, columns=networks.cleaned.columns).astype({"line": "Int64"})
    return replace(networks, cleaned=pd.concat([more, networks.cleaned], ignore_index=True))


def _told(about: object) -> str:
    """What a found problem speaks of, as one text."""
    return ", ".join(str(v) for v in about.values()) if isinstance(about, dict) else ""
