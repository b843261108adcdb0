"""What a record type's table and registers take: columns, texts, and which values fit a field.

Merged writes come from other programs and other people: a value of the wrong kind is kept in its
register and in the history, but never reaches a screen that expects another.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from schemas.canonical import MalformedError
from schemas.changes import PartName, Value
from schemas.fields import FieldKind, Record, field_kinds
from schemas.identifiers import is_hex
from schemas.moments import require_moment
from schemas.permissions import ROLES, RULES, allowed
from schemas.records import RECORD_TYPES

__all__ = ["columns", "fits", "is_day", "is_moment", "kind_of", "table_of", "text_fields"]


@cache
def text_fields(kind: str) -> frozenset[str]:
    """The fields of a record type that hold typed text, maps included."""
    record = RECORD_TYPES[kind]
    plain = {name for name, of in field_kinds(record).items() if of == "text"}
    return frozenset(plain | {name for name, of in record.keyed.items() if of.holds == "text"})


@cache
def columns(kind: str) -> tuple[str, ...]:
    """The columns of a record type's table, in its order."""
    return tuple(table_of(RECORD_TYPES[kind]).columns.keys())


def table_of(record: type[Record]) -> Any:
    """The SQLAlchemy table of a record type."""
    return record.__table__  # type: ignore[attr-defined]  # set by SQLAlchemy


def kind_of(kinds: Iterable[str]) -> str:
    """The one type that a record is taken for when it was written as several.

    Honest laptops never do that: ids are random or derived with their type. So that nobody can
    pass off writes of a type that is theirs to write as those of one that is not, the type that
    fewest roles may write wins.
    """
    return min(kinds, key=_rank)


def fits(kind: str, name: str, key: str | None, value: Value) -> bool:
    """Whether a value is one that a field of this type can show; None always is."""
    if key is None:
        of = _kinds(kind).get(name)
        return of is not None and (value is None or _fits(of, value))
    keyed = RECORD_TYPES[kind].keyed.get(name)
    if keyed is None or value is None:
        return keyed is not None
    if keyed.holds == "member":
        return value is True
    return isinstance(value, PartName if keyed.holds == "text" else str)


def is_moment(value: object) -> bool:
    """Whether a value is ISO 8601 with an offset."""
    try:
        require_moment(value, "")
    except MalformedError:
        return False
    return True


def is_day(value: object) -> bool:
    """Whether a value is a day such as `2026-11-24`."""
    try:
        return isinstance(value, str) and len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


@cache
def _kinds(kind: str) -> dict[str, FieldKind]:
    return dict(field_kinds(RECORD_TYPES[kind]))


@cache
def _rank(kind: str) -> tuple[int, str]:
    if kind not in RECORD_TYPES:
        return len(ROLES) + 1, kind
    writers = (allowed(RULES, "", {role}, kind, "text", None) for role in ROLES)
    return sum(bool(writer) for writer in writers), kind


def _fits(of: FieldKind, value: Value) -> bool:
    match of:
        case "text":
            return isinstance(value, PartName)
        case "whole":
            return isinstance(value, int) and not isinstance(value, bool)
        case "yes-no":
            return isinstance(value, bool)
        case "moment":
            return is_moment(value)
        case "day":
            return is_day(value)
        case "reference":
            return is_hex(value, 16)
        case "word":
            return isinstance(value, str)
