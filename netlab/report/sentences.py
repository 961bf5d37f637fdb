"""Sentences that are true for the numbers: what changed, how sure that is, what one wave looks like."""

from __future__ import annotations

import html
from typing import NamedTuple

import pandas as pd
from IPython.display import HTML

from netlab.changes import groups, split_constraint, strengthening
from netlab.figures.wording import capital
from netlab.measures import label, measure
from netlab.report import once
from netlab.report.detecting import shown_from, shown_of_each
from netlab.report.tables import estimate, how_to_read, kinds_of, span
from netlab.statistics import clear_in_words
from netlab.statistics.comparing import PRINTED
from netlab.study import Study
from netlab.texts import amount, listed, number, p_value, percent, pick, say, unit_of_change

WORTH_SAYING = 0.01  # a test that can give less than this has room enough below .05


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


class Told(NamedTuple):
    """Measures with a clear change, with their numbers; without one; without an interval."""

    moved: list[str]
    still: list[str]
    without: list[str]


def _told(
    study: Study, statistics: pd.DataFrame, which: str, clear: str, lang: str, besides: dict[str, str] | None = None
) -> Told:
    """What is said of each measure; `besides`: of some a clause behind the interval."""
    kinds, (what, low, high, _) = kinds_of(study.networks), PRINTED[which]
    told = Told([], [], [])
    for name, s in statistics.iterrows():
        kind, words = kinds[str(name)], label(str(name), study.codebook, lang)
        if pd.isna(s[low]) or pd.isna(s[high]):
            told.without.append(words)
        elif s[clear]:
            change = estimate(s[what], s[low], s[high], kind, lang) + unit_of_change(kind, lang)
            n = say("report.of_n", lang, n=int(s["n"]))
            beside = (besides or {}).get(str(name), "")
            told.moved.append(f"{words} {change} [{span(s[low], s[high], kind, lang)}]{beside}, {n}")
        else:
            told.still.append(words)
    return told


def summary(
    study: Study, statistics: pd.DataFrame, measures: list[str], before: str, after: str, group: str, lang: str
) -> HTML:
    """What changed and how sure that is, in a few sentences: alters, main measures, comparison, certainty.

    Without a comparison group it says that nothing here tells what caused the change.
    """
    members, comparison = members_of(study, group)
    own = members.index[members != comparison]
    waves = {"before": wave_label(study, before, lang), "after": wave_label(study, after, lang)}
    main = statistics.loc[[m for m in measures if m in statistics.index]]
    words = [_fates_told(study, own, before, after, waves, lang)]
    compared = "difference" in statistics.columns
    besides = {"constraint": _by_size_alone(study, own, before, after, lang)} if "constraint" in main.index else {}
    told, rule = _told(study, main, "change", "clear", lang, besides), clear_in_words(lang)
    if told.moved:
        words.append(say("report.summary_moved", lang, rule=rule, measures="; ".join(told.moved)))
    if told.still:
        key = "report.summary_still" if told.moved else "report.summary_nothing"
        words.append(say(key, lang, rule=rule, measures=listed(told.still, lang)))
    if told.without:
        words.append(say("report.summary_without", lang, measures=listed(told.without, lang)))
    if compared and len(main):
        apart, alike, _ = _told(study, main, str(main["contrast"].iloc[0]), "clear_difference", lang)
        others = int(main["n_comparison"].max())
        # the rule stands where a change was called clear, or none was
        who = {"group": group_label(study, comparison or "", lang), "n": others}
        who["rule"] = "" if told.moved or told.still else f"; {rule}"
        key = "summary_alike" if not apart else "summary_apart" if alike else "summary_all_apart"
        key = key if others > 1 else "summary_no_one_to_compare"
        if told.moved and others > 1:
            words.append(say("report.summary_within", lang, **who))
        words.append(say(f"report.{key}", lang, **who, measures="; ".join(apart), alike=listed(alike, lang)))
    twice = own.intersection(study.networks.has(before)).intersection(study.networks.has(after))
    sure = [
        shown_from(study, main, lang),
        say("report.summary_missing", lang, count=len(own) - len(twice), of=len(own)) if len(own) > len(twice) else "",
        "" if compared else say("report.summary_no_comparison", lang),
    ]
    told_all = paragraphs([*words, " ".join(s for s in sure if s)]).data
    return HTML(told_all + paragraphs(how_to_read(study.networks, main.index, lang), "note").data)


def _by_size_alone(study: Study, egos: pd.Index, before: str, after: str, lang: str) -> str:
    """The part of the mean change in constraint that comes from the number of alters alone, as a clause."""
    part = split_constraint(study.networks, before, after).reindex(egos)["size_part"].mean()
    return "" if pd.isna(part) else say("report.summary_size_part", lang, part=amount(part, "index", lang, sign=True))


def _fates_told(study: Study, own: pd.Index, before: str, after: str, waves: dict[str, str], lang: str) -> str:
    """How many alters were kept, lost and new on average; that nobody knows where nothing was linked."""
    fate = once.fates_per_ego(study.networks, before, after).reindex(own)
    known = fate[fate["kept_min"].notna()]
    if known.empty:
        return say("report.summary_not_linked", lang, **waves)
    told = {c: _between(known[f"{c}_min"].mean(), known[f"{c}_max"].mean(), lang) for c in ("kept", "lost", "new")}
    return say(
        "report.summary_fates_one" if len(known) == 1 else "report.summary_fates", lang, n=len(known), **waves, **told
    )


def _between(low: float, high: float, lang: str) -> str:
    """A mean, or its range where links are unsure."""
    a, b = number(low, lang, 1), number(high, lang, 1)
    return a if a == b else f"{a}–{b}"


def strengthened(study: Study, before: str, after: str, group: str, lang: str) -> HTML:
    """How many ties became stronger or weaker, and how much of what is new explores, per group."""
    if study.codebook.one("strength") is None:
        return paragraphs([])
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
        words.append(say(key, lang, group=capital(who), n=len(some), **told))
    return paragraphs(words)


def _counts(low: float, high: float, lang: str) -> str:
    a, b = number(low, lang, 0), number(high, lang, 0)
    return a if a == b else f"{a}–{b}"


def portrait(study: Study, wave: str, group: str, lang: str) -> HTML:
    """One wave in a few sentences: how many people, how large and how mixed their networks are."""
    members, _ = members_of(study, group)
    together = [group_label(study, g, lang) for g in dict.fromkeys(members)]
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
    if len(together) > 1:
        words.append(say("report.portrait_together", lang, groups=listed(together, lang)))
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


def certainty(study: Study, statistics: pd.DataFrame, measures: list[str], lang: str) -> HTML:
    """What this number of people can show of each main measure, and how far one person moves its mean."""
    kinds = kinds_of(study.networks)
    main = statistics.loc[[m for m in measures if m in statistics.index]]
    main = main[main["n"] > 1]
    words = [_least_p(study, main, "smallest_p", lang)]
    if "contrast" in main:
        words.append(_least_p(study, main, "smallest_p_difference", lang))
    moves = []
    for name, s in main[main["leave_one_out_low"].notna()].iterrows():
        kind = kinds[str(name)]
        interval = span(s["leave_one_out_low"], s["leave_one_out_high"], kind, lang) + unit_of_change(kind, lang)
        moves.append(f"{label(str(name), study.codebook, lang)} {interval}")
    if moves:
        words.append(say("report.leave_one_out", lang, measures="; ".join(moves)))
    return HTML(shown_of_each(study, main, lang) + paragraphs(words).data)


def _least_p(study: Study, main: pd.DataFrame, column: str, lang: str) -> str:
    """Of which measures the exact test of so few people cannot give a small p, and which p at the least."""
    few = main.loc[main[column] > WORTH_SAYING, column]
    told = []
    for p, of in few.groupby(few, sort=True):
        names = listed([label(str(m), study.codebook, lang) for m in of.index], lang)
        told.append(say("report.smallest_p_of", lang, p=p_value(p, lang), measures=names))
    return say(f"report.{column}", lang, told=listed(told, lang)) if told else ""
