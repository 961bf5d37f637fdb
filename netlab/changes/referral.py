"""Which new alters a co-participant already had: referral closure between two waves."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from netlab.changes.cohort import persons_compared
from netlab.changes.compared import first_reason, groups, ranged
from netlab.changes.traces import Traces, readings
from netlab.networks import EgoNetworks
from netlab.problems import expect
from netlab.texts import say

THROUGH = "added_through_co_participant"
NAMES = ("ego", "other", "both")


class Ways(NamedTuple):
    """How the new alters of a study may have come: what `referred`, `referrals` and the test against chance share.

    Attributes
    ----------
    group : ndarray of int
        Per ego, in the order of the study, its group; -1 for unknown.
    groups : list of str
        What the groups are called; empty where there are none.
    tied : DataFrame
        ego, through (places of two egos of one group who were tied before, each pair in both directions), names (who
        named whom: `ego`, `other` or `both`).
    had : DataFrame
        ego (place), person: whom each ego named before.
    missing : ndarray of int
        Per ego how many co-participants it named before who were not interviewed then.
    """

    group: np.ndarray
    groups: list[str]
    tied: pd.DataFrame
    had: pd.DataFrame
    missing: np.ndarray

    def known(self, new: pd.DataFrame) -> pd.DataFrame:
        """Of new alters (ego, person, and more) a row for each co-participant through whom they may have come."""
        return new.merge(self.tied, on="ego").merge(
            self.had.rename(columns={"ego": "through"}), on=["through", "person"]
        )


def ways_of(networks: EgoNetworks, before: str, group: str | None = None) -> Ways:
    """Who was tied to which co-participant at the first wave, and whom each of them named then.

    Raises
    ------
    InputError
        For an unknown wave, or a group that is not constant per ego.
    """
    egos = pd.Index(networks.egos["ego"].unique())
    interviewed = egos.isin(networks.has(before))
    declared = networks.codebook.group.column if networks.codebook.group is not None else None
    column = group or (declared if declared in networks.egos.columns else None)
    names: list[str] = []
    of_group = np.zeros(len(egos), dtype=np.int64)
    if column is not None:
        of_group, known = pd.factorize(groups(networks, column).reindex(egos))
        names = [str(name) for name in known]
    named = networks.alters.loc[(networks.alters["wave"] == before).to_numpy(), ["ego", "person"]].drop_duplicates()
    had = pd.DataFrame({"ego": egos.get_indexer(named["ego"]), "person": named["person"].to_numpy()})
    other = egos.get_indexer(had["person"])
    ego = had["ego"].to_numpy()
    alike = (other >= 0) & (of_group[ego] == of_group[other]) & (of_group[ego] >= 0)
    one, two = ego[alike], other[alike]
    missing = np.bincount(one[~interviewed[two]], minlength=len(egos))
    said = np.zeros((len(egos), len(egos)), dtype=np.int8)
    said[one, two] += 1
    said[two, one] += 2
    first, second = np.nonzero(said * interviewed)
    tied = pd.DataFrame({"ego": first, "through": second, "names": np.array(["", *NAMES])[said[first, second]]})
    return Ways(of_group, names, tied, had, missing)


def _new(networks: EgoNetworks, traces: Traces) -> pd.DataFrame:
    """The new alters: ego (place), person, row (of the alters table), unsure."""
    row = traces.after[traces.new]
    person = networks.alters["person"].to_numpy()[row]
    return pd.DataFrame(
        {"ego": traces.ego[traces.new], "person": person, "row": row, "unsure": traces.unsure[traces.new]}
    )


def referrals(networks: EgoNetworks, before: str, after: str, group: str | None = None) -> pd.DataFrame:
    """The new alters whom a co-participant already had, with the co-participant through whom they may have come.

    Ego i's new alter k counts when some co-participant j named k in the first wave, and i and j were tied in the first
    wave: i named j, or j named i. That j referred k is not known from this; that j could have is.

    Parameters
    ----------
    before, after : str
        The two waves.
    group : str, optional
        A column of egos, constant per ego: co-participants are egos of one group. None: the codebook's group where it
        has one, else all egos are co-participants.

    Returns
    -------
    DataFrame
        One row per ego i, new alter k and co-participant j, in the order of the study: ego, person (k), alter (k's id
        after), through (j), names (whether `ego`, the `other` or `both` named the other before), unsure (an unsure link
        leaves open whether k is new). Empty where nothing says who is who between egos: `referred` says so.

    Raises
    ------
    InputError
        For a wave that the study does not have, or a group that is not constant per ego.
    """
    expect("networks", networks, "nl.changes.referrals({}, before, after)")
    ways, traces = ways_of(networks, before, group), readings(networks, before, after).traces[0]
    found = ways.known(_new(networks, traces)).sort_values(["ego", "row", "through"], kind="stable")
    egos = traces.egos.to_numpy()
    alter = networks.alters["alter"].to_numpy()[found["row"]]
    return pd.DataFrame(
        {
            "ego": egos[found["ego"]],
            "person": found["person"].to_numpy(),
            "alter": alter,
            "through": egos[found["through"]],
            "names": pd.Categorical(found["names"], categories=list(NAMES)),
            "unsure": found["unsure"].to_numpy(dtype=bool),
        }
    )


def referrals_in_words(table: pd.DataFrame, lang: str) -> list[str]:
    """One sentence per new alter in a table of `referrals`: `P03 kwam bij P01 via P07.`

    Several co-participants through whom someone may have come stand in one sentence, with or between them. The
    sentences name persons as the table does; replace ids by pseudonyms first where readers may not see them.
    """
    said = table.groupby(["ego", "person"], sort=False)["through"].agg(list)
    between = f" {say('referral.or', lang)} "
    return [
        say("referral.told", lang, person=person, ego=ego, through=between.join(through))
        for (ego, person), through in said.items()
    ]


def referred(networks: EgoNetworks, before: str, after: str, group: str | None = None) -> pd.DataFrame:
    """How many of each ego's new alters a co-participant already had, as `referrals` lists them.

    Parameters
    ----------
    before, after, group
        As for `referrals`.

    Returns
    -------
    DataFrame
        Index ego, a row for every ego of the study: new (new alters), referred (how many of these), share (referred /
        new, 0 to 1); each again with _min and _max; co_participants (tied to ego before, and interviewed then),
        co_participants_missing (named by ego before and not interviewed then: whom they knew is not known, and referred
        may be too low); reason.

    Notes
    -----
    An ego tied to no co-participant has 0 referred. NaN with reason: `persons_not_compared` (nothing says who is who
    between egos: no roster, no persons.csv, no shared person), `wave_missing`, `not_linked`, `group_missing` (ego's
    group is unknown), `unsure` (an unsure link leaves a range over every way to settle it), `none_new` (only share is
    NaN).

    Raises
    ------
    InputError
        For a wave that the study does not have, or a group that is not constant per ego.
    """
    expect("networks", networks, "nl.changes.referred({}, before, after)")
    ways, read = ways_of(networks, before, group), readings(networks, before, after)
    through = np.zeros(len(networks.alters) + 1, dtype=bool)
    through[ways.known(_new(networks, read.traces[0]))["row"]] = True
    compared, known = persons_compared(networks), ways.group >= 0

    def counted(traces: Traces) -> pd.DataFrame:
        counts = {"new": traces.sums(traces.new), "referred": traces.sums(traces.new & through[traces.after])}
        table = pd.DataFrame(counts, index=traces.egos)
        table[~(known & compared)] = np.nan
        return table.assign(share=table["referred"] / table["new"].where(table["new"] > 0))

    result, traces = ranged(read.count(counted), read.open_ended), read.traces[0]
    partners = np.bincount(ways.tied["ego"], minlength=len(traces.egos))
    result = result.assign(co_participants=partners, co_participants_missing=ways.missing)
    reasons = [
        (np.full(len(result), not compared), "persons_not_compared"),
        (traces.reason != "", traces.reason),
        (~known, "group_missing"),
        (traces.sums(traces.unsure) > 0, "unsure"),
        (traces.sums(traces.new) == 0, "none_new"),
    ]
    return result.assign(reason=first_reason(traces.egos, reasons))


def with_referred(networks: EgoNetworks, before: str, after: str, group: str | None = None) -> EgoNetworks:
    """The same networks with a true/false column `added_through_co_participant` of alters, an outcome for `retention`.

    True for a new alter of the second wave whom a co-participant already had (see `referrals`), false for any other new
    one, missing for whoever is not new, and for the alters of an ego of which it is not known. An alter of whom an
    unsure link leaves open whether it is new has its answer too: `retention` reads it at the end where it is new.

    Raises
    ------
    InputError
        For a wave that the study does not have, or a group that is not constant per ego.
    """
    expect("networks", networks, "nl.changes.with_referred({}, before, after)")
    ways, traces = ways_of(networks, before, group), readings(networks, before, after).traces[0]
    new = _new(networks, traces)
    new = new[ways.group[new["ego"]] >= 0] if persons_compared(networks) else new[:0]
    flag = np.full(len(networks.alters), np.nan)
    flag[new["row"]] = 0
    flag[ways.known(new)["row"]] = 1
    told = pd.Series(flag, index=networks.alters.index).astype("boolean")
    return replace(networks, alters=networks.alters.assign(**{THROUGH: told}))
