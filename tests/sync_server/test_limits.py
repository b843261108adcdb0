"""How much travels at once, and what is cut short."""

from __future__ import annotations

from collections.abc import AsyncIterator
from random import Random

from schemas.canonical import Json
from schemas.entries import LARGEST_ENTRY
from schemas.wire import ENTRIES, NEXT, PAGE_BYTES, framed
from sync_server.limits import LARGEST_PUSH
from tests.sync_server.direct import MOSTLY_IN_A_FILE
from tests.sync_server.laptops import Laptop, Team
from tests.sync_server.visitors import World, error


@MOSTLY_IN_A_FILE
async def test_a_push_that_is_cut_short_leaves_nothing(
    world: World, team: Team, lead: Laptop
) -> None:
    visitor = await world.bring(team)
    body = b"".join(framed([team.write(lead, "one"), team.write(lead, "two")]))
    for cut in (len(body) - 1, len(body) // 2, 3):
        assert error(await visitor.push_bytes(team, body[:cut])) == (400, "bad-request")
    assert await visitor.vector(team) == {}


@MOSTLY_IN_A_FILE
async def test_a_frame_whose_entry_is_cut_short_is_set_aside(
    world: World, team: Team, lead: Laptop
) -> None:
    visitor = await world.bring(team)
    short = team.write(lead, "one").to_bytes()[:-5]
    body = len(short).to_bytes(4, "big") + short
    answer = await visitor.push_bytes(team, body)
    assert [aside["code"] for aside in answer.json()["set_aside"]] == ["malformed"]


@MOSTLY_IN_A_FILE
async def test_a_body_above_the_limit_is_refused_while_it_is_read(world: World, team: Team) -> None:
    visitor = await world.bring(team)
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1024 * 1024
            yield bytes(1024 * 1024)

    path = f"/inspections/{team.inspection}/push"
    headers = {**visitor.headers, "Content-Type": ENTRIES}
    answer = await world.http.post(path, content=endless(), headers=headers)
    assert error(answer) == (413, "too-large")
    assert sent <= LARGEST_PUSH + 2 * 1024 * 1024


@MOSTLY_IN_A_FILE
async def test_a_frame_larger_than_any_entry_is_refused(world: World, team: Team) -> None:
    visitor = await world.bring(team)
    body = (LARGEST_ENTRY + 1).to_bytes(4, "big") + bytes(LARGEST_ENTRY + 1)
    assert error(await visitor.push_bytes(team, body)) == (400, "bad-request")


@MOSTLY_IN_A_FILE
async def test_a_json_body_above_its_limit_is_refused_in_the_contracts_words(
    world: World,
) -> None:
    answer = await world.http.post("/login/challenge", content=b'"' + b"a" * 2_000_000 + b'"')
    assert error(answer) == (413, "too-large")


@MOSTLY_IN_A_FILE
async def test_a_push_of_another_media_type_is_refused(
    world: World, team: Team, lead: Laptop
) -> None:
    visitor = await world.bring(team)
    body = b"".join(framed([team.write(lead, "one")]))
    path = f"/inspections/{team.inspection}/push"
    answer = await world.http.post(path, content=body, headers=visitor.headers)
    assert error(answer) == (415, "bad-request")


@MOSTLY_IN_A_FILE
async def test_a_long_feed_is_pulled_in_pages_in_order_and_without_a_gap(
    world: World, team: Team, lead: Laptop
) -> None:
    visitor = await world.bring(team)
    # Text that does not compress, so that three entries do not fit into one page.
    dice = Random(1)
    entries = [team.write(lead, dice.randbytes(1_000_000).hex()) for _ in range(6)]
    for entry in entries:
        await visitor.push(team, entry)
    asked: dict[str, Json] = {"have": {}, "again": [], "after": 0, "held": False}
    path = f"/inspections/{team.inspection}/pull"
    answer = await visitor.post(path, asked)
    assert NEXT in answer.headers
    assert len(answer.content) <= PAGE_BYTES + 64
    assert await visitor.pull(team) == entries
    assert await visitor.pull(team, have={lead.feed: (entries[3].id,)}) == entries[4:]


@MOSTLY_IN_A_FILE
async def test_a_tip_that_the_server_does_not_know_covers_nothing(
    world: World, team: Team, lead: Laptop
) -> None:
    visitor = await world.bring(team)
    entry = team.write(lead, "one")
    await visitor.push(team, entry)
    ahead = team.write(lead, "two")
    assert await visitor.pull(team, have={lead.feed: (ahead.id,)}) == [entry]


@MOSTLY_IN_A_FILE
async def test_a_body_that_declares_too_much_is_refused_before_it_is_read(world: World) -> None:
    headers = {"Content-Length": "99000000", "Content-Type": "application/json"}
    answer = await world.http.post("/login/challenge", content=b"{}", headers=headers)
    assert error(answer) == (413, "too-large")
