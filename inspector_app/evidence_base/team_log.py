"""The team chain and its keys as this laptop keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from inspector_app.errors import InspectorError
from inspector_app.vault.device import Device
from schemas.epochs import WrapError, open_earlier
from schemas.joining import Invitation
from schemas.team import TeamChain
from schemas.team_records import SignedRecord

__all__ = ["TeamLog", "add_records", "check_seated", "read_team"]


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
    return chain


def add_records(connection: Connection, records: Iterable[SignedRecord]) -> int:
    """Keeps team records; says how many were new."""
    rows = [(record.id, record.body, record.signature) for record in records]
    if not rows:
        return 0
    before = connection.exec_driver_sql("SELECT count(*) FROM team_record").scalar_one()
    connection.exec_driver_sql("INSERT OR IGNORE INTO team_record VALUES (?, ?, ?)", rows)
    after = connection.exec_driver_sql("SELECT count(*) FROM team_record").scalar_one()
    return int(after) - int(before)


def read_team(connection: Connection, inspection: str, device: Device) -> TeamLog:
    """Reads the chain, opens what epochs can be opened and keeps their keys."""
    rows = connection.exec_driver_sql("SELECT body, signature FROM team_record")
    chain = TeamChain(inspection, [SignedRecord(body, signature) for body, signature in rows])
    kept = connection.exec_driver_sql("SELECT record, key FROM epoch_key")
    keys: dict[str, bytes] = {row[0]: row[1] for row in kept}
    known = set(keys)
    for name, epoch in reversed(chain.epochs()):
        if name not in keys:
            try:
                keys[name] = device.open_epoch(epoch, inspection)
            except WrapError:
                continue
    for name, epoch in reversed(chain.epochs()):
        if name in keys:
            try:
                earlier = open_earlier(epoch.earlier, keys[name], inspection, epoch.prev)
            except WrapError:
                continue
            keys = {**earlier, **keys}
    if fresh := [(name, key) for name, key in keys.items() if name not in known]:
        connection.exec_driver_sql("INSERT OR IGNORE INTO epoch_key VALUES (?, ?)", fresh)
    return TeamLog(chain, keys)
