"""All networks of one wave laid over each other: who is named by several, and what is confirmed by both sides."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from netlab.measures.answers import codes, own_codes, question
from netlab.networks import EgoNetworks
from netlab.problems import expect

SIDES = ("both", "one", "not_asked")
KNOWN = ("known", "unknown", "differs")


class Cohort(NamedTuple):
    """The networks of one wave together.

    Attributes
    ----------
    persons : DataFrame
        One row per person: every ego interviewed in this wave, in the order of the study, then everybody else who is
        named. person, participant (an ego of the study, in any wave), interviewed (in this wave), named_by (by how many
        egos), by (which, as a tuple).
    ties : DataFrame
        One row per pair of participants of whom at least one names the other: one, other (in the order of `persons`),
        one_names and other_names (true, false, or missing for one who was not interviewed), named_by: `both`, `one`
        (the other was interviewed and did not name this one), `not_asked` (the other was not interviewed).
    pairs : DataFrame
        One row per pair of persons whom at least one ego reports as tied to each other: one, other, reported_by (how
        many egos say so), by (which), could_report (egos who named both and were asked about all pairs, and those who
        report it). A tie of ego itself is not in here: that is a row of `persons.by`, or of `ties`.
    reason : str
        `persons_not_compared` where nothing says who is who between egos: then every naming is a person of its own,
        and that nobody is shared means nothing. Else empty.
    """

    persons: pd.DataFrame
    ties: pd.DataFrame
    pairs: pd.DataFrame
    reason: str


def persons_compared(networks: EgoNetworks) -> bool:
    """Whether it is known who is who between egos: ids of a roster, or a person whom two egos share or who is an ego.

    Without it that two egos share nobody says nothing.
    """
    if networks.codebook.alter_ids == "roster":
        return True
    named = networks.alters[["ego", "person"]].drop_duplicates()
    return bool(named["person"].duplicated().any() or named["person"].isin(networks.egos["ego"].unique()).any())


def cohort(networks: EgoNetworks, wave: str) -> Cohort:
    """Lay the networks of one wave over each other.

    Persons are compared (`alters.person`), not alter ids. Whoever two alters of one network are said to be is counted
    once there, and the two are no pair; `check` names such alters.

    Returns
    -------
    Cohort
        persons, ties among participants, pairs of tied persons, reason. The sum of `persons.named_by` is the number of
        (ego, person) namings; the sum of `pairs.reported_by` the number of tied pairs over all networks of the wave.

    Raises
    ------
    InputError
        For a wave that the study does not have.
    """
    interviewed = networks.has(wave)
    here = (networks.alters["wave"] == wave).to_numpy()
    named = networks.alters.loc[here, ["ego", "person"]].drop_duplicates(ignore_index=True)
    everyone = pd.Index(pd.unique(pd.concat([pd.Series(interviewed, dtype="str"), named["person"]])), name="person")
    participants = pd.Index(networks.egos["ego"].unique())
    by = named.groupby("person")["ego"].agg(tuple).reindex(everyone)
    persons = pd.DataFrame(
        {
            "person": everyone,
            "participant": everyone.isin(participants),
            "interviewed": everyone.isin(interviewed),
            "named_by": named["person"].value_counts().reindex(everyone, fill_value=0).to_numpy(),
            "by": [who if isinstance(who, tuple) else () for who in by],
        }
    )
    ties = _ties(everyone, interviewed, named[named["person"].isin(participants)])
    reason = "" if persons_compared(networks) else "persons_not_compared"
    return Cohort(persons, ties, _pairs(networks, wave, everyone, named), reason)


def _ties(everyone: pd.Index, interviewed: pd.Index, named: pd.DataFrame) -> pd.DataFrame:
    """The pairs of participants of whom at least one names the other."""
    ego, person = everyone.get_indexer(named["ego"]), everyone.get_indexer(named["person"])
    low, high = np.minimum(ego, person), np.maximum(ego, person)
    pairs, place = np.unique(low * np.int64(len(everyone)) + high, return_inverse=True)
    names = np.zeros((len(pairs), 2), dtype=bool)
    names[place, (ego > person).astype(int)] = True
    ends = np.stack([pairs // max(len(everyone), 1), pairs % max(len(everyone), 1)], axis=1)
    asked = np.append(everyone.isin(interviewed), False)[ends]
    side = np.select([names.all(axis=1), ~asked.all(axis=1)], [0, 2], 1)
    said = [pd.Series(names[:, i], dtype="boolean").where(asked[:, i]) for i in (0, 1)]
    return pd.DataFrame(
        {
            "one": everyone.take(ends[:, 0]),
            "other": everyone.take(ends[:, 1]),
            "one_names": said[0],
            "other_names": said[1],
            "named_by": pd.Categorical.from_codes(side, list(SIDES)),
        }
    )


def _pairs(networks: EgoNetworks, wave: str, everyone: pd.Index, named: pd.DataFrame) -> pd.DataFrame:
    """The pairs of persons who are tied by the word of at least one ego."""
    at, egos, alters = networks.at, networks.egos, networks.alters
    here = (egos["wave"] == wave).to_numpy()[at.pair_network]
    place = everyone.get_indexer(alters["person"])
    a, b, network = place[at.pair_a[here]], place[at.pair_b[here]], at.pair_network[here]
    told = pd.DataFrame({"low": np.minimum(a, b), "high": np.maximum(a, b), "network": network})
    told = told[told["low"] < told["high"]].drop_duplicates().sort_values(["low", "high", "network"])
    told["by"] = egos["ego"].to_numpy()[told["network"]]
    found = told.groupby(["low", "high"])["by"].agg(tuple)
    low, high = (found.index.get_level_values(name).to_numpy() for name in ("low", "high"))

    interviewed = egos[egos["wave"] == wave]
    row = pd.Index(interviewed["ego"]).get_indexer(named["ego"])
    cells = (everyone.get_indexer(named["person"]), row)
    names = csr_array((np.ones(len(row)), cells), shape=(len(everyone), len(interviewed)))
    full = (interviewed["ties_asked"] & (interviewed["pairs_missing"] == 0)).to_numpy(dtype=bool)
    asked = names[:, full]
    could = np.asarray(asked[low].multiply(asked[high]).sum(axis=1)).ravel()
    full_by_ego = dict(zip(interviewed["ego"], full, strict=True))
    partly = [sum(not full_by_ego[ego] for ego in by) for by in found]
    return pd.DataFrame(
        {
            "one": everyone.take(low),
            "other": everyone.take(high),
            "reported_by": [len(by) for by in found],
            "by": list(found),
            "could_report": (could + np.array(partly, dtype="float64")).astype("int64"),
        }
    )


def coverage(networks: EgoNetworks, wave: str, attribute: str) -> pd.DataFrame:
    """Which answers to a question the persons of a cohort have together: of which departments somebody is there.

    Of a participant its own answer counts where it is known, else that of the egos who name the person, when all who
    answered say the same. An answer that is relative to ego ("my own team") cannot be added up over egos: such persons
    stand under `differs` as soon as two egos see them differently.

    Returns
    -------
    DataFrame
        One row per answer of the codebook, also those of nobody, then one for `unknown` and one for `differs`:
        category (missing in these last two), known (`known`, `unknown`, `differs`), persons, participants (how many of
        the persons are), egos (by how many egos at least one of the persons is named), share (of the persons whose
        answer is known; NaN where there are none). The persons add up to those of `cohort`.

    Raises
    ------
    InputError
        For an unknown wave, or an attribute that is not a closed question of the codebook.
    """
    expect("networks", networks, "nl.changes.coverage({}, wave, attribute)")
    asked = question(networks, attribute)
    persons = cohort(networks, wave).persons
    everyone, width = pd.Index(persons["person"]), len(asked.ids)
    here = (networks.alters["wave"] == wave).to_numpy()
    place, given = everyone.get_indexer(networks.alters.loc[here, "person"]), codes(networks, asked)[here]
    said = np.zeros((len(everyone), width), dtype=bool)
    said[place[given >= 0], given[given >= 0]] = True
    answer = np.select([said.sum(axis=1) == 1, said.any(axis=1)], [said.argmax(axis=1), width + 1], width)
    egos = (networks.egos["wave"] == wave).to_numpy()
    own, at = own_codes(networks, asked)[egos], everyone.get_indexer(networks.egos.loc[egos, "ego"])
    answer[at[own >= 0]] = own[own >= 0]

    naming = pd.DataFrame({"answer": answer[place], "ego": networks.alters.loc[here, "ego"].to_numpy()})
    rows = width + 2
    many = np.bincount(answer, minlength=rows)
    known = many[:width].sum()
    return pd.DataFrame(
        {
            "category": pd.Series([*asked.ids, None, None], dtype="str"),
            "known": pd.Categorical.from_codes([0] * width + [1, 2], list(KNOWN)),
            "persons": many,
            "participants": np.bincount(answer[persons["participant"].to_numpy()], minlength=rows),
            "egos": np.bincount(naming.drop_duplicates()["answer"], minlength=rows),
            "share": np.append(many[:width] / known if known else np.full(width, np.nan), [np.nan, np.nan]),
        }
    )
