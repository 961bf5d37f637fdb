"""What people decided on who is who, as far as it can be followed; every row that cannot is named, with why."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netlab.cleaning.answers import answers_of, as_id, normal
from netlab.cleaning.tables import Cleaner
from netlab.codebook import Category
from netlab.persons import LINKS, PERSONS, STATUSES
from netlab.problems import InputError


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


def clean_links(cleaner: Cleaner, alters: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """The links that can be followed.

    A link needs a known status, two different waves, alters that were named (`gone`: no other alter), and stands there
    once; `same` joins an alter to at most one alter of another wave, or none of these is followed.
    """
    links = _side(cleaner, "links", links, [c for c in LINKS if c not in ("score", "reason", "by")])
    first, second, other = links["alter"].fillna(""), links["other_alter"].fillna(""), links["other_wave"].fillna("")
    status, one_wave = ~links["status"].isin(STATUSES), links["wave"] == links["other_wave"]
    gone, same = links["status"] == "gone", links["status"] == "same"
    twice = links.duplicated(["ego", "wave", "alter", "other_wave", "other_alter"])
    ends = links[same & ~twice]
    back = {"wave": "other_wave", "alter": "other_alter", "other_wave": "wave", "other_alter": "alter"}
    ends = pd.concat([ends, ends.rename(columns=back)])
    ends = ends.drop_duplicates(["ego", "wave", "alter", "other_wave", "other_alter"])
    many = ends.index[ends.duplicated(["ego", "wave", "alter", "other_wave"], keep=False)]
    wrong = {
        "link_status": (status, links["status"].fillna("")),
        "link_unknown_alter": (~_named(alters, links), first),
        "link_unknown_other": (
            ~gone & ~status & ~one_wave & ~_named(alters, links, "other_wave", "other_alter"),
            second + " (" + other + ")",
        ),
        "link_gone_filled": (gone & links["other_alter"].notna(), second),
        "link_one_wave": (one_wave, first + " – " + second),
        "link_twice": (twice, first + " – " + second),
        "link_not_one_to_one": (links.index.isin(many), first + " – " + second),
    }
    bad = np.zeros(len(links), dtype=bool)
    for reason, (which, detail) in wrong.items():
        rows = np.asarray(which, dtype=bool)
        cleaner.note("links", links[rows], reason, detail[rows])
        bad |= rows
    return links[~bad].reset_index(drop=True)


def clean_persons(cleaner: Cleaner, alters: pd.DataFrame, persons: pd.DataFrame) -> pd.DataFrame:
    """The rows of persons.csv that name a person for an alter who was named, once."""
    persons = _side(cleaner, "persons", persons, PERSONS[:-1])
    key = ["ego", "wave", "alter"]
    persons = cleaner.drop("persons", persons, persons[[*key, "person"]].isna().any(axis=1).to_numpy(), "key_missing")
    persons = cleaner.drop("persons", persons, ~_named(alters, persons), "person_unknown_alter", persons["alter"])
    equal = persons.duplicated([*key, "person"]).to_numpy()
    persons = cleaner.drop("persons", persons, equal, "duplicate")
    return cleaner.drop("persons", persons, persons.duplicated(key).to_numpy(), "person_differs", persons["person"])
