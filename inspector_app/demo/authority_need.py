"""Assessments and children in need: open, closed after assessment, closed after a plan."""

from __future__ import annotations

from datetime import date, timedelta

from inspector_app.demo.authority_book import World
from inspector_app.demo.authority_protection import ended_plan, enquiry
from inspector_app.demo.authority_records import Assessment, Child, TeamFunction

__all__ = ["assessed", "assessed_closed", "in_need", "need_closed", "under_assessment"]

_LONG = 300
_SHORTEST = 6


def assessed(world: World, child: Child, referral: date, until: date, in_need: bool) -> date:
    """Enters a finished assessment that began with a referral; returns its authorisation."""
    started = min(referral + world.chance.days(0, 2), until)
    authorised = min(started + world.spell("assessment", _SHORTEST), until)
    authorised = world.chance.working_day(authorised, until, started)
    seen = "a) Yes" if world.chance.happens(0.96) and child.born <= authorised else "b) No"
    world.book.assessments.append(Assessment(child, started, seen, authorised, in_need))
    return authorised


def under_assessment(world: World, family: tuple[Child, ...]) -> None:
    """A family whose assessment is open."""
    began = world.on - world.spell("open_assessment")
    asked = world.chance.happens(world.rates.chances.assessment_enquiry)
    source = world.chance.one_of(world.rates.sources["referral"])
    for child in family:
        referral = world.referred(child, world.beginning(child, began, world.on), source).on
        started = min(referral + world.chance.days(0, 2), world.on)
        age = (world.on - started).days
        seen = (
            "a) Yes"
            if child.born <= world.on and age > 4 and age > world.chance.random.randint(0, 16)
            else "b) No"
        )
        world.book.assessments.append(Assessment(child, started, seen, None, None))
        if asked:
            enquiry(world, child, started, world.on, decided=age > 16)
        last = _seen(world, max(started, child.born), world.on, 14) if seen == "a) Yes" else None
        world.needed(child, "assessment", referral, "assessment", seen=last)


def assessed_closed(world: World, family: tuple[Child, ...], closed: date) -> None:
    """A family whose case was closed after its assessment."""
    began = closed - world.spell("assessment", _SHORTEST) - world.chance.days(1, 5)
    asked = world.chance.happens(world.rates.chances.closed_enquiry)
    source = world.chance.one_of(world.rates.sources["referral"])
    for child in family:
        latest = closed - timedelta(days=_SHORTEST + 3)
        referral = world.referred(child, world.beginning(child, began, latest), source).on
        started = min(referral + world.chance.days(0, 2), closed)
        authorised = max(started, closed - world.chance.days(0, 3))
        born = child.born <= authorised
        seen = "a) Yes" if born and world.chance.happens(0.95) else "b) No"
        world.book.assessments.append(Assessment(child, started, seen, authorised, False))
        if asked:
            enquiry(world, child, started, authorised, decided=True)
        world.needed(
            child,
            "assessed-closed",
            referral,
            "assessment",
            seen=_seen(world, max(started, child.born), authorised, 20)
            if seen == "a) Yes"
            else None,
            closed=closed,
            reason="RC8 - Case closed after assessment, no further action",
        )


def in_need(world: World, family: tuple[Child, ...]) -> None:
    """A family with a child in need plan; some have come down from a protection plan."""
    chances = world.rates.chances
    stepped_down = world.chance.happens(chances.need_after_plan)
    recent = world.chance.happens(chances.need_enquiry_recent)
    began = world.on - world.spell("open_need", 24)
    source = world.chance.one_of(world.rates.sources["referral"])
    plan_ended = world.on - world.chance.days(2, world.rates.window)
    for child in family:
        if stepped_down and child.born < plan_ended:
            referral = ended_plan(world, child, plan_ended, source)
        else:
            latest = world.on - timedelta(days=24)
            referral = world.referred(child, world.beginning(child, began, latest), source).on
            authorised = assessed(world, child, referral, world.on, True)
            _assessed_again(world, child, authorised)
            if recent:
                first = max(authorised, world.window)
                enquiry(world, child, first + (world.on - first) * 0.4, world.on, decided=True)
        seen = _visited(world, max(referral, child.born)) if child.born <= world.on else None
        world.needed(child, "need", referral, _function(world, child, referral), seen=seen)


def need_closed(world: World, family: tuple[Child, ...], closed: date) -> None:
    """A family whose child in need plan was closed."""
    began = closed - world.spell("closed_need", 45)
    source = world.chance.one_of(world.rates.sources["referral"])
    reason = world.chance.one_of(world.rates.closing["need"])
    for child in family:
        latest = closed - timedelta(days=40)
        referral = world.referred(child, world.beginning(child, began, latest), source).on
        authorised = assessed(world, child, referral, closed, True)
        seen = _seen(world, max(child.born, min(authorised, closed)), closed, 24)
        function = _function(world, child, referral)
        world.needed(
            child, "need-closed", referral, function, seen=seen, closed=closed, reason=reason
        )


def _assessed_again(world: World, child: Child, authorised: date) -> None:
    """Some children in need for long are assessed again, to see what has changed."""
    if (world.window - authorised).days < 0:
        return
    if not world.chance.happens(world.rates.chances.need_assessed_again):
        return
    started = world.window + world.chance.days(0, world.rates.window)
    ended = started + world.spell("assessment", 10)
    if ended > world.on:
        world.book.assessments.append(Assessment(child, started, "a) Yes", None, None))
    else:
        world.book.assessments.append(Assessment(child, started, "a) Yes", ended, True))


def _function(world: World, child: Child, referral: date) -> TeamFunction:
    long = (world.on - referral).days > _LONG
    disabled = child.disability == "a) Yes"
    return "disability" if disabled and (long or world.chance.happens(0.45)) else "safeguarding"


def _seen(world: World, since: date, until: date, days: int) -> date:
    return max(since, until - world.chance.days(0, days))


def _visited(world: World, since: date) -> date:
    late = world.chance.happens(world.rates.chances.visit_late)
    return max(since, world.on - (world.chance.days(43, 110) if late else world.chance.days(1, 40)))
