"""EgoWeb 2.0: codes for no answer, lists of answers, two sessions side by side, and rows that have shifted."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from sources import egoweb, egoweb_sessions

import netlab as nl
from netlab.codebook import Category, Codebook, Interpreter, Wave
from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.readers.egoweb import FORMAT, options_in
from netlab.readers.files import opened
from netlab.readers.source import Source, Told

CODEBOOK = """Question Order,Question Title,Question Prompt,Stem and Leaf,Subject Type,Response Type,Min,Max,Options
1,GEN_A,"Met wie praat u?",,NAME_GENERATOR,,,,
2,GEN_B,"Wie helpt u?",,NAME_GENERATOR,,,,
3,Nabij,"Hoe dichtbij?",,ALTER,MULTIPLE_SELECTION,1,1,"'Heel ver' = 1; 'Ver' = 2; 'Dichtbij' = 3; 'Refuse' = -1"
4,Manieren,"Op welke manieren?",,ALTER,MULTIPLE_SELECTION,1,3,"'Telefoon' = 1; 'Mail' = 2; 'Aan tafel' = 3"
5,Kennen,"Kennen ze elkaar?",,ALTER_PAIR,SELECTION,,,
"""


def read(path: Path, **told) -> tuple[Source, EgoNetworks]:
    source = FORMAT.source(opened(path), Told(**told))
    return source, EgoNetworks.from_frames(source.egos, source.alters, source.ties, source.codebook)


def of_kind(source: Source, kind: str) -> pd.DataFrame:
    return source.found[source.found["kind"] == kind]


def changed(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")


def test_egors_egoweb_files_give_the_networks_that_stand_in_them(shared):
    folder = shared / "samples" / "wide-and-three-file" / "egor" / "egoweb"
    _, networks = read(folder)
    rows = {p.stem: list(csv.DictReader(p.open(encoding="utf-8", newline=""))) for p in folder.iterdir()}
    named = Counter(r["EgoID"] for r in rows["alters_32"])
    tied = Counter(
        e for e, *_ in {(r["EgoID"], *sorted((r["Alter.1.Number"], r["Alter.2.Number"]))) for r in rows["edges_32"]}
    )
    assert networks.egos["ego"].to_list() == [r["EgoID"] for r in rows["egos_32"]]
    assert networks.alters["ego"].value_counts().to_dict() == named
    assert networks.pairs["ego"].value_counts().to_dict() == tied


def test_codes_for_no_answer_are_unknown_and_counted_per_column(tmp_path):
    source, networks = read(egoweb.write(tmp_path))
    assert networks.alters["Nabij"].isna().sum() == 2  # -1 of Chloé, -2 of Elise
    assert networks.egos.set_index("ego")["Leeftijd"].isna().to_dict() == {
        "007": False,
        "008": True,
        "009": False,
        "010": False,
    }
    told = {
        (r["file"], r["about"]["detail"]): r["about"]["codes"]
        for r in of_kind(source, "missing_codes").to_dict("records")
    }
    assert told["werk-ego-alter.csv", "Nabij"] == "-1 (1 ×), -2 (1 ×)"
    assert told["werk-alter-pair.csv", "Kennen"] == "-2 (1 ×)"


def test_a_column_with_other_negative_numbers_is_left_alone_and_said(tmp_path):
    source, networks = read(egoweb.write(tmp_path))
    assert source.alters["Rang"].to_list() == ["-10", "-2", "5", "7", "1"]
    assert networks.alters["Rang"].notna().all()
    assert [g.which for g in source.guesses if g.why.key == "guess.negative_numbers"] == ["Rang"]


def test_a_code_that_the_study_knows_as_an_answer_stays_one(tmp_path):
    answers = tuple(
        Category(c, also=(w,)) for c, w in (("weigert", "-1"), ("ver", "1"), ("midden", "2"), ("dicht", "3"))
    )
    book = Codebook(waves=(Wave("1"),), interpreters=(Interpreter("Nabij", categories=answers),))
    _, networks = read(egoweb.write(tmp_path), codebook=book)
    assert networks.alters["Nabij"].astype(object).iloc[2] == "weigert"


def test_a_question_with_several_answers_becomes_a_yes_or_no_per_answer(tmp_path):
    source, networks = read(egoweb.write(tmp_path))
    ways = networks.alters[["Manieren_1", "Manieren_2", "Manieren_3"]].astype(object)
    rows = ways.where(ways.notna(), None).to_numpy().tolist()
    assert rows == [
        [True, True, False],
        [False, True, False],
        [None, None, None],  # not answered: no answer to any of the three
        [False, False, True],
        [True, False, True],
    ]
    assert networks.alters["Manieren"].iloc[0] == "1; 2"  # the answer itself stays as it came
    assert {i.role for i in source.codebook.interpreters if i.column.startswith("Manieren_")} == {"relation"}


@pytest.mark.parametrize(
    ("answers", "options"),
    [
        (["1", "2"], []),
        (["2 YEARS; 3 MONTHS", "1 YEARS"], []),  # one span of time
        ([f"{n}; {n + 1}" for n in range(0, 60, 2)], []),  # too many to be options
        (["1; 2", "3", "2; 3"], ["1", "2", "3"]),
    ],
)
def test_only_lists_of_options_are_taken_apart(answers, options):
    assert options_in(pd.Series(answers, dtype="str")) == options


def test_who_named_nobody_keeps_a_row_whichever_way_egoweb_writes_it(tmp_path):
    source, networks = read(egoweb.write(tmp_path))
    sizes = nl.measure(networks)["size"]
    assert sizes.droplevel("wave").to_dict() == {"007": 3, "008": 2, "009": 0, "010": 0}
    nobody = of_kind(source, "row_of_nobody")  # 009: contact number 1, without a name, from no question
    assert nobody[["file", "line", "ego"]].to_numpy().tolist() == [["werk-ego-alter.csv", 7, "009"]]


def test_without_names_a_contact_from_no_question_is_nobody(tmp_path):
    text = "EgoID,Interview ID,Alter Number,GEN_A,GEN_B,Nabij\nA,1,1,1,0,-4\nB,2,1,0,0,-4\nC,3,1,0,1,2\n"
    (tmp_path / "x-ego-alter.csv").write_text(text, encoding="utf-8")
    _, networks = read(tmp_path)
    assert nl.measure(networks)["size"].droplevel("wave").to_dict() == {"A": 1, "B": 0, "C": 1}


def test_a_pair_that_was_not_answered_is_neither_a_tie_nor_none(tmp_path):
    source, networks = read(egoweb.write(tmp_path))
    measured = nl.measure(networks).droplevel("wave")
    assert measured.loc["007", "density"] == pytest.approx(1 / 2)  # one tie, one 0, one refused: of two answered pairs
    assert measured.loc["008", "density"] == 1
    assert of_kind(source, "pair_unanswered")["line"].to_list() == [4]


def test_a_pair_without_a_row_is_unknown_where_the_file_has_pairs_without_a_tie(tmp_path):
    folder = egoweb.write(tmp_path)
    changed(folder / "werk-alter-pair.csv", ("11,007,2,Bram,3,Chloé,-2,502,503\n", ""))
    _, networks = read(folder)
    assert networks.egos.set_index("ego")["pairs_missing"]["007"] == 1
    changed(folder / "werk-alter-pair.csv", ("11,007,1,Anaïs,3,Chloé,0,501,503\n", ""))
    _, networks = read(folder)  # now the file has ties only
    assert networks.egos.set_index("ego")["pairs_missing"]["007"] == 0
    assert nl.measure(networks).droplevel("wave").loc["007", "density"] == pytest.approx(1 / 3)


def test_participants_of_all_files_are_joined_by_their_interview(tmp_path):
    _, networks = read(egoweb.write(tmp_path))
    egos = networks.egos.set_index("ego")
    assert egos["Interview ID"].to_dict() == {"007": "11", "008": "12", "009": "13", "010": "14"}
    assert egos["Density"].to_dict()["007"] == "0.5"  # only the file of contacts has it
    assert set(egos["file"]) == {"werk-ego-level.csv"}


def test_what_egoweb_computed_and_files_that_were_not_used_are_named(tmp_path):
    source, _ = read(egoweb.write(tmp_path))
    assert of_kind(source, "columns_computed").iloc[0]["about"] == {"detail": "Density"}
    assert of_kind(source, "file_not_used")["file"].to_list() == ["werk-other-specify.csv"]
    assert "Density" not in [i.column for i in source.codebook.interpreters]


def test_the_questions_for_names_come_first_and_are_a_guess(tmp_path):
    source, _ = read(egoweb.write(tmp_path))
    assert [g.column for g in source.codebook.generators] == ["GEN_A", "GEN_B"]
    assert "guess.first_columns" in {g.why.key for g in source.guesses}


def test_egowebs_codebook_gives_questions_answers_and_their_order(tmp_path):
    folder = egoweb.write(tmp_path)
    (folder / "werk-codebook.csv").write_text(CODEBOOK, encoding="utf-8")
    source, _ = read(folder)
    nabij = source.codebook.interpreter("Nabij")
    assert nabij is not None
    assert (nabij.text, nabij.ids, nabij.codes) == ("Hoe dichtbij?", ["heel_ver", "ver", "dichtbij"], [1, 2, 3])
    assert [g.text for g in source.codebook.generators] == ["Met wie praat u?", "Wie helpt u?"]
    assert [t.text for t in source.codebook.tie_types] == ["Kennen ze elkaar?"]
    way = source.codebook.interpreter("Manieren_3")
    assert way is not None
    assert way.label == "Manieren: Aan tafel"
    assert not {"guess.first_columns", "guess.order_numbers"} & {g.why.key for g in source.guesses if g.which != "Rang"}
    assert "werk-codebook.csv" not in of_kind(source, "file_not_used")["file"].to_list()


def test_a_file_that_is_no_codebook_of_egoweb_is_refused(tmp_path):
    folder = egoweb.write(tmp_path)
    (tmp_path / "boek.csv").write_text("vraag,tekst\na,b\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"boek\.csv: this is no codebook of EgoWeb"):
        read(folder, protocol=tmp_path / "boek.csv")


def test_two_interviews_of_one_participant_are_waves_by_time_and_said(tmp_path):
    text = (
        "EgoID,Interview ID,Start Time,End Time,Alter Number,Alter Name,GEN\n"
        "A,9,2025-06-01 10:00:00,,1,Ann,1\nA,4,2025-01-01 10:00:00,,1,Bo,1\nB,5,2025-01-02 10:00:00,,1,Cé,1\n"
    )
    (tmp_path / "x-ego-alter.csv").write_text(text, encoding="utf-8")
    source, networks = read(tmp_path)
    assert networks.alters.set_index(["ego", "wave"])["name"].to_dict() == {
        ("A", "1"): "Bo",
        ("A", "2"): "Ann",
        ("B", "1"): "Cé",
    }
    assert len(of_kind(source, "several_interviews")) == 2
    assert "guess.waves_by_session" in {g.why.key for g in source.guesses}


def test_exports_of_two_studies_are_two_waves_called_after_them(tmp_path):
    for study, day in (("voor", "2025-01-01"), ("na", "2025-06-01")):
        columns = "EgoID,Interview ID,Start Time,End Time,Alter Number,Alter Name,GEN\n"
        text = columns + f"A,1,{day},,1,Ann,1\nA,1,{day},,2,Bo,1\n"
        (tmp_path / f"{study}-ego-alter.csv").write_text(text, encoding="utf-8")
        pairs = "Interview ID,EgoID,Alter 1 Number,Alter 2 Number,Kennen\n1,A,1,2,1\n"
        (tmp_path / f"{study}-alter-pair.csv").write_text(pairs, encoding="utf-8")
    _, networks = read(tmp_path)
    assert networks.waves == ["voor", "na"]
    assert networks.ties["wave"].to_list() == ["na", "voor"]


def test_two_sessions_side_by_side_are_two_waves_of_the_same_contacts(tmp_path):
    source, networks = read(egoweb_sessions.write(tmp_path))
    assert networks.waves == ["start", "einde"]
    here = {("K1", "start"), ("K2", "start"), ("K3", "start"), ("K1", "einde")}  # K2 and K3 were not interviewed again
    assert set(networks.index) == here
    assert nl.measure(networks)["size"].to_dict()["K3", "start"] == 0
    turnover = nl.turnover(networks, "start", "einde").loc["K1"]
    assert (turnover["kept"], turnover["lost"], turnover["new"]) == (1, 1, 1)  # Anaïs; Bram; Zoë
    assert networks.alters.set_index(["wave", "name"])["Nabij"].astype(str).to_dict()["einde", "Anaïs"] == "2"
    assert source.codebook.alter_ids == "own"
    assert nl.measure(networks)["density"].to_dict()["K1", "start"] == 1
    assert nl.measure(networks)["density"].to_dict()["K1", "einde"] == 0


def test_a_participant_without_any_interview_is_named(tmp_path):
    folder = egoweb_sessions.write(tmp_path)
    changed(folder / "beide-ego-level.csv", ("K3,009,13,", "K3,009,,"))
    source, networks = read(folder)
    assert of_kind(source, "key_missing")[["file", "line", "stops"]].to_numpy().tolist() == [
        ["beide-ego-level.csv", 4, True]
    ]
    assert "K3" not in set(networks.egos["ego"])


def test_a_contact_of_no_session_is_named(tmp_path):
    folder = egoweb_sessions.write(tmp_path)
    changed(folder / "beide-ego-alter.csv", ("502,1,0\n", "502,0,0\n"))
    source, networks = read(folder)
    assert of_kind(source, "alter_in_no_session")["line"].to_list() == [3]
    assert "502" not in set(networks.alters["alter"])


def test_one_session_beside_several_is_an_error(tmp_path):
    folder = egoweb_sessions.write(tmp_path)
    (folder / "een-alter-pair.csv").write_text(
        "Interview ID,EgoID,Alter 1 Number,Alter 2 Number\n1,A,1,2\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match=r"een-alter-pair\.csv: this file holds one session"):
        read(folder)


def test_sessions_without_columns_that_say_who_was_named_in_them_are_an_error(tmp_path):
    folder = egoweb_sessions.write(tmp_path)
    changed(folder / "beide-ego-alter.csv", ("Alter ID,start_1,einde_2", "Alter ID,start_1,einde"))
    with pytest.raises(InputError, match="of session 2 no column says who was named in it"):
        read(folder)


def test_a_title_with_a_comma_shifts_every_row_and_is_an_error(tmp_path):
    folder = egoweb.write(tmp_path)
    changed(folder / "werk-ego-alter.csv", (",Nabij,", ",Nabij, of niet,"))
    with pytest.raises(
        InputError, match=r"werk-ego-alter\.csv, line 1: there are 15 column names and every row has fewer"
    ):
        read(folder)


def test_a_row_with_too_many_cells_is_named_and_not_read(tmp_path):
    folder = egoweb.write(tmp_path)
    changed(folder / "werk-ego-alter.csv", ("1,Anaïs,1,0,3,1; 2,-10", "1,Anaïs, of Ana,1,0,3,1; 2,-10"))
    source, networks = read(folder)
    assert of_kind(source, "too_many_cells")["line"].to_list() == [2]
    assert "Anaïs" not in set(networks.alters["name"])


@pytest.mark.parametrize(
    "text",
    [
        "EgoID,x\nA,1\n",
        "INTERVIEW ID,EGO ID,QUESTION,ALTER ID,RESPONSE OPTION,TEXT\n1,A,q,b,c,d\n",
        "Alter Number,x\n1,2\n",
    ],
)
def test_other_files_are_not_taken_for_egoweb(tmp_path, text):
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    assert FORMAT.recognise(opened(tmp_path)) is None
    with pytest.raises(InputError, match="no export of EgoWeb"):
        read(tmp_path)


def test_a_participant_who_stands_there_twice_is_named(tmp_path):
    folder = egoweb.write(tmp_path)
    twice = "14,010,2025-01-13 09:00:00,,010,22\n"
    changed(folder / "werk-ego-level.csv", (twice, twice + twice))
    _, networks = read(folder)
    named = networks.cleaned[networks.cleaned["table"] == "egos"]
    assert named[["file", "line", "reason"]].to_numpy().tolist() == [["werk-ego-level.csv", 6, "duplicate"]]


def test_pairs_of_which_one_contact_is_not_there_are_an_error_and_not_left_out(tmp_path):
    folder = egoweb.write(tmp_path)
    changed(folder / "werk-alter-pair.csv", ("Alter 2 Number", "Alter 2 Numbr"))
    with pytest.raises(InputError, match=r"werk-alter-pair\.csv, line 1: a table of pairs needs"):
        read(folder)
