"""Asking for a manager to talk one case through, and what came of it (¶82, ¶87)."""

from __future__ import annotations

from inspector_app.enquiries.case_page import CasePage
from inspector_app.enquiries.lives import REQUEST_LIFE
from inspector_app.enquiries.requests import NewRequest, add_request
from inspector_app.enquiries.saving import Saved
from inspector_app.enquiries.shown import Shown
from inspector_app.evidence_base.base import EvidenceBase
from schemas.records import Request

__all__ = ["ask_for_manager", "manager_asked", "next_states"]

_ENDED = ("had", "refused", "not-needed")


def ask_for_manager(base: EvidenceBase, page: CasePage) -> Saved:
    """Records that a manager is to be asked for on this case.

    A case is named by its short number only: the sheet for the authority adds the identifier.
    """
    number = f"case {page.short}" if page.short else "this case"
    return add_request(base, NewRequest(f"A manager to talk {number} through", "manager", page.id))


def manager_asked(page: CasePage) -> Shown[Request] | None:
    """The newest request for a manager on this case that is still open; None without one."""
    wanted = [
        request
        for request in page.requests
        if request.record.kind == "manager" and request.record.state not in _ENDED
    ]
    return wanted[-1] if wanted else None


def next_states(request: Shown[Request]) -> tuple[str, ...]:
    """Where a request can go from where it stands."""
    state = request.record.state or ""
    return REQUEST_LIFE.get(state, tuple(REQUEST_LIFE))
