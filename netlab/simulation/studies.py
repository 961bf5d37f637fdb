"""Made-up studies with a known effect, and what is true of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.simulation.course import balanced, expected, named_first, named_next, referred, someone_new
from netlab.simulation.tables import alters_table, codebook, egos_table, ties_table


@dataclass(frozen=True, eq=False)
class Truth:
    """What is true of a simulated study.

    Attributes
    ----------
    expected : DataFrame
        Index kept, lost, new, size, strong, outside: numbers of alters, means over egos, also those who will be
        missing. What is expected from the first to the second wave given the networks at the first (of size, strong and
        outside: the change): `trajectory` of the studied group, `without` of the same egos had there been no effect,
        `effect` the difference, `comparison` of the comparison group (NaN without one). `without` is not 0 where
        networks happened, or were selected, to be small or large at the start: regression to the mean. `outside` is
        NaN with referral, for then the organisation of a new alter depends on who refers. No rows with one wave.
    new, strengthening, kept_group, kept_strong, score : float
        As given: over studies the mean size changes by `new` when kept_group is 0 and nobody was selected.
    referred : DataFrame
        The new alters who came through a co-participant: ego, person, through.
    missing : DataFrame
        The networks that were not drawn: ego, wave.
    """

    expected: pd.DataFrame
    new: float
    strengthening: float
    kept_group: float
    kept_strong: float
    score: float
    referred: pd.DataFrame
    missing: pd.DataFrame


class Simulated(NamedTuple):
    """A simulated study and what is true of it."""

    networks: EgoNetworks
    truth: Truth


def simulate(
    egos: int = 12,
    *,
    comparison: int = 0,
    waves: int = 2,
    size: float = 8.0,
    size_sd: float = 2.0,
    strong: float = 0.4,
    outside: float = 0.3,
    organisations: int = 4,
    kept: float = 0.75,
    kept_sd: float = 0.0,
    kept_strong: float = 0.0,
    kept_group: float = 0.0,
    new: float = 0.0,
    new_strong: float | None = None,
    new_outside: float | None = None,
    strengthens: float = 0.1,
    strengthening: float = 0.0,
    acquainted: float = 0.0,
    referral: float = 0.0,
    knows: float = 0.3,
    score: float = 0.0,
    missing: float = 0.0,
    missing_by_size: float = 0.0,
    selected: float = 1.0,
    randomised: bool = False,
    seed: int = 1,
) -> Simulated:
    """A study with a known effect.

    Without an effect nothing changes but by chance: of the alters of a wave some are named again, some weak ties become
    strong and as many strong ones weak, as many new alters come as are lost, so that the numbers of alters and of
    strong ones that are expected of an ego are the same in every wave. The effect works on the studied group between
    the first wave and the second; later waves follow the course without effect.

    Parameters
    ----------
    egos, comparison : int
        People in the group that is studied, at least 1, and in the comparison group.
    waves : int
        At least 1.
    size, size_sd : float
        Alters at the start: the mean over egos, and the standard deviation of what is expected of each ego (gamma
        distributed; 0: the same of all). Around that the number is Poisson.
    strong, outside : float
        Share of the ties that are strong; share of the alters who are outside ego's organisation.
    organisations : int
        In which the egos work, in turn. Alters outside work in one of the others, or elsewhere.
    kept, kept_sd, kept_strong : float
        Chance that a weak tie of an average ego is there in the next wave; standard deviation over egos of its
        log-odds; what a strong tie adds to them.
    kept_group : float
        Effect: what the studied group adds to the log-odds of being kept.
    new : float
        Effect: so many more new alters per ego.
    new_strong, new_outside : float, optional
        Effect: chance that a new alter of the studied group is a strong tie; is outside. None: as of the others.
    strengthens, strengthening : float
        Chance that a kept weak tie becomes strong; effect: how much larger it is in the studied group.
    acquainted : float
        Chance that two people of the studied group name each other at the start (as far as they name anyone).
    referral : float
        Effect: share of the new alters of the studied group who are alters of a co-participant whom ego knew. Where
        nobody is left to be referred to, someone else comes; `truth.referred` has those who were.
    knows : float
        Chance that two alters know each other.
    score : float
        Effect on the outcome `score` (mean 3, standard deviation 0.58, of which 0.5 between egos).
    missing, missing_by_size : float
        Chance that an ego whose network at the start has the mean size is missing from the second wave on; what one
        alter more adds to the log-odds.
    selected : float
        The studied group is this share of those who came forward: those with the smallest networks at the start.
    randomised : bool
        What the codebook says of the groups.
    seed : int
        Same seed, same study.

    Returns
    -------
    Simulated
        networks and truth. Waves t1, t2, …; alters with closeness, place, organisation and person (who is who over all
        egos); egos with group (where there is a comparison group), organisation and score.

    Raises
    ------
    InputError
        For numbers that no study can have, all at once.
    """
    _possible(locals())
    drawn = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(5)]
    people = _people(drawn[0], egos, comparison, size, size_sd, kept_sd, organisations, selected)
    studied = people["studied"].to_numpy()
    without = balanced(people, strong, kept, kept_strong, strengthens)
    if (without.weakens > 1).any() or (without.weakens < 0).any():
        raise InputError(
            f"with strong {strong}, strengthens {strengthens} and kept_strong {kept_strong} more strong ties would "
            "have to become weak than there are, for their number to stay the same. Choose a smaller strengthens."
        )
    usual = np.full(len(people), strengthens)
    trained = balanced(people, strong, kept, kept_strong, strengthens, kept_group)
    with_new = without.new + new * studied
    firm = np.where(studied, strong if new_strong is None else new_strong, strong)
    away = np.where(studied, outside if new_outside is None else new_outside, outside)

    states = [named_first(drawn[1], people, strong, outside, organisations, acquainted)]
    through = pd.DataFrame(columns=["ego", "person", "through"], dtype="str")
    count = len(states[0])
    for wave in range(1, waves):
        now, first = states[-1], wave == 1
        again = named_next(
            drawn[1], now, trained if first else without, usual + strengthening * studied if first else usual
        )
        at = np.repeat(np.arange(len(people)), drawn[1].poisson(with_new if first else without.new))
        come = someone_new(
            drawn[1], people, at, firm[at] if first else strong, away[at] if first else outside, organisations, count
        )
        count += len(come)
        if first and referral:
            come, through = referred(drawn[1], people, now, come, referral)
        states.append(pd.concat([again, come], ignore_index=True))

    absent = np.zeros((len(people), waves), dtype=bool)
    if missing:
        odds = np.log(missing / (1 - missing)) + missing_by_size * (people["n"].to_numpy() - size)
        absent[:, 1:] = (drawn[2].random(len(people)) < 1 / (1 + np.exp(-odds)))[:, None]
    labels = [f"t{wave + 1}" for wave in range(waves)]
    table = pd.concat([s.assign(wave=w) for w, s in enumerate(states)], ignore_index=True)
    table = table[~absent[table["at"], table["wave"]]].reset_index(drop=True)
    networks = EgoNetworks.from_frames(
        egos_table(drawn[3], people, absent, labels, score, comparison > 0),
        alters_table(table, people, labels),
        ties_table(drawn[4], table, people, labels, knows),
        codebook=codebook(labels, comparison > 0, randomised),
    )
    who, when = np.nonzero(absent)
    gone = pd.DataFrame({"ego": people["ego"].to_numpy()[who], "wave": np.array(labels)[when]}, dtype="str")

    strengthens_with = usual + strengthening * studied
    with_effect = expected(states[0], people, trained, strengthens_with, with_new, firm, away)
    no_effect = expected(states[0], people, without, usual, without.new, 0 * firm + strong, 0 * away + outside)
    table = pd.DataFrame(
        {
            "trajectory": with_effect[studied].mean(),
            "without": no_effect[studied].mean(),
            "effect": (with_effect - no_effect)[studied].mean(),
            "comparison": no_effect[~studied].mean(),
        }
    )
    if referral:
        table.loc["outside", ["trajectory", "effect"]] = np.nan
    truth = Truth(
        table if waves > 1 else table.iloc[:0], new, strengthening, kept_group, kept_strong, score, through, gone
    )
    return Simulated(networks, truth)


def _possible(given: dict) -> None:
    """Raise for numbers that no study can have."""
    within = [k for k in ("strong", "kept") if not 0 < given[k] < 1]
    shares = ("outside", "new_strong", "new_outside", "strengthens", "acquainted", "referral", "knows")
    outside = [k for k in shares if given[k] is not None and not 0 <= given[k] <= 1]
    below = [k for k in ("comparison", "size", "size_sd", "kept_sd", "new") if given[k] < 0]
    few = [k for k in ("egos", "waves", "organisations") if given[k] < 1]
    wrong = [f"{k} is {given[k]}. Expected more than 0 and less than 1." for k in within]
    wrong += [f"{k} is {given[k]}. Expected 0 to 1." for k in outside]
    wrong += [f"{k} is {given[k]}. Expected 0 or more." for k in below]
    wrong += [f"{k} is {given[k]}. Expected 1 or more." for k in few]
    if not 0 <= given["missing"] < 1:
        wrong.append(f"missing is {given['missing']}. Expected 0 or more, and less than 1.")
    if not 0 < given["selected"] <= 1:
        wrong.append(f"selected is {given['selected']}. Expected more than 0, at most 1.")
    if not 0 <= given["strengthens"] + given["strengthening"] <= 1:
        wrong.append(
            f"strengthens + strengthening is {given['strengthens'] + given['strengthening']}. Expected 0 to 1."
        )
    if wrong:
        raise InputError(wrong)


def _people(
    rng: np.random.Generator,
    egos: int,
    comparison: int,
    size: float,
    size_sd: float,
    kept_sd: float,
    organisations: int,
    selected: float,
) -> pd.DataFrame:
    """One row per ego: ego, studied, organisation, how many alters are expected and named (n), how it keeps ties."""
    came = int(np.ceil(egos / selected - 1e-9))
    total = came + comparison
    mean = np.full(total, float(size))
    if size_sd and size:
        mean = rng.gamma((size / size_sd) ** 2, size_sd**2 / size, total)
    n = rng.poisson(mean)
    smallest = np.sort(np.argsort(n[:came], kind="stable")[:egos])
    chosen = np.concatenate([smallest, np.arange(came, total)])
    places = [*range(egos), *range(comparison)]
    wide = max(2, len(str(max(egos, comparison))))
    ids = [f"{'P' if k < egos else 'C'}{place + 1:0{wide}}" for k, place in enumerate(places)]
    return pd.DataFrame(
        {
            "ego": pd.Series(ids, dtype="str"),
            "studied": np.arange(len(ids)) < egos,
            "organisation": np.array(places) % organisations,
            "expected": mean[chosen],
            "n": n[chosen],
            "leaning": kept_sd * rng.standard_normal(len(ids)),
        }
    )
