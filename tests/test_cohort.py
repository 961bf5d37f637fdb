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


def study(ids="roster", named=NAMED, ties=(), asked=()):
    """`ties` are (who says so, one, other); they were asked of the egos in `asked`."""
    rows = [(ego, "1", alter, f"Naam {alter}") for ego, alters in named.items() for alter in alters]
    egos = pd.DataFrame({"ego": list("ABCD"), "wave": ["1", "1", "1", "2"]})
    tied = [(ego, "1", one, other) for ego, one, other in ties]
    return EgoNetworks.from_frames(
        egos.assign(ties_asked=egos["ego"].isin(list(asked))),
        pd.DataFrame(rows, columns=["ego", "wave", "alter", "name"]),
        pd.DataFrame(tied, columns=["ego", "wave", "source", "target"]),
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


def told(figure):
    return " ".join(trace(figure, "subtitle").text)


def test_the_words_count_who_is_there():
    """By hand: A, B, D, x, y and z are named (C by nobody); A (by B and C) and x (by A and B) by more than one."""
    figure = cohort_overlay(study(), "1", "en")
    assert "3 participants named 6 people between them; 2 of these are named by more than one" in (
        figure.layout.title.text.replace("<br>", " ")
    )
    assert "there is a network of 3 of the 4 participants." in told(figure)
    assert "named by one participant: 4, by two: 2, by three or more: 0." in told(figure)
    assert "Ties among participants: 1 named by both, 1 by only one of the two, 1 with someone" in told(figure)
    assert "Ties among contacts were not asked about." in told(figure)


@pytest.mark.parametrize(
    ("named", "dutch", "english"),
    [
        (
            {"A": ["x"], "B": ["x"]},
            "3 deelnemers noemden samen één persoon; één van hen wordt door meer dan één genoemd",
            "3 participants named one person between them; one of these is named by more than one",
        ),
        (
            {"A": ["x"], "B": ["y"]},
            "3 deelnemers noemden samen 2 mensen; niemand van hen wordt door meer dan één genoemd",
            "3 participants named 2 people between them; none of these is named by more than one",
        ),
    ],
)
def test_one_and_none_are_said_as_one_says_them(named, dutch, english):
    for lang, said in (("nl", dutch), ("en", english)):
        title = cohort_overlay(study(named=named), "1", lang).layout.title.text
        assert said in title.replace("<br>", " ")


def test_ties_among_contacts_are_drawn_as_participants_have_them():
    """A, B and C name x and y, A names v and w too. A and B say that x and y know each other, A also x–v and v–w."""
    named = {"A": ["x", "y", "v", "w"], "B": ["x", "y"], "C": ["x", "y"]}
    ties = [("A", "x", "y"), ("B", "y", "x"), ("A", "x", "v"), ("A", "v", "w")]
    figure = cohort_overlay(study(named=named, ties=ties, asked="AB"), "1", "en")
    assert "Ties among contacts, by the 2 of the 3 participants who were asked: 3, of which 1 by more than one." in (
        told(figure)
    )
    several, one = trace(figure, "pairs several"), trace(figure, "pairs one")
    assert list(several.x).count(None) == 0  # one curve, x–y
    assert list(one.x).count(None) == 1  # two curves
    shared, own = trace(figure, "shared"), trace(figure, "own")
    ends = {(several.x[n], several.y[n]) for n in (0, -1)}
    assert ends == set(zip(shared.x, shared.y, strict=True))
    cut = one.x.index(None)
    both = [{(one.x[n], one.y[n]) for n in ends} for ends in ((0, cut - 1), (cut + 1, -1))]
    assert set(zip(own.x, own.y, strict=True)) in both  # v–w


def test_a_sign_that_does_not_occur_is_not_explained():
    drawn = [cohort_overlay(study(ties=ties, asked="AB"), "1", "en") for ties in ((), [("A", "x", "B")])]
    said = [{text for t in figure.data if t.name == "legend" and t.text for text in t.text} for figure in drawn]
    assert said[1] - said[0] == {"know each other, one participant says"}


@pytest.mark.slow
@pytest.mark.parametrize("many", [1, 9, 40])
@pytest.mark.parametrize("width", [280, 860])
def test_everything_stays_on_the_page(many, width):
    """Few participants with many contacts who all know each other: the fans and their arcs are at their widest."""
    named = {ego: [f"{ego}{n}" for n in range(many)] for ego in "AB"}
    ties = [(ego, a, b) for ego, who in named.items() for n, a in enumerate(who) for b in who[n + 1 :]]
    figure = cohort_overlay(study(named=named, ties=ties, asked="AB"), "1", width=width)
    for t in figure.data:
        if t.mode != "text":
            assert all(0 <= x <= width for x in t.x if x is not None), t.name
            assert all(0 <= y <= figure.layout.height for y in t.y if y is not None), t.name


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
