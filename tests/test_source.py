"""What readers share: ids from labels, and answers that are read as what they are."""

import pandas as pd

from netlab.cleaning.answers import coded
from netlab.readers.source import categories, slug


def test_a_slug_is_an_id_whatever_the_label():
    assert slug("Heel dichtbij!") == "heel_dichtbij"
    assert slug("Één keer/maand") == "een_keer_maand"
    assert slug("") == slug("???") == "x"


def test_values_and_labels_are_spellings_of_one_answer():
    answers = categories([1, 2], ["Soms", "Heel vaak"])
    assert [a.id for a in answers] == ["soms", "heel_vaak"]
    assert list(coded(pd.Series(["1", "soms", "2", "Heel vaak"]), answers)[0]) == [
        "soms",
        "soms",
        "heel_vaak",
        "heel_vaak",
    ]


def test_labels_that_are_the_values_of_other_answers_never_stand_for_them():
    answers = categories(["1", "2"], ["2", "1"])
    read = coded(pd.Series(["1", "2"]), answers)[0]
    assert [answers[[a.id for a in answers].index(r)].label for r in read] == ["2", "1"]


def test_values_that_look_alike_keep_ids_of_their_own():
    assert len({a.id for a in categories(["A b", "a_b", "a-b"])}) == 3
