"""Where people stand: rings, sectors, and the same place for the same person."""

import numpy as np
import pandas as pd
import pytest

from netlab.codebook import Category, Codebook, Interpreter, Wave
from netlab.figures.layout import HOLE, UNKNOWN, places, rings, sectors
from netlab.networks import EgoNetworks
from netlab.problems import InputError

WAVES = ("voor", "na")
CLOSENESS = Interpreter("hoe_dicht", "strength", categories=tuple(map(Category, ("soms", "vaak", "dicht"))))
WORKPLACE = Interpreter("plek", "organisation", categories=tuple(map(Category, ("team", "dienst", "buiten"))))
CODEBOOK = Codebook(waves=tuple(map(Wave, WAVES)), interpreters=(CLOSENESS, WORKPLACE))


def networks_of(rows, codebook=CODEBOOK, **more):
    """Networks of ego E in two waves from (wave, alter, strength, workplace) rows."""
    alters = pd.DataFrame(rows, columns=["wave", "alter", "hoe_dicht", "plek"]).assign(ego="E")
    return EgoNetworks.from_frames(pd.DataFrame({"ego": "E", "wave": WAVES}), alters, codebook=codebook, **more)


def crowd(n, ring="dicht", place="team"):
    """n alters in each wave, n // 4 of them only in one, all in one ring and sector."""
    first, second = range(n), range(n // 4, n + n // 4)
    return [(w, f"{i}", ring, place) for w, ids in zip(WAVES, (first, second), strict=True) for i in ids]


@pytest.fixture
def five():
    """Two kept (one closer than before), one lost, two new."""
    return networks_of(
        [
            ("voor", "Ann", "soms", "team"), ("na", "Ann", "dicht", "team"),
            ("voor", "Bob", "vaak", "buiten"), ("na", "Bob", "vaak", "buiten"),
            ("voor", "Cas", "soms", "dienst"), ("na", "Dre", "soms", "team"), ("na", "Els", "vaak", "buiten"),
        ]
    )  # fmt: skip


def test_there_is_one_place_for_every_alter_of_every_wave(five):
    place = places(five, "E")
    found = set(zip(place["wave"], place["alter"], strict=True))
    assert found == set(zip(five.alters["wave"], five.alters["alter"], strict=True))
    assert len(place) == 7


def test_a_kept_alter_keeps_its_angle_also_in_another_ring(five):
    place = places(five, "E").set_index(["alter", "wave"])
    assert place.at[("Ann", "voor"), "angle"] == place.at[("Ann", "na"), "angle"]
    assert place.at[("Ann", "voor"), "radius"] > place.at[("Ann", "na"), "radius"]


def test_a_kept_alter_of_the_same_strength_keeps_its_very_place_also_in_a_crowd():
    place = places(networks_of(crowd(40)), "E")
    by = place.groupby("person")
    assert (by["wave"].nunique() == 2).sum() == 30  # 10 … 39 are in both waves
    assert (by[["x", "y"]].nunique() == 1).all(axis=None)


def test_a_person_is_followed_through_links_not_through_the_alter_id():
    links = pd.DataFrame(
        [("E", "voor", "1", "na", "7", "same")], columns=["ego", "wave", "alter", "other_wave", "other_alter", "status"]
    )
    rows = [("voor", "1", "soms", "team"), ("voor", "2", "soms", "team"), ("na", "7", "soms", "team")]
    rows += [("na", "1", "soms", "team")]
    codebook = Codebook(waves=CODEBOOK.waves, interpreters=CODEBOOK.interpreters, alter_ids="per wave")
    place = places(networks_of(rows, codebook, links=links), "E").set_index(["wave", "alter"])
    assert place.at[("voor", "1"), "angle"] == place.at[("na", "7"), "angle"]
    assert place.at[("voor", "1"), "angle"] != place.at[("na", "1"), "angle"]


def test_the_order_of_the_rows_does_not_matter(five):
    rows = [tuple(r) for r in five.alters[["wave", "alter", "hoe_dicht", "plek"]].astype(object).to_numpy()]
    for mixed in (rows[::-1], rows[3:] + rows[:3]):
        pd.testing.assert_frame_equal(places(networks_of(mixed), "E"), places(five, "E"))


def test_places_change_no_table_and_are_the_callers_own(five):
    before = five.alters.copy()
    place = places(five, "E")
    place["x"] = 99.0
    pd.testing.assert_frame_equal(five.alters, before)
    assert places(five, "E")["x"].max() <= 1


def test_the_strongest_answer_is_the_innermost_ring_and_everyone_stands_in_its_ring(five):
    ring = rings(five, "E")
    assert list(ring["ring"]) == ["dicht", "vaak", "soms"]
    np.testing.assert_allclose(ring["outer"], [1 / 3, 2 / 3, 1])  # three equal rings
    for networks in (five, networks_of(crowd(40)), networks_of(crowd(40, "soms"))):
        place = places(networks, "E").merge(rings(networks, "E"), on="ring")
        assert (place["radius"] > place["inner"]).all()
        assert (place["radius"] < place["outer"]).all()
        assert (place["radius"] > HOLE).all()


def test_unknown_strength_has_a_narrow_band_of_its_own_round_the_rim():
    networks = networks_of([("voor", "Ann", "", "team"), ("na", "Ann", "dicht", "team")])
    band = rings(networks, "E").iloc[-1]
    assert (band["ring"], band["inner"]) == (UNKNOWN, 1)
    assert band["outer"] - band["inner"] < 1 / 3
    place = places(networks, "E").set_index("wave")
    assert place.at["voor", "radius"] > 1 > place.at["na", "radius"]


def test_x_and_y_are_the_angle_clockwise_from_twelve_and_the_radius(five):
    place = places(five, "E")
    np.testing.assert_allclose(np.hypot(place["x"], place["y"]), place["radius"], atol=1e-4)
    np.testing.assert_allclose(np.arctan2(place["x"], place["y"]) % (2 * np.pi), place["angle"], atol=1e-3)


def test_half_of_the_circle_is_shared_equally_and_half_by_persons(five):
    table = sectors(five, "E")
    assert list(table["sector"]) == ["team", "dienst", "buiten"]
    assert list(table["persons"]) == [2, 1, 2]  # Ann, Dre; Cas; Bob, Els
    width = (table["end"] - table["start"]).to_numpy()
    # 2π (1/6 + n/10) with three sectors and five persons: 2π·11/30, 2π·8/30, 2π·11/30
    np.testing.assert_allclose(width, 2 * np.pi * np.array([11, 8, 11]) / 30)
    assert table["end"].iloc[-1] == pytest.approx(2 * np.pi)


def test_everyone_stands_within_the_sector():
    rows = crowd(20) + [("voor", f"b{i}", "vaak", "buiten") for i in range(7)] + [("na", "c", "soms", "")]
    networks = networks_of(rows)
    place = places(networks, "E").merge(sectors(networks, "E"), on="sector")
    assert ((place["angle"] > place["start"]) & (place["angle"] < place["end"])).all()
    assert sectors(networks, "E")["sector"].iloc[-1] == UNKNOWN  # c answered in no wave


def test_a_changed_sector_is_no_move():
    rows = [("voor", "Ann", "soms", "team"), ("na", "Ann", "soms", "buiten"), ("na", "Bob", "soms", "buiten")]
    place = places(networks_of(rows), "E").set_index(["wave", "alter"])
    assert list(place.loc[[("voor", "Ann"), ("na", "Ann")], "sector"]) == ["team", "team"]
    assert place.at[("na", "Ann"), "sector_now"] == "buiten"
    assert place.at[("voor", "Ann"), "angle"] == place.at[("na", "Ann"), "angle"]


def test_the_sector_is_that_of_the_first_wave_that_knows_one():
    rows = [("voor", "Ann", "soms", ""), ("na", "Ann", "soms", "dienst")]
    assert set(places(networks_of(rows), "E")["sector"]) == {"dienst"}


@pytest.mark.parametrize("ring", ["soms", "vaak", "dicht"])
@pytest.mark.parametrize("n", [12, 32])
def test_nobody_stands_on_another_even_with_everyone_in_one_ring_of_one_sector(ring, n):
    at = places(networks_of(crowd(n, ring)), "E").drop_duplicates("person")[["x", "y"]].to_numpy()
    apart = np.linalg.norm(at[:, None] - at[None], axis=2)[np.triu_indices(len(at), 1)]
    # marks of at least 3 pixels radius on a phone's drawing of radius 128 do not touch beyond 6 / 128
    assert apart.min() > 6 / 128


def test_without_attribute_and_strength_there_is_one_circle_and_one_ring():
    networks = EgoNetworks.from_frames(
        pd.DataFrame({"ego": ["E"]}), pd.DataFrame({"ego": "E", "alter": ["a", "b", "c"]})
    )
    assert sectors(networks, "E")[["sector", "start"]].to_numpy().tolist() == [[UNKNOWN, 0]]
    assert rings(networks, "E")["outer"].tolist() == [1]
    turns = np.sort(places(networks, "E")["angle"])
    np.testing.assert_allclose(np.diff(turns), 2 * np.pi / 3)  # three persons, evenly


def test_more_than_six_answers_show_only_those_that_occur():
    many = Interpreter("plek", "attribute", categories=tuple(Category(f"p{i}") for i in range(9)))
    codebook = Codebook(waves=CODEBOOK.waves, interpreters=(CLOSENESS, many))
    networks = networks_of([("voor", "Ann", "soms", "p7"), ("na", "Bob", "soms", "p2")], codebook)
    assert list(sectors(networks, "E")["sector"]) == ["p2", "p7"]


def test_an_ego_without_alters_has_no_places_but_rings_and_equal_sectors():
    networks = EgoNetworks.from_frames(
        pd.DataFrame({"ego": ["E"], "wave": ["voor"]}), networks_of([]).alters, codebook=CODEBOOK
    )
    assert places(networks, "E").empty
    assert len(rings(networks, "E")) == 3
    np.testing.assert_allclose(sectors(networks, "E")["start"], [0, 2 * np.pi / 3, 4 * np.pi / 3])


def test_two_alters_whom_persons_csv_calls_one_person_do_not_hide_each_other():
    persons = pd.DataFrame({"ego": "E", "wave": "voor", "alter": ["1", "2"], "person": "Ann"})
    place = places(networks_of([("voor", "1", "soms", "team"), ("voor", "2", "soms", "team")], persons=persons), "E")
    assert set(place["person"]) == {"Ann"}
    assert place[["x", "y"]].drop_duplicates().shape[0] == 2


def test_an_unknown_ego_is_named_with_a_suggestion(five):
    with pytest.raises(InputError, match=r"'Ee' is not an ego.*Did you mean 'E'"):
        places(five, "Ee")
