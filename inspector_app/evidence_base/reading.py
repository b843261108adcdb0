"""Opening one inspection's file, and the one way to read it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlmodel import Session

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.digest import StateDigest, chain_at, kept_digest, state_digest
from inspector_app.evidence_base.entry_log import tips
from inspector_app.evidence_base.history import (
    Clashing,
    Conflict,
    FieldView,
    WriteView,
    clashing,
    conflicts,
    last_change_of,
    record_fields,
    record_history,
    record_type,
    records_of_change,
)
from inspector_app.evidence_base.layout import FORMAT, create_tables
from inspector_app.evidence_base.statements import run
from inspector_app.evidence_base.team_log import TeamLog, read_team
from inspector_app.vault.checkpoints import Checkpoints
from inspector_app.vault.sqlcipher import FileKey, open_database
from inspector_app.vault.trouble import damaged_file, in_words
from inspector_app.vault.vault import Vault
from inspector_app.vault.write_ahead import loses_saves, read_log
from schemas.changes import Change
from schemas.feeds import Vector
from schemas.team import TeamChain, TeamState
from schemas.team_records import Seat

__all__ = ["ReadingBase"]


class ReadingBase:
    """An opened inspection: its tables, its team, its registers, to be read.

    Args:
        vault: unlocked.
        inspection: id of the genesis record.
        file: another file than the inspection's own, and its key.

    Raises:
        InspectorError: `unknown-inspection`, `damaged-file`, `missing-file`, `needs-newer`, `busy`
            and the like.
    """

    def __init__(
        self, vault: Vault, inspection: str, *, file: tuple[Path, FileKey] | None = None
    ) -> None:
        self.vault = vault
        self.inspection = inspection
        self._lock = threading.RLock()
        self._team: TeamLog | None = None
        self._records_known = -1
        if file is None:
            vault.bases.settle(inspection)
            _require_whole_log(vault, inspection)
        self._part = vault.use.enter()
        try:
            self._engine, self._reader = _opened(vault, inspection, file)
        except BaseException:
            self._part.close()
            raise
        self._checkpoints = Checkpoints(self._engine)

    def close(self, *, untouched: bool = False) -> None:
        """Lets go of the files.

        Args:
            untouched: without taking the write-ahead log back, because the file is damaged.
        """
        self._checkpoints.close()
        # The writing connection last: only it takes the write-ahead log back when it closes, and
        # only if nobody else has the file open.
        first, last = self._reader, self._engine
        if untouched:
            with suppress(InspectorError):
                first.connect().close()
            first, last = last, first
        first.dispose()
        last.dispose()
        self._part.close()

    @property
    def team(self) -> TeamLog:
        """The team chain with the epoch keys that this device opens."""
        # Asked for very often: a session would take longer than the question.
        with in_words(), self._reader.connect() as connection:
            count = self._record_count(connection)
        if self._team is not None and count == self._records_known:
            return self._team
        with self._writing() as connection:
            return self._read_team(connection)

    @property
    def seat(self) -> Seat | None:
        """Our place in the team now; None before we joined or once we were removed."""
        chain = self.team.chain
        return chain.head.seats.get(self.vault.device.id) if chain.path else None

    @property
    def member(self) -> str:
        """Our member id.

        Raises:
            InspectorError: `not-in-team`.
        """
        return self._require_seat(self.seat).member

    def vector(self) -> Vector:
        """The tips of what this laptop has, by feed."""
        with self.reading() as session:
            return tips(session.connection())

    def digest(self, vector: Vector | None = None, head: str | None = None) -> StateDigest:
        """The state digest at a vector and team head; both default to what is here now."""
        chain, known = self.team.chain, self._records_known
        earlier = None if head in (None, chain.head.record) else head
        with self.reading() as session:
            connection = session.connection()
            at = tips(connection) if vector is None else vector
            if earlier is None and self._record_count(connection) == known:
                kept = kept_digest(connection, at)
                if kept is not None:
                    return kept, 0
            judged = chain if earlier is None else chain_at(chain, earlier)
            return state_digest(connection, judged, at)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session on the tables, read-only and consistent while it is open."""
        with in_words(), Session(self._reader) as session:
            yield session

    def fields(self, record: str) -> dict[str, FieldView]:
        """Every register of a record with the writes behind it.

        Raises:
            InspectorError: `unknown-record`.
        """
        erased = self.team.chain.erased_parts
        with self.reading() as session:
            connection = session.connection()
            kind = self._require_type(connection, record)
            return record_fields(connection, record, kind, erased)

    def fields_of(self, records: Iterable[str]) -> dict[str, dict[str, FieldView]]:
        """The same of many records, by record; changes that hold several of them are read once.

        Raises:
            InspectorError: `unknown-record`.
        """
        erased = self.team.chain.erased_parts
        changes: dict[int, Change] = {}
        with self.reading() as session:
            connection = session.connection()
            return {
                record: record_fields(
                    connection, record, self._require_type(connection, record), erased, changes
                )
                for record in records
            }

    def type_of(self, record: str) -> str:
        """The type of a record.

        Raises:
            InspectorError: `unknown-record`.
        """
        with self.reading() as session:
            return self._require_type(session.connection(), record)

    def history(self, record: str) -> tuple[WriteView, ...]:
        """Every write to a record, oldest first.

        Raises:
            InspectorError: `unknown-record`.
        """
        erased = self.team.chain.erased_parts
        with self.reading() as session:
            connection = session.connection()
            kind = self._require_type(connection, record)
            return record_history(connection, record, kind, erased)

    def conflicts(self) -> tuple[Conflict, ...]:
        """Every register that holds several values."""
        erased = self.team.chain.erased_parts
        with self.reading() as session:
            return conflicts(session.connection(), erased)

    def clashing(self) -> tuple[Clashing, ...]:
        """Which registers hold several values; quick."""
        with self.reading() as session:
            return clashing(session.connection())

    def last_own_change(self) -> str | None:
        """The id of the last change that was saved by this device; None before the first."""
        with self.reading() as session:
            return last_change_of(session.connection(), self.vault.device.id)

    def records_of_change(self, change: str) -> tuple[str, ...]:
        """The records that a change of this device writes to, in its order."""
        with self.reading() as session:
            return records_of_change(session.connection(), change, self.vault.device.id)

    # --- inside -------------------------------------------------------------------------------

    @contextmanager
    def _opening(self) -> Iterator[None]:
        """Lets go of the files where opening does not come to its end."""
        try:
            yield
        except BaseException as trouble:
            damaged = isinstance(trouble, InspectorError) and trouble.code == "damaged-file"
            self.close(untouched=damaged)
            raise

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._lock, in_words(), self._engine.begin() as connection:
            yield connection

    def _after_writing(self, written: int, *, wipe: bool = False) -> None:
        """Lets the write-ahead log go back into the file, off the path of a save.

        Args:
            written: records written to.
            wipe: at once and emptying it, because it holds text that was erased.
        """
        if wipe:
            self._checkpoints.wipe()
        else:
            self._checkpoints.due(written)

    @staticmethod
    def _record_count(connection: Connection) -> int:
        """Team records are only ever added, so their number says whether there are new ones."""
        return int(run(connection, "SELECT count(*) FROM team_record")[0][0])

    def _read_team(self, connection: Connection) -> TeamLog:
        count = self._record_count(connection)
        if self._team is None or count != self._records_known:
            self._team = read_team(connection, self.inspection, self.vault.device)
            self._records_known = count
        return self._team

    def _require_type(self, connection: Connection, record: str) -> str:
        kind = record_type(connection, record)
        if kind is None:
            raise InspectorError(
                "unknown-record",
                "There is no record of that id in this inspection.",
                kept="Nothing was changed.",
                next_step="Check the id; `list` commands print whole ids.",
            )
        return kind

    @staticmethod
    def _require_head(chain: TeamChain) -> TeamState:
        if not chain.path:
            raise InspectorError(
                "not-opened",
                "The team of this inspection has not reached this laptop yet.",
                kept="What is here stays.",
                next_step="Sync, or import a bundle of the lead inspector's.",
            )
        return chain.head

    @staticmethod
    def _require_seat(seat: Seat | None) -> Seat:
        if seat is None:
            raise InspectorError(
                "not-in-team",
                "This device is not in the team of this inspection now.",
                kept="Everything written before stays on this laptop.",
                next_step="Ask the lead inspector to approve or admit it.",
            )
        return seat


def _require_whole_log(vault: Vault, inspection: str) -> None:
    """Refuses a write-ahead log of which SQLite would leave out saves that had reached the disk.

    Only where nobody has the file open: who has it open has read its log already.
    """
    path = vault.base_path(inspection)
    log = path.with_name(f"{path.name}-wal")
    there = log.exists() and log.stat().st_size > 0
    if there and vault.use.nobody_else() and loses_saves(read_log(path)):
        raise damaged_file()


def _opened(
    vault: Vault, inspection: str, file: tuple[Path, FileKey] | None
) -> tuple[Engine, Engine]:
    """The engines that write to and read an inspection's file, laid out."""
    path, key = file or (vault.base_path(inspection), vault.base_key(inspection))
    fresh = file is not None or vault.has_begun(inspection)
    writer = open_database(path, key, must_exist=not fresh, newest=FORMAT)
    try:
        with in_words():
            create_tables(writer)
        return writer, open_database(path, key, read_only=True, newest=FORMAT)
    except BaseException:
        writer.dispose()
        raise
