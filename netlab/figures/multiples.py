"""Every ego of a group as a small drawing, before beside after, without names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from netlab.figures import captions, strokes
from netlab.figures.composing import in_pixels, ties_missing
from netlab.figures.drawing import WIDE
from netlab.figures.hovers import hovers_without_answers
from netlab.figures.layout import laid_out
from netlab.figures.legend import entries_of, write_legend, write_note, write_sector_legend
from netlab.figures.lettering import plain, shortened
from netlab.figures.lookup import interviewed, why_not_compared
from netlab.figures.marks import View, alters_drawn, ties_drawn
from netlab.figures.sheet import Disc, close, edge_of, letters, new_sheet, write_words
from netlab.figures.style import INK, SMALL
from netlab.networks import EgoNetworks
from netlab.problems import InputError, expect, suggestion
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


def _sizes(networks: EgoNetworks, ego: str, waves: Sequence[str]) -> str:
    """How many alters an ego named: `9 → 11`, with a dash for a wave without it."""
    sizes = [str(captions.size_of(networks, ego, w)) if interviewed(networks, ego, w) else "–" for w in waves]
    return " → ".join(sizes)


def small_multiples(
    networks: EgoNetworks,
    before: str,
    after: str | None = None,
    group: str | None = None,
    egos: Sequence[str] | None = None,
    lang: str = "nl",
    width: int | None = None,
) -> go.Figure:
    """Every ego of a group as a small drawing before beside one after, on one scale, with the signs of `before_after`.

    No alter is named, nor are answers shown that could tell who it is: the hover says fate, sector and ring only. Above
    each pair stand the ego's code and its sizes. An ego without one of the two waves has an empty drawing that says so.

    Parameters
    ----------
    networks : EgoNetworks
    before, after : str
        Without `after` (None or empty): one drawing per ego, of one wave.
    group : str, optional
        A value of the codebook's group column; without it every ego.
    egos : sequence of str, optional
        Only these egos.
    lang : {"nl", "en"}
    width : int, optional
        In pixels; by default 1180. As many drawings stand beside each other as can be read.

    Returns
    -------
    plotly Figure

    Raises
    ------
    InputError
        For a wave, group or ego that is not in the study.
    """
    expect("networks", networks, "nl.figures.small_multiples({}, before)")
    waves = [before, after] if after else [before]
    seen = set().union(*(networks.has(wave) for wave in waves))
    members = [e for e in _members(networks, group, egos) if e in seen]
    why_not = {ego: why_not_compared(networks, ego, *waves) if len(waves) == 2 else "" for ego in members}
    views = [View(e, w, before if n and not why_not[e] else None) for e in members for n, w in enumerate(waves)]
    sheet, top = new_sheet(width or WIDE, *captions.group_finding(networks, members, waves, lang))
    extent = max((laid_out(networks, ego).rings["outer"].max() for ego in members), default=1.0)
    grid = _grid(len(members), len(waves), sheet.width, top + 26, extent)
    discs = [disc for row in grid for disc in row]
    faint = [not interviewed(networks, view.ego, view.wave) for view in views]
    shapes = []
    for view, disc, empty in zip(views, discs, faint, strict=True):
        layout = laid_out(networks, view.ego)
        shapes += strokes.ring_shapes(disc, layout.rings, layout.sectors, faint=empty)
    for ego, row in zip(members, grid, strict=True):
        code = plain(shortened(ego, row[0].rim * 2 * len(waves) - 50, SMALL, bold=True))
        middle = sum(disc.x for disc in row) / len(row)
        heading = f"<b>{code}</b>  {_sizes(networks, ego, waves)}"
        letters(sheet, "headings", [middle], [row[0].y - row[0].rim - 12], [heading], INK, SMALL)
    strokes.draw_shapes(sheet, shapes)
    y = max((disc.bottom for disc in discs), default=top)
    if views:
        alters, ties = in_pixels(networks, views, discs, alters_drawn(networks, views), ties_drawn(networks, views))
        alters = alters.assign(
            hover=hovers_without_answers(networks, alters, lang), r=np.minimum(alters["r"] + 1, SMALL_MARK)
        )
        strokes.draw_ties(sheet, ties, thin=0.7)
        strokes.draw_egos(sheet, [disc for disc, empty in zip(discs, faint, strict=True) if not empty], 4)
        strokes.draw_alters(sheet, alters)
        said = say("drawing.not_asked_small", lang)
        rows = [(disc.x, disc.y, said) for disc, empty in zip(discs, faint, strict=True) if empty]
        write_words(sheet, "said", rows, "middle center")
        unasked = [disc for view, disc in zip(views, discs, strict=True) if ties_missing(networks, view)]
        rows = [(disc.x, disc.y + disc.rim + 9, say("drawing.ties_not_asked_small", lang)) for disc in unasked]
        write_words(sheet, "under", rows, "middle center")
        y = write_legend(sheet, entries_of(networks, alters, ties, len(waves) == 2, lang), y + 4)
        y = write_sector_legend(sheet, networks, y, lang)
    note = captions.note(networks, len(waves) == 2, False, lang)
    if len(waves) == 2:
        unlinked = list(why_not.values()).count("not_linked")
        note += [say("drawing.not_linked_of", lang, n=unlinked)] if unlinked else []
    return close(sheet, write_note(sheet, note, y + 4))
