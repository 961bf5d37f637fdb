"""Which alters stay, in a report: a sentence, odds ratios at both ends of the doubt, and the checks beside them."""

from __future__ import annotations

import html
from collections.abc import Sequence

import numpy as np
import pandas as pd
from IPython.display import HTML

from netlab.figures.wording import capital
from netlab.measures import label
from netlab.problems import InputError
from netlab.report.outcomes import rho_interval
from netlab.report.sentences import group_label, wave_label
from netlab.report.tables import exploratory, folded, headings, html_table, p_compared, p_words, span
from netlab.statistics import retention, retention_rows, welch_interval
from netlab.statistics.predictors import predictors_of
from netlab.study import Study
from netlab.texts import amount, has, listed, number, p_value, pick, say

SEPARATED = ("complete_separation", "quasi_separation")
LARGEST = 1000.0  # an odds ratio beyond which its digits say nothing


def usual_predictors(study: Study, before: str, group: str) -> list[str]:
    """Of strength, same organisation, multiplexity and the group those that this study has.

    Measures of the network before, such as density, can be asked for by name: they cost the participants of whom they
    are unknown, and one more number per participant than few participants can bear.
    """
    found = []
    for name in ("strong", "same_organisation", "multiplexity"):
        try:
            (predictor,) = predictors_of(study.networks, [name], before)
        except InputError:
            continue
        found += [] if predictor.of_ego else [name]  # without a strength `strong` is a measure of nobody
    return found + ([group] if group else [])


def who_stays(
    study: Study, before: str, after: str, group: str, lang: str, predictors: Sequence[str] | None = None
) -> HTML | None:
    """What tells the alters that stay from those that are lost: `netlab.retention` for readers.

    Odds ratios with t limits, twice where unsure links matter; folded beside them the estimating equations; per
    participant the test of what is the same for all alters of one. Where there is no number stands why.

    Parameters
    ----------
    predictors : names, optional
        By default `usual_predictors`. None of them: nothing is shown.
    """
    names = usual_predictors(study, before, group) if predictors is None else list(predictors)
    if not names:
        return None
    found, apart = _fitted(study, names, before, after)
    names = [n for n in names if n in found.index.get_level_values("predictor")]
    first = found.iloc[0]
    heading = f"<h3>{html.escape(say('report.staying', lang))}</h3>"
    if not found["n_alters"].max():
        reason = capital(say("statistics.reason.no_alters", lang))
        return HTML(f"{heading}<p>{html.escape(reason)}.</p>")
    yes = sorted({int(v) for v in found["yes"]})
    words = [
        say(
            "report.staying_counts",
            lang,
            n=int(first["n_alters"]),
            egos=int(first["n_egos"]),
            yes="–".join(map(str, yes)),
            before=wave_label(study, before, lang),
            after=wave_label(study, after, lang),
        ),
        *_apart_told(study, apart, lang),
        *_told(study, found, lang),
        *_per_ego_told(study, found, names, before, after, lang),
    ]
    told = heading + "".join(f"<p>{html.escape(w)}</p>" for w in words if w)
    if found["odds_ratio"].isna().all():
        return HTML(told + _notes(study, found, lang))
    beside = folded(say("report.staying_gee", lang), _gee_table(study, found, lang))
    return HTML(told + _odds_table(study, found, lang) + _notes(study, found, lang) + beside)


def _fitted(study: Study, names: Sequence[str], before: str, after: str) -> tuple[pd.DataFrame, list[tuple[str, str]]]:
    """The model with every predictor that has an estimate; and those that had to be left out of it, with the reason.

    A predictor that tells all who stay from all who do not takes the estimates of the others with it.
    """
    names, apart = list(names), list[tuple[str, str]]()
    while True:
        found = retention(study.networks, before, after, names)
        blamed = _separated(found)
        alone = {n: r for n in blamed for r in _separated(retention(study.networks, before, after, [n])).values()}
        blamed = alone or blamed
        rest = [n for n in names if n not in blamed]
        if not blamed or not rest:
            return found, apart
        apart += list(blamed.items())
        names = rest


def _separated(found: pd.DataFrame) -> dict[str, str]:
    """The predictors that tell yes from no by themselves or together, with the reason."""
    level = found.index.get_level_values("predictor")
    return {str(n): str(r) for n, r in zip(level, found["reason"], strict=True) if r in SEPARATED}


def _apart_told(study: Study, apart: list[tuple[str, str]], lang: str) -> list[str]:
    """Which predictors are not in the model, and why."""
    return [
        say(
            "report.staying_apart",
            lang,
            what=capital(predictor_label(study, name, "", lang)),
            reason=say(f"statistics.reason.{reason}", lang),
        )
        for name, reason in apart
    ]


def predictor_label(study: Study, name: str, category: str, lang: str) -> str:
    """What a predictor of `retention` is called: what an odds ratio above 1 would be about."""
    book = study.codebook
    if has(f"report.predictor.{name}", lang):
        return say(f"report.predictor.{name}", lang)
    if book.group is not None and name == book.group.column:
        if not category:
            return say("report.column.group", lang)
        other = group_label(study, book.group.comparison or "", lang)
        return say("report.predictor_against", lang, one=group_label(study, category, lang), other=other)
    asked = book.interpreter(name.removeprefix("same_"))
    if asked is not None:
        words = pick(asked.label, lang) or asked.column
        if name != asked.column:
            return say("report.predictor_same", lang, what=words)
        answer = next((pick(c.label, lang) or c.id for c in asked.categories if c.id == category), category)
        return f"{words}: {answer}" if category else words
    try:
        words = label(name, book, lang)
    except InputError:
        words = f"{name}: {category}" if category else name
    return words if category else say("report.predictor_unit", lang, what=words)


def in_doubt(unsure: str, lang: str) -> str:
    """How unsure links are read, in a sentence."""
    return say("report.doubt", lang, what=say(f"report.unsure.{unsure}", lang))


def _rows(found: pd.DataFrame) -> list[tuple[str, str, pd.DataFrame]]:
    """Each predictor with its answer, and its one or two rows."""
    return [(str(n), str(c), rows) for (n, c), rows in found.groupby(["predictor", "category"], sort=False)]


def _odds(value: float, lang: str) -> str:
    if value > LARGEST:
        return f"> {number(LARGEST, lang, 0)}"
    return number(value, lang, 1 if value >= 10 else 2)


def _odds_span(low: float, high: float, lang: str) -> str:
    if np.isnan(low) or np.isnan(high):
        return "–"
    return say("report.interval", lang, low=_odds(low, lang), high=_odds(high, lang))


def _told(study: Study, found: pd.DataFrame, lang: str) -> list[str]:
    """Who stayed more and who less often where every end of the doubt says so; of what it is not clear."""
    ways: dict[str, list[str]] = {"more": [], "less": [], "doubt": [], "unclear": []}
    for name, category, rows in _rows(found):
        if rows["odds_low"].isna().any():
            continue
        words, s = predictor_label(study, name, category, lang), rows.iloc[0]
        more, less = rows["odds_low"] > 1, rows["odds_high"] < 1
        way = "more" if more.all() else "less" if less.all() else "doubt" if (more | less).any() else "unclear"
        if way in ("more", "less"):
            odds = {"odds": _odds(s["odds_ratio"], lang), "interval": _odds_span(s["odds_low"], s["odds_high"], lang)}
            words = say("report.staying_odds", lang, what=words, **odds)
            words += f"; {p_words(s['p'], int(s['family_size']), lang)}"
        ways[way].append(words)
    told = [say(f"report.staying_{w}", lang, what="; ".join(ways[w])) for w in ("more", "less") if ways[w]]
    told += [say(f"report.staying_{w}", lang, what=listed(ways[w], lang)) for w in ("doubt", "unclear") if ways[w]]
    return [" ".join(told)] if told else []


def _odds_table(study: Study, found: pd.DataFrame, lang: str) -> str:
    """A row per predictor and end of the doubt."""
    two = found.index.get_level_values("unsure").nunique() > 1
    rows = []
    for name, category, of in _rows(found):
        for place, (at, s) in enumerate(of.iterrows()):
            rows.append(
                [
                    "" if place else predictor_label(study, name, category, lang),
                    *([say(f"report.unsure.{at[2]}", lang)] if two else []),
                    _odds(s["odds_ratio"], lang),
                    _odds_span(s["odds_low"], s["odds_high"], lang),
                    p_value(s["p"], lang),
                    p_value(s["p_adjusted"], lang),
                ]
            )
    heads = headings(f"predictor {'unsure ' if two else ''}odds interval p p_adjusted", lang)
    caption = f"{say('report.staying_caption', lang)} {exploratory(int(found['family_size'].max()), lang)}"
    return html_table(rows, heads, range(2 if two else 1, len(heads)), caption)


def _notes(study: Study, found: pd.DataFrame, lang: str) -> str:
    """How to read an odds ratio, why a number is not there, and who is not in the model."""
    words = [say("report.staying_note", lang)] if found["odds_ratio"].notna().any() else []
    blamed: dict[str, list[str]] = {}
    for name, category, rows in _rows(found):
        for reason in rows["reason"].unique():
            if reason and reason != "zero_variance":
                blamed.setdefault(reason, []).append(predictor_label(study, name, category, lang))
    words += [f"{capital(listed(w, lang))}: {say(f'statistics.reason.{r}', lang)}." for r, w in blamed.items()]
    if (found["reason"] == "zero_variance").any():
        words.append(say("report.staying_alike", lang))
    gone, egos = int(found["left_out"].max()), int(found["egos_left_out"].max())
    words += [say("report.staying_left_out", lang, n=gone, egos=egos)] if gone or egos else []
    return f'<p class="note">{html.escape(" ".join(words))}</p>'


def _gee_table(study: Study, found: pd.DataFrame, lang: str) -> str:
    """The estimating equations, as odds ratios for the population."""
    two = found.index.get_level_values("unsure").nunique() > 1
    rows = []
    for name, category, of in _rows(found):
        for place, (at, s) in enumerate(of.iterrows()):
            odds, low, high = (float(np.exp(s[c])) for c in ("gee_estimate", "gee_low", "gee_high"))
            end = [say(f"report.unsure.{at[2]}", lang)] if two else []
            what = "" if place else predictor_label(study, name, category, lang)
            rows.append([what, *end, _odds(odds, lang), _odds_span(low, high, lang)])
    heads = headings(f"predictor {'unsure ' if two else ''}odds interval", lang)
    note = f'<p class="note">{html.escape(say("report.staying_gee_note", lang))}</p>'
    return html_table(rows, heads, range(2 if two else 1, len(heads))) + note


def _per_ego_told(
    study: Study, found: pd.DataFrame, names: Sequence[str], before: str, after: str, lang: str
) -> list[str]:
    """For what is the same for all alters of a participant: the share kept per participant, each counting once."""
    words = []
    for name, category, rows in _rows(found[found["of_ego"] & found["ego_level_p"].notna()]):
        for at, s in rows.iterrows():
            low, high = _per_ego_interval(study, s, name, category, at[2], names, before, after)
            differs = bool(category)
            kind = "share" if differs else "index"
            doubt = "" if at[2] == "none" else f", {in_doubt(str(at[2]), lang)}"
            told = say(
                "report.per_ego_group" if differs else "report.per_ego_number",
                lang,
                what=capital(predictor_label(study, name, category, lang)),
                doubt=doubt,
                value=amount(s["ego_level"], kind, lang, sign=True),
                interval=span(low, high, kind, lang),
            )
            if not np.isnan(low):
                words.append(f"{told}; p {p_compared(s['ego_level_p'], lang)}.")
    return [say("report.per_ego", lang) + " " + " ".join(words)] if words else []


def _per_ego_interval(
    study: Study, s: pd.Series, name: str, category: str, unsure: str, names: Sequence[str], before: str, after: str
) -> tuple[float, float]:
    """Welch's interval for the difference in the share kept, or that of Spearman's correlation with it."""
    if not category:
        return rho_interval(float(s["ego_level"]), int(s["n_egos"]))
    end = "same" if unsure == "same" else "different"
    rows = retention_rows(study.networks, before, after, names, unsure=end)
    rows = rows[rows["left_out"].isna()]
    shares = rows.groupby("ego").agg(kept=("outcome", "mean"), of=(name, "first"))
    first = next(c for c in rows[name].cat.categories if (rows[name] == c).any())
    return welch_interval(shares.loc[shares["of"] == category, "kept"], shares.loc[shares["of"] == first, "kept"])
