"""Network Canvas exports: the same networks from every kind of file, and what a generation cannot tell left unknown."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from netlab.codebook import Category, Codebook, Group, Interpreter, TieType, Wave
from netlab.measures import measure
from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.readers import network_canvas
from netlab.readers.files import opened
from netlab.readers.network_canvas import FORMATS, recognise_csv, recognise_graphml, source
from netlab.readers.network_canvas.answers import answered
from netlab.readers.network_canvas.cases import proposed
from netlab.readers.network_canvas.csv_files import PER_SESSION
from netlab.readers.network_canvas.exported import table
from netlab.readers.network_canvas.protocol import protocol_of, read_protocol
from netlab.readers.network_canvas.typenames import full_names
from netlab.readers.source import Source, Told
from netlab.texts import has
from tests.sources import network_canvas_csv as made
from tests.sources import network_canvas_graphml as made_graphml

PATTERN = r"(?P<ego>.+)_(?P<wave>voor|na)"
# The example study of Network Canvas's own workshop, its ten cases in this order, as published.
CASES = ["case_1", "case_10", *(f"case_{n}" for n in range(2, 10))]
CLOSE = [0.5, 0.467, 0.2, 0.143, 0.267, 0.222, 0.429, 0.4, 0.1, 0.524]
ANY = [0.6, 0.467, 0.3, 0.19, 0.333, 0.306, 0.429, 0.4, 0.1, 0.524]


def read(path, **told) -> Source:
    return source(opened(path), Told(**told))


def networks_of(made: Source) -> EgoNetworks:
    return EgoNetworks.from_frames(made.egos, made.alters, made.ties, made.codebook)


def networks(path, **told) -> EgoNetworks:
    return networks_of(read(path, **told))


def kinds(made: Source) -> Counter:
    return Counter(made.found["kind"])


def changed(files: dict[str, str], end: str, old: str, new: str) -> dict[str, str]:
    """The files with a text in every file with this ending replaced."""
    assert any(n.endswith(end) and old in t for n, t in files.items())
    return {n: t.replace(old, new) if n.endswith(end) else t for n, t in files.items()}


def put(folder, files: dict[str, str]):
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_bytes(text.encode("utf-8"))
    return folder


def same(one: EgoNetworks, other: EgoNetworks, without=("file", "line", "networkCanvasType")) -> None:
    """Both hold the same rows; columns in which only one has answers are no answers in the other."""
    for name in ("egos", "alters", "ties"):
        tables = []
        for networks in (one, other):
            rows = getattr(networks, name).drop(columns=[c for c in without if c in getattr(networks, name)])
            rows = rows.dropna(axis=1, how="all").astype({"wave": "str"})
            rows = rows.reindex(columns=sorted(rows.columns))
            tables.append(rows.sort_values(list(rows.columns), ignore_index=True).astype(object))
        pd.testing.assert_frame_equal(*tables, check_dtype=False)


# ------------------------------------------------------------------ the example study, from every kind of file
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["export", "graphml", "merged", "merged/IJE_RADAR_Protocol.graphml", ""])
@pytest.mark.parametrize("protocol", [True, False])
def test_the_example_study_has_its_published_counts_and_densities(shared, kind, protocol):
    folder = shared / "samples" / "network-canvas"
    told = {"protocol": folder / "IJE_RADAR_Protocol.netcanvas"} if protocol else {}
    ten = networks(folder / kind, **told)
    assert (len(ten.egos), len(ten.alters)) == (10, 63)
    assert ten.ties["type"].value_counts().to_dict() == {"Close": 56, "SexTie": 14, "DrugTie": 10}
    assert measure(ten.only("Close"))["density"].round(3).droplevel("wave")[CASES].to_list() == CLOSE
    assert measure(ten)["density"].round(3).droplevel("wave")[CASES].to_list() == ANY


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["export", "merged"])
def test_csv_and_graphml_of_the_example_study_give_the_same_networks(shared, kind):
    folder = shared / "samples" / "network-canvas"
    told = {"protocol": folder / "IJE_RADAR_Protocol.netcanvas"}
    screen = [f"Cords_screenSpace{a}" for a in "XY"]  # asked for in one of the exports only
    files = networks(folder / kind, **told)
    graphml = networks(folder / ("graphml" if kind == "export" else "merged/IJE_RADAR_Protocol.graphml"), **told)
    same(files, graphml, ("file", "line", *screen))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["per-session", "merged", "merged/Netwerkleren demo.graphml", ""])
def test_the_study_of_two_waves_has_its_participants_sessions_alters_and_ties(shared, kind):
    folder = shared / "samples" / "two-waves"
    two = networks(folder / kind, case_id=r"(?P<ego>P\d+)_(?P<wave>T\d)", protocol=folder / "codebook.json")
    assert two.egos["ego"].nunique() == 12
    assert two.waves == ["T1", "T2"]
    assert (len(two.egos), len(two.alters), len(two.ties)) == (23, 119, 115)
    assert set(two.ties["type"]) == {"Leert van elkaar", "Kent"}
    with (folder / "truth_alter_matching.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    truth = {(r["participant"], w, r[f"uuid_{w}"]) for r in rows for w in ("T1", "T2") if r[f"uuid_{w}"]}
    found = set(map(tuple, two.alters[["ego", "wave", "alter"]].astype(str).to_numpy()))
    assert found == truth  # every alter of the independent list, and no other
    assert not {"unknown_answer", "unnamed_alter", "no_network"} & set(two.cleaned["reason"])


def test_csv_and_graphml_of_the_study_of_two_waves_give_the_same_networks(shared):
    folder = shared / "samples" / "two-waves"
    told = {"case_id": r"(?P<ego>P\d+)_(?P<wave>T\d)", "protocol": folder / "codebook.json"}
    same(networks(folder / "merged", **told), networks(folder / "merged" / "Netwerkleren demo.graphml", **told))


def test_egos_who_named_nobody_keep_their_row(shared):
    two = networks(shared / "samples" / "two-waves" / "per-session", case_id=r"(?P<ego>P\d+)_(?P<wave>T\d)")
    size = measure(two)["size"]
    assert size["P09", "T1"] == size["P05", "T2"] == 0  # their attributeList has no type in its name, and no rows
    assert ("P11", "T2") not in size.index  # who was not interviewed again


# ------------------------------------------------------------------ one made-up study in every layout
LAYOUTS = {
    "A": lambda folder: made.write(folder),
    "B": lambda folder: made.write(folder, generation="B"),
    "C": lambda folder: made.write(folder, generation="C"),
    "merged": lambda folder: made.write(folder, merged=True),
    "merged C": lambda folder: made.write(folder, merged=True, generation="C"),
    "GraphML": lambda folder: made_graphml.write(folder),
    "merged GraphML": lambda folder: made_graphml.write(folder, merged=True),
}


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_networks_that_were_written(tmp_path, layout):
    one = read(LAYOUTS[layout](tmp_path), case_id=PATTERN)
    all_of = networks_of(one)
    assert all_of.waves == ["voor", "na"]  # by date, not by the alphabet
    size = measure(all_of)["size"].to_dict()
    assert size == {("007", "voor"): 3, ("007", "na"): 2, ("P_02", "voor"): 2, ("P_02", "na"): 1, ("P_03", "voor"): 0}
    assert all_of.egos["ties_asked"].all()
    density = measure(all_of)["density"]
    assert density["007", "voor"] == pytest.approx(2 / 3)  # Zoë–Jan (two types) and Jan–Els, of three pairs
    assert density["P_02", "voor"] == 0  # asked, and nobody knows each other
    alters = all_of.alters.set_index(["ego", "wave", "name"])
    assert alters.loc[("007", "voor", "Jan, van ICT"), "afdeling"] == "ict"
    assert alters["afdeling"].isna().to_dict()[("P_02", "voor", "Bram")]
    assert list(alters["nabijheid"].astype(object)) == [str(n) for n in alters["nabijheid"].astype(int)]
    assert alters.loc[("007", "na", "Zoë"), "plaats_x"] == 0.5
    assert all_of.egos.set_index(["ego", "wave"])["conditie"].to_dict()[("P_03", "voor")] == "controle"
    assert all_of.egos["date"].dt.strftime("%Y-%m-%d").to_list().count("2025-02-01") == 1
    assert not (set(all_of.cleaned["reason"]) - {"waves_by_date"})


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_was_not_asked_is_unknown_in_every_layout(tmp_path, layout):
    all_of = networks(LAYOUTS[layout](tmp_path), case_id=PATTERN)
    theme = all_of.alters.set_index(["ego", "wave", "name"])[[f"thema_{t}" for t in made.THEMES]]
    assert theme.loc[("007", "voor", 'Els "de" Wit')].isna().all()
    assert theme.loc[("007", "voor", "Jan, van ICT")].to_list() == [True, False, True]
    assert all_of.alters.set_index("name")["extern"].isna().to_dict()["Bram"]


def test_sessions_of_two_generations_each_keep_their_own_meaning_of_false(tmp_path):
    made.write(tmp_path, sessions=made.SESSIONS[:1])
    made.write(tmp_path, sessions=[{**made.SESSIONS[1], "outcome": None}], generation="C")
    one = read(tmp_path, case_id=PATTERN)
    assert one.recognised.about["generation"] == "A, C"
    (about,) = [a for a in one.found.query("kind == 'ambiguous_no'")["about"] if a["column"] == "thema"]
    assert about["n"] == 1  # Els in the older session; Zoë in the newer one has empty cells


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_recognised_and_says_why(tmp_path, layout):
    files = opened(LAYOUTS[layout](tmp_path))
    remark = recognise_csv(files) or recognise_graphml(files)
    text = remark.text("nl")
    if "GraphML" in layout:
        assert recognise_csv(files) is None
        assert "GraphML" in text
    else:
        assert f"generatie {'C' if 'C' in layout else 'B' if layout == 'B' else 'A'}" in text
    assert remark.text("en") != text


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_row_says_where_it_stands(tmp_path, layout):
    one = read(LAYOUTS[layout](tmp_path), case_id=PATTERN)
    places = [(r.file, r.line) for t in (one.egos, one.alters, one.ties) for r in t[["file", "line"]].itertuples()]
    assert len(places) == len(set(places)) == 5 + 8 + 4  # sessions, alters and ties of the made-up study


@pytest.mark.slow
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_zip_of_the_export_gives_the_same(tmp_path, layout):
    folder = tmp_path / "export"
    folder.mkdir()
    LAYOUTS[layout](folder)
    packed = tmp_path / "export.zip"
    with zipfile.ZipFile(packed, "w") as out:
        for path in folder.iterdir():
            out.write(path, f"inside/{path.name}")
    same(networks(folder, case_id=PATTERN), networks(packed, case_id=PATTERN))


def test_graphml_beside_csv_of_the_same_sessions_is_not_used_and_gives_the_full_names(tmp_path):
    made.write(tmp_path)
    made_graphml.write(tmp_path)
    both = read(tmp_path, case_id=PATTERN)
    assert kinds(both)["file_not_used"] == 5
    assert set(both.ties["type"]) == {made.LEARNS, made.KNOWS}
    assert set(both.ties["file"].str[-4:]) == {".csv"}


def test_a_session_that_only_graphml_has_is_read_from_it(tmp_path):
    made.write(tmp_path, sessions=made.SESSIONS[:3])
    made_graphml.write(tmp_path, merged=True)
    both = read(tmp_path, case_id=PATTERN)
    assert (len(both.egos), len(both.alters), len(both.ties)) == (5, 8, 4)
    again = kinds(both)["row_elsewhere"]
    assert again == 3 + 7 + 4  # of the three sessions in CSV: themselves, their alters and ties


def test_merged_files_beside_those_per_session_are_not_used(tmp_path):
    made.write(tmp_path)
    made.write(tmp_path, merged=True)
    both = read(tmp_path, case_id=PATTERN)
    assert kinds(both)["file_not_used"] == 4  # egos, alters, two types of ties
    assert (len(both.egos), len(both.alters), len(both.ties)) == (5, 8, 4)


# ------------------------------------------------------------------ names of files
def test_the_id_of_the_session_divides_a_file_name_whatever_the_case_id_holds():
    name = f"a_ego_b_{made.id_of(1)}_attributeList_Type_met_streep.csv"
    place = PER_SESSION.fullmatch(name)
    assert (place["case"], place["session"]) == ("a_ego_b", made.id_of(1))
    assert (place["kind"], place["type"]) == ("attributeList", "Type_met_streep")


@pytest.mark.parametrize(
    ("written", "full"),
    [
        ("Leertvanelkaar", "Leert van elkaar"),  # formats: older apps drop all but A–Z, 0–9 and _
        ("Collegas", "Collega's"),
        ("n", "Één"),
        ("Één", "Één"),
        ("Kent_abc1", "Kent!"),  # newer apps put the id behind a name that would clash
        ("Anders", "Anders"),
    ],
)
def test_a_type_in_a_file_name_gets_its_full_name(written, full):
    types = {"x": "Leert van elkaar", "y": "Collega's", "z": "Één", "abc1": "Kent!", "q": "Kent"}
    assert full_names([written], types, []).get(written, written) == full


def test_a_name_that_two_types_share_stays_as_the_file_has_it():
    assert full_names(["Kent"], {"a": "Ke nt", "b": "Ken't"}, []) == {}


def test_the_adjacency_matrix_and_strange_files_are_named_as_not_used(tmp_path):
    files = made.files()
    start = next(iter(files)).removesuffix("_ego.csv")
    put(tmp_path, {**files, f"{start}_adjacencyMatrix_Kent.csv": ",a\na,0\n", "alter_ego.csv": "a,b\n1,2\n"})
    unused = read(tmp_path).found.query("kind == 'file_not_used'")["file"]
    assert set(unused) == {f"{start}_adjacencyMatrix_Kent.csv", "alter_ego.csv"}


def test_swapped_files_are_an_error_that_says_what_was_expected(tmp_path):
    files = made.files()
    ego, nodes = (next(n for n in files if n.endswith(e)) for e in ("_ego.csv", "_attributeList_Collegas.csv"))
    put(tmp_path, {**files, ego: files[nodes], nodes: files[ego]})
    with pytest.raises(InputError) as error:
        read(tmp_path)
    assert len(error.value.problems) == 2
    assert "networkCanvasCaseID" in str(error.value)


# ------------------------------------------------------------------ sessions that cannot be placed
def test_rows_of_a_session_without_ego_file_are_named(tmp_path):
    files = made.files()
    lost = next(n for n in files if n.startswith("007_voor") and n.endswith("_ego.csv"))
    one = read(put(tmp_path, {n: t for n, t in files.items() if n != lost}), case_id=PATTERN)
    assert kinds(one)["session_unknown"] == 3 + 3  # three alters, three ties
    assert one.found.query("kind == 'session_unknown'")["stops"].all()
    assert (len(one.egos), len(one.alters), len(one.ties)) == (4, 5, 1)


def test_a_session_whose_list_of_alters_is_lost_is_not_a_session_without_alters(tmp_path):
    files = made.files()
    lost = next(n for n in files if n.startswith("007_voor") and "attributeList" in n)
    one = read(put(tmp_path, {n: t for n, t in files.items() if n != lost}), case_id=PATTERN)
    assert kinds(one)["session_without_list"] == 1
    assert ("007", "voor") not in networks_of(one).index


def test_a_session_whose_list_of_ties_is_lost_was_not_asked_for_ties(tmp_path):
    files = made.files()
    lost = [n for n in files if n.startswith("007_voor") and "edgeList" in n]
    one = read(put(tmp_path, {n: t for n, t in files.items() if n not in lost}), case_id=PATTERN)
    assert kinds(one)["session_without_edges"] == 1
    density = measure(networks_of(one))["density"]
    assert pd.isna(density["007", "voor"])
    assert density["P_02", "voor"] == 0


def test_an_export_without_lists_of_alters_is_an_error(tmp_path):
    files = {n: t for n, t in made.files(merged=True).items() if n.endswith("_ego.csv")}
    with pytest.raises(InputError, match="attributeList"):
        read(put(tmp_path, files))


def test_a_session_that_was_not_completed_counts_and_is_named(tmp_path):
    stopped = [{**made.SESSIONS[0], "outcome": "terminated"}, *made.SESSIONS[1:]]
    one = read(made.write(tmp_path, sessions=stopped, generation="C"), case_id=PATTERN)
    (row,) = one.found.query("kind == 'session_unfinished'").to_dict("records")
    assert (row["ego"], row["wave"], row["about"], row["stops"]) == ("007", "voor", {"detail": "terminated"}, False)
    assert len(one.egos) == 5


# ------------------------------------------------------------------ participants and waves
def test_without_a_pattern_each_case_id_is_an_ego_and_a_pattern_is_proposed(tmp_path):
    one = read(made.write(tmp_path))
    assert "wave" not in one.egos
    assert set(one.egos["ego"]) == {s["case"] for s in made.SESSIONS}
    (about,) = one.found.query("kind == 'case_id_proposed'")["about"]
    assert about["detail"] == one.codebook.source["case_id"] == "(?P<ego>.+)_(?P<wave>na|voor)"
    assert [g.part for g in one.guesses if g.field == "case_id"] == ["source"]
    again = networks(tmp_path, case_id=about["detail"])
    assert again.waves == ["voor", "na"]
    assert again.egos["ego"].nunique() == 3


@pytest.mark.parametrize(
    ("cases", "pattern"),
    [
        (["P01-voor", "P01-na", "P02-voor", "P02-na"], r"(?P<ego>.+)\-(?P<wave>na|voor)"),
        (["T1 a", "T2 a", "T1 b", "T2 b", "T1 c"], r"(?P<wave>T1|T2)\ (?P<ego>.+)"),
        (["voor-1", "na-1", "voor-2", "na-2"], r"(?P<wave>na|voor)\-(?P<ego>.+)"),  # words for waves
        (["case_1", "case_2", "case_3"], None),  # one beginning and as many endings as cases
        (["anna", "bert"], None),
        (["P1_T1", "P1_T2", "P2_T1"], None),  # an ending with one other is no wave of a study yet
        ([], None),
    ],
)
def test_a_pattern_is_proposed_only_where_several_share_the_same_endings(cases, pattern):
    assert proposed(pd.Series(cases, dtype="str")) == pattern


def test_a_case_id_that_does_not_fit_is_named_with_all_its_rows(tmp_path):
    one = read(made.write(tmp_path), case_id=r"(?P<ego>P_\d+)_(?P<wave>voor|na)")
    assert kinds(one)["case_id_unmatched"] == 2
    assert kinds(one)["session_left_out"] == 5 + 4  # the alters and ties of 007
    assert set(one.egos["ego"]) == {"P_02", "P_03"}


def test_a_pattern_that_fits_no_case_id_is_an_error_that_shows_three(tmp_path):
    with pytest.raises(InputError, match=r"'007_na', '007_voor', 'P_02_na'"):
        read(made.write(tmp_path), case_id=r"(?P<ego>X\d+)")


def test_a_table_of_cases_says_who_and_when(tmp_path):
    rows = "case_id;ego;wave\n007_voor;7;begin\n007_na;7;einde\nP_02_voor;2;begin\nP_03_voor;3;begin\nZ;9;begin\n"
    (tmp_path / "cases.csv").write_text(rows, encoding="utf-8")
    one = read(made.write(tmp_path), cases=tmp_path / "cases.csv")
    assert kinds(one)["file_not_used"] == 0  # the table of cases lies among the files
    assert set(zip(one.egos["ego"], one.egos["wave"], strict=True)) == {
        ("7", "begin"), ("7", "einde"), ("2", "begin"), ("3", "begin"),
    }  # fmt: skip
    assert kinds(one)["case_not_listed"] == 1  # P_02_na
    assert one.found.query("kind == 'case_unused'")["line"].to_list() == [6]


def test_a_table_may_tell_sessions_with_one_case_id_apart(tmp_path):
    twice = [{**s, "case": "Jan"} for s in made.SESSIONS[:2]]
    rows = "".join(f"{made.session_id(s)},{e},voor\n" for s, e in zip(twice, ("Jan P", "Jan V"), strict=True))
    (tmp_path / "cases.csv").write_text("session_id,ego,wave\n" + rows, encoding="utf-8")
    (tmp_path / "export").mkdir()
    one = networks(made.write(tmp_path / "export", sessions=twice), cases=tmp_path / "cases.csv")
    assert measure(one)["size"].to_dict() == {("Jan P", "voor"): 3, ("Jan V", "voor"): 2}


def test_sessions_with_one_case_id_are_waves_by_their_start_and_that_is_said(tmp_path):
    twice = [{**s, "case": "007"} for s in (made.SESSIONS[1], made.SESSIONS[0])]
    one = read(made.write(tmp_path, sessions=twice))
    assert measure(networks_of(one))["size"].to_dict() == {("007", "1"): 3, ("007", "2"): 2}
    assert kinds(one)["waves_by_session"] == 1
    assert [g.why.key for g in one.guesses if g.part == "waves"] == ["guess.canvas_sessions"]


def test_two_sessions_that_would_be_one_network_are_not_mixed(tmp_path):
    twice = [made.SESSIONS[0], {**made.SESSIONS[1], "case": "007_voor"}]
    one = read(made.write(tmp_path, sessions=twice), case_id=PATTERN)
    (row,) = one.found.query("kind == 'two_sessions'").to_dict("records")
    assert row["stops"]
    assert row["about"]["detail"] == f"{made.session_id(twice[0])}, {made.session_id(twice[1])}"
    assert measure(networks_of(one))["size"].to_list() == [3]
    assert kinds(one)["session_left_out"] == 2 + 1


# ------------------------------------------------------------------ "no" and "not answered"
def nodes(generation, **columns):
    """Nodes of one session with these answers, read as the exporter of a generation wrote them."""
    length = len(next(iter(columns.values())))
    rows = [
        {"networkCanvasEgoUUID": "e", "networkCanvasUUID": str(n), "file": "f.csv", "line": n} for n in range(length)
    ]
    rows = [{**row, **{c: v[n] for c, v in columns.items()}} for n, row in enumerate(rows)]
    return answered(table(rows, "nodes"), {}, {}, {"e": generation}, set())


def cells(values) -> list:
    return [None if pd.isna(v) else v for v in values]


@pytest.mark.parametrize("generation", ["A", "B"])
def test_nothing_ticked_of_several_answers_is_unknown_in_older_generations_and_counted(generation):
    read_as = nodes(generation, x_a=["true", "false", "false"], x_b=["true", "true", "false"])
    assert cells(read_as.rows["x_a"]) == ["true", "false", None]
    assert [f["about"] for f in read_as.found if f["kind"] == "ambiguous_no"] == [{"column": "x", "n": 1}]


@pytest.mark.parametrize("generation", ["C", "GraphML"])
def test_nothing_ticked_is_no_where_only_what_was_asked_is_written(generation):
    read_as = nodes(generation, x_a=["true", "false", None], x_b=["true", "false", None])
    assert cells(read_as.rows["x_a"]) == ["true", "false", None]
    assert not read_as.found


def test_one_answer_at_most_becomes_one_column_with_the_answer():
    read_as = nodes("A", x_a=["true", "false", "false"], x_b_c=["false", "true", "false"])
    assert cells(read_as.rows["x"]) == ["a", "b_c", None]
    assert "x_a" not in read_as.rows


def test_columns_that_begin_alike_and_are_no_options_stay_apart():
    text = nodes("A", Race_White=["true", "false"], Race_Asian=["false", "true"], Race_other=["Roma", None])
    assert cells(text.rows["Race"]) == ["White", "Asian"]
    assert cells(text.rows["Race_other"]) == ["Roma", None]
    taken = nodes("A", Race=["x", "y"], Race_a=["true", "false"], Race_b=["false", "true"])
    assert cells(taken.rows["Race"]) == ["x", "y"]
    assert cells(taken.rows["Race_a"]) == ["true", "false"]
    differ = nodes("A", is_boss=["true", None], is_friend=["false", "true"])  # not answered together: two questions
    assert cells(differ.rows["is_boss"]) == ["true", None]


def test_encrypted_answers_are_unknown_and_counted():
    read_as = nodes("C", name=["ENCRYPTED", "Jan"])
    assert cells(read_as.rows["name"]) == [None, "Jan"]
    assert read_as.found[0]["about"] == {"column": "name", "n": 1}
    assert cells(nodes("A", name=["ENCRYPTED"]).rows["name"]) == ["ENCRYPTED"]


def test_a_question_called_like_a_part_of_netlab_or_of_python_gets_through(tmp_path):
    files = changed(made.files(merged=True), "Collegas.csv", ",name,", ",naam,")
    files = changed(files, "Collegas.csv", ",nabijheid,", ",wave,")
    files = changed(files, "Collegas.csv", ",extern,", ",self,")
    one = read(put(tmp_path, files), case_id=PATTERN)
    assert {"ego", "alter", "wave", "wave_", "self", "name"} <= set(one.alters)
    assert list(one.found.query("kind == 'column_renamed'")["about"]) == [{"column": "wave", "to": "wave_"}]
    assert "Zoë" in set(one.alters["name"])


def test_the_mark_before_a_formula_is_taken_off_in_generation_c_only(tmp_path):
    session = [{**made.SESSIONS[0], "nodes": [made.node("=Joke"), made.node("'t Hooft")], "edges": []}]
    newest, oldest = tmp_path / "C", tmp_path / "A"
    newest.mkdir()
    oldest.mkdir()
    assert "'=Joke" in next(iter(made.write(newest, sessions=session, generation="C").glob("*Colleg*"))).read_text(
        "utf-8"
    )
    assert set(read(newest).alters["name"]) == {"=Joke", "'t Hooft"}
    assert set(read(made.write(oldest, sessions=session)).alters["name"]) == {"=Joke", "'t Hooft"}


def test_an_empty_column_called_null_is_ignored_and_a_filled_one_is_named(tmp_path):
    assert "null" not in read(made.write(tmp_path)).alters
    files = made.files(merged=True)
    name = next(n for n in files if "attributeList" in n)
    lines = files[name].split("\r\n")
    lines[1] += "5"  # the last column is called null
    full = read(put(tmp_path / "full", {**files, name: "\r\n".join(lines)}))
    assert kinds(full)["column_null"] == 1
    assert full.alters["null"].dropna().to_list() == ["5"]


def test_ties_under_a_protocol_that_never_led_to_one_were_perhaps_not_asked(tmp_path):
    files = made.files()
    other = {n: t.replace(made.PROTOCOL, "Ander protocol") if n.startswith("P_02") else t for n, t in files.items()}
    one = read(put(tmp_path, other), case_id=PATTERN)
    (about,) = one.found.query("kind == 'ties_not_seen'")["about"]
    assert about == {"detail": "Ander protocol"}
    density = measure(networks_of(one))["density"]
    assert pd.isna(density["P_02", "voor"])
    assert density["007", "voor"] == pytest.approx(2 / 3)


def test_without_any_tie_or_protocol_ties_were_not_asked(tmp_path):
    one = read(made.write(tmp_path, sessions=made.SESSIONS[2:]), case_id=PATTERN)
    assert one.ties is None
    assert not networks_of(one).egos["ties_asked"].any()


# ------------------------------------------------------------------ GraphML
def test_older_graphml_says_the_case_on_the_whole_file(tmp_path):
    name = f"x_{made.id_of(2)}.graphml"
    one = read(put(tmp_path, {name: made_graphml.older(made.SESSIONS[0])}))
    assert one.egos[["ego", "networkCanvasSessionID"]].to_numpy().tolist() == [
        ["007_voor", made.session_id(made.SESSIONS[0])]
    ]
    assert len(one.ties) == 3


def test_ties_in_graphml_find_their_ends_without_network_canvas_ids(tmp_path):
    files = made_graphml.files(merged=True)
    ((name, text),) = files.items()
    text = re.sub(r'<data key="networkCanvas(Source|Target|)UUID">[^<]*</data>\n', "", text)
    one = networks(put(tmp_path, {name: text}), case_id=PATTERN)
    # node ids start again in every graph, so an end must be found within its own graph
    assert measure(one)["density"]["007", "voor"] == pytest.approx(2 / 3)
    assert len(one.ties) == 4


def test_graphml_that_is_not_of_network_canvas_is_not_recognised(tmp_path):
    put(tmp_path, {"a.graphml": '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph/></graphml>'})
    assert recognise_graphml(opened(tmp_path)) is None


def test_nodes_outside_a_graph_are_an_error_and_not_lost(tmp_path):
    ((name, text),) = made_graphml.files(merged=True).items()
    text = text.replace("</graphml>", '<node id="9"/></graphml>')
    with pytest.raises(InputError, match="outside a <graph>"):
        read(put(tmp_path, {name: text}))


# ------------------------------------------------------------------ the protocol
PROTOCOL = {
    "schemaVersion": 7,
    "codebook": {
        "node": {"n1": {"name": made.COLLEAGUE, "variables": {
            "v1": {"name": "name", "type": "text"},
            "v2": {"name": "afdeling", "type": "categorical", "options": [
                {"label": "Zorg **en** welzijn", "value": "zorg"}, {"label": "ICT", "value": "ict"},
                {"label": "Foto&#39;s\\- elders\n", "value": "extern"},
            ]},
            "v3": {"name": "thema", "type": "categorical", "component": "CheckboxGroup",
                   "options": [{"label": t, "value": t} for t in made.THEMES]},
            "v4": {"name": "nabijheid", "type": "ordinal", "options": [
                {"label": "heel dicht", "value": 4}, {"label": "dicht", "value": 3},
                {"label": "ver", "value": 2}, {"label": "heel ver", "value": 1},
            ]},
            "v5": {"name": "extern", "type": "boolean"}, "v6": {"name": "plaats", "type": "layout"},
        }}},
        "edge": {"e1": {"name": made.LEARNS, "variables": {}}, "e2": {"name": made.KNOWS}},
        "ego": {"variables": {}},
    },
    "stages": [
        {"type": "NameGenerator", "subject": {"entity": "node", "type": "n1"}, "prompts": [
            {"text": "Van wie leer je?", "additionalAttributes": [{"variable": "v5", "value": True}]},
            {"text": "En van wie nog?"},
        ]},
        {"type": "OrdinalBin", "prompts": [{"variable": "v4", "text": "Hoe dichtbij?"}]},
        {"type": "CategoricalBin", "prompts": [{"variable": "v2", "text": "Waar werkt\n deze __persoon__?"}]},
        {"type": "Sociogram", "prompts": [{"text": "Wie kent wie?", "edges": {"create": "e2"}}]},
    ],
}  # fmt: skip


def with_protocol(folder, how: str):
    """The export with its protocol beside it, as .netcanvas or as JSON."""
    made.write(folder)
    if how == ".netcanvas":
        with zipfile.ZipFile(folder / "study.netcanvas", "w") as out:
            out.writestr("protocol.json", json.dumps(PROTOCOL))
    else:
        (folder / how).write_text(json.dumps(PROTOCOL if how == "protocol.json" else PROTOCOL["codebook"]), "utf-8")
    return folder


@pytest.mark.parametrize("how", [".netcanvas", "protocol.json", "codebook.json"])
def test_a_protocol_in_the_folder_gives_labels_order_and_full_names(tmp_path, how):
    one = read(with_protocol(tmp_path, how), case_id=PATTERN)
    book = one.codebook
    place = book.interpreter("afdeling")
    assert [(c.label, c.also) for c in place.categories] == [
        ("Zorg en welzijn", ("zorg",)), ("ICT", ()), ("Foto's- elders", ("extern",)),
    ]  # fmt: skip
    near = book.interpreter("nabijheid")
    assert near.role == "strength"
    assert [(c.label, c.code) for c in near.categories] == [
        ("heel ver", 1),
        ("ver", 2),
        ("dicht", 3),
        ("heel dicht", 4),
    ]
    assert [t.id for t in book.tie_types] == [made.LEARNS, made.KNOWS]
    assert set(one.ties["type"]) == {made.LEARNS, made.KNOWS}
    assert set(one.alters["networkCanvasType"]) == {made.COLLEAGUE}
    assert kinds(one)["file_not_used"] == 0
    alters = networks_of(one).alters
    assert alters["afdeling"].notna().sum() == 7  # all but Bram
    assert alters["nabijheid"].notna().all()


def test_a_protocol_tells_how_the_questions_were_asked(tmp_path):
    book = read(with_protocol(tmp_path, ".netcanvas")).codebook
    assert [(g.text, g.column) for g in book.generators] == [("Van wie leer je?", "extern"), ("En van wie nog?", None)]
    assert book.interpreter("extern") is None  # the first question for names fills it in
    assert book.interpreter("afdeling").text == "Waar werkt deze persoon?"
    assert {t.id: t.text for t in book.tie_types} == {made.LEARNS: "", made.KNOWS: "Wie kent wie?"}


def test_with_types_of_edge_in_the_protocol_ties_were_asked(tmp_path):
    made.write(tmp_path, sessions=made.SESSIONS[2:])
    (tmp_path / "protocol.json").write_text(json.dumps(PROTOCOL), "utf-8")
    one = networks(tmp_path, case_id=PATTERN)
    assert one.egos["ties_asked"].all()
    assert measure(one)["density"]["P_02", "voor"] == 0


def test_one_answer_by_the_protocol_is_not_doubtful_and_several_are(tmp_path):
    found = read(with_protocol(tmp_path, ".netcanvas")).found
    assert list(found.query("kind == 'ambiguous_no'")["about"]) == [{"column": "thema", "n": 3}]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"[]", b"null", b"{}", b'{"codebook": []}', b"PK\x03\x04junk", b"\xff\xfe\x00", b"[" * 200_000,
        b'{"codebook": {"node": {}}}',
    ],
)  # fmt: skip
def test_a_damaged_protocol_is_one_clear_error(data):
    with pytest.raises(InputError, match=r"p\.json: "):
        read_protocol(data, "p.json")


def test_a_protocol_with_strange_parts_is_read_as_far_as_it_goes():
    strange = {"codebook": {"node": {"n": {"variables": {"v": 5, "w": {"name": None, "options": 7}}}, "m": None}},
               "stages": [1, {"prompts": "x"}, {"type": 3, "prompts": [{"text": {"nl": "Wie?"}}]}]}  # fmt: skip
    assert set(protocol_of(strange, "p.json").of("nodes")) == {"v", "w"}


# ------------------------------------------------------------------ within a study
BOOK = Codebook(
    waves=(Wave("voor"), Wave("na")),
    interpreters=(Interpreter("plek", categories=(Category("zorg"), Category("ict"), Category("extern"))),),
    tie_types=(TieType("Leertvanelkaar"), TieType("Kent")),
    columns={"alters": {"plek": "afdeling"}},
    group=Group("conditie"),
)


@pytest.mark.parametrize("ids", [("Leertvanelkaar", "Kent"), ("Leert van elkaar", "Kent")])
@pytest.mark.parametrize("layout", ["A", "GraphML"])
def test_a_study_may_name_types_of_tie_as_file_names_do_or_in_full(tmp_path, layout, ids):
    book = replace(BOOK, tie_types=tuple(TieType(i) for i in ids))
    one = read(LAYOUTS[layout](tmp_path), case_id=PATTERN, codebook=book)
    assert set(one.ties["type"]) == set(ids)
    assert one.codebook.alter_ids == "per wave"


def test_a_question_of_the_study_stays_one_column_when_someone_gives_two_answers(tmp_path):
    files = made.files(merged=True)
    name = next(n for n in files if "attributeList" in n)
    lines = files[name].split("\r\n")
    lines[1] = lines[1].replace("true,false,false", "true,true,false", 1)  # Zoë in zorg and ict
    put(tmp_path, {**files, name: "\r\n".join(lines)})
    assert "afdeling_zorg" in read(tmp_path, case_id=PATTERN).alters  # without a study: a question with several answers
    one = read(tmp_path, case_id=PATTERN, codebook=BOOK)
    (row,) = one.found.query("kind == 'several_answers'").to_dict("records")
    assert (row["line"], row["about"], row["stops"]) == (2, {"column": "afdeling", "detail": "zorg, ict"}, True)
    assert cells(one.alters["afdeling"])[:3] == [None, "ict", "extern"]
    doubtful = {a["column"] for a in one.found.query("kind == 'ambiguous_no'")["about"]}
    assert doubtful == {"thema"}  # the study says that the other question has one answer


def test_numbered_sessions_become_the_waves_of_the_study(tmp_path):
    twice = [{**s, "case": "007"} for s in made.SESSIONS[:2]]
    one = read(made.write(tmp_path, sessions=twice), codebook=BOOK)
    assert one.egos.sort_values("date")["wave"].to_list() == ["voor", "na"]


# ------------------------------------------------------------------ whatever is said can be said
def test_every_problem_and_guess_has_its_texts():
    written = "".join(p.read_text("utf-8") for p in Path(network_canvas.__file__).parent.glob("*.py"))
    guesses = set(re.findall(r'"(guess\.\w+|recognised\.\w+)"', written))
    problems = set(re.findall(r'"kind": "(\w+)"', written)) | {
        *("case_not_listed", "case_id_unmatched", "two_sessions", "session_without_id", "session_again"),
        *("session_unknown", "session_left_out"),
    }
    assert len(problems) > 15
    keys = [*guesses, *(f"{part}.{kind}" for part in ("problem", "todo") for kind in problems)]
    assert [k for k in keys for lang in ("nl", "en") if not has(k, lang)] == []


def test_both_formats_have_a_name_of_their_own():
    assert [f.name for f in FORMATS] == ["network_canvas", "network_canvas_graphml"]


def test_a_session_that_may_be_a_later_wave_is_named(tmp_path):
    """Two case ids without waves: B's only session is of the day of A's second one."""
    header = "networkCanvasEgoUUID,networkCanvasCaseID,networkCanvasSessionID,networkCanvasProtocolName,sessionStart"
    rows = [("1", "A", "2025-02-01"), ("2", "A", "2025-09-01"), ("3", "B", "2025-09-01"), ("4", "C", "2025-02-03")]
    ego = "\r\n".join([header, *(f"e{n},{case},s{n},P,{day}T09:00:00.000Z" for n, case, day in rows)])
    (tmp_path / "P_ego.csv").write_text(ego + "\r\n", encoding="utf-8", newline="")
    alters = "nodeID,networkCanvasEgoUUID,networkCanvasUUID,name\r\n" + "".join(f"1,e{n},u{n},Els\r\n" for n in "1234")
    (tmp_path / "P_attributeList_Person.csv").write_text(alters, encoding="utf-8", newline="")
    found = read(tmp_path).found
    late = found[found["kind"] == "session_late"].iloc[0]
    assert (found["kind"] == "session_late").sum() == 1
    assert (late["ego"], late["wave"], late["about"]["detail"], bool(late["stops"])) == ("B", "1", "2025-09-01", True)
