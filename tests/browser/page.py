"""The drawing on a page of its own: the real script in a browser, the real Python behind it, no Jupyter between."""

from __future__ import annotations

import base64
import time

from netlab.widgets.drawing import NetworkDrawing, draw

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


def begin(page, address="http://netlab.test/"):
    page.goto(address)
    page.evaluate(
        """text => { const s = document.createElement("script"); s.type = "text/plain"; s.dataset.widget = "";
        s.textContent = text; document.head.append(s); }""",
        str(NetworkDrawing._esm),
    )
    page.evaluate(START)
    page.wait_for_selector(".netlab-drawing[data-ready]")


def saved(page, timeout=5.0):
    """Wait until nothing is on its way any more; the drawing as it stands in its file."""
    page.wait_for_function("document.querySelector('.netlab-drawing').dataset.pending === '0'", timeout=timeout * 1000)
    time.sleep(0.02)
    return page.kernel.widget.drawing


def place(page, x, y):
    """Where a place of the drawing is on the screen."""
    box = page.locator(".nd-svg").bounding_box()
    side = page.evaluate("Number(document.querySelector('.nd-svg').getAttribute('viewBox').split(' ')[2])")
    rim = (side / 2 - 24) / 1.3 * box["width"] / side
    return box["x"] + box["width"] / 2 + rim * x, box["y"] + box["height"] / 2 - rim * y
