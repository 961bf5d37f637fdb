"""The files of a source, a folder, a zip or one file: named and read whole, never outside it, never too large."""

from __future__ import annotations

import stat
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from netlab.problems import InputError
from netlab.readers.delimited import existing

MOST_FILES = 20_000
# What Python raises for a zip that is cut off, altered, encrypted or packed in a way it does not know.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
LARGEST = 512 * 1024**2  # bytes, of one file and of all that is unpacked
ZIP = b"PK\x03\x04"
LEFT_OUT = ("__MACOSX/", ".", "~$")
WORKBOOK = ("[Content_Types].xml", "xl/workbook.xml")


@dataclass(frozen=True, eq=False)
class Files:
    """What a source consists of.

    Attributes
    ----------
    path : Path
        The folder, zip or file as it was given.
    names : tuple of str
        The names of its files below that path, with `/`, sorted; hidden files are left out. For one file its own name.
    """

    path: Path
    names: tuple[str, ...]
    _unpacked: dict[str, bytes] = field(default_factory=dict, repr=False)

    def data(self, name: str) -> bytes:
        """The bytes of one of the files.

        Raises
        ------
        InputError
            When it cannot be read, or is larger than 512 MB.
        """
        if name in self._unpacked:
            return self._unpacked[name]
        path = self.path / name if self.path.is_dir() else self.path
        if path.is_file() and path.stat().st_size > LARGEST:
            raise InputError(
                f"{name}: the file is larger than {LARGEST // 1024**2} MB. Take out what netlab cannot use."
            )
        return existing(path, name)

    def ending(self, *endings: str) -> list[str]:
        """The names that end so, in any capitals: `files.ending(".csv", ".txt")`."""
        return [n for n in self.names if n.lower().endswith(endings)]

    def of(self, names: list[str]) -> Files:
        """The same source with some of its files."""
        return Files(self.path, tuple(names), self._unpacked)


def _shown(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return not any(part.startswith((".", "~$")) or part == "__MACOSX" for part in parts)


def _unpacked(path: Path) -> Files:
    """The files of a zip in memory; an InputError for one that is damaged, locked, too large or points outside."""
    where = path.name
    try:
        with zipfile.ZipFile(path) as packed:
            entries = [e for e in packed.infolist() if not e.is_dir()]
            if len(entries) > MOST_FILES:
                raise InputError(f"{where}: the zip holds {len(entries)} files, expected at most {MOST_FILES}.")
            if sum(e.file_size for e in entries) > LARGEST:
                raise InputError(
                    f"{where}: unpacked this is larger than {LARGEST // 1024**2} MB. Take out photos and recordings."
                )
            files: dict[str, bytes] = {}
            for entry in entries:
                name = entry.filename.replace("\\", "/")
                parts = PurePosixPath(name).parts
                if name.startswith("/") or ".." in parts or ":" in parts[0] or stat.S_ISLNK(entry.external_attr >> 16):
                    raise InputError(
                        f"{where}: {name!r} in this zip points outside it. Nothing was read; make the zip anew."
                    )
                if entry.flag_bits & 1:
                    raise InputError(f"{where}: the zip has a password. Unpack it and give the folder.")
                if not _shown(name):
                    continue
                if name in files:
                    raise InputError(f"{where}: the zip holds {name!r} twice. Make the zip anew.")
                with packed.open(entry) as one:
                    files[name] = one.read(entry.file_size + 1)
                if len(files[name]) > entry.file_size:
                    raise InputError(f"{where}: {name!r} is larger than the zip says. Make the zip anew.")
    except DAMAGED as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"{where}: the zip is damaged and cannot be unpacked ({error}). Download or export it again."
        ) from None
    return Files(path, tuple(sorted(files)), files)


def is_zip(path: Path) -> bool:
    """Whether a file is a zip of files, and not an Excel workbook or another kind of zip with a meaning of its own."""
    with path.open("rb") as start:
        if start.read(4) != ZIP:
            return False
    try:
        with zipfile.ZipFile(path) as packed:
            inside = set(packed.namelist())
    except DAMAGED:
        return path.suffix.lower() not in (".xlsx", ".xlsm", ".ods", ".netcanvas")
    return not (inside & {*WORKBOOK, "protocol.json", "mimetype"})


def opened(path: Path) -> Files:
    """The files of a folder, a zip or one file.

    Raises
    ------
    InputError
        When there is no such path, the folder is empty, or the zip is damaged, has a password, holds more than 20,000
        files or 512 MB, or points outside itself. Links in a folder that lead out of it are not followed.
    """
    if path.is_dir():
        home = path.resolve()
        try:
            inside = (p for p in path.rglob("*") if p.is_file() and p.resolve().is_relative_to(home))
            names = sorted(n for p in inside if _shown(n := p.relative_to(path).as_posix()))
        except OSError as error:
            raise InputError(f"{path}: the folder cannot be read whole ({error.strerror}). Try again.") from None
        if not names:
            raise InputError(f"{path}: the folder is empty. Expected the files of an export.")
        if len(names) > MOST_FILES:
            raise InputError(f"{path}: the folder holds {len(names)} files, expected at most {MOST_FILES}.")
        return Files(path, tuple(names))
    if not path.exists():
        raise InputError(f"{path}: there is no such file or folder. Check the spelling.")
    try:
        packed = is_zip(path)
    except OSError as error:
        raise InputError(f"{path.name}: the file cannot be opened ({error.strerror}).") from None
    return _unpacked(path) if packed else Files(path, (path.name,))
