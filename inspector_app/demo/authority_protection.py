"""Section 47 enquiries, conferences and child protection plans."""

from __future__ import annotations

from datetime import date, timedelta

from inspector_app.demo.authority_book import World
from inspector_app.demo.authority_people import PREGNANCY
from inspector_app.demo.authority_records import Assessment, Child, Enquiry, Plan

__all__ = ["ended_plan", "enquiry", "planned", "protected", "protection_closed"]

_BEFORE_BIRTH = timedelta(days=84)
_FIRST_REVIEW = 85
_NEXT_REVIEW = 172


def enquiry(world: World, child: Child, since: date, until: date, *, decided: bool) -> None:
    """Enters an enquiry that led to no plan, soon after `since`."""
    strategy = world.chance.working_day(min(since + world.chance.days(0, 9), until), until, since)
    held = decided and world.chance.happens(world.rates.chances.conference_without_plan)
    conference = None
    if held:
        wanted = strategy + world.spell("enquiry_to_conference", 8)
        conference = world.chance.working_day(wanted, until, strategy) if wanted <= until else None
    unnecessary = conference is None if decided else None
    world.book.enquiries.append(
        Enquiry(child, strategy, unnecessary, conference, False if conference else None, 0, 0)
    )


def planned(world: World, child: Child, wanted: date, source: str, known: date | None) -> date:
    """Enters what led to a plan: referral, assessment, enquiry, conference.

    Returns the referral's date. `known` is the referral's date where another child's decides it.
    """
    referral = known or wanted - world.spell("referral_to_plan", 14)
    referral = world.beginning(child, referral, wanted - timedelta(days=10))
    referral = world.referred(child, referral, source).on
    strategy = max(referral, wanted - world.spell("enquiry_to_conference", 8))
    strategy = world.chance.working_day(strategy, wanted, referral)
    started = min(referral + world.chance.days(0, 2), strategy)
    authorised = min(started + world.spell("assessment", 6), world.on)
    seen = "a) Yes" if child.born <= authorised else "b) No"
    world.book.assessments.append(Assessment(child, started, seen, authorised, True))
    world.book.enquiries.append(Enquiry(child, strategy, False, wanted, True, 0, 0))
    return referral


def protected(world: World, family: tuple[Child, ...]) -> None:
    """A family whose children have protection plans now."""
    began = world.chance.working_day(world.on - world.spell("open_plan", 1), world.on)
    source = world.chance.one_of(world.rates.sources["referral"])
    category = world.chance.one_of(world.rates.abuse["category"])
    known: date | None = None
    for child in family:
        started = _start(world, child, began)
        referral = planned(world, child, started, source, known)
        known = known or (referral if started == began else None)
        _plan(world, child, started, category, None)
        seen = world.book.plans[-1].visited
        world.needed(child, "protection", referral, "safeguarding", seen=seen)


def ended_plan(world: World, child: Child, ended: date, source: str) -> date:
    """Enters a plan that ended on that day, and what led to it; returns the referral's date."""
    wanted = ended - world.spell("closed_plan", 75)
    started = min(_start(world, child, wanted), ended - timedelta(days=1))
    started = world.chance.working_day(started, ended, child.born - _BEFORE_BIRTH)
    referral = planned(world, child, started, source, None)
    _plan(world, child, started, world.chance.one_of(world.rates.abuse["category"]), ended)
    return referral


def protection_closed(world: World, family: tuple[Child, ...], closed: date) -> None:
    """A family whose plan ended and whose case was closed."""
    source = world.chance.one_of(world.rates.sources["referral"])
    for child in family:
        ended = max(closed - world.chance.days(0, 60), child.born + timedelta(days=1))
        referral = ended_plan(world, child, min(ended, closed), source)
        world.needed(
            child,
            "protection-closed",
            referral,
            "safeguarding",
            seen=max(child.born, closed - world.chance.days(1, 20)),
            closed=closed,
            reason=world.chance.one_of(world.rates.closing["need"]),
        )


def _start(world: World, child: Child, began: date) -> date:
    """A younger child's plan starts at the earliest some weeks before birth."""
    earliest = child.born - _BEFORE_BIRTH
    if began >= earliest:
        return began
    wanted = min(child.born - world.chance.days(14, _BEFORE_BIRTH.days), world.on)
    return world.chance.working_day(wanted, world.on, max(earliest, child.born - PREGNANCY))


def _plan(world: World, child: Child, started: date, category: str, ended: date | None) -> None:
    until = ended or world.on
    chances = world.rates.chances
    late = world.chance.happens(chances.visit_late)
    gap = world.chance.days(22, 49) if late else world.chance.days(0, 20)
    visited = until - gap
    alone = "a) Yes" if world.chance.happens(chances.seen_alone) else "b) No"
    changed = world.chance.happens(0.09)
    world.book.plans.append(
        Plan(
            child=child,
            started=started,
            first_category=category,
            category=world.chance.one_of(world.rates.abuse["category"]) if changed else category,
            visited=visited if visited >= max(started, child.born) else None,
            seen_alone=alone if (until - child.born).days > 730 else "b) No",
            reviewed=_review(world, started, until, ended),
            ended=ended,
            emergency=world.chance.happens(chances.emergency_protection),
            previous=int(world.chance.one_of(world.rates.abuse["previous_plans"])),
        )
    )


def _review(world: World, started: date, until: date, ended: date | None) -> date | None:
    """The latest review: the first within three months, then within six each; the last ends it."""
    if ended:
        return ended if (ended - started).days > 30 else None
    review = started + timedelta(days=_FIRST_REVIEW) + world.chance.days(-6, 9)
    latest = None
    while review <= until:
        latest = world.chance.working_day(review, until, started)
        review = latest + timedelta(days=_NEXT_REVIEW) + world.chance.days(-9, 12)
    return latest
