"""Young people entitled to leaving care services."""

from __future__ import annotations

from datetime import date, timedelta

from inspector_app.demo.authority_book import Post, World
from inspector_app.demo.authority_records import Care, Child, Leaver, age_on

__all__ = ["eligible", "leavers", "left_at_eighteen"]

_ADULT = 18
_ELIGIBLE_DAYS = 91


def leavers(world: World, count: int) -> None:
    """`count` young people who left care longer ago than the lists look back."""
    for number in range(count):
        # However small the county, somebody is 21.
        years = max(16, world.chance.within(world.rates.ages["leavers"], 16)) if number else 21
        born = _birthday(world.on, years) - world.chance.days(0, 360)
        separated = world.chance.happens(0.16)
        # Turned on a day within the year, so the age in whole years is `years`.
        child = world.people.turned(0, born)
        if years < _ADULT:
            eligibility = "a) Relevant child"
        elif world.chance.happens(0.07):
            eligibility = "c) Qualifying care leaver"
        else:
            eligibility = "b) Former relevant child"
        _enter(world, child, separated, eligibility)


def left_at_eighteen(world: World, child: Child) -> None:
    """A young person whose care ended on the eighteenth birthday, within the window."""
    _enter(world, child, False, "b) Former relevant child")


def eligible(world: World) -> None:
    """Those of 16 and 17 still in care, for thirteen weeks or more, who have a plan already."""
    for care in tuple(world.book.cares):
        if care.ended or age_on(care.child.born, world.on) not in (16, 17):
            continue
        if (world.on - care.started).days < _ELIGIBLE_DAYS:
            continue
        if world.chance.happens(world.rates.leaving.eligible_in_care):
            world.book.leavers.append(_still_in_care(world, care))


def _still_in_care(world: World, care: Care) -> Leaver:
    return Leaver(
        child=care.child,
        separated=care.separated,
        eligibility="d) Eligible child",
        pathway_reviewed=max(care.started, world.on - world.chance.days(10, 180)),
        in_touch="a) Yes",
        contact=care.visited,
        accommodation=None,
        suitability=None,
        activity=world.chance.one_of(world.rates.leaving.activity),
    )


def _enter(world: World, child: Child, separated: bool, eligibility: str) -> None:
    shares = world.rates.leaving
    touch = world.chance.one_of(shares.touch)
    in_touch = touch.startswith("a)")
    home = world.chance.one_of(shares.accommodation)
    overdue = world.chance.happens(0.13)
    world.book.leavers.append(
        Leaver(
            child=child,
            separated=separated,
            eligibility=eligibility,
            pathway_reviewed=world.on
            - (world.chance.days(184, 420) if overdue else world.chance.days(4, 183)),
            in_touch=touch,
            contact=world.on
            - (world.chance.days(1, 58) if in_touch else world.chance.days(70, 400)),
            accommodation=home if in_touch else None,
            suitability=_suitable(world, home) if in_touch else None,
            activity=world.chance.one_of(shares.activity) if in_touch else None,
        )
    )
    world.book.posts[child.identifier] = (child, Post("leaving", True))


def _suitable(world: World, home: str) -> str:
    poor = home in world.rates.leaving.unsuitable or world.chance.happens(0.03)
    return "b) Unsuitable" if poor else "a) Suitable"


def _birthday(on: date, years: int) -> date:
    earlier = on - timedelta(days=1) if (on.month, on.day) == (2, 29) else on
    return earlier.replace(year=on.year - years)
