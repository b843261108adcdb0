"""One question to a server and its answer, neither of which is trusted to be what it should be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from inspector_app.errors import InspectorError
from inspector_app.sync.patience import TROUBLES, Patience
from inspector_app.sync.transport import (
    open_http,
    seen_certificate,
    server_away,
    server_faulty,
    trouble,
)
from schemas.entries import LARGEST_ENTRY
from schemas.events import EVENTS
from schemas.wire import ENTRIES, NEXT, PAGE_BYTES, ErrorCode

__all__ = ["Answer", "Asking", "ServerRefusalError"]

LARGEST_ANSWER = 2 * (PAGE_BYTES + LARGEST_ENTRY)
"""Bytes of an answer at most: a page with its largest entry, and as much again for good measure."""

LONGEST_STREAM = 20 * 60.0
"""Seconds that a stream of events is read at most: a login ends before."""

LARGEST_STREAM = 1024 * 1024
"""Bytes that are read of one; thousands of events, and the longest line that is ever held."""

_SAID: dict[ErrorCode, str] = {
    "bad-request": "The server does not take what this laptop sent.",
    "not-enrolled": "The server does not know this device, or that code is not good.",
    "not-a-member": "The server does not let this device do that in this inspection.",
    "not-logged-in": "The server does not accept this device's login.",
    "unknown-inspection": "The server does not hold this inspection.",
    "unknown-mailbox": "The server does not accept the invitation, or no longer.",
    "unknown-blob": "The server does not have that piece of the imported lists, or not yet.",
    "blob-purged": "Those imported lists were purged; the server takes and gives them no more.",
    "too-large": "That is more than the server takes.",
    "server-full": "The server has as much to do as it can bear.",
    "store-away": "The server cannot reach its database.",
    "look-again": "The team was changed elsewhere at the same moment.",
}
"""Our own words: the server's could be anything, and would stand on a screen as if we said them."""


class ServerRefusalError(InspectorError):
    """The server refused a call; `code` is one of the contract's."""

    def __init__(self, code: ErrorCode) -> None:
        super().__init__(
            code,
            _SAID[code],
            kept="Everything is saved on this laptop; nothing was lost.",
            next_step="See `inspector server check`; ask the lead if it stays so.",
        )


@dataclass(frozen=True)
class Answer:
    """What a server answered.

    Args:
        content: the body.
        certificate: SHA-256 of the certificate under which it came; None without TLS.
        next: where the next page begins, if the server says that there is one.
    """

    content: bytes
    certificate: str | None
    next: int | None


class _Said(BaseModel):
    model_config = ConfigDict(extra="ignore")
    code: str


class _Refused(BaseModel):
    model_config = ConfigDict(extra="ignore")
    error: _Said


class Asking:
    """Questions to one address.

    Args:
        url: where.
        certificate: the pinned certificate, if any.
        transport: another way to carry requests.
        patience: how long a question and its answer may take.
    """

    def __init__(
        self,
        url: str,
        certificate: str | None,
        transport: httpx.BaseTransport | None,
        patience: Patience | None,
    ) -> None:
        self._patience = patience or Patience()
        self._http = open_http(url, certificate, self._patience, transport)

    def close(self) -> None:
        """Lets go of the connection."""
        self._http.close()

    @contextmanager
    def listen(self, path: str, token: str | None) -> Iterator[httpx.Response]:
        """An answer that goes on: it may take long, while something comes now and then.

        Args:
            path: below `/v1/`.
            token: of the login.

        Raises:
            InspectorError: as `ask`, also from the block that reads it.
        """
        headers = {"Accept": EVENTS, "Authorization": f"Bearer {token}"}
        self._patience.begin()
        try:
            with self._http.stream("GET", path, headers=headers) as response:
                if not response.is_success:
                    raise _refusal(response.status_code, _body(response))
                self._patience.begin(LONGEST_STREAM, LARGEST_STREAM)
                yield response
        except TROUBLES as error:
            raise trouble(error) from None

    def ask(
        self,
        method: str,
        path: str,
        asked: BaseModel | bytes | None,
        token: str | None,
        media_type: str = ENTRIES,
    ) -> Answer:
        """One question and its answer.

        Args:
            method: of the call.
            path: below `/v1/`.
            asked: a message, or bytes of `media_type`.
            token: of the login, if there is one.
            media_type: of bytes.

        Raises:
            InspectorError: `server-away`, `server-faulty`, or what the server refused.
        """
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        content: bytes | None
        if isinstance(asked, BaseModel):
            content, headers["Content-Type"] = asked.model_dump_json().encode(), "application/json"
        else:
            content, headers["Content-Type"] = asked, media_type
        self._patience.begin()
        try:
            with self._http.stream(method, path, content=content, headers=headers) as response:
                body = _body(response)
        except TROUBLES as error:
            raise trouble(error) from None
        if response.is_success:
            return Answer(body, seen_certificate(response), _next(response))
        raise _refusal(response.status_code, body)


def _body(response: httpx.Response) -> bytes:
    """The body as it came, while it is no larger than any should be.

    Nothing compressed was asked for, and nothing is: a few bytes could become gigabytes.
    """
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise server_faulty()
    body = bytearray()
    for chunk in response.iter_raw():
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise server_faulty()
    return bytes(body)


def _next(response: httpx.Response) -> int | None:
    said = response.headers.get(NEXT)
    if said is None:
        return None
    if not said.isascii() or not said.isdigit() or len(said) > 15:
        raise server_faulty()
    return int(said)


def _refusal(status: int, body: bytes) -> InspectorError:
    if status >= 500:
        return server_away()
    try:
        code = _Refused.model_validate_json(body).error.code
    except ValidationError:
        return server_faulty()
    for known in _SAID:
        if code == known:
            return ServerRefusalError(known)
    return server_faulty()
