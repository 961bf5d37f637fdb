"""EgoNet's raw export: two tables in one file, an empty line between them."""

from __future__ import annotations

from pathlib import Path

TEXT = """"EgoID","EgoName","AlterID","AlterName","Sector","Leeftijd","Nabij"
"1","P07","0","Åsa","zorg","41","3"
"1","P07","1","Bo","zorg","41","1"
"1","P07","2","Cem","zorg","41","-1"
"2","P08","0","Dé","onderwijs","35","2"
"2","P08","1","Els","onderwijs","35","2"

"EgoID","EgoName","AlterID1","AlterName1","AlterID2","AlterName2","Kennen","Samenwerken"
"1","P07","0","Åsa","1","Bo","1","0"
"1","P07","0","Åsa","2","Cem","0","0"
"1","P07","1","Bo","2","Cem","-1","-1"
"2","P08","0","Dé","1","Els","1","1"
"""


def write(folder: Path) -> Path:
    """The source as one file."""
    path = folder / "ruw.csv"
    path.write_text(TEXT, encoding="utf-8")
    return path


def header_lines(name: str, data: bytes) -> set[int]:
    """The lines with the column names of the second table."""
    lines = data.decode("utf-8", errors="replace").splitlines()
    return {n for n, line in enumerate(lines, 1) if "AlterID1" in line}
