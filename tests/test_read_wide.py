"""Wide surveys, described or recognised: slots become alters, pairs become ties, and nothing is lost on the way."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import netlab as nl
from netlab.conversion import convert
from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.readers.files import opened
from netlab.readers.recognising import format_of
from netlab.readers.source import Source, Told
from netlab.readers.tabular import Table, tables_of
from netlab.readers.wide_families import layout_of
from netlab.readers.wide_patterns import is_pattern, pairs_of, slots_of
from tests.sources import qualtrics, redcap, spss_wide, wide_csv, wide_excel

SAMPLES = "samples/wide-and-three-file"
FILES = '[files]\negos = "s.csv"\n'
WAVE = '[[waves]]\nid = "1"\n'


def source_of(path: Path, name: str | None = None, **told) -> Source:
    files = opened(path)
    return format_of(files, name).source(files, Told(**told))


def networks_of(path: Path, name: str | None = None, **told) -> EgoNetworks:
    source = source_of(path, name, **told)
    return EgoNetworks.from_frames(source.egos, source.alters, source.ties, source.codebook)


def studied(folder: Path, table: str, toml: str) -> nl.study.Study:
    (folder / "s.csv").write_text(table, encoding="utf-8")
    (folder / "study.toml").write_text(toml, encoding="utf-8")
    return nl.open_study(folder)


def rows(table: pd.DataFrame, *columns: str) -> list[list]:
    part = table[list(columns)].astype(object)
    return part.where(part.notna(), None).to_numpy().tolist()


# ------------------------------------------------------------------ patterns


def test_a_number_may_have_zeros_in_front():
    assert slots_of("naam{n}", ["naam10", "naam01", "naam2", "naamx"]) == {1: "naam01", 2: "naam2", 10: "naam10"}


def test_two_columns_for_one_number_are_refused():
    with pytest.raises(InputError, match="'naam01' and 'naam1' are both number 1"):
        slots_of("naam{n}", ["naam01", "naam1"])


def test_a_list_names_the_columns_in_order_and_an_empty_place_is_no_column():
    assert slots_of("{A1Gender | 2-1 |  | x}", ["2-1", "x", "A1Gender"]) == {1: "A1Gender", 2: "2-1", 4: "x"}


def test_a_list_with_a_column_that_is_not_there_is_refused():
    with pytest.raises(InputError, match=r"names columns that are not there: 2-1\."):
        slots_of("{A1 | 2-1}", ["A1"])


def test_the_kth_pair_is_in_the_order_of_the_upper_triangle():
    columns = [f"t{k}" for k in range(1, 7)]
    # four contacts by hand: 1–2, 1–3, 1–4, 2–3, 2–4, 3–4
    pairs = [(1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)]
    assert list(pairs_of("t{k}", columns, [1, 2, 3, 4])) == [(*p, "") for p in pairs]


def test_more_columns_than_pairs_are_refused():
    with pytest.raises(InputError, match="'t4' is beyond the 3 pairs of 3 contacts"):
        pairs_of("t{k}", ["t1", "t2", "t3", "t4"], [1, 2, 3])


def test_the_type_may_stand_in_the_name_of_the_column():
    found = pairs_of("{a}-{b}_{type}", ["1-2_kent", "1-2_werkt", "1-3_kent"], [1, 2, 3])
    assert list(found) == [(1, 2, "kent"), (1, 2, "werkt"), (1, 3, "kent")]


@pytest.mark.parametrize(
    ("text", "wide"),
    [("naam{n}", True), ("{a | b}", True), ("b_{a}_{b}", True), ("{row}", False), ("{x}", False), ("n", False)],
)
def test_what_is_a_pattern(text, wide):
    assert is_pattern(text) == wide


# ------------------------------------------------------------------ a study that describes a wide table


def test_slots_with_a_name_are_alters_and_pairs_are_ties_missing_or_none(tmp_path):
    study = studied(
        tmp_path,
        "code;naam1;naam2;naam3;naam4;b_1_2;b_1_3;b_2_3;b_1_4;b_2_4;b_3_4\n"
        "A;Ann;Bo;;Cas;2;;;0;;\n"  # 1–2 tied, 1–4 not, 2–4 unanswered
        "B;Ann;Bo;;;;;;;;\n"  # not asked: two contacts and not one answer
        "C;Ann;;;;;;;;;\n"
        "D;;;;;;;;;;\n",
        FILES
        + '[columns.egos]\nego = "code"\n[columns.alters]\nname = "naam{n}"\nempty = "nobody"\n'
        + '[columns.ties]\nstrength = "b_{a}_{b}"\n'
        + WAVE,
    )
    networks = study.networks
    named = [
        ["A", "1", "Ann"],
        ["A", "2", "Bo"],
        ["A", "4", "Cas"],
        ["B", "1", "Ann"],
        ["B", "2", "Bo"],
        ["C", "1", "Ann"],
    ]
    assert rows(networks.alters, "ego", "alter", "name") == named
    assert rows(networks.ties, "ego", "source", "target", "strength") == [["A", "1", "2", "2"]]
    asked = rows(networks.egos, "ego", "ties_asked", "pairs_missing")
    assert asked == [["A", True, 1.0], ["B", False, 0.0], ["C", True, 0.0], ["D", True, 0.0]]
    assert set(networks.egos.columns) == {"ego", "wave", "file", "line", "ties_asked", "pairs_missing"}
    assert nl.check(study)["line"].to_list() == [5]  # D names nobody
    assert nl.measure(networks)["density"].to_list()[0] == pytest.approx(1 / 2)  # by hand: 1 tie of 2 answered pairs


def test_an_answer_about_nobody_and_a_tie_with_nobody_are_named_and_stop(tmp_path):
    study = studied(
        tmp_path,
        "ego,n1,n2,n3,v1,v2,v3,t1,t2,t3\nA,Ann,Bo,,x,,y,1,1,0\n",
        FILES + '[columns.alters]\nname = "n{n}"\nv = "v{n}"\n[columns.ties]\nstrength = "t{k}"\n' + WAVE,
    )
    assert rows(study.networks.alters, "alter", "v") == [["1", "x"], ["2", None]]
    assert rows(study.networks.ties, "source", "target") == [["1", "2"]]
    found = study.found.set_index("kind")
    assert found.loc["answer_without_name", "about"] == {"detail": "v3"}
    assert found.loc["tie_without_alter", "about"] == {"detail": "t2"}  # t3 says no tie, and is nothing to name
    assert found["stops"].all()
    assert found["line"].to_list() == [2, 2]


def test_without_names_an_alter_is_there_when_one_answer_is(tmp_path):
    study = studied(
        tmp_path,
        "ego,sex1,age1,sex2,age2,sex3,age3\nA,m,,,,,30\n",
        FILES + '[columns.alters]\nsex = "sex{n}"\nage = "age{n}"\n' + WAVE,
    )
    assert rows(study.networks.alters, "alter", "sex", "age") == [["1", "m", None], ["3", None, "30"]]


def test_ids_of_alters_may_stand_in_columns_and_a_slot_without_one_keeps_its_number(tmp_path):
    study = studied(
        tmp_path,
        "ego,id1,id2,name1,name2,t_1_2\nA,007,NA,Ann,Bo,1\nB,x,,Ann,Bo,1\n",
        FILES + '[columns.alters]\nalter = "id{n}"\nname = "name{n}"\n[columns.ties]\nstrength = "t_{a}_{b}"\n' + WAVE,
    )
    assert study.networks.alters["alter"].to_list() == ["007", "NA", "x", "slot 2"]
    assert rows(study.networks.ties, "ego", "source", "target") == [["A", "007", "NA"], ["B", "slot 2", "x"]]


def test_a_column_may_say_which_slots_count(tmp_path):
    study = studied(
        tmp_path,
        "ego,n1,n2,n3,houd1,houd2,houd3\nA,Ann,Bo,Ann,1,,0\n",
        FILES + '[columns.alters]\nname = "n{n}"\nnamed = "houd{n}"\n' + WAVE,
    )
    assert study.networks.alters["name"].to_list() == ["Ann", "Bo"]
    assert "named" not in study.networks.alters
    assert rows(study.found, "kind", "line", "about", "stops") == [["slot_left_out", 2, {"detail": "3"}, False]]


def test_the_study_says_which_answers_are_no_tie_and_which_are_no_answer(tmp_path):
    study = studied(
        tmp_path,
        "ego,n1,n2,n3,t1,t2,t3\nA,Ann,Bo,Cas,vreemden,goed,99\nB,Ann,Bo,NA,nee,,\n",
        FILES
        + '[columns.alters]\nname = "n{n}"\nno_answer = "NA"\n'
        + '[columns.ties]\ntype = "t{k}"\nno_tie = "Vreemden | nooit"\nno_answer = "99"\n'
        + WAVE,
    )
    assert rows(study.networks.ties, "ego", "source", "target", "type") == [["A", "1", "3", "goed"]]
    assert study.networks.egos["pairs_missing"].to_list() == [1, 0]  # A: 2–3 is 99; B has one pair, and that is no
    assert study.networks.alters["ego"].to_list() == ["A"] * 3 + ["B"] * 2
    assert study.found["about"].to_list() == [{"detail": "name", "codes": "NA", "n": 1}]


def test_an_empty_cell_is_no_tie_where_the_study_says_so(tmp_path):
    toml = FILES + '[columns.alters]\nname = "n{n}"\n[columns.ties]\nstrength = "t{k}"\nempty = "no_tie"\n' + WAVE
    study = studied(tmp_path, "ego,n1,n2,n3,t1,t2,t3\nA,Ann,Bo,Cas,1,,\nB,Ann,Bo,Cas,,,\n", toml)
    assert rows(study.networks.egos, "ties_asked", "pairs_missing") == [[True, 0.0], [True, 0.0]]
    assert nl.measure(study.networks)["density"].to_list() == [pytest.approx(1 / 3), 0]  # by hand


def test_a_column_per_type_of_tie(tmp_path):
    study = studied(
        tmp_path,
        "ego,n1,n2,1-2_kent,1-2_werkt\nA,Ann,Bo,ja,nee\nB,Ann,Bo,1,1\n",
        FILES + '[columns.alters]\nname = "n{n}"\n[columns.ties]\nstrength = "{a}-{b}_{type}"\n' + WAVE,
    )
    assert rows(study.networks.ties, "ego", "type") == [["A", "kent"], ["B", "kent"], ["B", "werkt"]]
    assert study.networks.egos["pairs_missing"].to_list() == [0, 0]


def test_a_row_that_comes_twice_does_not_mix_two_networks(tmp_path):
    study = studied(tmp_path, "ego,n1,n2\nA,Ann,\nA,Bo,Cas\n", FILES + '[columns.alters]\nname = "n{n}"\n' + WAVE)
    assert study.networks.alters["name"].to_list() == ["Ann"]
    assert [3, True] in nl.check(study)[["line", "stops"]].to_numpy().tolist()  # also where all else is equal


def test_every_pattern_that_fits_no_column_is_named_at_once(tmp_path):
    toml = FILES + '[columns.alters]\nname = "naam{n}"\nv = "w{n}"\n[columns.ties]\nstrength = "b_{a}_{b}"\n' + WAVE
    with pytest.raises(InputError) as error:
        studied(tmp_path, "ego,nam1,v1\nA,x,y\n", toml)
    named = [problem.split(" fits no column")[0] for problem in error.value.problems]
    assert named == ["[columns.alters] name = 'naam{n}'", "[columns.alters] v = 'w{n}'"]


def test_alters_and_ties_may_have_wide_files_of_their_own(tmp_path):
    (tmp_path / "a.csv").write_text("code,n1,n2\nA,Ann,Bo\nB,,\n,x,\n", encoding="utf-8")
    (tmp_path / "t.csv").write_text("code,t_1_2\nB,\nA,1\n", encoding="utf-8")
    columns = '[columns.alters]\nego = "code"\nname = "n{n}"\n[columns.ties]\nego = "code"\nstrength = "t_{a}_{b}"\n'
    study = studied(
        tmp_path, "ego,x\nA,1\nB,2\n", '[files]\negos = "s.csv"\nalters = "a.csv"\nties = "t.csv"\n' + columns + WAVE
    )
    assert rows(study.networks.alters, "ego", "name") == [["A", "Ann"], ["A", "Bo"]]
    assert len(study.networks.ties) == 1
    told = {(f["file"], f["line"], f["kind"]) for f in study.found.to_dict("records")}
    assert told == {("a.csv", 3, "named_nobody"), ("a.csv", 4, "key_missing"), ("t.csv", 2, "row_without_answers")}


def test_a_list_of_alters_may_have_its_ties_in_a_wide_table_of_egos(tmp_path):
    (tmp_path / "a.csv").write_text("ego,alter\nA,Harry\nA,Barry\nA,Liz\n", encoding="utf-8")
    toml = '[files]\negos = "s.csv"\nalters = "a.csv"\n[columns.ties]\nstrength = "X{a}.to.{b}"\n' + WAVE
    study = studied(tmp_path, "ego,X1.to.2,X1.to.3,X2.to.3\nA,1,0,2\n", toml)
    assert rows(study.networks.ties, "source", "target", "strength") == [["Barry", "Harry", "1"], ["Barry", "Liz", "2"]]


# ------------------------------------------------------------------ what is unknown stays unknown


DROPPED = (
    "code;meting;datum;groep;score;deelgenomen;naam1;naam2;v1;v2;b_1_2\n"
    "A;voor;2025-01-01;x;4;ja;Ann;Bo;1;2;1\n"
    "A;na;2025-06-01;x;;;;;;;\n"  # dropped out: the date and the group are filled in by others
    "B;voor;2025-01-01;x;4;ja;Ann;;1;;\n"
    "B;na;2025-06-01;x;5;;;;;;\n"  # answered another question
    "C;voor;2025-01-01;x;4;ja;Ann;;2;;\n"
    "C;na;2025-06-01;x;;nee;;;;;\n"  # did not take part
)


def test_a_row_in_which_nothing_is_filled_in_is_unknown_and_no_network_of_nobody(tmp_path):
    (tmp_path / "s.csv").write_text(DROPPED, encoding="utf-8")
    source = source_of(tmp_path / "s.csv")
    networks = networks_of(tmp_path / "s.csv")
    kept = [["A", "voor"], ["B", "voor"], ["B", "na"], ["C", "voor"]]
    assert rows(networks.egos, "ego", "wave") == kept
    assert {(f["line"], f["kind"], f["stops"]) for f in source.found.to_dict("records")} == {
        (3, "row_not_answered", False),
        (5, "named_nobody", False),
        (7, "row_not_answered", False),
    }
    assert "A" not in nl.turnover(networks, "voor", "na").query("lost > 0").index
    assert ("columns", "alters", "empty") in {(g.part, g.which, g.field) for g in source.guesses}


def test_a_study_may_say_that_an_empty_row_means_nobody(tmp_path):
    toml = '[columns.egos]\nego = "code"\nwave = "meting"\n[columns.alters]\nname = "naam{n}"\nv = "v{n}"\n'
    waves = '[[waves]]\nid = "voor"\n[[waves]]\nid = "na"\n'
    study = studied(tmp_path, DROPPED, FILES + toml + 'empty = "nobody"\n' + waves)
    assert len(study.networks.egos) == 6
    study = studied(tmp_path, DROPPED, FILES + toml + waves)
    assert len(study.networks.egos) == 4
    with pytest.raises(InputError, match='expected "nobody" or "unknown"'):
        studied(tmp_path, DROPPED, FILES + toml + 'empty = "nul"\n' + waves)


def test_answers_that_say_there_is_none_are_missing_counted_and_no_category(tmp_path):
    table = "code;naam1;naam2;naam3;hulp1;hulp2;hulp3\nA;Ann;Bo;Cas;veel;weet niet;veel\n"
    (tmp_path / "s.csv").write_text(table + "B;Ann;Bo;Cas;weinig;geen antwoord;weet niet\n", encoding="utf-8")
    source = source_of(tmp_path / "s.csv")
    assert source.codebook.interpreter("hulp").ids == ["veel", "weinig"]
    networks = networks_of(tmp_path / "s.csv")
    assert networks.alters["hulp"].isna().sum() == 3
    told = source.found.set_index("kind").loc["no_answer_codes", "about"]
    assert (told["detail"], told["n"]) == ("hulp", 3)
    assert source.codebook.columns["alters"]["no_answer"] == "weet niet | geen antwoord"


def test_a_code_that_is_an_answer_elsewhere_stays_one(tmp_path):
    table = "code;naam1;naam2;naam3;hulp1;hulp2;hulp3;leeftijd1;leeftijd2;leeftijd3\n"
    (tmp_path / "s.csv").write_text(table + "A;Ann;Bo;Cas;1;2;99;41;99;35\n", encoding="utf-8")
    source = source_of(tmp_path / "s.csv")
    assert source.alters["leeftijd"].to_list() == ["41", "99", "35"]


def test_yes_and_no_about_pairs_are_ties_without_strength(tmp_path):
    table = "code;naam1;naam2;naam3;kent_1_2;kent_1_3;kent_2_3\nA;Ann;Bo;Cas;ja;nee;\nB;Ann;Bo;Cas;ja;ja;nee\n"
    (tmp_path / "s.csv").write_text(table, encoding="utf-8")
    source = source_of(tmp_path / "s.csv")
    assert source.codebook.columns["ties"] == {"tied": "kent_{a}_{b}"}
    assert "strength" not in source.ties.columns
    assert [t.id for t in source.codebook.tie_types] == ["tie"]
    networks = networks_of(tmp_path / "s.csv")
    assert rows(networks.ties, "ego", "source", "target") == [["A", "1", "2"], ["B", "1", "2"], ["B", "1", "3"]]
    assert networks.egos["pairs_missing"].to_list() == [1, 0]


def test_first_and_last_names_are_one_name(tmp_path):
    table = "code;voornaam1;voornaam2;achternaam1;achternaam2;v1;v2\nA;Ann;Bo;Peeters;;1;2\n"
    (tmp_path / "s.csv").write_text(table, encoding="utf-8")
    source = source_of(tmp_path / "s.csv")
    assert source.codebook.columns["alters"] == {"name": "voornaam{n}", "surname": "achternaam{n}", "v": "v{n}"}
    assert source.alters["name"].to_list() == ["Ann Peeters", "Bo"]
    assert "surname" not in source.alters.columns


def test_a_wave_behind_a_name_is_no_number_of_a_contact():
    waves = Table(
        "s", pd.DataFrame([["A", "Ann", "Bo", "1", "2"]], columns=["code", "name_T1", "name_T2", "s_T1", "s_T2"])
    )
    assert layout_of(waves) is None


# ------------------------------------------------------------------ files of a study that are no CSV


def test_a_study_reads_a_sheet_by_its_name_and_labels_of_spss(tmp_path):
    wide_excel.write(tmp_path)
    spss_wide.write(tmp_path)
    toml = '[columns.egos]\nego = "code"\n[columns.alters]\nname = "naam{n}"\n'
    (tmp_path / "study.toml").write_text('[files]\negos = "enquete.xlsx#na"\n' + toml + WAVE, encoding="utf-8")
    assert nl.read(tmp_path).alters["name"].to_list() == ["An", "Dé"]
    answers = (
        '[[interpreters]]\ncolumn = "dichtbij"\nrole = "strength"\ncategories = ["soms", "vaak", "heel dichtbij"]\n'
    )
    waves = '[[waves]]\nid = "voor"\n[[waves]]\nid = "na"\n'
    described = toml.replace("[columns.alters]", 'wave = "moment"\n[columns.alters]\ndichtbij = "dichtbij{n}"')
    (tmp_path / "study.toml").write_text(
        '[files]\negos = "enquete.sav"\n' + described + waves + answers, encoding="utf-8"
    )
    networks = nl.read(tmp_path)
    assert rows(networks.egos, "ego", "wave") == [["007", "na"], ["007", "voor"]]  # P2 filled in nothing
    assert networks.alters["dichtbij"].to_list()[:2] == ["heel dichtbij", "soms"]


def test_a_workbook_with_several_sheets_asks_which(tmp_path):
    wide_excel.write(tmp_path)
    toml = '[files]\negos = "enquete.xlsx"\n[columns.alters]\nname = "naam{n}"\n' + WAVE
    (tmp_path / "study.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(InputError, match=r"several sheets\. Known: voor, na, uitleg.*enquete\.xlsx#voor"):
        nl.read(tmp_path)


def test_a_file_per_ego_and_wave_is_read_by_its_name(tmp_path):
    (tmp_path / "raw").mkdir()
    for name, alters in {"P_1_voor": "Ann", "P_1_NA": "Bo", "P2_voor": "Cas"}.items():
        (tmp_path / "raw" / f"ALTER_{name}.csv").write_text(f"id_Ego;alter;ego\n?;{alters};zzz\n", encoding="utf-8")
    toml = (
        '[files]\negos = "s.csv"\nalters = "raw/ALTER_{ego}_{wave}.csv"\n[[waves]]\nid = "voor"\n[[waves]]\nid = "na"\n'
    )
    study = studied(tmp_path, "ego,wave\nP_1,voor\nP_1,na\nP2,voor\n", toml)
    assert rows(study.networks.alters, "ego", "wave", "alter", "file") == [
        ["P2", "voor", "Cas", "raw/ALTER_P2_voor.csv"],
        ["P_1", "na", "Bo", "raw/ALTER_P_1_NA.csv"],
        ["P_1", "voor", "Ann", "raw/ALTER_P_1_voor.csv"],
    ]


def test_a_name_that_fits_no_file_says_what_is_there(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "x.csv").write_text("a\n1\n", encoding="utf-8")
    toml = '[files]\negos = "s.csv"\nalters = "raw/ALTER_{ego}.csv"\n' + WAVE
    with pytest.raises(InputError, match=r"no file fits this name of \[files\] alters\. Found there: x\.csv"):
        studied(tmp_path, "ego\nA\n", toml)


# ------------------------------------------------------------------ recognised


def test_a_wide_csv_is_recognised_and_every_guess_is_told(tmp_path):
    source = source_of(wide_csv.write(tmp_path))
    assert source.codebook.columns == {
        "egos": {"ego": "code", "wave": "meting"},
        "alters": {"name": "naam{n}", "afdeling": "afdeling_{n}", "sterkte": "sterkte{n}"},
        "ties": {"strength": "band_{a}_{b}"},
    }
    guessed = {(g.part, g.which, g.field) for g in source.guesses}
    assert {
        ("columns", "egos", "ego"),
        ("columns", "alters", "name"),
        ("columns", "ties", ""),
        ("waves", "voor", "id"),
    } <= guessed
    assert source.codebook.alter_ids == "per wave"
    networks = networks_of(tmp_path)
    assert rows(networks.egos, "ego", "wave", "score") == [
        ["007", "voor", "1,5"],
        ["007", "na", "2,5"],
        ["NA", "voor", "3"],
        ["NA", "na", "3"],
        ["P3", "voor", None],
    ]
    # by hand from wide_csv.LINES: names per row, ties per row, unanswered pairs per row
    assert nl.measure(networks)["size"].to_list() == [3, 4, 2, 0, 1]
    assert networks.ties.groupby(["ego", "wave"], observed=True).size().to_dict() == {
        ("007", "voor"): 2,
        ("007", "na"): 2,
    }
    assert networks.egos["pairs_missing"].to_list() == [0, 1, 0, 0, 0]
    assert networks.egos["ties_asked"].to_list() == [True, True, False, True, True]


def test_a_sheet_per_wave_gives_the_waves(tmp_path):
    networks = networks_of(wide_excel.write(tmp_path))
    assert rows(networks.egos, "ego", "wave") == [
        ["007", "voor"],
        ["P2", "voor"],
        ["P2", "na"],
    ]  # 007 left all of `na` empty
    assert nl.measure(networks)["size"].to_list() == [2, 3, 2]
    assert networks.alters["leren"].to_list()[:3] == [True, False, True]
    assert networks.egos["date"].dt.strftime("%Y-%m-%d").to_list()[0] == "2025-03-01"


@pytest.mark.slow
@pytest.mark.parametrize("ending", [".sav", ".dta"])
def test_labels_give_waves_answers_and_their_order(tmp_path, ending):
    source = source_of(spss_wide.write(tmp_path, ending))
    assert [(w.id, w.label) for w in source.codebook.waves] == [("voor", "Voor"), ("na", "Na")]
    close = source.codebook.interpreter("dichtbij")
    assert [c.label for c in close.categories] == ["soms", "vaak", "heel dichtbij"]  # weet niet is no answer
    assert close.text == "Hoe dichtbij is deze persoon?"
    assert source.codebook.generators[0].text == "Met wie leer je?"
    assert source.codebook.columns["ties"]["no_answer"] == "9"
    networks = networks_of(tmp_path)
    assert networks.alters["dichtbij"].astype(object).to_list()[:2] == ["heel_dichtbij", "soms"]
    # 007, na: pairs 1–2 tied, 1–3 not, 2–3 unknown; 007, voor: one pair, tied
    assert rows(networks.ties, "wave", "source", "target") == [["na", "1", "2"], ["voor", "1", "2"]]
    assert networks.egos["pairs_missing"].to_list() == [1, 0]
    assert source.found["kind"].to_list()[-1] == "row_not_answered"  # P2 filled in nothing


def test_qualtrics_questions_say_which_contact_they_are_about(tmp_path):
    source = source_of(qualtrics.write(tmp_path))
    assert source.codebook.columns["alters"] == {
        "name": "Lijst_{n}",
        "sekse": "{A1sekse | 2-1 | Q30}",
        "dicht": "{A1dicht | 2-2 | Q31}",
    }
    assert source.codebook.columns["ties"] == {"type": "{AP1 | AP2 | AP30}"}
    networks = networks_of(tmp_path)
    assert rows(networks.alters[networks.alters["ego"] == "R_007"], "name", "sekse", "dicht") == [
        ["Zoë", "v", "ver"],
        ["José", "m", "dicht"],
        ["An", "v", "ver"],
    ]
    assert rows(networks.ties, "source", "target", "type") == [["1", "2", "Ja"], ["2", "3", "Misschien"]]
    told = source.found[["kind", "line"]].to_numpy().tolist()
    assert told == [["survey_preview", 9], ["not_finished", 10]]
    assert "R_2" not in set(networks.egos["ego"])


def test_rows_that_qualtrics_marks_as_spam_do_not_count_and_are_named(tmp_path):
    path = qualtrics.write(tmp_path)
    marked = path.read_text(encoding="utf-8").replace("IP Address,True,R_007b", "Spam,True,R_007b")
    path.write_text(marked, encoding="utf-8")
    source = source_of(path)
    assert set(source.egos["ego"]) == {"R_007", "R_3"}
    told = source.found[source.found["kind"] == "survey_preview"]
    assert told["line"].to_list() == [8, 9]
    assert not told["stops"].any()


def test_redcap_keeps_the_names_that_were_kept_and_reads_its_dictionary(tmp_path):
    source = source_of(redcap.write(tmp_path))
    book = source.codebook
    assert book.columns["alters"]["named"] == "name_{n}"
    assert book.columns["ties"] == {"strength": "a_tie{k}"}
    assert [c.label for c in book.one("strength").categories] == ["not especially close", "especially close"]
    assert [(g.text, g.at_most) for g in book.generators] == [("With whom do you talk ?", 2), ("Who helps you?", 1)]
    assert book.interpreter("relat___2").label == "relat: Friend, or more"
    networks = networks_of(tmp_path)
    assert rows(networks.alters, "ego", "wave", "name") == [
        ["007", "start_arm_1", "Zoë"],
        ["007", "start_arm_1", "José"],
        ["007", "end_arm_1", "Zoë"],
        ["007", "end_arm_1", "An"],
        ["007", "end_arm_1", "Bo"],
    ]
    # no box ticked for José (start) and Bo (end): unknown, not no
    assert networks.alters["relat___1"].astype(object).where(networks.alters["relat___1"].notna(), None).to_list() == [
        True,
        None,
        False,
        False,
        None,
    ]
    assert networks.egos["pairs_missing"].to_list() == [0, 1, 0]  # a_tie2 at the end
    told = source.found[["kind", "line"]].astype(object).where(source.found[["kind", "line"]].notna(), None)
    assert told.to_numpy().tolist() == [
        ["checkboxes_empty", None],
        ["names_in_text", 2],
        ["slot_left_out", 2],
        ["named_nobody", 4],
    ]


def test_waves_beside_each_other_are_refused_and_not_read_as_one_network(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("code;T1_naam1;T1_naam2;T2_naam1;T2_naam2\nA;Ann;Bo;Ann;Cas\n", encoding="utf-8")
    with pytest.raises(InputError, match="'T1_naam1' and 'T2_naam1' are both a first name"):
        source_of(path)


def test_answers_of_ego_in_numbered_columns_are_no_contacts(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("code;item1;item2;item3\nA;1;2;3\n", encoding="utf-8")
    assert layout_of(tables_of(opened(path))[0]) is None


def test_a_wide_csv_from_excel_on_windows_is_read(tmp_path):
    path = wide_csv.write(tmp_path)
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    source = source_of(path)
    assert source.alters["name"].to_list()[:2] == ["Zoë", "José"]
    assert "encoding" in source.found["kind"].to_list()


def test_labels_that_are_numbers_of_other_answers_are_not_mixed_up(tmp_path):
    table = pd.DataFrame({"code": ["A", "B", "C"], "naam1": "x", "naam2": "y", "kind1": [1.0, 2.0, 3.0], "kind2": 1.0})
    path = tmp_path / "s.sav"
    labels = {1.0: "0", 2.0: "1", 3.0: "2"}  # 1 means no children
    spss_wide.pyreadstat.write_sav(table, path, variable_value_labels={"kind1": labels, "kind2": labels})
    networks = networks_of(path)
    shown = {c.id: c.label for c in networks.codebook.interpreter("kind").categories}
    assert [shown[v] for v in networks.alters["kind"]] == ["0", "0", "1", "0", "2", "0"]


def test_case_ids_give_ego_and_wave(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text("code;naam1;naam2\nP1_T1;Ann;\nP1_T2;Ann;Bo\nx;Cas;\n", encoding="utf-8")
    source = source_of(path, case_id=r"(?P<ego>P\d+)_(?P<wave>T\d)")
    assert rows(source.egos, "ego", "wave")[:2] == [["P1", "T1"], ["P1", "T2"]]
    assert [w.id for w in source.codebook.waves] == ["T1", "T2"]
    assert (source.found["line"] == 4).any()


@pytest.mark.slow
@pytest.mark.parametrize("made", [wide_csv, wide_excel, spss_wide, qualtrics, redcap])
def test_a_converted_study_reads_as_the_source_itself(tmp_path, made):
    (tmp_path / "bron").mkdir()
    path = made.write(tmp_path / "bron")
    networks = networks_of(path)
    convert(path, str(tmp_path / "studie"))
    study = nl.open_study(tmp_path / "studie")
    for name in ("egos", "alters", "ties"):
        first, second = (getattr(n, name).drop(columns="file", errors="ignore") for n in (networks, study.networks))
        pd.testing.assert_frame_equal(first, second[first.columns.to_list()], check_dtype=False)


# ------------------------------------------------------------------ samples


def test_egors_one_file_gives_its_alters_and_ties(shared):
    path = shared / SAMPLES / "egor" / "egos_8.csv"
    networks = networks_of(path)
    with path.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file, delimiter=";"))
    assert len(networks.egos) == len(table) == 16
    assert set(nl.measure(networks)["size"]) == {8}
    given = {
        (r["egoID"], str(a), str(b)): r[f"X{a}.to.{b}"]
        for r in table
        for a, b in itertools.combinations(range(1, 9), 2)
    }
    tied = {(e, s, t): w for e, s, t, w in rows(networks.ties, "ego", "source", "target", "strength")}
    assert tied == given  # all weights are 1, 2 or 3: every pair is tied
    sexes = {(r["egoID"], str(n)): r[f"alter.sex.{n}"] for r in table for n in range(1, 9)}
    assert {(e, a): s for e, a, s in rows(networks.alters, "ego", "alter", "sex")} == sexes


def test_egors_wide_alters_are_its_long_alters(shared):
    networks = networks_of(shared / SAMPLES / "egor" / "alters_8_wide.csv")
    with (shared / SAMPLES / "egor" / "alters_8.csv").open(encoding="utf-8", newline="") as file:
        long = [list(r.values()) for r in csv.DictReader(file, delimiter=";")]
    read = networks.alters[["ego", "alter", "sex", "age"]].astype(object)
    answers = {c.id: str(c.label) for c in networks.codebook.interpreter("age").categories}
    assert [[e, a, s, answers[g]] for e, a, s, g in read.to_numpy().tolist()] == long


def test_egors_wide_ties_are_its_long_ties_without_those_of_weight_0(shared):
    networks = networks_of(shared / SAMPLES / "egor" / "one_file_ws.csv", "wide")
    with (shared / SAMPLES / "egor" / "edges_ws.csv").open(encoding="utf-8", newline="") as file:
        long = list(csv.DictReader(file, delimiter=";"))
    called = {"1": "Stanley"}
    given = {
        (called.get(r["egoID"], r["egoID"]), *sorted([r["Source"], r["Target"]])): r["weight"]
        for r in long
        if r["weight"] != "0"
    }
    assert len(given) == 23  # 30 rows, of which 7 have weight 0 (formats.md, 3.1)
    assert {(e, s, t): w for e, s, t, w in rows(networks.ties, "ego", "source", "target", "strength")} == given


def test_na_as_r_writes_it_is_no_answer(shared):
    networks = networks_of(shared / SAMPLES / "egor" / "alters_32_wide.csv")
    with (shared / SAMPLES / "egor" / "alters_32.csv").open(encoding="utf-8", newline="") as file:
        long = pd.Series([r["egoID"] for r in csv.DictReader(file, delimiter=";")])
    assert nl.measure(networks)["size"].droplevel("wave").to_dict() == long.value_counts().to_dict()


@pytest.mark.slow
def test_the_redcap_sample_has_the_sizes_that_redcap_counted(shared):
    networks = networks_of(shared / SAMPLES / "redcap")
    with next((shared / SAMPLES / "redcap").glob("*_data.csv")).open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert nl.measure(networks)["size"].to_list() == [float(r["size"]) for r in table]  # REDCap's own field
    pairs = list(itertools.combinations(range(1, 16), 2))
    for row in table:
        kept = [n for n in range(1, 16) if row[f"name_{n}"] == "1"]
        cells = {p: row[f"a_tie{k}"] for k, p in enumerate(pairs, 1) if p[0] in kept and p[1] in kept}
        tied = {(str(a), str(b)) for (a, b), cell in cells.items() if cell in ("1", "2")}
        read = networks.ties[networks.ties["ego"] == row["record_id"]]
        assert {tuple(sorted(p, key=int)) for p in rows(read, "source", "target")} == tied
        ego = networks.egos[networks.egos["ego"] == row["record_id"]]
        assert ego["pairs_missing"].to_list() == [sum(cell == "" for cell in cells.values())]


def test_the_qualtrics_sample_has_the_names_and_pairs_of_its_rows(shared):
    networks = networks_of(shared / SAMPLES / "qualtrics")
    with next((shared / SAMPLES / "qualtrics").glob("*.csv")).open(encoding="utf-8-sig", newline="") as file:
        table = [r for r in list(csv.DictReader(file))[2:] if "Preview" not in r["Status"]]
    names = [sum(bool(r[f"AlterList_{n}"]) for n in range(1, 6)) for r in table]
    assert nl.measure(networks)["size"].to_list() == names
    # the text of 2-1 asks the gender of the second name, that of 3-1 of the third
    last = networks.alters[networks.alters["ego"] == networks.egos["ego"].iloc[-1]].set_index("alter")
    assert table[-1]["2-1"] == "Choose Not to Respond"
    assert pd.isna(last.loc["2", "gender"])
    categories = {c.id: str(c.label) for c in networks.codebook.interpreter("gender").categories}
    assert categories[last.loc["3", "gender"]] == table[-1]["3-1"]
    pairs = ["AP1", "AP2", "AP3", "AP4", "AP30", "AP31", "AP32", "AP58", "AP59", "AP84"]
    tied = [sum(r[c] in ("Yes", "Maybe") for c in pairs) for r in table]
    assert networks.ties.groupby("ego").size().reindex(networks.egos["ego"], fill_value=0).to_list() == tied


# ------------------------------------------------------------------ a property


@st.composite
def small_networks(draw):
    """Per ego the names in its slots (some empty) and the answer about every pair."""
    name = st.one_of(st.none(), st.text("abcé ' ;,\"", min_size=1, max_size=4).filter(lambda t: t.strip()))
    egos = {}
    for ego in draw(st.lists(st.sampled_from(["007", "NA", "7", "Zoë", "a;b"]), min_size=1, max_size=4, unique=True)):
        names = draw(st.lists(name, min_size=4, max_size=4))
        pairs = draw(st.lists(st.sampled_from(["", "0", "1", "2"]), min_size=6, max_size=6))
        egos[ego] = (names, dict(zip(itertools.combinations(range(1, 5), 2), pairs, strict=True)))
    return egos


@pytest.mark.slow
@given(small_networks(), st.sampled_from(["b_{a}_{b}", "t{k}"]), st.sampled_from(";,\t"))
def test_a_wide_table_of_networks_reads_back_as_these_networks(tmp_path_factory, egos, pattern, between):
    folder = tmp_path_factory.mktemp("wide")
    every = list(itertools.combinations(range(1, 5), 2))
    columns = [pattern.format(a=a, b=b, k=k) for k, (a, b) in enumerate(every, 1)]
    with (folder / "s.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=between)
        out.writerow(["ego", "n1", "n2", "n3", "n4", *columns])
        for ego, (names, pairs) in egos.items():
            out.writerow([ego, *(n or "" for n in names), *(pairs[p] for p in every)])
    toml = FILES + f'[columns.alters]\nname = "n{{n}}"\n[columns.ties]\nstrength = "{pattern}"\n' + WAVE
    (folder / "study.toml").write_text(toml, encoding="utf-8")
    networks = nl.read(folder)
    alters = {(e, str(n)) for e, (names, _) in egos.items() for n, name in enumerate(names, 1) if name}
    assert set(zip(networks.alters["ego"], networks.alters["alter"], strict=True)) == alters
    both = {(e, str(a), str(b)): cell for e, (_, pairs) in egos.items() for (a, b), cell in pairs.items()}
    both = {k: cell for k, cell in both.items() if {(k[0], k[1]), (k[0], k[2])} <= alters}
    tied = {k: cell for k, cell in both.items() if cell in ("1", "2")}
    assert {(e, s, t): w for e, s, t, w in rows(networks.ties, "ego", "source", "target", "strength")} == tied
    for ego, asked, missing in rows(networks.egos, "ego", "ties_asked", "pairs_missing"):
        cells = [cell for k, cell in both.items() if k[0] == ego]
        assert asked == (not cells or any(cells))
        assert missing == (sum(not c for c in cells) if asked else 0)
