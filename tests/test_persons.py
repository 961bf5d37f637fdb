"""Who an alter is through all waves: what people decided in links.csv and persons.csv, closed, and never guessed."""

from __future__ import annotations

import pandas as pd
import pytest

from netlab.checks import STOPPING
from netlab.codebook import Codebook, Wave
from netlab.networks import EgoNetworks
from netlab.persons import decided, gone_yet_named, linked_waves
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


def test_the_same_link_from_both_sides_is_no_contradiction_and_counts_once():
    networks = identified(links=links("A w1 1 w2 2 same", "A w2 2 w1 1 same"))
    assert networks.alters["person"].nunique() == 17
    assert networks.cleaned[["reason", "line"]].to_numpy().tolist() == [["duplicate", 2]]
    assert "duplicate" not in STOPPING


@pytest.mark.parametrize("second", ["A w1 1 w2 2 unsure", "A w2 2 w1 1 unsure", "A w2 2 w1 1 same"])
def test_two_decisions_on_one_pair_are_a_problem_and_neither_is_followed(second):
    networks = identified(links=links("A w1 1 w2 2 different", second, "B w1 1 w2 1 same"))
    assert problems(networks) == {"link_contradicts": 2}
    assert networks.cleaned["line"].to_list() == [1, 2]
    assert networks.links["ego"].to_list() == ["B"]
    assert "link_contradicts" in STOPPING


def test_a_row_with_an_unknown_status_contradicts_nothing():
    networks = identified(links=links("A w1 1 w2 2 perhaps", "A w2 2 w1 1 same"))
    assert problems(networks) == {"link_status": 1}
    assert networks.alters["person"].nunique() == 17


@pytest.mark.parametrize("same", [["A w1 1 w2 2 same"], ["A w2 2 w1 1 same"], ["A w1 1 w3 3 same", "A w2 2 w3 3 same"]])
def test_gone_and_same_on_one_contact_contradict_each_other_also_by_way_of_a_third_wave(same):
    networks = identified(links=links("A w1 1 w2 - gone", *same, "A w1 3 w2 3 same", "B w1 1 w2 1 same"))
    assert problems(networks) == {"link_gone_named": 1, "link_contradicts": len(same)}
    assert networks.links["alter"].to_list() == ["3", "1"]
    assert networks.alters["person"].nunique() == 16  # by hand: 18 alters, two links that are followed
    assert "link_gone_named" in STOPPING


def test_gone_in_a_wave_in_which_the_contact_was_not_named_contradicts_nothing():
    networks = identified(links=links("A w1 1 w2 2 same", "A w2 2 w3 - gone", "A w1 1 w3 - gone"))
    assert networks.cleaned.empty
    assert len(networks.links) == 3


@pytest.mark.parametrize("numbering", ["own", "roster"])
def test_gone_for_a_contact_whose_own_id_stands_in_that_wave_is_a_problem(numbering):
    networks = identified(numbering, links=links("A w1 1 w2 - gone"))
    assert problems(networks) == {"link_gone_named": 1}
    assert networks.cleaned["detail"].to_list() == ["1 (w2)"]
    assert networks.links.empty
    assert identified("per wave", links=links("A w1 1 w2 - gone")).cleaned.empty  # there 1 is somebody else in w2


def test_a_doubt_that_other_links_have_decided_is_named():
    decisions = links("A w1 1 w3 3 different", "A w1 1 w2 2 unsure", "A w2 2 w3 3 same", "A w1 2 w2 1 unsure")
    networks = identified(links=decisions)
    assert decided(networks.egos, networks.alters, networks.links).tolist() == [False, True, False, False]
    one = identified(links=links("A w1 1 w3 3 same", "A w1 1 w2 2 unsure", "A w2 2 w3 3 same"))
    assert decided(one.egos, one.alters, one.links).tolist() == [False, True, False]


def test_gone_for_one_who_by_persons_csv_was_named_in_that_wave_is_found():
    networks = identified(links=links("A w1 1 w2 - gone"), persons=persons("A w1 1 X", "A w2 2 X"))
    found = gone_yet_named(networks.egos, networks.alters, networks.alters["person"], networks.links)
    assert found.tolist() == [True]


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


def test_ids_with_a_slash_make_no_two_alters_one_person():
    networks = EgoNetworks.from_frames(
        pd.DataFrame({"ego": ["A", "A/b"]}), pd.DataFrame({"ego": ["A", "A/b"], "alter": ["b/c", "c"]})
    )
    assert networks.alters["person"].nunique() == 2
