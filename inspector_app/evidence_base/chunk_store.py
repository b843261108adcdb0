"""Sealed chunks of frames on this laptop, each frame's in an encrypted file of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Engine, delete
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import registry
from sqlmodel import Field, Session, SQLModel, col, select

from inspector_app.vault.trouble import in_words
from inspector_app.vault.vault import Vault
from schemas.canonical import MalformedError

__all__ = ["ChunkStore", "opened_chunks"]

_CHUNKS: registry = registry()


class _ChunkTable(SQLModel, registry=_CHUNKS):
    """Binds these tables to their own metadata."""


class _ChunkRow(_ChunkTable, table=True):
    """One sealed chunk, under the SHA-256 of its bytes."""

    __tablename__ = "chunk"

    name: str = Field(primary_key=True)
    data: bytes


class _CopyRow(_ChunkTable, table=True):
    """A chunk of a copy that this laptop made, or from which its rows came."""

    __tablename__ = "own_copy"

    copy_: str = Field(primary_key=True)
    chunk: str = Field(primary_key=True)


class ChunkStore:
    """The chunks of one frame.

    Args:
        engine: of an encrypted file.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        _CHUNKS.metadata.create_all(engine)

    def names(self) -> frozenset[str]:
        """Which chunks are here."""
        with in_words("frames"), Session(self._engine) as session:
            return frozenset(session.exec(select(_ChunkRow.name)))

    def put(self, chunks: Iterable[bytes]) -> None:
        """Keeps chunks; one that is here already stays. On the disk when it returns."""
        rows = [{"name": hashlib.sha256(data).hexdigest(), "data": data} for data in chunks]
        if rows:
            with in_words("frames"), self._engine.begin() as connection:
                connection.execute(upsert(_ChunkRow).on_conflict_do_nothing(), rows)

    def read(self, names: Sequence[str]) -> Iterator[bytes]:
        """The chunks of these names, one after another.

        Raises:
            MalformedError: when one is not here.
        """
        with in_words("frames"), Session(self._engine) as session:
            for name in names:
                data = session.exec(select(_ChunkRow.data).where(_ChunkRow.name == name)).first()
                if data is None:
                    raise MalformedError("a chunk that is not here")
                yield data

    def remember_own(self, copy: str, names: Collection[str]) -> None:
        """Notes a copy, by any name, that this laptop made or took its rows from."""
        rows = [{"copy_": copy, "chunk": name} for name in names]
        with in_words("frames"), self._engine.begin() as connection:
            connection.execute(upsert(_CopyRow).on_conflict_do_nothing(), rows)

    def own_copies(self) -> tuple[frozenset[str], ...]:
        """The chunks of each copy that this laptop made or took its rows from."""
        with in_words("frames"), Session(self._engine) as session:
            found: dict[str, set[str]] = {}
            for row in session.exec(select(_CopyRow)):
                found.setdefault(row.copy_, set()).add(row.chunk)
        return tuple(frozenset(chunks) for chunks in found.values())

    def drop(self, names: Collection[str]) -> None:
        """Deletes chunks, from the file's free pages and its write-ahead log too."""
        if not names:
            return
        with in_words("frames"), self._engine.begin() as connection:
            connection.execute(delete(_ChunkRow).where(col(_ChunkRow.name).in_(names)))
        with in_words("frames"):
            raw = self._engine.raw_connection()
            try:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                raw.close()


@contextmanager
def opened_chunks(vault: Vault, frame: str) -> Iterator[ChunkStore]:
    """The chunks of a frame on this laptop; an empty file is made where there is none."""
    engine = vault.frames.open_chunks(frame)
    try:
        yield ChunkStore(engine)
    finally:
        engine.dispose()
