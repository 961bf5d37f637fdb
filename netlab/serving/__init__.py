"""Drawing and exploring as pages without code, for a workshop: each participant behind a link of their own."""

from netlab.serving.running import serve

__all__ = ["serve"]
