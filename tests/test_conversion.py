"""`netlab convert`: a study folder that reads as its source does, every guess marked; nothing left when it fails."""

from pathlib import Path

import pytest
from damage import files_below
from test_fuzz import LAYOUTS, layout

from netlab.checks import check
from netlab.cli import main
from netlab.conversion import convert
from netlab.measures import measure
from netlab.problems import InputError
from netlab.readers import read
from netlab.study import open_study

pytestmark = pytest.mark.slow  # too long for the quick loop


def converted(name, folder, lang="nl"):
    """The path of a small source, the study made of it, and what reading the source itself asks for."""
    one = layout(name)
    (folder / "source").mkdir()
    path = one.write(folder / "source")
    asked = getattr(one, "ASKED", {})
    return path, convert(path, str(folder / "study"), lang, **asked), asked


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_study_made_of_a_source_holds_the_same_networks(name, tmp_path):
    path, made, asked = converted(name, tmp_path)
    study = open_study(made.folder)
    proposed = {k: v for k, v in study.codebook.source.items() if k == "case_id"}  # convert follows its own proposal
    alone = read(path, **{**proposed, **asked})
    for table, keys in (("egos", ["ego", "wave"]), ("alters", ["ego", "wave", "alter"]), ("ties", None)):
        keys = keys or ["ego", "wave", "source", "target", "type"]
        first, second = (getattr(n, table)[keys].astype(str) for n in (alone, study.networks))
        columns = [c for c in keys if c != "type"]  # a study calls types of tie by the ids in its codebook
        assert sorted(map(tuple, first[columns].to_numpy())) == sorted(map(tuple, second[columns].to_numpy()))
    numbers = [measure(n)[["size", "density"]].sort_index() for n in (alone, study.networks)]
    assert numbers[0].reset_index(drop=True).equals(numbers[1].reset_index(drop=True))


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_source_is_copied_as_it_is(name, tmp_path):
    path, made, _ = converted(name, tmp_path)
    assert set(files_below(path).values()) <= set(files_below(made.folder / "raw").values())


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_guess_stands_as_a_comment_in_the_codebook(name, tmp_path):
    _, made, _ = converted(name, tmp_path, "en")
    text = (made.folder / "study.toml").read_text(encoding="utf-8")
    assert made.recognised in " ".join(text.replace("# ", " ").split())
    for guess in made.guesses:
        assert f"# guess: {' '.join(guess.split())}" in text


def test_the_comments_are_in_the_language_that_was_asked(tmp_path):
    _, made, _ = converted("three_tables", tmp_path, "nl")
    text = (made.folder / "study.toml").read_text(encoding="utf-8")
    assert "Opgesteld door netlab convert" in text
    assert "guess:" not in text


def test_a_folder_that_is_there_is_never_written_over(tmp_path):
    path, made, _ = converted("three_tables", tmp_path)
    before = files_below(made.folder)
    with pytest.raises(InputError, match="there already"):
        convert(path, str(made.folder))
    assert files_below(made.folder) == before


def test_a_source_that_cannot_be_read_leaves_nothing_behind(tmp_path):
    (tmp_path / "notes.txt").write_text("dear diary\n")
    with pytest.raises(InputError, match="not recognised"):
        convert(tmp_path / "notes.txt", str(tmp_path / "study"))
    assert not (tmp_path / "study").exists()


@pytest.mark.parametrize("option", ["protocol", "cases"])
def test_a_file_that_is_not_there_is_named_with_its_option_and_no_other_file(tmp_path, option):
    path = layout("three_tables").write(tmp_path)
    with pytest.raises(InputError) as caught:
        convert(path, str(tmp_path / "study"), **{option: tmp_path / "nope.netcanvas"})
    assert str(caught.value).endswith(f"nope.netcanvas: there is no such file. Check what stands behind {option}.")


def test_a_study_is_not_converted_again(tmp_path):
    _, made, _ = converted("three_tables", tmp_path)
    with pytest.raises(InputError, match="study folder already"):
        convert(made.folder, str(tmp_path / "again"))


def test_the_command_says_what_it_recognised_and_what_to_confirm(tmp_path, capsys):
    (tmp_path / "source").mkdir()
    path = layout("three_tables").write(tmp_path / "source")
    assert main(["convert", str(path), str(tmp_path / "study"), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "Recognised as three tables" in said
    assert "netlab check" in said
    assert main(["check", str(tmp_path / "study")]) in (0, 1)
    assert main(["convert", str(path), str(tmp_path / "study")]) == 2


def test_a_study_within_its_own_source_is_refused(tmp_path):
    path = layout("three_tables").write(tmp_path)
    with pytest.raises(InputError, match="within the source"):
        convert(path, str(Path(path) / "study"))
    assert not (Path(path) / "study").exists()


@pytest.mark.parametrize("pattern", ["(?P<ego>", r"\d+", "("])
def test_a_pattern_that_says_no_ego_is_refused_before_anything_is_made(tmp_path, pattern):
    path = layout("three_tables").write(tmp_path)
    with pytest.raises(InputError, match="case_id"):
        convert(path, str(tmp_path / "study"), case_id=pattern)
    assert not (tmp_path / "study").exists()


def test_a_protocol_for_a_format_without_one_is_refused(tmp_path):
    path = layout("three_tables").write(tmp_path)
    (tmp_path / "foto.jpg").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(InputError, match="goes with Network Canvas"):
        read(path, protocol=tmp_path / "foto.jpg")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.pdf", b"%PDF-1.7 x", "a PDF"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "a photo"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1", r"save it as \.xlsx"),
        ("a.csv", b"  \n", "the file is empty"),
    ],
)
def test_a_file_without_a_table_is_called_what_it_is(tmp_path, name, data, said):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=said):
        read(tmp_path / name)


def test_a_wide_file_beside_another_is_named_by_convert_and_by_check(tmp_path):
    """Two files with other columns: the one that is not read is named, in the answer of convert and in check."""
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "a.csv").write_text("code;naam1;naam2;leert1;leert2\nP1;Els;Jan;ja;nee\nP2;An;Bo;ja;ja\n")
    (tmp_path / "source" / "b.csv").write_text("code;contact1;contact2;kent1;kent2\nP1;Els;Jan;ja;nee\n")
    made = convert(tmp_path / "source", str(tmp_path / "study"))
    assert len(made.unused) == 1
    table = check(open_study(made.folder), "en")
    assert table["problem"].str.contains("not used").any()
