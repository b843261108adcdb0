"""The list of all cases: how each was chosen, who has it, how much was written about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.intake.case_numbers import short_numbers
from schemas.fields import ElementRow
from schemas.records import Case, CaseSelection, Evidence, Note, SamplePlan

__all__ = ["ListedCase", "ListedChoice", "listed_cases"]

_EVIDENCE_SETS = ("looked_in", "found_in", "could_not_tell")


@dataclass(frozen=True)
class ListedChoice:
    """How a case came into one plan.

    Args:
        plan: title of the plan; empty until it has arrived here.
        withdrawn: whether the plan was withdrawn since; its cases stay.
        route: such as `drawn`; empty if nobody said.
        state: such as `selected` or `replaced`.
        allocated: member ids.
    """

    plan: str
    withdrawn: bool
    route: str
    state: str
    allocated: tuple[str, ...]


@dataclass(frozen=True)
class ListedCase:
    """One case in the list, without its extract.

    Args:
        id: of the case.
        short: its short number as people say it.
        number: for the order.
        identifier: the authority's; empty until it has arrived here.
        label: short words, such as `girl 9 · CP`.
        place: where it is worked.
        team: that works it.
        in_conflict: whether something of it has two values.
        choices: how it was chosen, oldest first; none for one that was added by hand.
        notes: how many are on it.
        evidence: how many pieces were looked for in it.
        last_note: when what its newest note tells happened, ISO 8601; empty without notes.
        occasions: of its notes.
        followed: whether a note says how deep it was gone into.
        ours: allocated to us, written about by us, or added by us without a plan.
    """

    id: str
    short: str
    number: int
    identifier: str
    label: str
    place: str
    team: str
    in_conflict: bool
    choices: tuple[ListedChoice, ...]
    notes: int
    evidence: int
    last_note: str
    occasions: frozenset[str]
    followed: bool
    ours: bool

    @property
    def allocated(self) -> tuple[str, ...]:
        """The members who have it, each once; a plan in which it was replaced gives it nobody."""
        every = (
            m for choice in self.choices if choice.state != "replaced" for m in choice.allocated
        )
        return tuple(dict.fromkeys(every))

    @property
    def marked_seen(self) -> bool:
        """Whether somebody marked it as seen in a plan, in whole or in part."""
        return any(choice.state in ("seen", "partly-seen") for choice in self.choices)


@dataclass(frozen=True)
class _Head:
    """A case without its extract, which is long."""

    id: str
    author: str | None
    in_conflict: bool
    number: int | None
    identifier: str | None
    label: str | None
    place: str | None
    team: str | None


@dataclass
class _Written:
    """What the notes on a case tell about them as a whole."""

    notes: set[str] = field(default_factory=set)
    occasions: set[str] = field(default_factory=set)
    authors: set[str] = field(default_factory=set)
    newest: tuple[int, str] = (-1, "")


def listed_cases(base: EvidenceBase) -> tuple[ListedCase, ...]:
    """All cases that were not withdrawn, by short number.

    Cases are listed for their own sake: those whose plan was withdrawn are still there, and so are
    those of no plan. A handful of queries, whatever the number of cases.

    Raises:
        InspectorError: `not-in-team`.
    """
    me = base.member
    with base.reading() as session:
        heads = _heads(session)
        choices = _choices(session)
        written = _written(session)
        evidence = _evidence(session)
        followed = _followed(session)
    short = short_numbers(heads)
    listed = [
        _listed(
            head,
            short.get(head.id, ""),
            choices.get(head.id, ()),
            written.get(head.id, _Written()),
            evidence.get(head.id, 0),
            followed=head.id in followed,
            me=me,
        )
        for head in heads
    ]
    return tuple(sorted(listed, key=lambda each: (each.number, each.short, each.id)))


def _listed(
    head: _Head,
    short: str,
    choices: Sequence[ListedChoice],
    written: _Written,
    evidence: int,
    *,
    followed: bool,
    me: str,
) -> ListedCase:
    having = {m for choice in choices if choice.state != "replaced" for m in choice.allocated}
    added = head.author == me and not choices
    return ListedCase(
        id=head.id,
        short=short,
        number=head.number or 0,
        identifier=head.identifier or "",
        label=head.label or "",
        place=head.place or "",
        team=head.team or "",
        in_conflict=head.in_conflict,
        choices=tuple(choices),
        notes=len(written.notes),
        evidence=evidence,
        last_note=written.newest[1],
        occasions=frozenset(written.occasions),
        followed=followed,
        ours=me in having or me in written.authors or added,
    )


def _heads(session: Session) -> list[_Head]:
    table = Case.__table__.columns  # type: ignore[attr-defined]  # set by SQLAlchemy
    columns = [table[field.name] for field in fields(_Head)]
    rows = session.execute(select_columns(*columns).where(col(Case.withdrawn).is_(None)))
    return [_Head(*row) for row in rows]


def _choices(session: Session) -> Mapping[str, list[ListedChoice]]:
    allocated: dict[str, list[str]] = defaultdict(list)
    for row in session.exec(select(ElementRow).where(ElementRow.field == "allocated")):
        allocated[row.record].append(row.key)
    wanted = (
        select(CaseSelection, SamplePlan.title, SamplePlan.withdrawn)
        .outerjoin(SamplePlan, col(SamplePlan.id) == col(CaseSelection.plan))
        .where(col(CaseSelection.withdrawn).is_(None), col(CaseSelection.case).is_not(None))
        .order_by(col(CaseSelection.created_order), col(CaseSelection.id))
    )
    found: dict[str, list[ListedChoice]] = defaultdict(list)
    for selection, title, withdrawn in session.exec(wanted):
        choice = ListedChoice(
            title or "",
            withdrawn is not None,
            selection.route or "",
            selection.state or "",
            tuple(sorted(allocated[selection.id])),
        )
        found[selection.case or ""].append(choice)
    return found


def _written(session: Session) -> Mapping[str, _Written]:
    wanted = (
        select_columns(
            col(ElementRow.key),
            col(Note.id),
            col(Note.author),
            col(Note.occasion),
            func.coalesce(Note.happened_at, Note.created_at),
            col(Note.created_order),
        )
        .join(Note, col(Note.id) == col(ElementRow.record))
        .where(col(ElementRow.field) == "cases", col(Note.withdrawn).is_(None))
    )
    found: dict[str, _Written] = defaultdict(_Written)
    for case, note, author, occasion, at, order in session.execute(wanted):
        about = found[case]
        about.notes.add(note)
        about.authors.add(author or "")
        about.newest = max(about.newest, (order, at))
        if occasion:
            about.occasions.add(occasion)
    return found


def _evidence(session: Session) -> Mapping[str, int]:
    wanted = (
        select(ElementRow.key, func.count(func.distinct(ElementRow.record)))
        .join(Evidence, col(Evidence.id) == col(ElementRow.record))
        .where(col(ElementRow.field).in_(_EVIDENCE_SETS), col(Evidence.withdrawn).is_(None))
        .group_by(col(ElementRow.key))
    )
    return dict(session.exec(wanted).all())


def _followed(session: Session) -> frozenset[str]:
    wanted = (
        select(ElementRow.key)
        .join(Note, col(Note.id) == col(ElementRow.record))
        .where(ElementRow.field == "depths", col(Note.withdrawn).is_(None))
    )
    return frozenset(key.partition(":")[0] for key in session.exec(wanted))
