"""Who withdraws leaves every file of the study; nothing else in it changes, and what is left to do is listed."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import tomllib
import zipfile
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

import netlab as nl
from netlab.cli import main
from netlab.codebook import read_codebook
from netlab.conversion import convert
from netlab.drawings import save, set_aside
from netlab.problems import InputError
from netlab.sheets import make_sheets
from netlab.widgets.paper import keep
from netlab.withdrawal import forget, traces
from netlab.withdrawal.contents import texts
from netlab.withdrawal.removing import comments_without, graphs_without, text_without
from netlab.withdrawal.swapping import swap
from netlab.withdrawal.verifying import others_unchanged

pytestmark = pytest.mark.slow  # too long for the quick loop

STUDY = """[files]
egos = "raw/egos.csv"
alters = "raw/alters.csv"
ties = "raw/ties.csv"
alter_ids = "per wave"

[columns.egos]
ego = "Code"

[[waves]]
id = "voor"

[[waves]]
id = "na"
"""
FILES = {
    "study.toml": STUDY.encode(),
    # Windows-1252, semicolons, CRLF, quotation marks, an answer over two lines, blank lines, no line end at the end
    "raw/egos.csv": (
        'Code;wave;"plaats"\r\nP10;voor;"Gént; ""x"""\r\n\r\nP1;voor;"Aal\r\nst"\r\n'
        'P10;na;Gént\r\nP1;na;"b"\r\nP2;voor;c'
    ).encode("cp1252"),
    # UTF-8 with a byte order mark
    "raw/alters.csv": b"\xef\xbb\xbf"
    + "ego,wave,alter,name\nP1,voor,1,Zoë\nP10,voor,1,  Jan \nP10,na,P1,\nP1,na,2,Éva\n".encode(),
    "raw/ties.csv": "ego\twave\tsource\ttarget\nP10\tvoor\t1\tP1\nP1\tvoor\t1\t2\n".encode("utf-16"),
    "links.csv": b"ego,wave,alter,other_wave,other_alter,status\nP1,voor,1,na,2,same\nP10,voor,1,na,P1,unsure\n",
    "persons.csv": b"ego,wave,alter,person\nP10,na,P1,P1\nP1,voor,1,P10\n",
    "people.csv": b"id,team\nP1,a\nP10,b\n",
    "interviews/fragments.csv": (
        b"ego,wave,alter,code,text,document\n"
        b"P1,voor,,c,hi,gesprek.txt\nP10,voor,,c,ho,samen.txt\nP1,na,,c,ha,samen.txt\nP10,na,P1,c,over hem,\n"
    ),
    "interviews/gesprek.txt": b"a talk",
    "interviews/samen.txt": b"two people talk",
    "interviews/P1_na.txt": b"a talk",
    "interviews/P10_na.txt": b"a talk",
    "drawings/P1_voor.json": b'{"ego": "P1"}',
    "drawings/P10_voor.json": b'{"ego": "P10"}',
    "notes.md": b"P1 called; P10 did not.",
}


@pytest.fixture
def study(tmp_path) -> Path:
    """Two participants of whom one id begins with the other, and a third, in files of every kind."""
    folder = tmp_path / "onderzoek"
    for name, data in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def everything(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def places(table: pd.DataFrame, kind: str) -> set:
    rows = table[table["kind"] == kind]
    return {(f, None if pd.isna(n) else int(n)) for f, n in zip(rows["file"], rows["line"], strict=True)}


def test_every_place_is_listed_with_its_line_and_who_named_them(study):
    found = traces(study, "P1")
    assert places(found, "own_row") == {
        *(("raw/egos.csv", n) for n in (4, 7)),  # the answer over two lines starts on line 4
        *(("raw/alters.csv", n) for n in (2, 5)),
        ("raw/ties.csv", 3),
        ("links.csv", 2),
        ("persons.csv", 3),
        ("people.csv", 2),
        *(("interviews/fragments.csv", n) for n in (2, 4)),
    }
    assert places(found, "own_file") == {
        ("drawings/P1_voor.json", None),
        ("interviews/P1_na.txt", None),
        ("interviews/gesprek.txt", None),
    }
    assert places(found, "shared_file") == {("interviews/samen.txt", None)}
    assert places(found, "mention") == {("notes.md", None), ("raw/ties.csv", 2), ("links.csv", 3)}
    named = found[found["kind"] == "named"].set_index("file")
    assert set(named.index) == {"persons.csv", "raw/alters.csv", "interviews/fragments.csv"}
    assert named.loc["raw/alters.csv", ["line", "ego", "wave", "alter"]].tolist() == [4, "P10", "na", "P1"]
    assert found["removed"].sum() == len(places(found, "own_row")) + 3


def test_without_a_yes_nothing_changes(study):
    before = everything(study)
    pd.testing.assert_frame_equal(forget(study, "P1"), traces(study, "P1"))
    assert everything(study) == before


def test_after_a_yes_every_other_byte_is_as_it_was(study):
    forget(study, "P1", confirmed=True)
    after = everything(study)
    assert after["raw/egos.csv"] == (
        'Code;wave;"plaats"\r\nP10;voor;"Gént; ""x"""\r\n\r\nP10;na;Gént\r\nP2;voor;c'
    ).encode("cp1252")
    assert after["raw/alters.csv"] == b"\xef\xbb\xbfego,wave,alter,name\nP10,voor,1,  Jan \nP10,na,P1,\n"
    assert after["raw/ties.csv"].decode("utf-16") == "ego\twave\tsource\ttarget\nP10\tvoor\t1\tP1\n"
    assert after["raw/ties.csv"][:2] == FILES["raw/ties.csv"][:2]
    assert after["links.csv"] == b"ego,wave,alter,other_wave,other_alter,status\nP10,voor,1,na,P1,unsure\n"
    assert after["persons.csv"] == b"ego,wave,alter,person\nP10,na,P1,P1\n"
    assert after["people.csv"] == b"id,team\nP10,b\n"
    kept = set(FILES) - {"drawings/P1_voor.json", "interviews/P1_na.txt", "interviews/gesprek.txt"}
    assert set(after) == kept  # no copy, hidden or not, stays behind
    for name in ("study.toml", "interviews/samen.txt", "interviews/P10_na.txt", "drawings/P10_voor.json", "notes.md"):
        assert after[name] == FILES[name]


def test_the_study_opens_without_them_and_has_no_more_problems(study):
    before = nl.check(nl.open_study(study))
    forget(study, "P1", confirmed=True)
    opened = nl.open_study(study)
    assert opened.networks.egos["ego"].tolist() == ["P10", "P10", "P2"]
    assert opened.networks.alters["alter"].tolist() == ["1", "P1"]  # what P10 said of P1 is P10's
    assert len(nl.check(opened)) <= len(before)
    with pytest.raises(InputError, match="does not take part"):
        traces(study, "P1")


def test_somebody_who_is_not_there_is_refused_with_who_resembles(study):
    before = everything(study)
    with pytest.raises(InputError, match="Did you mean 'P10'"):
        forget(study, "P100", confirmed=True)
    assert everything(study) == before


@pytest.mark.parametrize("stuck", ["write", "replace"])
def test_when_one_file_cannot_be_changed_none_is(study, monkeypatch, stuck):
    before = everything(study)
    write, replace = Path.write_bytes, os.replace

    def failing_write(self, data):
        if "people.csv" in self.name:
            raise OSError(28, "No space left on device")
        return write(self, data)

    def failing_replace(old, new):
        if stuck == "replace" and Path(old).name == "ties.csv":
            raise PermissionError(13, "Permission denied")
        return replace(old, new)

    monkeypatch.setattr(Path, "write_bytes", failing_write if stuck == "write" else write)
    monkeypatch.setattr(os, "replace", failing_replace)
    with pytest.raises(InputError, match="Nothing was changed"):
        forget(study, "P1", confirmed=True)
    assert everything(study) == before


def test_a_study_that_is_read_only_is_named_itself_and_not_the_temporary_folder(study, unwritable):
    before = everything(study)
    unwritable(study / "raw")
    with pytest.raises(InputError) as error:
        forget(study, "P1", confirmed=True)
    assert [p.split(": ")[0] for p in error.value.problems] == [str(study / "raw")]
    assert everything(study) == before


def test_the_only_participant_cannot_be_taken_out(study):
    for ego in ("P1", "P10"):
        forget(study, ego, confirmed=True)
    with pytest.raises(InputError, match="only participant"):
        forget(study, "P2", confirmed=True)


def test_swapping_keeps_the_rights_of_a_file(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"old")
    path.chmod(0o640)
    swap({path: b"new"})
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


@given(
    st.lists(st.lists(st.text("a\"';,\n\r é", max_size=5), min_size=2, max_size=3), min_size=1, max_size=8),
    st.sets(st.integers(0, 7)),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_the_rows_that_stay_keep_their_bytes(rows, gone, end, encoding):
    def written(chosen) -> bytes:
        text = io.StringIO()
        writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator=end)
        writer.writerow(["first", "second"])
        writer.writerows(chosen)
        return text.getvalue().encode(encoding)

    lines, at = [], 2
    for row in rows:
        lines.append(at)
        text = io.StringIO()
        csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(row)
        at += len(list(io.StringIO(text.getvalue(), newline="")))
    left = [row for n, row in enumerate(rows) if n not in gone]
    assert text_without(written(rows), "f.csv", {lines[n] for n in gone if n < len(rows)}) == written(left)


def test_rows_leave_a_workbook_and_the_rest_stays(study):
    book = Workbook()
    sheet = book.active
    sheet.title = "Deelnemers"
    for row in (["ego", "wave", "score"], ["P1", "voor", 1], ["P10", "voor", 2.5], ["P1", "na", 3]):
        sheet.append(row)
    other = book.create_sheet("Contacten")
    for row in (["ego", "wave", "alter"], ["P10", "voor", "007"], ["P1", "voor", "007"]):
        other.append(row)
    sheet.column_dimensions["A"].width = 33
    book.save(study / "raw/survey.xlsx")
    toml = STUDY.replace("raw/egos.csv", "raw/survey.xlsx#Deelnemers").replace(
        "raw/alters.csv", "raw/survey.xlsx#Contacten"
    )
    (study / "study.toml").write_text(toml.replace('[columns.egos]\nego = "Code"\n', ""), encoding="utf-8")
    forget(study, "P1", confirmed=True)
    after = load_workbook(study / "raw/survey.xlsx")
    assert list(after["Deelnemers"].values) == [("ego", "wave", "score"), ("P10", "voor", 2.5)]
    assert list(after["Contacten"].values) == [("ego", "wave", "alter"), ("P10", "voor", "007")]
    assert after["Deelnemers"].column_dimensions["A"].width == 33


@pytest.mark.parametrize("ending", [".sav", ".dta"])
def test_rows_leave_an_spss_or_stata_file_and_its_labels_stay(study, ending):
    path = study / f"raw/egos{ending}"
    frame = pd.DataFrame({"ego": ["P1", "P10", "P1"], "wave": ["voor", "voor", "na"], "q": [1.0, 2.0, 1.0]})
    write = pyreadstat.write_sav if ending == ".sav" else pyreadstat.write_dta
    write(frame, str(path), column_labels={"q": "How close?"}, variable_value_labels={"q": {1: "far", 2: "near"}})
    toml = STUDY.replace("raw/egos.csv", f"raw/egos{ending}").replace('[columns.egos]\nego = "Code"\n', "")
    (study / "study.toml").write_text(toml, encoding="utf-8")
    forget(study, "P1", confirmed=True)
    read = pyreadstat.read_sav if ending == ".sav" else pyreadstat.read_dta
    after, about = read(str(path))
    assert after.to_numpy().tolist() == [["P10", "voor", 2.0]]
    assert about.column_names_to_labels["q"] == "How close?"
    assert about.variable_value_labels["q"] == {1: "far", 2: "near"}


SESSION = "{}_{}"
IDS = {"P1": "11111111-1111-4111-8111-111111111111", "P10": "22222222-2222-4222-8222-222222222222"}


def network_canvas(folder: Path) -> None:
    """Two sessions as Network Canvas exports them, one file per session; P1 names nobody."""
    folder.mkdir(parents=True)
    for case, session in IDS.items():
        ego = session.replace("1111-", "aaaa-", 1).replace("2222-", "bbbb-", 1)
        start = f"{case}_{session}"
        (folder / f"{start}_ego.csv").write_text(
            "networkCanvasEgoUUID,networkCanvasCaseID,networkCanvasSessionID,networkCanvasProtocolName,sessionStart,"
            f"sessionFinish,sessionExported\r\n{ego},{case},{session},demo,2025-01-01T10:00:00Z,,\r\n"
        )
        header = "nodeID,networkCanvasEgoUUID,networkCanvasUUID"
        if case == "P1":
            (folder / f"{start}_attributeList.csv").write_text(header + "\r\n")
        else:
            (folder / f"{start}_attributeList_Person.csv").write_text(f"{header},name\r\n1,{ego},u1,Jan\r\n")
        (folder / f"{start}.graphml").write_text("<graphml></graphml>")


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
def test_the_sessions_of_network_canvas_go_with_all_their_files(tmp_path, packed):
    study = tmp_path / "nc"
    network_canvas(study / "raw/export")
    path = "raw/export"
    if packed:
        with zipfile.ZipFile(study / "raw/export.zip", "w", zipfile.ZIP_DEFLATED) as made:
            for file in sorted((study / "raw/export").iterdir()):
                made.write(file, file.name)
        shutil.rmtree(study / "raw/export")
        path = "raw/export.zip"
    (study / "study.toml").write_text(f'[source]\npath = "{path}"\n\n[[waves]]\nid = "1"\n', encoding="utf-8")
    assert set(nl.open_study(study).networks.egos["ego"]) == {"P1", "P10"}
    forget(study, "P1", confirmed=True)
    if packed:
        with zipfile.ZipFile(study / path) as left:
            names = left.namelist()
            assert left.testzip() is None
    else:
        names = [p.name for p in (study / path).iterdir()]
    assert len(names) == 3
    assert all(n.startswith(f"P10_{IDS['P10']}") for n in names)
    assert nl.open_study(study).networks.egos["ego"].tolist() == ["P10"]


def test_only_the_graphs_of_a_session_leave_a_merged_graphml():
    mine, other = b'<graph id="a" nc:sessionUUID="s-1"><node/></graph>', b'<graph nc:sessionUUID="s-10"><node/></graph>'
    data = b"<graphml>\n" + mine + b"\n" + other + b"\n</graphml>"
    assert graphs_without(data, {"s-1"}) == b"<graphml>\n\n" + other + b"\n</graphml>"
    assert graphs_without(data, {"s-2"}) == data


def test_in_a_whole_network_what_others_say_of_them_stays_and_is_listed(tmp_path):
    study = tmp_path / "whole"
    (study / "raw").mkdir(parents=True)
    text = "from,to\nP1,P10\nP1,P2\nP10,P2\nP2,P1\n"
    (study / "raw/list.csv").write_text(text, encoding="utf-8")
    toml = '[source]\npath = "raw/list.csv"\n\n[files]\nalter_ids = "roster"\n\n[[waves]]\nid = "1"\n'
    (study / "study.toml").write_text(toml, encoding="utf-8")
    # line 4, P10 names P2, is a tie in the network of P1, and yet P10's own answer
    assert places(traces(study, "P1"), "own_row") == {("raw/list.csv", 2), ("raw/list.csv", 3)}
    assert places(traces(study, "P1"), "named") == {("raw/list.csv", 5)}
    forget(study, "P1", confirmed=True)
    assert (study / "raw/list.csv").read_text(encoding="utf-8") == "from,to\nP10,P2\nP2,P1\n"


def test_reports_that_show_them_are_listed(study, monkeypatch):
    reports = study.parent / "reports"
    reports.mkdir()
    (reports / "onderzoek_compare_nl.html").write_text("<p>P1 and P2</p>", encoding="utf-8")
    (reports / "onderzoek_other_nl.html").write_text("<p>P10</p>", encoding="utf-8")
    (reports / "ander_compare_nl.html").write_text("<p>P1</p>", encoding="utf-8")
    found = traces(study, "P1", lang="nl")
    shown = found.loc[found["kind"] == "report", "file"]
    assert [Path(f).name for f in shown] == ["onderzoek_compare_nl.html"]


def test_a_link_out_of_the_folder_is_not_followed_silently(study, tmp_path):
    outside = tmp_path / "elsewhere.csv"
    shutil.move(study / "people.csv", outside)
    (study / "people.csv").symlink_to(outside)
    before = everything(study)
    with pytest.raises(InputError, match="link"):
        forget(study, "P1", confirmed=True)
    assert everything(study) == before


@pytest.mark.parametrize("form", ["merged", "per-session"])
@pytest.mark.parametrize("only", ["", ".csv", ".graphml"], ids=["both", "csv", "graphml"])
def test_no_trace_of_a_participant_is_left_in_a_real_export(tmp_path, shared, form, only):
    study = tmp_path / "study"
    shutil.copytree(shared / "samples/two-waves" / form, study / "raw/nc")
    for path in [p for p in (study / "raw/nc").iterdir() if not p.name.endswith(only)]:
        path.unlink()
    toml = '[source]\npath = "raw/nc"\ncase_id = "(?P<ego>P\\\\d+)_(?P<wave>T\\\\d)"\n'
    (study / "study.toml").write_text(toml + '\n[[waves]]\nid = "T1"\n\n[[waves]]\nid = "T2"\n', encoding="utf-8")
    before = nl.open_study(study).networks
    forget(study, "P01", confirmed=True)
    after = nl.open_study(study).networks
    assert after.egos["ego"].tolist() == [e for e in before.egos["ego"] if e != "P01"]
    for name in ("alters", "ties"):
        there, expected = getattr(after, name), getattr(before, name)
        keys = [c for c in ("ego", "wave", "alter", "source", "target", "type") if c in there.columns]
        pd.testing.assert_frame_equal(there[keys], expected.loc[expected["ego"] != "P01", keys].reset_index(drop=True))
    assert not any(b"P01" in p.read_bytes() or "P01" in p.name for p in (study / "raw").rglob("*") if p.is_file())


UUIDS = {  # per case: the session, the ego, a contact
    "P1_T1": ("11111111-0000-4000-8000-000000000001", "11111111-0000-4000-8000-00000000000e", "jan"),
    "P1_T2": ("11111111-0000-4000-8000-000000000002", "11111111-0000-4000-8000-00000000000f", "els"),
    "P10_T1": ("22222222-0000-4000-8000-000000000001", "22222222-0000-4000-8000-00000000000e", "mia"),
    "P10_T2": ("22222222-0000-4000-8000-000000000002", "22222222-0000-4000-8000-00000000000f", "bob"),
}
EGO_HEADER = (
    "networkCanvasEgoUUID,networkCanvasCaseID,networkCanvasSessionID,networkCanvasProtocolName,sessionStart,"
    "sessionFinish,sessionExported\n"
)
NODE_HEADER = "nodeID,networkCanvasEgoUUID,networkCanvasUUID,name\n"


def ego_row(case: str) -> str:
    session, ego, _ = UUIDS[case]
    return f"{ego},{case},{session},demo,2025-0{case[-1]}-01T10:00:00Z,,\n"


def node_row(case: str) -> str:
    return f"1,{UUIDS[case][1]},{UUIDS[case][1][:-1]}0,{UUIDS[case][2]}\n"


def graph(case: str) -> str:
    session, ego, name = UUIDS[case]
    return (
        f'<graph\n edgedefault="undirected" nc:caseId="{case}" nc:sessionUUID="{session}">'
        f'<data key="networkCanvasUUID">{ego}</data><node id="1"><data key="networkCanvasUUID">{ego[:-1]}0</data>'
        f'<data key="name">{name}</data></node></graph>\n'
    )


def graphml(cases: list[str]) -> str:
    return '<graphml xmlns:nc="http://schema.networkcanvas.com/xmlns">\n' + "".join(map(graph, cases)) + "</graphml>\n"


def per_session(folder: Path) -> None:
    folder.mkdir(parents=True)
    for case, (session, _, _) in UUIDS.items():
        start = f"{case}_{session}"
        (folder / f"{start}_ego.csv").write_text(EGO_HEADER + ego_row(case))
        (folder / f"{start}_attributeList_Person.csv").write_text(NODE_HEADER + node_row(case))
        (folder / f"{start}.graphml").write_text(graphml([case]))


def merged(folder: Path, cases: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "demo_ego.csv").write_text(EGO_HEADER + "".join(map(ego_row, cases)))
    (folder / "demo_attributeList_Person.csv").write_text(NODE_HEADER + "".join(map(node_row, cases)))
    (folder / "demo.graphml").write_text(graphml(cases))


def zipped(folder: Path, name: str) -> None:
    with zipfile.ZipFile(name, "w") as made:
        for file in sorted(p for p in folder.rglob("*") if p.is_file()):
            made.write(file, file.relative_to(folder).as_posix())


CANVAS = (
    "# Herkend aan: per-session/P1_T1_11111111-0000-4000-8000-000000000001_ego.csv heeft de kolommen.\n"
    '[source]\npath = "raw/nc"\nformat = "network_canvas"\n'
    "# gok: de case-id's ('P1_T1', 'P1_T2', 'P10_T1') lijken deelnemer en meting te noemen\n"
    'case_id = "(?P<ego>.+)_(?P<wave>T1|T2)"\n\n[[waves]]\nid = "T1"\n\n[[waves]]\nid = "T2"\n'
)


@pytest.fixture
def canvas(tmp_path) -> Path:
    """Two participants in two waves, exported per session, merged, and both once more in a zip beside the export."""
    study = tmp_path / "nc"
    per_session(study / "raw/nc/per-session")
    merged(study / "raw/nc/merged", list(UUIDS))
    zipped(study / "raw/nc", str(study / "raw/again.zip"))
    (study / "study.toml").write_text(CANVAS, encoding="utf-8")
    return study


def test_copies_that_were_not_read_go_too_and_nobody_comes_back(canvas, tmp_path):
    assert set(nl.open_study(canvas).networks.egos["ego"]) == {"P1", "P10"}
    gone = forget(canvas, "P1", confirmed=True)
    assert nl.open_study(canvas).networks.egos["ego"].tolist() == ["P10", "P10"]
    expected = tmp_path / "expected"
    merged(expected, ["P10_T1", "P10_T2"])
    with zipfile.ZipFile(canvas / "raw/again.zip") as packed:
        inside = {n: packed.read(n) for n in packed.namelist()}
    for name in ("demo_ego.csv", "demo_attributeList_Person.csv"):
        assert (canvas / "raw/nc/merged" / name).read_bytes() == (expected / name).read_bytes()
        assert inside[f"merged/{name}"] == (expected / name).read_bytes()
    ids = [i.encode() for case in ("P1_T1", "P1_T2") for i in (case, *UUIDS[case])]
    left = {**everything(canvas / "raw/nc"), **inside, "study.toml": (canvas / "study.toml").read_bytes()}
    assert not any(i in name.encode() or i in data for name, data in left.items() for i in ids)
    graphs = left["merged/demo.graphml"]
    assert graphs.count(b"<graph\n") == 2  # those of P10 in two waves
    assert b"mia" in graphs
    assert b"bob" in graphs
    # in the folder and in the zip: 2 sessions of 3 files each; 2 rows in each of 2 merged files, a merged GraphML
    assert gone["kind"].value_counts().to_dict() == {"own_file": 12, "own_row": 8, "own_graph": 2, "comment": 2}


def test_a_merged_file_beside_a_zip_loses_the_contacts_of_a_session_whose_case_is_the_participant(tmp_path):
    study = tmp_path / "nc"
    network_canvas(study / "raw/nc")
    ego = IDS["P1"].replace("1111-", "aaaa-", 1)
    (study / "raw/nc/demo_attributeList_Person.csv").write_text(NODE_HEADER + f"1,{ego},u7,Els\n")
    (study / "raw/nc/demo_edgeList_Knows.csv").write_text(
        "edgeID,from,to,networkCanvasEgoUUID,networkCanvasUUID,networkCanvasSourceUUID,networkCanvasTargetUUID\n"
        f"1,1,2,{ego},u9,u7,u8\n"
    )
    zipped(study / "raw/nc", str(study / "raw/nc.zip"))
    (study / "study.toml").write_text('[source]\npath = "raw/nc.zip"\n\n[[waves]]\nid = "1"\n', encoding="utf-8")
    forget(study, "P1", confirmed=True)
    assert (study / "raw/nc/demo_attributeList_Person.csv").read_text() == NODE_HEADER
    assert len((study / "raw/nc/demo_edgeList_Knows.csv").read_text().splitlines()) == 1


def test_a_shared_table_stays_without_rows_when_only_this_participant_named_somebody(tmp_path):
    study = tmp_path / "nc"
    merged(study / "raw/nc", list(UUIDS))
    (study / "raw/nc/demo.graphml").unlink()
    rows = NODE_HEADER + node_row("P1_T1")
    (study / "raw/nc/demo_attributeList_Person.csv").write_text(rows)
    (study / "study.toml").write_text(CANVAS, encoding="utf-8")
    forget(study, "P1", confirmed=True)
    assert (study / "raw/nc/demo_attributeList_Person.csv").read_text() == NODE_HEADER
    assert nl.measure(nl.open_study(study).networks)["size"].tolist() == [0, 0]  # P10 named nobody: known, not unknown


def test_a_participant_who_would_come_back_from_an_unknown_copy_is_refused(canvas, monkeypatch):
    monkeypatch.setattr("netlab.withdrawal.elsewhere", lambda trail: None)  # as if the merged files were not recognised
    before = everything(canvas)
    with pytest.raises(InputError, match=r"would still be there, in raw/nc/merged/demo_attributeList_Person\.csv"):
        forget(canvas, "P1", confirmed=True)
    assert everything(canvas) == before


def test_a_session_of_another_participant_with_the_same_case_id_stays(tmp_path):
    study = tmp_path / "nc"
    merged(study / "raw/nc", list(UUIDS))
    for path in (study / "raw/nc").iterdir():  # every session has the case id `test`
        path.write_text(path.read_text().replace("P10_T", "P1_T").replace("P1_T1", "test").replace("P1_T2", "test"))
    table = "session_id,ego,wave\n" + "".join(
        f"{UUIDS[f'{p}_{w}'][0]},{p},{w}\n" for p in ("P1", "P10") for w in ("T1", "T2")
    )
    (study / "raw/cases.csv").write_text(table)
    toml = CANVAS.replace('case_id = "(?P<ego>.+)_(?P<wave>T1|T2)"', 'cases = "raw/cases.csv"')
    (study / "study.toml").write_text(toml, encoding="utf-8")
    forget(study, "P1", confirmed=True)
    assert nl.open_study(study).networks.egos["ego"].tolist() == ["P10", "P10"]
    assert len((study / "raw/nc/demo_ego.csv").read_text().splitlines()) == 3
    assert (study / "raw/nc/demo.graphml").read_bytes().count(b"<graph\n") == 2
    assert len((study / "raw/cases.csv").read_text().splitlines()) == 3


def test_participants_who_are_row_numbers_are_refused_with_what_to_do(tmp_path):
    study = tmp_path / "wide"
    (study / "raw").mkdir(parents=True)
    (study / "raw/survey.csv").write_text("naam1,naam2\nJan,Els\nMia,\nBob,Ann\n", encoding="utf-8")
    toml = '[files]\negos = "raw/survey.csv"\n\n[columns.egos]\nego = "{row}"\n\n[columns.alters]\nname = "naam{n}"\n'
    (study / "study.toml").write_text(toml + '\n[[waves]]\nid = "1"\n', encoding="utf-8")
    assert nl.open_study(study).networks.egos["ego"].tolist() == ["1", "2", "3"]
    before = everything(study)
    with pytest.raises(InputError, match="Give the participants codes first"):
        forget(study, "2", confirmed=True)
    assert everything(study) == before


def test_networks_of_others_that_would_be_lost_or_get_another_code_are_named(study, tmp_path):
    renumbered, fewer = tmp_path / "renumbered", tmp_path / "fewer"
    for folder, changed in ((renumbered, (b"P10;voor", b"P9;voor")), (fewer, (b"\r\nP2;voor;c", b""))):
        shutil.copytree(study, folder)
        egos = folder / "raw/egos.csv"
        egos.write_bytes(egos.read_bytes().replace(*changed))
    before = nl.open_study(study)
    others_unchanged(before, before, "P1")
    with pytest.raises(InputError, match="P10 voor; P9 voor"):
        others_unchanged(before, nl.open_study(renumbered), "P1")
    with pytest.raises(InputError, match="P2 voor"):
        others_unchanged(before, nl.open_study(fewer), "P1")


def numbered(folder: Path, alter_ids: str) -> Path:
    """Codes that are numbers, and answers that are the same numbers."""
    (folder / "raw").mkdir(parents=True)
    (folder / "raw/egos.csv").write_text("ego,wave,leeftijd\n2,1,33\n3,1,2\n4,1,2\n")
    (folder / "raw/alters.csv").write_text("ego,wave,alter,score\n2,1,3,2\n3,1,2,2\n3,1,4,2\n4,1,2,2\n4,1,3,1\n")
    (folder / "raw/ties.csv").write_text("ego,wave,source,target,weight\n3,1,2,4,2\n4,1,2,3,2\n")
    files = "".join(f'{t} = "raw/{t}.csv"\n' for t in ("egos", "alters", "ties"))
    toml = f'[files]\n{files}alter_ids = "{alter_ids}"\n\n[[waves]]\nid = "1"\n'
    (folder / "study.toml").write_text(toml, encoding="utf-8")
    return folder


def test_a_code_without_letters_is_looked_for_among_codes_only_and_told_per_column(tmp_path):
    own = traces(numbered(tmp_path / "own", "own"), "2")
    assert places(own, "own_row") == {("raw/egos.csv", 2), ("raw/alters.csv", 2)}
    assert places(own, "mention") == set()  # a contact called 2 is anybody, and so are the answers 2
    roster = traces(numbered(tmp_path / "roster", "roster"), "2", lang="nl")
    assert places(roster, "named") == {("raw/alters.csv", 3), ("raw/alters.csv", 5)}
    mentions = roster[roster["kind"] == "mention"]
    assert mentions[["file", "column", "cells"]].to_numpy().tolist() == [["raw/ties.csv", "source", 2]]
    assert mentions["what"].tolist() == ["de code van deze deelnemer staat hier: in kolom source (2 keer)"]


def test_case_ids_leave_the_comments_of_study_toml_and_what_it_says_stays(canvas):
    before = tomllib.loads((canvas / "study.toml").read_text())
    assert places(traces(canvas, "P1"), "comment") == {("study.toml", 1), ("study.toml", 5)}
    forget(canvas, "P1", confirmed=True)
    lines = (canvas / "study.toml").read_text().splitlines()
    assert lines[0] == "# Herkend aan: … heeft de kolommen."
    assert lines[4] == "# gok: de case-id's ('…', 'P10_T1') lijken deelnemer en meting te noemen"
    assert tomllib.loads((canvas / "study.toml").read_text()) == before


def test_a_drawing_that_was_set_aside_damaged_or_half_written_goes_too(study):
    more = ("P1_na.conflict-3-ab12cd.json", "P1_na.damaged-ab12cd.json", ".P1_na.json.lock", ".P1_na.json.ab12.part")
    for name in (*more, "P10_na.damaged-ab12cd.json", ".P10_na.json.lock"):
        (study / "drawings" / name).write_bytes(b'{"alters": [')  # cut off
    forget(study, "P1", confirmed=True)
    left = {p.name for p in (study / "drawings").iterdir()}
    assert left == {"P10_voor.json", "P10_na.damaged-ab12cd.json", ".P10_na.json.lock"}


PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"


def drawn(study: Path, ego: str, name: str, picture: bytes) -> None:
    """A drawing with a contact, its scan, a version that was in conflict, and one that was damaged and set aside."""
    book = read_codebook(study)

    def step(wave: str, what: str, base: int, **about: object) -> str:
        return save(study, ego, wave, {"what": what, "about": about}, base, ego, book).status

    for wave in ("voor", "na"):
        alter = {
            "alter": "aaaaaa",
            "name": name,
            "x": None,
            "y": None,
            "wished": False,
            "generators": [],
            "answers": {},
        }
        assert step(wave, "add", 0, alter=alter) == "saved"
    points = {"centre": [500, 500], "rim": [[900, 500], [500, 100], [100, 500]]}
    kept = keep(study, ego, "na", PNG + picture)
    assert step("na", "paper", 1, paper={"file": kept, "points": points}) == "saved"
    assert keep(study, ego, "na", JPEG + picture) != kept  # a second photo; the first stays
    assert keep(study, ego, "na", PNG + picture[::-1]) != kept
    assert step("na", "rename", 2, alter="aaaaaa", name=f"{name} Een") == "saved"
    assert step("na", "rename", 2, alter="aaaaaa", name=f"{name} Twee") == "conflict"
    (study / "drawings" / f"{ego}_voor.json").write_bytes(f'{{"ego": "{ego}", "alters": [{{"name": "{name}'.encode())
    set_aside(study, ego, "voor")
    (study / "drawings" / "papier" / f".{ego}_na.ab12cd34.part").write_bytes(PNG + picture)


def test_of_who_drew_no_byte_is_left_no_scan_no_other_version_and_nobody_else_loses_any(tmp_path):
    study = nl.scaffold.new_study(str(tmp_path / "onderzoek"))
    drawn(study, "Q1", "Wilhelmina", b"duinen")
    before = everything(study)
    drawn(study, "Q10", "Hendrik", b"bossen")
    shutil.copy(study / "drawings" / "papier" / "Q1_na.png", study / "drawings" / "papier" / "foto.png")
    others = {f: data for f, data in everything(study).items() if f not in before and "foto" not in f}
    own = {f for f in before if f.startswith("drawings/") and "Q1_" in f}
    # by hand: the drawing, the one in conflict, the damaged one; three pictures and one half written
    assert len(own) == len(others) == 7
    paper = (study / "drawings" / "Q1_na.json").read_text().replace("papier/Q1_na.png", "papier/foto.png")
    (study / "drawings" / "Q1_na.json").write_text(paper)
    found = traces(study, "Q1")
    assert set(found.loc[found["removed"], "file"]) == {*own, "drawings/papier/foto.png"}
    forget(study, "Q1", confirmed=True)
    left = everything(study)
    assert {f: left.get(f) for f in others} == others
    for file, data in left.items():
        for sign in (b"Q1_", b'"Q1"', b"Wilhelmina", b"duinen", b"neniud"):
            assert sign not in data, (file, sign)
        assert not file.rpartition("/")[2].lstrip(".").startswith("Q1_")


def naming(study: Path, ego: str, picture: str, file: str = "") -> None:
    """A drawing of this ego that says that this picture is its own, as somebody may write into it."""
    book = read_codebook(study)
    save(study, ego, "na", {"what": "goal", "about": {"goal": "eigen doel"}}, 0, ego, book)
    path = study / "drawings" / f"{ego}_na.json"
    about = json.loads(path.read_bytes())
    points = {"centre": [500, 500], "rim": [[900, 500], [500, 100], [100, 500]]}
    path.write_text(json.dumps({**about, "paper": {"file": picture, "points": points}}))


@pytest.mark.parametrize(
    ("named", "file"),
    [
        ("papier/Q10_na.png", "drawings/papier/Q10_na.png"),
        ("papier/../papier/Q10_na.png", "drawings/papier/Q10_na.png"),
        ("papier/scan Q10.png", "drawings/papier/scan Q10.png"),
        ("papier/Q%202_na.png", "drawings/papier/Q%202_na.png"),
        ("papier/onbekend_voor-ab12cd.png", "drawings/papier/onbekend_voor-ab12cd.png"),
        ("Q10_na.json", "drawings/Q10_na.json"),
        ("papier/../Q10_na.json", "drawings/Q10_na.json"),
        ("foto.png", "drawings/foto.png"),
    ],
)
def test_a_file_of_another_that_a_drawing_calls_its_picture_stays_and_is_told(tmp_path, named, file):
    study = nl.scaffold.new_study(str(tmp_path / "onderzoek"))
    naming(study, "Q10", "papier/Q10_na.png")
    naming(study, "Q1", named)
    (study / "drawings" / "papier").mkdir(exist_ok=True)
    if not (study / file).exists():
        (study / file).write_bytes(PNG + b"bossen")
    other = {f: data for f, data in everything(study).items() if f != "drawings/Q1_na.json"}
    found = traces(study, "Q1")
    assert set(found.loc[found["removed"], "file"]) == {"drawings/Q1_na.json"}
    assert file in set(found.loc[found["kind"] == "shared_file", "file"])
    forget(study, "Q1", confirmed=True)
    assert everything(study) == other


def test_a_picture_that_two_drawings_name_stays_and_one_with_a_camera_name_that_only_theirs_names_goes(tmp_path):
    study = nl.scaffold.new_study(str(tmp_path / "onderzoek"))
    (study / "drawings" / "papier").mkdir(parents=True)
    for name in ("foto.png", "IMG_2034.png"):
        (study / "drawings" / "papier" / name).write_bytes(PNG + b"bossen")
    naming(study, "Q10", "papier/foto.png")
    naming(study, "Q1", "papier/foto.png")
    naming(study, "Q3", "papier/IMG_2034.png")
    assert "drawings/papier/foto.png" in set(forget(study, "Q1", confirmed=True).query("kind == 'shared_file'")["file"])
    forget(study, "Q3", confirmed=True)
    left = {f for f in everything(study) if f.startswith("drawings/") and not f.endswith(".txt")}
    assert left == {"drawings/Q10_na.json", "drawings/papier/foto.png"}


def test_a_drawing_that_is_named_after_another_than_it_says_is_judged_by_hand(tmp_path):
    study = nl.scaffold.new_study(str(tmp_path / "onderzoek"))
    naming(study, "Q10", "papier/Q10_na.png")
    naming(study, "Q1", "papier/Q1_na.png")
    odd = study / "drawings" / "Q10_voor.conflict-3-ab12cd.json"
    odd.write_bytes((study / "drawings" / "Q1_na.json").read_bytes())
    for ego in ("Q1", "Q10"):
        found = traces(study, ego)
        assert found.loc[found["file"] == f"drawings/{odd.name}", "kind"].tolist() == ["shared_file"]


def test_a_printed_sheet_with_the_code_on_it_is_told(study):
    text = STUDY + '\n[[generators]]\nid = "n"\ntext = "Wie?"\n'
    (study / "study.toml").write_text(text)
    sheets = make_sheets(study, egos=("P1", "P10"))
    make_sheets(study, study / "sheets" / "P10", egos=("P10",))
    assert (sheets[0].relative_to(study).as_posix(), None) in places(traces(study, "P1"), "mention")
    told = {f for f, _ in places(traces(study, "P1"), "mention")}
    assert not any(f.startswith("sheets/P10/") for f in told)


def test_a_line_that_only_looks_like_a_comment_stays():
    text = 'title = """\n# P1 and others\n"""\n'
    assert comments_without(text, {"P1"}) == (text, [])
    assert comments_without("# P1 of P10\r\n", {"P1"}) == ("# … of P10\r\n", [1])


def test_the_command_says_in_short_lines_what_goes_and_what_stays(study, capsys):
    assert main(["forget", str(study), "P1", "--lang", "nl"]) == 2  # nobody there to answer
    asked = capsys.readouterr()
    assert "--yes" in asked.err
    assert asked.out.startswith("Wordt verwijderd:\n")
    assert "  raw/alters.csv: P10 (regel 4)\n" in asked.out
    assert main(["forget", str(study), "P1", "--yes", "--lang", "nl"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Verwijderd:"
    assert "  raw/egos.csv: 2 rijen (regels 4, 7)" in said
    assert "  drawings/P1_voor.json: het hele bestand" in said
    # by hand: egos 2, alters 2, ties 1, links 1, persons 1, people 1, fragments 2, in 7 files; a drawing, 2 documents
    assert said[-1].startswith("P1 is verwijderd: 10 rijen in 7 bestanden en 3 hele bestanden. Wat hierboven")
    assert all(len(line) < 120 for line in said[:-1])


def test_the_command_speaks_english_too(study, capsys):
    assert main(["forget", str(study), "P2", "--yes", "--lang", "en"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == ["Removed:", "  raw/egos.csv: 1 row (line 8)"]
    assert said[-1].startswith("P2 has been removed: 1 row in 1 file. Nothing is left")


def test_a_study_converted_from_files_per_session_and_merged_loses_a_participant_wholly(tmp_path, shared):
    made = convert(shared / "samples/two-waves", str(tmp_path / "study")).folder
    before = nl.open_study(made).networks.egos["ego"]
    forget(made, "P01", confirmed=True)
    assert nl.open_study(made).networks.egos["ego"].tolist() == [e for e in before if e != "P01"]
    assert not any(b"P01" in p.read_bytes() or "P01" in p.name for p in made.rglob("*") if p.is_file())


def test_a_packed_file_that_is_damaged_inside_is_searched_as_it_is():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", "Hendrik " * 400)
    data = bytearray(packed.getvalue())
    start = 30 + len("word/document.xml")  # behind the local header: where the packed words begin
    data[start : start + 4] = b"\xff\xff\xff\xff"  # no deflate block begins so: zlib.error, not BadZipFile
    assert list(texts(bytes(data))) == [bytes(data)]
