"""A report in a real browser: it asks nothing of any network, draws its figures, and they answer to a hand."""

from __future__ import annotations

from pathlib import Path

import pytest

SCREENS = Path(__file__).parent.parent.parent / "screenshots"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["nl", "en"])
def report(request, example_report):
    return request.param, example_report(request.param)


def opened(browser, path, width):
    context = browser.new_context(offline=True, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.asked, page.wrong = [], []
    page.on("request", lambda r: page.asked.append(r.url))
    page.on("console", lambda m: page.wrong.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: page.wrong.append(str(e)))
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-drawn]", timeout=30_000)
    return page


@pytest.mark.parametrize("width", [1280, 768, 390])
def test_every_figure_is_drawn_offline_and_nothing_is_wider_than_the_screen(browser, report, width):
    lang, path = report
    page = opened(browser, path, width)
    figures = page.locator("main figure").count()
    assert figures >= 8
    assert page.locator("main figure .main-svg").count() >= figures
    assert [u for u in page.asked if not u.startswith(("file:", "data:", "blob:"))] == []
    assert page.wrong == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    SCREENS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENS / f"report_{lang}_{width}.png", full_page=True)
    page.context.close()


def test_a_figure_answers_to_the_mouse(browser, report):
    _, path = report
    page = opened(browser, path, 1280)
    point = page.locator("main figure .scatterlayer .point").first
    point.scroll_into_view_if_needed()
    box = point.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector("main figure .hoverlayer .hovertext", timeout=5_000)
    page.context.close()


def test_the_list_of_contents_leads_to_its_section(browser, report):
    _, path = report
    page = opened(browser, path, 768)
    page.click("nav summary")
    page.click("nav a >> nth=2")
    page.wait_for_timeout(300)
    goal = page.evaluate(
        "document.querySelector('nav a:nth-child(1)') && document.querySelectorAll('h2')[2].getBoundingClientRect().top"
    )
    assert 0 <= goal < 300
    page.context.close()


def test_on_paper_every_figure_fits_a_sheet_and_what_was_folded_is_open(browser, report):
    _, path = report
    page = opened(browser, path, 1280)
    assert page.locator("main details.more:not([open])").count() > 0
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    sizes = page.evaluate(
        "[...document.querySelectorAll('main figure > div')].map(d => [d.getBoundingClientRect().height, "
        "d.getBoundingClientRect().width, parseFloat(getComputedStyle(d).zoom)])"
    )
    assert len(sizes) >= 8
    # a sheet of A4 within its margins is 261 × 178 mm: 986 × 672 pixels
    assert all(height <= 986 and width <= 672 for height, width, _ in sizes)
    assert all(zoom > 0.5 for *_, zoom in sizes)
    assert page.locator("main details.more:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("main details.more:not([open])").count() > 0
    page.context.close()


def test_the_name_of_a_figure_is_its_whole_sentence(browser, report):
    _, path = report
    page = opened(browser, path, 390)  # where sentences are broken into lines
    for figure in page.locator("main figure").all():
        name, shown = figure.get_attribute("aria-label"), figure.locator(".gtitle").text_content()
        assert name
        assert "".join(name.split()) in "".join(shown.split())
    page.context.close()
