"""The list of all lines of enquiry: where each stands, whose it is, what there is on it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from inspector_app.enquiries.lives import LINE_LIFE
from inspector_app.enquiries.shown import Shown, shown_records
from inspector_app.evidence_base.base import EvidenceBase
from schemas.fields import ElementRow
from schemas.records import Challenge, Evidence, LineOfEnquiry, Note

__all__ = ["ListedLine", "listed_lines"]

_CASE_SETS = ("looked_in", "found_in", "could_not_tell", "cases")
_PRIORITIES = ("high", "medium", "low")


@dataclass(frozen=True)
class ListedLine:
    """One line of enquiry in the list.

    Args:
        id: of the line.
        title: in a few words.
        state: such as `open`; `draft` where nobody said.
        priority: `high`, `medium`, `low`, or empty.
        areas: ids of judgement areas.
        owners: member ids.
        in_conflict: whether something of it has two values.
        strengths: pieces of evidence that say a strength.
        concerns: pieces that say a concern.
        others: pieces that are mixed, context, or have no polarity yet.
        notes: how many are tagged with it.
        cases: distinct cases behind its evidence and notes.
        waiting: questions to the authority on it that are not answered.
        order: where it stands among all: open ones first, by priority, oldest first.
        ours: whether we own it.
    """

    id: str
    title: str
    state: str
    priority: str
    areas: tuple[str, ...]
    owners: tuple[str, ...]
    in_conflict: bool
    strengths: int
    concerns: int
    others: int
    notes: int
    cases: int
    waiting: int
    order: int
    ours: bool

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to do something about it."""
        return self.state in _OPEN


_OPEN = frozenset(
    state for state in LINE_LIFE if not state.startswith("closed") and state != "not-reached"
)


@dataclass(frozen=True)
class _Tagged:
    """What is tagged with lines.

    Args:
        lines: by record.
        polarity: by piece of evidence that stands.
        notes: that stand.
        waiting: questions that are not answered.
        cases: by record.
    """

    lines: Mapping[str, tuple[str, ...]]
    polarity: Mapping[str, str | None]
    notes: frozenset[str]
    waiting: frozenset[str]
    cases: Mapping[str, tuple[str, ...]]


def listed_lines(base: EvidenceBase) -> tuple[ListedLine, ...]:
    """Every line that was not withdrawn: open ones first, by priority, then oldest first."""
    lines = shown_records(base, LineOfEnquiry)
    with base.reading() as session:
        tagged = _tagged(session)
    me = base.seat.member if base.seat is not None else ""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    cases: dict[str, set[str]] = defaultdict(set)
    for record, of in tagged.lines.items():
        what = _what(tagged, record)
        for line in of if what else ():
            counts[line][what] += 1
            cases[line].update(tagged.cases.get(record, ()))
    ordered = sorted(lines, key=_standing)
    return tuple(
        _listed(line, place, counts[line.id], len(cases[line.id]), me)
        for place, line in enumerate(ordered)
    )


def _listed(
    line: Shown[LineOfEnquiry], place: int, counts: Counter[str], cases: int, me: str
) -> ListedLine:
    record, owners = line.record, line.keys("owners")
    return ListedLine(
        id=line.id,
        title=record.title or "",
        state=record.state or "draft",
        priority=record.priority or "",
        areas=line.keys("areas"),
        owners=owners,
        in_conflict=bool(record.in_conflict),
        strengths=counts["strength"],
        concerns=counts["concern"],
        others=counts["other"],
        notes=counts["note"],
        cases=cases,
        waiting=counts["waiting"],
        order=place,
        ours=me in owners,
    )


def _standing(line: Shown[LineOfEnquiry]) -> tuple[bool, int]:
    priority = line.record.priority
    rank = _PRIORITIES.index(priority) if priority in _PRIORITIES else len(_PRIORITIES)
    return (line.record.state or "draft") not in _OPEN, rank


def _what(tagged: _Tagged, record: str) -> str:
    """What a tagged record counts as; nothing if it was withdrawn or answered."""
    if record in tagged.polarity:
        polarity = tagged.polarity[record]
        return polarity if polarity in ("strength", "concern") else "other"
    if record in tagged.notes:
        return "note"
    return "waiting" if record in tagged.waiting else ""


def _tagged(session: Session) -> _Tagged:
    lines = _elements(session, ("enquiries",))
    evidence = select(Evidence.id, Evidence.polarity).where(col(Evidence.withdrawn).is_(None))
    notes = select(Note.id).where(col(Note.withdrawn).is_(None), col(Note.id).in_(_ON_A_LINE))
    state = col(Challenge.state)
    waiting = select(Challenge.id).where(
        col(Challenge.withdrawn).is_(None), state.is_(None) | (state == "open")
    )
    return _Tagged(
        lines,
        dict(session.exec(evidence.where(col(Evidence.id).in_(_ON_A_LINE))).all()),
        frozenset(session.exec(notes)),
        frozenset(session.exec(waiting)),
        _elements(session, _CASE_SETS, among=True),
    )


_ON_A_LINE = select(ElementRow.record).where(ElementRow.field == "enquiries")


def _elements(
    session: Session, fields: Iterable[str], *, among: bool = False
) -> dict[str, tuple[str, ...]]:
    """Members of sets by record; `among`: only of records that are tagged with a line."""
    wanted = select(ElementRow.record, ElementRow.key).where(col(ElementRow.field).in_(fields))
    if among:
        wanted = wanted.where(col(ElementRow.record).in_(_ON_A_LINE))
    found: dict[str, list[str]] = defaultdict(list)
    for record, key in session.exec(wanted):
        found[record].append(key)
    return {record: tuple(keys) for record, keys in found.items()}
