"""Nearer and farther in a drawing of many people: by keys, buttons, wheel and fingers, everybody still in reach."""

from __future__ import annotations

import math

import pytest
from page import SCREENS, alters, begin, drag, key, mark, middle, place, saved, shown, tap

from netlab import drawings as dr

pytestmark = pytest.mark.slow
MANY = 60
# where a place of the drawing is on the screen, by the circle that is drawn for the rim, whatever part is seen
ON_SCREEN = """([x, y]) => { const svg = document.querySelector(".nd-svg"), box = svg.getBoundingClientRect();
    const ring = svg.querySelector(".nd-ring"), by = box.width / svg.viewBox.baseVal.width;
    const [cx, cy, r] = ["cx", "cy", "r"].map((n) => Number(ring.getAttribute(n)));
    return [box.left + (cx + r * x) * by, box.top + (cy - r * y) * by, r * by]; }"""


@pytest.fixture
def crowd(study):
    """A drawing of sixty people, Naam 0 to Naam 59, over all rings and sectors."""
    steps = []
    for n in range(MANY):
        x, y = dr.place_in(n % 3, n // 3 % 3, 3, 3, n)
        alter = {"alter": f"a{n:05d}", "name": f"Naam {n}", "x": x, "y": y, "generators": [], "answers": {}}
        steps.append({"what": "add", "about": {"alter": alter}})
    dr.save(study.folder, "P90", "start", {"what": "several", "about": {"steps": steps}}, 0, "t", study.codebook)
    return study


def drawn(page):
    """Wait until what was asked is drawn; how many pixels the rim is wide."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.evaluate(ON_SCREEN, [0, 0])[2]


def at(page, x, y):
    return tuple(page.evaluate(ON_SCREEN, [x, y])[:2])


def overlapping(page):
    """How many pairs of marks lie over each other."""
    return page.evaluate("""() => { const c = document.querySelector(".nd-svg").getBoundingClientRect();
        const all = [...document.querySelectorAll(".nd-mark")].map((e) => e.getBoundingClientRect())
            .filter((b) => b.left >= c.left && b.right <= c.right && b.top >= c.top && b.bottom <= c.bottom)
            .map((b) => [b.x + b.width / 2, b.y + b.height / 2, b.width / 2]); let n = 0;
        all.forEach(([x, y, r], k) => all.slice(k + 1).forEach(([u, v, s]) => {
            n += Math.hypot(x - u, y - v) < r + s - 2; }));
        return n; }""")


def beside(page):
    """A point of the screen in the canvas where nobody stands and no name is."""
    return page.evaluate("""() => { const c = document.querySelector(".nd-svg").getBoundingClientRect();
        for (let x = c.left + 60; x < c.right - 60; x += 4) for (let y = c.top + 60; y < c.bottom - 60; y += 4)
            if (!document.elementFromPoint(x, y).closest(".nd-alter, button")) return [x, y]; }""")


def seen(page):
    """Whether who has the keys is within the canvas."""
    return page.evaluate("""() => { const c = document.querySelector(".nd-svg").getBoundingClientRect();
        const b = document.activeElement.querySelector(".nd-mark").getBoundingClientRect();
        const [x, y] = [b.x + b.width / 2, b.y + b.height / 2];
        return x >= c.left && x <= c.right && y >= c.top && y <= c.bottom; }""")


@pytest.mark.parametrize("width", [390, 768])
def test_with_the_keys_one_comes_nearer_walks_from_one_to_another_and_goes_back(browser, crowd, width):
    context = browser.new_context(viewport={"width": width, "height": 1000})
    page = shown(context, crowd)
    whole = drawn(page)
    page.locator(".nd-alter[tabindex='0']").focus()
    was = middle(page, "Naam 0")
    for _ in range(3):
        page.keyboard.press("+")
    assert drawn(page) == pytest.approx(whole * 1.5**3, rel=0.001)
    assert overlapping(page) == 0
    assert middle(page, "Naam 0") == pytest.approx(was, abs=1)  # who has the keys stays in sight
    SCREENS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENS / f"drawing_near_{width}.png")
    met = set()
    for arrow in ["ArrowDown"] * 12 + ["ArrowLeft"] * 8 + ["ArrowUp"] * 12 + ["ArrowRight"] * 8:
        page.keyboard.press(arrow)
        drawn(page)
        assert seen(page), arrow
        met.add(page.evaluate("document.activeElement.alter"))
    assert len(met) > 10
    who = page.evaluate("document.activeElement.alter")
    x = next(a["x"] for a in saved(page)["alters"] if a["alter"] == who)
    page.keyboard.press("Enter")  # carried by the keyboard, out of what was seen
    for _ in range(30):
        page.keyboard.press("ArrowLeft")
    assert seen(page)
    page.keyboard.press("Enter")
    # by hand: 30 strides of 0.03; where a stride meets ego it is longer, where it meets the edge shorter
    assert next(a["x"] for a in saved(page)["alters"] if a["alter"] == who) < max(x - 0.8, -1)
    assert key(page, "view whole").is_visible()
    page.keyboard.press("0")
    assert drawn(page) == pytest.approx(whole)
    assert not key(page, "view whole").is_visible()
    assert page.evaluate("Boolean(document.activeElement.alter)")
    assert page.wrong == []
    context.close()


def test_the_buttons_the_wheel_and_a_hand_beside_the_people_do_the_same_with_a_mouse(context, crowd):
    page = shown(context, crowd)
    whole = drawn(page)
    page.mouse.move(*place(page, 0.5, 0.5))
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)  # by hand: e to the power of 100 / 100
    page.keyboard.up("Control")
    assert drawn(page) == pytest.approx(whole * 2.71828, rel=0.001)
    assert at(page, 0.5, 0.5) == pytest.approx(place(page, 0.5, 0.5), abs=2)  # what is under the mouse stays there
    page.mouse.wheel(0, 40)  # without Ctrl the page scrolls
    assert drawn(page) == pytest.approx(whole * 2.71828, rel=0.001)
    key(page, "view farther").click()
    assert drawn(page) == pytest.approx(whole * 2.71828 / 1.5, rel=0.001)
    before, version = at(page, 0, 0), saved(page)["version"]
    start = beside(page)
    drag(page, start, (start[0] + 60, start[1] - 30))
    drawn(page)
    assert at(page, 0, 0) == pytest.approx((before[0] + 60, before[1] - 30), abs=1)
    assert saved(page)["version"] == version
    key(page, "mode add").click()
    there = [(a["x"], a["y"]) for a in saved(page)["alters"]]
    grid = [(x / 20, y / 20) for x in range(6, 15) for y in range(6, 15)]
    first, second = sorted(grid, key=lambda p: -min(math.dist(p, other) for other in there))[:2]  # far from everybody
    page.mouse.click(*at(page, *first))
    page.keyboard.type("Els")
    page.keyboard.press("Enter")
    els = alters(saved(page))["Els"]
    assert (els["x"], els["y"]) == pytest.approx(first, abs=0.01)
    key(page, "mode move").click()
    drag(page, middle(page, "Els"), at(page, *second))
    els = alters(saved(page))["Els"]
    assert (els["x"], els["y"]) == pytest.approx(second, abs=0.01)
    key(page, "view whole").focus()
    page.keyboard.press("Enter")
    assert drawn(page) == pytest.approx(whole)
    assert page.evaluate("document.activeElement.dataset.key") == "view nearer"  # the keys are not lost
    begin(page)
    assert drawn(page) == pytest.approx(whole)
    assert page.wrong == []


@pytest.mark.parametrize("width", [390, 768])
def test_two_fingers_bring_the_drawing_nearer_and_move_nobody(browser, crowd, width):
    context = browser.new_context(viewport={"width": width, "height": 1000}, has_touch=True, is_mobile=True)
    page = shown(context, crowd)
    whole, version = drawn(page), saved(page)["version"]
    cdp = context.new_cdp_session(page)

    def fingers(what, *points):
        at = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]
        cdp.send("Input.dispatchTouchEvent", {"type": what, "touchPoints": at})

    x, y = middle(page, "Naam 7")
    fingers("touchStart", (x, y))  # the first finger lands on somebody
    fingers("touchStart", (x, y), (x + 40, y))
    for far in (50, 65, 80):
        fingers("touchMove", (x, y), (x + far, y))
    fingers("touchEnd")
    assert drawn(page) == pytest.approx(whole * 2, rel=0.02)  # by hand: from 40 to 80 pixels apart
    assert page.evaluate("visualViewport.scale") == 1  # the page itself did not
    assert saved(page)["version"] == version
    before, scrolled = at(page, 0, 0), page.evaluate("scrollY")
    edge = beside(page)
    fingers("touchStart", edge)  # one finger pushes it along
    fingers("touchMove", (edge[0] + 20, edge[1]))
    fingers("touchMove", (edge[0] + 30, edge[1] - 10))
    fingers("touchEnd")
    drawn(page)
    assert at(page, 0, 0) == pytest.approx((before[0] + 30, before[1] - 10), abs=1)
    assert page.evaluate("scrollY") == scrolled
    fingers("touchStart", middle(page, "Naam 7"))
    fingers("touchEnd")
    assert key(page, "name").input_value() == "Naam 7"  # a tap chooses, also now
    tap(page, "view whole")
    assert drawn(page) == pytest.approx(whole)
    assert mark(page, "Naam 7").is_visible()
    assert page.wrong == []
    context.close()
