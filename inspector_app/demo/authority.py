"""An invented English authority, whole and believable, from a seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from inspector_app.demo import authority_adoption, authority_contacts, authority_leavers
from inspector_app.demo.authority_book import Book, World
from inspector_app.demo.authority_care import care_closed, in_care
from inspector_app.demo.authority_chance import Chance, quotas
from inspector_app.demo.authority_data import names, rates
from inspector_app.demo.authority_need import (
    assessed_closed,
    in_need,
    need_closed,
    under_assessment,
)
from inspector_app.demo.authority_people import People
from inspector_app.demo.authority_protection import protected, protection_closed
from inspector_app.demo.authority_records import (
    Adopter,
    Adoption,
    Assessment,
    Care,
    Child,
    Contact,
    EarlyHelp,
    Enquiry,
    Journey,
    Leaver,
    Need,
    Plan,
    Referral,
    Team,
    Worker,
)
from inspector_app.demo.authority_workforce import staff
from inspector_app.errors import InspectorError

__all__ = ["DEFAULT_CHILDREN", "FEWEST_CHILDREN", "Authority", "build_authority"]

DEFAULT_CHILDREN = 640
FEWEST_CHILDREN = 20

_HALF_YEAR = 0.5
_PER = 10_000
_YOUNGEST_ADOPTED = 430
# Conferences are held from about twelve weeks before birth.
_DUE_WITH_PLAN = 78


@dataclass(frozen=True)
class Authority:
    """The authority on the day its lists were drawn.

    `population`: children aged 0 to 17 served, from which every rate is meant. Episodes reach
    back as far as the children's stories; what the lists show of them is `authority_lists`.
    """

    seed: int
    name: str
    short_name: str
    on: date
    window: date
    population: int
    teams: tuple[Team, ...]
    workers: tuple[Worker, ...]
    contacts: tuple[Contact, ...]
    early_help: tuple[EarlyHelp, ...]
    referrals: tuple[Referral, ...]
    assessments: tuple[Assessment, ...]
    enquiries: tuple[Enquiry, ...]
    needs: tuple[Need, ...]
    plans: tuple[Plan, ...]
    cares: tuple[Care, ...]
    leavers: tuple[Leaver, ...]
    adoptions: tuple[Adoption, ...]
    adopters: tuple[Adopter, ...]
    worker_of: Mapping[str, Worker]

    @cached_property
    def children(self) -> Mapping[str, Child]:
        """Everybody on any of lists 1 to 10, by identifier."""
        found: list[Child] = [contact.child for contact in self.contacts]
        found += [item.child for item in self.early_help]
        found += [referral.child for referral in self.referrals]
        found += [need.child for need in self.needs]
        found += [leaver.child for leaver in self.leavers]
        found += [adoption.child for adoption in self.adoptions]
        return {child.identifier: child for child in found}


def build_authority(
    seed: int, children: int = DEFAULT_CHILDREN, on: date = date(2026, 11, 18)
) -> Authority:
    """The authority that this seed tells of; the same arguments give the same authority.

    Args:
        seed: any whole number.
        children: rows of list 6, the children in need: those served on the day and those whose
            episode ended in the six months before. The child population follows from it (495 of
            10,000 are on list 6), and from that the size of all other lists.
        on: the day the lists were drawn, the Wednesday of the week before by custom.

    Raises:
        InspectorError: fewer than `FEWEST_CHILDREN` children.
    """
    if children < FEWEST_CHILDREN:
        raise InspectorError(
            "demo-too-small",
            f"An authority of fewer than {FEWEST_CHILDREN} children in need cannot be made up.",
            kept="Nothing was made.",
            next_step=f"Ask for {FEWEST_CHILDREN} children or more.",
        )
    chance = Chance(seed)
    spec, numbers = names(), rates()
    world = World(chance, spec, numbers, People(chance, spec, numbers, on), on, Book())
    population = round(children / numbers.per_ten_thousand.children_in_list_6 * _PER)
    _make_needs(world, children)
    _make_the_rest(world, population)
    posts = staff(world)
    book = world.book
    return Authority(
        seed=seed,
        name=spec.name,
        short_name=spec.short_name,
        on=on,
        window=world.window,
        population=population,
        teams=posts.teams,
        workers=posts.workers,
        contacts=tuple(book.contacts),
        early_help=tuple(book.early_help),
        referrals=tuple(book.referrals),
        assessments=tuple(book.assessments),
        enquiries=tuple(book.enquiries),
        needs=tuple(book.needs),
        plans=tuple(book.plans),
        cares=tuple(book.cares),
        leavers=tuple(book.leavers),
        adoptions=tuple(book.adoptions),
        adopters=tuple(book.adopters),
        worker_of=posts.worker_of,
    )


def _make_needs(world: World, children: int) -> None:
    """Families on every journey until list 6 has exactly as many children as were asked for."""
    for journey, count in quotas(world.rates.journeys, children).items():
        for number, size in enumerate(_family_sizes(world, journey, count)):
            _family(world, journey, size, first=number == 0)


def _family_sizes(world: World, journey: Journey, count: int) -> Iterator[int]:
    sizes = {name: number for number, name in enumerate(world.rates.families, 1)}
    while count:
        alone = journey == "care-closed"
        size = min(count, 1 if alone else sizes[world.chance.one_of(world.rates.families)])
        yield size
        count -= size


def _family(world: World, journey: Journey, size: int, *, first: bool) -> None:
    ages, chances = world.rates.ages, world.rates.chances
    # However small the county, somebody is known before birth.
    unborn = 1.0 if first else chances.unborn
    people, closed = world.people, _closing_day(world)
    if journey == "care":
        if size == 1 and world.chance.happens(_separated(world)):
            in_care(world, people.separated(ages["care"]), separated=True)
        else:
            in_care(world, people.family(size, ages["care"]), separated=False)
    elif journey == "protection":
        family = people.family(size, ages["protection"], unborn=unborn, due=_DUE_WITH_PLAN)
        protected(world, family)
    elif journey == "need":
        in_need(world, people.family(size, ages["need"], unborn=unborn))
    elif journey == "assessment":
        under_assessment(world, people.family(size, ages["need"], unborn=chances.unborn))
    elif journey == "assessed-closed":
        assessed_closed(world, people.family(size, ages["need"], born_by=closed), closed)
    elif journey == "need-closed":
        need_closed(world, people.family(size, ages["need"], born_by=closed), closed)
    elif journey == "protection-closed":
        family = people.family(size, ages["protection"], born_by=closed)
        protection_closed(world, family, closed)
    else:
        _left_care(world, closed)


def _separated(world: World) -> float:
    """The likelihood that a child who came alone is unaccompanied, so that the share comes out."""
    sizes = world.rates.families
    alone = sizes["one"] / sum(share * size for size, share in enumerate(sizes.values(), 1))
    return world.rates.chances.separated / alone


def _left_care(world: World, closed: date) -> None:
    """One child who left care: on turning 18, or earlier to a family."""
    care = world.rates.care
    if world.chance.happens(care.left_at_eighteen):
        child = world.people.turned(18, closed)
        care_closed(world, child, closed, world.chance.one_of(care.ended_at_eighteen))
        authority_leavers.left_at_eighteen(world, child)
        return
    child = world.people.family(1, world.rates.ages["care"], born_by=closed)[0]
    reason = world.chance.one_of(care.ended)
    adopted = reason.startswith(("a)", "b)"))
    if adopted:
        child = world.people.family(
            1, {"4": 1.0}, born_by=closed - timedelta(days=_YOUNGEST_ADOPTED)
        )[0]
    care_closed(world, child, closed, reason)
    if adopted:
        authority_adoption.adopted(world, world.book.cares[-1])


def _closing_day(world: World) -> date:
    wanted = world.on - world.chance.days(1, world.rates.window - 1)
    return world.chance.working_day(wanted, world.on, world.window)


def _make_the_rest(world: World, population: int) -> None:
    """What is not counted on list 6: the front door, young people who left care, adoption."""
    per = world.rates.per_ten_thousand

    def of(rate: float, years: float = 1) -> int:
        return round(rate * years * population / _PER)

    authority_contacts.repeated_referrals(world)
    in_window = sum(referral.on >= world.window for referral in world.book.referrals)
    wanted = of(per.referrals_a_year, _HALF_YEAR)
    authority_contacts.turned_away(world, max(1, wanted - in_window))
    authority_contacts.count_enquiries(world)
    authority_contacts.early_help(world, max(2, of(per.early_help_a_year, _HALF_YEAR)))
    authority_contacts.contacts(world, of(per.contacts_a_year, _HALF_YEAR))
    authority_leavers.leavers(world, max(1, of(per.care_leavers)))
    authority_adoption.decided(world, max(1, of(per.adoption_decided)))
    authority_adoption.reversed_decisions(world, of(per.adoption_reversed))
    authority_adoption.adoptions(world, max(1, of(per.adopted_a_year, _HALF_YEAR)))
    authority_adoption.adopters(world, max(2, of(per.adopter_families)))
    authority_leavers.eligible(world)
