"""Homophily and brokerage beside what chance gives: by hand, and against every way to deal the labels."""

from itertools import combinations, permutations
from math import comb

import numpy as np
import pandas as pd
import pytest

from netlab.codebook import Category, Codebook, Interpreter
from netlab.measures import measure
from netlab.measures.roles import ROLES, roles
from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.statistics.brokers import brokerage_by_chance, roles_by_chance
from netlab.statistics.chance import homophily, homophily_of_groups

pytestmark = pytest.mark.slow  # too long for the quick loop

TEAMS = Interpreter("team", categories=tuple(map(Category, ["red", "blue", "green"])))
ROSTER = pd.DataFrame({"person": list("ABCDEFGHIJ"), "team": ["red"] * 4 + ["blue"] * 6})


def study(named, own=None, ids="own", answers=None, ties=None, **codebook):
    """Networks in one wave from {ego: alters}; answers per person, ego's own beside them."""
    own, answers = own or {}, answers or {}
    rows = [(ego, alter, answers.get(alter)) for ego, alters in named.items() for alter in alters]
    egos = pd.DataFrame({"ego": list(named), "team": pd.Series([own.get(e) for e in named], dtype=object)})
    tied = [(ego, *pair) for ego, pairs in (ties or {}).items() for pair in pairs]
    return EgoNetworks.from_frames(
        egos,
        pd.DataFrame(rows, columns=["ego", "alter", "team"]),
        pd.DataFrame(tied, columns=["ego", "source", "target"]) if ties is not None else None,
        codebook=Codebook(interpreters=(TEAMS,), alter_ids=ids, **codebook),
    )


def of_a(named, **more):
    return homophily(study({"A": named}, ids="roster", **more), "team", ROSTER).iloc[0]


# ------------------------------------------------------------------ homophily of one ego
def test_homophily_against_a_roster_by_hand():
    """A is red, one of 4 reds of 10, and names B, C (red) and E: S = 2 of k = 3, w = 3/9.

    Coleman (2/3 - 1/3) / (1 - 1/3) = 1/2. a, b, c, d = 2, 1, 1, 5: Q = (10 - 1) / (10 + 1). Of the C(9,3) = 84 ways to
    name three, 20 have no red, 45 one, 18 two, 1 three; expected 1, so p = (20 + 18 + 1) / 84.
    """
    row = of_a("BCE")
    assert row[["named", "same", "ei", "expected_same", "expected_ei"]].tolist() == pytest.approx(
        [3, 2 / 3, -1 / 3, 1 / 3, 1 / 3]
    )
    assert row["coleman"] == pytest.approx(0.5)
    assert row["yules_q"] == pytest.approx(9 / 11)
    assert row["p"] == pytest.approx(39 / 84)
    assert row[["roster", "own_group", "left_out", "family_size"]].tolist() == [10, 4, 0, 1]
    assert pd.isna(row["reason"])


def test_fewer_alike_than_chance_is_measured_against_what_was_possible():
    """None of three alike: Coleman (0 - 1/3) / (1/3) = -1; Q = (0·3 - 3·3) / (…) = -1; p: |0 - 1| as far, 39/84."""
    row = of_a("EFG")
    assert row[["same", "ei", "coleman", "yules_q"]].tolist() == pytest.approx([0, 1, -1, -1])
    assert row["p"] == pytest.approx(39 / 84)


def test_a_negative_ei_can_be_no_homophily_at_all():
    """A blue person names four blue of 5 possible among 9 others and two red of 4: E-I -1/3, expected -1/9."""
    row = homophily(study({"E": "FGHIAB"}, ids="roster"), "team", ROSTER).iloc[0]
    assert row["ei"] == pytest.approx(-1 / 3)
    assert row["expected_ei"] == pytest.approx(1 - 2 * 5 / 9)
    assert row["p"] > 0.5


@pytest.mark.parametrize("k", range(1, 9))
def test_p_is_that_of_every_way_to_name_as_many(k):
    others = np.array([1, 1, 1, 0, 0, 0, 0, 0, 0])  # alike or not, of B … J
    for s in range(min(k, 3) + 1):
        if k - s <= 6:
            ways = np.array([others[list(c)].sum() for c in combinations(range(9), k)])
            expected = (np.abs(ways - k / 3) >= abs(s - k / 3) - 1e-9).mean()
            assert of_a("BCD"[:s] + "EFGHIJ"[: k - s])["p"] == pytest.approx(expected)
            assert len(ways) == comb(9, k)


def test_what_cannot_be_known_is_nan_with_its_reason():
    empty = of_a("")
    assert empty["reason"] == "no_alters"
    assert empty[["same", "ei", "expected_same", "coleman", "yules_q", "p"]].isna().all()
    everyone = of_a("BCDEFGHIJ")
    assert everyone["reason"] == "everyone_named"
    assert np.isnan(everyone["yules_q"])
    assert everyone[["same", "expected_same", "coleman", "p"]].tolist() == pytest.approx([1 / 3, 1 / 3, 0, 1])
    off = homophily(study({"Z": "AB"}, ids="roster"), "team", ROSTER).iloc[0]
    assert off["reason"] == "attribute_missing"  # Z is not on the roster
    assert off["left_out"] == 2
    alone = homophily(study({"A": "EF"}, ids="roster"), "team", ROSTER[3:].replace("D", "A")).iloc[0]
    assert alone["reason"] == "alone_in_group"
    assert np.isnan(alone["yules_q"])
    one = homophily(study({"A": "BC"}, ids="roster"), "team", ROSTER[:4]).iloc[0]
    assert one["reason"] == "one_group"
    assert one[["coleman", "yules_q", "p"]].isna().all()
    assert one["same"] == 1


def test_who_is_not_on_the_roster_is_left_out_and_counted():
    unknown = ROSTER.assign(team=ROSTER["team"].where(ROSTER["person"] != "C"))
    row = homophily(study({"A": "BCEZ"}, ids="roster"), "team", unknown).iloc[0]
    assert row[["named", "left_out", "roster", "own_group"]].tolist() == [2, 2, 9, 3]
    assert row["expected_same"] == pytest.approx(2 / 8)


def test_without_a_roster_only_what_was_seen_is_known():
    """Free recall: E-I and share same as `measure` has them, nothing of chance."""
    answers = {"x": "red", "y": "red", "z": "blue"}
    networks = study({"A": "xyz", "B": "x", "C": ""}, own={"A": "red", "C": "red"}, answers=answers)
    table = homophily(networks, "team")
    measures = measure(networks)
    pd.testing.assert_series_equal(table["same"], measures["same_team"], check_names=False)
    pd.testing.assert_series_equal(table["ei"], measures["ei_team"], check_names=False)
    assert table["reason"].tolist() == ["no_roster", "attribute_missing", "no_alters"]
    unknown = ["expected_same", "expected_ei", "coleman", "yules_q", "p", "roster", "own_group"]
    assert table[unknown].isna().all(axis=None)
    assert table["family_size"].tolist() == [0, 0, 0]
    groups = homophily_of_groups(networks, "team").droplevel("wave")
    assert groups.loc["red", ["egos", "named"]].tolist() == [2, 3]
    assert groups.loc["all", "same"] == pytest.approx(2 / 3)
    assert groups["reason"].tolist() == ["no_roster", "no_egos", "no_egos", "no_roster"]
    assert groups[["expected_same", "coleman", "yules_q", "odds_ratio", "p"]].isna().all(axis=None)


def test_the_roster_can_be_gathered_from_what_all_egos_say():
    """Ids of a roster. C never answers: B and A say blue, so blue; D: they differ, so unknown. A's own answer wins."""
    egos = pd.DataFrame({"ego": ["A", "B"], "team": ["red", "red"]})
    alters = [("A", "B", "red"), ("A", "C", "blue"), ("A", "D", "red"), ("B", "C", "blue"), ("B", "D", "blue")]
    alters += [("B", "A", "green")]
    networks = EgoNetworks.from_frames(
        egos,
        pd.DataFrame(alters, columns=["ego", "alter", "team"]),
        codebook=Codebook(interpreters=(TEAMS,), alter_ids="roster"),
    )
    table = homophily(networks, "team")
    assert table["roster"].tolist() == [3, 3]
    assert table["named"].tolist() == [2, 2]
    assert table["left_out"].tolist() == [1, 1]
    assert table["same"].tolist() == [0.5, 0.5]
    assert table["expected_same"].tolist() == [0.5, 0.5]


def test_an_answer_of_another_wave_serves_where_this_wave_has_none():
    egos = pd.DataFrame([("A", "1", "red"), ("B", "1", "blue"), ("A", "2", "red")], columns=["ego", "wave", "team"])
    networks = EgoNetworks.from_frames(
        egos,
        pd.DataFrame([("A", "2", "B", None)], columns=["ego", "wave", "alter", "team"]),
        codebook=Codebook(interpreters=(TEAMS,), alter_ids="roster"),
    )
    row = homophily(networks, "team").loc[("A", "2")]
    assert row[["named", "roster", "same"]].tolist() == [1, 2, 0]


def test_a_roster_that_cannot_be_used_says_all_that_is_wrong():
    networks = study({"A": "BC"}, ids="roster")
    with pytest.raises(InputError, match="the roster has no column 'team'"):
        homophily(networks, "team", ROSTER[["person"]])
    wrong = pd.concat([ROSTER, ROSTER[:1]], ignore_index=True).replace({"team": {"blue": "blau"}})
    with pytest.raises(InputError) as error:
        homophily(networks, "team", wrong)
    assert len(error.value.problems) == 7  # six with an unknown answer, A twice
    assert "person E: 'blau' is not an answer to 'team'. Known: red, blue, green. Did you mean 'blue'?" in str(
        error.value
    )
    assert "names person A 2 times" in str(error.value)
    with pytest.raises(InputError, match="'tem' is not a closed question"):
        homophily(networks, "tem", ROSTER)


# ------------------------------------------------------------------ homophily of all together
NAMES = {"A": "BD", "B": "A", "D": "EF", "E": "D", "C": "", "F": "A"}
SIX = pd.DataFrame({"person": list("ABCDEF"), "team": ["red"] * 3 + ["blue"] * 3})


def test_all_together_against_every_way_to_deal_the_labels():
    """C(6,3) = 20 divisions of six people into two teams; 9,999 draws give p to 0.015."""
    table = homophily_of_groups(study(NAMES, ids="roster"), "team", SIX).droplevel("wave")
    arcs = [(a, b) for a, others in NAMES.items() for b in others]
    far = {"red": [], "blue": [], "all": []}
    for reds in combinations("ABCDEF", 3):  # the observed one is the first
        same = dict.fromkeys(far, 0.0)
        for a, b in arcs:
            beyond = ((a in reds) == (b in reds)) - 2 / 5
            same["all"] += beyond
            same["red" if a in reds else "blue"] += beyond
        for team in far:
            far[team].append(abs(same[team]))
    for team, distances in far.items():
        p = np.mean(np.array(distances) >= distances[0] - 1e-9)
        assert table.loc[team, "p"] == pytest.approx(p, abs=0.015)
    found = table.loc["red", ["egos", "named", "same", "expected_same", "roster"]].tolist()
    assert found == pytest.approx([3, 3, 2 / 3, 2 / 5, 3])
    assert table.loc["all", "named"] == len(arcs)
    assert table.loc["green", "reason"] == "no_egos"


def test_all_cells_together_by_hand():
    """Red egos: a, b = 2, 1 of 3·2 = 6 alike and 3·3 = 9 others: c, d = 4, 8. Blue: a, b = 3, 1; c, d = 3, 8.

    All: a, b, c, d = 5, 2, 7, 16; odds ratio 80/14; Q = 66/94. Coleman red (2/3 - 2/5)/(3/5) = 4/9.
    """
    table = homophily_of_groups(study(NAMES, ids="roster"), "team", SIX, draws=99).droplevel("wave")
    assert table.loc["all", "odds_ratio"] == pytest.approx(80 / 14)
    assert table.loc["all", "yules_q"] == pytest.approx(66 / 94)
    assert table.loc["red", "coleman"] == pytest.approx(4 / 9)
    assert table.loc["red", "odds_ratio"] == pytest.approx(2 * 8 / (1 * 4))
    assert np.isnan(table.loc["all", "coleman"])


def test_groups_of_unequal_size_give_no_false_homophily():
    """Nine of ten egos are of the large group and name it as often as chance has it: every ego names everyone."""
    roster = pd.DataFrame({"person": list("ABCDEFGHIJ"), "team": ["red"] * 9 + ["blue"]})
    networks = study({e: [a for a in "ABCDEFGHIJ" if a != e] for e in "ABCDEFGHIJ"}, ids="roster")
    row = homophily_of_groups(networks, "team", roster, draws=99).loc[("1", "all")]
    assert row["ei"] < -0.5
    assert row["ei"] == pytest.approx(row["expected_ei"])
    assert row["p"] == 1


def test_p_of_all_together_is_seldom_small_when_labels_mean_nothing():
    """500 studies of 8 egos of 20 people, three names each; .05 expected, three standard errors are .03."""
    rng, small = np.random.default_rng(2), 0
    people = [f"p{i:02}" for i in range(20)]
    for _ in range(500):
        roster = pd.DataFrame({"person": people, "team": rng.permutation(["red"] * 12 + ["blue"] * 8)})
        egos = rng.choice(people, 8, replace=False)
        named = {e: rng.choice([p for p in people if p != e], 3, replace=False) for e in egos}
        small += (
            homophily_of_groups(study(named, ids="roster"), "team", roster, draws=199).loc[("1", "all"), "p"] <= 0.05
        )
    assert small / 500 <= 0.05 + 0.03
    assert small > 0


# ------------------------------------------------------------------ brokerage
def broker(groups, tied, own="red"):
    answers = dict(zip("vwxyz", groups, strict=False))
    named = "vwxyz"[: len(groups)]
    return study({"A": named}, own={"A": own}, answers=answers, ties={"A": tied}, brokerage="team")


@pytest.mark.parametrize("tied", [[], ["vw"], ["vx", "wy"], ["vw", "wx", "yz"]])
def test_brokerage_against_every_way_to_deal_the_groups(tied):
    """All 5! orders of red, red, blue, blue, green; observed is what `measure` counts, and the roles add up."""
    groups = ["red", "red", "blue", "blue", "green"]
    networks = broker(groups, tied)
    table = brokerage_by_chance(networks).loc[("A", "1")]
    apart = [p for p in combinations("vwxyz", 2) if "".join(p) not in tied]

    def counted(order):
        of = dict(zip("vwxyz", order, strict=True))
        found = dict.fromkeys(["coordinator", "consultant", "boundary", "liaison"], 0)
        for one, other in ((of[a], of[b]) for a, b in apart):
            reds = (one == "red") + (other == "red")
            found[
                "coordinator" if reds == 2 else "boundary" if reds else "consultant" if one == other else "liaison"
            ] += 1
        return list(found.values())

    every = np.array([counted(order) for order in permutations(groups)])
    assert table["observed"].tolist() == every[0].tolist()
    assert table["observed"].tolist() == measure(networks)[list(table.index)].iloc[0].tolist()
    assert table["expected"].to_numpy() == pytest.approx(every.mean(axis=0))
    assert table["expected"].sum() == pytest.approx(len(apart))
    p = (np.abs(every - every.mean(axis=0)) >= np.abs(every[0] - every.mean(axis=0)) - 1e-9).mean(axis=0)
    assert table["p"].to_numpy() == pytest.approx(p, abs=0.02)
    assert (table["low"] >= every.min(axis=0)).all()
    assert (table["high"] <= every.max(axis=0)).all()
    assert table["family_size"].eq(4).all()


def test_brokerage_that_cannot_be_known_says_why():
    def first(networks):
        return brokerage_by_chance(networks, draws=19).iloc[0]

    assert first(broker(["blue", "blue"], ["vw"]))["reason"] == "no_open_pairs"
    same = first(broker(["blue", "blue", "blue"], ["vw"], own="blue"))
    assert same["reason"] == "one_group"
    assert same[["observed", "expected"]].tolist() == [2, 2]  # three pairs, one tied
    assert np.isnan(same["p"])
    assert first(broker(["blue"], []))["reason"] == "one_alter"
    assert first(broker([], []))["reason"] == "no_alters"
    assert first(broker(["red", "blue"], [], own=None))["reason"] == "attribute_missing"
    assert first(broker(["red", None], []))["reason"] == "attribute_missing"
    unasked = study({"A": "vw"}, own={"A": "red"}, answers={"v": "red", "w": "blue"}, brokerage="team")
    assert first(unasked)["reason"] == "ties_not_asked"
    assert first(study({"A": "vw"}, ties={"A": []}))["reason"] == "attribute_missing"  # no attribute declared


def test_an_alter_of_unknown_group_is_left_out_of_the_deal():
    """v red, w blue, x unknown: one open pair of known groups, boundary in either order."""
    table = brokerage_by_chance(broker(["red", "blue", None], []), draws=99).loc[("A", "1")]
    assert table["observed"].to_dict() == {"coordinator": 0, "consultant": 0, "boundary": 1, "liaison": 0}
    assert table["expected"].tolist() == table["observed"].tolist()
    assert table["p"].tolist() == [1, 1, 1, 1]


ARCS = pd.DataFrame([tuple(a) for a in ["ab", "bc", "cd", "da", "be", "eb", "ec", "ae"]], columns=["source", "target"])
FIVE = pd.Series(["red", "red", "blue", "blue", "red"], index=list("abcde"))


def test_roles_in_a_whole_network_against_every_way_to_deal_the_groups():
    table = roles_by_chance(ARCS, FIVE)
    every = np.array([roles(ARCS, pd.Series(o, index=FIVE.index))[list(ROLES)] for o in permutations(FIVE)])
    assert table["observed"].to_numpy() == pytest.approx(every[0].ravel())
    assert table["expected"].to_numpy() == pytest.approx(every.mean(axis=0).ravel())
    p = (np.abs(every - every.mean(axis=0)) >= np.abs(every[0] - every.mean(axis=0)) - 1e-9).mean(axis=0).ravel()
    assert table["p"].to_numpy() == pytest.approx(p, abs=0.02)
    assert table["family_size"].eq(25).all()


def test_roles_leave_the_unknown_unknown():
    """By hand: a → b → c is open; with c's group unknown nobody knows b's role. z is only in the roster."""
    ties = pd.DataFrame([("a", "b"), ("b", "c"), ("b", "b"), ("a", "b")], columns=["source", "target"])
    known = roles(ties, pd.Series({"a": "red", "b": "blue", "c": "blue", "z": "red"}))
    assert known.loc["b"].to_dict() == {**dict.fromkeys(ROLES, 0), "gatekeeper": 1, "unknown": 0}
    assert known.loc["z"].eq(0).all()
    unknown = roles(ties, pd.Series({"a": "red", "b": "blue"}))
    assert unknown.loc["b", "unknown"] == 1
    assert unknown.loc["b", list(ROLES)].eq(0).all()
    assert unknown.loc["c", list(ROLES)].isna().all()
    reasons = roles_by_chance(ties, pd.Series({"a": "red", "b": "blue"}), draws=9)["reason"].groupby("person").first()
    assert reasons.to_dict() == {"a": "no_open_pairs", "b": "no_open_pairs", "c": "attribute_missing"}
    one = roles_by_chance(ties, pd.Series({"a": "red", "b": "red", "c": "red"}), draws=9).loc["b"]
    assert one["reason"].eq("one_group").all()
    assert one["expected"].tolist() == [1, 0, 0, 0, 0]


def test_the_same_seed_gives_the_same_numbers():
    networks = study(NAMES, ids="roster")
    one, two = (homophily_of_groups(networks, "team", SIX, draws=99, seed=7) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    first, second = (roles_by_chance(ARCS, FIVE, draws=99, seed=7) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
