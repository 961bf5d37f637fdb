"""Reading study.toml into a codebook: every field that is unknown, missing or of another kind, with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from netlab.codebook.declared import (
    TABLES,
    Category,
    Codebook,
    Generator,
    Group,
    Interpreter,
    Outcome,
    TieType,
    Wave,
)
from netlab.problems import InputError, suggestion
from netlab.texts import LANGUAGES

ROLES = (
    "attribute",
    "organisation",
    "strength",
    "relation",
    "channel",
    "asks",
    "brings",
    "know",
    "value",
    "access",
    "cost",
    "note",
)
SOURCE = ("path", "format", "case_id", "cases", "protocol")
DRAWINGS = {"start": ("empty", "earlier"), "counts": ("drawings", "files")}
ALTER_IDS = ("own", "per wave", "roster")
CHANNELS = ("face_to_face", "digital", "both")
ONCE = ("strength", "channel", "asks", "brings", "know", "value", "access", "cost", "organisation")
CLOSED = ("organisation", "strength", "channel", "know", "value", "access", "cost")
RESERVED = {"ego", "wave", "alter", "person", "file", "line"}
PARTS = {
    *("study", "files", "source", "columns", "waves", "group", "generators", "tie_types", "interpreters", "outcomes"),
    *("analysis", "codes", "drawings"),
}
# What a field of a codebook may hold, by the type hint of its dataclass.
HOLDS: Mapping[str, tuple[tuple[type, ...], str]] = {
    "str": ((str, int), "a text in quotation marks"),
    "str | None": ((str, int), "a text in quotation marks"),
    "Text | str": ((str, dict), 'a text in quotation marks, or one per language: { nl = "…", en = "…" }'),
    "bool": ((bool,), "true or false, without quotation marks"),
    "int | None": ((int,), "a whole number, without quotation marks"),
    "float | None": ((int, float), "a number, without quotation marks"),
    "tuple[str, ...]": ((list,), 'a list: ["…", "…"]'),
}


def read_codebook(path: str | Path) -> Codebook:
    """Read study.toml.

    Raises
    ------
    InputError
        Naming every key, answer or cut that is unknown, missing or of another kind, with its line and what to do.
    """
    path = Path(path)
    if path.is_dir():
        path = path / "study.toml"
    if not path.is_file():
        raise InputError(
            f"{path}: there is no study.toml here. Expected a study folder; `netlab new NAME` makes one with examples."
        )
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(
            f"{path.name}, line {line}: the text cannot be read as UTF-8. "
            "Open it in a text editor (not Word) and save it with the encoding UTF-8."
        ) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        what = re.sub(r"\s*\(at .*\)$", "", str(error))
        what = what.replace(r"Illegal character '\n'", "a text that is not closed with a quotation mark")
        place = re.search(r"at line (\d+)", str(error))
        line = int(place.group(1)) if place else text.count("\n") + 1
        raise InputError(
            f"{path.name}, line {line}: not valid TOML: {what}. Look in this line, or just above it, for a "
            "quotation mark or bracket that is missing, or a name that stands there twice."
        ) from None
    return _Reading(path.name, text).codebook(raw)


class _Reading:
    """One pass over study.toml that collects every problem before it raises."""

    def __init__(self, name: str, text: str):
        self.name, self.lines = name, text.splitlines()
        self.problems: list[str] = []
        self.part = (0, len(self.lines))  # the lines of the part that is being read

    def at(self, header: str, nth: int = 0) -> None:
        """Read on in the nth part with this header, so that a problem there gets a line of that part."""
        pattern = re.compile(r"\s*\[{1,2}\s*([\w.-]+)\s*\]{1,2}")
        heads = [(n, m.group(1)) for n, line in enumerate(self.lines) if (m := pattern.match(line))]
        starts = [n for n, head in heads if head == header]
        if nth >= len(starts):
            self.part = (0, len(self.lines))
            return
        start = starts[nth]
        outside = (n for n, head in heads if n > start and not head.startswith(header + "."))
        self.part = (start, next(outside, len(self.lines)))

    def wrong(self, near: str, what: str) -> None:
        """Note a problem on the first line of this part where `near` stands as a word, else where the part begins."""
        word = re.compile(rf"(?<![\w-]){re.escape(near)}(?![\w-])")
        first, last = self.part
        lines = [n for n in range(first, last) if word.search(self.lines[n].split(" #")[0])]
        lines = [n for n in lines if not self.lines[n].lstrip().startswith("#")]
        line = lines[0] if lines else first if self.part != (0, len(self.lines)) else None
        self.problems.append(f"{self.name}{'' if line is None else f', line {line + 1}'}: {what}")

    def known(self, table: Mapping[str, Any], allowed: set[str], where: str) -> None:
        """Note every key that is not one of a part's own."""
        for key in table:
            if key not in allowed:
                self.wrong(key, f"{where} has no field {key!r}. {suggestion(key, sorted(allowed))}")

    def value(self, value: Any, hint: str, key: str, where: str) -> Any:
        """A value as its field wants it; a problem when it is of another kind."""
        kinds, expected = HOLDS[hint]
        fits = isinstance(value, kinds) and (hint == "bool" or not isinstance(value, bool))
        if fits and isinstance(value, list):
            fits = all(isinstance(v, str | int) for v in value)
        if not fits:
            self.wrong(key, f"{where}: {key} is {value!r}, expected {expected}.")
            return None
        if isinstance(value, dict):
            for lang, text in value.items():
                if lang not in LANGUAGES:
                    self.wrong(lang, f"{where}: language {lang!r} is unknown. {suggestion(lang, LANGUAGES)}")
                if not isinstance(text, str):
                    self.wrong(lang, f"{where}: the text of {key} in {lang} is {text!r}, expected a text.")
            return value
        if isinstance(value, list):
            return tuple(str(v) for v in value)
        return str(value) if str in kinds else value

    def build(self, kind: type, raw: Any, where: str, needs: str, **made: Any) -> Any:
        """One of the small dataclasses from its TOML table; None when it lacks what it needs."""
        if not isinstance(raw, dict):
            self.wrong(str(raw), f"{where} is {raw!r}, expected a table with {needs} = …")
            return None
        hints = {f.name.rstrip("_"): str(f.type) for f in fields(kind)}
        self.known(raw, set(hints), where)
        if not str(raw.get(needs, "")).strip():
            self.wrong(where, f"{where} lacks {needs}: add {needs} = …")
            return None
        values = {n: self.value(raw[n], hints[n], n, where) for n in hints if n in raw and n not in made} | made
        if any(v is None for v in values.values()):
            return None
        return kind(**{f.name: values[f.name.rstrip("_")] for f in fields(kind) if f.name.rstrip("_") in values})

    def table(self, raw: Mapping[str, Any], name: str, allowed: set[str] | None = None) -> dict[str, Any]:
        """The part `[name]`, or an empty one."""
        self.at(name)
        found = raw.get(name, {})
        if not isinstance(found, dict):
            self.wrong(name, f"{name} is {found!r}, expected a part [{name}] with a line per field.")
            return {}
        if allowed is not None:
            self.known(found, allowed, f"[{name}]")
        return found

    def parts(self, raw: Mapping[str, Any], name: str, kind: type, needs: str) -> list[Any]:
        """Every part `[[name]]`, none of them twice."""
        found = raw.get(name, [])
        self.at(name)
        if not isinstance(found, list):
            self.wrong(name, f"{name} must be written [[{name}]], with two brackets, once for each.")
            return []
        built: list[Any] = []
        for n, item in enumerate(found):
            self.at(name, n)
            one = self.interpreter(item) if kind is Interpreter else self.build(kind, item, f"[[{name}]]", needs)
            if one is None:
                continue
            if getattr(one, needs) in [getattr(b, needs) for b in built]:
                self.wrong(getattr(one, needs), f"[[{name}]]: {getattr(one, needs)!r} stands there twice. Remove one.")
            built.append(one)
        return built

    def categories(self, raw: Mapping[str, Any], where: str) -> tuple[Category, ...]:
        """The answers of a question, none of them twice, no spelling that stands for two of them."""
        found = raw.get("categories", [])
        if not isinstance(found, list):
            self.wrong("categories", f"{where}: categories is {found!r}, expected a list of answers, in order.")
            return ()
        items = [item if isinstance(item, dict) else {"id": item} for item in found]
        answers = [a for item in items if (a := self.build(Category, item, f"an answer of {where}", "id")) is not None]
        spelled: dict[str, str] = {}
        for answer in answers:
            if answer.channel is not None and answer.channel not in CHANNELS:
                what = f"{where}: channel {answer.channel!r} is unknown. {suggestion(answer.channel, CHANNELS)}"
                self.wrong(answer.channel, what)
            if [a.id for a in answers].count(answer.id) > 1 and answer.id not in spelled.values():
                self.wrong(answer.id, f"{where}: answer {answer.id!r} stands there twice. Remove one.")
            for text in answer.also:
                other = spelled.setdefault(" ".join(text.split()).casefold(), answer.id)
                if other != answer.id:
                    self.wrong(text, f"{where}: {text!r} is a spelling of {other!r} and of {answer.id!r}. Keep one.")
            spelled.setdefault(answer.id, answer.id)
        return tuple(answers)

    def free(self, column: str, where: str) -> None:
        """Note a column that has a meaning of its own."""
        if column in RESERVED:
            self.wrong(column, f"{where}: {column!r} is a column of netlab itself. Give it another name in [columns].")

    def interpreter(self, raw: Any) -> Interpreter | None:
        """One question about the alters, its cuts among its answers."""
        where = f"interpreter {raw.get('column', '?')!r}" if isinstance(raw, dict) else "[[interpreters]]"
        answers = self.categories(raw, where) if isinstance(raw, dict) else ()
        built = self.build(Interpreter, raw, where, "column", categories=answers)
        if built is None:
            return None
        self.free(built.column, where)
        if built.role not in ROLES:
            self.wrong(built.role, f"{where}: role {built.role!r} is unknown. {suggestion(built.role, ROLES)}")
        if not answers and built.role in CLOSED:
            self.wrong(
                built.column, f"{where} has role {built.role!r} and needs its answers in order: add `categories`."
            )
            return built
        for key, cut in [("strong_from", built.strong_from), ("from", built.from_), ("up_to", built.up_to)]:
            if cut is not None and cut not in built.ids:
                self.wrong(key, f"{where}: {key} {cut!r} is not one of its answers. {suggestion(cut, built.ids)}")
        for answer in built.external:
            if answer not in built.ids:
                what = f"{where}: external {answer!r} is not one of its answers. {suggestion(answer, built.ids)}"
                self.wrong("external", what)
        return built

    def group(self, raw: Mapping[str, Any]) -> Group | None:
        """Who is in which group."""
        about = self.table(raw, "group")
        if not about:
            return None
        answers = self.categories(about, "[group]")
        built = self.build(Group, about, "[group]", "column", categories=answers)
        if built is None:
            return None
        self.free(built.column, "[group]")
        ids = [c.id for c in answers]
        if built.comparison is not None and ids and built.comparison not in ids:
            what = f"[group]: comparison {built.comparison!r} is not one of its answers. "
            self.wrong("comparison", what + suggestion(built.comparison, ids))
        return built

    def pattern(self, case_id: str | None) -> None:
        """Note a pattern for case ids that is no pattern, or does not say who the ego is."""
        try:
            groups = re.compile(case_id).groupindex if case_id else {"ego": 0}
        except re.error as error:
            self.wrong("case_id", f"[source]: case_id {case_id!r} is not a regular expression ({error}).")
            return
        if "ego" not in groups:
            self.wrong("case_id", f"[source]: case_id {case_id!r} has no group (?P<ego>…) that says who the ego is.")

    def texts(self, about: Mapping[str, Any], part: str, hint: str) -> dict[str, Any]:
        """The fields of a part that all hold the same kind of value."""
        self.at(part)
        return {key: self.value(value, hint, key, f"[{part}]") for key, value in about.items()}

    def codebook(self, raw: dict[str, Any]) -> Codebook:
        """The whole of study.toml; InputError with every problem when there is one."""
        self.known(raw, PARTS, "study.toml")
        about = self.table(raw, "study", {"title", "subtitle", "notice", "selection", "boundary", "matching"})
        files = self.table(raw, "files", {*TABLES, "fragments", "links", "persons", "people", "alter_ids"})
        files = self.texts(files, "files", "str")
        for key, file in files.items():
            if file is not None and not file.strip():
                self.wrong(key, f"[files]: {key} names no file. Fill it in or remove the line.")
        alter_ids = files.pop("alter_ids", None) or "own"
        if alter_ids not in ALTER_IDS:
            self.wrong("alter_ids", f"alter_ids {alter_ids!r} is unknown. {suggestion(alter_ids, ALTER_IDS)}")
        source = self.texts(self.table(raw, "source", set(SOURCE)), "source", "str")
        if source and not str(source.get("path") or "").strip():
            self.wrong("source", '[source] lacks path: where are the files? For example path = "raw/export"')
        self.pattern(source.get("case_id"))
        drawings = self.texts(self.table(raw, "drawings", set(DRAWINGS)), "drawings", "str")
        for key, chosen in drawings.items():
            if key in DRAWINGS and chosen is not None and chosen not in DRAWINGS[key]:
                self.wrong(key, f"[drawings]: {key} {chosen!r} is unknown. {suggestion(chosen, DRAWINGS[key])}")
        columns = {}
        for table in self.table(raw, "columns", set(TABLES)):
            columns[table] = self.texts(self.table(raw["columns"], table), f"columns.{table}", "str")

        waves = self.parts(raw, "waves", Wave, "id")
        if not raw.get("waves"):
            self.wrong("waves", 'there are no [[waves]]. Name at least one, in order:\n[[waves]]\nid = "start"')
        group = self.group(raw)
        interpreters = self.parts(raw, "interpreters", Interpreter, "column")
        for role in ONCE:
            several = [i.column for i in interpreters if i.role == role]
            if len(several) > 1:
                self.at("")
                self.wrong(several[1], f"role {role!r} is given to {' and '.join(several)}. Keep it for one of them.")
        generators = self.parts(raw, "generators", Generator, "id")
        tie_types = self.parts(raw, "tie_types", TieType, "id")
        outcomes = self.parts(raw, "outcomes", Outcome, "column")
        for outcome in outcomes:
            self.free(outcome.column, "[[outcomes]]")

        analysis = self.table(raw, "analysis", {"primary", "brokerage"})
        primary = self.value(analysis.get("primary", []), "tuple[str, ...]", "primary", "[analysis]")
        brokerage = self.value(analysis.get("brokerage", ""), "str", "brokerage", "[analysis]") or None
        asked = raw.get("interpreters", [])
        tables = [i for i in asked if isinstance(i, dict)] if isinstance(asked, list) else []
        closed = [str(i.get("column")) for i in tables if i.get("categories")]
        if brokerage is not None and brokerage not in closed:
            known = suggestion(brokerage, closed)
            self.wrong("brokerage", f"brokerage {brokerage!r} is not an interpreter with categories. {known}")
        codes = self.texts(self.table(raw, "codes"), "codes", "tuple[str, ...]")
        texts = self.texts(about, "study", "Text | str")
        if self.problems:
            raise InputError(self.problems)
        return Codebook(
            waves=tuple(waves),
            interpreters=tuple(interpreters),
            group=group,
            generators=tuple(generators),
            tie_types=tuple(tie_types),
            outcomes=tuple(outcomes),
            primary=primary,
            brokerage=brokerage,
            codes=codes,
            files=files,
            source=source,
            drawings=drawings,
            columns=columns,
            alter_ids=alter_ids,
            **texts,
        )
