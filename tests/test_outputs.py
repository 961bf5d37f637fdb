"""Where a result is written: never over what a study is made of, whole or not at all, and said before any computing."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from netlab.cli import main
from netlab.outputs import changeable, where_to_write, whole
from netlab.problems import InputError
from netlab.report.running import run

STUDY = """[files]
egos = "../gegevens/egos.xlsx#Deelnemers"
alters = "raw/alters.csv"
ties = "banden/{ego}_{wave}.csv"

[[waves]]
id = "voor"

[[waves]]
id = "na"
"""
FILES = {
    "eigen/study.toml": STUDY,
    "eigen/raw/alters.csv": "ego,wave,alter\nP1,voor,a\nP1,na,a\nP1,na,b\n",
    "eigen/banden/P1_voor.csv": "source,target\n",
    "eigen/links.csv": "ego,wave,alter,other_wave,other_alter,status\nP1,voor,a,na,a,same\n",
}
THERE = ("raw/alters.csv", "raw/new.csv", "raw/deep/new.csv", "drawings/P1_voor.csv", "interviews/fragments.csv",
         "links.csv", "persons.csv", "people.csv", "banden/P1_voor.csv", "banden/P2_na.csv")  # fmt: skip


@pytest.fixture
def study(tmp_path) -> Path:
    """A study whose files lie in raw/, beside it, and outside its folder."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "gegevens").mkdir()
    pd.DataFrame({"ego": ["P1", "P1"], "wave": ["voor", "na"]}).to_excel(
        tmp_path / "gegevens" / "egos.xlsx", sheet_name="Deelnemers", index=False
    )
    for folder in ("raw/deep", "drawings", "interviews"):
        (tmp_path / "eigen" / folder).mkdir(exist_ok=True)
    return tmp_path / "eigen"


def everything(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("command", ["measure", "change", "check"])
@pytest.mark.parametrize("file", THERE)
def test_no_table_is_written_over_what_a_study_is_made_of(study, command, file, capsys):
    before = everything(study.parent)
    assert main([command, str(study), "-o", str(study / file)]) == 2
    assert f"{study / file}: that is" in capsys.readouterr().err
    assert everything(study.parent) == before


@pytest.mark.parametrize("file", ["raw/verslag.html", "drawings/verslag.html"])
def test_no_report_is_written_there_either(study, file, monkeypatch):
    monkeypatch.setattr("papermill.execute_notebook", lambda *a, **k: pytest.fail("a kernel was started"))
    before = everything(study.parent)
    with pytest.raises(InputError, match="never written over"):
        run("3_compare", study, study / file)
    assert everything(study.parent) == before


def test_files_outside_the_folder_that_its_study_toml_names_are_kept_too(study, capsys):
    outside = study.parent / "gegevens" / "egos.xlsx"
    before = outside.read_bytes()
    assert main(["measure", str(study), "-o", str(outside)]) == 2
    assert "egos.xlsx of the study eigen" in capsys.readouterr().err
    assert outside.read_bytes() == before


def test_the_files_of_another_study_are_kept_as_well(study):
    with pytest.raises(InputError, match="of the study eigen"):
        where_to_write(study / "links.csv", (".csv",), study="data/voorbeeld")


def test_another_road_to_the_same_file_is_no_way_round(study, monkeypatch):
    os.symlink(study / "raw", study.parent / "elsewhere")
    os.link(study / "links.csv", study / "beslissingen.csv")
    monkeypatch.chdir(study)
    for path in ("raw/alters.csv", "./banden/../raw/x.csv", study.parent / "elsewhere" / "x.csv", "beslissingen.csv"):
        with pytest.raises(InputError, match="never written over"):
            where_to_write(path, (".csv",))


def test_a_link_that_stands_for_raw_is_raw(study):
    (study / "raw").rename(study.parent / "ergens")
    os.symlink(study.parent / "ergens", study / "raw")
    for path in (study / "raw" / "x.csv", study.parent / "ergens" / "x.csv"):
        with pytest.raises(InputError, match="never written over"):
            where_to_write(path, (".csv",), study)


def test_beside_its_files_a_study_has_room_for_results(study, capsys):
    (study / "uit").mkdir()
    for file in ("maten.csv", "uit/maten.csv", "uit/links.csv", "rawer.csv"):
        assert main(["measure", str(study), "-o", str(study / file)]) == 0
        assert pd.read_csv(study / file)["size"].tolist() == [1, 2]  # alters.csv: a; a and b
    assert not capsys.readouterr().err


def test_a_study_toml_that_cannot_be_read_protects_what_is_always_there(study):
    (study / "study.toml").write_text("[files\n", encoding="utf-8")
    with pytest.raises(InputError, match="raw/ of the study"):
        where_to_write(study / "raw" / "x.csv", (".csv",))


# ------------------------------------------------------------------ whole, or not at all


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("command", ["measure", "change", "check"])
def test_a_folder_that_is_read_only_is_one_line_and_exit_code_2(study, tmp_path, unwritable, command, ending, capsys):
    closed = tmp_path / "closed"
    closed.mkdir()
    unwritable(closed)
    assert main([command, str(study), "-o", str(closed / f"m.{ending}")]) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert f"m.{ending}: the file cannot be written (Permission denied). Is it open in Excel" in said


def test_a_report_that_cannot_be_written_is_said_before_a_kernel_starts(study, tmp_path, unwritable, monkeypatch):
    monkeypatch.setattr("papermill.execute_notebook", lambda *a, **k: pytest.fail("a kernel was started"))
    closed = tmp_path / "closed"
    closed.mkdir()
    unwritable(closed)
    with pytest.raises(InputError, match="cannot be written"):
        run("3_compare", study, closed / "r.html")
    monkeypatch.setattr("netlab.report.running.HOME", tmp_path)
    (tmp_path / "reports").mkdir()
    unwritable(tmp_path / "reports")
    with pytest.raises(InputError, match="cannot be written"):
        run("3_compare", study)


def test_what_was_there_stays_when_writing_ends_halfway(tmp_path):
    path = tmp_path / "m.csv"
    path.write_text("earlier")
    written = pytest.raises(InputError, match="No space left")
    with written, whole(path) as half, half.open("w") as file:
        file.write("hal")
        raise OSError(28, "No space left on device")
    assert everything(tmp_path) == {"m.csv": b"earlier"}


def test_a_file_that_another_program_holds_is_said(tmp_path, monkeypatch):
    def held(old, new):
        raise PermissionError(13, "Permission denied")  # what Windows says of a workbook that is open in Excel

    monkeypatch.setattr(os, "replace", held)
    path = tmp_path / "m.xlsx"
    path.write_bytes(b"earlier")
    with pytest.raises(InputError, match="Is it open in Excel"), whole(path) as half:
        half.write_bytes(b"new")
    assert everything(tmp_path) == {"m.xlsx": b"earlier"}


def test_a_file_that_is_written_again_keeps_its_rights(tmp_path):
    path = tmp_path / "m.csv"
    path.write_text("earlier")
    path.chmod(0o600)
    with whole(path) as half:
        half.write_text("later")
    assert path.read_text() == "later"
    assert path.stat().st_mode & 0o777 == 0o600


def test_trying_a_folder_leaves_nothing_in_it(tmp_path, unwritable):
    closed, free = tmp_path / "closed", tmp_path / "free"
    closed.mkdir()
    free.mkdir()
    changeable([free])
    unwritable(closed)
    with pytest.raises(InputError, match="closed: nothing can be written"):
        changeable([free, closed])
    assert everything(tmp_path) == {}
