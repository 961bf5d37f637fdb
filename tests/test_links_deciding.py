"""A person's decision in links.csv: at once, one row, every other byte as it was, and taken back without a trace."""

from __future__ import annotations

import codecs
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netlab.links import decide, link, open_pairs, undecide
from netlab.problems import InputError
from netlab.study import Study, open_study

STUDY = """
[files]
egos = "egos.csv"
alters = "alters.csv"
alter_ids = "per wave"
[[waves]]
id = "voor"
label = "Bij de start"
[[waves]]
id = "na"
"""
ALTERS = """ego,wave,alter,name
A,voor,1,Jan Wouters
A,voor,2,Els
A,voor,3,Tom Buyse
A,na,7,Jan Wouters
A,na,8,Els Claes
A,na,9,Els Geerts
B,voor,1,Bo Maes
B,na,1,Bo Maes
"""
HEADER = "ego,wave,alter,other_wave,other_alter,score,reason,status,by"
ROWS = ["A,voor,1,na,7,1.00,zelfde naam,same,netlab", "A,voor,2,na,8,0.65,,unsure,netlab", "A,na,9,voor,2,,,unsure,Ria"]


def folder_in(path: Path, links: bytes | None = None) -> Study:
    path.mkdir(exist_ok=True)
    (path / "study.toml").write_text(STUDY, encoding="utf-8")
    (path / "egos.csv").write_text("ego,wave\nA,voor\nA,na\nB,voor\nB,na\n", encoding="utf-8")
    (path / "alters.csv").write_text(ALTERS, encoding="utf-8")
    if links is not None:
        (path / "links.csv").write_bytes(links)
    return open_study(path)


def file_of(rows: list[str], newline: str = "\n", last: bool = True, separator: str = ",") -> str:
    text = newline.join([HEADER, *rows]) + (newline if last else "")
    return text.replace(",", separator)


@pytest.fixture
def study(tmp_path):
    return folder_in(tmp_path, file_of(ROWS).encode())


def text_of(study: Study) -> str:
    return (study.folder / "links.csv").read_bytes().decode()


def test_a_decision_replaces_the_row_of_its_pair_and_nothing_else(study):
    decide(study, "A", "voor", "2", "na", "8", "different", "Ria")
    assert text_of(study) == file_of([ROWS[0], "A,voor,2,na,8,0.65,,different,Ria", ROWS[2]])


def test_a_row_that_is_written_from_the_other_side_is_the_same_row(study):
    decide(study, "A", "voor", "2", "na", "9", "same", "Jo")
    assert text_of(study) == file_of([*ROWS[:2], "A,na,9,voor,2,,,same,Jo"])


def test_a_pair_that_did_not_stand_there_is_added(study):
    decide(study, "A", "voor", "3", "na", "8", "different", "Ria")
    assert text_of(study) == file_of([*ROWS, "A,voor,3,na,8,,,different,Ria"])


def test_gone_names_nobody_in_the_other_wave(study):
    decide(study, "A", "voor", "3", "na", "", "gone", "Ria")
    assert text_of(study) == file_of([*ROWS, "A,voor,3,na,,,,gone,Ria"])
    assert open_study(study.folder).links["status"].tolist()[-1] == "gone"


def test_a_study_without_links_gets_a_file(tmp_path):
    study = folder_in(tmp_path)
    decide(str(tmp_path), "B", "voor", "1", "na", "1", "same", "Ria")
    assert (tmp_path / "links.csv").read_bytes() == codecs.BOM_UTF8 + file_of(["B,voor,1,na,1,,,same,Ria"]).encode()
    undecide(study, "B", "voor", "1", "na", "1")
    assert not (tmp_path / "links.csv").exists()


def test_what_somebody_wrote_in_the_meantime_stays(study):
    path = study.folder / "links.csv"
    path.write_text(file_of([*ROWS, "B,voor,1,na,1,,,same,Jo"]), encoding="utf-8")
    decide(study, "A", "voor", "2", "na", "8", "same", "Ria")
    assert "B,voor,1,na,1,,,same,Jo\n" in text_of(study)


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_encoding_separator_and_line_ends_stay(tmp_path, encoding, newline, last):
    rows = [*ROWS[:2], "A,na,9,voor,2,,café,unsure,Zoë"]
    data = file_of(rows, newline, last, ";").encode(encoding)
    study = folder_in(tmp_path, data)
    decide(study, "A", "voor", "2", "na", "8", "same", "Zoë")
    decide(study, "B", "voor", "1", "na", "1", "same", "Zoë")
    new = [rows[0], "A,voor,2,na,8,0.65,,same,Zoë", rows[2], "B,voor,1,na,1,,,same,Zoë"]
    assert (tmp_path / "links.csv").read_bytes() == file_of(new, newline, last, ";").encode(encoding)
    undecide(study, "B", "voor", "1", "na", "1")
    undecide(study, "A", "voor", "2", "na", "8")
    assert (tmp_path / "links.csv").read_bytes() == data


def test_utf_16_with_the_other_byte_order_stays(tmp_path):
    data = codecs.BOM_UTF16_BE + file_of(ROWS).encode("utf-16-be")
    study = folder_in(tmp_path, data)
    decide(study, "A", "voor", "1", "na", "7", "same", "Ria")
    expected = file_of([ROWS[0].replace("netlab", "Ria"), *ROWS[1:]])
    assert (tmp_path / "links.csv").read_bytes() == codecs.BOM_UTF16_BE + expected.encode("utf-16-be")


def test_sep_line_blank_lines_quotes_and_own_columns_stay(tmp_path):
    text = (
        'sep=;\r\n\r\nby;ego;wave;alter;other_wave;other_alter;status;"opmerking, vrij"\r\n'
        'netlab;A;Bij de start;1;na;7;same;"twee\r\nregels; ""echt"""\r\n\r\n;A;voor;2;na;8;unsure;"x"\r\n'
    )
    study = folder_in(tmp_path, text.encode())
    decide(study, "A", "voor", "2", "na", "8", "different", "Ria; Jo")
    expected = text.replace(';A;voor;2;na;8;unsure;"x"', '"Ria; Jo";A;voor;2;na;8;different;x')
    assert text_of(study) == expected
    decide(study, "A", "voor", "1", "na", "7", "same", "Ria")
    assert text_of(study) == expected.replace("netlab;A;Bij", "Ria;A;Bij")
    undecide(study, "A", "voor", "1", "na", "7")
    undecide(study, "A", "voor", "2", "na", "8")
    assert text_of(study) == text


def test_a_letter_that_the_encoding_lacks_is_refused_and_nothing_is_written(tmp_path):
    data = file_of([*ROWS[:2], "A,na,9,voor,2,,café,unsure,Zoë"]).encode("cp1252")
    study = folder_in(tmp_path, data)
    with pytest.raises(InputError, match="Windows-1252, which has no 'ş'"):
        decide(study, "A", "voor", "1", "na", "7", "same", "Şeyma".replace("Ş", "ş"))
    assert (tmp_path / "links.csv").read_bytes() == data
    assert not list(tmp_path.glob(".*"))


def test_a_target_that_people_gave_to_another_is_refused_by_name(study):
    decide(study, "A", "voor", "2", "na", "8", "same", "Ria")
    before = text_of(study)
    with pytest.raises(
        InputError, match=r"links\.csv, line 3: for A it was decided by Ria that 2 \(voor\) is 8 \(na\)"
    ):
        decide(study, "A", "voor", "3", "na", "8", "same", "Jo")
    with pytest.raises(InputError, match="line 3"):
        decide(study, "A", "voor", "2", "na", "9", "same", "Jo")
    with pytest.raises(InputError, match="line 3"):
        decide(study, "A", "voor", "2", "na", None, "gone", "Jo")
    assert text_of(study) == before


def test_who_is_gone_cannot_be_somebody_too(study):
    decide(study, "A", "voor", "3", "na", "", "gone", "Ria")
    with pytest.raises(InputError, match=r"3 \(voor\) is gone \(na\)"):
        decide(study, "A", "voor", "3", "na", "8", "same", "Ria")


def test_a_proposal_stands_in_nobodys_way(study):
    decide(study, "A", "voor", "3", "na", "7", "same", "Ria")  # netlab proposes 1 for 7
    assert text_of(study) == file_of([*ROWS, "A,voor,3,na,7,,,same,Ria"])


@pytest.mark.parametrize(
    ("pair", "status", "by", "wrong"),
    [
        (("A", "voor", "1", "na", "7"), "zelfde", "Ria", "status 'zelfde' is unknown"),
        (("A", "voor", "5", "na", "7"), "same", "Ria", "A did not name alter '5' in wave 'voor'"),
        (("A", "voor", "1", "na", "1"), "same", "Ria", "A did not name alter '1' in wave 'na'"),
        (("C", "voor", "1", "na", "7"), "same", "Ria", "C did not name alter"),
        (("A", "voor", "1", "later", "7"), "same", "Ria", "wave 'later' is not in this study"),
        (("A", "voor", "1", "voor", "2"), "same", "Ria", "are one wave"),
        (("A", "voor", "1", "na", ""), "same", "Ria", "other_alter is ''"),
        (("A", "voor", "1", "na", "7"), "gone", "Ria", "other_alter is '7'"),
        (("A", "voor", "1", "na", "7"), "same", " ", "a decision is made by a person"),
        (("A", "voor", "1", "na", "7"), "same", "netlab", "a decision is made by a person"),
    ],
)
def test_a_decision_that_could_not_be_read_back_is_refused(study, pair, status, by, wrong):
    before = text_of(study)
    with pytest.raises(InputError, match=wrong):
        decide(study, *pair, status, by)
    assert text_of(study) == before


def test_everything_that_is_wrong_is_said_at_once(study):
    with pytest.raises(InputError) as error:
        decide(study, "A", "voor", "5", "na", "6", "zelfde", "")
    assert len(error.value.problems) == 4


def test_a_pair_that_stands_there_twice_is_not_guessed_at(tmp_path):
    study = folder_in(tmp_path, file_of([ROWS[1], "A,na,8,voor,2,,,same,Jo"]).encode())
    with pytest.raises(InputError, match=r"more than once \(lines 2, 3\)"):
        decide(study, "A", "voor", "2", "na", "8", "same", "Ria")


def test_a_decision_that_was_changed_in_the_file_is_not_taken_back(study):
    decide(study, "A", "voor", "2", "na", "8", "same", "Ria")
    path = study.folder / "links.csv"
    path.write_text(text_of(study).replace("same,Ria", "different,Ria"), encoding="utf-8")
    with pytest.raises(InputError, match="line 3: this row was changed"):
        undecide(study, "A", "voor", "2", "na", "8")


def test_two_decisions_on_one_pair_are_taken_back_one_by_one(study):
    before = text_of(study)
    decide(study, "A", "voor", "2", "na", "8", "unsure", "Ria")
    once = text_of(study)
    decide(study, "A", "voor", "2", "na", "8", "same", "Ria")
    undecide(study, "A", "voor", "2", "na", "8")
    assert text_of(study) == once
    undecide(study, "A", "voor", "2", "na", "8")
    assert text_of(study) == before


def test_taking_back_what_is_not_there_says_so(study):
    with pytest.raises(InputError, match="there is no row"):
        undecide(study, "B", "voor", "1", "na", "1")


def test_a_file_that_cannot_be_replaced_is_an_error_that_says_why(study, monkeypatch):
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    before = text_of(study)
    monkeypatch.setattr("netlab.links.written.os.replace", refuse)
    with pytest.raises(InputError, match="Is it open in Excel"):
        decide(study, "A", "voor", "2", "na", "8", "same", "Ria")
    assert text_of(study) == before
    assert not list(study.folder.glob(".*"))


def test_open_pairs_are_doubts_and_unconfirmed_proposals_the_most_doubtful_first(study):
    table = open_pairs(study)
    assert table[["alter", "other_alter", "name", "other_name"]].to_numpy().tolist() == [
        ["2", "8", "Els", "Els Claes"],
        ["1", "7", "Jan Wouters", "Jan Wouters"],
        ["9", "2", "Els Geerts", "Els"],
    ]
    assert table["status"].tolist() == ["unsure", "same", "unsure"]


def test_a_confirmed_proposal_is_no_longer_open(study):
    decide(study, "A", "voor", "1", "na", "7", "same", "Ria")
    assert "1" not in open_pairs(study)["alter"].tolist()  # read from the file, not from the study as it was opened
    decide(study, "A", "voor", "2", "na", "8", "unsure", "Ria")
    assert "2" in open_pairs(study)["alter"].tolist()


def test_without_links_nothing_is_open(tmp_path):
    assert open_pairs(folder_in(tmp_path)).empty


def test_a_decision_survives_every_later_run(tmp_path):
    study = folder_in(tmp_path)
    link(study)
    decide(study, "A", "voor", "1", "na", "7", "different", "Ria")
    decide(study, "A", "voor", "2", "na", "8", "same", "Ria")
    decided = (tmp_path / "links.csv").read_bytes()
    assert pd.read_csv(tmp_path / "links.csv")["by"].tolist().count("Ria") == 2
    link(open_study(tmp_path))
    assert (tmp_path / "links.csv").read_bytes().startswith(decided)
    again = (tmp_path / "links.csv").read_bytes()
    assert link(open_study(tmp_path)).empty
    assert (tmp_path / "links.csv").read_bytes() == again


BEFORE, AFTER = ["1", "2", "3"], ["7", "8", "9"]
decisions = st.tuples(
    st.sampled_from(BEFORE), st.sampled_from(AFTER), st.sampled_from(["same", "different", "unsure", "gone"])
)


@pytest.mark.slow
@settings(max_examples=25)
@given(st.lists(decisions, max_size=6))
def test_any_decisions_taken_back_in_turn_leave_the_same_bytes(tmp_path_factory, made):
    study = folder_in(tmp_path_factory.mktemp("s"), file_of(ROWS, "\r\n", last=False).encode())
    path, states, done = study.folder / "links.csv", [], []
    for alter, other, status in made:
        pair = ("A", "voor", alter, "na", "" if status == "gone" else other)
        states.append(path.read_bytes())
        try:
            decide(study, *pair, status, "Ria")
        except InputError:
            assert path.read_bytes() == states.pop()
        else:
            done.append(pair)
    for pair in reversed(done):
        undecide(study, *pair)
        assert path.read_bytes() == states.pop()


@pytest.mark.parametrize("written", ["Same", "SAME", " same "])
def test_a_status_counts_in_any_case(tmp_path, written):
    rows = [f"A,voor,1,na,7,,,{written},Ria", "B,voor,1,na,1,,,Unsure,Ria"]
    study = folder_in(tmp_path, file_of(rows).encode())
    assert study.links["status"].to_list() == ["same", "unsure"]
    assert not study.networks.cleaned["reason"].eq("link_status").any()
    assert open_pairs(study)["status"].to_list() == ["unsure"]  # of the two only the doubt is left to decide


def test_another_word_for_a_status_stays_as_it_was_written(tmp_path):
    study = folder_in(tmp_path, file_of(["A,voor,1,na,7,,,Zelfde,Ria"]).encode())
    (row,) = study.networks.cleaned.to_dict("records")
    assert (row["reason"], row["detail"]) == ("link_status", "Zelfde")
