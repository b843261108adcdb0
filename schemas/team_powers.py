"""Which records each signer may append, judged on the state before the record alone."""

from __future__ import annotations

from dataclasses import replace

from schemas.signing import Card, verify
from schemas.team_records import (
    Dispose,
    Epoch,
    Erase,
    Genesis,
    Purge,
    Seat,
    Servers,
    SignedRecord,
    TeamRecord,
    erase_proposal,
)
from schemas.team_state import TeamState

__all__ = ["first_state", "next_state"]


def first_state(genesis: Genesis, signed: SignedRecord) -> TeamState | None:
    """The state at the first record, or None when the lead's card did not sign it."""
    if not verify(genesis.lead.sign_key, "team", signed.body, signed.signature):
        return None
    return TeamState(signed.id, 0, {}, 1, None, (), genesis.escrow)


def next_state(
    genesis: Genesis, inspection: str, before: TeamState, record: TeamRecord, signed: SignedRecord
) -> TeamState | None:
    """The state after a record, or None when its signer may not append it there.

    Args:
        genesis: the first record; its card signs the first epoch.
        inspection: id of the genesis record.
        before: the state at the record's `prev`.
        record: what it says.
        signed: its bytes and signature.
    """
    if isinstance(record, Genesis):
        return None
    card = _signing_card(genesis, before, record.by)
    if card is None or not verify(card.sign_key, "team", signed.body, signed.signature):
        return None
    if not _may_append(inspection, before, record):
        return None
    after = replace(before, record=signed.id, depth=before.depth + 1)
    if isinstance(record, Epoch):
        seats = {seat.card.device: seat for seat in record.seats}
        return replace(after, seats=seats, rules=record.rules, epoch=signed.id)
    if isinstance(record, Servers):
        return replace(after, servers=record.servers)
    return replace(after, disposed=True) if isinstance(record, Dispose) else after


def _signing_card(genesis: Genesis, before: TeamState, device: str) -> Card | None:
    if seat := before.seats.get(device):
        return seat.card
    if before.escrow is not None and before.escrow.device == device:
        return before.escrow
    return genesis.lead if before.epoch is None and genesis.by == device else None


def _may_append(inspection: str, before: TeamState, record: TeamRecord) -> bool:
    if isinstance(record, Epoch):
        return _may_seat(before, record)
    if isinstance(record, Genesis) or record.by not in before.seats:
        return False
    roles = before.seats[record.by].roles
    if isinstance(record, Erase):
        return bool(roles & {"qam", "deputy"}) and _proposed(inspection, before, record)
    if isinstance(record, Servers | Purge):
        return "lead" in roles
    return bool(roles & {"lead", "deputy"})


def _may_seat(before: TeamState, record: Epoch) -> bool:
    """Whether the signer may make this the team."""
    seats = {seat.card.device: seat for seat in record.seats}
    leads = {device for device, seat in seats.items() if "lead" in seat.roles}
    escrow = None if before.escrow is None else before.escrow.device
    # Everybody who is in, and nobody else, gets the key; the recovery halves never take a seat.
    wrapped = set(seats) | ({escrow} if escrow else set())
    if len(seats) != len(record.seats) or not leads or set(record.wraps) != wrapped:
        return False
    if escrow in seats:
        return False
    if before.epoch is None:
        return record.by in leads
    if record.by == escrow:
        return bool(leads - set(before.seats))
    if record.by in before.holders("lead"):
        return True
    return record.by in before.holders("deputy") and _spares_the_lead(before, seats)


def _spares_the_lead(before: TeamState, seats: dict[str, Seat]) -> bool:
    """Whether a deputy's epoch leaves lead and deputies as they were, on all their devices.

    A device seated as the lead's member could write what is the lead's own; so theirs may not be
    added to either.
    """
    members = {before.seats[device].member for device in before.signers}

    def theirs(of: dict[str, Seat]) -> dict[str, Seat]:
        return {
            device: seat
            for device, seat in of.items()
            if seat.member in members or seat.roles & {"lead", "deputy"}
        }

    return theirs(dict(before.seats)) == theirs(seats)


def _proposed(inspection: str, before: TeamState, record: Erase) -> bool:
    """Whether another member, lead or deputy, proposed this erasure."""
    proposer, confirmer = before.seats.get(record.proposer), before.seats[record.by]
    return (
        proposer is not None
        and bool(proposer.roles & {"lead", "deputy"})
        and proposer.member != confirmer.member
        and verify(
            proposer.card.sign_key,
            "team",
            erase_proposal(inspection, record.parts),
            record.proposal,
        )
    )
