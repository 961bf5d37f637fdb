"""Which alter in one wave is which in the next: proposals from names and what supports them, one to one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

import numpy as np
import pandas as pd

from netlab.cleaning.answers import plain
from netlab.cleaning.decisions import clean_persons
from netlab.cleaning.tables import Cleaner
from netlab.links.assignment import NEAR, choose, rivals
from netlab.links.deciding import by_netlab
from netlab.links.likeness import Likeness, alike
from netlab.links.support import Signs, signs, support
from netlab.links.written import NETLAB, read_links
from netlab.persons import LINKS, identify
from netlab.problems import InputError
from netlab.readers.mapped import read_mapped, read_side
from netlab.study import Study
from netlab.texts import pick, say

DEFAULT = 0.8
SUPPORT = 0.12  # what everything beside the name together can add
LEAST = 0.25  # names less alike than this are not looked at further
KEY = ["ego", "wave", "alter"]


@dataclass(frozen=True, eq=False)
class Known:
    """What proposals are made from.

    Attributes
    ----------
    alters : DataFrame
        Alters with a name, sorted by ego, wave, name: ego, wave, alter, name, person. `person` follows what people
        decided, never a proposal.
    signs : Signs
        What supports a link, per row of `alters`.
    gone : set
        (ego, wave, alter, other wave) of those who are gone in that other wave.
    apart : set
        (ego, wave, alter, other wave, other alter), from both sides, of pairs that are two persons.
    """

    alters: pd.DataFrame
    signs: Signs
    gone: set[tuple[str, ...]]
    apart: set[tuple[str, ...]]


def _as_asked(study: Study) -> pd.DataFrame:
    """The alters with their answers as each wave gave them.

    A `fixed` answer is filled from the other waves of the same person: a proposal would then support itself.
    """
    networks, book = study.networks, study.codebook
    fixed = [i.column for i in book.interpreters if i.fixed and i.column in networks.alters.columns]
    if not fixed or (networks.alters["person"].groupby(networks.alters["ego"]).value_counts() < 2).all():
        return networks.alters
    loose = replace(book, interpreters=tuple(replace(i, fixed=False) for i in book.interpreters))
    asked = read_mapped(study.folder, loose)[0].alters.set_index(KEY)
    now = networks.alters.set_index(KEY)
    return now.assign(**{c: asked[c].astype(object).reindex(now.index) for c in fixed}).reset_index()


def _called(alters: pd.DataFrame) -> pd.Series:
    """The name of each alter; without a column of names an id in which there are letters only. Empty is missing."""
    if "name" in alters.columns:
        names = alters["name"].astype(object)
    else:
        names = alters["alter"].astype(object).where(alters["alter"].str.fullmatch(r"[^\d_]{3,}"))
    return names.where(names.map(plain, na_action="ignore").fillna("") != "")


def _persons(study: Study, links: pd.DataFrame) -> pd.Series:
    """The person of each alter by what people decided: links without proposals, and persons.csv."""
    networks = study.networks
    persons = read_side(study.folder, study.codebook, "persons")[0] if study.folder.is_dir() else None
    if len(links) == len(networks.links):
        return networks.alters["person"]
    if persons is not None:
        persons = clean_persons(Cleaner(networks.codebook), networks.alters, persons)
    return identify(networks.egos, networks.alters, links, persons, networks.codebook.alter_ids)[0]


def known(study: Study) -> Known:
    """Everything that proposals are made from; nothing that netlab proposed earlier, so that a second run agrees."""
    networks = study.networks
    links = networks.links[~by_netlab(networks.links)]
    alters = _as_asked(study)
    alters = alters.assign(name=_called(alters), person=_persons(study, links).to_numpy())
    alters = alters[alters["name"].notna()]
    order = alters.assign(plain=alters["name"].map(plain), wave=alters["wave"].cat.codes)
    alters = alters.loc[order.sort_values(["ego", "wave", "plain", "alter"], kind="stable").index]
    alters = alters.reset_index(drop=True)
    gone = links[links["status"] == "gone"][["ego", "wave", "alter", "other_wave"]]
    apart = links[links["status"] == "different"][["ego", "wave", "alter", "other_wave", "other_alter"]]
    back = apart[["ego", "other_wave", "other_alter", "wave", "alter"]]
    pairs = {*apart.itertuples(index=False, name=None), *back.itertuples(index=False, name=None)}
    return Known(alters, signs(alters, networks.codebook), set(gone.itertuples(index=False, name=None)), pairs)


def _pairs_of_waves(study: Study, alters: pd.DataFrame) -> Iterator[tuple[str, str, np.ndarray, str, np.ndarray]]:
    """ego, wave, its alters, next wave in which the ego has a network, the alters there; where both named somebody."""
    rows = {key: np.asarray(at) for key, at in alters.groupby(["ego", "wave"], observed=True).indices.items()}
    egos = study.networks.egos.sort_values("wave", kind="stable")
    for ego, waves in egos.groupby("ego", sort=False)["wave"]:
        for before, after in pairwise(waves):
            if (ego, before) in rows and (ego, after) in rows:
                yield str(ego), before, rows[ego, before], after, rows[ego, after]


def _over_waves(
    study: Study, alters: pd.DataFrame, found: list[dict[str, str]]
) -> Iterator[tuple[str, str, np.ndarray, str, np.ndarray]]:
    """As `_pairs_of_waves` for waves further apart: only those who were nobody in the waves between."""
    rows = {key: np.asarray(at) for key, at in alters.groupby(["ego", "wave"], observed=True).indices.items()}
    alter, person = alters["alter"].to_numpy(), alters["person"].to_numpy()
    somebody = {(r["ego"], r["wave"], r["alter"], r["other_wave"]) for r in found}
    somebody |= {(r["ego"], r["other_wave"], r["other_alter"], r["wave"]) for r in found}
    egos = study.networks.egos.sort_values("wave", kind="stable")
    for ego, waves in egos.groupby("ego", sort=False)["wave"]:
        named = [w for w in waves if (ego, w) in rows]
        for (i, before), (k, after) in combinations(enumerate(named), 2):
            if k == i + 1:
                continue
            sides = []
            for wave in (before, after):
                left = list(rows[ego, wave])
                for between in named[i + 1 : k]:
                    there = set(person[rows[ego, between]])
                    left = [
                        r for r in left if person[r] not in there and (ego, wave, alter[r], between) not in somebody
                    ]
                sides.append(np.array(left, dtype=np.int64))
            if len(sides[0]) and len(sides[1]):
                yield str(ego), before, sides[0], after, sides[1]


def _reason(study: Study, like: Likeness, columns: tuple[str, ...], agree: np.ndarray, rival: str, lang: str) -> str:
    """In words what a pair rests on: the names, what supports them, and who else comes near."""
    words = [say(f"link.{key}", lang) for key in like.reasons]
    for n in np.flatnonzero(agree[: len(columns)]):
        asked = study.codebook.interpreter(columns[n])
        label = (pick(asked.label, lang) if asked else "") or columns[n]
        words.append(say("link.agrees", lang, what=label))
    words += [say(f"link.{key}", lang) for key, on in zip(("role", "place"), agree[len(columns) :], strict=True) if on]
    return "; ".join(words + ([say(f"link.{rival}", lang)] if rival else []))


def _between(
    study: Study, known: Known, at: tuple[str, str, np.ndarray, str, np.ndarray], threshold: float, lang: str
) -> Iterator[dict[str, str]]:
    """The proposals between two networks of one ego."""
    ego, before, first, after, second = at
    alter, person = known.alters["alter"].to_numpy(), known.alters["person"].to_numpy()
    settled = set(person[first]) & set(person[second])
    sides = []
    for rows, wave, other in ((first, before, after), (second, after, before)):
        left = [r for r in rows if person[r] not in settled and (ego, wave, alter[r], other) not in known.gone]
        sides.append(np.array(left, dtype=np.int64))
    first, second = sides
    if not len(first) or not len(second):
        return
    names = known.alters["name"].to_numpy()
    likes = [[alike(names[a], names[b]) for b in second] for a in first]
    name = np.array([[like.score for like in row] for row in likes])
    doubtful = np.array([[like.doubtful for like in row] for row in likes])
    strength, agree = support(known.signs, first, second)
    apart = np.array([[(ego, before, alter[a], after, alter[b]) in known.apart for b in second] for a in first])
    name = np.where(apart, 0.0, name)
    score = np.where(name >= LEAST, np.minimum(name + SUPPORT * strength, 1.0), 0.0)
    score = np.where(doubtful, np.minimum(score, DEFAULT - 0.01), score)
    same, unsure = choose(score, name, doubtful, threshold)
    near = rivals(name)
    for a, b in zip(*np.nonzero(same | unsure), strict=True):
        rival = ""
        if unsure[a, b] and near[a, b] > name[a, b] - NEAR:
            equal = (name == name[a, b]) & (name >= 0.9)
            rival = "two_of_name" if max(equal[a].sum(), equal[:, b].sum()) > 1 else "another_near"
        yield {
            "ego": ego,
            "wave": before,
            "alter": alter[first[a]],
            "other_wave": after,
            "other_alter": alter[second[b]],
            "score": f"{score[a, b]:.2f}",
            "reason": _reason(study, likes[a][b], known.signs.columns, agree[:, a, b], rival, lang),
            "status": "same" if same[a, b] else "unsure",
            "by": NETLAB,
        }


def _not_decided(study: Study, rows: pd.DataFrame) -> pd.DataFrame:
    """The proposals on pairs that do not stand in links.csv, of alters for whom it names nobody in that wave yet."""
    standing = read_links(study).table
    ends = ["ego", "wave", "alter", "other_wave", "other_alter"]
    back = ["ego", "other_wave", "other_alter", "wave", "alter"]
    there, taken = set(), set()
    for columns in (ends, back):
        sides = list(standing[columns].fillna("").itertuples(index=False, name=None))
        there |= set(sides)
        ending = ("same", "gone") if columns is ends else ("same",)
        taken |= {side[:4] for side, status in zip(sides, standing["status"], strict=True) if status in ending}
    person = study.networks.alters.set_index(KEY)["person"]
    keep = []
    for row in rows[ends].itertuples(index=False, name=None):
        ego, wave, alter, other_wave, other = row
        one = person.get((ego, wave, alter)) == person.get((ego, other_wave, other))
        free = row[:4] not in taken and (ego, other_wave, other, wave) not in taken
        keep.append(row not in there and free and not one)
    return rows[np.array(keep, dtype=bool)]


def _without_contradiction(study: Study, rows: pd.DataFrame) -> pd.DataFrame:
    """The proposals with `same` made `unsure` for an ego where following them would contradict what people decided."""
    networks = study.networks
    same = rows[rows["status"] == "same"]
    if same.empty or networks.links.empty:
        return rows
    together = pd.concat([networks.links, same], ignore_index=True)
    persons = read_side(study.folder, study.codebook, "persons")[0] if study.folder.is_dir() else None
    wrong = ["links_contradict", "person_twice", "link_gone_named", "link_contradicts", "link_not_one_to_one"]
    counts = []
    for links in (networks.links, together):
        left = networks.identified(links, persons).cleaned
        counts.append(left[left["reason"].isin(wrong)].groupby("ego").size())
    worse = counts[1].sub(counts[0], fill_value=0)
    against = rows["ego"].isin(worse.index[worse > 0]) & (rows["status"] == "same")
    return rows.assign(status=rows["status"].where(~against, "unsure"))


def _order(study: Study, rows: pd.DataFrame) -> np.ndarray:
    """The places of the rows by ego, wave and alter in the order of the study, of one alter the best first."""
    networks = study.networks
    named = networks.alters[KEY].astype(object)
    places = {key: n for n, key in enumerate(named.itertuples(index=False, name=None))}
    ego = pd.Index(networks.egos["ego"].unique()).get_indexer(rows["ego"])
    wave = pd.Index(networks.waves).get_indexer(rows["wave"])
    alter = np.array([places[key] for key in rows[KEY].itertuples(index=False, name=None)], dtype=np.int64)
    return np.lexsort([-rows["score"].astype("float64").to_numpy(), alter, wave, ego])


def proposals(study: Study, lang: str = "nl", threshold: float = DEFAULT) -> pd.DataFrame:
    """Who may be who in the next wave, within each participant: proposals, for a person to decide.

    Between each two successive networks of an ego, every name in one is compared with every name in the other (see
    `netlab.links.likeness.alike`); answers, role and place in the drawing that agree add up to 0.12, and what differs
    takes nothing off. The pairs are matched one to one, those that are alike most first.

    Parameters
    ----------
    study : Study
    lang : {"nl", "en"}
        The language of `reason`.
    threshold : float
        The least score of a pair that is proposed as the same person, above 0 and at most 1.

    Returns
    -------
    DataFrame
        The columns of links.csv, all text; `by` is netlab, `score` 0.40–1.00 with two decimals. `same`: at or above the
        threshold, on more than a first name, a surname, initials or a role alone, and nobody else in either network has
        a name that comes near. `unsure`: all other pairs worth a look; of someone with two of a name in the drawing,
        all of them. Nobody is in two `same` pairs, or in a `same` and an `unsure` one.

        Left out: pairs that stand in links.csv whatever is said there, and alters of whom it says already who they
        are in that wave, or that they are gone; alters that are one person by their id or persons.csv.

    Notes
    -----
    An ego with a network in one wave has no pairs. One who skipped a wave is followed over it, and so is an alter who
    was nobody in the waves between. An alter without a name is not compared; without a column `name`, ids of letters
    only are taken for names.

    Raises
    ------
    InputError
        For a threshold that is not a share, or a links.csv that cannot be read.
    """
    if not 0 < threshold <= 1:
        raise InputError(f"threshold {threshold!r} is not a share above 0 and at most 1. The default is {DEFAULT}.")
    about = known(study)
    found = [r for at in _pairs_of_waves(study, about.alters) for r in _between(study, about, at, threshold, lang)]
    found += [r for at in _over_waves(study, about.alters, found) for r in _between(study, about, at, threshold, lang)]
    rows = pd.DataFrame(found, columns=LINKS, dtype="str")
    rows = _without_contradiction(study, _not_decided(study, rows))
    return rows.iloc[_order(study, rows)].reset_index(drop=True)
