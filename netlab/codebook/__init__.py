"""The codebook of a study, from study.toml: what its waves, groups, questions, answers and columns mean."""

from netlab.codebook.declared import (
    KEYS,
    TABLES,
    Category,
    Codebook,
    Generator,
    Group,
    Interpreter,
    Outcome,
    TieType,
    Wave,
)
from netlab.codebook.study_toml import ALTER_IDS, CHANNELS, ROLES, read_codebook
from netlab.codebook.writing import written

__all__ = [
    "ALTER_IDS",
    "CHANNELS",
    "KEYS",
    "ROLES",
    "TABLES",
    "Category",
    "Codebook",
    "Generator",
    "Group",
    "Interpreter",
    "Outcome",
    "TieType",
    "Wave",
    "read_codebook",
    "written",
]
