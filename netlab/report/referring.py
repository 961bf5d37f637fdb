"""New contacts whom a co-participant already had, in a report: how many, how many by chance, and each in a sentence."""

from __future__ import annotations

import html

import pandas as pd
from IPython.display import HTML

from netlab.changes.cohort import persons_compared
from netlab.changes.referral import referrals, referrals_in_words, ways_of
from netlab.figures.wording import capital
from netlab.networks import EgoNetworks
from netlab.report.odds import doubt_words
from netlab.report.sentences import group_label, wave_label
from netlab.report.staying import who_came_through
from netlab.report.tables import folded
from netlab.statistics.referring import referred_by_chance, referred_in_words
from netlab.study import Study
from netlab.texts import say

MOST_OPEN = 6  # sentences that stand open
ALL = "all"


def through_co_participants(study: Study, before: str, after: str, group: str, lang: str) -> HTML | None:
    """How many new contacts a co-participant already had, against chance, and a sentence for each.

    Codes only: a contact who takes part has the code of the participant, anybody else a number. None where no
    participant is named by another one, or nothing says who is who between participants.
    """
    networks = study.networks
    if not persons_compared(networks) or not networks.alters["person"].isin(networks.egos["ego"].unique()).any():
        return None
    heading = f"<h3>{html.escape(say('report.referring', lang))}</h3>"
    if ways_of(networks, before, group or None).tied.empty:
        nobody = say("report.referring_nobody", lang, wave=wave_label(study, before, lang))
        return HTML(f"{heading}<p>{html.escape(nobody)}</p>")
    found = referred_by_chance(networks, before, after, group or None)
    groups = found.index.unique("group")
    words = []
    for of in (
        groups if not group or len(groups) == 1 else [g for g in groups if g != ALL]
    ):  # the total says no more then
        who = "" if of == ALL else group_label(study, str(of), lang)
        said = {str(unsure): _sentence(row, lang) for unsure, row in found.xs(of, level="group").iterrows()}
        for doubt, sentence in doubt_words(said, lang):
            about = ", ".join(w for w in (who, doubt) if w)
            words.append(capital(f"{about}: {sentence}" if about else sentence))
    told = referrals_in_words(_coded(networks, referrals(networks, before, after, group or None), lang), lang)
    cases = "<ul>" + "".join(f"<li>{html.escape(w)}</li>" for w in told) + "</ul>" if told else ""
    if len(told) > MOST_OPEN:
        cases = folded(say("report.referring_cases", lang, n=len(told)), cases)
    note = f'<p class="note">{html.escape(say("referral.note", lang))}</p>'
    what = who_came_through(study, before, after, group, lang)
    return HTML(heading + "".join(f"<p>{html.escape(w)}</p>" for w in words) + cases + note + what)


def _sentence(row: pd.Series, lang: str) -> str:
    said = referred_in_words(row, lang)
    return said if pd.isna(row["reason"]) else f"{said}."


def _coded(networks: EgoNetworks, table: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The referrals with a number in place of whoever takes no part: a person's id may be a name."""
    others = table.loc[~table["person"].isin(networks.egos["ego"].unique()), "person"].drop_duplicates()
    names = {person: say("report.contact_number", lang, n=n) for n, person in enumerate(others, 1)}
    return table.assign(person=table["person"].replace(names))
