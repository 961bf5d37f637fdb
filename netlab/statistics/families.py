"""Which p-values belong together, and what each becomes among its number."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netlab.codebook.study_toml import MOST_PRIMARY
from netlab.problems import InputError, suggestion


def adjusted(p: pd.Series, method: str) -> pd.Series:
    """p-values adjusted for their number: `holm`, or `bh` for Benjamini and Hochberg's; unknown ones do not count.

    References
    ----------
    Holm, S. (1979). Scandinavian Journal of Statistics, 6, 65–70.
    Benjamini, Y. & Hochberg, Y. (1995). Journal of the Royal Statistical Society B, 57, 289–300.
    """
    from statsmodels.stats.multitest import multipletests

    methods = {"holm": "holm", "bh": "fdr_bh"}
    if method not in methods:
        raise InputError(f"{method!r} is not a way to adjust p-values. {suggestion(method, methods)}")
    result, known = p.astype("float64"), p.notna()
    if known.any():
        result = result.where(~known, pd.Series(np.nan, index=p.index))
        result[known] = multipletests(p[known].to_numpy(dtype="float64"), method=methods[method])[1]
    return result


def remark_on(primary: tuple[str, ...]) -> str:
    """What is to be said of the declared family: `not_declared`, `more_than_four`, or nothing."""
    if not primary:
        return "not_declared"
    return "more_than_four" if len(primary) > MOST_PRIMARY else ""


def in_families(
    p: pd.Series, declared: np.ndarray, primary: tuple[str, ...], tests: np.ndarray | None = None
) -> pd.DataFrame:
    """The family of each p, how many p-values it has, the adjusted p, and a remark on the declaration.

    A family that was declared beforehand keeps the size it was declared with: a test of which no p could be had counts
    as one with p = 1, or what is left would be corrected for less than was promised.

    Parameters
    ----------
    p : Series
        Unknown ones stay unknown, and count in the declared family only.
    declared : array of bool
        Which of them the codebook declares `primary`.
    primary : tuple of str
        The whole declaration: at most four are advised.
    tests : array of bool, optional
        Which rows are tests at all; by default every row.

    Returns
    -------
    DataFrame
        On the index of p: family (`primary` or `exploratory`), family_size, p_adjusted (Holm within the primary family,
        Benjamini-Hochberg within the other), family_remark (see `remark_on`).
    """
    place = pd.RangeIndex(len(p))
    given = p.set_axis(place)
    family = pd.Series(np.where(declared, "primary", "exploratory"), index=place, dtype="str")
    meant = declared & (np.ones(len(p), dtype=bool) if tests is None else tests)
    size = (given.notna() | meant).groupby(family).transform("sum").astype("int64")
    holm = adjusted(given[declared].mask(given[declared].isna() & meant[declared], 1.0), "holm")
    new = pd.concat([holm.mask(given[declared].isna()), adjusted(given[~declared], "bh")]).reindex(place)
    table = pd.DataFrame({"family": family, "family_size": size, "p_adjusted": new})
    return table.assign(family_remark=pd.Series(remark_on(primary), index=place, dtype="str")).set_index(p.index)
