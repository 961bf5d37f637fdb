"""Drawing a network in the browser: each step is sent here, saved in the study's drawings/, and answered."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from netlab.drawings import Drawing, apply, beginning, empty, file_name, is_version, load, save, set_aside
from netlab.problems import InputError, expect, suggestion
from netlab.study import Study, open_study
from netlab.texts import say, texts
from netlab.widgets.drawn_form import asked, earlier, to_undo
from netlab.widgets.drawn_pieces import LARGEST, PIECE, Joining
from netlab.widgets.joined import script, style
from netlab.widgets.paper import NoPicture, keep, picture

THINKING = ("places", "view", "steps", "labels", "paper", "board", "acts")
DOING = ("inputs", "sending", "pieces", "doing", "canvas", "view", "hands", "keys", "guide", "form", "room", "paper")
PARTS = (
    "elements.mjs",
    *(f"drawn_{part}.mjs" for part in THINKING),
    *(f"drawing_{part}.mjs" for part in DOING),
    "drawing.mjs",
)  # what a part imports stands above it
LOG = logging.getLogger(__name__)
LONGEST_MARK = 64  # characters of the name of a page or step, which is sent back


def draw(study: Study | str | Path, ego: str, wave: str, lang: str = "nl", by: str | None = None) -> NetworkDrawing:
    """A drawing to work in: the network of one ego in one wave, saved at every step.

    It shows the rings and sectors of study.toml, its questions, and who was there in the wave before. Each step is in
    `drawings/<ego>_<wave>.json` before the page says that it is saved. Where Python does not answer, steps wait in this
    browser and are offered when the drawing is opened again.

    Parameters
    ----------
    study : Study, str or Path
    ego : str
        Whose network. A new participant may begin with a drawing.
    wave : str
        One of the codebook's.
    lang : {"nl", "en"}
    by : str, optional
        Who draws, kept with each step in the history; the ego without it.

    Returns
    -------
    NetworkDrawing
        A widget. Its state, which Jupyter can save in a notebook, holds no name and no answer; a screenshot does.

    Raises
    ------
    InputError
        When the language is none of netlab's, or the wave is not in study.toml.
    """
    texts(lang)
    if isinstance(study, str | Path):
        study = open_study(study)
    expect("study", study, "nl.draw({}, ego, wave)")
    ego, wave = str(ego).strip(), str(wave).strip()
    known = [w.id for w in study.codebook.waves]
    if not ego:
        raise InputError("a drawing needs an ego: the code of the participant whose network it is.")
    if not wave or (known and wave not in known):
        raise InputError(f"wave {wave!r} is not in study.toml. {suggestion(wave, known)}")
    return NetworkDrawing(study, ego, wave, lang, (by or ego).strip() or ego)


class NetworkDrawing(anywidget.AnyWidget):
    """The drawing of `draw`: the browser draws and sends steps, what is in the file is the truth.

    Nothing of the study is a trait: those are saved with a notebook. Names travel in messages only.
    """

    _esm = script(*PARTS)
    _css = style("drawing_canvas.css", "drawing_paper.css", "drawing.css")
    waiting = traitlets.Unicode().tag(sync=True)

    def __init__(self, study: Study, ego: str, wave: str, lang: str, by: str):
        super().__init__(waiting=say("draw.waiting", lang))
        self._study, self._ego, self._wave, self._lang, self._by = study, ego, wave, lang, by
        self._joining = Joining()
        self._kept: tuple[str | None, str] = (None, "")  # the last sending that came whole, and its file
        self.on_msg(self._heard)

    @property
    def drawing(self) -> Drawing:
        """The drawing as it stands in its file now; an empty one before the first step."""
        return load(self._study.folder, self._ego, self._wave) or empty(self._ego, self._wave)

    def close(self) -> None:
        """Close it; a picture that was on its way is forgotten."""
        self._joining.forget()
        super().close()

    def _heard(self, _: object, message: dict[str, Any], buffers: list[memoryview]) -> None:
        """Do what one page asks, and answer that page; the others see that something changed and look again.

        Whatever is wrong with a message, it is answered, in words for who draws.
        """
        said = message if isinstance(message, dict) else {}
        do = said.get("do")
        sent: list[bytes] = []
        try:
            answer = self._done(do, said, buffers, sent)
        except NoPicture as error:
            why = say(f"draw.{error.why}", self._lang, **error.values)
            answer = {"kind": "problem", "about": do, "why": error.why, "said": why}
        except Exception as error:  # any message can come in, and a page that is not answered asks for ever
            if not isinstance(error, InputError):
                LOG.warning("a message from the page of a drawing could not be answered: %s", type(error).__name__)
            answer = self._unanswerable(do)
        self.send({**answer, "to": _mark(said.get("page")), "id": _mark(said.get("id"))}, sent)

    def _done(
        self, do: object, message: dict[str, Any], buffers: list[memoryview], sent: list[bytes]
    ) -> dict[str, Any]:
        does = {
            "ready": self._ready,
            "look": self._look,
            "step": self._step,
            "paper": self._paper,
            "picture": self._picture,
            "aside": self._aside,
        }
        if not isinstance(do, str) or do not in does:
            raise InputError("the page asks something that is unknown.")
        return does[do](message, buffers, sent)

    def _unanswerable(self, do: object) -> dict[str, Any]:
        if do != "step":
            about = "paper" if do == "paper" else None
            return {"kind": "problem", "about": about, "said": say("draw.cannot", self._lang)}
        return {"kind": "answer", "status": "refused", "said": say("draw.why_step", self._lang), "drawing": None}

    def _ready(self, message: dict[str, Any], _: object, __: object) -> dict[str, Any]:
        """Everything that a page needs to begin; a problem with the file is said, and nothing can be drawn then."""
        words = texts(self._lang)["draw"]
        form = asked(self._study, self._ego, self._wave, self._lang)
        try:
            drawing, before, problem = self._begun(), earlier(self._study, self._ego, self._wave, self._lang), ""
        except InputError:
            said = say("draw.damaged", self._lang, file=file_name(self._ego, self._wave))
            drawing, before, problem = empty(self._ego, self._wave), [], said
        past = to_undo(drawing, self._study.codebook)
        return {
            "kind": "opened",
            "words": words,
            "form": form,
            "drawing": _shown(drawing),
            "earlier": before,
            "problem": problem,
            "pieces": {"bytes": PIECE, "largest": LARGEST},
            **past,
        }

    def _begun(self) -> Drawing:
        """The drawing in its file; where the codebook says so, a new one begins with the one before."""
        folder, book = self._study.folder, self._study.codebook
        drawing = load(folder, self._ego, self._wave)
        ids = [w.id for w in book.waves]
        if drawing is not None or book.drawings.get("start") != "earlier":
            return drawing or empty(self._ego, self._wave)
        for before in reversed(ids[: ids.index(self._wave)]):
            first = load(folder, self._ego, before)
            if first is not None and first["alters"]:
                return save(folder, self._ego, self._wave, beginning(first, book), 0, self._by, book).drawing
        return empty(self._ego, self._wave)

    def _look(self, _: object, __: object, ___: object) -> dict[str, Any]:
        return {"kind": "look", "drawing": _shown(self.drawing)}

    def _step(self, message: dict[str, Any], _: object, __: object) -> dict[str, Any]:
        """Save one step. `refused` when it can never be taken, `not_saved` when it can be tried again."""
        step, base = message.get("step"), message.get("base")
        if not isinstance(step, dict):
            raise InputError("a step is a table with what and about.")
        place = (self._study.folder, self._ego, self._wave)
        try:
            saved = save(*place, step, base, self._by, self._study.codebook)  # type: ignore[arg-type]  # refuses a wrong base
        except (InputError, OSError):
            return self._unsaved(step, base)
        whole = saved.status != "saved" or saved.drawing["version"] - 1 != base
        return {
            "kind": "answer",
            "status": saved.status,
            "version": saved.drawing["version"],
            "drawing": _shown(saved.drawing) if whole else None,
            "beside": None if saved.beside is None else saved.beside.name,
            "said": "",
        }

    def _unsaved(self, step: dict[str, Any], base: object) -> dict[str, Any]:
        said = say("draw.why_file", self._lang)
        answer = {"kind": "answer", "status": "not_saved", "said": said, "drawing": None}
        try:
            drawing = self.drawing
        except InputError:
            return answer
        try:
            apply(drawing, step, self._study.codebook)
        except InputError:
            said = say("draw.why_step", self._lang)
            return {**answer, "status": "refused", "said": said, "drawing": _shown(drawing)}
        if not is_version(base, drawing):
            said = say("draw.why_base", self._lang)
            return {**answer, "status": "refused", "said": said, "drawing": _shown(drawing)}
        return answer

    def _paper(self, message: dict[str, Any], buffers: list[memoryview], _: object) -> dict[str, Any]:
        """Take one piece of a picture; the last one is answered with where the picture is kept."""
        name = _mark(message.get("id"))
        if name is not None and name == self._kept[0]:  # the answer to its last piece was lost
            return {"kind": "kept", "file": self._kept[1]}
        piece, page = bytes(buffers[0]) if buffers else b"", message.get("pdf_page")
        data = self._joining.take(name, message.get("n"), message.get("size"), piece)
        if data is None:
            return {"kind": "piece", "lacking": self._joining.lacking}
        file = keep(self._study.folder, self._ego, self._wave, data, page if isinstance(page, int) else 1)
        self._kept = (name, file)
        return {"kind": "kept", "file": file}

    def _picture(self, message: dict[str, Any], _: object, sent: list[bytes]) -> dict[str, Any]:
        """A picture of this drawing; another drawing's is not given."""
        sent.append(picture(self._study.folder, self._ego, self._wave, str(message.get("file"))))
        return {"kind": "picture", "file": message["file"]}

    def _aside(self, _: object, __: object, ___: object) -> dict[str, Any]:
        name = set_aside(self._study.folder, self._ego, self._wave).name
        return {"kind": "aside", "file": name}


def _mark(name: object) -> str | None:
    """The name that a page gave itself or its step, to send back; None for what is no such name."""
    return name if isinstance(name, str) and len(name) <= LONGEST_MARK and name.isascii() else None


def _shown(drawing: Drawing) -> Drawing:
    """The drawing without its history, which the page does not need."""
    return {k: v for k, v in drawing.items() if k != "history"}
