"""Changes, writes and parts: what one save is, byte for byte.

A change is one save. Its canonical JSON is

    {"at": "<ISO 8601 with offset>", "device": "<64 hex>", "hlc": [milliseconds, counter],
     "writes": [[record, type, field, value, [parent, …]], …]}

and its id the first 16 bytes of the SHA-256 of those bytes. A write id is `<change id>:<index>`.
Milliseconds are below 2⁴³ (the year 2248) and the counter below 2²⁰: both fit one 63-bit number.
A value is null, true, false, an integer, a closed word (id, date, word of a list) or
`{"part": "<32 hex>"}`, the name of a part that holds typed text. A write to the field `withdrawn`,
and no other, may have a sixth member, `seen`: the write ids of the whole record that were on the
screen. Lists of write ids are sorted and name each once.

A part is a 16-byte salt followed by UTF-8 text; its name is the first 16 bytes of the SHA-256 of
both. The salt is nowhere else, so that a name alone says nothing of the text once it is erased.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias, TypeGuard

from schemas.canonical import Json, MalformedError, decode, encode, is_number
from schemas.identifiers import Randomness, require_hex
from schemas.moments import require_moment

__all__ = [
    "LARGEST_CHANGE",
    "LARGEST_TEXT",
    "Change",
    "Hlc",
    "Part",
    "PartName",
    "Value",
    "Write",
    "change_id",
    "field_and_key",
    "part_of",
    "value_from_json",
    "value_to_json",
    "write_id",
]

LARGEST_TEXT = 2 * 1024 * 1024
"""Bytes of UTF-8 that one field holds at most."""

LARGEST_CHANGE = 6 * 1024 * 1024
"""Bytes of one change with its parts; a larger one is refused when it is recorded."""

Hlc: TypeAlias = tuple[int, int]
"""Hybrid logical clock: milliseconds since 1970 and a counter. Orders what is shown, only that."""

_MILLISECONDS, _COUNTER = 2**43, 2**20

_FIELD = re.compile(r"([a-z][a-z0-9_]{0,47})(?:\[([A-Za-z0-9:_.-]{1,128})\])?\Z")
_TYPE = re.compile(r"[a-z][a-z0-9-]{0,47}\Z")
_WORD = re.compile(r"[A-Za-z0-9._:+-]{1,128}\Z")
_WRITE_ID = re.compile(r"[0-9a-f]{32}:(?:0|[1-9][0-9]{0,5})\Z")


@dataclass(frozen=True, slots=True)
class PartName:
    """Stands in a write for the text that travels in the part of that name."""

    name: str


Value: TypeAlias = bool | int | str | PartName | None


@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """Typed text with the salt that its name was made with.

    Args:
        salt: 16 bytes.
        text: what was typed.

    Attributes:
        name: first 16 bytes of SHA-256(salt ‖ text), 32 hexadecimal digits.
    """

    salt: bytes
    text: str
    name: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        # Made once: each part is asked for its name where it is opened, kept and shown.
        made = hashlib.sha256(self.to_bytes()).hexdigest()[:32]
        object.__setattr__(self, "name", made)

    def to_bytes(self) -> bytes:
        """Salt and text as they are compressed and sealed."""
        return self.salt + self.text.encode("utf-8")

    @classmethod
    def from_bytes(cls, data: bytes) -> Part:
        """Reads a part.

        Raises:
            MalformedError: when it is too short or not text.
        """
        if len(data) < 16:
            raise MalformedError("a part without its salt")
        try:
            return cls(data[:16], data[16:].decode("utf-8"))
        except UnicodeDecodeError:
            raise MalformedError("a part that is not text") from None


def part_of(text: str, randomness: Randomness) -> Part:
    """A part for newly typed text, with a salt of its own.

    Halves of surrogate pairs, which no UTF-8 can hold, are joined or become U+FFFD.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return Part(randomness(16), whole)


class Write(NamedTuple):
    """One value written to one register, naming the writes it replaces.

    A tuple: a log holds hundreds of thousands, and replaying it makes them all.
    """

    record: str
    type: str
    field: str
    value: Value
    parents: tuple[str, ...] = ()
    seen: tuple[str, ...] | None = None

    def as_json(self) -> list[Json]:
        """The write as it stands in a change."""
        base: list[Json] = [
            self.record,
            self.type,
            self.field,
            value_to_json(self.value),
            list(self.parents),
        ]
        return base if self.seen is None else [*base, list(self.seen)]

    @classmethod
    def from_json(cls, item: Json) -> Write:
        """Reads a write.

        Raises:
            MalformedError: when it is not one.
        """
        if not isinstance(item, list) or len(item) not in (5, 6):
            raise MalformedError("not a write")
        record, kind, field, value, parents = item[:5]
        if not isinstance(kind, str) or not _TYPE.match(kind):
            raise MalformedError("not the name of a record type")
        if not isinstance(field, str) or not _FIELD.match(field):
            raise MalformedError("not the name of a field")
        if len(item) == 6 and field != "withdrawn":
            raise MalformedError("only a withdrawal says what was seen")
        seen = _write_ids(item[5]) if len(item) == 6 else None
        return cls(
            require_hex(record, 16, "record id"),
            kind,
            field,
            value_from_json(value),
            _write_ids(parents),
            seen,
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One save by one device.

    Args:
        device: the device that saved, 64 hexadecimal digits.
        at: when, ISO 8601 with the author's offset; for showing only.
        hlc: hybrid logical clock.
        writes: in the order they were made; the first to a register applies.
    """

    device: str
    at: str
    hlc: Hlc
    writes: tuple[Write, ...]

    def to_bytes(self) -> bytes:
        """The canonical bytes that the change id is made of."""
        return encode(
            {
                "at": self.at,
                "device": self.device,
                "hlc": list(self.hlc),
                "writes": [write.as_json() for write in self.writes],
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Change:
        """Reads a change.

        Raises:
            MalformedError: when `data` is not the canonical encoding of a change.
        """
        value = decode(data)
        if not isinstance(value, dict) or set(value) != {"at", "device", "hlc", "writes"}:
            raise MalformedError("not a change")
        writes = value["writes"]
        if not isinstance(writes, list) or not writes:
            raise MalformedError("a change without writes")
        return cls(
            require_hex(value["device"], 32, "device"),
            require_moment(value["at"], "the time of a change"),
            _hlc(value["hlc"]),
            tuple(Write.from_json(item) for item in writes),
        )

    def part_names(self) -> tuple[str, ...]:
        """The names of the parts that its writes hold, in order, each once."""
        names = (write.value.name for write in self.writes if isinstance(write.value, PartName))
        return tuple(dict.fromkeys(names))


def change_id(data: bytes) -> str:
    """The id of a change from its canonical bytes: 32 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()[:32]


def write_id(change: str, index: int) -> str:
    """The id of a change's write at `index`."""
    return f"{change}:{index}"


def field_and_key(field: str) -> tuple[str, str | None]:
    """Splits `areas[leaders]` into `areas` and `leaders`; a plain field has no key.

    Raises:
        MalformedError: when it is not the name of a field.
    """
    match = _FIELD.match(field)
    if match is None:
        raise MalformedError("not the name of a field")
    return match.group(1), match.group(2)


def value_to_json(value: Value) -> Json:
    """A value as it stands in a write."""
    return {"part": value.name} if isinstance(value, PartName) else value


def value_from_json(value: Json) -> Value:
    """Reads a value.

    Raises:
        MalformedError: when it is neither null, boolean, integer, closed word nor part.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str) and _WORD.match(value):
        return value
    if isinstance(value, dict) and set(value) == {"part"}:
        return PartName(require_hex(value["part"], 16, "part name"))
    raise MalformedError("not a value")


def _hlc(value: Json) -> Hlc:
    if isinstance(value, list) and len(value) == 2:
        milliseconds, counter = value
        if _below(milliseconds, _MILLISECONDS) and _below(counter, _COUNTER):
            return milliseconds, counter
    raise MalformedError("not a hybrid clock")


def _below(value: Json, limit: int) -> TypeGuard[int]:
    return is_number(value) and 0 <= value < limit


def _write_ids(value: Json) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise MalformedError("not a list of write ids")
    found = [item for item in value if isinstance(item, str) and _WRITE_ID.match(item)]
    if len(found) != len(value) or found != sorted(set(found)):
        raise MalformedError("not a sorted list of write ids")
    return tuple(found)
