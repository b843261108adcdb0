"""The shapes of the hand-written material, and the material."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Literal

from inspector_app.demo.writing_features import CaseKind
from inspector_app.demo.writing_records import Author
from schemas.demo import load_demo

__all__ = [
    "EvidenceSource",
    "Facts",
    "Frames",
    "NoteSource",
    "Requirement",
    "evidence_sources",
    "exchanges",
    "facts",
    "frames",
    "note_sources",
    "team",
]

Requirement = Literal[
    "",
    "stepped-down",
    "out-of-area",
    "voluntary",
    "with-parents",
    "adoption",
    "guardian",
    "overloaded",
]

_STRICT = {"extra": "forbid"}
_EVER = (-1, 200)


@dataclass(frozen=True)
class NoteSource:
    """A note's body and the cases it fits; without `kinds` it is about no one case.

    Bounds are inclusive: `ages` in whole years, `months` since the episode began. `again` says in
    a sentence that the same was seen in another case.
    """

    __pydantic_config__: ClassVar = _STRICT

    key: str
    occasion: str
    text: str
    lines: tuple[str, ...]
    kinds: tuple[CaseKind, ...] = ()
    ages: tuple[int, int] = _EVER
    months: tuple[int, int] = (0, 1200)
    unborn: bool = False
    only_unborn: bool = False
    separated: bool = True
    only_separated: bool = False
    disabled: bool = False
    requires: Requirement = ""
    again: str = ""
    depth: str = ""
    spoke_to: tuple[str, ...] = ()
    author: Author = "lead"
    day: int = 0
    at: str = "09:30"
    minutes: int = 0
    cases: bool = False


@dataclass(frozen=True)
class EvidenceSource:
    """A statement, and the keys of the notes it may rest on."""

    __pydantic_config__: ClassVar = _STRICT

    notes: tuple[str, ...]
    polarity: str
    areas: tuple[str, ...]
    criteria: tuple[str, ...]
    sources: tuple[str, ...]
    text: str
    impact: str
    level: str = ""


@dataclass(frozen=True)
class Facts:
    """Sentences of a short note."""

    __pydantic_config__: ClassVar = _STRICT

    seen: tuple[str, ...]
    seen_late: tuple[str, ...]
    unseen: tuple[str, ...]
    assessment: tuple[str, ...]
    assessment_late: tuple[str, ...]
    repeated: tuple[str, ...]
    placements: tuple[str, ...]
    one_placement: tuple[str, ...]
    missing: tuple[str, ...]
    health_late: tuple[str, ...]
    review: tuple[str, ...]
    previous: tuple[str, ...]
    pathway: tuple[str, ...]
    pathway_late: tuple[str, ...]
    nothing: tuple[str, ...]


@dataclass(frozen=True)
class Frames:
    """What stands around a tracking note's body."""

    __pydantic_config__: ClassVar = _STRICT

    openings: dict[CaseKind, tuple[str, ...]]
    seen: dict[str, tuple[str, ...]]
    next: dict[Literal["all"], tuple[str, ...]]


@dataclass(frozen=True)
class MemberSource:
    """A member of the team."""

    __pydantic_config__: ClassVar = _STRICT

    key: Author
    role: Author
    name: str
    covers: str
    does_not_cover: str
    days_on_site: str


@dataclass(frozen=True)
class EnquirySource:
    """A line of enquiry."""

    __pydantic_config__: ClassVar = _STRICT

    key: str
    author: Author
    day: int
    owner: Author
    title: str
    hypothesis: str
    origin: str
    areas: tuple[str, ...]
    priority: str
    would_close: str
    ends: str
    reason: str


@dataclass(frozen=True)
class Team:
    """The team and its lines."""

    __pydantic_config__: ClassVar = _STRICT

    members: tuple[MemberSource, ...]
    enquiries: tuple[EnquirySource, ...]


@dataclass(frozen=True)
class ChallengeSource:
    """A question and its answer; `answered_day` is -1 where there was none."""

    __pydantic_config__: ClassVar = _STRICT

    author: Author
    day: int
    at: str
    to: str
    areas: tuple[str, ...]
    enquiry: str
    question: str
    answer: str
    shown: str
    view: str
    state: str
    answered_day: int = -1
    answered_at: str = ""


@dataclass(frozen=True)
class ConcernSource:
    """The safety concern."""

    __pydantic_config__: ClassVar = _STRICT

    author: Author
    day: int
    at: str
    kinds: tuple[CaseKind, ...]
    kind: str
    text: str
    told_to: str
    told_at: str
    told_how: str
    lead_told_at: str
    action: str
    action_day: int
    action_at: str
    view: str
    state: str


@dataclass(frozen=True)
class PointSource:
    """A point of a keeping-in-touch meeting."""

    __pydantic_config__: ClassVar = _STRICT

    day: int
    at: str
    said: str
    answered: str


@dataclass(frozen=True)
class CommentSource:
    """A comment on a line, or on the first statement that rests on the note `key`."""

    __pydantic_config__: ClassVar = _STRICT

    day: int
    at: str
    about: Literal["enquiry", "evidence"]
    key: str
    text: str


@dataclass(frozen=True)
class Exchanges:
    """Questions, the concern, meetings and comments."""

    __pydantic_config__: ClassVar = _STRICT

    challenges: tuple[ChallengeSource, ...]
    concern: ConcernSource
    kit: tuple[PointSource, ...]
    comments: tuple[CommentSource, ...]


@dataclass(frozen=True)
class _Notes:
    __pydantic_config__: ClassVar = _STRICT

    notes: tuple[NoteSource, ...]


@dataclass(frozen=True)
class _Evidence:
    __pydantic_config__: ClassVar = _STRICT

    evidence: tuple[EvidenceSource, ...]


@cache
def note_sources() -> tuple[NoteSource, ...]:
    """Every note, tracking notes first.

    Raises:
        DemoDataError: a shipped file was changed and is wrong.
    """
    files = ("help-and-protection", "care", "leaders")
    return tuple(
        note for name in files for note in load_demo(f"writing/notes-{name}.toml", _Notes).notes
    )


@cache
def evidence_sources() -> tuple[EvidenceSource, ...]:
    """Every statement, by area.

    Raises:
        DemoDataError: a shipped file was changed and is wrong.
    """
    files = ("help-and-protection", "children-in-care", "care-leavers", "leaders")
    return tuple(
        item
        for name in files
        for item in load_demo(f"writing/evidence-{name}.toml", _Evidence).evidence
    )


@cache
def frames() -> Frames:
    """Openings and ends of notes.

    Raises:
        DemoDataError: the shipped file was changed and is wrong.
    """
    return load_demo("writing/frames.toml", Frames)


@cache
def facts() -> Facts:
    """Sentences of short notes.

    Raises:
        DemoDataError: the shipped file was changed and is wrong.
    """
    return load_demo("writing/facts.toml", Facts)


@cache
def team() -> Team:
    """The team and its lines.

    Raises:
        DemoDataError: the shipped file was changed and is wrong.
    """
    return load_demo("writing/team.toml", Team)


@cache
def exchanges() -> Exchanges:
    """What was put to the authority, and the rest.

    Raises:
        DemoDataError: the shipped file was changed and is wrong.
    """
    return load_demo("writing/exchanges.toml", Exchanges)
