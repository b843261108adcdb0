"""Where an inspection syncs. Loads nothing of the network."""

from __future__ import annotations

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from schemas.team_records import Server

__all__ = ["inspection_server", "known_server"]


def known_server(base: EvidenceBase) -> Server | None:
    """The server of an inspection: from its team chain, else one that we are enrolled at."""
    servers = base.team.chain.head.servers or base.vault.servers
    return servers[-1] if servers else None


def inspection_server(base: EvidenceBase) -> Server:
    """The server of an inspection, as `known_server`.

    Raises:
        InspectorError: `no-server`.
    """
    server = known_server(base)
    if server is None:
        raise InspectorError(
            "no-server",
            "This inspection has no server yet.",
            kept="Everything is saved on this laptop.",
            next_step="The lead adds one with `inspector server add`; until then use bundles.",
        )
    return server
