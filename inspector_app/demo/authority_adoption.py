"""Children for whom adoption was decided, and those who want to adopt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from inspector_app.demo.authority_book import World
from inspector_app.demo.authority_records import Adopter, Adoption, Care, Child, age_on

__all__ = ["adopted", "adopters", "adoptions", "decided", "reversed_decisions"]

_YEAR = 365
_YOUNG = 6


def decided(world: World, count: int) -> None:
    """Adoption is the plan for `count` young children in care; their legal status follows."""
    for position in _candidates(world, count, fewest=170):
        care = world.book.cares[position]
        length = (world.on - care.started).days
        decision = care.started + timedelta(days=min(120 + length // 4, length - 20))
        order = _after(world, decision, 20, 75)
        matched = _after(world, order, 60, 260) if order else None
        placed = _after(world, matched, 14, 40) if matched else None
        since = order or care.legal_since
        kind, placed_on = care.placement, care.placed
        if placed:
            kind, placed_on = "j) A6: Placed for adoption - order - not foster", placed
        world.book.cares[position] = replace(
            care,
            legal_status="E1: Placement order" if order else "C1: ICO",
            legal_since=since if order else min(care.started + timedelta(days=9), world.on),
            permanence="b) Adoption",
            placement=kind,
            placed=placed_on,
            placements=care.placements + (1 if placed else 0),
        )
        early = care.started if care.placement.startswith("e)") else None
        _enter(world, care.child, care.started, decision, order, matched, placed, early=early)


def reversed_decisions(world: World, count: int) -> None:
    """The decision was taken back for `count` children: no family was found, or needs changed."""
    for position in _candidates(world, count, fewest=420):
        care = world.book.cares[position]
        reversal = world.on - world.chance.days(5, _YEAR - 2)
        decision = max(care.started + timedelta(days=40), reversal - world.chance.days(150, 500))
        reason = world.chance.pick(
            [
                "RD1 - The child's needs changed subsequent to the decision",
                "RD2 - The Court did not make a placement order",
                "RD3 - Prospective adopters could not be found",
            ]
        )
        order = None if reason.startswith("RD2") else decision + world.chance.days(20, 40)
        world.book.cares[position] = replace(
            care, legal_status="C2: FCO", permanence="f) Long-term fostering"
        )
        world.book.adoptions.append(
            Adoption(
                care.child,
                None,
                care.started,
                decision,
                order,
                None,
                None,
                None,
                reversal,
                reason,
                None,
            )
        )


def adopted(world: World, care: Care) -> None:
    """The adoption with which a period of care ended."""
    if care.ended:
        _story(world, care.child, care.started, care.ended)


def adoptions(world: World, count: int) -> None:
    """`count` children adopted within the year, but before the window of the other lists."""
    for _ in range(count):
        ordered = world.window - world.chance.days(1, _YEAR - world.rates.window - 2)
        child = world.people.family(1, {"4": 1.0}, born_by=ordered - timedelta(days=420))[0]
        started = max(child.born, ordered - world.chance.days(400, 900))
        _story(world, child, started, ordered)


def adopters(world: World, families: int) -> None:
    """Families who want to adopt, some of whom have a child of list 10."""
    waiting = [item for item in world.book.adoptions if item.matched and item.family]
    for item in waiting:
        approved = (item.matched or world.on) - world.chance.days(20, 200)
        _couple(world, item.family or "", approved, item)
    for _ in range(max(0, families - len(waiting))):
        _couple(world, world.people.identifier(), world.on - world.chance.days(-200, 250), None)


def _candidates(world: World, count: int, fewest: int) -> list[int]:
    """Young children in care long enough, without a decision yet; in the order of the book."""
    taken = {item.child.identifier for item in world.book.adoptions}
    found = [
        position
        for position, care in enumerate(world.book.cares)
        if care.ended is None
        and care.child.identifier not in taken
        and age_on(care.child.born, world.on) < _YOUNG
        and (world.on - care.started).days >= fewest
        and not care.placement.startswith("k)")
    ]
    return sorted(world.chance.random.sample(found, min(count, len(found))))


def _story(world: World, child: Child, started: date, ordered: date) -> None:
    """Decision to order, spread over the time between."""
    length = (ordered - started).days
    marks = [started + timedelta(days=int(length * share)) for share in (0.3, 0.42, 0.62, 0.68)]
    decision, order, matched, placed = marks
    _enter(world, child, started, decision, order, matched, placed, ordered=ordered)


def _enter(
    world: World,
    child: Child,
    started: date,
    decision: date,
    order: date | None,
    matched: date | None,
    placed: date | None,
    *,
    ordered: date | None = None,
    early: date | None = None,
) -> None:
    family = world.people.identifier() if matched else None
    world.book.adoptions.append(
        Adoption(
            child, family, started, decision, order, matched, placed, ordered, None, None, early
        )
    )


def _after(world: World, since: date, fewest: int, most: int) -> date | None:
    """A later date, None if it lies in the future."""
    found = since + world.chance.days(fewest, most)
    return found if found <= world.on else None


def _couple(world: World, family: str, approved: date, item: Adoption | None) -> None:
    ethnicity = world.chance.one_of(world.rates.ethnicity["need"])
    alone = world.chance.happens(0.22)
    genders = ["b) Female"] if alone else ["b) Female", "a) Male"]
    if not alone and world.chance.happens(0.15):
        genders = [genders[0]] * 2 if world.chance.happens(0.5) else ["a) Male"] * 2
    dates = _stages(world, approved)
    gives_up = item is None and dates[-1] is None and world.chance.happens(0.25)
    last = max((found for found in dates if found), default=world.on)
    left = min(last + world.chance.days(5, 90), world.on) if gives_up else None
    reason = world.chance.pick(["1 - Adopter withdrew from process", "2 - Process put on hold"])
    early = bool(item and item.early_placement)
    for gender in genders:
        world.book.adopters.append(
            Adopter(
                world.people.identifier(),
                family,
                gender,
                ethnicity,
                "a) Yes" if world.chance.happens(0.05) else "b) No",
                early,
                dates[0] or world.on,
                dates[1],
                dates[2],
                dates[3],
                dates[4],
                dates[5],
                dates[6],
                item.matched if item else None,
                item.placed if item else None,
                1 if item and item.placed else None,
                item.ordered if item else None,
                left,
                reason if left else None,
            )
        )


def _stages(world: World, approved: date) -> tuple[date | None, ...]:
    """Enquiry, both stages, application, approval; what lies in the future is not there yet."""
    gaps = (18, 75, 12, 110, 20, 25)
    days = [approved]
    for gap in reversed(gaps):
        days.append(days[-1] - timedelta(days=gap) - world.chance.days(0, gap // 2))
    days.reverse()
    shift = max(0, (days[0] - world.on).days + 1)
    enquired = days[0] - timedelta(days=shift)
    return (enquired, *(day if day <= world.on else None for day in days[1:]))
