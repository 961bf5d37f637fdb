"""Whether co-participants' contacts come in more than chance would: the new alters dealt anew among the egos."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from netlab.changes.cohort import persons_compared
from netlab.changes.compared import ALL
from netlab.changes.referral import Ways, ways_of
from netlab.changes.traces import Traces, ends
from netlab.networks import EgoNetworks
from netlab.problems import expect
from netlab.statistics.families import in_families
from netlab.statistics.inference import DRAWS, SEED
from netlab.texts import number, p_words, say

NEAR = 1e-9
CELLS = 50_000_000  # (draw, ego, person) kept in memory at once
STEPS, FEWEST = 10, 200  # exchanges between two draws: per new alter, and at least
NUMBERS = ["expected", "low", "high", "p"]


def referred_by_chance(
    networks: EgoNetworks,
    before: str,
    after: str,
    group: str | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """How many new alters a co-participant already had, with what is expected when the new alters are dealt anew.

    Every ego keeps its number of new alters, and every new alter is new to as many egos as it was; an ego never gets
    itself, someone it had before, or one person twice. Within each group, where there are groups. Whom everybody had
    before, and who was tied to whom, stays.

    The draws come from exchanges of two or three new alters at a time that keep to these rules: from what was observed
    first a number of exchanges backwards, then from there as many forward for each draw (Besag and Clifford). So the
    observed table is one among equals when who came where is chance, and p holds also where exchanges cannot reach
    every possible table.

    Parameters
    ----------
    before, after, group
        As for `netlab.changes.referral.referrals`.
    draws, seed : int
        The same seed gives the same numbers.

    Returns
    -------
    DataFrame
        Index (group, unsure): each group where there are two or more, then `all`; unsure as in `retention`: `none`, or
        both ends of the doubt. egos (that can be compared), new, referred, share (of new), expected (mean of the draws
        and the observed), low and high (between which 95 % of the draws lie), p (two-sided), reason, family,
        family_size, p_adjusted, family_remark.

    Notes
    -----
    Reasons: `persons_not_compared` (all is NaN: nothing says who is who between egos), `none_new`, `same_count`
    (however the new alters are dealt, as many of them are known: expected is observed, and there is no p).

    Raises
    ------
    InputError
        For a wave that the study does not have, or a group that is not constant per ego.

    References
    ----------
    Besag, J. & Clifford, P. (1989). Biometrika, 76, 633–642.
    """
    expect("networks", networks, "nl.statistics.referred_by_chance({}, before, after)")
    ways, both = ways_of(networks, before, group), ends(networks, before, after)
    parts = []
    for name, traces in zip(("different", "same"), both, strict=True):
        if name == "same" and both[0] is both[1]:
            continue
        table = _one_end(networks, ways, traces, draws, seed)
        table["unsure"] = "none" if both[0] is both[1] else name
        parts.append(pd.concat([table, _families(table, networks.codebook.primary)], axis=1))
    return pd.concat(parts).set_index(["group", "unsure"])


def _families(table: pd.DataFrame, primary: tuple[str, ...]) -> pd.DataFrame:
    """The family of each p: where one group alone has one, that of all is the same test and counts once."""
    whole = table["group"] == ALL
    again = whole & (table.loc[~whole, "p"].notna().sum() == 1)
    found = in_families(table["p"].mask(again), np.zeros(len(table), dtype=bool), primary)
    return found.assign(p_adjusted=found["p_adjusted"].mask(again, found["p_adjusted"].max()))


def _one_end(networks: EgoNetworks, ways: Ways, traces: Traces, draws: int, seed: int) -> pd.DataFrame:
    """One end of the doubt: a row per group and one for all."""
    person, persons = pd.factorize(networks.alters["person"])
    egos = len(traces.egos)
    allowed = np.ones((egos, len(persons)), dtype=bool)
    allowed[ways.had["ego"], persons.get_indexer(ways.had["person"])] = False
    itself = persons.get_indexer(traces.egos)
    allowed[np.flatnonzero(itself >= 0), itself[itself >= 0]] = False
    known = np.zeros((egos, len(persons)), dtype=bool)  # a co-participant of this ego had this person
    theirs = ways.tied.merge(ways.had.rename(columns={"ego": "through"}), on="through")
    known[theirs["ego"], persons.get_indexer(theirs["person"])] = True

    there = (traces.reason == "") & (ways.group >= 0)
    new = np.flatnonzero(traces.new & there[traces.ego])
    ego, who = traces.ego[new], person[traces.after[new]]
    compared = persons_compared(networks)
    rng = np.random.default_rng(seed)
    rows, every = [], []
    for code in range(max(len(ways.groups), 1)):
        mine = ways.group[ego] == code
        row = {"egos": float((there & (ways.group == code)).sum()), "new": float(mine.sum())}
        row["referred"] = float(known[ego[mine], who[mine]].sum())
        drawn = dealt(ego[mine], who[mine], allowed, known, draws, rng) if compared and mine.any() else np.zeros(draws)
        rows.append({"group": ways.groups[code] if ways.groups else ALL, **row})
        every.append(drawn)
    if len(ways.groups) > 1:
        rows.append({"group": ALL, **pd.DataFrame(rows)[["egos", "new", "referred"]].sum()})
        every.append(np.sum(every, axis=0))
    elif ways.groups:
        rows[0]["group"] = ALL
    table = pd.DataFrame(rows).astype({"egos": "int64"}).assign(**dict.fromkeys(["share", *NUMBERS], np.nan))
    if not compared:
        table[["new", "referred"]] = np.nan
        return table.assign(reason="persons_not_compared")
    table["share"] = table["referred"] / table["new"].where(table["new"] > 0)
    reasons = []
    for place, drawn in enumerate(every):
        seen = table.loc[place, "referred"]
        expected = (seen + drawn.sum()) / (1 + len(drawn))
        far = (np.abs(drawn - expected) >= abs(seen - expected) - NEAR).sum()
        low, high = np.quantile(drawn, [0.025, 0.975], method="inverted_cdf")
        always = drawn.max() == drawn.min() == seen
        reasons.append("none_new" if table.loc[place, "new"] == 0 else "same_count" if always else "")
        if not reasons[-1]:
            table.loc[place, NUMBERS] = [expected, low, high, (1 + far) / (1 + len(drawn))]
        elif reasons[-1] == "same_count":
            table.loc[place, "expected"] = seen
    why = pd.Series(reasons, dtype="str")
    return table.assign(reason=why.where(why != ""))


def dealt(
    ego: np.ndarray, person: np.ndarray, allowed: np.ndarray, known: np.ndarray, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Of each draw how many new alters a co-participant had.

    Parameters
    ----------
    ego, person : array of int
        A place each per new alter.
    allowed, known : array of bool
        Per ego and person whether the ego may have the person new, and whether a co-participant had the person.
    draws : int
    rng : Generator
    """
    counted = []
    width = len(ego)
    egos, ego = np.unique(ego, return_inverse=True)
    persons, person = np.unique(person, return_inverse=True)
    allowed, known = allowed[np.ix_(egos, persons)], known[np.ix_(egos, persons)]
    steps = range(max(STEPS * width, FEWEST))
    hub = _exchanged(ego, person[None, :], allowed, steps[::-1], rng)
    at_once = max(1, CELLS // allowed.size)
    for some in (min(at_once, draws - done) for done in range(0, draws, at_once)):
        state = _exchanged(ego, np.repeat(hub, some, axis=0), allowed, steps, rng)
        counted.append(known[ego, state].sum(axis=1))
    return np.concatenate(counted)


def _exchanged(
    ego: np.ndarray, state: np.ndarray, allowed: np.ndarray, order: Sequence[int], rng: np.random.Generator
) -> np.ndarray:
    """The states (a row each: the person of every new alter) after so many exchanges, each as likely as its reverse."""
    many, width = state.shape
    if width < 2:
        return state
    state, row = state.copy(), np.arange(many)
    has = np.zeros((many, *allowed.shape), dtype=bool)
    has[row[:, None], ego, state] = True
    for step in order:
        number = 3 if step % 4 == 3 else 2  # with two alone not every table can be reached
        places = rng.integers(0, width, (number, many))
        owner, now = ego[places], state[row, places]
        gets = np.roll(now, -1, axis=0)
        fine = (allowed[owner, gets] & ~has[row, owner, gets]).all(axis=0)
        fine &= owner[0] != owner[1]
        if number == 3:
            fine &= (owner[0] != owner[2]) & (owner[1] != owner[2])
        which, here = row[fine], places[:, fine]
        has[which, owner[:, fine], now[:, fine]] = False
        has[which, owner[:, fine], gets[:, fine]] = True
        state[which, here] = gets[:, fine]
    return state


def referred_in_words(row: pd.Series, lang: str) -> str:
    """A row of `referred_by_chance` in a sentence: what was found, what chance gives, its range before p."""
    if pd.notna(row["reason"]):
        return say(f"referral.reason.{row['reason']}", lang)
    return say(
        "referral.summary",
        lang,
        new=number(row["new"], lang, 0),
        referred=number(row["referred"], lang, 0),
        expected=number(row["expected"], lang, 1),
        low=number(row["low"], lang, 0),
        high=number(row["high"], lang, 0),
        p=p_words(row["p"], int(row["family_size"]), lang),
    )
