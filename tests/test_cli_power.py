"""`netlab power`: the design of a study in words, in a table, in a figure; and wrong input answered kindly."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from statsmodels.stats.power import TTestIndPower, TTestPower

from netlab.cli import main
from netlab.texts import number, say

VOORBEELD = "data/voorbeeld"
BREAK = r"\u003cbr\u003e"  # a new line in the words of a figure


def lines(capsys, *arguments) -> list[str]:
    assert main(["power", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


# the same numbers by another program: statsmodels' power of the paired t test
@pytest.mark.parametrize("n", [12, 15, 20, 30])
def test_the_smallest_effect_of_n_people_is_said_in_words(capsys, n):
    d = f"{TTestPower().solve_power(nobs=n, alpha=0.05, power=0.8):.2f}".replace(".", ",")
    assert f"{n} deelnemers: met 80 % kans wordt een effect getoond vanaf d = {d}." in lines(capsys, "--n", str(n))


def smallest(said: str) -> float:
    """The d in a line."""
    return float(said.split("d = ")[1].split()[0].strip(".)"))


def test_six_people_show_what_the_exact_test_of_six_can_show(capsys):
    """p = 2/2⁶ when all go the same way: Φ(d)⁶ = .8 for d = 1.793, and a little more for the interval."""
    said = lines(capsys, "--n", "6", "--lang", "en")
    assert 1.79 <= smallest(said[1]) <= 1.83
    assert "the exact test has only a few possible values of p" in said[2]


@pytest.mark.slow
def test_by_formula_and_from_a_study_the_answers_are_of_one_kind_and_the_rest_is_explained(capsys):
    by_formula = smallest(lines(capsys, "--n", "6", "--lang", "en")[1])
    drawn = lines(capsys, VOORBEELD, "--n", "6", "--measure", "size", "--lang", "en")
    assert smallest(drawn[1]) == pytest.approx(by_formula, abs=0.15)  # the t test alone says 1.43
    assert say("power.said.apart_from_formula", "en") in drawn


def test_three_waves_are_answered_with_the_test_of_the_model_and_that_is_said(capsys):
    said = lines(capsys, "--n", "12", "--waves", "3", "--lang", "en")
    assert smallest(said[1]) == pytest.approx(TTestPower().solve_power(nobs=12, alpha=0.05, power=0.8), abs=0.005)
    assert said[2] == say("power.note_model", "en")


def test_two_groups_need_a_larger_effect(capsys):
    said = lines(capsys, "--n", "12,15", "--groups", "2", "--lang", "en")
    assert said[0] == "Two groups, 2 waves: the difference in mean change."
    for n in (12, 15):
        d = TTestIndPower().solve_power(nobs1=n, alpha=0.05, power=0.8)
        assert f"{n} participants per group: an effect is shown with a chance of 80% from d = {d:.2f} on." in said


def test_without_numbers_the_usual_ones_are_answered(capsys):
    assert [s.split()[0] for s in lines(capsys)[1:-2]] == ["8", "10", "12", "15", "20", "30"]


def test_how_many_people_an_effect_needs_with_a_decimal_comma(capsys):
    n = math.ceil(TTestPower().solve_power(effect_size=0.8, alpha=0.05, power=0.8))
    assert f"{n} deelnemers zijn nodig voor 80 % kans om d = 0,80 te tonen." in lines(capsys, "--effect", "0,8")


def test_how_likely_n_people_show_an_effect_in_its_own_unit(capsys):
    said = lines(capsys, "--n", "12", "--effect", "2", "--sd", "4", "--lang", "en")
    power = TTestPower().power(effect_size=2 / 4, nobs=12, alpha=0.05)
    assert f"12 participants: a chance of {100 * power:.0f}% to show 2.00 (d = 0.50)." in said


def test_five_people_can_never_show_anything(capsys):  # the smallest p of five signs is 2/2⁵ = .0625
    assert "5 deelnemers: te weinig; geen enkel effect is groot genoeg." in lines(capsys, "--n", "5")


# statsmodels at .05 / 4: an effect on one of four declared measures must pass Holm's first step
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_with_more_declared_measures_a_larger_effect_is_needed_and_that_is_said(capsys, lang):
    d = f"{TTestPower().solve_power(nobs=15, alpha=0.05 / 4, power=0.8):.2f}"
    said = lines(capsys, "--n", "15", "--family", "4", "--lang", lang)
    assert f"d = {d.replace('.', ',') if lang == 'nl' else d}" in said[1]
    assert said[-1] == say("power.said.family", lang, m=4, p=number(0.05 / 4, lang, 4))
    assert say("power.said.one_test", lang) in lines(capsys, "--n", "12", "--lang", lang)


def test_how_many_people_four_declared_measures_ask(capsys, tmp_path):
    n = math.ceil(TTestPower().solve_power(effect_size=0.8, alpha=0.05 / 4, power=0.8))
    path = tmp_path / "p.csv"
    assert f"{n} participants are needed" in lines(capsys, "--effect", "0.8", "--family", "4", "--lang", "en",
                                                   "-o", str(path))[1]  # fmt: skip
    assert pd.read_csv(path, encoding="utf-8-sig")["family_size"].tolist() == [4]


def test_seven_people_and_four_declared_measures_show_nothing(capsys):  # 4 × 2/2⁷ = .0625
    assert "7 deelnemers: te weinig; geen enkel effect is groot genoeg." in lines(capsys, "--n", "7", "--family", "4")


@pytest.mark.slow
def test_an_outcome_is_drawn_from_the_study_as_a_measure_is(capsys):
    said = lines(capsys, VOORBEELD, "--n", "12", "--measure", "ondernemend", "--lang", "en")
    assert "(enterprising behaviour (1–5); d = " in said[1]
    assert "percentage points" not in said[1]
    # 24 of the 26 were interviewed twice (the study's README), who named nobody has an outcome all the same
    assert "drawn from the 24 of this study" in said[2]
    more = lines(capsys, VOORBEELD, "--n", "12", "--measure", "ondernemend", "--lang", "en", "--family", "4")

    def effect(words: str) -> float:
        return float(words.split("from +")[1].split()[0])

    assert effect(more[1]) > effect(said[1])


@pytest.mark.slow
def test_from_a_study_people_are_drawn_and_the_effect_is_in_the_measures_unit(capsys):
    said = lines(capsys, VOORBEELD, "--n", "12", "--measure", "share_external", "--lang", "en")
    assert "percentage points (share outside the organisation; d = " in said[1]
    assert said[2].startswith("Simulated: 2000 studies each, with participants drawn from the 23 of this study")


@pytest.mark.slow
def test_without_a_measure_it_is_the_studys_first_main_one(capsys):
    assert "(aantal contacten; d = " in lines(capsys, VOORBEELD, "--n", "12")[1]


def test_the_table_in_a_file_has_numbers_and_the_words_are_printed_too(tmp_path, capsys):
    path = tmp_path / "p.csv"
    said = lines(capsys, "--n", "12,15", "-o", str(path))
    assert said[-1] == str(path)
    table = pd.read_csv(path, encoding="utf-8-sig")
    assert table["n"].tolist() == [12, 15]
    assert table["d"].round(2).tolist() == [0.89, 0.78]


def test_the_figure_is_one_page_without_requests_that_says_from_how_many_people(tmp_path, capsys):
    path = tmp_path / "p.html"
    lines(capsys, "--effect", "0.8", "--lang", "en", "-o", str(path))
    page = path.read_text(encoding="utf-8").replace(BREAK, " ")
    assert "The chance of showing this effect is at least 80% with 15 or more participants" in page
    assert "<script src" not in page


def test_the_people_of_each_effect_that_was_found_are_those_that_were_asked(tmp_path, capsys):
    path = tmp_path / "p.html"
    said = lines(capsys, "--n", "8,10,12,15", "--lang", "en", "-o", str(path))
    page = path.read_text(encoding="utf-8").replace(BREAK, " ")
    for n, line in zip((8, 10, 12, 15), said[1:], strict=False):
        assert f"{n} participants (d = {smallest(line):.2f})" in page
    assert "12 participants (d = 0.89)" in page  # G*Power


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_figure_says_for_how_many_declared_measures_it_is(tmp_path, capsys, lang):
    path = tmp_path / "p.html"
    lines(capsys, "--n", "15", "--family", "4", "--lang", lang, "-o", str(path))
    words = say("power.said.family", lang, m=4, p=number(0.05 / 4, lang, 4))
    assert words in path.read_text(encoding="utf-8").replace(BREAK, " ")
    lines(capsys, "--n", "15", "--lang", lang, "-o", str(path))
    assert words.split(":")[0] not in path.read_text(encoding="utf-8").replace(BREAK, " ")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--n", "twaalf"], ["'twaalf' is not a number of people", "8,10,12"]),
        (["--n", "1"], ["Expected 2 people or more"]),
        (["--n", "-3"], ["'-3' is not a number of people"]),
        (["--effect", "groot"], ["'groot' is not a number"]),
        (["--effect", "inf"], ["'inf' is not a number"]),
        (["--effect", "0"], ["no study can show that there is no effect"]),
        (["--power", "2"], ["more than 0 and less than 1"]),
        (["--n", "12", "--groups", "3"], ["Expected 1, or 2"]),
        (["--n", "12", "--waves", "1"], ["a change needs two waves"]),
        (["--n", "12", "--family", "0"], ["--family is 0", "1 or more"]),
        ([VOORBEELD, "--n", "12", "--measure", "ondernement"], ["Did you mean 'ondernemend'?"]),
        (["--measure", "size"], ["--measure needs a study folder"]),
        ([VOORBEELD, "--sd", "2"], ["Leave out --sd, or the study"]),
        ([VOORBEELD, "--n", "12", "--measure", "sise"], ["Did you mean 'size'?"]),
        ([VOORBEELD, "--n", "12", "--waves", "4"], ["3 waves of this study have networks (start, einde, opvolging)"]),
        ([VOORBEELD, "--n", "12", "--waves", "3", "--groups", "2"], ["leave out --waves", "leave out the study"]),
        ([VOORBEELD, "--n", "100000"], ["too many to simulate", "at most 200"]),
        (["data/voorbeel"], ["no such study folder"]),
        (["--n", "12", "-o", "p.gif"], ["p.gif", ".svg"]),
        (["--n", "12", "-o", "nowhere/p.svg"], ["there is no folder nowhere"]),
        (["--n", "4", "-o", "p.html"], ["there is no effect to draw"]),
    ],
)
def test_wrong_input_is_named_with_what_was_expected(arguments, says, capsys):
    assert main(["power", *arguments]) == 2
    said = capsys.readouterr().err
    for words in says:
        assert words in said


def test_all_mistakes_are_named_at_once(capsys):
    assert main(["power", "--n", "x", "--effect", "y", "--measure", "size"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_an_effect_that_is_very_small_is_not_written_as_nothing(capsys):
    assert any("d = 0,0010" in s for s in lines(capsys, "--n", "12", "--effect", "0.001"))
    # for very many people the normal approximation: (1.960 + 0.8416) / √1,000,000
    assert any(s.endswith("vanaf d = 0,0028.") for s in lines(capsys, "--n", "1000000"))
