"""A small wide survey in CSV: two waves, four numbered contacts, pairs by their two numbers, decimal comma."""

from __future__ import annotations

from pathlib import Path

LINES = (
    "code;meting;groep;score;naam1;naam2;naam3;naam4;afdeling_1;afdeling_2;afdeling_3;afdeling_4;"
    "sterkte1;sterkte2;sterkte3;sterkte4;band_1_2;band_1_3;band_1_4;band_2_3;band_2_4;band_3_4",
    "007;voor;traject;1,5;Zoë;José;An;;zorg;beleid;zorg;;1;2;3;;1;0;;1;;",
    "007;na;traject;2,5;Zoë;An;Bo;Cas;zorg;zorg;beleid;zorg;3;3;1;1;0;1;0;0;;1",
    "NA;voor;controle;3;Ali;Bea;;;zorg;zorg;;;2;2;;;;;;;;",
    "NA;na;controle;3;;;;;;;;;;;;;;;;;;",
    "P3;voor;controle;;Dirk;;;;beleid;;;;1;;;;;;;;;",
)


def write(folder: Path) -> Path:
    """Write it and return the path to read."""
    path = folder / "enquete.csv"
    path.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    return path
