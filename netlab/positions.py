"""Where each row stands: networks, alters and the ends of ties as integers, so that measures need no text."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

SMALL_TABLE = 20_000_000


class Places(NamedTuple):
    """Integer places of one `EgoNetworks`.

    `network` gives the network of each alter, `n` the alters of each network, `pair_network`, `pair_a` and `pair_b` the
    network and the two alters (rows of the alters table, a < b) of each unordered tied pair.
    """

    network: np.ndarray
    n: np.ndarray
    pair_network: np.ndarray
    pair_a: np.ndarray
    pair_b: np.ndarray


def networks_of(egos: pd.DataFrame, table: pd.DataFrame) -> np.ndarray:
    """The row of `egos` to which each row of `table` belongs by (ego, wave); -1 where there is none."""
    known = pd.Index(egos["ego"].unique())
    waves = list(egos["wave"].cat.categories)
    grid = np.full((len(known) + 1, len(waves) + 1), -1, dtype=np.int64)
    grid[known.get_indexer(egos["ego"]), egos["wave"].cat.codes] = np.arange(len(egos))
    return grid[known.get_indexer(table["ego"]), table["wave"].cat.codes]


def alters_of(
    network: np.ndarray, alter: pd.Series, tie_network: np.ndarray, ends: list[pd.Series]
) -> list[np.ndarray]:
    """For each end of each tie the row of the alters table it names; -1 for an alter that was not named."""
    names = pd.Index(alter.unique())
    width = len(names)
    height = int(network.max(initial=-1)) + 1
    asked = []
    for end in ends:
        code = names.get_indexer(end)
        known = (code >= 0) & (tie_network >= 0) & (tie_network < height)
        asked.append(np.where(known, tie_network * width + code, height * width))
    keys = network * width + names.get_indexer(alter)
    if height * width <= SMALL_TABLE:
        rows = np.full(height * width + 1, -1, dtype=np.int64)
        rows[keys] = np.arange(len(keys))
        return [rows[key] for key in asked]
    index = pd.Index(keys)
    return [index.get_indexer(key) for key in asked]


def unordered(first: np.ndarray, second: np.ndarray, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """The distinct unordered pairs of two columns of integers below `rows`, as (smaller, larger), sorted."""
    low, high = np.minimum(first, second), np.maximum(first, second)
    keys = np.sort(low * np.int64(rows) + high)
    keys = keys[np.diff(keys, prepend=-1) != 0]
    return keys // max(rows, 1), keys % max(rows, 1)
