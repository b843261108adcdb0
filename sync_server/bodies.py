"""Bodies that are bytes and no JSON: entries and blobs."""

from __future__ import annotations

from typing import Any

from fastapi import Request

from sync_server.refusals import Refusal

__all__ = ["described_bytes", "read_bytes"]


def described_bytes(media_type: str) -> dict[str, Any]:
    """How bytes of a media type are described."""
    return {"content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}


async def read_bytes(request: Request, media_type: str) -> bytes:
    """The whole body.

    Raises:
        Refusal: when it is said to be something else.
    """
    if request.headers.get("content-type") != media_type:
        raise Refusal("bad-request", f"What comes here is {media_type}.", status=415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
    return bytes(body)
