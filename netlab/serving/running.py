"""`netlab serve`: start Voilà behind the gate, say where each participant finds their page, and stop cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Never

import segno
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from netlab.drawings import FOLDER, file_name
from netlab.outputs import changeable, where_to_write
from netlab.problems import InputError, suggestion
from netlab.serving.addresses import found_at, here_only, own_names, reached_at, who_reaches
from netlab.serving.gate import Channel, Gate
from netlab.serving.pages import Pages, pages
from netlab.serving.visitors import MARK, Visitor, cards, invited, links
from netlab.study import Study, open_study
from netlab.texts import say, texts

HERE = "127.0.0.1"
PORT = 8866
MOST_NAMED = 6
SETTINGS = Path(__file__).parent.parent / "report" / "ipython"  # an IPython without history, so that it starts fast


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
        When the wave is not in study.toml or has to be chosen, no participants are known, no drawing can be written in
        the study, the cards cannot be written, or the port is taken.
    """
    texts(lang)
    study = study if isinstance(study, Study) else open_study(study)
    wave = _wave(study, wave)
    known = list(dict.fromkeys(study.networks.egos["ego"]))
    egos = [str(e).strip() for e in egos if str(e).strip()] or known
    if not egos:
        raise InputError("the study has no participants yet. Name them: --ego P01 --ego P02 (in Python: egos).")
    _each_a_drawing(egos, known, wave)
    if to_print is not None and Path(to_print).suffix.lower() != ".html":
        raise InputError(f"{to_print}: the cards are a web page. Give a file that ends in .html: --cards cards.html")
    if to_print is not None:
        where_to_write(to_print, study=study.folder)
    drawings = study.folder / FOLDER
    changeable([drawings if drawings.exists() else study.folder])
    visitors = invited(egos, explore)
    sockets = _listening(host, port)
    at, others = reached_at(host)
    port = sockets[0].getsockname()[1]
    address = f"http://{at}:{port}"
    notes = [
        *_about(study, wave, egos, known, lang),
        *who_reaches(host, lang),
        *found_at(host, at, others, lang),
        say("serve.stop", lang),
    ]
    hosts = {"localhost", "127.0.0.1", "::1", at.strip("[]"), host, *others, *own_names(host)}
    with contextlib.ExitStack() as stack:
        for one in sockets:
            stack.callback(one.close)
        stack.enter_context(contextlib.suppress(KeyboardInterrupt))
        stack.enter_context(_ended_like_ctrl_c())
        made = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="netlab-")))
        root, inner = made / "root", made / "k"
        root.mkdir()
        inner.mkdir(mode=0o700)
        told = {"NETLAB_STUDY": str(study.folder.resolve()), "NETLAB_WAVE": wave, "NETLAB_LANG": lang}
        each = {v: {**_environment(), **told, "NETLAB_EGO": v.ego or ""} for v in visitors.values()}
        app = pages(root, inner, each, lang, tell)
        if to_print is not None:
            _write_cards(Path(to_print), cards(links(visitors, address), say("serve.title", lang), lang))
            tell(say("serve.cards", lang, file=str(to_print)))
        asyncio.run(
            _until_stopped(
                app, sockets, visitors, hosts, lang, lambda: _tell(tell, visitors, address, notes, lang), tell
            )
        )
    tell(say("serve.stopped", lang))


@contextlib.contextmanager
def _ended_like_ctrl_c() -> Iterator[None]:
    """While everything is set up, SIGTERM ends it as Ctrl+C does: with what was made cleaned up."""

    def interrupt(*_: object) -> Never:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, interrupt)
    except ValueError:  # not the main thread: somebody else listens to signals
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _listening(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen there; InputError with what to do, where that cannot be."""
    if not 0 <= port <= 65535:
        raise InputError(f"port {port} does not exist: a port is a number from 1024 to 65535, or 0 for any free one.")
    try:
        return bind_sockets(port, None if host in ("", "::") else host)
    except socket.gaierror:
        what, do = "is no address", f"{HERE} is this computer only, 0.0.0.0 everyone on the network."
    except OSError as error:
        what, do = f"cannot be used ({error.strerror})", "Choose another port: --port."
        if error.errno == errno.EADDRINUSE:
            do = f"Does netlab serve run already? Stop it there with Ctrl+C, or choose another port: --port {port + 1}."
        if error.errno == errno.EADDRNOTAVAIL:
            do = f"It is no address of this computer. {HERE} is this computer only, 0.0.0.0 everyone on the network."
    raise InputError(f"{host}:{port} {what}. {do}")


def _wave(study: Study, wave: str | None) -> str:
    known = [w.id for w in study.codebook.waves]
    if wave is None and len(known) == 1:
        return known[0]
    if wave is None or wave not in known:
        what = "which wave is drawn? Say --wave." if wave is None else f"wave {wave!r} is not in study.toml."
        raise InputError(f"{what} {suggestion(wave or '', known)}")
    return wave


def _each_a_drawing(egos: Sequence[str], known: Sequence[str], wave: str) -> None:
    """InputError when two codes would share a file on some computers, or one can be no name of a file."""
    files = {ego: file_name(ego, wave).casefold() for ego in dict.fromkeys(egos)}
    for ego, file in files.items():
        same = next((e for e in (*files, *known) if e != ego and e.casefold() == ego.casefold()), None)
        if same is not None:
            raise InputError(
                f"the participants {same!r} and {ego!r} differ in capitals only, and their drawings would be one file "
                f"({file}) on Windows and macOS. Write the code as it is in the study, or choose another: --ego."
            )


def _about(study: Study, wave: str, egos: Sequence[str], known: Sequence[str], lang: str) -> list[str]:
    """What the person at the computer has to know of the participants: who is new, who is in the files too."""
    alters = study.networks.alters
    filed = alters[~alters["file"].astype("str").str.startswith(f"{FOLDER}/")] if "file" in alters.columns else alters
    there = set(filed.loc[filed["wave"].astype("str") == wave, "ego"])
    new = [e for e in dict.fromkeys(egos) if e not in known] if known else []
    both = [e for e in dict.fromkeys(egos) if e in there] if study.codebook.drawings.get("counts") is None else []
    return [say(f"serve.{key}", lang, egos=_some(who)) for key, who in (("new", new), ("filed", both)) if who]


def _some(egos: Sequence[str]) -> str:
    return ", ".join(egos[:MOST_NAMED]) + (f", … ({len(egos)})" if len(egos) > MOST_NAMED else "")


def _environment() -> dict[str, str]:
    """What a kernel needs to find netlab, and to start without a history that it would share with the others."""
    package = str(Path(__file__).parent.parent.parent)
    return {
        "PYTHONPATH": os.pathsep.join(p for p in (package, os.environ.get("PYTHONPATH", "")) if p),
        "IPYTHONDIR": str(SETTINGS),
    }


async def _until_stopped(
    app: Pages,
    sockets: list[socket.socket],
    visitors: Mapping[str, Visitor],
    hosts: Collection[str],
    lang: str,
    ready: Callable[[], None],
    tell: Callable[[str], None],
) -> None:
    """Answer requests until a signal comes; then end every kernel."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):  # Windows: Ctrl+C ends asyncio.run
            loop.add_signal_handler(sign, stop.set)
    logging.getLogger("tornado.access").setLevel(logging.ERROR)  # a link is no thing for a log
    settings = app.init_settings()
    gate = Gate(visitors, say("serve.closed", lang), hosts, sockets[0].getsockname()[1], **settings)
    gate.add_handlers(".*$", app.init_handlers())
    app.app = gate
    server = HTTPServer(gate)
    server.add_sockets(sockets)

    async def begin() -> None:
        if await app.kernel_manager.begin(list(visitors.values())):
            tell(say("serve.begun", lang))

    beginning = loop.create_task(begin())
    try:
        ready()
        await stop.wait()
    finally:
        server.stop()
        beginning.cancel()
        await asyncio.gather(beginning, return_exceptions=True)
        await app.kernel_manager.end()
        for channel in list(Channel.in_use):
            channel.cut()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(server.close_all_connections(), 2)


def _tell(
    tell: Callable[[str], None], visitors: Mapping[str, Visitor], address: str, notes: Sequence[str], lang: str
) -> None:
    """Say where everyone finds their page, with a QR code each where others read it from a terminal; then the notes."""
    tell(say("serve.links", lang))
    others = sys.stdout.isatty() and not here_only(address.partition("//")[2].rpartition(":")[0].strip("[]"))
    for visitor, link in links(visitors, address).items():
        tell(f"{visitor.ego if visitor.ego is not None else say('serve.explore', lang)}  {link}")
        if others:
            segno.make(link).terminal(compact=True)
    for note in notes:
        tell(note)


def _write_cards(path: Path, page: str) -> None:
    """Write the cards, readable for this user only; only earlier cards are overwritten."""
    try:
        try:
            there = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            there = os.open(path, os.O_RDWR)
        with open(there, "r+", encoding="utf-8", errors="replace") as file:
            if (before := file.read(1000)) and MARK not in before:
                raise InputError(f"{path} is there already, and is no page of cards. Choose another name: --cards.")
            if hasattr(os, "fchmod"):  # earlier cards may have been opened up to others
                os.fchmod(there, 0o600)
            file.seek(0)
            file.truncate()
            file.write(page)
    except OSError as error:
        raise InputError(f"{path}: the cards cannot be written ({error.strerror}). Choose another place.") from None
