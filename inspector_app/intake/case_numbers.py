"""The ids and short numbers of cases, given out alike by whoever meets a child first.

A case's id is derived from the inspection and the authority's identifier, so that two laptops that
meet the same child offline mean the same record. Short numbers are given out on each laptop alone:
two cases that got one number show as `14a` and `14b`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Protocol

from sqlmodel import func, select

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.intake.identifiers import normalise_identifier
from schemas.identifiers import derived_id
from schemas.records import Case

__all__ = ["Numbered", "case_id", "next_number", "short_numbers"]


class Numbered(Protocol):
    """A case as far as its short number goes: the record, or a part of it."""

    @property
    def id(self) -> str:
        """The case's id."""

    @property
    def number(self) -> int | None:
        """The number it was given, which two cases may share."""


def case_id(inspection: str, identifier: str) -> str:
    """The id of the case of that identifier, normalised, in that inspection."""
    return derived_id("case", inspection, normalise_identifier(identifier))


def next_number(base: EvidenceBase) -> int:
    """The next free short number; that of a withdrawn case is not given out again."""
    with base.reading() as session:
        highest = session.exec(select(func.max(Case.number))).one()
    return (highest or 0) + 1


def short_numbers(cases: Iterable[Numbered]) -> Mapping[str, str]:
    """The short numbers as people say them, by case id.

    Cases that share a number get letters in the order of their ids, the same on every laptop.
    """
    sharing: dict[int, list[str]] = defaultdict(list)
    for case in cases:
        if case.number is not None:
            sharing[case.number].append(case.id)
    names = {}
    for number, ids in sharing.items():
        for place, case_ in enumerate(sorted(ids)):
            names[case_] = str(number) if len(ids) == 1 else f"{number}{_letters(place)}"
    return names


def _letters(place: int) -> str:
    """A … z, aa, ab …: for the cases that share a number."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters
