"""Two waves side by side, person by person, in every way in which doubt about who is who can be settled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from netlab.changes.compared import not_the_same
from netlab.networks import EgoNetworks
from netlab.persons import decided, gone_yet_named, linked_rows, linked_waves

# How many one-to-one sets of unsure pairs of one ego are read; eight pairs that share nobody have as many.
READINGS = 256


class Traces(NamedTuple):
    """Two waves side by side: one trace per person that an ego named in either.

    Attributes
    ----------
    egos : Index
        Every ego of the study.
    reason : ndarray of str
        Per ego why it cannot be compared: `wave_missing`, `not_linked`; empty where it can.
    ego : ndarray of int
        The place in `egos` of each trace; traces stand in the order of the egos.
    before, after : ndarray of int
        The row of `networks.alters` in either wave; -1 for not named.
    unsure : ndarray of bool
        A lost alter and a new one that an unsure link may make one person.
    confirmed : ndarray of bool
        A lost alter that was asked about again, and had ended.
    """

    egos: pd.Index
    reason: np.ndarray
    ego: np.ndarray
    before: np.ndarray
    after: np.ndarray
    unsure: np.ndarray
    confirmed: np.ndarray

    @property
    def kept(self) -> np.ndarray:
        """Which traces are of an alter that is there in both waves."""
        return (self.before >= 0) & (self.after >= 0)

    @property
    def lost(self) -> np.ndarray:
        """Which traces are of an alter that is there before and not after."""
        return self.after < 0

    @property
    def new(self) -> np.ndarray:
        """Which traces are of an alter that is there after and not before."""
        return self.before < 0

    def sums(self, values: np.ndarray) -> np.ndarray:
        """The sum per ego of a value per trace; NaN for an ego that cannot be compared."""
        total = np.bincount(self.ego, weights=values.astype("float64"), minlength=len(self.egos))
        return np.where(self.reason == "", total, np.nan)

    def reasons(self) -> list[tuple[np.ndarray, Any]]:
        """Where an ego cannot be compared (and why), where its doubt leaves a range, where nobody was named."""
        nobody = (self.sums(self.before >= 0) == 0) | (self.sums(self.after >= 0) == 0)
        return [(self.reason != "", self.reason), (self.sums(self.unsure) > 0, "unsure"), (nobody, "no_alters")]


def _keys(networks: EgoNetworks) -> tuple[pd.Index, np.ndarray, np.ndarray]:
    """Every ego; and of each alter the place of its ego and a number for (ego, person)."""
    ego_of_network, egos = pd.factorize(networks.egos["ego"])
    ego = ego_of_network[networks.at.network]
    person, persons = pd.factorize(networks.alters["person"])
    return pd.Index(egos, name="ego"), ego, ego * np.int64(len(persons)) + person


def _trace(networks: EgoNetworks, before: str, after: str) -> tuple[Traces, np.ndarray, np.ndarray]:
    """The traces with no unsure link followed, and the lost and the new one of each unsure pair."""
    present = [networks.has(wave) for wave in (before, after)]
    not_the_same(before, after, networks.waves)
    egos, ego, key = _keys(networks)
    wave = networks.alters["wave"].cat.codes.to_numpy()
    place = {w: n for n, w in enumerate(networks.waves)}
    both = egos.isin(present[0]) & egos.isin(present[1])
    rows = [np.flatnonzero((wave == place[w]) & both[ego]) for w in (before, after)]
    keys = [key[r] for r in rows]
    if any(len(np.unique(k)) < len(k) for k in keys):  # persons.csv gave two alters of one network the same name
        again = [pd.Series(k).groupby(k).cumcount().to_numpy() for k in keys]
        width = 1 + max(a.max(initial=0) for a in again)
        keys = [k * width + a for k, a in zip(keys, again, strict=True)]
    other = pd.Index(keys[1]).get_indexer(keys[0])
    new = np.ones(len(rows[1]), dtype=bool)
    new[other[other >= 0]] = False
    first = np.concatenate([rows[0], np.full(new.sum(), -1)])
    second = np.concatenate([np.where(other >= 0, np.append(rows[1], -1)[other], -1), rows[1][new]])
    named = np.where(first >= 0, first, second)
    order = np.argsort(ego[named], kind="stable")
    first, second, named = first[order], second[order], named[order]

    reason = np.where(both, "", "wave_missing").astype(object)
    if networks.codebook.alter_ids == "per wave":
        linked = linked_waves(networks.egos, networks.links, before, after).reindex(egos).to_numpy(dtype=bool)
        # persons.csv may say that somebody was named in both, without a link
        linked = linked | (np.bincount(ego[named], weights=(first >= 0) & (second >= 0), minlength=len(egos)) > 0)
        some = [np.bincount(ego[r], minlength=len(egos)) > 0 for r in rows]
        reason[both & ~linked & some[0] & some[1]] = "not_linked"
    known = reason[ego[named]] == ""
    first, second, named = first[known], second[known], named[known]
    traces = Traces(egos, reason, ego[named], first, second, *np.zeros((2, len(named)), dtype=bool))
    return _decided(networks, traces, key, place[before], place[after])


def _decided(
    networks: EgoNetworks, traces: Traces, key: np.ndarray, before: int, after: int
) -> tuple[Traces, np.ndarray, np.ndarray]:
    """What the links that are `gone` or `unsure` say of the traces."""
    of_trace = key[np.where(traces.before >= 0, traces.before, traces.after)]
    nobody = np.empty(0, dtype=np.int64)
    open_or_gone = networks.links["status"].isin(["gone", "unsure"]).to_numpy(dtype=bool)
    links = networks.links[open_or_gone]
    if links.empty or not len(of_trace):
        return traces, nobody, nobody
    one, two = linked_rows(networks.egos, networks.alters, links)
    status = links["status"].to_numpy()
    ended = pd.Index(networks.waves).get_indexer(links["other_wave"])
    gone = (status == "gone") & (one >= 0) & (ended > before) & (ended <= after)
    gone &= ~gone_yet_named(networks.egos, networks.alters, networks.alters["person"], links)
    confirmed = traces.lost & np.isin(of_trace, key[one[gone]])
    unsure = (status == "unsure") & ~decided(networks.egos, networks.alters, networks.links)[open_or_gone]
    ends = key[one[unsure]], key[two[unsure]]
    lost, new = np.flatnonzero(traces.lost & ~confirmed), np.flatnonzero(traces.new)
    pairs = []
    for a, b in (ends, ends[::-1]):
        at_lost, at_new = _find(of_trace[lost], a), _find(of_trace[new], b)
        good = (at_lost >= 0) & (at_new >= 0)
        pairs.append((lost[at_lost[good]], new[at_new[good]]))
    left, right = (np.concatenate([p[side] for p in pairs]) for side in (0, 1))
    doubtful = np.zeros(len(of_trace), dtype=bool)
    doubtful[left] = doubtful[right] = True
    return traces._replace(unsure=doubtful, confirmed=confirmed), left, right


def _find(values: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The first place of each wanted value; -1 where it is not."""
    unique, places = np.unique(values, return_index=True)
    found = pd.Index(unique).get_indexer(wanted)
    return np.where(found >= 0, np.append(places, -1)[found], -1)


def _joined(traces: Traces, lost: np.ndarray, new: np.ndarray, only: np.ndarray | None = None) -> Traces:
    """The traces with some lost and new alters taken as one person; `only` those of some egos."""
    after_row, stays = traces.after.copy(), np.ones(len(traces.ego), dtype=bool)
    after_row[lost] = traces.after[new]
    stays[new] = False
    if only is not None:
        stays &= only[traces.ego]
    return Traces(
        traces.egos,
        traces.reason,
        traces.ego[stays],
        traces.before[stays],
        after_row[stays],
        traces.unsure[stays],
        traces.confirmed[stays],
    )


def _pairs_of_egos(networks: EgoNetworks, traces: Traces, lost: np.ndarray, new: np.ndarray) -> dict[int, np.ndarray]:
    """The unsure pairs of every ego in doubt, once each, in the order of the names of the two."""
    if not len(lost):
        return {}
    row = np.where(traces.before >= 0, traces.before, traces.after)
    named = networks.alters[["person", "alter"]].astype("str").to_numpy(dtype=object)
    both = zip(lost.tolist(), new.tolist(), strict=True)
    pairs = sorted({(int(traces.ego[a]), *named[row[a]], *named[row[b]], a, b) for a, b in both})
    of_ego: dict[int, list[tuple[int, int]]] = {}
    for pair in pairs:
        of_ego.setdefault(pair[0], []).append((pair[-2], pair[-1]))
    return {ego: np.array(two) for ego, two in of_ego.items()}


def _largest(pairs: np.ndarray) -> tuple[int, ...]:
    """The places of a largest one-to-one set of the pairs of one ego, always the same for the same pairs."""
    (first, second), order = (pd.factorize(pairs[:, side])[0] for side in (0, 1)), np.arange(len(pairs))
    graph = csr_array((np.ones(len(pairs), dtype=np.int8), (first, second)))
    match = maximum_bipartite_matching(graph, perm_type="column")
    return tuple(order[match[first] == second].tolist())


def _sets(pairs: np.ndarray) -> tuple[list[tuple[int, ...]], bool]:
    """The one-to-one sets of the pairs of one ego, from none to the largest, and whether READINGS left some out."""
    clash = (pairs[:, None] == pairs[None]).any(axis=2)
    found: list[tuple[int, ...]] = [()]
    for chosen in found:  # grows as it goes: every set is followed by those with one more pair
        for pair in range(chosen[-1] + 1 if chosen else 0, len(pairs)):
            if not clash[pair, list(chosen)].any():
                found.append((*chosen, pair))
        if len(found) > READINGS:
            largest = _largest(pairs)
            return [*[s for s in found if s != largest][: READINGS - 1], largest], True
    return found, False


def ends(networks: EgoNetworks, before: str, after: str) -> tuple[Traces, Traces]:
    """The traces at both ends of the doubt: no unsure pair the same person, and as many as can be.

    Without doubt the two are one and the same object. At the second end a largest one-to-one set of unsure pairs of a
    lost and a new alter is taken as the same person (a maximum bipartite matching within each ego). That is enough for
    how many are kept; for what depends on who they are, see `readings`.
    """
    different, lost, new = _trace(networks, before, after)
    if not len(lost):
        return different, different
    of_ego = _pairs_of_egos(networks, different, lost, new)
    joined = np.concatenate([pairs[list(_largest(pairs))] for pairs in of_ego.values()])
    return different, _joined(different, joined[:, 0], joined[:, 1])


class Readings(NamedTuple):
    """Every way to read the unsure links between two waves.

    Attributes
    ----------
    traces : tuple of Traces
        The first has every unsure pair as two persons. Each of the others takes another one-to-one set of the unsure
        pairs of an ego as the same persons, and has only the egos that have so many sets.
    number : ndarray of int
        Per ego how many readings it has; 1 without doubt, at most READINGS.
    open_ended : Series of bool
        Per ego whether it has more: then the smallest sets and a largest one are read.
    """

    traces: tuple[Traces, ...]
    number: np.ndarray
    open_ended: pd.Series

    def count(self, counted: Callable[[Traces], pd.DataFrame]) -> pd.DataFrame:
        """One row per ego and reading of what `counted` makes of traces; first every ego without any pair joined."""
        tables = [counted(t) for t in self.traces]
        return pd.concat([tables[0], *(t[self.number > n] for n, t in enumerate(tables[1:], start=1))])


def readings(networks: EgoNetworks, before: str, after: str) -> Readings:
    """The traces under every one-to-one set of the unsure pairs of each ego; see `Readings`."""
    different, lost, new = _trace(networks, before, after)
    number, more = np.ones(len(different.egos), dtype=int), pd.Series(False, index=different.egos)
    joined: list[list[np.ndarray]] = []
    for ego, pairs in _pairs_of_egos(networks, different, lost, new).items():
        sets, more.iloc[ego] = _sets(pairs)
        number[ego] = len(sets)
        joined += [[] for _ in range(len(sets) - 1 - len(joined))]
        for n, chosen in enumerate(sets[1:]):
            joined[n].append(pairs[list(chosen)])
    together = [np.concatenate(pairs) for pairs in joined]
    others = (_joined(different, two[:, 0], two[:, 1], number > n) for n, two in enumerate(together, start=1))
    return Readings((different, *others), number, more)
