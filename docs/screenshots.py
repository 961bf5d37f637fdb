"""`make screenshots`: the pictures of drawing, exploring and the report that README.md and LEESMIJ.md show."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import workshop  # as the browser tests start `netlab serve`: PYTHONPATH=tests/browser
from conftest import CHROMIUM, FLAGS
from playwright.sync_api import sync_playwright

from netlab.drawings import place_in, rings, save, sectors
from netlab.report import run
from netlab.study import Study, open_study

ROOT = Path(__file__).parent.parent
PICTURES = Path(__file__).parent / "pictures"
EGO, WAVE = "P14", "einde"
WIDTH, HEIGHT, LONG = 1100, 850, 1300
LARGEST = 250_000  # bytes
PATIENCE = 180_000  # milliseconds


def drawn(study: Study) -> None:
    """The network of one participant of the example as a drawing, contact by contact, as a hand would make it."""
    book, networks = study.codebook, study.networks.of([EGO], [WAVE])
    rims, parts = rings(book), sectors(book)
    strength, sector = book.one("strength"), book.sector
    assert strength is not None
    assert sector is not None
    base = 0

    def step(what: str, **about: Any) -> None:
        nonlocal base
        base = save(study.folder, EGO, WAVE, {"what": what, "about": about}, base, EGO, book).drawing["version"]

    places: dict[tuple[int, int], int] = {}
    for row in networks.alters.to_dict("records"):
        x, y = None, None
        if row[strength.column] in rims and row[sector.column] in parts:  # else it is only named so far
            at = rims.index(row[strength.column]), parts.index(row[sector.column])
            nth = places[at] = places.get(at, -1) + 1
            x, y = place_in(*at, len(rims), len(parts), nth)
        known = {"alter": row["alter"], "name": row["name"], "x": x, "y": y, "wished": False}
        step("add", alter={**known, "generators": [book.generators[0].id], "answers": {}})
    for tie in networks.ties.to_dict("records"):
        step("tie", source=tie["source"], target=tie["target"], type=tie["type"])


def picture(
    browser: Any, address: str, ready: str, to: Path, then: Callable[[Any], None] = lambda _: None, height: int = HEIGHT
) -> None:
    """A picture of what stands behind an address, once this selector is there and nothing moves any more."""
    context = browser.new_context(viewport={"width": WIDTH, "height": height}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(address, wait_until="commit", timeout=PATIENCE)
    page.locator(ready).first.wait_for(state="visible", timeout=PATIENCE)
    page.wait_for_selector("#netlab-waiting", state="detached", timeout=PATIENCE)
    then(page)
    page.evaluate("document.fonts.ready")
    before = b""
    for _ in range(40):
        now = page.screenshot(animations="disabled", caret="hide")
        if now == before:
            break
        before = now
        page.wait_for_timeout(500)
    context.close()
    if len(now) > LARGEST:
        raise SystemExit(f"{to.name}: {len(now):,} bytes, more than {LARGEST:,}.")
    to.write_bytes(now)
    print(f"{to.relative_to(ROOT)}: {len(now) // 1000} kB")


def explored(page: Any) -> None:
    """Choose the same participant as in the other pictures, and wait for this figure."""
    page.locator(".netlab-explore select").first.select_option(EGO)
    page.wait_for_function(
        f"document.querySelector('.netlab-explore .main-svg').parentNode.textContent.includes('{EGO}')"
    )


def main() -> int:
    """Take the three pictures in both languages."""
    if CHROMIUM is None:
        print("no Chromium: `sh setup.sh --browser` installs it where it can", file=sys.stderr)
        return 1
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        folder = Path(made) / "voorbeeld"
        shutil.copytree(ROOT / "data" / "voorbeeld", folder)
        pages = {lang: run("3_compare", folder, Path(made) / f"{lang}.html", lang=lang) for lang in ("nl", "en")}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for lang, report in pages.items():
            picture(browser, report.as_uri(), "html[data-drawn]", PICTURES / f"report_{lang}.png", height=LONG)
        for lang in pages:
            with workshop.started(folder, WAVE, "--ego", EGO, "--lang", lang) as links:
                (other,) = [link for who, link in links.items() if who != EGO]
                picture(browser, other, ".netlab-explore .main-svg", PICTURES / f"exploring_{lang}.png", explored)
        drawn(open_study(folder))
        for lang in pages:
            with workshop.started(folder, WAVE, "--ego", EGO, "--lang", lang) as links:
                picture(browser, links[EGO], ".netlab-drawing[data-ready]", PICTURES / f"drawing_{lang}.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
