"""What a sheet is and what it is about: each thing that can be said of it, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from inspector_app.cli.writing.choosing import Choice, chosen, refused
from inspector_app.enquiries.cases import CaseFinder, NewCase, add_case
from inspector_app.enquiries.frameworks import framework_of
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.tui.queries import completions
from inspector_app.tui.sheet import Sheet, SheetKind
from inspector_app.tui.widgets.completion_list import Sign
from schemas.fields import words_of
from schemas.records import DEPTHS, Evidence, Note

__all__ = ["ABOUT"]

_Saying: TypeAlias = Callable[[EvidenceBase, Sheet, str], tuple[Sheet, str]]
"""Given what was said after the command: the sheet as it is then, and what is said of it."""


def _note(_base: EvidenceBase, sheet: Sheet, _said: str) -> tuple[Sheet, str]:
    return _become(sheet, "note"), "It is a note."


def _evidence(_base: EvidenceBase, sheet: Sheet, _said: str) -> tuple[Sheet, str]:
    return _become(sheet, "evidence"), "It is evidence."


def _case(base: EvidenceBase, sheet: Sheet, said: str) -> tuple[Sheet, str]:
    if said.isascii() and said.isdigit():
        case = CaseFinder(base).by_number(int(said))
        found = next(each for each in _named(base, Sign.CASE) if each.id == case)
    else:
        found = chosen(said, _named(base, Sign.CASE), "cases")
    return sheet.about(_with(sheet.cases, found.id)), f"About {found.label}."


def _newcase(base: EvidenceBase, sheet: Sheet, said: str) -> tuple[Sheet, str]:
    case = add_case(base, NewCase(said)).record
    found = next(each for each in _named(base, Sign.CASE) if each.id == case)
    return sheet.about(_with(sheet.cases, case)), f"Added, and it is about {found.label}."


def _depth(_base: EvidenceBase, sheet: Sheet, said: str) -> tuple[Sheet, str]:
    _must_be(sheet, "note", "A depth belongs to a note.")
    if not sheet.cases:
        raise refused("It is about no case yet.", "Say /case first.")
    word = chosen(said, _words(DEPTHS), "depths").id
    return sheet.gone_into(_with(sheet.depth_words, word)), f"Gone into: {word}."


def _area(base: EvidenceBase, sheet: Sheet, said: str) -> tuple[Sheet, str]:
    areas = [each for each in framework_of(base).areas if not each.overall]
    found = chosen(said, [Choice(each.id, each.short) for each in areas], "judgement areas")
    return replace(sheet, areas=_with(sheet.areas, found.id)), f"Area: {found.label}."


def _criterion(base: EvidenceBase, sheet: Sheet, said: str) -> tuple[Sheet, str]:
    criteria = framework_of(base).criteria
    found = chosen(said, [Choice(each.id, each.heading) for each in criteria], "criteria")
    return replace(sheet, criteria=_with(sheet.criteria, found.id)), f"Criterion: {found.label}."


def _line(base: EvidenceBase, sheet: Sheet, said: str) -> tuple[Sheet, str]:
    found = chosen(said, _named(base, Sign.ENQUIRY), "lines of enquiry")
    tagged = replace(sheet, enquiries=_with(sheet.enquiries, found.id))
    return tagged, f"Line of enquiry: {found.label}."


def _occasion(_base: EvidenceBase, sheet: Sheet, said: str) -> tuple[Sheet, str]:
    _must_be(sheet, "note", "An occasion belongs to a note.")
    found = chosen(said, _words(words_of(Note, "occasion")), "occasions")
    return replace(sheet, occasion=found.id), f"Occasion: {found.label}."


def _minutes(_base: EvidenceBase, sheet: Sheet, said: str) -> tuple[Sheet, str]:
    _must_be(sheet, "note", "Minutes belong to a note.")
    if not said.isascii() or not said.isdigit() or len(said) > 4:
        raise refused("That is no number of minutes.", "Say a whole number.")
    return replace(sheet, minutes=int(said)), f"{int(said)} minutes."


def _polarity(_base: EvidenceBase, sheet: Sheet, said: str) -> tuple[Sheet, str]:
    _must_be(sheet, "evidence", "A polarity belongs to evidence.")
    found = chosen(said, _words(words_of(Evidence, "polarity")), "polarities")
    return replace(sheet, polarity=found.id), f"Polarity: {found.label}."


def _source(base: EvidenceBase, sheet: Sheet, said: str) -> tuple[Sheet, str]:
    _must_be(sheet, "evidence", "A source belongs to evidence.")
    sources = framework_of(base).sources
    found = chosen(said, [Choice(each.id, each.name) for each in sources], "sources")
    return replace(sheet, sources=_with(sheet.sources, found.id)), f"Source: {found.label}."


ABOUT: Final[Mapping[str, _Saying]] = {
    "note": _note,
    "evidence": _evidence,
    "case": _case,
    "newcase": _newcase,
    "depth": _depth,
    "area": _area,
    "criterion": _criterion,
    "line": _line,
    "occasion": _occasion,
    "minutes": _minutes,
    "polarity": _polarity,
    "source": _source,
}
"""By the name of the command."""


def _become(sheet: Sheet, kind: SheetKind) -> Sheet:
    if sheet.record is not None and kind != sheet.kind:
        raise refused("What was saved as one cannot become the other.", "Write it anew.")
    if kind == "evidence":
        return replace(sheet, kind=kind, occasion=None, minutes=None, depths=())
    return replace(sheet, kind=kind, polarity=None, sources=())


def _must_be(sheet: Sheet, kind: SheetKind, message: str) -> None:
    if sheet.kind != kind:
        raise refused(message, f"Say /{kind} first.")


def _named(base: EvidenceBase, sign: Sign) -> list[Choice]:
    every = completions(base, None)
    return [Choice(each.id, each.label) for each in every if each.sign is sign]


def _with(already: tuple[str, ...], one: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*already, one)))


def _words(words: Iterable[str]) -> list[Choice]:
    return [Choice(word, word.replace("-", " ")) for word in words]
