"""The interviews of the example study: every fragment is said by an ego, and about an alter, of whom it is true."""

import numpy as np
from voorbeeld_people import WAVES, Alter, Ego

RINGS = ("soms", "vaak", "heel_dichtbij")


def ego_words(ego: Ego) -> set[str]:
    """What may be said of an ego, in the words of voorbeeld_texts.toml."""
    lost, new = len(ego.with_fate("lost")), len(ego.with_fate("new"))
    true = {
        "gained": new >= 2,
        "gained_many": new >= 4,
        "lost_someone": lost >= 1,
        "stable": lost <= 1 and new <= 1,
        "even": lost == new == 1,
        "outward": ego.change.get("share_external", 0) > 0,
        "bridging": all(ego.change.get(measure, 0) < 0 for measure in ("constraint", "density")),
    }
    return {ego.code, ego.group} | {word for word, holds in true.items() if holds and "einde" in ego.waves}


def alter_words(ego: Ego, alter: Alter, wave: str) -> set[str]:
    """What may be said of an alter in a wave, in the words of voorbeeld_texts.toml."""
    now, old = alter.said[wave], alter.said.get("start", {}) if wave == "einde" else {}
    number = {column: int(now[column] or 0) for column in ("weten", "waarde", "toegang", "kost")}
    asks, brings = now["vragen"] != "nooit", now["geven"] != "nooit"
    tied = [other.place for pair in ego.ties[wave] if alter in pair for other in pair - {alter}]
    grew = old and all(old[c] and now[c] for c in ("toegang", "kost"))
    true = {
        alter.place: True,
        alter.function: True,
        "kept": alter in ego.with_fate("kept"),
        "lost": alter in ego.with_fate("lost"),
        "new": alter in ego.with_fate("new"),
        "peer": alter.person.startswith("P"),
        "stranger": not alter.person.startswith("P"),
        "strong": now["nabijheid"] != "soms",
        "weak": now["nabijheid"] == "soms",
        "deepened": bool(old) and RINGS.index(now["nabijheid"]) > RINGS.index(old["nabijheid"]),
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
        "unknown_inside": "density" in ego.change and set(tied) <= {"buiten"},
    }
    return {word for word, holds in true.items() if holds}


def fragments(rng: np.random.Generator, egos: list[Ego], written: dict) -> list[list[object]]:
    """Give every fragment to the ego of whom it is true and who has said least; one that fits nobody stays out."""
    said: dict[tuple[str, str], list[list[object]]] = {}
    taken: set[tuple[str, Alter]] = set()
    entries = [
        (wave, code, entry) for wave, by_code in written.items() for code, some in by_code.items() for entry in some
    ]
    for wave, code, entry in entries:
        about_ego, about_alter = set(entry["ego"].split()), set(entry["alter"].split())
        when = "start" if "lost" in about_alter else wave
        for ego in sorted(egos, key=lambda e: len(said.get((e.code, wave), []))):
            told = said.setdefault((ego.code, wave), [])
            if wave not in ego.waves or not about_ego <= ego_words(ego):
                continue
            if not about_alter and all(row[3] != code or row[2] != "" for row in told):
                told.append([ego.code, wave, "", code, entry["text"]])
                break
            fits = [a for a in ego.network(when) if about_alter and about_alter <= alter_words(ego, a, when)]
            fits = [a for a in fits if not a.unsure and (code, a) not in taken]
            if fits:
                taken.add((code, fits[0]))
                told.append([ego.code, when, fits[0].number[when], code, entry["text"]])
                break
    rows = []
    for (ego_code, wave), told in sorted(said.items(), key=lambda item: (item[0][0], WAVES.index(item[0][1]))):
        place = int(rng.integers(300, 1500))
        for position in rng.permutation(len(told)).tolist():
            text = str(told[position][4])
            rows.append([*told[position], f"interview_{ego_code}_{wave}.txt", place, place + len(text)])
            place += len(text) + int(rng.integers(250, 2600))
    return rows
