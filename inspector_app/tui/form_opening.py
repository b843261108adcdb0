"""Opening forms: blank, filled in with a record, or as they were left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from inspector_app.enquiries.shown import shown_record
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.tui.enquiry_forms import answer_form, line_form, question_form
from inspector_app.tui.form import Filled, Form, filled_from
from inspector_app.tui.form_drafts import form_of_draft, kept_form
from inspector_app.tui.request_form import request_form
from inspector_app.tui.screens.form import FormScreen
from inspector_app.tui.screens.place import Place, R
from inspector_app.tui.sheet_toggles import area_toggles
from inspector_app.tui.state_moving import FORM_OF
from inspector_app.tui.widgets.completion_list import Completion, Sign
from inspector_app.tui.widgets.toggle_strip import Toggle
from inspector_app.tui.working_forms import WORKING_FORMS, Choices, working_forms
from schemas.records import RECORD_TYPES

if TYPE_CHECKING:
    from inspector_app.tui.app import InspectorApp
    from schemas.frameworks import Framework

__all__ = ["edit_form", "fill_in", "fill_in_new", "open_form_draft"]


def fill_in_new(place: Place[R], name: str, given: Filled | None = None) -> None:
    """Open a form for a new record, as it was left if it was begun before.

    Args:
        place: Where it was asked for.
        name: Of the form.
        given: What is filled in at first, where nothing was begun.
    """
    place.in_background(partial(_open_new, place, name, given or Filled()), "form")


def fill_in(place: Place[R], name: str, record: str) -> None:
    """Open a form about a record, as it was left if it was begun before.

    Args:
        place: Where it was asked for.
        name: Of the form.
        record: Its id.
    """
    place.in_background(partial(_open_about, place, name, record), "form")


def edit_form(place: Place[R], kind: str, record: str) -> bool:
    """Open the form of a record; tell whether there is one for its type.

    Args:
        place: Where it was asked for.
        kind: Of the record.
        record: Its id.
    """
    name = FORM_OF.get(kind, "")
    if name in _FORMS:
        fill_in(place, name, record)
    return name in _FORMS


async def open_form_draft(place: Place[R], draft: str) -> None:
    """Open the form that a draft was kept of."""
    found = form_of_draft(draft)
    if found is None or found[0] not in _FORMS:
        return
    name, about = found
    if about:
        await _open_about(place, name, about)
    else:
        await _open_new(place, name, Filled())


async def _open_new(place: Place[R], name: str, given: Filled) -> None:
    form, base = _FORMS[name](place.program), place.base
    kept = await place.program.work.read(partial(kept_form, base, form))
    fresh = replace(given, draft=form.draft_of())
    await place.program.push_screen(FormScreen(form, kept or fresh, begun=kept is not None))


async def _open_about(place: Place[R], name: str, record: str) -> None:
    form, base = _FORMS[name](place.program), place.base
    kept = await place.program.work.read(partial(kept_form, base, form, record))
    filled = kept
    if filled is None:
        filled = await place.program.work.read(partial(_filled, base, form, record))
    await place.program.push_screen(FormScreen(form, filled, begun=kept is not None))


def _filled(base: EvidenceBase, form: Form, record: str) -> Filled:
    return filled_from(
        form, shown_record(base, RECORD_TYPES[form.type], record), base.fields(record)
    )


def _line_form(program: InspectorApp) -> Form:
    return line_form(area_toggles(_framework(program)), _names(program))


def _question_form(program: InspectorApp) -> Form:
    lines = [Toggle(c.id, c.label) for c in _known(program) if c.sign is Sign.ENQUIRY]
    return question_form(area_toggles(_framework(program)), lines)


def _answer_form(_: InspectorApp) -> Form:
    return answer_form()


def _framework(program: InspectorApp) -> Framework | None:
    return program.opened.framework if program.opened is not None else None


def _request_form(program: InspectorApp) -> Form:
    cases = [c for c in _known(program) if c.sign is Sign.CASE]
    return request_form({case.id: case.label.partition(" ")[0] for case in cases})


def _working_form(name: str, program: InspectorApp) -> Form:
    lines = tuple(Toggle(c.id, c.label) for c in _known(program) if c.sign is Sign.ENQUIRY)
    members = tuple(Toggle(member, said) for member, said in _names(program).items())
    choices = Choices(area_toggles(_framework(program)), lines, members)
    return working_forms(choices)[name]


def _known(program: InspectorApp) -> tuple[Completion, ...]:
    return program.session.completions if program.session is not None else ()


def _names(program: InspectorApp) -> Mapping[str, str]:
    session = program.session
    return session.names if session is not None else {}


_FORMS: Final[Mapping[str, Callable[[InspectorApp], Form]]] = {
    "line": _line_form,
    "question": _question_form,
    "answer": _answer_form,
    "request": _request_form,
    **{name: partial(_working_form, name) for name in WORKING_FORMS},
}
