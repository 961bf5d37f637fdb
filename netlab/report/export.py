"""An executed notebook as one HTML page that needs nothing else: no code, no request, plotly.js in it once."""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
from functools import cache
from pathlib import Path
from string import Template

import nbformat
from nbconvert import HTMLExporter
from plotly.offline import get_plotlyjs

from netlab.texts import say

HERE = Path(__file__).parent
PLOTLY = "application/vnd.plotly.v1+json"
NARROWER = "application/vnd.netlab.narrower+json"
HEADING = re.compile(r"<h2[^>]*>(.*?)</h2>", re.S)
PLACE = re.compile(r"<figure>(\d+)</figure>")
TITLE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.S)


@cache
def _packed_plotly() -> str:
    return base64.b64encode(gzip.compress(get_plotlyjs().encode(), mtime=0)).decode("ascii")


def _json(figure: dict) -> str:
    # "</" would end the script element that holds the figure, "<!--" would begin a comment in it
    return json.dumps(figure, ensure_ascii=False, separators=(",", ":"), sort_keys=True).replace("<", "\\u003c")


def _figure(number: int, data: dict) -> str:
    """The place of a figure with all its forms, the widest first; the script of the page draws the one that fits."""
    wide = data[PLOTLY]
    layout = wide.get("layout", {})
    title = re.sub(r"<br>\s*<span.*", "", layout.get("title", {}).get("text", ""), flags=re.S)  # without the subtitle
    label = re.sub(r"<[^>]+>", "", title.replace("<br>", " "))
    forms = [wide, *data.get(NARROWER, [])]
    scripts = "".join(f'<script type="application/json">{_json(form)}</script>' for form in forms)
    size = f"aspect-ratio:{layout.get('width', 700)}/{layout.get('height', 450)};max-width:{layout.get('width', 700)}px"
    name = html.escape(html.unescape(label), quote=True)
    return f'<figure id="figure-{number}" role="img" aria-label="{name}" style="{size}">{scripts}</figure>'


def _without_figures(notebook: nbformat.NotebookNode) -> tuple[nbformat.NotebookNode, list[str]]:
    """The notebook with an empty element in place of every plotly output, and the HTML of each figure.

    nbconvert parses its whole page once more; megabytes of figures are better put in afterwards.
    """
    figures: list[str] = []
    cells = []
    for cell in notebook.cells:
        outputs = []
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if PLOTLY in data:
                figures.append(_figure(len(figures) + 1, data))
                place = {"text/html": f"<figure>{len(figures)}</figure>"}
                output = nbformat.v4.new_output("display_data", data=place)
            outputs.append(output)
        cells.append(nbformat.NotebookNode({**cell, "outputs": outputs} if "outputs" in cell else cell))
    return nbformat.NotebookNode({**notebook, "cells": cells}), figures


def _with_places(article: str) -> tuple[str, str]:
    """The article with an id on every section heading, and the list of contents that leads to them."""
    titles = [re.sub(r"<[^>]+>", "", t) for t in HEADING.findall(article)]
    numbers = iter(range(1, len(titles) + 1))
    article = HEADING.sub(lambda m: f'<h2 id="section-{next(numbers)}">{m.group(1)}</h2>', article)
    contents = [f'<li><a href="#section-{n}">{title}</a></li>' for n, title in enumerate(titles, 1)]
    return article, "\n".join(contents)


def to_html(notebook: nbformat.NotebookNode, lang: str) -> str:
    """The page of an executed notebook.

    Outputs only, in one article with a list of contents; figures are drawn by plotly.js, which is packed into the page
    once. The page's own security policy forbids every request. The same notebook gives the same bytes.
    """
    exporter = HTMLExporter(
        template_name="netlab", extra_template_basedirs=[str(HERE / "templates")], exclude_anchor_links=True
    )
    ready, figures = _without_figures(notebook)
    article, contents = _with_places(exporter.from_notebook_node(ready)[0])
    article = PLACE.sub(lambda m: figures[int(m.group(1)) - 1], article)
    title = TITLE.search(article)
    parts = {name: (HERE / f"page.{name}").read_text(encoding="utf-8") for name in ("html", "css", "js")}
    return Template(parts["html"]).substitute(
        lang=lang,
        title=html.escape(html.unescape(re.sub(r"<[^>]+>", "", title.group(1) if title else "netlab"))),
        contents_label=say("report.contents", lang),
        no_script=say("report.no_script", lang),
        contents=contents,
        article=article,
        style=parts["css"],
        script=parts["js"],
        plotly=_packed_plotly(),
    )
