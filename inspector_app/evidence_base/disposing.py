"""The end of an inspection: the team's record of it, and what stands in its way on a laptop.

A `dispose` record never acts by itself. It says which work the lead has seen; whoever has anything
beyond that keeps everything until it has been sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import col, select

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.entry_log import known_tips
from inspector_app.evidence_base.holds import require_no_hold
from inspector_app.evidence_base.statements import run
from inspector_app.evidence_base.team_changes import append_record
from inspector_app.evidence_base.writing import NewWrite
from schemas.feeds import ancestors
from schemas.identifiers import feed_device, inspection_id
from schemas.records import CaseFrame
from schemas.team_records import Dispose, Feeds, read_record

__all__ = ["Disposal", "Outside", "begin_disposal", "disposal_of", "outside", "require_disposable"]

_KEPT = "Nothing was destroyed."


@dataclass(frozen=True)
class Disposal:
    """The team's record that an inspection is over.

    Args:
        record: its id.
        by: the device that signed it.
        vector: the work that its signer had.
        cards: who was in the team: the key that checks signatures, by device.
    """

    record: str
    by: str
    vector: Feeds
    cards: Mapping[str, bytes]


@dataclass(frozen=True)
class Outside:
    """What this laptop holds beyond a disposal's vector.

    Args:
        entries: received or sent, that the signer did not have.
        unsealed: saves that never left.
        drafts: typed and never saved.
    """

    entries: int
    unsealed: int
    drafts: int

    @property
    def written(self) -> int:
        """What is in the log, sealed or not."""
        return self.entries + self.unsealed

    def __bool__(self) -> bool:
        return bool(self.written or self.drafts)


def disposal_of(base: EvidenceBase) -> Disposal | None:
    """The last `dispose` record of the winning chain; None while the inspection goes on."""
    chain = base.team.chain
    signed = {record.id: record for record in chain.records}
    for name in reversed(chain.path):
        record = read_record(signed[name].body)
        if isinstance(record, Dispose):
            seats = chain.state(name).seats
            cards = {device: seat.card.sign_key for device, seat in seats.items()}
            return Disposal(name, record.by, record.vector, cards)
    return None


def begin_disposal(base: EvidenceBase) -> Disposal:
    """Ends the inspection for the team: our work sealed, then a record of all that is here.

    Raises:
        InspectorError: `not-allowed` for anybody but lead and deputy; `on-hold`; `outside-disposal`
            while something typed here was not saved.
    """
    chain, device = base.team.chain, base.vault.device.id
    if device not in chain.head.signers:
        raise InspectorError(
            "not-allowed",
            "Only the lead inspector or a deputy ends an inspection.",
            kept=_KEPT,
            next_step="Ask the lead inspector; then sync, and do it again.",
        )
    require_no_hold(base, _KEPT)
    _require_no_draft(base)
    _note_disposed(base)
    base.seal()
    with base.reading() as session:
        tips = known_tips(session.connection())
    append_record(base, Dispose(chain.head.record, device, tips))
    found = disposal_of(base)
    if found is None:
        raise AssertionError("a record that the chain took is on it")
    return found


def outside(base: EvidenceBase, disposal: Disposal) -> Outside:
    """What is here and not at or below the disposal's vector.

    What others wrote and the team does not let count is not waited for.
    """
    ours = base.vault.device.id
    with base.reading() as session:
        connection = session.connection()
        rows = run(connection, "SELECT id, prev, feed, counts FROM entry")
        unsealed = run(connection, "SELECT count(*) FROM change WHERE NOT sealed")[0][0]
        drafts = run(connection, "SELECT count(*) FROM draft")[0][0]
    prev: dict[str, str | None] = {row[0]: row[1] for row in rows}
    seen = ancestors((tip for tips in disposal.vector.values() for tip in tips), prev.__getitem__)
    beyond = [
        row[0] for row in rows if row[0] not in seen and (row[3] or feed_device(row[2]) == ours)
    ]
    return Outside(len(beyond), int(unsealed), int(drafts))


def require_disposable(base: EvidenceBase, disposal: Disposal) -> tuple[str, ...]:
    """Refuses while anything here has to stay.

    Returns:
        The ids of the frames of the inspection, which go along.

    Raises:
        InspectorError: `on-hold`, `outside-disposal`, or `not-told-yet` on the laptop of whoever
            signed the record while no other laptop and no server has it.
    """
    require_no_hold(base, _KEPT)
    beyond = outside(base, disposal)
    if beyond:
        raise InspectorError(
            "outside-disposal",
            f"This laptop has work that the lead had not seen: {_counted(beyond)}.",
            kept=_KEPT,
            next_step="Save or discard drafts, sync, and ask the lead to end it once more.",
        )
    if disposal.by == base.vault.device.id and not _told(base, disposal):
        raise InspectorError(
            "not-told-yet",
            "No other laptop and no server knows yet that the inspection is over.",
            kept="Everything is still here.",
            next_step="Sync, or hand a bundle over and take one back; then do it again.",
        )
    with base.reading() as session:
        return tuple(session.exec(select(col(CaseFrame.id))))


def _told(base: EvidenceBase, disposal: Disposal) -> bool:
    """Whether another replica's signed vector names this record or a later one; or is nobody else.

    What only we know would be lost with our keys: nobody would ever be asked to dispose.
    """
    chain = base.team.chain
    if set(disposal.cards) == {base.vault.device.id} and not chain.head.servers:
        return True
    since = set(chain.path[chain.path.index(disposal.record) :])
    with base.reading() as session:
        rows = run(session.connection(), "SELECT team FROM peer_vector")
    return any(row[0] in since for row in rows)


def _require_no_draft(base: EvidenceBase) -> None:
    with base.reading() as session:
        drafts = run(session.connection(), "SELECT count(*) FROM draft")[0][0]
    if drafts:
        raise InspectorError(
            "outside-disposal",
            f"Something was typed here and not saved (drafts: {drafts}).",
            kept=_KEPT,
            next_step="Open Inspector, save or discard it, then do it again.",
        )


def _note_disposed(base: EvidenceBase) -> None:
    """The inspection's own state, where it is not said yet."""
    record = inspection_id(base.inspection)
    try:
        shown = base.fields(record).get("state")
    except InspectorError as error:
        if error.code != "unknown-record":
            raise
        return
    if shown is None or shown.value != "disposed" or shown.in_conflict:
        parents = () if shown is None else shown.every_write
        base.record(NewWrite(record, "inspection", "state", "disposed", parents))


def _counted(beyond: Outside) -> str:
    told = (
        ("entries", beyond.entries),
        ("saves that never left", beyond.unsealed),
        ("drafts", beyond.drafts),
    )
    return ", ".join(f"{words}: {count}" for words, count in told if count)
