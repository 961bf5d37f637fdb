"""What the drawings look up in a study, worked out once for all its egos and kept with its networks."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netlab.changes.traces import Traces, ends
from netlab.codebook import Interpreter
from netlab.measures.answers import codes
from netlab.networks import EgoNetworks
from netlab.problems import InputError, suggestion

# The id of the sector or ring of whoever gave no answer; no answer of a codebook is empty.
UNKNOWN = ""


def column(networks: EgoNetworks, name: str) -> np.ndarray:
    """A column of `networks.alters` as Python objects."""
    return networks.once(("column", name), lambda: networks.alters[name].astype(object).to_numpy())


def asked(networks: EgoNetworks, question: Interpreter | None) -> Interpreter | None:
    """The interpreter when its column is in the table of alters, else None."""
    return question if question is not None and question.column in networks.alters.columns else None


def answers(networks: EgoNetworks, question: Interpreter | None) -> np.ndarray:
    """Per alter the id of its answer, or UNKNOWN."""
    ids = [*question.ids, UNKNOWN] if question else [UNKNOWN]
    return np.array(ids, dtype=object)[codes(networks, question)]


def number_of(networks: EgoNetworks, ego: str, wave: str) -> int:
    """The row of `networks.egos` of an ego in a wave; -1 where it was not interviewed."""
    egos = networks.egos
    rows = networks.once(
        "numbers",
        lambda: {key: n for n, key in enumerate(zip(egos["ego"], egos["wave"].astype(object), strict=True))},
    )
    return rows.get((ego, wave), -1)


def interviewed(networks: EgoNetworks, ego: str, wave: str) -> bool:
    """Whether an ego has a network in this wave."""
    return number_of(networks, ego, wave) >= 0


def _rows_by_ego(networks: EgoNetworks) -> dict[str, np.ndarray]:
    ego_of_network, egos = pd.factorize(networks.egos["ego"])
    ego = ego_of_network[networks.at.network]
    order = np.argsort(ego, kind="stable")
    parts = np.split(order, np.searchsorted(ego[order], np.arange(1, len(egos))))
    return dict(zip(egos, parts, strict=False))


def rows_of(networks: EgoNetworks, ego: str, wave: str | None = None) -> np.ndarray:
    """The rows of `networks.alters` of an ego, in all waves or in one; InputError for an ego that is not there."""
    by_ego = networks.once("rows", lambda: _rows_by_ego(networks))
    if ego not in by_ego:
        raise InputError(f"{ego!r} is not an ego of this study. {suggestion(ego, networks.egos['ego'].unique())}")
    rows = by_ego[ego]
    return rows if wave is None else rows[networks.at.network[rows] == number_of(networks, ego, wave)]


def traced(networks: EgoNetworks, before: str, after: str) -> tuple[Traces, Traces]:
    """The traces of all egos between two waves at both ends of the doubt; see `netlab.changes.alters.ends`."""
    return networks.once(("traces", before, after), lambda: ends(networks, before, after))


def why_not_compared(networks: EgoNetworks, ego: str, before: str, after: str) -> str:
    """Why an ego cannot be compared between two waves, `wave_missing` or `not_linked`; empty where it can."""
    traces = traced(networks, before, after)[0]
    return str(traces.reason[traces.egos.get_loc(ego)])


def traces_of(traces: Traces, ego: str) -> Traces:
    """The same traces, those of one ego."""
    place = traces.egos.get_loc(ego)
    own = slice(*np.searchsorted(traces.ego, [place, place + 1]))
    return Traces(traces.egos, traces.reason, *(values[own] for values in traces[2:]))
