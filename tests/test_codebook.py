"""study.toml says what the columns mean; what it leaves out has a meaning too, and a mistake is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from netlab.codebook import ROLES, Category, Codebook, Generator, Interpreter, TieType, Wave, read_codebook
from netlab.problems import InputError

SMALL = Path(__file__).parent / "data" / "small"
WAVE = '[[waves]]\nid = "voor"\n'


@pytest.fixture
def read(tmp_path):
    def from_text(text: str) -> Codebook:
        (tmp_path / "study.toml").write_text(text, encoding="utf-8")
        return read_codebook(tmp_path)

    return from_text


def test_a_codebook_is_read_whole():
    book = read_codebook(SMALL)
    assert [w.id for w in book.waves] == ["voor", "na"]
    assert book.title == {"nl": "Klein", "en": "Small"}
    assert (book.group.column, book.group.comparison, book.group.randomised) == ("groep", "v", False)
    assert book.generators == (Generator("leren", at_most=5),)
    plek = book.one("organisation")
    assert plek.categories[0] == Category("team", {"nl": "eigen team", "en": "own team"}, ("mijn team",))
    assert plek.external == ("buiten",)
    assert book.one("strength").strong_from == "vaak"
    assert book.interpreter("functie").fixed
    assert book.columns["egos"] == {
        "ego": "code",
        "wave": "meting",
        "date": "datum",
        "groep": "groep",
        "score": "score",
    }
    assert book.files == {"egos": "egos.csv", "alters": "alters.csv", "ties": "ties.csv"}
    assert book.alter_ids == "per wave"
    assert book.codes == {"nieuwe contacten": ("size",)}
    assert (book.primary, book.brokerage) == (("size",), "functie")


def test_only_the_waves_are_needed(read):
    book = read(WAVE)
    assert book.waves == (Wave("voor"),)
    assert book.alter_ids == "own"
    assert not book.interpreters
    assert book.one("strength") is None
    assert book.attributes == []
    assert book.sector is None
    assert not book.directed


def test_ids_may_be_written_as_numbers(read):
    book = read('[[waves]]\nid = 1\n[[interpreters]]\ncolumn = "x"\nrole = "know"\ncategories = [1, 2]\nfrom = 2\n')
    assert book.waves == (Wave("1"),)
    assert book.one("know").ids == ["1", "2"]
    assert book.one("know").from_ == "2"


def test_strong_begins_at_the_cut_and_without_one_at_the_last_answer():
    rings = (Category("far"), Category("near"), Category("close"))
    assert Interpreter("s", "strength", categories=rings, strong_from="near").first_strong == "near"
    assert Interpreter("s", "strength", categories=rings).first_strong == "close"
    assert Interpreter("s", "strength").first_strong is None


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_study_toml_is_read_with_any_line_ending_and_byte_order_mark(tmp_path, end, encoding):
    text = '[[waves]]\nid = "één"\n'.replace("\n", end)
    (tmp_path / "study.toml").write_bytes(text.encode(encoding))
    assert read_codebook(tmp_path).waves == (Wave("één"),)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_can_be_given(read, role):
    book = read(WAVE + f'[[interpreters]]\ncolumn = "x"\nrole = "{role}"\ncategories = ["a", "b"]\n')
    assert book.one(role).column == "x"


def test_a_line_is_that_of_the_part_where_the_mistake_is(read):
    text = (
        WAVE
        + '[[interpreters]]\ncolumn = "a"\ncategories = ["x"]\n'
        + '[[interpreters]]\ncolumn = "b"\ncategories = ["x"]\nexternal = ["y"]\n'
        + '[[interpreters]]\ncategories = ["x"]\n'
    )
    with pytest.raises(InputError) as error:
        read(text)
    # by hand: `external` is the 9th line, the part without a column begins on the 10th
    assert [p.split(":")[0] for p in error.value.problems] == ["study.toml, line 9", "study.toml, line 10"]


def test_a_line_is_not_that_of_a_comment(read):
    with pytest.raises(InputError, match=r"study\.toml, line 4: .*'rol'"):
        read(WAVE + '# rol = "x"\nrol = "strength"\n')


def test_a_role_that_a_study_has_once_is_refused_twice(read):
    asked = '[[interpreters]]\ncolumn = "{}"\nrole = "strength"\ncategories = ["a", "b"]\n'
    with pytest.raises(InputError, match="role 'strength' is given to x and y"):
        read(WAVE + asked.format("x") + asked.format("y"))


def test_codes_are_those_given_else_the_place_in_the_order():
    assert Interpreter("x", categories=(Category("a"), Category("b", code=5), Category("c"))).codes == [0, 5, 2]


def test_roles_answer_for_the_whole_codebook():
    team = (Category("team"),)
    book = Codebook(
        interpreters=(
            Interpreter("a", categories=team),
            Interpreter("b", "organisation", categories=team),
            Interpreter("c", "note"),
            Interpreter("d", categories=team, kind=True, sector=True),
            Interpreter("e"),
        )
    )
    assert [i.column for i in book.attributes] == ["a", "b", "d"]
    assert [i.column for i in book.kinds] == ["b", "d"]
    assert book.sector.column == "d"


def test_the_types_of_a_tie_are_the_relations_else_the_generators():
    generators = (Generator("g1", column="g1"), Generator("g2", column="g2"))
    assert Codebook(generators=generators).types == ["g1", "g2"]
    assert Codebook(generators=generators, interpreters=(Interpreter("r", "relation"),)).types == ["r"]


def test_a_study_is_directed_when_every_type_is():
    one, two = TieType("a", directed=True), TieType("b")
    assert Codebook(tie_types=(one,)).directed
    assert not Codebook(tie_types=(one, two)).directed
    assert Codebook(tie_types=(one, two)).only("a").directed
    assert Codebook().only("c").tie_types == (TieType("c"),)


def test_more_than_four_primary_outcomes_are_refused_with_their_line(read):
    four = '["size", "density", "constraint", "strong"]'
    assert len(read(WAVE + f"[analysis]\nprimary = {four}\n").primary) == 4
    with pytest.raises(InputError, match=r"study\.toml, line 4: .*primary names 5 .*expected 4 at most"):
        read(WAVE + f'[analysis]\nprimary = {four[:-1]}, "weak"]\n')
