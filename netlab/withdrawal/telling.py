"""What `forget` finds and does, in a few lines for the screen: what goes, what others said, what is left to do."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from netlab.texts import listed, say

MOST_LINES = 12
COUNTED = {"own_row": "rows", "comment": "comments"}
LEFT = ("named", "shared_file", "mention", "report")


def _amount(key: str, n: int, lang: str) -> str:
    """`1 row`, `2 rows`."""
    return say(f"withdrawal.{key}", lang, n=n)


def _lines(numbers: Iterable[int], lang: str) -> str:
    """`line 4`, `lines 4, 7`; of many the first."""
    there = sorted(set(numbers))
    shown = ", ".join(str(n) for n in there[:MOST_LINES]) + (", …" if len(there) > MOST_LINES else "")
    return say("withdrawal.at", lang, n=len(there), lines=shown)


def _removed(table: pd.DataFrame, lang: str) -> list[str]:
    """A line per file from which something goes."""
    made = []
    for file, rows in table.groupby("file", sort=False):
        kind = rows["kind"].iloc[0]
        n = int(rows["line"].notna().sum())
        what = _amount(COUNTED[kind], n, lang) if n else say(f"withdrawal.{kind}", lang)
        made.append(f"{file}: {what}" + (f" ({_lines(rows['line'].astype(int), lang)})" if n else ""))
    return made


def _named(table: pd.DataFrame, lang: str) -> list[str]:
    """A line per file in which others say something about the participant: who, and on which lines."""
    made = []
    for file, rows in table.groupby("file", sort=False):
        who = []
        for ego, ones in rows.groupby("ego", sort=False):
            lines = ones["line"].dropna().astype(int)
            who.append(f"{ego} ({_lines(lines, lang)})" if len(lines) else str(ego))
        made.append(f"{file}: {listed(who, lang)}")
    return made


def _places(table: pd.DataFrame, lang: str) -> list[str]:
    """A line per file, with the columns or the line where it has them."""
    made = []
    for file, rows in table.groupby("file", sort=False):
        where = []
        for row in rows.itertuples():
            line = "" if pd.isna(row.line) else _lines([int(row.line)], lang)
            cells = _amount("cells", int(row.cells), lang) + " " + say("withdrawal.column", lang, column=row.column)
            where.append(line if line else cells if row.column else "")
        made.append(f"{file}: {listed([w for w in where if w], lang)}" if any(where) else str(file))
    return made


def told(table: pd.DataFrame, lang: str, done: bool = False) -> str:
    """The table of `traces` or `forget` as lines grouped by what happens; empty for an empty table.

    Parameters
    ----------
    table : DataFrame
    lang : {"nl", "en"}
    done : bool
        Whether it was removed already, for the heading.
    """
    groups = [("removed_now" if done else "removed_then", _removed(table[table["removed"]], lang))]
    for kind in LEFT:
        rows = table[table["kind"] == kind]
        groups.append((kind, (_named if kind == "named" else _places)(rows, lang)))
    parts = [
        "\n".join([say(f"withdrawal.heading.{heading}", lang), *(f"  {line}" for line in lines)])
        for heading, lines in groups
        if lines
    ]
    return "\n\n".join(parts)


def closing(table: pd.DataFrame, ego: str, lang: str) -> str:
    """After removal: how much went from how many files, and where netlab cannot reach."""
    gone = table[table["removed"]]
    rows, whole = gone[gone["kind"] == "own_row"], gone[gone["kind"] == "own_file"]
    graphs, comments = gone[gone["kind"] == "own_graph"], gone[gone["kind"] == "comment"]
    files = rows["file"].str.partition("#")[0].nunique() if len(rows) else 0
    amounts = []
    if len(rows):
        inside = _amount("files", files, lang)
        amounts.append(say("withdrawal.rows_in", lang, rows=_amount("rows", len(rows), lang), files=inside))
    if len(whole):
        amounts.append(_amount("whole", len(whole), lang))
    if len(graphs):
        amounts.append(_amount("graphs", len(graphs), lang))
    if len(comments):
        amounts.append(_amount("comments", len(comments), lang))
    done = say("withdrawal.gone", lang, ego=ego, amounts=listed(amounts, lang)) if amounts else ""
    left = table["kind"].isin(LEFT).any()
    return " ".join(
        [
            done or say("withdrawal.nothing", lang),
            say("withdrawal.left" if left else "withdrawal.nothing_left", lang),
            say("withdrawal.out_of_reach", lang),
        ]
    )
