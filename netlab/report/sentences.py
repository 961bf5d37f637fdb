"""Sentences that are true for the numbers: what changed, how sure that is, what one wave looks like."""

from __future__ import annotations

import html

import pandas as pd
from IPython.display import HTML

from netlab.changes import groups, strengthening, turnover
from netlab.measures import label, measure
from netlab.report.tables import kinds_of, span
from netlab.statistics import detectable_in_words
from netlab.study import Study
from netlab.texts import amount, listed, number, p_value, percent, pick, say, unit_of_change


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
