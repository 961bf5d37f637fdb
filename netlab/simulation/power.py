"""How likely a study is to show an effect, when people are as those of a study that is there: by simulation."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from math import comb

import numpy as np
import pandas as pd

from netlab.changes import groups
from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.statistics.comparing import values_of
from netlab.statistics.exact import smallest_p, smallest_p_of_groups
from netlab.statistics.inference import DECIMALS, LEVEL
from netlab.statistics.power import POWER, outside_0_and_1

ALL_PATTERNS = 12  # changes of which all signs are tried in every simulated study; beyond, PATTERNS of them
PATTERNS = 1_999
FEWEST = 3  # egos to draw from
DIVISIONS = 5_000  # divisions over two groups that are all tried; beyond, PATTERNS of them
AT_ONCE = 4_000_000  # numbers in memory


def power_simulated(
    networks: EgoNetworks,
    measure: str,
    before: str,
    effect: float | None,
    n: int | Iterable[int],
    after: str | Iterable[str] | None = None,
    comparison: int | None = None,
    correlation: float = 0.7,
    draws: int = 2_000,
    power: float = POWER,
    level: float = LEVEL,
    seed: int = 1,
) -> pd.DataFrame:
    """How likely n people like those of a study show an effect, in the test that netlab would use.

    In every simulated study n people are drawn with replacement from the study's egos, the effect is added to the
    change of each, and the test is done. So the changes have the form and the spread of those of the measure itself:
    many zeros, a long tail, few values. Where the codebook declares groups, the mean of each group is taken off, so
    that what the study itself did to one of them does not count as spread.

    Parameters
    ----------
    networks : EgoNetworks
        The study to take people from: a pilot, an earlier year, the first wave of this one.
    measure : str
        A measure, or an outcome of the codebook.
    before : str
        The first wave.
    effect : float or None
        The mean change (with a comparison group: how much more the studied group changes), in units of the measure.
        None: the smallest effect upwards that is shown with `power` is looked for, for every n.
    n : int or several
        People in the studied group.
    after : str or several, optional
        The second wave: the changes drawn from are those of egos with both, the mean of their group taken off. Two
        waves or more: all waves of an ego are drawn together, the means of group and wave taken off; the effect is
        there from the first of these on, and the test is that of the last wave since the first in the mixed model (of
        everybody's own change, t with n - 1 degrees of freedom). None: only the first wave is there. A change is then
        made of the difference between two egos, in such a way that before and after have the spread of the first wave
        and this `correlation`.
    comparison : int, optional
        People in a comparison group, drawn in the same way and without effect; two waves only.
    correlation : float
        Between before and after, where only the first wave is there.
    draws : int
        Simulated studies for each n.
    power, level : float
        Wanted power; 1 - level is where p counts.
    seed : int
        Same seed, same numbers.

    Returns
    -------
    DataFrame
        A row per n: n, comparison, effect, sd (of a change in the pool, within groups: over egos - groups), d (effect /
        sd), power, power_low, power_high (95 % for the simulation: Wilson's), draws, people_drawn_from,
        groups_drawn_from (of each its own mean was taken off; egos without a group are one together, and an ego who is
        alone in a group says nothing of spread and is not drawn from), test: sign_flip, label_permutation or
        mixed_model. `effect`, d and power are NaN where no effect was found.

    Notes
    -----
    The tests are `sign_flip` (all patterns for up to 12 people, 1,999 random ones and the observed one beyond),
    `label_permutation` (alike, for up to 5,000 divisions) and the mixed model in its closed form for egos who were in
    all waves, that shows nothing where the sign-flip test of so few could not (`waves_model`). It is one test at
    1 - level: with m declared measures an effect must pass Holm's first step, which `level=1 - 0.05 / m` asks. The
    effect is added to every person alike, also where the measure could not go that high.

    Raises
    ------
    InputError
        For an unknown wave, for what is neither a measure nor an outcome, fewer than three egos to draw from, a value
        that is the same for all of them, and numbers that no study can have.
    """
    sizes = [int(one) for one in np.atleast_1d(np.asarray(n if isinstance(n, int) else list(n)))]
    later = [] if after is None else [after] if isinstance(after, str) else list(after)
    _possible(sizes, comparison, later, correlation, draws, power, level)
    pool, drawn_from, apart = _pool(networks, measure, [before, *later], correlation)
    spread = pool[:, -1] - pool[:, 0]
    sd = float(np.sqrt(np.mean(spread**2)))
    if not sd > 0:
        raise InputError(f"{measure!r} is the same for all of these egos: there is no spread to draw from.")
    rows = []
    for one in sizes:
        samples = _samples(np.random.default_rng([seed, one]), pool, one + (comparison or 0), draws)
        patterns = _patterns(np.random.default_rng([seed, one, 1]), one, comparison, len(later))
        found = effect if effect is not None else _smallest(samples, one, patterns, sd, power, level)
        share = float(_shown(samples, one, patterns, found, level).mean()) if np.isfinite(found) else np.nan
        rows.append((one, np.nan if comparison is None else comparison, found, sd, found / sd, share))
    result = pd.DataFrame(rows, columns=["n", "comparison", "effect", "sd", "d", "power"])
    low, high = proportion_interval(result["power"].to_numpy(), draws)
    test = "mixed_model" if len(later) > 1 else "sign_flip" if comparison is None else "label_permutation"
    of = {"draws": draws, "people_drawn_from": drawn_from, "groups_drawn_from": apart, "test": test}
    return result.assign(power_low=low, power_high=high, **of)


def proportion_interval(share: np.ndarray, draws: int, level: float = LEVEL) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's interval for a share of `draws` independent draws.

    References
    ----------
    Wilson, E. B. (1927). Journal of the American Statistical Association, 22, 209–212.
    """
    from scipy.stats import norm

    z = norm.ppf((1 + level) / 2)
    share = np.asarray(share, dtype="float64")
    middle = (share + z**2 / (2 * draws)) / (1 + z**2 / draws)
    reach = z * np.sqrt(share * (1 - share) / draws + z**2 / (4 * draws**2)) / (1 + z**2 / draws)
    return np.maximum(middle - reach, 0), np.minimum(middle + reach, 1)


def _possible(
    sizes: list[int],
    comparison: int | None,
    later: list[str],
    correlation: float,
    draws: int,
    power: float,
    level: float,
) -> None:
    wrong = [f"n is {one}. Expected 2 people or more in a group." for one in sizes if one < 2]
    if comparison is not None and comparison < 2:
        wrong.append(f"comparison is {comparison}. Expected 2 people or more.")
    if comparison is not None and len(later) > 1:
        wrong.append("a comparison group is simulated over two waves only: name one wave in after.")
    if not -1 <= correlation < 1:
        wrong.append(f"correlation is {correlation}. Expected -1 or more and less than 1.")
    if draws < 100:
        wrong.append(f"draws is {draws}. Expected 100 simulated studies or more.")
    wrong += outside_0_and_1(power=power, level=level)
    if wrong:
        raise InputError(wrong)


def _pool(networks: EgoNetworks, measure: str, waves: list[str], correlation: float) -> tuple[np.ndarray, int, int]:
    """What to draw people from: a row per person (or pair of egos), a column per wave, means 0 within each group.

    And how many egos, in how many groups.
    """
    for wave in waves:
        networks.has(wave)
    table = values_of(networks.of(waves=waves), measure)
    wide = table[measure].unstack("wave")[waves].dropna()
    of = _group_of(networks, wide.index)
    wide = wide[(of.map(of.value_counts()) > 1).to_numpy()]  # alone in a group is always at its mean
    of = of.reindex(wide.index)
    egos, apart = len(wide), of.nunique()
    if egos < FEWEST:
        raise InputError(
            f"{egos} egos have a value of {measure!r} in {', '.join(waves)}. Expected {FEWEST} or more to draw from."
        )
    rest = (wide - wide.groupby(of).transform("mean")).to_numpy(dtype="float64")
    # the spread of the people there are, over egos - groups, is that of those who could have been there
    if len(waves) > 1:
        return np.round(rest * np.sqrt(egos / (egos - apart)), DECIMALS), egos, apart
    first, second = np.nonzero(~np.eye(egos, dtype=bool))  # all pairs of egos: twice the variance over egos - 1
    change = np.sqrt((1 - correlation) * (egos - 1) / (egos - apart)) * (rest[first, 0] - rest[second, 0])
    return np.round(np.column_stack([np.zeros(len(change)), change]), DECIMALS), egos, apart


def _group_of(networks: EgoNetworks, egos: pd.Index) -> pd.Series:
    """The declared group of these egos, those without one together; one group of all where none is declared."""
    declared = networks.codebook.group
    if declared is None or declared.column not in networks.egos:
        return pd.Series("", index=egos)
    of = groups(networks, declared.column).reindex(egos)
    return of.astype("str").where(of.notna(), "")


def _samples(rng: np.random.Generator, pool: np.ndarray, people: int, draws: int) -> np.ndarray:
    """Studies: draws × people × waves."""
    return pool[rng.integers(0, len(pool), (draws, people))]


def _patterns(rng: np.random.Generator, n: int, comparison: int | None, later: int) -> tuple[np.ndarray, bool]:
    """Signs of n changes, or who is in the first of two groups: a row per pattern; and whether these are all."""
    if later > 1:
        return np.empty((0, n)), True
    if comparison is None:
        if n <= ALL_PATTERNS:  # the first sign stays: the other half is the mirror image
            rest = (np.arange(2 ** (n - 1))[:, None] >> np.arange(n - 1)) & 1
            return np.column_stack([np.ones(len(rest)), 1.0 - 2 * rest]), True
        return rng.choice([-1.0, 1.0], (PATTERNS, n)), False
    people = n + comparison
    if comb(people, n) <= DIVISIONS:
        chosen = np.array(list(combinations(range(people), n)))
    else:
        chosen = rng.permuted(np.tile(np.arange(people), (PATTERNS, 1)), axis=1)[:, :n]
    inside = np.zeros((len(chosen), people))
    np.put_along_axis(inside, chosen, 1.0, axis=1)
    return inside, comb(people, n) <= DIVISIONS


def _shown(samples: np.ndarray, n: int, patterns: tuple[np.ndarray, bool], effect: float, level: float) -> np.ndarray:
    """In which of the studies p is below 1 - level, when this effect is added to the first n people."""
    from scipy.stats import t

    draws, people, waves = samples.shape
    least = smallest_p_of_groups(n, people - n) if people > n else smallest_p(n)
    if least >= 1 - level - 1e-12:
        return np.zeros(draws, dtype=bool)
    if waves > 2:
        changes = samples[:, :, -1] - samples[:, :, 0] + effect
        error = changes.std(axis=1, ddof=1) / np.sqrt(n)
        return np.abs(changes.mean(axis=1)) > t.ppf((1 + level) / 2, n - 1) * error
    changes = samples[:, :, 1] - samples[:, :, 0]
    changes[:, :n] += effect
    rows, all_ = patterns
    if people > n:  # the distance of the first group's sum from what it would be without a difference
        changes = changes - changes.mean(axis=1, keepdims=True)
    observed = np.abs(changes[:, :n].sum(axis=1) if people > n else changes.sum(axis=1))
    p = np.empty(draws)
    step = max(1, AT_ONCE // len(rows))
    for at in range(0, draws, step):
        some = slice(at, at + step)
        far = (np.abs(changes[some] @ rows.T) >= (observed[some] - 10.0**-DECIMALS)[:, None]).sum(axis=1)
        p[some] = far / len(rows) if all_ else (1 + far) / (1 + len(rows))
    return p < 1 - level - 1e-12


def _smallest(
    samples: np.ndarray, n: int, patterns: tuple[np.ndarray, bool], sd: float, power: float, level: float
) -> float:
    """The smallest effect upwards that enough of these studies show; NaN when not even 64 sd is enough."""

    def enough(effect: float) -> bool:
        return bool(_shown(samples, n, patterns, effect, level).mean() >= power)

    low, high = 0.0, sd
    while not enough(high):
        low, high = high, 2 * high
        if high > 64 * sd:
            return np.nan
    while high - low > 0.005 * sd:
        half = (low + high) / 2
        low, high = (low, half) if enough(half) else (half, high)
    return high
