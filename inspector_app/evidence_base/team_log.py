"""The team chain and its keys as this laptop keeps them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.statements import run, run_many
from inspector_app.vault.device import Device
from schemas.canonical import MalformedError
from schemas.epochs import WrapError, key_commitment, open_earlier
from schemas.joining import Invitation
from schemas.team import TeamChain
from schemas.team_records import Erase, Purge, SignedRecord, read_record

__all__ = [
    "TeamLog",
    "add_records",
    "check_seated",
    "keys_of",
    "missing_epoch",
    "overruled",
    "read_team",
    "stored_records",
]


@dataclass(frozen=True, repr=False)
class TeamLog:
    """The chain with the epoch keys that this device opens.

    Args:
        chain: every authentic record.
        keys: epoch keys by their records' ids.
    """

    chain: TeamChain
    keys: dict[str, bytes]

    def key_for(self, record: str) -> bytes | None:
        """The key that seals entries naming a team record, if this device can open it."""
        epoch = self.chain.epoch_of(record)
        return None if epoch is None else self.keys.get(epoch)

    @property
    def missing_epochs(self) -> tuple[str, ...]:
        """Epochs of the winning path that this device cannot open."""
        on_path = set(self.chain.path)
        return tuple(
            name for name, _ in self.chain.epochs() if name in on_path and name not in self.keys
        )


def check_seated(
    device: Device, invitation: Invitation, records: Iterable[SignedRecord]
) -> TeamChain:
    """The chain of an inspection that we were invited to, if it is that one and seats us.

    Raises:
        InspectorError: `wrong-inspection`, `not-approved-yet` or `missing-epoch`.
    """
    chain = TeamChain(invitation.inspection, records)
    if not chain.path or chain.card(invitation.lead) is None:
        raise InspectorError(
            "wrong-inspection",
            "What came is not the inspection that the invitation names.",
            kept="Nothing was changed.",
            next_step="Ask the lead for a new invitation and compare the words.",
        )
    if device.id not in chain.head.seats:
        raise InspectorError(
            "not-approved-yet",
            "The lead inspector has not approved this device yet.",
            kept="The invitation is kept.",
            next_step="Ask the lead to run `inspector team requests`, then sync again.",
        )
    missing = keys_of(device, chain).missing_epochs
    if missing:
        raise missing_epoch(chain, missing, chain.head.signers, "The invitation is kept.")
    return chain


def keys_of(device: Device, chain: TeamChain) -> TeamLog:
    """The chain with every epoch key that a device opens by the records alone."""
    return TeamLog(chain, _opened(chain, {}, chain.inspection, device))


def missing_epoch(
    chain: TeamChain, missing: Collection[str], signers: Collection[str], kept: str
) -> InspectorError:
    """The refusal while a key was not passed on, naming whose record can mend it.

    Args:
        chain: the team's.
        missing: the epochs whose keys do not open.
        signers: devices whose new epoch could carry them.
        kept: what is safe.
    """
    # Those who were given the missing key come first; else any signer may have it.
    seated = {device for name in missing for device in chain.state(name).seats}
    menders = sorted(seated.intersection(signers) or signers)
    words = "” or “".join(chain.head.seats[device].card.words for device in menders)
    return InspectorError(
        "missing-epoch",
        f"{len(missing)} of the team's keys cannot be opened here: they were not passed on.",
        kept=kept,
        next_step=f"Ask whoever has the laptop “{words}” to run `inspector team rotate` and sync"
        " (or hand you a bundle); then do this again.",
    )


def overruled(before: TeamChain, after: TeamChain, device: str) -> tuple[str, ...]:
    """The changes of the team in a device's hand that stood and now lost a race.

    Erasures and purges are none: they act from a losing branch, too.
    """
    lost = set(before.path) - set(after.path)
    return tuple(
        signed.id
        for signed in after.records
        if signed.id in lost
        and (record := read_record(signed.body)).by == device
        and not isinstance(record, Erase | Purge)
    )


def add_records(connection: Connection, inspection: str, records: Iterable[SignedRecord]) -> int:
    """Keeps team records; says how many were new.

    What the chain refuses is not kept, unless the record before it has yet to come. A copy with a
    forged signature stands beside a good one and cannot keep it out.
    """
    known = {(record.id, record.signature) for record in stored_records(connection)}
    offered = {(record.id, record.signature): record for record in records}
    fresh = [record for key, record in offered.items() if key not in known]
    if not fresh:
        return 0
    chain = TeamChain(inspection, [*stored_records(connection), *fresh])
    accepted = {(record.id, record.signature) for record in chain.records}
    early = [record for record in fresh if _may_still_fit(chain, record)]
    room = max(0, _MOST_EARLY - len(known - accepted))
    keep = [record for record in fresh if (record.id, record.signature) in accepted]
    run_many(
        connection,
        "INSERT OR IGNORE INTO team_record (id, signature, body) VALUES (?, ?, ?)",
        [(record.id, record.signature, record.body) for record in keep + early[:room]],
    )
    return len(keep) + len(early[:room])


def stored_records(connection: Connection) -> list[SignedRecord]:
    """Every team record here, of whatever standing."""
    rows = run(connection, "SELECT body, signature FROM team_record ORDER BY rowid")
    return [SignedRecord(body, signature) for body, signature in rows]


def _may_still_fit(chain: TeamChain, record: SignedRecord) -> bool:
    """Whether a refused record stands on one that has not come yet."""
    if record.id in chain or record.id == chain.inspection:
        return False
    try:
        before = read_record(record.body).prev
    except MalformedError:
        return False
    return before is not None and before not in chain


def read_team(connection: Connection, inspection: str, device: Device) -> TeamLog:
    """Reads the chain, opens what epochs can be opened and keeps their keys."""
    chain = TeamChain(inspection, stored_records(connection))
    kept: dict[str, bytes] = dict(run(connection, "SELECT record, key FROM epoch_key"))
    keys = _opened(chain, dict(kept), inspection, device)
    fresh = [(name, key) for name, key in keys.items() if name not in kept]
    run_many(connection, "INSERT OR IGNORE INTO epoch_key VALUES (?, ?)", fresh)
    return TeamLog(chain, keys)


def _opened(
    chain: TeamChain, keys: dict[str, bytes], inspection: str, device: Device
) -> dict[str, bytes]:
    """Every epoch key that this device reaches, by its own wraps and by what newer epochs carry.

    A carried key is taken only if it is the one that its epoch committed to: else one signer could
    leave a false key in the place of a true one, and what it sealed would stay shut.
    """
    newest_first = tuple(reversed(chain.epochs()))
    commitments = {name: epoch.commitment for name, epoch in newest_first}
    for name, epoch in newest_first:
        if name not in keys:
            try:
                keys[name] = device.open_epoch(epoch, inspection)
            except WrapError:
                continue
    for name, epoch in newest_first:
        if name in keys:
            try:
                carried = open_earlier(epoch.earlier, keys[name], inspection, epoch.prev)
            except WrapError:
                continue
            for earlier, key in carried.items():
                if earlier not in keys and commitments.get(earlier) == key_commitment(key):
                    keys[earlier] = key
    return keys


_MOST_EARLY = 256
"""Records kept at most whose place in the chain is not known yet: nobody can fill a disk so."""
