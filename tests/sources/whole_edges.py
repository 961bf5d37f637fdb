"""A who-to-whom list of two waves with a roster, as a workplace survey gives it."""

from pathlib import Path

LIST = """meting;van;naar;gewicht
voor;007;Zoë;3
voor;007;12;1
voor;Zoë;12;2
voor;12;007;0
na;007;Zoë;3
na;Zoë;007;2
"""
ROSTER = """nr;naam;afdeling;deelgenomen
007;André Peeters;zorg;ja
Zoë;Zoë Maes;zorg;ja
12;Éva Smet;beleid;ja
45;Jan Bos;beleid;nee
"""


def write(folder: Path) -> Path:
    """Three people took part; 12 names nobody: 0 on the line about 007, and no line in the second wave."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "wie_kent_wie.csv").write_bytes(LIST.encode())
    (folder / "mensen.csv").write_bytes(ROSTER.encode())
    return folder
