"""When a change is called clear: the interval leaves out 0 and the test beside it says so too, everywhere."""

import html
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_statistics import sizes
from test_statistics_groups import teams

import netlab
from netlab.report.sentences import summary
from netlab.simulation import simulate
from netlab.statistics import clear_in_words, compare, deciding_p, is_clear, retention
from netlab.statistics.comparing import PRINTED
from netlab.texts import LANGUAGES, say


@pytest.mark.parametrize(
    ("low", "high", "p", "clear"),
    [
        (0.1, 2, 0.01, True),
        (-2, -0.1, 0.01, True),
        (0.1, 2, 0.05, False),  # not below .05
        (0.1, 2, 0.2, False),  # the interval alone
        (-0.1, 2, 0.01, False),  # p alone
        (0.0, 2, 0.01, False),  # an interval that ends at 0 does not leave it out
        (np.nan, np.nan, 0.01, False),
        (0.1, 2, np.nan, False),
    ],
)
def test_clear_takes_both_the_interval_and_p(low, high, p, clear):
    assert is_clear(low, high, p) is clear
    assert is_clear(*(np.array([v, 1.0]) for v in (low, high, p))).tolist() == [clear, False]


def test_a_wider_interval_asks_for_a_smaller_p():
    assert is_clear(1, 2, 0.07, level=0.9)
    assert not is_clear(1, 2, 0.02, level=0.99)


def test_an_interval_that_leaves_out_0_is_not_enough_where_the_exact_test_cannot_say_so():
    """Sizes up by 1, 0, 4, 0, 7 and 12: of the four who changed all went up, p = 2/2⁴."""
    row = compare(sizes([3] * 6, [4, 3, 7, 3, 10, 15]), "1", "2", measures="size").loc["size"]
    assert row["low"] > 0
    assert row["p_flip"] == 2 / 16
    assert not row["clear"]


@pytest.mark.slow
def test_the_p_of_declared_measures_is_corrected_and_that_of_others_is_not():
    """Six changes up: p = 2/2⁶ = .031. With one other declared measure that changes, Holm doubles it."""
    before, after = [3, 5, 2, 4, 6, 2], [4, 8, 3, 9, 7, 4]
    assert compare(sizes(before, after), "1", "2", measures="size").loc["size", "clear"]
    assert compare(sizes(before, after, primary=("size",)), "1", "2", measures="size").loc["size", "clear"]
    row = compare(sizes(before, after, primary=("size", "isolates")), "1", "2", measures="size").loc["size"]
    assert (row["low"] > 0, row["p_flip"]) == (True, 2 / 64)
    assert row["p_adjusted"] > 0.05
    assert not row["clear"]


def test_which_p_decides():
    p = pd.Series([0.01, 0.02, np.nan], index=list("abc"))
    families = pd.DataFrame(
        {"family": ["primary", "exploratory", "primary"], "p_adjusted": [0.04, 0.2, np.nan]}, index=list("abc")
    )
    assert deciding_p(p, families).tolist() == pytest.approx([0.04, 0.02, np.nan], nan_ok=True)


@pytest.mark.parametrize("randomised", [False, True])
def test_with_a_comparison_group_the_printed_difference_has_its_own_verdict(randomised):
    table = compare(teams(randomised), "1", "2", group="team", measures=["size", "isolates"])
    _, low, high, p = PRINTED[str(table["contrast"].iloc[0])]
    assert table["clear_difference"].tolist() == [
        bool((row[low] > 0 or row[high] < 0) and row[p] < 0.05) for _, row in table.iterrows()
    ]
    assert table["clear"].tolist() == [
        bool((row["low"] > 0 or row["high"] < 0) and row["p_flip"] < 0.05) for _, row in table.iterrows()
    ]


@pytest.mark.slow
@settings(max_examples=12)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=9), st.booleans())
def test_nothing_is_clear_without_an_interval_a_p_and_a_direction(pairs, declared):
    table = compare(sizes(*zip(*pairs, strict=True), primary=("size",) if declared else ()), "1", "2", measures="size")
    for _, row in table[table["clear"]].iterrows():
        assert row["low"] > 0 or row["high"] < 0
        assert row["p_flip"] < 0.05
        assert row["n"] >= 6  # fewer cannot give 2/2ⁿ < .05


def test_odds_are_clear_by_the_same_rule():
    networks = simulate(20, size=12, kept=0.5, kept_strong=2.5, seed=3).networks
    table = retention(networks, "t1", "t2", ["strong", "same_organisation"], draws=99)
    assert table["clear"].tolist() == [
        bool((low > 1 or high < 1) and p < 0.05)
        for low, high, p in table[["odds_low", "odds_high", "p"]].itertuples(index=False)
    ]
    assert table["clear"].any()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_rule_is_said_in_words_with_its_numbers(lang):
    words = clear_in_words(lang)
    assert ("0,05" if lang == "nl" else "0.05") in words
    assert "95" in words
    assert "90" in clear_in_words(lang, 0.9)
    assert ("0,10" if lang == "nl" else "0.10") in clear_in_words(lang, 0.9)


# ------------------------------------------------------------------ where it is said
def test_no_figure_and_no_report_has_a_rule_of_its_own():
    """None of them compares the end of an interval with 0 (of odds: with 1)."""
    own = re.compile(r"""\b\w*low\b["'\])]*\s*>=?\s*[01]\b|\b\w*high\b["'\])]*\s*<=?\s*[01]\b""")
    assert own.search('s["odds_low"] > 1')
    assert own.search("lane.high < 0")
    root = Path(netlab.__file__).parent
    found = [
        f"{path.name}: {line.strip()}"
        for folder in ("figures", "report", "widgets")
        for path in sorted((root / folder).glob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if own.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_summary_of_a_report_calls_clear_what_the_table_does_and_says_the_rule(lang):
    """Sizes up by 1, 0, 4, 0, 7 and 12: the interval leaves out 0, the exact test does not reach .05."""
    told = {}
    for after in ([4, 3, 7, 3, 10, 15], [4, 5, 7, 6, 10, 15]):  # in the second all six went up: p = 2/2⁶
        networks = sizes([3] * 6, after)
        study = SimpleNamespace(networks=networks, codebook=networks.codebook, name="made up")
        statistics = compare(networks, "1", "2", measures="size")
        told[bool(statistics.loc["size", "clear"])] = summary(study, statistics, ["size"], "1", "2", "", lang).data
    assert set(told) == {True, False}
    for clear, key in ((True, "report.summary_moved"), (False, "report.summary_nothing")):
        start = say(key, lang, rule=clear_in_words(lang), measures="|").split("|")[0]
        assert html.escape(start) in told[clear]
        assert html.escape(start) not in told[not clear]
