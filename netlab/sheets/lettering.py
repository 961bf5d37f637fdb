"""What is written with on a sheet: the font and its letters, paragraphs, lines to fill in and boxes to tick."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.platypus import Flowable, Paragraph

from netlab.problems import InputError

OWN, OWN_BOLD = "Vera.ttf", "VeraBd.ttf"  # Bitstream Vera comes with reportlab, free to embed
PLAIN, BOLD = "sheet", "sheet-bold"
INK, SOFT, LINE = 0.15, 0.35, 0.6  # grey, from 0 (black) to 1: thin lines survive a copying machine


def use_font(font: str | Path | None, texts: list[str]) -> None:
    """Take a font into use, the sheet's own or a TrueType file.

    Raises
    ------
    InputError
        When it cannot be read, or lacks a letter of the texts: these are named.
    """
    try:
        fonts = [TTFont(PLAIN, str(font or OWN)), TTFont(BOLD, str(font or OWN_BOLD))]
    except (TTFError, OSError) as error:
        raise InputError(f"font {font}: this is no TrueType font that can be read ({error}). Give a .ttf.") from None
    for one in fonts:
        pdfmetrics.registerFont(one)
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)
    signs = {c for t in texts for c in one_line(t)}
    lacking = sorted(c for c in signs if any(ord(c) not in f.face.charToGlyph for f in fonts))
    if lacking:
        raise InputError(
            f"study.toml: the sheet's font has no {' '.join(lacking)}. Give a font that has, as DejaVuSans.ttf."
        )


def one_line(text: str) -> str:
    """A text without line breaks and double spaces, every letter with its accent as one sign."""
    return unicodedata.normalize("NFC", " ".join(str(text).split()))


def style(size: float, bold: bool = False, after: float = 0.0, grey: float = INK) -> ParagraphStyle:
    """How a paragraph looks; size and the space below it in points."""
    colour = (grey, grey, grey)
    font = BOLD if bold else PLAIN
    return ParagraphStyle("text", fontName=font, fontSize=size, leading=1.3 * size, spaceAfter=after, textColor=colour)


def said(text: str, style: ParagraphStyle) -> Paragraph:
    """A text as a paragraph."""
    return Paragraph(escape(one_line(text)), style)


class ToFill(Flowable):
    """A label with a line behind it to write on, or with what stands there already."""

    def __init__(self, label: str, given: str, size: float, lines: int = 1):
        super().__init__()
        self.label, self.given, self.size, self.lines = label, given, size, lines

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """The room it takes, as reportlab asks; in points."""
        self.across = width
        return width, self.lines * 2.4 * self.size

    def draw(self) -> None:
        """Draw it, as reportlab asks."""
        canvas, size = self.canv, self.size
        label = f"{self.label}:"
        behind = pdfmetrics.stringWidth(label, PLAIN, size) + size / 2
        canvas.setFont(PLAIN, size)
        canvas.setFillGray(INK)
        canvas.setStrokeGray(LINE)
        canvas.setLineWidth(0.6)
        top = (self.lines - 1) * 2.4 * size + 0.7 * size
        canvas.drawString(0, top, label)
        canvas.setFont(BOLD, size)
        canvas.drawString(behind, top, one_line(self.given))
        for n in range(self.lines):
            if n or not self.given:
                y = top - n * 2.4 * size - 0.2 * size
                canvas.line(0 if n else behind, y, self.across, y)


class Boxes(Flowable):
    """A question with boxes to tick."""

    def __init__(self, label: str, answers: list[str], size: float):
        super().__init__()
        self.label, self.answers, self.size = label, answers, size

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """The room it takes, as reportlab asks; in points."""
        wide = sum(pdfmetrics.stringWidth(t, PLAIN, self.size) + 2.5 * self.size for t in (self.label, *self.answers))
        self.below = wide > width
        return width, (1 + len(self.answers) * self.below) * 1.5 * self.size

    def draw(self) -> None:
        """Draw it, as reportlab asks."""
        canvas, size = self.canv, self.size
        canvas.setFont(PLAIN, size)
        canvas.setFillGray(INK)
        canvas.setStrokeGray(INK)
        canvas.setLineWidth(0.7)
        x, y = 0.0, (len(self.answers) * self.below) * 1.5 * size + 0.3 * size
        canvas.drawString(x, y, self.label)
        x += pdfmetrics.stringWidth(self.label, PLAIN, size) + size
        for answer in self.answers:
            if self.below:
                x, y = 0.0, y - 1.5 * size
            canvas.rect(x, y - 0.1 * size, 0.9 * size, 0.9 * size, fill=0)
            canvas.drawString(x + 1.4 * size, y, answer)
            x += 1.4 * size + pdfmetrics.stringWidth(answer, PLAIN, size) + size
