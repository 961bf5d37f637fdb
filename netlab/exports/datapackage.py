"""The three tables as a Frictionless data package for an archive: every column described in both languages."""

from __future__ import annotations

import json

from netlab.codebook import KEYS, TABLES, Category
from netlab.exports.columns import SPELLED, Column, columns_of, in_file
from netlab.exports.three_tables import FILES, sides, tables
from netlab.networks import EgoNetworks
from netlab.texts import LANGUAGES, pick, say

TYPES = {"number": "number", "yes_no": "boolean", "date": "date"}
UNIQUE = {**KEYS, "ties": ("ego", "wave", "source", "target", "type")}
# What a table refers to: its own columns, the other table, the columns there.
REFERS: dict[str, list[tuple[tuple[str, ...], str, tuple[str, ...]]]] = {
    "alters": [(("ego", "wave"), "egos", ("ego", "wave"))],
    "ties": [
        (("ego", "wave"), "egos", ("ego", "wave")),
        (("ego", "wave", "source"), "alters", ("ego", "wave", "alter")),
        (("ego", "wave", "target"), "alters", ("ego", "wave", "alter")),
    ],
}


def _label(answer: Category, lang: str) -> str:
    return pick(answer.label, lang) or answer.id


def field(column: Column, name: str, lang: str, required: bool) -> dict[str, object]:
    """One column as Table Schema describes it; `title_nl`, `title_en`, … are properties of our own."""
    about: dict[str, object] = {"name": name, "type": TYPES.get(column.kind, "string")}
    about |= {"title": column.title(lang), "description": column.description(lang)}
    for one in LANGUAGES:
        about |= {f"title_{one}": column.title(one), f"description_{one}": column.description(one)}
    constraints: dict[str, object] = {"required": True} if required else {}
    if column.answers:
        constraints["enum"] = [a.id for a in column.answers]
        about["categories"] = [
            {"value": a.id, "label": _label(a, lang), **{f"label_{one}": _label(a, one) for one in LANGUAGES}}
            for a in column.answers
        ]
        about["categoriesOrdered"] = column.name == "wave"
    if constraints:
        about["constraints"] = constraints
    return about


def resource(networks: EgoNetworks, table: str, lang: str) -> dict[str, object]:
    """One table: its file, its columns, its key and what it refers to."""
    columns = columns_of(networks, table)
    spelled = {t: in_file(columns_of(networks, t), SPELLED) for t in TABLES}
    own = spelled[table]
    unique = UNIQUE[table]
    refers = [
        {
            "fields": [own[c] for c in here],
            "reference": {"resource": other, "fields": [spelled[other][c] for c in there]},
        }
        for here, other, there in REFERS.get(table, [])
    ]
    schema: dict[str, object] = {
        "fields": [field(c, own[c.name], lang, c.name in unique) for c in columns],
        "missingValues": [""],
        "primaryKey": [own[c] for c in unique],
    }
    if refers:
        schema["foreignKeys"] = refers
    return {
        "name": table,
        "path": FILES[table],
        "profile": "tabular-data-resource",
        "title": say(f"export.table.{table}", lang),
        **{f"title_{one}": say(f"export.table.{table}", one) for one in LANGUAGES},
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\n", "header": True},
        "schema": schema,
    }


def side_resource(networks: EgoNetworks, name: str, data: bytes, lang: str) -> dict[str, object]:
    """A table beside the three: links.csv and persons.csv, in which all is text, or wished.csv."""
    columns = data.decode().split("\n", 1)[0].replace('"', "").split(",")
    table = name.removesuffix(".csv")
    plain = {c: {"name": c, "type": "string", "description": say(f"export.table.{table}", lang)} for c in columns}
    about = {c.name: c for c in columns_of(networks, table)} if table == "wished" else {}
    fields = [field(about[c], c, lang, c in KEYS["alters"]) if c in about else plain[c] for c in columns]
    return {
        "name": table,
        "path": name,
        "profile": "tabular-data-resource",
        "title": say(f"export.table.{table}", lang),
        **{f"title_{one}": say(f"export.table.{table}", one) for one in LANGUAGES},
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def package(networks: EgoNetworks, study_name: str, lang: str) -> dict[str, bytes]:
    """The files of `tables`, and datapackage.json. The licence is left for the researcher to fill in."""
    name = "".join(c if c.isascii() and c.isalnum() else "-" for c in study_name.casefold()).strip("-") or "study"
    about = {
        "name": name,
        "profile": "tabular-data-package",
        "title": pick(networks.codebook.title, lang) or study_name,
        **{f"title_{one}": pick(networks.codebook.title, one) or study_name for one in LANGUAGES},
        "description": say("export.package", lang),
        **{f"description_{one}": say("export.package", one) for one in LANGUAGES},
        "resources": [
            *(resource(networks, t, lang) for t in TABLES),
            *(side_resource(networks, n, d, lang) for n, d in sides(networks).items()),
        ],
    }
    described = json.dumps(about, ensure_ascii=False, indent=2) + "\n"
    return {**tables(networks), "datapackage.json": described.encode()}
