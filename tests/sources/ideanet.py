"""Three tables as ideanet takes them: ego_id, alter_id, alter1 and alter2, a row per pair and type, TRUE and FALSE."""

from __future__ import annotations

from pathlib import Path

EGOS = "ego_id,age,sex,black\n4,31,1,FALSE\n5,44,2,TRUE\n6,27,2,FALSE\n"
ALTERS = """ego_id,alter_id,sex,family,friend,face
4,1,1,TRUE,FALSE,5
4,2,2,FALSE,TRUE,3
4,3,2,TRUE,TRUE,1
5,1,1,FALSE,TRUE,NA
5,2,1,FALSE,TRUE,2
"""
TIES = """ego_id,alter1,alter2,type,freqtalk
4,1,2,friends,3
4,1,3,related,5
4,1,3,friends,5
5,1,2,other_rel,NA
"""


def write(folder: Path) -> Path:
    """The source in a folder; ego 6 named nobody."""
    for name, text in (("ngq_egos", EGOS), ("ngq_alters", ALTERS), ("ngq_aa", TIES)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder
