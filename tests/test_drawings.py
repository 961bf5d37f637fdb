"""A drawing as data: the place says ring and sector, steps can be taken back, and nothing that was saved is lost."""

from __future__ import annotations

import copy
import json
import math
import multiprocessing
import os
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from netlab import drawings as dr
from netlab.codebook import Category, Codebook, Generator, Interpreter, TieType, Wave
from netlab.drawings import keeping, locking
from netlab.problems import InputError

VECTORS = json.loads((Path(__file__).parent / "js" / "drawing_vectors.json").read_text(encoding="utf-8"))
ASKED = VECTORS["questions"]


def answers(ids: list[str]) -> tuple[Category, ...]:
    return tuple(Category(i) for i in ids)


BOOK = Codebook(
    waves=(Wave("start"), Wave("einde")),
    interpreters=(
        Interpreter(ASKED["strength"]["column"], "strength", categories=answers(ASKED["strength"]["answers"])),
        Interpreter(ASKED["sector"]["column"], "organisation", categories=answers(ASKED["sector"]["answers"])),
        Interpreter("functie", "attribute", categories=answers(["zorg", "beleid"]), fixed=True),
        Interpreter("overleg", "relation"),
        Interpreter("vraagt", "asks"),
        Interpreter("thema", "note"),
    ),
    generators=tuple(Generator(g) for g in ASKED["generators"]),
    tie_types=tuple(TieType(t["id"], directed=t["directed"]) for t in ASKED["tie_types"]),
)
BARE = Codebook()  # nothing asked: one ring, one sector


def do(what: str, **about) -> dict:
    """A step."""
    return {"what": what, "about": about}


def drawing(**content) -> dict:
    return {**dr.empty("P01", "einde", "2026-11-21"), **copy.deepcopy(content)}


# ------------------------------------------------------------------ places


@pytest.mark.parametrize("case", VECTORS["places"], ids=lambda c: c["why"])
def test_a_place_says_ring_and_sector(case):
    assert dr.ring_at(case["x"], case["y"], 3) == case["ring"]
    assert dr.sector_at(case["x"], case["y"], 4) == case["sector"]


@pytest.mark.parametrize("case", VECTORS["settled"], ids=lambda c: str(c["to"]))
def test_a_place_too_near_or_too_far_is_moved_to_where_alters_stand(case):
    assert list(dr.settled(case["x"], case["y"])) == case["to"]


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf, 1e300, True, "0.5", 10**400])
def test_a_place_that_is_none_is_refused(wrong):
    with pytest.raises(InputError, match="a place is two numbers"):
        dr.settled(wrong, 0.0)


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_a_settled_place_stays_where_it_is(x, y):
    once = dr.settled(x, y)
    assert dr.settled(*once) == once
    assert dr.INNER - 0.001 < math.hypot(*once) < dr.OUTER + 0.001


@given(st.integers(1, 12), st.integers(1, 20), st.integers(0, 96), st.data())
def test_a_ring_and_sector_have_places_that_say_just_that(rings, sectors, nth, data):
    ring, sector = data.draw(st.integers(0, rings - 1)), data.draw(st.integers(0, sectors - 1))
    x, y = dr.place_in(ring, sector, rings, sectors, nth)
    assert (dr.ring_at(x, y, rings), dr.sector_at(x, y, sectors)) == (ring, sector)


def test_eight_alters_in_one_ring_and_sector_stand_apart():
    places = [dr.place_in(1, 2, 3, 4, nth) for nth in range(8)]
    # a point has 0.05 on each side; the cell is 0.29 wide and at r = 0.5 0.79 long
    assert min(math.dist(a, b) for n, a in enumerate(places) for b in places[:n]) > 0.05


def test_the_last_strength_is_the_innermost_ring_and_the_first_sector_begins_at_the_top():
    assert dr.answers_at(BOOK, 0.0, 0.2) == {"dicht": "altijd", "plek": "team"}
    assert dr.answers_at(BOOK, -0.01, 0.99) == {"dicht": "soms", "plek": "thuis"}
    assert dr.answers_at(BARE, 0.0, 0.2) == {}


def test_the_sheet_has_room_for_everything_outside_the_rings():
    short = 210 - 2 * dr.MARK_MM  # A4, between the marks
    assert dr.OUTER * dr.RIM_OF_SHORT_SIDE * short < 210 / 2


# ------------------------------------------------------------------ steps


@pytest.mark.parametrize("case", VECTORS["steps"], ids=lambda c: c["name"])
def test_a_step_does_what_was_worked_out_by_hand_and_can_be_taken_back(case):
    before = drawing(**case["before"])
    kept = copy.deepcopy(before)
    after = dr.apply(before, case["step"], BOOK)
    assert {k: after[k] for k in case["after"]} == case["after"]
    assert dr.inverse(before, case["step"], BOOK) == case["back"]
    assert dr.apply(after, case["back"], BOOK) == before == kept


IDS = ["a", "b", "c", "d"]
PLACES = st.one_of(st.just((None, None)), st.tuples(st.floats(-1.4, 1.4), st.floats(-1.4, 1.4)), st.just((0.0, 0.0)))
VALUES = {
    "dicht": st.sampled_from([None, *ASKED["strength"]["answers"]]),
    "plek": st.sampled_from([None, *ASKED["sector"]["answers"]]),
    "functie": st.sampled_from([None, "zorg", "beleid"]),
    "overleg": st.sampled_from([None, True, False]),
    "vraagt": st.sampled_from([None, 0, 2.5]),
    "thema": st.sampled_from([None, "", "zorg, 'n ë"]),
}
WHO = st.sampled_from(IDS)


@st.composite
def added(draw):
    x, y = draw(PLACES)
    given_answers = {c: draw(v) for c, v in VALUES.items() if draw(st.booleans())}
    generators = draw(st.lists(st.sampled_from(ASKED["generators"]), unique=True))
    return {"alter": draw(WHO), "name": draw(st.sampled_from(["Els", " Bo ", "ë"])), "x": x, "y": y,
            "generators": generators, "answers": given_answers}  # fmt: skip


def step_of(what, **about):
    return st.fixed_dictionaries({"what": st.just(what), "about": st.fixed_dictionaries(about)})


TIED = {"source": WHO, "target": WHO, "type": st.sampled_from(["kent", "helpt"])}
SIMPLE = st.one_of(
    step_of("add", alter=added()),
    step_of("remove", alter=WHO),
    PLACES.flatmap(lambda p: step_of("move", alter=WHO, x=st.just(p[0]), y=st.just(p[1]))),
    step_of("rename", alter=WHO, name=st.sampled_from(["Els", "Mia "])),
    step_of("generator", alter=WHO, generator=st.sampled_from(ASKED["generators"]), named=st.booleans()),
    st.sampled_from(sorted(VALUES)).flatmap(lambda c: step_of("answer", alter=WHO, column=st.just(c), value=VALUES[c])),
    step_of("tie", **TIED),
    step_of("untie", **TIED),
    step_of("earlier", wave=st.just("start"), alter=st.sampled_from(["a", "x", "y"]), status=st.just("same"),
            other_alter=WHO),
    step_of("earlier", wave=st.just("start"), alter=st.sampled_from(["a", "x", "y"]),
            status=st.sampled_from(["gone", "not_mentioned", None]), other_alter=st.none()),
    step_of("asked", asked=st.sampled_from([True, False, None])),
    step_of("goal", goal=st.sampled_from([None, "", "leren "])),
    step_of("date", date=st.sampled_from([None, "2026-11-20"])),
    step_of("paper", paper=st.sampled_from([None, {"file": "papier/P01_einde.png", "points": {}}])),
    st.just({"what": "start", "about": {"from": "start", "alters": [{"alter": "a", "name": "A", "x": 0.5, "y": 0.5}],
                                        "ties": [], "earlier": []}}),
)  # fmt: skip
STEPS = st.one_of(SIMPLE, st.lists(SIMPLE, max_size=3).map(lambda s: {"what": "several", "about": {"steps": s}}))


def taken(start: dict, steps: list[dict]) -> dict:
    """The drawing after those of the steps that can be taken."""
    for step in steps:
        try:
            start = dr.apply(start, step, BOOK)
        except InputError:
            continue
    return start


def content(one: dict, places: bool = True) -> dict:
    """What stands in a drawing, its alters in the order of their ids."""
    return {**one, "alters": sorted(one["alters"], key=lambda a: a["alter"])}


@given(st.lists(STEPS, max_size=15))
def test_any_steps_give_a_drawing_that_is_whole_and_agrees_with_the_codebook(steps):
    made = taken(drawing(), steps)
    assert dr.read_drawing(dr.written(made), "x.json") == made  # the form is checked, and the JSON comes back
    assert dr.unlike(made, BOOK) == []
    for alter in made["alters"]:
        if alter["x"] is not None:
            # the one truth: the place, by the formula of the contract in its own words
            r, turn = math.hypot(alter["x"], alter["y"]), math.degrees(math.atan2(alter["x"], alter["y"])) % 360
            assert alter["answers"]["plek"] == ASKED["sector"]["answers"][int(turn // 90) % 4]
            assert alter["wished"] == (r > 1.0002)
            assert (alter["answers"]["dicht"] is None) == alter["wished"]


@pytest.mark.slow
@given(st.lists(STEPS, max_size=12), STEPS)
def test_a_step_and_its_inverse_give_the_same_drawing(steps, step):
    before = taken(drawing(), steps)
    kept = copy.deepcopy(before)
    try:
        after = dr.apply(before, step, BOOK)
    except InputError:
        assume(False)
    back = dr.inverse(before, step, BOOK)
    assert dr.apply(after, back, BOOK) == before == kept
    again = dr.inverse(after, back, BOOK)
    assert dr.apply(before, again, BOOK) == after


@pytest.mark.slow
@given(st.lists(STEPS, max_size=10), STEPS, STEPS)
def test_steps_that_touch_nothing_in_common_can_be_taken_in_either_order(steps, first, second):
    start = taken(drawing(), steps)
    assume(dr.commute(first, [second], BOOK))
    try:
        one = dr.apply(dr.apply(start, first, BOOK), second, BOOK)
        dr.apply(start, second, BOOK)
    except InputError:
        assume(False)
    assert content(dr.apply(dr.apply(start, second, BOOK), first, BOOK)) == content(one)


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        (do("add", alter={"alter": "b"}), do("add", alter={"alter": "a"}), True),
        (do("move", alter="a"), do("move", alter="b"), True),
        (do("move", alter="a"), do("move", alter="a"), False),
        (do("move", alter="a"), do("answer", alter="a", column="plek"), False),
        (do("move", alter="a"), do("answer", alter="a", column="thema"), True),
        (do("rename", alter="a"), do("rename", alter="a"), False),
        (do("remove", alter="a"), do("answer", alter="a", column="thema"), False),
        (do("remove", alter="a"), do("tie", source="b", target="a"), False),
        (do("tie", source="a", target="c"), do("tie", source="a", target="b"), True),
        (do("goal", goal="x"), do("goal", goal="y"), False),
        (do("undo", step=do("rename", alter="a")), do("rename", alter="a"), False),
        (do("start"), do("goal", goal="y"), False),
    ],
)
def test_two_hands_can_work_on_different_things(mine, theirs, both):
    assert dr.commute(mine, [theirs], BOOK) == dr.commute(theirs, [mine], BOOK) == both


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (do("shake"), "step 'shake' is unknown"),
        ({"what": "move"}, "lacks `about`"),
        (do("move", alter="a"), "about has no 'x'"),
        (do("move", alter="z", x=0, y=0.5), "no alter 'z' in this drawing"),
        (do("move", alter="a", x=10**7, y=0.5), "a place is two numbers"),
        (do("move", alter="a", x=math.nan, y=0.5), "such as NaN"),
        (do("rename", alter="a", name="  "), "expected a text"),
        (do("answer", alter="a", column="kleur", value=1), "question 'kleur' is not in study"),
        (do("answer", alter="a", column="dicht", value="erg"), "expected one of its answers"),
        (do("answer", alter="a", column="overleg", value=1), "expected true or false"),
        (do("answer", alter="a", column="vraagt", value="vaak"), "expected a number"),
        (do("generator", alter="a", generator="x", named=True), "generator 'x'"),
        (do("tie", source="a", target="a", type="kent"), "tied to itself"),
        (do("tie", source="a", target="z", type="kent"), "'z' is none of the alters"),
        (do("tie", source="a", target="b", type="haat"), "type of tie 'haat'"),
        (do("add", alter={"alter": "a", "name": "X", "x": 0.1, "y": 0.1}), "alter 'a' in this"),
        (do("add", alter=3), "another form"),
        (do("asked", asked=1), "asked is 1"),
        (do("date", date="gisteren"), "date is 'gisteren'"),
        (do("paper", paper="P01.png"), "paper is"),
        (do("earlier", wave="start", alter="x", status="same", other_alter="z"), "needs an other_alter"),
        (do("earlier", wave="start", alter="x", status="gone", other_alter="a"), "has no other_alter"),
        (do("earlier", wave="einde", alter="x", status="gone", other_alter=None), "of this drawing itself"),
        (do("earlier", wave="start", alter="y", status="same", other_alter="b"), "the same person as 'x'"),
    ],
    ids=lambda v: v if isinstance(v, str) else v["what"],
)
def test_a_step_that_cannot_be_taken_says_why(step, said):
    two = [{"alter": a, "name": a, "x": 0.5, "y": 0.5, "generators": [], "answers": {}} for a in "ab"]
    start = taken(drawing(), [{"what": "add", "about": {"alter": a}} for a in two])
    start["earlier"] = [{"wave": "start", "alter": "x", "status": "same", "other_alter": "b"}]
    with pytest.raises(InputError, match=said):
        dr.apply(start, step, BOOK)


def test_a_step_that_is_made_on_no_version_of_the_drawing_leaves_no_file(tmp_path):
    step = {"what": "goal", "about": {"goal": "x"}}
    for base in (-1, 1, 10**30, True, "0", None):
        with pytest.raises(InputError, match="was made on version"):
            dr.save(tmp_path, "P01", "start", step, base, "P01", BOOK)
    assert [*(tmp_path / "drawings").glob("*.json")] == []


def test_what_cannot_be_read_again_is_never_written(tmp_path):
    with pytest.raises(InputError, match="half a sign"):
        dr.save(tmp_path, "P01", "start", {"what": "goal", "about": {"goal": "x"}}, 0, "\ud800", BOOK)
    assert dr.load(tmp_path, "P01", "start") is None


def test_steps_may_be_as_long_as_the_limits_and_hold_any_whole_sign():
    made = dr.apply(drawing(), do("goal", goal="é" * 4000), BOOK)
    made = dr.apply(made, do("add", alter={"alter": "a", "name": "👩🏽‍🔬" + "x" * 190, "x": 0.5, "y": 0.5}), BOOK)
    assert dr.read_drawing(dr.written(made), "x.json") == made


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("papier/P01_start.jpg", True),
        ("papier/P01_start-0a1b2c.png", True),
        ("papier/P02_start.jpg", False),
        ("papier/P01_einde.jpg", False),
        ("papier/../P01_start.jpg", False),
        ("P01_start.json", False),
        ("papier/P01_start.jpg\n", False),
    ],
)
def test_only_this_drawings_own_pictures_are_pictures_of_it(name, fits):
    assert dr.is_picture_of("P01", "start", name) is fits


def test_an_alter_without_a_place_gets_one_when_ring_and_sector_are_both_answered():
    made = taken(drawing(), [
        {"what": "add", "about": {"alter": {"alter": "a", "name": "A", "x": None, "y": None}}},
        {"what": "answer", "about": {"alter": "a", "column": "dicht", "value": "vaak"}},
    ])  # fmt: skip
    assert made["alters"][0]["x"] is None
    assert made["alters"][0]["answers"] == {"dicht": "vaak", "plek": None}  # the sector is not known, and not guessed
    made = dr.apply(made, {"what": "answer", "about": {"alter": "a", "column": "plek", "value": "thuis"}}, BOOK)
    assert dr.answers_at(BOOK, made["alters"][0]["x"], made["alters"][0]["y"]) == {"dicht": "vaak", "plek": "thuis"}


def test_a_drawing_that_begins_from_an_earlier_one_keeps_ids_places_ties_and_what_is_fixed():
    first = taken({**drawing(), "wave": "start"}, [
        {"what": "add", "about": {"alter": {"alter": "a", "name": "A", "x": 0.3, "y": -0.4, "generators": ["leren"],
                                            "answers": {"functie": "zorg", "thema": "t", "overleg": True}}}},
        {"what": "add", "about": {"alter": {"alter": "b", "name": "B", "x": 0.0, "y": 1.2}}},
        {"what": "add", "about": {"alter": {"alter": "c", "name": "C", "x": None, "y": None}}},
        {"what": "tie", "about": {"source": "a", "target": "c", "type": "kent"}},
    ])  # fmt: skip
    made = dr.apply(drawing(), dr.beginning(first, BOOK), BOOK)
    assert made["from_earlier"] is True
    assert [(a["alter"], a["x"], a["y"], a["wished"]) for a in made["alters"]] == [
        ("a", 0.3, -0.4, False), ("b", 0.0, 1.2, True), ("c", None, None, False)]  # fmt: skip
    assert made["alters"][0]["answers"] == {"dicht": "vaak", "plek": "dienst", "functie": "zorg"}
    assert made["alters"][0]["generators"] == []
    assert made["ties"] == first["ties"]
    # who was only wished for was no contact, so nothing is said of being still in contact
    said = [(e["alter"], e["status"], e["other_alter"]) for e in made["earlier"]]
    assert said == [("a", "same", "a"), ("c", "same", "c")]
    assert dr.apply(made, dr.beginning(first, BOOK), BOOK) == made  # begun once


# ------------------------------------------------------------------ the file


@pytest.mark.parametrize(
    ("ego", "wave", "name"),
    [
        ("P01", "start", "P01_start.json"),
        ("P_01", "na-meting", "P%5F01_na-meting.json"),
        ("P", "01_start", "P_01%5Fstart.json"),
        ("Zoë/..", "1.0", "Zo%C3%AB%2F%2E%2E_1%2E0.json"),
        ("%41", "~", "%2541_%7E.json"),
    ],
)
def test_a_file_name_says_ego_and_wave_and_nothing_else(ego, wave, name):
    assert dr.file_name(ego, wave) == name
    assert dr.named_by(name) == (ego, wave)


@given(st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12))
def test_every_ego_and_wave_has_a_file_name_of_its_own(ego, wave):
    assume(not any(0xD800 <= ord(c) < 0xE000 for c in ego + wave))
    assert dr.named_by(dr.file_name(ego, wave)) == (ego, wave)


@pytest.mark.parametrize("name", ["P01.json", "a_b_c.json", "P01_start.txt", "P%zz_1.json", "P%FF_1.json", "_.json",
                                  "P01_start (1).json", "P%41_1.json", "P01_start.conflict-3-abc.json"])  # fmt: skip
def test_other_file_names_stand_for_no_drawing(name):
    assert dr.named_by(name) is None


@pytest.mark.parametrize(("ego", "wave"), [("", "start"), ("P", ""), ("P" * 300, "start")])
def test_an_ego_or_wave_that_gives_no_file_name_is_refused(ego, wave):
    with pytest.raises(InputError, match=r"drawing needs|too long"):
        dr.file_name(ego, wave)


def broken(change) -> bytes:
    alter = {"alter": "a", "name": "A", "x": 0.5, "y": 0.5, "wished": False, "generators": [], "answers": {}}
    whole = drawing(alters=[alter, {**alter, "alter": "b"}], ties=[{"source": "a", "target": "b", "type": "kent"}])
    change(whole)
    return json.dumps(whole).encode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it is empty"),
        (b'{"netlab_drawing": 1, "ego": "P', "line 1: this is no whole drawing"),
        (b"\xff\xfe{", "cannot be read as UTF-8"),
        (b"[" * 100_000, "no drawing"),
        (b"[1, 2]", "no drawing of netlab"),
        (b'{"ego": "P01"}', "no drawing of netlab"),
        (broken(lambda d: d.update(netlab_drawing=2)), "made by a newer netlab"),
        (broken(lambda d: d.pop("ties")), "ties is missing"),
        (broken(lambda d: d.update(version=-1)), "version is -1"),
        (broken(lambda d: d.update(version=True)), "version is true"),
        (broken(lambda d: d.update(date="21/11/2026")), "date is"),
        (broken(lambda d: d.update(ego="")), "ego is"),
        (broken(lambda d: d["alters"][0].update(x=0.9, y=0.9)), "outside the rings"),
        (broken(lambda d: d["alters"][0].update(x=2, y=0)), "farther than 1.3"),
        (broken(lambda d: d["alters"][0].update(x=None)), "two numbers, or null and null"),
        (broken(lambda d: d["alters"][0].update(x=1e999)), "no drawing"),
        (broken(lambda d: d["alters"][0].update(name=None)), "alter 1: name is null"),
        (broken(lambda d: d["alters"][1].update(alter="a")), "alter 2: the id 'a' stands there twice"),
        (broken(lambda d: d["alters"][0].update(answers={"thema": [1]})), "answers is"),
        (broken(lambda d: d["alters"][0].update(generators="leren")), "generators is"),
        (broken(lambda d: d["ties"][0].update(target="z")), "tie 1: target 'z' is none"),
        (broken(lambda d: d["ties"].append(d["ties"][0])), "tie 2: it stands there twice"),
        (broken(lambda d: d.update(earlier=[{"wave": "w", "alter": "x", "status": "gone"}] * 2)), "earlier 2: 'x' of"),
        (broken(lambda d: d.update(earlier=[{"wave": "w", "alter": "x", "status": "weg"}])), 'status "weg" is'),
        (broken(lambda d: d.update(history=[{"what": "add"}])), "history 1"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)  # fmt: skip
def test_a_file_that_is_no_whole_drawing_is_refused_by_name(data, said):
    with pytest.raises(InputError, match=said) as error:
        dr.read_drawing(data, "drawings/P01_einde.json")
    assert all(p.startswith("drawings/P01_einde.json") for p in error.value.problems)


def test_all_that_is_wrong_in_a_file_is_said_at_once():
    data = broken(lambda d: (d.pop("goal"), d["alters"][0].update(name=""), d["ties"][0].update(source="z")))
    with pytest.raises(InputError) as error:
        dr.read_drawing(data, "x.json")
    assert len(error.value.problems) == 3


def test_what_does_not_agree_with_the_codebook_is_named():
    made = json.loads(broken(lambda d: d["alters"][0].update(generators=["x"], answers={"kleur": 1, "dicht": "soms"})))
    made["ties"][0]["type"], made["wave"] = "haat", "later"
    said = "\n".join(dr.unlike(made, BOOK))
    for what in (
        "wave 'later'",
        "generator 'x'",
        "question 'kleur'",
        "type of tie 'haat'",
        "its place says plek = 'team'",
    ):
        assert what in said


# ------------------------------------------------------------------ keeping


def add(alter: str, **more) -> dict:
    one = {"alter": alter, "name": alter.upper(), "x": 0.5, "y": 0.5, "generators": [], "answers": {}}
    return {"what": "add", "about": {"alter": one}, **more}


def move(alter: str, x: float, y: float, **more) -> dict:
    return {"what": "move", "about": {"alter": alter, "x": x, "y": y}, **more}


def saved(folder, step, base, who="P01", ego="P01", wave="start"):
    return dr.save(folder, ego, wave, step, base, who, BOOK)


def left(folder: Path) -> list[str]:
    return sorted(p.name for p in (folder / "drawings").iterdir())


def test_every_step_is_in_the_file_with_who_when_and_what(tmp_path):
    assert dr.load(tmp_path, "P01", "start") is None
    assert saved(tmp_path, add("a"), 0).drawing["version"] == 1
    assert saved(tmp_path, move("a", 0.1, 0.2, id="s2"), 1, who="KS").status == "saved"
    assert left(tmp_path) == ["P01_start.json"]  # no lock, no half file
    made = json.loads((tmp_path / "drawings" / "P01_start.json").read_text(encoding="utf-8"))
    assert made == dr.load(tmp_path, "P01", "start")
    assert made["version"] == 2
    assert [(e["version"], e["who"], e["what"]) for e in made["history"]] == [(1, "P01", "add"), (2, "KS", "move")]
    assert made["history"][1]["about"] == {"alter": "a", "x": 0.1, "y": 0.2}
    at = datetime.fromisoformat(made["history"][0]["at"])
    assert abs((datetime.now(UTC) - at).total_seconds()) < 60
    assert dr.replayed(made, 1, BOOK)["alters"] == dr.apply(drawing(), add("a"), BOOK)["alters"]


def test_a_step_that_is_sent_twice_is_taken_once(tmp_path):
    saved(tmp_path, add("a", id="s1"), 0)
    saved(tmp_path, {"what": "remove", "about": {"alter": "a"}, "id": "s2"}, 1)
    again = saved(tmp_path, add("a", id="s1"), 0)
    assert (again.status, again.drawing["version"], again.drawing["alters"]) == ("again", 2, [])


def test_a_step_that_changes_nothing_is_no_version(tmp_path):
    saved(tmp_path, add("a"), 0)
    assert saved(tmp_path, {"what": "rename", "about": {"alter": "a", "name": "A"}}, 1).status == "again"
    assert dr.load(tmp_path, "P01", "start")["version"] == 1


def test_two_tabs_on_different_alters_lose_nothing(tmp_path):
    saved(tmp_path, add("a"), 0)
    saved(tmp_path, add("b"), 1)
    one = saved(tmp_path, move("a", 0.1, 0.2), 2)
    other = saved(tmp_path, move("b", 0.3, 0.4), 2)  # has not seen the other's move
    assert (one.status, other.status) == ("saved", "saved")
    assert [(a["x"], a["y"]) for a in other.drawing["alters"]] == [(0.1, 0.2), (0.3, 0.4)]
    assert other.drawing["version"] == 4


def test_two_tabs_on_one_alter_are_a_conflict_and_both_versions_are_kept(tmp_path):
    saved(tmp_path, add("a"), 0)
    saved(tmp_path, move("a", 0.1, 0.2), 1)
    lost = saved(tmp_path, move("a", 0.7, 0.1, id="t9"), 1, who="tab 2")
    assert lost.status == "conflict"
    assert lost.drawing["alters"][0]["x"] == 0.1  # what stands in the file
    other = dr.read_drawing(lost.beside.read_bytes(), lost.beside.name)
    assert (other["alters"][0]["x"], other["version"]) == (0.7, 2)
    assert other["conflict"]["about"] == {"alter": "a", "x": 0.7, "y": 0.1}
    assert other["history"][-1]["who"] == "tab 2"
    assert dr.beside_of(lost.beside.name) == ("P01", "start", "conflict")
    assert lost.beside.name.startswith("P01_start.conflict-1-")
    assert saved(tmp_path, move("a", 0.7, 0.1, id="t9"), 1).beside == lost.beside  # sent twice, kept once
    assert len(left(tmp_path)) == 2


@pytest.mark.parametrize(
    "step", [move("a", 0.7, 0.1), {"what": "answer", "about": {"alter": "a", "column": "thema", "value": "x"}}]
)
def test_a_step_on_who_was_removed_by_another_tab_is_kept_beside(tmp_path, step):
    saved(tmp_path, add("a"), 0)
    saved(tmp_path, {"what": "remove", "about": {"alter": "a"}}, 1)
    lost = saved(tmp_path, step, 1)
    assert lost.status == "conflict"
    assert [a["alter"] for a in dr.read_drawing(lost.beside.read_bytes(), "x")["alters"]] == ["a"]


def test_removing_who_was_tied_by_another_tab_is_a_conflict(tmp_path):
    for n, step in enumerate([add("a"), add("b"), do("tie", source="a", target="b", type="kent")]):
        saved(tmp_path, step, n)
    lost = saved(tmp_path, {"what": "remove", "about": {"alter": "a"}}, 2)
    assert lost.status == "conflict"
    assert len(dr.load(tmp_path, "P01", "start")["ties"]) == 1


def test_a_step_on_a_version_that_the_file_never_had_is_refused_and_changes_nothing(tmp_path):
    saved(tmp_path, add("a"), 0)
    with pytest.raises(InputError, match=r"was made on version 7 .* Was the file put back from a backup"):
        saved(tmp_path, add("b"), 7)
    assert [p.name for p in (tmp_path / "drawings").glob("*.json")] == ["P01_start.json"]
    assert [a["alter"] for a in dr.load(tmp_path, "P01", "start")["alters"]] == ["a"]


def test_a_drawing_without_its_history_still_keeps_the_losing_version(tmp_path):
    saved(tmp_path, add("a"), 0)
    path = dr.path_of(tmp_path, "P01", "start")
    bare = {**dr.load(tmp_path, "P01", "start"), "history": [], "version": 5}
    path.write_bytes(dr.written(bare))
    lost = saved(tmp_path, move("a", 0.7, 0.1), 3)
    assert lost.status == "conflict"
    assert [a["x"] for a in dr.read_drawing(lost.beside.read_bytes(), "x")["alters"]] == [0.7]


def test_a_step_that_cannot_be_taken_changes_no_file(tmp_path):
    saved(tmp_path, add("a"), 0)
    before = (tmp_path / "drawings" / "P01_start.json").read_bytes()
    with pytest.raises(InputError, match="no alter 'z'"):
        saved(tmp_path, move("z", 0.1, 0.2), 1)
    assert (tmp_path / "drawings" / "P01_start.json").read_bytes() == before
    assert left(tmp_path) == ["P01_start.json"]


@pytest.mark.parametrize("part", [0.0, 0.3, 0.99])
def test_a_damaged_file_is_never_written_over_and_can_be_set_aside(tmp_path, part):
    saved(tmp_path, add("a"), 0)
    path = dr.path_of(tmp_path, "P01", "start")
    cut = path.read_bytes()[: int(part * path.stat().st_size)]
    path.write_bytes(cut)
    with pytest.raises(InputError, match=r"drawings/P01_start\.json"):
        saved(tmp_path, add("b"), 1)
    assert path.read_bytes() == cut
    aside = dr.set_aside(tmp_path, "P01", "start")
    assert aside.read_bytes() == cut
    assert dr.beside_of(aside.name) == ("P01", "start", "damaged")
    assert saved(tmp_path, add("b"), 0).status == "saved"
    with pytest.raises(InputError, match="nothing is wrong"):
        dr.set_aside(tmp_path, "P01", "start")


def test_a_file_of_another_ego_is_not_taken_for_this_one(tmp_path):
    saved(tmp_path, add("a"), 0)
    path = dr.path_of(tmp_path, "P01", "start")
    path.rename(path.with_name("P02_start.json"))
    with pytest.raises(InputError, match="of ego 'P01' in wave 'start', expected 'P02'"):
        saved(tmp_path, add("b"), 1, ego="P02")


def test_fields_of_a_later_netlab_stay_in_the_file(tmp_path):
    saved(tmp_path, add("a"), 0)
    path = dr.path_of(tmp_path, "P01", "start")
    path.write_bytes(dr.written({**json.loads(path.read_bytes()), "mood": "good"}))
    assert saved(tmp_path, add("b"), 1).drawing["mood"] == "good"
    assert json.loads(path.read_bytes())["mood"] == "good"


def test_a_folder_that_cannot_be_written_is_said(tmp_path, monkeypatch):
    (tmp_path / "drawings").write_text("no folder", encoding="utf-8")
    with pytest.raises(InputError, match="no folder drawings/ can be made here"):
        saved(tmp_path, add("a"), 0)

    def closed(*_):
        raise PermissionError(13, "Permission denied")

    (tmp_path / "drawings").unlink()
    monkeypatch.setattr(locking.os, "open", closed)
    with pytest.raises(InputError, match=r"nothing can be written in this folder \(Permission denied\)"):
        saved(tmp_path, add("a"), 0)


def test_a_disk_that_is_full_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    saved(tmp_path, add("a"), 0)
    before = left(tmp_path), dr.path_of(tmp_path, "P01", "start").read_bytes()

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping.os, "fsync", full)
    with pytest.raises(InputError, match="No space left"):
        saved(tmp_path, add("b"), 1)
    assert (left(tmp_path), dr.path_of(tmp_path, "P01", "start").read_bytes()) == before


# ------------------------------------------------------------------ many hands, and a sudden end

FORK = multiprocessing.get_context("fork") if hasattr(os, "fork") else None
forks = pytest.mark.skipif(FORK is None, reason="needs fork")
PEOPLE, EACH = 20, 8


def at_once(work, *arguments) -> list[int]:
    """What came of as many processes as there are arguments, all at the same time: their exit codes."""
    hands = [FORK.Process(target=work, args=a) for a in arguments]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(120)
    return [hand.exitcode for hand in hands]


def draws_alone(folder: Path, ego: str) -> None:
    for n in range(EACH):
        assert saved(folder, add(f"{ego}-{n}"), n, ego=ego).status == "saved"


def draws_with_others(folder: Path, ego: str) -> None:
    for n in range(EACH):  # on version 0: has never seen what the others did
        assert saved(folder, add(f"{ego}-{n}"), 0, who=ego).status == "saved"


@forks
def test_twenty_people_drawing_at_once_in_one_folder_lose_nothing(tmp_path):
    egos = [f"P{n:02}" for n in range(PEOPLE)]
    assert at_once(draws_alone, *((tmp_path, ego) for ego in egos)) == [0] * PEOPLE
    for ego in egos:
        made = dr.load(tmp_path, ego, "start")
        assert [a["alter"] for a in made["alters"]] == [f"{ego}-{n}" for n in range(EACH)]
    assert left(tmp_path) == [f"{ego}_start.json" for ego in egos]


@pytest.mark.slow
@forks
@pytest.mark.parametrize("system", [True, False], ids=["system lock", "lock file"])
def test_twenty_people_drawing_in_one_and_the_same_drawing_lose_nothing(tmp_path, monkeypatch, system):
    if not system:
        monkeypatch.setattr(locking, "fcntl", None)
        monkeypatch.setattr(locking, "PATIENCE", 60.0)
    egos = [f"P{n:02}" for n in range(PEOPLE)]
    assert at_once(draws_with_others, *((tmp_path, ego) for ego in egos)) == [0] * PEOPLE
    made = dr.load(tmp_path, "P01", "start")
    assert {a["alter"] for a in made["alters"]} == {f"{ego}-{n}" for ego in egos for n in range(EACH)}
    assert made["version"] == len(made["alters"]) == PEOPLE * EACH
    assert [e["version"] for e in made["history"]] == list(range(1, PEOPLE * EACH + 1))
    assert left(tmp_path) == ["P01_start.json"]


def draws_until_killed(folder: Path, told) -> None:
    for n in range(100_000):
        told.send(saved(folder, add(f"a{n}"), n).drawing["version"])


@forks
@pytest.mark.parametrize("after", [0.05, 0.12, 0.2])
def test_a_killed_process_leaves_every_step_it_was_answered_and_no_lock(tmp_path, after):
    here, there = FORK.Pipe(duplex=False)
    hand = FORK.Process(target=draws_until_killed, args=(tmp_path, there))
    hand.start()
    last = here.recv()  # it is drawing
    until = time.monotonic() + after
    while time.monotonic() < until:
        if here.poll(0.01):
            last = here.recv()
    os.kill(hand.pid, signal.SIGKILL)
    hand.join()
    while here.poll():
        last = here.recv()
    made = dr.load(tmp_path, "P01", "start")
    assert made["version"] >= last
    began = time.monotonic()
    assert saved(tmp_path, {"what": "goal", "about": {"goal": "verder"}}, made["version"]).status == "saved"
    assert time.monotonic() - began < 5  # the wait for a stuck lock would be 20 seconds
    assert left(tmp_path) == ["P01_start.json"]


def dies_while_writing(folder: Path, moment: str) -> None:
    setattr(keeping.os, moment, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    saved(folder, add("b"), 1)


@forks
@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_who_dies_in_the_middle_of_writing_leaves_the_file_as_it_was(tmp_path, moment):
    before = saved(tmp_path, add("a"), 0).drawing
    assert at_once(dies_while_writing, (tmp_path, moment)) == [-signal.SIGKILL]
    assert dr.load(tmp_path, "P01", "start") == before
    assert len(left(tmp_path)) == 3  # the lock and the half file that nobody holds any more
    assert saved(tmp_path, add("b"), 1).status == "saved"
    assert left(tmp_path) == ["P01_start.json"]


def dies_with_the_lock(folder: Path) -> None:
    with locking.locked(dr.path_of(folder, "P01", "start")):
        os.kill(os.getpid(), signal.SIGKILL)


@forks
@pytest.mark.parametrize("system", [True, False], ids=["system lock", "lock file"])
def test_who_dies_holding_the_lock_holds_it_no_longer(tmp_path, monkeypatch, system):
    if not system:
        monkeypatch.setattr(locking, "fcntl", None)
        monkeypatch.setattr(locking, "STALE", 0.5)
    (tmp_path / "drawings").mkdir()
    assert at_once(dies_with_the_lock, (tmp_path,)) == [-signal.SIGKILL]
    assert left(tmp_path) == [".P01_start.json.lock"]
    assert saved(tmp_path, add("a"), 0).status == "saved"
    assert left(tmp_path) == ["P01_start.json"]


def test_who_waits_too_long_is_told_and_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(locking, "PATIENCE", 0.2)
    saved(tmp_path, add("a"), 0)
    with (
        locking.locked(dr.path_of(tmp_path, "P01", "start")),
        pytest.raises(InputError, match="somebody else has been writing"),
    ):
        saved(tmp_path, add("b"), 1)
    assert saved(tmp_path, add("b"), 1).status == "saved"


def test_a_full_drawing_is_saved_well_within_a_second(tmp_path):
    ids = [f"a{n}" for n in range(60)]
    steps = [add(i) for i in ids]
    pairs = [(a, b) for n, a in enumerate(ids) for b in ids[:n]][:400]
    steps += [{"what": "tie", "about": {"source": a, "target": b, "type": "kent"}} for a, b in pairs]
    steps += [move(i, 0.1 + 0.001 * n, 0.3) for n in range(10) for i in ids]
    saved(tmp_path, {"what": "several", "about": {"steps": steps}}, 0)
    path = dr.path_of(tmp_path, "P01", "start")
    full = dr.load(tmp_path, "P01", "start")
    full["history"] = [{"version": n, "at": "2026-11-21T10:00:00Z", "who": "P01", **s} for n, s in enumerate(steps, 1)]
    path.write_bytes(dr.written({**full, "version": len(steps)}))
    times = []
    for n in range(5):
        began = time.monotonic()
        saved(tmp_path, move("a3", 0.5, 0.1 + 0.01 * n), len(steps) + n)
        times.append(time.monotonic() - began)
    assert sorted(times)[2] < 1
