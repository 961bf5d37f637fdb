"""Drawings of ego networks: one network, and one ego before beside after."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from netlab.figures import captions
from netlab.figures.by_answer import shade, write_shades
from netlab.figures.captions import Numbers
from netlab.figures.composing import compose, draw, in_pixels, write_numbers
from netlab.figures.hovers import hovers
from netlab.figures.layout import laid_out
from netlab.figures.legend import entries_of, write_legend, write_note
from netlab.figures.lettering import plain
from netlab.figures.lookup import interviewed, number_of, why_not_compared
from netlab.figures.marks import View, alters_drawn, of_view, ties_drawn
from netlab.figures.sheet import Disc, close, edge_of, new_sheet, write_lines
from netlab.networks import EgoNetworks
from netlab.problems import InputError, expect, suggestion
from netlab.texts import say

WIDE, SINGLE, PHONE = 1180, 640, 390
RADIUS = 208.0
# of the width of a drawing, its radius: 208 pixels where two stand side by side on a wide page, 128 on a phone
PART, PHONE_PART = 0.379, 0.35
ABOVE, BELOW = 46.0, 46.0  # room for the names of sectors above and below the rim


def _known(networks: EgoNetworks, ego: str, waves: Sequence[str]) -> None:
    """InputError for an ego or a wave that is not there."""
    for wave in waves:
        networks.has(wave)
    egos = networks.egos["ego"].unique()
    if ego not in egos:
        raise InputError(f"{ego!r} is not an ego of this study. {suggestion(ego, egos)}")
    if not any(interviewed(networks, ego, wave) for wave in waves):
        has = networks.egos.loc[networks.egos["ego"] == ego, "wave"].astype(str)
        raise InputError(f"{ego!r} was not interviewed in wave {' or '.join(map(repr, waves))}. {suggestion('', has)}")


def _wide(width: int | None, stacked: bool, otherwise: int) -> int:
    """The width of a page that nobody gave one: that of a phone, or the drawing's own."""
    return width or (PHONE if stacked else otherwise)


def _discs(width: int, top: float, count: int, extent: float, stacked: bool) -> list[Disc]:
    edge = 12 if stacked else edge_of(width)
    across = 1 if stacked else count
    each = (width - 2 * edge) / across
    larger = max(1.0, width / (WIDE if count > 1 else SINGLE))
    rim = min(larger * RADIUS, (PHONE_PART if stacked else PART) * each)
    high = 2 * rim + ABOVE + BELOW
    discs = []
    for i in range(count):
        left, up = edge + (i % across) * each, top + (i // across) * (high + 64)
        discs.append(
            Disc(left + each / 2, up + ABOVE + rim, rim / extent, extent, left + 3, up, left + each - 3, up + high)
        )
    return discs


def _drawn(
    networks: EgoNetworks, views: Sequence[View], alters: pd.DataFrame, ties: pd.DataFrame, title: str, told: Numbers,
    fragments: pd.DataFrame | None, lang: str, names: bool, stacked: bool, color: str | None, size: str | None,
    width: int | None,
) -> go.Figure:  # fmt: skip
    """The figure of one ego: a disc for each view, the sentence and the numbers above, legend and note below."""
    ego, last = views[0].ego, views[-1]
    beside, compared = len(views) > 1, last.before is not None
    sheet, top = new_sheet(_wide(width, stacked, WIDE if beside else SINGLE), title, told.text)
    discs = _discs(sheet.width, top + 44, len(views), laid_out(networks, ego).rings["outer"].max(), stacked)
    alters, ties = in_pixels(networks, views, discs, alters, ties)
    alters = shade(networks, alters, color, size)
    alters["hover"] = [
        text
        for n, view in enumerate(views)
        for text in hovers(networks, view, of_view(alters, n), fragments, lang, names)
    ]
    entries = entries_of(networks, alters, ties, compared, lang)
    all_drawn = compose(networks, views, discs, alters, ties, lang)
    if beside and all_drawn[-1].faint:
        all_drawn[-1].said = say("drawing.not_asked_again", lang, ego=plain(ego))
    if last.before is not None and not beside:
        both = [captions.wave_label(networks, w, lang) for w in (last.before, last.wave)]
        all_drawn[0].heading = " → ".join(both)
    note = captions.note(networks, beside and compared, told.ranged, lang)
    if not names and any(len(d.alters) for d in all_drawn):
        note.append(say("drawing.note_numbers", lang))
    sector = networks.codebook.sector
    draw(sheet, networks, all_drawn, lang, names, by_sector=color in (None, sector.column if sector else None))
    for d in all_drawn:
        write_lines(sheet, "under", d.disc.x, d.disc.bottom + 6, [d.under] if d.under else [], position="middle center")
    y = max(d.disc.bottom for d in all_drawn) + (32 if any(d.under for d in all_drawn) else 14)
    y = write_numbers(sheet, all_drawn, y)
    y = write_legend(sheet, entries, y + 8)
    y = write_shades(sheet, networks, pd.concat([d.alters for d in all_drawn]), color, size, y, lang)
    return close(sheet, write_note(sheet, note, y + 4))


def network(
    networks: EgoNetworks,
    ego: str,
    wave: str,
    lang: str = "nl",
    names: bool = False,
    stacked: bool = False,
    fragments: pd.DataFrame | None = None,
    color: str | None = None,
    size: str | None = None,
    width: int | None = None,
) -> go.Figure:
    """One network as a drawing: ego in the middle, rings by strength, sectors by one attribute.

    Everyone stands where `netlab.figures.layout.places` puts them, so that the drawings of one ego in several waves can
    be laid beside each other. Outside the organisation: square. Ties among the alters are curves; ego–alter ties are
    not drawn, the ring says them.

    Parameters
    ----------
    networks : EgoNetworks
    ego, wave : str
    lang : {"nl", "en"}
    names : bool
        True shows the names of the alters, and with them free text and fragments, also in the hover. A notebook that
        is saved keeps them. Without, each alter has a number, the same in every wave: the order of being named.
    stacked : bool
        A drawing for the width of a phone.
    fragments : DataFrame, optional
        As for `before_after`.
    color, size : str, optional
        Questions about the alters (columns): the colour and the area of each mark then say the answer, area in the
        codebook's order; an unknown colour is grey, an unknown size has a cross. Without: the colour of the sector.
    width : int, optional
        In pixels; by default 640, and 390 for a phone. The drawing is smaller on a narrower page.

    Returns
    -------
    plotly Figure

    Raises
    ------
    InputError
        For an ego or a wave that is not in the study, an ego that was not interviewed in this wave, or a question that
        has no list of answers.
    """
    expect("networks", networks, "nl.figures.network({}, ego, wave)")
    _known(networks, ego, [wave])
    views = [View(ego, wave)]
    alters, ties = alters_drawn(networks, views), ties_drawn(networks, views)
    asked_ties = bool(networks.egos["ties_asked"].iat[number_of(networks, ego, wave)])
    told = Numbers(captions.counts(networks, ego, wave, len(ties) if asked_ties else None, lang), ranged=False)
    title = captions.described(networks, ego, wave, lang)
    return _drawn(networks, views, alters, ties, title, told, fragments, lang, names, stacked, color, size, width)


def overlay(
    networks: EgoNetworks,
    ego: str,
    before: str,
    after: str,
    fragments: pd.DataFrame | None = None,
    lang: str = "nl",
    names: bool = False,
    stacked: bool = False,
    color: str | None = None,
    size: str | None = None,
    width: int | None = None,
) -> go.Figure:
    """Before and after in one drawing: the network after, with who was lost at their old places.

    The signs are those of `before_after`, whose right drawing this is. Ties among the alters are those of after.

    Parameters
    ----------
    networks : EgoNetworks
    ego, before, after, fragments, lang, names, stacked, color, size
        As for `before_after`.
    width : int, optional
        As for `network`.

    Returns
    -------
    plotly Figure
        For an ego that was interviewed in one of the two waves only, the network of that wave.

    Raises
    ------
    InputError
        As `before_after`.
    """
    expect("networks", networks, "nl.figures.overlay({}, ego, before, after)")
    _known(networks, ego, [before, after])
    compared = not why_not_compared(networks, ego, before, after)
    wave = after if interviewed(networks, ego, after) else before
    views = [View(ego, wave, before if compared else None)]
    alters, ties = alters_drawn(networks, views), ties_drawn(networks, views)
    told = captions.numbers(networks, ego, before, after, alters, lang)
    title = captions.finding(networks, ego, before, after, lang)
    return _drawn(networks, views, alters, ties, title, told, fragments, lang, names, stacked, color, size, width)


def before_after(
    networks: EgoNetworks,
    ego: str,
    before: str,
    after: str,
    fragments: pd.DataFrame | None = None,
    lang: str = "nl",
    names: bool = False,
    stacked: bool = False,
    color: str | None = None,
    size: str | None = None,
    width: int | None = None,
) -> go.Figure:
    """One ego before and after, on the same scale and with the same places, and what changed in one sentence.

    Kept: filled, at the same angle. New: filled with a ring round it. Lost: hollow, dashed and grey, its name in
    italics, at its old place in the right drawing. A tie that became stronger: a small hollow mark at the old ring and
    an arrow inwards; weaker: outwards. Outside the organisation: square. Another sector than before: a diamond round
    the mark. New ties among alters are darker. So every difference can be read without colour.

    With `names`, one that finds no room is shortened, moved or, last, replaced by a number with a list below the
    drawings. With an unsure link the two alters are drawn as two persons, with a question mark in the hover, and the
    numbers above are ranges. Where alter ids are made anew in every wave and nobody linked them, no fates are drawn.

    Parameters
    ----------
    networks : EgoNetworks
    ego, before, after : str
    fragments : DataFrame, optional
        ego, wave, alter, code, text: with `names`, fragments of interviews that name an alter stand in its hover.
    lang : {"nl", "en"}
    names : bool
        As for `network`.
    stacked : bool
        One above the other, as on a phone.
    color, size : str, optional
        As for `network`; in each drawing the answers of its own wave.
    width : int, optional
        In pixels; by default 1180, and 390 one above the other. The drawings are smaller on a narrower page.

    Returns
    -------
    plotly Figure
        An ego that was interviewed in only one of the two waves has one drawing; a sentence stands in the other.

    Raises
    ------
    InputError
        For an ego or a wave that is not in the study, an ego that was interviewed in neither wave, or a question that
        has no list of answers.
    """
    expect("networks", networks, "nl.figures.before_after({}, ego, before, after)")
    _known(networks, ego, [before, after])
    compared = not why_not_compared(networks, ego, before, after)
    views = [View(ego, before), View(ego, after, before if compared else None)]
    alters, ties = alters_drawn(networks, views), ties_drawn(networks, views)
    told = captions.numbers(networks, ego, before, after, alters, lang)
    title = captions.finding(networks, ego, before, after, lang)
    return _drawn(networks, views, alters, ties, title, told, fragments, lang, names, stacked, color, size, width)
