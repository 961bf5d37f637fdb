"""A place in a drawing and what it says: the ring is the strength, the sector is the answer to the sector question."""

from __future__ import annotations

import math

from netlab.codebook import Codebook
from netlab.problems import InputError

# Ego stands at (0, 0), y upward. Alters stand between INNER and 1; up to OUTER only who is wished for.
INNER, OUTER = 0.12, 1.3
DECIMALS = 4
EDGE = 0.0002  # how far a place on the rim may lie beyond it after rounding
# The printed sheet: the middles of its four corner marks lie so far from both edges; the drawing's centre is the
# paper's, its rim so many times the distance between the marks along the short side.
MARK_MM, RIM_OF_SHORT_SIDE = 10.0, 0.42
SPREAD = (math.sqrt(5) - 1) / 2  # the golden ratio: consecutive multiples never lie close together
Place = tuple[float, float]


def rings(codebook: Codebook) -> list[str | None]:
    """The strength answers from the rim inward, weak to strong; `[None]` where strength is not asked."""
    question = codebook.one("strength")
    return list(question.ids) if question is not None and question.categories else [None]


def sectors(codebook: Codebook) -> list[str | None]:
    """The answers of the sector question clockwise from the top; `[None]` where there is none."""
    question = codebook.sector
    return list(question.ids) if question is not None else [None]


def placing(codebook: Codebook) -> dict[str, list[str | None]]:
    """The columns that a place answers, and their answers: of the strength and of the sector question, if asked."""
    strength, sector = codebook.one("strength"), codebook.sector
    asked = {}
    if strength is not None and strength.categories:
        asked[strength.column] = rings(codebook)
    if sector is not None:
        asked[sector.column] = sectors(codebook)
    return asked


def is_outside(x: float, y: float) -> bool:
    """Whether a place lies outside the rings, where only who is wished for stands."""
    return math.hypot(x, y) > 1 + EDGE


def ring_at(x: float, y: float, count: int) -> int | None:
    """Which of `count` equally wide rings a place lies in: 0 at the rim, count − 1 innermost; None outside."""
    if is_outside(x, y):
        return None
    return min(count - 1, max(0, math.floor((1 - math.hypot(x, y)) / ((1 - INNER) / count))))


def sector_at(x: float, y: float, count: int) -> int:
    """Which of `count` equal sectors a place lies in, counted clockwise from the top."""
    return min(count - 1, math.floor(_turn(x, y) * count))


def _turn(x: float, y: float) -> float:
    """The angle of a place, clockwise from the top, as a part of a full turn: from 0 to just below 1."""
    turn = math.atan2(x, y) / (2 * math.pi) % 1
    return turn if turn < 1 else 0.0


def at(turn: float, radius: float) -> Place:
    """The place at an angle (a part of a full turn, clockwise from the top) and a distance from ego."""
    return _rounded(radius * math.sin(2 * math.pi * turn)), _rounded(radius * math.cos(2 * math.pi * turn))


def _rounded(value: float) -> float:
    """To four decimals, halves upward: as Math.round in the browser does it."""
    return math.floor(value * 10**DECIMALS + 0.5) / 10**DECIMALS + 0.0


def settled(x: float, y: float) -> Place:
    """The place itself, rounded; nearer to ego than INNER or farther than OUTER it is moved to that distance.

    Raises
    ------
    InputError
        When it is no pair of finite numbers.
    """
    if not all(isinstance(v, int | float) and not isinstance(v, bool) and abs(v) < 1e6 for v in (x, y)):
        raise InputError(f"a place is two numbers between −{OUTER} and {OUTER}, found x = {x!r}, y = {y!r}.")
    radius = math.hypot(x, y)
    if radius < EDGE:
        return at(0, INNER)
    if INNER - EDGE <= radius <= OUTER + EDGE:
        return _rounded(x), _rounded(y)
    to = min(max(radius, INNER), OUTER) / radius
    return _rounded(x * to), _rounded(y * to)


def answers_at(codebook: Codebook, x: float, y: float) -> dict[str, str | None]:
    """What a place says: an answer per column of `placing`; outside the rings the strength is None."""
    strength, said = codebook.one("strength"), {}
    for column, answers in placing(codebook).items():
        ring = strength is not None and column == strength.column
        n = ring_at(x, y, len(answers)) if ring else sector_at(x, y, len(answers))
        said[column] = None if n is None else answers[n]
    return said


def place_in(ring: int, sector: int, rings: int, sectors: int, nth: int = 0) -> Place:
    """A place in the middle part of a ring and sector; the first, second, … (`nth` from 0) stand apart."""
    across, along = (0.15 + 0.7 * ((0.5 + nth * part) % 1) for part in (SPREAD**2, SPREAD))
    return at((sector + along) / sectors, 1 - (ring + across) * (1 - INNER) / rings)


def place_with(codebook: Codebook, place: Place, column: str, answer: str) -> Place:
    """The place with another answer to one question, the other kept: a ring inward or outward, or a sector along.

    Where it stood in its old ring and sector it stands in the new one. From outside the rings it comes into the middle
    of the ring.
    """
    answers = placing(codebook)[column]
    to, strength = answers.index(answer), codebook.one("strength")
    x, y = place
    turn, radius = _turn(x, y), math.hypot(x, y)
    if strength is not None and column == strength.column:
        width, old = (1 - INNER) / len(answers), ring_at(x, y, len(answers))
        within = 0.5 if old is None else (1 - min(max(radius, INNER), 1)) / width - old
        return at(turn, 1 - (to + _inside(within)) * width)
    within = turn * len(answers) - sector_at(x, y, len(answers))
    return at((to + _inside(within)) / len(answers), radius)


def _inside(part: float) -> float:
    """A part of a ring or sector, away from its edges, so that rounding cannot carry it across."""
    return min(max(part, 0.02), 0.98)
