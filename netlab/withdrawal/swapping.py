"""Several files changed at once: all of them, or none."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from netlab.problems import InputError


def _beside(path: Path, what: str) -> Path:
    return path.with_name(f".{path.name}.{what}")


def swap(changes: dict[Path, bytes | None]) -> None:
    """Give files other bytes, or (None) remove them. No copy of what was there stays behind.

    All new files are written beside the old ones first. Then each takes its place; when one cannot, those that did are
    put back.

    Raises
    ------
    InputError
        When a file cannot be written or replaced. Then everything is as it was.
    """
    moved: list[Path] = []
    path = Path()
    try:
        for path, data in changes.items():
            if data is not None:
                _beside(path, "new").write_bytes(data)
                shutil.copymode(path, _beside(path, "new"))
        for path, data in changes.items():
            os.replace(path, _beside(path, "old"))
            moved.append(path)
            if data is not None:
                os.replace(_beside(path, "new"), path)
    except OSError as error:
        for one in moved:
            os.replace(_beside(one, "old"), one)
        raise InputError(
            f"{path}: cannot be changed ({error.strerror}). Is it open in another program? Nothing was changed."
        ) from None
    finally:
        for one in changes:
            _beside(one, "new").unlink(missing_ok=True)
    stuck = []
    for one in moved:
        try:
            _beside(one, "old").unlink()
        except OSError:
            stuck.append(f"{_beside(one, 'old')}: this old copy cannot be removed; remove it by hand.")
    if stuck:
        raise InputError(stuck)
