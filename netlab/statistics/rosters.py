"""Who could have been named, and in which group everyone is: from a list of everybody, or from the networks."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from netlab.codebook import Interpreter
from netlab.measures.answers import codes, own_codes
from netlab.networks import EgoNetworks
from netlab.problems import InputError, suggestion


class Named(NamedTuple):
    """Who names whom, and in which group of the roster each of them is.

    Attributes
    ----------
    persons : list of array
        Per wave the answer (its place) of every person of the roster whose answer is known.
    ego, alter : array
        Per naming the place in that array of ego and of alter; -1 for not on the roster, or without an answer.
    network : array
        Per naming the row of `networks.egos`.
    own : array
        Per network the place of ego.
    """

    persons: list[np.ndarray]
    ego: np.ndarray
    alter: np.ndarray
    network: np.ndarray
    own: np.ndarray

    def group_of_alters(self, networks: EgoNetworks) -> np.ndarray:
        """The answer of each alter that is on the roster, else -1; per naming."""
        wave = networks.egos["wave"].cat.codes.to_numpy()[self.network]
        start = np.cumsum([0, *(len(p) for p in self.persons)])
        everyone = np.append(np.concatenate([*self.persons, np.empty(0, dtype=np.int64)]), -1)
        return everyone[np.where(self.alter >= 0, start[wave] + self.alter, -1)]


def named_on(networks: EgoNetworks, asked: Interpreter, roster: pd.DataFrame | None) -> Named:
    """Who names whom, by their places on the roster; each person once per network.

    Raises
    ------
    InputError
        As `netlab.statistics.chance.homophily`.
    """
    wave = networks.egos["wave"].cat.codes.to_numpy()
    named = pd.DataFrame({"network": networks.at.network, "person": networks.alters["person"].to_numpy()})
    named = named.drop_duplicates()
    person, network = named["person"].to_numpy(), named["network"].to_numpy()
    own, alter = np.full(len(wave), -1), np.full(len(network), -1)
    persons = []
    for place, name in enumerate(networks.waves):
        answer = (_collected(networks, asked, name) if roster is None else _given(asked, roster)).dropna()
        persons.append(answer.to_numpy(dtype=np.int64))
        own[wave == place] = answer.index.get_indexer(networks.egos.loc[wave == place, "ego"])
        here = wave[network] == place
        alter[here] = answer.index.get_indexer(person[here])
    return Named(persons, own[network], alter, network, own)


def _given(asked: Interpreter, roster: pd.DataFrame) -> pd.Series:
    """The answer (its place) of every person on a roster that somebody gave."""
    lacking = [c for c in ("person", asked.column) if c not in roster.columns]
    if lacking:
        raise InputError(
            f"the roster has no column {' and no column '.join(map(repr, lacking))}. Expected `person` and "
            f"{asked.column!r}: a row for everyone who could have been named. {suggestion(lacking[0], roster.columns)}"
        )
    person = roster["person"].astype("str")
    answer = roster[asked.column].astype("object")
    place = pd.Index(asked.ids).get_indexer(answer)
    wrong = answer[(place < 0) & answer.notna().to_numpy()]
    problems = [
        f"the roster, person {person[row]}: {value!r} is not an answer to {asked.column!r}. "
        f"{suggestion(str(value), asked.ids)} Correct it, or leave it empty for unknown."
        for row, value in wrong.items()
    ]
    problems += [
        f"the roster names person {one} {many} times. Expected one row each: leave out the others."
        for one, many in person[person.duplicated(keep=False)].value_counts(sort=False).items()
    ]
    if problems:
        raise InputError(problems)
    return pd.Series(np.where(place >= 0, place, np.nan), index=pd.Index(person))


def _collected(networks: EgoNetworks, asked: Interpreter, wave: str) -> pd.Series:
    """The answer (its place) of everyone who is an ego or is named in any wave, as far as the networks tell."""
    egos, alters = networks.egos, networks.alters
    everyone = pd.Index(pd.unique(pd.concat([egos["ego"], alters["person"]]).astype("str")))
    result = pd.Series(np.nan, index=everyone)
    own = pd.Series(own_codes(networks, asked), index=egos["ego"].to_numpy())
    told = pd.Series(codes(networks, asked), index=alters["person"].to_numpy())
    now = [(table["wave"] == wave).to_numpy() for table in (egos, alters)]
    every = [np.ones(len(table), dtype=bool) for table in (egos, alters)]
    for source, which in ((own, now[0]), (told, now[1]), (own, every[0]), (told, every[1])):
        said = source[which & (source >= 0).to_numpy()].groupby(level=0).agg(["min", "max"])
        result = result.fillna(said["min"].where(said["min"] == said["max"]).reindex(everyone))
    return result
