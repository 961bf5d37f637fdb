"""Reports: notebooks run by papermill into self-contained pages, and the sentences and tables that stand in them."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

# jsonschema would compile 30 parsers for a check that no notebook uses: 0.8 s in every process that imports nbformat.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None forbids the import

_IN = {
    "running": ["run", "ReportError"],
    "sentences": [
        "heading",
        "summary",
        "portrait",
        "strengthened",
        "certainty",
    ],
    "manifest": ["made_from", "made_with"],
    "quality": ["attendance", "missing", "check_table", "instrument"],
    "tables": ["changes_table", "table_1"],
    "contrasts": ["differences_table", "other_measures"],
    "beforehand": ["cautions", "warnings"],
    "outcomes": ["main_measures", "values_with_outcomes", "outcome_changes", "outcomes_beside"],
    "staying": ["who_stays"],
    "waves": ["course"],
    "absent": ["second_drawings"],
    "referring": ["through_co_participants"],
    "parts": ["turnover_table", "split_table", "ties_table"],
    "pictures": ["drawings", "fates_bars", "strength_flow", "slopes", "intervals", "dots", "composition"],
    "spoken": ["voices"],
}
_WHERE = {name: f"netlab.report.{module}" for module, names in _IN.items() for name in names}

__all__ = list(_WHERE)


def __getattr__(name: str) -> Any:
    # papermill and nbconvert are only needed to run a report, not to show its parts in a notebook
    if name not in _WHERE:
        raise AttributeError(f"module 'netlab.report' has no attribute {name!r}")
    value = getattr(import_module(_WHERE[name]), name)
    globals()[name] = value
    return value
