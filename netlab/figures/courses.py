"""The course of one measure over the waves: a thin line for every ego, the estimated means with intervals on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from netlab.codebook import Codebook
from netlab.figures import wording
from netlab.figures.lettering import plain, shortened, text_width
from netlab.figures.lines import CODE_GAP, codes_beside, moved_apart, scale
from netlab.figures.panels import Page, Panel, axis, columns, head, page, width_for, write
from netlab.figures.style import BLUE, BODY, DECIMALS, GREY, GREY_TEXT, INK, SMALL, WHITE
from netlab.figures.wording import Set
from netlab.problems import InputError, suggestion
from netlab.texts import say

HEIGHT, LOW, HIGHEST, FOOT = 260, 168, 600, 90  # low where the page is less wide: two fit on a sheet of paper
WIDE = 900
EVERYONE = "all"  # the group of a model without groups


def course(
    table: pd.DataFrame,
    model: pd.DataFrame,
    measure: str,
    codebook: Codebook | None = None,
    group: pd.Series | None = None,
    reasons: pd.DataFrame | None = None,
    level: float = 0.95,
    lang: str = "nl",
    width: int | None = None,
) -> go.Figure:
    """Every ego's values of one measure over the waves as a thin line, the model's mean of every wave on top.

    Groups stand side by side on one scale (below each other when `width` is under 700), the comparison group last.
    Where an ego misses a wave between two others its line is dotted there. Below each wave stand how many egos have a
    value, and the estimated mean with its interval.

    Parameters
    ----------
    table : DataFrame
        The table of `netlab.measure`: index (ego, wave), a column per measure.
    model : DataFrame
        The table of `netlab.statistics.waves_model`, of the same egos, with the same groups.
    measure : str
        One of the measures in both.
    codebook : Codebook, optional
        For the names of the measure, the waves and the groups.
    group : Series, optional
        The group of each ego (index ego). An ego without one is in a panel without a mean.
    reasons : DataFrame, optional
        The table of `netlab.undefined`: why a value is missing, for the notes that name who has none in a wave.
    level : float
        Of the intervals in the model.
    lang : {"nl", "en"}
        Language of every word and number.
    width : int, optional
        In pixels; without it 1180, or 720 for a single group.

    Returns
    -------
    plotly Figure

    Raises
    ------
    InputError
        For a measure that the table or the model does not have, and for a model of other egos than are shown.
    """
    codebook = codebook or Codebook()
    for name, known in (("table", table.columns), ("model", model.index.unique("measure"))):
        if measure not in known:
            raise InputError(f"there is no measure {measure!r} in the {name}. {suggestion(measure, map(str, known))}")
    own = model.xs(measure, level="measure")
    waves = [str(w) for w in own.index.unique("wave")]
    values = table[measure].astype(float).unstack("wave").reindex(columns=waves)
    why = _why(table, reasons, measure, values)
    groups = wording.sets(values.index, values.dropna(how="all").index, group, codebook, lang)
    members = [values.loc[s.egos].dropna(how="all") for s in groups]
    means = [_means(own, s, m, waves) for s, m in zip(groups, members, strict=True)]
    kind, name = wording.kind(measure, codebook), wording.label(measure, codebook, lang)
    width = width or width_for(len(groups), 720)

    bounds = [v for m in means for v in m[["estimate", "low", "high"]].to_numpy().ravel()]
    low, high, places, decimals = scale([v for m in members for v in m.to_numpy().ravel()], bounds, kind)
    texts = wording.tick_texts(places, decimals, kind, lang)
    most = max(int(m[waves[-1]].notna().sum()) for m in members)
    height = min(max(HEIGHT if width > WIDE else LOW, CODE_GAP * most), HIGHEST)
    per_pixel = (high - low) / height
    apart = [moved_apart(m, per_pixel) for m in members]
    named = CODE_GAP * (most - 1) <= height
    longest = max((text_width(plain(e), SMALL) for m in members for e in m.index), default=0) if named else 0
    room = max((text_width(t, SMALL) for t in texts), default=0) + 8
    panels = [
        replace(p, left=p.left + room, width=p.width - room)
        for p in columns([height] * len(groups), width, gap=56, header=62, foot=FOOT)
    ]
    beside = min(39 + longest, 120) if named else 12
    # each wave has a column of its own; the code of an ego stands behind the middle of the last one
    across = panels[0].width / len(waves)
    across = min(across, (panels[0].width - beside) / (len(waves) - 0.5))

    figure = page(
        width,
        panels,
        _finding(means, groups, wording.capital(name), kind, lang),
        "",
        [
            " ".join(_missing(values, why, codebook, lang)),
            _note(values, means, apart, level, named, lang),
        ],
        foot=FOOT,
    )
    for panel, s, mine, mean, moves in zip(panels, groups, members, means, apart, strict=True):
        axis(figure, panel, "x", [-0.5, panel.width / across - 0.5])
        axis(figure, panel, "y", [low, high], places, texts)
        head(figure, panel, -room, -42, wording.capital(s.label), wording.of_all(len(mine), len(s.egos), lang))
        write(figure, panel, -room, -18, name, color=GREY_TEXT)
        comparison = codebook.group is not None and s.value is not None and s.value == codebook.group.comparison
        drawn = mine.add(moves, axis=0)
        _lines(figure, panel, mine, drawn, GREY if comparison else BLUE, kind, codebook, lang)
        if named:
            last = drawn[waves[-1]].dropna()
            codes = [shortened(plain(e), 80, SMALL) for e in last.index]
            codes_beside(figure, panel, codes, (high - last.to_numpy()) / per_pixel, (len(waves) - 0.5) * across)
        _mean(figure, panel, mean)
        _below(figure, panel, mean, across, kind, codebook, lang)
    return figure.figure()


def _means(own: pd.DataFrame, of: Set, mine: pd.DataFrame, waves: list[str]) -> pd.DataFrame:
    """A row per wave: n, and the model's mean with its interval; no mean for egos that the model leaves out.

    Raises
    ------
    InputError
        When the model is about another number of egos than the plot shows: then it is not about these people.
    """
    counts, known = mine.notna().sum(), own.index.unique("group")
    if of.label and of.value is None:
        return counts.to_frame("n").reindex(columns=["n", "estimate", "low", "high", "reason"])
    key = of.value or EVERYONE
    if key not in known:
        raise InputError(
            f"the model has no group {key!r}; it has {', '.join(map(str, known))}. Make both with the same groups."
        )
    rows = own.xs(key, level="group").reindex(waves)
    if not (rows["n"] == counts).all():
        raise InputError(
            f"the model is about {list(rows['n'])} egos in {', '.join(waves)}, the plot shows {list(counts)}. "
            "Make both from the same networks, with the same groups."
        )
    return rows[["n", "estimate", "low", "high", "reason"]]


def _finding(means: Sequence[pd.DataFrame], groups: Sequence[Set], name: str, kind: str, lang: str) -> str:
    """The estimated mean of every wave, per group: `Aantal contacten: 6,6 → 8,4 → 8,9 (traject) en …`."""
    told = [(m, s.label) for m, s in zip(means, groups, strict=True) if m["estimate"].notna().any()]
    if not told:
        return say("plot.course_none", lang, measure=name)
    parts = [" → ".join(wording.amount(v, kind, lang, mean=True) for v in m["estimate"]) for m, _ in told]
    return say("plot.course", lang, measure=name, parts=wording.in_words(parts, [label for _, label in told], lang))


def _lines(
    figure: Page, panel: Panel, mine: pd.DataFrame, drawn: pd.DataFrame, color: str, kind: str, codebook: Codebook,
    lang: str,
) -> None:  # fmt: skip
    """A line per ego through the waves it has; dotted over a wave that it misses in between."""
    at, apart = np.arange(len(mine.columns), dtype=float), drawn.to_numpy()
    gap_x, gap_y, whose = [], [], []
    for ego, row in zip(mine.index, apart, strict=True):
        there = np.flatnonzero(~np.isnan(row))
        for one, two in pairwise(there):
            if two > one + 1:
                gap_x += [at[one], at[two], np.nan]
                gap_y += [row[one], row[two], np.nan]
                whose += [ego] * 3
    quiet = {"xaxis": panel.x, "yaxis": panel.y, "cliponaxis": False, "opacity": 0.7}
    if gap_x:
        line = {"color": color, "width": 1, "dash": "1px,3px"}
        figure.scatter(x=gap_x, y=np.round(gap_y, DECIMALS), customdata=np.array(whose, dtype=object), mode="lines",
                       line=line, hoverinfo="skip", name="missed", **quiet)  # fmt: skip
    names = [wording.wave(w, codebook, lang) for w in mine.columns]
    hover = [
        f"<b>{plain(ego)}</b><br>{wave}: {wording.amount(v, kind, lang)}"
        for ego, row in zip(mine.index, mine.to_numpy(), strict=True)
        for wave, v in zip([*names, ""], [*row, np.nan], strict=True)
    ]
    figure.scatter(
        x=np.tile([*at, np.nan], len(mine)),
        y=np.column_stack([apart, np.full(len(mine), np.nan)]).ravel().round(DECIMALS),
        customdata=np.repeat(mine.index.to_numpy(dtype=object), len(at) + 1),
        hovertext=np.array(hover, dtype=object),
        hoverinfo="text",
        mode="lines+markers",
        line={"color": color, "width": 1},
        marker={"size": 5, "color": color},
        name="egos",
        **quiet,
    )


def _mean(figure: Page, panel: Panel, mean: pd.DataFrame) -> None:
    """The model's means as a thick line with a mark per wave, each on its interval."""
    known = mean["estimate"].notna().to_numpy()
    at, estimate = np.flatnonzero(known).astype(float), mean["estimate"].to_numpy()[known].round(DECIMALS)
    quiet = {"hoverinfo": "skip", "xaxis": panel.x, "yaxis": panel.y, "cliponaxis": False}
    for color, wide in ((WHITE, 6), (INK, 3.5)):
        line = {"color": color, "width": wide}
        figure.scatter(x=at, y=estimate, mode="lines", line=line, name="mean" if color == INK else "halo", **quiet)
    ends = mean[["low", "high"]].to_numpy()[known]
    bars = np.column_stack([ends, np.full(len(ends), np.nan)]).ravel().round(DECIMALS)
    figure.scatter(
        x=np.repeat(at, 3),
        y=bars,
        mode="lines+markers",
        line={"color": INK, "width": 2},
        marker={"symbol": "line-ew-open", "size": 12, "color": INK, "line": {"color": INK, "width": 2}},
        name="interval",
        **quiet,
    )
    marker = {"size": 11, "color": INK, "line": {"color": WHITE, "width": 1.5}}
    figure.scatter(x=at, y=estimate, mode="markers", marker=marker, name="means", **quiet)


def _below(
    figure: Page, panel: Panel, mean: pd.DataFrame, across: float, kind: str, codebook: Codebook, lang: str
) -> None:
    """Under each wave its name, how many have a value, the mean and its interval where there is room for it."""
    for place, (wave, row) in enumerate(mean.iterrows()):
        x, bottom = (place + 0.5) * across, panel.height
        label = shortened(wording.wave(str(wave), codebook, lang), across - 6, BODY, bold=True)
        write(figure, panel, x, bottom + 22, f"<b>{label}</b>", size=BODY, anchor="center")
        write(figure, panel, x, bottom + 42, f"n = {int(row['n'])}", color=GREY_TEXT, anchor="center")
        if np.isnan(row["estimate"]):
            continue
        beside = (row["low"], row["high"])
        value = wording.amount(row["estimate"], kind, lang, mean=True)
        write(figure, panel, x, bottom + 61, f"<b>{value}</b>", size=BODY, anchor="center")
        ends = wording.interval(*beside, kind, lang, sign=False) or f"({say('plot.no_interval', lang)})"
        if text_width(ends, SMALL) <= across - 4:
            write(figure, panel, x, bottom + 79, ends, anchor="center")


def _why(table: pd.DataFrame, reasons: pd.DataFrame | None, measure: str, values: pd.DataFrame) -> pd.DataFrame:
    """Why a value is missing, per ego and wave: without a row in the table ego was not interviewed."""
    none = pd.Series(index=table.index, dtype=object)
    given = reasons[measure] if reasons is not None and measure in reasons else none
    given = given.astype(object).where(given.notna(), "unknown").unstack("wave")
    return given.reindex(index=values.index, columns=values.columns).fillna("wave_missing")


def _missing(values: pd.DataFrame, why: pd.DataFrame, codebook: Codebook, lang: str) -> list[str]:
    """Who has no value, per wave, with the reason."""
    gone = {wave: wording.reasons_told(why.loc[values[wave].isna(), wave], lang, "reason") for wave in values}
    return [
        say("plot.missing_at", lang, wave=wording.wave(str(wave), codebook, lang), who=who)
        for wave, who in gone.items()
        if who
    ]


def _note(
    values: pd.DataFrame,
    means: Sequence[pd.DataFrame],
    apart: Sequence[pd.Series],
    level: float,
    named: bool,
    lang: str,
) -> str:
    """What the lines, the bars and the numbers are; why there is no mean."""
    known = values.notna().to_numpy()
    earlier = np.maximum.accumulate(known, axis=1)
    later = np.maximum.accumulate(known[:, ::-1], axis=1)[:, ::-1]
    words = [say("plot.course_lines", lang)]
    words += [say("plot.course_skipped", lang)] if (earlier & later & ~known).any() else []
    words += [say("plot.slopes_apart", lang)] if any(moves.any() for moves in apart) else []
    words += [] if named else [say("plot.slopes_codes", lang)]
    if any(m["low"].notna().any() for m in means):
        words.append(say("plot.course_means", lang, level=wording.level(level)))
    why = dict.fromkeys(r for m in means for r in m["reason"] if isinstance(r, str) and r)
    words += [f"{wording.capital(say(f'statistics.reason.{r}', lang))}." for r in why]
    return " ".join(words)
