"""What a reader makes of a source before it is cleaned: three tables, a drafted codebook, and what it had to guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from netlab.cleaning.answers import normal
from netlab.codebook import Category, Codebook
from netlab.codebook.case_ids import wrong_pattern
from netlab.problems import InputError, found
from netlab.readers.files import Files
from netlab.texts import say


@dataclass(frozen=True)
class Remark:
    """A sentence in two languages: a key of the texts files and the values it speaks of."""

    key: str
    about: Mapping[str, object] = field(default_factory=dict)

    def text(self, lang: str) -> str:
        """The sentence in one language."""
        return say(self.key, lang, **self.about)


@dataclass(frozen=True)
class Guess:
    """Something in the drafted codebook that the source does not say and a researcher has to confirm.

    `part` is the part of study.toml (`waves`, `interpreters`, `source`, `group`, …), `which` the id or column of the
    one meant (empty: the whole part), `field` the field in it (empty: all of it).
    """

    part: str
    which: str
    field: str
    why: Remark


@dataclass(frozen=True, eq=False)
class Source:
    """What a reader makes of a source.

    Attributes
    ----------
    egos, alters, ties : DataFrame
        As `EgoNetworks.from_frames` takes them, before cleaning, with the columns file and line; every row of the
        source stands in one of them or in `found`. `ties` is None where ties were not asked.
    codebook : Codebook
        Drafted from the source: waves, interpreters with categories in order, types of tie, generators, `alter_ids`.
    recognised : Remark
        What the source is taken for, and why.
    guesses : tuple of Guess
        What in the codebook the source does not say.
    found : DataFrame
        Problems found while reading (see `netlab.problems.found`).
    links, wished : DataFrame or None
        Who is who between two waves, and contacts only wished for, where the source itself says so.
    """

    egos: pd.DataFrame
    alters: pd.DataFrame
    ties: pd.DataFrame | None
    codebook: Codebook
    recognised: Remark
    guesses: tuple[Guess, ...] = ()
    found: pd.DataFrame = field(default_factory=found)
    links: pd.DataFrame | None = None
    wished: pd.DataFrame | None = None


@dataclass(frozen=True)
class Told:
    """What a researcher says of a source that the source itself does not.

    `case_id` is a pattern with the groups `ego` and, optionally, `wave`; `cases` a file with the columns case_id, ego,
    wave; `protocol` a file that describes the questions; `codebook` is that of the study, None where there is none yet.
    """

    case_id: str | None = None
    cases: Path | None = None
    protocol: Path | None = None
    codebook: Codebook | None = None

    def __post_init__(self) -> None:
        """Refuse a pattern that is none, or does not say who the ego is."""
        wrong = wrong_pattern(self.case_id)
        if wrong is not None:
            raise InputError(wrong)


@dataclass(frozen=True)
class Format:
    """A format netlab reads: its name, whether files are of it (a Remark that says why, or None), and its reader."""

    name: str
    recognise: Callable[[Files], Remark | None]
    source: Callable[[Files, Told], Source]


def slug(text: object) -> str:
    """A short id from a label: `Heel dichtbij` → `heel_dichtbij`; letters keep no accents; never empty."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", str(text)) if not unicodedata.combining(c))
    return re.sub(r"\W+", "_", plain).strip("_").lower() or "x"


def categories(values: list[object], labels: list[str] | None = None) -> tuple[Category, ...]:
    """Answers in the order given, each with an id of its own; what stands in the source is one of its spellings.

    The id is made of the label; of the value where a label is the value of another answer (1 = "2", 2 = "1"), which
    would otherwise be read as that one. No id is the spelling of another answer: of -10 and 10, `10` is the latter.
    """
    written = [str(v) for v in values]
    shown = [str(label) for label in labels] if labels else written
    crossed = any(label in written and label != value for value, label in zip(written, shown, strict=True))
    made: dict[str, Category] = {}
    for value, label in zip(written, shown, strict=True):
        name = slug(value if crossed else label)
        while name in made or any(name == normal(w) for w in written if w != value):
            name += "_"
        also = [value] if crossed else [value, label]
        made[name] = Category(name, label, also=tuple(dict.fromkeys(w for w in also if w != name)))
    return tuple(made.values())
