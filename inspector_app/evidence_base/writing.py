"""What a save may hold: the checks before anything is written, and the clock it is given."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.kinds import is_day, is_moment
from schemas.canonical import MalformedError
from schemas.changes import LARGEST_TEXT, Hlc, Part, PartName, Value, Write, field_and_key, part_of
from schemas.fields import FieldKind, Record, field_kinds, words_of
from schemas.identifiers import Clock, Randomness, is_hex
from schemas.moments import require_moment
from schemas.permissions import RULES, allowed
from schemas.records import RECORD_TYPES

__all__ = [
    "NewValue",
    "NewWrite",
    "Typed",
    "check_writes",
    "moment_now",
    "next_hlc",
    "prepared",
    "taken_hlc",
]

_FURTHEST_AHEAD = 5 * 60 * 1000
"""Milliseconds that another's clock may lead ours at most before it is not followed further."""

_FULL = 2**20 - 1
"""The largest counter of a hybrid clock."""

_LAST_MILLISECOND = 2**43 - 2**20
"""The last one that a clock may show, with room above it for counters that go over."""

_LARGEST_WHOLE = 2**53 - 1

_WRITE_ID = re.compile(r"[0-9a-f]{32}:(?:0|[1-9][0-9]{0,5})\Z")
_WORD = re.compile(r"[A-Za-z0-9._:+-]{1,128}\Z")
_NOTHING_SAVED = "Nothing of this save was written; what you typed is still in its draft."


@dataclass(frozen=True, slots=True, repr=False)
class Typed:
    """Text that a person typed; it travels in a part of its own."""

    text: str


NewValue: TypeAlias = bool | int | str | Typed | None


@dataclass(frozen=True, slots=True)
class NewWrite:
    """One value to be written.

    Args:
        record: id of the record, new or old.
        type: its type, such as `evidence`.
        field: such as `polarity` or `areas[leaders]`.
        value: `Typed` for text; closed word, number, truth value, or None.
        parents: ids of the writes of this register that were on the screen when editing began.
        seen: for a withdrawal, every current write of the record that was on the screen.
    """

    record: str
    type: str
    field: str
    value: NewValue
    parents: tuple[str, ...] = ()
    seen: tuple[str, ...] | None = None


def check_writes(
    writes: Collection[NewWrite], *, rules: int, member: str, roles: Collection[str]
) -> None:
    """Refuses a save that is not well formed or that its author may not make.

    Raises:
        InspectorError: `nothing-to-save`, `unknown-field`, `wrong-value`, `too-long`,
            `written-twice` or `not-allowed`.
    """
    if not writes:
        raise _refused("nothing-to-save", "There is nothing to save.", "Type something first.")
    if rules > RULES:
        raise _refused(
            "needs-newer",
            "The team's rules are of a newer Inspector.",
            "Install the newer version and save again.",
        )
    taken: set[tuple[str, str, str]] = set()
    for write in writes:
        register = (write.record, write.type, write.field)
        if register in taken:
            raise _refused("written-twice", f"{write.field} is set twice.", "Set it once.")
        taken.add(register)
        _check_field(write)
        _check_names(write)
        if not _may(rules, member, roles, write):
            raise _refused(
                "not-allowed",
                f"Your role in this inspection may not write {write.field} of {write.type}.",
                "Ask the lead inspector.",
            )


def prepared(writes: Iterable[NewWrite], randomness: Randomness) -> tuple[list[Write], list[Part]]:
    """The writes as they stand in a change, and the parts that hold their texts."""
    done: list[Write] = []
    parts: list[Part] = []
    for write in writes:
        value: Value
        if isinstance(write.value, Typed):
            part = part_of(write.value.text, randomness)
            parts.append(part)
            value = PartName(part.name)
        else:
            value = write.value
        seen = None if write.seen is None else tuple(sorted(set(write.seen)))
        parents = tuple(sorted(set(write.parents)))
        done.append(Write(write.record, write.type, write.field, value, parents, seen))
    return done, parts


def next_hlc(last: Hlc, now: int) -> Hlc:
    """The hybrid clock for a save made now (milliseconds since 1970).

    A full counter goes over into the milliseconds: another's clock may have filled it on purpose,
    and a change with a larger one would be refused by everybody.
    """
    now = min(max(now, 0), _LAST_MILLISECOND)
    if now > last[0]:
        return now, 0
    return (last[0], last[1] + 1) if last[1] < _FULL else (last[0] + 1, 0)


def taken_hlc(last: Hlc, other: Hlc, now: int) -> Hlc:
    """Our hybrid clock after seeing another's, followed at most five minutes beyond our own."""
    milliseconds = min(other[0], max(now, 0) + _FURTHEST_AHEAD, _LAST_MILLISECOND)
    return max(last, (milliseconds, other[1] if milliseconds == other[0] else 0))


def moment_now(clock: Clock) -> str:
    """The present moment as a change shows it.

    Raises:
        InspectorError: `wrong-clock` when the laptop's clock is off the calendar of changes.
    """
    try:
        return require_moment(clock().isoformat(timespec="seconds"), "now")
    except MalformedError:
        raise _refused(
            "wrong-clock", "This laptop's clock shows an impossible year.", "Set the clock."
        ) from None


def _may(rules: int, member: str, roles: Collection[str], write: NewWrite) -> bool:
    value: Value = None if isinstance(write.value, Typed) else write.value
    return bool(allowed(rules, member, roles, write.type, write.field, value))


def _check_field(write: NewWrite) -> None:
    record = RECORD_TYPES.get(write.type)
    try:
        name, key = field_and_key(write.field)
    except MalformedError:
        record = None
    if record is None or not is_hex(write.record, 16):
        raise _refused("unknown-field", "That is not a field of any record.", "See `--help`.")
    if isinstance(write.value, Typed) and len(write.value.text.encode(errors="replace")) > (
        LARGEST_TEXT
    ):
        raise _refused("too-long", "A text is longer than 2 MiB.", "Split it in two.")
    good = (
        name in record.keyed and _fits_keyed(record, name, write.value)
        if key is not None
        else _fits_plain(record, name, write.value)
    )
    if not good:
        raise _refused(
            "wrong-value",
            f"{name} of {write.type} does not take that value.",
            "See `--help` for the words it takes.",
        )


def _check_names(write: NewWrite) -> None:
    """Others refuse a whole change for one name that is not a write's; so it is refused here."""
    names = (*write.parents, *(write.seen or ()))
    if any(not _WRITE_ID.match(name) for name in names):
        raise _refused("wrong-value", "A write is named that cannot be one.", "Open it again.")
    if write.seen is not None and write.field != "withdrawn":
        raise _refused("wrong-value", "Only a withdrawal says what was seen.", "Leave it out.")


def _fits_keyed(record: type[Record], name: str, value: NewValue) -> bool:
    holds = record.keyed[name].holds
    if value is None:
        return True
    if holds == "member":
        return value is True
    return isinstance(value, Typed) if holds == "text" else _is_word(value)


def _fits_plain(record: type[Record], name: str, value: NewValue) -> bool:
    kind = field_kinds(record).get(name)
    if kind is None:
        return False
    return value is None or _fits(record, name, kind, value)


def _fits(record: type[Record], name: str, kind: FieldKind, value: NewValue) -> bool:
    match kind:
        case "text":
            return isinstance(value, Typed)
        case "whole":
            return (
                isinstance(value, int)
                and not isinstance(value, bool)
                and abs(value) <= _LARGEST_WHOLE
            )
        case "yes-no":
            return isinstance(value, bool)
        case "reference":
            return is_hex(value, 16)
        case "moment":
            return is_moment(value)
        case "day":
            return is_day(value)
        case _:
            words = words_of(record, name)
            return _is_word(value) and (not words or value in words)


def _is_word(value: NewValue) -> bool:
    return isinstance(value, str) and _WORD.match(value) is not None


def _refused(code: str, message: str, next_step: str) -> InspectorError:
    return InspectorError(code, message, kept=_NOTHING_SAVED, next_step=next_step)
