"""The networks of one wave over each other: who is named by several, what both sides confirm, and who is not there."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netlab.changes.cohort import cohort, coverage, persons_compared
from netlab.codebook import Category, Codebook, Interpreter
from netlab.networks import EgoNetworks
from netlab.problems import InputError

DEPARTMENT = Interpreter("department", categories=tuple(map(Category, ["care", "it", "staff"])))

# By hand. A, B and C are interviewed in wave 1, D in wave 2 only. A and B name each other, C names A (A does not name
# C), A names D. x is named by A and B, z by C alone, y by B.
NAMED = {
    "A": {"B": "it", "D": None, "x": "care"},
    "B": {"A": "care", "x": "care", "y": "it"},
    "C": {"A": "it", "z": None},
}
# A and B both say that x knows somebody: A says B and D, B says A. C was not asked.
TIES = {"A": [("B", "x"), ("x", "D")], "B": [("x", "A")]}


def study(named=NAMED, ties=TIES, asked=(True, True, False, True), own=("care", "it", None, "care"), ids="roster"):
    egos = pd.DataFrame({"ego": list("ABCD"), "wave": ["1", "1", "1", "2"], "ties_asked": asked, "department": own})
    rows = [(ego, "1", alter, answer) for ego, alters in named.items() for alter, answer in alters.items()]
    tied = [(ego, "1", *pair) for ego, pairs in ties.items() for pair in pairs]
    return EgoNetworks.from_frames(
        egos,
        pd.DataFrame(rows, columns=["ego", "wave", "alter", "department"]),
        pd.DataFrame(tied, columns=["ego", "wave", "source", "target"]),
        codebook=Codebook(interpreters=(DEPARTMENT,), alter_ids=ids),
    )


def test_every_person_is_there_once_with_who_names_them():
    persons = cohort(study(), "1").persons.set_index("person")
    assert persons.index.tolist() == ["A", "B", "C", "D", "x", "y", "z"]
    assert persons["named_by"].to_dict() == {"A": 2, "B": 1, "C": 0, "D": 1, "x": 2, "y": 1, "z": 1}
    assert persons["by"].to_dict()["x"] == ("A", "B")
    assert persons["by"].to_dict()["C"] == ()  # named by nobody, and still there
    assert persons.index[persons["participant"]].tolist() == list("ABCD")
    assert persons.index[persons["interviewed"]].tolist() == list("ABC")


def test_a_tie_named_by_one_stays_one_sided():
    ties = cohort(study(), "1").ties.set_index(["one", "other"])
    assert ties["named_by"].to_dict() == {("A", "B"): "both", ("A", "C"): "one", ("A", "D"): "not_asked"}
    assert ties.loc[("A", "C"), ["one_names", "other_names"]].tolist() == [False, True]
    assert ties.loc[("A", "D"), "one_names"]
    assert pd.isna(ties.loc[("A", "D"), "other_names"])  # D was not interviewed: not known, not no


def test_a_pair_counts_who_reports_it_and_who_could_have():
    """A reports B–x and D–x, B reports A–x. A and B both named x only, so nobody could confirm the other's pairs."""
    pairs = cohort(study(), "1").pairs
    assert pairs[["one", "other"]].to_numpy().tolist() == [["A", "x"], ["B", "x"], ["D", "x"]]
    assert pairs["reported_by"].tolist() == [1, 1, 1]
    assert pairs["by"].tolist() == [("B",), ("A",), ("A",)]
    assert pairs["could_report"].tolist() == [1, 1, 1]


def test_a_pair_that_two_report_is_one_pair():
    """A, B and C name x and z; A and B were asked; A alone says that they are tied, then both."""
    named = {ego: {"x": None, "z": None} for ego in "ABC"}
    for reported in ({"A": [("x", "z")]}, {"A": [("x", "z")], "B": [("z", "x")]}):
        pairs = cohort(study(named, reported), "1").pairs
        assert pairs[["one", "other"]].to_numpy().tolist() == [["x", "z"]]
        assert pairs["by"].tolist() == [tuple(reported)]
        assert pairs["could_report"].tolist() == [2]


def test_an_ego_with_unanswered_pairs_could_not_have_reported_unless_it_did():
    named = {ego: {"x": None, "z": None, "y": None} for ego in "AB"}
    ties = {"A": [("x", "z")], "B": [("x", "y")]}
    networks = study(named, ties)
    egos = networks.egos.assign(pairs_missing=[0, 1, 0, 0])
    pairs = cohort(EgoNetworks.from_frames(egos, networks.alters, networks.ties, networks.codebook), "1").pairs
    table = pairs.set_index(["one", "other"])["could_report"].to_dict()
    assert table == {("x", "z"): 1, ("x", "y"): 2}


def test_another_wave_has_its_own_cohort():
    found = cohort(study(), "2")
    assert found.persons["person"].tolist() == ["D"]
    assert found.ties.empty
    assert found.pairs.empty
    with pytest.raises(InputError, match="'3' is not in this study"):
        cohort(study(), "3")


def test_that_nobody_is_shared_is_not_said_where_nobody_compared_persons():
    """Ids that belong to each ego: x of A and x of B are two until someone says so."""
    found = cohort(study(ids="own"), "1")
    assert not persons_compared(study(ids="own"))
    assert found.reason == "persons_not_compared"
    assert found.persons["named_by"].max() == 1
    assert cohort(study(), "1").reason == ""
    one = study(ids="own")
    assert persons_compared(one.identified(persons=pd.DataFrame([("A", "1", "B", "B", "us")], columns=PERSONS)))


PERSONS = ["ego", "wave", "alter", "person", "by"]


def test_coverage_counts_every_person_under_one_answer():
    """A says care of itself, though C says it; B says it, of itself. D and z: unknown (D's own answer is of wave 2)."""
    table = coverage(study(), "1", "department")
    assert table["category"].tolist()[:3] == ["care", "it", "staff"]
    assert table["known"].tolist() == ["known", "known", "known", "unknown", "differs"]
    assert table["persons"].tolist() == [2, 2, 0, 3, 0]  # A x | B y | nobody | C D z
    assert table["participants"].tolist() == [1, 1, 0, 2, 0]
    assert table["egos"].tolist() == [3, 2, 0, 2, 0]  # A, B (x) and B, C (A) | A (B), B (y) | – | A (D), C (z)
    assert table["share"][:3].tolist() == [0.5, 0.5, 0]
    assert table["share"][3:].isna().all()


def test_who_is_seen_differently_stands_apart():
    named = {"A": {"x": "care"}, "B": {"x": "it"}}
    table = coverage(study(named, {}, own=None), "1", "department")
    assert table["persons"].tolist() == [0, 0, 0, 3, 1]
    assert table["share"][:3].isna().all()


def test_nothing_changes_and_an_unknown_question_is_named():
    networks = study()
    kept = networks.alters.copy()
    cohort(networks, "1")
    pd.testing.assert_frame_equal(networks.alters, kept)
    with pytest.raises(InputError, match="'function' is not a closed question"):
        coverage(networks, "1", "function")


@pytest.mark.slow
@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_the_counts_add_up(seed):
    """The namings, the tied pairs and the persons are all there, whoever names whom."""
    rng = np.random.default_rng(seed)
    everyone = list("ABCDvwxyz")
    named = {ego: {a: rng.choice(["care", "it"]) for a in everyone if a != ego and rng.random() < 0.5} for ego in "ABC"}
    ties = {e: [(a, b) for a in n for b in n if a < b and rng.random() < 0.4] for e, n in named.items()}
    networks = study(named, ties, asked=(True,) * 4)
    found = cohort(networks, "1")
    assert found.persons["named_by"].sum() == sum(map(len, named.values()))
    assert found.pairs["reported_by"].sum() == sum(map(len, ties.values()))
    assert (found.pairs["could_report"] >= found.pairs["reported_by"]).all()
    assert coverage(networks, "1", "department")["persons"].sum() == len(found.persons)
    arcs = {(e, a) for e, n in named.items() for a in n if a in "ABCD"}
    sides = found.ties[["one_names", "other_names"]].fillna(False).to_numpy(dtype=bool).sum()
    assert sides == len(arcs)
    for row in found.ties.itertuples():
        assert ((row.one, row.other) in arcs, (row.other, row.one) in arcs) == (
            row.one_names,
            False if row.other_names is pd.NA else row.other_names,
        )
