"""What the server says when it does not do what it was asked."""

from __future__ import annotations

from typing import NoReturn

from starlette.exceptions import HTTPException

from schemas.wire import ErrorCode

__all__ = ["Refusal", "bad_request", "code_for_status"]

_STATUS: dict[ErrorCode, int] = {
    "bad-request": 400,
    "not-logged-in": 401,
    "not-enrolled": 403,
    "not-a-member": 403,
    "unknown-inspection": 404,
    "unknown-mailbox": 404,
    "look-again": 409,
    "too-large": 413,
}


class Refusal(HTTPException):
    """A refusal as it travels: one of the contract's codes and a sentence without content.

    Args:
        code: what scripts match on.
        message: what people read; never holds what was sent.
        status: the HTTP status where it is not the code's usual one.
    """

    def __init__(self, code: ErrorCode, message: str, *, status: int | None = None) -> None:
        headers = {"WWW-Authenticate": "Bearer"} if code == "not-logged-in" else None
        super().__init__(status or _STATUS[code], message, headers)
        self.code = code
        self.message = message


def bad_request(message: str) -> NoReturn:
    """Refuses what is not as the contract says.

    Raises:
        Refusal: always.
    """
    raise Refusal("bad-request", message) from None


def code_for_status(status: int) -> ErrorCode:
    """The contract's code for a refusal that the web framework made by itself."""
    return "too-large" if status == 413 else "bad-request"
