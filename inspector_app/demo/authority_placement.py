"""Where children in care live: the kind of home, who provides it, where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from inspector_app.demo.authority_book import World
from inspector_app.demo.authority_data import Shares
from inspector_app.demo.authority_records import Child, age_on

__all__ = ["Setting", "setting"]

_OWN, _PRIVATE = "b) PR1: Own provision", "e) PR4: Private provision"
_FOSTER = ("a)", "b)", "c)", "d)", "e)", "f)")
_RELATIVE = ("a)", "b)", "c)")
_HOMES = ("n)", "o)", "p)", "s)", "t)", "u)")
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(frozen=True)
class Setting:
    """A placement. `count`: placements in the last twelve months, this one included."""

    kind: str
    since: date
    provider: str
    postcode: str
    urn: str
    location: str
    authority: str
    count: int


def setting(world: World, child: Child, started: date, until: date, separated: bool) -> Setting:
    """Where a child lived on `until` who had been in care since `started`."""
    kind = _kind(world, child, started, until, separated)
    days = (until - started).days
    count = int(world.chance.one_of(world.rates.care.placements_in_year))
    count = min(count, 1 + days // 20)
    longest = days if count == 1 else min(days, 300)
    since = (
        started
        if count == 1 and days < 400
        else until - world.chance.days(min(3, longest), longest)
    )
    provider = _provider(world, kind)
    location, authority = _location(world, kind)
    return Setting(
        kind=kind,
        since=max(started, since),
        provider=provider,
        postcode=_postcode(world),
        urn=_number(world, kind, provider),
        location=location,
        authority=authority,
        count=count,
    )


def _kind(world: World, child: Child, started: date, until: date, separated: bool) -> str:
    care = world.rates.care
    age = age_on(child.born, until)
    shares: Shares = care.placement_old
    if separated:
        shares = care.placement_separated
    elif age < 5:
        shares = care.placement_young
    elif age < 13:
        shares = care.placement_middle
    kind = world.chance.one_of(shares)
    too_old_for_early = kind.startswith(("e)", "s)")) and age >= 2
    too_young_alone = kind.startswith(("n)", "l)")) and age < 16
    if too_old_for_early or too_young_alone:
        return "f) U6: Foster placement - not FFA"
    if (until - started).days < 300 and kind.startswith(("a)", "d)")):
        related = kind.startswith("a)")
        return (
            "c) U3: Foster placement - relative - not FFA"
            if related
            else "f) U6: Foster placement - not FFA"
        )
    return kind


def _provider(world: World, kind: str) -> str:
    letter = kind[:2]
    if letter == "k)":
        return "a) PR0: Parents/Parental responsibility"
    if letter in _RELATIVE:
        return _OWN
    if letter in _FOSTER:
        return _OWN if world.chance.happens(0.6) else _PRIVATE
    if letter == "t)":
        return "d) PR3: Other public provision"
    if world.chance.happens(0.14):
        return _OWN
    return _PRIVATE if world.chance.happens(0.82) else "f) PR5: Voluntary/third sector"


def _location(world: World, kind: str) -> tuple[str, str]:
    share = world.rates.care.out_of_area
    letter = kind[:2]
    group = "foster" if letter in _FOSTER else "residential" if letter in _HOMES else "other"
    if not world.chance.happens(share[group]):
        return "a) In", world.names.short_name
    if world.chance.happens(0.03):
        return "b) Out", world.chance.pick(world.names.beyond)
    return "b) Out", world.chance.pick(world.names.elsewhere)


def _postcode(world: World) -> str:
    random = world.chance.random
    first, second = random.choice(_LETTERS), random.choice(_LETTERS)
    area = world.names.postcode_area
    return f"{area}{random.randint(1, 39)} {random.randint(1, 9)}{first}{second}"


def _number(world: World, kind: str, provider: str) -> str:
    """The registered setting's number: none for parents, relatives, own lodgings or supported."""
    if kind[:2] in ("k)", "l)", "n)", *_RELATIVE):
        return ""
    if provider == _OWN and kind[:2] in _FOSTER:
        return "SC900001"
    return f"SC9{world.chance.random.randint(10000, 99999)}"
