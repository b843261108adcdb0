"""What the log says of the sealed copies of imported lists, and what the team has purged."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlmodel import col, select

from inspector_app.evidence_base import change_log
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.history import WriteView
from inspector_app.evidence_base.statements import run
from inspector_app.evidence_base.writing import NewWrite, Typed
from schemas.canonical import MalformedError
from schemas.frame_copies import chunk_names, chunk_names_text
from schemas.frame_ids import purge_mark
from schemas.identifiers import is_hex
from schemas.records import CaseFrame

__all__ = [
    "SealedCopy",
    "all_frames",
    "at_server",
    "note_at_server",
    "sealed_copies",
    "settle_offers",
]


@dataclass(frozen=True, repr=False)
class SealedCopy:
    """One sealed copy of a frame, as it was offered.

    Args:
        change: the change that offered it.
        key: 32 bytes; None where the text was erased or has not arrived.
        chunks: their names, in order.
        device: that made it.
        by: its member, if known.
    """

    change: str
    key: bytes | None
    chunks: tuple[str, ...]
    device: str
    by: str | None

    @property
    def mark(self) -> str:
        """The name under which this laptop notes what it knows of the copy."""
        return hashlib.sha256("".join(self.chunks).encode("ascii")).hexdigest()


def all_frames(base: EvidenceBase) -> tuple[CaseFrame, ...]:
    """Every frame that the team knows of, withdrawn ones too, oldest first."""
    with base.reading() as session:
        if not run(session.connection(), "SELECT 1 FROM case_frame LIMIT 1"):
            return ()
        wanted = select(CaseFrame).order_by(col(CaseFrame.created_order), col(CaseFrame.id))
        return tuple(session.exec(wanted))


def sealed_copies(base: EvidenceBase, frame: str) -> tuple[SealedCopy, ...]:
    """Every copy of a frame that was ever offered, the newest first.

    From the history: two laptops may have offered one at once, and a purge must name all.
    """
    keys: dict[str, object] = {}
    found: list[SealedCopy] = []
    for write in base.history(frame):
        change = _change_of(write)
        if write.field == "key":
            keys[change] = write.value
        if write.field == "chunks" and isinstance(write.value, str):
            try:
                names = chunk_names(write.value)
            except MalformedError:
                continue
            found.append(SealedCopy(change, None, names, write.device, write.by))
    return tuple(
        SealedCopy(copy.change, bytes.fromhex(key), copy.chunks, copy.device, copy.by)
        if isinstance(key := keys.get(copy.change), str) and is_hex(key, 32)
        else copy
        for copy in reversed(found)
    )


def settle_offers(base: EvidenceBase) -> int:
    """Settles that two laptops offered a copy of one frame at once, so that nobody is asked to.

    Both copies stay good. The newest offer stands in the record; whoever made one that does not
    says so, so that it is said once.

    Returns:
        How many frames were settled.
    """
    settled = 0
    for record in all_frames(base) if base.seat is not None else ():
        if not record.in_conflict or purge_mark(record.id) in base.team.chain.purged_blobs:
            continue
        shown = base.fields(record.id)
        offers = shown["chunks"].current if "chunks" in shown else ()
        made = {copy.change: copy for copy in sealed_copies(base, record.id)}
        stands = made.get(_change_of(offers[-1])) if offers else None
        ours = {write.device for write in offers[:-1]} & {base.vault.device.id}
        if stands is None or stands.key is None or not ours or not shown["chunks"].in_conflict:
            continue
        values = (("key", stands.key.hex()), ("chunks", chunk_names_text(stands.chunks)))
        base.record(
            *(
                NewWrite(record.id, "case-frame", field, Typed(text), shown[field].every_write)
                for field, text in values
                if field in shown
            )
        )
        settled += 1
    return settled


def note_at_server(base: EvidenceBase, copy: SealedCopy, *, whole: bool) -> None:
    """Remembers whether the server was last seen to have all of a copy."""
    if at_server(base, copy) != whole:
        with base.local() as connection:
            change_log.set_setting(connection, f"copy-at-server/{copy.mark}", str(int(whole)))


def at_server(base: EvidenceBase, copy: SealedCopy) -> bool:
    """Whether the server was last seen to have all of a copy."""
    with base.reading() as session:
        name = f"copy-at-server/{copy.mark}"
        return change_log.setting(session.connection(), name) == "1"


def _change_of(write: WriteView) -> str:
    return write.write.partition(":")[0]
