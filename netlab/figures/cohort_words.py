"""What the figure of a cohort counts, and says of it."""

from __future__ import annotations

from netlab.changes.cohort import SIDES, Cohort
from netlab.figures.captions import numeral, wave_label
from netlab.figures.wording import many
from netlab.networks import EgoNetworks
from netlab.texts import say


def counted(networks: EgoNetworks, wave: str, found: Cohort) -> dict[str, int]:
    """How many there are of everything in the figure."""
    persons, ties, pairs = found.persons, found.ties, found.pairs
    named = persons["named_by"]
    here = networks.egos[networks.egos["wave"] == wave]
    return {
        "egos": int(persons["interviewed"].sum()),
        "total": networks.egos["ego"].nunique(),
        "persons": int((named > 0).sum()),
        "shared": int((named > 1).sum()),
        "alone": int((named == 1).sum()),
        "two": int((named == 2).sum()),
        "more": int((named > 2).sum()),
        "asked": int(here["ties_asked"].sum()),
        "pairs": len(pairs),
        "several": int((pairs["reported_by"] > 1).sum()),
        **{side: int((ties["named_by"] == side).sum()) for side in SIDES},
    }


def finding(counts: dict[str, int], lang: str) -> str:
    """What the figure shows, in one sentence."""
    people = so_many("people", counts["persons"], lang)
    if counts["egos"] == 1:
        return say("overlay.finding_one", lang, people=people)
    who = many(counts["egos"], lang)
    return say("overlay.finding", lang, who=who, people=people, shared=so_many("shared", counts["shared"], lang))


def so_many(key: str, n: int, lang: str) -> str:
    """So many of something, in words that fit none, one (`één`, not 1) and more."""
    word = numeral(n, lang) if n == 1 else n
    return say(f"overlay.{key}" + ("" if n else "_none"), lang, n=n, numeral=word)


def numbers(networks: EgoNetworks, wave: str, found: Cohort, counts: dict[str, int], lang: str) -> str:
    """What is in the figure and what it does not know, in numbers."""
    said = [say("overlay.numbers_egos", lang, wave=wave_label(networks, wave, lang), **counts)]
    said.append(say("overlay.not_compared" if found.reason else "overlay.numbers", lang, **counts))
    if any(counts[side] for side in SIDES):
        ties = say("overlay.numbers_ties", lang, **counts)
        said.append(ties + (say("overlay.numbers_not_asked", lang, **counts) if counts["not_asked"] else "") + ".")
    said.append(say("overlay.numbers_pairs" if counts["asked"] else "overlay.pairs_not_asked", lang, **counts))
    return " ".join(said)
