"""How refusals are answered, the web framework's own among them."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from schemas.wire import ErrorCode
from sync_server.refusals import Refusal

__all__ = ["answer_errors"]

_METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH")


def answer_errors(app: FastAPI) -> None:
    """Every refusal in the contract's form, without a word of what was sent."""

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> JSONResponse:
        code = error.code if isinstance(error, Refusal) else _code_for_status(error.status_code)
        content = {"error": {"code": code, "message": error.detail}}
        headers = _allowed(app, request) if error.status_code == 405 else error.headers
        return JSONResponse(content, error.status_code, headers=headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, __: RequestValidationError) -> JSONResponse:
        message = "The request is not what this call asks for."
        return JSONResponse({"error": {"code": "bad-request", "message": message}}, 400)


def _allowed(app: FastAPI, request: Request) -> dict[str, str]:
    """Every method that the path takes; the framework names those of one call only."""
    there = [
        method
        for method in _METHODS
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in app.routes
        )
    ]
    return {"Allow": ", ".join(there)}


def _code_for_status(status: int) -> ErrorCode:
    """The contract's code for a refusal that the web framework made by itself."""
    return "too-large" if status == 413 else "bad-request"
