"""What the server says when it does not do what it was asked."""

from __future__ import annotations

from typing import NoReturn

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from schemas.wire import ErrorCode

__all__ = ["Refusal", "answer_errors", "bad_request"]

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


def answer_errors(app: FastAPI) -> None:
    """Every refusal in the contract's form, without a word of what was sent."""

    @app.exception_handler(HTTPException)
    async def refused(_: Request, error: HTTPException) -> JSONResponse:
        code = error.code if isinstance(error, Refusal) else _code_for_status(error.status_code)
        content = {"error": {"code": code, "message": error.detail}}
        return JSONResponse(content, error.status_code, headers=error.headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, __: RequestValidationError) -> JSONResponse:
        message = "The request is not what this call asks for."
        return JSONResponse({"error": {"code": "bad-request", "message": message}}, 400)


def _code_for_status(status: int) -> ErrorCode:
    """The contract's code for a refusal that the web framework made by itself."""
    return "too-large" if status == 413 else "bad-request"
