"""The form for what is asked of the authority."""

from __future__ import annotations

from collections.abc import Mapping

from inspector_app.enquiries.cases import CaseFinder
from inspector_app.enquiries.requests import NewRequest, add_request, edit_request
from inspector_app.enquiries.saving import Saved
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.tui.concern_saving import case_as_typed
from inspector_app.tui.form import Blank, BlankKind, Filled, Form, value_in
from inspector_app.tui.widgets.toggle_strip import Toggle
from schemas.wording.case_words import case_wording

__all__ = ["request_form"]

_WHEN = Blank("wanted_at", "When", BlankKind.WHEN, "tomorrow 10:00")


def request_form(numbers: Mapping[str, str]) -> Form:
    """A request.

    Args:
        numbers: short numbers of cases by id, in whose place the form shows them.
    """
    kinds = tuple(Toggle(kind, words) for kind, words in case_wording().wanted.items())
    blanks = (
        Blank("text", "What is wanted", BlankKind.TEXT, "As it will be asked."),
        Blank("kind", "Of       ", BlankKind.ONE, choices=kinds),
        Blank("case", "Case, if it is about one", hint="14", shown_as=numbers),
        _WHEN,
        Blank("place", "Where, or by video", hint="Civic Centre, room 2"),
        Blank("person", "Worker, by name (only here; gone when the inspection closes)"),
    )
    return Form(
        "request",
        "A new request to the authority",
        "Edit the request to the authority",
        "request",
        "text",
        blanks,
        _save,
        "Request saved: to ask.",
        "Write what is wanted first; all else may stay empty.",
    )


def _save(base: EvidenceBase, filled: Filled) -> Saved:
    finder = CaseFinder(base)
    case, when = filled.text("case"), value_in(_WHEN, filled, base.vault.clock())
    new = NewRequest(
        text=filled.text("text") or "",
        kind=filled.one("kind"),
        case=None if case is None else case_as_typed(finder, case),
        wanted_at=str(when) if when else None,
        place=filled.text("place"),
        person=filled.text("person"),
    )
    if filled.record is None:
        return add_request(base, new, finder.writes, draft=filled.draft)
    return edit_request(
        base,
        filled.record,
        new,
        clear=filled.emptied(),
        views=filled.views,
        also=finder.writes,
        draft=filled.draft,
    )
