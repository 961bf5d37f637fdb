"""The outcomes of a study in its report: how they changed, and whether that goes along with the networks."""

from __future__ import annotations

import html
import math

import pandas as pd
from IPython.display import HTML, display

from netlab.changes import change
from netlab.figures.rows import contrast_of
from netlab.figures.wording import capital
from netlab.measures import label
from netlab.report import once
from netlab.report.beforehand import cautions
from netlab.report.contrasts import differences
from netlab.report.pictures import slopes
from netlab.report.sentences import group_label, members_of
from netlab.report.tables import (
    change_tables,
    estimate,
    exploratory,
    folded,
    headings,
    html_table,
    kinds_of,
    span,
)
from netlab.statistics import compare_outcomes, outcomes_with_measures
from netlab.statistics.comparing import values_of
from netlab.study import Study
from netlab.texts import amount, p_value, p_words, say

NORMAL = 1.959963984540054  # the 97.5 % point of the standard normal distribution
MOST_OPEN = 6  # rows of a table that stands open


def known_outcomes(study: Study) -> list[str]:
    """The codebook's outcomes that the egos have a column for."""
    return [o.column for o in study.codebook.outcomes if o.column in study.networks.egos.columns]


def main_measures(study: Study, measures: list[str]) -> list[str]:
    """The main measures of a report, and behind them the outcomes declared beforehand: one family of tests."""
    declared = [o for o in known_outcomes(study) if o in study.codebook.primary]
    return list(dict.fromkeys([*measures, *declared]))


def values_with_outcomes(study: Study, names: list[str]) -> pd.DataFrame:
    """Every measure of every network, and beside them those of these names that are outcomes: index (ego, wave)."""
    table = once.measures(study.networks)
    outcomes = [o for o in known_outcomes(study) if o in names]
    return table.join(values_of(study.networks, outcomes)) if outcomes else table


def outcome_changes(study: Study, before: str, after: str, group: str, lang: str) -> None:
    """The change in every outcome: a sentence, a line for every participant, and folded the table of the measures.

    Nothing where the study has no outcomes.
    """
    networks, names = study.networks, known_outcomes(study)
    if not names:
        return
    found = compare_outcomes(networks, before, after, group or None, names)
    changes = change(values_of(networks.of(waves=[before, after]), names), before, after)
    words = "".join(f"<p>{html.escape(_told(study, str(o), s, group, lang))}</p>" for o, s in found.iterrows())
    display(HTML(f"<h3>{html.escape(say('report.outcomes', lang))}</h3>{words}"))
    there = [str(o) for o in found.index[found["n"] > 0]]
    slopes(study, changes, found, there, before, after, group, lang)
    warned = cautions(study, changes, found.assign(family_remark=""), there, group, lang)
    if warned is not None:
        display(warned)
    if there:
        tables = change_tables(networks, found, there, lang)
        tables += [differences(networks, found, there, lang)] if "contrast" in found else []
        display(HTML(folded(say("report.outcomes_table", lang), "\n".join(tables))))


def _told(study: Study, outcome: str, s: pd.Series, group: str, lang: str) -> str:
    """The change of one outcome in a sentence or two, each interval before its p."""
    kind, name = kinds_of(study.networks)[outcome], capital(label(outcome, study.codebook, lang))
    if s["no_interval"]:
        mean = say("report.outcome_mean", lang, change=amount(s["change_mean"], kind, lang, sign=True))
        reason = say(f"statistics.no_interval.{s['no_interval']}", lang)
        return f"{name}: {mean if s['n'] else ''}{reason}."
    size = int(s["family_size"])
    words = say(
        "report.outcome_change",
        lang,
        outcome=name,
        n=int(s["n"]),
        before=amount(s["before_mean"], kind, lang),
        after=amount(s["after_mean"], kind, lang),
        change=estimate(s["change_mean"], s["low"], s["high"], kind, lang),
        interval=span(s["low"], s["high"], kind, lang),
    )
    if "contrast" not in s:
        return f"{words}; {p_words(s['p_flip'], size, lang)}."
    apart = contrast_of(s)
    if math.isnan(apart.low):
        return f"{words}."
    told = {"group": group_label(study, members_of(study, group)[1] or "", lang), "n": int(s["n_comparison"])}
    told |= {
        "difference": estimate(apart.value, apart.low, apart.high, kind, lang),
        "interval": span(apart.low, apart.high, kind, lang),
    }
    there = say(f"report.outcome_{s['contrast']}", lang, **told)
    return f"{words}. {there}; {p_words(apart.p, size, lang)}."


def outcomes_beside(study: Study, measures: list[str], before: str, after: str, group: str, lang: str) -> HTML | None:
    """Whether the change in each outcome goes along with that in each main measure; None without outcomes.

    Over the group that is not the comparison: with both together, two changes would seem to go along because both are
    larger in one group.
    """
    names = known_outcomes(study)
    if not names or not measures:
        return None
    members, comparison = members_of(study, group)
    own = members.index[members != comparison]
    found = outcomes_with_measures(study.networks.of(egos=own), before, after, measures, names)
    rows = []
    for (outcome, measure), s in found.iterrows():
        low, high = rho_interval(s["rho"], int(s["n"]))
        rows.append(
            [
                label(str(outcome), study.codebook, lang),
                label(str(measure), study.codebook, lang),
                str(int(s["n"])),
                estimate(s["rho"], low, high, "index", lang),
                span(low, high, "index", lang),
                p_value(s["p"], lang),
                p_value(s["p_adjusted"], lang),
            ]
        )
    caption = f"{say('report.beside_caption', lang)} {exploratory(int(found['family_size'].max()), lang)}"
    table = html_table(rows, headings("outcome measure n rho interval p p_adjusted", lang), range(2, 7), caption, True)
    table += f'<p class="note">{html.escape(say("report.beside_note", lang))}</p>'
    return HTML(table if len(rows) <= MOST_OPEN else folded(say("report.beside_many", lang, n=len(rows)), table))


def rho_interval(rho: float, n: int) -> tuple[float, float]:
    """The 95 % interval of Spearman's correlation over n people, by Fisher's z with Bonett and Wright's spread.

    tanh(atanh(rho) ± 1.96 √((1 + rho²/2) / (n - 3))): approximate, and wide for so few. NaN for fewer than four people
    and for a correlation of -1 or 1.

    References
    ----------
    Bonett, D. G. & Wright, T. A. (2000). Psychometrika, 65, 23–28.
    """
    if n < 4 or not abs(rho) < 1 - 1e-12:
        return math.nan, math.nan
    middle, reach = math.atanh(rho), NORMAL * math.sqrt((1 + rho**2 / 2) / (n - 3))
    return math.tanh(middle - reach), math.tanh(middle + reach)
