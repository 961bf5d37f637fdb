"""Who has no second drawing, and what those people could do to the mean change."""

from __future__ import annotations

import html

from IPython.display import HTML

from netlab.report.outcomes import known_outcomes
from netlab.report.sentences import group_label
from netlab.report.tables import folded, headings, html_table, kinds_of, measure_cell, span
from netlab.statistics import missing_bounds
from netlab.study import Study
from netlab.texts import amount, listed, say

MOST_OPEN = 6  # rows of a table that stands open


def second_drawings(study: Study, measures: list[str], before: str, after: str, group: str, lang: str) -> HTML:
    """Who is missing after, and between which bounds the mean change of each measure and outcome lies with them."""
    names = [*measures, *(o for o in known_outcomes(study) if o not in measures)]
    found = missing_bounds(study.networks, before, after, names, group or None)
    gone = list(dict.fromkeys(ego for who in found["no_second"] for ego in who))
    part = list(dict.fromkeys(ego for who in found["no_value"] for ego in who))
    words = [
        say("report.absent_second", lang, who=listed(gone, lang)) if gone else "",
        say("report.absent_value", lang, who=listed(part, lang)) if part else "",
    ]
    heading = f"<h3>{html.escape(say('report.absent', lang))}</h3>"
    lacking = found[(found["n_missing"] > 0) & found["change_mean"].notna()]
    if lacking.empty:
        told = [*words, "" if gone or part else say("report.absent_nobody", lang)]
        return HTML(heading + "".join(f"<p>{html.escape(w)}</p>" for w in told if w))
    words.append(say("report.absent_explained", lang))
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
    heads = headings(("group " if group else "") + "measure n missing change no_change most_change", lang)
    first = 2 if group else 1
    table = html_table(rows, heads, range(first, len(heads)), say("report.absent_caption", lang), wide=True)
    many = folded(say("report.absent_many", lang, n=len(rows)), table) if len(rows) > MOST_OPEN else table
    return HTML(heading + "".join(f"<p>{html.escape(w)}</p>" for w in words if w) + many)
