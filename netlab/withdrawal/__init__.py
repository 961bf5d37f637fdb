"""`netlab forget`: a participant who withdraws leaves every file of the study; where others named them is listed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from netlab.outputs import changeable
from netlab.problems import InputError, suggestion
from netlab.readers.wide_patterns import ROW
from netlab.study import Study, open_study
from netlab.texts import say
from netlab.withdrawal.changing import changes
from netlab.withdrawal.searching import documents, elsewhere, reports
from netlab.withdrawal.sessions import sessions_of
from netlab.withdrawal.swapping import swap
from netlab.withdrawal.telling import closing, told
from netlab.withdrawal.tracing import COLUMNS, Trail, known_egos, named_by_others, own_rows, side_rows
from netlab.withdrawal.verifying import others_unchanged, temporary, would_be

__all__ = ["closing", "forget", "told", "traces"]

REMOVED = (
    "own_row",
    "own_file",
    "own_graph",
    "comment",
)  # the kinds that `forget` removes; the others are for a person


def traces(study: str | Path, ego: str, lang: str = "en") -> pd.DataFrame:
    """Every place in a study that is about one participant.

    Parameters
    ----------
    study : str or Path
        The study folder. Nothing is changed.
    ego : str
        The id of the participant.
    lang : {"nl", "en"}
        The language of `what` and `what_to_do`.

    Returns
    -------
    DataFrame
        file (a file in a zip as `export.zip/name`, a sheet behind `#`), line (missing: the whole file), ego, wave and
        alter (who named them, for what others said), kind (own_row, own_file, own_graph, comment: removed by `forget`;
        named, shared_file, mention, report: for a person to look at), column and cells (mentions: how many cells of
        which column), what, what_to_do, removed.

    Raises
    ------
    InputError
        When nobody of that name takes part, with the names that resemble it; when the study cannot be read; when
        participants have no codes but are the rows of a file.
    """
    return _table(trail_of(open_study(study), ego), lang)


def trail_of(study: Study, ego: str) -> Trail:
    """Everything in the folder that is about one participant; InputError when nobody of that name takes part."""
    known = known_egos(study)
    if ego not in known:
        raise InputError(f"{ego!r} does not take part in {study.name}. {suggestion(ego, known)}")
    if study.codebook.columns.get("egos", {}).get("ego") == ROW:
        raise InputError(
            f'study.toml: [columns.egos] ego = "{ROW}": the number of the row is the participant, so without the row '
            f"of {ego!r} all participants below it would get another number. Give the participants codes first: put a "
            "column with a code per row in the file, name it there, and run this again. Nothing was changed."
        )
    trail = Trail(study, ego, sessions_of(study, ego))
    for look in (own_rows, side_rows, documents, named_by_others, elsewhere, reports):
        look(trail)
    return trail


def _table(trail: Trail, lang: str, done: bool = False) -> pd.DataFrame:
    """The places in words, those that are removed first."""
    table = pd.DataFrame(trail.rows, columns=COLUMNS).astype({"line": "Int64"})
    removed, kinds = table["kind"].isin(REMOVED), table["kind"]
    table = table.assign(
        what=[_what(row, lang) for row in trail.rows],
        what_to_do=[say("withdrawal.done" if done and k in REMOVED else f"withdrawal.todo.{k}", lang) for k in kinds],
        removed=removed,
    )
    table = table.sort_values("removed", ascending=False, kind="stable", ignore_index=True)
    return table.fillna({"ego": "", "wave": "", "alter": ""})


def _what(row: dict, lang: str) -> str:
    """What stands at one place; for several cells of a column, how many."""
    what = say(f"withdrawal.what.{row['kind']}", lang)
    return (
        say("withdrawal.cells_of", lang, what=what, n=row["cells"], column=row["column"]) if row["cells"] > 1 else what
    )


def forget(study: str | Path, ego: str, confirmed: bool = False, lang: str = "en") -> pd.DataFrame:
    """Remove a participant from every file of a study, raw/ too; all files change, or none.

    Before anything changes, the study as it would be is made in a temporary folder and read.

    Rows of CSV files go without another byte changing; workbooks, SPSS and Stata files are written anew with their
    values and labels (other formatting may change); files that are this participant's alone are deleted, also within a
    zip. What others said about them stays, and so do documents that are others' too: they are listed. No copy is left
    in the folder; backups, mail and the history of git are out of reach.

    Parameters
    ----------
    study : str or Path
        The study folder.
    ego : str
        The id of the participant.
    confirmed : bool
        False: nothing is changed, and the same table as of `traces` comes back.
    lang : {"nl", "en"}

    Returns
    -------
    DataFrame
        As `traces`: what was removed, and what is left to do by hand.

    Raises
    ------
    InputError
        As `traces`; when it is the only participant; when a file cannot be rewritten, or nothing can be changed in its
        folder; when the study without these rows and files could not be read, would still have this participant, or
        would change the networks of others. Then nothing was changed.
    """
    opened_study = open_study(study)
    trail = trail_of(opened_study, ego)
    if confirmed:
        if set(opened_study.networks.egos["ego"]) == {ego}:
            raise InputError(f"{ego!r} is the only participant of {opened_study.name}. Delete the folder instead.")
        new = changes(trail)
        changeable(path.parent for path in new)
        _checked(opened_study, ego, new)
        swap(new)
    return _table(trail, lang, done=confirmed)


def _checked(study: Study, ego: str, new: dict[Path, bytes | None]) -> None:
    """Raise when the changed study cannot be read, still has something of this participant, or differs for others."""
    with temporary() as folder:
        after = would_be(study, new, Path(folder))
        trail = Trail(after, ego, sessions_of(after, ego))
        for look in (own_rows, side_rows, documents, elsewhere):
            look(trail)
        there = sorted({r["file"] for r in trail.rows if r["kind"] in REMOVED})
        if not there and after.codebook.alter_ids != "roster" and ego in set(after.networks.egos["ego"]):
            there = [study.name]
        if there:
            raise InputError(
                f"{ego!r} would still be there, in {', '.join(there)}: a copy of what is removed, in a form that "
                "netlab does not recognise. Take these files out of the study, or change them by hand. "
                "Nothing was changed."
            )
        others_unchanged(study, after, ego)
