"""What stands in a cell is read as meant, every row that leaves a table is named once, and nothing given is changed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netlab.cleaning.answers import MOST_ANSWERS, answers_of, as_id, coded, days, derive, numbers, read_date, true_false
from netlab.codebook import Category, Codebook, Interpreter, TieType, Wave
from netlab.networks import EgoNetworks
from netlab.problems import InputError

EGOS = pd.DataFrame({"ego": ["A", "A", "B"], "wave": ["voor", "na", "voor"]})
ALTERS = pd.DataFrame(
    [("A", "voor", "1"), ("A", "voor", "2"), ("A", "na", "1"), ("B", "voor", "1"), ("B", "voor", "2")],
    columns=["ego", "wave", "alter"],
)
TIES = pd.DataFrame([("A", "voor", "1", "2")], columns=["ego", "wave", "source", "target"])
WAVES = Codebook(waves=(Wave("voor"), Wave("na")), interpreters=(Interpreter("note", role="note"),))


def with_rows(table: pd.DataFrame, *rows: dict) -> pd.DataFrame:
    return pd.concat([table, pd.DataFrame(list(rows))], ignore_index=True)


# ------------------------------------------------------------------ cells


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        (["007", "NA", "nan", "1.0"], ["007", "NA", "nan", "1.0"]),
        ([7, 12], ["7", "12"]),
        ([7.0, np.nan, 12.0], ["7", None, "12"]),
        ([7.5], ["7.5"]),
        ([1e20], ["100000000000000000000"]),
        (pd.Categorical([1, None, 2]), ["1", None, "2"]),
        (pd.Categorical(["b", "a"]), ["b", "a"]),
        (pd.array([1, pd.NA], dtype="Int64"), ["1", None]),
        (pd.array(["a", pd.NA], dtype="string"), ["a", None]),
        ([1, "a", 2.0, None], ["1", "a", "2", None]),
        (["", "  ", "x"], [None, None, "x"]),
    ],
)
def test_ids_become_strings_and_stay_themselves(given, ids):
    read = as_id(pd.Series(given))
    assert read.dtype == "str"
    assert [None if pd.isna(v) else v for v in read] == ids


@pytest.mark.parametrize(
    "written", ["2025-03-31", "31/03/2025", "31/3/2025", "31-3-2025", "31.03.2025", "2025-03-31 09:15"]
)
def test_a_date_is_iso_or_day_month_year(written):
    assert read_date(written).isoformat() == "2025-03-31"


@pytest.mark.parametrize("written", ["03/31/2025", "31/3/25", "45747", "31 maart 2025", "2025-02-30", "2025/03/31"])
def test_a_date_in_another_order_is_unknown_and_named(written):
    read, unknown = days(pd.Series([written, None, ""]))
    assert read.isna().all()
    assert unknown.to_list() == [True, False, False]


def test_numbers_have_a_decimal_comma_or_point():
    read, unknown = numbers(pd.Series(["1,5", "1.5", " 2 ", "-3", "", None, "1.234,5", "veel", "inf"]))
    np.testing.assert_array_equal(read, [1.5, 1.5, 2, -3, np.nan, np.nan, np.nan, np.nan, np.nan])
    assert unknown.to_list() == [False] * 6 + [True] * 3


def test_yes_and_no_in_dutch_english_and_as_spreadsheets_write_them():
    read, unknown = true_false(pd.Series(["Ja", "NEE ", "yes", "No", "TRUE", "0", "x", 1.0, False, "", None, "soms"]))
    known = [True, False, True, False, True, False, True, True, False]
    assert read[:9].to_list() == known
    assert read[9:].isna().all()
    assert unknown.to_list() == [False] * 11 + [True]


ANSWERS = (Category("team", {"nl": "eigen team", "en": "own team"}, ("Mijn  team",)), Category("1", "een"))


def test_an_answer_is_known_by_id_label_and_other_spellings():
    given = ["team", "Eigen Team", " own team", "mijn team", 1, 1.0, "één", None, ""]
    read, unknown = coded(pd.Series(given, dtype=object), ANSWERS)
    assert read.to_list()[:6] == ["team"] * 4 + ["1"] * 2
    assert unknown.to_list() == [False] * 6 + [True, False, False]
    assert read.cat.categories.to_list() == ["team", "1"]
    assert read.cat.ordered


def test_an_id_goes_before_the_label_of_another_answer():
    assert answers_of((Category("a", "b"), Category("b", "c"))) == {"a": "a", "b": "b", "c": "b"}


# ------------------------------------------------------------------ a codebook from the values


def derived(**columns) -> dict[str, Interpreter]:
    book, _ = derive(Codebook(), pd.DataFrame({"ego": "A", **columns}))
    return {i.column: i for i in book.interpreters}


def test_categories_keep_their_order_text_is_sorted_and_spellings_are_one_answer():
    found = derived(ring=pd.Categorical(["x"], ["z", "x", "y"]).repeat(3), work=["team", "Team ", "buiten"])
    assert found["ring"].ids == ["z", "x", "y"]
    assert found["work"].ids == ["buiten", "team"]


def test_strength_is_in_the_order_of_its_numbers():
    assert derived(strength=["10", "9", "2,5"])["strength"].ids == ["2,5", "9", "10"]
    assert derived(strength=["10", "9", "2,5"])["strength"].codes == [2.5, 9, 10]
    assert derived(strength=[10.0, 9.0, np.nan])["strength"].ids == ["9", "10"]


def test_true_and_false_are_a_relation_also_with_unknowns():
    assert derived(knows=[True, False])["knows"].role == "relation"
    assert derived(knows=[True, None, False])["knows"].role == "relation"


def test_numbers_ids_and_free_text_are_no_answers():
    found = derived(
        age=list(range(30)),
        weight=[f"{n},5" for n in range(30)],
        name=["x"] * 30,
        remark=[f"zin {n}" for n in range(30)],
    )
    assert found == {}
    assert MOST_ANSWERS < 30


def test_what_was_taken_from_the_values_is_said():
    networks = EgoNetworks.from_frames(EGOS, ALTERS.assign(work=["a", "b", "a", "b", "c"]))
    remarks = networks.cleaned.set_index("reason")["detail"]
    assert remarks["answers_from_values"] == "work: a, b, c"
    assert networks.codebook.derived == ("work",)


def test_the_answers_derived_are_the_same_in_every_wave():
    networks = EgoNetworks.from_frames(EGOS, ALTERS.assign(work=["a", "b", "c", "a", "b"]))
    assert networks.of(waves=["na"]).alters["work"].cat.categories.to_list() == ["a", "b", "c"]


# ------------------------------------------------------------------ rows that leave


def reasons(networks: EgoNetworks, table: str) -> list[tuple]:
    rows = networks.cleaned[networks.cleaned["table"] == table]
    return list(zip(rows["line"], rows["reason"], rows["detail"], strict=True))


def test_each_fault_of_the_alters_has_its_reason_and_the_row_it_stood_on():
    alters = with_rows(
        ALTERS.assign(note="x"),
        {"ego": "A", "wave": "later", "alter": "1"},
        {"ego": "C", "wave": "voor", "alter": "1"},
        {"ego": "A", "wave": "voor", "alter": "1", "note": "x"},
        {"ego": "A", "wave": "voor", "alter": "1", "note": "y"},
        {"ego": "A", "wave": "voor", "alter": "A"},
        {"ego": "A", "wave": "voor"},
        {"wave": "voor", "alter": "1"},
    )
    networks = EgoNetworks.from_frames(EGOS, alters, codebook=WAVES)
    assert sorted(reasons(networks, "alters")) == [
        (6, "unknown_wave", "later"),
        (7, "no_network", ""),
        (8, "duplicate", ""),
        (9, "duplicate_differs", ""),
        (10, "alter_is_ego", ""),
        (11, "key_missing", ""),
        (12, "key_missing", ""),
    ]
    assert len(networks.alters) == len(ALTERS)


def test_each_fault_of_the_ties_has_its_reason_and_the_row_it_stood_on():
    row = {"ego": "A", "wave": "voor", "source": "1", "target": "2"}
    ties = with_rows(
        TIES.assign(strength="2"),
        row | {"source": "2", "target": "1", "strength": "2"},
        row | {"strength": "2"},
        row | {"strength": "1"},
        row | {"target": "1"},
        row | {"strength": "0"},
        row | {"target": "9"},
        row | {"target": "A"},
        row | {"wave": "later"},
        row | {"ego": "C"},
        row | {"target": None},
    )
    networks = EgoNetworks.from_frames(EGOS, ALTERS, ties, WAVES)
    assert sorted(reasons(networks, "ties")) == [
        (2, "mirrored", ""),
        (3, "duplicate", ""),
        (4, "duplicate_differs", ""),
        (5, "self_loop", ""),
        (6, "strength_zero", ""),
        (7, "unnamed_alter", "9"),
        (8, "tie_to_ego", ""),
        (9, "unknown_wave", "later"),
        (10, "no_network", ""),
        (11, "key_missing", ""),
    ]
    assert networks.ties[["source", "target"]].to_numpy().tolist() == [["1", "2"]]


def test_a_tie_in_a_network_where_nobody_was_named_is_named_too():
    egos = with_rows(EGOS, {"ego": "C", "wave": "voor"}, {"ego": "D", "wave": "voor"})
    ties = with_rows(TIES, {"ego": "D", "wave": "voor", "source": "1", "target": "2"})
    assert reasons(EgoNetworks.from_frames(egos, ALTERS, ties, WAVES), "ties") == [(2, "unnamed_alter", "1")]


def test_of_two_rows_for_one_interview_the_first_counts():
    egos = with_rows(
        EGOS.assign(score=1), {"ego": "A", "wave": "voor", "score": 2}, {"ego": "B", "wave": "voor", "score": 1}
    )
    networks = EgoNetworks.from_frames(egos, ALTERS, codebook=WAVES)
    assert reasons(networks, "egos") == [(4, "duplicate_differs", ""), (5, "duplicate", "")]
    assert networks.egos["score"].to_list() == [1, 1, 1]


def test_the_line_of_the_file_is_kept_where_the_table_has_it():
    ties = TIES.assign(target="9", file="banden.csv", line=14)
    row = EgoNetworks.from_frames(EGOS, ALTERS, ties, WAVES).cleaned.iloc[0]
    assert row.to_dict() == {
        "table": "ties", "file": "banden.csv", "line": 14, "ego": "A", "wave": "voor", "reason": "unnamed_alter",
        "detail": "9",
    }  # fmt: skip


def test_a_column_called_line_may_hold_anything():
    row = EgoNetworks.from_frames(EGOS, ALTERS, TIES.assign(target="9", line="bus 4"), WAVES).cleaned.iloc[0]
    assert pd.isna(row["line"])


@pytest.mark.parametrize(
    ("alters", "kept"),
    [
        ({"voor": ["1", "2", "3"]}, True),  # numbered within the network
        ({"voor": ["1", "2", "3"], "na": ["2", "3", "4"]}, True),  # numbered over the waves
        ({"voor": ["0", "1", "2", "3"]}, True),  # numbered from 0, as some programs do
        ({"voor": ["2", "3", "7"]}, False),
        ({"voor": ["2", "3", "4"]}, False),
        ({"voor": ["Ann", "3"]}, False),
    ],
)
def test_an_alter_with_the_id_of_ego_is_ego_unless_ids_are_just_numbers(alters, kept):
    egos = pd.DataFrame({"ego": "3", "wave": list(alters)})
    rows = [("3", w, a) for w, named in alters.items() for a in named]
    networks = EgoNetworks.from_frames(egos, pd.DataFrame(rows, columns=["ego", "wave", "alter"]))
    assert ("3" in set(networks.alters["alter"])) == kept
    assert ("alter_is_ego" in set(networks.cleaned["reason"])) != kept


@pytest.mark.parametrize(("numbering", "stays"), [("own", False), ("roster", False), ("per wave", True)])
def test_ids_made_anew_in_every_wave_are_never_ego(numbering, stays):
    alters = pd.DataFrame({"ego": "3", "wave": "1", "alter": ["2", "3"]})
    networks = EgoNetworks.from_frames(pd.DataFrame({"ego": ["3"]}), alters, codebook=Codebook(alter_ids=numbering))
    assert (len(networks.alters) == 2) == stays


def test_directed_ties_stay_as_given_others_have_the_source_first():
    codebook = Codebook(waves=WAVES.waves, tie_types=(TieType("helps", directed=True), TieType("knows", "Kent")))
    ties = pd.DataFrame(
        [("2", "1", "helps"), ("1", "2", "helps"), ("2", "1", "kent"), ("1", "2", "knows"), ("1", "2", "likes")],
        columns=["source", "target", "type"],
    ).assign(ego="A", wave="voor")
    networks = EgoNetworks.from_frames(EGOS, ALTERS, ties, codebook)
    kept = networks.ties[["source", "target", "type"]].to_numpy().tolist()
    assert kept == [["2", "1", "helps"], ["1", "2", "helps"], ["1", "2", "knows"]]
    assert reasons(networks, "ties") == [(5, "unknown_type", "likes"), (4, "mirrored", "")]
    assert len(networks.pairs) == 1


@pytest.mark.parametrize(
    ("table", "column", "given"),
    [
        ("egos", "ego", EGOS.drop(columns="ego")),
        ("alters", "ego", ALTERS.drop(columns="ego")),
        ("alters", "wave", ALTERS.drop(columns="wave")),
        ("ties", "target", TIES.drop(columns="target")),
    ],
)
def test_a_table_without_a_key_column_is_refused_by_name(table, column, given):
    tables = {"egos": EGOS, "alters": ALTERS, "ties": TIES} | {table: given}
    with pytest.raises(InputError, match=f"the {table} table has no column '{column}'"):
        EgoNetworks.from_frames(**tables)


# ------------------------------------------------------------------ nothing is dropped silently, nothing given changes

ID = st.sampled_from(["A", "B", "1", "2", "3", "", None])
WAVE = st.sampled_from(["voor", "na", "later", None])
DROPPING = {
    *("key_missing", "unknown_wave", "no_network", "duplicate", "duplicate_differs", "alter_is_ego", "tie_to_ego"),
    *("self_loop", "strength_zero", "unnamed_alter", "unknown_type", "mirrored"),
}


def tables(draw) -> dict[str, pd.DataFrame]:
    rows = {
        "egos": st.tuples(ID, WAVE, st.sampled_from(["x", "y"])),
        "alters": st.tuples(ID, WAVE, ID, st.sampled_from(["x", "y"])),
        "ties": st.tuples(ID, WAVE, ID, ID, st.sampled_from(["kent", "helpt", "?"]), st.sampled_from([0, 1, None])),
    }
    columns = {
        "egos": ["ego", "wave", "q"],
        "alters": ["ego", "wave", "alter", "q"],
        "ties": ["ego", "wave", "source", "target", "type", "strength"],
    }
    made = {}
    for name, row in rows.items():
        table = pd.DataFrame(draw(st.lists(row, max_size=14)), columns=columns[name], dtype=object)
        shift = draw(st.integers(0, 3))
        made[name] = table.assign(line=np.arange(len(table)) + 1).set_axis(np.arange(len(table))[::-1] + shift)
    return made


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(data=st.data(), numbering=st.sampled_from(["own", "per wave", "roster"]), declared=st.booleans())
def test_every_row_given_is_kept_or_named_once_and_no_table_given_is_changed(data, numbering, declared):
    """Rows in = rows kept + rows named; the ties that stay are among the alters that stay."""
    given = tables(data.draw)
    before = {name: table.copy(deep=True) for name, table in given.items()}
    types = (TieType("kent"), TieType("helpt", directed=True)) if declared else ()
    codebook = Codebook(waves=WAVES.waves if declared else (), tie_types=types, alter_ids=numbering)
    networks = EgoNetworks.from_frames(**given, codebook=codebook)
    for name, table in given.items():
        pd.testing.assert_frame_equal(table, before[name])
        kept = getattr(networks, name)["line"].to_list()
        left = networks.cleaned.query("table == @name and reason in @DROPPING")["line"].to_list()
        assert sorted([*kept, *left]) == table["line"].to_list()
    alters = set(networks.alters[["ego", "wave", "alter"]].itertuples(index=False, name=None))
    assert len(alters) == len(networks.alters)
    for tie in networks.ties.itertuples():
        assert {(tie.ego, tie.wave, tie.source), (tie.ego, tie.wave, tie.target)} <= alters
        assert tie.source != tie.target
    assert networks.alters["person"].notna().all()
