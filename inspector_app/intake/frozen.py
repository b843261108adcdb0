"""What a frame gives: lists, rows, units that can be drawn, dated events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["DatedEvent", "FrameUnit", "FrozenList", "FrozenRow"]


@dataclass(frozen=True)
class FrozenList:
    """One list of the frame.

    `first` is the position of its first row in the frame; `rows_without_identifier` cannot be
    drawn.
    """

    list: int
    title: str
    first: int
    rows: int
    rows_without_identifier: int
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FrozenRow:
    """One row as frozen: number on its sheet, identifier, the date that dates it, all values."""

    row: int
    identifier: str
    day: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FrameUnit:
    """Something that can be drawn, and the values asked for, by column.

    `id` is the child's (adopter's) identifier, or for an event `identifier|list|day|k`, where day
    is YYYY-MM-DD or empty and k counts rows alike in these three by full row text, from 1.
    """

    id: str
    identifier: str
    row: int
    values: Mapping[str, str]


@dataclass(frozen=True, order=True)
class DatedEvent:
    """Something that a list dates: the day, the list's number and title, and the heading."""

    day: str
    list: int
    title: str
    what: str
