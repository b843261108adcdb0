"""The stream of what is new in an inspection: server-sent events, and how a stream ends."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from schemas.events import EVENTS
from sync_server.news import Hearing
from sync_server.refusals import Refusal
from sync_server.team import Access
from sync_server.visits import Here, Server, Visit, allowing

__all__ = ["LISTENERS", "NewsStream", "news_calls"]

LISTENERS = (Access.SIGNER, Access.MEMBER)
"""Who hears what is new."""

_HEARTBEAT = b": \n\n"

_Listener = Annotated[Visit, Depends(allowing(*LISTENERS))]

_DESCRIBED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events `tip` and `team` (`Tip`, `TeamGrew`), and empty comments between.",
        "content": {EVENTS: {"schema": {"type": "string"}}},
    }
}


def news_calls() -> APIRouter:
    """The call that listens."""
    router = APIRouter()

    @router.get("/events", status_code=200, response_class=NewsStream, responses=_DESCRIBED)
    async def listen(request: Request, here: Here, visit: _Listener) -> NewsStream:
        async for _ in request.stream():
            """What comes with the request is no part of it, but is read before the answer."""
        return NewsStream(here, visit)

    return router


class NewsStream(StreamingResponse):
    """Tells what is new until the login ends, the team changes or either side stops.

    Args:
        here: the server.
        visit: who listens, and where.
    """

    media_type = EVENTS

    def __init__(self, here: Server, visit: Visit) -> None:
        # A proxy on the way must neither keep it nor collect it.
        super().__init__((), headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self._here = here
        self._visit = visit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Answers.

        Raises:
            Refusal: when too many listen, or the team has changed since the question came.
        """
        visit = self._visit
        with self._here.news.listen(visit.inspection.id, visit.device) as hearing:
            await run_in_threadpool(_require_still_in, visit)
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            async with asyncio.TaskGroup() as tasks:
                watching = tasks.create_task(_end_when_gone(hearing, receive))
                await self._tell(hearing, send)
                watching.cancel()
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _tell(self, hearing: Hearing, send: Send) -> None:
        said = _HEARTBEAT
        while not hearing.over or said:
            if said:
                await send({"type": "http.response.body", "body": said, "more_body": True})
            left = (self._visit.until - self._here.clock()).total_seconds()
            said = await hearing.wait(min(self._here.heartbeat, left)) or _HEARTBEAT
            # What came while the login ended is no longer told.
            if self._here.clock() >= self._visit.until or (hearing.over and said == _HEARTBEAT):
                return


def _require_still_in(visit: Visit) -> None:
    """Looks again: a team record may have come before the stream could hear of it."""
    if not visit.inspection.team.listens(visit.device):
        raise Refusal("not-a-member", "This device may not do that in this inspection.")


async def _end_when_gone(hearing: Hearing, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        """What else comes is not for us."""
    hearing.end()
