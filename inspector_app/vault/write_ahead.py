"""The write-ahead log beside a file, frame by frame (https://www.sqlite.org/fileformat2.html, 4).

SQLite reads it up to the first frame that is not right and overwrites the rest, for it takes that
for a save that was cut off. One damaged byte so takes every later save with it. That a later one is
there shows the difference: it is begun only when the one before has reached the disk whole.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["FRAME_HEADER", "PAGE", "Frame", "frames_of", "loses_saves", "read_log"]

PAGE = 4096
FRAME_HEADER = 24

_HEADER = 32
_MAGIC = 0x377F0682
"""Its last bit says whether sums are made of big-endian numbers."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One page in the log: where it lies, its number, whether a save ends with it."""

    at: int
    page: int
    ends: bool


def read_log(path: Path) -> bytes:
    """The bytes of the log beside a file; none where there is none."""
    log = path.with_name(f"{path.name}-wal")
    return log.read_bytes() if log.exists() else b""


def frames_of(log: bytes) -> list[Frame]:
    """The frames of the present log that belong to saves that were finished.

    Behind them may lie some of an earlier log, which the salts tell apart.
    """
    found = list(_present(log))
    last = max((at for at, frame in enumerate(found) if frame.ends), default=-1)
    return found[: last + 1]


def loses_saves(log: bytes) -> bool:
    """Whether SQLite would leave out saves that had reached the disk."""
    wrong = _first_wrong(log)
    later = [frame for frame in _present(log) if frame.at >= wrong]
    ended = next((frame.at for frame in later if frame.ends), None)
    return ended is not None and any(frame.at > ended for frame in later)


def _present(log: bytes) -> Iterator[Frame]:
    starts = range(_HEADER, len(log) - FRAME_HEADER - PAGE + 1, FRAME_HEADER + PAGE)
    # A whole header with other salts than the frames begins a new log over one that was taken back.
    salts = log[16:24] if _header_sums(log) else log[_HEADER + 8 : _HEADER + 16]
    for at in starts:
        if log[at + 8 : at + 16] == salts:
            page, size = struct.unpack_from(">II", log, at)
            yield Frame(at, page, bool(size))


def _first_wrong(log: bytes) -> int:
    """Where the first frame begins that SQLite does not take; the end, if it takes all."""
    if len(log) < _HEADER:
        return len(log)
    sums = _header_sums(log)
    if sums is None:
        return 0
    order = _order(log)
    for at in range(_HEADER, len(log) - FRAME_HEADER - PAGE + 1, FRAME_HEADER + PAGE):
        sums = _sums(log[at : at + 8], order, sums)
        sums = _sums(log[at + FRAME_HEADER : at + FRAME_HEADER + PAGE], order, sums)
        head = log[at : at + FRAME_HEADER]
        if head[8:16] != log[16:24] or head[16:] != struct.pack(">II", *sums):
            return at
    return len(log)


def _header_sums(log: bytes) -> tuple[int, int] | None:
    """The sums over a header that is whole; None for another."""
    sums = _sums(log[:24], _order(log), (0, 0)) if len(log) >= _HEADER else None
    known = int.from_bytes(log[:4], "big") | 1 == _MAGIC | 1
    return sums if sums and known and struct.pack(">II", *sums) == log[24:32] else None


def _order(log: bytes) -> str:
    return ">" if log[3] & 1 else "<"


def _sums(data: bytes, order: str, sums: tuple[int, int]) -> tuple[int, int]:
    first, second = sums
    for one, two in struct.iter_unpack(f"{order}II", data):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + two + first) & 0xFFFFFFFF
    return first, second
