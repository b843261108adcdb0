"""What a team writes in its two weeks, ready to be entered by whoever plays the story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Literal

__all__ = [
    "Author",
    "Writing",
    "WrittenChallenge",
    "WrittenComment",
    "WrittenConcern",
    "WrittenEnquiry",
    "WrittenEvidence",
    "WrittenMember",
    "WrittenNote",
    "WrittenPoint",
    "WrittenSource",
]

Author = Literal["lead", "hmi", "scri", "qam"]
"""Who wrote it, by role; the role's word on the command line as well."""


@dataclass(frozen=True)
class WrittenMember:
    """A member of the team. The name is invented."""

    role: Author
    name: str
    covers: str
    does_not_cover: str
    days_on_site: str


@dataclass(frozen=True)
class WrittenEnquiry:
    """A line of enquiry. `ends` is the state it is in at the end, with the reason."""

    key: str
    author: Author
    day: int
    at: time
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
class WrittenNote:
    """A note; with cases it is a tracking note.

    `day` counts from the first day on site (0), `cases` are positions in the drawn sample, each
    seen at `depth`; `enquiries` are keys of lines. `key` names the material it was made from.
    """

    key: str
    author: Author
    day: int
    at: time
    text: str
    occasion: str
    spoke_to: tuple[str, ...]
    cases: tuple[int, ...]
    depth: str
    minutes: int
    enquiries: tuple[str, ...]


@dataclass(frozen=True)
class WrittenSource:
    """A kind of source and how it was heard: `case-file`, `in-file`."""

    kind: str
    mode: str


@dataclass(frozen=True)
class WrittenEvidence:
    """An evaluative statement. `notes` are positions in the notes, cases in the sample."""

    author: Author
    day: int
    at: time
    text: str
    polarity: str
    areas: tuple[str, ...]
    criteria: tuple[str, ...]
    enquiries: tuple[str, ...]
    notes: tuple[int, ...]
    looked_in: tuple[int, ...]
    found_in: tuple[int, ...]
    sources: tuple[WrittenSource, ...]
    impact: str
    level: str
    place: str


@dataclass(frozen=True)
class WrittenChallenge:
    """A question put to the authority; without an answer `answered_day` is None."""

    author: Author
    day: int
    at: time
    to: str
    question: str
    areas: tuple[str, ...]
    enquiry: str
    answer: str
    answered_day: int | None
    answered_at: time | None
    shown: str
    view: str
    state: str


@dataclass(frozen=True)
class WrittenConcern:
    """A child who may not be safe. `case` is None where the sample has no child it fits."""

    author: Author
    day: int
    at: time
    case: int | None
    kind: str
    text: str
    told_to: str
    told_at: time
    told_how: str
    lead_told_at: time
    action: str
    action_day: int
    action_at: time
    view: str
    state: str


@dataclass(frozen=True)
class WrittenPoint:
    """A point of a keeping-in-touch meeting: what was said, and the answer with its role."""

    day: int
    at: time
    said: str
    answered: str


@dataclass(frozen=True)
class WrittenComment:
    """A comment by the quality assurance manager on a line or a statement, by position."""

    author: Author
    day: int
    at: time
    about: Literal["enquiry", "evidence"]
    position: int
    text: str


@dataclass(frozen=True)
class Writing:
    """Everything, each kind in the order in which it was written."""

    members: tuple[WrittenMember, ...]
    enquiries: tuple[WrittenEnquiry, ...]
    notes: tuple[WrittenNote, ...]
    evidence: tuple[WrittenEvidence, ...]
    challenges: tuple[WrittenChallenge, ...]
    concern: WrittenConcern
    points: tuple[WrittenPoint, ...]
    comments: tuple[WrittenComment, ...]
