"""Sealed chunks of frames: brought by members, handed out to them, deleted by a purge for good.

The server cannot read them and does not know which frame they are of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator

from sqlalchemy import Connection, bindparam, delete, func, insert
from sqlmodel import col, select

from schemas.wire import LARGEST_BLOB
from sync_server.refusals import Refusal, bad_request
from sync_server.store import Store
from sync_server.tables import BlobRow, PurgedBlobRow, upsert

__all__ = ["MOST_BLOB_BYTES", "Blobs", "blob_bytes", "blob_problems", "delete_purged_blobs"]

MOST_BLOB_BYTES = 256 * 1024 * 1024
"""Bytes of one inspection's blobs; the lists of a large authority, sealed, are some 10 MiB."""


class Blobs:
    """The blobs of all inspections.

    Args:
        store: where they lie.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def there(self, inspection: str, names: Collection[str]) -> tuple[str, ...]:
        """Which of these blobs the inspection has here, in the order asked."""
        with self._store.reading() as connection:
            found = set(
                connection.scalars(
                    select(BlobRow.name).where(
                        col(BlobRow.inspection) == inspection, col(BlobRow.name).in_(names)
                    )
                )
            )
        return tuple(name for name in dict.fromkeys(names) if name in found)

    def put(self, inspection: str, name: str, data: bytes) -> None:
        """Keeps a blob; the same blob again changes nothing.

        Raises:
            Refusal: when it is none, does not hash to its name, was purged, or the inspection has
                too many bytes here.
        """
        if not data or len(data) > LARGEST_BLOB:
            raise Refusal("too-large", f"A blob has 1 to {LARGEST_BLOB} bytes.")
        if hashlib.sha256(data).hexdigest() != name:
            bad_request("The blob is not the one that its name says.")
        if self.there(inspection, (name,)):
            return
        with self._store.writing(inspection) as connection:
            if _purged(connection, inspection, name):
                raise _gone()
            if blob_bytes(connection, inspection) + len(data) > MOST_BLOB_BYTES:
                raise Refusal("too-large", "The imported lists of this inspection fill their room.")
            row = {"inspection": inspection, "name": name, "data": data}
            connection.execute(upsert(connection, BlobRow).on_conflict_do_nothing(), row)

    def get(self, inspection: str, name: str) -> bytes:
        """A blob.

        Raises:
            Refusal: when it is not here, or was purged.
        """
        with self._store.reading() as connection:
            data = connection.scalar(
                select(BlobRow.data).where(
                    col(BlobRow.inspection) == inspection, col(BlobRow.name) == name
                )
            )
            if data is not None:
                return data
            if _purged(connection, inspection, name):
                raise _gone()
        raise Refusal("unknown-blob", "That blob is not here, or not yet.")


def delete_purged_blobs(connection: Connection, inspection: str, names: Collection[str]) -> None:
    """Lists blobs as purged and deletes their bytes."""
    rows = [{"inspection": inspection, "name": name} for name in sorted(names)]
    if not rows:
        return
    connection.execute(insert(PurgedBlobRow), rows)
    connection.execute(
        delete(BlobRow).where(
            col(BlobRow.inspection) == bindparam("of_inspection"),
            col(BlobRow.name) == bindparam("purged"),
        ),
        [{"of_inspection": inspection, "purged": row["name"]} for row in rows],
    )


def blob_bytes(connection: Connection, inspection: str) -> int:
    """How many bytes of blobs an inspection has."""
    query = select(func.sum(func.length(BlobRow.data))).where(col(BlobRow.inspection) == inspection)
    return int(connection.scalar(query) or 0)


def blob_problems(
    connection: Connection, inspection: str, purged: Collection[str]
) -> Iterator[str]:
    """What is wrong with the blobs of an inspection, each named."""
    query = select(BlobRow.name).where(col(BlobRow.inspection) == inspection)
    for name in connection.scalars(query.order_by(col(BlobRow.name))).all():
        data = connection.scalar(
            select(BlobRow.data).where(
                col(BlobRow.inspection) == inspection, col(BlobRow.name) == name
            )
        )
        if data is None or hashlib.sha256(data).hexdigest() != name:
            yield f"blob {name} does not hash to its name"
        if name in purged:
            yield f"blob {name} was purged and is still here"


def _purged(connection: Connection, inspection: str, name: str) -> bool:
    query = select(PurgedBlobRow.name).where(
        col(PurgedBlobRow.inspection) == inspection, col(PurgedBlobRow.name) == name
    )
    return connection.scalar(query) is not None


def _gone() -> Refusal:
    return Refusal("blob-purged", "That blob was purged: it is deleted and not taken again.")
