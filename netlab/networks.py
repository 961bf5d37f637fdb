"""EgoNetworks: who was interviewed when, whom they named, and which of those know each other."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import networkx as nx
import numpy as np
import pandas as pd

from netlab.cleaning.answers import as_id
from netlab.cleaning.decisions import clean_links, clean_persons
from netlab.cleaning.tables import CLEANED, Cleaner, clean_alters, clean_egos, clean_ties, fill_fixed, without_ego
from netlab.codebook import Codebook
from netlab.persons import identify, no_links, own_names
from netlab.positions import Places, alters_of, networks_of, unordered
from netlab.problems import InputError, suggestion

# Reasons in `cleaned` that other decisions may take away.
DECIDED = ("links_contradict", "person_twice", "fixed_differs")
WISHED = ["ego", "wave", "alter", "name"]

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class EgoNetworks:
    """Ego networks of a study in tables; one network is one ego in one wave.

    Attributes
    ----------
    egos : DataFrame
        One row per network, also when nobody was named: ego, wave (ordered), ties_asked, pairs_missing, and whatever
        the source says of the ego in that wave.
    alters : DataFrame
        One row per alter named in a network: ego, wave, alter, person, and the answers about them.
    ties : DataFrame
        One row per tie among the alters of a network: ego, wave, source, target, type.
    codebook : Codebook
        What the columns mean.
    cleaned : DataFrame
        What `from_frames` left out or changed, and why: table, file, line, ego, wave, reason, detail.
    links : DataFrame
        Decisions on who is who between two waves: ego, wave, alter, other_wave, other_alter, status.
    wished : DataFrame
        People an ego wishes for and is not yet in contact with: ego, wave, alter, name, answers. No measure counts
        them.
    """

    egos: pd.DataFrame
    alters: pd.DataFrame
    ties: pd.DataFrame
    codebook: Codebook = field(default_factory=Codebook)
    cleaned: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=CLEANED))
    links: pd.DataFrame = field(default_factory=no_links)
    wished: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=WISHED, dtype="str"))

    @classmethod
    def from_frames(
        cls,
        egos: pd.DataFrame,
        alters: pd.DataFrame,
        ties: pd.DataFrame | None = None,
        codebook: Codebook | None = None,
        links: pd.DataFrame | None = None,
        persons: pd.DataFrame | None = None,
    ) -> EgoNetworks:
        """Clean three tables into ego networks.

        Parameters
        ----------
        egos : DataFrame
            Columns ego and wave (without it: the single wave `1`); optional date, ties_asked, pairs_missing.
        alters : DataFrame
            Columns ego, wave, alter (without it: the position within the network), and answers.
        ties : DataFrame or None
            Columns ego, wave, source, target; optional type and strength. None means that ties were not asked; an empty
            table means that they were asked and there are none. `egos.ties_asked` overrides both.
        codebook : Codebook, optional
            Without one, the answers are taken from the values over all waves, and `cleaned` says so.
        links, persons : DataFrame, optional
            As links.csv and persons.csv have them.

        Notes
        -----
        No row raises. Self-loops, ties of strength 0, duplicate rows, ties to an unnamed alter, rows without an id, of
        an unknown wave or of a network that is not in `egos`, and an alter that is the ego itself leave the tables and
        stand in `cleaned`, each once. An alter id equal to the ego's is the ego itself, unless the ids of the network,
        or of all networks of this ego, are just the numbers 1 … n. An answer that the codebook does not know, or a date
        that is none, becomes unknown and stands in `cleaned` too; so do links and persons that cannot be followed.

        Ids become strings: 7 and 7.0 become `7`; `007` stays `007`.

        Raises
        ------
        InputError
            When a table lacks a key column; `wave` may be lacking where there is one wave, `alter` always.
        """
        cleaner = Cleaner(codebook or Codebook())
        clean = clean_egos(cleaner, egos, asked=ties is not None)
        named = clean_alters(cleaner, clean, alters)
        return cls._identified(cleaner, clean, named, ties, links, persons)

    def identified(self, links: pd.DataFrame | None = None, persons: pd.DataFrame | None = None) -> EgoNetworks:
        """The same networks with `alters.person` from other links and persons.

        Without either, `person` stays as it was. What `from_frames` filled in from earlier decisions (`fixed` answers)
        stays too: after a decision is withdrawn, read the source again.

        Raises
        ------
        InputError
            When one of the tables lacks a column.
        """
        earlier = self.cleaned[
            ~self.cleaned["reason"].isin(DECIDED) & ~self.cleaned["table"].isin(["links", "persons"])
        ]
        cleaner = Cleaner(self.codebook, [earlier] if len(earlier) else [])
        again = self._identified(cleaner, self.egos, self.alters, self.ties, links, persons)
        return replace(again, wished=self.wished)

    @classmethod
    def _identified(
        cls,
        cleaner: Cleaner,
        egos: pd.DataFrame,
        alters: pd.DataFrame,
        ties: pd.DataFrame | None,
        links: pd.DataFrame | None,
        persons: pd.DataFrame | None,
    ) -> EgoNetworks:
        """Say who each alter is; leave out who is ego, and ties to whom is not there; fill `fixed` answers."""
        alters, itself = without_ego(cleaner, egos, alters)
        links = no_links() if links is None else clean_links(cleaner, alters, links)
        if persons is not None:
            persons = clean_persons(cleaner, alters, persons)
        if "person" not in alters.columns or len(links) or persons is not None:
            person, wrong = identify(egos, alters, links, persons, cleaner.codebook.alter_ids)
            alters = alters.assign(person=person)
            for reason in sorted(set(wrong["kind"])):
                cleaner.note("alters", alters.loc[wrong.index[wrong["kind"] == reason]], reason)
            alters, too = without_ego(cleaner, egos, alters)
            itself = pd.concat([itself, too]) if len(too) else itself
        else:
            own = own_names(alters, cleaner.codebook.alter_ids)
            alters = alters.assign(person=as_id(alters["person"]).fillna(own))
        tied = clean_ties(cleaner, egos, alters, itself, ties)
        filled = fill_fixed(cleaner, alters).reset_index(drop=True)
        return cls(egos, filled, tied, cleaner.codebook, cleaner.cleaned(), links)

    @cached_property
    def index(self) -> pd.MultiIndex:
        """(ego, wave) of every network, in the order of `egos`."""
        return pd.MultiIndex.from_arrays([self.egos["ego"], self.egos["wave"]], names=["ego", "wave"])

    @cached_property
    def at(self) -> Places:
        """Integer places of alters and pairs; see `netlab.positions`."""
        network, (a, b) = self._network, self._tie_ends
        n = np.bincount(network, minlength=len(self.egos))
        pair_a, pair_b = unordered(a, b, len(self.alters))
        return Places(network, n, network[pair_a], pair_a, pair_b)

    @cached_property
    def _network(self) -> np.ndarray:
        return networks_of(self.egos, self.alters)

    @cached_property
    def _tie_ends(self) -> tuple[np.ndarray, np.ndarray]:
        tie_network = networks_of(self.egos, self.ties)
        ends = alters_of(self._network, self.alters["alter"], tie_network, [self.ties["source"], self.ties["target"]])
        return ends[0], ends[1]

    @cached_property
    def arcs(self) -> np.ndarray:
        """The number of distinct ordered pairs of alters tied in each network; for ties that have a direction."""
        a, b = self._tie_ends
        keys = pd.unique(a * np.int64(len(self.alters)) + b)
        return np.bincount(self.at.network[keys // max(len(self.alters), 1)], minlength=len(self.egos))

    @cached_property
    def _made(self) -> dict[Hashable, Any]:
        return {}

    def once(self, what: Hashable, work: Callable[[], T]) -> T:
        """What `work` gives; asked again of these networks, the same object.

        For what many measures or drawings need of all networks together. Nobody may change what it gives.

        Parameters
        ----------
        what : hashable
            What is worked out: the same for the same work, another for any other.
        work : callable
            Called the first time.
        """
        if what not in self._made:
            self._made[what] = work()
        made: T = self._made[what]
        return made

    @property
    def pairs(self) -> pd.DataFrame:
        """One row per unordered pair of tied alters, over all types and directions: ego, wave, source, target."""
        named = self.alters
        first, second = named.iloc[self.at.pair_a], named["alter"].to_numpy()[self.at.pair_b]
        return first[["ego", "wave"]].assign(source=first["alter"], target=second).reset_index(drop=True)

    @property
    def waves(self) -> list[str]:
        """The waves in order."""
        return list(self.egos["wave"].cat.categories)

    def has(self, wave: str) -> pd.Index:
        """The egos interviewed in a wave; InputError for a wave that the study does not have."""
        if wave not in self.waves:
            raise InputError(f"wave {wave!r} is not in this study. {suggestion(wave, self.waves)}")
        return pd.Index(self.egos.loc[self.egos["wave"] == wave, "ego"], name="ego")

    def only(self, type: str) -> EgoNetworks:
        """The same networks with one type of tie among the alters; InputError for a type that is not there."""
        known = sorted({t.id for t in self.codebook.tie_types} | set(self.ties["type"].unique()))
        if type not in known:
            raise InputError(f"there is no type of tie {type!r} here. {suggestion(type, known)}")
        kept = self.ties[self.ties["type"] == type].reset_index(drop=True)
        return replace(self, ties=kept, codebook=self.codebook.only(type))

    def of(self, egos: Iterable[str] | None = None, waves: Iterable[str] | None = None) -> EgoNetworks:
        """The networks of these egos, in these waves; None means all. Nothing about them changes.

        An ego or wave that is not there gives no networks, and no error.
        """
        tables = []
        for table in (self.egos, self.alters, self.ties, self.wished):
            keep = np.ones(len(table), dtype=bool)
            for column, wanted in (("ego", egos), ("wave", waves)):
                if wanted is not None:
                    keep &= table[column].isin([wanted] if isinstance(wanted, str) else list(wanted)).to_numpy()
            tables.append(table[keep].reset_index(drop=True))
        return replace(self, egos=tables[0], alters=tables[1], ties=tables[2], wished=tables[3])

    def graph(self, ego: str, wave: str) -> nx.Graph:
        """One network as a networkx graph: alters as nodes with their answers, ties as edges with `type`; ego left out.

        Directed where every type of tie is. Of two types of tie between the same alters the last one stands there: take
        `only(type)` first where that matters.

        Raises
        ------
        InputError
            For a wave that the study does not have, or an ego that was not interviewed in it.
        """
        self.has(wave)
        one = self.of([ego], [wave])
        if one.egos.empty:
            raise InputError(f"{ego!r} was not interviewed in wave {wave!r}.")
        graph: nx.Graph = nx.DiGraph() if self.codebook.directed else nx.Graph()
        for alter in one.alters.drop(columns=["ego", "wave"]).to_dict("records"):
            graph.add_node(alter.pop("alter"), **alter)
        for tie in one.ties.drop(columns=["ego", "wave"]).to_dict("records"):
            graph.add_edge(tie.pop("source"), tie.pop("target"), **tie)
        return graph
