"""What so few people can show at all: the smallest change, and difference, of every measure, in its own unit."""

from __future__ import annotations

import html

import pandas as pd

from netlab.measures import label
from netlab.report.tables import estimate, headings, html_table, kinds_of, measure_cell
from netlab.statistics import detectable_in_words
from netlab.statistics.exact import smallest_p_of_groups
from netlab.statistics.inference import LEVEL
from netlab.study import Study
from netlab.texts import listed, number, say, unit_of_change

# per contrast: the smallest effect in standard deviations, and that standard deviation
DETECTED = {"change": ("detectable", "change_sd"), "difference": ("detectable_difference", "difference_sd")}


def tests_of(s: pd.Series) -> int:
    """Among how many declared measures the p of this one is corrected; 1 where it is not declared."""
    return max(1, int(s["family_size"])) if s["family"] == "primary" else 1


def shown_from(study: Study, main: pd.DataFrame, lang: str) -> str:
    """From which size on the first of these measures shows a change, as d and in its own unit; and of how many people.

    Next to a comparison group it is the difference in change: that is what tells, and what the declared measures are
    corrected for.

    Parameters
    ----------
    main : DataFrame
        Rows of `netlab.compare`.
    """
    if main.empty:
        return ""
    compared = "difference" in main
    # the first one of which anything at all can be shown: "no effect can be shown" is said where none can
    shown = main[DETECTED["difference" if compared else "change"][0]].notna()
    measure = str(shown.idxmax() if shown.any() else main.index[0])
    s = main.loc[measure]
    words = [_between(s, lang) if compared else detectable_in_words(int(s["n"]), lang, tests_of(s))]
    kind = kinds_of(study.networks)[measure]
    size = _size(s, "difference" if compared else "change", kind, lang) if words[0] else ""
    if size:
        key = "report.detectable_unit" + ("_between" if compared else "")
        name = label(measure, study.codebook, lang)
        words.append(say(key, lang, measure=name, change=size + unit_of_change(kind, lang)))
    return " ".join(w for w in [*words, *_fewer(study, main.loc[[measure]], lang)] if w)


def _between(s: pd.Series, lang: str) -> str:
    """In a sentence how large a difference between the groups must be to be shown, or that none is large enough."""
    n, others, d, m = int(s["n"]), int(s["n_comparison"]), s["detectable_difference"], tests_of(s)
    told = {"n": n, "others": others, "m": m, "d": number(d, lang)}
    if not min(n, others) or (pd.notna(d) and s["contrast"] != "did"):
        return ""  # of nobody the summary says so; of ANCOVA no size is known
    if pd.notna(d):
        return say(f"report.detectable_between{'_family' if m > 1 else ''}", lang, **told)
    by_number = m > 1 and smallest_p_of_groups(n, others) < 1 - LEVEL
    return say(f"report.too_few_between{'_family' if by_number else ''}", lang, **told)


def shown_of_each(study: Study, main: pd.DataFrame, lang: str) -> str:
    """From which mean change on each of these measures shows it, next to a comparison group also which difference.

    A table, what it rests on, and of which measures fewer changes are known than people were interviewed twice.
    """
    if main.empty:
        return ""
    networks, kinds, grouped = study.networks, kinds_of(study.networks), "difference" in main
    compared = grouped and main["contrast"].iloc[0] == "did"  # of ANCOVA no size is known
    rows = []
    for name, s in main.iterrows():
        kind = kinds[str(name)]
        row = [measure_cell(networks, str(name), kind, lang), str(int(s["n"]))]
        row += [_size(s, "change", kind, lang) or "–", number(s["detectable"], lang)]
        if compared:
            row.append(f"{int(s['n'])} / {int(s['n_comparison'])}")
            row += [_size(s, "difference", kind, lang) or "–", number(s["detectable_difference"], lang)]
        rows.append(row)
    heads = headings("measure n least_change d" + (" n_both least_difference d" if compared else ""), lang)
    groups = "_groups" if compared else ""
    told = [say(f"report.detectable_note{groups}", lang)]
    if (tests := max(tests_of(s) for _, s in main.iterrows())) > 1:
        told.append(say("report.detectable_corrected", lang, m=tests))
    if main[["detectable", *(["detectable_difference"] if grouped else [])]].isna().any(axis=None):
        told.append(say("report.detectable_none", lang))
    note = " ".join([*told, *_fewer(study, main, lang)])
    table = html_table(rows, heads, range(1, len(heads)), say("report.detectable_caption", lang), wide=compared)
    return f'{table}<p class="note">{html.escape(note)}</p>'


def _size(s: pd.Series, which: str, kind: str, lang: str) -> str:
    """The smallest effect in the unit of its measure; empty where none is large enough or the changes have no spread.

    Either way up or down, so without a sign.
    """
    d, sd = DETECTED[which]
    size = s[d] * s[sd]
    return estimate(size, size, size, kind, lang).removeprefix("+") if size > 0 else ""


def _fewer(study: Study, main: pd.DataFrame, lang: str) -> list[str]:
    """Of which measures fewer changes are known than people were interviewed twice, and why."""
    few = main[main["n"] < main["twice"]]
    alike: dict[tuple[int, str], list[str]] = {}
    for name, s in few.iterrows():
        why = listed([say(f"reason.{reason}", lang) for reason in s["missing_why"].split(", ")], lang)
        alike.setdefault((int(s["twice"] - s["n"]), why), []).append(label(str(name), study.codebook, lang))
    told = "; ".join(f"{listed(names, lang)} ({n}: {why})" for (n, why), names in alike.items())
    return [say("report.known_of_fewer", lang, n=int(few["twice"].max()), measures=told)] if told else []
