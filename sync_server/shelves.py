"""Reading and writing entries, parts and team records: the SQL of the merge path.

It is the same for both kinds of store.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, select, update
from sqlmodel import col

from schemas.entries import Entry
from schemas.signing import Card
from schemas.team_records import SignedRecord
from sync_server.acceptance import Candidate
from sync_server.ledger import Place
from sync_server.tables import (
    CardRow,
    CompletionRow,
    EntryRow,
    ErasedPartRow,
    PartRow,
    TeamRecordRow,
    upsert,
)

__all__ = [
    "Mark",
    "complete_entries",
    "drop_erased_parts",
    "inspections",
    "is_known",
    "read_entries",
    "read_mark",
    "read_places",
    "read_places_since",
    "read_records",
    "store_cards",
    "store_entries",
    "store_records",
]


@dataclass(frozen=True)
class Mark:
    """How far an inspection has come: the numbers of what arrived last.

    Args:
        records: of the last team record; 0 while there is none.
        entries: of the last entry.
        completions: of the last time that more came of an entry.
    """

    records: int = 0
    entries: int = 0
    completions: int = 0


_AT_ONCE = 500
"""Values in one SQL statement, well below what any SQLite takes."""


def inspections(connection: Connection) -> list[str]:
    """The ids of every inspection in the store."""
    return list(connection.scalars(select(col(TeamRecordRow.inspection)).distinct()))


def is_known(connection: Connection, inspection: str) -> bool:
    """Whether the store holds an inspection."""
    query = select(col(TeamRecordRow.number)).where(col(TeamRecordRow.inspection) == inspection)
    return connection.scalar(query.limit(1)) is not None


def read_mark(connection: Connection, inspection: str) -> Mark:
    """How far an inspection has come."""
    last = [
        select(func.max(col(table.number)))
        .where(col(table.inspection) == inspection)
        .scalar_subquery()
        for table in (TeamRecordRow, EntryRow, CompletionRow)
    ]
    return Mark(*(number or 0 for number in connection.execute(select(*last)).one()))


def read_records(connection: Connection, inspection: str) -> list[SignedRecord]:
    """The team records of an inspection, in order of arrival."""
    rows = connection.execute(
        select(col(TeamRecordRow.body), col(TeamRecordRow.signature))
        .where(col(TeamRecordRow.inspection) == inspection)
        .order_by(col(TeamRecordRow.number))
    )
    return [SignedRecord(body, signature) for body, signature in rows]


def store_records(
    connection: Connection, inspection: str, records: Collection[SignedRecord]
) -> None:
    """Appends team records that are not there yet."""
    if not records:
        return
    rows = [
        {
            "id": record.id,
            "inspection": inspection,
            "body": record.body,
            "signature": record.signature,
        }
        for record in records
    ]
    connection.execute(insert(TeamRecordRow), rows)


def store_cards(connection: Connection, cards: Iterable[Card]) -> None:
    """Keeps cards by device, so that their holders can log in."""
    # In order: two that do so at a time must not wait for each other.
    ordered = sorted(cards, key=lambda card: card.device)
    rows = [{"device": card.device, "card": card.to_bytes()} for card in ordered]
    if rows:
        connection.execute(upsert(connection, CardRow).on_conflict_do_nothing(), rows)


def read_places(connection: Connection, inspection: str) -> list[Place]:
    """Every entry of an inspection without its bytes, in order of arrival."""
    return _places(
        connection,
        col(PartRow.inspection) == inspection,
        col(EntryRow.inspection) == inspection,
    )


def read_places_since(connection: Connection, inspection: str, mark: Mark) -> list[Place]:
    """The entries that arrived after a mark, and those of which more arrived."""
    new = select(col(EntryRow.number)).where(
        col(EntryRow.inspection) == inspection, col(EntryRow.number) > mark.entries
    )
    completed = select(col(CompletionRow.entry)).where(
        col(CompletionRow.inspection) == inspection, col(CompletionRow.number) > mark.completions
    )
    numbers = sorted({*connection.scalars(new), *connection.scalars(completed)})
    found: list[Place] = []
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        found += _places(connection, col(PartRow.entry).in_(some), col(EntryRow.number).in_(some))
    return found


def _places(
    connection: Connection, of_parts: ColumnElement[bool], of_entries: ColumnElement[bool]
) -> list[Place]:
    absent: dict[int, set[str]] = {}
    sizes: dict[int, int] = {}
    parts = connection.execute(
        select(col(PartRow.entry), col(PartRow.name), func.length(PartRow.sealed)).where(of_parts)
    )
    for number, name, size in parts:
        if size is None:
            absent.setdefault(number, set()).add(name)
        sizes[number] = sizes.get(number, 0) + (size or 0)
    entries = connection.execute(
        select(
            col(EntryRow.number),
            col(EntryRow.id),
            col(EntryRow.feed),
            col(EntryRow.seq),
            col(EntryRow.prev),
            col(EntryRow.team),
            func.length(EntryRow.header) + func.length(EntryRow.body),
            func.length(EntryRow.signature),
        )
        .where(of_entries)
        .order_by(col(EntryRow.number))
    )
    return [
        Place(
            number,
            entry,
            feed,
            seq,
            prev,
            team,
            size + sizes.get(number, 0),
            bool(signature),
            frozenset(absent.get(number, ())),
        )
        for number, entry, feed, seq, prev, team, size, signature in entries
    ]


def store_entries(connection: Connection, inspection: str, new: Sequence[Candidate]) -> list[Place]:
    """Appends entries with their parts, and says where they stand."""
    if not new:
        return []
    numbers = connection.scalars(
        insert(EntryRow).returning(col(EntryRow.number), sort_by_parameter_order=True),
        [_entry_values(inspection, candidate) for candidate in new],
    ).all()
    parts = [
        {
            "entry": number,
            "place": place,
            "inspection": inspection,
            "name": line.name,
            "sealed": sealed,
        }
        for number, candidate in zip(numbers, new, strict=True)
        for place, (line, sealed) in enumerate(
            zip(candidate.header.parts, candidate.entry.parts, strict=True)
        )
    ]
    if parts:
        connection.execute(insert(PartRow), parts)
    return [_place(number, candidate) for number, candidate in zip(numbers, new, strict=True)]


def complete_entries(
    connection: Connection, inspection: str, brought: Collection[tuple[Place, Candidate]]
) -> bool:
    """Adds what stored entries lacked: part bytes, a signature; says whether there was any."""
    gained: list[int] = []
    for place, candidate in brought:
        signature = b"" if place.signed else candidate.entry.signature
        if signature:
            connection.execute(
                update(EntryRow)
                .where(col(EntryRow.number) == place.number)
                .values(signature=signature)
            )
        if _fill_parts(connection, place, candidate) or signature:
            gained.append(place.number)
    if gained:
        rows = [{"inspection": inspection, "entry": number} for number in gained]
        connection.execute(insert(CompletionRow), rows)
    return bool(gained)


def _fill_parts(connection: Connection, place: Place, candidate: Candidate) -> bool:
    """Adds the part bytes that a stored entry lacks; says whether there were any."""
    found = [
        {"at_entry": place.number, "at_place": index, "bytes": sealed}
        for index, (line, sealed) in enumerate(
            zip(candidate.header.parts, candidate.entry.parts, strict=True)
        )
        if sealed is not None and line.name in place.absent
    ]
    if found:
        connection.execute(
            update(PartRow)
            .where(
                col(PartRow.entry) == bindparam("at_entry"),
                col(PartRow.place) == bindparam("at_place"),
                col(PartRow.sealed).is_(None),
            )
            .values(sealed=bindparam("bytes")),
            found,
        )
    return bool(found)


def drop_erased_parts(connection: Connection, inspection: str, names: Collection[str]) -> None:
    """Lists part names as erased and drops their bytes, whichever entries they lie in."""
    rows = [{"inspection": inspection, "name": name} for name in sorted(names)]
    if not rows:
        return
    connection.execute(insert(ErasedPartRow), rows)
    connection.execute(
        update(PartRow)
        .where(
            col(PartRow.inspection) == bindparam("of_inspection"),
            col(PartRow.name) == bindparam("erased"),
            col(PartRow.sealed).is_not(None),
        )
        .values(sealed=None),
        [{"of_inspection": inspection, "erased": row["name"]} for row in rows],
    )


def read_entries(connection: Connection, numbers: Sequence[int]) -> Iterator[Entry]:
    """Entries as they travel, in the order of their numbers."""
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        parts: dict[int, list[bytes | None]] = {}
        rows = connection.execute(
            select(col(PartRow.entry), col(PartRow.sealed))
            .where(col(PartRow.entry).in_(some))
            .order_by(col(PartRow.entry), col(PartRow.place))
        )
        for number, sealed in rows:
            parts.setdefault(number, []).append(sealed)
        entries = connection.execute(
            select(
                col(EntryRow.number),
                col(EntryRow.header),
                col(EntryRow.body),
                col(EntryRow.signature),
            )
            .where(col(EntryRow.number).in_(some))
            .order_by(col(EntryRow.number))
        )
        for number, header, body, signature in entries:
            yield Entry(header, body, signature, tuple(parts.pop(number, ())))


def _entry_values(inspection: str, candidate: Candidate) -> dict[str, str | int | bytes | None]:
    header, entry = candidate.header, candidate.entry
    return {
        "id": candidate.id,
        "inspection": inspection,
        "feed": header.feed,
        "seq": header.seq,
        "prev": header.prev,
        "team": header.team,
        "header": entry.header,
        "body": entry.body,
        "signature": entry.signature,
    }


def _place(number: int, candidate: Candidate) -> Place:
    header, entry = candidate.header, candidate.entry
    pairs = list(zip(header.parts, entry.parts, strict=True))
    return Place(
        number=number,
        entry=candidate.id,
        feed=header.feed,
        seq=header.seq,
        prev=header.prev,
        team=header.team,
        size=len(entry.header) + len(entry.body) + sum(len(sealed or b"") for _, sealed in pairs),
        signed=bool(entry.signature),
        absent=frozenset(line.name for line, sealed in pairs if sealed is None),
    )
