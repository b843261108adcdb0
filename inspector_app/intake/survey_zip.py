"""Opens the parts of a zipped workbook, believing nothing that the file says of itself."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inspector_app.intake.limits import UNPACKED_BYTES_MOST, damaged, encrypted, too_large

__all__ = ["PackedPart", "ZippedParts", "packed_anew", "plain_part"]

_CHUNK = 1024 * 1024
_LOCAL_HEADER = 30
_STORED, _DEFLATED = 0, 8


@dataclass(frozen=True, repr=False)
class PackedPart:
    """A part as it lies in the zip file: how it is packed, its CRC-32, its size unpacked."""

    method: int
    crc: int
    size: int
    data: bytes

    def after(self, begin: bytes) -> PackedPart:
        """The part with something before it, packed as it was.

        Args:
            begin: less than 64 KiB, with a CRC-32 of 0, so that the part's own stays what it is.
        """
        data = begin
        if self.method == _DEFLATED:
            # A block that is not packed, and not the last (RFC 1951, 3.2.4).
            data = struct.pack("<BHH", 0, len(begin), len(begin) ^ 0xFFFF) + begin
        return PackedPart(self.method, self.crc, self.size + len(begin), data + self.data)


class ZippedParts:
    """The parts of a zip file; the declared sizes are checked first, the real ones while reading.

    Raises:
        RefusedFileError: damaged, encrypted or too large.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                infos = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
            raise damaged("not a complete zip file") from error
        # Programs find parts whatever their case, and some write them with the wrong slash.
        self._parts = {_plain(info.filename): info for info in infos}
        if len(infos) != len(self._parts):
            raise damaged("a part stands in it twice")
        if any(info.flag_bits & 1 for info in infos):
            raise encrypted()
        declared = sum(info.file_size for info in infos)
        if declared > UNPACKED_BYTES_MOST:
            raise too_large(f"it unpacks to {declared // 1024**2:,} MiB")

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._parts

    def packed(self, name: str) -> PackedPart:
        """A part as it lies there.

        Raises:
            RefusedFileError: missing, damaged or packed in an unknown way.
        """
        info = self._parts.get(_plain(name))
        if info is None:
            raise damaged(f"the part {name[:80]!r} is missing")
        if info.compress_type not in (_STORED, _DEFLATED):
            raise damaged("packed in an unknown way")
        head = self._data[info.header_offset : info.header_offset + _LOCAL_HEADER]
        if len(head) < _LOCAL_HEADER:
            raise damaged("a part begins after the end")
        at = info.header_offset + _LOCAL_HEADER + sum(struct.unpack("<HH", head[26:30]))
        data = self._data[at : at + info.compress_size]
        return PackedPart(info.compress_type, info.CRC, info.file_size, data)

    def chunks(self, name: str, most: int = UNPACKED_BYTES_MOST) -> Iterator[bytes]:
        """A part in pieces of about a megabyte.

        The reader proper unpacks until the packed bytes end, whatever size is declared; so does
        this, and it refuses a part that is larger than declared or has another checksum.

        Args:
            name: of the part.
            most: bytes that such a part may have.
        """
        part = self.packed(name)
        if part.size > most:
            raise too_large(f"the part {name[:80]!r} unpacks to {part.size // 1024**2:,} MiB")
        left, crc = part.size, 0
        pieces = _stored(part.data) if part.method == _STORED else _inflated(part.data)
        for piece in pieces:
            left -= len(piece)
            if left < 0:
                raise damaged("a part is larger than it says")
            crc = zlib.crc32(piece, crc)
            yield piece
        if left or crc != part.crc:
            raise damaged("a part ends too early, or was changed on its way")


def plain_part(text: str) -> PackedPart:
    """A part with that text."""
    data = text.encode("utf-8")
    return PackedPart(_STORED, zlib.crc32(data), len(data), data)


def packed_anew(parts: Mapping[str, PackedPart]) -> bytes:
    """A zip file with these parts and nothing else (APPNOTE.TXT 6.3.10, 4.3)."""
    file = bytearray()
    directory = bytearray()
    for name, part in parts.items():
        title = name.encode("ascii")
        facts = (part.method, 0, 0x21, part.crc, len(part.data), part.size, len(title))
        directory += struct.pack(
            "<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, *facts, 0, 0, 0, 0, 0, len(file)
        )
        directory += title
        file += struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, *facts, 0) + title
        file += part.data
    end = struct.pack(
        "<4s4H2IH", b"PK\5\6", 0, 0, len(parts), len(parts), len(directory), len(file), 0
    )
    return bytes(file + directory + end)


def _plain(name: str) -> str:
    return name.replace("\\", "/").lower()


def _stored(data: bytes) -> Iterator[bytes]:
    for at in range(0, len(data), _CHUNK):
        yield data[at : at + _CHUNK]


def _inflated(data: bytes) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    for packed in _stored(data):
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
