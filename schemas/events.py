"""What a server tells while somebody listens: server-sent events of one inspection, to members.

The events of an inspection go to members while they listen. `tip` (`Tip`): an entry is new at the
end of a feed. `team` (`TeamGrew`): a team record came; it is the last event, and the stream closes.
It also closes when the login ends, when more waits than a slow reader took, and when the server
stops: who listens asks for what is missing and listens again. A comment comes every 15 seconds.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.wire import FeedName, Hex32, Message

__all__ = ["EVENTS", "TeamGrew", "Tip", "event"]

EVENTS = "text/event-stream"


class Tip(Message):
    """An entry that is new at the end of its feed; its text is not in it."""

    feed: FeedName
    seq: Annotated[int, Field(ge=1, le=2**53 - 1)]
    id: Hex32


class TeamGrew(Message):
    """A team record came; `head` is the one that stands now."""

    head: Hex32


def event(name: Literal["tip", "team"], told: Tip | TeamGrew) -> bytes:
    """An event as it streams."""
    return f"event: {name}\ndata: {told.model_dump_json()}\n\n".encode()
