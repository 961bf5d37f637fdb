"""Who takes part in a made-up study, and who is missing from it when."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from numbers import Integral, Real

import numpy as np
import pandas as pd

from netlab.problems import InputError, suggestion

MAY_BE_NONE = ("new_strong", "new_outside", "knows_apart")  # as of the others


def enrolled(
    rng: np.random.Generator,
    egos: int,
    comparison: int,
    size: float,
    size_sd: float,
    start: Mapping[str, int],
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
    people = pd.DataFrame(
        {
            "ego": pd.Series(ids(egos, comparison), dtype="str"),
            "studied": np.arange(len(places)) < egos,
            "organisation": np.array(places) % organisations,
            "expected": mean[chosen],
            "n": n[chosen],
            "leaning": kept_sd * rng.standard_normal(len(places)),
        }
    )
    exactly = people["ego"].map(start)  # NaN: as drawn
    return people.assign(
        expected=exactly.fillna(people["expected"]).astype(float), n=exactly.fillna(people["n"]).astype(int)
    )


def ids(egos: int, comparison: int) -> list[str]:
    """P01, P02, … of the studied group and C01, C02, … of the comparison group."""
    wide = max(2, len(str(max(egos, comparison))))
    return [f"{letter}{k + 1:0{wide}}" for letter, n in (("P", egos), ("C", comparison)) for k in range(n)]


def absent(
    rng: np.random.Generator,
    people: pd.DataFrame,
    labels: list[str],
    missing: float | Mapping[str, str],
    missing_by_size: float,
    size: float,
) -> np.ndarray:
    """Whether an ego is missing, a row per ego and a column per wave; who is missing once does not come back."""
    if isinstance(missing, Mapping):
        since = people["ego"].map({ego: labels.index(wave) for ego, wave in missing.items()}).fillna(len(labels))
        return np.arange(len(labels)) >= since.to_numpy()[:, None]
    gone = np.zeros((len(people), len(labels)), dtype=bool)
    if missing:
        odds = np.log(missing / (1 - missing)) + missing_by_size * (people["n"].to_numpy() - size)
        gone[:, 1:] = (rng.random(len(people)) < 1 / (1 + np.exp(-odds)))[:, None]
    return gone


def possible(given: dict) -> None:
    """Raise InputError for numbers that no study can have, all at once; `given` are the arguments of simulate."""
    whole = ("egos", "comparison", "waves", "organisations", "seed")
    wrong = [f"{k} is {given[k]!r}. Expected a whole number." for k in whole if not isinstance(given[k], Integral)]
    numbers = {k: v for k, v in given.items() if k not in (*whole, "start", "questions", "randomised")}
    wrong += [
        f"{k} is {v!r}. Expected a number."
        for k, v in numbers.items()
        if not (v is None and k in MAY_BE_NONE)
        and not (k == "missing" and isinstance(v, Mapping))
        and not (isinstance(v, Real) and isfinite(v))
    ]
    if wrong:
        raise InputError(wrong)
    within = [k for k in ("strong", "kept") if not 0 < given[k] < 1]
    shares = ("outside", "new_strong", "new_outside", "strengthens", "acquainted", "meeting", "referral", "knows",
              "knows_apart")  # fmt: skip
    outside = [k for k in shares if given[k] is not None and not 0 <= given[k] <= 1]
    below = [k for k in ("comparison", "size", "size_sd", "kept_sd", "new", "seed") if given[k] < 0]
    few = [k for k in ("egos", "waves", "organisations") if given[k] < 1]
    wrong = [f"{k} is {given[k]}. Expected more than 0 and less than 1." for k in within]
    wrong += [f"{k} is {given[k]}. Expected 0 to 1." for k in outside]
    wrong += [f"{k} is {given[k]}. Expected 0 or more." for k in below]
    wrong += [f"{k} is {given[k]}. Expected 1 or more." for k in few]
    there, later = ids(given["egos"], given["comparison"]), [f"t{wave}" for wave in range(2, given["waves"] + 1)]
    by_ego = given["missing"] if isinstance(given["missing"], Mapping) else {}
    for name, mapping in (("start", given["start"]), ("missing", by_ego)):
        unknown = [ego for ego in mapping if ego not in there]
        wrong += [f"{name} names {ego!r}, who is not in this study. {suggestion(ego, there)}" for ego in unknown]
    wrong += [f"start of {ego} is {n}. Expected 0 or more alters." for ego, n in given["start"].items() if n < 0]
    wrong += [
        f"missing of {ego} is {wave!r}. Expected the first wave that is missed: {', '.join(later) or 'none'}."
        for ego, wave in by_ego.items()
        if wave not in later
    ]
    if not isinstance(given["missing"], Mapping) and not 0 <= given["missing"] < 1:
        wrong.append(f"missing is {given['missing']}. Expected 0 or more, and less than 1.")
    if not 0 < given["selected"] <= 1:
        wrong.append(f"selected is {given['selected']}. Expected more than 0, at most 1.")
    if not 0 <= given["strengthens"] + given["strengthening"] <= 1:
        wrong.append(
            f"strengthens + strengthening is {given['strengthens'] + given['strengthening']}. Expected 0 to 1."
        )
    if wrong:
        raise InputError(wrong)
