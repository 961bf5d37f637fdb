"""One list of contacts in which the participants and their answers repeat; one row for who named nobody."""

from __future__ import annotations

from pathlib import Path

ROWS = """ego;meting;afdeling;alter;naam;rol
007;1;zorg;1;Ilse;collega
007;1;zorg;2;Jürgen;leidinggevende
008;1;"bureau; centraal";1;Käthe;collega
008;1;"bureau; centraal";2;Léo;collega
009;1;zorg;;;
007;2;zorg;1;Ilse;leidinggevende
007;2;zorg;3;Noor;collega
008;2;"bureau; centraal";2;Léo;collega
"""


def write(folder: Path) -> Path:
    """The source as one file; 009 named nobody."""
    path = folder / "lijst.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path
