"""Which alters were kept, which are lost and which are new between two waves, and the turnover that follows."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from netlab.changes.compared import first_reason, groups, ranged, summed
from netlab.networks import EgoNetworks
from netlab.persons import linked_rows, linked_waves
from netlab.problems import InputError, suggestion

FATES = ("kept", "lost", "new")
UNSURE = ("different", "same")
COUNTS = ["kept", "lost", "new"]


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
    links = networks.links[networks.links["status"].isin(["gone", "unsure"])]
    if links.empty or not len(of_trace):
        return traces, nobody, nobody
    one, two = linked_rows(networks.egos, networks.alters, links)
    status = links["status"].to_numpy()
    ended = pd.Index(networks.waves).get_indexer(links["other_wave"])
    gone = (status == "gone") & (one >= 0) & (ended > before) & (ended <= after)
    confirmed = traces.lost & np.isin(of_trace, key[one[gone]])
    unsure = (status == "unsure") & (one >= 0) & (two >= 0)
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


def ends(networks: EgoNetworks, before: str, after: str) -> tuple[Traces, Traces]:
    """The traces at both ends of the doubt: no unsure pair the same person, and as many as can be.

    Without doubt the two are one and the same object. At the second end the largest one-to-one set of unsure pairs of
    a lost and a new alter is taken as the same person (a maximum bipartite matching within each ego).
    """
    different, lost, new = _trace(networks, before, after)
    if not len(lost):
        return different, different
    size = len(different.ego)
    graph = csr_array((np.ones(len(lost), dtype=np.int8), (lost, new)), shape=(size, size))
    graph.sum_duplicates()
    match = maximum_bipartite_matching(graph, perm_type="column")
    joined = np.flatnonzero(match >= 0)
    after_row = different.after.copy()
    after_row[joined] = different.after[match[joined]]
    stays = np.ones(size, dtype=bool)
    stays[match[joined]] = False
    same = different._replace(
        ego=different.ego[stays],
        before=different.before[stays],
        after=after_row[stays],
        unsure=different.unsure[stays],
        confirmed=different.confirmed[stays],
    )
    return different, same


def fates(networks: EgoNetworks, before: str, after: str, unsure: str = "different") -> pd.DataFrame:
    """What became of each person that an ego named in either of two waves.

    Parameters
    ----------
    before, after : str
        The two waves.
    unsure : {"different", "same"}
        Whether the two alters of an unsure link are taken as two persons, or, as far as a one-to-one matching goes,
        as one.

    Returns
    -------
    DataFrame
        One row per ego and person, egos in the order of the study, first those named before: ego, person, before and
        after (the alter's id in that wave, or NaN), fate (ordered: kept, lost, new), confirmed (True for a lost alter
        that a `gone` link says was asked about again, in a wave up to `after`), unsure (True where an unsure link
        leaves the fate open). A pair joined by `unsure="same"` bears the person of before.

    Notes
    -----
    An ego that was not interviewed in both waves has no rows, nor has one whose alters nobody linked while ids are made
    anew in every wave; `turnover` says which.

    An unsure link counts when it joins a lost and a new alter, directly or because `same` links tie them to the alters
    it names in a third wave. Two unsure links in a row by way of someone who is only in a third wave are not followed:
    such a pair stays a lost and a new alter. Nor is one with a lost alter that is confirmed gone.

    Raises
    ------
    InputError
        For a wave that the study does not have, or another word for `unsure`.
    """
    if unsure not in UNSURE:
        raise InputError(f"unsure = {unsure!r} is not possible. {suggestion(unsure, UNSURE)}")
    traces = ends(networks, before, after)[UNSURE.index(unsure)]
    named = np.where(traces.before >= 0, traces.before, traces.after)
    alter = networks.alters["alter"].reset_index(drop=True)
    code = np.select([traces.kept, traces.lost], [0, 1], 2)
    return pd.DataFrame(
        {
            "ego": pd.Series(traces.egos, dtype="str").take(traces.ego).to_numpy(),
            "person": networks.alters["person"].to_numpy()[named],
            "before": alter.reindex(np.where(traces.before >= 0, traces.before, len(alter))).to_numpy(),
            "after": alter.reindex(np.where(traces.after >= 0, traces.after, len(alter))).to_numpy(),
            "fate": pd.Categorical.from_codes(code, list(FATES), ordered=True),
            "confirmed": traces.confirmed,
            "unsure": traces.unsure & ~traces.kept,
        }
    )


def _rates(counts: pd.DataFrame) -> pd.DataFrame:
    """The four rates and the net change that follow from kept, lost and new."""
    kept, lost, new = (counts[c] for c in COUNTS)
    either, first, second = kept + lost + new, kept + lost, kept + new
    return counts.assign(
        jaccard=kept / either.where(either > 0),
        retention=kept / first.where(first > 0),
        novelty=new / second.where(second > 0),
        turnover=(lost + new) / (first + second).where(either > 0),
        net_change=new - lost,
    )


def turnover(
    networks: EgoNetworks, before: str, after: str, pooled: bool = False, group: str | None = None
) -> pd.DataFrame:
    """How many alters each ego kept, lost and gained between two waves, and the rates that follow.

    With R kept, L lost and A new alters, n1 = R + L named before and n2 = R + A named after::

        jaccard = R / (R + L + A)     retention = R / n1     novelty = A / n2
        turnover = (L + A) / (n1 + n2)     net_change = n2 - n1

    The rates run from 0 to 1. Persons are compared, not alter ids.

    Parameters
    ----------
    before, after : str
        The two waves.
    pooled : bool
        One row, `all`: counts summed over the egos that can be compared, rates from those sums.
    group : str, optional
        A column of egos, constant per ego: the same per group. Implies `pooled`.

    Returns
    -------
    DataFrame
        Index ego, a row for every ego of the study: kept, lost, new, jaccard, retention, novelty, turnover, net_change;
        each again with _min and _max; lost_confirmed (lost alters that were asked about again and had ended); reason.
        Pooled: index `group` or the column, with `egos` (how many are in the sums) instead of reason.

    Notes
    -----
    An unsure link leaves open whether an alter is kept: the range then runs from no unsure pair the same person to the
    largest one-to-one set of them, and the plain column is NaN (reason `unsure`). See `fates` for which links count.

    NaN with reason `wave_missing` for an ego that was not interviewed in both waves, `not_linked` where ids are made
    anew in every wave and nobody linked these two. `no_alters`: nobody was named in at least one of the two waves, and
    the rates over that number are NaN; an ego with no alters before has no retention, one without any in either wave no
    rate at all.

    RSiena's reading of the Jaccard (.3 is good, below .2 trouble) is about whole-network models and no norm here.

    Raises
    ------
    InputError
        For a wave that the study does not have, or a group column that is not constant per ego.

    References
    ----------
    Ripley, R. M. et al. Manual for RSiena (Jaccard: N11 / (N11 + N10 + N01)).
    Feld, S. L., Suitor, J. J. & Hoegh, J. G. (2007). Field Methods, 19, 218–236.
    """
    sides = ends(networks, before, after)
    tables = [
        pd.DataFrame({"kept": t.sums(t.kept), "lost": t.sums(t.lost), "new": t.sums(t.new)}, index=t.egos)
        for t in sides
    ]
    different = sides[0]
    confirmed = pd.Series(different.sums(different.confirmed), index=different.egos, name="lost_confirmed")
    if pooled or group is not None:
        by = None if group is None else groups(networks, group)
        totals = [summed(t, by) for t in tables]
        result = ranged(*(_rates(t[COUNTS]) for t in totals))
        result.insert(0, "egos", totals[0]["egos"])
        return result.assign(lost_confirmed=summed(confirmed.to_frame(), by)["lost_confirmed"])
    result = ranged(*(_rates(t) for t in tables)).assign(lost_confirmed=confirmed)
    return result.assign(reason=first_reason(different.egos, different.reasons()))
