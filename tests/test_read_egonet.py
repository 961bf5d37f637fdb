"""EgoNet's raw export: two tables in one file, each row with its own line; a running number is no key."""

from __future__ import annotations

from pathlib import Path

import pytest
from sources import egonet

import netlab as nl
from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.readers.egonet import FORMAT
from netlab.readers.files import opened
from netlab.readers.source import Source, Told


def read(path: Path, **told) -> tuple[Source, EgoNetworks]:
    source = FORMAT.source(opened(path), Told(**told))
    return source, EgoNetworks.from_frames(source.egos, source.alters, source.ties, source.codebook)


def changed(path: Path, *pairs: tuple[str, str]) -> Path:
    text = path.read_text(encoding="utf-8")
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")
    return path


def test_both_tables_are_read_and_every_row_has_its_line_of_the_file(tmp_path):
    path = egonet.write(tmp_path)
    source, _ = read(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    for _, row in source.alters.iterrows():
        assert row["name"] in lines[row["line"] - 1]
    assert source.ties is not None
    for _, row in source.ties.iterrows():
        assert f'"{row["source"]}"' in lines[row["line"] - 1]
    assert sorted(set(source.ties["line"])) == [9, 10, 12]  # line 11 was not answered
    assert source.found.loc[source.found["kind"] == "pair_unanswered", "line"].to_list() == [11]


@pytest.mark.parametrize("end", ["\r\n", "\n\n\n"])
def test_other_line_endings_and_more_empty_lines_change_nothing_but_the_lines(tmp_path, end):
    path = egonet.write(tmp_path)
    path.write_bytes(
        path.read_bytes().replace(b"\n", end.encode())
        if end == "\r\n"
        else path.read_bytes().replace(b"\n\n", b"\n\n\n\n")
    )
    source, networks = read(path)
    assert len(networks.alters) == 5
    assert source.ties is not None
    assert source.ties["line"].min() == (9 if end == "\r\n" else 11)


def test_participants_go_by_a_name_of_their_own_and_it_is_said_that_the_number_is_no_key(tmp_path):
    source, networks = read(egonet.write(tmp_path))
    assert networks.egos["ego"].to_list() == ["P07", "P08"]
    kinds = set(source.found["kind"])
    assert "ego_by_name" in kinds
    assert "egos_from_alters" not in kinds  # said already: who named nobody is not in this export


def test_where_two_interviews_have_one_name_the_number_tells_them_apart(tmp_path):
    source, networks = read(changed(egonet.write(tmp_path), ('"P08"', '"P07"')))
    assert networks.egos["ego"].to_list() == ["1", "2"]
    assert "ego_by_number" in set(source.found["kind"])
    assert len(networks.ties) == 3


def test_a_name_that_holds_the_wave_is_taken_apart(tmp_path):
    path = changed(egonet.write(tmp_path), ('"P07"', '"P07_T1"'), ('"P08"', '"P07_T2"'))
    _, networks = read(path, case_id=r"(?P<ego>P\d+)_(?P<wave>T\d)")
    assert list(networks.index) == [("P07", "T1"), ("P07", "T2")]
    assert networks.ties["wave"].to_list() == ["T1", "T2", "T2"]


def test_minus_one_is_no_answer_and_each_question_about_pairs_a_type_of_tie(tmp_path):
    source, networks = read(egonet.write(tmp_path))
    assert networks.alters["Nabij"].isna().to_list() == [False, False, True, False, False]
    assert [t.id for t in source.codebook.tie_types] == ["kennen", "samenwerken"]
    measured = nl.measure(networks).droplevel("wave")
    assert measured.loc["P07", "density"] == pytest.approx(1 / 2)  # 0-1 tied, 0-2 not, 1-2 not answered
    assert measured.loc["P08", "density"] == 1  # two types, one pair


def test_answers_of_participants_stand_with_the_participants(tmp_path):
    source, networks = read(egonet.write(tmp_path))
    assert networks.egos["Sector"].to_list() == ["zorg", "onderwijs"]
    assert "Sector" not in networks.alters.columns
    guess = next(g for g in source.guesses if g.why.key == "guess.own_answers")
    assert guess.why.about["columns"] == "Sector, Leeftijd"


def test_without_the_second_table_ties_were_not_asked(tmp_path):
    path = egonet.write(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").split("\n\n")[0], encoding="utf-8")
    source, networks = read(path)
    assert source.ties is None
    assert not networks.egos["ties_asked"].any()


def test_an_encoding_other_than_utf8_is_said(tmp_path):
    path = egonet.write(tmp_path)
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    source, networks = read(path)
    assert "Åsa" in set(networks.alters["name"])
    assert source.found.loc[source.found["kind"] == "encoding", "about"].to_list() == [{"encoding": "Windows-1252"}]


def test_two_exports_are_an_error_and_other_files_are_named(tmp_path):
    path = egonet.write(tmp_path)
    (tmp_path / "matrix.csv").write_text(",a,b\na,1,0\nb,0,1\n", encoding="utf-8")
    source, _ = read(tmp_path)
    assert source.found.loc[source.found["kind"] == "file_not_used", "file"].to_list() == ["matrix.csv"]
    (tmp_path / "twee.csv").write_bytes(path.read_bytes())
    with pytest.raises(InputError, match=r"ruw\.csv, twee\.csv: these are 2 exports"):
        read(tmp_path)


def test_a_column_that_is_not_there_is_an_error(tmp_path):
    path = changed(egonet.write(tmp_path), ('"AlterID2"', '"Alter"'))
    with pytest.raises(InputError, match="there is no column alterid2"):
        read(path)


def test_other_files_are_not_taken_for_egonet(tmp_path):
    (tmp_path / "x.csv").write_text("EgoID,AlterID\n1,2\n", encoding="utf-8")
    assert FORMAT.recognise(opened(tmp_path)) is None
    with pytest.raises(InputError, match="expected one raw export of EgoNet"):
        read(tmp_path)
