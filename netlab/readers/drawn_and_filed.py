"""Networks that were drawn and networks that stand in files, put together; which counts where there are both."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netlab.cleaning.answers import as_id
from netlab.codebook import Codebook
from netlab.persons import LINKS, PROPOSER
from netlab.problems import found
from netlab.readers.described import ThreeTables, waves_spelled

KEY = ["ego", "wave"]


def together(filed: ThreeTables, drawn: ThreeTables, codebook: Codebook, roster: bool = False) -> ThreeTables:
    """The networks of the files and of the drawings.

    A wave is one of files when the files name contacts in it; in another wave of which there are drawings, the rows of
    participants only describe them: who has no drawing has no network, and is named. A network that was drawn and
    stands in a wave of files as well counts once, as `counts` under [drawings] in study.toml says; until that is said
    the files count, and it is a problem that stops. The other one's rows are named.

    Parameters
    ----------
    filed : ThreeTables
        From [files] or [source].
    drawn : ThreeTables
        From drawings/.
    codebook : Codebook
        Its `drawings` and, for who has a row in another wave only, its group.
    roster : bool
        The files have a table of participants and none of contacts: it describes those who drew, in every wave.
    """
    if drawn.egos.empty and not roster:
        return filed._replace(found=_stacked([filed.found, drawn.found]))
    egos, alters, ties = _prepared(filed, codebook)
    notes = [filed.found, drawn.found]
    drawn_keys, named_keys = _keys(drawn.egos), _keys(alters)
    by_files = set(alters["wave"])
    filed_keys = _keys(egos)[egos["wave"].isin(by_files)].append(named_keys)
    twice = drawn_keys.isin(filed_keys)
    counts = codebook.drawings.get("counts")
    if counts != "drawings" and twice.any():
        drawn, told = _without(drawn, twice, "files_count" if counts else "network_twice", counts is None)
        notes.append(told)
        drawn_keys = _keys(drawn.egos)
    elif twice.any():
        for table in (alters, ties):
            if table is not None:
                notes.append(_told(table[_keys(table).isin(drawn_keys)], "drawing_counts", False))
        alters = alters[~named_keys.isin(drawn_keys)]
        ties = None if ties is None else ties[~_keys(ties).isin(drawn_keys)]
    keys = _keys(egos)
    described = keys.isin(drawn_keys)
    waves = set(egos["wave"].dropna()) if roster else set(drawn.egos["wave"])
    waiting = ~described & egos["wave"].isin(waves - by_files).to_numpy(dtype=bool)
    notes.append(_told(egos[waiting], "not_drawn", False))
    described &= ~egos.duplicated(KEY).to_numpy()  # a second row of a participant is left for cleaning to name
    rows = _described(drawn.egos, egos[described], egos, codebook)
    return ThreeTables(
        _stacked([egos[~described & ~waiting], rows]),
        _stacked([alters, drawn.alters]),
        drawn.ties if ties is None else _stacked([ties, drawn.ties]),
        _stacked(notes),
        _joined_links(filed.links, drawn.links),
        drawn.wished if filed.wished is None or drawn.wished is None else _stacked([filed.wished, drawn.wished]),
    )


def _joined_links(one: pd.DataFrame | None, other: pd.DataFrame | None) -> pd.DataFrame | None:
    """Two tables of links one below the other; None where there is neither."""
    tables = [t for t in (one, other) if t is not None]
    return _stacked(tables) if tables else None


def with_links(
    links: pd.DataFrame | None, drawn: pd.DataFrame | None, codebook: Codebook
) -> tuple[pd.DataFrame | None, pd.DataFrame]:
    """The decisions of links.csv and those that the drawings themselves give, and what was found.

    A proposal of netlab that nobody confirmed gives way to what the participant said of one of the two, and is named.
    """
    if links is None or drawn is None or drawn.empty:
        return (drawn if links is None else links), found()
    links = links.reindex(columns=[*LINKS, *(c for c in links.columns if c not in LINKS)])
    there = links.assign(**{c: waves_spelled(codebook, links[c]) for c in ("wave", "other_wave")})
    first, second = ["ego", "wave", "alter", "other_wave"], ["ego", "other_wave", "other_alter", "wave"]
    said = pd.MultiIndex.from_frame(drawn[first].astype(object)).append(
        pd.MultiIndex.from_frame(drawn.loc[drawn["other_alter"].notna(), second].astype(object))
    )
    sides = [pd.MultiIndex.from_frame(there[side].astype(object)).isin(said) for side in (first, second)]
    decided = (links["by"] == PROPOSER).to_numpy(dtype=bool) & np.logical_or(*sides)
    told = [
        _told(links.loc[[row]], "link_decided", False, f"{one['alter']} – {one['other_alter']} ({one['other_wave']})")
        for row, one in links[decided].iterrows()
    ]
    return _joined_links(links[~decided], drawn), _stacked(told) if told else found()


def _keys(table: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(table[KEY].astype(object))


def _stacked(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Tables one below the other, each cell as it is."""
    stacked = pd.concat([t.astype(object) for t in tables], ignore_index=True)
    typed = {"line": "Int64", "stops": bool}
    return stacked.astype({c: t for c, t in typed.items() if c in stacked.columns})


def _prepared(filed: ThreeTables, codebook: Codebook) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame | None]:
    """The tables of the files with all that drawings have: ids as text, a wave, numbered contacts, a type of tie."""
    wave = codebook.waves[0].id if codebook.waves else "1"
    tables = []
    for table in (filed.egos, filed.alters, filed.ties):
        if table is not None:
            table = table.reset_index(drop=True) if "wave" in table.columns else table.assign(wave=wave)
            table = table.assign(**{k: as_id(table[k]) for k in KEY})
        tables.append(table)
    egos, alters, ties = tables
    assert egos is not None
    assert alters is not None
    if "ties_asked" not in egos.columns:
        egos = egos.assign(ties_asked=ties is not None)
    if "alter" not in alters.columns:
        alters = alters.assign(alter=(alters.groupby(KEY).cumcount() + 1).astype("str"))
    if ties is not None and "type" not in ties.columns:
        ties = ties.assign(type=codebook.tie_types[0].id if codebook.tie_types else "tie")
    return egos, alters, ties


def _told(rows: pd.DataFrame, kind: str, stops: bool, detail: str = "") -> pd.DataFrame:
    """Rows of a table as found problems of one kind."""
    at = ("file", "line", "ego", "wave")
    return found(
        {**{c: r.get(c) for c in at}, "kind": kind, "about": {"detail": detail}, "stops": stops}
        for r in rows.to_dict("records")
    )


def _without(drawn: ThreeTables, left: pd.Series, kind: str, stops: bool) -> tuple[ThreeTables, pd.DataFrame]:
    """The drawings without some of them, which are named."""
    gone = _keys(drawn.egos[left])
    told = _told(drawn.egos[left], kind, stops, "drawings/")
    parts = {}
    for name in ("egos", "alters", "ties", "wished"):
        table = getattr(drawn, name)
        parts[name] = table[~_keys(table).isin(gone)].reset_index(drop=True)
    links = drawn.links
    assert links is not None
    other = pd.MultiIndex.from_frame(links[["ego", "other_wave"]].astype(object))
    return drawn._replace(**parts, links=links[~other.isin(gone)].reset_index(drop=True)), told


def _described(drawn: pd.DataFrame, rows: pd.DataFrame, egos: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """The egos of the drawings with what the files say of them; the drawing itself says day, goal and ties asked."""
    own = [c for c in ("date", "ties_asked", "goal") if c in drawn.columns]
    rows = rows.astype(object)
    rows = rows.drop(columns=[c for c in ("ties_asked", "pairs_missing", "goal") if c in rows.columns])
    merged = drawn.astype(object).merge(rows, on=KEY, how="left", suffixes=("", "\x00filed"))
    for column in ("date", "file", "line"):
        filed = f"{column}\x00filed"
        if filed in merged.columns:
            first, second = (column, filed) if column in own else (filed, column)
            merged[column] = merged[first].where(merged[first].notna(), merged[second])
            merged = merged.drop(columns=filed)
    if "pairs_missing" in egos.columns:
        merged["pairs_missing"] = 0
    group = codebook.group
    if group is not None and group.column in egos.columns:
        known = egos.dropna(subset=[group.column]).groupby("ego")[group.column]
        one = known.first()[known.nunique() == 1]
        if group.column not in merged.columns:
            merged[group.column] = None
        merged[group.column] = merged[group.column].where(merged[group.column].notna(), merged["ego"].map(one))
    return merged
