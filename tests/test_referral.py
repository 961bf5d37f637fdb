"""Who came through a co-participant: by hand in a cohort of three, and against every way to deal the new alters."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from test_changes import equal, two_waves, unsure

from netlab.changes.referral import THROUGH, referrals, referrals_in_words, referred, with_referred
from netlab.codebook import Category, Codebook, Group
from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.simulation import simulate
from netlab.statistics import retention_rows
from netlab.statistics.referring import dealt, referred_by_chance, referred_in_words
from netlab.texts import LANGUAGES, has

# By hand. A named B at the start, so A and B are tied; C is tied to nobody. New: A has y (B had y) and u (nobody had),
# B has x (A had x), C has y (B had y, and C is not tied to B) and u.
THREE = {
    ("A", "1"): ["B", "x"],
    ("B", "1"): ["y", "z"],
    ("C", "1"): ["w"],
    ("A", "2"): ["B", "x", "y", "u"],
    ("B", "2"): ["y", "z", "x"],
    ("C", "2"): ["w", "y", "u"],
}


def cohort_of_three(**more):
    return two_waves(THREE, alter_ids="roster", **more)


def every_deal(ego, person, allowed, known):
    """How many are known in every deal that the rules allow, found by trying all orders of the new alters."""
    deals = set()
    for order in set(permutations(person.tolist())):
        deal = tuple(sorted(zip(ego.tolist(), order, strict=True)))
        if len(set(deal)) == len(deal) and all(allowed[cell] for cell in deal):
            deals.add(deal)
    return np.array([sum(known[cell] for cell in deal) for deal in deals])


def test_a_new_alter_whom_a_tied_co_participant_had_is_referred():
    table = referred(cohort_of_three(), "1", "2")
    equal(table.loc["A"], new=2, referred=1, share=0.5, co_participants=1, co_participants_missing=0)
    equal(table.loc["B"], new=1, referred=1, share=1, co_participants=1)
    equal(table.loc["C"], new=2, referred=0, share=0, co_participants=0)
    assert table["reason"].isna().all()
    assert (table["referred_min"] == table["referred_max"]).all()


def test_every_referred_alter_is_listed_with_through_whom():
    table = referrals(cohort_of_three(), "1", "2")
    assert table[["ego", "person", "through"]].to_numpy().tolist() == [["A", "y", "B"], ["B", "x", "A"]]
    assert table["names"].tolist() == ["ego", "other"]  # A named B, B did not name A
    assert not table["unsure"].any()


def test_a_referral_is_told_in_a_sentence_of_either_language():
    """P01 named P07 and P08 at the start, who both had P03."""
    named = {
        ("P01", "1"): ["P07", "P08"],
        ("P07", "1"): ["P03"],
        ("P08", "1"): ["P03"],
        ("P01", "2"): ["P07", "P08", "P03"],
    }
    table = referrals(two_waves(named, alter_ids="roster"), "1", "2")
    assert referrals_in_words(table[:1], "nl") == ["P03 kwam bij P01 via P07."]
    assert referrals_in_words(table, "nl") == ["P03 kwam bij P01 via P07 of P08."]
    assert referrals_in_words(table, "en") == ["P03 came to P01 through P07 or P08."]
    assert referrals_in_words(table[:0], "nl") == []


def test_ties_count_at_the_first_wave_only():
    """C names B only afterwards, so that y did not come through B."""
    later = {**THREE, ("C", "2"): ["w", "y", "u", "B"]}
    row = referred(two_waves(later, alter_ids="roster"), "1", "2").loc["C"]
    equal(row, new=3, referred=0, share=0)


def test_that_nobody_compared_persons_is_not_that_nobody_was_referred():
    networks = two_waves({("A", "1"): "ab", ("B", "1"): "ab", ("A", "2"): "abc", ("B", "2"): "abd"})
    table = referred(networks, "1", "2")
    assert table["reason"].tolist() == ["persons_not_compared"] * 2
    assert table[["new", "referred", "share"]].isna().all(axis=None)
    assert referrals(networks, "1", "2").empty
    chance = referred_by_chance(networks, "1", "2").iloc[0]
    assert chance["reason"] == "persons_not_compared"
    assert chance[["new", "referred", "expected", "p"]].isna().all()
    assert with_referred(networks, "1", "2").alters[THROUGH].isna().all()


def test_persons_csv_says_who_is_who_between_egos():
    """B's alter 1 is A's alter 7, who is new; B is A's alter 2."""
    egos = pd.DataFrame([(e, w) for e in "AB" for w in "12"], columns=["ego", "wave"])
    alters = [("A", "1", "2"), ("A", "2", "2"), ("A", "2", "7"), ("B", "1", "1"), ("B", "2", "1")]
    persons = [("A", "1", "2", "B"), ("A", "2", "2", "B"), ("A", "2", "7", "Kim"), ("B", "1", "1", "Kim")]
    networks = EgoNetworks.from_frames(
        egos,
        pd.DataFrame(alters, columns=["ego", "wave", "alter"]),
        persons=pd.DataFrame(persons, columns=["ego", "wave", "alter", "person"]),
    )
    assert referrals(networks, "1", "2")[["ego", "person", "alter", "through"]].to_numpy().tolist() == [
        ["A", "Kim", "7", "B"]
    ]


def test_who_was_missing_is_missing_and_a_missing_co_participant_is_counted():
    """D is interviewed afterwards only: whom D had is not known. A named D at the start; C has no second wave."""
    named = {("A", "1"): ["B", "D"], ("B", "1"): ["y"], ("C", "1"): ["B"], ("A", "2"): ["B", "y"], ("B", "2"): ["y"]}
    table = referred(two_waves({**named, ("D", "2"): ["y"]}, alter_ids="roster"), "1", "2")
    assert table["reason"].fillna("").to_dict() == {"A": "", "B": "none_new", "C": "wave_missing", "D": "wave_missing"}
    equal(table.loc["A"], new=1, referred=1, co_participants=1, co_participants_missing=1)
    equal(table.loc["B"], new=0, referred=0, share=np.nan, co_participants=2)
    assert table.loc[["C", "D"], ["new", "referred", "share"]].isna().all(axis=None)


def test_a_doubt_about_who_is_new_leaves_a_range():
    """By hand: y at A may be the w that A had. Then u alone is new, and nobody was referred."""
    named = {**THREE, ("A", "1"): ["B", "x", "w"]}
    networks = two_waves(named, alter_ids="roster", links=[unsure("A", "w", "y")])
    row = referred(networks, "1", "2").loc["A"]
    equal(row, new=np.nan, new_min=1, new_max=2, referred=np.nan, referred_min=0, referred_max=1, share_max=0.5)
    assert row["reason"] == "unsure"
    assert referrals(networks, "1", "2").query("ego == 'A'")["unsure"].tolist() == [True]
    ends = referred_by_chance(networks, "1", "2", draws=99)
    assert ends.index.get_level_values("unsure").tolist() == ["different", "same"]
    assert ends["referred"].tolist() == [2, 1]
    rows = retention_rows(with_referred(networks, "1", "2"), "1", "2", [], outcome=THROUGH, unsure="same")
    assert rows.query("ego == 'A'")["outcome"].tolist() == [0]


def test_co_participants_are_of_one_group():
    """A and B are tied but in two groups; without a group for C its numbers are unknown."""
    egos = pd.DataFrame(list(THREE), columns=["ego", "wave"]).assign(team=["p", "q", None] * 2)
    networks = cohort_of_three(egos=egos)
    table = referred(networks, "1", "2", group="team")
    assert table["referred"].fillna(-1).tolist() == [0, 0, -1]
    assert table["reason"].fillna("").tolist() == ["", "", "group_missing"]
    assert referrals(networks, "1", "2", group="team").empty
    assert len(referrals(networks, "1", "2")) == 2
    declared = Codebook(group=Group("team", (Category("p"), Category("q"))), alter_ids="roster")
    named = EgoNetworks.from_frames(networks.egos, networks.alters, codebook=declared)
    assert referrals(named, "1", "2").empty  # the codebook's group is taken unasked
    chance = referred_by_chance(named, "1", "2", draws=99)
    assert chance.index.get_level_values("group").tolist() == ["p", "q", "all"]
    assert chance["new"].tolist() == [2, 1, 3]


def test_the_column_says_of_new_alters_whether_they_came_through_a_co_participant():
    networks = cohort_of_three()
    told = with_referred(networks, "1", "2").alters.query("wave == '2'").set_index(["ego", "alter"])[THROUGH]
    assert told["A"].dropna().to_dict() == {"y": True, "u": False}
    assert told["B"].dropna().to_dict() == {"x": True}
    assert told["C"].dropna().to_dict() == {"y": False, "u": False}
    assert THROUGH not in networks.alters
    rows = retention_rows(with_referred(networks, "1", "2"), "1", "2", [], outcome=THROUGH)
    assert sorted(rows["outcome"]) == [0, 0, 0, 1, 1]


def test_chance_in_the_cohort_of_three_is_what_can_be_worked_out_by_hand():
    """New are y and u twice each, and x. A had x, B had y: only B or C can have x.

    B has x: A and C have y and u; A's y and B's x are known, 2. B has u: A has y and u, C has x and y; A's y, 1. So 1.5
    is expected, and both deals are as far from it: p = 1.
    """
    row = referred_by_chance(cohort_of_three(), "1", "2").loc[("all", "none")]
    equal(row, egos=3, new=5, referred=2, share=0.4, low=1, high=2, p=1)
    assert row["expected"] == pytest.approx(1.5, abs=0.02)  # 9,999 draws: three standard errors are 0.015
    assert row["family_size"] == 1


@pytest.mark.parametrize("seed", range(4))
def test_chance_is_every_way_to_deal_the_new_alters(seed):
    """Against all deals, tried one by one: seven new alters, four egos, six persons, random bans."""
    rng = np.random.default_rng(seed)
    ego = np.array([0, 0, 1, 1, 2, 2, 3])
    person = np.concatenate([rng.permutation(6)[:2], rng.permutation(6)[:2], rng.permutation(6)[:2], [5]])
    allowed, known = rng.random((4, 6)) < 0.8, rng.random((4, 6)) < 0.5
    allowed[ego, person] = True
    deals = every_deal(ego, person, allowed, known)
    drawn = dealt(ego, person, allowed, known, 4000, rng)
    assert len(set(deals)) > 2  # there is something to compare
    for known_ones in np.unique(deals):
        assert (drawn == known_ones).mean() == pytest.approx((deals == known_ones).mean(), abs=0.025)
    assert set(drawn) <= set(deals)


def test_a_deal_keeps_to_the_rules_and_each_is_as_likely():
    """Two egos with two new alters each, of four persons, one of whom ego 1 may not have: by hand, three deals.

    Without the ban six deals: each pair of 0123 for ego 0. Person 3 is banned at ego 1, so that ego 0 has 3 and one
    other. `known` is true for (ego 0, person 0): one deal of three.
    """
    allowed = np.ones((2, 4), dtype=bool)
    allowed[1, 3] = False
    known = np.zeros((2, 4), dtype=bool)
    known[0, 0] = True
    ego, person = np.array([0, 0, 1, 1]), np.array([0, 3, 1, 2])
    drawn = dealt(ego, person, allowed, known, 6000, np.random.default_rng(1))
    assert drawn.mean() == pytest.approx(1 / 3, abs=0.02)  # three standard errors: 0.018
    assert dealt(ego, person, allowed, allowed, 50, np.random.default_rng(1)).tolist() == [4] * 50


def test_exchanges_of_three_reach_what_exchanges_of_two_do_not():
    """Everybody may have all but one: A not x, B not y, C not z. By hand, two deals: y z x and z x y."""
    allowed = ~np.eye(3, dtype=bool)
    known = np.zeros((3, 3), dtype=bool)
    known[0, 1] = True
    drawn = dealt(np.arange(3), np.array([1, 2, 0]), allowed, known, 4000, np.random.default_rng(1))
    assert drawn.mean() == pytest.approx(0.5, abs=0.03)


def test_where_every_deal_gives_the_same_number_there_is_no_p():
    """One ego has all that is new."""
    named = {("A", "1"): ["B"], ("B", "1"): ["y"], ("A", "2"): ["B", "y", "u"], ("B", "2"): ["y"]}
    row = referred_by_chance(two_waves(named, alter_ids="roster"), "1", "2", draws=99).iloc[0]
    equal(row, referred=1, expected=1, p=np.nan)
    assert row["reason"] == "same_count"
    none = referred_by_chance(two_waves({**named, ("A", "2"): ["B"]}, alter_ids="roster"), "1", "2", draws=99).iloc[0]
    assert none["reason"] == "none_new"
    assert np.isnan(none["share"])


def test_the_simulator_tells_the_same_who_came_through_whom():
    """`truth.referred` is made before the networks; whoever is missing from the second wave has no fates."""
    networks, truth = simulate(egos=14, acquainted=0.3, referral=0.5, new=2, missing=0.15, seed=4)
    table = referrals(networks, "t1", "t2")
    told = truth.referred[~truth.referred["ego"].isin(truth.missing["ego"])]
    assert len(told) > 8
    assert set(map(tuple, told.to_numpy())) <= set(map(tuple, table[["ego", "person", "through"]].to_numpy()))
    chance = referred_by_chance(networks, "t1", "t2", draws=999).iloc[0]
    assert chance["p"] < 0.05  # half of the new alters were referred
    assert (
        chance["referred"] == table.groupby(["ego", "person"]).ngroups == referred(networks, "t1", "t2").referred.sum()
    )


@pytest.mark.slow
def test_p_is_seldom_small_when_who_came_where_is_chance():
    """400 random cohorts of 8 egos, dealt by numpy and not by exchanges; 99 draws. Expected .05, 3 s.e. is .033."""
    rng, small = np.random.default_rng(8), 0
    for _ in range(400):
        allowed, known = np.ones((8, 24), dtype=bool), rng.random((8, 24)) < 0.3
        person = np.concatenate([rng.permutation(24)[:3] for _ in range(8)])
        ego = np.repeat(np.arange(8), 3)
        seen = known[ego, person].sum()
        drawn = dealt(ego, person, allowed, known, 99, rng)
        middle = (drawn.sum() + seen) / 100
        small += (1 + (np.abs(drawn - middle) >= abs(seen - middle) - 1e-9).sum()) / 100 <= 0.05
    assert small / 400 <= 0.05 + 0.033
    assert small > 0


def test_the_same_seed_gives_the_same_numbers_and_nothing_changes():
    networks = cohort_of_three()
    before = networks.alters.copy()
    one, two = (referred_by_chance(networks, "1", "2", draws=199, seed=5) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    pd.testing.assert_frame_equal(networks.alters, before)


def test_where_one_group_alone_can_be_tested_that_of_all_is_the_same_test_and_counts_once():
    """Nobody of the comparison group had a co-participant: dealt anew, its number is always 0."""
    sim = simulate(egos=8, comparison=8, new=1.0, acquainted=0.3, referral=0.4, seed=3).networks
    table = referred_by_chance(sim, "t1", "t2", "group", draws=199).droplevel("unsure")
    assert table.loc["comparison", "reason"] == "same_count"
    assert table.loc["all", "p"] == table.loc["trajectory", "p"]
    assert set(table["family_size"]) == {1}
    tested = table.loc[["trajectory", "all"]]
    assert (tested["p_adjusted"] == tested["p"]).all()  # one test needs no correction
    assert "een van" not in referred_in_words(table.loc["trajectory"], "nl")


def test_what_chance_gives_is_said_with_its_range_before_p():
    row = referred_by_chance(cohort_of_three(), "1", "2", draws=199).iloc[0]
    for lang in LANGUAGES:
        sentence = referred_in_words(row, lang)
        assert "5" in sentence
        assert sentence.index("(p ") > sentence.index({"nl": "meestal", "en": "mostly"}[lang])
        assert sentence.endswith(
            {"nl": "de enige toets in deze familie).", "en": "the only test in this family)."}[lang]
        )
        assert "*" not in sentence
        for reason in ("persons_not_compared", "group_missing", "none_new", "same_count"):
            assert has(f"referral.reason.{reason}", lang)
    assert referred_in_words(row.replace({row["reason"]: "same_count"}), "nl").startswith("hoe de nieuwe contacten ook")


def test_an_unknown_wave_or_group_is_named():
    with pytest.raises(InputError, match="'3' is not in this study"):
        referred(cohort_of_three(), "1", "3")
    with pytest.raises(InputError, match="'team' is not a column of the egos"):
        referrals(cohort_of_three(), "1", "2", group="team")
