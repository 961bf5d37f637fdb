"""Three tables as R writes them for egor: semicolons, quoted names, a column of row names, decimal comma; two waves."""

from __future__ import annotations

from pathlib import Path

EGOS = """"";"egoID";"wave";"datum";"groep"
"1";"007";"voor";"2025-01-10";"traject"
"2";"NA";"voor";"2025-01-12";"traject"
"3";"Zoë";"voor";"2025-01-13";NA
"4";"007";"na";"2025-06-20";"traject"
"5";"NA";"na";"2025-06-21";"traject"
"6";"Zoë";"na";"2025-06-22";NA
"""
ALTERS = """"";"egoID";"wave";"alterID";"naam";"sterkte";"plek";"score"
"1";"007";"voor";"a1";"Aïcha";1;"team";1,5
"2";"007";"voor";"a2";"Björn";3;"buiten";2,5
"3";"007";"voor";"a4";"Chloë";2;"team";NA
"4";"NA";"voor";"a1";"José";2;"team";0,25
"5";"007";"na";"a1";"Aïcha";2;"team";3,5
"6";"007";"na";"a4";"Chloë";3;"team";1
"7";"007";"na";"a9";"Daan";1;NA;4
"8";"NA";"na";"a1";"José";2;"buiten";2
"9";"NA";"na";"a7";"Müge";1;"buiten";1
"""
TIES = """"";"egoID";"wave";"Source";"Target";"weight"
"1";"007";"voor";"a1";"a2";0,5
"2";"007";"voor";"a1";"a4";0
"3";"007";"voor";"a2";"a4";NA
"4";"007";"na";"a1";"a4";2
"5";"007";"na";"a1";"a9";1
"6";"NA";"na";"a7";"a1";1
"""


def write(folder: Path) -> Path:
    """The source in a folder; Zoë named nobody in either wave."""
    for name, text in (("egos", EGOS), ("alters", ALTERS), ("aaties", TIES)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder
