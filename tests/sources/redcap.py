"""A small REDCap export with its data dictionary: names kept or removed, checkboxes, pairs in upper-triangle order."""

from __future__ import annotations

import csv
from pathlib import Path

NO_DATA = ("dictionary.csv",)
DICTIONARY = [
    ("record_id", "text", "Record", "", ""),
    ("name1", "text", "Name 1", "", "<p>With whom do you <b>talk</b>?</p>"),
    ("name2", "text", "Name 2", "", ""),
    ("name3", "text", "Name 1", "", "Who helps you?"),
    *((f"name_{n}", "radio", f"[name{n}]", "1, Keep | 0, Remove", "") for n in (1, 2, 3)),
    *((f"tie{n}", "radio", f"[name{n}]", "2, especially close | 1, not especially close", "") for n in (1, 2, 3)),
    *(
        (f"a_tie{n}", "radio", "Strangers or close?", "0, stranger | 1, in-between | 2, especially close", "")
        for n in (1, 2, 3)
    ),
    *((f"name{n}relat", "checkbox", f"[name{n}]", "1, Family | 2, Friend, or more", "") for n in (1, 2, 3)),
    *((f"name{n}sex", "radio", f"[name{n}]", "0, Female | 1, Male", "") for n in (1, 2, 3)),
]
ROWS = [
    {
        **{"record_id": "007", "redcap_event_name": "start_arm_1", "name1": "Zoë", "name2": "José", "name3": "Zoë"},
        **{"more_names_1": "Piet, Jan", "name_1": "1", "name_2": "1", "name_3": "0", "tie1": "2", "tie2": "1"},
        **{"a_tie1": "0", "name1sex": "0", "name2sex": "1", "name1relat___1": "1"},
    },
    {
        **{"record_id": "007", "redcap_event_name": "end_arm_1", "name1": "Zoë", "name2": "An", "name3": "Bo"},
        **{"name_1": "1", "name_2": "1", "name_3": "1", "tie1": "2", "tie2": "1", "tie3": "1"},
        **{"a_tie1": "2", "a_tie3": "1", "name1sex": "0", "name1relat___2": "1", "name2relat___2": "1"},
    },
    {"record_id": "2", "redcap_event_name": "start_arm_1", "name_1": "0", "name_2": "0", "name_3": "0"},
]
FIELDS = [
    *("record_id", "redcap_event_name", "name1", "name2", "more_names_1", "name3", "name_1", "name_2", "name_3"),
    *("tie1", "tie2", "tie3", "a_tie1", "a_tie2", "a_tie3", "name1sex", "name2sex", "name3sex"),
    *(f"name{n}relat___{k}" for n in (1, 2, 3) for k in (1, 2)),
    "survey_complete",
]


def write(folder: Path) -> Path:
    """Write it and return the path to read."""
    with (folder / "data.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, FIELDS)
        out.writeheader()
        for row in ROWS:
            boxes = {f: "0" for f in FIELDS if "___" in f}  # REDCap writes 0, asked or not
            out.writerow({**boxes, "survey_complete": "2", **row})
    with (folder / "dictionary.csv").open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(
            [
                *("Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label"),
                "Choices, Calculations, OR Slider Labels",
            ]
        )
        for name, kind, label, choices, heading in DICTIONARY:
            out.writerow([name, "survey", heading, kind, label, choices])
    return folder
