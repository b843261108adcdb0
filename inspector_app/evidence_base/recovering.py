"""Recovery: escrow signs the one record it may, an epoch that names a new lead device.

The devices that held the lead's role lose their seats: they are lost, or somebody else's. What is
known of their work keeps its standing; what comes later is held until the new lead admits it.
"""

from __future__ import annotations

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import members_named
from inspector_app.evidence_base.team_changes import cutoffs_of, new_epoch
from inspector_app.evidence_base.team_log import keys_of, missing_epoch
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.vault.device import Device
from schemas.team import TeamChain, TeamState
from schemas.team_records import Seat, SignedRecord, signed_record

__all__ = ["check_recoverable", "is_lead", "note_recovery", "recovery_record"]

_NOTHING = "Nothing was changed."


def check_recoverable(chain: TeamChain, escrow: Device, device: Device) -> None:
    """Whether these halves can give the lead's seat to this device.

    Raises:
        InspectorError: `wrong-inspection`, `not-this-recovery`, `already-joined`, or
            `missing-epoch` while a deputy can still pass a missing key on.
    """
    if not chain.path:
        raise InspectorError(
            "wrong-inspection",
            "What came is not a whole inspection.",
            kept=_NOTHING,
            next_step="Use the server or a bundle of the team.",
        )
    head = chain.head
    if head.escrow != escrow.card:
        raise not_this_recovery()
    if device.id in head.seats and not is_lead(head, device):
        raise InspectorError(
            "already-joined",
            "This laptop is in the team already; recovery gives the lead's seat to a new device.",
            kept=_NOTHING,
            next_step="Set another data folder up (INSPECTOR_HOME) and recover there.",
        )
    missing = keys_of(escrow, chain).missing_epochs
    deputies = head.holders("deputy") - head.holders("lead")
    if missing and deputies:
        raise missing_epoch(chain, missing, deputies, _NOTHING)


def is_lead(head: TeamState, device: Device) -> bool:
    """Whether a device sits in a lead's seat."""
    return device.id in head.holders("lead")


def recovery_record(base: EvidenceBase, escrow: Device, *, same_person: bool) -> SignedRecord:
    """The epoch that seats this device as the lead's, in the hand of escrow; not yet taken up.

    Args:
        base: with all that could be had of the inspection, whether it opens or not.
        escrow: made of both halves.
        same_person: whether the lead whose laptop is lost sits here; their work stays one
            person's. Otherwise a new member takes over.

    Raises:
        InspectorError: `which-member` when there are several leads to be.
    """
    chain = base.team.chain
    head = chain.head
    gone = head.holders("lead")
    members = {head.seats[device].member for device in gone}
    if same_person and len(members) != 1:
        raise InspectorError(
            "which-member",
            "The inspection has several lead inspectors; it is not clear which of them you are.",
            kept=_NOTHING,
            next_step="Recover without `--same-person`.",
        )
    member = members.pop() if same_person else base.new_id()
    ours = Seat(base.vault.device.card, member, frozenset({"lead"}))
    left = [seat for device, seat in head.seats.items() if device not in gone]
    epoch = new_epoch(
        base.vault,
        base.inspection,
        head.record,
        [*left, ours],
        keys_of(escrow, chain).keys,
        escrow.card,
        cutoffs_of(base, gone),
        by=escrow.id,
    )
    return signed_record(epoch, escrow.signing_key)


def note_recovery(base: EvidenceBase) -> str:
    """Names the new lead, if they are new, and says in the record what happened; returns their id.

    Safe to do again.
    """
    member = base.team.chain.head.seats[base.vault.device.id].member
    if member not in members_named(base):
        base.record(NewWrite(member, "member", "name", Typed(base.vault.name)))
    with base.reading() as session:
        rows = session.connection().exec_driver_sql(
            'SELECT 1 FROM comment WHERE "on" = ? AND text = ?', (member, _SAID)
        )
        said = rows.first() is not None
    if not said:
        comment = base.new_id()
        base.record(
            NewWrite(comment, "comment", "text", Typed(_SAID)),
            NewWrite(comment, "comment", "on", member),
        )
    return member


def not_this_recovery() -> InspectorError:
    """The refusal of halves that open something else, or nothing."""
    return InspectorError(
        "not-this-recovery",
        "These two halves do not recover that inspection, or it was begun without any.",
        kept=_NOTHING,
        next_step="Compare the words of the pair on both halves; try the other papers.",
    )


_SAID = "Took the lead's seat with the recovery halves."
