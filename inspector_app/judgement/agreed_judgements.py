"""What the group agreed: a grade or narrative, what it rests on, how, and who dissents."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from inspector_app.enquiries.frameworks import framework_of
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import edit
from inspector_app.evidence_base.writing import NewValue, NewWrite, Typed
from inspector_app.judgement.answers import answers
from inspector_app.judgement.sessions import OpenSession, require_chair, state_write
from schemas.fields import ElementRow, words_of
from schemas.records import AgreedJudgement, Evidence

__all__ = ["Agreement", "NewAgreement", "agree", "agreements", "dissent"]

NARRATIVE = "narrative"
"""In place of a grade, where the framework has no scale."""


@dataclass(frozen=True)
class NewAgreement:
    """What is to be recorded as agreed.

    Args:
        area: which.
        grade: of the framework's scale, or `narrative`.
        rationale: why.
        how: all, most, lead-after-discussion or referred.
        evidence: ids of what it rests on.
        weighed: what weighed most, and why.
        dissent: our own, with its reason.
    """

    area: str
    grade: str
    rationale: str
    how: str
    evidence: tuple[str, ...] = ()
    weighed: str | None = None
    dissent: str | None = None


@dataclass(frozen=True)
class Agreement:
    """An agreed judgement as it stands.

    Args:
        id: of its record.
        area: which.
        grade: or None for a narrative one.
        rationale: why.
        how: the group agreed.
        weighed: most.
        evidence: ids of what it rests on.
        dissent: reasons by member.
    """

    id: str
    area: str
    grade: str | None
    rationale: str
    how: str
    weighed: str
    evidence: tuple[str, ...]
    dissent: dict[str, str]


def agree(base: EvidenceBase, session: OpenSession, new: NewAgreement) -> str:
    """Records what the group agreed for an area; returns the id of the agreed judgement.

    Raises:
        InspectorError: `not-chair`, `unknown-area`, `unknown-grade`, `wrong-value`,
            `unknown-record` for evidence, `not-revealed` while answers for the area are sealed, or
            `already-agreed`.
    """
    require_chair(base)
    _check(base, session, new)
    record = base.new_id()
    fields: list[tuple[str, NewValue]] = [
        ("session", session.id),
        ("area", new.area),
        ("rationale", Typed(new.rationale)),
        ("how", new.how),
        *((f"evidence[{item}]", True) for item in new.evidence),
    ]
    if new.grade != NARRATIVE:
        fields.append(("grade", new.grade))
    if new.weighed is not None:
        fields.append(("weighed", Typed(new.weighed)))
    if new.dissent is not None:
        fields.append((f"dissent[{base.member}]", Typed(new.dissent)))
    writes = [NewWrite(record, "agreed-judgement", name, value) for name, value in fields]
    agreed = {found.area for found in agreements(base, session)} | {new.area}
    if agreed >= set(session.areas):
        writes.append(state_write(base, session.id, "agreed"))
    base.record(*writes)
    return record


def dissent(base: EvidenceBase, agreed: str, reason: str) -> None:
    """Records our own dissent from an agreed judgement, with its reason; it is kept for good.

    Raises:
        InspectorError: `unknown-record`.
    """
    field = f"dissent[{base.member}]"
    base.record(edit(base.fields(agreed), agreed, "agreed-judgement", field, Typed(reason)))


def agreements(base: EvidenceBase, session: OpenSession | None = None) -> tuple[Agreement, ...]:
    """What was agreed, in a session or in all, oldest first."""
    query = (
        select(AgreedJudgement)
        .where(col(AgreedJudgement.withdrawn).is_(None))
        .order_by(col(AgreedJudgement.created_order))
    )
    if session is not None:
        query = query.where(AgreedJudgement.session == session.id)
    with base.reading() as reading:
        rows = reading.exec(query).all()
        keyed = {
            row.id: reading.exec(select(ElementRow).where(ElementRow.record == row.id)).all()
            for row in rows
        }
    return tuple(
        Agreement(
            id=row.id,
            area=row.area or "",
            grade=row.grade,
            rationale=row.rationale or "",
            how=row.how or "",
            weighed=row.weighed or "",
            evidence=tuple(item.key for item in keyed[row.id] if item.field == "evidence"),
            dissent={
                item.key: item.value or "" for item in keyed[row.id] if item.field == "dissent"
            },
        )
        for row in rows
    )


def _check(base: EvidenceBase, session: OpenSession, new: NewAgreement) -> None:
    if new.area not in session.areas:
        raise _refused(
            "unknown-area",
            "That area is not judged in this session.",
            f"Use one of: {', '.join(session.areas)}.",
        )
    grades = [grade.id for grade in framework_of(base).grades] or [NARRATIVE]
    if new.grade not in grades:
        raise _refused(
            "unknown-grade",
            "That is not a grade of this framework.",
            f"Use one of: {', '.join(grades)}.",
        )
    ways = words_of(AgreedJudgement, "how")
    if new.how not in ways:
        raise _refused(
            "wrong-value", "That is not a way of agreeing.", f"Use one of: {', '.join(ways)}."
        )
    with base.reading() as reading:
        missing = [item for item in new.evidence if reading.get(Evidence, item) is None]
    if missing:
        raise _refused(
            "unknown-record",
            f"{len(missing)} of the evidence items named are not here.",
            "See `inspector evidence list`.",
        )
    if any(place.state == "sealed" and place.area == new.area for place in answers(base, session)):
        raise _refused(
            "not-revealed",
            "Sealed answers for this area wait to be revealed.",
            "Reveal them first, so that the group sees them before it agrees.",
        )
    if new.area in {found.area for found in agreements(base, session)}:
        raise _refused(
            "already-agreed",
            "This area was agreed in this session.",
            "Withdraw the agreed judgement with a reason, or open another round.",
        )


def _refused(code: str, message: str, next_step: str) -> InspectorError:
    return InspectorError(code, message, kept="Nothing was changed.", next_step=next_step)
