"""Polinode's nodes and edges are a whole network, cut into the networks of those who name somebody."""

from __future__ import annotations

import pytest
from openpyxl import Workbook
from sources import polinode

from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.readers.files import opened
from netlab.readers.polinode import FORMAT
from netlab.readers.source import Told


def read(path):
    source = FORMAT.source(opened(path), Told())
    return source, EgoNetworks.from_frames(source.egos, source.alters, source.ties, source.codebook)


def workbook(path, **sheets: str):
    book = Workbook()
    book.remove(book.active)
    for name, text in sheets.items():
        sheet = book.create_sheet(name)
        for line in text.splitlines():
            sheet.append(line.split(","))
    book.save(path)
    return path


def check(networks: EgoNetworks) -> None:
    """By hand: 007 names Bé and Cem, Bé names 007 and Cem, Cem names Bé; tied when either names the other."""
    named = networks.alters.groupby("ego")["alter"].agg(set).to_dict()
    assert named == {"007": {"Bé", "Cem"}, "Bé": {"007", "Cem"}, "Cem": {"Bé"}}
    assert networks.pairs.set_index("ego")[["source", "target"]].agg(set, axis=1).to_dict() == {
        "007": {"Bé", "Cem"},
        "Bé": {"007", "Cem"},
    }
    assert networks.alters.set_index(["ego", "alter"])["Afdeling"].to_dict()["007", "Cem"] == "bureau"


def test_sheets_of_nodes_and_edges_are_cut_into_networks(tmp_path):
    path = workbook(tmp_path / "net.xlsx", Nodes=polinode.NODES, Edges=polinode.EDGES)
    source, networks = read(path)
    check(networks)
    assert "net.xlsx#Nodes" in source.recognised.text("en")


def test_files_of_nodes_and_edges_are_read_alike(tmp_path):
    source, networks = read(polinode.write(tmp_path))
    check(networks)
    assert source.codebook.alter_ids == "roster"


def test_who_neither_names_nor_is_named_has_no_network_and_is_named(tmp_path):
    source, networks = read(polinode.write(tmp_path))
    assert "Dirk" not in set(networks.egos["ego"])
    assert source.found["line"].to_list() == [5]


def test_edges_that_say_whose_they_are_are_no_whole_network(tmp_path):
    polinode.write(tmp_path)
    (tmp_path / "edges.csv").write_text("Ego,Source,Target\n007,Bé,Cem\n", encoding="utf-8")
    assert FORMAT.recognise(opened(tmp_path)) is None


@pytest.mark.parametrize("gone", ["nodes.csv", "edges.csv"])
def test_one_of_the_two_alone_is_not_recognised(tmp_path, gone):
    polinode.write(tmp_path)
    (tmp_path / gone).unlink()
    assert FORMAT.recognise(opened(tmp_path)) is None
    with pytest.raises(InputError, match="no network of Polinode was found here"):
        read(tmp_path)
