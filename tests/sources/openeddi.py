"""OpenEddi's three files."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "x_responses.csv": "puid,sex,age\n007,w,33\n008,m,45\n009,w,51\n",
    "x_namedetails.csv": "puid,nameid,name,alter.sex\n007,1,Ömer,m\n007,2,Pé,w\n007,3,Q,w\n008,1,R,m\n",
    "x_nameties.csv": "puid,nameid,targetid,weight\n007,1,2,1\n007,2,3,0\n",
}


def write(folder: Path) -> Path:
    """The source in a folder; 009 named nobody."""
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
