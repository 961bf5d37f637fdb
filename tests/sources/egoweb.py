"""EgoWeb 2.0, one session: contacts, pairs, participants and a codebook; 009 named nobody."""

from __future__ import annotations

from pathlib import Path

COLUMNS = (
    "EgoID,Interview ID,Start Time,End Time,code,Leeftijd,Density,"
    "Alter Number,Alter Name,GEN_A,GEN_B,Nabij,Manieren,Rang\n"
)
CONTACTS = """\
007,11,2025-01-10 09:00:00,2025-01-10 09:30:00,007,41,0.5,1,Anaïs,1,0,3,1; 2,-10
007,11,2025-01-10 09:00:00,2025-01-10 09:30:00,007,41,0.5,2,Bram,0,1,1,2,-2
007,11,2025-01-10 09:00:00,2025-01-10 09:30:00,007,41,0.5,3,Chloé,1,1,-1,-4,5
008,12,2025-01-11 09:00:00,,008,-2,,1,Dirk,1,0,2,3,7
008,12,2025-01-11 09:00:00,,008,-2,,2,Elise,1,0,-2,1; 3,1
009,13,2025-01-12 09:00:00,2025-01-12 09:10:00,009,39,,1,,0,0,-4,-4,-4
"""
PAIRS = """Interview ID,EgoID,Alter 1 Number,Alter 1 Name,Alter 2 Number,Alter 2 Name,Kennen,Alter 1 ID,Alter 2 ID
11,007,1,Anaïs,2,Bram,1,501,502
11,007,1,Anaïs,3,Chloé,0,501,503
11,007,2,Bram,3,Chloé,-2,502,503
12,008,1,Dirk,2,Elise,2,504,505
"""
LEVEL = """Interview ID,EgoID,Start Time,End Time,code,Leeftijd
11,007,2025-01-10 09:00:00,2025-01-10 09:30:00,007,41
12,008,2025-01-11 09:00:00,,008,-2
13,009,2025-01-12 09:00:00,2025-01-12 09:10:00,009,39
14,010,2025-01-13 09:00:00,,010,22
"""
OTHER = "INTERVIEW ID,EGO ID,QUESTION,ALTER ID,RESPONSE OPTION,TEXT\n11,007,Nabij,Anaïs,OTHER,nichtje\n"


def write(folder: Path) -> Path:
    """The source in a folder."""
    for name, text in (
        ("ego-alter", COLUMNS + CONTACTS),
        ("alter-pair", PAIRS),
        ("ego-level", LEVEL),
        ("other-specify", OTHER),
    ):
        (folder / f"werk-{name}.csv").write_text(text, encoding="utf-8")
    return folder
