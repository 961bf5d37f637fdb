"""Who each alter is through all waves: links between two waves and shared names closed into persons."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from netlab.positions import alters_of, networks_of

LINKS = ["ego", "wave", "alter", "other_wave", "other_alter", "score", "reason", "status", "by"]
STATUSES = ("same", "different", "unsure", "gone")
PERSONS = ["ego", "wave", "alter", "person", "by"]


def no_links() -> pd.DataFrame:
    """An empty table of links."""
    return pd.DataFrame(columns=LINKS, dtype=str)


def linked_rows(egos: pd.DataFrame, alters: pd.DataFrame, links: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The rows of `alters` that each link joins; -1 where the alter or the other alter is not in the table."""
    network = networks_of(egos, alters)
    ends = []
    for wave, alter in (("wave", "alter"), ("other_wave", "other_alter")):
        side = pd.DataFrame({"ego": links["ego"], "wave": links[wave].astype(alters["wave"].dtype)})
        ends.append(alters_of(network, alters["alter"], networks_of(egos, side), [links[alter]])[0])
    return ends[0], ends[1]


def _components(rows: int, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    graph = coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(rows, rows))
    return connected_components(graph, directed=False)[1]


def own_names(alters: pd.DataFrame, alter_ids: str) -> pd.Series:
    """What each alter would be called as a person if nothing linked it to anyone.

    A roster's own id; `ego/alter` where one ego keeps its ids over the waves; `ego/wave/alter` where ids are made anew
    in every wave.
    """
    if alter_ids == "roster":
        return alters["alter"].astype(object).astype("str")
    name = alters["ego"].astype(object) + "/"
    if alter_ids == "per wave":
        name = name + alters["wave"].astype(object) + "/"
    return (name + alters["alter"].astype(object)).astype("str")


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
    base = pd.factorize(names)[0]
    first, second = linked_rows(egos, alters, links)
    status = links["status"].to_numpy()
    both = (first >= 0) & (second >= 0)
    same = both & (status == "same")
    component = _components(base.max(initial=-1) + 1, base[first[same]], base[second[same]])[base]

    network = networks_of(egos, alters)
    twice = pd.Series(component).groupby([network, component]).transform("size").to_numpy() > 1
    apart = both & (status == "different") & (component[first] == component[second])
    given = pd.Series(pd.NA, index=range(len(alters)), dtype=object)
    if persons is not None and not persons.empty:
        side = persons.assign(wave=persons["wave"].astype(alters["wave"].dtype))
        rows = alters_of(network, alters["alter"], networks_of(egos, side), [side["alter"]])[0]
        given.iloc[rows[rows >= 0]] = persons["person"].to_numpy()[rows >= 0]
    two_names = given.groupby(component).transform("nunique").to_numpy() > 1
    bad = np.isin(component, np.concatenate([component[twice], component[first[apart]], component[two_names]]))
    if bad.any():
        kept = same & ~bad[first]
        component = _components(base.max() + 1, base[first[kept]], base[second[kept]])[base]

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
