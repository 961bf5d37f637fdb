"""What people decided on who is who, as far as it can be followed; every row that cannot is named, with why."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netlab.cleaning.answers import answers_of, as_id, normal
from netlab.cleaning.tables import Cleaner
from netlab.codebook import Category
from netlab.persons import LINKS, PERSONS, STATUSES, as_status, gone_yet_named, joined, linked_rows, own_names
from netlab.problems import InputError

# A link as it would stand from the other side.
BACK = {"wave": "other_wave", "alter": "other_alter", "other_wave": "wave", "other_alter": "alter"}


def _side(cleaner: Cleaner, name: str, table: pd.DataFrame, needed: list[str]) -> pd.DataFrame:
    """A table of decisions with its ids as strings and its waves as the codebook spells them."""
    missing = [c for c in needed if c not in table.columns]
    if missing:
        raise InputError(f"the {name} table has no column {', '.join(missing)}. Expected: {', '.join(needed)}.")
    table = table.reset_index(drop=True)
    table = table.assign(**{c: as_id(table[c]) for c in needed})
    spelled = answers_of(tuple(Category(w.id, w.label) for w in cleaner.codebook.waves))
    waves = [c for c in ("wave", "other_wave") if c in needed]
    return table.assign(**{c: table[c].map(lambda w: spelled.get(normal(w), w), na_action="ignore") for c in waves})


def _named(alters: pd.DataFrame, table: pd.DataFrame, wave: str = "wave", alter: str = "alter") -> np.ndarray:
    """Whether (ego, wave, alter) of each row is an alter that was named."""
    known = pd.MultiIndex.from_arrays([alters["ego"], alters["wave"].astype(object), alters["alter"]])
    asked = pd.MultiIndex.from_arrays([table["ego"], table[wave].astype(object), table[alter]])
    return asked.isin(known)


def _pairs(alters: pd.DataFrame, links: pd.DataFrame) -> pd.Series:
    """A number for the two that each link is about, whichever of them stands first; `gone` is about one and a wave."""
    waves = alters["wave"].cat.categories
    late = waves.get_indexer(links["wave"]) > waves.get_indexer(links["other_wave"])
    late &= (links["status"] != "gone").to_numpy(dtype=bool)
    back = links.rename(columns=BACK)[list(BACK)]
    sides = (
        links[list(BACK)]
        .where(~late[:, None] & np.ones(back.shape, dtype=bool), back)
        .fillna("")
        .assign(ego=links["ego"])
    )
    return sides.groupby(["ego", *BACK], sort=False).ngroup()


def _without_gone_yet_named(cleaner: Cleaner, alters: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """The links without those that say `gone` of someone who was named in that wave, and that make this so."""
    if not (links["status"] == "gone").any():
        return links
    networks = alters[["ego", "wave"]].drop_duplicates()
    names = own_names(alters, cleaner.codebook.alter_ids)
    first, second = linked_rows(networks, alters, links)
    same = (links["status"] == "same").to_numpy(dtype=bool)
    person = joined(names, first[same], second[same])
    wrong = gone_yet_named(networks, alters, person, links)
    by_links = wrong & ~gone_yet_named(networks, alters, names, links)
    of_ego = pd.MultiIndex.from_arrays([links["ego"], person.to_numpy()[first]])
    against = same & of_ego.isin(of_ego[by_links])
    said = links["alter"].fillna("") + " (" + links["other_wave"].fillna("") + ")"
    links = cleaner.drop("links", links, wrong, "link_gone_named", said)
    against = against[~wrong]
    return cleaner.drop("links", links, against, "link_contradicts", links["alter"] + " – " + links["other_alter"])


def clean_links(cleaner: Cleaner, alters: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """The links that can be followed.

    A link needs a known status, two different waves, alters that were named (`gone`: no other alter), and stands there
    once, from either side: of two with equal status the first counts, of two that differ neither. `same` joins an alter
    to at most one alter of another wave, or none of these is followed. `gone` is not followed for a person who was
    named in that wave, nor are the `same` links by which it is that person.
    """
    links = _side(cleaner, "links", links, [c for c in LINKS if c not in ("score", "reason", "by")])
    links = links.assign(status=as_status(links["status"]))
    first, second, other = links["alter"].fillna(""), links["other_alter"].fillna(""), links["other_wave"].fillna("")
    status, one_wave = ~links["status"].isin(STATUSES), links["wave"] == links["other_wave"]
    gone = links["status"] == "gone"
    wrong = {
        "link_status": (status, links["status"].fillna("")),
        "link_unknown_alter": (~_named(alters, links), first),
        "link_unknown_other": (
            ~gone & ~status & ~one_wave & ~_named(alters, links, "other_wave", "other_alter"),
            second + " (" + other + ")",
        ),
        "link_gone_filled": (gone & links["other_alter"].notna(), second),
        "link_one_wave": (one_wave, first + " – " + second),
    }
    bad = np.zeros(len(links), dtype=bool)
    for reason, (which, detail) in wrong.items():
        rows = np.asarray(which, dtype=bool)
        cleaner.note("links", links[rows], reason, detail[rows])
        bad |= rows
    links = links[~bad]
    pair, detail = _pairs(alters, links), first + " – " + second
    differ = (links["status"].groupby(pair).transform("nunique") > 1).to_numpy(dtype=bool)
    links = cleaner.drop("links", links, differ, "link_contradicts", detail[links.index])
    twice = links.duplicated(["ego", "wave", "alter", "other_wave", "other_alter"]).to_numpy()
    links = cleaner.drop("links", links, twice, "link_twice", detail[links.index])
    mirrored = pair[links.index].duplicated().to_numpy()  # the same decision, written from the other side
    links = cleaner.drop("links", links, mirrored, "duplicate")

    ends = links[links["status"] == "same"]
    ends = pd.concat([ends, ends.rename(columns=BACK)])
    many = ends.index[ends.duplicated(["ego", "wave", "alter", "other_wave"], keep=False)]
    links = cleaner.drop("links", links, links.index.isin(many), "link_not_one_to_one", detail[links.index])
    return _without_gone_yet_named(cleaner, alters, links).reset_index(drop=True)


def clean_persons(cleaner: Cleaner, alters: pd.DataFrame, persons: pd.DataFrame) -> pd.DataFrame:
    """The rows of persons.csv that name a person for an alter who was named, once."""
    persons = _side(cleaner, "persons", persons, PERSONS[:-1])
    key = ["ego", "wave", "alter"]
    persons = cleaner.drop("persons", persons, persons[[*key, "person"]].isna().any(axis=1).to_numpy(), "key_missing")
    persons = cleaner.drop("persons", persons, ~_named(alters, persons), "person_unknown_alter", persons["alter"])
    equal = persons.duplicated([*key, "person"]).to_numpy()
    persons = cleaner.drop("persons", persons, equal, "duplicate")
    return cleaner.drop("persons", persons, persons.duplicated(key).to_numpy(), "person_differs", persons["person"])
