"""What a team of inspectors writes about an invented authority, from a seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import time
from random import Random

from inspector_app.demo.authority import Authority
from inspector_app.demo.writing_data import EvidenceSource, evidence_sources, exchanges, team
from inspector_app.demo.writing_days import STANDARD_DAYS, Diary, later
from inspector_app.demo.writing_features import CaseBook, CaseFeatures
from inspector_app.demo.writing_notes import AUTHORS, other_notes, tracking_notes
from inspector_app.demo.writing_records import (
    Author,
    Writing,
    WrittenChallenge,
    WrittenComment,
    WrittenConcern,
    WrittenEnquiry,
    WrittenEvidence,
    WrittenMember,
    WrittenNote,
    WrittenPoint,
    WrittenSource,
)

__all__ = ["write_inspection"]

_MOST_NOTES = 4
_MOST_LOOKED_IN = 14
_WRITING_UP = time(16, 10)
_SPREAD = 1.25

# What kinds of source an occasion can yield, beside the people spoken to.
_KINDS: Mapping[str, tuple[str, ...]] = {
    "worker": ("worker", "case-file", "child", "carer"),
    "manager": ("manager", "case-file"),
    "file-only": ("case-file",),
    "child-or-family": ("case-file",),
    "partner": ("partner", "case-file"),
    "observing-practice": ("observation", "partner"),
    "observing-supervision": ("observation", "manager", "worker"),
    "meeting": ("meeting",),
    "document": ("document", "data", "audit", "survey", "case-file"),
}


def write_inspection(
    authority: Authority,
    cases: Sequence[str],
    *,
    seed: int,
    days: Sequence[int] = STANDARD_DAYS,
) -> Writing:
    """What the team writes, in the order in which it is written.

    Every case that an inspector would track gets a note, some a second from another angle;
    with them come meetings, groups, observation and documents. No story is told of two cases;
    beyond the material, notes are short and say what the lists say. A statement is written once,
    and only where the note it mainly rests on was; more cases put more behind it.

    Args:
        authority: whose children the cases are.
        cases: identifiers of children, in the order of the drawn sample; children of list 6 and
            list 9 are tracked, others are passed over.
        seed: any whole number; the same arguments give the same writing.
        days: the days on site, counted from the first.

    Raises:
        KeyError: the authority knows no child of an identifier.
        DemoDataError: a shipped file was changed and is wrong.
    """
    random = Random(f"writing/{seed}")  # noqa: S311 - a story, not a secret
    book = CaseBook(authority)
    features = [book.features(identifier) for identifier in cases]
    diary = Diary(days, _wanted(features), random)
    notes = [*tracking_notes(features, diary, random), *other_notes(features, diary, random)]
    notes.sort(key=lambda note: (note.day, note.at, note.key, note.cases))
    evidence = _evidence(notes, features, random)
    enquiries = _enquiries(diary)
    return Writing(
        members=tuple(
            WrittenMember(item.role, item.name, item.covers, item.does_not_cover, item.days_on_site)
            for item in team().members
        ),
        enquiries=enquiries,
        notes=tuple(notes),
        evidence=evidence,
        challenges=_challenges(diary),
        concern=_concern(features, diary, random),
        points=tuple(
            WrittenPoint(diary.day(item.day), time.fromisoformat(item.at), item.said, item.answered)
            for item in exchanges().kit
        ),
        comments=_comments(diary, enquiries, evidence, notes),
    )


def _wanted(features: Sequence[CaseFeatures]) -> Mapping[Author, int]:
    """About how many cases each author will write about."""
    counts = Counter(AUTHORS[case.kind] for case in features if case.kind)
    return {author: round(number * _SPREAD) for author, number in counts.items()}


def _enquiries(diary: Diary) -> tuple[WrittenEnquiry, ...]:
    sources = sorted(team().enquiries, key=lambda item: item.day)
    return tuple(
        WrittenEnquiry(
            key=item.key,
            author=item.author,
            day=diary.day(item.day),
            at=later(time(13, 15), 11 * number),
            owner=item.owner,
            title=item.title,
            hypothesis=item.hypothesis,
            origin=item.origin,
            areas=item.areas,
            priority=item.priority,
            would_close=item.would_close,
            ends=item.ends,
            reason=item.reason,
        )
        for number, item in enumerate(sources)
    )


def _evidence(
    notes: Sequence[WrittenNote], features: Sequence[CaseFeatures], random: Random
) -> tuple[WrittenEvidence, ...]:
    written = []
    for source in evidence_sources():
        behind = [at for at, note in enumerate(notes) if note.key in source.notes]
        if any(notes[at].key == source.notes[0] for at in behind):
            written.append(_statement(source, behind, notes, features, random))
    written.sort(key=lambda item: (item.day, item.at, item.text))
    return tuple(written)


def _statement(
    source: EvidenceSource,
    behind: Sequence[int],
    notes: Sequence[WrittenNote],
    features: Sequence[CaseFeatures],
    random: Random,
) -> WrittenEvidence:
    first = notes[behind[0]]
    cited = tuple(behind[:_MOST_NOTES])
    lines = tuple(dict.fromkeys(line for at in cited for line in notes[at].enquiries))
    found = sorted({case for at in behind for case in notes[at].cases})
    looked = _looked_in(notes, features, lines, found, random)
    last = notes[cited[-1]]
    places = {features[case].place for case in found}
    return WrittenEvidence(
        author=first.author,
        day=last.day,
        at=later(max(_WRITING_UP, later(last.at, 25)), random.randint(0, 60)),
        text=source.text,
        polarity=source.polarity,
        areas=source.areas,
        criteria=source.criteria,
        enquiries=lines,
        notes=cited,
        looked_in=looked,
        found_in=tuple(found),
        sources=_heard(source, [notes[at] for at in cited]),
        impact=source.impact,
        level=source.level,
        place=places.pop() if len(places) == 1 else "",
    )


def _heard(source: EvidenceSource, notes: Sequence[WrittenNote]) -> tuple[WrittenSource, ...]:
    """The kinds of source of a statement that the notes it cites really have."""
    kinds = {kind for note in notes for kind in (*_KINDS[note.occasion], *note.spoke_to)}
    all_sources = [WrittenSource(*item.split(":")) for item in source.sources]
    return tuple(found for found in all_sources if found.kind in kinds) or tuple(all_sources[:1])


def _looked_in(
    notes: Sequence[WrittenNote],
    features: Sequence[CaseFeatures],
    lines: Sequence[str],
    found: Sequence[int],
    random: Random,
) -> tuple[int, ...]:
    """Where it was found, and cases of the same kinds seen for the same lines where it was not."""
    if not found:
        return ()
    kinds = {features[case].kind for case in found}
    others = sorted(
        {
            case
            for note in notes
            if set(note.enquiries) & set(lines)
            for case in note.cases
            if features[case].kind in kinds
        }
        - set(found)
    )
    more = random.sample(others, min(len(others), _MOST_LOOKED_IN))
    return tuple(sorted({*found, *more}))


def _challenges(diary: Diary) -> tuple[WrittenChallenge, ...]:
    written = []
    for item in exchanges().challenges:
        day, at = diary.day(item.day), time.fromisoformat(item.at)
        answered_day = diary.day(item.answered_day) if item.answered_day >= 0 else None
        answered_at = time.fromisoformat(item.answered_at) if item.answered_at else None
        if answered_at and answered_day == day and answered_at <= at:
            answered_at = later(at, 150)
        written.append(
            WrittenChallenge(
                author=item.author,
                day=day,
                at=at,
                to=item.to,
                question=item.question,
                areas=item.areas,
                enquiry=item.enquiry,
                answer=item.answer,
                answered_day=answered_day,
                answered_at=answered_at,
                shown=item.shown,
                view=item.view,
                state=item.state,
            )
        )
    return tuple(sorted(written, key=lambda item: (item.day, item.at)))


def _concern(features: Sequence[CaseFeatures], diary: Diary, random: Random) -> WrittenConcern:
    source = exchanges().concern
    # At school age, so that school could have been the one to ring.
    fitting = [
        at for at, case in enumerate(features) if case.kind in source.kinds and 5 <= case.age <= 11
    ]
    return WrittenConcern(
        author=source.author,
        day=diary.day(source.day),
        at=time.fromisoformat(source.at),
        case=random.choice(fitting) if fitting else None,
        kind=source.kind,
        text=source.text,
        told_to=source.told_to,
        told_at=time.fromisoformat(source.told_at),
        told_how=source.told_how,
        lead_told_at=time.fromisoformat(source.lead_told_at),
        action=source.action,
        action_day=diary.day(source.action_day),
        action_at=time.fromisoformat(source.action_at),
        view=source.view,
        state=source.state,
    )


def _comments(
    diary: Diary,
    enquiries: Sequence[WrittenEnquiry],
    evidence: Sequence[WrittenEvidence],
    notes: Sequence[WrittenNote],
) -> tuple[WrittenComment, ...]:
    """Comments on what was there to be commented on by then."""
    written = []
    lines = {line.key: at for at, line in enumerate(enquiries)}
    for item in exchanges().comments:
        day, at = diary.day(item.day), time.fromisoformat(item.at)
        if item.about == "enquiry":
            position: int | None = lines[item.key]
        else:
            position = next(
                (
                    place
                    for place, found in enumerate(evidence)
                    if (found.day, found.at) < (day, at)
                    and any(notes[note].key == item.key for note in found.notes)
                ),
                None,
            )
        if position is not None:
            written.append(WrittenComment("qam", day, at, item.about, position, item.text))
    return tuple(written)
