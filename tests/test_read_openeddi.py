"""OpenEddi's three files, by their columns puid, nameid and targetid."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
from sources import openeddi

import netlab as nl
from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.readers.files import opened
from netlab.readers.openeddi import FORMAT
from netlab.readers.source import Told


def read(path):
    source = FORMAT.source(opened(path), Told())
    return source, EgoNetworks.from_frames(source.egos, source.alters, source.ties, source.codebook)


def test_the_sample_gives_the_networks_that_stand_in_it(shared):
    folder = shared / "samples" / "wide-and-three-file" / "egor" / "openeddi"
    _, networks = read(folder)
    rows = {p.stem: list(csv.DictReader(p.open(encoding="utf-8", newline=""))) for p in folder.iterdir()}
    pairs = {(r["puid"], *sorted((r["nameid"], r["targetid"]))) for r in rows["study_x_nameties"]}
    assert networks.egos["ego"].to_list() == [r["puid"] for r in rows["study_x_responses"]]
    assert networks.alters["ego"].value_counts().to_dict() == Counter(r["puid"] for r in rows["study_x_namedetails"])
    assert networks.pairs["ego"].value_counts().to_dict() == Counter(ego for ego, *_ in pairs)


def test_ids_names_and_who_named_nobody_are_kept(tmp_path):
    source, networks = read(openeddi.write(tmp_path))
    assert nl.measure(networks)["size"].droplevel("wave").to_dict() == {"007": 3, "008": 1, "009": 0}
    assert networks.alters["name"].to_list() == ["Ömer", "Pé", "Q", "R"]
    assert networks.cleaned["reason"].to_list() == ["strength_zero"]
    assert "x_namedetails.csv" in source.recognised.text("nl")


def test_names_without_responses_are_read_and_it_is_said_who_is_missing(tmp_path):
    openeddi.write(tmp_path)
    (tmp_path / "x_responses.csv").unlink()
    source, networks = read(tmp_path)
    assert networks.egos["ego"].to_list() == ["007", "008"]
    assert "egos_from_alters" in set(source.found["kind"])


def test_other_files_are_not_taken_for_openeddi(tmp_path):
    (tmp_path / "x.csv").write_text("puid,leeftijd\n1,33\n", encoding="utf-8")
    assert FORMAT.recognise(opened(tmp_path)) is None
    with pytest.raises(InputError, match="these are no files of OpenEddi"):
        read(tmp_path)
