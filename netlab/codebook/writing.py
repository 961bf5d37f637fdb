"""A codebook as the text of a study.toml, with a comment at every place that a person still has to confirm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from netlab.codebook.declared import TABLES, Category, Codebook
from netlab.texts import say

Place = tuple[str, str, str]  # part, which one, field: ("interpreters", "nabijheid", "strong_from")
# The field that tells the parts of one kind apart.
NAMED_BY = {
    "waves": "id",
    "generators": "id",
    "tie_types": "id",
    "interpreters": "column",
    "outcomes": "column",
}
STUDY = ("title", "subtitle", "notice", "selection", "boundary", "matching")
WIDTH = 100


def quoted(text: object) -> str:
    """A text as TOML writes it."""
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}
    plain = "".join(
        escapes.get(c, c if c.isprintable() else f"\\u{ord(c):04x}" if ord(c) < 65536 else c) for c in str(text)
    )
    return f'"{plain}"'


def value(given: object) -> str:
    """A value as TOML writes it: texts, texts per language, numbers, true or false, lists and answers."""
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, int | float):
        return str(int(given)) if float(given).is_integer() else repr(given)
    if isinstance(given, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {value(v)}" for k, v in given.items()) + " }"
    if isinstance(given, Category):
        return _answer(given)
    if isinstance(given, tuple | list):
        items = [value(item) for item in given]
        line = "[" + ", ".join(items) + "]"
        return line if len(line) <= WIDTH else "[\n" + "".join(f"    {item},\n" for item in items) + "]"
    return quoted(given)


def _key(key: str) -> str:
    """The name of a field, in quotation marks where TOML wants them."""
    return key if key.isascii() and key.replace("_", "").replace("-", "").isalnum() else quoted(key)


def _answer(answer: Category) -> str:
    """One answer: just its id where there is nothing else to say."""
    about = {k: v for k, v in vars(answer).items() if v not in ("", (), None)}
    return quoted(answer.id) if len(about) == 1 else value(about)


def _said(one: Any, skip: tuple[str, ...] = ()) -> dict[str, object]:
    """The fields of a part that differ from what they are when nobody fills them in."""
    said = {}
    for f in fields(one):
        given = getattr(one, f.name)
        if f.name not in skip and given != f.default and given not in ((), None, ""):
            said[f.name.rstrip("_")] = given
    return said


class _Writing:
    """The lines so far, and what is still to be confirmed where."""

    def __init__(self, confirm: Mapping[Place, str], lang: str):
        self.confirm, self.lang = dict(confirm), lang
        self.lines: list[str] = []

    def remark(self, part: str, which: str, field: str) -> None:
        """The comment that belongs at a place, above its line."""
        for text in self.confirm.pop((part, which, field), "").splitlines():
            self.lines.append(f"# {say('guess.confirm', self.lang)}: {' '.join(text.split())}")

    def part(self, name: str, about: Mapping[str, object], which: str = "", several: bool = False) -> None:
        """One part with its fields; nothing when it has none."""
        if not about:
            return
        kind = name.split(".")[0]
        self.lines.append("")
        self.remark(kind, which, "")
        self.lines.append(f"[[{name}]]" if several else f"[{name}]")
        for field, given in about.items():
            self.remark(kind, which, field)
            self.lines.append(f"{_key(field)} = {value(given)}")

    def rest(self) -> None:
        """What is to be confirmed about a part that has not been written."""
        left = list(self.confirm)
        if left:
            self.lines.append("")
        for place in left:
            self.remark(*place)


def written(codebook: Codebook, confirm: Mapping[Place, str] | None = None, lang: str = "en", heading: str = "") -> str:
    """The text of a study.toml that reads back as this codebook.

    Parameters
    ----------
    codebook : Codebook
    confirm : mapping, optional
        What a person has to confirm, by (part, which, field): `("interpreters", "nabijheid", "categories")`; an empty
        `which` or `field` speaks of a whole part. Each line of it becomes a comment above that line.
    lang : {"nl", "en"}
        The language of the comments.
    heading : str
        Comments at the top, without `#`.
    """
    out = _Writing(confirm or {}, lang)
    out.lines += [f"# {line}".rstrip() for line in heading.splitlines()]
    out.part("study", {k: getattr(codebook, k) for k in STUDY if getattr(codebook, k)})
    out.part("source", codebook.source)
    out.part("drawings", codebook.drawings)
    files: dict[str, object] = dict(codebook.files)
    if codebook.alter_ids != "own" or ("files", "", "alter_ids") in out.confirm:
        files["alter_ids"] = codebook.alter_ids
    out.part("files", files)
    for table in TABLES:
        out.part(f"columns.{table}", codebook.columns.get(table, {}), table)
    for part, named in NAMED_BY.items():
        if part == "generators" and codebook.group is not None:
            out.part("group", _said(codebook.group))
        for one in getattr(codebook, part):
            about = {named: getattr(one, named), **_said(one, (named,))}
            out.part(part, about, getattr(one, named), several=True)
    out.part("analysis", {k: v for k in ("primary", "brokerage") if (v := getattr(codebook, k))})
    out.part("codes", codebook.codes)
    out.rest()
    return "\n".join(out.lines).strip("\n") + "\n"
