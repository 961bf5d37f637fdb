"""Write the made-up example study data/voorbeeld: same seed, same bytes. No person in it exists.

A network is built from the inside out. An ego has alters who are kept, alters who will be lost and alters who are
still to come; the network at the start is kept + lost, the network at the end is kept + new. In the comparison group
the lost and the new are drawn from the same distribution and every change of a kept tie is reversible, so that all
expected changes are exactly 0. In the trajectory group they differ as EFFECT says. Fragments of interviews are
hand-written, in voorbeeld_texts.toml, and given to an ego, and an alter, of whom they are true.

    python data/make_voorbeeld.py [FOLDER]
"""

import csv
import math
import statistics
import sys
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path

import numpy as np

SEED = 2025
STUDY = Path(__file__).parent / "voorbeeld"
TEXTS = tomllib.loads((STUDY.parent / "voorbeeld_texts.toml").read_text(encoding="utf-8"))
WAVES = ("start", "einde", "opvolging")
FIRST_DAY = {"start": date(2025, 3, 3), "einde": date(2025, 11, 3), "opvolging": date(2026, 5, 4)}

# ------------------------------------------------------------------ the effect built in, start → einde
FEW = {0: 0.35, 1: 0.35, 2: 0.25, 3: 0.05}  # mean 1.0
EFFECT = {
    "traject": {
        "lost": {0: 0.15, 1: 0.30, 2: 0.25, 3: 0.15, 4: 0.10, 5: 0.05},  # how many alters: mean 1.9
        "new": {1: 0.05, 2: 0.15, 3: 0.20, 4: 0.22, 5: 0.21, 6: 0.17},  # mean 3.9, so on average 2 more alters
        "new_outside": 0.65,  # of the new alters, outside the organisation
        "new_weak": 0.75,  # of the new ties, in the outer ring
        "new_knows_others": 0.6,  # times as likely as otherwise that a new alter and another alter know each other
        "weak_to_strong": 0.25,  # of the kept weak ties
        "answer_rises": 0.20,  # of know, value and access of a kept tie: one point more
        "help_both_ways": 0.30,  # of the "nooit" in asking and giving of a kept tie: becomes "soms"
        "ondernemend": 0.4,
    },
    "vergelijkingsgroep": {"lost": FEW, "new": FEW, "ondernemend": 0.0},
}
# What follows from it for an ego who is no trap: exact for size and ondernemend, else the mean of 20,000 egos.
EXPECTED = {
    "size": (2.0, 0.0),
    "share outside": (0.12, 0.0),
    "share strong": (-0.04, 0.0),
    "constraint": (-0.11, 0.0),
    "density": (-0.14, 0.0),
    "ondernemend": (0.4, 0.0),
}

# ------------------------------------------------------------------ the egos, and the traps among them
EGOS = {
    "traject": [f"P{number:02}" for number in range(1, 15)],
    "vergelijkingsgroep": [f"V{number:02}" for number in range(1, 13)],
}
NOT_AT_END = {"P11", "V04"}
AT_FOLLOW_UP = {"P01", "P02", "P04", "P05", "P06", "P08", "P09", "P12", "P13"}
AT_FOLLOW_UP |= {"V01", "V02", "V05", "V07", "V08", "V11"}
TIES_NOT_ASKED = {"P13"}
FIXED_COUNTS = {"P05": (0, 0, 4), "P08": (1, 0, 3), "P10": (9, 3, 5)}  # kept, lost, new
AT_MOST = 13  # alters; only P10 has 14
UNSURE = [  # ego, name at the start, name at the end, reason, score
    ("P03", "Liesbeth Goossens", "Lies", "roepnaam of iemand anders", ""),
    ("P07", "Johan De Smet", "Jan D.", "voornaam lijkt erop", "0.42"),
    ("P07", "Fatima (nachtdienst)", "F. El Amrani", "initiaal en functie", "0.44"),
    ("P12", "Ann Peeters", "Ann Wouters", "gehuwde naam?", "0.64"),
]
SHARED = [  # ego, person, name, what happens to the tie, workplace (co-participants of another organisation: outside)
    ("P01", "P04", "Marijke Leemans", "new", "buiten"),
    ("P04", "P01", "Stijn Verhaegen", "new", "buiten"),
    ("P02", "P09", "Joke Van Damme", "new", "buiten"),
    ("P06", "P09", "Joke Van Damme", "new", "buiten"),
    ("P09", "P06", "Karim Belkacem", "new", "buiten"),
    ("P10", "P12", "Tine De Wachter", "new", "buiten"),
    ("V03", "P03", "Geert Mertens", "kept", "andere_dienst"),
    ("P02", "X01", "Samira Ouali", "new", "buiten"),
    ("P06", "X01", "Samira Ouali", "new", "buiten"),
    ("P12", "X01", "Samira Ouali", "new", "buiten"),
    ("P04", "X02", "Koen Verstraeten", "kept", "buiten"),
    ("P12", "X02", "Koen Verstraeten", "kept", "buiten"),
    ("V05", "X02", "Koen Verstraeten", "kept", "buiten"),
]
FUNCTION_OF_OUTSIDER = {"X01": "partner", "X02": "beleid"}
ORGANISATIONS = ["Woonzorggroep Zilverhaag", "Welzijnshuis Kantelbrug", "Thuiszorg Lommerdal", "Begeleiding Wikkeveld"]

# ------------------------------------------------------------------ answers and their probabilities
PLACES = {"eigen_team": "eigen team", "andere_dienst": "andere diensten", "buiten": "buiten de organisatie"}
RINGS = {"soms": "soms", "vaak": "vaak", "heel_dichtbij": "heel dichtbij"}
FUNCTIONS = {
    "zorg": "zorg en begeleiding",
    "beleid": "beleid en kwaliteit",
    "leiding": "leidinggevende",
    "ondersteuning": "ondersteunende dienst",
    "partner": "partner of ondernemer",
}
CHANNELS = {"live": "face to face", "digitaal": "digitaal", "beide": "beide"}
OUTSIDE, WEAK = EFFECT["traject"]["new_outside"], EFFECT["traject"]["new_weak"]
PLACE_CHANCES = {
    "core": {"eigen_team": 0.50, "andere_dienst": 0.28, "buiten": 0.22},
    "edge": {"eigen_team": 0.25, "andere_dienst": 0.30, "buiten": 0.45},
    "reached": {"eigen_team": 0.10, "andere_dienst": 0.90 - OUTSIDE, "buiten": OUTSIDE},
}
RING_CHANCES = {
    "core": {"soms": 0.40, "vaak": 0.35, "heel_dichtbij": 0.25},
    "edge": {"soms": 0.65, "vaak": 0.27, "heel_dichtbij": 0.08},
    "reached": {"soms": WEAK, "vaak": 0.95 - WEAK, "heel_dichtbij": 0.05},
}
FUNCTION_CHANCES = {
    "eigen_team": {"zorg": 0.68, "beleid": 0.09, "leiding": 0.15, "ondersteuning": 0.08},
    "andere_dienst": {"zorg": 0.30, "beleid": 0.25, "leiding": 0.20, "ondersteuning": 0.25},
    "buiten": {"zorg": 0.30, "beleid": 0.15, "leiding": 0.12, "partner": 0.43},
}
CHANNEL_CHANCES = {
    "eigen_team": {"live": 0.60, "digitaal": 0.05, "beide": 0.35},
    "andere_dienst": {"live": 0.40, "digitaal": 0.20, "beide": 0.40},
    "buiten": {"live": 0.20, "digitaal": 0.45, "beide": 0.35},
}
TIE_CHANCES = {  # two alters know each other; times how close-knit this ego's surroundings are
    ("eigen_team", "eigen_team"): 0.85,
    ("andere_dienst", "eigen_team"): 0.40,
    ("andere_dienst", "andere_dienst"): 0.48,
    ("buiten", "eigen_team"): 0.15,
    ("andere_dienst", "buiten"): 0.18,
    ("buiten", "buiten"): 0.30,
}
GONE = {"geen contact meer": 0.45, "niet meer in dienst": 0.25, "project afgelopen": 0.20, "met pensioen": 0.10}


@dataclass(eq=False)
class Alter:
    """Someone ego named, and what ego said of them in each wave."""

    name: str
    place: str
    function: str
    fate: str  # kept, lost or new from start to einde; later: named for the first time in opvolging
    person: str = ""
    unsure: bool = False
    said: dict[str, dict[str, str]] = field(default_factory=dict)  # wave → column → answer
    spelling: dict[str, str] = field(default_factory=dict)  # wave → the name as reported
    reason: dict[str, str] = field(default_factory=dict)  # wave → why it is spelled like that; empty: in full
    number: dict[str, int] = field(default_factory=dict)  # wave → Nr, the place in the list of that wave
    gone: str = ""  # why the tie ended, when the researcher asked


@dataclass(eq=False)
class Ego:
    """A participant with everyone named in any wave."""

    code: str
    group: str
    organisation: str
    function: str
    waves: list[str]
    close_knit: float
    alters: list[Alter] = field(default_factory=list)
    ties: dict[str, set[tuple[int, int]]] = field(default_factory=dict)  # positions in alters
    scores: dict[str, float] = field(default_factory=dict)
    dates: dict[str, date] = field(default_factory=dict)

    def network(self, wave: str) -> list[Alter]:
        return [alter for alter in self.alters if wave in alter.said]

    def with_fate(self, fate: str) -> list[Alter]:
        return [alter for alter in self.alters if alter.fate == fate]


# ------------------------------------------------------------------ chance
def pick(rng: np.random.Generator, chances: dict) -> object:
    """One of the keys, each with its own probability."""
    left = rng.random()
    for key, chance in chances.items():
        left -= chance
        if left < 0:
            return key
    return key


def one_of(rng: np.random.Generator, items: list) -> object:
    return items[int(rng.integers(len(items)))]


def bell(rng: np.random.Generator, mean: float, sd: float) -> float:
    """Nearly normal: the sum of twelve uniform numbers, the same in every version of numpy."""
    return mean + sd * (math.fsum(rng.random(12).tolist()) - 6)


# ------------------------------------------------------------------ egos and alters
def make_egos(rng: np.random.Generator) -> list[Ego]:
    egos: list[Ego] = []
    used: set[str] = set()  # names
    for group, codes in EGOS.items():
        for position, code in enumerate(codes):
            present = {"start": True, "einde": code not in NOT_AT_END, "opvolging": code in AT_FOLLOW_UP}
            waves = [wave for wave in WAVES if present[wave]]
            function = pick(rng, {"zorg": 0.55, "beleid": 0.15, "leiding": 0.15, "ondersteuning": 0.15})
            organisation = ORGANISATIONS[position % len(ORGANISATIONS)]
            egos.append(Ego(code, group, organisation, function, waves, close_knit=0.75 + 0.5 * rng.random()))
            interview(rng, egos[-1])
            name_alters(rng, egos[-1], used)
            tie_alters(rng, egos[-1])
    share_persons(egos)
    return egos


def interview(rng: np.random.Generator, ego: Ego) -> None:
    """The day and the outcome of each wave."""
    base = bell(rng, 3.1, 0.45)
    for wave in ego.waves:
        day = FIRST_DAY[wave] + timedelta(days=int(rng.integers(4)) * 7 + int(rng.integers(5)))
        rise = 0 if wave == "start" else EFFECT[ego.group]["ondernemend"]
        ego.dates[wave] = day
        ego.scores[wave] = min(5.0, max(1.0, round(bell(rng, base + rise, 0.22), 1)))


def name_alters(rng: np.random.Generator, ego: Ego, used: set[str]) -> None:
    """Draw who is kept, lost and new, and what ego says of them in every wave."""
    traject = ego.group == "traject"
    core = {4: 0.35, 5: 0.30, 6: 0.25, 7: 0.10} if traject else {4: 0.15, 5: 0.25, 6: 0.25, 7: 0.20, 8: 0.15}
    counts = [pick(rng, core), pick(rng, EFFECT[ego.group]["lost"]), pick(rng, EFFECT[ego.group]["new"])]
    for fate, count in zip(("kept", "lost", "new"), FIXED_COUNTS.get(ego.code, counts), strict=True):
        layer = "core" if fate == "kept" else "reached" if traject and fate == "new" else "edge"
        for _ in range(count):
            alter = new_alter(rng, ego, fate, layer, used)
            first = "einde" if fate == "new" else "start"
            if first in ego.waves:
                alter.said[first] = answers(rng, alter, pick(rng, RING_CHANCES[layer]))
            if fate == "kept" and "einde" in ego.waves:
                alter.said["einde"] = later_answers(rng, alter, alter.said["start"], layer, trained=traject)
    if "opvolging" in ego.waves:
        follow_up(rng, ego, used)


def follow_up(rng: np.random.Generator, ego: Ego, used: set[str]) -> None:
    """From einde to opvolging nothing is built in but that the trajectory egos lose a few more than they gain."""
    network = ego.network("einde")
    lost = {0: 0.20, 1: 0.35, 2: 0.30, 3: 0.15} if ego.group == "traject" else FEW
    stays = max(min(4, len(network)), len(network) - pick(rng, lost))
    order = rng.permutation(len(network)).tolist()
    for position in sorted(order[:stays]):
        alter = network[position]
        layer = "core" if alter.fate == "kept" else "edge"
        alter.said["opvolging"] = later_answers(rng, alter, alter.said["einde"], layer, trained=False)
    for _ in range(min(pick(rng, FEW), AT_MOST - stays)):
        alter = new_alter(rng, ego, "later", "edge", used)
        alter.said["opvolging"] = answers(rng, alter, pick(rng, RING_CHANCES["edge"]))


def new_alter(rng: np.random.Generator, ego: Ego, fate: str, layer: str, used: set[str]) -> Alter:
    """Someone with a first name that this ego has not named yet."""
    known = {alter.name.split()[0] for alter in ego.alters}
    while True:
        names = TEXTS["names"][pick(rng, {origin: names["chance"] for origin, names in TEXTS["names"].items()})]
        first, last = one_of(rng, names["first"].split()), one_of(rng, names["last"].split(", "))
        if first not in known and f"{first} {last}" not in used:
            break
    used.add(f"{first} {last}")
    place = pick(rng, PLACE_CHANCES[layer])
    ego.alters.append(Alter(f"{first} {last}", place, pick(rng, FUNCTION_CHANCES[place]), fate))
    return ego.alters[-1]


# ------------------------------------------------------------------ what ego says of an alter
def point(rng: np.random.Generator, mean: float) -> str:
    """An answer from 1 to 5."""
    return str(min(5, max(1, round(bell(rng, mean, 0.85)))))


def answers(rng: np.random.Generator, alter: Alter, ring: str) -> dict[str, str]:
    """All answers about one alter, given how close and where that alter works."""
    close, near = list(RINGS).index(ring), list(PLACES).index(alter.place)  # near: 0 own team … 2 outside

    def yes(chance: float) -> str:
        return "ja" if rng.random() < chance else "nee"

    return {
        "ring": ring,
        "overleg": yes(0.85 - 0.25 * near + 0.05 * close),
        "leren": yes(0.70 + 0.12 * close),
        "ideeen": yes(0.25 + 0.20 * close),
        "contactvorm": pick(rng, CHANNEL_CHANCES[alter.place]),
        "vragen": pick(rng, {"nooit": 0.30 - 0.12 * close, "soms": 0.50 - 0.10 * close, "vaak": 0.20 + 0.22 * close}),
        "geven": pick(rng, {"nooit": 0.40 - 0.12 * close, "soms": 0.45 - 0.05 * close, "vaak": 0.15 + 0.17 * close}),
        "weten": point(rng, 3.3 + 0.5 * close - 0.2 * near),
        "waarde": point(rng, 3.4 + 0.4 * close + 0.1 * near),
        "toegang": point(rng, 4.0 + 0.2 * close - 0.4 * near),
        "kost": point(rng, 1.9 - 0.2 * close + 0.4 * near),
    }


def later_answers(
    rng: np.random.Generator, alter: Alter, before: dict[str, str], layer: str, trained: bool
) -> dict[str, str]:
    """The answers about a kept alter one wave later: reversible, unless this is the trajectory (trained)."""
    ring, effect = before["ring"], EFFECT["traject"]
    if trained:
        if ring == "soms":
            ring = pick(rng, {"vaak": effect["weak_to_strong"] * 0.85, "heel_dichtbij": effect["weak_to_strong"] * 0.15,
                              "soms": 1 - effect["weak_to_strong"]})  # fmt: skip
        elif ring == "vaak":
            ring = pick(rng, {"heel_dichtbij": 0.15, "soms": 0.08, "vaak": 0.77})
        else:
            ring = pick(rng, {"vaak": 0.15, "heel_dichtbij": 0.85})
    elif rng.random() < 0.15:  # asked afresh, so that the distribution of answers stays what it was
        return answers(rng, alter, pick(rng, RING_CHANCES[layer]))
    fresh = answers(rng, alter, ring)
    after = {column: fresh[column] if rng.random() < 0.25 else before[column] for column in before} | {"ring": ring}
    if trained:
        for column in ("weten", "waarde", "toegang"):
            if rng.random() < effect["answer_rises"]:
                after[column] = str(min(5, int(after[column]) + 1))
        for column in ("vragen", "geven"):
            if after[column] == "nooit" and rng.random() < effect["help_both_ways"]:
                after[column] = "soms"
    return after


# ------------------------------------------------------------------ ties between alters
def tie_alters(rng: np.random.Generator, ego: Ego) -> None:
    """Who knows whom. Of the pairs of two kept alters one in eight is drawn again in the next wave."""
    drawn: dict[tuple[int, int], bool] = {}
    for wave in ego.waves:
        present = [position for position, alter in enumerate(ego.alters) if wave in alter.said]
        for pair in combinations(present, 2):
            if pair not in drawn or rng.random() < 0.125:
                places = tuple(sorted(ego.alters[position].place for position in pair))
                reached = ego.group == "traject" and any(ego.alters[position].fate == "new" for position in pair)
                chance = TIE_CHANCES[places] * (EFFECT["traject"]["new_knows_others"] if reached else 1)
                drawn[pair] = rng.random() < chance * ego.close_knit
        asked = ego.code not in TIES_NOT_ASKED
        ego.ties[wave] = {pair for pair in combinations(present, 2) if asked and drawn[pair]}


# ------------------------------------------------------------------ people whom several egos name, and doubtful names
def share_persons(egos: list[Ego]) -> None:
    """Turn an alter of these egos into a co-participant, or into someone whom other egos name too."""
    by_code = {ego.code: ego for ego in egos}
    for code, person, name, fate, place in SHARED:
        alter = next(a for a in by_code[code].with_fate(fate) if a.place == place and not a.person)
        participant = by_code.get(person)
        alter.name, alter.person = name, person
        alter.function = participant.function if participant else FUNCTION_OF_OUTSIDER[person]


def spell_names(rng: np.random.Generator, egos: list[Ego]) -> None:
    """The name as ego wrote it in each wave; in a later wave about a quarter is written in another way."""
    for ego in egos:
        for alter in ego.alters:
            before = ""
            for wave in WAVES:
                if wave not in alter.said:
                    continue
                alter.spelling[wave], alter.reason[wave] = alter.name, ""
                if before:
                    alter.spelling[wave], alter.reason[wave] = alter.spelling[before], alter.reason[before]
                if rng.random() < (0.25 if before else 0.08):
                    other = [s for s in spellings(rng, alter) if not before or s[0] != alter.spelling[before]]
                    alter.spelling[wave], alter.reason[wave] = one_of(rng, other)
                before = wave
    for code, at_start, at_end, *_ in UNSURE:
        ego = next(ego for ego in egos if ego.code == code)
        role = "zorg" if "(" in at_start else None
        alter = next(a for a in ego.with_fate("kept") if not a.person and not a.unsure and role in (None, a.function))
        alter.unsure = True
        alter.spelling = {wave: at_start if wave == "start" else at_end for wave in alter.said}
        alter.reason = dict.fromkeys(alter.said, "")


def spellings(rng: np.random.Generator, alter: Alter) -> list[tuple[str, str]]:
    """Other ways to write a name, each with the reason why it may be the same person."""
    first, last = alter.name.split(maxsplit=1)
    plain = "".join(c for c in unicodedata.normalize("NFKD", alter.name) if not unicodedata.combining(c))
    ways = [
        (f"{first[0]}. {last}", "initiaal"),
        (first, "voornaam alleen"),
        (f"{first} ({one_of(rng, TEXTS['roles'][alter.function])})", "voornaam en rol"),
    ]
    if plain.replace("ı", "i") != alter.name:
        ways += [(plain.replace("ı", "i"), "accenten")] * 2
    if " " in last:
        ways += [(f"{first} {last.replace(' ', '').capitalize()}", "andere schrijfwijze")] * 2
    if first in TEXTS["nicknames"]:
        ways += [(f"{TEXTS['nicknames'][first]} {last}", "roepnaam")] * 2
    return ways


def namesakes(egos: list[Ego]) -> list[tuple[Ego, Alter, Alter]]:
    """In one ego of each group someone new has the first name of someone lost: two people, not one."""
    found = []
    for group in EGOS:
        for ego in egos:
            lost = [a for a in ego.with_fate("lost") if not a.person and not a.gone]
            new = [a for a in ego.with_fate("new") if not a.person and a.said]
            if ego.group == group and "einde" in ego.waves and lost and new:
                first = lost[0].name.split()[0]
                new[0].name = f"{first} {new[0].name.split(maxsplit=1)[1]}"
                for alter in (lost[0], new[0]):
                    alter.spelling = dict.fromkeys(alter.said, alter.name)
                    alter.reason = dict.fromkeys(alter.said, "")
                found.append((ego, lost[0], new[0]))
                break
    return found


def number_alters(rng: np.random.Generator, egos: list[Ego]) -> None:
    """Nr starts again in every wave, in another order."""
    for ego in egos:
        for wave in ego.waves:
            network = ego.network(wave)
            for number, position in enumerate(rng.permutation(len(network)).tolist(), start=1):
                network[position].number[wave] = number


# ------------------------------------------------------------------ the measures that README states
def constraint(ties: set[tuple[int, int]], alters: list[int]) -> float:
    """Burt's constraint of ego: the sum over alters j of (1/n + Σ over q tied to j of 1/n · 1/(d_q + 1))²."""
    tied = {j: [q for q in alters if (min(j, q), max(j, q)) in ties] for j in alters}
    return math.fsum((1 + math.fsum(1 / (len(tied[q]) + 1) for q in tied[j])) ** 2 for j in alters) / len(alters) ** 2


def measures(ego: Ego, wave: str) -> dict[str, float]:
    """What can be measured: without alters only size, without ties asked no structure."""
    network = ego.network(wave)
    positions = [position for position, alter in enumerate(ego.alters) if wave in alter.said]
    row = {"size": float(len(network)), "ondernemend": ego.scores[wave]}
    if network:
        row["share outside"] = sum(a.place == "buiten" for a in network) / len(network)
        row["share strong"] = sum(a.said[wave]["ring"] != "soms" for a in network) / len(network)
    if network and ego.code not in TIES_NOT_ASKED:
        row["constraint"] = constraint(ego.ties[wave], positions)
        if len(network) > 1:
            row["density"] = len(ego.ties[wave]) / math.comb(len(network), 2)
    return row


def changes(egos: Iterable[Ego], group: str, measure: str) -> list[float]:
    """Einde minus start, of the egos who have both."""
    pairs = [(measures(e, "start"), measures(e, "einde")) for e in egos if e.group == group and "einde" in e.waves]
    return [after[measure] - before[measure] for before, after in pairs if measure in before and measure in after]


# ------------------------------------------------------------------ who is who: links.csv and persons.csv
def ask_about_lost(rng: np.random.Generator, egos: list[Ego], spared: list[Alter]) -> None:
    """Of the alters lost by an ego who was interviewed again, about 40 % is known to have ended, and why."""
    for ego in egos:
        for alter in ego.with_fate("lost"):
            if "einde" in ego.waves and alter not in spared and rng.random() < 0.40:
                alter.gone = pick(rng, GONE)


def links(egos: list[Ego], doubles: list[tuple[Ego, Alter, Alter]]) -> list[list[object]]:
    """One row per decision of the researcher, for start → einde and einde → opvolging."""
    rows = []
    for ego in egos:
        for before, after in zip(ego.waves, ego.waves[1:], strict=False):
            for alter in sorted(ego.network(before), key=lambda a: a.number[before]):
                row = [ego.code, before, alter.number[before], after]
                if after in alter.said:
                    row += [alter.number[after], *likeness(alter, alter, before, after)]
                    if alter.unsure and before == "start":
                        row[-2:] = next(u[:2:-1] for u in UNSURE if u[2] == alter.spelling[after])
                    row += ["unsure" if alter.unsure and before == "start" else "same"]
                elif alter.gone and before == "start":
                    row += ["", "", alter.gone, "gone"]
                else:
                    other = [new for _, lost, new in doubles if lost is alter and before == "start"]
                    if not other:
                        continue
                    row += [other[0].number[after], likeness(alter, other[0], before, after)[0]]
                    row += ["zelfde voornaam", "different"]
                rows.append([*row, "onderzoeker"])
    return rows


def likeness(alter: Alter, other: Alter, before: str, after: str) -> tuple[str, str]:
    """How alike two names are as written, from 0 to 1, and in words why they may be one person."""
    old, new = alter.spelling[before], other.spelling[after]
    reason = "zelfde naam" if old == new else other.reason[after] or alter.reason[before]
    if reason == "roepnaam":
        return "", reason
    return f"{SequenceMatcher(None, old.casefold(), new.casefold()).ratio():.2f}", reason


def persons(egos: list[Ego]) -> list[list[object]]:
    """Alters who are participants themselves, or who are named by several participants."""
    return [
        [ego.code, wave, alter.number[wave], alter.person, "onderzoeker"]
        for ego in egos
        for alter in ego.alters
        for wave in alter.said
        if alter.person
    ]


# ------------------------------------------------------------------ fragments: said by an ego of whom they are true
def ego_words(ego: Ego) -> set[str]:
    """What may be said of an ego, in the words of voorbeeld_texts.toml."""
    words = {ego.code, ego.group}
    if "einde" in ego.waves:
        before, after = measures(ego, "start"), measures(ego, "einde")
        lost, new = len(ego.with_fate("lost")), len(ego.with_fate("new"))
        fell = [after.get(m, 9) < before.get(m, 0) for m in ("constraint", "density")]
        words |= {
            word
            for word, true in {
                "gained": new >= 2,
                "gained_many": new >= 4,
                "lost_someone": lost >= 1,
                "stable": lost <= 1 and new <= 1,
                "even": lost == new == 1,
                "outward": after.get("share outside", 0) > before.get("share outside", 9),
                "bridging": all(fell),
            }.items()
            if true
        }
    return words


def alter_words(ego: Ego, alter: Alter, wave: str) -> set[str]:
    """What may be said of an alter in a wave, in the words of voorbeeld_texts.toml."""
    now, old = alter.said[wave], alter.said.get("start", {}) if wave == "einde" else {}
    number = {column: int(now[column] or 0) for column in ("weten", "waarde", "toegang", "kost")}
    asks, brings = now["vragen"] != "nooit", now["geven"] != "nooit"
    mine = ego.alters.index(alter)
    friends = [ego.alters[i].place for pair in ego.ties[wave] if mine in pair for i in pair if i != mine]
    grew = old and all(old[c] and now[c] for c in ("toegang", "kost"))
    true = {
        alter.place: True,
        alter.function: True,
        alter.fate: True,
        "peer": alter.person.startswith("P"),
        "stranger": not alter.person.startswith("P"),
        "strong": now["ring"] != "soms",
        "weak": now["ring"] == "soms",
        "deepened": bool(old) and list(RINGS).index(now["ring"]) > list(RINGS).index(old["ring"]),
        "costly": number["kost"] >= 3,
        "costly_before": int(old.get("kost") or 0) >= 3,
        "unreachable": 0 < number["toegang"] <= 3,
        "easier": grew and (now["toegang"] > old["toegang"] or now["kost"] < old["kost"]),
        "easy_now": number["toegang"] >= 4 and 0 < number["kost"] <= 2,
        "both_ways": asks and brings,
        "one_way_before": bool(old) and "nooit" in (old["vragen"], old["geven"]),
        "only_asks": asks and not brings,
        "only_brings": brings and not asks,
        "faded": alter.gone in ("", "geen contact meer"),
        "unknown_inside": ego.code not in TIES_NOT_ASKED and set(friends) <= {"buiten"},
    }
    return {word for word, holds in true.items() if holds}


def fragments(rng: np.random.Generator, egos: list[Ego]) -> list[list[object]]:
    """Give every fragment to the ego of whom it is true and who has said least; one that fits nobody stays out."""
    said: dict[tuple[str, str], list[list[object]]] = {}
    taken: set[tuple[str, Alter]] = set()
    hand_written = [
        (wave, code, entry)
        for wave, by_code in TEXTS["fragments"].items()
        for code, entries in by_code.items()
        for entry in entries
    ]
    for wave, code, entry in hand_written:
        about_ego, about_alter = set(entry["ego"].split()), set(entry["alter"].split())
        ego, alter = choose(egos, wave, code, about_ego, about_alter, said, taken)
        if ego is None:
            continue
        number: object = ""
        alter_wave = wave
        if alter:
            taken.add((code, alter))
            alter_wave = "start" if "lost" in about_alter else wave
            number = alter.number[alter_wave]
        said.setdefault((ego.code, wave), []).append([ego.code, alter_wave, number, code, entry["text"]])
    rows = []
    for (code, wave), told in sorted(said.items(), key=lambda item: (item[0][0], WAVES.index(item[0][1]))):
        place = int(rng.integers(300, 1500))
        for position in rng.permutation(len(told)).tolist():
            text = str(told[position][4])
            rows.append([*told[position], f"interview_{code}_{wave}.txt", place, place + len(text)])
            place += len(text) + int(rng.integers(250, 2600))
    return rows


def choose(
    egos: list[Ego],
    wave: str,
    code: str,
    about_ego: set[str],
    about_alter: set[str],
    said: dict[tuple[str, str], list[list[object]]],
    taken: set[tuple[str, Alter]],
) -> tuple[Ego | None, Alter | None]:
    """The ego, and if asked the alter, of whom all these words are true."""
    source = "start" if "lost" in about_alter else wave
    for ego in sorted(egos, key=lambda e: len(said.get((e.code, wave), []))):
        if wave not in ego.waves or not about_ego <= ego_words(ego):
            continue
        if not about_alter:
            if all(row[3] != code or row[2] != "" for row in said.get((ego.code, wave), [])):
                return ego, None
            continue
        for alter in ego.network(source):
            fits = about_alter <= alter_words(ego, alter, source)
            if fits and not alter.unsure and (code, alter) not in taken:
                return ego, alter
    return None, None


# ------------------------------------------------------------------ files
def skip_answers(rng: np.random.Generator, egos: list[Ego]) -> None:
    """A few questions stay unanswered, and the function of an alter is not filled in every time."""
    chances = dict.fromkeys(("overleg", "leren", "ideeen"), 0.015)
    chances |= dict.fromkeys(("weten", "waarde", "toegang", "kost"), 0.025) | {"functie": 0.03}
    for ego in egos:
        for alter in ego.alters:
            for said in alter.said.values():
                said["functie"] = FUNCTIONS[alter.function]
                for column, chance in chances.items():
                    if rng.random() < chance:
                        said[column] = ""


def participants(egos: list[Ego]) -> list[list[object]]:
    rows = []
    for ego in egos:
        asked = "nee" if ego.code in TIES_NOT_ASKED else "ja"
        for wave in ego.waves:
            who = [ego.code, wave, f"{ego.dates[wave]:%d/%m/%Y}", ego.group, ego.organisation, FUNCTIONS[ego.function]]
            rows.append([*who, asked, f"{ego.scores[wave]:.1f}".replace(".", ",")])
    return rows


def contacts(egos: list[Ego]) -> list[list[object]]:
    rows = []
    columns = ["functie", "overleg", "leren", "ideeen", "contactvorm", "vragen", "geven", "weten", "waarde"]
    for ego in egos:
        for wave in ego.waves:
            for alter in sorted(ego.network(wave), key=lambda a: a.number[wave]):
                said = alter.said[wave] | {"contactvorm": CHANNELS[alter.said[wave]["contactvorm"]]}
                where = [RINGS[said["ring"]], PLACES[alter.place]]
                rest = [said[column] for column in [*columns, "toegang", "kost"]]
                rows.append([ego.code, wave, alter.number[wave], alter.spelling[wave], *where, *rest])
    return rows


def alter_ties(egos: list[Ego]) -> list[list[object]]:
    """Every pair once, by the numbers of that wave."""
    rows = []
    for ego in egos:
        for wave in ego.waves:
            pairs = [sorted(ego.alters[position].number[wave] for position in pair) for pair in ego.ties[wave]]
            rows += [[ego.code, wave, *pair] for pair in sorted(pairs)]
    return rows


def write_table(path: Path, header: str, rows: list[list[object]], raw: bool = False, encoding: str = "utf-8") -> None:
    """Raw files as Excel writes them here: semicolons and CRLF."""
    separator, end = (";", "\r\n") if raw else (",", "\n")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=separator, lineterminator=end)
        writer.writerow(header.split(separator))
        writer.writerows(rows)


def effect_table(egos: list[Ego]) -> str:
    """The built-in and the realised change, a line per measure and group."""
    lines = [
        "| start → einde | group | built in | realised mean | SD | egos |",
        "|---|---|---:|---:|---:|---:|",
    ]
    for measure, expected in EXPECTED.items():
        for group, value in zip(EGOS, expected, strict=True):
            change = changes(egos, group, measure)
            mean, sd = statistics.fmean(change), statistics.stdev(change)
            built_in = f"{value:+.2f}" if value else "0"
            lines.append(f"| {measure} | {group} | {built_in} | {mean:+.2f} | {sd:.2f} | {len(change)} |")
    return "\n".join(lines)


def share_table(egos: list[Ego]) -> str:
    """The shares built into the ties of the trajectory group, and the realised ones."""
    again = [ego for ego in egos if ego.group == "traject" and "einde" in ego.waves]
    new = [alter for ego in again for alter in ego.with_fate("new")]
    weak = [alter for ego in again for alter in ego.with_fate("kept") if alter.said["start"]["ring"] == "soms"]
    realised = {
        "new_outside": [alter.place == "buiten" for alter in new],
        "new_weak": [alter.said["einde"]["ring"] == "soms" for alter in new],
        "weak_to_strong": [alter.said["einde"]["ring"] != "soms" for alter in weak],
    }
    lines = ["| shares of ties, traject | built in | realised |", "|---|---:|---:|"]
    for name, holds in realised.items():
        count = f"{statistics.fmean(holds):.0%} ({sum(holds)} of {len(holds)})"
        lines.append(f"| {name.replace('_', ' ')} | {EFFECT['traject'][name]:.0%} | {count} |")
    return "\n".join(lines)


def readme(egos: list[Ego], doubles: list[tuple[Ego, Alter, Alter]], told: int) -> str:
    """The README of the study, with the effect as built in and as realised."""
    effect = EFFECT["traject"]
    chances = {name: f"{chance:.0%}" for name, chance in effect.items() if isinstance(chance, float)}
    mean = {fate: sum(count * chance for count, chance in effect[fate].items()) for fate in ("lost", "new")}
    (p08,) = changes([ego for ego in egos if ego.code == "P08"], "traject", "constraint")
    without_p08 = statistics.fmean(changes([ego for ego in egos if ego.code != "P08"], "traject", "constraint"))
    unsure = sorted({f"{code} ({sum(row[0] == code for row in UNSURE)})" for code, *_ in UNSURE})
    words = chances | {
        "new_knows_others": effect["new_knows_others"],
        "ondernemend": effect["ondernemend"],
        "size": f"{EXPECTED['size'][0]:.0f}",
        "lost": f"{mean['lost']:.1f}",
        "new": f"{mean['new']:.1f}",
        "p08": f"{p08:+.2f}",
        "without_p08": f"{without_p08:+.2f}",
        "unsure": ", ".join(unsure),
        "names": " and ".join(ego.code for ego, *_ in doubles),
        "table": effect_table(egos),
        "shares": share_table(egos),
        "told": told,
        "seed": SEED,
    }
    return TEXTS["readme"].format(**words)


def main(study: Path = STUDY) -> None:
    """Write the study; study.toml is written by hand and stays."""
    rng = np.random.default_rng(SEED)
    egos = make_egos(rng)
    spell_names(rng, egos)
    doubles = namesakes(egos)
    ask_about_lost(rng, egos, spared=[lost for _, lost, _ in doubles])
    number_alters(rng, egos)
    skip_answers(rng, egos)
    told = fragments(rng, egos)

    about_egos = "Code;Meting;Datum;Groep;Organisatie;Functie;Banden gevraagd;Ondernemend gedrag"
    about_alters = (
        "Code;Meting;Nr;Naam;Hoe dichtbij;Waar werkt;Functie;Overleg;Leren;Ideeën;Contactvorm;Vraagt hulp;Geeft hulp;"
        "Weten;Waarde;Toegang;Kost"
    )
    write_table(study / "raw/deelnemers.csv", about_egos, participants(egos), raw=True, encoding="utf-8-sig")
    write_table(study / "raw/contacten.csv", about_alters, contacts(egos), raw=True)
    write_table(study / "raw/banden.csv", "Code;Meting;Van;Naar", alter_ties(egos), raw=True)
    write_table(
        study / "links.csv", "ego,wave,alter,other_wave,other_alter,score,reason,status,by", links(egos, doubles)
    )
    write_table(study / "persons.csv", "ego,wave,alter,person,by", persons(egos))
    write_table(study / "interviews/fragments.csv", "ego,wave,alter,code,text,document,start,end", told)
    (study / "README.md").write_text(readme(egos, doubles, len(told)), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
