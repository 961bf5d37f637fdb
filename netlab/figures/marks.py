"""What there is to draw of one ego in one wave: each alter with its place and fate, each tie; as tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netlab.changes import fates
from netlab.figures.layout import UNKNOWN, places, rings
from netlab.measures.answers import codes, own_codes
from netlab.networks import EgoNetworks

# How far a tie bends: its middle is drawn in to this part of its distance from ego.
BEND = 0.5


def interviewed(networks: EgoNetworks, ego: str, wave: str) -> bool:
    """Whether an ego has a network in this wave."""
    return ego in set(networks.has(wave))


def outside(networks: EgoNetworks) -> np.ndarray:
    """Per alter 1 outside ego's organisation, 0 inside, NaN unknown; the alters that `share_external` counts.

    Outside are the answers that the codebook calls `external`; where it names none, those that differ from ego's own.
    """
    asked = networks.codebook.one("organisation")
    answer = codes(networks, asked).astype(float)
    if asked is None:
        return np.full(len(answer), np.nan)
    if asked.external:
        away = np.isin(answer, [asked.ids.index(e) for e in asked.external])
        return np.where(answer < 0, np.nan, away)
    own = own_codes(networks, asked)[networks.at.network]
    return np.where((answer < 0) | (own < 0), np.nan, answer != own)


def alters_drawn(networks: EgoNetworks, ego: str, wave: str, before: str | None = None) -> pd.DataFrame:
    """The alters of one drawing, in the unit circle.

    Parameters
    ----------
    before : str, optional
        The wave to compare with: alters get a fate, and those who are lost stand at their old place.

    Returns
    -------
    DataFrame
        One row per mark: named_in (the wave whose answers it shows), alter, person, x, y, sector (where it stands),
        sector_now (its answer), ring, outside (its organisation is another one), fate (kept, lost, new; empty without
        `before`), confirmed, unsure; for who was kept in another ring old_x and old_y, and towards (stronger, weaker);
        moved (it stands in a sector that is no longer its answer).
    """
    place = places(networks, ego)
    place["wave"] = place["wave"].astype(object)
    now = place[place["wave"] == wave].assign(fate="", confirmed=False, unsure=False, towards="")
    now["old_x"] = now["old_y"] = np.nan
    if before is not None:
        now = _compared(networks, ego, place, before, wave)
    here = networks.alters[["ego", "wave", "alter"]].assign(outside=outside(networks) == 1)
    here = here[here["ego"] == ego].astype({"wave": object}).drop(columns="ego")
    now = now.merge(here, on=["wave", "alter"], how="left")
    moved = (now["sector_now"] != now["sector"]) & (now["sector_now"] != UNKNOWN)
    now = now.assign(moved=moved & (now["fate"] != "lost")).rename(columns={"wave": "named_in"})
    return now.drop(columns=["angle", "radius"]).reset_index(drop=True)


def _compared(networks: EgoNetworks, ego: str, place: pd.DataFrame, before: str, wave: str) -> pd.DataFrame:
    told = fates(networks.of([ego]), before, wave)
    told = told.assign(fate=told["fate"].astype(object))
    lost = told["fate"] == "lost"
    told["wave"] = np.where(lost, before, wave)
    told["alter"] = told["after"].where(~lost, told["before"])
    table = told.drop(columns=["ego", "person"]).merge(place, on=["wave", "alter"], how="left")
    old = place[place["wave"] == before][["alter", "x", "y", "ring"]]
    table = table.merge(old.add_prefix("old_"), left_on="before", right_on="old_alter", how="left")
    order = {ring: depth for depth, ring in enumerate(rings(networks, ego)["ring"])}
    both = (table["fate"] == "kept") & ~(table[["ring", "old_ring"]] == UNKNOWN).any(axis=1)
    closer = table["old_ring"].map(order) - table["ring"].map(order)
    table["towards"] = np.select([both & (closer > 0), both & (closer < 0)], ["stronger", "weaker"], "")
    still = table["towards"] == ""
    table[["old_x", "old_y"]] = table[["old_x", "old_y"]].mask(still)
    return table.drop(columns=["before", "after", "old_alter", "old_ring"])


def ties_drawn(networks: EgoNetworks, ego: str, wave: str, before: str | None = None) -> pd.DataFrame:
    """The ties among the alters of one drawing as curves in the unit circle.

    Returns
    -------
    DataFrame
        One row per tied pair: x0, y0, x1, y1 (its ends), cx, cy (the point that draws its middle towards ego), new: the
        two were not tied in `before`, and there ties were asked of every pair.
    """
    pairs = networks.of([ego]).pairs
    place = places(networks, ego).set_index(["wave", "alter"])
    pairs = pairs.assign(wave=pairs["wave"].astype(object))
    ends = {}
    for end in ("source", "target"):
        keys = pd.MultiIndex.from_arrays([pairs["wave"], pairs[end]])
        ends[end] = place.set_axis(place.index.set_levels(place.index.levels[0].astype(object), level=0)).reindex(keys)
    x0, y0 = (ends["source"][c].to_numpy(dtype=float) for c in "xy")
    x1, y1 = (ends["target"][c].to_numpy(dtype=float) for c in "xy")
    table = pd.DataFrame({"wave": pairs["wave"], "x0": x0, "y0": y0, "x1": x1, "y1": y1})
    table["cx"], table["cy"] = BEND * (x0 + x1) / 2, BEND * (y0 + y1) / 2
    people = np.sort(np.stack([ends[e]["person"].to_numpy(dtype=object) for e in ends], axis=1).astype(str), axis=1)
    table["pair"] = [tuple(p) for p in people]
    here = table[table["wave"] == wave]
    new = pd.Series(False, index=here.index)
    if before is not None:
        asked = networks.egos[(networks.egos["ego"] == ego) & (networks.egos["wave"] == before)]
        if asked["ties_asked"].all() and (asked["pairs_missing"] == 0).all():
            new = ~here["pair"].isin(set(table.loc[table["wave"] == before, "pair"]))
    return here.assign(new=new).drop(columns=["wave", "pair"]).reset_index(drop=True)
