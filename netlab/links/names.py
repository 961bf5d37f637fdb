"""A name as somebody wrote it, read as people in Flanders and the Netherlands write names."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from netlab.cleaning.answers import plain

WORDS = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
TUSSENVOEGSELS, TITLES, ROLES, FILLERS = (frozenset(WORDS[k]) for k in ("tussenvoegsels", "titles", "roles", "fillers"))
GENERATIONS = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr"}
SURNAMES = frozenset(WORDS["surnames"])
FORMS: dict[str, frozenset[str]] = {
    long: frozenset(short)
    for long, short in tomllib.loads((Path(__file__).parent / "short_names.toml").read_text(encoding="utf-8"))[
        "forms"
    ].items()
}
GIVEN = frozenset(WORDS["given"]) | frozenset(FORMS) | frozenset().union(*FORMS.values())
LONG_OF: dict[str, frozenset[str]] = {
    short: frozenset(long for long, shorts in FORMS.items() if short in shorts)
    for shorts in FORMS.values()
    for short in shorts
}
# How a sound is written differently in one and the same name: Kristof, Christoph; Thijs, Thys; De Keyzer, Dekeyser.
SPELLINGS = [
    *(
        ("ph", "f"),
        ("th", "t"),
        ("ckx", "x"),
        ("cks", "x"),
        ("ks", "x"),
        ("ck", "k"),
        ("sch", "s"),
        ("ch", "k"),
        ("gh", "g"),
    ),
    *(("ij", "y"), ("dt", "t"), ("c", "k"), ("q", "k"), ("z", "s"), ("j", "i"), ("y", "i"), ("v", "f"), ("ae", "a")),
]


@cache
def spelled(word: str, vowels: bool = False) -> str:
    """A word as it sounds, roughly: equal for spellings of one name, seldom for two names.

    `vowels`: long and short ones are the same too, as in surnames (Peeters, Peters), not in first names (Gert, Geert).
    """
    for written, sound in SPELLINGS:
        word = word.replace(written, sound)
    word = re.sub(r"(.)\1+" if vowels else r"([^aeou])\1+", r"\1", word)
    return re.sub(r"(?<=[fpi])e$", "", word)


class Surname(NamedTuple):
    """One surname: what stands before it (`van den`), and the word itself."""

    before: tuple[str, ...]
    word: str

    @property
    def glued(self) -> str:
        """As one word: `vandenbroucke`."""
        return "".join(self.before) + self.word

    @property
    def bare(self) -> str:
        """Without what stands before it, also where that was written as one word with it."""
        if self.before:
            return self.word
        start = next((g for g in WORDS["glued"] if self.word.startswith(g) and len(self.word) - len(g) >= 4), "")
        return self.word[len(start) :]


class Reading(NamedTuple):
    """One way to read a name: first names and surnames, either of which may be lacking.

    `turned` where the surname is taken to stand first without a comma to say so.
    """

    first: tuple[str, ...]
    last: tuple[Surname, ...]
    turned: bool = False


class Name(NamedTuple):
    """A name in all ways in which it can be read, with the role or department that was written with it."""

    readings: tuple[Reading, ...]
    roles: tuple[str, ...]
    generation: str


def _tokens(text: str) -> list[str]:
    """The words of a name; hyphens stay within a word, dots and apostrophes go, initials come apart."""
    found: list[str] = []
    for word in re.sub(r"\s-+\s|[/&;:\"]|^\W+", " ", text).split():
        dotted = re.fullmatch(r"(?:[^\W\d_]\.-?){2,}|(?:[^\W\d_]\.-?)+[^\W\d_]", word)
        pieces = re.findall(r"[^\W\d_]", word) if dotted else [re.sub(r"[^\w-]", "", word).strip("-_")]
        found += [p for p in pieces if p]
    return found


def _surnames(tokens: list[str]) -> tuple[Surname, ...]:
    """Surnames, each with what stands before it: `de smet-janssens` is `de smet` and `janssens`."""
    found, before = [], []
    words = [w for token in tokens for w in token.split("-") if w]
    for n, word in enumerate(words):
        if word in TUSSENVOEGSELS and n + 1 < len(words):
            before.append(word)
        else:
            found.append(Surname(tuple(before), word))
            before = []
    return tuple(found)


def _first(tokens: list[str]) -> tuple[str, ...]:
    return tuple(w for token in tokens for w in token.split("-") if w)


def _surname_first(tokens: list[str]) -> list[Reading]:
    """A name that begins with what stands before a surname: all of it the surname, or all but the last word."""
    turned = [Reading(_first(tokens[-1:]), _surnames(tokens[:-1]), True)] if len(tokens) > 2 else []
    return [Reading((), _surnames(tokens)), *turned]


def _readings(tokens: list[str]) -> list[Reading]:
    """The ways in which words without titles and roles can be a name; the likeliest first."""
    if len(tokens) == 1:
        only = tokens[0]
        as_first = [Reading(_first(tokens), ())]
        if len(only) == 2 and only.isalpha() and only not in GIVEN:  # PJ: Pieter-Jan, or Peter Janssens
            return [*as_first, Reading((only[0],), (Surname((), only[1]),))]
        return as_first if only in GIVEN else [*as_first, Reading((), _surnames(tokens))]
    if len(tokens[0]) == 1 and tokens[0] in TUSSENVOEGSELS:  # V. Peeters, or 't Kindt
        as_initial = Reading((tokens[0],), _surnames(tokens[1:]))
        return [as_initial, *_surname_first(tokens)]
    starts = [n for n, word in enumerate(tokens[:-1]) if word in TUSSENVOEGSELS and not (n == 0 and word in GIVEN)]
    if starts and starts[0] == 0:
        return _surname_first(tokens)
    initials = next((n for n, word in enumerate(tokens) if len(word) > 1), len(tokens))
    splits = [starts[0]] if starts else []
    splits += [initials] if 0 < initials < len(tokens) else [1]
    if len(tokens) > 2 and not starts:
        splits.append(2)
    found = [Reading(_first(tokens[:n]), _surnames(tokens[n:])) for n in dict.fromkeys(splits)]
    if (not starts or starts[-1] + 2 < len(tokens)) and (tokens[-1] in GIVEN or tokens[0] not in GIVEN):
        found.append(Reading(_first(tokens[-1:]), _surnames(tokens[:-1]), True))
    return found


def _without_roles(tokens: list[str]) -> tuple[list[str], list[str]]:
    """The words of a name and, behind them, those of a role: `els van de boekhouding`, `jan hr`."""
    at = next((n for n, word in enumerate(tokens) if word in ROLES), len(tokens))
    if at == len(tokens) or not all(word in ROLES or word in FILLERS for word in tokens[at:]):
        return tokens, []
    start = at
    while start and tokens[start - 1] in FILLERS:
        start -= 1
    return tokens[:start], [word for word in tokens[at:] if word in ROLES]


def _bare_words(tokens: list[str]) -> tuple[list[str], bool]:
    """The words of a name without titles and `mijn`, and whether there was a title."""
    kept = [w for w in tokens if w not in TITLES or w in GIVEN]
    title = 0 < len(kept) < len(tokens)
    kept = kept if kept else tokens
    while len(kept) > 1 and kept[0] in FILLERS - TUSSENVOEGSELS:
        kept = kept[1:]
    return kept, title


@cache
def read_name(text: str) -> Name:
    """Read a name.

    Parameters
    ----------
    text : str
        As it was typed: `Peeters, Jan`, `J. van den Berg`, `Els (boekhouding)`, `=Joke Maes`, `mevr. De Wit`.

    Returns
    -------
    Name
        All its readings (none where it says only a role, as in `de directeur`), the words of a role, and `jr` or `sr`.
    """
    low = plain(text)
    roles = [part.strip() for part in re.findall(r"[(\[]([^)\]]*)[)\]]?", low)]
    parts = [_tokens(part) for part in re.sub(r"[(\[][^)\]]*[)\]]?", " ", low).split(",")]
    generation = next((GENERATIONS[w] for part in parts for w in part if w in GENERATIONS), "")
    named: list[list[str]] = []
    title = False
    for part in parts:
        words, titled = _bare_words([w for w in part if w not in GENERATIONS])
        words, more = _without_roles(words)
        called_already = len(named) == 1 and named[0][0] in GIVEN and len(named[0]) == 1
        if words and len(named) < 2 and not (called_already and words[0] not in GIVEN):
            named.append(words)
        else:
            more = [*words, *more]
        roles += more
        title |= titled
    if len(named) == 2:
        readings = [Reading(_first(named[1]), _surnames(named[0]))]
    elif named and title and len(named[0]) == 1 and named[0][0] not in GIVEN:
        readings = [Reading((), _surnames(named[0]))]
    else:
        readings = _readings(named[0]) if named else []
    return Name(tuple(readings), tuple(r for r in roles if r), generation)
