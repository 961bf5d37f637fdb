"""What the browser tests share: Chromium, and a JupyterLab in it; skipped where there is no Chromium."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import lab as jupyterlab
import pytest
import workshop

from netlab.study import open_study

EXAMPLE = Path(__file__).parent.parent.parent / "data" / "voorbeeld"

CHROMIUM = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium (make test installs it where it can)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as p:
        chromium = p.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def lab(browser, tmp_path_factory):
    """A JupyterLab of its own: (address, token, its folder)."""
    with jupyterlab.started(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture(scope="module")
def served(browser, tmp_path_factory):
    """A copy of the example study, served to P90 and P91, who have no network in its files, and to the researcher.

    A function: wave → (the folder of the study, who → link). A wave that is asked for again is the server that runs.
    """
    study = tmp_path_factory.mktemp("served") / "study"
    shutil.copytree(EXAMPLE, study)
    with contextlib.ExitStack() as running:
        links = {}

        def serve(wave: str = "start") -> tuple[Path, dict[str, str]]:
            if wave not in links:
                started = workshop.started(study, wave, "--ego", "P90", "--ego", "P91")
                links[wave] = running.enter_context(started)
            return study, links[wave]

        yield serve


@pytest.fixture
def study(tmp_path):
    """A copy of the example study, opened."""
    shutil.copytree(EXAMPLE, tmp_path / "study")
    return open_study(tmp_path / "study")


@pytest.fixture
def context(browser):
    """A window of a desk's width."""
    made = browser.new_context(viewport={"width": 1280, "height": 1000})
    yield made
    made.close()
