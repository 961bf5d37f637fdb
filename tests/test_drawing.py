"""The drawings: what is drawn of whom, what is said, and that no letter stands on another."""

import json
import re
from collections import Counter
from functools import partial

import numpy as np
import pandas as pd
import pytest

from netlab import figures
from netlab.codebook import Category, Codebook, Generator, Group, Interpreter, TieType, Wave
from netlab.figures import save, small_multiples
from netlab.figures.labels import clear
from netlab.figures.layout import places
from netlab.figures.lettering import plain, shortened, text_width, wrapped
from netlab.figures.marks import View, alters_drawn
from netlab.figures.strokes import luminance, ring_shades
from netlab.figures.style import DECIMALS, GREY_TEXT, INK, INK_SOFT
from netlab.measures import measure
from netlab.networks import EgoNetworks
from netlab.problems import InputError
from netlab.texts import texts

# as somebody asks for them who may know the names
before_after, network = partial(figures.before_after, names=True), partial(figures.network, names=True)


def both(nl, en):
    return {"nl": nl, "en": en}


CODEBOOK = Codebook(
    waves=(Wave("start", both("Start", "Start")), Wave("einde", both("Einde", "End"))),
    generators=(Generator("leren", both("Met wie wisselde je kennis uit?", "With whom did you exchange knowledge?")),),
    tie_types=(TieType("kent", both("kennen elkaar", "know each other")),),
    group=Group("groep", (Category("traject"), Category("vergelijking"))),
    interpreters=(
        Interpreter(
            "nabij", "strength", both("hoe dichtbij", "how close"), both("Hoe dichtbij?", "How close?"),
            (
                Category("soms", both("soms", "sometimes")), Category("vaak", both("vaak", "often")),
                Category("dicht", both("heel dichtbij", "very close")),
            ), strong_from="vaak",
        ),
        Interpreter(
            "plek", "organisation", both("werkplek", "workplace"), "",
            (
                Category("team", both("eigen team", "own team")),
                Category("dienst", both("andere diensten", "other departments")),
                Category("buiten", both("buiten de organisatie", "outside the organisation")),
            ), external=("buiten",), sector=True,
        ),
        Interpreter("nota", "note", both("opmerking", "remark")),
    ),
)  # fmt: skip
# The network of the sketch before_after.svg in the shared folder, with the numbers that stand above it there.
START = {
    "Karim": "dicht team", "Lies": "vaak team", "Bram": "soms team", "Noor": "vaak team", "Hilde": "soms dienst",
    "Tom": "soms dienst", "Piet": "soms dienst", "Gert": "vaak buiten", "Sofie": "soms buiten",
}  # fmt: skip
EINDE = {
    "Karim": "dicht team", "Lies": "dicht team", "Bram": "vaak team", "Noor": "vaak team", "Hilde": "vaak dienst",
    "Tom": "soms dienst", "Sofie": "soms buiten", "Yasmine": "vaak dienst", "Amira": "soms buiten",
    "Wouter": "soms buiten", "ESF": "vaak buiten",
}  # fmt: skip
TIES = [
    ("start", "Karim", "Lies"),
    ("start", "Gert", "Sofie"),
    ("einde", "Karim", "Lies"),
    ("einde", "Bram", "Yasmine"),
]


def study(networks, ties=(), codebook=CODEBOOK, ties_asked=True, **more):
    """Networks from {(ego, wave): {alter: "strength place"}}; the alter's id is its name."""
    egos = pd.DataFrame([{"ego": e, "wave": w, "ties_asked": ties_asked, "groep": "traject"} for e, w in networks])
    named = [(e, w, a, a, *answers.split(" ")) for (e, w), of in networks.items() for a, answers in of.items()]
    alters = pd.DataFrame(named, columns=["ego", "wave", "alter", "name", "nabij", "plek"]).replace("?", None)
    tied = pd.DataFrame(ties, columns=["wave", "source", "target"]).assign(ego=next(iter(networks))[0])
    return EgoNetworks.from_frames(egos, alters, tied, codebook=codebook, **more)


@pytest.fixture(scope="module")
def sketch():
    return study({("P03", "start"): START, ("P03", "einde"): EINDE}, TIES)


@pytest.fixture(scope="module")
def figure(sketch):
    return before_after(sketch, "P03", "start", "einde")


def crowded(n=40, name="Annemarie Vandenbossche-Van de Kerckhove"):
    """Forty alters with names of forty characters, most of them in one sector; four lost and four new."""
    answers = [f"{('soms', 'vaak', 'dicht')[i % 3]} {'buiten' if i % 8 == 0 else 'team'}" for i in range(n + 4)]
    before = {f"{i:02d} {name}"[:40]: answers[i] for i in range(n)}
    after = {f"{i:02d} {name}"[:40]: answers[(i * 5) % n if i % 6 == 0 else i] for i in range(4, n + 4)}
    return study({("E", "start"): before, ("E", "einde"): after})


def traces(figure, name):
    return [t for t in figure.data if t.name == name]


def points(figure, *names):
    return {(x, y) for name in names for t in traces(figure, name) for x, y in zip(t.x, t.y, strict=True)}


def called(figure, *names):
    """Every text of the traces of these names, with where it stands."""
    return {
        t: (x, y)
        for name in names
        for trace in traces(figure, name)
        for t, x, y in zip(trace.text, trace.x, trace.y, strict=True)
    }


def hover(figure, panel):
    """The hover of each alter of the left (0) or right (1) drawing, by its name."""
    middle = figure.layout.width / 2
    found = {}
    for trace in figure.data:
        if trace.hovertext and not trace.name.startswith("legend"):
            for text, x in zip(trace.hovertext, trace.x, strict=True):
                if (x > middle) == panel:
                    found[re.match(r"<b>(.*?)( \(\?\))?</b>", text)[1]] = text
    return found


def subtitle(figure):
    return " ".join(line for t in traces(figure, "subtitle") for line in t.text)


def everything_said(figure):
    return figure.to_json().encode().decode("unicode_escape")


# ------------------------------------------------------------------ what is said


def test_title_and_subtitle_are_those_of_the_sketch(figure):
    assert figure.layout.title.text == "<b>Het netwerk van P03 werd groter en kijkt vaker naar buiten</b>"
    assert subtitle(figure) == (
        "9 → 11 contacten: 7 gebleven, 2 weg, 4 nieuw. Drie banden werden sterker. "
        "Aandeel buiten de organisatie: 22 % → 36 %."
    )


def test_the_same_in_english(sketch):
    english = before_after(sketch, "P03", "start", "einde", lang="en")
    assert english.layout.title.text == "<b>The network of P03 grew and looks outward more often</b>"
    assert subtitle(english).startswith("9 → 11 contacts: 7 kept, 2 lost, 4 new. Three ties became stronger.")
    for word in ("gebleven", "contacten", "buiten", "soms", "Einde"):
        assert word not in everything_said(english)


def test_both_languages_have_the_same_texts_with_the_same_blanks():
    nl, en = (texts(lang)["drawing"] for lang in ("nl", "en"))
    blanks = [{k: Counter(re.findall(r"{(\w+)}", v)) for k, v in t.items()} for t in (nl, en)]
    assert blanks[0] == blanks[1]


OUT, IN = "soms buiten", "soms team"


@pytest.mark.parametrize(
    ("before", "after", "title"),
    [
        ([IN, IN], [IN], "werd kleiner"),
        ([IN], [IN], "bleef even groot"),
        ([IN, OUT, OUT], [IN, IN, OUT, IN], "werd groter maar kijkt minder vaak naar buiten"),
        ([IN, OUT], [OUT, OUT], "bleef even groot maar kijkt vaker naar buiten"),
        ([IN, OUT, OUT], [IN, OUT], "werd kleiner en kijkt minder vaak naar buiten"),
        # the one contact outside stayed; its share changes only with the size: nothing is said of it
        ([IN, IN, OUT], [IN, OUT], "werd kleiner"),
        # of somebody the workplace is unknown
        ([IN, IN], [OUT, "soms ?"], "bleef even groot"),
        ([IN], [], "werd kleiner"),
    ],
)
def test_the_title_says_only_what_is_true(before, after, title):
    networks = study(
        {("E", w): {f"{i}": a for i, a in enumerate(of)} for w, of in (("start", before), ("einde", after))}
    )
    assert before_after(networks, "E", "start", "einde").layout.title.text == f"<b>Het netwerk van E {title}</b>"


def test_the_share_outside_is_the_measure():
    """Also where the codebook names no external answer and ego's own answer decides."""
    for external, second in ((("buiten",), 0), ((), 1)):  # at the end ego is outside itself, and names the team
        plek = Interpreter("plek", "organisation", categories=CODEBOOK.interpreters[1].categories, external=external)
        codebook = Codebook(waves=CODEBOOK.waves, interpreters=(CODEBOOK.interpreters[0], plek))
        egos = pd.DataFrame({"ego": "E", "wave": ["start", "einde"], "plek": ["team", "buiten"]})
        rows = [("start", "a", "buiten"), ("start", "b", "team"), ("start", "c", None), ("einde", "a", "team")]
        alters = pd.DataFrame(rows, columns=["wave", "alter", "plek"]).assign(ego="E", nabij="soms")
        networks = EgoNetworks.from_frames(egos, alters, codebook=codebook)
        assert measure(networks)["share_external"].tolist() == [1 / 2, second]  # of c nothing is known
        drawn = alters_drawn(networks, [View("E", "start"), View("E", "einde")])
        assert drawn["outside"].tolist() == [True, False, False, bool(second)]


def test_the_note_names_the_question_and_what_the_rings_mean(figure):
    note = " ".join(line for t in traces(figure, "note") for line in t.text)
    assert "“Met wie wisselde je kennis uit?”" in note
    assert "“Hoe dichtbij?”" in note


def test_the_heading_has_the_month_of_the_network():
    egos = pd.DataFrame({"ego": "E", "wave": ["start", "einde"], "date": ["2025-03-14", None]})
    networks = EgoNetworks.from_frames(egos, pd.DataFrame(columns=["ego", "wave", "alter"]), codebook=CODEBOOK)
    assert set(called(before_after(networks, "E", "start", "einde"), "headings")) == {
        "<b>Start · maart 2025</b>",
        "<b>Einde</b>",
    }


# ------------------------------------------------------------------ what is drawn


def test_fates_differ_in_shape_and_outline_not_only_in_colour(figure):
    (lost,), (new,), (rings,), (outline,) = (traces(figure, n) for n in ("lost", "new", "new rings", "lost outlines"))
    assert len(lost.x) == 2  # Piet and Gert
    assert lost.marker.color == "rgba(255,255,255,0.01)"  # hollow
    assert outline.line.dash is not None
    assert len(new.x) == 4  # Yasmine, Amira, Wouter, ESF
    assert points(figure, "new") == points(figure, "new rings")
    assert set(rings.marker.symbol if not isinstance(rings.marker.symbol, str) else [rings.marker.symbol]) == {
        "circle-open"
    }
    assert np.all(np.array(rings.marker.size) > np.array(new.marker.size) + 4)
    assert not points(figure, "alters") & points(figure, "new rings")


def test_outside_the_organisation_is_square(figure):
    at = {
        (x, y): s
        for n in ("alters", "new", "lost")
        for t in traces(figure, n)
        for x, y, s in zip(t.x, t.y, t.marker.symbol, strict=True)
    }
    # left Gert and Sofie; right Sofie, Amira, Wouter, ESF and Gert, who is lost
    assert Counter(at.values()) == {"square": 7, "circle": 9 + 13 - 7}


def test_everyone_stands_where_the_layout_says_and_kept_alters_stand_the_same_in_both(sketch, figure):
    (ego,) = traces(figure, "ego")
    place = places(sketch, "P03")
    unit = 208
    for middle, wave in zip(zip(ego.x, ego.y, strict=True), ("start", "einde"), strict=True):
        for row in place[place["wave"] == wave].itertuples():
            x, y = middle[0] + unit * row.x, middle[1] - unit * row.y
            assert min(np.hypot(x - a, y - b) for a, b in points(figure, "alters", "new")) < 1e-3, row.alter
    karim = place[place["alter"] == "Karim"]
    assert karim[["x", "y"]].drop_duplicates().shape[0] == 1
    for row in place[(place["wave"] == "start") & place["alter"].isin(["Piet", "Gert"])].itertuples():
        assert (round(ego.x[1] + unit * row.x, 2), round(ego.y[1] - unit * row.y, 2)) in {
            (round(x, 2), round(y, 2)) for x, y in points(figure, "lost")
        }


def turned(figure):
    """How far each arrow's end is from ego, beside its beginning."""
    (ego,) = traces(figure, "ego")
    middle = np.array([ego.x[1], ego.y[1]])
    old = np.array(sorted(points(figure, "old places")))
    heads = np.array(sorted(points(figure, "arrow heads")))
    return np.linalg.norm(old - middle, axis=1), np.linalg.norm(heads - middle, axis=1)


def test_stronger_ties_have_an_arrow_inwards_and_weaker_ones_outwards(sketch, figure):
    old, new = turned(figure)
    assert len(old) == len(new) == 3  # Lies, Bram, Hilde
    assert old.min() > new.min()
    assert old.max() > new.max()
    weaker = study({("P03", "start"): EINDE, ("P03", "einde"): START})
    reverse = before_after(weaker, "P03", "start", "einde")
    old, new = turned(reverse)
    assert len(old) == 3
    assert old.min() < new.min()
    assert "Drie banden werden zwakker." in subtitle(reverse)


def test_an_arrow_head_points_the_way_of_its_arrow():
    networks = study({("E", "start"): {"a": "soms team"}, ("E", "einde"): {"a": "dicht team"}})
    figure = before_after(networks, "E", "start", "einde")
    (head,), (shaft,) = traces(figure, "arrow heads"), traces(figure, "arrows")
    way = np.array([shaft.x[1] - shaft.x[0], shaft.y[1] - shaft.y[0]])
    turn = np.radians(head.marker.angle[0])  # plotly: degrees clockwise from up
    np.testing.assert_allclose([np.sin(turn), -np.cos(turn)], way / np.linalg.norm(way), atol=1e-3)


def test_ties_among_alters_are_drawn_new_ones_apart_and_none_to_ego(figure):
    (ego,) = traces(figure, "ego")
    pieces = {name: sum(t.x.count(None) + 1 for t in traces(figure, name)) for name in ("ties", "new ties")}
    assert pieces == {"ties": 3, "new ties": 1}  # left two; right Karim–Lies again, and Bram–Yasmine
    old, new = traces(figure, "ties")[-1], traces(figure, "new ties")[0]
    assert new.line.width > old.line.width
    assert luminance(new.line.color) < luminance(old.line.color)
    ends = {(t.x[i], t.y[i]) for t in traces(figure, "ties") + traces(figure, "new ties") for i in (0, -1)}
    assert not ends & set(zip(ego.x, ego.y, strict=True))
    names = [t.name for t in figure.data]
    assert names.index("ties") < names.index("alters")  # behind


def test_a_tie_bends_towards_ego():
    networks = study({("E", "start"): {"a": "soms team", "b": "soms buiten"}}, [("start", "a", "b")])
    figure = network(networks, "E", "start")
    (ego,), (tie,) = traces(figure, "ego"), traces(figure, "ties")
    x, y = np.array(tie.x), np.array(tie.y)
    halfway = np.hypot(x[len(x) // 2] - ego.x[0], y[len(y) // 2] - ego.y[0])
    assert halfway < np.hypot((x[0] + x[-1]) / 2 - ego.x[0], (y[0] + y[-1]) / 2 - ego.y[0])


def test_a_changed_sector_is_marked_and_not_moved():
    networks = study({("E", "start"): {"a": IN, "b": IN}, ("E", "einde"): {"a": OUT, "b": IN}})
    figure = before_after(networks, "E", "start", "einde")
    (moved,) = traces(figure, "moved")
    assert len(moved.x) == 1
    assert moved.marker.symbol == "diamond-open"
    assert "werkplek veranderde" in called(figure, "legend")
    assert "stond eerst bij: eigen team" in hover(figure, 1)["a"]


def test_the_legend_has_only_what_occurs(sketch, figure):
    assert set(called(figure, "legend")) == {
        "gebleven", "nieuw", "weg", "pijl naar binnen: band werd sterker", "buiten de organisatie", "kennen elkaar",
        "kennen elkaar, nieuw",
    }  # fmt: skip
    assert set(called(network(sketch, "P03", "start"), "legend")) == {"buiten de organisatie", "kennen elkaar"}


def test_ties_that_were_not_asked_are_said_to_be_so():
    networks = study({("E", "start"): {"a": IN, "b": IN}}, ties_asked=False)
    assert set(called(network(networks, "E", "start"), "under")) == {
        "Wie elkaar kent, is bij deze meting niet gevraagd."
    }
    assert not called(network(study({("E", "start"): {"a": IN, "b": IN}}), "E", "start"), "under")


def test_when_ties_were_asked_only_after_none_of_them_is_called_new():
    egos = pd.DataFrame({"ego": "E", "wave": ["start", "einde"], "ties_asked": [False, True]})
    alters = pd.DataFrame([(w, a) for w in ("start", "einde") for a in "ab"], columns=["wave", "alter"]).assign(ego="E")
    ties = pd.DataFrame({"ego": ["E"], "wave": ["einde"], "source": ["a"], "target": ["b"]})
    figure = before_after(EgoNetworks.from_frames(egos, alters, ties, codebook=CODEBOOK), "E", "start", "einde")
    assert traces(figure, "ties")
    assert not traces(figure, "new ties")


# ------------------------------------------------------------------ people who are missing, doubts


def test_an_ego_without_alters_has_rings_and_a_sentence():
    networks = study({("E", "start"): {}, ("E", "einde"): {"a": IN}})
    figure = before_after(networks, "E", "start", "einde")
    assert set(called(figure, "said")) == {"E noemde niemand."}
    assert sum(s.type == "circle" for s in figure.layout.shapes) == 6  # three rings, twice
    assert subtitle(figure).startswith("0 → 1 contact: 0 gebleven, 0 weg, 1 nieuw.")


def test_nobody_named_in_either_wave():
    figure = before_after(study({("E", "start"): {}, ("E", "einde"): {}}), "E", "start", "einde")
    assert figure.layout.title.text == "<b>E noemde in geen van beide metingen iemand</b>"


@pytest.mark.parametrize(
    ("wave", "sentence"),
    [("start", "E is bij deze meting niet opnieuw bevraagd."), ("einde", "E is bij deze meting niet bevraagd.")],
)
def test_an_ego_that_was_interviewed_once_has_not_lost_everyone(wave, sentence):
    figure = before_after(study({("E", wave): {"a": IN, "b": OUT}, ("F", "start"): {}}), "E", "start", "einde")
    assert " ".join(called(figure, "said")) == sentence
    assert figure.layout.title.text == "<b>E noemde twee contacten, één daarvan buiten de organisatie</b>"
    assert len(points(figure, "alters")) == 2
    assert not points(figure, "lost", "new")


def linked(status):
    links = pd.DataFrame(
        [("E", "start", "1", "einde", "9", status)],
        columns=["ego", "wave", "alter", "other_wave", "other_alter", "status"],
    )
    codebook = Codebook(waves=CODEBOOK.waves, interpreters=CODEBOOK.interpreters, alter_ids="per wave")
    return study({("E", "start"): {"1": IN, "2": IN}, ("E", "einde"): {"9": IN}}, codebook=codebook, links=links)


def test_an_unsure_link_gives_a_range_two_persons_and_a_question_mark():
    figure = before_after(linked("unsure"), "E", "start", "einde")
    assert subtitle(figure).startswith("2 → 1 contact: 0–1 gebleven, 1–2 weg, 0–1 nieuw.")
    assert len(points(figure, "lost")) == 2
    assert len(points(figure, "new")) == 1
    assert hover(figure, 1)["9"].startswith(
        "<b>9 (?)</b><br>nieuw<br>twijfel: misschien dezelfde persoon als 1 (Start)"
    )
    assert any("bereik" in line for line in called(figure, "note"))


def test_a_sure_link_is_one_person():
    figure = before_after(linked("same"), "E", "start", "einde")
    assert subtitle(figure).startswith("2 → 1 contact: 1 gebleven, 1 weg, 0 nieuw.")
    assert "(?)" not in everything_said(figure)


def unlinked():
    codebook = Codebook(waves=CODEBOOK.waves, interpreters=CODEBOOK.interpreters, alter_ids="per wave")
    return study({("E", "start"): {"1": IN}, ("E", "einde"): {"1": "dicht buiten"}}, codebook=codebook)


def test_where_nobody_linked_the_waves_no_fate_is_drawn():
    figure = before_after(unlinked(), "E", "start", "einde")
    assert not points(figure, "lost", "new", "old places")
    assert "nog niet beslist" in subtitle(figure)
    assert "gebleven," not in subtitle(figure)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda n: before_after(n, "P3", "start", "einde"), r"'P3' is not an ego.*Did you mean 'P03'"),
        (lambda n: before_after(n, "P03", "start", "start"), r"both 'start': a change needs two waves"),
        (lambda n: before_after(n, "P03", "start", "eind"), r"'eind' is not in this study.*Did you mean 'einde'"),
        (lambda n: network(n, "P99", "start"), r"'P99' is not an ego"),
        (lambda n: small_multiples(n, "begin"), r"'begin' is not in this study"),
        (lambda n: small_multiples(n, "start", group="trajekt"), r"'trajekt' is not a group.*Did you mean 'traject'"),
        (lambda n: small_multiples(n, "start", egos=["P04"]), r"'P04' is not an ego"),
        (lambda n: before_after(n, "P03", "start", "einde", lang="fr"), r"'fr' is not one of netlab's"),
    ],
)
def test_what_is_not_there_is_named(sketch, call, message):
    with pytest.raises(InputError, match=message):
        call(sketch)


def test_one_network_of_an_ego_that_was_not_interviewed_then_is_an_error():
    with pytest.raises(InputError, match="'E' was not interviewed in wave 'einde'"):
        network(study({("E", "start"): {}, ("F", "einde"): {}}), "E", "einde")


# ------------------------------------------------------------------ letters


def text_boxes(figure, *names):
    """The rectangle of every text in these traces, from the widths of its letters."""
    found = []
    for name in names:
        for t in traces(figure, name):
            for text, x, y in zip(t.text, t.x, t.y, strict=True):
                bold = text.startswith("<b>")
                width = text_width(re.sub("</?b>", "", text), t.textfont.size, bold)
                left = x if t.textposition == "middle right" else x - width / 2
                found.append((left, y - t.textfont.size / 2, left + width, y + t.textfont.size / 2))
    return np.array(found).reshape(-1, 4)


def mark_boxes(figure, *names):
    found = []
    for name in names:
        for t in traces(figure, name):
            half = np.broadcast_to(np.array(t.marker.size, dtype=float), len(t.x)) / 2
            found += [(x - h, y - h, x + h, y + h) for x, y, h in zip(t.x, t.y, half, strict=True)]
    return np.array(found).reshape(-1, 4)


NAMES = ("names", "lost names", "numbers", "ring names", "sector names")
MARKS = ("alters", "new", "new rings", "lost", "old places", "ego")
PAGE = (0, 0, 5000, 5000)


@pytest.mark.parametrize("stacked", [False, True])
def test_no_name_stands_on_another_or_on_a_mark_with_forty_long_names(stacked):
    figure = before_after(crowded(), "E", "start", "einde", stacked=stacked)
    boxes = text_boxes(figure, *NAMES)
    assert len(boxes) > 30
    for i in range(len(boxes)):
        assert clear(boxes[[i]], np.delete(boxes, i, axis=0), PAGE, gap=0).all()
    assert clear(boxes, mark_boxes(figure, *MARKS), PAGE, gap=0).all()
    page = (0, 0, figure.layout.width, figure.layout.height)
    everything = text_boxes(figure, *NAMES, "list", "legend", "note", "subtitle", "headings", "under")
    assert clear(everything, np.empty((0, 4)), page).all()


def test_every_one_of_forty_has_its_name_or_a_number_in_the_list():
    networks = crowded()
    figure = before_after(networks, "E", "start", "einde")
    listed = dict(re.match(r"<b>(\d+)</b>  (\d\d)", line).groups() for line in called(figure, "list"))
    assert listed  # with names this long some have no room
    for panel in (0, 1):
        labels = [
            re.sub("</?b>", "", text)
            for text, (x, _) in [
                pair
                for name in ("names", "lost names", "numbers", "numbers inside")
                for t in traces(figure, name)
                for pair in zip(t.text, zip(t.x, t.y, strict=True), strict=True)
            ]
            if (x > figure.layout.width / 2) == panel
        ]
        seen = sorted(listed[t] if t in listed and " " not in t and "…" not in t else t[:2] for t in labels)
        assert seen == [f"{i:02d}" for i in (range(40) if panel == 0 else range(44))]  # right: also the four lost


def test_the_same_person_has_the_same_number_in_both_drawings():
    figure = before_after(crowded(), "E", "start", "einde", stacked=True)
    numbers = list(called(figure, "list"))
    assert len({line.split("  ")[1] for line in numbers}) == len(numbers)


def test_a_long_name_is_shortened_in_the_drawing_and_whole_in_the_hover():
    name = "Maximiliaan-Alexander van Oudenbosch Jr."
    assert len(name) == 40
    figure = network(study({("E", "start"): {name: IN, "Bo": IN}}), "E", "start")
    (label,) = [t for t in called(figure, "names") if t != "Bo"]
    assert label.endswith("…")
    assert name.startswith(label[:-1])
    assert f"<b>{name}</b>" in everything_said(figure)


def test_letters_are_as_wide_as_in_helveticas_metrics():
    # Adobe's AFM of Helvetica: i 222, n 556, W 944, m 833, space 278; here with 4 % to spare
    for text, width in (("i", 222), ("n", 556), ("W", 944), ("m", 833), (" ", 278), ("één", 3 * 556), ("&amp;", 667)):
        assert text_width(text, 1000) == pytest.approx(1.04 * width), text


def test_a_text_is_shortened_and_wrapped_to_the_room_there_is():
    assert shortened("Karim", 100, 12) == "Karim"
    assert text_width(shortened("Annemarie Vandenbossche", 60, 12), 12) <= 60
    assert shortened("Karim", 1, 12) == "K…"
    lines = wrapped("een zin van een aantal woorden", 60, 12)
    assert " ".join(lines) == "een zin van een aantal woorden"
    assert all(text_width(line, 12) <= 60 for line in lines)


def contrast(one, two):
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_text_can_be_read_on_every_ring():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)  # WCAG 2: black on white
    for shade in [*ring_shades(5), "#FFFFFF"]:
        assert min(contrast(text, shade) for text in (INK, INK_SOFT, GREY_TEXT)) >= 4.5


def test_all_text_is_in_the_inks(figure):
    inks = {INK, INK_SOFT, GREY_TEXT, "#FFFFFF"}
    assert {t.textfont.color for t in figure.data if t.mode == "text"} <= inks
    assert [t.name for t in figure.data if t.mode == "text" and t.textfont.color == "#FFFFFF"] == ["ego code"] * 2


def test_markup_in_a_name_is_shown_as_it_is():
    figure = network(study({("E", "start"): {"<i>Bo</i>&Co": IN}}), "E", "start")
    assert plain("<i>Bo</i>&Co") == "&lt;i&gt;Bo&lt;/i&gt;&amp;Co"
    assert "&lt;i&gt;Bo&lt;/i&gt;&amp;Co" in called(figure, "names")
    assert "<i>" not in everything_said(figure)


# ------------------------------------------------------------------ hover and privacy


def test_the_hover_gives_the_answers_in_the_codebooks_words_and_what_changed(figure, sketch):
    assert hover(figure, 0)["Lies"] == "<b>Lies</b><br>hoe dichtbij: vaak<br>werkplek: eigen team"
    assert hover(figure, 1)["Lies"] == (
        "<b>Lies</b><br>gebleven<br>hoe dichtbij: vaak → heel dichtbij<br>werkplek: eigen team"
    )
    assert hover(figure, 1)["Piet"] == "<b>Piet</b><br>weg<br>hoe dichtbij: soms<br>werkplek: andere diensten"
    assert hover(before_after(sketch, "P03", "start", "einde", lang="en"), 1)["Lies"] == (
        "<b>Lies</b><br>kept<br>how close: often → very close<br>workplace: own team"
    )


def test_fragments_that_name_an_alter_stand_in_its_hover(sketch):
    said = [
        (
            "P03",
            "einde",
            "Lies",
            "band",
            "Met Lies is het heel anders geworden sinds we samen die namiddag organiseerden.",
        ),
        ("P03", "einde", None, "band", "Niet over iemand."),
        ("P04", "einde", "Lies", "band", "Van een ander."),
    ]
    fragments = pd.DataFrame(said, columns=["ego", "wave", "alter", "code", "text"])
    figure = before_after(sketch, "P03", "start", "einde", fragments=fragments)
    lines = hover(figure, 1)["Lies"].split("<br>")
    assert " ".join(lines[lines.index("") + 1 :]) == f"“{said[0][4]}”"
    assert max(map(len, lines)) < 70  # wrapped
    assert "Lies is" not in hover(figure, 0)["Lies"]
    text = everything_said(figure)
    assert "Niet over iemand" not in text
    assert "Van een ander" not in text


def test_unless_names_are_asked_for_nothing_says_who_an_alter_is(sketch):
    networks = study({("P03", "start"): START, ("P03", "einde"): EINDE})
    networks.alters["nota"] = "woont naast Karim"
    fragments = pd.DataFrame(
        {"ego": ["P03"], "wave": ["einde"], "alter": ["Lies"], "code": ["x"], "text": ["Met Lies ging het goed."]}
    )
    for figure in (
        figures.before_after(networks, "P03", "start", "einde", fragments=fragments),
        figures.overlay(networks, "P03", "start", "einde", fragments=fragments),
        figures.network(networks, "P03", "start", fragments=fragments),
        small_multiples(networks, "start", "einde"),
    ):
        said = everything_said(figure)
        for name in {**START, **EINDE, "woont naast": ""}:
            assert name not in said


# ------------------------------------------------------------------ all egos small


@pytest.fixture(scope="module")
def four():
    """One grew, one stayed, one has no second wave, one named nobody; E4 is in the comparison group."""
    networks = study(
        {
            ("E1", "start"): {"a": IN}, ("E1", "einde"): {"a": "dicht team", "b": OUT},
            ("E2", "start"): {"a": IN}, ("E2", "einde"): {"c": IN},
            ("E3", "start"): {"a": IN, "b": IN}, ("E4", "start"): {}, ("E4", "einde"): {"a": IN},
        }
    )  # fmt: skip
    networks.egos["groep"] = networks.egos["groep"].where(networks.egos["ego"] != "E4", "vergelijking")
    return networks


def test_every_ego_has_its_code_and_sizes_above(four):
    figure = small_multiples(four, "start", "einde")
    assert set(called(figure, "headings")) == {
        "<b>E1</b>  1 → 2", "<b>E2</b>  1 → 1", "<b>E3</b>  2 → –", "<b>E4</b>  0 → 1"
    }  # fmt: skip
    assert set(called(figure, "said")) == {"niet bevraagd"}
    assert figure.layout.title.text == "<b>Bij 2 van de 3 deelnemers werd het netwerk groter</b>"
    assert subtitle(figure) == (
        "2 groter, 0 kleiner, 1 even groot. Telkens links “Start”, rechts “Einde”. "
        "1 deelnemer heeft maar één van beide metingen."
    )


def test_small_drawings_have_the_same_fates_as_large_ones(four):
    figure = small_multiples(four, "start", "einde")
    assert len(points(figure, "new")) == 3  # b of E1, c of E2, a of E4
    assert len(points(figure, "lost")) == 1  # a of E2; E3 lost nobody
    assert len(points(figure, "old places")) == 1  # a of E1 came closer
    assert sum(s.type == "circle" for s in figure.layout.shapes) == 4 * 2 * 3


def test_a_group_some_egos_or_one_wave(four):
    assert set(called(small_multiples(four, "start", "einde", group="vergelijking"), "headings")) == {
        "<b>E4</b>  0 → 1"
    }
    assert set(called(small_multiples(four, "start", "einde", egos=["E2"]), "headings")) == {"<b>E2</b>  1 → 1"}
    for after in (None, ""):
        one = small_multiples(four, "start", after, lang="en")
        assert one.layout.title.text == "<b>4 networks in the wave “Start”</b>"
        assert "<b>E3</b>  2" in called(one, "headings")
    assert len(points(small_multiples(four, "einde"), "ego")) == 3


def test_the_drawings_of_a_group_do_not_overlap(four):
    for width in (None, 390):
        figure = small_multiples(four, "start", "einde", width=width)
        rim = [s for s in figure.layout.shapes if s.type == "circle"]
        widest = max(s.x1 - s.x0 for s in rim)
        boxes = np.array([(s.x0, s.y0, s.x1, s.y1) for s in rim if s.x1 - s.x0 > widest - 0.1])
        assert len(boxes) == 8
        for i in range(8):
            assert clear(boxes[[i]], np.delete(boxes, i, axis=0), (0, 0, figure.layout.width, 5000), gap=0).all()


# ------------------------------------------------------------------ the figure as a whole


def numbers_in(part):
    if isinstance(part, dict):
        return [n for v in part.values() for n in numbers_in(v)]
    if isinstance(part, list):
        return [n for v in part for n in numbers_in(v)]
    return [part] if isinstance(part, float) else []


def test_the_same_tables_in_any_order_give_the_same_figure(sketch, figure):
    mixed = study(
        {("P03", "einde"): dict(reversed(EINDE.items())), ("P03", "start"): dict(reversed(START.items()))}, TIES[::-1]
    )
    assert (
        json.loads(before_after(mixed, "P03", "start", "einde").to_json())["layout"]
        == json.loads(figure.to_json())["layout"]
    )
    assert points(before_after(mixed, "P03", "start", "einde"), "alters", "names") == points(figure, "alters", "names")
    assert before_after(sketch, "P03", "start", "einde").to_json() == figure.to_json()


def test_coordinates_are_rounded(figure):
    # plotly itself brings angles between -180 and 180, which costs them the last bits
    assert all(abs(round(n, DECIMALS) - n) < 1e-9 for n in numbers_in(json.loads(figure.to_json())["data"]))


def test_widths_for_a_screen_and_for_a_phone(sketch, figure):
    assert figure.layout.width == 1180
    phone = before_after(sketch, "P03", "start", "einde", stacked=True)
    assert phone.layout.width == 390
    (ego,) = traces(phone, "ego")
    assert ego.x[0] == ego.x[1]  # one above the other
    assert ego.y[0] < ego.y[1]
    assert len(points(phone, "alters")) == len(points(figure, "alters"))


def test_no_table_is_changed(sketch):
    before = sketch.alters.copy(), sketch.ties.copy(), sketch.egos.copy()
    before_after(sketch, "P03", "start", "einde")
    small_multiples(sketch, "start", "einde")
    for table, was in zip((sketch.alters, sketch.ties, sketch.egos), before, strict=True):
        pd.testing.assert_frame_equal(table, was)


def test_a_figure_cannot_be_saved_as_anything_or_anywhere(figure, tmp_path):
    with pytest.raises(InputError, match=r"'gif'.*Known: svg, png, pdf"):
        save(figure, tmp_path / "x.gif")
    with pytest.raises(InputError, match="no such folder"):
        save(figure, tmp_path / "nowhere" / "x.svg")
