"""How alike two names are: a number, whether it can be more than a doubt, and what it rests on."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import NamedTuple

from rapidfuzz.distance import OSA

from netlab.cleaning.answers import plain
from netlab.links.names import FORMS, GIVEN, LONG_OF, SURNAMES, Name, Reading, Surname, read_name, spelled

# What a part of a name says, from 0 (other names) to 1 (the same); the words are in texts.*.toml under [link].
FIRST = {
    "": 1.0,
    "spelling": 0.95,
    "short_form": 0.92,
    "initials": 0.88,
    "part_of_first": 0.82,
    "begin_of_first": 0.8,
    "slip": 0.85,
    "initial": 0.75,
    "other_form": 0.6,
    "near_first": 0.5,
    "initial_both": 0.7,
    "other_first": 0.0,
}
LAST = {
    "": 1.0,
    "spelling": 0.96,
    "tussenvoegsel": 0.93,
    "part_of_last": 0.88,
    "slip": 0.85,
    "initials": 0.78,
    "initial": 0.7,
    "near_last": 0.55,
    "initial_both": 0.7,
    "other_last": 0.0,
}
# What says too little to be more than a doubt, whatever else agrees.
DOUBTFUL = {"near_first", "near_last", "other_first", "other_last", "other_form"}
INITIALS = {"initial", "initials", "initial_both"}
WEIGHT = 0.6  # what a part that is not the same takes from 1
ONLY = {"only_first": (0.4, 0.25), "only_last": (0.37, 0.25)}  # from … and up to … more
SAME_FIRST_ONLY, SAME_LAST_ONLY, SAME_ROLE_ONLY, NAME_AND_ROLE = 0.34, 0.3, 0.5, 0.32
MOST_IN_DOUBT = 0.79


class Likeness(NamedTuple):
    """`score` 0–1; `doubtful` when it can be no more than a doubt; `reasons` as keys of [link] in the texts."""

    score: float
    doubtful: bool
    reasons: tuple[str, ...]


def _slip(a: str, b: str, known: frozenset[str]) -> str:
    """`slip` for two words that differ by a letter or two, `near` when both are names of their own, else nothing."""
    shortest = min(len(a), len(b))
    if shortest < 4 or any(c.isdigit() for c in a + b):
        return ""
    distance = OSA.distance(a, b, score_cutoff=2)
    if distance > (1 if shortest < 8 else 2) or (shortest == 4 and a[0] != b[0]):
        return ""
    return "near" if a in known and b in known else "slip"


def _forms(a: str, b: str) -> str:
    """`short_form` when one is a form of the other or of its spelling; `other_form` when both are of a third name."""
    if b in FORMS.get(a, ()) or a in FORMS.get(b, ()):
        return "short_form"
    shared = LONG_OF.get(a, frozenset()) & LONG_OF.get(b, frozenset())
    near = [w for long in shared for w in (a, b) if len(w) > 4 and OSA.distance(w, long) <= 2]
    return "short_form" if near else "other_form" if shared else ""


@cache
def like_first(a: tuple[str, ...], b: tuple[str, ...]) -> str:
    """What two first names have in common, as a key of FIRST."""
    one, other = "".join(a), "".join(b)
    initial = [all(len(w) == 1 for w in name) for name in (a, b)]
    if all(initial):
        return "initial_both" if one[0] == other[0] else "other_first"
    if one == other:
        return ""
    short, long = sorted((a, b), key=lambda name: len("".join(name)))
    begin = "".join(short)
    if any(initial):
        if len(begin) > 1 and begin == "".join(w[0] for w in long):
            return "initials"
        return "initial" if begin[0] == "".join(long)[0] else "other_first"
    if spelled(one) == spelled(other):
        return "spelling"
    if form := _forms(one, other):
        return form
    if len(long) > 1 and begin not in GIVEN and begin == "".join(w[0] for w in long):
        return "initials"
    if len(a) != len(b) and (begin == long[0] or spelled(begin) == spelled(long[0])):
        return "part_of_first"
    both_known = one in GIVEN and other in GIVEN
    if len(begin) >= 3 and "".join(long).startswith(begin):
        return "near_first" if both_known else "begin_of_first"
    slip = _slip(one, other, GIVEN)
    if slip:
        return "near_first" if slip == "near" else "slip"
    if len(long) > 1 and (begin in long or any(_forms(begin, w) == "short_form" for w in long)):
        return "part_of_first"
    return "other_first"


def _one_last(a: Surname, b: Surname) -> str:
    """What two surnames without a hyphen have in common, as a key of LAST."""
    if a.glued == b.glued:
        return ""
    if spelled(a.glued, vowels=True) == spelled(b.glued, vowels=True):
        return "spelling"
    if min(len(a.bare), len(b.bare)) >= 3 and spelled(a.bare, vowels=True) == spelled(b.bare, vowels=True):
        return "tussenvoegsel"
    slip = _slip(a.glued, b.glued, SURNAMES)
    return {"slip": "slip", "near": "near_last", "": "other_last"}[slip]


def _initials_of(a: tuple[Surname, ...], b: tuple[Surname, ...]) -> str:
    """What initials (`V.`, `V.d.B.`, `VDB`) have in common with a surname, or with other initials; empty for others."""
    written = ["".join(s.glued for s in name) for name in (a, b)]
    letters = ["".join(w[0] for s in name for w in (*s.before, s.word)) for name in (a, b)]
    single = [all(len(s.word) == 1 for s in name) for name in (a, b)]
    if all(single):
        return "initial_both" if written[0][0] == written[1][0] else "other_last"
    for n, (short, long) in enumerate(((a, b), (b, a))):
        if written[n] == letters[1 - n] and len(written[n]) > 1:
            return "initials"
        if single[n]:
            fits = short[-1].word in {long[0].word[0], long[0].glued[0]} and written[n][0] in letters[1 - n]
            return "initial" if fits else "other_last"
    return ""


@cache
def like_last(a: tuple[Surname, ...], b: tuple[Surname, ...]) -> str:
    """What two surnames, each of one or more, have in common, as a key of LAST."""
    initials = _initials_of(a, b)
    if initials:
        return initials
    whole = [Surname((), "".join(s.glued for s in name)) for name in (a, b)]
    as_one = _one_last(*whole)
    if len(a) == len(b) == 1:
        by_part = _one_last(a[0], b[0])
        return max(as_one, by_part, key=LAST.__getitem__)
    parts = [_one_last(x, y) for x, y in product(a, b) if min(len(x.word), len(y.word)) > 2]
    best = max(parts, key=LAST.__getitem__, default="other_last")
    shared = "part_of_last" if LAST[best] >= LAST["tussenvoegsel"] else "other_last"
    return max(as_one, shared, key=LAST.__getitem__)


def _compared(a: Reading, b: Reading) -> Likeness:
    """Two names, each read in one way."""
    turned = ("turned",) if a.turned != b.turned else ()
    if a.first and b.first and a.last and b.last:
        first, last = like_first(a.first, b.first), like_last(a.last, b.last)
        if first == "other_first" and last == "other_last":
            return Likeness(0.0, True, ())
        reasons = [f"first_{first}" if first in LAST else first, f"last_{last}" if last in FIRST else last]
        reasons = [r for r, key in zip(reasons, (first, last), strict=True) if key]
        doubtful = bool({first, last} & DOUBTFUL) or {first, last} <= INITIALS
        if first == "other_first" or last == "other_last":
            other, base, alike = (
                (LAST[last], SAME_LAST_ONLY, 0.85) if first == "other_first" else (FIRST[first], SAME_FIRST_ONLY, 0.8)
            )
            known = other >= alike and not (a.turned or b.turned)
            return Likeness(base * other if known else 0.0, True, tuple(reasons))
        score = 1 - WEIGHT * (1 - FIRST[first]) - WEIGHT * (1 - LAST[last]) - 0.02 * len(turned)
        score = min(score, MOST_IN_DOUBT) if doubtful else score
        return Likeness(max(score, 0.0), doubtful, (*reasons, *turned) or ("same_name",))
    if a.first and b.first:
        key, only = like_first(a.first, b.first), "only_first"
        how, share = (f"first_{key}" if key in LAST else key), FIRST[key]
    elif a.last and b.last and not (a.turned or b.turned):
        key, only = like_last(a.last, b.last), "only_last"
        how, share = (f"last_{key}" if key in FIRST else key), LAST[key]
    else:
        return Likeness(0.0, True, ())
    if share < FIRST["other_form"]:
        return Likeness(0.0, True, ())
    least, more = ONLY[only]
    return Likeness(least + more * share, True, (only, how) if key else (only,))


def alike(a: str, b: str) -> Likeness:
    """How alike two names are, over all ways in which they can be read.

    Parameters
    ----------
    a, b : str
        Names as they were typed.

    Returns
    -------
    Likeness
        1 for the same first name and surname, but for accents, capitals and punctuation. Each part that is written
        otherwise takes off a share; a pair that rests on a first name alone, on a surname alone, on initials alone or
        on a role is doubtful and at most 0.79. The order of the two does not matter.

    Notes
    -----
    The numbers are choices, tuned on benchmarks/linking/names.csv; they order pairs and are no probabilities.
    """
    return _alike(*sorted((str(a), str(b))))


@cache
def _alike(a: str, b: str) -> Likeness:
    one, other = read_name(a), read_name(b)
    if not one.readings or not other.readings:
        return _by_role(one, other, plain(a) == plain(b))
    found = [_compared(x, y) for x, y in product(one.readings, other.readings)]
    best = max(found, key=lambda like: (like.score, not like.doubtful), default=Likeness(0.0, True, ()))
    if one.generation and other.generation and one.generation != other.generation:
        return Likeness(min(best.score, MOST_IN_DOUBT) * 0.8, True, (*best.reasons, "generation"))
    return best


def _by_role(one: Name, other: Name, equal: bool) -> Likeness:
    """Two of whom at least one is called by what they do, and not by a name."""
    shared = equal or any(alike_roles(r, s) for r, s in product(one.roles, other.roles))
    if one.readings or other.readings:
        called = one.roles or other.roles
        return Likeness(NAME_AND_ROLE if called else 0.0, True, ("only_role",) if called else ())
    return Likeness(SAME_ROLE_ONLY if shared else 0.0, True, ("only_role",) if shared else ())


@cache
def alike_roles(a: str, b: str) -> bool:
    """Whether two roles or departments are the same, or begin alike: `boekhouding` and `boekhouder`."""
    one, other = plain(a), plain(b)
    if not one or not other:
        return False
    if one == other:
        return True
    words = [{w for w in text.replace("-", " ").replace("_", " ").split() if len(w) > 3} for text in (one, other)]
    return any(x[:6] == y[:6] and min(len(x), len(y)) >= 5 for x, y in product(*words))
