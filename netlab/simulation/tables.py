"""The three tables of a made-up study, and its codebook."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from netlab.codebook import Category, Codebook, Group, Interpreter, Outcome, TieType, Wave

STRENGTHS = (
    Category("weak", {"nl": "zwak", "en": "weak"}),
    Category("strong", {"nl": "sterk", "en": "strong"}),
)
PLACES = (
    Category("inside", {"nl": "binnen de organisatie", "en": "inside the organisation"}),
    Category("outside", {"nl": "buiten de organisatie", "en": "outside the organisation"}),
)
GROUPS = (
    Category("trajectory", {"nl": "traject", "en": "trajectory"}),
    Category("comparison", {"nl": "vergelijkingsgroep", "en": "comparison group"}),
)
REDRAWN = 0.1  # of the pairs of alters, per wave
SCORE, SCORE_SD, SCORE_NOISE = 3.0, 0.5, 0.3


def egos_table(
    rng: np.random.Generator, people: pd.DataFrame, absent: np.ndarray, labels: list[str], score: float, groups: bool
) -> pd.DataFrame:
    """The table of egos: those who were there."""
    who, when = np.nonzero(~absent)
    own = SCORE + SCORE_SD * rng.standard_normal(len(people))
    noise = SCORE_NOISE * rng.standard_normal(absent.shape)
    studied = people["studied"].to_numpy()
    scores = own[:, None] + noise + score * np.outer(studied, np.arange(absent.shape[1]) > 0)
    table = pd.DataFrame({"ego": people["ego"].to_numpy()[who], "wave": np.array(labels)[when]}, dtype="str")
    if groups:
        table["group"] = np.where(studied[who], GROUPS[0].id, GROUPS[1].id)
    table["organisation"] = _organisation(people["organisation"].to_numpy()[who])
    return table.assign(score=scores[who, when])


def _organisation(numbers: np.ndarray) -> np.ndarray:
    return np.char.add("organisation ", (np.asarray(numbers) + 1).astype(str))


def alters_table(table: pd.DataFrame, people: pd.DataFrame, labels: list[str]) -> pd.DataFrame:
    """The table of alters, with the answers about them."""
    at = table["at"].to_numpy()
    away = table["organisation"].to_numpy() != people["organisation"].to_numpy()[at]
    return pd.DataFrame(
        {
            "ego": people["ego"].to_numpy()[at],
            "wave": np.array(labels)[table["wave"]],
            "alter": table["person"].to_numpy(),
            "person": table["person"].to_numpy(),
            "closeness": np.where(table["strong"], STRENGTHS[1].id, STRENGTHS[0].id),
            "place": np.where(away, PLACES[1].id, PLACES[0].id),
            "organisation": _organisation(table["organisation"].to_numpy()),
        },
        dtype="str",
    )


def ties_table(
    rng: np.random.Generator,
    table: pd.DataFrame,
    people: pd.DataFrame,
    labels: list[str],
    knows: float,
    knows_apart: float,
    places: int,
) -> pd.DataFrame:
    """Who knows whom in every wave: a pair is drawn once, and one in ten again in each later wave.

    `knows` is the chance within one of the `places`, the organisations that egos are in; `knows_apart` that of others.
    """
    ever = table.drop_duplicates(["at", "person"])[["at", "person", "organisation"]].sort_values("at", kind="stable")
    at, organisation = ever["at"].to_numpy(), ever["organisation"].to_numpy()
    place = np.arange(len(at))
    after = np.searchsorted(at, at, side="right") - place - 1  # alters of the same ego further down
    first = np.repeat(place, after)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(after) - after, after)
    where = pd.MultiIndex.from_frame(ever[["at", "person"]])
    together = (organisation[first] == organisation[second]) & (organisation[first] < places)
    chance = np.where(together, knows, knows_apart)
    tied, found = rng.random(len(first)) < chance, []
    for wave, label in enumerate(labels):
        if wave:
            again = rng.random(len(first)) < REDRAWN
            tied = np.where(again, rng.random(len(first)) < chance, tied)
        here = np.zeros(len(ever), dtype=bool)
        here[where.get_indexer(pd.MultiIndex.from_frame(table.loc[table["wave"] == wave, ["at", "person"]]))] = True
        some = tied & here[first] & here[second]
        names = ever["person"].to_numpy()
        found.append(
            pd.DataFrame(
                {
                    "ego": people["ego"].to_numpy()[at[first[some]]],
                    "wave": label,
                    "source": names[first[some]],
                    "target": names[second[some]],
                },
                dtype="str",
            )
        )
    return pd.concat(found, ignore_index=True)


def codebook(labels: list[str], groups: bool, randomised: bool, asked: Iterable[Interpreter] = ()) -> Codebook:
    """What the columns mean; `asked` are further questions about each alter."""
    return Codebook(
        title={"nl": "gesimuleerd onderzoek", "en": "simulated study"},
        waves=tuple(Wave(w) for w in labels),
        group=Group("group", GROUPS, GROUPS[1].id, randomised) if groups else None,
        interpreters=(
            Interpreter("closeness", "strength", {"nl": "sterkte", "en": "strength"}, categories=STRENGTHS,
                        strong_from=STRENGTHS[1].id),
            Interpreter("place", "organisation", {"nl": "plaats", "en": "place"}, categories=PLACES,
                        external=(PLACES[1].id,)),
            *asked,
        ),
        tie_types=(TieType("knows", {"nl": "kennen elkaar", "en": "know each other"}),),
        outcomes=(Outcome("score", {"nl": "score", "en": "score"}),),
    )  # fmt: skip
