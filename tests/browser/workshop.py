"""A study served by `netlab serve` for a browser test: started, its links read, and stopped cleanly."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 180_000  # milliseconds: kernels start slowly on a busy machine
LINK = re.compile(r"(.*?)  (http://\S+)")


@contextlib.contextmanager
def started(study: Path, wave: str, *options: str):
    """`netlab serve` on this study on a free port: who → link, as a person at the terminal reads them."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "netlab", "serve", str(study), "--wave", wave, "--port", "0", *options],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=study.parent,
    )
    links = {}
    try:
        for line in process.stdout:
            if match := LINK.fullmatch(line.rstrip()):
                links[match[1]] = match[2]
            if "Ctrl+C" in line:
                break
        assert links, "netlab serve printed no links"
        yield links
    finally:
        process.send_signal(signal.SIGTERM)
        left = process.communicate(timeout=120)[0]
    assert process.returncode == 0, left


def opened(page, link: str, there: str):
    """A visitor's page, once this is on it. Voilà sends it bit by bit while its kernel works: `load` comes too late."""
    page.goto(link, wait_until="commit", timeout=PATIENCE)
    return come(page, there)


def opened_again(page, there: str):
    """The same page, loaded again."""
    page.reload(wait_until="commit", timeout=PATIENCE)
    return come(page, there)


def come(page, there: str):
    """A page that is on its way, once this is on it and nothing covers it any more."""
    page.wait_for_selector(there, timeout=PATIENCE)
    page.wait_for_selector("#netlab-waiting", state="detached", timeout=PATIENCE)
    return page
