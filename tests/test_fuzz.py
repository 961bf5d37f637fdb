"""Damaged sources: a result, a row in `cleaned`, or one clear error; rows in = rows out + rows named."""

from __future__ import annotations

import csv
import importlib
import os
import pkgutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sources
from damage import damaged, damages, files_below, written_below
from hypothesis import HealthCheck, given, settings

from netlab.problems import InputError
from netlab.readers import read

pytestmark = pytest.mark.slow  # too long for the quick loop

VARIANTS = int(os.environ.get("NETLAB_FUZZ", "100"))
LAYOUTS = sorted(m.name for m in pkgutil.iter_modules(sources.__path__))
PLAIN = (".csv", ".tsv", ".txt")


def layout(name: str):
    return importlib.import_module(f"sources.{name}")


def rows_of(name: str, data: bytes) -> Iterator[int]:
    """The line of every row of a separated file that holds something, by Python's csv alone.

    Nothing where the text itself is so damaged (quotation marks, encoding) that rows are a matter of opinion.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    if '"' in text or "\x00" in text or not text.strip():
        return
    lines = text.splitlines()
    first = next(n for n, line in enumerate(lines) if line.strip())
    sign = max(";,\t|", key=lines[first].count)
    reader = csv.reader(lines, delimiter=sign)
    for cells in reader:
        if any(c.strip() for c in cells) and reader.line_num > first + 1:
            yield reader.line_num


def named_in(networks) -> set[tuple[str, int]]:
    """Every (file, line) that stands in one of the tables or among what was cleaned or found."""
    places = set()
    for table in (networks.egos, networks.alters, networks.ties, networks.cleaned):
        if "file" in table and "line" in table:
            known = table[["file", "line"]].dropna()
            places |= set(zip(known["file"].astype(str), known["line"].astype(int), strict=True))
    return places


def names_of_cleaned_files(networks) -> set[str]:
    """Files that are named as a whole, with no line: not used, or with something said of all of it."""
    cleaned = networks.cleaned
    whole = cleaned[cleaned["line"].isna() & (cleaned["reason"] == "file_not_used")]
    return set(whole["file"]) | set(whole["detail"])


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_whole_source_is_read(name, tmp_path):
    path = layout(name).write(tmp_path)
    networks = read(path, **getattr(layout(name), "ASKED", {}))
    assert len(networks.egos)
    assert (networks.cleaned["reason"] == "recognised").sum() == 1


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_row_of_a_whole_source_is_somewhere(name, tmp_path):
    one = layout(name)
    path = one.write(tmp_path)
    networks = read(path, **getattr(one, "ASKED", {}))
    missing = _unaccounted(networks, files_below(path), one)
    assert not missing


def _unaccounted(networks, files: dict[str, bytes], one) -> list[tuple[str, int]]:
    """The rows of separated files that stand nowhere."""
    places, whole = named_in(networks), names_of_cleaned_files(networks)
    header = getattr(one, "header_lines", lambda name, data: set())
    return [
        (name, line)
        for name, data in files.items()
        if name.lower().endswith(PLAIN) and name not in whole
        for line in rows_of(name, data)
        if (name, line) not in places and line not in header(name, data)
    ]


def _tried(path: Path, asked: dict) -> tuple:
    """The networks, or the problems of the one error that reading may end in."""
    try:
        return read(path, **asked), []
    except InputError as error:
        return None, error.problems


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_damaged_source_gives_a_result_or_one_clear_error(name):
    one = layout(name)
    with tempfile.TemporaryDirectory() as home:
        whole = files_below(one.write(Path(home)))
    asked = getattr(one, "ASKED", {})

    @settings(max_examples=VARIANTS, suppress_health_check=list(HealthCheck), database=None)
    @given(done=damages)
    def check(done):
        files = damaged(whole, done)
        with tempfile.TemporaryDirectory() as home:
            path = written_below(files, Path(home))
            if len(files) == 1 and not one.__dict__.get("FOLDER"):
                path = Path(home) / next(iter(files))
            networks, problems = _tried(path, asked)
            if networks is None:
                assert problems
                assert all(len(p) > 20 for p in problems)
            else:
                assert not _unaccounted(networks, files, one)

    check()
