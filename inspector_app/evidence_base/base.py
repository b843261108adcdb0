"""The evidence base of one inspection, with its only two ways in.

`record` takes our own work, `merge` that of others. Both are one transaction and end in the same
projector.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection

from inspector_app.errors import InspectorError
from inspector_app.evidence_base import change_log, entry_log
from inspector_app.evidence_base.merging import (
    MergeReport,
    Merging,
    merge_entries,
    open_waiting,
    rejudge,
)
from inspector_app.evidence_base.projector import project
from inspector_app.evidence_base.reading import ReadingBase
from inspector_app.evidence_base.registers import apply
from inspector_app.evidence_base.sealing import seal_outbox
from inspector_app.evidence_base.team_log import TeamLog, add_records
from inspector_app.evidence_base.writing import NewWrite, check_writes, next_hlc, prepared
from inspector_app.vault.vault import Vault
from schemas.changes import LARGEST_CHANGE, Change, Part, Write, change_id, write_id
from schemas.entries import Entry
from schemas.feeds import SignedVector, Vector
from schemas.identifiers import feed_name, new_id
from schemas.signing import to_base64
from schemas.team import TeamChain
from schemas.team_records import SignedRecord

__all__ = ["EvidenceBase", "Recorded"]


@dataclass(frozen=True)
class Recorded:
    """What a save did.

    Args:
        change: id of the change.
        writes: ids of its writes, in the order given.
        conflicts: fields that now hold several values, with their records.
    """

    change: str
    writes: tuple[str, ...]
    conflicts: tuple[tuple[str, str], ...]


class EvidenceBase(ReadingBase):
    """An opened inspection on this laptop; everything that writes to it is here.

    Args:
        vault: unlocked.
        inspection: id of the genesis record.
    """

    def __init__(self, vault: Vault, inspection: str) -> None:
        super().__init__(vault, inspection)
        self._listeners: list[Callable[[frozenset[str]], None]] = []
        with self._writing() as connection:
            if change_log.setting(connection, "incarnation") is None:
                self._new_incarnation(connection)

    # --- the one way in -------------------------------------------------------------------------

    def record(self, *writes: NewWrite) -> Recorded:
        """Saves writes as one change: durable, projected and searchable when it returns.

        Raises:
            InspectorError: when anything in it is refused; then nothing of it is written.
        """
        with self._writing() as connection:
            team = self._read_team(connection)
            head = team.chain.head
            seat = self._require_seat(head.seats.get(self.vault.device.id))
            check_writes(writes, rules=head.rules, member=seat.member, roles=seat.roles)
            _refuse_withdrawn(connection, writes)
            done, parts = prepared(writes, self.vault.randomness)
            change, body = self._change(connection, done, parts)
            name = change_id(body)
            number = change_log.insert_change(connection, name, body, change, sealed=False)
            change_log.insert_parts(connection, parts)
            own = change_log.own_author(seat, head.rules)
            items = change_log.applicable(connection, [number or 0], own, {number or 0: change})
            records = apply(connection, items, fresh=True)
            project(connection, records, team.chain.erased_parts)
            clashes = _conflicts_among(connection, done)
        self._tell(records)
        ids = tuple(write_id(name, place) for place in range(len(done)))
        return Recorded(name, ids, clashes)

    def merge(
        self,
        entries: Iterable[bytes] = (),
        *,
        records: Iterable[SignedRecord] = (),
        vectors: Iterable[SignedVector] = (),
    ) -> MergeReport:
        """Takes in what another replica sent: team records, entries as they travelled, vectors.

        One transaction. What is wrong is set aside and named in the report; the rest is applied.
        """
        report = MergeReport()
        with self._writing() as connection:
            grown = add_records(connection, records)
            team = self._read_team(connection)
            merging = self._merging(team)
            if grown:
                rejudge(connection, merging, report)
                open_waiting(connection, merging, report)
                self._drop_erased(connection, team.chain, report)
            merge_entries(connection, merging, entries, report)
            if report.out_of_order:
                rejudge(connection, merging, report)
            if self._feed(connection) in report.own_feed.values():
                self._new_incarnation(connection)
            self._keep_vectors(connection, team.chain, vectors)
        self._tell(frozenset(report.records))
        return report

    # --- leaving ------------------------------------------------------------------------------

    def seal(self, peer: Vector | None = None) -> int:
        """Seals the outbox into entries, because it is about to leave.

        Args:
            peer: the other's vector; if it knows more of our feed than we do, this laptop exists
                twice, and a new incarnation begins before anything is sealed.

        Returns:
            How many entries were made.
        """
        with self._writing() as connection:
            feed = self._feed(connection)
            theirs = (peer or {}).get(feed, ())
            if set(theirs) - entry_log.known_entries(connection, theirs):
                feed = self._new_incarnation(connection)
            return seal_outbox(
                connection,
                inspection=self.inspection,
                feed=feed,
                device=self.vault.device,
                team=self._read_team(connection),
                randomness=self.vault.randomness,
            )

    def signed_vector(self) -> SignedVector:
        """Our vector in our own hand."""
        head = self.team.chain.head.record
        vector = SignedVector(self.inspection, self.vault.device.id, head, self.vector())
        return vector.signed(self.vault.device.signing_key)

    def peer_vectors(self) -> tuple[SignedVector, ...]:
        """The last signed vectors of the other devices that have reached this laptop."""
        with self.reading() as session:
            rows = session.connection().exec_driver_sql(
                "SELECT by, payload, signature FROM peer_vector ORDER BY by"
            )
            found = [
                SignedVector.from_json(
                    {"payload": to_base64(row[1]), "signature": to_base64(row[2])}
                )
                for row in rows
            ]
        chain = self.team.chain
        return tuple(vector for vector in found if chain.card(vector.by) is not None)

    def keep_server_vector(self, vector: SignedVector) -> None:
        """Remembers what a server has, once its signature was checked against its own key."""
        with self._writing() as connection:
            now = self.vault.clock().isoformat(timespec="seconds")
            self.keep_peer_vector(connection, vector, now)

    def incomplete_entries(self) -> tuple[str, ...]:
        """The ids of entries that lack a part, to be asked for again."""
        with self.reading() as session:
            rows = session.connection().exec_driver_sql(
                "SELECT id FROM entry WHERE NOT complete ORDER BY id"
            )
            return tuple(row[0] for row in rows)

    def entries_missing_from(self, vector: Vector) -> Iterator[Entry]:
        """The entries that a replica with that vector lacks, feed by feed, in order."""
        with self.reading() as session:
            connection = session.connection()
            numbers = entry_log.missing_from(connection, vector)
            for start in range(0, len(numbers), 50):
                for stored in entry_log.load_entries(connection, numbers[start : start + 50]):
                    yield stored.entry

    def new_id(self) -> str:
        """An id for a new record."""
        return new_id(self.vault.clock, self.vault.randomness)

    def on_change(self, listener: Callable[[frozenset[str]], None]) -> Callable[[], None]:
        """Calls `listener` with the ids of the records of each commit; returns how to stop it.

        It is called on the thread that wrote.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @contextmanager
    def local(self) -> Iterator[Connection]:
        """A transaction on what never leaves this device: drafts, sealed answers, invitations.

        Not a way into the log: its tables are written by `record` and `merge` only.
        """
        with self._writing() as connection:
            yield connection

    # --- inside ---------------------------------------------------------------------------------

    def _merging(self, team: TeamLog) -> Merging:
        head = team.chain.head
        own = change_log.own_author(head.seats.get(self.vault.device.id), head.rules)
        return Merging(self.inspection, self.vault.device.id, team, own, self._now())

    def _change(
        self, connection: Connection, writes: list[Write], parts: list[Part]
    ) -> tuple[Change, bytes]:
        hlc = next_hlc(change_log.read_hlc(connection), self._now())
        at = self.vault.clock().isoformat(timespec="seconds")
        change = Change(self.vault.device.id, at, hlc, tuple(writes))
        body = change.to_bytes()
        if len(body) + sum(len(part.to_bytes()) for part in parts) > LARGEST_CHANGE:
            raise InspectorError(
                "too-long",
                "This save is larger than 6 MiB.",
                kept="Nothing of it was written; what you typed is still in its draft.",
                next_step="Split it into several.",
            )
        change_log.set_setting(connection, "hlc", f"{hlc[0]}:{hlc[1]}")
        return change, body

    def _now(self) -> int:
        return int(self.vault.clock().timestamp() * 1000)

    def _feed(self, connection: Connection) -> str:
        incarnation = change_log.setting(connection, "incarnation") or ""
        return feed_name(self.vault.device.id, incarnation)

    def _new_incarnation(self, connection: Connection) -> str:
        change_log.set_setting(connection, "incarnation", self.vault.randomness(8).hex())
        return self._feed(connection)

    def _drop_erased(self, connection: Connection, chain: TeamChain, report: MergeReport) -> None:
        """Drops the text of parts that the team has erased, and shows it gone."""
        for name in chain.erased_parts:
            gone = connection.exec_driver_sql("DELETE FROM part WHERE name = ?", (name,)).rowcount
            gone += connection.exec_driver_sql(
                "UPDATE entry_part SET sealed = NULL WHERE name = ? AND sealed IS NOT NULL",
                (name,),
            ).rowcount
            if gone:
                rows = connection.exec_driver_sql(
                    "SELECT DISTINCT record FROM current WHERE value = ?",
                    (f'{{"part":"{name}"}}',),
                )
                records = {row[0] for row in rows}
                project(connection, records, chain.erased_parts)
                report.records |= records

    def _keep_vectors(
        self, connection: Connection, chain: TeamChain, vectors: Iterable[SignedVector]
    ) -> None:
        now = self.vault.clock().isoformat(timespec="seconds")
        for vector in vectors:
            card = chain.card(vector.by)
            if (
                vector.inspection == self.inspection
                and card is not None
                and vector.by != self.vault.device.id
                and vector.signed_by(card.sign_key)
            ):
                self.keep_peer_vector(connection, vector, now)

    @staticmethod
    def keep_peer_vector(connection: Connection, vector: SignedVector, at: str) -> None:
        """Remembers the last vector of a device or server whose signature was checked."""
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO peer_vector VALUES (?, ?, ?, ?, ?)",
            (vector.by, vector.team, vector.payload(), vector.signature, at),
        )

    def _tell(self, records: frozenset[str]) -> None:
        for listener in tuple(self._listeners):
            listener(records)


def _conflicts_among(
    connection: Connection, writes: Iterable[Write]
) -> tuple[tuple[str, str], ...]:
    found = []
    for write in writes:
        row = connection.exec_driver_sql(
            "SELECT 1 FROM conflict WHERE record = ? AND type = ? AND field = ?",
            (write.record, write.type, write.field),
        ).first()
        if row is not None:
            found.append((write.record, write.field))
    return tuple(found)


def _refuse_withdrawn(connection: Connection, writes: Iterable[NewWrite]) -> None:
    """A withdrawn record is restored before it is edited or created again."""
    restored = {(w.record, w.type) for w in writes if w.field == "withdrawn"}
    for record, kind in {(w.record, w.type) for w in writes} - restored:
        values = connection.exec_driver_sql(
            "SELECT value FROM current WHERE record = ? AND type = ? AND field = 'withdrawn'",
            (record, kind),
        ).all()
        if values and all(row[0] != "null" for row in values):
            raise InspectorError(
                "withdrawn",
                "That record was withdrawn.",
                kept="Nothing of this save was written; what you typed is still in its draft.",
                next_step="Restore it first, then edit it.",
            )
