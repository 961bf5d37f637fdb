"""Deciding in a notebook who is who: the open pairs of a study one by one, saved after each decision."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import anywidget
import traitlets

from netlab import links
from netlab.links.deciding import by_netlab
from netlab.links.written import read_links
from netlab.persons import STATUSES
from netlab.problems import InputError, expect
from netlab.study import Study
from netlab.texts import say, texts
from netlab.widgets.answers import as_answered, known
from netlab.widgets.joined import script, style
from netlab.widgets.questions import Decision, Key, about_alters, candidates, conflicting, in_words, keys_of, shown


def review_links(study: Study, lang: str = "nl", by: str | None = None) -> LinkReview:
    """A panel to decide who is who: the open pairs side by side, a key per decision, saved after each.

    Open is what `netlab link` proposed and nobody confirmed, and what someone left `unsure`. Keys, while the panel has
    the focus: 1 same, 2 different, 3 unsure (stays open), 4 gone; 5–9 or ↑ ↓ compare with someone else of that wave;
    ← → browse; u undo; Esc back to the notebook. A decision is in links.csv before the next pair is shown: to stop,
    close the notebook; to resume, run the cell again, and it shows what is open then.

    A decision `same` or `gone` also decides the open pairs that cannot be true beside it: they become `different`. Undo
    takes those back too; it reaches back to when the cell was run. The study in memory stays as it was read: open it
    again to calculate with the decisions.

    Parameters
    ----------
    study : Study
    lang : {"nl", "en"}
    by : str, optional
        Who decides: a name or initials, kept with each decision in links.csv. Without it the panel asks.

    Returns
    -------
    LinkReview
        A widget. It shows the names of alters on this screen only: its state, which Jupyter can save in a notebook
        ("Save Widget State"), holds no name, no answer and not who decides. A screenshot or a printed page does.

    Raises
    ------
    InputError
        When the language is none of netlab's, or `by` is empty, "netlab" or more than one line.
    """
    expect("study", study, "nl.review_links({})")
    texts(lang)
    if by is not None and not _is_name(by):
        raise InputError(f"by={by!r} cannot decide. Expected the name or initials of a person, on one line.")
    return LinkReview(study, lang, by or "")


def _is_name(by: object) -> bool:
    """Whether decisions can be made by this: a name or initials on one line, and not netlab."""
    return isinstance(by, str) and by.strip().isprintable() and by.strip().casefold() not in ("", "netlab")


class LinkReview(anywidget.AnyWidget):
    """The panel of `review_links`: the browser asks in messages, links.csv is written, the answer says what to show.

    Nothing of the study is a trait: those are saved with a notebook. Names travel in messages only, and only to a panel
    that says it is there.
    """

    _esm = script("elements.mjs", "review.mjs")
    _css = style("review.css")
    waiting = traitlets.Unicode().tag(sync=True)

    def __init__(self, study: Study, lang: str, by: str):
        super().__init__(waiting=say("review.waiting", lang))
        self._study, self._lang, self._by = study, lang, by.strip()
        self._known = known(as_answered(study), lang)
        self._keys: list[Key] = []
        self._made: list[Decision] = []
        self._doubted: set[Key] = set()
        self._at = 0
        self._read()
        self.on_msg(self._heard)

    def _read(self) -> None:
        """What is open and what people decided, as links.csv has it at this moment."""
        pairs, written = links.open_pairs(self._study), read_links(self._study).table
        named = about_alters(self._known, pairs)
        self._pairs, self._strange, self._rows = pairs[named], int((~named).sum()), len(written)
        self._by_people = written[~by_netlab(written)]
        self._open = set(keys_of(self._pairs))
        self._keys = list(dict.fromkeys([*self._keys, *keys_of(self._pairs)]))

    def _heard(self, _: object, message: dict[str, Any], __: object) -> None:
        """Do what the browser asks, and answer with what is to be seen now."""
        answer: dict[str, Any] = {"said": "", "bad": False, "chosen": None, "ask_name": False}
        does = {
            "ready": self._ready,
            "go": self._go,
            "name": self._name,
            "decide": self._decide,
            "undo": self._undo,
            "propose": self._propose,
        }
        try:
            answer |= does[message["do"]](message)
        except InputError as error:
            answer |= self._refused("not_saved", error=error)
        except OSError as error:
            answer |= self._refused("no_file", error=error.strerror or error)
        key = self._shown
        self.send(
            {
                "kind": "show",
                **answer,
                "by": self._by,
                "total": len(self._keys),
                "open": len(self._open),
                "at": self._at,
                "undo": bool(self._made),
                "question": None if key is None else self._question(key),
                "end": self._end() if key is None else None,
            }
        )

    def _say(self, key: str, **values: object) -> str:
        return say(f"review.{key}", self._lang, **values)

    def _refused(self, why: str, **values: object) -> dict[str, Any]:
        return {"said": self._say(why, **values), "bad": True, "ask_name": why == "who_not"}

    # what the browser can ask -----------------------------------------------------------------------------------

    def _ready(self, _: dict[str, Any]) -> dict[str, Any]:
        strange = self._say("strange", n=self._strange) if self._strange else ""
        return {"words": texts(self._lang)["review"], "chosen": 0, "said": strange, "bad": bool(strange)}

    def _go(self, message: dict[str, Any]) -> dict[str, Any]:
        self._at = max(0, min(len(self._keys) - 1, self._at + int(message["step"])))
        return {"chosen": 0}

    def _name(self, message: dict[str, Any]) -> dict[str, Any]:
        if not _is_name(message["by"]):
            return self._refused("who_not")
        self._by = message["by"].strip()
        return {"said": self._say("who_now", by=self._by)}

    def _decide(self, message: dict[str, Any]) -> dict[str, Any]:
        """Save one decision and what follows from it; then on to what is open next."""
        if not _is_name(message["by"]):
            return self._refused("who_not")
        self._by = message["by"].strip()
        ego, wave, alter, other_wave = message["key"]
        key, other, status = (ego, wave, alter, other_wave), message["other"], message["status"]
        if status not in STATUSES:
            raise InputError(f"status {status!r} is none. Expected one of: {', '.join(STATUSES)}.")
        self._read()
        there = [at for at, _ in self._candidates(key)[0]] if key in self._open else []
        if not there or (status != "gone" and other not in there):
            return {**self._refused("changed"), "chosen": 0}
        decision = self._saved(Decision(key, "" if status == "gone" else other, status, self._by))
        self._made.append(decision)
        self._read()
        if status == "unsure":
            self._doubted.add(key)
        if status != "different" or key not in self._open:
            self._at = self._next()
        said = [self._say("saved", what=in_words(self._known, decision))]
        if n := len(decision.also):
            said.append(self._say("saved_also", n=n))
        return {"said": " ".join(said), "chosen": 0}

    def _saved(self, decision: Decision) -> Decision:
        """Write a decision, and `different` for the open pairs that it rules out; all of it or nothing."""
        links.decide(self._study, *decision.key, decision.other, decision.status, decision.by)
        if decision.status not in ("same", "gone"):
            return decision
        also: list[tuple[Key, str]] = []
        try:
            for key, other in conflicting(self._pairs, decision.key, decision.other):
                links.decide(self._study, *key, other, "different", decision.by)
                also.append((key, other))
        except (InputError, OSError):
            self._take_back(replace(decision, also=tuple(also)))
            raise
        return replace(decision, also=tuple(also))

    def _take_back(self, decision: Decision) -> None:
        for key, other in reversed(((decision.key, decision.other), *decision.also)):
            links.undecide(self._study, *key, other)

    def _undo(self, _: dict[str, Any]) -> dict[str, Any]:
        """Take back what decided the question that is shown, where it is decided, else the last decision."""
        if not self._made:
            return self._refused("nothing_to_undo")
        here = None if self._shown is None or self._shown in self._open else self._behind(self._shown)
        decision = here or self._made[-1]
        self._take_back(decision)
        self._made.remove(decision)
        self._doubted.discard(decision.key)
        self._read()
        self._at = self._keys.index(decision.key)
        there = [at for at, _ in self._candidates(decision.key)[0]]
        chosen = there.index(decision.other) if decision.other in there else 0
        return {"said": self._say("undone", what=in_words(self._known, decision)), "chosen": chosen}

    def _propose(self, _: dict[str, Any]) -> dict[str, Any]:
        added = links.link(self._study)
        self._read()
        return {"said": self._say("proposed", n=len(added)), "chosen": 0}

    # what is to be seen -----------------------------------------------------------------------------------------

    @property
    def _shown(self) -> Key | None:
        return self._keys[self._at] if self._at < len(self._keys) else None

    def _next(self) -> int:
        """The next question that is open and was not left in doubt just now; past the last one when there is none."""
        order = [*range(self._at + 1, len(self._keys)), *range(self._at + 1)]
        return next((i for i in order if self._keys[i] in self._open - self._doubted), len(self._keys))

    def _candidates(self, key: Key) -> tuple[list, str]:
        return candidates(self._known, self._pairs, self._by_people, key)

    def _behind(self, key: Key) -> Decision | None:
        """The decision made here that closed a question: its own, or one that ruled it out."""
        own = [d for d in reversed(self._made) if d.key == key]
        return next((d for d in [*own, *self._made] if d.key == key or key in [k for k, _ in d.also]), None)

    def _question(self, key: Key) -> dict[str, Any]:
        if key in self._open:
            return shown(self._known, key, *self._candidates(key))
        behind = self._behind(key)
        if behind is None:
            return shown(self._known, key, [("", None)], decided=self._say("settled_outside"))
        what, own = in_words(self._known, behind), behind.key == key
        decided = self._say("decided", what=what, by=behind.by) if own else self._say("settled", what=what)
        return shown(self._known, key, [(behind.other if own else "", None)], decided=decided)

    def _end(self) -> dict[str, Any]:
        """What stands there when nothing is asked."""
        if not self._rows:
            command = f"netlab link {self._study.folder}"
            words = {"title": self._say("empty_title"), "text": self._say("empty")}
            return {**words, "command": command, "propose": self._say("propose")}
        n = len(self._open)
        said = self._say("end_unsure", n=n) if n else self._say("end_none")
        title = self._say("end_doubt_title" if n else "end_title")
        return {"title": title, "text": said, "command": "", "propose": ""}
