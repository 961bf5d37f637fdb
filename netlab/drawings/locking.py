"""One writer at a time for a file, also over processes; a writer that was killed leaves nothing locked."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from netlab.problems import InputError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]  # used only where `is not None` was asked

PATIENCE = 20.0  # seconds that a writer waits for its turn
STALE = 10.0  # seconds after which a lock file without its owner's system lock counts as left behind
PAUSE = 0.005


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Be the only one who writes to a file, until the end of the block.

    The lock is the system's own (flock) on a hidden file beside it: the system takes it away from a process that ends
    in any way. Where a file system has no such locks (Windows, some network drives) the hidden file itself is the lock;
    one older than ten seconds was left behind by a process that was killed.

    Parameters
    ----------
    path : Path
        The file to be written; it need not be there. Its folder must be.

    Raises
    ------
    InputError
        When somebody else holds the lock for twenty seconds.
    """
    beside = path.with_name(f".{path.name}.lock")
    until = time.monotonic() + PATIENCE
    handle = _by_system(beside, path.name, until) if fcntl is not None else None
    token = "" if handle is not None else _by_file(beside, path.name, until)
    try:
        yield
    finally:
        if handle is not None:
            beside.unlink(missing_ok=True)
            os.close(handle)
        elif _holder(beside) == token:
            beside.unlink(missing_ok=True)


def _wait(name: str, until: float) -> None:
    if time.monotonic() > until:
        raise InputError(
            f"{name}: somebody else has been writing to this drawing for {PATIENCE:.0f} seconds. Nothing was written; "
            "try again."
        )
    time.sleep(PAUSE * (0.5 + secrets.randbelow(100) / 100))


def _by_system(beside: Path, name: str, until: float) -> int | None:
    """A handle that holds the system's lock; None where this file system has no locks."""
    while True:
        try:
            handle = os.open(beside, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise InputError(
                f"{name}: nothing can be written in this folder ({error.strerror}). Nothing was."
            ) from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # who had it before has removed the file: a lock on a file that is not there any more excludes nobody
            if beside.exists() and os.fstat(handle).st_ino == os.stat(beside).st_ino:
                return handle
        except (BlockingIOError, FileNotFoundError):
            pass
        except OSError:
            os.close(handle)
            beside.unlink(missing_ok=True)
            return None
        os.close(handle)
        _wait(name, until)


def _by_file(beside: Path, name: str, until: float) -> str:
    """Who made the lock file: this process, at this moment."""
    token = f"{socket.gethostname()} {os.getpid()} {time.time():.3f} {secrets.token_hex(8)}"
    while True:
        try:
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        except (FileExistsError, PermissionError):
            _left_behind(beside)
            _wait(name, until)
            continue
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(token)
        return token


def _holder(beside: Path) -> str:
    try:
        return beside.read_text(encoding="utf-8")
    except OSError:
        return ""


def _left_behind(beside: Path) -> None:
    """Take a lock file away that nobody holds any more; of several who see it one does."""
    try:
        holder, age = _holder(beside), time.time() - beside.stat().st_mtime
        if age > STALE and holder == _holder(beside):
            aside = beside.with_name(f"{beside.name}.{secrets.token_hex(4)}")
            os.rename(beside, aside)
            aside.unlink()
    except OSError:
        return
