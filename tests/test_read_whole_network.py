"""A whole network is cut into the ego networks of those who answered, and every row of it is found again."""

from __future__ import annotations

import csv
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

import netlab as nl
from netlab.codebook import Codebook, TieType
from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.readers.files import opened
from netlab.readers.source import Source, Told
from netlab.readers.whole_network import cut, recognise, source
from tests.sources import whole_edges, whole_matrix


def edges_of(pairs, **columns) -> pd.DataFrame:
    rows = [(str(a), str(b), "list.csv", n) for n, (a, b) in enumerate(pairs, 2)]
    return pd.DataFrame(rows, columns=["source", "target", "file", "line"]).assign(**columns)


def people_of(*rows, columns=("person", "responded")) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(columns), dtype="str")
    return table.assign(file="people.csv", line=range(2, len(table) + 2))


def read(folder, **told) -> Source:
    return source(opened(folder), Told(**told))


def triples(ties) -> set[tuple[str, ...]]:
    return {tuple(row) for row in ties[["ego", "source", "target"]].to_numpy()}


def test_the_friends_of_eies_cut_in_either_direction_give_its_published_ties(shared):
    folder = shared / "samples" / "before-after-eies"
    with (folder / "eies_friend_alters.csv").open(encoding="utf-8") as file:
        named = [(r["egoID"], r["wave"], r["alterID"]) for r in csv.DictReader(file)]
    with (folder / "eies_friend_aaties.csv").open(encoding="utf-8") as file:
        tied = {(r["egoID"], r["wave"], *sorted((r["Source"], r["Target"]))) for r in csv.DictReader(file)}
    edges = pd.DataFrame(named, columns=["source", "wave", "target"]).assign(file="f", line=range(2, len(named) + 2))
    ties = cut(edges)[2]
    assert set(map(tuple, ties[["ego", "wave", "source", "target"]].to_numpy())) == tied
    assert ties.groupby("wave").size().to_dict() == {"1": 222, "2": 396}  # the two waves of the published ties


def test_the_silent_of_eies_have_a_network_once_the_roster_says_that_they_answered(shared):
    folder = shared / "samples" / "before-after-eies"
    alters = pd.read_csv(folder / "eies_friend_alters.csv", dtype="str")
    edges = alters.rename(columns={"egoID": "source", "alterID": "target"})
    edges = edges.assign(file="f", line=range(2, len(edges) + 2))
    people = people_of(*((str(n), "yes") for n in range(1, 33)))
    egos, named, ties = cut(edges, people)
    networks = EgoNetworks.from_frames(egos, named, ties, Codebook(alter_ids="roster"))
    turnover = nl.turnover(networks, "1", "2")
    assert turnover[["kept", "lost", "new"]].sum().tolist() == [143, 10, 61]  # published with the sample
    assert len(egos) == 64


def test_two_alters_are_tied_when_either_names_the_other():
    egos, alters, ties = cut(edges_of([("A", "B"), ("A", "C"), ("C", "B"), ("B", "A")]))
    # A names B and C, and C names B; C names B only and B names A only: no pair
    assert triples(ties) == {("A", "B", "C")}
    assert egos["ego"].tolist() == ["A", "C", "B"]
    assert len(alters) == 4


def test_with_a_direction_each_naming_is_a_tie_of_its_own_with_what_is_said_of_it():
    pairs = [("A", "B"), ("A", "C"), ("C", "B"), ("B", "C")]
    ties = cut(edges_of(pairs, strength=["1", "2", "3", "4"]), either=False)[2]
    assert triples(ties) == {("A", "B", "C"), ("A", "C", "B")}
    assert ties.set_index("source")["strength"].to_dict() == {"C": "3", "B": "4"}


def test_a_tie_between_two_alters_counts_in_its_own_wave_only():
    edges = edges_of([("A", "B"), ("A", "C"), ("B", "C")], wave=["1", "1", "2"])
    assert cut(edges)[2].empty


def test_pairs_of_which_nobody_answered_are_missing_and_one_answer_is_an_answer():
    # A names B, C, D; only A and B answered: B–C and B–D are B's word, C–D is nobody's
    egos, _, ties = cut(edges_of([("A", "B"), ("A", "C"), ("A", "D"), ("B", "C")]))
    assert egos.set_index("ego")["pairs_missing"].to_dict() == {"A": 1, "B": 0}
    assert triples(ties) == {("A", "B", "C")}


def test_with_a_direction_every_pair_whose_source_did_not_answer_is_missing():
    egos = cut(edges_of([("A", "B"), ("A", "C"), ("A", "D"), ("B", "C")]), either=False)[0]
    # C and D did not answer: C→B, C→D, D→B, D→C
    assert egos.set_index("ego")["pairs_missing"].to_dict() == {"A": 4, "B": 0}


def test_who_took_part_and_named_nobody_is_an_ego_and_who_did_not_is_none():
    people = people_of(("A", "ja"), ("B", "ja"), ("C", "nee"), ("D", None))
    egos = cut(edges_of([("A", "B")]), people)[0]
    assert egos["ego"].tolist() == ["A", "B"]
    assert (egos["file"] == "people.csv").all()
    networks = EgoNetworks.from_frames(*cut(edges_of([("A", "B")]), people))
    assert nl.measure(networks)["size"].tolist() == [1, 0]


def test_a_zero_says_that_somebody_answered_and_names_nobody():
    egos, alters, _ = cut(edges_of([("A", "B"), ("B", "A")], strength=["2", "0"]))
    assert egos["ego"].tolist() == ["A", "B"]
    assert alters[["ego", "alter"]].to_numpy().tolist() == [["A", "B"]]


def test_types_become_a_column_each_and_a_row_that_stands_there_twice_stays():
    edges = edges_of([("A", "B"), ("A", "B"), ("A", "C"), ("A", "C")], type=["advice", "trust", "trust", "trust"])
    alters = cut(edges)[1]
    assert alters[["alter", "advice", "trust", "line"]].to_numpy().tolist() == [
        ["B", True, True, 2],
        ["C", False, True, 4],
        ["C", False, True, 5],
    ]


def test_the_roster_describes_egos_and_alters():
    people = people_of(("A", "x"), ("B", "y"), columns=("person", "unit"))
    egos, alters, _ = cut(edges_of([("A", "B"), ("A", "Z")]), people)
    assert egos["unit"].tolist() == ["x"]
    assert alters["unit"].fillna("–").tolist() == ["y", "–"]  # Z is not on the roster: unknown


def test_nothing_that_is_given_is_changed():
    edges, people = edges_of([("A", "B"), ("B", "A")], strength="1", type="t"), people_of(("A", "ja"), ("B", "ja"))
    before = edges.copy(), people.copy()
    cut(edges, people)
    pd.testing.assert_frame_equal(edges, before[0])
    pd.testing.assert_frame_equal(people, before[1])


@pytest.mark.slow
@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=30))
def test_cutting_agrees_with_looking_at_every_pair_one_by_one(pairs):
    pairs = {(str(a), str(b)) for a, b in pairs if a != b}
    egos, _, ties = cut(edges_of(sorted(pairs)))
    sources = {a for a, _ in pairs}
    tied, missing = set(), dict.fromkeys(sources, 0)
    for ego in sources:
        for a, b in combinations(sorted(t for s, t in pairs if s == ego), 2):
            if (a, b) in pairs or (b, a) in pairs:
                tied.add((ego, a, b))
            if not {a, b} & sources:
                missing[ego] += 1
    assert triples(ties) == tied
    assert len(ties) == len(tied)
    assert dict(zip(egos["ego"], egos["pairs_missing"], strict=True)) == missing


@pytest.mark.slow
def test_five_thousand_people_are_cut_in_seconds():
    rng = np.random.default_rng(1)
    a = rng.integers(0, 5000, 100_000)
    b = a // 50 * 50 + rng.integers(0, 50, len(a))  # within teams of 50: many ties among alters
    pairs = pd.DataFrame({"source": a.astype(str), "target": b.astype(str)}).drop_duplicates()
    ties = cut(pairs.assign(file="f", line=range(len(pairs))))[2]
    one = ties["ego"].iloc[0]
    named = set(pairs.loc[pairs["source"] == one, "target"]) - {one}
    inside = pairs[pairs["source"].isin(named) & pairs["target"].isin(named) & (pairs["source"] != pairs["target"])]
    assert (ties["ego"] == one).sum() == len({frozenset(p) for p in inside.to_numpy().tolist()})


def test_a_list_with_its_roster_is_read_as_ego_networks(tmp_path):
    read_ = read(whole_edges.write(tmp_path))
    networks = EgoNetworks.from_frames(read_.egos, read_.alters, read_.ties, read_.codebook)
    # 45 did not take part; 12 did, and names nobody
    assert networks.index.tolist() == [(e, w) for w in ("voor", "na") for e in ("007", "Zoë", "12")]
    assert networks.at.n.tolist() == [2, 1, 0, 1, 1, 0]
    assert [set(pair) for pair in networks.pairs.to_numpy().tolist()] == [{"007", "voor", "12", "Zoë"}]
    assert networks.alters["person"].tolist() == networks.alters["alter"].tolist()
    assert networks.alters["name"].iloc[0] == "Zoë Maes"
    assert [i.role for i in networks.codebook.interpreters] == ["strength", "attribute"]
    assert networks.codebook.interpreters[0].ids == ["1", "2", "3"]  # 0 is no tie, so no answer
    assert set(read_.found["kind"]) == {"strength_zero", "not_in_network"}


def test_matrices_are_read_a_wave_each_with_what_nobody_answered_missing(tmp_path):
    read_ = read(whole_matrix.write(tmp_path))
    networks = EgoNetworks.from_frames(read_.egos, read_.alters, read_.ties, read_.codebook)
    assert networks.waves == ["T1", "T2"]
    named = networks.alters[["ego", "wave", "alter", "strength"]].astype(str).to_numpy().tolist()
    assert named == [
        ["007", "T1", "Zoë", "3"],
        ["007", "T1", "12", "1"],
        ["Zoë", "T1", "12", "2"],
        ["007", "T2", "Zoë", "3"],
        ["Zoë", "T2", "007", "2"],
        ["12", "T2", "45", "1"],
    ]
    assert networks.has("T1").tolist() == ["007", "Zoë", "12"]  # 12 filled in zeros, 45 nothing
    lines = read_.found.loc[read_.found["kind"] == "names_nobody", ["file", "line"]].to_numpy().tolist()
    assert lines == [["netwerk_T1.csv", 4]]


def test_a_workbook_has_a_matrix_per_sheet(tmp_path):
    book = Workbook()
    for name, rows in {
        "start": [[None, "A", "B", "C"], ["A", None, 1, 1], ["B", 0, None, 1], ["C", 0, 0, None]],
        "einde": [[None, "A", "B", "C"], ["A", None, 1, 0], ["B", 0, None, 0], ["C", 0, 0, None]],
    }.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(tmp_path / "network.xlsx")
    read_ = read(tmp_path)
    assert read_.ties[["ego", "wave", "source", "target"]].to_numpy().tolist() == [["A", "start", "B", "C"]]
    assert read_.alters.groupby("wave").size().to_dict() == {"start": 3, "einde": 1}
    assert len(read_.egos) == 6  # everybody answered, with zeros


def test_a_cell_left_open_by_both_is_a_missing_pair(tmp_path):
    # A names B, C, D, E. B left C open and C did not answer: nobody said. D left E open, but E answered no.
    rows = ["x,A,B,C,D,E", "A,0,1,1,1,1", "B,0,0,,0,0", "C,,,,,", "D,0,0,0,0,", "E,0,0,0,0,0"]
    (tmp_path / "matrix.csv").write_text("\n".join(rows), encoding="utf-8")
    egos = read(tmp_path).egos.set_index("ego")
    assert egos["pairs_missing"].to_dict() == {"A": 1, "B": 0, "D": 0, "E": 0}


def test_a_matrix_of_crosses_has_no_strength_and_its_diagonal_is_named(tmp_path):
    (tmp_path / "m.csv").write_text(";A;B;C\nA;x;x;\nB;x;;x\nC;;;\n", encoding="utf-8")
    read_ = read(tmp_path)
    assert read_.alters[["ego", "alter"]].to_numpy().tolist() == [["A", "B"], ["B", "A"], ["B", "C"]]
    assert "strength" not in read_.alters.columns
    assert read_.found["kind"].tolist() == ["diagonal", "not_in_network"]


def test_a_study_that_calls_every_type_directed_gets_ties_with_a_direction(tmp_path):
    (tmp_path / "list.csv").write_text("from,to\nA,B\nA,C\nC,B\n", encoding="utf-8")
    book = Codebook(tie_types=(TieType("names", directed=True),))
    assert triples(read(tmp_path, codebook=book).ties) == {("A", "C", "B")}
    assert triples(read(tmp_path).ties) == {("A", "B", "C")}


def test_what_the_source_does_not_say_is_a_guess(tmp_path):
    (tmp_path / "list.csv").write_text("from,to\nA,B\nB,A\n", encoding="utf-8")
    assert {g.why.key for g in read(tmp_path).guesses} == {"guess.whole_either", "guess.whole_silent"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("three_tables", "egoID,Source,Target\n1,1,2\n1,2,1\n"),
        ("counted_alters", "ego,alter\n1,1\n1,2\n2,1\n2,2\n"),
        ("strangers", "from,to\nA,B\nC,D\n"),
        ("wide_survey", "code,naam1,naam2\nA,x,y\nB,z,w\n"),
        ("no_square", "id,q1,q2,q3\nA,1,2,3\nB,1,2,3\n"),
        ("empty", ""),
    ],
)
def test_what_is_no_whole_network_is_not_taken_for_one(tmp_path, name, text):
    (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    assert recognise(opened(tmp_path)) is None
    with pytest.raises(InputError, match="no whole network"):
        source(opened(tmp_path), Told())


@pytest.mark.parametrize("written", [whole_edges, whole_matrix], ids=["edges", "matrix"])
def test_every_row_that_was_read_stands_in_a_table_or_is_named(tmp_path, written):
    read_ = read(written.write(tmp_path))
    tables = [read_.egos, read_.alters, read_.ties, read_.found]
    there = {place for t in tables for place in zip(t["file"], t["line"], strict=True)}
    for path in tmp_path.iterdir():
        rows = len(path.read_text(encoding="utf-8").splitlines())
        assert {(path.name, line) for line in range(2, rows + 1)} <= there


def test_files_that_are_not_used_are_named(tmp_path):
    whole_edges.write(tmp_path)
    (tmp_path / "foto.png").write_bytes(b"\x89PNG")
    found = read(tmp_path).found
    assert found.loc[found["kind"] == "file_not_used", "file"].tolist() == ["foto.png"]


def test_more_than_twelve_numbered_files_are_no_waves_of_a_whole_network(tmp_path):
    """Files of one participant each, numbered, with the same ids in each."""
    for n in range(1, 13):
        (tmp_path / f"{n}.csv").write_text("from,to\n1,2\n2,3\n3,1\n", encoding="utf-8")
    assert recognise(opened(tmp_path)) is not None
    (tmp_path / "13.csv").write_text("from,to\n1,2\n2,3\n3,1\n", encoding="utf-8")
    assert recognise(opened(tmp_path)) is None
