"""How the alters of a network are tied to each other: size, density, structural holes, components, betweenness."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netlab.measures.answers import ratio, series
from netlab.measures.shape import shape_of
from netlab.networks import EgoNetworks


def _known(networks: EgoNetworks) -> np.ndarray:
    """Where the ties of a network are fully known: asked and answered, or no pair to ask about."""
    asked = networks.egos["ties_asked"].to_numpy() & (networks.egos["pairs_missing"].to_numpy() == 0)
    return asked | (networks.at.n == 1)


def size(networks: EgoNetworks) -> pd.Series:
    """Number of alters, n.

    Range 0 and up; ego is not counted. No alters: 0, the only measure that is a number then. Read it beside the most
    names that the question allowed.
    """
    return pd.Series(networks.at.n, index=networks.index, name="size", dtype="float64")


def density(networks: EgoNetworks) -> pd.Series:
    """Tied pairs of alters as a share of the possible pairs, 2m / (n(n-1)).

    Range 0 to 1; ego and its own ties are left out. Fewer than two alters: NaN, for no tie is possible. Pairs that were
    asked but not answered (`egos.pairs_missing`) leave the denominator; none answered, or more said to be unanswered
    than there are pairs without a tie: NaN. Ties not asked: NaN. Where every type of tie has a direction, ordered pairs
    are counted: arcs / (n(n-1)), and so is `pairs_missing`. Density falls mechanically as n grows: read it with size
    and mean_degree.
    """
    n = networks.at.n
    pairs = n * (n - 1) if networks.codebook.directed else n * (n - 1) / 2
    tied = networks.arcs if networks.codebook.directed else shape_of(networks).tied
    answered = pairs - networks.egos["pairs_missing"].to_numpy()
    possible = networks.egos["ties_asked"].to_numpy() & (answered >= tied)
    answered = np.where(possible, answered, 0)
    return ratio(networks, tied, answered, "density")


def mean_degree(networks: EgoNetworks) -> pd.Series:
    """To how many other alters an alter is tied on average, 2m / n.

    Range 0 to n - 1. No alters: NaN. One alter: 0. Ties not asked, or a pair unanswered: NaN. Equals n minus the
    effective size: Burt's redundancy.
    """
    n = np.maximum(networks.at.n, 1)
    return series(networks, 2 * shape_of(networks).tied / n, _known(networks), "mean_degree")


def effective_size(networks: EgoNetworks) -> pd.Series:
    """Alters that are not redundant, n - 2m/n.

    Range 1 (everyone tied to everyone) to n (no ties). No alters: NaN. One alter: 1. Ties not asked, or a pair
    unanswered: NaN. For undirected ties without weights it equals Burt's own formula.

    References
    ----------
    Burt 1992, Structural Holes; Borgatti 1997, Connections 20(1):35-38.
    """
    n = networks.at.n
    return series(networks, n - 2 * shape_of(networks).tied / np.maximum(n, 1), _known(networks), "effective_size")


def efficiency(networks: EgoNetworks) -> pd.Series:
    """Effective size as a share of size, (n - 2m/n) / n.

    Range 1/n to 1. No alters: NaN. One alter: 1. Ties not asked, or a pair unanswered: NaN.

    References
    ----------
    Burt 1992, Structural Holes.
    """
    n = np.maximum(networks.at.n, 1)
    return series(networks, 1 - 2 * shape_of(networks).tied / n**2, _known(networks), "efficiency")


def constraint(networks: EgoNetworks) -> pd.Series:
    """How much all of ego's contact leads back to the same people, Σ_j (p_ij + Σ_q p_iq p_qj)².

    Without weights this is 1/n + (2/n²) Σ_j d_j/(d_j+1) + (1/n²) Σ_j (Σ_q 1/(d_q+1))², d the degree among the alters
    and q the alters tied to j. Scope: the ego network with ego, never ties beyond it. Range 1/n (nobody tied) to about
    1; two tied alters give 9/8, and that is not clipped. No alters: NaN. One alter: 1. Ties not asked, or a pair
    unanswered: NaN. It falls when ego only gains contacts: read it with its two parts.

    References
    ----------
    Burt 1992, Structural Holes; Everett & Borgatti 2020, Social Networks 62:50-57.
    """
    parts = constraint_size_part(networks) + constraint_closure_part(networks)
    return parts.rename("constraint")


def constraint_size_part(networks: EgoNetworks) -> pd.Series:
    """The part of constraint that only says how many alters there are, 1/n.

    Range above 0 to 1. No alters: NaN. One alter: 1. NaN wherever constraint is, so that the parts always add up.

    References
    ----------
    Everett & Borgatti 2020, Social Networks 62:50-57.
    """
    return series(networks, 1 / np.maximum(networks.at.n, 1), _known(networks), "constraint_size_part")


def constraint_closure_part(networks: EgoNetworks) -> pd.Series:
    """The part of constraint that comes from ties among the alters, C - 1/n.

    Range 0 (nobody tied) and up. No alters: NaN. One alter: 0. Ties not asked, or a pair unanswered: NaN.

    References
    ----------
    Everett & Borgatti 2020, Social Networks 62:50-57.
    """
    return series(networks, shape_of(networks).closure, _known(networks), "constraint_closure_part")


def constraint_normalised(networks: EgoNetworks) -> pd.Series:
    """Constraint between the least and the most that n alters can give, (C - 1/n) / (max - 1/n).

    max is (2n-1)²/n³ for at most 7 alters and (n+1)²(n²+4n-4)/(4n⁴) from 8. Range 0 to 1. No alters: NaN. One alter:
    NaN, for least and most are both 1. Ties not asked, or a pair unanswered: NaN.

    References
    ----------
    Everett & Borgatti 2020, Social Networks 62:50-57.
    """
    n = np.maximum(networks.at.n, 2).astype(float)
    most = np.where(n <= 7, (2 * n - 1) ** 2 / n**3, (n + 1) ** 2 * (n**2 + 4 * n - 4) / (4 * n**4))
    several = _known(networks) & (networks.at.n > 1)
    return series(networks, shape_of(networks).closure / (most - 1 / n), several, "constraint_normalised")


def hierarchy(networks: EgoNetworks) -> pd.Series:
    """How much constraint comes from one alter, Σ_j r_j ln r_j / (n ln n) with r_j = c_ij / (C/n).

    Range 0 (every alter constrains alike) towards 1 (one alter does). No alters: NaN. One alter: 1 by convention. Ties
    not asked, or a pair unanswered: NaN. Not the form in netrics, which takes the alters' own constraint.

    References
    ----------
    Burt 1992, Structural Holes.
    """
    at, shape = networks.at, shape_of(networks)
    each = (1 + shape.pull) ** 2  # c_ij n²
    total = np.bincount(at.network, each, minlength=shape.networks)
    r = each * at.n[at.network] / total[at.network]
    n = np.maximum(at.n, 2)
    uneven = np.bincount(at.network, r * np.log(r), minlength=shape.networks) / (n * np.log(n))
    return series(networks, np.where(at.n == 1, 1.0, uneven), _known(networks), "hierarchy")


def components(networks: EgoNetworks) -> pd.Series:
    """Groups of alters that are tied to each other directly or by way of others, ego left out; an isolate is one.

    Range 1 to n. No alters: NaN. One alter: 1. Ties not asked, or a pair unanswered: NaN.
    """
    network, _ = shape_of(networks).components
    return series(networks, np.bincount(network, minlength=len(networks.egos)), _known(networks), "components")


def component_ratio(networks: EgoNetworks) -> pd.Series:
    """Components between the fewest and the most possible, (c - 1) / (n - 1).

    Range 0 (all connected) to 1 (all isolated). Fewer than two alters: NaN, for one can be neither. Ties not asked, or
    a pair unanswered: NaN.
    """
    known = _known(networks) & (networks.at.n > 1)
    ratios = (components(networks).to_numpy() - 1) / np.maximum(networks.at.n - 1, 1)
    return series(networks, ratios, known, "component_ratio")


def isolates(networks: EgoNetworks) -> pd.Series:
    """Alters without a tie to any other alter, ego left out.

    Range 0 to n, never n - 1. No alters: NaN. One alter: 1. Ties not asked, or a pair unanswered: NaN.
    """
    shape = shape_of(networks)
    alone = np.bincount(networks.at.network[shape.degree == 0], minlength=shape.networks)
    return series(networks, alone, _known(networks), "isolates")


def largest_component_share(networks: EgoNetworks) -> pd.Series:
    """Share of the alters in the largest component, ego left out.

    Range 1/n (all isolated) to 1 (all connected). No alters: NaN. One alter: 1. Ties not asked, or a pair unanswered:
    NaN.
    """
    network, members = shape_of(networks).components
    largest = np.zeros(len(networks.egos), dtype=np.int64)
    np.maximum.at(largest, network, members)
    return series(networks, largest / np.maximum(networks.at.n, 1), _known(networks), "largest_component_share")


def fragmentation(networks: EgoNetworks) -> pd.Series:
    """Share of the pairs of alters that cannot reach each other without ego, 1 - Σ_k s_k(s_k-1) / (n(n-1)).

    s_k is the number of alters in component k. Range 0 (all connected) to 1 (all isolated). Fewer than two alters: NaN.
    Ties not asked, or a pair unanswered: NaN.

    References
    ----------
    Borgatti 2006, Computational and Mathematical Organization Theory 12:21-34.
    """
    network, members = shape_of(networks).components
    n = networks.at.n
    within = np.bincount(network, members * (members - 1), minlength=len(n))
    values = 1 - within / np.maximum(n * (n - 1), 1)
    return series(networks, values, _known(networks) & (n > 1), "fragmentation")


def betweenness(networks: EgoNetworks) -> pd.Series:
    """For how many pairs of alters ego is on the way, Σ 1/(1 + common) over the pairs that are not tied.

    common is the number of alters tied to both, each another way than ego. Scope: the ego network with ego; without
    weights or direction. Range 0 (all tied) to n(n-1)/2 (nobody tied). No alters: NaN. One alter: 0. Ties not asked, or
    a pair unanswered: NaN.

    References
    ----------
    Everett & Borgatti 2005, Social Networks 27:31-38.
    """
    return series(networks, shape_of(networks).between, _known(networks), "betweenness")


def betweenness_normalised(networks: EgoNetworks) -> pd.Series:
    """Betweenness as a share of the most possible, betweenness / (n(n-1)/2).

    Range 0 to 1. Fewer than two alters: NaN. Ties not asked, or a pair unanswered: NaN.

    References
    ----------
    Everett & Borgatti 2005, Social Networks 27:31-38.
    """
    n = networks.at.n
    return ratio(networks, betweenness(networks).to_numpy(), n * (n - 1) / 2, "betweenness_normalised")
