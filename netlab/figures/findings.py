"""The sentence above each plot: a finding in words, made from the numbers and true for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from netlab.figures import wording
from netlab.figures.wording import Set
from netlab.texts import listed, percent, say


class Band(NamedTuple):
    """The ties that went from one state to another: how many at the two ends of a doubt, and how many egos."""

    before: str
    after: str
    low: int
    high: int
    egos: int

    @property
    def drawn(self) -> int:
        """How many are drawn: as if every unsure pair were two persons, so one more lost and one more new."""
        return self.high if "absent" in (self.before, self.after) else self.low

    @property
    def words(self) -> str:
        """The number, or its range."""
        return range_of(self.low, self.high)


def of_slopes(members: Sequence[pd.DataFrame], groups: Sequence[Set], name: str, kind: str, lang: str) -> str:
    """How many egos rose (or fell, when more of the first group did), as a sentence that holds for every group."""
    some = [(s, m) for s, m in zip(groups, members, strict=True) if len(m)]
    if not some:
        return say("plot.nobody", lang, measure=name)
    up = [int((m["change"].round(9) > 0).sum()) for _, m in some]
    down = [int((m["change"].round(9) < 0).sum()) for _, m in some]
    if not any(up) and not any(down):
        total = sum(len(s.egos) for s in groups)
        return say("plot.unchanged", lang, measure=name, who=wording.of_all(sum(len(m) for _, m in some), total, lang))
    if up[0] == down[0] and len(some) == 1:
        return say("plot.balanced", lang, measure=name, up=up[0], down=down[0])
    word, counts = ("lower", down) if down[0] > up[0] else ("higher", up)
    if len(groups) > 1:
        each = [say("plot.of", lang, count=c, n=len(m)) for c, (_, m) in zip(counts, some, strict=True)]
        return say(f"plot.{word}", lang, measure=name, parts=wording.in_words(each, [s.label for s, _ in some], lang))
    (mine,) = (m for _, m in some)
    change = wording.difference(mine["change"].mean(), kind, lang, mean=len(mine) > 1)
    if len(mine) == 1:
        return say(f"plot.{word}", lang, measure=name, parts=wording.many(1, lang)) + f" ({change})"
    parts = say("plot.of", lang, count=counts[0], n=wording.many(len(mine), lang))
    return say(f"plot.{word}", lang, measure=name, parts=parts) + say("plot.on_average", lang, change=change)


def of_intervals(clear: Mapping[str, bool], contrast: str, whose: str, lang: str) -> str:
    """In how many measures, and which, the change is clear.

    Parameters
    ----------
    clear : mapping
        Name of each measure and whether its change is clear: `netlab.statistics.is_clear`.
    contrast : str
        How two groups are compared, where the intervals are of the difference between them: `did` or `ancova`; else
        empty.
    whose : str
        The group the intervals are of; empty for everyone or for a difference.
    """
    word = {"did": "differ", "ancova": "ended"}.get(contrast, "intervals")
    which = [name for name, is_clear in clear.items() if is_clear]
    if len(clear) == 1:
        name = wording.capital(next(iter(clear)))
        sentence = say(f"plot.{word}_one_measure" + ("" if which else "_none"), lang, which=name)
        return f"{sentence} ({whose})" if whose else sentence
    key = f"plot.{word}_" + ("clear" if which else "none")
    sentence = say(key, lang, k=len(which), n=len(clear), which=listed(which, lang))
    return f"{wording.capital(whose)}: {sentence[:1].lower()}{sentence[1:]}" if whose else sentence


def of_flow(bands: Sequence[Sequence[Band]], names: Sequence[str], lang: str) -> str:
    """How many ties became strong, are new or lost; with several groups, how many kept weak ties became strong."""
    if not any(b.drawn for some in bands for b in some):
        return say("plot.flow_none", lang)
    if len(bands) == 1:
        counts = {
            word: _sum([b for b in bands[0] if (b.before, b.after) in pairs])
            for word, pairs in (
                ("up", [("weak", "strong")]),
                ("new", [("absent", s) for s in ("strong", "weak", "unknown")]),
                ("lost", [(s, "absent") for s in ("strong", "weak", "unknown")]),
            )
        }
        return say("plot.flow_one_group", lang, **counts)
    parts = [
        say(
            "plot.of",
            lang,
            count=_sum([b for b in some if (b.before, b.after) == ("weak", "strong")]),
            n=_sum([b for b in some if b.before == "weak" and b.after != "absent"]),
        )
        for some in bands
    ]
    return say("plot.flow_groups", lang, parts=wording.in_words(parts, list(names), lang))


def of_turnover(totals: pd.DataFrame, names: Sequence[str], lang: str) -> str:
    """How many of the contacts of before were kept, and for one group how many are new.

    `totals` has a row per group: low and high of kept, and first and second, the contacts named before and after.
    """
    kept = [range_of(low, high) for low, high in zip(totals["low"], totals["high"], strict=True)]
    if not (totals["first"] + totals["second"]).any():
        return say("plot.turnover_none", lang)
    if len(totals) == 1:
        row = totals.iloc[0]
        new = range_of(row["second"] - row["high"], row["second"] - row["low"])
        return say("plot.turnover_one_group", lang, kept=kept[0], first=int(row["first"]), new=new)
    parts = [say("plot.of", lang, count=k, n=int(n)) for k, n in zip(kept, totals["first"], strict=True)]
    return say("plot.turnover_groups", lang, parts=wording.in_words(parts, list(names), lang))


def of_composition(
    means: Sequence[pd.DataFrame], categories: Mapping[str, str], names: Sequence[str], attribute: str, lang: str
) -> str:
    """The category whose mean share changed most in the first group: from what to what, in every group.

    Each table of `means` has a row per category and the columns before and after, from 0 to 1; with only after, the
    sentence is about the largest category. `categories` says what they are called.
    """
    known = [(m, name) for m, name in zip(means, names, strict=True) if m.notna().all(axis=None)]
    if not known:
        return say("plot.composition_empty", lang, attribute=wording.capital(attribute))
    first, twice = known[0][0], "before" in known[0][0]
    change = (first["after"] - first["before"]).round(9) if twice else first["after"]
    category = change.abs().idxmax()
    if change[category] == 0:
        return say("plot.composition_none", lang, attribute=wording.capital(attribute))
    shares = [" → ".join(percent(m.loc[category, c], lang) for c in m) for m, _ in known]
    key = "groups" if len(means) > 1 or not twice else "up" if change[category] > 0 else "down"
    words = wording.in_words(shares, [name for _, name in known], lang)
    return say(f"plot.composition_{key}", lang, category=categories[str(category)], parts=words)


def range_of(low: float, high: float) -> str:
    """`12`, or `12–14`."""
    return f"{low:.0f}" if low == high else f"{low:.0f}–{high:.0f}"


def _sum(bands: Sequence[Band]) -> str:
    """The number of ties in some bands, or its range."""
    return range_of(sum(b.low for b in bands), sum(b.high for b in bands))
