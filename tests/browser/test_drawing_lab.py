"""Drawing in JupyterLab: reloaded, in two tabs, and with a kernel that is killed in the middle."""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path

import lab as jupyter
import pytest
from page import place

from netlab import drawings as dr

EXAMPLE = Path(__file__).parent.parent.parent / "data" / "voorbeeld"
SCREENS = Path(__file__).parent.parent.parent / "screenshots"
READY = ".netlab-drawing[data-ready]"

pytestmark = pytest.mark.slow


def names(study):
    drawing = dr.load(study, "P90", "start")
    return {a["name"] for a in drawing["alters"]} if drawing else set()


def until(test, seconds=10.0):
    end = time.monotonic() + seconds
    while not test() and time.monotonic() < end:
        time.sleep(0.05)
    return test()


def add(page, name, x, y):
    page.locator("[data-key='mode add']").click()
    page.mouse.click(*place(page, x, y))
    page.keyboard.type(name)
    page.keyboard.press("Enter")


def test_a_session_survives_a_reload_a_second_tab_and_a_killed_kernel(browser, lab):
    study = lab[2] / "study"
    shutil.copytree(EXAMPLE, study)
    pid = lab[2] / "pid"
    jupyter.notebook(
        lab,
        "draw",
        f"import os, pathlib\npathlib.Path({str(pid)!r}).write_text(str(os.getpid()))\n"
        "from netlab.widgets.drawing import draw\nd = draw('study', 'P90', 'start')\nd",
    )
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = jupyter.opened(context, lab, "draw")
    asked = []
    page.on("request", lambda r: asked.append(r.url))
    jupyter.run(page, READY)
    page.locator(".nd-svg").scroll_into_view_if_needed()
    began = time.monotonic()
    add(page, "Zwaantje", 0.45, 0.25)
    assert until(lambda: names(study) == {"Zwaantje"}, 5)
    assert time.monotonic() - began < 4  # add, type and save; a second for the save itself, the rest for the hands
    add(page, "Quirijn", -0.4, 0.3)
    page.locator("[data-key='mode connect']").click()
    marks = [page.locator(f".nd-alter[aria-label^='{n},'] .nd-mark") for n in ("Zwaantje", "Quirijn")]
    for mark in marks:
        mark.click()
    assert until(lambda: len(dr.load(study, "P90", "start")["ties"]) == 1)
    page.locator("[data-key='mode move']").click()
    marks[0].click()
    page.keyboard.press("Delete")  # a key of the drawing, not of the notebook
    assert until(lambda: names(study) == {"Quirijn"})
    page.keyboard.press("Control+z")
    assert until(lambda: names(study) == {"Zwaantje", "Quirijn"})
    SCREENS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENS / "drawing_lab.png")

    text = jupyter.saved_notebook(page, lab, "draw")
    assert "widget-state+json" in text
    assert [n for n in ("Zwaantje", "Quirijn") if n in text] == []  # nobody is in the notebook

    page.reload()
    page.wait_for_selector(READY, timeout=60_000)
    assert page.locator(".nd-alter").count() == 2
    second = jupyter.opened(context, lab, "draw")
    second.wait_for_selector(READY, timeout=60_000)
    page.bring_to_front()
    page.locator(".nd-svg").scroll_into_view_if_needed()
    add(page, "Mia", 0.1, -0.6)
    assert until(lambda: names(study) == {"Zwaantje", "Quirijn", "Mia"})
    second.wait_for_function("document.querySelectorAll('.nd-alter').length === 3", timeout=20_000)
    second.close()

    os.kill(int(pid.read_text()), signal.SIGKILL)
    add(page, "Odo", -0.5, -0.4)
    page.wait_for_selector(".nd-alter[aria-label^='Odo,']")
    page.wait_for_selector(".nd-state.nd-bad", timeout=20_000)
    assert names(study) == {"Zwaantje", "Quirijn", "Mia"}
    page.close()
    page = jupyter.opened(context, lab, "draw")
    jupyter.run(page, READY)
    page.locator("[data-key='offer-take']").click(timeout=20_000)
    assert until(lambda: names(study) == {"Zwaantje", "Quirijn", "Mia", "Odo"})
    assert [u for u in asked if not u.startswith((lab[0], "ws://127.0.0.1", "data:", "blob:"))] == []
    context.close()
