"""Who an alter is through all waves: what people decided in links.csv and persons.csv, closed, and never guessed."""

from __future__ import annotations

import pandas as pd
import pytest

from netlab.codebook import Codebook, Wave
from netlab.networks import EgoNetworks
from netlab.persons import linked_waves
from netlab.problems import InputError

WAVES = tuple(Wave(w) for w in ("w1", "w2", "w3"))
EGOS = pd.DataFrame([(e, w) for e in "AB" for w in ("w1", "w2", "w3")], columns=["ego", "wave"])
ALTERS = pd.DataFrame(
    [(e, w, a) for e in "AB" for w in ("w1", "w2", "w3") for a in "123"], columns=["ego", "wave", "alter"]
)


def links(*rows: str) -> pd.DataFrame:
    """`A w1 1 w2 2 same` per link."""
    columns = ["ego", "wave", "alter", "other_wave", "other_alter", "status"]
    return pd.DataFrame([r.split() for r in rows], columns=columns).replace("-", None)


def persons(*rows: str) -> pd.DataFrame:
    return pd.DataFrame([r.split() for r in rows], columns=["ego", "wave", "alter", "person"])


def identified(numbering: str = "per wave", links=None, persons=None) -> EgoNetworks:
    return EgoNetworks.from_frames(EGOS, ALTERS, None, Codebook(waves=WAVES, alter_ids=numbering), links, persons)


def person(networks: EgoNetworks) -> dict[str, str]:
    rows = networks.alters
    return {f"{e} {w} {a}": p for e, w, a, p in rows[["ego", "wave", "alter", "person"]].itertuples(index=False)}


def problems(networks: EgoNetworks) -> dict[str, int]:
    return networks.cleaned["reason"].value_counts().to_dict()


@pytest.mark.parametrize(("numbering", "people"), [("own", 6), ("per wave", 18), ("roster", 3)])
def test_equal_ids_are_one_person_of_one_ego_of_nobody_or_of_everybody(numbering, people):
    # by hand: 2 egos with 3 ids each; 18 rows; 3 ids
    assert identified(numbering).alters["person"].nunique() == people


def test_same_links_are_closed_over_all_waves_also_written_backwards():
    who = person(identified(links=links("A w1 1 w2 2 same", "A w3 3 w2 2 same")))
    assert who["A w1 1"] == who["A w2 2"] == who["A w3 3"]
    assert len(set(who.values())) == 16  # by hand: 18 alters, three of them one person


@pytest.mark.parametrize("status", ["different", "unsure", "gone"])
def test_only_same_makes_one_person(status):
    other = "-" if status == "gone" else "2"
    networks = identified(links=links(f"A w1 1 w2 {other} {status}"))
    assert networks.alters["person"].nunique() == 18
    assert networks.links["status"].to_list() == [status]
    assert networks.cleaned.empty


def test_links_that_make_one_person_of_two_alters_in_a_network_are_not_followed():
    networks = identified(links=links("A w1 1 w2 1 same", "A w2 1 w3 1 same", "A w3 1 w1 2 same", "B w1 1 w2 1 same"))
    who = person(networks)
    assert len({who[k] for k in ("A w1 1", "A w1 2", "A w2 1", "A w3 1")}) == 4
    assert who["B w1 1"] == who["B w2 1"]  # those of another ego are
    assert problems(networks) == {"links_contradict": 4}


def test_same_and_different_over_three_waves_is_a_contradiction():
    networks = identified(links=links("A w1 1 w2 1 same", "A w2 1 w3 1 same", "A w1 1 w3 1 different"))
    assert networks.alters["person"].nunique() == 18
    assert problems(networks) == {"links_contradict": 3}


def test_one_alter_linked_to_two_is_followed_to_neither():
    networks = identified(links=links("A w1 1 w2 1 same", "A w1 1 w2 2 same", "A w1 3 w2 3 same"))
    assert networks.alters["person"].nunique() == 17
    assert problems(networks) == {"link_not_one_to_one": 2}


def test_the_same_link_from_both_sides_is_no_contradiction():
    networks = identified(links=links("A w1 1 w2 2 same", "A w2 2 w1 1 same"))
    assert networks.alters["person"].nunique() == 17
    assert networks.cleaned.empty


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("A w1 1 w2 2 perhaps", "link_status"),
        ("A w1 9 w2 2 same", "link_unknown_alter"),
        ("A w1 1 w2 9 same", "link_unknown_other"),
        ("A w1 1 w9 2 same", "link_unknown_other"),
        ("A w1 1 w2 2 gone", "link_gone_filled"),
        ("A w1 1 w1 2 same", "link_one_wave"),
    ],
)
def test_a_link_that_cannot_be_followed_is_named(link, reason):
    networks = identified(links=links(link, "B w1 1 w2 1 same"))
    assert problems(networks) == {reason: 1}
    assert networks.links["ego"].to_list() == ["B"]
    assert networks.cleaned.loc[0, ["table", "line", "ego", "wave"]].to_list() == ["links", 1, "A", "w1"]


def test_numbers_in_links_are_ids_too():
    table = links("A w1 1 w2 2 same").astype({"alter": int, "other_alter": float})
    assert identified(links=table).alters["person"].nunique() == 17


def test_a_person_named_by_several_egos_is_one_person_through_its_links():
    networks = identified(links=links("A w1 1 w2 2 same"), persons=persons("A w1 1 X", "B w3 3 X"))
    who = person(networks)
    assert who["A w1 1"] == who["A w2 2"] == who["B w3 3"] == "X"
    assert networks.alters["person"].nunique() == 16


def test_an_alter_who_is_a_participant_carries_their_id():
    assert person(identified(persons=persons("A w1 1 B")))["A w1 1"] == "B"


def test_an_alter_who_turns_out_to_be_ego_leaves_with_its_ties():
    ties = pd.DataFrame([("A", "w1", "1", "2"), ("A", "w1", "2", "3")], columns=["ego", "wave", "source", "target"])
    codebook = Codebook(waves=WAVES, alter_ids="per wave")
    networks = EgoNetworks.from_frames(EGOS, ALTERS, ties, codebook, persons=persons("A w1 1 A"))
    assert networks.at.n[0] == 2
    assert networks.ties[["source", "target"]].to_numpy().tolist() == [["2", "3"]]
    assert networks.cleaned[["table", "line", "reason"]].to_numpy().tolist() == [
        ["alters", 1, "alter_is_ego"],
        ["ties", 1, "tie_to_ego"],
    ]


@pytest.mark.parametrize(
    ("rows", "reason", "count"),
    [
        (["A w1 9 X"], "person_unknown_alter", 1),
        (["A w1 1 X", "A w1 1 Y"], "person_differs", 1),
        (["A w1 1 X", "A w1 1 X"], "duplicate", 1),
        (["A w1 1 X", "A w1 2 X"], "person_twice", 2),
    ],
)
def test_what_is_wrong_with_persons_is_named(rows, reason, count):
    assert problems(identified(persons=persons(*rows))) == {reason: count}


def test_links_that_give_one_person_two_names_are_not_followed():
    networks = identified(links=links("A w1 1 w2 1 same"), persons=persons("A w1 1 X", "A w2 1 Y"))
    who = person(networks)
    assert (who["A w1 1"], who["A w2 1"]) == ("X", "Y")
    assert problems(networks) == {"links_contradict": 2}


def test_one_name_for_two_who_were_decided_different_is_named():
    networks = identified(links=links("A w1 1 w2 1 different"), persons=persons("A w1 1 X", "A w2 1 X"))
    assert problems(networks) == {"person_twice": 2}


def test_persons_that_a_source_brings_stay_and_the_unknown_ones_are_their_own():
    alters = ALTERS.assign(person=["X", None, "Y"] * 6)
    networks = EgoNetworks.from_frames(EGOS, alters, None, Codebook(waves=WAVES))
    assert set(networks.alters["person"]) == {"X", "Y", "A/2", "B/2"}


def test_other_decisions_replace_the_earlier_ones_and_their_problems():
    wrong = identified(links=links("A w1 1 w2 9 same"))
    right = wrong.identified(links("A w1 1 w2 2 same"))
    assert right.cleaned.empty
    assert right.alters["person"].nunique() == 17
    assert wrong.alters["person"].nunique() == 18  # what was there did not change


def test_waves_are_linked_directly_or_by_way_of_another():
    networks = identified(links=links("A w1 1 w2 1 same", "A w2 2 w3 - gone", "B w1 1 w2 1 unsure"))
    assert linked_waves(networks.egos, networks.links, "w1", "w3").to_dict() == {"A": True, "B": False}
    assert linked_waves(networks.egos, networks.links, "w1", "w2").to_dict() == {"A": True, "B": True}


@pytest.mark.parametrize("lacking", ["status", "other_wave"])
def test_a_table_of_links_without_a_column_is_refused(lacking):
    with pytest.raises(InputError, match=f"links table has no column {lacking}"):
        identified(links=links("A w1 1 w2 2 same").drop(columns=lacking))
