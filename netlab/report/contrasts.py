"""The difference between two groups, two ways: which of the two is printed, the other beside it, and what each asks."""

from __future__ import annotations

import html
from collections.abc import Collection

import pandas as pd
from IPython.display import HTML

from netlab.figures.rows import contrast_of
from netlab.measures import label
from netlab.networks import EgoNetworks
from netlab.report.beforehand import Warned
from netlab.report.tables import (
    DOUBTED,
    change_tables,
    counted,
    estimate,
    folded,
    headings,
    html_table,
    kinds_of,
    measure_cell,
    other_ways,
    span,
    untested,
)
from netlab.statistics.comparing import PRINTED
from netlab.texts import amount, listed, p_value, say

NOBODY = Warned({}, {})


def differences_table(networks: EgoNetworks, statistics: pd.DataFrame, measures: list[str], lang: str) -> HTML | None:
    """The difference between the groups, a row per main measure; None without a comparison group.

    The contrast of the codebook's design stands open, and p is corrected for that one; the other is folded, with p as
    it is. A sentence each says what they ask, and one when they answer the same question.
    """
    here = [m for m in measures if m in statistics.index]
    if "contrast" not in statistics or not here:
        return None
    first = str(statistics["contrast"].iloc[0])
    other = "ancova" if first == "did" else "did"
    told = [say(f"statistics.{which}_explained", lang) for which in (first, other)]
    told.append(say("statistics.did_or_ancova", lang))
    beside = say("report.beside", lang, contrast=say(f"statistics.contrast.{other}", lang))
    return HTML(
        differences(networks, statistics, here, lang)
        + f'<p class="note">{html.escape(" ".join(told))}</p>\n'
        + folded(beside, differences(networks, statistics, here, lang, other))
    )


def other_measures(
    networks: EgoNetworks,
    statistics: pd.DataFrame,
    measures: list[str],
    lang: str,
    warned: Warned = NOBODY,
) -> HTML | None:
    """All measures that are no main measure, folded: their changes, and the differences between the groups.

    Parameters
    ----------
    warned : Warned
        Of measures whose interval may fall short, why: `netlab.report.warnings`. They get a sign, and a note below.
    """
    others = [str(m) for m in statistics.index if m not in measures and statistics.loc[m, "n"] > 0]
    if not others:
        return None
    tables = [*change_tables(networks, statistics, others, lang, warned.changes), _why(warned.changes, others, lang)]
    tables.append(other_ways(networks, statistics, others, lang, warned.changes))
    if "contrast" in statistics:
        tables.append(differences(networks, statistics, others, lang, doubted=warned.differences))
        tables.append(_why(warned.differences, others, lang))
    return HTML(folded(say("report.exploratory", lang, n=len(others)), "\n".join(t for t in tables if t)))


def _why(warned: dict[str, str], measures: list[str], lang: str) -> str:
    """The note below a table in which measures have the sign of doubt; empty where none has."""
    here = list(dict.fromkeys(key for measure, key in warned.items() if measure in measures))
    said = " ".join([DOUBTED, *(say(key, lang) for key in here)])
    return f'<p class="note">{html.escape(said)}</p>' if here else ""


def differences(
    networks: EgoNetworks,
    statistics: pd.DataFrame,
    measures: list[str],
    lang: str,
    which: str = "",
    doubted: Collection[str] = (),
) -> str:
    """A table per family of what the groups differ; `which`: the contrast that is not the one to print.

    The names of `doubted` measures get a sign. Only the contrast to print has a corrected p. Why there is no number
    stands below the table.
    """
    kinds = kinds_of(networks)
    here = statistics.loc[measures]
    shown = which or str(here["contrast"].iloc[0])
    adjusted = "" if which else " p_adjusted"
    heads = headings(f"measure n_both change_group change_comparison {shown} interval p_permutation{adjusted}", lang)
    tables, why = [], []
    for family, of in here.groupby("family", sort=False):
        if of[PRINTED[shown][3]].isna().all():
            names = listed([label(str(m), networks.codebook, lang) for m in of.index], lang)
            why.append(say("report.difference_untested", lang, measures=names))
            continue
        rows = []
        for measure, s in of.iterrows():
            kind, found = kinds[str(measure)], contrast_of(s, shown)
            cells = [
                measure_cell(networks, str(measure), kind, lang) + (f" {DOUBTED}" if measure in doubted else ""),
                f"{int(s['n'])} / {int(s['n_comparison'])}",
                amount(s["change_mean"], kind, lang, sign=True),
                amount(s["comparison_change_mean"], kind, lang, sign=True),
                estimate(found.value, found.low, found.high, kind, lang),
                span(found.low, found.high, kind, lang),
                p_value(found.p, lang),
            ]
            rows.append(cells if which else [*cells, p_value(s["p_adjusted"], lang)])
            if shown == "ancova" and s["ancova_reason"]:
                reason = say(f"statistics.reason.{s['ancova_reason']}", lang)
                why.append(f"{label(str(measure), networks.codebook, lang)}: {reason}.")
        size = int(of["family_size"].iloc[0])
        caption = say(f"report.difference_caption_{shown}", lang, size=counted("measures", size, lang))
        caption += ": " + say(f"report.correction.{'beside' if which else family}", lang)
        tables.append(html_table(rows, heads, range(1, len(heads)), caption, wide=True))
        if not which:
            why += untested(networks.codebook, of.index[of["untested"]], lang)
    note = f'<p class="note">{html.escape(" ".join(why))}</p>' if why else ""
    return "\n".join(tables) + note
