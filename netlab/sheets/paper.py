"""The network drawing on paper: rings and sectors of the codebook between four corner marks, as a PDF of lines."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Frame

from netlab.codebook import Codebook
from netlab.drawings import INNER, MARK_MM, RIM_OF_SHORT_SIDE, rings, sectors
from netlab.problems import InputError, suggestion
from netlab.sheets.lettering import BOLD, INK, LINE, PLAIN, SOFT, Boxes, ToFill, said, style, use_font
from netlab.sheets.questions import answers_of, print_questions
from netlab.texts import pick, say

SIZES = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}  # mm, upright
SMALLEST = 5.0  # points; a longer label takes two lines
EDGE_MM = 18.0  # text stays so far from the paper's edge, clear of the marks


def drawing_sheet(
    codebook: Codebook,
    size: str = "A4",
    landscape: bool = False,
    lang: str = "nl",
    egos: Sequence[str] = (),
    wave: str | None = None,
    font: str | Path | None = None,
) -> bytes:
    """The PDF of the sheet: on the front the empty drawing, on the back the questions.

    The middles of the four corner marks lie `MARK_MM` from both edges; ego stands in the middle of the paper; the rim
    is `RIM_OF_SHORT_SIDE` of the distance between the marks along the short side. The drawing widget relies on that
    when it lays a photo straight. The same codebook gives the same bytes.

    Parameters
    ----------
    codebook : Codebook
        Its rings, sectors, generators, tie types and interpreters.
    size : {"A4", "A3"}
    landscape : bool
        The long side at the bottom.
    lang : {"nl", "en"}
    egos : sequence of str
        A sheet for each of these, its code printed; one sheet with an empty line without it.
    wave : str, optional
        The id of the wave, printed as the study calls it; an empty line without it.
    font : str or Path, optional
        A TrueType file (.ttf) for texts with letters that the sheet's own font does not have.

    Raises
    ------
    InputError
        For a size or wave that does not exist; a font that cannot be read; letters that the font does not have, named.
    """
    if size not in SIZES:
        raise InputError(f"paper size {size!r} is unknown. {suggestion(size, SIZES)}")
    known = [w.id for w in codebook.waves]
    if wave is not None and wave not in known:
        raise InputError(f"wave {wave!r} is not in study.toml. {suggestion(wave, known)}")
    width, height = SIZES[size][::-1] if landscape else SIZES[size]
    named = next((pick(w.label, lang) or w.id for w in codebook.waves if w.id == wave), "")
    title = pick(codebook.title, lang)
    use_font(font, [*_texts_on(codebook, lang), *egos])

    data = io.BytesIO()
    canvas = Canvas(data, pagesize=(width * mm, height * mm), invariant=1, lang=lang)
    canvas.setTitle(title or say("sheet.entry.drawing", lang))
    for ego in egos or [""]:
        _front(canvas, codebook, lang, (width, height), title, ego, named)
        canvas.showPage()
        box = (EDGE_MM, EDGE_MM, width - 2 * EDGE_MM, height - 2 * EDGE_MM)
        print_questions(canvas, codebook, lang, box, min(width, height) / SIZES["A4"][0])
    canvas.save()
    return data.getvalue()


def _texts_on(codebook: Codebook, lang: str) -> list[str]:
    """Every text of the codebook that stands on the sheet."""
    asked = [(i.text, i.label, *((c.label or c.id) for c in i.categories)) for i in codebook.interpreters]
    told = [(g.text,) for g in codebook.generators] + [(t.text, t.label) for t in codebook.tie_types]
    waves = [(w.label or w.id,) for w in codebook.waves]
    return [pick(codebook.title, lang), *(pick(t, lang) for one in (*asked, *told, *waves) for t in one)]


def _frame(canvas: Canvas, box: tuple[float, float, float, float], parts: list[Flowable]) -> None:
    """Parts below each other in a box (left, bottom, width, height in mm); raise when they do not fit."""
    frame = Frame(*(v * mm for v in box), leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    frame.addFromList(parts, canvas)
    if parts:
        raise InputError(
            "study.toml: the texts are too long for this paper. Shorten title and tie question, or use A3."
        )


def _front(
    canvas: Canvas, codebook: Codebook, lang: str, paper: tuple[float, float], title: str, ego: str, wave: str
) -> None:
    """The empty drawing, with what to write above it and how it works below it (beside it on a lying sheet)."""
    width, height = paper
    between = min(width, height) - 2 * MARK_MM
    rim = RIM_OF_SHORT_SIDE * between
    scale = between / (SIZES["A4"][0] - 2 * MARK_MM)
    for x in (MARK_MM, width - MARK_MM):
        for y in (MARK_MM, height - MARK_MM):
            _mark(canvas, x * mm, y * mm)
    canvas.saveState()
    canvas.translate(width / 2 * mm, height / 2 * mm)
    _circle(canvas, codebook, lang, rim * mm, 8 * scale)
    canvas.restoreState()

    body = 8.5 * scale
    fill = partial(ToFill, size=body)
    head: list[Flowable] = [said(title, style(13 * scale, bold=True, after=2 * scale * mm))] if title else []
    head += [
        fill(say("sheet.participant", lang), ego),
        fill(say("sheet.wave", lang), wave),
        fill(say("sheet.date", lang), ""),
        fill(say("sheet.goal", lang), "", lines=2 if width < height else 5),
    ]
    steps = [say("sheet.how_names", lang)]
    if rings(codebook) != [None]:
        steps.append(say("sheet.how_ring", lang))
    if sectors(codebook) != [None]:
        steps.append(say("sheet.how_sector", lang))
    steps.append(say("sheet.how_wished", lang))
    told = " ".join(pick(t.text or t.label, lang) for t in codebook.tie_types)
    steps.append(say("sheet.how_ties", lang, text=told) if told else say("sheet.how_ties_untold", lang))
    how: list[Flowable] = [
        said(f"{n}. {step}", style(body, after=0.8 * scale * mm, grey=SOFT)) for n, step in enumerate(steps, 1)
    ]
    boxes = [say("sheet.ties_yes", lang), say("sheet.ties_no", lang)]
    how.append(Boxes(say("sheet.ties_done", lang), boxes, body))
    room = 7.5 * scale  # between rim and text, for the names of the sectors
    if width < height:
        tall = height / 2 - rim - room - 8
        _frame(canvas, (EDGE_MM, height - 8 - tall, width - 2 * EDGE_MM, tall), head)
        _frame(canvas, (EDGE_MM, 8, width - 2 * EDGE_MM, tall), how)
    else:
        wide = width / 2 - rim - room - EDGE_MM
        _frame(canvas, (EDGE_MM, EDGE_MM, wide, height - 2 * EDGE_MM), head)
        _frame(canvas, (width - EDGE_MM - wide, EDGE_MM, wide, height - 2 * EDGE_MM), how)


def _mark(canvas: Canvas, x: float, y: float) -> None:
    """A corner mark: a ring and a cross, of which the middle is easily clicked."""
    canvas.setStrokeGray(0)
    canvas.setLineWidth(0.8)
    canvas.circle(x, y, 2.5 * mm, fill=0)
    canvas.line(x - 4 * mm, y, x + 4 * mm, y)
    canvas.line(x, y - 4 * mm, x, y + 4 * mm)


def _circle(canvas: Canvas, codebook: Codebook, lang: str, rim: float, size: float) -> None:
    """Rings, sectors and ego around (0, 0), with their words."""
    strength, sector = codebook.one("strength"), codebook.sector
    around, parts = rings(codebook), sectors(codebook)
    canvas.setStrokeGray(LINE)
    canvas.setFillGray(INK)
    wide = (1 - INNER) * rim / len(around)
    for n in range(len(around)):
        canvas.setLineWidth(1.0 if n == 0 else 0.6)
        canvas.circle(0, 0, rim - n * wide, fill=0)
    canvas.setLineWidth(0.6)
    for n in range(len(parts) if len(parts) > 1 else 0):
        turn = 2 * math.pi * n / len(parts)
        canvas.line(
            INNER * rim * math.sin(turn), INNER * rim * math.cos(turn), rim * math.sin(turn), rim * math.cos(turn)
        )
    canvas.setFillGray(0.9)
    canvas.circle(0, 0, INNER * rim, fill=1)
    canvas.setFillGray(INK)
    canvas.setFont(BOLD, size)
    canvas.drawCentredString(0, -0.35 * size, say("sheet.me", lang))
    if strength is not None and strength.categories:
        for n, label in enumerate(answers_of(strength, lang)):  # the weakest stands at the rim
            _ring_label(canvas, label, rim - n * wide, wide, size)
    if sector is not None:
        for n, label in enumerate(answers_of(sector, lang)):
            _along_rim(canvas, label, (n + 0.5) / len(parts), 2 * math.pi / len(parts), rim + 0.35 * size, size)


def _ring_label(canvas: Canvas, label: str, outer: float, wide: float, size: float) -> None:
    """The name of a ring just inside its outer line at the top, on white: a line of a sector may pass."""
    size = min(size, 0.6 * wide)
    y = outer - 1.25 * size
    size = max(min(size, size * 1.6 * y / pdfmetrics.stringWidth(label, PLAIN, size)), SMALLEST)
    across = pdfmetrics.stringWidth(label, PLAIN, size) + 0.6 * size
    canvas.setFillGray(1)
    canvas.rect(-across / 2, y - 0.3 * size, across, 1.2 * size, stroke=0, fill=1)
    canvas.setFillGray(SOFT)
    canvas.setFont(PLAIN, size)
    canvas.drawCentredString(0, y, label)


def _along_rim(canvas: Canvas, label: str, middle: float, angle: float, radius: float, size: float) -> None:
    """The name of a sector along the outside of the rim; at the bottom it is turned, so that nothing is upside down."""
    lines, room = [label], 0.92 * angle * radius
    across = pdfmetrics.stringWidth(label, BOLD, size)
    if across > room and size * room / across < SMALLEST + 1 and " " in label:
        at = min((n for n, c in enumerate(label) if c == " "), key=lambda n: abs(n - len(label) / 2))
        lines = [label[:at], label[at + 1 :]]
        across = max(pdfmetrics.stringWidth(line, BOLD, size) for line in lines)
    size = max(min(size, size * room / across), SMALLEST)
    below = 0.25 < middle < 0.75
    for n, line in enumerate(lines):
        rank = n if below else len(lines) - 1 - n
        base = radius + rank * 1.2 * size + (0.8 * size if below else 0.15 * size)
        half, so_far = pdfmetrics.stringWidth(line, BOLD, size) / 2, 0.0
        for sign in line:
            wide = pdfmetrics.stringWidth(sign, BOLD, size)
            along = (so_far + wide / 2 - half) / base
            turn = 2 * math.pi * middle + (-along if below else along)
            canvas.saveState()
            canvas.translate(base * math.sin(turn), base * math.cos(turn))
            canvas.rotate(-math.degrees(turn) + (180 if below else 0))
            canvas.setFillGray(INK)
            canvas.setFont(BOLD, size)
            canvas.drawCentredString(0, 0, sign)
            canvas.restoreState()
            so_far += wide
