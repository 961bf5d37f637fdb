"""Who may open which page: a random link per participant, known to this process only, and cards to hand out."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import segno

from netlab.texts import say

BITS = 160
MARK = '<meta name="generator" content="netlab serve">'  # by which earlier cards are known


@dataclass(frozen=True)
class Visitor:
    """Who a page is for: a participant, who draws; or the researcher (no ego), who explores."""

    ego: str | None


def invited(egos: Sequence[str], explore: bool) -> dict[str, Visitor]:
    """A token per participant, and one for the researcher: random, another every time."""
    visitors = [Visitor(ego) for ego in dict.fromkeys(egos)] + [Visitor(None)] * explore
    return {secrets.token_urlsafe(BITS // 8): visitor for visitor in visitors}


def links(visitors: Mapping[str, Visitor], address: str) -> dict[Visitor, str]:
    """The link of every visitor."""
    return {visitor: f"{address}/open/{token}" for token, visitor in visitors.items()}


def cards(links: Mapping[Visitor, str], title: str, lang: str) -> str:
    """A page to print: a card per participant with the link and its QR code. The researcher's link is not on it."""
    made = "".join(
        f"<section><h2>{escape(visitor.ego)}</h2>{segno.make(link, error='m').svg_inline(scale=4)}"
        f"<p>{escape(say('serve.scan', lang))}</p><p><code>{escape(link)}</code></p></section>"
        for visitor, link in links.items()
        if visitor.ego is not None
    )
    return (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8">{MARK}<title>{escape(title)}</title><style>'
        "body { font: 12pt/1.4 Helvetica, Arial, sans-serif; color: #1f2933; margin: 1cm }"
        "main { display: grid; grid-template-columns: 1fr 1fr; gap: 0.5cm }"
        "section { border: 1px dashed #7b8794; padding: 0.5cm; break-inside: avoid; text-align: center }"
        "h1 { font-size: 16pt } h2 { margin: 0 } code { font-size: 9pt; overflow-wrap: anywhere }"
        f"</style><h1>{escape(title)}</h1><main>{made}</main></html>\n"
    )
