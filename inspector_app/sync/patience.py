"""How long a server may take over one question and answer, whatever it sends and however slowly.

Timeouts of single reads do not bound an answer that comes a byte at a time. Here every read and
write on the socket draws on one allowance, which grows only with what really went over.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import httpx

__all__ = ["TROUBLES", "Patience", "PatientTransport"]

TROUBLES = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    OSError,
)
"""Everything by which a connection says that it did not work."""

_SECONDS = 45.0
"""For a question and its answer, before a byte has gone over: a big push is stored meanwhile."""

_BYTES_A_SECOND = 8 * 1024
"""The slowest connection that is waited for."""

_MOST_BYTES = 64 * 1024 * 1024
"""More than the largest question and answer together; a flood that is none of either ends here."""

_CHUNK = 16 * 1024


class Patience:
    """The allowance of one question and answer at a time.

    Args:
        seconds: before anything has gone over.
        bytes_a_second: how fast it must go from then on.
        most_bytes: of a question and its answer together.
    """

    def __init__(
        self,
        seconds: float = _SECONDS,
        bytes_a_second: float = _BYTES_A_SECOND,
        most_bytes: int = _MOST_BYTES,
    ) -> None:
        self._seconds = seconds
        self._rate = bytes_a_second
        self._most = most_bytes
        self.begin()

    def begin(self, seconds: float | None = None, most_bytes: int | None = None) -> None:
        """A new question, or the part of an answer that goes on for long.

        Args:
            seconds: other than usual.
            most_bytes: likewise.
        """
        self._since = time.monotonic()
        self._moved = 0
        self._now_seconds = self._seconds if seconds is None else seconds
        self._now_most = self._most if most_bytes is None else most_bytes

    def moved(self, count: int) -> None:
        """So many bytes went over.

        Raises:
            httpcore.ReadError: when it is more than any question and answer.
        """
        self._moved += count
        if self._moved > self._now_most:
            raise httpcore.ReadError

    def within(self, timeout: float | None) -> float:
        """Seconds that the next step may take.

        Raises:
            httpcore.ReadTimeout: when there are none left.
        """
        allowed = self._now_seconds + self._moved / self._rate
        left = self._since + allowed - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left if timeout is None else min(timeout, left)


class PatientTransport(httpx.BaseTransport):
    """Carries requests over sockets that draw on an allowance.

    Args:
        patience: the allowance.
        context: TLS; None where only plain HTTP is asked for.
    """

    def __init__(self, patience: Patience, context: ssl.SSLContext | None = None) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=context, network_backend=_Backend(patience), http1=True, http2=False
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sends one request; the answer's body is read as it is iterated."""
        url = request.url
        response = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=_Body(response),
            extensions=response.extensions,
        )

    def close(self) -> None:
        """Lets go of the connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        return self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class _Backend(httpcore.NetworkBackend):
    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        within = self._patience.within(timeout)
        stream = self._inner.connect_tcp(host, port, within, local_address, socket_options)
        return _Stream(stream, self._patience)


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, patience: Patience) -> None:
        self._inner = inner
        self._patience = patience

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._inner.read(max_bytes, self._patience.within(timeout))
        self._patience.moved(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _CHUNK):
            chunk = buffer[start : start + _CHUNK]
            self._inner.write(chunk, self._patience.within(timeout))
            self._patience.moved(len(chunk))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        within = self._patience.within(timeout)
        stream = self._inner.start_tls(ssl_context, server_hostname, within)
        return _Stream(stream, self._patience)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
