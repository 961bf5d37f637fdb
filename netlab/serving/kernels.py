"""Kernels that know whose they are, begun before their page is opened where there is time for it."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from jupyter_client.session import Session
from jupyter_core.utils import ensure_async
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError

from netlab.serving.visitors import Visitor

VISITOR: ContextVar[Visitor | None] = ContextVar("visitor", default=None)
AT_MOST = 20  # kernels that are begun before anybody comes: each takes some 150 MB
AT_ONCE = max(1, min(4, (os.cpu_count() or 2) - 1))
PATIENCE = 120  # seconds for a kernel to begin
MOST = 2  # kernels of one visitor: a page that is opened again has another
UNMET = 60  # seconds that a kernel waits, idle, for a page that never comes
BEGIN = ["--IPKernelApp.exec_lines=['from netlab.serving.page import prepare; prepare()']"]


class OwnKernels(AsyncMappingKernelManager):
    """Kernels that know whose they are: the page of a visitor starts one, and nobody else reaches it."""

    pages: Mapping[Visitor, Mapping[str, str]] = {}

    def __init__(self, **given: Any):
        super().__init__(**given)
        self.owners: dict[str, Visitor] = {}
        self.begun: dict[Visitor, str] = {}
        self.replaced: dict[str, Visitor] = {}
        self.came: set[Visitor] = set()
        self.starting: set[asyncio.Future[str]] = set()
        self.turns: defaultdict[Visitor, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.met: set[str] = set()
        self.watches: set[asyncio.Task[None]] = set()
        self.ending = False

    async def start_kernel(self, **given: Any) -> str:  # type: ignore[override]  # its parent takes a path too
        """The kernel for the visitor whose page is being made; what it shows, it is told by the server only."""
        visitor = VISITOR.get()
        if visitor is None:
            raise PermissionError("a kernel is started for a visitor only")
        self.came.add(visitor)
        async with self.turns[visitor]:  # one that is just being begun for this visitor is waited for
            kernel = self.begun.pop(visitor, None)
            if kernel is not None and not await self._lives(kernel):
                await self.forget(kernel)
                kernel = None
            if kernel is None:
                await self._make_room(visitor)
                kernel = await self._start(visitor, **given)
        # who asks for a page is the first activity: a kernel that was begun long ago is idle only from here on
        self.get_kernel(kernel).last_activity = datetime.now(UTC)  # type: ignore[attr-defined]  # jupyter_server adds it
        watch = asyncio.ensure_future(self._watch(kernel))
        self.watches.add(watch)
        watch.add_done_callback(self.watches.discard)
        return kernel

    def notify_connect(self, kernel_id: str) -> None:
        """Notice that a page has come to its kernel."""
        self.met.add(kernel_id)
        super().notify_connect(kernel_id)

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """End a kernel that nobody has used for long, but not one that waits for its page."""
        if kernel_id not in self.begun.values():
            await super().cull_kernel_if_idle(kernel_id)

    async def _lives(self, kernel: str) -> bool:
        """Whether a kernel that was begun is still there: its process may have ended while nobody looked."""
        return kernel in self and bool(await ensure_async(self.is_alive(kernel)))

    async def _make_room(self, visitor: Visitor) -> None:
        """End the oldest kernels of a visitor, those without an open page first, until there is room for another.

        A page that still belongs to one of them can ask why it ended: `replaced` knows.
        """
        held = [k for k, whose in self.owners.items() if whose == visitor and k in self]
        by_use = sorted(held, key=lambda k: self._kernel_connections.get(k, 0) > 0)  # stable: the oldest first
        for kernel in by_use[: max(len(held) - MOST + 1, 0)]:
            self.replaced[kernel] = visitor
            await self.forget(kernel)

    async def _watch(self, kernel: str) -> None:
        """End a kernel whose page was closed before it was there."""
        while kernel in self and kernel not in self.met:
            manager: Any = self.get_kernel(kernel)
            quiet = (datetime.now(UTC) - manager.last_activity).total_seconds()
            if manager.execution_state == "idle" and quiet >= UNMET:
                await self.forget(kernel)
                return
            await asyncio.sleep(UNMET / 6)

    async def forget(self, kernel: str) -> None:
        """End one kernel; nobody can reach it from here on."""
        self.owners.pop(kernel, None)
        self.met.discard(kernel)
        with contextlib.suppress(KeyError, HTTPError):  # it ended by itself meanwhile
            await ensure_async(self.shutdown_kernel(kernel, now=True))

    async def begin(self, visitors: Sequence[Visitor]) -> int:
        """Start the kernels of visitors who have not come yet, a few at a time; how many were begun."""
        turn = asyncio.Semaphore(AT_ONCE)

        async def one(visitor: Visitor) -> bool:
            async with turn:
                async with self.turns[visitor]:
                    if visitor in self.came:
                        return False
                    kernel = await self._start(visitor, env=dict(os.environ), extra_arguments=BEGIN)
                    self.begun[visitor] = kernel
                manager = self.get_kernel(kernel)
                # a session of its own: a kernel answers one of two clients that call themselves the same, and the page
                # may be opened while this one waits
                client = manager.client(session=Session(key=manager.session.key))
                client.start_channels()
                try:
                    await ensure_async(client.wait_for_ready(timeout=PATIENCE))
                finally:
                    client.stop_channels()
                return True

        done = await asyncio.gather(*(one(v) for v in visitors[:AT_MOST]), return_exceptions=True)
        return sum(d is True for d in done)

    async def _start(self, visitor: Visitor, **given: Any) -> str:
        given["env"] = {**(given.get("env") or {}), **self.pages[visitor]}
        if self.ending:
            raise PermissionError("the server is stopping")
        start = asyncio.ensure_future(super().start_kernel(**given))
        self.starting.add(start)
        start.add_done_callback(self.starting.discard)
        kernel = await asyncio.shield(start)  # also when nobody waits for it any more: `end` has to find it
        self.owners[kernel] = visitor
        return kernel

    async def end(self) -> None:
        """End every kernel; one that is just starting cannot be ended before it has started."""
        self.ending = True
        for watch in self.watches:
            watch.cancel()
        await asyncio.gather(*self.starting, return_exceptions=True)
        await self.shutdown_all(now=True)
