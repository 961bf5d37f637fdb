"""The drawing of a network as data: one JSON file per ego and wave, its steps, and how they are kept."""

from netlab.drawings.form import FORMAT, STATUSES, Drawing, Step, unlike
from netlab.drawings.keeping import Saved, beside_of, load, path_of, save, set_aside
from netlab.drawings.places import (
    INNER,
    MARK_MM,
    OUTER,
    RIM_OF_SHORT_SIDE,
    answers_at,
    place_in,
    placing,
    ring_at,
    rings,
    sector_at,
    sectors,
    settled,
)
from netlab.drawings.schema import FOLDER, beginning, empty, file_name, named_by, new_id, read_drawing, written
from netlab.drawings.steps import apply
from netlab.drawings.undoing import commute, inverse, replayed, touched

__all__ = [
    "FOLDER",
    "FORMAT",
    "INNER",
    "MARK_MM",
    "OUTER",
    "RIM_OF_SHORT_SIDE",
    "STATUSES",
    "Drawing",
    "Saved",
    "Step",
    "answers_at",
    "apply",
    "beginning",
    "beside_of",
    "commute",
    "empty",
    "file_name",
    "inverse",
    "load",
    "named_by",
    "new_id",
    "path_of",
    "place_in",
    "placing",
    "read_drawing",
    "replayed",
    "ring_at",
    "rings",
    "save",
    "sector_at",
    "sectors",
    "set_aside",
    "settled",
    "touched",
    "unlike",
    "written",
]
