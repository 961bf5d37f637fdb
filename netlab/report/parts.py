"""The tables between the figures: alters kept, lost and new; where a change comes from; ties among kept alters."""

from __future__ import annotations

import pandas as pd
from IPython.display import HTML

from netlab.changes import split_constraint, split_mean, tie_turnover, turnover
from netlab.figures.wording import capital
from netlab.measures import label
from netlab.report.sentences import group_label, members_of
from netlab.report.tables import counted, headings, html_table
from netlab.study import Study
from netlab.texts import amount, say

SPLITS = {"share_external": "external", "share_strong": "strong"}


def _ranged(row: pd.Series, column: str, kind: str, lang: str) -> str:
    """One number, or its range where links are unsure."""
    low, high = (amount(row[f"{column}{end}"], kind, lang) for end in ("_min", "_max"))
    return low if low == high else f"{low}–{high}"


def turnover_table(study: Study, before: str, after: str, group: str, lang: str) -> HTML:
    """Alters kept, lost and new per group, and the rates of the sums."""
    table = turnover(study.networks, before, after, pooled=True, group=group or None)
    columns = ["kept", "lost", "new", "jaccard", "retention", "novelty", "turnover"]
    rows = []
    for name, row in table.iterrows():
        counts = [_ranged(row, c, "whole", lang) for c in columns[:3]]
        counts.insert(2, amount(row["lost_confirmed"], "whole", lang))
        who = group_label(study, str(name), lang) if group else say("report.everyone", lang)
        rows.append([who, str(int(row["egos"])), *counts, *(_ranged(row, c, "share", lang) for c in columns[3:])])
    heads = headings("group n kept lost lost_confirmed new jaccard retention novelty turnover", lang)
    made = html_table(rows, heads, range(1, 10), say("report.turnover_caption", lang), wide=True)
    links = study.networks.links
    between = links["wave"].isin([before, after]) & links["other_wave"].isin([before, after])
    unsure = int((between & (links["status"] == "unsure")).sum())
    everyone = turnover(study.networks, before, after, pooled=True).iloc[0] if unsure else None
    if everyone is not None and everyone["jaccard_min"] != everyone["jaccard_max"]:
        low, high = (amount(everyone[f"jaccard_{end}"], "share", lang) for end in ("min", "max"))
        links_in_doubt = counted("unsure_links", unsure, lang)
        made += f"<p>{say('report.turnover_depends', lang, links=links_in_doubt, low=low, high=high)}</p>"
    return HTML(made)


def _members(study: Study, group: str, lang: str) -> list[tuple[str, list[str]]]:
    by, _ = members_of(study, group)
    names = {g: group_label(study, g, lang) or say("report.everyone", lang) for g in dict.fromkeys(by)}
    return [(name, list(by.index[by == g])) for g, name in names.items()]


def _means(table: pd.DataFrame, columns: list[str], egos: list[str], kind: str, lang: str) -> list[str]:
    some = table.reindex(egos)[columns].dropna()
    means = some.mean() if len(some) else pd.Series(float("nan"), index=columns)
    signed = [amount(means[c], kind, lang, sign=c not in ("before", "after")) for c in columns]
    return [str(len(some)), *signed]


def split_table(study: Study, before: str, after: str, group: str, lang: str) -> HTML:
    """What moved the share outside, the share strong and constraint: means over the participants with all parts."""
    networks, parts = study.networks, []
    for measure, column in SPLITS.items():
        role = "organisation" if column == "external" else "strength"
        if study.codebook.one(role) is None:
            continue
        table = split_mean(networks, before, after, column)
        columns = ["before", "after", "change", "stayers", "new", "lost"]
        rows = [[who, *_means(table, columns, egos, "share", lang)] for who, egos in _members(study, group, lang)]
        heads = headings("group n before after change stayers by_new by_lost", lang)
        words = capital(label(measure, study.codebook, lang))
        caption = say("report.split_caption", lang, measure=words)
        parts.append(html_table(rows, heads, range(1, 8), caption, wide=True))
    table = split_constraint(networks, before, after)
    columns = ["before", "after", "change", "size_part", "closure_part"]
    rows = [[who, *_means(table, columns, egos, "index", lang)] for who, egos in _members(study, group, lang)]
    heads = headings("group n before after change size_part closure_part", lang)
    parts.append(
        html_table(
            rows,
            heads,
            range(1, 7),
            say("report.constraint_caption", lang, measure=capital(label("constraint", study.codebook, lang))),
            wide=True,
        )
    )
    return HTML("\n".join(parts))


def ties_table(study: Study, before: str, after: str, group: str, lang: str) -> HTML:
    """Ties among the alters that were kept: kept, lost, new, and density before and after, per group."""
    table = tie_turnover(study.networks, before, after, pooled=True, group=group or None)
    rows = []
    for name, row in table.iterrows():
        who = group_label(study, str(name), lang) if group else say("report.everyone", lang)
        counts = [_ranged(row, c, "whole", lang) for c in ("kept", "lost", "new")]
        rates = [_ranged(row, c, "share", lang) for c in ("density_before", "density_after", "jaccard")]
        rows.append([who, str(int(row["egos"])), *counts, *rates])
    heads = headings("group n kept lost new density_before density_after jaccard", lang)
    return HTML(html_table(rows, heads, range(1, 8), say("report.ties_caption", lang), wide=True))
