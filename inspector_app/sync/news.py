"""What a server says while one listens: read strictly, and never more of it than is good for us."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress

import httpx
from httpx_sse import EventSource, ServerSentEvent
from pydantic import ValidationError

from inspector_app.sync.transport import server_faulty
from schemas.events import EVENTS, TeamGrew, Tip

__all__ = ["NewsReader"]

_KINDS: dict[str, type[Tip] | type[TeamGrew]] = {"tip": Tip, "team": TeamGrew}


class NewsReader:
    """An open stream of events.

    Args:
        response: whose body has not been read; what it may bring in all is bounded by its carrier.

    Raises:
        InspectorError: `server-faulty` when it is no such stream.
    """

    def __init__(self, response: httpx.Response) -> None:
        kind = response.headers.get("Content-Type", "").lower().replace(" ", "")
        packed = response.headers.get("Content-Encoding", "identity") != "identity"
        # No other charset: the server would choose which decoder reads what it sends.
        if packed or kind not in (EVENTS, f"{EVENTS};charset=utf-8"):
            raise server_faulty()
        self._response = response

    def events(self) -> Iterator[Tip | TeamGrew]:
        """What is told, until the stream ends.

        Raises:
            InspectorError: `server-faulty` for anything else.
        """
        for said in EventSource(self._response).iter_sse():
            yield _read(said)

    def hang_up(self) -> None:
        """Ends the stream from another thread, which may be waiting for it to speak."""
        stream = self._response.extensions.get("network_stream")
        found = None if stream is None else stream.get_extra_info("socket")
        if isinstance(found, socket.socket):
            with suppress(OSError):
                # The plain way, also under TLS: nothing is said any more, the line is cut.
                socket.socket.shutdown(found, socket.SHUT_RDWR)


def _read(said: ServerSentEvent) -> Tip | TeamGrew:
    kind = _KINDS.get(said.event)
    if kind is None:
        raise server_faulty()
    try:
        return kind.model_validate_json(said.data)
    except ValidationError:
        raise server_faulty() from None
