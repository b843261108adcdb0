"""What the team proposed to erase, what of it is erased, and what came in since.

A proposal is a sealed record: which field, for what reason, the parts of all its versions, and
the proposer's signature over their names. The team chain repeats the names and the signature only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from sqlmodel import col, select

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.field_versions import FieldVersion, versions_of
from schemas.fields import ElementRow
from schemas.identifiers import is_hex
from schemas.moments import require_moment
from schemas.records import ERASURE_REASONS, Erasure
from schemas.signing import verify
from schemas.team import TeamChain
from schemas.team_records import erase_proposal

__all__ = [
    "LaterVersions",
    "Proposal",
    "ProposalState",
    "came_after_erasing",
    "erased_words",
    "erasures",
    "first_written",
    "later_versions",
    "proposal_of",
    "to_confirm",
]

ProposalState: TypeAlias = Literal["proposed", "erased", "taken-back", "not-signed"]
"""Waiting for a second member; done; withdrawn before that; without a good signature."""


@dataclass(frozen=True)
class Proposal:
    """A proposal to erase.

    Args:
        id: of its record.
        record: whose field.
        field: with its bracket.
        reason: a word of the list.
        words: the proposer's own, if any.
        parts: names of all versions that the proposer knew.
        proposer: the device that signed.
        proposal: its signature.
        by: the member who proposed.
        at: when; ISO 8601 with offset.
        state: what became of it.
    """

    id: str
    record: str
    field: str
    reason: str
    words: str | None
    parts: tuple[str, ...]
    proposer: str
    proposal: bytes
    by: str | None
    at: str
    state: ProposalState

    @property
    def label(self) -> str:
        """What stands in the text's place: '[erased 24 Nov: third-party data]'."""
        moment = require_moment(self.at, "a proposal's moment")
        day = f"{int(moment[8:10])} {_MONTHS[int(moment[5:7]) - 1]}"
        told = ERASURE_REASONS.get(self.reason, "")
        return f"[erased {day}: {told}]" if told else f"[erased {day}]"


@dataclass(frozen=True)
class LaterVersions:
    """Versions of a field that were not known when it was erased.

    Args:
        record: whose field.
        field: with its bracket.
        versions: that no erasure names, oldest first.
    """

    record: str
    field: str
    versions: tuple[FieldVersion, ...]


def erasures(base: EvidenceBase) -> tuple[Proposal, ...]:
    """Every proposal there is, oldest first."""
    with base.reading() as session:
        wanted = select(Erasure).order_by(col(Erasure.created_order), col(Erasure.id))
        rows = tuple(session.exec(wanted))
        parts: dict[str, list[str]] = {row.id: [] for row in rows}
        elements = select(ElementRow).where(
            ElementRow.field == "parts", col(ElementRow.record).in_(list(parts))
        )
        for element in session.exec(elements):
            parts[element.record].append(element.key)
    chain = base.team.chain
    return tuple(_proposal(base.inspection, chain, row, parts[row.id]) for row in rows)


def proposal_of(base: EvidenceBase, proposal: str) -> Proposal:
    """One proposal.

    Raises:
        InspectorError: `unknown-record`.
    """
    for each in erasures(base):
        if each.id == proposal:
            return each
    raise InspectorError(
        "unknown-record",
        "There is no proposal to erase of that id in this inspection.",
        kept="Nothing was erased.",
        next_step="Sync, then see `inspector erase list`.",
    )


def first_written(base: EvidenceBase, record: str, field: str) -> str | None:
    """When the first version of a field was written, ISO 8601; None where there is none."""
    with base.reading() as session:
        versions = versions_of(session.connection(), record, field)
    return min((version.at for version in versions), key=datetime.fromisoformat, default=None)


def later_versions(base: EvidenceBase) -> tuple[LaterVersions, ...]:
    """Texts in fields that were erased, which no erasure names: late, or written since.

    Nobody can tell from the log whether their authors had seen the erasure, so people look.
    """
    erased = base.team.chain.erased_parts
    fields = {
        (each.record, each.field): None
        for each in erasures(base)
        if each.state != "not-signed" and not erased.isdisjoint(each.parts)
    }
    found = []
    with base.reading() as session:
        connection = session.connection()
        for record, field in fields:
            versions = versions_of(connection, record, field)
            left = tuple(version for version in versions if version.part not in erased)
            if left:
                found.append(LaterVersions(record, field, left))
    return tuple(found)


def to_confirm(base: EvidenceBase) -> tuple[Proposal, ...]:
    """The proposals that wait for somebody in our role who is not their proposer."""
    seat = base.seat
    if seat is None or not seat.roles & {"qam", "deputy"}:
        return ()
    return tuple(
        each for each in erasures(base) if each.state == "proposed" and each.by != seat.member
    )


def came_after_erasing(base: EvidenceBase) -> int:
    """How many texts wait for lead or deputy to look at them; 0 for everybody else."""
    if base.vault.device.id not in base.team.chain.head.signers:
        return 0
    return sum(len(each.versions) for each in later_versions(base))


def erased_words(base: EvidenceBase, record: str) -> dict[str, str]:
    """What stands in the place of a record's erased texts, by write."""
    erased = base.team.chain.erased_parts
    found: dict[str, str] = {}
    for proposal in erasures(base):
        gone = erased.intersection(proposal.parts)
        if proposal.record != record or proposal.state == "not-signed" or not gone:
            continue
        with base.reading() as session:
            versions = versions_of(session.connection(), record, proposal.field)
        for version in versions:
            if version.part in gone:
                found.setdefault(version.write, proposal.label)
    return found


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _proposal(inspection: str, chain: TeamChain, row: Erasure, parts: Iterable[str]) -> Proposal:
    names = tuple(sorted(name for name in parts if is_hex(name, 16)))
    signature = bytes.fromhex(row.proposal or "") if is_hex(row.proposal, 64) else b""
    card = chain.card(row.proposer or "")
    good = card is not None and verify(
        card.sign_key, "team", erase_proposal(inspection, names), signature
    )
    state: ProposalState = "proposed"
    if not names or not good or not is_hex(row.record, 16):
        state = "not-signed"
    elif chain.erased_parts.issuperset(names):
        state = "erased"
    elif row.withdrawn is not None:
        state = "taken-back"
    return Proposal(
        row.id,
        row.record or "",
        f"{row.field or ''}[{row.key}]" if row.key else row.field or "",
        row.reason or "other",
        row.words,
        names,
        row.proposer or "",
        signature,
        row.author,
        row.created_at,
        state,
    )
