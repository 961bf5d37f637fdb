"""From how alike all pairs of two networks are to which of them to propose, one to one."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

FLOOR = 0.4  # below this a pair is not shown
NEAR = 0.15  # a pair this close to the best of either end is another candidate


def assign(score: np.ndarray) -> np.ndarray:
    """The best one-to-one matching.

    Parameters
    ----------
    score : array, before × after
        0 to 1.

    Returns
    -------
    array of bool, before × after
        At most one True per row and column: those that together are worth most. A pair is worth the square of what it
        has above the floor, so that one sure pair outweighs two doubtful ones; nobody has to be matched.
    """
    worth = np.where(score >= FLOOR, (score - FLOOR + 0.05) ** 2, 0.0)
    chosen = np.zeros(score.shape, dtype=bool)
    chosen[linear_sum_assignment(worth, maximize=True)] = True
    return chosen & (worth > 0)


def _best_other(score: np.ndarray, axis: int) -> np.ndarray:
    """For every pair the highest score of another pair in its row (axis 1) or column (axis 0); 0 without one."""
    if score.shape[axis] < 2:
        return np.zeros(score.shape)
    top = np.sort(score, axis=axis)
    first, second = np.take(top, [-1], axis=axis), np.take(top, [-2], axis=axis)
    return np.where(score == first, second, first)


def rivals(score: np.ndarray) -> np.ndarray:
    """For every pair the highest score that either of its ends has with somebody else."""
    return np.maximum(_best_other(score, 1), _best_other(score, 0))


def choose(
    score: np.ndarray, name: np.ndarray, doubtful: np.ndarray, threshold: float
) -> tuple[np.ndarray, np.ndarray]:
    """Which pairs to propose as the same person, and which as unsure.

    Parameters
    ----------
    score : array, before × after
        How alike two alters are, with what supports it; 0 to 1.
    name : array, before × after
        How alike their names alone are.
    doubtful : array of bool, before × after
        Pairs that can be no more than unsure.
    threshold : float
        The least score of a pair that is proposed as the same.

    Returns
    -------
    same, unsure : array of bool, before × after
        `same` has at most one True per row and column: in the best matching, at or above the threshold, and no other
        name of either network comes near to it. Nobody in a `same` pair is in an `unsure` one. `unsure` are the rest of
        the best matching and, beside it, whatever comes near to the best of both ends.
    """
    same = assign(score) & (score >= threshold) & ~doubtful & (rivals(name) <= name - NEAR)
    taken = same.any(axis=1)[:, None] | same.any(axis=0)[None, :]
    left = np.where(taken, 0.0, score)
    best = np.maximum(left.max(axis=1, initial=0)[:, None], left.max(axis=0, initial=0)[None, :])
    return same, (left >= FLOOR) & (assign(left) | (left >= best - NEAR))
