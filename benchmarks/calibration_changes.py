"""What the changes of simulated studies are drawn from: forms that measures of few people have, and their means."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from zlib import crc32

import numpy as np

SEED = 2025
Draw = Callable[[np.random.Generator, tuple[int, int]], np.ndarray]


def with_zeros(share: float, draw: Draw) -> Draw:
    """Changes of which a share is 0."""
    return lambda rng, shape: np.where(rng.random(shape) < share, 0.0, draw(rng, shape))


# what a change is drawn from, and its mean
CHANGES: dict[str, tuple[Draw, float]] = {
    "normal": (lambda rng, shape: rng.normal(0.5, 1, shape), 0.5),
    "count": (lambda rng, shape: rng.poisson(8, shape) - rng.poisson(6, shape) * 1.0, 2.0),
    "exponential": (lambda rng, shape: rng.exponential(1, shape), 1.0),
    "lognormal": (lambda rng, shape: rng.lognormal(0, 1, shape), float(np.exp(0.5))),
    "60 % zeros, else exponential": (with_zeros(0.6, lambda rng, shape: rng.exponential(1, shape)), 0.4),
    "60 % zeros, else normal around 1": (with_zeros(0.6, lambda rng, shape: rng.normal(1, 1, shape)), 0.4),
    "60 % zeros, else 1 + Poisson(1)": (with_zeros(0.6, lambda rng, shape: 1.0 + rng.poisson(1, shape)), 0.8),
    "60 % zeros, else normal around 0": (with_zeros(0.6, lambda rng, shape: rng.normal(0, 1, shape)), 0.0),
    "80 % zeros, else exponential": (with_zeros(0.8, lambda rng, shape: rng.exponential(1, shape)), 0.2),
    "difference of two lognormals": (lambda rng, shape: rng.lognormal(0, 1, shape) - rng.lognormal(0, 1, shape), 0.0),
}
# no effect: before and after could be exchanged, so that a change is as likely up as down
EXCHANGEABLE: dict[str, Draw] = {
    "normal": lambda rng, shape: rng.normal(0, 1, shape),
    "count": lambda rng, shape: rng.poisson(6, shape) - rng.poisson(6, shape) * 1.0,
    "exponential": lambda rng, shape: rng.exponential(1, shape) - rng.exponential(1, shape),
    "lognormal": lambda rng, shape: rng.lognormal(0, 1, shape) - rng.lognormal(0, 1, shape),
    "60 % zeros": with_zeros(0.6, lambda rng, shape: rng.normal(0, 1, shape)),
}
# the mean is 0, but the form is not the same up and down: not what a test by signs takes for no effect
LEANING: dict[str, Draw] = {
    "exponential − 1": lambda rng, shape: rng.exponential(1, shape) - 1,
    "lognormal − mean": lambda rng, shape: rng.lognormal(0, 1, shape) - np.exp(0.5),
}


def stream(*place: str | float) -> np.random.Generator:
    """A stream of random numbers of its own for every cell, whatever else is computed."""
    return np.random.default_rng([SEED, *(crc32(str(p).encode()) for p in place)])


def significant(p_values: Iterable[float]) -> float:
    """The share of p at most .05; a test that gives none has found nothing."""
    return float(np.mean(np.nan_to_num(np.array(list(p_values)), nan=1) <= 0.05 + 1e-12))
