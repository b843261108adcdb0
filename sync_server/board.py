"""A board on which each worker writes its figures, and from which any of them reads all.

It is memory that a process shares with its children; no file. One worker writes in each place, so
that a lock is not needed: it writes beside what stands there, and then says which of the two holds.
"""

from __future__ import annotations

import mmap
import struct
import zlib
from collections.abc import Iterator
from typing import Final

from sync_server.figures import Figures

__all__ = ["Board"]

_ROOM: Final = 64 * 1024
"""Bytes of one writing; calls and statuses are few."""

_HEAD: Final = struct.Struct(">II")
_PLACE: Final = 2 * _ROOM + 1


class Board:
    """The figures of several workers.

    Args:
        count: of workers; each has its place, which whoever is started instead of it takes over.
    """

    def __init__(self, count: int) -> None:
        self._memory = mmap.mmap(-1, count * _PLACE)
        self._count = count

    def write(self, place: int, figures: Figures) -> None:
        """Puts figures into a place of one's own."""
        data = figures.to_bytes()
        if len(data) > _ROOM - _HEAD.size:
            return
        start = place * _PLACE
        side = 1 - self._memory[start]
        begin = start + 1 + side * _ROOM
        self._memory[begin : begin + _HEAD.size] = _HEAD.pack(len(data), zlib.crc32(data))
        self._memory[begin + _HEAD.size : begin + _HEAD.size + len(data)] = data
        self._memory[start] = side

    def read(self, place: int) -> Figures | None:
        """The figures of one place; None while there are none, or just when they change."""
        start = place * _PLACE
        begin = start + 1 + self._memory[start] * _ROOM
        size, check = _HEAD.unpack(self._memory[begin : begin + _HEAD.size])
        data = self._memory[begin + _HEAD.size : begin + _HEAD.size + size]
        if not size or zlib.crc32(data) != check:
            return None
        return Figures.from_bytes(data)

    def others(self, place: int) -> Iterator[Figures]:
        """The figures of all other places."""
        for each in range(self._count):
            found = None if each == place else self.read(each)
            if found is not None:
                yield found
