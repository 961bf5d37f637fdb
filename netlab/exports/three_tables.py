"""Three tables and study.toml: a study folder that netlab reads back the same, and that egor in R can read."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pandas as pd

from netlab.codebook import TABLES, Codebook
from netlab.codebook import written as study_toml
from netlab.exports.columns import SPELLED, cell, columns_of, in_file, written
from netlab.networks import EgoNetworks

FILES = {"egos": "egos.csv", "alters": "alters.csv", "ties": "aaties.csv"}
R_LINES = """library(egor)
read <- function(file) read.csv(file, na.strings = "", encoding = "UTF-8", check.names = FALSE,
  colClasses = c(egoID = "character", wave = "character", alterID = "character",
                 Source = "character", Target = "character"))
egos <- read("egos.csv"); alters <- read("alters.csv"); aaties <- read("aaties.csv")
one_network <- function(table) { table$networkID <- paste(table$egoID, table$wave); table }
networks <- threefiles_to_egor(one_network(egos), one_network(alters), one_network(aaties),
  ID.vars = list(ego = "networkID", alter = "alterID", source = "Source", target = "Target"))
"""


def separated(header: list[str], rows: pd.DataFrame) -> bytes:
    """A CSV in UTF-8: comma, a quotation mark where needed and around every column name, unknown empty."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(header)
    values = [[written(cell(v)) for v in rows[c]] for c in rows.columns]
    csv.writer(text, lineterminator="\n").writerows(zip(*values, strict=True))
    return text.getvalue().encode()


def described(networks: EgoNetworks, files: dict[str, str], spelled: dict[str, dict[str, str]]) -> Codebook:
    """The codebook of the exported files: where they are and what their columns are called there."""
    mapped = {t: {here: name for here, name in spelled[t].items() if here != name} for t in TABLES}
    return replace(
        networks.codebook,
        files=files,
        source={},
        columns={t: m for t, m in mapped.items() if m},
        derived=(),
    )


def sides(networks: EgoNetworks) -> dict[str, bytes]:
    """links.csv and persons.csv (who everybody is) where anybody decided anything; wished.csv where anybody wished."""
    links, made = networks.links, {}
    if len(links):
        persons = networks.alters[["ego", "wave", "alter", "person"]]
        made["links.csv"] = separated(list(links.columns), links)
        made["persons.csv"] = separated(list(persons.columns), persons)
    if len(networks.wished):
        columns = [c.name for c in columns_of(networks, "wished")]
        made["wished.csv"] = separated(columns, networks.wished[columns])
    return made


def tables(networks: EgoNetworks) -> dict[str, bytes]:
    """egos.csv, alters.csv, aaties.csv and study.toml; links.csv, persons.csv and wished.csv where there are any."""
    made, spelled = {}, {}
    for table, file in FILES.items():
        columns = columns_of(networks, table)
        spelled[table] = in_file(columns, SPELLED)
        rows = getattr(networks, table)[[c.name for c in columns]]
        made[file] = separated(list(spelled[table].values()), rows)
    book = described(networks, FILES, spelled)
    return {**made, **sides(networks), "study.toml": study_toml(book).encode()}
