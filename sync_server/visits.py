"""What a call is given: the server it came to, and who speaks in which inspection."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Header, Path, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from schemas.identifiers import Clock
from schemas.wire import Hex32
from sync_server.auth import Doorkeeper
from sync_server.blobs import Blobs
from sync_server.identity import ServerIdentity
from sync_server.inspection import Inspection
from sync_server.inspections import Inspections
from sync_server.mailboxes import Mailboxes
from sync_server.news import News
from sync_server.refusals import Refusal
from sync_server.store import Store
from sync_server.team import Access

__all__ = ["AtServer", "Here", "Server", "Visit", "allowing"]


@dataclass(frozen=True)
class Server:
    """The parts of one server."""

    store: Store
    identity: ServerIdentity
    clock: Clock
    doorkeeper: Doorkeeper
    inspections: Inspections
    blobs: Blobs
    mailboxes: Mailboxes
    news: News
    heartbeat: float


class AtServer:
    """Passes every request on as one to this server.

    The calls are the same for all servers of a process and costly to describe to the web
    framework; so they are described once, and each is given the server that it came to.

    Args:
        app: the calls.
        server: what they speak to.
    """

    def __init__(self, app: ASGIApp, server: Server) -> None:
        self._app = app
        self._server = server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""
        state = {**scope.get("state", {}), "server": self._server}
        await self._app({**scope, "state": state}, receive, send)


# Not a plain function: the framework would give each request a thread to run it in.
async def _here(request: Request) -> Server:
    server: Server = request.state.server
    return server


Here = Annotated[Server, Depends(_here)]
"""The server that a request came to."""


class Visit:
    """One authenticated request to one inspection.

    Args:
        device: who speaks.
        access: what it may do there, now.
        inspection: where.
        until: when the login ends.
    """

    def __init__(
        self, device: str, access: Access, inspection: Inspection, until: datetime
    ) -> None:
        self.device = device
        self.access = access
        self.inspection = inspection
        self.until = until


def allowing(*allowed: Access) -> Callable[..., Visit]:
    """The dependency that lets in those with the given access, and nobody else."""

    def visit(
        here: Here,
        inspection: Annotated[Hex32, Path()],
        authorization: Annotated[str | None, Header()] = None,
    ) -> Visit:
        device, until = here.doorkeeper.login(authorization)
        opened = here.inspections.get(inspection)
        access = opened.team.access(device)
        if access not in allowed:
            raise Refusal("not-a-member", "This device may not do that in this inspection.")
        return Visit(device, access, opened, until)

    return visit
