"""A damaged study gives one clear error, or rows in check's table: never a traceback, never a silent repair.

Every test starts from tests/data/small, which is in order, and breaks one thing in a copy of it.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import netlab as nl
from netlab.problems import InputError

DATA = Path(__file__).parent / "data"
SMALL = DATA / "small"


@pytest.fixture
def small(tmp_path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "small"))


def put(file: str, old: str, new: str):
    """Replace the first `old` in a file of the study."""

    def damage(study: Path) -> None:
        text = (study / file).read_text(encoding="utf-8")
        assert old in text
        (study / file).write_text(text.replace(old, new, 1), encoding="utf-8", newline="")

    return damage


def write(file: str, content: str | bytes):
    """Replace a whole file of the study."""
    data = content if isinstance(content, bytes) else content.encode()
    return lambda study: (study / file).write_bytes(data)


def without(file: str):
    return lambda study: (study / file).unlink()


def folder_for(file: str):
    def damage(study: Path) -> None:
        (study / file).unlink()
        (study / file).mkdir()

    return damage


def recoded(file: str, encoding: str, *replaced: str):
    def damage(study: Path) -> None:
        text = (study / file).read_text(encoding="utf-8")
        (study / file).write_bytes(text.replace(*replaced).encode(encoding) if replaced else text.encode(encoding))

    return damage


ERRORS = {
    "a missing file": (
        without("alters.csv"),
        ["alters.csv: there is no such file", "egos.csv, interviews", "study.toml"],
    ),
    "a folder where a file belongs": (folder_for("ties.csv"), ["ties.csv: this is a folder", "study.toml"]),
    "an empty file": (write("alters.csv", ""), ["alters.csv: the file is empty", "line with column names"]),
    "a file of separators": (write("alters.csv", ";;;\n\n;;;\n"), ["alters.csv: the file is empty"]),
    "column names and no egos": (write("egos.csv", "code,meting,datum,groep,score\n"), ["egos.csv", "no rows"]),
    "a wrong column": (
        put("study.toml", '"datum"', '"datun"'),
        ["egos.csv, line 1", "'datun'", "meant 'datum'", "code, meting, datum", "[columns.egos]"],
    ),
    "a column that netlab needs": (
        put("alters.csv", "ego,wave", "ego,meting"),
        ["alters.csv, line 1", "'wave'", "ego, meting", "[columns.alters]"],
    ),
    "a column of links.csv": (put("links.csv", "other_wave", "wave2"), ["links.csv, line 1", "'other_wave'", "status"]),
    "a column name twice": (
        put("alters.csv", "plek", "dichtbij"),
        ["alters.csv, line 1", "'dichtbij'", "columns 5 and 6"],
    ),
    "a column called like netlab's own": (
        put("alters.csv", "name", "line"),
        ["alters.csv, line 1", "'line'", "Rename"],
    ),
    "a quotation mark never closed": (
        put("alters.csv", "A,voor,2,Bo", 'A,voor,2,"Bo'),
        ["alters.csv, line 3", "quotation mark", "close"],
    ),
    "a quotation mark closed by the next one": (
        lambda study: [put("alters.csv", ",An,", ',"An,')(study), put("alters.csv", ",Cas,", ',"Cas",')(study)],
        ["alters.csv, line 2", "quotation mark"],
    ),
    "a cell over 1 MB": (put("alters.csv", "Bo", "x" * 1_000_001), ["alters.csv, line 3", "1,000,000 characters"]),
    "an unreadable encoding": (
        write("alters.csv", b"ego,wave,alter\nA,voor,\x81\n"),
        ["alters.csv, line 2", "UTF-8 or Windows-1252", "CSV UTF-8"],
    ),
    "half a UTF-16 file": (write("alters.csv", b"\xff\xfee\x00g"), ["alters.csv, line 1", "UTF-16", "CSV UTF-8"]),
    "an Excel workbook": (write("alters.csv", b"PK\x03\x04\x14\x00"), ["alters.csv", "Excel workbook", "CSV UTF-8"]),
    "no study.toml": (without("study.toml"), ["there is no study.toml", "netlab new"]),
    "no [files]": (
        write("study.toml", '[[waves]]\nid = "voor"\n'),
        ["[files]", "egos and alters", 'egos = "raw/egos.csv"'],
    ),
    "invalid TOML": (put("study.toml", "[files]", "[files"), ["study.toml, line 5", "not valid TOML", "bracket"]),
    "curly quotation marks": (
        put("study.toml", '"strength"', "“strength”"),
        ["study.toml, line 37", "curly", 'straight ones: "'],
    ),
    "a curly quotation mark before a straight one": (
        put("study.toml", '["soms", "vaak"]', '[“soms", "vaak"]'),
        ["study.toml, line 38", "curly"],
    ),
    "a curly quotation within a text without its last quotation mark": (
        put("study.toml", '"strength"', '"“zo” sterk'),
        ["study.toml, line 37", "not closed"],
    ),
    "a text without its last quotation mark": (
        put("study.toml", '"strength"', '"strength'),
        ["study.toml, line 37", "not closed"],
    ),
    "study.toml in Windows-1252": (recoded("study.toml", "cp1252", "Einde", "Één"), ["study.toml, line 24", "UTF-8"]),
    "a typo in a field": (
        put("study.toml", "strong_from", "strongfrom"),
        ["study.toml, line 39", "'strongfrom'", "Did you mean 'strong_from'?"],
    ),
    "a typo in a part": (
        put("study.toml", "[[outcomes]]", "[[outcome]]"),
        ["study.toml, line 59", "Did you mean 'outcomes'?"],
    ),
    "an unknown role": (put("study.toml", '"strength"', '"sterkte"'), ["study.toml, line 37", "'sterkte'", "strength"]),
    "an unknown way of numbering": (
        put("study.toml", "per wave", "per week"),
        ["study.toml, line 9", "'per week'", "roster"],
    ),
    "an unknown language": (
        put("study.toml", 'en = "Small"', 'fr = "Petit"'),
        ["study.toml, line 3", "'fr'", "nl, en"],
    ),
    "a cut that is no answer": (
        put("study.toml", 'strong_from = "vaak"', 'strong_from = "vak"'),
        ["study.toml, line 39", "'vak'", "Did you mean 'vaak'?"],
    ),
    "a comparison that is no group": (
        put("study.toml", 'comparison = "v"', 'comparison = "w"'),
        ["line 28", "'w'", "t, v"],
    ),
    "brokerage in no question": (
        put("study.toml", '"functie"\n\n[codes]', '"funct"\n\n[codes]'),
        ["line 64", "'funct'"],
    ),
    "a wave twice": (put("study.toml", 'id = "na"', 'id = "voor"'), ["study.toml, line 23", "'voor'", "twice"]),
    "a wave without an id": (put("study.toml", 'id = "na"\n', ""), ["study.toml, line 22", "lacks id"]),
    "no waves": (write("study.toml", '[files]\negos = "egos.csv"\n'), ["no [[waves]]"]),
    "one bracket too few": (
        write("study.toml", '[files]\negos = "egos.csv"\n[waves]\nid = "voor"\n'),
        ["study.toml, line 3", "[[waves]]", "two brackets"],
    ),
    "an answer twice": (
        put("study.toml", '["soms", "vaak"]', '["soms", "soms", "vaak"]'),
        ["line 38", "'soms'", "twice"],
    ),
    "a spelling of two answers": (
        put("study.toml", 'label = "extern"', 'also = ["mijn team"]'),
        ["line 46", "'mijn team'", "'team' and of 'buiten'"],
    ),
    "yes where true belongs": (put("study.toml", "fixed = true", 'fixed = "ja"'), ["line 53", "'ja'", "true or false"]),
    "text where a list belongs": (
        put("study.toml", '["zorg", "beleid"]', '"zorg, beleid"'),
        ["study.toml, line 52", "expected a list"],
    ),
    "a question asked twice": (
        put("study.toml", '"overleg"', '"functie"'),
        ["study.toml, line 56", "'functie'", "twice"],
    ),
    "a question called like a column of netlab": (
        put("study.toml", '"overleg"', '"wave"'),
        ["line 56", "'wave'", "another name"],
    ),
    "strength without answers": (
        put("study.toml", 'categories = ["soms", "vaak"]\n', ""),
        ["study.toml, line 36", "categories"],
    ),
    "a part that is a text": (
        write("study.toml", 'files = "egos.csv"\n[[waves]]\nid = "voor"\n'),
        ["study.toml, line 1", "'egos.csv'", "expected a part [files]"],
    ),
}


@pytest.mark.parametrize("fault", ERRORS)
def test_what_cannot_be_read_is_one_error_with_file_line_and_what_to_do(small, fault):
    damage, said = ERRORS[fault]
    damage(small)
    with pytest.raises(InputError) as error:
        nl.open_study(small)
    for words in said:
        assert words in str(error.value)


def test_all_files_that_cannot_be_read_are_named_at_once(small):
    for damage in (without("ties.csv"), write("alters.csv", ""), put("links.csv", "status", "state")):
        damage(small)
    with pytest.raises(InputError) as error:
        nl.open_study(small)
    assert [p.split(":")[0].split(",")[0] for p in error.value.problems] == ["alters.csv", "ties.csv", "links.csv"]


def test_all_mistakes_in_study_toml_are_named_at_once(small):
    put("study.toml", "strong_from", "strongfrom")(small)
    put("study.toml", "fixed = true", 'fixed = "ja"')(small)
    with pytest.raises(InputError) as error:
        nl.open_study(small)
    assert len(error.value.problems) == 2


def test_a_study_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(
        InputError, match=r"data/voorbeld: there is no such study folder\. Studies in data/:.*voorbeeld"
    ):
        nl.open_study("data/voorbeld")
    with pytest.raises(InputError, match="this is a file"):
        nl.open_study(SMALL / "egos.csv")


# fault: damage, (file, line, ego, wave), a word of the problem, whether it stops
ROWS = {
    "an unknown wave": (put("alters.csv", "A,voor,1", "A,vor,1"), ("alters.csv", 2, "A", "vor"), "'vor'", True),
    "a duplicate row": (
        put("alters.csv", "A,voor,2,", "A,voor,1,An,soms,team,zorg,ja\nA,voor,2,"),
        ("alters.csv", 3, "A", "voor"),
        "same row",
        False,
    ),
    "a duplicate row that differs": (
        put("alters.csv", "A,voor,2,", "A,voor,1,An,vaak,team,zorg,ja\nA,voor,2,"),
        ("alters.csv", 3, "A", "voor"),
        "other answers",
        True,
    ),
    "an interview that stands there twice and differs": (
        put("egos.csv", "B,voor", "A,voor,2025-03-03,t,4\nB,voor"),
        ("egos.csv", 4, "A", "voor"),
        "other answers",
        True,
    ),
    "a tie to an unnamed alter": (put("ties.csv", "2,3", "2,9"), ("ties.csv", 3, "A", "voor"), "'9'", True),
    "a tie to itself": (put("ties.csv", "2,3", "2,2"), ("ties.csv", 3, "A", "voor"), "itself", False),
    "a tie in both directions": (
        put("ties.csv", "A,voor,2,3", "A,voor,2,1"),
        ("ties.csv", None, "", ""),
        "1 tie stands",
        False,
    ),
    "an alter without a number": (
        put("alters.csv", "A,voor,1", "A,voor,"),
        ("alters.csv", 2, "A", "voor"),
        "empty",
        True,
    ),
    "an alter of nobody interviewed": (
        put("alters.csv", "B,na,1", "C,na,1"),
        ("alters.csv", 8, "C", "na"),
        "no row",
        True,
    ),
    "a date in another order": (
        put("egos.csv", "3/11/2025", "11/23/2025"),
        ("egos.csv", 3, "A", "na"),
        "11/23/2025",
        False,
    ),
    "an answer not in the codebook": (
        put("alters.csv", "Di,soms", "Di,nooit"),
        ("alters.csv", 7, "B", "voor"),
        "nooit",
        False,
    ),
    "an outcome that is no number": (put("egos.csv", "v,1", "v,veel"), ("egos.csv", 4, "B", "voor"), "veel", False),
    "yes or no written otherwise": (
        put("alters.csv", "zorg,ja", "zorg,soms"),
        ("alters.csv", 2, "A", "voor"),
        "overleg: soms",
        False,
    ),
    "an unknown group": (put("egos.csv", "03-04,v", "03-04,w"), ("egos.csv", 4, "B", "voor"), "groep: w", False),
    "a group that changes": (put("egos.csv", "03-04,v", "03-04,t"), ("egos.csv", 4, "B", "voor"), "changes", True),
    "no group": (put("egos.csv", "03-04,v", "03-04,"), ("egos.csv", 4, "B", "voor"), "belongs to none", True),
    "too many cells": (
        put("alters.csv", "zorg,ja", "zorg,ja,3"),
        ("alters.csv", 2, "", ""),
        "9 cells, expected 8",
        True,
    ),
    "too few cells": (put("alters.csv", "zorg,ja", "zorg"), ("alters.csv", 2, "", ""), "7 cells, expected 8", False),
    "column names again": (
        put("ties.csv", "A,na", "ego,wave,source,target\nA,na"),
        ("ties.csv", 4, "", ""),
        "column names",
        False,
    ),
    "a fixed answer that differs": (
        put("alters.csv", "Di,soms,team,zorg", "Di,soms,team,beleid"),
        ("alters.csv", 7, "B", "voor"),
        "beleid",
        False,
    ),
    "a question no file answers": (
        put("study.toml", '"overleg"', '"overlegt"'),
        ("alters.csv", None, "", ""),
        "'overlegt'",
        False,
    ),
    "ties where none were asked": (
        write("egos.csv", "code,meting,datum,groep,score,ties_asked\nA,voor,,t,1,nee\nA,na,,t,1,ja\nB,na,,v,1,ja\n"),
        ("egos.csv", 2, "A", "voor"),
        "not asked",
        True,
    ),
    "more alters than asked": (
        put("study.toml", "at_most = 5", "at_most = 2"),
        ("egos.csv", 2, "A", "voor"),
        "(2)",
        False,
    ),
    "an unknown status": (put("links.csv", "same", "zelfde"), ("links.csv", 3, "A", "voor"), "'zelfde'", True),
    "a link from nobody": (put("links.csv", "A,voor,2", "A,voor,9"), ("links.csv", 3, "A", "voor"), "'9'", True),
    "a link to nobody": (put("links.csv", "na,1,,,same", "na,9,,,same"), ("links.csv", 3, "A", "voor"), "9 (na)", True),
    "gone, with another alter": (
        put("links.csv", "na,,,,gone", "na,1,,,gone"),
        ("links.csv", 2, "A", "voor"),
        "gone",
        True,
    ),
    "a link within one wave": (put("links.csv", "2,na,1", "2,voor,1"), ("links.csv", 3, "A", "voor"), "one wave", True),
    "a link twice": (
        put("links.csv", "B,", "A,voor,3,na,2,,,same,ik\nB,"),
        ("links.csv", 5, "A", "voor"),
        "twice",
        True,
    ),
    "one alter that would be two": (
        put("links.csv", "3,na,2", "2,na,2"),
        ("links.csv", 4, "A", "voor"),
        "more than one",
        True,
    ),
    "a link in doubt": (put("links.csv", "same", "unsure"), ("links.csv", 3, "A", "voor"), "in doubt", False),
    "nobody linked": (
        write("links.csv", "ego,wave,alter,other_wave,other_alter,status\nB,voor,1,na,1,same\n"),
        ("links.csv", None, "A", "voor"),
        "nobody linked",
        False,
    ),
    "a person for nobody": (put("persons.csv", "A,voor,3", "A,voor,9"), ("persons.csv", 2, "A", "voor"), "'9'", True),
    "two persons for one alter": (
        put("persons.csv", "X1,ik\n", "X1,ik\nA,voor,3,X2,ik\n"),
        ("persons.csv", 3, "A", "voor"),
        "'X2'",
        True,
    ),
    "one person for two alters of a network": (
        put("persons.csv", "X1,ik\n", "X1,ik\nA,voor,1,X1,ik\n"),
        ("alters.csv", 2, "A", "voor"),
        "same person",
        True,
    ),
    "a fragment about nobody": (
        put("interviews/fragments.csv", "A,na,1", "A,na,9"),
        ("interviews/fragments.csv", 2, "A", "na"),
        "'9'",
        True,
    ),
    "a fragment of nobody": (
        put("interviews/fragments.csv", "B,na", "C,na"),
        ("interviews/fragments.csv", 3, "C", "na"),
        "'C'",
        True,
    ),
    "Windows-1252": (
        recoded("alters.csv", "cp1252", "Cas", "Zoë"),
        ("alters.csv", None, "", ""),
        "Windows-1252",
        False,
    ),
    "UTF-16": (recoded("alters.csv", "utf-16"), ("alters.csv", None, "", ""), "UTF-16", False),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", ROWS)
def test_what_is_wrong_with_a_row_is_a_row_of_check(small, fault):
    damage, (file, line, ego, wave), said, stops = ROWS[fault]
    damage(small)
    table = nl.check(nl.open_study(small))
    rows = table[table["problem"].str.contains(said, regex=False) & (table["stops"] == stops)]
    found = {(r.file, None if pd.isna(r.line) else r.line, r.ego, r.wave) for r in rows.itertuples()}
    assert (file, line, ego, wave) in found
    assert (rows["what_to_do"].str.len() > 10).all()
    assert set(nl.check(nl.open_study(small), "nl")["file"]) == set(table["file"])


def test_a_study_in_order_has_no_problems():
    assert nl.check(nl.open_study(SMALL)).empty


def fingerprint(folder: Path) -> dict[str, str]:
    return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_files_of_a_study_are_never_written_to():
    folder = Path(__file__).parent.parent / "data" / "voorbeeld"
    before = fingerprint(folder)
    study = nl.open_study(folder)
    nl.check(study)
    nl.measure(study.networks)
    nl.turnover(study.networks, "start", "einde")
    assert len(before) > 5
    assert fingerprint(folder) == before


JUNK = [
    b"",
    b"NA",
    b"1",
    b'"',
    b";",
    b"\r",
    b"\n",
    b"\x00",
    b"\xff",
    b"\x81",
    b"x",
    b"[1]",
    b"true",
    b"1e400",
    b"ego",
    b"A",
]


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9), times=st.integers(1, 3))
def test_whatever_happened_to_a_file_nobody_meets_a_traceback(seed, times):
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as there:
        study = Path(shutil.copytree(SMALL, Path(there) / "small"))
        for _ in range(times):
            file = draw.choice(sorted(p for p in study.rglob("*") if p.is_file()))
            lines = file.read_bytes().split(b"\n")
            n = draw.randrange(len(lines))
            cells = lines[n].split(b" = " if file.suffix == ".toml" else b",")
            cells[draw.randrange(len(cells))] = draw.choice(JUNK)
            changed = [
                [*lines[:n], b",".join(cells), *lines[n + 1 :]],
                [*lines[:n], *lines[n + 1 :]],
                [*lines[:n], lines[n], *lines[n:]],
                lines[:n],
                draw.sample(lines, len(lines)),
            ]
            file.write_bytes(b"\n".join(draw.choice(changed)))
        try:
            opened = nl.open_study(study)
        except InputError:
            return
        for lang in ("nl", "en"):
            assert set(nl.check(opened, lang)["stops"]) <= {True, False}
        assert len(nl.measure(opened.networks)) == len(opened.networks.egos)
