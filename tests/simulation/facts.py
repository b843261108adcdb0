"""What the histories need beside the program's own doors: an erasure, bare facts."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.vault.device import Device
from schemas.changes import Change, PartName, write_id
from schemas.feeds import ancestors
from schemas.identifiers import feed_device
from schemas.signing import sign
from schemas.team_records import (
    Admit,
    Epoch,
    Erase,
    SignedRecord,
    erase_proposal,
    read_record,
    signed_record,
)
from tests.evidence_base.laptops import Laptop, Template

__all__ = ["Facts", "erasure_of", "facts_of"]


def erasure_of(lead: Laptop, template: Template, record: str) -> SignedRecord:
    """The texts of all versions that the lead has of a record, confirmed by the QAM."""
    parts = tuple(
        sorted(
            write.value.name
            for _, _, change in _changes(lead.base)
            for write in change.writes
            if write.record == record and isinstance(write.value, PartName)
        )
    )
    secrets = template.keystores["dev"].secrets
    qam = Device(secrets.sign_seed, secrets.mlkem_seed, secrets.x25519_seed)
    proposal = sign(
        lead.base.vault.device.signing_key, "team", erase_proposal(lead.inspection, parts)
    )
    head = lead.base.team.chain.head.record
    erase = Erase(head, qam.id, parts, lead.base.vault.device.id, proposal)
    return signed_record(erase, qam.signing_key)


@dataclass(frozen=True)
class Facts:
    """Which writes hold an erased text, and which stand in no entry that the team lets count."""

    erased: frozenset[str]
    held: frozenset[str]


def facts_of(base: EvidenceBase) -> Facts:
    """Worked out from signed records and from which change stands in which entry, nothing else."""
    chain = base.team.chain
    with base.reading() as session:
        rows = (
            session.connection()
            .exec_driver_sql(
                "SELECT e.id, e.prev, e.feed, c.change FROM entry e"
                " LEFT JOIN entry_change c ON c.entry = e.number"
            )
            .all()
        )
    prev = {row[0]: row[1] for row in rows}
    seats = chain.head.seats
    tips = [
        tip
        for signed in chain.records
        if isinstance(record := read_record(signed.body), Epoch | Admit)
        for names in (record.cutoffs if isinstance(record, Epoch) else record.admit).values()
        for tip in names
    ]
    below = ancestors(tips, prev.__getitem__)
    counting = {row[3] for row in rows if feed_device(row[2]) in seats or row[0] in below}
    erased, held = set[str](), set[str]()
    for number, name, change in _changes(base):
        for place, write in enumerate(change.writes):
            if isinstance(write.value, PartName) and write.value.name in chain.erased_parts:
                erased.add(write_id(name, place))
            if number not in counting:
                held.add(write_id(name, place))
    return Facts(frozenset(erased), frozenset(held))


def _changes(base: EvidenceBase) -> list[tuple[int, str, Change]]:
    with base.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT number, id, body FROM change").all()
    return [(row[0], row[1], Change.from_bytes(row[2])) for row in rows]
