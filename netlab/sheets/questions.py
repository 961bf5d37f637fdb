"""The back of the sheet: the name generators and the questions about each person, with their answers."""

from __future__ import annotations

from xml.sax.saxutils import escape

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Frame, Paragraph

from netlab.codebook import Codebook, Interpreter
from netlab.sheets.lettering import SOFT, one_line, said, style
from netlab.texts import pick, say


def answers_of(question: Interpreter, lang: str) -> list[str]:
    """The answers to a question as the sheet prints them, in the codebook's order."""
    if question.yes_no:
        return [say("sheet.yes", lang), say("sheet.no", lang)]
    return [one_line(pick(c.label, lang) or c.id) for c in question.categories]


def print_questions(
    canvas: Canvas, codebook: Codebook, lang: str, box: tuple[float, float, float, float], scale: float
) -> None:
    """The questions in two columns, as long as each other; on more pages when they do not fit on one.

    Parameters
    ----------
    canvas : Canvas
    codebook : Codebook
    lang : {"nl", "en"}
    box : tuple of float
        Left, bottom, width and height of what may be printed on, in mm.
    scale : float
        1 on A4.
    """
    left, bottom, width, height = box
    gap = 10 * scale
    wide = (width - gap) / 2
    parts = _questions(codebook, lang, 9.5 * scale)
    while parts:
        half = _halfway(parts, wide * mm, height * mm)
        columns = [parts, parts] if half is None else [parts[:half], parts[half:]]
        for x, column in zip((left, left + wide + gap), columns, strict=True):
            frame = Frame(x * mm, bottom * mm, wide * mm, height * mm, 0, 0, 0, 0)
            there = len(column)
            frame.addFromList(column, canvas)
            if column and len(column) == there:  # longer than a column: only then is a question broken off
                pieces = frame.split(column[0], canvas)
                frame.add(pieces[0], canvas)
                column[:1] = pieces[1:]
        parts = columns[1] if half is None else [*columns[0], *columns[1]]
        canvas.showPage()


def _halfway(parts: list[Flowable], wide: float, high: float) -> int | None:
    """With which part the second column begins, so that the longer of both is as short as can be, the first one then.

    No heading is the last of the first column. None where the parts do not fit in two columns of this height.
    """
    tall = [part.wrap(wide, high)[1] for part in parts]
    after = [part.getSpaceAfter() for part in parts]

    def column(start: int, end: int) -> float:
        return sum(tall[start:end]) + sum(after[start : end - 1])

    halves = [n for n in range(1, len(parts) + 1) if n == len(parts) or not parts[n - 1].getKeepWithNext()]
    longest, half = min((max(column(0, n), column(n, len(parts))), -n) for n in halves)
    return None if longest > high else -half


def _questions(codebook: Codebook, lang: str, size: float) -> list[Flowable]:
    """The name generators, the question on ties and the questions about each person, in the codebook's order.

    The relation types without a question of their own are the answers to one, as on the screen.
    """
    heading = style(1.25 * size, bold=True, after=0.8 * size)
    heading.keepWithNext = 1
    parts: list[Flowable] = [said(say("sheet.back", lang), heading)]
    for n, asked in enumerate(codebook.generators, 1):
        most = say("sheet.at_most", lang, n=asked.at_most) if asked.at_most else ""
        number = f"{n}. " if len(codebook.generators) > 1 else ""
        parts.append(_question(number + (pick(asked.text, lang) or asked.id), [], [most], size))
    parts += [_question(pick(t.text or t.label, lang) or t.id, [], [], size) for t in codebook.tie_types]
    if codebook.interpreters:
        parts.append(said(say("sheet.about_each", lang), heading))
    together = [i for i in codebook.interpreters if i.role == "relation" and not pick(i.text, lang)]
    for question in codebook.interpreters:
        if question in together:
            if question == together[0]:
                kinds = [one_line(pick(i.label, lang) or i.column) for i in together]
                parts.append(_question(say("draw.relations", lang), [" · ".join(kinds)], [], size))
            continue
        label, place = pick(question.label, lang) or question.column, _placed_by(question, codebook)
        told = [pick(question.text, lang), " · ".join(answers_of(question, lang))]
        parts.append(_question(label, told, [say(f"sheet.in_{place}", lang)] if place else [], size))
    return parts


def _question(label: str, told: list[str], small: list[str], size: float) -> Paragraph:
    """One question as a paragraph: bold, plain and small lines."""
    lines = [f"<b>{escape(one_line(label))}</b>"]
    lines += [escape(one_line(t)) for t in told if t]
    grey = "#" + 3 * f"{round(SOFT * 255):02x}"
    lines += [f'<font size="{0.9 * size:.2f}" color="{grey}">{escape(one_line(t))}</font>' for t in small if t]
    return Paragraph("<br/>".join(lines), style(size, after=0.9 * size))


def _placed_by(question: Interpreter, codebook: Codebook) -> str:
    """Which part of the drawing answers a question: `rings`, `sectors` or none."""
    if question.role == "strength" and question.categories:
        return "rings"
    return "sectors" if question == codebook.sector else ""
