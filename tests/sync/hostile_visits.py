"""Exchanges through what stands between, and vectors in which a server lies."""

from __future__ import annotations

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from inspector_app.errors import InspectorError
from inspector_app.sync.client import ServerClient
from inspector_app.sync.exchange import exchange
from inspector_app.sync.patience import Patience
from inspector_app.sync.report import SyncReport
from inspector_app.sync.status import sync_status
from schemas.feeds import SignedVector, Vector
from sync_server.embedded import EmbeddedServer
from tests.evidence_base.laptops import Laptop
from tests.sync.hostile import Hostile, Said

__all__ = ["NOTE", "forged", "refused", "vector_of", "visit"]

NOTE = "Kept whatever the server says."


def visit(
    laptop: Laptop,
    hostile: Hostile,
    server: EmbeddedServer | None = None,
    patience: Patience | None = None,
) -> SyncReport:
    """One exchange through what stands between."""
    name = None if server is None else server.server
    device = laptop.base.vault.device
    client = ServerClient(device, hostile.url, None, name, patience=patience)
    try:
        return exchange(laptop.base, client)
    finally:
        client.close()


def refused(laptop: Laptop, hostile: Hostile, patience: Patience | None = None) -> str:
    """The code with which an exchange ends; nothing was lost by it."""
    before = sync_status(laptop.base).unsent
    with pytest.raises(InspectorError) as caught:
        visit(laptop, hostile, patience=patience)
    assert sync_status(laptop.base).unsent >= before == 1
    assert caught.value.kept
    return caught.value.code


def _server_key(server: EmbeddedServer) -> Ed25519PrivateKey:
    folder = server._folder / "identity"
    key = load_pem_private_key((folder / "server-key.pem").read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


def forged(
    server: EmbeddedServer,
    laptop: Laptop,
    feeds: Vector,
    *,
    team: str | None = None,
    inspection: str | None = None,
) -> Callable[[BaseHTTPRequestHandler, Said], Said]:
    """A vector that the server itself lies in."""
    key = _server_key(server)
    return vector_of(laptop, server.server, key, feeds, team=team, inspection=inspection)


def vector_of(
    laptop: Laptop,
    by: str,
    key: Ed25519PrivateKey,
    feeds: Vector,
    *,
    team: str | None = None,
    inspection: str | None = None,
) -> Callable[[BaseHTTPRequestHandler, Said], Said]:
    head = team or laptop.base.team.chain.head.record
    vector = SignedVector(inspection or laptop.inspection, by, head, feeds).signed(key)
    reply = {"server": vector.as_json(), "others": [], "held": 0}
    return lambda _, said: Said(200, {}, json.dumps(reply).encode())
