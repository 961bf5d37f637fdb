"""EgoNetworks holds who was interviewed, whom they named and who knows whom; everything else follows from that."""

from __future__ import annotations

import dataclasses

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from netlab.codebook import Category, Codebook, Interpreter, TieType, Wave
from netlab.measures import measure, undefined
from netlab.networks import EgoNetworks
from netlab.problems import InputError

EGOS = pd.DataFrame({"ego": ["A", "B", "A", "C"], "wave": ["voor", "voor", "na", "na"]})
ALTERS = pd.DataFrame(
    [("A", "voor", a) for a in "xyz"] + [("A", "na", a) for a in "yw"] + [("C", "na", "x")],
    columns=["ego", "wave", "alter"],
)
TIES = pd.DataFrame(
    [("A", "voor", "y", "x", "kent"), ("A", "voor", "x", "y", "helpt"), ("A", "na", "w", "y", "kent")],
    columns=["ego", "wave", "source", "target", "type"],
)


@pytest.fixture
def networks() -> EgoNetworks:
    return EgoNetworks.from_frames(EGOS, ALTERS, TIES)


def test_an_ego_who_named_nobody_keeps_a_row(networks):
    assert networks.index.to_list() == [("A", "voor"), ("B", "voor"), ("A", "na"), ("C", "na")]
    assert networks.at.n.tolist() == [3, 0, 2, 1]
    assert measure(networks).loc[("B", "voor"), "size"] == 0
    assert undefined(networks).loc[("B", "voor"), "density"] == "no_alters"


def test_pairs_are_unordered_over_all_types_and_directions(networks):
    pairs = set(networks.pairs.itertuples(index=False, name=None))
    assert pairs == {("A", "voor", "x", "y"), ("A", "na", "y", "w")}  # in the order of the alters table
    assert networks.arcs.tolist() == [1, 0, 1, 0]


def test_only_keeps_the_networks_with_one_type_of_tie(networks):
    only = networks.only("helpt")
    assert only.index.equals(networks.index)
    assert only.ties["type"].to_list() == ["helpt"]
    assert len(networks.ties) == 3
    with pytest.raises(InputError, match=r"no type of tie 'kend' here\. Known: helpt, kent\. Did you mean 'kent'"):
        networks.only("kend")


def test_of_keeps_some_networks_and_all_waves_in_order(networks):
    some = networks.of(egos=["A"], waves="na")
    assert some.index.to_list() == [("A", "na")]
    assert some.alters["alter"].to_list() == ["y", "w"]
    assert len(some.ties) == 1
    assert some.waves == networks.waves
    assert networks.of("A").index.to_list() == [("A", "voor"), ("A", "na")]


def test_networks_without_alters_still_answer(networks):
    nobody = networks.of(egos=["B"])
    assert nobody.at.n.tolist() == [0]
    assert nobody.pairs.empty
    assert measure(nobody)["size"].to_list() == [0]


def test_has_names_the_egos_of_a_wave_and_refuses_an_unknown_one(networks):
    assert networks.has("na").to_list() == ["A", "C"]
    with pytest.raises(InputError, match=r"wave 'naa' is not in this study\. Known: voor, na\. Did you mean 'na'"):
        networks.has("naa")


def test_a_graph_has_alters_as_nodes_and_no_ego(networks):
    graph = networks.graph("A", "voor")
    assert set(graph) == {"x", "y", "z"}
    assert nx.density(graph) == pytest.approx(1 / 3)  # networkx: one pair of three
    assert not graph.is_directed()
    with pytest.raises(InputError, match="'B' was not interviewed in wave 'na'"):
        networks.graph("B", "na")


def test_a_graph_is_directed_where_every_type_is():
    codebook = Codebook(
        waves=(Wave("voor"), Wave("na")), tie_types=(TieType("kent", directed=True), TieType("helpt", directed=True))
    )
    graph = EgoNetworks.from_frames(EGOS, ALTERS, TIES, codebook).graph("A", "voor")
    assert graph.is_directed()
    assert set(graph.edges) == {("y", "x"), ("x", "y")}


def test_the_answers_stand_on_the_nodes_of_a_graph():
    graph = EgoNetworks.from_frames(EGOS, ALTERS.assign(work=list("aabbab")), TIES).graph("A", "voor")
    assert nx.get_node_attributes(graph, "work") == {"x": "a", "y": "a", "z": "b"}


# ------------------------------------------------------------------ asked or not


def test_no_ties_table_means_not_asked_and_an_empty_one_means_none():
    assert not EgoNetworks.from_frames(EGOS, ALTERS).egos["ties_asked"].any()
    empty = EgoNetworks.from_frames(EGOS, ALTERS, TIES.iloc[:0])
    assert empty.egos["ties_asked"].all()
    assert measure(empty).loc[("A", "voor"), "density"] == 0  # asked: none of three pairs


def test_the_column_ties_asked_goes_before_the_ties_table():
    networks = EgoNetworks.from_frames(EGOS.assign(ties_asked=["nee", "ja", "ja", None]), ALTERS, TIES)
    assert networks.egos["ties_asked"].to_list() == [False, True, True, False]
    assert undefined(networks).loc[("A", "voor"), "density"] == "ties_not_asked"


def test_pairs_unanswered_leave_density_over_the_others():
    networks = EgoNetworks.from_frames(EGOS.assign(pairs_missing=["1", None, 0, 0]), ALTERS, TIES)
    known = networks.egos["pairs_missing"]
    assert known.dropna().to_list() == [1, 0, 0]
    assert known.isna().to_list() == [False, True, False, False]  # how many is unknown: not zero
    assert measure(networks).loc[("A", "voor"), "density"] == pytest.approx(1 / 2)  # one tie, two pairs answered
    assert undefined(networks).loc[("A", "voor"), "constraint"] == "pairs_missing"


# ------------------------------------------------------------------ waves


def test_waves_without_a_codebook_are_in_the_order_of_their_dates():
    egos = EGOS.assign(date=["3/11/2025", "4/11/2025", "2025-03-31", "1/12/2025"])
    networks = EgoNetworks.from_frames(egos, ALTERS)
    assert networks.waves == ["na", "voor"]  # by hand: 31 March before 3 November
    assert networks.cleaned.set_index("reason").loc["waves_by_date", "detail"] == "na, voor"


def test_waves_without_dates_are_in_the_order_of_appearance():
    networks = EgoNetworks.from_frames(EGOS, ALTERS)
    assert networks.waves == ["voor", "na"]
    assert networks.cleaned.set_index("reason").loc["waves_by_appearance", "detail"] == "voor, na"


def test_waves_of_a_codebook_keep_its_order_also_those_nobody_had():
    codebook = Codebook(waves=(Wave("na"), Wave("voor"), Wave("later")))
    networks = EgoNetworks.from_frames(EGOS, ALTERS, codebook=codebook)
    assert networks.waves == ["na", "voor", "later"]
    assert networks.egos["wave"].cat.ordered
    assert networks.has("later").empty
    assert not set(networks.cleaned["reason"]) & {"waves_by_date", "waves_by_appearance"}


@pytest.mark.parametrize(("codebook", "wave"), [(None, "1"), (Codebook(waves=(Wave("start"),)), "start")])
def test_tables_without_waves_have_one(codebook, wave):
    networks = EgoNetworks.from_frames(
        pd.DataFrame({"ego": ["A"]}),
        pd.DataFrame({"ego": ["A", "A"], "alter": ["x", "y"]}),
        pd.DataFrame({"ego": ["A"], "source": ["x"], "target": ["y"]}),
        codebook,
    )
    assert networks.index.to_list() == [("A", wave)]
    assert len(networks.pairs) == 1
    assert networks.cleaned.empty


# ------------------------------------------------------------------ ids


def test_ids_may_be_numbers_categories_or_strings():
    given = EgoNetworks.from_frames(
        pd.DataFrame({"ego": pd.Categorical([1, 2]), "wave": [1.0, 1.0]}),
        pd.DataFrame({"ego": [1, 1, 2], "wave": 1, "alter": [11.0, 12.0, 11.0]}),
        pd.DataFrame({"ego": [1.0], "wave": ["1"], "source": pd.Categorical(["12"]), "target": [11]}),
    )
    assert given.index.to_list() == [("1", "1"), ("2", "1")]
    assert given.ties[["source", "target"]].to_numpy().tolist() == [["11", "12"]]
    assert given.cleaned.empty


def test_alters_without_ids_get_their_position_in_the_network_never_their_name():
    alters = ALTERS.drop(columns="alter").assign(name=["An", "Bo", "Cas", "Bo", "Di", "An"])
    networks = EgoNetworks.from_frames(EGOS, alters)
    assert networks.alters["alter"].to_list() == ["1", "2", "3", "1", "2", "1"]
    assert networks.alters["name"].to_list() == alters["name"].to_list()


def test_rows_are_found_whatever_their_order_and_index():
    codebook = Codebook(waves=(Wave("voor"), Wave("na")))
    tables = [t.sample(frac=1, random_state=1).set_axis(np.arange(len(t)) * 7 + 3) for t in (EGOS, ALTERS, TIES)]
    shuffled = measure(EgoNetworks.from_frames(*tables, codebook))
    straight = measure(EgoNetworks.from_frames(EGOS, ALTERS, TIES, codebook))
    assert shuffled.index.to_list() != straight.index.to_list()
    pd.testing.assert_frame_equal(shuffled.sort_index(), straight.sort_index())


def test_nothing_is_asked_of_empty_tables():
    networks = EgoNetworks.from_frames(EGOS.iloc[:0], ALTERS.iloc[:0], TIES.iloc[:0])
    assert len(networks.index) == 0
    assert networks.pairs.empty
    assert len(EgoNetworks.from_frames(EGOS, ALTERS.iloc[:0], TIES.iloc[:0]).index) == 4


def test_what_is_worked_out_once_is_kept_with_the_networks_and_not_with_others(networks):
    made = networks.once("numbers", lambda: [1, 2])
    assert networks.once("numbers", lambda: pytest.fail("worked out again")) is made
    assert networks.once(("numbers", 3), lambda: [3]) == [3]
    assert networks.of(waves=networks.waves).once("numbers", lambda: "of these") == "of these"


def test_networks_cannot_be_assigned_to(networks):
    with pytest.raises(dataclasses.FrozenInstanceError):
        networks.egos = EGOS


# ------------------------------------------------------------------ fixed answers

FIXED = Codebook(
    waves=(Wave("voor"), Wave("na")),
    interpreters=(Interpreter("born", categories=(Category("here"), Category("there")), fixed=True),),
)


def test_a_fixed_answer_is_filled_from_the_other_waves_of_the_same_person():
    alters = ALTERS.assign(born=[None, "here", None, None, "there", None])
    filled = EgoNetworks.from_frames(EGOS, alters, codebook=FIXED).alters.set_index(["ego", "wave", "alter"])["born"]
    assert filled["A", "na", "y"] == "here"  # y is the same person in both waves
    assert filled.isna().sum() == 3  # x and z of A had no answer; C's x is somebody else
    assert filled.cat.categories.to_list() == ["here", "there"]


def test_two_values_of_a_fixed_answer_are_named_and_stay():
    alters = ALTERS.assign(born=[None, "here", None, "there", None, None])
    networks = EgoNetworks.from_frames(EGOS, alters, codebook=FIXED)
    named = networks.cleaned.query("reason == 'fixed_differs'")
    assert named[["line", "wave", "detail"]].to_numpy().tolist() == [
        [2, "voor", "born: here"],
        [4, "na", "born: there"],
    ]
    assert networks.alters["born"].dropna().to_list() == ["here", "there"]
