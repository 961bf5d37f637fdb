"""Voilà, set up for pages without code: one page from memory, an empty root, nothing that a visitor can choose."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from traitlets.config import Config
from voila.app import Voila
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from netlab.serving.gate import HEADERS, Channel
from netlab.serving.kernels import OwnKernels
from netlab.serving.visitors import Visitor
from netlab.texts import say

CODE = "from netlab.serving.page import show\n\nshow()"
IDLE = 1800  # seconds after which a page that nobody has open any more is forgotten
KERNEL_FILE, LONGEST_SOCKET = 51, 107  # characters of the name of a socket, and of its whole path
PING = 30_000  # milliseconds between two signs of life of a page
OUTSIDE = re.compile(r"<link[^>]*\bhref=[\"']https?://[^>]*>")
SPINNER = re.compile(r'<div id="loading".*?</h2>\s*</div>', re.DOTALL)
WAITING = Path(__file__).with_name("waiting.html")


class OnePage(LargeFileManager):
    """The only thing there is to show, kept in memory: a notebook of one cell."""

    def get(self, path: str, *_: Any, **__: Any) -> dict[str, Any]:
        """The notebook, whatever is asked for."""
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CODE)])
        book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        return {"type": "notebook", "name": "netlab.ipynb", "path": "netlab.ipynb", "content": book}


class PageHandler(TornadoVoilaHandler):
    """A page of Voilà in the visitor's language, without the style sheets that its template fetches elsewhere."""

    def write(self, chunk: Any) -> None:
        """Send a part of the page."""
        super().write(_ours(chunk, self.settings["netlab_lang"]) if isinstance(chunk, str) else chunk)


class Pages(Voila):
    """Voilà with one page from memory, kernels that have an owner, and no configuration but ours."""

    lang = "nl"

    def init_settings(self) -> dict[str, Any]:
        """As Voilà has them, but the contents are one page."""
        settings = super().init_settings()
        ours = {"contents_manager": OnePage(parent=self), "headers": HEADERS, "netlab_lang": self.lang}
        return {**settings, **ours, "ws_ping_interval": PING, "ws_ping_timeout": PING}

    def init_handlers(self) -> list:
        """As Voilà has them, but the page loses its links to elsewhere, and no file is served."""
        ours = {TornadoVoilaHandler: PageHandler, VoilaKernelWebsocketHandler: Channel}
        return [(h[0], ours.get(h[1], h[1]), *h[2:]) for h in super().init_handlers() if "/voila/files/" not in h[0]]


def pages(root: Path, inner: Path, told: Mapping[Visitor, Mapping[str, str]], lang: str) -> Pages:
    """Voilà, set up: an empty root, an empty allowlist, nothing that a visitor can choose.

    Parameters
    ----------
    root, inner : Path
        An empty folder, and one for the files with which kernels are reached.
    told : mapping
        Visitor → what the kernel of this visitor is told.
    lang : {"nl", "en"}
    """
    config = Config()
    config.VoilaConfiguration = Config(
        file_allowlist=[],
        allow_template_override="NO",
        allow_theme_override="NO",
        show_tracebacks=False,
        multi_kernel_manager_class=type("Kernels", (OwnKernels,), {"pages": told}),
    )
    # a kernel that ended has lost its widget, so that starting it again is of no use: the page is opened anew
    config.KernelManager = Config(autorestart=False)
    if sys.platform == "linux" and len(str(inner)) + KERNEL_FILE < LONGEST_SOCKET:
        # of twenty kernels that begin at once two may get the same port; files in a folder of ours are nobody else's
        config.KernelManager.transport = "ipc"
    config.HTMLExporter = Config(language_code=lang)
    config.MappingKernelManager = Config(
        root_dir=str(root), cull_idle_timeout=IDLE, cull_interval=60, cull_connected=False
    )
    app = Pages(
        config=config, config_file_paths=[], root_dir=str(root), connection_dir_root=str(inner), log_level=logging.ERROR
    )
    app.initialize([])
    app.notebook_path = str(root / "netlab.ipynb")
    app.open_browser = False
    app.connection_dir = str(inner)
    app.lang = lang
    return app


def _ours(part: str, lang: str) -> str:
    """A part of Voilà's page: nothing from elsewhere, and while it waits, for what and how long."""
    return SPINNER.sub(lambda _: waiting(lang), OUTSIDE.sub("", part))


def waiting(lang: str) -> str:
    """What stands on a page until its widget is there: that it is being made, and how many seconds already."""
    words = {key: escape(say(f"serve.{key}", lang)) for key in ("waiting", "how_long")}
    made = WAITING.read_text(encoding="utf-8")
    for key, said in {**words, "late": json.dumps(say("serve.late", lang))}.items():
        made = made.replace(f"{{{key}}}", said)
    return made
