"""A change of the team in our own hand: who may make it, the record that says so, a new key."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.entry_log import known_tips
from inspector_app.vault.vault import Vault
from schemas.epochs import key_commitment, seal_earlier, wrap
from schemas.feeds import Vector
from schemas.identifiers import feed_device
from schemas.permissions import RULES
from schemas.signing import Card
from schemas.team import TeamState
from schemas.team_records import Epoch, Feeds, Seat, TeamRecord, signed_record

__all__ = [
    "append_record",
    "cutoffs_of",
    "new_epoch",
    "require_every_key",
    "require_power",
    "require_signer",
    "reseat",
]

_NOTHING = "Nothing was changed."


def append_record(base: EvidenceBase, record: TeamRecord) -> str:
    """Signs a record of the team chain and takes it up; returns its id.

    Raises:
        InspectorError: `not-allowed` when the chain does not let us append it.
    """
    signed = signed_record(record, base.vault.device.signing_key)
    base.merge(records=[signed])
    if signed.id not in base.team.chain:
        raise InspectorError(
            "not-allowed",
            "That is not yours to change in the team: only the lead inspector may.",
            kept=_NOTHING,
            next_step="Ask the lead inspector.",
        )
    return signed.id


def require_signer(base: EvidenceBase) -> TeamState:
    """The team as it is now, which we may change as its lead or deputy.

    Raises:
        InspectorError: `not-allowed`.
    """
    state = base.team.chain.head
    if base.vault.device.id not in state.signers:
        raise InspectorError(
            "not-allowed",
            "Only the lead inspector or a deputy may change the team.",
            kept=_NOTHING,
            next_step="Ask the lead inspector.",
        )
    return state


def require_power(
    base: EvidenceBase, state: TeamState, members: Collection[str], roles: Collection[str]
) -> None:
    """Whether we may change these members, or give these roles: a deputy may not do everything.

    Says in words what the team chain refuses (`schemas.team_powers`).

    Raises:
        InspectorError: `not-allowed`.
    """
    if base.vault.device.id in state.holders("lead"):
        return
    reserved = {state.seats[device].member for device in state.signers}
    if reserved.isdisjoint(members) and {"lead", "deputy"}.isdisjoint(roles):
        return
    raise InspectorError(
        "not-allowed",
        "A deputy may not change, add to, remove or name the lead inspector or a deputy.",
        kept=_NOTHING,
        next_step="Ask the lead inspector. If the lead's laptop is lost, the recovery halves"
        " name a new lead: see `inspector recover`.",
    )


def require_every_key(base: EvidenceBase) -> None:
    """Whether we can pass every earlier key on, as a new one must.

    Raises:
        InspectorError: `missing-epoch`.
    """
    if base.team.missing_epochs:
        raise InspectorError(
            "missing-epoch",
            "This laptop cannot open every key of this inspection yet.",
            kept=_NOTHING,
            next_step="Sync, then try again.",
        )


def reseat(
    base: EvidenceBase,
    seats: Iterable[Seat],
    *,
    cutoffs: Feeds | None = None,
    admit: Feeds | None = None,
) -> None:
    """Makes these seats the team, under a new key.

    Raises:
        InspectorError: `missing-epoch` while we cannot pass every earlier key on, or `not-allowed`.
    """
    require_every_key(base)
    team = base.team
    state = team.chain.head
    epoch = new_epoch(
        base.vault,
        base.inspection,
        state.record,
        list(seats),
        team.keys,
        state.escrow,
        cutoffs,
        admit=admit,
    )
    append_record(base, epoch)


def new_epoch(
    vault: Vault,
    inspection: str,
    prev: str,
    seats: list[Seat],
    keys: Mapping[str, bytes],
    escrow: Card | None,
    cutoffs: Feeds | None = None,
    *,
    admit: Feeds | None = None,
    by: str | None = None,
) -> Epoch:
    """An epoch with a new key, wrapped for every seat and for escrow; `by` signs, else we do."""
    key = vault.randomness(32)
    cards = [seat.card for seat in seats] + ([escrow] if escrow is not None else [])
    return Epoch(
        prev=prev,
        by=by or vault.device.id,
        seats=tuple(seats),
        rules=RULES,
        cutoffs=cutoffs or {},
        admit=admit or {},
        commitment=key_commitment(key),
        wraps={card.device: wrap(key, card, inspection, prev) for card in cards},
        earlier=seal_earlier(keys, key, inspection, prev, vault.randomness),
    )


def cutoffs_of(base: EvidenceBase, devices: Iterable[str]) -> Vector:
    """The newest entries we know of some devices' feeds: up to these their work keeps its standing.

    Entries that still lack a part are applied and shown, so they keep it, too; and so does what
    we have not sealed yet, where our own device is among them.
    """
    gone = set(devices)
    if base.vault.device.id in gone:
        base.seal()
    with base.reading() as session:
        return {
            feed: found
            for feed, found in known_tips(session.connection()).items()
            if feed_device(feed) in gone
        }
