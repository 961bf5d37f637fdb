"""The same six measures one network at a time, as one would write it with networkx or igraph."""

from collections import defaultdict
from collections.abc import Iterator

import igraph
import networkx as nx
import numpy as np
import pandas as pd

MEASURES = ["size", "density", "effective_size", "constraint", "components", "betweenness"]
EGO = "the ego itself"


def grouped(egos: pd.DataFrame, alters: pd.DataFrame, ties: pd.DataFrame) -> Iterator[tuple[list, list]]:
    """The names of the alters and the pairs of names that are tied, network by network."""
    named, tied = defaultdict(list), defaultdict(list)
    for ego, wave, alter in rows_of(alters, "ego", "wave", "alter"):
        named[ego, wave].append(alter)
    for ego, wave, source, target in rows_of(ties, "ego", "wave", "source", "target"):
        tied[ego, wave].append((source, target))
    for network in rows_of(egos, "ego", "wave"):
        yield named[network], tied[network]


def rows_of(table: pd.DataFrame, *columns: str) -> Iterator[tuple]:
    """The rows as tuples: faster than pandas' own groupby or itertuples."""
    return zip(*(table[c].tolist() for c in columns), strict=True)


def networkx_loop(egos: pd.DataFrame, alters: pd.DataFrame, ties: pd.DataFrame, whole: bool = False) -> np.ndarray:
    """A networkx graph per network; `whole` asks constraint of every node, which networkx does faster than of one."""
    rows = []
    for names, pairs in grouped(egos, alters, ties):
        graph = nx.Graph()
        graph.add_nodes_from(names)
        graph.add_edges_from(pairs)
        size, density, components = len(graph), nx.density(graph), nx.number_connected_components(graph)
        graph.add_edges_from((EGO, a) for a in names)
        effective = nx.effective_size(graph, nodes=[EGO])[EGO]
        constraint = nx.constraint(graph, nodes=None if whole else [EGO])[EGO]
        between = nx.betweenness_centrality(graph, normalized=False)[EGO]
        rows.append((size, density, effective, constraint, components, between))
    return np.array(rows)


def igraph_loop(egos: pd.DataFrame, alters: pd.DataFrame, ties: pd.DataFrame) -> np.ndarray:
    """An igraph graph per network, on vertex numbers; ego is added as the last vertex."""
    rows = []
    for names, pairs in grouped(egos, alters, ties):
        n = len(names)
        at = {a: i for i, a in enumerate(names)}
        graph = igraph.Graph(n, [(at[a], at[b]) for a, b in pairs])
        density, components, m = graph.density(), len(graph.connected_components()), graph.ecount()
        graph.add_vertices(1)
        graph.add_edges([(n, i) for i in range(n)])
        constraint, between = graph.constraint([n])[0], graph.betweenness([n])[0]
        rows.append((n, density, n - 2 * m / n, constraint, components, between))
    return np.array(rows)
