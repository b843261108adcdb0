"""The server's own description, and whether an answer is one that stands in it."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache
from typing import Any

import httpx
import schemathesis

from schemas.wire import BLOB, ENTRIES
from sync_server.openapi import described

__all__ = ["as_described", "description", "operation_of"]

# Bytes are sent as they are.
schemathesis.serializer.alias([ENTRIES, BLOB], "application/octet-stream")


@cache
def description() -> Any:
    """The calls as schemathesis reads them."""
    return schemathesis.openapi.from_dict(described())


def operation_of(method: str, path: str) -> Any:
    """The described call; None where there is none."""
    for template, operations in description().raw_schema["paths"].items():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, path) and method.lower() in operations:
            return description()[template][method]
    return None


async def as_described(answer: httpx.Response) -> None:
    """Fails for an answer that the description does not have."""
    if answer.headers.get("content-type", "").startswith("text/event-stream"):
        return  # it does not end; what travels in it has tests of its own
    method, url = answer.request.method, answer.request.url
    operation = operation_of(method, url.path)
    if operation is None:
        assert answer.status_code in (404, 405), "an answer to what is no call"
        return
    told = operation.definition.raw["responses"].get(str(answer.status_code))
    assert told is not None, f"{answer.status_code} does not stand at {operation.label}"
    kind = answer.headers.get("content-type")
    assert kind in told["content"], f"{kind} does not stand at {operation.label}"
    # What was asked may be a stream that was never read to its end.
    asked = httpx.Request(method, url)
    content = await answer.aread()
    again = httpx.Response(
        answer.status_code, headers=answer.headers, content=content, request=asked
    )
    again.elapsed = timedelta(0)
    operation.validate_response(again)
