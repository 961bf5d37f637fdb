"""Which alters were kept, which are lost and which are new between two waves, and the turnover that follows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netlab.changes.compared import first_reason, groups, ranged, summed
from netlab.changes.traces import ends
from netlab.networks import EgoNetworks
from netlab.problems import InputError, expect, suggestion

FATES = ("kept", "lost", "new")
UNSURE = ("different", "same")
COUNTS = ["kept", "lost", "new"]


def fates(networks: EgoNetworks, before: str, after: str, unsure: str = "different") -> pd.DataFrame:
    """What became of each person that an ego named in either of two waves.

    Parameters
    ----------
    networks : EgoNetworks
    before, after : str
        The two waves.
    unsure : {"different", "same"}
        Whether the two alters of an unsure link are taken as two persons, or, as far as a one-to-one matching goes,
        as one.

    Returns
    -------
    DataFrame
        One row per ego and person, egos in the order of the study, first those named before: ego, person, before and
        after (the alter's id in that wave, or NaN), fate (ordered: kept, lost, new), confirmed (True for a lost alter
        that a `gone` link says was asked about again, in a wave up to `after`), unsure (True where an unsure link
        leaves the fate open). A pair joined by `unsure="same"` bears the person of before.

    Notes
    -----
    An ego that was not interviewed in both waves has no rows, nor has one whose alters nobody linked while ids are made
    anew in every wave; `turnover` says which.

    An unsure link counts when it joins a lost and a new alter, directly or because `same` links tie them to the alters
    it names in a third wave. Two unsure links in a row by way of someone who is only in a third wave are not followed:
    such a pair stays a lost and a new alter. Nor is one with a lost alter that is confirmed gone, or one between two
    persons who are `different` by another link.

    Raises
    ------
    InputError
        For a wave that the study does not have, one wave twice, or another word for `unsure`.
    """
    expect("networks", networks, "nl.fates({}, before, after)")
    if unsure not in UNSURE:
        raise InputError(f"unsure = {unsure!r} is not possible. {suggestion(unsure, UNSURE)}")
    traces = ends(networks, before, after)[UNSURE.index(unsure)]
    named = np.where(traces.before >= 0, traces.before, traces.after)
    alter = networks.alters["alter"].reset_index(drop=True)
    code = np.select([traces.kept, traces.lost], [0, 1], 2)
    return pd.DataFrame(
        {
            "ego": pd.Series(traces.egos, dtype="str").take(traces.ego).to_numpy(),
            "person": networks.alters["person"].to_numpy()[named],
            "before": alter.reindex(np.where(traces.before >= 0, traces.before, len(alter))).to_numpy(),
            "after": alter.reindex(np.where(traces.after >= 0, traces.after, len(alter))).to_numpy(),
            "fate": pd.Categorical.from_codes(code, list(FATES), ordered=True),
            "confirmed": traces.confirmed,
            "unsure": traces.unsure & ~traces.kept,
        }
    )


def _rates(counts: pd.DataFrame) -> pd.DataFrame:
    """The four rates and the net change that follow from kept, lost and new."""
    kept, lost, new = (counts[c] for c in COUNTS)
    either, first, second = kept + lost + new, kept + lost, kept + new
    return counts.assign(
        jaccard=kept / either.where(either > 0),
        retention=kept / first.where(first > 0),
        novelty=new / second.where(second > 0),
        turnover=(lost + new) / (first + second).where(either > 0),
        net_change=new - lost,
    )


def turnover(
    networks: EgoNetworks, before: str, after: str, pooled: bool = False, group: str | None = None
) -> pd.DataFrame:
    """How many alters each ego kept, lost and gained between two waves, and the rates that follow.

    With R kept, L lost and A new alters, n1 = R + L named before and n2 = R + A named after::

        jaccard = R / (R + L + A)     retention = R / n1     novelty = A / n2
        turnover = (L + A) / (n1 + n2)     net_change = n2 - n1

    The rates run from 0 to 1. Persons are compared, not alter ids.

    Parameters
    ----------
    networks : EgoNetworks
    before, after : str
        The two waves.
    pooled : bool
        One row, `all`: counts summed over the egos that can be compared, rates from those sums.
    group : str, optional
        A column of egos, constant per ego: the same per group. Implies `pooled`.

    Returns
    -------
    DataFrame
        Index ego, a row for every ego of the study: kept, lost, new, jaccard, retention, novelty, turnover, net_change;
        each again with _min and _max; lost_confirmed (lost alters that were asked about again and had ended); reason.
        Pooled: index `group` or the column, with `egos` (how many are in the sums) instead of reason.

    Notes
    -----
    An unsure link leaves open whether an alter is kept: the range then runs from no unsure pair the same person to the
    largest one-to-one set of them, and the plain column is NaN (reason `unsure`). See `fates` for which links count.

    NaN with reason `wave_missing` for an ego that was not interviewed in both waves, `not_linked` where ids are made
    anew in every wave and nobody linked these two. `no_alters`: nobody was named in at least one of the two waves, and
    the rates over that number are NaN; an ego with no alters before has no retention, one without any in either wave no
    rate at all.

    RSiena's reading of the Jaccard (.3 is good, below .2 trouble) is about whole-network models and no norm here.

    Raises
    ------
    InputError
        For a wave that the study does not have, one wave twice, or a group column that is not constant per ego.

    References
    ----------
    Ripley, R. M. et al. Manual for RSiena (Jaccard: N11 / (N11 + N10 + N01)).
    Feld, S. L., Suitor, J. J. & Hoegh, J. G. (2007). Field Methods, 19, 218–236.
    """
    expect("networks", networks, "nl.turnover({}, before, after)")
    sides = ends(networks, before, after)
    tables = [
        pd.DataFrame({"kept": t.sums(t.kept), "lost": t.sums(t.lost), "new": t.sums(t.new)}, index=t.egos)
        for t in sides[: 1 + (sides[0] is not sides[1])]
    ]
    different = sides[0]
    confirmed = pd.Series(different.sums(different.confirmed), index=different.egos, name="lost_confirmed")
    if pooled or group is not None:
        by = None if group is None else groups(networks, group)
        sums = [summed(t, by) for t in tables]
        result = ranged(pd.concat([_rates(t[COUNTS]) for t in sums]))
        result.insert(0, "egos", sums[0]["egos"])
        return result.assign(lost_confirmed=summed(confirmed.to_frame(), by)["lost_confirmed"])
    result = ranged(pd.concat([_rates(t) for t in tables])).assign(lost_confirmed=confirmed)
    return result.assign(reason=first_reason(different.egos, different.reasons()))
