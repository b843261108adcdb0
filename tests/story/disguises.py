"""A word in whatever form a program might write it: encoded, escaped, compressed."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias
from urllib.parse import quote

__all__ = ["DISGUISES", "words_in"]

Disguise: TypeAlias = Callable[[str], bytes]

_CODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be")


def _aligned(word: bytes, encode: Callable[[bytes], bytes], shift: int) -> bytes:
    """What of a word's base64 is the same whatever follows it, `shift` bytes into a group."""
    whole = encode(b"\0" * shift + word)
    return whole[(shift * 8 + 5) // 6 : (shift + len(word)) * 8 // 6]


def _escaped(word: str) -> bytes:
    return "".join(f"\\u{ord(letter):04x}" for letter in word).encode()


def _percent(word: str) -> bytes:
    return "".join(f"%{byte:02x}" for byte in word.encode()).encode()


def _in(coding: str) -> Disguise:
    return lambda word: word.encode(coding)


def _base64(encode: Callable[[bytes], bytes], shift: int, coding: str) -> Disguise:
    return lambda word: _aligned(word.encode(coding), encode, shift)


DISGUISES: Final[Mapping[str, Disguise]] = {
    **{coding: _in(coding) for coding in _CODINGS},
    "hex": lambda word: word.encode().hex().encode(),
    "hex of utf-16": lambda word: word.encode("utf-16-le").hex().encode(),
    "percent": _percent,
    "quoted": lambda word: quote(word).encode(),
    "escaped": _escaped,
    **{
        f"base64 {name} {shift} {coding}": _base64(encode, shift, coding)
        for name, encode in (("", base64.b64encode), ("urlsafe", base64.urlsafe_b64encode))
        for shift in range(3)
        for coding in ("utf-8", "utf-16-le")
    },
}
"""Each gives the bytes that stand for a word; those with small and capital letters are one."""

_CASE_MATTERS: Final = "base64"
_STREAM: Final = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
_EMPTY: Final = re.compile(rb"\0{64,}")
_LARGEST: Final = 1 << 20


def words_in(data: bytes, words: Iterable[str]) -> set[tuple[str, str]]:
    """Pairs (word, disguise) of every word that stands in some bytes.

    Args:
        data: searched, and what can be unpacked of it by zlib or gzip.
        words: each longer than six letters, so that chance finds none.
    """
    found: set[tuple[str, str]] = set()
    wanted = list(words)
    assert all(len(word) > 6 for word in wanted)
    bare = _EMPTY.sub(b"", data)
    for content, how in ((bare, ""), *((each, "packed ") for each in _unpacked(bare))):
        lower = content.lower()
        for name, disguise in DISGUISES.items():
            for word in wanted:
                hidden = disguise(word)
                if hidden in content or (
                    not name.startswith(_CASE_MATTERS) and hidden.lower() in lower
                ):
                    found.add((word, how + name))
    return found


def _unpacked(data: bytes) -> Iterable[bytes]:
    for begin in _STREAM.finditer(data):
        try:
            unpacked = zlib.decompressobj(47).decompress(data[begin.start() :], _LARGEST)
        except zlib.error:
            continue
        if unpacked:
            yield unpacked
