"""Asking for a manager on a case with one key, and saying with the same key what came of it."""

from __future__ import annotations

from functools import partial

from inspector_app.enquiries.case_page import CasePage
from inspector_app.enquiries.case_requests import ask_for_manager, manager_asked, next_states
from inspector_app.enquiries.requests import NewRequest, edit_request
from inspector_app.evidence_base.history import FieldView
from inspector_app.tui.screens.ask import ChooseScreen, ReasonScreen
from inspector_app.tui.screens.place import Place, R
from inspector_app.tui.widgets.choices import Choice
from schemas.wording.case_words import case_wording

__all__ = ["ask_or_answer"]


def ask_or_answer(place: Place[R], page: CasePage) -> None:
    """Record a request for a manager; if one is open, let it be said where it stands."""
    request = manager_asked(page)
    if request is None:
        place.in_background(partial(_ask, place, page), "save")
        return
    words = case_wording().requests
    state = request.record.state or "to-ask"
    choices = [Choice(each, words[each]) for each in next_states(request)]
    question = f"A manager for this case: {words.get(state, state)}. What now?"

    async def choose() -> None:
        # As they are shown now: what a colleague says meanwhile stays beside it.
        views = await place.program.work.read(partial(place.base.fields, request.id))
        answered = partial(_take, place, request.id, views)
        place.program.push_screen(ChooseScreen(question, choices, state), answered)

    place.in_background(choose, "asking")


async def _ask(place: Place[R], page: CasePage) -> None:
    await place.program.work.write(partial(ask_for_manager, place.base, page))
    place.tell("To ask: a manager. Ctrl+G again says what came of it. Ctrl+Z takes it back.")


def _take(place: Place[R], request: str, views: dict[str, FieldView], state: str | None) -> None:
    if state == "refused":
        question = "Why was it refused? By role, never by name."

        def given(reason: str | None) -> None:
            if reason is not None:
                change = NewRequest("", state="refused", reason=reason)
                place.in_background(partial(_move, place, request, change, views), "save")

        place.program.push_screen(ReasonScreen(question, "Refused"), given)
    elif state is not None:
        change = NewRequest("", state=state)
        place.in_background(partial(_move, place, request, change, views), "save")


async def _move(
    place: Place[R], request: str, change: NewRequest, views: dict[str, FieldView]
) -> None:
    task = partial(edit_request, place.base, request, change, views=views)
    await place.program.work.write(task)
    place.tell(f"A manager for this case: {case_wording().requests[change.state or '']}.")
