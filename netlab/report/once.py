"""What several parts of a report need, worked out once for its networks: measures, why they are missing, fates."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from netlab.changes import fates, turnover
from netlab.measures import measure, undefined
from netlab.networks import EgoNetworks

KEPT = 8  # a report is about one study: its networks, and perhaps those of one group or wave


@lru_cache(KEPT)
def measures(networks: EgoNetworks) -> pd.DataFrame:
    """The table of `netlab.measure`."""
    return measure(networks)


@lru_cache(KEPT)
def reasons(networks: EgoNetworks) -> pd.DataFrame:
    """The table of `netlab.undefined`."""
    return undefined(networks)


@lru_cache(KEPT)
def fates_per_ego(networks: EgoNetworks, before: str, after: str) -> pd.DataFrame:
    """The table of `netlab.turnover`, a row per ego."""
    return turnover(networks, before, after)


@lru_cache(KEPT)
def fates_of_alters(networks: EgoNetworks, before: str, after: str) -> pd.DataFrame:
    """The table of `netlab.changes.fates`, a row per alter."""
    return fates(networks, before, after)
