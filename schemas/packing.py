"""Compressing, padding and taking apart: what lies between plain bytes and sealed ones.

Plain bytes are compressed with zlib (RFC 1950) and filled up with zero bytes to a Padmé length, so
that a sealed length says little of what is inside. zlib marks its own end: what follows it is
filling.
"""

from __future__ import annotations

import struct
import zlib

from schemas.canonical import MalformedError

__all__ = ["Reader", "pack", "padme", "unpack"]


def padme(length: int) -> int:
    """The padded length of `length` bytes: leaks O(log log) bits (Nikitin et al. 2019, §4)."""
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (length + mask) & ~mask


def pack(plain: bytes) -> bytes:
    """Compressed and padded."""
    squeezed = zlib.compress(plain, 6)
    return squeezed.ljust(padme(len(squeezed)), b"\x00")


def unpack(padded: bytes, largest: int) -> bytes:
    """What was packed.

    Args:
        padded: compressed bytes with their filling.
        largest: bytes that may come out; more is refused before they are made.

    Raises:
        MalformedError: when it is damaged, too large or followed by anything but zeros.
    """
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(padded, largest)
    except zlib.error:
        raise MalformedError("not compressed as it should be") from None
    if not inflater.eof or inflater.unused_data.strip(b"\x00"):
        raise MalformedError("compressed bytes that do not end as they should")
    return plain


class Reader:
    """Takes lengths and bytes from a buffer, refusing to run over its end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0

    @property
    def at_end(self) -> bool:
        """Whether everything was taken."""
        return self._place == len(self._data)

    def number(self, form: str) -> int:
        """The number that stands next, in the notation of `struct`.

        Raises:
            MalformedError: when fewer bytes are left.
        """
        value: int = struct.unpack(form, self.take(struct.calcsize(form)))[0]
        return value

    def take(self, size: int) -> bytes:
        """The next bytes.

        Raises:
            MalformedError: when fewer are left.
        """
        end = self._place + size
        if end > len(self._data):
            raise MalformedError("cut short")
        taken = self._data[self._place : end]
        self._place = end
        return taken

    def rest(self) -> bytes:
        """Everything that is left."""
        return self.take(len(self._data) - self._place)

    def finish(self) -> None:
        """Makes sure that nothing is left.

        Raises:
            MalformedError: when something is.
        """
        if not self.at_end:
            raise MalformedError("bytes left over")
