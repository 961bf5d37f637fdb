"""One list of contacts in which the answers of participants repeat, taken apart into participants and contacts."""

from __future__ import annotations

import re

import pandas as pd

from netlab.codebook import Codebook

KEYS = {"ego", "wave", "alter", "name", "person", "file", "line"}


def own_answers(alters: pd.DataFrame, codebook: Codebook | None) -> list[str]:
    """The columns of a list of contacts that say something of the participant: alike for all contacts of each network.

    That can only be seen where two networks or more have two contacts or more; columns whose name speaks of the
    contact, and those that a codebook asks about contacts, are not among them.
    """
    by = [alters["ego"].fillna(""), alters["wave"].fillna("")]
    size = alters.groupby(by)["line"].transform("size")
    several = alters[(size > 1) & alters["ego"].notna()]
    groups = [several["ego"], several["wave"].fillna("")]
    if several.groupby(groups).ngroups < 2:
        return []
    asked = (
        {i.column for i in codebook.interpreters} | set(codebook.columns.get("alters", {}).values())
        if codebook
        else set()
    )
    own = []
    for column in [c for c in alters.columns if c not in KEYS]:
        if column in asked or re.match(r"(alter|contact)", str(column), re.IGNORECASE):
            continue
        values = several[column].fillna("\x00")
        if several[column].notna().any() and (values.groupby(groups).nunique() == 1).all():
            own.append(str(column))
    return own


def split(alters: pd.DataFrame, codebook: Codebook | None) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Participants and contacts from one list of contacts in which participants repeat.

    A row without a contact and without any answer about one is a participant who named nobody.
    """
    own = own_answers(alters, codebook)
    answers = [c for c in alters.columns if c not in {"ego", "wave", "file", "line", *own}]
    network = [alters["ego"].fillna(""), alters["wave"].fillna("")]
    about = [c for c in answers if c in ("alter", "name") or alters[c].groupby(network).nunique().max() > 1]
    nobody = alters["ego"].notna() & alters[about].isna().all(axis=1) & ("alter" in alters.columns)
    columns = ["ego", "wave", *own, "file", "line"]
    first = ~alters.duplicated(["ego", "wave"]).to_numpy() & alters["ego"].notna().to_numpy()
    egos = alters.loc[first | nobody.to_numpy(), columns]
    return egos.reset_index(drop=True), alters[~nobody].drop(columns=own).reset_index(drop=True), own
