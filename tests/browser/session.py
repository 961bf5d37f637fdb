"""A session of drawing as people have it, the same in JupyterLab and behind a link: by hand, by keyboard, by touch."""

from __future__ import annotations

import time

from page import (
    ON_MARK,
    SCREENS,
    add_at,
    alters,
    drag,
    finger,
    go_to,
    key,
    keyed,
    mark,
    middle,
    photo,
    place,
    tap,
    tied,
)

from netlab import drawings as dr

READY = ".netlab-drawing[data-ready]"


def until(test, seconds=20.0):
    """Whether a test comes true in time."""
    end = time.monotonic() + seconds
    while not test() and time.monotonic() < end:
        time.sleep(0.05)
    return test()


def kept(page, folder, ego, wave):
    """The drawing in its file, once nothing is on its way any more."""
    page.wait_for_function("document.querySelector('.netlab-drawing').dataset.pending === '0'", timeout=30_000)
    return dr.load(folder, ego, wave)


def shot(page, name):
    SCREENS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENS / f"{name}.png")


def by_hand(page, folder, ego, wave="start"):
    """Add, drag, connect, undo, redo and fill in the form; what stands in the file after each."""

    def now():
        return kept(page, folder, ego, wave)

    page.locator(".nd-svg").scroll_into_view_if_needed()
    for name, x, y in (("Els", 0.45, 0.25), ("Jan", -0.45, 0.25), ("Piet", 0.0, -0.85)):
        add_at(page, name, x, y)
    key(page, "mode move").click()
    # by hand: three rings from 0.12 to 1, each 0.2933; r = 0.515 is the middle one, 0.85 the outer; sectors of 120°
    answers = {n: (a["answers"]["nabijheid"], a["answers"]["plek"]) for n, a in alters(now()).items()}
    assert answers == {"Els": ("vaak", "eigen_team"), "Jan": ("vaak", "buiten"), "Piet": ("soms", "andere_dienst")}
    drag(page, middle(page, "Piet"), place(page, 0.1, -0.2))
    assert alters(now())["Piet"]["answers"]["nabijheid"] == "heel_dichtbij"
    key(page, "mode connect").click()
    drag(page, middle(page, "Els"), middle(page, "Piet"))
    drag(page, middle(page, "Els"), middle(page, "Jan"))
    assert tied(now()) == {frozenset(("Els", "Piet")), frozenset(("Els", "Jan"))}
    key(page, "undo").click()
    assert tied(now()) == {frozenset(("Els", "Piet"))}
    key(page, "redo").click()
    key(page, "undo").click()
    key(page, "mode move").click()
    mark(page, "Els").click()
    key(page, "answer overleg").check()
    key(page, "answer functie").select_option("beleid")
    key(page, "answer weten 4").check()
    els = alters(now())["Els"]["answers"]
    assert (els["overleg"], els["functie"], els["weten"]) == (True, "beleid", "4")
    drawing = now()
    assert tied(drawing) == {frozenset(("Els", "Piet"))}
    assert drawing["ties_asked"] is True
    return drawing


def second_time(page, folder, ego, before, wave="einde"):
    """Go through the list of who was there before: still, no more, not mentioned."""
    while not page.locator(".nd-earlier").count():
        key(page, "next").click()
    ids = {n: a["alter"] for n, a in alters(before).items()}
    for name, status in (("Els", "same"), ("Jan", "gone"), ("Piet", "not_mentioned")):
        key(page, f"earlier {before['wave']} {ids[name]} {status}").check()
    drawing = kept(page, folder, ego, wave)
    assert [a["alter"] for a in drawing["alters"]] == [ids["Els"]]  # one person in both waves, without matching
    said = {e["alter"]: (e["status"], e["other_alter"]) for e in drawing["earlier"]}
    assert said == {
        ids["Els"]: ("same", ids["Els"]),
        ids["Jan"]: ("gone", None),
        ids["Piet"]: ("not_mentioned", None),
    }
    return drawing


def from_photo(page, folder, ego, wave="einde"):
    """Lay a photo of an A4 sheet behind the drawing and click somebody on it."""
    # 2 pixels per mm: marks 10 mm from the edges; rim 0.42 × 190 mm = 79.8 mm; someone at (0.5, 0.3)
    corners = [(20, 20), (574, 20), (574, 400), (20, 400)]
    there = (297 + 0.5 * 159.6, 210 - 0.3 * 159.6)
    key(page, "paper").click()
    data = photo(594, 420, [*corners, there])
    key(page, "file").set_input_files({"name": "blad.png", "mimeType": "image/png", "buffer": data})
    page.wait_for_selector(".nd-photo", timeout=30_000)
    page.locator(".nd-photo").scroll_into_view_if_needed()
    box = page.locator(".nd-photo").bounding_box()
    for x, y in corners:
        page.mouse.click(box["x"] + x * box["width"] / 594, box["y"] + y * box["height"] / 420)
    key(page, "mark-done").click()
    page.wait_for_selector(".nd-paper", timeout=30_000)
    page.locator(".nd-svg").scroll_into_view_if_needed()
    picture = page.locator(".nd-paper").bounding_box()
    page.mouse.click(
        picture["x"] + there[0] * picture["width"] / 594, picture["y"] + there[1] * picture["height"] / 420
    )
    page.keyboard.type("Mia")
    page.keyboard.press("Enter")
    drawing = kept(page, folder, ego, wave)
    mia = alters(drawing)["Mia"]
    assert ((mia["x"] - 0.5) ** 2 + (mia["y"] - 0.3) ** 2) ** 0.5 < 0.02
    assert (folder / "drawings" / drawing["paper"]["file"]).read_bytes() == data
    return drawing


def by_keyboard(page, now):
    """Names, places, a tie, another place, a removal and undo, without a mouse; from the drawing's first element.

    now() is the drawing as it is kept.
    """
    go_to(page, keyed("next"))
    page.keyboard.press("Enter")
    go_to(page, keyed("names"))
    page.keyboard.type("Els\nJan")
    page.keyboard.press("Control+Enter")
    assert [a["name"] for a in now()["alters"]] == ["Els", "Jan"]
    for name, sector in (("Els", "e"), ("Jan", "b")):
        page.evaluate("document.querySelector('.netlab-drawing').focus()")
        go_to(page, f"e.textContent === {name!r} && e.matches('.nd-chip')")
        page.keyboard.press("Enter")
        go_to(page, keyed("answer nabijheid soms"))
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        go_to(page, keyed("answer plek"))
        page.keyboard.press(sector)
        answers = alters(now())[name]["answers"]
        assert (answers["nabijheid"], answers["plek"]) == ("vaak", {"e": "eigen_team", "b": "buiten"}[sector])
    go_to(page, ON_MARK, back=True)
    if page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Jan"):
        page.keyboard.press("ArrowRight")  # Els stands at the right
    for one in ("c", "ArrowLeft", "Enter", "Escape"):
        page.keyboard.press(one)
    assert tied(now()) == {frozenset(("Els", "Jan"))}
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')").split(",")[0]
    was = alters(now())[focused]
    for one in ("Enter", "ArrowUp", "ArrowUp", "Enter"):
        page.keyboard.press(one)
    assert abs(alters(now())[focused]["y"] - was["y"] - 2 * 0.03) < 0.001
    page.keyboard.press("Delete")
    assert len(now()["alters"]) == 1
    page.keyboard.press("Control+z")
    drawing = now()
    assert tied(drawing) == {frozenset(("Els", "Jan"))}
    return drawing


def by_touch(page, now):
    """Add, drag and connect with a finger; now() is the drawing as it is kept."""
    page.locator(".nd-svg").scroll_into_view_if_needed()
    tap(page, "mode add")
    for name, (x, y) in {"Els": (0.45, 0.25), "Jan": (-0.45, 0.25)}.items():
        page.touchscreen.tap(*place(page, x, y))
        page.keyboard.type(name)
        page.keyboard.press("Enter")
    assert set(alters(now())) >= {"Els", "Jan"}
    tap(page, "mode move")
    touch = finger(page)
    touch("touchStart", middle(page, "Els"))
    touch("touchMove", place(page, 0.3, 0.4))
    touch("touchMove", place(page, 0.2, 0.15))
    touch("touchEnd")
    assert alters(now())["Els"]["answers"]["nabijheid"] == "heel_dichtbij"
    tap(page, "mode connect")
    page.touchscreen.tap(*middle(page, "Els"))
    page.touchscreen.tap(*middle(page, "Jan"))
    drawing = now()
    assert tied(drawing) == {frozenset(("Els", "Jan"))}
    return drawing


def rules_broken(page):
    """The accessibility rules of axe that the drawing breaks."""
    import pytest

    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(page, context=".netlab-drawing", options={"resultTypes": ["violations"]})
    return [(v["id"], v["nodes"][0]["html"][:200]) for v in found.response["violations"]]
