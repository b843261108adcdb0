"""What the child-level lists are made of, and how a printed heading or code is recognised."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Literal

__all__ = [
    "AnnexA",
    "Code",
    "CodeSet",
    "ColumnKind",
    "ColumnSpec",
    "Grain",
    "ListSpec",
    "Sensitivity",
    "header_key",
]

ColumnKind = Literal["identifier", "code", "date", "whole-number", "postcode", "text"]
Sensitivity = Literal["identifier", "person", "place"]
Grain = Literal["event", "child", "adopter"]

# Read by pydantic when a file is loaded: a key that is not a field is a mistake.
_STRICT = {"extra": "forbid"}
_LETTER = re.compile(r"([a-z]{1,2}\d?)\)\s*", re.IGNORECASE)
_CENSUS = re.compile(r"([A-Z]{1,3}\d{0,2}[A-Z]?|\d{1,2}[A-Z]?)\s*(?::|\s-\s)\s*")
_CENSUS_AS_TYPED = re.compile(r"([A-Za-z0-9]{1,4})\s*[-–:.]")
_NOT_LETTER_OR_DIGIT = re.compile(r"[^a-z0-9]+")


def header_key(text: str) -> str:
    """What is left of a heading or code when case, blanks, quotes and punctuation do not count.

    'Child Unique ID', 'ChildUniqueID ' and 'child unique id' have one key.
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    return _NOT_LETTER_OR_DIGIT.sub("", plain)


@dataclass(frozen=True)
class Code:
    """One code of a closed set.

    `code` is the printed form, 'letter) census: words', of which a set may have only some parts.
    `group` is the form's coarser heading; `since` names the form's year; `verified` is false for
    what was seen in implementations only.
    """

    __pydantic_config__: ClassVar = _STRICT

    code: str
    words: str = ""
    group: str = ""
    also: tuple[str, ...] = ()
    since: str = "2019"
    verified: bool = True

    @property
    def letter(self) -> str:
        """The letter the form prints before a bracket, '' where it prints none."""
        found = _LETTER.match(self.code)
        return found[1] if found else ""

    @property
    def census(self) -> str:
        """The code of the statutory return it stems from, '' where there is none."""
        rest = _LETTER.sub("", self.code, count=1)
        if self.words:
            return rest
        found = _CENSUS.match(rest)
        return found[1] if found else ""

    @property
    def label(self) -> str:
        """The words that stand for it on a screen."""
        if self.words:
            return self.words
        return _CENSUS.sub("", _LETTER.sub("", self.code, count=1), count=1)


@dataclass(frozen=True)
class CodeSet:
    """A closed set of codes. Iterating gives the codes in the form's order."""

    name: str
    codes: tuple[Code, ...]

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def find(self, typed: str) -> Code | None:
        """The code that was meant, or None where it is unknown or could be several.

        Accepts the printed code whatever its case and punctuation, and alone the census code, the
        words, another known spelling, or the letter. Words win over a letter that contradicts
        them, because authorities number the letters themselves.
        """
        text = typed.strip()
        words = _LETTER.sub("", text, count=1)
        for candidate in (header_key(text), header_key(words)):
            for level in self._levels[:-1]:
                if candidate in level:
                    return level[candidate]
        census = _CENSUS_AS_TYPED.match(words)
        if census and (found := self._levels[1].get(header_key(census[1]))):
            return found
        return self._levels[-1].get(header_key(text))

    def contradicts(self, typed: str) -> bool:
        """Whether a letter was typed that belongs to another code than the words after it."""
        letter = _LETTER.match(typed.strip())
        found = self.find(typed)
        return bool(letter and found and found.letter and letter[1].lower() != found.letter)

    @cached_property
    def _levels(self) -> tuple[Mapping[str, Code | None], ...]:
        """Printed code, census code, words, other spellings, letter; None marks an ambiguity."""
        kinds: tuple[dict[str, set[Code]], ...] = tuple(defaultdict(set) for _ in range(5))
        for code in self.codes:
            forms = ((code.code,), (code.census,), (code.label,), code.also, (code.letter,))
            for kind, typed_forms in zip(kinds, forms, strict=True):
                for form in typed_forms:
                    if key := header_key(form):
                        kind[key].add(code)
        return tuple(
            {key: next(iter(found)) if len(found) == 1 else None for key, found in kind.items()}
            for kind in kinds
        )


@dataclass(frozen=True)
class ColumnSpec:
    """One column of a list.

    `filled`: an empty cell is odd, though nothing is refused for it. `shared`: stands on several
    lists, so it does not tell one list from another. `sensitive`: identifies a child or adopter,
    names a person, or points at a home. `least` is the smallest whole number that makes sense.
    `codes_beside_text` names codes that may stand in an otherwise free text.
    """

    __pydantic_config__: ClassVar = _STRICT

    name: str
    kind: ColumnKind
    codes: str = ""
    codes_beside_text: str = ""
    aliases: tuple[str, ...] = ()
    filled: bool = False
    shared: bool = False
    sensitive: Sensitivity | None = None
    least: int | None = None
    since: str = "2019"
    verified: bool = True

    @cached_property
    def keys(self) -> frozenset[str]:
        """The header keys by which the column is recognised."""
        return frozenset(header_key(name) for name in (self.name, *self.aliases))


@dataclass(frozen=True)
class ListSpec:
    """One of the eleven lists.

    `identifier`, `event` and `ends` name columns; `event` is the date that dates a row (None on
    care leavers, who have none), `ends` the date on which what began then ended. `months` is how
    far the list looks back; `youngest` and `oldest` are ages in years, -1 for the unborn.
    """

    __pydantic_config__: ClassVar = _STRICT

    number: int
    title: str
    rows_are: str
    grain: Grain
    months: int
    identifier: str
    columns: tuple[ColumnSpec, ...]
    event: str | None = None
    ends: str | None = None
    youngest: int | None = None
    oldest: int | None = None

    def column(self, name: str) -> ColumnSpec | None:
        """The column with this heading, in any spelling that is recognised."""
        return self._by_key.get(header_key(name))

    @cached_property
    def telling(self) -> frozenset[str]:
        """Names of the columns that tell this list from the others."""
        return frozenset(column.name for column in self.columns if not column.shared)

    @cached_property
    def _by_key(self) -> Mapping[str, ColumnSpec]:
        return {key: column for column in self.columns for key in column.keys}


@dataclass(frozen=True)
class AnnexA:
    """All lists, by number, and the code sets their columns name."""

    lists: tuple[ListSpec, ...]
    code_sets: Mapping[str, CodeSet]

    def list(self, number: int) -> ListSpec:
        """List `number` (1 to 11). Raises `KeyError` for any other number."""
        for spec in self.lists:
            if spec.number == number:
                return spec
        raise KeyError(number)

    def codes(self, column: ColumnSpec) -> CodeSet | None:
        """The closed set of a column, None where it has none."""
        return self.code_sets.get(column.codes or column.codes_beside_text)
