"""Contacts and ties without a table of participants, a file per wave whose name says the wave."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "contacten_start.csv": "deelnemer,alter_id,naam,dicht\n007,1,Ann,ver\n007,2,Bö,dicht\n008,1,Cé,ver\n",
    "contacten_einde.csv": (
        "deelnemer,alter_id,naam,dicht\n007,2,Bö,ver\n007,5,Dé,dicht\n008,1,Cé,dicht\n008,4,Els,ver\n"
    ),
    "banden_start.csv": "deelnemer,van,naar\n007,1,2\n",
    "banden_einde.csv": "deelnemer,van,naar\n007,2,5\n008,4,1\n",
}


def write(folder: Path) -> Path:
    """The source in a folder."""
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
