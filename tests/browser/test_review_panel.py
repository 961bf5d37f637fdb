"""Deciding who is who in JupyterLab, with a keyboard only: saved at once, undone, stopped and resumed."""

from __future__ import annotations

import csv
from pathlib import Path

import lab as jupyterlab
import nbformat
import pytest

from netlab.scaffold import new_study

SCREENS = Path(__file__).parent.parent.parent / "screenshots"
# in the study that `netlab new` makes: five questions about three participants, one with two candidates
LINKS = """ego,wave,alter,other_wave,other_alter,score,reason,status,by
P01,voor,1,na,2,1.00,zelfde naam,same,netlab
P01,voor,2,na,1,0.70,alleen voornaam,unsure,netlab
P01,voor,2,na,4,0.40,lijkt erop,unsure,netlab
P01,voor,4,na,5,0.35,zelfde functie,unsure,netlab
P02,voor,3,na,2,1.00,zelfde naam,same,netlab
P03,voor,3,na,3,0.80,zelfde voornaam,unsure,netlab
"""
NAMES = ("Anaïs", "Bram", "Chaima", "Dirk", "Elif", "Femke", "Gust", "Hanne", "Ilse", "Karim", "Mieke", "Noor")

pytestmark = pytest.mark.slow


RESTART = "async () => window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart()"


def opened(browser, lab, name, width=1280):
    return jupyterlab.opened(browser.new_context(viewport={"width": width, "height": 1000}), lab, name)


def run(page):
    jupyterlab.run(page, ".netlab-review .nr-proposal, .netlab-review .nr-end")


def notebook(lab, name, by=None, lang="nl", links=LINKS):
    """A study with open pairs and a notebook beside it that shows them; the path of its links.csv."""
    study = new_study(str(lab[2] / f"study_{name}"), "nl")
    (study / "links.csv").write_text(links, encoding="utf-8")
    source = (
        "from netlab import open_study\nfrom netlab.widgets import review_links\n"
        f"review_links(open_study('study_{name}'), lang={lang!r}, by={by!r})"
    )
    jupyterlab.notebook(lab, name, source, text=["Een tweede cel"])
    return study / "links.csv"


def decided(path):
    """(ego, alter, other_alter) → (status, by) of what people decided."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(r["ego"], r["alter"], r["other_alter"]): (r["status"], r["by"]) for r in rows if r["by"] != "netlab"}


def said(page, text):
    page.wait_for_function(
        "text => document.querySelector('.netlab-review .nr-said').textContent.includes(text)", arg=text, timeout=20_000
    )


def in_panel(page):
    return page.evaluate("Boolean(document.activeElement.closest('.netlab-review'))")


def shown(page):
    return page.inner_text(".netlab-review .nr-progress"), page.inner_text(".netlab-review .nr-cards")


def contrasts(page):
    """The least contrast of text with what is behind it, over all visible text of the panel, and where that is."""
    return page.evaluate(
        """() => {
        const rgb = (c) => c.match(/[\\d.]+/g).map(Number);
        const light = ([r, g, b]) => [r, g, b]
            .map((v) => v / 255)
            .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
        const behind = (e) => {
            for (; e; e = e.parentElement) {
                const c = rgb(getComputedStyle(e).backgroundColor);
                if (c.length === 3 || c[3] === 1) return c;
            }
            return [255, 255, 255];
        };
        const found = [];
        for (const e of document.querySelectorAll(".netlab-review *")) {
            const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
            if (!(own || e.tagName === "INPUT") || !e.checkVisibility()) continue;
            const [a, b] = [light(rgb(getComputedStyle(e).color)), light(behind(e))];
            found.push([(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), e.className + " " + e.textContent]);
        }
        return found.sort((a, b) => a[0] - b[0]);
    }"""
    )


@pytest.mark.parametrize("theme", ["Light", "Dark"])
@pytest.mark.parametrize("width", [1280, 768, 390])
def test_the_panel_can_be_read_in_both_themes_at_every_width(browser, lab, theme, width):
    name = f"look_{theme}_{width}"
    notebook(lab, name, by="RV", lang="nl" if theme == "Light" else "en")
    page = opened(browser, lab, name, width)
    page.evaluate(f"window.jupyterapp.commands.execute('apputils:change-theme', {{theme: 'JupyterLab {theme}'}})")
    page.wait_for_function(f"document.body.dataset.jpThemeLight === '{str(theme == 'Light').lower()}'")
    run(page)
    page.click(".netlab-review .nr-choices button:nth-child(2)")  # somebody else stands at the right: more that differs
    found = contrasts(page)
    assert len(found) > 30  # it looked at something
    assert found[0][0] >= 4.5, found[0]  # WCAG 2.2, 1.4.3
    assert page.locator(".netlab-review .nr-differs .nr-mark").first.inner_text() == "≠"  # not by colour alone
    sizes = page.evaluate("""[...document.querySelectorAll('.netlab-review button')]
        .map((b) => b.getBoundingClientRect()).map((r) => Math.min(r.width, r.height))""")
    assert min(sizes) >= 24  # WCAG 2.2, 2.5.8
    assert page.evaluate("""() => { const p = document.querySelector('.netlab-review');
        return p.scrollWidth <= p.clientWidth && p.getBoundingClientRect().right <= window.innerWidth; }""")
    SCREENS.mkdir(exist_ok=True)
    page.locator(".netlab-review").screenshot(path=SCREENS / f"review_{theme.lower()}_{width}.png")
    page.context.close()


def test_three_pairs_are_decided_with_the_keyboard_only_and_the_rest_waits(browser, lab):
    path = notebook(lab, "keys")
    page = opened(browser, lab, "keys")
    run(page)
    page.keyboard.press("Escape")
    for _ in range(30):
        if in_panel(page):
            break
        page.keyboard.press("Tab")
    assert in_panel(page), "the panel cannot be reached with Tab"
    while page.evaluate("document.activeElement.className") != "nr-pair":
        page.keyboard.press("Tab")
    progress, cards = shown(page)
    # by hand from LINKS: five questions (P01 1, 2 and 4; P02 3; P03 3)
    assert "van 5" in progress
    assert "nog 5 open" in progress

    page.keyboard.press("1")  # nobody decides yet: the panel asks who does
    said(page, "Vul eerst in wie beslist")
    assert decided(path) == {}
    page.keyboard.type("R1V")  # a figure in a name is a letter there, not a decision
    page.keyboard.press("Enter")
    said(page, "op naam van R1V")

    seen, before = [], {}
    for key, status in (("1", "same"), ("2", "different"), ("4", "gone")):
        _, cards = shown(page)
        page.keyboard.press(key)
        page.wait_for_function(
            "was => document.querySelector('.netlab-review .nr-cards').innerText !== was", arg=cards, timeout=20_000
        )
        now = decided(path)  # on disk as soon as the next pair is there
        new = {k: v for k, v in now.items() if k not in before}
        assert (status, "R1V") in new.values()
        seen.append(new)
        before = now
    page.keyboard.press("ArrowLeft")  # what is decided can be seen again, and not be decided twice
    page.wait_for_selector(".netlab-review .nr-decided")
    assert not page.locator(".netlab-review .nr-decide").is_visible()
    assert not page.locator(".netlab-review .nr-others").is_visible()
    page.keyboard.press("1")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".netlab-review .nr-decide", state="visible")
    assert decided(path) == before

    page.keyboard.press("u")
    said(page, "Ongedaan gemaakt")
    assert decided(path) == {k: v for k, v in before.items() if k not in seen[-1]}
    SCREENS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENS / "review_keys.png")

    left = page.inner_text(".netlab-review .nr-progress")
    page.keyboard.press("Escape")  # back to the notebook, whose own keys work again
    assert not in_panel(page)
    saved = jupyterlab.saved_notebook(page, lab, "keys")
    # the state of the widget is saved with the notebook, and nobody is in it; the cells are what they were
    assert "widget-state+json" in saved
    assert [n for n in (*NAMES, "R1V") if n in saved] == []
    cells = nbformat.reads(saved, as_version=4).cells
    assert [(c.cell_type, c.source.split("\n")[0]) for c in cells] == [
        ("code", "from netlab import open_study"),
        ("markdown", "Een tweede cel"),
    ]

    page.reload(timeout=jupyterlab.LOADING)  # the page is gone, the kernel is not: the panel comes back where it was
    page.wait_for_selector(".netlab-review .nr-proposal", timeout=60_000)
    assert page.inner_text(".netlab-review .nr-progress") == left

    page.evaluate(RESTART)  # the kernel is gone too: only what is in links.csv is left
    run(page)
    progress, _ = shown(page)
    open_left = left.split("nog ")[1].split(" ")[0]
    assert f"van {open_left}" in progress
    assert f"nog {open_left} open" in progress
    page.context.close()
