"""What people decide on a pair, written into links.csv at once, and taken back again."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from netlab.links.written import (
    NETLAB,
    Written,
    changed,
    read_links,
    replaced,
    row_text,
    save,
    standing,
    with_rows,
    without_row,
)
from netlab.persons import LINKS, STATUSES
from netlab.problems import InputError, suggestion
from netlab.study import Study, open_study

PAIR = ["ego", "wave", "alter", "other_wave", "other_alter"]
Pair = tuple[str, str, str, str, str]


class _Made(NamedTuple):
    """A row as a decision found it (None: not there) and as it left it."""

    was: str | None
    now: str
    new_file: bool


# What the decisions of this session found, so that they can be taken back; nothing of it is needed to read a study.
_MADE: dict[tuple[Path, Pair], list[_Made]] = {}


def by_netlab(table: pd.DataFrame) -> pd.Series:
    """Which rows of links are proposals: by netlab, and not of a kind that only people write."""
    by = table["by"] if "by" in table.columns else pd.Series("", index=table.index)
    written = by.astype(object).fillna("").map(lambda who: str(who).strip().casefold()) == NETLAB
    return written & table["status"].isin(["same", "unsure"])


def _ends(pair: Pair) -> list[tuple[str, str, str, str]]:
    """(ego, wave, alter, other wave) of either end of a pair; of one end for `gone`."""
    ego, wave, alter, other_wave, other = pair
    return [(ego, wave, alter, other_wave), *([(ego, other_wave, other, wave)] if other else [])]


def _row_of(written: Written, pair: Pair) -> int | None:
    """The row of a pair, from whichever side it is written."""
    ego, wave, alter, other_wave, other = pair
    known = [(ego, wave, alter, other_wave, other), *([(ego, other_wave, other, wave, alter)] if other else [])]
    rows = written.table[PAIR].fillna("").apply(tuple, axis=1) if len(written.table) else pd.Series(dtype=object)
    there = [int(n) for n in rows.index[rows.isin(known)]]
    if len(there) > 1:
        lines = ", ".join(str(written.table["line"].iloc[n]) for n in there)
        raise InputError(
            f"{written.name}: the pair {alter} ({wave}) – {other} ({other_wave}) of {ego} stands there more than once "
            f"(lines {lines}). Keep one of these rows."
        )
    return there[0] if there else None


def _checked(study: Study, pair: Pair, status: str, by: str) -> None:
    """Raise for a decision that could not be read back, naming everything that is wrong with it."""
    ego, wave, alter, other_wave, other = pair
    networks, wrong = study.networks, []
    if status not in STATUSES:
        wrong.append(f"status {status!r} is unknown. {suggestion(status, STATUSES)}")
    if not str(by).strip() or str(by).strip().casefold() == NETLAB:
        wrong.append(f"by = {by!r}: a decision is made by a person. Give a name or initials.")
    for each in (wave, other_wave):
        if each not in networks.waves:
            wrong.append(f"wave {each!r} is not in this study. {suggestion(each, networks.waves)}")
    if wave == other_wave:
        wrong.append(f"{wave!r} and {other_wave!r} are one wave; a link is between two.")
    if (status == "gone") != (other == ""):
        wrong.append(f"other_alter is {other!r}: it is empty for the status gone, and an alter for every other status.")
    alters = networks.alters
    for each, who in [(wave, alter), *([(other_wave, other)] if other else [])]:
        named = alters.loc[(alters["ego"] == ego) & (alters["wave"].astype(object) == each), "alter"].astype(str)
        if who not in set(named):
            wrong.append(f"{ego} did not name alter {who!r} in wave {each!r}. {suggestion(who, named)}")
    if wrong:
        raise InputError(wrong)


def _one_to_one(written: Written, row: int | None, pair: Pair, status: str) -> None:
    """Raise when people decided otherwise on one of the two."""
    if status not in ("same", "gone"):
        return
    other_rows = written.table.drop(index=[] if row is None else [row])
    decided = other_rows[other_rows["status"].isin(["same", "gone"]) & ~by_netlab(other_rows)]
    for line in decided.to_dict("records"):
        ego, wave, alter, other_wave, other = ("" if pd.isna(line[c]) else str(line[c]) for c in PAIR)
        if set(_ends((ego, wave, alter, other_wave, other))) & set(_ends(pair)):
            what = (
                f"{alter} ({wave}) is {other} ({other_wave})" if other else f"{alter} ({wave}) is gone ({other_wave})"
            )
            by = "" if pd.isna(line["by"]) else f" by {line['by']}"
            raise InputError(
                f"{written.name}, line {line['line']}: for {ego} it was decided{by} that {what}. An alter is one "
                "person in another wave. Change that decision first."
            )


def decide(
    study: Study | str | Path,
    ego: str,
    wave: str,
    alter: str,
    other_wave: str,
    other_alter: str | None,
    status: str,
    by: str,
) -> None:
    """Write the decision of a person on one pair into links.csv, at once.

    The file is read anew. The row of this pair is replaced, from whichever side it is written, and keeps its score,
    its reason and every other cell; without one a row is added. All other rows stay as they are, byte for byte, as do
    separator, columns and encoding. The networks of `study` do not change: open it again to follow the decision.

    Parameters
    ----------
    study : Study or path
    ego, wave, alter, other_wave, other_alter : str
        The pair; `other_alter` is empty or None for the status gone.
    status : {"same", "different", "unsure", "gone"}
    by : str
        Who decides.

    Raises
    ------
    InputError
        For an alter that was not named, an unknown status, nobody who decides; for `same` or `gone` when people
        decided otherwise on one of the two, naming that decision (a proposal by netlab stands in nobody's way: until it
        is decided too, `check` names the two); when the file cannot be read or written.
    """
    study = study if isinstance(study, Study) else open_study(study)
    pair: Pair = (str(ego), str(wave), str(alter), str(other_wave), str(other_alter or ""))
    _checked(study, pair, status, by)
    written = read_links(study)
    row = _row_of(written, pair)
    _one_to_one(written, row, pair, status)
    if row is None:
        values = {**dict(zip(PAIR, pair, strict=True)), "status": status, "by": by.strip()}
        text = with_rows(written, [values])
        was, now = None, row_text(written, values, newline=False)
    else:
        was, now = standing(written, row), changed(written, row, {"status": status, "by": by.strip()})
        text = replaced(written, row, now)
    save(written, text)
    _MADE.setdefault((written.path.resolve(), pair), []).append(_Made(was, now, written.data is None))


def undecide(
    study: Study | str | Path, ego: str, wave: str, alter: str, other_wave: str, other_alter: str | None
) -> None:
    """Take back the last decision of this session on a pair: its row becomes what it was, or leaves.

    After `decide` and `undecide` the file has the same bytes as before. A row that nobody decided on in this session
    is removed.

    Raises
    ------
    InputError
        When the pair does not stand in links.csv, or was changed there since the decision.
    """
    study = study if isinstance(study, Study) else open_study(study)
    pair: Pair = (str(ego), str(wave), str(alter), str(other_wave), str(other_alter or ""))
    written = read_links(study)
    row = _row_of(written, pair)
    if row is None:
        raise InputError(
            f"{written.name}: there is no row on {alter} ({wave}) – {other_alter} ({other_wave}) of {ego}."
        )
    there = standing(written, row)
    earlier = _MADE.get((written.path.resolve(), pair), [])
    made = earlier[-1] if earlier else _Made(None, there, False)
    if there != made.now:
        raise InputError(
            f"{written.name}, line {written.table['line'].iloc[row]}: this row was changed since it was decided. "
            "Correct it in the file."
        )
    if made.new_file and len(written.table) == 1:
        written.path.unlink()
    else:
        save(written, without_row(written, row) if made.was is None else replaced(written, row, made.was))
    if earlier:
        earlier.pop()


def open_pairs(study: Study) -> pd.DataFrame:
    """The pairs that people still have to decide: those that are unsure, and proposals that nobody confirmed.

    Returns
    -------
    DataFrame
        One row per pair as links.csv has it at this moment: the columns of links.csv, name and other_name (empty where
        there is none); by ego and wave in the order of the study, the most doubtful first.
    """
    networks, table = study.networks, read_links(study).table
    table = table[(table["status"] == "unsure") | by_netlab(table)].copy()
    alters = networks.alters
    keys = pd.MultiIndex.from_arrays([alters["ego"], alters["wave"].astype(object), alters["alter"]])
    names = alters["name"] if "name" in alters.columns else pd.Series("", index=alters.index)
    called = pd.Series(names.astype(object).fillna("").astype(str).to_numpy(), index=keys)
    called = called[~called.index.duplicated()]
    for name, wave, alter in (("name", "wave", "alter"), ("other_name", "other_wave", "other_alter")):
        asked = pd.MultiIndex.from_arrays([table["ego"], table[wave].astype(object), table[alter]])
        table[name] = called.reindex(asked).fillna("").to_numpy()
    score = pd.to_numeric(table["score"].astype("str").str.replace(",", "."), errors="coerce")
    place = [list(networks.egos["ego"].unique()), networks.waves]
    order = pd.DataFrame(
        {
            "ego": pd.Index(place[0]).get_indexer(table["ego"]),
            "wave": pd.Index(place[1]).get_indexer(table["wave"]),
            "sure": (table["status"] == "same").to_numpy(),
            "score": score.fillna(0).to_numpy(),
        },
        index=table.index,
    )
    sorted_rows = order.sort_values(["ego", "wave", "sure", "score"], kind="stable").index
    return table.loc[sorted_rows, [*LINKS, "name", "other_name"]].reset_index(drop=True)
