"""A child or adult who may not be safe: written down after a manager has been told.

Not evidence, and never in a grid. Nothing here moves a state by itself, and no time is taken from
the save: when somebody was told is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inspector_app.enquiries.lives import CONCERN_LIFE, require_move
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
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import Views
from inspector_app.evidence_base.writing import NewValue, NewWrite
from schemas.records import SafetyConcern

__all__ = ["TELL_A_MANAGER", "NewConcern", "raise_concern", "update_concern"]

TELL_A_MANAGER = (
    "Tell a manager here now. Do not wait for this program. Do not investigate. "
    "Do not promise secrecy."
)
"""The first line anybody sees who records a safety concern."""


@dataclass(frozen=True)
class NewConcern:
    """What is known of a safety concern; only the text is needed.

    Args:
        text: what was seen or said, in the person's words.
        case: id of the case; None for a child not on the list.
        kind: such as `child-at-risk` or `disclosure`.
        told_to: role of the manager told.
        told_at: when they were told, ISO 8601 with offset; never the time of the save.
        told_how: in person, by telephone.
        lead_told_at: when the lead inspector was told, likewise.
        action: what the authority did.
        action_at: when, likewise.
        view: our view of it.
        escalated_to: such as `dcs` or `lado`.
        state: moved by people only; a new concern is `seen` unless they say more.
    """

    text: str
    case: str | None = None
    kind: str | None = None
    told_to: str | None = None
    told_at: str | None = None
    told_how: str | None = None
    lead_told_at: str | None = None
    action: str | None = None
    action_at: str | None = None
    view: str | None = None
    escalated_to: str | None = None
    state: str | None = None


def raise_concern(
    base: EvidenceBase, new: NewConcern, also: Iterable[NewWrite] = (), *, draft: str | None = None
) -> Saved:
    """Records a safety concern.

    Args:
        base: to write to.
        new: what is known.
        also: writes of the same save, such as a case met for the first time.
        draft: id of the draft that this saves; it is wiped in the same transaction.

    Raises:
        InspectorError: `no-text`, or `unknown-word`.
    """
    text = require_text(new.text, "text")
    values = _values(new)
    return save_new(
        base,
        SafetyConcern,
        {"text": text, **values, "state": values["state"] or "seen"},
        also=also,
        draft=draft,
    )


def update_concern(
    base: EvidenceBase,
    record: str,
    changes: NewConcern,
    *,
    clear: Iterable[str] = (),
    views: Views | None = None,
    also: Iterable[NewWrite] = (),
    draft: str | None = None,
) -> Saved:
    """Saves what became known; what is None or empty in `changes` stays as it is.

    Args:
        base: to write to.
        record: the concern.
        changes: with `text` empty where it stays.
        clear: fields to be emptied.
        views: its fields as shown when editing began; as they are now if not given.
        also: writes of the same save to other records.
        draft: id of the draft that this saves; it is wiped in the same transaction.

    Raises:
        InspectorError: `unknown-record`, `unknown-word`, or `wrong-state` for a move that its
            life does not have, such as satisfied before anybody was told.
    """
    shown_record(base, SafetyConcern, record)
    shown = base.fields(record) if views is None else views
    if changes.state is not None:
        before = shown["state"].value if "state" in shown else None
        require_move(CONCERN_LIFE, before if isinstance(before, str) else None, changes.state)
    text = {"text": require_text(changes.text, "text")} if changes.text else {}
    values = {**cleared(SafetyConcern, clear), **text, **given(_values(changes))}
    return save_edit(base, SafetyConcern, record, values, views=shown, also=also, draft=draft)


def _values(new: NewConcern) -> Mapping[str, NewValue]:
    return {
        "case": new.case,
        "kind": closed_word(SafetyConcern, "kind", new.kind),
        "told_to": typed(new.told_to),
        "told_at": new.told_at,
        "told_how": typed(new.told_how),
        "lead_told_at": new.lead_told_at,
        "action": typed(new.action),
        "action_at": new.action_at,
        "view": typed(new.view),
        "escalated_to": closed_word(SafetyConcern, "escalated_to", new.escalated_to),
        "state": closed_word(SafetyConcern, "state", new.state),
    }
