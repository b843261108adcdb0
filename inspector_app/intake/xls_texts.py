"""How long the texts of a legacy .xls are that its cells refer to by number.

[MS-XLS] 2.4.265 (the table) and 2.5.293 (a text); a record that is full goes on in CONTINUE
records, and a text that is cut there says again whether its characters take two bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from itertools import islice

from inspector_app.intake.limits import CELLS_MOST

__all__ = ["text_lengths"]

_SST, _CONTINUE = 0xFC, 0x3C
_COUNTS = 8
_WIDE, _WITH_MORE, _WITH_RUNS = 1, 4, 8


def text_lengths(records: Iterable[tuple[int, bytes]]) -> list[int]:
    """The characters of every text of the table, in its order.

    Args:
        records: kind and content, in the order of the file.
    """
    pieces: list[bytes] = []
    for kind, data in records:
        if kind == _SST and not pieces:
            pieces.append(data[_COUNTS:])
        elif kind == _CONTINUE and pieces:
            pieces.append(data)
        elif pieces:
            break
    return list(islice(_lengths(_Pieces(pieces)), CELLS_MOST))


def _lengths(pieces: _Pieces) -> Iterator[int]:
    while len(head := pieces.take(3)) == 3:
        count, flags = struct.unpack("<HB", head)
        runs = _number(pieces.take(2)) if flags & _WITH_RUNS else 0
        more = _number(pieces.take(4)) if flags & _WITH_MORE else 0
        pieces.skip_text(count, wide=bool(flags & _WIDE))
        pieces.skip(4 * runs + more)
        yield count


def _number(data: bytes) -> int:
    return int.from_bytes(data, "little")


class _Pieces:
    """The content of a record and of those that continue it."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = [piece for piece in pieces if piece]
        self._piece = self._at = 0

    def take(self, size: int) -> bytes:
        """So many bytes, over the borders of records; fewer at the end."""
        found = b""
        while len(found) < size and self._piece < len(self._pieces):
            rest = self._pieces[self._piece][self._at :][: size - len(found)]
            found += rest
            self.skip(len(rest))
        return found

    def skip(self, size: int) -> None:
        """Goes on by so many bytes."""
        self._at += size
        while self._piece < len(self._pieces) and self._at >= len(self._pieces[self._piece]):
            self._at -= len(self._pieces[self._piece])
            self._piece += 1

    def skip_text(self, count: int, *, wide: bool) -> None:
        """Goes on by so many characters."""
        while count and self._piece < len(self._pieces):
            width = 2 if wide else 1
            here = min(count, (len(self._pieces[self._piece]) - self._at) // width)
            count -= here
            if not count:
                self.skip(here * width)
                return
            self._piece, self._at = self._piece + 1, 0
            wide = bool(_number(self.take(1)) & _WIDE)
