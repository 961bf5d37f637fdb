"""Who the alters are: outside ego's organisation or not, like ego or not, and how varied."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netlab.measures.answers import codes, counts, outside_of, own_codes, place, question, ratio, series, tally
from netlab.networks import EgoNetworks


def share_external(networks: EgoNetworks) -> pd.Series:
    """Share of the alters who work outside ego's organisation.

    The question with role organisation says where an alter works. External are its answers named in `external`; where
    none is named, the answers that differ from ego's own (the column of that name in `egos`). Range 0 to 1, over alters
    with an answer; one alter gives 0 or 1. NaN for no alters, nobody answered, ego's own answer needed and unknown, or
    no such question.
    """
    outside = outside_of(networks)
    return ratio(networks, tally(networks, outside == 1), tally(networks, outside >= 0), "share_external")


def ei(networks: EgoNetworks, attribute: str) -> pd.Series:
    """The E-I index, (E - I) / (E + I): alters unlike ego (E) against alters like ego (I) on one attribute.

    Range -1 (all like ego) to +1 (all unlike). Plain counts of alters, without weights and not rescaled for group
    sizes: a value below 0 alone is no homophily. One alter gives -1 or 1. Alters without an answer are left out. NaN
    for no alters, nobody answered, or ego's own answer unknown.

    References
    ----------
    Krackhardt & Stern 1988, Social Psychology Quarterly 51:123-140.
    """
    unlike, valid = _unlike(networks, attribute)
    return ratio(networks, 2 * unlike - valid, valid, f"ei_{attribute}")


def same(networks: EgoNetworks, attribute: str) -> pd.Series:
    """Share of the alters with the same answer as ego on one attribute.

    Range 0 to 1, over alters with an answer; one alter gives 0 or 1. NaN for no alters, nobody answered, or ego's own
    answer unknown.
    """
    unlike, valid = _unlike(networks, attribute)
    return ratio(networks, valid - unlike, valid, f"same_{attribute}")


def share(networks: EgoNetworks, attribute: str, category: str) -> pd.Series:
    """Share of the alters with one answer.

    Range 0 to 1, over alters with an answer; one alter gives 0 or 1. NaN for no alters or nobody answered.
    """
    asked = question(networks, attribute)
    given = counts(networks, asked)
    one = given[:, place(asked, category)]
    return ratio(networks, one, given.sum(axis=1), f"share_{attribute}_{category}")


def blau(networks: EgoNetworks, attribute: str) -> pd.Series:
    """Blau's index, 1 - Σ p_k²: the chance that two draws of an alter, the same one allowed, differ.

    Range 0 to 1 - 1/K, K the answers in the codebook; with n alters at most 1 - 1/min(n, K) when that divides evenly.
    Ego is left out, and alters without an answer. NaN for fewer than two alters with an answer.

    References
    ----------
    Blau 1977, Inequality and Heterogeneity.
    """
    given, valid, enough = _given(networks, attribute)
    return series(networks, _blau(given, valid), enough, f"blau_{attribute}")


def blau_unbiased(networks: EgoNetworks, attribute: str) -> pd.Series:
    """The chance that two different alters differ, 1 - Σ n_k(n_k - 1) / (n(n - 1)).

    Range 0 to 1; fit for small networks, where Blau's index is too low. NaN for fewer than two alters with an answer.

    References
    ----------
    Simpson 1949, Nature 163:688.
    """
    given, valid, enough = _given(networks, attribute)
    alike = (given * (given - 1)).sum(axis=1) / np.maximum(valid * (valid - 1), 1)
    return series(networks, 1 - alike, enough, f"blau_unbiased_{attribute}")


def iqv(networks: EgoNetworks, attribute: str) -> pd.Series:
    """Index of qualitative variation, Blau's index × K/(K - 1), K the answers in the codebook.

    Range 0 to 1. K is the same in every wave, also when not every answer was given. NaN for fewer than two alters with
    an answer, and for a question with a single answer: nothing can vary.

    References
    ----------
    Mueller & Schuessler 1961, Statistical Reasoning in Sociology.
    """
    given, valid, enough = _given(networks, attribute)
    width = given.shape[1]
    values = _blau(given, valid) * width / max(width - 1, 1)
    return series(networks, values, enough & (width > 1), f"iqv_{attribute}")


def entropy(networks: EgoNetworks, attribute: str) -> pd.Series:
    """Shannon's entropy of the answers, -Σ p_k ln p_k, in nats (natural logarithm; 0 ln 0 = 0).

    Range 0 to ln K; divide by ln 2 for bits. NaN for fewer than two alters with an answer.

    References
    ----------
    Shannon 1948, Bell System Technical Journal 27:379-423.
    """
    given, valid, enough = _given(networks, attribute)
    return series(networks, _entropy(given, valid), enough, f"entropy_{attribute}")


def entropy_normalised(networks: EgoNetworks, attribute: str) -> pd.Series:
    """Shannon's entropy as a share of the most that K answers allow, entropy / ln K.

    Range 0 to 1, K the answers in the codebook. NaN for fewer than two alters with an answer, and for a question with a
    single answer.

    References
    ----------
    Shannon 1948, Bell System Technical Journal 27:379-423.
    """
    given, valid, enough = _given(networks, attribute)
    width = given.shape[1]
    values = _entropy(given, valid) / np.log(max(width, 2))
    return series(networks, values, enough & (width > 1), f"entropy_normalised_{attribute}")


def richness(networks: EgoNetworks, attribute: str) -> pd.Series:
    """How many different answers occur among the alters.

    Range 1 to K. One alter with an answer: 1. NaN for no alters or nobody answered.
    """
    given, valid, _ = _given(networks, attribute)
    return series(networks, (given > 0).sum(axis=1), valid > 0, f"richness_{attribute}")


def valid(networks: EgoNetworks, attribute: str) -> pd.Series:
    """How many alters have an answer on one attribute: what the other measures of it rest on.

    Range 0 to n. No alters: NaN.
    """
    _, answered, _ = _given(networks, attribute)
    return series(networks, answered, answered >= 0, f"valid_{attribute}")


def missing(networks: EgoNetworks, attribute: str) -> pd.Series:
    """How many alters have no answer on one attribute; with `valid` it adds up to size.

    Range 0 to n. No alters: NaN.
    """
    _, answered, _ = _given(networks, attribute)
    return series(networks, networks.at.n - answered, answered >= 0, f"missing_{attribute}")


def _given(networks: EgoNetworks, attribute: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Alters per answer, alters with an answer, and whether these are at least two."""
    given = counts(networks, question(networks, attribute))
    answered = given.sum(axis=1)
    return given, answered, answered >= 2


def _blau(given: np.ndarray, valid: np.ndarray) -> np.ndarray:
    return 1 - (given**2).sum(axis=1) / np.maximum(valid, 1) ** 2


def _entropy(given: np.ndarray, valid: np.ndarray) -> np.ndarray:
    p = given / np.maximum(valid, 1)[:, None]
    return -(p * np.log(np.where(p > 0, p, 1))).sum(axis=1) + 0.0  # no -0


def _unlike(networks: EgoNetworks, attribute: str) -> tuple[np.ndarray, np.ndarray]:
    """Alters whose answer differs from ego's, and alters with an answer where ego's is known (else none)."""
    asked = question(networks, attribute)
    answer, own = codes(networks, asked), own_codes(networks, asked)[networks.at.network]
    comparable = (answer >= 0) & (own >= 0)
    return tally(networks, comparable & (answer != own)), tally(networks, comparable)
