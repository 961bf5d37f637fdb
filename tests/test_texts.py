"""Every text stands in both languages with the same blanks, and numbers are written as each language does."""

from __future__ import annotations

import ast
import math
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

import netlab
from netlab import texts
from netlab.checks import REMARKS, STOPPING
from netlab.problems import InputError
from netlab.texts import (
    LEAST_APART,
    amount,
    decimals_apart,
    has,
    listed,
    number,
    p_value,
    percent,
    pick,
    say,
    unit_of_change,
)

HOME = Path(netlab.__file__).parent


def leaves(entry: object, key: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(entry, dict):
        for name, below in entry.items():
            yield from leaves(below, f"{key}.{name}" if key else name)
    else:
        yield key, entry


def blanks(text: object) -> list[set[str]]:
    one_by_one = text if isinstance(text, list) else [text]
    return [{name for _, name, _, _ in string.Formatter().parse(str(t)) if name is not None} for t in one_by_one]


DUTCH, ENGLISH = (dict(leaves(texts.texts(lang))) for lang in ("nl", "en"))


def test_both_languages_have_the_same_texts():
    assert DUTCH.keys() == ENGLISH.keys()
    assert len(DUTCH) > 100


@pytest.mark.parametrize("part", sorted({key.split(".")[0] for key in DUTCH}))
def test_a_text_has_the_same_blanks_in_both_languages(part):
    keys = [k for k in DUTCH if k.split(".")[0] == part]
    assert {k: blanks(DUTCH[k]) for k in keys} == {k: blanks(ENGLISH[k]) for k in keys}


def strings_in(*files: str) -> set[str]:
    """Every string written in these files."""
    trees = [ast.parse((HOME / f).read_text(encoding="utf-8")) for f in files]
    nodes = (n for tree in trees for n in ast.walk(tree))
    return {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def test_every_kind_of_problem_has_its_two_texts_and_every_text_its_kind():
    problems = {k.split(".")[1] for k in DUTCH if k.startswith("problem.")}
    assert problems == {k.split(".")[1] for k in DUTCH if k.startswith("todo.")}
    written = strings_in(
        "checks.py", "networks.py", "persons.py", "cleaning/tables.py", "cleaning/decisions.py",
        *(p.relative_to(HOME).as_posix() for p in (HOME / "readers").rglob("*.py")),
    )  # fmt: skip
    assert problems - written == set()  # a text for a problem that nothing finds
    assert problems >= STOPPING
    assert not REMARKS & problems


def reasons_in(file: str) -> set[str]:
    """What a file hands to note, drop, _rows, _wrong_rows as the name of a problem."""
    places = {"note": 2, "drop": 3, "_rows": 1, "_wrong_rows": 2}
    found = set()
    for node in ast.walk(ast.parse((HOME / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            at = 1 if name == "note" and file.endswith("delimited.py") else places.get(name, 99)
            if at < len(node.args) and isinstance(node.args[at], ast.Constant):
                found.add(node.args[at].value)
    return found


@pytest.mark.parametrize(
    "file",
    ["checks.py", "cleaning/tables.py", "cleaning/decisions.py", "readers/mapped.py", "readers/delimited.py"],
)
def test_every_reason_that_the_code_gives_has_a_text(file):
    reasons = reasons_in(file)
    assert reasons
    assert reasons <= {k.split(".")[1] for k in DUTCH if k.startswith("problem.")} | REMARKS


def test_a_text_that_is_not_there_is_named():
    with pytest.raises(KeyError, match=r"texts\.nl\.toml has no 'problem\.nothing'"):
        say("problem.nothing", "nl")
    assert not has("problem.nothing", "nl")
    assert has("problem.date", "en")


def test_a_language_that_is_not_there_is_refused():
    with pytest.raises(InputError, match="language 'fr'"):
        say("problem.date", "fr")


@pytest.mark.parametrize(
    ("value", "dutch", "english"),
    [
        (1.5, "1,50", "1.50"),
        (-0.25, "−0,25", "−0.25"),
        (-0.001, "0,00", "0.00"),  # no minus before a zero
        (0.005, "0,01", "0.01"),
        (1234.5, "1234,50", "1234.50"),
        (math.nan, "–", "–"),
        (None, "–", "–"),
        (math.inf, "∞", "∞"),
        (-math.inf, "−∞", "−∞"),
    ],
)
def test_numbers_have_a_decimal_comma_in_dutch_and_a_real_minus(value, dutch, english):
    assert number(value, "nl") == dutch
    assert number(value, "en") == english


def test_a_change_carries_its_sign():
    assert number(1.24, "nl", 1, sign=True) == "+1,2"
    assert number(0, "nl", 1, sign=True) == "0,0"
    assert number(-2, "en", 0, sign=True) == "−2"


def test_shares_are_percentages_and_their_changes_points():
    assert percent(0.356, "nl") == "36 %"
    assert percent(0.5, "en") == "50%"
    assert percent(math.nan, "nl") == "–"
    assert amount(0.5, "share", "nl") == "50 %"
    assert amount(0.12, "share", "nl", sign=True) == "+12"
    assert unit_of_change("share", "nl") == " " + say("points", "nl")
    assert unit_of_change("count", "nl") == ""


@pytest.mark.parametrize(("kind", "written"), [("whole", "3"), ("count", "2,7"), ("index", "2,67")])
def test_an_amount_has_the_decimals_of_its_kind(kind, written):
    assert amount(8 / 3, kind, "nl") == written


def test_a_p_value_has_three_decimals_and_is_never_zero():
    assert p_value(0.0004, "nl") == "< 0,001"
    assert p_value(0.0123, "en") == "0.012"
    assert p_value(math.nan, "en") == "–"


def read(written: str) -> float:
    """The number that somebody reads: comma or point, a real minus sign, the unit left out, a word for next to 0."""
    near = {"net boven 0": 1e-6, "just above 0": 1e-6, "net onder 0": -1e-6, "just below 0": -1e-6}
    if written.rstrip(" %") in near:
        return near[written.rstrip(" %")]
    return float(written.replace(",", ".").replace("−", "-").rstrip(" %"))


NUMBERS = some.one_of(some.floats(-1000, 1000), some.floats(-0.01, 0.01), some.sampled_from([0.0, 0.004, -0.0049]))


@given(ends=some.tuples(NUMBERS, NUMBERS), kind=some.sampled_from(["whole", "count", "share", "index"]),
       lang=some.sampled_from(["nl", "en"]), sign=some.booleans())  # fmt: skip
def test_an_interval_is_written_on_the_side_of_zero_where_it_lies(ends, kind, lang, sign):
    low, high = sorted(ends)
    written = [amount(end, kind, lang, sign, beside=(low, high)) for end in (low, high)]
    for end, text in zip((low, high), written, strict=True):
        expected = 0 if abs(end) < LEAST_APART / (100 if kind == "share" else 1) else math.copysign(1, end)
        assert (read(text) > 0) - (read(text) < 0) == expected
    digits = [t.rstrip(" %").replace(",", ".").partition(".")[2] for t in written if " 0" not in t]
    assert len({len(d) for d in digits}) <= 1  # alike
    assert all(len(d) <= {"whole": 0, "count": 1, "share": 0, "index": 2}[kind] + 1 for d in digits)


def test_what_stands_beside_an_interval_gets_its_decimals():
    # by hand: 0.004 in two decimals is 0.00; three say 0.004. In percentage points 0.4 needs one
    assert amount(0.25, "index", "en", sign=True, beside=(0.004, 0.5)) == "+0.250"
    assert amount(0.25, "share", "nl", sign=True, beside=(0.004, 0.5)) == "+25,0"
    assert amount(0.25, "index", "en", sign=True, beside=(0.006, 0.5)) == "+0.25"
    # -5.155 points, from -12.499 to +0.001: three decimals of a percentage point say more than anybody knows
    ends = (-0.12499, 0.00001)
    assert [amount(v, "share", "nl", True, ends) for v in (-0.05155, *ends)] == ["−5", "−12", "net boven 0"]
    assert amount(-0.00001, "share", "en", beside=(-0.00001, 0.3)) == "just below 0%"
    # an estimate in an interval that leaves out 0 is not written as 0, one in an interval across 0 may be
    assert amount(0.0001, "index", "en", True, (0.00001, 0.5)) == "just above 0"
    assert amount(0.0001, "index", "en", True, (-0.3, 0.5)) == "0.00"
    assert amount(0.25, "index", "en", sign=True, beside=(math.nan, math.nan)) == "+0.25"


@given(p=some.one_of(some.floats(0, 1), some.floats(0.049, 0.051)))
def test_a_p_is_written_on_the_side_of_the_limit_where_it_lies(p):
    written = p_value(p, "en")
    if not written.startswith("<") and abs(p - 0.05) > LEAST_APART:
        assert (read(written) < 0.05) == (p < 0.05)


@given(value=some.floats(0.9, 1.1))
def test_a_number_needs_no_more_decimals_than_it_takes_to_leave_its_border(value):
    decimals = decimals_apart(value, 2, 1.0)
    assert decimals == 2 or round(value, decimals - 1) == 1.0
    assert abs(value - 1) < LEAST_APART or round(value, decimals) != 1.0


def test_a_list_ends_with_and():
    assert listed([], "nl") == ""
    assert listed(["a"], "nl") == "a"
    assert listed(["a", "b", "c"], "nl") == "a, b en c"
    assert listed(["a", "b"], "en") == "a and b"


def test_a_study_speaks_its_own_language_where_it_has_only_one():
    assert pick({"nl": "Start", "en": "Begin"}, "en") == "Begin"
    assert pick({"nl": "Start"}, "en") == "Start"
    assert pick("Start", "en") == "Start"
    assert pick(None, "en") == ""


@pytest.mark.parametrize(
    ("n", "word"), [(1, "persoon"), ("1", "persoon"), (0, "personen"), (2, "personen"), ("1–2", "personen")]
)
def test_the_word_beside_a_number_goes_with_it(n, word):
    said = say("report.portrait_strong", "nl", n=n, mean="50 %", low="20 %", high="70 %")
    assert said.endswith(f"{n} {word}).")


@pytest.mark.parametrize(
    ("key", "values", "dutch", "english"),
    [
        ("problem.links_proposed", {"detail": 1}, "1 koppeling is door netlab", "1 link was proposed"),
        ("problem.links_proposed", {"detail": 2}, "2 koppelingen zijn door netlab", "2 links were proposed"),
        ("problem.mirrored", {"detail": 1}, "1 band staat er in twee", "1 tie stands there"),
        ("problem.mirrored", {"detail": 3}, "3 banden staan er in twee", "3 ties stand there"),
        (
            "problem.strength_zero",
            {"detail": 1},
            "1 band van sterkte 0 is geen band;",
            "1 tie of strength 0 is no tie;",
        ),
        (
            "problem.diagonal",
            {"detail": 1},
            "1 cel over iemand zelf is ingevuld;",
            "1 cell about a person's own self is",
        ),
        ("problem.types_joined", {"detail": 1}, "1 rij noemt een contact opnieuw", "1 row names a contact again"),
        ("withdrawal.at", {"n": 1, "lines": "4"}, "regel 4", "line 4"),
        ("withdrawal.at", {"n": 2, "lines": "4, 7"}, "regels 4, 7", "lines 4, 7"),
        ("withdrawal.whole", {"n": 1}, "1 heel bestand", "1 whole file"),
        ("report.counted.tests", {"n": 1}, "1 toets", "1 test"),
        (
            "review.end_unsure",
            {"n": 1},
            "Alles bekeken. Er blijft 1 vraag open",
            "Everything seen. 1 question stays open",
        ),
        (
            "review.end_unsure",
            {"n": 2},
            "Alles bekeken. Er blijven 2 vragen open",
            "Everything seen. 2 questions stay open",
        ),
    ],
)
def test_a_sentence_about_one_is_about_one(key, values, dutch, english):
    assert say(key, "nl", **values).startswith(dutch)
    assert say(key, "en", **values).startswith(english)


OTHER_SENTENCES = {"plot.one_wave_one", "report.summary_fates_one", "overlay.finding_one"}  # one has no range, no mean


def test_one_and_more_are_forms_of_one_text_and_not_two_texts():
    """Beside `drawn` no `drawn_one`: a word that goes with a number stands in the text, as `{n:network|networks}`."""
    for one, more in (("_one", ""), ("_one", "_n"), (".one", ".more")):
        twice = {k for k in DUTCH if k.endswith(one) and k.removesuffix(one) + more in DUTCH}
        assert twice - OTHER_SENTENCES == set()


def test_the_word_beside_a_number_has_two_forms():
    formatted = [
        (key, spec)
        for words in (DUTCH, ENGLISH)
        for key, text in words.items()
        if isinstance(text, str)
        for _, _, spec, _ in string.Formatter().parse(text)
        if spec and "|" in spec
    ]
    assert len(formatted) > 20
    assert [key for key, spec in formatted if len(set(spec.split("|"))) != 2 or spec.count("|") != 1] == []
