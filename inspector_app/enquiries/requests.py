"""Requests to the authority: someone to talk a case through, a document, a visit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inspector_app.enquiries.lives import REQUEST_LIFE, require_move
from inspector_app.enquiries.saving import (
    Saved,
    cleared,
    closed_word,
    given,
    require_text,
    save_edit,
    save_new,
    typed,
)
from inspector_app.enquiries.shown import shown_record
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import Views
from inspector_app.evidence_base.writing import NewValue, NewWrite
from schemas.records import Request

__all__ = ["NewRequest", "add_request", "edit_request"]


@dataclass(frozen=True)
class NewRequest:
    """What is asked of the authority; only the text is needed.

    Args:
        text: what is wanted.
        kind: `worker`, `manager`, `document`, `data`, `visit` or `people`.
        case: id of the case it is about.
        wanted_at: when, ISO 8601 with offset.
        place: where, or by video.
        person: a worker's name; it lives only here and is purged when the inspection closes.
        reason: why it was refused, by role.
        state: a new request is `to-ask` unless said otherwise.
    """

    text: str
    kind: str | None = None
    case: str | None = None
    wanted_at: str | None = None
    place: str | None = None
    person: str | None = None
    reason: str | None = None
    state: str | None = None


def add_request(
    base: EvidenceBase,
    new: NewRequest,
    also: Iterable[NewWrite] = (),
    *,
    draft: str | None = None,
) -> Saved:
    """Records a request.

    Args:
        base: to write to.
        new: what is wanted.
        also: writes of the same save, such as a case met for the first time.
        draft: id of the draft that this saves; it is wiped in the same transaction.

    Raises:
        InspectorError: `no-text`, `unknown-word`, or `reason-needed` for one that was refused.
    """
    text = require_text(new.text, "text")
    values = _values(new)
    _check_reason(new.state, new.reason)
    values = {"text": text, **values, "state": values["state"] or "to-ask"}
    return save_new(base, Request, values, also=also, draft=draft)


def edit_request(
    base: EvidenceBase,
    record: str,
    changes: NewRequest,
    *,
    clear: Iterable[str] = (),
    views: Views | None = None,
    also: Iterable[NewWrite] = (),
    draft: str | None = None,
) -> Saved:
    """Saves what became of a request; what is None or empty in `changes` stays as it is.

    Args:
        base: to write to.
        record: the request.
        changes: with `text` empty where it stays.
        clear: fields to be emptied.
        views: its fields as shown when editing began; as they are now if not given.
        also: writes of the same save to other records.
        draft: id of the draft that this saves; it is wiped in the same transaction.

    Raises:
        InspectorError: `unknown-record`, `unknown-word`, `wrong-state`, or `reason-needed`.
    """
    request = shown_record(base, Request, record).record
    shown = base.fields(record) if views is None else views
    if changes.state is not None:
        before = shown["state"].value if "state" in shown else None
        require_move(REQUEST_LIFE, before if isinstance(before, str) else None, changes.state)
    _check_reason(changes.state, changes.reason or request.reason)
    text = {"text": require_text(changes.text, "text")} if changes.text else {}
    values = {**cleared(Request, clear), **text, **given(_values(changes))}
    return save_edit(base, Request, record, values, views=shown, also=also, draft=draft)


def _check_reason(state: str | None, reason: str | None) -> None:
    if state == "refused" and not (reason or "").strip():
        raise InspectorError(
            "reason-needed",
            "A request that was refused needs the reason, by role.",
            kept="Nothing was changed.",
            next_step="Give the reason.",
        )


def _values(new: NewRequest) -> Mapping[str, NewValue]:
    return {
        "kind": closed_word(Request, "kind", new.kind),
        "case": new.case,
        "wanted_at": new.wanted_at,
        "place": typed(new.place),
        "person": typed(new.person),
        "reason": typed(new.reason),
        "state": closed_word(Request, "state", new.state),
    }
