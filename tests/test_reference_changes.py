"""The change between two waves reproduces the reference numbers."""

import pandas as pd
import pytest
from test_changes import two_waves

from netlab.changes import split_mean, strengthening, transitions, turnover

BEFORE, AFTER = "abcde", "bcdfgh"


@pytest.mark.reference("CH-01")
def test_jaccard_of_two_directed_matrices_as_netmem_prints_it():
    """netmem README: 4 ties in both, 1 only in the first, Jaccard 0.8. Each row is an ego that names others."""
    first = {"0": "12", "1": "0", "2": "0", "3": "2"}
    second = {"0": "12", "1": "0", "2": "0", "3": ""}
    named = {(ego, "1"): alters for ego, alters in first.items()} | {(ego, "2"): a for ego, a in second.items()}
    row = turnover(two_waves(named, alter_ids="roster"), "1", "2", pooled=True).loc["all"]
    assert row[["kept", "lost", "new"]].tolist() == [4, 1, 0]
    assert row["jaccard"] == pytest.approx(0.8, abs=1e-9)


@pytest.mark.reference("CH-02")
def test_turnover_of_alters():
    """By hand: b, c, d stay of five; f, g, h come."""
    row = turnover(two_waves({("E", "1"): BEFORE, ("E", "2"): AFTER}), "1", "2").loc["E"]
    expected = {"kept": 3, "lost": 2, "new": 3, "net_change": 1, "jaccard": 0.375, "retention": 0.6, "novelty": 0.5}
    assert row[list(expected)].to_dict() == pytest.approx(expected, abs=1e-9)
    assert row["turnover"] == pytest.approx(5 / 11, abs=1e-9)


@pytest.mark.reference("CH-04")
def test_table_of_transitions():
    """By hand: b weak to strong, d stays weak, c stays strong, a and e are lost, f and g new weak, h new strong."""
    codes = {"weak": "far", "strong": "near"}
    first = dict(zip(BEFORE, ["weak", "weak", "strong", "weak", "strong"], strict=True))
    second = dict(zip(AFTER, ["strong", "strong", "weak", "weak", "weak", "strong"], strict=True))
    named = {("E", wave): {a: codes[s] for a, s in m.items()} for wave, m in (("1", first), ("2", second))}
    networks = two_waves(named, answers=["ring"])
    table = transitions(networks, "1", "2").set_index(["before", "after"])["count"]
    expected = {
        ("weak", "strong"): 1, ("weak", "weak"): 1, ("strong", "strong"): 1, ("strong", "weak"): 0,
        ("weak", "absent"): 1, ("strong", "absent"): 1, ("absent", "weak"): 2, ("absent", "strong"): 1,
    }  # fmt: skip
    assert {cell: table[cell] for cell in expected} == expected
    assert table.sum() == sum(expected.values())
    assert strengthening(networks, "1", "2").loc["E", "upgrade_rate"] == 1 / 2


@pytest.mark.reference("CH-06")
def test_split_of_a_change_in_the_share_outside():
    """By hand: 1/5 to 4/6; 3/6 (2/3 - 1/3) + 3/6 (2/3 - 1/3) - 2/5 (0 - 1/3) = 1/6 + 1/6 + 2/15 = 7/15."""
    first = dict(zip(BEFORE, [0, 0, 1, 0, 0], strict=True))
    second = dict(zip(AFTER, [0, 1, 1, 1, 1, 0], strict=True))
    named = {("E", wave): {a: ["in", "out"][v] for a, v in m.items()} for wave, m in (("1", first), ("2", second))}
    row = split_mean(two_waves(named, answers=["place"]), "1", "2", "external").loc["E"]
    expected = {"change": 7 / 15, "stayers": 1 / 6, "new": 1 / 6, "lost": 2 / 15}
    assert row[list(expected)].to_dict() == pytest.approx(expected, abs=1e-9)
    assert pd.isna(row["reason"])
