"""The cohort in one figure: everybody is in it once, and what one side says stays one-sided."""

import pandas as pd
import pytest

from netlab.changes.cohort import cohort
from netlab.codebook import Codebook
from netlab.figures import cohort_overlay
from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.study import open_study

# By hand. A, B and C are interviewed in wave 1, D in wave 2 only. A and B name each other, C names A (A does not name
# C), A names D. x is named by A and B, z by C alone, y by B.
NAMED = {"A": ["B", "D", "x"], "B": ["A", "x", "y"], "C": ["A", "z"]}


def study(ids="roster"):
    rows = [(ego, "1", alter, f"Naam {alter}") for ego, alters in NAMED.items() for alter in alters]
    return EgoNetworks.from_frames(
        pd.DataFrame({"ego": list("ABCD"), "wave": ["1", "1", "1", "2"]}),
        pd.DataFrame(rows, columns=["ego", "wave", "alter", "name"]),
        codebook=Codebook(alter_ids=ids),
    )


def trace(figure, name):
    found = [t for t in figure.data if t.name == name]
    return found[0] if found else None


def joined(figure, name):
    """Whom the lines of a trace join, by the places of the participants, from where they start to where they end."""
    egos, drawn = trace(figure, "egos"), trace(figure, name)
    if drawn is None:
        return []
    at = {(round(x), round(y)): who for x, y, who in zip(egos.x, egos.y, egos.customdata, strict=True)}
    ends = [at.get((round(x), round(y))) for x, y in zip(drawn.x, drawn.y, strict=True) if x is not None]
    return list(zip(ends[::2], ends[1::2], strict=True))


def test_participants_ties_are_drawn_by_who_names_whom():
    figure = cohort_overlay(study(), "1", "en")
    assert list(trace(figure, "egos").customdata) == list("ABCD")  # D too, who is named and was not interviewed then
    assert [set(pair) for pair in joined(figure, "tie both")] == [{"A", "B"}]
    assert joined(figure, "tie one") == [("C", "A")]  # towards who is named, and not back
    assert joined(figure, "tie not_asked") == [("A", "D")]
    assert trace(figure, "head both") is None  # an arrow would make a side of it
    assert len(trace(figure, "head one").x) == len(trace(figure, "head not_asked").x) == 1


def test_the_arrow_stands_beside_who_is_named():
    figure = cohort_overlay(study(), "1")
    egos, head = trace(figure, "egos"), trace(figure, "head one")
    at = dict(zip(egos.customdata, zip(egos.x, egos.y, strict=True), strict=True))
    away = {who: ((x - head.x[0]) ** 2 + (y - head.y[0]) ** 2) ** 0.5 for who, (x, y) in at.items()}
    assert min(away, key=away.get) == "A"


def test_who_several_name_stands_inside_with_how_many_and_the_others_outside():
    figure = cohort_overlay(study(), "1", "en")
    assert list(trace(figure, "shared numbers").text) == ["<b>2</b>"]  # x
    assert len(trace(figure, "own").x) == 2  # y and z
    assert len([x for x in trace(figure, "namings").x if x is not None]) == 2 * 2  # A–x and B–x
    egos = trace(figure, "egos")
    middle = sum(egos.x) / 4, sum(egos.y) / 4

    def far(t):
        return [((x - middle[0]) ** 2 + (y - middle[1]) ** 2) ** 0.5 for x, y in zip(t.x, t.y, strict=True)]

    assert max(far(trace(figure, "shared"))) < min(far(egos))
    assert min(far(trace(figure, "own"))) > max(far(egos))


def test_the_words_count_who_is_there():
    """By hand: A, B, D, x, y and z are named (C by nobody); A (by B and C) and x (by A and B) by more than one."""
    figure = cohort_overlay(study(), "1", "en")
    assert "3 participants named 6 people between them; 2 of these are named by more than one" in (
        figure.layout.title.text.replace("<br>", " ")
    )
    told = " ".join(trace(figure, "subtitle").text)
    assert "Named by one participant: 4." in told
    assert "1 ties that both name, 1 that only one of the two names." in told
    assert "Of 1 ties the other was not interviewed in this wave." in told


def test_nobody_is_named_unless_names_are_asked_for():
    assert "Naam" not in cohort_overlay(study(), "1").to_json()
    named = cohort_overlay(study(), "1", names=True)
    assert list(trace(named, "names").text) == ["Naam x"]


def test_where_persons_were_not_compared_the_figure_says_so():
    alone = EgoNetworks.from_frames(
        pd.DataFrame({"ego": ["A", "B"], "wave": "1"}),
        pd.DataFrame({"ego": ["A", "B"], "wave": "1", "alter": ["1", "1"]}),
        codebook=Codebook(alter_ids="own"),
    )
    assert "Nobody checked who is the same person" in " ".join(trace(cohort_overlay(alone, "1", "en"), "subtitle").text)


def test_a_wave_in_which_nobody_named_anybody_is_drawn_too():
    figure = cohort_overlay(study(), "2", "en")
    assert list(trace(figure, "egos").customdata) == ["D"]
    assert trace(figure, "own") is None
    with pytest.raises(InputError, match="wave '3' is not in this study"):
        cohort_overlay(study(), "3")


@pytest.mark.parametrize("wave", ["start", "einde", "opvolging"])
def test_everybody_is_in_the_figure_once_and_nobody_stands_on_another(wave):
    networks = open_study("data/voorbeeld").networks
    figure, found = cohort_overlay(networks, wave), cohort(networks, wave)
    parts = [trace(figure, name) for name in ("egos", "shared", "own")]
    places = [(round(x, 2), round(y, 2)) for t in parts if t is not None for x, y in zip(t.x, t.y, strict=True)]
    assert len(places) == len(set(places)) == len(found.persons)
    ties = sum(len(joined(figure, f"tie {side}")) for side in ("both", "one", "not_asked"))
    assert ties == len(found.ties)
    assert all(0 < x < figure.layout.width and 0 < y < figure.layout.height for x, y in places)
