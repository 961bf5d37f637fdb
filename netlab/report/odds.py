"""Odds ratios for readers: what a predictor is called, the tables of a model and its check, why a number is missing."""

from __future__ import annotations

import html
from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from netlab.figures.wording import capital
from netlab.measures import label
from netlab.problems import InputError
from netlab.report.sentences import group_label
from netlab.report.tables import counted, exploratory, headings, html_table
from netlab.study import Study
from netlab.texts import decimals_apart, has, listed, number, p_value, pick, say

LARGEST = 1000.0  # an odds ratio beyond which its digits say nothing


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


def doubt_words(said: Mapping[str, str], lang: str) -> list[tuple[str, str]]:
    """Each sentence with how unsure links are read in it; one for both readings where these say the same."""
    if len(said) > 1 and len(set(said.values())) == 1:
        return [(say("report.doubt_either", lang), next(iter(said.values())))]
    return [("" if unsure == "none" else in_doubt(unsure, lang), words) for unsure, words in said.items()]


def by_predictor(found: pd.DataFrame) -> list[tuple[str, str, pd.DataFrame]]:
    """Each predictor with its answer, and its one or two rows."""
    return [(str(n), str(c), rows) for (n, c), rows in found.groupby(["predictor", "category"], sort=False)]


def odds(value: float, lang: str) -> str:
    """An odds ratio, with the decimals it takes not to look like 1, or 0, when it is not."""
    if value > LARGEST:
        return f"> {number(LARGEST, lang, 0)}"
    least = 1 if value >= 10 else 2
    return number(value, lang, max(decimals_apart(value, least, border) for border in (0.0, 1.0)))


def odds_span(low: float, high: float, lang: str) -> str:
    """The interval of an odds ratio; `–` when there is none."""
    if np.isnan(low) or np.isnan(high):
        return "–"
    return say("report.interval", lang, low=odds(low, lang), high=odds(high, lang))


def odds_table(study: Study, found: pd.DataFrame, caption: str, lang: str) -> str:
    """The model, a row per predictor and end of the doubt."""
    rows = [
        [*what, odds(s["odds_ratio"], lang), odds_span(s["odds_low"], s["odds_high"], lang),
         p_value(s["p"], lang), p_value(s["p_adjusted"], lang)]
        for what, s in _each(study, found, lang)
    ]  # fmt: skip
    caption = f"{caption} {exploratory(int(found['family_size'].max()), lang)}"
    return _table(found, rows, "odds interval p p_adjusted", caption, lang)


def gee_table(study: Study, found: pd.DataFrame, lang: str) -> str:
    """The estimating equations beside it, as odds ratios for the population."""
    rows = []
    for what, s in _each(study, found, lang):
        value, low, high = (float(np.exp(s[c])) for c in ("gee_estimate", "gee_low", "gee_high"))
        rows.append([*what, odds(value, lang), odds_span(low, high, lang)])
    alike = (found["reason"] == "zero_variance").any()  # with no spread between egos neither lies nearer to 1
    note = html.escape(say("report.staying_gee_note" if alike else "report.staying_gee_nearer", lang))
    return _table(found, rows, "odds interval", "", lang) + f'<p class="note">{note}</p>'


def _two(found: pd.DataFrame) -> bool:
    return bool(found.index.get_level_values("unsure").nunique() > 1)


def _each(study: Study, found: pd.DataFrame, lang: str) -> list[tuple[list[str], pd.Series]]:
    """The first cells of every row, and its numbers: a predictor is named once for both ends of the doubt."""
    rows = []
    for name, category, of in by_predictor(found):
        for place, (at, s) in enumerate(of.iterrows()):
            words = "" if place else predictor_label(study, name, category, lang)
            rows.append(([words, *([say(f"report.unsure.{at[2]}", lang)] if _two(found) else [])], s))
    return rows


def _table(found: pd.DataFrame, rows: list[list[str]], columns: str, caption: str, lang: str) -> str:
    heads = headings(f"predictor {'unsure ' if _two(found) else ''}{columns}", lang)
    return html_table(rows, heads, range(2 if _two(found) else 1, len(heads)), caption)


def notes(study: Study, found: pd.DataFrame, reading: str, lang: str, told: Collection[str] = ()) -> str:
    """How to read an odds ratio, why a number is not there, and who is not in the model.

    Parameters
    ----------
    told : names
        Predictors of which it has been said why there is no number.
    """
    words = [reading, say("report.staying_note", lang)] if found["odds_ratio"].notna().any() else []
    blamed: dict[str, list[str]] = {}
    for name, category, rows in by_predictor(found):
        for reason in rows["reason"].unique():
            if reason and reason != "zero_variance" and name not in told:
                blamed.setdefault(reason, []).append(predictor_label(study, name, category, lang))
    words += [f"{capital(listed(w, lang))}: {say(f'statistics.reason.{r}', lang)}." for r, w in blamed.items()]
    if (found["reason"] == "zero_variance").any():
        words.append(say("report.staying_alike", lang))
    left = {"contacts_unknown": int(found["left_out"].max()), "egos_out": int(found["egos_left_out"].max())}
    who = [counted(what, n, lang) for what, n in left.items() if n]
    words += [say("report.staying_left_out", lang, who=listed(who, lang))] if who else []
    return f'<p class="note">{html.escape(" ".join(words))}</p>' if words else ""
