"""The five roles of Gould and Fernandez in a whole network with direction: who stands between which groups."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

ROLES = ("coordinator", "consultant", "representative", "gatekeeper", "liaison")


def open_paths(ties: pd.DataFrame, persons: pd.Index) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every path a → v → c without a → c, as the places of a, v and c in `persons`; a, v and c are three persons.

    Parameters
    ----------
    ties : DataFrame
        source, target. Duplicate rows count once; who names oneself does not count, nor does a tie to or from somebody
        who is not in `persons`.
    persons : Index
    """
    a, b = persons.get_indexer(ties["source"]), persons.get_indexer(ties["target"])
    real = (a >= 0) & (b >= 0) & (a != b)
    n = np.int64(len(persons))
    keys = np.unique(a[real] * n + b[real])
    a, v = keys // max(n, 1), keys % max(n, 1)
    start = np.searchsorted(a, np.arange(n + 1))
    ways = start[v + 1] - start[v]  # from v onwards
    first = np.repeat(np.arange(len(a)), ways)
    onward = np.repeat(start[v], ways) + np.arange(ways.sum()) - np.repeat(np.cumsum(ways) - ways, ways)
    ends = a[first], v[first], v[onward]
    is_open = (ends[0] != ends[2]) & ~np.isin(ends[0] * n + ends[2], keys)
    return ends[0][is_open], ends[1][is_open], ends[2][is_open]


def role_of(a: np.ndarray, v: np.ndarray, c: np.ndarray) -> np.ndarray:
    """The place in ROLES of a path from group a by way of group v to group c."""
    return np.select([(a == v) & (v == c), a == c, a == v, v == c], [0, 1, 2, 3], 4)


def roles(ties: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """How often each person stands in each role on an open path a → v → c: v's role, by the groups of the three.

    coordinator A A A; consultant A B A (itinerant broker); representative A A B (hands on what comes from its own
    group); gatekeeper A B B (lets in what comes from another group); liaison A B C. A path is open when a does not name
    c. Ordered: a → v → c and c → v → a are two. The labels are UCINET's and those of sna's code; some help texts have
    gatekeeper and representative the other way round.

    Parameters
    ----------
    ties : DataFrame
        source, target: who names whom. Of networks with the ids of a roster: `ego` and `person` of their alters in one
        wave. Duplicate rows count once; somebody who names oneself does not count.
    groups : Series
        Index person, the group; NaN for unknown.

    Returns
    -------
    DataFrame
        Index person: everyone in `groups`, in that order, then whoever is only in `ties`. The five roles, counts from
        0; unknown: open paths of which a group is unknown, left out of the roles. The roles of a person whose own group
        is unknown are NaN.

    References
    ----------
    Gould & Fernandez 1989, Sociological Methodology 19:89-126.
    """
    persons = pd.Index(pd.unique(pd.concat([groups.index.to_series(), ties["source"], ties["target"]]).dropna()))
    code = pd.factorize(groups.reindex(persons))[0]
    a, v, c = open_paths(ties, persons)
    known = (code[a] >= 0) & (code[v] >= 0) & (code[c] >= 0)
    which = np.where(known, role_of(code[a], code[v], code[c]), len(ROLES))
    shape = (len(persons), len(ROLES) + 1)
    counts = csr_array((np.ones(len(v)), (v, which)), shape=shape).toarray()
    counts[code < 0, : len(ROLES)] = np.nan
    return pd.DataFrame(counts, index=persons.rename("person"), columns=[*ROLES, "unknown"])
