"""One contact of an ego: its answers in every wave, ties, what changed, what was said of it; its ring in a drawing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from netlab.figures.hovers import numbers_of
from netlab.figures.lookup import column, rows_of, why_not_compared
from netlab.figures.marks import View, alters_drawn
from netlab.figures.style import ORANGE
from netlab.networks import EgoNetworks
from netlab.texts import say
from netlab.widgets.answers import TIED, Known
from netlab.widgets.linked import LETTERED


def contacts(networks: EgoNetworks, known: Known, ego: str, names: bool) -> dict[str, str]:
    """Everybody whom an ego named in any wave, by person: the name, or without names a number.

    Numbers and order are those in which the contacts were named; of several names the first.
    """
    called = {who: say("drawing.contact_number", known.lang, n=n) for who, n in numbers_of(networks, ego).items()}
    if not names:
        return called
    wave, alter, person = (column(networks, name) for name in ("wave", "alter", "person"))
    place = networks.alters["wave"].cat.codes.to_numpy()
    named: dict[str, str] = {}
    for row in sorted(rows_of(networks, ego).tolist(), key=lambda row: place[row]):
        named.setdefault(person[row], known.name(ego, wave[row], alter[row]))
    return {who: named[who] for who in called}


def _tied(networks: EgoNetworks, row: int, called: dict[str, str], lang: str) -> str:
    """Who of the network is tied to an alter; nobody, or that it was not asked."""
    at, network = networks.at, networks.at.network[row]
    other = np.concatenate([at.pair_b[at.pair_a == row], at.pair_a[at.pair_b == row]])
    if not networks.egos["ties_asked"].iat[network]:
        return say("explore.not_asked", lang)
    said = [called[column(networks, "person")[r]] for r in sorted(other.tolist())]
    if not said and networks.egos["pairs_missing"].iat[network]:
        return ""
    return ", ".join(said) or say("explore.nobody", lang)


def fate_of(networks: EgoNetworks, ego: str, person: str, before: str, after: str, lang: str) -> str:
    """What became of a contact between two waves, in words; empty where nothing is compared or it is in neither."""
    if not after or before == after or why_not_compared(networks, ego, before, after):
        return ""
    drawn = alters_drawn(networks, [View(ego, after, before)])
    mine = drawn[drawn["person"] == person]
    if mine.empty:
        return ""
    mark = mine.iloc[0]
    said = [say(f"drawing.{'lost_confirmed' if mark['confirmed'] else mark['fate']}", lang)]
    said += [say(f"explore.{mark['towards']}", lang)] if mark["towards"] else []
    said += [say("drawing.unsure", lang)] if mark["unsure"] else []
    return "; ".join(said)


def about(
    networks: EgoNetworks,
    known: Known,
    ego: str,
    person: str,
    waves: tuple[str, str],
    fragments: pd.DataFrame | None,
    names: bool,
) -> dict[str, Any]:
    """Everything about one contact, as the panel shows it.

    Parameters
    ----------
    known : Known
        The answers in words, of `netlab.widgets.answers.known`.
    waves : (str, str)
        Before and after (empty: one wave), for what became of the contact.
    names : bool
        Without names there is no name, no text in somebody's own words and no fragment.

    Returns
    -------
    dict
        title, fate (words, or empty), waves (labels of those in which the contact was named), rows (label, an answer
        per wave (empty: unknown), changed: two known answers differ), fragments (wave, code, text).
    """
    lang, called = known.lang, contacts(networks, known, ego, names)
    wave, alter, whose = (column(networks, name) for name in ("wave", "alter", "person"))
    order: dict[Any, int] = {w: n for n, w in enumerate(networks.waves)}
    rows = sorted((r for r in rows_of(networks, ego).tolist() if whose[r] == person), key=lambda r: order[wave[r]])
    closed = {i.column for i in networks.codebook.interpreters if i.closed}
    answers = [known.of(ego, wave[r], alter[r]) for r in rows]
    table: list[dict[str, Any]] = []
    for n, (name, label) in enumerate(zip(known.answers.columns, known.labels, strict=True)):
        if name == TIED:
            table.append(
                {"label": label, "answers": [_tied(networks, r, called, lang) for r in rows], "changed": False}
            )
        elif names or name in closed:
            given = [of_one[n] for of_one in answers]
            table.append({"label": label, "answers": given, "changed": len({g for g in given if g}) > 1})
    return {
        "title": called[person],
        "fate": fate_of(networks, ego, person, *waves, lang),
        "waves": [known.wave(wave[r]) for r in rows],
        "rows": [row for row in table if any(row["answers"])],
        "fragments": _fragments(known, ego, {(wave[r], alter[r]) for r in rows}, fragments if names else None),
    }


def ringed(figure: go.Figure, networks: EgoNetworks, person: str) -> go.Figure:
    """The drawing with a ring round every mark of one person; `person` empty: round none."""
    whose, x, y, size = column(networks, "person"), [], [], []
    for trace in figure.data if person else ():
        if trace.customdata is None:
            continue
        sizes = trace.marker.size
        for n, row in enumerate(trace.customdata):
            if whose[int(row)] == person:
                x.append(trace.x[n])
                y.append(trace.y[n])
                size.append(sizes[n] + 16)
    line = {"width": 3.5, "color": ORANGE}
    marker = {"symbol": "circle-open", "size": size, "color": ORANGE, "line": line, "opacity": 1}
    figure.add_scatter(x=x, y=y, mode="markers", marker=marker, hoverinfo="skip", name="chosen", cliponaxis=False)
    *drawn, ring = figure.data
    names = next((n for n, trace in enumerate(drawn) if trace.name in LETTERED), len(drawn))
    figure.data = (*drawn[:names], ring, *drawn[names:])  # a name or number in the ring can still be read
    return figure


def _fragments(
    known: Known, ego: str, named: set[tuple[str, str]], fragments: pd.DataFrame | None
) -> list[dict[str, str]]:
    """What the interviews say of a contact that is called this in these waves."""
    if fragments is None:
        return []
    mine = fragments[(fragments["ego"] == ego) & fragments["alter"].notna()]
    here = [(str(w), str(a)) in named for w, a in zip(mine["wave"], mine["alter"], strict=True)]
    return [
        {"wave": known.wave(str(f.wave)), "code": "" if pd.isna(f.code) else str(f.code), "text": str(f.text)}
        for f in mine[here].itertuples()
        if str(f.text).strip()
    ]
