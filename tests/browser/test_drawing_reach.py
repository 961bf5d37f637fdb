"""Everybody can draw: with the keyboard alone, by touch, at every width, in both themes, with a screen reader."""

from __future__ import annotations

import pytest
from page import (
    ON_MARK,
    SCREENS,
    again,
    alters,
    begin,
    drag,
    finger,
    go_to,
    key,
    keyed,
    mark,
    middle,
    place,
    saved,
    shown,
    tap,
    three,
    tied,
)
from session import by_keyboard, by_touch

from netlab import drawings as dr

pytestmark = pytest.mark.slow


def test_everything_is_done_with_the_keyboard_alone(context, study):
    page = shown(context, study)
    by_keyboard(page, lambda: saved(page))
    go_to(page, ON_MARK, back=True)
    outline = page.evaluate("getComputedStyle(document.activeElement.querySelector('.nd-halo')).stroke")
    assert outline == "rgb(0, 97, 154)"  # the focus can be seen
    was = saved(page)
    page.keyboard.press("Enter")
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")  # as it was
    assert saved(page) == was
    page.keyboard.press("F2")
    page.keyboard.press("End")
    page.keyboard.type(" K.")
    page.keyboard.press("Tab")
    names = set(alters(saved(page)))
    assert len(names) == 2
    assert any(n.endswith(" K.") for n in names)
    assert page.wrong == []


def test_touch_on_a_tablet_adds_drags_and_connects(browser, study):
    context = browser.new_context(viewport={"width": 768, "height": 1024}, has_touch=True, is_mobile=True)
    page = shown(context, study)
    by_touch(page, lambda: saved(page))
    touch = finger(page)
    touch("touchStart", middle(page, "Els"))  # once more, by dragging: not tied any more
    touch("touchMove", place(page, 0, 0.1))
    touch("touchMove", middle(page, "Jan"))
    touch("touchEnd")
    assert tied(saved(page)) == set()
    tap(page, "undo")
    assert tied(saved(page)) == {frozenset(("Els", "Jan"))}
    tap(page, "mode move")
    page.touchscreen.tap(*middle(page, "Jan"))
    tap(page, "answer overleg")
    tap(page, "wish")
    jan = alters(saved(page))["Jan"]
    assert (jan["wished"], jan["answers"]["overleg"]) == (True, True)
    again(lambda: tap(page, "next"), key(page, "names").count)
    key(page, "names").fill("Mia")
    tap(page, "add-names")
    page.locator(".nd-tray").scroll_into_view_if_needed()
    box = page.locator(".nd-chip").bounding_box()
    touch("touchStart", (box["x"] + 10, box["y"] + 10))
    touch("touchMove", place(page, 0.1, -0.5))
    touch("touchMove", place(page, 0.1, -0.6))
    touch("touchEnd")
    assert alters(saved(page))["Mia"]["answers"]["plek"] == "andere_dienst"
    tap(page, "remove")
    assert set(alters(saved(page))) == {"Els", "Jan"}
    small = page.evaluate("""[...document.querySelectorAll('.netlab-drawing button, .netlab-drawing .nd-touch')]
        .filter((b) => b.checkVisibility()).map((b) => b.getBoundingClientRect())
        .map((r) => Math.min(r.width, r.height)).sort((a, b) => a - b)[0]""")
    assert small >= 24  # WCAG 2.2, 2.5.8
    assert page.evaluate("document.documentElement.scrollWidth") <= 768
    context.close()


def test_among_marks_that_stand_close_the_nearest_to_the_hand_is_chosen(context, study):
    page = shown(context, study)
    for n in range(3):
        take = {
            "alter": f"aaaaa{n}",
            "name": f"Naam{n}",
            "x": 0.4 + 0.03 * n,
            "y": 0.3,
            "generators": [],
            "answers": {},
        }
        dr.save(study.folder, "P90", "start", {"what": "add", "about": {"alter": take}}, n, "t", study.codebook)
    begin(page)
    for n in range(3):
        page.mouse.click(*middle(page, f"Naam{n}"))  # 8 pixels apart, each with room for a finger
        assert key(page, "name").input_value() == f"Naam{n}"


SEEN = """() => {
    const e = document.activeElement;
    if (!e || !e.closest(".netlab-drawing")) return "nobody has the keys";
    const halo = e.querySelector(":scope > .nd-halo");
    const style = getComputedStyle(halo ?? e);
    const line = halo ? style.stroke : style.outlineStyle === "none" ? "none" : style.outlineColor;
    const box = e.getBoundingClientRect();
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return line === "rgb(0, 97, 154)" && inside ? "" : `${e.outerHTML.slice(0, 80)}: ${line}, ${inside}`;
}"""


def test_after_every_act_of_the_keyboard_it_can_be_seen_where_the_keys_are(context, study):
    page = shown(context, study)
    three(page)
    page.keyboard.press("Tab")

    def at(name):
        key(page, name).focus()

    def press(*keys):
        for one in keys:
            page.keyboard.press(one)
            assert page.evaluate(SEEN) == "", one

    page.locator(".nd-alter[tabindex='0']").focus()
    press("Enter", "ArrowUp", "Enter", "ArrowLeft", "F2", "Tab")
    at("close")  # the form goes: the keys are at whom it was about
    press("Enter")
    assert page.evaluate("Boolean(document.activeElement.alter)")
    page.keyboard.press("F2")
    at("answer nabijheid vaak")
    press("Space", "ArrowRight")
    at("answer nabijheid wipe")  # the cross goes with the answer
    press("Enter")
    assert page.evaluate("document.activeElement.dataset.key").startswith("answer nabijheid ")
    at("undo")
    again(lambda: press("Enter"), key(page, "undo").is_disabled)
    assert page.evaluate("document.activeElement.dataset.key") == "redo"
    again(lambda: press("Enter"), key(page, "redo").is_disabled)
    for left in (2, 1, 0):  # Jan lost his place with his answer: two are drawn
        if page.locator(".nd-alter").count() > left:
            page.locator(".nd-alter[tabindex='0']").focus()
            press("Delete")
    press("Tab", "Shift+Tab")
    assert [a["x"] for a in saved(page)["alters"]] == [None]  # Jan, whose answer on the ring was wiped
    assert page.wrong == []


def test_the_list_of_earlier_alters_and_wishing_work_with_the_keyboard(context, study):
    three(shown(context, study))
    page = shown(context, study, wave="einde")
    page.keyboard.press("Tab")

    go_to(page, keyed("next"))
    again(lambda: page.keyboard.press("Enter"), lambda: "Van de vorige keer" in page.inner_text(".nd-guide h3"))
    ids = {n: a["alter"] for n, a in alters(dr.load(study.folder, "P90", "start")).items()}
    for name, presses in (("Els", 0), ("Jan", 1), ("Piet", 2)):
        go_to(page, f"e.dataset.key?.startsWith('earlier start {ids[name]}')")
        page.keyboard.press("Space")
        for _ in range(presses):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")
    said = {e["alter"]: e["status"] for e in saved(page)["earlier"]}
    assert said == {ids["Els"]: "same", ids["Jan"]: "gone", ids["Piet"]: "not_mentioned"}
    go_to(page, "e.alter", back=True)
    page.keyboard.press("F2")
    go_to(page, keyed("wish"))
    page.keyboard.press("Enter")
    assert alters(saved(page))["Els"]["wished"] is True
    page.keyboard.press("Control+z")
    assert alters(saved(page))["Els"]["wished"] is False


def test_a_long_list_stays_where_it_was_scrolled_to_and_the_drawing_stays_in_view(context, study):
    steps = []
    for n in range(20):
        x, y = dr.place_in(n % 3, n // 3 % 3, 3, 3, n)
        alter = {"alter": f"a{n:05d}", "name": f"Naam {n}", "x": x, "y": y, "generators": [], "answers": {}}
        steps.append({"what": "add", "about": {"alter": alter}})
    dr.save(study.folder, "P90", "start", {"what": "several", "about": {"steps": steps}}, 0, "t", study.codebook)
    page = shown(context, study, wave="einde")
    again(key(page, "next").click, page.locator(".nd-earlier").count)
    page.keyboard.press("Tab")
    for n in (12, 19):
        key(page, f"earlier start a{n:05d} same").focus()
        page.keyboard.press("Space")
        assert page.evaluate("document.activeElement.dataset.key") == f"earlier start a{n:05d} same"
        seen = """() => { const [a, b] = [document.activeElement, document.querySelector(".nd-earlier")]
            .map((e) => e.getBoundingClientRect()); return a.top >= b.top && a.bottom <= b.bottom; }"""
        assert page.evaluate(seen), n
    assert len(saved(page)["alters"]) == 2
    mark(page, "Naam 19").click()
    key(page, "remove").scroll_into_view_if_needed()  # the end of a long form
    assert page.evaluate("document.querySelector('.nd-ego').getBoundingClientRect().top") > 0
    assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_no_accessibility_rule_of_axe_is_broken(context, study, lang):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page = shown(context, study, lang=lang)
    broken = []

    def look():
        found = axe.Axe().run(page, context=".netlab-drawing", options={"resultTypes": ["violations"]})
        broken.extend((v["id"], v["nodes"][0]["html"][:200]) for v in found.response["violations"])

    three(page)
    mark(page, "Els").click()
    for _ in range(5):  # every step of the guide, with someone's form beside it
        look()
        if not key(page, "next").is_disabled():
            key(page, "next").click()
    key(page, "mode connect").click()
    drag(page, middle(page, "Els"), middle(page, "Jan"))
    key(page, "mode move").click()
    saved(page)
    page.locator(".nd-hit").click()  # a tie is chosen
    key(page, "list").click()
    look()
    page.kernel.alive = False
    mark(page, "Els").click()
    key(page, "remove").click()
    page.wait_for_selector(".nd-state.nd-bad", timeout=20_000)
    look()
    page.close()
    page = shown(context, study, wave="einde", lang=lang)  # who was there before, and what the other page left behind
    again(key(page, "next").click, page.locator(".nd-earlier").count)
    page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    look()
    assert broken == []


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("width", [1280, 768, 390])
def test_the_drawing_can_be_read_at_every_width_in_both_languages_and_themes(browser, study, width, lang):
    context = browser.new_context(viewport={"width": width, "height": 1000})
    page = shown(context, study, lang=lang)
    three(page)
    mark(page, "Els").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    nameless = page.evaluate("""[...document.querySelectorAll(
        '.netlab-drawing :is(button, input, select, textarea, g[role])')].filter((e) => e.checkVisibility()
        && !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length)).map((e) => e.outerHTML)""")
    assert nameless == []
    SCREENS.mkdir(exist_ok=True)
    for theme in ("light", "dark"):
        page.evaluate(f"document.body.dataset.jpThemeLight = '{str(theme == 'light').lower()}'")
        found = contrasts(page)
        assert len(found) > 30
        assert found[0][0] >= 4.5, (theme, found[0])  # WCAG 2.2, 1.4.3
        page.screenshot(path=SCREENS / f"drawing_{lang}_{width}_{theme}.png", full_page=True)
    context.close()


def contrasts(page):
    """The least contrast of text in the panel with what is behind it, and where that is."""
    return page.evaluate(
        """() => {
        const rgb = (c) => c.match(/[\\d.]+/g).map(Number);
        const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
            .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
        const behind = (e) => {
            for (; e; e = e.parentElement) {
                if (e.closest("svg")) return rgb(getComputedStyle(document.querySelector(".nd-ring-4")).fill);
                const c = rgb(getComputedStyle(e).backgroundColor);
                if (c.length === 3 || c[3] === 1) return c;
            }
            return [255, 255, 255];
        };
        const found = [];
        for (const e of document.querySelectorAll(".netlab-drawing *")) {
            const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
            if (!own || !e.checkVisibility() || ["title", "OPTION"].includes(e.tagName)) continue;
            const text = e.closest("svg") ? getComputedStyle(e).fill : getComputedStyle(e).color;
            const ego = e.classList.contains("nd-egoname") && document.querySelector(".nd-ego");
            const back = ego ? rgb(getComputedStyle(ego).fill) : behind(e);
            const [a, b] = [light(rgb(text)), light(back)];
            const what = `${e.tagName} ${e.getAttribute("class")} ${e.textContent}`;
            found.push([(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), what]);
        }
        return found.sort((a, b) => a[0] - b[0]);
    }"""
    )


OVER = """() => {
    const canvas = document.querySelector(".nd-canvas").getBoundingClientRect();
    const boxes = [...document.querySelectorAll(".nd-svg :is(.nd-name, .nd-ringname, .nd-mark, .nd-ego)")].map((e) => {
        const { left, right, top, bottom } = e.getBoundingClientRect();
        const text = e.tagName === "text"; // the box of a text is higher than its letters
        return { what: e.textContent || e.getAttribute("class"), text, left: left + 1, right: right - 1,
            top: top + (text ? 3 : 1), bottom: bottom - (text ? 3 : 1) };
    });
    const wrong = [];
    boxes.forEach((a, n) => {
        if (a.left < canvas.left || a.right > canvas.right || a.top < canvas.top || a.bottom > canvas.bottom)
            wrong.push(`${a.what} is cut off`);
        for (const b of boxes.slice(n + 1))
            if ((a.text || b.text) && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
                wrong.push(`${a.what} over ${b.what}`);
    });
    return wrong;
}"""


@pytest.mark.parametrize(("width", "alters"), [(390, 8), (768, 25), (1280, 40)])
def test_no_name_lies_over_another_or_over_a_mark_and_none_is_cut_off(browser, study, width, alters):
    names = ("Els", "Mieke Vandenbroucke", "Wilhelmina-Alexandrina Vanderstraeten-Peeters", "Jan P.", "Ahmed El Amrani")
    steps = []
    for n in range(alters):
        x, y = dr.place_in(n % 3, n // 3 % 3, 3, 3, n)
        alter = {"alter": f"a{n:05d}", "name": names[n % 5], "x": x, "y": y, "generators": [], "answers": {}}
        steps.append({"what": "add", "about": {"alter": alter}})
    dr.save(study.folder, "P90", "start", {"what": "several", "about": {"steps": steps}}, 0, "t", study.codebook)
    context = browser.new_context(viewport={"width": width, "height": 1000})
    page = shown(context, study)
    assert page.locator(".nd-mark").count() == alters
    assert page.evaluate(OVER) == []
    page.locator(".nd-canvas").screenshot(path=SCREENS / f"drawing_names_{width}.png")
    context.close()
