"""An open stream of what is new, read line by line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import httpx

from schemas.events import EVENTS, Tip
from tests.sync_server.laptops import Team
from tests.sync_server.visitors import Visitor

BEAT: Final = ": "


class Heard:
    """One open stream, read line by line."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self._lines = answer.aiter_lines()

    async def line(self) -> str | None:
        """The next line that says something; None when the stream has ended."""
        async with asyncio.timeout(10):
            async for line in self._lines:
                if line:
                    return line
        return None

    async def event(self) -> tuple[str, str] | None:
        """The next event's name and data."""
        line: str | None = BEAT
        while line == BEAT:
            line = await self.line()
        if line is None:
            return None
        data = await self.line()
        assert data is not None
        return line.removeprefix("event: "), data.removeprefix("data: ")

    async def tip(self) -> Tip:
        told = await self.event()
        assert told is not None
        assert told[0] == "tip"
        return Tip.model_validate_json(told[1])


@asynccontextmanager
async def listening(visitor: Visitor, team: Team) -> AsyncIterator[Heard]:
    """A stream that the server has begun."""
    path = f"/inspections/{team.inspection}/events"
    async with visitor.http.stream("GET", path, headers=visitor.headers) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].partition(";")[0] == EVENTS
        heard = Heard(answer)
        assert await heard.line() == BEAT
        yield heard
