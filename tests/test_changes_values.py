"""The change of every measure of every ego."""

import numpy as np
import pandas as pd
import pytest
from test_changes import two_waves

from netlab.changes import change
from netlab.measures import measure, undefined
from netlab.problems import InputError


def test_change_is_after_minus_before_for_every_ego_and_measure():
    networks = two_waves({("E", "1"): "ab", ("E", "2"): "abc", ("F", "1"): "a"}, ties={("E", "1"): [("a", "b")]})
    table = change(measure(networks)[["size", "density"]], "1", "2", undefined(networks))
    assert table[["ego", "measure"]].apply(tuple, axis=1).tolist() == [
        ("E", "size"), ("E", "density"), ("F", "size"), ("F", "density")
    ]  # fmt: skip
    assert table["before"].tolist() == pytest.approx([2, 1, 1, np.nan], nan_ok=True)
    assert table["change"].tolist() == pytest.approx([1, -1, np.nan, np.nan], nan_ok=True)


def test_someone_without_a_second_wave_is_missing_and_has_not_lost_everyone():
    networks = two_waves({("E", "1"): "ab", ("F", "1"): "ab", ("F", "2"): ""})
    table = change(measure(networks)[["size"]], "1", "2").set_index("ego")
    assert pd.isna(table.loc["E", "change"])
    assert table.loc["E", "reason"] == "wave_missing"
    assert table.loc["F", "change"] == -2
    assert pd.isna(table.loc["F", "reason"])


def test_the_reason_is_that_of_before_and_else_of_after():
    networks = two_waves({("E", "1"): "", ("E", "2"): "a", ("F", "1"): "ab", ("F", "2"): "a"}, ties={})
    values = measure(networks)[["density"]]
    assert change(values, "1", "2", undefined(networks))["reason"].tolist() == ["no_alters", "one_alter"]
    assert change(values, "1", "2")["reason"].tolist() == ["undefined", "undefined"]


def test_change_back_is_the_change_with_the_other_sign():
    networks = two_waves({("E", "1"): "ab", ("E", "2"): "abcd", ("F", "2"): "a"}, ties={("E", "1"): [("a", "b")]})
    table = measure(networks)
    there, back = change(table, "1", "2"), change(table, "2", "1")
    assert there["change"].tolist() == pytest.approx((-back["change"]).tolist(), nan_ok=True)


def test_any_table_of_numbers_will_do_and_is_left_as_it_was():
    index = pd.MultiIndex.from_tuples([("E", "1"), ("E", "2")], names=["ego", "wave"])
    table = pd.DataFrame({"skill": [1, 3]}, index=index)
    copy = table.copy()
    assert change(table, "1", "2")["change"].tolist() == [2]
    pd.testing.assert_frame_equal(table, copy)


def test_tables_that_cannot_be_compared_say_why():
    index = pd.MultiIndex.from_tuples([("E", "1"), ("E", "2")], names=["ego", "wave"])
    table = pd.DataFrame({"skill": [1, 3]}, index=index)
    with pytest.raises(InputError, match=r"index \(ego, wave\)"):
        change(table.reset_index(), "1", "2")
    with pytest.raises(InputError, match=r"wave '3' is not in this table\. Known: 1, 2"):
        change(table, "1", "3")
    with pytest.raises(InputError, match="ego 'E' has more than one row in wave '1'"):
        change(pd.concat([table, table]), "1", "2")
    with pytest.raises(InputError, match="skill: not numbers"):
        change(table.astype("str"), "1", "2")
