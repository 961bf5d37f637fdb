"""The kernels of a server that a test has started; a process that just ended may still be listed, and is none."""

from __future__ import annotations

import psutil


def kernels_of(process: psutil.Process, ego: str | None = None) -> list[psutil.Process]:
    """The kernels that run below this process; with an ego, those for the pages of that participant."""
    below = process.children(recursive=True)
    return [k for k in below if "ipykernel_launcher" in answer_of(k.cmdline, []) and _is_for(k, ego)]


def answer_of(of_process, otherwise):
    """The answer of a process, or what counts when it has ended meanwhile."""
    try:
        return of_process()
    except psutil.NoSuchProcess:  # a ZombieProcess too
        return otherwise


def _is_for(kernel: psutil.Process, ego: str | None) -> bool:
    return ego is None or answer_of(kernel.environ, {}).get("NETLAB_EGO") == ego
