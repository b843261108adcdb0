"""Children in care: how they came, where they live, and how care ended for some."""

from __future__ import annotations

from datetime import date, timedelta

from inspector_app.demo.authority_book import World
from inspector_app.demo.authority_need import assessed
from inspector_app.demo.authority_placement import Setting, setting
from inspector_app.demo.authority_protection import ended_plan, enquiry
from inspector_app.demo.authority_records import Care, Child, TeamFunction, age_on

__all__ = ["care_closed", "in_care"]

_YEAR = 365
_ADULT = 18


def in_care(world: World, family: tuple[Child, ...], separated: bool) -> None:
    """Brothers and sisters in care now, or one unaccompanied young person."""
    began = world.on - world.spell("open_care", 2)
    if separated:
        began = max(began, world.on - timedelta(days=900))
    through_plan = not separated and world.chance.happens(world.rates.chances.care_through_plan)
    source = "q) 6: Police" if separated else world.chance.one_of(world.rates.sources["referral"])
    for child in family:
        started = _started(world, child, began, world.on)
        referral = _came(world, child, started, through_plan, separated, source)
        care = _care(world, child, started, None, separated)
        world.book.cares.append(care)
        need = _primary_need(care.need)
        function: TeamFunction = "care" if (world.on - started).days > 110 else "safeguarding"
        world.needed(child, "care", referral, function, need=need, seen=care.visited)


def care_closed(world: World, child: Child, ended: date, reason: str) -> None:
    """A child who left care on that day, and whose case was closed with it."""
    spell = world.spell("closed_care", 10)
    if reason.startswith(("a)", "b)")):
        spell = max(spell, timedelta(days=420))
    if reason.startswith("i)"):
        spell = max(spell, timedelta(days=200))
    started = _started(world, child, ended - spell, ended - timedelta(days=3))
    source = world.chance.one_of(world.rates.sources["referral"])
    through_plan = world.chance.happens(world.rates.chances.care_through_plan)
    referral = _came(world, child, started, through_plan, False, source)
    care = _care(world, child, started, (ended, reason), False)
    world.book.cares.append(care)
    world.needed(
        child,
        "care-closed",
        referral,
        "care",
        need=_primary_need(care.need),
        seen=care.visited,
        closed=ended,
        reason=_closing(reason),
    )


def _started(world: World, child: Child, began: date, latest: date) -> date:
    """A child enters care with the others, or after being born."""
    if began < child.born:
        began = child.born + world.chance.days(0, 12)
    return min(began, max(latest, child.born))


def _came(
    world: World, child: Child, started: date, through_plan: bool, separated: bool, source: str
) -> date:
    """Enters what happened before care; returns the referral's date."""
    if separated:
        referral = world.referred(child, started, source).on
        assessed(world, child, referral, world.on, True)
        return referral
    if through_plan and child.born < started - timedelta(days=40):
        ended = min(started + world.chance.days(0, 30), world.on)
        return min(ended_plan(world, child, ended, source), started)
    before = started - world.chance.days(1, 60 if world.chance.happens(0.6) else 700)
    referral = world.referred(child, world.beginning(child, before, started), source).on
    referral = min(referral, started)
    assessed(world, child, referral, world.on, True)
    if world.chance.happens(0.55):
        enquiry(world, child, max(referral, started - timedelta(days=12)), started, decided=True)
    return referral


def _care(
    world: World, child: Child, started: date, ending: tuple[date, str] | None, separated: bool
) -> Care:
    ended, reason = ending or (None, None)
    until = ended or world.on
    days = (until - started).days
    place = setting(world, child, started, until, separated)
    status, since = _legal(world, child, started, until, place, separated)
    reviewed = _reviewed(world, started, until)
    missing, absent = _missing(world, child, until)
    offered, accepted = _interview(world, missing)
    late = world.chance.happens(world.rates.chances.visit_late)
    visited = until - (world.chance.days(43, 100) if late else world.chance.days(1, 41))
    return Care(
        child=child,
        separated=separated,
        started=started,
        need="N8 - Absent parenting"
        if separated
        else world.chance.one_of(world.rates.needs["care"]),
        second_period=world.chance.happens(world.rates.chances.second_period_in_care)
        and days < _YEAR,
        legal_status=status,
        legal_since=since,
        reviewed=reviewed,
        visited=max(started, visited),
        permanence=_permanence(world, child, place, status, days),
        reviewing_officer=None
        if reviewed is None
        else max(started, reviewed - world.chance.days(0, 21)),
        health=_check(world, started, until, first=35, every=_YEAR, late=0.12),
        dental=_check(world, started, until, first=90, every=_YEAR, late=0.25)
        if age_on(child.born, until) >= 1
        else None,
        placements=place.count,
        ended=ended,
        reason=reason,
        placed=place.since,
        placement=place.kind,
        provider=place.provider,
        postcode=place.postcode,
        urn=place.urn,
        location=place.location,
        authority=place.authority,
        missing=missing,
        absent=absent,
        interview_offered=offered,
        interview_accepted=accepted,
    )


def _legal(
    world: World, child: Child, started: date, until: date, place: Setting, separated: bool
) -> tuple[str, date]:
    days = (until - started).days
    share = world.rates.care.legal_first_year if days < _YEAR else world.rates.care.legal_later
    status = world.chance.one_of(share)
    if separated:
        status = "V2: Single period under S20"
    elif place.kind.startswith("k)") and status[:2] not in ("C1", "C2"):
        status = "C2: FCO" if days > _YEAR else "C1: ICO"
    elif place.kind.startswith("t)"):
        status = "J1: Remanded to LA or youth detention"
    elif status.startswith("E1") and (age_on(child.born, until) > 5 or days < 150):
        status = "C2: FCO" if days > _YEAR else "C1: ICO"
    elif (status[:2] in ("L1", "L2") and days > 8) or (
        status.startswith("J1") and age_on(child.born, until) < 12
    ):
        status = "C1: ICO"
    if status.startswith("C2") and days < 170:
        status = "C1: ICO"
    if status.startswith(("C2", "E1")):
        since = started + world.chance.days(min(160, days), min(days, 330))
    elif status.startswith("C1"):
        since = started + world.chance.days(0, min(days, 60))
    else:
        since = started
    return status, since


def _permanence(world: World, child: Child, place: Setting, status: str, days: int) -> str | None:
    if days < 100 and world.chance.happens(0.7):
        return None
    by_place = {
        "a)": "f) Long-term fostering",
        "d)": "f) Long-term fostering",
        "c)": "c) SGO/CAO",
        "k)": "a) Return to family",
        "p)": "e) Long-term residential placement",
        "u)": "e) Long-term residential placement",
        "n)": "d) Supported living in the community",
        "l)": "d) Supported living in the community",
        "e)": "b) Adoption",
    }
    if status.startswith("E1"):
        return "b) Adoption"
    if found := by_place.get(place.kind[:2]):
        return found
    young = age_on(child.born, world.on) < 5
    share = world.chance.random.random()
    if share < (0.35 if young else 0.02) and days > 150:
        return "b) Adoption"
    return "a) Return to family" if days < _YEAR and share < 0.7 else "f) Long-term fostering"


def _reviewed(world: World, started: date, until: date) -> date | None:
    """Reviews are due within 20 working days, three months, then every six."""
    due = started + timedelta(days=26) + world.chance.days(-4, 5)
    latest = None
    gap = 88
    while due <= until:
        latest = world.chance.working_day(due, until, started)
        due = latest + timedelta(days=gap) + world.chance.days(-8, 12)
        gap = 176
    return latest


def _check(
    world: World, started: date, until: date, *, first: int, every: int, late: float
) -> date | None:
    if (until - started).days < first:
        return None
    if world.chance.happens(late * 0.4):
        return None
    back = world.chance.days(every, every + 170) if world.chance.happens(late) else None
    found = until - (back or world.chance.days(3, every - 5))
    return (
        max(started + world.chance.days(5, first), found)
        if found > started
        else (started + world.chance.days(5, first))
    )


def _missing(world: World, child: Child, until: date) -> tuple[int, int]:
    if age_on(child.born, until) < 10:
        return 0, 0
    absent = world.chance.random.randint(1, 4) if world.chance.happens(0.05) else 0
    return world.chance.within(world.rates.care.missing), absent


def _interview(world: World, missing: int) -> tuple[str | None, str | None]:
    if not missing:
        return None, None
    chances = world.rates.chances
    if not world.chance.happens(chances.return_interview_offered):
        return "b) No", None
    accepted = world.chance.happens(chances.return_interview_accepted)
    return "a) Yes", "a) Yes" if accepted else "b) No"


def _primary_need(category: str) -> str:
    """The need codes of list 6 and of list 8 word one of them differently."""
    return category.replace("Parental illness or disability", "Parental disability or illness")


def _closing(reason: str) -> str:
    by_reason = {
        "a)": "RC1 - Adopted",
        "b)": "RC1 - Adopted",
        "h)": "RC3 - Child arrangements order",
        "i)": "RC4 - Special guardianship order",
        "k)": "RC4 - Special guardianship order",
        "o)": "RC6 - Transferred to adult social care services",
    }
    other = "RC7 - Services ceased for any other reason, including child no longer in need"
    return by_reason.get(reason[:2], other)
