"""The demonstration's two weeks: everything the team writes, each on their own laptop, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import groupby

from inspector_app.demo.story_team import Colleague, StoryClock, sync_all
from inspector_app.demo.writing_records import (
    Author,
    Writing,
    WrittenChallenge,
    WrittenConcern,
    WrittenEnquiry,
    WrittenEvidence,
    WrittenNote,
)
from inspector_app.enquiries.challenges import (
    NewAnswer,
    NewChallenge,
    answer_challenge,
    move_challenge,
    raise_challenge,
)
from inspector_app.enquiries.evidence import NewEvidence, add_evidence
from inspector_app.enquiries.lines_of_enquiry import NewLine, move_line, raise_line
from inspector_app.enquiries.notes import CaseSeen, NewNote, add_note
from inspector_app.enquiries.safety_concerns import NewConcern, raise_concern, update_concern
from inspector_app.enquiries.tagging import Tags

__all__ = ["Fieldwork", "play_fieldwork"]

_HOME_TIME = time(17, 30)
_LAST_MEETING = time(17, 5)


@dataclass
class Fieldwork:
    """What has been written so far, by the material's own keys and places.

    Args:
        cases: ids of the sampled cases, in drawn order.
        lines: record ids of lines by key.
        notes: record ids of notes by place in the writing.
        challenges: record ids of questions by place.
    """

    cases: tuple[str, ...]
    lines: dict[str, str] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    challenges: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Event:
    day: int
    at: time
    author: Author
    happens: Callable[[Colleague, Fieldwork, datetime], None]


def play_fieldwork(
    team: dict[Author, Colleague],
    writing: Writing,
    cases: Sequence[str],
    clock: StoryClock,
    *,
    until_day: int,
) -> Fieldwork:
    """Plays the days up to `until_day`: a laptop syncs when its turn to write begins and ends."""
    work = Fieldwork(tuple(cases))
    events = sorted(_events(writing), key=lambda event: (event.day, event.at))
    played = (event for event in events if event.day <= until_day)
    for day, of_day in groupby(played, lambda event: event.day):
        for author, turn in groupby(of_day, lambda event: event.author):
            _take_turn(team[author], turn, work, clock)
        clock.move_to(day, _HOME_TIME)
        sync_all(team)
    return work


def _take_turn(
    author: Colleague, turn: Iterable[_Event], work: Fieldwork, clock: StoryClock
) -> None:
    for place, event in enumerate(turn):
        clock.move_to(event.day, event.at)
        if place == 0:
            author.sync()
        event.happens(author, work, clock())
    author.sync()


def _events(writing: Writing) -> list[_Event]:
    events = [_Event(e.day, e.at, e.author, _raising(e)) for e in writing.enquiries]
    events += [
        _Event(note.day, note.at, note.author, _noting(place, note))
        for place, note in enumerate(writing.notes)
    ]
    events += [_Event(e.day, e.at, e.author, _stating(e)) for e in writing.evidence]
    for place, challenge in enumerate(writing.challenges):
        events.append(
            _Event(challenge.day, challenge.at, challenge.author, _asking(place, challenge))
        )
        if challenge.answered_day is not None and challenge.answered_at is not None:
            answering = _answering(place, challenge)
            events.append(
                _Event(challenge.answered_day, challenge.answered_at, challenge.author, answering)
            )
    concern = writing.concern
    events.append(_Event(concern.day, concern.at, concern.author, _worrying(concern)))
    last = max(event.day for event in events)
    reached = {key for evidence in writing.evidence for key in evidence.enquiries}
    events += [
        _Event(last, _LAST_MEETING, e.owner, _closing(e, reached=e.key in reached))
        for e in writing.enquiries
    ]
    events += [
        _Event(last, _LAST_MEETING, challenge.author, _leaving(place))
        for place, challenge in enumerate(writing.challenges)
        if challenge.state == "not-answered"
    ]
    return events


def _raising(written: WrittenEnquiry) -> Callable[[Colleague, Fieldwork, datetime], None]:
    def happens(colleague: Colleague, work: Fieldwork, _: datetime) -> None:
        new = NewLine(
            title=written.title,
            hypothesis=written.hypothesis,
            origin=written.origin,
            areas=written.areas,
            priority=written.priority,
            would_close=written.would_close,
        )
        work.lines[written.key] = raise_line(colleague.base, new).record

    return happens


def _closing(
    written: WrittenEnquiry, *, reached: bool
) -> Callable[[Colleague, Fieldwork, datetime], None]:
    """Ends a line as the material says; as not reached if the drawn cases told nothing of it."""

    def happens(colleague: Colleague, work: Fieldwork, _: datetime) -> None:
        ends = written.ends if reached else "not-reached"
        if ends not in ("draft", "open"):
            reason = written.reason if reached else None
            move_line(colleague.base, work.lines[written.key], ends, reason=reason)

    return happens


def _noting(place: int, written: WrittenNote) -> Callable[[Colleague, Fieldwork, datetime], None]:
    def happens(colleague: Colleague, work: Fieldwork, _: datetime) -> None:
        new = NewNote(
            text=written.text,
            occasion=written.occasion,
            spoke_to=written.spoke_to,
            cases=tuple(CaseSeen(work.cases[case], written.depth) for case in written.cases),
            minutes=written.minutes,
            tags=Tags(enquiries=tuple(work.lines[key] for key in written.enquiries)),
        )
        work.notes[place] = add_note(colleague.base, new).record

    return happens


def _stating(written: WrittenEvidence) -> Callable[[Colleague, Fieldwork, datetime], None]:
    def happens(colleague: Colleague, work: Fieldwork, _: datetime) -> None:
        new = NewEvidence(
            text=written.text,
            polarity=written.polarity,
            tags=Tags(
                areas=written.areas,
                criteria=written.criteria,
                enquiries=tuple(work.lines[key] for key in written.enquiries),
            ),
            notes=tuple(work.notes[note] for note in written.notes),
            looked_in=tuple(work.cases[case] for case in written.looked_in),
            found_in=tuple(work.cases[case] for case in written.found_in),
            sources=tuple(f"{source.kind}:{source.mode}" for source in written.sources),
            place=written.place or None,
            impact=written.impact or None,
            level=written.level or None,
        )
        add_evidence(colleague.base, new)

    return happens


def _asking(
    place: int, written: WrittenChallenge
) -> Callable[[Colleague, Fieldwork, datetime], None]:
    def happens(colleague: Colleague, work: Fieldwork, _: datetime) -> None:
        lines = (work.lines[written.enquiry],) if written.enquiry else ()
        new = NewChallenge(written.question, written.to, written.areas, lines)
        work.challenges[place] = raise_challenge(colleague.base, new).record

    return happens


def _answering(
    place: int, written: WrittenChallenge
) -> Callable[[Colleague, Fieldwork, datetime], None]:
    def happens(colleague: Colleague, work: Fieldwork, _: datetime) -> None:
        verdict = written.state if written.state in ("accepted", "not-accepted") else None
        answer = NewAnswer(written.answer, written.shown or None, written.view or None, verdict)
        answer_challenge(colleague.base, work.challenges[place], answer)

    return happens


def _leaving(place: int) -> Callable[[Colleague, Fieldwork, datetime], None]:
    def happens(colleague: Colleague, work: Fieldwork, _: datetime) -> None:
        move_challenge(colleague.base, work.challenges[place], "not-answered")

    return happens


def _worrying(written: WrittenConcern) -> Callable[[Colleague, Fieldwork, datetime], None]:
    def happens(colleague: Colleague, work: Fieldwork, now: datetime) -> None:
        def at(moment: time) -> str:
            return datetime.combine(now.date(), moment, tzinfo=now.tzinfo).isoformat()

        new = NewConcern(
            text=written.text,
            case=None if written.case is None else work.cases[written.case],
            kind=written.kind,
            told_to=written.told_to,
            told_at=at(written.told_at),
            told_how=written.told_how,
            lead_told_at=at(written.lead_told_at),
        )
        record = raise_concern(colleague.base, new).record
        update_concern(colleague.base, record, NewConcern("", state="passed-on"))
        action = NewConcern("", action=written.action, view=written.view, state=written.state)
        update_concern(colleague.base, record, action)

    return happens
