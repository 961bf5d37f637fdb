"""Which participant and which wave a file is about, by its name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

EGO = re.compile(r"(?:^|[^a-z])ego[-_ ]?(\d+)(?!\d)", re.IGNORECASE)
WAVE = re.compile(r"(?:^|[^a-z])((?:wave|golf|meting|ronde|time|tijd|moment|t|w|m)[-_ ]?\d+)(?!\d)", re.IGNORECASE)
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
# Words for a wave, in order of time.
BEFORE = (
    *("baseline", "nulmeting", "voormeting", "voor", "vooraf", "voordien", "start", "startmeting", "intake", "begin"),
    *("beginmeting", "aanvang", "pre", "premeting", "pretest", "before"),
)
DURING = ("tussenmeting", "tussen", "tussentijds", "midden", "mid", "midterm", "halverwege", "during", "interim")
AFTER = (
    *("nameting", "na", "nadien", "naderhand", "einde", "eind", "eindmeting", "slotmeting", "end", "post"),
    *("postmeting", "posttest", "after", "afloop", "laatste", "last", "exit"),
)
LATER = ("opvolging", "opvolgmeting", "followup", "fu", "later", "nazorg")
COUNTED = (
    *("eerste first", "tweede second", "derde third", "vierde fourth", "vijfde fifth", "zesde sixth"),
    *("zevende seventh", "achtste eighth", "negende ninth", "tiende tenth"),
)
MONTHS = (
    *("januari january jan", "februari february feb", "maart march mrt mar", "april apr voorjaar lente spring"),
    *("mei may", "juni june jun", "juli july jul zomer summer", "augustus august aug", "september sept sep"),
    *("oktober october okt oct najaar herfst autumn", "november nov", "december dec"),
)
IN_TIME = {word: n for n, words in enumerate((BEFORE, DURING, AFTER, LATER)) for word in words}
ORDINALS = {word: n for n, words in enumerate(COUNTED, 1) for word in words.split()}
MONTH = {word: n for n, words in enumerate(MONTHS, 1) for word in words.split()}
MOST_WAVES = 12


def stem(name: str) -> str:
    """The name of a file or sheet without folders and ending: `raw/ego1.csv` → `ego1`, `x.xlsx#Start` → `Start`."""
    file, _, sheet = name.partition("#")
    return sheet or PurePosixPath(file).stem


def wave_in(name: str) -> str | None:
    """What in the name of a file says the wave: `alters_wave2.csv` → `wave2`, `egos_voor.csv` → `voor`; None without.

    A number alone says nothing: it may as well be a participant or a size.
    """
    written = stem(name)
    numbered = WAVE.search(written)
    if numbered:
        return numbered.group(1)
    words = [w for w in re.split(r"[\W_]+", written) if w.casefold() in {*IN_TIME, *ORDINALS}]
    if len(words) == 1:
        return words[0]
    year = YEAR.search(written)
    return year.group(1) if year else None


def ego_in(name: str, known: set[str]) -> str | None:
    """Whose file it is: the digits behind `ego`, else the whole stem; None for a stem that is no participant's id.

    Parameters
    ----------
    name : str
    known : set of str
        The ids of participants that other files have; empty where none do: any name will then do.
    """
    written = stem(name)
    digits = EGO.search(written)
    without_wave = WAVE.sub("", written).strip("_- ")
    found = [*([digits.group(1), digits.group(1).lstrip("0") or "0"] if digits else []), written, without_wave]
    if known:
        return next((f for f in found if f in known), None)
    return found[0]


def waves_by_name(names: Sequence[str]) -> list[str] | None:
    """A wave per file, where every name says one, no two say the same, and there are at most 12; else None.

    A longer row of numbers counts participants or files, not moments at which the same people were asked.
    """
    waves = [wave_in(n) for n in names]
    apart = all(waves) and len(set(waves)) == len(waves) <= MOST_WAVES
    return [str(w) for w in waves] if apart else None


def _words(wave: str) -> list[str]:
    plain = re.sub(r"follow[-_ ]?up", "followup", wave.casefold())
    return re.findall(r"[^\W\d_]+|\d+", plain)


def _day(words: list[str]) -> tuple[int, int, int] | None:
    """The year, month and day that a wave is called after, 0 for what it does not say; None without a year."""
    years = [n for n, w in enumerate(words) if re.fullmatch(r"(19|20)\d\d", w)]
    if not years:
        return None
    at = years[0]
    by_name = next((MONTH[w] for w in words if w in MONTH), 0)
    small = [[w for w in part if re.fullmatch(r"\d{1,2}", w)] for part in (words[at + 1 :], words[max(at - 2, 0) : at])]
    behind, ahead = small[0][:2], small[1][::-1]
    parts = [int(w) for w in behind or ahead]
    if by_name:
        return int(words[at]), by_name, parts[0] if parts else 0
    month = parts[0] if parts and parts[0] <= 12 else 0
    return int(words[at]), month, parts[1] if month and len(parts) > 1 else 0


def _place(words: list[str]) -> tuple[int, int, str]:
    """The stage of a trajectory a wave is called after (-1: none), its number, and what is left of its name."""
    stages = [IN_TIME[w] for w in words if w in IN_TIME]
    counted = [int(w[:15]) if w.isdigit() else ORDINALS[w] for w in words if w.isdigit() or w in ORDINALS]
    stage = stages[0] if stages else 0 if words[:2] == ["t", "0"] and len(words) == 2 else -1
    rest = " ".join(w for w in words if not w.isdigit() and w not in ORDINALS)
    return stage, counted[0] if len(counted) == 1 else -1, "" if stages else rest


def in_time(waves: Sequence[str]) -> list[str] | None:
    """Waves in order of time: by the dates in their names, else by words (voor, na) and numbers; None where unclear.

    Every name has to say it: nulmeting < meting 1 < meting 2 < eindmeting < opvolging; eerste < tweede; 2024-09 <
    2025-06; september 2024 < juni 2025.
    """
    words = {w: _words(w) for w in waves}
    days = {w: d for w in waves if (d := _day(words[w])) is not None}
    if len(days) == len(set(days.values())) == len(waves):
        return sorted(waves, key=lambda w: days[w])
    places = {w: _place(words[w]) for w in waves}
    unstaged = [p for p in places.values() if p[0] < 0]
    if any(number < 0 for _, number, _ in unstaged) or len({rest for *_, rest in unstaged}) > 1:
        return None
    # A wave that only has a number stands between the start and the end.
    keys = {w: (IN_TIME["tussen"] if stage < 0 else stage, number) for w, (stage, number, _) in places.items()}
    return sorted(waves, key=lambda w: keys[w]) if len(set(keys.values())) == len(waves) else None
