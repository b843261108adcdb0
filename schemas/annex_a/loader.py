"""Reads the lists and their codes; a bad file is refused with its name, key and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from schemas.annex_a.models import AnnexA, Code, CodeSet, ListSpec
from schemas.toml_file import Problem, TomlText, parse_toml, shape_problems, shaped

__all__ = ["AnnexAError", "load_annex_a", "read_codes", "read_list"]

T = TypeVar("T")


class AnnexAError(ValueError):
    """A file of the lists is wrong; `problems` has every mistake found, by line."""

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.file = file
        self.problems = tuple(problems)
        told = "; ".join(f"line {p.line}, {p.key or 'file'}: {p.message}" for p in self.problems)
        super().__init__(f"{file}: {told}")


@cache
def load_annex_a() -> AnnexA:
    """The eleven lists that this release ships.

    Raises:
        AnnexAError: a shipped file was changed and is wrong.
    """
    folder = resources.files("schemas.annex_a")
    code_sets = read_codes("codes.toml", (folder / "codes.toml").read_text("utf-8"))
    # A package of its own, so that its files are packed with the others.
    files = sorted(resources.files("schemas.annex_a.lists").iterdir(), key=lambda file: file.name)
    lists = tuple(
        read_list(file.name, file.read_text("utf-8"), code_sets)
        for file in files
        if file.name.endswith(".toml")
    )
    return AnnexA(lists, code_sets)


def read_codes(file: str, text: str) -> Mapping[str, CodeSet]:
    """The code sets of `text`, by name. Raises `AnnexAError` naming `file`, key and line."""
    _, tables = _read(file, text, TypeAdapter(dict[str, _Codes]))
    return {name: CodeSet(name, table.codes) for name, table in tables.items()}


def read_list(file: str, text: str, code_sets: Mapping[str, CodeSet]) -> ListSpec:
    """One list; its columns may name only codes in `code_sets`.

    Raises:
        AnnexAError: naming `file`, key and line of every mistake.
    """
    toml, spec = _read(file, text, TypeAdapter(ListSpec))
    if problems := tuple(_contradictions(spec, toml, code_sets)):
        raise AnnexAError(file, problems)
    return spec


@dataclass(frozen=True)
class _Codes:
    codes: tuple[Code, ...]


def _read(file: str, text: str, adapter: TypeAdapter[T]) -> tuple[TomlText, T]:
    toml = parse_toml(text)
    if isinstance(toml, Problem):
        raise AnnexAError(file, (toml,))
    try:
        return toml, shaped(adapter, toml)
    except ValidationError as error:
        raise AnnexAError(file, shape_problems(error, toml)) from None


def _contradictions(
    spec: ListSpec, toml: TomlText, code_sets: Mapping[str, CodeSet]
) -> Iterator[Problem]:
    names = {column.name for column in spec.columns}
    for key, name in (
        ("identifier", spec.identifier),
        ("event", spec.event),
        ("ends", spec.ends),
    ):
        if name is not None and name not in names:
            yield toml.problem((key,), f"no column is called {name!r}")
    seen: dict[str, str] = {}
    for position, column in enumerate(spec.columns):
        path = ("columns", position)
        for codes, key in (
            (column.codes, "codes"),
            (column.codes_beside_text, "codes_beside_text"),
        ):
            if codes and codes not in code_sets:
                yield toml.problem((*path, key), f"there is no code set {codes!r}")
        if (column.kind == "code") != bool(column.codes):
            yield toml.problem(
                (*path, "kind"), "a column has codes exactly when its kind is 'code'"
            )
        for header in column.keys & seen.keys():
            yield toml.problem((*path, "name"), f"is also recognised as {seen[header]!r}")
        seen.update(dict.fromkeys(column.keys, column.name))
