"""Between which groups ego stands: the roles of Gould and Fernandez, for ties without direction."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netlab.measures.answers import codes, counts, own_codes, question, series
from netlab.networks import EgoNetworks

ROLES = ("coordinator", "consultant", "boundary", "liaison")


def coordinator(networks: EgoNetworks) -> pd.Series:
    """Pairs of untied alters who are both in ego's own group.

    Groups are the answers to the codebook's `brokerage` attribute, of the alters and of ego. Unordered pairs; alters
    without an answer are left out. Range 0 to n(n-1)/2. One alter: 0. NaN for no alters, no such attribute, ego's own
    group unknown, no alter's group known, ties not asked, or a pair unanswered.

    References
    ----------
    Gould & Fernandez 1989, Sociological Methodology 19:89-126.
    """
    return _role(networks, "coordinator")


def consultant(networks: EgoNetworks) -> pd.Series:
    """Pairs of untied alters who are both in one group that is not ego's (itinerant broker).

    Conventions, range and NaN as for `coordinator`.

    References
    ----------
    Gould & Fernandez 1989, Sociological Methodology 19:89-126.
    """
    return _role(networks, "consultant")


def boundary(networks: EgoNetworks) -> pd.Series:
    """Pairs of untied alters of whom exactly one is in ego's group: gatekeeper and representative in one.

    Without direction these two roles coincide. Conventions, range and NaN as for `coordinator`.

    References
    ----------
    Gould & Fernandez 1989, Sociological Methodology 19:89-126.
    """
    return _role(networks, "boundary")


def liaison(networks: EgoNetworks) -> pd.Series:
    """Pairs of untied alters who are in two different groups, neither of them ego's.

    Conventions, range and NaN as for `coordinator`.

    References
    ----------
    Gould & Fernandez 1989, Sociological Methodology 19:89-126.
    """
    return _role(networks, "liaison")


def _role(networks: EgoNetworks, role: str) -> pd.Series:
    """One column of the open pairs by role, which are made once for all four roles."""
    pairs, grouped = networks.once("open pairs", lambda: _open_pairs(networks))
    asked = networks.egos["ties_asked"].to_numpy() & (networks.egos["pairs_missing"].to_numpy() == 0)
    return series(networks, pairs[:, ROLES.index(role)], grouped & (asked | (networks.at.n == 1)), role)


def _open_pairs(networks: EgoNetworks) -> tuple[np.ndarray, np.ndarray]:
    """Untied pairs of alters per network (rows) and role (columns), and where ego's and any alter's group is known."""
    at, many = networks.at, len(networks.egos)
    if networks.codebook.brokerage is None:
        return np.zeros((many, len(ROLES))), np.zeros(many, dtype=bool)
    asked = question(networks, networks.codebook.brokerage)
    group, own, given = codes(networks, asked), own_codes(networks, asked), counts(networks, asked)
    valid = given.sum(axis=1)
    inside = np.where(own >= 0, given[np.arange(many), own], 0)
    alike = (given * (given - 1)).sum(axis=1) // 2
    coordinator = inside * (inside - 1) // 2
    boundary = inside * (valid - inside)
    consultant = alike - coordinator
    liaison = valid * (valid - 1) // 2 - coordinator - boundary - consultant
    pairs = np.stack([coordinator, consultant, boundary, liaison], axis=1)

    first, second, ego = group[at.pair_a], group[at.pair_b], own[at.pair_network]
    both = (first >= 0) & (second >= 0)
    of_ego = (first == ego).astype(int) + (second == ego)
    role = np.select([of_ego == 2, of_ego == 1, first == second], [0, 2, 1], 3)
    cells = at.pair_network[both] * len(ROLES) + role[both]
    tied = np.bincount(cells, minlength=many * len(ROLES)).reshape(-1, len(ROLES))
    return pairs - tied, (own >= 0) & (valid > 0)
