"""What is asked about the open pairs: an alter, who it may be in the other wave, and what follows from a decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from netlab.texts import listed, number, say
from netlab.widgets.answers import Known

KEY = ["ego", "wave", "alter", "other_wave"]
Key = tuple[str, str, str, str]
# A link as it would stand from the other side.
BACK = {"wave": "other_wave", "alter": "other_alter", "other_wave": "wave", "other_alter": "alter"}


@dataclass(frozen=True)
class Decision:
    """One decision of a person, and the open pairs that are two people because of it."""

    key: Key
    other: str
    status: str
    by: str
    also: tuple[tuple[Key, str], ...] = ()


def keys_of(pairs: pd.DataFrame) -> list[Key]:
    """The questions that pairs ask, one per alter and other wave however many it may be, in the order of the pairs."""
    return list(dict.fromkeys(pairs[KEY].itertuples(index=False, name=None)))


def about_alters(known: Known, pairs: pd.DataFrame) -> pd.Series:
    """Which pairs are about two alters that were named; `check` names the others."""
    first, second = (
        pd.MultiIndex.from_frame(pairs[["ego", wave, alter]]).isin(known.answers.index)
        for wave, alter in (("wave", "alter"), ("other_wave", "other_alter"))
    )
    return pd.Series(first & second, index=pairs.index)


def conflicting(pairs: pd.DataFrame, key: Key, other: str) -> list[tuple[Key, str]]:
    """The pairs that cannot be the same person once `key` and `other` are: those that share one of the two.

    `other` empty is the decision `gone`: then every pair of this alter with someone of the other wave.
    """
    ego, wave, alter, other_wave = key
    found = []
    for row in pairs[pairs["ego"] == ego].to_dict("records"):
        seen = row if row["wave"] == wave else {**row, **{there: row[here] for here, there in BACK.items()}}
        if (seen["wave"], seen["other_wave"]) != (wave, other_wave):
            continue
        shared = [seen["alter"] == alter, bool(other) and seen["other_alter"] == other]
        if any(shared) and not all(shared):
            found.append(((row["ego"], row["wave"], row["alter"], row["other_wave"]), row["other_alter"]))
    return found


def proposal(row: dict[str, Any] | None, lang: str) -> str:
    """What was proposed for a pair, by whom, with its score and reason, in words; None: nothing."""
    if row is None:
        return say("review.no_proposal", lang)
    reason, by = ("" if pd.isna(row[c]) else str(row[c]).strip() for c in ("reason", "by"))
    if by and by != "netlab":
        said = say("review.doubted", lang, by=by)
    else:
        said = say("review.proposed_same" if row["status"] == "same" else "review.proposed_unsure", lang)
    score = score_of(row, lang)
    return " · ".join(p for p in (said, say("review.score", lang, score=score) if score else "", reason) if p)


def score_of(row: dict[str, Any], lang: str) -> str:
    """The score of a pair as readers see it; as it was written where it is no number, empty where there is none."""
    written = "" if pd.isna(row["score"]) else str(row["score"]).strip()
    try:
        return number(float(written.replace(",", ".")), lang) if written else ""
    except ValueError:
        return written


def candidates(
    known: Known, pairs: pd.DataFrame, decided: pd.DataFrame, key: Key
) -> tuple[list[tuple[str, dict[str, Any] | None]], str]:
    """Who an alter may be in the other wave, and in words who it can no longer be.

    Parameters
    ----------
    known : Known
    pairs : DataFrame
        The open pairs.
    decided : DataFrame
        What people decided, `same` and `different`: ego, wave, alter, other_wave, other_alter, status.
    key : tuple
        ego, wave, alter, other_wave.

    Returns
    -------
    list of (alter, row)
        Those of the open pairs first, the best score first, each with its row; then the others of that network that no
        decision rules out, with None.
    str
        Who is ruled out, and why; empty when nobody is.
    """
    ego, wave, alter, other_wave = key
    rows = pairs[(pairs[KEY] == list(key)).all(axis=1)]
    score = pd.to_numeric(rows["score"].astype("str").str.replace(",", "."), errors="coerce")
    best_first = score.sort_values(ascending=False, kind="stable", na_position="last").index
    proposed = {r["other_alter"]: r for r in rows.loc[best_first].to_dict("records")}

    decided = decided[decided["ego"] == ego]
    both = pd.concat([decided, decided.rename(columns=BACK)])
    both = both[(both["wave"] == wave) & (both["other_wave"] == other_wave)]
    same, apart = both[both["status"] == "same"], both[(both["status"] == "different") & (both["alter"] == alter)]
    linked, ruled_out = dict(zip(same["other_alter"], same["alter"], strict=True)), set(apart["other_alter"])

    free, out = [], []
    for at in [a for one, there, a in known.names if one == ego and there == other_wave and a not in proposed]:
        name = known.name(ego, other_wave, at)
        if at in linked:
            other = known.name(ego, wave, linked[at])
            out.append(say("review.linked_to", known.lang, name=name, other=other))
        elif at in ruled_out:
            out.append(say("review.ruled_out", known.lang, name=name))
        else:
            free.append(at)
    taken = say("review.taken", known.lang, who=listed(out, known.lang)) if out else ""
    return [*proposed.items(), *((at, None) for at in free)], taken


def in_words(known: Known, decision: Decision) -> str:
    """What was decided, as a clause: `Els (before) and Els V. (after) are the same person`."""
    ego, wave, alter, other_wave = decision.key
    return say(
        f"review.said_{decision.status}",
        known.lang,
        name=known.name(ego, wave, alter),
        wave=known.wave(wave),
        other=known.name(ego, other_wave, decision.other),
        other_wave=known.wave(other_wave),
    )


def shown(
    known: Known, key: Key, there: list[tuple[str, dict[str, Any] | None]], taken: str = "", decided: str = ""
) -> dict[str, Any]:
    """One question as the panel shows it: the alter at the left, and everyone who may stand at the right."""
    ego, wave, alter, other_wave = key
    others = []
    for other, row in there:
        name = known.name(ego, other_wave, other) if other else say("review.nobody", known.lang)
        score = score_of(row, known.lang) if row else ""
        others.append(
            {
                "alter": other,
                "name": name,
                "label": f"{name} · {score}" if score else name,
                "proposal": proposal(row, known.lang),
                "answers": known.of(ego, other_wave, other),
            }
        )
    order = list(known.waves)
    return {
        "key": list(key),
        "ego": ego,
        "left": {
            "wave": known.wave(wave),
            "name": known.name(ego, wave, alter),
            "answers": known.of(ego, wave, alter),
        },
        "right": known.wave(other_wave),
        "labels": known.labels,
        "comparable": known.comparable,
        "others": others,
        "taken": taken,
        "gone": {wave, other_wave} <= set(order) and order.index(wave) < order.index(other_wave),
        "decided": decided,
    }
