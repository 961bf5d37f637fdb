"""What the drawing widget answers its page, what it keeps from other people, and pictures of paper drawings."""

from __future__ import annotations

import io
import json
import re
import shutil
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from netlab import drawings as dr
from netlab.problems import InputError
from netlab.study import open_study
from netlab.texts import texts
from netlab.widgets import paper
from netlab.widgets.drawing import PARTS, draw
from netlab.widgets.drawn_form import earlier, to_undo
from netlab.widgets.drawn_pieces import LARGEST, PIECE, Joining

EXAMPLE = Path(__file__).parent.parent / "data" / "voorbeeld"
JS = Path(__file__).parent / "js"
PNG = b"\x89PNG\r\n\x1a\n rest"


@pytest.fixture
def study(tmp_path):
    shutil.copytree(EXAMPLE, tmp_path / "study")
    return open_study(tmp_path / "study")


def talk(widget, **message):
    """What the widget sends when a page says this: (message, buffers)."""
    sent = []
    widget.send = lambda content, buffers=None: sent.append((content, buffers or []))
    buffers = message.pop("buffers", [])
    widget._heard(widget, {"page": "p1", **message}, [memoryview(b) for b in buffers])
    (answer,) = sent
    return answer


def picture(widget, data, id="w1", **more):
    """What the widget answers to the last piece, when a page sends a file as the script does."""
    many = max(1, -(-len(data) // PIECE))
    for n in range(many):
        part = data[n * PIECE : (n + 1) * PIECE]
        answer = talk(widget, do="paper", id=id, n=n, size=len(data), buffers=[part], **{"pdf_page": 1, **more})
    return answer[0]


def step(what, id="s1", **about):
    return {"id": id, "what": what, "about": about}


def els(id="a7f3k2", name="Els", x=0.3, y=-0.4):
    return {"alter": {"alter": id, "name": name, "x": x, "y": y, "generators": [], "answers": {}}}


def save(widget, base, what, id="s1", **about):
    return talk(widget, do="step", step=step(what, id, **about), base=base, id=id)[0]


def test_a_page_gets_the_codebook_in_its_language_and_the_drawing_without_its_history(study):
    answer, _ = talk(draw(study, "P90", "start", "en"), do="ready")
    form = answer["form"]
    assert (answer["kind"], answer["to"]) == ("opened", "p1")
    assert form["strength"]["answers"] == ["soms", "vaak", "heel_dichtbij"]  # as study.toml has them, from the rim
    assert form["strength"]["labels"]["vaak"] == "often"
    assert form["external"] == ["buiten"]
    assert form["generators"][0]["at_most"] == 20
    assert {q["column"]: q["kind"] for q in form["questions"]}["overleg"] == "yes_no"
    assert "history" not in answer["drawing"]
    assert answer["drawing"]["version"] == 0
    json.dumps(answer)  # it can be sent


def test_a_step_is_on_the_disk_when_it_is_answered(study):
    widget = draw(study, "P90", "start", by="RV")
    answer = save(widget, 0, "add", **els())
    assert (answer["status"], answer["version"], answer["drawing"]) == ("saved", 1, None)
    written = json.loads((study.folder / "drawings" / "P90_start.json").read_text(encoding="utf-8"))
    assert [a["name"] for a in written["alters"]] == ["Els"]
    assert written["history"][0]["who"] == "RV"
    again = save(widget, 0, "add", **els())  # the same step, because its answer was lost
    assert (again["status"], again["drawing"]["version"]) == ("again", 1)


def test_a_step_that_can_never_be_taken_is_refused_and_one_that_may_be_later_is_not_saved(study, monkeypatch):
    widget = draw(study, "P90", "start")
    refused = save(widget, 0, "rename", alter="nobody", name="X")
    assert refused["status"] == "refused"
    assert refused["said"] == texts("nl")["draw"]["why_step"]
    assert refused["drawing"]["version"] == 0

    def full(*_):
        raise InputError("the disk is full")

    monkeypatch.setattr("netlab.widgets.drawing.save", full)
    later = save(widget, 0, "add", **els())
    assert (later["status"], later["said"], later["drawing"]) == ("not_saved", texts("nl")["draw"]["why_file"], None)


def nested(depth):
    one = step("goal", goal="x")
    for _ in range(depth):
        one = {"id": "s1", "what": "undo", "about": {"step": one}}
    return one


WRONG = [
    {"do": "step", "step": nested(3000), "base": 0},
    {"do": "step", "step": {"what": ["add"], "about": {}}, "base": 0},
    {"do": "step", "step": {"what": "add", "about": {**els(), "at": 10**30}}, "base": 0},
    {"do": "step", "step": step("paper", paper={"file": "papier/P90_start.png", "points": float("nan")}), "base": 0},
    {"do": "step", "step": step("paper", paper={"file": "papier/P91_start.png"}), "base": 0},
    {"do": "step", "step": step("goal", goal="half \ud800 sign"), "base": 0},
    {"do": "step", "step": step("goal", goal="x" * 4001), "base": 0},
    {"do": "step", "step": step("add", **els(name="x" * 201)), "base": 0},
    {"do": "step", "step": step("goal", id="\udcff", goal="x"), "base": 0},
    {"do": "step", "step": {"id": "s1", "what": "goal", "about": {"goal": "x", "\ud800": 1}}, "base": 0},
    {"do": "step", "step": step("goal", goal="x"), "base": "x"},
    {"do": "step", "step": step("goal", goal="x"), "base": 9},
    {"do": "step", "step": step("goal", goal="x"), "base": -1},
    {"do": "step", "step": step("goal", goal="x"), "base": None},
    {"do": "step", "step": "goal", "base": 0},
    {"do": "step"},
]  # fmt: skip


@pytest.mark.parametrize("message", WRONG, ids=range(len(WRONG)))
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_step_with_any_fault_is_refused_in_the_language_of_the_page_and_nothing_is_written(study, message, lang):
    answer, _ = talk(draw(study, "P90", "start", lang), id="s1", **message)
    assert (answer["kind"], answer["status"], answer["to"], answer["id"]) == ("answer", "refused", "p1", "s1")
    words = texts(lang)["draw"]
    assert answer["said"] in (words["why_step"], words["why_base"])
    assert [*(study.folder / "drawings").glob("P90*.json")] == []


@pytest.mark.parametrize("message", [{}, {"do": "fly"}, {"do": ["step"]}, {"do": None}, {"do": "picture"}])
def test_a_message_that_asks_nothing_known_is_answered(study, message):
    widget = draw(study, "P90", "start", "en")
    answer, _ = talk(widget, **message)
    words = texts("en")["draw"]
    assert (answer["kind"], answer["to"]) == ("problem", "p1")
    assert answer["said"] in (words["cannot"], words["paper_none"])


def test_a_fault_in_netlab_itself_is_answered_and_the_log_holds_nothing_of_the_message(study, monkeypatch, caplog):
    def broken(*_):
        raise RuntimeError("Zwaantje")

    monkeypatch.setattr("netlab.widgets.drawing.save", broken)
    answer = save(draw(study, "P90", "start", "en"), 0, "add", **els(name="Zwaantje"))
    assert (answer["status"], answer["said"]) == ("refused", texts("en")["draw"]["why_step"])
    assert "RuntimeError" in caplog.text
    assert "Zwaantje" not in caplog.text


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_damaged_drawing_is_said_in_the_language_of_the_page(study, lang):
    path = study.folder / "drawings" / "P90_start.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text('{"netlab_drawing": 1, ')
    answer, _ = talk(draw(study, "P90", "start", lang), do="ready")
    assert answer["problem"] == texts(lang)["draw"]["damaged"].replace("{file}", "P90_start.json")


def test_what_participants_read_speaks_of_no_python_and_no_cell():
    for lang, cell in (("nl", "cel"), ("en", "cell")):
        said = " ".join(str(v) for v in texts(lang)["draw"].values())
        assert re.findall(rf"\b(?:Python|kernel|notebook|{cell})\b", said) == []


def test_a_conflict_names_the_file_in_which_the_other_version_is_kept(study):
    widget = draw(study, "P90", "start")
    save(widget, 0, "add", "1", **els())
    save(widget, 1, "move", "2", alter="a7f3k2", x=0.5, y=0.5)
    answer = save(widget, 1, "move", "3", alter="a7f3k2", x=-0.5, y=0.5)
    assert answer["status"] == "conflict"
    assert (study.folder / "drawings" / answer["beside"]).is_file()
    assert answer["drawing"]["alters"][0]["x"] == 0.5  # what stands in the file


def test_nothing_of_the_study_is_in_the_state_that_a_notebook_saves(study):
    widget = draw(study, "P90", "start", by="Rik")
    save(widget, 0, "add", **els(name="Zwaantje"))
    talk(widget, do="ready")
    own = {k: v for k, v in widget.get_state().items() if not k.startswith("_")}
    assert set(own) <= {"waiting", "layout", "tabbable", "tooltip"}
    state = json.dumps({k: str(v) for k, v in widget.get_state().items()})
    assert [w for w in ("Zwaantje", "Rik", "P90") if w in state] == []


@pytest.mark.parametrize(
    ("wave", "lang", "match"), [("nameting", "nl", "nameting"), ("start", "fr", "fr"), ("", "nl", "wave ''")]
)
def test_a_wave_or_language_that_is_not_there_is_refused(study, wave, lang, match):
    with pytest.raises(InputError, match=match):
        draw(study, "P90", wave, lang)


def test_who_was_reported_in_a_file_before_is_offered_in_the_next_drawing(study):
    table = study.networks.alters
    rows = table[(table["ego"] == "P01") & (table["wave"] == "start")]
    offered = earlier(study, "P01", "einde", "nl")
    assert [(o["alter"], o["name"]) for o in offered] == list(zip(rows["alter"], rows["name"], strict=True))
    for one, strength, sector in zip(offered, rows["nabijheid"], rows["plek"], strict=True):
        if isinstance(strength, str) and isinstance(sector, str):  # it stands where its answers say
            said = dr.answers_at(study.codebook, one["x"], one["y"])
            assert (said["nabijheid"], said["plek"]) == (strength, sector)
        else:
            assert one["x"] is None
    assert earlier(study, "P01", "start", "nl") == []


def test_what_can_be_undone_after_opening_again_follows_undo_and_redo(study):
    book = study.codebook
    drawing = dr.empty("P90", "start", "2026-11-21")

    def take(what, **about):
        nonlocal drawing
        entry = {"version": drawing["version"] + 1, "at": "", "who": "", "what": what, "about": about}
        drawing = {
            **dr.apply(drawing, entry, book),
            "version": entry["version"],
            "history": [*drawing["history"], entry],
        }

    take("add", **els())
    take("rename", alter="a7f3k2", name="Elsje")
    take("undo", step={"what": "rename", "about": {"alter": "a7f3k2", "name": "Els"}})
    past = to_undo(drawing, book)
    assert [p["step"]["what"] for p in past["undo"]] == ["add"]
    assert [p["step"]["about"]["name"] for p in past["redo"]] == ["Elsje"]
    take("redo", step=past["redo"][0]["step"])
    past = to_undo(drawing, book)
    assert [p["step"]["what"] for p in past["undo"]] == ["add", "rename"]
    assert past["undo"][1]["back"] == {"what": "rename", "about": {"alter": "a7f3k2", "name": "Els"}}  # by hand
    assert past["redo"] == []
    take("goal", goal="x")
    assert [p["step"]["what"] for p in to_undo(drawing, book)["undo"]] == ["add", "rename", "goal"]


# ------------------------------------------------------------------ pictures


def test_a_picture_is_kept_as_it_is_and_never_written_over(study):
    widget = draw(study, "P90", "start")
    first = picture(widget, PNG + b"1", "w1")
    second = picture(widget, PNG + b"2", "w2")
    again = picture(widget, PNG + b"1", "w3")
    assert first["file"] == again["file"] == "papier/P90_start.png"
    assert re.fullmatch(r"papier/P90_start-[0-9a-f]{6}\.png", second["file"])
    _, buffers = talk(widget, do="picture", file=first["file"])
    assert buffers == [PNG + b"1"]
    left = {p.name for p in (study.folder / "drawings" / "papier").iterdir()}
    assert len(left) == 2


@pytest.mark.parametrize(
    "name",
    ["papier/P91_start.png", "papier/../../study.toml", "P90_start.json", "papier/P90_start.json", "/etc/passwd"],
)
def test_nobody_elses_picture_and_no_other_file_is_given(study, name):
    assert picture(draw(study, "P91", "start"), PNG)["kind"] == "kept"
    answer, buffers = talk(draw(study, "P90", "start"), do="picture", file=name)
    assert answer["kind"] == "problem"
    assert buffers == []


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "paper_bad"),
        (b"GIF89a", "paper_bad"),
        (b"<svg/>", "paper_bad"),
        (b"%PDF-1.7 broken", "pdf_bad"),
        (b"no picture" + bytes(PIECE), "paper_bad"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_what_is_no_picture_is_refused_in_the_language_of_the_page(study, data, why, lang):
    answer = picture(draw(study, "P90", "start", lang), data, pdf_page="x")
    assert (answer["kind"], answer["said"]) == ("problem", texts(lang)["draw"][why])
    assert not (study.folder / "drawings" / "papier").exists()


def test_a_disk_that_is_full_leaves_no_half_picture(study, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("netlab.widgets.paper.os.fsync", full)
    answer = picture(draw(study, "P90", "start"), PNG)
    assert (answer["kind"], answer["said"]) == ("problem", texts("nl")["draw"]["paper_unwritten"])
    assert [*(study.folder / "drawings" / "papier").iterdir()] == []


# ------------------------------------------------------------------ a picture in pieces

BIG = PNG + bytes(n % 251 for n in range(PIECE)) * 2 + b"the end"  # by hand: two whole pieces and 21 bytes more


def part(n, data=BIG):
    return data[n * PIECE : (n + 1) * PIECE]


def joined(numbers, data=BIG, name="a"):
    """What a joining gives at each of these pieces."""
    joining = Joining()
    return [joining.take(name, n, len(data), part(n, data)) for n in numbers]


def test_a_file_in_pieces_is_whole_again_whatever_the_order_and_a_piece_that_comes_twice_changes_nothing():
    assert joined([0, 1, 2]) == [None, None, BIG]
    assert joined([0, 2, 1]) == [None, None, BIG]
    assert joined([0, 0, 1, 0, 1, 2]) == [None] * 5 + [BIG]
    assert joined([0], PNG) == [PNG]
    assert joined([0], b"") == [b""]
    exact = BIG[: 2 * PIECE]
    assert joined([0, 1], exact) == [None, exact]


def test_which_piece_is_lacking_is_said_and_a_file_that_lacks_one_is_not_given(study):
    joining = Joining()
    assert joining.take("a", 0, len(BIG), part(0)) is None
    assert joining.take("a", 2, len(BIG), part(2)) is None
    assert joining.lacking == 1
    widget = draw(study, "P90", "start")
    about = {"do": "paper", "id": "a", "size": len(BIG)}
    answer, _ = talk(widget, n=0, buffers=[part(0)], **about)
    assert (answer["kind"], answer["lacking"], answer["id"], answer["to"]) == ("piece", 1, "a", "p1")
    answer, _ = talk(widget, n=2, buffers=[part(2)], **about)
    assert answer["lacking"] == 1
    assert not (study.folder / "drawings" / "papier").exists()
    answer, _ = talk(widget, n=1, buffers=[part(1)], **about)
    assert (study.folder / "drawings" / answer["file"]).read_bytes() == BIG
    again, _ = talk(widget, n=1, buffers=[part(1)], **about)  # its answer was lost
    assert again == answer


@pytest.mark.parametrize(
    ("n", "size", "data"),
    [
        (1, len(BIG), part(1)[:-1]),
        (1, len(BIG), b""),
        (2, len(BIG), part(2) + b"x"),
        (2, len(BIG) + 1, part(2)),
        (0, len(BIG), part(1)),  # it came before, and was another
        (3, len(BIG), b"x"),
        (-1, len(BIG), part(0)),
        (True, len(BIG), part(1)),
        ("1", len(BIG), part(1)),
        (1, None, part(1)),
        (1, -5, part(1)),
        (10**30, len(BIG), part(1)),
    ],
)
def test_a_piece_that_does_not_fit_breaks_its_file_off_and_the_whole_can_be_sent_again(study, n, size, data):
    widget = draw(study, "P90", "start")
    talk(widget, do="paper", id="a", n=0, size=len(BIG), buffers=[part(0)])
    answer, _ = talk(widget, do="paper", id="a", n=n, size=size, buffers=[data])
    assert (answer["kind"], answer["about"], answer["why"]) == ("problem", "paper", "paper_lost")
    assert answer["said"] == texts("nl")["draw"]["paper_lost"]
    answer, _ = talk(widget, do="paper", id="a", n=1, size=len(BIG), buffers=[part(1)])
    assert answer["why"] == "paper_lost"  # nothing of it is kept
    assert not (study.folder / "drawings" / "papier").exists()
    assert picture(widget, BIG, "")["file"] == "papier/P90_start.png"  # whatever the page calls it


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_file_that_is_too_large_is_refused_at_its_first_piece(study, lang):
    size = LARGEST + 1
    answer, _ = talk(draw(study, "P90", "start", lang), do="paper", id="a", n=0, size=size, buffers=[bytes(PIECE)])
    assert (answer["why"], answer["about"]) == ("paper_large", "paper")
    assert " 60 MB" in answer["said"]


def test_a_file_that_begins_makes_an_unfinished_one_forgotten_and_so_does_closing(study):
    widget = draw(study, "P90", "start")

    def said(id, n):
        return talk(widget, do="paper", id=id, n=n, size=len(BIG), buffers=[part(n)])[0]

    assert said("a", 0)["kind"] == "piece"
    assert said("b", 0)["kind"] == "piece"
    assert said("a", 1)["why"] == "paper_lost"
    assert said("b", 1)["lacking"] == 2  # what the first page still sends does not break the second off
    widget.close()
    assert said("b", 2)["why"] == "paper_lost"
    assert not (study.folder / "drawings" / "papier").exists()


def test_a_page_hears_in_what_pieces_a_file_is_sent_and_how_large_it_may_be(study):
    answer, _ = talk(draw(study, "P90", "start"), do="ready")
    assert answer["pieces"] == {"bytes": PIECE, "largest": LARGEST}
    assert PIECE < 10_000_000  # where a Jupyter server closes the connection


def test_a_page_of_a_pdf_becomes_a_png_of_2400_pixels():
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    document.new_page(842, 595)
    written = io.BytesIO()
    document.save(written)
    for page, size in ((1, (1696, 2400)), (2, (2400, 1696))):  # 595 × 2400 / 842 = 1696 (rounded up)
        made = paper.as_png(written.getvalue(), page)
        width, height = struct.unpack(">II", made[16:24])
        assert (width, height) == pytest.approx(size, abs=1)
    with pytest.raises(InputError, match="2 pages, there is no page 3"):
        paper.as_png(written.getvalue(), 3)


def test_the_png_that_is_written_has_the_pixels_that_were_given():
    pixels = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    made = paper.written_png(pixels)
    # by hand, after the PNG specification: chunks of length, kind, data, checksum; each line begins with its filter, 0
    at, data = 8, {}
    while at < len(made):
        (length,) = struct.unpack(">I", made[at : at + 4])
        kind, body = made[at + 4 : at + 8], made[at + 8 : at + 8 + length]
        assert struct.unpack(">I", made[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + body)
        data[kind], at = body, at + 12 + length
    assert struct.unpack(">IIBB", data[b"IHDR"][:10]) == (3, 2, 8, 2)
    assert zlib.decompress(data[b"IDAT"]) == b"\0" + bytes(range(9)) + b"\0" + bytes(range(9, 18))


# ------------------------------------------------------------------ the script


def test_every_text_that_the_script_asks_for_is_there():
    script = "".join((Path(paper.__file__).parent / part).read_text(encoding="utf-8") for part in PARTS)
    asked = set(re.findall(r"say\(board, \"(\w+)\"", script))
    asked |= {key for pair in re.findall(r"say\(board, [^()\"`]*\? \"(\w+)\" : \"(\w+)\"", script) for key in pair}
    asked |= set(re.findall(r"\"(paper_\w+)\"", script))
    assert len(asked) > 80
    assert asked <= texts("nl")["draw"].keys()


def test_every_part_of_the_script_stands_behind_the_parts_that_it_imports():
    folder = Path(paper.__file__).parent
    for n, part in enumerate(PARTS):
        imported = re.findall(r'from "\./(\w+\.mjs)";', (folder / part).read_text(encoding="utf-8"))
        assert set(imported) <= set(PARTS[:n]), part
    assert {p.name for p in folder.glob("draw*.mjs")} <= set(PARTS)  # and none is forgotten


def test_the_sheet_and_the_rings_have_the_same_measures_in_both_languages_of_code():
    folder = Path(paper.__file__).parent
    text = "".join((folder / f"drawn_{part}.mjs").read_text(encoding="utf-8") for part in ("places", "paper"))
    found = dict(re.findall(r"const (INNER|OUTER|MARK_MM|RIM_OF_SHORT_SIDE) = ([\d.]+);", text))
    assert {k: float(v) for k, v in found.items()} == {
        "INNER": dr.INNER, "OUTER": dr.OUTER, "MARK_MM": dr.MARK_MM, "RIM_OF_SHORT_SIDE": dr.RIM_OF_SHORT_SIDE,
    }  # fmt: skip
