"""Where everybody of a cohort stands: participants on a circle, whom several name inside it, the others outside."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from netlab.changes.cohort import Cohort

# how far the contacts of one participant only stand outside the circle, in parts of its radius
FIRST_ROW, ROW = 1.13, 0.055
# pixels from one of them to the next: at least, where there is room
APART = (7.0, 14.0)
# a contact that several name stands within this part of the radius
INSIDE = 0.72


class Placed(NamedTuple):
    """Where everybody stands, in the unit circle (x right, y down): participants, shared contacts, the others."""

    egos: pd.DataFrame  # person, x, y, angle, interviewed
    shared: pd.DataFrame  # person, by, x, y
    own: pd.DataFrame  # person, ego, x, y


def _around(names: list[str], asked: list[bool]) -> pd.DataFrame:
    angle = 2 * np.pi * np.arange(len(names)) / max(len(names), 1)
    at = {"x": np.sin(angle), "y": -np.cos(angle), "angle": angle}
    return pd.DataFrame({"person": names, **at, "interviewed": asked})


def _between(by: list[tuple[str, ...]], egos: pd.DataFrame) -> np.ndarray:
    """Each shared contact between those who name it, then moved apart until none stands on another."""
    at = egos.set_index("person")[["x", "y"]]
    place = np.array([at.loc[list(who)].mean().to_numpy() for who in by]).reshape(-1, 2) * INSIDE
    n = len(place)
    # those who are named by the same participants would stand on one place
    turn = 2.399963 * np.arange(n)
    place = place + 1e-3 * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    for _ in range(60):
        away = place[:, None] - place[None]
        far = np.linalg.norm(away, axis=2) + np.eye(n)
        push = np.maximum(0.14 - far, 0) / 2
        np.fill_diagonal(push, 0)
        place = place + (away / far[:, :, None] * push[:, :, None]).sum(axis=1)
        reach = np.linalg.norm(place, axis=1, keepdims=True)
        place = place * np.minimum(1, INSIDE / np.maximum(reach, 1e-9))
    return place.round(6)


def _fan(many: int, angle: float, slot: float, unit: float) -> np.ndarray:
    """The places of the contacts that one participant alone names: rows outside the circle, over its own part of it."""
    room = 0.86 * slot * unit * FIRST_ROW
    rows = max(1, int(np.ceil(many * APART[0] / room)))
    across = int(np.ceil(many / rows))
    row, nth = np.divmod(np.arange(many), max(across, 1))
    in_row = np.minimum(across, many - row * across)
    step = min(APART[1], room / max(across, 1)) / (unit * FIRST_ROW)
    at = angle + (nth - (in_row - 1) / 2) * step
    reach = FIRST_ROW + ROW * row
    return np.stack([reach * np.sin(at), -reach * np.cos(at)], axis=1)


def placed(found: Cohort, unit: float) -> Placed:
    """Where everybody stands when the radius of the circle is `unit` pixels."""
    persons = found.persons
    inner = persons["participant"] | persons["interviewed"]
    egos = _around(persons.loc[inner, "person"].tolist(), persons.loc[inner, "interviewed"].tolist())
    several = persons[~inner & (persons["named_by"] > 1)].reset_index(drop=True)
    place = _between(list(several["by"]), egos)
    shared = several[["person", "by"]].assign(x=place[:, 0], y=place[:, 1])
    alone = persons[~inner & (persons["named_by"] == 1)]
    ego = alone["by"].map(lambda who: who[0])
    slot, parts = 2 * np.pi / max(len(egos), 1), [np.empty((0, 2))]
    order = []
    for row in egos.itertuples(index=False):
        mine = alone.index[ego == row.person]
        order += list(mine)
        parts.append(_fan(len(mine), row.angle, slot, unit))
    at = np.concatenate(parts)
    own = pd.DataFrame({"person": alone.loc[order, "person"].tolist(), "ego": ego[order].tolist(),
                        "x": at[:, 0], "y": at[:, 1]})  # fmt: skip
    return Placed(egos, shared, own)
