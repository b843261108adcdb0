"""Reads the demo's TOML files; a bad file is refused with its name, key and line."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from schemas.toml_file import Problem, parse_toml, shape_problems, shaped

__all__ = ["DemoDataError", "load_demo", "read_demo"]

T = TypeVar("T")


class DemoDataError(ValueError):
    """A file of the demo is wrong; `problems` has every mistake found, by line."""

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.file = file
        self.problems = tuple(problems)
        told = "; ".join(f"line {p.line}, {p.key or 'file'}: {p.message}" for p in self.problems)
        super().__init__(f"{file}: {told}")


def load_demo(file: str, shape: type[T]) -> T:
    """The shipped file `file` (a path below this package) as a `shape`.

    Raises:
        DemoDataError: a shipped file was changed and is wrong.
    """
    text = resources.files("schemas.demo").joinpath(*file.split("/")).read_text("utf-8")
    return read_demo(file, text, shape)


def read_demo(file: str, text: str, shape: type[T]) -> T:
    """`text` as a `shape`; a key that the shape does not have is a mistake.

    Raises:
        DemoDataError: naming `file`, key and line of every mistake.
    """
    toml = parse_toml(text)
    if isinstance(toml, Problem):
        raise DemoDataError(file, (toml,))
    try:
        return shaped(TypeAdapter(shape), toml)
    except ValidationError as error:
        raise DemoDataError(file, shape_problems(error, toml)) from None
