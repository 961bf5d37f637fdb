"""Made-up tables of ego networks, as a survey would give them: three tables with text keys."""

import numpy as np
import pandas as pd

from netlab.codebook import Category, Codebook, Interpreter, TieType, Wave

WAVES = ("t1", "t2")
SCALE = tuple(Category(f"answer {k}") for k in range(1, 5))
CODEBOOK = Codebook(waves=tuple(Wave(w) for w in WAVES), tie_types=(TieType("knows"),))
ANSWERED = Codebook(
    waves=CODEBOOK.waves,
    tie_types=CODEBOOK.tie_types,
    interpreters=(
        Interpreter("closeness", "strength", categories=SCALE, strong_from="answer 3"),
        Interpreter("place", "organisation", categories=SCALE, external=("answer 4",)),
        Interpreter("job", categories=SCALE),
        Interpreter("helps", "brings", categories=SCALE),
        Interpreter("asks", "asks", categories=SCALE),
    ),
    brokerage="job",
)


def tables(networks: int, seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """egos, alters and ties: half as many egos in two waves, on average 15 alters and 28 ties per network."""
    rng = np.random.default_rng(seed)
    n = 2 + rng.multinomial(13 * networks, np.full(networks, 1 / networks))
    network = np.repeat(np.arange(networks), n)
    place = np.arange(len(network)) - np.repeat(np.cumsum(n) - n, n)

    # 28 ties per network on average, drawn from all pairs of all networks
    pairs = n * (n - 1) // 2
    drawn = np.sort(rng.choice(pairs.sum(), 28 * networks, replace=False))
    tied = np.searchsorted(np.cumsum(pairs), drawn, side="right")
    within = drawn - (np.cumsum(pairs) - pairs)[tied]
    second = ((1 + np.sqrt(1 + 8 * within)) // 2).astype(int)
    first = within - second * (second - 1) // 2

    ego = np.array([f"P{k // 2:06d}" for k in range(networks)], dtype=object)
    wave = np.array(WAVES, dtype=object)[np.arange(networks) % 2]
    alter = np.array([f"a{k:02d}" for k in range(n.max())], dtype=object)
    egos = pd.DataFrame({"ego": ego, "wave": wave})
    alters = pd.DataFrame({"ego": ego[network], "wave": wave[network], "alter": alter[place]})
    ties = pd.DataFrame({"ego": ego[tied], "wave": wave[tied], "source": alter[first], "target": alter[second]})
    return egos, alters.astype("str"), ties.astype("str")


def with_answers(egos: pd.DataFrame, alters: pd.DataFrame, seed: int = 2) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The same egos and alters, with answers to the questions of `ANSWERED`; one in twenty is missing."""
    rng = np.random.default_rng(seed)
    words = np.array([c.id for c in SCALE] * 5 + [None], dtype=object)
    given = {i.column: words[rng.integers(0, len(words), len(alters))] for i in ANSWERED.interpreters}
    return egos.assign(job=words[rng.integers(0, len(words), len(egos))]), alters.assign(**given)
