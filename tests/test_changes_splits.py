"""The parts of a changed mean and of changed constraint add up, and say what they should."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_changes import equal, two_waves, unsure

from netlab.changes import split_constraint, split_mean
from netlab.measures import measure
from netlab.problems import InputError

PARTS = ["stayers", "new", "lost"]


def test_the_split_of_a_mean_of_numbers_by_hand():
    """Means 3 and 4. b stays: 1/2 (7 - 4); c is new: 1/2 (1 - 4); a is lost: -1/2 (2 - 4)."""
    named = {("E", "1"): {"a": 2.0, "b": 4.0}, ("E", "2"): {"b": 7.0, "c": 1.0}}
    row = split_mean(two_waves(named, answers=["years"]), "1", "2", "years").loc["E"]
    equal(row, before=3, after=4, change=1, stayers=1.5, new=-1.5, lost=1)


def test_a_kept_alter_with_an_answer_in_one_wave_counts_as_new_or_lost():
    """b answers only before, d only after, c in both: as if b were lost and d new."""
    missing = {("E", "1"): {"b": 4.0, "c": 2.0, "d": None}, ("E", "2"): {"b": None, "c": 3.0, "d": 9.0}}
    without = {("E", "1"): {"b": 4.0, "c": 2.0}, ("E", "2"): {"c": 3.0, "d": 9.0}}
    columns = ["before", "after", "change", *PARTS]
    first, second = (
        split_mean(two_waves(n, answers=["years"]), "1", "2", "years")[columns] for n in (missing, without)
    )
    pd.testing.assert_frame_equal(first, second)


def test_share_of_a_category_and_the_named_shares_are_those_of_the_measures():
    before = {"a": ["far", "in"], "b": ["near", "out"], "c": [None, "out"]}
    after = {"a": ["close", "out"], "b": ["far", None]}
    networks = two_waves({("E", "1"): before, ("E", "2"): after}, answers=["ring", "place"])
    measured = measure(networks)
    for column, category, name in [
        ("external", None, "share_external"),
        ("strong", None, "share_strong"),
        ("place", "out", "share_place_out"),
    ]:
        row = split_mean(networks, "1", "2", column, category).loc["E"]
        equal(row, before=measured.loc[("E", "1"), name], after=measured.loc[("E", "2"), name])


def test_external_without_declared_answers_is_unlike_ego():
    egos = pd.DataFrame({"ego": ["E", "E"], "wave": ["1", "2"], "organisation": ["north", "south"]})
    named = {("E", "1"): {"a": "north", "b": "south"}, ("E", "2"): {"a": "north"}}
    networks = two_waves(named, egos=egos, answers=["organisation"])
    row = split_mean(networks, "1", "2", "external").loc["E"]
    equal(row, before=1 / 2, after=1, stayers=1, lost=-1 / 2)  # ego moved: a stayed, and is now outside


def test_nobody_who_stayed_gives_the_change_without_parts_and_a_reason():
    named = {
        ("E", "1"): {"a": 1.0},
        ("E", "2"): {"b": 3.0},
        ("F", "1"): {"a": 1.0},
        ("G", "1"): {},
        ("G", "2"): {"a": 1.0},
    }
    named |= {("H", "1"): {"a": None}, ("H", "2"): {"a": 1.0}}
    table = split_mean(two_waves(named, answers=["years"]), "1", "2", "years")
    assert table["reason"].tolist() == ["none_kept", "wave_missing", "no_alters", "attribute_missing"]
    assert table["change"].tolist() == pytest.approx([2, np.nan, np.nan, np.nan], nan_ok=True)
    assert table["before"].tolist() == pytest.approx([1, 1, np.nan, np.nan], nan_ok=True)
    assert table[PARTS].isna().all(axis=None)


def test_an_unsure_link_leaves_the_means_and_gives_the_parts_a_range():
    """If a and z are one person they stayed: 1/2 (3-1) and b; if not, one is lost and one is new."""
    named = {("E", "1"): {"a": 1.0, "b": 2.0}, ("E", "2"): {"b": 2.0, "z": 3.0}}
    networks = two_waves(named, links=[unsure("E", "a", "z")], answers=["years"])
    row = split_mean(networks, "1", "2", "years").loc["E"]
    equal(row, change=1, stayers_min=0, stayers_max=1, new_min=0, new_max=1 / 2, lost_min=0, lost_max=1 / 2)
    assert row[PARTS].isna().all()
    assert row["reason"] == "unsure"


def test_true_false_answers_are_split_as_shares():
    named = {("E", "1"): {"a": True, "b": False}, ("E", "2"): {"a": True}}
    equal(split_mean(two_waves(named, answers=["help"]), "1", "2", "help").loc["E"], before=1 / 2, after=1, lost=1 / 2)


def test_pooled_the_alters_of_all_egos_are_one_pile():
    """1: 1, 2, 6, mean 3. 2: 1 stays, 6 becomes 8, 9 comes: mean 6. Stayed: before 3.5, after 4.5."""
    egos = pd.DataFrame({"ego": list("EEFFG"), "wave": list("12121"), "team": list("xxxxy")})
    named = {("E", "1"): {"a": 1.0, "b": 2.0}, ("E", "2"): {"a": 1.0}}
    named |= {("F", "1"): {"a": 6.0}, ("F", "2"): {"a": 8.0, "c": 9.0}, ("G", "1"): {"a": 50.0}}
    networks = two_waves(named, egos=egos, answers=["years"])
    row = split_mean(networks, "1", "2", "years", pooled=True).loc["all"]
    # stayers 2/3 (4.5 - 3.5), new 1/3 (9 - 3.5), lost -1/3 (2 - 3.5)
    equal(row, egos=2, before=3, after=6, change=3, stayers=2 / 3, new=5.5 / 3, lost=0.5)
    equal(split_mean(networks, "1", "2", "years", group="team").loc["x"], change=3, new=5.5 / 3)


def test_wrong_columns_and_categories_are_named():
    networks = two_waves({("E", "1"): {"a": "in"}, ("E", "2"): {"a": "out"}}, answers=["place"])
    with pytest.raises(InputError, match=r"'plaec' is not a column of the alters.*Did you mean 'place'"):
        split_mean(networks, "1", "2", "plaec")
    with pytest.raises(InputError, match="holds answers, not numbers"):
        split_mean(networks, "1", "2", "place")
    with pytest.raises(InputError, match=r"'outt' is not an answer to 'place'.*Did you mean 'out'"):
        split_mean(networks, "1", "2", "place", "outt")
    with pytest.raises(InputError, match="needs a question with role 'strength'"):
        split_mean(networks, "1", "2", "strong")


numbers = st.one_of(st.none(), st.floats(-5, 5).map(lambda v: round(v, 6)))
answered = st.dictionaries(st.sampled_from("abcdefg"), numbers, max_size=6)
pairs = st.sets(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg")), max_size=3)


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(first=answered, second=answered, third=answered, doubt=pairs)
def test_the_parts_add_up_to_the_change(first, second, third, doubt):
    named = {("E", "1"): first, ("E", "2"): second, ("F", "1"): third, ("F", "2"): first, ("Z", "1"): {"a": 1.0}}
    networks = two_waves(named, links=[unsure("E", a, b) for a, b in sorted(doubt)], answers=["years"])
    table = split_mean(networks, "1", "2", "years")
    rows = [table, split_mean(networks, "1", "2", "years", pooled=True)]
    for row in (r for t in rows for _, r in t.iterrows()):
        if not row[["change", *PARTS]].isna().any():
            assert float(row[PARTS].sum()) == pytest.approx(row["change"], abs=1e-12)
    stays = [a for a in first if first[a] is not None and second.get(a) is not None]
    assert table.loc["E", [f"{p}_max" for p in PARTS]].notna().all() or not stays  # a split wherever somebody stayed


PATH = [("a", "b"), ("a", "c"), ("b", "d")]


def test_contacts_who_know_nobody_lower_constraint_by_the_size_part_and_thin_the_closure():
    """methods.md 1.3: five alters with three ties .451, with two more who know nobody .271."""
    networks = two_waves({("E", "1"): "abcde", ("E", "2"): "abcdefg"}, ties={("E", "1"): PATH, ("E", "2"): PATH})
    row = split_constraint(networks, "1", "2").loc["E"]
    assert row["before"] == pytest.approx(0.451, abs=0.0005)
    assert row["after"] == pytest.approx(0.271, abs=0.0005)
    equal(row, size_part=1 / 7 - 1 / 5)
    # 1.3: the closure part is a sum over the ties divided by n², and the ties are the same
    equal(row, closure_part=(row["before"] - 1 / 5) * (5**2 / 7**2 - 1))


def test_a_new_tie_among_the_same_alters_moves_only_the_closure_part():
    """Two alters: untied 1/2, tied 9/8 (the classic value that must not be clipped)."""
    networks = two_waves({("E", "1"): "ab", ("E", "2"): "ab"}, ties={("E", "1"): [], ("E", "2"): [("a", "b")]})
    equal(
        split_constraint(networks, "1", "2").loc["E"],
        before=1 / 2,
        after=9 / 8,
        change=5 / 8,
        size_part=0,
        closure_part=5 / 8,
    )


def test_constraint_is_split_without_links_and_its_unknowns_have_reasons():
    named = {("E", "1"): "12", ("E", "2"): "1", ("F", "1"): "1", ("G", "1"): "", ("G", "2"): "1"}
    named |= {("H", "1"): "12", ("H", "2"): "12"}
    egos = pd.DataFrame(list(named), columns=["ego", "wave"]).assign(ties_asked=[True] * 6 + [False])
    networks = two_waves(named, ties={}, egos=egos, alter_ids="per wave")
    table = split_constraint(networks, "1", "2")
    assert table["reason"].fillna("").tolist() == ["", "wave_missing", "no_alters", "ties_not_asked"]
    equal(table.loc["E"], before=1 / 2, after=1, size_part=1 / 2, closure_part=0)


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(
    n=st.integers(1, 6),
    more=st.integers(0, 4),
    tied=st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8),
)
def test_the_two_parts_of_constraint_add_up(n, more, tied):
    ties = [(str(a), str(b)) for a, b in tied if a < b < n]
    named = {("E", "1"): [str(i) for i in range(n)], ("E", "2"): [str(i) for i in range(n + more)]}
    row = split_constraint(two_waves(named, ties={("E", "1"): ties, ("E", "2"): ties}), "1", "2").loc["E"]
    assert row["size_part"] + row["closure_part"] == pytest.approx(row["change"], abs=1e-12)
    assert row["size_part"] == pytest.approx(1 / (n + more) - 1 / n)
    assert row["closure_part"] == pytest.approx((row["before"] - 1 / n) * ((n / (n + more)) ** 2 - 1), abs=1e-12)
