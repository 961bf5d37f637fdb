"""One ego's drawings put on a page: rings, ties, marks, and letters that keep clear of each other and of the marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from netlab.figures import captions, strokes
from netlab.figures.hovers import names_of, numbers_of
from netlab.figures.labels import BOX, SQUARE, boxes, names_at_rim, names_beside, names_on_rings
from netlab.figures.layout import laid_out
from netlab.figures.lettering import plain, shortened, text_width, wrapped
from netlab.figures.lookup import UNKNOWN, asked, interviewed, number_of
from netlab.figures.marks import View, of_view
from netlab.figures.sheet import LEADING, TINY, Disc, Sheet, edge_of, letters, on_page, write_lines, write_words
from netlab.figures.style import BODY, GREY_TEXT, HEADING, INK, INK_SOFT, LINE, SMALL, WHITE
from netlab.networks import EgoNetworks
from netlab.texts import say

EGO, SMALL_EGO = 15.0, 12.0


@dataclass
class Drawn:
    """One drawing on its way: what it shows, where it stands, what is in it, and what is said in it."""

    view: View
    disc: Disc
    alters: pd.DataFrame
    ties: pd.DataFrame
    said: str = ""  # a sentence in the middle
    under: str = ""  # a sentence below
    faint: bool = False
    nameless: pd.DataFrame = field(default_factory=pd.DataFrame)  # the alters whose name found no room
    taken: np.ndarray = field(default_factory=lambda: np.empty((0, 4)))
    heading: str = ""  # above, where it is not the wave


def sector_colors(networks: EgoNetworks, sectors: Iterable[str]) -> list[str]:
    """The colour of each of these sectors."""
    question = asked(networks, networks.codebook.sector)
    order = {c: n for n, c in enumerate(question.ids)} if question else {UNKNOWN: 0}
    return [strokes.sector_color(order.get(sector, -1)) for sector in sectors]


def _apart(networks: EgoNetworks, ego: str, unit: float) -> float:
    """How many pixels the two nearest places of an ego are apart, over all waves."""
    layout = laid_out(networks, ego)
    at = np.stack([layout.x, layout.y], axis=1) * unit
    away = np.linalg.norm(at[:, None] - at[None], axis=2)
    return float(np.min(away, where=away > 0, initial=np.inf))


def in_pixels(
    networks: EgoNetworks, views: Sequence[View], discs: Sequence[Disc], alters: pd.DataFrame, ties: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The alters and ties of some drawings on the page; the alters with their colour and the radius of their mark."""
    radius = [strokes.mark_radius(_apart(networks, v.ego, d.unit)) for v, d in zip(views, discs, strict=True)]
    now = alters["sector_now"].where(alters["fate"] != "lost", alters["sector"])
    r = np.array(radius, dtype=float)[alters["view"]]
    alters = alters.assign(color=sector_colors(networks, now), r=r, vague=False)
    return on_page(alters, discs), on_page(ties, discs)


def ties_missing(networks: EgoNetworks, view: View) -> bool:
    """Whether a drawing has alters who may know each other, which nobody asked."""
    if captions.size_of(networks, view.ego, view.wave) < 2:
        return False
    return not networks.egos["ties_asked"].iat[number_of(networks, view.ego, view.wave)]


def compose(
    networks: EgoNetworks, views: Sequence[View], discs: Sequence[Disc], alters: pd.DataFrame, ties: pd.DataFrame,
    lang: str,
) -> list[Drawn]:  # fmt: skip
    """The drawings one by one, with a sentence where there is nobody to draw or where ties were not asked."""
    all_drawn = []
    for n, (view, disc) in enumerate(zip(views, discs, strict=True)):
        faint = not interviewed(networks, view.ego, view.wave)
        said = ""
        if faint or not captions.size_of(networks, view.ego, view.wave):
            said = say("drawing.not_asked_here" if faint else "drawing.nobody_here", lang, ego=plain(view.ego))
        under = say("drawing.ties_not_asked", lang) if ties_missing(networks, view) else ""
        own, tied = of_view(alters, n), of_view(ties, n)
        all_drawn.append(Drawn(view, disc, own, tied, said, under, faint))
    return all_drawn


def _reach(alters: pd.DataFrame) -> np.ndarray:
    """How far each mark reaches from its middle, with the ring or diamond round it."""
    radius = alters["r"].to_numpy(dtype=float)
    around = np.where(alters["fate"] == "new", strokes.ring_round(radius) + 1, 0.5)
    return radius + np.maximum(around, np.where(alters["moved"], 0.3 * radius + 5.5, 0.0))


def _everywhere(networks: EgoNetworks, ego: str, disc: Disc) -> np.ndarray:
    """The rectangles of all places of an ego in all waves: what avoids them stands the same in every drawing."""
    reach = strokes.mark_radius(_apart(networks, ego, disc.unit))
    reach += float(strokes.ring_round(reach)) + 1
    at = laid_out(networks, ego)
    return boxes(disc.x + disc.unit * at.x, disc.y - disc.unit * at.y, reach, reach)


def _on_arrows(alters: pd.DataFrame) -> np.ndarray:
    """Small rectangles along every arrow, so that no name stands on one."""
    ends = alters[["old_x", "old_y", "x", "y"]].to_numpy(dtype=float)[(alters["towards"] != "").to_numpy()]
    old, new = ends[:, :2], ends[:, 2:]
    along = np.concatenate([old + part * (new - old) for part in np.linspace(0, 0.9, 9)])
    return boxes(along[:, 0], along[:, 1], 3.5, 3.5)


def _write_sectors(
    sheet: Sheet, networks: EgoNetworks, table: pd.DataFrame, disc: Disc, taken: np.ndarray, lang: str, colored: bool
) -> np.ndarray:
    """Write the name of each sector at the rim, with its square, coloured where the marks have the sector's colour;
    gives the rectangles that are taken."""
    if len(table) < 2:
        return np.empty((0, 4))
    question = networks.codebook.sector
    unknown = say("drawing.unknown", lang)
    names = [unknown if s == UNKNOWN else captions.category_label(question, s, lang) for s in table["sector"]]
    middles = (table["start"] + table["end"]) / 2
    at = names_at_rim(names, list(middles), (disc.x, disc.y), disc.rim, taken, disc.bounds)
    at["color"] = sector_colors(networks, table["sector"]) if colored else LINE
    at = at[at["lines"].map(len) > 0]
    step = SMALL * 1.22
    strokes.draw_squares(sheet, "sector squares", at["left"] + SQUARE / 2, at["top"] + step / 2, at["color"], SQUARE)
    rows = [
        (left + SQUARE + 5, top + step * (n + 0.5), f"<b>{plain(line)}</b>")
        for lines, left, top in at[["lines", "left", "top"]].itertuples(index=False)
        for n, line in enumerate(lines)
    ]
    write_words(sheet, "sector names", rows)
    return at[BOX].to_numpy(dtype=float)


def _write_rings(
    sheet: Sheet, networks: EgoNetworks, table: pd.DataFrame, disc: Disc, taken: np.ndarray, lang: str
) -> np.ndarray:
    """Write the name of each ring on its edge; gives the rectangles that are taken."""
    question = asked(networks, networks.codebook.one("strength"))
    if question is None:
        return np.empty((0, 4))
    unknown = say("drawing.unknown_ring", lang)
    names = [unknown if r == UNKNOWN else captions.category_label(question, r, lang) for r in table["ring"]]
    at = names_on_rings(names, list(table["outer"] * disc.unit), (disc.x, disc.y), taken, disc.bounds)
    at = at[at["text"] != ""]
    letters(sheet, "ring names", at["x"], at["y"], [plain(t) for t in at["text"]], GREY_TEXT, SMALL, halo=True)
    return at[BOX].to_numpy(dtype=float)


def _write_digits(sheet: Sheet, drawn: Drawn, alters: pd.DataFrame, digits: list[str], taken: np.ndarray) -> None:
    """Write a number in each of these marks, where it cannot be read as another's; beside a mark that is too small.

    A mark with a cross counts as too small; where nothing beside one is free either, the number is in it all the same.
    """
    x, y, r = (alters[c].to_numpy(dtype=float) for c in ("x", "y", "r"))
    wide = np.array([text_width(d, TINY, bold=True) for d in digits])
    out = np.flatnonzero((wide > 2 * r - 2) | alters["vague"].to_numpy(dtype=bool))
    at = names_beside([digits[n] for n in out], x[out], y[out], _reach(alters)[out], taken, drawn.disc.bounds)
    there = (at["text"] != "").to_numpy()
    letters(sheet, "numbers", at["x"][there], at["y"][there], at["text"][there], INK, SMALL, halo=True)
    inside = np.setdiff1d(np.arange(len(digits)), out[there])
    letters(
        sheet, "numbers inside", x[inside], y[inside], [f"<b>{digits[n]}</b>" for n in inside], INK, TINY, halo=True
    )


def _write_names(sheet: Sheet, named: Mapping[tuple[str, str], str], drawn: Drawn, taken: np.ndarray) -> None:
    """Write each alter's name beside its mark; who finds no room is kept in `drawn.nameless`."""
    alters = drawn.alters
    keys = list(zip(alters["named_in"], alters["alter"], strict=True))
    names = [named[k] for k in keys]
    x, y = alters["x"].to_numpy(dtype=float), alters["y"].to_numpy(dtype=float)
    at = names_beside(names, x, y, _reach(alters), taken, drawn.disc.bounds)
    lost = (alters["fate"] == "lost").to_numpy()
    fits = (at["text"] != "").to_numpy()
    for which, name, color in ((~lost, "names", INK), (lost, "lost names", GREY_TEXT)):
        rows = at[which & fits]
        texts = [plain(t) for t in rows["text"]]
        letters(sheet, name, rows["x"], rows["y"], texts, color, SMALL, halo=True, italic=name == "lost names")
    drawn.nameless = alters.assign(name=names)[~fits]
    drawn.taken = np.vstack([taken, at.loc[fits, BOX].to_numpy(dtype=float)])


def draw(
    sheet: Sheet, networks: EgoNetworks, all_drawn: Sequence[Drawn], lang: str, names: bool, by_sector: bool = True
) -> None:
    """Put the drawings of an ego on the page: rings, ties, marks, and letters that keep clear of each other.

    Without names each mark bears the number of its contact, of `numbers_of`. `by_sector` is false where the colours of
    the marks are those of another question.
    """
    ego = all_drawn[0].view.ego
    layout, named, number = laid_out(networks, ego), names_of(networks, ego), numbers_of(networks, ego)
    shapes = [strokes.ring_shapes(d.disc, layout.rings, layout.sectors, faint=d.faint) for d in all_drawn]
    strokes.draw_shapes(sheet, [s for of_one in shapes for s in of_one])
    for d in all_drawn:
        heading = f"<b>{d.heading or captions.wave_heading(networks, ego, d.view.wave, lang)}</b>"
        letters(sheet, "headings", [d.disc.x], [d.disc.top - 12], [heading], INK, HEADING)
        strokes.draw_ties(sheet, d.ties)
    radius = EGO if all_drawn[0].disc.unit > 150 else SMALL_EGO
    strokes.draw_egos(sheet, [d.disc for d in all_drawn if not d.faint], radius)
    code = text_width(ego, TINY, bold=True) <= 2 * radius - 1
    for d in all_drawn:
        strokes.draw_alters(sheet, d.alters)
        disc, alters = d.disc, d.alters
        x, y = alters["x"].to_numpy(dtype=float), alters["y"].to_numpy(dtype=float)
        reach = _reach(alters)
        middle = boxes(np.array([disc.x]), np.array([disc.y]), radius, radius)
        taken = np.vstack([boxes(x, y, reach, reach), middle, _on_arrows(alters)])
        if not d.faint:
            anyone = np.vstack([_everywhere(networks, ego, disc), middle])
            taken = np.vstack([taken, _write_rings(sheet, networks, layout.rings, disc, anyone, lang)])
            taken = np.vstack([taken, _write_sectors(sheet, networks, layout.sectors, disc, taken, lang, by_sector)])
        if code and not d.faint:
            letters(sheet, "ego code", [disc.x], [disc.y], [f"<b>{plain(ego)}</b>"], WHITE, TINY)
        if d.said:
            lines = wrapped(d.said, 1.5 * disc.unit, BODY)
            first = disc.y + (0 if d.faint else radius + 18)
            write_lines(
                sheet, "said", disc.x, first, lines, color=INK_SOFT, size=BODY, position="middle center", halo=True
            )
            said = [
                boxes(np.array([disc.x]), np.array([first + LEADING * BODY * i]), text_width(t, BODY) / 2, 9)
                for i, t in enumerate(lines)
            ]
            taken = np.vstack([taken, *said])
        if names:
            _write_names(sheet, named, d, taken)
        else:
            _write_digits(sheet, d, d.alters, [str(number[p]) for p in d.alters["person"]], taken)


def write_numbers(sheet: Sheet, all_drawn: Sequence[Drawn], y: float) -> float:
    """Number the alters whose name found no room, the same person the same number, and list them; gives the new y."""
    without = [d.nameless for d in all_drawn if len(d.nameless)]
    if not without:
        return y
    people = pd.concat(without).drop_duplicates("person", keep="last").set_index("person")["name"]
    number = {person: n + 1 for n, person in enumerate(people.index)}
    for d in all_drawn:
        if len(d.nameless):
            _write_digits(sheet, d, d.nameless, [str(number[p]) for p in d.nameless["person"]], d.taken)
    edge = edge_of(sheet.width)
    inner = sheet.width - 2 * edge
    widest = max(text_width(n, SMALL) for n in people) + 40
    across = max(1, min(int(inner // widest), 5))
    long = -(-len(people) // across)
    step = SMALL * LEADING
    texts = [f"<b>{number[p]}</b>  {plain(shortened(n, inner / across - 34, SMALL))}" for p, n in people.items()]
    x = [edge + (i // long) * inner / across for i in range(len(texts))]
    at = [y + (i % long) * step for i in range(len(texts))]
    letters(sheet, "list", x, at, texts, INK_SOFT, SMALL, "middle right")
    return y + long * step + 14
