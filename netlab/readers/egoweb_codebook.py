"""EgoWeb's own codebook: what each question asks about, its prompt, and its answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from netlab.problems import InputError
from netlab.readers.files import Files, opened
from netlab.readers.key_columns import plain, readable
from netlab.readers.source import Told
from netlab.readers.tabular import Table

OPTION = re.compile(r"'((?:[^']|'(?!\s*=))*)'\s*=\s*([^;]+)")


@dataclass(frozen=True)
class Questions:
    """Per title of a question: its subject (EGO, ALTER, ALTER_PAIR, NAME_GENERATOR …), prompt, kind and answers."""

    subjects: Mapping[str, str] = field(default_factory=dict)
    prompts: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def is_codebook(table: Table) -> bool:
    """Whether a table is EgoWeb's codebook, by its columns."""
    return {"questiontitle", "subjecttype", "responsetype"} <= {plain(c) for c in table.columns}


def questions_of(tables: list[Table], told: Told) -> Questions:
    """The questions of the codebook that lies with the data, or that the researcher gives as `protocol`.

    Raises
    ------
    InputError
        When the file that was given is no codebook of EgoWeb.
    """
    books = [t for t in tables if is_codebook(t)]
    if told.protocol is not None:
        files: Files = opened(told.protocol)
        books = [t for t in readable(files)[0] if is_codebook(t)]
        if not books:
            raise InputError(
                f"{told.protocol.name}: this is no codebook of EgoWeb. Expected a CSV with the columns Question Title, "
                "Subject Type and Response Type."
            )
    subjects: dict[str, str] = {}
    prompts: dict[str, str] = {}
    kinds: dict[str, str] = {}
    labels: dict[str, dict[str, str]] = {}
    for book in books:
        column = {plain(c): c for c in book.columns}
        for row in book.rows.to_dict("records"):
            title = row[column["questiontitle"]]
            if not isinstance(title, str):
                continue
            subjects[title] = str(row[column["subjecttype"]])
            kinds[title] = str(row[column["responsetype"]])
            prompt, options = row.get(column.get("questionprompt", "")), row.get(column.get("options", ""))
            if isinstance(prompt, str):
                prompts[title] = " ".join(prompt.split())
            if isinstance(options, str):
                given = {value.strip(): name for name, value in OPTION.findall(options)}
                labels[title] = {value: name for value, name in given.items() if not value.startswith("-")}
    return Questions(subjects, prompts, kinds, {t: of for t, of in labels.items() if of})
