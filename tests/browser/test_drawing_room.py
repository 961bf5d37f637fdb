"""A drawing in its window: seen whole with its tools and names, in a reader's own colours, on a telephone."""

from __future__ import annotations

import pytest
from page import SCREENS, alters, key, mark, middle, photo, place, saved, shown, three

from netlab import drawings as dr

pytestmark = pytest.mark.slow

BOXES = """() => Object.fromEntries(["netlab-drawing", "nd-tools", "nd-tray", "nd-svg", "nd-side"].map((name) => {
    const { left, right, top, bottom } = document.querySelector(`.${name}`).getBoundingClientRect();
    return [name.split("-").at(-1), { left, right, top, bottom }];
}))"""


@pytest.mark.parametrize(("width", "height"), [(1366, 650), (1280, 900), (1024, 768), (1920, 1080)])
def test_drawing_tools_and_names_without_a_place_are_seen_at_once(browser, study, width, height):
    context = browser.new_context(viewport={"width": width, "height": height})
    page = shown(context, study)
    key(page, "next").click()
    key(page, "names").fill("Els\nJan\nPiet\nMia")
    key(page, "add-names").click()
    saved(page)
    page.wait_for_function("document.querySelector('.nd-svg').getBoundingClientRect().bottom <= innerHeight")
    at = page.evaluate(BOXES)
    assert (
        0 <= at["tools"]["top"] < at["tools"]["bottom"] <= at["tray"]["top"] < at["tray"]["bottom"] <= at["svg"]["top"]
    )
    assert at["svg"]["bottom"] - at["svg"]["top"] >= 400
    assert at["svg"]["right"] <= at["side"]["left"]
    assert at["drawing"]["left"] == pytest.approx(
        width - at["drawing"]["right"], abs=1
    )  # in the middle of a wide window
    if width == 1920:
        assert at["svg"]["bottom"] - at["svg"]["top"] > 760  # and larger where there is room
    key(page, "next").click()
    mark_at = place(page, 0.45, 0.25)
    page.mouse.click(*mark_at)  # the first of the names was chosen
    saved(page)
    assert middle(page, "Els") == pytest.approx(mark_at, abs=2)
    page.set_viewport_size({"width": width, "height": height + 120})
    page.wait_for_function(f"document.querySelector('.nd-svg').getBoundingClientRect().bottom > {height - 60}")
    page.wait_for_function(f"document.querySelector('.nd-svg').getBoundingClientRect().bottom <= {height + 120}")
    assert page.wrong == []
    context.close()


def test_a_name_typed_twice_at_once_is_said_and_both_stay(context, study):
    page = shown(context, study)
    key(page, "next").click()
    key(page, "names").fill("Els\nBert\nBert\n bert ")
    key(page, "add-names").click()
    assert [a["name"] for a in saved(page)["alters"]] == ["Els", "Bert", "Bert", "bert"]
    said = page.inner_text(".nd-said")
    assert "Bert" in said
    assert "Els" not in said


def test_a_name_cannot_be_emptied_the_old_one_comes_back_and_that_is_said(context, study):
    page = shown(context, study)
    three(page)
    mark(page, "Els").click()
    key(page, "name").fill("")
    page.wait_for_timeout(700)  # longer than a hand rests before what is typed counts
    assert key(page, "name").input_value() == ""  # nobody is disturbed while typing
    page.keyboard.press("Tab")
    assert key(page, "name").input_value() == "Els"
    assert "mag niet leeg zijn" in page.inner_text(".nd-said.nd-bad")
    key(page, "name").fill("Elsje")
    page.keyboard.press("Tab")
    assert set(alters(saved(page))) == {"Elsje", "Jan", "Piet"}
    assert page.wrong == []


def test_while_a_photo_is_calibrated_what_to_click_stands_beside_it_and_nothing_else_is_asked(browser, study):
    context = browser.new_context(viewport={"width": 1366, "height": 650})
    page = shown(context, study)
    three(page)
    key(page, "next").click()
    key(page, "names").fill("Mia")
    mark(page, "Els").click()
    key(page, "paper").click()
    data = photo(1188, 840)
    key(page, "file").set_input_files({"name": "blad.png", "mimeType": "image/png", "buffer": data})
    page.wait_for_selector(".nd-photo")
    box = page.locator(".nd-photo").bounding_box()
    assert box["y"] + box["height"] <= 650
    for n, corner in enumerate(("linksboven", "rechtsboven", "rechtsonder", "linksonder")):
        sentence = page.locator(".nd-marking .nd-prompt")
        assert corner in sentence.inner_text()
        assert 0 <= sentence.bounding_box()["y"] < 650
        page.mouse.click(box["x"] + 30 + n, box["y"] + 30)  # all of them on one line: no sheet has its corners there
        assert page.locator(".nd-photo").bounding_box() == box
    assert page.locator(".nd-guide").is_hidden()
    assert page.locator(".nd-about").is_hidden()
    key(page, "mark-done").click()
    assert "passen niet" in page.inner_text(".nd-marking .nd-bad")
    key(page, "mark-stop").click()
    assert page.locator(".nd-guide").is_visible()
    assert key(page, "names").input_value() == "Mia"  # what was typed is still there
    assert page.wrong == []
    context.close()


RATIO = """(selectors) => {
    const light = (c) => c.match(/[\\d.]+/g).slice(0, 3).map((v) => v / 255)
        .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const [text, ground] = selectors.map(([one, what]) => light(getComputedStyle(document.querySelector(one))[what]));
    return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
}"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_in_a_reader_s_own_colours_the_words_are_read_and_what_is_pressed_is_seen(browser, study, theme):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, forced_colors="active", color_scheme=theme)
    page = shown(context, study)
    three(page)
    for words in (".nd-sector", ".nd-ringname", ".nd-name"):
        # 4.5: WCAG 2.2, 1.4.3; the page itself has the reader's ground
        assert page.evaluate(RATIO, [[words, "fill"], [".netlab-drawing", "backgroundColor"]]) >= 4.5, words
    pressed, other = "[data-key='mode move']", "[data-key='mode add']"
    for two in (
        [[pressed, "backgroundColor"], [other, "backgroundColor"]],
        [[pressed, "backgroundColor"], [pressed, "color"]],
    ):
        assert page.evaluate(RATIO, two) >= 3  # WCAG 2.2, 1.4.11
    SCREENS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENS / f"drawing_forced_{theme}.png")
    context.close()


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_on_a_telephone_the_tools_stand_in_one_line_and_an_answer_is_wiped_beside_its_question(browser, study, lang):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = shown(context, study, lang=lang)
    tops = page.evaluate("[...document.querySelectorAll('.nd-tools button')].map((b) => b.getBoundingClientRect().top)")
    assert len(set(tops)) == 1
    undo = key(page, "undo")
    assert undo.get_attribute("aria-label") in ("Ongedaan maken", "Undo")
    three(page)
    mark(page, "Els").tap()
    wipe, question = (
        key(page, "answer nabijheid wipe"),
        page.locator("fieldset:has(> .nd-radios [data-key='answer nabijheid soms']) legend"),
    )
    line, cross = question.bounding_box(), wipe.bounding_box()
    assert line["y"] - 6 <= cross["y"] <= line["y"] + 6
    assert cross["x"] + cross["width"] == pytest.approx(line["x"] + line["width"], abs=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    wipe.tap()
    assert alters(saved(page))["Els"]["answers"]["nabijheid"] is None
    context.close()


def test_many_names_without_a_place_leave_the_drawing_in_sight_and_a_finger_pushes_them_along(browser, study):
    steps = [
        {"what": "add", "about": {"alter": {"alter": f"a{n:05d}", "name": f"Naam {n}", "x": None, "y": None,
                                            "generators": [], "answers": {}}}}
        for n in range(30)
    ]  # fmt: skip
    dr.save(study.folder, "P90", "start", {"what": "several", "about": {"steps": steps}}, 0, "t", study.codebook)
    for width, height, touch in ((1280, 800, False), (390, 844, True)):
        context = browser.new_context(viewport={"width": width, "height": height}, has_touch=touch, is_mobile=touch)
        page = shown(context, study)
        tray = page.locator(".nd-tray")
        assert tray.bounding_box()["height"] <= 100
        box = page.locator(".nd-svg").bounding_box()
        assert box["y"] + box["height"] <= height
        scrolls = "e => [e.scrollWidth > e.clientWidth, e.scrollHeight > e.clientHeight]"
        assert tray.evaluate(scrolls) == [touch, not touch]
        page.locator(".nd-chip").last.scroll_into_view_if_needed()
        page.locator(".nd-chip").last.click()
        chip, seen = page.locator(".nd-chip").last.bounding_box(), tray.bounding_box()
        assert seen["x"] <= chip["x"] <= seen["x"] + seen["width"] - chip["width"]  # it stays where it was pushed to
        assert seen["y"] <= chip["y"] <= seen["y"] + seen["height"] - chip["height"]
        page.mouse.click(*place(page, 0.2, 0.5))
        assert alters(saved(page))["Naam 29"]["x"] == pytest.approx(0.2, abs=0.02)
        page.keyboard.press("Control+z")
        saved(page)
        context.close()
