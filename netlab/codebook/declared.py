"""What a codebook is: waves, groups, questions, answers in order, cuts, and the columns of the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from netlab.texts import Text

TABLES = ("egos", "alters", "ties")
YES_NO = ("relation", "priority")  # roles whose question is answered with yes or no
KEYS = {"egos": ("ego", "wave"), "alters": ("ego", "wave", "alter"), "ties": ("ego", "wave", "source", "target")}


@dataclass(frozen=True)
class Category:
    """One answer to a closed question: its id, its label per language, other spellings, its numeric code."""

    id: str
    label: Text | str = ""
    also: tuple[str, ...] = ()
    code: float | None = None
    channel: str | None = None


@dataclass(frozen=True)
class Wave:
    """A moment of measurement."""

    id: str
    label: Text | str = ""


@dataclass(frozen=True)
class Group:
    """The column of egos that says who is in which group, and which group is the comparison."""

    column: str
    categories: tuple[Category, ...] = ()
    comparison: str | None = None
    randomised: bool = False


@dataclass(frozen=True)
class Generator:
    """A question that yields alters; `column` (true/false per alter) when the study has several."""

    id: str
    text: Text | str = ""
    column: str | None = None
    at_most: int | None = None


@dataclass(frozen=True)
class TieType:
    """A kind of tie among alters."""

    id: str
    label: Text | str = ""
    text: Text | str = ""
    directed: bool = False


@dataclass(frozen=True)
class Interpreter:
    """A question about each alter: a column of alters, its role, and its answers in order."""

    column: str
    role: str = "attribute"
    label: Text | str = ""
    text: Text | str = ""
    categories: tuple[Category, ...] = ()
    strong_from: str | None = None
    external: tuple[str, ...] = ()
    from_: str | None = None
    up_to: str | None = None
    fixed: bool = False
    kind: bool = False
    sector: bool = False

    @property
    def ids(self) -> list[str]:
        """The ids of the answers, in the codebook's order."""
        return [c.id for c in self.categories]

    @property
    def first_strong(self) -> str | None:
        """The first answer that counts as strong: `strong_from`, else the last; None without answers."""
        return self.strong_from or next(reversed(self.ids), None)

    @property
    def codes(self) -> list[float]:
        """The numeric code of each answer: its own `code`, else its place counted from 0."""
        return [float(i) if c.code is None else float(c.code) for i, c in enumerate(self.categories)]

    @property
    def yes_no(self) -> bool:
        """Whether the question is answered with yes or no, and so has no answers of its own."""
        return self.role in YES_NO

    @property
    def closed(self) -> bool:
        """Whether its answers are known beforehand: those in the codebook, or yes and no."""
        return bool(self.categories) or self.yes_no


@dataclass(frozen=True)
class Outcome:
    """A numeric column of egos that the study wants to see change."""

    column: str
    label: Text | str = ""


@dataclass(frozen=True)
class Codebook:
    """What the columns of a study mean.

    Attributes
    ----------
    waves : tuple of Wave
        The moments of measurement, in order.
    interpreters : tuple of Interpreter
        The questions about each alter.
    group : Group or None
        Who is in which group.
    generators : tuple of Generator
        The questions that yield alters.
    tie_types : tuple of TieType
        The kinds of tie among alters.
    outcomes : tuple of Outcome
        Columns of egos that the study wants to see change.
    primary : tuple of str
        The measures and outcomes that were chosen beforehand, a few at most.
    brokerage : str or None
        The interpreter whose answers are the groups between which ego stands.
    codes : mapping
        Of an interview code to the measures that it says something of.
    title, subtitle, notice, selection, boundary, matching : str or text per language
        What a report says of the study: what it is called, a notice on top, how participants were chosen, who counts
        as an alter, how it was decided who is the same person in two waves.
    files : mapping
        Of a table to its file.
    source : mapping
        Where another tool's files are and how to read them: path, format, case_id, cases, protocol.
    drawings : mapping
        How a later drawing starts (start), and which counts where a network was drawn and stands in a file as well
        (counts).
    columns : mapping
        Per table, netlab's name of a column to the name in the file.
    alter_ids : str
        Whom equal ids mean: `own` (one person of that ego in every wave), `roster` (one person for all egos) or
        `per wave` (nothing: links say who is who).
    derived : tuple of str
        What was not declared but taken from the values themselves.
    """

    waves: tuple[Wave, ...] = ()
    interpreters: tuple[Interpreter, ...] = ()
    group: Group | None = None
    generators: tuple[Generator, ...] = ()
    tie_types: tuple[TieType, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    primary: tuple[str, ...] = ()
    brokerage: str | None = None
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    title: Text | str = ""
    subtitle: Text | str = ""
    notice: Text | str = ""
    selection: Text | str = ""
    boundary: Text | str = ""
    matching: Text | str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    source: Mapping[str, str] = field(default_factory=dict)
    drawings: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    alter_ids: str = "own"
    derived: tuple[str, ...] = ()

    def with_role(self, role: str) -> list[Interpreter]:
        """The interpreters with this role, in the codebook's order."""
        return [i for i in self.interpreters if i.role == role]

    def one(self, role: str) -> Interpreter | None:
        """The interpreter with a role that a study has at most once, or None."""
        return next(iter(self.with_role(role)), None)

    @property
    def attributes(self) -> list[Interpreter]:
        """The interpreters whose answers describe who the alters are."""
        return [i for i in self.interpreters if i.role in ("attribute", "organisation") and i.categories]

    @property
    def kinds(self) -> list[Interpreter]:
        """The attributes in which a contact of a new kind counts as exploring."""
        return [i for i in self.attributes if i.kind or i.role == "organisation"]

    @property
    def types(self) -> list[str]:
        """The true/false columns of alters that say of what types a tie is: relations, else several generators."""
        return [i.column for i in self.with_role("relation")] or [g.column for g in self.generators if g.column]

    @property
    def sector(self) -> Interpreter | None:
        """The attribute that divides a drawing into sectors: the one marked so, else the first."""
        return next((i for i in self.attributes if i.sector), next(iter(self.attributes), None))

    @property
    def directed(self) -> bool:
        """Whether every declared type of tie among alters is directed."""
        return bool(self.tie_types) and all(t.directed for t in self.tie_types)

    def interpreter(self, column: str) -> Interpreter | None:
        """The interpreter of a column of alters, or None."""
        return next((i for i in self.interpreters if i.column == column), None)

    def only(self, type: str) -> Codebook:
        """The same codebook with one type of tie among alters."""
        kept = tuple(t for t in self.tie_types if t.id == type) or (TieType(type),)
        return replace(self, tie_types=kept)
