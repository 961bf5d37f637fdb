"""What there is to draw of egos in waves: each alter with its place and fate, each tie; as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from netlab.figures.layout import laid_out
from netlab.figures.lookup import UNKNOWN, answers, asked, column, interviewed, number_of, traced, traces_of
from netlab.measures.answers import codes, outside_of
from netlab.networks import EgoNetworks

# How far a tie bends: its middle is drawn in to this part of its distance from ego.
BEND = 0.5


class View(NamedTuple):
    """What one drawing shows: an ego in a wave and, where they are compared, an earlier wave."""

    ego: str
    wave: str
    before: str | None = None


def of_view(table: pd.DataFrame, number: int) -> pd.DataFrame:
    """The rows of one drawing in a table of several."""
    return table.iloc[slice(*np.searchsorted(table["view"], [number, number + 1]))]


def _stand(networks: EgoNetworks, views: Sequence[View]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of every row of `networks.alters` its x, y and sector, for the egos of the views."""
    x, y = np.full((2, len(networks.alters)), np.nan)
    sector = np.full(len(networks.alters), UNKNOWN, dtype=object)
    for ego in dict.fromkeys(view.ego for view in views):
        at = laid_out(networks, ego)
        x[at.rows], y[at.rows], sector[at.rows] = at.x, at.y, at.sector
    return x, y, sector


def _rows_drawn(networks: EgoNetworks, view: View) -> np.ndarray:
    """Per mark of a drawing its row in `networks.alters` before and after (-1: not there), confirmed and unsure."""
    if view.before is None:
        rows = laid_out(networks, view.ego).rows
        here = rows[networks.at.network[rows] == number_of(networks, view.ego, view.wave)]
        return np.stack([np.full(len(here), -1), here, *np.zeros((2, len(here)), dtype=int)], axis=1)
    own = traces_of(traced(networks, view.before, view.wave)[0], view.ego)
    return np.stack([own.before, own.after, own.confirmed, own.unsure & ~own.kept], axis=1)


def alters_drawn(networks: EgoNetworks, views: Sequence[View]) -> pd.DataFrame:
    """The alters of some drawings, in the unit circle.

    With a wave before, alters get a fate, and those who are lost stand at their old place.

    Returns
    -------
    DataFrame
        One row per mark: view (the place of its drawing among `views`), named_in (the wave whose answers it shows),
        alter, person, row (in `networks.alters`), x, y, sector (where it stands), sector_now (its answer), ring,
        outside (its organisation is another one), fate (kept, lost, new; empty without a wave before), confirmed,
        unsure; for who was kept in another ring old_x and old_y, and towards (stronger, weaker); moved (it stands in a
        sector that is no longer its answer).
    """
    drawn = [_rows_drawn(networks, view) for view in views]
    before, after, confirmed, unsure = np.concatenate([np.empty((0, 4), dtype=int), *drawn]).T
    number = np.array([n for n, rows in enumerate(drawn) for _ in rows], dtype=int)
    compared = np.array([view.before is not None for view in views], dtype=bool)[number]
    kept, lost = compared & (before >= 0) & (after >= 0), after < 0
    row = np.where(lost, before, after)
    fate = np.array(["", "new", "kept", "lost"], dtype=object)[np.select([lost, kept, compared], [3, 2, 1], 0)]

    strength = asked(networks, networks.codebook.one("strength"))
    depth = np.append(codes(networks, strength), -1)
    closer = np.where(kept & (depth[before] >= 0) & (depth[row] >= 0), depth[row] - depth[before], 0)
    x, y, sector = _stand(networks, views)
    now = answers(networks, asked(networks, networks.codebook.sector))[row]
    return pd.DataFrame(
        {
            "view": number,
            "named_in": column(networks, "wave")[row],
            "alter": column(networks, "alter")[row],
            "person": column(networks, "person")[row],
            "row": row,
            "x": x[row],
            "y": y[row],
            "old_x": np.where(closer != 0, np.append(x, np.nan)[before], np.nan),
            "old_y": np.where(closer != 0, np.append(y, np.nan)[before], np.nan),
            "sector": sector[row],
            "sector_now": now,
            "ring": answers(networks, strength)[row],
            "outside": outside_of(networks)[row] == 1,
            "fate": fate,
            "confirmed": confirmed.astype(bool),
            "unsure": unsure.astype(bool),
            "towards": np.array(["", "stronger", "weaker"], dtype=object)[np.sign(closer)],
            "moved": (now != sector[row]) & (now != UNKNOWN) & ~lost,
        }
    )


def _tied(networks: EgoNetworks, ego: str, wave: str) -> np.ndarray:
    """Which pairs of `networks.at` are of one network."""
    return np.flatnonzero(networks.at.pair_network == number_of(networks, ego, wave))


def _asked_of_all(networks: EgoNetworks, ego: str, wave: str) -> bool:
    """Whether the ties among the alters of a network, where there is one, were asked of every pair."""
    if not interviewed(networks, ego, wave):
        return True
    row = networks.egos[["ties_asked", "pairs_missing"]].iloc[number_of(networks, ego, wave)]
    return bool(row["ties_asked"] and row["pairs_missing"] == 0)


def ties_drawn(networks: EgoNetworks, views: Sequence[View]) -> pd.DataFrame:
    """The ties among the alters of some drawings as curves in the unit circle.

    Returns
    -------
    DataFrame
        One row per tied pair: view (the place of its drawing among `views`), x0, y0, x1, y1 (its ends), cx, cy (the
        point that draws its middle towards ego), new: the two were not tied before, and there ties were asked of every
        pair.
    """
    person = pd.factorize(column(networks, "person"))[0]
    ends = np.sort([person[networks.at.pair_a], person[networks.at.pair_b]], axis=0)
    people = ends[0] * np.int64(len(person)) + ends[1]
    tied = [_tied(networks, view.ego, view.wave) for view in views]
    new = [np.zeros(len(pairs), dtype=bool) for pairs in tied]
    for n, (ego, _, before) in enumerate(views):
        if before is not None and _asked_of_all(networks, ego, before):
            new[n] = ~np.isin(people[tied[n]], people[_tied(networks, ego, before)])
    pairs = np.concatenate([np.empty(0, dtype=int), *tied])
    x, y, _ = _stand(networks, views)
    first, second = networks.at.pair_a[pairs], networks.at.pair_b[pairs]
    table = {"x0": x[first], "y0": y[first], "x1": x[second], "y1": y[second]}
    middle = {"cx": BEND * (x[first] + x[second]) / 2, "cy": BEND * (y[first] + y[second]) / 2}
    number = np.array([n for n, of_one in enumerate(tied) for _ in of_one], dtype=int)
    return pd.DataFrame({"view": number, **table, **middle, "new": np.concatenate([np.empty(0, dtype=bool), *new])})
