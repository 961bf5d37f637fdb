"""What the tests share: the folder of shared files, and small networks whose answers can be worked out by hand."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

from netlab.networks import EgoNetworks

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("NETLAB_SHARED", ROOT.parent / "shared"))

# the same examples in every run, so that what is green stays green; HYPOTHESIS_PROFILE=explore looks for new ones
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None, max_examples=500)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_configure(config):
    config.addinivalue_line("markers", "reference(id, …): reproduces this case of the reference numbers")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with reference numbers and sample files; tests that need it are skipped where it is not."""
    if not SHARED.is_dir():
        pytest.skip("no shared folder (set NETLAB_SHARED)")
    return SHARED


@pytest.fixture
def unwritable(monkeypatch):
    """A function that makes a folder one in which nothing can be made, for root too."""
    really = os.open
    closed: set[Path] = set()

    def opened(path, flags, *more, **options):
        if flags & os.O_CREAT and Path(os.fsdecode(path)).resolve().parent in closed:
            raise PermissionError(13, "Permission denied", str(path))
        return really(path, flags, *more, **options)

    def close(folder: Path) -> None:
        closed.add(folder.resolve())
        folder.chmod(0o555)

    monkeypatch.setattr(os, "open", opened)
    yield close
    for folder in closed:
        folder.chmod(0o755)


@pytest.fixture(scope="session")
def example_report(tmp_path_factory):
    """A function: language → the report of the example study, made once for all workers, dated 1 January 2026."""
    from netlab.report.running import run

    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # a folder of each worker, in one folder of this run
        folder = folder.parent

    def made(lang: str) -> Path:
        page, mine = folder / f"example_{lang}.html", folder / f"example_{lang}"
        try:
            mine.mkdir()
        except FileExistsError:
            until = time.monotonic() + 240
            while not page.exists():
                assert time.monotonic() < until, f"another worker did not make {page}"
                time.sleep(0.2)
            return page
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SOURCE_DATE_EPOCH", "1767225600")
            run("3_compare", ROOT / "data" / "voorbeeld", mine / page.name, lang=lang).replace(page)
        return page

    return made


def pytest_terminal_summary(terminalreporter):
    skipped = len(terminalreporter.stats.get("skipped", []))
    terminalreporter.write_line(
        f"{skipped} tests skipped (shared files from {SHARED if SHARED.is_dir() else 'nowhere'})"
    )


def networks_from(ties: dict[str, list], alters: dict[str, list] | None = None, **egos) -> EgoNetworks:
    """Networks in one wave: per ego its ties as (alter, alter) pairs, its alters when some have no tie."""
    alters = alters or {ego: sorted({a for pair in pairs for a in pair}) for ego, pairs in ties.items()}
    named = [(ego, "1", str(alter)) for ego, names in alters.items() for alter in names]
    tied = [(ego, "1", str(a), str(b)) for ego, pairs in ties.items() for a, b in pairs]
    return EgoNetworks.from_frames(
        pd.DataFrame({"ego": list(alters), "wave": "1", **egos}),
        pd.DataFrame(named, columns=["ego", "wave", "alter"]),
        pd.DataFrame(tied, columns=["ego", "wave", "source", "target"]),
    )


@pytest.fixture
def make_networks():
    return networks_from
