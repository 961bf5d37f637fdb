"""The course over three or more waves in a report: the mean of every wave, and its change since the first."""

from __future__ import annotations

import html

import pandas as pd
from IPython.display import HTML, display

from netlab.figures.wording import capital
from netlab.measures import label
from netlab.report.outcomes import known_outcomes
from netlab.report.parameters import waves_with_networks
from netlab.report.pictures import courses
from netlab.report.sentences import group_label, members_of, wave_label
from netlab.report.tables import counted, estimate, folded, headings, html_table, kinds_of, measure_cell, span, untested
from netlab.statistics import clear_in_words, is_clear, waves_model
from netlab.study import Study
from netlab.texts import amount, listed, p_value, say


def course(study: Study, measures: list[str], group: str, lang: str) -> None:
    """The main measures and the outcomes over all waves: everybody's line and the estimated means; the tables folded.

    Nothing where fewer than three waves have networks: for two, the paired change says it all.
    """
    waves = waves_with_networks(study)
    if len(waves) < 3 or not measures:
        return
    measures = [*measures, *(o for o in known_outcomes(study) if o not in measures)]
    found = waves_model(study.networks, measures, group or None, waves)
    first = wave_label(study, waves[0], lang)
    labels = [wave_label(study, w, lang) for w in waves]
    words = [say("report.course_counts", lang, waves=listed(labels, lang), egos=int(found["egos"].max()))]
    words += [_told(study, found, group, first, lang), say("report.course_caution", lang)]
    notes = _reasons(study, found, lang)
    tables = _means(study, found, waves, group, lang) + _changes(study, found, group, first, lang)
    tables += _held_back(study, found, group, lang)
    heading = f"<h3>{html.escape(say('report.course', lang))}</h3>"
    told = "".join(f"<p>{html.escape(w)}</p>" for w in words if w)
    note = f'<p class="note">{html.escape(" ".join(notes))}</p>' if notes else ""
    display(HTML(heading + told))
    courses(study, found, measures, group, lang)
    display(HTML(folded(say("report.course_tables", lang), tables + note)))


def _tested(found: pd.DataFrame, group: str) -> tuple[pd.DataFrame, str]:
    """The rows with a contrast, and which one: the difference between groups where there are groups."""
    which = "difference" if group else "change"
    return found[found[which].notna()], which


def _told(study: Study, found: pd.DataFrame, group: str, first: str, lang: str) -> str:
    """Of which measures, in which waves, the contrast is clear."""
    rows, which = _tested(found, group)
    parts = []
    for measure, of in rows[rows["clear"]].groupby(level="measure", sort=False):
        kind = kinds_of(study.networks)[str(measure)]
        moved = [
            f"{wave_label(study, str(wave), lang)} {estimate(value, low, high, kind, lang)} "
            f"[{span(low, high, kind, lang)}]"
            for (_, _, wave), value, low, high in of[[which, f"{which}_low", f"{which}_high"]].itertuples(name=None)
        ]
        parts.append(f"{measure_cell(study.networks, str(measure), kind, lang)}: {', '.join(moved)}")
    key = f"report.course_{which}" if parts else f"report.course_no_{which}"
    if rows[f"p_{which}"].isna().all():
        return say("report.course_untested", lang)
    return say(key, lang, first=first, rule=clear_in_words(lang), measures="; ".join(parts))


def _means(study: Study, found: pd.DataFrame, waves: list[str], group: str, lang: str) -> str:
    """A row per measure and group, a column per wave: the mean of the model with its interval."""
    kinds, rows = kinds_of(study.networks), []
    for (measure, of), part in found.groupby(level=["measure", "group"], sort=False):
        kind = kinds[str(measure)]
        by = part.droplevel(["measure", "group"])
        cells = []
        for wave in waves:
            s = by.loc[wave]
            mean = amount(s["estimate"], kind, lang)
            cells.append(mean if pd.isna(s["low"]) else f"{mean} [{span(s['low'], s['high'], kind, lang, sign=False)}]")
        who = [group_label(study, str(of), lang)] if group else []
        rows.append([label(str(measure), study.codebook, lang), *who, *cells])
    heads = [*headings("measure group" if group else "measure", lang), *(wave_label(study, w, lang) for w in waves)]
    start = 2 if group else 1
    return html_table(rows, heads, range(start, len(heads)), say("report.course_means", lang), wide=True)


def _changes(study: Study, found: pd.DataFrame, group: str, first: str, lang: str) -> str:
    """A table per family: the change since the first wave, with groups the difference in it, the interval, p."""
    rows, which = _tested(found, group)
    if rows[f"p_{which}"].isna().all():
        return ""
    kinds, tables = kinds_of(study.networks), []
    heads = headings(f"measure wave {'n_both' if group else 'n'} {which} interval p p_adjusted", lang)
    for family, of in rows.groupby("family", sort=False):
        cells = [
            [
                measure_cell(study.networks, str(measure), kinds[str(measure)], lang),
                wave_label(study, str(wave), lang),
                _pairs(found, group, (measure, of_group, wave)),
                estimate(s[which], s[f"{which}_low"], s[f"{which}_high"], kinds[str(measure)], lang),
                span(s[f"{which}_low"], s[f"{which}_high"], kinds[str(measure)], lang),
                p_value(s[f"p_{which}"], lang),
                p_value(s["p_adjusted"], lang),
            ]
            for (measure, of_group, wave), s in of.iterrows()
        ]
        size = int(of["family_size"].iloc[0])
        other = group_label(study, members_of(study, group)[1] or "", lang)
        caption = say(
            f"report.course_{which}_caption", lang, first=first, size=counted("tests", size, lang), group=other
        )
        caption += ": " + say(f"report.correction.{family}", lang)
        tables.append(html_table(cells, heads, range(2, 7), caption, wide=True))
    return "\n".join(tables)


def _pairs(found: pd.DataFrame, group: str, at: tuple[object, object, object]) -> str:
    """How many have a value in this wave and the first; with groups those of the comparison group behind it."""
    own = int(found.loc[at, "pairs"])
    if not group:
        return str(own)
    measure, _, wave = at
    every = found.xs((measure, wave), level=("measure", "wave"))
    compared = every[every["difference"].isna()]
    return f"{own} / {int(compared['pairs'].iloc[0])}" if len(compared) else str(own)


def _held_back(study: Study, found: pd.DataFrame, group: str, lang: str) -> str:
    """Why a row is not called clear though its interval leaves out 0: so few could not give a smaller p.

    Empty where that held nothing back.
    """
    rows, which = _tested(found, group)
    by_interval = is_clear(rows[f"{which}_low"], rows[f"{which}_high"], 0.0)
    said = by_interval & (rows[f"p_{which}"] <= rows["smallest_p"])
    told = [
        say(
            "report.course_at_least",
            lang,
            measure=label(str(measure), study.codebook, lang),
            wave=wave_label(study, str(wave), lang),
            p=p_value(s["smallest_p"], lang),
        )
        for (measure, _, wave), s in rows[said & ~rows["clear"]].iterrows()
    ]
    words = say("report.course_held_back", lang, rows="; ".join(told))
    return f'<p class="note">{html.escape(words)}</p>' if told else ""


def _reasons(study: Study, found: pd.DataFrame, lang: str) -> list[str]:
    """Why a measure has no model, what is to be said of one, and which declared tests gave no p."""
    words = []
    for measure, part in found.groupby(level="measure", sort=False):
        name = capital(label(str(measure), study.codebook, lang))
        words += [f"{name}: {say(f'statistics.reason.{r}', lang)}." for r in part["reason"].unique() if r]
        words += [f"{name}: {say(f'statistics.remark.{r}', lang)}." for r in part["remark"].unique() if r]
    names = found.index.get_level_values("measure")[found["untested"]].unique()
    return [*words, *untested(study.codebook, names, lang)]
