"""What a report was made from: input files with their hashes, versions, and the one date it states."""

from __future__ import annotations

import hashlib
import os
import platform
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from netlab.study import Study

PACKAGES = ("netlab", "pandas", "numpy", "scipy", "statsmodels", "networkx", "plotly", "papermill", "nbconvert")


def stated_date() -> date:
    """The day a report says it was made: SOURCE_DATE_EPOCH (seconds since 1970) when set, else today."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC).date() if epoch else date.today()


def input_files(study: Study) -> list[Path]:
    """The files of the study folder that netlab reads and that are there."""
    named = ["study.toml", *study.codebook.files.values(), "links.csv", "persons.csv", "interviews/fragments.csv"]
    return [path for name in dict.fromkeys(named) if (path := study.folder / name).is_file()]


def inputs(study: Study) -> pd.DataFrame:
    """file, sha256 (first 16 of its 64 digits) and bytes of every input."""
    rows = []
    for path in input_files(study):
        data = path.read_bytes()
        name = path.relative_to(study.folder).as_posix()
        rows.append({"file": name, "sha256": hashlib.sha256(data).hexdigest()[:16], "bytes": len(data)})
    return pd.DataFrame(rows, columns=["file", "sha256", "bytes"])


def versions() -> pd.DataFrame:
    """The versions of Python and of the packages that make the numbers and the page."""
    rows = [("Python", platform.python_version()), *((p, version(p)) for p in PACKAGES)]
    return pd.DataFrame(rows, columns=["package", "version"])
