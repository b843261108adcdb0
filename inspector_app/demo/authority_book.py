"""The book in which the county's episodes are entered while they are made up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from inspector_app.demo.authority_chance import Chance
from inspector_app.demo.authority_data import Names, Rates
from inspector_app.demo.authority_people import PREGNANCY, People
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
    TeamFunction,
)

__all__ = ["Book", "Post", "World"]

_YOUNG = timedelta(days=150)


@dataclass(frozen=True)
class Post:
    """Which kind of team has a child. `open`: the child counts in a caseload."""

    function: TeamFunction
    open: bool


@dataclass
class Book:
    """Everything that happened, in the order in which it was made up."""

    contacts: list[Contact] = field(default_factory=list)
    early_help: list[EarlyHelp] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    enquiries: list[Enquiry] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    cares: list[Care] = field(default_factory=list)
    leavers: list[Leaver] = field(default_factory=list)
    adoptions: list[Adoption] = field(default_factory=list)
    adopters: list[Adopter] = field(default_factory=list)
    posts: dict[str, tuple[Child, Post]] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """What every maker of episodes needs: chance, numbers, people, the day and the book."""

    chance: Chance
    names: Names
    rates: Rates
    people: People
    on: date
    book: Book

    @property
    def window(self) -> date:
        """The first day the lists look back to."""
        return self.on - timedelta(days=self.rates.window)

    def spell(self, name: str, lowest: int = 0) -> timedelta:
        """A spell by its name in the rates."""
        return timedelta(days=self.chance.within(self.rates.spells[name], lowest))

    def beginning(self, child: Child, family: date, latest: date) -> date:
        """When the service came to know a child of a family it has known since `family`.

        A child born later is referred before birth; nobody before `PREGNANCY`, nor after `latest`.
        """
        if family >= child.born - PREGNANCY:
            known = family
        else:
            known = child.born - self.chance.days(30, _YOUNG.days)
        earliest = max(child.born - PREGNANCY, date.min)
        return max(min(known, latest), min(earliest, latest))

    def referred(self, child: Child, on: date, source: str | None = None) -> Referral:
        """Enters a referral that led to work."""
        referral = Referral(
            child,
            self.chance.working_day(on, self.on, child.born - PREGNANCY),
            source or self.chance.one_of(self.rates.sources["referral"]),
            no_action=False,
            before=0,
        )
        self.book.referrals.append(referral)
        return referral

    def needed(
        self,
        child: Child,
        journey: Journey,
        started: date,
        function: TeamFunction,
        *,
        need: str | None = None,
        seen: date | None = None,
        closed: date | None = None,
        reason: str | None = None,
    ) -> None:
        """Enters the episode of need that list 6 shows, and who has the child."""
        primary = need or self.chance.one_of(self.rates.needs["need"])
        if child.disability == "a) Yes" and self.chance.happens(0.6):
            primary = "N2 - Child's disability"
        self.book.needs.append(Need(child, journey, started, primary, seen, closed, reason))
        self.book.posts[child.identifier] = (child, Post(function, closed is None))
