"""Who lacks one of both drawings, and what those people could do to the mean change and the difference."""

from __future__ import annotations

import html

import pandas as pd
from IPython.display import HTML

from netlab.report.outcomes import known_outcomes
from netlab.report.sentences import group_label
from netlab.report.tables import folded, headings, html_table, kinds_of, measure_cell, span
from netlab.statistics import missing_bounds, missing_bounds_between
from netlab.study import Study
from netlab.texts import amount, listed, say

MOST_OPEN = 6  # rows of a table that stands open


def second_drawings(study: Study, measures: list[str], before: str, after: str, group: str, lang: str) -> HTML:
    """Who lacks a drawing, and between which bounds the mean change of each measure and outcome lies with them.

    With groups also between which bounds the difference between them lies.
    """
    names = [*measures, *(o for o in known_outcomes(study) if o not in measures)]
    found = missing_bounds(study.networks, before, after, names, group or None)
    words = []
    for column, key in (("no_second", "second"), ("no_first", "first"), ("no_value", "value")):
        who = list(dict.fromkeys(ego for some in found[column] for ego in some))
        words += [say(f"report.absent_{key}", lang, who=listed(who, lang))] if who else []
    heading = f"<h3>{html.escape(say('report.absent', lang))}</h3>"
    lacking = found[(found["n_missing"] > 0) & found["change_mean"].notna()]
    if lacking.empty:
        told = words or [say("report.absent_nobody", lang)]
        return HTML(heading + "".join(f"<p>{html.escape(w)}</p>" for w in told))
    explained = ["absent_explained", *(["absent_between"] if group else []), "absent_no_interval"]
    words.append(" ".join(say(f"report.{key}", lang) for key in explained))
    kinds, rows = kinds_of(study.networks), []
    for at, s in lacking.iterrows():
        of, measure = at if isinstance(at, tuple) else ("", at)
        kind = kinds[str(measure)]
        rows.append(
            [
                *([group_label(study, str(of), lang)] if group else []),
                measure_cell(study.networks, str(measure), kind, lang),
                str(int(s["n"])),
                str(int(s["n_missing"])),
                amount(s["change_mean"], kind, lang, sign=True),
                amount(s["no_change"], kind, lang, sign=True),
                span(s["low"], s["high"], kind, lang),
            ]
        )
    if group:
        rows += _between(study, before, after, list(dict.fromkeys(lacking.index.get_level_values(-1))), group, lang)
    heads = headings(("group " if group else "") + "measure n missing change no_change most_change", lang)
    first = 2 if group else 1
    table = html_table(rows, heads, range(first, len(heads)), say("report.absent_caption", lang), wide=True)
    many = folded(say("report.absent_many", lang, n=len(rows)), table) if len(rows) > MOST_OPEN else table
    return HTML(heading + "".join(f"<p>{html.escape(w)}</p>" for w in words) + many)


def _between(study: Study, before: str, after: str, measures: list[str], group: str, lang: str) -> list[list[str]]:
    """A row per measure: the difference between the groups, and what the missing of both could make of it."""
    kinds, rows = kinds_of(study.networks), []
    for measure, s in missing_bounds_between(study.networks, before, after, group, measures).iterrows():
        if pd.isna(s["difference"]):
            continue
        kind = kinds[str(measure)]
        rows.append(
            [
                say("report.absent_difference", lang),
                measure_cell(study.networks, str(measure), kind, lang),
                f"{int(s['n'])} / {int(s['n_comparison'])}",
                f"{int(s['n_missing'])} / {int(s['n_missing_comparison'])}",
                amount(s["difference"], kind, lang, sign=True),
                amount(s["no_change"], kind, lang, sign=True),
                span(s["low"], s["high"], kind, lang),
            ]
        )
    return rows
