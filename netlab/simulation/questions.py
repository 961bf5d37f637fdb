"""Questions about each alter of a made-up study: answers that stay, are given afresh, or rise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from netlab.codebook import Category, Interpreter
from netlab.problems import InputError, suggestion
from netlab.simulation.tables import PLACES, STRENGTHS

TAKEN = ("ego", "wave", "alter", "person", "closeness", "place", "organisation")


@dataclass(frozen=True)
class Question:
    """A question about each alter, and how it is answered.

    A new alter gets an answer by `chances`. In a later wave the answer stays what it was; with chance `again`, and
    always where the answer it is given has changed, it is drawn by `chances` once more. So answers are spread alike in
    every wave: without an effect no change is expected.

    Attributes
    ----------
    interpreter : Interpreter
        Its column, role, labels and cuts, for the codebook. Without categories it gets the answers in `chances`.
    chances : mapping
        The chance of every answer, in the order of the answers, together 1: `{"yes": 0.3, "no": 0.7}`. With `given`
        such a mapping for every answer there: `{"weak": {"yes": 0.2, "no": 0.8}, "strong": …}`.
    given : str
        What the chances depend on: "closeness" (weak, strong), "place" (inside, outside), or the column of a question
        before this one. Empty: nothing.
    again : float
        Chance that an alter who is named again is asked afresh; 0: the answer is always the same.
    rises : float
        Effect: chance that the answer about an alter of the studied group who is named again in the second wave is the
        next one in order, if there is one that is ever given.
    """

    interpreter: Interpreter
    chances: Mapping
    given: str = ""
    again: float = 0.25
    rises: float = 0.0

    @property
    def column(self) -> str:
        """The column of alters with its answers."""
        return self.interpreter.column

    @property
    def per_answer(self) -> dict[str, dict[str, float]]:
        """The chances for every answer that is given; one row, named "", where nothing is."""
        return {k: dict(v) for k, v in self.chances.items()} if self.given else {"": dict(self.chances)}

    @property
    def answers(self) -> list[str]:
        """Every answer, in order."""
        return list(dict.fromkeys(answer for chances in self.per_answer.values() for answer in chances))

    def declared(self) -> Interpreter:
        """The interpreter with its categories."""
        if self.interpreter.categories:
            return self.interpreter
        return replace(self.interpreter, categories=tuple(Category(answer) for answer in self.answers))


def possible(questions: Sequence[Question]) -> None:
    """Raise InputError for questions that nobody can answer, all at once."""
    known = {"closeness": [c.id for c in STRENGTHS], "place": [c.id for c in PLACES]}
    wrong = []
    for question in questions:
        name = f"question {question.column!r}"
        if question.column in TAKEN or question.column in known:
            wrong.append(f"{name}: there is a column of that name already.")
        for what, chance in (("again", question.again), ("rises", question.rises)):
            if not 0 <= chance <= 1:
                wrong.append(f"{name}: {what} is {chance}. Expected 0 to 1.")
        if question.given and question.given not in known:
            wrong.append(f"{name} is given {question.given!r}. {suggestion(question.given, known)}")
        elif question.given and list(question.chances) != known[question.given]:
            wrong.append(
                f"{name}: chances are there for {', '.join(question.chances)}. Expected one for every answer to "
                f"{question.given!r}, in this order: {', '.join(known[question.given])}."
            )
        for answer, chances in question.per_answer.items():
            total = sum(chances.values())
            if abs(total - 1) > 1e-9 or any(chance < 0 for chance in chances.values()):
                where = f" for {answer!r}" if answer else ""
                wrong.append(
                    f"{name}: the chances{where} are {list(chances.values())}. Expected 0 or more, together 1."
                )
        if question.interpreter.categories and question.interpreter.ids != question.answers:
            wrong.append(
                f"{name}: the answers with a chance are {', '.join(question.answers)}, those of the codebook "
                f"{', '.join(question.interpreter.ids)}. Expected the same, in the same order."
            )
        known[question.column] = question.answers
    if wrong:
        raise InputError(wrong)


def answered(
    rng: np.random.Generator, alters: pd.DataFrame, wave: np.ndarray, studied: np.ndarray, questions: Sequence[Question]
) -> pd.DataFrame:
    """The alters, with a column of answers per question.

    Parameters
    ----------
    alters : DataFrame
        ego, alter, closeness and place, of all waves.
    wave : array of int
        The wave of every row, from 0.
    studied : array of bool
        Whether the row's ego is in the studied group.
    """
    keys = [alters["ego"], alters["alter"]]
    here = pd.MultiIndex.from_arrays([*keys, wave])
    before = here.get_indexer(pd.MultiIndex.from_arrays([*keys, wave - 1]))
    alters = alters.copy()
    for question in questions:
        given = alters[question.given].to_numpy() if question.given else np.full(len(alters), "")
        chances = pd.DataFrame(question.per_answer).reindex(question.answers).fillna(0.0)  # a column per answer given
        row = chances.columns.get_indexer(given)
        reached = np.round(chances.to_numpy().T.cumsum(axis=1), 12)
        code = (rng.random(len(alters))[:, None] >= reached[row, :-1]).sum(axis=1)
        stays = (before >= 0) & (given[before] == given) & (rng.random(len(alters)) >= question.again)
        rises = (before >= 0) & (wave == 1) & studied & (rng.random(len(alters)) < question.rises)
        above = _next(chances.to_numpy().T > 0)
        for later in range(1, int(wave.max(initial=0)) + 1):
            old = np.flatnonzero(stays & (wave == later))
            code[old] = code[before[old]]
            up = np.flatnonzero(rises & (wave == later))
            code[up] = above[row[up], code[up]]
        alters[question.column] = pd.Series(np.array(question.answers)[code], index=alters.index, dtype="str")
    return alters


def _next(ever: np.ndarray) -> np.ndarray:
    """Of every answer the next one that is ever given, or itself; a row per answer that it is given."""
    above = np.tile(np.arange(ever.shape[1]), (len(ever), 1))
    for code in range(ever.shape[1] - 2, -1, -1):
        above[:, code] = np.where(ever[:, code + 1], code + 1, above[:, code + 1])
        above[:, code] = np.where(ever[np.arange(len(ever)), above[:, code]], above[:, code], code)
    return above
