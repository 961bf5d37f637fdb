"""Drawing a network in a real browser, by mouse, touch and keyboard: what is saved is what was drawn, whatever ends."""

from __future__ import annotations

import io
import shutil
import struct
import zlib
from pathlib import Path

import pytest
from page import begin, place, saved, shown

from netlab import drawings as dr
from netlab.study import open_study

SCREENS = Path(__file__).parent.parent.parent / "screenshots"
EXAMPLE = Path(__file__).parent.parent.parent / "data" / "voorbeeld"

pytestmark = pytest.mark.slow


@pytest.fixture
def study(tmp_path):
    shutil.copytree(EXAMPLE, tmp_path / "study")
    return open_study(tmp_path / "study")


@pytest.fixture
def context(browser):
    made = browser.new_context(viewport={"width": 1280, "height": 1000})
    yield made
    made.close()


def alters(drawing):
    return {a["name"]: a for a in drawing["alters"]}


def tied(drawing):
    names = {a["alter"]: a["name"] for a in drawing["alters"]}
    return {frozenset((names[t["source"]], names[t["target"]])) for t in drawing["ties"]}


def mark(page, name):
    return page.locator(f".nd-alter[aria-label^='{name},'] .nd-mark")


def middle(page, name):
    box = mark(page, name).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page, start, end):
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    page.mouse.move(*end)
    page.mouse.up()


def key(page, name):
    return page.locator(f"[data-key='{name}']")


def add_at(page, name, x, y):
    key(page, "mode add").click()
    page.mouse.click(*place(page, x, y))
    page.keyboard.type(name)
    page.keyboard.press("Enter")


def three(page):
    """Els and Jan in the ring `vaak`, own team and outside; Piet in `soms`, other departments."""
    add_at(page, "Els", 0.45, 0.25)
    add_at(page, "Jan", -0.45, 0.25)
    add_at(page, "Piet", 0.0, -0.85)
    key(page, "mode move").click()
    return saved(page)


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
    assert "1 banden" in page.inner_text(".nd-said")


def test_everything_is_done_with_the_keyboard_alone(context, study):
    page = shown(context, study)
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.dataset.key") != "next":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    while page.evaluate("document.activeElement.dataset.key") != "names":
        page.keyboard.press("Tab")
    page.keyboard.type("Els\nJan")
    page.keyboard.press("Control+Enter")
    assert len(saved(page)["alters"]) == 2
    for name, ring, sector in (("Els", "soms", "eigen_team"), ("Jan", "vaak", "buiten")):
        while page.evaluate("document.activeElement.textContent") != name:
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # chosen in the tray
        while page.evaluate("document.activeElement.dataset.key || ''") != "answer nabijheid soms":
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        if ring == "vaak":
            page.keyboard.press("ArrowRight")
        while page.evaluate("document.activeElement.dataset.key || ''") != "answer plek":
            page.keyboard.press("Tab")
        page.keyboard.press({"eigen_team": "e", "buiten": "b"}[sector])
        answers = alters(saved(page))[name]["answers"]
        assert (answers["nabijheid"], answers["plek"]) == (ring, sector)
        page.evaluate("document.querySelector('.netlab-drawing').focus()")
    while not page.evaluate("Boolean(document.activeElement.alter && document.activeElement.closest('svg'))"):
        page.keyboard.press("Tab")
    if "Jan" in page.evaluate("document.activeElement.getAttribute('aria-label')"):
        page.keyboard.press("ArrowRight")  # Els stands at the right
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Els,")
    outline = page.evaluate("getComputedStyle(document.activeElement.querySelector('.nd-halo')).stroke")
    assert outline == "rgb(0, 97, 154)"  # the focus can be seen
    was = alters(saved(page))["Els"]
    page.keyboard.press("Enter")
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")  # as it was
    assert alters(saved(page))["Els"] == was
    page.keyboard.press("Enter")
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert alters(saved(page))["Els"]["x"] == pytest.approx(was["x"] - 5 * 0.03, abs=0.001)
    page.keyboard.press("c")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert tied(saved(page)) == {frozenset(("Els", "Jan"))}
    page.keyboard.press("Escape")
    page.keyboard.press("F2")
    page.keyboard.press("End")
    page.keyboard.type(" K.")
    page.keyboard.press("Tab")
    names = set(alters(saved(page)))
    assert len(names) == 2
    assert any(n.endswith(" K.") for n in names)
    while not page.evaluate("Boolean(document.activeElement.alter && document.activeElement.closest('svg'))"):
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Delete")
    assert len(saved(page)["alters"]) == 1
    page.keyboard.press("Control+z")
    assert len(saved(page)["alters"]) == 2
    assert page.wrong == []


def test_touch_on_a_tablet_adds_drags_and_connects(browser, study):
    context = browser.new_context(viewport={"width": 768, "height": 1024}, has_touch=True, is_mobile=True)
    page = shown(context, study)
    key(page, "mode add").tap()
    for name, (x, y) in {"Els": (0.45, 0.25), "Jan": (-0.45, 0.25)}.items():
        page.touchscreen.tap(*place(page, x, y))
        page.keyboard.type(name)
        page.keyboard.press("Enter")
    assert set(alters(saved(page))) == {"Els", "Jan"}
    key(page, "mode move").tap()
    cdp = context.new_cdp_session(page)

    def finger(what, at=None):
        points = [] if at is None else [{"x": at[0], "y": at[1]}]
        cdp.send("Input.dispatchTouchEvent", {"type": what, "touchPoints": points})

    finger("touchStart", middle(page, "Els"))
    finger("touchMove", place(page, 0.3, 0.4))
    finger("touchMove", place(page, 0.2, 0.15))
    finger("touchEnd")
    assert alters(saved(page))["Els"]["answers"]["nabijheid"] == "heel_dichtbij"
    key(page, "mode connect").tap()
    page.touchscreen.tap(*middle(page, "Els"))
    page.touchscreen.tap(*middle(page, "Jan"))
    assert tied(saved(page)) == {frozenset(("Els", "Jan"))}
    small = page.evaluate("""[...document.querySelectorAll('.netlab-drawing button, .netlab-drawing .nd-touch')]
        .filter((b) => b.checkVisibility()).map((b) => b.getBoundingClientRect())
        .map((r) => Math.min(r.width, r.height)).sort((a, b) => a - b)[0]""")
    assert small >= 24  # WCAG 2.2, 2.5.8
    assert page.evaluate("document.documentElement.scrollWidth") <= 768
    context.close()


def test_among_marks_that_stand_close_the_nearest_to_the_hand_is_chosen(context, study):
    page = shown(context, study)
    for n in range(3):
        take = {
            "alter": f"aaaaa{n}",
            "name": f"Naam{n}",
            "x": 0.4 + 0.03 * n,
            "y": 0.3,
            "generators": [],
            "answers": {},
        }
        dr.save(study.folder, "P90", "start", {"what": "add", "about": {"alter": take}}, n, "t", study.codebook)
    begin(page)
    for n in range(3):
        page.mouse.click(*middle(page, f"Naam{n}"))  # 8 pixels apart, each with room for a finger
        assert key(page, "name").input_value() == f"Naam{n}"


def test_a_page_opened_again_has_everything_and_can_still_undo(context, study):
    page = shown(context, study)
    three(page)
    begin(page)
    assert page.locator(".nd-alter").count() == 3
    key(page, "undo").click()
    assert set(alters(saved(page))) == {"Els", "Jan"}
    key(page, "redo").click()
    assert set(alters(saved(page))) == {"Els", "Jan", "Piet"}


def test_a_dead_kernel_loses_no_step_they_are_offered_when_the_drawing_is_opened_again(context, study):
    page = shown(context, study)
    three(page)
    page.kernel.alive = False
    drag(page, middle(page, "Piet"), place(page, 0.1, -0.2))
    add_at(page, "Mia", 0.6, -0.1)
    assert set(alters(page.kernel.widget.drawing)) == {"Els", "Jan", "Piet"}  # nothing reached Python
    page.wait_for_selector(".nd-state.nd-bad", timeout=10_000)
    assert "nog niet bewaard" in page.inner_text(".nd-state")
    page.close()

    again = shown(context, study)  # another kernel, another page
    key(again, "offer-take").wait_for(timeout=15_000)
    assert set(alters(again.kernel.widget.drawing)) == {"Els", "Jan", "Piet"}  # nothing without being asked
    key(again, "offer-take").click()
    drawing = saved(again)
    assert set(alters(drawing)) == {"Els", "Jan", "Piet", "Mia"}
    assert alters(drawing)["Piet"]["answers"]["nabijheid"] == "heel_dichtbij"
    assert again.evaluate("Object.keys(localStorage).length") == 0  # no name stays behind in the browser


def test_an_answer_that_is_lost_on_the_way_saves_a_step_once(context, study):
    page = shown(context, study)
    hear = page.kernel.hear
    page.kernel.hear = lambda message, buffers: (hear(message, buffers), [])[1]  # it hears, its answer is lost
    page.evaluate("0")
    key(page, "mode add").click()
    add_at(page, "Els", 0.45, 0.25)
    page.wait_for_timeout(300)
    page.kernel.hear = hear
    drawing = saved(page, timeout=10)
    assert [a["name"] for a in drawing["alters"]] == ["Els"]
    assert len(drawing["history"]) == 1


def test_two_pages_that_change_different_things_both_count_and_see_each_other(context, study):
    first = shown(context, study)
    three(first)
    second = shown(context, study)
    drag(first, middle(first, "Els"), place(first, 0.2, 0.15))
    saved(first)
    add_at(second, "Mia", 0.6, -0.1)  # drawn on the version from before
    assert set(alters(saved(second))) == {"Els", "Jan", "Piet", "Mia"}
    assert second.locator(".nd-notice").count() == 0
    assert mark(second, "Els").count() == 1
    assert alters(saved(second))["Els"]["answers"]["nabijheid"] == "heel_dichtbij"


def test_two_pages_that_change_the_same_thing_show_a_conflict_and_both_versions_are_kept(context, study):
    first = shown(context, study)
    three(first)
    second = shown(context, study)
    drag(first, middle(first, "Els"), place(first, 0.2, 0.15))
    saved(first)
    drag(second, middle(second, "Els"), place(second, 0.5, 0.7))
    drawing = saved(second)
    assert alters(drawing)["Els"]["answers"]["nabijheid"] == "heel_dichtbij"  # the first stands
    (beside,) = (study.folder / "drawings").glob("*.conflict-*.json")
    assert beside.name in second.inner_text(".nd-notice")
    other = dr.read_drawing(beside.read_bytes(), beside.name)
    assert (alters(other)["Els"]["x"], alters(other)["Els"]["y"]) == pytest.approx((0.5, 0.7), abs=0.02)
    assert middle(second, "Els") == pytest.approx(place(second, 0.2, 0.15), abs=6)  # what is seen is what is saved
    key(second, "understood 0").click()
    assert second.locator(".nd-notice").count() == 0


def test_a_second_drawing_asks_who_is_still_there(context, study):
    three(shown(context, study))
    page = shown(context, study, wave="einde")
    was = alters(dr.load(study.folder, "P90", "start"))
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


def photo(width=600, height=424, dots=()):
    """A white PNG with black squares of nine pixels at these points."""
    pixels = bytearray(b"\xff" * width * height)
    for px, py in dots:
        for y in range(round(py) - 4, round(py) + 5):
            for x in range(round(px) - 4, round(px) + 5):
                pixels[y * width + x] = 0
    rows = b"".join(b"\x00" + bytes(pixels[y * width : (y + 1) * width]) for y in range(height))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_a_photo_is_aligned_by_its_corner_marks_and_alters_are_clicked_over_it(context, study):
    # A4 landscape at 2 pixels per mm: marks 10 mm from the edges; rim 0.42 × 190 mm = 79.8 mm; someone at (0.5, 0.3)
    corners = [(20, 20), (574, 20), (574, 400), (20, 400)]
    els = (297 + 0.5 * 159.6, 210 - 0.3 * 159.6)
    page = shown(context, study)
    key(page, "paper").click()
    data = photo(594, 420, [*corners, els])
    key(page, "file").set_input_files({"name": "blad.png", "mimeType": "image/png", "buffer": data})
    page.wait_for_selector(".nd-photo")
    box = page.locator(".nd-photo").bounding_box()
    scale = box["width"] / 594
    for x, y in corners:
        page.mouse.click(box["x"] + x * scale, box["y"] + y * scale)
    SCREENS.mkdir(exist_ok=True)
    page.locator(".netlab-drawing").screenshot(path=SCREENS / "drawing_marking.png")
    key(page, "mark-done").click()
    drawing = saved(page)
    assert drawing["paper"]["file"] == "papier/P90_start.png"
    assert (study.folder / "drawings" / drawing["paper"]["file"]).read_bytes() == data
    for at, corner in zip(drawing["paper"]["points"]["at"], corners, strict=True):
        assert at == pytest.approx(corner, abs=1)
    picture = page.locator(".nd-paper").bounding_box()
    on = picture["width"] / 594
    page.mouse.click(picture["x"] + els[0] * on, picture["y"] + els[1] * on)
    page.keyboard.type("Els")
    page.keyboard.press("Enter")
    drawn = alters(saved(page))["Els"]
    assert (drawn["x"], drawn["y"]) == pytest.approx((0.5, 0.3), abs=0.02)
    page.locator(".netlab-drawing").screenshot(path=SCREENS / "drawing_paper.png")
    begin(page)  # the picture comes back with the drawing
    page.wait_for_selector(".nd-paper")
    assert page.wrong == []


def test_a_page_of_a_pdf_becomes_a_picture_and_the_rim_aligns_it_by_keyboard(context, study):
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    document.new_page(400, 400)
    written = io.BytesIO()
    document.save(written)
    page = shown(context, study)
    key(page, "paper").click()
    key(page, "file").set_input_files({"name": "s.pdf", "mimeType": "application/pdf", "buffer": written.getvalue()})
    page.wait_for_selector(".nd-photo")
    key(page, "how rim").check()
    page.locator(".nd-photo").focus()
    page.keyboard.press("Enter")  # the cross begins in the middle: ego
    for turn in ("ArrowUp", "ArrowLeft", "ArrowRight"):
        for _ in range(4):
            page.keyboard.press(f"Shift+{turn}")
        if turn == "ArrowRight":
            for _ in range(4):
                page.keyboard.press("Shift+ArrowRight")
        if turn == "ArrowLeft":
            for _ in range(4):
                page.keyboard.press("Shift+ArrowDown")
        page.keyboard.press("Enter")
    key(page, "mark-done").click()
    points = saved(page)["paper"]["points"]
    # by hand: 2400 pixels, 5 % per press: 4 presses are 480 from the middle
    assert points["at"] == [[1200, 1200], [1200, 720], [720, 1200], [1680, 1200]]
    assert page.locator(".nd-paper").count() == 1


def test_another_file_than_a_picture_is_refused_and_said(context, study):
    page = shown(context, study)
    key(page, "paper").click()
    key(page, "file").set_input_files({"name": "x.png", "mimeType": "image/png", "buffer": b"no picture"})
    page.wait_for_function("document.querySelector('.nd-said').textContent.includes('JPEG')")
    assert not (study.folder / "drawings" / "papier").exists()


def test_a_damaged_drawing_is_said_and_not_written_over(context, study):
    three(shown(context, study))
    path = dr.path_of(study.folder, "P90", "start")
    cut = path.read_bytes()[:200]
    path.write_bytes(cut)
    page = shown(context, study)
    assert "P90_start.json" in page.inner_text(".nd-notice")
    assert not page.locator(".nd-svg").is_visible()
    key(page, "aside").click()
    page.wait_for_selector(".nd-svg", state="visible")
    (aside,) = path.parent.glob("*.damaged-*.json")
    assert aside.read_bytes() == cut


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


def test_no_accessibility_rule_of_axe_is_broken(context, study):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page = shown(context, study)
    three(page)
    mark(page, "Els").click()
    broken = []
    for _ in range(5):  # every step of the guide, with someone's form beside it
        found = axe.Axe().run(page, context=".netlab-drawing", options={"resultTypes": ["violations"]})
        broken += [(v["id"], v["nodes"][0]["html"][:200]) for v in found.response["violations"]]
        if not key(page, "next").is_disabled():
            key(page, "next").click()
    assert broken == []


@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("width", [1280, 768, 390])
def test_the_drawing_can_be_read_at_every_width_in_both_languages_and_themes(browser, study, width, lang):
    context = browser.new_context(viewport={"width": width, "height": 1000})
    page = shown(context, study, lang=lang)
    three(page)
    mark(page, "Els").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    nameless = page.evaluate("""[...document.querySelectorAll(
        '.netlab-drawing :is(button, input, select, textarea, g[role])')].filter((e) => e.checkVisibility()
        && !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length)).map((e) => e.outerHTML)""")
    assert nameless == []
    SCREENS.mkdir(exist_ok=True)
    for theme in ("light", "dark"):
        page.evaluate(f"document.body.dataset.jpThemeLight = '{str(theme == 'light').lower()}'")
        found = contrasts(page)
        assert len(found) > 30
        assert found[0][0] >= 4.5, (theme, found[0])  # WCAG 2.2, 1.4.3
        page.screenshot(path=SCREENS / f"drawing_{lang}_{width}_{theme}.png", full_page=True)
    context.close()


def contrasts(page):
    """The least contrast of text in the panel with what is behind it, and where that is."""
    return page.evaluate(
        """() => {
        const rgb = (c) => c.match(/[\\d.]+/g).map(Number);
        const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
            .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
        const behind = (e) => {
            for (; e; e = e.parentElement) {
                if (e.closest("svg")) return rgb(getComputedStyle(document.querySelector(".nd-ring-4")).fill);
                const c = rgb(getComputedStyle(e).backgroundColor);
                if (c.length === 3 || c[3] === 1) return c;
            }
            return [255, 255, 255];
        };
        const found = [];
        for (const e of document.querySelectorAll(".netlab-drawing *")) {
            const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
            if (!own || !e.checkVisibility() || ["title", "OPTION"].includes(e.tagName)) continue;
            const text = e.closest("svg") ? getComputedStyle(e).fill : getComputedStyle(e).color;
            const ego = e.classList.contains("nd-egoname") && document.querySelector(".nd-ego");
            const back = ego ? rgb(getComputedStyle(ego).fill) : behind(e);
            const [a, b] = [light(rgb(text)), light(back)];
            const what = `${e.tagName} ${e.getAttribute("class")} ${e.textContent}`;
            found.push([(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), what]);
        }
        return found.sort((a, b) => a[0] - b[0]);
    }"""
    )
