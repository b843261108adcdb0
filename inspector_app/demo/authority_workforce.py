"""Teams and workers, and who has which child."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from inspector_app.demo.authority_book import Book, World
from inspector_app.demo.authority_records import Child, Team, TeamFunction, Worker

__all__ = ["Staff", "staff"]

_NEWLY_QUALIFIED_LOAD = 0.7


@dataclass(frozen=True)
class Staff:
    """Every team and worker, and each child's worker by the child's identifier."""

    teams: tuple[Team, ...]
    workers: tuple[Worker, ...]
    worker_of: Mapping[str, Worker]


@dataclass
class _Desk:
    """A worker while children are handed out."""

    team: Team
    supervisor: str
    name: str
    role: str
    agency: bool
    newly_qualified: bool
    service: str
    capacity: float
    load: int = 0


def staff(world: World) -> Staff:
    """Makes as many teams as the children need and gives each family to one worker."""
    desks: list[_Desk] = []
    desk_of: dict[str, _Desk] = {}
    teams: list[Team] = []
    fresh = _NameBook(world)
    for (function, place), families in sorted(_by_post(world, world.book).items()):
        made = _desks(world, fresh, function, place, families)
        teams.extend(dict.fromkeys(desk.team for desk in made))
        _hand_out(world, made, families, desk_of)
        desks.extend(made)
    codes = {id(desk): f"W{number:02}" for number, desk in enumerate(desks, 1)}
    worker = {id(desk): _worker(desk, codes[id(desk)]) for desk in desks}
    return Staff(
        tuple(teams),
        tuple(worker.values()),
        {child: worker[id(desk)] for child, desk in desk_of.items()},
    )


_Families = dict[str, list[tuple[Child, bool]]]


def _by_post(world: World, book: Book) -> dict[tuple[TeamFunction, str], _Families]:
    posts: dict[tuple[TeamFunction, str], _Families] = defaultdict(lambda: defaultdict(list))
    for child, post in book.posts.values():
        place = child.place if world.names.functions[post.function].local else ""
        posts[post.function, place][child.family].append((child, post.open))
    return posts


def _desks(
    world: World, fresh: _NameBook, function: TeamFunction, place: str, families: _Families
) -> list[_Desk]:
    spec = world.names.functions[function]
    children = sum(is_open for members in families.values() for _, is_open in members)
    needed = max(1, ceil(children / spec.children))
    teams = max(1, round(needed / spec.team))
    desks: list[_Desk] = []
    for number in range(teams):
        label = f"{place} {spec.name} Team".strip() + (f" {number + 1}" if teams > 1 else "")
        team = Team(label, function, place)
        supervisor = fresh.name()
        workers = max(1, needed // teams + (number < needed % teams))
        desks.extend(_desk(world, fresh, team, supervisor) for _ in range(workers))
    return desks


def _desk(world: World, fresh: _NameBook, team: Team, supervisor: str) -> _Desk:
    shares = world.names.workforce
    new = team.function not in ("leaving", "front-door") and world.chance.happens(
        shares.newly_qualified
    )
    role = "Social worker"
    if team.function == "leaving":
        role = "Personal adviser"
    elif not new and world.chance.happens(shares.advanced):
        role = "Advanced practitioner"
    return _Desk(
        team=team,
        supervisor=supervisor,
        name=fresh.name(),
        role=role,
        agency=not new and world.chance.happens(shares.agency),
        newly_qualified=new,
        service="Under 1 year" if new else world.chance.one_of(shares.service),
        capacity=_NEWLY_QUALIFIED_LOAD if new else 1 + 0.2 * world.chance.random.random(),
    )


def _hand_out(
    world: World, desks: Sequence[_Desk], families: _Families, desk_of: dict[str, _Desk]
) -> None:
    """Each family goes to one of the less loaded desks, never quite evenly."""
    for members in families.values():
        if len(desks) == 1:
            desk = desks[0]
        else:
            offered = world.chance.random.sample(desks, min(3, len(desks)))
            desk = min(offered, key=lambda found: found.load / found.capacity)
        for child, is_open in members:
            desk_of[child.identifier] = desk
            desk.load += is_open


def _worker(desk: _Desk, code: str) -> Worker:
    return Worker(
        code,
        desk.name,
        desk.team,
        desk.supervisor,
        desk.role,
        desk.agency,
        desk.newly_qualified,
        desk.service,
        desk.load,
    )


class _NameBook:
    """Gives each name once; when all are given, with a middle initial."""

    def __init__(self, world: World) -> None:
        self._random = world.chance.random
        self._forenames, self._surnames = world.names.forenames, world.names.surnames
        self._given: set[str] = set()

    def name(self) -> str:
        while True:
            first, last = self._random.choice(self._forenames), self._random.choice(self._surnames)
            name = f"{first} {last}"
            if name in self._given:
                name = f"{first} {self._random.choice('ABCDEFGHJKLMNPRSTVW')}. {last}"
            if name not in self._given:
                self._given.add(name)
                return name
