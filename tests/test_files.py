"""The files of a source: folders, zips and single files are read within limits; XML unpacks to nothing."""

import stat
import zipfile

import pytest

from netlab.problems import InputError
from netlab.readers import files as reading
from netlab.readers.files import opened
from netlab.readers.markup import parsed


def packed(path, *entries, password=False):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in entries:
            pack.writestr(name, data)
    return path


def test_a_folder_a_zip_and_a_file_hold_the_same(tmp_path):
    folder = tmp_path / "export"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.csv").write_bytes(b"ego\n1\n")
    (folder / "deep" / "b.csv").write_bytes(b"alter\n2\n")
    archive = packed(tmp_path / "export.zip", ("a.csv", b"ego\n1\n"), ("deep/b.csv", b"alter\n2\n"))
    for source in (opened(folder), opened(archive)):
        assert source.names == ("a.csv", "deep/b.csv")
        assert source.data("deep/b.csv") == b"alter\n2\n"
    assert opened(folder / "a.csv").names == ("a.csv",)
    assert opened(folder / "a.csv").data("a.csv") == b"ego\n1\n"


def test_what_systems_leave_behind_is_no_file_of_the_source(tmp_path):
    archive = packed(
        tmp_path / "x.zip", ("a.csv", b"x"), ("__MACOSX/a.csv", b"x"), (".DS_Store", b"x"), ("~$a.xlsx", b"")
    )
    assert opened(archive).names == ("a.csv",)


@pytest.mark.parametrize("name", ["../out.csv", "/etc/out.csv", "a/../../out.csv", "C:\\out.csv", "..\\out.csv"])
def test_a_zip_that_points_outside_is_refused_whole(tmp_path, name):
    with pytest.raises(InputError, match="points outside"):
        opened(packed(tmp_path / "slip.zip", ("a.csv", b"ego\n"), (name, b"x")))


def test_a_zip_with_a_link_in_it_is_refused(tmp_path):
    path = tmp_path / "link.zip"
    with zipfile.ZipFile(path, "w") as pack:
        entry = zipfile.ZipInfo("a.csv")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        pack.writestr(entry, "/etc/passwd")
    with pytest.raises(InputError, match="points outside"):
        opened(path)


def test_a_zip_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST", 10_000)
    bomb = packed(tmp_path / "bomb.zip", *((f"{n}.csv", b"0" * 3_000) for n in range(4)))
    assert bomb.stat().st_size < 1_000
    with pytest.raises(InputError, match="larger than"):
        opened(bomb)


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path):
    """The size in the directory of the zip is changed from 3000 to 5: its bytes stand there in little-endian order."""
    path = packed(tmp_path / "lies.zip", ("a.csv", b"0" * 3_000))
    data = path.read_bytes()
    assert data.count((3_000).to_bytes(4, "little")) >= 2
    path.write_bytes(data.replace((3_000).to_bytes(4, "little"), (5).to_bytes(4, "little")))
    with pytest.raises(InputError):
        opened(path)


def test_too_many_files_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_FILES", 2)
    with pytest.raises(InputError, match="3 files"):
        opened(packed(tmp_path / "many.zip", *((f"{n}.csv", b"") for n in range(3))))


def test_a_zip_that_is_cut_off_is_one_clear_error(tmp_path):
    data = packed(tmp_path / "whole.zip", ("a.csv", b"ego\n1\n" * 100)).read_bytes()
    (tmp_path / "cut.zip").write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError, match="damaged"):
        opened(tmp_path / "cut.zip")


def test_the_same_name_twice_in_a_zip_is_refused(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = packed(tmp_path / "twice.zip", ("a.csv", b"1"), ("a.csv", b"2"))
    with pytest.raises(InputError, match="twice"):
        opened(path)


def test_an_empty_folder_and_a_path_that_is_not_there_are_told_apart(tmp_path):
    with pytest.raises(InputError, match="empty"):
        opened(tmp_path)
    with pytest.raises(InputError, match="no such file"):
        opened(tmp_path / "nothing")


def test_links_out_of_a_folder_are_not_followed(tmp_path):
    (tmp_path / "secret.csv").write_text("x")
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "a.csv").write_text("ego")
    (folder / "b.csv").symlink_to(tmp_path / "secret.csv")
    assert opened(folder).names == ("a.csv",)


def test_entities_in_xml_are_never_expanded():
    """The attack known as billion laughs, three of its levels; and a file fetched from elsewhere."""
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]><x>&c;</x>'
    outside = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    for data in (laughs, outside, b"<!DOCTYPE x><x/>"):
        with pytest.raises(InputError, match="entities"):
            parsed(data, "x.graphml")


def test_xml_that_is_none_names_its_line():
    with pytest.raises(InputError, match=r"x\.graphml, line 2"):
        parsed(b"<a>\n<b></a>", "x.graphml")
    assert parsed("<a>é</a>".encode(), "x.graphml").text == "é"
