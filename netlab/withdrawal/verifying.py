"""The study as it would be without a participant, read before anything in the study itself changes."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pandas as pd

from netlab.problems import InputError
from netlab.study import Study, open_study

MOST_SHOWN = 6


def _link_or_copy(source: str, target: str) -> str:
    """The same file at another place, without a copy of its bytes where the disk allows that; it is only read."""
    try:
        os.link(Path(source).resolve(), target)
    except OSError:
        shutil.copyfile(source, target)
    return target


def would_be(study: Study, changes: dict[Path, bytes | None], target: Path) -> Study:
    """The study with these changes, made and opened at another place; hidden files are left out.

    Raises
    ------
    InputError
        When it cannot be made, or cannot be read any more.
    """
    copy, reports = target / study.name, study.folder / "reports"
    try:
        shutil.copytree(
            study.folder,
            copy,
            copy_function=_link_or_copy,
            ignore_dangling_symlinks=True,
            ignore=lambda folder, names: [n for n in names if n.startswith(".") or Path(folder, n) == reports],
        )
        for path, data in changes.items():
            place = copy / path.relative_to(study.folder)
            place.unlink(missing_ok=True)  # before writing: it may be the same file as the one in the study
            if data is not None:
                place.write_bytes(data)
    except OSError as error:
        raise InputError(
            f"{study.name}: the study without this participant cannot be made in {target.parent} to look at it first "
            f"({error.strerror or error}). Make room there, or set TMPDIR to another folder. Nothing was changed."
        ) from None
    try:
        return open_study(copy)
    except InputError as error:
        raise InputError(
            [f"{study.name}: without this participant the study cannot be read any more. Nothing was changed."]
            + [p.replace(f"{target}{os.sep}", "") for p in error.problems]
        ) from None


def _keys(table: pd.DataFrame, ego: str, more: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    others = table.loc[(table["ego"] != ego).to_numpy(dtype=bool), ["ego", "wave", *more]].astype("str")
    return set(others.itertuples(index=False, name=None))


def others_unchanged(before: Study, after: Study, ego: str) -> None:
    """Raise unless the networks of all others are the same, each under its own code.

    In a whole network, where everybody is a contact too, others may lose who was known by this participant alone.

    Raises
    ------
    InputError
        Naming networks that would be lost, or would get the code of another participant.
    """
    for name, more in (("egos", ()), ("alters", ("alter",))):
        old = _keys(getattr(before.networks, name), ego, more)
        new = _keys(getattr(after.networks, name), ego, more)
        lost = set() if before.codebook.alter_ids == "roster" else old - new
        if wrong := sorted(lost | (new - old)):
            shown = "; ".join(" ".join(one) for one in wrong[:MOST_SHOWN]) + ("; …" if len(wrong) > MOST_SHOWN else "")
            raise InputError(
                f"{before.name}: without the rows of {ego!r} these {name} of others would be lost or get another code: "
                f"{shown}. Give every participant and contact a code of their own in the files, or remove the rows by "
                "hand. Nothing was changed."
            )


def temporary() -> tempfile.TemporaryDirectory[str]:
    """A folder for the would-be study that only this user can read, and that is gone afterwards."""
    return tempfile.TemporaryDirectory(prefix="netlab-forget-")
