"""The people of the example study: names, spellings, doubt, who is who. What happens to them is netlab.simulate's."""

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import numpy as np

WAVES = ("start", "einde", "opvolging")
UNSURE = [  # ego, name at the start, name at the end, reason, score
    ("P03", "Liesbeth Goossens", "Lies", "roepnaam of iemand anders", ""),
    ("P07", "Johan De Smet", "Jan D.", "voornaam lijkt erop", "0.42"),
    ("P07", "Fatima (nachtdienst)", "F. El Amrani", "initiaal en functie", "0.44"),
    ("P12", "Ann Peeters", "Ann Wouters", "gehuwde naam?", "0.64"),
]
GONE = {"geen contact meer": 0.45, "niet meer in dienst": 0.25, "project afgelopen": 0.20, "met pensioen": 0.10}


@dataclass(eq=False)
class Alter:
    """Someone ego named, and what ego said of them in each wave."""

    someone: str  # who it is in the simulated study
    said: dict[str, dict[str, str]]  # wave → column → answer
    person: str = ""  # who it is in the whole study, where others name them too
    name: str = ""
    unsure: bool = False
    spelling: dict[str, str] = field(default_factory=dict)  # wave → the name as reported
    reason: dict[str, str] = field(default_factory=dict)  # wave → why it is spelled like that; empty: in full
    number: dict[str, int] = field(default_factory=dict)  # wave → Nr, the place in the list of that wave
    gone: str = ""  # why the tie ended, when the researcher asked

    @property
    def place(self) -> str:
        return next(iter(self.said.values()))["plek"]

    @property
    def function(self) -> str:
        return next((answers["functie"] for answers in self.said.values() if answers["functie"]), "")


@dataclass(eq=False)
class Ego:
    """A participant with everyone named in any wave."""

    code: str
    group: str
    organisation: str
    function: str
    dates: dict[str, date]  # of the waves ego was there
    scores: dict[str, float]
    alters: list[Alter]
    ties: dict[str, set[frozenset[Alter]]]
    change: dict[str, float]  # measure → end minus start

    @property
    def waves(self) -> list[str]:
        return list(self.dates)

    def network(self, wave: str) -> list[Alter]:
        return [alter for alter in self.alters if wave in alter.said]

    def with_fate(self, fate: str) -> list[Alter]:
        """The alters kept, lost or new from start to einde; of an ego who was not there at the end nobody is."""
        waves = {"kept": (True, True), "lost": (True, False), "new": (False, True)}[fate]
        return [a for a in self.alters if "einde" in self.waves and ("start" in a.said, "einde" in a.said) == waves]


def pick(rng: np.random.Generator, chances: dict) -> object:
    """One of the keys, each with its own chance."""
    return list(chances)[int((rng.random() >= np.cumsum(list(chances.values()))[:-1]).sum())]


def one_of(rng: np.random.Generator, items: list) -> object:
    return items[int(rng.integers(len(items)))]


# ------------------------------------------------------------------ people whom several egos name
def share_persons(egos: list[Ego]) -> dict[str, list[str]]:
    """Say who co-participants are and whom several egos name, and have two groups meet: the codes of who does.

    crossing: an ego of the comparison group of whom a contact in another department is a participant of the trajectory.
    several: two egos of the trajectory and one of the comparison group who know the same person outside.
    """
    crossing, participant, contact = next(
        (one, other, alter)
        for one in egos
        for other in egos
        for alter in one.with_fate("kept")
        if one.group != egos[0].group and other.group == egos[0].group and one.organisation == other.organisation
        if alter.place == "andere_dienst"
    )
    contact.someone = participant.code
    named = Counter(alter.someone for ego in egos for alter in ego.alters)
    first: dict[str, tuple[Ego, Alter]] = {}  # of every ego the first contact outside who is nobody else's
    for ego in egos:
        for alter in ego.with_fate("kept"):
            if alter.place == "buiten" and (named[alter.someone], alter.someone[0]) == (1, "a") and ego is not crossing:
                first.setdefault(ego.code, (ego, alter))
    groups = [[pair for pair in first.values() if (pair[0].group == egos[0].group) == same] for same in (True, False)]
    several = [*groups[0][:2], *groups[1][:1]]
    for _, alter in several:
        alter.someone = several[0][1].someone
    by_code = {ego.code: ego for ego in egos}
    who: dict[str, list[Alter]] = {}
    for alter in (alter for ego in egos for alter in ego.alters):
        who.setdefault(alter.someone, []).append(alter)
    shared = [someone for someone, alters in who.items() if len(alters) > 1 and someone not in by_code]
    for someone in [*by_code, *shared]:
        alters = who.get(someone, [])
        nearest = min(alters, key=lambda alter: alter.place == "buiten", default=None)
        for alter in alters:
            alter.person = someone if someone in by_code else f"X{shared.index(someone) + 1:02}"
            function = by_code[someone].function if someone in by_code else nearest.function
            for answers in alter.said.values():
                answers["functie"] = function
    return {"crossing": [crossing.code], "several": [ego.code for ego, _ in several]}


# ------------------------------------------------------------------ names
def name_people(rng: np.random.Generator, egos: list[Ego], words: dict) -> None:
    """A name for everybody; an ego knows nobody else with the same first name."""
    knows: dict[str, list[Ego]] = {}
    for ego in egos:
        for alter in ego.alters:
            knows.setdefault(alter.someone, []).append(ego)
    used: set[str] = set()
    for someone, by in knows.items():
        taken = {alter.name.split()[0] for ego in by for alter in ego.alters if alter.name}
        while True:
            names = words["names"][pick(rng, {origin: names["chance"] for origin, names in words["names"].items()})]
            first, last = one_of(rng, names["first"].split()), one_of(rng, names["last"].split(", "))
            if first not in taken and f"{first} {last}" not in used:
                break
        used.add(f"{first} {last}")
        for ego in by:
            next(alter for alter in ego.alters if alter.someone == someone).name = f"{first} {last}"


def spell_names(rng: np.random.Generator, egos: list[Ego], words: dict) -> None:
    """The name as ego wrote it in each wave; in a later wave about a quarter is written in another way."""
    for alter in (alter for ego in egos for alter in ego.alters):
        before = ""
        for wave in alter.said:
            alter.spelling[wave], alter.reason[wave] = alter.name, ""
            if before:
                alter.spelling[wave], alter.reason[wave] = alter.spelling[before], alter.reason[before]
            if rng.random() < (0.25 if before else 0.08):
                other = [s for s in spellings(rng, alter, words) if not before or s[0] != alter.spelling[before]]
                alter.spelling[wave], alter.reason[wave] = one_of(rng, other)
            before = wave
    for code, at_start, at_end, *_ in UNSURE:
        some = [a for a in kept_alone(egos, code) if not a.unsure]
        alter = next((a for a in some if "(" in at_start and a.function == "zorg"), some[0])
        alter.unsure = True
        write(alter, {wave: at_start if wave == "start" else at_end for wave in alter.said})


def kept_alone(egos: list[Ego], code: str) -> list[Alter]:
    """The alters whom this ego kept and nobody else names."""
    return [a for ego in egos if ego.code == code for a in ego.with_fate("kept") if not a.person]


def write(alter: Alter, spelling: dict[str, str]) -> None:
    """Let a name be written so in these waves, with nothing to say about why."""
    alter.spelling, alter.reason = spelling, dict.fromkeys(spelling, "")


def spellings(rng: np.random.Generator, alter: Alter, words: dict) -> list[tuple[str, str]]:
    """Other ways to write a name, each with the reason why it may be the same person."""
    first, last = alter.name.split(maxsplit=1)
    plain = "".join(c for c in unicodedata.normalize("NFKD", alter.name) if not unicodedata.combining(c))
    ways = [
        (f"{first[0]}. {last}", "initiaal"),
        (first, "voornaam alleen"),
        (f"{first} ({one_of(rng, words['roles'][alter.function])})", "voornaam en rol"),
    ]
    if plain.replace("ı", "i") != alter.name:
        ways += [(plain.replace("ı", "i"), "accenten")] * 2
    if " " in last:
        ways += [(f"{first} {last.replace(' ', '').capitalize()}", "andere schrijfwijze")] * 2
    if first in words["nicknames"]:
        ways += [(f"{words['nicknames'][first]} {last}", "roepnaam")] * 2
    return ways


def namesakes(egos: list[Ego]) -> list[tuple[Ego, Alter, Alter]]:
    """In one ego of each group someone new has the first name of someone lost: two people, not one."""
    found: dict[str, tuple[Ego, Alter, Alter]] = {}
    for ego in egos:
        lost, new = ([a for a in ego.with_fate(fate) if not a.person] for fate in ("lost", "new"))
        if ego.group not in found and lost and new:
            new[0].name = f"{lost[0].name.split()[0]} {new[0].name.split(maxsplit=1)[1]}"
            for alter in (lost[0], new[0]):
                write(alter, dict.fromkeys(alter.said, alter.name))
            found[ego.group] = (ego, lost[0], new[0])
    return list(found.values())


def number_alters(rng: np.random.Generator, egos: list[Ego]) -> None:
    """Nr starts again in every wave, in another order."""
    for ego in egos:
        for wave in ego.waves:
            network = ego.network(wave)
            for number, position in enumerate(rng.permutation(len(network)).tolist(), start=1):
                network[position].number[wave] = number


def ask_about_lost(rng: np.random.Generator, egos: list[Ego], spared: list[Alter]) -> None:
    """Of the alters lost by an ego who was interviewed again, about 40 % is known to have ended, and why."""
    for ego in egos:
        for alter in ego.with_fate("lost"):
            if alter not in spared and rng.random() < 0.40:
                alter.gone = pick(rng, GONE)
