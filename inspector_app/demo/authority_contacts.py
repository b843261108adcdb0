"""The front door: contacts, early help, referrals that end there, and those that come again."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from inspector_app.demo.authority_book import Post, World
from inspector_app.demo.authority_people import PREGNANCY
from inspector_app.demo.authority_records import Assessment, Child, Contact, EarlyHelp, Referral

__all__ = ["contacts", "count_enquiries", "early_help", "repeated_referrals", "turned_away"]

_YEAR = timedelta(days=365)
_REFERRAL_TO_ASSESSMENT = 50


def repeated_referrals(world: World) -> None:
    """Some children's latest referral was not the first in twelve months; counts go on all rows."""
    latest: dict[str, Referral] = {}
    for referral in world.book.referrals:
        known = latest.get(referral.child.identifier)
        if known is None or known.on < referral.on:
            latest[referral.child.identifier] = referral
    earlier: list[Referral] = []
    for referral in latest.values():
        if referral.on >= world.window and world.chance.happens(
            world.rates.chances.referral_repeated
        ):
            earlier.extend(_earlier(world, referral))
    world.book.referrals.extend(earlier)
    _count_referrals(world, latest)


def turned_away(world: World, count: int) -> None:
    """`count` referrals of children on no other list that ended at the front door."""
    made = 0
    while made < count:
        size = min(count - made, int(_size(world)))
        for child in world.people.family(size, world.rates.ages["need"]):
            on = _in_window(world)
            on = max(on, child.born - PREGNANCY)
            referral = world.referred(child, min(on, world.on))
            world.book.referrals[-1] = replace(referral, no_action=True)
            world.book.posts[child.identifier] = (child, Post("front-door", False))
            made += 1


def early_help(world: World, count: int) -> None:
    """`count` early help assessments begun in the window, and the older ones still open."""
    made = 0
    while made < count:
        family = world.people.family(int(_size(world)), world.rates.ages["need"])
        started = world.on - world.chance.days(0, world.rates.window + 60)
        for child in family[: count - made]:
            began = max(started, child.born)
            ended = began + world.chance.days(21, 150)
            open_still = ended > world.on or began < world.window
            world.book.early_help.append(
                EarlyHelp(
                    child,
                    min(began, world.on),
                    None if open_still else ended,
                    world.chance.pick(world.names.early_help),
                )
            )
            made += 1


def contacts(world: World, count: int) -> None:
    """A contact for each referral, and others up to `count`, of children known and unknown."""
    for referral in world.book.referrals:
        if referral.on >= world.window:
            on = max(world.window, referral.on - world.chance.days(0, 1))
            world.book.contacts.append(Contact(referral.child, on, referral.source))
    known = [item.child for item in world.book.early_help]
    known += [need.child for need in world.book.needs]
    shares = world.rates.sources["referral"]
    while len(world.book.contacts) < count:
        if known and world.chance.happens(0.3):
            family: tuple[Child, ...] = (world.chance.random.choice(known),)
        else:
            family = world.people.family(int(_size(world)), world.rates.ages["need"])
        on, source = _in_window(world), world.chance.one_of(shares)
        for child in family[: count - len(world.book.contacts)]:
            came = max(on, child.born - PREGNANCY)
            world.book.contacts.append(Contact(child, min(came, world.on), source))
            if world.chance.happens(0.12):
                again = min(came + world.chance.days(1, 60), world.on)
                world.book.contacts.append(Contact(child, again, world.chance.one_of(shares)))


def count_enquiries(world: World) -> None:
    """Counts, for every enquiry of a child, those in the twelve months before the latest one."""
    days: dict[str, list[tuple[date, date | None]]] = {}
    for enquiry in world.book.enquiries:
        days.setdefault(enquiry.child.identifier, []).append((enquiry.strategy, enquiry.conference))
    for position, enquiry in enumerate(world.book.enquiries):
        found = days[enquiry.child.identifier]
        latest = max(strategy for strategy, _ in found)
        before = sum(latest - _YEAR <= strategy < latest for strategy, _ in found)
        held = sum(bool(on and latest - _YEAR <= on < latest) for _, on in found)
        world.book.enquiries[position] = replace(enquiry, before=before, conferences_before=held)


def _earlier(world: World, latest: Referral) -> list[Referral]:
    """Referrals in the year before, closed again before the latest came."""
    first_possible = latest.child.born - PREGNANCY
    found: list[Referral] = []
    day = latest.on
    for _ in range(1 if world.chance.happens(0.8) else 2):
        day = world.chance.working_day(day - world.chance.days(14, 300), world.on, first_possible)
        if day < first_possible or day < latest.on - timedelta(days=360):
            break
        dealt_with = (latest.on - day).days < _REFERRAL_TO_ASSESSMENT or world.chance.happens(0.3)
        source = world.chance.one_of(world.rates.sources["referral"])
        found.append(Referral(latest.child, day, source, dealt_with, 0))
        if not dealt_with and not found[1:]:
            _assessed_before(world, latest, day)
    return found


def _assessed_before(world: World, latest: Referral, day: date) -> None:
    started = day + world.chance.days(0, 2)
    authorised = min(started + world.chance.days(10, 45), latest.on - timedelta(days=1))
    seen = "a) Yes" if latest.child.born <= authorised else "b) No"
    world.book.assessments.append(Assessment(latest.child, started, seen, authorised, False))


def _count_referrals(world: World, latest: dict[str, Referral]) -> None:
    """Twelve months before the child's latest referral, whatever row it stands on."""
    counts = Counter(
        referral.child.identifier
        for referral in world.book.referrals
        if latest[referral.child.identifier].on - _YEAR
        <= referral.on
        < latest[referral.child.identifier].on
    )
    world.book.referrals[:] = [
        replace(referral, before=counts[referral.child.identifier])
        for referral in world.book.referrals
    ]


def _in_window(world: World) -> date:
    return world.chance.working_day(
        world.on - world.chance.days(0, world.rates.window), world.on, world.window
    )


def _size(world: World) -> str:
    words = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}
    return words[world.chance.one_of(world.rates.families)]
