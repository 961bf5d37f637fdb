"""Where everyone stands in a drawing: one place per person of an ego, the same in every wave."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from netlab.figures.lookup import UNKNOWN, answers, asked, column, rows_of
from netlab.figures.style import DECIMALS
from netlab.networks import EgoNetworks

# The radius of the rim is 1. Within HOLE stands ego; the band of unknown strength lies around the rim.
HOLE, OUTSIDE_RIM = 0.12, 0.2
# So many sectors are drawn even when nobody stands in some of them.
ALWAYS_SHOWN = 6
# How far two people stand apart where there is room; how far from the edge of their ring where there is room, and at
# least; in how many lanes of a ring.
ROOM, EDGE, LEAST_EDGE, LANES = 0.22, 0.085, 0.035, 11
# How often, and with how many neighbours, persons of a sector try to change places to make room.
SWEEPS, REACH = 6, 12
# What it costs to stand out of the middle of a ring or near its edge, beside what crowding costs.
OUT_OF_MIDDLE, NEAR_EDGE = 0.1, 2.0


class Layout(NamedTuple):
    """Where everything is in one ego's drawings: rings, sectors, and a place for each row of alters, in wave order."""

    rows: np.ndarray  # of `networks.alters`
    sector: list[str]  # where it stands
    angle: np.ndarray
    radius: np.ndarray
    x: np.ndarray
    y: np.ndarray
    sectors: pd.DataFrame
    rings: pd.DataFrame


class _Persons(NamedTuple):
    """The alters of an ego in all waves, in an order that no shuffling of rows changes; `who` is the same person."""

    rows: np.ndarray
    who: list[str]
    sector: list[str]
    ring: list[str]


def _natural(text: str) -> list[tuple[int, str]]:
    """A key that sorts `P2` before `P10`."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", text)]


def _persons(networks: EgoNetworks, ego: str) -> _Persons:
    wave, alter = networks.alters["wave"].cat.codes.to_numpy(), column(networks, "alter")
    order = sorted(rows_of(networks, ego).tolist(), key=lambda row: (wave[row], _natural(str(alter[row]))))
    rows = np.array(order, dtype=np.int64)
    persons = list(column(networks, "person")[rows])
    known: dict[str, str] = {}
    for person, answer in zip(persons, answers(networks, asked(networks, networks.codebook.sector))[rows], strict=True):
        if answer != UNKNOWN:
            known.setdefault(person, answer)
    who, seen = [], Counter[tuple[int, str]]()
    for key in zip(wave[rows], persons, strict=True):
        again = seen[key]  # persons.csv gave two alters of one network the same name
        who.append(f"{key[1]}\x00{again}" if again else key[1])
        seen[key] += 1
    ring = answers(networks, asked(networks, networks.codebook.one("strength")))[rows]
    return _Persons(rows, who, [known.get(person, UNKNOWN) for person in persons], list(ring))


def _sectors(networks: EgoNetworks, persons: _Persons) -> pd.DataFrame:
    count = Counter(dict(zip(persons.who, persons.sector, strict=True)).values())
    question = asked(networks, networks.codebook.sector)
    ids = list(question.ids) if question else []
    if len(ids) > ALWAYS_SHOWN:
        ids = [i for i in ids if i in count]
    if UNKNOWN in count or not ids:
        ids.append(UNKNOWN)
    here = np.array([count[i] for i in ids])
    share = here / here.sum() if here.sum() else np.full(len(ids), 1 / len(ids))
    end = np.cumsum(2 * np.pi * (0.5 / len(ids) + 0.5 * share))
    return pd.DataFrame({"sector": ids, "start": np.r_[0.0, end[:-1]], "end": end, "persons": here})


def sectors(networks: EgoNetworks, ego: str) -> pd.DataFrame:
    """The sectors of one ego's drawings, clockwise from 12 o'clock in the codebook's order.

    Half of the circle is shared equally, half by the number of persons over all waves, so that every sector is there
    and a crowded one has room: width = 2π (1 / 2S + nₛ / 2N) radians, with S sectors and N persons; equal parts when
    there is nobody. A codebook with more than six answers shows only those that occur. Persons without an answer in any
    wave have a sector of their own, last, with the id ``""``; so has everyone where no attribute divides the drawing.

    Returns
    -------
    DataFrame
        sector, start, end (radians), persons.
    """
    return laid_out(networks, ego).sectors.copy()


def _rings(networks: EgoNetworks, persons: _Persons) -> pd.DataFrame:
    question = asked(networks, networks.codebook.one("strength"))
    ids = list(reversed(question.ids)) if question else [UNKNOWN]
    edges = np.linspace(0, 1, len(ids) + 1)
    inner, outer = edges[:-1], edges[1:]
    if question and UNKNOWN in persons.ring:
        ids, inner, outer = [*ids, UNKNOWN], edges, np.append(outer, 1.0 + OUTSIDE_RIM)
    return pd.DataFrame({"ring": ids, "inner": inner, "outer": outer})


def rings(networks: EgoNetworks, ego: str) -> pd.DataFrame:
    """The rings of one ego's drawings, from the inside out: the strongest answer is the innermost.

    Rings are equally wide and the rim of the weakest has radius 1. Where some strength is unknown, a narrower band with
    the id ``""`` lies around the rim. A study that did not ask for strength has one ring, with the id ``""``.

    Returns
    -------
    DataFrame
        ring, inner, outer (radii).
    """
    return laid_out(networks, ego).rings.copy()


def _parts(groups: Sequence[Hashable]) -> list[float]:
    """The middle of each one's part when those of a group share it evenly."""
    size, seen, parts = Counter(groups), Counter[Hashable](), []
    for group in groups:
        parts.append((seen[group] + 0.5) / size[group])
        seen[group] += 1
    return parts


def _angles(persons: _Persons, sectors: pd.DataFrame, bands: dict[str, tuple[float, float]]) -> dict[str, float]:
    """Per person an angle: evenly over its sector, in an order that keeps those of one ring apart."""
    depth = {ring: n for n, ring in enumerate(bands)}
    first: dict[str, tuple[str, int]] = {}
    for who, sector, ring in zip(persons.who, persons.sector, persons.ring, strict=True):
        first.setdefault(who, (sector, depth[ring]))
    order = sorted(first, key=_natural)
    target = dict(zip(order, _parts([first[who] for who in order]), strict=True))
    order.sort(key=lambda who: (target[who], first[who][1]))
    sector_of = [first[who][0] for who in order]
    edges = {sector: (start, end) for sector, start, end, _ in sectors.itertuples(index=False, name=None)}
    starts, ends = np.array([edges[sector] for sector in sector_of]).reshape(-1, 2).T
    angle = starts + np.array(_parts(sector_of)) * (ends - starts)
    slots = list(dict.fromkeys(zip(persons.who, persons.ring, strict=True)))
    place = {who: n for n, who in enumerate(order)}
    whose = np.array([place[who] for who, _ in slots], dtype=np.int64)
    radius = np.array([sum(bands[ring]) / 2 for _, ring in slots])
    return dict(zip(order, _swapped(angle, sector_of, whose, radius), strict=True))


def _crowding(apart: np.ndarray) -> np.ndarray:
    """What it costs to stand this far from another: nothing beyond ROOM, ever more when nearer."""
    return np.maximum(ROOM / np.maximum(apart, 1e-3) - 1, 0) ** 2


def _swapped(angle: np.ndarray, sector: list[str], whose: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """Let persons of a sector change places as long as that makes room: `whose` place at which `radius`."""

    def crowding(angles: np.ndarray) -> list[float]:
        """Of each row of angles."""
        x, y = radius * np.sin(angles[:, whose]), radius * np.cos(angles[:, whose])
        apart = np.hypot(x[:, :, None] - x[:, None], y[:, :, None] - y[:, None]) + alone
        return [round(cost, 6) for cost in _crowding(apart).reshape(len(angles), -1).sum(axis=1).tolist()]

    alone = np.where(np.eye(len(whose), dtype=bool), ROOM, 0.0)
    least = crowding(angle[None])[0]
    order = [[n for n, s in enumerate(sector) if s == one] for one in dict.fromkeys(sector)]
    for _ in range(SWEEPS):
        start = least
        for places in order:
            for i, one in enumerate(places):
                others = places[i + 1 : i + 1 + REACH]
                while others:
                    tried = np.repeat(angle[None], len(others), axis=0)
                    tried[:, one], tried[range(len(others)), others] = angle[others], angle[one]
                    costs = crowding(tried)
                    better = next((n for n, cost in enumerate(costs) if cost < least), None)
                    if better is None:
                        break
                    angle, least, others = tried[better], costs[better], others[better + 1 :]
        if least == start:
            break
    return angle


def _radii(angle: np.ndarray, inner: np.ndarray, outer: np.ndarray) -> np.ndarray:
    """Per (person, ring) a radius: the middle of the ring, or another lane of it where the middle is too full."""
    least = np.minimum(LEAST_EDGE, (outer - inner) / 4)
    lanes = np.linspace(inner + least, outer - least, LANES, axis=1)
    radius = (inner + outer) / 2
    to_edge = np.minimum(lanes - inner[:, None], outer[:, None] - lanes)
    cost = OUT_OF_MIDDLE * np.abs(lanes - radius[:, None]) + NEAR_EDGE * np.maximum(EDGE - to_edge, 0)
    across, up = np.sin(angle), np.cos(angle)
    x, y = radius * across, radius * up
    lane_x, lane_y = lanes * across[:, None], lanes * up[:, None]
    others = [np.delete(np.arange(len(angle)), i) for i in range(len(angle))]
    for _ in range(SWEEPS):
        before = radius.copy()
        for i, rest in enumerate(others):
            apart = np.hypot(lane_x[i][:, None] - x[rest], lane_y[i][:, None] - y[rest])
            lane = np.argmin((_crowding(apart).sum(axis=1) + cost[i]).round(6))
            radius[i], x[i], y[i] = lanes[i, lane], lane_x[i, lane], lane_y[i, lane]
        if (radius == before).all():
            break
    return radius


def places(networks: EgoNetworks, ego: str) -> pd.DataFrame:
    """Where each alter of an ego stands in each wave.

    A pure function of all persons of that ego over all waves, whatever the order of the rows. The angle belongs to the
    person: its sector is that of the first wave that knows one, and within the sector persons are spread evenly, so a
    person who is kept keeps its angle. The radius belongs to the person and the strength: a person of unchanged
    strength keeps its place. Where the middle of a ring is crowded, people stand nearer to one of its edges, but never
    in another ring.

    Parameters
    ----------
    networks : EgoNetworks
    ego : str

    Returns
    -------
    DataFrame
        One row per alter and wave: wave, alter, person, sector (where it stands), sector_now (the answer in this wave),
        ring, angle (radians, clockwise from 12 o'clock), radius (0 = ego, 1 = rim), x, y (right and up, ego at 0, 0).
        Unknown sector or ring: ``""``. An ego without alters has no rows.

    Raises
    ------
    InputError
        For an ego that is not in the study.
    """
    at = laid_out(networks, ego)
    table = networks.alters[["wave", "alter", "person"]].iloc[at.rows].reset_index(drop=True)
    answered = {
        name: answers(networks, asked(networks, question))[at.rows]
        for name, question in (("sector_now", networks.codebook.sector), ("ring", networks.codebook.one("strength")))
    }
    return table.assign(sector=at.sector, **answered, angle=at.angle, radius=at.radius, x=at.x, y=at.y)


def laid_out(networks: EgoNetworks, ego: str) -> Layout:
    """Places, sectors and rings of an ego, worked out once; not to be changed."""
    return networks.once(("layout", ego), lambda: _laid_out(networks, ego))


def _laid_out(networks: EgoNetworks, ego: str) -> Layout:
    persons = _persons(networks, ego)
    sectors, rings = _sectors(networks, persons), _rings(networks, persons)
    bands = {
        ring: (max(inner, HOLE), max(outer, HOLE)) for ring, inner, outer in rings.itertuples(index=False, name=None)
    }
    angles = _angles(persons, sectors, bands)
    depth = {ring: n for n, ring in enumerate(bands)}
    keys = list(zip(persons.who, persons.ring, strict=True))
    slots = sorted(dict.fromkeys(keys), key=lambda slot: (angles[slot[0]], depth[slot[1]]))
    inner, outer = np.array([bands[ring] for _, ring in slots]).reshape(-1, 2).T
    radii = dict(zip(slots, _radii(np.array([angles[who] for who, _ in slots]), inner, outer), strict=True))
    angle = np.array([angles[who] for who in persons.who], dtype=float)
    radius = np.array([radii[key] for key in keys], dtype=float)
    x, y = (radius * np.sin(angle)).round(DECIMALS), (radius * np.cos(angle)).round(DECIMALS)
    return Layout(persons.rows, persons.sector, angle, radius, x, y, sectors, rings)
