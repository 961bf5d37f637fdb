"""egor's two files: participants with their ties in columns, and contacts."""

from __future__ import annotations

from pathlib import Path

EGOS = "egoID,leeftijd,X1.to.2,X1.to.3,X2.to.3\n007,41,1,0,2\n008,35,1,,\n009,28,,,\n"
ALTERS = "egoID,alterID,functie\n007,x,arts\n007,y,verpleger\n007,z,arts\n008,x,arts\n008,y,kok\n"


def write(folder: Path) -> Path:
    """The source in a folder; 009 named nobody."""
    (folder / "egos.csv").write_text(EGOS, encoding="utf-8")
    (folder / "alters.csv").write_text(ALTERS, encoding="utf-8")
    return folder
