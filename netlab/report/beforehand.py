"""What a reader must know before believing an interval or a p: beside the tables, not in a footnote."""

from __future__ import annotations

import html
from collections.abc import Iterable

import pandas as pd
from IPython.display import HTML

from netlab.figures.wording import capital
from netlab.measures import label
from netlab.report.sentences import members_of
from netlab.statistics.calibration import calibration_warning
from netlab.study import Study
from netlab.texts import listed, say


def warnings(study: Study, changes: pd.DataFrame, statistics: pd.DataFrame, group: str) -> dict[str, str]:
    """Per measure of `netlab.compare` whose interval may fall short the key of the text that says why."""
    members, comparison = members_of(study, group)
    own = changes[changes["ego"].isin(members.index[members != comparison])]
    there = statistics.index[statistics["no_interval"] == ""]
    found = {str(m): calibration_warning(own.loc[own["measure"] == m, "change"]) for m in there}
    return {measure: key for measure, key in found.items() if key is not None}


def cautions(
    study: Study, changes: pd.DataFrame, statistics: pd.DataFrame, measures: Iterable[str], group: str, lang: str
) -> HTML | None:
    """The cautions that apply to these measures, as a list; None where there are none.

    Nothing was declared beforehand, or more than four measures were; a measure has no interval, and why; the changes
    look like those for which the interval was measured to fall short (`netlab.statistics.calibration`).

    Parameters
    ----------
    changes : DataFrame
        The long table of `netlab.change`.
    statistics : DataFrame
        The table of `netlab.compare`; its intervals are those of the group that is not the comparison.
    """
    here = statistics.loc[[m for m in measures if m in statistics.index]]
    words = [say(f"statistics.family.{r}", lang) for r in here["family_remark"].unique() if r]
    found: dict[str, list[str]] = {}
    for measure, reason in here.loc[here["no_interval"] != "", "no_interval"].items():
        found.setdefault(f"statistics.no_interval.{reason}", []).append(label(str(measure), study.codebook, lang))
    for measure, key in warnings(study, changes, here, group).items():
        found.setdefault(key, []).append(label(measure, study.codebook, lang))
    for key, names in found.items():
        said = say(key, lang)
        words.append(f"{capital(listed(names, lang))}: {said[:1].lower()}{said[1:].rstrip('.')}.")
    if not words:
        return None
    items = "".join(f"<li>{html.escape(w)}</li>" for w in words)
    return HTML(f'<p class="caption">{html.escape(say("report.cautions", lang))}</p><ul>{items}</ul>')
