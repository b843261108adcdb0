"""The shapes of the files that say what the invented authority is like."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from inspector_app.demo.authority_records import Journey, TeamFunction
from schemas.demo import load_demo

__all__ = ["Names", "Rates", "Shares", "names", "rates"]

Shares = dict[str, float]

_STRICT = {"extra": "forbid"}


@dataclass(frozen=True)
class Place:
    """A place and its share of the county's children."""

    __pydantic_config__: ClassVar = _STRICT

    name: str
    share: float


@dataclass(frozen=True)
class Function:
    """How teams of one function are called and how big they get."""

    __pydantic_config__: ClassVar = _STRICT

    name: str
    local: bool
    children: int
    team: int


@dataclass(frozen=True)
class Workforce:
    """Shares of kinds of workers."""

    __pydantic_config__: ClassVar = _STRICT

    agency: float
    newly_qualified: float
    advanced: float
    service: Shares


@dataclass(frozen=True)
class Names:
    """Places, teams and names."""

    __pydantic_config__: ClassVar = _STRICT

    name: str
    short_name: str
    postcode_area: str
    elsewhere: tuple[str, ...]
    beyond: tuple[str, ...]
    early_help: tuple[str, ...]
    places: tuple[Place, ...]
    functions: dict[TeamFunction, Function]
    workforce: Workforce
    forenames: tuple[str, ...]
    surnames: tuple[str, ...]


@dataclass(frozen=True)
class PerTenThousand:
    """Rates per 10,000 children aged 0 to 17."""

    __pydantic_config__: ClassVar = _STRICT

    children_in_list_6: float
    contacts_a_year: float
    early_help_a_year: float
    referrals_a_year: float
    care_leavers: float
    adopted_a_year: float
    adoption_decided: float
    adoption_reversed: float
    adopter_families: float


@dataclass(frozen=True)
class Chances:
    """How likely what is, each from 0 to 1."""

    __pydantic_config__: ClassVar = _STRICT

    referral_repeated: float
    need_after_plan: float
    need_enquiry_recent: float
    assessment_enquiry: float
    need_assessed_again: float
    closed_enquiry: float
    conference_without_plan: float
    care_through_plan: float
    separated: float
    unborn: float
    twin: float
    female: float
    sex_not_stated: float
    second_period_in_care: float
    disability: float
    emergency_protection: float
    seen_alone: float
    visit_late: float
    return_interview_offered: float
    return_interview_accepted: float


@dataclass(frozen=True)
class CareShares:
    """What care is like: legal status, placements, how it ends."""

    __pydantic_config__: ClassVar = _STRICT

    legal_first_year: Shares
    legal_later: Shares
    placement_young: Shares
    placement_middle: Shares
    placement_old: Shares
    placement_separated: Shares
    placements_in_year: Shares
    missing: Shares
    out_of_area: Shares
    ended: Shares
    ended_at_eighteen: Shares
    left_at_eighteen: float


@dataclass(frozen=True)
class LeavingShares:
    """What young people who left care do and where they live."""

    __pydantic_config__: ClassVar = _STRICT

    touch: Shares
    accommodation: Shares
    activity: Shares
    unsuitable: tuple[str, ...]
    eligible_in_care: float


@dataclass(frozen=True)
class Rates:
    """Every number the authority is built from."""

    __pydantic_config__: ClassVar = _STRICT

    window: int
    per_ten_thousand: PerTenThousand
    journeys: dict[Journey, float]
    chances: Chances
    families: Shares
    ages: dict[str, Shares]
    spells: dict[str, Shares]
    ethnicity: dict[str, Shares]
    sources: dict[str, Shares]
    needs: dict[str, Shares]
    abuse: dict[str, Shares]
    care: CareShares
    leaving: LeavingShares
    closing: dict[str, Shares]


@cache
def names() -> Names:
    """Places, teams and names.

    Raises:
        DemoDataError: the shipped file was changed and is wrong.
    """
    return load_demo("authority.toml", Names)


@cache
def rates() -> Rates:
    """The numbers.

    Raises:
        DemoDataError: the shipped file was changed and is wrong.
    """
    return load_demo("rates.toml", Rates)
