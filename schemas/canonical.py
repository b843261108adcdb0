"""Canonical JSON: one byte sequence for each value, so that hashes and signatures mean one thing.

A profile of RFC 8785 without floating-point numbers: UTF-8, keys sorted by code point, no white
space, integers within ±(2⁵³ − 1), no duplicate keys, no lone surrogates. A decoder accepts exactly
what the encoder would have written.

Vector: `{"b": [1, null], "a": "é"}` is `{"a":"é","b":[1,null]}`, the 23 bytes
`7b2261223a22c3a9222c2262223a5b312c6e756c6c5d7d`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import NoReturn, TypeAlias, TypeGuard

__all__ = ["Json", "MalformedError", "decode", "encode", "is_number"]

Json: TypeAlias = bool | int | str | Sequence["Json"] | Mapping[str, "Json"] | None

_LARGEST_INTEGER = 2**53 - 1
_DEEPEST = 32
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)


class MalformedError(ValueError):
    """Bytes that are not what a format says they are. Carries no content."""


def encode(value: Json) -> bytes:
    """The canonical bytes of a value.

    Raises:
        MalformedError: for floats, integers beyond ±(2⁵³ − 1), keys that are not text, lone
            surrogates, or nesting deeper than 32.
    """
    _check(value, _DEEPEST)
    try:
        return _ENCODER.encode(value).encode("utf-8")
    except UnicodeEncodeError:
        raise MalformedError("text holds half of a surrogate pair") from None


def decode(data: bytes) -> Json:
    """The value whose canonical encoding is `data`.

    Raises:
        MalformedError: when `data` is not the canonical encoding of anything.
    """
    try:
        value: Json = _DECODER.decode(data.decode("utf-8"))
        # What was read is of no kind that cannot be written, but for halves of surrogate pairs.
        again = _ENCODER.encode(value).encode("utf-8")
    except (ValueError, RecursionError):
        raise MalformedError("not canonical JSON") from None
    if again != data:
        raise MalformedError("not in canonical form")
    # Nothing is nested deeper than it has brackets: nearly nothing needs to be looked through.
    if data.count(b"[") + data.count(b"{") > _DEEPEST:
        _check_depth(value)
    return value


def is_number(value: Json) -> TypeGuard[int]:
    """Whether a decoded value is an integer; `true` is not one, though Python says so."""
    return isinstance(value, int) and not isinstance(value, bool)


def _check(value: Json, depth: int) -> None:
    if value is None or isinstance(value, str | bool):
        return
    if isinstance(value, int):
        if abs(value) > _LARGEST_INTEGER:
            raise MalformedError("integer too large")
        return
    if depth == 0:
        raise MalformedError("nested too deeply")
    if isinstance(value, list | tuple):
        for item in value:
            _check(item, depth - 1)
        return
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise MalformedError("a key is not text")
            _check(item, depth - 1)
        return
    raise MalformedError("a value of this kind cannot be encoded")


def _check_depth(value: Json) -> None:
    """Refuses what is nested too deeply, level by level."""
    level = [value] if isinstance(value, (list, dict)) else []
    for _ in range(_DEEPEST):
        if not level:
            return
        level = [
            item
            for group in level
            for item in (group.values() if isinstance(group, dict) else group)
            if isinstance(item, (list, dict))
        ]
    if level:
        raise MalformedError("nested too deeply")


def _integer(digits: str) -> int:
    value = int(digits)
    if abs(value) > _LARGEST_INTEGER:
        raise MalformedError("integer too large")
    return value


def _refuse(_: str) -> NoReturn:
    raise MalformedError("floating-point numbers are not used")


_DECODER = json.JSONDecoder(parse_float=_refuse, parse_int=_integer, parse_constant=_refuse)
