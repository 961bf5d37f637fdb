"""`netlab serve`: start Voilà behind the gate, say where each participant finds their page, and stop cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
import segno
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from traitlets.config import Config
from voila.app import Voila
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from netlab.problems import InputError, suggestion
from netlab.serving.gate import HEADERS, Channel, Gate, OwnKernels
from netlab.serving.visitors import Visitor, cards, invited, links
from netlab.study import Study, open_study
from netlab.texts import say, texts

HERE = "127.0.0.1"
PORT = 8866
CODE = "from netlab.serving.page import show\n\nshow()"
IDLE = 1800  # seconds after which a page that nobody has open any more is forgotten
OUTSIDE = re.compile(r"<link[^>]*\bhref=[\"']https?://[^>]*>")
SETTINGS = Path(__file__).parent.parent / "report" / "ipython"  # an IPython without history, so that it starts fast


class OnePage(LargeFileManager):
    """The only thing there is to show, kept in memory: a notebook of one cell."""

    def get(self, path: str, *_: Any, **__: Any) -> dict[str, Any]:
        """The notebook, whatever is asked for."""
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CODE)])
        book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        return {"type": "notebook", "name": "netlab.ipynb", "path": "netlab.ipynb", "content": book}


class PageHandler(TornadoVoilaHandler):
    """A page of Voilà without the style sheets that its template fetches elsewhere."""

    def write(self, chunk: Any) -> None:
        """Send a part of the page."""
        super().write(OUTSIDE.sub("", chunk) if isinstance(chunk, str) else chunk)


class Pages(Voila):
    """Voilà with one page from memory, kernels that have an owner, and no configuration but ours."""

    def init_settings(self) -> dict[str, Any]:
        """As Voilà has them, but the contents are one page."""
        settings = super().init_settings()
        return {**settings, "contents_manager": OnePage(parent=self), "headers": HEADERS}

    def init_handlers(self) -> list:
        """As Voilà has them, but the page loses its links to elsewhere, and no file is served."""
        ours = {TornadoVoilaHandler: PageHandler, VoilaKernelWebsocketHandler: Channel}
        return [(h[0], ours.get(h[1], h[1]), *h[2:]) for h in super().init_handlers() if "/voila/files/" not in h[0]]


def serve(
    study: Study | str | Path,
    wave: str | None = None,
    egos: Sequence[str] = (),
    host: str = HERE,
    port: int = PORT,
    lang: str = "nl",
    explore: bool = True,
    to_print: str | Path | None = None,
    tell: Callable[[str], None] = print,
) -> None:
    """Serve the drawings of a study, a link per participant, until it is stopped (Ctrl+C, SIGTERM).

    A participant sees and changes their own drawing of this wave only; who explores sees all. Links are random, hold
    as long as this runs, and are kept in memory only.

    Parameters
    ----------
    study : Study, str or Path
    wave : str, optional
        The wave that is drawn; needed when the study has several.
    egos : sequence of str, optional
        Whose drawings; without it everyone who is in the study.
    host : str
        The address to listen on. 127.0.0.1: this computer only. 0.0.0.0: every device on the network, unencrypted.
    port : int
        0 for any free one.
    lang : {"nl", "en"}
    explore : bool
        Whether there is a link for the researcher as well.
    to_print : str or Path, optional
        Where to write a page with a card (link, QR code) per participant. It holds the links: keep it like a key.
    tell : callable
        What to do with each line for the person at the computer.

    Raises
    ------
    InputError
        When the wave is not in study.toml or has to be chosen, no participants are known, or the port is taken.
    """
    texts(lang)
    study = study if isinstance(study, Study) else open_study(study)
    wave = _wave(study, wave)
    egos = [str(e).strip() for e in egos if str(e).strip()] or list(dict.fromkeys(study.networks.egos["ego"]))
    if not egos:
        raise InputError("the study has no participants yet. Name them: egos, the codes for which a link is made.")
    visitors = invited(egos, explore)
    try:
        sockets = bind_sockets(port, host)
    except OSError as error:
        raise InputError(
            f"{host}:{port} cannot be used ({error.strerror}). Stop what runs there, or choose a port."
        ) from None
    address = f"http://{_reached_at(host)}:{sockets[0].getsockname()[1]}"
    with tempfile.TemporaryDirectory(prefix="netlab-") as made, contextlib.ExitStack() as stack:
        root, inner = Path(made) / "root", Path(made) / "kernels"
        root.mkdir()
        inner.mkdir(mode=0o700)
        told = {"NETLAB_STUDY": str(study.folder.resolve()), "NETLAB_WAVE": wave, "NETLAB_LANG": lang}
        pages = {v: {**_environment(), **told, "NETLAB_EGO": v.ego or ""} for v in visitors.values()}
        app = _pages(root, inner, pages)
        if to_print is not None:
            _write_cards(Path(to_print), cards(links(visitors, address), say("serve.title", lang), lang))
            tell(say("serve.cards", lang, file=str(to_print)))
        for one in sockets:
            stack.callback(one.close)
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(
                _until_stopped(app, sockets, visitors, lang, lambda: _tell(tell, visitors, address, host, lang))
            )
    tell(say("serve.stopped", lang))


def _wave(study: Study, wave: str | None) -> str:
    known = [w.id for w in study.codebook.waves]
    if wave is None and len(known) == 1:
        return known[0]
    if wave is None or wave not in known:
        what = "which wave is drawn?" if wave is None else f"wave {wave!r} is not in study.toml."
        raise InputError(f"{what} {suggestion(wave or '', known)}")
    return wave


def _reached_at(host: str) -> str:
    """The address under which others find this computer, where it listens everywhere; nothing is sent for that."""
    if host not in ("0.0.0.0", "::", ""):
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect(("192.0.2.1", 9))  # an address for documentation; a datagram socket only looks up the way
            return way.getsockname()[0]
        except OSError:
            return socket.gethostname()


def _environment() -> dict[str, str]:
    """What a kernel needs to find netlab, and to start without a history that it would share with the others."""
    package = str(Path(__file__).parent.parent.parent)
    return {
        "PYTHONPATH": os.pathsep.join(p for p in (package, os.environ.get("PYTHONPATH", "")) if p),
        "IPYTHONDIR": str(SETTINGS),
    }


def _pages(root: Path, inner: Path, pages: Mapping[Visitor, Mapping[str, str]]) -> Pages:
    """Voilà, set up: an empty root, an empty allowlist, nothing that a visitor can choose."""
    config = Config()
    config.VoilaConfiguration = Config(
        file_allowlist=[],
        allow_template_override="NO",
        allow_theme_override="NO",
        show_tracebacks=False,
        multi_kernel_manager_class=type("Kernels", (OwnKernels,), {"pages": pages}),
    )
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
    return app


async def _until_stopped(
    app: Pages, sockets: list[socket.socket], visitors: Mapping[str, Visitor], lang: str, ready: Callable[[], None]
) -> None:
    """Answer requests until a signal comes; then end every kernel."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl+C ends asyncio.run
            loop.add_signal_handler(sign, stop.set)
    logging.getLogger("tornado.access").setLevel(logging.ERROR)  # a link is no thing for a log
    settings = app.init_settings()
    gate = Gate(visitors, say("serve.closed", lang), **settings)
    gate.add_handlers(".*$", app.init_handlers())
    app.app = gate
    server = HTTPServer(gate)
    server.add_sockets(sockets)
    try:
        ready()
        await stop.wait()
    finally:
        server.stop()
        await app.kernel_manager.shutdown_all(now=True)
        for channel in list(Channel.in_use):
            channel.cut()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(server.close_all_connections(), 2)


def _tell(tell: Callable[[str], None], visitors: Mapping[str, Visitor], address: str, host: str, lang: str) -> None:
    """Say where everyone finds their page, with a QR code each where a person looks at a terminal."""
    tell(say("serve.links", lang))
    for visitor, link in links(visitors, address).items():
        tell(f"{visitor.ego if visitor.ego is not None else say('serve.explore', lang)}  {link}")
        if sys.stdout.isatty() and host != HERE:
            segno.make(link).terminal(compact=True)
    tell(say("serve.here_only" if host == HERE else "serve.network", lang))
    tell(say("serve.stop", lang))


def _write_cards(path: Path, page: str) -> None:
    """Write the cards, readable for this user only."""
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(page)
    except OSError as error:
        raise InputError(f"{path}: the cards cannot be written ({error.strerror}). Choose another place.") from None
