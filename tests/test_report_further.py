"""The parts of a report below its main line: who is missing, who stays, outcomes, the course, contrasts, cautions."""

from __future__ import annotations

import html
import math
import re
from dataclasses import replace
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest

import netlab as nl
from netlab import report
from netlab.changes.referral import THROUGH, with_referred
from netlab.codebook import Category, Codebook, Group, Interpreter, Outcome, Wave
from netlab.networks import EgoNetworks
from netlab.problems import found
from netlab.report.odds import gee_table, odds
from netlab.report.outcomes import rho_interval
from netlab.report.parameters import from_codebook
from netlab.report.running import NOTEBOOKS, design_of, selected
from netlab.report.staying import Asked, _told, usual_predictors
from netlab.study import Study, open_study
from netlab.texts import p_words, say


def study_of(networks: EgoNetworks) -> Study:
    return Study(Path("made_up"), networks.codebook, networks, None, None, None, found())


def words(part) -> str:
    """What a part says, cells and paragraphs apart by bars."""
    text = re.sub(r"</(?:p|li|t[dh]|h3|summary)>", " | ", part.data)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)))


STRENGTH = Interpreter("close", "strength", categories=(Category("weak"), Category("strong")), strong_from="strong")


def two_waves(before: dict[str, list[str]], after: dict[str, list[str]], strong=(), scores=None, **book) -> Study:
    """A study of two waves: per ego its alters; ids are persons; `strong` names those with a strong tie."""
    named = {"t1": before, "t2": after}
    egos = [(e, w) for w, named_by in named.items() for e in named_by]
    alters = [(e, w, a, a) for w, named_by in named.items() for e, some in named_by.items() for a in some]
    table = pd.DataFrame(alters, columns=["ego", "wave", "alter", "person"], dtype="str")
    people = pd.DataFrame(egos, columns=["ego", "wave"], dtype="str")
    if scores:
        people["score"] = [scores.get(key, np.nan) for key in egos]
        book["outcomes"] = (Outcome("score", "the score"),)
    if strong:
        table["close"] = np.where(table["alter"].isin(strong), "strong", "weak")
        book["interpreters"] = (STRENGTH,)
    codebook = Codebook(waves=(Wave("t1"), Wave("t2")), alter_ids="roster", **book)
    return study_of(EgoNetworks.from_frames(people, table, None, codebook=codebook))


def people(n: int, prefix: str) -> list[str]:
    return [f"{prefix}{i}" for i in range(n)]


# ------------------------------------------------------------------ p in words, an interval for a correlation


def test_a_p_in_a_sentence_has_its_number_of_tests():
    assert p_words(0.0123, 4, "nl") == "p = 0,012, een van 4 toetsen"
    assert p_words(0.0001, 1, "en") == "p < 0.001, the only test in this family"


def test_the_interval_of_a_correlation_by_hand():
    # n = 4, rho 0: tanh(±1.95996 √(1/1)) = ±.9611
    assert rho_interval(0.0, 4) == pytest.approx((-0.9611, 0.9611), abs=1e-4)
    # n = 28, rho .5: atanh .549306, √(1.125/25) = .212132, so tanh(.133529) and tanh(.965083)
    assert rho_interval(0.5, 28) == pytest.approx((0.132741, 0.746463), abs=2e-4)


def test_there_is_no_interval_of_a_perfect_correlation_or_of_three_people():
    assert all(math.isnan(v) for v in (*rho_interval(1.0, 10), *rho_interval(0.2, 3)))


# ------------------------------------------------------------------ who is missing


def test_bounds_with_who_is_missing_by_hand():
    first = {"A": people(2, "a"), "B": people(3, "b"), "C": people(4, "c")}
    second = {"A": people(4, "a"), "B": people(7, "b")}  # +2 and +4; C was not drawn again
    said = words(report.second_drawings(two_waves(first, second), ["size"], "t1", "t2", "", "en"))
    assert "No second drawing of C." in said
    # known (2 + 4)/2 = 3; C as if unchanged 6/3 = 2; C as the largest change, either way: (6 ± 4)/3
    assert "| number of contacts | 2 | 1 | +3.0 | +2.0 | +0.7 to +3.3 |" in said


def test_where_everybody_was_drawn_twice_that_is_all_it_says():
    same = {"A": people(2, "a"), "B": people(3, "b")}
    said = words(report.second_drawings(two_waves(same, same), ["size"], "t1", "t2", "", "nl"))
    assert said.strip(" |") == "Wie ontbreekt | Van iedereen is er een tweede tekening."


def test_who_was_drawn_the_second_time_only_is_missing_too():
    first = {"A": people(2, "a"), "B": people(3, "b")}
    second = {"A": people(4, "a"), "B": people(7, "b"), "D": people(1, "d")}  # +2 and +4, D unknown
    said = words(report.second_drawings(two_waves(first, second), ["size"], "t1", "t2", "", "en"))
    assert "No first drawing of D." in said
    # known 3; D as if unchanged 6/3; as the largest change, either way: (6 ± 4)/3
    assert "| number of contacts | 2 | 1 | +3.0 | +2.0 | +0.7 to +3.3 |" in said


def test_the_difference_between_groups_has_bounds_by_hand():
    study = in_groups({"A": (2, 4), "B": (3, 7), "C": (4, None), "X": (2, 3), "Y": (2, 3)}, "ABC")
    said = words(report.second_drawings(study, ["size"], "t1", "t2", "band", "en"))
    # A +2, B +4, C unknown; X and Y +1: 3 - 1; C unchanged 6/3 - 1; C as much as the largest: (6 ± 4)/3 - 1
    assert "| difference | number of contacts | 2 / 2 | 1 / 0 | +2.0 | +1.0 | −0.3 to +2.3 |" in said


# ------------------------------------------------------------------ which alters stay


def test_how_many_stayed_is_counted_by_hand():
    first = {"A": people(4, "a"), "B": people(4, "b"), "C": people(4, "c"), "D": people(4, "d")}
    second = {"A": ["a0", "a1", "a2"], "B": ["b0", "b1"], "C": ["c1"], "D": ["d0", "d3"]}  # 3 + 2 + 1 + 2 of 16
    study = two_waves(first, second, strong=["a0", "a3", "b0", "b2", "c1", "c2", "d3", "d0"])
    said = words(report.who_stays(study, "t1", "t2", "", "en"))
    assert "Of the 16 contacts at t1 (of 4 participants) 8 were still there at t2." in said
    assert "strong tie (against weak)" in said
    assert "doubts as" not in said  # nothing is unsure


def test_contacts_of_whom_something_is_unknown_are_counted_in_the_sentence():
    first = {"A": people(4, "a"), "B": people(4, "b"), "C": people(4, "c"), "D": people(4, "d")}
    second = {"A": ["a0", "a1", "a2"], "B": ["b0", "b1"], "C": ["c1"], "D": ["d0", "d3"]}
    study = two_waves(first, second, strong=["a0", "a3", "b0", "b2", "c1", "c2", "d3", "d0"])
    alters = study.networks.alters.copy()
    column = study.codebook.one("strength").column
    alters.loc[alters["person"].isin(["a2", "b3", "c1"]), column] = pd.NA  # of these a2 and c1 stayed: 8 - 2 of 16 - 3
    study = study_of(EgoNetworks.from_frames(study.networks.egos, alters, None, codebook=study.codebook))
    said = words(report.who_stays(study, "t1", "t2", "", "en", ["strong"]))
    assert "Of the 16 contacts at t1 13 count here (of 4 participants); left out: 3, because" in said
    assert "Of those 13, 6 were still there at t2." in said


def told_of(p: float, adjusted: float, reason: str = "") -> tuple[str, pd.DataFrame]:
    """What is said of a clear odds ratio of 2 with such a p, one of four tests."""
    at = pd.MultiIndex.from_tuples([("strong", "", "none")], names=["predictor", "category", "unsure"])
    row = {"odds_ratio": 2.0, "odds_low": 1.1, "odds_high": 3.6, "estimate": math.log(2), "clear": True, "p": p,
           "p_adjusted": adjusted, "family_size": 4, "reason": reason, "gee_estimate": 0.5, "gee_low": 0.1,
           "gee_high": 0.9}  # fmt: skip
    study = two_waves({"A": ["x"]}, {"A": ["x"]})
    found = pd.DataFrame([row], index=at)
    return _told(Asked(study, study.networks, "kept", "t1", "t2", "nl"), found)[0], found


def test_what_is_not_clear_among_so_many_tests_is_called_an_indication_with_its_corrected_p():
    said, _ = told_of(0.019, 0.076)
    assert said.startswith("Een aanwijzing voor vaker blijven: ")
    assert said.endswith("p = 0,019, een van 4 toetsen, na correctie 0,076.")
    said, _ = told_of(0.004, 0.016)
    assert said.startswith("Vaker gebleven: ")
    assert said.endswith("na correctie 0,016.")


def test_odds_ratios_for_the_population_are_called_nearer_to_one_only_where_participants_differ():
    study = two_waves({"A": ["x"]}, {"A": ["x"]})
    assert "meestal dichter bij 1" in gee_table(study, told_of(0.019, 0.076)[1], "nl")
    assert "dichter bij 1" not in gee_table(study, told_of(0.019, 0.076, "zero_variance")[1], "nl")


def test_separation_is_said_in_words_and_no_number_is_printed():
    first = {e: [f"{e}{i}" for i in range(4)] for e in "ABCDE"}
    strong = [f"{e}{i}" for e in "ABCDE" for i in (0, 1)]
    second = {e: [f"{e}0", f"{e}1"] for e in "ABCDE"}  # the strong ones stayed, the weak ones did not
    said = words(report.who_stays(two_waves(first, second, strong), "t1", "t2", "", "en"))
    assert "Strong tie (against weak): whoever differs in this always differs in the outcome too" in said
    assert "95% interval" not in said
    assert "odds ratio " not in said.replace("an odds ratio cannot be estimated then", "")


def test_a_separated_predictor_does_not_take_the_others_with_it():
    sim = nl.simulate(egos=14, size=10, kept=0.6, seed=4).networks
    later = sim.alters.loc[sim.alters["wave"] == "t2", ["ego", "person"]].apply(tuple, axis=1)
    stays = sim.alters[["ego", "person"]].apply(tuple, axis=1).isin(set(later))
    study = study_of(replace(sim, alters=sim.alters.assign(told=stays)))
    said = words(report.who_stays(study, "t1", "t2", "", "en", ["told", "strong"]))
    assert "The model was worked out without this predictor." in said
    assert re.search(r"\| strong tie \(against weak\) \| \d", said)


def weak_to_strong(strong_after: dict[str, int]) -> Study:
    """Four weak ties of each ego, all kept; so many of them are strong afterwards."""
    rows = [(e, w, f"{e}{i}", f"{e}{i}", "strong" if w == "t2" and i < n else "weak")
            for e, n in strong_after.items() for w in ("t1", "t2") for i in range(4)]  # fmt: skip
    egos = pd.DataFrame([(e, w) for e in strong_after for w in ("t1", "t2")], columns=["ego", "wave"], dtype="str")
    alters = pd.DataFrame(rows, columns=["ego", "wave", "alter", "person", "close"], dtype="str")
    alters["old"] = [e in "AB" or a[-1] in "12" for e, _, a, *_ in rows]
    book = Codebook(waves=(Wave("t1"), Wave("t2")), alter_ids="roster", interpreters=(STRENGTH,))
    return study_of(EgoNetworks.from_frames(egos, alters, None, codebook=book))


def test_how_many_weak_ties_became_strong_is_counted_by_hand_and_what_goes_with_it():
    study = weak_to_strong({"A": 3, "B": 2, "C": 1, "D": 0, "E": 2, "F": 1})  # 9 of 24
    said = words(report.who_stays(study, "t1", "t2", "", "en", ["old"]))
    strong = said[said.index("Which weak ties became strong") :]
    assert "stayed between t1 and t2: 24 (of 6 participants); became strong: 9." in strong
    assert re.search(r"\| old \(per unit more\) \| [\d.]+ \| [\d.]+ to ", strong)


def test_with_too_few_of_a_kind_there_is_no_model_and_that_is_said():
    study = weak_to_strong({"A": 1, "B": 1, "C": 1, "D": 1, "E": 0, "F": 0})  # 4 of 24, and 20 of 24 not
    organisation = Interpreter(
        "close", "organisation", categories=(Category("weak"), Category("strong")), external=("strong",)
    )
    book = replace(study.codebook, interpreters=(STRENGTH, replace(organisation, column="old2")))
    alters = study.networks.alters.assign(old2="weak")
    study = study_of(EgoNetworks.from_frames(study.networks.egos, alters, None, codebook=book))
    said = words(report.who_stays(study, "t1", "t2", "", "en"))
    strong = said[said.index("Which weak ties became strong") :]
    assert "became strong: 4." in strong
    assert say("report.staying_few", "en", least=5) in strong
    assert "odds" not in strong


def test_as_many_predictors_as_there_are_ties_for():
    """Nine became strong: one predictor for each five of the rarer kind, so one; the other is named."""
    sim = nl.simulate(egos=10, comparison=10, strengthens=0.1, seed=1).networks
    found = nl.retention(sim, "t1", "t2", ["same_organisation", "group"], "became_strong")
    room = min(found["yes"].min(), (found["n_alters"] - found["yes"]).min()) // 5
    assert room == 1  # so that there is something to leave out
    said = words(report.who_stays(study_of(sim), "t1", "t2", "group", "en"))
    strong = said[said.index("Which weak ties became strong") :]
    assert "not looked at: same organisation as the participant." in strong
    assert "(1 test)" in strong


@pytest.mark.slow
def test_who_came_through_a_co_participant_is_told_beside_who_there_are():
    sim = nl.simulate(egos=14, new=2.0, acquainted=0.4, referral=0.5, seed=3).networks
    part = words(report.through_co_participants(study_of(sim), "t1", "t2", "", "en"))
    told = part[part.index("Who came through a co-participant") :]
    named = {w: sim.alters[sim.alters["wave"] == w].groupby("ego")["person"].agg(set) for w in ("t1", "t2")}
    new = [(ego, who) for ego, some in named["t2"].items() for who in some - named["t1"].get(ego, set())]
    tied = {(i, j) for i, some in named["t1"].items() for j in named["t1"].index if j in some or i in named["t1"][j]}
    through = [who for ego, who in new if any(who in named["t1"][j] for i, j in tied if i == ego)]
    assert f"New contacts at t2: {len(new)} " in told
    assert f"known to a co-participant at t1: {len(through)}." in told
    assert "odds ratio" in told


@pytest.mark.slow
def test_a_predictor_that_separates_makes_room_for_the_next():
    """Nobody of the comparison group had a co-participant: the group tells all, and what comes next is looked at."""
    sim = nl.simulate(egos=8, comparison=8, new=1.0, acquainted=0.3, referral=0.4, seed=3).networks
    alone = nl.retention(with_referred(sim, "t1", "t2", "group"), "t1", "t2", ["group"], THROUGH)
    assert set(alone["reason"]) == {"quasi_separation"}
    assert 5 <= alone["yes"].iloc[0] < 10  # room for one predictor
    said = words(report.through_co_participants(study_of(sim), "t1", "t2", "group", "en"))
    told = said[said.index("Who came through a co-participant") :]
    rows = nl.statistics.retention_rows(with_referred(sim, "t1", "t2", "group"), "t1", "t2", ["group"], THROUGH)
    of = {g: (int(y.sum()), len(y)) for g, y in rows.groupby("group", observed=True)["outcome"]}
    assert of["comparison"][0] == 0
    for name, group in (("Comparison group", "comparison"), ("trajectory", "trajectory")):
        assert f"{name}: {of[group][0]} of {of[group][1]} new contacts through a co-participant" in told
    assert "So no odds ratio can be worked out for the group." in told
    assert "answers" not in told
    assert re.search(r"\| strong tie \(against weak\) \| \d", told)
    assert "not looked at: same organisation as the participant." in told


def test_an_odds_ratio_is_written_on_its_own_side_of_one():
    # by hand: 1.004 and 0.996 in two decimals would both be 1.00
    assert [odds(v, "en") for v in (1.004, 0.996, 1.0, 2.5, 12.34, 2000.0)] == [
        "1.004", "0.996", "1.00", "2.50", "12.3", "> 1000",
    ]  # fmt: skip


@pytest.mark.slow
def test_both_ends_of_the_doubt_stand_in_the_table():
    said = words(report.who_stays(open_study("data/voorbeeld"), "start", "einde", "groep", "nl"))
    table = said[said.index("| voorspeller") : said.index("Een odds ratio boven 1")]
    assert table.count("| verschillende personen |") == table.count("| dezelfde persoon |") == 4


def test_usual_predictors_are_those_the_study_has():
    assert usual_predictors(open_study("data/voorbeeld"), "start", "groep") == [
        "groep", "strong", "same_organisation", "multiplexity",
    ]  # fmt: skip
    bare = two_waves({"A": ["x"]}, {"A": ["x"]})
    assert usual_predictors(bare, "t1", "") == []
    assert report.who_stays(bare, "t1", "t2", "", "nl") is None


# ------------------------------------------------------------------ two groups


def test_the_design_says_which_contrast_is_printed_and_which_p_is_corrected():
    for randomised, first, other in ((False, "did", "ancova"), (True, "ancova", "did")):
        networks = nl.simulate(egos=8, comparison=8, randomised=randomised, seed=2).networks
        statistics = nl.compare(networks, "t1", "t2", "group", ["size"])
        part = report.differences_table(networks, statistics, ["size"], "en").data
        shown, beside = part.split("<details")
        assert say(f"report.column.{first}", "en") in shown
        assert "p adjusted" in shown
        assert say(f"report.column.{other}", "en") in beside
        assert '<th class="number">p adjusted</th>' not in beside
        for which in (first, other):
            assert html.escape(say(f"statistics.{which}_explained", "en")) in shown


def test_without_groups_there_is_no_table_of_differences():
    networks = nl.simulate(egos=8, seed=2).networks
    assert report.differences_table(networks, nl.compare(networks, "t1", "t2"), ["size"], "en") is None


# ------------------------------------------------------------------ three waves


def course_of(monkeypatch, study, group="", lang="en") -> str:
    """What the course shows, its figures as [figure]."""
    parts = []
    monkeypatch.setattr("netlab.report.waves.display", lambda p: parts.append(words(p)))
    monkeypatch.setattr("netlab.report.pictures.display", lambda p: parts.append("[figure]"))
    report.course(study, ["size"], group, lang)
    return " ".join(parts)


def test_the_course_is_there_from_three_waves_on(monkeypatch):
    assert course_of(monkeypatch, study_of(nl.simulate(egos=8, waves=2).networks)) == ""
    assert course_of(monkeypatch, study_of(nl.simulate(egos=8, waves=3).networks)) != ""


def test_when_nobody_misses_a_wave_the_models_means_are_the_plain_means(monkeypatch):
    networks = nl.simulate(egos=10, waves=3, seed=6).networks
    said = course_of(monkeypatch, study_of(networks))
    sizes = networks.alters.groupby("wave", observed=False).size() / 10  # balanced: the marginal means are the means
    row = re.search(r"\| number of contacts \| ([\d.]+) \[.*?\] \| ([\d.]+) \[.*?\] \| ([\d.]+) \[", said)
    assert [float(v) for v in row.groups()] == pytest.approx(list(sizes), abs=0.051)
    assert "(4 tests)" in said  # two changes since the first wave, of size and of the one outcome


def test_the_course_has_a_figure_of_each_measure_and_outcome_between_its_words_and_its_tables(monkeypatch):
    study = study_of(nl.simulate(egos=8, waves=3, score=0.5, seed=2).networks)
    assert [o.column for o in study.codebook.outcomes] == ["score"]
    said = course_of(monkeypatch, study)
    assert said.count("[figure]") == 2
    assert said.index("The model uses every wave") < said.index("[figure]")
    assert said.rindex("[figure]") < said.index(say("report.course_tables", "en"))


def three_waves(after: tuple[int, ...]) -> Study:
    """Egos with 2, 8, 14 … alters in the first wave, so many more in the second as `after` says, and as before again.

    Nearly: the first has one more in the third wave, the last one less.
    """
    more = {"t1": [0] * len(after), "t2": after, "t3": [1, *[0] * (len(after) - 2), -1]}
    named = {w: {f"E{i}": people(2 + 6 * i + n, f"E{i}_") for i, n in enumerate(more[w])} for w in THREE}
    egos = pd.DataFrame([(e, w) for w, by in named.items() for e in by], columns=["ego", "wave"], dtype="str")
    rows = [(e, w, a, a) for w, by in named.items() for e, some in by.items() for a in some]
    alters = pd.DataFrame(rows, columns=["ego", "wave", "alter", "person"], dtype="str")
    codebook = Codebook(waves=tuple(Wave(w) for w in THREE), alter_ids="roster", primary=("size",))
    return study_of(EgoNetworks.from_frames(egos, alters, None, codebook=codebook))


THREE = ("t1", "t2", "t3")


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_why_a_small_p_of_five_people_is_not_called_clear_stands_below_the_table(monkeypatch, lang):
    note = say("report.course_held_back", lang, rows="|").split("|")
    said = course_of(monkeypatch, three_waves((3, 4, 3, 4, 3)), lang=lang)
    assert note[0] in said
    assert re.search(r"t2 \(p (?:minstens|at least) 0[,.]06[23]\)", said)  # 2/2⁵ = .0625
    assert "t3 (" not in said.split(note[0])[1].split(note[1])[0]  # there the mean change is 0
    eight = course_of(monkeypatch, three_waves((3, 4, 3, 4, 3, 4, 3, 4)), lang=lang)  # of eight people it is .0078
    assert note[0] not in eight


# ------------------------------------------------------------------ cautions


def cautions_of(changes: dict[str, list[float]], primary=("size",), lang="en"):
    """The cautions for made-up changes in size: {ego: (before, after)}."""
    first = {e: people(b, e) for e, (b, _) in changes.items()}
    second = {e: people(a, e) for e, (_, a) in changes.items()}
    study = two_waves(first, second, primary=tuple(primary))
    table = nl.change(nl.measure(study.networks), "t1", "t2")
    part = report.cautions(study, table, nl.compare(study.networks, "t1", "t2"), ["size"], "", lang)
    return "" if part is None else words(part)


def test_other_measures_whose_interval_may_fall_short_have_a_sign_and_a_note():
    first, second = ({f"E{i}": people(n, f"E{i}") for i in range(6)} for n in (3, 4))
    second |= {"E0": people(6, "E0")}
    study = two_waves(first, second)
    statistics = nl.compare(study.networks, "t1", "t2", measures=["size"])
    table = nl.change(nl.measure(study.networks), "t1", "t2")
    warned = report.warnings(study, table, statistics, "")
    assert warned == ({"size": "calibration.few_people"}, {})  # six people, fewer than eight; no second group
    said = words(report.other_measures(study.networks, statistics, [], "en", warned))
    assert "| number of contacts † | 6 |" in said
    assert f"† {say('calibration.few_people', 'en')}" in said
    assert "†" not in words(report.other_measures(study.networks, statistics, [], "en"))


def in_groups(changes: dict[str, tuple[int, int]], course: str, randomised: bool = False, **book) -> Study:
    """A study of {ego: (before, after)} alters, the egos named in `course` in the studied group."""
    first = {e: people(b, e) for e, (b, _) in changes.items()}
    second = {e: people(a, e) for e, (_, a) in changes.items() if a is not None}
    group = Group("band", (Category("course"), Category("rest")), comparison="rest", randomised=randomised)
    study = two_waves(first, second, group=group, **book)
    egos = study.networks.egos
    band = np.where(egos["ego"].isin(list(course)), "course", "rest")
    return study_of(replace(study.networks, egos=egos.assign(band=band)))


FEW_CHANGED = {e: (3, 3 + i) for i, e in enumerate("ABCDEFGH")} | {e: (3, 4 if e == "s" else 3) for e in "stuvwxyz"}


def test_the_difference_with_a_group_in_which_few_changed_is_warned_of_in_the_list_and_in_the_folded_table():
    study = in_groups(FEW_CHANGED, "ABCDEFGH")
    statistics = nl.compare(study.networks, "t1", "t2", "band", measures=["size"])
    table = nl.change(nl.measure(study.networks), "t1", "t2")
    warned = report.warnings(study, table, statistics, "band")
    assert warned == ({}, {"size": "calibration.difference.many_zeros"})
    text = say("calibration.difference.many_zeros", "en")
    said = words(report.cautions(study, table, statistics, ["size"], "band", "en"))
    assert f"Number of contacts: {text[:1].lower()}{text[1:]}" in said
    said = words(report.other_measures(study.networks, statistics, [], "en", warned))
    changes, differences = said.split("Difference in change between the groups")
    assert "†" not in changes
    assert "| number of contacts † | 8 / 8 |" in differences
    assert f"† {text}" in differences


def test_of_an_analysis_of_covariance_nothing_is_said_that_was_measured_of_welchs_interval():
    study = in_groups(FEW_CHANGED, "ABCDEFGH", randomised=True)
    statistics = nl.compare(study.networks, "t1", "t2", "band", measures=["size"])
    assert report.warnings(study, nl.change(nl.measure(study.networks), "t1", "t2"), statistics, "band") == ({}, {})


# ------------------------------------------------------------------ what so few people can show


def test_the_summary_says_how_large_a_change_must_be_in_contacts_too():
    changes = {e: (3, 3 + i % 3) for i, e in enumerate("ABCDEFGHIJKL")}  # +0, +1, +2 four times each
    first, second = ({e: people(both[at], e) for e, both in changes.items()} for at in (0, 1))
    study = two_waves(first, second, primary=("size",))
    statistics = nl.compare(study.networks, "t1", "t2")
    said = words(report.summary(study, statistics, ["size"], "t1", "t2", "", "en"))
    # sd √(8/11) = .853; the smallest d_z of twelve people is .89 (Cohen); together .759
    assert "With 12 participants this study can only show effects larger than d = 0.89" in said
    assert "For number of contacts that is a mean change of more than 0.8: d times the standard deviation" in said
    assert "in both waves not everyone" not in said
    assert "| number of contacts | 12 | 0.8 | 0.89 |" in words(report.certainty(study, statistics, ["size"], "en"))


def test_a_measure_with_fewer_values_has_its_own_number_and_the_reason():
    first = {e: people(2 + i, e) for i, e in enumerate("ABCDEFGH")} | {"I": [], "J": people(2, "J")}
    second = {e: people(4 + i % 2, e) for i, e in enumerate("ABCDEFGH")} | {"I": people(3, "I")}  # J not again
    study = two_waves(first, second, strong=[f"{e}0" for e in "ABCDEFGH"], primary=("size", "share_strong"))
    statistics = nl.compare(study.networks, "t1", "t2")
    asked = ["size", "share_strong"]
    said = words(report.certainty(study, statistics, asked, "en"))
    assert re.search(r"\| number of contacts \| 9 \| [\d.]+ \| [\d.]+ \|", said)
    assert re.search(r"\| share of strong ties \(percentage points\) \| 8 \| [\d.]+ \| [\d.]+ \|", said)
    assert say("report.detectable_corrected", "en", m=2) in said
    assert "Of the 9 participants interviewed in both waves" in said
    assert "Unknown in one of the waves: share of strong ties (1: nobody was named)." in said
    summary = words(report.summary(study, statistics, asked, "t1", "t2", "", "en"))
    assert "With 9 participants" in summary
    assert "Unknown in one of the waves" not in summary  # the measure it speaks of is known of all nine
    turned = words(report.summary(study, statistics, asked[::-1], "t1", "t2", "", "en"))
    assert "With 8 participants" in turned
    assert "share of strong ties (1: nobody was named)." in turned


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_groups_too_small_for_any_change_or_difference_are_said_to_be(lang):
    study = in_groups({e: (3, 4 + i) for i, e in enumerate("ABCXYZ")}, "ABC", primary=("size",))
    said = words(report.certainty(study, nl.compare(study.networks, "t1", "t2", "band"), ["size"], lang))
    # of three and three: 2/2³ = .25, and 2/20 = .10
    assert re.search(r"\| 3 \| – \| – \| 3 / 3 \| – \| – \|", said)
    assert say("report.detectable_none", lang) in said


@pytest.mark.slow
@pytest.mark.parametrize("randomised", [False, True])
def test_the_smallest_difference_between_groups_stands_beside_the_smallest_change(randomised):
    """Each d times a spread by hand; a difference by analysis of covariance has no size that is known.

    Changes 0 to 7: 42 over 7; seven times 0 and once 1: .875 over 7. Together √(42.875/14) = 1.75.
    """
    study = in_groups(FEW_CHANGED, "ABCDEFGH", randomised, primary=("size",))
    found = nl.compare(study.networks, "t1", "t2", "band")
    said = words(report.certainty(study, found, ["size"], "en"))
    d, between = found.loc["size", ["detectable", "detectable_difference"]]
    row = f"| number of contacts | 8 | {d * (42 / 7) ** 0.5:.1f} | {d:.2f} |"
    assert 1.16 <= d < 1.35  # of the t test alone 1.16 (Cohen); the exact test asks a little more
    assert 1.505 <= between < 1.7
    assert row + ("" if randomised else f" 8 / 8 | {between * 1.75:.1f} | {between:.2f} |") in said
    assert ("smallest difference" in said) is not randomised


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_next_to_a_comparison_group_the_summary_is_about_what_a_difference_must_be(lang):
    study = in_groups(FEW_CHANGED, "ABCDEFGH", primary=("size",))
    said = words(
        report.summary(study, nl.compare(study.networks, "t1", "t2", "band"), ["size"], "t1", "t2", "band", lang)
    )
    between = nl.compare(study.networks, "t1", "t2", "band").loc["size", "detectable_difference"]
    d, size = f"{between:.2f}", f"{between * 1.75:.1f}"  # the spread by hand in the test above
    if lang == "nl":
        d, size = d.replace(".", ","), size.replace(".", ",")
    assert say("report.detectable_between", lang, n=8, others=8, d=d) in said
    assert say("report.detectable_unit_between", lang, measure="|", change=size).split("|")[1] in said


@pytest.mark.slow
def test_five_people_and_four_others_are_not_told_that_they_can_show_nothing():
    """Of five people's own change nothing can be shown, of the difference with four others it can: 1/126 = .008."""
    some = {e: (3, 4 + i) for i, e in enumerate("ABCDE")} | {e: (3, 4 if e == "x" else 3) for e in "uvwx"}
    study = in_groups(some, "ABCDE", primary=("size",))
    statistics = nl.compare(study.networks, "t1", "t2", "band")
    said = words(report.summary(study, statistics, ["size"], "t1", "t2", "band", "en"))
    assert "Clearly different from the rest" in said
    assert "however large" not in said
    three = in_groups({e: (3, 4 + i) for i, e in enumerate("ABCuvw")}, "ABC", primary=("size",))
    none = words(
        report.summary(three, nl.compare(three.networks, "t1", "t2", "band"), ["size"], "t1", "t2", "band", "en")
    )
    assert "With 3 and 3 participants this study can show no difference between the groups, however large." in none


@pytest.mark.slow
def test_four_and_four_people_show_no_difference_on_one_of_four_measures():  # 4 × 2/70 = .114
    four = ("size", "density", "isolates", "components")
    study = in_groups({e: (3, 4 + i) for i, e in enumerate("ABCDuvwx")}, "ABCD", primary=four)
    egos = study.networks.egos.assign(ties_asked=True)
    study = study_of(EgoNetworks.from_frames(egos, study.networks.alters, None, codebook=study.codebook))
    statistics = nl.compare(study.networks, "t1", "t2", "band", measures=four)
    m = int(statistics.loc["size", "family_size"])
    said = words(report.summary(study, statistics, list(four), "t1", "t2", "band", "en"))
    assert m > 1
    assert f"With 4 and 4 participants and {m} measures chosen beforehand this study can show no difference" in said


def test_an_outcome_that_was_declared_is_in_the_verdicts_and_the_first_table():
    scores = {(e, w): 3.0 + (w == "t2") * (1 + i / 10) for i, e in enumerate("ABCDEFGH") for w in ("t1", "t2")}
    first, second = {e: people(3, e) for e in "ABCDEFGH"}, {e: people(4, e) for e in "ABCDEFGH"}
    study = two_waves(first, second, scores=scores, primary=("size", "score"))
    main = report.main_measures(study, from_codebook(study)["measures"])
    assert main == ["size", "score"]
    statistics = nl.compare(study.networks, "t1", "t2")
    said = words(report.summary(study, statistics, main, "t1", "t2", "", "en"))
    # changes 1.0, 1.1 … 1.7: mean 1.35, p 2/2⁸ = .0078, times 2; size has no interval: all changed by 1
    assert "the score +1.35 [" in said.split("Clearly changed")[1]
    rows = words(report.changes_table(study.networks, statistics, main, "en"))
    assert "Chosen beforehand (2)" in rows or "chosen beforehand (2)" in rows
    assert "| the score | 8 | 3.00 | 4.35 | +1.35 |" in rows
    assert "| 0.008 | 0.016 |" in rows
    values = report.values_with_outcomes(study, main)
    assert values["score"].tolist() == [scores[key] for key in values.index]


@pytest.mark.parametrize("randomised", [False, True])
def test_the_notebook_says_how_the_groups_came_about(randomised):
    study = in_groups(FEW_CHANGED, "ABCDEFGH", randomised)
    assert design_of(study, "") == "no-groups"
    assert design_of(study, "band") == ("randomised" if randomised else "groups")
    notebook = nbformat.read(NOTEBOOKS / "3_compare.ipynb", as_version=4)
    kept = selected(notebook, "en", one_wave=False, design=design_of(study, "band"))
    said = " ".join(c.source for c in kept.cells if c.cell_type == "markdown")
    assert ("Without random assignment" in said) is not randomised
    assert ("analysis of covariance" in said) is randomised
    assert ("Welch" in said) is not randomised


@pytest.mark.slow
def test_within_a_group_a_change_is_clear_after_the_same_correction_as_without_one():
    """One p of .03125 (2/2⁶) among four declared measures: by Holm .125, with a comparison group as without."""
    changes = {e: (3, 5 + i) for i, e in enumerate("ABCDEF")} | {e: (3, 3 + i % 2) for i, e in enumerate("stuvwx")}
    declared = ("size", "density", "constraint", "components")
    study = in_groups(changes, "ABCDEF", primary=declared)
    s = nl.compare(study.networks, "t1", "t2", "band").loc["size"]
    assert (s["p_flip"], s["p_flip_adjusted"]) == (2 / 64, 4 * 2 / 64)
    assert s["low"] > 0
    assert not s["clear"]


def test_the_test_per_participant_of_the_group_needs_no_model():
    kept = {"A": 2, "B": 3, "C": 3, "S": 2, "T": 2, "U": 1}
    first = {e: people(3, e) for e in kept}
    study = two_waves(
        first,
        {e: people(n, e) for e, n in kept.items()},
        group=Group("band", (Category("course"), Category("rest")), comparison="rest"),
    )
    band = np.where(study.networks.egos["ego"].isin(list("ABC")), "course", "rest")
    study = study_of(replace(study.networks, egos=study.networks.egos.assign(band=band)))
    said = words(report.who_stays(study, "t1", "t2", "band", "en"))
    # stayed 8 of 9 and 5 of 9: the difference of the mean shares 33 points; of 20 divisions of six people
    # in three and three those as far apart: {2,3,3}|{2,2,1} in every way that one of the three 2s goes with the 3s, and
    # their mirrors: 3 × 2 = 6 of 20
    assert "+33 percentage points" in said
    assert "p = 0.300, the only test in this family" in said


def test_where_everyone_changed_alike_no_size_of_a_detectable_change_is_made_up():
    study = two_waves({e: people(3, e) for e in "ABCDEFGH"}, {e: people(5, e) for e in "ABCDEFGH"})
    said = words(report.certainty(study, nl.compare(study.networks, "t1", "t2"), ["size"], "en"))
    assert "| number of contacts | 8 | – | 1." in said
    assert say("report.detectable_none", "en") not in said


# ------------------------------------------------------------------ beside the headline


def test_of_a_fall_in_constraint_the_part_of_size_alone_stands_beside_it():
    # nobody tied: constraint is 1/n, so all of the change is from size; from 2 alters to 4 (five people) or 5 (three):
    # 1/4 - 1/2 = -.25 and 1/5 - 1/2 = -.30, on average (5 × -.25 + 3 × -.30) / 8 = -.269
    first = {e: people(2, e) for e in "ABCDEFGH"}
    second = {e: people(5 if e in "CEG" else 4, e) for e in "ABCDEFGH"}
    study = two_waves(first, second, primary=("constraint",))
    egos = study.networks.egos.assign(ties_asked=True)
    study = study_of(EgoNetworks.from_frames(egos, study.networks.alters, None, codebook=study.codebook))
    statistics = nl.compare(study.networks, "t1", "t2", measures=["constraint", "size"])
    for lang, part in (("en", "from the number of contacts alone −0.27"), ("nl", "contacten alleen al −0,27")):
        said = words(report.summary(study, statistics, ["size", "constraint"], "t1", "t2", "", lang))
        assert said.count(part) == 1
    assert "alone" not in words(report.summary(study, statistics, ["size"], "t1", "t2", "", "en"))


@pytest.mark.slow
def test_next_to_a_comparison_group_a_change_within_the_group_is_told_apart_from_the_difference():
    study = in_groups(FEW_CHANGED, "ABCDEFGH", primary=("size",))
    statistics = nl.compare(study.networks, "t1", "t2", "band")
    said = words(report.summary(study, statistics, ["size"], "t1", "t2", "band", "en"))
    assert "Whether it changed more than the rest, only the difference from that group can say." in said
    alone = words(report.summary(study, nl.compare(study.networks, "t1", "t2"), ["size"], "t1", "t2", "", "en"))
    assert "only the difference" not in alone


@pytest.mark.slow
def test_few_people_many_zeros_and_a_long_tail_are_said():
    few = {f"E{i}": (3, 3 + i) for i in range(6)}
    zeros = {f"E{i}": (3, 5 if i < 2 else 3) for i in range(10)}
    tail = {f"E{i}": (3, 23 if i == 0 else 4 + i % 2) for i in range(12)}
    fine = {f"E{i}": (3, 3 + i % 5) for i in range(12)}
    for some, key in ((few, "few_people"), (zeros, "many_zeros"), (tail, "long_tail")):
        text = say(f"calibration.{key}", "en")
        assert text[1:] in cautions_of(some)
    assert cautions_of(fine) == ""


def test_a_measure_without_an_interval_says_why():
    assert "Number of contacts: no interval: everyone changed by the same amount." in cautions_of(
        {f"E{i}": (3, 5) for i in range(9)}
    )


def test_measures_with_the_same_reason_share_a_sentence():
    """Two measures that rose alike for all: one sentence, and none about an interval that is not there."""
    first, second = ({e: people(n, e) for e in "ABCDE"} for n in (3, 5))
    study = two_waves(first, second, primary=("size", "effective_size"))
    table = nl.change(nl.measure(study.networks), "t1", "t2")
    said = words(report.cautions(study, table, nl.compare(study.networks, "t1", "t2"), ["size"], "", "en"))
    assert said.count("no interval") == 1
    assert say("calibration.few_people", "en")[1:] not in said


@pytest.mark.slow
def test_no_declaration_and_more_than_four_measures_are_said():
    fine = {f"E{i}": (3, 3 + i % 5) for i in range(12)}
    assert say("statistics.family.not_declared", "nl") in cautions_of(fine, (), "nl")
    five = ("size", "density", "constraint", "components", "isolates")
    assert say("statistics.family.more_than_four", "nl") in cautions_of(fine, five, "nl")


# ------------------------------------------------------------------ outcomes


SAME = {e: people(3, e) for e in "ABCDEFGH"}


def shown(monkeypatch, study, lang="en") -> str:
    parts = []
    monkeypatch.setattr("netlab.report.outcomes.display", lambda p: parts.append(words(p)))
    monkeypatch.setattr("netlab.report.pictures.display", lambda p: parts.append("[figure]"))
    report.outcome_changes(study, "t1", "t2", "", lang)
    return " ".join(parts)


def test_an_outcome_is_told_with_its_mean_change_by_hand(monkeypatch):
    after = dict(zip("ABCDEFGH", (3, 4, 5, 3, 4, 5, 6, 2), strict=True))  # before 2 each: mean change 16/8 = 2.00
    scores = {(e, "t1"): 2.0 for e in "ABCDEFGH"} | {(e, "t2"): float(v) for e, v in after.items()}
    said = shown(monkeypatch, two_waves(SAME, SAME, scores=scores))
    assert "The score: on average from 2.00 to 4.00 (n = 8), a change of +2.00, 95% interval" in said
    # seven changes up, one of 0: the exact sign-flip p is 2/2⁷ = .016
    assert "p = 0.016, the only test in this family." in said
    assert said.count("[figure]") == 1


def test_an_outcome_that_rose_alike_for_all_has_a_reason_and_no_p(monkeypatch):
    scores = {(e, w): float(w == "t2") for e in "ABCDEFGH" for w in ("t1", "t2")}
    said = shown(monkeypatch, two_waves(SAME, SAME, scores=scores)).split("[figure]")[0]
    assert "The score: +1.00 on average, no interval: everyone changed by the same amount." in said
    assert "p =" not in said


def test_an_outcome_without_a_second_value_says_so_and_has_no_figure(monkeypatch):
    scores = {(e, "t1"): float(i) for i, e in enumerate("ABCDEFGH")}
    said = shown(monkeypatch, two_waves(SAME, SAME, scores=scores))
    assert "The score: no interval: nobody has a value in both waves." in said
    assert "[figure]" not in said


def test_a_study_without_outcomes_shows_nothing_of_them(monkeypatch):
    study = two_waves(SAME, SAME)
    assert shown(monkeypatch, study) == ""
    assert report.outcomes_beside(study, ["size"], "t1", "t2", "", "en") is None


def test_beside_a_comparison_group_correlations_are_of_the_studied_group_alone():
    said = words(report.outcomes_beside(open_study("data/voorbeeld"), ["size"], "start", "einde", "groep", "en"))
    assert "| number of contacts | 13 |" in said  # 14 participants, P11 without a second wave (the study's README)


def test_a_primary_outcome_is_no_measure_of_the_main_line(tmp_path):
    head = "[study]\n[files]\negos = 'e.csv'\nalters = 'a.csv'\n[[waves]]\nid = 'a'\n[[waves]]\nid = 'b'\n"
    rest = "[[outcomes]]\ncolumn = 'score'\n[analysis]\nprimary = ['score', 'size']\n"
    (tmp_path / "study.toml").write_text(head + rest, encoding="utf-8")
    (tmp_path / "e.csv").write_text("ego,wave,score\nE1,a,1\nE1,b,2\n", encoding="utf-8")
    (tmp_path / "a.csv").write_text("ego,wave,alter\nE1,a,x\nE1,b,x\n", encoding="utf-8")
    assert from_codebook(open_study(tmp_path))["measures"] == ["size"]


def test_without_anyone_in_the_comparison_group_nothing_is_compared_yet():
    group = Group("band", (Category("course"), Category("rest")), comparison="rest")
    everyone = two_waves(SAME, SAME, group=group)
    for who, asked in ((["course"] * 8, ""), (["rest"] * 8, ""), (["course"] * 5 + ["rest"] * 3, "band")):
        egos = everyone.networks.egos
        band = egos["ego"].map(dict(zip("ABCDEFGH", who, strict=True)))
        networks = replace(everyone.networks, egos=egos.assign(band=band))
        assert from_codebook(study_of(networks))["group"] == asked


# ------------------------------------------------------------------ what participants say


def fragments_of(*rows: tuple[str, str]) -> pd.DataFrame:
    """Fragments at t2: (ego, code), the text the same as code and number."""
    return pd.DataFrame(
        [(e, "t2", None, code, f"{code} {n}", "d") for n, (e, code) in enumerate(rows)],
        columns=["ego", "wave", "alter", "code", "text", "document"],
    )


def test_no_section_quotes_what_an_earlier_one_did():
    study = two_waves(SAME, SAME, codes={"x": ("novelty", "share_strong"), "y": ("share_strong",)})
    spoken = fragments_of(*[(e, "x") for e in "ABCDEF"], ("G", "y"))
    study = replace(study, fragments=spoken)
    parts = [report.voices(study, section, "t1", "t2", "en").data for section in ("alters", "ties", "size")]
    first, second = (re.findall(r"“(. \d)”", part) for part in parts[:2])
    assert len(first) == 4
    assert len(second) == 3  # what is left of six and one
    assert not set(first) & set(second)
    assert "4 of 6 fragments" in parts[0]
    assert "3 of 7 fragments" in parts[1]
    assert say("report.no_voices", "en") in parts[2]


def test_where_an_earlier_section_quoted_all_there_is_that_is_said():
    study = two_waves(SAME, SAME, codes={"x": ("novelty", "share_strong")})
    study = replace(study, fragments=fragments_of(("A", "x"), ("B", "x")))
    said = report.voices(study, "ties", "t1", "t2", "nl").data
    assert say("report.voices_above", "nl", fragments=2, people=2) in said
    assert "blockquote" not in said


# ------------------------------------------------------------------ through co-participants


def test_a_contact_through_a_co_participant_is_told_without_its_id():
    first = {"A": ["B", "x"], "B": ["Jan Peeters", "y"], "C": ["z", "w"]}
    second = {"A": ["B", "x", "Jan Peeters"], "B": ["Jan Peeters", "y"], "C": ["z", "w", "v"]}
    said = words(report.through_co_participants(two_waves(first, second), "t1", "t2", "", "en"))
    # A named B before, B had this contact before, and it is new to A; C is tied to nobody
    assert "contact 1 came to A through B." in said
    assert "Peeters" not in said
    assert "Of 2 new contacts 1 were" in said


def test_where_nobody_was_tied_to_a_co_participant_that_is_said():
    first = {"A": ["x"], "B": ["y"]}
    second = {"A": ["x", "B"], "B": ["y"]}
    said = words(report.through_co_participants(two_waves(first, second), "t1", "t2", "", "en"))
    assert "At t1 no participant was tied to a co-participant" in said


def test_a_study_whose_participants_do_not_name_each_other_says_nothing_of_it():
    assert report.through_co_participants(two_waves(SAME, SAME), "t1", "t2", "", "en") is None


def test_a_figure_is_written_down_without_an_address_in_memory():
    from netlab.report.pictures import Forms

    assert "0x" not in repr(Forms())
