"""Who each alter is through all waves: links between two waves and shared names closed into persons."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from netlab.positions import alters_of, networks_of

LINKS = ["ego", "wave", "alter", "other_wave", "other_alter", "score", "reason", "status", "by"]
SIGNS = "/|~\x1f"
STATUSES = ("same", "different", "unsure", "gone")
PROPOSER = "netlab"  # who stands in `by` of a link that no person has confirmed
PERSONS = ["ego", "wave", "alter", "person", "by"]


def no_links() -> pd.DataFrame:
    """An empty table of links."""
    return pd.DataFrame(columns=LINKS, dtype=str)


def as_status(written: pd.Series) -> pd.Series:
    """The status of each link as netlab spells it, also where somebody wrote `Same`; anything else as it stands there.

    An empty cell stays missing.
    """
    spelled = {w: str(w).strip().casefold() for w in written.dropna().unique()}
    return written.map(lambda w: spelled[w] if spelled[w] in STATUSES else w, na_action="ignore")


def in_waves(written: pd.Series, waves: pd.Series) -> pd.Categorical:
    """Waves as they stand in a table, in the order of the study's; unknown where the study does not have them."""
    known = waves.cat.categories
    return pd.Categorical(written.where(written.isin(known)), categories=known, ordered=True)


def linked_rows(egos: pd.DataFrame, alters: pd.DataFrame, links: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The rows of `alters` that each link joins; -1 where the alter or the other alter is not in the table."""
    network = networks_of(egos, alters)
    ends = []
    for wave, alter in (("wave", "alter"), ("other_wave", "other_alter")):
        side = pd.DataFrame({"ego": links["ego"], "wave": in_waves(links[wave], alters["wave"])})
        ends.append(alters_of(network, alters["alter"], networks_of(egos, side), [links[alter]])[0])
    return ends[0], ends[1]


def _components(rows: int, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    graph = coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(rows, rows))
    return connected_components(graph, directed=False)[1]


def own_names(alters: pd.DataFrame, alter_ids: str) -> pd.Series:
    """What each alter would be called as a person if nothing linked it to anyone.

    A roster's own id; `ego/alter` where one ego keeps its ids over the waves; `ego/wave/alter` where ids are made anew
    in every wave. Where ids themselves hold a `/`, another sign stands between them, so that no two names meet.
    """
    if alter_ids == "roster":
        return alters["alter"].astype(object).astype("str")
    written = "".join({*alters["ego"].unique(), *alters["alter"].unique()})
    between = next((sign for sign in SIGNS if sign not in written), SIGNS[-1])
    name = alters["ego"].astype(object) + between
    if alter_ids == "per wave":
        name = name + alters["wave"].astype(object) + between
    return (name + alters["alter"].astype(object)).astype("str")


def joined(names: pd.Series, first: np.ndarray, second: np.ndarray) -> pd.Series:
    """A number for the person of each alter: equal names are one, and so are the rows `first` and `second`."""
    base = pd.factorize(names)[0]
    component = _components(base.max(initial=-1) + 1, base[first], base[second])
    return pd.Series(component[base], index=names.index)


def identify(
    egos: pd.DataFrame, alters: pd.DataFrame, links: pd.DataFrame, persons: pd.DataFrame | None, alter_ids: str
) -> tuple[pd.Series, pd.DataFrame]:
    """The person of each alter, and the decisions that contradict each other.

    `same` links are closed over all waves. Where the closure would make one person of two alters in one network, or of
    two that were decided `different`, or where persons.csv gives one component two names, none of its links is
    followed: they come back in the second table (ego, wave, alter, kind) for check.

    Parameters
    ----------
    egos, alters : DataFrame
        Cleaned tables, `wave` as ordered categorical.
    links : DataFrame
        ego, wave, alter, other_wave, other_alter, status.
    persons : DataFrame or None
        ego, wave, alter, person: people named by several participants, decided by people.
    alter_ids : {"own", "per wave", "roster"}
        Whether equal ids are one person: of one ego, of nobody, of everybody.
    """
    names = own_names(alters, alter_ids)
    if alters.empty or (links.empty and (persons is None or persons.empty)):
        return names, pd.DataFrame(columns=["ego", "wave", "alter", "kind"])
    first, second = linked_rows(egos, alters, links)
    status = links["status"].to_numpy()
    both = (first >= 0) & (second >= 0)
    same = both & (status == "same")
    component = joined(names, first[same], second[same]).to_numpy()

    network = networks_of(egos, alters)
    twice = pd.Series(component).groupby([network, component]).transform("size").to_numpy() > 1
    apart = both & (status == "different") & (component[first] == component[second])
    given = pd.Series(pd.NA, index=range(len(alters)), dtype=object)
    if persons is not None and not persons.empty:
        side = persons.assign(wave=in_waves(persons["wave"], alters["wave"]))
        rows = alters_of(network, alters["alter"], networks_of(egos, side), [side["alter"]])[0]
        given.iloc[rows[rows >= 0]] = persons["person"].to_numpy()[rows >= 0]
    two_names = given.groupby(component).transform("nunique").to_numpy() > 1
    bad = np.isin(component, np.concatenate([component[twice], component[first[apart]], component[two_names]]))
    if bad.any():
        kept = same & ~bad[first]
        component = joined(names, first[kept], second[kept]).to_numpy()

    order = np.argsort(alters["wave"].cat.codes.to_numpy(), kind="stable")
    call = pd.Series(names.to_numpy()[order]).groupby(component[order]).first()
    person = pd.Series(component).map(call)
    named = given.groupby(component).transform("first")
    person = person.where(given.isna() & (named.isna() | bad), given.where(given.notna(), named)).astype("str")
    who = pd.factorize(person)[0]
    doubled = pd.Series(who).groupby([network, who]).transform("size").to_numpy() > 1
    apart = both & (status == "different") & (who[first] == who[second])
    doubled |= np.isin(np.arange(len(alters)), np.concatenate([first[apart], second[apart]]))
    wrong = np.select([bad, doubled], ["links_contradict", "person_twice"], "")
    found = alters.loc[wrong != "", ["ego", "wave", "alter"]].assign(kind=wrong[wrong != ""])
    return pd.Series(person.to_numpy(), index=alters.index, dtype="str"), found


def gone_yet_named(egos: pd.DataFrame, alters: pd.DataFrame, person: pd.Series, links: pd.DataFrame) -> np.ndarray:
    """Which links are `gone` for a person whom this ego named in that very wave."""
    gone = (links["status"] == "gone").to_numpy(dtype=bool)
    if not gone.any():
        return gone
    row = linked_rows(egos, alters, links)[0]
    who = person.to_numpy(dtype=object)
    named = pd.MultiIndex.from_arrays([alters["ego"], alters["wave"].astype(object), who])
    said = pd.MultiIndex.from_arrays([links["ego"], links["other_wave"].astype(object), who[row]])
    return gone & (row >= 0) & said.isin(named)


def decided(egos: pd.DataFrame, alters: pd.DataFrame, links: pd.DataFrame) -> np.ndarray:
    """Which links are `unsure` on two who, by other links, are one person or two who are `different`."""
    unsure = (links["status"] == "unsure").to_numpy(dtype=bool)
    if not unsure.any():
        return unsure
    first, second = linked_rows(egos, alters, links)
    both = (first >= 0) & (second >= 0)
    person = pd.factorize(alters["person"])[0]
    a, b = person[first], person[second]
    ego = pd.factorize(links["ego"])[0]
    pair = (ego * np.int64(len(alters)) + np.minimum(a, b)) * np.int64(len(alters)) + np.maximum(a, b)
    apart = pair[both & (links["status"] == "different").to_numpy(dtype=bool)]
    return unsure & both & ((a == b) | np.isin(pair, apart))


def linked_waves(egos: pd.DataFrame, links: pd.DataFrame, before: str, after: str) -> pd.Series:
    """Per ego whether somebody has linked `before` to `after`, directly or by way of other waves."""
    people = pd.Index(egos["ego"].unique())
    waves = pd.Index(egos["wave"].cat.categories)
    rows, columns = people.get_indexer(links["ego"]), len(waves)
    a, b = waves.get_indexer(links["wave"]), waves.get_indexer(links["other_wave"])
    ok = (rows >= 0) & (a >= 0) & (b >= 0)
    component = _components(len(people) * columns, (rows * columns + a)[ok], (rows * columns + b)[ok])
    grid = component.reshape(len(people), columns)
    linked = grid[:, waves.get_loc(before)] == grid[:, waves.get_loc(after)]
    return pd.Series(linked, index=pd.Index(people, name="ego"))
