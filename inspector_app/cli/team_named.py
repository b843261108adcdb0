"""Which member, laptop or request is meant by what somebody typed: a name, words, part of an id."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import OpenRequest, members_named, open_requests
from inspector_app.sync.whereabouts import known_server

__all__ = ["SHORT", "called", "member_meant", "request_meant"]

SHORT: Final = 16
"""Signs of an id that are shown to people: a whole one breaks in two at the edge of a table."""

_FEWEST: Final = 6


def member_meant(base: EvidenceBase, typed: str) -> str:
    """The member or device id that is meant; what was typed if nobody in the team fits.

    Args:
        base: ours.
        typed: a name, the six words of a laptop, an id, or how an id begins.

    Raises:
        InspectorError: `which-member` if several fit.
    """
    seats, names = base.team.chain.head.seats, members_named(base)
    ids = {*seats, *(seat.member for seat in seats.values())}
    if typed in ids:
        return typed
    wanted = typed.strip().casefold()
    fits = {
        seat.member for seat in seats.values() if names.get(seat.member, "").casefold() == wanted
    }
    fits |= {device for device, seat in seats.items() if seat.card.words == wanted}
    return _only(fits or _begun(ids, wanted)) or typed


def request_meant(base: EvidenceBase, typed: str | None) -> OpenRequest:
    """The request to join that is meant by an id, or by how it begins.

    Raises:
        InspectorError: `unknown-request`, `which-member` if several fit.
    """
    asked = {each.request: each for each in open_requests(base)}
    wanted = (typed or "").strip()
    if found := asked.get(wanted) or asked.get(_only(_begun(asked, wanted)) or ""):
        return found
    raise InspectorError(
        "unknown-request",
        "There is no request of that id that opens with one of this laptop's invitations.",
        kept="Nothing was changed.",
        next_step="Sync, then see `inspector team requests`.",
    )


def called(base: EvidenceBase, by: str) -> str:
    """What people call a replica: a member's name with two words of the laptop, or the server."""
    server = known_server(base)
    if server is not None and server.server == by:
        return f"the server {server.url}"
    seat = base.team.chain.head.seats.get(by)
    if seat is None:
        return by[:SHORT]
    words = " ".join(seat.card.words.split()[:2])
    return f"{members_named(base).get(seat.member) or 'somebody'} ({words} …)"


def _begun(ids: Collection[str], begun: str) -> set[str]:
    return {each for each in ids if each.startswith(begun)} if len(begun) >= _FEWEST else set()


def _only(fits: Collection[str]) -> str | None:
    if len(fits) > 1:
        raise InspectorError(
            "which-member",
            "Several fit that name or id.",
            kept="Nothing was changed.",
            next_step="Give the six words of the laptop, or more of the id: `inspector team list`.",
        )
    return next(iter(fits), None)
