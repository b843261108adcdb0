"""What the program says about enquiries, questions, meetings and the like, as data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from schemas.fields import words_of
from schemas.records import (
    AccuracyComment,
    AnalysisRequest,
    Challenge,
    Finding,
    LineOfEnquiry,
    Meeting,
    SourceDocument,
    Summary,
    VoiceContact,
)
from schemas.toml_file import Problem, TomlText, parse_toml, shape_problems, shaped
from schemas.wording import WordingError

__all__ = ["EnquiryWording", "enquiry_wording", "parse_enquiry_wording"]


class EnquiryWording(BaseModel):
    """Closed words with what is said for them; states with a sign."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1]
    lines: dict[str, str]
    origins: dict[str, str]
    priorities: dict[str, str]
    questions: dict[str, str]
    analysis: dict[str, str]
    documents: dict[str, str]
    voices: dict[str, str]
    meetings: dict[str, str]
    findings: dict[str, str]
    accuracy: dict[str, str]
    meeting_kinds: dict[str, str]
    changes: dict[str, str]


@cache
def enquiry_wording() -> EnquiryWording:
    """The wording shipped with the program.

    Raises:
        WordingError: the shipped file was changed and is wrong.
    """
    text = files("schemas.wording").joinpath("enquiries.toml").read_text(encoding="utf-8")
    return parse_enquiry_wording("enquiries.toml", text)


def parse_enquiry_wording(file: str, text: str) -> EnquiryWording:
    """Reads a wording file strictly: every closed word has what is said for it, and no other.

    Raises:
        WordingError: naming `file`, key and line of every mistake.
    """
    toml = parse_toml(text)
    if isinstance(toml, Problem):
        raise WordingError(file, (toml,))
    try:
        wording = shaped(TypeAdapter(EnquiryWording), toml)
    except ValidationError as error:
        raise WordingError(file, shape_problems(error, toml)) from None
    if problems := tuple(_differences(wording, toml)):
        raise WordingError(file, problems)
    return wording


def _differences(wording: EnquiryWording, toml: TomlText) -> Iterator[Problem]:
    for table, words in (
        ("lines", words_of(LineOfEnquiry, "state")),
        ("origins", words_of(LineOfEnquiry, "origin")),
        ("priorities", words_of(LineOfEnquiry, "priority")),
        ("questions", words_of(Challenge, "state")),
        ("analysis", words_of(AnalysisRequest, "state")),
        ("documents", words_of(SourceDocument, "state")),
        ("voices", words_of(VoiceContact, "state")),
        ("meetings", words_of(Meeting, "state")),
        ("findings", words_of(Finding, "state")),
        ("accuracy", words_of(AccuracyComment, "state")),
        ("meeting_kinds", words_of(Meeting, "kind")),
        ("changes", words_of(Summary, "change")),
    ):
        said = getattr(wording, table).keys()
        for word in sorted(set(words) - said):
            yield toml.problem((table,), f"'{word}' is missing")
        for word in sorted(said - set(words)):
            yield toml.problem((table, word), "is not a word of this program")
