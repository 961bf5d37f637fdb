"""Pages without code in a real browser: each behind its own link, side by side, and nothing asked from elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from page import place
from session import until
from workshop import PATIENCE, come, opened

from netlab.drawings import load

ROOT = Path(__file__).parent.parent.parent
SCREENS = ROOT / "screenshots"
RESEARCHER = "Voor de onderzoeker (ziet iedereen)"
DRAWING = ".netlab-drawing[data-ready]"
ADD = "[data-key='mode add']"

pytestmark = pytest.mark.slow


class Visitor:
    """Someone with a browser of their own who has opened a link; what the page asked for is kept."""

    def __init__(self, browser, link, there, width=1024):
        self.context = browser.new_context(viewport={"width": width, "height": 900})
        self.page, self.asked, self.wrong = self.context.new_page(), [], []
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.page.on("websocket", lambda socket: self.asked.append(socket.url))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        opened(self.page, link, there)

    def elsewhere(self, link):
        host = link.partition("/open/")[0].partition("//")[2]
        return [u for u in self.asked if not u.startswith(("data:", "blob:")) and u.split("/")[2] != host]

    def adds(self, name, x, y):
        self.page.locator(ADD).click()
        self.page.locator(".nd-svg").scroll_into_view_if_needed()
        self.page.mouse.click(*place(self.page, x, y))
        self.page.keyboard.type(name)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(f".nd-alter[aria-label^='{name},']", timeout=PATIENCE)


def names(study, ego):
    drawing = load(study, ego, "start")
    return [] if drawing is None else [a["name"] for a in drawing["alters"]]


def test_two_participants_draw_at_once_each_their_own_and_no_request_leaves_their_pages(served, browser):
    study, links = served()
    one, other = (Visitor(browser, links[ego], DRAWING) for ego in ("P90", "P91"))
    one.adds("Zoë", 0.4, 0.3)
    other.adds("Mehmet", -0.4, 0.3)
    one.adds("Łukasz", 0.1, -0.6)
    assert until(lambda: (names(study, "P90"), names(study, "P91")) == (["Zoë", "Łukasz"], ["Mehmet"]), 60)
    for ego, visitor, another in (("P90", one, "Mehmet"), ("P91", other, "Zoë")):
        assert {entry["who"] for entry in load(study, ego, "start")["history"]} == {ego}
        assert ego in visitor.page.inner_text(".netlab-drawing")
        assert another not in visitor.page.content()
        assert any(u.startswith("ws://") for u in visitor.asked)
        assert visitor.elsewhere(links[ego]) == []
        assert "open" not in visitor.page.url  # the address in the history of the browser holds no token
        assert visitor.wrong == []
    SCREENS.mkdir(exist_ok=True)
    one.page.screenshot(path=SCREENS / "served_drawing.png")
    one.context.close()
    other.context.close()


def test_who_explores_sees_everybody_and_a_choice_draws_anew(served, browser):
    _, links = served()
    visitor = Visitor(browser, links[RESEARCHER], ".netlab-explore .main-svg", width=1280)
    page = visitor.page
    egos = page.locator(".netlab-explore select").first
    known = egos.locator("option").all_inner_texts()
    assert len(known) > 10
    figure = page.locator(".netlab-explore .js-plotly-plot").first
    title = figure.inner_text()
    egos.select_option(known[3])
    page.wait_for_function(
        "([before, ego]) => { const now = document.querySelector('.netlab-explore .js-plotly-plot').innerText;"
        " return now !== before && now.includes(ego); }",
        arg=[title, known[3]],
        timeout=PATIENCE,
    )
    assert visitor.elsewhere(links[RESEARCHER]) == []
    assert visitor.wrong == []
    SCREENS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENS / "served_exploring.png", full_page=True)
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(page, context=".netlab-explore", options={"resultTypes": ["violations"]})
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found.response["violations"]] == []
    visitor.context.close()


def test_a_page_that_waits_says_for_what_and_counts_the_seconds(served, browser):
    _, links = served()
    context = browser.new_context()
    page = context.new_page()
    page.route("**/voila/static/**", lambda route: None)  # the scripts of the page never come
    page.goto(links["P90"], wait_until="commit", timeout=PATIENCE)
    waiting = page.locator("#netlab-waiting")
    waiting.wait_for(state="visible", timeout=PATIENCE)
    assert "je pagina wordt klaargezet" in waiting.locator("[role=status]").inner_text()
    seconds = "Number(document.querySelector('#netlab-waiting [data-seconds]').textContent.split(' ')[0])"
    first = page.evaluate(seconds)
    page.wait_for_function(f"{seconds} > {first}", timeout=PATIENCE)
    page.evaluate("performance.now = () => 61000")  # a minute later
    page.wait_for_function(
        "document.querySelector('#netlab-waiting [role=status]').textContent.startsWith('Dit duurt lang.')",
        timeout=PATIENCE,
    )
    assert waiting.get_by_role("button", name="Laad opnieuw").is_visible()
    context.close()


def test_a_page_that_was_not_made_says_so_at_once_and_loads_again_with_a_button(served, browser):
    _, links = served()
    context = browser.new_context()
    page = context.new_page()
    address = links["P90"].partition("/open/")[0] + "/"

    def unmade(route):  # as a page ends when its kernel dies while it is made
        whole = route.fetch(timeout=PATIENCE).text()
        route.fulfill(body=whole.partition('<div cell-index="1">')[0], content_type="text/html; charset=utf-8")

    context.request.get(links["P90"], max_redirects=0)  # the cookie: what a link leads to cannot be changed on its way
    page.route(address, unmade, times=1)
    page.goto(address, wait_until="commit", timeout=PATIENCE)
    again = page.get_by_role("button", name="Laad opnieuw")
    again.wait_for(state="visible", timeout=PATIENCE)
    assert page.locator("#netlab-waiting").inner_text().startswith("Deze pagina kon niet geopend worden.")
    assert again.evaluate("b => b === document.activeElement")
    again.click()
    come(page, DRAWING)
    context.close()


def test_a_third_page_of_one_person_says_on_the_first_to_go_on_there(served, browser):
    _, links = served()
    context = browser.new_context()
    first, *others = (opened(context.new_page(), links["P91"], DRAWING) for _ in range(3))
    first.bring_to_front()
    again = first.get_by_role("button", name="Laad opnieuw")
    again.wait_for(state="visible", timeout=PATIENCE)
    assert "op een andere plek geopend; ga daar verder" in first.locator("#netlab-waiting").inner_text()
    for other in others:
        other.bring_to_front()
        assert other.locator("#netlab-waiting").count() == 0
    first.bring_to_front()
    again.click()
    come(first, DRAWING)
    context.close()


def test_without_the_link_the_address_shows_nothing(served, browser):
    _, links = served()
    context = browser.new_context()
    page = context.new_page()
    answer = page.goto(links["P90"].partition("/open/")[0], timeout=PATIENCE)
    assert answer.status == 403
    assert "eigen link" in page.inner_text("body")
    context.close()
