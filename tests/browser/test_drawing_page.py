"""Drawing a network in a real browser: what is saved is what was drawn."""

from __future__ import annotations

import pytest
from page import alters, drag, key, mark, middle, place, saved, shown, three, tied

from netlab import drawings as dr
from netlab.study import open_study

pytestmark = pytest.mark.slow


def test_a_whole_drawing_by_mouse_is_what_stands_in_the_file(context, study):
    page = shown(context, study)
    drawing = three(page)
    # by hand: three rings from 0.12 to 1, each 0.2933; r = 0.515 is the middle one, 0.85 the outer; sectors of 120°
    answers = {n: (a["answers"]["nabijheid"], a["answers"]["plek"]) for n, a in alters(drawing).items()}
    assert answers == {"Els": ("vaak", "eigen_team"), "Jan": ("vaak", "buiten"), "Piet": ("soms", "andere_dienst")}

    drag(page, middle(page, "Piet"), place(page, 0.1, -0.2))
    moved = alters(saved(page))["Piet"]
    assert moved["answers"]["nabijheid"] == "heel_dichtbij"
    assert (moved["x"], moved["y"]) == pytest.approx((0.1, -0.2), abs=0.02)

    drag(page, middle(page, "Jan"), place(page, -0.9, 0.8))
    assert alters(saved(page))["Jan"]["wished"] is True
    assert "Iedereen (2) · 1 gewenst" in page.inner_text(".nd-side")

    key(page, "mode connect").click()
    drag(page, middle(page, "Els"), middle(page, "Piet"))
    drawing = saved(page)
    assert tied(drawing) == {frozenset(("Els", "Piet"))}
    assert drawing["ties_asked"] is True  # who draws a tie was asked
    mark(page, "Els").click()
    mark(page, "Jan").click()  # and by clicking one after the other
    assert len(tied(saved(page))) == 2

    key(page, "mode move").click()
    key(page, "undo").click()
    key(page, "undo").click()
    assert tied(saved(page)) == set()
    key(page, "redo").click()
    assert tied(saved(page)) == {frozenset(("Els", "Piet"))}

    mark(page, "Piet").click()
    key(page, "remove").click()
    assert set(alters(saved(page))) == {"Els", "Jan"}
    page.keyboard.press("Control+z")
    drawing = saved(page)
    assert set(alters(drawing)) == {"Els", "Jan", "Piet"}
    assert tied(drawing) == {frozenset(("Els", "Piet"))}  # the ties came back as well
    assert page.wrong == []


def test_the_form_writes_every_kind_of_answer_and_an_answer_on_the_ring_moves_the_mark(context, study):
    page = shown(context, study)
    three(page)
    mark(page, "Els").click()
    key(page, "name").fill("Els P. ")
    key(page, "answer nabijheid heel_dichtbij").check()
    key(page, "answer plek").select_option("andere_dienst")
    key(page, "answer overleg").check()
    key(page, "answer leren").check()
    key(page, "answer functie").select_option("beleid")
    key(page, "answer contactvorm beide").check()
    key(page, "answer weten 4").check()
    els = alters(saved(page))["Els P."]
    assert els["answers"] == {
        "nabijheid": "heel_dichtbij", "plek": "andere_dienst", "overleg": True, "leren": True, "functie": "beleid",
        "contactvorm": "beide", "weten": "4",
    }  # fmt: skip
    assert dr.ring_at(els["x"], els["y"], 3) == 2
    assert dr.sector_at(els["x"], els["y"], 3) == 1
    key(page, "answer weten wipe").click()
    assert "weten" not in alters(saved(page))["Els P."]["answers"]
    assert dr.unlike(saved(page), study.codebook) == []
    for _ in range(4):  # back to the learning goal
        if key(page, "previous").is_disabled():
            break
        key(page, "previous").click()
    key(page, "goal").fill("Bruggen slaan naar buiten")
    page.wait_for_timeout(800)  # typed, and not left: saved all the same
    assert saved(page)["goal"] == "Bruggen slaan naar buiten"


def test_names_are_typed_one_per_line_and_placed_by_clicking(context, study):
    page = shown(context, study)
    key(page, "next").click()
    key(page, "names").fill("Els\n  \nJan\n Piet ")
    key(page, "add-names").click()
    drawing = saved(page)
    assert [a["name"] for a in drawing["alters"]] == ["Els", "Jan", "Piet"]
    assert {a["x"] for a in drawing["alters"]} == {None}
    assert alters(drawing)["Jan"]["generators"] == ["leren_van"]
    assert len(drawing["history"]) == 1  # one step, so one undo
    for x, y in ((0.5, 0.3), (-0.5, 0.3), (0.1, -0.6)):  # the next one is chosen by itself
        page.mouse.click(*place(page, x, y))
    drawing = saved(page)
    assert [a["answers"]["plek"] for a in drawing["alters"]] == ["eigen_team", "buiten", "andere_dienst"]
    assert not page.locator(".nd-tray").is_visible()


def test_not_asked_about_ties_is_said_and_not_assumed(context, study):
    page = shown(context, study)
    assert three(page)["ties_asked"] is None
    while key(page, "asked false").count() == 0:
        key(page, "next").click()
    key(page, "asked false").check()
    assert saved(page)["ties_asked"] is False
    drag(page, middle(page, "Els"), middle(page, "Jan"))  # the step for ties has the mode for ties
    drawing = saved(page)
    assert drawing["ties_asked"] is True
    assert key(page, "asked true").is_checked()
    key(page, "asked false").click()  # with a tie there it cannot be
    assert saved(page)["ties_asked"] is True
    assert "Er is 1 band getekend" in page.inner_text(".nd-said")


def test_a_second_drawing_asks_who_is_still_there(context, study):
    three(shown(context, study))
    page = shown(context, study, wave="einde")
    was = alters(dr.load(study.folder, "P90", "start"))
    headings = [page.inner_text(".nd-guide h3")]  # goal and names are asked first, also the second time
    while not page.locator(".nd-earlier").count():
        key(page, "next").click()
        headings.append(page.inner_text(".nd-guide h3"))
    assert headings == ["Leerdoel", "Namen", "Van de vorige keer"]
    assert "Els" in page.inner_text(".nd-earlier")
    first = {n: f"earlier start {a['alter']}" for n, a in was.items()}
    key(page, f"{first['Els']} same").check()
    key(page, f"{first['Jan']} gone").check()
    key(page, f"{first['Piet']} not_mentioned").check()
    drawing = saved(page)
    assert [a["alter"] for a in drawing["alters"]] == [was["Els"]["alter"]]  # the same id, the same place
    assert (drawing["alters"][0]["x"], drawing["alters"][0]["y"]) == (was["Els"]["x"], was["Els"]["y"])
    said = {e["alter"]: (e["status"], e["other_alter"]) for e in drawing["earlier"]}
    assert said == {
        was["Els"]["alter"]: ("same", was["Els"]["alter"]),
        was["Jan"]["alter"]: ("gone", None),
        was["Piet"]["alter"]: ("not_mentioned", None),
    }
    key(page, f"{first['Els']} gone").check()  # thought better of it
    drawing = saved(page)
    assert drawing["alters"] == []
    assert {e["status"] for e in drawing["earlier"]} == {"gone", "not_mentioned"}
    page.keyboard.press("Control+z")
    assert [a["name"] for a in saved(page)["alters"]] == ["Els"]
    networks = open_study(study.folder).networks
    links = networks.links[networks.links["ego"] == "P90"]
    assert set(links["status"]) == {"same", "gone"}  # identity across waves without matching


def test_a_second_drawing_begins_with_the_first_where_the_codebook_says_so(context, study):
    toml = study.folder / "study.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + '\n[drawings]\nstart = "earlier"\n', encoding="utf-8")
    study = open_study(study.folder)
    three(shown(context, study))
    page = shown(context, study, wave="einde")
    assert page.locator(".nd-alter").count() == 3
    assert saved(page)["from_earlier"] is True


MORE = """
[[generators]]
id = "steun"
text = "Bij wie vind je steun?"
column = "steun"

[[tie_types]]
id = "helpt"
label = "helpt"
directed = true

[[interpreters]]
column = "thema"
role = "note"
label = "leerthema"
"""


def test_more_generators_kinds_of_tie_and_a_note_each_have_their_place(context, study):
    toml = study.folder / "study.toml"
    text = toml.read_text(encoding="utf-8").replace('id = "leren_van"', 'id = "leren_van"\ncolumn = "leren_van"')
    toml.write_text(text + MORE, encoding="utf-8")
    page = shown(context, open_study(study.folder))
    three(page)
    headings = []
    while not key(page, "next").is_disabled():
        key(page, "next").click()
        headings.append(page.inner_text(".nd-guide h3"))
        if key(page, "names").count() and "steun" in page.inner_text(".nd-prompt"):
            key(page, "names").fill("Mia")
            key(page, "add-names").click()
            page.locator(".nd-guide").get_by_label("Els").check()  # named here as well
        if key(page, "type 1").count():
            key(page, "type 1").check()
            mark(page, "Jan").click()
            mark(page, "Els").click()
    assert headings == ["Namen 1", "Namen 2", "Plaats", "Banden", "Vragen"]  # one prompt after the other
    drawing = saved(page)
    of = {n: a["generators"] for n, a in alters(drawing).items()}
    assert (of["Mia"], of["Els"], of["Jan"]) == (["steun"], ["steun"], [])
    ids = {n: a["alter"] for n, a in alters(drawing).items()}
    assert drawing["ties"] == [{"source": ids["Jan"], "target": ids["Els"], "type": "helpt"}]  # with its direction
    assert page.locator(".nd-tie[marker-end]").count() == 1
    mark(page, "Els").click()
    key(page, "answer thema").fill("bruggen ")
    page.keyboard.press("Tab")
    assert alters(saved(page))["Els"]["answers"]["thema"] == "bruggen"
