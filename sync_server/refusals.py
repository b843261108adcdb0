"""What the server says when it does not do what it was asked."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import NoReturn

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schemas.wire import ErrorCode
from sync_server.store import StoreAwayError

__all__ = ["STATUSES", "Refusal", "Sheltered", "bad_request"]

STATUSES: Mapping[ErrorCode, int] = {
    "bad-request": 400,
    "not-logged-in": 401,
    "not-enrolled": 403,
    "not-a-member": 403,
    "unknown-inspection": 404,
    "unknown-mailbox": 404,
    "unknown-blob": 404,
    "blob-purged": 410,
    "look-again": 409,
    "too-large": 413,
    "unexpected": 500,
    "server-full": 503,
    "store-away": 503,
}
"""The usual HTTP status of each code."""

_HANG_UP = (408, 413)
_RETRY_SECONDS = 5

_log = logging.getLogger(__name__)


class Refusal(HTTPException):
    """A refusal as it travels: one of the contract's codes and a sentence without content.

    Args:
        code: what scripts match on.
        message: what people read; never holds what was sent.
        status: the HTTP status where it is not the code's usual one.
    """

    def __init__(self, code: ErrorCode, message: str, *, status: int | None = None) -> None:
        status = status or STATUSES[code]
        headers = {"WWW-Authenticate": "Bearer"} if code == "not-logged-in" else {}
        if status in _HANG_UP:
            # Else the rest of the body would still be read, if only to be thrown away.
            headers["Connection"] = "close"
        super().__init__(status, message, headers)
        self.code = code
        self.message = message


def bad_request(message: str) -> NoReturn:
    """Refuses what is not as the contract says.

    Raises:
        Refusal: always.
    """
    raise Refusal("bad-request", message) from None


class Sheltered:
    """Answers a mistake of the server's own, and logs its kind and place and nothing of a request.

    A traceback with its message, as the web server would log it, may hold what was sent.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""
        started = False

        async def noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except ClientDisconnect:
            return  # in the middle of its request: nobody is there to be answered
        except StoreAwayError:
            _log.error("the database does not answer")
            if not started:
                message = "The server cannot reach its database. Ask again later."
                headers = {"Retry-After": str(_RETRY_SECONDS)}
                await _answer("store-away", message, headers)(scope, receive, send)
        except Exception as error:  # noqa: BLE001  # whatever it is, it must not be logged whole
            _log.error("unexpected %s", _place(error))  # a traceback shows too much
            if not started:
                message = "Something went wrong inside the server. Nothing was half kept."
                await _answer("unexpected", message)(scope, receive, send)


def _answer(
    code: ErrorCode, message: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    content = {"error": {"code": code, "message": message}}
    return JSONResponse(content, STATUSES[code], headers=headers)


def _place(error: BaseException) -> str:
    """An error's kind and where it arose; of what its text says, only trouble with the disk."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = "" if trace is None else f" in {trace.tb_frame.f_code.co_name}, line {trace.tb_lineno}"
    known = next((f" ({trouble})" for trouble in _TROUBLES if trouble in str(error)), "")
    return f"{type(error).__name__}{where}{known}"


_TROUBLES = ("disk is full", "disk I/O error", "database is locked", "readonly database")
"""SQLite's own words for what an administrator can do something about."""
