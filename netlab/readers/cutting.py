"""A whole network, who names whom, cut into the ego networks of those who answered."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netlab.cleaning.answers import numbers, true_false

KEY = ["wave", "ego"]


def _took_part(edges: pd.DataFrame, people: pd.DataFrame | None) -> pd.DataFrame:
    """Who answered in which wave: whoever names or rates somebody, and whom the roster says took part."""
    said = edges[["wave", "source"]].set_axis(KEY, axis="columns")
    if people is None or "responded" not in people.columns:
        return said.dropna().drop_duplicates(ignore_index=True)
    yes = people[true_false(people["responded"])[0].fillna(False).to_numpy(dtype=bool)]
    listed = yes.rename(columns={"person": "ego"})
    if "wave" in people.columns:
        listed = listed[KEY]
    else:
        listed = edges[["wave"]].drop_duplicates().merge(listed[["ego"]], how="cross")
    return pd.concat([listed, said]).dropna().drop_duplicates(ignore_index=True)


def _egos(took: pd.DataFrame, edges: pd.DataFrame, people: pd.DataFrame | None) -> pd.DataFrame:
    """A row per network: what the roster says of ego, and where it says so; else ego's first row in the list."""
    first = edges.drop_duplicates(["wave", "source"])[["wave", "source", "file", "line"]]
    first = first.rename(columns={"source": "ego", "file": "said_file", "line": "said_line"})
    egos = took.merge(first, on=KEY, how="left")
    if people is None:
        return egos.rename(columns={"said_file": "file", "said_line": "line"})
    about = people.rename(columns={"person": "ego"})
    egos = egos.merge(about, on=[c for c in KEY if c in about.columns], how="left")
    listed = egos["file"].notna()
    egos = egos.assign(
        file=egos["file"].where(listed, egos["said_file"]), line=egos["line"].where(listed, egos["said_line"])
    )
    return egos.drop(columns=["said_file", "said_line"])


def _by_type(named: pd.DataFrame) -> pd.DataFrame:
    """One row per (wave, ego, alter) and a true/false column per type; a row of a type that was given before stays."""
    types = list(named["type"].dropna().unique())
    key = named.groupby([*KEY, "alter"], dropna=False, sort=False).ngroup()
    untyped = named["type"].isna().groupby(key).any()
    rows = named[~key.duplicated() | named.duplicated([*KEY, "alter", "type"])]
    group = key[rows.index]
    for one in types:
        of_type = named["type"] == one
        given = of_type.groupby(key).any()
        value = given.astype("boolean").where(given | ~untyped)
        rows = rows.assign(**{one: group.map(value).astype("boolean")})
        if "strength" in named.columns and len(types) > 1:
            strength = named.loc[of_type, "strength"].groupby(key[of_type]).first()
            rows = rows.assign(**{f"strength_{one}": group.map(strength)})
    left = ["type", *(["strength"] if len(types) > 1 else [])]
    return rows.drop(columns=left, errors="ignore").reset_index(drop=True)


def _alters(edges: pd.DataFrame, people: pd.DataFrame | None) -> pd.DataFrame:
    """A row per naming, with what the roster says of the one who is named."""
    named = edges.rename(columns={"source": "ego", "target": "alter"}).reset_index(drop=True)
    if "type" in named.columns:
        named = _by_type(named)
    if people is None:
        return named
    about = people.rename(columns={"person": "alter"}).drop(columns=["responded", "file", "line"], errors="ignore")
    on = [c for c in ("wave", "alter") if c in about.columns]
    fresh = [c for c in about.columns if c in on or c not in named.columns]
    about = about[fresh].dropna(subset=on).drop_duplicates(on)
    return named.merge(about, on=on, how="left")


def _both_named(ego: np.ndarray, alter: np.ndarray, a: np.ndarray, b: np.ndarray, n: int) -> tuple[np.ndarray, ...]:
    """For each pair (a, b) every ego who names both: the ego, and the number of the pair."""
    order = np.argsort(alter, kind="stable")
    ego, alter = ego[order], alter[order]
    start = np.searchsorted(alter, np.arange(n + 1))
    many = np.diff(start)
    low = np.where(many[a] <= many[b], a, b)  # who is named least: the fewest egos to look at
    high = np.where(low == a, b, a)
    pair = np.repeat(np.arange(len(a)), many[low])
    place = np.arange(len(pair)) - np.repeat(np.cumsum(many[low]) - many[low], many[low])
    who = ego[start[low[pair]] + place]
    known = np.unique(ego * np.int64(n) + alter)
    asked = who * np.int64(n) + high[pair]
    at = np.searchsorted(known, asked)
    there = known[np.minimum(at, max(len(known) - 1, 0))] == asked if len(known) else np.zeros(0, dtype=bool)
    return who[there], pair[there]


class _Coded:
    """Persons within waves as integers, so that a person in two waves is two numbers."""

    def __init__(self, *tables: pd.DataFrame):
        both = pd.concat([t.set_axis(["wave", "person"], axis="columns") for t in tables])
        self.index = pd.MultiIndex.from_frame(both.drop_duplicates())

    def of(self, wave: pd.Series, person: pd.Series) -> np.ndarray:
        return self.index.get_indexer(pd.MultiIndex.from_arrays([wave, person]))


def _pairs_missing(
    named: tuple[np.ndarray, np.ndarray],
    took: np.ndarray,
    own: np.ndarray,
    blanks: tuple[np.ndarray, np.ndarray],
    either: bool,
) -> np.ndarray:
    """How many pairs of each ego's alters nobody answered about."""
    ego, alter = named
    n = len(took)
    size = np.bincount(ego, minlength=n)
    silent = np.bincount(ego[~took[alter]], minlength=n)
    missing = silent * (silent - 1) // 2 if either else silent * (size - 1)
    a, b = blanks
    answering = took[a] & (a != b)
    a, b = a[answering], b[answering]
    if either:
        back = np.isin(b * np.int64(n) + a, a * np.int64(n) + b) | ~took[b]
        tied = np.isin(b * np.int64(n) + a, ego * np.int64(n) + alter)
        a, b = a[back & ~tied], b[back & ~tied]
        a, b = np.minimum(a, b), np.maximum(a, b)
    keys = np.unique(a * np.int64(n) + b)
    who, _ = _both_named(ego, alter, keys // max(n, 1), keys % max(n, 1), n)
    return (missing + np.bincount(who, minlength=n))[own]


def cut(
    edges: pd.DataFrame,
    people: pd.DataFrame | None = None,
    either: bool = True,
    unanswered: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Cut a whole network into ego networks.

    Ego's alters are those whom ego names. Two of them are tied when one of them names the other.

    Parameters
    ----------
    edges : DataFrame
        One row per naming: source, target, file, line; optional wave (without it: `1`), strength, type, other answers.
        A row of strength 0 says that source answered about target and does not name them: it makes no alter and no tie
        (the caller names such rows). A row whose source, target or wave is missing stays, for cleaning to name.
    people : DataFrame, optional
        The roster: person, file, line; optional wave, responded (yes or no), other answers. They become columns of
        egos, and of alters where `edges` has no column of that name.
    either : bool
        True: one tie where either names the other, without the strength, of which there may be two; False: a tie in
        each direction in which one is named, with all that `edges` says of it.
    unanswered : DataFrame, optional
        wave, source, target: what somebody who did answer left open.

    Returns
    -------
    egos : DataFrame
        wave, ego, ties_asked (true), pairs_missing, what the roster says, file, line. Everyone who names or rates
        somebody, and whom `people.responded` says took part, also when they name nobody. Others have no row: whether
        they name nobody or did not answer is not known.
    alters : DataFrame
        wave, ego, alter, the answers of `edges`, what the roster says of the alter, file, line. With types: one row
        per pair, a true/false column per type, and `strength_<type>`.
    ties : DataFrame
        ego, wave, source, target, type where there is one, file, line.

    Notes
    -----
    Who did not answer named nobody, which says nothing. Two alters who both did not answer are a pair that nobody
    answered about: it counts in `pairs_missing`. Of two alters of whom one answered, that one's word decides: the pair
    counts as answered, so that with many who did not answer ties are rather missed than invented. With `either` false
    the pairs are ordered, and every pair whose source did not answer is missing.
    """
    edges = edges if "wave" in edges.columns else edges.assign(wave="1")
    zero = (
        (numbers(edges["strength"])[0] == 0).to_numpy()
        if "strength" in edges.columns
        else np.zeros(len(edges), dtype=bool)
    )
    named = edges[~zero]
    took = _took_part(edges, people)
    egos, alters = _egos(took, edges, people), _alters(named, people)

    sure = named.dropna(subset=["wave", "source", "target"])
    sure = sure[(sure["source"] != sure["target"]).to_numpy(dtype=bool)]
    blank = sure[:0] if unanswered is None else unanswered
    coded = _Coded(
        took, sure[["wave", "source"]], sure[["wave", "target"]], blank[["wave", "source"]], blank[["wave", "target"]]
    )
    n = np.int64(len(coded.index))
    a, b = coded.of(sure["wave"], sure["source"]), coded.of(sure["wave"], sure["target"])
    keys = np.unique(a * n + b)
    ego, alter = keys // max(n, 1), keys % max(n, 1)

    answered = np.zeros(int(n), dtype=bool)
    answered[coded.of(took["wave"], took["ego"])] = True
    blanks = coded.of(blank["wave"], blank["source"]), coded.of(blank["wave"], blank["target"])
    own = coded.of(egos["wave"], egos["ego"])
    missing = _pairs_missing((ego, alter), answered, own, blanks, either)
    ties = _ties(sure, coded, (a, b), (ego, alter), either)
    return egos.assign(ties_asked=True, pairs_missing=missing), alters, ties


def _ties(
    sure: pd.DataFrame,
    coded: _Coded,
    ends: tuple[np.ndarray, np.ndarray],
    named: tuple[np.ndarray, np.ndarray],
    either: bool,
) -> pd.DataFrame:
    """One row per ego and pair of its alters of whom one names the other; `ends` the persons of each row of `sure`."""
    (a, b), type_ = ends, np.zeros(len(sure), dtype=np.int64)
    if "type" in sure.columns:
        type_ = pd.factorize(sure["type"])[0]
    low, high = (np.minimum(a, b), np.maximum(a, b)) if either else (a, b)
    once = ~pd.DataFrame({"a": low, "b": high, "t": type_}).duplicated().to_numpy()
    who, pair = _both_named(*named, a[once], b[once], len(coded.index))
    ties = sure[once].iloc[pair].reset_index(drop=True)
    ties = ties.assign(ego=coded.index.get_level_values("person").to_numpy()[who])
    kept = [c for c in ties.columns if c not in ("ego", "wave")]
    if either:
        kept = [c for c in ("source", "target", "type", "file", "line") if c in kept]
        order = (ties["source"] > ties["target"]).to_numpy(dtype=bool)
        source, target = ties["source"], ties["target"]
        ties = ties.assign(source=source.where(~order, target), target=target.where(~order, source))
    return ties[["ego", "wave", *kept]]
