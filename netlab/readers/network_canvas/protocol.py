"""A Network Canvas protocol: names of types, labels and order of answers, and the questions as they were asked."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path, PurePosixPath
from typing import Any

from netlab.codebook import Generator
from netlab.problems import InputError
from netlab.readers.delimited import existing
from netlab.readers.files import DAMAGED, Files

LARGEST = 64 * 1024**2  # bytes of protocol.json
NAMES = ("protocol.json", "codebook.json")
SEVERAL = ("CheckboxGroup", "ToggleButtonGroup")  # the controls in which several answers can be chosen
ENTITIES = {"nodes": "node", "edges": "edge"}


@dataclass(frozen=True)
class Variable:
    """A question of the protocol: its kind, its answers (value, label) in order, its text, and whether several fit."""

    name: str
    type: str
    options: tuple[tuple[str, str], ...] = ()
    text: str = ""
    several: bool = False


@dataclass(frozen=True)
class Protocol:
    """What a protocol says.

    `variables` gives per kind of table (egos, nodes, edges) the questions by name; `types` per kind the full names of
    the types by id; `asked` the question behind each type of edge.
    """

    variables: Mapping[str, Mapping[str, Variable]] = field(default_factory=dict)
    types: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    generators: tuple[Generator, ...] = ()
    asked: Mapping[str, str] = field(default_factory=dict)

    def of(self, kind: str) -> Mapping[str, Variable]:
        """The questions about egos, nodes or edges, by name."""
        return self.variables.get(kind, {})


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> list[dict[str, Any]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _written(value: object) -> str:
    """A value as the exporter writes it: `true`, `1`."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _plain(text: object) -> str:
    """A text without the marks of markdown and without line breaks; of several languages the first."""
    if isinstance(text, dict):
        text = next(iter(text.values()), "")
    said = re.sub(r"\\(.)", r"\1", re.sub(r"\*\*|__", "", _written(text)))
    return " ".join(unescape(said).split())


def _options(about: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The answers of a question, each value once."""
    given = about.get("options")
    options: dict[str, str] = {}
    for option in given if isinstance(given, list) else []:
        value = _written(_object(option).get("value") if isinstance(option, dict) else option)
        if value:
            label = _plain(_object(option).get("label") if isinstance(option, dict) else option)
            options.setdefault(value, label or value)
    return tuple(options.items())


def _variables(codebook: Mapping[str, Any], kind: str) -> Iterator[tuple[str, Variable]]:
    """The questions about one kind of thing, each with its id."""
    types = [_object(codebook.get("ego"))] if kind == "egos" else _object(codebook.get(ENTITIES[kind])).values()
    for one in types:
        for id, raw in _object(_object(one).get("variables")).items():
            about = _object(raw)
            several = about.get("component") in SEVERAL
            yield (
                str(id),
                Variable(
                    _written(about.get("name")) or str(id), _written(about.get("type")), _options(about), "", several
                ),
            )


def _prompts(stages: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every question of every stage, with its stage."""
    for stage in stages:
        for prompt in _objects(stage.get("prompts")):
            yield stage, prompt


def _questions(stages: list[dict[str, Any]]) -> dict[str, str]:
    """The text in which each variable was asked, by its id."""
    texts: dict[str, str] = {}
    for stage in stages:
        for asked in _objects(_object(stage.get("form")).get("fields")):
            texts.setdefault(_written(asked.get("variable")), _plain(asked.get("prompt")))
    for _, prompt in _prompts(stages):
        texts.setdefault(_written(prompt.get("variable")), _plain(prompt.get("text")))
    return texts


def _generators(stages: list[dict[str, Any]], names: Mapping[str, str]) -> tuple[Generator, ...]:
    """The questions for names, with the true/false column that each fills where it has one of its own."""
    asked = [(s, p) for s, p in _prompts(stages) if _written(s.get("type")).startswith("NameGenerator")]
    generators = []
    for n, (stage, prompt) in enumerate(asked, 1):
        filled = [a for a in _objects(prompt.get("additionalAttributes")) if a.get("value") is True]
        columns = [names[v] for a in filled if (v := _written(a.get("variable"))) in names]
        most = _object(stage.get("behaviours")).get("maxNodes")
        at_most = most if isinstance(most, int) and not isinstance(most, bool) and len(asked) == 1 else None
        column = columns[0] if len(columns) == 1 else None
        generators.append(Generator(f"generator_{n}", _plain(prompt.get("text")), column, at_most))
    columns_of = [g.column for g in generators]
    return tuple(replace(g, column=None) if columns_of.count(g.column) > 1 else g for g in generators)


def _edges_asked(stages: list[dict[str, Any]], types: Mapping[str, str]) -> dict[str, str]:
    """The question behind each type of edge."""
    asked: dict[str, str] = {}
    for _, prompt in _prompts(stages):
        made = _written(_object(prompt.get("edges")).get("create")) or _written(prompt.get("createEdge"))
        if made in types:
            asked.setdefault(types[made], _plain(prompt.get("text")))
    return asked


def protocol_of(raw: object, name: str) -> Protocol:
    """A protocol from its JSON.

    Raises
    ------
    InputError
        When it has no codebook with types of nodes.
    """
    whole = _object(raw)
    codebook = _object(whole.get("codebook")) or whole
    if not (_object(codebook.get("node")) or _object(codebook.get("edge")) or _object(codebook.get("ego"))):
        raise InputError(
            f"{name}: this is no Network Canvas protocol. Expected a `codebook` with `node`, `edge` and `ego`; "
            f"found: {', '.join(map(str, list(whole)[:8])) or 'nothing'}."
        )
    stages = _objects(whole.get("stages"))
    texts = _questions(stages)
    one_bin = {_written(p.get("variable")) for s, p in _prompts(stages) if s.get("type") == "CategoricalBin"}
    variables: dict[str, dict[str, Variable]] = {}
    names: dict[str, str] = {}
    for kind in ("egos", "nodes", "edges"):
        known: dict[str, Variable] = {}
        for id, one in _variables(codebook, kind):
            if kind == "nodes":
                names[id] = one.name
            one = replace(one, text=texts.get(id, ""), several=one.several and id not in one_bin)
            same = known.get(one.name)
            if same is None:
                known[one.name] = one
            elif same.type == one.type:  # two types of node with a question of the same name
                options = {**dict(same.options), **dict(one.options)}
                known[one.name] = replace(same, options=tuple(options.items()), several=same.several or one.several)
            else:
                known[one.name] = Variable(one.name, "text")
        variables[kind] = known
    types = {
        kind: {str(id): _written(_object(t).get("name")) or str(id) for id, t in _object(codebook.get(entity)).items()}
        for kind, entity in ENTITIES.items()
    }
    return Protocol(variables, types, _generators(stages, names), _edges_asked(stages, types["edges"]))


def _unpacked(data: bytes, name: str) -> bytes:
    """The text of a protocol: protocol.json in the zip that a .netcanvas file is, or the file itself."""
    if not data.startswith(b"PK\x03\x04"):
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entry = packed.getinfo("protocol.json")
            if entry.file_size > LARGEST:
                raise InputError(
                    f"{name}: protocol.json is larger than {LARGEST // 1024**2} MB. Give the file as it came."
                )
            with packed.open(entry) as one:
                return one.read(LARGEST)
    except KeyError:
        raise InputError(
            f"{name}: there is no protocol.json in this file. Give the .netcanvas file as it came."
        ) from None
    except DAMAGED as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{name}: the protocol is damaged and cannot be unpacked ({error}). Copy it again.") from None


def read_protocol(data: bytes, name: str) -> Protocol:
    """A protocol from a .netcanvas file, a protocol.json, or the codebook alone as JSON.

    Raises
    ------
    InputError
        When it is damaged, or something else.
    """
    try:
        raw = json.loads(_unpacked(data, name).decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        what = "nested too deep" if isinstance(error, RecursionError) else str(error).split(":")[0]
        raise InputError(f"{name}: the protocol cannot be read as JSON ({what}). Copy it again.") from None
    return protocol_of(raw, name)


def told_protocol(path: Path) -> Protocol:
    """The protocol that a researcher gives; see `read_protocol`."""
    return read_protocol(existing(path, path.name), path.name)


def protocol_in(files: Files, protocols: set[str]) -> tuple[Protocol | None, str | None]:
    """The protocol that lies among the files, and its name: the only one, else the one called as the export says.

    Raises
    ------
    InputError
        When that one is damaged.
    """
    names = files.ending(".netcanvas")
    if len(names) > 1:
        names = [n for n in names if PurePosixPath(n).stem in protocols]
    if not names:
        names = [n for n in files.names if PurePosixPath(n).name.lower() in NAMES]
    if len(names) != 1:
        return None, None
    return read_protocol(files.data(names[0]), names[0]), names[0]
