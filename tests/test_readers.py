"""A study folder is read as it comes: any usual encoding, separator and line ending, every row with its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

import netlab as nl
from netlab.codebook import read_codebook
from netlab.problems import InputError
from netlab.readers.delimited import read_delimited, separator
from netlab.readers.mapped import read_mapped

SMALL = Path(__file__).parent / "data" / "small"
TEXT = 'code;naam;cijfer\n007;Zoë;1,5\n\nNA;"De ""Bond""; vzw";\n'
ROWS = [["007", "Zoë", "1,5"], ["NA", 'De "Bond"; vzw', None]]


@pytest.fixture
def file(tmp_path):
    def write(content: str | bytes, encoding: str = "utf-8") -> Path:
        path = tmp_path / "file.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


def cells(table: pd.DataFrame) -> list[list]:
    table = table.drop(columns=["file", "line"]).astype(object)
    return table.where(table.notna(), None).to_numpy().tolist()


@pytest.mark.parametrize(
    ("encoding", "assumed"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_every_usual_encoding_is_read_and_which_was_assumed_is_said(file, encoding, assumed):
    table, found = read_delimited(file(TEXT, encoding))
    assert cells(table) == ROWS
    assert [about["encoding"] for about in found["about"]] == ([assumed] if assumed else [])
    assert not found["stops"].any()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_ending_is_read_and_blank_lines_count(file, end):
    table, _ = read_delimited(file(TEXT.replace("\n", end)))
    assert cells(table) == ROWS
    assert table["line"].to_list() == [2, 4]
    assert set(table["file"]) == {"file.csv"}


@pytest.mark.parametrize("between", [";", ",", "\t", "|"])
def test_the_separator_is_what_the_first_line_has_most(file, between):
    table, _ = read_delimited(file(between.join("abc") + "\n" + between.join("123") + "\n"))
    assert cells(table) == [["1", "2", "3"]]


def test_separators_within_quotes_do_not_count():
    assert separator('"a,b,c";d\n') == ";"


def test_the_first_line_may_say_the_separator(file):
    table, _ = read_delimited(file("sep=|\na|b;c;d\n1|2\n"))
    assert cells(table) == [["1", "2"]]
    assert table["line"].to_list() == [3]


def test_a_cell_over_several_lines_does_not_shift_the_lines_after_it(file):
    table, _ = read_delimited(file('a,b\n1,"two\nlines"\n3,4\n'))
    assert table["line"].to_list() == [2, 4]
    assert table["b"].to_list() == ["two\nlines", "4"]


def test_a_row_with_too_many_cells_is_named_and_not_read(file):
    table, found = read_delimited(file("a,b\n1,2,3\n4,5,\n6,7\n"))
    assert cells(table) == [["4", "5"], ["6", "7"]]  # a separator behind the last cell is none too many
    assert found[["line", "kind", "stops"]].to_numpy().tolist() == [[2, "too_many_cells", True]]
    assert found["about"][0] == {"found": 3, "expected": 2}


def test_a_row_with_too_few_cells_is_read_and_named(file):
    table, found = read_delimited(file("a,b,c\n1\n"))
    assert cells(table) == [["1", None, None]]
    assert found[["line", "kind", "stops"]].to_numpy().tolist() == [[2, "too_few_cells", False]]


def test_column_names_that_come_again_are_no_row(file):
    table, found = read_delimited(file("a,b\n1,2\na,b\n3,4\n"))
    assert cells(table) == [["1", "2"], ["3", "4"]]
    assert found[["line", "kind"]].to_numpy().tolist() == [[3, "header_again"]]


@pytest.mark.parametrize(("content", "named"), [("a,b,\n1,2,3\n", ["3"]), ("a,b,\n1,2,\n", [])])
def test_a_column_without_a_name_is_named_when_something_stands_in_it(file, content, named):
    table, found = read_delimited(file(content))
    assert cells(table) == [["1", "2"]]
    assert [about["detail"] for about in found["about"]] == named


def test_a_file_with_column_names_only_has_no_rows(file):
    table, found = read_delimited(file("a,b\n"))
    assert table.columns.to_list() == ["a", "b", "file", "line"]
    assert table.empty
    assert found.empty


def test_a_file_is_named_by_its_place_in_the_study(tmp_path):
    (tmp_path / "raw").mkdir()
    with pytest.raises(InputError, match=r"^raw/x\.csv: there is no such file"):
        read_delimited(tmp_path / "raw" / "x.csv", tmp_path)


# ------------------------------------------------------------------ a study folder


@pytest.fixture
def small(tmp_path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "small"))


def rewrite(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def test_columns_get_netlabs_names_and_all_others_stay():
    networks = nl.read(SMALL)
    assert networks.egos[["ego", "groep", "score"]].to_numpy().tolist() == [
        ["A", "t", 2.5],
        ["A", "t", 3.5],
        ["B", "v", 1.0],
        ["B", "v", 1.0],
    ]
    assert networks.egos["date"].dt.strftime("%d-%m-%Y").to_list()[:2] == ["03-03-2025", "03-11-2025"]
    assert networks.alters["name"].to_list()[:3] == ["An", "Bo", "Cas"]
    assert networks.alters["plek"].to_list()[:4] == ["team", "buiten", "team", "buiten"]


def test_ids_are_read_as_text(small):
    for name in ("egos.csv", "alters.csv", "ties.csv", "links.csv"):
        rewrite(small / name, ("\nA,", "\n007,"), ("\nB,", "\nNA,") if name != "ties.csv" else ("1,2", "1,2"))
    (small / "persons.csv").unlink()
    (small / "interviews" / "fragments.csv").unlink()
    study = nl.open_study(small)
    assert study.networks.egos["ego"].to_list() == ["007", "007", "NA", "NA"]
    assert nl.check(study).empty


def test_waves_may_be_written_as_their_label_and_in_capitals_in_every_file(small):
    for name in ("egos.csv", "alters.csv", "ties.csv", "links.csv", "persons.csv", "interviews/fragments.csv"):
        path = small / name
        text = path.read_text(encoding="utf-8").replace(",voor,", ",START,").replace(",na,", ",Einde,")
        path.write_text(text, encoding="utf-8")
    study = nl.open_study(small)
    assert nl.check(study).empty
    pd.testing.assert_frame_equal(study.networks.alters, nl.open_study(SMALL).networks.alters)


def test_one_column_may_answer_two_questions(small):
    rewrite(
        small / "study.toml",
        ('[[waves]]\nid = "voor"', '[columns.alters]\nwerk = "plek"\nplek = "plek"\n[[waves]]\nid = "voor"'),
    )
    alters = nl.read(small).alters
    assert alters["werk"].to_list()[:2] == ["team", "buiten"]
    assert alters["plek"].to_list()[:2] == ["team", "buiten"]


def test_a_study_without_ties_links_persons_and_interviews_is_a_study(small):
    for name in ("ties.csv", "links.csv", "persons.csv", "interviews/fragments.csv"):
        (small / name).unlink()
    rewrite(small / "study.toml", ('ties = "ties.csv"\n', ""))
    study = nl.open_study(small)
    assert study.fragments is None
    assert study.links.empty
    assert not study.networks.egos["ties_asked"].any()
    # nobody linked the contacts of A and of B
    assert nl.check(study)[["ego", "wave"]].to_numpy().tolist() == [["A", "voor"], ["B", "voor"]]


def test_a_side_table_that_study_toml_names_must_be_there(small):
    rewrite(small / "study.toml", ("[columns.egos]", 'links = "koppelingen.csv"\n[columns.egos]'))
    with pytest.raises(InputError, match=r"koppelingen\.csv: there is no such file"):
        nl.open_study(small)


def test_the_least_a_study_needs(tmp_path):
    (tmp_path / "study.toml").write_text(
        '[files]\negos = "e.csv"\nalters = "a.csv"\n[[waves]]\nid = "1"\n', encoding="utf-8"
    )
    (tmp_path / "e.csv").write_text("ego\nA\nB\n", encoding="utf-8")
    (tmp_path / "a.csv").write_text("ego,alter,work\nA,x,team\nA,y,other\n", encoding="utf-8")
    study = nl.open_study(tmp_path)
    assert nl.check(study).empty
    assert nl.measure(study.networks)["size"].to_list() == [2, 0]
    assert study.codebook.derived == ("work",)


def test_a_file_of_alters_with_column_names_only_gives_empty_networks(small):
    (small / "alters.csv").write_text("ego,wave,alter,name,dichtbij,plek,functie,overleg\n", encoding="utf-8")
    study = nl.open_study(small)
    assert nl.measure(study.networks)["size"].to_list() == [0, 0, 0, 0]
    assert set(nl.check(study)["file"]) == {"ties.csv", "links.csv", "persons.csv", "interviews/fragments.csv"}


def test_fragments_of_nobody_are_left_out_and_those_about_nobody_stay(small):
    rewrite(small / "interviews" / "fragments.csv", ("A,na,1", "A,na,9"), ("B,na", "C,na"))
    _, fragments, found = read_mapped(small, read_codebook(small))
    assert fragments["ego"].to_list() == ["A"]
    assert found["kind"].to_list() == ["fragment_unknown_alter", "fragment_unknown_ego"]


def test_a_study_is_found_from_a_folder_below(monkeypatch, tmp_path):
    (tmp_path / "data").mkdir()
    shutil.copytree(SMALL, tmp_path / "data" / "small")
    (tmp_path / "reports" / "x").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "reports" / "x")
    assert len(nl.read("data/small").egos) == 4
    with pytest.raises(InputError, match="data/smal: there is no such file or folder"):
        nl.read("data/smal")


def test_what_is_no_source_is_not_recognised(tmp_path):
    with pytest.raises(InputError, match="the folder is empty"):
        nl.read(tmp_path)
    (tmp_path / "notes.txt").write_text("dear diary")
    with pytest.raises(InputError, match=r"not recognised. Found: notes\.txt"):
        nl.read(tmp_path)
