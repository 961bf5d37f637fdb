"""Drawing behind a participant's link (`netlab serve`): a whole session, reloaded, in two tabs, its kernel killed."""

from __future__ import annotations

import psutil
import pytest
from kernel_processes import answer_of, kernels_of
from page import add_at, alters, key, scanned_pdf
from session import READY, by_hand, by_keyboard, by_touch, from_photo, kept, rules_broken, second_time, shot, until
from workshop import opened as opened_at
from workshop import opened_again

from netlab import drawings as dr
from netlab.codebook import read_codebook

pytestmark = pytest.mark.slow
WAVE = "einde"


@pytest.fixture
def workshop(served):
    """The study and its links, nothing drawn yet: (folder, who → link)."""
    folder, links = served(WAVE)
    for path in (folder / "drawings").glob("P9*.json"):
        path.unlink()
    return folder, links


def opened(context, link):
    """A participant's page, once it can be drawn in."""
    return opened_at(context.new_page(), link, READY)


def drawn_before(folder, ego):
    """A first drawing of this ego, with three people in it."""
    steps = []
    for n, (name, x, y) in enumerate((("Els", 0.45, 0.25), ("Jan", -0.45, 0.25), ("Piet", 0.0, -0.85))):
        alter = {"alter": f"abcde{n + 2}", "name": name, "x": x, "y": y, "generators": [], "answers": {}}
        steps.append({"what": "add", "about": {"alter": alter}})
    step = {"what": "several", "about": {"steps": steps}}
    return dr.save(folder, ego, "start", step, 0, ego, read_codebook(folder)).drawing


def test_a_network_is_drawn_behind_its_link_and_there_again_when_reloaded(context, workshop):
    folder, links = workshop
    page = opened(context, links["P91"])
    drawing = by_hand(page, folder, "P91", WAVE)
    assert {entry["who"] for entry in drawing["history"]} == {"P91"}
    assert rules_broken(page) == []
    shot(page, "drawing_served")
    opened_again(page, READY)
    page.wait_for_function("document.querySelectorAll('.nd-alter').length === 3", timeout=20_000)
    key(page, "undo").click()  # what was answered before the page was opened again
    assert "weten" not in alters(kept(page, folder, "P91", WAVE))["Els"]["answers"]


def test_behind_a_link_a_second_drawing_has_the_list_and_a_photo(context, workshop):
    folder, links = workshop
    before = drawn_before(folder, "P90")
    page = opened(context, links["P90"])
    second_time(page, folder, "P90", before)
    from_photo(page, folder, "P90")
    assert rules_broken(page) == []
    shot(page, "drawing_served_second")


def test_behind_a_link_the_keyboard_alone_will_do(context, workshop):
    folder, links = workshop
    page = opened(context, links["P91"])
    by_keyboard(page, lambda: kept(page, folder, "P91", WAVE))


def test_behind_a_link_a_finger_alone_will_do(browser, workshop):
    folder, links = workshop
    context = browser.new_context(viewport={"width": 768, "height": 1024}, has_touch=True, is_mobile=True)
    page = opened(context, links["P91"])
    by_touch(page, lambda: kept(page, folder, "P91", WAVE))
    assert page.evaluate("document.documentElement.scrollWidth") <= 768
    shot(page, "drawing_served_touch")
    context.close()


def test_behind_a_link_two_tabs_and_a_killed_kernel_lose_nothing(context, workshop):
    folder, links = workshop

    def names():
        drawing = dr.load(folder, "P91", WAVE)
        return {a["name"] for a in drawing["alters"]} if drawing else set()

    first, second = opened(context, links["P91"]), opened(context, links["P91"])
    first.bring_to_front()
    add_at(first, "Mia", 0.1, -0.6)
    assert until(lambda: names() == {"Mia"})
    second.bring_to_front()
    add_at(second, "Noor", 0.6, -0.2)
    assert set(alters(kept(second, folder, "P91", WAVE))) == {"Mia", "Noor"}
    assert second.locator(".nd-notice").count() == 0
    second.close()
    first.bring_to_front()
    for kernel in kernels_of(psutil.Process()):
        answer_of(kernel.kill, None)
    add_at(first, "Odo", -0.5, -0.4)
    first.wait_for_selector(".nd-alter[aria-label^='Odo,']")
    first.wait_for_selector(".nd-state.nd-bad", timeout=30_000)
    assert names() == {"Mia", "Noor"}
    first.close()
    page = opened(context, links["P91"])
    key(page, "offer-take").click(timeout=20_000)
    assert until(lambda: names() == {"Mia", "Noor", "Odo"})
    assert set(alters(kept(page, folder, "P91", WAVE))) == {"Mia", "Noor", "Odo"}
    assert page.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('netlab-drawing')).length") == 0


def test_a_scan_of_12_mb_comes_through_a_server_that_lets_no_message_of_10_mb_through(context, workshop):
    folder, links = workshop
    page = opened(context, links["P91"])
    key(page, "paper").click()
    file = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": scanned_pdf(12)}
    key(page, "file").set_input_files(file)
    page.wait_for_selector(".nd-photo", timeout=120_000)
    drawing = kept(page, folder, "P91", WAVE)
    assert (folder / "drawings" / drawing["paper"]["file"]).read_bytes().startswith(b"\x89PNG")
