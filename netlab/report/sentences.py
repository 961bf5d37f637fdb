"""Sentences that are true for the numbers: what changed, how sure that is, who is missing, what was asked."""

from __future__ import annotations

import html

import pandas as pd
from IPython.display import HTML

from netlab.changes import groups, strengthening, turnover
from netlab.checks import check
from netlab.measures import label, measure
from netlab.report.manifest import inputs, stated_date, versions
from netlab.report.tables import folded, headings, html_table, kinds_of, span
from netlab.statistics import detectable_in_words
from netlab.study import Study
from netlab.texts import amount, listed, number, p_value, percent, pick, say, unit_of_change

MOST_PROBLEMS = 8
MOST_NAMES = 20


def wave_label(study: Study, wave: str, lang: str) -> str:
    """What the codebook calls a wave."""
    return next((pick(w.label, lang) or w.id for w in study.codebook.waves if w.id == wave), wave)


def paragraphs(sentences: list[str], css: str = "") -> HTML:
    """Sentences as paragraphs; empty ones are left out."""
    kind = f' class="{css}"' if css else ""
    return HTML("\n".join(f"<p{kind}>{html.escape(s)}</p>" for s in sentences if s))


def heading(study: Study, before: str, after: str, lang: str) -> HTML:
    """Title, subtitle, which waves, and the study's notice."""
    book = study.codebook
    title = pick(book.title, lang) or study.name
    waves = " → ".join(wave_label(study, w, lang) for w in (before, after) if w)
    parts = [f"<h1>{html.escape(title)}</h1>"]
    if book.subtitle:
        parts.append(f'<p class="subtitle">{html.escape(pick(book.subtitle, lang))}</p>')
    kind = say("report.kind_change" if after else "report.kind_one_wave", lang)
    parts.append(f'<p class="meta">{html.escape(kind)} · {html.escape(waves)}</p>')
    if book.notice:
        parts.append(f'<p class="notice">{html.escape(pick(book.notice, lang))}</p>')
    return HTML("\n".join(parts))


def members_of(study: Study, group: str) -> tuple[pd.Series, str | None]:
    """ego → its group, and which group is the comparison; everyone in one nameless group without `group`."""
    if not group:
        egos = study.networks.egos["ego"].unique()
        return pd.Series("", index=pd.Index(egos, name="ego")), None
    book = study.codebook.group
    comparison = book.comparison if book and book.column == group else None
    return groups(study.networks, group).dropna().astype(str), comparison


def group_label(study: Study, group: str, lang: str) -> str:
    """What the codebook calls a group."""
    book = study.codebook.group
    found = [c for c in book.categories if c.id == group] if book else []
    return (pick(found[0].label, lang) or group) if found else group


def _clear(s: pd.Series, low: str, high: str) -> bool:
    return bool(s[low] > 0 or s[high] < 0)


def _measures_told(study: Study, statistics: pd.DataFrame, what: str, low: str, high: str, lang: str) -> tuple:
    """The measures whose interval leaves out zero, with their numbers; and the names of the others."""
    kinds = kinds_of(study.networks)
    moved, still = [], []
    for name, s in statistics.iterrows():
        kind, words = kinds[str(name)], label(str(name), study.codebook, lang)
        if s[low] > 0 or s[high] < 0:
            change = amount(s[what], kind, lang, sign=True) + unit_of_change(kind, lang)
            moved.append(f"{words} {change} [{span(s[low], s[high], kind, lang)}]")
        else:
            still.append(words)
    return moved, still


def summary(
    study: Study, statistics: pd.DataFrame, measures: list[str], before: str, after: str, group: str, lang: str
) -> HTML:
    """What changed and how sure that is, in a few sentences: alters, main measures, comparison, certainty.

    Without a comparison group no sentence says that something caused the change.
    """
    members, comparison = members_of(study, group)
    own = members.index[members != comparison]
    fate = turnover(study.networks, before, after).reindex(own)
    known = fate[fate["kept_min"].notna()]
    told = {c: _between(known[f"{c}_min"].mean(), known[f"{c}_max"].mean(), lang) for c in ("kept", "lost", "new")}
    waves = {"before": wave_label(study, before, lang).lower(), "after": wave_label(study, after, lang).lower()}
    words = [say("report.summary_fates", lang, n=len(known), **waves, **told)] if len(known) else []
    main = statistics.loc[[m for m in measures if m in statistics.index]]
    moved, still = _measures_told(study, main, "change_mean", "boot_low", "boot_high", lang)
    if moved:
        words.append(say("report.summary_moved", lang, measures="; ".join(moved)))
    if still:
        key = "report.summary_still" if moved else "report.summary_nothing"
        words.append(say(key, lang, measures=listed(still, lang)))
    compared = "difference" in statistics.columns
    if compared and len(main):
        apart, alike = _measures_told(study, main, "difference", "difference_low", "difference_high", lang)
        who = {"group": group_label(study, comparison or "", lang), "n": int(main["n_comparison"].max())}
        key = "summary_alike" if not apart else "summary_apart" if alike else "summary_all_apart"
        words.append(say(f"report.{key}", lang, **who, measures="; ".join(apart), alike=listed(alike, lang)))
    missing = len(own) - len(known)
    sure = [
        detectable_in_words(len(known), lang) if len(known) > 1 else "",
        say("report.summary_missing", lang, count=missing, of=len(own)) if missing else "",
        "" if compared else say("report.summary_no_comparison", lang),
    ]
    return paragraphs([*words, " ".join(s for s in sure if s)])


def _between(low: float, high: float, lang: str) -> str:
    """A mean, or its range where links are unsure."""
    a, b = number(low, lang, 1), number(high, lang, 1)
    return a if a == b else f"{a}–{b}"


def _compared(study: Study, statistics: pd.DataFrame, comparison: str | None, lang: str) -> str:
    kinds = kinds_of(study.networks)
    primary = statistics[statistics["family"] == "primary"]
    some = primary if len(primary) else statistics
    apart, alike = [], []
    for name, s in some.iterrows():
        kind, words = kinds.get(str(name), "index"), label(str(name), study.codebook, lang)
        if pd.notna(s["difference_low"]) and _clear(s, "difference_low", "difference_high"):
            unit = unit_of_change(kind, lang)
            change = amount(s["difference"], kind, lang, sign=True) + unit
            apart.append(f"{words} {change} [{span(s['difference_low'], s['difference_high'], kind, lang)}]")
        else:
            alike.append(words)
    name = group_label(study, comparison or "", lang)
    n = int(some["n_comparison"].max())
    if apart and alike:
        return say("report.summary_apart", lang, group=name, n=n, measures="; ".join(apart), alike=listed(alike, lang))
    if apart:
        return say("report.summary_all_apart", lang, group=name, n=n, measures="; ".join(apart))
    return say("report.summary_alike", lang, group=name, n=n)


def attendance(study: Study, group: str, lang: str) -> HTML:
    """How many were interviewed per group and wave, and who is missing or named few alters, by their codes."""
    networks = study.networks
    members, _ = members_of(study, group)
    rows = []
    for name in dict.fromkeys(members):
        egos = members.index[members == name]
        counts = [str(int(networks.has(w).isin(egos).sum())) for w in networks.waves]
        rows.append([group_label(study, name, lang) or say("report.everyone", lang), str(len(egos)), *counts])
    heads = [say("report.column.group", lang), say("report.column.participants", lang)]
    heads += [wave_label(study, w, lang) for w in networks.waves]
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
    if after:
        fate = turnover(networks, before, after)
        tell("not_linked", list(fate.index[fate["reason"] == "not_linked"]))
        unsure = fate.index[fate["kept_min"] != fate["kept_max"]]
        tell("unsure", list(unsure.intersection(fate.index[fate["kept_min"].notna()])))
    if not words:
        words = [say("report.missing.nobody", lang)]
    return HTML("<ul>" + "".join(f"<li>{html.escape(w)}</li>" for w in words) + "</ul>")


def check_table(study: Study, after: str, lang: str) -> HTML:
    """What check found, as a table; a sentence when it found nothing. About one wave, links are left out."""
    table = check(study, lang)
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
        strong = strength.strong_from or strength.ids[-1]
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
        unsure = (pair["status"] == "unsure").mean() if len(pair) else float("nan")
        told = say("report.instrument.links", lang, n=len(pair), share=percent(unsure, lang)) if after else ""
        add("matching", f"{pick(book.matching, lang)} {told}".strip() if after else "")
    return HTML(html_table(rows, headings("what said", lang)))


def strengthened(study: Study, before: str, after: str, group: str, lang: str) -> HTML:
    """How many ties became stronger or weaker, and how much of what is new explores, per group."""
    members, _ = members_of(study, group)
    table = strengthening(study.networks, before, after)
    words = []
    for name in dict.fromkeys(members):
        some = table.reindex(members.index[members == name])
        some = some[some["kept_weak_min"].notna()]
        if some.empty:
            continue
        total = some.sum(numeric_only=True)
        told = {
            c: _counts(total[f"{c}_min"], total[f"{c}_max"], lang)
            for c in ("kept_weak", "upgraded", "downgraded", "deepened", "exploring")
        }
        who = group_label(study, name, lang)
        key = "report.strengthened_group" if who else "report.strengthened"
        words.append(say(key, lang, group=who.capitalize(), n=len(some), **told))
    return paragraphs(words)


def _counts(low: float, high: float, lang: str) -> str:
    a, b = number(low, lang, 0), number(high, lang, 0)
    return a if a == b else f"{a}–{b}"


def portrait(study: Study, wave: str, lang: str) -> HTML:
    """One wave in a few sentences: how many people, how large and how mixed their networks are."""
    networks = study.networks.of(waves=[wave])
    table = measure(networks)
    size = table["size"]
    words = [
        say(
            "report.portrait_size",
            lang,
            n=len(size),
            total=int(size.sum()),
            mean=number(size.mean(), lang, 1),
            low=number(size.min(), lang, 0),
            high=number(size.max(), lang, 0),
        )
    ]
    for column, key in (("share_external", "external"), ("share_strong", "strong"), ("density", "density")):
        values = table[column].dropna()
        if len(values):
            told = {
                "mean": percent(values.mean(), lang),
                "low": percent(values.min(), lang),
                "high": percent(values.max(), lang),
            }
            words.append(say(f"report.portrait_{key}", lang, n=len(values), **told))
    return paragraphs(words)


def certainty(statistics: pd.DataFrame, measures: list[str], lang: str) -> HTML:
    """What this number of people can show at all, per main measure, and how far one person moves the mean."""
    main = statistics.loc[[m for m in measures if m in statistics.index]]
    fewest_and_most = sorted({int(main["n"].min()), int(main["n"].max())}) if len(main) else []
    words = [detectable_in_words(n, lang) for n in fewest_and_most if n > 1]
    smallest = float(main["smallest_p"].max()) if len(main) else 0.0
    if smallest > 0.01:
        words.append(say("report.smallest_p", lang, p=p_value(smallest, lang)))
    return paragraphs(words)


def made_from(study: Study, values: dict[str, object], lang: str) -> HTML:
    """What this page was asked for, and the files it was made from with their hashes."""
    rows = [
        [say(f"report.asked.{name}", lang), ", ".join(map(str, v)) if isinstance(v, list) else str(v) or "–"]
        for name, v in values.items()
        if v or name != "after"
    ]
    files = [[f.file, f.sha256, f"{f.bytes:,}".replace(",", " ")] for f in inputs(study).itertuples()]
    return HTML(
        html_table(rows, headings("parameter value", lang), caption=say("report.parameters", lang))
        + html_table(files, headings("file sha256 bytes", lang), [2], say("report.inputs", lang))
    )


def made_with(lang: str) -> HTML:
    """The one date a report states, and the versions that made it."""
    day = stated_date()
    made = say("report.made", lang, day=f"{day.day} {say(f'month.m{day.month}', lang)} {day.year}")
    listing = ", ".join(f"{v.package} {v.version}" for v in versions().itertuples())
    return paragraphs([made, listing], "note")
