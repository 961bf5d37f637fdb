"""netlab: a research workbench for netwerkleren, how people learn at work from and with the people in their network.

The public names, in the order of the line from a study folder to a report. Each is loaded when it is first used, so
that `import netlab` and `netlab --help` answer at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_WHERE = {
    "InputError": "netlab.problems",
    "open_study": "netlab.study",
    "read": "netlab.readers",
    "EgoNetworks": "netlab.networks",
    "Codebook": "netlab.codebook",
    "check": "netlab.checks",
    "link": "netlab.links",
    "export": "netlab.exports",
    "measure": "netlab.measures",
    "undefined": "netlab.measures",
    "describe": "netlab.measures",
    "fates": "netlab.changes",
    "turnover": "netlab.changes",
    "transitions": "netlab.changes",
    "strengthening": "netlab.changes",
    "split_mean": "netlab.changes",
    "split_constraint": "netlab.changes",
    "tie_turnover": "netlab.changes",
    "change": "netlab.changes",
    "compare": "netlab.statistics",
    "compare_outcomes": "netlab.statistics",
    "outcomes_with_measures": "netlab.statistics",
    "waves_model": "netlab.statistics",
    "retention": "netlab.statistics",
    "missing_bounds": "netlab.statistics",
    "simulate": "netlab.simulation",
    "draw": "netlab.widgets",
    "explore": "netlab.widgets",
    "review_links": "netlab.widgets",
    "convert": "netlab.conversion",
}
# Chapters with more than their names above: `netlab.drawings.set_aside` works after `import netlab`.
_PARTS = (
    "changes",
    "drawings",
    "figures",
    "links",
    "measures",
    "report",
    "simulation",
    "statistics",
    "widgets",
    "withdrawal",
)

__all__ = [*_WHERE, *_PARTS, "__version__"]


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        value = getattr(import_module(_WHERE[name]), name)
    elif name in _PARTS:
        value = import_module(f"netlab.{name}")
    else:
        raise AttributeError(f"module 'netlab' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
