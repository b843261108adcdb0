"""The calls as OpenAPI: what the framework describes of itself, made true of what is answered.

`python -m sync_server.openapi > docs/openapi.json` writes it. The server itself serves no
description: who asks for one is a stranger.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from schemas.wire import ErrorCode
from sync_server.app import calls
from sync_server.refusals import STATUSES

__all__ = ["described"]

_MORE: Mapping[str, tuple[int, ...]] = {
    "POST /v1/enrol": (403,),
    "POST /v1/login": (403,),
    "POST /v1/inspections": (403,),
    "POST /v1/inspections/{inspection}/team": (409,),
    "POST /v1/inspections/{inspection}/push": (415,),
    # A body is no part of it, but is read.
    "GET /v1/inspections/{inspection}/events": (408, 413),
    "PUT /v1/inspections/{inspection}/blobs/{name}": (410, 415),
    "GET /v1/inspections/{inspection}/blobs/{name}": (410,),
}
"""Refusals of single calls; those of all calls with a body, a login or a path follow from these."""

_FRAMEWORK = {400: "bad-request", 404: "bad-request", 408: "bad-request", 415: "bad-request"}
"""The code of what no part of the server refuses by itself: a path that is none, a media type."""

_INVENTED = ("HTTPValidationError", "ValidationError")
"""What the framework says that it answers to a request that is not well formed; it is not so."""

_LOGIN = {"type": "http", "scheme": "bearer"}


def described() -> dict[str, Any]:
    """The OpenAPI document: every call, what it asks, and every answer there is."""
    # Made anew, since the framework's own is kept and shared.
    document: dict[str, Any] = deepcopy(calls().openapi())
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _describe(f"{method.upper()} {path}", operation)
    schemas = document["components"]["schemas"]
    for name in _INVENTED:
        schemas.pop(name, None)
    document["components"]["securitySchemes"] = {"login": _LOGIN}
    return document


def _describe(call: str, operation: dict[str, Any]) -> None:
    """Puts right how a call is let in and what it refuses."""
    parameters = operation.get("parameters", [])
    logged_in = any(each["name"] == "authorization" for each in parameters)
    if logged_in:
        operation["security"] = [{"login": []}]
    operation["parameters"] = [each for each in parameters if each["name"] != "authorization"]
    responses = operation["responses"]
    responses.pop("422", None)
    found = {500, *_MORE.get(call, ())}
    if not call.endswith("/hello"):
        found.add(503)
    if logged_in:
        found.add(401)
    if "{" in call:
        found |= {400, 404}
        found |= {403} if logged_in else set()
    if "requestBody" in operation:
        # A large body is read only from a device that is logged in, whatever is asked.
        found |= {400, 401, 408, 413}
    for status in sorted(found):
        responses[str(status)] = _refusal(status)


def _refusal(status: int) -> dict[str, Any]:
    codes = sorted(set(_codes(status)))
    told = {
        "type": "object",
        "required": ["code", "message"],
        "additionalProperties": False,
        "properties": {"code": {"enum": codes}, "message": {"type": "string"}},
    }
    schema = {
        "type": "object",
        "required": ["error"],
        "additionalProperties": False,
        "properties": {"error": told},
    }
    return {
        "description": "Refused: " + ", ".join(codes),
        "content": {"application/json": {"schema": schema}},
    }


def _codes(status: int) -> Iterator[str]:
    known: Iterable[tuple[ErrorCode, int]] = STATUSES.items()
    yield from (code for code, usual in known if usual == status)
    if status in _FRAMEWORK:
        yield _FRAMEWORK[status]


if __name__ == "__main__":
    json.dump(described(), sys.stdout, indent=2, sort_keys=True)
    sys.stdout.write("\n")
