"""Three tables in every usual layout: egor's, ideanet's, two files, one list, files per wave and per participant."""

from __future__ import annotations

import csv
import shutil
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from sources import ideanet, long_list, per_ego_files, three_tables, two_files, two_files_tied

import netlab as nl
from netlab.codebook import Category, Codebook, Interpreter, TieType, Wave
from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.readers.files import opened
from netlab.readers.source import Source, Told
from netlab.readers.three_tables import FORMAT


def read(path: Path, **told) -> tuple[Source, EgoNetworks]:
    source = FORMAT.source(opened(path), Told(**told))
    return source, EgoNetworks.from_frames(source.egos, source.alters, source.ties, source.codebook)


def rows_of(path: Path, separator: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=separator))


def kinds(source: Source) -> Counter:
    return Counter(source.found["kind"])


def guessed(source: Source) -> set[tuple[str, str]]:
    return {(g.part, g.why.key.removeprefix("guess.")) for g in source.guesses}


def write(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


# ---------------------------------------------------------------------- the shared samples, counted by csv alone
@pytest.fixture
def egor(shared, tmp_path):
    def only(*names: str) -> Path:
        for name in names:
            at = shared / "samples" / "wide-and-three-file" / "egor" / name
            shutil.copytree(at, tmp_path / name) if at.is_dir() else shutil.copy(at, tmp_path / name)
        return tmp_path

    return only


def test_egors_three_files_give_the_networks_that_stand_in_them(egor):
    folder = egor("egos_32.csv", "alters_32.csv", "edges_32.csv")
    _, networks = read(folder)
    named, tied = Counter(), defaultdict(set)
    for row in rows_of(folder / "alters_32.csv", ";"):
        named[row["egoID"]] += 1
    for row in rows_of(folder / "edges_32.csv", ";"):
        tied[row["egoID"]].add(frozenset((row["Source"], row["Target"])))
    assert len(networks.egos) == len(rows_of(folder / "egos_32.csv", ";")) == 32
    assert networks.alters["ego"].value_counts().to_dict() == named
    assert networks.pairs["ego"].value_counts().to_dict() == {ego: len(pairs) for ego, pairs in tied.items()}


def test_ties_of_weight_0_and_rows_of_unknown_participants_are_named(egor):
    folder = egor("egos_ws.csv", "alters_ws.csv", "edges_ws.csv")
    _, networks = read(folder)
    egos = {row["egoID"] for row in rows_of(folder / "egos_ws.csv", ";")}
    ties = rows_of(folder / "edges_ws.csv", ";")
    zero = sum(row["weight"] == "0" for row in ties)  # 7 of 30, as formats.md says too
    strangers = sum(row["weight"] != "0" and row["egoID"] not in egos for row in ties)  # ego 1 is called Stanley there
    reasons = networks.cleaned.groupby(["table", "reason"]).size().to_dict()
    assert reasons["ties", "strength_zero"] == zero == 7
    assert reasons["ties", "no_network"] == strangers > 0
    assert len(networks.ties) == len(ties) - zero - strangers


def test_a_file_of_contacts_and_one_of_ties_per_participant_are_read_together(egor):
    folder = egor("egos_32.csv", "alters_32", "edges_32")
    _, networks = read(folder)
    for table, name in ((networks.alters, "alters_32"), (networks.ties, "edges_32")):
        rows = {p.stem: len(rows_of(p, ";")) for p in (folder / name).iterdir()}
        assert table["ego"].value_counts().to_dict() == rows


def test_the_eies_networks_have_the_turnover_and_pairs_that_are_published(shared):
    source, networks = read(shared / "samples" / "before-after-eies")
    turnover = nl.turnover(networks, "1", "2")[["kept", "lost", "new"]].sum()
    assert turnover.to_dict() == {"kept": 143, "lost": 10, "new": 61}  # samples/before-after-eies, in the issue
    assert networks.pairs["wave"].value_counts().to_dict() == {"1": 222, "2": 396}
    assert source.codebook.alter_ids == "roster"  # the contacts are the participants themselves
    assert ("files", "ids_roster") in guessed(source)
    egos = rows_of(shared / "samples" / "before-after-eies" / "eies_friend_egos.csv", ",")
    assert {(r["egoID"], r["wave"]): int(r["netsize"]) for r in egos} == nl.measure(networks)["size"].to_dict()


# ---------------------------------------------------------------------- three tables of our own
def test_ids_stay_what_they_are_and_na_is_no_answer_where_r_wrote_it(tmp_path):
    source, networks = read(three_tables.write(tmp_path))
    assert list(networks.egos["ego"].unique()) == ["007", "NA", "Zoë"]
    assert networks.alters["plek"].isna().sum() == 1
    assert networks.egos["groep"].isna().sum() == 2
    told = source.found.loc[source.found["kind"] == "na_unknown", "about"]
    assert {t["detail"]: t["n"] for t in told} == {"groep": 2, "plek": 1, "score": 1, "strength": 1}


def test_na_stays_an_answer_where_nothing_says_that_r_wrote_it(tmp_path):
    write(tmp_path, egos="ego\nA\n", alters="ego,alter,rol\nA,x,NA\nA,y,arts\n", ties="ego,source,target\nA,x,y\n")
    source, networks = read(tmp_path)
    assert networks.alters["rol"].astype(str).to_list() == ["na", "arts"]
    assert "na_unknown" not in kinds(source)


def test_na_stays_an_answer_that_the_codebook_knows(tmp_path):
    answers = (Category("team"), Category("buiten"), Category("na_", also=("NA",)))
    book = Codebook(waves=(Wave("voor"), Wave("na")), interpreters=(Interpreter("plek", categories=answers),))
    source, networks = read(three_tables.write(tmp_path), codebook=book)
    assert networks.alters.loc[networks.alters["alter"] == "a9", "plek"].to_list() == ["na_"]
    assert source.codebook is book
    assert source.guesses == ()


def test_who_named_nobody_keeps_a_row_and_unknown_is_not_zero(tmp_path):
    source, networks = read(three_tables.write(tmp_path))
    measured = nl.measure(networks)
    assert measured.loc[("Zoë", "voor"), "size"] == 0
    # 007, voor: a1-a2 tied, a1-a4 of weight 0, a2-a4 not answered: one of two answered pairs
    assert measured.loc[("007", "voor"), "density"] == pytest.approx(1 / 2)
    assert networks.egos.set_index(["ego", "wave"])["pairs_missing"].to_dict()["007", "voor"] == 1
    named = source.found[source.found["kind"] == "pair_unanswered"].iloc[0]
    assert (named["file"], named["line"], named["about"]["detail"]) == ("aaties.csv", 4, "a2 – a4")


def test_waves_come_in_order_of_their_dates_and_every_guess_is_said(tmp_path):
    source, networks = read(three_tables.write(tmp_path))
    assert networks.waves == ["voor", "na"]
    assert guessed(source) >= {("waves", "waves_by_date"), ("interpreters", "order_numbers"), ("files", "ids_own")}
    strength = source.codebook.one("strength")
    assert strength is not None
    assert (strength.column, strength.ids) == ("sterkte", ["1", "2", "3"])


def test_sheets_of_one_workbook_are_three_tables(tmp_path):
    book = Workbook()
    book.remove(book.active)
    for name, rows in {
        "Deelnemers": [["ego_id", "functie"], ["007", "arts"], ["8", "kok"]],
        "Contacten": [["ego_id", "alter_id", "plek"], ["007", "a", "team"], ["007", "b", "buiten"]],
        "Banden": [["ego_id", "van", "naar"], ["007", "a", "b"]],
    }.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "alles.xlsx")
    source, networks = read(tmp_path / "alles.xlsx")
    assert networks.egos["ego"].to_list() == ["007", "8"]
    assert len(networks.alters) == 2
    assert len(networks.ties) == 1
    assert "alles.xlsx#Contacten" in source.recognised.text("nl")


def test_ideanets_layout_gives_types_of_ties_and_relations(tmp_path):
    source, networks = read(ideanet.write(tmp_path))
    assert [t.id for t in source.codebook.tie_types] == ["friends", "related", "other_rel"]
    assert len(networks.ties) == 4
    assert len(networks.pairs) == 3  # 4: 1-2 and 1-3 (twice, of two types); 5: 1-2
    assert [i.column for i in source.codebook.with_role("relation")] == ["family", "friend"]
    assert networks.alters["family"].to_list() == [True, False, True, False, False]
    assert nl.measure(networks).loc[("6", "1"), "size"] == 0


# ---------------------------------------------------------------------- two tables, one list, many files
def test_waves_come_from_the_names_of_files_in_order_of_time(tmp_path):
    source, networks = read(two_files.write(tmp_path))
    assert networks.waves == ["start", "einde"]  # though einde comes first by name
    assert networks.alters.groupby(["wave", "ego"], observed=True).size().to_dict() == {
        ("start", "007"): 2, ("start", "008"): 1, ("einde", "007"): 2, ("einde", "008"): 2,
    }  # fmt: skip
    assert ("waves", "waves_by_name") in guessed(source)


def test_without_a_table_of_participants_it_is_said_that_some_are_not_known(tmp_path):
    source, networks = read(two_files.write(tmp_path))
    assert kinds(source)["egos_from_alters"] == 1
    assert len(networks.egos) == 4


def test_ties_in_columns_of_the_participants_are_about_their_first_second_and_third_contact(tmp_path):
    source, networks = read(two_files_tied.write(tmp_path))
    assert networks.ties[["ego", "source", "target"]].to_numpy().tolist() == [
        ["007", "x", "y"], ["008", "x", "y"], ["007", "y", "z"],
    ]  # fmt: skip
    assert nl.measure(networks)["density"].to_dict()["007", "1"] == pytest.approx(2 / 3)
    assert "X1.to.2" not in networks.egos.columns
    assert kinds(source)["tie_of_nobody"] == 0


def test_an_answer_about_a_contact_who_is_not_there_is_named(tmp_path):
    write(tmp_path, egos="ego,1 to 2,1 to 3\nA,1,1\n", alters="ego,alter,rol\nA,x,arts\nA,y,kok\n")
    source, networks = read(tmp_path)
    assert len(networks.ties) == 1
    told = source.found[source.found["kind"] == "tie_of_nobody"].iloc[0]
    assert (told["line"], told["about"]["detail"]) == (2, "1 to 3: 1")


def test_answers_that_repeat_with_every_contact_are_the_participants(tmp_path):
    source, networks = read(long_list.write(tmp_path))
    afdeling = networks.egos.set_index(["ego", "wave"])["afdeling"].to_dict()
    assert afdeling["008", "1"] == "bureau; centraal"
    assert "afdeling" not in networks.alters.columns
    assert "rol" in networks.alters.columns
    assert ("source", "own_answers") in guessed(source)


def test_a_row_without_a_contact_is_somebody_who_named_nobody(tmp_path):
    _, networks = read(long_list.write(tmp_path))
    assert nl.measure(networks)["size"].to_dict()["009", "1"] == 0
    assert len(networks.egos) == 5
    assert networks.cleaned.empty
    assert not networks.egos["ties_asked"].any()


def test_ego1_wave2_is_participant_1_in_wave_2_and_not_participant_12(tmp_path):
    _, networks = read(per_ego_files.write(tmp_path))
    alters = networks.alters.groupby(["ego", "wave"], observed=True)["alter"].agg(set).to_dict()
    assert alters["1", "wave2"] == {"a", "c"}
    assert alters["12", "wave1"] == {"z"}
    assert len(networks.ties) == 3


def test_participants_once_for_all_waves_stand_in_the_waves_in_which_they_occur(tmp_path):
    egos, ties = "ego,sex\nA,m\nB,v\n", "ego,wave,source,target\nA,2,x,y\n"
    write(tmp_path, egos=egos, alters="ego,wave,alter\nA,1,x\nA,2,x\nA,2,y\n", ties=ties)
    source, networks = read(tmp_path)
    assert list(networks.index) == [("A", "1"), ("A", "2")]
    told = source.found[source.found["kind"] == "ego_without_wave"].iloc[0]
    assert (told["file"], told["line"], told["ego"], told["stops"]) == ("egos.csv", 3, "B", True)
    assert kinds(source)["egos_without_wave"] == 1


def test_a_wave_without_a_single_tie_was_not_asked_about(tmp_path):
    alters = "ego,wave,alter,x\n" + "".join(f"A,{w},{a},1\n" for w in "12" for a in "pq")
    write(tmp_path, egos="ego,wave\nA,1\nA,2\n", alters=alters, ties="ego,wave,source,target\nA,2,p,q\n")
    source, networks = read(tmp_path)
    assert networks.egos["ties_asked"].to_list() == [False, True]
    assert nl.undefined(networks)["density"].to_dict()["A", "1"] == "ties_not_asked"
    assert source.found.loc[source.found["kind"] == "ties_not_in_wave", "wave"].to_list() == ["1"]


def test_contacts_by_name_in_sheets_of_nodes_and_edges_with_an_ego_are_three_tables(tmp_path):
    nodes = "Ego,Name,Rol\nA,Ann,arts\nA,Bo,kok\nB,Ann,arts\nB,Cé,kok\n"
    source, networks = read(write(tmp_path, nodes=nodes, edges="Ego,Source,Target\nA,Ann,Bo\n"))
    assert networks.alters["alter"].to_list() == ["Ann", "Bo", "Ann", "Cé"]
    assert len(networks.ties) == 1
    assert "Rol" in [i.column for i in source.codebook.interpreters]


def test_a_column_called_alter_may_be_an_age(tmp_path):
    write(tmp_path, egos="egoID;Alter\n1;44\n2;51\n", alters="egoID;alterID;Alter\n1;a;30\n1;b;31\n2;a;29\n")
    _, networks = read(tmp_path)
    assert networks.egos["Alter"].to_list() == ["44", "51"]
    assert networks.alters["alter"].to_list() == ["a", "b", "a"]


@pytest.mark.parametrize(("ids", "meant"), [(("1", "2"), "per wave"), (("5", "9"), "own")])
def test_ids_that_count_anew_in_every_wave_are_not_taken_for_the_same_persons(tmp_path, ids, meant):
    alters = "ego,wave,alter,rol\n" + "".join(f"A,{w},{a},arts\n" for w in "12" for a in ids)
    source, _ = read(write(tmp_path, egos="ego,wave\nA,1\nA,2\n", alters=alters))
    assert source.codebook.alter_ids == meant


def test_a_case_id_is_taken_apart_and_one_that_does_not_fit_is_named(tmp_path):
    alters = "egoID,alterID,rol\nP01_T1,a,arts\nP01_T2,a,kok\nP02-x,b,kok\n"
    write(tmp_path, egos="egoID,groep\nP01_T1,x\nP01_T2,x\nP02-x,y\n", alters=alters)
    source, networks = read(tmp_path, case_id=r"(?P<ego>P\d+)_(?P<wave>T\d)")
    assert list(networks.index) == [("P01", "T1"), ("P01", "T2")]
    unknown = source.found[source.found["kind"] == "case_unknown"]
    assert unknown[["file", "line"]].to_numpy().tolist() == [["egos.csv", 4], ["alters.csv", 4]]
    assert (networks.cleaned["reason"] == "key_missing").sum() == 2


def test_a_table_of_cases_says_who_is_who_where_no_pattern_fits(tmp_path):
    (tmp_path / "data").mkdir()
    write(tmp_path / "data", egos="egoID,x\nr1,1\nr2,2\n", alters="egoID,alterID,rol\nr1,a,kok\nr2,a,kok\n")
    write(tmp_path, cases="case_id,ego,wave\nr1,007,voor\nr2,007,na\n")
    _, networks = read(tmp_path / "data", cases=tmp_path / "cases.csv")
    assert list(networks.index) == [("007", "voor"), ("007", "na")]


def test_a_pattern_has_to_fit_the_whole_case_id(tmp_path):
    ids = "egoID\nP01_T1\nP02_T1x\nxP03_T1\n"  # the last two hold a P and a T, and something else
    write(tmp_path, egos=ids, alters="egoID,alterID,rol\nP01_T1,a,arts\n")
    source, networks = read(tmp_path, case_id=r"(?P<ego>P\d+)_(?P<wave>T\d)")
    assert list(networks.index) == [("P01", "T1")]
    assert source.found.loc[source.found["kind"] == "case_unknown", "ego"].to_list() == ["P02_T1x", "xP03_T1"]


def test_a_table_that_gives_a_case_id_two_egos_is_refused_with_its_lines(tmp_path):
    (tmp_path / "data").mkdir()
    write(tmp_path / "data", egos="egoID,x\nr1,1\n", alters="egoID,alterID,rol\nr1,a,kok\n")
    (tmp_path / "cases.csv").write_text("case_id,ego,wave\nr1,007,voor\nr1,008,voor\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"cases\.csv, lines 2, 3: 'r1' has more than one ego or wave"):
        read(tmp_path / "data", cases=tmp_path / "cases.csv")


def test_a_study_says_which_answers_about_a_pair_mean_no_tie(tmp_path):
    pairs = "ego,source,target,weight\nA,x,y,1\nA,x,z,3\nA,y,z,9\n"
    write(tmp_path, egos="ego\nA\n", alters="ego,alter,rol\nA,x,k\nA,y,k\nA,z,k\n", ties=pairs)
    source, networks = read(tmp_path)
    assert len(networks.ties) == 3
    assert ("tie_types", "tie_answers") in guessed(source)  # every pair has a row: then the answers must tell
    book = Codebook(
        waves=(Wave("1"),), columns={"ties": {"no_tie": "1", "no_answer": "8|9"}}, tie_types=(TieType("t"),)
    )
    _, networks = read(tmp_path, codebook=book)
    assert networks.pairs[["source", "target"]].to_numpy().tolist() == [["x", "z"]]
    assert networks.egos["pairs_missing"].to_list() == [1]


# ---------------------------------------------------------------------- what cannot be read, and what is no such source
def test_two_tables_of_the_same_kind_that_nothing_tells_apart_are_an_error(tmp_path):
    write(tmp_path, egos_a="ego,x\nA,1\n", egos_b="ego,x\nA,2\n", alters="ego,alter,x\nA,p,1\n")
    with pytest.raises(InputError, match=r"egos_a\.csv, egos_b\.csv: these tables all hold participants"):
        read(tmp_path)


def test_contacts_without_a_wave_beside_participants_with_two_are_an_error(tmp_path):
    write(tmp_path, egos="ego,wave\nA,1\nA,2\n", alters="ego,alter,x\nA,p,1\n")
    with pytest.raises(InputError, match=r"alters\.csv: no column says the wave of these contacts"):
        read(tmp_path)


def test_a_file_of_nobody_is_an_error(tmp_path):
    write(tmp_path, egos="ego\n1\n2\n", ego1="alterID,x\na,1\n", ego9="alterID,x\na,1\n")
    with pytest.raises(InputError, match=r"ego9\.csv: the file has no column that says whose contacts"):
        read(tmp_path)


def test_a_table_that_cannot_be_read_is_an_error_and_a_text_file_is_not(tmp_path):
    two_files_tied.write(tmp_path)
    (tmp_path / "leesmij.txt").write_bytes(b"\xff\xfe\x00")
    source, _ = read(tmp_path)
    assert "leesmij.txt" in source.found.loc[source.found["kind"] == "file_not_used", "file"].to_list()
    (tmp_path / "banden.csv").write_bytes(b"")
    with pytest.raises(InputError, match=r"banden\.csv: the file is empty"):
        read(tmp_path)


@pytest.mark.parametrize(
    "texts",
    [
        {"edges": "source,target\na,b\nb,c\n", "nodes": "name,x\na,1\n"},
        {"survey": "ego,naam1,naam2\nA,x,y\nB,p,q\n"},
        {"long": "ego,vraag\nA,1\nA,2\n"},
        {"notes": "a,b\n1,2\n"},
    ],
)
def test_other_tables_are_not_taken_for_participants_and_contacts(tmp_path, texts):
    assert FORMAT.recognise(opened(write(tmp_path, **texts))) is None
    with pytest.raises(InputError, match="no table of contacts was found here"):
        read(tmp_path)


def test_a_list_alone_of_people_who_name_each_other_is_left_to_the_whole_network(tmp_path):
    write(tmp_path, ids="ego,alter\nA,B\nB,A\nB,C\nC,A\n")
    assert FORMAT.recognise(opened(tmp_path)) is None
    write(tmp_path, ids="ego,alter\nA,p\nB,q\nB,r\nC,p\n")
    assert FORMAT.recognise(opened(tmp_path)) is not None


def test_what_is_recognised_is_said_in_both_languages(tmp_path):
    remark = FORMAT.recognise(opened(three_tables.write(tmp_path)))
    assert remark is not None
    assert "egos.csv (participants), alters.csv (contacts) and aaties.csv (ties)" in remark.text("en")
    assert "egoID, wave, alterID, Source, Target" in remark.text("nl")


# ---------------------------------------------------------------------- a property
IDS = st.text("ab01é;, \"'-", min_size=1, max_size=4).map(str.strip).filter(bool)


@pytest.mark.slow
@settings(max_examples=20)
@given(
    st.dictionaries(
        IDS, st.lists(st.tuples(IDS, st.sampled_from(["x", "y, z", 'é "q"'])), max_size=4), min_size=2, max_size=4
    ),
    st.randoms(use_true_random=False),
)
def test_any_three_tables_read_back_as_they_were_written(tmp_path_factory, networks, chance):
    folder = tmp_path_factory.mktemp("three")
    named = [(ego, a, rol) for ego, alters in networks.items() for a, rol in dict(alters).items()]
    tied = [(e, a, b) for e, a, _ in named for f, b, _ in named if e == f and a < b and chance.random() < 0.5]
    named = named or [(next(iter(networks)), "x", "x")]
    for name, header, rows in (
        ("egos", ["egoID", "x"], [(e, "1") for e in networks]),
        ("alters", ["egoID", "alterID", "rol"], named),
        ("ties", ["egoID", "Source", "Target"], tied),
    ):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
    source, _ = read(folder)
    assert source.egos["ego"].to_list() == list(networks)
    assert source.alters[["ego", "alter", "rol"]].apply(tuple, axis=1).to_list() == named
    assert source.ties is not None
    assert [tuple(r) for r in source.ties[["ego", "source", "target"]].to_numpy()] == tied
    assert not pd.concat([source.egos["line"], source.alters["line"]]).isna().any()


def test_ties_of_which_one_end_is_not_there_are_an_error_and_not_left_out(tmp_path):
    ties = "ego,Source,Targt\nA,x,y\n"
    write(tmp_path, egos="ego,z\nA,1\n", alters="ego,alter,rol\nA,x,k\nA,y,k\n", ties=ties)
    with pytest.raises(InputError, match=r"ties\.csv, line 1: column 'Source' says one end of a tie"):
        read(tmp_path)


def test_ties_that_do_not_say_whose_they_are_are_an_error_and_not_left_out(tmp_path):
    alters = "ego,alter,rol\nA,x,k\nA,y,k\n"
    write(tmp_path, egos="ego,z\nA,1\n", alters=alters, ties="source,target\nx,y\n")
    assert FORMAT.recognise(opened(tmp_path)) is not None
    with pytest.raises(InputError, match=r"ties\.csv: the file has no column that says whose ties"):
        read(tmp_path)


def test_ties_to_contacts_without_ids_are_to_their_places_in_the_network(tmp_path):
    """The contacts have no column of ids: 1 and 2 in the ties are the first and the second of them."""
    (tmp_path / "egos.csv").write_text("ego,wave\nA,1\n", encoding="utf-8")
    (tmp_path / "alters.csv").write_text("ego,wave,naam,alter\nA,1,Els,x\nA,1,Jan,y\n", encoding="utf-8")
    (tmp_path / "ties.csv").write_text("ego,wave,source,target,weight\nA,1,x,y,1\nA,1,y,x,0\n", encoding="utf-8")
    assert len(nl.read(tmp_path).ties) == 1
    (tmp_path / "alters.csv").write_text("ego,wave,naam\nA,1,Els\nA,1,Jan\n", encoding="utf-8")
    (tmp_path / "ties.csv").write_text("ego,wave,source,target,weight\nA,1,1,2,1\nA,1,2,1,0\n", encoding="utf-8")
    assert len(nl.read(tmp_path, format="three_tables").ties) == 1


def test_first_and_last_name_are_one_name_and_that_is_a_guess(tmp_path):
    (tmp_path / "egos.csv").write_text("ego\nA\n", encoding="utf-8")
    (tmp_path / "alters.csv").write_text(
        "ego,alter,Voornaam,Familienaam\nA,1,Jan,Peeters\nA,2,An,\nA,3,,Smet\n", encoding="utf-8"
    )
    source = FORMAT.source(opened(tmp_path), Told())
    assert source.alters["name"].to_list() == ["Jan Peeters", "An", "Smet"]
    guesses = {(g.part, g.which, g.field): g.why for g in source.guesses}
    assert guesses["columns", "alters", "name"].about == {"columns": "Voornaam, Familienaam"}
    assert guesses["waves", "1", "id"].key == "guess.one_wave"


def test_answers_that_say_there_is_none_are_missing_and_counted(tmp_path):
    (tmp_path / "egos.csv").write_text("ego\nA\n", encoding="utf-8")
    rows = ["A,1,vaak", "A,2,Weet niet", "A,3,soms", "A,4,Refused", "A,5,vaak", "A,6,Weet niet"]
    (tmp_path / "alters.csv").write_text("\n".join(["ego,alter,contact_hoe_vaak", *rows]), encoding="utf-8")
    source = FORMAT.source(opened(tmp_path), Told())
    assert source.codebook.interpreter("contact_hoe_vaak").ids == ["vaak", "soms"]
    assert source.alters["contact_hoe_vaak"].isna().sum() == 3
    told = source.found.set_index("kind").loc["no_answer_codes", "about"]
    assert told == {"detail": "contact_hoe_vaak", "codes": "Weet niet (2 ×), Refused (1 ×)", "n": 3}
    answers = tuple(Category(c) for c in ("vaak", "soms", "Weet niet"))
    book = replace(source.codebook, interpreters=(Interpreter("contact_hoe_vaak", categories=answers),))
    again = FORMAT.source(opened(tmp_path), Told(codebook=book))
    assert again.alters["contact_hoe_vaak"].isna().sum() == 1  # the study knows `Weet niet` as an answer
