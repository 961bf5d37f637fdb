"""Write the made-up example study data/voorbeeld: same seed, same bytes. No person in it exists.

Who is kept, lost and new, how strong ties are, who knows whom, what is answered, who drops out and what the trajectory
does to all this comes from netlab.simulate, with the numbers in COURSE. The rest is dress: dates, names and spellings
(voorbeeld_people.py), interviews (voorbeeld_fragments.py), the files, and the README (voorbeeld_readme.py).

    python data/make_voorbeeld.py [FOLDER]
"""

import csv
import sys
import tomllib
from dataclasses import replace
from datetime import date, timedelta
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pandas as pd
from voorbeeld_fragments import fragments
from voorbeeld_people import (
    UNSURE,
    WAVES,
    Alter,
    Ego,
    ask_about_lost,
    name_people,
    namesakes,
    number_alters,
    pick,
    share_persons,
    spell_names,
)
from voorbeeld_readme import readme

from netlab import EgoNetworks, change, measure
from netlab.codebook import Interpreter, Wave
from netlab.simulation import Question, simulate

SEED = 2025  # that of the first example study; never chosen for what comes out. Not every seed has room for all traps
STUDY = Path(__file__).parent / "voorbeeld"
TEXTS = tomllib.loads((STUDY.parent / "voorbeeld_texts.toml").read_text(encoding="utf-8"))

# ------------------------------------------------------------------ what happens to the networks, and the effect
COURSE = {
    "egos": 14, "comparison": 12, "waves": 3,
    "size": 7.0, "size_sd": 1.2, "strong": 0.5, "outside": 0.28, "organisations": 4,
    "kept": 0.72, "kept_sd": 0.3, "kept_strong": 0.8, "strengthens": 0.1,
    "acquainted": 0.06, "knows": 0.62, "knows_apart": 0.12,
    # the effect
    "new": 2.5, "new_outside": 0.65, "new_strong": 0.25, "strengthening": 0.15,
    "meeting": 0.12, "referral": 0.12, "score": 0.4,
    "questions": [Question(Interpreter(column), **asked) for column, asked in TEXTS["questions"].items()],
}  # fmt: skip
START = {"P05": 0, "P08": 1, "P10": 12}  # alters, of the traps; COURSE is without them
MISSING = dict.fromkeys(("P11", "C04"), "t2")
MISSING |= dict.fromkeys(("P03", "P07", "P10", "P14", "C03", "C06", "C09", "C10", "C12"), "t3")
TIES_NOT_ASKED = "P13"

# ------------------------------------------------------------------ dress
FIRST_DAY = {"start": date(2025, 3, 3), "einde": date(2025, 11, 3), "opvolging": date(2026, 5, 4)}
ORGANISATIONS = ["Woonzorggroep Zilverhaag", "Welzijnshuis Kantelbrug", "Thuiszorg Lommerdal", "Begeleiding Wikkeveld"]
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


def course(seed: int = SEED) -> EgoNetworks:
    """The simulated study with the names of this one, and its traps: P10 is who grew largest, P13 was not asked."""
    made = simulate(**COURSE, start=START, missing=MISSING, seed=seed).networks
    waves = dict(zip(made.waves, WAVES, strict=True))
    at_end = made.alters.loc[(made.alters["wave"] == "t2") & made.alters["ego"].str.startswith("P"), "ego"]
    largest = str(at_end.value_counts().idxmax())
    codes = {ego: ego.replace("C", "V") for ego in made.egos["ego"].unique()} | {"P10": largest, largest: "P10"}

    def renamed(table: pd.DataFrame) -> pd.DataFrame:
        columns = [c for c in ("ego", "person", "alter", "source", "target") if c in table]
        return table.astype({"wave": str}).assign(
            wave=table["wave"].map(waves).astype(str), **{c: table[c].replace(codes) for c in columns}
        )

    egos, alters, ties = renamed(made.egos), renamed(made.alters), renamed(made.ties)
    return EgoNetworks.from_frames(
        egos.assign(ties_asked=egos["ego"] != TIES_NOT_ASKED),
        alters,
        ties[ties["ego"] != TIES_NOT_ASKED],
        codebook=replace(made.codebook, waves=tuple(map(Wave, WAVES))),
    )


def make_egos(rng: np.random.Generator, networks: EgoNetworks) -> list[Ego]:
    """Every ego with dates, a function and the alters, from the tables of the simulated study."""
    changes = change(measure(networks), "start", "einde").dropna(subset="change")
    asked = [question.column for question in COURSE["questions"]]
    egos = []
    for code, of_ego in networks.egos.groupby("ego", sort=True):
        alters: dict[str, Alter] = {}
        for row in networks.alters[networks.alters["ego"] == code].astype(str).to_dict("records"):
            alters.setdefault(row["person"], Alter(row["person"], {})).said[row["wave"]] = {c: row[c] for c in asked}
        ties: dict[str, set[frozenset[Alter]]] = {wave: set() for wave in of_ego["wave"]}
        for tie in networks.ties[networks.ties["ego"] == code].itertuples():
            ties[tie.wave].add(frozenset({alters[tie.source], alters[tie.target]}))
        scores = {
            wave: min(5.0, max(1.0, round(s, 1))) for wave, s in zip(of_ego["wave"], of_ego["score"], strict=True)
        }
        function = pick(rng, {"zorg": 0.55, "beleid": 0.15, "leiding": 0.15, "ondersteuning": 0.15})
        dates = {w: FIRST_DAY[w] + timedelta(days=int(rng.integers(4)) * 7 + int(rng.integers(5))) for w in scores}
        own = changes[changes["ego"] == code].set_index("measure")["change"].to_dict()
        if "einde" in scores:
            own["ondernemend"] = scores["einde"] - scores["start"]
        group = "traject" if code.startswith("P") else "vergelijkingsgroep"
        place = ORGANISATIONS[int(of_ego["organisation"].iloc[0].split()[-1]) - 1]
        egos.append(Ego(code, group, place, function, dates, scores, list(alters.values()), ties, own))
    return egos


def skip_answers(rng: np.random.Generator, egos: list[Ego]) -> None:
    """A few questions stay unanswered, and the function of an alter is not filled in every time."""
    chances = dict.fromkeys(("overleg", "leren", "ideeen"), 0.015)
    chances |= dict.fromkeys(("weten", "waarde", "toegang", "kost"), 0.025) | {"functie": 0.03}
    for said in (said for ego in egos for alter in ego.alters for said in alter.said.values()):
        for column, chance in chances.items():
            if rng.random() < chance:
                said[column] = ""


# ------------------------------------------------------------------ the rows of the files
def participants(egos: list[Ego]) -> list[list[object]]:
    rows = []
    for ego in egos:
        asked = "nee" if ego.code == TIES_NOT_ASKED else "ja"
        for wave in ego.waves:
            who = [ego.code, wave, f"{ego.dates[wave]:%d/%m/%Y}", ego.group, ego.organisation, FUNCTIONS[ego.function]]
            rows.append([*who, asked, f"{ego.scores[wave]:.1f}".replace(".", ",")])
    return rows


def contacts(egos: list[Ego]) -> list[list[object]]:
    rows = []
    for ego in egos:
        for wave in ego.waves:
            for alter in sorted(ego.network(wave), key=lambda a: a.number[wave]):
                said = alter.said[wave]
                words = [RINGS[said["nabijheid"]], PLACES[said["plek"]], FUNCTIONS.get(said["functie"], "")]
                words += [said["overleg"], said["leren"], said["ideeen"], CHANNELS[said["contactvorm"]]]
                words += [said[c] for c in ("vragen", "geven", "weten", "waarde", "toegang", "kost")]
                rows.append([ego.code, wave, alter.number[wave], alter.spelling[wave], *words])
    return rows


def alter_ties(egos: list[Ego]) -> list[list[object]]:
    """Every pair once, by the numbers of that wave."""
    rows = []
    for ego in egos:
        for wave in ego.waves:
            pairs = [sorted(alter.number[wave] for alter in pair) for pair in ego.ties[wave]]
            rows += [[ego.code, wave, *pair] for pair in sorted(pairs)]
    return rows


def links(egos: list[Ego], doubles: list[tuple[Ego, Alter, Alter]]) -> list[list[object]]:
    """One row per decision of the researcher, for start → einde and einde → opvolging."""
    rows = []
    for ego in egos:
        for before, after in zip(ego.waves, ego.waves[1:], strict=False):
            for alter in sorted(ego.network(before), key=lambda a: a.number[before]):
                row = [ego.code, before, alter.number[before], after]
                other = next((new for _, lost, new in doubles if lost is alter), None)
                if after in alter.said and alter.unsure and before == "start":
                    *_, reason, score = next(u for u in UNSURE if u[2] == alter.spelling[after])
                    row += [alter.number[after], score, reason, "unsure"]
                elif after in alter.said:
                    row += [alter.number[after], *likeness(alter, alter, before, after), "same"]
                elif alter.gone and before == "start":
                    row += ["", "", alter.gone, "gone"]
                elif other is not None:
                    row += [
                        other.number[after],
                        likeness(alter, other, before, after)[0],
                        "zelfde voornaam",
                        "different",
                    ]
                else:
                    continue
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


def write_table(path: Path, header: str, rows: list[list[object]], raw: bool = False, encoding: str = "utf-8") -> None:
    """Raw files as Excel writes them here: semicolons and CRLF."""
    separator, end = (";", "\r\n") if raw else (",", "\n")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=separator, lineterminator=end)
        writer.writerow(header.split(separator))
        writer.writerows(rows)


def main(study: Path = STUDY) -> None:
    """Write the study; study.toml is written by hand and stays."""
    rng = np.random.default_rng([SEED, 1])
    egos = make_egos(rng, course())
    shared = share_persons(egos)
    name_people(rng, egos, TEXTS)
    spell_names(rng, egos, TEXTS)
    doubles = namesakes(egos)
    ask_about_lost(rng, egos, spared=[lost for _, lost, _ in doubles])
    number_alters(rng, egos)
    skip_answers(rng, egos)
    told = fragments(rng, egos, TEXTS["fragments"])

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
    traps = shared | {"namesakes": [ego.code for ego, *_ in doubles], "told": len(told), "seed": SEED}
    page = readme(TEXTS["readme"], egos, COURSE, traps)
    (study / "README.md").write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
