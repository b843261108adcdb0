"""The evidence base of one inspection, with its only two ways in.

`record` takes our own work, `merge` that of others. Both are one transaction and end in the same
projector.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection

from inspector_app.errors import InspectorError
from inspector_app.evidence_base import change_log, entry_log
from inspector_app.evidence_base.erasing import drop_erased
from inspector_app.evidence_base.merging import (
    MergeReport,
    Merging,
    merge_entries,
    open_waiting,
    rejudge,
)
from inspector_app.evidence_base.reading import ReadingBase
from inspector_app.evidence_base.rebuilding import rebuild, replay_if_outdated
from inspector_app.evidence_base.recording import Author, Recorded, record_writes
from inspector_app.evidence_base.sealing import seal_outbox
from inspector_app.evidence_base.statements import run
from inspector_app.evidence_base.taking_back import KeptWork, take_back
from inspector_app.evidence_base.team_log import TeamLog, add_records, overruled
from inspector_app.evidence_base.writing import NewWrite
from inspector_app.vault.sqlcipher import FileKey
from inspector_app.vault.vault import Vault
from schemas.entries import Entry
from schemas.feeds import SignedVector, Vector
from schemas.identifiers import feed_name, new_id
from schemas.signing import to_base64
from schemas.team import TeamChain
from schemas.team_records import SignedRecord

__all__ = ["EvidenceBase", "Recorded"]


class EvidenceBase(ReadingBase):
    """An opened inspection on this laptop; everything that writes to it is here.

    Args:
        vault: unlocked.
        inspection: id of the genesis record.
        file: another file than the inspection's own, and its key: one that is to take its place.
    """

    def __init__(
        self, vault: Vault, inspection: str, *, file: tuple[Path, FileKey] | None = None
    ) -> None:
        super().__init__(vault, inspection, file=file)
        self._listeners: list[Callable[[frozenset[str]], None]] = []
        self._in_place = file is None
        with self._opening(), self._writing() as connection:
            if change_log.setting(connection, "incarnation") is None:
                self._new_incarnation(connection)
            team = self._read_team(connection)
            replay_if_outdated(connection, self._own(team), team.chain.erased_parts)
        self._drop_erased_copies(team.chain.erased_parts)

    # --- the one way in -------------------------------------------------------------------------

    def record(self, *writes: NewWrite, draft: str | None = None) -> Recorded:
        """Saves writes as one change: durable, projected and searchable when it returns.

        Args:
            writes: at least one, each to another register.
            draft: id of the draft that this saves; it is wiped in the same transaction.

        Raises:
            InspectorError: when anything in it is refused; then nothing of it is written and the
                draft stays.
        """
        with self._writing() as connection:
            chain = self._read_team(connection).chain
            head = self._require_head(chain)
            seat = self._require_seat(head.seats.get(self.vault.device.id))
            author = Author(seat, head.rules, chain.erased_parts)
            recorded, records = record_writes(connection, self.vault, author, writes, draft)
        self._after_writing(len(records))
        self._tell(records)
        return recorded

    def merge(
        self,
        entries: Iterable[bytes] = (),
        *,
        records: Iterable[SignedRecord] = (),
        vectors: Iterable[SignedVector] = (),
        kept: KeptWork | None = None,
    ) -> MergeReport:
        """Takes in what another replica sent: team records, entries as they travelled, vectors.

        One transaction. What is wrong is set aside and named in the report; the rest is applied.

        Args:
            entries: as they travelled.
            records: of the team chain.
            vectors: signed; those of this team are kept.
            kept: what a damaged file of this laptop held beside them.
        """
        report = MergeReport()
        with self._writing() as connection:
            known = self._read_team(connection)
            chain, before = known.chain, known.chain.erased_parts
            grown = add_records(connection, self.inspection, records)
            team = self._read_team(connection)
            own = self._own(team)
            merging = Merging(
                self.inspection, self.vault.device.id, team, own, self._own(known), self._now()
            )
            if grown:
                report.overruled = overruled(chain, team.chain, self.vault.device.id)
                rejudge(connection, merging, report)
                open_waiting(connection, merging, report)
                erased = team.chain.erased_parts
                report.records |= drop_erased(connection, erased, erased - before)
            merge_entries(connection, merging, entries, report)
            if report.out_of_order:
                rejudge(connection, merging, report)
                report.admitted(entry_log.counting(connection, report.held))
            if self._feed(connection) in report.own_feed.values():
                self._new_incarnation(connection)
            self._keep_vectors(connection, team.chain, vectors)
            if kept is not None:
                take_back(connection, merging, kept, report)
        self._after_writing(len(report.records), wipe=bool(team.chain.erased_parts - before))
        self._drop_erased_copies(team.chain.erased_parts)
        self._tell(frozenset(report.records))
        return report

    # --- leaving ------------------------------------------------------------------------------

    def seal(self, peer: Vector | None = None) -> int:
        """Seals the outbox into entries, because it is about to leave.

        Args:
            peer: the other's vector; if it knows more of our feed than we do, this laptop exists
                twice, and a new incarnation begins before anything is sealed. So one does when we
                are in the team again and what we wrote meanwhile is held.

        Returns:
            How many entries were made.
        """
        with self._writing() as connection:
            team = self._read_team(connection)
            own = self._own(team)
            feed = self._feed(connection)
            theirs = (peer or {}).get(feed, ())
            copied = bool(set(theirs) - entry_log.known_entries(connection, theirs))
            # What follows a held entry could not be had before it is admitted.
            back = own is not None and entry_log.holds_back(connection, feed)
            if copied or back:
                feed = self._new_incarnation(connection)
            made, otherwise = seal_outbox(
                connection,
                inspection=self.inspection,
                feed=feed,
                device=self.vault.device,
                team=team,
                own=own,
                randomness=self.vault.randomness,
            )
            records = rebuild(connection, otherwise, own, team.chain.erased_parts)
        if records:
            self._tell(records)
        return made

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

    def new_vectors(self, vectors: Iterable[SignedVector]) -> tuple[SignedVector, ...]:
        """Those of these vectors that are not what is kept of their devices."""
        with self.reading() as session:
            rows = run(session.connection(), "SELECT by, payload FROM peer_vector")
        kept: dict[str, bytes] = dict(rows)
        return tuple(each for each in vectors if kept.get(each.by) != each.payload())

    def keep_server_vector(self, vector: SignedVector) -> None:
        """Remembers what a server has, once its signature was checked against its own key."""
        with self._writing() as connection:
            now = self.vault.clock().isoformat(timespec="seconds")
            self.keep_peer_vector(connection, vector, now)

    def known_entries(self, names: Iterable[str]) -> frozenset[str]:
        """Which of these entries are on this laptop."""
        with self.reading() as session:
            return frozenset(entry_log.known_entries(session.connection(), list(names)))

    def counting_entries(self, names: Iterable[str]) -> frozenset[str]:
        """Which of these entries are on this laptop and count."""
        with self.reading() as session:
            return frozenset(entry_log.counting(session.connection(), list(names)))

    def incomplete_entries(self) -> tuple[str, ...]:
        """The ids of entries that lack a part, to be asked for again."""
        with self.reading() as session:
            rows = session.connection().exec_driver_sql(
                "SELECT id FROM entry WHERE NOT complete ORDER BY id"
            )
            return tuple(row[0] for row in rows)

    def entries_missing_from(self, vector: Vector, *, held: bool = False) -> Iterator[Entry]:
        """The entries that a replica with that vector lacks, feed by feed, in order.

        Args:
            vector: what it has.
            held: whether what others wrote and does not count is sent, too.
        """
        with self.reading() as session:
            connection = session.connection()
            device = self.vault.device.id
            numbers = entry_log.missing_from(connection, vector, device, held=held)
            for start in range(0, len(numbers), 50):
                for stored in entry_log.load_entries(connection, numbers[start : start + 50]):
                    yield stored.entry

    def count_unsealed(self) -> int:
        """How many changes stand in no entry yet."""
        with self.reading() as session:
            return len(change_log.unsealed(session.connection()))

    def newest_unsealed(self) -> int:
        """The number of the last change that stands in no entry yet, 0 without any; quick."""
        with self.reading() as session:
            return change_log.newest_unsealed(session.connection())

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

    def _drop_erased_copies(self, erased: Collection[str]) -> None:
        """Destroys copies and set-aside files that were made before the last erasure.

        Remembered in the file itself, so that a laptop that dies in between, or cannot do it now,
        does it at the next opening: what was merged stands and must not be told to have failed. A
        file that is yet to take its place leaves them: until then they hold what it is made of.
        """
        if not self._in_place:
            return
        count = str(len(erased))
        with self.reading() as session:
            if (change_log.setting(session.connection(), "swept") or "0") == count:
                return
        with suppress(InspectorError):
            self.vault.bases.drop_beside(self.inspection)
            with self._writing() as connection:
                change_log.set_setting(connection, "swept", count)

    def _own(self, team: TeamLog) -> change_log.Author | None:
        """How our own unsealed changes count."""
        if not team.chain.path:
            return None
        head = team.chain.head
        return change_log.own_author(head.seats.get(self.vault.device.id), head.rules)

    def _now(self) -> int:
        return int(self.vault.clock().timestamp() * 1000)

    def _feed(self, connection: Connection) -> str:
        incarnation = change_log.setting(connection, "incarnation") or ""
        return feed_name(self.vault.device.id, incarnation)

    def _new_incarnation(self, connection: Connection) -> str:
        change_log.set_setting(connection, "incarnation", self.vault.randomness(8).hex())
        return self._feed(connection)

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
        run(
            connection,
            "INSERT OR REPLACE INTO peer_vector VALUES (?, ?, ?, ?, ?)",
            (vector.by, vector.team, vector.payload(), vector.signature, at),
        )

    def _tell(self, records: frozenset[str]) -> None:
        for listener in tuple(self._listeners):
            listener(records)
