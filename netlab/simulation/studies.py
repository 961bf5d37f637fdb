"""Made-up studies with a known effect, and what is true of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.simulation.course import balanced, expected, met, named_first, named_next, referred, someone_new
from netlab.simulation.people import absent, enrolled, possible
from netlab.simulation.questions import Question, answered
from netlab.simulation.questions import possible as possible_questions
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
        networks happened, or were selected, to be small or large at the start: regression to the mean. No rows with one
        wave.
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
    start: Mapping[str, int] | None = None,
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
    meeting: float = 0.0,
    referral: float = 0.0,
    knows: float = 0.3,
    knows_apart: float | None = None,
    questions: Sequence[Question] = (),
    score: float = 0.0,
    missing: float | Mapping[str, str] = 0.0,
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
    start : mapping, optional
        Egos (P01, …, C01, …) and how many alters exactly each of them has at the start: nobody, one, very many. As many
        are then expected of that ego in later waves too.
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
    meeting : float
        Effect: share of the new alters of the studied group who are co-participants whom ego did not name before.
    referral : float
        Effect: share of the other new alters of the studied group who are alters of a co-participant whom ego knew.
        `truth.referred` has those who were. Meeting and referral leave the number of new alters and who is outside as
        they are: where nobody is left to meet or to be referred to, inside or outside as the case may be, someone else
        comes.
    knows, knows_apart : float
        Chance that two alters who work in the same organisation know each other, and that two others do (None: as the
        former). Of two alters who work elsewhere nobody knows that they work in the same organisation.
    questions : sequence of netlab.simulation.Question
        Further questions about each alter, each a column of alters; the answers can be made to rise.
    score : float
        Effect on the outcome `score` (mean 3, standard deviation 0.58, of which 0.5 between egos).
    missing : float or mapping
        Chance that an ego whose network at the start has the mean size is missing from the second wave on. Or who is
        missing, and from which wave on: {"P03": "t2", "C01": "t3"}.
    missing_by_size : float
        What one alter more adds to the log-odds of that chance.
    selected : float
        The studied group is this share of those who came forward: those with the smallest networks at the start.
    randomised : bool
        What the codebook says of the groups.
    seed : int
        Same seed, same study.

    Returns
    -------
    Simulated
        networks and truth. Waves t1, t2, …; alters with closeness, place, organisation, person (who is who over all
        egos) and the answers to the questions; egos with group (where there is a comparison group), organisation and
        score.

    Raises
    ------
    InputError
        For numbers that no study can have, all at once.
    """
    start = {} if start is None else start
    possible(locals())
    possible_questions(questions)
    drawn = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(7)]
    people = enrolled(drawn[0], egos, comparison, size, size_sd, start, kept_sd, organisations, selected)
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
        if first and meeting:
            come = met(drawn[5], people, now, come, meeting)
        if first and referral:
            come, through = referred(drawn[1], people, now, come, referral)
        states.append(pd.concat([again, come], ignore_index=True))

    labels = [f"t{wave + 1}" for wave in range(waves)]
    table = pd.concat([s.assign(wave=w) for w, s in enumerate(states)], ignore_index=True)
    at, wave_of = table["at"].to_numpy(), table["wave"].to_numpy()
    alters = answered(drawn[6], alters_table(table, people, labels), wave_of, studied[at], questions)
    gone = absent(drawn[2], people, labels, missing, missing_by_size, size)
    here = ~gone[at, wave_of]
    apart = knows if knows_apart is None else knows_apart
    networks = EgoNetworks.from_frames(
        egos_table(drawn[3], people, gone, labels, score, comparison > 0),
        alters[here].reset_index(drop=True),
        ties_table(drawn[4], table[here].reset_index(drop=True), people, labels, knows, apart, organisations),
        codebook=codebook(labels, comparison > 0, randomised, [q.declared() for q in questions]),
    )
    who, when = np.nonzero(gone)
    not_drawn = pd.DataFrame({"ego": people["ego"].to_numpy()[who], "wave": np.array(labels)[when]}, dtype="str")

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
    truth = Truth(
        table if waves > 1 else table.iloc[:0], new, strengthening, kept_group, kept_strong, score, through, not_drawn
    )
    return Simulated(networks, truth)
