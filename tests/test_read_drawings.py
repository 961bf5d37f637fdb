"""Drawings walk the same line as any other source: read, checked, linked by the participant, beside files or alone."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path

import pandas as pd
import pytest
from sources import drawings as made

import netlab as nl
from netlab.checks import problems_of
from netlab.codebook import read_codebook, written
from netlab.drawings import path_of, save
from netlab.problems import InputError

A, B = {"x": 0.3, "y": 0.0}, {"x": -0.8, "y": 0.0}
START, END = made.DRAWINGS["007_start.json"], made.DRAWINGS["007_einde.json"]


@pytest.fixture
def study(tmp_path):
    def write(toml: str = "", **files: str) -> Path:
        made.write_study(tmp_path / "study", toml)
        for name, text in files.items():
            (tmp_path / "study" / f"{name}.csv").write_text(text, encoding="utf-8")
        return tmp_path / "study"

    return write


def rewrite(folder: Path, name: str, **changes) -> None:
    path = folder / "drawings" / name
    one = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**one, **changes}), encoding="utf-8")


def kinds(folder: Path) -> list[tuple]:
    rows = problems_of(nl.open_study(folder))
    return sorted(zip(rows["kind"], rows["file"], rows["stops"], strict=True))


def rows(table: pd.DataFrame, *columns: str) -> list[tuple]:
    cells = table[list(columns)].astype(object)
    return [tuple(r) for r in cells.where(cells.notna(), None).to_numpy()]


# ------------------------------------------------------------------ drawings alone


def test_a_study_of_drawings_alone_is_read_without_files(study):
    one = nl.open_study(study())
    assert rows(one.networks.egos, "ego", "wave", "ties_asked", "goal", "file") == [
        ("007", "start", True, "Meer naar buiten kijken", "drawings/007_start.json"),
        ("007", "einde", False, None, "drawings/007_einde.json"),
        ("Zoë", "start", True, None, "drawings/Zo%C3%AB_start.json"),
        ("Zoë", "einde", True, None, "drawings/Zo%C3%AB_einde.json"),
    ]
    assert one.networks.egos["date"].dt.strftime("%d-%m-%Y").to_list()[:2] == ["10-01-2026", "20-06-2026"]
    assert rows(one.networks.alters, "ego", "wave", "alter", "name", "line")[:4] == [
        ("007", "start", "k2", "An", 1),
        ("007", "start", "m7", "Bo", 2),
        ("007", "start", "p4", "Cem", 3),
        ("007", "einde", "k2", "An", 1),
    ]
    assert rows(one.networks.alters, "dicht", "plek", "overleg", "thema")[:3] == [
        ("vaak", "team", True, "zorg"),
        ("soms", "buiten", False, None),
        ("soms", "team", None, None),
    ]
    assert one.networks.alters["dicht"].cat.categories.to_list() == ["soms", "vaak"]
    assert one.networks.alters["x"].to_list()[:2] == [0.3, -0.8]
    assert rows(one.networks.ties, "ego", "wave", "source", "target", "type", "line") == [
        ("007", "start", "k2", "m7", "kent", 1)
    ]
    assert nl.check(one).empty


def test_the_measures_of_a_drawing_are_those_of_its_network(study):
    table = nl.measure(nl.read(study()))
    assert table.loc[("007", "start"), "size"] == 3  # not the one who is wished for
    assert table.loc[("007", "start"), "density"] == pytest.approx(1 / 3)  # one tie of three pairs
    assert table.loc[("007", "start"), "share_external"] == pytest.approx(1 / 3)
    assert math.isnan(table.loc[("007", "einde"), "density"])  # said not to have been asked
    assert table.loc[("Zoë", "start"), "size"] == 0


def test_a_generator_with_a_column_says_who_was_named_by_it(study):
    alters = nl.read(study()).alters
    assert rows(alters, "alter", "bron_leren", "bron_steun")[1:3] == [("m7", True, False), ("p4", True, True)]


def test_who_is_wished_for_stands_apart_and_is_never_an_alter(study):
    networks = nl.read(study())
    assert rows(networks.wished, "ego", "wave", "alter", "name", "plek", "dicht") == [
        ("007", "start", "w9", "Dr. Els", "buiten", None)
    ]
    assert "w9" not in set(networks.alters.loc[networks.alters["wave"] == "start", "alter"])
    assert len(networks.of(["007"]).wished) == 1
    assert networks.of(["Zoë"]).wished.empty
    assert networks.of(waves=["einde"]).wished.empty
    assert len(networks.only(type="kent").wished) == 1
    assert len(networks.identified(networks.links).wished) == 1


def test_networks_from_elsewhere_have_nobody_wished_for(make_networks):
    networks = make_networks({"P": [("a", "b")]})
    assert networks.wished.empty
    assert list(networks.wished.columns) == ["ego", "wave", "alter", "name"]
    assert networks.of(["P"]).wished.empty


def test_what_the_participant_said_of_earlier_alters_is_who_is_who(study):
    one = nl.open_study(study())
    assert rows(one.links, "ego", "wave", "alter", "other_wave", "other_alter", "status", "by") == [
        ("007", "start", "k2", "einde", "k2", "same", "drawing"),
        ("007", "start", "m7", "einde", None, "gone", "drawing"),
    ]
    table = nl.turnover(one.networks, "start", "einde").loc["007"]
    # An is kept; Bo is gone, by her own words; Cem was not mentioned: lost, but not confirmed; Els was wished for: new
    assert (table["kept"], table["lost"], table["new"], table["lost_confirmed"]) == (1, 2, 1, 1)


def test_another_id_in_the_later_drawing_is_the_same_person_when_the_participant_says_so(study):
    folder = study('[files]\nalter_ids = "per wave"\n')
    alters = [{**END["alters"][0], "alter": "zz"}]
    said = [{"wave": "start", "alter": "k2", "status": "same", "other_alter": "zz"}]
    rewrite(folder, "007_einde.json", alters=alters, earlier=said)
    networks = nl.read(folder)
    person = networks.alters.set_index(["wave", "alter"])["person"]
    assert person["start", "k2"] == person["einde", "zz"]
    assert nl.turnover(networks, "start", "einde").loc["007", "kept"] == 1


def test_links_csv_and_drawings_decide_together(study):
    folder = study(links="ego,wave,alter,other_wave,other_alter,status,by\n007,start,p4,einde,w9,same,KS\n")
    networks = nl.read(folder)
    assert nl.turnover(networks, "start", "einde").loc["007", "kept"] == 2
    assert set(networks.links["by"]) == {"KS", "drawing"}


def test_a_decision_against_that_of_the_participant_is_a_problem(study):
    folder = study(links="ego,wave,alter,other_wave,other_alter,status,by\n007,start,k2,einde,k2,different,KS\n")
    assert ("link_contradicts", "links.csv", True) in kinds(folder)
    assert ("link_contradicts", "drawings/007_einde.json", True) in kinds(folder)


def test_an_unconfirmed_proposal_gives_way_to_what_the_participant_said(study):
    header = "ego,wave,alter,other_wave,other_alter,status,by\n"
    folder = study(links=header + "007,start,m7,einde,w9,unsure,netlab\n007,einde,k2,start,p4,same,netlab\n")
    assert kinds(folder) == [("link_decided", "links.csv", False)] * 2
    assert set(nl.read(folder).links["by"]) == {"drawing"}


def test_who_is_or_was_only_wished_for_is_not_linked_and_named(study):
    folder = study()
    said = [{"wave": "start", "alter": "w9", "status": "same", "other_alter": "w9"}]
    rewrite(folder, "007_einde.json", earlier=[*END["earlier"], *said])
    assert kinds(folder) == [("link_wished", "drawings/007_einde.json", False)]


def test_a_tie_with_who_is_wished_for_is_left_out_and_named(study):
    folder = study()
    rewrite(folder, "007_start.json", ties=[{"source": "k2", "target": "w9", "type": "kent"}])
    assert kinds(folder) == [("tie_wished", "drawings/007_start.json", False)]
    assert nl.read(folder).ties.empty


@pytest.mark.parametrize(
    ("ties", "asked", "density"),
    [([], False, math.nan), (START["ties"], True, 1 / 3)],
    ids=["no ties", "ties"],
)
def test_where_nobody_said_whether_ties_were_asked_only_ties_say_so(study, ties, asked, density):
    folder = study()
    rewrite(folder, "007_start.json", ties_asked=None, ties=ties)
    networks = nl.read(folder)
    assert networks.egos["ties_asked"].to_list()[0] is asked
    found = nl.measure(networks).loc[("007", "start"), "density"]
    assert found == pytest.approx(density, nan_ok=True)
    assert kinds(folder) == ([] if ties else [("ties_unsaid", "drawings/007_start.json", False)])


def test_an_alter_without_a_place_counts_and_its_strength_is_unknown(study):
    folder = study()
    alters = [*START["alters"][:2], made.alter("p4", "Cem", None, None, answers={"dicht": None, "plek": None})]
    rewrite(folder, "007_start.json", alters=alters)
    networks = nl.read(folder)
    assert rows(networks.alters, "alter", "dicht", "x")[2] == ("p4", None, None)
    assert nl.measure(networks).loc[("007", "start"), "size"] == 3
    assert kinds(folder) == [("alter_unplaced", "drawings/007_start.json", False)]


def test_an_answer_that_is_not_what_the_place_says_counts_and_is_a_problem(study):
    folder = study()
    alters = [{**START["alters"][0], "answers": {"dicht": "soms", "plek": "team"}}, *START["alters"][1:]]
    rewrite(folder, "007_start.json", alters=alters)
    assert kinds(folder) == [("alter_misplaced", "drawings/007_start.json", True)]
    assert nl.read(folder).alters["dicht"][0] == "soms"


def test_an_answer_or_wave_that_the_codebook_does_not_have_is_named(study):
    folder = study()
    alters = [{**START["alters"][0], "answers": {**START["alters"][0]["answers"], "overleg": "misschien"}}]
    rewrite(folder, "007_start.json", alters=alters, ties=[])
    rewrite(folder, "Zo%C3%AB_einde.json", wave="later")
    (folder / "drawings" / "Zo%C3%AB_einde.json").rename(folder / "drawings" / "Zo%C3%AB_later.json")
    assert {k for k, _, _ in kinds(folder)} >= {"unknown_answer", "unknown_wave"}


def test_two_drawings_of_which_nobody_said_who_is_who_are_a_problem_unless_ids_start_anew(study):
    folder = study()
    rewrite(folder, "007_einde.json", earlier=[], alters=[{**END["alters"][0], "alter": "n1"}])
    assert kinds(folder) == [("drawing_not_compared", "drawings/007_einde.json", True)]
    text = (folder / "study.toml").read_text(encoding="utf-8")
    (folder / "study.toml").write_text('[files]\nalter_ids = "per wave"\n' + text, encoding="utf-8")
    assert [k for k, _, _ in kinds(folder)] == ["not_linked"]
    assert nl.turnover(nl.read(folder), "start", "einde").loc["007", "reason"] == "not_linked"


def test_a_study_in_which_nobody_has_drawn_yet_opens(study):
    folder = study()
    shutil.rmtree(folder / "drawings")
    with pytest.raises(InputError, match="does not name the file of egos"):
        nl.open_study(folder)
    (folder / "drawings").mkdir()
    one = nl.open_study(folder)
    assert one.networks.egos.empty
    assert one.networks.waves == ["start", "einde"]
    assert nl.check(one).empty
    assert nl.measure(one.networks).empty


def test_what_the_keeper_saves_is_what_the_study_reads(study):
    folder = study()
    book = read_codebook(folder)
    alter = {"alter": "s1", "name": "Sam", **A, "generators": ["steun"], "answers": {"overleg": True}}
    steps = [{"what": "add", "about": {"alter": alter}}, {"what": "goal", "about": {"goal": "Durven vragen"}}]
    for n, step in enumerate(steps):
        save(folder, "P_9", "start", step, n, "P_9", book)
    networks = nl.read(folder).of(["P_9"])
    assert rows(networks.egos, "wave", "goal", "file") == [("start", "Durven vragen", "drawings/P%5F9_start.json")]
    assert rows(networks.alters, "name", "dicht", "plek", "overleg", "bron_leren", "bron_steun") == [
        ("Sam", "vaak", "team", True, False, True)
    ]


# ------------------------------------------------------------------ files that are no good


def test_a_damaged_drawing_is_named_and_the_others_are_read(study):
    folder = study()
    path = path_of(folder, "007", "start")
    path.write_bytes(path.read_bytes()[:200])
    assert kinds(folder) == [
        ("drawing_damaged", "drawings/007_start.json", True),
        *[("link_unknown_alter", "drawings/007_einde.json", True)] * 2,  # what the later one says of the damaged one
    ]
    row = nl.check(nl.open_study(folder)).query("file == 'drawings/007_start.json'").iloc[0]
    assert (row["ego"], row["wave"], row["line"]) == ("007", "start", 1)
    assert "cannot be read" in row["problem"]
    assert len(nl.read(folder).egos) == 3


def test_the_version_that_lost_a_conflict_is_named_and_does_not_count(study):
    folder = study()
    path = folder / "drawings" / "007_start.json"
    shutil.copy(path, path.with_name("007_start.conflict-4-ab12cd.json"))
    shutil.copy(path, path.with_name("007_start.damaged-ab12cd.json"))
    assert kinds(folder) == [
        ("drawing_aside", "drawings/007_start.damaged-ab12cd.json", False),
        ("drawing_conflict", "drawings/007_start.conflict-4-ab12cd.json", True),
    ]
    row = nl.check(nl.open_study(folder), "nl").iloc[0]
    assert "naast 007_start.json" in row["problem"]
    assert len(nl.read(folder).egos) == 4


def test_a_copy_under_another_name_is_not_a_network_of_its_own(study):
    folder = study()
    path = folder / "drawings" / "007_start.json"
    shutil.copy(path, path.with_name("007_start (1).json"))
    shutil.copy(path, path.with_name("P2_start.json"))
    (folder / "drawings" / "notes.json").write_text("{}", encoding="utf-8")
    assert kinds(folder) == [
        ("drawing_misnamed", "drawings/007_start (1).json", True),
        ("drawing_misnamed", "drawings/P2_start.json", True),
        ("file_not_used", "drawings/notes.json", False),
    ]
    assert len(nl.read(folder).egos) == 4


def test_pictures_locks_and_half_files_beside_the_drawings_are_left_alone(study):
    folder = study()
    (folder / "drawings" / "papier").mkdir()
    (folder / "drawings" / "papier" / "007_start.png").write_bytes(b"\x89PNG")
    for hidden in (".007_start.json.lock", ".007_start.json.ab.part"):
        (folder / "drawings" / hidden).write_bytes(b"")
    assert kinds(folder) == []


@pytest.mark.parametrize("column", ["person", "ego", "alter", "x"])
def test_a_question_called_as_a_column_of_netlab_gets_another_name(tmp_path, column):
    one = made.drawing("P", "1", "2026-01-01", [made.alter("a", "A", **A, generators=[], answers={column: "blauw"})])
    (tmp_path / "P_1.json").write_text(json.dumps(one), encoding="utf-8")
    alters = nl.read(tmp_path).alters
    assert rows(alters, "ego", "alter", "x", "person", column + "_") == [("P", "a", 0.3, "P/a", "blauw")]


# ------------------------------------------------------------------ drawings without a study


def test_a_folder_of_drawings_drafts_its_own_codebook(tmp_path):
    networks = nl.read(made.write(tmp_path))
    book = networks.codebook
    assert [w.id for w in book.waves] == ["start", "einde"]
    assert book.one("strength").column == "dicht"
    assert book.one("strength").ids == ["soms", "vaak"]  # soms lies farther from ego
    assert [g.id for g in book.generators] == ["leren", "steun"]
    assert rows(networks.alters[networks.alters["alter"] == "p4"], "leren", "steun") == [(True, True)]
    assert nl.turnover(networks, "start", "einde").loc["007", "kept"] == 1
    assert len(networks.wished) == 1
    assert networks.cleaned["reason"][0] == "recognised"


def test_one_drawing_is_a_source_too(tmp_path):
    made.write(tmp_path)
    networks = nl.read(tmp_path / "007_start.json")
    assert len(networks.egos) == 1
    assert len(networks.alters) == 3


@pytest.mark.parametrize("data", [b'{"netlab_drawing": 1, "ego"', b'{"netlab_drawing": 7}'])
def test_a_folder_with_nothing_but_damaged_drawings_is_one_clear_error(tmp_path, data):
    (tmp_path / "P_1.json").write_bytes(data)
    with pytest.raises(InputError, match=r"none of the 1 drawings here can be read\. P_1\.json"):
        nl.read(tmp_path)


def test_two_files_of_one_network_count_once(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        made.write(tmp_path / folder)
    networks = nl.read(tmp_path)
    assert len(networks.egos) == 4
    assert (networks.cleaned["reason"] == "network_twice").sum() == 4


def test_a_study_that_points_at_drawings_elsewhere_reads_them_all(tmp_path):
    (tmp_path / "raw").mkdir()
    made.write(tmp_path / "raw")
    text = '[source]\npath = "raw"\nformat = "drawings"\n' + made.STUDY
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    one = nl.open_study(tmp_path)
    assert len(one.networks.alters) == 6
    assert len(one.links) == 2
    assert len(one.networks.wished) == 1


# ------------------------------------------------------------------ beside files

FILES = '[files]\negos = "egos.csv"\nalters = "alters.csv"\nties = "ties.csv"\n'
EGOS = "ego,wave,date,groep\n007,start,1/1/2026,t\nBo,start,2/1/2026,v\nBo,einde,3/6/2026,v\n"
ALTERS = "ego,wave,alter,dicht\nBo,start,1,soms\nBo,start,2,vaak\nBo,einde,1,vaak\n"
TIES = "ego,wave,source,target\nBo,start,1,2\n"
GROUP = '[group]\ncolumn = "groep"\ncategories = ["t", "v"]\n'


def without(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / "drawings" / name).unlink()
    return folder


def test_networks_from_files_and_from_drawings_stand_together(study):
    folder = study(FILES, egos=EGOS.replace("007,start,1/1/2026,t\n", ""), alters=ALTERS, ties=TIES)
    networks = nl.read(folder)
    assert sorted(rows(networks.egos, "ego", "wave", "ties_asked")) == [
        ("007", "einde", False), ("007", "start", True), ("Bo", "einde", True), ("Bo", "start", True),
        ("Zoë", "einde", True), ("Zoë", "start", True)]  # fmt: skip
    size = nl.measure(networks)["size"]
    assert (size["Bo", "start"], size["Bo", "einde"], size["007", "start"]) == (2, 1, 3)
    assert nl.measure(networks).loc[("Bo", "start"), "density"] == 1
    assert kinds(folder) == []


def test_files_without_ties_do_not_say_that_drawings_were_not_asked(study):
    toml = '[files]\negos = "egos.csv"\nalters = "alters.csv"\n'
    folder = study(toml, egos=EGOS.replace("007,start,1/1/2026,t\n", ""), alters=ALTERS)
    asked = nl.read(folder).egos.set_index(["ego", "wave"])["ties_asked"]
    assert not asked["Bo", "start"]
    assert asked["007", "start"]


ALSO = ALTERS + "007,start,1,soms\n"


def test_a_network_in_files_and_in_drawings_stops_until_study_toml_says_which_counts(study):
    folder = study(FILES, egos=EGOS, alters=ALSO, ties=TIES)
    assert kinds(folder) == [
        *[("link_unknown_alter", "drawings/007_einde.json", True)] * 2,  # what the later one says of this one
        ("network_twice", "drawings/007_start.json", True),
    ]
    assert nl.measure(nl.read(folder)).loc[("007", "start"), "size"] == 1  # the files, until it is said
    assert nl.read(folder).wished.empty
    row = nl.check(nl.open_study(folder)).query("file == 'drawings/007_start.json'").iloc[0]
    assert 'counts = "drawings"' in row["what_to_do"]


def test_the_drawing_counts_where_study_toml_says_so(study):
    folder = study('[drawings]\ncounts = "drawings"\n' + FILES, egos=EGOS, alters=ALSO, ties=TIES)
    networks = nl.read(folder)
    assert nl.measure(networks).loc[("007", "start"), "size"] == 3
    assert kinds(folder) == [("drawing_counts", "alters.csv", False)]
    assert problems_of(nl.open_study(folder))["line"].to_list() == [5]  # the row of 007 in alters.csv
    ego = networks.egos.set_index(["ego", "wave"]).loc[("007", "start")]
    assert (ego["groep"], ego["goal"], ego["date"].isoformat()[:10]) == ("t", "Meer naar buiten kijken", "2026-01-10")


def test_the_files_count_where_study_toml_says_so(study):
    folder = without(
        study('[drawings]\ncounts = "files"\n' + FILES, egos=EGOS, alters=ALSO, ties=TIES), "007_einde.json"
    )
    assert nl.measure(nl.read(folder)).loc[("007", "start"), "size"] == 1
    assert kinds(folder) == [("files_count", "drawings/007_start.json", False)]


def test_a_participant_whom_the_files_call_without_contacts_is_twice_there_too(study):
    folder = study(FILES, egos=EGOS, alters=ALTERS, ties=TIES)  # in wave start others have contacts in the file
    assert ("network_twice", "drawings/007_start.json", True) in kinds(folder)


def test_a_table_of_participants_alone_describes_those_who_drew(study):
    toml = '[files]\negos = "egos.csv"\n'
    folder = study(toml, egos=EGOS)
    text = (folder / "study.toml").read_text(encoding="utf-8")
    (folder / "study.toml").write_text(text + GROUP, encoding="utf-8")
    networks = nl.read(folder)
    assert rows(networks.egos, "ego", "wave", "groep", "date")[0][:3] == ("007", "start", "t")
    # the group of 007 stands in another wave of the file; Zoë stands in none
    assert rows(networks.egos, "ego", "wave", "groep")[1:] == [
        ("007", "einde", "t"), ("Zoë", "start", None), ("Zoë", "einde", None)]  # fmt: skip
    # Bo has no drawing: no network, and not one without contacts
    assert "Bo" not in set(networks.egos["ego"])
    assert [k for k in kinds(folder) if k[0] == "not_drawn"] == [("not_drawn", "egos.csv", False)] * 2


def test_before_anybody_drew_a_table_of_participants_is_no_network(study):
    folder = study('[files]\negos = "egos.csv"\n', egos=EGOS)
    without(folder, *made.DRAWINGS)
    assert nl.read(folder).egos.empty
    assert [k for k, _, _ in kinds(folder)] == ["not_drawn"] * 3


def test_in_a_wave_that_was_drawn_the_files_only_describe(study):
    alters = "ego,wave,alter,dicht\nBo,start,1,soms\n"
    egos = EGOS.replace("007,start,1/1/2026,t", "007,einde,1/1/2026,t")
    folder = without(study(FILES, egos=egos, alters=alters, ties=TIES[: TIES.index("Bo")]), "007_start.json")
    networks = nl.read(folder)
    # start is a wave of files for Bo, and Zoë drew in it; einde was drawn, so Bo was not there, and 007 has a group
    assert sorted(rows(networks.egos, "ego", "wave")) == [
        ("007", "einde"), ("Bo", "start"), ("Zoë", "einde"), ("Zoë", "start")]  # fmt: skip
    assert networks.egos.set_index(["ego", "wave"]).loc[("007", "einde"), "groep"] == "t"
    assert ("not_drawn", "egos.csv", False) in kinds(folder)


def test_a_second_row_of_who_drew_is_named(study):
    folder = study('[files]\negos = "egos.csv"\n', egos=EGOS + "007,start,5/5/2026,v\n")
    assert ("duplicate_differs", "egos.csv", True) in kinds(folder)


def test_every_row_of_the_files_and_every_drawing_is_somewhere(study):
    for counts in ("", '[drawings]\ncounts = "drawings"\n', '[drawings]\ncounts = "files"\n'):
        folder = study(counts + FILES, egos=EGOS, alters=ALSO, ties=TIES + "007,start,1,9\n")
        one = nl.open_study(folder)
        networks = one.networks
        tables = [networks.egos, networks.alters, networks.ties, networks.wished, networks.links, networks.cleaned]
        places = pd.concat([t[["file", "line"]].astype(object) for t in [*tables, one.found]])
        there = set(zip(places["file"], places["line"], strict=True))
        for name, text in (("egos.csv", EGOS), ("alters.csv", ALSO), ("ties.csv", TIES + "007,start,1,9\n")):
            assert {(name, n) for n in range(2, text.count("\n") + 1)} <= there
        assert {f"drawings/{n}" for n in made.DRAWINGS} <= set(places["file"])
        shutil.rmtree(folder)


@pytest.mark.parametrize(("day", "strange"), [("1899-12-31", True), ("1900-01-01", False), ("2999-01-01", True)])
def test_a_day_on_which_nobody_can_have_drawn_it_is_named(study, day, strange):
    folder = study()
    rewrite(folder, "007_start.json", date=day)
    assert (("drawing_date", "drawings/007_start.json", True) in kinds(folder)) is strange


@pytest.mark.parametrize(
    ("name", "strange"), [("papier/007_start.jpg", False), ("papier/007_einde.jpg", True), ("007_einde.json", True)]
)
def test_a_picture_that_is_not_this_drawings_is_named(study, name, strange):
    folder = study()
    rewrite(folder, "007_start.json", paper={"file": name, "points": None})
    assert (("drawing_picture", "drawings/007_start.json", True) in kinds(folder)) is strange


# ------------------------------------------------------------------ [drawings] in study.toml


def test_the_codebook_says_how_a_later_drawing_starts_and_which_counts(tmp_path):
    text = '[drawings]\nstart = "earlier"\ncounts = "files"\n[[waves]]\nid = "start"\n'
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    book = read_codebook(tmp_path)
    assert book.drawings == {"start": "earlier", "counts": "files"}
    (tmp_path / "study.toml").write_text(written(book), encoding="utf-8")
    assert read_codebook(tmp_path) == book


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('counts = "both"', r"line 2: \[drawings\]: counts 'both' is unknown. Known: drawings, files"),
        ('start = "vol"', r"start 'vol' is unknown. Known: empty, earlier"),
        ('begin = "empty"', r"has no field 'begin'"),
        ("counts = 3", r"counts '3' is unknown"),
    ],
)
def test_a_choice_that_is_none_is_named_with_its_line(tmp_path, line, said):
    (tmp_path / "study.toml").write_text(f'[drawings]\n{line}\n[[waves]]\nid = "start"\n', encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_codebook(tmp_path)


def test_a_damaged_drawing_is_named_with_what_is_wrong_and_what_to_do_once(study):
    folder = study()
    (folder / "drawings" / "007_start.json").write_text('{"net', encoding="utf-8")
    row = nl.check(nl.open_study(folder), "nl").query("file == 'drawings/007_start.json'").iloc[0]
    assert "this is no whole drawing" in row["problem"]
    assert "backup" not in row["problem"]  # that stands in what to do, in Dutch
    assert ".." not in row["problem"] + "."
    assert "reservekopie" in row["what_to_do"]
