"""Voilà, set up for pages without code: one page from memory, an empty root, nothing that a visitor can choose."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from traitlets.config import Config
from voila.app import Voila
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from netlab.serving.gate import HEADERS, Channel
from netlab.serving.kernels import PATIENCE, OwnKernels
from netlab.serving.making import PageHandler
from netlab.serving.visitors import Visitor

CODE = "from netlab.serving.page import show\n\nshow()"
IDLE = 1800  # seconds after which a page that nobody has open any more is forgotten
KERNEL_FILE, LONGEST_SOCKET = 51, 107  # characters of the name of a socket, and of its whole path


class OnePage(LargeFileManager):
    """The only thing there is to show, kept in memory: a notebook of one cell."""

    def get(self, path: str, *_: Any, **__: Any) -> dict[str, Any]:
        """The notebook, whatever is asked for."""
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CODE)])
        book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        return {"type": "notebook", "name": "netlab.ipynb", "path": "netlab.ipynb", "content": book}


class Pages(Voila):
    """Voilà with one page from memory, kernels that have an owner, and no configuration but ours."""

    lang = "nl"
    tell: Callable[[str], None] = print

    def init_settings(self) -> dict[str, Any]:
        """As Voilà has them, but the contents are one page, and `Channel` asks for signs of life itself."""
        settings = super().init_settings()
        ours = {
            "contents_manager": OnePage(parent=self),
            "headers": HEADERS,
            "netlab_lang": self.lang,
            "netlab_tell": self.tell,
        }
        return {**settings, **ours, "ws_ping_interval": 0}

    def init_handlers(self) -> list:
        """As Voilà has them, but the page loses its links to elsewhere, and no file is served."""
        ours = {TornadoVoilaHandler: PageHandler, VoilaKernelWebsocketHandler: Channel}
        return [(h[0], ours.get(h[1], h[1]), *h[2:]) for h in super().init_handlers() if "/voila/files/" not in h[0]]


def pages(
    root: Path, inner: Path, told: Mapping[Visitor, Mapping[str, str]], lang: str, tell: Callable[[str], None]
) -> Pages:
    """Voilà, set up: an empty root, an empty allowlist, nothing that a visitor can choose.

    Parameters
    ----------
    root, inner : Path
        An empty folder, and one for the files with which kernels are reached.
    told : mapping
        Visitor → what the kernel of this visitor is told.
    lang : {"nl", "en"}
    tell : callable
        What to do with a line about a page that could not be made.
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
    config.VoilaExecutor = Config(startup_timeout=PATIENCE)
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
    app.lang, app.tell = lang, tell  # type: ignore[method-assign]  # a function that is a setting
    return app
