"""The picture of a drawing on paper: checked, a PDF page made into PNG, and kept in the study's drawings/papier/."""

from __future__ import annotations

import contextlib
import os
import secrets
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from netlab.drawings import FOLDER, PAPER, file_name, is_picture_of
from netlab.problems import InputError

LONGEST_SIDE = 2400  # pixels of a PDF page
KINDS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"%PDF-": "pdf"}


class NoPicture(InputError):
    """A picture that cannot be kept or shown; `why` is the key in [draw] of what the participant reads about it."""

    def __init__(self, problem: str, why: str, **values: object):
        super().__init__(problem)
        self.why, self.values = why, values


def keep(folder: str | Path, ego: str, wave: str, data: bytes, page: int = 1) -> str:
    """Keep a photo, scan or PDF page of a paper drawing; an earlier picture stays where it is.

    Parameters
    ----------
    folder : str or Path
        The study folder.
    ego, wave : str
    data : bytes
        The file as it was chosen: JPEG, PNG or PDF, recognised by its content.
    page : int
        Which page of a PDF, from 1.

    Returns
    -------
    str
        Where it stands below `drawings/`: `papier/P01_start.jpg`.

    Raises
    ------
    NoPicture
        For another kind of file, a PDF that cannot be read or has no such page, or when it cannot be written; nothing
        half is left then.
    """
    kind = next((k for start, k in KINDS.items() if data.startswith(start)), None)
    if kind is None:
        raise NoPicture("the picture is no JPEG, PNG or PDF. Save the photo as JPEG and choose it again.", "paper_bad")
    if kind == "pdf":
        data, kind = as_png(data, page), "png"
    stem = file_name(ego, wave).removesuffix(".json")
    place = Path(folder) / FOLDER / PAPER
    half = place / f".{stem}.{secrets.token_hex(4)}.part"
    try:
        place.mkdir(parents=True, exist_ok=True)
        with half.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        name = f"{stem}.{kind}"
        while (place / name).exists():
            if (place / name).read_bytes() == data:
                break
            name = f"{stem}-{secrets.token_hex(3)}.{kind}"
        os.replace(half, place / name)
    except OSError as error:
        with contextlib.suppress(OSError):
            half.unlink()
        said = f"{FOLDER}/{PAPER}: the picture cannot be written ({error.strerror})."
        raise NoPicture(said, "paper_unwritten") from None
    return f"{PAPER}/{name}"


def picture(folder: str | Path, ego: str, wave: str, name: str) -> bytes:
    """A picture of this drawing, under the name that `keep` gave it.

    Raises
    ------
    NoPicture
        When it is the name of anything else, or the file is not there.
    """
    if not is_picture_of(ego, wave, name):
        raise NoPicture(f"{name}: no picture of this drawing.", "paper_none")
    try:
        return (Path(folder) / FOLDER / name).read_bytes()
    except OSError as error:
        raise NoPicture(f"{FOLDER}/{name}: the picture cannot be read ({error.strerror}).", "paper_none") from None


def as_png(pdf: bytes, page: int = 1) -> bytes:
    """One page of a PDF as PNG, its longest side 2400 pixels.

    Raises
    ------
    NoPicture
        When it cannot be read (damaged, or with a password) or has no such page.
    """
    import pypdfium2

    try:
        document: Any = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        said = f"the PDF cannot be read ({error}). Is it damaged, or locked with a password?"
        raise NoPicture(said, "pdf_bad") from None
    try:
        if not 1 <= page <= len(document):
            said = f"the PDF has {len(document)} pages, there is no page {page}."
            raise NoPicture(said, "pdf_page", n=len(document), page=page)
        sheet = document[page - 1]
        bitmap = sheet.render(scale=LONGEST_SIDE / max(sheet.get_size()), rev_byteorder=True)
        pixels = np.ascontiguousarray(bitmap.to_numpy())
        if pixels.ndim == 2:
            pixels = np.repeat(pixels[:, :, None], 3, axis=2)
        return written_png(pixels[:, :, :3])
    finally:
        document.close()


def written_png(pixels: np.ndarray) -> bytes:
    """PNG bytes of an array of height × width × 3 (red, green, blue; uint8)."""
    height, width, _ = pixels.shape
    lines = np.zeros((height, 1 + 3 * width), dtype=np.uint8)  # each line begins with 0: not filtered
    lines[:, 1:] = pixels.reshape(height, 3 * width)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(lines.tobytes(), 6)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
