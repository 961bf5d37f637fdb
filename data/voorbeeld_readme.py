"""The README of the example study: the effect as built in and as realised."""

import math
import statistics

from voorbeeld_people import UNSURE, Ego

STUDIES = 2_000  # simulated with the seeds 1 to 2,000, without the traps
GROUPS = ("traject", "vergelijkingsgroep")
# Expected change, start → einde, of an ego who is no trap; tests/test_voorbeeld.py simulates it anew. Size and
# ondernemend by construction, the others the mean over STUDIES. In the comparison group no change is expected.
EXPECTED = {
    "size": (2.5, 0.0),
    "share outside": (0.122, 0.0),
    "share strong": (-0.068, 0.0),
    "constraint": (-0.095, 0.0),
    "density": (-0.063, 0.0),
    "ondernemend": (0.4, 0.0),
}
COLUMNS = {"share outside": "share_external", "share strong": "share_strong"}


def readme(text: str, egos: list[Ego], course: dict, traps: dict) -> str:
    """The page, with what was built in and what became of it."""
    rises = {question.column: question.rises for question in course["questions"]}
    odds = course["kept"] / (1 - course["kept"]) * math.exp(course["kept_strong"])
    shares = {
        **{k: course[k] for k in ("strong", "outside", "kept", "new_outside", "meeting", "referral")},
        "kept_strong": odds / (1 + odds),
        "new_weak": 1 - course["new_strong"],
        "strengthens": course["strengthens"] + course["strengthening"],
        "closer": rises["nabijheid"],
        "rises": rises["weten"],
        "help": rises["vragen"],
    }
    words = {name: f"{share:.0%}" for name, share in shares.items()} | {
        "size": f"{course['size']:.0f}",
        "new": f"{course['new']:.1f}",
        "odds": f"{math.exp(course['kept_strong']):.1f}",
        "score": f"{course['score']:.1f}",
        "studies": f"{STUDIES:,}",
        "follow_up": " and ".join(str(sum("opvolging" in e.waves for e in egos if e.group == g)) for g in GROUPS),
        "largest": len(next(ego for ego in egos if ego.code == "P10").network("einde")),
        "unsure": ", ".join(sorted({f"{code} ({sum(row[0] == code for row in UNSURE)})" for code, *_ in UNSURE})),
        "table": effect_table(egos),
        "shares": share_table(egos, shares),
    }
    named = {trap: " and ".join(of) if isinstance(of, list) else of for trap, of in traps.items()}
    return text.format(**words, **named)


def effect_table(egos: list[Ego]) -> str:
    """The built-in and the realised change, a line per measure and group."""
    lines = ["| start → einde | group | built in | realised mean | SD | egos |", "|---|---|---:|---:|---:|---:|"]
    for measure, expected in EXPECTED.items():
        for group, value in zip(GROUPS, expected, strict=True):
            changes = [ego.change.get(COLUMNS.get(measure, measure)) for ego in egos if ego.group == group]
            changes = [change for change in changes if change is not None]
            mean, sd = statistics.fmean(changes), statistics.stdev(changes)
            built_in = f"{value:+.2f}" if value else "0"
            lines.append(f"| {measure} | {group} | {built_in} | {mean:+.2f} | {sd:.2f} | {len(changes)} |")
    return "\n".join(lines)


def share_table(egos: list[Ego], built_in: dict[str, float]) -> str:
    """The shares built into the ties of the trajectory group, and the realised ones."""
    again = [ego for ego in egos if ego.group == GROUPS[0]]
    new = [alter for ego in again for alter in ego.with_fate("new")]
    weak = [a for ego in again for a in ego.with_fate("kept") if a.said["start"]["nabijheid"] == "soms"]
    realised = {
        "new outside": ("new_outside", [alter.place == "buiten" for alter in new]),
        "new weak": ("new_weak", [alter.said["einde"]["nabijheid"] == "soms" for alter in new]),
        "new who are co-participants": ("meeting", [alter.person.startswith("P") for alter in new]),
        "weak to strong": ("strengthens", [alter.said["einde"]["nabijheid"] != "soms" for alter in weak]),
    }
    lines = ["| shares of ties, traject | built in | realised |", "|---|---:|---:|"]
    for name, (key, holds) in realised.items():
        count = f"{statistics.fmean(holds):.0%} ({sum(holds)} of {len(holds)})"
        lines.append(f"| {name} | {built_in[key]:.0%} | {count} |")
    return "\n".join(lines)
