"""What an administrator asks of a store: how it stands, whether it is whole, a copy of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from schemas.canonical import MalformedError
from schemas.entries import Entry, Header
from schemas.feeds import ancestors
from schemas.identifiers import Clock
from schemas.signing import Card
from sync_server.blobs import blob_bytes, blob_problems
from sync_server.copying import copy_rows, is_empty
from sync_server.errors import ServerError
from sync_server.file_store import FileStore
from sync_server.ledger import Ledger, Place
from sync_server.shelves import inspections, read_entries, read_places, read_records
from sync_server.store import Store, instant
from sync_server.tables import CardRow, CodeRow, EnrolledRow
from sync_server.team import Team

__all__ = ["EnrolledDevice", "Held", "Status", "back_up", "restore", "status", "verify"]


@dataclass(frozen=True)
class Held:
    """One inspection as the store holds it: counts, and bytes of entries and of blobs."""

    inspection: str
    devices: int
    team_records: int
    entries: int
    held: int
    bytes: int
    blob_bytes: int


@dataclass(frozen=True)
class EnrolledDevice:
    """A device that may bring inspections; its words are compared by ear."""

    device: str
    words: str
    at: str


@dataclass(frozen=True)
class Status:
    """How the store stands."""

    inspections: tuple[Held, ...]
    enrolled: tuple[EnrolledDevice, ...]
    codes_open: int


def status(store: Store, clock: Clock) -> Status:
    """Counts what a store holds; nothing in it is opened."""
    with store.reading() as connection:
        held = tuple(
            _held(_ledger(connection, name), blob_bytes(connection, name))
            for name in inspections(connection)
        )
        rows = connection.execute(
            select(col(EnrolledRow.device), col(EnrolledRow.at), col(CardRow.card))
            .join(CardRow, col(CardRow.device) == col(EnrolledRow.device))
            .order_by(col(EnrolledRow.at), col(EnrolledRow.device))
        )
        enrolled = tuple(
            EnrolledDevice(device, Card.from_bytes(card).words, at) for device, at, card in rows
        )
        codes = connection.scalar(
            select(func.count()).where(
                col(CodeRow.spent_by).is_(None), col(CodeRow.expires) > instant(clock())
            )
        )
    return Status(held, enrolled, codes or 0)


def verify(store: Store) -> list[str]:
    """Checks every page, team record, entry, signature, part and blob; says what is wrong."""
    with store.reading() as connection:
        problems = store.page_problems(connection)
        for name in inspections(connection):
            problems += [f"inspection {name}: {line}" for line in _problems(connection, name)]
    return problems


def back_up(store: Store, target: Path) -> None:
    """Copies a store while it is served; the copy is one moment's, readable by its owner only.

    Args:
        store: of either kind.
        target: becomes an SQLite file, which can be served, or put back by `restore`.

    Raises:
        ServerError: when there is a file already, or it cannot be written.
    """
    unfinished = target.with_name(f"{target.name}.unfinished")
    if target.exists():
        raise _not_written("There is a file of that name already.")
    try:
        store.back_up(unfinished)
        unfinished.replace(target)
    except (OSError, sqlite3.Error, SQLAlchemyError, ServerError):
        unfinished.unlink(missing_ok=True)
        raise _not_written("The copy could not be written.") from None


def restore(store: Store, file: Path) -> None:
    """Puts a backup into a store of either kind that holds nothing yet.

    Raises:
        ServerError: when the store holds an inspection, or the file is no backup.
    """
    copy = FileStore(file, create=False)
    try:
        with copy.reading() as source, store.writing() as target:
            if not is_empty(target):
                raise ServerError(
                    "store-not-empty",
                    "The store holds something already.",
                    kept="Nothing was changed.",
                    next_step="Give an empty database: a backup is put back whole or not at all.",
                )
            copy_rows(source, target)
    finally:
        copy.close()


def _ledger(connection: Connection, inspection: str) -> Ledger:
    team = Team(inspection, read_records(connection, inspection))
    return Ledger(team, read_places(connection, inspection))


def _held(ledger: Ledger, blobs: int) -> Held:
    chain, places = ledger.team.chain, ledger.after(0)
    return Held(
        inspection=chain.inspection,
        devices=len(chain.head.seats) if chain.path else 0,
        team_records=len(chain.records),
        entries=len(places),
        held=ledger.held,
        bytes=sum(place.size for place in places),
        blob_bytes=blobs,
    )


def _problems(connection: Connection, inspection: str) -> Iterator[str]:
    ledger = _ledger(connection, inspection)
    for record in ledger.team.chain.refused:
        yield f"team record {record} does not belong to the chain"
    places = ledger.after(0)
    numbers = [place.number for place in places]
    signed: set[str] = set()
    for place, entry in zip(places, read_entries(connection, numbers), strict=True):
        yield from _entry_problems(place, entry, ledger)
        card = ledger.team.cards.get(place.feed.partition("-")[0])
        if card is not None and entry.signed_by(card.sign_key):
            signed.add(place.entry)
    vouched = ancestors(signed, lambda name: ledger[name].prev)
    for place in places:
        if place.entry not in vouched:
            yield f"entry {place.entry} is signed neither itself nor by a later one"
    yield from blob_problems(connection, inspection, ledger.team.purged_blobs)


def _entry_problems(place: Place, entry: Entry, ledger: Ledger) -> Iterator[str]:
    if entry.id != place.entry:
        yield f"entry {place.entry} does not hash to its id"
        return
    try:
        header = Header.from_bytes(entry.header)
        whole = entry.checked(header)
    except MalformedError:
        yield f"entry {place.entry} is malformed"
        return
    if (header.feed, header.seq, header.prev, header.team) != (
        place.feed,
        place.seq,
        place.prev,
        place.team,
    ):
        yield f"entry {place.entry} lies at another place than its header says"
    for line, sealed, right in zip(header.parts, entry.parts, whole.parts, strict=True):
        if sealed is not None and right is None:
            yield f"part {line.name} is not what its entry says"
        if sealed is not None and line.name in ledger.team.erased_parts:
            yield f"part {line.name} was erased and is still here"


def _not_written(message: str) -> ServerError:
    return ServerError(
        "backup-not-written",
        message,
        kept="The store is as it was.",
        next_step="Give another file, in a folder that may be written.",
    )
