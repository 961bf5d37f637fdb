"""How a command answers: a table on the screen or in a file, the time that passes, a warning about the data."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from netlab.study import Study


def write(table: pd.DataFrame, output: str, study: Path | None = None) -> None:
    """A table as CSV or Excel, numbers as numbers; never over a file of a study."""
    from netlab.outputs import where_to_write, whole

    path = where_to_write(output, (".csv", ".xlsx"), study)
    with whole(path) as half:
        if path.suffix == ".csv":
            table.to_csv(half, index=False, encoding="utf-8-sig", lineterminator="\n")
        else:
            table.to_excel(half, index=False, engine="openpyxl")
    print(path)


def show(table: pd.DataFrame) -> None:
    """Print a table as it is."""
    import pandas as pd

    with pd.option_context("display.max_rows", None, "display.max_columns", None, "display.width", 200):
        print(table.to_string(index=False, na_rep="", float_format=lambda v: f"{v:.3f}"))


def give(table: pd.DataFrame, output: str | None, study: Path | None = None) -> int:
    """Write a table to a file, or print it; always 0."""
    if output:
        write(table, output, study)
    else:
        show(table)
    return 0


@contextmanager
def busy(what: str) -> Iterator[None]:
    """A line with the time that passes, on a terminal and from the third second on."""
    from tqdm import tqdm

    done = Event()

    def tick() -> None:
        if not done.wait(2):
            with tqdm(desc=what, bar_format="{desc} … {elapsed}", leave=False) as bar:
                while not done.wait(0.5):
                    bar.update()

    ticking = Thread(target=tick, daemon=True)
    if sys.stderr.isatty():
        ticking.start()
    try:
        yield
    finally:
        done.set()
        if ticking.is_alive():
            ticking.join()


def opened(path: str) -> Study:
    """The study, with a warning when its data have problems that stop a report."""
    from netlab.checks import problems_of
    from netlab.study import open_study

    study = open_study(path)
    stopping = int(problems_of(study)["stops"].sum())
    if stopping:
        print(f"netlab: {stopping} problems make numbers wrong; `netlab check {path}` names them.", file=sys.stderr)
    return study
