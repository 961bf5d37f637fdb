"""The netlab command as a newcomer uses it: examples, exit codes, files with numbers as numbers, no tracebacks."""

from __future__ import annotations

import subprocess
import sys

import openpyxl
import pandas as pd
import pytest

from netlab.cli import main, parser

VOORBEELD = "data/voorbeeld"


def netlab(*arguments):
    done = subprocess.run([sys.executable, "-m", "netlab", *arguments], capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    return done


def test_without_a_command_it_prints_its_help(capsys):
    assert main([]) == 0
    assert "netlab report data/voorbeeld --lang nl" in capsys.readouterr().out


def test_every_command_shows_examples(capsys):
    commands = parser()._subparsers._group_actions[0].choices
    assert set(commands) == {
        "change",
        "check",
        "convert",
        "export",
        "forget",
        "lab",
        "link",
        "measure",
        "new",
        "power",
        "report",
        "serve",
        "sheet",
    }
    for name in commands:
        with pytest.raises(SystemExit) as end:
            main([name, "--help"])
        assert end.value.code == 0
        assert f"examples:\n  netlab {name}" in capsys.readouterr().out


def test_help_loads_nothing_heavy():
    heavy = "('pandas', 'numpy', 'plotly', 'papermill')"
    code = f"import sys; from netlab.cli import main; main([]); print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_study_that_is_not_there_is_one_line_and_exit_code_2(capsys):
    assert main(["check", "data/voorbeel"]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert "no such study folder" in said
    assert "voorbeeld" in said


def test_an_unknown_command_lists_the_commands():
    done = netlab("raport")
    assert done.returncode == 2
    assert "report" in done.stderr


def test_check_exits_0_when_nothing_stops_a_report(capsys):
    assert main(["check", VOORBEELD, "--lang", "nl"]) == 0
    assert "links.csv, regel" in capsys.readouterr().out


def test_measures_in_excel_are_numbers_and_unknown_is_empty(tmp_path):
    path = tmp_path / "m.xlsx"
    assert main(["measure", VOORBEELD, "-o", str(path)]) == 0
    sheet = openpyxl.load_workbook(path).active
    rows = [
        dict(zip([c.value for c in sheet[1]], [c.value for c in row], strict=True))
        for row in sheet.iter_rows(min_row=2)
    ]
    p05 = next(r for r in rows if (r["ego"], r["wave"]) == ("P05", "start"))
    assert p05["size"] == 0  # named no one
    assert p05["density"] is None
    assert all(isinstance(r["size"], int | float) for r in rows)


def test_changes_in_csv_have_a_row_for_every_ego_and_measure(tmp_path):
    path = tmp_path / "c.csv"
    assert main(["change", VOORBEELD, "-o", str(path)]) == 0
    table = pd.read_csv(path, encoding="utf-8-sig")
    assert table["ego"].nunique() == 26
    p11 = table[(table["ego"] == "P11") & (table["measure"] == "size")].iloc[0]
    assert pd.isna(p11["change"])
    assert p11["reason"] == "wave_missing"


@pytest.mark.parametrize("output", ["m.txt", "nowhere/m.csv"])
def test_an_output_that_cannot_be_written_says_what_can(output, tmp_path, capsys):
    assert main(["measure", VOORBEELD, "-o", str(tmp_path / output)]) == 2
    assert "netlab:" in capsys.readouterr().err


def test_a_wrong_wave_lists_the_waves(capsys):
    assert main(["change", VOORBEELD, "--after", "eind"]) == 2
    assert "start, einde, opvolging" in capsys.readouterr().err


def test_a_report_with_a_typo_lists_what_there_is(capsys):
    assert main(["report", VOORBEELD, "--measures", "size,densty"]) == 2
    assert "Did you mean 'density'?" in capsys.readouterr().err
