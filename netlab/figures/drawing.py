"""Drawings of ego networks: one network, and one ego before beside after."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from netlab.figures import captions
from netlab.figures.by_answer import shade, write_shades
from netlab.figures.composing import Drawn, compose, draw, in_pixels, write_numbers
from netlab.figures.hovers import hovers
from netlab.figures.layout import laid_out
from netlab.figures.legend import entries_of, write_legend, write_note
from netlab.figures.lettering import plain
from netlab.figures.lookup import interviewed, number_of, why_not_compared
from netlab.figures.marks import View, alters_drawn, of_view, ties_drawn
from netlab.figures.sheet import Disc, Sheet, close, edge_of, new_sheet, write_lines
from netlab.networks import EgoNetworks
from netlab.problems import InputError, suggestion
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
    rim = min(RADIUS, (PHONE_PART if stacked else PART) * each)
    high = 2 * rim + ABOVE + BELOW
    discs = []
    for i in range(count):
        left, up = edge + (i % across) * each, top + (i // across) * (high + 64)
        discs.append(
            Disc(left + each / 2, up + ABOVE + rim, rim / extent, extent, left + 3, up, left + each - 3, up + high)
        )
    return discs


def _finish(
    sheet: Sheet, networks: EgoNetworks, all_drawn: list[Drawn], entries: list[tuple[str, str]], note: list[str],
    lang: str, names: bool, color: str | None, size: str | None,
) -> go.Figure:  # fmt: skip
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
    names: bool = True,
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
    ego, wave : str
    lang : {"nl", "en"}
    names : bool
        False leaves out the names of the alters, also from the hover.
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
    _known(networks, ego, [wave])
    views = [View(ego, wave)]
    alters, ties = alters_drawn(networks, views), ties_drawn(networks, views)
    asked_ties = bool(networks.egos["ties_asked"].iat[number_of(networks, ego, wave)])
    numbers = captions.counts(networks, ego, wave, len(ties) if asked_ties else None, lang)
    sheet, top = new_sheet(_wide(width, stacked, SINGLE), captions.described(networks, ego, wave, lang), numbers)
    extent = laid_out(networks, ego).rings["outer"].max()
    discs = _discs(sheet.width, top + 44, 1, extent, stacked)
    alters, ties = in_pixels(networks, views, discs, alters, ties)
    alters = shade(networks, alters, color, size)
    alters["hover"] = hovers(networks, views[0], alters, fragments, lang, names)
    entries = entries_of(networks, alters, ties, False, lang)
    all_drawn = compose(networks, views, discs, alters, ties, lang)
    note = captions.note(networks, False, False, lang)
    return _finish(sheet, networks, all_drawn, entries, note, lang, names, color, size)


def overlay(
    networks: EgoNetworks,
    ego: str,
    before: str,
    after: str,
    fragments: pd.DataFrame | None = None,
    lang: str = "nl",
    names: bool = True,
    stacked: bool = False,
    color: str | None = None,
    size: str | None = None,
    width: int | None = None,
) -> go.Figure:
    """Before and after in one drawing: the network after, with who was lost at their old places.

    The signs are those of `before_after`, whose right drawing this is. Ties among the alters are those of after.

    Parameters
    ----------
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
    _known(networks, ego, [before, after])
    compared = not why_not_compared(networks, ego, before, after)
    wave = after if interviewed(networks, ego, after) else before
    views = [View(ego, wave, before if compared else None)]
    alters, ties = alters_drawn(networks, views), ties_drawn(networks, views)
    told = captions.numbers(networks, ego, before, after, alters, lang)
    sheet, top = new_sheet(
        _wide(width, stacked, SINGLE), captions.finding(networks, ego, before, after, lang), told.text
    )
    discs = _discs(sheet.width, top + 44, 1, laid_out(networks, ego).rings["outer"].max(), stacked)
    alters, ties = in_pixels(networks, views, discs, alters, ties)
    alters = shade(networks, alters, color, size)
    alters["hover"] = hovers(networks, views[0], alters, fragments, lang, names)
    entries = entries_of(networks, alters, ties, compared, lang)
    all_drawn = compose(networks, views, discs, alters, ties, lang)
    if compared:
        both = [captions.wave_label(networks, w, lang) for w in (before, after)]
        all_drawn[0].heading = " → ".join(both)
    note = captions.note(networks, False, told.ranged, lang)
    return _finish(sheet, networks, all_drawn, entries, note, lang, names, color, size)


def before_after(
    networks: EgoNetworks,
    ego: str,
    before: str,
    after: str,
    fragments: pd.DataFrame | None = None,
    lang: str = "nl",
    names: bool = True,
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

    A name that finds no room is shortened, moved or, last, replaced by a number with a list below the drawings. With an
    unsure link the two alters are drawn as two persons, with a question mark in the hover, and the numbers above are
    ranges. Where alter ids are made anew in every wave and nobody linked them, no fates are drawn.

    Parameters
    ----------
    ego, before, after : str
    fragments : DataFrame, optional
        ego, wave, alter, code, text: fragments of interviews that name an alter stand in its hover.
    lang : {"nl", "en"}
    names : bool
        False leaves out the names of the alters, and with them free text and fragments, also from the hover.
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
    _known(networks, ego, [before, after])
    compared = not why_not_compared(networks, ego, before, after)
    views = [View(ego, before), View(ego, after, before if compared else None)]
    alters, ties = alters_drawn(networks, views), ties_drawn(networks, views)
    told = captions.numbers(networks, ego, before, after, alters, lang)
    title = captions.finding(networks, ego, before, after, lang)
    sheet, top = new_sheet(_wide(width, stacked, WIDE), title, told.text)
    discs = _discs(sheet.width, top + 44, 2, laid_out(networks, ego).rings["outer"].max(), stacked)
    alters, ties = in_pixels(networks, views, discs, alters, ties)
    alters = shade(networks, alters, color, size)
    alters["hover"] = [
        text
        for n, view in enumerate(views)
        for text in hovers(networks, view, of_view(alters, n), fragments, lang, names)
    ]
    entries = entries_of(networks, alters, ties, compared, lang)
    left, right = compose(networks, views, discs, alters, ties, lang)
    if right.faint:
        right.said = say("drawing.not_asked_again", lang, ego=plain(ego))
    note = captions.note(networks, compared, told.ranged, lang)
    return _finish(sheet, networks, [left, right], entries, note, lang, names, color, size)
