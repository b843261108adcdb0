"""The list of workers: what its headings and values are recognised by, as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Annotated, ClassVar, Literal

from pydantic import Field, TypeAdapter, ValidationError

from schemas.annex_a.loader import AnnexAError
from schemas.annex_a.models import Code, CodeSet, header_key
from schemas.toml_file import Problem, TomlText, parse_toml, shape_problems, shaped

__all__ = [
    "ServiceBand",
    "WorkerIdentity",
    "WorkforceColumn",
    "WorkforceSpec",
    "load_workforce",
    "read_workforce_spec",
]

_STRICT = {"extra": "forbid"}


@dataclass(frozen=True)
class WorkerIdentity:
    """Headings that say who a worker is, by name or by a code. What stands there stays sealed."""

    __pydantic_config__: ClassVar = _STRICT

    kind: Literal["name", "code"]
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class WorkforceColumn:
    """A characteristic of a worker that is taken by default.

    `name` is the column that the child-level lists get; `in_months` are headings of a length of
    service that is given in months.
    """

    __pydantic_config__: ClassVar = _STRICT

    name: str
    kind: Literal["text", "person", "code", "length-of-service"]
    aliases: tuple[str, ...]
    in_months: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()

    @cached_property
    def keys(self) -> frozenset[str]:
        """The header keys by which the column is recognised."""
        return frozenset(map(header_key, (*self.aliases, *self.in_months)))

    @cached_property
    def code_set(self) -> CodeSet:
        """Its closed set of codes; empty where it has none."""
        return CodeSet(self.name, self.codes)


@dataclass(frozen=True)
class ServiceBand:
    """A band of length of service: it begins with `least` completed years."""

    __pydantic_config__: ClassVar = _STRICT

    name: str
    least: Annotated[int, Field(alias="from")]
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class WorkforceSpec:
    """Everything that is recognised in a list of workers."""

    __pydantic_config__: ClassVar = _STRICT

    worker: tuple[WorkerIdentity, ...]
    columns: tuple[WorkforceColumn, ...]
    bands: tuple[ServiceBand, ...]

    def identity(self, heading: str) -> Literal["name", "code"] | None:
        """Whether a heading says who a worker is, and how."""
        key = header_key(heading)
        for each in self.worker:
            if key in map(header_key, each.aliases):
                return each.kind
        return None

    def column(self, heading: str) -> WorkforceColumn | None:
        """The characteristic with this heading, in any spelling that is recognised."""
        key = header_key(heading)
        return next((column for column in self.columns if key in column.keys), None)

    def band(self, years: float) -> str:
        """The band of a length of service in years, not below nought."""
        return [each.name for each in self.bands if each.least <= years][-1]

    def named_band(self, typed: str) -> str | None:
        """The band that a text names, None where it names none."""
        key = _band_key(typed)
        for each in self.bands:
            if key in map(_band_key, (each.name, *each.also)):
                return each.name
        return None


@cache
def load_workforce() -> WorkforceSpec:
    """What this release recognises.

    Raises:
        AnnexAError: the shipped file was changed and is wrong.
    """
    file = resources.files("schemas.annex_a") / "workforce.toml"
    return read_workforce_spec(file.name, file.read_text("utf-8"))


def read_workforce_spec(file: str, text: str) -> WorkforceSpec:
    """The specification in `text`.

    Raises:
        AnnexAError: naming `file`, key and line of every mistake.
    """
    toml = parse_toml(text)
    if isinstance(toml, Problem):
        raise AnnexAError(file, (toml,))
    try:
        spec = shaped(TypeAdapter(WorkforceSpec), toml)
    except ValidationError as error:
        raise AnnexAError(file, shape_problems(error, toml)) from None
    if problems := tuple(_contradictions(spec, toml)):
        raise AnnexAError(file, problems)
    return spec


def _band_key(text: str) -> str:
    """Unlike a heading's key it keeps the signs that tell '<1' from '1' and '10+' from '10'."""
    plain = text.casefold().replace("\N{EN DASH}", "-").replace("yrs", "years")
    return "".join(sign for sign in plain if sign.isalnum() or sign in "<>+-")


def _contradictions(spec: WorkforceSpec, toml: TomlText) -> Iterator[Problem]:
    seen: set[str] = {header_key(alias) for each in spec.worker for alias in each.aliases}
    for position, column in enumerate(spec.columns):
        if seen & column.keys:
            yield toml.problem(("columns", position, "aliases"), "is recognised as something else")
        seen |= column.keys
        if (column.kind == "code") != bool(column.codes):
            yield toml.problem(("columns", position), "has codes exactly when its kind is 'code'")
    least = [band.least for band in spec.bands]
    if not least or least[0] != 0 or least != sorted(set(least)):
        yield toml.problem(("bands",), "the bands begin at 0 and rise")
