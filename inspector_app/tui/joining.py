"""Joining by an invitation file: blocking, for a thread of its own."""

from __future__ import annotations

from pathlib import Path

import httpx

from inspector_app.errors import InspectorError
from inspector_app.sync.joining import ask_to_join, open_joined, read_invitation
from inspector_app.vault.vault import Vault
from schemas.joining import Invitation

__all__ = ["ask", "open_if_approved"]


def ask(vault: Vault, file: str, transport: httpx.BaseTransport | None = None) -> Invitation:
    """Read an invitation and ask its server to be let in.

    Raises:
        InspectorError: `no-such-file`, `not-an-invitation`, `expired`; or when
            the server is away, in which case the invitation is kept.
    """
    try:
        # A file dragged onto a terminal arrives in quotes.
        data = Path(file.strip().strip("'\"")).expanduser().read_bytes()
    except (OSError, ValueError):
        raise InspectorError(
            "no-such-file",
            "That file cannot be read.",
            kept="Nothing was changed.",
            next_step="Check its name and folder.",
        ) from None
    invitation = read_invitation(data, vault.clock())
    ask_to_join(vault, invitation, transport)
    return invitation


def open_if_approved(
    vault: Vault, invitation: Invitation, transport: httpx.BaseTransport | None = None
) -> str:
    """Fetch the team's chain if the lead has approved us; the inspection's id.

    Raises:
        InspectorError: `not-approved-yet`, `no-server`, or when the server is away.
    """
    base = open_joined(vault, invitation, transport)
    base.close()
    return base.inspection
