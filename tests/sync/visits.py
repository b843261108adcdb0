"""What laptops do with a server, each over a connection of its own."""

from __future__ import annotations

from collections.abc import Callable

from inspector_app.sync.client import ServerClient
from inspector_app.sync.exchange import exchange
from inspector_app.sync.report import SyncReport
from sync_server.embedded import EmbeddedServer
from tests.evidence_base.laptops import Laptop

__all__ = ["enrol", "settle", "sync"]


def enrol(laptop: Laptop, server: EmbeddedServer) -> None:
    client = ServerClient(laptop.base.vault.device, server.url, server.certificate_sha256)
    try:
        client.enrol(server.enrolment_code())
        laptop.base.vault.add_server(client.known_as())
    finally:
        client.close()


def sync(
    laptop: Laptop,
    server: EmbeddedServer,
    meanwhile: Callable[[], object] = lambda: None,
) -> SyncReport:
    """One exchange over a new connection; what others do between its pull and its push."""
    client = ServerClient(
        laptop.base.vault.device, server.url, server.certificate_sha256, server.server
    )
    try:
        return exchange(laptop.base, client, before_sealing=lambda _: meanwhile())
    finally:
        client.close()


def settle(server: EmbeddedServer, *laptops: Laptop) -> None:
    """Everybody syncs twice: once to give, once to take."""
    for laptop in (*laptops, *laptops):
        sync(laptop, server)
