"""EgoWeb 2.0, two sessions side by side: a row per contact, with what was said of them in each."""

from __future__ import annotations

from pathlib import Path

COLUMNS = (
    "Link ID,EgoID_1,Interview ID_1,Start Time_1,End Time_1,Uren_1,EgoID_2,Interview ID_2,Start Time_2,End Time_2,"
    "Uren_2,Alter Number,Alter Name,GEN_1,Nabij_1,GEN_2,Nabij_2,Alter ID,start_1,einde_2\n"
)
CONTACTS = """\
K1,007,11,2025-01-10 09:00:00,,38,007b,21,2025-06-10 09:00:00,,-2,1,Anaïs,1,3,1,2,501,1,1
K1,007,11,2025-01-10 09:00:00,,38,007b,21,2025-06-10 09:00:00,,-2,2,Bram,1,1,1,-4,502,1,0
K1,007,11,2025-01-10 09:00:00,,38,007b,21,2025-06-10 09:00:00,,-2,3,Zoë,1,-4,1,1,503,0,1
K2,008,12,2025-01-11 09:00:00,,40,,,,,-4,1,Dirk,1,2,0,-4,504,1,0
"""
OF_PAIRS = (
    "Link ID,Interview ID_1,EgoID_1,Interview ID_2,EgoID_2,Alter 1 Number,Alter 1 Name,Alter 2 Number,Alter 2 Name,"
    "Kennen_1,Kennen_2,Alter 1 ID,Alter 2 ID\n"
)
PAIRS = """\
K1,11,007,21,007b,1,Anaïs,2,Bram,1,-4,501,502
K1,11,007,21,007b,1,Anaïs,3,Zoë,-4,0,501,503
"""
LEVEL = """\
Link ID,EgoID_1,Interview ID_1,Start Time_1,End Time_1,Uren_1,EgoID_2,Interview ID_2,Start Time_2,End Time_2,Uren_2
K1,007,11,2025-01-10 09:00:00,,38,007b,21,2025-06-10 09:00:00,,-2
K2,008,12,2025-01-11 09:00:00,,40,,,,,-4
K3,009,13,2025-01-12 09:00:00,,32,,,,,-4
"""


def write(folder: Path) -> Path:
    """The source in a folder; in the second session 008 was not interviewed; 009 named nobody."""
    (folder / "beide-ego-level.csv").write_text(LEVEL, encoding="utf-8")
    (folder / "beide-ego-alter.csv").write_text(COLUMNS + CONTACTS, encoding="utf-8")
    (folder / "beide-alter-pair.csv").write_text(OF_PAIRS + PAIRS, encoding="utf-8")
    return folder
