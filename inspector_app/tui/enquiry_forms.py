"""The forms for lines of enquiry and for questions to the authority."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from inspector_app.enquiries.challenges import (
    VERDICTS,
    NewAnswer,
    NewChallenge,
    answer_challenge,
    edit_challenge,
    raise_challenge,
)
from inspector_app.enquiries.lines_of_enquiry import NewLine, edit_line, raise_line
from inspector_app.enquiries.saving import Saved
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.tui.form import Blank, BlankKind, Filled, Form, value_in
from inspector_app.tui.widgets.toggle_strip import Toggle
from schemas.wording.enquiry_words import enquiry_wording

__all__ = ["answer_form", "line_form", "question_form"]

_TEXT, _DAY, _ONE, _SEVERAL = BlankKind.TEXT, BlankKind.DAY, BlankKind.ONE, BlankKind.SEVERAL


_DUE = Blank("due", "Answer wanted by", _DAY, "26 Nov 2026")


def line_form(areas: tuple[Toggle, ...], names: Mapping[str, str]) -> Form:
    """A line of enquiry.

    Args:
        areas: judgement areas to choose from.
        names: of members by id.
    """
    words = enquiry_wording()
    blanks = (
        Blank("title", "Line of enquiry", hint="In a few words, as a question."),
        Blank("hypothesis", "Hypothesis", _TEXT, "What it sets out to test."),
        Blank("would_close", "What would close it", _TEXT, "What we would have to see or hear."),
        Blank("areas", "Areas    ", _SEVERAL, choices=areas),
        Blank("priority", "Priority ", _ONE, choices=_toggles(words.priorities)),
        Blank("origin", "From     ", _ONE, choices=_toggles(words.origins)),
        Blank("owners", "Owners   ", _SEVERAL, choices=_toggles(names)),
    )
    return Form(
        "line",
        "A new line of enquiry",
        "Edit the line of enquiry",
        "line-of-enquiry",
        "title",
        blanks,
        _save_line,
        "Line of enquiry saved.",
        "Give it a title first; all else may stay empty.",
    )


def question_form(areas: tuple[Toggle, ...], lines: Iterable[Toggle]) -> Form:
    """A question or challenge to the authority.

    Args:
        areas: judgement areas to choose from.
        lines: lines of enquiry to choose from.
    """
    blanks = (
        Blank("question", "Question or challenge", _TEXT, "As it is put to them."),
        Blank("to", "To (role)", hint="DCS"),
        _DUE,
        Blank("areas", "Areas    ", _SEVERAL, choices=areas),
        Blank("enquiries", "Lines    ", _SEVERAL, choices=tuple(lines)),
    )
    return Form(
        "question",
        "A new question to the authority",
        "Edit the question to the authority",
        "challenge",
        "question",
        blanks,
        _save_question,
        "Question saved. It waits on Today until it is answered.",
        "Write the question first; all else may stay empty.",
    )


def answer_form() -> Form:
    """What the authority answered to a question."""
    words = enquiry_wording().questions
    verdicts = tuple(Toggle(word, words[word]) for word in VERDICTS)
    blanks = (
        Blank("answer", "What they answered", _TEXT, "In their words as far as you can."),
        Blank("shown", "What they showed", hint="Audit of June, two supervision records"),
        Blank("view", "Our view of it", _TEXT, "May wait."),
        Blank("state", "We       ", _ONE, choices=verdicts),
    )
    return Form(
        "answer",
        "The authority's answer",
        "The authority's answer",
        "challenge",
        "answer",
        blanks,
        _save_answer,
        "Answer saved.",
        "Write what they answered first.",
    )


def _save_line(base: EvidenceBase, filled: Filled) -> Saved:
    new = NewLine(
        title=filled.text("title") or "",
        hypothesis=filled.text("hypothesis"),
        origin=filled.one("origin"),
        areas=filled.several("areas"),
        priority=filled.one("priority"),
        would_close=filled.text("would_close"),
        owners=filled.several("owners"),
    )
    if filled.record is None:
        return raise_line(base, new, draft=filled.draft)
    clear, views = filled.emptied(), filled.views
    return edit_line(base, filled.record, new, clear=clear, views=views, draft=filled.draft)


def _save_question(base: EvidenceBase, filled: Filled) -> Saved:
    due = value_in(_DUE, filled, base.vault.clock())
    new = NewChallenge(
        question=filled.text("question") or "",
        to=filled.text("to"),
        areas=filled.several("areas"),
        enquiries=filled.several("enquiries"),
        due=str(due) if due else None,
    )
    if filled.record is None:
        return raise_challenge(base, new, draft=filled.draft)
    clear, views = filled.emptied(), filled.views
    return edit_challenge(base, filled.record, new, clear=clear, views=views, draft=filled.draft)


def _save_answer(base: EvidenceBase, filled: Filled) -> Saved:
    answer = NewAnswer(
        text=filled.text("answer") or "",
        shown=filled.text("shown"),
        view=filled.text("view"),
        verdict=filled.one("state"),
    )
    # A state is only ever moved: no verdict leaves it as answered.
    clear = [name for name in filled.emptied() if name != "state"]
    return answer_challenge(
        base, filled.record or "", answer, clear=clear, views=filled.views, draft=filled.draft
    )


def _toggles(words: Mapping[str, str]) -> tuple[Toggle, ...]:
    return tuple(Toggle(word, said) for word, said in words.items())
