"""Questions, acquaintance, exact sizes and drop-out in simulated studies are as they are said to be."""

import numpy as np
import pandas as pd
import pytest

from netlab.codebook import Category, Interpreter
from netlab.measures import measure
from netlab.problems import InputError
from netlab.simulation import Question, simulate

MANY = 1_200
SCALE = {"low": 0.3, "middle": 0.5, "high": 0.2}


def near(found, expected, sd, n, errors=4):
    """Whether a mean of n lies within four standard errors of what it should be."""
    return found == pytest.approx(expected, abs=errors * sd / np.sqrt(n))


def shares(alters, column):
    """How often every answer is given, a row per wave."""
    return pd.crosstab(alters["wave"], alters[column], normalize="index")


def paired(networks, column):
    """The answers about every alter who is named in the first two waves."""
    wide = networks.alters.pivot(index=["ego", "person"], columns="wave", values=column)
    return wide[["t1", "t2"]].dropna().astype(str)


# ------------------------------------------------------------------ questions


def test_without_an_effect_answers_are_spread_alike_in_every_wave():
    """Also an answer that depends on how close somebody is, while ties strengthen, weaken, come and go."""
    by_closeness = {"weak": {"no": 0.8, "yes": 0.2}, "strong": {"no": 0.3, "yes": 0.7}}
    questions = [
        Question(Interpreter("theme"), SCALE),
        Question(Interpreter("advice"), by_closeness, given="closeness"),
        Question(Interpreter("help"), {"no": {"a": 0.9, "b": 0.1}, "yes": {"a": 0.2, "b": 0.8}}, given="advice"),
    ]
    networks, _ = simulate(MANY, waves=3, kept_strong=1.0, strengthens=0.2, questions=questions, seed=31)
    alters = networks.alters
    n = alters.groupby("wave", observed=True).size().min()
    for answer, chance in SCALE.items():
        assert all(near(found, chance, 0.5, n) for found in shares(alters, "theme")[answer])
    for closeness, chances in by_closeness.items():
        some = alters[alters["closeness"] == closeness]
        fewest = some.groupby("wave", observed=True).size().min()
        assert all(near(found, chances["yes"], 0.5, fewest) for found in shares(some, "advice")["yes"])
    helped = alters[alters["advice"] == "yes"]
    assert near((helped["help"] == "b").mean(), 0.8, 0.4, len(helped))


def test_an_answer_stays_unless_it_is_asked_afresh():
    """By hand: asked afresh it is the same again with chance .09 + .25 + .04 = .38; so .6 + .4 × .38 = .752."""
    questions = [Question(Interpreter("theme"), SCALE, again=0.4), Question(Interpreter("born"), SCALE, again=0)]
    networks, _ = simulate(MANY, questions=questions, seed=32)
    theme, born = (paired(networks, column) for column in ("theme", "born"))
    assert near((theme["t1"] == theme["t2"]).mean(), 0.752, 0.44, len(theme))
    assert (born["t1"] == born["t2"]).all()


@pytest.mark.slow
def test_answers_rise_a_step_in_the_studied_group_in_the_second_wave_only():
    """By hand: with chance .3 to the next answer, never beyond the last; then 2/10 + .3 × 5/10 are high."""
    question = Question(Interpreter("know"), SCALE, again=0, rises=0.3)
    networks, _ = simulate(MANY, comparison=MANY, waves=3, questions=[question], seed=33)
    wide = networks.alters.pivot(index=["ego", "person"], columns="wave", values="know").dropna().astype(str)
    studied = wide.index.get_level_values("ego").str.startswith("P")
    assert (wide[~studied].nunique(axis=1) == 1).all()
    assert (wide["t2"] == wide["t3"]).all()
    some = wide[studied]
    assert set(map(tuple, some[["t1", "t2"]].drop_duplicates().to_numpy())) == {
        ("low", "low"), ("low", "middle"), ("middle", "middle"), ("middle", "high"), ("high", "high")
    }  # fmt: skip
    assert near((some["t2"] == "high").mean(), 0.35, 0.48, len(some))


def test_an_answer_rises_only_to_one_that_is_ever_given():
    question = Question(
        Interpreter("ring"), {"weak": {"outer": 1}, "strong": {"middle": 0.5, "inner": 0.5}}, "closeness", 0, rises=1
    )
    networks, _ = simulate(200, strengthens=0.0, kept=0.9, questions=[question], seed=34)
    wide = paired(networks, "ring")
    closeness = paired(networks, "closeness")
    assert (wide.loc[closeness["t2"] == "weak", "t2"] == "outer").all()
    assert (wide.loc[closeness["t2"] == "strong", "t2"] == "inner").all()


def test_questions_stand_in_the_codebook_and_are_measured():
    know = Interpreter("know", "know", categories=tuple(map(Category, ("1", "2", "3"))), from_="2")
    networks, _ = simulate(30, questions=[Question(know, {"1": 0.5, "2": 0.3, "3": 0.2})], seed=35)
    assert networks.codebook.interpreters[-1] == know
    yes = (networks.alters["know"] != "1").groupby([networks.alters["ego"], networks.alters["wave"]], observed=True)
    found = measure(networks)["know"].dropna()
    assert found.to_numpy() == pytest.approx(yes.mean().reindex(found.index).to_numpy())


def test_questions_leave_the_rest_of_the_study_as_it_is():
    plain = simulate(12, comparison=5, waves=3, new=1, seed=36).networks
    asked = simulate(12, comparison=5, waves=3, new=1, questions=[Question(Interpreter("x"), SCALE)], seed=36).networks
    pd.testing.assert_frame_equal(asked.alters[plain.alters.columns], plain.alters)
    pd.testing.assert_frame_equal(asked.ties, plain.ties)


def test_questions_that_nobody_can_answer_are_named_all_at_once():
    half = {"a": 0.5, "b": 0.5}
    wrong = [
        Question(Interpreter("place"), half),
        Question(Interpreter("one"), {"a": 0.5, "b": 0.4}),
        Question(Interpreter("two"), half, again=1.5, rises=-1),
        Question(Interpreter("three"), {"x": half}, given="fuor"),
        Question(Interpreter("four"), {"weak": half}, given="closeness"),
        Question(Interpreter("five", categories=(Category("b"), Category("a"))), half),
    ]
    with pytest.raises(InputError) as error:
        simulate(5, questions=wrong)
    text = str(error.value)
    for said in (
        "question 'place': there is a column of that name already",
        "question 'one': the chances are [0.5, 0.4]. Expected 0 or more, together 1",
        "question 'two': again is 1.5. Expected 0 to 1",
        "question 'two': rises is -1. Expected 0 to 1",
        "question 'three' is given 'fuor'. Known: closeness, place",
        "question 'four': chances are there for weak. Expected one for every answer to 'closeness'",
        "question 'five': the answers with a chance are a, b, those of the codebook b, a",
    ):
        assert said in text


# ------------------------------------------------------------------ who knows whom, who meets whom


def test_people_of_one_organisation_know_each_other_and_others_do_when_said():
    networks, _ = simulate(MANY, waves=3, outside=0.5, knows=0.6, knows_apart=0.1, new=1, seed=37)
    alters, own = networks.alters, networks.egos.drop_duplicates("ego").set_index("ego")["organisation"]
    inside = alters[(alters["organisation"].to_numpy() == own[alters["ego"]].to_numpy())]
    of = alters.set_index(["ego", "wave", "alter"])["organisation"]
    for wave in ("t1", "t3"):
        ties = networks.ties[networks.ties["wave"] == wave]
        ends = [of.loc[pd.MultiIndex.from_frame(ties[["ego", "wave", end]])].to_numpy() for end in ("source", "target")]
        n = inside[inside["wave"] == wave].groupby("ego").size()
        pairs = (n * (n - 1) / 2).sum()
        home = ends[0] == own[ties["ego"]].to_numpy()
        assert near((home & (ends[0] == ends[1])).sum() / pairs, 0.6, 0.49, pairs)
        m = alters[alters["wave"] == wave].groupby("ego").size()
        across = (n * (m.reindex(n.index) - n)).sum()  # one end in ego's organisation
        assert near((ends[0] != ends[1])[home | (ends[1] == own[ties["ego"]])].sum() / across, 0.1, 0.3, across)


def test_nobody_knows_that_two_who_work_elsewhere_work_together():
    """With one organisation everybody outside works elsewhere."""
    networks, _ = simulate(40, outside=1.0, organisations=1, knows=1.0, knows_apart=0.0, seed=38)
    assert networks.ties.empty


def test_new_alters_are_co_participants_as_often_as_said():
    networks, truth = simulate(30, comparison=30, size=5, new=4, new_outside=0.75, meeting=0.4, seed=39)
    alters = networks.alters.astype({"wave": str, "ego": str})
    new = alters[alters["wave"] == "t2"].merge(
        alters.loc[alters["wave"] == "t1", ["ego", "person"]], how="left", on=["ego", "person"], indicator=True
    )
    new = new[new["_merge"] == "left_only"]
    studied = new["ego"].str.startswith("P")
    met = new["person"].str.startswith(("P", "C"))
    assert not met[~studied].any()
    n = studied.sum()
    assert near(met[studied].mean(), 0.4, 0.49, n)
    assert near((new.loc[studied, "place"] == "outside").mean(), 0.75, 0.44, n)  # meeting moves nobody outside
    own = networks.egos.drop_duplicates("ego").set_index("ego")["organisation"]
    peers = new[met & studied]
    assert (peers["organisation"].to_numpy() == own[peers["person"]].to_numpy()).all()
    assert not alters.duplicated(["ego", "wave", "person"]).any()
    assert truth.expected.loc["new", "effect"] == 4


@pytest.mark.slow
def test_referral_leaves_who_is_outside_to_the_effect():
    """Over 60 studies the change of the number of alters outside is what is expected of each at its start."""
    off = []
    for seed in range(60):
        networks, truth = simulate(12, new=3, new_outside=0.6, acquainted=0.3, meeting=0.2, referral=0.5, seed=seed)
        outside = (networks.alters["place"] == "outside").groupby(networks.alters["wave"], observed=True).sum()
        off.append((outside["t2"] - outside["t1"]) / 12 - truth.expected.loc["outside", "trajectory"])
    assert near(np.mean(off), 0, np.std(off, ddof=1), len(off))


# ------------------------------------------------------------------ egos of whom one thing is decided


def test_some_egos_start_with_exactly_so_many_alters():
    networks, truth = simulate(5, comparison=2, waves=2, start={"P02": 0, "P05": 20, "C01": 1}, kept=0.75, seed=40)
    size = measure(networks)["size"].xs("t1", level="wave")
    assert size[["P02", "P05", "C01"]].to_list() == [0, 20, 1]
    alone, _ = simulate(5, comparison=2, seed=40)
    others = ["P01", "P03", "P04", "C02"]
    assert size[others].equals(measure(alone)["size"].xs("t1", level="wave")[others])
    assert truth.expected.loc["size", "effect"] == 0


def test_an_ego_who_starts_with_an_exact_number_is_expected_to_keep_it():
    """Nobody at the start: nobody later. Twenty at the start, and on average later."""
    everybody = {f"P{k + 1:03}": 20 if k % 2 else 0 for k in range(400)}
    networks, _ = simulate(400, start=everybody, waves=3, seed=41)
    size = measure(networks)["size"].unstack("wave")
    many = size[[everybody[ego] == 20 for ego in size.index]]
    assert (size.drop(many.index) == 0).all(axis=None)
    for wave in ("t2", "t3"):
        assert near(many[wave].mean(), 20, many[wave].std(), len(many))


def test_who_is_missing_can_be_said_and_changes_nothing_for_the_others():
    gone = {"P02": "t2", "P04": "t3", "C01": "t3"}
    networks, truth = simulate(5, comparison=2, waves=3, missing=gone, seed=42)
    absent = set(zip(truth.missing["ego"], truth.missing["wave"], strict=True))
    assert absent == {("P02", "t2"), ("P02", "t3"), ("P04", "t3"), ("C01", "t3")}
    everybody = simulate(5, comparison=2, waves=3, seed=42).networks
    there = [row not in absent for row in zip(everybody.alters["ego"], everybody.alters["wave"], strict=True)]
    pd.testing.assert_frame_equal(networks.alters, everybody.alters[there].reset_index(drop=True))
    assert len(networks.egos) == 7 * 3 - 4


def test_egos_that_are_not_there_are_named_all_at_once():
    with pytest.raises(InputError) as error:
        simulate(3, waves=2, start={"P1": 2, "P03": -1}, missing={"C01": "t2", "P02": "t3"}, meeting=2, knows_apart=-1)
    text = str(error.value)
    for said in (
        "start names 'P1', who is not in this study. Known: P01, P02, P03.",
        "start of P03 is -1. Expected 0 or more",
        "missing names 'C01', who is not in this study",
        "missing of P02 is 't3'. Expected the first wave that is missed: t2.",
        "meeting is 2. Expected 0 to 1",
        "knows_apart is -1. Expected 0 to 1",
    ):
        assert said in text
