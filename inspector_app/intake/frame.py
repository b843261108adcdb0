"""Reads a frozen frame: lists, rows, units that can be drawn, and what is known of one child."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from sqlalchemy import Engine, inspect
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from inspector_app.errors import InspectorError
from inspector_app.intake.frame_tables import (
    SEPARATOR,
    FrameAbout,
    FrameFile,
    FrameFlag,
    FrameList,
    FrameRow,
    FrameUsed,
)
from inspector_app.intake.frame_writing import write_frame
from inspector_app.intake.frozen import DatedEvent, FrameUnit, FrozenList, FrozenRow
from inspector_app.intake.joins import FAMILY, joins, latest_by_key, split_joined
from inspector_app.intake.mapping import ListMapping
from inspector_app.intake.models import Flag, SourceFile, WorkforceJoin
from schemas.annex_a import ListSpec, header_key, load_annex_a

__all__ = [
    "DatedEvent",
    "Frame",
    "FrameUnit",
    "FrozenList",
    "FrozenRow",
    "UnitKind",
    "write_frame",
]

UnitKind = Literal["child", "event", "adopter"]

_ReadValue = Callable[[str, str], str]
"""The value of a column, from a row's identifier and text."""

_NOT_EVENTS = frozenset({"Date of Birth"})


class Frame:
    """A frozen frame.

    Args:
        engine: of an encrypted file that `write_frame` filled.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def sha256(self) -> str:
        """The hash of the imported file, or of the sorted hashes of several."""
        return self._about.sha256

    @property
    def imported_at(self) -> datetime:
        """When it was frozen."""
        return datetime.fromisoformat(self._about.imported_at)

    @property
    def rows(self) -> int:
        """The rows of all lists."""
        return self._about.rows

    @cached_property
    def files(self) -> tuple[SourceFile, ...]:
        """The files it was made from."""
        with Session(self._engine) as session:
            found = session.exec(select(FrameFile).order_by(col(FrameFile.position)))
            return tuple(SourceFile(each.name, each.sha256, each.size) for each in found)

    @cached_property
    def lists(self) -> tuple[FrozenList, ...]:
        """The lists in it, in the form's order."""
        with Session(self._engine) as session:
            blank = select(FrameRow.list, func.count()).where(FrameRow.identifier == "")
            lost = dict(session.exec(blank.group_by(col(FrameRow.list))).all())
            found = session.exec(select(FrameList).order_by(col(FrameList.list)))
            return tuple(
                FrozenList(
                    each.list,
                    each.title,
                    each.first,
                    each.rows,
                    lost.get(each.list, 0),
                    tuple(each.columns.split(SEPARATOR)),
                )
                for each in found
            )

    def flags(self) -> tuple[Flag, ...]:
        """Everything that was odd when it was imported."""
        with Session(self._engine) as session:
            found = session.exec(select(FrameFlag).order_by(col(FrameFlag.position)))
            return tuple(
                Flag(
                    each.list,
                    each.row,
                    each.column,
                    each.code,
                    each.was,
                    each.used,
                    each.file,
                    each.sheet,
                )
                for each in found
            )

    def list(self, number: int) -> FrozenList:
        """List `number`.

        Raises:
            InspectorError: `list-not-in-frame`.
        """
        for each in self.lists:
            if each.list == number:
                return each
        raise InspectorError(
            "list-not-in-frame",
            f"List {number} is not among the imported lists.",
            kept="The frame is as it was.",
            next_step="Choose one of the lists of this frame, or import the missing one.",
        )

    def column(self, number: int, name: str) -> str:
        """The name of a column as the frame has it, from any spelling that is recognised.

        '8: Legal Status' is the column of another list of the same child; see `joins`.

        Raises:
            InspectorError: `list-not-in-frame`, `column-unknown`.
        """
        frozen = self.list(number)
        spec = self._spec(number).column(name)
        key = header_key(name)
        for each in frozen.columns:
            if (spec is not None and each == spec.name) or header_key(each) == key:
                return each
        joined = split_joined(name)
        if joined is not None and joins(number, joined[0]):
            return f"{joined[0]}: {self.column(*joined)}"
        raise InspectorError(
            "column-unknown",
            f"List {number} has no column of this name.",
            kept="The frame is as it was.",
            next_step=f"Its columns are: {', '.join(frozen.columns)}.",
        )

    def read_rows(self, number: int) -> Iterator[FrozenRow]:
        """The rows of a list, in the order in which they were imported."""
        self.list(number)
        for row, identifier, day, _, text in self._stored(number):
            yield FrozenRow(row, identifier, day, tuple(text.split(SEPARATOR)))

    def values(self, number: int, name: str) -> tuple[str, ...]:
        """One column of a list, a value for each row in their order."""
        read = self._reader(number, self.column(number, name))
        return tuple(read(identifier, text) for _, identifier, _, _, text in self._stored(number))

    def units(
        self, number: int, kind: UnitKind, columns: Sequence[str] = ()
    ) -> tuple[FrameUnit, ...]:
        """What can be drawn from a list, by unit id, with the values of some columns.

        A child who has several rows is one unit; its values are those of the row with the latest
        day, and of these the one with the greatest row text. Rows without an identifier are no
        units: `FrozenList.rows_without_identifier` counts them.

        Raises:
            InspectorError: `list-not-in-frame`, `column-unknown`, `unit-not-on-list`.
        """
        self._check_kind(number, kind)
        names = [self.column(number, name) for name in columns]
        readers = [(name, self._reader(number, name)) for name in names]
        found: dict[str, tuple[str, str, str, int]] = {}
        for row, identifier, day, rank, text in self._stored(number):
            if not identifier:
                continue
            unit = f"{identifier}|{number}|{day}|{rank}" if kind == "event" else identifier
            if unit not in found or (day, text) > found[unit][:2]:
                found[unit] = (day, text, identifier, row)
        return tuple(
            FrameUnit(unit, identifier, row, _picked(identifier, text, readers))
            for unit, (_, text, identifier, row) in sorted(found.items())
        )

    def events_of(self, child: str) -> tuple[DatedEvent, ...]:
        """Everything dated about one child, over all lists, the earliest first.

        Dates of birth are no events; adopters' identifiers are never taken for a child's.
        """
        found: set[DatedEvent] = set()
        for number, values in self.rows_of(child):
            frozen, spec = self.list(number), self._spec(number)
            for name, value in zip(frozen.columns, values, strict=True):
                column = spec.column(name)
                dated = column is not None and column.kind == "date"
                if value and dated and name not in _NOT_EVENTS:
                    found.add(DatedEvent(value, number, frozen.title, name))
        return tuple(sorted(found))

    def rows_of(self, child: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """All rows about one child: the list's number and the values, by list and day."""
        adopters = [spec.number for spec in load_annex_a().lists if spec.grain == "adopter"]
        wanted = (
            select(FrameRow.list, FrameRow.text)
            .where(FrameRow.identifier == child, col(FrameRow.list).not_in(adopters))
            .order_by(col(FrameRow.list), col(FrameRow.day), col(FrameRow.rank))
        )
        if not child:
            return ()
        with Session(self._engine) as session:
            return tuple(
                (number, tuple(text.split(SEPARATOR))) for number, text in session.exec(wanted)
            )

    def joinable(self, number: int) -> tuple[str, ...]:
        """The columns of other lists that can be joined to a list, by the names they go by."""
        return tuple(
            f"{other.list}: {name}"
            for other in self.lists
            if joins(number, other.list)
            for name in other.columns
        )

    def _reader(self, number: int, name: str) -> _ReadValue:
        """How a column, as `column` names it, is had of a row's identifier and text."""
        columns = self.list(number).columns
        if name in columns:
            at = columns.index(name)
            return lambda _, text: text.split(SEPARATOR)[at]
        other, heading = split_joined(name) or (0, "")
        theirs = self.list(other).columns
        value = theirs.index(heading)
        if "adopter" in (self._spec(number).grain, self._spec(other).grain):
            if FAMILY not in columns or FAMILY not in theirs:
                return lambda _, __: ""
            ours, their = columns.index(FAMILY), theirs.index(FAMILY)
            families = latest_by_key(
                (cells[their], day, text, cells[value])
                for _, _, day, _, text in self._stored(other)
                for cells in (text.split(SEPARATOR),)
            )
            return lambda _, text: families.get(text.split(SEPARATOR)[ours], "")
        children = latest_by_key(
            (identifier, day, text, text.split(SEPARATOR)[value])
            for _, identifier, day, _, text in self._stored(other)
        )
        return lambda identifier, _: children.get(identifier, "")

    @cached_property
    def mapping(self) -> ListMapping:
        """What had been decided by hand when it was imported."""
        text = self._used.get("mapping")
        return ListMapping.from_text(text) if text else ListMapping()

    @cached_property
    def workforce(self) -> WorkforceJoin | None:
        """What a list of workers brought; None where none was joined."""
        text = self._used.get("workforce")
        return WorkforceJoin.from_text(text) if text else None

    @cached_property
    def _used(self) -> dict[str, str]:
        if not inspect(self._engine).has_table("frame_used"):
            # Frozen by an earlier version, which had neither.
            return {}
        with Session(self._engine) as session:
            return {each.name: each.text for each in session.exec(select(FrameUsed))}

    @cached_property
    def _about(self) -> FrameAbout:
        with Session(self._engine) as session:
            return session.exec(select(FrameAbout)).one()

    def _spec(self, number: int) -> ListSpec:
        return load_annex_a().list(number)

    def _check_kind(self, number: int, kind: UnitKind) -> None:
        of_adopters = self._spec(number).grain == "adopter"
        if kind != "event" and (kind == "adopter") != of_adopters:
            who = "adopters" if of_adopters else "children"
            raise InspectorError(
                "unit-not-on-list",
                f"The rows of list {number} are about {who}.",
                kept="Nothing was drawn.",
                next_step=f"Draw {who}, or events, or choose another list.",
            )

    def _stored(self, number: int) -> Iterator[tuple[int, str, str, int, str]]:
        frozen, row = self.list(number), FrameRow
        wanted = (
            select_columns(
                col(row.row), col(row.identifier), col(row.day), col(row.rank), col(row.text)
            )
            .where(col(row.position).between(frozen.first, frozen.first + frozen.rows - 1))
            .order_by(col(row.position))
        )
        with self._engine.connect() as connection:
            yield from connection.execute(wanted)


def _picked(
    identifier: str, text: str, readers: Sequence[tuple[str, _ReadValue]]
) -> Mapping[str, str]:
    return MappingProxyType({name: read(identifier, text) for name, read in readers})
