"""Whether ego, or a person of a whole network, brokers more than chance would: labels of groups shuffled."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netlab.measures.answers import codes, own_codes, question
from netlab.measures.brokerage import ROLES as OF_EGO
from netlab.measures.roles import ROLES, open_paths, role_of, roles
from netlab.networks import EgoNetworks
from netlab.problems import expect
from netlab.statistics.families import in_families
from netlab.statistics.inference import DRAWS, SEED, blocks

NEAR = 1e-9


def brokerage_by_chance(networks: EgoNetworks, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """Ego's roles as broker, with what is expected when the groups of its alters are shuffled.

    Who is tied to whom stays, and so does how many alters are of each group: the groups are dealt anew among the alters
    with an answer; ego keeps its own. So it asks whether the *open* pairs lie between these groups more than the
    composition of the network already makes them. With I of v alters in ego's group and u open pairs
    coordinator = u I(I-1) / (v(v-1)) is expected, and alike for the other roles.

    Parameters
    ----------
    networks : EgoNetworks
        With the attribute that the codebook calls `brokerage`.
    draws, seed : int
        The observed groups are counted in; the same seed gives the same p for an ego, whoever else is there.

    Returns
    -------
    DataFrame
        Index (ego, wave, role): observed (as `measure` has it), expected, low and high (between which 95 % of the
        shuffled counts lie), p (two-sided: at least as far from expected), reason, family, family_size, p_adjusted,
        family_remark (Benjamini-Hochberg over all rows with a p).

    Notes
    -----
    Reasons: `no_alters`, `one_alter`, `ties_not_asked`, `pairs_missing`, `attribute_missing` (no such attribute, ego's
    own group unknown, or fewer than two alters of known group), `one_group` (all alters are of one group: shuffling
    changes nothing, expected is observed, and there is no p), `no_open_pairs` (all alters know each other).

    References
    ----------
    Gould & Fernandez 1989, Sociological Methodology 19:89-126.
    """
    expect("networks", networks, "nl.statistics.brokerage_by_chance({})")
    book, at, many = networks.codebook, networks.at, len(networks.egos)
    asked = question(networks, book.brokerage) if book.brokerage is not None else None
    group = np.full(len(networks.alters), -1) if asked is None else codes(networks, asked)
    own = np.full(many, -1) if asked is None else own_codes(networks, asked)
    known = group >= 0
    valid = np.bincount(at.network[known], minlength=many)
    answered = {
        "no_alters": at.n == 0,
        "one_alter": at.n == 1,
        "ties_not_asked": ~networks.egos["ties_asked"].to_numpy(dtype=bool),
        "pairs_missing": networks.egos["pairs_missing"].to_numpy() != 0,
        "attribute_missing": (own < 0) | (valid < 2),
    }
    reason = np.select(list(answered.values()), list(answered), "").astype(object)
    numbers = np.full((many, len(OF_EGO), 5), np.nan)
    order = np.argsort(at.network, kind="stable")
    start = np.searchsorted(at.network[order], np.arange(many + 1))
    tied = np.argsort(at.pair_network, kind="stable")
    first = np.searchsorted(at.pair_network[tied], np.arange(many + 1))
    place = np.full(len(group), -1)
    for one in np.flatnonzero(reason == ""):
        rows = order[start[one] : start[one + 1]]
        rows = rows[known[rows]]
        place[rows] = np.arange(len(rows))
        pairs = tied[first[one] : first[one + 1]]
        is_open = np.triu(np.ones((len(rows), len(rows)), dtype=bool), 1)
        a, b = place[at.pair_a[pairs]], place[at.pair_b[pairs]]
        both = (a >= 0) & (b >= 0)
        is_open[np.minimum(a, b)[both], np.maximum(a, b)[both]] = False
        place[rows] = -1
        numbers[one], reason[one] = _of_ego(group[rows], own[one], np.nonzero(is_open), draws, seed)
    index = pd.MultiIndex.from_arrays(
        [
            *(np.repeat(networks.index.get_level_values(level), len(OF_EGO)) for level in ("ego", "wave")),
            np.tile(OF_EGO, many),
        ],
        names=["ego", "wave", "role"],
    )
    return _table(numbers, np.repeat(reason, len(OF_EGO)), index, book.primary)


def _of_ego(
    group: np.ndarray, own: int, pairs: tuple[np.ndarray, ...], draws: int, seed: int
) -> tuple[np.ndarray, str]:
    """Observed, expected, low, high and p of the four roles, and why there is no p."""

    def counted(groups: np.ndarray) -> np.ndarray:
        one, other = groups[:, pairs[0]], groups[:, pairs[1]]
        of_ego = (one == own).astype(np.int8) + (other == own)
        role = np.select([of_ego == 2, of_ego == 1, one == other], [0, 2, 1], 3)
        return np.stack([(role == r).sum(axis=1) for r in range(len(OF_EGO))], axis=1)

    observed = counted(group[None, :])[0]
    v, sizes = len(group), np.bincount(group)
    inside = int((group == own).sum())
    alike = (sizes * (sizes - 1)).sum() - inside * (inside - 1)
    share = np.array([inside * (inside - 1), alike, 2 * inside * (v - inside), 0]) / (v * (v - 1))
    expected = len(pairs[0]) * np.append(share[:3], 1 - share[:3].sum())
    if not len(pairs[0]) or len(np.unique(group)) == 1:
        nothing = np.full(len(OF_EGO), np.nan)
        why = "one_group" if len(pairs[0]) else "no_open_pairs"
        return np.stack([observed, expected, nothing, nothing, nothing], axis=1), why
    rng = np.random.default_rng(seed)
    shuffled = (
        counted(rng.permuted(np.broadcast_to(group, (some, v)), axis=1)) for some in blocks(draws, len(pairs[0]))
    )
    return np.stack([observed, expected, *_against(observed, expected, np.concatenate(list(shuffled)))], axis=1), ""


def _against(observed: np.ndarray, expected: np.ndarray, drawn: np.ndarray) -> list[np.ndarray]:
    """Between which 95 % of the draws lie, and the two-sided p."""
    far = (np.abs(drawn - expected) >= np.abs(observed - expected) - NEAR).sum(axis=0)
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0, method="inverted_cdf")
    return [low, high, (1 + far) / (1 + len(drawn))]


def _table(numbers: np.ndarray, reason: np.ndarray, index: pd.MultiIndex, primary: tuple[str, ...]) -> pd.DataFrame:
    columns = ["observed", "expected", "low", "high", "p"]
    table = pd.DataFrame(numbers.reshape(-1, len(columns)), index=index, columns=columns)
    table["reason"] = pd.Series(reason, index=index, dtype="str").where(reason != "")
    return pd.concat([table, in_families(table["p"], np.zeros(len(table), dtype=bool), primary)], axis=1)


def roles_by_chance(ties: pd.DataFrame, groups: pd.Series, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """The roles of everyone in a whole network with direction, with what is expected when the groups are shuffled.

    The groups are dealt anew among everyone whose group is known; who names whom stays. Of the u open paths through
    somebody, with N people in groups of n_g, u Σ n_g(n_g-1)(n_g-2) / (N(N-1)(N-2)) are expected to make a coordinator,
    u Σ n_g(n_g-1)(N-n_g) / (N(N-1)(N-2)) each a consultant, representative and gatekeeper, and the others a liaison.

    Parameters
    ----------
    ties, groups
        As for `netlab.measures.roles.roles`; open paths of which a group is unknown are left out.
    draws, seed : int
        The observed groups are counted in.

    Returns
    -------
    DataFrame
        Index (person, role): observed, expected, low, high, p, reason (`attribute_missing`: the person's group is
        unknown; `no_open_pairs`; `one_group`), family, family_size, p_adjusted, family_remark.

    References
    ----------
    Gould & Fernandez 1989, Sociological Methodology 19:89-126.
    """
    observed = roles(ties, groups)[list(ROLES)]
    group, names = pd.factorize(groups.dropna())
    persons = pd.Index(groups.dropna().index)
    a, v, c = open_paths(ties, persons)
    n, sizes, width = len(persons), np.bincount(group), len(ROLES)
    through = np.bincount(v, minlength=n)

    def counted(labels: np.ndarray) -> np.ndarray:
        role = role_of(labels[:, a], labels[:, v], labels[:, c])
        cell = (np.arange(len(labels))[:, None] * n + v) * width + role
        return np.bincount(cell.ravel(), minlength=len(labels) * n * width).reshape(-1, n, width)

    ways = n * (n - 1) * (n - 2)
    equal = (sizes * (sizes - 1) * (sizes - 2)).sum() / ways if ways else np.nan
    two = (sizes * (sizes - 1) * (n - sizes)).sum() / ways if ways else np.nan
    expected = through[:, None] * np.array([equal, two, two, two, 1 - equal - 3 * two])
    seen = observed.reindex(persons).to_numpy()
    numbers = np.full((len(observed), width, 5), np.nan)
    numbers[:, :, 0] = observed.to_numpy()
    at = observed.index.get_indexer(persons)
    numbers[at, :, 1] = expected
    mixed = (through > 0) & (len(names) > 1)
    if mixed.any():
        rng = np.random.default_rng(seed)
        shuffled = (counted(rng.permuted(np.broadcast_to(group, (s, n)), axis=1)) for s in blocks(draws, len(v)))
        drawn = np.concatenate([some.astype(np.int32) for some in shuffled])
        against = np.stack(_against(seen, expected, drawn), axis=2)
        numbers[at[mixed], :, 2:] = against[mixed]
    reason = np.full(len(observed), "attribute_missing", dtype=object)
    reason[at] = np.select([through == 0, np.full(n, len(names) < 2)], ["no_open_pairs", "one_group"], "")
    index = pd.MultiIndex.from_product([observed.index, ROLES], names=["person", "role"])
    return _table(numbers, np.repeat(reason, width), index, ())
