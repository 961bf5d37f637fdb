"""The drawing on a page of its own: the real script in a browser, the real Python behind it, no Jupyter between."""

from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path

from netlab.widgets.drawing import NetworkDrawing, draw

SCREENS = Path(__file__).parent.parent.parent / "screenshots"

PAGE = """<!doctype html><html lang="{lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>netlab</title><style>{css} body {{ margin: 0; }}</style><main id="here"></main></html>"""
START = """async () => {
    const script = document.querySelector("script[data-widget]").textContent;
    const widget = (await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })))).default;
    const heard = [];
    const bytes = (text) => { const raw = atob(text); const made = new Uint8Array(raw.length);
        for (let n = 0; n < raw.length; n++) made[n] = raw.charCodeAt(n); return made; };
    const model = {
        get: () => "",
        on: (_, f) => heard.push(f),
        off: (_, f) => heard.splice(heard.indexOf(f), 1),
        send: async (message, __, buffers = []) => {
            const text = (b) => Array.from(new Uint8Array(b), (c) => String.fromCharCode(c)).join("");
            const sent = buffers.map((b) => btoa(text(b)));
            for (const [answer, back] of await window.toPython(message, sent))
                for (const f of [...heard]) f(answer, back.map(bytes));
        },
    };
    window.fromPython = (answer) => { for (const f of [...heard]) f(answer, []); };
    window.away = widget.render({ model, el: document.getElementById("here") });
}"""


class Kernel:
    """Python behind the page; `alive` false is a kernel that died: it hears nothing and answers nothing."""

    def __init__(self, widget: NetworkDrawing):
        self.widget, self.alive, self.heard = widget, True, []

    def hear(self, message, buffers):
        if not self.alive:
            return []
        self.heard.append(message)
        answers = []
        self.widget.send = lambda content, sent=None: answers.append((content, sent or []))
        self.widget._heard(self.widget, message, [memoryview(base64.b64decode(b)) for b in buffers])
        return [(a, [base64.b64encode(bytes(b)).decode() for b in sent]) for a, sent in answers]


def shown(context, study, ego="P90", wave="start", lang="nl", address="http://netlab.test/", **more):
    """A page with the drawing of this ego; `page.kernel.widget` is the Python side."""
    page = context.new_page()
    page.kernel = Kernel(draw(study, ego, wave, lang, **more))
    page.wrong = []
    page.on("pageerror", lambda e: page.wrong.append(str(e)))
    page.on("console", lambda m: page.wrong.append(m.text) if m.type == "error" else None)
    page.expose_function("toPython", lambda message, buffers: page.kernel.hear(message, buffers))
    css = str(NetworkDrawing._css)
    page.route("**/*", lambda r: r.fulfill(body=PAGE.format(css=css, lang=lang), content_type="text/html"))
    begin(page, address)
    return page


def begin(page, address="http://netlab.test/", answered=True):
    """Open the page, until it can be drawn in where Python answers."""
    page.goto(address)
    page.evaluate(
        """text => { const s = document.createElement("script"); s.type = "text/plain"; s.dataset.widget = "";
        s.textContent = text; document.head.append(s); }""",
        str(NetworkDrawing._esm),
    )
    page.evaluate(START)
    if answered:
        page.wait_for_selector(".netlab-drawing[data-ready]")


def saved(page, timeout=5.0):
    """Wait until nothing is on its way any more; the drawing as it stands in its file."""
    page.wait_for_function("document.querySelector('.netlab-drawing').dataset.pending === '0'", timeout=timeout * 1000)
    return page.kernel.widget.drawing


def place(page, x, y):
    """Where a place of the drawing is on the screen."""
    box = page.locator(".nd-svg").bounding_box()
    side = page.evaluate("Number(document.querySelector('.nd-svg').getAttribute('viewBox').split(' ')[2])")
    rim = (side / 2 - 24) / 1.3 * box["width"] / side
    return box["x"] + box["width"] / 2 + rim * x, box["y"] + box["height"] / 2 - rim * y


def alters(drawing):
    return {a["name"]: a for a in drawing["alters"]}


def tied(drawing):
    names = {a["alter"]: a["name"] for a in drawing["alters"]}
    return {frozenset((names[t["source"]], names[t["target"]])) for t in drawing["ties"]}


def mark(page, name):
    return page.locator(f".nd-alter[aria-label^='{name},'] .nd-mark")


def middle(page, name):
    box = mark(page, name).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page, start, end):
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    page.mouse.move(*end)
    page.mouse.up()


def key(page, name):
    return page.locator(f"[data-key='{name}']")


def add_at(page, name, x, y):
    key(page, "mode add").click()
    page.mouse.click(*place(page, x, y))
    page.keyboard.type(name)
    page.keyboard.press("Enter")


def again(act, done, most=120):
    """Do something until it is done; fail where it never is."""
    for _ in range(most):
        if done():
            return
        act()
    raise AssertionError(f"not done after {most} times")


def go_to(page, test, back=False):
    """Press Tab until this holds of the element `e` that has the keys."""
    there = f"(() => {{ const e = document.activeElement; return Boolean({test}); }})()"
    again(lambda: page.keyboard.press("Shift+Tab" if back else "Tab"), lambda: page.evaluate(there))


def keyed(name):
    """What holds of the element with this key."""
    return f"e.dataset.key === {name!r}"


ON_MARK = "e.alter && e.closest('svg')"  # the keys are at somebody in the drawing


def finger(page):
    """A finger on this page: a function of what it does and where."""
    cdp = page.context.new_cdp_session(page)

    def does(what, at=None):
        points = [] if at is None else [{"x": at[0], "y": at[1]}]
        cdp.send("Input.dispatchTouchEvent", {"type": what, "touchPoints": points})
        if what == "touchEnd":  # a tap within some 300 ms counts as the end of this movement, and clicks nothing
            page.wait_for_timeout(600)

    return does


def tap(page, name):
    """Tap a key as a finger does, once it is in view; Chromium may let one fall where the page was before it moved."""
    there = key(page, name)
    there.scroll_into_view_if_needed()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")
    there.tap()


def three(page):
    """Els and Jan in the ring `vaak`, own team and outside; Piet in `soms`, other departments."""
    add_at(page, "Els", 0.45, 0.25)
    add_at(page, "Jan", -0.45, 0.25)
    add_at(page, "Piet", 0.0, -0.85)
    key(page, "mode move").click()
    return saved(page)


def photo(width=600, height=424, dots=()):
    """A white PNG with black squares of nine pixels at these points."""
    pixels = bytearray(b"\xff" * width * height)
    for px, py in dots:
        for y in range(round(py) - 4, round(py) + 5):
            for x in range(round(px) - 4, round(px) + 5):
                pixels[y * width + x] = 0
    rows = b"".join(b"\x00" + bytes(pixels[y * width : (y + 1) * width]) for y in range(height))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def scanned_pdf(megabytes=12):
    """A PDF of one page with a scan in it of at least so many MB: grey noise, which no format makes small."""
    import io

    import numpy as np
    from PIL import Image

    side = round((megabytes * 1e6) ** 0.5)
    noise = np.random.default_rng(1).integers(0, 256, (side, side), dtype=np.uint8)
    written = io.BytesIO()
    Image.fromarray(noise).save(written, format="PDF", quality=95)
    data = written.getvalue()
    return data + b"\n%" + b" " * max(0, round(megabytes * 1e6) - len(data))  # a remark, as far as it lacks
