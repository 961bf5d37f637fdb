"""Questions, waves and ids drafted from the answers themselves, and every guess in them said."""

from __future__ import annotations

import pandas as pd
import pytest

from netlab.cleaning.answers import answers_of, normal
from netlab.readers.drafting import Draft, in_order, type_ids
from netlab.readers.file_names import ego_in, wave_in, waves_by_name
from netlab.readers.source import categories


def asked(values: list, column: str = "vraag", labels: dict[str, str] | None = None):
    draft = Draft()
    draft.ask(column, pd.Series(values, dtype="str"), labels)
    return (draft.interpreters or [None])[0], {g.why.key.removeprefix("guess.") for g in draft.guesses}


@pytest.mark.parametrize(
    ("values", "role", "ids", "guesses"),
    [
        (["3", "1", "2", None, "1"], "attribute", ["1", "2", "3"], {"order_numbers"}),
        (["kok", "arts", "kok"], "attribute", ["kok", "arts"], {"order_first"}),
        (["56 - 65", "0 - 17", "18 - 25", "0 - 17"], "attribute", ["0_17", "18_25", "56_65"], {"order_numbers"}),
        (["ja", "nee", "ja"], "relation", [], {"relation"}),
        (["1", "0"], "relation", [], {"relation"}),
        (["Ja", "ja ", "misschien"], "attribute", ["ja", "misschien"], {"order_first"}),
        (["een", "twee", "drie", "vier", "vijf", "zes"], "note", [], {"free_text"}),  # no two alike
        (["x" * 61, "y", "y"], "note", [], {"free_text"}),
    ],
)
def test_answers_say_what_kind_of_question_it_is(values, role, ids, guesses):
    interpreter, said = asked(values)
    assert (interpreter.role, interpreter.ids, said) == (role, ids, guesses)


@pytest.mark.parametrize("values", [["41", "35", "28"], ["1.5", "2"], ["1", "1"], [None], ["1e99", "2"]])
def test_numbers_that_are_no_codes_ask_nothing(values):
    assert asked(values) == (None, set())


def test_labels_of_a_file_are_the_answers_in_their_order_and_no_guess():
    interpreter, said = asked(["1", "3"], labels={"3": "Vaak", "1": "Nooit"})
    assert (interpreter.ids, interpreter.codes, said) == (["vaak", "nooit"], [3, 1], set())


@pytest.mark.parametrize(
    ("column", "role"), [("Sterkte", "strength"), ("organisation", "organisation"), ("x", "attribute")]
)
def test_a_name_may_say_what_a_question_asks_and_that_is_a_guess(column, role):
    interpreter, said = asked(["1", "2", "2"], column)
    assert interpreter.role == role
    assert ("role_by_name" in said) == (role != "attribute")


@pytest.mark.parametrize(
    ("column", "values", "role"),
    [
        ("prioriteit", ["ja", "nee", "ja"], "priority"),
        ("Priority", ["1", "0"], "priority"),
        ("PRIORITEIT", ["waar", "onwaar"], "priority"),
        ("prioriteit", ["hoog", "laag", "hoog"], "attribute"),  # a priority is yes or no
        ("sterkte", ["ja", "nee", "ja"], "relation"),  # and no other role is
    ],
)
def test_a_yes_or_no_that_is_called_priority_is_that_and_no_other_role_is_yes_or_no(column, values, role):
    interpreter, said = asked(values, column)
    assert interpreter.role == role
    assert ("role_by_name" in said) is (role == "priority")


def test_a_second_column_that_could_be_the_priority_is_a_relation():
    draft = Draft()
    for column in ("prioriteit", "priority"):
        draft.ask(column, pd.Series(["ja", "nee"], dtype="str"))
    assert [i.role for i in draft.interpreters] == ["priority", "relation"]


@pytest.mark.parametrize(
    "values", [["-10", "10", "2"], ["a b", "a_b", "A-B"], ["é", "e"], ["+", "-", "%"], ["1", "01"]]
)
def test_every_answer_is_read_as_itself_however_alike_the_spellings(values):
    spelled = answers_of(categories(list(values)))
    assert len({spelled[normal(v)] for v in values}) == len(values)


@pytest.mark.parametrize(
    ("waves", "order"),
    [
        (["na", "voor"], ["voor", "na"]),
        (["T10", "T2"], ["T2", "T10"]),
        (["einde", "tussen", "start"], ["start", "tussen", "einde"]),
        (["opvolging", "nameting", "nulmeting", "tussen"], ["nulmeting", "tussen", "nameting", "opvolging"]),
        (["Na de cursus", "Voor de cursus"], ["Voor de cursus", "Na de cursus"]),
        (["derde", "eerste", "tweede"], ["eerste", "tweede", "derde"]),
        (["2025-06", "2024-09"], ["2024-09", "2025-06"]),
        (["juni 2025", "september 2024"], ["september 2024", "juni 2025"]),
        (["na 12 maanden", "voor", "na 6 maanden"], ["voor", "na 6 maanden", "na 12 maanden"]),
        (["follow-up", "T1", "T0"], ["T0", "T1", "follow-up"]),
        (["na 2023", "voor 2024"], ["na 2023", "voor 2024"]),  # a year says more than a word
        (["beta", "alfa"], ["beta", "alfa"]),  # nothing says which is first
    ],
)
def test_waves_come_in_order_of_time_as_far_as_their_names_say(waves, order):
    assert in_order(waves) == order


@pytest.mark.parametrize(
    ("name", "ego", "wave"),
    [
        ("ego1_wave2.csv", "1", "wave2"),
        ("raw/ego12.csv", "12", None),
        ("7.csv", "7", None),
        ("P01_T2.csv", "P01", "T2"),
        ("x.xlsx#Start", None, "Start"),
        ("alters_32.csv", None, None),  # a number alone is no wave
        ("egos 2024.csv", None, "2024"),
    ],
)
def test_the_name_of_a_file_says_whose_it_is_and_of_which_wave(name, ego, wave):
    assert ego_in(name, {"1", "12", "7", "P01"}) == ego
    assert wave_in(name) == wave


def test_more_than_twelve_numbered_files_are_no_waves():
    assert waves_by_name([f"a_T{n}.csv" for n in range(1, 13)]) is not None
    assert waves_by_name([f"a_T{n}.csv" for n in range(1, 14)]) is None


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("voornaam", ["Jan", "Piet", "Jan"]),
        ("FamilyName", ["Peeters", "Janssens"]),
        ("alter.email", ["a", "b"]),
        ("opmerkingen", ["goed", "goed", "slecht"]),
        ("Woonplaats", ["Gent", "Gent", "Aalst"]),
        ("telefoonnummer", ["0470 11 22 33", "0470 11 22 34"]),
        ("vraag3", ["via x@y.be", "nee", "nee"]),
        ("wie", ["An De Smet", "Jan Peeters", "Piet van den Berg"]),
        ("vraag4", ["ik zie haar elke week op het werk", "we praten bijna nooit meer samen", "ja"]),
    ],
)
def test_what_may_hold_names_addresses_or_remarks_is_a_note_and_that_is_a_guess(column, values):
    interpreter, said = asked(values, column)
    assert (interpreter.role, interpreter.ids, said) == ("note", [], {"personal"})


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("email", ["1", "2", "2"]),
        ("bedrijfsnaam", ["Acme", "Acme", "Foo"]),
        ("soort", ["Close Friend", "Family Member", "Close Friend", "Close Friend", "Family Member", "Close Friend"]),
        ("afdeling", ["Zorg", "Beleid", "Zorg", "Zorg"]),
    ],
)
def test_a_closed_question_stays_one(column, values):
    assert asked(values, column)[0].role == "attribute"


def test_files_of_which_two_say_the_same_wave_are_not_told_apart_by_it():
    assert waves_by_name(["a_T1.csv", "b_T2.csv"]) == ["T1", "T2"]
    assert waves_by_name(["a_T1.csv", "b_T1.csv"]) is None
    assert waves_by_name(["a_T1.csv", "b.csv"]) is None


def test_types_of_tie_have_short_ids_of_their_own():
    assert type_ids(["Leert van", "leert-van", "Kent"]) == {
        "Leert van": "leert_van",
        "leert-van": "leert_van_",
        "Kent": "kent",
    }
