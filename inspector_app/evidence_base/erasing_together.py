"""Erasing takes two: lead or deputy proposes, another member who is QAM or deputy confirms.

Nobody erases alone, and nothing that is on hold is erased. What was confirmed cannot be undone.
"""

from __future__ import annotations

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.erasures import Proposal, proposal_of
from inspector_app.evidence_base.field_versions import places_of, versions_of
from inspector_app.evidence_base.holds import require_no_hold
from inspector_app.evidence_base.team_changes import append_record
from inspector_app.evidence_base.writing import NewValue, NewWrite, Typed
from schemas.canonical import MalformedError
from schemas.changes import field_and_key
from schemas.signing import sign
from schemas.team_records import Erase, Seat, erase_proposal

__all__ = ["confirm_erasure", "propose_erasure"]

_KEPT = "Nothing was erased."


def propose_erasure(
    base: EvidenceBase, record: str, field: str, reason: str, words: str | None = None
) -> Proposal:
    """Proposes to erase every version of a field that is known here.

    Args:
        base: ours; we must be lead or deputy.
        record: whose field.
        field: such as `text` or `dissent[MEMBER]`.
        reason: a word of `ERASURE_REASONS`.
        words: our own words for it; they stay, sealed among the team.

    Raises:
        InspectorError: `not-allowed`, `unknown-record`, `on-hold`, or `nothing-to-erase` when the
            field has no text that is not erased already; `purge-instead` for the names of chunks.
    """
    _require_role(base, {"lead", "deputy"}, "Only the lead inspector or a deputy proposes this.")
    _require_no_chunks(base, record, field)
    require_no_hold(base, _KEPT)
    name, key = _field(field)
    parts = _parts_to_erase(base, record, field)
    device = base.vault.device
    signature = sign(device.signing_key, "team", erase_proposal(base.inspection, parts))
    proposal = base.new_id()
    values: dict[str, NewValue] = {
        "record": record,
        "field": name,
        "key": key,
        "reason": reason,
        "words": Typed(words) if words else None,
        "proposer": device.id,
        "proposal": signature.hex(),
        **{f"parts[{part}]": True for part in parts},
    }
    base.record(
        *(
            NewWrite(proposal, "erasure", of, value)
            for of, value in values.items()
            if value is not None
        )
    )
    return proposal_of(base, proposal)


def confirm_erasure(base: EvidenceBase, proposal: str) -> Proposal:
    """Erases what somebody else proposed: here at once, elsewhere when they hear of it.

    Args:
        base: ours; we must be QAM or deputy.
        proposal: its id.

    Raises:
        InspectorError: `not-allowed`, `unknown-record`, `on-hold`, `already-erased`,
            `proposal-taken-back`, `own-proposal`, or `wrong-proposal` when it is not signed by a
            lead or deputy of now, or names texts that are not those of its field.
    """
    seat = _require_role(base, {"qam", "deputy"}, "Only the QAM or a deputy confirms this.")
    found = proposal_of(base, proposal)
    require_no_hold(base, _KEPT)
    if found.state == "erased":
        raise _refused("already-erased", "That was erased already.", "There is nothing to do.")
    if found.state == "taken-back":
        raise _refused(
            "proposal-taken-back", "That proposal was taken back.", "Ask the lead inspector."
        )
    chain = base.team.chain
    proposer = chain.head.seats.get(found.proposer)
    if found.state == "not-signed" or proposer is None or not proposer.roles & {"lead", "deputy"}:
        raise _refused(
            "wrong-proposal",
            "That proposal is not signed by whoever is lead or deputy now.",
            "Ask the lead inspector to propose it again.",
        )
    if proposer.member == seat.member:
        raise _refused(
            "own-proposal",
            "Nobody confirms what they proposed themselves.",
            "Ask the QAM, or a deputy who is somebody else.",
        )
    _require_only_of_its_field(base, found)
    append_record(
        base,
        Erase(chain.head.record, base.vault.device.id, found.parts, found.proposer, found.proposal),
    )
    return proposal_of(base, proposal)


def _require_no_chunks(base: EvidenceBase, record: str, field: str) -> None:
    if (base.type_of(record), field) == ("case-frame", "chunks"):
        raise _refused(
            "purge-instead",
            "These name the lists' sealed pieces; without them nobody could purge those.",
            "Purge the lists with `inspector intake purge`.",
        )


def _parts_to_erase(base: EvidenceBase, record: str, field: str) -> tuple[str, ...]:
    """The names of every version of a field, sorted."""
    with base.reading() as session:
        versions = versions_of(session.connection(), record, field)
    parts = tuple(sorted({version.part for version in versions}))
    if base.team.chain.erased_parts.issuperset(parts):
        raise _refused(
            "nothing-to-erase",
            "That field holds no text that is not erased already.",
            "See `inspector history` for the record's fields; words and numbers are overwritten.",
        )
    return parts


def _require_only_of_its_field(base: EvidenceBase, proposal: Proposal) -> None:
    """Whoever confirms was told of one field: the names may be those of no other."""
    with base.reading() as session:
        connection = session.connection()
        here = {each.part for each in versions_of(connection, proposal.record, proposal.field)}
        places = places_of(connection, proposal.parts)
    if not here.issuperset(proposal.parts):
        raise _refused(
            "wrong-proposal",
            "That proposal names texts that are not, or not yet, known here as that field's.",
            "Sync, then look again; ask the lead inspector if it stays so.",
        )
    if places != {(proposal.record, proposal.field)}:
        raise _refused(
            "wrong-proposal",
            "That proposal names texts of other fields than it says.",
            "Do not confirm it; ask the lead inspector.",
        )


def _require_role(base: EvidenceBase, roles: set[str], message: str) -> Seat:
    seat = base.seat
    if seat is None or not seat.roles & roles:
        raise _refused("not-allowed", message, "Ask one of them.")
    return seat


def _field(field: str) -> tuple[str, str | None]:
    try:
        return field_and_key(field)
    except MalformedError:
        raise _refused(
            "unknown-field", "That is not the name of a field.", "See `inspector history`."
        ) from None


def _refused(code: str, message: str, next_step: str) -> InspectorError:
    return InspectorError(code, message, kept=_KEPT, next_step=next_step)
