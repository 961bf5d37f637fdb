"""A matrix of who names whom per wave, with an empty corner, and a roster."""

from pathlib import Path

MATRICES = {
    "netwerk_T1.csv": """,007,Zoë,12,45
007,0,3,1,0
Zoë,0,0,2,
12,0,0,0,0
45,,,,
""",
    "netwerk_T2.csv": """,007,Zoë,12,45
007,0,3,0,0
Zoë,2,0,0,0
12,0,0,0,1
45,,,,
""",
}
ROSTER = """id,name,unit
007,André Peeters,zorg
Zoë,Zoë Maes,zorg
12,Éva Smet,beleid
45,Jan Bos,beleid
"""


def write(folder: Path) -> Path:
    """In T1 12 answers and names nobody; 45 answers in no wave."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in MATRICES.items():
        (folder / name).write_bytes(text.encode())
    (folder / "mensen.csv").write_bytes(ROSTER.encode())
    return folder
