"""What a framework says: areas, criteria, grades, inspection types, roles, sources, report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import ClassVar, Literal, Protocol, TypeVar

__all__ = [
    "Area",
    "Criterion",
    "Framework",
    "Grade",
    "InspectionType",
    "Product",
    "Role",
    "Section",
    "SectionKind",
    "SourceKind",
    "SourceMode",
]

Product = Literal["report", "letter", "narrative"]
SectionKind = Literal["grades", "summary", "improvements", "findings", "area"]

# Read by pydantic when a file is loaded: a key that is not a field is a mistake.
_STRICT = {"extra": "forbid"}


@dataclass(frozen=True)
class Criterion:
    """One thing to look at within an area; `heading` is a paraphrase, never the printed text.

    `verified` is false where no source beside memory was found for it.
    """

    __pydantic_config__: ClassVar = _STRICT

    id: str
    heading: str
    verified: bool = True


@dataclass(frozen=True)
class Area:
    """A judgement area.

    `printed` is the name on the report, `short` the one for narrow columns. `topics` are ready
    tags: what inspectors most often write about under it. `overall` marks the grade above the
    others, which takes no evidence of its own.
    """

    __pydantic_config__: ClassVar = _STRICT

    id: str
    printed: str
    short: str
    criteria: tuple[Criterion, ...] = ()
    topics: tuple[str, ...] = ()
    overall: bool = False
    verified: bool = True


@dataclass(frozen=True)
class Grade:
    """One grade of the scale; the file lists them from best to worst."""

    __pydantic_config__: ClassVar = _STRICT

    id: str
    printed: str


@dataclass(frozen=True)
class InspectionType:
    """A kind of inspection.

    `days` are working days on site, None where set by the theme; `inspectors` is the usual team
    size, `inspectors_least` and `inspectors_most` its range. `questions` are the words for change
    since the last inspection that it asks about; `starts_from` is what it takes as given.
    `tracked_least` is the least number of children whose experiences are tracked.
    """

    __pydantic_config__: ClassVar = _STRICT

    id: str
    name: str
    product: Product
    days: int | None = None
    inspectors: int | None = None
    inspectors_least: int | None = None
    inspectors_most: int | None = None
    themed: bool = False
    questions: tuple[str, ...] = ()
    starts_from: str = ""
    tracked_least: int | None = None
    verified: bool = True

    @property
    def judged(self) -> bool:
        """Whether grades are given."""
        return self.product == "report"


@dataclass(frozen=True)
class Role:
    """A role in the team. Rights follow the role; `inspectorate` is Ofsted unless named."""

    __pydantic_config__: ClassVar = _STRICT

    id: str
    name: str
    inspectorate: str = "Ofsted"


@dataclass(frozen=True)
class SourceKind:
    """A kind of source that evidence can rest on; triangulation counts distinct kinds."""

    __pydantic_config__: ClassVar = _STRICT

    id: str
    name: str


@dataclass(frozen=True)
class SourceMode:
    """How a source was heard."""

    __pydantic_config__: ClassVar = _STRICT

    id: str
    name: str


@dataclass(frozen=True)
class Section:
    """One section of what is published, in order; `area` names the area of an area section."""

    __pydantic_config__: ClassVar = _STRICT

    id: str
    kind: SectionKind
    heading: str
    products: tuple[Product, ...]
    area: str | None = None
    verified: bool = True


@dataclass(frozen=True)
class Framework:
    """One framework in one version of its file.

    `areas` stand in the order of the table on the first page, `body_order` holds their ids in the
    order of the text (an overall grade has no section of text). `grades` is empty where judgements
    are narrative. `effective_to` is the last day, None while in force; `dates_verified` and
    `order_verified` say whether a source was found for the days and for the order of the areas.
    """

    __pydantic_config__: ClassVar = _STRICT

    id: str
    name: str
    version: str
    effective_from: date
    areas: tuple[Area, ...]
    body_order: tuple[str, ...]
    types: tuple[InspectionType, ...]
    roles: tuple[Role, ...]
    sources: tuple[SourceKind, ...]
    modes: tuple[SourceMode, ...]
    sections: tuple[Section, ...]
    grades: tuple[Grade, ...] = ()
    effective_to: date | None = None
    dates_verified: bool = True
    order_verified: bool = True

    @property
    def narrative(self) -> bool:
        """Whether judgements are told in words, without grades."""
        return not self.grades

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria of all areas, in the table's order."""
        return tuple(criterion for area in self.areas for criterion in area.criteria)

    @cached_property
    def body(self) -> tuple[Area, ...]:
        """The areas in the order of the text."""
        return tuple(self.area(area_id) for area_id in self.body_order)

    def area(self, area_id: str) -> Area:
        """The area with this id. Raises `KeyError` where the framework has none."""
        return _named(self.areas, area_id)

    def grade(self, grade_id: str) -> Grade:
        """The grade with this id. Raises `KeyError` where the framework has none."""
        return _named(self.grades, grade_id)

    def type(self, type_id: str) -> InspectionType:
        """The inspection type with this id. Raises `KeyError` where the framework has none."""
        return _named(self.types, type_id)

    def area_of(self, criterion_id: str) -> Area:
        """The area a criterion belongs to. Raises `KeyError` where the framework has none."""
        for area in self.areas:
            if any(criterion.id == criterion_id for criterion in area.criteria):
                return area
        raise KeyError(criterion_id)


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_N = TypeVar("_N", bound=_Named)


def _named(things: tuple[_N, ...], wanted: str) -> _N:
    for thing in things:
        if thing.id == wanted:
            return thing
    raise KeyError(wanted)
