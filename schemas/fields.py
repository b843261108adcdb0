"""How a record type is declared: columns for registers with one value, sets and maps for the rest.

The declared classes are SQLModel tables in a registry of their own, so that creating the server's
tables can never create these. A column says of what kind its register is; only `text` travels in
parts, everything else stands in the change as an id, closed word, number, truth value or date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, Literal, TypeAlias

from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

__all__ = [
    "COMMON_COLUMNS",
    "ElementRow",
    "FieldKind",
    "Keyed",
    "Record",
    "day",
    "field_kinds",
    "moment",
    "reference",
    "type_name",
    "typed",
    "whole",
    "word",
    "words_of",
    "yes_no",
]

FieldKind: TypeAlias = Literal["text", "word", "whole", "yes-no", "moment", "day", "reference"]

TABLES: registry = registry()


@dataclass(frozen=True)
class Keyed:
    """A field with a key in brackets: one register for each key.

    Args:
        holds: `member` for a set (value true, or null for removal); else the kind of its values.
        keys: what the key is, in words.
        words: the closed words a key may be; empty where it is an id or a framework's word.
        own: whether the key is the member who alone may write it.
    """

    keys: str
    holds: Literal["member", "text", "word"] = "member"
    words: tuple[str, ...] = ()
    own: bool = False


class _Shared(SQLModel, registry=TABLES):
    """Binds the tables of records to their own metadata."""


class Record(_Shared):
    """What every record has; the rest is its type's."""

    id: str = Field(primary_key=True)
    author: str | None = Field(default=None, description="member who created it")
    created_at: str = Field(default="", description="ISO 8601 with the author's offset")
    created_order: int = Field(default=0, description="hybrid clock, for showing in order")
    changed_at: str = Field(default="")
    withdrawn: str | None = Field(default=None, description="reason, if it is withdrawn")
    in_conflict: bool = Field(default=False, description="some register has several values")

    keyed: ClassVar[dict[str, Keyed]] = {}


class ElementRow(_Shared, table=True):
    """One present element of a set, or one entry of a map, of any record."""

    __tablename__ = "element"

    record: str = Field(primary_key=True)
    field: str = Field(primary_key=True, index=True)
    key: str = Field(primary_key=True)
    value: str | None = Field(default=None)


COMMON_COLUMNS = frozenset(
    {"id", "author", "created_at", "created_order", "changed_at", "withdrawn", "in_conflict"}
)


def typed(about: str = "") -> Any:
    """Typed text: travels in a part, can be erased."""
    return _column("text", String, about)


def word(*words: str, about: str = "") -> Any:
    """A closed word; any word of the framework's or an authority's list where none are given."""
    return _column("word", String, about, words)


def whole(about: str = "") -> Any:
    """A whole number."""
    return _column("whole", Integer, about)


def yes_no(about: str = "") -> Any:
    """True or false."""
    return _column("yes-no", Integer, about)


def moment(about: str = "") -> Any:
    """A moment: ISO 8601 with offset."""
    return _column("moment", String, about)


def day(about: str = "") -> Any:
    """A day: ISO 8601."""
    return _column("day", String, about)


def reference(record_type: str) -> Any:
    """The id of another record."""
    return _column("reference", String, f"id of a {record_type}")


@cache
def field_kinds(record: type[Record]) -> Mapping[str, FieldKind]:
    """The kind of each register with one value that a record type has, by field name."""
    columns = record.__table__.columns  # type: ignore[attr-defined]  # set by SQLAlchemy
    kinds: dict[str, FieldKind] = {
        column.name: column.info["kind"] for column in columns if "kind" in column.info
    }
    return MappingProxyType({"withdrawn": "text", **kinds})


def _column(kind: FieldKind, of: Any, about: str, words: tuple[str, ...] = ()) -> Any:
    info = {"kind": kind, "words": words}
    return Field(
        default=None,
        description=about or None,
        sa_column=Column(of, nullable=True, info=info),
    )


def type_name(record: type[Record]) -> str:
    """The name that writes use for a record type: its table's, with hyphens."""
    return str(record.__tablename__).replace("_", "-")


def words_of(record: type[Record], field: str) -> tuple[str, ...]:
    """The closed words a field may hold; empty where the framework decides."""
    column = record.__table__.columns[field]  # type: ignore[attr-defined]  # set by SQLAlchemy
    found: tuple[str, ...] = column.info.get("words", ())
    return found
