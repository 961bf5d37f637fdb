"""What a report was made from: input files with their hashes, versions, and the one date it states."""

from __future__ import annotations

import hashlib
import os
import platform
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from IPython.display import HTML

from netlab.report.sentences import paragraphs
from netlab.report.tables import headings, html_table
from netlab.study import Study
from netlab.texts import say

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


def made_from(study: Study, values: dict[str, object], lang: str) -> HTML:
    """What this page was asked for, and the files it was made from with their hashes."""
    rows = [
        [
            say(f"report.asked.{'wave' if name == 'before' and not values.get('after') else name}", lang),
            ", ".join(map(str, v)) if isinstance(v, list) else str(v) or "–",
        ]
        for name, v in {**values, "study": study.name}.items()
        if v or name != "after"
    ]
    files = [[f.file, f.sha256, f"{f.bytes:,}".replace(",", " ")] for f in inputs(study).itertuples()]
    return HTML(
        html_table(rows, headings("parameter value", lang), caption=say("report.parameters", lang))
        + html_table(files, headings("file sha256 bytes", lang), [2], say("report.inputs", lang))
    )


def made_with(lang: str) -> HTML:
    """The one date a report states, and the versions that made it."""
    day = stated_date()
    made = say("report.made", lang, day=f"{day.day} {say(f'month.m{day.month}', lang)} {day.year}")
    listing = ", ".join(f"{v.package} {v.version}" for v in versions().itertuples())
    return paragraphs([made, listing], "note")
