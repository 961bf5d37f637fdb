"""The list of measures: what each is called, which function gives it, and what it needs to be known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from netlab.codebook import Codebook
from netlab.measures import access, brokerage, composition, learning, strength, structure
from netlab.measures.answers import tally
from netlab.networks import EgoNetworks
from netlab.problems import InputError


@dataclass(frozen=True)
class Measure:
    """One number per network, and what it needs to be known.

    Attributes
    ----------
    column : str
        Its name in the table of `measure`.
    function : callable
        EgoNetworks, and `about`, to a Series named `column`.
    chapter : str
        structure, composition, strength, learning, access or brokerage: the module that has the function.
    about : tuple of str
        The attribute, and the answer, that the measure is about; empty for one that every study has.
    text : str
        Its key in section [measure] of the texts.
    ties, two : bool
        Whether it needs the ties among the alters; whether it needs at least two alters.
    answers : callable or None
        For a measure that can be unknown although there are answers: how many alters have one, per network.
    otherwise : str
        Why it is unknown when no other reason applies.
    """

    column: str
    function: Callable[..., pd.Series]
    chapter: str
    about: tuple[str, ...] = ()
    text: str = ""
    ties: bool = False
    two: bool = False
    answers: Callable[..., np.ndarray] | None = None
    otherwise: str = "attribute_missing"

    def of(self, networks: EgoNetworks) -> pd.Series:
        """The measure of every network."""
        return self.function(networks, *self.about)


def _fixed(module: Any, columns: str, **needs: Any) -> list[Measure]:
    chapter = module.__name__.rpartition(".")[2]
    return [Measure(c, getattr(module, c), chapter, text=c, **needs) for c in columns.split()]


def _exchanging(networks: EgoNetworks) -> np.ndarray:
    return tally(networks, learning.exchange(networks)[2])


def _answering(networks: EgoNetworks, attribute: str) -> np.ndarray:
    return composition.valid(networks, attribute).to_numpy()


STRUCTURE = [
    *_fixed(structure, "size"),
    *_fixed(structure, "density", ties=True, two=True),
    *_fixed(structure, "mean_degree effective_size efficiency", ties=True),
    *_fixed(structure, "constraint constraint_size_part constraint_closure_part", ties=True),
    *_fixed(structure, "constraint_normalised", ties=True, two=True),
    *_fixed(structure, "hierarchy components", ties=True),
    *_fixed(structure, "component_ratio", ties=True, two=True),
    *_fixed(structure, "isolates largest_component_share", ties=True),
    *_fixed(structure, "fragmentation", ties=True, two=True),
    *_fixed(structure, "betweenness", ties=True),
    *_fixed(structure, "betweenness_normalised", ties=True, two=True),
]
STRENGTH = _fixed(strength, "strong weak share_strong share_weak")
CHANNELS = _fixed(strength, "types_mean share_multiplex face_to_face digital both")
LEARNING = _fixed(learning, "balance mutual", answers=_exchanging, otherwise="no_exchange")
ACCESS = _fixed(access, "know value access cost ready")
BROKERAGE = _fixed(brokerage, "coordinator consultant boundary liaison", ties=True)
DIVERSITY = ("blau", "blau_unbiased", "iqv", "entropy", "entropy_normalised")


def _of_attributes(codebook: Codebook, own: list[str]) -> list[Measure]:
    """The measures of the codebook's attributes; those against ego only where `own` has ego's answer."""
    made = _fixed(composition, "share_external")
    columns = [i.column for i in codebook.attributes]

    def add(name: str, *about: str, **needs: Any) -> None:
        function = getattr(composition, name)
        made.append(Measure("_".join([name, *about]), function, "composition", about, f"{name}_of", **needs))

    for name in ("ei", "same"):
        for column in columns:
            if column in own:
                add(name, column)
    for asked in codebook.attributes:
        for category in asked.ids:
            add("share", asked.column, category)
    for name in DIVERSITY:
        for column in columns:
            add(name, column, two=True, answers=_answering, otherwise="too_few_valid")
    for name in ("richness", "valid", "missing"):
        for column in columns:
            add(name, column)
    return made


def measures_by(codebook: Codebook, own: list[str]) -> tuple[Measure, ...]:
    """The measures by this codebook; `own` are the attributes of which ego's own answer is known."""
    asked = codebook.one("strength")
    rings = [
        Measure(f"ring_{category}", strength.ring, "strength", (category,), "ring_of")
        for category in (asked.ids if asked else ())
    ]
    middle = _fixed(strength, "ring_median")
    made = [*STRUCTURE, *STRENGTH, *rings, *middle, *_of_attributes(codebook, own)]
    made += [*CHANNELS, *LEARNING, *ACCESS, *BROKERAGE]
    names = [m.column for m in made]
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        raise InputError(
            f"two measures would both be called {', '.join(map(repr, twice))}. "
            "Expected another name for each column and answer: rename one of them in the codebook."
        )
    return tuple(made)


def measures_of(networks: EgoNetworks) -> tuple[Measure, ...]:
    """The measures that these networks have, in the order of the table of `measure`.

    Those with a fixed name are always there; those of an attribute and of a ring follow the codebook, and `ei_` and
    `same_` are there for attributes of which `egos` has ego's own answer.

    Raises
    ------
    InputError
        When the names of a column and an answer would give two measures one name.
    """
    return measures_by(networks.codebook, list(map(str, networks.egos.columns)))
