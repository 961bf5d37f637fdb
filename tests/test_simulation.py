"""Simulated studies have the effect they are said to have, and no other."""

import numpy as np
import pandas as pd
import pytest

from netlab.changes import turnover
from netlab.measures import measure
from netlab.problems import InputError
from netlab.simulation import simulate
from netlab.statistics import compare

pytestmark = pytest.mark.slow  # too long for the quick loop

MANY = 1_500


def sizes(networks, wave):
    """The number of alters of every ego in a wave."""
    return measure(networks.of(waves=[wave]))["size"].droplevel("wave")


def near(found, expected, sd, n, errors=4):
    """Whether a mean of n lies within four standard errors of what it should be."""
    return found == pytest.approx(expected, abs=errors * sd / np.sqrt(n))


def test_the_same_seed_gives_the_same_study_and_another_seed_another():
    one, again, other = (simulate(9, comparison=5, waves=3, new=1, seed=s).networks for s in (4, 4, 5))
    for table in ("egos", "alters", "ties"):
        pd.testing.assert_frame_equal(getattr(one, table), getattr(again, table))
    assert not one.alters.equals(other.alters)


def test_a_simulated_study_is_clean():
    networks, _ = simulate(
        14, comparison=12, waves=3, new=2, acquainted=0.3, referral=0.5, missing=0.2, knows=0.5, seed=2
    )
    assert networks.cleaned.empty
    assert not networks.alters.duplicated(["ego", "wave", "person"]).any()
    assert (networks.alters["person"] != networks.alters["ego"]).all()


def test_without_an_effect_the_numbers_of_alters_and_of_strong_ones_stay_as_they_are():
    """Also when egos differ in how they keep ties and strong ties are kept longer."""
    networks, _ = simulate(MANY, kept_sd=0.8, kept_strong=1.0, waves=3, seed=3)
    table = measure(networks)[["size", "strong"]]
    for wave in ("t2", "t3"):
        change = table.xs(wave, level="wave") - table.xs("t1", level="wave")
        for column in ("size", "strong"):
            assert near(change[column].mean(), 0, change[column].std(), MANY), (wave, column)


def test_the_start_is_poisson_when_egos_do_not_differ():
    """A Poisson number has its mean as its variance; of 1,500 the variance has a standard error of 3.8 %."""
    first = sizes(simulate(MANY, size=8, size_sd=0, waves=1, seed=5).networks, "t1")
    assert near(first.mean(), 8, np.sqrt(8), MANY)
    assert first.var() == pytest.approx(8, rel=0.15)


def test_new_alters_are_an_effect_that_fades_as_alters_are_lost():
    """By hand: 2 more alters in the second wave, and 75 % of them, 1.5, in the third."""
    networks, truth = simulate(MANY, new=2, kept=0.75, waves=3, seed=6)
    first, second, third = (sizes(networks, w) for w in ("t1", "t2", "t3"))
    for change, expected in ((second - first, 2.0), (third - first, 1.5)):
        assert near(change.mean(), expected, change.std(), MANY)
    assert truth.new == 2
    assert truth.expected.loc["size", "effect"] == pytest.approx(2)


def test_what_is_expected_is_worked_out_from_the_networks_at_the_start():
    """By hand: every alter is kept with .75, 8 × .25 = 2 new ones come without an effect and 3 more with one; of the
    strong ones .75 × .15 weaken (.6 × .1 = .4 × .15), of the weak ones .75 × .1 strengthen."""
    networks, truth = simulate(30, size=8, size_sd=0, kept=0.75, strong=0.4, strengthens=0.1, new=3, seed=7)
    named = networks.alters[networks.alters["wave"] == "t1"]
    n, strong = len(named) / 30, (named["closeness"] == "strong").sum() / 30
    column = truth.expected["trajectory"]
    assert column["kept"] == pytest.approx(0.75 * n)
    assert column["lost"] == pytest.approx(0.25 * n)
    assert column["new"] == pytest.approx(5)
    assert column["size"] == pytest.approx(5 - 0.25 * n)
    after = 0.75 * (0.85 * strong + 0.1 * (n - strong)) + 0.4 * 5
    assert column["strong"] == pytest.approx(after - strong)
    assert truth.expected.loc["new", "without"] == pytest.approx(2)


def test_what_happens_is_what_is_expected():
    """Kept, lost and new as turnover counts them, and the change of strong and outside, of two groups."""
    networks, truth = simulate(
        MANY, comparison=MANY, new=1, new_outside=0.6, strengthening=0.2, kept_group=0.5, kept_sd=0.5, seed=8
    )
    counted = turnover(networks, "t1", "t2")[["kept", "lost", "new"]]
    here = pd.crosstab([networks.alters["ego"], networks.alters["wave"]], networks.alters["place"])["outside"]
    here = here.reindex(networks.index, fill_value=0)
    table = measure(networks)[["size", "strong"]].assign(outside=here.to_numpy())
    change = table.xs("t2", level="wave") - table.xs("t1", level="wave")
    found = counted.join(change).fillna({"kept": 0, "lost": 0, "new": 0})
    for group, letter in (("trajectory", "P"), ("comparison", "C")):
        some = found[found.index.str.startswith(letter)].astype("float64")
        for what, expected in truth.expected[group].items():
            assert near(some[what].mean(), expected, some[what].std(), len(some)), (group, what)


def test_weak_ties_strengthen_as_often_as_said():
    networks, _ = simulate(MANY, strengthens=0.1, strengthening=0.3, seed=9)
    wide = networks.alters.pivot(index=["ego", "person"], columns="wave", values="closeness").dropna()
    weak = wide[wide["t1"] == "weak"]
    assert near((weak["t2"] == "strong").mean(), 0.4, np.sqrt(0.4 * 0.6), len(weak))


def test_strong_ties_and_the_studied_group_keep_more_by_their_log_odds():
    """Log-odds of 1 and 0.5 on top of those of .6, in a plain two by two table of egos who do not differ."""
    networks, truth = simulate(MANY, comparison=MANY, kept=0.6, kept_strong=1.0, kept_group=0.5, seed=10)
    wide = networks.alters.pivot(index=["ego", "person"], columns="wave", values="closeness")
    named = wide[wide["t1"].notna()]
    kept = named["t2"].notna()
    group = named.index.get_level_values("ego").str.startswith("P")
    for studied in (False, True):
        for strength in ("weak", "strong"):
            some = kept[(group == studied) & (named["t1"] == strength)]
            odds = np.log(0.6 / 0.4) + 1.0 * (strength == "strong") + 0.5 * studied
            chance = 1 / (1 + np.exp(-odds))
            assert near(some.mean(), chance, np.sqrt(chance * (1 - chance)), len(some))
    assert (truth.kept_strong, truth.kept_group) == (1.0, 0.5)


def test_whoever_is_referred_was_an_alter_of_a_co_participant_whom_ego_named():
    networks, truth = simulate(12, new=3, acquainted=0.5, referral=0.8, seed=11)
    persons = networks.alters.groupby(["ego", "wave"])["person"].agg(set)
    assert len(truth.referred) > 10
    for ego, person, through in truth.referred.itertuples(index=False):
        assert through in persons[ego, "t1"]
        assert person in persons[through, "t1"]
        assert person not in persons[ego, "t1"]
        assert person in persons[ego, "t2"]
        assert person != ego
    new = turnover(networks, "t1", "t2")["new"].sum()
    assert len(truth.referred) / new == pytest.approx(0.8, abs=4 * np.sqrt(0.16 / new))
    assert simulate(12, new=3, acquainted=0.5, seed=11).truth.referred.empty


def test_acquainted_co_participants_name_each_other_and_are_the_same_persons():
    networks, _ = simulate(12, size=12, acquainted=1.0, waves=1, seed=12)
    named = networks.alters[networks.alters["person"].isin(set(networks.egos["ego"]))]
    of = named.groupby("ego")["person"].agg(set)
    first = sizes(networks, "t1")
    assert all(len(of[ego]) == min(11, first[ego]) for ego in of.index)


def test_who_is_missing_has_no_later_waves_and_small_networks_go_missing_more():
    networks, truth = simulate(1_000, waves=3, missing=0.3, missing_by_size=-0.5, seed=13)
    gone = set(truth.missing["ego"])
    assert set(truth.missing["wave"]) == {"t2", "t3"}
    assert not gone & set(networks.egos.loc[networks.egos["wave"] != "t1", "ego"])
    assert not gone & set(networks.alters.loc[networks.alters["wave"] != "t1", "ego"])
    first = sizes(networks, "t1")
    assert len(first) == 1_000
    assert first[first.index.isin(gone)].mean() < first[~first.index.isin(gone)].mean() - 1
    assert simulate(50).truth.missing.empty


def test_whoever_is_selected_for_a_small_network_grows_without_any_effect():
    """Regression to the mean. By hand: an ego with n alters expects 8 × .25 new ones and loses .25 n."""
    networks, truth = simulate(MANY, size=8, size_sd=0, kept=0.75, selected=0.25, seed=14)
    first, second = sizes(networks, "t1"), sizes(networks, "t2")
    assert first.mean() < 6
    assert truth.expected.loc["size", "without"] == pytest.approx(0.25 * (8 - first.mean()))
    assert truth.expected.loc["size", "effect"] == 0
    change = second - first
    assert near(change.mean(), truth.expected.loc["size", "trajectory"], change.std(), MANY)


def test_the_outcome_rises_by_its_effect_in_the_studied_group_only():
    networks, truth = simulate(MANY, comparison=MANY, score=0.4, seed=15)
    scores = networks.egos.pivot(index="ego", columns="wave", values="score")
    change = scores["t2"] - scores["t1"]
    for letter, expected in (("P", 0.4), ("C", 0.0)):
        some = change[change.index.str.startswith(letter)]
        assert near(some.mean(), expected, some.std(), MANY)
    assert truth.score == 0.4


def test_alters_know_each_other_as_often_as_said():
    for knows, expected in ((0.0, 0.0), (1.0, 1.0)):
        density = measure(simulate(20, knows=knows, waves=3, seed=16).networks)["density"]
        assert (density.dropna() == expected).all()
    networks = simulate(MANY, knows=0.3, seed=16).networks
    for wave in ("t1", "t2"):
        n = sizes(networks, wave)
        pairs = (n * (n - 1) / 2).sum()
        assert near((networks.ties["wave"] == wave).sum() / pairs, 0.3, np.sqrt(0.21), pairs)


def test_outside_is_who_works_elsewhere():
    networks, _ = simulate(MANY, outside=0.3, organisations=3, waves=1, seed=17)
    own = networks.egos.set_index("ego")["organisation"]
    elsewhere = networks.alters["organisation"].to_numpy() != own[networks.alters["ego"]].to_numpy()
    assert ((networks.alters["place"] == "outside").to_numpy() == elsewhere).all()
    assert near(elsewhere.mean(), 0.3, np.sqrt(0.21), len(elsewhere))
    assert networks.alters["organisation"].nunique() == 4  # three, and elsewhere


def test_a_simulated_study_goes_through_the_statistics():
    networks, _ = simulate(12, comparison=10, new=3, missing=0.2, randomised=True, seed=18)
    row = compare(networks, "t1", "t2", group="group").loc["size"]
    assert row["n"] + row["missing"] == 12
    assert networks.codebook.group.randomised
    assert networks.codebook.outcomes[0].column == "score"


def test_nobody_and_one_wave_are_possible():
    empty = simulate(3, size=0, waves=2, seed=19)
    assert empty.networks.alters.empty
    assert len(empty.networks.egos) == 6
    one = simulate(2, waves=1)
    assert one.truth.expected.empty
    assert one.networks.waves == ["t1"]


def test_numbers_that_no_study_can_have_are_named_all_at_once():
    with pytest.raises(InputError) as error:
        simulate(0, kept=1.0, outside=1.5, new=-1, missing=1.0, selected=0, strengthens=0.8, strengthening=0.4)
    text = str(error.value)
    for name in ("egos", "kept", "outside", "new", "missing", "selected", "strengthens + strengthening"):
        assert f"{name} is" in text
    with pytest.raises(InputError, match="Choose a smaller strengthens"):
        simulate(5, strong=0.1, strengthens=0.5)


@pytest.mark.parametrize("odd", [{"egos": 2.5}, {"seed": -1}, {"score": float("nan")}, {"size": "8"}, {"new": None}])
def test_what_is_no_number_for_a_study_is_named(odd):
    with pytest.raises(InputError, match=f"{next(iter(odd))} is "):
        simulate(**odd)
