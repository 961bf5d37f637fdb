"""Dots: the value of one measure in one wave, a dot for every ego, with the range and the mean."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from netlab.codebook import Codebook
from netlab.figures import wording
from netlab.figures.lettering import plain, text_width
from netlab.figures.panels import EDGE, Page, Panel, axis, head, page, stacked, ticks, write
from netlab.figures.style import BLUE, BODY, DECIMALS, GREY_TEXT, INK, SMALL, WHITE
from netlab.problems import InputError, suggestion
from netlab.texts import say

LARGEST_DOT, SMALL_DOT, HIGHEST = 36, 12, 480


def dots(
    table: pd.DataFrame,
    measure: str,
    codebook: Codebook | None = None,
    wave: str | None = None,
    group: pd.Series | None = None,
    reasons: pd.DataFrame | None = None,
    lang: str = "nl",
    width: int | None = None,
) -> go.Figure:
    """Every ego's value of one measure in one wave as a dot with the ego's code, with the range and the mean.

    Parameters
    ----------
    table : DataFrame
        The table of `netlab.measure`: index (ego, wave), a column per measure.
    measure : str
        One of its columns.
    codebook : Codebook, optional
        For the names of the measure, the wave and the groups.
    wave : str, optional
        May be left out when the table has one wave.
    group : Series, optional
        The group of each ego: a strip for each, on one scale.
    reasons : DataFrame, optional
        The table of `netlab.undefined`: why a value is missing, for the note that names who is not shown.
    lang : {"nl", "en"}
        Language of every word and number.
    width : int, optional
        In pixels; without it 960.

    Returns
    -------
    plotly Figure

    Raises
    ------
    InputError
        For a measure or wave that the table does not have, or no wave where there are several.
    """
    codebook, width = codebook or Codebook(), width or 960
    if measure not in table.columns:
        raise InputError(
            f"there is no measure {measure!r} in the table. {suggestion(measure, map(str, table.columns))}"
        )
    waves = list(pd.unique(table.index.get_level_values("wave").astype(str)))
    if wave not in waves and not (wave is None and len(waves) == 1):
        raise InputError(
            f"wave {wave!r} is not one of the table's. Give the wave to show. {suggestion(str(wave), waves)}"
        )
    wave = wave or waves[0]
    kind, name = wording.kind(measure, codebook), wording.label(measure, codebook, lang)
    egos = pd.Index(table.index.get_level_values("ego").unique(), name="ego")
    here = table[table.index.get_level_values("wave").astype(str) == wave].droplevel("wave")
    values = here[measure].astype(float).reindex(egos)
    why = pd.Series("wave_missing", index=egos, dtype=object)
    why[here.index] = None
    if reasons is not None:
        known = reasons[reasons.index.get_level_values("wave").astype(str) == wave].droplevel("wave")[measure]
        why = why.where(why.notna(), known.reindex(egos).astype(object))
    shown = values.dropna()
    groups = wording.sets(egos, shown.index, group, codebook, lang)

    inner = width - 2 * EDGE - 2 * LARGEST_DOT
    low, high = (shown.min(), shown.max()) if len(shown) else (0.0, 1.0)
    if high - low < 1e-9:
        low, high = (low - 2, high + 2) if kind == "count" else (low - 0.1, high + 0.1)
    members = [shown[shown.index.isin(s.egos)].sort_values(kind="stable") for s in groups]
    size, levels = _piled(members, [(m.to_numpy() - low) / (high - low) * inner for m in members])
    panels: list[Panel] = []
    top = 0.0
    for i, on in enumerate(levels):
        height = (on.max(initial=0) + 1) * size + 34
        panels.append(Panel(0, top + 52, width - 2 * EDGE, height, i + 1))
        top += 52 + height + 12
    figure = page(
        width,
        panels,
        _finding(shown, len(egos), name, kind, lang),
        wording.wave(wave, codebook, lang) if len(waves) > 1 or codebook.waves else "",
        [
            wording.missing_note(why[values.isna()], lang, over="reason"),
            say("plot.dots_note", lang) if len(shown) else "",
        ],
        foot=48,
    )
    places, decimals = ticks(low, high, about=max(3, inner // 90), whole=kind == "count")
    pad = LARGEST_DOT / inner * (high - low)
    for panel, s, mine, on in zip(panels, groups, members, levels, strict=True):
        texts = wording.tick_texts(places, decimals, kind, lang) if panel == panels[-1] else [""] * len(places)
        axis(figure, panel, "x", [low - pad, high + pad], places if len(shown) else [], texts)
        axis(figure, panel, "y", [-34, panel.height - 34])
        comparison = codebook.group is not None and s.value is not None and s.value == codebook.group.comparison
        _egos(figure, panel, mine, on, size, GREY_TEXT if comparison else BLUE, kind, lang)
        head(figure, panel, 0, -38, wording.capital(s.label), wording.of_all(len(mine), len(s.egos), lang))
        if len(mine) < 2:
            continue
        _range(figure, panel, mine)
        if s.label:
            write(figure, panel, 0, -16, say("plot.dots_range", lang, **_amounts(mine, kind, lang)), size=BODY)
    if len(shown):
        write(figure, panels[-1], 0, panels[-1].height + 34, name, color=GREY_TEXT)
    return figure.figure()


def _piled(members: list[pd.Series], at: list[np.ndarray]) -> tuple[float, list[np.ndarray]]:
    """How large a dot is, and on which level each lies: large enough for the codes where a strip stays low enough."""
    codes = max((text_width(plain(e), SMALL) for m in members for e in m.index), default=0)
    for size in ([codes + 8] if codes + 8 <= LARGEST_DOT else []) + [SMALL_DOT]:
        levels = [stacked(places, size) for places in at]
        if max(on.max(initial=0) + 1 for on in levels) * size <= HIGHEST:
            break
    return size, levels


def _amounts(values: pd.Series, kind: str, lang: str) -> dict[str, str]:
    """The lowest and the highest value and the mean, as a sentence says them."""
    ends = {k: wording.amount(v, kind, lang) for k, v in (("low", values.min()), ("high", values.max()))}
    return {**ends, "mean": wording.amount(values.mean(), kind, lang, mean=True)}


def _finding(shown: pd.Series, egos: int, name: str, kind: str, lang: str) -> str:
    """The mean and the range of all egos that have a value, in one sentence."""
    word = {0: "one_wave_none", 1: "one_wave_one"}.get(len(shown), "one_wave")
    word = "one_wave_same" if len(shown) > 1 and shown.nunique() == 1 else word
    who = wording.of_all(len(shown), egos, lang)
    return say(f"plot.{word}", lang, measure=wording.capital(name), who=who, **_amounts(shown, kind, lang))


def _egos(
    figure: Page, panel: Panel, mine: pd.Series, on: np.ndarray, size: float, color: str, kind: str, lang: str
) -> None:
    """The dots of one strip, each with its ego's code where it is large enough."""
    figure.scatter(
        x=mine.round(DECIMALS),
        y=((on + 0.5) * size).round(DECIMALS),
        customdata=mine.index.to_numpy(dtype=object),
        text=[plain(e) for e in mine.index] if size > SMALL_DOT else None,
        textfont={"size": SMALL, "color": WHITE},
        hovertext=[f"<b>{plain(e)}</b><br>{wording.amount(v, kind, lang)}" for e, v in mine.items()],
        hoverinfo="text",
        mode="markers+text" if size > SMALL_DOT else "markers",
        marker={"size": size - 1, "color": color, "line": {"color": WHITE, "width": 1}},
        cliponaxis=False,
        name="egos",
        xaxis=panel.x,
        yaxis=panel.y,
    )


def _range(figure: Page, panel: Panel, mine: pd.Series) -> None:
    """Under the dots: a line from the lowest to the highest value, and the mean on it."""
    for name, at, wide, high in (("range", [mine.min(), mine.max()], 1.5, 7), ("mean", [mine.mean()], 3, 20)):
        figure.scatter(
            x=[round(v, DECIMALS) for v in at],
            y=[-14] * len(at),
            mode="lines+markers",
            line={"color": INK, "width": wide},
            marker={"symbol": "line-ns-open", "size": high, "color": INK, "line": {"color": INK, "width": wide}},
            hoverinfo="skip",
            cliponaxis=False,
            name=name,
            xaxis=panel.x,
            yaxis=panel.y,
        )
