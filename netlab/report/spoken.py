"""What participants said, beside the changes their words speak of."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Iterable

import pandas as pd
from IPython.display import HTML

from netlab.report import once
from netlab.report.sentences import wave_label
from netlab.study import Study
from netlab.texts import say

# The sections of a report in their order, and which measures or fates each is about.
SECTIONS = {
    "alters": ("new", "lost", "novelty"),
    "ties": ("share_strong", "deepened", "balance", "mutual"),
    "size": ("size",),
    "nature": ("share_external", "constraint", "density"),
}


def beside(study: Study, about: Iterable[str] | None, before: str, after: str = "") -> pd.DataFrame:
    """The fragments that stand beside these measures or fates; all of these waves when `about` is None.

    A fragment belongs when `[codes]` ties its code to one of `about`, or when `about` names a fate (kept, lost, new)
    and the alter it names had that fate. Without interviews the table is empty.

    Returns
    -------
    DataFrame
        The columns of `study.fragments` and `fate`, in the order of the source.
    """
    fragments = study.fragments
    if fragments is None:
        return pd.DataFrame(columns=["ego", "wave", "alter", "code", "text", "document", "fate"])
    some = fragments[fragments["wave"].isin([before, after])].copy()
    some["fate"] = pd.Series(pd.NA, index=some.index, dtype=object)
    if after:
        known = once.fates_of_alters(study.networks, before, after)
        for wave, column in ((before, "before"), (after, "after")):
            named = known.dropna(subset=[column]).set_index(["ego", column])["fate"].astype(object)
            here = some["wave"] == wave
            keys = pd.MultiIndex.from_frame(some.loc[here, ["ego", "alter"]])
            some.loc[here, "fate"] = named.reindex(keys).to_numpy()
    if about is None:
        return some
    about = set(about)
    by_code = some["code"].map(lambda c: bool(about & set(study.codebook.codes.get(c, ()))))
    return some[by_code | some["fate"].isin(about & {"kept", "lost", "new"})]


def chosen(some: pd.DataFrame, most: int) -> pd.DataFrame:
    """At most so many fragments, one of every ego before a second one of anybody: nobody speaks for all.

    Among the egos the order is that of a hash of the text: as if drawn by lot, and the same in every run.
    """
    lot = some["text"].map(lambda text: hashlib.sha256(text.encode()).hexdigest())
    turn = some.assign(lot=lot).sort_values("lot").groupby("ego").cumcount()
    order = some.assign(lot=lot, turn=turn).sort_values(["turn", "lot"], kind="stable")
    return order.head(most).sort_values(["ego", "wave"], kind="stable")


def _quoted(study: Study, section: str, before: str, after: str, most: int) -> pd.DataFrame:
    """The fragments that a section quotes: chosen from those that no earlier section quotes."""
    above: list[object] = []
    for name, about in SECTIONS.items():
        some = beside(study, about, before, after)
        here = chosen(some[~some.index.isin(above)], most)
        if name == section:
            return here
        above += list(here.index)
    raise KeyError(section)


def voices(study: Study, section: str | None, before: str, after: str = "", lang: str = "nl", most: int = 4) -> HTML:
    """Quotes beside the changes of a section: what was said, by whom, when, under which code; how many there are.

    What an earlier section chose is not chosen again.

    Parameters
    ----------
    section : str or None
        One of `SECTIONS`; None for all that was said in these waves.
    """
    if study.fragments is None:
        return HTML("")
    some = beside(study, SECTIONS[section] if section else None, before, after)
    if some.empty:
        return HTML(f'<p class="note">{say("report.no_voices", lang)}</p>')
    shown = _quoted(study, section, before, after, most) if section else chosen(some, most)
    people = some["ego"].nunique()
    if shown.empty:
        note = say("report.voices_above", lang, fragments=len(some), people=people)
        return HTML(f'<p class="note">{html.escape(note)}</p>')
    quotes = []
    for f in shown.itertuples():
        fate = f" · {say(f'report.fate.{f.fate}', lang)}" if isinstance(f.fate, str) else ""
        wave = wave_label(study, f.wave, lang)
        quotes.append(
            f"<blockquote><p>{say('report.quote', lang, text=html.escape(f.text))}</p>"
            f"<footer>{html.escape(f.ego)}, {html.escape(wave)} · {html.escape(f.code)}{fate}</footer></blockquote>"
        )
    heading = say("report.voices", lang)
    note = say("report.voices_count", lang, shown=len(shown), fragments=len(some), people=people)
    return HTML(f'<h3>{heading}</h3><div class="voices">{"".join(quotes)}</div><p class="note">{html.escape(note)}</p>')
