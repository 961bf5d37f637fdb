"""Numbers that others printed, on their own input: structure, homophily, diversity, brokerage, fragmentation."""

from itertools import combinations
from math import log
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from netlab.codebook import Category, Codebook, Interpreter, TieType
from netlab.measures import measure
from netlab.measures.shape import shape_of
from netlab.networks import EgoNetworks


def ego_network(alters, ties, **codebook) -> EgoNetworks:
    """One ego with these alters and these ties among them; a third value of a tie is its strength."""
    table = pd.DataFrame({"ego": "ego", "alter": [str(a) for a in alters]})
    columns = ["ego", "source", "target", "strength"][: 1 + max([len(t) for t in ties], default=2)]
    tied = pd.DataFrame([("ego", str(a), str(b), *s) for a, b, *s in ties], columns=columns)
    return EgoNetworks.from_frames(pd.DataFrame({"ego": ["ego"]}), table, tied, codebook=Codebook(**codebook))


def around(edges, ego) -> EgoNetworks:
    """The ego network of one node: its neighbours, and the ties among them only."""
    graph = nx.Graph(edges)
    alters = list(graph[ego])
    return ego_network(alters, graph.subgraph(alters).edges)


def row(networks) -> pd.Series:
    return measure(networks).iloc[0]


def answers(given, own=None, ids=None) -> pd.Series:
    """The measures of one ego whose alters gave these answers to the question `q`."""
    ids = ids or sorted({a for a in [*given, own] if a is not None})
    codebook = Codebook(interpreters=(Interpreter("q", categories=tuple(Category(i) for i in ids)),))
    egos = pd.DataFrame({"ego": ["ego"], **({} if own is None else {"q": [own]})})
    alters = pd.DataFrame({"ego": "ego", "alter": [f"a{i}" for i in range(len(given))], "q": given})
    return row(EgoNetworks.from_frames(egos, alters, codebook=codebook))


def counted(*counts, **more) -> pd.Series:
    """The same from how many alters gave each answer."""
    names = [f"c{k}" for k in range(len(counts))]
    return answers([n for n, many in zip(names, counts, strict=True) for _ in range(many)], ids=names, **more)


# ------------------------------------------------------------------ structural holes
SEVEN = ["AB", "AF", "AG", "AE", "EG", "FG", "BG", "BD", "DG", "GC"]


@pytest.mark.reference("SH-01", "SH-02")
def test_burts_ego_g():
    """networkx test_structuralholes.py @ cfc6b79 (UCINET and igraph, then by hand): 4.67 of 6, 0.78; constraint 0.400.

    C has one alter: 1. A's 0.595 is with ties beyond its ego network, a scope that netlab does not have: see SH-03.
    """
    g = row(around(SEVEN, "G"))
    assert g["size"] == 6
    assert g["effective_size"] == pytest.approx(4.67, abs=0.006)
    assert g["efficiency"] == pytest.approx(0.78, abs=0.006)
    assert g["constraint"] == pytest.approx(0.400, abs=0.001)
    assert row(around(SEVEN, "C"))["constraint"] == 1.0


@pytest.mark.reference("SH-03")
def test_constraint_stays_within_the_ego_network():
    """By hand for A: alters B, E, F tied to G only (d 1, 1, 1, 3): ((1+1/4)² × 3 + (1+3/2)²)/16 = 0.6836."""
    a = row(around(SEVEN, "A"))["constraint"]
    assert a == pytest.approx(0.6836, abs=1e-4)
    assert nx.constraint(nx.Graph(SEVEN))["A"] == pytest.approx(0.5955, abs=1e-4)  # the whole network: not ours


@pytest.mark.reference("SH-07")
def test_constraint_on_a_path():
    """igraph's unit test igraph_constraint @ e8e03b2: 1, 0.5, 0.5, 1."""
    edges = [(0, 1), (1, 2), (2, 3)]
    assert [row(around(edges, k))["constraint"] for k in range(4)] == [1, 0.5, 0.5, 1]


@pytest.mark.reference("SH-08")
def test_constraint_of_three_alters_who_all_know_each_other():
    """igraph's unit test @ e8e03b2: 0.925926 = 25/27."""
    edges = list(combinations(range(4), 2))
    assert [row(around(edges, k))["constraint"] for k in range(4)] == pytest.approx([0.925926] * 4, abs=1e-6)


@pytest.mark.reference("SH-09")
def test_constraint_at_a_hole_between_two_cliques():
    """igraph's unit test @ e8e03b2 for the three nodes at the hole; the others' 0.865741 counts ties beyond alters."""
    edges = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3), (3, 4), (4, 5)]
    edges += [(5, 6), (5, 7), (5, 8), (6, 7), (6, 8), (7, 8)]
    ours = [row(around(edges, k))["constraint"] for k in (3, 4, 5)]
    assert ours == pytest.approx([0.583333, 0.5, 0.583333], abs=1e-6)


@pytest.mark.reference("SH-10")
def test_the_terms_of_constraint_and_its_normalised_form():
    """netmem reference pages @ cfe239d, after Everett & Borgatti 2020: 0.2 + 0.24 + 0.073 = 0.513; normalised 0.699."""
    f = row(ego_network("abcde", ["ab", "ac", "bc", "de"]))
    assert f["constraint"] == pytest.approx(0.513, abs=6e-4)
    assert f["constraint_size_part"] == pytest.approx(0.2)
    assert f["constraint_closure_part"] == pytest.approx(0.24 + 0.073, abs=6e-4)
    assert f["constraint_normalised"] == pytest.approx(0.699, abs=6e-4)


@pytest.mark.reference("SH-12")
def test_the_medici():
    """intro-to-sna structural_hole_measures.R, closed forms: 17/3, 17/18, c 1/16 and 1/36, C 17/72; hierarchy 0.045."""
    networks = around(nx.florentine_families_graph().edges, "Medici")
    medici = row(networks)
    expected = {"size": 6, "effective_size": 17 / 3, "efficiency": 17 / 18, "constraint": 17 / 72}
    assert medici[list(expected)].to_dict() == pytest.approx(expected)
    assert medici["hierarchy"] == pytest.approx(0.045, abs=5e-4)
    dyadic = pd.Series(((1 + shape_of(networks).pull) / 6) ** 2, index=networks.alters["alter"])
    assert dyadic[["Ridolfi", "Albizzi"]].tolist() == pytest.approx([1 / 16, 1 / 36])


@pytest.mark.reference("SH-16")
def test_a_tie_of_strength_zero_is_no_tie():
    """By hand: with the zeros gone this is the path of SH-07: 1, 1/2, 1/2, 1."""
    edges = [(0, 1, 1), (0, 2, 0), (0, 3, 0), (1, 2, 1), (1, 3, 0), (2, 3, 1)]
    ours = []
    for ego in range(4):
        alters = [a + b - ego for a, b, strength in edges if ego in (a, b) and strength]
        ties = [e for e in edges if e[0] in alters and e[1] in alters]
        networks = ego_network(alters, ties)
        assert set(networks.cleaned["reason"]) == ({"strength_zero"} if ties else set())
        ours.append(row(networks)["constraint"])
    assert ours == [1, 0.5, 0.5, 1]


# ------------------------------------------------------------------ whole batteries
BATTERY = """size mean_degree density isolates components component_ratio fragmentation effective_size efficiency
constraint betweenness betweenness_normalised"""
NO = float("nan")


@pytest.mark.reference("EG-01", "EG-02", "EG-03", "EG-04", "EG-05")
@pytest.mark.parametrize(
    ("n", "ties", "printed"),
    [
        (0, [], [0, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO]),
        (1, [], [1, 0, NO, 1, 1, NO, NO, 1, 1, 1, 0, NO]),
        (2, [], [2, 0, 0, 2, 2, 1, 1, 2, 1, 0.5, 1, 1]),
        (5, [(1, 2), (1, 4), (2, 3)], [5, 1.2, 0.3, 1, 2, 0.25, 0.4, 3.8, 0.76, 0.4511111, 6, 0.6]),
        (3, [(1, 2), (1, 3), (2, 3)], [3, 2, 1, 0, 1, 0, 0, 1, 1 / 3, 0.9259259, 0, 0]),
    ],
    ids=["EG-01", "EG-02", "EG-03", "EG-04", "EG-05"],
)
def test_ideanets_printed_table(n, ties, printed):
    """cran/ideanet @ b2013d9, vignette ego_netwrite, head(ngq_nw$summaries); NA is NaN here, never 0."""
    ours = row(ego_network(range(1, n + 1), ties))[BATTERY.split()]
    assert ours.tolist() == pytest.approx(printed, abs=5e-7, nan_ok=True)


@pytest.mark.reference("EG-07")
def test_two_tied_alters():
    """By hand: constraint 2(1/2 + 1/4)² = 9/8, not clipped; effective size 2 - 2×1/2 = 1."""
    ours = row(ego_network([1, 2], [(1, 2)]))
    expected = {"density": 1, "effective_size": 1, "efficiency": 0.5, "constraint": 1.125, "betweenness": 0}
    assert ours[list(expected)].to_dict() == expected


@pytest.mark.reference("EG-08")
def test_rows_given_twice_count_once():
    """Ten pairs among five alters, every row twice (ideanet's ego 11 has such rows): density 1; by hand 5 × (9/25)²."""
    pairs = list(combinations(range(1, 6), 2))
    ours = row(ego_network(range(1, 6), pairs + pairs))
    assert ours["density"] == 1
    assert ours["constraint"] == pytest.approx(0.648)


@pytest.mark.reference("EG-09")
def test_directed_density_of_the_knoke_bureaucracies():
    """Hanneman & Riddle 9.3: among the four actors in ego 1's network there are 11 ties, of 4 × 3 possible."""
    rows = """0100101010 1011101110 0101111001 1100101000 1111001111 0010001010 0101100000 1101101010 0100101000
    1110101000"""
    knoke = nx.from_numpy_array(np.array([[int(c) for c in r] for r in rows.split()]), create_using=nx.DiGraph)
    alters = list(knoke.successors(0))
    networks = ego_network(alters, knoke.subgraph(alters).edges, tie_types=(TieType("asks", directed=True),))
    assert row(networks)["size"] == 4
    assert row(networks)["density"] == pytest.approx(11 / 12)
    assert networks.arcs.tolist() == [11]


@pytest.fixture(scope="module")
def egor32(shared: Path) -> pd.DataFrame:
    """The measures of egor's 32 example networks, by ego."""
    egos, alters, ties = (
        pd.read_csv(shared / "reference" / "data" / f"egor_{name}32.csv", dtype=str)
        .rename(columns={".EGOID": "ego", ".ALTID": "alter", ".SRCID": "source", ".TGTID": "target"})
        .assign(ego=lambda t: t["ego"].str.removesuffix(".0"))
        for name in ("egos", "alters", "aaties")
    )
    ages = sorted(alters["age"].dropna().unique())
    codebook = Codebook(interpreters=(Interpreter("age", categories=tuple(Category(a) for a in ages)),))
    return measure(EgoNetworks.from_frames(egos, alters, ties, codebook=codebook)).droplevel("wave")


@pytest.mark.reference("EG-13", "EG-14", "EG-15", "EG-16", "EG-17")
@pytest.mark.parametrize(
    ("ego", "density", "different", "bits", "ei", "constraint"),
    [
        ("1", 0.485, 5, 2.19, 0.833, 0.294),
        ("2", 0.5, 5, 2.19, 1, 0.287),
        ("3", 0.5, 6, 2.42, 0.333, 0.285),
        ("4", 0.409, 6, 2.36, 0.833, 0.277),
        ("5", 0.561, 5, 2.19, 0.5, 0.29),
    ],
    ids=["EG-13", "EG-14", "EG-15", "EG-16", "EG-17"],
)
def test_egors_example_networks(egor32, ego, density, different, bits, ei, constraint):
    """tilltnet/egor @ 53493b1, vignette using_egor and reference pages, printed tibbles (3 digits; entropy in bits)."""
    ours = egor32.loc[ego]
    assert ours["density"] == pytest.approx(density, abs=0.0051)
    assert ours["richness_age"] == different
    assert ours["entropy_age"] / log(2) == pytest.approx(bits, abs=0.0051)
    assert ours["ei_age"] == pytest.approx(ei, abs=0.0051)
    assert ours["constraint"] == pytest.approx(constraint, abs=0.0051)


# ------------------------------------------------------------------ homophily
def ei(internal, external) -> float:
    return counted(internal, external, own="c0")["ei_q"]


@pytest.mark.reference("HO-01")
def test_ei_of_the_monks_together():
    """knapply/homophily @ 78dc684, printed: -0.4318182; by its mixing matrix 63 ties inside a group, 25 outside."""
    matrix = np.array([[30, 1, 5], [7, 10, 1], [9, 2, 23]])
    inside = int(np.trace(matrix))
    assert ei(inside, int(matrix.sum()) - inside) == pytest.approx(-0.4318182, abs=5e-8)


@pytest.mark.reference("HO-03")
@pytest.mark.parametrize(
    ("monk", "internal", "external", "printed"),
    [
        ("John Bosco", 9, 8, -0.05882353),
        ("Gregory", 11, 4, -0.46666667),
        ("Basil", 5, 3, -0.25),
        ("Peter", 9, 0, -1),
        ("Amand", 4, 4, 0),
    ],
)
def test_ei_of_each_monk(monk, internal, external, printed):
    """knapply/homophily @ 78dc684, README, printed output."""
    assert ei(internal, external) == pytest.approx(printed, abs=5e-8)


def test_ei_of_the_eies_messages_counts_ties_and_not_messages():
    """HO-05, note: 296 external and 144 internal ties give 0.3455; netrics prints 0.1704, weighted by messages."""
    assert ei(144, 296) == pytest.approx(0.3455, abs=5e-5)


@pytest.mark.reference("HO-10")
def test_homophily_of_ego_28():
    """Vacca, Egocentric network analysis with R @ d2dd3c2, printed: 37 of 45 of the same gender, 9 of the same age."""
    gender, age = counted(37, 8, own="c0"), counted(9, 36, own="c0")
    assert gender["same_q"] == pytest.approx(0.8222222, abs=1e-6)
    assert gender["ei_q"] == pytest.approx(-0.6444444, abs=1e-6)
    assert age["same_q"] * age["valid_q"] == pytest.approx(9)


@pytest.mark.reference("HO-10")
def test_homophily_of_ego_28_from_the_books_own_tables(shared):
    """The same, from the book's alters: 37 of 45 have ego's gender; age brackets are in the printed count."""
    data = shared / "reference" / "data"
    alters = pd.read_csv(data / "book_alter_attributes_028.csv", dtype=str)
    alters = alters.rename(columns={"ego_ID": "ego", "alter_ID": "alter", "alter.sex": "sex"})
    egos = pd.read_csv(data / "book_ego_data.csv", dtype=str).rename(columns={"ego_ID": "ego", "ego.sex": "sex"})
    codebook = Codebook(interpreters=(Interpreter("sex", categories=(Category("Female"), Category("Male"))),))
    networks = EgoNetworks.from_frames(egos[egos["ego"] == "28"], alters, codebook=codebook)
    assert row(networks)["same_sex"] == pytest.approx(0.8222222, abs=1e-6)


@pytest.mark.reference("HO-11")
def test_a_missing_answer_leaves_the_denominator():
    """By hand: IT, IT, unknown, HR around an ego of IT: 2 of 3 the same, (1 - 2)/3."""
    ours = answers(["IT", "IT", None, "HR"], own="IT")
    assert ours[["same_q", "ei_q"]].tolist() == pytest.approx([2 / 3, -1 / 3])
    assert ours[["valid_q", "missing_q"]].tolist() == [3, 1]


@pytest.mark.reference("HO-12")
def test_ei_without_ties_is_unknown():
    """By hand: 0 internal, 0 external: 0/0."""
    assert pd.isna(ei(0, 0))
    assert pd.isna(answers([None, None], own="IT", ids=["IT", "HR"])["ei_q"])


# ------------------------------------------------------------------ diversity
@pytest.mark.reference("DI-01")
def test_diversity_of_ten_equal_groups():
    """netmem reference pages @ cfe239d: Blau 0.9, IQV 1."""
    assert counted(*[10] * 10)[["blau_q", "iqv_q"]].tolist() == pytest.approx([0.9, 1])


@pytest.mark.reference("DI-02")
def test_diversity_of_as_many_men_as_women():
    """UCINET help hs4128: 0.5, normalised 1."""
    assert counted(10, 10)[["blau_q", "iqv_q"]].tolist() == pytest.approx([0.5, 1])


def test_diversity_leaves_ego_out():
    """DI-04, note: without ego the law partners have 0.2934, 0.3841 and 0; netrics counts ego too and prints others."""
    ours = [counted(*c)["blau_q"] for c in ([23, 5], [20, 7], [13])]
    assert ours == pytest.approx([0.2934, 0.3841, 0], abs=5e-5)


@pytest.mark.reference("DI-05")
def test_entropy_of_egors_first_ego():
    """egor vignette @ 53493b1: 2.19 bits; netlab writes nats."""
    assert counted(2, 3, 4, 1, 2)["entropy_q"] / log(2) == pytest.approx(2.19, abs=0.005)


@pytest.mark.reference("DI-07")
def test_entropy_of_a_biased_coin():
    """SciPy's docstring of scipy.stats.entropy: 0.46899559358928117 bits for 0.9 and 0.1."""
    assert counted(9, 1)["entropy_q"] / log(2) == pytest.approx(0.46899559358928117, abs=1e-12)


@pytest.mark.reference("DI-08")
def test_iqv_takes_its_answers_from_the_codebook():
    """By hand: 3 and 3 of four answers: Blau 1/2, IQV 1/2 × 4/3, unbiased 1 - 2×6/30."""
    ours = counted(3, 3, 0, 0)[["blau_q", "iqv_q", "blau_unbiased_q"]]
    assert ours.tolist() == pytest.approx([1 / 2, 2 / 3, 3 / 5])


# ------------------------------------------------------------------ brokerage
def brokerage(groups, edges, ego) -> dict[str, float]:
    graph = nx.Graph(edges)
    alters = list(graph[ego])
    ids = tuple(Category(str(g)) for g in sorted(set(map(str, groups))))
    networks = EgoNetworks.from_frames(
        pd.DataFrame({"ego": ["ego"], "q": [str(groups[ego])]}),
        pd.DataFrame({"ego": "ego", "alter": [f"a{a}" for a in alters], "q": [str(groups[a]) for a in alters]}),
        pd.DataFrame(
            [("ego", f"a{a}", f"a{b}") for a, b in graph.subgraph(alters).edges], columns=["ego", "source", "target"]
        ),
        codebook=Codebook(interpreters=(Interpreter("q", categories=ids),), brokerage="q"),
    )
    return row(networks)[["coordinator", "consultant", "boundary", "liaison"]].to_dict()


@pytest.mark.reference("GF-04")
def test_brokerage_counts_unordered_pairs():
    """By hand: a star with groups x | x x y has 3 open pairs: one x-x, two x-y; ordered counting gives 2, 2 and 2."""
    ours = brokerage(["x", "x", "x", "y"], [(0, 1), (0, 2), (0, 3)], 0)
    assert ours == {"coordinator": 1, "consultant": 0, "boundary": 2, "liaison": 0}


@pytest.mark.reference("GF-05")
def test_where_all_know_each_other_there_is_nothing_to_broker():
    """By hand: no open pair in a complete graph."""
    for ego in range(4):
        assert set(brokerage([1, 1, 2, 2], combinations(range(4), 2), ego).values()) == {0}


# ------------------------------------------------------------------ fragmentation
@pytest.mark.reference("FR-01")
def test_fragmentation_of_the_kite_without_heather():
    """Borgatti 2006: taking Heather (7) away leaves components of 7 and 2 alters: 1 - (42 + 2)/72 = 0.3888889."""
    kite = nx.krackhardt_kite_graph()
    kite.remove_node(7)
    assert row(ego_network(kite, kite.edges))["fragmentation"] == pytest.approx(0.3888889, abs=1e-6)


@pytest.mark.reference("FR-02")
@pytest.mark.parametrize(("sizes", "expected"), [((5, 5), 5 / 9), ((1, 1, 1), 1), ((4,), 0)])
def test_fragmentation_by_component_sizes(sizes, expected):
    """By hand: 1 - (20 + 20)/90; no pair connected; every pair connected."""
    graph = nx.disjoint_union_all([nx.path_graph(s) for s in sizes])
    assert row(ego_network(graph, graph.edges))["fragmentation"] == pytest.approx(expected)
