"""Moving any record of the day on: which states may follow, then the save."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from inspector_app.enquiries.lives import REQUEST_LIFE, Life
from inspector_app.enquiries.requests import NewRequest, edit_request
from inspector_app.enquiries.saving import Saved
from inspector_app.enquiries.working_records import WORKING_RECORDS, edit_working_record
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import Views
from inspector_app.tui.item_view import Item, value_words
from inspector_app.tui.screens.ask import ChooseScreen, ReasonScreen
from inspector_app.tui.screens.place import Place, R
from inspector_app.tui.widgets.choices import Choice
from schemas.fields import type_name
from schemas.wording.case_words import case_wording
from schemas.wording.enquiry_words import enquiry_wording

__all__ = ["FORM_OF", "move_record_on"]

FORM_OF: Mapping[str, str] = {
    "request": "request",
    **{type_name(of.kind): name for name, of in WORKING_RECORDS.items()},
}
"""The name under which records of a type are filled in, by type."""

_Save = Callable[[EvidenceBase, str, Views, str, str | None], Saved]


@dataclass(frozen=True)
class _Moving:
    """How records of a type are moved.

    Args:
        life: which state may follow which.
        words: for each state.
        save: base, record, views, state and reason.
    """

    life: Life
    words: Mapping[str, str]
    save: _Save


def move_record_on(place: Place[R], item: Item) -> bool:
    """Ask where a record stands now; tell whether its type has states at all."""
    moving = _moving(item.type)
    if moving is None:
        return False
    state = getattr(item.shown.record, "state", None) or next(iter(moving.life))
    words = moving.words
    choices = [Choice(each, words.get(each, each)) for each in moving.life.get(state, ())]
    if not choices:
        place.tell(f"It stays as it is: {words.get(state, state)}.")
        return True
    question = f"{value_words(item.text) or 'This'}\nIt is {words.get(state, state)}. What now?"

    def chosen(after: str | None) -> None:
        if after == "refused":
            asked = ReasonScreen("Why was it refused? By role, never by name.", "Refused")
            place.program.push_screen(asked, refuse)
        elif after is not None:
            save(after, None)

    def refuse(reason: str | None) -> None:
        if reason is not None:
            save("refused", reason)

    def save(after: str, reason: str | None) -> None:
        task = partial(moving.save, place.base, item.shown.id, dict(item.views), after, reason)

        async def write() -> None:
            await place.program.work.write(task)
            place.tell(f"It is now {words.get(after, after)}. Ctrl+Z takes it back.")

        place.in_background(write, "save")

    place.program.push_screen(ChooseScreen(question, choices, state), chosen)
    return True


def _moving(kind: str) -> _Moving | None:
    if kind == "request":
        return _Moving(REQUEST_LIFE, case_wording().requests, _move_request)
    name = FORM_OF.get(kind)
    if name is None or WORKING_RECORDS[name].life is None:
        return None
    words = enquiry_wording()
    said = {
        "analysis": words.analysis,
        "document": words.documents,
        "voice": words.voices,
        "meeting": words.meetings,
        "finding": words.findings,
        "accuracy": words.accuracy,
    }
    return _Moving(WORKING_RECORDS[name].life or {}, said[name], partial(_move_working, name))


def _move_request(
    base: EvidenceBase, record: str, views: Views, state: str, reason: str | None
) -> Saved:
    return edit_request(base, record, NewRequest("", state=state, reason=reason), views=views)


def _move_working(
    name: str, base: EvidenceBase, record: str, views: Views, state: str, _: str | None
) -> Saved:
    return edit_working_record(base, WORKING_RECORDS[name], record, {"state": state}, views=views)
