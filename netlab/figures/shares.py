"""Shares: the mean part of each kind of contact before and after, with every ego as a dot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from netlab.codebook import Codebook
from netlab.figures import findings, wording
from netlab.figures.lettering import plain, shortened, text_width
from netlab.figures.panels import NARROW, Page, Panel, axis, columns, head, page, stacked, ticks, width_for, write
from netlab.figures.style import BLUE, BODY, DECIMALS, GREY, GREY_TEXT, INK, WHITE
from netlab.problems import InputError, suggestion
from netlab.texts import percent, pick, say

# pixels of a row; of a dot; of the room that dots have above or below the means
ROW, DOT, ROOM = 76, 5, 22


def composition_bars(
    table: pd.DataFrame,
    attribute: str,
    codebook: Codebook,
    before: str,
    after: str | None = None,
    group: pd.Series | None = None,
    lang: str = "nl",
    width: int | None = None,
) -> go.Figure:
    """The mean share of each category of an attribute before and after, or in one wave, with every ego as a dot.

    A row per category: an open mark at the mean before, a filled one at the mean after, a line between them. The small
    dots are the egos' own shares: open and above for before, filled and below for after. Only egos
    whose shares are known in both waves.

    Parameters
    ----------
    table : DataFrame
        The table of `netlab.measure`: index (ego, wave), with a column share_<attribute>_<category> per category.
    attribute : str
        A column of the alters with categories in the codebook.
    codebook : Codebook
        Says what the categories are and what they are called.
    before, after : str
        The two waves; without the second only the first is drawn.
    group : Series, optional
        The group of each ego: a panel for each, on one scale.
    lang : {"nl", "en"}
        Language of every word and number.
    width : int, optional
        In pixels; without it 1180, or 760 for a single group.

    Returns
    -------
    plotly Figure

    Raises
    ------
    InputError
        For an attribute that the codebook does not know, or one whose shares or waves the table does not have.
    """
    asked = codebook.interpreter(attribute)
    if asked is None or not asked.categories:
        raise InputError(f"{attribute!r} is no attribute with categories. "
                         f"{suggestion(attribute, [i.column for i in codebook.attributes])}")  # fmt: skip
    names = {f"share_{attribute}_{c.id}": pick(c.label, lang) or c.id for c in asked.categories}
    lacking = [c for c in names if c not in table.columns]
    waves = table.index.get_level_values("wave").astype(str)
    chosen = {"after": before} if after is None else {"before": before, "after": after}
    unknown = [wave for wave in chosen.values() if wave not in set(waves)]
    if lacking or unknown:
        what = ", ".join([*lacking, *(f"wave {wave!r}" for wave in unknown)])
        raise InputError(
            f"the table lacks {what}. Expected the table of netlab.measure with a share for each answer to "
            f"{attribute!r}; its waves: {', '.join(pd.unique(waves))}."
        )
    egos = pd.Index(table.index.get_level_values("ego").unique(), name="ego")
    sides = {
        side: table.loc[waves == wave, list(names)].droplevel("wave").reindex(egos) for side, wave in chosen.items()
    }
    known = pd.concat([shares.notna().all(axis=1) for shares in sides.values()], axis=1).all(axis=1)
    why = _reasons(table, egos, list(chosen.values()))
    groups = wording.sets(egos, egos[known], group, codebook, lang)
    members = [egos[known.to_numpy() & egos.isin(s.egos)] for s in groups]
    means = [pd.DataFrame({side: shares.loc[m].mean() for side, shares in sides.items()}) for m in members]
    labels = {side: wording.wave(wave, codebook, lang) for side, wave in chosen.items()}
    name = plain(pick(asked.label, lang) or attribute)

    width = width or width_for(len(groups), 760)
    shown = {c: plain(shortened(n, 240 if width < NARROW else 200, BODY)) for c, n in names.items()}
    side = 0 if width < NARROW else max(text_width(n, BODY) for n in shown.values()) + 16
    row = ROW + (20 if side == 0 else 0)
    panels = [
        replace(p, left=p.left + side, width=p.width - side)
        for p in columns([row * len(names)] * len(groups), width, gap=48, header=36, foot=56)
    ]
    note = say("plot.composition_note" if after else "plot.composition_note_one_wave", lang, **labels)
    figure = page(
        width,
        panels,
        findings.of_composition(means, {c: plain(n) for c, n in names.items()}, [s.label for s in groups], name, lang),
        "" if after else labels["after"],
        [wording.missing_note(why[~known], lang, "change.reason" if after else "reason"), note if known.any() else ""],
        foot=50,
    )
    top = max([1e-9, *(s[known].max(axis=None) for s in sides.values() if known.any())])
    reach = (-0.02 * top, 1.04 * top)
    for panel, s, mine, mean in zip(panels, groups, members, means, strict=True):
        places, decimals = ticks(0, reach[1], about=max(5, int(panel.width // 70)))
        texts = wording.tick_texts(places, decimals, "share", lang)
        axis(figure, panel, "x", reach, places if len(mine) else [], texts)
        axis(figure, panel, "y", [panel.height, 0])
        head(figure, panel, -side, -18, wording.capital(s.label), wording.of_all(len(mine), len(s.egos), lang))
        if len(mine):
            write(figure, panel, -side, panel.height + 38, say("plot.composition_axis", lang), color=GREY_TEXT)
        for i, category in enumerate(mean.index):
            at = (i + 1) * row - ROW / 2
            write(figure, panel, -side, at - (ROW / 2 + 8 if side == 0 else 0), shown[category], size=BODY, halo=True)
            if len(mine):
                own = {c: shares.loc[mine, category] for c, shares in sides.items()}
                _dumbbell(figure, panel, own, mean.loc[category], at, reach, labels, lang)
    return figure.figure()


def _reasons(table: pd.DataFrame, egos: pd.Index, chosen: list[str]) -> pd.Series:
    """Why the shares of an ego are unknown in one of these waves, where they are."""
    waves = table.index.get_level_values("wave").astype(str)
    there = [egos.isin(table.index[waves == wave].get_level_values("ego")) for wave in chosen]
    why = pd.Series(np.where(np.all(there, axis=0), "attribute_missing", "wave_missing"), index=egos)
    if "size" in table.columns:
        nobody = table.index[(table["size"] == 0) & np.isin(waves, chosen)].get_level_values("ego")
        why[(why == "attribute_missing") & why.index.isin(nobody)] = "no_alters"
    return why


def _dumbbell(
    figure: Page,
    panel: Panel,
    own: dict[str, pd.Series],
    mean: pd.Series,
    at: float,
    reach: tuple[float, float],
    labels: dict[str, str],
    lang: str,
) -> None:
    """One category: the egos' dots above and below, the means and the line between them, with their numbers."""
    on = {"xaxis": panel.x, "yaxis": panel.y, "cliponaxis": False}
    for side, shares in own.items():
        color, away = (GREY, -1) if side == "before" else (BLUE, 1)
        levels = stacked((shares.to_numpy() - reach[0]) / (reach[1] - reach[0]) * panel.width, DOT)
        step = min(DOT, ROOM / (levels.max(initial=0) + 1))
        figure.scatter(
            x=shares.round(DECIMALS).to_numpy(),
            y=(at + away * (12 + levels * step)).round(DECIMALS),
            customdata=shares.index.to_numpy(dtype=object),
            hovertext=[f"<b>{plain(e)}</b><br>{labels[side]}: {percent(v, lang)}" for e, v in shares.items()],
            hoverinfo="text",
            mode="markers",
            marker={
                "size": DOT,
                "color": WHITE if side == "before" else color,
                "line": {"color": color, "width": 1},
            },
            name=side,
            **on,
        )
    figure.scatter(
        x=[round(mean[side], DECIMALS) for side in own],
        y=[round(at, DECIMALS)] * len(own),
        mode="lines+markers",
        line={"color": INK, "width": 2.5},
        marker={"symbol": "circle", "size": 11, "color": [WHITE, INK][-len(own) :], "line": {"color": INK, "width": 2}},
        hoverinfo="skip",
        name="mean",
        **on,
    )
    rises = "before" in own and mean["after"] >= mean["before"]
    for side in own:
        left = rises if side == "before" else "before" in own and not rises
        x = (mean[side] - reach[0]) / (reach[1] - reach[0]) * panel.width
        text = percent(mean[side], lang)
        write(
            figure, panel, x + (-11 if left else 11), at, f"<b>{text}</b>" if side == "after" else text,
            anchor="right" if left else "left", halo=True,
        )  # fmt: skip
