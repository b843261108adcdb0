"""What the program says about cases, as data, with a loader that refuses a bad file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from schemas.fields import words_of
from schemas.records import DEPTHS, Note, Request
from schemas.toml_file import Problem, TomlText, parse_toml, shape_problems, shaped
from schemas.wording import WordingError, sampling_wording

__all__ = ["LINE_KINDS", "CaseWording", "case_wording", "parse_case_wording"]

LINE_KINDS = ("event", "chosen", "note", "request", "concern", "gap")
"""What can stand on the dated line of a case."""


class CaseWording(BaseModel):
    """Closed words with what is said for them, and the two numbers of the line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1]
    gap_months: int = Field(ge=1)
    last_events: int = Field(ge=1)
    lists: dict[str, str]
    kinds: dict[str, str]
    occasions: dict[str, str]
    depths: dict[str, str]
    seen: dict[str, str]
    requests: dict[str, str]
    wanted: dict[str, str]

    def list_name(self, number: int, title: str = "") -> str:
        """'7 Child protection'; of a list not known its title as it stands in the extract."""
        return f"{number} {self.lists.get(str(number), title)}".strip()


@cache
def case_wording() -> CaseWording:
    """The wording shipped with the program.

    Raises:
        WordingError: a shipped file was changed and is wrong.
    """
    text = files("schemas.wording").joinpath("cases.toml").read_text(encoding="utf-8")
    return parse_case_wording("cases.toml", text)


def parse_case_wording(file: str, text: str) -> CaseWording:
    """Reads a wording file strictly: every closed word has what is said for it, and no other.

    Raises:
        WordingError: naming `file`, key and line of every mistake.
    """
    toml = parse_toml(text)
    if isinstance(toml, Problem):
        raise WordingError(file, (toml,))
    try:
        wording = shaped(TypeAdapter(CaseWording), toml)
    except ValidationError as error:
        raise WordingError(file, shape_problems(error, toml)) from None
    if problems := tuple(_differences(wording, toml)):
        raise WordingError(file, problems)
    return wording


def _closed() -> Mapping[str, frozenset[str]]:
    """The words of each table, as the records declare them; the form's lists are not read here."""
    return {
        "kinds": frozenset(LINE_KINDS),
        "occasions": frozenset(words_of(Note, "occasion")),
        "depths": frozenset(DEPTHS),
        "seen": frozenset(sampling_wording().how_seen),
        "requests": frozenset(words_of(Request, "state")),
        "wanted": frozenset(words_of(Request, "kind")),
    }


def _differences(wording: CaseWording, toml: TomlText) -> Iterator[Problem]:
    for number in wording.lists:
        if not number.isdecimal():
            yield toml.problem(("lists", number), "must be a list's number")
    for table, words in _closed().items():
        said = getattr(wording, table).keys()
        for word in sorted(words - said):
            yield toml.problem((table,), f"'{word}' is missing")
        for word in sorted(said - words):
            yield toml.problem((table, word), "is not a word of this program")
