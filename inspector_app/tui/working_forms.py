"""The forms for meetings, analysis, documents, voices, summaries and handovers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from inspector_app.enquiries.saving import Saved
from inspector_app.enquiries.working_records import (
    WORKING_RECORDS,
    add_working_record,
    edit_working_record,
)
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.tui.form import YES_NO, Blank, BlankKind, Filled, Form, value_in
from inspector_app.tui.widgets.toggle_strip import Toggle
from schemas.fields import type_name
from schemas.wording.enquiry_words import enquiry_wording

__all__ = ["WORKING_FORMS", "Choices", "working_forms"]

_TEXT, _DAY, _WHEN = BlankKind.TEXT, BlankKind.DAY, BlankKind.WHEN
_ONE, _SEVERAL, _NUMBER = BlankKind.ONE, BlankKind.SEVERAL, BlankKind.NUMBER


@dataclass(frozen=True)
class Choices:
    """What can be chosen in forms.

    Args:
        areas: judgement areas.
        lines: lines of enquiry.
        members: of the team.
    """

    areas: tuple[Toggle, ...]
    lines: tuple[Toggle, ...]
    members: tuple[Toggle, ...]


WORKING_FORMS = ("meeting", "analysis", "document", "voice", "summary", "handover")
"""Names of these forms."""


def working_forms(choices: Choices) -> Mapping[str, Form]:
    """The forms by the names under which their records are known."""
    return {
        "meeting": _form("meeting", "meeting", _meeting(choices)),
        "analysis": _form("analysis", "question to the analyst", _analysis(choices)),
        "document": _form("document", "document", _document()),
        "voice": _form("voice", "contact with a child, parent or carer", _voice()),
        "summary": _form("summary", "summary", _summary(choices)),
        "handover": _form("handover", "handover", _handover(choices)),
    }


def _form(name: str, words: str, blanks: tuple[Blank, ...]) -> Form:
    of = WORKING_RECORDS[name]
    return Form(
        name,
        f"A new {words}",
        f"Edit the {words}",
        type_name(of.kind),
        of.main,
        blanks,
        partial(_save, name, blanks),
        f"{words.capitalize()} saved.",
        "Fill in one line first; all else may stay empty.",
    )


def _save(name: str, blanks: tuple[Blank, ...], base: EvidenceBase, filled: Filled) -> Saved:
    of, now = WORKING_RECORDS[name], base.vault.clock()
    values = {
        blank.field: filled.several(blank.field)
        if blank.kind is _SEVERAL
        else value_in(blank, filled, now)
        for blank in blanks
    }
    if filled.record is None:
        return add_working_record(base, of, values, draft=filled.draft)
    clear, views = filled.emptied(), filled.views
    return edit_working_record(
        base, of, filled.record, values, clear=clear, views=views, draft=filled.draft
    )


def _meeting(choices: Choices) -> tuple[Blank, ...]:
    return (
        Blank("title", "Meeting", hint="KIT, Tuesday"),
        Blank("kind", "Kind     ", _ONE, choices=_toggles(enquiry_wording().meeting_kinds)),
        Blank("starts_at", "When", _WHEN, "tomorrow 9:00"),
        Blank("present", "Present  ", _SEVERAL, choices=choices.members),
        Blank("agenda", "Agenda", _TEXT, "What it is about."),
        Blank("notes", "Notes", _TEXT, "What was said."),
        Blank("decisions", "Decisions", _TEXT, "What was decided."),
        Blank("actions", "Actions", _TEXT, "Who does what by when."),
        Blank("said", "A point for the authority: what we said", _TEXT),
        Blank("answered", "Their answer, by role", _TEXT),
    )


def _analysis(choices: Choices) -> tuple[Blank, ...]:
    return (
        Blank("question", "Question", _TEXT, "What the data could tell."),
        Blank("why", "Why", _TEXT, "What hangs on it."),
        Blank("enquiries", "Lines    ", _SEVERAL, choices=choices.lines),
        Blank("answer", "Answer", _TEXT, "As the analyst gave it."),
        Blank("period", "Period", hint="April to October 2026"),
        Blank("denominator", "Of how many", hint="412 children in need on 31 October"),
        Blank("caveat", "With what caveat", _TEXT),
    )


def _document() -> tuple[Blank, ...]:
    return (
        Blank("title", "Document", hint="Supervision audit"),
        Blank("sender", "From (role)", hint="Quality assurance"),
        Blank("dated", "Its date", _DAY, "30 Jun 2026"),
        Blank("held", "Where it is held", hint="Shared folder, page 4"),
        Blank("notes", "Notes", _TEXT),
    )


def _voice() -> tuple[Blank, ...]:
    voices = (Toggle("child", "a child"), Toggle("parent", "a parent"), Toggle("carer", "a carer"))
    modes = (Toggle("direct", "direct"), Toggle("through-worker", "through a worker"))
    return (
        Blank("needs", "Communication needs", hint="Interpreter, Punjabi"),
        Blank("voice", "Whose    ", _ONE, choices=voices),
        Blank("mode", "How      ", _ONE, choices=modes),
        Blank("people", "How many people", _NUMBER, "1"),
        Blank("invited", "How a group was invited"),
        Blank("information_sheet", "Information sheet given    ", _ONE, choices=YES_NO),
        Blank("consent", "Who consented, for whom", hint="Mother, for herself and the child"),
        Blank("worker_concerns", "Concerns of the worker, checked before", _TEXT),
        Blank("told_limits", "Told what follows disclosure", _ONE, choices=YES_NO),
        Blank("present", "Who was present, by role"),
        Blank("follows_up", "Who follows up"),
    )


def _summary(choices: Choices) -> tuple[Blank, ...]:
    changes = _toggles(enquiry_wording().changes)
    return (
        Blank("text", "Summary", _TEXT, "Evaluative: what it means for children."),
        Blank("area", "Area     ", _ONE, choices=choices.areas),
        Blank("enquiry", "Line     ", _ONE, choices=choices.lines),
        Blank("change", "Practice", _ONE, choices=changes),
    )


def _handover(choices: Choices) -> tuple[Blank, ...]:
    return (
        Blank("saw", "What I saw", _TEXT),
        Blank("concludes", "What I conclude", _TEXT, "With the evidence it rests on."),
        Blank("could_not_see", "What I could not see", _TEXT),
        Blank("questions", "Open questions", _TEXT),
        Blank("answers_now", "Who answers now", _ONE, choices=choices.members),
    )


def _toggles(words: Mapping[str, str]) -> tuple[Toggle, ...]:
    return tuple(Toggle(word, said) for word, said in words.items())
