"""The sheet on paper and the workbook to enter it in: places, letters, and answers that read back as chosen."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

import netlab as nl
from netlab.cli import main
from netlab.codebook import read_codebook
from netlab.problems import InputError
from netlab.sheets import drawing_sheet, entry_part, entry_sheet, make_sheets

STUDY = """
[study]
title = "Leren in het netwerk"

[group]
column = "groep"
categories = ["traject", "vergelijking"]

[[waves]]
id = "start"
label = { nl = "Start", en = "Begin" }
[[waves]]
id = "einde"
label = { nl = "Einde", en = "End" }

[[generators]]
id = "leren_van"
text = "Van wie leer je? Denk aan Łukasz, Ayşe en Zoë."
column = "leert"
at_most = 3
[[generators]]
id = "raad"
text = "Wie vraag je om raad?"
column = "geeft_raad"
at_most = 1

[[tie_types]]
id = "kent"
text = "Wie kent wie?"
[[tie_types]]
id = "helpt"
text = "Wie helpt wie?"
directed = true

[[interpreters]]
column = "nabijheid"
role = "strength"
label = { nl = "hoe dichtbij", en = "how close" }
text = "Hoe dicht staat deze persoon bij jou?"
strong_from = "vaak"
categories = [
    { id = "soms", label = { nl = "soms, niet vaak", en = "sometimes" } },
    { id = "vaak", label = { nl = "vaak", en = "often" } },
]
[[interpreters]]
column = "plek"
role = "organisation"
label = { nl = "werkplek", en = "workplace" }
external = ["buiten"]
categories = [
    { id = "team", label = { nl = "=eigen team", en = "own team" } },
    { id = "dienst", label = { nl = "andere dienst", en = "other department" } },
    { id = "buiten", label = { nl = "buiten", en = "outside" } },
]
[[interpreters]]
column = "schaal"
role = "know"
from = "3"
categories = ["1", "2", "3"]
[[interpreters]]
column = "overleg"
role = "relation"
[[interpreters]]
column = "vragen"
role = "asks"
label = "hoe vaak per maand {ongeveer}"
[[interpreters]]
column = "thema"
role = "note"
label = "overleg"

[[outcomes]]
column = "durf"
"""
SIZES = {"A4": (210, 297), "A3": (297, 420)}  # mm, ISO 216
DOTS = 8  # pixels per mm in which pages are looked at


@pytest.fixture
def codebook(tmp_path):
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")
    return read_codebook(tmp_path)


def pages(data: bytes) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(data)


def ink(data: bytes, page: int = 0) -> np.ndarray:
    """The page as dark (true) and light pixels, DOTS per mm."""
    image = pages(data)[page].render(scale=DOTS * 25.4 / 72, grayscale=True).to_pil()
    return np.asarray(image) < 200


def words(data: bytes, page: int) -> str:
    return " ".join(pages(data)[page].get_textpage().get_text_range().split())


# ------------------------------------------------------------------ on paper


@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize("size", ["A4", "A3"])
def test_the_page_is_the_paper_and_its_back_follows(codebook, size, landscape):
    document = pages(drawing_sheet(codebook, size, landscape))
    wide, high = SIZES[size][::-1] if landscape else SIZES[size]
    assert len(document) == 2
    for page in document:
        assert page.get_size() == pytest.approx((wide / 25.4 * 72, high / 25.4 * 72), abs=0.01)


@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize("size", ["A4", "A3"])
def test_four_marks_have_their_middle_ten_mm_from_both_edges(codebook, size, landscape):
    page = ink(drawing_sheet(codebook, size, landscape))
    high, wide = page.shape
    for x in (10 * DOTS, wide - 10 * DOTS):
        for y in (10 * DOTS, high - 10 * DOTS):
            corner = page[y - 6 * DOTS : y + 6 * DOTS, x - 6 * DOTS : x + 6 * DOTS]
            rows, columns = np.nonzero(corner)
            # a mark is symmetric, so the middle of its ink is its middle; half a mm for rounding and thick lines
            assert (rows.min() + rows.max()) / 2 == pytest.approx(6 * DOTS, abs=DOTS / 2)
            assert (columns.min() + columns.max()) / 2 == pytest.approx(6 * DOTS, abs=DOTS / 2)


@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize(("size", "rim"), [("A4", 0.42 * 190), ("A3", 0.42 * 277)])  # 210 − 20 and 297 − 20 mm
def test_the_rim_lies_around_the_middle_of_the_paper(codebook, size, rim, landscape):
    page = ink(drawing_sheet(codebook, size, landscape))
    middle_y, middle_x = (side / 2 for side in page.shape)
    for turn in (0.1, 0.28, 0.45, 0.6, 0.9):  # parts of a full turn away from the lines between three sectors
        sin, cos = np.sin(2 * np.pi * turn), np.cos(2 * np.pi * turn)
        outward = np.arange((rim - 3) * DOTS, (rim + 1) * DOTS)
        dark = page[(middle_y - outward * cos).astype(int), (middle_x + outward * sin).astype(int)]
        assert outward[dark].mean() / DOTS == pytest.approx(rim, abs=0.3)


def test_the_rings_are_equally_wide_from_ego_to_the_rim(codebook):
    page = ink(drawing_sheet(codebook))
    y, x = page.shape[0] // 2, page.shape[1] // 2
    rim = 0.42 * 190
    # two rings between 0.12 and 1: their line at 0.56; to the left, where a sector of three has its middle part
    left = page[y, : x - int(0.2 * rim * DOTS)][::-1]
    lines = (np.flatnonzero(left) + int(0.2 * rim * DOTS)) / DOTS
    assert lines[(lines > 10) & (lines < 60)].mean() == pytest.approx(0.56 * rim, abs=0.3)


def test_the_sheet_is_drawn_in_lines_and_letters_not_in_pixels(codebook):
    for page in pages(drawing_sheet(codebook)):
        kinds = {o.type for o in page.get_objects()}
        assert pypdfium2.raw.FPDF_PAGEOBJ_IMAGE not in kinds
        assert pypdfium2.raw.FPDF_PAGEOBJ_TEXT in kinds


def test_the_back_has_every_question_with_its_answers_and_letters_of_many_languages(codebook):
    back = words(drawing_sheet(codebook), 1)
    assert "Van wie leer je? Denk aan Łukasz, Ayşe en Zoë." in back
    assert "hoogstens 3 namen" in back
    assert "soms, niet vaak · vaak" in back
    assert "1 · 2 · 3" in back
    assert "Wie kent wie?" in back


def test_kinds_of_relation_are_the_answers_to_one_question_as_on_the_screen(tmp_path):
    asked = '[[waves]]\nid = "1"\n'
    for column, more in (
        ("overleg", ""),
        ("rol", 'role = "note"'),
        ("leren", ""),
        ("sparren", 'text = "Sparren jullie?"'),
    ):
        asked += f'[[interpreters]]\ncolumn = "{column}"\n{more}\n' + ("" if "role" in more else 'role = "relation"\n')
    (tmp_path / "study.toml").write_text(asked, encoding="utf-8")
    back = words(drawing_sheet(read_codebook(tmp_path)), 1)
    assert "Wat doen jullie samen? (meer dan één mag) overleg · leren rol" in back
    assert "Sparren jullie? ja · nee" in back  # with a question of its own it stays one
    assert back.count("ja · nee") == 1


def test_the_sheet_speaks_the_language_that_is_asked(codebook):
    sheet = drawing_sheet(codebook, lang="en", wave="einde")
    assert "sometimes · often" in words(sheet, 1)
    assert "Wave: End" in words(sheet, 0)
    assert "soms, niet vaak" not in words(sheet, 0) + words(sheet, 1)


def test_each_participant_has_a_sheet_with_its_code(codebook):
    sheet = drawing_sheet(codebook, egos=["007", "P_2"])
    assert len(pages(sheet)) == 4
    assert "Deelnemer: 007" in words(sheet, 0)
    assert "Deelnemer: P_2" in words(sheet, 2)


def test_the_same_codebook_gives_the_same_bytes(codebook):
    assert drawing_sheet(codebook) == drawing_sheet(codebook)


def test_letters_that_the_font_lacks_are_named(codebook, tmp_path):
    (tmp_path / "study.toml").write_text(STUDY.replace("Leren in", "学 Leren in"), encoding="utf-8")
    with pytest.raises(InputError, match=r"no 学\. Give a font"):
        drawing_sheet(read_codebook(tmp_path))


def test_many_questions_run_on_over_more_pages(codebook, tmp_path):
    more = "".join(
        f'[[interpreters]]\ncolumn = "v{n}"\ntext = "Vraag nummer {n}: {"woord " * 30}"\n' for n in range(60)
    )
    (tmp_path / "study.toml").write_text(STUDY.replace("[[outcomes]]", more + "[[outcomes]]"), encoding="utf-8")
    sheet = drawing_sheet(read_codebook(tmp_path))
    told = " ".join(words(sheet, n) for n in range(1, len(pages(sheet))))
    assert [n for n in range(60) if f"Vraag nummer {n}:" not in told] == []


def columns(data: bytes, page: int) -> list[list[tuple[float, str]]]:
    """What is printed in the left half of a page and in the right half: (points from the foot, line), top to bottom."""
    sheet = pages(data)[page]
    text, middle = sheet.get_textpage(), sheet.get_size()[0] / 2
    boxes = [text.get_rect(n) for n in range(text.count_rects())]
    lines = [(low, text.get_text_bounded(left, low, right, high).strip(), left) for left, low, right, high in boxes]
    return [sorted(((y, t) for y, t, x in lines if (x < middle) is here), reverse=True) for here in (True, False)]


def asking(folder: Path, generators: int, questions: int):
    told = "".join(f'[[generators]]\nid = "g{n}"\ntext = "Naam {n}"\n' for n in range(generators))
    told += "".join(f'[[interpreters]]\ncolumn = "v{n}"\nrole = "note"\n' for n in range(questions))
    (folder / "study.toml").write_text('[[waves]]\nid = "1"\n' + told, encoding="utf-8")
    return read_codebook(folder)


@pytest.mark.parametrize("size", ["A4", "A3"])
@pytest.mark.parametrize("lang", ["nl", "en"])
@pytest.mark.parametrize("count", [7, 24, 90])
def test_the_columns_on_the_back_are_as_long_as_each_other_on_the_last_page(tmp_path, count, lang, size):
    sheet = drawing_sheet(asking(tmp_path, 1, count), size, lang=lang)
    *full, last = (columns(sheet, n) for n in range(1, len(pages(sheet))))
    printed = [line for page in (*full, last) for column in page for _, line in column]
    assert sum(line.startswith("v") for line in printed) == count
    # two columns can always be made equal but for one part: a question is a line of 9.5 points (13.4 on A3), 1.3 high,
    # and 0.9 below it
    line = 2.2 * 9.5 * SIZES[size][0] / 210
    for left, right in [last, *full]:
        assert abs(left[-1][0] - right[-1][0]) <= line + 1


@pytest.mark.parametrize("generators", range(1, 9))
def test_a_heading_never_stands_alone_at_the_foot_of_a_column(tmp_path, generators):
    left, right = columns(drawing_sheet(asking(tmp_path, generators, generators)), 1)
    for column in (left, right):
        assert re.match(r"(\d\. )?Naam \d|v\d", column[-1][1])


def test_a_question_longer_than_a_page_is_broken_off_not_lost(codebook, tmp_path):
    long = " ".join(f"woord{n}" for n in range(1500))
    (tmp_path / "study.toml").write_text(STUDY.replace("Wie vraag je om raad?", long), encoding="utf-8")
    sheet = drawing_sheet(read_codebook(tmp_path))
    told = "".join(words(sheet, n) for n in range(1, len(pages(sheet)))).split()
    assert "woord1499" in told


def test_a_study_without_strength_and_sectors_has_one_empty_circle(tmp_path):
    (tmp_path / "study.toml").write_text('[[waves]]\nid = "1"\n', encoding="utf-8")
    front = words(drawing_sheet(read_codebook(tmp_path)), 0)
    assert "Trek een lijn tussen mensen die elkaar kennen." in front
    assert "ringen" not in front


@pytest.mark.parametrize(("how", "says"), [({"size": "A5"}, "paper size 'A5'"), ({"wave": "stat"}, "wave 'stat'")])
def test_a_size_or_wave_that_does_not_exist_is_refused(codebook, how, says):
    with pytest.raises(InputError, match=says):
        drawing_sheet(codebook, **how)


# ------------------------------------------------------------------ in Excel


class Filling:
    """A person at the workbook: finds a column by its heading, chooses from the list that Excel would show."""

    def __init__(self, data: bytes):
        self.book = load_workbook(io.BytesIO(data))
        self.sheet = self.book.worksheets[0]
        self.columns = {c.value: c.column for c in self.sheet[1]}

    def choices(self, heading: str) -> list[str]:
        cell = f"{get_column_letter(self.columns[heading])}3"
        (check,) = [v for v in self.sheet.data_validations.dataValidation if cell in v.sqref]
        name, _, area = check.formula1.rpartition("!")
        cells = self.book[name.strip("'")][area.replace("$", "")]
        return [c[0].value for c in cells] if isinstance(cells, tuple) else [cells.value]

    def type_in(self, row: int, **cells: object) -> None:
        for heading, value in cells.items():
            cell = self.sheet.cell(row, self.columns[heading], value)
            if isinstance(value, str):  # the columns are formatted as text: Excel makes no formula of it
                cell.data_type = "s"

    def choose(self, row: int, **cells: int) -> None:
        for heading, n in cells.items():
            self.type_in(row, **{heading: self.choices(heading)[n]})

    def study(self, folder: Path, part: str, file: str) -> nl.study.Study:
        (folder / "raw").mkdir()
        self.book.save(folder / "raw" / file)
        (folder / "study.toml").write_text(part + STUDY, encoding="utf-8")
        return nl.open_study(folder)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_filled_in_workbook_reads_back_as_it_was_chosen(codebook, tmp_path, lang):
    nlang = lang == "nl"
    person, wave, day = ("Deelnemer", "Meting", "Datum") if nlang else ("Participant", "Wave", "Date")
    name, close, place = ("naam", "hoe dichtbij", "werkplek") if nlang else ("name", "how close", "workplace")
    asked, tie = ("Banden gevraagd", "Band") if nlang else ("Ties asked", "Tie")
    sheet = Filling(entry_sheet(codebook, lang))
    sheet.type_in(2, **{person: "007", day: "2026-11-21", "groep": "traject", "durf": "3,5"})
    sheet.choose(2, **{wave: 0, asked: 0})
    sheet.type_in(2, **{f"Contact 1: {name}": "Zoë", f"Contact 2: {name}": "Ayşe", f"Contact 4: {name}": "=Łukasz"})
    sheet.choose(2, **{f"Contact 1: {close}": 1, f"Contact 1: {place}": 0, "Contact 1: schaal": 2})
    sheet.choose(2, **{f"Contact 2: {close}": 0, f"Contact 2: {place}": 2, "Contact 1: overleg": 0})
    sheet.choose(2, **{"Contact 2: overleg": 1, f"{tie} 1-2: kent": 0, f"{tie} 4-1: helpt": 0})
    sheet.type_in(2, **{"Contact 1: hoe vaak per maand (ongeveer)": 2.5, "Contact 2: overleg (thema)": "leiden"})
    by = "genoemd bij" if nlang else "named at"
    sheet.choose(2, **{f"Contact 1: {by} leren_van": 0, f"Contact 1: {by} raad": 1})
    sheet.type_in(3, **{person: "P2"})
    sheet.choose(3, **{wave: 1, asked: 1})
    file = "invulblad.xlsx" if nlang else "entry.xlsx"
    study = sheet.study(tmp_path, entry_part(codebook, lang), file)

    egos = study.networks.egos.set_index(["ego", "wave"])
    assert list(egos.index) == [("007", "start"), ("P2", "einde")]
    assert list(egos["ties_asked"]) == [True, False]
    assert list(egos["pairs_missing"]) == [0, 0]
    assert egos.loc[("007", "start"), "date"].isoformat()[:10] == "2026-11-21"
    assert egos.loc[("007", "start"), "durf"] == 3.5
    alters = study.networks.alters.set_index("alter")
    assert list(alters["name"]) == ["Zoë", "Ayşe", "=Łukasz"]
    assert list(alters.index) == ["1", "2", "4"]
    assert list(alters["nabijheid"].astype(object).fillna("?")) == ["vaak", "soms", "?"]
    assert list(alters["plek"].astype(object).fillna("?")) == ["team", "buiten", "?"]
    assert alters.loc["1", "schaal"] == "3"
    assert list(alters["overleg"].astype(object).fillna("?")) == [True, False, "?"]
    assert alters.loc["1", "vragen"] == 2.5
    assert alters.loc["2", "thema"] == "leiden"
    assert list(alters[["leert", "geeft_raad"]].loc["1"]) == [True, False]
    ties = study.networks.ties[["source", "target", "type"]].astype(object).to_numpy().tolist()
    assert sorted(ties) == [["1", "2", "kent"], ["4", "1", "helpt"]]
    assert set(study.networks.cleaned["reason"]) <= {"own_columns"}


def test_ties_are_asked_only_where_the_sheet_says_so(codebook, tmp_path):
    sheet = Filling(entry_sheet(codebook))
    for row, (ego, asked) in enumerate([("A", "ja"), ("B", "nee"), ("C", None)], 2):
        sheet.type_in(row, **{"Deelnemer": ego, "Meting": "start", "Banden gevraagd": asked})
        sheet.type_in(row, **{"Contact 1: naam": "Ann", "Contact 2: naam": "Bo"})
    density = nl.measure(sheet.study(tmp_path, entry_part(codebook), "invulblad.xlsx").networks)["density"]
    # asked and no tie chosen: 0 of the one pair; not asked, or nobody said: unknown
    assert density.fillna(-1).tolist() == [0, -1, -1]


def test_there_is_room_for_as_many_contacts_as_the_generators_allow(codebook):
    headings = Filling(entry_sheet(codebook)).columns
    assert "Contact 4: naam" in headings  # 3 + 1
    assert "Contact 5: naam" not in headings
    # pairs of four: 6 undirected of one type, 12 directed of the other
    assert sum(h.startswith("Band ") for h in headings if h != "Banden gevraagd") == 18
    assert "Contact 7: naam" in Filling(entry_sheet(codebook, contacts=7)).columns


def test_more_columns_than_excel_holds_is_refused(codebook):
    with pytest.raises(InputError, match="Excel holds 16,384"):
        entry_sheet(codebook, contacts=120)


def test_headings_stay_in_sight_and_every_column_is_explained(codebook):
    sheet = Filling(entry_sheet(codebook))
    assert sheet.sheet.freeze_panes == "C2"
    told = [tuple(c.value for c in row) for row in sheet.book["Uitleg"].iter_rows()]
    assert ("Contact 1: hoe dichtbij", "Hoe dicht staat deze persoon bij jou?", "soms, niet vaak | vaak") in told


def test_a_label_that_netlab_would_read_as_another_answer_gives_way_to_the_id(tmp_path):
    twisted = STUDY.replace('label = { nl = "vaak", en = "often" }', 'label = "soms"')
    (tmp_path / "study.toml").write_text(twisted, encoding="utf-8")
    assert Filling(entry_sheet(read_codebook(tmp_path))).choices("Contact 1: hoe dichtbij") == [
        "soms, niet vaak",
        "vaak",
    ]


# ------------------------------------------------------------------ for a study


def test_a_study_needs_no_data_for_its_sheets(codebook, tmp_path):
    made = make_sheets(tmp_path, size="A3")
    assert [p.name for p in made] == ["netwerktekening_A3.pdf", "invulblad.xlsx", "invulblad.toml"]
    assert {p.parent for p in made} == {tmp_path / "sheets"}
    assert sorted(p.name for p in (tmp_path / "sheets").iterdir()) == sorted(p.name for p in made)


def test_sheets_of_a_study_that_is_not_there_name_those_that_are(tmp_path, monkeypatch):
    (tmp_path / "data" / "pilot").mkdir(parents=True)
    (tmp_path / "data" / "pilot" / "study.toml").write_text('[[waves]]\nid = "voor"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"nope: there is no such study folder\. Studies in data/: pilot"):
        make_sheets("nope")


@pytest.mark.parametrize(("ego", "new"), [("A", False), ("ZZ", True)])
def test_the_command_says_which_codes_the_study_does_not_have(tmp_path, capsys, ego, new):
    study = Path(shutil.copytree(Path(__file__).parent / "data" / "small", tmp_path / "small"))
    assert main(["sheet", str(study), "--ego", ego, "-o", str(tmp_path / "out")]) == 0
    assert ("Nieuw in dit onderzoek: ZZ" in capsys.readouterr().err) is new


def test_a_workbook_that_may_have_been_filled_in_is_never_written_over(codebook, tmp_path):
    make_sheets(tmp_path)
    workbook = tmp_path / "sheets" / "invulblad.xlsx"
    workbook.write_bytes(b"filled in")
    assert [p.name for p in make_sheets(tmp_path, size="A4")] == ["netwerktekening_A4.pdf"]
    assert workbook.read_bytes() == b"filled in"
