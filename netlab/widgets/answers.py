"""What is known of every alter, in words: its name, its answers as that wave gave them, and who it is tied to."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from netlab.codebook import Interpreter
from netlab.networks import EgoNetworks
from netlab.readers.mapped import read_mapped
from netlab.study import Study
from netlab.texts import number, pick, say

TIED = "\x00tied"  # no column of a file is called so
WHO = ("attribute", "organisation", "note")


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of every alter, in words.

    Attributes
    ----------
    answers : DataFrame
        A row per (ego, wave, alter), a column per question; empty where the answer is unknown.
    labels : list of str
        What readers see beside each column of `answers`.
    comparable : list of bool
        Whether another answer in another wave says something about each column; who else is named there does not.
    names : dict
        (ego, wave, alter) → name, or the id where there is no name.
    waves : dict
        The id of a wave → what the study calls it, in order of time.
    lang : str
    """

    answers: pd.DataFrame
    labels: list[str]
    comparable: list[bool]
    names: dict[tuple[str, str, str], str]
    waves: dict[str, str]
    lang: str

    def name(self, ego: str, wave: str, alter: str) -> str:
        """The name of an alter; its id where it has none or was not named."""
        return self.names.get((ego, wave, alter), alter)

    def wave(self, wave: str) -> str:
        """What the study calls a wave."""
        return self.waves.get(wave, wave)

    def of(self, ego: str, wave: str, alter: str) -> list[str]:
        """The answers about an alter; all empty where it was not named."""
        at = (ego, wave, alter)
        return list(self.answers.loc[at]) if at in self.names else [""] * len(self.labels)


def as_answered(study: Study) -> EgoNetworks:
    """The networks with the answers as each wave gave them.

    A `fixed` question is filled from the other waves of the same person: a proposal would make two alters agree, and
    their agreement would then speak for the proposal.
    """
    book = study.codebook
    if not any(i.fixed for i in book.interpreters):
        return study.networks
    as_asked = replace(book, interpreters=tuple(replace(i, fixed=False) for i in book.interpreters))
    return replace(read_mapped(study.folder, as_asked)[0], codebook=book)


def _written(value: object) -> str:
    return " ".join(str(value).split())


def _in_words(question: Interpreter, values: pd.Series, lang: str) -> pd.Series:
    """One column of answers as readers see them; empty where unknown."""
    if question.yes_no:
        said = values.astype(object).map({True: say("drawing.yes", lang), False: say("drawing.no", lang)})
    elif question.categories:
        said = values.astype(object).map({c.id: pick(c.label, lang) or c.id for c in question.categories})
    elif pd.api.types.is_float_dtype(values):
        said = values.astype(object).map(lambda v: number(v, lang, 0 if v.is_integer() else 2), na_action="ignore")
    else:
        said = values.astype(object).map(_written, na_action="ignore")
    return said.fillna("")


def _tied(networks: EgoNetworks, names: pd.Series, lang: str) -> pd.Series:
    """Per alter the names of the alters tied to it, in the order in which they were named; empty where unknown."""
    pairs = networks.pairs.assign(wave=lambda t: t["wave"].astype(object))
    both = pd.concat([pairs, pairs.rename(columns={"source": "target", "target": "source"})], ignore_index=True)
    ends = pd.MultiIndex.from_frame(both[["ego", "wave", "target"]])
    both = both.assign(name=names.reindex(ends).to_numpy(), place=names.index.get_indexer(ends)).sort_values("place")
    tied = both.groupby(["ego", "wave", "source"])["name"].agg(", ".join).reindex(names.index)
    answered = (networks.egos["ties_asked"] & (networks.egos["pairs_missing"] == 0)).to_numpy()
    nobody = pd.Series(answered[networks.at.network], index=names.index).map({True: say("review.nobody", lang)})
    return tied.fillna(nobody).fillna("")


def known(networks: EgoNetworks, lang: str) -> Known:
    """Everything that is known of the alters, in words of one language.

    First what tells who someone is: the codebook's `fixed` questions, its other attributes and notes, and, where that
    was asked of anyone, who of the network is tied to the alter. Then the other questions, in the codebook's order.
    """
    alters = networks.alters.assign(wave=networks.alters["wave"].astype(object))
    index = pd.MultiIndex.from_frame(alters[["ego", "wave", "alter"]])
    names = alters["alter"].astype(object)
    if "name" in alters.columns:
        given = alters["name"].astype(object).map(_written, na_action="ignore").fillna("")
        names = given.where(given != "", names)
    called = pd.Series(names.to_numpy(), index=index)

    questions = [i for i in networks.codebook.interpreters if i.column in alters.columns]
    who = [i for i in questions if i.fixed or i.role in WHO]
    columns = {i.column: _in_words(i, alters[i.column], lang) for i in sorted(who, key=lambda i: not i.fixed)}
    if networks.egos["ties_asked"].any():
        columns[TIED] = _tied(networks, called, lang)
    columns |= {i.column: _in_words(i, alters[i.column], lang) for i in questions if i not in who}
    asked = {i.column: pick(i.label, lang) or i.column for i in questions} | {TIED: say("review.tied", lang)}
    label_of = {w.id: pick(w.label, lang) or w.id for w in networks.codebook.waves}
    return Known(
        answers=pd.DataFrame({c: v.to_numpy() for c, v in columns.items()}, index=index, dtype=object),
        labels=[asked[c] for c in columns],
        comparable=[c != TIED for c in columns],
        names=called.to_dict(),
        waves={w: label_of.get(w, w) for w in networks.waves},
        lang=lang,
    )
