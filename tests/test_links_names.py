"""Names as they are written in Flanders and the Netherlands: how they are read, and how alike two of them are."""

from __future__ import annotations

import itertools
import string
import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from netlab import links
from netlab.cleaning.answers import plain
from netlab.links.likeness import FIRST, LAST, alike
from netlab.links.names import FORMS, GIVEN, read_name
from netlab.links.proposing import DEFAULT
from netlab.texts import has

HOME = Path(links.__file__).parent


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Joke Willems", "=Joke Willems"),  # a spreadsheet took the name for a formula
        ("Griet Van Hoecke", "GRIET VAN HOECKE"),
        ("Anaïs Coppens", "Anais  coppens"),
        ("Katrijn D'Hondt", "Katrijn D’Hondt"),
        ("Katrijn D'Hondt", "Katrijn Dhondt"),
        ("Hilde Vanderstraeten", "Hilde Van der Straeten"),
        ("Marleen 't Kindt", "Marleen 't kindt"),
        ("Hassan El-Khattabi", "Hassan El Khattabi"),
        ("Pieter-Jan Lemmens", "Pieter Jan Lemmens"),
        ("Lemmens, Pieter-Jan", "Pieter-Jan Lemmens"),
        ("Prof. dr. Jo Hufkens", "Jo Hufkens"),
        ("Els Wouters (boekhouding)", "Els Wouters"),
        ("Els Wouters, boekhouding", "Els Wouters"),
        ("Els Wouters van de boekhouding", "Els Wouters"),
        ("Özlem Yıldız", "Ozlem Yildiz"),
    ],
)
def test_the_same_name_is_the_same_however_it_is_typed(one, other):
    assert alike(one, other) == (1.0, False, ("same_name",))


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Tom Buyse", "Thomas Buyse", "short_form"),
        ("Lies Van Looy", "Elisabeth Van Looy", "short_form"),
        ("Mo Bouzid", "Mohammed Bouzid", "short_form"),
        ("PJ Lemmens", "Pieter-Jan Lemmens", "first_initials"),
        ("P.J. Lemmens", "Pieter-Jan Lemmens", "first_initials"),
        ("J. Wouters", "Joke Wouters", "first_initial"),
        ("V. Wouters", "Veerle Wouters", "first_initial"),  # V. is no tussenvoegsel here
        ("Jan V.", "Jan Vercauteren", "last_initial"),
        ("Jan VdS", "Jan Van der Straeten", "last_initials"),
        ("Kristof Lievens", "Christophe Lievens", "first_spelling"),
        ("Sofie Thys", "Sofie Thijs", "last_spelling"),
        ("Rik De Keyser", "Rik Dekeyzer", "last_spelling"),
        ("Peter van den Heuvel", "Peter v.d. Heuvel", "tussenvoegsel"),
        ("Wouter Van Acker", "Wouter Acker", "tussenvoegsel"),
        ("An Vrancken", "An Vrancken-De Leys", "part_of_last"),
        ("An Vrancken", "An De Leys-Vrancken", "part_of_last"),
        ("An Vrancken", "An Vrancken De Leys", "part_of_last"),
        ("Femke Geerts", "Femke Geersts", "last_slip"),
        ("Annelies Baert", "Anneleis Baert", "first_slip"),
        ("Cools Dirk", "Dirk Cools", "turned"),
        ("De Wit Ingrid", "Ingrid De Wit", "turned"),
    ],
)
def test_one_part_that_is_written_otherwise_leaves_a_pair_above_the_threshold(one, other, reason):
    found = alike(one, other)
    assert DEFAULT <= found.score < 1
    assert not found.doubtful
    assert reason in found.reasons


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Els", "Els", "only_first"),
        ("Els (boekhouding)", "Els (boekhouding)", "only_first"),
        ("Els", "Els Wouters", "only_first"),
        ("Tom", "Thomas", "only_first"),
        ("mevr. De Wit", "Ingrid De Wit", "only_last"),
        ("J.", "J.", "only_first"),
        ("PJ", "Pieter-Jan Lemmens", "only_first"),
        ("J. W.", "Joke Wouters", "first_initial"),
        ("Karin Aerts", "Karen Aerts", "near_first"),
        ("Veerle Mertens", "Veerle Martens", "near_last"),
        ("Nick Simons", "Nico Simons", "other_form"),
        ("Jan Wouters jr.", "Jan Wouters sr.", "generation"),
        ("de directeur", "directeur", "only_role"),
    ],
)
def test_a_name_that_says_too_little_is_at_most_a_doubt(one, other, reason):
    found = alike(one, other)
    assert 0.4 <= found.score < DEFAULT
    assert found.doubtful
    assert reason in found.reasons


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jan Wouters", "Anaïs Wouters"),  # one surname: at most a support away from a doubt
        ("Els Wouters", "Els Buyse"),
        ("Jan", "Joke"),
        ("Els", "Wouters"),
        ("J. Wouters", "Piet Wouters"),
        ("Jan V.", "Jan Wouters"),
        ("Persoon 1", "Persoon 2"),
        ("collega1", "collega2"),
        ("", "Els"),
    ],
)
def test_other_names_are_below_what_is_shown_of_themselves(one, other):
    found = alike(one, other)
    assert found.score < 0.4
    assert found.doubtful


def test_a_married_name_is_alike_by_what_is_left_of_the_other():
    assert alike("An Janssens", "An Janssens-De Smet").score > alike("An Janssens", "An De Smet").score
    assert alike("An Janssens", "An De Smet").doubtful


def test_a_comma_turns_a_name_and_a_note_behind_it_does_not():
    (turned,) = read_name("Wouters, Jan").readings
    assert (turned.first, [s.word for s in turned.last]) == (("jan",), ["wouters"])
    noted = read_name("Els, boekhouding")
    assert noted.readings[0].first == ("els",)
    assert noted.roles == ("boekhouding",)


def test_a_tussenvoegsel_belongs_to_the_surname_and_ben_is_a_first_name_when_it_comes_first():
    assert read_name("Jan Op 't Eynde").readings[0].last[0].glued == "opteynde"
    assert read_name("Ben Claes").readings[0].first == ("ben",)
    assert read_name("Rachid Ben Haddou").readings[0].last[0].glued == "benhaddou"


def test_a_glued_tussenvoegsel_leaves_the_bare_surname():
    assert read_name("Joris Vandenbossche").readings[0].last[0].bare == "bossche"
    assert read_name("Ivo Dens").readings[0].last[0].bare == "dens"  # nothing would be left of it


names = st.builds(
    lambda first, between, last: f"{first} {between}{last}",
    st.sampled_from(sorted(GIVEN)),
    st.sampled_from(["", "van ", "Van den ", "De ", "D'", "el-"]),
    st.sampled_from(["Wouters", "Coppens", "Broeck", "Haddou", "Smet-Claes"]),
)


@given(names, names)
def test_the_order_of_two_names_does_not_matter(one, other):
    assert alike(one, other) == alike(other, one)


@given(names, names)
def test_capitals_and_accents_do_not_matter(one, other):
    assert alike(one.upper(), other) == alike(one, other) == alike(one.replace("e", "é"), other)


@given(names)
def test_everyone_is_like_themselves(name):
    assert alike(name, name).score == 1


@given(st.text(max_size=40), st.text(max_size=40))
@example("(", ",")
@example("''''", "van de")
@example("J.-P. (", "=,=")
@example("\x00", "🙂")
def test_whatever_was_typed_gives_a_likeness_between_0_and_1(one, other):
    found = alike(one, other)
    assert 0 <= found.score <= 1
    assert alike(other, one) == found


def test_every_reason_has_its_words():
    keys = {f"first_{k}" if k in LAST else k for k in FIRST if k} | {
        f"last_{k}" if k in FIRST else k for k in LAST if k
    }
    keys |= {"same_name", "turned", "only_first", "only_last", "only_role", "generation", "role", "place"}
    keys |= {"two_of_name", "another_near", "agrees", "person", "several", "several_two", "takes_part"}
    assert [k for k, lang in itertools.product(sorted(keys), ("nl", "en")) if not has(f"link.{k}", lang)] == []


def test_the_tables_of_names_are_written_as_names_are_compared():
    words = tomllib.loads((HOME / "words.toml").read_text(encoding="utf-8"))
    forms = [w for long, shorts in FORMS.items() for w in (long, *shorts)]
    for word in [*forms, *itertools.chain.from_iterable(words.values())]:
        assert word == plain(word)
        assert set(word) <= set(string.ascii_lowercase), word
    assert len(FORMS) >= 150
    assert not [long for long, shorts in FORMS.items() if long in shorts]


def test_no_word_for_a_role_is_a_first_name():
    words = tomllib.loads((HOME / "words.toml").read_text(encoding="utf-8"))
    assert set(words["roles"]) & GIVEN == set()
