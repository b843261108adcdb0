"""Moving a line of enquiry or a question on: what now, and what that needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from inspector_app.enquiries.challenges import move_challenge
from inspector_app.enquiries.line_page import LinePage
from inspector_app.enquiries.lines_of_enquiry import move_line
from inspector_app.enquiries.lives import CHALLENGE_LIFE, LINE_LIFE
from inspector_app.evidence_base.history import FieldView
from inspector_app.tui.item_view import value_words
from inspector_app.tui.screens.ask import ChooseScreen, ChooseSeveralScreen, ReasonScreen
from inspector_app.tui.screens.place import Place, R
from inspector_app.tui.widgets.choices import Choice
from inspector_app.tui.widgets.notices import Severity
from schemas.records import Challenge, Evidence
from schemas.wording.enquiry_words import enquiry_wording

__all__ = ["move_line_on", "move_question_on"]

_ENOUGH = "closed-enough-evidence"
_NOT_PURSUED = "closed-not-pursued"


def move_line_on(place: Place[R], page: LinePage, views: dict[str, FieldView]) -> None:
    """Ask where a line stands now, then for what that needs: a reason, or what closes it.

    Args:
        place: Where it was asked for.
        page: The line with what is on it.
        views: Its fields, as they are shown.
    """
    words = enquiry_wording().lines
    state = page.line.record.state or "draft"
    choices = [Choice(each, words[each]) for each in LINE_LIFE.get(state, ())]
    question = f"{value_words(page.line.record.title)}\nIt is {words.get(state, state)}. What now?"

    def chosen(after: str | None) -> None:
        if after is not None:
            _go_on(place, page, views, after)

    place.program.push_screen(ChooseScreen(question, choices, state), chosen)


def _go_on(place: Place[R], page: LinePage, views: dict[str, FieldView], after: str) -> None:
    record = page.line.id

    def save(reason: str | None = None, evidence: tuple[str, ...] = ()) -> None:
        task = partial(
            move_line, place.base, record, after, reason=reason, evidence=evidence, views=views
        )

        async def write() -> None:
            await place.program.work.write(task)
            place.tell(f"The line is now {enquiry_wording().lines[after]}. Ctrl+Z takes it back.")

        place.in_background(write, "save")

    if after == _NOT_PURSUED:

        def given(reason: str | None) -> None:
            if reason is not None:
                save(reason)

        question = "Why is it not pursued? It stands in the history."
        place.program.push_screen(ReasonScreen(question, "Close it"), given)
    elif after == _ENOUGH:
        _ask_for_evidence(place, page, save_with=lambda ids: save(None, ids))
    else:
        save()


def _ask_for_evidence(
    place: Place[R], page: LinePage, *, save_with: Callable[[tuple[str, ...]], None]
) -> None:
    if not page.evidence:
        place.tell(
            "There is no evidence on this line yet. F4 on a piece of evidence tags it with the "
            "line; then it can be closed with it.",
            Severity.ATTENTION,
        )
        return
    choices = [Choice(each.id, _piece(each.record)) for each in page.evidence]

    def ticked(ids: tuple[str, ...] | None) -> None:
        if ids is not None:
            save_with(ids)

    had = page.line.keys("evidence")
    asked = ChooseSeveralScreen("Which evidence is enough?", choices, had, "Close the line")
    place.program.push_screen(asked, ticked)


def _piece(evidence: Evidence) -> str:
    return f"{evidence.polarity or 'no polarity'} · {value_words(evidence.text)}"


def move_question_on(place: Place[R], question: Challenge, views: dict[str, FieldView]) -> None:
    """Ask what became of a question.

    Args:
        place: Where it was asked for.
        question: The question.
        views: Its fields, as they are shown.
    """
    words = enquiry_wording().questions
    state = question.state or "open"
    possible = [each for each in CHALLENGE_LIFE.get(state, ()) if each != "answered"]
    if question.answer:
        possible = list(CHALLENGE_LIFE.get(state, ()))
    choices = [Choice(each, words[each]) for each in possible]
    asked = f"{value_words(question.question)}\nIt {words.get(state, state)[2:]}. What now?"

    def chosen(after: str | None) -> None:
        if after is None:
            return
        task = partial(move_challenge, place.base, question.id, after, views=views)

        async def write() -> None:
            await place.program.work.write(task)
            place.tell(f"The question is now: {words[after]}. Ctrl+Z takes it back.")

        place.in_background(write, "save")

    place.program.push_screen(ChooseScreen(asked, choices, state), chosen)
