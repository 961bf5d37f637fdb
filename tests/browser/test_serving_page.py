"""A participant's page in a real browser: the drawing appears behind the link, and nothing is asked from elsewhere."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from netlab.drawings import load
from netlab.scaffold import new_study

ROOT = Path(__file__).parent.parent.parent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A study that is served: (its folder, who → link)."""
    study = new_study(str(tmp_path_factory.mktemp("served") / "s"))
    code = f"from netlab.serving import serve; serve({str(study)!r}, wave='na', port=0)"
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=study.parent,
    )
    links = {}
    for line in process.stdout:
        if match := re.fullmatch(r"(.*)  (http://\S+)", line.rstrip()):
            links[match[1]] = match[2]
        if "Ctrl+C" in line:
            break
    yield study, links
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0


def test_a_drawing_is_made_behind_the_link_and_no_request_leaves_the_page(served, browser):
    study, links = served
    context = browser.new_context(viewport={"width": 1024, "height": 900})
    page = context.new_page()
    asked = []
    context.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.goto(links["P01"])
    page.locator(".nd-svg").wait_for(state="visible", timeout=90_000)
    page.locator("[data-key='mode add']").click()
    page.locator(".nd-svg").scroll_into_view_if_needed()
    box = page.locator(".nd-svg").bounding_box()
    for name, right in (("Zoë", 0.6), ("Łukasz", 0.4)):
        page.mouse.click(box["x"] + right * box["width"], box["y"] + 0.4 * box["height"])
        page.keyboard.type(name)
        page.keyboard.press("Enter")
    for _ in range(60):
        drawing = load(study, "P01", "na")
        if drawing is not None and len(drawing["alters"]) == 2:
            break
        page.wait_for_timeout(500)
    shots = ROOT / "screenshots"
    shots.mkdir(exist_ok=True)
    page.screenshot(path=shots / "served_drawing.png")
    assert drawing is not None
    assert [a["name"] for a in drawing["alters"]] == ["Zoë", "Łukasz"]
    assert {entry["who"] for entry in drawing["history"]} == {"P01"}
    host = links["P01"].partition("/open/")[0].partition("//")[2]
    elsewhere = [u for u in asked if not u.startswith(("data:", "blob:")) and u.split("/")[2] != host]
    assert any(u.startswith("ws://") for u in asked)
    assert elsewhere == []
    assert "open" not in page.url  # the address that stands in the history of the browser holds no token
    context.close()


def test_without_the_link_the_address_shows_nothing(served, browser):
    context = browser.new_context()
    page = context.new_page()
    answer = page.goto(served[1]["P01"].partition("/open/")[0])
    assert answer.status == 403
    assert "eigen link" in page.inner_text("body")
    context.close()
