"""The data behind a report: who took part and who is missing, what check found, what was asked."""

from __future__ import annotations

import html

import pandas as pd
from IPython.display import HTML

from netlab.checks import check
from netlab.persons import PROPOSER
from netlab.report import once
from netlab.report.sentences import group_label, members_of, paragraphs, wave_label
from netlab.report.tables import folded, headings, html_table
from netlab.study import Study
from netlab.texts import listed, number, percent, pick, say

MOST_PROBLEMS = 8
MOST_NAMES = 20


def attendance(study: Study, before: str, after: str, group: str, lang: str) -> HTML:
    """How many were interviewed per group and wave; in the one wave that is described where there is no `after`."""
    networks = study.networks
    waves = networks.waves if after else [before]
    members, _ = members_of(study, group)
    rows = []
    for name in dict.fromkeys(members):
        egos = members.index[members == name]
        counts = [str(int(networks.has(w).isin(egos).sum())) for w in waves]
        rows.append([group_label(study, name, lang) or say("report.everyone", lang), str(len(egos)), *counts])
    heads = [say("report.column.group", lang), say("report.column.participants", lang)]
    heads += [wave_label(study, w, lang) for w in waves]
    return HTML(html_table(rows, heads, range(1, len(heads)), say("report.attendance", lang)))


def _codes(egos: list[str], lang: str) -> str:
    shown = egos[:MOST_NAMES]
    more = [say("report.and_more", lang, n=len(egos) - MOST_NAMES)] if len(egos) > MOST_NAMES else []
    return listed([*shown, *more], lang)


def missing(study: Study, before: str, after: str, lang: str) -> HTML:
    """Who was not interviewed, named no one or one person, was not asked about ties, or has unlinked alters."""
    networks = study.networks
    egos, n = networks.egos, pd.Series(networks.at.n, index=networks.egos.index)
    everyone = pd.Index(egos["ego"].unique())
    words = []

    def tell(key: str, who: list[str], **more: str) -> None:
        if who:
            words.append(say(f"report.missing.{key}", lang, who=_codes(who, lang), n=len(who), **more))

    for wave in [w for w in (before, after) if w]:
        here = egos["wave"] == wave
        told = {"wave": wave_label(study, wave, lang)}
        tell("wave" if after else "one_wave", list(everyone.difference(networks.has(wave))), **told)
        tell("no_alters", list(egos.loc[here & (n == 0), "ego"]), **told)
        tell("one_alter", list(egos.loc[here & (n == 1), "ego"]), **told)
        tell("ties", list(egos.loc[here & ~egos["ties_asked"], "ego"]), **told)
        unanswered = here & egos["ties_asked"] & (egos["pairs_missing"] != 0)
        tell("pairs", list(egos.loc[unanswered, "ego"]), **told)
    if after:
        fate = once.fates_per_ego(networks, before, after)
        tell("not_linked", list(fate.index[fate["reason"] == "not_linked"]))
        unsure = fate.index[fate["kept_min"] != fate["kept_max"]]
        tell("unsure", list(unsure.intersection(fate.index[fate["kept_min"].notna()])))
    if not words:
        words = [say("report.missing.nobody", lang)]
    return HTML("<ul>" + "".join(f"<li>{html.escape(w)}</li>" for w in words) + "</ul>")


def check_table(study: Study, after: str, lang: str) -> HTML:
    """What check found, as a table; a sentence when it found nothing. About one wave, links are left out."""
    table = check(study, lang, private=True)
    if not after:
        table = table[table["file"] != study.codebook.files.get("links", "links.csv")]
    if table.empty:
        return paragraphs([say("report.no_problems", lang)])
    rows = []
    for r in table.itertuples():
        where = r.file + ("" if pd.isna(r.line) else f", {say('report.line', lang)} {r.line}")
        rows.append([where, " ".join(x for x in (r.ego, str(r.wave)) if x), r.problem, r.what_to_do])
    heads = headings("where who problem todo", lang)
    caption = say("report.problems", lang, n=len(rows))
    first = html_table(rows[:MOST_PROBLEMS], heads, caption=caption, wide=True)
    rest = rows[MOST_PROBLEMS:]
    more = folded(say("report.more_problems", lang, n=len(rest)), html_table(rest, heads, wide=True)) if rest else ""
    return HTML(first + more)


def _dates(study: Study, wave: str, lang: str) -> str:
    egos = study.networks.egos
    if "date" not in egos.columns:
        return ""
    days = egos.loc[egos["wave"] == wave, "date"].dropna()
    if days.empty:
        return ""
    first, last = (f"{d.day} {say(f'month.m{d.month}', lang)} {d.year}" for d in (days.min(), days.max()))
    return first if first == last else say("report.from_to", lang, first=first, last=last)


def instrument(study: Study, before: str, after: str, lang: str) -> HTML:
    """What was asked, of whom, when, and how people were recognised: what a reader needs to judge the numbers."""
    book, networks = study.codebook, study.networks
    rows: list[list[str]] = []

    def add(key: str, text: str) -> None:
        if text:
            rows.append([say(f"report.instrument.{key}", lang), text])

    for generator in book.generators:
        limit = say("report.instrument.limit", lang, n=generator.at_most) if generator.at_most else ""
        add("generator", f"“{pick(generator.text, lang)}” {limit}".strip())
    add("boundary", pick(book.boundary, lang))
    for t in book.tie_types:
        add("ties", f"“{pick(t.text, lang) or pick(t.label, lang)}”")
    if strength := book.one("strength"):
        answers = listed([pick(c.label, lang) or c.id for c in reversed(strength.categories)], lang)
        strong = strength.first_strong
        cut = next(pick(c.label, lang) or c.id for c in strength.categories if c.id == strong)
        add("strength", say("report.instrument.rings", lang, text=pick(strength.text, lang), answers=answers, cut=cut))
    for wave in [w for w in (before, after) if w]:
        when = _dates(study, wave, lang)
        add("when", f"{wave_label(study, wave, lang)}: {when}" if when else "")
    if after and "date" in networks.egos.columns:
        days = networks.egos.pivot(index="ego", columns="wave", values="date")
        months = ((days[after] - days[before]).dt.days / 30.44).median()
        if pd.notna(months):
            add("interval", say("report.instrument.months", lang, n=number(months, lang, 0)))
    add("selection", pick(book.selection, lang))
    links = networks.links
    if len(links):
        pair = links[links["wave"].isin([before, after]) & links["other_wave"].isin([before, after])]
        pair = pair[pair["status"].isin(["same", "unsure"])]  # decided to be somebody else is no link
        unsure = (pair["status"] == "unsure").mean() if len(pair) else float("nan")
        told = say("report.instrument.links", lang, n=len(pair), share=percent(unsure, lang)) if after else ""
        proposed = int((pair["by"] == PROPOSER).sum()) if "by" in pair else 0
        told += " " + say("report.instrument.proposed", lang, n=proposed) if proposed and after else ""
        add("matching", f"{pick(book.matching, lang)} {told}".strip() if after else "")
    return HTML(html_table(rows, headings("what said", lang)))
