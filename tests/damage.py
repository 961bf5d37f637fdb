"""Damage done to the files of a source, as hypothesis draws it: what happens to exports between a tool and a reader."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from hypothesis import strategies as st

NASTY = [
    *(
        "",
        " ",
        "NA",
        "NaN",
        "-1",
        "0",
        "1e999",
        "-inf",
        "99999999999999999999",
        "=1+1",
        "'",
        '"',
        '""',
        "é",
        "日本",
        "\x00",
    ),
    *(
        "true",
        "TRUE",
        "x" * 300,
        "1,5",
        "1.5.2",
        "31/02/2025",
        "2025-13-45",
        "{}",
        "[1,",
        "null",
        "<a>",
        "../x",
        "%s",
        "{n}",
    ),
]
PLACE = st.floats(0, 1, exclude_max=True)

damages = st.lists(
    st.one_of(
        st.tuples(st.just("cut"), PLACE, PLACE),
        st.tuples(st.just("remove"), PLACE, PLACE, PLACE),
        st.tuples(st.just("insert"), PLACE, PLACE, st.binary(min_size=1, max_size=6)),
        st.tuples(st.just("nasty"), PLACE, PLACE, st.sampled_from(NASTY)),
        st.tuples(st.just("row_twice"), PLACE, PLACE),
        st.tuples(st.just("row_gone"), PLACE, PLACE),
        st.tuples(st.just("rows_swapped"), PLACE, PLACE, PLACE),
        st.tuples(st.just("cell_more"), PLACE, PLACE),
        st.tuples(st.just("cell_less"), PLACE, PLACE),
        st.tuples(st.just("column_gone"), PLACE, PLACE),
        st.tuples(st.just("column_twice"), PLACE, PLACE),
        st.tuples(st.just("renamed_column"), PLACE, PLACE, st.sampled_from(NASTY)),
        st.tuples(st.just("header_only"), PLACE),
        st.tuples(st.just("empty"), PLACE),
        st.tuples(st.just("gone"), PLACE),
        st.tuples(st.just("files_swapped"), PLACE, PLACE),
        st.tuples(st.just("encoded"), PLACE, st.sampled_from(["cp1252", "utf-16", "utf-8-sig", "latin-1"])),
        st.tuples(st.just("separated"), PLACE, st.sampled_from([";", "\t", "|", ","])),
    ),
    min_size=1,
    max_size=3,
)


def _separator(line: str) -> str:
    return max(",;\t|", key=line.count)


def _on_text(what: str, text: str, more: tuple) -> str:
    lines = text.split("\n")
    row = int(more[0] * len(lines))
    sign = _separator(lines[0])
    cells = [line.split(sign) for line in lines]
    if what == "row_twice":
        lines.insert(row, lines[row])
    elif what == "row_gone":
        del lines[row]
    elif what == "rows_swapped":
        other = int(more[1] * len(lines))
        lines[row], lines[other] = lines[other], lines[row]
    elif what == "cell_more":
        lines[row] = lines[row].rstrip("\r") + sign + "extra"
    elif what == "cell_less":
        lines[row] = sign.join(cells[row][:-1])
    elif what == "header_only":
        lines = lines[:1]
    elif what == "separated":
        lines = [line.replace(sign, more[0]) for line in lines]
    elif what == "nasty":
        place = int(more[0] * sum(len(c) for c in cells))
        for n, line in enumerate(cells):
            if place < len(line):
                line[place] = more[1]
                lines[n] = sign.join(line)
                break
            place -= len(line)
    elif what in ("column_gone", "column_twice", "renamed_column"):
        column = int(more[0] * len(cells[0]))
        for n, line in enumerate(cells):
            if column < len(line):
                if what == "column_gone":
                    del line[column]
                elif what == "column_twice":
                    line.insert(column, line[column])
                elif n == 0:
                    line[column] = more[1]
                lines[n] = sign.join(line)
    return "\n".join(lines)


def _on_bytes(what: str, data: bytes, more: tuple) -> bytes:
    place = int(more[0] * max(len(data), 1))
    if what == "cut":
        return data[:place]
    if what == "remove":
        return data[:place] + data[place + 1 + int(more[1] * 40) :]
    if what == "insert":
        return data[:place] + more[1] + data[place:]
    return b""


def damaged(files: dict[str, bytes], done: list[tuple]) -> dict[str, bytes]:
    """The files after the damage; at least one is left."""
    files = dict(files)
    for what, which, *more in done:
        names = sorted(files)
        name = names[int(which * len(names))]
        data = files[name]
        if what == "gone":
            if len(files) > 1:
                del files[name]
        elif what == "files_swapped":
            other = names[int(more[0] * len(names))]
            files[name], files[other] = files[other], files[name]
        elif what in ("cut", "remove", "insert", "empty"):
            files[name] = _on_bytes(what, data, tuple(more) or (0,))
        else:
            try:
                text = data.decode("utf-8")
            except UnicodeDecodeError:
                continue
            if what == "encoded":
                files[name] = text.encode(more[0], errors="replace")
            elif what == "separated":
                lines = text.split("\n")
                files[name] = "\n".join(line.replace(_separator(lines[0]), more[0]) for line in lines).encode()
            else:
                files[name] = _on_text(what, text, tuple(more) or (0.0,)).encode("utf-8")
    return files


def files_below(path: Path) -> dict[str, bytes]:
    """The files of a source by name; those in a zip as well."""
    if path.is_dir():
        return {p.relative_to(path).as_posix(): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}
    return {path.name: path.read_bytes()}


def written_below(files: dict[str, bytes], folder: Path, zipped: bool = False) -> Path:
    """The files in a folder, or in a zip beside it."""
    if zipped:
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as pack:
            for name, data in files.items():
                pack.writestr(name, data)
        path = folder / "source.zip"
        path.write_bytes(held.getvalue())
        return path
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder
