"""From the form for a child who is not safe to a save."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.enquiries.cases import CaseFinder
from inspector_app.enquiries.moments import typed_moment
from inspector_app.enquiries.safety_concerns import NewConcern, raise_concern
from inspector_app.enquiries.saving import Saved
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.tui.draft_box import CONCERN

__all__ = ["TypedConcern", "case_as_typed", "save_concern"]


@dataclass(frozen=True)
class TypedConcern:
    """What was typed; all but the text may be missing.

    Args:
        text: What was seen or said.
        kind: A word of the record type.
        told_to: Role of the manager told.
        told_at: When, as typed.
        told_how: In person, by telephone.
        lead_told_at: When the lead was told, as typed.
        case: A short number or the authority's identifier.
    """

    text: str
    kind: str | None = None
    told_to: str | None = None
    told_at: str | None = None
    told_how: str | None = None
    lead_told_at: str | None = None
    case: str | None = None


def save_concern(base: EvidenceBase, typed: TypedConcern) -> Saved:
    """Save a concern and wipe its draft; told means passed on.

    Raises:
        InspectorError: `no-text`, `wrong-time`, `unknown-case` or `ambiguous-case`; the draft
            stays.
    """
    now = base.vault.clock()
    finder = CaseFinder(base)
    told_at = typed_moment(typed.told_at, now) if typed.told_at else None
    lead_told_at = typed_moment(typed.lead_told_at, now) if typed.lead_told_at else None
    return raise_concern(
        base,
        NewConcern(
            text=typed.text,
            case=case_as_typed(finder, typed.case) if typed.case else None,
            kind=typed.kind,
            told_to=typed.told_to,
            told_at=told_at,
            told_how=typed.told_how,
            lead_told_at=lead_told_at,
            state="passed-on" if typed.told_to or told_at else "seen",
        ),
        also=finder.writes,
        draft=CONCERN,
    )


def case_as_typed(finder: CaseFinder, typed: str) -> str:
    """Return the id of a case that was typed: a short number, or the authority's identifier.

    Raises:
        InspectorError: `unknown-case` or `ambiguous-case`.
    """
    number = typed.removeprefix("@")
    short = number.isascii() and number.isdigit() and len(number) <= 3
    return finder.by_number(int(number)) if short else finder.by_identifier(typed)
