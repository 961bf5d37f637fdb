"""A file that a page sends in pieces: put together in memory, given when its last piece has come, else forgotten."""

from __future__ import annotations

from typing import Never

from netlab.widgets.paper import NoPicture

PIECE = 2**20  # bytes; a Jupyter server closes the connection at a message of 10 MB
LARGEST = 60_000_000  # bytes of a whole file


class Joining:
    """The one file that is on its way to a widget; one that begins makes another that was not finished forgotten."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Let go of what has come."""
        self._name: str | None = None
        self._size, self._pieces = 0, dict[int, bytes]()

    @property
    def lacking(self) -> int:
        """The first piece that has not come, from 0."""
        return next(n for n in range(len(self._pieces) + 1) if n not in self._pieces)

    def take(self, name: str | None, n: object, size: object, piece: bytes) -> bytes | None:
        """Take one piece; the whole file when it was the last that lacked, else None.

        A piece that comes again changes nothing; one that comes before others waits for them.

        Parameters
        ----------
        name : str
            What the page calls this sending: another name is another sending.
        n : int
            Which piece, from 0. Each has `PIECE` bytes, but for the last.
        size : int
            Bytes of the whole file, the same with every piece: so it is known when the last has come.
        piece : bytes

        Raises
        ------
        NoPicture
            When the file is larger than `LARGEST` (before it is taken in), its beginning is not there (any more), or
            the piece is none of this file. Nothing of the file is kept then.
        """
        if type(n) is not int or type(size) is not int or name is None or not 0 <= n <= max(0, size - 1) // PIECE:
            self._lost(name, "a piece of a file has no number, size or name that can be")
        if size > LARGEST:
            self.forget()
            raise NoPicture(
                f"the picture has {size / 1e6:.1f} MB, more than {LARGEST / 1e6:.0f}. Make it smaller.",
                "paper_large",
                most=LARGEST // 1_000_000,
            )
        if name != self._name and n == 0:
            self.forget()
            self._name, self._size = name, size
        if name != self._name:
            self._lost(name, "the beginning of the file is not there")
        if size != self._size or len(piece) != min(PIECE, size - n * PIECE):
            self._lost(name, f"piece {n} has {len(piece)} bytes, of a file of {size}: it does not fit")
        if self._pieces.setdefault(n, piece) != piece:
            self._lost(name, f"piece {n} came twice, and differs")
        if len(self._pieces) <= max(0, size - 1) // PIECE:
            return None
        whole = b"".join(self._pieces[k] for k in range(len(self._pieces)))
        self.forget()
        return whole

    def _lost(self, name: str | None, why: str) -> Never:
        """Refuse a piece, and forget its file; another that is on its way stays."""
        if name == self._name:
            self.forget()
        raise NoPicture(f"{why}. Choose the file again.", "paper_lost")
