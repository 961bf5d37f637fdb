"""People whom several participants seem to name, or who take part themselves: proposals for persons.csv."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from netlab.cleaning.answers import plain
from netlab.links.names import GIVEN, Name, read_name, spelled
from netlab.problems import InputError
from netlab.readers.mapped import read_side
from netlab.study import Study
from netlab.texts import say

FILE = "persons_proposed.csv"
COLUMNS = ["ego", "wave", "alter", "name", "person", "score", "reason"]
NAMES_OF_EGOS = ("name", "naam")
KEY = ["ego", "wave", "alter"]
OTHERWISE_WRITTEN = 0.95


def full_name(name: object) -> str:
    """A name as it sounds, equal for its spellings; empty unless it has a first name and a surname in full."""
    read: Name = read_name(str(name))
    both = [r for r in read.readings if r.first and r.last]
    if not both:
        return ""
    turned = [r for r in both if r.turned and r.first[0] in GIVEN and both[0].first[0] not in GIVEN]
    reading = (turned or both)[0]
    if (len("".join(reading.first)) < 3 and reading.first[0] not in GIVEN) or len(reading.last[-1].word) < 2:
        return ""
    last = "".join(s.glued for s in reading.last)
    return " ".join([spelled("".join(reading.first)) + spelled(last, vowels=True), read.generation]).strip()


def _groups(alters: pd.DataFrame) -> np.ndarray:
    """A number for everyone who is one person by a full name or by what was decided."""
    sides = [pd.factorize(alters["key"].where(alters["key"] != ""))[0], pd.factorize(alters["person"])[0]]
    names = sides[0].max(initial=-1) + 1
    a, b = sides[0][sides[0] >= 0], sides[1][sides[0] >= 0] + names
    size = names + sides[1].max(initial=-1) + 1
    graph = coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(size, size))
    return connected_components(graph, directed=False)[1][sides[1] + names]


def _participants(study: Study) -> dict[str, set[str]]:
    """The participants of each full name, where the egos have a column with their names."""
    egos = study.networks.egos
    column = next((c for c in egos.columns if str(c).casefold() in NAMES_OF_EGOS), None)
    found: dict[str, set[str]] = {}
    if column is not None:
        for ego, name in zip(egos["ego"], egos[column], strict=True):
            key = "" if pd.isna(name) else full_name(name)
            if key:
                found.setdefault(key, set()).add(str(ego))
    return found


def _named(study: Study) -> pd.DataFrame:
    """The alters with a name: ego, wave, alter, name, person, key (full name), group, given (by persons.csv)."""
    alters = study.networks.alters
    alters = alters[[*KEY, "name", "person"]].assign(wave=alters["wave"].astype(object))
    alters["key"] = alters["name"].map(full_name, na_action="ignore").fillna("")
    alters["group"] = _groups(alters)
    persons = read_side(study.folder, study.codebook, "persons")[0] if study.folder.is_dir() else None
    given = {} if persons is None else persons.set_index(KEY)["person"].dropna().to_dict()
    return alters.assign(given=[given.get(key) for key in alters[KEY].itertuples(index=False, name=None)])


def _proposed(group: pd.DataFrame, taking_part: dict[str, set[str]]) -> tuple[pd.DataFrame, set[str], bool]:
    """The alters of one group to propose, who they would be as far as that is known, and whether nobody can tell."""
    named = group[group["key"] != ""]
    part = set().union(*(taking_part.get(key, set()) for key in set(named["key"]))) - set(named["ego"])
    one = set(group["person"]) if group["given"].isna().all() else set()
    if named["ego"].nunique() + bool(part) < 2 or (len(one) == 1 and part <= one):
        return named.head(0), set(), False
    egos = named.groupby("key")["ego"].transform("nunique")
    named = named[(egos > 1) | named["key"].isin(list(taking_part))]
    decided = set(group["given"].dropna())
    doubled = bool(group.duplicated(["ego", "wave"]).any()) or len(part) > 1 or len(decided) > 1
    return named, set() if doubled else decided or part, doubled


def several(study: Study, lang: str = "nl") -> pd.DataFrame:
    """People whom several participants seem to name, or who seem to take part themselves.

    Alters with the same full name, but for its spelling, in the networks of at least two egos, or with the full name of
    another participant (a column `name` or `naam` of egos). A first name alone, a surname alone or an initial never
    counts; short names do not either.

    Returns
    -------
    DataFrame
        One row per alter: ego, wave, alter, name, person (who it would be in the whole study: the participant, the
        person that persons.csv has for one of them, else a new id; empty where nobody can tell, because one network has
        two of this name or two participants share it), score (1.00 where the name is written as most do, else 0.95),
        reason. Rows that stand in persons.csv, and groups that are one person already, are left out.
    """
    if "name" not in study.networks.alters.columns or study.networks.alters.empty:
        return pd.DataFrame(columns=COLUMNS, dtype="str")
    alters, taking_part = _named(study), _participants(study)
    used, new = {*study.networks.egos["ego"], *alters["given"].dropna()}, 0
    egos = alters[alters["key"] != ""].groupby("group")["ego"].nunique()
    part = set(alters.loc[alters["key"].isin(list(taking_part)), "group"])
    alters = alters[alters["group"].isin(egos.index[egos > 1]) | alters["group"].isin(list(part))]
    rows = []
    for _, group in alters.groupby("group", sort=False):
        named, who, doubled = _proposed(group, taking_part)
        asked = named[named["given"].isna()]
        if asked.empty:
            continue
        person = next(iter(who), "")
        while not person and not doubled:
            new += 1
            person = say("link.person", lang, n=new)
            person = "" if person in used else person
        used.add(person)
        if doubled:
            reason = say("link.several_two", lang)
        elif person in set().union(*taking_part.values()):
            reason = say("link.takes_part", lang, ego=person)
        else:
            reason = say("link.several", lang, n=named["ego"].nunique())
        letters = named["name"].map(lambda n: "".join(c for c in plain(n) if c.isalnum()))
        score = np.where(letters == letters.mode().iloc[0], 1.0, OTHERWISE_WRITTEN)
        for row, worth in zip(asked.to_dict("records"), score[named["given"].isna()], strict=True):
            rows.append({**row, "person": person, "score": f"{worth:.2f}", "reason": reason})
    return pd.DataFrame(rows, columns=COLUMNS, dtype="str")


def propose_persons(study: Study, lang: str = "nl") -> pd.DataFrame:
    """Write persons_proposed.csv beside persons.csv: who seem to be people named by several participants.

    The file is netlab's own and is written anew each time: persons.csv has no status, so that its rows are followed as
    decisions, and netlab never decides. A person moves the rows that are right to persons.csv (ego, wave, alter,
    person, by). Without proposals there is no file, or one with column names only where there was one.

    Returns
    -------
    DataFrame
        As `several` gives it.

    Raises
    ------
    InputError
        When the file cannot be written.
    """
    found = several(study, lang)
    path = Path(study.folder) / FILE
    if found.empty and not path.exists():
        return found
    # a name such as =Joke would be run as a formula where the file is opened in Excel
    shown = found.assign(name=found["name"].where(~found["name"].str.match(r"[=+\-@\t]"), "'" + found["name"]))
    data = shown.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")
    if path.exists() and path.read_bytes() == data:
        return found
    half = path.with_name(f".{FILE}.part")
    try:
        half.write_bytes(data)
        os.replace(half, path)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise InputError(
            f"{FILE}: the file cannot be written ({error.strerror}). Is it open in Excel? Close it and try again."
        ) from None
    return found
