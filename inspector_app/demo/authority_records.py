"""What an invented authority is made of: children, their episodes, teams and workers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

__all__ = [
    "Adopter",
    "Adoption",
    "Assessment",
    "Care",
    "Child",
    "Contact",
    "EarlyHelp",
    "Enquiry",
    "Journey",
    "Leaver",
    "Need",
    "Plan",
    "Referral",
    "Team",
    "TeamFunction",
    "Worker",
    "age_on",
]

Journey = Literal[
    "care",
    "protection",
    "need",
    "assessment",
    "assessed-closed",
    "need-closed",
    "protection-closed",
    "care-closed",
]
TeamFunction = Literal["assessment", "safeguarding", "disability", "care", "leaving", "front-door"]


@dataclass(frozen=True)
class Team:
    """A team; `place` is empty where it serves the whole county."""

    name: str
    function: TeamFunction
    place: str


@dataclass(frozen=True)
class Worker:
    """A worker. `code` ('W07') stands for the name wherever inspectors write.

    `caseload`: open children held on the day; a family counts every child.
    """

    code: str
    name: str
    team: Team
    supervisor: str
    role: str
    agency: bool
    newly_qualified: bool
    service: str
    caseload: int


@dataclass(frozen=True)
class Child:
    """A child or young person. `born` is the expected date for one not born yet."""

    identifier: str
    born: date
    gender: str
    ethnicity: str
    disability: str
    family: str
    place: str


@dataclass(frozen=True)
class Contact:
    """A contact at the front door."""

    child: Child
    on: date
    source: str


@dataclass(frozen=True)
class EarlyHelp:
    """An early help assessment; `ended` is empty while it is open."""

    child: Child
    started: date
    ended: date | None
    organisation: str


@dataclass(frozen=True)
class Referral:
    """A referral. `before`: others in the twelve months before the child's latest."""

    child: Child
    on: date
    source: str
    no_action: bool
    before: int


@dataclass(frozen=True)
class Assessment:
    """A statutory assessment; `authorised` and `in_need` are empty while it is open."""

    child: Child
    started: date
    seen: str
    authorised: date | None
    in_need: bool | None


@dataclass(frozen=True)
class Enquiry:
    """A section 47 enquiry, from its strategy discussion.

    `unnecessary` (no conference) and `planned` (the conference made a plan) are None while
    undecided. `before` and `conferences_before` count the twelve months before the latest one.
    """

    child: Child
    strategy: date
    unnecessary: bool | None
    conference: date | None
    planned: bool | None
    before: int
    conferences_before: int


@dataclass(frozen=True)
class Need:
    """A child's episode of need, as list 6 has it."""

    child: Child
    journey: Journey
    started: date
    primary_need: str
    seen: date | None
    closed: date | None
    reason: str | None


@dataclass(frozen=True)
class Plan:
    """A child protection plan; may start before birth."""

    child: Child
    started: date
    first_category: str
    category: str
    visited: date | None
    seen_alone: str
    reviewed: date | None
    ended: date | None
    emergency: bool
    previous: int


@dataclass(frozen=True)
class Care:
    """A period of care."""

    child: Child
    separated: bool
    started: date
    need: str
    second_period: bool
    legal_status: str
    legal_since: date
    reviewed: date | None
    visited: date | None
    permanence: str | None
    reviewing_officer: date | None
    health: date | None
    dental: date | None
    placements: int
    ended: date | None
    reason: str | None
    placed: date
    placement: str
    provider: str
    postcode: str
    urn: str
    location: str
    authority: str
    missing: int
    absent: int
    interview_offered: str | None
    interview_accepted: str | None


@dataclass(frozen=True)
class Leaver:
    """A young person entitled to leaving care services."""

    child: Child
    separated: bool
    eligibility: str
    pathway_reviewed: date | None
    in_touch: str
    contact: date | None
    accommodation: str | None
    suitability: str | None
    activity: str | None


@dataclass(frozen=True)
class Adoption:
    """A child for whom adoption was decided."""

    child: Child
    family: str | None
    entered_care: date
    decided: date
    placement_order: date | None
    matched: date | None
    placed: date | None
    ordered: date | None
    reversed: date | None
    reversed_reason: str | None
    early_placement: date | None


@dataclass(frozen=True)
class Adopter:
    """One person who wants to adopt; a couple shares a family identifier."""

    identifier: str
    family: str
    gender: str
    ethnicity: str
    disability: str
    early_placement: bool
    enquired: date
    stage_one: date | None
    stage_one_ended: date | None
    stage_two: date | None
    stage_two_ended: date | None
    applied: date | None
    approved: date | None
    matched: date | None
    placed: date | None
    children: int | None
    ordered: date | None
    left: date | None
    left_reason: str | None


def age_on(born: date, on: date) -> int:
    """Whole years at the last birthday; -1 before birth, as the form asks."""
    if born > on:
        return -1
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
