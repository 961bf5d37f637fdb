"""What a reader must know before believing an interval or a p: beside the tables, not in a footnote."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd
from IPython.display import HTML

from netlab.figures.wording import capital
from netlab.measures import label
from netlab.report.sentences import members_of
from netlab.statistics.calibration import calibration_warning, difference_warning
from netlab.study import Study
from netlab.texts import listed, say


class Warned(NamedTuple):
    """Of measures whose interval may fall short the key of the text that says why: of the change, of the difference."""

    changes: dict[str, str]
    differences: dict[str, str]


def warnings(study: Study, changes: pd.DataFrame, statistics: pd.DataFrame, group: str) -> Warned:
    """The measures of `netlab.compare` whose interval may fall short, and why.

    Of the difference between groups only Welch's interval was measured; nothing is said of ANCOVA's.
    """
    members, comparison = members_of(study, group)
    own = changes["ego"].isin(members.index[members != comparison])
    other = changes["ego"].isin(members.index[members == comparison])
    there = [str(m) for m in statistics.index[statistics["no_interval"] == ""]]
    both = statistics.index[statistics["contrast"] == "did"] if "contrast" in statistics else []

    def of(measure: object, who: pd.Series) -> pd.Series:
        return changes.loc[who & (changes["measure"] == measure), "change"]

    found = {m: calibration_warning(of(m, own)) for m in there}
    apart = {str(m): difference_warning(of(m, own), of(m, other)) for m in both}
    return Warned(*({m: key for m, key in keys.items() if key is not None} for keys in (found, apart)))


def cautions(
    study: Study, changes: pd.DataFrame, statistics: pd.DataFrame, measures: Iterable[str], group: str, lang: str
) -> HTML | None:
    """The cautions that apply to these measures, as a list; None where there are none.

    Nothing was declared beforehand, or more than four measures were; a measure has no interval, and why; the changes
    of one group, or of either of two, look like those for which the interval was measured to fall short
    (`netlab.statistics.calibration`).

    Parameters
    ----------
    changes : DataFrame
        The long table of `netlab.change`.
    statistics : DataFrame
        The table of `netlab.compare`; its intervals of a change are those of the group that is not the comparison.
    """
    here = statistics.loc[[m for m in measures if m in statistics.index]]
    words = [say(f"statistics.family.{r}", lang) for r in here["family_remark"].unique() if r]
    found: dict[str, list[str]] = {}
    for measure, reason in here.loc[here["no_interval"] != "", "no_interval"].items():
        found.setdefault(f"statistics.no_interval.{reason}", []).append(label(str(measure), study.codebook, lang))
    for warned in warnings(study, changes, here, group):
        for measure, key in warned.items():
            found.setdefault(key, []).append(label(measure, study.codebook, lang))
    for key, names in found.items():
        said = say(key, lang)
        words.append(f"{capital(listed(names, lang))}: {said[:1].lower()}{said[1:].rstrip('.')}.")
    if not words:
        return None
    items = "".join(f"<li>{html.escape(w)}</li>" for w in words)
    return HTML(f'<p class="caption">{html.escape(say("report.cautions", lang))}</p><ul>{items}</ul>')
