"""A public function says what it takes and what to write instead, as soon as it is given another thing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import netlab as nl
from netlab.problems import InputError

SMALL = Path(__file__).parent / "data" / "small"
STUDY = nl.open_study(SMALL)
NETWORKS = STUDY.networks
TABLE = nl.measure(NETWORKS)


def message(wrong) -> str:
    with pytest.raises(InputError) as caught:
        wrong()
    return str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "expected", "given"),
    [
        (lambda: nl.measure(STUDY), "takes networks", "given a study"),
        (lambda: nl.measure(str(SMALL)), "takes networks", "given the path"),
        (lambda: nl.measure(None), "takes networks", "given None"),
        (lambda: nl.turnover(STUDY, "voor", "na"), "takes networks", "given a study"),
        (lambda: nl.compare(TABLE, "voor", "na"), "takes networks", "given a table"),
        (lambda: nl.export(STUDY, "nowhere"), "takes networks", "given a study"),
        (lambda: nl.figures.before_after(STUDY, "A", "voor", "na"), "takes networks", "given a study"),
        (lambda: nl.change(NETWORKS, "voor", "na"), "takes a table of measures", "given networks"),
        (lambda: nl.change(STUDY, "voor", "na"), "takes a table of measures", "given a study"),
        (lambda: nl.check(NETWORKS), "takes a study", "given networks"),
        (lambda: nl.check(str(SMALL)), "takes a study", "given the path"),
        (lambda: nl.link(TABLE), "takes a study", "given a table"),
        (lambda: nl.explore(SMALL), "takes a study", "given the path"),
        (lambda: nl.open_study(NETWORKS), "takes a path", "given networks"),
        (lambda: nl.report.run("3_compare", STUDY), "takes a path", "given a study"),
        (lambda: nl.review_links(str(SMALL)), "takes a study", "given the path"),
        (lambda: nl.draw(NETWORKS, "A", "voor"), "takes a study", "given networks"),
    ],
)
def test_another_thing_is_refused_with_what_was_expected_and_given(wrong, expected, given):
    said = message(wrong)
    assert expected in said
    assert given in said


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (lambda: nl.measure(STUDY), lambda written: eval(written, {"nl": nl, "study": STUDY})),
        (lambda: nl.measure(SMALL), lambda written: eval(written, {"nl": nl})),
    ],
)
def test_what_the_message_says_to_write_works(wrong, right):
    written = re.search(r"Write (.*)\.$", message(wrong)).group(1)
    assert right(written).equals(TABLE)


def test_what_to_write_for_a_change_works():
    written = re.search(r"Write (.*)\.$", message(lambda: nl.change(NETWORKS, "voor", "na"))).group(1)
    values = {"nl": nl, "networks": NETWORKS, "before": "voor", "after": "na"}
    assert eval(written, values).equals(nl.change(TABLE, "voor", "na"))


def test_every_public_function_of_networks_refuses_a_study():
    waves = {"before": "voor", "after": "na", "column": "plek", "folder": "nowhere"}
    for name in nl._WHERE:
        function = getattr(nl, name)
        takes = list(getattr(function, "__annotations__", {}))
        if takes[:1] == ["networks"]:
            code = function.__code__
            needed = code.co_varnames[1 : code.co_argcount - len(function.__defaults__ or ())]
            assert f"nl.{name} takes" in message(lambda f=function, n=needed: f(STUDY, *(waves[p] for p in n)))
