"""Opens the parts of a zipped workbook, believing nothing that the file says of itself."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from inspector_app.intake.limits import UNPACKED_BYTES_MOST, damaged, encrypted, too_large

__all__ = ["ZippedParts"]

_CHUNK = 1024 * 1024
_LOCAL_HEADER = 30
_STORED, _DEFLATED = 0, 8


class ZippedParts:
    """The parts of a zip file; the declared sizes are checked first, the real ones while reading.

    Raises:
        RefusedFileError: damaged, encrypted or too large.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with zipfile.ZipFile(path) as archive:
                # The reader finds parts whatever their case.
                self._parts = {info.filename.lower(): info for info in archive.infolist()}
                count = len(archive.infolist())
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
            raise damaged("not a complete zip file") from error
        if count != len(self._parts):
            raise damaged("a part stands in it twice")
        if any(info.flag_bits & 1 for info in self._parts.values()):
            raise encrypted()
        declared = sum(info.file_size for info in self._parts.values())
        if declared > UNPACKED_BYTES_MOST:
            raise too_large(f"it unpacks to {declared // 1024**2:,} MiB")

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    @property
    def names(self) -> tuple[str, ...]:
        """The parts, in the file's order."""
        return tuple(self._parts)

    def read(self, name: str) -> bytes:
        """A whole part; only for small ones."""
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """A part in pieces of about a megabyte.

        The reader proper unpacks until the packed bytes end, whatever size is declared; so does
        this, and it refuses a part that is larger than declared.
        """
        info = self._parts.get(name.lower())
        if info is None:
            raise damaged(f"the part {name[:80]!r} is missing")
        if info.compress_type not in (_STORED, _DEFLATED):
            raise damaged("packed in an unknown way")
        left = info.file_size
        with self._path.open("rb") as file:
            file.seek(info.header_offset)
            header = file.read(_LOCAL_HEADER)
            if len(header) < _LOCAL_HEADER:
                raise damaged("a part begins after the end")
            file.seek(sum(struct.unpack("<HH", header[26:30])), 1)
            pieces = (
                _stored(file.read, info.compress_size)
                if info.compress_type == _STORED
                else _inflated(file.read, info.compress_size)
            )
            for piece in pieces:
                left -= len(piece)
                if left < 0:
                    raise damaged("a part is larger than it says")
                yield piece
        if left:
            raise damaged("a part ends too early")


def _stored(read: Callable[[int], bytes], size: int) -> Iterator[bytes]:
    while size > 0 and (piece := read(min(size, _CHUNK))):
        size -= len(piece)
        yield piece


def _inflated(read: Callable[[int], bytes], size: int) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    for packed in _stored(read, size):
        while packed:
            try:
                piece = inflate.decompress(packed, _CHUNK)
            except zlib.error as error:
                raise damaged("a part cannot be unpacked") from error
            yield piece
            packed = inflate.unconsumed_tail
            if inflate.eof:
                return
    yield inflate.flush()
