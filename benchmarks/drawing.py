"""Dragging in the drawing: script time per frame with 60 alters and 400 ties beside that with 6 and 10.

`PYTHONPATH=tests/browser python benchmarks/drawing.py` draws both networks in Chromium, drags one alter through 120
frames, three times each, and prints the script's time per frame (the median) and their ratio, which may be at most 3;
and the time from letting go to saved.
"""

from __future__ import annotations

import random
import shutil
import statistics
import tempfile
from pathlib import Path

from page import saved, shown

from netlab import drawings as dr
from netlab.study import Study, open_study

ROOT = Path(__file__).parent.parent
FRAMES, TIMES, MOST, AIM = 120, 3, 3.0, 16.0
SIZES = {"P91": (6, 10), "P92": (60, 400)}
# how long a step is on its way, in milliseconds, kept in window.waited
WAITED = """() => {
    const root = document.querySelector(".netlab-drawing");
    let began = null;
    new MutationObserver(() => {
        if (root.dataset.pending !== "0" && began === null) began = performance.now();
        else if (root.dataset.pending === "0" && began !== null) window.waited = performance.now() - began;
    }).observe(root, { attributeFilter: ["data-pending"] });
}"""


def network(study: Study, ego: str, alters: int, ties: int) -> None:
    """A drawing with alters spread over rings and sectors, each tied to about as many others."""
    chance = random.Random(alters)
    steps = []
    for n in range(alters):
        x, y = dr.place_in(n % 3, n // 3 % 3, 3, 3, n)
        alter = {"alter": f"a{n:05d}", "name": f"Naam {n}", "x": x, "y": y, "generators": [], "answers": {}}
        steps.append({"what": "add", "about": {"alter": alter}})
    pairs = [(a, b) for a in range(alters) for b in range(a)]
    for a, b in chance.sample(pairs, ties):
        steps.append({"what": "tie", "about": {"source": f"a{a:05d}", "target": f"a{b:05d}", "type": "kent"}})
    dr.save(study.folder, ego, "start", {"what": "several", "about": {"steps": steps}}, 0, "bench", study.codebook)


def per_frame(context, study: Study, ego: str) -> tuple[float, float]:
    """Milliseconds of script per frame of a drag, as Chromium counts them; and from letting go to saved."""
    page = shown(context, study, ego)
    ties = page.kernel.widget.drawing["ties"]
    ids = [a["alter"] for a in page.kernel.widget.drawing["alters"]]
    count = {i: sum(i in (t["source"], t["target"]) for t in ties) for i in ids}
    usual = sorted(ids, key=lambda i: count[i])[len(ids) // 2]  # with as many ties as most
    name = next(a["name"] for a in page.kernel.widget.drawing["alters"] if a["alter"] == usual)
    box = page.locator(f".nd-alter[aria-label^='{name},'] .nd-mark").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.evaluate(WAITED)
    cdp = context.new_cdp_session(page)
    cdp.send("Performance.enable")

    def script() -> float:
        metrics = cdp.send("Performance.getMetrics")["metrics"]
        return next(m["value"] for m in metrics if m["name"] == "ScriptDuration")

    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 9, y + 9)
    page.wait_for_timeout(50)
    before = script()
    for n in range(FRAMES):
        page.mouse.move(x + (n % 40) - 20, y + (n % 30) - 15)
        page.evaluate("() => new Promise(requestAnimationFrame)")
    spent = 1000 * (script() - before) / FRAMES
    page.mouse.up()
    saved(page)
    waited = page.evaluate("window.waited")
    page.close()
    return spent, waited


def main() -> int:
    from playwright.sync_api import sync_playwright

    chromium = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
    if chromium is None:
        print("no Chromium: the drawing is not measured")
        return 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as p:
        shutil.copytree(ROOT / "data" / "voorbeeld", Path(folder) / "study")
        study = open_study(Path(folder) / "study")
        for ego, size in SIZES.items():
            network(study, ego, *size)
        browser = p.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 1280, "height": 1000})
        taken = [[per_frame(context, study, ego) for ego in SIZES] for _ in range(TIMES)]
        browser.close()
    few, many = (statistics.median(run[n][0] for run in taken) for n in range(len(SIZES)))
    answer = statistics.median(run[-1][1] for run in taken)
    ratio = f"ratio {many / few:.1f} (at most {MOST:.0f}; aim {AIM:.0f} ms)"
    print(f"script per drag frame: {few:.2f} ms (6 alters, 10 ties), {many:.2f} ms (60, 400), {ratio}")
    print(f"from letting go to saved with 60 alters and 400 ties: {answer:.0f} ms")
    return 0 if many <= MOST * few else 1


if __name__ == "__main__":
    raise SystemExit(main())
