"""What is told to whom while they listen, how little of it is kept, and how a stream ends."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from starlette.types import Message

from schemas.events import EVENTS, TeamGrew, Tip, event
from schemas.signing import to_base64
from sync_server.auth import Doorkeeper
from sync_server.blobs import Blobs
from sync_server.embedded import EmbeddedServer
from sync_server.inspections import Inspections
from sync_server.limits import MOST_WAITING, STREAMS, STREAMS_OF_A_DEVICE
from sync_server.mailboxes import Mailboxes
from sync_server.news import News
from sync_server.openapi import described
from sync_server.refusals import Refusal
from sync_server.streams import NewsStream
from sync_server.team import Access
from sync_server.visits import Server, Visit
from tests.sync_server.hearing import BEAT, listening
from tests.sync_server.laptops import Laptop, Team, Watch
from tests.sync_server.visitors import Visitor, World, error, log_in, records_json


@pytest.fixture
def clock() -> Watch:
    return Watch()


@pytest.fixture
def server(tmp_path: Path, clock: Watch) -> Iterator[EmbeddedServer]:
    with EmbeddedServer(tmp_path, clock, os.urandom) as running:
        yield running


@pytest.fixture
async def http(server: EmbeddedServer) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{server.url}/v1") as client:
        yield client


@pytest.fixture
async def first(server: EmbeddedServer, http: httpx.AsyncClient, team: Team) -> Visitor:
    """The lead, logged in, whose inspection is there."""
    return await brought(server, http, team)


async def brought(server: EmbeddedServer, http: httpx.AsyncClient, team: Team) -> Visitor:
    body = {"code": server.enrolment_code(), "card": to_base64(team.lead.card.to_bytes())}
    (await http.post("/enrol", json=body)).raise_for_status()
    visitor = await log_in(http, team.lead)
    (await visitor.post("/inspections", records_json(team))).raise_for_status()
    return visitor


async def test_a_push_is_told_to_who_listens_by_its_newest_entry_and_no_more(
    first: Visitor, http: httpx.AsyncClient, team: Team, colleague: Laptop
) -> None:
    entries = [team.write(colleague, "a secret text"), team.write(colleague, "another")]
    async with listening(first, team) as heard, listening(first, team) as too:
        await (await log_in(http, colleague)).push(team, *entries)
        told = await heard.event()
        assert told == ("tip", f'{{"feed":"{colleague.feed}","seq":2,"id":"{entries[1].id}"}}')
        assert await too.event() == told
        await (await log_in(http, colleague)).push(team, *entries)
        more = team.write(colleague, "once more")
        await (await log_in(http, colleague)).push(team, more)
        assert (await heard.tip()).id == more.id


async def test_only_members_who_are_logged_in_may_listen(
    first: Visitor, http: httpx.AsyncClient, team: Team, lead: Laptop, colleague: Laptop
) -> None:
    path = f"/inspections/{team.inspection}/events"
    assert error(await http.get(path)) == (401, "not-logged-in")
    escrow = team.escrow
    assert escrow is not None
    assert error(await (await log_in(http, escrow)).get(path)) == (403, "not-a-member")
    leaver = await log_in(http, colleague)
    team.seat([(lead, ["lead"])])
    await first.send_team(team)
    assert error(await leaver.get(path)) == (403, "not-a-member")
    assert error(await first.get(f"/inspections/{'a' * 64}/events")) == (
        404,
        "unknown-inspection",
    )


async def test_a_team_record_is_told_and_ends_every_stream_and_the_removed_hear_nothing(
    first: Visitor, http: httpx.AsyncClient, team: Team, lead: Laptop, colleague: Laptop
) -> None:
    leaver = await log_in(http, colleague)
    async with listening(first, team) as stays, listening(leaver, team) as goes:
        team.seat([(lead, ["lead"])])
        assert (await first.send_team(team)).status_code == 200
        assert await stays.event() == ("team", TeamGrew(head=team.head).model_dump_json())
        assert await stays.event() is None
        assert await goes.event() is None


async def test_what_is_held_is_not_told(
    first: Visitor, http: httpx.AsyncClient, team: Team, lead: Laptop, colleague: Laptop
) -> None:
    leaver = await log_in(http, colleague)
    team.seat([(lead, ["lead"])])
    await first.send_team(team)
    async with listening(first, team) as heard:
        await leaver.push(team, team.write(colleague, "late"))
        mine = team.write(lead, "in time")
        await first.push(team, mine)
        assert (await heard.tip()).id == mine.id


async def test_a_stream_ends_with_its_login_and_tells_nothing_that_came_later(
    first: Visitor,
    http: httpx.AsyncClient,
    team: Team,
    colleague: Laptop,
    clock: Watch,
) -> None:
    async with listening(first, team) as heard:
        clock.pass_(minutes=14)
        before = team.write(colleague, "before")
        await (await log_in(http, colleague)).push(team, before)
        assert (await heard.tip()).id == before.id
        clock.pass_(minutes=1)
        await (await log_in(http, colleague)).push(team, team.write(colleague, "after"))
        assert await heard.event() is None
    assert (await first.get("/inspections")).status_code == 401


async def test_a_silent_stream_beats_and_ends_with_its_login(
    tmp_path: Path, clock: Watch, team: Team
) -> None:
    with EmbeddedServer(tmp_path, clock, os.urandom, heartbeat=0.05) as server:
        async with httpx.AsyncClient(base_url=f"{server.url}/v1") as http:
            visitor = await brought(server, http, team)
            async with listening(visitor, team) as heard:
                assert await heard.line() == BEAT
                assert await heard.line() == BEAT
                clock.pass_(minutes=15)
                assert await heard.event() is None


async def test_the_newest_streams_of_a_device_stay(first: Visitor, team: Team) -> None:
    async with listening(first, team) as oldest:
        for _ in range(STREAMS_OF_A_DEVICE - 1):
            await first.http.send(
                first.http.build_request(
                    "GET", f"/inspections/{team.inspection}/events", headers=first.headers
                ),
                stream=True,
            )
        async with listening(first, team) as newest:
            assert await oldest.event() is None
            mine = team.write(team.lead, "told")
            await first.push(team, mine)
            assert (await newest.tip()).id == mine.id


async def test_a_server_that_stops_does_not_wait_for_streams(
    tmp_path: Path, clock: Watch, team: Team
) -> None:
    loop = asyncio.get_running_loop()
    with EmbeddedServer(tmp_path, clock, os.urandom) as server:
        async with httpx.AsyncClient(base_url=f"{server.url}/v1") as http:
            visitor = await brought(server, http, team)
            async with listening(visitor, team) as heard, listening(visitor, team) as too:
                begun = loop.time()
                stopping = loop.run_in_executor(None, server._undo.close)
                assert await heard.event() is None
                assert await too.event() is None
                await stopping
                assert loop.time() - begun < 2


async def test_a_reader_that_reads_nothing_fills_no_memory_and_does_not_hold_up_a_stop(
    first: Visitor, team: Team, server: EmbeddedServer
) -> None:
    loop = asyncio.get_running_loop()
    path = f"/v1/inspections/{team.inspection}/events"
    with socket.socket() as stuck:
        stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stuck.connect(("127.0.0.1", int(server.url.rpartition(":")[2])))
        asked = f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {first.token}\r\n\r\n"
        stuck.sendall(asked.encode())
        await until(lambda: bool(server.news.listening(team.inspection)))
        (hearing,) = server.news.listening(team.inspection)
        tips = [Tip(feed=team.lead.feed, seq=1, id="a" * 64)] * MOST_WAITING
        try:
            for _ in range(10_000):
                server.news.tell(team.inspection, tips)
                await until(lambda: not hearing._waiting, 0.5)
        except TimeoutError:
            server.news.tell(team.inspection, tips)
        assert hearing.over
        assert not hearing._waiting
        begun = loop.time()
        await loop.run_in_executor(None, server._undo.close)
        assert loop.time() - begun < 2


async def until(true: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.001)


async def test_who_leaves_is_forgotten(
    tmp_path: Path, clock: Watch, team: Team, server: EmbeddedServer, first: Visitor
) -> None:
    async with listening(first, team):
        assert len(server.news.listening(team.inspection)) == 1
    await until(lambda: not server.news.listening(team.inspection))


async def test_more_than_a_slow_reader_takes_ends_its_stream_and_is_not_kept(
    colleague: Laptop,
) -> None:
    news = News()
    tip = Tip(feed=colleague.feed, seq=1, id="a" * 64)
    with news.listen("one", "device") as full, news.listen("one", "another") as over:
        news.tell("one", [tip] * MOST_WAITING)
        assert await full.wait(0) == event("tip", tip) * MOST_WAITING
        news.tell("one", [tip])
        assert not full.over
        assert await full.wait(0) == event("tip", tip)
        assert over.over
        assert await over.wait(0) == b""
        news.tell("two", [tip])
        assert await full.wait(0) == b""


async def test_who_is_removed_while_the_stream_opens_hears_nothing(
    world: World, team: Team, lead: Laptop, colleague: Laptop
) -> None:
    await world.bring(team)
    store, news = world.store, News()
    doorkeeper = Doorkeeper(store, world.identity, world.clock, world.randomness)
    inspections, boxes = Inspections(store, news), Mailboxes(store, world.clock)
    here = Server(
        store, world.identity, world.clock, doorkeeper, inspections, Blobs(store), boxes, news, 15
    )
    inspection = inspections.get(team.inspection)
    until = world.clock() + timedelta(minutes=1)
    visit = Visit(colleague.id, Access.MEMBER, inspection, until)
    inspection.take_records([team.seat([(lead, ["lead"])])])
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        said.append(message)

    with pytest.raises(Refusal) as caught:
        await NewsStream(here, visit)({"type": "http"}, receive, send)
    assert (caught.value.code, said) == ("not-a-member", [])
    assert not news.listening(team.inspection)


async def test_only_so_many_listen_at_a_time() -> None:
    news = News()
    opened = [news.listen("one", f"device {number}") for number in range(STREAMS)]
    for each in opened:
        each.__enter__()
    with pytest.raises(Refusal) as caught, news.listen("two", "one more"):
        raise AssertionError("let in")
    assert (caught.value.code, caught.value.status_code) == ("server-full", 503)
    opened.pop().__exit__(None, None, None)
    with news.listen("two", "one more") as hearing:
        news.close()
        assert hearing.over
    with news.listen("two", "too late") as hearing:
        assert hearing.over


def test_the_description_of_the_calls_says_that_events_come_and_no_json() -> None:
    call = described()["paths"]["/v1/inspections/{inspection}/events"]["get"]
    assert list(call["responses"]["200"]["content"]) == [EVENTS]


def test_an_event_is_two_lines_and_a_blank_one() -> None:
    assert event("team", TeamGrew(head="b" * 64)) == (
        b'event: team\ndata: {"head":"' + b"b" * 64 + b'"}\n\n'
    )
    with pytest.raises(ValueError, match="feed"):
        Tip(feed="a\nb", seq=1, id="a" * 64)
