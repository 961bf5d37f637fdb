"""Tables for readers: rows as HTML, numbers in the reader's language and rounded to what few people allow."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Sequence

import pandas as pd
from IPython.display import HTML

from netlab.codebook import Codebook
from netlab.figures.wording import capital
from netlab.measures import describe, label, measures_of, text_of
from netlab.networks import EgoNetworks
from netlab.texts import amount, listed, number, p_value, say

DOUBTED = "†"  # behind a measure whose interval may fall short


def html_table(
    rows: Iterable[Sequence[str]],
    headings: Sequence[str],
    numbers: Sequence[int] = (),
    caption: str = "",
    wide: bool = False,
) -> str:
    """Rows of text as an HTML table; the columns in `numbers` are set right, for aligned decimals."""

    def cell(tag: str, i: int, text: str) -> str:
        kind = ' class="number"' if i in numbers else ""
        kept = re.sub(r" (?=[%/])|(?<=/) ", "\N{NO-BREAK SPACE}", html.escape(str(text)))
        return f"<{tag}{kind}>{kept}</{tag}>"

    head = "".join(cell("th", i, h) for i, h in enumerate(headings))
    body = "\n".join("<tr>" + "".join(cell("td", i, c) for i, c in enumerate(row)) + "</tr>" for row in rows)
    kind = " wide" if wide else ""
    title = f'<p class="caption{kind}">{html.escape(caption)}</p>' if caption else ""
    named = f' aria-label="{html.escape(caption, quote=True)}"' if caption else ""
    return (
        f'{title}<div class="scroll{kind}"><table{named}><thead><tr>{head}</tr></thead>'
        f"<tbody>\n{body}\n</tbody></table></div>"
    )


def folded(summary: str, content: str) -> str:
    """Something that is there for who opens it."""
    return f'<details class="more"><summary>{html.escape(summary)}</summary>\n{content}\n</details>'


def kinds_of(networks: EgoNetworks) -> dict[str, str]:
    """Per measure and outcome how its numbers are written: count, share or index."""
    kinds = {o.column: "index" for o in networks.codebook.outcomes}
    return kinds | {m.column: text_of(m.column, "kind", networks.codebook, "en") for m in measures_of(networks)}


def how_to_read(networks: EgoNetworks, measures: Iterable[str], lang: str) -> list[str]:
    """What more of it means, for the measures that are no plain count or share; outcomes are the study's own."""
    kinds = {m.column: text_of(m.column, "kind", networks.codebook, "en") for m in measures_of(networks)}
    return [
        say("report.summary_reads", lang, measure=capital(label(m, networks.codebook, lang)),
            note=text_of(m, "note", networks.codebook, lang))
        for m in measures if kinds.get(m) == "index"
    ]  # fmt: skip


def headings(keys: str, lang: str) -> list[str]:
    """Column headings by their keys in [report.column], separated by spaces."""
    return [say(f"report.column.{key}", lang) for key in keys.split()]


def span(low: float, high: float, kind: str, lang: str, sign: bool = True) -> str:
    """An interval in words: `0,8 tot 3,4`; `–` when there is none."""
    if pd.isna(low) or pd.isna(high):
        return "–"
    ends = (low, high)
    return say(
        "report.interval", lang, low=amount(low, kind, lang, sign, ends), high=amount(high, kind, lang, sign, ends)
    )


def estimate(value: float, low: float, high: float, kind: str, lang: str) -> str:
    """A change or difference with the decimals of the interval that stands beside it (see `netlab.texts.amount`)."""
    return amount(value, kind, lang, sign=True, beside=(low, high))


def measure_cell(networks: EgoNetworks, measure: str, kind: str, lang: str) -> str:
    """What a measure or outcome is called in the first cell of a row, with the unit of its change."""
    unit = f" ({say('points', lang)})" if kind == "share" else ""
    return label(measure, networks.codebook, lang) + unit


def _change_row(networks: EgoNetworks, measure: str, s: pd.Series, kind: str, lang: str, sign: str) -> list[str]:
    adjusted = s["p_flip_adjusted" if "difference" in s else "p_adjusted"]
    return [
        measure_cell(networks, measure, kind, lang) + sign,
        str(int(s["n"])),
        amount(s["before_mean"], kind, lang),
        amount(s["after_mean"], kind, lang),
        estimate(s["change_mean"], s["boot_low"], s["boot_high"], kind, lang),
        span(s["boot_low"], s["boot_high"], kind, lang),
        p_value(s["p_flip"], lang),
        p_value(adjusted, lang),
        number(s["rank_biserial"], lang, 2, sign=True),
        number(s["g_av"], lang, 2, sign=True),
        number(s["d_z"], lang, 2, sign=True),
    ]


def _other_row(networks: EgoNetworks, measure: str, s: pd.Series, kind: str, lang: str, sign: str) -> list[str]:
    return [
        measure_cell(networks, measure, kind, lang) + sign,
        str(int(s["n"])),
        estimate(s["change_mean"], s["t_low"], s["t_high"], kind, lang),
        span(s["t_low"], s["t_high"], kind, lang),
        estimate(s["hodges_lehmann"], s["hl_low"], s["hl_high"], kind, lang),
        span(s["hl_low"], s["hl_high"], kind, lang),
        p_value(s["p_wilcoxon"], lang),
    ]


def counted(what: str, n: int, lang: str) -> str:
    """`4 maten`, `1 toets`: so many of [report.counted]."""
    return say(f"report.counted.{what}", lang, n=n)


def exploratory(size: int, lang: str, what: str = "tests") -> str:
    """What a caption says of a family of tests that nobody declared beforehand."""
    return (
        say("report.family.exploratory", lang, size=counted(what, size, lang))
        + ": "
        + say("report.correction.exploratory", lang)
    )


def untested(codebook: Codebook, measures: Iterable[str], lang: str) -> list[str]:
    """That these were declared and count in the correction, though there is no p of them; nothing for none of them."""
    names = [label(str(m), codebook, lang) for m in measures]
    return [say("report.untested", lang, measures=listed(names, lang))] if names else []


def _caption(statistics: pd.DataFrame, family: str, size: int, lang: str) -> str:
    """Which family, how large, of what its p is, and how that is corrected."""
    words = str(size) if family == "primary" else counted("measures", size, lang)
    within = say("report.correction.within", lang) + ", " if "difference" in statistics else ""
    return say(f"report.family.{family}", lang, size=words) + f": {within}{say(f'report.correction.{family}', lang)}"


def change_tables(
    networks: EgoNetworks, statistics: pd.DataFrame, measures: list[str], lang: str, doubted: Collection[str] = ()
) -> list[str]:
    """A table of changes per family; the names of `doubted` measures get a sign."""
    kinds = kinds_of(networks)
    heads = headings("measure n before after change interval p p_adjusted rank_biserial g_av d_z", lang)
    here = statistics.loc[[m for m in measures if m in statistics.index]]
    tables = []
    for family, of in here.groupby("family", sort=False):
        signs = [f" {DOUBTED}" if m in doubted else "" for m in of.index]
        rows = [
            _change_row(networks, str(m), s, kinds[str(m)], lang, sign)
            for (m, s), sign in zip(of.iterrows(), signs, strict=True)
        ]
        caption = _caption(statistics, str(family), int(of["family_size"].iloc[0]), lang)
        words = untested(networks.codebook, of.index[declared_without_p(of)], lang)
        note = f'<p class="note">{html.escape(" ".join(words))}</p>' if words else ""
        tables.append(html_table(rows, heads, range(1, len(heads)), caption, wide=True) + note)
    return tables


def declared_without_p(statistics: pd.DataFrame, p: str = "p_flip") -> pd.Series:
    """Which rows of `netlab.compare` were declared beforehand and have no p."""
    return (statistics["family"] == "primary") & statistics[p].isna()


def other_ways(
    networks: EgoNetworks, statistics: pd.DataFrame, measures: list[str], lang: str, doubted: Collection[str] = ()
) -> str:
    """The same changes another way, in a table: Student's t interval, Hodges and Lehmann's middle, Wilcoxon's p.

    To see whether they point the same way; what is decided is decided by the other table.
    """
    kinds = kinds_of(networks)
    heads = headings("measure n change t_interval hodges_lehmann interval wilcoxon", lang)
    here = statistics.loc[[m for m in measures if m in statistics.index]]
    signs = [f" {DOUBTED}" if m in doubted else "" for m in here.index]
    rows = [
        _other_row(networks, str(m), s, kinds[str(m)], lang, sign)
        for (m, s), sign in zip(here.iterrows(), signs, strict=True)
    ]
    size = counted("measures", int(here["n"].gt(0).sum()), lang)
    return html_table(rows, heads, range(1, len(heads)), say("report.other_ways_caption", lang, size=size), wide=True)


def changes_table(networks: EgoNetworks, statistics: pd.DataFrame, measures: list[str], lang: str) -> HTML:
    """The mean change of the main measures with its interval, p and effect sizes; folded the same another way."""
    tables = change_tables(networks, statistics, measures, lang)
    other = folded(say("report.other_ways", lang), other_ways(networks, statistics, measures, lang)) if tables else ""
    return HTML("\n".join([*tables, other]))


def table_1(networks: EgoNetworks, wave: str, measures: Sequence[str], lang: str) -> HTML:
    """n, mean, sd, median and range of every measure in one wave: the named ones open, the others folded."""
    described = describe(networks, wave)
    kinds = kinds_of(networks)

    def rows(of: Iterable[str]) -> list[list[str]]:
        return [
            [
                label(m, networks.codebook, lang),
                str(int(described.loc[m, "n"])),
                *(amount(described.loc[m, c], kinds[m], lang) for c in ("mean", "sd", "median")),
                *(
                    amount(described.loc[m, c], {"count": "whole"}.get(kinds[m], kinds[m]), lang)
                    for c in ("min", "max")
                ),
            ]
            for m in of
        ]

    heads = headings("measure n mean sd median min max", lang)
    first = html_table(rows(measures), heads, range(1, 7), say("report.table_1", lang))
    first += "".join(f'<p class="note">{html.escape(w)}</p>' for w in how_to_read(networks, measures, lang))
    others = [m for m in described.index if m not in measures and described.loc[m, "n"] > 0]
    if not others:
        return HTML(first)
    rest = html_table(rows(others), heads, range(1, 7))
    return HTML(first + "\n" + folded(say("report.other_measures", lang, n=len(others)), rest))
