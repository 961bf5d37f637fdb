"""One ego's drawings put on a page: rings, ties, marks, and letters that keep clear of each other and of the marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from netlab.figures import captions, strokes
from netlab.figures.hovers import hovers, names_of
from netlab.figures.labels import BOX, SQUARE, boxes, names_at_rim, names_beside, names_on_rings
from netlab.figures.layout import UNKNOWN, asked, places, rings, sectors
from netlab.figures.lettering import plain, shortened, text_width, wrapped
from netlab.figures.marks import alters_drawn, interviewed, ties_drawn
from netlab.figures.sheet import LEADING, TINY, Disc, edge_of, letters, write_lines, write_words
from netlab.figures.style import BODY, GREY_TEXT, HEADING, INK, INK_SOFT, SMALL, WHITE
from netlab.networks import EgoNetworks
from netlab.texts import say

EGO, SMALL_EGO = 15.0, 12.0


@dataclass
class Drawn:
    """One drawing on its way: what is in it, where it stands, and what is said in it."""

    disc: Disc
    heading: str
    alters: pd.DataFrame
    ties: pd.DataFrame
    said: str = ""  # a sentence in the middle
    under: str = ""  # a sentence below
    faint: bool = False
    nameless: pd.DataFrame = field(default_factory=pd.DataFrame)  # the alters whose name found no room
    taken: np.ndarray = field(default_factory=lambda: np.empty((0, 4)))


def sector_numbers(networks: EgoNetworks, answers: pd.Series) -> list[int]:
    question = asked(networks, networks.codebook.sector)
    order = {c: n for n, c in enumerate(question.ids)} if question else {UNKNOWN: 0}
    return [order.get(a, -1) for a in answers]


def _coloured(networks: EgoNetworks, table: pd.DataFrame, hover: list[str]) -> pd.DataFrame:
    now = table["sector_now"].where(table["fate"] != "lost", table["sector"])
    return table.assign(color=[strokes.sector_color(n) for n in sector_numbers(networks, now)], hover=hover)


def _apart(networks: EgoNetworks, ego: str, unit: float) -> float:
    """How many pixels the two nearest places of an ego are apart, over all waves."""
    at = places(networks, ego).drop_duplicates(["x", "y"])[["x", "y"]].to_numpy(dtype=float) * unit
    if len(at) < 2:
        return np.inf
    away = np.linalg.norm(at[:, None] - at[None], axis=2) + np.where(np.eye(len(at)), np.inf, 0)
    return float(away.min())


def compose(
    networks: EgoNetworks, ego: str, wave: str, before: str | None, disc: Disc, lang: str, names: bool,
    fragments: pd.DataFrame | None,
) -> Drawn:  # fmt: skip
    """One drawing: its tables in pixels, its heading, and a sentence where there is nobody to draw."""
    heading = captions.wave_heading(networks, ego, wave, lang)
    if not interviewed(networks, ego, wave):
        nobody, nothing = alters_drawn(networks, ego, wave), ties_drawn(networks, ego, wave)
        said = say("drawing.not_asked_here", lang, ego=plain(ego))
        return Drawn(disc, heading, _coloured(networks, nobody, []).assign(r=0.0), nothing, said=said, faint=True)
    alters = alters_drawn(networks, ego, wave, before)
    hover = hovers(networks, ego, alters, before, fragments, lang, names)
    alters = disc.on_page(_coloured(networks, alters, hover))
    alters["r"] = strokes.mark_radius(_apart(networks, ego, disc.unit))
    here = alters[alters["fate"] != "lost"]
    row = networks.egos[(networks.egos["ego"] == ego) & (networks.egos["wave"] == wave)].iloc[0]
    said = say("drawing.nobody_here", lang, ego=plain(ego)) if here.empty else ""
    under = say("drawing.ties_not_asked", lang) if len(here) > 1 and not row["ties_asked"] else ""
    return Drawn(disc, heading, alters, disc.on_page(ties_drawn(networks, ego, wave, before)), said, under)


def _reach(alters: pd.DataFrame) -> np.ndarray:
    """How far each mark reaches from its middle, with the ring or diamond round it."""
    around = np.where(alters["fate"] == "new", strokes.ring_round(alters["r"]) + 1, 0.5)
    return alters["r"].to_numpy(dtype=float) + np.maximum(
        around, np.where(alters["moved"], 0.3 * alters["r"] + 5.5, 0.0)
    )


def _everywhere(networks: EgoNetworks, ego: str, disc: Disc) -> np.ndarray:
    """The rectangles of all places of an ego in all waves: what avoids them stands the same in every drawing."""
    reach = strokes.mark_radius(_apart(networks, ego, disc.unit))
    reach += float(strokes.ring_round(reach)) + 1
    at = disc.on_page(places(networks, ego).drop_duplicates(["x", "y"]))
    return boxes(at["x"].to_numpy(), at["y"].to_numpy(), reach, reach)


def _on_arrows(alters: pd.DataFrame) -> np.ndarray:
    """Small rectangles along every arrow, so that no name stands on one."""
    rows = alters[alters["towards"] != ""]
    old, new = rows[["old_x", "old_y"]].to_numpy(dtype=float), rows[["x", "y"]].to_numpy(dtype=float)
    along = np.concatenate([old + part * (new - old) for part in np.linspace(0, 0.9, 9)])
    return boxes(along[:, 0], along[:, 1], 3.5, 3.5)


def _write_sectors(
    figure: go.Figure, networks: EgoNetworks, table: pd.DataFrame, disc: Disc, taken: np.ndarray, lang: str
) -> np.ndarray:
    """Write the name of each sector at the rim, with its coloured square; gives the rectangles that are taken."""
    if len(table) < 2:
        return np.empty((0, 4))
    question = networks.codebook.sector
    unknown = say("drawing.unknown", lang)
    names = [unknown if s == UNKNOWN else captions.category_label(question, s, lang) for s in table["sector"]]
    middles = (table["start"] + table["end"]) / 2
    at = names_at_rim(names, list(middles), (disc.x, disc.y), disc.rim, taken, disc.bounds)
    at["color"] = [strokes.sector_color(n) for n in sector_numbers(networks, table["sector"])]
    at = at[at["lines"].map(len) > 0]
    step = SMALL * 1.22
    strokes.draw_squares(figure, "sector squares", at["left"] + SQUARE / 2, at["top"] + step / 2, at["color"], SQUARE)
    rows = [
        (left + SQUARE + 5, top + step * (n + 0.5), f"<b>{plain(line)}</b>")
        for lines, left, top in at[["lines", "left", "top"]].itertuples(index=False)
        for n, line in enumerate(lines)
    ]
    write_words(figure, "sector names", rows)
    return at[BOX].to_numpy(dtype=float)


def _write_rings(
    figure: go.Figure, networks: EgoNetworks, table: pd.DataFrame, disc: Disc, taken: np.ndarray, lang: str
) -> np.ndarray:
    """Write the name of each ring on its edge; gives the rectangles that are taken."""
    question = asked(networks, networks.codebook.one("strength"))
    if question is None:
        return np.empty((0, 4))
    unknown = say("drawing.unknown_ring", lang)
    names = [unknown if r == UNKNOWN else captions.category_label(question, r, lang) for r in table["ring"]]
    at = names_on_rings(names, list(table["outer"] * disc.unit), (disc.x, disc.y), taken, disc.bounds)
    at = at[at["text"] != ""]
    letters(figure, "ring names", at["x"], at["y"], [plain(t) for t in at["text"]], GREY_TEXT, SMALL, halo=True)
    return at[BOX].to_numpy(dtype=float)


def _write_names(figure: go.Figure, named: pd.Series, drawn: Drawn, taken: np.ndarray) -> None:
    """Write each alter's name beside its mark; who finds no room is kept in `drawn.nameless`."""
    alters = drawn.alters
    keys = list(zip(alters["named_in"], alters["alter"], strict=True))
    names = [str(named[k]) for k in keys]
    x, y = alters["x"].to_numpy(dtype=float), alters["y"].to_numpy(dtype=float)
    at = names_beside(names, x, y, _reach(alters), taken, drawn.disc.bounds)
    lost = (alters["fate"] == "lost").to_numpy()
    fits = (at["text"] != "").to_numpy()
    for which, name, color in ((~lost, "names", INK), (lost, "lost names", GREY_TEXT)):
        rows = at[which & fits]
        texts = [plain(t) for t in rows["text"]]
        letters(figure, name, rows["x"], rows["y"], texts, color, SMALL, halo=True, italic=name == "lost names")
    drawn.nameless = alters.assign(name=names)[~fits]
    drawn.taken = np.vstack([taken, at.loc[fits, BOX].to_numpy(dtype=float)])


def draw(
    figure: go.Figure, networks: EgoNetworks, ego: str, all_drawn: Sequence[Drawn], lang: str, names: bool
) -> None:
    """Put the drawings on the page: rings, ties, marks, and letters that keep clear of each other."""
    sector_table, ring_table = sectors(networks, ego), rings(networks, ego)
    named = names_of(networks, ego)
    shapes = [strokes.ring_shapes(d.disc, ring_table, sector_table, faint=d.faint) for d in all_drawn]
    strokes.draw_shapes(figure, [s for of_one in shapes for s in of_one])
    for d in all_drawn:
        letters(figure, "headings", [d.disc.x], [d.disc.top - 12], [f"<b>{d.heading}</b>"], INK, HEADING)
        strokes.draw_ties(figure, d.ties)
    radius = EGO if all_drawn[0].disc.unit > 150 else SMALL_EGO
    strokes.draw_egos(figure, [d.disc for d in all_drawn if not d.faint], radius)
    code = text_width(ego, TINY, bold=True) <= 2 * radius - 1
    for d in all_drawn:
        strokes.draw_alters(figure, d.alters)
        disc, alters = d.disc, d.alters
        x, y = alters["x"].to_numpy(dtype=float), alters["y"].to_numpy(dtype=float)
        reach = _reach(alters)
        middle = boxes(np.array([disc.x]), np.array([disc.y]), radius, radius)
        taken = np.vstack([boxes(x, y, reach, reach), middle, _on_arrows(alters)])
        if not d.faint:
            anyone = np.vstack([_everywhere(networks, ego, disc), middle])
            taken = np.vstack([taken, _write_rings(figure, networks, ring_table, disc, anyone, lang)])
            taken = np.vstack([taken, _write_sectors(figure, networks, sector_table, disc, taken, lang)])
        if code and not d.faint:
            letters(figure, "ego code", [disc.x], [disc.y], [f"<b>{plain(ego)}</b>"], WHITE, TINY)
        if d.said:
            lines = wrapped(d.said, 1.5 * disc.unit, BODY)
            first = disc.y + (0 if d.faint else radius + 18)
            write_lines(
                figure, "said", disc.x, first, lines, color=INK_SOFT, size=BODY, position="middle center", halo=True
            )
            said = [
                boxes(np.array([disc.x]), np.array([first + LEADING * BODY * i]), text_width(t, BODY) / 2, 9)
                for i, t in enumerate(lines)
            ]
            taken = np.vstack([taken, *said])
        if names:
            _write_names(figure, named, d, taken)


def _write_digits(figure: go.Figure, drawn: Drawn, digits: list[str]) -> None:
    """Write a number beside each nameless mark or, where even that does not fit, in it."""
    rows = drawn.nameless
    x, y = rows["x"].to_numpy(dtype=float), rows["y"].to_numpy(dtype=float)
    at = names_beside(digits, x, y, _reach(rows) - 1.5, drawn.taken, drawn.disc.bounds)
    beside = (at["text"] != "").to_numpy()
    letters(figure, "numbers", at["x"][beside], at["y"][beside], at["text"][beside], INK, SMALL, halo=True)
    texts = [f"<b>{d}</b>" for d, b in zip(digits, beside, strict=True) if not b]
    letters(figure, "numbers inside", x[~beside], y[~beside], texts, INK, TINY, halo=True)


def write_numbers(figure: go.Figure, networks: EgoNetworks, ego: str, all_drawn: Sequence[Drawn], y: float) -> float:
    """Number the alters whose name found no room, the same person the same number, and list them; gives the new y."""
    without = [d.nameless for d in all_drawn if len(d.nameless)]
    if not without:
        return y
    people = pd.concat(without).drop_duplicates("person", keep="last").set_index("person")["name"]
    number = {person: n + 1 for n, person in enumerate(people.index)}
    for d in all_drawn:
        if len(d.nameless):
            _write_digits(figure, d, [str(number[p]) for p in d.nameless["person"]])
    edge = edge_of(figure.layout.width)
    inner = figure.layout.width - 2 * edge
    widest = max(text_width(n, SMALL) for n in people) + 40
    across = max(1, min(int(inner // widest), 5))
    long = -(-len(people) // across)
    step = SMALL * LEADING
    texts = [f"<b>{number[p]}</b>  {plain(shortened(n, inner / across - 34, SMALL))}" for p, n in people.items()]
    x = [edge + (i // long) * inner / across for i in range(len(texts))]
    at = [y + (i % long) * step for i in range(len(texts))]
    letters(figure, "list", x, at, texts, INK_SOFT, SMALL, "middle right")
    return y + long * step + 14
