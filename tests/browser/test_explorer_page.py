"""Exploring a study in JupyterLab: choices, clicks and a brush, by mouse, keys and finger, also on a slow machine."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import lab as jupyterlab
import pytest

from netlab.study import open_study

ROOT = Path(__file__).parent.parent.parent
SCREENS = ROOT / "screenshots"

pytestmark = pytest.mark.slow


# both figures are drawn, and each panel says what it is
THERE = """() => document.querySelectorAll('.netlab-explore .ne-code').length === 2
    && document.querySelectorAll('.netlab-explore .js-plotly-plot[role=img]').length === 2"""
# what a reader sees of each figure, and which one it is, at every frame until both are there
WATCH = """() => { window.early = [];
    const look = () => { for (const gd of document.querySelectorAll('.netlab-explore .js-plotly-plot'))
            if (gd.querySelector('.main-svg')) window.early.push(
                [getComputedStyle(gd.querySelector('.main-svg')).visibility, gd.layout?.meta ?? null]);
        if (document.querySelectorAll('.netlab-explore .ne-drawn').length < 2) requestAnimationFrame(look); };
    look(); }"""
SVG = "{http://www.w3.org/2000/svg}"


def explored(browser, lab, name, width=1280, lang="nl", names=False, theme="Light", slow=False, **window):
    """A page with the example study explored."""
    study = str(ROOT / "data/voorbeeld")
    source = f"import netlab as nl\nbox = nl.explore(nl.open_study({study!r}), {lang!r}, names={names})\nbox"
    jupyterlab.notebook(lab, name, source)
    context = browser.new_context(viewport={"width": width, "height": 2600}, accept_downloads=True, **window)
    context.set_default_timeout(90_000)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=lab[0])
    page = jupyterlab.opened(context, lab, name)
    page.evaluate(
        """async (theme) => { await window.jupyterapp.started;
            await window.jupyterapp.commands.execute('apputils:change-theme', {theme}); }""",
        f"JupyterLab {theme}",
    )
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    if slow:
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slow})
    page.evaluate(WATCH)
    jupyterlab.run(page, ".netlab-explore .ne-figure")
    page.wait_for_function(THERE, timeout=240_000)
    return page


def wrong(page):
    """What went wrong on a page; anywidget says of a widget that came late that it failed, and it was replaced."""
    return [error for error in page.errors if "Failed to initialize model" not in error]


def picture(page, label, below=True):
    """The picture that a button saves, as bytes, and its name."""
    with page.expect_download(timeout=120_000) as download:
        page.locator(".ne-below").nth(int(below)).get_by_role("button", name=label).click()
    return Path(download.value.path()).read_bytes(), download.value.suggested_filename


def broken_rules(page):
    """What axe finds wrong with the explorer itself: its choices, its panels and the frames of its figures."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(page, context=".netlab-explore", options={"resultTypes": ["violations"]})
    return [(v["id"], [n["html"][:200] for n in v["nodes"]][:3]) for v in found.response["violations"]]


def wait_heading(page, text, figure=0):
    """Until the figure is drawn whose title, as a screen reader says it, has this in it."""
    page.wait_for_function(
        """([text, n]) => document.querySelectorAll('.netlab-explore .ne-figure')[n]
            ?.querySelector('[role=img]')?.getAttribute('aria-label').includes(text)""",
        arg=[text, figure],
        timeout=90_000,
    )


def choice(page, label):
    return page.locator(f".netlab-explore .ne-row .widget-dropdown:has(label:text-is('{label}')) select")


def clicked(page, spot):
    """Click on a mark as a hand does: there first, then down."""
    box = spot.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2 - 1, box["y"] + box["height"] / 2)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(400)
    page.mouse.down()
    page.mouse.up()


def test_a_session_with_the_mouse_goes_from_the_group_to_a_participant_to_a_contact(browser, lab):
    page = explored(browser, lab, "mouse", names=True)
    SCREENS.mkdir(exist_ok=True)
    wait_heading(page, "P01")
    names = set(open_study(ROOT / "data/voorbeeld").networks.alters["name"].dropna())
    page.wait_for_function(  # a live session with names=True
        "names => names.some((name) => document.querySelector('.ne-figure').textContent.includes(name))",
        arg=sorted(names),
    )
    page.locator(".netlab-explore").screenshot(path=SCREENS / "explorer_1280.png")

    choice(page, "deelnemer").select_option("P04")
    wait_heading(page, "P04")
    marks = page.locator(".netlab-explore .ne-figure").first.locator(".scatterlayer .trace .points path.point")
    assert marks.count() > 10
    drawn = page.evaluate(
        """() => { const gd = document.querySelector('.netlab-explore .js-plotly-plot');
            const n = gd.data.findIndex((t) => t.name === 'alters' && t.visible !== false);
            return [n, gd.data[n].x.length, gd.data[n].uid]; }"""
    )
    clicked(page, page.locator(f".netlab-explore .ne-figure >> nth=0 >> .trace{drawn[2]} path.point >> nth=0"))
    page.wait_for_selector(".netlab-explore .ne-about h3", timeout=20_000)
    assert page.locator(".ne-about tbody tr").count() > 3
    title = page.locator(".ne-about h3").inner_text()
    assert any(name in title for name in names)
    page.locator(".netlab-explore").screenshot(path=SCREENS / "explorer_contact_1280.png")

    slopes = page.locator(".netlab-explore .ne-figure").nth(1)
    slopes.scroll_into_view_if_needed()
    # of all participants after, the one whose point is farthest from any other
    uid, nth, ego = page.evaluate(
        """() => { const gd = document.querySelectorAll('.netlab-explore .js-plotly-plot')[1];
            const after = gd.data.filter((t) => t.visible !== false && t.mode?.includes('markers') && t.customdata)
                .flatMap((t) => Array.from(t.y, (y, n) => [y, n % 3 === 1 ? t.customdata[n] : null, t.uid, n])
                    .filter((p) => p[1] && p[0] !== null));
            const alone = (p) => Math.min(...after.filter((q) => q !== p).map((q) => Math.abs(q[0] - p[0])));
            const [, who, uid, n] = after.reduce((a, b) => (alone(b) > alone(a) ? b : a));
            return [uid, 2 * ((n - 1) / 3) + 1, who]; }"""
    )
    clicked(page, slopes.locator(f".trace{uid} path.point").nth(nth))
    wait_heading(page, ego)
    assert choice(page, "deelnemer").input_value() == ego
    page.wait_for_function("who => document.querySelectorAll('.ne-status')[1].textContent.includes(who)", arg=ego)

    area = slopes.locator(".nsewdrag").first.bounding_box()
    page.mouse.move(area["x"] + 2, area["y"] + 2)
    page.mouse.down()
    page.mouse.move(area["x"] + 30, area["y"] + area["height"] / 3, steps=4)
    page.mouse.move(area["x"] + 40, area["y"] + area["height"] / 2, steps=4)
    page.mouse.up()
    page.wait_for_function(
        "document.querySelectorAll('.netlab-explore .widget-select-multiple option:checked').length > 0", timeout=20_000
    )
    brushed = page.eval_on_selector_all(".widget-select-multiple option:checked", "e => e.map((o) => o.textContent)")
    page.wait_for_function(f"document.querySelectorAll('.ne-code')[1].value.includes({json.dumps(brushed[0])})")
    assert "query" in page.locator(".ne-code").nth(1).input_value()
    page.wait_for_timeout(500)
    page.locator(".netlab-explore").screenshot(path=SCREENS / "explorer_brushed_1280.png")
    left = page.evaluate(
        """() => { const gd = document.querySelectorAll('.netlab-explore .js-plotly-plot')[1];
            return [(gd.layout.selections || []).length, gd.data.filter((t) => t.selectedpoints).length]; }"""
    )
    assert left == [0, 0]  # the next figure is not greyed by the brush

    page.get_by_role("button", name="Kopieer de code").nth(1).click()
    page.wait_for_function("document.querySelectorAll('.ne-status')[1].textContent === 'De code is gekopieerd.'")
    code = page.evaluate("navigator.clipboard.readText()")
    assert code == page.locator(".ne-code").nth(1).input_value()
    first, second = code.split("\n")  # two lines, which a fresh Python makes the same figure of
    ran = subprocess.run(
        [sys.executable, "-c", f"{first}\nprint(({second}).to_json())"], capture_output=True, text=True, cwd=ROOT
    )
    assert ran.returncode == 0, ran.stderr
    made = json.loads(ran.stdout)
    title = page.evaluate("document.querySelectorAll('.netlab-explore .js-plotly-plot')[1].layout.title.text")
    assert made["layout"]["title"]["text"] == title

    wide, high = (made["layout"][side] for side in ("width", "height"))
    svg, called = picture(page, "Bewaar als SVG")
    root = ElementTree.fromstring(svg)
    assert called.endswith(".svg")
    assert root.tag == SVG + "svg"
    assert [float(root.get(side)) for side in ("width", "height")] == [wide, high]
    assert brushed[0] in "".join(root.itertext())
    png, called = picture(page, "Bewaar als PNG")
    assert called.endswith(".png")
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (2 * wide, 2 * high)  # two pixels per point
    assert wrong(page) == []

    saved = jupyterlab.saved_notebook(page, lab, "mouse")
    assert "widget-state+json" in saved
    # a first name alone may stand in the code of plotly, which is saved too
    assert [n for n in names if " " in n and n in saved] == []
    page.context.close()


def test_on_a_wide_screen_the_explorer_stands_in_the_middle_and_its_drawing_is_larger(browser, lab):
    page = explored(browser, lab, "wide", width=2200, lang="en")
    SCREENS.mkdir(exist_ok=True)
    left, right, drawn = page.evaluate(
        """() => { const e = document.querySelector('.netlab-explore'), of = e.parentElement.getBoundingClientRect();
            const box = e.getBoundingClientRect();
            return [box.left - of.left, of.right - box.right, e.querySelector('.js-plotly-plot').layout.width]; }"""
    )
    assert left > 50
    assert abs(left - right) < 20  # a scroll bar
    assert drawn > 1400
    page.locator(".netlab-explore").screenshot(path=SCREENS / "explorer_2200.png")
    page.context.close()


def test_everything_can_be_chosen_with_the_keyboard_and_the_focus_is_seen(browser, lab):
    page = explored(browser, lab, "keys", width=768, lang="en")
    SCREENS.mkdir(exist_ok=True)
    wait_heading(page, "P01")
    assert page.evaluate(
        "() => { const e = document.querySelector('.netlab-explore'); return e.scrollWidth <= e.clientWidth + 1; }"
    )
    first = choice(page, "participant")
    first.focus()
    page.keyboard.press("ArrowDown")
    wait_heading(page, "P02")
    seen = []
    for _ in range(24):
        page.keyboard.press("Tab")
        at = page.evaluate(
            """() => { const e = document.activeElement; const s = getComputedStyle(e);
                return [e.closest('.netlab-explore') !== null, e.tagName, s.outlineStyle, parseFloat(s.outlineWidth),
                        (e.labels?.[0]?.textContent || e.getAttribute('aria-label') || e.textContent).trim()]; }"""
        )
        if at[0] and at[4]:
            seen.append(tuple(at[1:]))
    said = {label for *_, label in seen}
    wanted = {
        "from",
        "to",
        "drawing",
        "colour",
        "size",
        "Copy the code",
        "Save as SVG",
        "Save as PNG",
        "figure",
        "measure",
    }
    assert {w for w in wanted if not any(s.startswith(w) for s in said)} == set()
    assert any(s.startswith("contact") for s in said)
    assert [s for s in seen if s[1] == "none" or s[2] < 2] == []

    choice(page, "drawing").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_function("document.querySelector('.ne-code').value.includes('figures.overlay')")
    page.locator(".ne-pick select").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_selector(".ne-about h3")
    assert page.locator(".ne-about h3").inner_text().startswith("contact 1")  # nobody has a name here
    page.locator(".netlab-explore").screenshot(path=SCREENS / "explorer_768.png")

    choice(page, "figure").select_option("all networks in one")
    page.wait_for_function("document.querySelectorAll('.ne-code')[1].value.includes('cohort_overlay')")
    wait_heading(page, "between them", 1)
    page.locator(".netlab-explore .ne-figure").nth(1).screenshot(path=SCREENS / "explorer_cohort_768.png")
    assert wrong(page) == []
    page.context.close()


def test_on_a_phone_nothing_moves_sideways_and_a_finger_does_what_a_mouse_does(browser, lab):
    page = explored(browser, lab, "phone", width=390, lang="nl", theme="Dark", has_touch=True, is_mobile=True)
    inside = """() => { const e = document.querySelector('.netlab-explore');
        return [e.scrollWidth - e.clientWidth, document.documentElement.scrollWidth - innerWidth,
                [...e.querySelectorAll('.ne-row, .ne-below, .ne-figure')].slice(0, 3)
                    .map((part) => part.scrollWidth - part.clientWidth)]; }"""
    beyond, page_beyond, parts = page.evaluate(inside)
    assert (beyond, page_beyond, parts) <= (0, 0, [2, 2, 2])
    # a finger on a figure moves the page, and brushes nothing
    assert page.evaluate("document.querySelectorAll('.js-plotly-plot')[1].layout.dragmode") is False
    uid = page.evaluate(
        """() => { const gd = document.querySelector('.js-plotly-plot');
            return gd.data.find((t) => t.name === 'alters' && t.visible !== false).uid; }"""
    )
    page.locator(f".ne-figure >> nth=0 >> .trace{uid} path.point >> nth=0").tap(force=True)
    page.wait_for_selector(".ne-about h3")
    assert page.locator(".ne-about h3").inner_text().startswith("contact ")
    page.get_by_role("button", name="Kopieer de code").first.tap()
    page.wait_for_function("document.querySelector('.ne-status').textContent !== ''")
    assert page.evaluate("navigator.clipboard.readText()").startswith("import netlab as nl")
    beyond, page_beyond, parts = page.evaluate(inside)
    assert (beyond, page_beyond, parts) <= (0, 0, [2, 2, 2])
    page.locator(".netlab-explore").screenshot(path=SCREENS / "explorer_phone_dark.png")
    assert broken_rules(page) == []
    assert wrong(page) == []
    page.context.close()


def test_no_accessibility_rule_of_axe_is_broken(browser, lab):
    page = explored(browser, lab, "axe", width=1280, lang="en")
    page.locator(".ne-pick select").select_option(index=1)
    page.wait_for_selector(".ne-about h3")
    assert broken_rules(page) == []
    choice(page, "drawing").select_option("with the slider")
    slider = page.wait_for_selector(".ne-row [role=slider][aria-label=wave][aria-valuetext=Start]")
    slider.press("ArrowRight")
    page.wait_for_selector(".ne-row [role=slider][aria-valuetext=End]")
    page.wait_for_function("document.querySelector('.ne-code').value.includes(\"'P01', 'einde'\")")
    assert broken_rules(page) == []
    page.evaluate(
        "window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})",
    )
    page.wait_for_function("document.body.dataset.jpThemeLight === 'false'")
    assert broken_rules(page) == []
    page.context.close()


def test_on_a_slow_machine_the_figures_come_late_and_follow_all_the_same(browser, lab):
    """anywidget gives a script two seconds; plotly's, on a processor a tenth as fast, needs more.

    Until a figure is the one that was asked for, nobody sees it: plotly first draws axes of its own.
    """
    page = explored(browser, lab, "slow", slow=10)
    early = page.evaluate("window.early")
    assert {seen for seen, _ in early} == {"hidden", "visible"}
    assert {meta for seen, meta in early if seen == "visible"} & {None, 0} == set()
    choice(page, "deelnemer").select_option("P02")
    wait_heading(page, "P02")
    assert wrong(page) == []
    page.context.close()
