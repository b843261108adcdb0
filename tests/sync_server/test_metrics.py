"""Figures for Prometheus: they count, they name nobody, and only who may see them does."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from sync_server.app import calls
from sync_server.errors import ServerError
from sync_server.metrics import _WORDS, Measured, read_token
from tests.sync_server.laptops import Laptop, Team
from tests.sync_server.visitors import World

TOKEN = "of-letters-and-digits-0123456789"
LINE = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.]+')


def asking(app: Measured, address: str = "127.0.0.1") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, client=(address, 1234))
    return httpx.AsyncClient(transport=transport, base_url="http://server")


async def figures(http: httpx.AsyncClient) -> dict[str, float]:
    answer = await http.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.text.splitlines() if not line.startswith("# ")]
    assert all(LINE.fullmatch(line) for line in lines)
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


async def test_requests_are_counted_by_call_and_status_and_timed(world: World) -> None:
    async with asking(Measured(world.app)) as http:
        for _ in range(3):
            await http.get("/v1/hello")
        await http.post("/v1/login/challenge", json={"device": "x"})
        found = await figures(http)
    assert found['inspector_requests_total{call="GET hello",status="200"}'] == 3
    assert found['inspector_requests_total{call="POST challenge",status="400"}'] == 1
    assert found['inspector_request_seconds_count{call="GET hello"}'] == 3
    assert found['inspector_request_seconds_bucket{call="GET hello",le="+Inf"}'] == 3
    assert 0 < found['inspector_request_seconds_sum{call="GET hello"}'] < 30
    assert found['inspector_open_requests{call="GET hello"}'] == 0
    assert found['inspector_bytes_total{way="received"}'] == len('{"device":"x"}')
    assert found['inspector_bytes_total{way="sent"}'] > 100


async def test_each_bound_counts_what_took_no_longer(world: World) -> None:
    async with asking(Measured(world.app)) as http:
        await http.get("/v1/hello")
        found = await figures(http)
    buckets = [value for name, value in found.items() if "_bucket{" in name]
    assert buckets == sorted(buckets)
    assert buckets[-1] == 1


async def test_no_id_and_nothing_that_was_asked_stands_in_the_figures(
    world: World, team: Team, lead: Laptop
) -> None:
    await world.bring(team)
    async with asking(Measured(world.app)) as http:
        for path in (f"inspections/{team.inspection}/team", "Motherwasafraid", 'a"b%0A', "a/" * 50):
            await http.request("GET", f"/v1/{path}")
            await http.request("PURGE", f"/{path}")
        text = (await http.get("/metrics")).text
    assert 'call="GET team"' in text
    assert 'call="other other"' in text
    assert "Motherwasafraid" not in text
    assert not re.search("[0-9a-f]{16}", text)
    assert len(re.findall("_total{call", text)) < 8


async def test_without_a_token_only_this_machine_sees_them(world: World) -> None:
    app = Measured(world.app)
    for address in ("10.0.0.7", "::ffff:10.0.0.7", "2001:db8::1", "testclient"):
        async with asking(app, address) as http:
            assert (await http.get("/metrics")).status_code == 404
    async with asking(app, "::1") as http:
        assert (await http.get("/metrics")).status_code == 200
        for said in ("X-Forwarded-For", "Forwarded", "Via"):
            assert (await http.get("/metrics", headers={said: "x"})).status_code == 404
        assert (await http.post("/metrics")).status_code == 404


async def test_with_a_token_who_knows_it_sees_them_and_nobody_else(world: World) -> None:
    async with asking(Measured(world.app, TOKEN), "10.0.0.7") as http:
        good = {"Authorization": f"Bearer {TOKEN}"}
        assert (await http.get("/metrics", headers=good)).status_code == 200
        for said in ("", "Bearer", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", TOKEN):
            answer = await http.get("/metrics", headers={"Authorization": said})
            assert answer.status_code == 404
    async with asking(Measured(world.app, TOKEN)) as http:
        assert (await http.get("/metrics")).status_code == 404


async def test_a_mistake_in_what_is_behind_is_counted_and_goes_on(world: World) -> None:
    async def broken(*_: object) -> None:
        raise KeyError

    app = Measured(broken)
    async with asking(app) as http:
        with pytest.raises(KeyError):
            await http.get("/v1/hello")
        found = await figures(http)
    assert found['inspector_requests_total{call="GET hello",status="0"}'] == 1
    assert found['inspector_open_requests{call="GET hello"}'] == 0


def test_every_call_has_its_word() -> None:
    paths = calls().openapi()["paths"]
    last = {[word for word in path.split("/") if "{" not in word][-1] for path in paths}
    assert last == _WORDS


@pytest.mark.parametrize("content", [None, b"", b"short\n", b"\xff" * 40, "ü".encode() * 40])
def test_a_file_without_a_good_token_is_refused(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ServerError) as refused:
        read_token(file)
    assert refused.value.code == "token-not-usable"
    file.write_text(f"{TOKEN}\n", encoding="utf-8")
    assert read_token(file) == TOKEN
