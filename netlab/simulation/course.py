"""From one wave of a made-up study to the next: who is named again, which ties change, who is new."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd


class Chances(NamedTuple):
    """Per ego: the chance that a weak and a strong tie are kept, that a kept strong one weakens, and new alters."""

    weak: np.ndarray
    strong: np.ndarray
    weakens: np.ndarray
    new: np.ndarray


def balanced(
    people: pd.DataFrame, strong: float, kept: float, kept_strong: float, strengthens: float, more: float = 0.0
) -> Chances:
    """Chances with which an ego's expected numbers of alters and of strong ones stay what they are.

    New alters replace the expected loss and are strong as often as alters at the start; strong ties weaken as often as
    the rest needs. `more` is added to the log-odds of being kept of the studied group, and balances nothing.
    """
    odds = np.log(kept / (1 - kept)) + people["leaning"].to_numpy()
    weak, firm = 1 / (1 + np.exp(-odds)), 1 / (1 + np.exp(-odds - kept_strong))
    stays = strong * firm + (1 - strong) * weak
    weakens = ((1 - strong) * weak * strengthens + strong * (firm - stays)) / (strong * firm)
    new = people["expected"].to_numpy() * (1 - stays)
    odds = odds + more * people["studied"].to_numpy()
    return Chances(1 / (1 + np.exp(-odds)), 1 / (1 + np.exp(-odds - kept_strong)), weakens, new)


def named_first(
    rng: np.random.Generator, people: pd.DataFrame, strong: float, outside: float, places: int, acquainted: float
) -> pd.DataFrame:
    """The alters of the first wave: at (the ego's place), person, organisation, strong."""
    at = np.repeat(np.arange(len(people)), people["n"])
    alters = someone_new(rng, people, at, strong, outside, places, 0)
    if acquainted > 0:
        studied = np.flatnonzero(people["studied"])
        chosen = np.triu(rng.random((len(studied), len(studied))) < acquainted, 1)
        mutual = chosen | chosen.T
        place = np.arange(len(at)) - np.searchsorted(at, at)
        for one, others in zip(studied, mutual, strict=True):
            rows = np.flatnonzero((at == one) & (place < others.sum()))
            some = studied[others][: len(rows)]
            alters.loc[rows, "person"] = people["ego"].to_numpy()[some]
            alters.loc[rows, "organisation"] = people["organisation"].to_numpy()[some]
    return alters


def someone_new(
    rng: np.random.Generator,
    people: pd.DataFrame,
    at: np.ndarray,
    strong: float | np.ndarray,
    outside: float | np.ndarray,
    places: int,
    first: int,
) -> pd.DataFrame:
    """An alter nobody named yet for every place in `at`, numbered from `first` on."""
    own = people["organisation"].to_numpy()[at]
    away = rng.random(len(at)) < outside
    other = (own + rng.integers(1, places + 1, len(at))) % (places + 1)  # the last one is elsewhere
    return pd.DataFrame(
        {
            "at": at,
            "person": pd.Series([f"a{first + i + 1:04}" for i in range(len(at))], dtype="str"),
            "organisation": np.where(away, other, own),
            "strong": rng.random(len(at)) < strong,
        }
    )


def named_next(
    rng: np.random.Generator, alters: pd.DataFrame, chances: Chances, strengthens: np.ndarray
) -> pd.DataFrame:
    """The alters who are named again, with their new strength; `strengthens` per ego."""
    at, firm = alters["at"].to_numpy(), alters["strong"].to_numpy()
    stays = rng.random(len(at)) < np.where(firm, chances.strong[at], chances.weak[at])
    draw = rng.random(len(at))
    later = np.where(firm, draw >= chances.weakens[at], draw < strengthens[at])
    return alters.assign(strong=later)[stays].reset_index(drop=True)


def met(
    rng: np.random.Generator, people: pd.DataFrame, before: pd.DataFrame, new: pd.DataFrame, share: float
) -> pd.DataFrame:
    """Let a share of the new alters of the studied group be co-participants whom ego did not name before."""
    ids, own = people["ego"].to_numpy(), people["organisation"].to_numpy()
    studied = np.flatnonzero(people["studied"])
    named = [set(some) for some in _per_ego(before, len(people))]
    new = new.copy()
    for row in np.flatnonzero(people["studied"].to_numpy()[new["at"]] & (rng.random(len(new)) < share)):
        ego, organisation = new["at"].iat[row], new["organisation"].iat[row]
        inside = organisation == own[ego]
        some = [
            one for one in studied if one != ego and ids[one] not in named[ego] and (own[one] == own[ego]) == inside
        ]
        if some:
            one = some[rng.integers(len(some))]
            new.loc[row, ["person", "organisation"]] = [ids[one], own[one]]
            named[ego].add(ids[one])
    return new


def referred(
    rng: np.random.Generator, people: pd.DataFrame, before: pd.DataFrame, new: pd.DataFrame, share: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Let a share of the new alters of the studied group be people whom a co-participant named before.

    A co-participant counts whom ego named before. Who comes instead of somebody outside ego's organisation is outside,
    and who comes instead of somebody inside is inside. Returns the new alters, and who came through whom.
    """
    ids, own = people["ego"].to_numpy(), people["organisation"].to_numpy()
    place = {ego: i for i, ego in enumerate(ids)}
    known = [set(some) for some in _per_ego(before, len(people))]
    named = [some | set(come) for some, come in zip(known, _per_ego(new, len(people)), strict=True)]
    organisation = before.drop_duplicates("person").set_index("person")["organisation"].to_dict()
    free = ~new["person"].isin(place).to_numpy()  # who is a co-participant already, came without being referred
    new = new.copy()
    told: list[tuple[str, str, str]] = []
    through_referral = people["studied"].to_numpy()[new["at"]] & free & (rng.random(len(new)) < share)
    for row in np.flatnonzero(through_referral):
        ego = new["at"].iat[row]
        inside = new["organisation"].iat[row] == own[ego]
        ways = [
            (person, other)
            for other in sorted(known[ego] & place.keys())
            for person in sorted(known[place[other]] - named[ego] - {ids[ego]})
            if (organisation[person] == own[ego]) == inside
        ]
        if ways:
            person, other = ways[rng.integers(len(ways))]
            new.loc[row, ["person", "organisation"]] = [person, organisation[person]]
            named[ego].add(person)
            told.append((ids[ego], person, other))
    return new, pd.DataFrame(told, columns=["ego", "person", "through"], dtype="str")


def _per_ego(alters: pd.DataFrame, n: int) -> list[list[str]]:
    by = alters.groupby("at")["person"].agg(list)
    return [by.get(i, []) for i in range(n)]


def expected(
    alters: pd.DataFrame,
    people: pd.DataFrame,
    chances: Chances,
    strengthens: np.ndarray,
    new: np.ndarray,
    new_strong: np.ndarray,
    new_outside: np.ndarray,
) -> pd.DataFrame:
    """What each ego's numbers of alters are expected to do until the next wave, given who is named now.

    Columns kept, lost, new; and of size, strong, outside the expected change.
    """
    at, firm = alters["at"].to_numpy(), alters["strong"].to_numpy()
    outside = alters["organisation"].to_numpy() != people["organisation"].to_numpy()[at]
    stays = np.where(firm, chances.strong[at], chances.weak[at])
    later = stays * np.where(firm, 1 - chances.weakens[at], strengthens[at])

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(at, values, len(people))

    lost = total(1 - stays)
    return pd.DataFrame(
        {
            "kept": total(stays),
            "lost": lost,
            "new": new,
            "size": new - lost,
            "strong": total(later - firm) + new * new_strong,
            "outside": new * new_outside - total((1 - stays) * outside),
        }
    )
