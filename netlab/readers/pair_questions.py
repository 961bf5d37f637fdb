"""Ties from a table with a row per pair of contacts and a column per question about them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from netlab.codebook import Codebook
from netlab.problems import found
from netlab.readers.drafting import Draft, type_ids
from netlab.readers.pairs import answered, as_said, is_no, one_row_each

KEPT = ("ego", "wave", "source", "target", "file", "line")


def ties_asked(
    egos: pd.DataFrame,
    alters: pd.DataFrame,
    pairs: pd.DataFrame,
    asked: Sequence[str],
    draft: Draft,
    codebook: Codebook | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The ties among contacts, a type per question about pairs; and what was not answered.

    Every answer but 0, no, nee or false counts as a tie, unless the codebook calls it `no_tie` or `no_answer`; `draft`
    says so where there are several. A table of pairs without any question is a list of ties.

    Returns
    -------
    egos, ties, found : DataFrame
        See `netlab.readers.pairs.answered`.
    """
    questions = {c: c for c in asked if pairs[c].notna().any()} or {c: c for c in asked[:1]}
    if not questions:
        return egos, pairs[list(KEPT)], found()
    ties = as_said(one_row_each(pairs[[*KEPT, *questions]], questions), codebook)
    answers = ties["strength"].dropna()
    said = sorted(set(answers[~is_no(answers)]))
    if len(said) > 1:
        draft.guess(
            "tie_types", next(iter(type_ids(questions).values())), "", "tie_answers", answers=", ".join(said[:12])
        )
    elif len(said) == 1 and not is_no(answers).any():
        draft.guess("tie_types", next(iter(type_ids(questions).values())), "", "ties_listed")
    return answered(egos, alters, ties, of_pairs=True)
