"""Reading and writing entries, parts and team records: the SQL of the merge path."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel import col

from schemas.entries import Entry
from schemas.signing import Card
from schemas.team_records import SignedRecord
from sync_server.acceptance import Candidate
from sync_server.ledger import Place
from sync_server.tables import CardRow, EntryRow, ErasedPartRow, PartRow, TeamRecordRow

__all__ = [
    "Completed",
    "complete_entries",
    "drop_erased_parts",
    "inspections",
    "read_entries",
    "read_places",
    "read_records",
    "store_cards",
    "store_entries",
    "store_records",
]


@dataclass(frozen=True)
class Completed:
    """A stored entry after more of it has come: which part names are still absent."""

    absent: frozenset[str]
    signed: bool


_AT_ONCE = 500
"""Values in one SQL statement, well below what any SQLite takes."""


def inspections(connection: Connection) -> list[str]:
    """The ids of every inspection in the store."""
    return list(connection.scalars(select(col(TeamRecordRow.inspection)).distinct()))


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
    rows = [{"device": card.device, "card": card.to_bytes()} for card in cards]
    if rows:
        connection.execute(upsert(CardRow).on_conflict_do_nothing(), rows)


def read_places(connection: Connection, inspection: str) -> list[Place]:
    """Every entry of an inspection without its bytes."""
    absent: dict[int, set[str]] = {}
    sizes: dict[int, int] = {}
    parts = connection.execute(
        select(col(PartRow.entry), col(PartRow.name), func.length(PartRow.sealed)).where(
            col(PartRow.inspection) == inspection
        )
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
        .where(col(EntryRow.inspection) == inspection)
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
    """Appends entries with their parts and says where they stand."""
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
    return [_place(number, new) for number, new in zip(numbers, new, strict=True)]


def complete_entries(
    connection: Connection, brought: Collection[tuple[Place, Candidate]]
) -> dict[str, Completed]:
    """Adds what stored entries lacked: part bytes, a signature of their own.

    Returns:
        What each is now, by entry, for those that gained something.
    """
    gained: dict[str, Completed] = {}
    for place, candidate in brought:
        signature = b"" if place.signed else candidate.entry.signature
        if signature:
            connection.execute(
                update(EntryRow)
                .where(col(EntryRow.number) == place.number)
                .values(signature=signature)
            )
        if _fill_parts(connection, place, candidate) or signature:
            left = connection.scalars(
                select(col(PartRow.name)).where(
                    col(PartRow.entry) == place.number, col(PartRow.sealed).is_(None)
                )
            )
            signed = place.signed or bool(signature)
            gained[place.entry] = Completed(frozenset(left), signed)
    return gained


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
