"""Reading a TOML text field by field: what is unknown, missing or of another kind is noted with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from netlab.problems import suggestion
from netlab.texts import LANGUAGES

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


class Fields:
    """One pass over a TOML text that collects every problem; who reads it raises when there are any."""

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

    def parts(self, raw: Mapping[str, Any], name: str, needs: str, one: Callable[[Any], Any]) -> list[Any]:
        """Every part `[[name]]`, made by `one`, none of them twice."""
        found = raw.get(name, [])
        self.at(name)
        if not isinstance(found, list):
            self.wrong(name, f"{name} must be written [[{name}]], with two brackets, once for each.")
            return []
        built: list[Any] = []
        for n, item in enumerate(found):
            self.at(name, n)
            made = one(item)
            if made is None:
                continue
            if getattr(made, needs) in [getattr(b, needs) for b in built]:
                self.wrong(
                    getattr(made, needs), f"[[{name}]]: {getattr(made, needs)!r} stands there twice. Remove one."
                )
            built.append(made)
        return built

    def texts(self, about: Mapping[str, Any], part: str, hint: str) -> dict[str, Any]:
        """The fields of a part that all hold the same kind of value."""
        self.at(part)
        return {key: self.value(value, hint, key, f"[{part}]") for key, value in about.items()}
