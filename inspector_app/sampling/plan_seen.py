"""How the cases of a plan were seen, from the notes that inspectors wrote on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.sampling.recorded import PlanCase
from inspector_app.sampling.statement import how_seen_by
from schemas.fields import ElementRow
from schemas.records import Note

__all__ = ["NOT_SEEN", "how_seen", "seen_how"]

NOT_SEEN = "not-seen"
_OTHERWISE = "otherwise"


def how_seen(base: EvidenceBase, cases: Sequence[PlanCase]) -> dict[str, str]:
    """How each case was seen, by the id of its selection; `not-seen` where nobody has yet.

    A case is seen by a note on it that says its occasion. Where no note does, a depth to which it
    was followed or a selection that somebody marked as seen counts as `otherwise`: a note alone
    may be no more than a question.
    """
    with base.reading() as session:
        occasions = _occasions(session)
        followed = _followed(session)
    return {one.record.id: _how(one, occasions, followed) for one in cases}


def seen_how(occasions: Collection[str], *, followed: bool) -> str:
    """How one case was seen.

    Args:
        occasions: of the notes on it.
        followed: whether a note says how deep it was gone into, or somebody marked it as seen.
    """
    if occasions:
        return how_seen_by(occasions)
    return _OTHERWISE if followed else NOT_SEEN


def _how(one: PlanCase, occasions: dict[str, set[str]], followed: set[str]) -> str:
    case = one.record.case or ""
    marked = one.record.state in ("seen", "partly-seen")
    return seen_how(occasions.get(case, ()), followed=marked or case in followed)


def _occasions(session: Session) -> dict[str, set[str]]:
    wanted = (
        select(ElementRow.key, Note.occasion)
        .join(Note, col(Note.id) == col(ElementRow.record))
        .where(
            ElementRow.field == "cases",
            col(Note.withdrawn).is_(None),
            col(Note.occasion).is_not(None),
        )
    )
    found: dict[str, set[str]] = defaultdict(set)
    for case, occasion in session.exec(wanted):
        found[case].add(occasion or "")
    return dict(found)


def _followed(session: Session) -> set[str]:
    wanted = (
        select(ElementRow.key)
        .join(Note, col(Note.id) == col(ElementRow.record))
        .where(ElementRow.field == "depths", col(Note.withdrawn).is_(None))
    )
    return {key.partition(":")[0] for key in session.exec(wanted)}
