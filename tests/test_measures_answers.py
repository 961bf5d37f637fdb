"""Composition, strength, learning, access and brokerage: what the alters' answers make of a network."""

from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from netlab.codebook import Category, Codebook, Interpreter
from netlab.measures import access, brokerage, composition, learning, measure, strength, undefined
from netlab.measures.answers import outside_of, strong_of
from netlab.networks import EgoNetworks
from netlab.problems import InputError

NA = None


def asked(column, role, ids, **more):
    return Interpreter(column, role=role, categories=tuple(Category(i) for i in ids), **more)


def answered(alters: dict[str, dict[str, list]], *questions, ties=(), egos=None, **codebook) -> EgoNetworks:
    """Networks in one wave: per ego a list of answers per column; alters are called 0, 1, 2 …"""
    rows = [
        {"ego": ego, "alter": f"a{i}", **{column: values[i] for column, values in columns.items()}}
        for ego, columns in alters.items()
        for i in range(len(next(iter(columns.values()))))
    ]
    table = pd.DataFrame(rows, columns=["ego", "alter", *{c for columns in alters.values() for c in columns}])
    tied = pd.DataFrame([(e, f"a{a}", f"a{b}") for e, a, b in ties], columns=["ego", "source", "target"])
    who = pd.DataFrame({"ego": list(alters), **(egos or {})})
    return EgoNetworks.from_frames(who, table, tied, codebook=Codebook(interpreters=questions, **codebook))


def one(series: pd.Series) -> float:
    return series.item()


# ------------------------------------------------------------------ composition
DEPARTMENT = asked("dept", "attribute", ["IT", "HR", "R&D", "other"])


def test_alters_without_an_answer_are_left_out_of_shares_and_counted_apart():
    """HO-11: ego IT; IT, IT, unknown, HR → same 2/3, E-I (1 - 2)/3, 3 with an answer and 1 without."""
    networks = answered({"E": {"dept": ["IT", "IT", NA, "HR"]}}, DEPARTMENT, egos={"dept": ["IT"]})
    row = measure(networks).iloc[0]
    assert row["same_dept"] == pytest.approx(2 / 3)
    assert row["ei_dept"] == pytest.approx(-1 / 3)
    assert row[["valid_dept", "missing_dept"]].tolist() == [3, 1]
    assert row[["share_dept_IT", "share_dept_HR", "share_dept_R&D"]].tolist() == pytest.approx([2 / 3, 1 / 3, 0])


def test_measures_against_ego_exist_only_where_egos_has_its_own_answer():
    without = measure(answered({"E": {"dept": ["IT", "HR"]}}, DEPARTMENT))
    assert not {"ei_dept", "same_dept"} & set(without)
    networks = answered({"E": {"dept": ["IT"]}, "F": {"dept": ["IT"]}}, DEPARTMENT, egos={"dept": ["IT", NA]})
    assert measure(networks)["same_dept"].droplevel("wave").to_dict() == {
        "E": 1.0,
        "F": pytest.approx(np.nan, nan_ok=True),
    }
    assert undefined(networks)["same_dept"].droplevel("wave")["F"] == "attribute_missing"


def test_diversity_by_hand():
    """Six alters 3 IT, 3 HR of four answers (DI-08): Blau 1/2, IQV 1/2 × 4/3, unbiased 1 - 2×3×2/(6×5) = 3/5."""
    networks = answered({"E": {"dept": ["IT", "HR"] * 3}}, DEPARTMENT)
    assert one(composition.blau(networks, "dept")) == pytest.approx(1 / 2)
    assert one(composition.iqv(networks, "dept")) == pytest.approx(2 / 3)
    assert one(composition.blau_unbiased(networks, "dept")) == pytest.approx(3 / 5)
    assert one(composition.entropy(networks, "dept")) == pytest.approx(np.log(2))  # two equal halves
    assert one(composition.entropy_normalised(networks, "dept")) == pytest.approx(1 / 2)  # ln 2 / ln 4
    assert one(composition.richness(networks, "dept")) == 2


def test_diversity_needs_two_answers_and_richness_one():
    networks = answered(
        {
            "two": {"dept": ["IT", "HR"]},
            "one": {"dept": ["IT", NA]},
            "none": {"dept": [NA, NA]},
            "alone": {"dept": ["IT"]},
        },
        DEPARTMENT,
    )
    table, why = measure(networks).droplevel("wave"), undefined(networks).droplevel("wave")
    diversity = [f"{m}_dept" for m in ("blau", "blau_unbiased", "iqv", "entropy", "entropy_normalised")]
    assert table.loc["two", diversity].notna().all()
    assert (why.loc["one", diversity] == "too_few_valid").all()
    assert (why.loc["none", diversity] == "attribute_missing").all()
    assert (why.loc["alone", diversity] == "one_alter").all()
    assert table["richness_dept"].fillna(-1).tolist() == [2, 1, -1, 1]
    assert table["valid_dept"].tolist() == [2, 1, 0, 1]


def test_a_question_with_one_answer_cannot_vary():
    networks = answered({"E": {"q": ["yes", "yes"]}}, asked("q", "attribute", ["yes"]))
    assert one(composition.blau(networks, "q")) == 0
    assert pd.isna(one(composition.iqv(networks, "q")))
    assert undefined(networks)["entropy_normalised_q"].item() == "too_few_valid"


def test_blau_unbiased_is_the_chance_that_two_different_alters_differ():
    """Checked by listing the pairs."""
    rng = np.random.default_rng(5)
    drawn = {f"E{e}": {"dept": [str(d) for d in rng.choice(DEPARTMENT.ids, rng.integers(2, 9))]} for e in range(20)}
    ours = composition.blau_unbiased(answered(drawn, DEPARTMENT), "dept").droplevel("wave")
    for ego, columns in drawn.items():
        pairs = list(combinations(columns["dept"], 2))
        assert ours[ego] == pytest.approx(np.mean([a != b for a, b in pairs]))


def test_share_external_takes_the_declared_answers_else_those_unlike_egos():
    place = ["own", "other", "outside"]
    declared = asked("place", "organisation", place, external=("outside",))
    networks = answered({"E": {"place": ["own", "outside", "outside", NA]}}, declared)
    assert one(composition.share_external(networks)) == pytest.approx(2 / 3)
    open_ = asked("place", "organisation", place)
    networks = answered({"E": {"place": ["own", "outside", "other", NA]}}, open_, egos={"place": ["other"]})
    assert one(composition.share_external(networks)) == pytest.approx(2 / 3)  # own and outside, of three
    assert pd.isna(one(composition.share_external(answered({"E": {"place": ["own"]}}, open_))))


def test_an_attribute_that_the_codebook_does_not_know_is_named():
    networks = answered({"E": {"dept": ["IT"]}}, DEPARTMENT)
    with pytest.raises(InputError, match=r"'detp' is not a closed question.*Did you mean 'dept'"):
        composition.blau(networks, "detp")
    with pytest.raises(InputError, match="'HQ' is not an answer to 'dept'"):
        composition.share(networks, "dept", "HQ")


# ------------------------------------------------------------------ strength
def test_strong_starts_at_the_cut_and_without_one_is_the_last_answer():
    rings = ["far", "near", "close"]
    answers = {"E": {"s": ["far", "near", "near", "close", NA]}}
    cut = measure(answered(answers, asked("s", "strength", rings, strong_from="near"))).iloc[0]
    assert cut[["strong", "weak", "share_strong", "share_weak"]].tolist() == pytest.approx([3, 1, 3 / 4, 1 / 4])
    last = measure(answered(answers, asked("s", "strength", rings))).iloc[0]
    assert last[["strong", "weak"]].tolist() == [1, 3]
    assert last[["ring_far", "ring_near", "ring_close"]].tolist() == [1, 2, 1]


def test_outside_and_strong_are_said_per_alter_and_unknown_where_they_were_not_asked():
    ring, place = (
        asked("s", "strength", ["far", "near", "close"], strong_from="near"),
        asked("p", "organisation", ["own", "other"], external=("other",)),
    )
    networks = answered({"E": {"s": ["far", "near", "close", NA], "p": ["other", NA, "own", "own"]}}, ring, place)
    np.testing.assert_array_equal(strong_of(networks), [0, 1, 1, np.nan])
    np.testing.assert_array_equal(outside_of(networks), [1, np.nan, 0, 0])
    unasked = answered({"E": {"x": ["a", "b"]}}, asked("x", "attribute", ["a", "b"]))
    for values in (strong_of(unasked), outside_of(unasked)):
        np.testing.assert_array_equal(values, [np.nan, np.nan])


def test_a_cut_that_is_not_an_answer_is_named():
    for wrong, measured in (
        (asked("s", "strength", ["far", "near"], strong_from="nearr"), strong_of),
        (asked("s", "organisation", ["far", "near"], external=("nearr",)), outside_of),
    ):
        with pytest.raises(InputError, match=r"'nearr' is not an answer to 's'.*Did you mean 'near'"):
            measured(answered({"E": {"s": ["far"]}}, wrong))


def test_counts_of_strength_are_unknown_when_nobody_answered():
    networks = answered({"E": {"s": [NA, NA]}}, asked("s", "strength", ["far", "close"]))
    row = measure(networks).iloc[0]
    assert row[["strong", "weak", "share_strong", "ring_far", "ring_median"]].isna().all()


def test_median_ring_is_the_median_of_the_places():
    """numpy's median of the same places, for odd and even numbers."""
    rng = np.random.default_rng(2)
    rings = ["far", "mid", "near", "close"]
    drawn = {f"E{e}": {"s": [rings[k] for k in rng.integers(0, 4, rng.integers(1, 8))]} for e in range(30)}
    ours = strength.ring_median(answered(drawn, asked("s", "strength", rings))).droplevel("wave")
    assert {e: ours[e] for e in drawn} == {e: np.median([rings.index(r) + 1 for r in c["s"]]) for e, c in drawn.items()}


def test_types_of_a_tie_leave_out_ties_with_any_type_unanswered():
    """By hand: ties with 2, 1, 0 types and one with an unknown: mean 1, multiplex 1 of 3."""
    relations = [Interpreter("talk", role="relation"), Interpreter("learn", role="relation")]
    answers = {"E": {"talk": [True, True, False, True], "learn": [True, False, False, NA]}}
    row = measure(answered(answers, *relations)).iloc[0]
    assert row[["types_mean", "share_multiplex"]].tolist() == pytest.approx([1, 1 / 3])


def test_channels_are_shares_of_the_alters_with_an_answer():
    channel = Interpreter(
        "c",
        role="channel",
        categories=(
            Category("l", channel="face_to_face"),
            Category("d", channel="digital"),
            Category("b", channel="both"),
        ),
    )
    row = measure(answered({"E": {"c": ["l", "l", "d", "b", NA]}}, channel)).iloc[0]
    assert row[["face_to_face", "digital", "both"]].tolist() == [1 / 2, 1 / 4, 1 / 4]


# ------------------------------------------------------------------ learning
OFTEN = ["never", "sometimes", "often"]


def test_balance_and_mutual_by_hand():
    """Brings 2, 1, 0, 0; asks 2, 0, 1, 0; a fifth tie lacks one answer. (3 - 3)/6 = 0; mutual 1 of 3 with exchange."""
    questions = asked("g", "brings", OFTEN), asked("h", "asks", OFTEN)
    answers = {
        "g": ["often", "sometimes", "never", "never", "often"],
        "h": ["often", "never", "sometimes", "never", NA],
    }
    row = measure(answered({"E": answers}, *questions)).iloc[0]
    assert row["balance"] == 0
    assert row["mutual"] == pytest.approx(1 / 3)


def test_balance_runs_from_only_asking_to_only_bringing_and_is_unknown_without_exchange():
    questions = asked("g", "brings", OFTEN), asked("h", "asks", OFTEN)
    networks = answered(
        {
            "asks": {"g": ["never"], "h": ["often"]},
            "brings": {"g": ["often"], "h": ["never"]},
            "nothing": {"g": ["never"], "h": ["never"]},
            "half": {"g": ["often"], "h": [NA]},
        },
        *questions,
    )
    table, why = measure(networks).droplevel("wave"), undefined(networks).droplevel("wave")
    assert table["balance"].fillna(9).to_dict() == {"asks": -1, "brings": 1, "nothing": 9, "half": 9}
    assert why.loc["nothing", ["balance", "mutual"]].tolist() == ["no_exchange"] * 2
    assert why.loc["half", ["balance", "mutual"]].tolist() == ["attribute_missing"] * 2


def test_balance_takes_the_codes_of_answers_and_plain_numbers():
    coded = tuple(Category(i, code=c) for i, c in zip(OFTEN, (0, 1, 4), strict=True))
    questions = Interpreter("g", role="brings", categories=coded), Interpreter("h", role="asks", categories=coded)
    networks = answered({"E": {"g": ["often"], "h": ["sometimes"]}}, *questions)
    assert one(learning.balance(networks)) == pytest.approx((4 - 1) / (4 + 1))
    networks = answered(
        {"E": {"g": [2.5, 0], "h": [0, 7.5]}}, Interpreter("g", role="brings"), Interpreter("h", role="asks")
    )
    assert one(learning.balance(networks)) == pytest.approx((2.5 - 7.5) / 10)
    assert one(learning.mutual(networks)) == 0


def test_mutual_is_the_dyadic_form_of_reciprocity():
    """RE-01's graph: one mutual dyad, three one-sided, two empty: M/(M + A) = 1/4 (methods.md 1.11), not 0.4 or 0.5."""
    matrix = np.array([[0, 1, 1, 0], [1, 0, 1, 0], [0, 0, 0, 0], [1, 0, 0, 0]])
    dyads = list(combinations(range(4), 2))
    answers = {"g": [float(matrix[a, b]) for a, b in dyads], "h": [float(matrix[b, a]) for a, b in dyads]}
    networks = answered({"E": answers}, Interpreter("g", role="brings"), Interpreter("h", role="asks"))
    assert one(learning.mutual(networks)) == 1 / 4


# ------------------------------------------------------------------ access
def four(**cuts):
    scale = ["1", "2", "3"]
    return [asked(r, r, scale, **({"up_to": "1"} if r == "cost" else {"from_": "2"}), **cuts) for r in access.ROLES]


def test_ready_ties_hold_on_all_four_questions_at_their_cuts():
    """By hand. know 3 of 4 at 2 or more; cost at most 1 for 3 of 4; the fourth tie lacks `access`: ready 1 of 3."""
    answers = {
        "know": ["2", "3", "1", "2"],
        "value": ["2", "2", "2", "2"],
        "access": ["3", "2", "2", NA],
        "cost": ["1", "3", "1", "1"],
    }
    row = measure(answered({"E": answers}, *four())).iloc[0]
    expected = {"know": 3 / 4, "value": 1, "access": 1, "cost": 3 / 4, "ready": 1 / 3}
    assert row[list(expected)].to_dict() == pytest.approx(expected)


def test_without_a_cut_a_share_is_unknown_and_so_is_ready():
    questions = [*four()[:3], asked("cost", "cost", ["1", "2", "3"])]
    networks = answered({"E": {r: ["2"] for r in access.ROLES}}, *questions)
    assert undefined(networks)[["cost", "ready"]].iloc[0].tolist() == ["attribute_missing"] * 2
    assert one(access.know(networks)) == 1


# ------------------------------------------------------------------ brokerage
def roles_by_listing(groups, own, tied):
    """Every unordered open pair of alters with a group, one by one."""
    count = dict.fromkeys(brokerage.ROLES, 0)
    for a, b in combinations(range(len(groups)), 2):
        if frozenset((a, b)) in tied or groups[a] is None or groups[b] is None:
            continue
        inside = (groups[a] == own) + (groups[b] == own)
        if inside:
            count["coordinator" if inside == 2 else "boundary"] += 1
        else:
            count["consultant" if groups[a] == groups[b] else "liaison"] += 1
    return count


def test_brokerage_agrees_with_listing_the_open_pairs():
    rng = np.random.default_rng(11)
    alters, own, ties = {}, [], []
    for e in range(40):
        n = int(rng.integers(1, 9))
        alters[f"E{e}"] = {"dept": [str(rng.choice(DEPARTMENT.ids)) if rng.random() < 0.85 else NA for _ in range(n)]}
        own.append(str(rng.choice(DEPARTMENT.ids)))
        ties += [(f"E{e}", a, b) for a, b in combinations(range(n), 2) if rng.random() < 0.4]
    networks = answered(alters, DEPARTMENT, ties=ties, egos={"dept": own}, brokerage="dept")
    table = measure(networks)[list(brokerage.ROLES)].droplevel("wave")
    for (ego, columns), group in zip(alters.items(), own, strict=True):
        if all(d is NA for d in columns["dept"]):
            assert table.loc[ego].isna().all()
            continue
        tied = {frozenset((a, b)) for e, a, b in ties if e == ego}
        assert table.loc[ego].to_dict() == roles_by_listing(columns["dept"], group, tied), ego


def test_the_four_roles_add_up_to_the_open_pairs():
    """UCINET's broker is the number of untied pairs, here counted on the complement of the networkx graph."""
    networks = answered(
        {"E": {"dept": ["IT", "HR", "HR", "R&D", "other"]}}, DEPARTMENT,
        ties=[("E", 0, 1), ("E", 2, 3)], egos={"dept": ["IT"]}, brokerage="dept",
    )  # fmt: skip
    total = measure(networks)[list(brokerage.ROLES)].iloc[0].sum()
    assert total == nx.complement(networks.graph("E", "1")).number_of_edges()


def test_brokerage_is_unknown_without_egos_group_or_ties_and_zero_for_one_alter():
    alters = {e: {"dept": d} for e, d in {"group": ["IT", "HR"], "alone": ["IT"], "nobody": ["IT", "HR"]}.items()}
    egos = {"dept": [NA, "IT", "HR"], "ties_asked": [True, False, False]}
    networks = answered(alters, DEPARTMENT, egos=egos, brokerage="dept")
    table, why = measure(networks).droplevel("wave"), undefined(networks).droplevel("wave")
    roles = list(brokerage.ROLES)
    assert (table.loc["alone", roles] == 0).all()
    assert (why.loc["group", roles] == "attribute_missing").all()
    assert (why.loc["nobody", roles] == "ties_not_asked").all()
    assert (undefined(answered(alters, DEPARTMENT))[roles] == "attribute_missing").all(axis=None)
