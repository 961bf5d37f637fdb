"""Exploring a study in JupyterLab: choices, clicks and a brush, by mouse and by keyboard, at two widths."""

from __future__ import annotations

import json
from pathlib import Path

import lab as jupyterlab
import pytest

from netlab.study import open_study

ROOT = Path(__file__).parent.parent.parent
SCREENS = ROOT / "screenshots"

pytestmark = pytest.mark.slow


def explored(browser, lab, name, width=1280, lang="nl", names=False):
    """A page with the example study explored."""
    study = str(ROOT / "data/voorbeeld")
    source = f"import netlab as nl\nbox = nl.explore(nl.open_study({study!r}), {lang!r}, names={names})\nbox"
    jupyterlab.notebook(lab, name, source)
    context = browser.new_context(viewport={"width": width, "height": 2600}, accept_downloads=True)
    page = jupyterlab.opened(context, lab, name)
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    jupyterlab.run(page, ".netlab-explore .ne-figure")
    page.wait_for_function("document.querySelectorAll('.netlab-explore .ne-code').length === 2", timeout=90_000)
    return page


def wait_heading(page, text, figure=0):
    page.wait_for_function(
        """([text, n]) => document.querySelectorAll('.netlab-explore .ne-figure')[n]
            ?.querySelector('.gtitle')?.textContent.includes(text)""",
        arg=[text, figure],
        timeout=30_000,
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
    page.locator(".netlab-explore").screenshot(path=SCREENS / "explorer_1280.png")
    wait_heading(page, "P01")
    names = set(open_study(ROOT / "data/voorbeeld").networks.alters["name"].dropna())
    shown = page.locator(".netlab-explore .ne-figure").first.inner_text()
    assert any(name in shown for name in names)  # a live session with names=True

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
    # P10 named 14 people at the end, more than anybody: no other point is near its own
    uid, ego = page.evaluate(
        """() => { const gd = document.querySelectorAll('.netlab-explore .js-plotly-plot')[1];
            const t = gd.data.find((t) => t.name === 'rose' && t.visible !== false);
            return [t.uid, t.customdata.indexOf('P10') / 3]; }"""
    )
    clicked(page, slopes.locator(f".trace{uid} path.point").nth(2 * int(ego) + 1))
    wait_heading(page, "P10")
    assert choice(page, "deelnemer").input_value() == "P10"

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

    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name="Bewaar als SVG").first.click()
    assert Path(download.value.path()).read_text(encoding="utf-8").startswith("<svg")
    assert page.errors == []

    saved = jupyterlab.saved_notebook(page, lab, "mouse")
    assert "widget-state+json" in saved
    # a first name alone may stand in the code of plotly, which is saved too
    assert [n for n in names if " " in n and n in saved] == []
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
    page.wait_for_timeout(400)
    page.locator(".netlab-explore .ne-figure").nth(1).screenshot(path=SCREENS / "explorer_cohort_768.png")
    for plot in ("kept, lost, new", "all drawings, small", "dots: one wave"):
        choice(page, "figure").select_option(plot)
        page.wait_for_timeout(700)
        page.locator(".netlab-explore .ne-figure").nth(1).screenshot(path=SCREENS / f"explorer_{plot[:4]}_768.png")
    assert page.errors == []
    page.context.close()
