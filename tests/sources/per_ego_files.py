"""A file of contacts and one of ties per participant and wave, named so, as egor's read_egonet takes them."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "egos.csv": "egoID,sex\n1,m\n2,w\n12,w\n",
    "alters/ego1_wave1.csv": "alterID,sex\na,m\nb,w\n",
    "alters/ego1_wave2.csv": "alterID,sex\na,m\nc,w\n",
    "alters/ego2_wave1.csv": "alterID,sex\na,w\n",
    "alters/ego2_wave2.csv": "alterID,sex\nd,w\ne,m\n",
    "alters/ego12_wave1.csv": "alterID,sex\nz,m\n",
    "edges/ego1_wave1.csv": "Source,Target,weight\na,b,1\n",
    "edges/ego1_wave2.csv": "Source,Target,weight\na,c,1\n",
    "edges/ego2_wave2.csv": "Source,Target,weight\nd,e,1\n",
}


def write(folder: Path) -> Path:
    """The source in a folder."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder
