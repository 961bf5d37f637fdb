"""Drawing in JupyterLab: a whole session, reloaded, in two tabs, and with a kernel that is killed in the middle."""

from __future__ import annotations

import json
import os
import shutil
import signal

import lab as jupyter
import pytest
from conftest import EXAMPLE
from page import add_at, alters, key
from session import READY, by_hand, by_keyboard, by_touch, from_photo, kept, rules_broken, second_time, shot, until

from netlab import drawings as dr

pytestmark = pytest.mark.slow

CELL = """import json, os, pathlib
from netlab.widgets.drawing import draw
pathlib.Path({pid!r}).write_text(str(os.getpid()))
d = draw('study', {ego!r}, {wave!r})
d"""
KERNEL = """async (code) => {
    const { session } = window.jupyterapp.shell.currentWidget.context.sessionContext;
    await session.kernel.requestExecute({ code }).done;
}"""


@pytest.fixture(scope="module")
def folder(lab):
    """The study in the folder of this JupyterLab."""
    shutil.copytree(EXAMPLE, lab[2] / "study")
    return lab[2] / "study"


def drawn(context, lab, ego, wave):
    """A page with a notebook that draws this network, run; its name."""
    name = f"{ego}_{wave}"
    jupyter.notebook(lab, name, CELL.format(pid=str(lab[2] / f"{name}.pid"), ego=ego, wave=wave))
    page = jupyter.opened(context, lab, name)
    jupyter.run(page, READY)
    return page


def in_kernel(page, lab):
    """The drawing as the widget in the kernel has it."""
    told = lab[2] / "told.json"
    told.unlink(missing_ok=True)
    page.evaluate(KERNEL, f"pathlib.Path({str(told)!r}).write_text(json.dumps(d.drawing))")
    assert until(told.exists)
    return json.loads(told.read_text(encoding="utf-8"))


TIMED = """() => {
    const root = document.querySelector(".netlab-drawing");
    let sent = null;
    new MutationObserver(() => {
        if (root.dataset.pending !== "0") sent ??= performance.now();
        else if (sent !== null) window.took ??= performance.now() - sent;
    }).observe(root, { attributeFilter: ["data-pending"] });
}"""  # milliseconds from sending the first step to its answer


def names(folder, ego):
    drawing = dr.load(folder, ego, "start")
    return {a["name"] for a in drawing["alters"]} if drawing else set()


def test_a_network_is_drawn_twice_and_file_and_kernel_agree(context, lab, folder):
    page = drawn(context, lab, "P90", "start")
    asked = []
    page.on("request", lambda r: asked.append(r.url))
    drawing = by_hand(page, folder, "P90")
    shot(page, "drawing_lab")
    assert in_kernel(page, lab) == drawing
    assert rules_broken(page) == []
    text = jupyter.saved_notebook(page, lab, "P90_start")
    assert "widget-state+json" in text
    assert [n for n in ("Els", "Piet") if n in text] == []  # nobody is in the notebook
    page.reload(timeout=jupyter.LOADING)
    page.wait_for_selector(READY, timeout=60_000)
    page.wait_for_function("document.querySelectorAll('.nd-alter').length === 3", timeout=20_000)
    assert key(page, "undo").is_enabled()

    page = drawn(context, lab, "P90", "einde")
    second_time(page, folder, "P90", drawing)
    after = from_photo(page, folder, "P90")
    shot(page, "drawing_lab_second")
    assert in_kernel(page, lab) == after
    assert rules_broken(page) == []
    assert [u for u in asked if not u.startswith((lab[0], "ws://127.0.0.1", "data:", "blob:"))] == []


def test_the_keys_of_the_drawing_are_not_those_of_the_notebook(context, lab, folder):
    page = drawn(context, lab, "P91", "start")
    page.evaluate("document.querySelector('.netlab-drawing').focus()")
    drawing = by_keyboard(page, lambda: kept(page, folder, "P91", "start"))
    assert in_kernel(page, lab) == drawing
    assert page.locator(".jp-CodeCell").count() == 1  # c, Delete, Enter and arrows did nothing to the cells
    assert page.locator(READY).is_visible()


def test_a_finger_draws_in_jupyterlab(browser, lab, folder):
    context = browser.new_context(viewport={"width": 768, "height": 1024}, has_touch=True)
    page = drawn(context, lab, "P92", "start")
    drawing = by_touch(page, lambda: kept(page, folder, "P92", "start"))
    shot(page, "drawing_lab_touch")
    assert in_kernel(page, lab) == drawing
    context.close()


def test_a_second_tab_and_a_killed_kernel_lose_nothing(context, lab, folder):
    page = drawn(context, lab, "P93", "start")
    page.locator(".nd-svg").scroll_into_view_if_needed()
    page.evaluate(TIMED)
    add_at(page, "Zwaantje", 0.45, 0.25)
    assert until(lambda: names(folder, "P93") == {"Zwaantje"})
    kept(page, folder, "P93", "start")
    assert 0 < page.evaluate("window.took") < 4000  # answered before it would be sent again (drawing_sending.mjs)
    jupyter.saved_notebook(page, lab, "P93_start")
    second = jupyter.opened(context, lab, "P93_start")
    second.wait_for_selector(READY, timeout=60_000)
    page.bring_to_front()
    add_at(page, "Mia", 0.1, -0.6)
    assert until(lambda: names(folder, "P93") == {"Zwaantje", "Mia"})
    second.wait_for_function("document.querySelectorAll('.nd-alter').length === 2", timeout=20_000)
    second.close()

    os.kill(int((lab[2] / "P93_start.pid").read_text()), signal.SIGKILL)
    # JupyterLab tells it some seconds later, over whatever is being typed: closed here as anybody would
    page.locator(".jp-Dialog .jp-mod-accept").click(timeout=30_000)
    add_at(page, "Odo", -0.5, -0.4)
    page.wait_for_selector(".nd-alter[aria-label^='Odo,']")
    page.wait_for_selector(".nd-state.nd-bad", timeout=20_000)
    assert names(folder, "P93") == {"Zwaantje", "Mia"}
    page.close()
    page = jupyter.opened(context, lab, "P93_start")
    jupyter.run(page, READY)
    key(page, "offer-take").click(timeout=20_000)
    assert until(lambda: names(folder, "P93") == {"Zwaantje", "Mia", "Odo"})
    assert set(alters(kept(page, folder, "P93", "start"))) == {"Zwaantje", "Mia", "Odo"}
    assert page.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('netlab-drawing')).length") == 0
