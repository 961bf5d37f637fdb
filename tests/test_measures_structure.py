"""Structure: networkx, loops and arithmetic by hand as the second opinion on every measure."""

from itertools import combinations
from math import comb, log

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netlab.codebook import Codebook, TieType, Wave
from netlab.measures import measure, shape, structure
from netlab.networks import EgoNetworks

ME = "me"
STRUCTURAL = [
    "density", "mean_degree", "effective_size", "efficiency", "constraint", "constraint_size_part",
    "constraint_closure_part", "constraint_normalised", "hierarchy", "components", "component_ratio", "isolates",
    "largest_component_share", "fragmentation", "betweenness", "betweenness_normalised",
]  # fmt: skip


@pytest.fixture(scope="module")
def crowd() -> EgoNetworks:
    """Sixty random networks of 1 to 13 alters in two waves, from sparse to full, their rows in random order."""
    rng = np.random.default_rng(7)
    egos, alters, ties = [], [], []
    for e in range(30):
        for wave in ("t1", "t2"):
            n, p = int(rng.integers(1, 14)), float(rng.choice([0.05, 0.3, 0.6, 1.0]))
            names = [f"a{i}" for i in rng.permutation(20)[:n]]
            egos.append((f"E{e}", wave))
            alters += [(f"E{e}", wave, a) for a in names]
            ties += [(f"E{e}", wave, a, b) for a, b in combinations(names, 2) if rng.random() < p]
    frames = [
        pd.DataFrame(rows, columns=columns).sample(frac=1, random_state=3)
        for rows, columns in [
            (egos, ["ego", "wave"]),
            (alters, ["ego", "wave", "alter"]),
            (ties, ["ego", "wave", "source", "target"]),
        ]
    ]
    return EgoNetworks.from_frames(*frames, codebook=Codebook(waves=(Wave("t1"), Wave("t2"))))


def graphs(networks):
    """Each network as networkx graphs: among the alters, and with ego."""
    for ego, wave in networks.index:
        alters = networks.graph(ego, wave)
        whole = alters.copy()
        whole.add_edges_from((ME, a) for a in alters)
        yield (ego, wave), alters, whole


def dyadic_constraint(whole, j):
    """c_ij by Burt's definition, in loops over p."""
    return (p(whole, ME, j) + sum(p(whole, ME, q) * p(whole, q, j) for q in whole if q not in (ME, j))) ** 2


def p(graph, a, b):
    return 1 / graph.degree(a) if graph.has_edge(a, b) else 0.0


def by_networkx(name, alters, whole):
    n = len(alters)
    if name == "density":
        return nx.density(alters) if n > 1 else np.nan
    if name == "mean_degree":
        return np.mean([d for _, d in alters.degree()])
    if name == "effective_size":
        return nx.effective_size(whole, nodes=[ME])[ME]
    if name == "constraint":
        return nx.constraint(whole, nodes=[ME])[ME]
    if name == "components":
        return nx.number_connected_components(alters)
    if name == "isolates":
        return nx.number_of_isolates(alters)
    if name == "largest_component_share":
        return max(map(len, nx.connected_components(alters))) / n
    return nx.betweenness_centrality(whole, normalized=False)[ME]


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "density", "mean_degree", "effective_size", "constraint", "components", "isolates", "largest_component_share",
        "betweenness",
    ],
)  # fmt: skip
def test_structure_agrees_with_networkx(crowd, name):
    ours = getattr(structure, name)(crowd)
    assert ours.index.equals(crowd.index)
    assert ours.name == name
    assert ours.dtype == "float64"
    for key, alters, whole in graphs(crowd):
        assert ours[key] == pytest.approx(by_networkx(name, alters, whole), abs=1e-12, nan_ok=True), key


def test_betweenness_does_not_depend_on_how_many_networks_are_taken_together(crowd, monkeypatch):
    together = structure.betweenness(crowd.of())
    monkeypatch.setattr(shape, "CELLS", 1)
    pd.testing.assert_series_equal(structure.betweenness(crowd.of()), together)


def test_hierarchy_is_the_concentration_of_burts_dyadic_constraint(crowd):
    ours = structure.hierarchy(crowd)
    for key, alters, whole in graphs(crowd):
        n = len(alters)
        if n == 1:
            assert ours[key] == 1  # by convention
            continue
        c = {j: dyadic_constraint(whole, j) for j in alters}
        mean = sum(c.values()) / n
        expected = sum(v / mean * log(v / mean) for v in c.values()) / (n * log(n))
        assert ours[key] == pytest.approx(expected, abs=1e-12), key


def test_hierarchy_of_equal_alters_is_zero_and_of_a_star_is_more(make_networks):
    networks = make_networks({"ring": [(1, 2), (2, 3), (3, 1)], "star": [(1, 2), (1, 3), (1, 4), (1, 5)]})
    ours = structure.hierarchy(networks).droplevel("wave")
    assert ours["ring"] == pytest.approx(0, abs=1e-12)  # three alters alike
    assert ours["star"] > 0.03


def test_fragmentation_is_the_share_of_pairs_without_a_path(crowd):
    ours = structure.fragmentation(crowd)
    for key, alters, _ in graphs(crowd):
        pairs = list(combinations(alters, 2))
        apart = [not nx.has_path(alters, a, b) for a, b in pairs]
        assert ours[key] == pytest.approx(np.mean(apart) if pairs else np.nan, nan_ok=True), key


def test_derived_measures_follow_their_formula(crowd):
    table = measure(crowd)
    n = table["size"]
    assert np.allclose(table["efficiency"], table["effective_size"] / n)
    assert np.allclose(table["constraint_size_part"], 1 / n)
    assert np.allclose(table["constraint_size_part"] + table["constraint_closure_part"], table["constraint"])
    several = table[n > 1]
    assert np.allclose(several["component_ratio"], (several["components"] - 1) / (several["size"] - 1))
    pairs = several["size"].map(lambda k: comb(int(k), 2))
    assert np.allclose(several["betweenness_normalised"], several["betweenness"] / pairs)


def test_normalised_constraint_is_one_where_constraint_is_at_its_most():
    """Everett & Borgatti 2020: of up to 7 alters the full network has the most constraint, from 8 the star.

    By hand for a star: the centre has Σ 1/(d_q+1) = (n-1)/2 and each other alter 1/n, so that
    C = ((n+1)²/4 + (n-1)(n+1)²/n²) / n² = (n+1)²(n²+4n-4)/(4n⁴), the paper's maximum. A full one: n((2n-1)/n²)².
    """
    full = [(f"F{n}", list(combinations(range(n), 2))) for n in range(2, 8)]
    star = [(f"S{n}", [(0, k) for k in range(1, n)]) for n in (8, 9, 15)]
    frames = [
        pd.DataFrame([(e, "1") for e, _ in full + star], columns=["ego", "wave"]),
        pd.DataFrame(
            [(e, "1", str(a)) for e, pairs in full + star for a in sorted({x for pair in pairs for x in pair})],
            columns=["ego", "wave", "alter"],
        ),
        pd.DataFrame(
            [(e, "1", str(a), str(b)) for e, pairs in full + star for a, b in pairs],
            columns=["ego", "wave", "source", "target"],
        ),
    ]
    ours = structure.constraint_normalised(EgoNetworks.from_frames(*frames))
    assert np.allclose(ours, 1)


def test_two_tied_alters_give_a_constraint_above_one(make_networks):
    """By hand: 2 × (1/2 + 1/2 × 1/2)² = 2 × 9/16 = 1.125, and it is not clipped."""
    assert structure.constraint(make_networks({"E": [(1, 2)]})).item() == pytest.approx(1.125)


def test_untied_newcomers_lower_constraint_by_the_size_part_only_in_the_end(make_networks):
    """methods.md 1.3: five alters with three ties have 0.451; with two more untied alters 0.271, ties unchanged."""
    ties = [(1, 2), (1, 4), (2, 3)]
    networks = make_networks({"five": ties, "seven": ties}, {"five": range(1, 6), "seven": range(1, 8)})
    ours = measure(networks).droplevel("wave")
    assert ours.loc["five", "constraint"] == pytest.approx(0.451, abs=5e-4)
    assert ours.loc["seven", "constraint"] == pytest.approx(0.271, abs=5e-4)
    # density by hand: 3/10 and 3/21
    assert ours["density"].tolist() == pytest.approx([3 / 10, 3 / 21])


def test_no_alters_leaves_only_size(make_networks):
    table = measure(make_networks({"E": []}, {"E": []}))
    assert table["size"].item() == 0
    assert table.drop(columns="size").isna().all(axis=None)


@pytest.mark.parametrize("asked", [True, False])
def test_one_alter_has_every_value_that_needs_no_pair_even_when_ties_were_not_asked(make_networks, asked):
    table = measure(make_networks({"E": []}, {"E": ["x"]}, ties_asked=asked)).iloc[0]
    expected = {
        "size": 1, "mean_degree": 0, "effective_size": 1, "efficiency": 1, "constraint": 1, "constraint_size_part": 1,
        "constraint_closure_part": 0, "hierarchy": 1, "components": 1, "isolates": 1, "largest_component_share": 1,
        "betweenness": 0,
    }  # fmt: skip  # methods.md 1.1-1.6
    assert table[list(expected)].to_dict() == expected
    missing = ["density", "constraint_normalised", "component_ratio", "fragmentation", "betweenness_normalised"]
    assert table[missing].isna().all()


def test_ties_not_asked_is_not_the_same_as_asked_and_none(make_networks):
    three = {"asked": ["x", "y", "z"], "not": ["x", "y", "z"]}
    table = measure(make_networks({"asked": [], "not": []}, three, ties_asked=[True, False])).droplevel("wave")
    assert table.loc["asked", STRUCTURAL].notna().all()
    assert table.loc["asked", "density"] == 0
    assert table.loc["not", STRUCTURAL].isna().all()
    assert table.loc["not", "size"] == 3


def test_unanswered_pairs_leave_density_and_make_the_rest_unknown(make_networks):
    names = ["x", "y", "z"]
    networks = make_networks(
        {"some": [("x", "y")], "all": []}, {"some": names, "all": names}, ties_asked=True, pairs_missing=[1, 3]
    )
    table = measure(networks).droplevel("wave")
    assert table.loc["some", "density"] == 1 / 2  # one tie over 3 - 1 answered pairs
    assert pd.isna(table.loc["all", "density"])
    assert table[STRUCTURAL].drop(columns="density").isna().all(axis=None)


def test_a_pair_tied_in_two_types_and_both_directions_counts_once():
    egos = pd.DataFrame({"ego": ["E"]})
    alters = pd.DataFrame({"ego": "E", "alter": ["a", "b", "c"]})
    rows = [("a", "b", "knows"), ("a", "b", "likes"), ("b", "a", "likes"), ("a", "a", "likes")]
    ties = pd.DataFrame([("E", *r) for r in rows], columns=["ego", "source", "target", "type"])
    networks = EgoNetworks.from_frames(egos, alters, ties)
    assert structure.density(networks).item() == pytest.approx(1 / 3)
    assert structure.density(networks.only("knows")).item() == pytest.approx(1 / 3)


def test_density_of_directed_ties_counts_ordered_pairs_and_the_rest_does_not():
    """By hand: a→b, b→a and a→c are three of six ordered pairs, and two of three unordered ones."""
    egos = pd.DataFrame({"ego": ["E"]})
    alters = pd.DataFrame({"ego": "E", "alter": ["a", "b", "c"]})
    ties = pd.DataFrame({"ego": "E", "source": ["a", "b", "a"], "target": ["b", "a", "c"]})
    codebook = Codebook(tie_types=(TieType("asks", directed=True),))
    networks = EgoNetworks.from_frames(egos, alters, ties, codebook=codebook)
    assert structure.density(networks).item() == pytest.approx(3 / 6)
    assert structure.mean_degree(networks).item() == pytest.approx(2 * 2 / 3)


NETWORK = st.integers(1, 9).flatmap(
    lambda n: st.tuples(st.just(n), st.sets(st.sampled_from([*combinations(range(n), 2)] or [(0, 0)])))
)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.lists(NETWORK, min_size=1, max_size=4))
def test_every_structural_measure_stays_within_its_range(drawn):
    alters = [(f"E{e}", f"a{i}") for e, (n, _) in enumerate(drawn) for i in range(n)]
    ties = [(f"E{e}", f"a{a}", f"a{b}") for e, (_, pairs) in enumerate(drawn) for a, b in pairs if a != b]
    networks = EgoNetworks.from_frames(
        pd.DataFrame({"ego": [f"E{e}" for e in range(len(drawn))]}),
        pd.DataFrame(alters, columns=["ego", "alter"]),
        pd.DataFrame(ties, columns=["ego", "source", "target"]),
    )
    table, tiny = measure(networks), 1e-9
    n = table["size"]
    low = {"effective_size": 1, "efficiency": 1 / n, "constraint": 1 / n, "largest_component_share": 1 / n}
    high = {
        "mean_degree": n - 1, "effective_size": n, "constraint": 1.125, "constraint_size_part": 1, "components": n,
        "constraint_closure_part": 1.125, "isolates": n, "betweenness": n * (n - 1) / 2,
    }  # fmt: skip
    for name in STRUCTURAL:
        known = table[name].notna()
        assert (table[name] >= low.get(name, 0) - tiny)[known].all(), name
        assert (table[name] <= high.get(name, 1) + tiny)[known].all(), name
    assert (table["isolates"] != n - 1)[n > 1].all()
