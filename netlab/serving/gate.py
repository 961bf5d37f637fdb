"""What a visitor may ask of the server: their own page and kernel, and the files of Voilà itself; nothing else."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from urllib.parse import unquote
from weakref import WeakSet

from tornado.httputil import HTTPServerRequest
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketProtocol, WebSocketProtocol13
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from netlab.serving.kernels import VISITOR
from netlab.serving.visitors import Visitor

PROTOCOL = "v1.kernel.websocket.jupyter.org"
KINDS = ("comm_open", "comm_close", "comm_msg", "comm_info_request", "kernel_info_request")
PING = 30  # seconds between two signs of life of a page, and within which it answers
MOST_PARTS = 64  # a channel, four parts and the pieces of binary data of one message
KERNEL = re.compile(r"/api/kernels/(?P<kernel>[\w-]+)(?P<channel>/channels)?")
OF_VOILA = re.compile(r"/voila/(?:static|templates/[\w-]+/static|labextensions|api/themes)/[^\\]+")
OPENING = re.compile(r"/open/(?P<token>[\w-]+)")
# Nothing is fetched from elsewhere, whatever a template or a widget asks for.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; worker-src 'self' blob:; "
    "object-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def sound(raw: object) -> bool:
    """Whether something that a page sends to its kernel is a whole message of a kind that a widget needs.

    Voilà and jupyter_server take the number of parts from the message itself: a large one would keep the server busy
    for ever. What would run code is no kind that a widget needs.
    """
    if not isinstance(raw, bytes) or len(raw) < 8:
        return False
    count = int.from_bytes(raw[:8], "little")
    if not 6 <= count <= MOST_PARTS or len(raw) < 8 * (count + 1):
        return False
    offsets = [int.from_bytes(raw[8 * n : 8 * (n + 1)], "little") for n in range(1, count + 1)]
    if offsets != sorted(offsets) or offsets[0] != 8 * (count + 1) or offsets[-1] > len(raw):
        return False
    try:
        header = json.loads(raw[offsets[1] : offsets[2]])
    except (ValueError, RecursionError):
        return False
    return isinstance(header, dict) and header.get("msg_type") in KINDS


class Channel(VoilaKernelWebsocketHandler):
    """The way between a page and its kernel: only version 1 of the protocol, only sound messages."""

    in_use: ClassVar[WeakSet[Channel]] = WeakSet()

    def get_websocket_protocol(self) -> WebSocketProtocol | None:
        """The way, with tornado's signs of life: those of jupyter_server close it before it has asked for any."""
        way = super().get_websocket_protocol()
        if isinstance(way, WebSocketProtocol13):
            way.params.ping_interval = way.params.ping_timeout = PING
        return way

    async def open(self, kernel_id: str) -> None:
        """Open it, and remember that it is."""
        self.in_use.add(self)
        await super().open(kernel_id)

    def cut(self) -> None:
        """Close it without waiting for the page, which may be asleep."""
        if self.ws_connection is not None:
            self.ws_connection.stream.close()

    def on_message(self, ws_message: object) -> None:
        """Pass on a sound message; anything else is left unanswered."""
        if sound(ws_message):
            super().on_message(ws_message)


class Closed(RequestHandler):
    """The answer to everything that is not allowed: a sentence, and no hint at what exists."""

    def initialize(self, said: str, status: int = 403) -> None:
        """Take the sentence, and what kind of refusal it is."""
        self.said, self.status = said, status

    def set_default_headers(self) -> None:
        """The headers of every page."""
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        """Refuse."""
        self.set_status(self.status)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(f"<!doctype html><meta charset=utf-8><title>netlab</title><p>{self.said}</p>")


class Door(Closed):
    """The link of a visitor: from here on this browser is that visitor."""

    def initialize(self, said: str, cookie: str, known: bool) -> None:  # type: ignore[override]  # tornado: each handler its own
        """Take the name of the cookie, and whether the link is one of ours."""
        super().initialize(said)
        self.cookie, self.known = cookie, known

    def prepare(self) -> None:
        """Refuse an unknown link."""
        if not self.known or self.request.method != "GET":
            super().prepare()

    def get(self) -> None:
        """Remember who this is and go to the page, whose address holds no token."""
        token = self.request.path.rpartition("/")[2]
        self.set_cookie(self.cookie, token, httponly=True, samesite="Lax", path="/")
        self.redirect("/")


class Gate(Application):
    """An application that looks at every request before any handler does.

    Parameters
    ----------
    visitors : mapping
        token → visitor.
    said : str
        What who is refused reads.
    hosts : collection of str
        The names, without port, under which this server is reached. Under another name, which someone's page elsewhere
        may give this computer, nobody gets in; under an address in numbers everybody does, for a computer may have
        some that it does not know of.
    port : int
        A browser sends its cookies to every port of a computer, so that their name holds the port.
    settings
        As tornado takes them; `kernel_manager` is an `OwnKernels`.
    """

    def __init__(self, visitors: Mapping[str, Visitor], said: str, hosts: Collection[str], port: int, **settings: Any):
        super().__init__(**settings)
        self.visitors, self.said, self.cookie = visitors, said, f"netlab_{port}"
        self.hosts = {h.casefold() for h in hosts}

    def visitor(self, request: HTTPServerRequest) -> Visitor | None:
        """Who asks, by the cookie that their link gave them."""
        given = request.cookies.get(self.cookie)
        return None if given is None else self.visitors.get(given.value)

    def allows(self, visitor: Visitor, request: HTTPServerRequest) -> bool:
        """Whether this visitor may ask this: deny what is not named here."""
        if (match := KERNEL.fullmatch(request.path)) is not None:
            owners, offered = self.settings["kernel_manager"].owners, request.headers.get("Sec-WebSocket-Protocol", "")
            spoken = not match["channel"] or PROTOCOL in [p.strip() for p in offered.split(",")]
            return spoken and owners.get(match["kernel"]) == visitor
        if request.method not in ("GET", "HEAD"):
            return False
        path = unquote(unquote(request.path))
        return path == "/" or (OF_VOILA.fullmatch(path) is not None and ".." not in path and "//" not in path)

    def _replaced(self, visitor: Visitor | None, request: HTTPServerRequest) -> bool:
        """Whether this is about a kernel of this visitor that was ended for a newer page."""
        match = KERNEL.fullmatch(request.path)
        replaced = self.settings["kernel_manager"].replaced
        return match is not None and visitor is not None and replaced.get(match["kernel"]) == visitor

    def _is_ours(self, host: str) -> bool:
        """Whether this server may be called so: by a name that it has, or by any address, which no name stands for."""
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return host in self.hosts
        return True

    def find_handler(self, request: HTTPServerRequest, **given: Any) -> Any:
        """The handler for a request, when the visitor may ask this; else the refusal."""
        if not self._is_ours(request.host_name.strip("[]").casefold()):
            return self.get_handler_delegate(request, Closed, {"said": self.said})
        opening = OPENING.fullmatch(request.path)
        if opening is not None:
            about = {"said": self.said, "cookie": self.cookie, "known": opening["token"] in self.visitors}
            return self.get_handler_delegate(request, Door, about)
        visitor = self.visitor(request)
        if visitor is None or not self.allows(visitor, request):
            status = 410 if self._replaced(visitor, request) else 403
            return self.get_handler_delegate(request, Closed, {"said": self.said, "status": status})
        VISITOR.set(visitor)
        return super().find_handler(request, **given)
