"""What several measures of structure share, made once for one `EgoNetworks`."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from netlab.networks import EgoNetworks
from netlab.positions import Places

CELLS = 250_000  # few enough to stay close to the processor, many enough to be worth a call


class Shape:
    """How the alters of all networks are tied; each part is made when it is first asked for."""

    def __init__(self, at: Places):
        self.at = at
        self.networks = len(at.n)
        self.alters = len(at.network)

    @cached_property
    def tied(self) -> np.ndarray:
        """Tied pairs of each network."""
        return np.bincount(self.at.pair_network, minlength=self.networks)

    @cached_property
    def degree(self) -> np.ndarray:
        """Ties of each alter to other alters."""
        ends = (self.at.pair_a, self.at.pair_b)
        return np.bincount(ends[0], minlength=self.alters) + np.bincount(ends[1], minlength=self.alters)

    @cached_property
    def pull(self) -> np.ndarray:
        """Per alter Σ 1/(d_q + 1) over the alters q it is tied to: what reaches it from ego through others, times n."""
        a, b, share = self.at.pair_a, self.at.pair_b, 1 / (self.degree + 1)
        return np.bincount(a, share[b], minlength=self.alters) + np.bincount(b, share[a], minlength=self.alters)

    @cached_property
    def closure(self) -> np.ndarray:
        """Σ (2 s + s²)/n² over the alters, s their pull: the two terms of constraint that need ties."""
        terms = np.bincount(self.at.network, self.pull * (2 + self.pull), minlength=self.networks)
        return terms / np.maximum(self.at.n, 1) ** 2

    @cached_property
    def components(self) -> tuple[np.ndarray, np.ndarray]:
        """The network and the number of alters of each component."""
        starts = np.zeros(self.alters + 1, dtype=np.int32)  # the pairs are sorted: they are the rows of a matrix
        np.cumsum(np.bincount(self.at.pair_a, minlength=self.alters), out=starts[1:])
        row = (np.ones(len(self.at.pair_b)), self.at.pair_b.astype(np.int32), starts)
        count, label = connected_components(csr_array(row, shape=(self.alters, self.alters)), directed=False)
        network = np.zeros(count, dtype=np.int64)
        network[label] = self.at.network
        return network, np.bincount(label, minlength=count)

    @cached_property
    def between(self) -> np.ndarray:
        """Σ 1/(1 + common alters) over the pairs of each network that are not tied."""
        at = self.at
        # Networks of one size n go together, as a stack of n × n matrices of at most CELLS cells.
        stacks = np.maximum(CELLS // np.maximum(at.n, 1) ** 2, 1)
        turn = _place_within(at.n, np.bincount(at.n))
        batch = np.unique(at.n * (self.networks + 1) + turn // stacks, return_inverse=True)[1]
        order, many = np.argsort(batch, kind="stable"), np.bincount(batch)

        # A tied pair is two cells of its stack; only the place of an alter within its network matters now.
        place = _place_within(at.network, at.n)
        n, a, b = at.n.astype(np.int32)[at.pair_network], place[at.pair_a], place[at.pair_b]
        corner = (turn % stacks * at.n**2).astype(np.int32)[at.pair_network]
        of_pair = batch[at.pair_network].astype(np.min_scalar_type(len(many)))
        sorted_pairs = np.argsort(of_pair, kind="stable")
        cells, mirrored = (corner + a * n + b)[sorted_pairs], (corner + b * n + a)[sorted_pairs]
        pairs = np.bincount(of_pair, minlength=len(many))

        values = np.zeros(self.networks)
        first = pair = 0
        for count, some in zip(many, pairs, strict=True):
            networks, ends = order[first : first + count], slice(pair, pair + some)
            size = at.n[networks[0]]
            tied = np.zeros((count, size, size))
            tied.ravel()[cells[ends]] = tied.ravel()[mirrored[ends]] = 1
            ways = tied @ tied
            ways += 1
            apart = np.reciprocal(ways, out=ways).reshape(count, size * size)
            apart[:, :: size + 1] = 0  # an alter is no pair with itself
            apart.ravel()[cells[ends]] = apart.ravel()[mirrored[ends]] = 0
            values[networks] = apart.sum(axis=1) / 2
            first, pair = first + count, pair + some
        return values


def _place_within(group: np.ndarray, many: np.ndarray) -> np.ndarray:
    """The place of each row among the rows of its group, from 0; `many` is the rows of each group."""
    order = np.argsort(group, kind="stable")
    place = np.empty(len(group), dtype=np.int32)
    place[order] = np.arange(len(group)) - np.repeat(np.cumsum(many) - many, many)
    return place


def shape_of(networks: EgoNetworks) -> Shape:
    """The shape of these networks, the same one every time."""
    return networks.once("shape", lambda: Shape(networks.at))  # measures are asked for one by one and together
