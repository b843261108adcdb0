"""Reads the project's TOML files strictly: every problem is told with its key and line."""

from __future__ import annotations

import json
import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

__all__ = ["KeyPath", "Problem", "TomlText", "parse_toml", "shape_problems", "shaped"]

T = TypeVar("T")

KeyPath = tuple[str | int, ...]
"""Where a value stands: table names, keys, and positions (from 0) in arrays."""

_LINE_IN_MESSAGE = re.compile(r"at line (\d+)")


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a file: `line` counts from 1, `key` is dotted, empty for syntax."""

    line: int
    key: str
    message: str


@dataclass(frozen=True)
class TomlText:
    """The values of a TOML file together with the lines they stand on."""

    values: Mapping[str, object]
    lines: Mapping[KeyPath, int]

    def line(self, path: KeyPath) -> int:
        """The line of a key; of what holds it where the key itself is missing."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1

    def problem(self, path: KeyPath, message: str) -> Problem:
        """A problem at a key."""
        return Problem(self.line(path), ".".join(str(part) for part in path), message)


def parse_toml(text: str) -> TomlText | Problem:
    """The file's values with their lines, or the one problem that makes it no TOML at all."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _LINE_IN_MESSAGE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        return Problem(line, "", f"not valid TOML: {error}")
    except RecursionError:
        return Problem(1, "", "not valid TOML: nested too deeply")
    return TomlText(values, _Scanner(text).scan())


def shaped(adapter: TypeAdapter[T], toml: TomlText) -> T:
    """The file as typed data; no value is converted from another type.

    Raises:
        pydantic.ValidationError: `shape_problems` says where.
    """
    # By way of JSON, because strict validation of JSON takes arrays for tuples and text for
    # dates, and nothing else for anything.
    return adapter.validate_json(json.dumps(toml.values, default=str), strict=True)


def shape_problems(error: ValidationError, toml: TomlText) -> tuple[Problem, ...]:
    """Each mistake of form (missing, unknown, wrong kind of value) with its line."""
    return tuple(
        toml.problem(found["loc"], found["msg"])
        for found in error.errors(include_url=False, include_input=False)
    )


class _Scanner:
    """Finds the line of every key and array element of a text that is known to be valid TOML."""

    _key = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*'""")
    _blank = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
    _string = re.compile(
        r'"""(?:[^\\]|\\.)*?"""+|' r"'''.*?'''+|" r'"(?:[^"\\]|\\.)*"|' r"'[^']*'", re.DOTALL
    )
    _gap = re.compile(r"[ \t]*")
    _dot = re.compile(r"[ \t]*\.?")
    _scalar = re.compile(r"[^,\]}\n#]+")

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._newlines = [at for at, sign in enumerate(text) if sign == "\n"]
        self._lines: dict[KeyPath, int] = {}
        self._counts: dict[KeyPath, int] = {}

    def scan(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        while self._skip_blank():
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
        return self._lines

    def _skip_blank(self) -> bool:
        return self._past(self._blank) < len(self._text)

    def _mark(self, path: KeyPath) -> None:
        self._lines.setdefault(path, bisect_right(self._newlines, self._at - 1) + 1)

    def _names(self) -> list[str]:
        """The parts of a dotted key; stops before `=` or `]`."""
        names = []
        while found := self._key.match(self._text, self._past(self._gap)):
            names.append(found[0].strip("\"'"))
            self._at = found.end()
            self._past(self._dot)
        return names

    def _past(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return self._at

    def _header(self) -> KeyPath:
        started = self._at
        of_array = self._text.startswith("[[", self._at)
        self._at += 2 if of_array else 1
        names = self._names()
        ended = self._at + (2 if of_array else 1)
        path: KeyPath = ()
        for name in names[:-1]:
            path = (*path, name)
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        path = (*path, names[-1])
        self._at = started
        self._mark(path)
        if of_array:
            position = self._counts.get(path, 0)
            self._counts[path] = position + 1
            path = (*path, position)
            self._mark(path)
        self._at = ended
        return path

    def _pair(self, table: KeyPath) -> None:
        started = self._at
        path = (*table, *self._names())
        value_at = self._text.index("=", self._at) + 1
        self._at = started
        self._mark(path)
        self._at = value_at
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        self._skip_blank()
        found = self._string.match(self._text, self._at)
        if found:
            self._at = found.end()
        elif self._text[self._at] in "[{":
            self._bracket(path)
        else:
            found = self._scalar.match(self._text, self._at)
            self._at = found.end() if found else self._at + 1

    def _bracket(self, path: KeyPath) -> None:
        """An array (its elements get a position) or an inline table (its keys a name)."""
        opened = self._text[self._at]
        self._at += 1
        position = 0
        while self._skip_blank() and self._text[self._at] not in "]}":
            if self._text[self._at] == ",":
                self._at += 1
            elif opened == "{":
                self._pair(path)
            else:
                element = (*path, position)
                self._mark(element)
                self._value(element)
                position += 1
        self._at += 1
