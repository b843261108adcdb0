"""Tracking notes: the material that fits a case, in an inspector's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import time
from random import Random
from string import Formatter

from inspector_app.demo.writing_brief import brief
from inspector_app.demo.writing_data import NoteSource, frames, note_sources
from inspector_app.demo.writing_days import Diary
from inspector_app.demo.writing_features import CaseFeatures, CaseKind
from inspector_app.demo.writing_records import Author, WrittenNote

__all__ = ["AUTHORS", "fits", "other_notes", "tracking_notes"]

_PRONOUNS = frozenset({"he", "him", "his", "He", "His"})
_SECOND_LOOK = 0.2
_LIKE_ANOTHER = 0.6
_WITH_WORKER = 0.7
_MOST_NAMED = 8
AUTHORS: dict[CaseKind, Author] = {
    "assessment": "lead",
    "assessed-closed": "lead",
    "need": "hmi",
    "need-closed": "hmi",
    "protection": "hmi",
    "protection-closed": "hmi",
    "care": "scri",
    "care-closed": "scri",
    "leaver": "scri",
}
_OTHER: dict[Author, Author] = {"lead": "hmi", "hmi": "lead", "scri": "hmi"}
_MINUTES = {"system": (15, 30), "stage": (25, 40), "aspect": (20, 45), "whole": (40, 75)}


def fits(source: NoteSource, case: CaseFeatures) -> bool:
    """Whether a note could have been written about this case."""
    unborn = case.age < 0
    bounds = (
        source.ages[0] <= case.age <= source.ages[1]
        and source.months[0] <= case.months <= source.months[1]
    )
    born = source.unborn if unborn else not source.only_unborn
    alone = source.separated if case.separated else not source.only_separated
    sexed = case.pronoun is not None or not (_slots(source.text) & _PRONOUNS)
    traits = not source.requires or source.requires in case.traits
    able = case.disabled or not source.disabled
    return case.kind in source.kinds and bounds and born and alone and sexed and traits and able


def tracking_notes(
    cases: Sequence[CaseFeatures], diary: Diary, random: Random
) -> list[WrittenNote]:
    """A note for every case that is tracked; a second, by somebody else, for some.

    No story is told twice: when all that fit have been told, the note is a short one.
    """
    used: set[str] = set()
    written: list[WrittenNote] = []
    order = list(range(len(cases)))
    random.shuffle(order)
    for position in order:
        case = cases[position]
        if case.kind is None:
            continue
        author = AUTHORS[case.kind]
        chosen = list(_choose(case, used, random))
        for number, source in enumerate(chosen):
            writer = author if number == 0 else _OTHER[author]
            written.append(_note(source, position, case, writer, diary, random))
        if not chosen:
            written.append(_short_note(position, case, author, diary, random))
    return written


def other_notes(cases: Sequence[CaseFeatures], diary: Diary, random: Random) -> list[WrittenNote]:
    """Meetings, groups, observation and documents; a few name cases of the sample."""
    return [
        WrittenNote(
            key=source.key,
            author=source.author,
            day=diary.day(source.day),
            at=time.fromisoformat(source.at),
            text=source.text,
            occasion=source.occasion,
            spoke_to=source.spoke_to,
            cases=_named(source, cases, random) if source.cases else (),
            depth="aspect" if source.cases else "",
            minutes=source.minutes,
            enquiries=source.lines,
        )
        for source in note_sources()
        if not source.depth
    ]


def _choose(case: CaseFeatures, used: set[str], random: Random) -> Iterator[NoteSource]:
    """A story that fits and has not been told; for some cases a second."""
    fresh = [
        source
        for source in note_sources()
        if source.depth and source.key not in used and fits(source, case)
    ]
    looks = 2 if random.random() < _SECOND_LOOK else 1
    for source in random.sample(fresh, min(looks, len(fresh))):
        used.add(source.key)
        yield source


def _short_note(
    position: int, case: CaseFeatures, author: Author, diary: Diary, random: Random
) -> WrittenNote:
    """Says that a case was like one before, where one was, and what the lists say."""
    like = [source for source in note_sources() if source.again and fits(source, case)]
    source = random.choice(like) if like and random.random() < _LIKE_ANOTHER else None
    day, at = diary.slot(author)
    occasion = "worker" if random.random() < _WITH_WORKER else "file-only"
    parts = (
        random.choice(frames().openings[case.kind or "assessment"]),
        random.choice(frames().seen[occasion]),
        source.again if source else "",
        brief(case, random, told=source is not None),
    )
    words = _words(case, random)
    return WrittenNote(
        key=source.key if source else "",
        author=author,
        day=day,
        at=at,
        text=" ".join(part.format_map(words) for part in parts if part),
        occasion=occasion,
        spoke_to=_met(occasion),
        cases=(position,),
        depth="stage",
        minutes=random.randrange(10, 26, 5),
        enquiries=source.lines if source else (),
    )


def _note(
    source: NoteSource,
    position: int,
    case: CaseFeatures,
    author: Author,
    diary: Diary,
    random: Random,
) -> WrittenNote:
    day, at = diary.slot(author)
    fewest, most = _MINUTES[source.depth]
    return WrittenNote(
        key=source.key,
        author=author,
        day=day,
        at=at,
        text=_text(source, case, random),
        occasion=source.occasion,
        spoke_to=source.spoke_to or _met(source.occasion),
        cases=(position,),
        depth=source.depth,
        minutes=random.randrange(fewest, most + 1, 5),
        enquiries=source.lines,
    )


def _met(occasion: str) -> tuple[str, ...]:
    return (occasion,) if occasion in ("worker", "manager") else ()


def _text(source: NoteSource, case: CaseFeatures, random: Random) -> str:
    """Opening, how it was seen, the body, and for some what is next."""
    given = frames()
    kind = case.kind or "assessment"
    words = _words(case, random)
    parts = (
        random.choice(given.openings[kind]),
        random.choice(given.seen.get(source.occasion, ("",))),
        source.text,
        random.choice(given.next["all"]),
    )
    return " ".join(part.format_map(words) for part in parts if part)


def _words(case: CaseFeatures, random: Random) -> dict[str, str]:
    he = case.pronoun or "they"
    him = {"he": "him", "she": "her", "they": "them"}[he]
    his = {"he": "his", "she": "her", "they": "their"}[he]
    who = "unborn child" if case.age < 0 else f"{case.noun} of {case.age}"
    if case.age == 0:
        who = "baby under one"
    since = case.began.strftime("%B %Y")
    held = random.randint(1, max(1, min(case.months, 20)))
    return {
        "he": he,
        "him": him,
        "his": his,
        "He": he.capitalize(),
        "His": his.capitalize(),
        "child": case.noun if case.age >= 0 else "child",
        "who": who,
        "Who": who[0].upper() + who[1:],
        "age": str(case.age),
        "since": since,
        "months": _span(case.months),
        "category": case.category or "neglect",
        "worker": case.worker,
        "caseload": str(case.caseload),
        "held": "from the start" if held >= case.months else f"for {_span(held)}",
    }


def _span(months: int) -> str:
    """Months as people say them."""
    words = ("under a month", "one month", "two months", "three months", "four months")
    if months < len(words):
        return words[months]
    if months < 24:
        return f"{months} months"
    return f"{months // 12} years"


def _named(source: NoteSource, cases: Sequence[CaseFeatures], random: Random) -> tuple[int, ...]:
    fitting = [at for at, case in enumerate(cases) if case.kind in source.kinds]
    return tuple(sorted(random.sample(fitting, min(_MOST_NAMED, len(fitting)))))


def _slots(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)
