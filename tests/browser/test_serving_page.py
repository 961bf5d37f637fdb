"""A participant's page in a real browser: the drawing appears behind the link, and nothing is asked from elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from netlab.drawings import load

ROOT = Path(__file__).parent.parent.parent

pytestmark = pytest.mark.slow


def test_a_drawing_is_made_behind_the_link_and_no_request_leaves_the_page(served, browser):
    study, links = served()
    context = browser.new_context(viewport={"width": 1024, "height": 900})
    page = context.new_page()
    asked = []
    context.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.goto(links["P90"])
    page.locator(".nd-svg").wait_for(state="visible", timeout=90_000)
    page.locator("[data-key='mode add']").click()
    page.locator(".nd-svg").scroll_into_view_if_needed()
    box = page.locator(".nd-svg").bounding_box()
    for name, right in (("Zoë", 0.6), ("Łukasz", 0.4)):
        page.mouse.click(box["x"] + right * box["width"], box["y"] + 0.4 * box["height"])
        page.keyboard.type(name)
        page.keyboard.press("Enter")
    for _ in range(60):
        drawing = load(study, "P90", "start")
        if drawing is not None and len(drawing["alters"]) == 2:
            break
        page.wait_for_timeout(500)
    shots = ROOT / "screenshots"
    shots.mkdir(exist_ok=True)
    page.screenshot(path=shots / "served_drawing.png")
    assert drawing is not None
    assert [a["name"] for a in drawing["alters"]] == ["Zoë", "Łukasz"]
    assert {entry["who"] for entry in drawing["history"]} == {"P90"}
    host = links["P90"].partition("/open/")[0].partition("//")[2]
    elsewhere = [u for u in asked if not u.startswith(("data:", "blob:")) and u.split("/")[2] != host]
    assert any(u.startswith("ws://") for u in asked)
    assert elsewhere == []
    assert "open" not in page.url  # the address that stands in the history of the browser holds no token
    context.close()


def test_without_the_link_the_address_shows_nothing(served, browser):
    _, links = served()
    context = browser.new_context()
    page = context.new_page()
    answer = page.goto(links["P90"].partition("/open/")[0])
    assert answer.status == 403
    assert "eigen link" in page.inner_text("body")
    context.close()
