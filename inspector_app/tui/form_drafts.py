"""Forms as drafts: what is being filled in, kept in the encrypted file of this laptop."""

from __future__ import annotations

from typing import Final

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.drafts import (
    Draft,
    DraftContent,
    discard_draft,
    load_draft,
    save_draft,
)
from inspector_app.evidence_base.history import FieldView
from inspector_app.tui.form import Filled, Form

__all__ = ["form_of_draft", "keep_form", "kept_form"]

_PREFIX: Final = "form"

_WAS: Final = "was:"
"""Before a field whose value is not what was typed but what was shown when editing began."""


def form_of_draft(draft: str) -> tuple[str, str] | None:
    """The name of a draft's form and what it is about; None if it is no form's."""
    prefix, _, rest = draft.partition(":")
    if prefix != _PREFIX or ":" not in rest:
        return None
    name, _, about = rest.partition(":")
    return name, about


def keep_form(base: EvidenceBase, form: Form, filled: Filled) -> None:
    """Keep what stands in a form in place of its earlier state; a blank one is not worth a draft.

    Its first words are kept as `text`, which is what lists of drafts show.
    """
    if filled.is_blank:
        discard_draft(base, filled.draft)
        return
    views = filled.views or {}
    fields: dict[str, bool | int | str | None] = dict(filled.texts)
    fields.setdefault("text", filled.first_text(form.main))
    fields |= {f"{_WAS}{name}": view.value for name, view in views.items()}
    shown = {name: tuple(view.writes) for name, view in views.items()}
    content = DraftContent(fields, dict(filled.chosen), shown)
    save_draft(base, Draft(filled.draft, filled.record, form.type, content))


def kept_form(base: EvidenceBase, form: Form, about: str = "") -> Filled | None:
    """What was kept of a form; None if nothing was."""
    name = form.draft_of(about)
    draft = load_draft(base, name)
    if draft is None:
        return None
    fields, shown = draft.content.fields, draft.content.shown
    asked = [blank.field for blank in form.blanks]
    texts = {each: text for each in asked if isinstance(text := fields.get(each), str)}
    views = {
        each: FieldView(fields.get(f"{_WAS}{each}"), writes, (), False)
        for each, writes in shown.items()
    }
    return Filled(
        texts, draft.content.tags, draft.record, views if draft.record is not None else None, name
    )
