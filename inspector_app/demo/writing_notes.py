"""Tracking notes: the material that fits a case, in an inspector's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import time
from random import Random
from string import Formatter

from inspector_app.demo.writing_data import NoteSource, frames, note_sources
from inspector_app.demo.writing_days import Diary
from inspector_app.demo.writing_features import CaseFeatures, CaseKind
from inspector_app.demo.writing_records import Author, WrittenNote

__all__ = ["AUTHORS", "fits", "other_notes", "tracking_notes"]

_PRONOUNS = frozenset({"he", "him", "his", "He", "His"})
_SECOND_LOOK = 0.2
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
_OTHER: dict[Author, Author] = {"lead": "hmi", "hmi": "scri", "scri": "hmi"}
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

    Material is used again only when everything that fits has been used as often.
    """
    used: Counter[str] = Counter()
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


def _choose(case: CaseFeatures, used: Counter[str], random: Random) -> Iterator[NoteSource]:
    """The least used note that fits; some cases get a second one, never one used before."""
    fitting = [source for source in note_sources() if source.depth and fits(source, case)]
    if not fitting:
        return
    least = min(used[source.key] for source in fitting)
    first = random.choice([source for source in fitting if used[source.key] == least])
    used[first.key] += 1
    yield first
    fresh = [source for source in fitting if not used[source.key]]
    if fresh and random.random() < _SECOND_LOOK:
        second = random.choice(fresh)
        used[second.key] += 1
        yield second


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
