"""A page while it is made: part by part as Voilà has them, and where that fails, an end that says what to do."""

from __future__ import annotations

import json
import os
import re
from collections.abc import AsyncIterator
from html import escape
from pathlib import Path
from typing import Any

from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from voila.notebook_renderer import NotebookRenderer
from voila.tornado.handler import TornadoVoilaHandler
from voila.utils import get_page_config

from netlab.serving.kernels import VISITOR
from netlab.serving.visitors import Visitor
from netlab.texts import say

OUTSIDE = re.compile(r"<link[^>]*\bhref=[\"']https?://[^>]*>")
SPINNER = re.compile(r'<div id="loading".*?</h2>\s*</div>', re.DOTALL)
MADE = '<template id="netlab-made"></template>'  # a page that ends without it was not made
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
HERE = Path(__file__).parent
SAID = ("waiting", "how_long", "late", "failed", "elsewhere", "ended", "reload")
LONGEST = 200  # characters of what went wrong, in the line for who is at the computer


class Renderer(NotebookRenderer):
    """Voilà's notebook, part by part; a cell that fails is an error, where Voilà would show the page without it."""

    async def _jinja_cell_generator(self, nb: NotebookNode, kernel_id: str) -> AsyncIterator[NotebookNode]:
        try:
            for at, cell in enumerate(nb.cells):
                await self.executor.async_execute_cell(cell, at, store_history=False)
                yield cell
        finally:
            await self._cleanup_resources()


class PageHandler(TornadoVoilaHandler):
    """A page of Voilà in the visitor's language, without the style sheets that its template fetches elsewhere."""

    left = False

    async def get_generator(self, path: str | None = None) -> AsyncIterator[str]:
        """The parts of the page, with a mark at its end; where it cannot be made it ends earlier, and that is told."""
        for name, value in (("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")):
            self.set_header(name, value)
        lang, kernel, sent = self.settings["netlab_lang"], None, False
        try:
            page = self._page()
            await page.initialize()
            kernel = await self.kernel_manager.start_kernel(kernel_name="python3", env=dict(os.environ))
            process = self.kernel_manager.get_kernel(kernel)
            async for part, _ in page.generate_content_generator(kernel, process):
                yield part
                sent = True
            yield MADE
        except Exception as error:  # whatever it is: nobody but this server can say it on the page
            if kernel is not None:
                await self.kernel_manager.forget(kernel)
            if not sent:
                yield f'<!doctype html><html lang="{lang}"><title>netlab</title>{waiting(lang)}'
            if not self.left and not self.kernel_manager.ending:
                self.settings["netlab_tell"](_failed(error, VISITOR.get(), lang))

    def on_connection_close(self) -> None:
        """Notice that nobody waits for the page any more."""
        self.left = True
        super().on_connection_close()

    def write(self, chunk: Any) -> None:
        """Send a part of the page."""
        super().write(_ours(chunk, self.settings["netlab_lang"]) if isinstance(chunk, str) else chunk)

    def _page(self) -> Renderer:
        about = {"base_url": self.base_url, "voila_configuration": self.voila_configuration}
        return Renderer(
            **about,
            request_handler=self,
            traitlet_config=self.traitlet_config,
            notebook_path=self.notebook_path,
            template_paths=self.template_paths,
            config_manager=self.config_manager,
            contents_manager=self.contents_manager,
            kernel_spec_manager=self.kernel_spec_manager,
            page_config=get_page_config(**about, settings=self.settings, log=self.log),
            mathjax_config=self.settings.get("mathjax_config"),
            mathjax_url=self.settings.get("mathjax_url"),
        )


def _failed(error: Exception, visitor: Visitor | None, lang: str) -> str:
    """One line for who is at the computer: whose page it was, and why it was not made."""
    who = say("serve.explore", lang) if visitor is None or visitor.ego is None else visitor.ego
    if isinstance(error, CellExecutionError):  # its own words are the whole traceback
        kind, words = error.ename, error.evalue
    else:
        kind, words = type(error).__name__, str(error)
    why = COLOUR.sub("", " ".join(f"{kind}: {words}".split()))
    return say("serve.page_failed", lang, who=who, why=why[:LONGEST])


def _ours(part: str, lang: str) -> str:
    """A part of Voilà's page: nothing from elsewhere, and while it waits, for what and how long."""
    return SPINNER.sub(lambda _: waiting(lang), OUTSIDE.sub("", part))


def waiting(lang: str) -> str:
    """What stands on a page until its widget is there, and comes back when the page has ended."""
    made = (HERE / "waiting.html").read_text(encoding="utf-8")
    said = {key: say(f"serve.{key}", lang) for key in SAID}
    for key, words in said.items():
        made = made.replace(f"{{{key}}}", escape(words))
    return made.replace("{said}", json.dumps(said).replace("<", "\\u003c"))
