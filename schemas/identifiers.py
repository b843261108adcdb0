"""Ids: random ones, and those that two laptops must derive alike.

A record id is 16 bytes, written as 32 lower-case hexadecimal digits. Devices, entries, team records
and inspections are named by a whole SHA-256, 64 digits. An incarnation is 8 random bytes, 16
digits; a feed is written `<device>-<incarnation>`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import datetime

from schemas.canonical import MalformedError, encode

__all__ = [
    "Clock",
    "Randomness",
    "derived_id",
    "feed_device",
    "feed_name",
    "inspection_id",
    "is_hex",
    "new_id",
    "require_hex",
]

Clock = Callable[[], datetime]
"""Returns the present moment, aware of its offset."""

Randomness = Callable[[int], bytes]
"""Returns that many bytes nobody can guess (`os.urandom`)."""

_HEX = re.compile(r"[0-9a-f]+\Z")


def new_id(clock: Clock, randomness: Randomness) -> str:
    """A UUID version 7 (RFC 9562 §5.7) as 32 hexadecimal digits, sortable by its millisecond."""
    milliseconds = int(clock().timestamp() * 1000) & ((1 << 48) - 1)
    noise = int.from_bytes(randomness(10), "big")
    value = (
        milliseconds << 80
        | 0x7 << 76
        | (noise >> 62 & 0xFFF) << 64
        | 0x2 << 62
        | noise & ((1 << 62) - 1)
    )
    return f"{value:032x}"


def derived_id(label: str, *parts: str) -> str:
    """The first 16 bytes of SHA-256 over the canonical list [label, part …].

    Used where two laptops could make the same thing offline: a case, a selection, a sealed answer.
    """
    return hashlib.sha256(encode([label, *parts])).hexdigest()[:32]


def inspection_id(inspection: str) -> str:
    """The id of the one record about the inspection itself."""
    return derived_id("inspection", inspection)


def is_hex(value: object, size: int) -> bool:
    """Whether `value` is text of `size` bytes in lower-case hexadecimal digits."""
    return isinstance(value, str) and len(value) == 2 * size and _HEX.match(value) is not None


def require_hex(value: object, size: int, what: str) -> str:
    """`value`, if it is `size` bytes in hexadecimal.

    Raises:
        MalformedError: naming `what` is wrong, never showing the value.
    """
    if not is_hex(value, size):
        raise MalformedError(f"{what} is not {size} bytes in hexadecimal")
    return str(value)


def feed_name(device: str, incarnation: str) -> str:
    """The name of one device's feed in one of its lives."""
    return f"{device}-{incarnation}"


def feed_device(feed: str) -> str:
    """The device whose feed this is.

    Raises:
        MalformedError: when it is not a feed's name.
    """
    device, dash, incarnation = feed.partition("-")
    if not dash or not is_hex(device, 32) or not is_hex(incarnation, 8):
        raise MalformedError("not the name of a feed")
    return device
