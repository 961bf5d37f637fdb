"""Answers about pairs of alters: which are ties, which are not, and of which pairs nothing is known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netlab.cleaning.answers import NO, normal, numbers
from netlab.codebook import Codebook
from netlab.problems import found

KEY = ["ego", "wave", "source", "target"]


def is_no(values: pd.Series) -> pd.Series:
    """Whether an answer says that there is no tie: 0, no, nee, false."""
    spelled = {v: normal(v) for v in values.dropna().unique()}
    words = values.map(spelled, na_action="ignore")
    return words.isin(NO) | (numbers(values)[0] == 0)


def as_said(ties: pd.DataFrame, codebook: Codebook | None) -> pd.DataFrame:
    """Ties of strength 0 where [columns.ties] in study.toml says `no_tie`, of none where it says `no_answer`."""
    said = codebook.columns.get("ties", {}) if codebook is not None else {}
    spelled = {v: normal(v) for v in ties["strength"].dropna().unique()}
    words = ties["strength"].map(spelled, na_action="ignore")
    meant = {key: {normal(w) for w in said.get(key, "").split("|") if w.strip()} for key in ("no_tie", "no_answer")}
    strength = ties["strength"].mask(words.isin(meant["no_tie"]), "0").mask(words.isin(meant["no_answer"]))
    return ties.assign(strength=strength)


def _with_ids(alters: pd.DataFrame) -> pd.DataFrame:
    """The alters with their place in the network as id, where the source gives them none (as `from_frames` does)."""
    if "alter" in alters.columns:
        return alters
    return alters.assign(alter=(alters.groupby(["ego", "wave"]).cumcount() + 1).astype("str"))


def all_pairs(egos: pd.DataFrame, alters: pd.DataFrame, ties: pd.DataFrame) -> bool:
    """Whether every pair of alters of every network has a row, and there are three pairs at least."""
    pair = _numbered(egos, alters, ties)[1]
    alters = _with_ids(alters)
    size = alters.dropna(subset=["ego", "alter"]).groupby(["ego", "wave"])["alter"].nunique()
    possible = int((size * (size - 1) // 2).sum())
    return possible > 2 and len(np.unique(pair[pair >= 0])) == possible


def one_row_each(pairs: pd.DataFrame, questions: dict[str, str]) -> pd.DataFrame:
    """Ties with type and strength from a table of pairs with a column per question; a row per pair and question.

    Parameters
    ----------
    pairs : DataFrame
        ego, wave, source, target, file, line, a column per question, and others, which stay.
    questions : dict
        Per column of `pairs` the id of its type of tie.
    """
    kept = [c for c in pairs.columns if c not in questions]
    rows = [pairs[kept].assign(type=one, strength=pairs[column]) for column, one in questions.items()]
    together = pd.concat(rows) if rows else pairs.assign(strength=pd.Series(pd.NA, index=pairs.index, dtype="str"))
    order = np.argsort(together.index.to_numpy(), kind="stable")
    together = together.iloc[order].reset_index(drop=True)
    return together.assign(strength=together["strength"].mask(is_no(together["strength"]), "0"))


def _numbered(egos: pd.DataFrame, alters: pd.DataFrame, ties: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Per row of `ties` the number of its network (−1: none), and of its unordered pair (−1: not two named alters)."""
    networks = pd.MultiIndex.from_frame(egos[["ego", "wave"]].astype(object)).drop_duplicates()
    network = networks.get_indexer(pd.MultiIndex.from_frame(ties[["ego", "wave"]].astype(object)))
    key = ["ego", "wave", "alter"]
    alters = _with_ids(alters)
    people = pd.MultiIndex.from_frame(alters[key].dropna().astype(object)).drop_duplicates()
    a, b = (
        people.get_indexer(pd.MultiIndex.from_frame(ties[["ego", "wave", end]].astype(object)))
        for end in ("source", "target")
    )
    pair = np.minimum(a, b) * np.int64(max(len(people), 1)) + np.maximum(a, b)
    return network, np.where((a >= 0) & (b >= 0) & (a != b), pair, -1)


def answered(
    egos: pd.DataFrame, alters: pd.DataFrame, ties: pd.DataFrame, of_pairs: bool
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Take out the pairs that were asked about and not answered, and count them for each network.

    In a list of answers about pairs an empty answer is a pair of which nothing is known, not a tie. In a list of ties
    it is a tie whose strength is not known, and stays; unless the list holds pairs without a tie (strength 0) too.

    Parameters
    ----------
    egos, alters : DataFrame
        With ego, wave and alter. `pairs_missing` is left alone where `egos` has it.
    ties : DataFrame
        ego, wave, source, target, strength, optional type, file, line.
    of_pairs : bool
        Whether the source writes a row for every pair that was asked about. A pair of named alters without a row then
        counts as unanswered too, if there are rows of pairs without a tie; else it is taken for one without.

    Returns
    -------
    egos, ties, found : DataFrame
        `found` names each row that left, as `pair_unanswered`.
    """
    untied = is_no(ties["strength"]).to_numpy(dtype=bool)
    if not (untied.any() or of_pairs) or "pairs_missing" in egos.columns:
        return egos, ties, found()
    blank = ties["strength"].isna().to_numpy()
    network, pair = _numbered(egos, alters, ties)
    tied = pair[(pair >= 0) & ~blank & ~untied]
    open_ = np.unique(pair[(pair >= 0) & blank & ~np.isin(pair, tied)])
    at = pd.Series(network, index=pair).groupby(level=0).first()
    keys = pd.MultiIndex.from_frame(egos[["ego", "wave"]].astype(object))
    networks = keys.drop_duplicates()
    missing = np.bincount(at.reindex(open_).to_numpy(dtype=np.int64, na_value=-1) + 1, minlength=len(networks) + 1)[1:]
    if of_pairs and untied.any():
        named = _with_ids(alters)[["ego", "wave", "alter"]].dropna().drop_duplicates()
        size = np.bincount(
            networks.get_indexer(pd.MultiIndex.from_frame(named[["ego", "wave"]].astype(object))) + 1,
            minlength=len(networks) + 1,
        )[1:]
        known = np.unique(pair[pair >= 0])
        listed = np.bincount(at.reindex(known).to_numpy(dtype=np.int64, na_value=-1) + 1, minlength=len(networks) + 1)
        missing = missing + np.maximum(size * (size - 1) // 2 - listed[1:], 0)
    egos = egos.assign(pairs_missing=missing[networks.get_indexer(keys)])
    rows = ties[blank].drop_duplicates(["file", "line", "ego", "wave"]).to_dict("records")
    notes = found(
        {
            **{c: r[c] for c in ("file", "line", "ego", "wave")},
            "kind": "pair_unanswered",
            "about": {"detail": f"{r['source']} – {r['target']}"},
            "stops": False,
        }
        for r in rows
    )
    return egos, ties[~blank].reset_index(drop=True), notes
