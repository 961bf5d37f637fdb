"""Drawing and exploring as pages without code, for a workshop: each participant behind a link of their own."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from netlab.serving.running import serve

__all__ = ["serve"]


def __getattr__(name: str) -> Any:
    if name != "serve":
        raise AttributeError(f"module 'netlab.serving' has no attribute {name!r}")
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # as netlab.report: saves 0.8 s
    from netlab.serving.running import serve  # only the server needs Voilà, not the kernels of its pages

    return serve
