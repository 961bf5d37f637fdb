"""Which ties stay, become strong, or come in through a co-participant: what goes with it, in sentences and odds."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pandas as pd
from IPython.display import HTML

from netlab.changes.cohort import persons_compared
from netlab.changes.referral import THROUGH, with_referred
from netlab.figures.wording import capital
from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.report.odds import (
    by_predictor,
    doubt_words,
    gee_table,
    notes,
    odds,
    odds_span,
    odds_table,
    predictor_label,
)
from netlab.report.outcomes import rho_interval
from netlab.report.sentences import group_label, wave_label
from netlab.report.tables import estimate, folded, span
from netlab.statistics import retention, retention_rows, welch_interval
from netlab.statistics.inference import LEVEL
from netlab.statistics.predictors import predictors_of
from netlab.statistics.staying import ENDS
from netlab.statistics.verdicts import ROUNDING
from netlab.study import Study
from netlab.texts import listed, p_value, p_words, say

SEPARATED = ("complete_separation", "quasi_separation")
EACH = 5  # ties of the rarer kind that a predictor takes (Vittinghoff & McCulloch 2007: from five on)


class Asked(NamedTuple):
    """Of which ties what is asked: an outcome of `retention` between two waves."""

    study: Study
    networks: EgoNetworks
    outcome: str
    before: str
    after: str
    lang: str

    def say(self, key: str, **values: object) -> str:
        """What a part says of this outcome."""
        return say(f"report.ties.{self.outcome}.{key}", self.lang, **values)


def usual_predictors(study: Study, before: str, group: str) -> list[str]:
    """Of the group, strength, same organisation and multiplexity those that this study has.

    The group comes first: where there are not ties enough for all of them, it is what the study is about. Measures of
    the network before, such as density, can be asked for by name: they cost the participants of whom they are unknown,
    and one more number per participant than few participants can bear.
    """
    found = []
    for name in ("strong", "same_organisation", "multiplexity"):
        try:
            (predictor,) = predictors_of(study.networks, [name], before)
        except InputError:
            continue
        found += [] if predictor.of_ego else [name]  # without a strength `strong` is a measure of nobody
    return ([group] if group else []) + found


def who_stays(
    study: Study, before: str, after: str, group: str, lang: str, predictors: Sequence[str] | None = None
) -> HTML | None:
    """What tells the alters that stay from those that are lost, and the weak ties that become strong from the others.

    `netlab.retention` for readers: odds ratios with t limits, twice where unsure links matter; folded beside them the
    estimating equations; per participant the test of what is the same for all alters of one. Where there is no number
    stands why.

    Parameters
    ----------
    predictors : names, optional
        By default `usual_predictors`, as many as there are ties for. None of them: nothing is shown.
    """
    names = usual_predictors(study, before, group) if predictors is None else list(predictors)
    if not names:
        return None
    kept = _part(Asked(study, study.networks, "kept", before, after, lang), names, predictors is not None)
    rest = [n for n in names if n not in ("strong", "strength")]  # of weak ties the strength is the same
    if study.codebook.one("strength") is None or not rest:
        return HTML(kept)
    strong = Asked(study, study.networks, "became_strong", before, after, lang)
    return HTML(kept + _part(strong, rest, predictors is not None))


def who_came_through(study: Study, before: str, after: str, group: str, lang: str) -> str:
    """What tells the new alters whom a co-participant already had from the others; empty where it cannot be known."""
    names = usual_predictors(study, before, group)
    if not names or not persons_compared(study.networks):
        return ""
    networks = with_referred(study.networks, before, after, group or None)
    return _part(Asked(study, networks, THROUGH, before, after, lang), names, False)


def _part(asked: Asked, names: list[str], all_of_them: bool) -> str:
    """One outcome: how many, what goes with it, the odds ratios folded; or why there is no model."""
    study, lang = asked.study, asked.lang
    heading = f"<h3>{html.escape(asked.say('heading'))}</h3>"
    every = retention(asked.networks, asked.before, asked.after, names, asked.outcome)
    if not every["n_alters"].max():
        return heading + _paragraphs([capital(say("statistics.reason.no_alters", lang)) + "."])
    rarest = int(min(every["yes"].min(), (every["n_alters"] - every["yes"]).min()))
    room = len(names) if all_of_them else rarest // EACH
    if not room:
        few = [say("report.staying_few", lang, least=EACH), *_per_ego_told(asked, *_of_group_alone(asked, names, None))]
        # how many came through a co-participant stands already where this part is put
        return _paragraphs(few) if asked.outcome == THROUGH else heading + _paragraphs([_counted(asked, every), *few])
    found, apart, unseen = _fitted(asked, names, room)
    left = [predictor_label(study, n, "", lang) for n in unseen]
    counts = {n: _by_group(asked, n) for n in [*dict(apart), *_separated(found)] if _is_group(study, n)}
    words = [
        _counted(asked, found),
        say("report.staying_room", lang, what=listed(left, lang)) if left else "",
        *_apart_told(asked, apart, counts),
        *(say("report.staying_group", lang, counts=w) for w in counts.values() if w and not apart),
        *_told(asked, found),
        *_per_ego_told(asked, found, *_of_group_alone(asked, names, found)),
    ]
    told = heading + _paragraphs(words)
    note = notes(study, found, asked.say("reading"), lang, [n for n, in_words in counts.items() if in_words])
    if found["odds_ratio"].isna().all():
        return told + note
    table = odds_table(study, found, asked.say("caption"), lang) + note
    check = f'<p class="caption">{html.escape(say("report.staying_gee", lang))}</p>' + gee_table(study, found, lang)
    if found["gee_estimate"].isna().all():
        check = f'<p class="note">{html.escape(say("report.staying_no_gee", lang))}</p>'
    return told + folded(say("report.staying_table", lang), table + check)


def _paragraphs(words: list[str]) -> str:
    return "".join(f"<p>{html.escape(w)}</p>" for w in words if w)


def _counted(asked: Asked, found: pd.DataFrame) -> str:
    """How many ties of how many participants, and for how many it is true; a range where unsure links matter.

    Where something is unknown of some of them, also how many these are.
    """
    numbers = {
        "n": _reach(found["n_alters"]),
        "egos": _reach(found["n_egos"]),
        "yes": _reach(found["yes"]),
        "left": _reach(found["left_out"]),
        "all": _reach(found["n_alters"] + found["left_out"]),
    }
    waves = {w: wave_label(asked.study, getattr(asked, w), asked.lang) for w in ("before", "after")}
    return asked.say("counts_partly" if found["left_out"].any() else "counts", **numbers, **waves)


def _reach(numbers: Iterable[float]) -> str:
    """`12`, or from the smallest to the largest: `12–14`."""
    return "–".join(map(str, sorted({int(v) for v in numbers})))


def _is_group(study: Study, name: str) -> bool:
    return study.codebook.group is not None and name == study.codebook.group.column


def _by_group(asked: Asked, name: str) -> str:
    """How many of the ties of each group, where that is none or all in one of them; else empty."""
    tables = [retention_rows(asked.networks, asked.before, asked.after, [name], asked.outcome, end) for end in ENDS]
    tables = [t[t["left_out"].isna()] for t in tables]
    there = tables[0].groupby(name, observed=True)["outcome"].agg(["sum", "count"])
    if not (there["sum"].isin([0]) | (there["sum"] == there["count"])).any():
        return ""
    words = []
    for group in there.index:
        each = [t.loc[t[name] == group, "outcome"] for t in tables]
        shown = {"yes": _reach(e.sum() for e in each), "n": _reach(len(e) for e in each)}
        words.append(asked.say("of_group", group=group_label(asked.study, str(group), asked.lang), **shown))
    return capital("; ".join(words))


def _fitted(asked: Asked, names: list[str], room: int) -> tuple[pd.DataFrame, list[tuple[str, str]], list[str]]:
    """The model with as many predictors as there is room for; those that had to leave it, why; those never tried.

    A predictor that tells all who stay from all who do not takes the estimates of the others with it: the next comes in
    its place.
    """

    def fit(some: list[str]) -> pd.DataFrame:
        return retention(asked.networks, asked.before, asked.after, some, asked.outcome)

    used, spare, apart = names[:room], names[room:], list[tuple[str, str]]()
    while True:
        found = fit(used)
        blamed = _separated(found)
        blamed = {n: r for n in blamed for r in _separated(fit([n])).values()} or blamed
        rest = [n for n in used if n not in blamed] + spare[: len(blamed)]
        if not blamed or not rest:
            return found, apart, spare
        apart += list(blamed.items())
        used, spare = rest, spare[len(blamed) :]


def _separated(found: pd.DataFrame) -> dict[str, str]:
    """The predictors that tell yes from no by themselves or together, with the reason."""
    level = found.index.get_level_values("predictor")
    return {str(n): str(r) for n, r in zip(level, found["reason"], strict=True) if r in SEPARATED}


def _apart_told(asked: Asked, apart: list[tuple[str, str]], counts: dict[str, str]) -> list[str]:
    """Which predictors are not in the model, and why: of the group with how many in each."""
    lang, words = asked.lang, []
    for name, reason in apart:
        if counts.get(name):
            group = say("report.staying_group", lang, counts=counts[name])
            words.append(f"{group} {say('report.staying_without', lang)}")
            continue
        what = capital(predictor_label(asked.study, name, "", lang))
        words.append(say("report.staying_apart", lang, what=what, reason=say(f"statistics.reason.{reason}", lang)))
    return words


def _told(asked: Asked, found: pd.DataFrame) -> list[str]:
    """For which ties it is clearly more or less often so, where every end of the doubt says so; where not clear.

    Nobody declared these tests beforehand: what is not clear after correction for their number is an indication.
    """
    lang, told = asked.lang, list[str]()
    other: dict[str, list[str]] = {"doubt": [], "unclear": []}
    for name, category, rows in by_predictor(found):
        if rows["odds_low"].isna().any():
            continue
        words, s = predictor_label(asked.study, name, category, lang), rows.sort_values("p").iloc[-1]
        more, less = (rows["clear"] & (sign * rows["estimate"] > 0) for sign in (1, -1))
        if more.all() or less.all():
            numbers = {"odds": odds(s["odds_ratio"], lang), "interval": odds_span(s["odds_low"], s["odds_high"], lang)}
            words = say("report.staying_odds", lang, what=words, **numbers)
            words += f"; {p_words(s['p'], int(s['family_size']), lang)}"
            if s["family_size"] > 1:
                words += f", {say('report.staying_corrected', lang, p=p_value(s['p_adjusted'], lang))}"
            hint = "" if (rows["p_adjusted"] < 1 - LEVEL - ROUNDING).all() else "_hint"
            told.append(asked.say(("more" if more.all() else "less") + hint, what=words))
        else:
            other["doubt" if (more | less).any() else "unclear"].append(words)
    told += [say("report.staying_doubt", lang, what=listed(other["doubt"], lang))] if other["doubt"] else []
    told += [asked.say("unclear", what=listed(other["unclear"], lang))] if other["unclear"] else []
    return [" ".join(told)] if told else []


def _of_group_alone(asked: Asked, names: list[str], found: pd.DataFrame | None) -> list[pd.DataFrame]:
    """The group by itself where it is asked for and not in the model: its test per participant needs no model."""
    used = set() if found is None else set(found.index.get_level_values("predictor"))
    group = [n for n in names if _is_group(asked.study, n) and n not in used]
    return [retention(asked.networks, asked.before, asked.after, group, asked.outcome)] if group else []


def _per_ego_told(asked: Asked, *tables: pd.DataFrame) -> list[str]:
    """For what is the same for all alters of a participant: the share per participant, each counting once."""
    lang, words = asked.lang, []
    tested = [(t, *one) for t in tables for one in by_predictor(t[t["of_ego"] & t["ego_level_p"].notna()])]
    for found, name, category, rows in tested:
        kind, said = "share" if category else "index", {}
        for at, s in rows.iterrows():
            low, high = _per_ego_interval(asked, found, s, name, category, at[2])
            if pd.isna(low):
                continue
            told = say(
                "report.per_ego_group" if category else "report.per_ego_number",
                lang,
                share=asked.say("share"),
                value=estimate(s["ego_level"], low, high, kind, lang),
                interval=span(low, high, kind, lang),
            )
            said[str(at[2])] = f"{told}; {p_words(s['ego_level_p'], len(tested), lang)}."
        what = capital(predictor_label(asked.study, name, category, lang))
        words += [f"{what}{doubt and f', {doubt}'}: {told}" for doubt, told in doubt_words(said, lang)]
    return [say("report.per_ego", lang) + " " + " ".join(words)] if words else []


def _per_ego_interval(
    asked: Asked, found: pd.DataFrame, s: pd.Series, name: str, category: str, unsure: str
) -> tuple[float, float]:
    """Welch's interval for the difference in the share, or that of Spearman's correlation with it."""
    if not category:
        return rho_interval(float(s["ego_level"]), int(s["n_egos"]))
    names = list(dict.fromkeys(found.index.get_level_values("predictor")))
    end = "same" if unsure == "same" else "different"
    rows = retention_rows(asked.networks, asked.before, asked.after, names, asked.outcome, end)
    rows = rows[rows["left_out"].isna()]
    shares = rows.groupby("ego").agg(yes=("outcome", "mean"), of=(name, "first"))
    first = next(c for c in rows[name].cat.categories if (rows[name] == c).any())
    return welch_interval(shares.loc[shares["of"] == category, "yes"], shares.loc[shares["of"] == first, "yes"])
