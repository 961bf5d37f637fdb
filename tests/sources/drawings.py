"""Four drawings: a first and a second one of 007, who keeps An and loses Bo; one of Zoë; one in which nobody stands."""

from __future__ import annotations

import json
from pathlib import Path


def alter(name: str, who: str, x: float | None, y: float | None, **more) -> dict:
    """One alter; its answers are given, since nothing here may be computed by netlab itself."""
    one = {"alter": name, "name": who, "x": x, "y": y, "wished": False, "generators": ["leren"], "answers": {}}
    return {**one, **more}


def drawing(ego: str, wave: str, date: str, alters: list[dict], **more) -> dict:
    """A whole drawing with an empty history."""
    one = {"netlab_drawing": 1, "ego": ego, "wave": wave, "date": date, "version": 9, "ties_asked": True, "goal": None}
    one |= {"from_earlier": False, "alters": alters, "ties": [], "earlier": [], "paper": None, "history": []}
    return {**one, **more}


# Two rings: r > 0.56 is soms, less is vaak. Two sectors: right of the middle is team, left is buiten.
DRAWINGS = {
    "007_start.json": drawing(
        "007", "start", "2026-01-10",
        [
            alter("k2", "An", 0.3, 0.0, answers={"dicht": "vaak", "plek": "team", "overleg": True, "thema": "zorg"}),
            alter("m7", "Bo", -0.8, 0.0, answers={"dicht": "soms", "plek": "buiten", "overleg": False}),
            alter("p4", "Cem", 0.7, 0.1, answers={"dicht": "soms", "plek": "team"}, generators=["steun", "leren"]),
            alter("w9", "Dr. Els", -0.9, 0.8, wished=True, generators=[], answers={"dicht": None, "plek": "buiten"}),
        ],
        ties=[{"source": "k2", "target": "m7", "type": "kent"}],
        goal="Meer naar buiten kijken",
    ),
    "007_einde.json": drawing(
        "007", "einde", "2026-06-20",
        [
            alter("k2", "An", 0.2, 0.2, answers={"dicht": "vaak", "plek": "team"}),
            alter("w9", "Els", -0.8, 0.1, answers={"dicht": "soms", "plek": "buiten"}),
        ],
        ties_asked=False,
        earlier=[
            {"wave": "start", "alter": "k2", "status": "same", "other_alter": "k2"},
            {"wave": "start", "alter": "m7", "status": "gone", "other_alter": None},
            {"wave": "start", "alter": "p4", "status": "not_mentioned", "other_alter": None},
        ],
    ),
    "Zo%C3%AB_start.json": drawing("Zoë", "start", "2026-01-12", []),
    "Zo%C3%AB_einde.json": drawing(
        "Zoë", "einde", "2026-06-22", [alter("q1", "Fa", 0.1, 0.4, answers={"dicht": "vaak", "plek": "team"})]
    ),
}  # fmt: skip

STUDY = """
[[waves]]
id = "start"
[[waves]]
id = "einde"
[[generators]]
id = "leren"
column = "bron_leren"
[[generators]]
id = "steun"
column = "bron_steun"
[[tie_types]]
id = "kent"
[[interpreters]]
column = "dicht"
role = "strength"
categories = ["soms", "vaak"]
[[interpreters]]
column = "plek"
role = "organisation"
categories = ["team", "buiten"]
external = ["buiten"]
[[interpreters]]
column = "overleg"
role = "relation"
[[interpreters]]
column = "thema"
role = "note"
"""


def write(folder: Path) -> Path:
    """The drawings in a folder."""
    for name, one in DRAWINGS.items():
        (folder / name).write_text(json.dumps(one, ensure_ascii=False, indent=1), encoding="utf-8")
    return folder


def write_study(folder: Path, toml: str = "") -> Path:
    """A study with these drawings; `toml` is put before the rest of study.toml."""
    (folder / "drawings").mkdir(parents=True)
    write(folder / "drawings")
    (folder / "study.toml").write_text(toml + STUDY, encoding="utf-8")
    return folder
