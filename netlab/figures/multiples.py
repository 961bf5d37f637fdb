"""Every ego of a group as a small drawing, before beside after, without names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from netlab.changes import turnover
from netlab.figures import captions, strokes
from netlab.figures.composing import Drawn, compose
from netlab.figures.drawing import PHONE, WIDE
from netlab.figures.hovers import hovers_without_answers
from netlab.figures.layout import rings, sectors
from netlab.figures.legend import entries_of, write_legend, write_note, write_sector_legend
from netlab.figures.lettering import plain, shortened
from netlab.figures.sheet import Disc, close, edge_of, letters, new_sheet, write_words
from netlab.figures.style import INK, SMALL
from netlab.networks import EgoNetworks
from netlab.problems import InputError, suggestion
from netlab.texts import say

# a small drawing: its width, its rim, its largest marks, and the white between the two of one ego
CELL, SMALL_RADIUS, SMALL_MARK, BETWEEN = 135.0, 59.0, 4.5, 5.0


def _members(networks: EgoNetworks, group: str | None, egos: Sequence[str] | None) -> list[str]:
    """The egos to draw, in the order of the study; InputError for one, or a group, that is not there."""
    known = list(dict.fromkeys(networks.egos["ego"]))
    if egos is not None:
        strange = [e for e in egos if e not in known]
        if strange:
            raise InputError([f"{e!r} is not an ego of this study. {suggestion(e, known)}" for e in strange])
        known = [e for e in known if e in set(egos)]
    if group is None:
        return known
    question = networks.codebook.group
    if question is None or question.column not in networks.egos.columns:
        raise InputError(
            f"group {group!r} was asked for, but the study has no groups. Add [group] to study.toml or leave group out."
        )
    value = networks.egos[question.column].astype(object)
    if group not in set(value.dropna()):
        raise InputError(f"{group!r} is not a group of this study. {suggestion(group, sorted(set(value.dropna())))}")
    within = set(networks.egos.loc[value == group, "ego"])
    return [e for e in known if e in within]


def _grid(count: int, waves: int, width: int, top: float, extent: float) -> list[list[Disc]]:
    """The discs of every ego, row by row; a row of cells as wide as can be read."""
    edge = edge_of(width)
    pairs = max(1, int((width - 2 * edge) // (CELL * waves)))
    cell = (width - 2 * edge) / pairs
    rim = min(SMALL_RADIUS, cell / waves / 2 - BETWEEN)
    high = 2 * rim + 52
    rows = []
    for i in range(count):
        left, up = edge + (i % pairs) * cell, top + (i // pairs) * high
        middle = [left + cell / 2 + (w - (waves - 1) / 2) * (2 * rim + BETWEEN) for w in range(waves)]
        rows.append([Disc(x, up + 22 + rim, rim / extent, extent, x - rim, up, x + rim, up + high) for x in middle])
    return rows


def _small(networks: EgoNetworks, ego: str, waves: list[str], discs: list[Disc], lang: str) -> tuple[list[Drawn], str]:
    """The small drawings of one ego, and the sizes above them: `9 → 11`, with a dash for a wave without it."""
    compared = False
    if len(waves) == 2:
        compared = turnover(networks, waves[0], waves[1]).loc[ego, "reason"] not in ("wave_missing", "not_linked")
    all_drawn, sizes = [], []
    for n, (wave, disc) in enumerate(zip(waves, discs, strict=True)):
        earlier = waves[0] if n and compared else None
        d = compose(networks, ego, wave, earlier, disc, lang, False, None)
        d.alters["hover"] = hovers_without_answers(networks, d.alters, lang)
        d.alters["r"] = np.minimum(d.alters["r"] + 1, SMALL_MARK)
        d.said = say("drawing.not_asked_small", lang) if d.faint else ""
        d.under = say("drawing.ties_not_asked_small", lang) if d.under else ""
        all_drawn.append(d)
        sizes.append("–" if d.faint else str(captions.size_of(networks, ego, wave)))
    return all_drawn, " → ".join(sizes)


def small_multiples(
    networks: EgoNetworks,
    before: str,
    after: str | None = None,
    group: str | None = None,
    egos: Sequence[str] | None = None,
    lang: str = "nl",
    stacked: bool = False,
) -> go.Figure:
    """Every ego of a group as a small drawing before beside one after, on one scale, with the signs of `before_after`.

    No alter is named, nor are answers shown that could tell who it is: the hover says fate, sector and ring only. Above
    each pair stand the ego's code and its sizes. An ego without one of the two waves has an empty drawing that says so.

    Parameters
    ----------
    before, after : str
        Without `after` (None or empty): one drawing per ego, of one wave.
    group : str, optional
        A value of the codebook's group column; without it every ego.
    egos : sequence of str, optional
        Only these egos.
    lang : {"nl", "en"}
    stacked : bool
        In the width of a phone.

    Returns
    -------
    plotly Figure

    Raises
    ------
    InputError
        For a wave, group or ego that is not in the study.
    """
    waves = [before, after] if after else [before]
    seen = set().union(*(networks.has(wave) for wave in waves))
    members = [e for e in _members(networks, group, egos) if e in seen]
    ones = {ego: networks.of([ego]) for ego in members}
    figure, top = new_sheet(PHONE if stacked else WIDE, *captions.group_finding(networks, members, waves, lang))
    extent = max((rings(one, ego)["outer"].max() for ego, one in ones.items()), default=1.0)
    grid = _grid(len(members), len(waves), figure.layout.width, top + 26, extent)
    all_drawn, shapes = [], []
    for (ego, one), discs in zip(ones.items(), grid, strict=True):
        pair, sizes = _small(one, ego, waves, discs, lang)
        for d in pair:
            shapes += strokes.ring_shapes(d.disc, rings(one, ego), sectors(one, ego), faint=d.faint)
        heading = f"<b>{plain(shortened(ego, discs[0].rim * 2 * len(waves) - 50, SMALL, bold=True))}</b>  {sizes}"
        middle = sum(disc.x for disc in discs) / len(discs)
        letters(figure, "headings", [middle], [discs[0].y - discs[0].rim - 12], [heading], INK, SMALL)
        all_drawn += pair
    y = max((d.disc.bottom for d in all_drawn), default=top)
    strokes.draw_shapes(figure, shapes)
    if all_drawn:
        alters, ties = (pd.concat([getattr(d, t) for d in all_drawn], ignore_index=True) for t in ("alters", "ties"))
        strokes.draw_ties(figure, ties, thin=0.7)
        strokes.draw_egos(figure, [d.disc for d in all_drawn if not d.faint], 4)
        strokes.draw_alters(figure, alters)
        rows = [(d.disc.x, d.disc.y, d.said) for d in all_drawn if d.said]
        write_words(figure, "said", rows, "middle center")
        rows = [(d.disc.x, d.disc.y + d.disc.rim + 9, d.under) for d in all_drawn if d.under]
        write_words(figure, "under", rows, "middle center")
        y = write_legend(figure, entries_of(networks, alters, ties, len(waves) == 2, lang), y + 4)
        y = write_sector_legend(figure, networks, y, lang)
    note = captions.note(networks, len(waves) == 2, False, lang)
    if len(waves) == 2:
        unlinked = int((turnover(networks, before, waves[1]).loc[members, "reason"] == "not_linked").sum())
        note += [say("drawing.not_linked_of", lang, n=unlinked)] if unlinked else []
    return close(figure, write_note(figure, note, y + 4))
