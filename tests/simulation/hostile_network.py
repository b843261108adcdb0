"""A network between a laptop and a real server that loses, repeats, delays and mangles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Final

import httpx

__all__ = ["FAULTS", "HostileNetwork", "Weather"]

FAULTS: Final = (
    "request lost",
    "answer lost",
    "sent twice",
    "sent again later",
    "answer cut",
    "request cut",
    "refused on the way",
    "delayed",
)


@dataclass
class Weather:
    """What happens on the network in one history, whoever speaks.

    Args:
        dice: decide.
        wait: lets so many minutes pass, by the clock of all.
        happened: how often each fault did.
        on_the_way: requests that have arrived once and will arrive again.
    """

    dice: Random
    wait: Callable[[int], object]
    happened: Counter[str]
    on_the_way: list[httpx.Request] = field(default_factory=list)


class HostileNetwork(httpx.BaseTransport):
    """Carries requests to a server, some of them badly.

    Args:
        weather: decides.
        often: how many of a hundred requests.
    """

    def __init__(self, weather: Weather, often: int) -> None:
        self._inner = httpx.HTTPTransport()
        self._weather = weather
        self._often = often

    def close(self) -> None:
        """Lets go of the connections."""
        self._inner.close()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Carries one request and its answer."""
        request.read()
        self._deliver_late(request)
        weather = self._weather
        if weather.dice.randrange(100) >= self._often:
            return self._inner.handle_request(request)
        fault = weather.dice.choice(FAULTS)
        weather.happened[fault] += 1
        match fault:
            case "request lost":
                raise httpx.ConnectError("lost", request=request)
            case "answer lost":
                self._read(request)
                raise httpx.ReadError("lost", request=request)
            case "sent twice":
                self._read(request)
                return self._inner.handle_request(request)
            case "sent again later":
                weather.on_the_way.append(request)
                return self._inner.handle_request(request)
            case "answer cut":
                return self._cut(*self._read(request))
            case "request cut":
                return self._inner.handle_request(self._shortened(request))
            case "refused on the way":
                status = weather.dice.choice((400, 409, 413, 429, 500, 502, 503))
                return httpx.Response(status, stream=httpx.ByteStream(b"<h1>no</h1>"))
            case _:
                weather.wait(weather.dice.choice((1, 16, 60)))
                return self._inner.handle_request(request)

    def _deliver_late(self, now: httpx.Request) -> None:
        """What was on the way arrives at last, before or after others that were sent later."""
        weather = self._weather
        if weather.on_the_way and weather.dice.random() < 0.3:
            late = weather.on_the_way.pop(weather.dice.randrange(len(weather.on_the_way)))
            # The server may have been started again somewhere else.
            url = late.url.copy_with(host=now.url.host, port=now.url.port)
            headers = {**late.headers, "Host": now.headers["Host"]}
            again = httpx.Request(late.method, url, headers=headers, content=late.content)
            self._read(again)

    def _read(self, request: httpx.Request) -> tuple[httpx.Response, bytes]:
        response = self._inner.handle_request(request)
        try:
            return response, response.read()
        finally:
            response.close()

    def _cut(self, response: httpx.Response, body: bytes) -> httpx.Response:
        left = body[: self._weather.dice.randrange(len(body) + 1)]
        headers = [pair for pair in response.headers.raw if pair[0].lower() != b"content-length"]
        return httpx.Response(
            response.status_code,
            headers=headers,
            stream=httpx.ByteStream(left),
            extensions=response.extensions,
        )

    def _shortened(self, request: httpx.Request) -> httpx.Request:
        left = request.content[: self._weather.dice.randrange(len(request.content) + 1)]
        headers = {k: v for k, v in request.headers.items() if k.lower() != "content-length"}
        return httpx.Request(request.method, request.url, headers=headers, content=left)
