"""Whether ego names people alike more than chance would: against a roster of who could have been named."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netlab.changes.compared import ALL
from netlab.measures.answers import codes, own_codes, question
from netlab.networks import EgoNetworks
from netlab.problems import expect
from netlab.statistics.families import in_families
from netlab.statistics.inference import DRAWS, SEED, blocks
from netlab.statistics.rosters import Named, named_on

NEAR = 1e-9


def homophily(networks: EgoNetworks, attribute: str, roster: pd.DataFrame | None = None) -> pd.DataFrame:
    """Share of alters like ego and E-I index of every network, with what chance would give.

    Ego, in a group of n_g of the N people on the roster, names k of the N - 1 others, S of them of its own group::

        same = S / k        ei = (E - I) / (E + I) = 1 - 2 same
        expected_same = w = (n_g - 1) / (N - 1)        expected_ei = 1 - 2 w = (E_poss - I_poss) / (E_poss + I_poss)
        coleman = (same - w) / (1 - w) where same >= w, else (same - w) / w
        yules_q = (ad - bc) / (ad + bc), a = S, b = k - S, c = n_g - 1 - S, d = N - n_g - b

    p is two-sided, of the permutation of the labels of the others, exact: S is hypergeometric, so that no draw is
    needed. Coleman printed the index with n_g / N for w; this is the exact form.

    Parameters
    ----------
    attribute : str
        A closed question of the codebook. Without a roster ego's own answer must be a column of egos.
    roster : DataFrame, optional
        person, and a column `attribute`: everyone who could have been named, egos included, one row each. Its answers
        then count, also where an ego says otherwise. None: where alter ids are those of a roster, everyone who is an
        ego or is named in any wave, with the person's own answer, else the one that all who name the person give, of
        that wave, else of the others. Who never answers and is never named is unknown to the networks: give the roster
        where there are such people, for without them chance looks too high or too low.

    Returns
    -------
    DataFrame
        Index as `networks.index`: named (k; 0 where ego's own answer is unknown), same, ei, expected_same, expected_ei,
        coleman, yules_q, p; roster (N, of known answer), own_group (n_g); left_out (alters who do not count in k: not
        on the roster, or without an answer); reason;
        family, family_size, p_adjusted, family_remark (Benjamini-Hochberg over the networks).

    Notes
    -----
    Reason, of a number that is NaN: `no_alters`, `attribute_missing` (ego's own answer, or that of all alters),
    `no_roster` (only same and ei are known: with free recall nobody knows who was not named), `one_group` (all others
    are of ego's group: nothing can differ), and for yules_q alone `alone_in_group` and `everyone_named`. Yule's Q is
    NaN whenever ad + bc = 0.

    Raises
    ------
    InputError
        For an attribute that is not a closed question, or a roster without the columns, with a person twice, or with an
        answer that the codebook does not have.

    References
    ----------
    Krackhardt, D. & Stern, R. N. (1988). Social Psychology Quarterly, 51, 123–140.
    Coleman, J. S. (1958). Human Organization, 17, 28–36.
    """
    expect("networks", networks, "nl.statistics.homophily({}, attribute)")
    from scipy.stats import hypergeom

    asked = question(networks, attribute)
    on_list = networks.codebook.alter_ids == "roster" or roster is not None
    size = networks.at.n
    if not on_list:
        answer, own = codes(networks, asked), own_codes(networks, asked)
        valid = (answer >= 0) & (own[networks.at.network] >= 0)
        alike = valid & (answer == own[networks.at.network])
        k, s = (np.bincount(networks.at.network[which], minlength=len(size)).astype(float) for which in (valid, alike))
        all_, group = np.full((2, len(size)), np.nan)
        known = own >= 0
    else:
        found = named_on(networks, asked, roster)
        groups = [found.persons[w] for w in networks.egos["wave"].cat.codes]
        known = found.own >= 0
        of_ego = np.array([g[p] if p >= 0 else -1 for g, p in zip(groups, found.own, strict=True)], dtype=np.int64)
        all_ = np.array([len(g) for g in groups], dtype=float)
        group = np.array([np.sum(g == o) if o >= 0 else np.nan for g, o in zip(groups, of_ego, strict=True)])
        valid = (found.alter >= 0) & known[found.network]
        k = np.bincount(found.network[valid], minlength=len(size)).astype(float)
        other = found.group_of_alters(networks)[valid]
        s = np.bincount(found.network[valid][other == of_ego[found.network[valid]]], minlength=len(size)).astype(float)
    table = _indices(k, s, k - s, group - 1 - s, all_ - group - (k - s))
    w = np.where(k > 0, (group - 1) / np.where(all_ > 1, all_ - 1, np.nan), np.nan)
    tested = (w < 1) & (k > 0)
    most = int(k.max(initial=0))
    draws = [np.where(tested, v, 0).astype(np.int64)[:, None] for v in (all_ - 1, group - 1, k)]
    reach = np.abs(np.arange(most + 1) - np.where(tested, k * w, 0)[:, None])
    far = reach >= np.where(tested, np.abs(s - k * w), 0)[:, None] - NEAR
    p = np.where(tested, np.minimum((hypergeom.pmf(np.arange(most + 1), *draws) * far).sum(axis=1), 1), np.nan)
    reasons = {
        "no_alters": size == 0,
        "attribute_missing": ~known | (k == 0),
        "no_roster": np.full(len(size), not on_list),
        "one_group": w == 1,
        "alone_in_group": group == 1,
        "everyone_named": k == all_ - 1,
    }
    why = pd.Series(np.select(list(reasons.values()), list(reasons), ""), dtype="str")
    result = table.assign(p=p, roster=all_, own_group=group, left_out=size - k, reason=why.where(why != ""))
    result = result.set_axis(networks.index)
    return pd.concat([result, _one_family(result["p"], networks)], axis=1)


def homophily_of_groups(
    networks: EgoNetworks, attribute: str, roster: pd.DataFrame | None = None, draws: int = DRAWS, seed: int = SEED
) -> pd.DataFrame:
    """The same over all egos of a wave together, and for the egos of each group: a whole network against chance.

    For the egos of one group coleman takes their ties together, as Coleman did. yules_q and odds_ratio, (ad) / (bc),
    compare all ordered pairs of an ego with another person: same or not, named or not. p is two-sided, of shuffling
    the labels over everyone on the roster, egos included, while who names whom stays: how far the number of ties within
    the own group lies from what the sizes of the egos' groups let expect, Σ w over the ties.

    Parameters
    ----------
    attribute, roster
        As for `homophily`.
    draws, seed : int
        The observed labels are counted in; the same seed gives the same p.

    Returns
    -------
    DataFrame
        Index (wave, group): every answer of the codebook, then `all`. egos, named (ties to people of the roster), same,
        ei, expected_same (for `all` the mean of w over the ties), expected_ei, coleman (NaN for `all`), yules_q,
        odds_ratio (inf where b or c is 0), p, roster (in that group), reason, family, family_size, p_adjusted,
        family_remark.

    Notes
    -----
    Reasons: `no_roster` (all but same and ei is NaN), `no_egos`, `no_alters`, `one_group`.

    Raises
    ------
    InputError
        As `homophily`.

    References
    ----------
    Coleman, J. S. (1958). Human Organization, 17, 28–36.
    """
    expect("networks", networks, "nl.statistics.homophily_of_groups({}, attribute)")
    asked = question(networks, attribute)
    on_list = networks.codebook.alter_ids == "roster" or roster is not None
    parts = []
    if not on_list:
        alone = homophily(networks, attribute)
        own = own_codes(networks, asked)
    else:
        found = named_on(networks, asked, roster)
    wave_of = networks.egos["wave"].cat.codes.to_numpy()
    for w, wave in enumerate(networks.waves):
        if on_list:
            table = _of_wave(found, w, wave_of, len(asked.ids), draws, seed)
        else:
            here = alone[wave_of == w].assign(group=own[wave_of == w])
            table = _without_roster(here, len(asked.ids))
        parts.append(table.assign(wave=wave, group=[*asked.ids, ALL]))
    result = pd.concat(parts).set_index(["wave", "group"])
    return pd.concat([result, _one_family(result["p"], networks)], axis=1)


def _one_family(p: pd.Series, networks: EgoNetworks) -> pd.DataFrame:
    return in_families(p, np.zeros(len(p), dtype=bool), networks.codebook.primary)


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole != 0)


def _indices(k: np.ndarray, a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> pd.DataFrame:
    """The indices from the four cells: same or not (a, b: named; c, d: not named) of one ego or egos of one group."""
    same = _ratio(a, k)
    w = np.where(k > 0, _ratio(a + c, a + b + c + d), np.nan)
    table = pd.DataFrame({"named": k, "same": same, "ei": 1 - 2 * same, "expected_same": w, "expected_ei": 1 - 2 * w})
    table["coleman"] = np.where(same >= w, _ratio(same - w, 1 - w), _ratio(same - w, w))
    return table.assign(yules_q=_ratio(a * d - b * c, a * d + b * c))


def _of_wave(found: Named, wave: int, wave_of: np.ndarray, width: int, draws: int, seed: int) -> pd.DataFrame:
    """One wave: a row per group, and one for all."""
    label, own = found.persons[wave], found.own[(wave_of == wave)]
    own = own[own >= 0]
    here = (wave_of[found.network] == wave) & (found.ego >= 0) & (found.alter >= 0)
    ego, alter = found.ego[here], found.alter[here]
    sizes = np.bincount(label, minlength=width).astype(float)
    egos = np.bincount(label[own], minlength=width).astype(float)
    w = (sizes - 1) / max(len(label) - 1, 1)
    k = np.bincount(label[ego], minlength=width).astype(float)
    a = np.bincount(label[ego][label[ego] == label[alter]], minlength=width).astype(float)
    c, d = egos * (sizes - 1) - a, egos * (len(label) - sizes) - (k - a)
    cells = [np.append(v, v.sum()) for v in (k, a, k - a, c, d)]
    table = _indices(*cells)
    table.insert(0, "egos", np.append(egos, egos.sum()))
    expected = np.append(k * w, (k * w).sum())
    table["expected_same"] = _ratio(expected, cells[0])
    table["expected_ei"] = 1 - 2 * table["expected_same"]
    table.loc[width, "coleman"] = np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        table["odds_ratio"] = cells[1] * cells[4] / (cells[2] * cells[3])
    one_group = (sizes == len(label)).any()
    p = np.full(width + 1, np.nan) if one_group or not len(ego) else _shuffled(label, ego, alter, w, draws, seed)
    table["p"] = np.where(cells[0] > 0, p, np.nan)
    table["roster"] = np.append(sizes, sizes.sum())
    why = np.select(
        [table["egos"] == 0, cells[0] == 0, np.full(width + 1, one_group)], ["no_egos", "no_alters", "one_group"], ""
    )
    return table.assign(reason=pd.Series(why, dtype="str").where(why != ""))


def _shuffled(
    label: np.ndarray, ego: np.ndarray, alter: np.ndarray, w: np.ndarray, draws: int, seed: int
) -> np.ndarray:
    """p per group and for all: how far ties within the group lie from expected, when the labels are shuffled."""

    def distance(labels: np.ndarray) -> np.ndarray:
        first = labels[:, ego]
        beyond = (first == labels[:, alter]) - w[first]
        apart = [np.where(first == g, beyond, 0).sum(axis=1) for g in range(len(w))]
        return np.abs(np.stack([*apart, beyond.sum(axis=1)], axis=1))

    reached = distance(label[None, :]) - NEAR
    rng, far = np.random.default_rng(seed), np.zeros(len(w) + 1)
    for some in blocks(draws, max(len(label), len(ego))):
        far += (distance(rng.permuted(np.broadcast_to(label, (some, len(label))), axis=1)) >= reached).sum(axis=0)
    return (1 + far) / (1 + draws)


def _without_roster(alone: pd.DataFrame, width: int) -> pd.DataFrame:
    """One wave without a roster: what is observed, the rest unknown."""
    used = alone[alone["named"] > 0]
    rows = [used[used["group"] == g] for g in range(width)] + [used]
    k = np.array([r["named"].sum() for r in rows])
    s = np.array([(r["named"] * r["same"]).sum() for r in rows])
    many = np.array([*((alone["group"] == g).sum() for g in range(width)), (alone["group"] >= 0).sum()], dtype=float)
    table = _indices(k, s, *np.full((3, width + 1), np.nan))
    table.insert(0, "egos", many)
    why = np.select([many == 0, k == 0], ["no_egos", "no_alters"], "no_roster")
    return table.assign(odds_ratio=np.nan, p=np.nan, roster=np.nan, reason=pd.Series(why, dtype="str"))
