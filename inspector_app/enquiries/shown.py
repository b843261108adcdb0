"""Records as they stand now: a row of their table with its sets and maps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from schemas.fields import ElementRow, Record, type_name

__all__ = ["Shown", "having", "shown_record", "shown_records"]

R = TypeVar("R", bound=Record)

_AT_ONCE = 5000
"""Ids in one query: well below SQLite's limit on bound values."""


@dataclass(frozen=True)
class Shown(Generic[R]):
    """One record as it stands.

    Args:
        record: the row; it lives on after the session that read it.
        keyed: its sets and maps: field → key → value, None for members of sets.
    """

    record: R
    keyed: Mapping[str, Mapping[str, str | None]]

    @property
    def id(self) -> str:
        """The record's id."""
        return self.record.id

    def keys(self, field: str) -> tuple[str, ...]:
        """The members of a set such as `areas`, in alphabetical order; empty where there are none.

        They are ids or words, whose order on a screen the framework or the list decides.
        """
        return tuple(sorted(self.keyed.get(field, ())))


def shown_records(
    base: EvidenceBase,
    kind: type[R],
    *where: ColumnElement[bool] | bool,
    withdrawn: bool = False,
) -> tuple[Shown[R], ...]:
    """The records of one type, oldest first.

    Args:
        base: to read.
        kind: the record type, such as `Evidence`.
        where: further conditions on its columns.
        withdrawn: those that were withdrawn instead of those that were not.
    """
    standing = col(kind.withdrawn).is_not(None) if withdrawn else col(kind.withdrawn).is_(None)
    wanted = select(kind).where(standing, *where).order_by(col(kind.created_order), col(kind.id))
    with base.reading() as session:
        rows = list(session.exec(wanted))
        keyed = _keyed(session, [row.id for row in rows])
    return tuple(Shown(row, keyed.get(row.id, {})) for row in rows)


def shown_record(base: EvidenceBase, kind: type[R], record: str) -> Shown[R]:
    """One record, withdrawn or not.

    Raises:
        InspectorError: `unknown-record` when there is none of that type and id.
    """
    with base.reading() as session:
        row = session.get(kind, record)
        keyed = _keyed(session, [record])
    if row is None:
        raise InspectorError(
            "unknown-record",
            f"There is no {type_name(kind).replace('-', ' ')} of that id in this inspection.",
            kept="Nothing was changed.",
            next_step="Check the id; `list` commands print whole ids.",
        )
    return Shown(row, keyed.get(record, {}))


def having(
    kind: type[Record], field: str, keys: Iterable[str] | None = None
) -> ColumnElement[bool]:
    """A condition: the record's set `field` holds one of `keys`, or anything if none are given."""
    found = select(ElementRow.record).where(ElementRow.field == field)
    if keys is not None:
        found = found.where(col(ElementRow.key).in_(list(keys)))
    return col(kind.id).in_(found)


def _keyed(session: Session, records: list[str]) -> dict[str, dict[str, dict[str, str | None]]]:
    found: dict[str, dict[str, dict[str, str | None]]] = defaultdict(lambda: defaultdict(dict))
    for start in range(0, len(records), _AT_ONCE):
        some = records[start : start + _AT_ONCE]
        for row in session.exec(select(ElementRow).where(col(ElementRow.record).in_(some))):
            found[row.record][row.field][row.key] = row.value
    return found
