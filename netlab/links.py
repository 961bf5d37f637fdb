"""Which alter in one wave is which in the next: proposals written to links.csv, for a person to decide."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path

import numpy as np
import pandas as pd

from netlab.persons import LINKS
from netlab.readers.delimited import decoded, read_delimited, separator
from netlab.study import Study


def plain(name: object) -> str:
    """A name as it is compared: letters and digits, without accents, capitals and what stands in brackets."""
    text = unicodedata.normalize("NFKD", re.sub(r"\(.*?\)", "", str(name)))
    return "".join(c for c in text.casefold() if c.isalnum())


def proposals(study: Study) -> pd.DataFrame:
    """Pairs of alters of one ego in two successive waves whose names are equal but for accents, capitals and spaces.

    Only names that occur once in either network are proposed, never one of an alter that already has a decision
    between these waves. Status is `unsure`: a person decides.
    """
    networks = study.networks
    if "name" not in networks.alters.columns:
        return pd.DataFrame(columns=LINKS)
    alters = networks.alters[["ego", "wave", "alter", "name"]].dropna()
    alters = alters.assign(plain=alters["name"].map(plain), wave=alters["wave"].astype(str))
    once = alters[~alters.duplicated(["ego", "wave", "plain"], keep=False)]
    found = []
    for before, after in zip(networks.waves, networks.waves[1:], strict=False):
        pairs = once[once["wave"] == before].merge(once[once["wave"] == after], on=["ego", "plain"])
        columns = {"wave_x": "wave", "alter_x": "alter", "wave_y": "other_wave", "alter_y": "other_alter"}
        found.append(pairs.rename(columns=columns)[["ego", *columns.values()]])
    pairs = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=LINKS)
    for wave, alter, other in (("wave", "alter", "other_wave"), ("other_wave", "other_alter", "wave")):
        decided = networks.links[["ego", wave, alter, other]].dropna()
        known = set(decided.itertuples(index=False, name=None))
        keys = pairs[["ego", wave, alter, other]].itertuples(index=False, name=None)
        pairs = pairs[np.array([k not in known for k in keys], dtype=bool)]
    return pairs.assign(score="1.00", reason="name", status="unsure", by="netlab")[LINKS].reset_index(drop=True)


def link(study: Study) -> pd.DataFrame:
    """Add proposals to the study's links.csv; what stands there already is never changed.

    Returns
    -------
    DataFrame
        The proposals added: ego, wave, alter, other_wave, other_alter, score, reason, status (`unsure`), by.
    """
    new = proposals(study)
    path = Path(study.folder) / study.codebook.files.get("links", "links.csv")
    if len(new):
        first = not path.exists()
        text, encoding = ("", "utf-8-sig") if first else decoded(path.read_bytes(), path.name)
        columns = LINKS if first else [c for c in read_delimited(path)[0].columns if c not in ("file", "line")]
        rows = new.reindex(columns=columns).to_csv(
            index=False, header=first, lineterminator="\n", sep="," if first else separator(text)
        )
        between = "" if first or text.endswith("\n") else "\n"
        half = path.with_name(f".{path.name}.part")
        half.write_bytes((text + between + rows).encode(encoding))
        os.replace(half, path)
    return new
